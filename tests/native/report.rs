//! The report, and what may leave the page.

use isitme::core::{
    catalog::Key,
    diagnose::{Case, Evidence, Symptom, judge},
    redact,
    report::{percent, report},
};

fn case() -> Case {
    let mut case = Case::new(Symptom::Entry(Key::Code(502), 0));
    case.url = Some(redact::address("https://me:pw@example.com/reset/eyJhbGciOiJIUzI1NiJ9.e30.abcdefghijklmnop?token=s3cr3t&page=2"));
    case.evidence.extend(Evidence::new("target", "status-5xx", Some(1_795_000_000_000)));
    case.evidence.extend(Evidence::new("other-site", "works", Some(1_795_000_060_000)));
    case
}

#[test]
fn it_says_what_where_when_who_and_what_to_do() {
    let case = case();
    let text = report(&case, &judge(&case), 1_795_000_060_000);
    for part in [
        "502 Bad Gateway",
        "example.com",
        "2026-11-",
        "What to do:",
        "Most likely:",
        "What was checked:",
        "isitme case 1",
        "page target status-5xx",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn it_holds_no_secret() {
    let case = case();
    let text = report(&case, &judge(&case), 0);
    for secret in ["s3cr3t", "me:pw", "eyJhbGciOiJIUzI1NiJ9"] {
        assert!(!text.contains(secret), "{secret} stands in\n{text}");
    }
}

#[test]
fn percents_never_claim_certainty() {
    assert_eq!((percent(0.0), percent(0.004), percent(0.5), percent(0.999), percent(1.0)), (1, 1, 50, 99, 99));
}
