//! Build-time code: content in, checked static tables out. Also compiled into the native tests, so that its errors are tested.

pub mod catalog;
pub mod diagnosis;
pub mod emit;
pub mod entries;
pub mod markdown;
pub mod platforms;
pub mod problem;
pub mod sections;
// Only checked so far; `tests/samples` uses the rest.
#[allow(dead_code)]
pub mod stacks;
pub mod ui;

use std::path::Path;

use problem::{Problem, Problems};

/// Reads and checks everything below `content`; gives the generated files (name in `OUT_DIR`, text), or all problems.
pub fn compile(content: &Path) -> Result<Vec<(&'static str, String)>, Vec<Problem>> {
    let mut problems = Problems::default();
    let diagnosis = diagnosis::read(content, &mut problems);
    let platforms = platforms::read(content, &mut problems);
    let shared = entries::Shared::read(content, &mut problems);
    let entries = entries::read(content, &diagnosis, &platforms, shared.as_ref(), &mut problems);
    let ui = ui::read(content, &mut problems);
    stacks::read(content, &mut problems);
    if let (true, Some(shared)) = (problems.0.is_empty(), shared) {
        let mut files = vec![("diagnosis.rs", diagnosis::emit(&diagnosis)), ("ui.rs", ui::emit(&ui))];
        files.extend(catalog::emit(&entries, &shared, &diagnosis, &ui));
        Ok(files)
    } else {
        problems.0.sort();
        problems.0.dedup();
        Err(problems.0)
    }
}
