//! Build-time code: content in, checked static tables out. Also compiled into the native tests, so that its errors are tested.

pub mod diagnosis;
pub mod emit;
pub mod entries;
pub mod markdown;
pub mod platforms;
pub mod problem;
pub mod ui;

use std::path::Path;

use problem::{Problem, Problems};

/// Reads and checks everything below `content`; gives the generated files (name in `OUT_DIR`, text), or all problems.
pub fn compile(content: &Path) -> Result<Vec<(&'static str, String)>, Vec<Problem>> {
    let mut problems = Problems::default();
    let diagnosis = diagnosis::read(content, &mut problems);
    let platforms = platforms::read(content, &mut problems);
    let entries = entries::read(content, &diagnosis, &platforms, &mut problems);
    let ui = ui::read(content, &mut problems);
    if problems.0.is_empty() {
        let mut files = vec![("diagnosis.rs", diagnosis::emit(&diagnosis)), ("ui.rs", ui)];
        files.extend(entries::emit(&entries, &diagnosis));
        Ok(files)
    } else {
        problems.0.sort();
        problems.0.dedup();
        Err(problems.0)
    }
}
