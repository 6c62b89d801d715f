//! The form of a recording: what one probe saw, as JSON. The page that records writes it, the tests read it.

use isitme::core::probe::{
    Attempt, AttemptResult, Engine, Observation, Timing,
    dns::DnsIs,
    more::{Boxed, Element, More, SHOWN},
};
use serde_json::{Map, Value, json};

const NAMES: [DnsIs; 5] = [DnsIs::Resolves, DnsIs::Nxdomain, DnsIs::Servfail, DnsIs::PrivateAddress, DnsIs::CantTell];
const FLAGS: [&str; 4] = ["load", "error", "fallback", "navigated"];

/// A probe as JSON; what is absent or as usual is left out.
pub fn write(seen: &Observation, more: &More) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(name.to_owned(), value);
        }
    };
    put("engine", Some(seen.engine.id().into()));
    put("cors", Some(attempt(&seen.cors)));
    put("noCors", seen.no_cors.as_ref().map(attempt));
    put("again", seen.again.as_ref().map(attempt));
    put("controlMs", seen.control_ms.map(Value::from));
    put("limitMs", (seen.limit_ms != Observation::LIMIT_MS).then(|| seen.limit_ms.into()));
    put("defaultPort", (!seen.default_port).then(|| false.into()));
    put("cspBlocked", seen.csp_blocked.then(|| true.into()));
    put("ownServiceWorker", seen.own_service_worker.then(|| true.into()));
    put("websocket1015", seen.websocket_1015.map(Value::from));
    put("object", more.boxed.as_ref().map(|boxed| element(&boxed.object)));
    put("frame", more.boxed.as_ref().and_then(|boxed| boxed.frame.as_ref()).map(element));
    put("online", more.online.map(Value::from));
    put("name", more.name.map(|name| name.id().into()));
    out.into()
}

fn element(element: &Element) -> Value {
    let flags = [element.load, element.error, element.fallback, element.navigated];
    FLAGS.into_iter().zip(flags).filter(|(_, set)| *set).map(|(name, _)| name).collect::<Vec<_>>().join(" ").into()
}

fn attempt(attempt: &Attempt) -> Value {
    let result = match attempt.result {
        AttemptResult::Status(status) => status.into(),
        other => AttemptResult::NAMED.iter().find(|own| own.1 == other).map_or(Value::Null, |own| own.0.into()),
    };
    let mut out = Map::new();
    out.insert("result".to_owned(), result);
    out.insert("ms".to_owned(), attempt.ms.into());
    if attempt.redirected {
        out.insert("redirected".to_owned(), true.into());
    }
    if let Some(url) = &attempt.final_url {
        out.insert("finalUrl".to_owned(), url.as_str().into());
    }
    if let Some(seconds) = attempt.retry_after {
        out.insert("retryAfter".to_owned(), seconds.into());
    }
    if let Some(timing) = attempt.timing {
        // What differs between "nothing" and "0 exactly" is the point of it.
        let duration = if timing.zero { json!("zero") } else { timing.duration_ms.into() };
        out.insert("timing".to_owned(), duration);
        if let Some(status) = timing.response_status {
            out.insert("timingStatus".to_owned(), status.into());
        }
    }
    if !attempt.headers.is_empty() {
        let headers: Map<String, Value> = attempt.headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        out.insert("headers".to_owned(), headers.into());
    }
    out.into()
}

/// A probe from its JSON; a field that is not understood is an error.
pub fn read(value: &Value) -> Result<(Observation, More), String> {
    let fields = value.as_object().ok_or("an object is expected")?;
    let mut seen = Observation::new(Engine::Unknown, Attempt::new(AttemptResult::Failed, 0));
    let mut more = More::default();
    let mut boxed = Boxed::default();
    for (name, value) in fields {
        match name.as_str() {
            "engine" => seen.engine = Engine::from_id(text(value)?),
            "cors" => seen.cors = read_attempt(value)?,
            "noCors" => seen.no_cors = Some(read_attempt(value)?),
            "again" => seen.again = Some(read_attempt(value)?),
            "controlMs" => seen.control_ms = Some(number(value)?),
            "limitMs" => seen.limit_ms = number(value)?,
            "defaultPort" => seen.default_port = value == true,
            "cspBlocked" => seen.csp_blocked = value == true,
            "ownServiceWorker" => seen.own_service_worker = value == true,
            "websocket1015" => seen.websocket_1015 = Some(value == true),
            "object" => boxed.object = read_element(value)?,
            "frame" => boxed.frame = Some(read_element(value)?),
            "online" => more.online = Some(value == true),
            "name" => more.name = NAMES.into_iter().find(|own| Some(own.id()) == value.as_str()),
            other => return Err(format!("an unknown field: {other}")),
        }
    }
    more.boxed = fields.contains_key("object").then_some(boxed);
    Ok((seen, more))
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("a text is expected, not {value}"))
}

fn number(value: &Value) -> Result<u32, String> {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).ok_or_else(|| format!("a number is expected, not {value}"))
}

fn read_element(value: &Value) -> Result<Element, String> {
    let words: Vec<&str> = text(value)?.split(' ').filter(|word| !word.is_empty()).collect();
    if let Some(word) = words.iter().find(|word| !FLAGS.contains(word)) {
        return Err(format!("an unknown word: {word}"));
    }
    let [load, error, fallback, navigated] = FLAGS.map(|name| words.contains(&name));
    Ok(Element { load, error, fallback, navigated })
}

fn read_attempt(value: &Value) -> Result<Attempt, String> {
    let result = match &value["result"] {
        Value::Number(status) => AttemptResult::Status(status.as_u64().and_then(|status| u16::try_from(status).ok()).ok_or("no status")?),
        other => {
            AttemptResult::NAMED.iter().find(|own| Some(own.0) == other.as_str()).ok_or_else(|| format!("an unknown result: {other}"))?.1
        }
    };
    let mut attempt = Attempt::new(result, number(&value["ms"])?);
    for (name, value) in value.as_object().into_iter().flatten() {
        match name.as_str() {
            "result" | "ms" | "timingStatus" => {}
            "redirected" => attempt.redirected = value == true,
            "finalUrl" => attempt.final_url = Some(text(value)?.to_owned()),
            "retryAfter" => attempt.retry_after = Some(number(value)?),
            "timing" => {
                let zero = value == "zero";
                attempt.timing = Some(Timing { zero, duration_ms: if zero { 0 } else { number(value)? }, response_status: None });
            }
            "headers" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let name = SHOWN.into_iter().find(|own| own == name).ok_or_else(|| format!("a header that is not shown: {name}"))?;
                    attempt.headers.push((name, text(value)?.to_owned()));
                }
            }
            other => return Err(format!("an unknown field: {other}")),
        }
    }
    if let (Some(timing), Some(status)) = (&mut attempt.timing, value.get("timingStatus")) {
        timing.response_status = Some(number(status)? as u16);
    }
    Ok(attempt)
}
