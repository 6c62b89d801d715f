//! When a watch asks again, when it has found what it waited for, and what it can find at all.

use super::{Fail, Sample, Seen, Sight};
use crate::core::probe::{Is, Outcome};

/// Never more often than this, in milliseconds, whatever was chosen.
pub const SHORTEST_MS: u32 = 15_000;
/// A watch gives up after this long, in milliseconds: what fails for a day is nothing to sit beside.
pub const LONGEST_MS: i64 = 24 * 3600 * 1000;
/// A watch gives up after so many tries.
pub const MOST: usize = 2000;
/// So many good answers in a row end a watch. One proves little: it may come from the one server of four that is well.
pub const GOOD_IN_A_ROW: usize = 2;

/// The wait is drawn between itself and so much more, so that many watchers don't all come back in the same second.
const JITTER: f64 = 0.25;

/// How a visitor wants to watch. Values outside of their limits are taken to the nearest limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    /// Seconds between two tries while the outcome is new, 15 to 3,600.
    pub interval: u16,
    /// By how much the wait grows with each further try of the same outcome, 1 to 4.
    pub backoff: f64,
    /// The longest wait in seconds without a `Retry-After`, from `interval` to 3,600.
    pub cap: u16,
    /// Pauses when the tab has been hidden for so many minutes. `None`: never, though browsers slow the timers of a hidden tab to about one
    /// a minute or stop them.
    pub hidden_limit: Option<u16>,
    /// Goes on after it is back, to see whether it lasts and what pattern it makes.
    pub keep_on: bool,
}

impl Default for Watch {
    /// Every 30 seconds at first, every two minutes at the slowest: who waits hears of it within two minutes, and the site is asked at most
    /// some forty times an hour.
    fn default() -> Watch {
        Watch { interval: 30, backoff: 1.5, cap: 120, hidden_limit: Some(60), keep_on: false }
    }
}

/// What a decision depends on beside the samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// The time, in milliseconds since 1970, by the clock that the samples have theirs from. Best one that nobody can set back
    /// (`performance.timeOrigin + performance.now()`).
    pub at_ms: i64,
    /// A random number from 0 to 1, drawn once after each sample: with a new one the wait changes.
    pub random: f64,
    /// [`Outcome::retry_after`] of the last try, in seconds from then.
    pub retry_after: Option<u32>,
    /// How long the tab has been hidden, in milliseconds. `None`: it is visible.
    pub hidden_for_ms: Option<i64>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// Ask again in so many milliseconds from now; 0 is at once.
    AskIn(u32),
    /// It is over.
    Stopped(Why),
    /// Nothing until that changes. Then ask this again.
    Paused(Pause),
}

/// Why a watch is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It failed, and then worked twice in a row.
    BackAgain,
    /// It worked twice in a row and never failed.
    Works,
    /// Nothing answered, and then something did twice in a row; whether with the page stays hidden.
    AnswersAgain,
    /// A failure ended, and what answers now, twice in a row, hides its status although it was readable before.
    Changed,
    /// After [`LONGEST_MS`] or [`MOST`] tries.
    GaveUp,
    /// The site asked to be left alone (`Retry-After`) for longer than a watch lasts.
    ToldToWait,
}

/// Why a watch pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// The tab has been hidden for longer than [`Watch::hidden_limit`].
    Hidden,
}

impl Why {
    /// For the tab's title and the heading of a notification.
    pub const fn title(self) -> &'static str {
        match self {
            Why::BackAgain => "It's back",
            Why::Works => "It works",
            Why::AnswersAgain => "It answers again",
            Why::Changed => "It answers differently",
            Why::GaveUp => "Not back yet",
            Why::ToldToWait => "Asked to wait",
        }
    }

    /// What happened, and what to do about it.
    pub const fn say(self) -> &'static str {
        match self {
            Why::BackAgain => "It worked twice in a row. Reload your page.",
            Why::Works => "It worked twice in a row and did not fail while this page watched.",
            Why::AnswersAgain => {
                "Something answers there again. Whether it is the page or an error stays hidden from here: reload your page to see."
            }
            Why::Changed => {
                "What failed before is gone. What answers now hides from here whether it is the page or an error: reload your page to see."
            }
            Why::GaveUp => "It was not back within a day of watching, so the watch stopped.",
            Why::ToldToWait => "The site asks not to be tried again for longer than a watch lasts, so the watch stopped.",
        }
    }
}

/// What a watch that starts from this outcome can see, and what not. To be said before it starts.
pub const fn sees(first: &Outcome) -> &'static str {
    match Seen::of(first) {
        Seen::Good | Seen::Bad(Fail::Server | Fail::Client) => {
            "This site lets other pages read its status, so the watch can see whether the page works."
        }
        Seen::Bad(Fail::Silent) => {
            "The watch can see when something answers there again. Whether it is the page or an error may stay hidden: your own tab shows."
        }
        Seen::Hidden => {
            "Something answers there, and hides from other pages whether it is the page or an error. The watch can see when it stops \
             answering or shows its status, but not when an error turns into the page: for that, reload your own tab."
        }
        Seen::Unknown if matches!(first.is, Is::NeverLeftDevice) => {
            "The request seems to fail on your device or right next to it. The watch can see when something answers; until then it learns \
             nothing about the site."
        }
        Seen::Unknown => "The last check learned nothing about the site. The watch starts to tell when the next one does.",
    }
}

/// The news that the latest samples bring. With [`Watch::keep_on`] that is when to tell the visitor: when it turns from `None` to `Some`.
pub fn news(samples: &[Sample]) -> Option<Why> {
    let sight = Sight::of(samples);
    let told = |sample: &&Sample| sample.is != Seen::Unknown;
    let mut latest = samples.iter().rev().filter(told).take(GOOD_IN_A_ROW);
    let last = latest.next()?.is;
    let second = latest.next()?.is;
    let before = |wanted: fn(Seen) -> bool| samples.iter().any(|sample| wanted(sample.is));
    match (sight, last, second) {
        (_, Seen::Good, Seen::Good) if before(|seen| matches!(seen, Seen::Bad(_))) => Some(Why::BackAgain),
        (_, Seen::Good, Seen::Good) => Some(Why::Works),
        // At the start even a try that never got out of the device is "no answer so far".
        (Sight::Answer, Seen::Hidden, Seen::Hidden)
            if before(|seen| matches!(seen, Seen::Bad(_))) || samples.first().is_some_and(|sample| sample.is == Seen::Unknown) =>
        {
            Some(Why::AnswersAgain)
        }
        (Sight::Status, Seen::Hidden, Seen::Hidden) => {
            let last_told = samples.iter().rev().find_map(|sample| sight.works(sample.is));
            (last_told == Some(false)).then_some(Why::Changed)
        }
        _ => None,
    }
}

impl Watch {
    /// What to do now. The first sample is the outcome from which the visitor said *watch it*.
    pub fn go(&self, samples: &[Sample], now: &Now) -> Go {
        if !self.keep_on
            && let Some(why) = news(samples)
        {
            return Go::Stopped(why);
        }
        let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return self.ask_in(0, now) };
        let left = first.at_ms.saturating_add(LONGEST_MS).saturating_sub(now.at_ms);
        if samples.len() >= MOST || left <= 0 {
            return Go::Stopped(Why::GaveUp);
        }
        let since = now.at_ms.saturating_sub(last.at_ms).max(0);
        let told_ms = now.retry_after.map_or(0, |seconds| i64::from(seconds) * 1000);
        if told_ms - since > left {
            return Go::Stopped(Why::ToldToWait);
        }
        let wait = i64::from(self.next_wait_ms(samples, now.random, now.retry_after));
        self.ask_in(u32::try_from((wait - since).max(0)).unwrap_or(u32::MAX), now)
    }

    fn ask_in(&self, ms: u32, now: &Now) -> Go {
        let limit = self.hidden_limit.map(|minutes| i64::from(minutes) * 60_000);
        match (now.hidden_for_ms, limit) {
            (Some(hidden), Some(limit)) if hidden >= limit => Go::Paused(Pause::Hidden),
            _ => Go::AskIn(ms),
        }
    }

    /// How long to wait after the last sample, in milliseconds: the interval, longer with each further try of the same outcome, at least
    /// `retry_after` seconds if the site asked for that (RFC 9110, section 10.2.3), and a random part on top. `random` is from 0 to 1.
    ///
    /// After a try that says nothing about the site the wait is the interval: the site was most likely not asked.
    pub fn next_wait_ms(&self, samples: &[Sample], random: f64, retry_after: Option<u32>) -> u32 {
        let interval = f64::from(self.interval.clamp((SHORTEST_MS / 1000) as u16, 3600)) * 1000.0;
        let cap = f64::from(self.cap.min(3600)) * 1000.0;
        let backoff = if self.backoff >= 1.0 { self.backoff.min(4.0) } else { 1.0 };
        let mut wait = interval;
        for _ in 1..run(samples) {
            wait *= backoff;
            if wait >= cap {
                break;
            }
        }
        let wait = wait.min(cap).max(interval);
        let random = if random >= 0.0 { random.min(1.0) } else { 0.0 };
        let told = retry_after.map_or(0.0, |seconds| f64::from(seconds) * 1000.0);
        // The cast saturates.
        (wait.max(told) + wait * JITTER * random) as u32
    }
}

/// How many of the latest tries had the same outcome; 0 if the last one says nothing.
fn run(samples: &[Sample]) -> usize {
    let same = |a: Seen, b: Seen| matches!((a, b), (Seen::Bad(_), Seen::Bad(_))) || a == b;
    match samples.last() {
        Some(last) if last.is != Seen::Unknown => samples
            .iter()
            .rev()
            .filter(|sample| sample.is != Seen::Unknown)
            .take(MOST)
            .take_while(|sample| same(sample.is, last.is))
            .count(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fail, Sample, Seen};
    use super::{Go, LONGEST_MS, MOST, Now, Pause, SHORTEST_MS, Watch, Why, news, sees};
    use crate::core::address::Refusal;
    use crate::core::probe::{Attempt, AttemptResult, Engine, Observation, Outcome, conclude};
    use proptest::prelude::*;

    const START: i64 = 1_795_341_600_000;
    const MINUTE: i64 = 60_000;

    /// One try a minute: `.` worked, `x` failed, `s` no answer, `?` hidden, `-` not known.
    fn series(text: &str) -> Vec<Sample> {
        text.chars()
            .zip(0..)
            .map(|(c, at)| {
                let is = match c {
                    '.' => Seen::Good,
                    'x' => Seen::Bad(Fail::Server),
                    's' => Seen::Bad(Fail::Silent),
                    '?' => Seen::Hidden,
                    _ => Seen::Unknown,
                };
                Sample { at_ms: START + at * MINUTE, is }
            })
            .collect()
    }

    fn right_after(samples: &[Sample]) -> Now {
        Now { at_ms: samples.last().map_or(START, |last| last.at_ms), random: 0.0, retry_after: None, hidden_for_ms: None }
    }

    #[test]
    fn waits_grow_with_the_same_outcome() {
        let watch = Watch::default();
        for (text, seconds) in [
            ("", 30),
            ("x", 30),
            ("xx", 45),
            ("xsx", 67),
            ("xxxx", 101),
            ("xxxxx", 120),
            ("xxxxxxxxxxxxxxxxxxxx", 120),
            // Something new is looked at closely.
            ("xxxxx.", 30),
            ("xxxxx..", 45),
            ("xxxxx?", 30),
            // What says nothing neither counts nor makes the wait longer: nobody was asked.
            ("xx-", 30),
            ("xx-x", 67),
            ("-----", 30),
        ] {
            assert_eq!(watch.next_wait_ms(&series(text), 0.0, None) / 1000, seconds, "{text}");
        }
    }

    #[test]
    fn settings_stay_within_their_limits() {
        let twice = series("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        for (watch, ms) in [
            (Watch { interval: 0, backoff: 1.0, ..Watch::default() }, 15_000),
            (Watch { interval: u16::MAX, ..Watch::default() }, 3_600_000),
            (Watch { interval: 30, backoff: 0.1, cap: 120, ..Watch::default() }, 30_000),
            (Watch { interval: 30, backoff: f64::NAN, cap: 120, ..Watch::default() }, 30_000),
            (Watch { interval: 30, backoff: 1000.0, cap: u16::MAX, ..Watch::default() }, 3_600_000),
            (Watch { interval: 300, backoff: 1.5, cap: 10, ..Watch::default() }, 300_000),
        ] {
            assert_eq!(watch.next_wait_ms(&twice, 0.0, None), ms, "{watch:?}");
        }
    }

    #[test]
    fn retry_after_is_the_shortest_wait() {
        let watch = Watch::default();
        let one = series("x");
        assert_eq!(watch.next_wait_ms(&one, 0.0, Some(600)), 600_000);
        assert_eq!(watch.next_wait_ms(&one, 1.0, Some(600)), 607_500, "something random on top");
        assert_eq!(watch.next_wait_ms(&one, 0.0, Some(0)), 30_000);
        assert_eq!(watch.next_wait_ms(&one, 0.0, Some(u32::MAX)), u32::MAX);
        let go = |seconds, at_ms| watch.go(&one, &Now { at_ms, retry_after: Some(seconds), ..right_after(&one) });
        assert_eq!(go(600, START), Go::AskIn(600_000));
        assert_eq!(go(600, START + 590_000), Go::AskIn(10_000));
        assert_eq!(go(600, START + 700_000), Go::AskIn(0));
        assert_eq!(go(24 * 3600, START), Go::AskIn(24 * 3600 * 1000));
        assert_eq!(go(24 * 3600 + 1, START), Go::Stopped(Why::ToldToWait));
        assert_eq!(go(u32::MAX, START), Go::Stopped(Why::ToldToWait));
    }

    #[test]
    fn it_stops_after_two_good_answers() {
        for (text, expected) in [
            ("", None),
            ("x", None),
            (".", None),
            ("x.", None),
            ("x.x.", None),
            ("x..", Some(Why::BackAgain)),
            ("x.-.", Some(Why::BackAgain)),
            ("x..--", Some(Why::BackAgain)),
            ("x..x", None),
            ("..", Some(Why::Works)),
            ("-..", Some(Why::Works)),
            ("?..", Some(Why::Works)),
            ("s..", Some(Why::BackAgain)),
            // No status can be read: an answer after none is all that can be told.
            ("?", None),
            ("????????", None),
            ("s?", None),
            ("s??", Some(Why::AnswersAgain)),
            ("s?-?", Some(Why::AnswersAgain)),
            ("s?s?", None),
            ("??s??", Some(Why::AnswersAgain)),
            // It never got out of the device, now something answers.
            ("-??", Some(Why::AnswersAgain)),
            // In the middle that is no change.
            ("?-??", None),
            // A readable error, and then something that can't be read.
            ("x?", None),
            ("x??", Some(Why::Changed)),
            ("xs??", Some(Why::Changed)),
            ("x.??", None),
        ] {
            let samples = series(text);
            assert_eq!(news(&samples), expected, "{text}");
            let go = Watch::default().go(&samples, &right_after(&samples));
            match expected {
                Some(why) => assert_eq!(go, Go::Stopped(why), "{text}"),
                None => assert!(matches!(go, Go::AskIn(_)), "{text}: {go:?}"),
            }
            let on = Watch { keep_on: true, ..Watch::default() }.go(&samples, &right_after(&samples));
            assert!(matches!(on, Go::AskIn(_)), "{text}: {on:?}");
        }
    }

    #[test]
    fn it_gives_up() {
        let watch = Watch::default();
        let one = series("x");
        let at = |at_ms| watch.go(&one, &Now { at_ms, ..right_after(&one) });
        assert_eq!(at(START + LONGEST_MS - 1), Go::AskIn(0));
        assert_eq!(at(START + LONGEST_MS), Go::Stopped(Why::GaveUp));
        let mut many: Vec<Sample> = (0..MOST as i64).map(|at| Sample { at_ms: START + at * 15_000, is: Seen::Bad(Fail::Server) }).collect();
        assert_eq!(watch.go(&many, &right_after(&many)), Go::Stopped(Why::GaveUp));
        many.pop();
        assert!(matches!(watch.go(&many, &right_after(&many)), Go::AskIn(_)));
    }

    #[test]
    fn it_pauses_while_the_tab_is_hidden() {
        let one = series("x");
        let hidden = |limit, minutes: i64| {
            let now = Now { hidden_for_ms: Some(minutes * MINUTE), ..right_after(&one) };
            Watch { hidden_limit: limit, ..Watch::default() }.go(&one, &now)
        };
        assert_eq!(hidden(Some(60), 59), Go::AskIn(30_000));
        assert_eq!(hidden(Some(60), 60), Go::Paused(Pause::Hidden));
        assert_eq!(hidden(Some(0), 0), Go::Paused(Pause::Hidden));
        assert_eq!(hidden(None, 600), Go::AskIn(30_000));
        // What has ended has ended, hidden or not.
        let back = series("x..");
        let now = Now { hidden_for_ms: Some(90 * MINUTE), ..right_after(&back) };
        assert_eq!(Watch::default().go(&back, &now), Go::Stopped(Why::BackAgain));
    }

    fn outcome(result: AttemptResult) -> Outcome {
        let mut seen = Observation::new(Engine::Chromium, Attempt::new(AttemptResult::Failed, 300));
        if matches!(result, AttemptResult::Status(_)) {
            seen.cors.result = result;
        } else {
            seen.no_cors = Some(Attempt::new(result, 300));
            seen.again = Some(Attempt::new(result, 300));
        }
        conclude(&seen)
    }

    #[test]
    fn what_can_be_seen() {
        for (first, expected) in [
            (outcome(AttemptResult::Status(503)), "lets other pages read its status"),
            (outcome(AttemptResult::Opaque), "hides from other pages"),
            (outcome(AttemptResult::Failed), "when something answers there again"),
            (outcome(AttemptResult::TimedOut), "when something answers there again"),
            (Outcome::not_sent(Refusal::Private), "learned nothing about the site"),
        ] {
            assert!(sees(&first).contains(expected), "{first:?}");
        }
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

    proptest! {
        #[test]
        fn never_too_soon(
            (interval, backoff, cap) in (any::<u16>(), any::<f64>(), any::<u16>()),
            tries in prop::collection::vec(seen(), 0..50),
            random in prop_oneof![0.0..=1.0, any::<f64>()],
            retry_after in prop::option::of(any::<u32>()),
            later in 0..10_000_000_i64,
        ) {
            let watch = Watch { interval, backoff, cap, keep_on: true, ..Watch::default() };
            let samples: Vec<Sample> = tries.into_iter().zip(0..).map(|(is, at)| Sample { at_ms: START + at * MINUTE, is }).collect();
            let wait = watch.next_wait_ms(&samples, random, retry_after);
            prop_assert!(wait >= SHORTEST_MS);
            prop_assert!(u64::from(wait) >= u64::from(interval.min(3600)) * 1000);
            prop_assert!(u64::from(wait) >= (u64::from(retry_after.unwrap_or(0)) * 1000).min(u64::from(u32::MAX)));
            prop_assert!(retry_after.is_some() || wait <= 4_500_000, "an hour and a quarter is the longest");
            // Asked again later, the same moment comes out.
            let mut now = Now { random, retry_after, ..right_after(&samples) };
            if let (Go::AskIn(first), false) = (watch.go(&samples, &now), samples.is_empty()) {
                prop_assert_eq!(first, wait);
                now.at_ms += later;
                if let Go::AskIn(second) = watch.go(&samples, &now) {
                    prop_assert_eq!(i64::from(second), (i64::from(first) - later).max(0));
                }
                // A clock that was set back doesn't make it ask sooner, or wait longer.
                now.at_ms = START - 1_000_000;
                prop_assert_eq!(watch.go(&samples, &now), Go::AskIn(first));
            }
        }

        #[test]
        fn any_times(
            at in prop::collection::vec((seen(), any::<i64>()), 0..20),
            now in any::<i64>(),
            hidden in prop::option::of(any::<i64>()),
        ) {
            let samples: Vec<Sample> = at.into_iter().map(|(is, at_ms)| Sample { at_ms, is }).collect();
            let _ = Watch::default().go(&samples, &Now { at_ms: now, random: 0.5, retry_after: Some(7), hidden_for_ms: hidden });
        }
    }
}
