//! The picture of a watch as few shapes, and one sentence that reads it aloud.

use super::pattern::OUTAGE_MS;
use super::{Sample, Seen, Sight, push_tries};

/// A try stands for the time until halfway to its neighbors, at most for so long to either side, in milliseconds: what was not watched for
/// longer than a whole blip may last stays blank.
const REACH_MS: i64 = OUTAGE_MS / 2;

/// One shape of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where it begins, in units of the picture.
    pub x: u16,
    /// How wide it is, at least 1. Marks don't overlap, and stand from left to right.
    pub w: u16,
    /// What was seen. Of a failing stretch: how it failed first.
    pub seen: Seen,
}

/// Which of two tries in the same place is drawn: a failure must not vanish under a success.
const fn rank(seen: Seen) -> u8 {
    match seen {
        Seen::Unknown => 0,
        Seen::Good => 1,
        Seen::Hidden => 2,
        Seen::Bad(_) => 3,
    }
}

const fn same(a: Seen, b: Seen) -> bool {
    rank(a) == rank(b)
}

/// The shapes of the time from `from_ms` to `to_ms` (milliseconds since 1970) in a picture `width` units wide: never more than that,
/// however many samples. `samples` in the order of their times.
pub fn marks(samples: &[Sample], from_ms: i64, to_ms: i64, width: u16) -> Vec<Mark> {
    let span = to_ms.saturating_sub(from_ms);
    if span <= 0 {
        return Vec::new();
    }
    let mut columns: Vec<Option<Seen>> = vec![None; usize::from(width)];
    // The casts saturate, so what lies outside ends at the edges.
    let column = |at_ms: i64| (at_ms.saturating_sub(from_ms) as f64 / span as f64 * f64::from(width)) as usize;
    for (at, sample) in samples.iter().enumerate() {
        if !(from_ms..=to_ms).contains(&sample.at_ms) {
            continue;
        }
        let half = |other: Option<&Sample>| {
            let gap = other.map_or(0, |other| sample.at_ms.abs_diff(other.at_ms));
            i64::try_from(gap / 2).unwrap_or(i64::MAX).min(REACH_MS)
        };
        let before = half(at.checked_sub(1).and_then(|before| samples.get(before)));
        let after = half(samples.get(at + 1));
        let own = column(sample.at_ms).min(columns.len().saturating_sub(1));
        let first = column(sample.at_ms.saturating_sub(before)).min(own);
        let last = column(sample.at_ms.saturating_add(after)).max(own + 1);
        for column in columns.iter_mut().take(last).skip(first) {
            if column.is_none_or(|drawn| rank(drawn) < rank(sample.is)) {
                *column = Some(sample.is);
            }
        }
    }
    let mut marks: Vec<Mark> = Vec::new();
    for (x, seen) in (0..width).zip(columns) {
        let Some(seen) = seen else { continue };
        match marks.last_mut() {
            Some(mark) if mark.x + mark.w == x && same(mark.seen, seen) => mark.w += 1,
            _ => marks.push(Mark { x, w: 1, seen }),
        }
    }
    marks
}

/// More stretches than this are counted and not told one by one.
const TOLD: usize = 4;

/// The picture in one or two sentences: `Failed from 14:02 to 14:09, then worked.` `when` writes a time (milliseconds since 1970) as it
/// shall be read: a time of day, or minutes since the start. Tries that say nothing about the site are left out.
pub fn aloud(samples: &[Sample], when: impl Fn(i64) -> String) -> String {
    let told: Vec<&Sample> = samples.iter().filter(|sample| sample.is != Seen::Unknown).collect();
    let stretches: Vec<&[&Sample]> = told.chunk_by(|a, b| same(a.is, b.is)).collect();
    let word = |seen: Seen| match (seen, Sight::of(samples)) {
        (Seen::Hidden, Sight::Status) => "answered with a hidden status",
        (seen, _) => seen.word(),
    };
    let mut text = String::new();
    let (Some(first), Some(last)) = (told.first(), told.last()) else {
        return "No try says anything about the site yet.".to_owned();
    };
    if stretches.len() <= TOLD {
        for (at, stretch) in stretches.iter().enumerate() {
            let [first, .., last] = stretch else {
                push_part(&mut text, at, word(stretch[0].is));
                text.push_str(if stretch[0].is == Seen::Hidden { " at " } else { " once at " });
                text.push_str(&when(stretch[0].at_ms));
                continue;
            };
            push_part(&mut text, at, word(first.is));
            // The last stretch goes on, so its end says nothing.
            if at == 0 || at + 1 < stretches.len() {
                push_time(&mut text, when(first.at_ms), when(last.at_ms));
            }
        }
    } else {
        let failed: Vec<&&Sample> = told.iter().filter(|sample| matches!(sample.is, Seen::Bad(_))).collect();
        text.push_str("Failed in ");
        text.push_str(&failed.len().to_string());
        text.push_str(" of ");
        push_tries(&mut text, told.len());
        push_time(&mut text, when(first.at_ms), when(last.at_ms));
        if let Some(latest) = failed.last() {
            text.push_str(", last at ");
            text.push_str(&when(latest.at_ms));
        }
    }
    text.push('.');
    text
}

/// `Failed` at the start, `, then worked` later.
fn push_part(text: &mut String, at: usize, word: &str) {
    if at > 0 {
        text.push_str(", then ");
        text.push_str(word);
    } else if let Some(first) = word.get(..1) {
        text.push_str(&first.to_ascii_uppercase());
        text.push_str(&word[1..]);
    }
}

/// ` from 14:02 to 14:09`, or ` at 14:02` if both read the same.
fn push_time(text: &mut String, from: String, to: String) {
    if from == to {
        text.push_str(" at ");
    } else {
        text.push_str(" from ");
        text.push_str(&from);
        text.push_str(" to ");
    }
    text.push_str(&to);
}

#[cfg(test)]
mod tests {
    use super::super::{Fail, Sample, Seen};
    use super::{aloud, marks, same};
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;

    /// One try a minute: `.` worked, `x` failed, `s` no answer, `?` hidden, `-` not known, a blank is no try.
    fn series(text: &str) -> Vec<Sample> {
        text.chars()
            .zip(0..)
            .filter_map(|(c, at)| {
                let is = match c {
                    '.' => Seen::Good,
                    'x' => Seen::Bad(Fail::Server),
                    's' => Seen::Bad(Fail::Silent),
                    '?' => Seen::Hidden,
                    '-' => Seen::Unknown,
                    _ => return None,
                };
                Some(Sample { at_ms: at * MINUTE, is })
            })
            .collect()
    }

    #[test]
    fn read_aloud() {
        for (text, expected) in [
            ("", "No try says anything about the site yet."),
            ("--", "No try says anything about the site yet."),
            ("x", "Failed once at 0."),
            ("xxx", "Failed from 0 to 2."),
            ("xxsx...", "Failed from 0 to 3, then worked."),
            ("x-x...", "Failed from 0 to 2, then worked."),
            ("..xx..", "Worked from 0 to 1, then failed from 2 to 3, then worked."),
            ("..x.", "Worked from 0 to 1, then failed once at 2, then worked once at 3."),
            ("ss??", "Failed from 0 to 1, then answered."),
            ("s?", "Failed once at 0, then answered at 1."),
            ("xx??", "Failed from 0 to 1, then answered with a hidden status."),
            ("x..x.xx.", "Failed in 4 of 8 tries from 0 to 7, last at 6."),
        ] {
            assert_eq!(aloud(&series(text), |at| (at / MINUTE).to_string()), expected, "{text}");
        }
        assert_eq!(aloud(&series("xx.."), |_| "14:02".to_owned()), "Failed at 14:02, then worked.");
    }

    #[test]
    fn drawn() {
        let draw = |text: &str, from: i64, to: i64, width: u16| {
            marks(&series(text), from * MINUTE, to * MINUTE, width)
                .into_iter()
                .map(|mark| (mark.x, mark.w, mark.seen.word()))
                .collect::<Vec<_>>()
        };
        assert_eq!(draw("xxsx...", 0, 6, 60), [(0, 35, "failed"), (35, 25, "worked")]);
        assert_eq!(draw("x..", 0, 2, 4), [(0, 1, "failed"), (1, 3, "worked")]);
        // Nobody looked for half an hour: blank but for five minutes on either side.
        assert_eq!(draw("x                             .", 0, 30, 30), [(0, 5, "failed"), (25, 5, "worked")]);
        // One failure among many is still seen, in the smallest picture too.
        assert_eq!(draw("...............x..............", 0, 29, 1), [(0, 1, "failed")]);
        assert_eq!(draw("x", 0, 10, 10), [(0, 1, "failed")]);
        assert_eq!(draw("          x", 0, 10, 10), [(9, 1, "failed")]);
        assert_eq!(draw("x.", 5, 6, 10), []);
        assert_eq!(draw("x.", 1, 1, 10), []);
        assert_eq!(draw("x.", 0, 1, 0), []);
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
        fn any_series_is_drawn_whole(
            steps in prop::collection::vec((seen(), 0..400_000_i64), 1..300),
            width in 1..800_u16,
        ) {
            let mut at_ms = 0;
            let samples: Vec<Sample> = steps
                .iter()
                .map(|&(is, step)| {
                    at_ms += step;
                    Sample { at_ms, is }
                })
                .collect();
            let (from, to) = (samples[0].at_ms, samples[samples.len() - 1].at_ms);
            let drawn = marks(&samples, from, to, width);
            prop_assert!(drawn.len() <= usize::from(width));
            for pair in drawn.windows(2) {
                let [a, b] = pair else { unreachable!() };
                prop_assert!(a.x + a.w <= b.x, "they overlap: {a:?} {b:?}");
                prop_assert!(a.x + a.w < b.x || !same(a.seen, b.seen), "they could be one: {a:?} {b:?}");
            }
            prop_assert!(drawn.iter().all(|mark| mark.w >= 1 && mark.x + mark.w <= width));
            if to > from {
                for sample in &samples {
                    let x = ((sample.at_ms - from) as f64 / (to - from) as f64 * f64::from(width)) as u16;
                    let mark = drawn.iter().find(|mark| (mark.x..mark.x + mark.w).contains(&x.min(width - 1)));
                    let mark = mark.expect("a try without a mark");
                    prop_assert!(!matches!(sample.is, Seen::Bad(_)) || matches!(mark.seen, Seen::Bad(_)), "a failure vanished");
                }
            }
        }

        #[test]
        fn any_times(
            at in prop::collection::vec((seen(), any::<i64>()), 0..20),
            (from, to) in any::<(i64, i64)>(),
            width in 0..100_u16,
        ) {
            let mut samples: Vec<Sample> = at.into_iter().map(|(is, at_ms)| Sample { at_ms, is }).collect();
            samples.sort_by_key(|sample| sample.at_ms);
            let drawn = marks(&samples, from, to, width);
            prop_assert!(drawn.iter().all(|mark| mark.w >= 1 && mark.x + mark.w <= width));
            prop_assert!(aloud(&samples, |at| at.to_string()).ends_with('.'));
        }
    }
}
