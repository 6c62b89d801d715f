//! The catalog: what is embedded about every code and every error without a code. The data come from `content/` through
//! `build.rs` as one packed table (`core::packed`); an entry is read when somebody asks for it, once. This file holds the types and the
//! look-ups.

#[cfg(feature = "whole")]
pub mod whole;

use std::sync::OnceLock;

use super::{
    diagnose::{self, Check, Prior},
    packed::{Lines, number},
    path::Party,
    text::decimal,
};

/// Something a visitor can see: a status code or an error without one, with what every page of the application needs of it. The rest stands
/// on its page, and in [`whole`].
#[derive(Debug)]
pub struct Entry {
    /// The code or the error's id.
    pub key: Key,
    /// A code's registered name (unofficial: the emitter's own words), or what we call the error.
    pub name: &'static str,
    /// Registered with IANA. Always `false` for an error without a code.
    pub registered: bool,
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
    /// What search engines do, in the lines that many entries share.
    pub seo: &'static Seo,
    /// Entries worth comparing.
    pub related: &'static [Key],
    /// The headline: what a person would say.
    pub answer: &'static str,
    /// What people also type, with semicolons between.
    pub keywords: &'static str,
    /// There is server code that sends it: `/503/code/`.
    pub samples: bool,
    /// FNV-1a (32 bit) of the entry's long part as the build wrote it: what the page may insert as HTML.
    pub long_hash: u32,
}

/// What search engines do with a kind of answer.
#[derive(Debug)]
pub struct Seo {
    /// With the page, in results.
    pub indexing: &'static str,
    /// Meanwhile, when they crawl.
    pub crawling: &'static str,
}

/// What identifies an [`Entry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A status code.
    Code(u16),
    /// An error without a code, by its id (`connection-refused`).
    Error(&'static str),
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
    /// What [`Weighed`] is read from: the entry, the likely faults and the visitor's checks.
    packed: (Key, &'static str, &'static str),
    weighed: OnceLock<Weighed>,
}

/// What a meaning says of the faults. It needs the tables of the diagnosis, which a page that was served can do without.
#[derive(Debug)]
pub struct Weighed {
    /// How likely each fault is when this symptom is all we know: in the faults' order, in parts of 10,000; adds up
    /// to 10,000 and names every fault.
    pub prior: &'static Prior,
    /// The hops' sums of the prior, in percent, `Hop` order. Adds up to 100.
    pub suspects: [u8; 8],
    /// Who can fix it, most likely first.
    pub fixers: Vec<Party>,
    /// The visitor's checks that make sense here, in a good order.
    pub visitor: Vec<&'static Check>,
}

impl Meaning {
    /// What it says of the faults; read when somebody asks for the first time.
    pub fn weighed(&self) -> &Weighed {
        self.weighed.get_or_init(|| {
            let (key, pairs, visitor) = self.packed;
            let prior: &'static Prior = match pairs {
                "" => diagnose::unknown_prior(key),
                pairs => Box::leak(Box::new(diagnose::spread(pairs))),
            };
            let (suspects, fixers) = diagnose::sums(prior);
            Weighed { prior, suspects, fixers, visitor: visitor.split(' ').filter_map(diagnose::check).collect() }
        })
    }
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
    /// The place of the meaning that a product gives it; the standard's where it has none of its own.
    pub fn meaning_of(&self, product: Option<&str>) -> u8 {
        let of = |product: &str| {
            let own = |name: &str| name.eq_ignore_ascii_case(product);
            self.meanings.iter().position(|meaning| own(meaning.id) || meaning.emitter.is_some_and(own))
        };
        product.and_then(of).unwrap_or(0) as u8
    }

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
                let mut out = decimal(code);
                out.push(' ');
                out.push_str(self.name);
                out
            }
            None => self.name.to_owned(),
        }
    }

    /// One sentence, for a visitor: what happened.
    pub fn short(&self) -> &'static str {
        self.meaning().short
    }

    /// Whether asking again helps, in the line that entries of the kind share.
    pub fn retry_line(&self) -> &'static str {
        RETRY_LINES[self.retry as usize]
    }

    /// Whether caches keep it, in the line that entries of the kind share.
    pub fn cache_line(&self) -> &'static str {
        CACHE_LINES[self.cacheable as usize]
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
        Key::Error(id) => place_of(id),
    }
}

/// A key as it is written: `502`, `connection-refused`. Reads nothing.
///
/// ```
/// use isitme::core::catalog::{Key, key};
/// assert_eq!([key("502"), key("empty-response"), key("42"), key("")], [Some(Key::Code(502)), Some(Key::Error("empty-response")), None, None]);
/// ```
pub fn key(text: &str) -> Option<Key> {
    keys().nth(place_of(text)?)
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
    place_of(id).map(at)
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
            || bare(entry.name) == wanted
            || entry.aliases.iter().flat_map(|alias| [alias.name, alias.says]).any(|own| !own.is_empty() && bare(own) == wanted)
    })
}

/// The entry with that key.
pub fn entry(key: Key) -> Option<&'static Entry> {
    place(key).map(at)
}

/// The table as `build/catalog.rs` packed it.
struct Columns {
    /// Those of the entries first, then those of aliases and meanings.
    all: Vec<Vec<&'static str>>,
    /// Where the aliases and the meanings of each entry begin, and where those of the last end.
    aliases: Vec<usize>,
    meanings: Vec<usize>,
}

impl Columns {
    #[inline(never)]
    fn text(&self, column: usize, at: usize) -> &'static str {
        self.all.get(column).and_then(|column| column.get(at)).copied().unwrap_or("")
    }
}

/// How many columns there are.
const COLUMNS: usize = 17;

/// The column that counts each entry's aliases, and the one that counts its meanings.
const ALIASES: usize = 5;
const MEANINGS: usize = 7;

fn columns() -> &'static Columns {
    static READ: OnceLock<Columns> = OnceLock::new();
    READ.get_or_init(|| {
        let all = Lines::at(TABLE, 0).columns(COLUMNS);
        let starts = |column: usize| {
            let (mut sum, mut starts) = (0, Vec::new());
            starts.push(sum);
            for count in &all[column] {
                sum += number(count) as usize;
                starts.push(sum);
            }
            starts
        };
        Columns { aliases: starts(ALIASES), meanings: starts(MEANINGS), all }
    })
}

/// What `read` makes of each of an entry's own rows.
fn rows<T>(starts: &[usize], place: usize, read: impl Fn(usize) -> T) -> &'static [T] {
    let mut rows = Vec::new();
    rows.extend((starts[place]..starts[place + 1]).map(read));
    rows.leak()
}

fn read(place: usize) -> Entry {
    let columns = columns();
    let key = CODES.get(place).map_or_else(|| Key::Error(ERRORS[place - CODES.len()]), |code| Key::Code(*code));
    let marks = columns.text(1, place).as_bytes();
    let mark = |at: usize| usize::from(marks.get(at).map_or(0, |mark| mark.wrapping_sub(b'0')));
    let mut related = Vec::new();
    related.extend(columns.text(6, place).split(' ').filter_map(self::key));
    Entry {
        key,
        name: columns.text(0, place),
        registered: mark(0) == 1,
        aliases: rows(&columns.aliases, place, |at| alias([8, 9, 10].map(|column| columns.text(column, at)))),
        meanings: rows(&columns.meanings, place, |at| meaning([11, 12, 13, 14, 15, 16].map(|column| columns.text(column, at)), key)),
        cacheable: [Cacheable::Heuristic, Cacheable::Explicit, Cacheable::Never][mark(2) % 3],
        retry: [Retry::No, Retry::Now, Retry::AfterDelay, Retry::NewConnection][mark(3) % 4],
        retry_after: mark(1) == 1,
        blame: [Blame::Them, Blame::You, Blame::Either, Blame::Network, Blame::Nobody][mark(4) % 5],
        repeat: [Repeat::Any, Repeat::Idempotent, Repeat::None][mark(5) % 3],
        lasts: [Lasts::Blip, Lasts::Outage, Lasts::Either, Lasts::Steady][mark(6) % 4],
        seo: &SEO[mark(7) % SEO.len()],
        related: related.leak(),
        answer: columns.text(3, place),
        keywords: columns.text(4, place),
        samples: mark(8) == 1,
        long_hash: columns
            .text(2, place)
            .bytes()
            .fold(0, |sum, b| sum.wrapping_mul(36).wrapping_add(char::from(b).to_digit(36).unwrap_or(0))),
    }
}

fn alias([by, name, says]: [&'static str; 3]) -> Alias {
    let known = by.trim_start_matches('?');
    Alias { by: known, name, says, verified: known.len() == by.len() }
}

/// The place of a key as it is written: `502`, `connection-refused`.
fn place_of(key: &str) -> Option<usize> {
    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) {
        place(Key::Code(number(key) as u16))
    } else {
        ERRORS.iter().position(|own| *own == key).map(|at| CODES.len() + at)
    }
}

fn meaning([id, emitter, standing, short, prior, visitor]: [&'static str; 6], key: Key) -> Meaning {
    Meaning {
        id: if id.is_empty() { "standard" } else { id },
        emitter: (!emitter.is_empty()).then_some(emitter),
        standing: [Standing::Live, Standing::LogOnly, Standing::Historic, Standing::Myth, Standing::Reported]
            [number(standing) as usize % 5],
        short,
        packed: (key, prior, visitor),
        weighed: OnceLock::new(),
    }
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
