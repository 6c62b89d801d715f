//! The simple reading of what was typed or pasted.

use isitme::core::{
    catalog::Key,
    recognise::{LIMIT, Reading, read},
};
use proptest::prelude::*;

#[track_caller]
fn code(text: &str, wanted: u16) {
    match read(text) {
        Reading::Entry(entry, _) => assert_eq!(entry.key, Key::Code(wanted), "{text:?}"),
        other => panic!("{text:?} reads as {other:?}, not as {wanted}"),
    }
}

#[track_caller]
fn error(text: &str, wanted: &str) {
    match read(text) {
        Reading::Entry(entry, _) => assert!(matches!(entry.key, Key::Error(id) if id == wanted), "{text:?} reads as {:?}", entry.key),
        other => panic!("{text:?} reads as {other:?}, not as {wanted}"),
    }
}

#[test]
fn numbers_in_all_their_dress() {
    for text in [
        "502",
        " 502 ",
        "HTTP 502",
        "http/1.1 502",
        "Error 502",
        "error: 502",
        "502 error",
        "status code 502",
        "\"502\"",
        "5o2",
        "5O2",
        "code-502",
        "#502",
        "502!",
    ] {
        code(text, 502);
    }
}

#[test]
fn numbers_that_are_no_code() {
    for text in ["42", "5020", "1e3x2", "099", "007"] {
        assert!(!matches!(read(text), Reading::Entry(..)), "{text}");
    }
    assert_eq!(read("42"), Reading::NotACode("42".to_owned()));
    assert_eq!(read("477"), Reading::UnknownCode(477));
    assert_eq!(read("998"), Reading::UnknownCode(998));
    assert_eq!(read(""), Reading::Empty);
    assert_eq!(read(" \n\t"), Reading::Empty);
}

#[test]
fn pasted_pages() {
    code(
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.26.2</center></body></html>",
        502,
    );
    code("502 Bad Gateway\n\nnginx/1.18.0 (Ubuntu)", 502);
    code("HTTP/1.1 504 Gateway Time-out\r\nServer: nginx\r\nContent-Length: 160\r\n", 504);
    code("503 Service Temporarily Unavailable nginx", 503);
    code(
        "example.com | 522: Connection timed out\nWhat happened?\nThe initial connection between Cloudflare's network and the origin web server timed out.",
        522,
    );
    code("I keep getting error 403 when I open my orders", 403);
    code("requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.example.com/v1", 429);
    code("could not contact entitlement service, status code 502", 502);
    code("This page isn’t working\nexample.com is currently unable to handle this request.\nHTTP ERROR 500", 500);
}

#[test]
fn browser_errors() {
    error("This site can’t be reached\nexample.com refused to connect.\nERR_CONNECTION_REFUSED", "connection-refused");
    error("Check if there is a typo in exampel.com.\nDNS_PROBE_FINISHED_NXDOMAIN", "dns-not-found");
    error("ERR_CERT_DATE_INVALID", "certificate-date-invalid");
    error("curl: (7) Failed to connect to example.com port 443: Connection refused", "connection-refused");
    error("The connection has timed out. The server at example.com is taking too long to respond.", "connection-timed-out");
    error("curl: (6) Could not resolve host: exampel.com", "dns-not-found");
}

#[test]
fn numbers_elsewhere_stay_unread() {
    for text in [
        "It cost 502 dollars",
        "port 502 is Modbus",
        "line 404 of main.rs",
        "order 500 of 600 shipped",
        "room 403",
        "$502",
        "nginx/1.502.404",
    ] {
        assert!(!matches!(read(text), Reading::Entry(..)), "{text} reads as {:?}", read(text));
    }
}

#[test]
fn addresses() {
    for text in [
        "example.com",
        "https://example.com/x?y=1",
        "example.com/x",
        "http://example.com",
        "localhost:3000",
        "javascript:alert(1)",
        "data:text/html,x",
        "[2001:db8::1]",
        "https://müller.example/",
    ] {
        assert!(matches!(read(text), Reading::Address(_)), "{text} reads as {:?}", read(text));
    }
    assert_eq!(read("https://a.com https://b.com\nc.com"), Reading::Addresses(3));
}

#[test]
fn words_are_left_to_the_search() {
    for text in ["bad gateway", "timeout", "why", "🙂", "no internet"] {
        assert_eq!(read(text), Reading::Words, "{text}");
    }
}

#[test]
fn only_the_first_mebibyte_is_read() {
    let mut text = "x ".repeat(LIMIT / 2 + 10);
    text.push_str("HTTP ERROR 502");
    assert_eq!(read(&text), Reading::Words);
    let early = format!("HTTP ERROR 502 {}", "🙂".repeat(LIMIT));
    code(&early, 502);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,400}") {
        let _ = read(&text);
    }

    #[test]
    fn nor_does_anything_that_looks_like_an_error(text in "([0-9]{1,6}|HTTP|ERROR|ERR_[A-Z_]{0,9}|<[a-z]{0,3}>?|https?://|[.:/ \n]|bad gateway|é){0,40}") {
        let _ = read(&text);
    }
}
