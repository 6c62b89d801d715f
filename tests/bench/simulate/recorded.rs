//! The fault lab's recordings (`tests/faults/recorded/`) judged again by the engine as it is: how sure it is after every answer, and whether what it then
//! says to do is among what `tests/lab/truth.toml` accepts. Real browsers and real faults, so the tables are as wrong there as they are; but 43 faults
//! that were chosen, so the shares say nothing of how often people meet them.

use std::{collections::HashMap, fs, path::Path};

use isitme::core::diagnose::{judge, parse};
use serde_json::Value;

use super::tally::Tally;

/// The verdicts with which the recorded cases end, and all on the way there.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    pub ends: Tally,
    pub all: Tally,
}

/// What may be said to do about each fault. Its two lines are JSON behind the equals sign, so that the tables need no reader of TOML.
fn accepted(truth: &str) -> HashMap<String, Vec<String>> {
    let mut all = HashMap::new();
    let mut id = String::new();
    for (name, value) in truth.lines().filter_map(|line| line.split_once(" = ")) {
        match name {
            "id" => id = serde_json::from_str(value).expect("a name"),
            "actions" => drop(all.insert(id.clone(), serde_json::from_str(value).expect("names"))),
            _ => {}
        }
    }
    all
}

/// Reads the recordings below the project's folder. A case that the lab broke in has no verdict.
pub fn recorded(root: &Path) -> Recorded {
    let actions = accepted(&fs::read_to_string(root.join("tests/lab/truth.toml")).expect("the truth"));
    let mut out = Recorded::default();
    for engine in ["chromium", "firefox", "webkit"] {
        let path = root.join(format!("tests/faults/recorded/{engine}.json"));
        let records: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).expect("a recording")).expect("JSON");
        for own in records.iter().filter(|own| !own["broke"].is_string()) {
            let Ok(whole) = parse(own["case"].as_str().unwrap_or_default()) else { panic!("{engine}: {} can't be read", own["fault"]) };
            let accepted = &actions[own["fault"].as_str().expect("a fault")];
            for answers in 0..=whole.evidence.len() {
                let mut case = whole.clone();
                case.evidence.truncate(answers);
                let verdict = judge(&case);
                let right = accepted.iter().any(|id| id == verdict.action.id);
                out.all.verdict(verdict.odds, right);
                if answers == whole.evidence.len() {
                    out.ends.verdict(verdict.odds, right);
                    if verdict.confident {
                        out.ends.sure(verdict.odds, right);
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the verdicts given at 90 % or more on real faults, at least 88 % are right: at the end, and after every answer.
    #[test]
    fn it_is_as_sure_as_it_is_right_on_real_faults() {
        let found = recorded(Path::new(env!("CARGO_MANIFEST_DIR")));
        for tally in [&found.ends, &found.all] {
            assert!(tally.ninety.n >= 100, "{} verdicts at 90 %", tally.ninety.n);
            assert!(tally.ninety.share() >= 0.88, "{:?}", tally.ninety);
        }
    }
}
