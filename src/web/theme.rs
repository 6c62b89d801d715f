//! The chosen theme: an attribute of the document, kept between visits. The page's first script sets it before the first paint.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::storage;
use crate::core::ui::ui;

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

/// Goes on to the next theme, if it is the theme button that was pressed; `false`: it was something else.
pub fn pressed(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if target.and_then(|target| target.closest(BUTTON).ok().flatten()).is_none() {
        return false;
    }
    let next = match stored() {
        Theme::Auto => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Auto,
    };
    choose(next);
    write(next);
    true
}

/// Has the button say what is chosen: as it is drawn, it says that nothing is.
pub fn show() {
    match stored() {
        Theme::Auto => {}
        chosen => write(chosen),
    }
}

fn write(theme: Theme) {
    let t = ui();
    let word = match theme {
        Theme::Auto => t.theme_auto,
        Theme::Light => t.theme_light,
        Theme::Dark => t.theme_dark,
    };
    // Into the text that is there: Yew knows that.
    let text = super::document().and_then(|document| document.query_selector(LABEL).ok().flatten()).and_then(|label| label.first_child());
    if let Some(text) = text {
        text.set_node_value(Some(word));
    }
}

/// Applies the configuration's theme, unless the visitor has chosen one.
pub fn by_site(theme: Option<&str>) {
    if theme.is_some() && stored() == Theme::Auto {
        mark(MARK, theme);
    }
}

const MARK: &str = "data-theme";
const BUTTON: &str = ".theme";
const LABEL: &str = ".theme .quiet-label";

/// Sets an attribute of the document that styles read, or takes it away.
pub fn mark(name: &str, value: Option<&str>) {
    let Some(root) = super::document().and_then(|document| document.document_element()) else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}
