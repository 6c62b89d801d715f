//! Every page: it loads, the application takes it over without a word, nobody else is asked, and it fits.

use std::fs;

use serde_json::{Value, json};

use crate::{
    World,
    browser::Engine,
    everything,
    site::{self, Site, texts},
};

/// One page of every kind.
pub const SAMPLE: [&str; 11] = [
    "",
    "read/",
    "502/",
    "429/",
    "errors/certificate-date-invalid/",
    "diagnose/?code=502",
    "codes/",
    "about/",
    "404.html",
    "error-page/",
    "embed/builder/",
];

/// The pages of all kinds without a query, also those of programs of their own.
fn kinds() -> Vec<&'static str> {
    SAMPLE.into_iter().filter(|path| !path.contains('?')).chain(["diagnose/", "check/", "compare/", "offline/", "embed/502/"]).collect()
}

/// Narrower than this no window of Firefox or `WebKit` gets.
const NARROW: u32 = 500;

/// Opens a page at a width: in a window, or in a frame where windows do not get so narrow.
pub fn visit_at(w: &World, width: u32, path: &str) {
    let url = w.site.url(path);
    if w.engine == Engine::Chromium || width >= NARROW {
        w.resize(width, 800);
        w.ready(&url);
    } else {
        w.resize(1280, 900);
        let frame = format!("{}/frame?width={width}&src={}", w.desk.origins()[0], url.replace('&', "%26"));
        w.open(&frame);
        w.enter_frame();
        w.until_ready();
    }
    let seen = w.js("return innerWidth", vec![]);
    assert!(seen.as_u64().is_some_and(|seen| seen.abs_diff(u64::from(width)) <= 16), "asked for {width} px, got {seen}");
}

/// Some pages of each kind, fewer where another engine has seen them. If everything is to be tried, each page in one of two engines, because the third sees
/// every page in other stories: as it was built and below a path.
fn paths(w: &World) -> Vec<String> {
    let kinds = || kinds().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let every = |of: usize| w.site.paths().into_iter().enumerate().filter(move |(nth, _)| nth % 2 == of).map(|(_, path)| path);
    match (w.engine, everything()) {
        (Engine::Chromium, _) => w.site.sample(),
        (_, false) => kinds(),
        (Engine::Firefox, true) => every(0).chain(kinds()).collect(),
        (Engine::WebKit, true) => every(1).chain(kinds()).collect(),
    }
}

/// The application takes over every page as it was served, without a message, and nothing is asked of anybody else.
pub fn every_page(w: &World) {
    // The site's own configuration: with another one the page that lists the hosts rightly changes.
    w.site.replace("config.json", Some(w.site.read("config.json").into_bytes()));
    let paths = paths(w);
    assert!(paths.len() >= SAMPLE.len(), "{paths:?}");
    for path in &paths {
        w.visit(path);
        hydrated(w, path);
        w.quiet();
        same_origin(w);
    }
    assert!(w.desk.hits().is_empty(), "loading pages asked the helpers: {:?}", w.desk.hits());
}

/// The words are those that were served.
pub fn hydrated(w: &World, path: &str) {
    w.wake();
    w.settle();
    let words = w.js("return [window.__servedMain, document.getElementById('main').textContent, window.__served, document.getElementById('app').textContent]", vec![]);
    let words = texts(&words);
    assert!(words[0].len() > 100, "{path} was served almost empty: {words:?}");
    // What is kept, what this page has asked for, and what an address of this host makes longer is known afterwards only: there the words rightly differ.
    if ["offline/", "check/", "error-page/", "embed/builder/"].iter().any(|own| path.starts_with(own)) {
        return;
    }
    let differs = words[0].char_indices().zip(words[1].char_indices()).find(|((_, a), (_, b))| a != b).map_or(0, |((at, _), _)| at);
    let around = |text: &str| text.chars().skip(differs.saturating_sub(40)).take(120).collect::<String>();
    assert!(words[0] == words[1], "{path} was served as …{:?}… and became …{:?}…", around(&words[0]), around(&words[1]));
}

/// Nothing was asked of another host.
pub fn same_origin(w: &World) {
    let names = texts(&w.js("return performance.getEntriesByType('resource').map(entry => entry.name)", vec![]));
    let origin = w.site.origin();
    let foreign: Vec<_> = names.iter().filter(|name| !name.starts_with(&format!("{origin}/"))).collect();
    assert!(foreign.is_empty(), "{} asked other hosts: {foreign:?}", w.url());
}

/// The same pages byte for byte as they were built, in the engine that tells everything it would show in its console and every request.
pub fn every_page_as_built(w: &World) {
    w.site.unchanged();
    // One of each kind, unless everything is to be tried: those of a kind differ in their words.
    for path in if everything() { w.site.paths() } else { kinds().into_iter().map(str::to_owned).collect() } {
        w.log("browser");
        w.requests();
        w.visit(&path);
        w.wake();
        w.settle();
        let said: Vec<_> = w.log("browser");
        assert!(said.is_empty(), "{path} put this into the console: {said:#?}");
        let requests = w.requests();
        assert!(!requests.is_empty(), "the log of requests is empty");
        let foreign: Vec<_> =
            requests.iter().filter(|url| !url.starts_with(&format!("{}/", w.site.origin())) && !url.starts_with("data:")).collect();
        assert!(foreign.is_empty(), "{path} asked other hosts: {foreign:?}");
    }
}

/// The policy is in every page, with Trusted Types and without permissions for inline code or styles.
pub fn every_page_has_the_policy(w: &World) {
    // The files are the same for all engines.
    let pages = if w.engine == Engine::Chromium { w.site.pages() } else { Vec::new() };
    for name in pages {
        let html = w.site.read(&name);
        let policy = html
            .split("http-equiv=\"Content-Security-Policy\" content=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        for wanted in
            ["default-src 'none'", "require-trusted-types-for 'script'", "trusted-types isitme", "base-uri 'none'", "'wasm-unsafe-eval'"]
        {
            assert!(policy.contains(wanted), "{name}: {wanted} is not in the policy {policy:?}");
        }
        for unwanted in ["unsafe-inline", "'unsafe-eval'", "'unsafe-hashes'", "*;", "data:", "blob:"] {
            assert!(!policy.replace(":*", "").contains(unwanted), "{name}: {unwanted} is in the policy {policy:?}");
        }
        let before = html.split(policy).next().unwrap_or_default();
        assert!(
            !before.contains("<script") && !before.contains("<style") && !before.contains("<link"),
            "{name}: something stands before its policy"
        );
        assert!(!html.contains(" style=\""), "{name} has a style attribute");
    }
    // It holds in a browser: an inline script, a style attribute, raw HTML and a script by eval are refused.
    w.visit("502/");
    w.js(
        "const s = document.createElement('script'); try { s.textContent = 'window.__pwned = 1'; } catch (_) {} document.body.append(s);
         const d = document.createElement('div'); d.setAttribute('style', 'color: red'); document.body.append(d);",
        vec![],
    );
    assert_eq!(w.js("return typeof window.__pwned", vec![]), "undefined", "an inline script ran");
    w.until("the refusals are noted", || {
        (w.seen().iter().filter(|line| line.starts_with("refused by the policy")).count() >= 2).then_some(())
    });
    let eval = w.js("try { return (0, eval)('1 + 1') } catch (error) { return 'refused' }", vec![]);
    // Drivers may run scripts past the policy; where they don't, it refuses.
    assert!(eval == "refused" || eval == 2, "{eval}");
}

/// Nothing reaches out of the window to the right.
pub fn fits_narrow_screens(w: &World) {
    let widths: &[u32] = if everything() { &[320, 360, 1280] } else { &[320, 1280] };
    let paths = if w.engine == Engine::Chromium && everything() { w.site.sample() } else { SAMPLE.map(str::to_owned).to_vec() };
    for path in paths {
        for (nth, width) in widths.iter().copied().enumerate() {
            if w.engine == Engine::Chromium && nth > 0 {
                w.resize(width, 800);
            } else {
                visit_at(w, width, &path);
            }
            let wide = w.js(
                "const wide = document.documentElement.scrollWidth - innerWidth;
                 if (wide <= 0) return [];
                 return [wide + ' px', ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.wide, pre')).slice(0, 5).map(e => e.outerHTML.slice(0, 120))]",
                vec![],
            );
            assert!(texts(&wide).is_empty(), "{path} at {width} px is too wide: {:#?}", texts(&wide));
        }
    }
}

/// On paper: dark on white, whatever colors were chosen, and nothing of a long text is cut off.
pub fn prints(w: &World) {
    w.visit("502/");
    w.until_js("the long part", "return !!document.querySelector('#causes')");
    w.js("document.documentElement.dataset.theme = 'dark'", vec![]);
    let pale = "const light = (c) => c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
        return [...document.querySelectorAll('main *, footer *')].filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
            .map((e) => [e, getComputedStyle(e).color.match(/[\\d.]+/g).slice(0, 3).map(Number)])
            .filter(([, color]) => 1.05 / (light(color) + 0.05) < 4.5).slice(0, 5).map(([e, color]) => color + ' ' + e.outerHTML.slice(0, 80))";
    assert!(!texts(&w.js(pale, vec![])).is_empty(), "on a dark screen the text is pale");
    w.cdp("Emulation.setEmulatedMedia", json!({"media": "print"}));
    assert_eq!(texts(&w.js(pale, vec![])), [""; 0], "pale on paper");
    let paper = "return getComputedStyle(document.body).backgroundColor";
    assert_eq!(w.js(paper, vec![]), "rgb(255, 255, 255)");
    w.cdp("Emulation.setEmulatedMedia", json!({"media": ""}));
    w.visit(
        "diagnose/#case=isitme%20case%201%0Arole%20visitor%0Acode%20502%0Avisitor%20reload%20same-error%0Avisitor%20other-page%20fails%0A",
    );
    w.until("the report", || w.shown("#report-text").then_some(()));
    let cut =
        "const e = document.getElementById('report-text'); e.textContent += 'x\\n'.repeat(200); return e.scrollHeight > e.clientHeight + 1";
    assert_eq!(w.js(cut, vec![]), true, "on a screen one scrolls");
    w.cdp("Emulation.setEmulatedMedia", json!({"media": "print"}));
    assert_eq!(w.js("const e = document.getElementById('report-text'); return e.scrollHeight > e.clientHeight + 1", vec![]), false);
    w.cdp("Emulation.setEmulatedMedia", json!({"media": ""}));
}

/// With text of twice the size nothing reaches out of the window; on a very large screen the lines stay short.
pub fn large_text_and_screens(w: &World) {
    let wide = "return document.documentElement.scrollWidth - innerWidth";
    for path in SAMPLE.into_iter().step_by(if everything() { 1 } else { 3 }) {
        for width in [640, 1280] {
            w.resize(width, 900);
            w.visit(path);
            w.js("document.documentElement.style.fontSize = '200%'", vec![]);
            w.settle();
            assert!(w.js(wide, vec![]).as_i64().is_some_and(|wide| wide <= 0), "/{path} at {width} px with large text");
        }
        w.resize(3840, 2160);
        w.visit(path);
        assert!(w.js(wide, vec![]).as_i64().is_some_and(|wide| wide <= 0), "/{path} at 3840 px");
        let lines = w.js("return Math.max(0, ...[...document.querySelectorAll('main p')].map(e => e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize)))", vec![]);
        assert!(lines.as_f64().is_some_and(|lines| lines < 60.0), "/{path}: a line is {lines} em long at 3840 px");
    }
    w.resize(1280, 900);
}

/// In a sandboxed frame of somebody else's page: no storage, no history, an origin of its own. The page works, and takes no keys from its host.
pub fn sandboxed_frame(w: &World) {
    w.open(&format!("{}/frame?width=700&sandbox=allow-scripts+allow-forms&src={}", w.desk.origins()[0], w.site.url("")));
    w.enter_frame();
    if w.engine == Engine::WebKit {
        // There, `'self'` in a policy means nobody in such a frame: the page stays as it was served, and says that its checks don't run.
        w.until("the notice", || w.shown(".no-checks").then_some(()));
        assert!(w.seen_text("main").contains("Is it me, or the site?"));
        return;
    }
    w.until_ready();
    assert_eq!(w.js("try { localStorage.length; return 'storage' } catch (error) { return 'none' }", vec![]), "none");
    w.write("/");
    w.settle();
    assert_ne!(w.js("return document.activeElement ? document.activeElement.id : ''", vec![]), "field", "an embedded page took the key /");
    w.click("button.theme");
    w.until_js("the theme is chosen", "return document.documentElement.dataset.theme === 'light'");
    w.put("#field", "gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    w.put("#field", "502");
    w.press(&[thirtyfour::Key::Enter]);
    w.until_is("the entry", "502".to_owned(), || w.text("h1 .code"));
    w.until_ready();
    w.until_js("its long part", "return !!document.querySelector('.prose #causes')");
    w.quiet();
}

/// Queries that mean harm, with a theme chosen before: every page comes up, nothing of it becomes HTML, and nothing breaks.
pub fn hostile_queries(w: &World) {
    let long = "A".repeat(10_000);
    let hostile: Vec<(&str, String)> = vec![
        (
            "a script",
            "code=%3Cscript%3Ewindow.__pwned%3D1%3C%2Fscript%3E&url=%3Cimg%20src%3Dx%20onerror%3D%22window.__pwned%3D1%22%3E".into(),
        ),
        ("raw brackets", "code=<script>window.__pwned=1</script>&url=<svg/onload=window.__pwned=1>".into()),
        ("javascript:", "code=javascript:window.__pwned=1&url=javascript:window.__pwned=1".into()),
        ("10 KB", format!("code={long}&url=https://example.com/{long}")),
        ("broken encoding", "code=%&url=%E0%A4%A&role=%zz".into()),
        ("emoji", "code=%F0%9F%98%80&url=https://%F0%9F%98%80.example.com/%F0%9F%92%A5".into()),
        ("lone surrogates", "code=%ED%A0%80&url=%ED%BF%BF".into()),
        ("zeros and controls", "code=%00%01%1b&url=%00".into()),
        ("nothing but signs", "&&&===???&code&url&code=&url=".into()),
        ("twice", "code=502&code=404&url=https://a.example.com&url=https://b.example.com".into()),
        ("plus and more", "code=bad+gateway&url=http://user:pass@example.com:99999/?a=b%23c".into()),
    ];
    let fragments = [
        "",
        "#case=",
        "#case=%7F%00",
        "#case=isitme%20case%201%0Arole%20visitor%0Acode%20502%0Avisitor%20reload%20%3Cscript%3E",
        "#<script>",
        "#%E0%A4%A",
        "#causes",
    ];
    // The site's own configuration: with another one the page that lists the hosts rightly changes.
    w.site.replace("config.json", Some(w.site.read("config.json").into_bytes()));
    w.visit("");
    w.js("localStorage.setItem('isitme:/:theme', 'dark')", vec![]);
    for (at, path) in w.site.sample().iter().enumerate() {
        let rich = path == "diagnose/" || (everything() && ["", "502/"].contains(&path.as_str()));
        for (nth, (name, query)) in hostile.iter().enumerate() {
            // A sample: every page gets one of them (one in six, unless everything is to be tried), those that read them get them all.
            if !rich && (nth != at % hostile.len() || !(everything() || at.is_multiple_of(6))) {
                continue;
            }
            w.visit(&format!("{path}?{query}{}", fragments[(nth + at) % fragments.len()]));
            unchanged(w, path, name);
        }
    }
    for fragment in fragments {
        w.visit("");
        w.visit(&format!("diagnose/{fragment}"));
        unchanged(w, "diagnose/", fragment);
    }
}

/// The same, and the page is the one that was served, with its theme.
fn unchanged(w: &World, path: &str, what: &str) {
    unharmed(w, &format!("/{path} with {what}"), |_| false);
    // What others embed takes its theme from them.
    let theme = if path.starts_with("embed/") && path != "embed/builder/" { None } else { Some("dark") };
    assert_eq!(w.attribute("html", "data-theme").as_deref(), theme, "/{path} with {what}");
    if path != "diagnose/" && theme.is_some() {
        hydrated(w, path);
    }
}

/// What browsers of all five systems call themselves, whether they have a touch screen, and what the page takes them for.
const AGENTS: [(&str, bool, &str, &str); 13] = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        false,
        "chrome-desktop",
        "windows",
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        true,
        "edge-desktop",
        "windows",
    ),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", false, "firefox-desktop", "windows"),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        false,
        "safari-macos",
        "macos",
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        false,
        "chrome-desktop",
        "macos",
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        true,
        "safari-ios",
        "ios",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        true,
        "safari-ios",
        "ios",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
        true,
        "chrome-ios",
        "ios",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
        true,
        "chrome-android",
        "android",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
        true,
        "samsung-android",
        "android",
    ),
    ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", true, "firefox-android", "android"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", false, "firefox-desktop", "linux"),
    // Nothing that anybody knows, with what could become HTML.
    ("\"><img src=x onerror=window.__pwned=1>", false, "chrome-desktop", "linux"),
];

/// Whatever a browser calls itself: every kind of page is taken over as it was served, and the steps that are shown are its own.
pub fn user_agents(w: &World) {
    // The site's own configuration: with another one the page that lists the hosts rightly changes.
    w.site.replace("config.json", Some(w.site.read("config.json").into_bytes()));
    for (nth, (agent, touch, browser, system)) in AGENTS.into_iter().enumerate().filter(|(nth, _)| everything() || nth % 2 == 0) {
        w.cdp("Emulation.setUserAgentOverride", json!({"userAgent": agent}));
        w.cdp("Emulation.setTouchEmulationEnabled", json!({"enabled": touch, "maxTouchPoints": 5}));
        // Each sees some of the kinds, unless everything is to be tried; what the page makes of it shows where there are steps.
        for (_, path) in kinds().into_iter().enumerate().filter(|(at, _)| everything() || at % AGENTS.len() / 2 == nth / 2) {
            w.visit(path);
            hydrated(w, path);
            unharmed(w, &format!("/{path} as {agent}"), |_| false);
        }
        // Another query each time, so that the page is loaded.
        w.visit(&format!("diagnose/?n={nth}#case=isitme%20case%201%0Arole%20visitor%0Acode%20400%0Avisitor%20reload%20same-error%0A"));
        assert_eq!(w.js("return navigator.userAgent", vec![]), agent);
        let mut asked = Vec::new();
        while !w.shown("#browser") {
            let check = w.until("a question", || w.attribute("#turn", "data-check"));
            w.click("#skip");
            w.until("the next question", || (w.attribute("#turn", "data-check").as_ref() != Some(&check)).then_some(()));
            asked.push(check);
            assert!(w.shown("#turn #skip"), "{agent}: no steps after {asked:?}");
        }
        assert_eq!((w.value("#browser"), w.value("#system")), (browser.to_owned(), system.to_owned()), "{agent}");
        unharmed(w, agent, |_| false);
    }
    w.cdp("Emulation.setUserAgentOverride", json!({"userAgent": ""}));
    w.cdp("Emulation.setTouchEmulationEnabled", json!({"enabled": false}));
}

/// No script of somebody else ran, nothing became an element or a link with another scheme, the program lives, and the console holds nothing but what may be
/// said.
pub fn unharmed(w: &World, what: &str, may_say: impl Fn(&str) -> bool) {
    harmless(w, what);
    let seen: Vec<String> = w.seen().into_iter().filter(|line| !may_say(line)).collect();
    assert!(seen.is_empty(), "{what} said {seen:#?}");
}

/// No script of a text ran, nothing of it became an element or a link of another scheme, and the program lives.
pub fn harmless(w: &World, what: &str) {
    let script =
        "return { pwned: typeof window.__pwned, failed: document.documentElement.dataset.state || '',
           foreign: [...document.querySelectorAll('#app script, #app img, #app iframe, #app object, #app base, #app meta, #app link, #app style, #app form[action*=\":\"], #app form[action^=\"//\"], #app [onerror], #app [onload]')].map(e => e.outerHTML.slice(0, 100)),
           links: [...document.querySelectorAll('a[href]')].map(a => a.protocol).filter(p => !['http:', 'https:', 'mailto:'].includes(p)) }";
    // Right after a load Firefox sometimes answers nothing at all.
    let state = w.until("the page's state", || w.try_js(script, vec![]).ok().filter(|state| !state.is_null()));
    assert_eq!(state["pwned"], "undefined", "{what}: {state}");
    assert_eq!(state["failed"], "", "{what}: {state}");
    assert!(texts(&state["foreign"]).is_empty() && texts(&state["links"]).is_empty(), "{what}: {state}");
}

/// The query's words are in the fields as they are, as text.
pub fn queries_are_kept_as_text(w: &World) {
    w.visit("diagnose/?code=%3Cscript%3Ealert(1)%3C%2Fscript%3E&url=javascript%3Aalert(1)");
    w.until_is("the field", "<script>alert(1)</script>".to_owned(), || w.value("#symptom"));
    w.until_is("the address", "javascript:alert(1)".to_owned(), || w.value("#address"));
    assert!(!w.text("#address-says").is_empty(), "nothing is said about a javascript: address");
    assert!(!w.text("#symptom-says").is_empty(), "nothing is said about a symptom that is none");
    w.visit("diagnose/?code=502");
    w.until_is("the field", "502".to_owned(), || w.value("#symptom"));
    w.visit("diagnose/?code=ERR_CONNECTION_REFUSED&role=owner");
    w.until("the role", || {
        (w.js("return [...document.querySelectorAll('input[name=role]')].map(r => r.checked)", vec![]) == serde_json::json!([false, true]))
            .then_some(())
    });
    w.quiet();
}

/// The browser reads the manifest without a complaint, and what it names is there, also below a path.
pub fn manifest(w: &World) {
    let sub = site::sub_dist().map(|dist| Site::start(&dist, "{}"));
    let places = [Some(w.site.url("")), sub.as_ref().map(|sub| sub.url(""))];
    for root in places.into_iter().flatten() {
        w.ready(&format!("{root}502/"));
        let read = w.cdp("Page.getAppManifest", json!({}));
        assert_eq!(read["url"], format!("{root}manifest.webmanifest"));
        assert_eq!(read["errors"], json!([]));
        let manifest: Value = serde_json::from_str(read["data"].as_str().unwrap_or_default()).expect("the manifest");
        let named = manifest["icons"].as_array().into_iter().flatten().map(|icon| &icon["src"]);
        let opened = manifest["shortcuts"].as_array().into_iter().flatten().map(|own| &own["url"]);
        let apple = json!("apple-touch-icon.png");
        let mut count = 0;
        for path in named.chain(opened).chain([&manifest["start_url"], &manifest["share_target"]["action"], &apple]) {
            let (status, _) = crate::wire::get(&format!("{root}{}", path.as_str().expect("a path").trim_start_matches("./")));
            assert_eq!(status, 200, "{path}");
            count += 1;
        }
        assert_eq!(count, 11, "{manifest}");
        // What Chromium itself asks of a page that can be installed.
        assert_eq!(w.cdp("Page.getInstallabilityErrors", json!({}))["installabilityErrors"], json!([]), "{root}");
    }
}

/// A site that was built for a path below its host, as on GitHub Pages.
pub fn below_a_path(w: &World) {
    let Some(dist) = site::sub_dist() else {
        assert!(std::env::var_os("CI").is_none(), "no site was built for a path below its host: set ISITME_DIST_SUB");
        eprintln!("left out: no site was built for a path below its host (scripts/test builds one)");
        return;
    };
    // With its own configuration, so that the pages that name hosts stay as they were served.
    let sub = Site::start(&dist, &fs::read_to_string(dist.join("config.json")).expect("config.json"));
    assert!(sub.base.len() > 2, "{} was built for {}", dist.display(), sub.base);
    let paths: Vec<String> = if everything() && w.engine == Engine::Chromium { sub.paths() } else { SAMPLE.map(str::to_owned).to_vec() };
    for path in paths {
        w.ready(&sub.url(&path));
        if !path.contains('?') {
            hydrated(w, &path);
        }
        w.quiet();
        let names: Value = w.js("return [...performance.getEntriesByType('resource').map(e => e.name), ...[...document.links].filter(a => a.origin === location.origin).map(a => a.href)]", vec![]);
        let outside: Vec<_> = texts(&names).into_iter().filter(|name| !name.starts_with(&sub.url(""))).collect();
        assert!(outside.is_empty(), "{path} leaves {}: {outside:?}", sub.base);
    }
    // Links, the field and the back button stay below the path.
    w.ready(&sub.url(""));
    w.js("window.__mark = 1", vec![]);
    w.click("a.tile");
    w.until("a page of an entry", || w.url().starts_with(&sub.url("502/")).then_some(()));
    w.until_js("its long part", "return !!document.querySelector('.prose #causes')");
    assert_eq!(w.js("return window.__mark", vec![]), 1, "the link loaded a new page");
    w.back();
    w.until_is("back", sub.url(""), || w.url());
    w.until("the field is there", || w.shown("#field").then_some(()));
    w.fill("#field", "example.com/x");
    w.press(&[thirtyfour::Key::Enter]);
    w.until_is("the diagnosis", sub.url("diagnose/?url=example.com%2Fx"), || w.url());
    w.until_is("the address", "example.com/x".to_owned(), || w.value("#address"));
    // An unknown path, a folder without its slash.
    let (status, _) = crate::wire::get(&sub.url("no/such/page"));
    assert_eq!(status, 404);
    w.ready(&sub.url("no/such/page"));
    w.quiet();
    w.ready(&sub.url("502"));
    assert_eq!(w.url(), sub.url("502/"));
    w.quiet();
}
