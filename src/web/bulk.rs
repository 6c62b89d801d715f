//! What `src/site/check.js` does for the page that checks addresses: files, the kept run, the lock of the one run, notifications. Nothing here panics:
//! what a sandbox refuses answers as if it weren't there.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, RequestMode};

use super::fetch::{self, Ask};
use crate::core::probe::Observation;

#[wasm_bindgen]
extern "C" {
    // What is called for every address: by name, as below, each would cost a few calls more.
    #[wasm_bindgen(catch, js_namespace = isitmeCheck, js_name = hear)]
    fn js_hear(run: u32, at: u32, limit_ms: u32, hears: &Closure<dyn Fn(String)>) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = isitmeCheck, js_name = put)]
    fn js_put(rows: &str) -> Result<bool, JsValue>;
}

/// What hears the answers of a run, some at a time: the number of each row, and its tries as [`ask`] gives them.
pub type Hears = Rc<dyn Fn(Vec<(u32, String)>)>;

#[derive(Default)]
struct Runs {
    last: u32,
    hears: HashMap<u32, Hears>,
}

thread_local! {
    static RUNS: RefCell<Runs> = RefCell::default();
    static ALL: Closure<dyn Fn(String)> = Closure::new(|told: String| {
        let mut by_run: Vec<(u32, Vec<(u32, String)>)> = Vec::new();
        for (run, at, tries) in told.split_terminator("\n\n").filter_map(answer) {
            match by_run.iter_mut().find(|own| own.0 == run) {
                Some(own) => own.1.push((at, tries)),
                None => by_run.push((run, vec![(at, tries)])),
            }
        }
        for (run, answers) in by_run {
            // One that is over hears nothing more.
            let hears = RUNS.with_borrow(|runs| runs.hears.get(&run).cloned());
            if let Some(hears) = hears {
                hears(answers);
            }
        }
    });
}

fn answer(text: &str) -> Option<(u32, u32, String)> {
    let (head, tries) = text.split_once('\n').unwrap_or((text, ""));
    let (run, at) = head.split_once('\t')?;
    Some((run.parse().ok()?, at.parse().ok()?, tries.to_owned()))
}

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

/// A new run over these addresses, a line each, heard by this; its number.
pub fn listen(urls: &str, hears: Hears) -> u32 {
    let run = RUNS.with_borrow_mut(|runs| {
        runs.last += 1;
        runs.hears.insert(runs.last, hears);
        runs.last
    });
    call("list", &[run.into(), urls.into()]);
    run
}

/// Nobody hears that run any more.
pub fn deafen(run: u32) {
    let gone = RUNS.with_borrow_mut(|runs| runs.hears.remove(&run));
    drop(gone);
    call("list", &[run.into()]);
}

/// Asks like [`ask`], for a row of a run; the answer comes to what hears the run. It has no tries where the browser makes another address of it: then nothing
/// was asked. `false`: there will be no answer.
pub fn hear(run: u32, at: u32, limit_ms: u32) -> bool {
    ALL.with(|all| js_hear(run, at, limit_ms, all)).is_ok()
}

/// Gives up what is on its way.
pub fn stop() {
    call("stop", &[]);
}

/// The file that an event brings, if it brings one.
pub fn file(event: &Event) -> Option<JsValue> {
    call("file", &[event.into()]).filter(JsValue::is_object)
}

/// Whether the event that brought this file brought others, too.
pub fn has_others(file: &JsValue) -> bool {
    super::number(file, "others").is_some_and(|count| count > 0.0)
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

/// Whether the run that is kept is still the one that this tab kept or read. Another tab may have kept its own in its place. `None`: nothing can be read.
pub async fn mine() -> Option<bool> {
    wait("mine", &[]).await.ok()?.as_bool()
}

/// Keeps rows, a line each: the number, a tab, the row. `false`: rows are being lost, since there is no room or no database.
pub fn put(rows: &str) -> bool {
    js_put(rows).unwrap_or(false)
}

/// The run that was kept: what it is about, and its rows by their number, in no order and some more than once.
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
