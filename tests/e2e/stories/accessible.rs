//! That everybody can use it: axe-core on every page, in every state, width and way of looking; forced colors, spaced text; what a screen reader is told.

use std::{collections::HashMap, fs, time::Duration};

use serde_json::{Value, json};
use thirtyfour::Key;

use super::{
    diagnose,
    pages::{SAMPLE, visit_at},
};
use crate::{
    World,
    browser::Engine,
    everything,
    lab::nginx::{Lab, Nginx},
    site::texts,
};

/// How a page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Light,
    Dark,
    /// Forced colors, as Windows has them.
    Forced,
}

impl Look {
    fn show(self, w: &World) {
        if w.engine == Engine::Chromium {
            let scheme = if self == Look::Dark { "dark" } else { "light" };
            let forced = if self == Look::Forced { "active" } else { "none" };
            w.cdp(
                "Emulation.setEmulatedMedia",
                json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "forced-colors", "value": forced}]}),
            );
            w.settle();
        } else {
            w.scheme(self == Look::Dark);
        }
    }
}

/// Every width and look that this engine can be brought to with the page as it stands; a few of them unless everything is to be tried.
fn ways(w: &World) -> Vec<(u32, Look)> {
    match (everything(), w.engine) {
        (true, Engine::Chromium) => {
            [320, 768, 1280].into_iter().flat_map(|width| [Look::Light, Look::Dark, Look::Forced].map(|look| (width, look))).collect()
        }
        (true, _) => [640, 1280].into_iter().flat_map(|width| [Look::Light, Look::Dark].map(|look| (width, look))).collect(),
        (false, _) => vec![(1280, Look::Light)],
    }
}

/// axe-core finds nothing: on one page of every kind and one in eight of the others; if everything is to be tried, on every page once, and on one of every kind in each
/// width and look, too.
pub fn accessible(w: &World) {
    let axe = axe();
    let all: Vec<String> = w.site.paths().into_iter().chain(["diagnose/?code=502".to_owned()]).collect();
    let mut found = Vec::new();
    let turns = [(1280, Look::Light), (360, Look::Dark), (1280, Look::Dark), (360, Look::Light)];
    for (nth, (width, look)) in turns.into_iter().enumerate() {
        for (at, path) in all.iter().enumerate() {
            let kind = SAMPLE.contains(&path.as_str());
            // Each page in one of the four ways: pages of a kind differ in their words.
            let turn = at % turns.len() == nth && (everything() || kind || (at / turns.len()).is_multiple_of(8));
            let wanted = if w.engine == Engine::Chromium { turn } else { kind && nth < 2 };
            if wanted {
                visit_at(w, width, path);
                look.show(w);
                found.extend(violations(w, &axe).into_iter().map(|line| format!("/{path} at {width} px, {look:?}: {line}")));
            }
        }
    }
    w.resize(1280, 900);
    if everything() {
        for path in SAMPLE.into_iter().chain(["offline/", "accessibility/", "check/", "compare/", "embed/502/", "unkept.html"]) {
            w.visit(path);
            found.extend(looked_at(w, &axe, path));
        }
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

/// Nothing is wrong with the page as another story has brought it about, in every way to look at it.
#[track_caller]
pub fn look(w: &World, what: &str) {
    let found = looked_at(w, &axe(), what);
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

/// What is wrong with the page as it stands, in every way to look at it; nothing may be too wide in any.
fn looked_at(w: &World, axe: &str, what: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (width, look) in ways(w) {
        w.resize(width, 900);
        look.show(w);
        let wide = w.js("return document.documentElement.scrollWidth - innerWidth", vec![]);
        if wide.as_i64().is_none_or(|wide| wide > 0) {
            found.push(format!("{what} at {width} px: {wide} px too wide"));
        }
        found.extend(violations(w, axe).into_iter().map(|line| format!("{what} at {width} px, {look:?}: {line}")));
    }
    Look::Light.show(w);
    w.resize(1280, 900);
    found
}

/// Who asks for less motion sees none.
pub fn less_motion(w: &World) {
    let moving = "return [...document.querySelectorAll('*')].filter(e => [null, '::before', '::after'].some((part) => {
        const own = getComputedStyle(e, part); return own.animationName !== 'none' || parseFloat(own.transitionDuration) > 0;
    })).map(e => e.outerHTML.slice(0, 80))";
    w.visit("diagnose/?code=502");
    assert!(!texts(&w.js(moving, vec![])).is_empty(), "something moves for everybody else");
    w.cdp("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}));
    for path in SAMPLE.into_iter().step_by(if everything() { 1 } else { 3 }) {
        w.visit(path);
        assert_eq!(texts(&w.js(moving, vec![])), [""; 0], "/{path}");
        assert_eq!(w.js("return getComputedStyle(document.documentElement).scrollBehavior", vec![]), "auto", "/{path}");
    }
    w.cdp("Emulation.setEmulatedMedia", json!({"features": []}));
}

/// In forced colors the same rules hold and what can be pressed has a border; with the text spacing of WCAG 2.2 (1.4.12) nothing is cut off or pushed out.
pub fn forced_colors_and_spacing(w: &World) {
    let axe = axe();
    let mut found = Vec::new();
    // What opens a station's reason lies over the picture, which has its words.
    for path in SAMPLE.into_iter().chain(["offline/", "accessibility/", "embed/502/"]).step_by(if everything() { 1 } else { 2 }) {
        w.resize(1280, 900);
        w.cdp("Emulation.setEmulatedMedia", json!({"features": [{"name": "forced-colors", "value": "active"}]}));
        w.visit(path);
        found.extend(violations(w, &axe).into_iter().map(|line| format!("/{path} in forced colors: {line}")));
        let bare = w.js(
            "return [...document.querySelectorAll('.primary, .button, .answer, input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, select')]
               .filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) < 1).map(e => e.outerHTML.slice(0, 120))",
            vec![],
        );
        found.extend(texts(&bare).into_iter().map(|line| format!("/{path} in forced colors has no border: {line}")));
        w.cdp("Emulation.setEmulatedMedia", json!({"features": []}));
        w.resize(320, 900);
        let cut = w.js(
            "const sheet = new CSSStyleSheet();
             sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
             document.adoptedStyleSheets = [sheet];
             const wide = document.documentElement.scrollWidth - innerWidth;
             const hidden = [...document.querySelectorAll('#app *')].filter(e => !e.closest('svg, pre, .wide, textarea, .link-line, .hops summary') && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
               && e.clientWidth > 2 && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.outerHTML.slice(0, 120));
             return wide > 0 ? [wide + ' px too wide', ...hidden] : hidden",
            vec![],
        );
        found.extend(texts(&cut).into_iter().map(|line| format!("/{path} with spaced text: {line}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The same of each state that a page can be brought to by using it.
pub fn accessible_in_use(w: &World) {
    let axe = axe();
    let mut found = Vec::new();
    let mut look = |what: &str| found.extend(looked_at(w, &axe, what));
    field(w, &mut look);
    lists(w, &mut look);
    diagnosis(w, &mut look);
    reading(w, &mut look);
    checking(w, &mut look);
    making(w, &mut look);
    missing(w, &mut look);
    unconnected(w, &mut look);
    embedded(w, &mut look);
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

fn field(w: &World, look: &mut dyn FnMut(&str)) {
    w.visit("");
    w.put("#field", "gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    w.press(&[Key::Down]);
    look("results");
    w.put("#field", "42");
    w.press(&[Key::Enter]);
    w.until("a message", || w.text("#field-says").contains("42").then_some(()));
    look("a message");
}

fn lists(w: &World, look: &mut dyn FnMut(&str)) {
    w.visit("codes/");
    w.put("#filter", "gateway");
    w.until("fewer codes", || w.text(".filter .says").contains(char::is_numeric).then_some(()));
    look("codes, filtered");
    w.put("#filter", "<b>zzzz</b>");
    w.until_js("nothing is left", "return ![...document.querySelectorAll('ul.list a')].some((own) => own.getClientRects().length)");
    look("codes, nothing left");
    w.visit("compare/?codes=500,502");
    w.until("the comparison", || w.text("main").contains("Internal Server Error").then_some(()));
    look("a comparison");
    w.visit("compare/?codes=1,zz");
    w.until("a message", || (!w.text("#codes-says").is_empty()).then_some(()));
    look("a comparison of what is none");
}

fn diagnosis(w: &World, look: &mut dyn FnMut(&str)) {
    let lab = Lab::start();
    diagnose::begin(w, "502", &format!("{}/open/down?token=1", lab.nginx.named_origin()));
    look("a diagnosis");
    diagnose::run(w);
    look("after the checks");
    diagnose::answer(w, diagnose::outage);
    w.js("document.querySelectorAll('details').forEach(d => { d.open = true })", vec![]);
    look("at the end");
    w.visit("diagnose/?code=502&role=owner");
    look("for the owner");
    w.visit("diagnose/?url=javascript%3Aalert(1)");
    look("with an address that can't be asked");
}

fn reading(w: &World, look: &mut dyn FnMut(&str)) {
    w.visit("read/");
    let line = "10.0.0.1 - - [26/Nov/2026:02:10:11 +0000] \"GET /a HTTP/1.1\" 502 157 \"-\" \"x\"\n";
    w.put("#text", &format!("{}{}", line.repeat(3), line.replace(" 502 ", " 404 ")));
    w.until("what it says", || w.text("#said").contains("502").then_some(()));
    look("a text that was read");
    w.put("#text", "nothing of the kind");
    w.until("that it is none", || (!w.text(".answer-to").contains("502")).then_some(()));
    look("a text that says nothing");
}

fn checking(w: &World, look: &mut dyn FnMut(&str)) {
    let nginx = Nginx::on(
        1,
        "    location /ok { add_header Access-Control-Allow-Origin * always; return 200 'fine'; }
    location /bad { add_header Access-Control-Allow-Origin * always; return 502 'bad'; }
",
    );
    w.visit("check/");
    w.put("#addresses", &format!("{}/bad?token=1", nginx.origin()));
    w.until("it asks about the query", || w.shown("fieldset.whole").then_some(()));
    look("one address");
    w.click("fieldset.whole label:last-of-type input");
    w.click("#run-one");
    w.until_is("its outcome", Some("502".to_owned()), || w.attribute("#outcome", "data-status"));
    w.js("document.querySelectorAll('details').forEach(d => { d.open = true })", vec![]);
    look("one address, checked");
    w.visit("check/");
    w.put("#addresses", &format!("{0}/ok\n{0}/bad\nnot an address\nftp://example.com/file\n", nginx.origin()));
    w.until("the button", || w.shown("#run-list").then_some(()));
    look("a list with lines that are no addresses");
    w.click("#run-list");
    w.within(Duration::from_secs(30), "the run ends", || (w.attribute("#run", "data-state").as_deref() == Some("done")).then_some(()));
    w.js("document.querySelectorAll('details').forEach(d => { d.open = true })", vec![]);
    look("a list, checked");
    w.put("#results-text", "no such row");
    w.until("no rows", || w.text("#results-say").starts_with('0').then_some(()));
    look("a list, nothing left");
}

fn making(w: &World, look: &mut dyn FnMut(&str)) {
    w.visit("error-page/");
    w.until("where we are", || (!w.text("#size").is_empty()).then_some(()));
    w.put("#accent", "#ff0");
    w.until("a word about the color", || w.text(".made").contains("Too pale for the light page").then_some(()));
    w.put("#contact", "someone@");
    w.until("what is wrong", || (!w.text("#contact-wrong").is_empty()).then_some(()));
    look("an error page with a wrong field");
    w.visit("embed/builder/");
    w.put("#accent", "blue");
    w.until("what is wrong", || (!w.text("#accent-wrong").is_empty()).then_some(()));
    w.click("#show");
    w.until_js("the frame", "return !!document.getElementById('frame')");
    look("a snippet with a wrong field, shown");
}

fn missing(w: &World, look: &mut dyn FnMut(&str)) {
    w.site.replace("504/more.html", None);
    w.visit("codes/");
    w.click("a[href$='/504/']");
    w.until("that the rest is missing", || w.shown("#causes-short [role=status]").then_some(()));
    look("an entry without its long part");
    w.visit("no-such-page/");
    look("no such page");
    w.js("window.isitmeFailed('a test')", vec![]);
    w.until("the notice", || w.shown(".no-checks").then_some(()));
    look("a page whose application is gone");
}

fn unconnected(w: &World, look: &mut dyn FnMut(&str)) {
    w.visit("502/");
    w.until_js(
        "the script beside the page ran",
        "return performance.getEntriesByType('resource').some((own) => own.name.includes('/offline-'))",
    );
    w.js("Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }); dispatchEvent(new Event('offline'))", vec![]);
    w.until("the notice", || w.text(".notice").contains("network").then_some(()));
    look("without a network");
}

fn embedded(w: &World, look: &mut dyn FnMut(&str)) {
    w.visit("embed/");
    w.put("#embed-field", "no such thing");
    w.click(".ask .primary");
    w.until("a message", || (!w.text("#embed-says").is_empty()).then_some(()));
    look("embedded, a message");
    w.visit("embed/?code=502&url=https%3A%2F%2Fexample.com%2F&contact=mailto%3Ahelp%40example.com&theme=light");
    w.until("the entry", || w.text("main").contains("Bad Gateway").then_some(()));
    w.click("[data-part=diagnose] a");
    w.until("the diagnosis", || w.shown("#run").then_some(()));
    look("embedded, a diagnosis");
}

/// A node of the accessibility tree that a screen reader gets.
#[derive(Debug)]
struct Node {
    role: String,
    name: String,
    /// What else is known of it, by Chromium's names: `live`, `level`, `invalid`…
    known: Value,
    /// The words in it.
    words: String,
}

/// The tree as it stands.
fn tree(w: &World) -> Vec<Node> {
    let all = w.cdp("Accessibility.getFullAXTree", json!({}));
    let nodes = all["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
    let by_id: HashMap<&str, &Value> = nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let words = |node: &Value| {
        let (mut out, mut open) = (String::new(), vec![node]);
        while let Some(next) = open.pop() {
            if next["role"]["value"] == "StaticText" {
                out.push_str(&text(&next["name"]));
            }
            let kids = next["childIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
            open.extend(kids.rev().filter_map(|kid| by_id.get(kid).copied()));
        }
        out
    };
    nodes
        .iter()
        .filter(|node| node["ignored"] != true)
        .map(|node| {
            let properties = node["properties"].as_array().into_iter().flatten();
            let known =
                properties.map(|own| (own["name"].as_str().unwrap_or_default().to_owned(), own["value"]["value"].clone())).collect();
            Node { role: text(&node["role"]), name: text(&node["name"]), known: Value::Object(known), words: words(node) }
        })
        .collect()
}

/// The one with that role whose name holds those words.
#[track_caller]
fn node(w: &World, role: &str, name: &str) -> Node {
    let mut all = tree(w);
    match all.iter().position(|own| own.role == role && own.name.contains(name)) {
        Some(at) => all.swap_remove(at),
        None => panic!(
            "no {role} with {name:?} in {:#?}",
            all.iter().filter(|own| own.role == role || own.name.contains(name)).map(|own| (&own.role, &own.name)).collect::<Vec<_>>()
        ),
    }
}

/// Waits until what is told when it changes says those words.
#[track_caller]
fn told(w: &World, words: &str) {
    assert!(!words.trim().is_empty());
    w.until(&format!("{words:?} is told"), || {
        let all = tree(w);
        all.iter().any(|own| own.words.contains(words) && matches!(own.known["live"].as_str(), Some("polite" | "assertive"))).then_some(())
    });
}

/// Names and roles, and what is told when it changes, read off the tree that a screen reader gets.
pub fn spoken(w: &World) {
    w.visit("");
    for role in ["banner", "main", "navigation", "contentinfo", "search"] {
        node(w, role, "");
    }
    // No role but a text field's is one of a field with several lines; what it leads to is a list.
    node(w, "textbox", "Error, code or web address");
    w.put("#field", "gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    node(w, "listbox", "Matching errors");
    node(w, "option", "502 Bad Gateway");
    w.press(&[Key::Down]);
    w.until("one is picked", || tree(w).iter().any(|own| own.role == "option" && own.known["selected"] == true).then_some(()));
    w.put("#field", "42");
    w.press(&[Key::Enter]);
    told(w, "42");
    w.visit("502/");
    assert_eq!(node(w, "heading", "502 Bad Gateway").known["level"], 1);
    // The row of hops is one sentence, and told when it moves.
    let row = tree(w).into_iter().find(|own| own.role == "figure").expect("the row of hops");
    assert!(row.words.contains("The way from you to the site.") && row.words.contains("suspect"), "{}", row.words);
    // What the checks are doing, what they found, and what becomes of the verdict.
    let lab = Lab::start();
    diagnose::begin(w, "502", &format!("{}/open/down", lab.nginx.named_origin()));
    node(w, "textbox", "Which address?");
    let before = w.text("#verdict-h");
    diagnose::run(w);
    let after = w.text("#verdict-h");
    assert_ne!(before, after, "the verdict moved");
    told(w, after.trim());
    let question = w.text("#turn h2, #turn h3");
    assert!(!question.is_empty());
    node(w, "heading", question.trim());
    for answer in texts(&w.js("return [...document.querySelectorAll('#turn .answer')].map((own) => own.textContent)", vec![])) {
        node(w, "button", answer.trim());
    }
    diagnose::answer(w, diagnose::outage);
    told(w, w.text("#verdict-h").trim());
    told(w, "The way from you to the site.");
    w.visit("codes/");
    node(w, "searchbox", "Filter");
    w.put("#filter", "gateway");
    w.until("fewer codes", || w.text(".filter .says").contains(char::is_numeric).then_some(()));
    told(w, w.text(".filter .says").trim());
    w.visit("read/");
    w.put("#text", "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>");
    w.until("what it says", || w.text("#said").contains("502").then_some(()));
    told(w, "502");
    w.visit("check/");
    let nginx = Nginx::on(1, "    location / { add_header Access-Control-Allow-Origin * always; return 502 'bad'; }\n");
    w.put("#addresses", &format!("{0}/1\n{0}/2", nginx.origin()));
    told(w, "2 addresses");
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    w.within(Duration::from_secs(30), "the run ends", || (w.attribute("#run", "data-state").as_deref() == Some("done")).then_some(()));
    node(w, "table", "");
    w.visit("error-page/");
    w.put("#contact", "someone@");
    w.until("what is wrong", || (!w.text("#contact-wrong").is_empty()).then_some(()));
    told(w, w.text("#contact-wrong").trim());
    assert!(tree(w).iter().any(|own| own.role == "textbox" && own.known["invalid"] == "true"), "the wrong field is not marked");
}

/// axe-core.
pub fn axe() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.tools/node_modules/axe-core/axe.min.js"))
        .expect("axe-core is not installed: `scripts/setup test` installs it, and so does `make test`")
}

/// What axe-core finds on the page as it stands.
pub fn violations(w: &World, axe: &str) -> Vec<String> {
    w.js(axe, vec![]);
    let found = w.js_later(
        "const done = arguments[0];
         axe.run(document, { resultTypes: ['violations'], iframes: false, rules: { 'target-size': { enabled: true } } }).then(
           result => done(result.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 140) + ' (' + (n.any[0] || n.all[0] || n.none[0] || {}).message + ')').join(' | ') + (v.nodes.length > 3 ? ' and ' + (v.nodes.length - 3) + ' more' : ''))),
           error => done(['axe failed: ' + error]));",
        vec![],
    );
    texts(&found)
}
