//! The chosen theme: an attribute of the document, kept between visits. The page's first script sets it before the first paint.

use super::storage;

/// The stored setting; the page's first script reads it too (`site/theme.js`).
pub const KEY: &str = "theme";

/// By the system, or chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What was chosen before.
pub fn stored() -> Theme {
    match storage::get(KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Applies a theme and keeps it. By the system: as the site's configuration says, if it does.
pub fn choose(theme: Theme) {
    let name = match theme {
        Theme::Auto => {
            storage::remove(KEY);
            mark(MARK, super::config::theme());
            return;
        }
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    storage::set(KEY, name);
    mark(MARK, Some(name));
}

/// Applies the configuration's theme, unless the visitor has chosen one.
pub fn by_site(theme: Option<&str>) {
    if theme.is_some() && stored() == Theme::Auto {
        mark(MARK, theme);
    }
}

const MARK: &str = "data-theme";

/// Sets an attribute of the document that styles read, or takes it away.
pub fn mark(name: &str, value: Option<&str>) {
    let Some(root) = super::document().and_then(|document| document.document_element()) else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}
