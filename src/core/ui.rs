//! The words of the user interface, from `content/ui/`.

/// The words in the page's language (English, until there is another).
pub const fn ui() -> &'static Ui {
    &EN
}

/// The words of the page that checks addresses: no other page has them.
#[cfg(feature = "check")]
pub const fn check_ui() -> &'static CheckUi {
    &CHECK_EN
}

/// The words of the pages for site owners: no other page has them.
#[cfg(feature = "make")]
pub const fn make_ui() -> &'static MakeUi {
    &MAKE_EN
}

/// The words of what other pages embed.
#[cfg(feature = "embed")]
pub const fn embed_ui() -> &'static EmbedUi {
    &EMBED_EN
}

/// The words of one of the site's own scripts: their names without the table's, and their texts.
#[cfg(feature = "site")]
pub fn script_words(table: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    SCRIPTS_EN.iter().filter_map(move |(name, text)| Some((name.strip_prefix(table)?.strip_prefix('_')?, *text)))
}

include!(concat!(env!("OUT_DIR"), "/ui.rs"));
