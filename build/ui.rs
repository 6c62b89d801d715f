//! The words of the user interface: `content/ui/<language>.toml`, one table a page or part, every value a string. Emitted as one
//! struct with a field per word, so that a word missing in a language does not compile.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use super::{
    emit::string,
    problem::{File, Problems},
};

/// The words, named `<table>_<key>`.
#[derive(Default)]
pub struct Ui(BTreeMap<String, String>);

impl Ui {
    /// A word that `content/ui/en.toml` must have. Empty where the file could not be read: that is a problem already.
    pub fn word(&self, name: &str) -> &str {
        self.0.get(name).map_or_else(|| if self.0.is_empty() { "" } else { panic!("content/ui/en.toml has no {name}") }, String::as_str)
    }
}

/// Reads the words.
pub fn read(content: &Path, problems: &mut Problems) -> Ui {
    let mut ui = Ui::default();
    let Some(file) = File::read(content, "ui/en.toml", problems) else { return ui };
    let Some(tables) = file.toml::<BTreeMap<String, BTreeMap<String, toml::Spanned<String>>>>(problems) else { return ui };
    for (table, words) in &tables {
        for (key, text) in words {
            let name = format!("{table}_{key}").replace('-', "_");
            if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                file.at(text.span().start, format!("`{name}`: use lower-case letters, digits and -"), problems);
            }
            if text.get_ref().trim().is_empty() {
                file.at(text.span().start, format!("`{name}` is empty"), problems);
            }
            ui.0.insert(name, text.get_ref().clone());
        }
    }
    ui
}

/// The source of `ui.rs`.
pub fn emit(ui: &Ui) -> String {
    let mut out = String::from(
        "/// The words of the user interface, one field a word, named `<part>_<word>`.\n#[allow(missing_docs)]\npub struct Ui {\n",
    );
    for name in ui.0.keys() {
        let _ = writeln!(out, "    pub {name}: &'static str,");
    }
    out.push_str("}\n\n/// The words in English.\npub static EN: Ui = Ui {\n");
    for (name, text) in &ui.0 {
        let _ = writeln!(out, "    {name}: {},", string(text));
    }
    out.push_str("};\n");
    out
}
