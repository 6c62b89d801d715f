//! The addresses.

use isitme::core::{catalog::Key, route::Route};
use proptest::prelude::*;

#[test]
fn every_route_comes_back_from_its_path() {
    let mut seen = std::collections::BTreeSet::new();
    for route in Route::all() {
        let path = route.path();
        assert_eq!(Route::parse(&path), Some(route), "{path}");
        assert_eq!(Route::parse(path.trim_end_matches('/')), Some(route), "{path} without its slash");
        assert!(path == "/404.html" || (path.starts_with('/') && path.ends_with('/')), "{path}");
        assert!(seen.insert(path.clone()), "{path} twice");
        if path.ends_with('/') {
            assert_eq!(Route::parse(&(path.clone() + "index.html")), Some(route), "{path}index.html");
            assert_eq!(Route::parse(&(path + "?code=1#x")), Some(route));
        }
    }
    assert!(seen.len() > 1000, "{} pages", seen.len());
}

#[test]
fn other_paths_are_no_pages() {
    for path in [
        "/477/",
        "/42/",
        "/5020/",
        "/0502/",
        "/+502/",
        "/5o2/",
        "/errors/",
        "/errors/nothing/",
        "/../502/",
        "/codes/502/",
        "/%35%30%32/",
        "/502/x/",
    ] {
        assert_eq!(Route::parse(path), None, "{path}");
    }
    assert_eq!(Route::parse("/502"), Some(Route::Entry(Key::Code(502))));
}

proptest! {
    #[test]
    fn any_text_is_a_page_or_none(path in "\\PC*") {
        if let Some(route) = Route::parse(&path) {
            prop_assert_eq!(Route::parse(&route.path()), Some(route));
        }
    }
}
