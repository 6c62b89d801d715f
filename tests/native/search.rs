//! The search over the catalog, and what the field makes of it.

use isitme::{
    core::{
        catalog::{Key, entry, whole},
        field::{Next, answer},
        platforms::{page, products},
        recognise::read,
        route::Route,
        search::search,
    },
    view::page::codes::named,
};
use proptest::prelude::*;

#[track_caller]
fn first(query: &str, wanted: Key) {
    let hits = search(query, 5);
    assert_eq!(
        hits.first().map(|hit| hit.route),
        Some(Route::Entry(wanted)),
        "{query:?}: {:?}",
        hits.iter().map(isitme::core::search::Hit::title).collect::<Vec<_>>()
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
    first("my internet is broken", Key::Error("internet-disconnected"));
    first("internet is down", Key::Error("internet-disconnected"));
    first("my wifi is not working", Key::Error("internet-disconnected"));
    first("offline", Key::Error("internet-disconnected"));
    first("Safari Can’t Find the Server", Key::Error("dns-not-found"));
    first("dns not working", Key::Error("dns-not-found"));
    first("login keeps looping", Key::Error("too-many-redirects"));
    first("err_connection_failed", Key::Error("address-unreachable"));
    first("sec_error_ocsp_future_response", Key::Error("certificate-status-unknown"));
    first("no_ssl_versions_enabled", Key::Error("ssl-version-or-cipher"));
    first("7xx", Key::Code(783));
}

/// The case of the letters tells who ended a session: `sH` is not `SH`.
#[test]
fn a_name_in_its_own_case_comes_first() {
    for (query, wanted) in [("sH--", "sH"), ("SH--", "SH"), ("cD", "cD"), ("CD", "CD"), ("sH", "sH")] {
        let hits = search(query, 5);
        let titles: Vec<String> = hits.iter().map(isitme::core::search::Hit::title).collect();
        assert!(titles.first().is_some_and(|title| title.contains(wanted)), "{query:?}: {titles:?}");
    }
}

/// Apple numbers the errors of every domain anew: none of these is a status.
#[test]
fn a_number_in_a_domain_is_no_status() {
    for (query, code) in [("NSPOSIXErrorDomain:100", 100), ("WebKitErrorDomain:102", 102), ("NSPOSIXErrorDomain Code=100", 100)] {
        let hits = search(query, 5);
        let titles: Vec<String> = hits.iter().map(isitme::core::search::Hit::title).collect();
        assert_ne!(hits.first().map(|hit| hit.route), Some(Route::Entry(Key::Code(code))), "{query:?}: {titles:?}");
    }
}

/// `data/golden.txt`: what people type and the page that should come first, written before the search was. At least 95 of 100 first, all in the
/// first three.
#[track_caller]
fn golden(what: &str, find: impl Fn(&str) -> Vec<Option<Route>>) {
    let mut wrong = Vec::new();
    let (mut count, mut first) = (0, 0);
    for line in include_str!("data/golden.txt").lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (query, wanted) = line.split_once(" => ").unwrap_or_else(|| panic!("no arrow in {line:?}"));
        let wanted: Vec<Route> = wanted
            .split(" | ")
            .map(|path| Route::parse(path.trim()).unwrap_or_else(|| panic!("{line:?}: there is no page {path}")))
            .collect();
        let found = find(query);
        count += 1;
        let place = found.iter().position(|route| route.is_some_and(|route| wanted.contains(&route)));
        first += usize::from(place == Some(0));
        if place != Some(0) {
            let paths: Vec<String> = found.iter().map(|route| route.map_or("nothing".to_owned(), Route::path)).collect();
            wrong.push((place, format!("{line}   found {}", paths.join(" "))));
        }
    }
    let list: Vec<String> = wrong.iter().map(|(place, line)| format!("{} {line}", place.map_or("!!", |_| "  "))).collect();
    let list = list.join("\n");
    println!(
        "golden queries, {what}: {first} of {count} first, {} in the first three\n{list}",
        count - wrong.iter().filter(|own| own.0.is_none()).count()
    );
    assert!(count >= 150, "{count} queries");
    assert!(wrong.iter().all(|own| own.0.is_some()), "not in the first three:\n{list}");
    assert!(first * 100 >= count * 95, "{first} of {count} come first:\n{list}");
}

#[test]
fn golden_queries() {
    golden("search", |query| search(query, 3).iter().map(|hit| Some(hit.route)).collect());
}

/// First is where Enter leads; where that is nowhere, what was offered is second and third.
#[test]
fn golden_queries_and_enter() {
    golden("Enter", |query| {
        let answer = answer(query);
        let led = match &answer.next {
            Next::Go(path) => Route::parse(path),
            _ => None,
        };
        let others = answer.offers.iter().copied().filter(|route| led != Some(*route)).map(Some);
        [led].into_iter().chain(others).take(3).collect()
    });
}

#[test]
fn a_prefix_of_a_number_lists_its_class() {
    let hits = search("50", 10);
    let paths: Vec<String> = hits.iter().map(|hit| hit.route.path()).collect();
    let in_class =
        |hit: &isitme::core::search::Hit| hit.entry().and_then(isitme::core::catalog::Entry::code).is_some_and(|code| code / 10 == 50);
    assert!(hits.len() >= 4 && hits.iter().take(4).all(in_class), "{paths:?}");
}

/// A product's name alone is about the product, not about an error that it also has.
#[test]
fn a_product_leads_to_its_page() {
    for product in products() {
        for name in [product.id, product.name] {
            let found: Vec<String> = search(name, 3).iter().map(|hit| hit.route.path()).collect();
            let own = page(product.id).map(|at| Route::Page(at).path());
            assert!(own.is_some() && found.first().cloned() == own, "{name}: {found:?}");
        }
    }
    for (name, path) in [("nginx", "/owners/nginx/"), ("kubernetes", "/owners/kubernetes/")] {
        assert_eq!(search(name, 1).first().map(|hit| hit.route.path()).as_deref(), Some(path), "{name}");
    }
}

/// The list of everything names the platforms' own errors as soon as somebody filters.
#[test]
fn the_filter_names_platforms() {
    for (filter, name) in
        [("h12", "Heroku H12"), ("1020", "Cloudflare 1020"), ("500.19", "IIS 500.19"), ("heroku", "Heroku H10"), ("H1", "Heroku H18")]
    {
        let named = named(&search(filter, usize::MAX));
        assert!(named.iter().any(|(route, own)| own == name && route.path().starts_with('/')), "{filter}: {named:?}");
    }
    assert!(named(&[]).is_empty() && named(&search("bad request", 1)).is_empty());
    // A keystroke draws all of them.
    let most = ('a'..='z').chain('0'..='9').map(|key| (named(&search(&key.to_string(), usize::MAX)).len(), key)).max();
    assert!(most.is_some_and(|(most, _)| most < 300), "{most:?}");
}

/// Apple's and Chrome's numbers have a sign, which not everybody types; a platform's own number comes before pages that tell of it.
#[test]
fn a_number_with_its_sign() {
    first("-1009", Key::Error("internet-disconnected"));
    first("error -1004", Key::Error("connection-refused"));
    first("nsurlerrordomain 1003", Key::Error("dns-not-found"));
    first("-502", Key::Code(502));
    for query in ["1009", "error 1009", "1020", "error 1020", "error code: 1020", "error 1015"] {
        let hits = search(query, 1);
        assert!(hits.iter().all(|hit| hit.route.path().starts_with("/cloudflare/1")) && !hits.is_empty(), "{query}: {hits:?}");
    }
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

/// The reasons that stand after *Safari can't open the page because*: alone they are looked for, the whole page is read.
#[test]
fn sentences_of_safari() {
    for (sentence, error) in [
        ("Safari can’t connect to the server", "connection-refused"),
        ("the server where this page is located isn’t responding", "connection-timed-out"),
        ("Safari can’t establish a secure connection to the server", "ssl-protocol-error"),
        ("the network connection was lost", "connection-reset"),
        ("your computer isn’t connected to the Internet", "internet-disconnected"),
        ("your iPhone isn’t connected to the Internet", "internet-disconnected"),
        ("your iPad isn’t connected to the Internet", "internet-disconnected"),
        ("your Mac isn’t connected to the Internet", "internet-disconnected"),
        ("the server can’t be found", "dns-not-found"),
        ("too many redirects occurred", "too-many-redirects"),
        ("the server unexpectedly dropped the connection", "connection-closed"),
    ] {
        for query in [sentence.to_owned(), sentence.replace('’', "'"), format!("{sentence}.")] {
            first(&query, Key::Error(error));
        }
        let page = format!("Safari Can’t Open the Page\nSafari can’t open the page “https://www.example.com/” because {sentence}.");
        let found = read(&page).finding;
        assert_eq!(found.error.as_ref().map(|own| own.0), Some(error), "{page:?} reads as {found:?}");
    }
    first("No internet connection", Key::Error("internet-disconnected"));
}

/// The titles of Firefox's error pages. Several errors have the same title; then it is one of them.
#[test]
fn titles_of_firefox() {
    for (title, wanted) in [
        ("Unable to connect", "connection-refused"),
        ("Hmm. We’re having trouble finding that site.", "dns-not-found"),
        ("This site can’t be reached", "connection-refused dns-not-found"),
        ("The connection has timed out", "connection-timed-out"),
        ("The connection was reset", "connection-reset"),
        ("The connection was interrupted", "connection-closed network-changed"),
        ("The page isn’t redirecting properly", "too-many-redirects"),
        ("The proxy server is refusing connections", "proxy-connection-failed"),
        ("Unable to find the proxy server", "proxy-connection-failed"),
        ("Offline mode", "internet-disconnected"),
        ("Looks like there’s a problem with your internet connection.", "internet-disconnected"),
        ("Secure Connection Failed", "connection-closed ssl-protocol-error"),
        ("Warning: Potential Security Risk Ahead", "certificate-authority-invalid"),
        ("Warning: Security Risk", "certificate-authority-invalid"),
        ("Be careful. Something doesn’t look right.", "certificate-authority-invalid"),
        ("Did Not Connect: Potential Security Issue", "certificate-pinned-or-hsts"),
        ("Software is Preventing Firefox From Safely Connecting to This Site", "certificate-authority-invalid"),
        ("Your connection is not secure", "ssl-version-or-cipher"),
        ("Your Computer Clock is Wrong", "certificate-date-invalid"),
        ("Content Encoding Error", "content-decoding-failed"),
        ("Corrupted Content Error", "invalid-response"),
        ("Network Protocol Error", "http2-protocol-error"),
        ("Unsafe File Type", "response-headers-odd"),
        ("This address is restricted", "unsafe-port"),
        ("Document Expired", "cache-miss"),
        ("Hmm. That address doesn’t look right.", "file-not-found-or-scheme"),
        ("The address wasn’t understood", "file-not-found-or-scheme"),
        ("Access to the file was denied", "file-not-found-or-scheme"),
        ("Unexpected response from server", "invalid-response"),
        ("Blocked Page", "blocked-by-administrator"),
        ("Firefox Can’t Open This Page", "blocked-by-response"),
        ("Possible security risk looking up this domain", "dns-secure-failed"),
    ] {
        let found = search(title, 1).first().map(|hit| hit.route);
        let right = wanted.split(' ').any(|error| found == Some(Route::Entry(Key::Error(error))));
        assert!(right, "{title:?}: {:?} instead of {wanted}", found.map(Route::path));
        let has_it = |error: &'static str| {
            let says = entry(Key::Error(error)).into_iter().flat_map(|own| whole::of(own).aliases);
            says.into_iter().any(|own| own.by == "Firefox" && own.says.trim_end_matches('.') == title.trim_end_matches('.'))
        };
        assert!(wanted.split(' ').any(has_it), "{title:?} stands in no table of {wanted}");
    }
    // The network's own number comes before the error that Firefox shows it for.
    let hits = search("Log in to network", 2);
    let found: Vec<Route> = hits.iter().map(|hit| hit.route).collect();
    assert_eq!(found, [Route::Entry(Key::Code(511)), Route::Entry(Key::Error("internet-disconnected"))]);
}
