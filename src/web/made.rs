//! What the pages for site owners do with what they made: give it as a file, show a color.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Gives a text to the visitor as a file.
pub fn save(name: &str, kind: &str, text: &str) {
    // Without a named type for `Blob`: this is the one place that makes one.
    let made = (|| {
        let bag = js_sys::Object::new();
        js_sys::Reflect::set(&bag, &"type".into(), &kind.into()).ok()?;
        let class: js_sys::Function = super::get(&js_sys::global(), "Blob")?.dyn_into().ok()?;
        let blob = js_sys::Reflect::construct(&class, &Array::of2(&Array::of1(&text.into()), &bag)).ok()?;
        let urls = super::get(&js_sys::global(), "URL")?;
        super::function(&urls, "createObjectURL")?.call1(&urls, &blob).ok()
    })();
    let document = super::document();
    let link = document.as_ref().and_then(|document| document.create_element("a").ok());
    if let (Some(url), Some(link), Some(body)) = (made, link, document.and_then(|document| super::get(&document, "body"))) {
        let _ = js_sys::Reflect::set(&link, &"href".into(), &url);
        let _ = js_sys::Reflect::set(&link, &"download".into(), &name.into());
        // Firefox starts a download only from a link that is in the page.
        if let Some(append) = super::function(&body, "append") {
            let _ = append.call1(&body, &link);
        }
        if let Some(link) = link.dyn_ref::<HtmlElement>() {
            link.click();
            let _ = super::function(link, "remove").map(|remove| remove.call0(link));
        }
    }
}

/// Sets a custom property of an element's style. Unlike a style attribute in the markup, the page's policy permits what a script sets.
pub fn set_property(id: &str, name: &str, value: &str) {
    let style = super::document().and_then(|document| document.get_element_by_id(id)).and_then(|element| super::get(&element, "style"));
    if let Some(style) = style.filter(JsValue::is_object)
        && let Some(set) = super::function(&style, "setProperty")
    {
        let _ = set.call2(&style, &name.into(), &value.into());
    }
}
