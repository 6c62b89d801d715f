//! What pattern outcomes make over time, and what that means for a visitor, for an owner and for crawlers.
//!
//! # What the words mean
//! A failure shorter than ten minutes ([`OUTAGE_MS`]) that is over is a **blip**; one of ten minutes or more that is over has
//! **recovered**; one of ten minutes or more that goes on is **persistent**; failures that come and go are **flapping**. The border is the
//! one of the guide *Blip or outage* (`content/guides/en/blip-or-outage.md`): no standard draws one. A failure that goes on and is younger
//! is **too early** to call, and so are fewer than three tries, or tries within less than a minute (the same guide). What counts is what
//! happened while the watch ran: of a failure that was there before, only the part within.
//!
//! # How a series is read
//! Single tries are wrong now and then: our own packet was lost, or the one server of four that is well answered. So the reader does not
//! count, it compares stories of what the site did, each by how well it explains all tries when one in thirty ([`WRONG`]) is wrong:
//!
//! - it worked all the time, it failed once and goes on failing, or it failed once and was back: each change may have come between any two
//!   tries, all equally likely. A change that only the last try shows is no story yet: one success proves little, and neither does one
//!   failure;
//! - it comes and goes: working and failing stretches take turns, with a mean length of 1⅓ to 16 tries each ([`STRETCHES`]), without the
//!   pairs where less than a tenth is failing (or working), which nobody could tell from wrong tries. Only what fails three times counts,
//!   or twice for two tries or longer each. That it stopped doing so, and has worked or failed since, is a story too.
//!
//! These are sums over all ways in which a story can have happened (the forward algorithm of hidden Markov models), not the best way alone.
//! The pattern is that of the stories which are together likelier than all the others ([`SURE`]); if none are, it is too early. Between two
//! tries nobody looked, so a failure's length is only known from the last to the first try that bound it; [`OUTAGE_MS`] is compared with
//! the middle of that, by order of magnitude (lengths of failures spread over orders of magnitude: seconds to days).
//!
//! Time: linear in the tries, of which the latest [`MOST`] are read.
//!
//! # How often it is right
//! `simulation.rs` says how it was measured, and what was left out because nobody could tell. Of 6,000 series of each kind, in percent:
//!
//! | | blip | flapping | persistent | recovered |
//! |---|---|---|---|---|
//! | exactly ten tries | 96.1 | 96.4 | 98.3 | 95.7 |
//! | 10 to 119 tries | 95.7 | 97.9 | 98.3 | 97.8 |
//! | the same in a world made afterwards (1,000 each) | 96.2 | 98.3 | 97.5 | 98.6 |
//!
//! What comes and goes shows itself slowly: of ten tries of such a site, nine series in ten look much like a single failure with one or two
//! wrong tries, and are read as such, or as too early.

use super::{Fail, Sample, Seen, Sight, push_count, push_span, push_tries, schedule};

/// At most so many samples are read: the latest.
pub const MOST: usize = schedule::MOST;
/// From this length on, in milliseconds, a failure is no blip: the border that the guide *Blip or outage* draws.
pub const OUTAGE_MS: i64 = 600_000;
/// Fewer tries that tell something are too early (the same guide).
pub const FEWEST: usize = 3;
/// Tries within less than this, in milliseconds, are too early (the same guide).
pub const BRIEFEST_MS: i64 = 60_000;
/// How often a single try is wrong: our estimate of lost packets, and of success or failure by chance. Series with 2 to 5 % wrong tries are
/// read well with it.
pub const WRONG: f64 = 0.035;
/// A pattern has to be likelier than this.
pub const SURE: f64 = 0.5;
/// How likely it is beforehand that a site comes and goes, against failing once: our judgement, most failures happen once.
const COMES_AND_GOES: f64 = 0.5;
/// How likely it is beforehand that what came and went has stopped doing so, against going on: our judgement. Low, since any long stretch
/// of what comes and goes looks like that.
const STOPPED: f64 = 0.3;
/// Mean lengths of the stretches of what comes and goes, in tries.
const STRETCHES: [f64; 5] = [4.0 / 3.0, 2.0, 4.0, 8.0, 16.0];
/// Rarer failures (or successes) than this are taken for wrong tries.
const RAREST: f64 = 0.1;

/// What outcomes make over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// It failed for less than ten minutes, and works.
    Blip,
    /// It comes and goes.
    Flapping,
    /// It has failed for ten minutes or more, and goes on.
    Persistent,
    /// It failed for ten minutes or more, and works.
    Recovered,
    /// It can't be told yet.
    TooEarly,
}

impl Pattern {
    /// All of them.
    pub const ALL: [Pattern; 5] = [Pattern::Blip, Pattern::Flapping, Pattern::Persistent, Pattern::Recovered, Pattern::TooEarly];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Pattern::Blip => "blip",
            Pattern::Flapping => "flapping",
            Pattern::Persistent => "persistent",
            Pattern::Recovered => "recovered",
            Pattern::TooEarly => "too-early",
        }
    }

    /// The name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Pattern::Blip => "A blip",
            Pattern::Flapping => "It comes and goes",
            Pattern::Persistent => "It keeps failing",
            Pattern::Recovered => "It has recovered",
            Pattern::TooEarly => "Too early to say",
        }
    }
}

/// A pattern, why, and what it means. All sentences are for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The pattern.
    pub pattern: Pattern,
    /// The reasons with their numbers, the main one first. Never empty.
    pub why: Vec<String>,
    /// What a visitor does: wait, give up for now, or report.
    pub visitor: &'static str,
    /// What the site's owner does.
    pub owner: &'static str,
    /// What crawlers do with it. Agrees with the guide on status codes for SEO.
    pub crawlers: &'static str,
}

/// A pattern and what led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Fewer than [`FEWEST`] tries, or within less than [`BRIEFEST_MS`].
    Few,
    /// No failure.
    NoFailure,
    /// None but the last try.
    FirstFailure,
    /// Answers only, all hidden.
    AllHidden,
    /// The latest answers hide their status although others did not: so many.
    NowHidden(usize),
    /// It fails since this try, and before that it came and went.
    Failing { from: usize, after_turns: bool },
    /// It failed from one try to another, and then worked; in between it came and went.
    Over { from: usize, to: usize, turns: bool },
    /// It comes and goes.
    Turns,
    /// No story is likelier than the others together.
    Unclear,
}

/// A try that tells something: when, and whether it worked.
#[derive(Clone, Copy)]
struct Try {
    at_ms: i64,
    works: bool,
}

impl Try {
    /// Milliseconds since an earlier one.
    const fn since(self, earlier: Try) -> i64 {
        self.at_ms.saturating_sub(earlier.at_ms)
    }
}

/// Reads the pattern of a series. `samples` in the order of their times.
pub fn read(samples: &[Sample]) -> Reading {
    let samples = &samples[samples.len().saturating_sub(MOST)..];
    let sight = Sight::of(samples);
    let tries: Vec<Try> = samples.iter().filter_map(|sample| Some(Try { at_ms: sample.at_ms, works: sight.works(sample.is)? })).collect();
    let found = find(samples, sight, &tries);
    let pattern = match found {
        Found::Turns => Pattern::Flapping,
        Found::Failing { from, .. } if tries.last().map_or(0, |last| last.at_ms.saturating_sub(began(&tries, from))) >= OUTAGE_MS => {
            Pattern::Persistent
        }
        Found::Over { from, to, .. } if middle(length(&tries, from, to)) >= OUTAGE_MS => Pattern::Recovered,
        Found::Over { .. } => Pattern::Blip,
        _ => Pattern::TooEarly,
    };
    let last_differs = match found {
        Found::Failing { .. } => tries.last().is_some_and(|last| last.works),
        Found::Over { .. } => tries.last().is_some_and(|last| !last.works),
        _ => false,
    };
    let (visitor, owner, crawlers) = advice(pattern, found, sight, mostly(samples));
    let visitor = if last_differs { ONE_MORE } else { visitor };
    Reading { pattern, why: reasons(samples, sight, &tries, found, pattern), visitor, owner, crawlers }
}

// ---- which story ----------------------------------------------------------------------------------------------------------------------

fn find(samples: &[Sample], sight: Sight, tries: &[Try]) -> Found {
    let latest = samples.iter().rev().filter(|sample| sample.is != Seen::Unknown);
    let hidden = latest.take_while(|sample| sample.is == Seen::Hidden).count();
    if sight == Sight::Status && hidden >= schedule::GOOD_IN_A_ROW {
        return Found::NowHidden(hidden);
    }
    let (Some(first), Some((last, before))) = (tries.first(), tries.split_last()) else { return Found::Few };
    if tries.len() < FEWEST || last.since(*first) < BRIEFEST_MS {
        return Found::Few;
    }
    if before.iter().all(|own| own.works) {
        return match last.works {
            false => Found::FirstFailure,
            true if sight == Sight::Answer => Found::AllHidden,
            true => Found::NoFailure,
        };
    }
    let likely = Likely::of(tries);
    let failing = likely.failing + likely.failing_after_turns;
    let over = likely.fine + likely.over + likely.calm;
    let needed = SURE * (failing + over + likely.turns);
    if failing > needed {
        let after_turns = likely.failing_after_turns > likely.failing;
        Found::Failing { from: tail(tries, false, if after_turns { ODD_AFTER_TURNS } else { 1 }), after_turns }
    } else if over > needed {
        let turns = likely.calm > likely.fine + likely.over;
        let (from, to) = if turns { (first_failure(tries), tail(tries, true, ODD_AFTER_TURNS).saturating_sub(1)) } else { stretch(tries) };
        Found::Over { from, to: to.max(from), turns }
    } else if likely.turns > needed {
        Found::Turns
    } else {
        Found::Unclear
    }
}

/// How likely the tries are with each story, up to a common factor.
#[derive(Debug, Default)]
struct Likely {
    fine: f64,
    failing: f64,
    over: f64,
    turns: f64,
    calm: f64,
    failing_after_turns: f64,
}

/// Whether it works, for every state of [`Turns`].
const WORKS: [bool; 12] = [true, false, false, true, true, false, false, true, false, true, true, false];

/// Working and failing stretches that take turns: the forward algorithm.
///
/// The states, by how often it has failed so far: 0 not yet · 1 once, for one try · 2 once, for longer · 3 back after 1 · 4 back after 2 ·
/// 5 twice, the second for one try, the first for longer · 6 twice, the first for one try · 7 back after 5 or 6 · 8 failing, often enough ·
/// 9 working, after 8 · 10 works for good, after 8 · 11 fails for good, after 3, 4 or 9.
struct Turns {
    /// How likely a working stretch ends with each try.
    ends: f64,
    /// The same for a failing one.
    back: f64,
    states: [f64; 12],
}

/// Less than this is nothing beside the likeliest, which is kept above 1e-100. Still smaller numbers would be slow to reckon with.
const NOTHING: f64 = 1e-250;

impl Turns {
    fn step(&mut self, change: f64) {
        let (ends, back, s) = (self.ends, self.back, self.states);
        let (stays, fails_on) = (1.0 - ends, 1.0 - back);
        self.states = [
            s[0] * stays,
            s[0] * ends,
            (s[1] + s[2]) * fails_on,
            s[3] * stays + s[1] * back,
            s[4] * stays + s[2] * back,
            s[4] * ends,
            s[3] * ends + s[6] * fails_on,
            s[7] * stays + (s[5] + s[6]) * back,
            (s[8] + s[5]) * fails_on + (s[7] + s[9]) * ends,
            s[9] * stays + s[8] * back,
            s[10] + s[8] * change,
            s[11] + (s[3] + s[4] + s[9]) * change,
        ];
    }
}

impl Likely {
    fn of(tries: &[Try]) -> Likely {
        let change = 1.0 / tries.len() as f64;
        let mut all = Vec::with_capacity(STRETCHES.len() * STRETCHES.len());
        for ends in STRETCHES.map(|mean| 1.0 / mean) {
            for back in STRETCHES.map(|mean| 1.0 / mean) {
                if (RAREST..=1.0 - RAREST).contains(&(ends / (ends + back))) {
                    all.push(Turns { ends, back, states: [0.0; 12] });
                }
            }
        }
        // Half of all watches begin while it fails: mostly that is why they begin.
        let each = 0.5 * COMES_AND_GOES / all.len() as f64;
        for turns in &mut all {
            turns.states[0] = each;
            turns.states[1] = each;
        }
        // It worked so far, it fails, it is back.
        let mut once = [0.5, 0.5, 0.0];
        for (at, own) in tries.iter().enumerate() {
            let [good, bad] = if own.works { [1.0 - WRONG, WRONG] } else { [WRONG, 1.0 - WRONG] };
            if at > 0 && at + 1 < tries.len() {
                once = [once[0], once[1] + once[0] * change, once[2] + once[1] * change];
            }
            once = [once[0] * good, once[1] * bad, once[2] * good];
            let mut most = once[0].max(once[1]).max(once[2]);
            for turns in &mut all {
                if at > 0 {
                    turns.step(change);
                }
                for (state, works) in turns.states.iter_mut().zip(WORKS) {
                    let value = *state * if works { good } else { bad };
                    *state = if value < NOTHING { 0.0 } else { value };
                    most = most.max(*state);
                }
            }
            // Only ratios count, and numbers have an end.
            if most < 1e-100 {
                for value in once.iter_mut().chain(all.iter_mut().flat_map(|turns| &mut turns.states)) {
                    *value *= 1e100;
                }
            }
        }
        let mut likely = Likely { fine: once[0], failing: once[1], over: once[2], ..Likely::default() };
        for Turns { states, .. } in &all {
            likely.turns += states[8] + states[9];
            likely.calm += STOPPED * states[10];
            likely.failing_after_turns += STOPPED * states[11];
        }
        likely
    }
}

// ---- where it began and ended ---------------------------------------------------------------------------------------------------------

/// Where the likeliest single failure begins and ends: since tries are wrong equally often either way, where failures outnumber successes
/// most.
fn stretch(tries: &[Try]) -> (usize, usize) {
    let (mut from, mut sum) = (0, 0);
    let (mut best, mut most) = ((0, 0), i32::MIN);
    for (at, own) in tries.iter().enumerate() {
        if sum <= 0 {
            (from, sum) = (at, 0);
        }
        sum += if own.works { -1 } else { 1 };
        if sum > most {
            (best, most) = ((from, at), sum);
        }
    }
    best
}

/// Where the last stretch of working or failing tries begins, likewise; `odd` is how many tries that fit outweigh one that doesn't.
fn tail(tries: &[Try], works: bool, odd: i32) -> usize {
    let (mut best, mut most, mut sum) = (tries.len(), i32::MIN, 0);
    for (at, own) in tries.iter().enumerate().rev() {
        sum += if own.works == works { 1 } else { -odd };
        if sum > most {
            (best, most) = (at, sum);
        }
    }
    best
}

/// After a time in which every third try failed, one more failure in what looks like the quiet after it is as likely a part of that time as
/// seven successes are not: (0.97 / 0.67)^7 ≈ 0.33 / 0.035 × 1.4.
const ODD_AFTER_TURNS: i32 = 7;

fn first_failure(tries: &[Try]) -> usize {
    tries.iter().position(|own| !own.works).unwrap_or(0)
}

/// When a failure began that this try was the first to show: halfway since the try before. At the start of the watch: then.
fn began(tries: &[Try], from: usize) -> i64 {
    let Some(own) = tries.get(from) else { return i64::MAX };
    match from.checked_sub(1).and_then(|before| tries.get(before)) {
        Some(before) => own.at_ms.saturating_sub(own.since(*before) / 2),
        None => own.at_ms,
    }
}

/// The shortest and the longest time, in milliseconds, that a failure can have lasted within the watch.
fn length(tries: &[Try], from: usize, to: usize) -> (i64, i64) {
    let since = |from: usize, to: usize| tries.get(from).zip(tries.get(to)).map_or(0, |(from, to)| to.since(*from));
    (since(from, to), since(from.saturating_sub(1), (to + 1).min(tries.len().saturating_sub(1))))
}

/// The middle of two lengths by order of magnitude; what a watch can't see is taken for the shortest interval of one.
fn middle((least, most): (i64, i64)) -> i64 {
    let seen = |ms: i64| ms.max(i64::from(schedule::SHORTEST_MS)) as f64;
    (seen(least) * seen(most)).sqrt() as i64
}

/// How most of the failures failed.
fn mostly(samples: &[Sample]) -> Fail {
    let count = |fail: Fail| samples.iter().filter(|sample| sample.is == Seen::Bad(fail)).count();
    let (server, client, silent) = (count(Fail::Server), count(Fail::Client), count(Fail::Silent));
    if client > server + silent {
        Fail::Client
    } else if silent > server {
        Fail::Silent
    } else {
        Fail::Server
    }
}

// ---- in words -------------------------------------------------------------------------------------------------------------------------

fn reasons(samples: &[Sample], sight: Sight, tries: &[Try], found: Found, pattern: Pattern) -> Vec<String> {
    let mut why = Vec::new();
    let worked = if sight == Sight::Answer { "answered" } else { "worked" };
    let span = span(tries);
    let failures = |tries: &[Try]| tries.iter().filter(|own| !own.works).count();
    let mut text = String::from("It ");
    // Tries that don't fit the story, but for the last: that gets a sentence of its own.
    let mut odd = 0;
    let mut last_differs = None;
    match found {
        Found::Few => {
            text.clear();
            text.push_str(if tries.is_empty() { "No try says" } else { "Only " });
            if !tries.is_empty() {
                push_tries(&mut text, tries.len());
                text.push_str(if tries.len() == 1 { " says" } else { " say" });
            }
            text.push_str(" something about the site so far. It takes three tries over a minute to see more than chance.");
        }
        Found::NoFailure | Found::AllHidden | Found::FirstFailure => {
            let good = tries.len() - failures(tries);
            text.push_str(worked);
            push_of(&mut text, good, good);
            push_for(&mut text, span);
            text.push('.');
            last_differs = tries.last().filter(|last| !last.works);
        }
        Found::NowHidden(count) => {
            text.clear();
            text.push_str("The last ");
            push_count(&mut text, count as i64, " answer");
            text.push_str(" hide their status, although others showed it: whether it works now can't be told.");
        }
        Found::Failing { from, after_turns } => {
            let (before, own) = tries.split_at(from.min(tries.len()));
            let bad = failures(own);
            text.push_str("failed");
            if before.is_empty() {
                push_of(&mut text, bad, own.len());
            } else if bad == own.len() {
                text.push_str(" the last ");
                push_count(&mut text, bad as i64, " time");
            } else {
                text.push(' ');
                text.push_str(&bad.to_string());
                text.push_str(" of the last ");
                push_count(&mut text, own.len() as i64, " time");
            }
            push_for(&mut text, self::span(own));
            text.push('.');
            if after_turns {
                text.push_str(" Before that it came and went.");
            } else {
                odd = failures(before);
            }
            last_differs = own.last().filter(|last| last.works);
            odd += own.len() - bad - usize::from(last_differs.is_some());
        }
        Found::Over { from, to, turns } => {
            let (own, after) = (&tries[from..=to], &tries[to + 1..]);
            let (bad, good) = (failures(own), after.len() - failures(after));
            text.push_str(if turns { "came and went, failing" } else { "failed" });
            push_row(&mut text, bad, own.len());
            push_range(&mut text, length(tries, from, to));
            text.push_str(", then ");
            text.push_str(worked);
            push_row(&mut text, good, after.len());
            text.push('.');
            last_differs = after.last().filter(|last| !last.works);
            odd = failures(&tries[..from]) + after.len() - good - usize::from(last_differs.is_some());
            if !turns {
                odd += own.len() - bad;
            }
        }
        Found::Turns | Found::Unclear => {
            text.push_str("failed");
            push_of(&mut text, failures(tries), tries.len());
            push_for(&mut text, span);
            let changes = tries.windows(2).filter(|pair| pair[0].works != pair[1].works).count();
            text.push_str(", and changed");
            push_times(&mut text, changes);
            text.push_str(" between failing and working.");
        }
    }
    why.push(text);
    why.extend(meaning(tries, found, pattern, mostly(samples)).map(str::to_owned));
    if matches!(found, Found::Over { from: 0, to, .. } if to > 0) {
        why.push(BEFORE.to_owned());
    }
    why.extend(last_differs.map(|last| if last.works { LAST_WORKED } else { LAST_FAILED }.to_owned()));
    let chance = " Single tries are wrong now and then, about one in thirty.";
    push_note(&mut why, odd, ["doesn't fit that.", "don't fit that."], chance);
    let count = |seen: Seen| samples.iter().filter(|sample| sample.is == seen).count();
    let own_side = ["says nothing about the site and doesn't count.", "say nothing about the site and don't count."];
    push_note(&mut why, count(Seen::Unknown), own_side, " Your side failed, or nothing was sent.");
    match (sight, found) {
        (Sight::Status, Found::NowHidden(_)) => {}
        (Sight::Status, _) => {
            let hidden = ["got an answer with a hidden status.", "got answers with a hidden status."];
            push_note(&mut why, count(Seen::Hidden), hidden, " That counts neither way.");
        }
        (Sight::Answer, _) if count(Seen::Hidden) > 0 => why.push(ANSWERS_ONLY.to_owned()),
        (Sight::Answer, _) => {}
    }
    why
}

const BEFORE: &str = "It already failed when the watch began, so it may have lasted longer.";
const LAST_WORKED: &str = "Only the last try worked. One more, and it is back.";
const LAST_FAILED: &str = "Only the last try failed. One more, and it is no longer chance.";
const ANSWERS_ONLY: &str = "From here it can be seen whether something answers, but not whether with the page or with an error.";

/// Milliseconds from the first try to the last.
fn span(tries: &[Try]) -> i64 {
    tries.first().zip(tries.last()).map_or(0, |(first, last)| last.since(*first))
}

/// What the numbers mean.
fn meaning(tries: &[Try], found: Found, pattern: Pattern, fail: Fail) -> Option<&'static str> {
    Some(match (pattern, found) {
        (Pattern::Blip, Found::Over { from, to, .. }) if from == to => {
            "A single failure can be chance, such as a packet that was lost on the way."
        }
        (Pattern::Flapping, _) => "Single wrong tries would hardly look like this.",
        (Pattern::TooEarly, Found::Unclear) => "That fits more than one pattern.",
        // A refusal is neither a restart nor an outage.
        _ if fail == Fail::Client => return None,
        (Pattern::Blip, Found::Over { from, to, .. }) if length(tries, from, to).1 >= OUTAGE_MS => {
            "Most likely it was shorter than ten minutes, as most restarts are."
        }
        (Pattern::Blip, _) => "That is shorter than ten minutes, as most restarts are.",
        (Pattern::Recovered, Found::Over { from, to, .. }) if length(tries, from, to).0 < OUTAGE_MS => {
            "Most likely it was ten minutes or more. That is an outage: most restarts are over by then."
        }
        (Pattern::Recovered | Pattern::Persistent, _) => "Ten minutes or more are an outage: most restarts are over by then.",
        (Pattern::TooEarly, Found::Failing { .. }) => {
            "That is too short to tell a restart from an outage: we draw the border at ten minutes."
        }
        (Pattern::TooEarly, _) => return None,
    })
}

/// `2 tries don't fit that. …`: a sentence for one try, for more, and what follows; nothing for none.
fn push_note(why: &mut Vec<String>, count: usize, [one, more]: [&str; 2], then: &str) {
    if count > 0 {
        let mut text = String::new();
        push_tries(&mut text, count);
        text.push(' ');
        text.push_str(if count == 1 { one } else { more });
        text.push_str(then);
        why.push(text);
    }
}

/// ` once`, ` twice`, ` 7 times`.
fn push_times(text: &mut String, count: usize) {
    match count {
        1 => text.push_str(" once"),
        2 => text.push_str(" twice"),
        _ => {
            text.push(' ');
            push_count(text, count as i64, " time");
        }
    }
}

/// ` once`, ` all 8 times`, ` 7 of 8 times`.
fn push_of(text: &mut String, count: usize, all: usize) {
    if all < 2 {
        push_times(text, count);
        return;
    }
    text.push_str(if count == all { " all " } else { " " });
    if count != all {
        text.push_str(&count.to_string());
        text.push_str(" of ");
    }
    push_count(text, all as i64, " time");
}

/// ` once`, ` 8 times in a row`, ` 7 of 8 times`.
fn push_row(text: &mut String, count: usize, all: usize) {
    if count < all {
        push_of(text, count, all);
        return;
    }
    push_times(text, count);
    if count > 1 {
        text.push_str(" in a row");
    }
}

/// `, for 12 minutes`; nothing for no time.
fn push_for(text: &mut String, ms: i64) {
    if ms > 0 {
        text.push_str(", for ");
        push_span(text, ms);
    }
}

/// `, for about 12 minutes`, `, for 10 to 12 minutes`, `, for at most 45 seconds`.
fn push_range(text: &mut String, (least, most): (i64, i64)) {
    let span = |ms: i64| {
        let mut text = String::new();
        push_span(&mut text, ms);
        text
    };
    let (from, to) = (span(least), span(most));
    if least <= 0 {
        text.push_str(", for at most ");
    } else if from == to {
        text.push_str(", for about ");
    } else {
        text.push_str(", for ");
        text.push_str(match (from.split_once(' '), to.split_once(' ')) {
            (Some((number, unit)), Some((_, other))) if unit == other => number,
            _ => &from,
        });
        text.push_str(" to ");
    }
    text.push_str(&to);
}

/// What it means for a visitor, for an owner and for crawlers.
const fn advice(pattern: Pattern, found: Found, sight: Sight, fail: Fail) -> (&'static str, &'static str, &'static str) {
    let answers = matches!(sight, Sight::Answer);
    let refused = matches!(fail, Fail::Client);
    let reload = if answers { RELOAD_TO_SEE } else { RELOAD };
    match (pattern, found) {
        (Pattern::Blip, _) => (reload, BLIP_OWNER, if refused { REFUSED_BEFORE } else { BLIP_CRAWLERS }),
        (Pattern::Recovered, _) => (reload, RECOVERED_OWNER, if refused { REFUSED_BEFORE } else { RECOVERED_CRAWLERS }),
        (Pattern::Flapping, _) => (FLAPPING, FLAPPING_OWNER, if refused { REFUSED } else { FLAPPING_CRAWLERS }),
        (Pattern::Persistent, _) | (Pattern::TooEarly, Found::Failing { .. }) if refused => (REFUSAL, REFUSAL_OWNER, REFUSED),
        (Pattern::Persistent, _) if matches!(fail, Fail::Silent) => (SILENT, OUTAGE_OWNER, OUTAGE_CRAWLERS),
        (Pattern::Persistent, _) => (OUTAGE, OUTAGE_OWNER, OUTAGE_CRAWLERS),
        (Pattern::TooEarly, Found::Failing { .. }) => (YOUNG, YOUNG_OWNER, EARLY_CRAWLERS),
        (Pattern::TooEarly, Found::NoFailure) if !answers => (FINE, FINE_OWNER, FINE_CRAWLERS),
        (Pattern::TooEarly, Found::NoFailure | Found::AllHidden | Found::NowHidden(_)) => (HIDDEN, HIDDEN_OWNER, HIDDEN_CRAWLERS),
        (Pattern::TooEarly, _) => (EARLY, EARLY_OWNER, if refused { REFUSED } else { EARLY_CRAWLERS }),
    }
}

// What is advised here agrees with the guides (`content/guides/en/`): *Blip or outage* for visitors and owners, *Status codes for SEO* for
// crawlers. That one says what is in Google's words (429, 500 and 503) and what is only reported (other 5xx, no answer, 4xx).

const ONE_MORE: &str = "Wait for the next try: the last one came out differently.";

const RELOAD: &str =
    "It works again: reload your page. If you were paying or sending a form, look for a confirmation before you repeat it.";
const RELOAD_TO_SEE: &str = "Something answers again: reload your page to see whether it is the page or an error. If you were paying or \
                             sending a form, look for a confirmation before you repeat it.";

const BLIP_OWNER: &str = "It looks like a restart, a deployment or a short rush: compare the minute with your log. Count blips and look at \
                          them once a week; three a day are a fault.";
const BLIP_CRAWLERS: &str = "Google keeps a page that answers 429, 500 or 503 for a short time, crawls the whole host name more slowly \
                             meanwhile, and recovers by itself. Other 5xx and no answer are reported to count the same.";

const RECOVERED_OWNER: &str = "Find out what ended it: a deployment, a repair, a failover. Call it over after ten minutes without a \
                               failure, seen from two places and past the cache, with one request that signs in.";
const RECOVERED_CRAWLERS: &str = "Crawling can stay slower for some days and recovers by itself. Look at Crawl stats in Search Console \
                                  after a week before you ask for anything.";

const FLAPPING: &str = "Try again after a minute: the next try may work. Before you send a form, save what you typed; if sending failed, \
                        look for a confirmation first. Tell the site's owner that it comes and goes.";
const FLAPPING_OWNER: &str = "Open an incident. Think of one broken server of several, a limit, a full queue, or a program that crashes \
                              and restarts. Split the failures by server, and look whether they come at fixed times.";
const FLAPPING_CRAWLERS: &str = "Google crawls the whole host name more slowly while it meets 429, 500 or 503, and an address that shows \
                                 them for several days can leave its index. Other 5xx and no answer are reported to count the same.";

const OUTAGE: &str = "Give up for now: after ten minutes, waiting is no longer a plan. Look for a status page, tell the site's owner, and \
                      come back in an hour.";
const SILENT: &str = "Give up for now. Try another network, such as your phone's: if it works there, it is your connection. If not, look \
                      for a status page, tell the site's owner, and come back in an hour.";
const OUTAGE_OWNER: &str = "Open an incident. Find the layer that answers, then think of a stopped service, an expired certificate or a \
                            wrong setting.";
const OUTAGE_CRAWLERS: &str = "Google keeps a page that answers 429, 500 or 503 at first, crawls the whole host name more slowly, and can \
                               drop an address that fails for days. Other 5xx and no answer are reported to count the same. Keep \
                               robots.txt at 200: a 5xx there forbids the whole host. If the repair takes hours, answer 503 with \
                               Retry-After.";

const REFUSAL: &str = "A refusal like this rarely ends by itself, so don't wait for it. Look at the address and at your access. If both \
                       are right, tell the site's owner.";
const REFUSAL_OWNER: &str = "This is a refusal and no outage: look for a missing page, a firewall's rule or lost permissions. If you just \
                             deployed, compare with the release before.";
const REFUSED: &str = "Google is reported to take a 4xx other than 429 for a missing page: it is left out, and dropped if it was in. A \
                       page that is only away for a time should answer 503.";
const REFUSED_BEFORE: &str = "Google is reported to take a 4xx other than 429 for a missing page. If crawlers met one, look whether they \
                              get 200 again: firewalls treat them differently from browsers.";

const YOUNG: &str = "Wait: most restarts are over within ten minutes.";
const YOUNG_OWNER: &str =
    "Two failures in a row are reason to look: is there a deployment or a restart? After ten minutes, open an incident.";
const EARLY: &str = "Wait: a few more tries will tell.";
const EARLY_OWNER: &str = "Wait for a few more tries, and ask your log meanwhile: your visitors tried more often than this page.";
const EARLY_CRAWLERS: &str =
    "Minutes decide nothing: Google speaks of several days of 429, 500 or 503 before an address can leave its index.";

const FINE: &str = "It works from your browser. If your own tab still fails, the cause is more likely on your side: start the diagnosis.";
const FINE_OWNER: &str = "There is nothing to see from here. Others may still fail: ask your log.";
const FINE_CRAWLERS: &str = "Nothing here would hold up a crawler. But firewalls treat crawlers differently from browsers: what they get \
                             stands in your log.";
const HIDDEN: &str = "Something answers, and only your own tab shows whether it is the page: reload it.";
const HIDDEN_OWNER: &str = "From here the status is hidden. Look at it with curl, or in your log.";
const HIDDEN_CRAWLERS: &str =
    "Crawlers see the status that is hidden from here: 429 and 5xx slow them down, another 4xx counts as a missing page.";

#[cfg(test)]
mod tests {
    use super::super::{Fail, Sample, Seen};
    use super::{Pattern, read};
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;

    fn series(text: &str, step_ms: i64) -> Vec<Sample> {
        text.chars()
            .zip(0..)
            .filter_map(|(c, at)| {
                let is = match c {
                    '.' => Seen::Good,
                    'x' => Seen::Bad(Fail::Server),
                    '4' => Seen::Bad(Fail::Client),
                    's' => Seen::Bad(Fail::Silent),
                    '?' => Seen::Hidden,
                    '-' => Seen::Unknown,
                    _ => return None,
                };
                Some(Sample { at_ms: at * step_ms, is })
            })
            .collect()
    }

    /// Pattern and reasons of a series with a try a minute.
    #[track_caller]
    fn says(text: &str, pattern: Pattern, why: &[&str]) {
        let reading = read(&series(text, MINUTE));
        assert_eq!(reading.pattern, pattern, "{text}: {:?}", reading.why);
        assert_eq!(reading.why, why, "{text}");
    }

    const OUTAGE: &str = "Ten minutes or more are an outage: most restarts are over by then.";
    const BLIP: &str = "That is shorter than ten minutes, as most restarts are.";
    const YOUNG: &str = "That is too short to tell a restart from an outage: we draw the border at ten minutes.";

    #[test]
    fn the_guide_s_patterns() {
        // The table of `content/guides/en/blip-or-outage.md`, with tries two minutes apart; five for what is to last longer than a blip.
        for (text, minutes, expected) in [
            ("x.....", 2, Pattern::Blip),
            ("xxx...", 5, Pattern::Recovered),
            ("xxxxxx", 2, Pattern::Persistent),
            ("x..x.x", 2, Pattern::Flapping),
            ("x...x...x...", 2, Pattern::Flapping),
            ("xx", 5, Pattern::TooEarly),
        ] {
            assert_eq!(read(&series(text, minutes * MINUTE)).pattern, expected, "{text}");
        }
        assert_eq!(read(&series("xxxx", 19_000)).pattern, Pattern::TooEarly, "all within a minute");
        // "Try now, after one minute, after three and after ten."
        let at = |minutes: [i64; 4], text: &str| {
            let mut samples = series(text, MINUTE);
            for (sample, minute) in samples.iter_mut().zip(minutes) {
                sample.at_ms = minute * MINUTE;
            }
            read(&samples).pattern
        };
        assert_eq!(at([0, 1, 3, 10], "xxxx"), Pattern::Persistent);
        assert_eq!(at([0, 1, 3, 10], "x..."), Pattern::Blip);
    }

    #[test]
    fn reasons_with_numbers() {
        says(
            "",
            Pattern::TooEarly,
            &["No try says something about the site so far. It takes three tries over a minute to see more than chance."],
        );
        says(
            "x",
            Pattern::TooEarly,
            &["Only 1 try says something about the site so far. It takes three tries over a minute to see more than chance."],
        );
        says(
            "x.",
            Pattern::TooEarly,
            &["Only 2 tries say something about the site so far. It takes three tries over a minute to see more than chance."],
        );
        says("xxxx", Pattern::TooEarly, &["It failed all 4 times, for 3 minutes.", YOUNG]);
        says("..xxx", Pattern::TooEarly, &["It failed the last 3 times, for 2 minutes.", YOUNG]);
        says(
            "xx.",
            Pattern::TooEarly,
            &["It failed 2 of 3 times, for 2 minutes.", YOUNG, "Only the last try worked. One more, and it is back."],
        );
        says("....", Pattern::TooEarly, &["It worked all 4 times, for 3 minutes."]);
        says(
            "...x",
            Pattern::TooEarly,
            &["It worked all 3 times, for 3 minutes.", "Only the last try failed. One more, and it is no longer chance."],
        );
        says(
            "x..",
            Pattern::Blip,
            &[
                "It failed once, for at most 60 seconds, then worked twice in a row.",
                "A single failure can be chance, such as a packet that was lost on the way.",
            ],
        );
        says(".xxx....", Pattern::Blip, &["It failed 3 times in a row, for 2 to 4 minutes, then worked 4 times in a row.", BLIP]);
        says(
            "xx--x.-..",
            Pattern::Blip,
            &[
                "It failed 3 times in a row, for 4 to 5 minutes, then worked 3 times in a row.",
                BLIP,
                "It already failed when the watch began, so it may have lasted longer.",
                "3 tries say nothing about the site and don't count. Your side failed, or nothing was sent.",
            ],
        );
        says(
            "....xx....x.....",
            Pattern::Blip,
            &[
                "It failed twice in a row, for 60 seconds to 3 minutes, then worked 9 of 10 times.",
                BLIP,
                "1 try doesn't fit that. Single tries are wrong now and then, about one in thirty.",
            ],
        );
        says(
            "xxxxxxxxxxxxx..",
            Pattern::Recovered,
            &[
                "It failed 13 times in a row, for 12 to 13 minutes, then worked twice in a row.",
                OUTAGE,
                "It already failed when the watch began, so it may have lasted longer.",
            ],
        );
        says("xxxxxxxxxxxx", Pattern::Persistent, &["It failed all 12 times, for 11 minutes.", OUTAGE]);
        says(
            "...xxxxxxxxxxxx.xxx",
            Pattern::Persistent,
            &[
                "It failed 15 of the last 16 times, for 15 minutes.",
                OUTAGE,
                "1 try doesn't fit that. Single tries are wrong now and then, about one in thirty.",
            ],
        );
        says(
            "x.x..xxx.x..",
            Pattern::Flapping,
            &[
                "It failed 6 of 12 times, for 11 minutes, and changed 7 times between failing and working.",
                "Single wrong tries would hardly look like this.",
            ],
        );
    }

    #[test]
    fn what_stopped_coming_and_going() {
        let quiet = ".".repeat(50);
        let mut text = String::from(".x..x..x.x..x");
        text.push_str(&quiet);
        says(
            &text,
            Pattern::Recovered,
            &["It came and went, failing 5 of 12 times, for 11 to 13 minutes, then worked 50 times in a row.", OUTAGE],
        );
        let mut text = String::from("xxxxx....xx...");
        text.push_str(&"x".repeat(60));
        says(&text, Pattern::Persistent, &["It failed the last 60 times, for 59 minutes. Before that it came and went.", OUTAGE]);
    }

    #[test]
    fn an_address_that_hides_its_status() {
        let only = "From here it can be seen whether something answers, but not whether with the page or with an error.";
        says("?????", Pattern::TooEarly, &["It answered all 5 times, for 4 minutes.", only]);
        says(
            ".sss???",
            // Readable once: hidden answers count neither way.
            Pattern::TooEarly,
            &["The last 3 answers hide their status, although others showed it: whether it works now can't be told."],
        );
        says("ssssssssssssss", Pattern::Persistent, &["It failed all 14 times, for 13 minutes.", OUTAGE]);
        let blip = read(&series("?sss???", MINUTE));
        assert_eq!(blip.pattern, Pattern::Blip);
        assert_eq!(blip.why, ["It failed 3 times in a row, for 2 to 4 minutes, then answered 3 times in a row.", BLIP, only]);
        assert!(blip.visitor.starts_with("Something answers again"), "{}", blip.visitor);
        let reading = read(&series("xxx.?...", MINUTE));
        assert_eq!(reading.why.last().unwrap(), "1 try got an answer with a hidden status. That counts neither way.");
    }

    #[test]
    fn what_it_means() {
        let means = |text: &str| {
            let reading = read(&series(text, MINUTE));
            (reading.pattern, reading.visitor, reading.owner, reading.crawlers)
        };
        // 4xx is no outage, and crawlers take it for a missing page.
        for text in ["444", "44444444444444"] {
            let (_, visitor, owner, crawlers) = means(text);
            assert!(visitor.starts_with("A refusal like this rarely ends by itself"), "{visitor}");
            assert!(owner.contains("no outage"), "{owner}");
            assert!(crawlers.contains("missing page"), "{crawlers}");
        }
        let (pattern, visitor, _, crawlers) = means("xxxxxxxxxxxx");
        assert_eq!(pattern, Pattern::Persistent);
        assert!(visitor.starts_with("Give up for now: after ten minutes"), "{visitor}");
        assert!(crawlers.contains("503 with Retry-After"), "{crawlers}");
        // No answer may be the visitor's own network.
        assert!(means("ssssssssssss").1.contains("Try another network"));
        // The last try came out differently: neither "it is back" nor "give up".
        for text in ["xxxxxxxxxxxx.", "xx....x"] {
            assert_eq!(means(text).1, "Wait for the next try: the last one came out differently.", "{text}");
        }
        assert!(means("xxx..").1.starts_with("It works again: reload"));
        assert!(means("xxx").1.starts_with("Wait: most restarts"));
    }

    #[test]
    fn ranges() {
        let range = |least: i64, most: i64| {
            let mut text = String::new();
            super::push_range(&mut text, (least * 1000, most * 1000));
            text
        };
        assert_eq!(range(0, 45), ", for at most 45 seconds");
        assert_eq!(range(600, 610), ", for about 10 minutes");
        assert_eq!(range(600, 720), ", for 10 to 12 minutes");
        assert_eq!(range(60, 180), ", for 60 seconds to 3 minutes");
    }

    #[test]
    fn only_the_latest_are_read() {
        let mut text = "x".repeat(1000);
        text.push_str(&".".repeat(super::MOST));
        assert_eq!(read(&series(&text, MINUTE)).why, ["It worked all 2000 times, for 33 hours."]);
    }

    fn seen() -> impl Strategy<Value = Seen> {
        prop_oneof![
            Just(Seen::Good),
            Just(Seen::Hidden),
            Just(Seen::Unknown),
            Just(Seen::Bad(Fail::Server)),
            Just(Seen::Bad(Fail::Client)),
            Just(Seen::Bad(Fail::Silent)),
        ]
    }

    fn any_series(most: usize) -> impl Strategy<Value = Vec<Sample>> {
        prop::collection::vec((seen(), 15_000..900_000_i64), 0..most).prop_map(|steps| {
            let mut at_ms = 1_795_341_600_000;
            let mut next = |(is, step)| {
                at_ms += step;
                Sample { at_ms, is }
            };
            steps.into_iter().map(&mut next).collect()
        })
    }

    proptest! {
        #[test]
        fn sentences(samples in any_series(60)) {
            let reading = read(&samples);
            prop_assert!(!reading.why.is_empty());
            for text in reading.why.iter().map(String::as_str).chain([reading.visitor, reading.owner, reading.crawlers]) {
                prop_assert!(text.ends_with('.') && !text.contains("  ") && !text.contains(" ,") && !text.contains(".."), "{text}");
                prop_assert!(text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()), "{text}");
                prop_assert!(!text.contains(" 0 ") && !text.contains(" 1 times"), "{text}");
            }
        }

        #[test]
        fn what_says_nothing_changes_nothing(samples in any_series(40), at in prop::collection::vec(any::<prop::sample::Index>(), 1..10)) {
            let mut more = samples.clone();
            for at in at {
                let at = at.index(more.len() + 1);
                let at_ms = more.get(at).or(more.last()).map_or(0, |sample| sample.at_ms);
                more.insert(at, Sample { at_ms, is: Seen::Unknown });
            }
            let (a, b) = (read(&samples), read(&more));
            prop_assert_eq!((a.pattern, a.visitor, a.owner, a.crawlers), (b.pattern, b.visitor, b.owner, b.crawlers));
            prop_assert_eq!(&a.why[0], &b.why[0]);
        }

        #[test]
        fn when_it_was_does_not_matter(samples in any_series(40), by in -1_000_000_000_000..1_000_000_000_000_i64) {
            let moved: Vec<Sample> = samples.iter().map(|sample| Sample { at_ms: sample.at_ms + by, ..*sample }).collect();
            prop_assert_eq!(read(&samples), read(&moved));
        }

        #[test]
        fn no_failure_no_pattern(samples in any_series(40)) {
            let fine: Vec<Sample> = samples.into_iter().filter(|sample| !matches!(sample.is, Seen::Bad(_))).collect();
            prop_assert_eq!(read(&fine).pattern, Pattern::TooEarly);
        }

        #[test]
        fn any_times(at in prop::collection::vec((seen(), any::<i64>()), 0..20)) {
            let samples: Vec<Sample> = at.into_iter().map(|(is, at_ms)| Sample { at_ms, is }).collect();
            prop_assert!(!read(&samples).why.is_empty());
        }
    }
}
