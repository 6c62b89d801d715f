//! The recognizer against the corpus: recordings of real programs, documented texts, and texts that are nothing.

use std::{fs, path::Path};

use isitme::core::{
    catalog::{self, Key},
    diagnose::{Symptom, parse},
    finding::{Confidence, Finding, Kind},
    ops,
    platforms::platform,
    recognise::{finding, headline, read, shown},
};
use serde::Deserialize;

use crate::samples::{Score, Share, samples, score};

/// Prints what came out, and gives it.
fn told(part: &str) -> Score {
    let score = score(&samples(part));
    println!("\n{part}");
    for (question, share) in &score.by_question {
        println!("{question:10} {:5.1} % of {}", share.part() * 100.0, share.of);
    }
    for (kind, share) in &score.by_kind {
        println!("{kind:22} {:5.1} % of {}", share.part() * 100.0, share.of);
    }
    score
}

/// All of it together holds the numbers that `make bench` reports. What nobody worked with (`held`) is less right, and must not get worse: these shares are what
/// was measured, rounded down, and no aim.
#[test]
fn the_corpus_is_read() {
    let (seen, held) = (told("seen"), told("held"));
    for wrong in &seen.wrong {
        println!("{wrong}");
    }
    // Nobody looks at these before the end.
    if std::env::var_os("ISITME_HELD").is_some() {
        for wrong in &held.wrong {
            println!("{wrong}");
        }
    }
    for (question, least, floor) in [("code", 0.98, 0.93), ("product", 0.95, 0.96), ("hop", 0.95, 0.97), ("nothing", 0.98, 0.96)] {
        let share = |score: &Score| score.by_question.get(question).copied().unwrap_or_default();
        let (a, b) = (share(&seen), share(&held));
        let all = Share { right: a.right + b.right, of: a.of + b.of };
        assert!(all.of > 100, "{question}: {} samples only", all.of);
        assert!(all.part() >= least, "{question} is right in {} of {}", all.right, all.of);
        assert!(b.part() >= floor, "{question} is right in {} of {} that nobody worked with", b.right, b.of);
    }
}

/// Whatever a text says, *diagnose this* opens a case with all of it: the reader writes what the diagnosis reads.
#[test]
fn every_finding_opens_a_case() {
    let mut opened = 0;
    for sample in ["seen", "held"].into_iter().flat_map(samples) {
        let found = read(&sample.text).finding;
        let shown = shown(&sample.text);
        let Some(text) = shown.split(ops::NEXT).find_map(|step| step.strip_prefix(ops::CASE)) else { continue };
        let case = parse(text).unwrap_or_else(|wrong| panic!("{}: {wrong:?} in {text}", sample.name));
        assert_eq!(case.written_by, found.written_by, "{}", sample.name);
        assert_eq!(case.product, found.product.map(|own| own.0.to_owned()), "{}", sample.name);
        assert_eq!(case.cause.map(|own| own.0), found.cause.map(|own| own.id.to_owned()), "{}", sample.name);
        assert_eq!(case.platform, found.platform.and_then(|(product, name)| platform(product, &name)), "{}", sample.name);
        assert_ne!(case.symptom == Symptom::Unknown, found.code.is_some() || found.error.is_some(), "{}", sample.name);
        assert_eq!(case.note.is_some(), !found.ids.is_empty(), "{}", sample.name);
        opened += 1;
    }
    assert!(opened > 1000, "{opened} cases");
}

/// What a signature must match.
#[derive(Deserialize)]
struct Examples {
    #[serde(default)]
    yes: Vec<String>,
}

/// A file of `content/signatures`.
#[derive(Deserialize)]
struct Signatures {
    #[serde(default)]
    sign: Vec<Examples>,
}

/// Every example of every signature.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/signatures");
    let mut out = Vec::new();
    for file in fs::read_dir(folder).expect("content/signatures").flatten() {
        let text = fs::read_to_string(file.path()).expect("a file of signatures");
        let own: Signatures = toml::from_str(&text).unwrap_or_else(|wrong| panic!("{}: {wrong}", file.path().display()));
        out.extend(own.sign.into_iter().flat_map(|sign| sign.yes));
    }
    out
}

/// Whoever gets a name from the recognizer can ask the catalog what it means: nothing is cut off, and no product is without its name.
#[test]
fn what_a_finding_names_is_known() {
    let mut errors = 0;
    let mut known = |text: &str, found: &Finding| {
        if let Some((id, name)) = &found.error {
            assert_eq!(catalog::error_by_name(name).map(|own| own.key), Some(Key::Error(id)), "{name} of {text:?}");
            errors += 1;
        }
        if let Some((product, name)) = &found.platform {
            assert!(platform(product, name).is_some(), "{product}/{name} of {text:?}");
        }
    };
    let texts = ["seen", "held"].into_iter().flat_map(samples).map(|own| own.text).chain(examples());
    let names = catalog::errors().flat_map(|entry| entry.aliases.iter().map(|alias| alias.name.to_owned())).filter(|name| !name.is_empty());
    for text in texts.chain(names.flat_map(|name| [format!("net::{name}"), name])) {
        let found = finding(&text);
        known(&text, &found);
        found.others.iter().for_each(|other| known(&text, other));
    }
    assert!(errors > 1000, "{errors} names");
}

/// The corpus is what the project says of it.
#[test]
fn the_corpus_is_large_enough() {
    let all: Vec<_> = ["seen", "held"].into_iter().flat_map(samples).collect();
    let kind = |wanted: &str| all.iter().filter(|own| own.expected.kind == wanted).count();
    let recorded = all.iter().filter(|own| own.name.contains("/lab/")).count();
    assert!(recorded >= 200, "{recorded} recordings");
    assert!(kind("nothing") >= 80, "{} negatives", kind("nothing"));
    assert!(kind("client") + kind("words") >= 60, "{} messages of clients and tools", kind("client") + kind("words"));
    let mut products: Vec<&str> = all.iter().filter(|own| own.name.contains("/lab/")).map(|own| own.expected.product.as_str()).collect();
    products.sort_unstable();
    products.dedup();
    assert!(products.len() > 14, "recordings of {} products", products.len() - 1);
}

/// A status that the catalog has no name for is no error because of that.
#[test]
fn a_status_without_a_name_is_called_by_its_number() {
    for (code, text, name) in
        [(277, "HTTP/1.1 277 Custom\r\nServer: nginx\r\n", "Status 277"), (577, "HTTP/1.1 577 Custom\r\n", "Status 577")]
    {
        assert!(catalog::code(code).is_none(), "{code} has a name");
        let line = headline(text);
        let named = line.split(ops::NEXT).find_map(|step| step.strip_prefix(ops::NAME)).and_then(|own| own.split_once('\t'));
        assert_eq!(named.map(|own| own.1), Some(name), "{text:?}: {line:?}");
    }
}

/// A test compares numbers of all kinds: without a word for a status, a number that was not expected is one perhaps.
#[test]
fn a_number_that_was_not_expected_is_a_status_perhaps() {
    for text in ["Expected: 3\nActual: 404", "expected 12, found 404", "expected 3 got 500"] {
        let found = read(text).finding;
        assert!(found.confidence == Confidence::Possible, "{text:?}: {found:?}");
    }
    for text in ["Expected status: 200\nActual status: 503", "Expected HTTP status 200 but received 500"] {
        let found = read(text).finding;
        assert!((found.kind, found.confidence) == (Kind::Error, Confidence::Certain), "{text:?}");
    }
}
