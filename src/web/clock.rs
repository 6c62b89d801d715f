//! Time: now, and waiting. Coarse in every browser (up to 1 ms), so nothing here is used to measure less than that.

use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970, by the visitor's clock.
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds on a clock that never jumps.
pub fn ticks() -> f64 {
    super::window().and_then(|window| window.performance()).map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// Waits.
pub async fn wait(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| set_timeout(&resolve, ms));
    let _ = JsFuture::from(promise).await;
}

/// Calls a function later, in the page and in a worker alike.
fn set_timeout(function: &js_sys::Function, ms: i32) {
    let global = js_sys::global();
    if let Some(timer) = super::function(&global, "setTimeout") {
        let _ = timer.call2(&global, function, &ms.into());
    }
}

/// Calls a closure once, later. The closure is freed by the browser's collector.
pub fn later(ms: i32, call: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(call);
    if let Some(function) = closure.dyn_ref::<js_sys::Function>() {
        set_timeout(function, ms);
    }
}
