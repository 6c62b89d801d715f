//! An outcome in a word, and whether it is good news.

use crate::core::{
    probe::{Is, Outcome},
    text::fill,
    ui::check_ui,
};

/// What an outcome is to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// It works.
    Good,
    /// It fails.
    Bad,
    /// It can't be told.
    Unsure,
}

/// Good, bad, or not to be told.
pub(super) fn tone(outcome: &Outcome) -> Tone {
    match (outcome.is, outcome.status) {
        (Is::Status, Some(..400)) | (Is::AnsweredOk, _) => Tone::Good,
        (Is::Status | Is::AnsweredError | Is::NoAnswer | Is::NeverLeftDevice | Is::TimedOut, _) => Tone::Bad,
        (Is::Answered | Is::NotSent, _) => Tone::Unsure,
    }
}

/// The outcome in a word: `502`, `No answer`.
pub(super) fn label(outcome: &Outcome) -> String {
    match (outcome.is, outcome.status) {
        (Is::Status, Some(status)) => status.to_string(),
        (is, _) => kind(is).to_owned(),
    }
}

/// What kind of outcome it is, in a word.
pub(super) const fn kind(is: Is) -> &'static str {
    let t = check_ui();
    match is {
        Is::Status | Is::Answered => t.is_answered,
        Is::AnsweredOk => t.is_answered_ok,
        Is::AnsweredError => t.is_answered_error,
        Is::NoAnswer => t.is_no_answer,
        Is::NeverLeftDevice => t.is_never_left,
        Is::TimedOut => t.is_timed_out,
        Is::NotSent => t.is_not_sent,
    }
}

/// A duration for people, from seconds: `0.4 s`, `12 s`, `3 min`, `2 h 5 min`.
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    let (number, unit) = match whole {
        0..10 => {
            let tenths = (seconds.max(0.0) * 10.0).round() as u64;
            let mut out = (tenths / 10).to_string();
            out.push('.');
            out.push_str(&(tenths % 10).to_string());
            (out, check_ui().unit_s)
        }
        10..120 => (whole.to_string(), check_ui().unit_s),
        120..7200 => (whole.div_ceil(60).to_string(), check_ui().unit_min),
        _ => return fill(check_ui().unit_hours, &[("h", &(whole / 3600).to_string()), ("min", &(whole % 3600 / 60).to_string())]),
    };
    number + "\u{a0}" + unit
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations() {
        for (seconds, expected) in [
            (0.0, "0.0\u{a0}s"),
            (0.44, "0.4\u{a0}s"),
            (9.96, "10.0\u{a0}s"),
            (12.7, "12\u{a0}s"),
            (119.0, "119\u{a0}s"),
            (121.0, "3\u{a0}min"),
            (7500.0, "2\u{a0}h 5\u{a0}min"),
            (-1.0, "0.0\u{a0}s"),
        ] {
            assert_eq!(duration(seconds), expected, "{seconds}");
        }
    }
}
