//! Everything about an entry that a program may ask for (`explain` of the JavaScript API): beyond what the pages of the application embed,
//! the paragraphs, causes, reasons and sources. Only the API module and the prerenderer hold it.

use super::{
    super::{
        diagnose::{self, FAULT_COUNT},
        packed::{Lines, number},
        path::Hop,
        text::cut,
    },
    Alias, Entry, Key, alias, at, place,
};

/// The rest of an [`Entry`].
#[derive(Debug)]
pub struct Whole {
    /// Where the code is defined.
    pub spec: Option<Spec>,
    /// Date of the last review, `YYYY-MM-DD`.
    pub reviewed: &'static str,
    /// Every name of an error without a code, with what each program says; [`Entry::aliases`] has what the search gains by.
    pub aliases: Vec<Alias>,
    /// Whether trying again helps, in a line.
    pub retry: &'static str,
    /// Whether caches keep it, in a line.
    pub cache: &'static str,
    /// What search engines do with the page.
    pub indexing: &'static str,
    /// What crawlers do meanwhile.
    pub crawling: &'static str,
    /// How each related entry differs, in [`Entry::related`]'s order.
    pub related: Vec<&'static str>,
    /// In [`Entry::meanings`]' order.
    pub meanings: Vec<Meaning>,
}

/// Where a code is defined.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The RFC's number.
    pub rfc: u16,
    /// The section, `15.6.3`.
    pub section: &'static str,
}

/// The rest of a meaning.
#[derive(Debug)]
pub struct Meaning {
    /// A paragraph.
    pub means: &'static str,
    /// Usual causes, most likely first.
    pub causes: Vec<Cause>,
    /// Why each of the visitor's checks makes sense here, in their order.
    pub whys: Vec<&'static str>,
    /// What it rests on.
    pub sources: Vec<Source>,
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

/// A source of the packed list: its title in one line, its address in the next.
pub fn source(at: u32) -> Source {
    let mut lines = SOURCES.lines().skip(2 * at as usize);
    let (title, line) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let bare = line.trim_start_matches('?');
    // "RFC 9110, section 15.6.3: 502 Bad Gateway" has no address of its own in the list.
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

/// The rest of an entry, as `build/catalog.rs` packed it.
pub fn of(entry: &Entry) -> Whole {
    let place = place(entry.key).unwrap_or(0);
    let mut lines = Lines::at(TABLE, OFFSETS[place]);
    let lines = &mut lines;
    let spec = lines.text().split_once(' ').map(|(rfc, section)| Spec { rfc: number(rfc) as u16, section });
    let reviewed = lines.text();
    let aliases = lines.list(|lines| alias([lines.text(), lines.text(), lines.text()]));
    let mut own = |shared: &'static str| match lines.text() {
        "" => shared,
        own => own,
    };
    let seo = entry.seo;
    Whole {
        spec,
        reviewed,
        aliases,
        retry: own(entry.retry_line()),
        cache: own(entry.cache_line()),
        indexing: own(seo.indexing),
        crawling: own(seo.crawling),
        related: lines.list(Lines::text),
        meanings: lines.list(|lines| Meaning {
            means: lines.text(),
            causes: lines.list(|lines| {
                let (id, rest) = lines.text().split_once(' ').unwrap_or_default();
                let (fault, title) = rest.split_once(' ').unwrap_or_default();
                let fault = &diagnose::faults()[number(fault) as usize % FAULT_COUNT];
                Cause { id, title, fault: fault.id, hop: fault.hop }
            }),
            whys: lines.list(Lines::text),
            sources: lines.text().split(' ').filter(|own| !own.is_empty()).map(|own| source(number(own))).collect(),
        }),
    }
}

/// Why a check makes sense for a meaning, by their places.
pub fn why(entry: &Entry, whole: &Whole, meaning: usize, check: usize) -> &'static str {
    let own = whole.meanings.get(meaning).and_then(|meaning| meaning.whys.get(check)).copied().unwrap_or("");
    let tells = || entry.meanings.get(meaning).and_then(|meaning| meaning.weighed().visitor.get(check)).map_or("", |check| check.tells);
    if own.is_empty() { tells() } else { own }
}

/// The entry of a key with its rest.
pub fn entry(key: Key) -> Option<(&'static Entry, Whole)> {
    let entry = at(place(key)?);
    Some((entry, of(entry)))
}

include!(concat!(env!("OUT_DIR"), "/whole.rs"));
