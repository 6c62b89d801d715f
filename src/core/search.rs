//! Ranks the catalog for a few typed words: numbers by prefix, names and keywords by prefix and by one slip of the finger.

use super::{
    catalog::{self, Entry},
    text::sort,
};

/// One result.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// The entry.
    pub entry: &'static Entry,
    /// Higher is better; only the order means something.
    pub score: u16,
    /// What matched: the name, an alias or a keyword.
    pub matched: &'static str,
}

/// The best entries for a query, best first, at most `limit`. Equal scores keep the catalog's order.
///
/// ```
/// use isitme::core::{catalog::Key, search::search};
/// assert_eq!(search("gatway timeout", 3)[0].entry.key, Key::Code(504));
/// ```
pub fn search(query: &str, limit: usize) -> Vec<Hit> {
    let words: Vec<&str> = query.split(separates).filter(|word| !word.is_empty()).take(8).collect();
    let mut hits = Vec::new();
    if words.is_empty() {
        return hits;
    }
    for entry in catalog::entries() {
        let mut best = Hit { entry, score: 0, matched: entry.name };
        let texts = std::iter::once((entry.name, 4))
            .chain(entry.aliases.iter().flat_map(|alias| [(alias.name, 3), (alias.says, 2)]))
            .chain(entry.text.keywords.iter().map(|keyword| (*keyword, 3)))
            .chain([(entry.text.short, 1)]);
        for (text, weight) in texts {
            let score = score(&words, text) * weight;
            if score > best.score {
                best = Hit { score, matched: text, ..best };
            }
        }
        if let Some(code) = entry.code() {
            let digits = [b'0' + (code / 100) as u8, b'0' + (code / 10 % 10) as u8, b'0' + (code % 10) as u8];
            for word in &words {
                if word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()) {
                    if digits.starts_with(word.as_bytes()) {
                        best.score += if word.len() == 3 { 4000 } else { 800 };
                    } else {
                        best.score /= 4;
                    }
                }
            }
        }
        if best.score > 0 {
            hits.push(best);
        }
    }
    sort(&mut hits, |a, b| a.score > b.score);
    let floor = hits.first().map_or(0, |hit| hit.score / 6);
    hits.retain(|hit| hit.score >= floor);
    hits.truncate(limit);
    hits
}

/// 0 to 100: how well all the words fit the text; a word that fits nowhere costs much.
fn score(words: &[&str], text: &str) -> u16 {
    if text.is_empty() {
        return 0;
    }
    let mut sum = 0u16;
    let mut count = 0u16;
    for word in words {
        let fit = text.split(separates).filter(|own| !own.is_empty()).map(|own| fit(word, own)).max().unwrap_or(0);
        sum += fit;
        count += 1;
    }
    let mean = sum / count.max(1);
    if mean < 40 { 0 } else { mean }
}

/// 0 to 100: how well a typed word fits a word of the text.
fn fit(typed: &str, own: &str) -> u16 {
    if own.eq_ignore_ascii_case(typed) {
        return 100;
    }
    let starts = own.len() >= typed.len() && own.as_bytes()[..typed.len()].eq_ignore_ascii_case(typed.as_bytes());
    if starts {
        return if typed.len() >= 3 { 85 } else { 50 };
    }
    if typed.len() >= 4 && own.len() >= 4 && one_slip(typed.as_bytes(), own.as_bytes()) {
        return 70;
    }
    0
}

/// One letter more, fewer, other, or two swapped.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = |x: u8, y: u8| x.eq_ignore_ascii_case(&y);
    let head = a.iter().zip(b).take_while(|(x, y)| same(**x, **y)).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| same(**x, **y)).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    match (a, b) {
        ([] | [_], [] | [_]) => true,
        ([w, x], [y, z]) => same(*w, *z) && same(*x, *y),
        _ => false,
    }
}

/// What stands between words. Whatever is not ASCII belongs to a word: good enough here, without the tables of Unicode.
fn separates(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric()
}
