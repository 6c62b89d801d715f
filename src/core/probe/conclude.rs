//! From an [`Observation`] to what may honestly be said about it (`research/browser.md` A.1, A.2).

use super::observation::{Attempt, AttemptResult, Engine, Observation};
use crate::core::{address::Refusal, text::decimal};

/// What kind of thing was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// The exact status.
    Status,
    /// A server answered this browser; with what, stays hidden.
    Answered,
    /// A success, shown by a signal other than the status. Needs the boxed check (`more`); [`conclude`] never says it by itself.
    AnsweredOk,
    /// An error, shown by a signal other than the status. Needs the boxed check (`more`); [`conclude`] never says it by itself.
    AnsweredError,
    /// No answer that this browser could use.
    NoAnswer,
    /// It failed faster than anything outside could have answered.
    NeverLeftDevice,
    /// Nothing within the time limit.
    TimedOut,
    /// Nothing was learned: not sent at all, stopped, or answered by ourselves.
    NotSent,
}

impl Is {
    /// All of them.
    pub const ALL: [Is; 8] =
        [Is::Status, Is::Answered, Is::AnsweredOk, Is::AnsweredError, Is::NoAnswer, Is::NeverLeftDevice, Is::TimedOut, Is::NotSent];

    /// The stable name used in the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Is::Status => "status",
            Is::Answered => "answered",
            Is::AnsweredOk => "answered-ok",
            Is::AnsweredError => "answered-error",
            Is::NoAnswer => "no-answer",
            Is::NeverLeftDevice => "never-left-device",
            Is::TimedOut => "timed-out",
            Is::NotSent => "not-sent",
        }
    }
}

/// What may be concluded from one probe, and what may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What kind of thing was learned.
    pub is: Is,
    /// The status, with [`Is::Status`].
    pub status: Option<u16>,
    /// Seconds until the site wants to be asked again, if it said so readably.
    pub retry_after: Option<u32>,
    /// Where the answer came from, if the request was redirected and that could be seen.
    pub redirected_to: Option<String>,
    /// How long the deciding fetch took, in milliseconds.
    pub ms: Option<u32>,
    /// The outcome in one or two sentences.
    pub why: String,
    /// What showed it.
    pub because: Vec<&'static str>,
    /// What it does not show. Never empty.
    pub cannot_tell: Vec<&'static str>,
}

impl Outcome {
    pub(super) fn new(is: Is, ms: Option<u32>, why: &str) -> Outcome {
        Outcome {
            is,
            status: None,
            retry_after: None,
            redirected_to: None,
            ms,
            why: why.to_string(),
            because: Vec::new(),
            cannot_tell: Vec::new(),
        }
    }

    // One function each: in place they would cost the module more.
    #[inline(never)]
    pub(super) fn because(&mut self, what: &'static str) {
        self.because.push(what);
    }

    #[inline(never)]
    pub(super) fn unknown(&mut self, what: &[&'static str]) {
        self.cannot_tell.extend_from_slice(what);
    }

    /// The outcome of an address that is never sent.
    pub fn not_sent(refusal: Refusal) -> Outcome {
        Outcome {
            because: vec![refusal.title()],
            cannot_tell: vec!["Anything about this address: no request was made."],
            ..Outcome::new(Is::NotSent, None, refusal.say())
        }
    }

    /// The answer of the check `target` that this outcome is evidence for.
    pub const fn answer(&self) -> &'static str {
        match self.is {
            Is::Status => match self.status {
                Some(200..=299) => "status-2xx",
                Some(300..=399) => "status-3xx",
                Some(400..=499) => "status-4xx",
                Some(500..=599) => "status-5xx",
                _ => "answered",
            },
            Is::NotSent => "cant-tell",
            is => is.id(),
        }
    }
}

/// A control answer must take at least this long, in milliseconds, before a failure can count as faster: below it every clock is too coarse.
const MIN_CONTROL_MS: u32 = 15;
/// No failure slower than this, in milliseconds, counts as "never left the device": a server in the same city can refuse in that time.
/// Measured on the device: 1 to 8 ms (`research/browser.md` A.1, rows 15, 30, 33).
const MAX_LOCAL_MS: u32 = 10;

pub(super) const OWN_TAB: &str = "Whether your own tab gets the same answer: this check sends no cookies and uses no saved copy.";
pub(super) const HIDDEN: &str = "Whether that answer was the page or an error: the site doesn't let other pages read its status.";
pub(super) const MAYBE_REDIRECT: &str = "Which address answered: if the site redirected the request, another server may have answered it.";
const SAME_ERROR: &str = "Whether the name wasn't found, the connection was refused or cut, or the certificate wasn't accepted: \
                          browsers give pages the same error for all of them.";
const CONNECTION_KIND: &str = "Whether the name wasn't found, the connection was refused or cut, or the certificate wasn't accepted.";
const SEALED: &str = "Whether the server did answer but forbids other sites to see it: that looks the same from here.";
const BLOCKER: &str = "Whether an extension, security software or your network blocked the request.";
pub(super) const ELSEWHERE: &str = "Whether it is the same for other people.";
pub(super) const ANY_TEXT: &str = "Whether it is a web server at all: on unusual ports this browser may take any text for an answer.";
const NOTHING: &str = "Anything about the site: this check learned nothing about it.";

/// Reads an observation. Claims no more than the signals show.
pub fn conclude(seen: &Observation) -> Outcome {
    let tries: Vec<&Attempt> = [Some(&seen.cors), seen.no_cors.as_ref(), seen.again.as_ref()].into_iter().flatten().collect();
    let find = |wanted: fn(AttemptResult) -> bool| tries.iter().copied().find(|attempt| wanted(attempt.result));

    if seen.csp_blocked {
        return nothing(seen, "This page's own security policy stopped the request before it was sent.");
    }
    if seen.own_service_worker {
        return nothing(seen, "This page's own offline copy answered instead of the network, so the result says nothing about the site.");
    }
    if let Some(attempt) = find(|result| matches!(result, AttemptResult::Status(100..))) {
        return status(seen, attempt);
    }
    if let Some(attempt) = find(|result| matches!(result, AttemptResult::Opaque | AttemptResult::OpaqueRedirect)) {
        return answered(seen, attempt);
    }
    if find(|result| result == AttemptResult::Cancelled).is_some() {
        return nothing(seen, "The check was stopped before an answer came.");
    }
    // Firefox shows the status of a redirect that permits it, even if the place it leads to then fails (rows 11 and 12).
    if let Some(attempt) = tries.iter().copied().find(|attempt| attempt.timing.is_some_and(|timing| timing.response_status.is_some())) {
        let mut outcome = Outcome::new(
            Is::Answered,
            Some(attempt.ms),
            "A server answered this browser, but the answer, or the place it redirects to, could not be loaded.",
        );
        outcome.because("The browser's timing record holds a status, so an answer came.");
        outcome.unknown(&[HIDDEN, "Where a redirect led, and whether only that place fails.", OWN_TAB]);
        return outcome;
    }
    // Only no-cors tells "no answer" from "an answer that this page may not read".
    let decisive = if tries.len() > 1 { &tries[1..] } else { &tries[..] };
    if decisive.iter().all(|attempt| attempt.result == AttemptResult::TimedOut) {
        return timed_out(seen, decisive);
    }
    if seen.no_cors.is_none() {
        return nothing(seen, "The check broke off halfway: what it saw fits an answer as well as no answer.");
    }
    if never_left(seen, &tries) {
        let mut outcome = Outcome::new(
            Is::NeverLeftDevice,
            decisive.last().map(|attempt| attempt.ms),
            "The request failed faster than anything on the internet could have answered. Something on your device or right next to it \
             most likely stopped it: an extension, security software, a saved name lookup, or your router.",
        );
        outcome.because("It failed much faster than another site's answer took to come back.");
        outcome.unknown(&[
            "What stopped it: an extension, security software, a company policy or a saved \"no such name\" look the same.",
            "Whether your router or a server very close to you refused it: that can be as fast.",
            ELSEWHERE,
        ]);
        return outcome;
    }
    no_answer(seen, &tries, decisive)
}

fn nothing(seen: &Observation, why: &'static str) -> Outcome {
    Outcome { cannot_tell: vec![NOTHING], because: vec![why], ..Outcome::new(Is::NotSent, Some(seen.cors.ms), why) }
}

/// The first trial failed and a later one answered.
fn note_unsteady(seen: &Observation, outcome: &mut Outcome) {
    let failed = |attempt: &Attempt| matches!(attempt.result, AttemptResult::Failed | AttemptResult::TimedOut);
    let later = seen.again.as_ref().is_some_and(|attempt| !failed(attempt));
    if later && seen.no_cors.as_ref().is_some_and(failed) {
        outcome.because("One try failed and the next one was answered, so it may come and go.");
    }
}

fn status(seen: &Observation, attempt: &Attempt) -> Outcome {
    let AttemptResult::Status(code) = attempt.result else { return nothing(seen, NOTHING) };
    let mut outcome = Outcome::new(Is::Status, Some(attempt.ms), "A server answered this browser with status ");
    outcome.status = Some(code);
    outcome.retry_after = attempt.retry_after;
    outcome.why.push_str(&decimal(code));
    outcome.why.push('.');
    outcome.because("The site lets other pages read its answer.");
    note_unsteady(seen, &mut outcome);
    outcome.unknown(&[OWN_TAB]);
    if attempt.redirected {
        outcome.redirected_to.clone_from(&attempt.final_url);
        outcome.because("The request was redirected; this is the last server's answer.");
        outcome.unknown(&["Whether the site or an extension redirected it."]);
    }
    if code >= 400 {
        outcome.unknown(&["Which machine wrote it: a server in front of the site, or the site itself."]);
    }
    if matches!(code, 429 | 503) && attempt.retry_after.is_none() {
        outcome.unknown(&["Whether the site said how long to wait: it didn't, or that part is hidden from this page."]);
    }
    outcome
}

fn answered(seen: &Observation, attempt: &Attempt) -> Outcome {
    let redirect = attempt.result == AttemptResult::OpaqueRedirect;
    let weak = takes_any_text(seen);
    let mut outcome = Outcome::new(
        Is::Answered,
        Some(attempt.ms),
        if redirect {
            "A server answered this browser with a redirect. Where it leads stays hidden."
        } else if weak {
            "Something answered this browser, most likely a web server. Whether with the page or with an error stays hidden."
        } else {
            "A server answered this browser. Whether with the page or with an error stays hidden."
        },
    );
    outcome.because("A request whose answer the page may not read went through: browsers allow that only when an answer came.");
    note_unsteady(seen, &mut outcome);
    outcome.unknown(&[HIDDEN, MAYBE_REDIRECT, OWN_TAB]);
    if weak {
        outcome.unknown(&[ANY_TEXT]);
    }
    if seen.cors.result == AttemptResult::TimedOut {
        outcome.because("An earlier try got no answer in time, so it may be slow or come and go.");
    }
    outcome
}

/// Firefox takes any text on an unusual port for HTTP/0.9 (row 24); an engine that isn't recognized may be a relative of it.
pub(super) fn takes_any_text(seen: &Observation) -> bool {
    matches!(seen.engine, Engine::Firefox | Engine::Unknown) && !seen.default_port
}

/// What Firefox's timing record says: `Some(true)` the request was sent, `Some(false)` it never was. An undocumented behavior, so a hint.
pub(super) fn was_sent(seen: &Observation, decisive: &[&Attempt]) -> Option<bool> {
    if seen.engine != Engine::Firefox {
        return None;
    }
    let mut sent = None;
    for timing in decisive.iter().filter_map(|attempt| attempt.timing) {
        sent = Some(sent == Some(true) || !timing.zero);
    }
    sent
}

/// All trials failed, each much faster than the round trip to a control host.
fn never_left(seen: &Observation, tries: &[&Attempt]) -> bool {
    let Some(control) = seen.control_ms.filter(|&ms| ms >= MIN_CONTROL_MS) else { return false };
    let limit = (control / 3).min(MAX_LOCAL_MS);
    seen.websocket_1015 != Some(true)
        && was_sent(seen, tries) != Some(true)
        && tries.iter().all(|attempt| attempt.result == AttemptResult::Failed && attempt.ms <= limit)
}

fn timed_out(seen: &Observation, decisive: &[&Attempt]) -> Outcome {
    let mut outcome = Outcome::new(Is::TimedOut, decisive.last().map(|attempt| attempt.ms), "No answer within ");
    push_seconds(&mut outcome.why, seen.limit_ms);
    outcome.why.push_str(", so the check stopped waiting.");
    outcome.because("The time limit ended it, not an error.");
    match was_sent(seen, decisive) {
        Some(true) => outcome.because("Hint from Firefox: the request was sent, so a server took it and stayed silent."),
        Some(false) => {
            outcome.because("Hint from Firefox: the request was probably never sent, so the name lookup or the connection hangs.");
        }
        None => outcome.unknown(&["Whether the connection hangs, or a server took the request and stays silent."]),
    }
    outcome.unknown(&["Whether an answer would have come later.", "Whether something on the way drops the request.", ELSEWHERE]);
    outcome
}

fn no_answer(seen: &Observation, tries: &[&Attempt], decisive: &[&Attempt]) -> Outcome {
    let sent = was_sent(seen, decisive);
    let mut outcome = Outcome::new(
        Is::NoAnswer,
        decisive.last().map(|attempt| attempt.ms),
        if sent == Some(true) {
            "The request seems to have reached a server, but no answer came back that this page is allowed to see."
        } else {
            "This browser got no answer that it could use."
        },
    );
    outcome.because(if seen.again.is_some() {
        "It failed each time, even when the page asked only whether anything answers."
    } else {
        "It failed even when the page asked only whether anything answers."
    });
    if tries.iter().any(|attempt| attempt.result == AttemptResult::TimedOut) {
        outcome.because("One try failed and another got no answer in time.");
    }
    let tls = seen.engine == Engine::Firefox && seen.websocket_1015 == Some(true);
    if tls {
        outcome.because("Hint from Firefox: likely the certificate or the encryption was not accepted.");
    }
    match sent {
        Some(true) => {
            outcome.because(
                "Hint from Firefox: the request was sent, so the name was found and the connection worked. \
                 The server then cut it off, or forbids other sites to see its answer.",
            );
            outcome.unknown(&["Whether the server cut the connection, or did answer and forbids other sites to see it."]);
        }
        Some(false) => {
            outcome
                .because("Hint from Firefox: the request was probably never sent, so it failed while looking up the name or connecting.");
            if !tls {
                outcome.unknown(&[CONNECTION_KIND]);
            }
        }
        None if tls => outcome.unknown(&[SEALED]),
        None => outcome.unknown(&[SAME_ERROR, SEALED]),
    }
    outcome.unknown(&[BLOCKER, "Whether the address redirects to a place that fails.", ELSEWHERE]);
    outcome
}

/// `10 seconds`, `1.5 seconds`.
fn push_seconds(text: &mut String, ms: u32) {
    text.push_str(&decimal(ms / 1000));
    let tenths = ms % 1000 / 100;
    if tenths > 0 {
        text.push('.');
        text.push_str(&decimal(tenths));
    }
    text.push_str(if ms / 100 == 10 { " second" } else { " seconds" });
}
