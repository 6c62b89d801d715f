//! The search over the catalog.

use isitme::core::{catalog::Key, search::search};
use proptest::prelude::*;

#[track_caller]
fn first(query: &str, wanted: Key) {
    let hits = search(query, 5);
    assert_eq!(
        hits.first().map(|hit| hit.entry.key),
        Some(wanted),
        "{query:?}: {:?}",
        hits.iter().map(|hit| hit.entry.name).collect::<Vec<_>>()
    );
}

#[test]
fn what_people_type() {
    first("502", Key::Code(502));
    first("bad gateway", Key::Code(502));
    first("bad gatway", Key::Code(502));
    first("BAD GATEWAY", Key::Code(502));
    first("gateway timeout", Key::Code(504));
    first("page not found", Key::Code(404));
    first("not found", Key::Code(404));
    first("too many requests", Key::Code(429));
    first("forbiden", Key::Code(403));
    first("connection refused", Key::Error("connection-refused"));
    first("err_connection_refused", Key::Error("connection-refused"));
    first("nxdomain", Key::Error("dns-not-found"));
    first("unavailable for legal", Key::Code(451));
    first("503 service", Key::Code(503));
    first("wi-fi login", Key::Code(511));
}

#[test]
fn a_prefix_of_a_number_lists_its_class() {
    let hits = search("50", 10);
    assert!(hits.len() >= 4 && hits.iter().take(4).all(|hit| hit.entry.code().is_some_and(|code| code / 10 == 50)));
}

#[test]
fn nonsense_finds_nothing() {
    for query in ["", " ", "qqqqzzzz", "🙂", "!!!"] {
        assert!(search(query, 5).is_empty(), "{query:?}");
    }
}

proptest! {
    #[test]
    fn best_first_and_never_more_than_asked(query in "\\PC{0,60}", limit in 0usize..10) {
        let hits = search(&query, limit);
        prop_assert!(hits.len() <= limit);
        prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}
