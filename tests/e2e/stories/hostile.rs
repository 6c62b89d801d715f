//! Hostile texts (tests/e2e/data/hostile.txt), each in every way in which a text comes to the page: no script of it runs, nothing of it becomes an element or
//! a link with another scheme, nobody but the page's own host is asked, the page stays quick, and the program lives on.

use std::{
    fmt::Write as _,
    fs,
    io::{Read as _, Write as _},
    net::Shutdown,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    embed::{Host, enter, page, there},
    pages::{self, unharmed},
};
use crate::{World, browser::Engine, everything, lab::Tcp, process::Scratch, site::texts as list};

/// Longest that the page may be busy with one text, whatever it is; a loaded machine needs it.
const BUSY: Duration = Duration::from_secs(8);

fn texts() -> Vec<String> {
    let lines = include_str!("../data/hostile.txt").lines().filter(|line| !line.starts_with('#'));
    let all: Vec<String> = lines
        .map(|line| match serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")) {
            Value::String(text) => text,
            Value::Array(own) => own[0].as_str().expect("a text").repeat(own[1].as_u64().expect("how often") as usize),
            other => panic!("{other} is neither a text nor a repeated one"),
        })
        .collect();
    assert!(all.len() >= 50);
    all
}

/// Percent-encoded as a query; the first bytes of what would be too long for an address.
fn encoded(text: &str) -> String {
    text.bytes().take(6000).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

/// A way in which a text comes to the page.
type Way = (&'static str, fn(&World, &str));

const INTO: &str = "const [css, text, how] = arguments, e = document.querySelector(css), data = new DataTransfer();
  if (how === 'paste') data.setData('text/plain', text);
  else data.items.add(new File([text], how === 'picture' ? 'x.png' : '<img src=x onerror=window.__pwned=1>.har', { type: how === 'picture' ? 'image/png' : '' }));
  e.dispatchEvent(how === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));";

fn into(w: &World, css: &str, text: &str, how: &str) {
    w.js("document.querySelector(arguments[0]).focus()", vec![css.into()]);
    w.wake();
    w.js(INTO, vec![css.into(), text.into(), how.into()]);
}

fn open(w: &World, path: &str) {
    w.visit(path);
}

/// Those that load a page for every text.
const LOADED: [Way; 6] = [
    ("the query code", |w, text| open(w, &format!("diagnose/?code={}&role={0}", encoded(text)))),
    ("the query url", |w, text| open(w, &format!("diagnose/?code=502&url={}", encoded(text)))),
    ("the query url of /check/", |w, text| open(w, &format!("check/?url={}", encoded(text)))),
    ("the case in a fragment", |w, text| {
        open(w, "502/");
        open(
            w,
            &format!("diagnose/#case={}", encoded(&format!("isitme case 1\nrole visitor\ncode 502\nurl {text}\nvisitor reload {text}\n"))),
        );
    }),
    ("the configuration", |w, text| {
        let list = json!([text, text]);
        let fields = json!({"controls": list, "resolvers": list, "elsewhere": text, "whereami": text, "contact": text, "statusPage": text, "theme": text, "language": text, "hide": list, text: text});
        w.site.replace("config.json", Some(fields.to_string().into_bytes()));
        open(w, "diagnose/?code=502");
    }),
    ("our own files, changed on the way", |w, text| {
        for name in ["502/more.html", "config.json"] {
            w.site.replace(name, Some(text.as_bytes().to_vec()));
        }
        open(w, "codes/");
        w.click("main a[href$='/502/']");
        w.until("the page", || w.url().ends_with("/502/").then_some(()));
    }),
];

/// Those that come to a page that is there.
const TYPED: [(&str, Way); 15] = [
    ("", ("typed into the start page's field", |w, text| w.put("#field", text))),
    ("", ("pasted there", |w, text| into(w, "#field", text, "paste"))),
    ("read/", ("typed into the reader", |w, text| w.put("#text", text))),
    ("read/", ("pasted into the reader", |w, text| into(w, "#text", text, "paste"))),
    ("read/", ("dropped there as a file", |w, text| into(w, "#text", text, "file"))),
    ("read/", ("dropped there as a picture", |w, text| into(w, "#text", text, "picture"))),
    ("read/", ("chosen there as a file", chosen)),
    ("diagnose/", ("typed as a symptom", |w, text| w.put("#symptom", text))),
    ("diagnose/?code=502", ("typed as an address", |w, text| w.put("#address", text))),
    ("check/", ("typed as a list of addresses", |w, text| w.put("#addresses", text))),
    ("check/", ("pasted as one", |w, text| into(w, "#addresses", text, "paste"))),
    ("check/", ("dropped as one", |w, text| into(w, "#addresses", text, "file"))),
    ("check/", ("chosen as one", chosen)),
    ("error-page/", ("typed into every field of the maker of error pages", |w, text| every(w, text))),
    ("embed/builder/", ("typed into every field of the builder", |w, text| every(w, text))),
];

/// Chooses a file with that text, under a name that would be an element.
fn chosen(w: &World, text: &str) {
    let folder = Scratch::new("hostile");
    let file = folder.path().join("<img src=x onerror=window.__pwned=1>.log");
    fs::write(&file, text).expect("a file");
    w.put("#text, #addresses", "before");
    w.settle();
    let state = || {
        w.js(
            "return [document.querySelector('#text, #addresses').value, ...[...document.querySelectorAll('[role=status]')].map((own) => own.textContent)]",
            vec![],
        )
    };
    let before = state();
    w.choose_file("#file", &file);
    w.until("the page has taken the file", || (state() != before).then_some(()));
}

/// Puts a text into every field of a form that takes one.
fn every(w: &World, text: &str) {
    let fields = list(&w.js(
        "return [...document.querySelectorAll('.made input, .made textarea')].filter(own => !/^(radio|checkbox)$/.test(own.type)).map(own => own.id)",
        vec![],
    ));
    assert!(fields.len() >= 5, "the form has these fields alone: {fields:?}");
    for id in fields {
        w.put(&format!("#{id}"), text);
    }
}

/// Nothing came of it.
fn harmless(w: &World, text: &str, how: &str) {
    let what = format!("{how}: {:?}", text.chars().take(80).collect::<String>());
    let began = Instant::now();
    w.settle();
    unharmed(w, &what, |line| line.contains("config.json"));
    assert!(began.elapsed() < BUSY, "{what} kept the page busy for {} s", began.elapsed().as_secs());
    let foreign = w.js(
        "return performance.getEntriesByType('resource').map(own => own.name).filter(name => !name.startsWith(location.origin + '/'))",
        vec![],
    );
    assert_eq!(foreign, json!([]), "{what} asked somebody");
    assert_eq!(w.js("return [typeof {}.polluted, location.origin]", vec![]), json!(["undefined", w.site.origin()]), "{what}");
}

/// Each text in each way, if everything is to be tried. Else each text in one of so many ways, and so each way with one of so many texts.
fn tried(nth: usize, way: usize, of: usize) -> bool {
    everything() || (nth + way).is_multiple_of(of)
}

/// A text that comes with the address, the configuration or a file of our own.
pub fn hostile_loads(w: &World) {
    let texts = texts();
    begin(w);
    let config = w.site.read("config.json").into_bytes();
    let mut count = 0;
    for (at, (how, bring)) in LOADED.into_iter().enumerate() {
        w.site.replace("config.json", Some(config.clone()));
        for (_, text) in texts.iter().enumerate().filter(|(nth, _)| tried(*nth, at, 18)) {
            bring(w, text);
            harmless(w, text, how);
            count += 1;
        }
    }
    enough(count, 300);
    only_ours(w);
}

/// A text that is typed, pasted, dropped or chosen.
pub fn hostile_texts(w: &World) {
    let texts = texts();
    begin(w);
    w.site.replace("config.json", Some(w.site.read("config.json").into_bytes()));
    let mut count = 0;
    for (at, (path, (how, bring))) in TYPED.into_iter().enumerate() {
        w.visit(path);
        for (_, text) in texts.iter().enumerate().filter(|(nth, _)| tried(*nth, at, 8)) {
            bring(w, text);
            harmless(w, text, how);
            count += 1;
        }
    }
    enough(count, 800);
    only_ours(w);
}

/// As many were tried as there must be, all ways together, where everything is to be tried.
fn enough(count: usize, least: usize) {
    assert!(count >= if everything() { least } else { 15 }, "{count} hostile texts were tried");
}

/// The answer of whoever is asked: control hosts, resolvers, the services that ask from elsewhere, and the address itself.
pub fn hostile_answers(w: &World) {
    let texts = texts();
    let body = Arc::new(Mutex::new(String::new()));
    let says = body.clone();
    let server = Tcp::start(move |mut stream, _| {
        let mut head = Vec::new();
        let mut bytes = [0; 4096];
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut bytes) {
                Ok(count @ 1..) => head.extend_from_slice(&bytes[..count]),
                _ => return,
            }
        }
        let text = says.lock().map_or_else(|_| String::new(), |text| text.clone());
        // What no header may hold can't come that way.
        let word: String = text.chars().filter(|c| (' '..='~').contains(c)).take(3000).collect();
        let answer = format!(
            "HTTP/1.1 502 {word}\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\nAccess-Control-Expose-Headers: *\r\nContent-Type: text/html\r\n\
             Server: {word}\r\nVia: {word}\r\nX-Cache: {word}\r\nRetry-After: {word}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        );
        stream.write_all(answer.replace("502 ", if head.starts_with(b"OPTIONS") { "200 " } else { "502 " }).as_bytes()).ok();
        stream.shutdown(Shutdown::Write).ok();
        while stream.read(&mut bytes).is_ok_and(|count| count > 0) {}
    });
    let host = format!("http://127.0.0.1:{}", server.port());
    let all = json!({"allowLoopback": true, "controls": [format!("{host}/trace")], "resolvers": [format!("{host}/resolve")], "elsewhere": format!("{host}/els"), "whereami": format!("{host}/who")});
    w.site.replace("config.json", Some(all.to_string().into_bytes()));
    for (nth, text) in texts.iter().enumerate() {
        // Each is a whole round of checks, about two seconds.
        if !everything() && !nth.is_multiple_of(8) {
            continue;
        }
        body.lock().expect("the body").clone_from(text);
        w.visit(&format!("diagnose/?code=502&url={}", encoded(&format!("{host}/page"))));
        w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
        w.click("#run");
        w.until("they have run", || w.shown("#contacted").then_some(()));
        let what = format!("an answer: {:?}", text.chars().take(80).collect::<String>());
        unharmed(w, &what, |line| line.contains("config.json"));
        let foreign = w.js(
            "return performance.getEntriesByType('resource').map(own => own.name).filter(name => !name.startsWith(location.origin + '/') && !name.startsWith(arguments[0]))",
            vec![host.clone().into()],
        );
        assert_eq!(foreign, json!([]), "{what} asked somebody else");
    }
}

/// What the page around an embedded part says: every attribute of the element, what is sent to the frame, and, from a frame that would lie, to the element.
pub fn hostile_hosts(w: &World) {
    w.site.unchanged();
    let host = Host::start("", &page(w, "<is-it-me code=502></is-it-me>"));
    w.open(&host.url());
    there(w, 0);
    let around = |w: &World, what: &str| {
        let state = w.js(
            "const [link, frame, ...more] = __roots[0].children, at = (url) => url.startsWith(arguments[0]);
             return [typeof window.__pwned, typeof {}.polluted, __said, __verdicts.length, more.length, link.localName + frame.localName, at(link.href), at(frame.src),
               [...frame.style].join() , [...link.children].length, document.querySelectorAll('script[src]').length,
               performance.getEntriesByType('resource').map((own) => own.name).filter((name) => !at(name) && !name.startsWith(location.origin + '/'))]",
            vec![json!(w.site.url(""))],
        );
        let styles = state[8].as_str().unwrap_or_default().split(',').filter(|name| !name.starts_with("border")).collect::<Vec<_>>();
        assert_eq!(styles, ["width", "height", "visibility", "position", "color-scheme"], "{what}");
        let wanted = json!(["undefined", "undefined", [], 0, 0, "aiframe", true, true, state[8], 0, 1, []]);
        assert_eq!(state, wanted, "{what}");
    };
    for (nth, text) in texts().iter().enumerate() {
        if !everything() && !nth.is_multiple_of(8) {
            continue;
        }
        let what = format!("around the frame: {:?}", text.chars().take(80).collect::<String>());
        let began = Instant::now();
        let query = w.js(
            "const own = document.querySelector('is-it-me'), names = ['code', 'url', 'lang', 'theme', 'accent', 'contact', 'status-page', 'hide'];
             for (const name of [...names, 'title']) own.setAttribute(name, arguments[0]);
             return '?' + new URLSearchParams(arguments[0].length < 8000 ? names.map((name) => [name, arguments[0]]) : []);",
            vec![text.as_str().into()],
        );
        // A frame takes no longer one than this (`src/site/frame.js`).
        let taken = query.as_str().is_some_and(|query| query.encode_utf16().count() <= 16384);
        enter(w, 0);
        if taken {
            w.until("the frame has heard of it", || (w.try_js("return window.isitmeQuery()", vec![]).ok()? == query).then_some(()));
        }
        inside(w, &what);
        w.leave_frames();
        around(w, &what);
        // Not by the element, but by whoever can: as no query, as one that is none, as another kind of message.
        w.js(
            "const frame = __roots[0].querySelector('iframe').contentWindow, own = arguments[0];
             for (const said of [own, [own], { isitme: own, type: 'set', query: own }, { isitme: 1, type: own, query: own }, { isitme: 1, type: 'set', query: [own] }, { isitme: 1, type: 'set', query: own }])
               frame.postMessage(said, '*');
             for (const type of [own, 'verdict', 'size']) for (const value of [own, [own], { [own]: own }]) postMessage({ isitme: 1, type, value }, '*');",
            vec![text.as_str().into()],
        );
        enter(w, 0);
        if text.encode_utf16().count() <= 16384 {
            w.until("the frame has heard of that", || {
                (w.try_js("return window.isitmeQuery()", vec![]).ok()? == text.as_str()).then_some(())
            });
        }
        inside(w, &what);
        w.js(
            "const own = arguments[0];
             for (const said of [own, { isitme: own, type: 'size', value: 5 }, { isitme: 1, type: own, value: own }, { isitme: 1, type: 'verdict', value: own }, { isitme: 1, type: 'size', value: 'x' + own }, { isitme: 1, type: 'size', value: { [own]: own } }])
               parent.postMessage(said, '*');",
            vec![text.as_str().into()],
        );
        w.leave_frames();
        w.settle();
        around(w, &what);
        assert!(began.elapsed() < 2 * BUSY, "{what} kept the page busy for {} s", began.elapsed().as_secs());
    }
    // It lives on, and does what it is told.
    w.js(
        "const own = document.querySelector('is-it-me'); for (const name of own.getAttributeNames()) own.removeAttribute(name); own.setAttribute('code', '404')",
        vec![],
    );
    enter(w, 0);
    w.until("the answer", || w.text("main").contains("Not Found").then_some(()));
    w.leave_frames();
}

/// Nothing came of it in the frame.
fn inside(w: &World, what: &str) {
    w.until_ready();
    pages::harmless(w, what);
    let state = w.js(
        "return [document.documentElement.style.length <= 1, !/\\W/.test(document.documentElement.dataset.theme || ''), !/[^a-z ]/.test(document.documentElement.dataset.hide),
           performance.getEntriesByType('resource').map((own) => own.name).filter((name) => !name.startsWith(location.href.split('embed/')[0]))]",
        vec![],
    );
    assert_eq!(state, json!([true, true, true, []]), "{what}");
}

/// What the new browser asked for its own first page is not ours.
fn begin(w: &World) {
    if w.engine == Engine::Chromium {
        w.requests();
    }
}

/// Chromium keeps a log of every request, whatever became of it.
fn only_ours(w: &World) {
    if w.engine != Engine::Chromium {
        return;
    }
    let requests = w.requests();
    assert!(requests.len() > 20, "the log of requests has {}", requests.len());
    let foreign: Vec<_> = requests
        .iter()
        .filter(|url| !url.starts_with(&format!("{}/", w.site.origin())) && !url.starts_with("data:") && *url != "about:blank")
        .collect();
    assert!(foreign.is_empty(), "somebody was asked: {foreign:?}");
}
