//! The two forms of the snippet that puts isitme into somebody's help page: a script with an element, and a plain frame. The element's attributes
//! and the frame's parameters have the same names.

use super::{
    html::escape,
    typed::{self, Checked},
};
use crate::core::{
    address::Address,
    text::{encode, fill},
    ui::make_ui,
};

/// What the frame may do: run its scripts, open links in a new tab that is a page like any other, hand over a report as a file.
pub const SANDBOX: &str = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads";
/// What the frame may use beside.
pub const ALLOW: &str = "clipboard-write";
/// The parts that can be left out.
pub const PARTS: [&str; 4] = ["diagnose", "owner", "developer", "seo"];
/// Height of the frame, in CSS pixels.
pub const HEIGHT: std::ops::RangeInclusive<u32> = 200..=4000;

/// Light, dark, as the visitor's system is, or as whoever runs the site has set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the site's configuration says: nothing is written.
    #[default]
    Site,
    /// As the system is.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// In the order in which they are shown.
    pub const ALL: [Theme; 4] = [Theme::Site, Theme::Auto, Theme::Light, Theme::Dark];

    /// As it is written.
    pub const fn id(self) -> &'static str {
        match self {
            Theme::Site => "site",
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// What was typed and chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// A status code; may be empty.
    pub code: String,
    /// An address that the diagnosis begins with; may be empty.
    pub url: String,
    /// Light, dark or automatic.
    pub theme: Theme,
    /// A color; may be empty.
    pub accent: String,
    /// Where people write to; may be empty.
    pub contact: String,
    /// The address of a status page; may be empty.
    pub status_page: String,
    /// Which of [`PARTS`] are left out.
    pub hide: [bool; 4],
    /// The height of the plain frame, in CSS pixels.
    pub height: String,
}

impl Default for Typed {
    fn default() -> Typed {
        Typed {
            code: "502".to_owned(),
            url: String::new(),
            theme: Theme::Site,
            accent: String::new(),
            contact: String::new(),
            status_page: String::new(),
            hide: [false; 4],
            height: "900".to_owned(),
        }
    }
}

/// The fields that can be wrong, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// [`Typed::code`].
    Code,
    /// [`Typed::url`].
    Url,
    /// [`Typed::accent`].
    Accent,
    /// [`Typed::contact`].
    Contact,
    /// [`Typed::status_page`].
    StatusPage,
    /// [`Typed::height`].
    Height,
}

/// What a snippet says: names and values, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    values: Vec<(&'static str, String)>,
    height: u32,
}

/// Nothing where nothing is typed.
fn optional<T>(text: &str, read: impl Fn(&str) -> Checked<T>) -> Checked<Option<T>> {
    if text.trim().is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// An address of a page, as it is.
fn url(text: &str) -> Checked<String> {
    let t = make_ui();
    let href = Address::parse(text).map_err(|wrong| wrong.say())?.href();
    if href.len() > typed::LINK { Err(t.wrong_link_long) } else { Ok(href) }
}

impl Typed {
    /// The snippet without what can't be used, and what to change.
    pub fn read(&self) -> (Snippet, Vec<(Field, &'static str)>) {
        let mut wrong = Vec::new();
        let mut values = Vec::new();
        let mut take = |field: Field, name: &'static str, value: Checked<Option<String>>| match value {
            Ok(Some(value)) => values.push((name, value)),
            Ok(None) => {}
            Err(why) => wrong.push((field, why)),
        };
        take(Field::Code, "code", optional(&self.code, typed::code).map(|code| code.map(|code| code.to_string())));
        take(Field::Url, "url", optional(&self.url, url));
        take(Field::Code, "lang", Ok(Some("en".to_owned())));
        take(Field::Code, "theme", Ok((self.theme != Theme::Site).then(|| self.theme.id().to_owned())));
        take(Field::Accent, "accent", typed::accent(&self.accent).map(|color| color.map(super::color::Color::hex)));
        take(Field::Contact, "contact", typed::contact(&self.contact));
        take(Field::StatusPage, "status-page", typed::https(&self.status_page));
        let hide: Vec<&str> = PARTS.iter().zip(self.hide).filter(|(_, hidden)| *hidden).map(|(part, _)| *part).collect();
        take(Field::Code, "hide", Ok((!hide.is_empty()).then(|| hide.join(" "))));
        let height = self.height.trim().parse().ok().filter(|height| HEIGHT.contains(height));
        if height.is_none() {
            wrong.push((Field::Height, make_ui().wrong_height));
        }
        (Snippet { values, height: height.unwrap_or(900) }, wrong)
    }
}

impl Snippet {
    /// The frame's address below `home`, which ends in a slash.
    pub fn address(&self, home: &str) -> String {
        let mut out = String::from(home) + "embed/";
        let mut lead = '?';
        for (name, value) in &self.values {
            out.push(lead);
            out.push_str(name);
            out.push('=');
            // As a form writes it: several words are parted by `+`.
            out.push_str(&encode(value).replace("%20", "+"));
            lead = '&';
        }
        out
    }

    /// The form with a script, which sets the height by itself.
    pub fn script(&self, home: &str) -> String {
        let mut out = String::from("<script src=\"") + &escape(home) + "embed.js\" async></script>\n<is-it-me";
        for (name, value) in &self.values {
            for part in [" ", name, "=\"", &escape(value), "\""] {
                out.push_str(part);
            }
        }
        // For where the script can't run: the element shows what stands inside until it does.
        let t = make_ui();
        let code = self.values.iter().find(|(name, _)| *name == "code").map(|(_, code)| code);
        let (page, words) = match code {
            Some(code) => (code.clone() + "/", fill(t.build_link, &[("code", code)])),
            None => ("diagnose/".to_owned(), t.build_link_any.to_owned()),
        };
        let link = ["><a href=\"", &escape(home), &page, "\">", &escape(&words), "</a></is-it-me>\n"];
        out + &link.concat()
    }

    /// The form with a frame alone.
    pub fn frame(&self, home: &str) -> String {
        let parts = [
            "<iframe src=\"",
            &escape(&self.address(home)),
            "\" title=\"",
            &escape(make_ui().build_frame_title),
            "\" width=\"100%\" height=\"",
            &self.height.to_string(),
            "\" loading=\"lazy\" sandbox=\"",
            SANDBOX,
            "\" allow=\"",
            ALLOW,
            "\"></iframe>\n",
        ];
        parts.concat()
    }
}
