//! Words that must not stand beside a signature. Those of all signatures are looked for at once, so that many signatures in one place, each with many words, cost
//! no more than one. (In the API every byte of code counts: there, each list of words is looked for by itself, where two letters are those that a word of it begins with.)

use super::pattern::{Found, Page};

/// How far from a signature a word still stands beside it, in bytes.
const NEAR: usize = 40;
/// The most different lists of words that signatures have.
#[allow(dead_code)]
pub const LISTS: usize = 128;

/// Into how many parts the words are divided by what they begin with.
const PARTS: usize = 1024;

/// The words of all signatures. No word is a single letter, and there are at most [`LISTS`] lists: the build sees to it.
pub struct Words<'a> {
    /// Lists, each word behind a byte that is its length and 32, those of a part together; many signatures have the same. The first has no words.
    #[cfg(any(test, feature = "api"))]
    lists: Vec<&'a str>,
    /// For every list, and for every part, where its words stand in the list, from 1; 0: nowhere.
    #[cfg(feature = "api")]
    begins: Vec<u16>,
    /// By what they begin with.
    #[cfg(not(feature = "api"))]
    parts: Vec<Part<'a>>,
}

/// Words that begin alike: which bytes stand third in them (a bit for each, of their last six), and the words, each with the lists that have it, a bit for each.
#[cfg(not(feature = "api"))]
type Part<'a> = (u64, Vec<(&'a [u8], u128)>);

/// The words that stand in a part of a text, where they were looked for: where, until where, and in which lists.
#[cfg(not(feature = "api"))]
pub struct Seen {
    words: Vec<(usize, usize, u128)>,
    from: usize,
    until: usize,
    /// Which of the words was the first beside the last signature: the next stands near it.
    first: usize,
}

/// For every list, from where to where no word of it begins.
#[cfg(feature = "api")]
pub type Seen = Vec<[usize; 2]>;

/// What is known of a text that was not looked at.
pub fn unseen() -> Seen {
    #[cfg(not(feature = "api"))]
    return Seen { words: Vec::new(), from: 0, until: 0, first: 0 };
    #[cfg(feature = "api")]
    return vec![[0; 2]; LISTS];
}

impl<'a> Words<'a> {
    /// Those of some lists.
    pub fn new(lists: Vec<&'a str>) -> Words<'a> {
        #[cfg(not(feature = "api"))]
        let mut parts = vec![(0, Vec::new()); PARTS];
        #[cfg(not(feature = "api"))]
        for (nth, list) in lists.iter().enumerate() {
            let mut list = list.as_bytes();
            while let Some(word) = next(&mut list) {
                let (thirds, words) = &mut parts[part(word)];
                *thirds |= word.get(2).map_or(u64::MAX, |b| third(*b));
                words.push((word, 1 << nth));
            }
        }
        #[cfg(feature = "api")]
        let mut begins = vec![0; LISTS * PARTS];
        #[cfg(feature = "api")]
        for (list, begins) in lists.iter().zip(begins.chunks_mut(PARTS)) {
            let mut at = 1;
            let mut list = list.as_bytes();
            while let Some(word) = next(&mut list) {
                let begin = &mut begins[part(word)];
                if *begin == 0 {
                    *begin = at;
                }
                at += word.len() as u16 + 1;
            }
        }
        Words {
            #[cfg(any(test, feature = "api"))]
            lists,
            #[cfg(feature = "api")]
            begins,
            #[cfg(not(feature = "api"))]
            parts,
        }
    }

    /// Whether a word of a list stands within forty bytes of what was found.
    #[cfg(not(feature = "api"))]
    pub fn beside(&self, page: &Page, list: u8, found: &Found, Seen { words, from, until, first }: &mut Seen) -> bool {
        let bytes = &page.folded.bytes;
        let (start, end) = (found.start.saturating_sub(NEAR), (found.end + NEAR).min(bytes.len()));
        if list == 0 {
            return false;
        }
        if start < *from || start > *until {
            words.clear();
            (*from, *until, *first) = (start, start, 0);
        }
        while *until < end {
            let text = &bytes[*until..];
            let (thirds, words_here) = &self.parts[part(text)];
            // The third byte decides for most.
            if thirds & third(text.get(2).copied().unwrap_or(0)) != 0 {
                for (word, lists) in words_here {
                    if text.starts_with(word) {
                        words.push((*until, *until + word.len(), *lists));
                    }
                }
            }
            *until += 1;
        }
        while words.get(*first).is_some_and(|own| own.0 < start) {
            *first += 1;
        }
        while *first > 0 && words[*first - 1].0 >= start {
            *first -= 1;
        }
        words[*first..].iter().take_while(|own| own.0 < end).any(|own| own.1 <= end && own.2 >> list & 1 == 1)
    }

    /// Whether a word of a list stands within forty bytes of what was found.
    #[cfg(feature = "api")]
    #[inline(never)]
    pub fn beside(&self, page: &Page, list: u8, found: &Found, seen: &mut Seen) -> bool {
        let bytes = &page.folded.bytes;
        let end = (found.end + NEAR).min(bytes.len());
        let start = found.start.saturating_sub(NEAR);
        let list = usize::from(list);
        if list == 0 {
            return false;
        }
        let own = &mut seen[list];
        let known = if start < own[0] { start } else { start.max(own[1]) };
        *own = [start, known.max(end)];
        for at in known..end {
            let text = &bytes[at..];
            let part = part(text);
            if let Some(from) = self.begins[list * PARTS + part].checked_sub(1) {
                let mut words = &self.lists[list].as_bytes()[usize::from(from)..];
                while let Some(word) = next(&mut words).filter(|word| self::part(word) == part) {
                    if text.starts_with(word) {
                        own[1] = own[1].min(at);
                        if at + word.len() <= end {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    /// The words of a list.
    #[cfg(test)]
    pub fn list(&self, list: u8) -> &'a str {
        self.lists[usize::from(list)]
    }
}

/// The next word of a list.
#[cfg_attr(feature = "api", inline(never))]
fn next<'a>(list: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = list.split_first()?;
    let word;
    (word, *list) = rest.split_at(usize::from(length - b' ').min(rest.len()));
    Some(word)
}

/// Where a word is listed that a text begins with: by its first two letters, or by a mark.
#[cfg_attr(not(feature = "api"), inline)]
#[cfg_attr(feature = "api", inline(never))]
pub fn part(text: &[u8]) -> usize {
    match *text {
        [first, second, ..] if first.is_ascii_alphanumeric() => (usize::from(first) << 5 ^ usize::from(second)) % PARTS,
        [mark, ..] => usize::from(mark),
        [] => 0,
    }
}

/// The bit of a third byte.
#[cfg(not(feature = "api"))]
const fn third(b: u8) -> u64 {
    1 << (b % 64)
}
