//! What was typed for one thing.

use isitme::{
    core::{
        catalog::Key,
        typed::{Reading, read},
        ui::ui,
    },
    view::page::compare,
};
use proptest::prelude::*;

#[track_caller]
fn code(text: &str, wanted: u16) {
    match read(text) {
        Reading::Entry(entry) => assert_eq!(entry.key, Key::Code(wanted), "{text:?}"),
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

/// An address that is a part of another word, many times, and a word of its own once: a list of people's addresses without blanks, and their company's. It is
/// read at once, and not as deep as it is long.
#[test]
fn an_address_within_another_word() {
    for many in ["a@x.de,", "a.x.de,", "x.de"] {
        let text = many.repeat(5000) + " x.de";
        let reads = std::thread::Builder::new().stack_size(256 << 10).spawn(move || read(&text));
        assert!(!matches!(reads.unwrap().join().unwrap(), Reading::Entry(_)), "{many}");
    }
    assert_eq!(read("x.de/502 502 "), Reading::Both("502".to_owned(), "x.de/502".to_owned()));
    assert_eq!(read("502: 502.de/"), Reading::Both("502:".to_owned(), "502.de/".to_owned()));
}

#[test]
fn numbers_that_are_no_code() {
    for text in ["42", "5020", "1e3x2", "099", "007", "00", "0000"] {
        assert!(!matches!(read(text), Reading::Entry(..)), "{text}");
    }
    for text in ["0", "000", "http status 0"] {
        code(text, 0);
    }
    assert_eq!(read("42"), Reading::NotACode("42".to_owned()));
    assert_eq!(read("477"), Reading::UnknownCode(477));
    assert_eq!(read("998"), Reading::UnknownCode(998));
    assert_eq!(read(""), Reading::Empty);
    assert_eq!(read(" \n\t"), Reading::Empty);
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
        "-102",
        "error -1004",
        "L11",
        "error l14",
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
fn an_error_and_its_address() {
    for (text, seen, address) in [
        ("502 https://example.com/", "502", "https://example.com/"),
        ("https://example.com/ 502", "502", "https://example.com/"),
        ("example.com: 502", "502", "example.com:"),
        ("error 502, example.com", "error 502,", "example.com"),
        ("502\nhttps://example.com/502", "502", "https://example.com/502"),
        ("ERR_CONNECTION_REFUSED http://example.com", "ERR_CONNECTION_REFUSED", "http://example.com"),
        ("example.com 977", "977", "example.com"),
    ] {
        assert_eq!(read(text), Reading::Both(seen.to_owned(), address.to_owned()), "{text}");
    }
    for text in ["https://example.com is down", "502 https://a.example https://b.example", "asp.net core 500"] {
        assert_eq!(read(text), Reading::Words, "{text}");
    }
}

#[test]
fn several_codes() {
    for (text, codes) in [
        ("502 503", &[502, 503][..]),
        ("502, 503 or 504", &[502, 503, 504]),
        ("500 vs 502", &[500, 502]),
        ("HTTP 401/403", &[401, 403]),
        ("difference between 401 and 403", &[401, 403]),
        ("502\n503", &[502, 503]),
        ("502 502 504", &[502, 504]),
    ] {
        assert_eq!(read(text), Reading::Codes(codes.to_vec()), "{text}");
    }
    for text in ["502 or", "order 500 of 600", "order 500 of 502 shipped", "500.502", "502 977", "502 vs slow", "404 page 200 lines"] {
        assert!(!matches!(read(text), Reading::Codes(_)), "{text} reads as {:?}", read(text));
    }
    let pasted = format!("Apache vs nginx: 502, 504. {}", "Some more words. ".repeat(20));
    assert_eq!(read(&pasted), Reading::Words);
}

#[test]
fn words_are_left_to_the_search() {
    for text in ["bad gateway", "timeout", "why", "🙂", "no internet", "HTTP/1.1 502 Bad Gateway", "502 Bad Gateway\nnginx"] {
        assert_eq!(read(text), Reading::Words, "{text}");
    }
}

/// What can't be compared is named, all of it.
#[test]
fn what_is_not_compared_is_named() {
    for (text, count, says) in [
        ("502, 503", 2, ""),
        ("502", 1, ui().compare_few),
        ("abc,<b>", 0, "There is no entry for abc, b."),
        ("1,2,3,4,5,6,7,8", 0, "There is no entry for 1, 2, 3, 4, 5, 6, 7, 8."),
        ("500 501 502 503 504 505 507 508", 6, "Only the first six are shown, not 507, 508."),
        ("x 500 501 502 503 504 505 500 507", 6, "There is no entry for x."),
    ] {
        let (entries, said) = compare::read(text);
        assert_eq!((entries.len(), said.as_str()), (count, says), "{text}");
    }
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
