//! Title and description of every page: for the prerenderer, and for the title after a navigation.

use crate::core::{route::Route, ui::ui};

/// What stands in a page's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
}

/// The head of a page.
pub fn head(route: Route) -> Head {
    let t = ui();
    let (title, description) = match route {
        Route::Home => (t.home_head_title, t.home_head_description),
        Route::Diagnose => (t.diagnose_head_title, t.diagnose_head_description),
        Route::Codes => (t.codes_head_title, t.codes_head_description),
        Route::About => (t.about_head_title, t.about_head_description),
        Route::NotFound => (t.missing_head_title, t.missing_head_description),
        Route::Entry(_) => match route.entry() {
            Some(entry) => (entry.text.title, entry.text.description),
            None => (t.missing_head_title, t.missing_head_description),
        },
    };
    Head { title: title.to_owned(), description: description.to_owned() }
}
