//! Without the application: its module is blocked, missing, corrupt, broken or panics; without JavaScript; in a browser that is too old.

use serde_json::json;
use thirtyfour::Key;

use crate::{World, browser::Engine, lab::nginx::Nginx, site::Site};

/// The page as plain HTML: all its words, working links, a notice, and no dead controls that swallow what is typed.
#[track_caller]
fn usable(w: &World, url: &str, what: &str) {
    w.open(&format!("{url}502/"));
    noticed(w, what);
    let words = w.seen_text("main");
    for wanted in ["Bad Gateway", "It's them, not you.", "What you can do now"] {
        assert!(words.contains(wanted), "{what}: {wanted:?} can't be read");
    }
    // What is far below is not laid out yet, and counts as unseen in Firefox; it is there, and not hidden.
    let below = "const h = document.getElementById('causes-h'); return h.checkVisibility() && h.textContent";
    assert_eq!(w.js(below, vec![]), "Why it happens", "{what}");
    assert_eq!(w.js("return document.documentElement.dataset.state", vec![]), "failed", "{what}");
    // A place on the page, and another page.
    w.click("a[href='#causes']");
    w.until("the place", || w.url().ends_with("#causes").then_some(()));
    w.until_js(
        "the causes are in sight",
        "const r = document.getElementById('causes').getBoundingClientRect(); return r.top > -5 && r.top < innerHeight",
    );
    w.click("nav.menu a[href$='/codes/']");
    w.until_is("a link leads on", format!("{url}codes/"), || w.url());
    noticed(w, what);
    w.click("a[href$='/404/']");
    w.until_is("a link leads on", format!("{url}404/"), || w.url());
    usable_field(w, url, what);
}

fn noticed(w: &World, what: &str) {
    w.until(&format!("the notice with {what}; {:?}", w.seen()), || w.shown(".no-checks").then_some(()));
}

/// The field still leads somewhere: it is a form.
#[track_caller]
fn usable_field(w: &World, url: &str, what: &str) {
    w.open(url);
    w.until_js(
        "the application has failed, or waits for a touch",
        "return document.documentElement.dataset.state === 'failed' || document.getElementById('app').hasAttribute('data-ready')",
    );
    w.fill("#field", "404");
    noticed(w, what);
    assert_eq!(w.value("#field"), "404");
    w.click("form.field button[type=submit]");
    w.until_is("the form is sent to the diagnosis", format!("{url}diagnose/?code=404"), || w.url());
    noticed(w, what);
    assert!(w.seen_text("main").contains("Whose problem is it?"), "{what}");
    w.open(url);
    w.press(&[Key::Tab]);
    assert!(w.js("return document.activeElement !== document.body", vec![]) == true, "{what}: the keyboard is dead");
}

/// The host answers 403 for the module.
pub fn module_blocked(w: &World) {
    let front = Nginx::start(&format!(
        "    location ~ \\.wasm$ {{ return 403; }}\n    location / {{ proxy_pass {}; proxy_set_header Host $host; }}\n",
        w.site.origin()
    ));
    usable(w, &format!("{}{}", front.origin(), w.site.base), "a blocked module");
}

/// The module is missing.
pub fn module_missing(w: &World) {
    w.site.replace(&w.site.module().1, None);
    usable(w, &w.site.url(""), "a missing module");
}

/// The script is missing.
pub fn script_missing(w: &World) {
    w.site.replace(&w.site.module().0, None);
    usable(w, &w.site.url(""), "a missing script");
}

/// The module is something else.
pub fn module_corrupt(w: &World) {
    let noise: Vec<u8> = (0..200_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    w.site.replace(&w.site.module().1, Some(noise));
    usable(w, &w.site.url(""), "a corrupt module");
}

/// The module is cut short, as by a broken download.
pub fn module_cut(w: &World) {
    let name = w.site.module().1;
    let whole = std::fs::read(w.site.dir.join(&name)).expect("the module");
    w.site.replace(&name, Some(whole[..whole.len() / 2].to_vec()));
    usable(w, &w.site.url(""), "half a module");
}

/// The application panics while it takes the page over: the served page is not the one it expects.
pub fn panics_at_start(w: &World) {
    // As soon as it looks at the page; on the start page, at the first touch of what moves there.
    for name in w.site.pages() {
        w.site.change(&name, |html| {
            let (before, after) = html.split_at(html.find("id=\"island\"").unwrap_or(0));
            format!("{before}{}", after.replacen("<!--<#>-->", "<section></section>", 1))
        });
    }
    for path in ["codes/", "read/"] {
        w.open(&w.site.url(path));
        noticed(w, "a panic at the start");
        assert!(w.seen_text("main").len() > 100, "/{path} is empty");
    }
    usable_field(w, &w.site.url(""), "a panic at the start");
}

/// A trap later on.
pub fn traps_later(w: &World) {
    let name = w.site.module().0;
    // (module (func (export "f") unreachable))
    let script = "async function traps() {
        const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
        const { instance } = await WebAssembly.instantiate(bytes);
        document.getElementById('app').setAttribute('data-ready', '');
        document.addEventListener('click', event => event.preventDefault());
        document.addEventListener('submit', event => event.preventDefault());
        setTimeout(() => instance.exports.f(), 50);
    }";
    let (glue, call) = (w.site.read(&name), "__wbg_init({");
    assert_eq!(glue.matches(call).count(), 1, "what starts the module");
    w.site.replace(&name, Some((glue.replace(call, "traps({") + script).into_bytes()));
    usable(w, &w.site.url(""), "a trap");
}

/// What a panicking application leaves of a page that it changed already.
pub fn panics_after_start(w: &World) {
    w.visit("502/");
    // As the panic hook does.
    w.js("window.isitmeFailed('a test')", vec![]);
    w.until("the notice", || w.shown(".no-checks").then_some(()));
    w.js("window.__mark = 1", vec![]);
    w.click("nav.menu a[href$='/codes/']");
    w.until_is("a link leads on", w.site.url("codes/"), || w.url());
    w.until_js("by loading the page", "return window.__mark === undefined");
}

/// JavaScript is off: the page is whole, says so, and its links and form work.
pub fn no_script(w: &World) {
    match w.engine {
        Engine::Chromium => {
            w.cdp("Emulation.setScriptExecutionDisabled", serde_json::json!({"value": true}));
        }
        Engine::Firefox => {}
        Engine::WebKit => panic!("this driver works by JavaScript alone"),
    }
    for path in ["", "502/", "diagnose/", "codes/", "about/", "404.html", "errors/dns-not-found/"] {
        let words = w.plain_text(&w.site.url(path), "main");
        let served =
            Site::words(&w.site.read(&format!("{path}{}", if path.is_empty() || path.ends_with('/') { "index.html" } else { "" })));
        // What could not work without JavaScript may be left out there.
        for part in served.iter().filter(|part| part.len() > 60 && path != "diagnose/").take(12) {
            assert!(words.contains(part.as_str()), "/{path}: {part:?} can't be read");
        }
        assert!(words.len() > 80, "/{path} is almost empty: {words:?}");
        let notice = w.plain_text(&w.site.url(path), "body");
        assert!(notice.contains("JavaScript is off"), "/{path} does not say that JavaScript is off");
        assert!(!notice.contains("did not start"), "/{path} says that its program failed");
    }
}

/// A browser without what the module needs: the page reads whole, and says which browsers have it.
pub fn too_old(w: &World) {
    for (what, missing) in [
        ("no WebAssembly", "delete window.WebAssembly"),
        // Without reference types, or where the policy's word for it is not known yet.
        (
            "a module that it refuses",
            "for (const own of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) WebAssembly[own] = async () => { throw new WebAssembly.CompileError('refused') }; WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('refused') } }",
        ),
    ] {
        w.cdp("Page.enable", json!({}));
        let script = w.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": missing}));
        usable(w, &w.site.url(""), what);
        assert!(w.text(".no-checks").contains("a newer browser: Chrome or Edge 97"), "{}", w.text(".no-checks"));
        w.cdp("Page.removeScriptToEvaluateOnNewDocument", json!({"identifier": script["identifier"]}));
    }
}
