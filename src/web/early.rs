//! What happens to a page before the application takes it over (`site/early.js`).

use wasm_bindgen::JsValue;

/// It is about to be taken over: what was typed or chosen is kept.
pub fn keep() {
    tell("isitmeKeep", &JsValue::NULL);
}

/// It has been taken over, and the application runs: the fields have it again, and hear of it.
pub fn taken() {
    tell("isitmeGive", &JsValue::NULL);
}

/// Waits for somebody to touch the part of the page that moves, if there is one, and calls `wake`; at once, if somebody has already.
#[cfg(feature = "app")]
pub fn doze(wake: &JsValue) {
    tell("isitmeDoze", wake);
}

#[inline(never)]
fn tell(name: &str, what: &JsValue) {
    if let Some(function) = super::function(&js_sys::global(), name) {
        let _ = function.call1(&JsValue::NULL, what);
    }
}
