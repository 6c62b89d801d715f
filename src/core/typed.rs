//! What was typed into a field for one thing: a number, the name of an error, a web address, or words to search for. Longer texts are the
//! recognizer's (`core::recognise`).

use super::{
    address,
    catalog::{self, Entry},
    platforms::numbered,
    text::{clip, has, whole},
};

/// At most this much of a text is read (1 MiB).
pub const LIMIT: usize = 1 << 20;

/// In more words than these nobody names an error and an address alone.
const FEW: usize = 4;

/// Words that stand between codes which somebody wants to compare, or before them.
const BETWEEN: [&str; 14] =
    ["vs", "vs.", "versus", "or", "and", "difference", "between", "compare", "http", "error", "errors", "code", "codes", "status"];

/// What the text is.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Nothing was typed.
    Empty,
    /// An entry of the catalog: the text is its number or its name.
    Entry(&'static Entry),
    /// A number that could be a status code, but that isn't explained here (yet).
    UnknownCode(u16),
    /// A number that can't be a status code.
    NotACode(String),
    /// A web address.
    Address(String),
    /// What was seen and where: a number or a name, and a web address.
    Both(String, String),
    /// Several codes, to be compared.
    Codes(Vec<u16>),
    /// Several addresses where one is expected.
    Addresses(usize),
    /// Words to search for.
    Words,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// Reads what was typed or pasted; only the first [`LIMIT`] bytes count.
///
/// ```
/// use isitme::core::{catalog::Key, typed::{read, Reading}};
/// assert!(matches!(read("HTTP 502"), Reading::Entry(entry) if entry.key == Key::Code(502)));
/// assert!(matches!(read("example.com/x"), Reading::Address(_)));
/// ```
pub fn read(text: &str) -> Reading {
    let text = clip(text, LIMIT);
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || "\"'`<>“”‘’".chars().any(|own| own == c));
    if trimmed.is_empty() {
        return Reading::Empty;
    }
    if let Some(reading) = number(trimmed) {
        return reading;
    }
    if !trimmed.chars().any(char::is_whitespace)
        && let Some(entry) = catalog::error_by_name(trimmed)
    {
        return Reading::Entry(entry);
    }
    let (mut words, mut addresses, mut address) = (0, 0, "");
    for word in trimmed.split_whitespace() {
        words += 1;
        // `//example.com` is one if `example.com` is; a list, or a page, has other things behind its slashes.
        if has(word, "://") || address::looks_like_address(word.strip_prefix("//").unwrap_or(word)) {
            addresses += 1;
            address = word;
        }
    }
    if addresses == 1 && words == 1 {
        return Reading::Address(trimmed.to_owned());
    }
    if addresses == 1 && words <= FEW {
        // Where the word stands: the same letters may be a part of another one, a thousand times.
        let at = address.as_ptr() as usize - trimmed.as_ptr() as usize;
        let seen = trimmed[..at].to_owned() + &trimmed[at + address.len()..];
        if let Reading::Entry(_) | Reading::UnknownCode(_) | Reading::NotACode(_) = read(&seen) {
            return Reading::Both(seen.trim().to_owned(), address.to_owned());
        }
    }
    if words == 1 && has_scheme(trimmed) {
        return Reading::Address(trimmed.to_owned());
    }
    if addresses > 1 && addresses == words {
        // A blank within one address is not between two.
        let blank = addresses == 2 && has(trimmed, "://") && !has(address, "://");
        return if blank { Reading::Address(trimmed.to_owned()) } else { Reading::Addresses(addresses) };
    }
    let codes = if words > 2 * FEW { Vec::new() } else { codes(trimmed) };
    if codes.len() > 1 { Reading::Codes(codes) } else { Reading::Words }
}

/// The different codes of a text that names codes and nothing else, with words between: `502, 503`, `401 vs 403`.
fn codes(text: &str) -> Vec<u16> {
    let mut codes = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty()) {
        let code = if word.len() == 3 { whole(word) } else { None };
        match code.map(|code| code as u16).and_then(catalog::code).and_then(Entry::code) {
            Some(code) if codes.contains(&code) => {}
            Some(code) => codes.push(code),
            None if BETWEEN.contains(&word.to_ascii_lowercase().as_str()) => {}
            None => return Vec::new(),
        }
    }
    codes
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
    // Chinese and Japanese keyboards type wide digits: `５０２`.
    let lower = address::read_wide(text).unwrap_or_else(|_| text.to_ascii_lowercase());
    // With a sign it is a number of Apple's or Chrome's: -1009, -102.
    if lower.split_whitespace().any(|word| word.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))) {
        return None;
    }
    let mut rest = lower.as_str();
    loop {
        let before = rest;
        for word in ["http/1.1", "http/2", "http/3", "http", "error", "err", "status", "code", "response", "nr", "no.", "#", ":", "-"] {
            rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
        }
        for word in ["error", "!", ".", ",", ":"] {
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
    let digit = |b: u8| match b {
        b'o' => '0',
        b'l' | b'i' => '1',
        b => char::from(b),
    };
    let digits: String = rest.bytes().map(digit).collect();
    // Heroku's L14 is meant as it stands.
    if !digits.bytes().all(|b| b.is_ascii_digit()) || (digits != rest && numbered(rest).is_some()) {
        return None;
    }
    // No status is written 0, and 000 by curl.
    let code: Option<u16> = match digits.as_str() {
        "0" | "000" => Some(0),
        _ => whole(&digits).map(|code| code as u16).filter(|code| *code >= 100 && digits.len() == 3),
    };
    Some(match code {
        Some(code) => match catalog::code(code) {
            Some(entry) => Reading::Entry(entry),
            None => Reading::UnknownCode(code),
        },
        None => Reading::NotACode(clip(rest, 12).to_owned()),
    })
}
