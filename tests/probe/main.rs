//! The outcome table: every situation that loopback can make, as three engines saw it (`<engine>.json`, recorded by `make record`), with what
//! `conclude` says of it, against what the servers really did (`truth.rs`). The table itself is `OUTCOMES.md`;
//! `ISITME_WRITE=1 cargo test --test outcomes` writes it anew.

mod format;
mod truth;

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use isitme::core::{
    address::Address,
    probe::{
        AttemptResult, Engine, Is, Observation, Outcome, conclude,
        more::{More, conclude_more, lost_cors},
    },
};
use serde_json::Value;
use truth::{Far, TRUTHS, Truth};

const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

/// One engine's recording.
struct Recording {
    browser: String,
    seen: BTreeMap<String, (Observation, More)>,
    refusals: BTreeMap<String, String>,
}

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probe").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}; `make record` makes it", path.display()))
}

fn recordings() -> Vec<Recording> {
    ENGINES
        .iter()
        .map(|engine| {
            let value: Value = serde_json::from_str(&file(&format!("{}.json", engine.id()))).expect("JSON");
            let texts = |name: &str| {
                value[name]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name.clone(), value.as_str().unwrap_or("").to_owned()))
                    .collect()
            };
            let seen = value["situations"].as_object().expect("situations").iter().map(|(name, value)| {
                let read = format::read(value).unwrap_or_else(|error| panic!("{name} in {}: {error}", engine.id()));
                assert_eq!(read.0.engine, *engine, "{name}");
                (name.clone(), read)
            });
            Recording { browser: value["browser"].as_str().unwrap_or("").to_owned(), seen: seen.collect(), refusals: texts("refused") }
        })
        .collect()
}

/// As on the port of the scheme: what was recorded differs from a site on 443 in the port alone. Nonsense only gets through on an odd one.
fn on_its_port(truth: &Truth, seen: &Observation) -> Observation {
    Observation { default_port: truth.far != Far::NotHttp, ..seen.clone() }
}

fn said(outcome: &Outcome) -> String {
    match outcome.status {
        Some(status) => format!("{} {status}", outcome.is.id()),
        None => outcome.is.id().to_owned(),
    }
}

/// Every situation, engine, observation and truth.
fn each(mut look: impl FnMut(&Truth, usize, &Observation, &More)) {
    let recordings = recordings();
    for truth in TRUTHS {
        for (nth, recording) in recordings.iter().enumerate() {
            let (seen, more) =
                recording.seen.get(truth.name).unwrap_or_else(|| panic!("{} was not recorded in {}", truth.name, ENGINES[nth].id()));
            look(truth, nth, &on_its_port(truth, seen), more);
        }
    }
}

#[test]
fn every_situation_in_every_engine() {
    let mut wrong = String::new();
    each(|truth, nth, seen, more| {
        let engine = ENGINES[nth].id();
        let plain = said(&conclude(seen));
        if !truth.pair[nth].split('|').any(|own| own == plain) {
            let _ = writeln!(wrong, "{} in {engine}: {plain}, not {}: {seen:?}", truth.name, truth.pair[nth]);
        }
        let boxed = said(&conclude_more(seen, more));
        let wanted = if truth.boxed[nth].is_empty() { truth.pair[nth] } else { truth.boxed[nth] };
        if !wanted.split('|').any(|own| own == boxed) {
            let _ = writeln!(wrong, "{} in {engine} with the box: {boxed}, not {wanted}: {more:?}", truth.name);
        }
    });
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn nothing_is_missing_and_nothing_unknown() {
    assert!(TRUTHS.len() >= 60, "{}", TRUTHS.len());
    for recording in recordings() {
        let names: Vec<&str> = recording.seen.keys().map(String::as_str).collect();
        assert_eq!(names.len(), TRUTHS.len(), "{}: {names:?}", recording.browser);
        assert!(!recording.browser.is_empty());
    }
    let servers: Value = serde_json::from_str(&file("servers.json")).expect("JSON");
    for truth in TRUTHS.iter().filter(|truth| !truth.curl.is_empty()) {
        let curl = servers[truth.name].as_str().unwrap_or("nothing");
        assert!(truth.curl.contains(&curl), "{}: curl says {curl}", truth.name);
        // The table's own words fit together.
        assert_eq!(truth.curl[0] == truth.status.to_string(), truth.status > 0 && !truth.curl[0].starts_with("exit"), "{}", truth.name);
    }
}

#[test]
fn what_is_read_is_what_was_written() {
    for engine in ENGINES {
        let value: Value = serde_json::from_str(&file(&format!("{}.json", engine.id()))).expect("JSON");
        for (name, own) in value["situations"].as_object().expect("situations") {
            let (seen, more) = format::read(own).expect("readable");
            assert_eq!(&format::write(&seen, &more), own, "{name}");
        }
    }
}

/// A claim, the words that make it, and what must have been seen for it.
struct Claim {
    words: &'static str,
    shown: fn(&Observation, &More) -> bool,
    true_of: fn(&Truth) -> bool,
}

fn any(seen: &Observation, wanted: impl Fn(AttemptResult) -> bool) -> bool {
    [Some(&seen.cors), seen.no_cors.as_ref(), seen.again.as_ref()].into_iter().flatten().any(|attempt| wanted(attempt.result))
}

fn timings(seen: &Observation, wanted: impl Fn(bool, Option<u16>) -> bool) -> bool {
    [Some(&seen.cors), seen.no_cors.as_ref(), seen.again.as_ref()]
        .into_iter()
        .flatten()
        .filter_map(|attempt| attempt.timing)
        .any(|timing| wanted(timing.zero, timing.response_status))
}

const CLAIMS: &[Claim] = &[
    Claim {
        words: "with status ",
        shown: |seen, _| any(seen, |result| matches!(result, AttemptResult::Status(_))),
        true_of: |truth| truth.status > 0,
    },
    Claim {
        words: "lets other pages read",
        shown: |seen, _| any(seen, |result| matches!(result, AttemptResult::Status(_))),
        true_of: |truth| truth.status > 0,
    },
    Claim {
        words: "A server answered",
        shown: |seen, more| {
            any(seen, |result| matches!(result, AttemptResult::Status(_) | AttemptResult::Opaque))
                || timings(seen, |_, status| status.is_some())
                || more.boxed.is_some()
        },
        true_of: |truth| matches!(truth.far, Far::Answer | Far::Hop),
    },
    Claim {
        words: "with a success",
        shown: |_, more| more.boxed.is_some_and(|boxed| boxed.object.load),
        true_of: |truth| (200..300).contains(&truth.status),
    },
    Claim {
        words: "with an error. Which one",
        shown: |_, more| more.boxed.is_some_and(|boxed| boxed.object.fallback && boxed.frame.is_some_and(|frame| frame.navigated)),
        true_of: |truth| truth.status >= 400,
    },
    Claim { words: "was redirected", shown: |seen, _| seen.cors.redirected, true_of: |truth| truth.name.starts_with("redirect") },
    Claim {
        words: "the request was sent",
        shown: |seen, _| seen.engine == Engine::Firefox && timings(seen, |zero, _| !zero),
        true_of: |truth| matches!(truth.far, Far::Request | Far::Answer | Far::Hop | Far::NotHttp),
    },
    Claim {
        words: "probably never sent",
        shown: |seen, _| seen.engine == Engine::Firefox && timings(seen, |zero, _| zero),
        true_of: |truth| matches!(truth.far, Far::Nowhere | Far::Handshake | Far::Connection),
    },
    Claim {
        words: "likely the certificate",
        shown: |seen, _| seen.engine == Engine::Firefox && seen.websocket_1015 == Some(true),
        true_of: |truth| truth.far == Far::Handshake,
    },
    Claim { words: "faster than", shown: |seen, _| seen.control_ms.is_some(), true_of: |_| true },
    Claim { words: "own security policy", shown: |seen, _| seen.csp_blocked, true_of: |truth| truth.name == "our-policy" },
    Claim { words: "own offline copy", shown: |seen, _| seen.own_service_worker, true_of: |truth| truth.name == "our-worker" },
    Claim {
        words: "The time limit ended it",
        shown: |seen, _| any(seen, |result| result == AttemptResult::TimedOut),
        true_of: |truth| truth.status == 0,
    },
    Claim {
        words: "holds a status",
        shown: |seen, _| timings(seen, |_, status| status.is_some()),
        true_of: |truth| matches!(truth.far, Far::Answer | Far::Hop),
    },
];

/// No outcome claims what no signal showed, nor what is not true: in the recording engine, and in one that is not recognized.
#[test]
fn no_outcome_claims_more_than_was_seen() {
    let mut claimed = BTreeMap::new();
    each(|truth, _, seen, more| {
        let unknown = Observation { engine: Engine::Unknown, ..seen.clone() };
        let odd = Observation { default_port: false, ..seen.clone() };
        for seen in [seen, &odd, &unknown] {
            for outcome in [conclude(seen), conclude_more(seen, more)] {
                let text = [&[outcome.why.as_str()], &outcome.because[..]].concat().join(" ");
                let name = format!("{} in {}: {text}", truth.name, seen.engine.id());
                for claim in CLAIMS.iter().filter(|claim| text.contains(claim.words)) {
                    *claimed.entry(claim.words).or_insert(0) += 1;
                    assert!((claim.shown)(seen, more), "no signal for {:?}: {name}", claim.words);
                    assert!((claim.true_of)(truth), "not true, {:?}: {name}", claim.words);
                }
                assert!(!outcome.cannot_tell.is_empty(), "{name}");
                if let Some(status) = outcome.status {
                    assert_eq!(status, truth.status, "{name}");
                }
                if seen.engine != Engine::Firefox {
                    assert!(!text.contains("Firefox"), "{name}");
                }
                // Kinds that need a signal of their own.
                match outcome.is {
                    Is::Answered => assert!(
                        matches!(truth.far, Far::Answer | Far::Hop) || text.contains("most likely a web server") && !seen.default_port,
                        "{name}"
                    ),
                    Is::AnsweredOk => assert!((200..300).contains(&truth.status), "{name}"),
                    Is::AnsweredError => assert!(truth.status >= 400, "{name}"),
                    Is::TimedOut => assert!(truth.name.ends_with("silent"), "{name}"),
                    Is::NeverLeftDevice => panic!("no control was measured: {name}"),
                    Is::Status | Is::NoAnswer | Is::NotSent => {}
                }
            }
        }
    });
    // Claims that no recording makes are not tested by any.
    let silent: Vec<_> =
        CLAIMS.iter().map(|claim| claim.words).filter(|words| !claimed.contains_key(words) && *words != "faster than").collect();
    assert!(silent.is_empty(), "never claimed: {silent:?}");
}

/// The certificate hint, and how far the request got: Firefox alone, and each time right.
#[test]
fn hints_of_firefox() {
    each(|truth, nth, seen, _| {
        if ENGINES[nth] != Engine::Firefox {
            assert_eq!(seen.websocket_1015, None, "{}", truth.name);
        } else if truth.name.starts_with("tls-") && truth.pair[nth] == "no-answer" {
            assert_eq!(seen.websocket_1015, Some(truth.far == Far::Handshake), "{}", truth.name);
        }
    });
}

/// An API behind nginx that adds its CORS header without `always`: readable while it works, hidden when the gateway answers for it.
#[test]
fn an_api_that_lost_its_cors_headers() {
    for recording in recordings() {
        let of = |name: &str| &recording.seen[name].0;
        let earlier = conclude(of("cors-not-always-200"));
        let now = Observation { default_port: true, ..of("cors-not-always-502").clone() };
        let lost = lost_cors(&earlier, &now).unwrap_or_else(|| panic!("{}", recording.browser));
        assert!(lost.is == Is::Answered && lost.why.contains("error page"), "{}", lost.why);
        for name in ["open-502", "refused", "silent"] {
            assert_eq!(lost_cors(&earlier, of(name)), None, "{name}");
        }
    }
}

#[test]
fn what_the_headers_said() {
    each(|truth, _, seen, _| {
        let header = |name: &str| seen.cors.headers.iter().find(|own| own.0 == name).map(|own| own.1.as_str());
        let seconds = match truth.name {
            "open-503-exposed" => Some(120),
            "open-429-exposed" => Some(30),
            _ => None,
        };
        assert_eq!(conclude(seen).retry_after, seconds, "{}", truth.name);
        if seconds.is_some() {
            assert!(header("server").is_some_and(|server| server.starts_with("nginx")) && header("date").is_some(), "{}", truth.name);
        }
        if truth.name == "open-503" {
            assert_eq!((header("retry-after"), header("content-type")), (None, Some("text/html")));
        }
    });
}

/// What is known without asking: the code refused each of these in each browser, and sends nothing.
const REFUSED: &[(&str, &str, bool)] = &[
    ("http://shop.example.com/", "http-from-https", true),
    ("https://shop.example.com:6667/", "bad-port", true),
    ("https://shop.example.com:4190/", "bad-port", false),
    ("https://jo:secret@shop.example.com/", "credentials", true),
    ("https://192.168.1.1/", "private-address", true),
    ("https://[fd00::1]/", "private-address", false),
    ("https://printer.local/", "local-name", true),
    ("https://intranet/", "single-label", true),
    ("https://no-such-name.invalid/", "reserved-name", true),
    ("https://abcdefghijklmnop.onion/", "onion", true),
];

#[test]
fn what_is_never_sent() {
    for recording in recordings() {
        for (address, id, _) in REFUSED {
            assert_eq!(recording.refusals.get(*address).map(String::as_str), Some(*id), "{address} in {}", recording.browser);
            let own = Address::parse(address).expect("an address");
            assert_eq!(own.refusal(true, true).map(isitme::core::address::Refusal::id), Some(*id));
        }
    }
}

/// The table for people.
#[test]
fn the_report() {
    let recordings = recordings();
    let mut out = String::from(
        "# What one probe learns: situation × engine × outcome\n\n\
         Written by `ISITME_WRITE=1 cargo test --test outcomes` from what three browsers saw of real servers on loopback (`make record`); do not edit.\n\
         *then …*: with the boxed signal, where that says more. Read as if on the port of the scheme, but for nonsense, which only gets through on others.\n\n",
    );
    for (engine, recording) in ENGINES.iter().zip(&recordings) {
        let _ = writeln!(out, "- {}: {}", engine.id(), recording.browser);
    }
    out += "\n| situation | what the server does | Chromium | Firefox | WebKitGTK |\n|---|---|---|---|---|\n";
    for truth in TRUTHS {
        let _ = write!(out, "| {} | {} |", truth.name, truth.does);
        for recording in &recordings {
            let (seen, more) = &recording.seen[truth.name];
            let seen = on_its_port(truth, seen);
            let (plain, boxed) = (conclude(&seen), conclude_more(&seen, more));
            let _ = write!(out, " {}", said(&plain));
            if boxed.is != plain.is {
                let _ = write!(out, ", then {}", said(&boxed));
            }
            for (hint, word) in [
                ("likely the certificate", "certificate"),
                ("the request was sent", "sent"),
                ("probably never sent", "never sent"),
                ("holds a status", "a hop answered"),
            ] {
                if plain.because.iter().any(|why| why.contains(hint)) {
                    let _ = write!(out, " ({word})");
                }
            }
            out += " |";
        }
        out.push('\n');
    }
    out += "\n## Never sent\n| address, from a page on https | why |\n|---|---|\n";
    for (address, id, _) in REFUSED.iter().filter(|own| own.2) {
        let _ = writeln!(out, "| `{address}` | {id} |");
    }
    println!("{out}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probe/OUTCOMES.md");
    if std::env::var_os("ISITME_WRITE").is_some() {
        fs::write(&path, &out).expect("the table is written");
    }
    assert!(
        file("OUTCOMES.md") == out,
        "the outcomes changed: look at them, then ISITME_WRITE=1 cargo test --test outcomes, and look at git diff"
    );
}
