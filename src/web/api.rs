//! The JavaScript API: the core for other people's pages, scripts and tests (`docs/API.md`). A module of its own (bin `api`), without any
//! view: importing and initialising it mounts nothing and sends nothing.
//!
//! Data in and out are plain objects. A wrong argument throws a `TypeError` that names the field, the value and what was expected; too
//! large a text or list a `RangeError`; nothing else is thrown, and nothing panics. The types are in `api/types.d.ts`, word for word as
//! `isitme.d.ts` has them.

mod arg;
mod probe;
mod read;
mod write;

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use self::arg::Value;
use super::{json::Json, verdict::verdict as write_verdict};
use crate::core::{catalog, diagnose, platforms, recognise, search as searching};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("api/types.d.ts");

/// Results of a search, if the caller doesn't say.
const HITS: u32 = 10;

/// Every status code that is explained here, ascending by its number.
#[wasm_bindgen(unchecked_return_type = "CodeSummary[]")]
pub fn codes() -> Result<JsValue, JsValue> {
    Json::of(|json| json.objects(catalog::codes(), write::summary)).parse()
}

/// What a status code means and what to do about it; `undefined` if the code is not explained here. `lang` is a language tag; where the
/// words don't exist in that language (as yet only English does), they are English.
#[wasm_bindgen(unchecked_return_type = "Code | undefined")]
pub fn explain(
    #[wasm_bindgen(unchecked_param_type = "number")] code: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string")] lang: JsValue,
) -> Result<JsValue, JsValue> {
    let code = Value::new("explain: code", code);
    let number = code.number("a whole number, such as 502")?;
    if number.fract() != 0.0 {
        return Err(code.wrong("a whole number, such as 502"));
    }
    if let Some(lang) = Value::new("explain: lang", lang).given() {
        lang.text("a language tag, such as \"en\"")?;
    }
    // What doesn't fit would become 0 or 65535, and 0 is a code.
    match Some(number).filter(|number| (0.0..1000.0).contains(number)).and_then(|number| catalog::code(number as u16)) {
        Some(entry) => object(|json| write::code(json, entry)),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// What an error without a status code means, by the name or number that a browser or program gives it (`"ERR_CONNECTION_REFUSED"`,
/// `"NSURLErrorDomain -1004"`), in any case, or by its `id`; `undefined` if it is not explained here.
#[wasm_bindgen(js_name = explainError, unchecked_return_type = "NetError | undefined")]
pub fn explain_error(#[wasm_bindgen(unchecked_param_type = "string")] name: JsValue) -> Result<JsValue, JsValue> {
    let name = Value::new("explainError: name", name).text("the name of an error, such as \"ERR_CONNECTION_REFUSED\"")?;
    match catalog::error_by_name(&name) {
        Some(entry) => object(|json| write::net_error(json, entry)),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// What a platform's own error means, by the product's id or name and the error's name as it is printed (`("heroku", "H12")`,
/// `("IIS", "500.19")`), in any case; `undefined` if it is not explained here.
#[wasm_bindgen(js_name = explainPlatform, unchecked_return_type = "Platform | undefined")]
pub fn explain_platform(
    #[wasm_bindgen(unchecked_param_type = "string")] product: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] name: JsValue,
) -> Result<JsValue, JsValue> {
    let product = Value::new("explainPlatform: product", product).text("a product, such as \"heroku\"")?;
    let name = Value::new("explainPlatform: name", name).text("the name of an error, such as \"H12\"")?;
    match platforms::platform(product.trim(), name.trim()).and_then(|at| platforms::platforms().get(usize::from(at))) {
        Some(own) => object(|json| write::platform(json, own)),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// The pages that fit a few words or a number, best first: at most `limit`, or 10.
#[wasm_bindgen(unchecked_return_type = "Hit[]")]
pub fn search(
    #[wasm_bindgen(unchecked_param_type = "string")] query: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number")] limit: JsValue,
) -> Result<JsValue, JsValue> {
    let query = Value::new("search: query", query).text("a few words or a number")?;
    let limit = match Value::new("search: limit", limit).given() {
        Some(limit) => limit.whole(0.0, f64::from(u32::MAX), "how many results at most: a whole number that is not negative")?,
        None => HITS,
    };
    Json::of(|json| json.objects(searching::search(&query, limit as usize), write::hit)).parse()
}

/// What any text that a person can paste says: an error page, headers, a log, a message. At most 1 MiB. Sends nothing.
#[wasm_bindgen(unchecked_return_type = "Finding")]
pub fn recognise(#[wasm_bindgen(unchecked_param_type = "string")] text: JsValue) -> Result<JsValue, JsValue> {
    let text = Value::new("recognise: text", text).long_text("a text", recognise::LIMIT as u32)?;
    let finding = recognise::finding(&text);
    object(|json| write::finding(json, &finding, &write::Units::of(&text)))
}

/// Every check, with who runs it and the answers it can have: first those of the page, then the visitor's, then the owner's.
#[wasm_bindgen(unchecked_return_type = "CheckInfo[]")]
pub fn checks() -> Result<JsValue, JsValue> {
    Json::of(|json| json.objects(diagnose::checks(), write::check)).parse()
}

/// What a case comes to: whether it fails now, how likely each fault is, what to do, why, and the check that would tell most. Sends
/// nothing.
#[wasm_bindgen(unchecked_return_type = "Verdict")]
pub fn judge(#[wasm_bindgen(unchecked_param_type = "Case")] kase: JsValue) -> Result<JsValue, JsValue> {
    let case = read::case(kase)?;
    object(|json| write_verdict(json, &diagnose::judge(&case)))
}

/// What may honestly be concluded from the raw signals of one probe, and what may not. Sends nothing.
#[wasm_bindgen(unchecked_return_type = "Outcome")]
pub fn conclude(#[wasm_bindgen(unchecked_param_type = "Observation")] observation: JsValue) -> Result<JsValue, JsValue> {
    let seen = read::observation(observation)?;
    object(|json| write::outcome(json, &crate::core::probe::conclude(&seen)))
}

/// One clean probe of an address from this browser: at most three GET requests to it, without cookies, cache or referrer. The caller
/// asks the visitor first: the site learns their IP address.
///
/// Whatever the text is, the promise is fulfilled: a text that is no web address, and an address that must not be sent (with a password,
/// this device, a private network, plain http from a page on https, a port that browsers block), give `not-sent`, and no request is made.
/// An aborted `signal` gives `not-sent` too, whatever its reason: then nothing was learned, though a request may have been under way. A
/// wrong argument rejects.
#[wasm_bindgen(unchecked_return_type = "Promise<Outcome>")]
pub fn check(
    #[wasm_bindgen(unchecked_param_type = "string")] url: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "CheckOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    // The arguments are read at once, so that later changes to them don't count.
    let promise = match asked(url, options) {
        Ok((address, options)) => wasm_bindgen_futures::future_to_promise(async move {
            let outcome = match address {
                Ok(address) => probe::run(address, options).await,
                Err(outcome) => outcome,
            };
            object(|json| write::outcome(json, &outcome))
        }),
        Err(error) => Promise::reject(&error),
    };
    Ok(promise.into())
}

type Asked = (Result<crate::core::address::Address, crate::core::probe::Outcome>, read::Options);

fn asked(url: JsValue, options: JsValue) -> Result<Asked, JsValue> {
    let https = probe::page_is_https();
    let url = Value::new("check: url", url).text("a web address, such as \"https://example.com/\"")?;
    let options = read::options(options, https)?;
    Ok((probe::address(&url, https, options.allow_loopback), options))
}

fn object(write: impl FnOnce(&mut Json)) -> Result<JsValue, JsValue> {
    Json::of(|json| {
        json.open();
        write(json);
        json.close();
    })
    .parse()
}
