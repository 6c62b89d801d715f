//! The one field: what it offers and says, and where Enter leads.

use isitme::{
    core::{
        address::Address,
        catalog::Key,
        diagnose::Symptom,
        field::{Next, answer},
        platforms::platforms,
        route::Route,
        ui::ui,
    },
    view::{
        host::Reduce,
        page::{
            diagnose::{Act, Model, symptom},
            embed::named,
        },
    },
};
use proptest::prelude::*;

#[track_caller]
fn goes(text: &str, path: &str) {
    assert_eq!(answer(text).next, Next::Go(path.to_owned()), "{text:?}");
}

/// Enter leads nowhere, and this is said.
#[track_caller]
fn says(text: &str, words: &str) {
    match answer(text).next {
        Next::Say(said) => assert!(said.contains(words), "{text:?}: {said}"),
        next => panic!("{text:?}: {next:?}"),
    }
}

#[test]
fn one_thing_leads_to_its_page() {
    goes("502", "/502/");
    goes("5o2", "/502/");
    goes("bad gateway", "/502/");
    goes("http status 0", "/0/");
    goes("ERR_CONNECTION_REFUSED", "/errors/connection-refused/");
    goes("example.com/x", "diagnose/?url=example.com%2Fx");
}

#[test]
fn a_number_that_is_a_name_leads_there() {
    for text in ["1020", "error 1020", "Error code: 1020", "#1020"] {
        goes(text, "/cloudflare/1020/");
        assert_eq!(answer(text).offers.first().map(|route| route.path()), Some("/cloudflare/1020/".to_owned()), "{text}");
    }
    goes("error 1033", "/cloudflare/1033/");
    goes("error 1015", "/cloudflare/1015/");
    goes("3006", "/ngrok/err-ngrok-3006/");
    goes("error 1006", "/cloudflare/1006/");
    goes("3200", "/ngrok/err-ngrok-3200/");
    goes("54113", "/fastly/error-54113/");
    goes("702", "/ngrok/err-ngrok-702/");
    goes("-1009", "/errors/internet-disconnected/");
    goes("500.19", "/iis/500.19/");
    goes("h12", "/heroku/h12/");
    goes("l14", "/heroku/l14/");
}

/// A port, a year, Apple's number without its sign: no refusal above the pages that tell of it.
#[test]
fn a_number_that_pages_tell_of_is_not_refused() {
    for text in ["443", "1202", "2024"] {
        says(text, ui().field_choose);
        assert!(!answer(text).offers.is_empty(), "{text}");
    }
}

/// Whatever number is typed: what is refused is no number that a platform has for a name.
#[test]
fn no_name_is_refused() {
    for own in platforms() {
        if let Next::Say(said) = answer(own.name).next {
            assert!(said == ui().field_choose, "{}: {said}", own.label());
        }
    }
}

#[test]
fn addresses_take_a_platforms_number() {
    for text in ["1020", "error 1020", "cloudflare 1020"] {
        assert_eq!(symptom(text), Some(Symptom::Entry(Key::Code(403), 0)), "{text}");
        assert_eq!(named(text).map(Route::path), Some("/cloudflare/1020/".to_owned()), "{text}");
    }
    assert_eq!(named("502").map(Route::path), Some("/502/".to_owned()));
    assert_eq!(named("702").map(Route::path), Some("/ngrok/err-ngrok-702/".to_owned()));
    assert_eq!((symptom("12345"), named("12345")), (None, None));
}

/// What people say where a number or a name is asked for.
#[test]
fn the_diagnosis_takes_words() {
    for (text, id) in [
        ("the page won't load", "connection-timed-out"),
        ("it takes too long to load", "connection-timed-out"),
        ("page keeps loading", "connection-timed-out"),
        ("it never loads", "connection-timed-out"),
        ("Unable to connect", "connection-refused"),
        ("Be careful. Something doesn’t look right.", "certificate-authority-invalid"),
        ("Server Not Found", "dns-not-found"),
        ("page blocked", "blocked-by-client"),
    ] {
        assert_eq!(symptom(text), Some(Symptom::Entry(Key::Error(id), 0)), "{text}");
    }
    for text in ["ERROR", "error page", "problem"] {
        assert_eq!(symptom(text), None, "{text}");
    }
}

/// A word of a sentence, the beginning of another one, one that stands in many names: none of them says which error it is.
#[test]
fn a_word_that_names_no_error_is_taken_for_none() {
    for text in [
        "cat",
        "test",
        "err",
        "hello",
        "shop",
        "order",
        "__proto__",
        "//example.com",
        "wordpress",
        "login",
        "why",
        "what is this",
        "hello world",
        // One server or all of it, for everybody or for one: the words don't tell.
        "site is down",
    ] {
        assert_eq!(symptom(text), None, "{text}");
        assert!(!matches!(answer(text).next, Next::Go(path) if !path.starts_with("diagnose/")), "{text}");
        assert_eq!(named(text), None, "{text}");
    }
    for (text, key) in [
        ("bad gateway", Key::Code(502)),
        ("bad gatway", Key::Code(502)),
        ("forb", Key::Code(403)),
        ("teapot", Key::Code(418)),
        ("overloaded", Key::Code(529)),
        ("too many requests", Key::Code(429)),
        ("web server is down", Key::Code(521)),
        ("ERR_CONNECTION_REFUSED", Key::Error("connection-refused")),
        ("connection refused", Key::Error("connection-refused")),
        ("offline", Key::Error("internet-disconnected")),
        ("NXDOMAIN", Key::Error("dns-not-found")),
        ("-1009", Key::Error("internet-disconnected")),
        ("error -1004", Key::Error("connection-refused")),
        ("cors error", Key::Error("cors-blocked")),
    ] {
        assert_eq!(symptom(text), Some(Symptom::Entry(key, 0)), "{text}");
    }
}

/// Which error a text was taken for is said, unless the text is that error's number or name.
#[test]
fn the_diagnosis_says_what_it_reads() {
    let says = |text: &str| Model::default().reduce(Act::Symptom(text.to_owned())).symptom_message();
    for (text, words) in [
        ("502", ""),
        (" 502 ", ""),
        ("Bad gateway", ""),
        ("502 Bad Gateway", ""),
        ("connection refused", ""),
        ("977", ""),
        ("", ""),
        ("529 overload", "Read as 529 Overloaded."),
        ("bad gatway", "Read as 502 Bad Gateway."),
        ("HTTP 502", "Read as 502 Bad Gateway."),
        ("５０２", "Read as 502 Bad Gateway."),
        ("1020", "Read as 403 Forbidden."),
        ("ERR_CONNECTION_REFUSED", "Read as Connection refused."),
        ("the page won't load", "Read as Connection timed out."),
        ("http 977", "Read as 977."),
    ] {
        assert_eq!(says(text), words, "{text}");
    }
    assert_eq!(says("cat"), ui().diagnose_unknown_symptom);
    assert_eq!(says("//example.com"), ui().diagnose_address_here);
}

#[test]
fn an_error_and_an_address_lead_to_the_diagnosis_of_both() {
    goes("502 https://example.com/", "diagnose/?code=502&url=https%3A%2F%2Fexample.com%2F");
    goes("example.com ERR_CONNECTION_RESET", "diagnose/?code=ERR_CONNECTION_RESET&url=example.com");
    says("502 javascript:alert(1)", "only checks http and https");
}

/// What only stands somewhere on a page leads nowhere: it is offered, and what was typed stays.
#[test]
fn a_weak_hit_is_only_offered() {
    for text in ["cat", "the", "C:\\x", "%00", "test", "hello", "hello world", "gateway", "wordpress", "<script>alert(1)</script>"] {
        says(text, ui().field_choose);
        assert!(!answer(text).offers.is_empty(), "{text}");
    }
}

/// A slip in an address makes no search of it.
#[test]
fn addresses_with_a_slip() {
    goes("https//example.com", "diagnose/?url=https%2F%2Fexample.com");
    goes("//example.com/x", "diagnose/?url=%2F%2Fexample.com%2Fx");
    for (text, href) in [
        ("https//example.com", "https://example.com/"),
        ("HTTP//example.com/x", "http://example.com/x"),
        ("//example.com", "https://example.com/"),
    ] {
        assert_eq!(Address::parse(text).map(|own| own.href()).as_deref(), Ok(href), "{text}");
    }
    says("https://exa mple.com/", "has no spaces");
    says("https://a.example.com https://b.example.com", "Those are 2 addresses");
    says("a.example.com b.example.com", "Those are 2 addresses");
}

/// Chinese and Japanese keyboards type them.
#[test]
fn wide_digits_are_digits() {
    goes("５０２", "/502/");
    goes("ｅｒｒｏｒ　５０２", "/502/");
}

#[test]
fn several_codes_are_compared() {
    goes("502 503", "/compare/?codes=502,503");
    goes("500 vs 502", "/compare/?codes=500,502");
    goes("500, 502, 503, 504", "/compare/?codes=500,502,503,504");
    let answer = answer("502 503");
    let paths: Vec<String> = answer.offers.iter().map(|route| route.path()).collect();
    assert_eq!((paths, answer.says.as_str()), (vec!["/502/".to_owned(), "/503/".to_owned()], ui().field_codes));
}

/// The words of an address have nothing to do with errors.
#[test]
fn for_an_address_no_error_is_offered() {
    for text in ["example.com", "https://example.com/not-found", "502 https://example.com/", "https://a.example/ https://b.example/"] {
        assert!(answer(text).offers.is_empty(), "{text}");
    }
}

/// The name of a host says nothing of the error.
#[test]
fn a_line_with_a_host_leads_to_its_error() {
    goes("Error resolving “www.harbor-books.com”: Name or service not known", "/errors/dns-not-found/");
    goes("wget: unable to resolve host address ‘shop.harbor-books.com’", "/errors/dns-not-found/");
    goes("Error resolving “www.harbor-books.com”: Temporary failure in name resolution", "/errors/dns-server-failed/");
}

/// A number among words that are of no error is offered, no more.
#[test]
fn a_number_of_something_else_is_only_offered() {
    for text in ["i paid 502 dollars", "It cost 502 dollars", "port 502 is Modbus", "line 404 of main.rs", "order 500 of 600 shipped"] {
        says(text, ui().field_choose);
        assert!(!answer(text).offers.is_empty(), "{text}");
    }
    goes("youtube 502", "/502/");
    goes("502 error when i log in", "/502/");
    goes("wordpress 502 bad gateway", "/502/");
}

#[test]
fn a_product_leads_to_its_page() {
    for name in ["cloudflare", "heroku", "iis", "Vercel"] {
        goes(name, &format!("/{}/", name.to_lowercase()));
    }
}

#[test]
fn a_text_is_read() {
    for text in ["502 Bad Gateway\nnginx/1.22.1", &"The page says that something went wrong. ".repeat(3)] {
        assert_eq!(answer(text).next, Next::Read, "{text:?}");
        assert_eq!(answer(text).says, ui().field_text);
    }
}

#[test]
fn what_leads_nowhere_says_why() {
    for text in ["", "   \n "] {
        says(text, "Type what the page says");
        assert_eq!((answer(text).says.as_str(), answer(text).offers.len()), ("", 0), "nothing is said before Enter");
    }
    says("42", "42 is not a status code");
    says("12345", "12345 is not a status code");
    says("977", "977 is not explained here yet");
    says("javascript:alert(1)", "only checks http and https");
    says("http://", "name of the site is missing");
    says("https://a.example.com/\nhttps://b.example.com/", "Those are 2 addresses");
    says("zzzzqqqq xxxxyyyy", "Nothing here matches");
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "([0-9]{1,6}|HTTP|vs|ERR_[A-Z_]{0,9}|https?://[a-z.]{0,9}|[-.:/ \n]|bad gateway|é){0,12}") {
        let answer = answer(&text);
        prop_assert!(answer.offers.len() <= 6);
    }
}
