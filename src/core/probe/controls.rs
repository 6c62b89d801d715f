//! The checks `internet` and `own-site`: does anything answer at all?

use super::Reading;
use super::observation::AttemptResult;
use super::retry::http_date;

/// One request to a control host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control<'a> {
    /// Who runs it. Two hosts of one vendor fail together, so they count as one.
    pub vendor: &'a str,
    /// How it ended. Any status counts as an answer.
    pub result: AttemptResult,
    /// How long it took, in milliseconds.
    pub ms: u32,
}

/// `Some(true)` answered, `Some(false)` failed, `None` stopped.
const fn answered(result: AttemptResult) -> Option<bool> {
    match result {
        AttemptResult::Status(_) | AttemptResult::Opaque | AttemptResult::OpaqueRedirect => Some(true),
        AttemptResult::Failed | AttemptResult::TimedOut => Some(false),
        AttemptResult::Cancelled => None,
    }
}

/// The check `internet`. One answer is enough for `works`; `fails` needs two vendors that both failed.
pub fn internet(controls: &[Control<'_>]) -> Reading {
    let with = |wanted: bool| controls.iter().filter(move |control| answered(control.result) == Some(wanted));
    let (answer, why) = match (with(true).next(), with(false).next()) {
        (Some(_), None) => ("works", "Other sites answer this browser."),
        (Some(_), Some(_)) => ("works", "Another site answers this browser. One didn't; your network may block it."),
        (None, Some(first)) if with(false).any(|control| control.vendor != first.vendor) => (
            "fails",
            "No other site that was asked answers this browser. If the page you want doesn't either, it is your connection, a login page of the Wi-Fi, or a filter.",
        ),
        (None, Some(_)) => ("cant-tell", "One other site doesn't answer, but that one alone may be blocked or down."),
        (None, None) => ("cant-tell", "No other site was asked."),
    };
    Reading { answer, why: vec![why] }
}

/// The fastest answer of a control host, in milliseconds: [`super::Observation::control_ms`].
pub fn control_ms(controls: &[Control<'_>]) -> Option<u32> {
    controls.iter().filter(|control| answered(control.result) == Some(true)).map(|control| control.ms).min()
}

/// The check `own-site`: a same-origin request past all caches. `own_service_worker`: our own offline copy answered it.
pub fn own_site(result: AttemptResult, own_service_worker: bool) -> Reading {
    let (answer, why) = match answered(result) {
        None => ("cant-tell", "The check was stopped."),
        Some(_) if own_service_worker => ("cant-tell", "This page's own offline copy answered instead of the network."),
        Some(true) => ("works", "The site that serves this page answers, so your connection works at least that far."),
        Some(false) => (
            "fails",
            // True of a page that this device kept, too.
            "The site that serves this page doesn't answer just now. The connection may have dropped.",
        ),
    };
    Reading { answer, why: vec![why] }
}

/// How far the clock may be off, in milliseconds: `Date` counts whole seconds, answers take a while, and no certificate hangs on minutes.
const CLOCK_OFF_MS: u64 = 300_000;

/// The check `clock`: the visitor's clock against the `Date` of our own host's answer (RFC 9110, section 6.6.1), which is as old as its `Age`
/// says (RFC 9111, section 5.1). `local_ms`: Unix time by the visitor's clock when the answer came.
pub fn clock(local_ms: u64, date: Option<&str>, age: Option<&str>) -> Reading {
    let age_ms = age.and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or(0).saturating_mul(1000);
    let Some(host_ms) = date.and_then(http_date).map(|date| date.saturating_add(age_ms)) else {
        return Reading { answer: "cant-tell", why: vec!["The site that serves this page didn't say what time it is."] };
    };
    let (answer, why) = if local_ms.abs_diff(host_ms) <= CLOCK_OFF_MS {
        ("right", "Your device's clock agrees with the one of the site that serves this page.")
    } else if local_ms < host_ms {
        ("wrong", "Your device's clock is behind the one of the site that serves this page.")
    } else {
        ("wrong", "Your device's clock is ahead of the one of the site that serves this page.")
    };
    Reading { answer, why: vec![why] }
}

#[cfg(test)]
mod tests {
    use super::super::observation::AttemptResult::{Cancelled, Failed, Opaque, Status, TimedOut};
    use super::{Control, clock, control_ms, internet, own_site};

    #[test]
    fn internet_needs_one_to_work_and_two_vendors_to_fail() {
        for (results, answer) in [
            (&[("a", Status(200)), ("b", Opaque)][..], "works"),
            (&[("a", Status(503)), ("b", Failed)], "works"),
            (&[("a", TimedOut), ("b", Opaque)], "works"),
            (&[("a", Failed), ("b", TimedOut)], "fails"),
            (&[("a", Failed), ("a", Failed)], "cant-tell"),
            (&[("a", Failed), ("b", Cancelled)], "cant-tell"),
            (&[("a", Failed)], "cant-tell"),
            (&[("a", Cancelled), ("b", Cancelled)], "cant-tell"),
            (&[], "cant-tell"),
        ] {
            let controls: Vec<Control<'_>> = results.iter().map(|&(vendor, result)| Control { vendor, result, ms: 30 }).collect();
            let reading = internet(&controls);
            assert_eq!(reading.answer, answer, "{results:?}");
            assert_eq!(control_ms(&controls).is_some(), answer == "works", "{results:?}");
        }
        let control = |ms| Control { vendor: "a", result: Opaque, ms };
        assert_eq!(control_ms(&[control(40), control(30), Control { result: Failed, ..control(1) }]), Some(30));
    }

    #[test]
    fn clocks() {
        const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        const AT: u64 = 784_111_777_000;
        for (local, date, age, answer) in [
            (AT, Some(DATE), None, "right"),
            (AT + 299_000, Some(DATE), None, "right"),
            (AT - 299_000, Some(DATE), None, "right"),
            (AT + 301_000, Some(DATE), None, "wrong"),
            (AT - 301_000, Some(DATE), None, "wrong"),
            // The answer lay in a cache for ten minutes.
            (AT + 600_000, Some(DATE), Some("600"), "right"),
            (AT, Some(DATE), Some("600"), "wrong"),
            (AT, Some(DATE), Some("no number"), "right"),
            (0, Some(DATE), Some("99999999999999999999"), "wrong"),
            (AT, Some("yesterday"), None, "cant-tell"),
            (AT, None, None, "cant-tell"),
        ] {
            assert_eq!(clock(local, date, age).answer, answer, "{local} {date:?} {age:?}");
        }
    }

    #[test]
    fn own() {
        for (result, worker, answer) in [
            (Status(200), false, "works"),
            (Status(404), false, "works"),
            (Status(200), true, "cant-tell"),
            (Failed, false, "fails"),
            (TimedOut, false, "fails"),
            (Cancelled, false, "cant-tell"),
        ] {
            let reading = own_site(result, worker);
            assert_eq!(reading.answer, answer);
            // The device may have kept the page.
            assert!(!reading.why[0].contains("came from"), "{:?}", reading.why);
        }
    }
}
