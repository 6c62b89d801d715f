//! The report, and what may leave the page.

use isitme::core::{
    catalog::Key,
    diagnose::{Case, Evidence, Now, Symptom, fault_index, faults, judge},
    path::Party,
    platforms::numbered,
    redact,
    report::{About, Form, percent, report},
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
    let text = report(&case, &judge(&case), &About { at: 1_795_000_060_000, ..About::default() });
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

/// The product's own name for the error is what its support asks for.
#[test]
fn it_names_the_error_as_its_product_does() {
    let at = numbered("1020").expect("Cloudflare's");
    let case = Case { platform: Some(at), product: Some("Cloudflare".to_owned()), ..case() };
    let verdict = judge(&case);
    for form in [Form::Text, Form::Markdown] {
        let text = report(&case, &verdict, &About { form, ..About::default() });
        let line = text.lines().find(|line| line.contains("Who wrote the error:")).unwrap_or_default();
        assert!(line.contains("Cloudflare 1020") && line.matches("Cloudflare").count() == 1, "{text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&report(&case, &verdict, &About { form: Form::Json, ..About::default() })).expect("JSON");
    assert!(json["writtenBy"].as_str().is_some_and(|own| own.starts_with("Cloudflare 1020")), "{json}");
}

/// A guess among several is no advice, in none of the forms.
#[test]
fn it_advises_nothing_that_is_one_of_several_guesses() {
    let case = Case::new(Symptom::Unknown);
    let verdict = judge(&case);
    assert!(!verdict.tells());
    for form in [Form::Text, Form::Markdown, Form::Json] {
        let text = report(&case, &verdict, &About { form, ..About::default() });
        assert!(!text.contains("What to do:") && !text.contains("\"action\""), "{text}");
    }
}

/// What the visitor is told to do is no news to who reads the report.
#[test]
fn it_says_what_its_reader_can_do() {
    let case = case();
    let verdict = judge(&case);
    let to = |to| report(&case, &verdict, &About { to, ..About::default() });
    let visitor = verdict.action.title;
    let does = |text: &str| text.lines().find_map(|line| line.strip_prefix("What to do: ").map(str::to_owned));
    assert!(verdict.tells());
    assert_eq!(does(&to(None)).as_deref(), Some(visitor));
    // Why the server fails is anybody's guess yet, and no guess is sent as an order.
    assert_eq!(does(&to(Some(Party::SiteOwner))), None);
    let down = fault_index("server-down").expect("a fault");
    let mut told = case.clone();
    told.cause = Some(("connection-refused".into(), down as u8));
    let owners = |case: &Case| does(&report(case, &judge(case), &About { to: Some(Party::SiteOwner), ..About::default() }));
    assert_eq!(owners(&told).as_deref(), Some(faults()[down].owner.title));
    // Nor is anybody told to repair what works.
    told.evidence.extend(Evidence::new("reload", "works", Some(1_795_010_000_000)));
    assert_eq!((judge(&told).now, owners(&told)), (Now::WorksNow, None));
    for party in [Party::NetworkAdmin, Party::Provider] {
        assert_eq!(does(&to(Some(party))), None);
        assert!(to(Some(party)).contains("Where it breaks, most likely: "), "{}", to(Some(party)));
    }
    let json = report(&case, &verdict, &About { form: Form::Json, ..About::default() });
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((json["hop"].as_str(), json["party"].as_str()), (Some(verdict.top.id()), Some(verdict.party().id())));
}

/// A link that somebody wrote by hand has no times: none is made up.
#[test]
fn it_makes_up_no_time() {
    let mut case = case();
    for own in &mut case.evidence {
        own.at = None;
    }
    for form in [Form::Text, Form::Markdown, Form::Json] {
        let text = report(&case, &judge(&case), &About { form, ..About::default() });
        assert!(!text.contains("1970") && !text.contains("When"), "{text}");
    }
}

#[test]
fn it_holds_no_secret() {
    let case = case();
    for form in [Form::Text, Form::Markdown, Form::Json] {
        let text = report(&case, &judge(&case), &About { form, ..About::default() });
        for secret in ["s3cr3t", "me:pw", "eyJhbGciOiJIUzI1NiJ9"] {
            assert!(!text.contains(secret), "{secret} stands in\n{text}");
        }
    }
}

/// What a stranger's text holds does not become Markdown's marks, and JSON stays JSON.
#[test]
fn every_form_holds_any_text() {
    let mut case = case();
    case.product = Some("a*b_c`<x>[y](z)\"\\".to_owned());
    case.note = Some("ray 8f `\u{7}` \"q\" **x**".to_owned());
    let verdict = judge(&case);
    let about = About { at: 1_795_000_060_000, local: "noon".to_owned(), browser: "Firefox, Linux".to_owned(), ..About::default() };
    let json = report(&case, &verdict, &About { form: Form::Json, ..about.clone() });
    let value: serde_json::Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(
        (value["what"].as_str(), value["browser"].as_str(), value["action"].as_str()),
        (Some("502 Bad Gateway"), Some("Firefox, Linux"), Some(verdict.action.id))
    );
    assert_eq!(value["checked"].as_array().map(Vec::len), Some(2));
    assert_eq!(isitme::core::diagnose::parse(value["case"].as_str().unwrap_or_default()).map(|case| case.evidence.len()), Ok(2));
    let marked = report(&case, &verdict, &About { form: Form::Markdown, ..about.clone() });
    let head = marked.split("```").next().unwrap_or_default();
    assert!(head.contains("a\\*b\\_c\\`\\<x\\>") && head.contains("**What:** 502 Bad Gateway"), "{marked}");
    for (to, word) in [
        (Party::SiteOwner, "your site"),
        (Party::NetworkAdmin, "your network"),
        (Party::Provider, "your service"),
        (Party::Visitor, "What:"),
    ] {
        assert!(
            report(&case, &verdict, &About { to: Some(to), ..about.clone() }).lines().next().is_some_and(|line| line.contains(word)),
            "{to:?}"
        );
    }
}

#[test]
fn percents_never_claim_certainty() {
    assert_eq!((percent(0.0), percent(0.004), percent(0.5), percent(0.999), percent(1.0)), (1, 1, 50, 99, 99));
}
