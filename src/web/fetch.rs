//! The one place that fetches. Written on the platform's own `fetch` rather than on a wrapper, because a caller's abort reason may be
//! anything (a string, `undefined`), and no rejection may panic.

use std::{cell::Cell, rc::Rc};

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, RequestInit, RequestMode, Response};

use super::clock;

/// Why no response came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// `fetch` rejected: one `TypeError` for some 25 causes.
    Failed,
    /// Our own limit ran out.
    TimedOut,
    /// The caller gave up.
    Cancelled,
}

/// How to ask.
pub struct Ask<'a> {
    /// The whole address, without a fragment.
    pub url: &'a str,
    /// `cors`, `no-cors` or `same-origin`.
    pub mode: RequestMode,
    /// Give up after so many milliseconds.
    pub limit_ms: i32,
    /// The `Accept` header, where the default won't do (safelisted: no preflight).
    pub accept: Option<&'a str>,
    /// The caller's own signal.
    pub signal: Option<&'a AbortSignal>,
    /// JSON to post instead of a GET. Its type needs a preflight.
    #[cfg(feature = "check")]
    pub json: Option<&'a str>,
}

impl<'a> Ask<'a> {
    /// With nothing but these.
    pub const fn new(url: &'a str, mode: RequestMode, limit_ms: i32) -> Ask<'a> {
        Ask {
            url,
            mode,
            limit_ms,
            accept: None,
            signal: None,
            #[cfg(feature = "check")]
            json: None,
        }
    }
}

/// A response, and how long its headers took.
pub struct Answer {
    /// The response; its body was not read.
    pub response: Response,
    /// Milliseconds until the headers were in.
    pub ms: u32,
}

/// Asks once: no cookies, no cache, no referrer, redirects followed, no header that needs a preflight (but for posted JSON).
pub async fn ask(ask: Ask<'_>) -> Result<Answer, (Failure, u32)> {
    #[cfg(all(feature = "check", feature = "view"))]
    super::ledger::note(ask.url, 1);
    let start = clock::ticks();
    let elapsed = || (clock::ticks() - start).max(0.0) as u32;
    let failed = || (Failure::Failed, elapsed());
    let init = RequestInit::new();
    init.set_mode(ask.mode);
    for (name, value) in
        [("method", "GET"), ("credentials", "omit"), ("cache", "no-store"), ("redirect", "follow"), ("referrerPolicy", "no-referrer")]
    {
        let _ = Reflect::set(&init, &name.into(), &value.into());
    }
    if let Some(accept) = ask.accept {
        let headers = js_sys::Object::new();
        let _ = Reflect::set(&headers, &"Accept".into(), &accept.into());
        init.set_headers(&headers);
    }
    #[cfg(feature = "check")]
    if let Some(json) = ask.json {
        let _ = Reflect::set(&init, &"method".into(), &"POST".into());
        let _ = Reflect::set(&init, &"body".into(), &json.into());
        let headers = js_sys::Object::new();
        let _ = Reflect::set(&headers, &"Content-Type".into(), &"application/json".into());
        init.set_headers(&headers);
    }
    let controller = AbortController::new().map_err(|_| failed())?;
    init.set_signal(Some(&controller.signal()));
    if ask.signal.is_some_and(AbortSignal::aborted) {
        return Err((Failure::Cancelled, 0));
    }
    let cancelled = Rc::new(Cell::new(false));
    let on_abort = Closure::<dyn Fn()>::new({
        let (controller, cancelled) = (controller.clone(), cancelled.clone());
        move || {
            cancelled.set(true);
            controller.abort();
        }
    });
    if let Some(signal) = ask.signal {
        let _ = signal.add_event_listener_with_callback("abort", on_abort.as_ref().unchecked_ref());
    }
    let timed_out = Rc::new(Cell::new(false));
    let limit = clock::later(
        ask.limit_ms,
        Box::new({
            let (timed_out, controller) = (timed_out.clone(), controller.clone());
            move || {
                timed_out.set(true);
                controller.abort();
            }
        }),
    );
    let result = match call_fetch(ask.url, &init) {
        Some(promise) => JsFuture::from(promise).await,
        None => Err(JsValue::NULL),
    };
    drop(limit);
    if let Some(signal) = ask.signal {
        let _ = signal.remove_event_listener_with_callback("abort", on_abort.as_ref().unchecked_ref());
    }
    match result.map(JsCast::dyn_into::<Response>) {
        Ok(Ok(response)) => Ok(Answer { response, ms: elapsed() }),
        _ if timed_out.get() => Err((Failure::TimedOut, elapsed())),
        _ if cancelled.get() => Err((Failure::Cancelled, elapsed())),
        _ => Err(failed()),
    }
}

/// `fetch` of the page or the worker; `None` where there is none or it throws at once.
fn call_fetch(url: &str, init: &RequestInit) -> Option<js_sys::Promise> {
    let global = js_sys::global();
    let fetch: js_sys::Function = super::function(&global, "fetch")?;
    fetch.call2(&global, &url.into(), init).ok()?.dyn_into().ok()
}

/// The text of a response, read up to its end, or to the limit if it takes too long.
pub async fn text(response: &Response, limit_ms: i32) -> Option<String> {
    let promise = response.text().ok()?;
    let mut timer = None;
    let limit = js_sys::Promise::new(&mut |resolve, _| {
        timer = Some(clock::later(
            limit_ms,
            Box::new(move || {
                let _ = resolve.call0(&JsValue::NULL);
            }),
        ));
    });
    let both = js_sys::Array::of2(&promise, &limit);
    let first = JsFuture::from(js_sys::Promise::race(&both)).await;
    drop(timer);
    first.ok()?.as_string()
}

/// Drops a response's body, so that nothing more is downloaded.
pub fn drop_body(response: &Response) {
    let Some(body) = super::get(response, "body") else { return };
    let promise = super::function(&body, "cancel").and_then(|cancel| cancel.call0(&body).ok());
    if let Some(promise) = promise.and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok()) {
        super::spawn(async move {
            let _ = JsFuture::from(promise).await;
        });
    }
}

/// A text file of our own host. Not `same-origin`: in a sandboxed frame our own host is another origin, which lets everybody read.
pub async fn own_text(href: &str) -> Result<String, Failure> {
    let init = RequestInit::new();
    #[cfg(all(feature = "check", feature = "view"))]
    super::ledger::note(&super::platform::absolute(href), 1);
    // A line that loses most of what it is given can keep a request waiting for minutes. Browsers from before 2022 have no such signal, and wait.
    let class = super::get(&js_sys::global(), "AbortSignal").unwrap_or_default();
    if let Some(Ok(signal)) = super::function(&class, "timeout").map(|timeout| timeout.call1(&class, &20_000.into())) {
        init.set_signal(Some(signal.unchecked_ref()));
    }
    let answer = JsFuture::from(call_fetch(href, &init).ok_or(Failure::Failed)?).await.map(JsCast::dyn_into::<Response>);
    let Ok(Ok(response)) = answer else { return Err(Failure::Failed) };
    if !response.ok() {
        return Err(Failure::Failed);
    }
    let text = response.text().map_err(|_| Failure::Failed)?;
    JsFuture::from(text).await.ok().and_then(|text| text.as_string()).ok_or(Failure::Failed)
}
