//! The one field: what it offers and says, and where Enter leads.

use isitme::core::{
    field::{Next, answer},
    ui::ui,
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
