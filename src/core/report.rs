//! A report of a case for the person who can act: as plain text, Markdown or JSON. Secrets are taken out before it gets here, unless the visitor
//! put them back.

use super::{
    catalog::{self, Key},
    diagnose::{Case, Now, Role, Symptom, Verdict, check, faults, iso, label, print},
    path::{Hop, Party},
    platforms::platforms,
    text::decimal,
    ui::ui,
};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// For a mail or a form.
    #[default]
    Text,
    /// For an issue tracker or a chat.
    Markdown,
    /// For a program.
    Json,
}

/// What a report says besides the case.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// When it failed last, or was looked at first where nobody saw it fail, in milliseconds since 1970.
    pub at: i64,
    /// The same as the visitor's clock shows it, with its zone; nothing where that isn't known.
    pub local: String,
    /// The visitor's browser and system, for people; nothing where that isn't known.
    pub browser: String,
    /// Whom it is for.
    pub to: Option<Party>,
    /// How it is written.
    pub form: Form,
}

/// What was seen, for people: `502 Bad Gateway`.
pub fn symptom(symptom: Symptom) -> String {
    match symptom {
        Symptom::Entry(key, _) => match (key, catalog::entry(key)) {
            (Key::Code(code), Some(entry)) => {
                let mut out = decimal(code);
                out.push(' ');
                out.push_str(entry.name);
                out
            }
            (_, Some(entry)) => entry.name.to_owned(),
            (_, None) => ui().report_unknown.to_owned(),
        },
        Symptom::UnknownCode(code) => decimal(code),
        Symptom::Unknown => ui().report_unknown.to_owned(),
    }
}

/// A hop's name for people.
pub fn hop_name(hop: Hop) -> &'static str {
    let t = ui();
    match hop {
        Hop::Browser => t.hop_browser,
        Hop::Device => t.hop_device,
        Hop::LocalNetwork => t.hop_local_network,
        Hop::Vpn => t.hop_vpn,
        Hop::Dns => t.hop_dns,
        Hop::Route => t.hop_route,
        Hop::Edge => t.hop_edge,
        Hop::Origin => t.hop_origin,
    }
}

/// Whether it fails now, for people.
pub const fn now(now: Now) -> &'static str {
    let t = ui();
    match now {
        Now::Fails => t.now_fails,
        Now::WorksNow => t.now_works,
        Now::ComesAndGoes => t.now_comes_and_goes,
        Now::Unknown => t.now_unknown,
    }
}

/// Writes labels and values in one of the forms.
struct Out {
    text: String,
    form: Form,
    /// JSON: something stands in the open object or list already.
    more: bool,
}

impl Out {
    /// A label with its value; nothing if there is no value.
    fn line(&mut self, key: &str, label: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        match self.form {
            Form::Text => self.put(&[label, " ", value, "\n"]),
            Form::Markdown => self.put(&["**", label, "** ", &escaped(value), "  \n"]),
            Form::Json => {
                self.comma();
                self.put(&["\"", key, "\":"]);
                self.quoted(value);
            }
        }
    }

    /// A list below its label; nothing if it is empty.
    fn list(&mut self, key: &str, label: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        match self.form {
            Form::Text => self.put(&["\n", label, "\n"]),
            Form::Markdown => self.put(&["\n**", label, "**\n\n"]),
            Form::Json => {
                self.comma();
                self.put(&["\"", key, "\":["]);
                self.more = false;
            }
        }
        for item in items {
            match self.form {
                Form::Text => self.put(&["- ", item, "\n"]),
                Form::Markdown => self.put(&["- ", &escaped(item), "\n"]),
                Form::Json => {
                    self.comma();
                    self.quoted(item);
                }
            }
        }
        if self.form == Form::Json {
            self.text.push(']');
            self.more = true;
        }
    }

    fn put(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.text.push_str(piece);
        }
    }

    fn comma(&mut self) {
        if self.more {
            self.text.push(',');
        }
        self.more = true;
    }

    /// A JSON string (RFC 8259, section 7).
    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.put(&["\\", if c == '"' { "\"" } else { "\\" }]),
                '\n' => self.text.push_str("\\n"),
                c if c < ' ' => self.text.push(' '),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}

/// What Markdown would take for marks stays what it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The report. `case` as it may leave the page.
pub fn report(case: &Case, verdict: &Verdict, about: &About) -> String {
    let t = ui();
    let mut out = Out { text: String::new(), form: about.form, more: false };
    let greeting = match about.to {
        // Nobody writes a letter to themselves.
        Some(Party::SiteOwner) if case.role == Role::Visitor => t.report_to_owner,
        Some(Party::Provider) => t.report_to_provider,
        Some(Party::NetworkAdmin) => t.report_to_admin,
        _ => "",
    };
    match about.form {
        Form::Json => out.put(&["{\"isitme\":1"]),
        _ if greeting.is_empty() => {}
        _ => out.put(&[greeting, "\n\n"]),
    }
    out.more = true;
    out.line("what", t.report_what, &symptom(case.symptom));
    out.line("url", t.report_where, case.url.as_deref().unwrap_or_default());
    // A case that was written by hand may hold no time.
    if about.at > 0 {
        out.line("at", t.report_when, &iso(about.at));
    }
    out.line("localTime", t.report_local, &about.local);
    let named = case.platform.and_then(|at| platforms().get(usize::from(at)));
    let mut writer = match (named, &case.product) {
        (Some(own), _) => own.label(),
        (None, product) => product.clone().unwrap_or_default(),
    };
    if let Some(hop) = case.written_by {
        writer.push_str(if writer.is_empty() { "" } else { ", " });
        writer.push_str(hop_name(hop));
    }
    out.line("writtenBy", t.report_writer, &writer);
    out.line("ids", t.report_ids, case.note.as_deref().unwrap_or_default());
    out.line("browser", t.report_browser, &about.browser);
    out.line("now", t.report_now, if about.form == Form::Json { verdict.now.id() } else { now(verdict.now) });
    // What the addressee can do: what the visitor is told to do is no news to them.
    let action = match about.to {
        Some(Party::SiteOwner) if case.role == Role::Visitor => verdict.action_of(Role::Owner),
        Some(Party::NetworkAdmin | Party::Provider) => None,
        _ => Some(verdict.action),
    };
    match about.form {
        Form::Json => {
            // One of several guesses is no advice, to a program either.
            let action = if verdict.tells() { verdict.action.id } else { "" };
            for (key, id) in [("hop", verdict.top.id()), ("party", verdict.party().id()), ("action", action)] {
                out.line(key, "", id);
            }
        }
        _ if verdict.tells() => {
            out.line("", t.report_hop, hop_name(verdict.top));
            out.line("", t.report_do, action.map_or("", |own| own.title));
        }
        _ => {}
    }
    match about.form {
        Form::Json => out.put(&[",\"confident\":", if verdict.confident { "true" } else { "false" }]),
        Form::Text => out.put(&[if verdict.confident { t.report_confident } else { t.report_not_confident }, "\n"]),
        Form::Markdown => out.put(&[if verdict.confident { t.report_confident } else { t.report_not_confident }, "  \n"]),
    }
    let likely: Vec<String> = verdict
        .faults
        .iter()
        .take(3)
        .filter(|(_, p)| *p >= 0.05)
        .filter_map(|(index, p)| Some(with_percent(faults().get(*index)?.title, *p)))
        .collect();
    out.list("likely", t.report_likely, &likely);
    let checked: Vec<String> = case
        .evidence
        .iter()
        .filter_map(|own| {
            let check = check(own.check)?;
            let mut text = check.title.to_owned();
            if own.undo {
                text.push_str(t.report_undone);
            }
            text.push_str(": ");
            text.push_str(check.answer(own.answer).map_or(own.answer, |answer| label(answer, own.undo)));
            if let Some(at) = own.at {
                text.push_str(" (");
                text.push_str(&iso(at));
                text.push(')');
            }
            Some(text)
        })
        .collect();
    out.list("checked", t.report_checked, &checked);
    let cannot: Vec<String> = verdict.cannot_show.iter().map(|sentence| (*sentence).to_owned()).collect();
    out.list("cannotShow", t.report_cannot, &cannot);
    let printed = print(case);
    match about.form {
        Form::Text => out.put(&["\n", t.report_case, "\n", &printed]),
        // No line of it begins with what ends the block: each begins with a word.
        Form::Markdown => out.put(&["\n", t.report_case, "\n\n```\n", &printed, "```\n"]),
        Form::Json => {
            out.line("case", "", &printed);
            out.text.push('}');
        }
    }
    out.text
}

/// `The server is down (62 %)`.
fn with_percent(title: &str, p: f32) -> String {
    let mut out = title.to_owned();
    out.push_str(" (");
    out.push_str(&decimal(percent(p)));
    out.push_str(" %)");
    out
}

/// A probability in whole percents; never 0 or 100, which would claim more than any check can show.
pub fn percent(p: f32) -> u8 {
    ((p * 100.0 + 0.5) as u8).clamp(1, 99)
}
