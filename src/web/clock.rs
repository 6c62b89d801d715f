//! Time: now, and waiting. Coarse in every browser (up to 1 ms), so nothing here is used to measure less than that.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

#[cfg(feature = "check")]
use crate::core::text::decimal;

/// Milliseconds since 1970, by the visitor's clock.
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// A time as the visitor's own clock shows it, with the date and the zone.
#[cfg(feature = "view")]
pub fn local(at_ms: i64) -> String {
    js_sys::Date::new(&(at_ms as f64).into()).to_string().into()
}

/// A time as the visitor's own clock shows it: `14:02`.
#[cfg(feature = "check")]
pub fn short(at_ms: i64) -> String {
    let date = js_sys::Date::new(&(at_ms as f64).into());
    let two = |own: u32| {
        let mut out = String::from(if own < 10 { "0" } else { "" });
        out.push_str(&decimal(own));
        out
    };
    let mut out = two(date.get_hours());
    out.push(':');
    out.push_str(&two(date.get_minutes()));
    out
}

/// Milliseconds on a clock that never jumps.
pub fn ticks() -> f64 {
    thread_local! {
        static CLOCK: Option<web_sys::Performance> = super::window().and_then(|window| window.performance());
    }
    CLOCK.with(|clock| clock.as_ref().map_or_else(js_sys::Date::now, web_sys::Performance::now))
}

/// Waits.
pub async fn wait(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}

/// Lets what was queued before this run first: what a changed state draws.
pub async fn turn() {
    let _ = JsFuture::from(js_sys::Promise::resolve(&JsValue::UNDEFINED)).await;
}

/// Calls a function later, in the page and in a worker alike; gives what ends it.
fn set_timeout(function: &js_sys::Function, ms: i32) -> JsValue {
    let global = js_sys::global();
    super::function(&global, "setTimeout").and_then(|timer| timer.call2(&global, function, &ms.into()).ok()).unwrap_or_default()
}

/// A call that is due; dropping this takes it back.
#[must_use]
pub struct Timer {
    id: JsValue,
    _call: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        let global = js_sys::global();
        if let Some(clear) = super::function(&global, "clearTimeout") {
            let _ = clear.call1(&global, &self.id);
        }
    }
}

/// Calls a closure once, later.
pub fn later(ms: i32, call: Box<dyn FnOnce()>) -> Timer {
    let call = Closure::once(call);
    let id = set_timeout(call.as_ref().unchecked_ref(), ms);
    Timer { id, _call: call }
}
