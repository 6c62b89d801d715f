//! A text as it is compared: lower case, one space for any white space, without what decoration does to it (colours of a terminal, Markdown's
//! stars, entities, escapes). Every byte keeps the place that it came from. The build folds the signatures with the same code.

/// A folded text. A character that is not ASCII is one byte from [`OTHER`] on: one of sixteen, enough to tell words apart.
#[derive(Default)]
pub struct Folded {
    /// The folded bytes.
    pub bytes: Vec<u8>,
    /// Where each came from, as a byte offset into the text.
    pub at: Vec<u32>,
    /// Where tags became a space.
    pub tags: Vec<usize>,
}

/// The first byte that stands for characters which are not ASCII.
pub const OTHER: u8 = 0x80;

/// Longer than this no tag is.
const LONGEST_TAG: usize = 4096;

/// What stands for itself, but for its case.
const PLAIN: [bool; 256] = {
    let mut out = [false; 256];
    let mut at = 0;
    while at < 256 {
        out[at] = matches!(at as u8, b'\n' | b' '..=b'~') && !matches!(at as u8, b'&' | b'*' | b'<' | b'>' | b'\\' | b'`');
        at += 1;
    }
    out
};

/// Whether there may be a tag in a text: without, `strip` changes nothing. (The sign of curl's headers has a space behind it.)
pub fn tagged(text: &str) -> bool {
    text.as_bytes().windows(2).any(|two| two[0] == b'<' && !b" \n".contains(&two[1]))
}

/// Folds a text; with `strip`, tags become a space.
#[inline(never)]
pub fn fold(text: &str, strip: bool) -> Folded {
    let mut out = Folded { bytes: Vec::with_capacity(text.len()), at: Vec::with_capacity(text.len()), tags: Vec::new() };
    let bytes = text.as_bytes();
    // Where no further tag ends; nothing behind it needs to be looked through again.
    let mut no_end_before = 0;
    let mut at = 0;
    while at < bytes.len() {
        // Most of a text is letters, digits, marks, and single spaces and line ends.
        let mut last = out.bytes.last().copied().unwrap_or(b' ');
        let alone = |b: &&u8| {
            let single = PLAIN[usize::from(**b)] && (**b > b' ' || last > b' ');
            last = **b;
            single
        };
        let run = bytes[at..].iter().take_while(alone).count();
        if run > 0 {
            out.bytes.extend(bytes[at..at + run].iter().map(u8::to_ascii_lowercase));
            out.at.extend(at as u32..(at + run) as u32);
            at += run;
            continue;
        }
        let (c, length) = match bytes[at] {
            b'\\' => escape(&bytes[at..]),
            b'&' => entity(&bytes[at..]),
            0x1b => (None, terminal(&bytes[at..])),
            b'<' if strip && at >= no_end_before && bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || b"/!?".contains(b)) => {
                let until = (at + LONGEST_TAG).min(bytes.len());
                if let Some(length) = bytes[at..until].iter().position(|b| *b == b'>') {
                    out.tags.push(out.bytes.len());
                    (Some(' '), length + 1)
                } else {
                    no_end_before = until;
                    (Some('<'), 1)
                }
            }
            // The mark of a quoted line.
            b'>' if quotes(bytes, at) => (None, 1),
            b if b < 0x80 => (Some(char::from(b)), 1),
            _ => text[at..].chars().next().map_or((None, 1), |c| (Some(c), c.len_utf8())),
        };
        if let Some(c) = c {
            out.push(c, at as u32);
        }
        at += length;
    }
    out.at.push(text.len() as u32);
    out
}

impl Folded {
    fn put(&mut self, b: u8, at: u32) {
        self.bytes.push(b.to_ascii_lowercase());
        self.at.push(at);
    }

    /// One character, from a place.
    pub fn push(&mut self, c: char, at: u32) {
        let plain: &[u8] = match c {
            // Markdown's decoration; a signature has none either.
            '*' | '`' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => return,
            '\n' | '\u{2028}' | '\u{2029}' => b"\n",
            '\r' | '\t' | ' ' | '\u{b}' | '\u{c}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => b" ",
            '‘' | '’' | '‚' | '′' => b"'",
            '“' | '”' | '„' | '″' => b"\"",
            '‐'..='―' | '−' => b"-",
            '…' => b"...",
            // The wide forms that are typed between Chinese and Japanese characters.
            '\u{ff01}'..='\u{ff5e}' => {
                self.put((c as u32 - 0xfee0) as u8, at);
                return;
            }
            c if (c as u32) < 0x20 || c as u32 == 0x7f => b" ",
            c if c.is_ascii() => {
                self.put(c as u8, at);
                return;
            }
            _ => {
                let c = c as u32;
                self.put(OTHER | ((c ^ c >> 4 ^ c >> 8) & 15) as u8, at);
                return;
            }
        };
        match (plain, self.bytes.last_mut()) {
            (b" ", Some(b' ' | b'\n')) | (b"\n", Some(b'\n')) => {}
            (b"\n", Some(last @ b' ')) => *last = b'\n',
            _ => {
                self.bytes.extend_from_slice(plain);
                self.at.extend(plain.iter().map(|_| at));
            }
        }
    }
}

/// A mark of quotation: nothing but such marks stands before it in its line, and a space or another after it.
fn quotes(bytes: &[u8], at: usize) -> bool {
    // A mark with a letter behind it, or with no space, is none: that decides for most.
    if !bytes.get(at + 1).is_some_and(|b| b" >".contains(b)) {
        return false;
    }
    let mut start = at;
    while start > 0 && at - start < 12 && bytes[start - 1] != b'\n' {
        start -= 1;
        if !b" >".contains(&bytes[start]) {
            return false;
        }
    }
    start == at || bytes[start] == b'>'
}

/// `\"`, `\/`, `\n`, `\t`, `\u003c` in a JSON string or a log.
fn escape(bytes: &[u8]) -> (Option<char>, usize) {
    match bytes.get(1) {
        Some(b'"') => (Some('"'), 2),
        Some(b'/') => (Some('/'), 2),
        Some(b'n' | b'r') => (Some('\n'), 2),
        Some(b't') => (Some(' '), 2),
        Some(b'u') => match bytes.get(2..6).and_then(|hex| number(hex, 16)) {
            Some(c) => (Some(c), 6),
            None => (Some('\\'), 1),
        },
        _ => (Some('\\'), 1),
    }
}

/// `&amp;`, `&#39;`, `&#x27;` and the few others that error pages have.
fn entity(bytes: &[u8]) -> (Option<char>, usize) {
    let Some(end) = bytes.iter().take(10).position(|b| *b == b';') else { return (Some('&'), 1) };
    let c = match &bytes[1..end] {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" | b"rsquo" | b"lsquo" => Some('\''),
        b"nbsp" => Some(' '),
        b"ndash" | b"mdash" => Some('-'),
        b"hellip" => Some('…'),
        [b'#', b'x' | b'X', hex @ ..] => number(hex, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    };
    c.map_or((Some('&'), 1), |c| (Some(c), end + 1))
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u32, |sum, b| Some(sum * radix + char::from(*b).to_digit(radix)?)).and_then(char::from_u32)
}

/// The length of a terminal's control sequence, `ESC [ 31 m`.
fn terminal(bytes: &[u8]) -> usize {
    if bytes.get(1) != Some(&b'[') {
        return 1;
    }
    let rest = bytes[2..].iter().take(16).position(u8::is_ascii_alphabetic);
    rest.map_or(2, |length| length + 3)
}
