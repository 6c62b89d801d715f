//! `make bench`: sizes, first paint and reaction times, each against its limit. Prints a table, writes it to docs/BENCHMARKS.md, and fails
//! if a limit is exceeded. `scripts/bench running sizes` measures those parts alone, and writes nothing.
//!
//! - Sizes: brotli 11, with gzip 9 beside it. A module's *code* is the module without its data section, its *table* the data section.
//! - First paint: Chromium, slow 4G (150 ms round trip, 1.6 Mbit/s) and a CPU four times slower, a page of the site against a hand-written page with the
//!   same words and one inline stylesheet, in turns, from a server that answers as GitHub Pages does.
//! - A browser that is measured has finished its own start: Chromium goes on loading parts of its window for most of a second.
//! - What the running application costs (`running.rs`): its start on a CPU four times slower, layout shift, from page to page.
//! - Reaction times: in Chromium, through the API module, in batches of 100 because clocks there are coarse; the 99th percentile of the batches' means.
//!   Texts are read by the site's own module for that, and by the API module beside it; of 100 KB, the slowest of texts that repeat what could be slow.
//! - Many addresses: the page /check/ against a bare `fetch` pool, in the same page (`bulk.rs`).
//! - Diagnosis: made-up cases with known truth (`simulate`), calibration and steps; the whole goes to docs/SIMULATION.md.
//! - Lighthouse (`lighthouse.mjs`): its marks in the mobile profile, for three pages, the median of five.
//! - What is recognised: the corpus (tests/corpus), every question that its samples answer; what was wrong is listed before the table.

#[path = "../e2e/browser.rs"]
#[allow(dead_code)]
mod browser;
mod bulk;
#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../lab/mod.rs"]
#[allow(dead_code)]
mod lab;
#[path = "../e2e/process.rs"]
#[allow(dead_code)]
mod process;
mod running;
mod simulate;
#[path = "../e2e/site.rs"]
#[allow(dead_code)]
mod site;
#[path = "../e2e/wire.rs"]
#[allow(dead_code)]
mod wire;
#[path = "../words/mod.rs"]
#[allow(dead_code)]
mod words;

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use browser::{Browser, Engine};
use isitme::{
    core::{
        catalog,
        platforms::{pages, platforms},
    },
    site::serve::{Options, start},
};
use serde_json::{Value, json};

/// Interleaved loads of each of the two pages.
const RUNS: usize = 41;
/// Batches of each reaction time.
const BATCHES: usize = 200;

/// Where the browser's helpers keep what they keep.
#[allow(dead_code)]
fn kept() -> std::path::PathBuf {
    std::env::temp_dir()
}

/// The end-to-end tests' helpers ask; nothing here goes through pages.
#[allow(dead_code)]
fn everything() -> bool {
    true
}

/// One line of the result.
struct Row {
    what: String,
    value: String,
    beside: String,
    limit: String,
    holds: bool,
}

fn brotli(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22).write_all(bytes).expect("memory");
    out.len()
}

fn gzip(bytes: &[u8]) -> usize {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory").len()
}

/// A module without its data section, and the data section.
fn sections(wasm: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut code, mut data) = (wasm[..8].to_vec(), Vec::new());
    let mut at = 8;
    while at < wasm.len() {
        let (id, start) = (wasm[at], at);
        let (mut size, mut shift) = (0usize, 0);
        at += 1;
        loop {
            let byte = wasm[at];
            at += 1;
            size |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                break;
            }
        }
        at += size;
        if id == 11 { &mut data } else { &mut code }.extend_from_slice(&wasm[start..at]);
    }
    (code, data)
}

fn size_row(what: &str, bytes: &[u8], limit_kb: Option<f64>) -> Row {
    let packed = brotli(bytes);
    let kb = |bytes: usize| format!("{:.1} KB", bytes as f64 / 1000.0);
    Row {
        what: what.to_owned(),
        value: kb(packed),
        beside: format!("gzip {}", kb(gzip(bytes))),
        limit: limit_kb.map_or(String::new(), |limit| format!("≤ {limit:.0} KB")),
        holds: limit_kb.is_none_or(|limit| packed as f64 / 1000.0 <= limit),
    }
}

fn sizes(dist: &Path, one_button: &Path, rows: &mut Vec<Row>) {
    let read = |path: &Path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let find = |ending: &str| {
        let name = site::files(dist, ending)
            .into_iter()
            .find(|name| name.starts_with("app-"))
            .unwrap_or_else(|| panic!("no app-*{ending} in {}", dist.display()));
        read(&dist.join(name))
    };
    let (app, glue) = (find(".wasm"), find(".js"));
    let (code, table) = sections(&app);
    rows.push(size_row("app module: code", &code, Some(110.0)));
    rows.push(size_row("app module: embedded table (data section)", &table, Some(80.0)));
    rows.push(size_row("app module: JS glue", &glue, Some(7.0)));
    let (code, table) = sections(&read(&dist.join("isitme_bg.wasm")));
    rows.push(size_row("API module: code", &code, Some(60.0)));
    rows.push(size_row("API module: embedded table (data section)", &table, None));
    let reader = |ending: &str| {
        let name = site::files(dist, ending).into_iter().find(|name| name.starts_with("read-"));
        read(&dist.join(name.unwrap_or_else(|| panic!("no read-*{ending} in {}", dist.display()))))
    };
    let (code, table) = sections(&reader(".wasm"));
    rows.push(size_row("module that reads texts: code", &code, None));
    rows.push(size_row("module that reads texts: signatures (data section)", &table, None));
    let checker = site::files(dist, ".wasm").into_iter().find(|name| name.starts_with("check-"));
    let (code, table) = sections(&read(&dist.join(checker.unwrap_or_else(|| panic!("no check-*.wasm in {}", dist.display())))));
    rows.push(size_row("module of /check/: code", &code, None));
    rows.push(size_row("module of /check/: words (data section)", &table, None));
    let asker = site::files(dist, ".wasm").into_iter().find(|name| name.starts_with("ask-"));
    let (code, table) = sections(&read(&dist.join(asker.unwrap_or_else(|| panic!("no ask-*.wasm in {}", dist.display())))));
    rows.push(size_row("module that asks for the diagnosis: code", &code, None));
    rows.push(size_row("module that asks for the diagnosis: words (data section)", &table, None));
    rows.push(size_row("one-button Yew app, whole module", &read(one_button), None));
    let pages: Vec<(String, Vec<u8>)> = site::files(dist, ".html")
        .into_iter()
        .filter(|name| !name.ends_with("more.html"))
        .map(|name| (name.clone(), read(&dist.join(name))))
        .collect();
    let largest = pages.iter().max_by_key(|(_, html)| brotli(html)).expect("pages");
    rows.push(size_row(&format!("largest page's HTML ({})", largest.0), &largest.1, Some(15.0)));
    // What the service worker stores of a visit to the largest page, itself among it.
    let worker = read(&dist.join("sw.js"));
    let text = String::from_utf8_lossy(&worker);
    let list = text.split("FILES = ").nth(1).and_then(|rest| rest.split(";\n").next()).expect("the worker's list");
    let list: Vec<(String, String)> = serde_json::from_str(list).expect("the worker's list");
    let stored: Vec<Vec<u8>> = list.iter().map(|(name, _)| read(&dist.join(name))).chain([worker.clone(), largest.1.clone()]).collect();
    let kb = |sum: usize| format!("{:.1} KB", sum as f64 / 1000.0);
    let packed: usize = stored.iter().map(|bytes| brotli(bytes)).sum();
    rows.push(Row {
        what: format!("what the first visit stores, if it is to {}", largest.0),
        value: kb(packed),
        beside: format!("gzip {}", kb(stored.iter().map(|bytes| gzip(bytes)).sum())),
        limit: "≤ 400 KB".to_owned(),
        holds: packed <= 400_000,
    });
    rows.push(size_row("embed.js", &read(&dist.join("embed.js")), Some(3.0)));
    for (lead, what) in [("frame-", "what other pages embed"), ("make-", "the pages for site owners")] {
        let name = site::files(dist, ".wasm").into_iter().find(|name| name.starts_with(lead)).expect("a module");
        let (code, table) = sections(&read(&dist.join(name)));
        rows.push(size_row(&format!("module of {what}: code"), &code, None));
        rows.push(size_row(&format!("module of {what}: data section"), &table, None));
    }
}

/// A page as one would write it by hand: the same words in the same elements, one small inline stylesheet, nothing else.
fn by_hand(html: &str) -> String {
    let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or("");
    let from = html.find("<div id=\"app\"").expect("the root");
    let mut body = String::new();
    let mut rest = &html[from..html.find("<noscript").unwrap_or(html.len())];
    let mut hidden = 0;
    while let Some(open) = rest.find('<') {
        if hidden == 0 {
            body.push_str(&rest[..open]);
        }
        let tag = &rest[open..];
        let close = if tag.starts_with("<!--") {
            tag.find("-->").map_or(tag.len(), |at| at + 3)
        } else {
            tag.find('>').map_or(tag.len(), |at| at + 1)
        };
        let inside = &tag[..close];
        rest = &tag[close..];
        let name = inside.trim_start_matches(['<', '/']).split([' ', '>', '/']).next().unwrap_or("");
        if name == "svg" {
            hidden = usize::from(!inside.starts_with("</"));
        } else if hidden == 0 && !inside.starts_with("<!--") && name != "path" {
            let keep = |attribute: &str| {
                inside
                    .split(&format!(" {attribute}=\""))
                    .nth(1)
                    .and_then(|value| value.split('"').next())
                    .map(|value| format!(" {attribute}=\"{value}\""))
            };
            let slash = if inside.starts_with("</") { "/" } else { "" };
            let _ = write!(body, "<{slash}{name}{}{}>", keep("href").unwrap_or_default(), keep("id").unwrap_or_default());
        }
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>{}</style></head><body>{body}</body></html>",
        include_str!("plain.css")
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Tells when the page was painted first. The browser says so by itself: asking it again and again would be in the way of what is measured.
const PAINTED: &str = "const done = arguments[0]; new PerformanceObserver((list) => {
    for (const own of list.getEntriesByName('first-contentful-paint')) done(own.startTime);
}).observe({ type: 'paint', buffered: true })";

/// First contentful paint of one cold load.
fn paint(browser: &Browser, url: &str) -> f64 {
    browser.cdp("Network.clearBrowserCache", json!({}));
    browser.open("about:blank");
    browser.open(url);
    browser.js_later(PAINTED, vec![]).as_f64().expect("a first contentful paint")
}

fn paints(dist: &Path, rows: &mut Vec<Row>) {
    let html = fs::read_to_string(dist.join("502/index.html")).expect("502/index.html");
    let plain = by_hand(&html);
    let server = start(Options { dir: dist.to_owned(), port: 0, base: "/".to_owned() }).expect("a server");
    server.replace("by-hand/index.html", Some(plain.clone().into_bytes()));
    let browser = Browser::start_calm(Engine::Chromium);
    browser.cdp("Network.enable", json!({}));
    browser.cdp(
        "Network.emulateNetworkConditions",
        json!({"offline": false, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}),
    );
    browser.cdp("Emulation.setCPUThrottlingRate", json!({"rate": 4}));
    let (ours, theirs) = (format!("{}502/", server.url), format!("{}by-hand/", server.url));
    paint(&browser, &ours);
    paint(&browser, &theirs);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        a.push(paint(&browser, &ours));
        b.push(paint(&browser, &theirs));
    }
    let (a, b) = (median(a), median(b));
    rows.push(Row {
        what: "first contentful paint of /502/ against a hand-written page".to_owned(),
        value: format!("{:.2} ×", a / b),
        beside: format!("{a:.0} ms / {b:.0} ms, medians of {RUNS}; HTML gzip {} / {} B", gzip(html.as_bytes()), gzip(plain.as_bytes())),
        limit: "≤ 1.10 ×".to_owned(),
        holds: a / b <= 1.10,
    });
}

fn reactions(dist: &Path, rows: &mut Vec<Row>) {
    let server = start(Options { dir: dist.to_owned(), port: 0, base: "/".to_owned() }).expect("a server");
    let browser = Browser::start_calm(Engine::Chromium);
    browser.open(&server.url);
    // Texts of ten kilobytes, made of the corpus, and such as could make the search slow.
    let all: String = corpus::samples("seen").into_iter().map(|own| own.text + "\n").collect();
    let clip = |from: usize| all.chars().skip(from).take(10_000).collect::<String>();
    let texts: Vec<String> = (0..20).map(|nth| clip(nth * 10_000)).collect();
    let slow = [
        "HTTP/1.1 ",
        "error ",
        "status code ",
        "<",
        ">",
        "\"GET / HTTP/1.1\" 502 1\n",
        "upstream timed out (110: connection timed out) while ",
        "é",
        // What announces a status, one after the other.
        "code 502\n",
        "failed (404) ",
        "the api returned 502 as ",
        "502s everywhere ",
        // What took longest of 22,529 beginnings, words and lines of the signatures and the corpus, each repeated (2026-11-29).
        "http.log.error.loga ",
        "proxy-status: a; error=proxy_loop_detected\n",
        "error code: 523 ",
        "status code 502\n",
        "< HTTP/2 500\n",
        "HTTP/1.1 502 Gateway Error\n",
        "error code: 521\n",
        "<body><h2>HTTP ERROR 404 Not Found</h2>\n",
        "http:502 ",
        "17 404 errors.log ",
        "Error: Request failed with status code 404\n",
        "522 error\n",
        "^proxy-status: aerror=http_request_denied ",
        "Fly.io\n",
        "QUIC.cloud ",
    ];
    server.replace("texts.json", Some(json!({ "texts": texts, "slow": slow }).to_string().into_bytes()));
    let reader =
        |ending: &str| site::files(dist, ending).into_iter().find(|name| name.starts_with("read-")).expect("the module that reads");
    let (name, wasm) = (reader(".js"), reader(".wasm"));
    let measure = |what: &str, body: &str| {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{
               const api = await import('{0}isitme.js'); await api.default();
               const reader = await import('{0}{name}'); await reader.default({{ module_or_path: '{0}{wasm}' }});
               const {{ texts, slow }} = await (await fetch('{0}texts.json')).json();
               const long = slow.map(piece => piece.repeat(Math.floor(102400 / new TextEncoder().encode(piece).length)));
               const queries = ['5', '50', '502', 'b', 'bad', 'bad g', 'bad gatway', 'too many requests', 'err_connection_refused', 'the page takes for ever'];
               // Up to the longest that a visitor comes to: every check of the page, six answers and a change taken back.
               const whole = [['own-site', 'works'], ['clock', 'right'], ['internet', 'works'], ['target', 'answered'], ['dns', 'resolves'],
                 ['vpn-hints', 'hint'], ['edge', 'edge-answers'], ['elsewhere', 'mixed'], ['reload', 'same-error'], ['other-page', 'fails'],
                 ['private-window', 'same-error'], ['vpn-off', 'works'], ['vpn-off', 'same-error', true], ['other-network', 'same-error'],
                 ['wait', 'same-error']];
               const cases = whole.map((_, nth) => ({{ code: [502, 403, 503][nth % 3], evidence: whole.slice(0, nth + 1)
                 .map(([check, answer, undo]) => ({{ check, answer, undo: undo === true }})) }}));
               if ('{what}'.includes('100 KB')) {{
                 for (let i = 0; i < 300; i++) {{ const text = texts[i % texts.length]; {body} }}
                 const times = long.map(text => {{
                   const times = [0, 0, 0, 0, 0].map(() => {{ const start = performance.now(); {body}; return performance.now() - start; }});
                   return times.sort((a, b) => a - b)[2];
                 }});
                 return done([Math.max(...times), times.sort((a, b) => a - b)[times.length >> 1]]);
               }}
               const run = i => {{ {body} }};
               for (let i = 0; i < 300; i++) run(i);
               const means = [];
               for (let batch = 0; batch < {BATCHES}; batch++) {{
                 const start = performance.now();
                 for (let i = 0; i < 100; i++) run(i);
                 means.push((performance.now() - start) / 100);
               }}
               means.sort((a, b) => a - b);
               done([means[Math.floor(means.length * 0.99) - 1], means[means.length >> 1]]);
             }})().catch(error => done(String(error)));",
            server.url
        );
        let long = what.contains("100 KB");
        let answer: Value = browser.js_later(&script, vec![]);
        let (p99, p50) = match answer.as_array().map(Vec::as_slice) {
            Some([p99, p50]) => (p99.as_f64().unwrap_or(f64::NAN), p50.as_f64().unwrap_or(f64::NAN)),
            _ => panic!("{what}: {answer}"),
        };
        Row {
            what: what.to_owned(),
            value: format!("{p99:.3} ms"),
            beside: format!("median {p50:.3} ms"),
            limit: if long { "≤ 20 ms" } else { "≤ 1 ms, p99" }.to_owned(),
            holds: p99 <= if long { 20.0 } else { 1.0 },
        }
    };
    rows.push(measure("search keystroke → ranked results, in Chromium", "api.search(queries[i % queries.length], 6)"));
    rows.push(measure("judge a case, in Chromium", "api.judge(cases[i % cases.length])"));
    rows.push(measure("recognise 10 KB of text, in Chromium", "reader.headline(texts[i % texts.length])"));
    rows.push(measure("recognise 100 KB of what is hardest, in Chromium", "reader.headline(text)"));
    rows.push(measure("recognise 10 KB of text by the API, in Chromium", "api.recognise(texts[i % texts.length])"));
    rows.push(measure("recognise 100 KB of what is hardest by the API, in Chromium", "api.recognise(text)"));
}

/// The recognizer against the corpus: all of it, and the part that nobody worked with apart. What was wrong there is listed when `ISITME_HELD` is set: who has
/// seen it works with it.
fn recognised(rows: &mut Vec<Row>) -> Vec<String> {
    let (seen, held) = (corpus::score(&corpus::samples("seen")), corpus::score(&corpus::samples("held")));
    for (question, least) in [
        ("code", Some(0.98)),
        ("product", Some(0.95)),
        ("hop", Some(0.95)),
        ("nothing", Some(0.98)),
        ("cause", None),
        ("platform", None),
        ("client", None),
    ] {
        let share = |score: &corpus::Score| score.by_question.get(question).copied().unwrap_or_default();
        let (a, b) = (share(&seen), share(&held));
        let part = (a.right + b.right) as f64 / (a.of + b.of).max(1) as f64;
        rows.push(Row {
            what: match question {
                "nothing" => "recognised: what is no error is left alone".to_owned(),
                question => format!("recognised: {question} right"),
            },
            value: format!("{:.1} % of {}", part * 100.0, a.of + b.of),
            beside: format!("what nobody worked with: {:.1} % of {}", b.part() * 100.0, b.of),
            limit: least.map_or(String::new(), |least| format!("≥ {:.0} %", least * 100.0)),
            holds: least.is_none_or(|least| part >= least),
        });
    }
    let mut kinds: std::collections::BTreeMap<&str, (usize, usize)> = std::collections::BTreeMap::new();
    for (kind, share) in seen.by_kind.iter().chain(&held.by_kind) {
        let own = kinds.entry(kind.split(' ').next().unwrap_or("")).or_default();
        *own = (own.0 + share.right, own.1 + share.of);
    }
    for (kind, (right, of)) in kinds {
        rows.push(Row {
            what: format!("recognised: every question about {kind}"),
            value: format!("{:.1} % of {of}", right as f64 / of as f64 * 100.0),
            beside: String::new(),
            limit: String::new(),
            holds: true,
        });
    }
    let held = if std::env::var_os("ISITME_HELD").is_some() { held.wrong } else { Vec::new() };
    seen.wrong.into_iter().chain(held).collect()
}

/// The simulated diagnosis; page and pictures go to docs/.
fn simulated(rows: &mut Vec<Row>) {
    let found = simulate::run(simulate::CASES, simulate::SEED);
    if let Err(error) = found.write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")) {
        eprintln!("docs/SIMULATION.md: {error}");
    }
    rows.extend(found.rows.into_iter().map(|own| Row {
        what: own.what,
        value: own.value,
        beside: own.beside,
        limit: own.limit,
        holds: own.holds,
    }));
}

/// How much there is, and how it reads.
fn counts(rows: &mut Vec<Row>) {
    let registered = catalog::codes().filter(|entry| entry.registered).count();
    let meanings = catalog::codes().flat_map(|entry| entry.meanings).filter(|meaning| meaning.emitter.is_some()).count();
    let names = |browser: &str| {
        let aliases = catalog::errors().flat_map(|entry| catalog::whole::of(entry).aliases).filter(|alias| alias.by == browser);
        aliases.map(|alias| if alias.name.is_empty() { alias.says } else { alias.name }).collect::<std::collections::BTreeSet<_>>().len()
    };
    let mut count = |what: &str, value: usize, least: usize| {
        rows.push(Row {
            what: what.to_owned(),
            value: value.to_string(),
            beside: String::new(),
            limit: format!("≥ {least}"),
            holds: value >= least,
        });
    };
    count("registered numbers", registered, 64);
    count("unofficial numbers", catalog::codes().len() - registered, 70);
    count("meanings by emitter", meanings, 85);
    count("platform names", platforms().len(), 250);
    count("Chrome's names", names("Chrome"), 75);
    count("Firefox's names", names("Firefox"), 40);
    count("Safari's names", names("Safari"), 20);
    let samples = isitme_content::stacks::read(&isitme_content::broken::content(), &mut isitme_content::problem::Problems::default());
    count("samples run (cargo test --test samples)", isitme_content::counts::samples_run(&samples), 400);
    count("guides", pages().iter().filter(|page| page.slug.starts_with("guides/")).count(), 8);
    let (mean, lowest, entry) = words::reading_ease();
    rows.push(Row {
        what: "reading ease of the visitor parts (Flesch), on average".to_owned(),
        value: format!("{mean:.1}"),
        beside: format!("lowest {lowest:.1}: {entry}"),
        limit: "≥ 60".to_owned(),
        holds: mean >= 60.0,
    });
}

/// Lighthouse's marks, which `scripts/bench` had measured before.
fn marks(file: &Path, rows: &mut Vec<Row>) {
    let told = fs::read_to_string(file).ok().and_then(|text| serde_json::from_str::<Vec<Value>>(&text).ok());
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    match told {
        Some(list) => rows.extend(list.iter().map(|row| Row {
            what: text(row, "what"),
            value: text(row, "value"),
            beside: text(row, "beside"),
            limit: text(row, "limit"),
            holds: row["holds"] == true,
        })),
        None => rows.push(Row {
            what: "Lighthouse".to_owned(),
            value: "not measured".to_owned(),
            beside: format!("{} can't be read", file.display()),
            limit: "100".to_owned(),
            holds: false,
        }),
    }
}

/// When, and on what machine: its processor as Linux names it, cores, memory.
fn occasion() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let day = isitme::core::diagnose::iso(i64::try_from(since).unwrap_or(0));
    let field = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':').map(|value| value.trim().to_owned()))
    };
    let memory = field("/proc/meminfo", "MemTotal").and_then(|own| own.split(' ').next()?.parse::<f64>().ok());
    let mut out = format!(
        "{}, on {} cores of \"{}\"",
        day.split('T').next().unwrap_or_default(),
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        field("/proc/cpuinfo", "model name").as_deref().unwrap_or("a processor without a name")
    );
    if let Some(kib) = memory {
        let _ = write!(out, ", {:.0} GB of memory", kib * 1024.0 / 1e9);
    }
    out
}

/// One part of the bench, which adds its rows.
type Part<'a> = (&'a str, &'a dyn Fn(&mut Vec<Row>));

fn main() -> ExitCode {
    let dist = site::main_dist();
    let mut asked = std::env::args().skip(1);
    let one_button = asked.next().expect("the one-button module; run `make bench`");
    let only: Vec<String> = asked.collect();
    let one_button = Path::new(&one_button);
    let parts: [Part; 8] = [
        ("counts", &counts),
        ("sizes", &|rows| sizes(&dist, one_button, rows)),
        ("paints", &|rows| paints(&dist, rows)),
        ("running", &|rows| running::rows(&dist, rows)),
        ("reactions", &|rows| reactions(&dist, rows)),
        ("bulk", &|rows| bulk::rows(&dist, rows)),
        ("simulated", &simulated),
        ("lighthouse", &|rows| marks(&one_button.with_file_name("lighthouse.json"), rows)),
    ];
    let names = parts.iter().map(|(name, _)| *name).chain(["recognised"]).collect::<Vec<_>>();
    if let Some(other) = only.iter().find(|own| !names.contains(&own.as_str())) {
        eprintln!("There is no part {other}; there are {}.", names.join(", "));
        return ExitCode::FAILURE;
    }
    let wanted = |name: &str| only.is_empty() || only.iter().any(|own| own == name);
    let mut rows = Vec::new();
    for (_, part) in parts.iter().filter(|(name, _)| wanted(name)) {
        part(&mut rows);
    }
    let wrong = if wanted("recognised") { recognised(&mut rows) } else { Vec::new() };
    let mut out = String::from("| what | measured | beside | limit | |\n|---|---|---|---|---|\n");
    for row in &rows {
        let mark = if row.limit.is_empty() {
            ""
        } else if row.holds {
            "holds"
        } else {
            "**exceeded**"
        };
        let _ = writeln!(out, "| {} | {} | {} | {} | {mark} |", row.what, row.value, row.beside, row.limit);
    }
    for line in wrong {
        println!("{line}");
    }
    println!("\n{out}");
    let holds = if rows.iter().all(|row| row.holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    // A part is no result to keep.
    if !only.is_empty() {
        return holds;
    }
    let page = format!(
        "# The last `make bench`\n\nWritten by `make bench` ({}); do not edit. Sizes are brotli 11, KB are 1,000 bytes. How each is measured: `tests/bench/main.rs`.\n\n{out}",
        occasion()
    );
    if let Err(error) = fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/BENCHMARKS.md"), page) {
        eprintln!("docs/BENCHMARKS.md: {error}");
    }
    holds
}
