//! What the running application costs the browser's main thread: starting it on a served page, and going from one code's page to another's.
//!
//! - Starting: a CPU four times slower, Chromium. The exports of every module that the page instantiates are wrapped before its first script runs, so that the
//!   time inside of them is known: hydrating and what it queues, the browser's own work on their behalf (DOM calls) included; compiling, which is
//!   another thread's work, is not.
//! - Touching: the start page sleeps until then. The same clock from the focus of its field until the application has taken the page over. What the search gets
//!   ready a quarter of a second later, after that, is not in it.
//! - Going: no slowdown. From the click on a link to the new page's words, styled and laid out, which is what the next frame shows. In several browsers,
//!   because the first pages after a start are the slow ones; what the site does then beside it (keeping itself for later) counts.

use std::path::Path;

use isitme::{
    core::catalog::{self, Entry},
    site::serve::{Options, start},
};
use serde_json::{Value, json};

use super::{
    Row,
    browser::{Browser, Engine},
    median,
};

/// Cold starts of each page.
const STARTS: usize = 11;
/// Clicks in each browser, each to a page that it has not seen.
const STEPS: usize = 60;
/// Browsers, each with nothing in it, in which they are made.
const WALKS: usize = 5;

/// Keeps how long exports of modules ran, in milliseconds: all of it, and the longest stretch.
const TIMED: &str = r"(() => {
  const spent = (window.__spent = { all: 0, longest: 0, calls: 0 });
  let depth = 0;
  const timed = (own) => (...list) => {
    if (depth++) try { return own(...list); } finally { depth--; }
    const from = performance.now();
    try { return own(...list); } finally {
      depth--;
      const took = performance.now() - from;
      spent.all += took;
      spent.calls++;
      spent.longest = Math.max(spent.longest, took);
    }
  };
  const wrap = ({ exports }) => ({ exports: Object.fromEntries(Object.entries(exports).map(([name, own]) => [name, typeof own === 'function' ? timed(own) : own])) });
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...list) => {
      const made = await own.apply(WebAssembly, list);
      return made.instance ? { module: made.module, instance: wrap(made.instance) } : wrap(made);
    };
  }
})()";

/// Clicks through the pages of some codes. Each step waits for a quiet moment, so that nothing of the step before counts.
const WALK: &str = r"const [paths, steps, done] = arguments;
(async () => {
  const root = document.getElementById('app'), heading = () => document.querySelector('h1').textContent;
  const quiet = () => new Promise((resolve) => requestIdleCallback(() => requestAnimationFrame(() => setTimeout(resolve)), { timeout: 1000 }));
  const link = document.createElement('a');
  document.body.append(link);
  const times = [];
  for (let step = 0; step < steps; step++) {
    link.href = paths[step];
    await quiet();
    const before = heading();
    const drawn = new Promise((resolve) => {
      new MutationObserver((_, own) => { if (heading() !== before) { own.disconnect(); resolve(); } }).observe(root, { subtree: true, childList: true, characterData: true });
    });
    const from = performance.now();
    link.click();
    await drawn;
    document.body.getBoundingClientRect();
    times.push(performance.now() - from);
  }
  link.remove();
  return times;
})().then(done, (error) => done(String(error)));";

/// How far the page moved while it started, and what did: the element, and from where to where.
const MOVED: &str = r"const done = arguments[0]; let sum = 0; const moved = [];
const place = (at) => [at.x, at.y, at.width, at.height].map(Math.round).join(' ');
new PerformanceObserver((list) => list.getEntries().forEach((own) => {
  sum += own.value;
  for (const { node, previousRect, currentRect } of own.sources) {
    const element = node?.nodeType === 1 ? node : node?.parentElement;
    moved.push(`${element?.tagName.toLowerCase()}.${element?.className} from ${place(previousRect)} to ${place(currentRect)}`);
  }
})).observe({ type: 'layout-shift', buffered: true });
setTimeout(() => done([sum, moved.join(', ')]), 50)";

/// Focuses the field, and tells how long modules ran until the application had taken the page over, and the longest stretch of it.
const TOUCH: &str = r"const done = arguments[0], spent = window.__spent, before = spent.all;
spent.longest = 0;
new MutationObserver((_, own) => {
  own.disconnect();
  setTimeout(() => done([spent.all - before, spent.longest]), 100);
}).observe(document.getElementById('app'), { attributes: true, attributeFilter: ['data-ready'] });
document.getElementById('field').focus();";

fn starts(browser: &Browser, site: &str, rows: &mut Vec<Row>) {
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": TIMED }));
    browser.cdp("Emulation.setCPUThrottlingRate", json!({"rate": 4}));
    // Where no window has the focus, none of its elements hears of it.
    browser.cdp("Emulation.setFocusEmulationEnabled", json!({"enabled": true}));
    for (path, what) in [("", "the start page"), ("502/", "/502/")] {
        let (mut all, mut longest, mut shift, mut moved) = (Vec::new(), Vec::new(), 0.0_f64, String::new());
        let (mut touched, mut stretch) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            browser.cdp("Network.clearBrowserCache", json!({}));
            browser.open("about:blank");
            browser.ready(&format!("{site}{path}"));
            let mut before = Value::Null;
            let spent = browser.until("nothing runs any more", || {
                browser.settle();
                let now = browser.js("return [__spent.calls, __spent.all, __spent.longest]", vec![]);
                (std::mem::replace(&mut before, now.clone()) == now && now[0].as_f64() > Some(0.0)).then_some(now)
            });
            all.push(spent[1].as_f64().unwrap_or(f64::NAN));
            longest.push(spent[2].as_f64().unwrap_or(f64::NAN));
            let own = browser.js_later(MOVED, vec![]);
            let sum = own[0].as_f64().unwrap_or(f64::NAN);
            if sum.is_nan() || sum > shift {
                shift = sum;
                moved = format!("; {}", own[1].as_str().unwrap_or_default());
            }
            if path.is_empty() {
                let own = browser.js_later(TOUCH, vec![]);
                touched.push(own[0].as_f64().unwrap_or(f64::NAN));
                stretch.push(own[1].as_f64().unwrap_or(f64::NAN));
            }
        }
        let (all, longest) = (median(all), median(longest));
        if !touched.is_empty() {
            let (touched, stretch) = (median(touched), median(stretch));
            rows.push(Row {
                what: "main thread busy taking the start page over when its field is touched, a CPU four times slower".to_owned(),
                value: format!("{touched:.0} ms"),
                beside: format!("longest stretch {stretch:.0} ms; {:.0} ms with starting", all + touched),
                limit: "≤ 50 ms".to_owned(),
                holds: touched <= 50.0,
            });
        }
        rows.push(Row {
            what: format!("main thread busy starting on {what}, a CPU four times slower"),
            value: format!("{all:.0} ms"),
            beside: format!("longest stretch {longest:.0} ms; medians of {STARTS}"),
            limit: "≤ 50 ms".to_owned(),
            holds: all <= 50.0,
        });
        rows.push(Row {
            what: format!("layout shift of {what}"),
            value: if shift == 0.0 { "0".to_owned() } else { format!("{shift:.6}") },
            beside: format!("the largest of {STARTS}{moved}"),
            limit: "0".to_owned(),
            holds: shift == 0.0,
        });
    }
    browser.cdp("Emulation.setCPUThrottlingRate", json!({"rate": 1}));
}

/// The times of one walk, in milliseconds, in a browser that has seen none of it.
fn walk(site: &str) -> Vec<f64> {
    // Without the wrapping, which would be in the way of what it measures.
    let browser = Browser::start_calm(Engine::Chromium);
    browser.ready(&format!("{site}502/"));
    let others = catalog::codes().filter_map(Entry::code).filter(|code| *code != 502);
    let paths: Vec<String> = others.take(STEPS).map(|code| format!("/{code}/")).collect();
    assert_eq!(paths.len(), STEPS, "a page for every click");
    let answer = browser.js_later(WALK, vec![json!(paths), json!(STEPS)]);
    let times: Vec<f64> = answer.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    assert_eq!(times.len(), STEPS, "from page to page: {answer}");
    times
}

fn steps(site: &str, rows: &mut Vec<Row>) {
    let walks: Vec<Vec<f64>> = (0..WALKS).map(|_| walk(site)).collect();
    let first = median(walks.iter().map(|times| times[0]).collect());
    let mut times = walks.concat();
    times.sort_by(f64::total_cmp);
    let (middle, late) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    rows.push(Row {
        what: "from a click to the next code's page, laid out".to_owned(),
        value: format!("{late:.1} ms"),
        beside: format!("median {middle:.1} ms, the first after a start {first:.1} ms, of {WALKS} × {STEPS}"),
        limit: "≤ 16 ms, p95".to_owned(),
        holds: late <= 16.0,
    });
}

/// The rows of both.
pub fn rows(dist: &Path, rows: &mut Vec<Row>) {
    let server = start(Options { dir: dist.to_owned(), port: 0, base: "/".to_owned() }).expect("a server");
    let browser = Browser::start_calm(Engine::Chromium);
    // Without `Network.enable`: what is told of every request, with the stack that asked for it, is the observer's time and not the page's.
    starts(&browser, &server.url, rows);
    drop(browser);
    steps(&server.url, rows);
}
