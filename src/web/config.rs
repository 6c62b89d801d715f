//! Reads `config.json`, once, after the page has been taken over, never before; and applies what of it is about the look.

use std::cell::RefCell;

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::core::config::{Config, Given};

enum State {
    Untouched,
    Loading,
    Loaded(Box<Config>),
}

/// Under this name the page's modules share the file's text.
const GIVEN: &str = "isitmeConfigGiven";

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State::Untouched) };
}

/// The site's configuration; the defaults where there is none or it can't be read.
pub async fn load(base: &str) -> Config {
    loop {
        match STATE.with_borrow(|state| match state {
            State::Loaded(config) => Some(Some((**config).clone())),
            State::Loading => Some(None),
            State::Untouched => None,
        }) {
            Some(Some(config)) => return config,
            // Somebody else asked first.
            Some(None) => super::clock::wait(25).await,
            None => break,
        }
    }
    STATE.set(State::Loading);
    let mut href = base.to_owned();
    href.push_str("config.json");
    // What one module was given, the other need not ask for: on a poor line it would go by the defaults, and ask other hosts than the page names.
    let given = super::string(&js_sys::global(), GIVEN);
    let text = if given.is_some() { given } else { super::fetch::own_text(&href).await.ok() };
    if let Some(text) = &text {
        let _ = js_sys::Reflect::set(&js_sys::global(), &GIVEN.into(), &text.into());
    }
    let config = match text.as_deref() {
        // As it comes with the site: there is nothing to be read, and what reads need not be compiled while the page starts.
        Some("{}" | "{}\n") => Config::default(),
        text => read(text),
    };
    STATE.set(State::Loaded(Box::new(config.clone())));
    config
}

#[inline(never)]
fn read(text: Option<&str>) -> Config {
    let Some(fields) = text.and_then(fields) else {
        warn("it can't be read; everything is at its default.");
        return Config::default();
    };
    let (config, wrong) = Config::read(&fields);
    for sentence in wrong {
        warn(&sentence);
    }
    config
}

/// The fields of the file; `None` if it is no JSON object.
fn fields(text: &str) -> Option<Vec<(String, Given)>> {
    let value = JSON::parse(text).ok().filter(|value| value.is_object() && !Array::is_array(value))?;
    let entries = Object::entries(value.unchecked_ref());
    Some(
        entries
            .iter()
            .map(|entry| {
                let entry: Array = entry.unchecked_into();
                (entry.get(0).as_string().unwrap_or_default(), given(&entry.get(1)))
            })
            .collect(),
    )
}

fn given(value: &JsValue) -> Given {
    if value.is_null() {
        Given::Null
    } else if let Some(text) = value.as_string() {
        Given::Text(text)
    } else if let Some(on) = value.as_bool() {
        Given::Switch(on)
    } else if Array::is_array(value) {
        Given::List(Array::from(value).iter().map(|item| item.as_string().unwrap_or_default()).collect())
    } else {
        Given::Other
    }
}

/// Says what is wrong to whoever runs the site, in the console (src/site/config.js). The module that asks has the application say it.
fn warn(sentence: &str) {
    if cfg!(not(feature = "view")) {
        return;
    }
    if let Some(say) = super::function(&js_sys::global(), "isitmeConfigSays") {
        let _ = say.call1(&JsValue::NULL, &sentence.into());
    }
}

/// The theme that the site wants where the visitor has chosen none, as far as it is known yet.
#[cfg(feature = "view")]
pub fn theme() -> Option<&'static str> {
    STATE.with_borrow(|state| if let State::Loaded(config) = state { config.theme } else { None })
}

/// Reads it and applies its look.
#[cfg(feature = "view")]
pub async fn apply(base: &str) {
    let config = load(base).await;
    super::theme::by_site(config.theme);
    if !config.accent.is_empty()
        && let Some(dress) = super::function(&js_sys::global(), "isitmeAccent")
    {
        let _ = dress.call1(&JsValue::NULL, &config.accent.into());
    }
    if !config.hide.is_empty() {
        super::theme::mark("data-hide", Some(&config.hide));
    }
}
