//! Getting around: links, back and forward, unknown addresses, long parts that come later.

use thirtyfour::Key;

use crate::{World, site::texts};

fn path_is(w: &World, path: &str) {
    let wanted = w.site.url(path);
    w.until_is("the address", wanted, || w.url());
}

/// The focus is on the content, at its top.
fn arrived(w: &World, title: &str) {
    w.until(&format!("the title of {title}"), || w.text("title").contains(title).then_some(()));
    w.until_js("the focus is on main", "return document.activeElement && document.activeElement.id === 'main'");
    w.until_is("the page is scrolled to", serde_json::json!(0), || w.js("return Math.round(scrollY)", vec![]));
}

/// An unknown address answers 404 with a page that helps.
pub fn unknown_path(w: &World) {
    for path in ["no/such/page", "977/", "errors/nothing/", "502/extra/", "%F0%9F%98%80", "NO-SUCH"] {
        let (status, body) = crate::wire::get(&w.site.url(path));
        assert_eq!(status, 404, "{path}");
        assert!(body.contains("id=\"app\""), "{path} gets no page");
        w.visit(path);
        assert!(w.shown("#field"), "{path}: no field to go on");
        super::pages::hydrated(w, path);
        w.quiet();
    }
    w.fill("#field", "502");
    w.press(&[Key::Enter]);
    path_is(w, "502/");
    arrived(w, "502");
    w.back();
    path_is(w, "NO-SUCH");
    w.until("the field is back", || w.shown("#field").then_some(()));
    w.quiet();
}

/// The addresses under which people look for a code lead to its page, with and without the last slash, and going back does not lead on again.
pub fn old_addresses(w: &World) {
    for (path, to) in [
        ("code/502/", "502/"),
        ("codes/404", "404/"),
        ("status/503", "503/"),
        ("http-500", "500/"),
        ("errors/429/", "429/"),
        ("http/0/", "0/"),
    ] {
        w.visit("about/");
        w.open(&w.site.url(path));
        path_is(w, to);
        w.until_ready();
        w.quiet();
        w.back();
        path_is(w, "about/");
    }
}

/// A page that was drawn where another was served stays whole when a place on it is gone to.
pub fn drawn_stays(w: &World) {
    w.visit("000/");
    let words = || squeeze(&w.text("#app"));
    let before = words();
    assert!(before.len() > 300, "{before}");
    // By a key: where nobody did anything, WebKit puts the new place in that of the old one.
    w.js("document.querySelector('a.skip').focus()", vec![]);
    w.press(&[Key::Enter]);
    path_is(w, "000/#main");
    w.back();
    path_is(w, "000/");
    w.quiet();
    assert_eq!(words(), before);
    assert_eq!(w.js("return document.querySelector('main').id", vec![]), "main");
}

/// A link is followed in the page: focus, scroll, title and long part are those of a freshly loaded one.
pub fn links(w: &World) {
    w.visit("502/");
    let fresh = texts(&w.js("return [document.getElementById('main').textContent, document.title]", vec![]));
    w.visit("");
    w.js("window.__mark = 1", vec![]);
    w.click("a.tile[href$='/502/']");
    path_is(w, "502/");
    arrived(w, &fresh[1]);
    w.until_js("the long part", "return !!document.querySelector('.prose #causes')");
    w.until_is("the words after a navigation", squeeze(&fresh[0]), || squeeze(&w.text("#main")));
    // A place on the same page.
    w.click("a[href='#causes']");
    path_is(w, "502/#causes");
    w.until_js(
        "the causes are in sight",
        "const r = document.getElementById('causes').getBoundingClientRect(); return r.top > -5 && r.top < innerHeight / 2",
    );
    // On to a related entry, and through the history.
    w.click(".related a");
    w.until("another entry", || (!w.url().contains("/502/")).then_some(()));
    let other = w.url();
    arrived(w, &w.text("h1 .code"));
    w.until_js("its long part", "return !!document.querySelector('.prose #causes')");
    w.back();
    w.until("back to 502", || w.url().contains("/502/").then_some(()));
    w.until_is("the entry", "502".to_owned(), || w.text("h1 .code"));
    w.until_js("its long part", "return !!document.querySelector('.prose #causes')");
    w.back();
    w.until("back to 502 without a place, or home", || (w.url() == w.site.url("502/") || w.url() == w.site.url("")).then_some(()));
    if w.url() != w.site.url("") {
        w.back();
    }
    path_is(w, "");
    w.until("the field", || w.shown("#field").then_some(()));
    for _ in 0..3 {
        w.forward();
        if w.url() == other {
            break;
        }
    }
    w.until_is("forward", other, || w.url());
    w.until_js("its long part", "return !!document.querySelector('.prose #causes')");
    // The menu.
    for (link, path) in [("codes/", "codes/"), ("diagnose/", "diagnose/")] {
        w.click(&format!("nav.menu a[href$='/{link}']"));
        path_is(w, path);
        w.until_js("the focus is on main", "return document.activeElement && document.activeElement.id === 'main'");
        assert_eq!(w.attribute(&format!("nav.menu a[href$='/{link}']"), "aria-current").as_deref(), Some("page"));
    }
    assert_eq!(w.js("return window.__mark", vec![]), 1, "some link loaded a new page");
    // A document is loaded, and left again without loading; going back to it loads it.
    for (link, path) in [("about/", "about/"), ("guides/", "guides/")] {
        w.click(&format!("nav.menu a[href$='/{link}']"));
        path_is(w, path);
        w.until_ready();
        assert_eq!(w.attribute(&format!("nav.menu a[href$='/{link}']"), "aria-current").as_deref(), Some("page"));
        w.click("nav.menu a[href$='/codes/']");
        path_is(w, "codes/");
        w.until_js("the list", "return !!document.querySelector('ul.list a[href$=\"/502/\"]')");
        w.back();
        path_is(w, path);
        w.until_js("the document", "return document.querySelector('.document .prose').textContent.length > 100");
        w.until_ready();
    }
    w.quiet();
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A link to a place on another page leads to that place, loaded or not.
pub fn places(w: &World) {
    w.visit("502/#owner");
    w.until_js(
        "the owner's part is in sight",
        "const r = document.getElementById('owner').getBoundingClientRect(); return r.top > -5 && r.top < innerHeight",
    );
    super::pages::hydrated(w, "502/#owner");
    // Every entry of the contents leads somewhere, also after a navigation.
    w.visit("codes/");
    w.click("a[href$='/504/']");
    w.until_js("the long part", "return !!document.querySelector('.prose #causes')");
    let missing = w
        .js("return [...document.querySelectorAll('.toc a')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))", vec![]);
    assert!(texts(&missing).is_empty(), "the contents lead nowhere: {missing}");
    w.quiet();
}

/// A long part that is missing or is not the one that was built is not shown; the page says so and stays whole in short.
pub fn long_part_missing_or_changed(w: &World) {
    w.site.replace("503/more.html", None);
    let changed = w.site.read("504/more.html").replacen("<h2", "<img src=x onerror=\"window.__pwned=1\"><h2", 1);
    w.site.replace("504/more.html", Some(changed.into_bytes()));
    for code in ["503", "504"] {
        w.visit("codes/");
        w.click(&format!("a[href$='/{code}/']"));
        w.until(&format!("{code} says that its long part is not there"), || {
            w.text(".prose [role=status]").contains("could not be loaded").then_some(())
        });
        assert!(w.shown("#causes-short"), "{code}: the causes in short");
        assert_eq!(w.js("return document.querySelectorAll('.prose img').length", vec![]), 0);
        assert_eq!(w.js("return typeof window.__pwned", vec![]), "undefined");
    }
}

/// The list of everything, filtered.
pub fn filter(w: &World) {
    w.visit("codes/");
    let count = || {
        w.js("return [...document.querySelectorAll('ul.list a')].filter(a => a.getClientRects().length).length", vec![])
            .as_u64()
            .unwrap_or(0)
    };
    let all = count();
    assert!(all >= 20, "{all} entries");
    w.fill("#filter", "gateway");
    w.until("fewer entries", || (count() < all && count() > 0).then_some(()));
    assert!(w.seen_text("main").contains("502 Bad Gateway"));
    w.fill("#filter", "h12");
    w.until("a platform's error", || w.text("main").contains("Heroku H12").then_some(()));
    w.fill("#filter", "<b>zzzz</b>");
    w.until_is("no entry", 0, count);
    assert!(!w.text(".filter .says").is_empty());
    assert_eq!(w.value("#filter"), "<b>zzzz</b>");
    w.quiet();
}

/// A platform's own name leads to its page; codes of one's own choice stand side by side; wrong ones get a message.
pub fn catalog(w: &World) {
    w.visit("");
    w.fill("#field", "heroku h12");
    w.until("the hit", || w.text("#field-hits").contains("Heroku H12").then_some(()));
    w.press(&[Key::Enter]);
    path_is(w, "heroku/h12/");
    w.until_ready();
    assert!(w.text("main").contains("H12"));
    w.visit("compare/?codes=502,504");
    w.until_is("two columns", 2, || {
        w.js("return document.querySelectorAll('.compare th[scope=col]').length", vec![]).as_u64().unwrap_or(0)
    });
    for (typed, says) in [("502", "two to six"), ("502, 5o4", "5o4"), ("500 501 502 503 504 505 507", "first six")] {
        w.fill("#codes", typed);
        w.until(&format!("a message about {typed}"), || w.text("#codes-says").contains(says).then_some(()));
        assert_eq!(w.value("#codes"), typed);
    }
    // Enter right behind the last key, before that is drawn: the address has all of it.
    w.fill("#codes", "502, 50");
    w.until("the first keys", || w.text("#codes-says").contains("50").then_some(()));
    w.js(
        "const field = document.getElementById('codes'); field.value = '502, 503'; \
         field.dispatchEvent(new Event('input', { bubbles: true })); field.form.requestSubmit()",
        vec![],
    );
    w.until_is("the address", "?codes=502%2C%20503".to_owned(), || {
        w.js("return location.search", vec![]).as_str().unwrap_or("").to_owned()
    });
    assert_eq!(w.value("#codes"), "502, 503");
    w.visit("503/code/");
    assert!(w.text("main").contains("Retry-After"));
    w.quiet();
}

/// The theme: chosen, kept, applied before the application runs.
pub fn theme(w: &World) {
    w.visit("502/");
    let theme = || w.js("return [document.documentElement.dataset.theme || 'auto', localStorage.getItem('isitme:/:theme')]", vec![]);
    assert_eq!(theme(), serde_json::json!(["auto", null]));
    w.click("button.theme");
    w.until_is("light", serde_json::json!(["light", "light"]), theme);
    w.click("button.theme");
    w.until_is("dark", serde_json::json!(["dark", "dark"]), theme);
    let background = || w.js("return getComputedStyle(document.body).backgroundColor", vec![]);
    let dark = background();
    w.reload();
    w.until_ready();
    assert_eq!(theme(), serde_json::json!(["dark", "dark"]), "a chosen theme is kept");
    assert_eq!(background(), dark);
    let says_dark = || w.until_is("the button", "Dark".to_owned(), || w.text("button.theme"));
    says_dark();
    // It goes on saying so where the page around it is drawn anew: by a link, from the field, going back.
    w.click("nav.menu a[href$='/codes/']");
    path_is(w, "codes/");
    says_dark();
    w.visit("");
    says_dark();
    let title = w.text("title");
    w.fill("#field", "404");
    w.press(&[Key::Enter]);
    path_is(w, "404/");
    arrived(w, "404");
    says_dark();
    w.back();
    path_is(w, "");
    w.until_is("the title of the page before", title, || w.text("title"));
    says_dark();
    w.click("button.theme");
    w.until_is("auto", serde_json::json!(["auto", null]), theme);
    w.quiet();
}
