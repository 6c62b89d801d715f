//! The corpus of texts (README.md beside this) and what the recognizer makes of it: used by the native tests and by `make bench`.

use std::{collections::BTreeMap, fs, path::Path};

use isitme::core::{
    finding::{Finding, Kind},
    recognise::read,
};
use serde::Deserialize;

/// What a careful reader says of a text.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The sort of text.
    pub kind: String,
    /// Who wrote it; empty where it does not tell.
    #[serde(default)]
    pub product: String,
    #[serde(default)]
    hop: String,
    code: Option<u16>,
    follows: Option<Follows>,
    error: Option<String>,
    platform: Option<String>,
    #[serde(default)]
    client: String,
    cause: Option<String>,
    #[serde(default)]
    success: bool,
    #[serde(default)]
    #[allow(dead_code)]
    also: Vec<String>,
    #[serde(default)]
    or: Vec<String>,
    #[allow(dead_code)]
    made: Option<String>,
    #[allow(dead_code)]
    source: Option<String>,
}

/// A status that a text does not say, and that whoever wrote it always answers with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Follows {
    code: u16,
    /// Why: what documentation or source says.
    because: String,
}

/// A text with its expectation.
pub struct Sample {
    /// Its file, below the corpus.
    pub name: String,
    /// What a careful reader says.
    pub expected: Expected,
    /// The text.
    pub text: String,
}

/// Every sample of `seen` or `held`.
pub fn samples(part: &str) -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(part);
    let mut out = Vec::new();
    for folder in fs::read_dir(&root).into_iter().flatten().flatten() {
        for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let name = format!("{part}/{}/{}", folder.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            let whole = fs::read_to_string(file.path()).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
            let (head, text) = whole
                .strip_prefix("+++\n")
                .and_then(|rest| rest.split_once("\n+++\n"))
                .unwrap_or_else(|| panic!("{name}: no lines between +++"));
            let expected: Expected = toml::from_str(head).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
            if let Some(follows) = &expected.follows {
                assert!(
                    expected.code.is_none() && !follows.because.is_empty(),
                    "{name}: a status that follows stands in no text, and for a reason"
                );
            }
            out.push(Sample { name, expected, text: text.to_owned() });
        }
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

/// How many are right of how many.
#[derive(Debug, Default, Clone, Copy)]
pub struct Share {
    /// Right ones.
    pub right: usize,
    /// All.
    pub of: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    /// As a part of one; one where there are none.
    pub fn part(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.right as f64 / self.of as f64 }
    }
}

/// What came out, by question and by kind of text.
#[derive(Default)]
pub struct Score {
    /// `code`, `product`, `hop`, `cause`, `nothing`: over everything.
    pub by_question: BTreeMap<&'static str, Share>,
    /// Question by question for every kind of text.
    pub by_kind: BTreeMap<String, Share>,
    /// What was wrong: file, question, expected, found.
    pub wrong: Vec<String>,
}

/// Reads every sample and compares.
pub fn score(samples: &[Sample]) -> Score {
    let mut score = Score::default();
    for sample in samples {
        let found = read(&sample.text).finding;
        let expected = &sample.expected;
        let mut ask = |question: &'static str, right: bool, wanted: &str, got: &str| {
            score.by_question.entry(question).or_default().add(right);
            score.by_kind.entry(format!("{} {question}", expected.kind)).or_default().add(right);
            if !right {
                score.wrong.push(format!("{}: {question}: {wanted:?} expected, {got:?} found", sample.name));
            }
        };
        if expected.kind == "nothing" {
            ask("nothing", found.kind == Kind::Nothing, "nothing", &said(&found));
            continue;
        }
        let symptom = expected.code.map(|code| code.to_string()).or_else(|| expected.error.clone()).unwrap_or_default();
        let got = found.code.map(|code| code.to_string()).or_else(|| found.error.as_ref().map(|own| own.0.to_owned())).unwrap_or_default();
        if symptom.is_empty() {
            // A status that the text does not say is invented, unless it always follows.
            let right = found.code.is_none() || expected.follows.as_ref().is_some_and(|own| Some(own.code) == found.code);
            ask("code", right, "", &said(&found));
        } else {
            let right =
                symptom == got && (found.kind == Kind::Success) == (expected.success || expected.code.is_some_and(|code| code < 400));
            ask("code", right, &symptom, &said(&found));
        }
        let product = found.product.as_ref().map_or("", |own| own.0);
        if expected.or.is_empty() {
            ask("product", product == expected.product, &expected.product, product);
            let hop = found.written_by.map_or("", |hop| hop.id());
            ask("hop", hop == expected.hop, &expected.hop, hop);
        } else {
            // Where nothing decides, one of them is the answer and the others stand beside it.
            let others: Vec<&str> = found.others.iter().filter_map(|own| own.product.as_ref()).map(|own| own.0).collect();
            let all = expected.or.iter().all(|own| own == product || others.contains(&own.as_str()));
            ask("product", all, &expected.or.join(" or "), &format!("{product}, {others:?}"));
        }
        if let Some(cause) = &expected.cause {
            let got = found.cause.as_ref().map_or("", |own| own.id);
            ask("cause", got == cause, cause, got);
        }
        if let Some(platform) = &expected.platform {
            let got = found.platform.as_ref().map(|own| format!("{}/{}", own.0, own.1)).unwrap_or_default();
            ask("platform", got == *platform, platform, &got);
        }
        if !expected.client.is_empty() {
            let got = found.client.unwrap_or("");
            ask("client", got == expected.client, &expected.client, got);
        }
    }
    score
}

fn said(found: &Finding) -> String {
    let code = found.code.map(|code| code.to_string()).unwrap_or_default();
    let error = found.error.as_ref().map_or("", |own| own.0);
    let platform = found.platform.as_ref().map(|own| format!("{}/{}", own.0, own.1)).unwrap_or_default();
    format!("{:?} {code}{error} {platform}", found.kind)
}
