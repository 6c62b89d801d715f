//! The address that an error is about, where the text shows one clearly: for the diagnosis, without its query, and without its path where that holds a secret.
//! Lists are texts with `|` between the words: that keeps it small.

use crate::core::{
    redact,
    text::{clip, find, has},
};

/// Farther from the words that tell the error no address is about it, in bytes.
const FAR: usize = 2_000;
/// A longer text has addresses of many things.
const SHORT: usize = 4_000;

/// Words before an address that somebody is sent to read, or that stands behind a gateway, or led here.
const BESIDE: &str =
    "more info|see |see:|documentation|docs|learn|help|visit |check: |read |refer to|upstream: \"|referer: |referrer: |xmlns";
/// Places of documentation and of names that look like addresses, after `://`.
const READ: &str = "://docs.|://developer|://help.|://support.|://wiki.|://learn.|://community.|://schema|://www.w3.org|ietf.org|://www.rfc-editor|\
    ://httpstatuses.|://curl.se|://curl.haxx|://aka.ms|://go.microsoft|://www.docker.com|://git.io|://errors.|/issues/|/blob/|/wiki|/docs/|/help/|/documentation";

/// The first address near the places that tell the error, else the only one of a short text.
#[inline(never)]
pub fn address(text: &str, places: impl Iterator<Item = (usize, usize)>) -> Option<String> {
    if let Some(at) = find(&clip(text, FAR * 10).to_ascii_lowercase(), "request url") {
        return first(clip(&text[at..], FAR), "").map(|own| own.1);
    }
    for (start, end) in places {
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let from = if start - from > FAR { start } else { from };
        let line = clip(&text[from..], end - from + FAR);
        let until = line.get(end - from..).and_then(|rest| rest.find('\n')).map_or(line.len(), |at| end - from + at);
        let line = &line[..until];
        if let Some((_, own)) = logged(line).or_else(|| first(line, "")) {
            return Some(own);
        }
    }
    if text.len() > SHORT {
        return None;
    }
    let (host, own) = first(text, "").or_else(|| sent(text))?;
    // A second host, and it is not clear which.
    first(text, &host).is_none().then_some(own)
}

#[inline(never)]
fn holds(text: &str, list: &str) -> bool {
    list.split('|').any(|own| has(text, own))
}

/// The first address in a text that is about no other host than `but`: the host and the address.
#[inline(never)]
fn first(text: &str, but: &str) -> Option<(String, String)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = find(&text[at..], "://") {
        let scheme = at + next;
        let mut start = scheme;
        while start > at && bytes[start - 1].is_ascii_alphabetic() {
            start -= 1;
        }
        let mut end = scheme + 3;
        while end < bytes.len() && bytes[end] > b' ' && !b"\"'`<>()|\\{}^,;".contains(&bytes[end]) && bytes[end] < 0x7f {
            end += 1;
        }
        at = end;
        while b".:!?]*".contains(&bytes[end - 1]) {
            end -= 1;
        }
        let whole = &text[start..end];
        let before = clip(text, start);
        let before = before[clip(before, start.saturating_sub(30)).len()..].to_ascii_lowercase();
        if (whole.starts_with("http://") || whole.starts_with("https://"))
            && !holds(&before, BESIDE)
            && !holds(whole, READ)
            && let Some((host, own)) = bare(whole)
            && host != but
        {
            return Some((host, own));
        }
    }
    None
}

/// What stands behind a name, up to the next quote.
#[inline(never)]
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = &line[find(line, name)? + name.len()..];
    rest.get(..find(rest, "\"")?)
}

/// What nginx writes into its error log: `request: "GET /cart HTTP/1.1", … host: "shop.example"`.
#[inline(never)]
fn logged(line: &str) -> Option<(String, String)> {
    let path = value(line, ", request: \"")?.split(' ').nth(1)?;
    bare(&["https://", value(line, ", host: \"")?, path].concat())
}

/// A request as it was sent: `GET /cart HTTP/1.1` with `Host: shop.example` behind it; where nothing speaks of TLS it went in the clear.
#[inline(never)]
fn sent(text: &str) -> Option<(String, String)> {
    let lower = text.to_ascii_lowercase();
    let host = find(&lower, "\n> host: ").map(|at| at + 9).or_else(|| find(&lower, "\nhost: ").map(|at| at + 7))?;
    let path = &text[..find(text, " HTTP/1.").filter(|at| *at < host)?];
    let path = &path[path.rfind(' ')? + 1..];
    let host = text[host..].split(['\r', '\n']).next()?;
    let tls = holds(text, "SSL|TLS|port 443");
    bare(&[if tls { "https://" } else { "http://" }, host, path].concat()).filter(|_| path.starts_with('/'))
}

/// The host of an address, and the address without what may be a secret.
#[inline(never)]
fn bare(whole: &str) -> Option<(String, String)> {
    let own = redact::address(whole);
    let place = &own[..find(&own, "?").unwrap_or(own.len())];
    let start = find(place, "://")? + 3;
    let end = find(&place[start..], "/").map_or(place.len(), |at| start + at);
    let host = &place[start..end];
    let host = host[..find(host, ":").unwrap_or(host.len())].to_ascii_lowercase();
    let path = if has(&place[end..], redact::HIDDEN) || end == place.len() { "/" } else { &place[end..] };
    (host.len() > 1).then(|| (host, [&place[..end], path].concat()))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn the_address_that_the_error_is_about() {
        for (text, wanted) in [
            (
                "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.example.com/v1/items?key=abc",
                Some("https://api.example.com/v1/items"),
            ),
            (
                "httpx.HTTPStatusError: Client error '404 Not Found' for url 'https://api.example.com/x'\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/404",
                Some("https://api.example.com/x"),
            ),
            (
                "2026/11/26 02:10:11 [error] 8#8: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: _, request: \"GET /cart?id=7 HTTP/1.1\", upstream: \"http://127.0.0.1:8080/cart\", host: \"shop.example\", referrer: \"https://other.example/\"",
                Some("https://shop.example/cart"),
            ),
            ("10.0.0.1 - - [26/Nov/2026:02:10:11 +0000] \"GET / HTTP/1.1\" 502 157 \"https://other.example/\" \"curl/8\"", None),
            (
                "Request URL: https://shop.example/api/cart?t=1\nRequest Method: GET\nStatus Code: 502 Bad Gateway\nReferrer: https://www.example.net/",
                Some("https://shop.example/api/cart"),
            ),
            (
                "> GET /old HTTP/1.1\n> Host: shop.example:8080\n> User-Agent: curl/8\n>\n< HTTP/1.1 404 Not Found\n",
                Some("http://shop.example:8080/old"),
            ),
            ("502 Bad Gateway on https://a.example/\nbut https://b.example/ works", Some("https://a.example/")),
            ("https://a.example/ and https://b.example/ both work, the shop:\n\n502 Bad Gateway", None),
            ("curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server", None),
            (
                "fatal: unable to access 'https://user:hunter2@git.example.com/a.git/': The requested URL returned error: 403",
                Some("https://git.example.com/a.git/"),
            ),
            (
                "HTTP 404 for https://hooks.example.com/services/T0000/B0000/XXXXXXXXXXXXXXXXXXXXXXXXxxxxxx12345678",
                Some("https://hooks.example.com/"),
            ),
        ] {
            assert_eq!(read(text).finding.url.as_deref(), wanted, "{text}");
        }
    }
}
