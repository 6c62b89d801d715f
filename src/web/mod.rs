//! Browser glue: the only realm that names `web_sys` and `js_sys`. It compiles natively too (the calls are never made there), so
//! that the views can name it. One place fetches, one stores, one copies to the clipboard.
//!
//! Nothing here panics: every call that a sandbox, a policy or an old browser may refuse has a fallback.

#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "view")]
pub mod asking;
#[cfg(feature = "ask")]
pub mod asks;
#[cfg(any(feature = "app", feature = "checker", feature = "frame", feature = "maker"))]
pub mod boot;
#[cfg(feature = "check")]
pub mod boxed;
#[cfg(all(feature = "check", feature = "view"))]
pub mod bulk;
#[cfg(feature = "check")]
pub mod checks;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod dom;
#[cfg(feature = "view")]
pub mod early;
#[cfg(feature = "check")]
pub mod elsewhere;
#[cfg(feature = "embed")]
pub mod embedded;
pub mod fetch;
#[cfg(feature = "view")]
pub mod fragment;
#[cfg(feature = "check")]
pub mod heard;
#[cfg(feature = "view")]
pub mod history;
#[cfg(all(feature = "check", feature = "view"))]
pub mod inside;
#[cfg(any(feature = "api", feature = "embed"))]
pub mod json;
#[cfg(all(feature = "check", feature = "view"))]
pub mod ledger;
pub mod lookup;
#[cfg(all(feature = "make", feature = "view"))]
pub mod made;
pub mod observe;
#[cfg(feature = "check")]
pub mod online;
pub mod platform;
#[cfg(feature = "view")]
pub mod reader;
#[cfg(all(feature = "check", feature = "view"))]
pub mod run;
#[cfg(all(feature = "check", feature = "view"))]
pub mod sitecheck;
#[cfg(all(feature = "check", feature = "view"))]
pub mod stop;
pub mod storage;
#[cfg(feature = "view")]
pub mod theme;
#[cfg(any(feature = "api", feature = "embed"))]
pub mod verdict;
#[cfg(all(feature = "check", feature = "view"))]
pub mod watcher;

use std::future::Future;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Runs a future to its end in the browser.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

/// A property of a JavaScript value. One function, because in place each would cost the module some 60 bytes.
#[inline(never)]
pub(crate) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}

/// A number among its properties.
#[inline(never)]
pub(crate) fn number(object: &JsValue, name: &str) -> Option<f64> {
    get(object, name)?.as_f64()
}

/// A text among its properties.
#[inline(never)]
pub(crate) fn string(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}

/// A flag among its properties.
#[inline(never)]
pub(crate) fn flag(object: &JsValue, name: &str) -> bool {
    get(object, name).is_some_and(|value| value.is_truthy())
}

/// A function among its properties.
#[inline(never)]
pub(crate) fn function(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name)?.dyn_into().ok()
}

/// The window, where there is one.
#[inline(never)]
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The document, where there is one.
#[inline(never)]
pub(crate) fn document() -> Option<web_sys::Document> {
    window()?.document()
}
