//! The catalog: what is embedded about every code and every error without a code. The data come from `content/` through
//! `build.rs` as static tables that need no parsing; this file holds their types and the look-ups.

use super::path::{Hop, Party};

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
    /// Everything the entry claims rests on these.
    pub sources: &'static [Source],
    /// Entries worth comparing, each with a sentence.
    pub related: &'static [Related],
    /// Date of the last review, `YYYY-MM-DD`.
    pub reviewed: &'static str,
    /// The words, in English.
    pub text: Text,
    /// FNV-1a (64 bit) of the entry's long part as the build wrote it: what the page may insert as HTML.
    pub long_hash: u64,
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
    /// Why it is probably them, or may be you.
    pub tell: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// The page's description for search engines.
    pub description: &'static str,
    /// Whether trying again helps, in a line.
    pub retry: &'static str,
    /// Whether caches keep it, in a line.
    pub cache: &'static str,
    /// What search engines do with the page.
    pub indexing: &'static str,
    /// What crawlers do meanwhile.
    pub crawling: &'static str,
    /// What the visitor can do now, in order.
    pub steps: &'static [&'static str],
    /// What people also type.
    pub keywords: &'static [&'static str],
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
    /// One sentence, for a visitor.
    pub short: &'static str,
    /// A paragraph.
    pub means: &'static str,
    /// How likely each fault is when this symptom is all we know: indices into the faults, in parts of 10,000; adds up
    /// to 10,000 and names every fault.
    pub prior: &'static [u16],
    /// The hops' sums of the prior, in percent, `Hop` order. Adds up to 100.
    pub suspects: [u8; 8],
    /// Who can fix it, most likely first.
    pub fixers: &'static [Party],
    /// Usual causes, most likely first.
    pub causes: &'static [Cause],
    /// The visitor's checks that make sense here, in a good order, each with the reason.
    pub visitor: &'static [Advice],
    /// The owner's checks that make sense here, in a good order.
    pub owner: &'static [&'static str],
    /// Indices into the entry's sources.
    pub sources: &'static [u8],
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
    pub url: &'static str,
    /// `false`: known only second-hand, or not opened by us.
    pub verified: bool,
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

    /// The first meaning: the standard's, or the only emitter's.
    pub fn meaning(&self) -> &'static Meaning {
        &self.meanings[0]
    }
}

/// Every code we explain, ascending.
pub fn codes() -> &'static [Entry] {
    &CODES
}

/// Every error without a code that we explain, by id.
pub fn errors() -> &'static [Entry] {
    &ERRORS
}

/// Codes, then errors.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    CODES.iter().chain(ERRORS.iter())
}

/// The entry of a status code.
///
/// ```
/// assert_eq!(isitme::core::catalog::code(502).unwrap().name, "Bad Gateway");
/// assert!(isitme::core::catalog::code(42).is_none());
/// ```
pub fn code(number: u16) -> Option<&'static Entry> {
    let at = CODES.binary_search_by_key(&number, |entry| entry.code().unwrap_or(0)).ok()?;
    Some(&CODES[at])
}

/// The entry of an error without a code, by id (`connection-refused`).
pub fn error(id: &str) -> Option<&'static Entry> {
    ERRORS.iter().find(|entry| matches!(entry.key, Key::Error(own) if own == id))
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
    ERRORS.iter().find(|entry| {
        matches!(entry.key, Key::Error(own) if own == wanted)
            || entry.aliases.iter().flat_map(|alias| [alias.name, alias.says]).any(|own| !own.is_empty() && bare(own) == wanted)
    })
}

/// The entry with that key.
pub fn entry(key: Key) -> Option<&'static Entry> {
    match key {
        Key::Code(number) => code(number),
        Key::Error(id) => error(id),
    }
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
