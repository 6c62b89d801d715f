//! Reads the service's JSON. Field by field, with nothing taken for granted: what is missing or of another type is left out, and every text
//! is shortened and freed of control characters.

use serde_json::Value;

use super::rows::{Certificate, Phase};
use crate::core::{address::read_ip, text::has};

/// More than this is not read, in bytes. A measurement of 50 probes with whole headers and bodies, which it repeats in `rawOutput`, is
/// about 2 MB.
pub const MAX_BYTES: usize = 4 << 20;
/// No measurement of ours has more results.
const MAX_RESULTS: usize = 200;

/// A measurement as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
    /// Nothing more will come.
    pub is_final: bool,
    /// One result for each probe, always in the same order.
    pub results: Vec<Entry>,
}

/// One probe and its test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The probe's country, two capital letters, or nothing.
    pub country: String,
    /// Its city.
    pub city: String,
    /// Its network's number; 0: not said.
    pub asn: u32,
    /// Its network's name.
    pub network: String,
    /// Tagged as a network of homes and offices.
    pub at_home: bool,
    /// Its test.
    pub test: Test,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Not over.
    Waiting,
    /// The probe or the service failed, or the probe is offline.
    Dropped,
    /// No answer, and what the probe's program said.
    Silent(Phase, String),
    /// An answer.
    Answer(Box<Seen>),
}

/// An answer of the site, as far as it is used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// Whose protection turned the probe away, if an answer of this kind says so.
    pub protection: Option<&'static str>,
    /// It came through Cloudflare.
    pub cloudflare: bool,
    /// Another network of servers that it names.
    pub cdn: Option<&'static str>,
    /// The body is that of Cloudflare's `/cdn-cgi/trace`.
    pub is_trace: bool,
    /// From the beginning to its end, in milliseconds.
    pub ms: Option<u32>,
    /// The address that the name led to.
    pub resolved: Option<String>,
    /// The certificate.
    pub certificate: Option<Certificate>,
}

/// Parses a body. `None`: too long, or not JSON.
pub fn parse(body: &str) -> Option<Value> {
    if body.len() > MAX_BYTES { None } else { serde_json::from_str(body).ok() }
}

/// A text without line breaks and characters that could hide or turn others, shortened to so many characters.
pub fn plain(text: &str, limit: usize) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut out = String::new();
    let mut count = 0;
    for c in text.trim().chars() {
        let c = if hides(c) { ' ' } else { c };
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        if count == limit {
            out.push('…');
            break;
        }
        out.push(c);
        count += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

fn text(value: &Value, limit: usize) -> String {
    plain(value.as_str().unwrap_or_default(), limit)
}

/// The number and the count of probes of a new measurement. The number becomes part of an address, so it is nothing but letters and digits
/// (`src/measurement/route/get-measurement.ts`).
pub fn created(body: &str) -> Option<(String, u32)> {
    let value = parse(body)?;
    let id = value["id"].as_str()?;
    let fits = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let count = value["probesCount"].as_u64().unwrap_or(0).min(1000);
    fits.then(|| (id.to_owned(), count as u32))
}

/// What an error says (`error.params` names the fields, `error.message` is general).
pub fn error(body: &str) -> Option<String> {
    let value = parse(body)?;
    let error = &value["error"];
    let field = error["params"].as_object().and_then(|params| params.values().next());
    let said = text(field.filter(|field| field.is_string()).unwrap_or(&error["message"]), 200);
    (!said.is_empty()).then_some(said)
}

/// A measurement. `None`: it isn't one.
pub fn measurement(body: &str) -> Option<Measurement> {
    let value = parse(body)?;
    let status = value["status"].as_str()?;
    let results = value["results"].as_array()?;
    Some(Measurement { is_final: status != "in-progress", results: results.iter().take(MAX_RESULTS).map(entry).collect() })
}

fn entry(value: &Value) -> Entry {
    let probe = &value["probe"];
    let country = probe["country"].as_str().filter(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
    Entry {
        country: country.unwrap_or_default().to_owned(),
        city: text(&probe["city"], 60),
        asn: probe["asn"].as_u64().and_then(|asn| u32::try_from(asn).ok()).unwrap_or(0),
        network: text(&probe["network"], 80),
        at_home: probe["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag == "eyeball-network")),
        test: test(&value["result"]),
    }
}

fn test(result: &Value) -> Test {
    match result["status"].as_str() {
        Some("in-progress") => Test::Waiting,
        Some("finished") => match result["statusCode"].as_u64() {
            Some(status @ 100..=999) => Test::Answer(Box::new(seen(status as u16, result))),
            _ => Test::Silent(Phase::Unknown, text(&result["rawOutput"], 160)),
        },
        Some("failed") => {
            let said = result["rawOutput"].as_str().unwrap_or_default();
            match result["failureSource"].as_str() {
                Some("internal") => Test::Dropped,
                Some("resolver") => Test::Silent(Phase::Dns, plain(said, 160)),
                _ => Test::Silent(phase(said), plain(said, 160)),
            }
        }
        _ => Test::Dropped,
    }
}

/// Which step failed, by what the probe's program says. Messages of c-ares (`queryA ENOTFOUND name`), of Node.js (`connect ECONNREFUSED
/// 1.2.3.4:443`; libuv's names), of OpenSSL and of undici, as globalping-probe passes them on (`src/command/handlers/http/undici.ts`,
/// `src/lib/dns.ts` and their tests).
fn phase(said: &str) -> Phase {
    let any = |words: &[&str]| words.iter().any(|word| has(said, word));
    let begins = |words: &[&str]| words.iter().any(|word| said.starts_with(word));
    if begins(&["query", "getaddrinfo", "ENODATA", "DNS lookup"]) || any(&["ENOTFOUND", "EAI_AGAIN", "Private IP ranges"]) {
        Phase::Dns
    } else if begins(&["connect "]) || any(&["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "Connect Timeout"]) {
        Phase::Connect
    } else if any(&["before secure TLS connection", "SSL routines", "EPROTO", "ERR_SSL", "TLS", "HTTP/2 is not supported"]) {
        Phase::Tls
    } else if any(&["ECONNRESET", "EPIPE", "socket hang up", "ECONNABORTED"]) {
        Phase::Cut
    } else if any(&["Request timeout", "ETIMEDOUT"]) {
        Phase::Timeout
    } else if any(&[
        "other side closed",
        "Parse Error",
        "HTTP/1",
        "Timeout Error",
        "incorrect header check",
        "unexpected end of file",
        "HPE_",
    ]) {
        Phase::Http
    } else {
        Phase::Unknown
    }
}

/// A header's first value; names are in lower case (`src/command/handlers/http/undici.ts`).
fn header<'a>(headers: &'a Value, name: &str) -> Option<&'a str> {
    match &headers[name] {
        Value::String(value) => Some(value),
        Value::Array(values) => values.first().and_then(Value::as_str),
        _ => None,
    }
}

fn seen(status: u16, result: &Value) -> Seen {
    let headers = &result["headers"];
    let body = result["rawBody"].as_str().unwrap_or_default();
    let server = header(headers, "server").unwrap_or_default().to_ascii_lowercase();
    let cloudflare = server == "cloudflare" || header(headers, "cf-ray").is_some();
    Seen {
        status,
        location: header(headers, "location").filter(|to| to.len() <= 4096).map(str::to_owned),
        protection: protection(status, headers, &server, body),
        cloudflare,
        cdn: if cloudflare { None } else { cdn(headers, &server) },
        is_trace: has(body, "\ncolo=") && has(body, "\nh="),
        ms: result["timings"]["total"].as_f64().filter(|ms| (0.0..=600_000.0).contains(ms)).map(|ms| ms as u32),
        resolved: result["resolvedAddress"].as_str().filter(|ip| read_ip(ip).is_some()).map(str::to_owned),
        certificate: certificate(&result["tls"]),
    }
}

/// Who turned the probe away. Two kinds of marks: headers that say so by themselves, whatever the status (Cloudflare: "Detect a Challenge
/// Page response"; AWS: "CAPTCHA and Challenge action behavior", which answers 202 and 405; Vercel's and Sucuri's as people quote them),
/// and names of products whose refusals (403, 429) are their own. A 503 needs words of a challenge: a site that is down says it, too.
fn protection(status: u16, headers: &Value, server: &str, body: &str) -> Option<&'static str> {
    let given = |name: &str| header(headers, name).is_some();
    let value = |name: &str, values: &[&str]| header(headers, name).is_some_and(|value| values.contains(&value));
    let words = |list: &[&str]| list.iter().any(|word| has(body, word));
    if value("cf-mitigated", &["challenge"]) {
        return Some("Cloudflare");
    }
    if value("x-amzn-waf-action", &["challenge", "captcha"]) {
        return Some("AWS WAF");
    }
    if value("x-vercel-mitigated", &["challenge", "deny"]) {
        return Some("Vercel");
    }
    if given("x-sucuri-block") {
        return Some("Sucuri");
    }
    if !matches!(status, 403 | 429 | 503) {
        return None;
    }
    if words(&["challenge-platform", "cf_chl_opt", "cf-error-details", "Attention Required! | Cloudflare", "Just a moment..."])
        && (server == "cloudflare" || given("cf-ray"))
    {
        return Some("Cloudflare");
    }
    if given("x-datadome") || given("x-dd-b") || server == "datadome" {
        return Some("DataDome");
    }
    if given("x-kpsdk-ct") || given("x-kpsdk-r") {
        return Some("Kasada");
    }
    if server == "ddos-guard" {
        return Some("DDoS-Guard");
    }
    if words(&["_Incapsula_Resource", "Incapsula incident ID"]) {
        return Some("Imperva");
    }
    if status == 503 {
        return None;
    }
    if given("x-iinfo") || value("x-cdn", &["Imperva", "Incapsula"]) {
        return Some("Imperva");
    }
    if server.starts_with("akamaighost") || given("akamai-grn") {
        return Some("Akamai");
    }
    if server.starts_with("sucuri") || given("x-sucuri-id") {
        return Some("Sucuri");
    }
    None
}

/// Which network of servers the answer names (`research/browser.md` B.3).
fn cdn(headers: &Value, server: &str) -> Option<&'static str> {
    let given = |name: &str| header(headers, name).is_some();
    let begins = |name: &str, with: &str| header(headers, name).is_some_and(|value| value.starts_with(with));
    let found = [
        (given("x-amz-cf-id"), "Amazon CloudFront"),
        (begins("x-served-by", "cache-"), "Fastly"),
        (given("x-vercel-id"), "Vercel"),
        (given("x-azure-ref"), "Azure Front Door"),
        (given("akamai-grn") || server.starts_with("akamai"), "Akamai"),
        (given("x-iinfo"), "Imperva"),
        (given("x-sucuri-id"), "Sucuri"),
        (given("x-nf-request-id"), "Netlify"),
        (given("fly-request-id"), "Fly.io"),
        (server.starts_with("bunnycdn"), "Bunny"),
    ];
    found.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
}

fn certificate(tls: &Value) -> Option<Certificate> {
    let authorized = tls["authorized"].as_bool()?;
    let error = text(&tls["error"], 80);
    Some(Certificate {
        authorized,
        error: (!authorized && !error.is_empty()).then_some(error),
        from_ms: tls["createdAt"].as_str().and_then(iso_ms),
        until_ms: tls["expiresAt"].as_str().and_then(iso_ms),
    })
}

/// A moment as `Date.prototype.toISOString` writes it (`2026-10-01T00:00:00.000Z`; the fraction may be missing), in milliseconds since
/// 1970. Moments before 1970 are `None`.
pub fn iso_ms(text: &str) -> Option<u64> {
    let rest = text.strip_suffix('Z')?;
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let bytes = whole.as_bytes();
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if bytes.len() != 19 || separators.iter().any(|&(at, byte)| bytes[at] != byte) {
        return None;
    }
    let number = |at: usize, len: usize| {
        bytes[at..at + len].iter().try_fold(0_u64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let ms = fraction.bytes().chain(*b"00").take(3).fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => return None,
    };
    if year < 1970 || day == 0 || day > days || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970-01-01, counted from March (Howard Hinnant's days_from_civil).
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, Test, created, error, iso_ms, measurement, phase, plain};
    use crate::core::elsewhere::rows::Phase;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// One result of the service's own example (`public/v1/components/examples.yaml`, `getHttpMeasurementResponse`), bodies shortened.
    fn documented() -> Value {
        json!({
            "id": "9J2BCohDSuxoiaOD", "type": "http", "status": "finished", "createdAt": "2023-07-14T18:34:05.161Z",
            "updatedAt": "2023-07-14T18:34:06.310Z", "target": "cdn.jsdelivr.net", "probesCount": 1,
            "measurementOptions": {"request": {"method": "GET", "path": "/npm/jquery"}},
            "results": [{
                "probe": {
                    "continent": "AS", "region": "Eastern Asia", "country": "KR", "state": null, "city": "Seoul", "asn": 40676,
                    "longitude": 126.98, "latitude": 37.57, "network": "Psychz Networks", "tags": ["datacenter-network"],
                    "resolvers": ["8.8.8.8", "8.8.4.4"],
                },
                "result": {
                    "status": "finished", "resolvedAddress": "104.16.88.20",
                    "headers": {
                        "date": "Fri, 14 Jul 2023 18:34:05 GMT", "content-type": "application/javascript; charset=utf-8",
                        "x-served-by": "cache-fra-eddf8230065-FRA, cache-yyz4549-YYZ", "x-cache": "HIT, MISS", "cf-cache-status": "HIT",
                        "server": "cloudflare", "cf-ray": "7e6bdb9999778a57-NRT", "content-encoding": "br",
                    },
                    "rawHeaders": "Date: Fri, 14 Jul 2023 18:34:05 GMT", "rawBody": "/*! jQuery", "rawOutput": "HTTP/1.1 200", "truncated": true,
                    "statusCode": 200, "statusCodeName": "OK",
                    "timings": {"total": 30, "download": 17, "firstByte": 3, "dns": 5, "tls": 4, "tcp": 1},
                    "tls": {
                        "authorized": true, "createdAt": "2023-04-27T00:00:00.000Z", "expiresAt": "2024-05-27T23:59:59.000Z",
                        "protocol": "TLSv1.3",
                    },
                },
            }],
        })
    }

    fn one(result: Value) -> Test {
        let mut value = documented();
        value["results"][0]["result"] = result;
        measurement(&value.to_string()).unwrap().results.remove(0).test
    }

    #[test]
    fn the_documented_example() {
        let seen = measurement(&documented().to_string()).unwrap();
        assert!(seen.is_final);
        let entry = &seen.results[0];
        assert_eq!((entry.country.as_str(), entry.city.as_str(), entry.asn), ("KR", "Seoul", 40676));
        assert_eq!((entry.network.as_str(), entry.at_home), ("Psychz Networks", false));
        let Test::Answer(answer) = &entry.test else { panic!("{entry:?}") };
        assert_eq!((answer.status, answer.cloudflare, answer.cdn, answer.protection), (200, true, None, None));
        assert_eq!((answer.ms, answer.resolved.as_deref()), (Some(30), Some("104.16.88.20")));
        let certificate = answer.certificate.as_ref().unwrap();
        assert_eq!((certificate.from_ms, certificate.until_ms), (Some(1_682_553_600_000), Some(1_716_854_399_000)));
    }

    #[test]
    fn tests_that_did_not_finish() {
        for (result, expected) in [
            (json!({"status": "in-progress", "rawOutput": "", "rawHeaders": "", "rawBody": ""}), Test::Waiting),
            (json!({"status": "offline", "rawOutput": "This probe is currently offline. Please try again later."}), Test::Dropped),
            (json!({"status": "failed", "failureSource": "internal", "rawOutput": "The measurement timed out."}), Test::Dropped),
            (
                json!({"status": "failed", "failureSource": "resolver", "rawOutput": "queryA ETIMEOUT example.com"}),
                Test::Silent(Phase::Dns, "queryA ETIMEOUT example.com".into()),
            ),
            (
                json!({"status": "failed", "failureSource": "target", "rawOutput": "Request timeout.", "timings": {"total": null}}),
                Test::Silent(Phase::Timeout, "Request timeout.".into()),
            ),
            // The field is called experimental: it may be missing.
            (
                json!({"status": "failed", "rawOutput": "connect ECONNREFUSED 93.184.216.34:443"}),
                Test::Silent(Phase::Connect, "connect ECONNREFUSED 93.184.216.34:443".into()),
            ),
            (json!({"status": "new-one"}), Test::Dropped),
            (json!({}), Test::Dropped),
            (json!(null), Test::Dropped),
            (json!({"status": "finished", "statusCode": null, "rawOutput": ""}), Test::Silent(Phase::Unknown, String::new())),
            (json!({"status": "finished", "statusCode": 99999}), Test::Silent(Phase::Unknown, String::new())),
        ] {
            assert_eq!(one(result.clone()), expected, "{result}");
        }
    }

    #[test]
    fn phases() {
        for (said, expected) in [
            ("queryA ENOTFOUND missing.example", Phase::Dns),
            ("queryA ECONNREFUSED missing.example", Phase::Dns),
            ("ENODATA example.com", Phase::Dns),
            ("Private IP ranges are not allowed.", Phase::Dns),
            ("connect ECONNREFUSED 1.2.3.4:443", Phase::Connect),
            ("connect EHOSTUNREACH 1.2.3.4:443", Phase::Connect),
            ("connect ETIMEDOUT 1.2.3.4:443", Phase::Connect),
            ("Client network socket disconnected before secure TLS connection was established", Phase::Tls),
            ("write EPROTO 80D0:error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:", Phase::Tls),
            ("HTTP/2 is not supported by the server.", Phase::Tls),
            ("read ECONNRESET", Phase::Cut),
            ("other side closed", Phase::Http),
            ("Response does not match the HTTP/1.1 protocol (Expected HTTP/)", Phase::Http),
            ("incorrect header check", Phase::Http),
            ("Request timeout.", Phase::Timeout),
            ("", Phase::Unknown),
            ("something new", Phase::Unknown),
        ] {
            assert_eq!(phase(said), expected, "{said}");
        }
    }

    #[test]
    fn who_turned_it_away() {
        for (status, headers, body, expected) in [
            (403, json!({"cf-mitigated": "challenge", "server": "cloudflare"}), "", Some("Cloudflare")),
            (429, json!({"cf-mitigated": "challenge"}), "", Some("Cloudflare")),
            (
                403,
                json!({"server": "cloudflare", "cf-ray": "1-FRA"}),
                "<title>Attention Required! | Cloudflare</title>",
                Some("Cloudflare"),
            ),
            (503, json!({"server": "cloudflare"}), "<script src=\"/cdn-cgi/challenge-platform/x\">", Some("Cloudflare")),
            // Cloudflare passes errors of the site on under its own name.
            (403, json!({"server": "cloudflare", "cf-ray": "1-FRA"}), "Forbidden", None),
            (503, json!({"server": "cloudflare", "cf-ray": "1-FRA"}), "", None),
            (200, json!({"server": "cloudflare"}), "cf_chl_opt", None),
            (202, json!({"x-amzn-waf-action": "challenge"}), "", Some("AWS WAF")),
            (405, json!({"x-amzn-waf-action": "captcha"}), "", Some("AWS WAF")),
            (403, json!({"x-vercel-mitigated": "deny"}), "", Some("Vercel")),
            (403, json!({"x-sucuri-block": "IPBLOCK"}), "", Some("Sucuri")),
            (403, json!({"x-datadome": "protected"}), "", Some("DataDome")),
            (200, json!({"x-datadome": "protected"}), "", None),
            (429, json!({"x-kpsdk-ct": "abc"}), "", Some("Kasada")),
            (403, json!({"server": "ddos-guard"}), "", Some("DDoS-Guard")),
            (403, json!({"server": "AkamaiGHost"}), "", Some("Akamai")),
            (503, json!({"server": "AkamaiGHost"}), "", None),
            (403, json!({"x-iinfo": "9-1122-0 NNNN"}), "", Some("Imperva")),
            (503, json!({"x-iinfo": "9-1122-0 NNNN"}), "Incapsula incident ID: 1", Some("Imperva")),
            (403, json!({"server": ["nginx", "x"]}), "", None),
            (403, json!(null), "", None),
        ] {
            let test = one(json!({"status": "finished", "statusCode": status, "headers": headers, "rawBody": body}));
            let Test::Answer(seen) = test else { panic!("{test:?}") };
            assert_eq!(seen.protection, expected, "{status} {headers} {body}");
        }
    }

    #[test]
    fn networks_of_servers() {
        for (headers, cloudflare, cdn) in [
            (json!({"server": "Cloudflare"}), true, None),
            (json!({"cf-ray": "1-FRA", "x-served-by": "cache-fra-1"}), true, None),
            (json!({"x-served-by": "cache-fra-1"}), false, Some("Fastly")),
            (json!({"x-served-by": "web-1"}), false, None),
            (json!({"x-amz-cf-id": "abc"}), false, Some("Amazon CloudFront")),
            (json!({"server": "nginx", "via": "1.1 varnish"}), false, None),
        ] {
            let Test::Answer(seen) = one(json!({"status": "finished", "statusCode": 200, "headers": headers})) else { panic!() };
            assert_eq!((seen.cloudflare, seen.cdn), (cloudflare, cdn), "{headers}");
        }
    }

    #[test]
    fn numbers_and_errors() {
        assert_eq!(created(r#"{"id":"nzGzfAGL7sZfUs3c","probesCount":2}"#), Some(("nzGzfAGL7sZfUs3c".into(), 2)));
        for body in ["", "{}", "[]", r#"{"id":"../limits"}"#, r#"{"id":"a b"}"#, r#"{"id":""}"#, r#"{"id":7}"#] {
            assert_eq!(created(body), None, "{body}");
        }
        assert_eq!(created(&json!({"id": "a".repeat(65)}).to_string()), None);
        let invalid = r#"{"error":{"type":"validation_error","message":"Parameter validation failed.","params":{"target":"\"target\" must not be a private hostname"}}}"#;
        assert_eq!(error(invalid).as_deref(), Some("\"target\" must not be a private hostname"));
        let none = r#"{"error":{"type":"no_probes_found","message":"No matching IPv4 probes available."}}"#;
        assert_eq!(error(none).as_deref(), Some("No matching IPv4 probes available."));
        assert_eq!(error("<html>"), None);
        assert_eq!(error(r#"{"error":{"params":{"x":{"y":1}},"message":""}}"#), None);
        assert_eq!(measurement(&format!("{}{}", " ".repeat(MAX_BYTES), documented())), None);
        assert_eq!(measurement(&"[".repeat(100_000)), None);
    }

    #[test]
    fn texts() {
        assert_eq!(plain("  a\r\n\tb\u{202e}c\u{0} ", 10), "a b c");
        assert_eq!(plain("äöüß", 3), "äöü…");
        assert_eq!(plain("äöü", 3), "äöü");
        assert_eq!(plain("<b>\u{feff}", 9), "<b>");
    }

    #[test]
    fn moments() {
        for (text, expected) in [
            ("1970-01-01T00:00:00.000Z", Some(0)),
            ("2024-02-29T23:59:59.999Z", Some(1_709_251_199_999)),
            ("2024-02-29T23:59:59Z", Some(1_709_251_199_000)),
            ("2024-02-29T23:59:59.5Z", Some(1_709_251_199_500)),
            ("2023-02-29T00:00:00.000Z", None),
            ("2023-04-31T00:00:00.000Z", None),
            ("2023-13-01T00:00:00.000Z", None),
            ("2023-00-01T00:00:00.000Z", None),
            ("1969-12-31T23:59:59.000Z", None),
            ("2023-01-01T24:00:00.000Z", None),
            ("2023-01-01 00:00:00.000Z", None),
            ("2023-01-01T00:00:00.000", None),
            ("2023-01-01T00:00:00.Z", None),
            ("+02023-01-01T00:00:00Z", None),
            ("2023-01-01T00:00:0äZ", None),
            ("Z", None),
            ("", None),
        ] {
            assert_eq!(iso_ms(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_body(body in any::<String>()) {
            let _ = (measurement(&body), created(&body), error(&body), iso_ms(&body));
        }

        /// Whatever takes the place of a part of a measurement, it is read without a panic, and no text is long or hides anything.
        #[test]
        fn any_part(path in prop::sample::select(vec![
            "/results", "/results/0", "/results/0/probe", "/results/0/probe/city", "/results/0/probe/tags", "/results/0/probe/asn",
            "/results/0/result", "/results/0/result/headers", "/results/0/result/headers/server", "/results/0/result/tls",
            "/results/0/result/tls/createdAt", "/results/0/result/timings/total", "/results/0/result/statusCode", "/status",
        ]), text in any::<String>(), number in any::<f64>(), kind in 0..5) {
            let mut value = documented();
            *value.pointer_mut(path).unwrap() = match kind {
                0 => text.repeat(50).into(),
                1 => number.into(),
                2 => json!([text, null, {"a": number}]),
                3 => json!({text: number}),
                _ => Value::Null,
            };
            if let Some(seen) = measurement(&value.to_string()) {
                for entry in seen.results {
                    for said in [&entry.city, &entry.network] {
                        let hides = said.contains(|c: char| c.is_control() || c == '\u{202e}');
                        prop_assert!(said.chars().count() <= 81 && !hides);
                    }
                }
            }
        }
    }
}
