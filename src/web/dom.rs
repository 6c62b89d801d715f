//! Reading events and moving the focus.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The value of the input, text area or select that an event comes from.
pub fn value(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return input.value();
    }
    if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        return area.value();
    }
    target.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default()
}

/// What stands in a field now, which may be more than what was drawn.
pub fn typed(id: &str) -> String {
    let element = super::document().and_then(|document| document.get_element_by_id(id));
    element.and_then(|element| super::string(&element, "value")).unwrap_or_default()
}

/// The check box that an event comes from is checked.
pub fn checked(event: &Event) -> bool {
    event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}

/// How far the element that an event comes from is scrolled down, in pixels.
#[cfg(feature = "check")]
pub fn scrolled(event: &Event) -> u32 {
    event.target().and_then(|target| super::number(&target, "scrollTop")).unwrap_or(0.0).max(0.0) as u32
}

/// How high the window is, in pixels.
#[cfg(feature = "check")]
pub fn window_height() -> u32 {
    super::number(&js_sys::global(), "innerHeight").unwrap_or(0.0).max(0.0) as u32
}

/// The id of the element that an event comes from.
pub fn id(event: &Event) -> String {
    event.target().and_then(|target| super::string(&target, "id")).unwrap_or_default()
}

/// Checks a check box or takes its tick away.
pub fn check(id: &str, on: bool) {
    let element = super::document().and_then(|document| document.get_element_by_id(id));
    if let Some(input) = element.and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
        input.set_checked(on);
    }
}

/// Fills in what stands for a value of the configuration.
pub fn fill(name: &str, words: &str) {
    let selector = String::from("[data-config=") + name + "]";
    let element = super::document().and_then(|document| document.query_selector(&selector).ok().flatten());
    if let Some(element) = element {
        element.set_text_content(Some(words));
    }
}

/// The key's name.
pub fn key(event: &Event) -> String {
    super::string(event, "key").unwrap_or_default()
}

/// Shift is held.
pub fn shift(event: &Event) -> bool {
    super::flag(event, "shiftKey")
}

/// A picture, and no text, is being pasted.
pub fn pastes_picture(event: &Event) -> bool {
    event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data).is_some_and(|data| has_file(&data) && !has_text(&data))
}

fn has_file(data: &DataTransfer) -> bool {
    let items = data.items();
    (0..items.length()).any(|at| items.get(at).is_some_and(|item| item.kind() == "file"))
}

fn has_text(data: &DataTransfer) -> bool {
    data.get_data("text/plain").is_ok_and(|text| !text.is_empty())
}

/// Focuses an element, if it is there.
pub fn focus(id: &str) -> bool {
    let element =
        super::document().and_then(|document| document.get_element_by_id(id)).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    match element {
        Some(element) => element.focus().is_ok(),
        None => false,
    }
}

/// Focuses an element without scrolling to it.
pub fn focus_in_place(id: &str) {
    let Some(element) = super::document().and_then(|document| document.get_element_by_id(id)) else { return };
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
    if let Some(focus) = super::function(&element, "focus") {
        let _ = focus.call1(&element, &options);
    }
}

/// Opens the details whose summary an event comes from, for who reached it with the keyboard: a pointer's own press opens it.
pub fn unfold(event: Event) {
    let summary = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(summary) = summary
        && summary.matches("summary:focus-visible").unwrap_or(false)
        && let Ok(Some(details)) = summary.closest("details")
    {
        let _ = details.set_attribute("open", "");
    }
}

/// Focuses an element once what is being changed now has been drawn.
pub fn focus_soon(id: &'static str) {
    super::spawn(async move {
        super::clock::wait(0).await;
        focus(id);
    });
}

/// The application's root element.
pub fn root() -> Option<Element> {
    super::document()?.get_element_by_id("app")
}

/// What a page begins with: the chosen theme's name, and what the site's configuration says of the look.
#[cfg(feature = "view")]
pub fn begin(base: String) {
    super::theme::show();
    super::spawn(async move { super::config::apply(&base).await });
}

/// The embedded application runs: its effects have. Tests wait for this mark.
#[cfg(feature = "embed")]
pub fn ready() {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-ready", "");
    }
}

/// The path under which the site lies, as the served page says.
pub fn base() -> Option<String> {
    root()?.get_attribute("data-base")
}
