//! Signatures as they are looked for: literal text with typed holes, one byte a hole. No general regular expressions: a hole takes what fits
//! and never gives it back, so that the time is linear. `build/signatures.rs` writes the bytes, the module reads them.

use super::fold::{Folded, OTHER};

/// Anything on the same line, as little as possible: `{any}`.
pub const ANY: u8 = 1;
/// Anything, also over line ends, as little as possible: `{more}`.
pub const MORE: u8 = 2;
/// A status code, kept: `{status}`.
pub const STATUS: u8 = 3;
/// A number: `{n}`.
pub const NUMBER: u8 = 4;
/// Anything without white space, quotes and angle brackets: `{word}`.
pub const WORD: u8 = 5;
/// A host, perhaps with its port: `{host}`.
pub const HOST: u8 = 6;
/// A product's name for its error, kept: `{name}`.
pub const NAME: u8 = 8;
/// The start of a line: `^` at the beginning.
pub const START: u8 = 11;
/// The end of a line: `$` at the end.
pub const END: u8 = 12;
/// Up to eight spaces, line ends and marks: `{sep}`.
pub const SEP: u8 = 14;
/// The first of the identifiers that are kept: `{id:ray}`; the others follow in the order of [`IDS`].
pub const ID: u8 = 0x90;
/// Letters that have to be small: `{=sH}`; large ones stand for themselves.
pub const SMALL: u8 = 0xc0;

/// The kinds of identifiers.
pub const IDS: [&str; 4] = ["ray", "request", "data-center", "incident"];

/// The farthest that `{any}` and `{more}` reach, in bytes.
const REACH: [usize; 2] = [200, 400];

/// What the matcher found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// The folded bytes that fit.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The status, if there was a hole for one.
    pub status: Option<u16>,
    /// Where the product's name for its error stands.
    pub name: Option<(usize, usize)>,
    /// Where identifiers stand, and their places in [`IDS`].
    pub ids: [Option<(usize, usize, u8)>; 2],
}

/// What is known of a signature from where it was looked for before, in the same text. It is looked for from place to place, so that no byte is looked at twice
/// for it, however close together the places stand.
#[derive(Clone, Copy, Default)]
pub struct Known {
    /// What must follow a hole that takes anything (its place in the pattern, and one) stands nowhere before this, from the last place on.
    hole: usize,
    until: usize,
}

/// No hole and no mark.
pub fn literal(b: u8) -> bool {
    (0x20..ID).contains(&b) || b >= SMALL
}

/// The folded byte that a literal one stands for.
pub fn lower(b: u8) -> u8 {
    match b {
        SMALL.. => b - SMALL + b'a',
        b'\n' => b' ',
        b => b.to_ascii_lowercase(),
    }
}

/// How many lists of signatures there are.
pub const LISTS: usize = 1 << 15;

/// The list of four bytes.
pub const fn hash(four: u32) -> u32 {
    mix(four) >> 2
}

/// Four bytes as one of four times as many numbers: of those that no signature has, fewer share one with a signature's.
pub const fn mix(four: u32) -> u32 {
    four.wrapping_mul(0x9e37_79b1) >> 15
}

/// A text and its folded form, in which signatures are looked for.
pub struct Page<'a> {
    /// The text.
    pub text: &'a [u8],
    /// Its folded form.
    pub folded: Folded,
}

impl Page<'_> {
    #[cfg_attr(not(feature = "api"), inline)]
    #[cfg_attr(feature = "api", inline(never))]
    fn byte(&self, at: usize) -> u8 {
        self.folded.bytes.get(at).copied().unwrap_or(b'\n')
    }

    /// The byte before a place; a line end before the first.
    #[cfg_attr(feature = "api", inline(never))]
    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b'\n', |at| self.byte(at))
    }

    /// Every four bytes as one number, spaces for line ends, with their place.
    pub fn fours(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let mut four = 0_u32;
        self.folded.bytes.iter().enumerate().filter_map(move |(at, b)| {
            four = four << 8 | u32::from(if *b == b'\n' { b' ' } else { *b });
            at.checked_sub(3).map(|at| (at, four))
        })
    }

    /// Whether a folded byte or a hole may stand before the four bytes at a place, and another behind them: a look before the signature itself is looked at, which fails for most.
    /// 0 may be anywhere.
    #[cfg_attr(not(feature = "api"), inline)]
    #[cfg_attr(feature = "api", inline(never))]
    pub fn between(&self, around: [u8; 2], place: usize) -> bool {
        self.may(around[0], place.wrapping_sub(1)) && self.may(around[1], place + 4)
    }

    #[inline]
    fn may(&self, own: u8, at: usize) -> bool {
        let b = self.byte(at);
        own == 0
            || own == b
            || match own {
                STATUS => b.is_ascii_digit() || b == b'o' || b == b'l',
                own if literal(own) => own == b' ' && b == b'\n',
                hole => self.takes(hole, at),
            }
    }

    /// Whether a signature stands here, with its four bytes (`anchor`) at a place. If not: how many of its bytes from those four on were looked at to know; all of
    /// them and more if what stands before decided.
    #[cfg_attr(feature = "api", inline(never))]
    pub fn fits(&self, pattern: &[u8], anchor: usize, at: usize, known: &mut Known) -> Result<Found, usize> {
        let mut found = Found::default();
        found.end = self.forward(pattern, anchor, at, &mut found, known)?;
        found.start = self.backward(pattern, anchor, at, &mut found).ok_or(usize::MAX)?;
        // Words are whole.
        let edge = |inner: u8, outer: u8| inner.is_ascii_alphanumeric() && (outer.is_ascii_alphanumeric() || outer == b'_');
        if found.start >= found.end
            || edge(self.byte(found.start), self.before(found.start))
            || edge(self.before(found.end), self.byte(found.end))
        {
            return Err(usize::MAX);
        }
        Ok(found)
    }

    /// Whether a number ends at a place and the next word is what it counts: 2 for one of the first words, 1 for a plural that is none of the second, and 0.
    pub fn counts(&self, [counted, uncounted]: &[Vec<&str>; 2], end: usize) -> u8 {
        let bytes = &self.folded.bytes;
        if !self.before(end).is_ascii_digit() || self.byte(end) != b' ' {
            return 0;
        }
        let rest = &bytes[end + 1..];
        let word = &rest[..rest.iter().take(20).take_while(|b| b.is_ascii_alphabetic() || **b >= OTHER).count()];
        let among = |words: &[&str]| words.iter().any(|own| own.as_bytes() == word);
        let plural = word.len() > 3 && word.ends_with(b"s") && !word.ends_with(b"ss");
        if among(counted) { 2 } else { u8::from(plural && !among(uncounted)) }
    }

    /// Folded bytes with their own large letters: what a person reads, without entities.
    pub fn plain(&self, span: std::ops::Range<usize>) -> String {
        let letter = |at: usize| {
            let own = self.folded.bytes[at];
            let original = self.text.get(self.folded.at[at] as usize).copied().unwrap_or(own);
            char::from(if original.eq_ignore_ascii_case(&own) { original } else { own & 0x7f })
        };
        span.map(letter).collect()
    }

    #[cfg_attr(not(feature = "api"), inline)]
    #[cfg_attr(feature = "api", inline(never))]
    fn same(&self, own: u8, at: usize) -> bool {
        let Some(b) = self.folded.bytes.get(at) else { return false };
        if own == *b {
            return true;
        }
        if own.is_ascii_uppercase() || own >= SMALL {
            let original = self.text.get(self.folded.at[at] as usize).copied().unwrap_or(0);
            return original == if own >= SMALL { lower(own) } else { own };
        }
        own == b' ' && *b == b'\n'
    }

    fn forward(&self, pattern: &[u8], from: usize, mut at: usize, found: &mut Found, known: &mut Known) -> Result<usize, usize> {
        let mut nth = from;
        // Holes look at the byte behind them, too.
        let looked = |nth: usize| nth + 1 - from;
        while let Some(&own) = pattern.get(nth) {
            nth += 1;
            match own {
                ANY | MORE => {
                    let length = pattern[nth..].iter().position(|b| !literal(*b)).unwrap_or(pattern.len() - nth);
                    let literals = &pattern[nth..nth + length];
                    let reach = (at + REACH[usize::from(own - 1)]).min(self.folded.bytes.len());
                    let first = literals.first().map(|b| lower(*b));
                    let bytes = &self.folded.bytes[..reach];
                    if known.hole == nth {
                        at = at.max(known.until);
                    }
                    let there = loop {
                        // A line's end was the last that it took.
                        if at >= reach || own == ANY && at > 0 && bytes[at - 1] == b'\n' {
                            break false;
                        }
                        if let Some(first) = first {
                            let ahead = &bytes[at..];
                            at += ahead.iter().position(|b| *b == first || *b == b'\n').unwrap_or(ahead.len());
                            if at == reach {
                                break false;
                            }
                        }
                        if literals.iter().enumerate().all(|(nth, b)| self.same(*b, at + nth)) {
                            break true;
                        }
                        at += 1;
                    };
                    (known.hole, known.until) = (nth, at);
                    if !there {
                        return Err(looked(nth + length));
                    }
                }
                START => {}
                END => {
                    // What ends a quotation, too.
                    let closes = b"\n\"'<}".contains(&self.byte(at));
                    if !(closes || self.byte(at) == b' ' && self.byte(at + 1) == b'\n') {
                        return Err(looked(nth));
                    }
                }
                STATUS => {
                    let bounded = pattern.get(nth).is_none_or(|b| !literal(*b));
                    // `http502`, `error #500`: what the pattern itself wants before it is no part of a number.
                    let joined = nth < 2 || !literal(pattern[nth - 2]);
                    // No digit is none, whatever stands behind it.
                    let digit = usize::from(self.byte(at).is_ascii_digit());
                    found.status = Some(self.status(at, bounded, joined).ok_or(nth - from + digit)?);
                    at += 3;
                }
                hole if !literal(hole) => {
                    // It ends before the mark that must follow it.
                    let stop = pattern.get(nth).copied().filter(|b| hole != SEP && b.is_ascii_punctuation());
                    let ahead = self.folded.bytes.get(at..).unwrap_or_default().iter().take(most(hole));
                    let mark = mark(hole);
                    let count = ahead.take_while(|b| TAKES[usize::from(**b)] & mark != 0 && stop != Some(**b)).count();
                    if count == 0 && hole != SEP {
                        return Err(looked(nth));
                    }
                    self.keep(hole, at, at + count, found);
                    at += count;
                }
                own => {
                    if !self.same(own, at) {
                        return Err(nth - from);
                    }
                    at += 1;
                    // Most of a signature is letters that stand for themselves.
                    let rest = pattern[nth..].iter().zip(self.folded.bytes.get(at..).unwrap_or_default());
                    let same = rest.take_while(|(own, b)| own == b && literal(**own)).count();
                    nth += same;
                    at += same;
                }
            }
        }
        Ok(at)
    }

    fn backward(&self, pattern: &[u8], from: usize, mut at: usize, found: &mut Found) -> Option<usize> {
        for nth in (0..from).rev() {
            match pattern[nth] {
                ANY | MORE => return None,
                START => {
                    let mut back = at;
                    // What quotes, lists, curl and tables put before a line.
                    while back > 0 && at - back < 4 && b" ><|-#\"'".contains(&self.before(back)) {
                        back -= 1;
                    }
                    if self.before(back) != b'\n' && self.before(at.saturating_sub(1)) != b'|' {
                        return None;
                    }
                }
                STATUS => {
                    at = at.checked_sub(3)?;
                    found.status = Some(self.status(at, false, nth < 1 || !literal(pattern[nth - 1]))?);
                }
                hole if !literal(hole) => {
                    let end = at;
                    // It starts behind the mark that must stand before it.
                    let stop = nth.checked_sub(1).map(|nth| pattern[nth]).filter(|b| hole != SEP && b.is_ascii_punctuation());
                    while at > 0 && end - at < most(hole) && self.takes(hole, at - 1) && stop != Some(self.before(at)) {
                        at -= 1;
                    }
                    if end == at && hole != SEP {
                        return None;
                    }
                    self.keep(hole, at, end, found);
                }
                own => {
                    at = at.checked_sub(1)?;
                    if !self.same(own, at) {
                        return None;
                    }
                }
            }
        }
        Some(at)
    }

    /// Three digits from 100 on that are no part of a longer number. A capital o for a zero and a small l for a one are forgiven.
    fn status(&self, at: usize, bounded: bool, joined: bool) -> Option<u16> {
        let digit = |at: usize| match self.byte(at) {
            b @ b'0'..=b'9' => Some(u16::from(b - b'0')),
            b'o' => Some(0),
            b'l' => Some(1),
            _ => None,
        };
        let first = self.byte(at);
        let (before, after) = (self.before(at), self.byte(at + 3));
        let part = before.is_ascii_alphanumeric() || b".,$#".contains(&before) && self.joined(at);
        if !first.is_ascii_digit() || first == b'0' || joined && part {
            return None;
        }
        if bounded
            && (after.is_ascii_alphanumeric() || b"%_".contains(&after) || b".,:".contains(&after) && self.byte(at + 4).is_ascii_digit())
        {
            return None;
        }
        Some(u16::from(first - b'0') * 100 + digit(at + 1)? * 10 + digit(at + 2)?)
    }

    /// A price or a part of a longer number stands before.
    fn joined(&self, at: usize) -> bool {
        let (mark, before) = (self.before(at), at.checked_sub(2).map_or(b'\n', |at| self.byte(at)));
        b"$#".contains(&mark) || before.is_ascii_digit()
    }

    #[cfg_attr(not(feature = "api"), inline)]
    #[cfg_attr(feature = "api", inline(never))]
    fn takes(&self, hole: u8, at: usize) -> bool {
        self.folded.bytes.get(at).is_some_and(|b| TAKES[usize::from(*b)] & mark(hole) != 0)
    }

    #[cfg_attr(feature = "api", inline(never))]
    fn keep(&self, hole: u8, start: usize, mut end: usize, found: &mut Found) {
        if hole < ID && hole != NAME {
            return;
        }
        while end > start + 1 && b".-:,".contains(&self.before(end)) {
            end -= 1;
        }
        if hole == NAME {
            found.name = Some((start, end));
            return;
        }
        let free = usize::from(found.ids[0].is_some());
        found.ids[free] = Some((start, end, hole - ID));
    }
}

/// The bit of a hole in [`TAKES`].
#[inline]
const fn mark(hole: u8) -> u8 {
    match hole {
        NUMBER => 1,
        WORD => 2,
        HOST => 4,
        NAME => 8,
        SEP => 16,
        _ => 32,
    }
}

/// Which holes take a byte.
const TAKES: [u8; 256] = {
    const fn among(list: &[u8], b: u8) -> bool {
        let mut at = 0;
        while at < list.len() {
            if list[at] == b {
                return true;
            }
            at += 1;
        }
        false
    }
    let mut out = [0; 256];
    let mut at = 0;
    while at < 256 {
        let b = at as u8;
        let letter = b.is_ascii_alphanumeric();
        if b.is_ascii_digit() || among(b"-.,", b) {
            out[at] |= mark(NUMBER);
        }
        if b > b' ' && !among(b"\"<>", b) {
            out[at] |= mark(WORD);
        }
        if letter || b >= OTHER || among(b".-_:[]", b) {
            out[at] |= mark(HOST);
        }
        if letter || among(b"._-", b) {
            out[at] |= mark(NAME);
        }
        if among(b" \n:-|,.()[]\"'=/>", b) {
            out[at] |= mark(SEP);
        }
        if letter || among(b"-_.:+/=", b) {
            out[at] |= mark(ID);
        }
        at += 1;
    }
    out
};

/// The most bytes that a hole takes.
const fn most(hole: u8) -> usize {
    match hole {
        SEP => 8,
        NUMBER => 24,
        _ => 200,
    }
}
