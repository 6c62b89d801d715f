//! An error page in one file: it asks for nothing, is readable with its style and its script refused, and names the hashes of both.
//!
//! Its script asks the same address again and reads the status and `Retry-After` of what comes; what it does about forms stands there (`page.js`).

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::{
    color::{ACCENT, Color, NIGHT, PAPER},
    html::escape,
    typed::{self, Checked},
};
use crate::core::{
    names,
    text::{encode, fill},
    ui::make_ui,
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Bytes of a file, at most; what `HAProxy` keeps a page in holds 16 KB with the response's headers (`tune.bufsize`).
pub const LIMIT: usize = 14_000;

/// What the owner typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The status code.
    pub code: String,
    /// What the site calls itself.
    pub name: String,
    /// A color; may be empty.
    pub accent: String,
    /// The address of a status page; may be empty.
    pub status_page: String,
    /// Where people write to; may be empty.
    pub contact: String,
    /// Seconds until the first try.
    pub wait: String,
    /// A link to the diagnosis is wanted.
    pub diagnosis: bool,
}

impl Default for Typed {
    fn default() -> Typed {
        Typed {
            code: "502".to_owned(),
            name: "Example".to_owned(),
            accent: ACCENT.hex(),
            status_page: String::new(),
            contact: String::new(),
            wait: "10".to_owned(),
            diagnosis: true,
        }
    }
}

/// The fields, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// [`Typed::code`].
    Code,
    /// [`Typed::name`].
    Name,
    /// [`Typed::accent`].
    Accent,
    /// [`Typed::status_page`].
    StatusPage,
    /// [`Typed::contact`].
    Contact,
    /// [`Typed::wait`].
    Wait,
}

/// What a page is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The status code.
    pub code: u16,
    /// What the site calls itself.
    pub name: String,
    /// The accent as it was chosen.
    pub accent: Color,
    /// The address of a status page.
    pub status_page: Option<String>,
    /// Where people write to, as a link.
    pub contact: Option<String>,
    /// Seconds until the first try.
    pub wait: u32,
    /// Where isitme is, ending in a slash: for the link to the diagnosis.
    pub home: Option<String>,
}

impl Typed {
    /// The page, with a stand-in for whatever can't be used, and what to change. `home`: where isitme is, ending in a slash.
    pub fn read(&self, home: &str) -> (Page, Vec<(Field, &'static str)>) {
        fn take<T>(wrong: &mut Vec<(Field, &'static str)>, field: Field, value: Checked<T>, other: T) -> T {
            value.unwrap_or_else(|why| {
                wrong.push((field, why));
                other
            })
        }
        let mut wrong = Vec::new();
        let page = Page {
            code: take(&mut wrong, Field::Code, typed::code(&self.code), 502),
            name: take(&mut wrong, Field::Name, typed::name(&self.name), make_ui().page_nobody.to_owned()),
            accent: take(&mut wrong, Field::Accent, typed::accent(&self.accent), None).unwrap_or(ACCENT),
            status_page: take(&mut wrong, Field::StatusPage, typed::https(&self.status_page), None),
            contact: take(&mut wrong, Field::Contact, typed::contact(&self.contact), None),
            wait: take(&mut wrong, Field::Wait, typed::wait(&self.wait), 10),
            home: self.diagnosis.then(|| home.to_owned()),
        };
        (page, wrong)
    }
}

/// Whether the same request may well succeed a little later, without anybody doing anything about it.
pub const fn passes(code: u16) -> bool {
    matches!(code, 408 | 425 | 429 | 500..=599) && !matches!(code, 501 | 505 | 506 | 508 | 510 | 511)
}

/// `sha256-…` of what is inline, as a policy names it.
fn hash(text: &str) -> String {
    String::from("'sha256-") + &base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())) + "'"
}

/// The script without its comments and indents: the same in every page.
pub fn script() -> String {
    let mut out = String::new();
    for line in SCRIPT.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

impl Page {
    /// `isitme-502.html`.
    pub fn file_name(&self) -> String {
        fill("isitme-{code}.html", &[("code", &self.code.to_string())])
    }

    /// The code's name; none where it has none.
    pub fn code_name(&self) -> String {
        names::label(self.code).get(4..).unwrap_or_default().to_owned()
    }

    /// The accent on the light and on the dark page.
    pub fn shades(&self) -> [Color; 2] {
        [self.accent.readable_on(PAPER), self.accent.readable_on(NIGHT)]
    }

    /// The sentence on top.
    pub fn headline(&self) -> &'static str {
        let t = make_ui();
        match self.code {
            401 => t.page_head_401,
            403 => t.page_head_403,
            404 => t.page_head_404,
            408 => t.page_head_408,
            410 => t.page_head_410,
            413 => t.page_head_413,
            429 => t.page_head_429,
            431 => t.page_head_431,
            451 => t.page_head_451,
            400..=499 => t.page_head_4xx,
            _ => t.page_head_5xx,
        }
    }

    /// What happened.
    pub fn says(&self) -> &'static str {
        let t = make_ui();
        match self.code {
            401 => t.page_says_401,
            403 => t.page_says_403,
            404 => t.page_says_404,
            408 => t.page_says_408,
            410 => t.page_says_410,
            413 => t.page_says_413,
            429 => t.page_says_429,
            431 => t.page_says_431,
            451 => t.page_says_451,
            400..=499 => t.page_says_4xx,
            502 | 520 | 521 | 523 | 530 => t.page_says_502,
            503 | 529 => t.page_says_503,
            504 | 522 | 524 => t.page_says_504,
            _ => t.page_says_5xx,
        }
    }

    /// The links below: what they say and where they lead.
    pub fn links(&self) -> Vec<(&'static str, String)> {
        let t = make_ui();
        let mut out = Vec::new();
        if let Some(page) = &self.status_page {
            out.push((t.page_status_page, page.clone()));
        }
        if let Some(contact) = &self.contact {
            out.push((if contact.starts_with("mailto:") { t.page_mail } else { t.page_contact }, contact.clone()));
        }
        if let Some(home) = &self.home {
            out.push((t.page_diagnosis, home.clone() + "diagnose/?code=" + &encode(&self.code.to_string())));
        }
        out
    }

    /// The one style.
    pub fn style(&self) -> String {
        let [light, dark] = self.shades();
        STYLE
            .replace("@@LIGHT@@", &light.hex())
            .replace("@@ON_LIGHT@@", &light.ink().hex())
            .replace("@@DARK@@", &dark.hex())
            .replace("@@ON_DARK@@", &dark.ink().hex())
    }

    /// The hashes of the one style and the one script, as a policy names them.
    pub fn hashes(&self) -> [String; 2] {
        [hash(&self.style()), hash(&script())]
    }

    /// The row of hops: from the reader to the site, with a gap where it breaks.
    fn row(&self) -> String {
        let broken = self.code >= 500;
        let mut out = String::from(
            "<svg viewBox=\"0 0 322 24\" width=\"322\" height=\"24\" aria-hidden=\"true\" focusable=\"false\" fill=\"none\" stroke=\"currentColor\">",
        );
        out.push_str(if broken {
            "<path class=\"t\" d=\"M7 12H284M291 12h.01M297 12h.01\"/>"
        } else {
            "<path class=\"t\" d=\"M7 12H315\"/>"
        });
        for at in 0..8_u16 {
            let end = at == 0 || at == 7;
            let class = if at == 7 && broken {
                "x"
            } else if end {
                "o"
            } else {
                "d"
            };
            let r = if at == 7 && broken {
                "9"
            } else if end {
                "6"
            } else {
                "3"
            };
            let x = (7 + 44 * at).to_string();
            for part in ["<circle class=\"", class, "\" cx=\"", &x, "\" cy=\"12\" r=\"", r, "\" stroke=\"none\" fill=\"currentColor\"/>"] {
                out.push_str(part);
            }
        }
        if broken {
            out.push_str("<path class=\"y\" d=\"M311.500 8.500l7 7m0-7l-7 7\" stroke=\"Canvas\" stroke-width=\"2\"/>");
        }
        out + "</svg>"
    }

    /// The whole file.
    pub fn file(&self) -> String {
        let t = make_ui();
        let (code, name) = (self.code.to_string(), escape(&self.name));
        let [style, script] = [self.style(), script()];
        let [style_hash, script_hash] = [hash(&style), hash(&script)];
        let title = [code.as_str(), " ", &self.code_name()].concat();
        let title = title.trim_end();
        let passes = passes(self.code);
        let first = if passes { self.wait } else { 0 }.to_string();
        let reload = self.wait.max(60).to_string();
        let mut out = String::with_capacity(LIMIT);
        let mut put = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
        put(&[
            "<!doctype html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ",
            &style_hash,
            "; script-src ",
            &script_hash,
            "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
            "<meta name=\"robots\" content=\"noindex\">\n<title>",
            &escape(title),
            " – ",
            &name,
            "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>",
            &style,
            "</style>\n</head>\n<body>\n<main>\n<p class=\"c\"><b>",
            &code,
            "</b> ",
            &escape(&self.code_name()),
            "</p>\n<h1>",
            &escape(self.headline()),
            "</h1>\n<p>",
            &escape(self.says()),
            "</p>\n",
            &self.row(),
            "\n<p class=\"w\"><span>",
            &escape(t.page_you),
            "</span> <span>",
            &name,
            "</span></p>\n",
            "<p id=\"sent\" hidden>",
            &escape(t.page_sent),
            "</p>\n<div class=\"r\">\n<div>\n",
        ]);
        if passes {
            let time = fill(t.page_minutes, &[("n", &(self.wait.max(60).div_ceil(60)).to_string())]);
            put(&["<p>", &escape(&fill(t.page_still, &[("time", &time)])), "</p>\n"]);
        }
        put(&["<script>", &script, "</script>\n"]);
        if passes {
            put(&["<meta http-equiv=\"refresh\" content=\"", &reload, "\">\n"]);
        }
        put(&["</div>\n<p><span id=\"say\" role=\"status\" data-code=\"", &code, "\" data-first=\"", &first, "\""]);
        for (key, words) in [
            ("next", t.page_next),
            ("seconds", t.page_seconds),
            ("minutes", t.page_minutes),
            ("hours", t.page_hours),
            ("trying", t.page_trying),
            ("same", t.page_same),
            ("unreachable", t.page_unreachable),
            ("opening", t.page_opening),
            ("form", t.page_form),
            ("maybe", t.page_maybe),
            ("stopped", t.page_stopped),
        ] {
            put(&[" data-", key, "=\"", &escape(words), "\""]);
        }
        put(&[" data-done=\"", &escape(t.page_done), " – ", &name, "\"></span> <span id=\"left\" aria-hidden=\"true\"></span></p>\n<p>"]);
        for (id, class, words) in
            [("now", " class=\"m\"", t.page_now), ("back", "", t.page_back), ("open", "", t.page_open), ("stop", "", t.page_stop)]
        {
            put(&["<button type=\"button\" id=\"", id, "\"", class, " hidden>", &escape(words), "</button>"]);
        }
        put(&["</p>\n</div>\n"]);
        let links = self.links();
        if !links.is_empty() {
            put(&["<ul>\n"]);
            for (words, href) in &links {
                // The diagnosis opens beside the page, which goes on trying.
                let more = if *words == t.page_diagnosis { " id=\"help\" target=\"_blank\" rel=\"noopener noreferrer\"" } else { "" };
                put(&["<li><a href=\"", &escape(href), "\"", more, ">", &escape(words), "</a></li>\n"]);
            }
            put(&["</ul>\n"]);
        }
        put(&["</main>\n</body>\n</html>\n"]);
        out
    }
}
