//! What a piece of text says, in a simple reading: a number, the name of an error, a web address, a pasted page, or words to search for.
//!
//! The reading is careful with numbers: only what stands where a status stands counts.

use super::{
    address,
    catalog::{self, Entry},
    text::{clip, has},
};

/// At most this much of a text is read (1 MiB).
pub const LIMIT: usize = 1 << 20;

/// What the text is.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Nothing was typed.
    Empty,
    /// An entry of the catalog.
    Entry(&'static Entry, Why),
    /// A number that could be a status code, but that isn't explained here (yet).
    UnknownCode(u16),
    /// A number that can't be a status code.
    NotACode(String),
    /// A web address.
    Address(String),
    /// Several addresses where one is expected.
    Addresses(usize),
    /// Words to search for.
    Words,
}

/// Where in the text the reading comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The text is the number or the name, nothing else.
    Whole,
    /// Found inside a longer text.
    Inside,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// Reads what was typed or pasted; only the first [`LIMIT`] bytes count.
///
/// ```
/// use isitme::core::{catalog::Key, recognise::{read, Reading}};
/// assert!(matches!(read("HTTP 502"), Reading::Entry(entry, _) if entry.key == Key::Code(502)));
/// assert!(matches!(read("example.com/x"), Reading::Address(_)));
/// ```
pub fn read(text: &str) -> Reading {
    let text = clip(text, LIMIT);
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || "\"'`<>“”‘’".contains(c));
    if trimmed.is_empty() {
        return Reading::Empty;
    }
    if let Some(reading) = number(trimmed) {
        return reading;
    }
    if !trimmed.contains(char::is_whitespace)
        && let Some(entry) = catalog::error_by_name(trimmed)
    {
        return Reading::Entry(entry, Why::Whole);
    }
    let addresses = trimmed.split_whitespace().filter(|word| has(word, "://") || address::looks_like_address(word)).count();
    let words = trimmed.split_whitespace().count();
    if addresses == 1 && words == 1 {
        return Reading::Address(trimmed.to_owned());
    }
    if words == 1 && has_scheme(trimmed) {
        return Reading::Address(trimmed.to_owned());
    }
    if addresses > 1 && addresses == words {
        return Reading::Addresses(addresses);
    }
    match inside(trimmed) {
        Some(reading) => reading,
        None => Reading::Words,
    }
}

/// `javascript:…`, `data:…` and the like: an address, so that it can be refused by name.
fn has_scheme(word: &str) -> bool {
    match word.split_once(':') {
        Some((scheme, rest)) => {
            !rest.is_empty()
                && scheme.len() >= 3
                && scheme.bytes().all(|b| b.is_ascii_alphabetic() || b == b'+' || b == b'-')
                && (rest.starts_with("//")
                    || ["javascript", "data", "file", "mailto", "about", "blob"].contains(&scheme.to_ascii_lowercase().as_str()))
        }
        None => false,
    }
}

/// The text is only a number, perhaps with *HTTP*, *error* or *status* before it.
fn number(text: &str) -> Option<Reading> {
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.as_str();
    loop {
        let before = rest;
        for word in ["http/1.1", "http/2", "http/3", "http", "error", "err", "status", "code", "response", "nr", "no.", "#", ":", "-"] {
            rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
        }
        for word in ["error", "!", "."] {
            rest = rest.strip_suffix(word).unwrap_or(rest).trim_end();
        }
        if rest == before {
            break;
        }
    }
    if rest.is_empty() || rest.len() > 12 || !rest.bytes().all(|b| b.is_ascii_alphanumeric()) || !rest.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    // "5o2" and "4O4": a letter where a digit is meant.
    let digits: String = rest
        .chars()
        .map(|c| {
            if c == 'o' {
                '0'
            } else if c == 'l' || c == 'i' {
                '1'
            } else {
                c
            }
        })
        .collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let code: Option<u16> = if digits.len() == 3 { digits.parse().ok().filter(|code| *code >= 100) } else { None };
    Some(match code {
        Some(code) => match catalog::code(code) {
            Some(entry) => Reading::Entry(entry, Why::Whole),
            None => Reading::UnknownCode(code),
        },
        None => Reading::NotACode(clip(rest, 12).to_owned()),
    })
}

/// Looks for the best reading inside a longer text: an error's name, a browser's sentence, a status beside the words that announce one.
fn inside(text: &str) -> Option<Reading> {
    let words = || text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).filter(|word| !word.is_empty());
    for word in words().filter(|word| word.len() > 6 && (word.contains('_') || word.starts_with('-'))) {
        if let Some(entry) = catalog::error_by_name(word) {
            return Some(Reading::Entry(entry, Why::Inside));
        }
    }
    let folded = fold(text);
    // A status in its own place: "502 Bad Gateway", "HTTP/1.1 502", "status code 502", "Error 502".
    let mut best: Option<(u8, &'static Entry)> = None;
    let mut unknown = None;
    let tokens: Vec<&str> = folded.split(' ').filter(|token| !token.is_empty()).collect();
    for (at, token) in tokens.iter().enumerate() {
        let digits = token.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) || token.contains(['$', '€', '£', '%', '/']) {
            continue;
        }
        let Ok(code) = digits.parse::<u16>() else { continue };
        if !(100..600).contains(&code) {
            continue;
        }
        let before = |n: usize| at.checked_sub(n).map_or("", |at| tokens[at]).trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let announced = ["error", "status", "code", "http", "http/1.1", "http/1.0", "http/2", "http/3", "returned", "response"]
            .iter()
            .any(|word| before(1) == *word || (before(1) == "code" && before(2) == *word))
            || before(1).starts_with("http/");
        let entry = catalog::code(code);
        let named = entry.is_some_and(|entry| {
            let name = fold(entry.name);
            let after = tokens[at + 1..].iter().take(6).copied().collect::<Vec<_>>().join(" ");
            let own = entry.aliases.iter().map(|alias| fold(alias.name));
            after.starts_with(&name)
                || own.into_iter().any(|alias| format_after(&alias, digits).is_some_and(|rest| after.starts_with(rest)))
        });
        let weight = u8::from(announced) * 2 + u8::from(named) * 3;
        if weight == 0 {
            continue;
        }
        match entry {
            Some(entry) if best.is_none_or(|(own, _)| weight > own) => best = Some((weight, entry)),
            None => unknown = unknown.or(Some(code)),
            Some(_) => {}
        }
    }
    if let Some((_, entry)) = best {
        return Some(Reading::Entry(entry, Why::Inside));
    }
    for (phrase, id) in [
        ("refused to connect", "connection-refused"),
        ("connection refused", "connection-refused"),
        ("took too long to respond", "connection-timed-out"),
        ("connection timed out", "connection-timed-out"),
        ("server ip address could not be found", "dns-not-found"),
        ("could not resolve host", "dns-not-found"),
        ("server can't be found", "dns-not-found"),
    ] {
        if has(&folded, phrase)
            && let Some(entry) = catalog::error(id)
        {
            return Some(Reading::Entry(entry, Why::Inside));
        }
    }
    // A browser's sentence: the one of which most stands in the text. The host in it is another one there.
    let mut longest: Option<(usize, &'static Entry)> = None;
    for entry in catalog::errors() {
        for alias in entry.aliases.iter().filter(|alias| alias.says.len() > 12) {
            let parts = fold(alias.says).replace("example.com", ".");
            let parts = parts.split(['.', ':', '…']).map(str::trim).filter(|part| part.len() > 10 && has(&folded, part));
            let length = parts.map(str::len).sum();
            if length > 16 && longest.is_none_or(|(own, _)| length > own) && !generic(alias.says) {
                longest = Some((length, entry));
            }
        }
    }
    if let Some((_, entry)) = longest {
        return Some(Reading::Entry(entry, Why::Inside));
    }
    // A code's own phrase, in a text that is longer than the phrase alone.
    if tokens.len() > 4 {
        for entry in catalog::codes() {
            let name = fold(entry.name);
            if name.len() > 6 && name.contains(' ') && has(&folded, &name) {
                return Some(Reading::Entry(entry, Why::Inside));
            }
        }
    }
    unknown.map(Reading::UnknownCode)
}

/// A heading that several errors share says nothing by itself.
fn generic(says: &str) -> bool {
    let says = fold(says);
    says == "this site can't be reached" || says == "this page isn't working"
}

/// `502 proxy error` after `502` is `proxy error`.
fn format_after<'a>(alias: &'a str, digits: &str) -> Option<&'a str> {
    alias.strip_prefix(digits).map(|rest| rest.trim_start_matches([':', ' '])).filter(|rest| !rest.is_empty())
}

/// Lower case, straight quotes, tags and runs of white space as one space.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_tag = false;
    for c in text.chars() {
        let c = match c {
            '<' => {
                in_tag = true;
                ' '
            }
            '>' if in_tag => {
                in_tag = false;
                continue;
            }
            _ if in_tag => continue,
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            c if c.is_whitespace() || c == '\u{a0}' || c == '|' => ' ',
            c => c.to_ascii_lowercase(),
        };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out.trim().to_owned()
}
