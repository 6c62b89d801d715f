//! The words of the user interface, from `content/ui/`.

/// The words in the page's language (English, until there is another).
pub const fn ui() -> &'static Ui {
    &EN
}

include!(concat!(env!("OUT_DIR"), "/ui.rs"));
