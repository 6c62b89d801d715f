//! What `src/site/check.js` does for the page that checks addresses: files, the kept run, the lock of the one run, notifications. Nothing here panics:
//! what a sandbox refuses answers as if it weren't there.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, RequestMode};

use super::fetch::{self, Ask};
use crate::core::probe::Observation;

fn call(name: &str, args: &[JsValue]) -> Option<JsValue> {
    let all = super::get(&js_sys::global(), "isitmeCheck")?;
    let function: Function = super::function(&all, name)?;
    let list: Array = args.iter().collect();
    function.apply(&JsValue::NULL, &list).ok()
}

async fn wait(name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let promise: Promise = call(name, args).and_then(|value| value.dyn_into().ok()).ok_or(JsValue::NULL)?;
    JsFuture::from(promise).await
}

/// The name under which things are kept: all projects of one GitHub Pages user share an origin, so it has the base path in it.
fn name(base: &str) -> JsValue {
    let mut name = String::from("isitme:");
    name.push_str(base);
    name.push_str(":check");
    name.into()
}

/// One address of a list, in its tries: a line each, as `src/site/check.js` says.
pub async fn ask(url: &str, limit_ms: u32) -> String {
    wait("ask", &[url.into(), limit_ms.into()]).await.ok().and_then(|told| told.as_string()).unwrap_or_default()
}

/// Gives up what is on its way.
pub fn stop() {
    call("stop", &[]);
}

/// The file that an event brings, if it brings one.
pub fn file(event: &Event) -> Option<JsValue> {
    call("file", &[event.into()]).filter(JsValue::is_object)
}

/// The text of a file or of a response, gunzipped where need be, cut at `most` bytes; `None`: it is no text, or can't be read.
pub async fn text(source: &JsValue, most: u32) -> Option<String> {
    wait("text", &[source.clone(), most.into()]).await.ok()?.as_string()
}

/// The text behind an address of a site that lets other pages read it; `None` where it does not, or is no text.
pub async fn fetch_text(url: &str, most: u32) -> Option<String> {
    let answer = fetch::ask(Ask::new(url, RequestMode::Cors, Observation::LIMIT_MS as i32)).await.ok()?;
    if !answer.response.ok() {
        return None;
    }
    text(&answer.response, most).await
}

/// Keeps a new run; `false`: this browser keeps nothing here.
pub async fn begin(base: &str, about: &str) -> bool {
    wait("begin", &[name(base), about.into()]).await.is_ok()
}

/// Keeps a row; `false`: rows are being lost, since there is no room or no database.
pub fn put(at: u32, line: &str) -> bool {
    call("put", &[at.into(), line.into()]).is_some_and(|kept| kept.is_truthy())
}

/// The run that was kept: what it is about, and its rows by their number.
pub async fn load(base: &str) -> Option<(String, Vec<(u32, String)>)> {
    let all = Array::from(&wait("load", &[name(base)]).await.ok().filter(Array::is_array)?);
    let mut texts = all.iter().filter_map(|text| text.as_string());
    let about = texts.next()?;
    let rows = texts.filter_map(|text| {
        let (at, line) = text.split_once('\t')?;
        Some((at.parse().ok()?, line.to_owned()))
    });
    Some((about, rows.collect()))
}

/// Forgets the run that was kept.
pub async fn forget(base: &str) {
    let _ = wait("forget", &[name(base)]).await;
}

/// Asks to be the one run of this origin: `Some(false)`: another tab is; `None`: there are no locks here.
pub async fn lock(base: &str) -> Option<bool> {
    wait("lock", &[name(base)]).await.ok()?.as_bool()
}

/// Another run may begin.
pub fn unlock() {
    call("unlock", &[]);
}

/// Gives a text to the visitor as a file.
pub fn save(name: &str, kind: &str, text: &str) {
    call("save", &[name.into(), kind.into(), text.into()]);
}

/// Asks whether notifications may be shown.
pub async fn may_notify() -> bool {
    wait("permit", &[]).await.is_ok_and(|answer| answer.is_truthy())
}

/// Shows one; `false`: this browser can't.
pub fn notify(title: &str, body: &str) -> bool {
    call("notify", &[title.into(), body.into()]).is_some_and(|shown| shown.is_truthy())
}
