//! What the cors and no-cors pair showed in three engines, as measured for `research/browser.md` A.1 (2026-11-22), and what
//! may be said of it.

use super::AttemptResult::{self, Cancelled, Failed, Opaque, OpaqueRedirect, Status, TimedOut};
use super::Engine::{Chromium, Firefox, Unknown, WebKit};
use super::{Attempt, Engine, Is, Observation, Outcome, Timing, conclude};

/// How the pair looks in the Resource Timing entry of the no-cors fetch.
#[derive(Clone, Copy, PartialEq)]
enum Prt {
    /// No entry.
    None,
    /// `duration` is exactly 0.
    Zero,
    /// Longer, in milliseconds, with a status if not 0.
    Took(u32, u16),
}
use Prt::{Took, Zero};

fn attempt(result: AttemptResult, ms: u32, prt: Prt) -> Attempt {
    let timing = match prt {
        Prt::None => None,
        Zero => Some(Timing { zero: true, duration_ms: 0, response_status: None }),
        Took(ms, status) => Some(Timing { zero: false, duration_ms: ms, response_status: (status > 0).then_some(status) }),
    };
    Attempt { timing, ..Attempt::new(result, ms) }
}

/// As `web::observe` does it, but a no-cors that ran out of time is tried again too: no-cors only if cors was not readable, and once more if that failed too.
fn probe(engine: Engine, cors: AttemptResult, no_cors: AttemptResult, ms: u32, prt: Prt) -> Observation {
    let mut seen = Observation::new(engine, attempt(cors, ms, prt));
    if !matches!(cors, Status(_) | OpaqueRedirect) {
        seen.no_cors = Some(attempt(no_cors, ms, prt));
        seen.again = matches!(no_cors, Failed | TimedOut).then(|| attempt(no_cors, ms, prt));
    }
    seen
}

/// Row of A.1, situation, then per engine: cors, no-cors, milliseconds, timing entry, what may be said.
type Row = (&'static str, [(AttemptResult, AttemptResult, u32, Prt, Is); 3]);

const fn same(
    cors: AttemptResult,
    no_cors: AttemptResult,
    ms: [u32; 3],
    fx: Prt,
    is: Is,
) -> [(AttemptResult, AttemptResult, u32, Prt, Is); 3] {
    [(cors, no_cors, ms[0], Took(ms[0], 0), is), (cors, no_cors, ms[1], fx, is), (cors, no_cors, ms[2], Prt::None, is)]
}

fn rows() -> Vec<Row> {
    use Is::{Answered, NoAnswer};
    let status = |code, ms: [u32; 3]| same(Status(code), Opaque, ms, Took(ms[1], code), Is::Status);
    let hidden = |ms: [u32; 3]| same(Failed, Opaque, ms, Took(ms[1], 0), Answered);
    let dead = |ms: [u32; 3], fx| same(Failed, Failed, ms, fx, NoAnswer);
    let silent = |fx| same(TimedOut, TimedOut, [1500, 1500, 1500], fx, Is::TimedOut);
    vec![
        ("1 ACAO and 200", status(200, [4, 21, 3])),
        ("2 ACAO and 404", status(404, [7, 10, 3])),
        ("3 ACAO and 502", status(502, [19, 250, 2])),
        ("4 ACAO and 503, Retry-After hidden", status(503, [15, 18, 3])),
        ("6 no CORS, 200", hidden([3, 28, 38])),
        ("7 no CORS, 404", hidden([5, 38, 29])),
        ("8 no CORS, 502", hidden([4, 26, 29])),
        ("9 CORP same-origin, 200 or 502", dead([2, 3, 56], Took(3, 0))),
        ("11 redirect to or through no CORS", hidden([7, 10, 9])),
        // Its timing entry was not recorded in Firefox.
        ("12 redirect to a dead host", dead([6, 13, 4], Prt::None)),
        ("12 redirect to http:", {
            let mut row = dead([6, 13, 4], Took(13, 302));
            row[1].4 = Answered;
            row
        }),
        ("13 redirect: manual, ACAO", same(OpaqueRedirect, Failed, [18, 3, 3], Took(3, 0), Answered)),
        ("15 DNS NXDOMAIN", dead([3, 3, 2], Zero)),
        ("16 connection refused", dead([3, 4, 2], Zero)),
        ("17 certificate self-signed", dead([8, 7, 17], Zero)),
        ("17 certificate expired", dead([6, 13, 16], Zero)),
        ("17 certificate for another name", dead([6, 8, 31], Zero)),
        ("18 closed before TLS", dead([4, 16, 17], Zero)),
        ("19 reset on ClientHello", dead([7, 18, 16], Zero)),
        ("20 plain HTTP on the TLS port", dead([10, 4, 25], Zero)),
        ("21 hangs in TLS", silent(Zero)),
        ("21 hangs in HTTP", silent(Took(3, 0))),
        ("22 reset after the request", dead([12, 66, 17], Took(66, 0))),
        ("23 empty response", dead([8, 82, 22], Took(82, 0))),
        ("24 garbage, not HTTP", {
            let mut row = dead([5, 8, 26], Took(8, 0));
            row[1].1 = Opaque;
            row[1].4 = Answered;
            row
        }),
        ("25 broken body, ACAO", status(200, [8, 91, 25])),
        ("25 broken body, no CORS", {
            let mut row = hidden([8, 91, 25]);
            row[1].1 = Failed;
            row[1].4 = NoAnswer;
            row
        }),
        ("26 slow, ACAO", status(200, [1511, 1508, 1505])),
        ("26 slow, no CORS", hidden([1511, 1508, 1505])),
        ("33 blocked by an extension", dead([4, 3, 3], Zero)),
        ("34 extension strips ACAO", hidden([7, 10, 9])),
        ("36 offline", dead([4, 3, 3], Zero)),
        ("40 local network access denied", dead([6, 6, 6], Zero)),
        ("41 401 with ACAO", status(401, [3, 4, 3])),
    ]
}

/// True of every outcome.
fn sound(seen: &Observation, outcome: &Outcome, name: &str) {
    let tries: Vec<&Attempt> = [Some(&seen.cors), seen.no_cors.as_ref(), seen.again.as_ref()].into_iter().flatten().collect();
    let any = |wanted: fn(&Attempt) -> bool| tries.iter().any(|attempt| wanted(attempt));
    assert!(!outcome.cannot_tell.is_empty() && !outcome.because.is_empty() && outcome.why.ends_with('.'), "{name}");
    let all = [&[outcome.why.as_str()], &outcome.because[..], &outcome.cannot_tell[..]].concat();
    for words in all {
        assert!(words.ends_with('.') && !words.contains("  "), "{words}");
        if seen.engine != Firefox {
            assert!(!words.contains("Firefox"), "{name}: {words}");
        }
    }
    let answer = any(|attempt| {
        matches!(attempt.result, Status(100..) | Opaque | OpaqueRedirect)
            || attempt.timing.is_some_and(|timing| timing.response_status.is_some())
    });
    match outcome.is {
        Is::Status => assert!(outcome.status.is_some_and(|code| tries.iter().any(|attempt| attempt.result == Status(code))), "{name}"),
        Is::Answered => assert!(answer && outcome.status.is_none(), "{name}"),
        Is::NoAnswer | Is::NeverLeftDevice | Is::TimedOut => assert!(!answer, "{name}"),
        Is::NotSent => {}
        Is::AnsweredOk | Is::AnsweredError => panic!("{name}: claims more than the pair can show"),
    }
    if outcome.is == Is::NeverLeftDevice {
        assert!(tries.iter().all(|attempt| attempt.result == Failed && attempt.ms * 3 <= seen.control_ms.unwrap()), "{name}");
    }
}

#[test]
fn every_row_of_the_table() {
    for (name, cells) in rows() {
        for (engine, (cors, no_cors, ms, prt, is)) in [Chromium, Firefox, WebKit].into_iter().zip(cells) {
            let seen = probe(engine, cors, no_cors, ms, prt);
            let outcome = conclude(&seen);
            assert_eq!(outcome.is, is, "{name} in {}", engine.id());
            assert_eq!(outcome.ms, Some(ms), "{name}");
            sound(&seen, &outcome, name);
            // On loopback the control is as fast as the target: nothing may count as faster.
            assert_eq!(conclude(&Observation { control_ms: Some(2), ..seen.clone() }).is, is, "{name}");
            // An engine that isn't recognized gets no hints, and claims no more than the others.
            let seen = Observation { engine: Unknown, ..seen };
            sound(&seen, &conclude(&seen), name);
        }
    }
}

/// The trials through an 80 ms proxy, given in the same section: control 83 ms.
#[test]
fn faster_than_the_control() {
    use Is::{NeverLeftDevice, NoAnswer};
    for (name, engine, ms, prt, is) in [
        ("DNS", Chromium, 2, Took(1, 0), NeverLeftDevice),
        ("DNS, first trial", Chromium, 30, Took(30, 0), NoAnswer),
        ("extension", Chromium, 6, Took(1, 0), NeverLeftDevice),
        ("self-signed", Chromium, 89, Took(89, 0), NoAnswer),
        ("reset at hello", Chromium, 85, Took(85, 0), NoAnswer),
        ("CORP", Chromium, 84, Took(84, 0), NoAnswer),
        ("empty", Chromium, 169, Took(169, 0), NoAnswer),
        ("DNS", Firefox, 4, Zero, NeverLeftDevice),
        ("CORP", Firefox, 84, Took(84, 0), NoAnswer),
        ("sent, by its timing", Firefox, 4, Took(4, 0), NoAnswer),
        ("self-signed", Firefox, 90, Zero, NoAnswer),
        ("DNS", WebKit, 5, Prt::None, NeverLeftDevice),
        ("self-signed", WebKit, 99, Prt::None, NoAnswer),
        ("reset", WebKit, 54, Prt::None, NoAnswer),
        ("a server in the same city", WebKit, 12, Prt::None, NoAnswer),
    ] {
        let mut seen = probe(engine, Failed, Failed, ms, prt);
        seen.control_ms = Some(83);
        let outcome = conclude(&seen);
        assert_eq!(outcome.is, is, "{name} in {}", engine.id());
        sound(&seen, &outcome, name);
        seen.control_ms = Some(14);
        assert_eq!(conclude(&seen).is, NoAnswer, "{name}: the control is too fast to compare");
        seen.control_ms = None;
        assert_eq!(conclude(&seen).is, NoAnswer, "{name}: no control");
    }
    // One slow trial is enough to doubt it.
    let mut seen = probe(Chromium, Failed, Failed, 2, Prt::None);
    seen.control_ms = Some(83);
    seen.cors.ms = 40;
    assert_eq!(conclude(&seen).is, NoAnswer);
}

#[test]
fn hints_of_firefox() {
    let said = |seen: &Observation| {
        let outcome = conclude(seen);
        [&[outcome.why.as_str()], &outcome.because[..]].concat().join(" ")
    };
    let mut seen = probe(Firefox, Failed, Failed, 84, Took(84, 0));
    assert!(said(&seen).contains("reached a server") && said(&seen).contains("forbids other sites"));
    seen.engine = Chromium;
    assert!(!said(&seen).contains("reached a server"));
    let mut seen = probe(Firefox, Failed, Failed, 4, Zero);
    assert!(said(&seen).contains("probably never sent"));
    assert!(!said(&seen).contains("certificate"));
    seen.websocket_1015 = Some(true);
    assert!(said(&seen).contains("likely the certificate"));
    seen.control_ms = Some(83);
    assert_eq!(conclude(&seen).is, Is::NoAnswer, "a certificate comes from outside");
    seen.engine = Unknown;
    seen.control_ms = None;
    assert!(!said(&seen).contains("certificate"), "1015 means nothing elsewhere");
    assert!(said(&probe(Firefox, TimedOut, TimedOut, 10_000, Zero)).contains("connection hangs"));
    assert!(said(&probe(Firefox, TimedOut, TimedOut, 10_000, Took(3, 0))).contains("stayed silent"));
    let mut seen = probe(Firefox, Failed, Opaque, 8, Took(8, 0));
    let strong = conclude(&seen);
    seen.default_port = false;
    let weak = conclude(&seen);
    assert!(weak.is == Is::Answered && weak.cannot_tell.len() == strong.cannot_tell.len() + 1);
}

#[test]
fn what_is_ours_comes_first() {
    for seen in [
        Observation { csp_blocked: true, ..probe(Chromium, Failed, Failed, 1, Prt::None) },
        Observation { own_service_worker: true, ..probe(Chromium, Status(502), Failed, 7, Prt::None) },
        probe(WebKit, Cancelled, Cancelled, 7, Prt::None),
        // The second half never ran: a hidden answer looks the same.
        Observation::new(Chromium, Attempt::new(Failed, 4)),
    ] {
        let outcome = conclude(&seen);
        assert_eq!((outcome.is, outcome.answer()), (Is::NotSent, "cant-tell"));
        sound(&seen, &outcome, "ours");
    }
    for refusal in crate::core::address::Refusal::ALL {
        let outcome = Outcome::not_sent(refusal);
        assert_eq!((outcome.is, outcome.answer(), outcome.ms), (Is::NotSent, "cant-tell", None));
        assert!(!outcome.cannot_tell.is_empty() && outcome.why == refusal.say());
    }
}

#[test]
fn details() {
    // Row 5: Retry-After exposed. Row 10 and 35: redirected.
    let mut seen = probe(Chromium, Status(503), Opaque, 25, Took(25, 503));
    assert!(conclude(&seen).cannot_tell.iter().any(|what| what.contains("how long to wait")));
    seen.cors.retry_after = Some(120);
    let outcome = conclude(&seen);
    assert_eq!((outcome.status, outcome.retry_after, outcome.answer()), (Some(503), Some(120), "status-5xx"));
    assert!(!outcome.cannot_tell.iter().any(|what| what.contains("how long to wait")));
    assert_eq!(outcome.why, "A server answered this browser with status 503.");
    let mut seen = probe(Chromium, Status(200), Opaque, 9, Took(9, 200));
    assert_eq!(conclude(&seen).redirected_to, None);
    seen.cors.redirected = true;
    seen.cors.final_url = Some("https://www.example.com/".into());
    assert_eq!(conclude(&seen).redirected_to.as_deref(), Some("https://www.example.com/"));

    for (ms, words) in
        [(10_000, "within 10 seconds,"), (1500, "within 1.5 seconds,"), (1000, "within 1 second,"), (250, "within 0.2 seconds,")]
    {
        let seen = Observation { limit_ms: ms, ..probe(WebKit, TimedOut, TimedOut, ms, Prt::None) };
        assert!(conclude(&seen).why.contains(words));
    }
    for (code, answer) in
        [(100, "answered"), (200, "status-2xx"), (304, "status-3xx"), (499, "status-4xx"), (530, "status-5xx"), (999, "answered")]
    {
        assert_eq!(conclude(&probe(Chromium, Status(code), Opaque, 1, Prt::None)).answer(), answer);
    }
    // It failed, then it answered.
    let mut seen = probe(Chromium, Failed, Failed, 90, Prt::None);
    seen.again = Some(Attempt::new(Opaque, 90));
    assert!(conclude(&seen).is == Is::Answered && conclude(&seen).because.iter().any(|why| why.contains("come and go")));
    // A failed cors fetch may hide an answer, so what counts is the no-cors one.
    let mut seen = probe(Chromium, Failed, TimedOut, 9, Prt::None);
    assert_eq!(conclude(&seen).is, Is::TimedOut);
    seen.again = Some(Attempt::new(Failed, 9));
    assert_eq!(conclude(&seen).is, Is::NoAnswer);
    assert_eq!(conclude(&probe(Chromium, TimedOut, Opaque, 9, Prt::None)).is, Is::Answered);
}

/// Whatever comes, nothing is claimed that no signal shows.
#[test]
fn every_combination() {
    let results =
        &[None, Some(Status(0)), Some(Status(502)), Some(Opaque), Some(OpaqueRedirect), Some(Failed), Some(TimedOut), Some(Cancelled)];
    let prts = [Prt::None, Zero, Took(5, 0), Took(5, 302)];
    for engine in [Chromium, Firefox, WebKit, Unknown] {
        for (cors, no_cors, again) in results.iter().skip(1).flat_map(|cors| {
            results.iter().flat_map(move |no_cors| results.iter().map(move |again| (cors.unwrap_or(Failed), *no_cors, *again)))
        }) {
            for prt in prts {
                for control_ms in [None, Some(1), Some(15), Some(90), Some(u32::MAX)] {
                    let seen = Observation {
                        no_cors: no_cors.map(|result| attempt(result, 3, prt)),
                        again: again.map(|result| attempt(result, 3, prt)),
                        control_ms,
                        default_port: false,
                        websocket_1015: Some(prt == Zero),
                        ..Observation::new(engine, attempt(cors, 3, prt))
                    };
                    let outcome = conclude(&seen);
                    sound(&seen, &outcome, "combination");
                }
            }
        }
    }
}
