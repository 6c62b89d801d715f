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

/// Applies a theme and keeps it.
pub fn choose(theme: Theme) {
    let root = super::document().and_then(|document| document.document_element());
    let name = match theme {
        Theme::Auto => {
            storage::remove(KEY);
            if let Some(root) = root {
                let _ = root.remove_attribute("data-theme");
            }
            return;
        }
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    storage::set(KEY, name);
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", name);
    }
}
