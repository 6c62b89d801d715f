//! The page around an embedded part: what it sets, and what it is told. `src/site/frame.js` speaks with it; nothing here trusts it: a query is read as any
//! link's is, and what is told holds no address.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{CustomEvent, Event};

use super::{json::Json, verdict};
use crate::core::{
    catalog::Key,
    config::{Config, Given},
    diagnose::{Case, Symptom, Verdict},
    text::query_value,
};

/// What `frame.js` calls its event.
const SET: &str = "isitme:set";

/// The query that the page around has set before anybody listened; else the address' own.
pub fn query() -> Option<String> {
    super::function(&js_sys::global(), "isitmeQuery")?.call0(&JsValue::NULL).ok()?.as_string()
}

/// Reports every query that the page around sets. Gives the function that ends it.
pub fn listen(report: impl Fn(String) + 'static) -> impl FnOnce() {
    let on_set = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(query) = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string()) {
            report(query);
        }
    });
    let window = super::window();
    if let Some(window) = &window {
        let _ = window.add_event_listener_with_callback(SET, on_set.as_ref().unchecked_ref());
    }
    move || {
        if let Some(window) = window {
            let _ = window.remove_event_listener_with_callback(SET, on_set.as_ref().unchecked_ref());
        }
    }
}

/// The links that a query brings (`contact`, `status-page`), checked as the site's own configuration is.
pub fn links(query: &str) -> Config {
    let given = [("contact", "contact"), ("status-page", "statusPage")].into_iter().filter_map(|(name, field)| {
        let text = query_value(query, name).filter(|text| !text.is_empty())?;
        Some((field.to_owned(), Given::Text(text)))
    });
    Config::read(&given.collect::<Vec<_>>()).0
}

/// The site's configuration. Its look is the frame's wherever the page around asks for none.
pub async fn by_site(base: &str) -> Config {
    let config = super::config::load(base).await;
    if let Some(dress) = super::function(&js_sys::global(), "isitmeSite") {
        let _ = dress.call3(&JsValue::NULL, &config.theme.unwrap_or_default().into(), &(&config.accent).into(), &(&config.hide).into());
    }
    config
}

/// The site's configuration, with the links of the page around.
#[must_use]
pub fn configured(mut config: Config, query: &str) -> Config {
    let own = links(query);
    config.contact = own.contact.or(config.contact);
    config.status_page = own.status_page.or(config.status_page);
    config
}

/// Tells the page around a verdict (`Verdict` of the JavaScript API) and what it is about. Never the address.
pub fn tell(case: &Case, own: &Verdict) {
    let json = Json::of(|json| {
        json.open();
        match case.symptom {
            Symptom::Entry(Key::Code(code), _) | Symptom::UnknownCode(code) => json.put_number("code", code),
            Symptom::Entry(Key::Error(id), _) => json.put("netError", id),
            Symptom::Unknown => {}
        }
        json.put_number("answers", case.evidence.len() as u32);
        json.key("verdict").open();
        verdict::verdict(json, own);
        json.close();
        json.close();
    });
    let (Ok(value), Some(tell)) = (json.parse(), super::function(&js_sys::global(), "isitmeTell")) else { return };
    let _ = tell.call2(&JsValue::NULL, &"verdict".into(), &value);
}
