//! Addresses in lines or amid words.
//!
//! A whole address (`https://…`) is found anywhere; one without a scheme only where a line holds nothing else, or as `www.…`. Where an address
//! ends amid words follows GitHub's extended autolinks, with the brackets and quotes of other languages and of program text.

use super::{Reading, Why, csv, lines};
use crate::core::{
    address::{Address, AddressError, looks_like_address, recognize},
    check::href::resolve,
    text::clip,
};

/// How much of a long line is shown for one bad address in it.
const SHOWN: usize = 200;

/// Characters that no address holds where it stands amid words: quotes, brackets of HTML, the punctuation of Chinese and Japanese.
const STOPS: &str = "<>\"`“”„«»‹›「」『』【】《》（）、。，；：！？\u{feff}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}";

/// Punctuation that is the sentence's, not the address's, at its end.
const SENTENCE: &str = ".!?*_~…";

/// The same in a plain list, where a dot may well belong to the address.
const SEPARATORS: &str = ",;:|'’‘";

/// What the lines are, taken together.
#[derive(Debug, Clone, Copy, Default)]
struct Nature {
    /// Most lines hold an address and nothing else: what stands at their ends is theirs.
    list: bool,
    /// Most lines hold words and no address: those are no mistakes.
    prose: bool,
}

impl Nature {
    fn of(text: &str) -> Nature {
        let (mut filled, mut alone, mut addressed, mut comments) = (0_usize, 0_usize, 0_usize, 0_usize);
        for (_, line) in lines(text) {
            let (mut start, mut dot, mut space, mut slashes) = (0, false, false, false);
            let line = line.trim_ascii();
            for byte in line.bytes() {
                dot |= byte == b'.';
                space |= byte <= b' ';
                // `://`, one after the other.
                start = if byte == b':' {
                    1
                } else if byte == b'/' && start > 0 {
                    start + 1
                } else {
                    0
                };
                slashes |= start == 3;
            }
            let single = dot && !space;
            filled += usize::from(!line.is_empty());
            alone += usize::from(single);
            addressed += usize::from(single || slashes);
            comments += usize::from(line.starts_with('#') && !single);
        }
        Nature { list: alone >= 3 && alone * 2 >= filled, prose: filled - addressed.min(filled) > addressed + comments }
    }
}

pub(super) fn read(text: &str, to: &mut Reading) {
    let nature = Nature::of(text);
    for (number, line) in lines(text) {
        if !whole(number, line, nature.list, to) {
            without_scheme(number, line, nature, to);
        }
    }
}

/// One cell of a table: an address and nothing else, or words with addresses in them.
pub(super) fn cell(number: u32, cell: &str, to: &mut Reading) {
    let cell = cell.trim();
    let several = |between: fn(char) -> bool| cell.split(between).skip(1).any(starts_with_scheme);
    if starts_with_scheme(cell) && !several(|c| c.is_whitespace() || matches!(c, ',' | ';' | '|')) {
        // Whatever else is in the cell is the address's: quotes, a comma at its end.
        let read = if cell.contains(char::is_whitespace) { Err(Why::HasSpaces) } else { resolve(cell, None) };
        return to.href(number, cell, read, None);
    }
    if !whole(number, cell, true, to) {
        without_scheme(number, cell, Nature { list: true, prose: false }, to);
    }
}

/// Takes all whole addresses of a line; false if there is none.
fn whole(number: u32, line: &str, list: bool, to: &mut Reading) -> bool {
    let mut at = 0;
    while let Some(found) = next(line, at, list) {
        at = found.end;
        if broken(found.text, &line[at..]) {
            to.bad(number, if line.len() > SHOWN { found.text } else { line }, Why::HasSpaces);
            continue;
        }
        let address = if found.text.contains('\\') { Address::parse(&found.text.replace("\\/", "/")) } else { Address::parse(found.text) };
        to.address(number, if line.len() > SHOWN { found.text } else { line }, address);
    }
    at > 0
}

/// Is it half an address, with a space in its name (`https://exa mple.com/`)? A name without a dot is none that is asked, so the rest is looked for behind it.
fn broken(found: &str, rest: &str) -> bool {
    let Some(host) = found.split_once("://").map(|(_, host)| host) else { return false };
    let Some(behind) = rest.strip_prefix(' ') else { return false };
    let word = behind.split_ascii_whitespace().next().unwrap_or("");
    !host.is_empty()
        && !host.contains(['.', '/', ':', '[', '?', '#'])
        && !starts_with_scheme(word)
        && word.contains('.')
        && looks_like_address(word)
}

/// An address amid words.
pub(super) struct Found<'a> {
    pub text: &'a str,
    /// Where the search goes on.
    pub end: usize,
}

/// The next whole address of a text, from a byte on.
pub(super) fn next(text: &str, from: usize, list: bool) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let colon = at + bytes.get(at..)?.iter().position(|byte| *byte == b':')?;
        at = colon + 1;
        let slashes = ["//", "\\/\\/"].into_iter().find(|slashes| text[at..].starts_with(slashes));
        let start = [5, 4].into_iter().find_map(|length| {
            let start = colon.checked_sub(length).filter(|start| *start >= from)?;
            bytes[start..colon].eq_ignore_ascii_case(&b"https"[..length]).then_some(start)
        });
        if let (Some(slashes), Some(start)) = (slashes, start) {
            let rest = at + slashes.len();
            let end = rest + length(&text[rest..], text[..start].ends_with('\''));
            let kept = trimmed(&text[start..end], list);
            return Some(Found { text: kept, end });
        }
    }
}

/// An address that begins here, for a caller that knows that one does.
pub(super) fn at(text: &str, start: usize) -> Found<'_> {
    let end = start + length(&text[start..], false);
    Found { text: trimmed(&text[start..end], false), end }
}

pub(super) fn starts_with_scheme(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

/// How far an address reaches.
fn length(text: &str, quoted: bool) -> usize {
    let mut open = [0_u32; 3];
    for (at, byte) in text.bytes().enumerate() {
        let stops = match byte {
            0..=b' ' | 0x7f | b'<' | b'>' | b'"' | b'`' => true,
            b'(' | b'[' | b'{' => {
                open[usize::from(byte != b'(') + usize::from(byte == b'{')] += 1;
                false
            }
            b')' | b']' | b'}' => {
                let open = &mut open[usize::from(byte != b')') + usize::from(byte == b'}')];
                *open = open.wrapping_sub(1);
                *open == u32::MAX
            }
            b',' | b';' | b'|' => starts_with_scheme(&text[at + 1..]),
            // Of program text: `\n`, `\"`. An escaped slash is a slash.
            b'\\' => !text[at + 1..].starts_with('/'),
            b'\'' => quoted,
            // The first byte of a wide character.
            0xc0.. => text[at..].starts_with(|c: char| c.is_whitespace() || c.is_control() || STOPS.contains(c)),
            _ => false,
        };
        if stops {
            return at;
        }
    }
    text.len()
}

fn trimmed(text: &str, list: bool) -> &str {
    text.trim_end_matches(|c| SEPARATORS.contains(c) || (!list && SENTENCE.contains(c)))
}

/// A line that holds no whole address: hosts, paths, words.
fn without_scheme(number: u32, line: &str, nature: Nature, to: &mut Reading) {
    let typed = line.trim();
    if is_words(typed) && number > 1 {
        if nature.prose {
            to.list.ignored += 1;
        } else {
            to.bad(number, typed, Why::NoAddress);
        }
        return;
    }
    let bare = bare(typed);
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|');
    let words = || bare.split(between).filter(|word| !word.is_empty());
    if bare.is_empty() {
        // A rule, a lonely bullet.
        to.list.ignored += usize::from(!typed.is_empty());
    } else if !bare.contains(char::is_whitespace) && is_path(bare) {
        let read = resolve(bare, to.how.base.as_ref());
        to.href(number, typed, read, None);
    } else if let Some(read) = lone(bare) {
        to.address(number, typed, read);
    } else if words().all(looks_like_address) {
        words().for_each(|word| to.address(number, typed, Address::parse(word)));
    } else {
        let mut any = false;
        for word in words().map(self::bare).filter(|word| is_www(word)) {
            if let Some(read) = recognize(word) {
                any = true;
                to.address(number, if line.len() > SHOWN { clip(word, SHOWN) } else { typed }, read);
            }
        }
        if any {
            return;
        }
        // The header of a table with one column is no mistake either.
        let comment = typed.starts_with('#') || (number == 1 && csv::is_name(bare));
        let single = !bare.contains(char::is_whitespace);
        if comment || (nature.prose && !(single && bare.contains(['.', '/']))) {
            to.list.ignored += 1;
        } else if single {
            to.bad(number, typed, Address::parse(bare).err().map_or(Why::NotAnAddress, Why::from));
        } else {
            to.bad(number, typed, if words().next().is_some_and(looks_like_address) { Why::HasSpaces } else { Why::NoAddress });
        }
    }
}

/// An address and nothing else, without its scheme or even its slashes.
fn lone(text: &str) -> Option<Result<Address, AddressError>> {
    if text.bytes().any(|byte| byte <= b' ') {
        return None;
    }
    // `//example.com` is one if `example.com` is.
    recognize(text).or_else(|| text.strip_prefix("//").and_then(recognize))
}

/// Part of an address: `/about`, `../about`, `?page=2`.
fn is_path(text: &str) -> bool {
    ["/", "./", "../", "?"].iter().any(|start| text.starts_with(start)) && !text.starts_with("//")
}

/// Words and nothing else, as most lines of prose: told apart quickly.
fn is_words(text: &str) -> bool {
    text.bytes().any(|byte| byte == b' ')
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && !text.bytes().any(|byte| matches!(byte, b'.' | b':' | b'/' | b'#') || byte >= 0x80)
}

fn is_www(word: &str) -> bool {
    word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

/// A line without its bullet or number, quotes, brackets, and the punctuation at its end.
fn bare(line: &str) -> &str {
    let around = |c: char| c.is_whitespace() || "\"'`<>“”„‘’‚«»‹›\u{feff}\u{200b}\u{200e}\u{200f}\u{2060}".contains(c);
    let mut text = line.trim_matches(around);
    loop {
        let mut rest = text.trim_start_matches(|c: char| "•‣▪◦●·→*+-–—".contains(c));
        let bullet = rest.len() < text.len();
        // `1.`, `1)`, `(1)`, `[ ]`, `[x]`
        if !bullet {
            let opened = text.trim_start_matches(['(', '[']);
            let numbered =
                opened.trim_start_matches(|c: char| c.is_ascii_digit() || (opened.len() < text.len() && matches!(c, ' ' | 'x' | 'X')));
            let ended = numbered.trim_start_matches(['.', ')', ']']);
            if numbered.len() < text.len() && ended.len() < numbered.len() {
                rest = ended;
            }
        }
        if rest.len() == text.len() || !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
            break;
        }
        text = rest.trim_start_matches(around);
    }
    let text = text.trim_end_matches(|c| around(c) || SEPARATORS.contains(c) || SENTENCE.contains(c)).trim_start_matches('*');
    match text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => inner.trim_matches(around),
        None => text,
    }
}
