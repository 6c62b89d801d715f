//! Reads a list of addresses: text, CSV, Markdown, HTML, sitemaps, feeds.
//!
//! ```text
//! text ─► kind (what is it?) ─► plain | csv | markdown | pages ─► Reading (refused? twice? too many?) ─► List
//! ```
//!
//! Nothing is lost silently: what gives no address is named with its line, or counted if it was never meant as one. The time is linear in the
//! length of the text, whatever is in it.

mod csv;
mod kind;
mod markdown;
mod pages;
mod plain;

use std::collections::HashSet;

use super::{
    href::{Href, Spread},
    why::{Bad, Why},
};
use crate::core::{
    address::{Address, AddressError, Refusal},
    text::clip,
};

/// How many addresses are checked at once.
pub const LIMIT: usize = 10_000;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Lines or words.
    #[default]
    Text,
    /// Records of fields (RFC 4180), with commas, semicolons, tabs or bars between them.
    Csv,
    /// Links in Markdown.
    Markdown,
    /// The links of a page.
    Html,
    /// A `<urlset>` (sitemaps.org).
    Sitemap,
    /// A `<sitemapindex>`: the addresses of sitemaps.
    SitemapIndex,
    /// RSS or Atom: the addresses of what they announce.
    Feed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] = [Kind::Text, Kind::Csv, Kind::Markdown, Kind::Html, Kind::Sitemap, Kind::SitemapIndex, Kind::Feed];

    /// The stable name used in tests and links.
    pub const fn id(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Csv => "csv",
            Kind::Markdown => "markdown",
            Kind::Html => "html",
            Kind::Sitemap => "sitemap",
            Kind::SitemapIndex => "sitemap-index",
            Kind::Feed => "feed",
        }
    }

    /// Its name for a visitor.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Text => "Text",
            Kind::Csv => "CSV",
            Kind::Markdown => "Markdown",
            Kind::Html => "HTML",
            Kind::Sitemap => "Sitemap",
            Kind::SitemapIndex => "Sitemap index",
            Kind::Feed => "Feed",
        }
    }
}

/// How a text is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct How {
    /// What the visitor says it is; else it is recognized.
    pub kind: Option<Kind>,
    /// The column of a CSV that the visitor picked, from 0; else the one with the most addresses.
    pub column: Option<usize>,
    /// What relative links are resolved against.
    pub base: Option<Href>,
    /// See [`Address::refusal`].
    pub page_is_https: bool,
    /// See [`Address::refusal`].
    pub allow_loopback: bool,
    /// How many addresses are taken, and how many bad lines are kept.
    pub limit: usize,
}

impl Default for How {
    fn default() -> How {
        How { kind: None, column: None, base: None, page_is_https: true, allow_loopback: false, limit: LIMIT }
    }
}

/// One address to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is sent.
    pub href: Href,
    /// The line where it stands first, from 1.
    pub line: u32,
    /// What a link to it says, in Markdown, HTML and feeds; at most 120 bytes.
    pub text: Option<Box<str>>,
}

/// A column of a CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header row; empty if there is none.
    pub name: Box<str>,
    /// How many of its cells hold an address.
    pub addresses: usize,
}

/// What a text held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// What it was read as.
    pub kind: Kind,
    /// The columns of a CSV; else none.
    pub columns: Vec<Column>,
    /// The column that was read.
    pub column: Option<usize>,
    /// Every address once, in the order of the text.
    pub items: Vec<Item>,
    /// What gave no address.
    pub bad: Vec<Bad>,
    /// How many more bad lines there were than are kept.
    pub bad_over: usize,
    /// How often an address stood there again.
    pub duplicates: usize,
    /// How many addresses were left out, over the limit.
    pub over: usize,
    /// How much was passed over that was never meant as a web address: comments, lines of prose, empty cells, links to mail or within a page.
    pub ignored: usize,
    /// The sitemaps that a sitemap index names: the caller's to ask for and read.
    pub sitemaps: Vec<Href>,
}

/// Reads a text that was pasted or dropped.
pub fn read(text: &str, how: &How) -> List {
    let text = text.trim_start_matches('\u{feff}');
    let mut to = Reading::new(how);
    if is_binary(text) {
        to.bad(1, clip(text, 8), Why::NotText);
        return to.list;
    }
    to.list.kind = how.kind.unwrap_or_else(|| kind::recognize(text));
    match to.list.kind {
        Kind::Text => plain::read(text, &mut to),
        Kind::Csv => csv::read(text, &mut to),
        Kind::Markdown => markdown::read(text, &mut to),
        Kind::Html => pages::html(text, &mut to),
        Kind::Sitemap | Kind::SitemapIndex => pages::sitemap(text, &mut to),
        Kind::Feed => pages::feed(text, &mut to),
    }
    to.list
}

/// The text of a dropped file: UTF-8, or UTF-16 as Excel and PowerShell write it. What is neither becomes �, as in a browser.
pub fn decode(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes.as_chunks::<2>();
        char::decode_utf16(pairs.iter().map(|pair| of(*pair))).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        // Without a mark: two plain letters and their empty halves.
        [first, 0, second, 0, ..] if *first > 0 && *second > 0 => units(bytes, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A spreadsheet, an archive, a PDF, a picture: not what anybody meant to have read as text.
fn is_binary(text: &str) -> bool {
    ["PK\u{3}\u{4}", "%PDF-", "\u{1f}\u{fffd}"].iter().any(|magic| text.starts_with(magic)) || clip(text, 1024).contains('\0')
}

/// The lines of a text with their numbers: `\n`, `\r\n` and a lone `\r` end one.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut rest = Some(text);
    let mut number = 0_u32;
    std::iter::from_fn(move || {
        let text = rest?;
        number = number.saturating_add(1);
        let end = text.bytes().position(|byte| byte == b'\n' || byte == b'\r');
        rest = end.map(|end| &text[end + if text[end..].starts_with("\r\n") { 2 } else { 1 }..]);
        Some((number, &text[..end.unwrap_or(text.len())]))
    })
}

/// A list that is being read.
struct Reading<'h> {
    how: &'h How,
    list: List,
    seen: HashSet<Box<str>, Spread>,
    sitemaps: HashSet<Box<str>, Spread>,
    /// The last origin, and whether it is refused: most lists are about one site.
    origin: Option<(Box<str>, Option<Refusal>)>,
}

impl<'h> Reading<'h> {
    fn new(how: &'h How) -> Reading<'h> {
        let list = List {
            kind: Kind::Text,
            columns: Vec::new(),
            column: None,
            items: Vec::new(),
            bad: Vec::new(),
            bad_over: 0,
            duplicates: 0,
            over: 0,
            ignored: 0,
            sitemaps: Vec::new(),
        };
        Reading { how, list, seen: HashSet::default(), sitemaps: HashSet::default(), origin: None }
    }

    fn bad(&mut self, line: u32, text: &str, why: Why) {
        if self.list.bad.len() < self.how.limit {
            self.list.bad.push(Bad::new(line, text, why));
        } else {
            self.list.bad_over += 1;
        }
    }

    fn refusal(&mut self, href: &Href) -> Option<Refusal> {
        if let Some((_, refusal)) = self.origin.as_ref().filter(|(origin, _)| **origin == *href.origin()) {
            return *refusal;
        }
        let refusal = href.refusal(self.how.page_is_https, self.how.allow_loopback);
        self.origin = Some((href.origin().into(), refusal));
        refusal
    }

    /// Takes what a person typed, as [`Address::parse`] read it. `typed` is what they find again.
    fn address(&mut self, line: u32, typed: &str, read: Result<Address, AddressError>) {
        match read {
            Ok(address) => {
                let refusal = address.refusal(self.how.page_is_https, self.how.allow_loopback);
                self.take(line, typed, Href::from(&address), refusal, None);
            }
            Err(error) => self.bad(line, typed, error.into()),
        }
    }

    /// Takes what a link was resolved to.
    fn href(&mut self, line: u32, typed: &str, read: Result<Href, Why>, text: Option<Box<str>>) {
        match read {
            Ok(href) => {
                let refusal = self.refusal(&href);
                self.take(line, typed, href, refusal, text);
            }
            Err(why) => self.bad(line, typed, why),
        }
    }

    fn take(&mut self, line: u32, typed: &str, href: Href, refusal: Option<Refusal>, text: Option<Box<str>>) {
        if let Some(refusal) = refusal {
            self.bad(line, typed, Why::Refused(refusal));
        } else if !self.seen.insert(href.as_str().into()) {
            self.list.duplicates += 1;
        } else if self.list.items.len() < self.how.limit {
            self.list.items.push(Item { href, line, text });
        } else {
            self.list.over += 1;
        }
    }

    /// Takes a link of a page: what is no web address at all is passed over.
    fn link(&mut self, line: u32, link: &str, base: Option<&Href>, text: Box<str>) {
        let read = super::href::resolve(link, base);
        if super::href::is_fragment(link) || read == Err(Why::Scheme) {
            self.list.ignored += 1;
        } else {
            self.href(line, link, read, Some(text).filter(|text| !text.is_empty()));
        }
    }

    /// Takes the address of a sitemap.
    fn sitemap(&mut self, line: u32, typed: &str, read: Result<Href, Why>) {
        match read {
            Err(why) => self.bad(line, typed, why),
            Ok(href) => match self.refusal(&href) {
                Some(refusal) => self.bad(line, typed, Why::Refused(refusal)),
                None if !self.sitemaps.insert(href.as_str().into()) => self.list.duplicates += 1,
                None if self.list.sitemaps.len() < self.how.limit => self.list.sitemaps.push(href),
                None => self.list.over += 1,
            },
        }
    }
}

#[cfg(test)]
mod tests;
