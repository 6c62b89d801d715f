//! The state of the guided diagnosis: what was typed, what was found, what is being asked. Pure; the components dispatch [`Act`]s.

use std::{cell::Cell, rc::Rc};

use crate::{
    core::{
        address::{Address, AddressError, Refusal},
        catalog::Key,
        config::Config,
        diagnose::{self, Case, Check, Evidence, Role, Symptom, Verdict, check, judge_with},
        path::{Party, Runner},
        platforms::{numbered, platforms},
        probe::told::{self, Told},
        redact,
        report::{self, Form},
        search::{Hit, search},
        text::{clip, decimal, decode, encode, fill, has, query_value},
        typed::{Reading, read},
        ui::ui,
    },
    view::host::Reduce,
    web::platform::Platform,
};

/// What the address field holds, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Nothing was typed.
    None,
    /// Something that is no address.
    Wrong(AddressError),
    /// An address that is never sent.
    Refused(Address, Refusal),
    /// Parts of it were hidden when the case was shared.
    Hidden,
    /// An address that may be sent after a click.
    Ready(Address),
}

/// Everything the page knows.
#[derive(Debug, Clone)]
pub struct Model {
    /// As typed: what the visitor sees.
    pub symptom_text: String,
    /// As typed: the address.
    pub url_text: String,
    /// The page itself is on https.
    pub page_https: bool,
    /// Send the part after the question mark, too.
    pub whole: bool,
    /// Others may be asked to ask for the address.
    pub elsewhere: bool,
    /// The case so far. Its address is the one that was typed.
    pub case: Case,
    /// What the answers about the site are about: the address, where one was named when they were given, and the symptom, where it was known.
    pub about: (Option<String>, Symptom),
    /// Those answers while another address or symptom is being typed: they come back with theirs.
    pub aside: Vec<Evidence>,
    /// What the page's checks found, beyond their answers.
    pub found: Vec<Told>,
    /// The check that runs now.
    pub running: Option<&'static str>,
    /// The site's configuration, once loaded.
    pub config: Option<Config>,
    /// The visitor's browser and system, once known.
    pub platform: Option<Platform>,
    /// A shared link that could not be read: what was wrong.
    pub broken_link: Option<String>,
    /// The query and fragment have been read.
    pub loaded: bool,
    /// Counts what makes a running round of checks stale: another address, another start. Shared with the round, which stops by it.
    pub round: Rc<Cell<u32>>,
    /// Counts the texts that the module which reads was given.
    pub reading: Rc<Cell<u32>>,
    /// Something was typed, chosen or found: from then on the address bar holds the case.
    pub shown: bool,
    /// The report has the secrets in it.
    pub report_whole: bool,
    /// How to do the checks, once loaded; nothing in it: it could not be had.
    pub steps: Option<Rc<str>>,
    /// Whom the report is for, if not the one who can act by the verdict.
    pub report_to: Option<Party>,
    /// How the report is written.
    pub report_form: Form,
    /// Checks that the visitor doesn't want to be asked about now.
    pub skipped: Vec<&'static str>,
    /// What became of the last copy.
    pub told: &'static str,
}

impl Default for Model {
    fn default() -> Self {
        Model {
            symptom_text: String::new(),
            url_text: String::new(),
            page_https: true,
            whole: false,
            elsewhere: true,
            case: Case::new(Symptom::Unknown),
            about: (None, Symptom::Unknown),
            aside: Vec::new(),
            found: Vec::new(),
            running: None,
            config: None,
            platform: None,
            broken_link: None,
            loaded: false,
            round: Rc::default(),
            reading: Rc::default(),
            shown: false,
            report_whole: false,
            steps: None,
            report_to: None,
            report_form: Form::Text,
            skipped: Vec::new(),
            told: "",
        }
    }
}

/// What can happen.
pub enum Act {
    /// The page is live: its query and fragment, and whether it is on https.
    Load(String, String, bool, Platform),
    /// The configuration is there.
    Configured(Config),
    /// How to do the checks is there, or could not be had.
    Steps(String),
    /// The symptom field changed.
    Symptom(String),
    /// What the module that reads made of the symptom field's text: a case.
    Read(String, String),
    /// The address field changed.
    Url(String),
    /// Whole address or without the part after the question mark.
    Whole(bool),
    /// Whether others may be asked to ask for the address.
    Elsewhere(bool),
    /// Visitor or owner.
    Role(Role),
    /// Another browser or system.
    Platform(Platform),
    /// A check of the page starts.
    Running(&'static str),
    /// … and has ended: what it found, and what it found for others by the way.
    Found(Vec<Told>),
    /// The visitor (or owner) answered.
    Answer(&'static str, &'static str, bool, i64),
    /// The answer of one piece of evidence changed.
    Change(usize, &'static str),
    /// One piece of evidence is taken back.
    Remove(usize),
    /// Another question instead of this one.
    Skip(&'static str),
    /// What was skipped may be asked again.
    AskAgain,
    /// Everything from the start.
    Reset,
    /// Whom the report is for.
    ReportTo(Party),
    /// How the report is written.
    ReportForm(Form),
    /// The report with its secrets, or without.
    ReportWhole(bool),
    /// Something was copied: say so.
    Told(&'static str),
}

/// What these tell is about the visitor's side, whatever the address.
const HERE: [&str; 6] = ["own-site", "internet", "vpn-hints", "clock", "other-site", "wifi-login"];

/// The name of the fragment's value that holds a case.
pub const CASE: &str = "#case=";

/// Stands behind the case, after an ampersand, where nobody else is to be asked to ask; after it, the checks that were skipped.
const ALONE: &str = "alone";

impl Reduce for Model {
    type Act = Act;

    fn reduce(&self, act: Act) -> Model {
        let mut next = self.clone();
        match act {
            Act::Load(query, fragment, https, platform) => next.load(&query, &fragment, https, platform),
            Act::Configured(config) => next.config = Some(config),
            Act::Steps(text) => next.steps = Some(text.into()),
            Act::Symptom(text) => {
                next.case.symptom = symptom(&text).unwrap_or(Symptom::Unknown);
                next.symptom_text = text;
                // What another text told is not this one's.
                next.tell(Case::new(Symptom::Unknown));
                next.turn(false);
                next.shown = true;
            }
            Act::Read(text, case) => {
                if let Ok(case) = diagnose::parse(&case)
                    && next.symptom_text == text
                    && next.case.symptom == Symptom::Unknown
                {
                    next.case.symptom = case.symptom;
                    next.tell(case);
                    next.turn(false);
                }
            }
            Act::Url(text) => {
                // What is no other address, a blank at its end, changes nothing that was found.
                if href(&text) == next.case.url {
                    next.url_text = text;
                } else {
                    next.set_url(text);
                    next.stale();
                    next.turn(true);
                }
                next.shown = true;
            }
            Act::Whole(whole) => {
                next.whole = whole;
                next.stale();
                next.turn(true);
            }
            Act::Elsewhere(on) => {
                next.elsewhere = on;
                next.shown = true;
                next.stale();
            }
            Act::Role(role) => {
                next.case.role = role;
                next.shown = true;
            }
            Act::Platform(platform) => next.platform = Some(platform),
            Act::Running(check) => next.running = Some(check),
            Act::Found(list) => {
                next.running = None;
                for found in list {
                    next.case.evidence.retain(|own| own.check != found.check);
                    if let Some(evidence) = Evidence::new(&found.check, &found.answer, Some(found.at)) {
                        next.case.evidence.push(evidence);
                    }
                    next.found.retain(|own| own.check != found.check);
                    next.found.push(found);
                }
            }
            Act::Answer(check, answer, undo, at) => {
                if let Some(mut evidence) = Evidence::new(check, answer, Some(at)) {
                    evidence.undo = undo;
                    next.case.evidence.push(evidence);
                    if !HERE.contains(&check) {
                        if !next.about_this() {
                            next.aside.clear();
                        }
                        next.about = (next.case.url.clone(), next.case.symptom);
                    }
                }
            }
            Act::Change(at, answer) => {
                if let Some(own) = next.case.evidence.get_mut(at)
                    && let Some(changed) = Evidence::new(own.check, answer, own.at)
                {
                    own.answer = changed.answer;
                    let (check, undo) = (own.check, own.undo);
                    next.forget_undo(check, undo);
                }
            }
            Act::Remove(at) => {
                if at < next.case.evidence.len() {
                    let gone = next.case.evidence.remove(at);
                    next.found.retain(|own| own.check != gone.check);
                    next.forget_undo(gone.check, gone.undo);
                }
            }
            Act::Skip(check) => {
                next.shown = true;
                next.skipped.push(check);
                // Who doesn't want the page to ask anybody is asked without.
                if told::ORDER.contains(&check) {
                    next.skipped.extend(told::ORDER);
                }
            }
            Act::AskAgain => next.skipped.clear(),
            Act::ReportTo(party) => next.report_to = Some(party),
            Act::ReportForm(form) => next.report_form = form,
            Act::Reset => {
                next.stale();
                next.skipped.clear();
                next.case.evidence.clear();
                next.found.clear();
                next.about = (None, Symptom::Unknown);
                next.aside.clear();
            }
            Act::ReportWhole(whole) => next.report_whole = whole,
            Act::Told(told) => next.told = told,
        }
        next.shown |= !next.case.evidence.is_empty();
        next
    }
}

/// What a text says was seen.
pub fn symptom(text: &str) -> Option<Symptom> {
    let words = match read(text) {
        Reading::Entry(entry) => return Some(Symptom::Entry(entry.key, 0)),
        Reading::UnknownCode(code) => return Some(Symptom::UnknownCode(code)),
        Reading::Words => text.to_owned(),
        // A platform's number is seen with a code: 1020 with 403.
        Reading::NotACode(number) => platforms().get(usize::from(numbered(&number)?))?.label(),
        _ => return None,
    };
    // What fits less well than a page that isn't named is not meant either.
    search(&words, 5).iter().take_while(|hit| hit.named).find_map(Hit::entry).map(|entry| Symptom::Entry(entry.key, 0))
}

/// The symptom as the field shows it and links carry it.
fn symptom_text(symptom: Symptom) -> String {
    match symptom {
        Symptom::Entry(Key::Code(code), _) | Symptom::UnknownCode(code) => decimal(code),
        Symptom::Entry(Key::Error(id), _) => crate::core::catalog::error(id).map_or(id, |entry| entry.name).to_owned(),
        Symptom::Unknown => String::new(),
    }
}

fn href(text: &str) -> Option<String> {
    Address::parse(text).ok().map(|address| address.href())
}

impl Model {
    fn load(&mut self, query: &str, fragment: &str, https: bool, platform: Platform) {
        self.page_https = https;
        self.platform = Some(platform);
        self.loaded = true;
        if let Some(text) = query_value(query, "code") {
            let text = clip(&text, 4000);
            if symptom(text) != Some(self.case.symptom) {
                self.case.evidence.clear();
                self.found.clear();
            }
            text.clone_into(&mut self.symptom_text);
            self.case.symptom = symptom(text).unwrap_or(Symptom::Unknown);
        }
        if query_value(query, "role").as_deref() == Some("owner") {
            self.case.role = Role::Owner;
        }
        if let Some(url) = query_value(query, "url") {
            self.set_url(clip(&url, 8000).to_owned());
            self.turn(true);
        }
        if let Some(text) = fragment.strip_prefix(CASE) {
            let mut parts = text.split('&');
            match diagnose::parse(&decode(parts.next().unwrap_or_default())) {
                Ok(case) => {
                    self.symptom_text = symptom_text(case.symptom);
                    let typed = std::mem::take(&mut self.url_text);
                    let shared = case.url.clone().unwrap_or_default();
                    // Nothing of the case before: what runs, what was found beside the answers, what was put aside.
                    self.stale();
                    (self.found, self.aside, self.skipped) = (Vec::new(), Vec::new(), Vec::new());
                    for part in parts {
                        // A link can only switch it off.
                        self.elsewhere &= part != ALONE;
                        self.skipped.extend(check(part).map(|check| check.id));
                    }
                    self.case = case;
                    // The link carries the address without its secrets; one that was typed into the query is more.
                    self.set_url(if !typed.is_empty() && redact::address(&typed) == shared { typed } else { shared });
                    self.about = (self.case.url.clone(), self.case.symptom);
                }
                Err(error) => self.broken_link = Some(error.what),
            }
        }
    }

    /// Takes what a text tells beside the symptom.
    fn tell(&mut self, read: Case) {
        let own = &mut self.case;
        (own.written_by, own.product, own.platform) = (read.written_by, read.product, read.platform);
        (own.cause, own.note) = (read.cause, read.note);
    }

    fn set_url(&mut self, text: String) {
        self.case.url = href(&text);
        self.url_text = text;
        self.whole = false;
    }

    /// What the answers about the site are about is what stands in the fields now, or wasn't named when they were given.
    fn about_this(&self) -> bool {
        let (url, symptom) = &self.about;
        (url.is_none() || *url == self.case.url) && (*symptom == Symptom::Unknown || *symptom == self.case.symptom)
    }

    /// What was found about another address says nothing about this one, nor does what a person saw of another error. A person's answers are kept
    /// for when their address or symptom is typed again: each key makes another one. What the page found stays while the address does.
    fn turn(&mut self, other_address: bool) {
        self.found.retain(|own| !other_address || HERE.contains(&own.check.as_str()));
        let same = self.about_this();
        let mut all = std::mem::take(&mut self.case.evidence);
        all.append(&mut self.aside);
        for own in all {
            if HERE.contains(&own.check) || if own.from == Runner::Page { !other_address } else { same } {
                self.case.evidence.push(own);
            } else if own.from != Runner::Page {
                self.aside.push(own);
            }
        }
    }

    /// A change that is no longer said to have been made, or to have helped, was not taken back either.
    fn forget_undo(&mut self, check: &'static str, undo: bool) {
        self.case.evidence.retain(|own| undo || !own.undo || own.check != check);
    }

    /// Whatever round runs is about something else now.
    fn stale(&mut self) {
        self.round.set(self.round.get().wrapping_add(1));
        self.running = None;
    }

    /// What the address field holds.
    pub fn target(&self) -> Target {
        if self.url_text.trim().is_empty() {
            return Target::None;
        }
        if has(&self.url_text, redact::HIDDEN) {
            return Target::Hidden;
        }
        match Address::parse(&self.url_text) {
            Err(error) => Target::Wrong(error),
            Ok(address) => {
                let loopback = self.config.as_ref().is_some_and(|config| config.allow_loopback);
                match address.refusal(self.page_https, loopback) {
                    Some(refusal) => Target::Refused(address, refusal),
                    None => Target::Ready(address),
                }
            }
        }
    }

    /// The address as it may be sent.
    pub fn sendable(&self) -> Option<Address> {
        match self.target() {
            Target::Ready(address) if self.whole || !address.has_query() => Some(address),
            Target::Ready(address) => Address::parse(&address.without_query()).ok(),
            _ => None,
        }
    }

    /// A message for the symptom field: which error it is taken for, where it is not that error's number or name itself; or that it is none.
    pub fn symptom_message(&self) -> String {
        let (t, symptom, typed) = (ui(), self.case.symptom, self.symptom_text.trim());
        if typed.is_empty() {
            return String::new();
        }
        let words = match read(typed) {
            _ if symptom != Symptom::Unknown => {
                let (seen, name) = (report::symptom(symptom), symptom_text(symptom));
                // A code's name stands behind its number.
                let behind = seen.get(name.len() + 1..).unwrap_or(&seen);
                if [&*name, &seen, behind].iter().any(|own| own.eq_ignore_ascii_case(typed)) {
                    return String::new();
                }
                return fill(t.diagnose_read_as, &[("what", &seen)]);
            }
            _ if self.case.written_by.is_some() => "",
            Reading::NotACode(number) if numbered(&number).is_none() => t.diagnose_not_a_code,
            Reading::Address(_) | Reading::Addresses(_) | Reading::Both(..) => t.diagnose_address_here,
            _ => t.diagnose_unknown_symptom,
        };
        words.to_owned()
    }

    /// What a check of the page found.
    pub fn found(&self, check: &str) -> Option<&Told> {
        self.found.iter().find(|own| own.check == check)
    }

    /// Whether the page can run a check now.
    pub fn runnable(&self, check: &Check) -> bool {
        (self.elsewhere || check.id != "elsewhere") && told::runnable(check.id, self.config.as_ref(), self.sendable().as_ref())
    }

    /// The last answer of a person.
    pub fn last_answer(&self) -> Option<usize> {
        self.case.evidence.iter().rposition(|own| own.from != Runner::Page)
    }

    /// The verdict on the case as it stands.
    pub fn verdict(&self) -> Verdict {
        let possible = |check: &Check| self.platform.is_none_or(|own| check.possible(own.browser, own.system));
        let runnable = |check: &Check| check.runner != Runner::Page || self.runnable(check);
        judge_with(&self.case, &|check| !self.skipped.contains(&check.id) && runnable(check) && possible(check))
    }

    /// The case as it may leave the page: without secrets, unless the visitor put them back.
    pub fn outgoing(&self, whole: bool) -> Case {
        let mut case = self.case.clone();
        if !whole {
            case.url = case.url.map(|url| redact::address(&url));
        }
        case
    }

    /// What the address bar should hold now, below the site's base; `None`: what it holds. A link to share has all of it but what was skipped.
    pub fn address_bar(&self) -> Option<String> {
        self.shown.then(|| {
            let mut out = self.link(false);
            for check in &self.skipped {
                out.push('&');
                out.push_str(check);
            }
            out
        })
    }

    /// The path, query and fragment of this case, below the site's base.
    pub fn link(&self, whole: bool) -> String {
        let mut out = String::from("diagnose/");
        out.push_str(CASE);
        out.push_str(&encode(&diagnose::print(&self.outgoing(whole))));
        if !self.elsewhere {
            out.push('&');
            out.push_str(ALONE);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(acts: impl IntoIterator<Item = Act>) -> Model {
        acts.into_iter().fold(Model::default(), |model, act| model.reduce(act))
    }

    fn then(model: &Model, acts: impl IntoIterator<Item = Act>) -> Model {
        acts.into_iter().fold(model.clone(), |model, act| model.reduce(act))
    }

    fn typed(text: &str) -> Vec<Act> {
        (0..=text.len()).map(|end| Act::Url(text[..end].to_owned())).collect()
    }

    fn answer(check: &'static str, answer: &'static str) -> Act {
        Act::Answer(check, answer, false, 1_795_341_600_000)
    }

    fn found(model: &Model) -> Vec<&'static str> {
        model.case.evidence.iter().map(|own| own.check).collect()
    }

    #[test]
    fn answers_about_one_address_say_nothing_about_another() {
        let one = then(&after(typed("https://one.example/")), [answer("reload", "same-error"), answer("other-site", "works")]);
        assert_eq!(found(&one), ["reload", "other-site"]);
        let other = then(&one, typed("https://other.example/"));
        assert_eq!(found(&other), ["other-site"]);
        let back = then(&other, typed("https://one.example/"));
        assert!(found(&back).contains(&"reload") && back.aside.is_empty());
        // An answer about the other address leaves the first one's behind for good.
        let back = then(&then(&other, [answer("reload", "works")]), typed("https://one.example/"));
        assert_eq!(found(&back), ["other-site"]);
    }

    #[test]
    fn answers_about_one_error_say_nothing_about_another() {
        let symptom = |text: &str| -> Vec<Act> { (0..=text.len()).map(|end| Act::Symptom(text[..end].to_owned())).collect() };
        let one = then(&after(symptom("502")), typed("https://one.example/"));
        let one = then(&one, [answer("reload", "same-error"), answer("other-site", "works")]);
        let other = then(&one, symptom("403"));
        assert_eq!(found(&other), ["other-site"]);
        let back = then(&other, symptom("502"));
        assert!(found(&back).contains(&"reload") && back.aside.is_empty());
        assert_eq!(found(&then(&then(&other, [answer("vpn-off", "works")]), symptom("502"))), ["other-site"]);
        // What was answered before anybody knew the error is about the one that is typed then.
        let model = then(&after([answer("reload", "same-error")]), symptom("404"));
        assert_eq!(found(&model), ["reload"]);
        // The page asks an address, whatever was seen there.
        let target = Told { check: "target".to_owned(), answer: "answered".to_owned(), ..Told::default() };
        let model = then(&one, [Act::Found(vec![target])]);
        assert!(found(&then(&model, symptom("403"))).contains(&"target"));
    }

    #[test]
    fn a_phone_is_not_asked_for_what_it_cannot_do() {
        let answers = [answer("other-page", "works"), answer("reload", "same-error"), answer("private-window", "works")];
        let model = then(&after([Act::Symptom("404".to_owned())]), answers);
        let asks = |browser, system| {
            let mut model = then(&model, [Act::Platform(Platform { browser, system })]);
            let mut asked = Vec::new();
            while let Some(next) = model.verdict().next {
                asked.push(next.check.id);
                model = then(&model, [Act::Skip(next.check.id)]);
            }
            asked
        };
        assert!(asks("chrome-desktop", "linux").contains(&"hard-reload"));
        assert!(!asks("chrome-android", "android").contains(&"hard-reload"));
        assert!(!asks("chrome-ios", "ios").contains(&"clear-site-data"));
    }

    #[test]
    fn what_is_no_other_address_takes_nothing() {
        let one =
            then(&after(typed("https://one.example/")), [answer("reload", "same-error"), Act::Url("https://one.example/ ".to_owned())]);
        assert_eq!((found(&one), one.url_text.as_str()), (vec!["reload"], "https://one.example/ "));
        // What is said about the visitor's own side takes nothing that is put aside.
        let other = then(&one, typed("https://other.example/"));
        let back = then(&then(&other, [answer("other-site", "works")]), typed("https://one.example/"));
        assert!(found(&back).contains(&"reload"), "{:?}", back.case.evidence);
    }

    #[test]
    fn a_link_with_a_case_leaves_nothing_of_the_one_before() {
        let platform = Platform { browser: "chrome-desktop", system: "linux" };
        let one = then(&after(typed("https://one.example/")), [answer("reload", "same-error"), Act::Skip("other-page")]);
        let one = then(&one, typed("https://two.example/"));
        let round = one.round.get();
        let link = "#case=isitme%20case%201%0Arole%20visitor%0Acode%20502%0Aurl%20https://three.example/".to_owned();
        let three = then(&one, [Act::Load(String::new(), link, true, platform)]);
        assert!(three.aside.is_empty() && three.skipped.is_empty() && three.case.evidence.is_empty());
        assert_ne!(three.round.get(), round, "what runs is about the case before");
    }

    #[test]
    fn answers_given_before_an_address_are_about_the_one_that_is_typed_then() {
        let model = then(&after([answer("reload", "same-error")]), typed("https://one.example/"));
        assert_eq!(found(&model), ["reload"]);
        let model = then(&model, [answer("other-page", "fails")]);
        assert_eq!(found(&then(&model, typed("https://other.example/"))), [""; 0]);
        assert_eq!(then(&model, [Act::Reset]).aside, []);
    }

    #[test]
    fn what_was_typed_outlives_a_reload() {
        let platform = Platform { browser: "chrome-desktop", system: "linux" };
        assert_eq!(Model::default().address_bar(), None);
        let model = then(&after(typed("https://one.example/a")), [Act::Symptom("503".to_owned()), Act::Role(Role::Owner)]);
        let bar = model.address_bar().expect("a case");
        let fragment = bar.strip_prefix("diagnose/").expect("this page").to_owned();
        let again = after([Act::Load(String::new(), fragment, true, platform)]);
        assert_eq!((again.symptom_text.as_str(), again.url_text.as_str()), ("503", "https://one.example/a"));
        assert_eq!(again.case, model.case);
    }

    #[test]
    fn who_wants_nobody_else_asked_is_heeded_after_a_reload() {
        let platform = Platform { browser: "chrome-desktop", system: "linux" };
        let model = after([Act::Url("https://one.example/".to_owned()), Act::Elsewhere(false)]);
        let again = |model: &Model| {
            let bar = model.address_bar().expect("a case");
            after([Act::Load(String::new(), bar.strip_prefix("diagnose/").expect("this page").to_owned(), true, platform)])
        };
        let back = again(&model);
        assert!(!back.elsewhere && back.case == model.case && back.broken_link.is_none());
        assert!(again(&then(&back, [Act::Elsewhere(true)])).elsewhere);
        let link = "#case=isitme%20case%201%0Arole%20visitor%0Acode%20502%0A".to_owned();
        assert!(!then(&back, [Act::Load(String::new(), link, true, platform)]).elsewhere, "somebody else's link switches nothing on");
    }

    #[test]
    fn what_was_skipped_stays_so_after_a_reload_and_is_not_shared() {
        let platform = Platform { browser: "chrome-desktop", system: "linux" };
        let model = after([Act::Symptom("502".to_owned()), Act::Elsewhere(false), Act::Skip("reload"), Act::Skip("target")]);
        let bar = model.address_bar().expect("a case");
        let fragment = bar.strip_prefix("diagnose/").expect("this page").to_owned();
        let again = after([Act::Load(String::new(), fragment.clone() + "&no-such-check", true, platform)]);
        assert_eq!((&again.skipped, again.elsewhere, &again.case), (&model.skipped, false, &model.case));
        let shared = model.link(false).strip_prefix("diagnose/").expect("this page").to_owned();
        assert_eq!(after([Act::Load(String::new(), shared, true, platform)]).skipped, [""; 0]);
    }

    #[test]
    fn what_was_skipped_stays_so_where_the_address_named_the_error() {
        let platform = Platform { browser: "chrome-desktop", system: "linux" };
        let model = after([Act::Load("code=502".to_owned(), String::new(), true, platform), Act::Skip("reload")]);
        assert!(model.address_bar().is_some_and(|bar| bar.contains("reload")));
    }

    #[test]
    fn what_is_taken_back_takes_its_undo_along() {
        let answer = |answer, undo| Act::Answer("vpn-off", answer, undo, 0);
        let undone = after([Act::Symptom("403".to_owned()), answer("works", false), answer("same-error", true)]);
        assert_eq!(then(&undone, [Act::Remove(0)]).case.evidence, []);
        assert_eq!(then(&undone, [Act::Change(0, "same-error")]).case.evidence.len(), 1);
        // The undo alone can be taken back, and changed.
        assert_eq!(then(&undone, [Act::Remove(1)]).case.evidence.len(), 1);
        assert_eq!(then(&undone, [Act::Change(1, "works")]).case.evidence.len(), 2);
    }

    #[test]
    fn who_does_not_want_the_page_to_ask_is_asked_without() {
        let model = after([Act::Symptom("502".to_owned()), Act::Url("https://one.example/".to_owned())]);
        let next = model.verdict().next.expect("something to do").check;
        assert_eq!(next.runner, Runner::Page);
        let skipped = then(&model, [Act::Skip(next.id)]);
        assert_eq!(skipped.verdict().next.map(|next| next.check.runner), Some(Runner::Visitor));
        assert_eq!(then(&skipped, [Act::AskAgain]).verdict().next.map(|next| next.check.id), Some(next.id));
    }

    #[test]
    fn the_address_bar_holds_no_secret() {
        let model = after([Act::Url("https://one.example/?token=8f14e45fceea167a5a36dedd4bea2543".to_owned())]);
        assert!(!model.address_bar().expect("a case").contains("8f14e45fceea167a"));
    }
}
