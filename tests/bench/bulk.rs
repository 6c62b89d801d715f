//! Many addresses: the page /check/ against a bare `fetch` pool with the same caps, in the same page, in turns, over loopback hosts that let the page read
//! their answers. How long tasks took meanwhile, how the memory grew, and how many requests an address costs.

use std::{fmt::Write as _, fs, path::Path, time::Duration};

use isitme::site::serve::{Options, start};
use serde_json::json;

use super::{Row, median};
use crate::{
    browser::{Browser, Engine},
    lab::nginx::Nginx,
};

/// Loopback hosts, 127.0.0.1 and those after it.
const HOSTS: u8 = 60;

/// A pool as one writes it by hand: two at a time to a host, six in all, GET, the body dropped as soon as the headers are in.
const BARE: &str = r"
window.__bare = (list) => new Promise((finished) => {
  const hosts = new Map(), busy = new Map();
  for (const url of list) {
    const host = new URL(url).host;
    if (!hosts.has(host)) hosts.set(host, []);
    hosts.get(host).push(url);
  }
  const names = [...hosts.keys()];
  let flying = 0, left = list.length, turn = 0;
  const statuses = [];
  const more = () => {
    for (let tried = 0; flying < 6 && tried < names.length; turn++) {
      const host = names[turn % names.length], queue = hosts.get(host);
      if (!queue.length || (busy.get(host) ?? 0) >= 2) { tried++; continue; }
      tried = 0;
      const url = queue.shift();
      flying++;
      busy.set(host, (busy.get(host) ?? 0) + 1);
      const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 10000);
      fetch(url, { mode: 'cors', credentials: 'omit', cache: 'no-store', redirect: 'follow', referrerPolicy: 'no-referrer', signal: stop.signal })
        .then((response) => { statuses.push(response.status); response.body?.cancel(); }, () => statuses.push(0))
        .then(() => {
          clearTimeout(timer);
          flying--;
          busy.set(host, busy.get(host) - 1);
          if (--left) more(); else finished(statuses);
        });
    }
  };
  more();
});
";

/// The page with a policy that lets it ask all of the hosts: as built it may ask 127.0.0.1 alone of them.
fn page(dist: &Path, port: &str) -> String {
    let html = fs::read_to_string(dist.join("check/index.html")).expect("check/index.html");
    let mut hosts = String::from("http://127.0.0.1:*");
    for host in 2..=HOSTS {
        let _ = write!(hosts, " http://127.0.0.{host}:{port}");
    }
    html.replace("http://127.0.0.1:*", &hosts)
}

/// `count` addresses, spread over the hosts; every `nth` of them closed to other pages.
fn addresses(nginx: &Nginx, count: usize, closed: Option<usize>) -> Vec<String> {
    (0..count)
        .map(|at| {
            let tree = if closed.is_some_and(|nth| at % nth == 0) { "closed" } else { "open" };
            format!("{}/{tree}/{at}", nginx.origin_of((at % usize::from(HOSTS)) as u8 + 1))
        })
        .collect()
}

/// What one run took, in milliseconds, and the longest task meanwhile.
struct Took {
    ms: f64,
    longest: f64,
}

/// Runs the list through the page.
fn ours(browser: &Browser, url: &str, list: &[String]) -> Took {
    browser.ready(&format!("{url}check/"));
    browser.js("performance.setResourceTimingBufferSize(0); window.__long = []; new PerformanceObserver((seen) => seen.getEntries().forEach((own) => window.__long.push([own.startTime, own.duration]))).observe({ type: 'longtask' });", vec![]);
    browser.put("#addresses", &list.join("\n"));
    browser.until_js("the list is read", "return !!document.querySelector('#run-list:not(:disabled)')");
    // Nothing is asked of the browser meanwhile: every question would be work of the page's thread and of two processes beside it.
    let answer = browser.js_later(
        // Of the whole page's mutations a record each would be made, which the bare pool has none of: only until the run is there, then of its state alone.
        "const done = arguments[0], from = performance.now();
         const arrived = new MutationObserver(() => {
           const run = document.getElementById('run');
           if (!run) return;
           arrived.disconnect();
           let to;
           const ended = () => {
             if (to || run.dataset.state !== 'done') return;
             to = performance.now();
             // Long tasks are told a little later.
             setTimeout(() => done([from, window.__long, to]), 200);
           };
           new MutationObserver(ended).observe(run, { attributes: true, attributeFilter: ['data-state'] });
           ended();
         });
         arrived.observe(document.getElementById('app'), { subtree: true, childList: true });
         document.getElementById('run-list').click();",
        vec![],
    );
    let (began, to) = (answer[0].as_f64().unwrap_or(f64::NAN), answer[2].as_f64().unwrap_or(f64::NAN));
    let longest = answer[1]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|task| task[0].as_f64().is_some_and(|at| at >= began))
        .filter_map(|task| task[1].as_f64())
        .fold(0.0, f64::max);
    Took { ms: to - began, longest }
}

/// Runs the list through the bare pool, in the same page, freshly loaded.
fn bare(browser: &Browser, url: &str, list: &[String]) -> f64 {
    browser.ready(&format!("{url}check/"));
    browser.js("performance.setResourceTimingBufferSize(0)", vec![]);
    browser.js(BARE, vec![]);
    let took = browser.js_later(
        "const from = performance.now(); window.__bare(arguments[0]).then((all) => arguments[1]([performance.now() - from, all.filter((one) => one === 200).length]));",
        vec![json!(list)],
    );
    assert_eq!(took[1].as_u64(), Some(list.len() as u64), "the bare pool got every answer");
    took[0].as_f64().unwrap_or(f64::NAN)
}

/// The bytes that the page's JavaScript holds after a collection.
fn heap(browser: &Browser) -> f64 {
    browser.cdp("HeapProfiler.collectGarbage", json!({}));
    browser.cdp("Runtime.getHeapUsage", json!({}))["usedSize"].as_f64().unwrap_or(f64::NAN)
}

/// Everything.
pub fn rows(dist: &Path, out: &mut Vec<Row>) {
    let nginx = Nginx::on(
        HOSTS,
        "    location /open/ { add_header Access-Control-Allow-Origin *; return 200 'fine'; }\n    location /closed/ { return 200 'fine'; }\n",
    );
    let port = nginx.origin().rsplit(':').next().expect("a port").to_owned();
    let server = start(Options { dir: dist.to_owned(), port: 0, base: "/".to_owned() }).expect("a server");
    server.replace("check/index.html", Some(page(dist, &port).into_bytes()));
    server.replace("config.json", Some(json!({ "allowLoopback": true }).to_string().into_bytes()));
    let browser = Browser::start_calm(Engine::Chromium);
    for (count, rounds) in [(1_000, 15), (10_000, 3)] {
        let list = addresses(&nginx, count, None);
        // Once each before it counts: connections open, code compiled.
        ours(&browser, &server.url, &list[..500]);
        bare(&browser, &server.url, &list[..500]);
        let (mut own, mut theirs, mut longest) = (Vec::new(), Vec::new(), 0.0_f64);
        for _ in 0..rounds {
            let took = ours(&browser, &server.url, &list);
            longest = longest.max(took.longest);
            own.push(took.ms);
            theirs.push(bare(&browser, &server.url, &list));
        }
        let (own, theirs) = (median(own), median(theirs));
        out.push(Row {
            what: format!("check {count} addresses over {HOSTS} hosts, against a bare pool"),
            value: format!("{:.2} ×", own / theirs),
            beside: format!("{own:.0} ms / {theirs:.0} ms, medians of {rounds}, in turns"),
            limit: "≤ 1.10 ×".to_owned(),
            holds: own / theirs <= 1.10,
        });
        out.push(Row {
            what: format!("the longest task while {count} addresses are checked"),
            value: format!("{longest:.0} ms"),
            beside: "tasks under 50 ms are not reported by the browser".to_owned(),
            limit: "≤ 50 ms".to_owned(),
            holds: longest <= 50.0,
        });
    }
    grows(&browser, &server.url, &nginx, out);
    costs(&browser, &server.url, &nginx, out);
}

/// How the memory grows after the first thousand rows.
fn grows(browser: &Browser, url: &str, nginx: &Nginx, out: &mut Vec<Row>) {
    let list = addresses(nginx, 10_000, None);
    browser.ready(&format!("{url}check/"));
    browser.put("#addresses", &list.join("\n"));
    browser.until_js("the list is read", "return !!document.querySelector('#run-list:not(:disabled)')");
    browser.js("document.getElementById('run-list').click()", vec![]);
    let done = |wanted: u64| {
        browser.within(Duration::from_mins(5), "so many are done", || {
            let done = browser.try_js("return +document.getElementById('run')?.dataset.done", vec![]).ok()?.as_u64()?;
            (done >= wanted).then_some(())
        });
    };
    done(1_000);
    browser.js("document.getElementById('pause').click()", vec![]);
    let first = heap(browser);
    browser.js("document.getElementById('resume').click()", vec![]);
    done(10_000);
    let last = heap(browser);
    let grown = (last - first) / 1000.0;
    out.push(Row {
        what: "memory of the page's JavaScript: from 1,000 rows to 10,000".to_owned(),
        value: format!("{grown:+.0} KB"),
        beside: format!("{:.0} KB / {:.0} KB after a collection", first / 1000.0, last / 1000.0),
        limit: "≤ +1000 KB".to_owned(),
        holds: grown <= 1000.0,
    });
}

/// Requests that an address costs where some sites let nobody read their answers.
fn costs(browser: &Browser, url: &str, nginx: &Nginx, out: &mut Vec<Row>) {
    for (what, closed) in [("all let the page read", None), ("every other one is closed", Some(2)), ("all are closed", Some(1))] {
        let before = nginx.log().len();
        let list = addresses(nginx, 600, closed);
        ours(browser, url, &list);
        browser.until("the log is whole", || (nginx.log().len() >= before + 600).then_some(()));
        let requests = nginx.log().len() - before;
        out.push(Row {
            what: format!("requests for an address where {what}"),
            value: format!("{:.2}", requests as f64 / 600.0),
            beside: format!("{requests} for 600"),
            limit: String::new(),
            holds: true,
        });
    }
}
