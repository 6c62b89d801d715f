//! Words that must not stand beside a signature. Those of all signatures are looked for at once, so that many signatures in one place, each with many words, cost
//! no more than one.

use super::pattern::{Found, Page};

/// How far from a signature a word still stands beside it, in bytes.
const NEAR: usize = 40;
/// The most lists.
pub const LISTS: usize = 128;
/// Into how many parts the words are divided by what they begin with.
const PARTS: usize = 256;

/// The words of all signatures, and which signatures they are for. No word is a single letter, and there are at most [`LISTS`] lists: the build sees to it.
#[derive(Default)]
pub struct Words<'a> {
    /// Those that signatures have, each word behind a byte that is its length and 32; several signatures have the same.
    lists: Vec<&'a str>,
    /// By what they begin with: words, each with the lists that have it, a bit for each.
    parts: Vec<Vec<(&'a [u8], u128)>>,
}

/// A word that was found, and what it stands for.
struct Stands {
    start: usize,
    end: usize,
    lists: u128,
}

/// The words that stand in a text, as far as they were looked for.
#[derive(Default)]
pub struct Seen {
    words: Vec<Stands>,
    until: usize,
}

impl<'a> Words<'a> {
    /// The number of a list; it is added if it is not known. 0 is the list without words.
    pub fn list(&mut self, own: &'a str) -> u8 {
        if own.is_empty() {
            return 0;
        }
        if let Some(known) = self.lists.iter().rposition(|other| *other == own) {
            return known as u8 + 1;
        }
        self.parts.resize(PARTS, Vec::new());
        self.lists.push(own);
        let mut words = own.as_bytes();
        while let [length, rest @ ..] = words {
            let word;
            (word, words) = rest.split_at(usize::from(length - b' ').min(rest.len()));
            let part = &mut self.parts[part(word)];
            let bit = 1 << (self.lists.len() - 1);
            match part.iter_mut().find(|other| other.0 == word) {
                Some(known) => known.1 |= bit,
                None => part.push((word, bit)),
            }
        }
        self.lists.len() as u8
    }

    /// The words of a list, each behind a byte that is its length and 32.
    #[cfg(test)]
    pub fn words(&self, list: u8) -> &'a str {
        list.checked_sub(1).map_or("", |list| self.lists[usize::from(list)])
    }

    /// Whether a word of a list stands within forty bytes of what was found.
    pub fn beside(&self, page: &Page, list: u8, found: &Found, seen: &mut Seen) -> bool {
        let Some(list) = list.checked_sub(1) else { return false };
        let bytes = &page.folded.bytes;
        let end = (found.end + NEAR).min(bytes.len());
        while seen.until < end {
            let start = seen.until;
            for (word, lists) in &self.parts[part(&bytes[start..])] {
                if bytes[start..].starts_with(word) {
                    seen.words.push(Stands { start, end: start + word.len(), lists: *lists });
                }
            }
            seen.until += 1;
        }
        let first = seen.words.partition_point(|own| own.start + NEAR < found.start);
        seen.words[first..].iter().take_while(|own| own.start < end).any(|own| own.end <= end && own.lists >> list & 1 == 1)
    }
}

/// Where a word is listed that a text begins with: by its first two letters, or by a mark.
#[inline]
fn part(text: &[u8]) -> usize {
    match *text {
        [first, second, ..] if first.is_ascii_alphanumeric() => (usize::from(first) * 7 ^ usize::from(second) * 3) % PARTS,
        [mark, ..] => usize::from(mark) % PARTS,
        [] => 0,
    }
}
