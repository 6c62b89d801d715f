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

include!(concat!(env!("OUT_DIR"), "/ui.rs"));
