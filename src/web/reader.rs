//! The module that reads pasted texts, loaded when the first one is there. Nothing leaves the browser: the module gets the text as an argument.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::core::ui::ui;

/// Milliseconds without a change until a text is read.
const REST: i32 = 120;

/// Calls a function of `src/site/reader.js`; at once, because an event is empty later.
fn call(name: &str, first: &JsValue, second: &JsValue) -> Option<Promise> {
    let call: Function = super::function(&js_sys::global(), name)?;
    call.call2(&JsValue::NULL, first, second).ok()?.dyn_into().ok()
}

/// Reads a text when it has rested, and tells the steps of [`ops`](crate::core::ops), or nothing where the module could not be loaded; neither if `turn` counts on meanwhile. `brief`: only the headline.
pub fn read_soon(text: String, brief: bool, turn: &Rc<Cell<u32>>, tell: Box<dyn FnOnce(String, Option<String>)>) {
    let now = turn.get() + 1;
    turn.set(now);
    let turn = turn.clone();
    super::spawn(async move {
        super::clock::wait(REST).await;
        if turn.get() == now {
            let answer = match call("isitmeReader", &text.as_str().into(), &brief.into()) {
                Some(promise) => JsFuture::from(promise).await.ok().and_then(|answer| answer.as_string()),
                None => None,
            };
            if turn.get() == now {
                tell(text, answer);
            }
        }
    });
}

thread_local! {
    static CARRIED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps a text for the page that reads it, also for who comes back to it; never in the address, never stored.
pub fn carry(text: &str) {
    CARRIED.set(text.to_owned());
}

/// The text that was kept.
pub fn carried() -> String {
    CARRIED.with_borrow(String::clone)
}

/// If an event brings a file: reads it here, sends it nowhere, and tells its text or why it has none.
pub fn take_file(event: &web_sys::Event, most: usize, tell: Box<dyn FnOnce(Result<String, &'static str>)>) {
    let Some(promise) = call("isitmeFile", event, &(most as u32).into()) else { return };
    super::spawn(async move {
        match JsFuture::from(promise).await {
            Ok(text) => {
                if let Some(text) = text.as_string() {
                    tell(Ok(text));
                }
            }
            Err(why) => tell(Err(if why.is_truthy() { ui().field_picture } else { ui().read_no_text })),
        }
    });
}
