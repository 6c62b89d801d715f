//! Whether this device has a network, as far as the browser says. It may say that there is none where there is one (a device that it knows nothing of), so only
//! a change is to be believed.

use wasm_bindgen::{JsCast, closure::Closure};

/// What the browser says now. `None`: nothing.
pub fn now() -> Option<bool> {
    let navigator = super::get(&js_sys::global(), "navigator")?;
    super::get(&navigator, "onLine")?.as_bool()
}

/// What the browser calls.
type Call = Closure<dyn Fn()>;

/// Hears when the network goes or comes back; dropping it ends that.
#[must_use]
pub struct Heed {
    heard: [(&'static str, Call); 2],
}

impl Heed {
    /// `tell`: with `true`, it is back.
    pub fn new(tell: impl Fn(bool) + Clone + 'static) -> Heed {
        let gone = tell.clone();
        let heard: [(&str, Call); 2] = [("offline", Closure::new(move || gone(false))), ("online", Closure::new(move || tell(true)))];
        if let Some(window) = super::window() {
            for (event, call) in &heard {
                let _ = window.add_event_listener_with_callback(event, call.as_ref().unchecked_ref());
            }
        }
        Heed { heard }
    }
}

impl Drop for Heed {
    fn drop(&mut self) {
        if let Some(window) = super::window() {
            for (event, call) in &self.heard {
                let _ = window.remove_event_listener_with_callback(event, call.as_ref().unchecked_ref());
            }
        }
    }
}
