//! A case: what was seen and what was found out so far; and its text form.

use super::super::catalog::{self, Entry, Key};
use super::super::path::{Hop, Runner};
use super::super::platforms::{platform, platforms};
use super::super::text::{cut, decimal};
use super::table::{Check, check, fault_index, faults};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Somebody who met the error.
    #[default]
    Visitor,
    /// One of the site's own people.
    Owner,
}

impl Role {
    /// The stable name used in data, links and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Role::Visitor => "visitor",
            Role::Owner => "owner",
        }
    }

    /// The role of that name.
    pub fn from_id(id: &str) -> Option<Role> {
        [Role::Visitor, Role::Owner].into_iter().find(|role| role.id() == id)
    }
}

/// What the visitor saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symptom {
    /// An entry of the catalog, and which of its meanings.
    Entry(Key, u8),
    /// A status code that the catalog doesn't have.
    UnknownCode(u16),
    /// Nothing that we know.
    Unknown,
}

impl Symptom {
    /// What a status code is, else an error without one; `by`: the product that says so, which decides what is meant.
    #[must_use]
    pub fn of(code: Option<u16>, error: Option<&'static Entry>, by: Option<&str>) -> Symptom {
        match (code.map_or(error, catalog::code), code) {
            (Some(entry), _) => Symptom::Entry(entry.key, entry.meaning_of(by)),
            (None, Some(code)) => Symptom::UnknownCode(code),
            (None, None) => Symptom::Unknown,
        }
    }
}

/// A check's result.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The check's id.
    pub check: &'static str,
    /// The answer's id.
    pub answer: &'static str,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
    /// Who found it out.
    pub from: Runner,
    /// The change was taken back and the same address tried again.
    pub undo: bool,
}

impl Evidence {
    /// A result of a check that its own runner found out now; the ids as the tables have them, `None` if they don't.
    pub fn new(check_id: &str, answer: &str, at: Option<i64>) -> Option<Evidence> {
        let check = check(check_id)?;
        Some(Evidence { check: check.id, answer: check.answer(answer)?.id, at, from: check.runner, undo: false })
    }
}

/// What was seen and found out so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Who asks.
    pub role: Role,
    /// What was seen.
    pub symptom: Symptom,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
    /// Where.
    pub url: Option<String>,
    /// The hop that wrote the error page, where a finding tells.
    pub written_by: Option<Hop>,
    /// The product that wrote it, as the finding names it; for the report.
    pub product: Option<String>,
    /// A product's own name for the error: a place in [`platforms`](super::super::platforms::platforms).
    pub platform: Option<u16>,
    /// Why it happened, where a finding tells: the cause's id (`content/signatures/causes.toml`), and its fault's place.
    pub cause: Option<(String, u8)>,
    /// What a report should name: identifiers and times that stood in a text.
    pub note: Option<String>,
    /// In time order; the same check may appear again.
    pub evidence: Vec<Evidence>,
}

impl Case {
    /// A case without evidence.
    pub fn new(symptom: Symptom) -> Case {
        Case {
            role: Role::Visitor,
            symptom,
            at: None,
            url: None,
            written_by: None,
            product: None,
            platform: None,
            cause: None,
            note: None,
            evidence: Vec::new(),
        }
    }
}

/// Why a text is no case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it and what was expected.
    pub what: String,
}

/// A longer text is not read.
pub const MAX_CASE_BYTES: usize = 64 * 1024;

/// More results than this are not read.
const MAX_EVIDENCE: usize = 200;

/// The case as text, one fact a line: for share links, issues and the scenario tests. [`parse`] reads it back.
///
/// ```
/// use isitme::core::diagnose::{Case, Symptom, parse, print};
/// let case = Case::new(Symptom::Unknown);
/// assert_eq!(print(&case), "isitme case 1\nrole visitor\nunknown\n");
/// assert_eq!(parse(&print(&case)), Ok(case));
/// ```
pub fn print(case: &Case) -> String {
    let mut out = String::from("isitme case 1\nrole ");
    let line = |out: &mut String, words: &[&str]| {
        for (nth, word) in words.iter().enumerate() {
            if nth > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
        out.push('\n');
    };
    line(&mut out, &[case.role.id()]);
    let meaning = |key: Key, meaning: u8| {
        let entry = catalog::entry(key)?;
        if meaning == 0 { None } else { entry.meanings.get(usize::from(meaning)).map(|meaning| meaning.id) }
    };
    match case.symptom {
        Symptom::Entry(key, nth) => {
            let (kind, name) = match key {
                Key::Code(code) => ("code", decimal(code)),
                Key::Error(id) => ("error", id.to_owned()),
            };
            match meaning(key, nth) {
                Some(id) => line(&mut out, &[kind, &name, "meaning", id]),
                None => line(&mut out, &[kind, &name]),
            }
        }
        Symptom::UnknownCode(code) => line(&mut out, &["code", &decimal(code)]),
        Symptom::Unknown => line(&mut out, &["unknown"]),
    }
    if let Some(at) = case.at {
        line(&mut out, &["at", &iso(at)]);
    }
    if let Some(url) = &case.url {
        line(&mut out, &["url", &one_word(url)]);
    }
    if let Some(hop) = case.written_by {
        line(&mut out, &["written-by", hop.id()]);
    }
    if let Some(product) = &case.product {
        line(&mut out, &["product", &one_word(product)]);
    }
    if let Some(own) = case.platform.and_then(|at| platforms().get(usize::from(at))) {
        line(&mut out, &["platform", own.product().id, own.name]);
    }
    if let Some((id, fault)) = &case.cause
        && let Some(fault) = faults().get(usize::from(*fault))
    {
        line(&mut out, &["cause", &one_word(id), fault.id]);
    }
    if let Some(note) = &case.note {
        line(&mut out, &["note", note]);
    }
    for evidence in &case.evidence {
        let at = evidence.at.map(iso);
        let mut words = vec![evidence.from.id(), evidence.check, evidence.answer];
        words.extend(at.as_deref());
        if evidence.undo {
            words.push("undo");
        }
        line(&mut out, &words);
    }
    out
}

/// An address as one word: blanks and control characters are percent-encoded.
fn one_word(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_whitespace() || c.is_control() {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Reads a case from text; whatever it is fed, it answers a case or the first line that is wrong. Empty lines, lines that start with `#`
/// and lines that start with `expect ` (scenario files have them) are skipped.
pub fn parse(text: &str) -> Result<Case, CaseError> {
    let fail = |line: usize, what: &str| Err(CaseError { line, what: what.to_owned() });
    if text.len() > MAX_CASE_BYTES {
        return fail(1, "longer than a case can be");
    }
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(nth, line)| (nth + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && !line.starts_with("expect "));
    match lines.next() {
        Some((_, "isitme case 1")) => {}
        Some((line, _)) => return fail(line, "expected the first line: isitme case 1"),
        None => return fail(1, "empty; expected the first line: isitme case 1"),
    }
    let mut case = Case::new(Symptom::Unknown);
    let mut symptom = None;
    let mut last = 1;
    for (nth, line) in lines {
        last = nth;
        let words: Vec<&str> = line.split_whitespace().collect();
        let time = |text: &str| match from_iso(text) {
            Some(at) => Ok(at),
            None => Err(CaseError { line: nth, what: "expected a time such as 2026-11-22T10:00:00Z".to_owned() }),
        };
        match *words.as_slice() {
            ["role", role] => match Role::from_id(role) {
                Some(role) => case.role = role,
                None => return fail(nth, "expected role visitor or role owner"),
            },
            ["unknown"] | ["code" | "error", ..] if symptom.is_some() => return fail(nth, "a second symptom"),
            ["unknown"] => symptom = Some(Symptom::Unknown),
            ["code", number, ref rest @ ..] => {
                let code = match number.parse::<u16>() {
                    Ok(code) if (number.len() == 3 && code >= 100) || number == "0" => code,
                    _ => return fail(nth, "expected a code from 100 to 999, or 0 for none"),
                };
                symptom = match (catalog::code(code), rest) {
                    (Some(entry), _) => Some(meaning(entry, rest, nth)?),
                    (None, []) => Some(Symptom::UnknownCode(code)),
                    (None, _) => return fail(nth, "this code has no meanings here"),
                };
            }
            ["error", id, ref rest @ ..] => match catalog::error(id) {
                Some(entry) => symptom = Some(meaning(entry, rest, nth)?),
                None => return fail(nth, "nothing of that name is known"),
            },
            ["at", at] => case.at = Some(time(at)?),
            ["url", url] => case.url = Some(url.to_owned()),
            ["written-by", hop] => match Hop::from_id(hop) {
                Some(hop) => case.written_by = Some(hop),
                None => return fail(nth, "expected a hop: browser, device, local-network, vpn, dns, route, edge or origin"),
            },
            // Its words are its own.
            ["note", ..] => case.note = Some(line[4..].trim().to_owned()),
            ["product", product] => case.product = Some(product.to_owned()),
            // A name may be several words; one that nobody explains, as in a log of a later version, says nothing.
            ["platform", product, ..] => {
                case.platform = cut(line, product).and_then(|(_, name)| platform(product, name.trim()));
            }
            ["cause", id, fault] => match fault_index(fault) {
                Some(fault) => case.cause = Some((id.to_owned(), fault as u8)),
                None => return fail(nth, "nothing of that name is known"),
            },
            [runner, check_id, answer, ref rest @ ..] => {
                let Some(from) = Runner::from_id(runner) else {
                    return fail(nth, "expected a line of a case, such as visitor reload works");
                };
                let Some(check): Option<&'static Check> = check(check_id) else { return fail(nth, "nothing of that name is known") };
                let Some(answer) = check.answer(answer) else { return fail(nth, "the check has no such answer") };
                let (at, undo) = match *rest {
                    [] => (None, false),
                    ["undo"] => (None, true),
                    [at] => (Some(time(at)?), false),
                    [at, "undo"] => (Some(time(at)?), true),
                    _ => return fail(nth, "expected a time, `undo` or nothing after the answer"),
                };
                if case.evidence.len() == MAX_EVIDENCE {
                    return fail(nth, "more results than a case can have");
                }
                case.evidence.push(Evidence { check: check.id, answer: answer.id, at, from, undo });
            }
            _ => return fail(nth, "expected a line of a case, such as visitor reload works"),
        }
    }
    match symptom {
        // What a product means by the number, where it has a meaning of its own.
        Some(Symptom::Entry(key, 0)) => {
            let of = catalog::entry(key).map_or(0, |entry| entry.meaning_of(case.product.as_deref()));
            Ok(Case { symptom: Symptom::Entry(key, of), ..case })
        }
        Some(symptom) => Ok(Case { symptom, ..case }),
        None => fail(last, "the symptom is missing: code 502, error connection-refused or unknown"),
    }
}

fn meaning(entry: &'static catalog::Entry, rest: &[&str], line: usize) -> Result<Symptom, CaseError> {
    match rest {
        [] => Ok(Symptom::Entry(entry.key, 0)),
        ["meaning", id] => match entry.meanings.iter().position(|meaning| meaning.id == *id) {
            Some(nth) => Ok(Symptom::Entry(entry.key, nth as u8)),
            None => Err(CaseError { line, what: "it has no such meaning".to_owned() }),
        },
        _ => Err(CaseError { line, what: "expected `meaning` and its name, or nothing".to_owned() }),
    }
}

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 as `2026-11-22T10:00:00Z`, with `.123` where it isn't a full second. Years 0 to 9999; others are cut to those.
///
/// ```
/// assert_eq!(isitme::core::diagnose::iso(0), "1970-01-01T00:00:00Z");
/// ```
pub fn iso(ms: i64) -> String {
    let ms = ms.clamp(-62_167_219_200_000, 253_402_300_799_999);
    let (days, rest) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
    // The civil calendar from a count of days: years that begin in March make leap days the last of a year.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let seconds = rest / 1000;
    let mut out = String::with_capacity(24);
    let mut digits = |value: i64, width: u32, after: &str| {
        for place in (0..width).rev() {
            out.push(char::from(b'0' + (value / 10_i64.pow(place) % 10) as u8));
        }
        out.push_str(after);
    };
    digits(year, 4, "-");
    digits(month, 2, "-");
    digits(day, 2, "T");
    digits(seconds / 3600, 2, ":");
    digits(seconds / 60 % 60, 2, ":");
    digits(seconds % 60, 2, if rest % 1000 == 0 { "Z" } else { "." });
    if rest % 1000 != 0 {
        digits(rest % 1000, 3, "Z");
    }
    out
}

/// The other way round: `2026-11-22T10:00:00Z`, with or without a fraction of up to nine digits. Only UTC.
///
/// ```
/// assert_eq!(isitme::core::diagnose::from_iso("1970-01-01T00:00:01.5Z"), Some(1500));
/// assert_eq!(isitme::core::diagnose::from_iso("2026-02-30T00:00:00Z"), None);
/// ```
pub fn from_iso(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| {
        bytes.get(from..to)?.iter().try_fold(0_i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    };
    let is = |at: usize, wanted: u8| bytes.get(at) == Some(&wanted);
    if !(is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':')) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let ms = match bytes.get(19..)? {
        b"Z" => 0,
        [b'.', digits @ .., b'Z'] if (1..=9).contains(&digits.len()) => {
            let mut ms = 0;
            for place in 0..digits.len() {
                let digit = number(20 + place, 21 + place)?;
                if place < 3 {
                    ms += digit * [100, 10, 1][place];
                }
            }
            ms
        }
        _ => return None,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of_month = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > days_of_month || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * DAY + (hour * 3600 + minute * 60 + second) * 1000 + ms)
}
