//! What is sent: the request that creates a measurement, and the address that a redirect leads to.

use serde_json::{Map, Value, json};

use super::{Place, Plan};
use crate::core::address::Address;

/// How a probe asks. The service knows `OPTIONS`, too; nothing here needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The head of the answer alone: what a probe sends unless told otherwise, and the least load for the site.
    Head,
    /// The answer with up to 10 KB of its body, as a browser asks.
    Get,
}

/// The places to ask from. Every entry has a limit, so that the service counts by entry; it takes a probe that fits two entries once.
pub fn locations(place: &Place, plan: &Plan) -> Value {
    let mut list = Vec::new();
    let mut left = Plan::MOST_PROBES;
    let mut add = |keys: &[(&str, Value)], limit: u8| {
        let limit = u16::from(limit).min(left);
        if limit > 0 {
            left -= limit;
            let mut entry: Map<String, Value> = keys.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
            entry.insert("limit".to_owned(), limit.into());
            list.push(Value::Object(entry));
        }
    };
    let country = place.country.as_deref().map(|code| ("country", Value::from(code)));
    if let Some(asn) = place.asn {
        // A network may span countries; what is blocked is mostly blocked in one.
        let keys: Vec<_> = [Some(("asn", Value::from(asn))), country.clone()].into_iter().flatten().collect();
        add(&keys, plan.network);
    }
    if let Some(country) = country {
        let home = plan.country - plan.country / 3;
        add(&[country.clone(), ("tags", json!(["eyeball-network"]))], home);
        add(&[country, ("tags", json!(["datacenter-network"]))], plan.country - home);
    }
    add(&[("magic", "world".into())], plan.world);
    Value::Array(list)
}

/// The JSON of a measurement (`MeasurementRequest` in `public/v1/components/schemas.yaml`).
pub fn body(address: &Address, method: Method, locations: Value, plan: &Plan) -> String {
    let host = address.host();
    let host = host.strip_suffix('.').unwrap_or(host).trim_matches(['[', ']']);
    let mut request = json!({ "method": if method == Method::Head { "HEAD" } else { "GET" }, "path": address.path() });
    if let Some(query) = address.query().filter(|query| !query.is_empty()) {
        request["query"] = query.into();
    }
    let mut options = json!({ "protocol": if address.scheme() == "https" { "HTTPS" } else { "HTTP" }, "request": request });
    if let Some(port) = address.port() {
        options["port"] = port.into();
    }
    json!({
        "type": "http",
        "target": host,
        "inProgressUpdates": true,
        "timeout": plan.timeout_s.clamp(5, 30),
        "locations": locations,
        "measurementOptions": options,
    })
    .to_string()
}

/// Whether the service can measure an address: probes take names in ASCII, and names with a dot in them.
pub fn is_measurable(address: &Address) -> bool {
    address.host().is_ascii()
}

/// Where a `Location` leads (RFC 9110, section 10.2.2; RFC 3986, section 5.2). Dot segments stay: the probe resolves them. `None`: not to
/// http or https, or no address.
pub fn resolve(base: &Address, location: &str) -> Option<Address> {
    let mut text = String::new();
    for c in location.trim().chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')) {
        if c == ' ' {
            text.push_str("%20");
        } else {
            text.push(c);
        }
    }
    let end = text.find('#').unwrap_or(text.len());
    text.truncate(end);
    // The parser for what people paste takes these away at the end; a server means them.
    if let Some(last) = text.pop() {
        match last {
            '"' => text.push_str("%22"),
            '\'' => text.push_str("%27"),
            '`' => text.push_str("%60"),
            '<' => text.push_str("%3C"),
            '>' => text.push_str("%3E"),
            ',' => text.push_str("%2C"),
            ';' => text.push_str("%3B"),
            other => text.push(other),
        }
    }
    let scheme = text.find(':').filter(|at| !text[..*at].contains(['/', '\\', '?']));
    let mut rest = text.as_str();
    if let Some(at) = scheme {
        let named = |name: &str| text[..at].eq_ignore_ascii_case(name);
        if !named("http") && !named("https") {
            return None;
        }
        // `https:/x` on a page of https leads to a path of the same host (URL standard, "special relative or authority state").
        let relative = named(base.scheme()) && !leads_with_slashes(&text[at + 1..], 2);
        if !relative {
            return Address::parse(&text).ok();
        }
        rest = &text[at + 1..];
    }
    let mut whole;
    if leads_with_slashes(rest, 2) {
        whole = String::from(base.scheme());
        whole.push(':');
    } else {
        whole = base.origin();
        if rest.is_empty() || rest.starts_with('?') {
            whole.push_str(base.path());
        } else if !leads_with_slashes(rest, 1) {
            let path = base.path();
            whole.push_str(&path[..path.rfind('/').map_or(0, |at| at + 1)]);
        }
    }
    whole.push_str(rest);
    Address::parse(&whole).ok()
}

/// The same address without a trace of how it was typed, so that two of them can be compared.
pub fn same(address: &Address) -> Address {
    Address::parse(&address.href()).unwrap_or_else(|_| address.clone())
}

/// Browsers take a backslash for a slash in such addresses.
fn leads_with_slashes(text: &str, count: usize) -> bool {
    text.len() >= count && text.bytes().take(count).all(|byte| byte == b'/' || byte == b'\\')
}

#[cfg(test)]
mod tests {
    use super::{Method, body, locations, resolve};
    use crate::core::{
        address::Address,
        elsewhere::{Place, Plan},
    };
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn bodies() {
        let plan = Plan::default();
        let place = Place::new(Some(3320), Some("DE"));
        let text = body(&Address::parse("https://shop.example.com/a?b=1#c").unwrap(), Method::Head, locations(&place, &plan), &plan);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({
                "type": "http", "target": "shop.example.com", "inProgressUpdates": true, "timeout": 15,
                "locations": [
                    {"asn": 3320, "country": "DE", "limit": 4},
                    {"country": "DE", "tags": ["eyeball-network"], "limit": 4},
                    {"country": "DE", "tags": ["datacenter-network"], "limit": 2},
                    {"magic": "world", "limit": 6},
                ],
                "measurementOptions": {"protocol": "HTTPS", "request": {"method": "HEAD", "path": "/a", "query": "b=1"}},
            })
        );
        let text = body(&Address::parse("http://[2606:4700::1111]:8080/").unwrap(), Method::Get, "abc".into(), &plan);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({
                "type": "http", "target": "2606:4700::1111", "inProgressUpdates": true, "timeout": 15, "locations": "abc",
                "measurementOptions": {"protocol": "HTTP", "port": 8080, "request": {"method": "GET", "path": "/"}},
            })
        );
        let text = body(&Address::parse("https://example.com./?").unwrap(), Method::Get, "abc".into(), &plan);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["target"], "example.com");
        assert_eq!(value["measurementOptions"]["request"].get("query"), None);
    }

    #[test]
    fn places() {
        for (asn, country, expected) in [
            (None, None, json!([{"magic": "world", "limit": 6}])),
            (Some(0), Some("T1"), json!([{"magic": "world", "limit": 6}])),
            (None, Some("de"), json!([{"magic": "world", "limit": 6}])),
            (None, Some("EU"), json!([{"magic": "world", "limit": 6}])),
            (Some(7), None, json!([{"asn": 7, "limit": 4}, {"magic": "world", "limit": 6}])),
            (
                None,
                Some("NO"),
                json!([{"country": "NO", "tags": ["eyeball-network"], "limit": 4}, {"country": "NO", "tags": ["datacenter-network"], "limit": 2}, {"magic": "world", "limit": 6}]),
            ),
        ] {
            let place = Place::new(asn, country);
            assert_eq!(locations(&place, &Plan::default()), expected);
            let sum: u64 = expected.as_array().unwrap().iter().map(|entry| entry["limit"].as_u64().unwrap()).sum();
            assert_eq!(u64::from(Plan::default().tests(&place).0), sum);
        }
        assert_eq!(Plan::default().tests(&Place::new(Some(1), Some("DE"))), (16, 120));
    }

    #[test]
    fn never_more_probes_than_permitted() {
        let plan = Plan { network: 200, country: 200, world: 200, ..Plan::default() };
        let list = locations(&Place::new(Some(1), Some("DE")), &plan);
        let sum: u64 = list.as_array().unwrap().iter().map(|entry| entry["limit"].as_u64().unwrap()).sum();
        assert_eq!((sum, plan.tests(&Place::new(Some(1), Some("DE")))), (50, (50, 120)));
    }

    #[test]
    fn redirects() {
        let base = Address::parse("https://example.com:8443/a/b?c=d").unwrap();
        for (location, expected) in [
            ("https://www.example.com/x", Some("https://www.example.com/x")),
            ("HTTP://www.example.com", Some("http://www.example.com/")),
            ("//cdn.example.com/x?y#z", Some("https://cdn.example.com/x?y")),
            ("\\\\cdn.example.com\\x", Some("https://cdn.example.com/x")),
            ("/login?next=/a:b", Some("https://example.com:8443/login?next=/a:b")),
            ("next", Some("https://example.com:8443/a/next")),
            ("../up", Some("https://example.com:8443/a/../up")),
            ("./x:y", Some("https://example.com:8443/a/./x:y")),
            ("?page=2", Some("https://example.com:8443/a/b?page=2")),
            ("", Some("https://example.com:8443/a/b")),
            ("#top", Some("https://example.com:8443/a/b")),
            (" /with space ", Some("https://example.com:8443/with%20space")),
            ("/a;", Some("https://example.com:8443/a%3B")),
            ("/\u{fc}", Some("https://example.com:8443/\u{fc}")),
            ("https:/x.example.com/y", Some("https://example.com:8443/x.example.com/y")),
            ("https:x", Some("https://example.com:8443/a/x")),
            ("http:/x.example.com/y", Some("http://x.example.com/y")),
            ("javascript:alert(1)", None),
            ("intent://x#Intent;end", None),
            ("https://", None),
            ("https://a b.example.com/", None),
            ("https://[::1", None),
        ] {
            assert_eq!(resolve(&base, location).map(|address| address.href()).as_deref(), expected, "{location:?}");
        }
    }

    proptest! {
        #[test]
        fn any_location(location in any::<String>(), odd in "[a-z:/?#\\\\. @\\[\\]%;,\"]{0,30}") {
            let base = Address::parse("https://example.com/a/b").unwrap();
            for location in [location, odd] {
                if let Some(address) = resolve(&base, &location) {
                    prop_assert!(["http", "https"].contains(&address.scheme()));
                }
            }
        }
    }
}
