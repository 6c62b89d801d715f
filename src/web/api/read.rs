//! From arguments to the core's types.

use wasm_bindgen::JsValue;

use super::arg::Value;
use crate::core::{
    address::Address,
    catalog,
    diagnose::{self, Case, Evidence, Role, Symptom},
    path::{Hop, Runner},
    platforms,
    probe::{Attempt, AttemptResult, Engine, Observation, Timing},
    recognise,
};

/// More results than this are no case.
const MAX_EVIDENCE: u32 = 200;

/// More control hosts than this are not asked.
const MAX_CONTROLS: u32 = 4;

const ROLES: [Role; 2] = [Role::Visitor, Role::Owner];
const ENGINES: [Engine; 4] = [Engine::Chromium, Engine::Firefox, Engine::WebKit, Engine::Unknown];

const MILLISECONDS: &str = "milliseconds: a number that is not negative";
const CODE: &str = "a status code: a whole number from 100 to 999";
const STATUS: &str = CODE;

/// The case of `judge`.
pub fn case(argument: JsValue) -> Result<Case, JsValue> {
    let kase = Value::new("judge: kase", argument).object("a case, such as { code: 502, evidence: [] }")?;
    let role = match kase.get("role")? {
        Some(role) => ROLES[role.one_of(&ROLES.map(Role::id))?],
        None => Role::Visitor,
    };
    let code = match kase.get("code")? {
        // 0 is how tools say that there was no status.
        Some(code) if code.number(CODE).is_ok_and(|number| number > 0.0 && number < 100.0) => return Err(code.wrong(CODE)),
        Some(code) => Some(code.whole(0.0, 999.0, CODE)?),
        None => None,
    };
    let net_error = text(&kase, "netError")?;
    let platform = match kase.get("platform")? {
        Some(platform) => {
            let platform = platform.object("a platform, such as { product: \"cloudflare\", name: \"1020\" }")?;
            let name = platform.field("name")?.text("a text")?;
            Some((platform.field("product")?.text("a text")?, name))
        }
        None => None,
    };
    let product = text(&kase, "product")?;
    let written_by = match kase.get("writtenBy")? {
        Some(hop) => Some(Hop::ALL[hop.one_of(&Hop::ALL.map(Hop::id))?]),
        None => None,
    };
    // One that is not known, as from a later version, says nothing.
    let cause = text(&kase, "cause")?.and_then(|id| {
        let (_, fault) = recognise::causes().find(|own| own.0 == id)?;
        Some((id, diagnose::fault_index(fault)? as u8))
    });
    let url = text(&kase, "url")?;
    let mut found = Vec::new();
    if let Some(list) = kase.get("evidence")? {
        for item in list.items(MAX_EVIDENCE, "a list of results, such as [{ check: \"reload\", answer: \"same-error\" }]")? {
            found.push(evidence(item)?);
        }
    }

    let by = product.as_deref().or(platform.as_ref().map(|own| own.0.as_str()));
    let symptom = Symptom::of(code.map(|code| code as u16), net_error.and_then(|name| catalog::error_by_name(&name)), by);
    let platform = platform.and_then(|(product, name)| platforms::platform(&product, &name));
    Ok(Case { role, url, written_by, product, platform, cause, evidence: found, ..Case::new(symptom) })
}

fn text(object: &Value, name: &str) -> Result<Option<String>, JsValue> {
    object.get(name)?.map(|value| value.text("a text")).transpose()
}

fn evidence(item: Value) -> Result<Evidence, JsValue> {
    let item = item.object("a result, such as { check: \"reload\", answer: \"same-error\" }")?;
    let check = item.field("check")?.known(diagnose::check, "the id of a check (checks() lists them)")?;
    let answers: Vec<&str> = check.answers.iter().map(|answer| answer.id).collect();
    let answer = answers[item.field("answer")?.one_of(&answers)?];
    let at = match item.get("at")? {
        Some(at) => Some(at.known(diagnose::from_iso, "a time in UTC, such as 2026-11-22T10:00:00Z")?),
        None => None,
    };
    let from = match item.get("from")? {
        Some(from) => Runner::ALL[from.one_of(&Runner::ALL.map(Runner::id))?],
        None => check.runner,
    };
    Ok(Evidence { check: check.id, answer, at, from, undo: flag(&item, "undo", false)? })
}

fn flag(object: &Value, name: &str, default: bool) -> Result<bool, JsValue> {
    object.get(name)?.map_or(Ok(default), |value| value.flag())
}

/// The observation of `conclude`.
pub fn observation(argument: JsValue) -> Result<Observation, JsValue> {
    let seen = Value::new("conclude: observation", argument).object("an observation, such as { engine, cors: { result, ms } }")?;
    let engine = ENGINES[seen.field("engine")?.one_of(&ENGINES.map(Engine::id))?];
    let mut observation = Observation::new(engine, attempt(seen.field("cors")?)?);
    observation.no_cors = seen.get("noCors")?.map(attempt).transpose()?;
    observation.again = seen.get("again")?.map(attempt).transpose()?;
    observation.control_ms = ms(&seen, "controlMs")?;
    observation.limit_ms = ms(&seen, "limitMs")?.unwrap_or(Observation::LIMIT_MS);
    observation.default_port = flag(&seen, "defaultPort", true)?;
    observation.csp_blocked = flag(&seen, "cspBlocked", false)?;
    observation.own_service_worker = flag(&seen, "ownServiceWorker", false)?;
    observation.websocket_1015 = seen.get("websocket1015")?.map(|value| value.flag()).transpose()?;
    Ok(observation)
}

fn ms(object: &Value, name: &str) -> Result<Option<u32>, JsValue> {
    object.get(name)?.map(|value| milliseconds(&value)).transpose()
}

/// Rounded; more than 49 days are 49 days.
fn milliseconds(value: &Value) -> Result<u32, JsValue> {
    let number = value.number(MILLISECONDS)?;
    if number < 0.0 { Err(value.wrong(MILLISECONDS)) } else { Ok((number + 0.5) as u32) }
}

fn attempt(value: Value) -> Result<Attempt, JsValue> {
    let value = value.object("how a fetch ended, such as { result: \"failed\", ms: 12 }")?;
    let [first, second, third, fourth, fifth] = AttemptResult::NAMED.map(|own| own.0);
    let result = match value.field("result")?.one_of(&["status", first, second, third, fourth, fifth])?.checked_sub(1) {
        Some(nth) => AttemptResult::NAMED[nth].1,
        None => AttemptResult::Status(value.field("status")?.whole(100.0, 999.0, STATUS)? as u16),
    };
    let mut attempt = Attempt::new(result, milliseconds(&value.field("ms")?)?);
    attempt.redirected = flag(&value, "redirected", false)?;
    attempt.final_url = text(&value, "finalUrl")?;
    attempt.retry_after = match value.get("retryAfter")? {
        Some(seconds) => Some(seconds.whole(0.0, f64::from(u32::MAX), "seconds: a whole number that is not negative")?),
        None => None,
    };
    if let Some(timing) = value.get("timing")? {
        let timing = timing.object("a Resource Timing entry, such as { zero: false, durationMs: 12 }")?;
        attempt.timing = Some(Timing {
            zero: timing.field("zero")?.flag()?,
            duration_ms: milliseconds(&timing.field("durationMs")?)?,
            response_status: match timing.get("responseStatus")? {
                // 0: the engine has the field, and hides it.
                Some(status) => Some(status.whole(0.0, 999.0, "a status code, or 0")? as u16).filter(|status| *status != 0),
                None => None,
            },
        });
    }
    Ok(attempt)
}

/// The options of `check`.
#[derive(Default)]
pub struct Options {
    /// Milliseconds for each fetch.
    pub timeout_ms: Option<u32>,
    /// This device may be probed.
    pub allow_loopback: bool,
    /// Addresses to measure the round trip with.
    pub controls: Vec<Address>,
    /// The caller's own signal: an object with `aborted` and `addEventListener`.
    pub signal: Option<Value>,
}

/// Reads the options; `page_is_https` decides which control hosts can be asked.
pub fn options(argument: JsValue, page_is_https: bool) -> Result<Options, JsValue> {
    let Some(given) = Value::new("check: options", argument).given() else { return Ok(Options::default()) };
    let given = given.object("options, such as { timeoutMs: 5000 }")?;
    let timeout_ms = match given.get("timeoutMs")? {
        Some(limit) => Some(limit.whole(1.0, 600_000.0, "milliseconds: a whole number from 1 to 600000")?),
        None => None,
    };
    let allow_loopback = flag(&given, "allowLoopback", false)?;
    let mut controls = Vec::new();
    if let Some(list) = given.get("controls")? {
        for item in list.items(MAX_CONTROLS, "a list of up to four web addresses")? {
            let address = Address::parse(&item.text("a web address")?)
                .ok()
                .filter(|address| address.refusal(page_is_https, allow_loopback).is_none())
                .ok_or_else(|| item.wrong("a web address that may be asked from here, such as https://example.com/"))?;
            controls.push(address);
        }
    }
    let signal = match given.get("signal")? {
        Some(signal) => {
            let expected = "an AbortSignal";
            let signal = signal.object(expected)?;
            let has_flag = signal.field("aborted")?.raw().as_bool().is_some();
            if !has_flag || !signal.field("addEventListener")?.raw().is_function() {
                return Err(signal.wrong(expected));
            }
            Some(signal)
        }
        None => None,
    };
    Ok(Options { timeout_ms, allow_loopback, controls, signal })
}
