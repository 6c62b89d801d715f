//! Codes and errors without a code: `facts.toml` and `en.md` of every folder, read and checked against each other, against the faults and
//! the checks. `build/catalog.rs` writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    diagnosis::Diagnosis,
    markdown::{self, Heading},
    problem::{File, Problems},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CodeFacts {
    code: Spanned<u16>,
    name: Spanned<String>,
    registered: bool,
    spec: Option<Spec>,
    draft: Option<String>,
    cacheable: Spanned<String>,
    retry: Spanned<String>,
    repeat: Spanned<String>,
    retry_after: bool,
    lasts: Spanned<String>,
    seo: Spanned<String>,
    blame: Spanned<String>,
    reviewed: Spanned<toml::value::Datetime>,
    related: Vec<Spanned<u16>>,
    #[serde(default)]
    aliases: Vec<Alias>,
    source: Vec<Source>,
    meaning: Vec<Spanned<Meaning>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ErrorFacts {
    id: Spanned<String>,
    name: String,
    retry: Spanned<String>,
    blame: Spanned<String>,
    reviewed: Spanned<toml::value::Datetime>,
    related: Vec<Spanned<String>>,
    called: Vec<Called>,
    source: Vec<Source>,
    meaning: Vec<Spanned<Meaning>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    pub rfc: u16,
    pub section: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    product: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    browser: String,
    name: Spanned<String>,
    says: String,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: Spanned<String>,
    pub title: String,
    pub url: Spanned<String>,
    pub verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    pub id: Option<Spanned<String>>,
    pub emitter: Option<String>,
    pub standing: Option<Spanned<String>>,
    pub sources: Vec<Spanned<String>>,
    #[serde(default)]
    pub visitor: Vec<Spanned<String>>,
    #[serde(default)]
    pub owner: Vec<Spanned<String>>,
    #[serde(default)]
    pub prior: Vec<Prior>,
    #[serde(default)]
    pub cause: Vec<Cause>,
}

impl Meaning {
    /// How it stands: `live` where nothing is said.
    pub fn standing(&self) -> &str {
        self.standing.as_ref().map_or("live", |standing| standing.get_ref())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    pub fault: Spanned<String>,
    pub p: Spanned<u16>,
    pub why: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub id: Spanned<String>,
    pub fault: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    pub answer: Spanned<String>,
    pub short: String,
    pub tell: String,
    pub title: Spanned<String>,
    pub description: Spanned<String>,
    #[serde(default)]
    pub retry: String,
    #[serde(default)]
    pub cache: String,
    #[serde(default)]
    pub indexing: String,
    #[serde(default)]
    pub crawling: String,
    pub steps: Spanned<Vec<String>>,
    pub keywords: Vec<String>,
    #[serde(default)]
    pub check: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    pub related: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    pub meaning: BTreeMap<Spanned<String>, FrontMeaning>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMeaning {
    pub short: String,
    pub means: String,
    #[serde(default)]
    pub check: BTreeMap<Spanned<String>, String>,
}

/// One code or error, checked; strings ready to be emitted.
pub struct Entry {
    /// The number, or `None` for an error.
    pub code: Option<u16>,
    /// The folder's name.
    pub key: String,
    pub facts: Common,
    pub front: Front,
    pub causes: BTreeMap<String, String>,
    pub means: String,
    pub html: String,
    pub questions: Vec<(String, String)>,
}

pub struct Common {
    pub seo: String,
    pub repeat: String,
    pub lasts: String,
    pub name: String,
    pub registered: bool,
    pub spec: Option<Spec>,
    pub draft: Option<String>,
    pub cacheable: String,
    pub retry: String,
    pub retry_after: bool,
    pub blame: String,
    pub reviewed: String,
    pub related: Vec<String>,
    pub aliases: Vec<(String, String, String, bool)>,
    pub sources: Vec<Source>,
    pub meanings: Vec<Meaning>,
}

/// What search engines do, by the name that `content/shared/en.toml` gives it.
pub const SEO: [&str; 11] =
    ["interim", "success", "moved", "moved-for-now", "unchanged", "gone", "refused", "slow-down", "failed", "unseen", "unknown"];

/// `content/shared/en.toml`: lines that many entries share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    pub seo: BTreeMap<String, SharedSeo>,
    pub retry: BTreeMap<String, String>,
    pub cache: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SharedSeo {
    pub indexing: String,
    pub crawling: String,
    pub bing: String,
    pub bing_source: Option<SharedSource>,
}

/// Where a shared line is from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedSource {
    pub title: String,
    pub url: String,
    pub verified: bool,
}

impl Shared {
    /// Reads and checks the shared lines.
    pub fn read(content: &Path, problems: &mut Problems) -> Option<Shared> {
        let file = File::read(content, "shared/en.toml", problems)?;
        let shared = file.toml::<Shared>(problems)?;
        for (table, wanted, given) in [
            ("seo", &SEO[..], shared.seo.keys().collect::<Vec<_>>()),
            ("retry", &["no", "now", "after-delay", "new-connection"][..], shared.retry.keys().collect()),
            ("cache", &["heuristic", "explicit", "never"][..], shared.cache.keys().collect()),
        ] {
            for key in wanted.iter().filter(|key| !given.iter().any(|own| own == *key)) {
                file.at(0, format!("[{table}] has no line for {key}"), problems);
            }
        }
        Some(shared)
    }

    /// Fills in what an entry does not say in its own words.
    fn complete(&self, front: &mut Front, facts: &Common) {
        let fill = |own: &mut String, shared: Option<&String>| {
            if own.is_empty() {
                own.clone_from(shared.unwrap_or(&String::new()));
            }
        };
        let seo = self.seo.get(&facts.seo);
        fill(&mut front.indexing, seo.map(|seo| &seo.indexing));
        fill(&mut front.crawling, seo.map(|seo| &seo.crawling));
        fill(&mut front.retry, self.retry.get(&facts.retry));
        fill(&mut front.cache, self.cache.get(&facts.cacheable));
    }
}

/// Codes that the registry has no phrase of its own for: (Unused), and 510, whose row says that it is obsolete.
const NAMELESS: [u16; 3] = [306, 418, 510];

/// `content/registry/iana-status-codes.csv`: the phrase of every registered code.
fn registry(content: &Path, problems: &mut Problems) -> BTreeMap<u16, String> {
    let Some(file) = File::read(content, "registry/iana-status-codes.csv", problems) else { return BTreeMap::new() };
    let rows = file.text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|line| {
        let (code, rest) = line.split_once(',')?;
        Some((code.parse().ok()?, rest.split(',').next()?.to_owned()))
    })
    .collect()
}

/// Reads and checks every code and error.
pub fn read(
    content: &Path,
    diagnosis: &Diagnosis,
    addresses: &BTreeSet<String>,
    shared: Option<&Shared>,
    problems: &mut Problems,
) -> Vec<Entry> {
    let codes = folders(content, "codes", problems);
    let errors = folders(content, "errors", problems);
    let mut known: BTreeSet<String> = codes.iter().cloned().collect();
    known.extend(errors.iter().cloned());
    known.extend(addresses.iter().cloned());
    let mut entries = Vec::new();
    let Some(shared) = shared else { return entries };
    let registry = registry(content, problems);
    for key in &codes {
        let relative = format!("codes/{key}");
        let Some(file) = File::read(content, &format!("{relative}/facts.toml"), problems) else { continue };
        let Some(facts) = file.toml::<CodeFacts>(problems) else { continue };
        let code = *facts.code.get_ref();
        if code.to_string() != *key {
            file.at(facts.code.span().start, format!("code {code} stands in the folder {key}"), problems);
        }
        if code != 0 && !(100..=999).contains(&code) {
            file.at(facts.code.span().start, "a code has three digits, or is 0: no status at all", problems);
        }
        one_of(&file, &facts.repeat, &["any", "idempotent", "none"], problems);
        one_of(&file, &facts.lasts, &["blip", "outage", "either", "steady"], problems);
        one_of(&file, &facts.seo, &SEO, problems);
        let fits: &[&str] = match code {
            100..=199 => &["interim", "unseen", "unknown"],
            200..=299 => &["success", "unseen", "unknown"],
            300..=399 => &["moved", "moved-for-now", "unchanged", "unseen", "unknown"],
            400..=499 => &["gone", "refused", "slow-down", "unseen", "unknown"],
            _ => &["failed", "gone", "slow-down", "unseen", "unknown"],
        };
        if SEO.contains(&facts.seo.get_ref().as_str()) && !fits.contains(&facts.seo.get_ref().as_str()) {
            let words = format!("seo = {:?} is not of the class of {code}: one of {} is", facts.seo.get_ref(), fits.join(", "));
            file.at(facts.seo.span().start, words, problems);
        }
        match (registry.get(&code), facts.registered) {
            (Some(phrase), true) if *phrase != *facts.name.get_ref() && !NAMELESS.contains(&code) => {
                file.at(facts.name.span().start, format!("the registry's phrase for {code} is {phrase:?}"), problems);
            }
            (Some(_), false) | (None, true) => {
                file.at(
                    facts.code.span().start,
                    format!("registered = {} is not what the registry says of {code}", facts.registered),
                    problems,
                );
            }
            _ => {}
        }
        if facts.registered && facts.spec.is_none() == facts.draft.is_none() {
            file.at(facts.code.span().start, "a registered code needs its spec, or its draft where it is registered for a time", problems);
        }
        one_of(&file, &facts.cacheable, &["heuristic", "explicit", "never"], problems);
        let heuristic = [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501].contains(&code);
        if heuristic != (facts.cacheable.get_ref() == "heuristic") {
            file.at(
                facts.cacheable.span().start,
                "RFC 9110 section 15.1 (and RFC 7725 for 451) lists the heuristically cacheable codes",
                problems,
            );
        }
        let related = facts.related.iter().map(|r| (r.get_ref().to_string(), r.span())).collect::<Vec<_>>();
        let aliases = facts.aliases.into_iter().map(|a| (a.product, a.name, String::new(), true)).collect();
        let common = Common {
            name: facts.name.into_inner(),
            registered: facts.registered,
            spec: facts.spec,
            draft: facts.draft,
            cacheable: facts.cacheable.into_inner(),
            retry: retry(&file, &facts.retry, problems),
            repeat: facts.repeat.into_inner(),
            lasts: facts.lasts.into_inner(),
            seo: facts.seo.into_inner(),
            retry_after: facts.retry_after,
            blame: blame(&file, &facts.blame, problems),
            reviewed: reviewed(&file, &facts.reviewed, problems),
            related: check_related(&file, key, related, &known, problems),
            aliases,
            sources: check_sources(&file, facts.source, problems),
            meanings: facts.meaning.into_iter().map(Spanned::into_inner).collect(),
        };
        entries.extend(entry(content, &relative, key, Some(code), common, &file, diagnosis, &known, shared, problems));
    }
    for key in &errors {
        let relative = format!("errors/{key}");
        let Some(file) = File::read(content, &format!("{relative}/facts.toml"), problems) else { continue };
        let Some(facts) = file.toml::<ErrorFacts>(problems) else { continue };
        if facts.id.get_ref() != key {
            file.at(facts.id.span().start, format!("id {} stands in the folder {key}", facts.id.get_ref()), problems);
        }
        for called in &facts.called {
            if called.name.get_ref().is_empty() && called.says.is_empty() {
                file.at(called.name.span().start, "a browser's name needs a code or a sentence", problems);
            }
        }
        let related = facts.related.iter().map(|r| (r.get_ref().clone(), r.span())).collect::<Vec<_>>();
        let aliases = facts.called.into_iter().map(|c| (c.browser, c.name.into_inner(), c.says, c.verified)).collect();
        let common = Common {
            name: facts.name,
            registered: false,
            spec: None,
            draft: None,
            cacheable: "never".to_owned(),
            retry: retry(&file, &facts.retry, problems),
            repeat: "idempotent".to_owned(),
            lasts: "either".to_owned(),
            seo: "failed".to_owned(),
            retry_after: false,
            blame: blame(&file, &facts.blame, problems),
            reviewed: reviewed(&file, &facts.reviewed, problems),
            related: check_related(&file, key, related, &known, problems),
            aliases,
            sources: check_sources(&file, facts.source, problems),
            meanings: facts.meaning.into_iter().map(Spanned::into_inner).collect(),
        };
        entries.extend(entry(content, &relative, key, None, common, &file, diagnosis, &known, shared, problems));
    }
    entries
}

/// The folders below `content/<kind>`: codes by number, errors by name.
pub fn folders(content: &Path, kind: &str, problems: &mut Problems) -> Vec<String> {
    let mut names = Vec::new();
    match std::fs::read_dir(content.join(kind)) {
        Ok(list) => {
            for item in list.flatten().filter(|item| item.path().is_dir()) {
                names.push(item.file_name().to_string_lossy().into_owned());
            }
        }
        Err(error) => File { name: format!("content/{kind}"), text: String::new() }.at(0, format!("can't be read: {error}"), problems),
    }
    names.sort_by_key(|name| (name.parse::<u16>().unwrap_or(u16::MAX), name.clone()));
    names
}

fn one_of(file: &File, value: &Spanned<String>, allowed: &[&str], problems: &mut Problems) {
    if !allowed.contains(&value.get_ref().as_str()) {
        file.at(value.span().start, format!("`{}` is not one of {}", value.get_ref(), allowed.join(", ")), problems);
    }
}

fn retry(file: &File, value: &Spanned<String>, problems: &mut Problems) -> String {
    one_of(file, value, &["no", "now", "after-delay", "new-connection"], problems);
    value.get_ref().clone()
}

fn blame(file: &File, value: &Spanned<String>, problems: &mut Problems) -> String {
    one_of(file, value, &["them", "you", "either", "network", "nobody"], problems);
    value.get_ref().clone()
}

fn reviewed(file: &File, value: &Spanned<toml::value::Datetime>, problems: &mut Problems) -> String {
    if value.get_ref().date.is_none() || value.get_ref().time.is_some() {
        file.at(value.span().start, "reviewed is a date, 2026-11-22", problems);
    }
    value.get_ref().to_string()
}

fn check_related(
    file: &File,
    own: &str,
    related: Vec<(String, Range<usize>)>,
    known: &BTreeSet<String>,
    problems: &mut Problems,
) -> Vec<String> {
    let mut seen = BTreeSet::new();
    for (key, span) in &related {
        if !known.contains(key) {
            file.at(span.start, format!("related: there is no entry {key}"), problems);
        }
        if key == own || !seen.insert(key) {
            file.at(span.start, format!("related: {key} is the entry itself or named twice"), problems);
        }
    }
    related.into_iter().map(|(key, _)| key).collect()
}

fn check_sources(file: &File, sources: Vec<Source>, problems: &mut Problems) -> Vec<Source> {
    let mut seen = BTreeSet::new();
    for source in &sources {
        if !seen.insert(source.id.get_ref().clone()) {
            file.at(source.id.span().start, format!("source {} is given twice", source.id.get_ref()), problems);
        }
        if !source.url.get_ref().starts_with("https://") {
            file.at(source.url.span().start, "a source's address starts with https://", problems);
        }
    }
    if sources.len() < 2 {
        file.at(0, "an entry needs at least two sources", problems);
    }
    sources
}

#[allow(clippy::too_many_arguments)]
fn entry(
    content: &Path,
    relative: &str,
    key: &str,
    code: Option<u16>,
    mut facts: Common,
    file: &File,
    diagnosis: &Diagnosis,
    known: &BTreeSet<String>,
    shared: &Shared,
    problems: &mut Problems,
) -> Option<Entry> {
    let words = File::read(content, &format!("{relative}/en.md"), problems)?;
    let Some((front_range, body_start)) = markdown::front_matter(&words.text) else {
        words.at(0, "starts with front matter between two lines of +++", problems);
        return None;
    };
    let mut front: Front = words.toml_part(front_range.start, &words.text[front_range.clone()], problems)?;
    let base = front_range.start;
    let length = |value: &Spanned<String>, what: &str, range: std::ops::RangeInclusive<usize>, problems: &mut Problems| {
        words.plain(base + value.span().start, value.get_ref(), problems);
        let n = value.get_ref().chars().count();
        if !range.contains(&n) {
            words.at(
                base + value.span().start,
                format!("{what} has {n} characters, {} to {} are right", range.start(), range.end()),
                problems,
            );
        }
    };
    length(&front.answer, "answer", 5..=60, problems);
    length(&front.title, "title", 10..=65, problems);
    length(&front.description, "description", 70..=160, problems);
    if !(1..=7).contains(&front.steps.get_ref().len()) {
        words.at(base + front.steps.span().start, "give 1 to 7 steps", problems);
    }
    for (id, meaning) in &front.meaning {
        for text in [&meaning.short, &meaning.means] {
            words.plain(base + id.span().start, text, problems);
        }
    }
    shared.complete(&mut front, &facts);

    same_keys(&words, base, "related", &front.related, &facts.related, problems);
    let mut causes: Vec<(String, usize)> = Vec::new();
    if facts.meanings.is_empty() {
        file.at(0, "an entry needs a meaning", problems);
    }
    let mut extra: BTreeSet<String> = front.meaning.keys().map(|key| key.get_ref().clone()).collect();
    for (nth, meaning) in facts.meanings.iter().enumerate() {
        let wanted: Vec<String> = meaning.visitor.iter().map(|check| check.get_ref().clone()).collect();
        if nth == 0 {
            known_keys(&words, base, "check", &front.check, &wanted, problems);
        } else if let Some(id) = &meaning.id {
            extra.remove(id.get_ref());
            match front.meaning.get(id) {
                Some(part) => known_keys(&words, base, "check", &part.check, &wanted, problems),
                None => file.at(id.span().start, format!("en.md has no [meaning.{}]", id.get_ref()), problems),
            }
        } else {
            file.at(0, "a further meaning needs id and emitter", problems);
        }
        if meaning.id.is_some() != meaning.emitter.is_some() {
            file.at(0, "a meaning has both id and emitter, or neither", problems);
        }
        let harmless = code.is_some_and(|code| (100..400).contains(&code));
        check_meaning(file, meaning, &facts.sources, diagnosis, harmless, problems);
        causes.extend(meaning.cause.iter().map(|cause| (cause.id.get_ref().clone(), cause.id.span().start)));
    }
    for id in extra {
        words.at(base, format!("[meaning.{id}] has no meaning in facts.toml"), problems);
    }

    let page = markdown::Page { depth: if code.is_some() { 1 } else { 2 }, known, free: false };
    let body = markdown::render(&words, body_start, &page, problems);
    check_headings(&words, &body.headings, code.is_some(), problems);
    let listed: Vec<&Heading> = body.headings.iter().filter(|h| h.level == 3 && h.section == "Why it happens").collect();
    for (id, at) in &causes {
        match listed.iter().find(|h| h.cause.as_ref().is_some_and(|(own, _)| own == id)) {
            Some(heading) if !heading.has_fix && !code.is_some_and(|code| (100..400).contains(&code)) => {
                words.at(heading.at, format!("the cause {id} has no **Fix:** paragraph"), problems);
            }
            Some(_) => {}
            None => file.at(*at, format!("en.md has no part `### {id}: …` under Why it happens"), problems),
        }
    }
    let order: Vec<&str> = listed.iter().filter_map(|h| h.cause.as_ref().map(|(id, _)| id.as_str())).collect();
    if order.len() == causes.len() && order.iter().zip(&causes).any(|(a, (b, _))| a != b) {
        words.at(listed[0].at, "the causes stand in another order than in facts.toml", problems);
    }
    for heading in &listed {
        match &heading.cause {
            Some((id, _)) if causes.iter().any(|(own, _)| own == id) => {}
            _ => words.at(heading.at, "a cause's heading is `### id: Title`, with an id of facts.toml", problems),
        }
    }
    let titles: BTreeMap<String, String> = listed.iter().filter_map(|h| h.cause.clone()).collect();
    let least = if facts.registered || code.is_none() { 3 } else { 2 };
    if body.questions.len() < least {
        words.at(body_start, format!("Questions needs at least {least}"), problems);
    }
    let mut html = body.html;
    for meaning in &facts.meanings {
        for cause in &meaning.cause {
            html = html.replace(&format!("data-cause=\"{}\"", cause.id.get_ref()), &format!("id=\"cause-{}\"", cause.id.get_ref()));
        }
    }
    facts.aliases.retain(|(_, name, says, _)| !(name.is_empty() && says.is_empty()));
    Some(Entry { code, key: key.to_owned(), facts, front, causes: titles, means: body.first_paragraph, html, questions: body.questions })
}

/// The keys of an en.md table are among those that facts.toml names.
fn known_keys(
    words: &File,
    base: usize,
    table: &str,
    given: &BTreeMap<Spanned<String>, String>,
    wanted: &[String],
    problems: &mut Problems,
) {
    for key in given.keys() {
        if !wanted.contains(key.get_ref()) {
            words.at(base + key.span().start, format!("[{table}] {} is not in facts.toml", key.get_ref()), problems);
        }
    }
}

/// The keys of an en.md table are exactly those that facts.toml asks for.
fn same_keys(
    words: &File,
    base: usize,
    table: &str,
    given: &BTreeMap<Spanned<String>, String>,
    wanted: &[String],
    problems: &mut Problems,
) {
    known_keys(words, base, table, given, wanted, problems);
    for key in wanted {
        if !given.keys().any(|own| own.get_ref() == key) {
            words.at(base, format!("[{table}] has no line for {key}"), problems);
        }
    }
}

fn check_meaning(file: &File, meaning: &Meaning, sources: &[Source], diagnosis: &Diagnosis, harmless: bool, problems: &mut Problems) {
    if let Some(own) = &meaning.standing {
        one_of(file, own, &["live", "log-only", "historic", "myth", "reported"], problems);
    }
    for source in &meaning.sources {
        if !sources.iter().any(|own| own.id.get_ref() == source.get_ref()) {
            file.at(source.span().start, format!("there is no source {}", source.get_ref()), problems);
        }
    }
    for (list, runner) in [(&meaning.visitor, "visitor"), (&meaning.owner, "owner")] {
        for check in list {
            match diagnosis.check_ids.iter().find(|(id, _)| id == check.get_ref()) {
                Some((_, own)) if own == runner => {}
                Some((_, own)) => {
                    file.at(check.span().start, format!("{} is run by the {own}, not the {runner}", check.get_ref()), problems);
                }
                None => file.at(check.span().start, format!("there is no check {}", check.get_ref()), problems),
            }
        }
    }
    let mut sum = 0;
    let mut seen = BTreeSet::new();
    for prior in &meaning.prior {
        sum += *prior.p.get_ref();
        if !diagnosis.fault_ids.contains(prior.fault.get_ref()) {
            file.at(prior.fault.span().start, format!("there is no fault {}", prior.fault.get_ref()), problems);
        }
        if !seen.insert(prior.fault.get_ref()) {
            file.at(prior.fault.span().start, format!("{} is named twice", prior.fault.get_ref()), problems);
        }
        if prior.why.get_ref().len() < 20 {
            file.at(prior.why.span().start, "say in a sentence why this number", problems);
        }
        if *prior.p.get_ref() == 0 {
            file.at(prior.p.span().start, "leave a fault out instead of giving it 0", problems);
        }
    }
    if sum != 98 && !meaning.prior.is_empty() {
        let at = meaning.prior.first().map_or(0, |prior| prior.p.span().start);
        file.at(at, format!("the priors add up to {sum}, not to 98"), problems);
    }
    for cause in &meaning.cause {
        if !diagnosis.fault_ids.contains(cause.fault.get_ref()) {
            file.at(cause.fault.span().start, format!("there is no fault {}", cause.fault.get_ref()), problems);
        }
    }
    if meaning.cause.is_empty() && !harmless && !["historic", "myth"].contains(&meaning.standing()) {
        file.at(0, "a meaning needs its causes", problems);
    }
}

fn check_headings(words: &File, headings: &[Heading], code: bool, problems: &mut Problems) {
    let example = if code { "Example response" } else { "What the browser shows" };
    let wanted = [
        (2, "What it means"),
        (2, "Why it happens"),
        (2, "If you own the site"),
        (2, "For developers"),
        (3, example),
        (3, "Common misinterpretation"),
        (2, "Search engines"),
        (2, "Logs and analytics"),
        (2, "Questions"),
    ];
    let given: Vec<&Heading> = headings.iter().filter(|h| h.level == 2 || h.section == "For developers").collect();
    for (at, (level, text)) in wanted.iter().enumerate() {
        match given.get(at) {
            Some(heading) if heading.level == *level && heading.text == *text => {}
            Some(heading) => {
                words.at(
                    heading.at,
                    format!("here the heading {} {text} is due, not {}", "#".repeat(usize::from(*level)), heading.text),
                    problems,
                );
                return;
            }
            None => {
                words.at(words.text.len(), format!("the heading {text} is missing"), problems);
                return;
            }
        }
    }
    if let Some(extra) = given.get(wanted.len()) {
        words.at(extra.at, format!("{} is not one of the headings", extra.text), problems);
    }
}
