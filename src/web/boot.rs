//! Starting the application: take over the served page, or draw the page anew where the served one is another.

use wasm_bindgen::JsValue;

use crate::{
    core::route::{Route, UNKEPT},
    view::{app, host::Host},
};

/// Tells the page's first script that the application is dead, so that the page goes on as plain HTML.
fn dead(message: &str) {
    if let Some(function) = super::function(&js_sys::global(), "isitmeFailed") {
        let _ = function.call1(&JsValue::NULL, &message.into());
    }
}

/// Starts. Hydrates only when the served page is the page of the address bar; the root says which it is.
pub fn start() {
    // Through Yew, which otherwise puts its own in place of ours.
    yew::set_custom_panic_hook(Box::new(|info| dead(&info.to_string())));
    let Some(root) = super::document().and_then(|document| document.get_element_by_id("app")) else { return };
    let base = root.get_attribute("data-base").unwrap_or_else(|| "/".to_owned());
    let route = super::history::route(&base);
    let page = root.get_attribute("data-path").unwrap_or_default();
    // It says itself that the page of the address bar is not kept, which nothing here knows better.
    if route == Route::NotFound && page == UNKEPT {
        super::dom::ready();
        return;
    }
    let served = page == route.path();
    let renderer = yew::Renderer::<Host>::with_root_and_props(root.clone(), app(&base, route, served));
    if served {
        renderer.hydrate();
    } else {
        root.set_text_content(None);
        renderer.render();
    }
}
