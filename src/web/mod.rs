//! Browser glue: the only realm that names `web_sys` and `js_sys`. It compiles natively too (the calls are never made there), so
//! that the views can name it. One place fetches, one stores, one copies to the clipboard.
//!
//! Nothing here panics: every call that a sandbox, a policy or an old browser may refuse has a fallback.

#[cfg(feature = "api")]
pub mod api;
pub mod clock;
pub mod clipboard;
pub mod config;
pub mod dom;
pub mod fetch;
pub mod observe;
pub mod platform;
pub mod storage;
#[cfg(feature = "app")]
pub mod boot;
#[cfg(feature = "view")]
pub mod checks;
#[cfg(feature = "view")]
pub mod fragment;
#[cfg(feature = "view")]
pub mod history;
#[cfg(feature = "view")]
pub mod theme;

use std::future::Future;

/// Runs a future to its end in the browser.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

/// The window, where there is one.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The document, where there is one.
pub(crate) fn document() -> Option<web_sys::Document> {
    window()?.document()
}
