//! `check`: one clean probe for a caller who brings the address and, if they like, control hosts and a signal.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortController, RequestMode};

use super::{arg::Value, read::Options};
use crate::{
    core::{
        address::{Address, AddressError},
        probe::{
            self, Attempt, AttemptResult, Is, Observation, Outcome,
            controls::{Control, control_ms},
        },
    },
    web::observe::{How, attempt, observe},
};

fn global(name: &str) -> JsValue {
    Reflect::get(&js_sys::global(), &name.into()).unwrap_or_default()
}

/// Whether the browser refuses plain http from here. Where there is no page (Node), nothing does; a page that is neither on http nor a
/// local file (`about:srcdoc`, `blob:`, an extension) mostly has one on https around it.
pub fn page_is_https() -> bool {
    let protocol = Reflect::get(&global("location"), &"protocol".into()).ok().and_then(|protocol| protocol.as_string());
    protocol.is_some_and(|protocol| protocol != "http:" && protocol != "file:")
}

fn nothing_sent(why: &str, because: &'static str) -> Outcome {
    Outcome {
        is: Is::NotSent,
        status: None,
        retry_after: None,
        redirected_to: None,
        ms: None,
        why: why.to_owned(),
        because: vec![because],
        cannot_tell: vec!["Anything about this address: no request was made."],
    }
}

/// The address, or the outcome of one that is never sent.
pub fn address(text: &str, page_is_https: bool, allow_loopback: bool) -> Result<Address, Outcome> {
    let address = Address::parse(text).map_err(|error: AddressError| nothing_sent(error.say(), "The text is not one web address"))?;
    if let Some(refusal) = address.refusal(page_is_https, allow_loopback) {
        return Err(Outcome::not_sent(refusal));
    }
    if !global("fetch").is_function() {
        return Err(nothing_sent("Nothing was sent: there is no fetch here.", "Web addresses can't be fetched here"));
    }
    Ok(address)
}

/// The caller's signal, tied to one of our own: whatever theirs is, ours is real.
struct Stop {
    theirs: Value,
    ours: AbortController,
    listener: Closure<dyn Fn()>,
}

impl Stop {
    fn tie(theirs: Value) -> Option<Stop> {
        let ours = AbortController::new().ok()?;
        let listener = Closure::<dyn Fn()>::new({
            let ours = ours.clone();
            move || ours.abort()
        });
        let stop = Stop { theirs, ours, listener };
        stop.call("addEventListener");
        // Read after listening, so that no abort is missed.
        if Reflect::get(stop.theirs.raw(), &"aborted".into()).is_ok_and(|aborted| aborted == true) {
            stop.ours.abort();
        }
        Some(stop)
    }

    fn call(&self, method: &str) {
        let Ok(Ok(method)) = Reflect::get(self.theirs.raw(), &method.into()).map(JsCast::dyn_into::<js_sys::Function>) else { return };
        let _ = method.call2(self.theirs.raw(), &"abort".into(), self.listener.as_ref());
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        self.call("removeEventListener");
    }
}

/// Asks the control hosts, one after the other, then the address.
pub async fn run(address: Address, options: Options) -> Outcome {
    let stop = options.signal.and_then(Stop::tie);
    let signal = stop.as_ref().map(|stop| stop.ours.signal());
    let limit = options.timeout_ms.unwrap_or(Observation::LIMIT_MS);
    let mut controls = Vec::new();
    for control in &options.controls {
        let url = control.href();
        // Twice: the first request also opens the connection, the second one shows the round trip.
        for _ in 0..2 {
            let Attempt { result, ms, .. } = attempt(&url, RequestMode::NoCors, limit, signal.as_ref()).await;
            controls.push(Control { vendor: "", result, ms });
            if result != AttemptResult::Opaque {
                break;
            }
        }
    }
    let how = How { limit_ms: options.timeout_ms, control_ms: control_ms(&controls), signal };
    probe::conclude(&observe(&address, &how).await)
}
