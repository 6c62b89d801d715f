//! The page that records: the real `observe` of `web`, called from outside (`tests/probe/record.rs`). A module of its own, in no build of
//! the site.

#[path = "format.rs"]
#[allow(dead_code)]
mod format;

use isitme::{
    core::{
        address::Address,
        config::Config,
        probe::{Observation, conclude, more::More},
    },
    web::{
        boxed::Opener,
        observe::{
            How,
            bulk::Bulk,
            more::{Seen, add_signals, observe_more, sendable},
            observe,
        },
        platform,
    },
};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

fn how(limit_ms: u32) -> How {
    How { limit_ms: (limit_ms > 0).then_some(limit_ms), ..How::default() }
}

fn address(text: &str) -> Result<Address, String> {
    Address::parse(text).map_err(|error| format!("refused: {}", error.id()))
}

/// What the code would refuse, if it would: from a page on https, this device permitted.
#[wasm_bindgen]
pub fn refusal(text: &str, https: bool) -> String {
    match address(text) {
        Err(error) => error,
        Ok(own) => match own.refusal(https, true) {
            Some(refusal) => refusal.id().to_owned(),
            None => sendable(&own, https, true).err().map(|outcome| outcome.why).unwrap_or_default(),
        },
    }
}

/// Whether the box passes its self-test on this page.
#[wasm_bindgen]
pub async fn boxed_works(base: String) -> bool {
    Opener::tested(&base).await.is_some()
}

/// One probe with everything, whatever the address: the pair of fetches, the certificate hint and, if wanted, the box. Nothing is refused
/// here, so that what is refused can be recorded, too.
#[wasm_bindgen]
pub async fn probe(text: String, limit_ms: u32, base: String) -> String {
    let own = match address(&text) {
        Ok(own) => own,
        Err(error) => return error,
    };
    let opener = if base.is_empty() { None } else { Opener::tested(&base).await };
    let mut seen = observe(&own, &how(limit_ms)).await;
    let more = add_signals(&own, &mut seen, opener.as_ref()).await;
    format::write(&seen, &more).to_string()
}

/// The same by the way that the page `/check/` goes, refusals and all.
#[wasm_bindgen]
pub async fn check(text: String, resolvers: Vec<String>) -> String {
    let own = match address(&text) {
        Ok(own) => own,
        Err(error) => return error,
    };
    let config = Config { resolvers, allow_loopback: true, ..Config::default() };
    match observe_more(&own, &isitme::web::observe::more::HowMore { how: how(0), config: &config, opener: None }).await {
        Ok(Seen { observation, more, contacted }) => {
            json!({"seen": format::write(&observation, &more), "contacted": contacted}).to_string()
        }
        Err(outcome) => json!({"refused": outcome.why}).to_string(),
    }
}

/// The lean probe of a long list.
#[wasm_bindgen]
pub async fn bulk(text: String, limit_ms: u32) -> String {
    let (run, limit) = (Bulk::new(true), if limit_ms > 0 { limit_ms } else { Observation::LIMIT_MS });
    let seen = match address(&text) {
        Ok(own) => run.observe(&own, limit).await,
        Err(error) => return error,
    };
    match seen {
        Ok(seen) => format::write(&Observation { limit_ms: limit, ..seen }, &More::default()).to_string(),
        Err(outcome) => json!({"refused": outcome.why}).to_string(),
    }
}

/// Many probes of one address, `side` at a time; gives how many were answered.
#[wasm_bindgen]
pub async fn many(text: String, count: u32, side: u32) -> u32 {
    let Ok(own) = address(&text) else { return 0 };
    let run = std::rc::Rc::new(Bulk::new(true));
    let done = std::rc::Rc::new(std::cell::Cell::new(0));
    let left = std::rc::Rc::new(std::cell::Cell::new(count));
    let one = || {
        let (run, done, left, own) = (run.clone(), done.clone(), left.clone(), own.clone());
        async move {
            while left.get() > 0 {
                left.set(left.get() - 1);
                if run.observe(&own, Observation::LIMIT_MS).await.is_ok_and(|seen| conclude(&seen).is == isitme::core::probe::Is::Status) {
                    done.set(done.get() + 1);
                }
            }
        }
    };
    let lanes: Vec<_> = (0..side)
        .map(|_| {
            wasm_bindgen_futures::future_to_promise({
                let lane = one();
                async move {
                    lane.await;
                    Ok(wasm_bindgen::JsValue::UNDEFINED)
                }
            })
        })
        .collect();
    for lane in lanes {
        let _ = wasm_bindgen_futures::JsFuture::from(lane).await;
    }
    done.get()
}

/// The page is on https, as the code sees it.
#[wasm_bindgen]
pub fn on_https() -> bool {
    platform::on_https()
}

fn main() {}
