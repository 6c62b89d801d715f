//! Codes and errors without a code: `facts.toml` and `en.md` of every folder, checked against each other, against the faults and
//! the checks, and emitted as the catalog (embedded) and the prose (native only).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    ops::Range,
    path::Path,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    diagnosis::Diagnosis,
    emit::{slice, string, variant},
    markdown::{self, Heading},
    problem::{File, Problems},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CodeFacts {
    code: Spanned<u16>,
    name: String,
    registered: bool,
    spec: Option<Spec>,
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
struct Spec {
    rfc: u16,
    section: String,
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
struct Source {
    id: Spanned<String>,
    title: String,
    url: Spanned<String>,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meaning {
    id: Option<Spanned<String>>,
    emitter: Option<String>,
    standing: Option<Spanned<String>>,
    sources: Vec<Spanned<String>>,
    #[serde(default)]
    visitor: Vec<Spanned<String>>,
    #[serde(default)]
    owner: Vec<Spanned<String>>,
    #[serde(default)]
    prior: Vec<Prior>,
    #[serde(default)]
    cause: Vec<Cause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prior {
    fault: Spanned<String>,
    p: Spanned<u16>,
    why: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    id: Spanned<String>,
    fault: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    answer: Spanned<String>,
    short: String,
    tell: String,
    title: Spanned<String>,
    description: Spanned<String>,
    #[serde(default)]
    retry: String,
    #[serde(default)]
    cache: String,
    #[serde(default)]
    indexing: String,
    #[serde(default)]
    crawling: String,
    steps: Spanned<Vec<String>>,
    keywords: Vec<String>,
    #[serde(default)]
    check: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    related: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    meaning: BTreeMap<Spanned<String>, FrontMeaning>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMeaning {
    short: String,
    means: String,
    #[serde(default)]
    check: BTreeMap<Spanned<String>, String>,
}

/// One code or error, checked; strings ready to be emitted.
pub struct Entry {
    /// The number, or `None` for an error.
    code: Option<u16>,
    /// The folder's name.
    key: String,
    facts: Common,
    front: Front,
    causes: BTreeMap<String, String>,
    means: String,
    html: String,
    questions: Vec<(String, String)>,
}

struct Common {
    seo: String,
    repeat: String,
    lasts: String,
    name: String,
    registered: bool,
    spec: Option<Spec>,
    cacheable: String,
    retry: String,
    retry_after: bool,
    blame: String,
    reviewed: String,
    related: Vec<String>,
    aliases: Vec<(String, String, String, bool)>,
    sources: Vec<Source>,
    meanings: Vec<Meaning>,
}

/// What search engines do, by the name that `content/shared/en.toml` gives it.
const SEO: [&str; 11] = [
    "interim",
    "success",
    "moved",
    "moved-for-now",
    "unchanged",
    "gone",
    "refused",
    "slow-down",
    "failed",
    "unseen",
    "unknown",
];

/// `content/shared/en.toml`: lines that many entries share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    seo: BTreeMap<String, SharedSeo>,
    retry: BTreeMap<String, String>,
    cache: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedSeo {
    indexing: String,
    crawling: String,
}

impl Shared {
    fn read(content: &Path, problems: &mut Problems) -> Option<Shared> {
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

/// Reads and checks every code and error.
pub fn read(content: &Path, diagnosis: &Diagnosis, platforms: &[super::platforms::Product], problems: &mut Problems) -> Vec<Entry> {
    let codes = folders(content, "codes", problems);
    let errors = folders(content, "errors", problems);
    let mut known: BTreeSet<String> = codes.iter().cloned().collect();
    known.extend(errors.iter().cloned());
    for product in platforms {
        known.extend(product.errors.iter().map(|error| format!("{}/{}", product.id, error.slug)));
    }
    let mut entries = Vec::new();
    let Some(shared) = Shared::read(content, problems) else { return entries };
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
        if facts.registered && facts.spec.is_none() {
            file.at(facts.code.span().start, "a registered code needs its spec", problems);
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
            name: facts.name,
            registered: facts.registered,
            spec: facts.spec,
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
        entries.extend(entry(content, &relative, key, Some(code), common, &file, diagnosis, &known, &shared, problems));
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
        entries.extend(entry(content, &relative, key, None, common, &file, diagnosis, &known, &shared, problems));
    }
    entries
}

/// The folders below `content/<kind>`: codes by number, errors by name.
fn folders(content: &Path, kind: &str, problems: &mut Problems) -> Vec<String> {
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

    let page = markdown::Page { depth: if code.is_some() { 1 } else { 2 }, known };
    let body = markdown::render(&words, body_start, &page, problems);
    check_headings(&words, &body.headings, code.is_some(), problems);
    let listed: Vec<&Heading> = body.headings.iter().filter(|h| h.level == 3 && h.section == "Why it happens").collect();
    for (id, at) in &causes {
        match listed.iter().find(|h| h.cause.as_ref().is_some_and(|(own, _)| own == id)) {
            Some(heading) if !heading.has_fix && !code.is_some_and(|code| (100..400).contains(&code)) => words.at(heading.at, format!("the cause {id} has no **Fix:** paragraph"), problems),
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
    // Hops of the causes, shown beside their titles.
    let mut html = body.html;
    for meaning in &facts.meanings {
        for cause in &meaning.cause {
            let hop = diagnosis.fault(cause.fault.get_ref()).map_or("origin", |fault| fault.hop.as_str());
            html = html.replace(
                &format!("data-cause=\"{}\"", cause.id.get_ref()),
                &format!("id=\"cause-{}\" data-hop=\"{hop}\"", cause.id.get_ref()),
            );
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

fn check_meaning(
    file: &File,
    meaning: &Meaning,
    sources: &[Source],
    diagnosis: &Diagnosis,
    harmless: bool,
    problems: &mut Problems,
) {
    let standing = meaning.standing.as_ref().map_or("live", |standing| standing.get_ref().as_str());
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
                    file.at(check.span().start, format!("{} is run by the {own}, not the {runner}", check.get_ref()), problems)
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
    if meaning.cause.is_empty() && !harmless && !["historic", "myth"].contains(&standing) {
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

/// FNV-1a, 64 bit. The page uses the same function to recognise our own fragments (`core::text::fnv1a`).
pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The generated files: the embedded catalog and the native prose.
pub fn emit(entries: &[Entry], diagnosis: &Diagnosis) -> Vec<(&'static str, String)> {
    let mut catalog = String::new();
    let mut prose = String::new();
    for (table, codes) in [("CODES", true), ("ERRORS", false)] {
        let list: Vec<&Entry> = entries.iter().filter(|entry| entry.code.is_some() == codes).collect();
        let _ = writeln!(catalog, "static {table}: [Entry; {}] = [", list.len());
        for entry in &list {
            emit_entry(&mut catalog, entry, diagnosis);
        }
        catalog.push_str("];\n");
        let _ = writeln!(prose, "/// The long parts, parallel to the catalog's table.\npub static {table}: [Prose; {}] = [", list.len());
        for entry in &list {
            let questions = slice(&entry.questions, |(q, a)| format!("({}, {})", string(q), string(a)));
            let _ = writeln!(prose, "    Prose {{ html: {}, questions: {questions} }},", string(&entry.html));
        }
        prose.push_str("];\n");
    }
    vec![("catalog.rs", catalog), ("prose.rs", prose)]
}

fn key(key: &str) -> String {
    match key.parse::<u16>() {
        Ok(code) => format!("Key::Code({code})"),
        Err(_) => format!("Key::Error({})", string(key)),
    }
}

fn emit_entry(out: &mut String, entry: &Entry, diagnosis: &Diagnosis) {
    let Entry { facts, front, .. } = entry;
    let spec =
        facts.spec.as_ref().map_or("None".to_owned(), |s| format!("Some(Spec {{ rfc: {}, section: {} }})", s.rfc, string(&s.section)));
    let aliases = slice(&facts.aliases, |(by, name, says, verified)| {
        format!("Alias {{ by: {}, name: {}, says: {}, verified: {verified} }}", string(by), string(name), string(says))
    });
    let meanings = slice(facts.meanings.iter().enumerate(), |(nth, meaning)| {
        let part = meaning.id.as_ref().filter(|_| nth > 0).and_then(|id| front.meaning.get(id));
        let id = meaning.id.as_ref().map_or("standard", |id| id.get_ref().as_str());
        let emitter = meaning.emitter.as_ref().map_or("None".to_owned(), |e| format!("Some({})", string(e)));
        let (short, means, why) = match part {
            Some(part) => (&part.short, &part.means, &part.check),
            None => (&front.short, &entry.means, &front.check),
        };
        let prior = if meaning.prior.is_empty() { diagnosis.unknown(entry.code).to_vec() } else { prior(meaning, diagnosis) };
        let (suspects, parties) = sums(&prior, diagnosis);
        let fixers = slice(parties, |party| format!("Party::{}", variant(&party)));
        let causes = slice(&meaning.cause, |cause| {
            let hop = diagnosis.fault(cause.fault.get_ref()).map_or("origin", |fault| fault.hop.as_str());
            let title = entry.causes.get(cause.id.get_ref()).map_or("", String::as_str);
            format!(
                "Cause {{ id: {}, title: {}, fault: {}, hop: Hop::{} }}",
                string(cause.id.get_ref()),
                string(title),
                string(cause.fault.get_ref()),
                variant(hop)
            )
        });
        let visitor = slice(&meaning.visitor, |check| {
            let own = why.iter().find(|(key, _)| key.get_ref() == check.get_ref()).map(|(_, why)| why.as_str());
            let why = own.unwrap_or_else(|| diagnosis.tells(check.get_ref()));
            format!("Advice {{ check: {}, why: {} }}", string(check.get_ref()), string(why))
        });
        let owner = slice(&meaning.owner, |check| string(check.get_ref()));
        let sources =
            slice(&meaning.sources, |id| facts.sources.iter().position(|own| own.id.get_ref() == id.get_ref()).unwrap_or(0).to_string());
        format!(
            "Meaning {{ id: {}, emitter: {emitter}, short: {}, means: {}, prior: &{prior:?}, suspects: {suspects:?}, fixers: {fixers}, \
             causes: {causes}, visitor: {visitor}, owner: {owner}, sources: {sources} }}",
            string(id),
            string(short),
            string(means),
        )
    });
    let sources = slice(&facts.sources, |s| {
        format!("Source {{ title: {}, url: {}, verified: {} }}", string(&s.title), string(s.url.get_ref()), s.verified)
    });
    let related = slice(&facts.related, |own| {
        let why = front.related.iter().find(|(key, _)| key.get_ref() == own).map_or("", |(_, why)| why.as_str());
        format!("Related {{ key: {}, why: {} }}", key(own), string(why))
    });
    let text = format!(
        "Text {{ answer: {}, short: {}, tell: {}, title: {}, description: {}, retry: {}, cache: {}, indexing: {}, crawling: {}, steps: {}, keywords: {} }}",
        string(front.answer.get_ref()),
        string(&front.short),
        string(&front.tell),
        string(front.title.get_ref()),
        string(front.description.get_ref()),
        string(&front.retry),
        string(&front.cache),
        string(&front.indexing),
        string(&front.crawling),
        slice(front.steps.get_ref(), |s| string(s)),
        slice(&front.keywords, |s| string(s)),
    );
    let _ = writeln!(
        out,
        "    Entry {{ key: {}, name: {}, registered: {}, spec: {spec}, aliases: {aliases}, meanings: {meanings}, cacheable: Cacheable::{}, \
         retry: Retry::{}, retry_after: {}, blame: Blame::{}, sources: {sources}, related: {related}, reviewed: {}, text: {text}, long_hash: {} }},",
        key(&entry.key),
        string(&facts.name),
        facts.registered,
        variant(&facts.cacheable),
        variant(&facts.retry),
        facts.retry_after,
        variant(&facts.blame),
        string(&facts.reviewed),
        fnv1a(entry.html.as_bytes()),
    );
}

/// One part in 10,000 for every fault: the given percents, and the last 2 percent over the faults not named.
fn prior(meaning: &Meaning, diagnosis: &Diagnosis) -> Vec<u16> {
    let mut parts: Vec<u16> = diagnosis
        .fault_ids
        .iter()
        .map(|id| meaning.prior.iter().find(|prior| prior.fault.get_ref() == id).map_or(0, |prior| *prior.p.get_ref() * 100))
        .collect();
    let unnamed: Vec<usize> = (0..parts.len()).filter(|&at| parts[at] == 0).collect();
    let mut left = 10_000 - parts.iter().sum::<u16>();
    for (nth, &at) in unnamed.iter().enumerate() {
        let share = left / (unnamed.len() - nth) as u16;
        parts[at] = share;
        left -= share;
    }
    parts
}

/// The hops' sums in whole percents that add up to 100, and the parties with at least five percent, most likely first.
fn sums(prior: &[u16], diagnosis: &Diagnosis) -> ([u8; 8], Vec<String>) {
    const HOPS: [&str; 8] = ["browser", "device", "local-network", "vpn", "dns", "route", "edge", "origin"];
    let mut hops = [0u32; 8];
    let mut parties: BTreeMap<String, u32> = BTreeMap::new();
    for (id, part) in diagnosis.fault_ids.iter().zip(prior) {
        let Some(fault) = diagnosis.fault(id) else { continue };
        if let Some(at) = HOPS.iter().position(|hop| *hop == fault.hop) {
            hops[at] += u32::from(*part);
        }
        *parties.entry(fault.party.clone()).or_default() += u32::from(*part);
    }
    let mut percents = hops.map(|sum| (sum / 100) as u8);
    let mut order: Vec<usize> = (0..8).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(hops[at] % 100));
    let missing = 100u8.saturating_sub(percents.iter().sum());
    for &at in order.iter().take(usize::from(missing)) {
        percents[at] += 1;
    }
    let mut parties: Vec<(String, u32)> = parties.into_iter().filter(|(_, sum)| *sum >= 500).collect();
    parties.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
    (percents, parties.into_iter().map(|(id, _)| id).collect())
}
