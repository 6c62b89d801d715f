//! Fills an [`Observation`]: the browser's part of a probe. Facts only; `core::probe::conclude` reads them.

#[cfg(all(feature = "check", feature = "view"))]
pub mod bulk;
#[cfg(feature = "check")]
pub mod more;

use std::{cell::Cell, pin::Pin, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortSignal, Event, RequestMode, Response, ResponseType};

use super::{
    clock,
    fetch::{self, Ask, Failure},
};
use crate::core::{
    address::Address,
    probe::{Attempt, AttemptResult, Engine, Observation, Timing, retry::retry_after},
};

/// How to probe.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Milliseconds for each fetch; `None`: the default.
    pub limit_ms: Option<u32>,
    /// The fastest answer of a control host, where measured.
    pub control_ms: Option<u32>,
    /// Stops the probe.
    pub signal: Option<AbortSignal>,
}

/// One clean probe: cors, then (unless that was readable or ran out of time) no-cors, and no-cors once more before "no answer".
pub async fn observe(address: &Address, how: &How) -> Observation {
    let engine = Engine::from_user_agent(&super::platform::user_agent());
    let url = as_sent(address);
    let limit_ms = how.limit_ms.unwrap_or(Observation::LIMIT_MS);
    #[cfg(feature = "api")]
    let start = clock::ticks();
    let violations = Violations::watch(&url);
    // Nothing was asked yet.
    let mut seen = Observation::new(engine, Attempt::new(AttemptResult::Cancelled, 0));
    seen.limit_ms = limit_ms;
    seen.control_ms = how.control_ms;
    seen.default_port = address.default_port();
    for nth in 0..3 {
        let mode = if nth == 0 { RequestMode::Cors } else { RequestMode::NoCors };
        let own = attempt(&url, mode, limit_ms, how.signal.as_ref()).await;
        let more = own.result == AttemptResult::Failed && !violations.seen();
        match nth {
            0 => seen.cors = own,
            1 => seen.no_cors = Some(own),
            _ => seen.again = Some(own),
        }
        if !more {
            break;
        }
    }
    seen.csp_blocked = violations.seen();
    // What another page's worker does nobody knows here. Ours leaves other hosts alone, and a browser notes its start all the same.
    #[cfg(feature = "api")]
    {
        seen.own_service_worker = worker_answered(&url, start);
    }
    #[cfg(not(feature = "api"))]
    {
        seen.own_service_worker =
            [Some(&seen.cors), seen.no_cors.as_ref(), seen.again.as_ref()].into_iter().flatten().any(|own| own.made_here);
    }
    seen
}

/// The address as the browser sends it and names it in its timings: Unicode names in their ASCII form, escapes as the URL standard has them.
pub fn as_sent(address: &Address) -> String {
    web_sys::Url::new(&address.href()).map_or_else(|_| address.href(), |url| url.href())
}

/// One fetch, with what it left behind. Boxed: it is awaited in many places, and would be unrolled into each.
pub fn attempt<'a>(
    url: &'a str,
    mode: RequestMode,
    limit_ms: u32,
    signal: Option<&'a AbortSignal>,
) -> Pin<Box<dyn Future<Output = Attempt> + 'a>> {
    Box::pin(try_once(url, mode, limit_ms, signal))
}

async fn try_once(url: &str, mode: RequestMode, limit_ms: u32, signal: Option<&AbortSignal>) -> Attempt {
    make_room();
    let start = clock::ticks();
    let asked = fetch::ask(Ask { signal, ..Ask::new(url, mode, i32::try_from(limit_ms).unwrap_or(i32::MAX)) }).await;
    let mut attempt = match &asked {
        Ok(answer) => {
            let mut attempt = Attempt::new(kind(&answer.response), answer.ms);
            note_redirect(&answer.response, &mut attempt);
            attempt.retry_after = wait_asked(&answer.response);
            #[cfg(not(feature = "api"))]
            {
                attempt.made_here = made_here(url, &answer.response);
            }
            #[cfg(feature = "check")]
            {
                attempt.headers = more::headers(&answer.response);
            }
            fetch::drop_body(&answer.response);
            attempt
        }
        Err((failure, ms)) => Attempt::new(failed(*failure), *ms),
    };
    // The timing entry is queued when the fetch ends; one task later it is there.
    clock::wait(0).await;
    attempt.timing = timing(url, start);
    attempt
}

fn failed(failure: Failure) -> AttemptResult {
    match failure {
        Failure::Failed => AttemptResult::Failed,
        Failure::TimedOut => AttemptResult::TimedOut,
        Failure::Cancelled => AttemptResult::Cancelled,
    }
}

fn note_redirect(response: &Response, attempt: &mut Attempt) {
    attempt.redirected = response.redirected();
    if attempt.redirected && matches!(attempt.result, AttemptResult::Status(_)) {
        attempt.final_url = Some(response.url());
    }
}

/// `Retry-After`, if it can be read.
pub fn wait_asked(response: &Response) -> Option<u32> {
    let value = response.headers().get("retry-after").ok().flatten()?;
    retry_after(&value, u64::try_from(clock::now_ms()).unwrap_or(0))
}

fn kind(response: &Response) -> AttemptResult {
    match response.type_() {
        ResponseType::Opaque => AttemptResult::Opaque,
        ResponseType::Opaqueredirect => AttemptResult::OpaqueRedirect,
        ResponseType::Error => AttemptResult::Failed,
        _ => AttemptResult::Status(response.status()),
    }
}

/// The newest Resource Timing entry of an address, if it is not older than `since`.
fn entry(url: &str, since: f64) -> Option<JsValue> {
    let entries = super::window()?.performance()?.get_entries_by_name_with_entry_type(url, "resource");
    let last = (entries.length() > 0).then(|| entries.get(entries.length() - 1))?;
    // Clocks are coarse: the entry may begin a little before the call did.
    (number(&last, "startTime")? >= since - 2.0).then_some(last)
}

fn number(entry: &JsValue, name: &str) -> Option<f64> {
    super::number(entry, name)
}

fn timing(url: &str, since: f64) -> Option<Timing> {
    let entry = entry(url, since)?;
    let duration = number(&entry, "duration")?;
    Some(Timing {
        zero: duration == 0.0,
        duration_ms: duration.max(0.0) as u32,
        response_status: number(&entry, "responseStatus").map(|status| status as u16).filter(|status| *status != 0),
    })
}

/// What another site answers is `cors` or hidden; anything else was made on this side.
#[cfg(not(feature = "api"))]
fn made_here(url: &str, response: &Response) -> bool {
    if !matches!(response.type_(), ResponseType::Basic | ResponseType::Default) {
        return false;
    }
    let ours = super::window().and_then(|window| window.location().origin().ok());
    ours.is_some_and(|ours| !url.strip_prefix(ours.as_str()).is_some_and(|rest| rest.starts_with('/')))
}

/// A worker was asked, at least.
#[cfg(feature = "api")]
fn worker_answered(url: &str, since: f64) -> bool {
    entry(url, since).and_then(|entry| number(&entry, "workerStart")).is_some_and(|start| start > 0.0)
}

/// The buffer holds 250 entries and then silently none: starts afresh before it fills. On our own pages only; other people's, where the API
/// runs, may measure with theirs.
fn make_room() {
    if cfg!(feature = "view")
        && let Some(performance) = super::window().and_then(|window| window.performance())
        && performance.get_entries_by_type("resource").length() > 200
    {
        performance.clear_resource_timings();
    }
}

/// Watches for our own policy blocking an address.
struct Violations {
    seen: Rc<Cell<bool>>,
    listener: Closure<dyn Fn(Event)>,
}

impl Violations {
    fn watch(url: &str) -> Violations {
        let seen = Rc::new(Cell::new(false));
        let listener = Closure::<dyn Fn(Event)>::new({
            let (seen, url) = (seen.clone(), url.to_owned());
            move |event: Event| {
                let blocked = super::string(&event, "blockedURI").unwrap_or_default();
                if !blocked.is_empty() && url.starts_with(&blocked) {
                    seen.set(true);
                }
            }
        });
        if let Some(document) = super::document() {
            let _ = document.add_event_listener_with_callback("securitypolicyviolation", listener.as_ref().unchecked_ref());
        }
        Violations { seen, listener }
    }

    fn seen(&self) -> bool {
        self.seen.get()
    }
}

impl Drop for Violations {
    fn drop(&mut self) {
        if let Some(document) = super::document() {
            let _ = document.remove_event_listener_with_callback("securitypolicyviolation", self.listener.as_ref().unchecked_ref());
        }
    }
}
