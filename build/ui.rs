//! The words of the user interface: `content/ui/<language>.toml`, one table a page or part, every value a string. Emitted as one
//! struct with a field per word, so that a word missing in a language does not compile.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use super::{
    emit::string,
    problem::{File, Problems},
};

/// Reads the words and gives the source of `ui.rs`.
pub fn read(content: &Path, problems: &mut Problems) -> String {
    let mut out = String::new();
    let Some(file) = File::read(content, "ui/en.toml", problems) else { return out };
    let Some(tables) = file.toml::<BTreeMap<String, BTreeMap<String, toml::Spanned<String>>>>(problems) else { return out };
    let mut fields = Vec::new();
    for (table, words) in &tables {
        for (key, text) in words {
            let name = format!("{table}_{key}").replace('-', "_");
            if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                file.at(text.span().start, format!("`{name}`: use lower-case letters, digits and -"), problems);
            }
            if text.get_ref().trim().is_empty() {
                file.at(text.span().start, format!("`{name}` is empty"), problems);
            }
            fields.push((name, text.get_ref().clone()));
        }
    }
    out.push_str(
        "/// The words of the user interface, one field a word, named `<part>_<word>`.\n#[allow(missing_docs)]\npub struct Ui {\n",
    );
    for (name, _) in &fields {
        let _ = writeln!(out, "    pub {name}: &'static str,");
    }
    out.push_str("}\n\n/// The words in English.\npub static EN: Ui = Ui {\n");
    for (name, text) in &fields {
        let _ = writeln!(out, "    {name}: {},", string(text));
    }
    out.push_str("};\n");
    out
}
