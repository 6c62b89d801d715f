//! `content/faults` and `content/checks`: the closed set of faults, what to do about them, the checks, and how likely each answer of a check
//! is under each fault. Everything is checked here; what comes out are static tables that need no parsing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    catalog::Table,
    emit::string,
    problem::{File, Problems},
    text::fnv1a,
};

/// Every hop, in order.
pub const HOPS: [&str; 8] = ["browser", "device", "local-network", "vpn", "dns", "route", "edge", "origin"];
/// Every party.
pub const PARTIES: [&str; 4] = ["visitor", "network-admin", "site-owner", "provider"];
const ROLES: [&str; 2] = ["visitor", "owner"];
const RUNNERS: [&str; 3] = ["page", "visitor", "owner"];
const ABOUTS: [&str; 3] = ["same-address", "something-else", "other"];
const CLASSES: [&str; 3] = ["4xx", "5xx", "none"];
const BLIP_CLASSES: [&str; 4] = ["4xx", "5xx", "none", "unknown"];

/// The sentences that the engine itself says, closed list; `content/faults/en.toml`, table `[words]`.
const WORDS: [&str; 14] = [
    "undo-why",
    "undo-fails",
    "undo-works",
    "undo-other",
    "cannot-edge-or-origin",
    "cannot-one-place",
    "cannot-hint",
    "cannot-status",
    "cannot-lone-works",
    "cannot-rare",
    "cannot-account",
    "cannot-how-long",
    "cannot-unchecked",
    "cannot-cause",
];

/// The action that is right when the page loads again; the engine names it.
const CARRY_ON: &str = "carry-on";

const CHANGE: &[&str] = &["works", "same-error", "other-error", "cant-tell"];
const ELSE: &[&str] = &["works", "fails", "cant-tell"];
const YES_NO: &[&str] = &["yes", "no", "cant-tell"];
const LOGS: &[&str] = &["error-there", "nothing-there", "cant-tell"];

/// Every check that may exist, who runs it and the answers it has: `docs/API.md`, "Check ids and their answers". Ids stay stable.
const CHECKS: &[(&str, &str, &[&str])] = &[
    ("own-site", "page", ELSE),
    ("internet", "page", ELSE),
    (
        "target",
        "page",
        &[
            "status-2xx",
            "status-3xx",
            "status-4xx",
            "status-5xx",
            "answered",
            "answered-ok",
            "answered-error",
            "no-answer",
            "never-left-device",
            "timed-out",
            "cant-tell",
        ],
    ),
    ("dns", "page", &["resolves", "nxdomain", "servfail", "private-address", "cant-tell"]),
    ("elsewhere", "page", &["works-everywhere", "fails-everywhere", "fails-same-isp", "fails-same-country", "mixed", "cant-tell"]),
    ("edge", "page", &["edge-answers", "edge-silent", "no-edge", "cant-tell"]),
    ("vpn-hints", "page", &["hint", "no-hint", "cant-tell"]),
    ("clock", "page", &["right", "wrong", "cant-tell"]),
    ("reload", "visitor", CHANGE),
    ("hard-reload", "visitor", CHANGE),
    ("private-window", "visitor", CHANGE),
    ("clear-site-data", "visitor", CHANGE),
    ("extensions-off", "visitor", CHANGE),
    ("other-browser", "visitor", CHANGE),
    ("other-device", "visitor", CHANGE),
    ("vpn-off", "visitor", CHANGE),
    ("other-network", "visitor", CHANGE),
    ("flush-dns", "visitor", CHANGE),
    ("set-clock", "visitor", CHANGE),
    ("sign-in-again", "visitor", CHANGE),
    ("wait", "visitor", CHANGE),
    ("other-page", "visitor", ELSE),
    ("other-site", "visitor", ELSE),
    ("wifi-login", "visitor", &["login-shown", "no-login", "cant-tell"]),
    ("certificate", "visitor", &["security-program", "organisation", "issuer-known", "issuer-unknown", "cant-tell"]),
    ("status-page", "visitor", &["incident", "no-incident", "none-found", "cant-tell"]),
    ("origin-direct", "owner", &["origin-ok", "origin-error", "origin-silent", "cant-tell"]),
    ("edge-logs", "owner", LOGS),
    ("origin-logs", "owner", LOGS),
    ("recent-deploy", "owner", YES_NO),
    ("firewall-rules", "owner", YES_NO),
    ("upstream-health", "owner", &["healthy", "unhealthy", "cant-tell"]),
];

/// The browsers and the systems that steps may be written for: as in `src/web/platform.rs`. `any` is for all that have none of their own.
const BROWSERS: [&str; 12] = [
    "chrome-desktop",
    "edge-desktop",
    "firefox-desktop",
    "safari-macos",
    "chrome-android",
    "edge-android",
    "firefox-android",
    "samsung-android",
    "safari-ios",
    "chrome-ios",
    "edge-ios",
    "firefox-ios",
];
const SYSTEMS: [&str; 5] = ["windows", "macos", "linux", "android", "ios"];
const ANY: &str = "any";

/// Everything about faults and checks that other content refers to, and what [`emit`] writes.
#[derive(Debug, Default)]
pub struct Diagnosis {
    /// Every fault's id, in the order that indices count.
    pub fault_ids: Vec<String>,
    /// Every check's id and runner, in the order of the lists in `docs/API.md`.
    pub check_ids: Vec<(String, String)>,
    faults: Vec<FaultFacts>,
    actions: Vec<ActionFacts>,
    checks: Vec<CheckFacts>,
    unknown: Vec<Vec<u16>>,
    blips: Vec<u16>,
    blip_codes: Vec<(u16, u16)>,
    blip_errors: Vec<(String, u16)>,
    writers: Vec<Vec<u16>>,
    words: Vec<String>,
}

impl Diagnosis {
    /// The facts of a fault.
    pub fn fault(&self, id: &str) -> Option<&FaultFacts> {
        self.faults.iter().find(|fault| fault.id == id)
    }

    /// A check's title.
    pub fn title(&self, id: &str) -> &str {
        self.checks.iter().find(|check| check.id == id).map_or("", |check| check.words.title.get_ref().as_str())
    }

    /// Why a check is worth doing, in its own words.
    pub fn tells(&self, id: &str) -> &str {
        self.checks.iter().find(|check| check.id == id).map_or("", |check| check.words.tells.get_ref().as_str())
    }
}

/// One fault.
#[derive(Debug, Clone, Default)]
pub struct FaultFacts {
    /// Its id.
    pub id: String,
    /// Where it breaks: a hop's id.
    pub hop: String,
    /// Who can act: a party's id.
    pub party: String,
    /// In a few words.
    pub title: String,
    sees: String,
    group: String,
    half_life: u16,
    visitor: usize,
    owner: usize,
}

#[derive(Debug, Clone)]
struct ActionFacts {
    id: String,
    role: String,
    title: String,
    text: String,
}

#[derive(Debug)]
struct CheckFacts {
    id: String,
    runner: String,
    effort: u16,
    burden: u16,
    reversible: bool,
    stays: bool,
    about: String,
    lasting: bool,
    hint: bool,
    plain: bool,
    shares: Vec<String>,
    answers: Vec<(String, String, String)>,
    /// So many of the first answers have to be read; `cells` then says of these how likely each is among them.
    read: usize,
    /// Rows of one cell per informative answer, in percent, and one for all that have to be read; no row twice.
    cells: Vec<Vec<u16>>,
    /// Row of each fault: where the symptom was an HTTP answer, where it was not.
    rows: [Vec<u8>; 2],
    working: u8,
    words: CheckWords,
    /// Browsers and systems on which nobody can do it.
    impossible: Vec<String>,
    steps: StepsOf,
}

#[derive(Debug, Clone, PartialEq)]
enum Seg {
    Text(String),
    Strong(String),
    Code(String),
}

impl Seg {
    fn packed(&self) -> String {
        match self {
            Seg::Text(text) => text.clone(),
            Seg::Strong(text) => format!("*{text}*"),
            Seg::Code(text) => format!("`{text}`"),
        }
    }
}

// ---- the files, as TOML ------------------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultsFile {
    action: Vec<ActionToml>,
    fault: Vec<FaultToml>,
    unknown: Vec<UnknownToml>,
    blip: Vec<BlipToml>,
    writer: Vec<WriterToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionToml {
    id: Spanned<String>,
    r#for: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FaultToml {
    id: Spanned<String>,
    hop: Spanned<String>,
    party: Spanned<String>,
    group: Spanned<String>,
    half_life: u16,
    half_life_why: Spanned<String>,
    visitor: Spanned<String>,
    owner: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnknownToml {
    class: Spanned<String>,
    prior: Vec<PriorToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriorToml {
    fault: Spanned<String>,
    p: u16,
    why: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlipToml {
    class: Option<Spanned<String>>,
    #[serde(default)]
    codes: Vec<u16>,
    #[serde(default)]
    errors: Vec<String>,
    p: Spanned<f64>,
    why: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WriterToml {
    hop: Spanned<String>,
    times: Spanned<BTreeMap<String, f64>>,
    why: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultWordsFile {
    words: Spanned<BTreeMap<String, String>>,
    fault: BTreeMap<String, FaultWords>,
    action: BTreeMap<String, ActionWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultWords {
    title: Spanned<String>,
    sees: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionWords {
    title: Spanned<String>,
    text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckToml {
    runner: Spanned<String>,
    effort: u16,
    #[serde(default)]
    burden: u16,
    reversible: bool,
    stays: Option<Spanned<bool>>,
    about: Spanned<String>,
    #[serde(default)]
    lasting: bool,
    #[serde(default)]
    hint: bool,
    #[serde(default)]
    plain: bool,
    #[serde(default)]
    shares: Vec<String>,
    answers: Spanned<Vec<String>>,
    #[serde(default)]
    read: Vec<Spanned<String>>,
    #[serde(default)]
    impossible: Vec<ImpossibleToml>,
    #[serde(default)]
    steps: Vec<StepsToml>,
    row: Vec<RowToml>,
}

/// Browsers and systems on which nobody can do it, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImpossibleToml {
    platforms: Vec<Spanned<String>>,
    why: Spanned<String>,
    source: Spanned<String>,
}

/// Where the steps for these platforms were read or tried.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepsToml {
    platforms: Vec<Spanned<String>>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowToml {
    #[serde(default)]
    groups: Vec<Spanned<String>>,
    #[serde(default)]
    faults: Vec<Spanned<String>>,
    when: Option<Spanned<String>>,
    #[serde(default)]
    working: bool,
    p: Spanned<BTreeMap<String, f64>>,
    read: Option<Spanned<BTreeMap<String, f64>>>,
    why: Spanned<String>,
    source: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckWords {
    title: Spanned<String>,
    tells: Spanned<String>,
    #[serde(default)]
    costs: String,
    warns: Option<String>,
    #[serde(default)]
    undo: String,
    #[serde(default)]
    asks: String,
    #[serde(default)]
    contacts: String,
    #[serde(default)]
    learns: String,
    answer: BTreeMap<String, AnswerWords>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerWords {
    label: Spanned<String>,
    says: Spanned<String>,
}

// ---- reading -----------------------------------------------------------------------------------------------------------------------

/// Reads and checks `content/faults` and `content/checks`. Never stops at the first problem.
pub fn read(content: &Path, problems: &mut Problems) -> Diagnosis {
    let mut all = Diagnosis::default();
    faults(content, &mut all, problems);
    checks(content, &mut all, problems);
    all
}

fn faults(content: &Path, all: &mut Diagnosis, problems: &mut Problems) {
    let Some(file) = File::read(content, "faults/facts.toml", problems) else { return };
    let words_file = File::read(content, "faults/en.toml", problems);
    let Some(facts) = file.toml::<FaultsFile>(problems) else { return };
    let words: Option<FaultWordsFile> = words_file.as_ref().and_then(|file| file.toml(problems));

    for action in &facts.action {
        let (id, role) = (action.id.get_ref(), action.r#for.get_ref());
        if all.actions.iter().any(|known| known.id == *id) {
            file.at(action.id.span().start, format!("action {id:?} is there twice"), problems);
        }
        if !ROLES.contains(&role.as_str()) {
            file.at(action.r#for.span().start, format!("for = {role:?}: expected \"visitor\" or \"owner\""), problems);
        }
        let (mut title, mut text) = (String::new(), String::new());
        if let (Some(words), Some(words_file)) = (&words, &words_file) {
            match words.action.get(id) {
                Some(own) => {
                    (title, text) = (sentence(words_file, &own.title, problems), sentence(words_file, &own.text, problems));
                }
                None => words_file.at(0, format!("action {id:?} has no words: add [action.{id}] with title and text"), problems),
            }
        }
        all.actions.push(ActionFacts { id: id.clone(), role: role.clone(), title, text });
    }

    if !all.actions.iter().any(|action| action.id == CARRY_ON && action.role == "visitor") {
        file.at(0, format!("the action {CARRY_ON:?} for the visitor is missing"), problems);
    }

    for fault in &facts.fault {
        let id = fault.id.get_ref();
        if all.fault_ids.contains(id) {
            file.at(fault.id.span().start, format!("fault {id:?} is there twice"), problems);
            continue;
        }
        one_of(&file, &fault.hop, &HOPS, "hop", problems);
        one_of(&file, &fault.party, &PARTIES, "party", problems);
        sentence(&file, &fault.half_life_why, problems);
        let mut action = |named: &Spanned<String>, role: &str| {
            let found = all.actions.iter().position(|action| action.id == *named.get_ref() && action.role == role);
            if found.is_none() {
                let text = format!("{:?} is not an action for the {role}", named.get_ref());
                file.at(named.span().start, text, problems);
            }
            found.unwrap_or(0)
        };
        let (visitor, owner) = (action(&fault.visitor, "visitor"), action(&fault.owner, "owner"));
        let (mut title, mut sees) = (String::new(), String::new());
        if let (Some(words), Some(words_file)) = (&words, &words_file) {
            match words.fault.get(id) {
                Some(own) => {
                    (title, sees) = (sentence(words_file, &own.title, problems), sentence(words_file, &own.sees, problems));
                }
                None => words_file.at(0, format!("fault {id:?} has no words: add [fault.{id}] with title and sees"), problems),
            }
        }
        all.fault_ids.push(id.clone());
        all.faults.push(FaultFacts {
            id: id.clone(),
            hop: fault.hop.get_ref().clone(),
            party: fault.party.get_ref().clone(),
            title,
            sees,
            group: fault.group.get_ref().clone(),
            half_life: fault.half_life,
            visitor,
            owner,
        });
    }
    if all.faults.is_empty() || all.faults.len() > 250 {
        file.at(0, "expected between 1 and 250 faults", problems);
    }

    for class in CLASSES {
        let Some(own) = facts.unknown.iter().find(|own| own.class.get_ref() == class) else {
            file.at(0, format!("[[unknown]] with class = {class:?} is missing"), problems);
            all.unknown.push(Vec::new());
            continue;
        };
        let mut named = Vec::new();
        for prior in &own.prior {
            sentence(&file, &prior.why, problems);
            match all.fault_ids.iter().position(|id| id == prior.fault.get_ref()) {
                Some(at) if !named.iter().any(|&(known, _)| known == at) => named.push((at, prior.p)),
                Some(_) => file.at(prior.fault.span().start, "this fault is there twice", problems),
                None => file.at(prior.fault.span().start, format!("{:?} is not a fault", prior.fault.get_ref()), problems),
            }
        }
        let sum: u16 = named.iter().map(|&(_, p)| p).fold(0, u16::saturating_add);
        if sum != 98 {
            let text =
                format!("the percents of class {class:?} add up to {sum}, expected 98 (the last 2 are spread over the other faults)");
            file.at(own.class.span().start, text, problems);
        }
        all.unknown.push(spread(&named, all.faults.len()));
    }
    for own in &facts.unknown {
        one_of(&file, &own.class, &CLASSES, "class", problems);
    }

    for class in BLIP_CLASSES {
        let own = facts.blip.iter().find(|blip| blip.class.as_ref().is_some_and(|own| own.get_ref() == class));
        if own.is_none() {
            file.at(0, format!("[[blip]] with class = {class:?} is missing"), problems);
        }
        all.blips.push(own.map_or(0, |blip| parts(*blip.p.get_ref(), 10000)));
    }
    for blip in &facts.blip {
        sentence(&file, &blip.why, problems);
        if !(0.0..=0.9).contains(blip.p.get_ref()) {
            file.at(blip.p.span().start, "expected a probability between 0 and 0.9", problems);
        }
        if let Some(class) = &blip.class {
            one_of(&file, class, &BLIP_CLASSES, "class", problems);
        }
        let p = parts(*blip.p.get_ref(), 10000);
        all.blip_codes.extend(blip.codes.iter().map(|&code| (code, p)));
        all.blip_errors.extend(blip.errors.iter().map(|id| (id.clone(), p)));
    }

    for hop in HOPS {
        let Some(own) = facts.writer.iter().find(|own| own.hop.get_ref() == hop) else {
            file.at(0, format!("[[writer]] with hop = {hop:?} is missing"), problems);
            all.writers.push(vec![100; 8]);
            continue;
        };
        sentence(&file, &own.why, problems);
        for name in own.times.get_ref().keys().filter(|name| !HOPS.contains(&name.as_str())) {
            file.at(own.times.span().start, format!("{name:?} is not a hop"), problems);
        }
        let row = HOPS.map(|hop| {
            let times = own.times.get_ref().get(hop).copied().unwrap_or(f64::NAN);
            if !(0.02..=50.0).contains(&times) {
                file.at(own.times.span().start, format!("{hop}: expected a factor between 0.02 and 50"), problems);
            }
            parts(times, 100)
        });
        all.writers.push(row.to_vec());
    }
    for own in &facts.writer {
        one_of(&file, &own.hop, &HOPS, "hop", problems);
    }

    if let (Some(words), Some(file)) = (words, words_file) {
        let at = words.words.span().start;
        for id in WORDS {
            match words.words.get_ref().get(id) {
                Some(text) if !text.trim().is_empty() => all.words.push(text.clone()),
                _ => file.at(at, format!("[words] needs {id:?}"), problems),
            }
        }
        for id in words.words.get_ref().keys().filter(|id| !WORDS.contains(&id.as_str())) {
            file.at(at, format!("[words] has {id:?}, which nothing says"), problems);
        }
        for (id, own) in &words.fault {
            if !all.fault_ids.contains(id) {
                file.at(own.title.span().start, format!("{id:?} is not a fault"), problems);
            }
        }
        for (id, own) in &words.action {
            if !all.actions.iter().any(|action| action.id == *id) {
                file.at(own.title.span().start, format!("{id:?} is not an action"), problems);
            }
        }
    }
}

fn checks(content: &Path, all: &mut Diagnosis, problems: &mut Problems) {
    if all.faults.is_empty() {
        // Without faults every row would be a problem; theirs is reported already.
        return;
    }
    let mut folders: Vec<String> = Vec::new();
    if let Ok(entries) = std::fs::read_dir(content.join("checks")) {
        folders.extend(entries.flatten().filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()));
    }
    folders.sort_by_key(|id| CHECKS.iter().position(|check| check.0 == id.as_str()).unwrap_or(usize::MAX));
    let mut plain = 0;
    for id in folders {
        let Some(file) = File::read(content, &format!("checks/{id}/facts.toml"), problems) else { continue };
        let Some(words_file) = File::read(content, &format!("checks/{id}/en.md"), problems) else { continue };
        let Some(&(_, runner, answers)) = CHECKS.iter().find(|check| check.0 == id) else {
            file.at(0, format!("{id:?} is not a check of docs/API.md"), problems);
            continue;
        };
        let facts = file.toml::<CheckToml>(problems);
        let words = words(&words_file, problems);
        let (Some(facts), Some((words, steps))) = (facts, words) else { continue };
        if facts.runner.get_ref() != runner {
            let text = format!("runner = {:?}: docs/API.md says {runner:?}", facts.runner.get_ref());
            file.at(facts.runner.span().start, text, problems);
        }
        one_of(&file, &facts.about, &ABOUTS, "about", problems);
        if facts.effort == 0 {
            file.at(0, "effort: expected seconds, at least 1", problems);
        }
        if facts.answers.get_ref() != answers {
            file.at(facts.answers.span().start, format!("answers: docs/API.md says {answers:?}"), problems);
            continue;
        }
        if facts.plain {
            plain += 1;
            if answers != CHANGE {
                file.at(0, "plain = true is for the check that only tries the same address again", problems);
            }
        }
        let mut said = Vec::new();
        for &answer in answers {
            match words.answer.get(answer) {
                Some(own) => {
                    said.push((answer.to_owned(), sentence(&words_file, &own.label, problems), sentence(&words_file, &own.says, problems)));
                }
                None => words_file.at(0, format!("answer {answer:?} has no words: add [answer.{answer}] with label and says"), problems),
            }
        }
        for (answer, own) in &words.answer {
            if !answers.contains(&answer.as_str()) {
                words_file.at(own.label.span().start, format!("{answer:?} is not an answer of this check"), problems);
            }
        }
        sentence(&words_file, &words.title, problems);
        sentence(&words_file, &words.tells, problems);
        let mut needs = |text: &str, name: &str, why: &str| {
            if text.trim().is_empty() {
                words_file.at(0, format!("`{name}` is missing: {why}"), problems);
            }
        };
        if runner == "page" {
            needs(&words.contacts, "contacts", "whom the page contacts");
            needs(&words.learns, "learns", "what they learn");
        } else {
            needs(&words.asks, "asks", "the question asked afterwards");
        }
        if runner == "visitor" && facts.reversible {
            needs(&words.undo, "undo", "how to take the change back");
        }
        let stays = facts.stays.as_ref().filter(|own| *own.get_ref());
        if let Some(own) = stays.filter(|_| !facts.reversible) {
            file.at(own.span().start, "`stays` is for changes that can be taken back (`reversible`)", problems);
        }
        let impossible = where_impossible(&file, &facts.impossible, &steps, problems);
        let table = likelihoods(&file, &facts, answers, all, problems);
        if runner != "page" {
            let has = |platform: &&str| {
                steps.iter().flat_map(|(names, _)| names).any(|(name, _)| name == platform) || impossible.iter().any(|own| own == platform)
            };
            let covered = |system: &&str| {
                let mut own = BROWSERS.iter().filter(|browser| browser.ends_with(system)).peekable();
                has(system) || (own.peek().is_some() && own.all(has))
            };
            if !has(&ANY) && !SYSTEMS.iter().all(covered) && !BROWSERS.iter().all(has) {
                words_file.at(0, "the steps need a part `### any`, or one for every browser or every system", problems);
            }
        }
        read_where(&file, &words_file, (&facts.steps, runner == "owner"), &steps, problems);
        all.check_ids.push((id.clone(), runner.to_owned()));
        all.checks.push(CheckFacts {
            id,
            runner: runner.to_owned(),
            effort: facts.effort,
            burden: facts.burden,
            reversible: facts.reversible,
            stays: stays.is_some(),
            about: facts.about.get_ref().clone(),
            lasting: facts.lasting,
            hint: facts.hint,
            plain: facts.plain,
            shares: facts.shares,
            answers: said,
            read: facts.read.len(),
            cells: table.0,
            rows: table.1,
            working: table.2,
            words,
            impossible,
            steps,
        });
    }
    if !all.checks.is_empty() && plain != 1 {
        let text = format!("{plain} checks say plain = true, expected one: `reload`");
        problems.0.push(super::problem::Problem { file: "content/checks".to_owned(), line: 1, text });
    }
    if all.checks.iter().flat_map(|check| &check.shares).collect::<BTreeSet<_>>().len() > 32 {
        let text = "more than 32 different tags under `shares`".to_owned();
        problems.0.push(super::problem::Problem { file: "content/checks".to_owned(), line: 1, text });
    }
}

/// The platforms on which nobody can do a check. There are no steps for them.
fn where_impossible(file: &File, told: &[ImpossibleToml], steps: &StepsOf, problems: &mut Problems) -> Vec<String> {
    let mut all = Vec::new();
    for own in told {
        sentence(file, &own.why, problems);
        known_source(file, &own.source, problems);
        for platform in &own.platforms {
            let (name, at) = (platform.get_ref().as_str(), platform.span().start);
            if !BROWSERS.contains(&name) && !SYSTEMS.contains(&name) {
                file.at(at, format!("{name:?} is no browser and no system: {}, {}", BROWSERS.join(", "), SYSTEMS.join(", ")), problems);
            } else if steps.iter().flat_map(|(names, _)| names).any(|(known, _)| known == name) {
                file.at(at, format!("en.md has steps for {name}, so it is possible there"), problems);
            } else {
                all.push(name.to_owned());
            }
        }
    }
    all
}

/// The table of one check: rows without repetition, the row of each fault for both kinds of symptom, the row of a working site.
fn likelihoods(
    file: &File,
    facts: &CheckToml,
    answers: &[&str],
    all: &Diagnosis,
    problems: &mut Problems,
) -> (Vec<Vec<u16>>, [Vec<u8>; 2], u8) {
    let informative: Vec<&str> = answers.iter().copied().filter(|&answer| answer != "cant-tell").collect();
    for (own, answer) in facts.read.iter().zip(&informative) {
        if own.get_ref() != answer {
            file.at(own.span().start, format!("read: expected {answer:?}, because the answers that can be read come first"), problems);
        }
    }
    let mut cells: Vec<Vec<u16>> = Vec::new();
    let mut numbers = Vec::new();
    let mut working = None;
    for row in &facts.row {
        let at = row.p.span().start;
        sentence(file, &row.why, problems);
        known_source(file, &row.source, problems);
        // The answers that can be read come first, and last, in a cell of their own, how likely one comes at all.
        let mut values = Vec::new();
        let mut take = |p: &Spanned<BTreeMap<String, f64>>, names: &[&str], problems: &mut Problems| {
            let at = p.span().start;
            for name in p.get_ref().keys().filter(|name| !names.contains(&name.as_str())) {
                file.at(at, format!("{name:?} is not an informative answer of this check, or doesn't belong here"), problems);
            }
            let mut sum = 0.0;
            for &answer in names {
                let p = p.get_ref().get(answer).copied();
                match p {
                    None => file.at(at, format!("the row has no number for {answer:?}"), problems),
                    Some(p) if !(0.02..=1.0).contains(&p) => file.at(at, format!("{answer} = {p}: expected 0.02 to 1"), problems),
                    Some(p) if (p * 100.0 - (p * 100.0).round()).abs() > 1e-6 => {
                        file.at(at, format!("{answer} = {p}: expected two decimals"), problems);
                    }
                    Some(_) => {}
                }
                values.push(parts(p.unwrap_or(0.0), 100));
                sum += p.unwrap_or(0.0);
            }
            if (sum - 1.0).abs() > 0.001 {
                file.at(at, format!("the row adds up to {sum:.3}, expected 1"), problems);
            }
        };
        let (inner, outer) = informative.split_at(facts.read.len().min(informative.len()));
        match &row.read {
            Some(read) if !inner.is_empty() => take(read, inner, problems),
            None if inner.is_empty() => {}
            _ => file.at(at, "`read` stands in every row of a check that names answers under `read`, and nowhere else", problems),
        }
        let share = (!inner.is_empty()).then_some("read");
        take(&row.p, &outer.iter().copied().chain(share).collect::<Vec<_>>(), problems);
        let number = cells.iter().position(|known| *known == values).unwrap_or_else(|| {
            cells.push(values);
            cells.len() - 1
        });
        numbers.push(number as u8);
        if row.working {
            if working.replace(number as u8).is_some() {
                file.at(at, "a second row says working = true", problems);
            }
            if !row.groups.is_empty() || !row.faults.is_empty() || row.when.is_some() {
                file.at(at, "the row of a working site names no groups, faults or when", problems);
            }
        } else if row.groups.is_empty() && row.faults.is_empty() {
            file.at(at, "the row is about no fault: name groups or faults, or say working = true", problems);
        }
        for group in &row.groups {
            if !all.faults.iter().any(|fault| fault.group == *group.get_ref()) {
                file.at(group.span().start, format!("no fault is of group {:?}", group.get_ref()), problems);
            }
        }
        for fault in &row.faults {
            if !all.fault_ids.contains(fault.get_ref()) {
                file.at(fault.span().start, format!("{:?} is not a fault", fault.get_ref()), problems);
            }
        }
        if let Some(when) = &row.when {
            one_of(file, when, &["code", "no-code"], "when", problems);
        }
    }
    if working.is_none() {
        file.at(0, "no row says working = true: how likely is each answer when nothing is broken", problems);
    }
    if cells.len() > 250 {
        file.at(0, "more than 250 different rows", problems);
    }
    let rows = ["code", "no-code"].map(|kind| {
        let row_of = |fault: &FaultFacts| {
            // The most specific row: a fault beats a group; at the same level, a row for this kind of symptom beats one for both.
            let rank = |row: &RowToml| {
                let fits = row.when.as_ref().is_none_or(|when| when.get_ref() == kind);
                let when = u8::from(row.when.is_some());
                if !fits || row.working {
                    0
                } else if row.faults.iter().any(|own| *own.get_ref() == fault.id) {
                    3 + when
                } else if row.groups.iter().any(|own| *own.get_ref() == fault.group) {
                    1 + when
                } else {
                    0
                }
            };
            let best = facts.row.iter().map(rank).max().unwrap_or(0);
            (best, facts.row.iter().enumerate().filter(|(_, row)| best > 0 && rank(row) == best).map(|(at, _)| at).collect::<Vec<_>>())
        };
        let mut row_numbers = Vec::new();
        for fault in &all.faults {
            let (_, found) = row_of(fault);
            match found.as_slice() {
                [one] => row_numbers.push(numbers[*one]),
                [] => {
                    file.at(0, format!("no row covers the fault {:?} (symptom: {kind})", fault.id), problems);
                    row_numbers.push(0);
                }
                [_, second, ..] => {
                    let at = facts.row[*second].p.span().start;
                    file.at(at, format!("two rows cover the fault {:?} equally (symptom: {kind})", fault.id), problems);
                    row_numbers.push(0);
                }
            }
        }
        row_numbers
    });
    (cells, rows, working.unwrap_or(0))
}

/// Platforms that share steps, each with whether these were verified there, and the steps.
type StepsOf = Vec<(Vec<(String, bool)>, Vec<Vec<Seg>>)>;

/// The front matter and the steps of a check's `en.md`.
fn words(file: &File, problems: &mut Problems) -> Option<(CheckWords, StepsOf)> {
    let Some(rest) = file.text.strip_prefix("+++\n") else {
        file.at(0, "expected front matter between lines of +++", problems);
        return None;
    };
    let Some(end) = rest.find("\n+++\n") else {
        file.at(0, "the front matter doesn't end: a line +++ is missing", problems);
        return None;
    };
    let words = file.toml_part(4, &rest[..=end], problems)?;
    let mut steps: StepsOf = Vec::new();
    let mut offset = 4 + end + 5;
    let mut begun = false;
    for line in file.text[offset..].split_inclusive('\n') {
        let at = offset;
        offset += line.len();
        let line = line.trim_end();
        if line.is_empty() {
        } else if line == "## Steps" && !begun {
            begun = true;
        } else if let (true, Some(heading)) = (begun, line.strip_prefix("### ")) {
            if steps.last().is_some_and(|(_, list)| list.is_empty()) {
                file.at(at, "the platform before has no steps", problems);
            }
            // The mark stands after each name that it is about: what was tried in one browser may hold in another.
            let named = heading.split(", ").map(|name| name.strip_suffix(" (unverified)").map_or((name, true), |name| (name, false)));
            let mut all: Vec<(String, bool)> = Vec::new();
            for (platform, verified) in named {
                if platform != ANY && !BROWSERS.contains(&platform) && !SYSTEMS.contains(&platform) {
                    file.at(at, format!("{platform:?} is not a platform: {ANY:?}, {BROWSERS:?}, {SYSTEMS:?}"), problems);
                }
                if all.iter().chain(steps.iter().flat_map(|(names, _)| names)).any(|(known, _)| known == platform) {
                    file.at(at, format!("{platform:?} is there twice"), problems);
                }
                all.push((platform.to_owned(), verified));
            }
            steps.push((all, Vec::new()));
        } else if let Some((_, list)) = steps.last_mut() {
            let number = format!("{}. ", list.len() + 1);
            match line.strip_prefix(&number) {
                Some(text) => match segments(text) {
                    Some(segments) => list.push(segments),
                    None => file.at(at, "a ** or ` is not closed", problems),
                },
                None => file.at(at, format!("expected a step, `{number}…`"), problems),
            }
        } else {
            file.at(at, "expected `## Steps` and below it `### <platform>`", problems);
        }
    }
    if steps.last().is_some_and(|(_, list)| list.is_empty()) {
        file.at(file.text.len(), "the last platform has no steps", problems);
    }
    Some((words, steps))
}

/// Steps for a browser or a system either have a source or are marked as unverified, never both. So have those for everybody where they are `exact`: an owner
/// pastes their commands.
fn read_where(file: &File, words_file: &File, (sources, exact): (&[StepsToml], bool), steps: &StepsOf, problems: &mut Problems) {
    for own in sources {
        if !own.source.get_ref().starts_with("https://") && !own.source.get_ref().starts_with("tried in ") {
            file.at(own.source.span().start, "source: expected an address or `tried in …`", problems);
        }
        for platform in &own.platforms {
            if !steps.iter().flat_map(|(names, _)| names).any(|(name, verified)| name == platform.get_ref() && *verified) {
                file.at(platform.span().start, format!("{:?} has no steps in en.md that are verified", platform.get_ref()), problems);
            }
        }
    }
    for (name, verified) in steps.iter().flat_map(|(names, _)| names) {
        if *verified && (exact || name != ANY) && !sources.iter().flat_map(|own| &own.platforms).any(|platform| platform.get_ref() == name)
        {
            let text = format!("{name:?} is neither marked (unverified) nor named with its source under [[steps]] of facts.toml");
            words_file.at(0, text, problems);
        }
    }
}

/// Text with **strong** and `code`; `None` if a mark is not closed or stands inside another.
fn segments(text: &str) -> Option<Vec<Seg>> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let next = rest.find("**").into_iter().chain(rest.find('`')).min().unwrap_or(rest.len());
        if next > 0 {
            out.push(Seg::Text(rest[..next].to_owned()));
        }
        rest = &rest[next..];
        let mark = if rest.starts_with("**") { "**" } else { "`" };
        if let Some(inner) = rest.strip_prefix(mark) {
            let end = inner.find(mark)?;
            let own = inner[..end].to_owned();
            out.push(if mark == "`" { Seg::Code(own) } else { Seg::Strong(own) });
            rest = &inner[end + mark.len()..];
        }
    }
    // The packed form marks with these two characters.
    let plain = |seg: &Seg| matches!(seg, Seg::Text(text) | Seg::Strong(text) | Seg::Code(text) if !text.contains(['*', '`']));
    out.iter().all(plain).then_some(out)
}

/// A text that must be there, in the house's style.
fn sentence(file: &File, text: &Spanned<String>, problems: &mut Problems) -> String {
    let own = text.get_ref();
    if own.trim().is_empty() {
        file.at(text.span().start, "this text is empty", problems);
    }
    if own.contains('!') {
        file.at(text.span().start, "no exclamation marks", problems);
    }
    own.clone()
}

/// Where a number or a claim of ours comes from.
fn known_source(file: &File, source: &Spanned<String>, problems: &mut Problems) {
    let own = source.get_ref();
    if own != "our judgement" && !["https://", "RFC ", "research/"].iter().any(|begin| own.starts_with(begin)) {
        let text = "source: expected \"our judgement\", \"RFC …\", \"research/…\" or an https address";
        file.at(source.span().start, text, problems);
    }
}

fn one_of(file: &File, value: &Spanned<String>, list: &[&str], what: &str, problems: &mut Problems) {
    if !list.contains(&value.get_ref().as_str()) {
        file.at(value.span().start, format!("{what} = {:?}: expected one of {list:?}", value.get_ref()), problems);
    }
}

fn parts(p: f64, whole: u16) -> u16 {
    (p * f64::from(whole)).round().clamp(0.0, 65535.0) as u16
}

/// Percents that add up to 98 for some faults, the other 2 spread over the rest; parts of 10,000 that add up to 10,000.
pub fn spread(named: &[(usize, u16)], faults: usize) -> Vec<u16> {
    let mut all = vec![0_u16; faults];
    for &(at, percent) in named {
        if let Some(own) = all.get_mut(at) {
            *own = percent.saturating_mul(100);
        }
    }
    let left = 10000_u16.saturating_sub(all.iter().copied().fold(0, u16::saturating_add));
    let unnamed: Vec<usize> = (0..faults).filter(|&at| all[at] == 0).collect();
    if unnamed.is_empty() {
        if let Some(first) = all.iter_mut().max() {
            *first += left;
        }
        return all;
    }
    for (nth, &at) in unnamed.iter().enumerate() {
        let share = left / unnamed.len() as u16;
        all[at] = share + u16::from((nth as u16) < left % unnamed.len() as u16);
    }
    all
}

// ---- writing -----------------------------------------------------------------------------------------------------------------------

/// The steps of a visitor's checks, or of an owner's, as the text that `core::diagnose::steps` reads.
pub fn emit_steps(all: &Diagnosis, owner: bool) -> String {
    let mut out = String::new();
    for check in all.checks.iter().filter(|check| !check.steps.is_empty() && (check.runner == "owner") == owner) {
        let _ = writeln!(out, "={}", check.id);
        for (platforms, steps) in &check.steps {
            let names: Vec<String> =
                platforms.iter().map(|(name, verified)| format!("{name}{}", if *verified { "" } else { "!" })).collect();
            let _ = writeln!(out, ":{}", names.join(" "));
            for step in steps {
                let _ = writeln!(out, "{}", step.iter().map(Seg::packed).collect::<String>());
            }
        }
    }
    out
}

/// The Rust source of the static tables, for `src/core/diagnose/table.rs`.
pub fn emit(all: &Diagnosis) -> String {
    let mut out = String::new();
    let hashes = [false, true].map(|owner| fnv1a(emit_steps(all, owner).as_bytes()));
    let _ = writeln!(
        out,
        "/// The hashes of the files with the steps (FNV-1a): the visitor's, the owner's.\npub const STEPS_HASHES: [u32; 2] = {hashes:?};"
    );
    let _ = writeln!(out, "/// How many faults there are.\npub const FAULT_COUNT: usize = {};", all.faults.len());
    let _ = writeln!(out, "/// How many actions there are.\npub(super) const ACTION_COUNT: usize = {};", all.actions.len());
    let sees: Vec<&String> = all.faults.iter().map(|fault| &fault.sees).collect();
    let _ = writeln!(out, "#[cfg(feature = \"whole\")]\nstatic SEES: [&str; FAULT_COUNT] = {sees:?};");
    let carry_on = all.actions.iter().position(|action| action.id == CARRY_ON).unwrap_or(0);
    let _ = writeln!(out, "/// What a visitor can do when it works again.\npub(super) const CARRY_ON: usize = {carry_on};");
    let plain = all.checks.iter().position(|check| check.plain).unwrap_or(0);
    let _ = writeln!(out, "/// The check that only tries the same address again.\npub(super) const PLAIN: usize = {plain};");
    for (class, unknown) in CLASSES.iter().zip(&all.unknown) {
        let name = class.to_ascii_uppercase();
        let _ = writeln!(out, "pub(super) static UNKNOWN_{name}: [u16; FAULT_COUNT] = {unknown:?};");
    }
    for (class, blip) in BLIP_CLASSES.iter().zip(&all.blips) {
        let _ = writeln!(out, "pub(super) const BLIP_{}: u16 = {blip};", class.to_ascii_uppercase());
    }
    let _ = writeln!(out, "pub(super) static BLIP_CODES: &[(u16, u16)] = &{:?};", all.blip_codes);
    let _ = writeln!(out, "pub(super) static BLIP_ERRORS: &[(&str, u16)] = &{:?};", all.blip_errors);
    let impossible: Vec<(&str, &str)> =
        all.checks.iter().flat_map(|check| check.impossible.iter().map(|platform| (check.id.as_str(), platform.as_str()))).collect();
    let _ = writeln!(out, "pub(super) static IMPOSSIBLE: &[(&str, &str)] = &{impossible:?};");
    let _ = writeln!(out, "pub(super) static WRITERS: [[u16; 8]; 8] = {:?};", all.writers);
    for (id, text) in WORDS.iter().zip(&all.words) {
        let _ = writeln!(out, "pub(super) const {}: &str = {};", id.to_ascii_uppercase().replace('-', "_"), string(text));
    }
    out
}

/// What the application embeds of the actions, the faults and the checks, for `src/core/diagnose/table.rs`.
pub fn pack(all: &Diagnosis) -> String {
    let tags: Vec<&String> = all.checks.iter().flat_map(|check| &check.shares).collect::<BTreeSet<_>>().into_iter().collect();
    let letters = |numbers: &mut dyn Iterator<Item = u32>| numbers.filter_map(|n| char::from_u32(u32::from(b'!') + n)).collect::<String>();
    let place = |list: &[&str], id: &str| list.iter().position(|own| *own == id).unwrap_or(0) as u32;
    let mut table = Table::default();
    table.list(&all.actions, |table, action| {
        table.line(&action.id);
        table.line(letters(&mut [place(&ROLES, &action.role)].into_iter()));
        table.line(&action.title);
        table.line(&action.text);
    });
    table.list(&all.faults, |table, fault| {
        table.line(&fault.id);
        let marks = [place(&HOPS, &fault.hop), place(&PARTIES, &fault.party), fault.visitor as u32, fault.owner as u32];
        table.line(letters(&mut marks.into_iter()));
        table.line(&fault.title);
        table.line(fault.half_life.to_string());
    });
    table.list(&all.checks, |table, check| {
        let words = &check.words;
        table.line(&check.id);
        let marks = [
            place(&RUNNERS, &check.runner),
            place(&ABOUTS, &check.about),
            u32::from(check.reversible) + u32::from(check.stays),
            u32::from(check.lasting),
            u32::from(check.hint),
            u32::from(check.working),
            check.read as u32,
        ];
        table.line(letters(&mut marks.into_iter()));
        let shares =
            check.shares.iter().filter_map(|own| tags.iter().position(|tag| *tag == own)).fold(0_u32, |all, at| all | 1 << at.min(31));
        for number in [u32::from(check.effort), u32::from(check.burden), shares] {
            table.line(number.to_string());
        }
        let warns = words.warns.as_deref().unwrap_or("");
        for text in
            [words.title.get_ref(), words.tells.get_ref(), &words.costs, warns, &words.undo, &words.asks, &words.contacts, &words.learns]
        {
            table.line(text);
        }
        table.list(&check.answers, |table, (id, label, says)| [id, label, says].into_iter().for_each(|text| table.line(text)));
        table.line(letters(&mut check.cells.iter().flatten().map(|&percent| u32::from(percent))));
        for rows in &check.rows {
            table.line(letters(&mut rows.iter().map(|&row| u32::from(row))));
        }
    });
    table.0
}
