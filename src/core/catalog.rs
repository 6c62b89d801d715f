//! The catalog: what is embedded about every code and every error without a code. The data come from `content/` through
//! `build.rs` as one packed table (`core::packed`); an entry is read when somebody asks for it, once. This file holds the types and the
//! look-ups.

use std::sync::OnceLock;

use super::{
    diagnose::{self, FAULT_COUNT, Prior},
    packed::{Lines, number},
    path::{Hop, Party},
    text::cut,
};

/// Something a visitor can see: a status code or an error without one, with all that is embedded about it.
#[derive(Debug)]
pub struct Entry {
    /// The code or the error's id.
    pub key: Key,
    /// A code's registered name (unofficial: the emitter's own words), or what we call the error.
    pub name: &'static str,
    /// Registered with IANA. Always `false` for an error without a code.
    pub registered: bool,
    /// Where the code is defined.
    pub spec: Option<Spec>,
    /// What products print for the number, or what browsers call the error.
    pub aliases: &'static [Alias],
    /// The registered meaning first, then one per emitter.
    pub meanings: &'static [Meaning],
    /// Whether a cache may keep the answer (RFC 9110 section 15.1).
    pub cacheable: Cacheable,
    /// Whether asking again helps.
    pub retry: Retry,
    /// May carry `Retry-After`.
    pub retry_after: bool,
    /// What the headline may claim before anything was checked.
    pub blame: Blame,
    /// Which requests a client may repeat by itself.
    pub repeat: Repeat,
    /// Whether it comes in blips or stays.
    pub lasts: Lasts,
    /// Entries worth comparing, each with a sentence.
    pub related: &'static [Related],
    /// Date of the last review, `YYYY-MM-DD`.
    pub reviewed: &'static str,
    /// The words, in English.
    pub text: Text,
    /// FNV-1a (32 bit) of the entry's long part as the build wrote it: what the page may insert as HTML.
    pub long_hash: u32,
}

/// What identifies an [`Entry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A status code.
    Code(u16),
    /// An error without a code, by its id (`connection-refused`).
    Error(&'static str),
}

/// The embedded words of an [`Entry`].
#[derive(Debug)]
pub struct Text {
    /// The headline: what a person would say.
    pub answer: &'static str,
    /// One sentence for a visitor: what happened.
    pub short: &'static str,
    /// Whether trying again helps, in a line.
    pub retry: &'static str,
    /// Whether caches keep it, in a line.
    pub cache: &'static str,
    /// What search engines do with the page.
    pub indexing: &'static str,
    /// What crawlers do meanwhile.
    pub crawling: &'static str,
    /// What people also type, with semicolons between.
    pub keywords: &'static str,
}

/// Where a code is defined.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The RFC's number.
    pub rfc: u16,
    /// The section, `15.6.3`.
    pub section: &'static str,
}

/// Another name for the same thing.
#[derive(Debug)]
pub struct Alias {
    /// The product or browser that uses it.
    pub by: &'static str,
    /// The name or code it shows; may be empty where it shows only a sentence.
    pub name: &'static str,
    /// The sentence it shows; empty for codes.
    pub says: &'static str,
    /// Whether we read it ourselves in a primary source.
    pub verified: bool,
}

/// One meaning of a number: the standard's, or an emitter's own.
#[derive(Debug)]
pub struct Meaning {
    /// `standard`, or a stable id of the emitter.
    pub id: &'static str,
    /// Who gives the number this meaning; `None`: the standard.
    pub emitter: Option<&'static str>,
    /// How real it is.
    pub standing: Standing,
    /// One sentence, for a visitor.
    pub short: &'static str,
    /// A paragraph.
    pub means: &'static str,
    /// How likely each fault is when this symptom is all we know: in the faults' order, in parts of 10,000; adds up
    /// to 10,000 and names every fault.
    pub prior: &'static Prior,
    /// The hops' sums of the prior, in percent, `Hop` order. Adds up to 100.
    pub suspects: [u8; 8],
    /// Who can fix it, most likely first.
    pub fixers: &'static [Party],
    /// Usual causes, most likely first.
    pub causes: &'static [Cause],
    /// The visitor's checks that make sense here, in a good order, each with the reason.
    pub visitor: &'static [Advice],
    /// Indices into the catalog's sources.
    pub sources: &'static [u16],
}

impl Meaning {
    /// What it rests on.
    pub fn sources(&self) -> impl Iterator<Item = Source> + use<> {
        self.sources.iter().map(|at| source(*at))
    }
}

/// A usual cause.
#[derive(Debug)]
pub struct Cause {
    /// Stable within the entry.
    pub id: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// The fault's id.
    pub fault: &'static str,
    /// Where it breaks.
    pub hop: Hop,
}

/// A check that makes sense for a symptom, with the reason.
#[derive(Debug)]
pub struct Advice {
    /// The check's id.
    pub check: &'static str,
    /// Why it makes sense for this symptom.
    pub why: &'static str,
}

/// A source.
#[derive(Debug)]
pub struct Source {
    /// As a reader would cite it.
    pub title: &'static str,
    /// Where it is.
    pub url: String,
    /// `false`: known only second-hand, or not opened by us.
    pub verified: bool,
}

/// The address of a section of an RFC.
pub fn rfc_url(rfc: &str, section: &str) -> String {
    let mut url = String::from("https://www.rfc-editor.org/rfc/rfc");
    url.push_str(rfc);
    if !section.is_empty() {
        url.push_str("#section-");
        url.push_str(section);
    }
    url
}

fn source(at: u16) -> Source {
    let mut lines = SOURCES.lines().skip(2 * usize::from(at));
    let (title, line) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let bare = line.trim_start_matches('?');
    // "RFC 9110, section 15.6.3: 502 Bad Gateway" has no address of its own in the table.
    let url = match title.strip_prefix("RFC ").and_then(|rest| cut(rest, ", section ")) {
        Some((rfc, rest)) if bare.is_empty() => rfc_url(rfc, rest.split(':').next().unwrap_or("")),
        _ => {
            let mut whole = String::from("https://");
            whole.push_str(bare);
            whole
        }
    };
    Source { title, url, verified: bare.len() == line.len() }
}

/// An entry worth comparing.
#[derive(Debug)]
pub struct Related {
    /// Which.
    pub key: Key,
    /// How it differs, in a sentence.
    pub why: &'static str,
}

/// Whether a cache may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cacheable {
    /// Even without explicit freshness (RFC 9110 section 15.1).
    Heuristic,
    /// Only with explicit freshness.
    Explicit,
    /// Must not be stored.
    Never,
}

impl Cacheable {
    /// The stable name used in data and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Cacheable::Heuristic => "heuristic",
            Cacheable::Explicit => "explicit",
            Cacheable::Never => "never",
        }
    }
}

/// Whether asking again helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Not without a change.
    No,
    /// At once.
    Now,
    /// After a while.
    AfterDelay,
    /// On a fresh connection.
    NewConnection,
}

impl Retry {
    /// The stable name used in data and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Retry::No => "no",
            Retry::Now => "now",
            Retry::AfterDelay => "after-delay",
            Retry::NewConnection => "new-connection",
        }
    }
}

/// What a headline may claim before anything was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// Probably the site's side.
    Them,
    /// Probably the visitor's side.
    You,
    /// It can be either.
    Either,
    /// The network that the visitor is in: its proxy, its login page.
    Network,
    /// Nobody: nothing is wrong.
    Nobody,
}

/// Which requests a client may repeat by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Any: the server did nothing with it.
    Any,
    /// Safe and idempotent ones (RFC 9110 section 9.2.2).
    Idempotent,
    /// None: the answer stays the same.
    None,
}

/// Whether a code comes in blips or stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// Seconds.
    Blip,
    /// Until somebody repairs it.
    Outage,
    /// Either.
    Either,
    /// Until somebody changes something; or it is no failure at all.
    Steady,
}

/// How real a meaning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    Live,
    /// Written into logs; no visitor ever receives it.
    LogOnly,
    /// Retired.
    Historic,
    /// Told in lists, never was one.
    Myth,
    /// Known only second-hand.
    Reported,
}

/// The class of a code: its first digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// 1xx
    Informational,
    /// 2xx
    Success,
    /// 3xx
    Redirection,
    /// 4xx
    ClientError,
    /// 5xx
    ServerError,
    /// Outside 100–599.
    Other,
}

impl Class {
    /// The class of a number.
    pub const fn of(code: u16) -> Class {
        match code {
            100..=199 => Class::Informational,
            200..=299 => Class::Success,
            300..=399 => Class::Redirection,
            400..=499 => Class::ClientError,
            500..=599 => Class::ServerError,
            _ => Class::Other,
        }
    }

    /// The stable name used in data and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Class::Informational => "informational",
            Class::Success => "success",
            Class::Redirection => "redirection",
            Class::ClientError => "client-error",
            Class::ServerError => "server-error",
            Class::Other => "other",
        }
    }
}

impl Entry {
    /// The code, if it is one.
    pub const fn code(&self) -> Option<u16> {
        match self.key {
            Key::Code(code) => Some(code),
            Key::Error(_) => None,
        }
    }

    /// `502 Bad Gateway`, or an error's name.
    pub fn label(&self) -> String {
        match self.code() {
            Some(code) => {
                let mut out = code.to_string();
                out.push(' ');
                out.push_str(self.name);
                out
            }
            None => self.name.to_owned(),
        }
    }

    /// The first meaning: the standard's, or the only emitter's.
    pub fn meaning(&self) -> &'static Meaning {
        &self.meanings[0]
    }
}

/// Every code we explain, ascending.
pub fn codes() -> impl ExactSizeIterator<Item = &'static Entry> + Clone {
    (0..CODES.len()).map(at)
}

/// Every error without a code that we explain, by id.
pub fn errors() -> impl ExactSizeIterator<Item = &'static Entry> + Clone {
    (CODES.len()..ENTRY_COUNT).map(at)
}

/// Codes, then errors.
pub fn entries() -> impl ExactSizeIterator<Item = &'static Entry> + Clone {
    (0..ENTRY_COUNT).map(at)
}

/// Every entry's key: codes, then errors. Reads nothing.
pub fn keys() -> impl Iterator<Item = Key> {
    CODES.iter().map(|code| Key::Code(*code)).chain(ERRORS.iter().map(|id| Key::Error(id)))
}

/// The entry at a place; places are [`keys`]' order.
pub fn at(place: usize) -> &'static Entry {
    static READ: [OnceLock<Entry>; ENTRY_COUNT] = [const { OnceLock::new() }; ENTRY_COUNT];
    let place = place % ENTRY_COUNT;
    READ[place].get_or_init(|| read(place))
}

/// The place of a key.
pub fn place(key: Key) -> Option<usize> {
    match key {
        Key::Code(number) => CODES.binary_search(&number).ok(),
        Key::Error(id) => ERRORS.iter().position(|own| *own == id).map(|at| CODES.len() + at),
    }
}

/// The entry of a status code.
///
/// ```
/// assert_eq!(isitme::core::catalog::code(502).unwrap().name, "Bad Gateway");
/// assert!(isitme::core::catalog::code(42).is_none());
/// ```
pub fn code(number: u16) -> Option<&'static Entry> {
    entry(Key::Code(number))
}

/// The entry of an error without a code, by id (`connection-refused`).
pub fn error(id: &str) -> Option<&'static Entry> {
    ERRORS.iter().position(|own| *own == id).map(|place| at(CODES.len() + place))
}

/// The entry of an error without a code by the name that any browser gives it, or what it says (`NSURLErrorDomain -1004`), whatever its
/// case.
///
/// ```
/// let entry = isitme::core::catalog::error_by_name("err_connection_refused").unwrap();
/// assert_eq!(entry.key, isitme::core::catalog::Key::Error("connection-refused"));
/// ```
pub fn error_by_name(name: &str) -> Option<&'static Entry> {
    let name = name.trim();
    let bare = |s: &str| s.strip_prefix("net::").unwrap_or(s).to_ascii_lowercase();
    let wanted = bare(name);
    if wanted.is_empty() {
        return None;
    }
    errors().find(|entry| {
        matches!(entry.key, Key::Error(own) if own == wanted)
            || entry.aliases.iter().flat_map(|alias| [alias.name, alias.says]).any(|own| !own.is_empty() && bare(own) == wanted)
    })
}

/// The entry with that key.
pub fn entry(key: Key) -> Option<&'static Entry> {
    place(key).map(at)
}

/// An entry as `build/catalog.rs` packed it.
fn read(place: usize) -> Entry {
    let mut lines = Lines::at(TABLE, OFFSETS[place]);
    let lines = &mut lines;
    let key = CODES.get(place).map_or_else(|| Key::Error(ERRORS[place - CODES.len()]), |code| Key::Code(*code));
    let name = lines.text();
    let marks = lines.text().as_bytes();
    let mark = |at: usize| usize::from(marks.get(at).map_or(0, |mark| mark.wrapping_sub(b'0')));
    let [cacheable, retry, seo] = [2, 3, 7].map(mark);
    let spec = lines.text().split_once(' ').map(|(rfc, section)| Spec { rfc: number(rfc) as u16, section });
    let reviewed = lines.text();
    let long_hash = u32::from_str_radix(lines.text(), 36).unwrap_or(0);
    let answer = lines.text();
    // A line that many entries share stands in their own table.
    let mut shared = |table: &'static [&'static str], at: usize| match lines.text() {
        "" => table.get(at).copied().unwrap_or(""),
        own => own,
    };
    let [retry_line, cache] = [shared(&RETRY_LINES, retry), shared(&CACHE_LINES, cacheable)];
    let [indexing, crawling] = [shared(&INDEXING_LINES, seo), shared(&CRAWLING_LINES, seo)];
    let keywords = lines.text();
    let aliases = lines.list(|lines| {
        let by = lines.text();
        let known = by.trim_start_matches('?');
        Alias { by: known, name: lines.text(), says: lines.text(), verified: known.len() == by.len() }
    });
    let related = lines.list(|lines| {
        let (key, why) = lines.text().split_once(' ').unwrap_or_default();
        Related { key: if key.as_bytes()[0].is_ascii_digit() { Key::Code(number(key) as u16) } else { Key::Error(key) }, why }
    });
    let meanings = lines.list(|lines| meaning(lines, key));
    Entry {
        key,
        name,
        registered: mark(0) == 1,
        spec,
        aliases,
        meanings,
        cacheable: [Cacheable::Heuristic, Cacheable::Explicit, Cacheable::Never][cacheable % 3],
        retry: [Retry::No, Retry::Now, Retry::AfterDelay, Retry::NewConnection][retry % 4],
        retry_after: mark(1) == 1,
        blame: [Blame::Them, Blame::You, Blame::Either, Blame::Network, Blame::Nobody][mark(4) % 5],
        repeat: [Repeat::Any, Repeat::Idempotent, Repeat::None][mark(5) % 3],
        lasts: [Lasts::Blip, Lasts::Outage, Lasts::Either, Lasts::Steady][mark(6) % 4],
        related,
        reviewed,
        text: Text { answer, short: meanings[0].short, retry: retry_line, cache, indexing, crawling, keywords },
        long_hash,
    }
}

fn meaning(lines: &mut Lines, key: Key) -> Meaning {
    let id = lines.text();
    let emitter = lines.text();
    let standing = [Standing::Live, Standing::LogOnly, Standing::Historic, Standing::Myth, Standing::Reported][lines.number() as usize % 5];
    let (short, means) = (lines.text(), lines.text());
    let prior: &'static Prior = match lines.text() {
        "" => diagnose::unknown_prior(key),
        pairs => Box::leak(Box::new(diagnose::spread(pairs))),
    };
    let (suspects, fixers) = diagnose::sums(prior);
    Meaning {
        id: if id.is_empty() { "standard" } else { id },
        emitter: (!emitter.is_empty()).then_some(emitter),
        standing,
        short,
        means,
        prior,
        suspects,
        fixers: fixers.leak(),
        causes: lines.list(|lines| {
            let (id, rest) = lines.text().split_once(' ').unwrap_or_default();
            let (fault, title) = rest.split_once(' ').unwrap_or_default();
            let fault = &diagnose::faults()[number(fault) as usize % FAULT_COUNT];
            Cause { id, title, fault: fault.id, hop: fault.hop }
        }),
        visitor: lines.list(|lines| {
            let (check, why) = lines.text().split_once(' ').unwrap_or_default();
            let check = diagnose::check(check);
            Advice { check: check.map_or("", |check| check.id), why: if why.is_empty() { check.map_or("", |check| check.tells) } else { why } }
        }),
        sources: {
            let mut list = Vec::new();
            list.extend(lines.text().split(' ').filter(|own| !own.is_empty()).map(|own| number(own) as u16));
            list.leak()
        },
    }
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
