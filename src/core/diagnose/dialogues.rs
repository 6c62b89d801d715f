//! Whole dialogues: `tests/native/dialogues.toml` says what a truthful visitor answers in each situation, and this follows the proposals.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::path::Runner;
use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dialogue: Vec<Dialogue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dialogue {
    id: String,
    story: String,
    case: Vec<String>,
    #[serde(default)]
    helps: Vec<String>,
    #[serde(default)]
    says: BTreeMap<String, String>,
    hops: Vec<String>,
    actions: Vec<String>,
    #[serde(default)]
    now: Vec<String>,
    steps: Option<usize>,
    misses: Option<String>,
}

/// What the visitor lets the page do.
#[derive(Clone, Copy, PartialEq)]
enum Page {
    /// All its checks, before the first question.
    All,
    /// The same without asking other places.
    Alone,
    /// Nothing: every answer is the visitor's.
    Nothing,
}

impl Dialogue {
    fn begin(&self) -> Case {
        let text = format!("isitme case 1\nrole visitor\n{}\n", self.case.join("\n"));
        parse(&text).unwrap_or_else(|error| panic!("{}: line {}: {}", self.id, error.line, error.what))
    }

    fn answer(&self, check: &Check, undo: bool) -> &'static str {
        let by_code = self.case[0].starts_with("code");
        let own = self.says.get(check.id).map(String::as_str).filter(|_| !undo);
        let usual = match check.id {
            _ if undo => "same-error",
            _ if self.helps.iter().any(|id| id == check.id) => "works",
            "own-site" | "internet" | "other-site" => "works",
            "target" if by_code => "answered",
            "target" => "no-answer",
            "dns" => "resolves",
            "vpn-hints" => "no-hint",
            "clock" => "right",
            "edge" if by_code => "no-edge",
            "edge" => "edge-silent",
            "elsewhere" => "fails-everywhere",
            "other-page" => "fails",
            "wifi-login" => "no-login",
            "certificate" => "issuer-known",
            "status-page" => "none-found",
            _ => "same-error",
        };
        // What has ended by itself works with the change taken back, too.
        let usual = if undo && self.helps.iter().any(|id| id == "reload") { "works" } else { usual };
        let id = own.unwrap_or(usual);
        check.answer(id).unwrap_or_else(|| panic!("{}: {} has no answer {id}", self.id, check.id)).id
    }

    /// Every question with its answer, and the verdict at the end.
    fn follow(&self, page: Page) -> (Vec<String>, Verdict) {
        let mut case = self.begin();
        let add = |case: &mut Case, check: &Check, undo: bool| {
            let answer = self.answer(check, undo);
            let evidence = Evidence::new(check.id, answer, None).expect("known");
            case.evidence.push(Evidence { undo, ..evidence });
            answer
        };
        let allowed = |check: &Check| match page {
            Page::All => true,
            Page::Alone => check.id != "elsewhere",
            Page::Nothing => check.runner != Runner::Page,
        };
        for check in checks().iter().filter(|check| check.runner == Runner::Page && allowed(check)) {
            add(&mut case, check, false);
        }
        let mut asked = Vec::new();
        // ISITME_DIALOGUE=<id> shows what is believed before each question.
        let shown = option_env!("ISITME_DIALOGUE") == Some(self.id.as_str());
        loop {
            let verdict = judge_with(&case, &|check| check.runner != Runner::Page);
            if shown {
                let top: Vec<String> = verdict.faults.iter().take(9).map(|(at, p)| format!("{} {p:.2}", faults()[*at].id)).collect();
                println!("        {} ({})", verdict.action.id, top.join(", "));
            }
            let Some(next) = verdict.next else { return (asked, verdict) };
            let answer = add(&mut case, next.check, next.undo);
            asked.push(format!("{}{} {answer}", if next.undo { "undo " } else { "" }, next.check.id));
            assert!(asked.len() <= 40, "{} runs for ever", self.id);
        }
    }
}

#[test]
fn every_situation_comes_to_its_end() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/native/dialogues.toml"));
    let file: File = toml::from_str(text).expect("dialogues");
    let mut wrong = Vec::new();
    for (page, name, most_median) in [(Page::All, "all", 2), (Page::Alone, "alone", 3), (Page::Nothing, "nothing", 4)] {
        let mut lengths = Vec::new();
        for own in &file.dialogue {
            assert!(!own.story.is_empty());
            let (asked, verdict) = own.follow(page);
            lengths.push(asked.len());
            let fits = |list: &[String], is: &str| list.is_empty() || list.iter().any(|one| one == is);
            let right = fits(&own.hops, verdict.top.id()) && fits(&own.actions, verdict.action.id) && fits(&own.now, verdict.now.id());
            let short = asked.len() <= own.steps.unwrap_or(6);
            let top: Vec<String> = verdict.faults.iter().take(3).map(|(at, p)| format!("{} {p:.2}", faults()[*at].id)).collect();
            let line = format!(
                "{name:8}{:20}{} {:15}{:18}{:12}{}  {} ({})",
                own.id,
                asked.len(),
                verdict.top.id(),
                verdict.action.id,
                verdict.now.id(),
                if verdict.confident { "sure" } else { "    " },
                asked.join(", "),
                top.join(", ")
            );
            println!("{}{line}", if right && short { "  " } else { "! " });
            // What is known to miss must say why, and must be taken off the list once it doesn't.
            if page == Page::All && (right && short) == own.misses.is_some() {
                wrong.push(line);
            }
        }
        lengths.sort_unstable();
        let (median, most) = (lengths[lengths.len() / 2], lengths[lengths.len() - 1]);
        println!("{name}: {} situations, median {median}, most {most}", lengths.len());
        assert!(median <= most_median, "{name}: median {median}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
