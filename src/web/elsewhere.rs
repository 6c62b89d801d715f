//! Asks for an address from elsewhere: fetches what `core::elsewhere` wants fetched. Nothing here concludes or chooses anything.

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestMode, Response};

use super::{
    clock,
    fetch::{self, Ask},
    observe,
};
use crate::core::{
    address::Address,
    config::Config,
    elsewhere::{Answer, Lookup, Measured, Place, Plan, Progress, Reply, Run, Step},
    probe::retry::retry_after,
};

/// Milliseconds for one request: the service answers at once, and results may be a megabyte.
const LIMIT: i32 = 15_000;

/// What to ask, once the visitor has agreed.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The address, as much of it as the visitor agreed to send.
    pub address: Address,
    /// How much to ask for.
    pub plan: Plan,
    /// The visitor's country, where it is known already (`loc` of Cloudflare's trace).
    pub country: Option<String>,
    /// Ask which network the visitor is in, too: agreed to with the same click.
    pub find_network: bool,
}

/// What was seen, and where the visitor was taken to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What was seen.
    pub measured: Measured,
    /// Where the visitor is, as far as known.
    pub place: Place,
    /// The hosts that were contacted.
    pub contacted: Vec<String>,
}

/// Whom this contacts.
pub fn contacts(config: &Config, find_network: bool) -> Vec<String> {
    let whereami = config.whereami.as_ref().filter(|_| find_network);
    config.elsewhere.iter().chain(whereami).map(|url| Config::host(url)).collect()
}

/// Asks; `told` hears how far it is. `None`: the site's owner has switched this off. The signal ends it: what has come until then counts.
pub async fn run(config: &Config, wish: &Wish, signal: Option<&AbortSignal>, told: impl Fn(&Progress)) -> Option<Found> {
    let service = config.elsewhere.as_deref()?;
    let mut place = Place::new(None, wish.country.as_deref());
    if let Some(whereami) = config.whereami.as_deref().filter(|_| wish.find_network) {
        let mut lookup = Lookup::new(whereami, wish.country.as_deref());
        while let Step::Get { url } = lookup.next() {
            if stopped(signal) {
                break;
            }
            lookup.answer(send(&url, None, signal).await);
        }
        place = lookup.place();
    }
    // Names in the form that goes into DNS, as the browser makes it.
    let address = Address::parse(&observe::as_sent(&wish.address)).unwrap_or_else(|_| wish.address.clone());
    let plan = Plan { allow_loopback: config.allow_loopback, ..wish.plan };
    let mut run = Run::new(&address, place.clone(), service, plan);
    let now = || clock::ticks().max(0.0) as u64;
    loop {
        if stopped(signal) {
            run.stop();
        }
        if let Some(progress) = run.progress() {
            told(&progress);
        }
        match run.next(now()) {
            Step::Post { url, body } => {
                let answer = send(&url, Some(&body), signal).await;
                if !stopped(signal) {
                    run.answer(answer, now());
                }
            }
            Step::Get { url } => {
                let answer = send(&url, None, signal).await;
                if !stopped(signal) {
                    run.answer(answer, now());
                }
            }
            Step::Wait { ms, .. } => pause(i32::try_from(ms).unwrap_or(i32::MAX), signal).await,
            Step::Done => break,
        }
    }
    Some(Found { measured: run.measured(), place, contacted: contacts(config, wish.find_network) })
}

fn stopped(signal: Option<&AbortSignal>) -> bool {
    signal.is_some_and(AbortSignal::aborted)
}

/// Waits, or until the signal comes.
async fn pause(ms: i32, signal: Option<&AbortSignal>) {
    let Some(signal) = signal else { return clock::wait(ms).await };
    let mut wake = None;
    let mut timer = None;
    let promise = Promise::new(&mut |resolve, _| {
        let due = resolve.clone();
        timer = Some(clock::later(
            ms,
            Box::new(move || {
                let _ = due.call0(&JsValue::NULL);
            }),
        ));
        wake = Some(Closure::<dyn Fn()>::new(move || {
            let _ = resolve.call0(&JsValue::NULL);
        }));
    });
    let Some(wake) = wake else { return };
    let function: &js_sys::Function = wake.as_ref().unchecked_ref();
    let _ = signal.add_event_listener_with_callback("abort", function);
    let _ = JsFuture::from(promise).await;
    let _ = signal.remove_event_listener_with_callback("abort", function);
    drop(timer);
}

/// One request. Boxed: it is awaited in three places, and would be unrolled into each.
fn send<'a>(url: &'a str, json: Option<&'a str>, signal: Option<&'a AbortSignal>) -> Pin<Box<dyn Future<Output = Answer> + 'a>> {
    Box::pin(async move {
        let ask = Ask { signal, json, ..Ask::new(url, RequestMode::Cors, LIMIT) };
        let Ok(answer) = fetch::ask(ask).await else { return Answer::Failed };
        let Some(body) = fetch::text(&answer.response, LIMIT).await else { return Answer::Failed };
        let now = u64::try_from(clock::now_ms()).unwrap_or(0);
        Answer::Reply(Reply {
            status: answer.response.status(),
            retry_after: header(&answer.response, "retry-after").and_then(|value| retry_after(&value, now)),
            remaining: header(&answer.response, "x-ratelimit-remaining").and_then(|value| value.parse().ok()),
            reset: header(&answer.response, "x-ratelimit-reset").and_then(|value| value.parse().ok()),
            body,
        })
    })
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}
