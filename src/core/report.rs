//! A report of a case: plain text for the person who can act. Secrets are taken out before it gets here, unless the visitor put them back.

use super::{
    catalog::{self, Key},
    diagnose::{Case, Now, Symptom, Verdict, check, faults, iso, print},
    ui::ui,
};

/// What was seen, for people: `502 Bad Gateway`.
pub fn symptom(symptom: Symptom) -> String {
    match symptom {
        Symptom::Entry(key, _) => match (key, catalog::entry(key)) {
            (Key::Code(code), Some(entry)) => {
                let mut out = code.to_string();
                out.push(' ');
                out.push_str(entry.name);
                out
            }
            (_, Some(entry)) => entry.name.to_owned(),
            (_, None) => ui().report_unknown.to_owned(),
        },
        Symptom::UnknownCode(code) => code.to_string(),
        Symptom::Unknown => ui().report_unknown.to_owned(),
    }
}

/// Whether it fails now, for people.
pub const fn now(now: Now) -> &'static str {
    let t = ui();
    match now {
        Now::Fails => t.now_fails,
        Now::WorksNow => t.now_works,
        Now::ComesAndGoes => t.now_comes_and_goes,
        Now::Unknown => t.now_unknown,
    }
}

/// The report. `case` as it may leave the page; `at`: when the report was made, in milliseconds since 1970.
pub fn report(case: &Case, verdict: &Verdict, at: i64) -> String {
    let t = ui();
    let mut out = String::new();
    let mut line = |label: &str, text: &str| {
        out.push_str(label);
        out.push_str(text);
        out.push('\n');
    };
    line(t.report_what, &symptom(case.symptom));
    if let Some(url) = &case.url {
        line(t.report_where, url);
    }
    line(t.report_when, &iso(at));
    line("", "");
    line(t.report_now, now(verdict.now));
    line(t.report_do, verdict.action.title);
    line("", if verdict.confident { t.report_confident } else { t.report_not_confident });
    line("", "");
    line(t.report_likely, "");
    for (index, p) in verdict.faults.iter().take(3).filter(|(_, p)| *p >= 0.05) {
        if let Some(fault) = faults().get(*index) {
            line("- ", &with_percent(fault.title, *p));
        }
    }
    if !case.evidence.is_empty() {
        line("", "");
        line(t.report_checked, "");
        for evidence in &case.evidence {
            let Some(check) = check(evidence.check) else { continue };
            let mut text = check.title.to_owned();
            if evidence.undo {
                text.push_str(t.report_undone);
            }
            text.push_str(": ");
            text.push_str(check.answer(evidence.answer).map_or(evidence.answer, |answer| answer.label));
            if let Some(at) = evidence.at {
                text.push_str(" (");
                text.push_str(&iso(at));
                text.push(')');
            }
            line("- ", &text);
        }
    }
    if !verdict.cannot_show.is_empty() {
        line("", "");
        line(t.report_cannot, "");
        for sentence in &verdict.cannot_show {
            line("- ", sentence);
        }
    }
    line("", "");
    line(t.report_case, "");
    out.push_str(&print(case));
    out
}

/// `The server is down (62 %)`.
fn with_percent(title: &str, p: f32) -> String {
    let mut out = title.to_owned();
    out.push_str(" (");
    out.push_str(&percent(p).to_string());
    out.push_str(" %)");
    out
}

/// A probability in whole percents; never 0 or 100, which would claim more than any check can show.
pub fn percent(p: f32) -> u8 {
    ((p * 100.0 + 0.5) as u8).clamp(1, 99)
}
