//! Ranks the catalog for a few typed words: numbers by prefix, names and keywords by prefix and by one slip of the finger.
//!
//! The words of all names are sorted into an index once, when somebody first searches ([`prepare`] does it ahead); a keystroke then looks its
//! words up instead of reading everything.

use std::sync::OnceLock;

use super::catalog::{self, Entry};

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

/// A name of something.
struct Text {
    /// Whose: a place in the catalog.
    of: u16,
    /// How much it says: a name more than a sentence.
    weight: u8,
    /// How many words it has.
    words: u8,
    text: &'static str,
}

/// Every word of every text, sorted; the texts that hold it.
struct Index {
    texts: Vec<Text>,
    words: Vec<(&'static str, u16)>,
}

/// More typed words than these are not read.
const MOST: usize = 8;

impl Index {
    fn add(&mut self, of: usize, weight: u8, text: &'static str) {
        let at = self.texts.len() as u16;
        let before = self.words.len();
        self.words.extend(words(text).map(|word| (word, at)));
        let words = (self.words.len() - before).min(255) as u8;
        self.texts.push(Text { of: of as u16, weight, words, text });
    }

    fn build() -> Index {
        let mut index = Index { texts: Vec::new(), words: Vec::new() };
        for (of, entry) in catalog::entries().enumerate() {
            index.add(of, 4, entry.name);
            for alias in entry.aliases {
                index.add(of, 3, alias.name);
                index.add(of, 2, alias.says);
            }
            for keyword in entry.keywords.split(';') {
                index.add(of, 3, keyword);
            }
            index.add(of, 1, entry.short());
        }
        sort_words(&mut index.words);
        index
    }

    /// The first word that is not before `word`.
    fn find(&self, word: &str) -> usize {
        self.words.partition_point(|own| folded(own.0).lt(folded(word)))
    }
}

/// Sorts by the words, folded: a merge from below, whose runs double. (The library's sorts cost the module 4 KB.)
fn sort_words(list: &mut Vec<(&'static str, u16)>) {
    let mut from = std::mem::take(list);
    let mut width = 1;
    while width < from.len() {
        let mut to = Vec::with_capacity(from.len());
        for pair in from.chunks(2 * width) {
            let (mut a, mut b) = pair.split_at(width.min(pair.len()));
            while let (Some((x, rest_a)), Some((y, rest_b))) = (a.split_first(), b.split_first()) {
                if folded(y.0).lt(folded(x.0)) {
                    to.push(*y);
                    b = rest_b;
                } else {
                    to.push(*x);
                    a = rest_a;
                }
            }
            to.extend_from_slice(a);
            to.extend_from_slice(b);
        }
        from = to;
        width *= 2;
    }
    *list = from;
}

fn folded(word: &str) -> impl Iterator<Item = u8> {
    word.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(Index::build)
}

/// Makes the index, so that the first keystroke finds it.
pub fn prepare() {
    index();
}

/// The best entries for a query, best first, at most `limit`. Equal scores keep the catalog's order.
///
/// ```
/// use isitme::core::{catalog::Key, search::search};
/// assert_eq!(search("gatway timeout", 3)[0].entry.key, Key::Code(504));
/// ```
pub fn search(query: &str, limit: usize) -> Vec<Hit> {
    let typed: Vec<&str> = words(query).take(MOST).collect();
    if typed.is_empty() {
        return Vec::new();
    }
    let index = index();
    // For every text the sum of how well each typed word fits its best word.
    let mut sums = vec![0_u16; index.texts.len()];
    let mut best = vec![0_u8; index.texts.len()];
    for word in &typed {
        best.fill(0);
        let mut take = |at: usize, fit: u8| {
            let own = &mut best[usize::from(index.words[at].1)];
            *own = (*own).max(fit);
        };
        let mut at = index.find(word);
        while let Some(own) = index.words.get(at).filter(|own| starts(own.0, word)) {
            take(at, if own.0.len() == word.len() { 100 } else if word.len() >= 3 { 85 } else { 50 });
            at += 1;
        }
        if word.len() >= 4 {
            let mut last = ("", false);
            for (at, (own, _)) in index.words.iter().enumerate() {
                if last.0 != *own {
                    last = (own, own.len() >= 4 && one_slip(word.as_bytes(), own.as_bytes()));
                }
                if last.1 {
                    take(at, 70);
                }
            }
        }
        for (sum, best) in sums.iter_mut().zip(&best) {
            *sum += u16::from(*best);
        }
    }
    let mut hits: Vec<Hit> = Vec::new();
    for (text, sum) in index.texts.iter().zip(&sums) {
        // A word that fits nowhere costs much; a text that says more than was asked, a little.
        let mean = sum / typed.len() as u16;
        let more = u16::from(text.words).saturating_sub(typed.len() as u16).min(8);
        let score = if mean < 40 { 0 } else { (mean * 4 - more) * u16::from(text.weight) };
        let entry = catalog::at(usize::from(text.of));
        match hits.last_mut() {
            Some(hit) if hit.entry.key == entry.key => {
                if score > hit.score {
                    *hit = Hit { score, matched: text.text, ..*hit };
                }
            }
            _ => hits.push(Hit { entry, score, matched: entry.name }),
        }
    }
    for word in typed.iter().filter(|word| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit())) {
        for hit in &mut hits {
            let Some(code) = hit.entry.code() else { continue };
            let digits = [b'0' + (code / 100) as u8, b'0' + (code / 10 % 10) as u8, b'0' + (code % 10) as u8];
            if digits.starts_with(word.as_bytes()) {
                hit.score = hit.score.saturating_add(if word.len() == 3 { 16_000 } else { 3200 });
            } else {
                hit.score /= 4;
            }
        }
    }
    let floor = hits.iter().map(|hit| hit.score).max().unwrap_or(0) / 6;
    let mut best: Vec<Hit> = Vec::new();
    for hit in hits.into_iter().filter(|hit| hit.score > floor) {
        let place = best.iter().rposition(|own| own.score >= hit.score).map_or(0, |at| at + 1);
        if place < limit {
            best.insert(place, hit);
            best.truncate(limit);
        }
    }
    best
}

fn starts(own: &str, word: &str) -> bool {
    own.len() >= word.len() && own.as_bytes()[..word.len()].eq_ignore_ascii_case(word.as_bytes())
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

fn words<'a>(text: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(separates).filter(|word| !word.is_empty())
}

/// What stands between words. Whatever is not ASCII belongs to a word: good enough here, without the tables of Unicode.
fn separates(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric()
}
