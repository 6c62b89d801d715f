//! Build-time code: content in, checked static tables out. What wrong content gives is tested in tests/native.

pub mod broken;
mod catalog;
pub mod counts;
pub mod diagnosis;
mod emit;
mod entries;
mod markdown;
mod pages;
mod platforms;
pub mod problem;
mod sections;
mod signatures;
pub mod stacks;
mod template;
mod ui;

#[allow(dead_code)]
#[path = "../src/core/recognise/beside.rs"]
mod beside;
#[allow(dead_code)]
#[path = "../src/core/recognise/fold.rs"]
mod fold;
#[allow(dead_code)]
#[path = "../src/view/part/outline.rs"]
mod outline;
#[allow(dead_code)]
#[path = "../src/core/recognise/pattern.rs"]
mod pattern;
#[path = "../src/core/recognise/words.rs"]
mod reader_words;
#[allow(dead_code)]
#[path = "../src/core/text.rs"]
mod text;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use problem::{Problem, Problems};

/// The source of `code-names.rs`: the codes' names alone, for what has no catalog.
fn code_names(names: &BTreeMap<u16, String>) -> String {
    let mut out = String::from("/// Every code's name.\nstatic NAMES: &[(u16, &str)] = &[\n");
    for (code, name) in names {
        let _ = writeln!(out, "    ({code}, {name:?}),");
    }
    out.push_str("];\n");
    out
}

/// Reads and checks everything below `content`; gives the generated files (name in `OUT_DIR`, text), or all problems.
pub fn compile(content: &Path) -> Result<Vec<(&'static str, Vec<u8>)>, Vec<Problem>> {
    let mut problems = Problems::default();
    let diagnosis = diagnosis::read(content, &mut problems);
    let mut ui = ui::read(content, &mut problems);
    let products = platforms::read(content, &mut problems);
    let codes: BTreeSet<String> = entries::folders(content, "codes", &mut problems).into_iter().collect();
    let comparisons = pages::comparisons(content, &codes, &mut problems);
    let addresses = pages::addresses(content, &products, &comparisons);
    let shared = entries::Shared::read(content, &mut problems);
    let entries = entries::read(content, &diagnosis, &addresses, shared.as_ref(), &mut problems);
    let errors: BTreeSet<String> = entries::folders(content, "errors", &mut problems).into_iter().collect();
    let mut known = addresses;
    known.extend(codes.iter().chain(&errors).cloned());
    let documents = pages::read(content, &products, &known, &ui, &mut problems);
    let samples = stacks::read(content, &mut problems);
    let signatures = signatures::read(content, (&codes, &errors), &entries, &products, &diagnosis, &mut problems);
    if let (true, Some(shared)) = (problems.0.is_empty(), shared) {
        ui.fill("codes_counts", &counts::counts(&entries, &products, &samples));
        let mut files = vec![
            ("diagnosis.rs", diagnosis::emit(&diagnosis)),
            ("diagnosis.txt", diagnosis::pack(&diagnosis)),
            ("steps.txt", diagnosis::emit_steps(&diagnosis, false)),
            ("steps_owner.txt", diagnosis::emit_steps(&diagnosis, true)),
            ("ui.rs", ui::emit(&ui)),
        ];
        files.extend(catalog::emit(&entries, &shared, &diagnosis, &samples, (&documents, &comparisons), &ui));
        let names = entries.iter().filter_map(|entry| Some((entry.code?, entry.facts.name.clone()))).collect();
        files.push(("code-names.rs", code_names(&names)));
        files.extend(pages::emit(&documents, &products, &comparisons, &names, &samples, &ui));
        let mut files: Vec<(&str, Vec<u8>)> = files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
        files.extend(signatures::emit(&signatures, &entries, &ui));
        Ok(files)
    } else {
        problems.0.sort();
        problems.0.dedup();
        Err(problems.0)
    }
}
