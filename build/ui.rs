//! The words of the user interface: `content/ui/<language>.toml`, one table a page or part, every value a string. Emitted as one
//! struct with a field per word, so that a word missing in a language does not compile.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use super::{
    emit::string,
    problem::{File, Problems},
};

/// The words, named `<table>_<key>`, and where they are shown.
#[derive(Default)]
pub struct Ui(BTreeMap<String, (String, Shown)>);

/// Where a word is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// In the application, and everywhere else.
    App,
    /// On the page that checks addresses, an application of its own.
    Check,
    /// In the part that other pages embed, an application of its own.
    Embed,
    /// On the pages for site owners, an application of its own.
    Make,
    /// Only on pages that the build writes.
    Build,
    /// In the site's own scripts, which get them as the site is built.
    Script,
}

impl Ui {
    /// A word that `content/ui` must have. Empty where the file could not be read: that is a problem already.
    pub fn word(&self, name: &str) -> &str {
        self.0.get(name).map_or_else(|| if self.0.is_empty() { "" } else { panic!("content/ui has no word {name}") }, |own| own.0.as_str())
    }
}

impl Ui {
    /// Puts numbers into a word, each in place of its name in braces.
    pub fn fill(&mut self, name: &str, numbers: &[(&str, usize)]) {
        if let Some((text, _)) = self.0.get_mut(name) {
            for (what, number) in numbers {
                *text = text.replace(&format!("{{{what}}}"), &number.to_string());
            }
        }
    }
}

/// Reads the words: `en.toml` is the application's, `check.en.toml` the page's that checks addresses, `embed.en.toml` of what other pages embed, `make.en.toml` the pages' for
/// site owners, `pages.en.toml` the build's, `reader.en.toml` the recognizer's, `scripts.en.toml` the scripts'.
pub fn read(content: &Path, problems: &mut Problems) -> Ui {
    let mut ui = Ui::default();
    for (name, shown) in [
        ("ui/en.toml", Shown::App),
        ("ui/check.en.toml", Shown::Check),
        ("ui/embed.en.toml", Shown::Embed),
        ("ui/make.en.toml", Shown::Make),
        ("ui/pages.en.toml", Shown::Build),
        ("ui/reader.en.toml", Shown::Build),
        ("ui/scripts.en.toml", Shown::Script),
    ] {
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
    let mut out = String::new();
    words(ui, Shown::App, "", ["The words of the user interface", "Ui", "EN"], &mut out);
    for (place, feature, names) in [
        (Shown::Check, "check", ["The words of the page that checks addresses", "CheckUi", "CHECK_EN"]),
        (Shown::Embed, "embed", ["The words of what other pages embed", "EmbedUi", "EMBED_EN"]),
        (Shown::Make, "make", ["The words of the pages for site owners", "MakeUi", "MAKE_EN"]),
    ] {
        words(ui, place, &format!("#[cfg(feature = \"{feature}\")]\n"), names, &mut out);
    }
    out.push_str("\n/// The words of the site's own scripts, by their names, sorted.\n#[cfg(feature = \"site\")]\npub static SCRIPTS_EN: &[(&str, &str)] = &[\n");
    for (name, own) in ui.0.iter().filter(|(_, own)| own.1 == Shown::Script) {
        let _ = writeln!(out, "    ({}, {}),", string(name), string(&own.0));
    }
    out.push_str("];\n");
    out
}

/// One struct of words, and the words in English; `gated`: the attribute that keeps them out of the programs that have none of them.
fn words(ui: &Ui, place: Shown, gated: &str, [what, kind, name]: [&str; 3], out: &mut String) {
    let shown = || ui.0.iter().filter(|(_, own)| own.1 == place).map(|(name, own)| (name, &own.0));
    let _ = writeln!(out, "/// {what}, one field a word, named `<part>_<word>`.\n#[allow(missing_docs)]\n{gated}pub struct {kind} {{");
    for (name, _) in shown() {
        let _ = writeln!(out, "    {}pub {name}: &'static str,", gate(name));
    }
    let _ = writeln!(out, "}}\n\n/// The words in English.\n{gated}pub static {name}: {kind} = {kind} {{");
    for (name, text) in shown() {
        let _ = writeln!(out, "    {}{name}: {},", gate(name), string(text));
    }
    out.push_str("};\n");
}
