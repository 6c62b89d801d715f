//! Tables: records of fields (RFC 4180), with commas, semicolons, tabs or bars between them.
//!
//! Read as people's programs write it: comments above the header (Google Analytics), `sep=;` (Excel), stray quotes, rows that are too short.

use std::borrow::Cow;

use super::{Column, Reading, plain};
use crate::core::{
    address::{Address, looks_like_address},
    check::links::short,
    text::clip,
};

/// What stands between fields, the likelier first where two would do.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// How many records are looked at to see whether it is a table.
const SAMPLE: usize = 200;

/// How many columns are told apart.
const MAX_COLUMNS: usize = 1000;

/// The longest quoted field, in bytes. Excel's cells hold 32,767 characters; a quote that isn't closed by then was none.
const MAX_FIELD: usize = 128 * 1024;

/// Names of the columns that hold what is to be checked, where several hold addresses.
const NAMES: [&str; 12] =
    ["url", "urls", "address", "link", "links", "href", "loc", "destination", "page", "page url", "landing page", "target url"];

/// Is it the name of a column that holds addresses?
pub(super) fn is_name(text: &str) -> bool {
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(text))
}

/// A table's records, one after the other.
struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    delimiter: u8,
}

impl<'a> Records<'a> {
    /// Without the comments above the header.
    fn of(text: &'a str, delimiter: u8) -> Records<'a> {
        let mut records = Records { text, at: 0, line: 1, delimiter };
        loop {
            let rest = &text[records.at..];
            let skipped = ["# ", "#\n", "#\r", "\n", "\r"].iter().any(|start| rest.starts_with(start));
            let told = records.at == 0 && names_delimiter(text);
            if !skipped && !told {
                return records;
            }
            let end = rest.bytes().position(|byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
            records.at += end;
            if !records.end_line() {
                return records;
            }
        }
    }

    /// Passes over the end of a line; false if there is none.
    fn end_line(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) };
        self.at += length;
        self.line = self.line.saturating_add(u32::from(length > 0));
        length > 0
    }

    /// Reads the next record into `fields`. Gives its line.
    fn read(&mut self, fields: &mut Vec<Cow<'a, str>>) -> Option<u32> {
        fields.clear();
        if self.at >= self.text.len() {
            return None;
        }
        let line = self.line;
        loop {
            let field = self.field();
            if fields.len() < MAX_COLUMNS {
                fields.push(field);
            }
            if self.text.as_bytes().get(self.at) == Some(&self.delimiter) {
                self.at += 1;
            } else {
                self.end_line();
                return Some(line);
            }
        }
    }

    /// Reads a field, up to a delimiter or the end of the line.
    fn field(&mut self) -> Cow<'a, str> {
        let mut out = Cow::Borrowed("");
        if let Some((field, length, lines)) = quoted(&self.text[self.at..]) {
            self.at += length;
            self.line = self.line.saturating_add(lines);
            out = field;
        }
        let rest = &self.text[self.at..];
        let end = rest.bytes().position(|byte| byte == self.delimiter || byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
        self.at += end;
        if out.is_empty() {
            return rest[..end].into();
        }
        // What stands after the closing quote was meant to be kept, too.
        if end > 0 {
            out.to_mut().push_str(&rest[..end]);
        }
        out
    }
}

/// A quoted field with its length, quotes included, and how many lines it ends.
fn quoted(text: &str) -> Option<(Cow<'_, str>, usize, u32)> {
    let inner = text.strip_prefix('"')?;
    let inner = clip(inner, MAX_FIELD);
    let bytes = inner.as_bytes();
    let mut at = 0;
    let mut doubled = false;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        doubled = true;
        at += 2;
    }
    let field = &inner[..at];
    let ends = field.matches('\n').count() + field.matches('\r').count() - field.matches("\r\n").count();
    let field = if doubled { field.replace("\"\"", "\"").into() } else { Cow::Borrowed(field) };
    Some((field, at + 2, ends as u32))
}

/// `sep=;`, the first line that Excel understands.
fn names_delimiter(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))
}

/// What a cell may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Address,
    /// A path of some site, as web statistics list them.
    Path,
    Other,
}

fn cell(text: &str) -> Cell {
    let text = text.trim();
    if text.contains(char::is_whitespace) {
        Cell::Other
    } else if plain::starts_with_scheme(text)
        || (text.contains('.') && text.contains(|c: char| c.is_alphabetic()) && looks_like_address(text))
    {
        Cell::Address
    } else if text.starts_with('/') {
        Cell::Path
    } else {
        Cell::Other
    }
}

/// A column, and what is in it.
struct Counted {
    column: Column,
    /// How many paths of some site.
    paths: usize,
    /// How many addresses that may be asked.
    usable: usize,
}

/// A table as it was understood.
struct Table {
    delimiter: u8,
    header: bool,
}

/// Is it a table with addresses in it, and which?
pub(super) fn is_table(text: &str) -> bool {
    understand(text, false).is_some()
}

/// The delimiter that makes the most of a text. `forced`: the visitor says that it is a table.
fn understand(text: &str, forced: bool) -> Option<Table> {
    let told = text.as_bytes().get(4).filter(|_| names_delimiter(text));
    let mut best: Option<(usize, Table)> = None;
    for delimiter in DELIMITERS {
        if told.is_some_and(|told| *told != delimiter) {
            continue;
        }
        let Some((width, header)) = fit(text, delimiter, forced) else { continue };
        if best.as_ref().is_none_or(|(most, _)| width > *most) {
            best = Some((width, Table { delimiter, header }));
        }
    }
    best.map(|(_, table)| table)
}

/// How many columns a delimiter makes, and whether the first record is their names. `None`: it makes no table.
fn fit(text: &str, delimiter: u8, forced: bool) -> Option<(usize, bool)> {
    let (mut records, mut fields) = (Records::of(text, delimiter), Vec::new());
    let mut counts: Vec<[usize; 2]> = Vec::new();
    let (mut width, mut fitting, mut filled, mut header) = (0, 0, 0, true);
    let mut looked = 0;
    while filled < SAMPLE && looked < 10 * SAMPLE && records.read(&mut fields).is_some() {
        looked += 1;
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if filled == 0 {
            width = fields.len();
            counts.resize(width, [0; 2]);
            header = !fields.iter().any(|field| cell(field) == Cell::Address);
        }
        filled += 1;
        fitting += usize::from(fields.len() == width);
        for (count, field) in counts.iter_mut().zip(&fields) {
            match cell(field) {
                Cell::Address => count[0] += 1,
                Cell::Path => count[1] += 1,
                Cell::Other => {}
            }
        }
    }
    let body = filled - usize::from(header).min(filled);
    let full = counts.iter().filter(|count| (count[0] + count[1]) * 2 >= body.max(1)).count();
    // Without a header, addresses in all columns are a list of several a line: none may be passed over.
    let table = width > 1 && filled > 1 && fitting * 10 >= filled * 9 && full > 0 && (header || full == 1);
    (table || (forced && width > 0)).then_some((width, header && filled > 1))
}

pub(super) fn read(text: &str, to: &mut Reading) {
    let table = understand(text, true).unwrap_or(Table { delimiter: b',', header: false });
    let (mut fields, mut records) = (Vec::new(), Records::of(text, table.delimiter));
    let mut columns: Vec<Counted> = Vec::new();
    let mut header = table.header;
    while records.read(&mut fields).is_some() {
        if columns.len() < fields.len() {
            columns.resize_with(fields.len(), || Counted { column: Column { name: Box::default(), addresses: 0 }, paths: 0, usable: 0 });
        }
        let blank = fields.iter().all(|field| field.trim().is_empty());
        for (own, field) in columns.iter_mut().zip(&fields).filter(|_| !blank) {
            if header {
                own.column.name = short(field);
                continue;
            }
            match cell(field) {
                Cell::Address => {
                    own.column.addresses += 1;
                    let refused = |address: Address| address.refusal(to.how.page_is_https, to.how.allow_loopback).is_some();
                    own.usable += usize::from(!Address::parse(field.trim()).is_ok_and(refused));
                }
                Cell::Path => own.paths += 1,
                Cell::Other => {}
            }
        }
        header &= blank;
    }
    if to.how.base.is_some() {
        for own in &mut columns {
            own.column.addresses += own.paths;
            own.usable += own.paths;
        }
    }
    let picked = to.how.column.filter(|column| *column < columns.len()).or_else(|| best(&columns));
    to.list.columns = columns.into_iter().map(|own| own.column).collect();
    to.list.column = picked;
    let Some(picked) = picked else { return };
    let mut records = Records::of(text, table.delimiter);
    let mut header = table.header;
    while let Some(line) = records.read(&mut fields) {
        let blank = fields.iter().all(|field| field.trim().is_empty());
        if header || blank {
            header &= blank;
            continue;
        }
        let field = fields.get(picked).map_or("", |field| field.trim());
        // The row under the names of a Markdown table.
        let rule = fields.iter().all(|field| field.bytes().all(|byte| b" -:|\t".contains(&byte)));
        if field.is_empty() || rule {
            to.list.ignored += 1;
        } else {
            plain::cell(line, field, to);
        }
    }
}

/// The column to read: among those with nearly the most addresses the one that is named for it, else the first.
fn best(columns: &[Counted]) -> Option<usize> {
    // A column of servers' own addresses may be the fullest one: what is never asked doesn't count where anything else does.
    let count = |at: usize| {
        let own = &columns[at];
        if columns.iter().any(|own| own.usable > 0) {
            own.usable
        } else if columns.iter().any(|own| own.column.addresses > 0) {
            own.column.addresses
        } else {
            own.paths
        }
    };
    let most = (0..columns.len()).map(count).max()?;
    let near = || (0..columns.len()).filter(|at| count(*at) * 10 >= most * 9 && count(*at) > 0);
    let named =
        near().filter_map(|at| Some((NAMES.iter().position(|name| name.eq_ignore_ascii_case(&columns[at].column.name))?, at))).min();
    named.map(|(_, at)| at).or_else(|| near().next()).or(Some(0))
}
