//! What came out of a run: sorted, filtered, searched, summed up.
//!
//! A [`Row`] keeps what differs from row to row. What an outcome of its kind means and what it can't tell is the same for all of them, so it is looked
//! up again: [`Row::label`] and [`cannot_tell`].

use core::cell::OnceCell;

use crate::core::{
    names,
    probe::{Is, Outcome},
    text::clip,
};

/// The longest redirect target that is kept, in bytes; of a longer one that much and `…`. Four times what an address may have ([`crate::core::address::MAX_CHARS`]).
pub const MAX_REDIRECT: usize = 8192;
/// The first word of a printed row. Another one is another format.
const VERSION: &str = "1";
/// The last millisecond of the year 9999, as far as dates can be written (`core::diagnose::iso`).
const MAX_AT: i64 = 253_402_300_799_999;

/// What came out for one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What kind of thing was learned.
    pub is: Is,
    /// The status, 100 to 999, with [`Is::Status`] and never without.
    pub status: Option<u16>,
    /// How long the deciding fetch took, in milliseconds.
    pub ms: Option<u32>,
    /// The `Retry-After` that was readable, in seconds.
    pub retry_after: Option<u32>,
    /// Where the answer came from, if the request was redirected and that could be seen.
    pub redirected_to: Option<Box<str>>,
    /// When it came, in milliseconds since 1970.
    pub at: i64,
}

impl Row {
    /// What is kept of an outcome. `at`: when it came, in milliseconds since 1970.
    pub fn from(outcome: &Outcome, at: i64) -> Row {
        let status = outcome.status.filter(|status| outcome.is == Is::Status && (100..=999).contains(status));
        Row {
            // A status that is none is still an answer.
            is: if outcome.is == Is::Status && status.is_none() { Is::Answered } else { outcome.is },
            status,
            ms: outcome.ms,
            retry_after: outcome.retry_after,
            redirected_to: outcome.redirected_to.as_deref().filter(|to| !to.is_empty()).map(|to| {
                let kept = clip(to, MAX_REDIRECT);
                let mut kept = kept.to_owned();
                if kept.len() < to.len() {
                    kept.push('…');
                }
                kept.into_boxed_str()
            }),
            at: at.clamp(0, MAX_AT),
        }
    }

    /// The row as one line without its end: version, status or kind, milliseconds, `Retry-After`, when, redirect target. What is missing is `-`, and
    /// nothing where the target would be. [`Row::parse`] reads it.
    ///
    /// ```
    /// use isitme::core::check::rows::Row;
    /// let line = "1 404 31 - 1795341600000 https://www.example.com/gone";
    /// assert_eq!(Row::parse(line).unwrap().print(), line);
    /// ```
    pub fn print(&self) -> String {
        let mut out = String::with_capacity(40 + self.redirected_to.as_deref().map_or(0, str::len));
        out.push_str(VERSION);
        out.push(' ');
        match self.status {
            Some(status) => out.push_str(&status.to_string()),
            None => out.push_str(self.is.id()),
        }
        for number in [self.ms, self.retry_after] {
            out.push(' ');
            match number {
                Some(number) => out.push_str(&number.to_string()),
                None => out.push('-'),
            }
        }
        out.push(' ');
        out.push_str(&self.at.to_string());
        if let Some(to) = &self.redirected_to {
            out.push(' ');
            for c in to.chars() {
                match c {
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    c => out.push(c),
                }
            }
        }
        out
    }

    /// Reads a line that [`Row::print`] wrote. Anything else, of whatever other version, is `None`: storage is not to be trusted.
    pub fn parse(line: &str) -> Option<Row> {
        let mut words = line.splitn(6, ' ');
        if words.next()? != VERSION {
            return None;
        }
        let what = words.next()?;
        let (is, status) = match what.parse::<u16>() {
            Ok(status) if (100..=999).contains(&status) => (Is::Status, Some(status)),
            Ok(_) => return None,
            Err(_) => (Is::ALL.into_iter().find(|is| *is != Is::Status && is.id() == what)?, None),
        };
        let mut number = || match words.next()? {
            "-" => Some(None),
            word => word.parse::<u32>().ok().map(Some),
        };
        let (ms, retry_after) = (number()?, number()?);
        let at = words.next()?.parse().ok().filter(|at| (0..=MAX_AT).contains(at))?;
        let redirected_to = match words.next() {
            Some(text) => Some(unescape(text)?),
            None => None,
        };
        let row = Row { is, status, ms, retry_after, redirected_to, at };
        // One line for one row: no `+5`, no `007`.
        (row.print() == line).then_some(row)
    }

    /// The group that it belongs to.
    pub const fn group(&self) -> Group {
        match self.is {
            Is::Status => match self.status {
                // What the address would answer without that is not known. A 503 that names no time says only that it fails.
                Some(429) => Group::AskedToWait,
                Some(503) if self.retry_after.is_some() => Group::AskedToWait,
                Some(200..=299) => Group::Success,
                Some(300..=399) => Group::Redirect,
                Some(400..=499) => Group::ClientError,
                // A number outside 100 to 599 is to be taken for a 5xx (RFC 9110, section 15).
                Some(500..) => Group::ServerError,
                _ => Group::Answered,
            },
            Is::Answered => Group::Answered,
            Is::AnsweredOk => Group::Success,
            Is::AnsweredError => Group::HiddenError,
            Is::NoAnswer => Group::NoAnswer,
            Is::NeverLeftDevice => Group::NeverLeftDevice,
            Is::TimedOut => Group::TimedOut,
            Is::NotSent => Group::NotSent,
        }
    }

    /// The outcome in a few words: `404 Not Found`, `No answer`.
    pub fn label(&self) -> String {
        match self.status {
            Some(status) => names::label(status),
            None => label(self.is).to_owned(),
        }
    }
}

/// What stands after the last space of a printed row. Not empty, and not longer than what is kept.
fn unescape(text: &str) -> Option<Box<str>> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        out.push(match c {
            '\\' => match rest.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            c => c,
        });
    }
    let longest = MAX_REDIRECT + if out.ends_with('…') { '…'.len_utf8() } else { 0 };
    (!out.is_empty() && out.len() <= longest).then(|| out.into_boxed_str())
}

/// A kind of outcome in a few words. Of [`Is::Status`] only that there is one.
pub const fn label(is: Is) -> &'static str {
    match is {
        Is::Status => "Answered with a status",
        Is::Answered => "Answered, status hidden",
        Is::AnsweredOk => "Answered with success",
        Is::AnsweredError => "Answered with an error, status hidden",
        Is::NoAnswer => "No answer",
        Is::NeverLeftDevice => "Never left your device",
        Is::TimedOut => "No answer in time",
        Is::NotSent => "Not sent",
    }
}

/// What an outcome of this kind never tells, in sentences short enough for a table: the beginnings of those that [`Outcome::cannot_tell`] has in
/// full (a test compares them). Never empty.
pub const fn cannot_tell(is: Is) -> &'static [&'static str] {
    match is {
        Is::Status => &["Whether your own tab gets the same answer."],
        Is::Answered => &["Whether that answer was the page or an error.", "Which address answered."],
        Is::AnsweredOk => &["Which status it was."],
        Is::AnsweredError => &["Which error it was."],
        Is::NoAnswer => &[
            "Whether the name wasn't found, the connection was refused or cut, or the certificate wasn't accepted.",
            "Whether an extension, security software or your network blocked the request.",
        ],
        Is::NeverLeftDevice => &["What stopped it.", "Whether it is the same for other people."],
        Is::TimedOut => &["Whether an answer would have come later.", "Whether something on the way drops the request."],
        Is::NotSent => &["Anything about the site."],
    }
}

/// What rows are counted and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// 5xx, and numbers that no status may have.
    ServerError,
    /// No answer that this browser could use.
    NoAnswer,
    /// Nothing within the time limit.
    TimedOut,
    /// 4xx.
    ClientError,
    /// An error, shown by a signal other than the status.
    HiddenError,
    /// Stopped on the device or right beside it.
    NeverLeftDevice,
    /// 3xx that was not followed.
    Redirect,
    /// 429, and 503 with a `Retry-After`: the host wants to be asked later, and was so as often as it was asked again.
    AskedToWait,
    /// A server answered; with what, stays hidden.
    Answered,
    /// 2xx, or a success shown by a signal other than the status.
    Success,
    /// Nothing was asked, or nothing was learned.
    NotSent,
    /// Its turn has not come.
    NotYet,
}

impl Group {
    /// All of them, the worst first; what nothing is known about last.
    pub const ALL: [Group; 12] = [
        Group::ServerError,
        Group::NoAnswer,
        Group::TimedOut,
        Group::ClientError,
        Group::HiddenError,
        Group::NeverLeftDevice,
        Group::Redirect,
        Group::AskedToWait,
        Group::Answered,
        Group::Success,
        Group::NotSent,
        Group::NotYet,
    ];

    /// The stable name, for addresses and styles.
    pub const fn id(self) -> &'static str {
        match self {
            Group::ServerError => "5xx",
            Group::NoAnswer => "no-answer",
            Group::TimedOut => "timed-out",
            Group::ClientError => "4xx",
            Group::HiddenError => "answered-error",
            Group::NeverLeftDevice => "never-left-device",
            Group::Redirect => "3xx",
            Group::AskedToWait => "asked-to-wait",
            Group::Answered => "answered",
            Group::Success => "2xx",
            Group::NotSent => "not-sent",
            Group::NotYet => "not-yet",
        }
    }

    /// The group of that name.
    pub fn from_id(id: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.id() == id)
    }

    /// A few words, for a filter or a picture.
    pub const fn label(self) -> &'static str {
        match self {
            Group::ServerError => "Server error (5xx)",
            Group::ClientError => "Client error (4xx)",
            Group::Redirect => "Redirect (3xx)",
            Group::Success => "Success (2xx)",
            Group::NoAnswer => label(Is::NoAnswer),
            Group::TimedOut => label(Is::TimedOut),
            Group::HiddenError => label(Is::AnsweredError),
            Group::NeverLeftDevice => label(Is::NeverLeftDevice),
            Group::AskedToWait => "Asked to wait (429, 503)",
            Group::Answered => label(Is::Answered),
            Group::NotSent => label(Is::NotSent),
            Group::NotYet => "Not checked yet",
        }
    }
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter<'a> {
    /// Only those of this group.
    pub group: Option<Group>,
    /// Only those in which every word of this stands, whatever its case: in the address, the redirect target, or at the beginning of the status
    /// (`404`, `50`, `4xx`).
    pub text: &'a str,
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// As they stand in the list.
    #[default]
    ListOrder,
    /// By what follows the scheme, so that http and https of one place stand together.
    Address,
    /// The worst first, then by status.
    Outcome,
    /// The fastest first.
    Time,
    /// The earliest first.
    When,
    /// By where they were redirected to, as addresses are sorted.
    Redirect,
}

/// How rows are sorted. Equals keep the order of the list in both directions, and rows that have no such thing stand last in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort {
    /// By what.
    pub by: By,
    /// The other way round.
    pub down: bool,
}

/// A group's part of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The group.
    pub group: Group,
    /// How many rows.
    pub count: u32,
    /// The share of all rows, above 0 and up to 1.
    pub share: f32,
}

/// The rows of a run: one for each address, in the order of the list.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    addresses: Vec<Box<str>>,
    outcomes: Vec<Option<Row>>,
    counts: [u32; Group::ALL.len()],
    /// The rank of each address among all; equals share one. Made when first asked for.
    address_ranks: OnceCell<Vec<u32>>,
    /// The same of the redirect targets; made anew when one changed.
    redirect_ranks: OnceCell<Vec<u32>>,
}

impl Rows {
    /// Rows of which none has an outcome yet.
    pub fn new<A: Into<Box<str>>>(addresses: impl IntoIterator<Item = A>) -> Rows {
        let addresses: Vec<Box<str>> = addresses.into_iter().map(Into::into).collect();
        let mut counts = [0; Group::ALL.len()];
        counts[Group::NotYet as usize] = addresses.len() as u32;
        Rows { outcomes: vec![None; addresses.len()], addresses, counts, ..Rows::default() }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// The address at a place of the list; nothing beyond its end.
    pub fn address(&self, index: u32) -> &str {
        self.addresses.get(index as usize).map_or("", |address| address)
    }

    /// The row at a place of the list. `None`: not yet.
    pub fn get(&self, index: u32) -> Option<&Row> {
        self.outcomes.get(index as usize)?.as_ref()
    }

    /// Sets a row, or with `None` takes it back to *not yet*. Beyond the end of the list nothing happens.
    pub fn set(&mut self, index: u32, row: impl Into<Option<Row>>) {
        let Some(place) = self.outcomes.get_mut(index as usize) else { return };
        let row = row.into();
        // One that only goes away leaves the others in their order.
        if row.as_ref().is_some_and(|row| row.redirected_to.is_some()) {
            self.redirect_ranks = OnceCell::new();
        }
        self.counts[group(place.as_ref()) as usize] -= 1;
        self.counts[group(row.as_ref()) as usize] += 1;
        *place = row;
    }

    /// How many rows a group has.
    pub const fn count(&self, group: Group) -> u32 {
        self.counts[group as usize]
    }

    /// The parts of the whole, the worst first, without the empty ones.
    pub fn summary(&self) -> Vec<Part> {
        let all = self.len().max(1) as f32;
        let part = |group| Part { group, count: self.count(group), share: self.count(group) as f32 / all };
        Group::ALL.into_iter().map(part).filter(|part| part.count > 0).collect()
    }

    /// The places of the rows that a filter lets through, sorted.
    pub fn view(&self, filter: &Filter, sort: Sort) -> Vec<u32> {
        let words: Vec<Word> = filter.text.split_whitespace().map(Word::new).collect();
        let shown = |index: &u32| {
            let row = self.get(*index);
            filter.group.is_none_or(|wanted| wanted == group(row))
                && words.iter().all(|word| {
                    word.is_in(self.address(*index))
                        || row.is_some_and(|row| {
                            row.status.is_some_and(|status| word.is_status(status))
                                || row.redirected_to.as_deref().is_some_and(|to| word.is_in(to))
                        })
                })
        };
        let mut keys: Vec<(u64, u32)> = (0..self.len() as u32)
            .filter(shown)
            .map(|index| {
                let key = match self.key(index, sort.by) {
                    Some(key) if sort.down => MISSING - 1 - key,
                    Some(key) => key,
                    None => MISSING,
                };
                (key, index)
            })
            .collect();
        if sort.by != By::ListOrder || sort.down {
            // The place of the list is part of it, so equals keep their order.
            keys.sort_unstable();
        }
        keys.into_iter().map(|(_, index)| index).collect()
    }

    /// A number that is smaller for what stands first. Less than [`MISSING`].
    fn key(&self, index: u32, by: By) -> Option<u64> {
        let row = self.get(index);
        match by {
            By::ListOrder => Some(u64::from(index)),
            By::Address => Some(u64::from(self.address_ranks().get(index as usize).copied().unwrap_or(0))),
            By::Outcome => row.map(|row| (row.group() as u64) << 16 | u64::from(row.status.unwrap_or(0))),
            By::Time => row.and_then(|row| row.ms).map(u64::from),
            By::When => row.and_then(|row| u64::try_from(row.at).ok()),
            By::Redirect => {
                row?.redirected_to.as_ref()?;
                Some(u64::from(self.redirect_ranks().get(index as usize).copied().unwrap_or(0)))
            }
        }
    }

    /// The same rows as they are before the first view.
    #[cfg(test)]
    pub(super) fn clone_without_ranks(&self) -> Rows {
        Rows { address_ranks: OnceCell::new(), redirect_ranks: OnceCell::new(), ..self.clone() }
    }

    fn address_ranks(&self) -> &[u32] {
        self.address_ranks.get_or_init(|| ranks(self.addresses.iter().map(|address| &**address)))
    }

    fn redirect_ranks(&self) -> &[u32] {
        self.redirect_ranks
            .get_or_init(|| ranks(self.outcomes.iter().map(|row| row.as_ref().and_then(|row| row.redirected_to.as_deref()).unwrap_or(""))))
    }
}

/// The key of rows that have nothing to be sorted by. The others stay below it, in both directions.
const MISSING: u64 = u64::MAX;

fn group(row: Option<&Row>) -> Group {
    row.map_or(Group::NotYet, Row::group)
}

/// The rank of each text among all, by what follows the scheme. Equal texts have equal ranks.
fn ranks<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Vec<u32> {
    fn place(text: &str) -> &str {
        text.split_once("://").map_or(text, |(_, place)| place)
    }
    // Eight bytes as a number decide most comparisons without a look at the texts: the first eight in which they differ at all.
    let mut places = texts.clone().map(place).filter(|place| !place.is_empty());
    let first = places.next().unwrap_or("").as_bytes();
    let common = places.fold(first.len(), |common, place| {
        let pairs = first.iter().zip(place.as_bytes()).take(common);
        pairs.take_while(|(a, b)| a == b).count()
    });
    let mut order: Vec<(u64, &str, &str, u32)> = texts
        .zip(0..)
        .map(|(text, index)| {
            let place = place(text);
            let mut lead = [0; 8];
            for (to, from) in lead.iter_mut().zip(place.bytes().skip(common)) {
                *to = from;
            }
            (u64::from_be_bytes(lead), place, text, index)
        })
        .collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    let mut last = "";
    for (_, _, text, index) in order {
        rank += u32::from(text != last);
        last = text;
        ranks[index as usize] = rank;
    }
    ranks
}

/// A word that is looked for, whatever its case.
struct Word {
    lower: String,
    /// Its first byte, eight times, with the bit set in which upper and lower case differ.
    first: u64,
}

impl Word {
    /// Eight bytes with the lowest bit, with the one of the case, with the highest.
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const CASE: u64 = u64::from_ne_bytes([0x20; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

    fn new(word: &str) -> Word {
        let lower = word.to_lowercase();
        let first = lower.bytes().next().unwrap_or(0);
        Word { first: u64::from_ne_bytes([first; 8]) | Word::CASE, lower }
    }

    fn is_in(&self, text: &str) -> bool {
        if !text.is_ascii() {
            return text.to_lowercase().contains(&self.lower);
        }
        let (text, word) = (text.as_bytes(), self.lower.as_bytes());
        let Some(last) = text.len().checked_sub(word.len()) else { return false };
        let mut at = 0;
        while at <= last {
            // Eight at once are passed over if none of them is the first byte. A byte is zero where it is; then subtracting borrows from its high bit.
            if let Some(eight) = text[at..].first_chunk() {
                let other = (u64::from_ne_bytes(*eight) | Word::CASE) ^ self.first;
                if other.wrapping_sub(Word::ONES) & !other & Word::HIGH == 0 {
                    at += 8;
                    continue;
                }
            }
            let end = (at + 8).min(last + 1);
            if (at..end).any(|at| text[at..at + word.len()].eq_ignore_ascii_case(word)) {
                return true;
            }
            at = end;
        }
        false
    }

    /// `404`, `40`, `4`, `4xx`.
    fn is_status(&self, status: u16) -> bool {
        let digits = [b'0' + (status / 100 % 10) as u8, b'0' + (status / 10 % 10) as u8, b'0' + (status % 10) as u8];
        match self.lower.as_bytes() {
            [class, b'x', b'x'] => *class == digits[0],
            word => digits.starts_with(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{By, Filter, Group, MAX_REDIRECT, Part, Row, Rows, Sort, Word, cannot_tell};
    use crate::core::{
        address::Refusal,
        probe::{Attempt, AttemptResult, Engine, Is, Observation, Outcome, Timing, conclude},
    };
    use proptest::prelude::*;

    const AT: i64 = 1_795_341_600_000;

    fn row(line: &str) -> Row {
        Row::parse(line).unwrap_or_else(|| panic!("{line}"))
    }

    fn outcome(is: Is, status: Option<u16>, redirected_to: Option<String>) -> Outcome {
        let mut outcome = Outcome::not_sent(Refusal::Reserved);
        (outcome.is, outcome.status, outcome.redirected_to) = (is, status, redirected_to);
        outcome
    }

    #[test]
    fn small() {
        assert!(size_of::<Row>() <= 64, "{}", size_of::<Row>());
        assert_eq!(size_of::<Option<Row>>(), size_of::<Row>());
    }

    #[test]
    fn from_an_outcome() {
        let mut attempt = Attempt::new(AttemptResult::Status(429), 31);
        attempt.redirected = true;
        attempt.final_url = Some("https://www.example.com/".to_owned());
        attempt.retry_after = Some(60);
        let seen = Row::from(&conclude(&Observation::new(Engine::Unknown, attempt)), AT);
        assert_eq!(seen, row("1 429 31 60 1795341600000 https://www.example.com/"));
        assert_eq!(Row::from(&Outcome::not_sent(Refusal::Onion), -5), row("1 not-sent - - 0"));
        assert_eq!(Row::from(&Outcome::not_sent(Refusal::Onion), i64::MAX).at, 253_402_300_799_999);
        // What fits together stays together, whatever comes in.
        assert_eq!(Row::from(&outcome(Is::Status, None, None), AT), row("1 answered - - 1795341600000"));
        assert_eq!(Row::from(&outcome(Is::Status, Some(99), None), AT), row("1 answered - - 1795341600000"));
        assert_eq!(Row::from(&outcome(Is::NoAnswer, Some(200), Some(String::new())), AT), row("1 no-answer - - 1795341600000"));
        // Cut at a character.
        let long = "é".repeat(MAX_REDIRECT);
        let kept = Row::from(&outcome(Is::Status, Some(200), Some(long)), AT);
        let to = kept.redirected_to.as_deref().unwrap();
        assert!(to.ends_with("é…") && to.len() <= MAX_REDIRECT + 3, "{}", to.len());
        assert_eq!(row(&kept.print()), kept);
    }

    #[test]
    fn lines_that_are_none() {
        for line in [
            "",
            " ",
            "1",
            "2 200 1 - 0",
            "01 200 1 - 0",
            "1 200 1 -",
            "1 200 1 - 0 ",
            " 1 200 1 - 0",
            "1  200 1 - 0",
            "1 status 1 - 0",
            "1 ok 1 - 0",
            "1 Answered 1 - 0",
            "1 99 1 - 0",
            "1 1000 1 - 0",
            "1 +200 1 - 0",
            "1 0200 1 - 0",
            "1 200 +1 - 0",
            "1 200 01 - 0",
            "1 200 -1 - 0",
            "1 200 4294967296 - 0",
            "1 200 1 4294967296 0",
            "1 200 1 - -1",
            "1 200 1 - -0",
            "1 200 1 - 253402300800000",
            "1 200 1 - 99999999999999999999",
            "1 200 1 - 0 a\nb",
            "1 200 1 - 0 a\rb",
            "1 200 1 - 0 a\\tb",
            "1 200 1 - 0 a\\",
            "1\t200\t1\t-\t0",
            "\u{feff}1 200 1 - 0",
        ] {
            assert_eq!(Row::parse(line), None, "{line:?}");
        }
        let to = "a".repeat(MAX_REDIRECT);
        for (tail, read) in [("", true), ("…", true), ("b", false), ("b…", false)] {
            assert_eq!(Row::parse(&["1 200 1 - 0 ", &to, tail].concat()).is_some(), read, "{tail}");
        }
    }

    #[test]
    fn groups_and_labels() {
        for (what, group, label) in [
            ("200", Group::Success, "200 OK"),
            ("204", Group::Success, "204 No Content"),
            ("304", Group::Redirect, "304 Not Modified"),
            ("429", Group::AskedToWait, "429 Too Many Requests"),
            ("503", Group::ServerError, "503 Service Unavailable"),
            ("404", Group::ClientError, "404 Not Found"),
            ("499", Group::ClientError, "499 "),
            ("502", Group::ServerError, "502 Bad Gateway"),
            ("999", Group::ServerError, "999 "),
            ("777", Group::ServerError, "777"),
            ("101", Group::Answered, "101 Switching Protocols"),
            ("answered", Group::Answered, "Answered, status hidden"),
            ("answered-ok", Group::Success, "Answered with success"),
            ("answered-error", Group::HiddenError, "Answered with an error, status hidden"),
            ("no-answer", Group::NoAnswer, "No answer"),
            ("never-left-device", Group::NeverLeftDevice, "Never left your device"),
            ("timed-out", Group::TimedOut, "No answer in time"),
            ("not-sent", Group::NotSent, "Not sent"),
        ] {
            let row = row(&["1 ", what, " - - 0"].concat());
            assert_eq!(row.group(), group, "{what}");
            assert!(row.label().starts_with(label), "{what}: {}", row.label());
        }
        assert_eq!(row("1 503 5 120 0").group(), Group::AskedToWait, "it says when");
        assert_eq!(row("1 502 5 120 0").group(), Group::ServerError);
        for (place, group) in Group::ALL.into_iter().enumerate() {
            assert_eq!(group as usize, place);
            assert_eq!(Group::from_id(group.id()), Some(group));
        }
        assert_eq!(Group::from_id("6xx"), None);
    }

    /// What is looked up again must not be less careful than what was concluded: each sentence begins one of the outcome's own, and with it what can't
    /// be told.
    #[test]
    fn what_cannot_be_told_is_what_the_conclusion_said() {
        let results = [
            AttemptResult::Status(200),
            AttemptResult::Status(404),
            AttemptResult::Status(503),
            AttemptResult::Opaque,
            AttemptResult::OpaqueRedirect,
            AttemptResult::Failed,
            AttemptResult::TimedOut,
            AttemptResult::Cancelled,
        ];
        let mut met = Vec::new();
        for (engine, first, second, control) in [Engine::Unknown, Engine::Chromium, Engine::Firefox, Engine::WebKit]
            .into_iter()
            .flat_map(|engine| results.map(|first| (engine, first)))
            .flat_map(|(engine, first)| [None, Some(80)].map(|control| (engine, first, control)))
            .flat_map(|(engine, first, control)| results[3..].iter().map(move |second| (engine, first, *second, control)))
        {
            for ms in [2, 300] {
                let mut seen = Observation::new(engine, Attempt::new(first, ms));
                seen.no_cors = Some(Attempt::new(second, ms));
                seen.control_ms = control;
                let outcome = conclude(&seen);
                for sentence in cannot_tell(outcome.is) {
                    let start = sentence.trim_end_matches('.');
                    assert!(outcome.cannot_tell.iter().any(|full| full.starts_with(start)), "{seen:?}: {outcome:?} without {sentence}");
                }
                met.push(outcome.is);
            }
        }
        // With a hint the outcome may say more than the kind; it never says less.
        for zero in [false, true] {
            let mut failed = Attempt::new(AttemptResult::Failed, 300);
            failed.timing = Some(Timing { zero, duration_ms: 0, response_status: None });
            let mut seen = Observation::new(Engine::Firefox, failed.clone());
            seen.no_cors = Some(failed);
            let outcome = conclude(&seen);
            let any = |sentence: &&str| outcome.cannot_tell.iter().any(|full| full.starts_with(sentence.trim_end_matches('.')));
            assert!(cannot_tell(outcome.is).iter().any(any), "{outcome:?}");
        }
        for is in Is::ALL {
            assert!(!cannot_tell(is).is_empty());
            // The boxed check doesn't exist yet.
            assert!(met.contains(&is) || matches!(is, Is::AnsweredOk | Is::AnsweredError), "{is:?} was never met");
        }
    }

    fn rows() -> Rows {
        let mut rows = Rows::new([
            "https://b.example.com/Shop?q=1",
            "http://a.example.com/",
            "https://a.example.com/",
            "https://c.example.com/müller",
            "https://b.example.com/404",
            "https://d.example.com/",
            "https://a.example.com/",
        ]);
        for (index, line) in [
            (0, "1 503 90 - 50"),
            (1, "1 not-sent - - 10"),
            (2, "1 200 40 - 40 https://www.a.example.com/Start"),
            (3, "1 404 40 - 30"),
            (4, "1 200 90 - 20 https://b.example.com/"),
            (5, "1 no-answer 7 - 60"),
        ] {
            rows.set(index, row(line));
        }
        rows
    }

    #[test]
    fn sorted() {
        let rows = rows();
        let view = |by, down| rows.view(&Filter::default(), Sort { by, down });
        for (by, up, down) in [
            (By::ListOrder, [0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0]),
            // http before https, equals in the order of the list both ways.
            (By::Address, [1, 2, 6, 4, 0, 3, 5], [5, 3, 0, 4, 2, 6, 1]),
            (By::Outcome, [0, 5, 3, 2, 4, 1, 6], [1, 2, 4, 3, 5, 0, 6]),
            (By::Time, [5, 2, 3, 0, 4, 1, 6], [0, 4, 2, 3, 5, 1, 6]),
            (By::When, [1, 4, 3, 2, 0, 5, 6], [5, 0, 2, 3, 4, 1, 6]),
            (By::Redirect, [4, 2, 0, 1, 3, 5, 6], [2, 4, 0, 1, 3, 5, 6]),
        ] {
            assert_eq!(view(by, false), up, "{by:?}");
            assert_eq!(view(by, true), down, "{by:?} down");
        }
    }

    #[test]
    fn filtered() {
        let rows = rows();
        let view = |group, text| rows.view(&Filter { group, text }, Sort::default());
        for (text, expected) in [
            ("", &[0, 1, 2, 3, 4, 5, 6][..]),
            ("  ", &[0, 1, 2, 3, 4, 5, 6]),
            ("SHOP", &[0]),
            ("shop b.EXAMPLE", &[0]),
            ("shop a.example", &[]),
            ("start", &[2]),
            ("404", &[3, 4]),
            ("404 c.", &[3]),
            ("5xx", &[0]),
            ("4XX", &[3]),
            ("50", &[0]),
            ("03", &[]),
            ("200 b.", &[4]),
            ("MÜLLER", &[3]),
            ("ü", &[3]),
            ("xx", &[]),
            ("https://a.example.com/https://www", &[]),
            ("nothing like it, and much longer than any address of this list is", &[]),
        ] {
            assert_eq!(view(None, text), expected, "{text:?}");
        }
        assert_eq!(view(Some(Group::Success), ""), [2, 4]);
        assert_eq!(view(Some(Group::Success), "start"), [2]);
        assert_eq!(view(Some(Group::NotYet), ""), [6]);
        assert_eq!(view(Some(Group::Redirect), ""), [0; 0]);
    }

    #[test]
    fn counted() {
        let mut rows = rows();
        let parts: Vec<(Group, u32)> = rows.summary().iter().map(|part| (part.group, part.count)).collect();
        assert_eq!(
            parts,
            [
                (Group::ServerError, 1),
                (Group::NoAnswer, 1),
                (Group::ClientError, 1),
                (Group::Success, 2),
                (Group::NotSent, 1),
                (Group::NotYet, 1)
            ]
        );
        rows.set(0, row("1 200 1 - 0"));
        rows.set(6, None);
        rows.set(2, None);
        rows.set(99, row("1 200 1 - 0"));
        assert_eq!((rows.count(Group::ServerError), rows.count(Group::Success), rows.count(Group::NotYet)), (0, 2, 2));
        assert_eq!(rows.view(&Filter::default(), Sort { by: By::Redirect, down: false })[0], 4, "ranks follow what was set");
        assert_eq!((rows.len(), rows.is_empty(), rows.get(0).is_some(), rows.get(7), rows.address(7)), (7, false, true, None, ""));
        assert_eq!(Rows::new(["a"]).summary(), [Part { group: Group::NotYet, count: 1, share: 1.0 }]);
        assert_eq!(Rows::default().summary(), []);
    }

    fn any_row() -> impl Strategy<Value = Row> {
        let redirect = prop::option::of(prop_oneof!["[ -~]{1,40}", "(\\\\|\n|\r|n|…|é){1,12}", ".{1,20}"]);
        (prop::sample::select(Is::ALL.to_vec()), any::<u16>(), any::<Option<u32>>(), any::<Option<u32>>(), redirect, any::<i64>()).prop_map(
            |(is, status, ms, retry_after, redirected_to, at)| {
                let mut outcome = outcome(is, Some(status % 1100), redirected_to);
                (outcome.ms, outcome.retry_after) = (ms, retry_after);
                Row::from(&outcome, at)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn printed_and_read_again(row in any_row()) {
            let line = row.print();
            prop_assert!(!line.contains(['\n', '\r']));
            prop_assert_eq!(Row::parse(&line), Some(row));
        }

        #[test]
        fn whatever_is_read_prints_the_same(line in prop_oneof![any::<String>(), "1 (200|answered|timed-out) (-|[0-9]{1,11}) (-|[0-9]{1,11}) [0-9]{1,16}( .{0,20})?"]) {
            if let Some(row) = Row::parse(&line) {
                prop_assert_eq!(row.print(), line);
            }
        }

        #[test]
        fn words_are_found_as_the_library_finds_them(text in "[a-cA-C@`\\[{-]{0,30}", word in "[a-cA-C@`\\[{-]{1,4}") {
            prop_assert_eq!(Word::new(&word).is_in(&text), text.to_lowercase().contains(&word.to_lowercase()), "{} in {}", word, text);
        }

        #[test]
        fn a_view_is_a_sorted_part_of_the_list(
            some in prop::collection::vec(("(http|https)://[a-cA-C]{1,3}\\.(de|ü)/[0-9]{0,3}", prop::option::of(any_row())), 0..40),
            text in "[a-c0-5ÜxX ]{0,4}", group in prop::option::of(prop::sample::select(Group::ALL.to_vec())), down in any::<bool>(),
        ) {
            let mut rows = Rows::new(some.iter().map(|(address, _)| address.as_str()));
            for (index, (_, row)) in some.iter().enumerate() {
                rows.set(index as u32, row.clone());
            }
            prop_assert_eq!(rows.summary().iter().map(|part| part.count).sum::<u32>() as usize, some.len());
            let filter = Filter { group, text: &text };
            // The same, as plainly as possible.
            let matches = |(address, row): &(String, Option<Row>)| {
                let found = row.as_ref().map_or(Group::NotYet, Row::group);
                let to = row.as_ref().and_then(|row| row.redirected_to.as_deref()).unwrap_or("").to_lowercase();
                let status = row.as_ref().and_then(|row| row.status).map_or(String::new(), |status| status.to_string());
                group.is_none_or(|group| group == found) && text.to_lowercase().split_whitespace().all(|word| {
                    address.to_lowercase().contains(word) || to.contains(word) || status.starts_with(word)
                        || (word.len() == 3 && word.ends_with("xx") && !status.is_empty() && word.starts_with(&status[..1]))
                })
            };
            let expected: Vec<u32> = (0..).zip(&some).filter(|(_, item)| matches(item)).map(|(index, _)| index).collect();
            prop_assert_eq!(&rows.view(&filter, Sort::default()), &expected);
            for by in [By::Address, By::Outcome, By::Time, By::When, By::Redirect] {
                let mut plain = expected.clone();
                let place = |text: &str| { let place = text.split_once("://").map_or(text, |(_, place)| place); (place.to_owned(), text.to_owned()) };
                plain.sort_by(|a, b| {
                    let [a, b] = [a, b].map(|index| &some[*index as usize]);
                    let row = |item: &(String, Option<Row>)| item.1.clone();
                    let order = |known: core::cmp::Ordering| if down { known.reverse() } else { known };
                    macro_rules! compare { ($key:expr) => {{
                        let key = $key;
                        match (key(a), key(b)) {
                            (Some(a), Some(b)) => order(a.cmp(&b)),
                            (a, b) => a.is_none().cmp(&b.is_none()),
                        }
                    }} }
                    match by {
                        By::Address | By::ListOrder => order(place(&a.0).cmp(&place(&b.0))),
                        By::Outcome => compare!(|item| row(item).map(|row| (row.group(), row.status))),
                        By::Time => compare!(|item| row(item).and_then(|row| row.ms)),
                        By::When => compare!(|item| row(item).map(|row| row.at)),
                        By::Redirect => compare!(|item| row(item).and_then(|row| row.redirected_to).map(|to| place(&to))),
                    }
                });
                prop_assert_eq!(&rows.view(&filter, Sort { by, down }), &plain, "{:?}", by);
            }
        }
    }
}
