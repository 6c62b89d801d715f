//! Copying. Where the clipboard is refused, the text is selected, so that the visitor's own copy command works.

use wasm_bindgen_futures::JsFuture;

/// What became of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is in the clipboard.
    Yes,
    /// The element with the text is selected instead.
    Selected,
}

/// Copies a text; `element` is the id of the element that shows it.
pub async fn copy(text: &str, element: &str) -> Copied {
    if let Some(window) = super::window() {
        let navigator = window.navigator();
        let present = super::get(&navigator, "clipboard").is_some_and(|value| value.is_object());
        if present && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok() {
            return Copied::Yes;
        }
    }
    select(element);
    Copied::Selected
}

/// Selects an element's text.
pub fn select(element: &str) {
    let Some(document) = super::document() else { return };
    let Some(element) = document.get_element_by_id(element) else { return };
    if let (Ok(range), Ok(Some(selection))) = (document.create_range(), document.get_selection()) {
        let _ = range.select_node_contents(&element);
        let _ = selection.remove_all_ranges();
        let _ = selection.add_range(&range);
    }
}
