//! Numbers as they are spoken: *five oh two*, *four hundred and four*.

use super::{Hit, table::table};

/// The second half of *four twenty nine* and *five eleven*.
const TENS: [(&str, u16); 18] = [
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Words without which such a pair is a time of day or a price.
const TOPIC: [&str; 9] = ["error", "errors", "code", "status", "http", "response", "responses", "api", "server"];

const DIGITS: [(&str, u16); 12] = [
    ("oh", 0),
    ("o", 0),
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
];

/// Adds what is spoken in a short text: three digits of a status that the catalog has, from 400 on.
pub fn add(text: &str, hits: &mut Vec<Hit>) {
    let Some(sign) = table().signs.iter().position(|sign| sign.spoken) else { return };
    if text.len() > 2000 {
        return;
    }
    let mut words: Vec<(usize, &str)> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push((word.as_ptr() as usize - text.as_ptr() as usize, word));
    }
    let digit = |at: usize| {
        let (_, word) = words.get(at)?;
        if let [b @ b'0'..=b'9'] = word.as_bytes() {
            return Some(u16::from(b - b'0'));
        }
        DIGITS.iter().find(|(own, _)| own.eq_ignore_ascii_case(word)).map(|(_, value)| *value)
    };
    let is = |at: usize, own: &str| words.get(at).is_some_and(|(_, word)| word.eq_ignore_ascii_case(own));
    let tens = |at: usize| {
        let (_, word) = words.get(at)?;
        TENS.iter().find(|(own, _)| own.eq_ignore_ascii_case(word)).map(|(_, value)| *value)
    };
    let about = |at: usize| words.get(at).is_some_and(|(_, word)| TOPIC.iter().any(|own| own.eq_ignore_ascii_case(word)));
    let topic = (0..words.len()).any(about);
    // *Error code five hundred*, *error 5 0 2*, *a five hundred error*.
    let beside = |at: usize, end: usize| {
        at.checked_sub(1).is_some_and(about) || at.checked_sub(2).is_some_and(about) || is(end, "error") || is(end, "page")
    };
    let mut at = 0;
    while at < words.len() {
        let read = match (digit(at), digit(at + 1), digit(at + 2)) {
            (Some(a @ 4..=5), Some(b @ 0..=9), Some(c @ 0..=9))
                if words[at].1.len() > 1 && words[at + 2].1.len() > 1 || beside(at, at + 3) =>
            {
                Some((a * 100 + b * 10 + c, 3))
            }
            (Some(a @ 4..=5), None, _) if is(at + 1, "hundred") => {
                let and = usize::from(is(at + 2, "and"));
                // Five hundred of anything: the bare number is none.
                digit(at + 2 + and).map(|c| (a * 100 + c, 3 + and)).or_else(|| beside(at, at + 2).then_some((a * 100, 2)))
            }
            (Some(a @ 4..=5), None, c) if topic => match (tens(at + 1), c) {
                (Some(b @ 20..), Some(c @ 1..=9)) => Some((a * 100 + b + c, 3)),
                (Some(b), _) => Some((a * 100 + b, 2)),
                (None, _) => None,
            },
            _ => None,
        };
        let Some((code, count)) = read.filter(|(code, _)| table().codes.contains(code)) else {
            at += 1;
            continue;
        };
        let (last, word) = words[at + count - 1];
        hits.push(Hit { sign: sign as u16, start: words[at].0, end: last + word.len(), status: Some(code), name: None, ids: Vec::new() });
        at += count;
    }
}
