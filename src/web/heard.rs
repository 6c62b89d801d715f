//! Waits for an event, and not forever.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

use super::clock;

/// The first of some events of an object. It listens from the call on, not only when awaited. `None`: none came within the limit.
pub fn first_of(target: &JsValue, names: &[&str], limit_ms: i32) -> impl Future<Output = Option<Event>> + use<> {
    let mut limit = None;
    // The promise's own function listens: nothing of ours has to live until the event comes.
    let first = Promise::new(&mut |resolve, _| {
        if let Some(listen) = super::function(target, "addEventListener") {
            for name in names {
                let _ = listen.call2(target, &(*name).into(), &resolve);
            }
        }
        limit = Some(clock::later(
            limit_ms,
            Box::new(move || {
                let _ = resolve.call0(&JsValue::NULL);
            }),
        ));
    });
    async move {
        let event = JsFuture::from(first).await.ok();
        drop(limit);
        // Of whichever realm.
        event.filter(JsValue::is_object).map(JsCast::unchecked_into)
    }
}
