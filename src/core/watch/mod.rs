//! Outcomes over time: when to ask again, and what pattern they make.
//!
//! ```text
//! Outcome ─► Seen ─► samples ─┬► schedule (ask in so many milliseconds, stopped, paused)
//!                             ├► pattern (blip, flapping, persistent, recovered, too early; why, and what it means)
//!                             └► timeline (what to draw, and one sentence that reads it aloud)
//! ```

pub mod pattern;
pub mod schedule;
#[cfg(test)]
mod simulation;
pub mod timeline;

use super::probe::{Is, Outcome};

/// How a try failed. They mean different things for a crawler, and different things to do for a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fail {
    /// A readable 429 or 5xx, or an error that another signal showed: *not now*.
    Server,
    /// Any other readable 4xx: a refusal, which rarely ends by itself.
    Client,
    /// No answer that this browser could use, or none in time.
    Silent,
}

/// What one try says about the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    /// A readable 2xx or 3xx, or a success that another signal showed.
    Good,
    /// It failed.
    Bad(Fail),
    /// Something answered; whether with the page or with an error stays hidden.
    Hidden,
    /// Nothing about the site: offline, not sent, stopped, or failed on the visitor's own side. Never counts against the site.
    Unknown,
}

impl Seen {
    /// What an outcome says about the site.
    pub const fn of(outcome: &Outcome) -> Seen {
        match (outcome.is, outcome.status) {
            (Is::Status, Some(200..=399)) | (Is::AnsweredOk, _) => Seen::Good,
            // Numbers outside of the five classes are to be taken for a 5xx (RFC 9110, section 15).
            (Is::Status, Some(429 | 500..)) | (Is::AnsweredError, _) => Seen::Bad(Fail::Server),
            (Is::Status, Some(400..=499)) => Seen::Bad(Fail::Client),
            (Is::NoAnswer | Is::TimedOut, _) => Seen::Bad(Fail::Silent),
            // A 1xx is no final answer; something answered all the same.
            (Is::Status | Is::Answered, _) => Seen::Hidden,
            (Is::NeverLeftDevice | Is::NotSent, _) => Seen::Unknown,
        }
    }

    /// One word for a legend or a list; the same for every way to fail.
    pub const fn word(self) -> &'static str {
        match self {
            Seen::Good => "worked",
            Seen::Bad(_) => "failed",
            Seen::Hidden => "answered",
            Seen::Unknown => "not known",
        }
    }
}

/// One try of a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// When, in milliseconds since 1970. Samples stand in the order of their times.
    pub at_ms: i64,
    /// What it showed.
    pub is: Seen,
}

/// What the answers of an address can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Its status was readable at least once: only that counts. A hidden answer is another one than the readable, of unknown kind.
    Status,
    /// Its status never was: all that can be told is whether something answers.
    Answer,
}

impl Sight {
    /// From what was seen so far.
    pub fn of(samples: &[Sample]) -> Sight {
        let readable = |sample: &Sample| matches!(sample.is, Seen::Good | Seen::Bad(Fail::Server | Fail::Client));
        if samples.iter().any(readable) { Sight::Status } else { Sight::Answer }
    }

    /// Whether it works, as far as this sight goes (*it works* or *something answers*). `None`: this try doesn't tell.
    pub const fn works(self, seen: Seen) -> Option<bool> {
        match (self, seen) {
            (_, Seen::Good) | (Sight::Answer, Seen::Hidden) => Some(true),
            (_, Seen::Bad(_)) => Some(false),
            (Sight::Status, Seen::Hidden) | (_, Seen::Unknown) => None,
        }
    }
}

/// A duration for people, rounded to its largest unit: `45 seconds`, `12 minutes`, `3 hours`, `2 days`.
fn push_span(text: &mut String, ms: i64) {
    const SECOND: i64 = 1000;
    const UNITS: [(i64, i64, &str); 4] =
        [(SECOND, 100, " second"), (60 * SECOND, 100, " minute"), (3600 * SECOND, 36, " hour"), (86_400 * SECOND, i64::MAX, " day")];
    let ms = ms.max(0);
    for (unit, most, name) in UNITS {
        let count = ms / unit + i64::from(ms % unit >= unit / 2);
        if count < most {
            push_count(text, count, name);
            return;
        }
    }
}

/// `1 try`, `7 tries`.
fn push_tries(text: &mut String, count: usize) {
    text.push_str(&count.to_string());
    text.push_str(if count == 1 { " try" } else { " tries" });
}

/// A number, a name, and the plural's s.
fn push_count(text: &mut String, count: i64, name: &str) {
    text.push_str(&count.to_string());
    text.push_str(name);
    if count != 1 {
        text.push('s');
    }
}

#[cfg(test)]
mod tests {
    use super::{Fail, Sample, Seen, Sight, push_span};
    use crate::core::probe::{Is, Outcome};

    fn outcome(is: Is, status: Option<u16>) -> Outcome {
        let (why, because) = (String::new(), Vec::new());
        Outcome { is, status, retry_after: None, redirected_to: None, ms: None, why, because, cannot_tell: Vec::new() }
    }

    #[test]
    fn what_an_outcome_says_of_the_site() {
        for (status, expected) in [
            (101, Seen::Hidden),
            (200, Seen::Good),
            (204, Seen::Good),
            (304, Seen::Good),
            (399, Seen::Good),
            (400, Seen::Bad(Fail::Client)),
            (404, Seen::Bad(Fail::Client)),
            (428, Seen::Bad(Fail::Client)),
            (429, Seen::Bad(Fail::Server)),
            (430, Seen::Bad(Fail::Client)),
            (499, Seen::Bad(Fail::Client)),
            (500, Seen::Bad(Fail::Server)),
            (503, Seen::Bad(Fail::Server)),
            (999, Seen::Bad(Fail::Server)),
        ] {
            assert_eq!(Seen::of(&outcome(Is::Status, Some(status))), expected, "{status}");
        }
        for is in Is::ALL {
            let expected = match is {
                Is::Status | Is::Answered => Seen::Hidden,
                Is::AnsweredOk => Seen::Good,
                Is::AnsweredError => Seen::Bad(Fail::Server),
                Is::NoAnswer | Is::TimedOut => Seen::Bad(Fail::Silent),
                Is::NeverLeftDevice | Is::NotSent => Seen::Unknown,
            };
            assert_eq!(Seen::of(&outcome(is, None)), expected, "{is:?}");
        }
    }

    #[test]
    fn what_counts_depends_on_what_can_be_read() {
        let series = |all: &[Seen]| all.iter().map(|&is| Sample { at_ms: 0, is }).collect::<Vec<_>>();
        let silent = Seen::Bad(Fail::Silent);
        assert_eq!(Sight::of(&series(&[silent, Seen::Hidden, Seen::Unknown])), Sight::Answer);
        for readable in [Seen::Good, Seen::Bad(Fail::Server), Seen::Bad(Fail::Client)] {
            assert_eq!(Sight::of(&series(&[silent, Seen::Hidden, readable])), Sight::Status, "{readable:?}");
        }
        assert_eq!([Sight::Answer, Sight::Status].map(|sight| sight.works(Seen::Hidden)), [Some(true), None]);
        for sight in [Sight::Answer, Sight::Status] {
            assert_eq!([Seen::Good, silent, Seen::Unknown].map(|seen| sight.works(seen)), [Some(true), Some(false), None]);
        }
    }

    #[test]
    fn durations() {
        let span = |seconds: i64| {
            let mut text = String::new();
            push_span(&mut text, seconds * 1000);
            text
        };
        for (seconds, expected) in [
            (-5, "0 seconds"),
            (1, "1 second"),
            (45, "45 seconds"),
            (99, "99 seconds"),
            (100, "2 minutes"),
            (150, "3 minutes"),
            (600, "10 minutes"),
            (5_960, "99 minutes"),
            (5_980, "2 hours"),
            (36 * 3600, "2 days"),
            (35 * 3600, "35 hours"),
            (10 * 86_400, "10 days"),
        ] {
            assert_eq!(span(seconds), expected, "{seconds}");
        }
    }
}
