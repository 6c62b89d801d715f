//! The links of a Markdown text: inline links, reference definitions, autolinks, HTML, and bare addresses as GitHub links them.
//!
//! `CommonMark` 0.31 as far as it matters for links, in one pass over the bytes: code is passed over, images are no links. Two things are
//! read more generously, because a list is to be checked and not to be rendered: definitions that nobody uses count, and indented text
//! is no code (it is mostly a nested list).

use std::borrow::Cow;

use super::{Href, Reading, Why, plain};
use crate::core::{
    address::looks_like_address,
    check::{
        entities::{Place, decode},
        links::short,
        markup::{Lines, Tokens},
    },
    text::{clip, find},
};

/// How far the title of a link is followed, and a broken one's end is looked for.
const NEAR: usize = 300;

/// How many brackets may be open at once.
const OPEN: usize = 64;

pub(super) fn read(text: &str, to: &mut Reading) {
    let base = to.how.base.clone();
    let mut scan =
        Scan { text, at: 0, lines: Lines::of(text), brackets: Vec::new(), paragraph: 0, no_run: [0; 32], no_comment: false, base, to };
    scan.all();
}

struct Scan<'a, 'r, 'h> {
    text: &'a str,
    at: usize,
    lines: Lines<'a>,
    /// Where `[` stand that are not closed yet.
    brackets: Vec<usize>,
    /// Where the paragraph ends.
    paragraph: usize,
    /// For every length of backticks: up to where it is known that none closes a code span.
    no_run: [usize; 32],
    /// No comment ends any more.
    no_comment: bool,
    base: Option<Href>,
    to: &'r mut Reading<'h>,
}

impl<'a> Scan<'a, '_, '_> {
    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or("")
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn line_end(&self, at: usize) -> usize {
        self.rest(at).bytes().position(|byte| byte == b'\n' || byte == b'\r').map_or(self.text.len(), |length| at + length)
    }

    fn all(&mut self) {
        let mut line_start = true;
        while self.at < self.text.len() {
            if line_start {
                line_start = false;
                if self.block() {
                    line_start = true;
                    continue;
                }
            }
            let at = self.at;
            match self.byte(at) {
                b'\n' | b'\r' => {
                    line_start = true;
                    self.at += 1;
                }
                b'\\' => self.at += 1 + usize::from(self.byte(at + 1).is_ascii_punctuation()),
                b'`' => self.code(),
                b'[' => {
                    if self.brackets.len() < OPEN {
                        self.brackets.push(at);
                    }
                    self.at += 1;
                }
                b']' => self.close(),
                b'<' => self.angle(),
                b'h' | b'H' | b'w' | b'W' if !self.text[..at].ends_with(|c: char| c.is_alphanumeric()) => self.bare(),
                _ => self.at += 1,
            }
        }
    }

    /// What only counts at the beginning of a line. True if the line is done.
    fn block(&mut self) -> bool {
        if self.byte(self.at) == b'\n' && self.text[..self.at].ends_with('\r') {
            self.at += 1;
            return true;
        }
        let end = self.line_end(self.at);
        let line = &self.text[self.at..end];
        let inner = line.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '>');
        if inner.is_empty() {
            self.brackets.clear();
            self.at = (end + 1).min(self.text.len());
            return true;
        }
        // A fence may stand right after a bullet or a number.
        if let Some(fence) = fence(inner.trim_start_matches(|c: char| c.is_ascii_whitespace() || "-*+.)0123456789".contains(c))) {
            self.brackets.clear();
            self.at = self.behind_fence(end, fence);
            return true;
        }
        let start = end - inner.len();
        if let Some((label, destination)) = definition(inner) {
            let mut from = start + destination;
            if self.text[from..end].trim().is_empty() && end < self.text.len() {
                // The address may stand on the next line.
                from = end;
            }
            if let Some((link, after)) = read_destination(self.text, from).filter(|(link, _)| !link.is_empty()) {
                self.emit(from, &link, short(label));
                self.at = self.line_end(after);
                return false;
            }
        }
        self.at = start;
        false
    }

    /// Where the text goes on after a fenced code block.
    fn behind_fence(&self, mut at: usize, (mark, count): (u8, usize)) -> usize {
        while at < self.text.len() {
            let from = at + 1;
            at = self.line_end(from);
            let line = self.text.get(from..at).unwrap_or("").trim_matches(|c: char| c.is_ascii_whitespace() || c == '>');
            if line.len() >= count && line.bytes().all(|byte| byte == mark) {
                return at;
            }
        }
        self.text.len()
    }

    /// A code span, or backticks that are none.
    fn code(&mut self) {
        let run = |at: usize| self.text[at..].bytes().take_while(|byte| *byte == b'`').count();
        let count = run(self.at);
        let after = self.at + count;
        if self.paragraph <= self.at {
            self.paragraph = self.paragraph_end(self.at);
        }
        let known = self.no_run.get(count).copied().unwrap_or(usize::MAX);
        let mut at = after;
        self.at = after;
        if known > after {
            return;
        }
        while let Some(next) = self.text.get(at..self.paragraph).and_then(|rest| rest.find('`')) {
            at += next;
            let closing = run(at);
            at += closing;
            if closing == count {
                self.at = at;
                return;
            }
        }
        if let Some(known) = self.no_run.get_mut(count) {
            *known = self.paragraph;
        }
    }

    /// The next blank line, or the end.
    fn paragraph_end(&self, from: usize) -> usize {
        let mut at = self.line_end(from);
        while at < self.text.len() {
            let next = self.line_end(at + 1);
            if self.text[at + 1..next].trim().is_empty() && !self.text[at..].starts_with("\r\n") {
                return at;
            }
            at = next;
        }
        at
    }

    /// A closing bracket: the text of a link, if an address in parentheses follows.
    fn close(&mut self) {
        let at = self.at;
        self.at += 1;
        let Some(open) = self.brackets.pop() else { return };
        if self.byte(at + 1) != b'(' {
            return;
        }
        let image = self.text[..open].ends_with('!');
        if let Some((link, end)) = inline(self.text, at + 2) {
            self.at = end;
            if !image && !link.is_empty() {
                let label = label(clip(&self.text[open + 1..at], 400));
                self.emit(at, &link, label);
            }
        } else if !image && plain::starts_with_scheme(self.rest(at + 2)) {
            // Meant as a link, but there are spaces in it.
            let line = clip(self.rest(at + 2), NEAR);
            let line = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
            if let Some(length) = line.find(')') {
                let number = self.lines.line(at);
                self.to.bad(number, &line[..length], Why::HasSpaces);
                self.at = at + 2 + length + 1;
            }
        }
    }

    /// `<https://…>`, a comment, or a tag of HTML.
    fn angle(&mut self) {
        let at = self.at;
        let rest = self.rest(at + 1);
        self.at += 1;
        if plain::starts_with_scheme(rest) {
            let end = rest.bytes().position(|byte| byte <= b' ' || byte == b'<' || byte == b'>').unwrap_or(rest.len());
            if rest.as_bytes().get(end) == Some(&b'>') {
                self.emit(at, &rest[..end], Box::default());
                self.at = at + end + 2;
            }
        } else if rest.starts_with("!--") && !self.no_comment {
            match find(&rest[3..], "-->") {
                Some(length) => self.at = at + 1 + 3 + length + 3,
                None => self.no_comment = true,
            }
        } else if let Some(length) = tag(rest) {
            let html = &self.text[at..=at + length];
            let mut tokens = Tokens::html(html);
            if tokens.next().is_some()
                && html.get(1..2).is_some_and(|name| name.eq_ignore_ascii_case("a"))
                && html.as_bytes().get(2).is_some_and(u8::is_ascii_whitespace)
                && let Some(link) = tokens.value("href")
            {
                self.emit(at, &link, Box::default());
            }
            self.at = at + 1 + length;
        }
    }

    /// An address without brackets, as GitHub links it.
    fn bare(&mut self) {
        let (at, rest) = (self.at, self.rest(self.at));
        self.at += 1;
        let www = rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        let begins = self.text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "*_~(|".contains(c));
        let host = www && begins;
        if !host && !plain::starts_with_scheme(rest) {
            return;
        }
        let found = plain::at(self.text, at);
        self.at = found.end.max(at + 1);
        if plain::starts_with_scheme(found.text) {
            self.emit(at, found.text, Box::default());
        } else if looks_like_address(found.text) {
            self.emit(at, &["https://", found.text].concat(), Box::default());
        }
    }

    fn emit(&mut self, at: usize, link: &str, text: Box<str>) {
        let line = self.lines.line(at);
        self.to.link(line, link, self.base.as_ref(), text);
    }
}

/// The mark of a code fence that a line opens, and how many there are.
fn fence(line: &str) -> Option<(u8, usize)> {
    let mark = *line.as_bytes().first().filter(|byte| matches!(**byte, b'`' | b'~'))?;
    let count = line.bytes().take_while(|byte| *byte == mark).count();
    let info = &line[count..];
    (count >= 3 && !(mark == b'`' && info.contains('`'))).then_some((mark, count))
}

/// `[label]:` at the beginning of a line: the label, and where its address may begin. A footnote is none.
fn definition(line: &str) -> Option<(&str, usize)> {
    let inner = line.strip_prefix('[').filter(|inner| !inner.starts_with('^'))?;
    let end = inner.find(['[', ']']).filter(|end| inner[*end..].starts_with("]:"))?;
    (!inner[..end].trim().is_empty()).then_some((&inner[..end], end + 3))
}

/// What stands in the parentheses of an inline link, and where they end.
fn inline(text: &str, from: usize) -> Option<(Cow<'_, str>, usize)> {
    let spaces = |at: usize| at + text[at..].bytes().take_while(u8::is_ascii_whitespace).count();
    let (link, end) = read_destination(text, from)?;
    let mut at = spaces(end);
    if text[at..].starts_with(')') {
        return Some((link, at + 1));
    }
    let mark = text.as_bytes().get(at)?;
    let closing = match mark {
        b'"' | b'\'' if at > end => char::from(*mark),
        b'(' if at > end => ')',
        _ => return None,
    };
    let title = clip(&text[at + 1..], NEAR);
    let mut escaped = false;
    let length = title.find(|c| {
        let closes = c == closing && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    at = spaces(at + 1 + length + 1);
    text[at..].starts_with(')').then_some((link, at + 1))
}

/// An address as links hold it, with or without angle brackets, and where it ends.
fn read_destination(text: &str, from: usize) -> Option<(Cow<'_, str>, usize)> {
    let start = from + text[from..].bytes().take_while(u8::is_ascii_whitespace).count();
    let rest = &text[start..];
    let (length, after) = if let Some(inner) = rest.strip_prefix('<') {
        let length = inner.bytes().position(|byte| matches!(byte, b'>' | b'<' | b'\n' | b'\r'))?;
        if inner.as_bytes()[length] != b'>' {
            return None;
        }
        return Some((unescape(&inner[..length]), start + length + 2));
    } else {
        let (mut depth, mut escaped) = (0, false);
        let end = rest.bytes().position(|byte| {
            let plain = !escaped;
            escaped = byte == b'\\' && plain;
            depth += i32::from(plain && byte == b'(') - i32::from(plain && byte == b')');
            byte <= b' ' || !(0..=32).contains(&depth)
        });
        let end = end.unwrap_or(rest.len());
        (end, start + end)
    };
    Some((unescape(&rest[..length]), after))
}

/// Backslashes before punctuation taken away, entities read.
fn unescape(text: &str) -> Cow<'_, str> {
    let text: Cow<str> = if text.contains('\\') {
        let mut out = String::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
                out.push(c);
            } else if let Some(c) = chars.next() {
                out.push(c);
            }
        }
        out.into()
    } else {
        text.into()
    };
    if text.contains('&') { decode(&text, Place::Attribute).into_owned().into() } else { text }
}

/// The text of a link as it is read: without marks, an image by its description.
fn label(text: &str) -> Box<str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '!' if rest.starts_with('[') => {}
            '[' | '*' | '`' => {}
            ']' => {
                // The address of an image, or of a link within.
                if let Some(inner) = rest.strip_prefix('(') {
                    rest = inner.find(')').map_or("", |end| &inner[end + 1..]);
                }
            }
            '\\' if rest.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
            c => out.push(c),
        }
    }
    short(&decode(&out, Place::Text))
}

/// The length of an open or closing tag after its `<`, as `CommonMark` has it (section 6.6): stricter than HTML, so that words between angle
/// brackets stay words.
fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let skip = |at: usize, test: fn(&u8) -> bool| at + bytes.get(at..).unwrap_or(&[]).iter().take_while(|byte| test(byte)).count();
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let closing = usize::from(bytes.first() == Some(&b'/'));
    bytes.get(closing).filter(|byte| byte.is_ascii_alphabetic())?;
    let mut at = skip(closing, name);
    loop {
        let after = skip(at, u8::is_ascii_whitespace);
        match bytes.get(after)? {
            b'>' => return Some(after + 1),
            b'/' if bytes.get(after + 1) == Some(&b'>') => return Some(after + 2),
            byte if after > at && closing == 0 && (byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':')) => {}
            _ => return None,
        }
        at = skip(after, |byte| byte.is_ascii_alphanumeric() || b"_:.-".contains(byte));
        let equals = skip(at, u8::is_ascii_whitespace);
        if bytes.get(equals) == Some(&b'=') {
            let value = skip(equals + 1, u8::is_ascii_whitespace);
            let quote = bytes.get(value)?;
            at = if matches!(quote, b'"' | b'\'') {
                value + 2 + bytes[value + 1..].iter().position(|byte| byte == quote)?
            } else {
                let end = skip(value, |byte| !byte.is_ascii_whitespace() && !b"\"'=<>`".contains(byte));
                Some(end).filter(|end| *end > value)?
            };
        }
    }
}
