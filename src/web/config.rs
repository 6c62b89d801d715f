//! Reads `config.json`, once, when something first needs it: after the page has been taken over, never before.

use std::cell::RefCell;

use js_sys::{Array, JSON};
use wasm_bindgen::JsValue;

use crate::core::config::{Config, Given};

thread_local! {
    static LOADED: RefCell<Option<Config>> = const { RefCell::new(None) };
}

/// The site's configuration; the defaults where there is none or it can't be read.
pub async fn load(base: &str) -> Config {
    if let Some(config) = LOADED.with_borrow(Clone::clone) {
        return config;
    }
    let mut href = base.to_owned();
    href.push_str("config.json");
    let text = super::fetch::own_text(&href).await.unwrap_or_default();
    let config = parse(&text);
    LOADED.set(Some(config.clone()));
    config
}

/// Parses the file; what is wrong in it is told to whoever runs the site, in the console.
fn parse(text: &str) -> Config {
    let Ok(value) = JSON::parse(text) else {
        return Config::default();
    };
    let field = |name: &str| super::get(&value, name).filter(|value| !value.is_undefined() && !value.is_null());
    let (config, wrong) = Config::from_fields(
        |name| field(name).and_then(|value| value.as_string()),
        |name| field(name).map(|value| Array::from(&value).iter().map(|item| item.as_string().unwrap_or_default()).collect()),
        |name| field(name).and_then(|value: JsValue| value.as_bool()),
    );
    let (config, wrong) = services(config, wrong, &value);
    for sentence in wrong {
        warn(&sentence);
    }
    config
}

/// Takes the fields that may be null.
fn services(mut config: Config, mut wrong: Vec<String>, value: &JsValue) -> (Config, Vec<String>) {
    let given = |name: &str| match super::get(value, name) {
        None => Given::Nothing,
        Some(value) if value.is_undefined() => Given::Nothing,
        Some(value) if value.is_null() => Given::Null,
        Some(value) => value.as_string().map_or(Given::Other, Given::Text),
    };
    config.read_services(given, &mut wrong);
    (config, wrong)
}

fn warn(sentence: &str) {
    let Some(console) = super::get(&js_sys::global(), "console") else { return };
    if let Some(warn) = super::function(&console, "warn") {
        let _ = warn.call2(&console, &"config.json:".into(), &sentence.into());
    }
}
