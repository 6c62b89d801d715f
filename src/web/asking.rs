//! Has the page's checks run by the module that asks other hosts (`src/bin/ask.rs`), which is loaded when the diagnosis opens.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::core::probe::told::{Told, parse};

/// Calls `isitmeAsk` of `src/site/reader.js`.
fn call(check: &str, base: &str, url: &str) -> Option<Promise> {
    let call: Function = super::function(&js_sys::global(), "isitmeAsk")?;
    call.call3(&JsValue::NULL, &check.into(), &base.into(), &url.into()).ok()?.dyn_into().ok()
}

/// Runs one check: what it found, and what it found for others by the way. `None`: the module could not be loaded.
pub async fn run(check: &str, base: &str, url: &str) -> Option<Vec<Told>> {
    let text = JsFuture::from(call(check, base, url)?).await.ok()?.as_string()?;
    Some(parse(&text))
}

/// Loads the module, so that it is there when the connection isn't.
pub fn prepare() {
    quietly("");
}

/// Ends what runs.
pub fn stop() {
    quietly("stop");
}

/// Whatever comes of it: a promise that fails with nobody waiting for it would be an error of the page.
fn quietly(what: &str) {
    if let Some(promise) = call(what, "", "") {
        super::spawn(async move {
            let _ = JsFuture::from(promise).await;
        });
    }
}
