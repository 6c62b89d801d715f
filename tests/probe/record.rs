//! Records what one probe sees: real servers that do everything in `tests/lab/faults.rs`, the real `observe` in three browsers, one file an
//! engine beside this one. `make record` builds the page and runs it; names of engines (`chromium firefox webkit`) record these alone, `cost` only measures. What
//! came out is judged by `tests/probe/main.rs`.
//!
//! On the way it looks at what only live servers can tell: that no probe sends a cookie, a referrer, a header of ours or a preflight, that the
//! lean probe sees the same, that a name which leads into a private network is stopped, and what the lean probe costs over a bare fetch.

#[path = "../e2e/browser.rs"]
#[allow(dead_code)]
mod browser;
#[path = "format.rs"]
#[allow(dead_code)]
mod format;
#[path = "../lab/mod.rs"]
#[allow(dead_code)]
mod lab;
#[path = "../e2e/process.rs"]
#[allow(dead_code)]
mod process;
#[path = "../e2e/site.rs"]
#[allow(dead_code)]
mod site;
#[path = "truth.rs"]
#[allow(dead_code)]
mod truth;
#[path = "../e2e/wire.rs"]
#[allow(dead_code)]
mod wire;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use isitme::{core::probe::conclude, site::page::CHECK};
use serde_json::{Map, Value, json};

use browser::{Browser, Engine, Trust, Wish};
use lab::{
    desk::Desk,
    faults::{Faults, Page, Situation},
};
use process::{Scratch, program};

/// Everything instead of a sample.
pub fn everything() -> bool {
    false
}

/// Where pictures and pages of failures are kept.
pub fn kept() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp/record");
    fs::create_dir_all(&folder).ok();
    folder
}

/// Longest wait for one probe: three fetches of ten seconds each, the WebSocket and the box, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// What fetches for the probe of lists comes before the module, as on `/check/`.
const BOOT: &str = "import '/check.js'; import init, * as lab from '/probe.js'; await init(); window.lab = lab; document.documentElement.dataset.ready = 'yes';";

const WORKER: &str = "self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
self.addEventListener('fetch', (event) => {
  if (new URL(event.request.url).origin !== location.origin) event.respondWith(new Response('', { status: 502 }));
});";

/// Writes the pages that record. Their policy is that of `/check/`.
fn pages(folder: &Path, module: &Path) {
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| fs::write(&path, text)).expect("a page is written");
    };
    let page = |connect: &str| {
        format!(
            "<!doctype html><html><head><meta charset=utf-8><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src 'self' 'wasm-unsafe-eval'; img-src 'self'; worker-src 'self'; connect-src 'self'{connect}; {}\
             require-trusted-types-for 'script'; trusted-types isitme{}\"><title>recorder</title></head><body>\
             <script type=module src=/boot.js></script></body></html>",
            CHECK.directives, CHECK.trusted
        )
    };
    let wide = format!(" https: http://127.0.0.1:* http://localhost:* http://shop.example.com{}", CHECK.connect);
    put("index.html", &page(&wide));
    // Chromium counts `register` among the places where scripts come from; the site has no such call to allow.
    let types = format!("require-trusted-types-for 'script'; trusted-types isitme{}", CHECK.trusted);
    put("worked/index.html", &page(&wide).replace(&types, ""));
    put("narrow/index.html", &page(""));
    put("boot.js", BOOT);
    put("worker.js", WORKER);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (from, to) in [
        (module.join("probe.js"), "probe.js"),
        (module.join("probe_bg.wasm"), "probe_bg.wasm"),
        (root.join("src/site/check.js"), "check.js"),
        (root.join("static/icon.svg"), "icon.svg"),
    ] {
        fs::copy(&from, folder.join(to)).unwrap_or_else(|error| panic!("{}: {error}; `make record` builds it", from.display()));
    }
}

/// A browser on one of the pages.
struct Recorder<'a> {
    browser: Browser,
    lab: &'a Faults,
}

impl Recorder<'_> {
    fn base(&self, page: Page) -> String {
        let ports = self.lab.nginx.ports();
        match page {
            Page::Https => format!("https://localhost:{}/", ports[1]),
            _ => format!("http://localhost:{}/", ports[0]),
        }
    }

    /// Goes to a page and waits until its module runs.
    fn open(&self, page: Page) {
        let base = self.base(page);
        let path = match page {
            Page::Http | Page::Https => "",
            Page::Narrow => "narrow/",
            Page::Worked => "worked/",
        };
        self.browser.open(&format!("{base}{path}"));
        let ready = |what: &str| {
            self.browser.within(PATIENCE, what, || {
                self.browser
                    .try_js("return document.documentElement.dataset.ready === 'yes'", vec![])
                    .is_ok_and(|value| value == true)
                    .then_some(())
            });
        };
        ready("the page runs");
        if page == Page::Worked {
            self.browser.js("navigator.serviceWorker.register('/worker.js', { scope: '/worked/' }); return 1", vec![]);
            self.browser.within(PATIENCE, "the worker is in charge", || {
                self.browser.try_js("return !!navigator.serviceWorker.controller", vec![]).is_ok_and(|value| value == true).then_some(())
            });
        }
    }

    /// Calls a function of the module. Not by the driver's own waiting, which has a limit of its own.
    fn call(&self, name: &str, arguments: Vec<Value>) -> Value {
        let script = "window.__said = undefined; window.lab[arguments[0]](...arguments[1]).then((value) => { window.__said = { value }; }, (error) => { window.__said = { error: String(error) }; }); return 1";
        self.browser.js(script, vec![name.into(), arguments.clone().into()]);
        let said = self.browser.within(PATIENCE, &format!("{name} {arguments:?} ends"), || {
            self.browser.try_js("return window.__said", vec![]).ok().filter(Value::is_object)
        });
        assert!(said["error"].is_null(), "{name} {arguments:?}: {}", said["error"]);
        said["value"].clone()
    }

    fn probe(&self, own: &Situation) -> Value {
        let base = if own.boxed { self.base(own.page) } else { String::new() };
        let text = self.call("probe", vec![own.url.clone().into(), own.limit_ms.into(), base.into()]);
        let text = text.as_str().unwrap_or_default();
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}: {text}", own.name))
    }
}

/// Ports differ in each run.
fn without_ports(text: &str, ports: &[u16]) -> String {
    ports.iter().fold(text.to_owned(), |text, port| text.replace(&format!("127.0.0.1:{port}"), "lab"))
}

/// Addresses that the code refuses; what it says of each is recorded.
const REFUSED: [&str; 10] = [
    "http://shop.example.com/",
    "https://shop.example.com:6667/",
    "https://shop.example.com:4190/",
    "https://jo:secret@shop.example.com/",
    "https://192.168.1.1/",
    "https://[fd00::1]/",
    "https://printer.local/",
    "https://intranet/",
    "https://no-such-name.invalid/",
    "https://abcdefghijklmnop.onion/",
];

fn record(recorder: &Recorder, problems: &mut Vec<String>) -> Value {
    let (engine, lab) = (recorder.browser.engine, recorder.lab);
    let mut situations = Map::new();
    recorder.open(Page::Http);
    let agent = recorder.browser.js("return navigator.userAgent", vec![]);
    if recorder.call("boxed_works", vec![recorder.base(Page::Http).into()]) != true {
        problems.push(format!("{engine:?}: the box fails its self-test"));
    }
    for page in [Page::Http, Page::Https, Page::Narrow, Page::Worked] {
        recorder.open(page);
        for own in lab.situations.iter().filter(|own| own.page == page) {
            let seen = recorder.probe(own);
            println!("{engine:?} {}: {seen}", own.name);
            let read = |value: &Value| format::read(value).map(|read| conclude(&read.0).is);
            if page == Page::Http {
                // A situation that comes out one way or another may come out differently here.
                let single = truth::TRUTHS.iter().any(|truth| truth.name == own.name && !truth.pair.iter().any(|pair| pair.contains('|')));
                let lean = recorder.call("bulk", vec![own.url.clone().into(), own.limit_ms.into()]);
                let lean: Value = serde_json::from_str(lean.as_str().unwrap_or_default()).unwrap_or_default();
                if single && lean["refused"].is_null() && read(&lean) != read(&seen) {
                    problems.push(format!("{engine:?} {}: the lean probe saw {lean}", own.name));
                }
            }
            let seen = without_ports(&seen.to_string(), lab.nginx.ports());
            situations.insert(own.name.to_owned(), serde_json::from_str(&seen).expect("still JSON"));
        }
    }
    recorder.open(Page::Http);
    let refused: Map<String, Value> = REFUSED
        .iter()
        .map(|address| {
            ((*address).to_owned(), recorder.browser.js("return window.lab.refusal(arguments[0], true)", vec![(*address).into()]))
        })
        .collect();
    inside(recorder, engine, problems);
    json!({"browser": agent, "refused": refused, "situations": situations})
}

/// A public name that leads into a private network is stopped by what the resolvers say, and one that does not exist is not.
fn inside(recorder: &Recorder, engine: Engine, problems: &mut Vec<String>) {
    let desk = Desk::start(Duration::ZERO);
    let [one, two] = desk.origins();
    let resolvers = json!([format!("{one}/resolve"), format!("{two}/dns-query")]);
    let said = recorder.call("check", vec!["https://inside.example.com/".into(), resolvers.clone()]);
    let asked = desk.hits().len();
    if !said.as_str().is_some_and(|said| said.contains("inside a private network")) || asked != 2 {
        problems.push(format!("{engine:?}: a private name was not stopped: {said}, {asked} questions"));
    }
    let said = recorder.call("check", vec!["https://gone.example.com/".into(), resolvers]);
    if !said.as_str().is_some_and(|said| said.contains("\"name\":\"nxdomain\"")) {
        problems.push(format!("{engine:?}: a name that is gone: {said}"));
    }
}

/// What the lean probe costs over a bare fetch whose body is dropped, six at a time, and that no timing entries pile up.
fn cost(recorder: &Recorder, engine: Engine, problems: &mut Vec<String>) {
    const COUNT: u32 = 600;
    let url = recorder.lab.situations.iter().find(|own| own.name == "open-200").expect("it is there").url.clone();
    let script = "window.__said = undefined;
      const [url, count] = arguments;
      const bare = async () => {
        let left = count;
        const lane = async () => { while (left > 0) { left -= 1; const answer = await fetch(url, { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' }); answer.body?.cancel(); } };
        await Promise.all([lane(), lane(), lane(), lane(), lane(), lane()]);
      };
      (async () => {
        const time = async (run) => { const start = performance.now(); await run(); return performance.now() - start; };
        await bare();
        const out = { bare: [], lean: [], answered: 0 };
        for (let round = 0; round < 3; round += 1) {
          performance.clearResourceTimings();
          out.bare.push(await time(bare));
          performance.clearResourceTimings();
          out.lean.push(await time(async () => { out.answered += await window.lab.many(url, count, 6); }));
          out.entries = performance.getEntriesByType('resource').length;
        }
        window.__said = out;
      })();
      return 1";
    recorder.browser.js(script, vec![url.into(), COUNT.into()]);
    let said = recorder.browser.within(PATIENCE * 2, "the lean probes end", || {
        recorder.browser.try_js("return window.__said", vec![]).ok().filter(Value::is_object)
    });
    let best =
        |name: &str| said[name].as_array().into_iter().flatten().filter_map(Value::as_f64).fold(f64::MAX, f64::min) / f64::from(COUNT);
    let (bare, lean) = (best("bare"), best("lean"));
    println!("{engine:?}: a bare fetch {bare:.2} ms, a lean probe {lean:.2} ms ({:+.0} %)", (lean / bare - 1.0) * 100.0);
    if said["answered"] != COUNT * 3 || said["entries"].as_u64().is_none_or(|entries| entries > 250) {
        problems.push(format!("{engine:?}: the lean probes: {said}"));
    }
}

/// What curl says of an address: an independent witness of what the servers do.
fn curl(lab: &Faults) -> Value {
    let mut out = Map::new();
    for own in lab.situations.iter().filter(|own| truth::TRUTHS.iter().any(|truth| truth.name == own.name && !truth.curl.is_empty())) {
        let run = Command::new(program(&["curl"]))
            .args(["-sS", "-L", "--max-redirs", "5", "--max-time", "4", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}"])
            .args(["--cacert", &lab.certificates.file("ca.pem"), &own.url])
            .output()
            .expect("curl runs");
        let said = match run.status.code() {
            Some(0) => String::from_utf8_lossy(&run.stdout).into_owned(),
            code => format!("exit {}", code.unwrap_or(-1)),
        };
        out.insert(own.name.to_owned(), said.into());
    }
    out.into()
}

/// No probe may send what it need not: looked up in what nginx wrote down.
fn private(lab: &Faults, problems: &mut Vec<String>) {
    for line in lab.nginx.log() {
        let named = lab.situations.iter().any(|own| line.split(' ').nth(1).is_some_and(|path| path.trim_start_matches('/') == own.name));
        if named && !(line.starts_with("GET ") && line.contains("cookie=\"-\" referer=\"-\"")) {
            problems.push(format!("a probe sent: {line}"));
        }
    }
}

fn write(name: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probe").join(name);
    let mut text = serde_json::to_string_pretty(value).expect("JSON");
    text.push('\n');
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (module, chosen) = words.split_first().expect("usage: record MODULE-FOLDER [ENGINE…]");
    let folder = Scratch::new("recorder");
    pages(folder.path(), Path::new(module));
    let lab = Faults::start(folder.path());
    let trust: &'static Trust = Box::leak(Box::new(Trust {
        authority: lab.certificates.file("ca.pem"),
        certificate: lab.certificates.file("good.pem"),
        spki: lab.certificates.spki.clone(),
    }));
    let missing: Vec<_> =
        truth::TRUTHS.iter().filter(|truth| !lab.situations.iter().any(|own| own.name == truth.name)).map(|truth| truth.name).collect();
    assert!(missing.is_empty() && lab.situations.len() == truth::TRUTHS.len(), "the lab does not make: {missing:?}");
    let mut problems = Vec::new();
    let only_cost = chosen.iter().any(|own| own == "cost");
    let chosen: Vec<&String> = chosen.iter().filter(|own| *own != "cost").collect();
    if !only_cost {
        write("servers.json", &curl(&lab));
    }
    for (name, engine) in [("chromium", Engine::Chromium), ("firefox", Engine::Firefox), ("webkit", Engine::WebKit)] {
        if chosen.is_empty() || chosen.iter().any(|own| *own == name) {
            let recorder = Recorder { browser: Browser::start(engine, Wish { trust: Some(trust), ..Wish::default() }), lab: &lab };
            recorder.open(Page::Http);
            if !only_cost {
                write(&format!("{name}.json"), &record(&recorder, &mut problems));
                recorder.open(Page::Http);
            }
            cost(&recorder, engine, &mut problems);
        }
    }
    private(&lab, &mut problems);
    for problem in &problems {
        eprintln!("problem: {problem}");
    }
    drop((lab, folder));
    std::process::exit(i32::from(!problems.is_empty()));
}
