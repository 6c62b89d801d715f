//! The words of the user interface: `content/ui/<language>.toml`, one table a page or part, every value a string. Emitted as one
//! struct with a field per word, so that a word missing in a language does not compile.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use super::{
    emit::string,
    problem::{File, Problems},
};

/// The words, named `<table>_<key>`; `true`: the application shows it, else only pages that the build writes do.
#[derive(Default)]
pub struct Ui(BTreeMap<String, (String, bool)>);

impl Ui {
    /// A word that `content/ui` must have. Empty where the file could not be read: that is a problem already.
    pub fn word(&self, name: &str) -> &str {
        self.0.get(name).map_or_else(|| if self.0.is_empty() { "" } else { panic!("content/ui has no word {name}") }, |own| own.0.as_str())
    }
}

/// Reads the words: `en.toml` is the application's, `pages.en.toml` the build's, `reader.en.toml` the recognizer's.
pub fn read(content: &Path, problems: &mut Problems) -> Ui {
    let mut ui = Ui::default();
    for (name, shown) in [("ui/en.toml", true), ("ui/pages.en.toml", false), ("ui/reader.en.toml", false)] {
        let Some(file) = File::read(content, name, problems) else { continue };
        let Some(tables) = file.toml::<BTreeMap<String, BTreeMap<String, toml::Spanned<String>>>>(problems) else { return Ui::default() };
        for (table, words) in &tables {
            for (key, text) in words {
                let name = format!("{table}_{key}").replace('-', "_");
                if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                    file.at(text.span().start, format!("`{name}`: use lower-case letters, digits and -"), problems);
                }
                if text.get_ref().trim().is_empty() {
                    file.at(text.span().start, format!("`{name}` is empty"), problems);
                }
                if ui.0.insert(name.clone(), (text.get_ref().clone(), shown)).is_some() {
                    file.at(text.span().start, format!("`{name}` is given twice"), problems);
                }
            }
        }
    }
    ui
}

/// Descriptions for search engines stand in the served pages alone.
fn gate(name: &str) -> &'static str {
    if name.ends_with("_head_description") { "#[cfg(feature = \"site\")] " } else { "" }
}

/// The source of `ui.rs`.
pub fn emit(ui: &Ui) -> String {
    let mut out = String::from(
        "/// The words of the user interface, one field a word, named `<part>_<word>`.\n#[allow(missing_docs)]\npub struct Ui {\n",
    );
    let shown = || ui.0.iter().filter(|(_, own)| own.1).map(|(name, own)| (name, &own.0));
    for (name, _) in shown() {
        let _ = writeln!(out, "    {}pub {name}: &'static str,", gate(name));
    }
    out.push_str("}\n\n/// The words in English.\npub static EN: Ui = Ui {\n");
    for (name, text) in shown() {
        let _ = writeln!(out, "    {}{name}: {},", gate(name), string(text));
    }
    out.push_str("};\n");
    out
}
