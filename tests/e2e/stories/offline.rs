//! Without a network: what one visit keeps, newer versions, broken downloads, a full disk, everything and nothing, and what other programs share.

use serde_json::json;

use super::accessible;
use crate::{World, browser::Engine};

/// The names of all caches, and how much each holds.
const CACHES: &str = "const done = arguments[arguments.length - 1];
    (async () => {
      const out = {};
      for (const name of await caches.keys()) out[name] = (await (await caches.open(name)).keys()).map((own) => new URL(own.url).pathname);
      return out;
    })().then(done, (why) => done({ error: [String(why)] }));";

fn caches(w: &World) -> Vec<(String, Vec<String>)> {
    let all = w.js_later(CACHES, vec![]);
    let list = all.as_object().into_iter().flatten();
    list.map(|(name, own)| (name.clone(), crate::site::texts(own))).collect()
}

/// The worker serves the page, and has kept a path.
#[track_caller]
pub fn kept(w: &World, path: &str) {
    w.until_js("a worker serves the page", "return !!navigator.serviceWorker && !!navigator.serviceWorker.controller");
    let wanted = format!("{}{path}", w.site.base);
    w.until(&format!("{path} is kept"), || caches(w).iter().any(|(_, own)| own.contains(&wanted)).then_some(()));
}

/// Opens a page as a visitor would, and waits until the application runs.
fn opened(w: &World, path: &str) {
    w.open(&w.site.url(path));
    w.until_ready();
}

/// One visit to one page; then the network is off, and everything is explained.
pub fn works(w: &World) {
    w.site.unchanged();
    opened(w, "502/");
    kept(w, "502/");
    let (_, held) = caches(w).remove(0);
    assert!(held.iter().all(|path| !path.contains("/api/") && !path.contains("ask-")), "only what it needs: {held:?}");
    w.site.offline(true);
    // The page itself, whole.
    opened(w, "502/");
    assert!(w.text("main").contains("Why it happens"));
    // One that was never opened: out of the table in the module.
    opened(w, "504/?x=1");
    w.until("what is embedded", || w.text("main").contains("Gateway Timeout").then_some(()));
    w.until("that the rest is missing", || w.shown("#causes-short [role=status]").then_some(()));
    // The addresses under which people look for a code lead on, as with a network.
    for path in ["code/504/", "http-504"] {
        w.open(&w.site.url(path));
        w.until_is("the code's own address", w.site.url("504/"), || w.url());
    }
    w.until_ready();
    opened(w, "errors/connection-refused/");
    assert!(w.text("h1").contains("Connection refused"));
    opened(w, "cloudflare/1020/");
    assert!(w.text("main").contains("1020") && w.text("main p.verdict-line").len() > 10, "{}", w.text("main"));
    // Search, reading, comparing.
    opened(w, "");
    w.put("#field", "bad gatway");
    w.until("results", || w.text("#field-hits").contains("502").then_some(()));
    opened(w, "read/");
    w.put("#text", "upstream connect error or disconnect/reset before headers. reset reason: connection failure");
    w.until("it is read", || w.text("#said, .answer-to").contains("Envoy").then_some(()));
    opened(w, "compare/?codes=500,502");
    w.until("the comparison", || w.text("main").contains("Internal Server Error").then_some(()));
    // The diagnosis: its own checks can't run, and it says so; the visitor's part goes on.
    opened(w, "diagnose/?code=502");
    w.until("the button", || w.attribute("#run", "disabled").is_none().then_some(()));
    w.click("#run");
    w.until("its own host is out of reach", || w.attribute("#check-own-site", "data-answer").filter(|answer| answer == "fails"));
    w.until("a question", || w.shown(".answers button").then_some(()));
    assert!(w.text("details.steps, .steps, main").len() > 100);
    // What is not kept says so, and what is.
    w.open(&w.site.url("guides/nothing-of-the-kind/"));
    w.until("that it is not kept", || w.text("main").contains("not kept").then_some(()));
    w.click("main a[href$='/codes/']");
    w.until_is("a link leads on", w.site.url("codes/"), || w.url());
    w.until_ready();
    assert!(w.text("main").contains("Bad Gateway"));
    w.site.offline(false);
}

/// The worker of a version that is newer by its name alone.
fn newer(w: &World) -> String {
    let own = w.site.read("sw.js");
    let at = own.find("VERSION = \"").expect("a version") + 11;
    format!("{}0123456789abcdef{}", &own[..at], &own[at + 16..])
}

const LOOK: &str = "navigator.serviceWorker.getRegistration().then((own) => own.update()).catch(() => {})";

/// A newer version is offered, not forced, and taken whole.
pub fn updates(w: &World) {
    w.site.unchanged();
    opened(w, "502/");
    kept(w, "502/");
    let before = caches(w);
    w.site.replace("sw.js", Some(newer(w).into_bytes()));
    w.js(LOOK, vec![]);
    w.until("the offer", || w.text(".notice").contains("newer version").then_some(()));
    // Nothing has changed so far: the page is the old version's.
    w.js("window.__mark = 1", vec![]);
    let now = caches(w);
    assert!(
        before.iter().all(|(name, own)| now.iter().any(|(other, held)| other == name && own.iter().all(|path| held.contains(path)))),
        "{now:?}"
    );
    opened(w, "502/");
    w.until("the offer, again", || w.text(".notice").contains("newer version").then_some(()));
    accessible::look(w, "a newer version is offered");
    // It covers nothing that has the focus.
    let covered = w.js(
        "scrollTo(0, 0);
         return [...document.querySelectorAll('a[href], button, summary')].filter((own) => own.getClientRects().length && !own.closest('.notice')).filter((own) => {
           own.focus();
           const at = own.getBoundingClientRect(), notice = document.querySelector('.notice').getBoundingClientRect();
           return at.bottom > notice.top + 1 && at.top < notice.bottom;
         }).map((own) => own.textContent)",
        vec![],
    );
    assert_eq!(covered, json!([]), "behind the notice");
    w.js("window.__mark = 1", vec![]);
    w.click(".notice button.primary");
    w.until_js("the page is loaded anew", "return window.__mark === undefined");
    w.until_ready();
    w.until("the old version is gone", || {
        let names: Vec<String> = caches(w).into_iter().map(|own| own.0).collect();
        (names.len() == 1 && names[0].ends_with("0123456789abcdef")).then_some(())
    });
    assert!(!w.shown(".notice"));
    w.site.offline(true);
    opened(w, "504/");
    assert!(w.text("main").contains("Gateway Timeout"));
    w.site.offline(false);
}

/// The newer version that is there now is looked for, and thrown away.
#[track_caller]
fn comes_to_nothing(w: &World) {
    let failed = w.js_later(
        "const done = arguments[arguments.length - 1];
         navigator.serviceWorker.getRegistration().then((own) => {
           own.addEventListener('updatefound', () => { const next = own.installing; next.addEventListener('statechange', () => done(next.state)); });
           return own.update();
         }).catch((why) => done('rejected: ' + why));",
        vec![],
    );
    assert!(failed == "redundant" || failed.as_str().is_some_and(|own| own.starts_with("rejected")), "{failed}");
}

/// A newer version whose download breaks off, or of which a file is already of the next one, changes nothing; what came through is not asked for again.
pub fn half_a_download(w: &World) {
    w.site.unchanged();
    opened(w, "502/");
    kept(w, "502/");
    let module = w.site.module().1;
    w.site.replace("sw.js", Some(newer(w).into_bytes()));
    w.site.replace(&module, Some(vec![0; 1000]));
    comes_to_nothing(w);
    w.site.offline(true);
    opened(w, "502/");
    assert!(w.text("main").contains("Why it happens"));
    opened(w, "504/");
    assert!(w.text("main").contains("Gateway Timeout"));
    assert!(!w.shown(".notice button.primary"), "half a version is not offered");
    // The network is back, and so is the file.
    w.site.offline(false);
    w.site.replace(&module, Some(std::fs::read(w.site.dir.join(&module)).expect("the module")));
    opened(w, "502/");
    w.js(LOOK, vec![]);
    w.until("the offer", || w.text(".notice").contains("newer version").then_some(()));
}

/// What a cache holds for a path, whichever version's it is.
fn held(w: &World, path: &str) -> Vec<String> {
    let all = w.js_later(
        "const done = arguments[arguments.length - 1];
         (async () => {
           const out = [];
           for (const name of await caches.keys()) {
             const own = await (await caches.open(name)).match(arguments[0]);
             if (own) out.push(await own.text());
           }
           return out;
         })().then(done, (why) => done([String(why)]));",
        vec![json!(format!("{}{path}", w.site.base))],
    );
    crate::site::texts(&all)
}

/// The long part of a code, on the way from the list.
fn long_part(w: &World, code: &str) {
    opened(w, "codes/");
    w.click(&format!("main a[href$='/{code}/']"));
    w.until_is("the page", w.site.url(&format!("{code}/")), || w.url());
}

/// A wrong answer stays no longer than it is given: the login page of a Wi-Fi, or what another version had at the same address.
pub fn wrong_answers(w: &World) {
    w.site.unchanged();
    opened(w, "502/");
    kept(w, "502/");
    let login = b"<!doctype html><title>Wi-Fi</title><p>Please log in.".to_vec();
    let checker = crate::site::files(&w.site.dir, ".js").into_iter().find(|name| name.starts_with("check-")).expect("the checker");
    w.site.replace("404/more.html", Some(login.clone()));
    w.site.replace(&checker, Some(login.clone()));
    long_part(w, "404");
    w.until("that the rest is missing", || w.shown("#causes-short [role=status]").then_some(()));
    w.open(&w.site.url("check/"));
    w.until_js("that nothing can be checked", "return document.documentElement.dataset.state === 'failed'");
    w.settle();
    assert!(held(w, "404/more.html").is_empty() && held(w, &checker).is_empty(), "what is wrong is not kept");
    w.site.unchanged();
    long_part(w, "404");
    w.until_js("the long part", "return !!document.querySelector('.prose #causes')");
    w.until("it is kept", || (held(w, "404/more.html") == [w.site.read("404/more.html")]).then_some(()));
    opened(w, "check/");
    w.until("the checker is kept", || (held(w, &checker) == [w.site.read(&checker)]).then_some(()));
    // The version before: in the browser's own cache, and where an older worker put it, which looked at nothing.
    let older = w.site.read("410/more.html").replacen("<h2", "<p>Older.</p><h2", 1);
    w.site.replace("410/more.html", Some(older.clone().into_bytes()));
    let filled = w.js_later(
        "const done = arguments[arguments.length - 1], [path, text] = arguments;
         (async () => {
           await (await fetch(path)).text();
           for (const name of await caches.keys()) await (await caches.open(name)).put(path, new Response(text));
           return (await (await fetch(path)).text()) === text;
         })().then(done, (why) => done(String(why)));",
        vec![json!(format!("{}410/more.html", w.site.base)), json!(older)],
    );
    assert_eq!(filled, true);
    w.site.unchanged();
    long_part(w, "410");
    w.until_js("the long part", "return !!document.querySelector('.prose #causes')");
    w.until("the right one is kept", || (held(w, "410/more.html") == [w.site.read("410/more.html")]).then_some(()));
    // A page of another version: it names another script.
    let script = w.site.module().0;
    let other = w.site.read("about/index.html").replace(&script, &format!("app-{}.js", "0".repeat(16)));
    w.site.replace("about/index.html", Some(other.into_bytes()));
    w.open(&w.site.url("about/"));
    // By then it would be kept, too.
    opened(w, "guides/");
    kept(w, "guides/");
    assert!(held(w, "about/").is_empty(), "a page of another version is not kept");
    w.site.unchanged();
    opened(w, "about/");
    kept(w, "about/");
}

/// A newer version is out while everything is saved: nothing of it gets into this one's, and the page says so.
pub fn newer_while_saving(w: &World) {
    w.site.unchanged();
    opened(w, "offline/");
    kept(w, "offline/");
    w.until("the offer", || w.text(".kept").contains("Save everything (").then_some(()));
    let own: serde_json::Value = serde_json::from_str(&w.site.read("offline.json")).expect("the list");
    let name = format!("isitme:{}:{}", w.site.base, own["version"].as_str().expect("a version"));
    let mut list = own.clone();
    list["version"] = json!("0123456789abcdef");
    for file in list["files"].as_array_mut().expect("files") {
        if file[0] == "about/" {
            file[3] = json!("AAAAAAAAAAAAAAAA");
        }
    }
    w.site.replace("offline.json", Some(list.to_string().into_bytes()));
    w.site.replace("sw.js", Some(newer(w).into_bytes()));
    w.site.replace("about/index.html", Some(b"<!doctype html><title>Newer</title>".to_vec()));
    w.js("document.querySelector('.kept .primary').focus()", vec![]);
    w.press(&[thirtyfour::Key::Enter]);
    w.until("that a newer one is out", || w.text(".kept").contains("newer version of isitme is out").then_some(()));
    assert_ne!(w.js("return document.activeElement.localName", vec![]), "body", "the focus stays");
    let held = w.js_later(
        "const done = arguments[arguments.length - 1], [name, path] = arguments;
         caches.open(name).then((own) => own.match(path)).then((own) => done(!!own), (why) => done(String(why)));",
        vec![json!(name), json!(format!("{}about/", w.site.base))],
    );
    assert_eq!(held, false, "no version holds another's file");
    w.until("the offer", || w.text(".notice").contains("newer version").then_some(()));
    w.until("the newer one can be saved", || w.text(".kept").contains("Save everything (").then_some(()));
    // Something on the way that changes what is sent is no newer version.
    w.site.unchanged();
    w.site.replace("about/index.html", Some(b"<!doctype html><title>Changed</title>".to_vec()));
    opened(w, "offline/");
    w.until("the offer", || w.text(".kept").contains("Save everything (").then_some(()));
    w.click(".kept .primary");
    w.until("that it is changed on the way", || w.text(".kept").contains("something on the way").then_some(()));
}

/// Everything is kept with one click, which can be stopped; with another everything goes, and nothing that is not ours.
pub fn everything_and_nothing(w: &World) {
    w.site.unchanged();
    opened(w, "");
    kept(w, "");
    w.js_later(
        "const done = arguments[arguments.length - 1]; localStorage.setItem('neighbor', '1'); localStorage.setItem('isitme:/other/:theme', 'dark');
         for (const name of [`isitme:${arguments[0]}:check`, 'isitme:/other/:check']) indexedDB.open(name).onsuccess = ({ target }) => target.result.close();
         caches.open('isitme:/other/:1').then((own) => own.put('/x', new Response('x'))).then(() => caches.open('neighbor')).then(done, done);",
        vec![json!(w.site.base)],
    );
    let databases = || {
        let all = w.js_later(
            "const done = arguments[0]; indexedDB.databases().then((all) => done(all.map((own) => own.name).sort().join(' ')), (why) => done(String(why)))",
            vec![],
        );
        all.as_str().unwrap_or_default().to_owned()
    };
    let mut both = [format!("isitme:{}:check", w.site.base), "isitme:/other/:check".to_owned()];
    both.sort();
    w.until_is("two databases", both.join(" "), databases);
    w.click("nav.menu button.theme");
    w.until_js("a setting is kept", &format!("return localStorage.getItem('isitme:{}:theme') !== null", w.site.base));
    opened(w, "offline/");
    w.until("the offer", || w.text(".kept").contains("Save everything (").then_some(()));
    w.js("document.querySelector('.kept .primary').focus()", vec![]);
    w.press(&[thirtyfour::Key::Enter]);
    w.until("it is being saved", || w.text(".kept").contains("Saved ").then_some(()));
    let focused = || w.js("return document.activeElement.textContent", vec![]);
    assert_eq!(focused(), "Stop", "the focus stays where it was");
    w.press(&[thirtyfour::Key::Enter]);
    w.until("it stops", || w.text(".kept").contains("Stopped.").then_some(()));
    accessible::look(w, "saving was stopped");
    assert!(focused().as_str().is_some_and(|own| own.starts_with("Save everything")), "{}", focused());
    let some = caches(w).iter().map(|own| own.1.len()).max().unwrap_or(0);
    assert!(some < 1000, "it was stopped: {some}");
    // By its whole name: what a script of Firefox's driver writes without it is the driver's.
    w.js(
        "window.__told = 0; new MutationObserver(() => window.__told++).observe(document.querySelector('.kept [role=status]'), { childList: true })",
        vec![],
    );
    w.click(".kept .primary");
    w.within(std::time::Duration::from_mins(3), "everything is kept", || w.text(".kept").contains("Everything is kept").then_some(()));
    accessible::look(w, "everything is kept");
    let told = w.js("return __told", vec![]).as_u64();
    assert!(told.is_some_and(|told| (3..=13).contains(&told)), "every tenth is told: {told:?} times, after {some} files");
    assert_eq!(
        w.js("return document.activeElement.getAttribute('role')", vec![]),
        "status",
        "what had the focus is gone, and what it did stands here"
    );
    let wrong = w.js_later(
        "const done = arguments[arguments.length - 1], [base] = arguments;
         (async () => {
           const list = await (await fetch(`${base}offline.json`)).json(), cache = await caches.open(`isitme:${base}:${list.version}`), wrong = [];
           for (const [path, size, , hash] of list.files) {
             const body = await (await cache.match(base + path)).arrayBuffer();
             const own = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', body), 0, 12)));
             if (body.byteLength !== size || own !== hash) wrong.push(path);
           }
           return wrong;
         })().then(done, (why) => done([String(why)]));",
        vec![json!(w.site.base)],
    );
    assert_eq!(wrong, json!([]), "every file is the one on the list");
    w.site.offline(true);
    for path in ["guides/", "heroku/h12/", "check/"] {
        opened(w, path);
        assert!(!w.text("main").contains("not kept"), "{path}: {}", w.text("main"));
    }
    opened(w, "404/");
    w.until_js("the long part", "return !!document.querySelector('#causes')");
    w.site.offline(false);
    opened(w, "offline/");
    w.until("what is kept", || w.text(".kept").contains("Everything is kept").then_some(()));
    w.click(".kept .call button:last-child");
    w.until("it is gone", || w.text(".kept").contains("is removed").then_some(()));
    let left: Vec<String> = caches(w).into_iter().map(|own| own.0).collect();
    assert_eq!(left, ["isitme:/other/:1", "neighbor"], "what is not ours stays");
    let names = w.js("return Object.keys(localStorage).sort().join(' ')", vec![]);
    assert_eq!(names, "isitme:/other/:theme neighbor");
    assert_eq!(databases(), "isitme:/other/:check", "the list of /check/ is gone");
    accessible::look(w, "everything is removed");
    assert_eq!(
        w.js_later(
            "const done = arguments[arguments.length - 1]; navigator.serviceWorker.getRegistrations().then((own) => done(own.length))",
            vec![]
        ),
        json!(0)
    );
    // Switched off it stays off.
    opened(w, "offline/");
    w.until("it comes back with the next page", || w.text(".kept").contains("works without a network").then_some(()));
    w.click("#keep");
    w.until("it is off", || w.text(".kept").contains("Nothing is kept").then_some(()));
    w.js("localStorage.setItem(`isitme:${arguments[0]}:theme`, 'dark')", vec![json!(w.site.base)]);
    // On again before the page is left, and off: the settings stay.
    w.click("#keep");
    w.until("it is on", || w.text(".kept").contains("works without a network").then_some(()));
    w.click("#keep");
    w.until("it is off", || w.text(".kept").contains("Nothing is kept").then_some(()));
    assert_eq!(w.js("return localStorage.getItem(`isitme:${arguments[0]}:theme`)", vec![json!(w.site.base)]), "dark");
    opened(w, "502/");
    w.until_js("the script ran", "return performance.getEntriesByType('resource').some((own) => own.name.includes('/offline-'))");
    w.settle();
    assert!(caches(w).iter().all(|own| !own.0.starts_with(&format!("isitme:{}:", w.site.base))));
    w.js("localStorage.clear()", vec![]);
}

/// What another program shares arrives as its manifest says: a posted form. No word of it leaves the browser.
pub fn shared(w: &World) {
    w.site.unchanged();
    opened(w, "offline/");
    kept(w, "offline/");
    // What fills that page came before there was a worker.
    let panel = crate::site::files(&w.site.dir, ".js").into_iter().find(|name| name.starts_with("kept-")).expect("its script");
    kept(w, &panel);
    // Out of reach, so that nothing can be sent.
    w.site.offline(true);
    let post = "const form = Object.assign(document.createElement('form'), { method: 'post', action: arguments[0] + 'read/', enctype: 'multipart/form-data' });
        for (const [name, value] of Object.entries(arguments[1])) form.append(Object.assign(document.createElement('input'), { name, value }));
        document.body.append(form); form.submit();";
    w.js(post, vec![json!(w.site.url("")), json!({"title": "Error page", "text": "HTTP/1.1 502 Bad Gateway\nServer: nginx"})]);
    w.until_is("the page that reads", true, || w.url().starts_with(&w.site.url("read/")));
    w.until_ready();
    w.until("the text", || w.value("#text").contains("Server: nginx").then_some(()));
    w.until("it is read", || w.text(".answer-to").contains("nginx").then_some(()));
    assert_eq!(w.url(), w.site.url("read/"), "the address says nothing of it");
    w.js(post, vec![json!(w.site.url("")), json!({"url": "https://example.com/a?b=c"})]);
    w.until_is("the diagnosis", true, || w.url().starts_with(&w.site.url("diagnose/")));
    w.until_ready();
    w.until_is("the address", "https://example.com/a?b=c".to_owned(), || w.value("#address"));
    // A file, as the manifest names its field: read as a text.
    opened(w, "offline/");
    w.js(
        "const form = Object.assign(document.createElement('form'), { method: 'post', action: arguments[0] + 'read/', enctype: 'multipart/form-data' });
         const input = Object.assign(document.createElement('input'), { type: 'file', name: 'file' }), data = new DataTransfer();
         data.items.add(new File(['HTTP/1.1 504 Gateway Time-out\\nServer: openresty'], 'error.txt', { type: 'text/plain' }));
         input.files = data.files; form.append(input); document.body.append(form); form.submit();",
        vec![json!(w.site.url(""))],
    );
    w.until_is("the page that reads", true, || w.url().starts_with(&w.site.url("read/")));
    w.until_ready();
    w.until("the file's text", || w.value("#text").contains("Server: openresty").then_some(()));
    let manifest: serde_json::Value = serde_json::from_str(&w.site.read("manifest.webmanifest")).expect("the manifest");
    assert_eq!(manifest["share_target"]["params"]["files"][0]["name"], "file");
    w.site.offline(false);
}

/// No room: nothing is kept, the page says so, and works.
pub fn full_disk(w: &World) {
    assert_eq!(w.engine, Engine::Chromium);
    w.site.unchanged();
    w.open(&w.site.url("404.html"));
    w.cdp("Storage.overrideQuotaForOrigin", json!({"origin": w.site.origin(), "quotaSize": 200_000}));
    opened(w, "offline/");
    w.until("that it could not be kept", || w.text(".kept").contains("could not be kept").then_some(()));
    assert!(caches(w).iter().all(|own| own.1.is_empty()), "half a version helps nobody: {:?}", caches(w));
    opened(w, "502/");
    assert!(w.text("main").contains("Why it happens"));
    // Room for what a first visit stores and some more, not for everything: what there was stays, and so does what was saved.
    w.cdp("Storage.overrideQuotaForOrigin", json!({"origin": w.site.origin(), "quotaSize": 4_000_000}));
    opened(w, "offline/");
    kept(w, "offline/");
    w.until("the offer", || w.text(".kept").contains("Save everything (").then_some(()));
    let before = caches(w);
    w.click(".kept .primary");
    w.within(std::time::Duration::from_mins(1), "that there is no room", || w.text(".kept").contains("no more room").then_some(()));
    w.until("it can be tried again", || w.text(".kept").contains("Save everything (").then_some(()));
    let after = caches(w);
    assert!(before.iter().all(|(name, own)| after.iter().any(|(other, held)| other == name && own.iter().all(|path| held.contains(path)))));
    // A newer version that finds no room is thrown away whole; this one goes on.
    w.site.replace("sw.js", Some(newer(w).into_bytes()));
    comes_to_nothing(w);
    w.until("nothing of it is left", || caches(w).iter().all(|own| !own.0.ends_with("0123456789abcdef")).then_some(()));
    w.site.offline(true);
    opened(w, "504/");
    assert!(w.text("main").contains("Gateway Timeout"));
    w.site.offline(false);
    w.cdp("Storage.overrideQuotaForOrigin", json!({"origin": w.site.origin()}));
}

/// What docs/SELF-HOSTING.md gives for the end: a worker that takes away what is kept, and itself.
pub fn removed_by_the_owner(w: &World) {
    w.site.unchanged();
    opened(w, "502/");
    kept(w, "502/");
    let text = include_str!("../../../docs/SELF-HOSTING.md");
    let last = text.split("## 6. Remove").nth(1).and_then(|rest| rest.split("```js\n").nth(1)?.split("```").next()).expect("its worker");
    w.site.replace("sw.js", Some(last.as_bytes().to_vec()));
    w.js_later(
        "const done = arguments[1]; const ask = indexedDB.open(`isitme:${arguments[0]}:check`); ask.onsuccess = () => { ask.result.close(); done(); }; ask.onerror = done;",
        vec![json!(w.site.base)],
    );
    w.js(LOOK, vec![]);
    w.until("nothing is kept any more", || {
        let left = w.js_later(
            "const done = arguments[0]; Promise.all([caches.keys(), indexedDB.databases(), navigator.serviceWorker.getRegistrations()]).then((all) => done(all.map((own) => own.length)), (why) => done(String(why)))",
            vec![],
        );
        (left == json!([0, 0, 0])).then_some(())
    });
}
