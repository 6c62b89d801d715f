//! A run as CSV, JSON and Markdown.
//!
//! What is exported was written by others: addresses, redirect targets and link texts come from lists, servers and pages. So no cell is a formula in a
//! spreadsheet, and nothing is markup in Markdown. Secrets are hidden ([`redact`]), unless the visitor wants whole addresses.

use crate::core::{diagnose::iso, probe::Is, redact};

use super::rows::{Group, Row, cannot_tell, label};

/// One address and what is known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Item<'a> {
    /// The address.
    pub address: &'a str,
    /// What came out. `None`: not yet.
    pub row: Option<&'a Row>,
    /// The page on which the address was found, if it was.
    pub found_on: Option<&'a str>,
    /// The text of the link there.
    pub link_text: Option<&'a str>,
}

/// A host that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact<'a> {
    /// Scheme, host and port.
    pub origin: &'a str,
    /// How many requests.
    pub requests: u32,
    /// What for; empty if nobody said.
    pub why: &'a str,
    /// What was learned; empty if nothing was.
    pub learned: &'a str,
}

/// How to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How<'a> {
    /// When, in milliseconds since 1970.
    pub made: i64,
    /// Whole addresses and texts, with whatever secrets they hold. Otherwise they are hidden as in reports.
    pub whole: bool,
    /// The hosts of these addresses that the page asked since it was opened, for JSON and Markdown: CSV has one table, which is the addresses'.
    pub contacts: &'a [Contact<'a>],
}

impl How<'_> {
    fn address(self, address: &str) -> String {
        if self.whole { address.to_owned() } else { redact::address(address) }
    }

    fn text(self, text: &str) -> String {
        if self.whole { text.to_owned() } else { redact::text(text) }
    }
}

/// Which of the columns that only lists from pages have are there.
struct Columns {
    found_on: bool,
    link_text: bool,
}

impl Columns {
    fn of(items: &[Item]) -> Columns {
        Columns { found_on: items.iter().any(|item| item.found_on.is_some()), link_text: items.iter().any(|item| item.link_text.is_some()) }
    }
}

/// The stable name of what came out: [`Is::id`], or `not-yet`.
fn outcome(row: Option<&Row>) -> &'static str {
    row.map_or(Group::NotYet.id(), |row| row.is.id())
}

fn redirect(row: Option<&Row>) -> Option<&str> {
    row?.redirected_to.as_deref()
}

/// What the outcome of a row can't tell; of one that has none, nothing.
fn untold(row: Option<&Row>) -> &'static [&'static str] {
    row.map_or(&[], |row| cannot_tell(row.is))
}

/// CSV (RFC 4180): UTF-8, a header, lines that end in CR LF. Every text is in quotes, numbers are bare. There is no byte order mark; a file for Excel
/// wants `\u{feff}` in front, without which it takes UTF-8 for something else.
///
/// No text is taken for a formula (OWASP, *CSV Injection*): one that begins like one gets an apostrophe. That holds for what follows a semicolon, too, which
/// ends a cell wherever the comma is the decimal sign; there a quote gets one as well, and an end a space, so that no cell swallows the next ones. Tabs, line
/// breaks and other control characters become spaces.
pub fn csv(items: &[Item], how: How) -> String {
    let columns = Columns::of(items);
    let mut out = String::with_capacity(128 + items.len() * 256);
    out.push_str("address,outcome,status,milliseconds,redirected to,checked at,can't tell");
    if columns.found_on {
        out.push_str(",found on");
    }
    if columns.link_text {
        out.push_str(",link text");
    }
    out.push_str("\r\n");
    for item in items {
        csv_text(&mut out, &how.address(item.address));
        out.push(',');
        out.push_str(outcome(item.row));
        out.push(',');
        if let Some(status) = item.row.and_then(|row| row.status) {
            out.push_str(&status.to_string());
        }
        out.push(',');
        if let Some(ms) = item.row.and_then(|row| row.ms) {
            out.push_str(&ms.to_string());
        }
        out.push(',');
        if let Some(to) = redirect(item.row) {
            csv_text(&mut out, &how.address(to));
        }
        out.push(',');
        if let Some(row) = item.row {
            out.push_str(&iso(row.at));
        }
        out.push(',');
        if item.row.is_some() {
            out.push('"');
            sentences(&mut out, untold(item.row));
            out.push('"');
        }
        if columns.found_on {
            out.push(',');
            csv_text(&mut out, &item.found_on.map_or_else(String::new, |page| how.address(page)));
        }
        if columns.link_text {
            out.push(',');
            csv_text(&mut out, &item.link_text.map_or_else(String::new, |text| how.text(text)));
        }
        out.push_str("\r\n");
    }
    out
}

/// Sentences of ours, one after the other.
fn sentences(out: &mut String, sentences: &[&str]) {
    for (nth, sentence) in sentences.iter().enumerate() {
        if nth > 0 {
            out.push(' ');
        }
        out.push_str(sentence);
    }
}

/// A text of others, in quotes. Nothing for an empty one.
fn csv_text(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push('"');
    let mut rest = text;
    // A cell begins here, under the comma or under the semicolon.
    let mut begins = true;
    while let Some(c) = rest.chars().next() {
        let in_the_middle = rest.len() < text.len();
        if begins && (is_formula(rest) || in_the_middle && c == '"') {
            out.push('\'');
        }
        begins = c == ';';
        match c {
            '"' => out.push_str("\"\""),
            c if is_control(c) => out.push(' '),
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    if begins {
        // Else the quote that ends this cell would open one under the semicolon.
        out.push(' ');
    }
    out.push('"');
}

/// Whether a spreadsheet may take this for a formula: its first character that isn't space, quote or invisible starts one.
fn is_formula(text: &str) -> bool {
    let starts = |c: char| "=+-@".contains(c) || "＝＋－＠﹦﹢﹣﹫−".contains(c);
    text.starts_with(['\t', '\r', '\n', '\0']) || text.chars().find(|c| !is_passed_over(*c)).is_some_and(starts)
}

/// What programs strip, ignore or don't show in front of a value.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace() || is_control(c) || is_invisible(c) || "'\"`´‘’‚‛“”„‟«»‹›＂＇".contains(c)
}

/// Controls, and what else breaks a line.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Joiners, marks and overrides of direction, and others without a width.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// JSON: `version`, when it was `made`, whether secrets are `masked`, `rows` with the names that the JavaScript API has for an outcome, and `contacted`, their
/// hosts that the page asked since it was opened. What is not known is not there.
pub fn json(items: &[Item], how: How) -> String {
    let mut out = String::with_capacity(128 + items.len() * 384);
    out.push_str("{\"version\":1,\"made\":\"");
    out.push_str(&iso(how.made));
    out.push_str("\",\"masked\":");
    out.push_str(if how.whole { "false" } else { "true" });
    out.push_str(",\"rows\":[");
    for (nth, item) in items.iter().enumerate() {
        out.push_str(if nth == 0 { "\n" } else { ",\n" });
        out.push_str("{\"address\":");
        json_text(&mut out, &how.address(item.address));
        out.push_str(",\"outcome\":\"");
        out.push_str(outcome(item.row));
        out.push('"');
        if let Some(row) = item.row {
            let numbers = [("status", row.status.map(u32::from)), ("ms", row.ms), ("retryAfter", row.retry_after)];
            for (name, number) in numbers.into_iter().filter_map(|(name, number)| Some((name, number?))) {
                key(&mut out, name);
                out.push_str(&number.to_string());
            }
            if let Some(to) = &row.redirected_to {
                key(&mut out, "redirectedTo");
                json_text(&mut out, &how.address(to));
            }
            key(&mut out, "checkedAt");
            json_text(&mut out, &iso(row.at));
            key(&mut out, "cannotTell");
            for (nth, sentence) in cannot_tell(row.is).iter().enumerate() {
                out.push(if nth == 0 { '[' } else { ',' });
                json_text(&mut out, sentence);
            }
            out.push(']');
        }
        if let Some(page) = item.found_on {
            key(&mut out, "foundOn");
            json_text(&mut out, &how.address(page));
        }
        if let Some(text) = item.link_text {
            key(&mut out, "linkText");
            json_text(&mut out, &how.text(text));
        }
        out.push('}');
    }
    out.push_str("\n],\"contacted\":[");
    for (nth, own) in how.contacts.iter().enumerate() {
        out.push_str(if nth == 0 { "\n{\"origin\":" } else { ",\n{\"origin\":" });
        json_text(&mut out, own.origin);
        key(&mut out, "requests");
        out.push_str(&own.requests.to_string());
        for (name, text) in [("why", own.why), ("learned", own.learned)].into_iter().filter(|(_, text)| !text.is_empty()) {
            key(&mut out, name);
            json_text(&mut out, &how.text(text));
        }
        out.push('}');
    }
    out.push_str("\n]}\n");
    out
}

fn key(out: &mut String, name: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
}

fn json_text(out: &mut String, text: &str) {
    // A text is always JSON, so there is no error to come.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// Markdown: a line that sums up, a table, what the outcomes can't tell, and the hosts that the page asked. Works wherever tables do (GitHub Flavored Markdown), and nothing in it is a link,
/// a mention or markup that somebody else wrote.
pub fn markdown(items: &[Item], how: How) -> String {
    let columns = Columns::of(items);
    let mut out = String::with_capacity(512 + items.len() * 192);
    let mut groups = [0_u32; Group::ALL.len()];
    let mut kinds = [false; Is::ALL.len()];
    for item in items {
        groups[item.row.map_or(Group::NotYet, Row::group) as usize] += 1;
        if let Some(row) = item.row {
            kinds[row.is as usize] = true;
        }
    }
    out.push_str(&items.len().to_string());
    out.push_str(if items.len() == 1 { " address, " } else { " addresses, " });
    out.push_str(&iso(how.made));
    out.push('.');
    for (group, count) in Group::ALL.into_iter().zip(groups).filter(|(_, count)| *count > 0) {
        out.push(' ');
        out.push_str(group.label());
        out.push_str(": ");
        out.push_str(&count.to_string());
        out.push('.');
    }
    out.push_str("\n\n| Address | Outcome | Milliseconds | Redirected to | Checked at |");
    let more = [(columns.found_on, " Found on |"), (columns.link_text, " Link text |")];
    for (_, head) in more.iter().filter(|(there, _)| *there) {
        out.push_str(head);
    }
    out.push_str("\n| --- | --- | ---: | --- | --- |");
    for _ in more.iter().filter(|(there, _)| *there) {
        out.push_str(" --- |");
    }
    out.push('\n');
    for item in items {
        out.push_str("| ");
        code(&mut out, &how.address(item.address));
        out.push_str(" | ");
        out.push_str(&item.row.map_or_else(|| Group::NotYet.label().to_owned(), Row::label));
        out.push_str(" | ");
        if let Some(ms) = item.row.and_then(|row| row.ms) {
            out.push_str(&ms.to_string());
        }
        out.push_str(" | ");
        if let Some(to) = redirect(item.row) {
            code(&mut out, &how.address(to));
        }
        out.push_str(" | ");
        if let Some(row) = item.row {
            out.push_str(&iso(row.at));
        }
        out.push_str(" |");
        if columns.found_on {
            out.push(' ');
            code(&mut out, &item.found_on.map_or_else(String::new, |page| how.address(page)));
            out.push_str(" |");
        }
        if columns.link_text {
            out.push(' ');
            prose(&mut out, &item.link_text.map_or_else(String::new, |text| how.text(text)));
            out.push_str(" |");
        }
        out.push('\n');
    }
    if kinds.contains(&true) {
        out.push_str("\nWhat this can't tell:\n\n");
        for is in Is::ALL.into_iter().filter(|is| kinds[*is as usize]) {
            out.push_str("- ");
            out.push_str(label(is));
            out.push_str(": ");
            sentences(&mut out, cannot_tell(is));
            out.push('\n');
        }
    }
    if !how.contacts.is_empty() {
        out.push_str("\nHosts that the page asked since it was opened, with the number of requests:\n\n");
    }
    for own in how.contacts {
        out.push_str("- ");
        code(&mut out, own.origin);
        out.push_str(" × ");
        out.push_str(&own.requests.to_string());
        for text in [own.why, own.learned].into_iter().filter(|text| !text.is_empty()) {
            out.push_str(": ");
            prose(&mut out, &how.text(text));
        }
        out.push('\n');
    }
    out
}

/// An address as code, in which nothing is markup. What no address may hold (RFC 3986: spaces, `|`, backticks, angle brackets…) is percent-encoded, as
/// browsers do or may do, so that neither the code nor the cell ends early in any dialect.
fn code(out: &mut String, address: &str) {
    if address.is_empty() {
        return;
    }
    out.push('`');
    for c in address.chars() {
        if " \"<>\\^`{|}".contains(c) || c.is_whitespace() || is_control(c) || is_invisible(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
                }
            }
        } else {
            out.push(c);
        }
    }
    out.push('`');
}

/// A text of others as text: whatever may be markup is a numeric character reference, which no dialect reads as markup or as the end of a cell.
fn prose(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '&' | '<' | '>' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '#' | '!' | '$' | '^' | '{' | '}' => {
                out.push_str("&#");
                out.push_str(&u32::from(c).to_string());
                out.push(';');
            }
            c if is_control(c) || c.is_whitespace() => out.push(' '),
            // Would show the rest of the line in another order.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
        // Broken up by something that doesn't show, it is no mention and no address that becomes a link.
        let www = || out.len().checked_sub(4).and_then(|at| out.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("www."));
        if c == '@' || c == ':' && rest.starts_with("//") || c == '.' && www() {
            out.push('\u{2060}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Contact, How, Item, csv, is_formula, is_passed_over, json, markdown};
    use crate::core::{catalog, check::rows::Row, diagnose::from_iso, text::decode};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    const MADE: i64 = 1_795_341_600_000;
    const WHOLE: How<'_> = How { made: MADE, whole: true, contacts: &[] };
    const MASKED: How<'_> = How { made: MADE, whole: false, contacts: &[] };

    fn row(line: &str) -> Row {
        Row::parse(line).unwrap_or_else(|| panic!("{line}"))
    }

    fn item<'a>(address: &'a str, row: Option<&'a Row>) -> Item<'a> {
        Item { address, row, ..Item::default() }
    }

    /// Reads CSV as spreadsheets do: a quote counts at the beginning of a cell, and after the one that closes it the rest is text.
    fn read(text: &str, separator: char) -> Vec<Vec<String>> {
        let mut records = vec![vec![String::new()]];
        let (mut quoted, mut begins) = (false, true);
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let record = records.last_mut().unwrap();
            let cell = record.last_mut().unwrap();
            if quoted {
                match c {
                    '"' if rest.peek() == Some(&'"') => cell.extend(rest.next()),
                    '"' => quoted = false,
                    c => cell.push(c),
                }
            } else if c == '"' && begins {
                (quoted, begins) = (true, false);
            } else if c == separator {
                record.push(String::new());
                begins = true;
            } else if c == '\r' && rest.peek() == Some(&'\n') {
                rest.next();
                records.push(vec![String::new()]);
                begins = true;
            } else {
                cell.push(c);
                begins = false;
            }
        }
        assert!(!quoted, "a quote is not closed");
        assert_eq!(records.pop(), Some(vec![String::new()]), "the last line has an end");
        records
    }

    #[test]
    fn a_table_of_cells() {
        let gone = row("1 404 31 - 1795341600000 https://www.example.com/new?token=abc");
        let hidden = row("1 answered 8 - 1795341600250");
        let items = [
            Item {
                found_on: Some("https://www.example.com/"),
                link_text: Some("Old \"shop\"\n, now"),
                ..item("https://www.example.com/old", Some(&gone))
            },
            item("https://www.example.org/", Some(&hidden)),
            item("https://www.example.net/", None),
        ];
        assert_eq!(
            csv(&items, MASKED),
            "address,outcome,status,milliseconds,redirected to,checked at,can't tell,found on,link text\r\n\
             \"https://www.example.com/old\",status,404,31,\"https://www.example.com/new?token=…\",2026-11-22T10:00:00Z,\"Whether your own tab gets the same answer.\",\"https://www.example.com/\",\"Old \"\"shop\"\" , now\"\r\n\
             \"https://www.example.org/\",answered,,8,,2026-11-22T10:00:00.250Z,\"Whether that answer was the page or an error. Which address answered.\",,\r\n\
             \"https://www.example.net/\",not-yet,,,,,,,\r\n"
        );
        assert_eq!(csv(&[], WHOLE), "address,outcome,status,milliseconds,redirected to,checked at,can't tell\r\n");
        assert_eq!(
            csv(&items[2..], WHOLE),
            "address,outcome,status,milliseconds,redirected to,checked at,can't tell\r\n\"https://www.example.net/\",not-yet,,,,,\r\n"
        );
    }

    #[test]
    fn formulas() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\rx", "' x"),
            ("\nx", "' x"),
            ("\0x", "' x"),
            ("  =1", "'  =1"),
            ("\"=1", "'\"=1"),
            ("'=1", "''=1"),
            (" ' \" -1", "' ' \" -1"),
            ("\u{a0}\u{200b}\u{feff}\u{202e}=1", "'\u{a0}\u{200b}\u{feff}\u{202e}=1"),
            ("“=1", "'“=1"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠x", "'＠x"),
            ("−1", "'−1"),
            ("a;=1", "a;'=1"),
            ("a; \"=1;b", "a;' \"=1;b"),
            ("a;;=1", "a;;'=1"),
            ("=1;-1", "'=1;'-1"),
            ("a;", "a; "),
            ("a;\"b\"", "a;'\"b\""),
            ("\"b\"", "\"b\""),
            ("a,=1", "a,=1"),
            ("a=1-2+3@4", "a=1-2+3@4"),
            ("https://a.example/?b=-1", "https://a.example/?b=-1"),
            ("x\ty\r\nz", "x y  z"),
            ("…", "…"),
        ] {
            let text = csv(&[Item { link_text: Some(text), ..Item::default() }], WHOLE);
            assert_eq!(read(&text, ',')[1].last().unwrap(), cell);
        }
    }

    #[test]
    fn secrets_are_hidden_unless_the_visitor_wants_them() {
        let moved = row("1 200 5 - 0 https://user:pw@b.example/?session=s3cr3t&page=2");
        let items = [Item {
            found_on: Some("https://c.example/list?key=s3cr3t#s3cr3t"),
            link_text: Some("Your token=s3cr3t"),
            ..item("https://a.example/?q=s3cr3t", Some(&moved))
        }];
        for write in [csv, json, markdown] {
            let (masked, whole) = (write(&items, MASKED), write(&items, WHOLE));
            assert!(!masked.contains("s3cr3t") && !masked.contains("pw@"), "{masked}");
            assert!(masked.contains("https://a.example/?q=…") && masked.contains("session=…&page=…"), "{masked}");
            assert_eq!(whole.matches("s3cr3t").count(), 5, "{whole}");
        }
    }

    #[test]
    fn json_of_a_run() {
        let busy = row("1 429 31 60 1795341600000 https://b.example/");
        let items = [
            Item {
                found_on: Some("https://c.example/"),
                link_text: Some("a\"\\\u{1}\u{2028}</script>"),
                ..item("https://a.example/", Some(&busy))
            },
            item("https://d.example/", None),
        ];
        let value: serde_json::Value = serde_json::from_str(&json(&items, WHOLE)).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "version": 1, "made": "2026-11-22T10:00:00Z", "masked": false, "rows": [
                    {
                        "address": "https://a.example/", "outcome": "status", "status": 429, "ms": 31, "retryAfter": 60, "redirectedTo": "https://b.example/",
                        "checkedAt": "2026-11-22T10:00:00Z", "cannotTell": ["Whether your own tab gets the same answer."],
                        "foundOn": "https://c.example/", "linkText": "a\"\\\u{1}\u{2028}</script>",
                    },
                    { "address": "https://d.example/", "outcome": "not-yet" },
                ],
                "contacted": [],
            })
        );
        let none: serde_json::Value = serde_json::from_str(&json(&[], MASKED)).unwrap();
        assert_eq!(none, serde_json::json!({ "version": 1, "made": "2026-11-22T10:00:00Z", "masked": true, "rows": [], "contacted": [] }));
    }

    #[test]
    fn who_was_asked() {
        let contacts = [
            Contact { origin: "https://a.example", requests: 12, why: "an address on your list", learned: "Success: 11, no answer: 1" },
            Contact { origin: "https://b.example", requests: 1, why: "", learned: "" },
        ];
        let how = How { contacts: &contacts, ..MASKED };
        let value: serde_json::Value = serde_json::from_str(&json(&[], how)).unwrap();
        assert_eq!(
            value["contacted"],
            serde_json::json!([
                { "origin": "https://a.example", "requests": 12, "why": "an address on your list", "learned": "Success: 11, no answer: 1" },
                { "origin": "https://b.example", "requests": 1 },
            ])
        );
        let text = markdown(&[], how);
        assert!(
            text.ends_with("\n- `https://a.example` × 12: an address on your list: Success: 11, no answer: 1\n- `https://b.example` × 1\n"),
            "{text}"
        );
        assert_eq!(csv(&[], how), csv(&[], MASKED));
    }

    /// The cells of the first table, as a reader shows them. Fails if anything in it is markup but for code.
    fn cells(text: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut inside = false;
        for event in
            Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH | Options::ENABLE_GFM)
        {
            match event {
                Event::Start(Tag::Table(_)) => inside = true,
                Event::End(TagEnd::Table) => return rows,
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => rows.last_mut().unwrap().push(String::new()),
                Event::Text(text) | Event::Code(text) if inside => rows.last_mut().unwrap().last_mut().unwrap().push_str(&text),
                Event::End(TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {}
                other => assert!(!inside, "{other:?} in {text}"),
            }
        }
        rows
    }

    #[test]
    fn markdown_of_a_run() {
        let gone = row("1 404 31 - 1795341600000 https://b.example/a|b`c<d>");
        let down = row("1 no-answer 9 - 1795341600000");
        let items = [
            Item {
                link_text: Some("<img src=x> | `a` [b](http://c) **d** @e\n&amp; www.f.example \\|"),
                ..item("https://a.example/", Some(&gone))
            },
            item("https://d.example/", Some(&down)),
            item("https://e.example/", None),
        ];
        let text = markdown(&items, WHOLE);
        assert_eq!(
            text.split("\n\n").next().unwrap(),
            "3 addresses, 2026-11-22T10:00:00Z. No answer: 1. Client error (4xx): 1. Not checked yet: 1."
        );
        assert_eq!(
            cells(&text),
            [
                ["Address", "Outcome", "Milliseconds", "Redirected to", "Checked at", "Link text"],
                [
                    "https://a.example/",
                    "404 Not Found",
                    "31",
                    "https://b.example/a%7Cb%60c%3Cd%3E",
                    "2026-11-22T10:00:00Z",
                    "<img src=x> | `a` [b](http:\u{2060}//c) **d** @\u{2060}e &amp; www.\u{2060}f.example \\|",
                ],
                ["https://d.example/", "No answer", "9", "", "2026-11-22T10:00:00Z", ""],
                ["https://e.example/", "Not checked yet", "", "", "", ""],
            ]
        );
        let told = "\n\nWhat this can't tell:\n\n- Answered with a status: Whether your own tab gets the same answer.\n- No answer: Whether the name wasn't found";
        assert!(text.contains(told), "{text}");
        assert!(markdown(&[], WHOLE).starts_with("0 addresses, 2026-11-22T10:00:00Z.\n\n| Address |"));
        assert!(markdown(&items[2..], WHOLE).starts_with("1 address, "));
    }

    /// Our own words stand in cells as they are.
    #[test]
    fn labels_need_no_escape() {
        for entry in catalog::codes() {
            let label = entry.label();
            assert!(!label.contains(['|', '<', '>', '`', '*', '_', '[', '\\', '&', '@', '\n']), "{label}");
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[=+@;,\"'| \t\r\n`<>\\[\\](){}*_~!#$&:./\\\\ahwx-]{0,24}",
            "(;|,|\"|'| |\t|\u{a0}|\u{200b}|\u{feff}|“|=|＝|－|@|a|\r\n|\u{2028}|\u{202e}|http://|www\\.|&amp;|\\|){0,8}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_cell_is_a_formula_and_every_cell_comes_back(
            texts in prop::collection::vec((hostile(), hostile(), hostile(), hostile()), 1..4), whole in any::<bool>(),
        ) {
            let rows: Vec<Row> = texts.iter().map(|(_, to, ..)| Row { redirected_to: Some(to.as_str().into()), ..row("1 503 77 5 0") }).collect();
            let items: Vec<Item> = texts.iter().zip(&rows)
                .map(|((address, _, page, text), row)| Item { address, row: Some(row), found_on: Some(page), link_text: Some(text) }).collect();
            let how = How { made: MADE, whole, contacts: &[] };
            let text = csv(&items, how);
            for separator in [',', ';', '\t'] {
                let records = read(&text, separator);
                prop_assert_eq!(records.len(), items.len() + 1, "under {:?} a cell swallows a line of {:?}", separator, text);
                for cell in records.concat() {
                    prop_assert!(!is_formula(&cell) || cell.starts_with('\''), "{:?} in {:?}", cell, text);
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
                    let seen = cell.trim_start_matches(|c| c != '\'' && is_passed_over(c));
                    prop_assert!(!seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?}", cell);
                }
            }
            let records = read(&text, ',');
            prop_assert_eq!(records.len(), items.len() + 1);
            for (record, item) in records[1..].iter().zip(&items) {
                prop_assert_eq!(record.len(), 9);
                prop_assert_eq!([&*record[1], &*record[2], &*record[3]], ["status", "503", "77"]);
                prop_assert!(from_iso(&record[5]).is_some());
                let (found_on, link_text) = (item.found_on.unwrap(), item.link_text.unwrap());
                let to = item.row.unwrap().redirected_to.as_deref().unwrap();
                for (nth, given) in [(0, how.address(item.address)), (4, how.address(to)), (7, how.address(found_on)), (8, how.text(link_text))] {
                    // Nothing is lost but control characters, and nothing is added but apostrophes.
                    let plain = |text: &str| text.chars().filter(|c| *c != '\'').map(|c| if super::is_control(c) { ' ' } else { c }).collect::<String>();
                    let (read, given) = (plain(&record[nth]), plain(&given));
                    prop_assert_eq!(read.trim_end(), given.trim_end());
                }
            }
        }

        #[test]
        fn json_comes_back(address in hostile(), text in hostile(), status in 100..1000_u16) {
            let row = Row { status: Some(status), ..row("1 200 1 - 0") };
            let value: serde_json::Value =
                serde_json::from_str(&json(&[Item { link_text: Some(&text), ..item(&address, Some(&row)) }], WHOLE)).unwrap();
            let row = &value["rows"][0];
            prop_assert_eq!(row["address"].as_str(), Some(address.as_str()));
            prop_assert_eq!(row["linkText"].as_str(), Some(text.as_str()));
            prop_assert_eq!(row["status"].as_u64(), Some(u64::from(status)));
        }

        #[test]
        fn nothing_is_markup(address in hostile(), to in hostile(), text in hostile()) {
            let row = Row { redirected_to: Some(to.as_str().into()), ..row("1 200 1 - 0") };
            let text_given = [Item { link_text: Some(&text), ..item(&address, Some(&row)) }];
            let written = markdown(&text_given, WHOLE);
            let table = cells(&written);
            prop_assert_eq!(table.len(), 2, "{}", written);
            prop_assert_eq!(table[1].len(), 6);
            let plus = |text: &str| text.replace('+', "%2B");
            prop_assert_eq!(decode(&plus(&table[1][0])), decode(&plus(&address)));
            prop_assert_eq!(decode(&plus(&table[1][3])), decode(&plus(&to)));
            // As it was, but for white space and what doesn't show.
            let seen = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !super::is_control(*c) && !super::is_invisible(*c)).collect::<String>();
            prop_assert_eq!(seen(&table[1][5]), seen(&text));
        }
    }
}
