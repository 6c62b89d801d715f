//! `/check/`: one address, a list, over time; that a link starts nothing, that a run survives its tab, that nobody is flooded.

use std::{collections::BTreeMap, fmt::Write as _, fs, time::Duration};

use serde_json::{Value, json};

use super::accessible;
use crate::{
    World,
    browser::Engine,
    lab::nginx::Nginx,
    service::{Service, Setup, status},
    site::texts,
};

/// Lets the page be on 127.0.0.1 and ask the hosts after it, too: as built its policy permits the first alone.
fn permit(w: &World, hosts: u8) {
    w.site.change("check/index.html", |html| {
        let mut all = String::from("http://127.0.0.1:*");
        for host in 2..=hosts {
            let _ = write!(all, " http://127.0.0.{host}:*");
        }
        html.replace("http://127.0.0.1:*", &all)
    });
}

/// A server with a page for each of several answers, on so many hosts.
fn server(hosts: u8) -> Nginx {
    Nginx::on(
        hosts,
        "    location /open/ok { add_header Access-Control-Allow-Origin * always; return 200 'fine'; }
    location /open/gone { add_header Access-Control-Allow-Origin * always; return 404 'gone'; }
    location /open/bad { add_header Access-Control-Allow-Origin * always; return 502 'bad'; }
    location /open/moved { add_header Access-Control-Allow-Origin * always; return 301 /open/ok; }
    location /closed/ { return 200 'fine'; }
    location /slow/ { add_header Access-Control-Allow-Origin * always; limit_rate 1; return 200 'fine'; }
",
    )
}

fn requests(nginx: &Nginx) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for line in nginx.log() {
        *out.entry(line.split(' ').nth(1).unwrap_or_default().to_owned()).or_default() += 1;
    }
    out
}

/// Waits until a run has ended.
fn ended(w: &World) {
    w.within(Duration::from_mins(2), "the run ends", || (w.attribute("#run", "data-state").as_deref() == Some("done")).then_some(()));
}

/// One address: nothing before the click, then exactly what its answer shows.
pub fn one(w: &World) {
    let nginx = server(1);
    for (path, is, status) in [("open/ok", "status", Some("200")), ("open/bad", "status", Some("502")), ("closed/x", "answered", None)] {
        w.visit("check/");
        w.put("#addresses", &format!("{}/{path}", nginx.origin()));
        w.until("the button", || w.shown("#run-one").then_some(()));
        let before = nginx.log().len();
        assert!(w.text("#one").contains("127.0.0.1"), "it says who is contacted: {}", w.text("#one"));
        assert_eq!(nginx.log().len(), before, "nothing is sent before the click");
        w.click("#run-one");
        w.until_is("its outcome", Some(is.to_owned()), || w.attribute("#outcome", "data-is"));
        assert_eq!(w.attribute("#outcome", "data-status").as_deref(), status, "{path}");
        let words = w.text("#outcome");
        assert!(words.contains("What this can't show"), "{words}");
        let ledger = w.text("section[aria-labelledby=ledger-h]");
        assert!(ledger.contains(&nginx.origin()) && ledger.contains("the address that you gave"), "{ledger}");
    }
    for line in nginx.log() {
        assert!(line.contains("cookie=\"-\"") && line.contains("referer=\"-\""), "{line}");
    }
    w.quiet();
}

/// No link, no message and no frame starts a request.
pub fn starts_nothing(w: &World) {
    let nginx = server(1);
    let target = format!("{}/open/ok", nginx.origin());
    let encoded = target.bytes().fold(String::new(), |mut out, b| {
        let _ = write!(out, "%{b:02X}");
        out
    });
    for path in [
        format!("check/?url={encoded}"),
        format!("check/?url={encoded}&run=1&start&autostart=true&watch=1"),
        format!("check/?list={encoded}%0A{encoded}2"),
        format!("check/#url={encoded}"),
        format!("check/?url={encoded}#run"),
        format!("check/?url={encoded}%0A{encoded}2"),
    ] {
        w.visit(&path);
        w.js(
            "for (const message of ['run', { run: true }, { type: 'check', url: arguments[0] }, { isitme: { start: [arguments[0]] } }, null]) window.postMessage(message, '*');",
            vec![json!(target)],
        );
        w.settle();
        assert_eq!(nginx.log(), Vec::<String>::new(), "{path} asked the address");
        assert!(w.desk.hits().is_empty(), "{path} asked somebody: {:?}", w.desk.hits());
    }
    // The link fills in the field, and does nothing else.
    w.visit(&format!("check/?url={encoded}"));
    w.until_is("the field", target.clone(), || w.value("#addresses"));
    // A page that frames it can't start it, either.
    w.site.replace(
        "frames.html",
        Some(
            format!(
                "<!doctype html><title>frame</title><iframe id=f src=\"{}check/?url={encoded}\"></iframe><script>addEventListener('load', () => {{ for (let i = 0; i < 5; i++) f.contentWindow.postMessage({{ run: true, url: {target:?} }}, '*'); f.contentWindow.focus(); }})</script>",
                w.site.base
            )
            .into_bytes(),
        ),
    );
    w.open(&w.site.url("frames.html"));
    w.settle();
    assert_eq!(nginx.log(), Vec::<String>::new(), "a frame asked the address");
}

/// A text of ten thousand lines is read when typing rests, not at every key; until then nothing can be begun with what was read before.
pub fn long_text(w: &World) {
    w.visit("check/");
    w.put("#addresses", "https://example.com/one");
    w.until("one address", || w.text("#addresses-say").contains("One address").then_some(()));
    let lines: Vec<String> = (0..9_990).map(|at| format!("https://example.com/long-enough-to-be-long/{at}")).collect();
    w.js(
        "const field = document.getElementById('addresses'), says = document.getElementById('addresses-say');
         window.__says = [];
         new MutationObserver(() => __says.push(says.textContent)).observe(says, { childList: true, characterData: true, subtree: true });
         let text = arguments[0];
         for (let key = 0; key < 10; key++) {
           text += '\\nhttps://example.org/' + key;
           field.value = text;
           field.dispatchEvent(new InputEvent('input', { bubbles: true }));
         }",
        vec![lines.join("\n").into()],
    );
    w.until("all of it is read", || w.text("#addresses-say").contains("10000 addresses on 2 hosts").then_some(()));
    let says = w.js("return __says", vec![]);
    assert_eq!(says.as_array().map(Vec::len), Some(1), "it was read once: {says}");
    w.until_js("it can be begun, once the crowd is agreed to", "const crowd = document.querySelector('input[name=crowd]'); if (crowd && !crowd.checked) crowd.click(); return !!document.querySelector('#run-list:not(:disabled)')");
    let at_once = w.js(
        "const field = document.getElementById('addresses');
         field.value += '\\nhttps://example.net/';
         field.dispatchEvent(new InputEvent('input', { bubbles: true }));
         document.getElementById('run-list').click();
         return document.querySelectorAll('#run').length",
        vec![],
    );
    assert_eq!(at_once, 0);
    w.until("one is over the limit", || w.text("#addresses-say").contains("1 left out").then_some(()));
    w.settle();
    assert_eq!(
        w.js("return [document.querySelectorAll('#run').length, document.getElementById('run-list').disabled]", vec![]),
        json!([0, true]),
        "nothing was begun with the list of before"
    );
    w.quiet();
}

/// A list: what is read from it, what comes back, filtered, sorted, as files.
pub fn list(w: &World) {
    let nginx = server(3);
    permit(w, 3);
    w.visit("check/");
    let mut text = String::new();
    for (at, path) in ["open/ok", "open/gone", "open/bad", "open/moved", "closed/x"].iter().enumerate() {
        let _ = writeln!(text, "{}/{path}", nginx.origin_of((at % 3) as u8 + 1));
    }
    let _ = writeln!(text, "{}/open/ok", nginx.origin_of(1));
    text += "=HYPERLINK(\"x\")\nnot an address\nftp://example.com/file\nhttp://192.168.1.1/router\n";
    w.put("#addresses", &text);
    w.until("what was read", || w.text("#addresses-say").contains("5 addresses on 3 hosts").then_some(()));
    let bad = w.text(".bad-lines");
    for part in ["not an address", "ftp://example.com/file", "http://192.168.1.1/router"] {
        assert!(bad.contains(part), "{part:?} is not named in {bad}");
    }
    assert_eq!(w.value("#addresses"), text, "nothing typed is lost");
    let many: String = (0..30).fold(text.clone(), |mut out, at| {
        let _ = writeln!(out, "ftp://example.com/{at}");
        out
    });
    w.put("#addresses", &many);
    w.until("some are counted only", || w.text(".bad-lines").contains("more.").then_some(()));
    w.js("document.querySelector('.bad-lines').open = true", vec![]);
    w.click("#bad-all");
    w.until("every line is named", || w.text(".bad-lines").contains("ftp://example.com/29").then_some(()));
    w.put("#addresses", &text);
    w.until("what was read", || w.text("#addresses-say").contains("5 addresses on 3 hosts").then_some(()));
    assert!(nginx.log().is_empty(), "nothing is sent before the click");
    w.click("#run-list");
    ended(w);
    let groups = texts(&w.js("return [...document.querySelectorAll('.summary tbody tr')].map(row => row.dataset.group + ' ' + row.querySelector('.number').textContent)", vec![]));
    for wanted in ["5xx 1", "4xx 1", "answered 1", "2xx 2"] {
        assert!(groups.contains(&wanted.to_owned()), "{wanted} is missing in {groups:?}");
    }
    assert!(w.text("#rows").contains("/open/moved"));
    let ledger = w.text("section[aria-labelledby=ledger-h]");
    assert!(ledger.contains("an address on your list") && ledger.contains("5xx"), "{ledger}");
    // Only one outcome.
    w.click("[data-group='5xx'] button");
    w.until("only that", || w.text("#results-say").starts_with('1').then_some(()));
    assert_eq!(w.js("return document.querySelectorAll('#rows tbody tr[data-at]').length", vec![]), 1);
    w.click("[data-group='5xx'] button");
    w.put("#results-text", "gone");
    w.until("what has the words", || w.text("#results-say").starts_with('1').then_some(()));
    w.put("#results-text", "");
    // As a file.
    w.js("window.__saved = []; const own = isitmeCheck.save; isitmeCheck.save = (name, type, text) => { window.__saved.push([name, type, text]); }", vec![]);
    for id in ["csv", "json", "md"] {
        w.click(&format!("#export-{id}"));
    }
    let saved = w.js("return window.__saved", vec![]);
    let [csv, json, markdown] = [0, 1, 2].map(|at| saved[at][2].as_str().unwrap_or_default().to_owned());
    assert!(csv.lines().count() >= 6 && csv.contains("502"), "{csv}");
    let parsed: Value = serde_json::from_str(&json).expect("the JSON is JSON");
    assert_eq!(parsed["rows"].as_array().map(Vec::len), Some(5), "{json}");
    // The ledger goes along: every host, how often, why, and what came of it.
    let asked = parsed["contacted"].as_array().expect("the hosts");
    let line = asked.iter().find(|own| own["why"] == "an address on your list").unwrap_or_else(|| panic!("{json}"));
    assert!(
        line["requests"].as_u64().is_some_and(|count| count >= 1) && line["learned"].as_str().is_some_and(|text| text.contains(": ")),
        "{json}"
    );
    assert!(markdown.contains("| ") && markdown.contains(" × ") && markdown.contains("an address on your list"), "{markdown}");
    w.quiet();
}

/// Every address is asked once, two at a time to a host and six in all; then one again.
pub fn list_is_polite(w: &World) {
    let nginx = server(4);
    permit(w, 4);
    w.visit("check/");
    w.js(
        "const own = window.fetch; window.__flying = {}; window.__most = 0; window.__mostAll = 0; let all = 0;
         window.fetch = (url, init) => {
           const host = new URL(url, location).host;
           window.__flying[host] = (window.__flying[host] ?? 0) + 1; all++;
           window.__most = Math.max(window.__most, window.__flying[host]); window.__mostAll = Math.max(window.__mostAll, all);
           return own(url, init).finally(() => { window.__flying[host]--; all--; });
         };",
        vec![],
    );
    let list: Vec<String> = (0..200).map(|at| format!("{}/open/ok?n={at}", nginx.origin_of((at % 4) as u8 + 1))).collect();
    w.put("#addresses", &list.join("\n"));
    // They have a part after the question mark: that is asked about first.
    w.until("the button waits", || w.attribute("#run-list", "disabled").map(drop));
    w.click("label.choice:nth-of-type(2) input[name=whole], fieldset.whole label:last-of-type input");
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    ended(w);
    let seen = requests(&nginx);
    assert_eq!(seen.len(), 200, "every address was asked");
    assert!(seen.values().all(|count| *count == 1), "none was asked twice: {seen:?}");
    let most = [w.js("return window.__most", vec![]).as_u64(), w.js("return window.__mostAll", vec![]).as_u64()];
    assert!(most[0] <= Some(2) && most[1] <= Some(6), "at a time: {most:?}");
    w.click("#rows tbody tr[data-at='0'] button");
    w.until("asked again", || (requests(&nginx).values().sum::<usize>() == 201).then_some(()));
    ended(w);
}

/// What a list has in its queries: left out where nothing else was chosen, counted as it is sent, and in no link to our own host.
pub fn list_secrets(w: &World) {
    let nginx = server(1);
    w.visit("check/");
    let list = ["open/ok?a=1", "open/ok?token=SECRET", "open/ok?token=OTHER", "open/gone?token=SECRET"];
    w.put("#addresses", &list.map(|path| format!("{}/{path}", nginx.origin())).join("\n"));
    w.until("it asks about the query", || w.shown("fieldset.whole").then_some(()));
    w.click("fieldset.whole label:nth-of-type(1) input");
    w.until("what is sent", || w.text("#run-list").contains("Check 2 addresses").then_some(()));
    w.click("fieldset.whole label:last-of-type input");
    w.until("what is sent whole", || w.text("#run-list").contains("Check 4 addresses").then_some(()));
    assert_eq!(
        w.js("return document.querySelector('input[name=keep]').checked", vec![]),
        false,
        "whole addresses are kept only when asked for"
    );
    w.click("#run-list");
    ended(w);
    // Neither with the secret nor with what stands in its place, which would be another address; the page says so.
    let links = texts(&w.js("return [...document.querySelectorAll('#rows a')].map(link => decodeURIComponent(link.href))", vec![]));
    for page in ["check/?url=", "diagnose/?code=404&url="] {
        assert!(links.iter().any(|link| link.ends_with(&format!("{page}{}/open/gone", nginx.origin()))), "{page}: {links:?}");
    }
    assert!(!links.iter().any(|link| link.contains("token") || link.contains("SECRET")), "{links:?}");
    assert!(w.text("#run").contains("without the part after the ?"), "{}", w.text("#run"));
    // Not kept, and still there while the tab is.
    w.click("#change");
    w.until("it is offered", || w.text("#before").contains("still in this tab").then_some(()));
    w.click("#continue");
    w.until("the results", || w.text("#rows").contains("404").then_some(()));
    assert_eq!(nginx.log().len(), 4, "nothing is asked for that");
    // The choice was about that list.
    w.click("#change");
    w.put("#addresses", &format!("{0}/open/ok/1\n{0}/open/ok/2", nginx.origin()));
    w.until("the other list", || w.text("#run-list").contains("Check 2 addresses").then_some(()));
    assert_eq!(w.js("return document.querySelector('input[name=keep]').checked", vec![]), true, "another list is kept");
}

/// A host with many addresses: asked about first.
pub fn crowd(w: &World) {
    let nginx = server(1);
    w.visit("check/");
    let list: Vec<String> = (0..201).map(|at| format!("{}/open/ok/{at}", nginx.origin())).collect();
    w.put("#addresses", &list.join("\n"));
    w.until("it asks", || w.text("#list").contains("More than 200 addresses are on one host").then_some(()));
    assert!(w.attribute("#run-list", "disabled").is_some(), "the button waits for the answer");
    w.click("input[name=crowd]");
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    assert!(nginx.log().is_empty());
}

/// How many records the kept run has in `IndexedDB`.
fn kept_records(w: &World) -> Value {
    let script = "const [name, done] = arguments; indexedDB.open(name).onsuccess = ({ target: { result: base } }) => { base.transaction('rows').objectStore('rows').count().onsuccess = ({ target }) => { base.close(); done(target.result); }; };";
    w.js_later(script, vec![json!(format!("isitme:{}:check", w.site.base))])
}

/// The tab is closed in the middle: the run goes on where it was, and at most what was on its way is asked again.
pub fn survives(w: &World) {
    const COUNT: usize = 1500;
    let nginx = server(20);
    permit(w, 20);
    w.visit("check/");
    let list: Vec<String> = (0..COUNT).map(|at| format!("{}/open/ok/{at}", nginx.origin_of((at % 20) as u8 + 1))).collect();
    w.put("#addresses", &list.join("\n"));
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    w.within(Duration::from_mins(1), "a good part is done", || {
        w.attribute("#run", "data-done")?.parse::<usize>().ok().filter(|done| *done > 200).map(drop)
    });
    let done = w.attribute("#run", "data-done").and_then(|done| done.parse::<usize>().ok()).unwrap_or_default();
    assert!(done < COUNT, "the run was over before it could be ended");
    w.kill_tab();
    w.visit("check/");
    w.until("the run is offered", || w.shown("#continue").then_some(()));
    let offered = w.text("#before");
    // To look at what is kept adds nothing to it.
    let records = kept_records(w);
    w.visit("check/");
    w.until("the run is offered again", || w.shown("#continue").then_some(()));
    assert_eq!(kept_records(w), records);
    let before = nginx.log().len();
    w.settle();
    assert_eq!(nginx.log().len(), before, "nothing goes on by itself");
    w.click("#continue");
    ended(w);
    w.until("the log is whole", || (requests(&nginx).len() == COUNT).then_some(()));
    let seen = requests(&nginx);
    let twice: usize = seen.values().map(|count| count - 1).sum();
    assert!(twice <= 6, "{twice} were asked again after {offered}");
    assert_eq!(w.attribute("#run", "data-done").as_deref(), Some("1500"));
    assert!(w.text("#ledger-earlier").contains("begun on an earlier visit"), "{}", w.text("section[aria-labelledby=ledger-h]"));
    // Kept until it is thrown away.
    w.visit("check/");
    w.click("#discard");
    w.until("it is gone", || (!w.shown("#continue")).then_some(()));
    w.visit("check/");
    w.settle();
    assert!(!w.shown("#continue"), "it stays gone");
}

/// Only one run at a time, in whichever tab.
pub fn one_run(w: &World) {
    let nginx = server(2);
    permit(w, 2);
    w.visit("check/");
    let list = format!("{0}/slow/1\n{0}/slow/2\n{0}/slow/3", nginx.origin_of(2));
    w.put("#addresses", &list);
    // The other tab, as far as locks are concerned.
    let held = w.js_later(
        "const done = arguments[arguments.length - 1]; if (!navigator.locks) return done('none'); isitmeCheck.lock = isitmeCheck.lock; navigator.locks.request(arguments[0], () => { done('held'); return new Promise(() => {}); });",
        vec![json!(format!("isitme:{}:check", w.site.base))],
    );
    if held == "none" {
        return;
    }
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    w.until("it says so", || w.text("#run-says").contains("Another tab is running a list").then_some(()));
    // A site's links are such a run, too.
    w.put("#addresses", &format!("{}/slow/1", nginx.origin()));
    w.until("the button", || w.shown("#site-run").then_some(()));
    w.click("#site-run");
    w.until("it says so there", || w.text("#site-says").contains("Another tab is running a list").then_some(()));
    assert!(nginx.log().is_empty(), "nothing was asked");
}

/// A host that asks for a pause gets it; the others go on.
pub fn obeys(w: &World) {
    let limited = crate::lab::limited();
    let nginx = server(1);
    w.visit("check/");
    let mut list: Vec<String> = (0..6).map(|at| format!("http://127.0.0.1:{}/{at}", limited.port())).collect();
    list.extend((0..20).map(|at| format!("{}/open/ok/{at}", nginx.origin())));
    w.put("#addresses", &list.join("\n"));
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    ended(w);
    let groups = texts(&w.js("return [...document.querySelectorAll('.summary tbody tr')].map(row => row.dataset.group + ' ' + row.querySelector('.number').textContent)", vec![]));
    assert!(groups.contains(&"2xx 26".to_owned()), "after the pause all answered: {groups:?}");
    assert!(limited.hasty() == 0, "{} requests came during a pause", limited.hasty());
}

/// Files of every kind, compressed too.
pub fn files(w: &World) {
    w.visit("check/");
    let sitemap = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://example.org/a</loc></url><url><loc>https://example.org/b?x=1&amp;y=2</loc></url></urlset>";
    let folder = crate::kept();
    for (name, bytes, says) in [
        ("list.csv", b"name,url\nOne,https://a.example.org/\nTwo,https://b.example.org/\n".to_vec(), "Read as a table"),
        ("sitemap.xml", sitemap.as_bytes().to_vec(), "Read as a sitemap"),
        ("sitemap.xml.gz", gzip(sitemap.as_bytes()), "Read as a sitemap"),
        (
            "page.html",
            b"<!doctype html><a href=https://a.example.org/1>x</a><a href=https://a.example.org/2>y</a>".to_vec(),
            "Read as a web page",
        ),
    ] {
        let path = folder.join(format!("{:?}-{name}", w.engine));
        fs::write(&path, bytes).expect("a file");
        w.choose_file("#file", &path);
        w.until(name, || w.text("#addresses-say").contains(says).then_some(()));
        assert!(w.text("#addresses-say").contains("2 addresses"), "{name}: {}", w.text("#addresses-say"));
    }
    let path = folder.join(format!("{:?}-picture.txt", w.engine));
    fs::write(&path, [0_u8, 159, 146, 150].repeat(500)).expect("a file");
    w.choose_file("#file", &path);
    w.until("a picture is no text", || w.text("#addresses-say").contains("can't be read as text").then_some(()));
    assert!(w.desk.hits().is_empty(), "reading asked somebody");
    w.quiet();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).and_then(|()| out.finish()).expect("memory")
}

/// A site's links: its own pages are read as robots.txt permits, what they lead to is checked, and what is broken is told with the page and the link.
pub fn site(w: &World) {
    let nginx = Nginx::on(
        1,
        "    add_header Access-Control-Allow-Origin * always;
    location = /robots.txt { default_type text/plain; return 200 'User-agent: *\\nDisallow: /private\\n'; }
    location = / { return 200 '<!doctype html><a href=/a>First</a> <a href=/gone>Lost page</a> <a href=/private/x>secret</a> <a href=/b?leave=1>Sign out</a> <a href=mailto:a@example.com>mail</a>'; }
    location = /a { return 200 '<!doctype html><a href=/>home</a> <a href=/b>Second</a> <a href=/gone>also lost</a>'; }
    location = /b { return 200 '<!doctype html><a href=/broken>Fails</a>'; }
    location = /broken { return 500; }
    location /private { return 200 'never'; }
",
    );
    w.visit("check/");
    w.put("#addresses", &format!("{}/", nginx.origin()));
    w.until("the button", || w.shown("#site-run").then_some(()));
    assert!(nginx.log().is_empty(), "nothing is sent before the click");
    w.click("#site-run");
    w.until_is("it ends", Some("done".to_owned()), || w.attribute("#site-course", "data-state"));
    let broken = w.text(".broken");
    for words in ["Broken: 2", "404", "/gone", "Lost page", "also lost", "500", "/broken", "Fails"] {
        assert!(broken.contains(words), "{words:?} is missing in {broken}");
    }
    let seen = requests(&nginx);
    assert!(!seen.keys().any(|path| path.starts_with("/private")), "robots.txt: {seen:?}");
    assert!(!nginx.log().iter().any(|line| line.contains("leave=1")), "what opening does is not known: {seen:?}");
    assert!(w.text("[data-left=query]").ends_with(": 1"), "{}", w.text("#site-course"));
    assert!(w.text("[data-left=robots]").ends_with(": 1"), "{}", w.text("#site-course"));
    accessible::look(w, "a site, checked");
    w.js("window.__saved = []; isitmeCheck.save = (name, type, text) => { window.__saved.push([name, type, text]); }", vec![]);
    w.click("#site-csv");
    let csv = w.js("return window.__saved[0][2]", vec![]);
    assert!(csv.as_str().is_some_and(|csv| csv.contains("Lost page") && csv.contains("/gone")), "{csv}");
    // A site that lets nobody read it says so.
    let closed = Nginx::on(1, "    location / { return 200 '<a href=/x>x</a>'; }\n");
    w.put("#addresses", &format!("{}/", closed.origin()));
    w.click("#site-run");
    w.until_is("it says so", Some("hidden".to_owned()), || w.attribute("#site-course", "data-state"));
}

/// A sitemap of sitemaps, one of them compressed, read after a click.
pub fn sitemap(w: &World) {
    let folder = crate::process::Scratch::new("sitemap");
    let root = folder.path();
    let nginx = Nginx::on(1, &format!("    add_header Access-Control-Allow-Origin * always;\n    root {};\n", root.display()));
    let urlset = |paths: &[&str]| {
        let all = paths.iter().fold(String::new(), |mut out, path| {
            let _ = write!(out, "<url><loc>{}/{path}</loc></url>", nginx.origin());
            out
        });
        format!("<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{all}</urlset>")
    };
    fs::write(root.join("one.xml"), urlset(&["a", "b"])).expect("a file");
    let two =
        urlset(&["c", "a"]).replace("</urlset>", "<url><loc>http://192.168.1.1/router</loc></url><url><loc>https://</loc></url></urlset>");
    fs::write(root.join("two.xml.gz"), gzip(two.as_bytes())).expect("a file");
    let index = format!(
        "<?xml version=\"1.0\"?><sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap><loc>{0}/one.xml</loc></sitemap><sitemap><loc>{0}/two.xml.gz</loc></sitemap></sitemapindex>",
        nginx.origin()
    );
    fs::write(root.join("sitemap.xml"), index).expect("a file");
    w.visit("check/");
    w.put("#addresses", &format!("{}/sitemap.xml", nginx.origin()));
    w.until("it is offered", || w.shown("#read-sitemap").then_some(()));
    assert!(nginx.log().is_empty(), "nothing is sent before the click");
    w.click("#read-sitemap");
    w.until("the addresses", || w.text("#addresses-say").contains("3 addresses on one host").then_some(()));
    let bad = w.text(".bad-lines");
    for part in ["2 lines can't be used", "/two.xml.gz", "http://192.168.1.1/router"] {
        assert!(bad.contains(part), "{part:?} is not named in {bad}");
    }
    let field = w.value("#addresses");
    for path in ["/a", "/b", "/c"] {
        assert!(field.lines().any(|line| line.ends_with(path)), "{path} is missing in {field}");
    }
    w.quiet();
}

/// Time that runs faster, for the page alone: its clocks and its timers by the same factor.
const FAST: &str = "
const k = 40, now = performance.now.bind(performance), date = Date.now.bind(Date), later = window.setTimeout.bind(window), began = date();
performance.now = () => now() * k;
Date.now = () => began + (date() - began) * k;
window.setTimeout = (call, ms = 0, ...rest) => later(call, ms >= 500 ? ms / k : ms, ...rest);
";

/// A watch: fails, is repaired, is back after two good answers in a row; the title says it, and the pattern is told.
pub fn watch(w: &World) {
    let folder = crate::process::Scratch::new("watch");
    let up = folder.path().join("up");
    let nginx = Nginx::on(
        1,
        &format!(
            "    location / {{ add_header Access-Control-Allow-Origin * always; if (-f {}) {{ return 200 'fine'; }} return 503; }}\n",
            up.display()
        ),
    );
    w.visit("check/");
    w.put("#addresses", &format!("{}/", nginx.origin()));
    w.until("the button", || w.shown("#run-one").then_some(()));
    w.click("#run-one");
    w.until_is("its outcome", Some("503".to_owned()), || w.attribute("#outcome", "data-status"));
    w.js(FAST, vec![]);
    w.click("#watch");
    let tries = || w.attribute("#course", "data-tries").and_then(|tries| tries.parse::<usize>().ok()).unwrap_or(0);
    w.until("four tries", || (tries() >= 4).then_some(()));
    assert!(!w.js("return document.title", vec![]).as_str().is_some_and(|title| title.contains("back")));
    fs::write(&up, "").expect("a file");
    w.within(Duration::from_mins(1), "it is over", || (w.attribute("#course", "data-doing").as_deref() == Some("over")).then_some(()));
    assert!(w.text("#course").contains("It's back"), "{}", w.text("#course"));
    let title = w.js("return document.title", vec![]);
    assert!(title.as_str().is_some_and(|title| title.starts_with("It's back")), "the tab's title: {title}");
    assert!(["blip", "recovered"].contains(&w.attribute("#course", "data-pattern").unwrap_or_default().as_str()));
    let asked = nginx.log().len();
    w.settle();
    assert_eq!(nginx.log().len(), asked, "it stopped asking");
    assert!(!w.text(".timeline figcaption").is_empty(), "the picture is read aloud");
    accessible::look(w, "a watch that is over");
}

/// From elsewhere: only after its own click, without what follows the question mark; the groups and the conclusion are told.
pub fn elsewhere(w: &World) {
    let nginx = server(1);
    let service = Service::start(Setup { loopback: true, by_hand: false, ..Setup::new(|_, _| status(502)) });
    let mut config: Value = serde_json::from_str(&w.desk.config()).expect("JSON");
    config["elsewhere"] = json!(service.url);
    config["whereami"] = json!(service.url);
    w.site.replace("config.json", Some(config.to_string().into_bytes()));
    w.visit("check/");
    w.put("#addresses", &format!("{}/open/bad?token=secret", nginx.origin()));
    w.until("it asks about the query", || w.shown("fieldset.whole").then_some(()));
    w.click("fieldset.whole label:last-of-type input");
    w.click("#run-one");
    w.until_is("its outcome", Some("502".to_owned()), || w.attribute("#outcome", "data-status"));
    assert!(service.requests().is_empty(), "the service is not asked before its own click: {:?}", service.requests());
    assert!(w.text("#places").contains("7 days"), "it says what the service keeps");
    w.click("input[name=lookup]");
    w.click("#places-run");
    w.within(Duration::from_mins(1), "the conclusion", || w.shown("#places-result").then_some(()));
    assert_eq!(w.attribute("#places-result", "data-elsewhere").as_deref(), Some("fails-everywhere"), "{}", w.text("#places"));
    assert!(service.breaches().is_empty(), "the contract: {:?}", service.breaches());
    accessible::look(w, "asked from elsewhere");
    let sent = service.posts().iter().map(Value::to_string).collect::<String>();
    assert!(!sent.contains("secret"), "the query was sent: {sent}");
    assert!(w.text("section[aria-labelledby=ledger-h]").contains("asks from other places"));
    w.quiet();
}

/// What is asked again in one tab doesn't end up in the list that another tab has kept since, and two tabs don't ask at once.
pub fn two_tabs(w: &World) {
    let nginx = server(2);
    permit(w, 2);
    let run = |paths: [&str; 4]| {
        w.put("#addresses", &paths.map(|path| format!("{}/{path}", nginx.origin())).join("\n"));
        w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
        w.click("#run-list");
        ended(w);
    };
    w.visit("check/");
    run(["open/bad/1", "open/bad/2", "open/bad/3", "open/ok/4"]);
    let first = w.tab();
    let second = w.new_tab();
    w.show(&second);
    w.visit("check/");
    run(["open/ok/5", "open/ok/6", "open/ok/7", "open/ok/8"]);
    w.show(&first);
    let asked = |count: usize| w.until("asked again", || (nginx.log().len() == count).then_some(()));
    w.click("#again-failed");
    asked(11);
    ended(w);
    w.until("it says what is kept", || w.text("#run").contains("is kept in place of this one").then_some(()));
    // While a tab asks, another one can't, not even one address.
    w.show(&second);
    let held = w.js_later(
        "const done = arguments[arguments.length - 1]; if (!navigator.locks) return done('none'); navigator.locks.request(arguments[0], () => { done('held'); return new Promise((free) => { window.__free = free; }); });",
        vec![json!(format!("isitme:{}:check", w.site.base))],
    );
    if held == "held" {
        w.show(&first);
        w.click("#again-failed");
        w.until("it says so", || w.text("#run").contains("Another tab is running a list").then_some(()));
        w.settle();
        assert_eq!(nginx.log().len(), 11, "two runs at once");
        assert!(w.text("#rows").contains("502"), "what was known is still there: {}", w.text("#rows"));
        w.show(&second);
        w.js("window.__free()", vec![]);
        w.show(&first);
        w.click("#again-failed");
        asked(14);
        ended(w);
    }
    w.show(&second);
    w.visit("check/");
    w.click("#continue");
    w.until("the second list", || w.text("#rows").contains("/open/ok/5").then_some(()));
    assert!(!w.text("#rows").contains("502"), "rows of the first list: {}", w.text("#rows"));
}

/// A run that was ended: one of its addresses may be asked again, the others stay unasked, and an answer that was there stays.
pub fn cancelled(w: &World) {
    let nginx = server(1);
    w.visit("check/");
    // The first of a host's addresses answers, the others keep it busy.
    w.js(
        "const own = window.fetch; window.__hold = true;
         window.fetch = (url, init) => String(url).includes('/late') && window.__hold
           ? new Promise((_, fail) => init.signal.addEventListener('abort', () => fail(new DOMException('', 'AbortError')))) : own(url, init);",
        vec![],
    );
    let list: Vec<String> = std::iter::once("open/gone".to_owned())
        .chain((0..5).map(|at| format!("open/ok/late{at}")))
        .map(|path| format!("{}/{path}", nginx.origin()))
        .collect();
    w.put("#addresses", &list.join("\n"));
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    let state = |state: &'static str| w.until(state, || (w.attribute("#run", "data-state").as_deref() == Some(state)).then_some(()));
    w.until("the first answer", || (w.attribute("#run", "data-done").as_deref() == Some("1")).then_some(()));
    w.click("#cancel");
    state("cancelled");
    let before = nginx.log().len();
    w.click("#rows tbody tr[data-at='0'] button");
    w.until("asked again", || (nginx.log().len() == before + 1).then_some(()));
    state("cancelled");
    assert_eq!(w.attribute("#run", "data-done").as_deref(), Some("1"));
    assert!(w.text("#rows tbody tr[data-at='0']").contains("404"), "{}", w.text("#rows"));
    w.settle();
    assert_eq!(nginx.log().len(), before + 1, "the others stay unasked");
    // Ended while it is asked again: what it answered before is still there.
    w.js("const own = window.fetch; window.fetch = (url, init) => new Promise((_, fail) => init.signal.addEventListener('abort', () => fail(new DOMException('', 'AbortError'))))", vec![]);
    w.click("#again-failed");
    state("going");
    w.click("#cancel");
    state("cancelled");
    assert!(w.text("#rows tbody tr[data-at='0']").contains("404"), "{}", w.text("#rows"));
}

/// A network that is gone for a moment: nothing is said about addresses that nobody could ask, and the run goes on by itself.
pub fn offline_for_a_moment(w: &World) {
    const COUNT: usize = 199;
    let nginx = server(1);
    w.visit("check/");
    w.js(
        "const own = window.fetch; window.__gone = false; window.__asked = 0;
         window.fetch = (url, init) => {
           if (++window.__asked === 20) { window.__gone = true; setTimeout(() => window.dispatchEvent(new Event('offline')), 30); }
           return window.__gone ? new Promise((_, fail) => setTimeout(() => fail(new TypeError('gone')), 2)) : own(url, init);
         };",
        vec![],
    );
    let list: Vec<String> = (0..COUNT).map(|at| format!("{}/open/ok/{at}", nginx.origin())).collect();
    w.put("#addresses", &list.join("\n"));
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    w.until("it says why it waits", || w.text("#run").contains("This device is offline").then_some(()));
    let asked = w.js("return window.__asked", vec![]);
    w.settle();
    assert_eq!(w.js("return window.__asked", vec![]), asked, "nobody is asked without a network");
    w.js("window.__gone = false; window.dispatchEvent(new Event('online'))", vec![]);
    ended(w);
    let groups = texts(&w.js("return [...document.querySelectorAll('.summary tbody tr')].map(row => row.dataset.group + ' ' + row.querySelector('.number').textContent)", vec![]));
    assert_eq!(groups, ["2xx 199"], "every address has its own answer");
    assert!(!w.text("#run").contains("This device is offline"));
}

/// A sitemap's address with a query is asked about as any other, and read once however often the button is pressed.
pub fn sitemap_query(w: &World) {
    let nginx = Nginx::on(
        1,
        "    add_header Access-Control-Allow-Origin * always;
    location /sm.xml { limit_rate 40; default_type application/xml; return 200 '<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://example.org/a</loc></url></urlset>'; }
",
    );
    w.visit("check/");
    w.put("#addresses", &format!("{}/sm.xml?key=SECRET", nginx.origin()));
    w.until("it is offered", || w.shown("#read-sitemap").then_some(()));
    assert!(w.attribute("#read-sitemap", "disabled").is_some(), "the choice is still open");
    w.click("fieldset.whole label:nth-of-type(1) input");
    w.until("the button", || w.attribute("#read-sitemap", "disabled").is_none().then_some(()));
    assert!(!w.text("#sitemap").contains("SECRET"), "{}", w.text("#sitemap"));
    w.js("for (let i = 0; i < 3; i++) document.getElementById('read-sitemap')?.click()", vec![]);
    w.until("it reads", || w.attribute("#read-sitemap", "disabled").map(drop));
    w.until("the address", || w.value("#addresses").contains("https://example.org/a").then_some(()));
    assert_eq!(nginx.log().iter().filter(|line| line.contains("/sm.xml")).count(), 1, "{:?}", nginx.log());
    assert!(!nginx.log().iter().any(|line| line.contains("SECRET")), "{:?}", nginx.log());
}

/// How many requests the ledger has of an origin.
fn in_the_ledger(w: &World, origin: &str) -> usize {
    let script = "const row = [...document.querySelectorAll('.ledger tbody tr')].find(row => row.querySelector('th').textContent === arguments[0]); return row ? row.children[1].textContent : ''";
    let found = w.js(script, vec![json!(origin)]);
    found.as_str().and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// The ledger counts what the server counts, also what the invisible page asks for; a host that is asked for two reasons has both.
pub fn ledger_is_whole(w: &World) {
    let nginx = server(1);
    w.visit("check/");
    w.put("#addresses", &format!("{}/closed/x", nginx.origin()));
    w.until("the box", || w.shown("input[name=boxed]").then_some(()));
    w.click("input[name=boxed]");
    w.click("#run-one");
    w.within(Duration::from_mins(1), "its outcome", || w.attribute("#outcome", "data-is"));
    w.until_is("what the server counts", nginx.log().len(), || in_the_ledger(w, &nginx.origin()));
    // Two that are made without the box, and what the box adds.
    let off = w.text("#one").contains("can't be used in this browser");
    assert!(nginx.log().len() >= if off { 2 } else { 3 }, "{:?}", nginx.log());
    w.settle();
    assert_eq!(nginx.log().len(), in_the_ledger(w, &nginx.origin()), "{:?}", nginx.log());
    let ledger = || w.text("section[aria-labelledby=ledger-h]");
    assert!(ledger().contains("an invisibly opened page loads"), "{}", ledger());
    let control = w.desk.origins()[0].clone();
    w.put("#addresses", &format!("{control}/generate_204"));
    w.until("the button", || w.attribute("#run-one", "disabled").is_none().then_some(()));
    w.click("#run-one");
    w.until_is("its outcome", Some("204".to_owned()), || w.attribute("#outcome", "data-status"));
    let line = w.js(
        "return [...document.querySelectorAll('.ledger tbody tr')].find(row => row.querySelector('th').textContent === arguments[0]).textContent",
        vec![json!(control)],
    );
    let line = line.as_str().unwrap_or_default();
    assert!(line.contains("shows whether your internet works") && line.contains("the address that you gave"), "{line}");
}

/// Of very many hosts a hundred are listed, and the others counted.
pub fn ledger_of_many(w: &World) {
    const HOSTS: u8 = 104;
    let nginx = server(HOSTS);
    permit(w, HOSTS);
    w.visit("check/");
    let list: Vec<String> = (1..=HOSTS).map(|host| format!("{}/open/ok", nginx.origin_of(host))).collect();
    w.put("#addresses", &list.join("\n"));
    w.until("the button", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    ended(w);
    let ledger = "section[aria-labelledby=ledger-h]";
    w.until("all hosts are counted", || w.text(&format!("{ledger} summary")).contains("105 hosts").then_some(()));
    assert_eq!(w.js("return document.querySelectorAll('.ledger tbody tr').length", vec![]), 100);
    assert!(w.text(ledger).contains("… and 5 more hosts."), "{}", w.text(ledger));
    assert!(!w.shown("#ledger-earlier"));
    // Only the rows in view exist; of these every one, wherever one is, whatever the window and the letters are.
    for (width, height, letters, at) in [(1280, 900, "", 0.5), (1280, 1400, "200%", 0.3), (640, 500, "200%", 0.7), (1280, 1400, "", 1.0)] {
        w.resize(width, height);
        w.js(
            "document.documentElement.style.fontSize = arguments[0]; const rows = document.getElementById('rows');
             rows.scrollTop = 0; rows.dispatchEvent(new Event('scroll')); rows.scrollTop = rows.scrollHeight * arguments[1];",
            vec![letters.into(), at.into()],
        );
        w.until_js(
            &format!("no gap is seen in {width} by {height} at {letters} and {at}"),
            "const box = document.getElementById('rows').getBoundingClientRect();
             return box.height > 100 && [...document.querySelectorAll('#rows tr.gap')].map((own) => own.getBoundingClientRect())
               .every((own) => !own.height || own.bottom <= box.top + 1 || own.top >= box.bottom - 1)",
        );
        let drawn = w.js("return document.querySelectorAll('#rows tbody tr:not(.gap)').length", vec![]);
        assert!(drawn.as_u64().is_some_and(|drawn| drawn <= 32), "{drawn} rows exist");
    }
    w.resize(1280, 900);
    w.quiet();
}

/// Notes when the page asks for an address that has these words.
fn watch_requests(w: &World, words: &str) {
    w.js(
        "const own = window.fetch, words = arguments[0]; window.__asked = [];
         window.fetch = (url, init) => { if (String(url).includes(words)) window.__asked.push(performance.now()); return own(url, init); };",
        vec![json!(words)],
    );
}

/// A site that asks for a pause gets it when its links are followed, too; and a link to it isn't called broken.
pub fn site_rests(w: &World) {
    let nginx = Nginx::on(
        1,
        "    location = /robots.txt { add_header Access-Control-Allow-Origin * always; return 404; }
    location = / { add_header Access-Control-Allow-Origin * always; return 200 '<!doctype html><a href=/busy/1>1</a> <a href=/busy/2>2</a> <a href=/busy/3>3</a>'; }
    location /busy { add_header Access-Control-Allow-Origin * always; add_header Access-Control-Expose-Headers Retry-After always; add_header Retry-After 1 always; return 429; }
",
    );
    w.visit("check/");
    watch_requests(w, "/busy/");
    w.put("#addresses", &format!("{}/", nginx.origin()));
    w.until("the button", || w.shown("#site-run").then_some(()));
    w.click("#site-run");
    w.until("it says why it waits", || w.text("#site-course").contains("a host that asked for a pause").then_some(()));
    w.within(Duration::from_mins(1), "it ends", || (w.attribute("#site-course", "data-state").as_deref() == Some("done")).then_some(()));
    let asked: Vec<f64> = w.js("return window.__asked", vec![]).as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    assert_eq!(asked.len(), 9, "each link three times: {asked:?}");
    // Two were on their way together before the site said anything.
    assert!(asked[1..].windows(2).all(|pair| pair[1] - pair[0] > 950.0), "during a pause: {asked:?}");
    let course = w.text("#site-course");
    assert!(w.text("[data-left=asked-to-wait]").ends_with(": 3"), "{course}");
    assert!(!course.contains("Broken") && !course.contains("No broken link"), "{course}");
    assert!(w.text("section[aria-labelledby=ledger-h]").contains("Asked to wait (429, 503): 3"), "the ledger says so as well");
}

/// A public name that leads into a private network is looked up and then left alone: as the one address, as a site, as a link and as a sitemap.
pub fn names_that_lead_inside(w: &World) {
    let nginx = Nginx::on(
        1,
        "    add_header Access-Control-Allow-Origin * always;
    location = /robots.txt { return 404; }
    location = / { return 200 '<!doctype html><a href=https://inside.example.com/x>1</a> <a href=https://inside.example.com/y>2</a>'; }
",
    );
    w.visit("check/");
    watch_requests(w, "//inside.");
    let alone = || {
        let asked = w.js("return window.__asked.length", vec![]);
        assert_eq!(asked, 0, "it was asked");
    };
    let lookups = || w.desk.hits().iter().filter(|hit| hit.target.contains("name=inside.")).count();
    w.put("#addresses", "https://inside.example.com/");
    w.until("the button", || w.shown("#run-one").then_some(()));
    w.click("#run-one");
    w.until_is("its outcome", Some("not-sent".to_owned()), || w.attribute("#outcome", "data-is"));
    assert!(w.text("#outcome").contains("private network"), "{}", w.text("#outcome"));
    alone();
    w.click("#site-run");
    w.until_is("the site", Some("inside".to_owned()), || w.attribute("#site-course", "data-state"));
    alone();
    w.put("#addresses", "https://inside.example.com/sitemap.xml");
    w.until("it is offered", || w.shown("#read-sitemap").then_some(()));
    assert!(w.text("#sitemap").contains("first looked up at 127.0.0.1"), "it says who is asked: {}", w.text("#sitemap"));
    w.click("#read-sitemap");
    w.until("it says why not", || w.text("#addresses-say").contains("private network").then_some(()));
    alone();
    w.put("#addresses", &format!("{}/", nginx.origin()));
    w.until("the button", || w.shown("#site-run").then_some(()));
    assert!(w.text("#site").contains("first looked up once at 127.0.0.1"), "it says who is asked: {}", w.text("#site"));
    let before = lookups();
    w.click("#site-run");
    w.until_is("it ends", Some("done".to_owned()), || w.attribute("#site-course", "data-state"));
    alone();
    assert_eq!(lookups() - before, 2, "both resolvers, once");
    assert!(w.text("[data-left=not-sent]").ends_with(": 2"), "{}", w.text("#site-course"));
    assert!(!w.text("#site-course").contains("Broken"), "{}", w.text("#site-course"));
}

/// In a frame without an origin nothing can be kept: the run goes on, and says that it ends with the tab.
pub fn keeps_nothing(w: &World) {
    if w.engine == Engine::WebKit {
        // There the application doesn't run in such a frame (`pages::sandboxed_frame`).
        return;
    }
    let nginx = server(1);
    w.open(&format!("{}/frame?width=700&sandbox=allow-scripts+allow-forms&src={}", w.desk.origins()[0], w.site.url("check/")));
    w.enter_frame();
    w.until_ready();
    w.put("#addresses", &format!("{0}/open/ok\n{0}/open/gone", nginx.origin()));
    w.until("the button", || w.shown("#run-list").then_some(()));
    assert_eq!(w.js("return document.querySelector('input[name=keep]').checked", vec![]), true, "it is to be kept");
    w.until("the button works", || w.attribute("#run-list", "disabled").is_none().then_some(()));
    w.click("#run-list");
    ended(w);
    assert!(w.text("#run").contains("This browser keeps nothing for this page"), "{}", w.text("#run"));
    assert_eq!(w.attribute("#run", "data-done").as_deref(), Some("2"));
}
