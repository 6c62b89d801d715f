//! The guided diagnosis against real servers that fail: what the page finds in this engine, whom it asks and when, and where a visitor who answers
//! truthfully ends up.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    World,
    browser::Engine,
    lab::{desk::Desk, nginx::Lab, refused_port},
    service::{Service, Setup, status},
    site::{Site, texts},
};

/// What the visitor would find out, by check; `undo`: with the change taken back.
pub type Truth = fn(check: &str, undo: bool) -> &'static str;

/// The site fails for everybody, whatever one changes.
pub fn outage(check: &str, _undo: bool) -> &'static str {
    match check {
        "other-site" => "works",
        "other-page" => "fails",
        "wifi-login" => "no-login",
        "certificate" => "issuer-known",
        "status-page" => "none-found",
        _ => "same-error",
    }
}

/// The site works; something stored in this browser breaks it.
pub fn stored_state(check: &str, undo: bool) -> &'static str {
    match check {
        _ if undo => "same-error",
        "private-window" | "other-browser" | "other-device" | "clear-site-data" | "other-site" | "other-page" | "sign-in-again" => "works",
        "wifi-login" => "no-login",
        "certificate" => "issuer-known",
        "status-page" => "none-found",
        _ => "same-error",
    }
}

/// The site works again.
pub fn recovered(check: &str, _undo: bool) -> &'static str {
    match check {
        "wifi-login" => "no-login",
        "certificate" => "issuer-known",
        "status-page" => "none-found",
        _ => "works",
    }
}

/// The VPN is in the way.
pub fn vpn(check: &str, undo: bool) -> &'static str {
    match check {
        _ if undo => "same-error",
        "vpn-off" | "other-site" | "other-device" => "works",
        "other-page" => "fails",
        "wifi-login" => "no-login",
        "certificate" => "issuer-known",
        "status-page" => "none-found",
        _ => "same-error",
    }
}

/// Percent-encoded, for a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

/// Opens the diagnosis; nothing is sent by that.
#[track_caller]
pub fn begin(w: &World, code: &str, url: &str) {
    w.visit(&format!("diagnose/?code={code}&url={}", encoded(url)));
    w.until_is("the symptom", code.to_owned(), || w.value("#symptom"));
    w.until_is("the address", url.to_owned(), || w.value("#address"));
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    // The configuration is there: the list names the lab's hosts.
    w.until("the hosts are named beforehand", || w.text("#check-internet").contains("localhost").then_some(()));
}

/// Runs the page's checks; gives their answers by id.
#[track_caller]
pub fn run(w: &World) -> Value {
    // The line with the hosts goes while checks run: it is marked, so that an old one is not taken for the new one.
    w.js("const old = document.getElementById('contacted'); if (old) old.dataset.old = ''", vec![]);
    w.click("#run");
    w.within(Duration::from_secs(75), "the checks end", || w.shown("#contacted:not([data-old])").then_some(()));
    w.js(
        "return Object.fromEntries([...document.querySelectorAll('.checks > li')].map(li => [li.id.slice(6), li.dataset.answer || null]))",
        vec![],
    )
}

/// The verdict as the page has it now.
pub fn verdict(w: &World) -> Value {
    w.js(
        "const d = document.getElementById('verdict').dataset; return { top: d.top, now: d.now, action: d.action, confident: d.confident }",
        vec![],
    )
}

/// Answers truthfully until the page has no more questions. Gives the questions and answers.
#[track_caller]
pub fn answer(w: &World, truth: Truth) -> Vec<String> {
    let mut told = Vec::new();
    for _ in 0..25 {
        let Some(check) = w.attribute("#turn", "data-check") else { return told };
        let undo = w.attribute("#turn", "data-undo").is_some();
        if !w.shown("#turn .answer") {
            assert!(!told.is_empty() || w.shown("#run"), "the turn shows nothing to do");
            return told;
        }
        let given = || w.js("return document.querySelectorAll('#given .given-list > li').length", vec![]);
        let before = given();
        let answer = truth(&check, undo);
        w.click(&format!("#turn .answer[data-answer='{answer}']"));
        told.push(format!("{check}{}: {answer}", if undo { " undone" } else { "" }));
        w.until(&format!("the answer is noted ({told:?})"), || (given() != before).then_some(()));
    }
    panic!("25 answers and still questions: {told:#?}");
}

/// Everything that a run of the checks must fulfil, whatever it finds.
#[track_caller]
fn check_common(w: &World, url: &str, found: &Value) {
    assert_eq!(found["own-site"], "works", "{found}");
    assert_eq!(found["internet"], "works", "{found}");
    assert_eq!(found["clock"], "right", "{found}");
    assert!(["no-hint", "cant-tell"].contains(&found["vpn-hints"].as_str().unwrap_or_default()), "{found}");
    if url.contains("localhost") {
        assert_eq!(found["dns"], "resolves", "{found}");
    } else {
        assert!(found.get("dns").is_none(), "an address without a name was looked up: {found}");
    }
    let contacted = w.text("#contacted");
    for host in ["127.0.0.1", "localhost"] {
        assert!(contacted.contains(host), "{host} is not named in {contacted:?}");
    }
    for hit in w.desk.hits() {
        for secret in ["\r\ncookie:", "\r\nreferer:", "\r\nauthorization:"] {
            assert!(!hit.head.contains(secret), "a helper was sent more than needed: {}", hit.head);
        }
    }
}

#[derive(Debug)]
struct Situation<'a> {
    code: &'a str,
    url: String,
    /// What the page may find.
    target: &'a [&'a str],
    truth: Truth,
    /// Where it may end.
    tops: &'a [&'a str],
    now: &'a [&'a str],
    /// The page says that it is clear; `None`: it may also stay careful.
    confident: Option<bool>,
}

/// One situation from the link to the report.
#[track_caller]
fn situation(w: &World, lab: &Lab, own: &Situation) {
    let (asked, probed) = (w.desk.hits().len(), lab.log().len());
    begin(w, own.code, &own.url);
    assert_eq!((w.desk.hits().len(), lab.log().len()), (asked, probed), "something was sent before the click");
    let found = run(w);
    let target = found["target"].as_str().unwrap_or("nothing");
    assert!(
        own.target.contains(&target),
        "{:?} found {target} at {}, not {:?}: {}",
        w.engine,
        own.url,
        own.target,
        w.text("#check-target")
    );
    check_common(w, &own.url, &found);
    for line in &lab.log()[probed..] {
        assert!(line.starts_with("GET ") && line.contains("cookie=\"-\" referer=\"-\""), "the site was sent more than needed: {line}");
    }
    let told = answer(w, own.truth);
    let end = verdict(w);
    let story = format!("{} at {}: found {found}, answered {told:#?}, came to {end}: {}", own.code, own.url, w.seen_text("#verdict .odds"));
    assert!(own.tops.contains(&end["top"].as_str().unwrap_or_default()), "the wrong hop: {story}");
    assert!(own.now.contains(&end["now"].as_str().unwrap_or_default()), "wrong about now: {story}");
    assert!(own.confident.is_none_or(|wanted| (end["confident"] == "yes") == wanted), "{story}");
    assert!(told.len() <= 12, "too many questions: {story}");
    // The report says it.
    let report = w.text("#report-text");
    let name = if own.code.starts_with("ERR_") { "Connection refused" } else { own.code };
    for wanted in [name, &own.url, "isitme case 1", "Now: ", "What was checked:", "Most likely:"] {
        assert!(report.contains(wanted), "{wanted:?} is missing in the report:\n{report}");
    }
    assert!(report.contains(&format!("page target {target}")), "the finding is missing in the report:\n{report}");
    w.quiet();
}

const SITE: &[&str] = &["origin", "edge"];

/// The upstream is down: nginx answers 502.
pub fn upstream_down(w: &World) {
    let lab = Lab::start();
    for (url, target) in
        [(format!("{}/open/down", lab.nginx.origin()), "status-5xx"), (format!("{}/closed/down", lab.nginx.named_origin()), "answered")]
    {
        situation(
            w,
            &lab,
            &Situation { code: "502", url, target: &[target], truth: outage, tops: SITE, now: &["fails"], confident: Some(true) },
        );
    }
}

/// The same from a page that our own worker serves: the worker sees the request, and the site answers it.
pub fn under_our_worker(w: &World) {
    let lab = Lab::start();
    w.site.unchanged();
    w.open(&w.site.url("502/"));
    super::offline::kept(w, "502/");
    let url = format!("{}/open/down", lab.nginx.origin());
    w.open(&w.site.url(&format!("diagnose/?code=502&url={}", encoded(&url))));
    w.until_ready();
    w.until("the hosts are named beforehand", || w.text("#check-internet").contains("localhost").then_some(()));
    w.until_js("the checks can be started", "return !document.getElementById('run').disabled && !!navigator.serviceWorker.controller");
    let found = run(w);
    assert_eq!(found["target"], "status-5xx", "{}", w.text("#check-target"));
}

/// The upstream answers nonsense: nginx answers 502. And nonsense without nginx.
pub fn upstream_garbage(w: &World) {
    let lab = Lab::start();
    // Firefox takes nonsense for HTTP/0.9 and lets it through (research/browser.md, row 24).
    let direct: &[&str] = if w.engine == Engine::Firefox { &["answered"] } else { &["no-answer", "never-left-device"] };
    for (code, url, target) in [
        ("502", format!("{}/open/garbage", lab.nginx.named_origin()), &["status-5xx"][..]),
        ("502", format!("{}/closed/garbage", lab.nginx.origin()), &["answered"]),
        ("520", format!("http://127.0.0.1:{}/", lab.garbage.port()), direct),
    ] {
        let confident = (code == "502").then_some(true);
        situation(w, &lab, &Situation { code, url, target, truth: outage, tops: SITE, now: &["fails"], confident });
    }
}

/// The upstream takes longer than the page waits; with the permission to read the answer.
pub fn upstream_slow(w: &World) {
    slow(w, "open");
}

/// The same without.
pub fn upstream_slow_closed(w: &World) {
    slow(w, "closed");
}

fn slow(w: &World, tree: &str) {
    let lab = Lab::start();
    let url = format!("{}/{tree}/slow", lab.nginx.origin());
    situation(
        w,
        &lab,
        &Situation { code: "504", url, target: &["timed-out"], truth: outage, tops: SITE, now: &["fails"], confident: Some(true) },
    );
}

/// The site is well; something stored in the browser breaks it there.
pub fn healthy_but_stored_state(w: &World) {
    let lab = Lab::start();
    for (url, target) in [
        (format!("{}/open/healthy", lab.nginx.origin()), "status-2xx"),
        (format!("{}/closed/healthy", lab.nginx.named_origin()), "answered"),
        (format!("{}/open/moved", lab.nginx.origin()), "status-2xx"),
        (format!("{}/closed/moved", lab.nginx.origin()), "answered"),
    ] {
        situation(
            w,
            &lab,
            &Situation {
                code: "400",
                url,
                target: &[target],
                truth: stored_state,
                tops: &["browser"],
                now: &["fails", "works-now"],
                confident: None,
            },
        );
        assert!(["clear-site-data", "carry-on"].contains(&verdict(w)["action"].as_str().unwrap_or_default()), "{}", verdict(w));
    }
}

/// The site was down a moment ago and is well again.
pub fn healthy_again(w: &World) {
    let lab = Lab::start();
    // With and without the permission to read it.
    for (tree, target) in [("open", "status-2xx"), ("closed", "answered")] {
        let url = format!("{}/{tree}/healthy", lab.nginx.origin());
        begin(w, "502", &url);
        let found = run(w);
        assert_eq!(found["target"], target);
        let told = answer(w, recovered);
        let end = verdict(w);
        assert_eq!(end["now"], "works-now", "{told:?}, {end}");
        assert!(SITE.contains(&end["top"].as_str().unwrap_or_default()), "{told:?}, {end}");
    }
}

/// The site refuses the VPN's address: turning it off helps, turning it on again breaks it.
pub fn vpn_in_the_way(w: &World) {
    let lab = Lab::start();
    let url = format!("{}/closed/missing", lab.nginx.origin());
    situation(
        w,
        &lab,
        &Situation { code: "403", url, target: &["answered"], truth: vpn, tops: &["vpn"], now: &["fails"], confident: None },
    );
    assert_eq!(verdict(w)["action"], "vpn-off");
}

/// Nothing listens there.
pub fn refused(w: &World) {
    let lab = Lab::start();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/", lab.refused);
        situation(
            w,
            &lab,
            &Situation {
                code: "ERR_CONNECTION_REFUSED",
                url,
                target: &["no-answer", "never-left-device"],
                truth: outage,
                tops: SITE,
                now: &["fails"],
                // A page can't tell a refused connection from many other things.
                confident: None,
            },
        );
    }
}

/// The page is missing, and the address was right.
pub fn missing(w: &World) {
    let lab = Lab::start();
    let url = format!("{}/open/missing", lab.nginx.origin());
    begin(w, "404", &url);
    let found = run(w);
    assert_eq!(found["target"], "status-4xx", "{found}");
    let told = answer(w, |check, _| match check {
        "other-site" | "other-page" => "works",
        "wifi-login" => "no-login",
        "certificate" => "issuer-known",
        "status-page" => "none-found",
        _ => "same-error",
    });
    let end = verdict(w);
    assert!(["origin", "browser"].contains(&end["top"].as_str().unwrap_or_default()), "{told:?}, {end}");
}

/// A name that does not exist. Only where nothing outside this machine can be asked for it.
pub fn name_gone(w: &World) {
    assert_eq!(w.engine, Engine::Chromium);
    begin(w, "DNS_PROBE_FINISHED_NXDOMAIN", "https://gone.isitme-lab.org/page");
    let found = run(w);
    assert_eq!(found["dns"], "nxdomain", "{found}");
    assert!(["no-answer", "never-left-device"].contains(&found["target"].as_str().unwrap_or_default()), "{found}");
    let asked: Vec<String> = w.desk.hits().into_iter().map(|hit| hit.target).filter(|target| target.contains("name=")).collect();
    assert!(
        asked.len() >= 2 && asked.iter().all(|target| target.contains("name=gone.isitme-lab.org") && !target.contains("page")),
        "{asked:?}"
    );
    let told = answer(w, outage);
    let end = verdict(w);
    assert!(["dns", "browser"].contains(&end["top"].as_str().unwrap_or_default()), "{told:?}, {end}");
    assert_eq!(end["now"], "fails", "{told:?}, {end}");
}

/// Addresses that are never sent: each gets its own explanation, and the checks go on without it.
pub fn never_sent(w: &World) {
    for (url, says) in [
        ("javascript:alert(1)", "only checks http and https"),
        ("http://", "name of the site is missing"),
        ("https://user:secret@example.com/", "user name or password"),
        ("https://192.168.1.1/", "inside a home, company or VPN network"),
        ("https://printer/", "name without a dot"),
        ("https://printer.local/", "only exist inside a home, company or test network"),
        ("https://example.com:25/", "port"),
        ("https://something.onion/", "Tor Browser"),
        ("two words.com", "no spaces"),
        ("https://[fe80::1]/", "inside a home, company or VPN network"),
        ("ftp://example.com/", "only checks http and https"),
    ] {
        w.visit(&format!("diagnose/?code=502&url={}", encoded(url)));
        w.until_is("the address", url.to_owned(), || w.value("#address"));
        w.until(&format!("what is said about {url}: {:?}", w.text("#address-says")), || {
            w.text("#address-says").contains(says).then_some(())
        });
        assert!(!w.shown("#check-target"), "{url} could be sent");
    }
    assert!(w.desk.hits().is_empty(), "something was sent: {:?}", w.desk.hits());
    w.quiet();
}

/// Without the tests' permission, this computer's own addresses are never asked, however they are spelled.
pub fn loopback_is_never_sent(w: &World) {
    let lab = Lab::start();
    w.site.replace("config.json", Some(b"{}".to_vec()));
    for url in [
        format!("{}/open/down", lab.nginx.origin()),
        format!("{}/open/down", lab.nginx.named_origin()),
        format!("http://2130706433:{}/", lab.garbage.port()),
        "http://0177.1/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        "https://app.localhost/".to_owned(),
    ] {
        w.visit(&format!("diagnose/?code=502&url={}", encoded(&url)));
        w.until(&format!("what is said about {url}: {:?}", w.text("#address-says")), || {
            w.text("#address-says").contains("your own device").then_some(())
        });
        assert!(!w.shown("#check-target"), "{url} could be sent");
    }
    assert!(lab.log().is_empty() && w.desk.hits().is_empty(), "something was sent: {:?} {:?}", lab.log(), w.desk.hits());
}

/// An address with a secret in its query: it is sent only if the visitor says so, and leaves the page only if they put it back.
pub fn secrets(w: &World) {
    let lab = Lab::start();
    let secret = "s3cr3tT0ken";
    let url = format!("{}/open/down?token={secret}&mail=jane@example.com", lab.nginx.origin());
    begin(w, "502", &url);
    assert!(w.shown("fieldset.whole"), "it asks about the part after ?");
    let found = run(w);
    assert_eq!(found["target"], "status-5xx");
    assert!(
        !lab.log().is_empty() && lab.log().iter().all(|line| !line.contains(secret) && !line.contains('?')),
        "the query was sent: {:?}",
        lab.log()
    );
    answer(w, outage);
    let report = w.text("#report-text");
    let link = w.text("#report-link");
    let mail = w.js("return decodeURIComponent(document.querySelector('a[href*=\"body=\"]').href)", vec![]).to_string();
    let issue = w.js("return decodeURIComponent(document.querySelector('.right a').href)", vec![]).to_string();
    let watch = w.js("return decodeURIComponent(document.getElementById('watch-it').href)", vec![]).to_string();
    let all = [
        ("the report", &report),
        ("the link", &link),
        ("the mail", &mail),
        ("the issue", &issue),
        ("the address bar", &w.url()),
        ("the link that watches", &watch),
    ];
    for (what, text) in all {
        assert!(!text.contains(secret) && !text.contains("jane"), "a secret is in {what}: {text}");
        assert!(text.contains("127.0.0.1"), "the site is missing in {what}: {text}");
    }
    assert!(mail.contains("help@example.com") && mail.contains("502 Bad Gateway"), "{mail}");
    // The case in the issue is one that the scenario tests read.
    let body = w.js("return new URL(document.querySelector('.right a').href).searchParams.get('body')", vec![]);
    let case = body.as_str().and_then(|body| body.split("```\n").nth(1)).unwrap_or_default();
    let read = isitme::core::diagnose::parse(case).unwrap_or_else(|error| panic!("line {}: {}: {case}", error.line, error.what));
    assert!(read.evidence.len() >= 5, "{case}");
    // Put back by hand.
    w.click("#report input[type=checkbox]");
    w.until("the report holds the whole address", || w.text("#report-text").contains(secret).then_some(()));
    assert!(!w.url().contains(secret), "the address bar: {}", w.url());
    assert!(
        !w.js("return decodeURIComponent(document.querySelector('.right a').href)", vec![]).to_string().contains(secret),
        "the issue is public"
    );
    w.click("#report input[type=checkbox]");
    w.until("the report hides it again", || (!w.text("#report-text").contains(secret)).then_some(()));
    // The whole address, after a choice.
    w.click("fieldset.whole label:last-of-type input");
    let watch = w.js("return decodeURIComponent(document.getElementById('watch-it').href)", vec![]).to_string();
    assert!(!watch.contains(secret), "the link that watches: {watch}");
    w.until("what was found without it is no longer shown", || (w.attribute("#check-target", "data-answer").is_none()).then_some(()));
    let before = lab.log().len();
    run(w);
    assert!(lab.log()[before..].iter().any(|line| line.contains(&format!("token={secret}"))), "{:?}", lab.log());
    // A fragment is never sent, and nothing of it is kept.
    assert!(
        !w.js("return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie", vec![])
            .to_string()
            .contains(secret)
    );
    w.quiet();
}

/// The report and the link are copied; where the browser refuses, the text is selected.
pub fn copying(w: &World) {
    let lab = Lab::start();
    begin(w, "502", &format!("{}/open/down", lab.nginx.origin()));
    run(w);
    answer(w, outage);
    if w.engine == Engine::Chromium {
        let permissions = json!({"origin": w.site.origin(), "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
        w.cdp("Browser.grantPermissions", permissions);
    }
    for (button, shows) in [("#copy-report", "#report-text"), ("#copy-link", "#report-link")] {
        let wanted =
            w.js("return document.querySelector(arguments[0]).textContent", vec![shows.into()]).as_str().unwrap_or_default().to_owned();
        w.click(button);
        let status = || w.text("#report .says");
        w.until("it says what became of it", || (!status().is_empty()).then_some(()));
        w.settle();
        if status().contains("copied") || status().contains("Copied") {
            let absolute = if shows == "#report-link" { format!("{}{wanted}", w.site.origin()) } else { wanted };
            if w.engine == Engine::Chromium {
                let clipboard = w.js_later(
                    "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done('refused: ' + error))",
                    vec![],
                );
                assert_eq!(clipboard.as_str().unwrap_or_default(), absolute);
            } else {
                pasted(w, &absolute);
            }
        } else {
            let selected = w.js("return getSelection().toString()", vec![]).as_str().unwrap_or_default().to_owned();
            assert_eq!(selected.trim().replace("\r\n", "\n"), wanted.trim(), "{}", status());
        }
    }
    w.quiet();
}

/// What a paste gives, in a field of its own that is gone afterwards.
pub fn pasted(w: &World, wanted: &str) {
    w.js("const e = document.createElement('textarea'); e.id = 'e2e-paste'; document.body.append(e); e.focus()", vec![]);
    w.click("#e2e-paste");
    w.chord(thirtyfour::Key::Control, 'v');
    w.until_is("the clipboard", wanted.trim().to_owned(), || w.value("#e2e-paste").trim().to_owned());
    w.js("document.getElementById('e2e-paste').remove()", vec![]);
}

/// A shared link restores the case in another browser, and sends nothing.
pub fn sharing(w: &World) {
    let lab = Lab::start();
    begin(w, "502", &format!("{}/closed/down", lab.nginx.origin()));
    run(w);
    answer(w, outage);
    let state = |browser: &crate::browser::Browser| {
        browser.js(
            "return { given: [...document.querySelectorAll('#given li[data-check]')].map(li => li.dataset.check + ' ' + li.dataset.answer),
               verdict: Object.assign({}, document.getElementById('verdict').dataset), symptom: document.getElementById('symptom').value, address: document.getElementById('address').value }",
            vec![],
        )
    };
    let own = state(&w.browser);
    let link = format!("{}{}", w.site.origin(), w.text("#report-link"));
    assert_eq!(w.url().split('#').next(), link.split('#').next(), "the case is in the fragment, so that no server sees it");
    let before = (w.desk.hits().len(), lab.log().len());
    // A reload keeps the case.
    w.reload();
    w.until_ready();
    w.until_is("the case after a reload", own.clone(), || state(&w.browser));
    let other = crate::Browser::start(w.engine, crate::Wish::default());
    other.ready(&link);
    other.until_is("the shared case", own, || state(&other));
    other.settle();
    assert_eq!((w.desk.hits().len(), lab.log().len()), before, "opening a link sent something");
    other.quiet();
    // A link that was cut or made up says so, and starts from the beginning.
    for broken in ["#case=isitme%20case%201%0Arole%20visitor%0Acode%20502%0Avisitor%20reload%20perhaps%0A", "#case=nonsense", "#case=%"] {
        other.open("about:blank");
        other.ready(&w.site.url(&format!("diagnose/{broken}")));
        other.until("what is said about a broken link", || other.shown(".case [role=alert]").then_some(()));
        other.quiet();
    }
}

/// Answers are changed, taken back and forgotten, and the verdict follows.
pub fn changing_answers(w: &World) {
    w.visit("diagnose/?code=502");
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    let first = verdict(w);
    run(w);
    let given = || {
        texts(&w.js(
            "return [...document.querySelectorAll('#given li[data-check]')].map(li => li.dataset.check + ' ' + li.dataset.answer)",
            vec![],
        ))
    };
    let pages = given().len();
    let check = w.until("a question", || w.attribute("#turn", "data-check").filter(|_| w.shown("#turn .answer")));
    w.click("#turn .answer[data-answer='cant-tell']");
    w.until("it is noted", || given().contains(&format!("{check} cant-tell")).then_some(()));
    // Not being able to is no reason to be asked again.
    assert_ne!(w.attribute("#turn", "data-check").as_deref(), Some(check.as_str()));
    let before = verdict(w);
    // Changed.
    let select = format!("#given li[data-check='{check}'] select");
    w.js(
        "const s = document.querySelector(arguments[0]); s.value = [...s.options].map(o => o.value).find(v => v === 'works'); s.dispatchEvent(new Event('change', { bubbles: true }))",
        vec![select.as_str().into()],
    );
    w.until("the answer is another", || given().contains(&format!("{check} works")).then_some(()));
    w.until("the verdict follows", || (verdict(w) != before || w.text("#verdict .why").len() > 10).then_some(()));
    // The address bar holds the case.
    w.until("the case is in the address", || w.url().contains("#case=").then_some(()));
    // Taken back.
    w.click(&format!("#given li[data-check='{check}'] button"));
    w.until("it is gone", || (given().len() == pages).then_some(()));
    // Forgotten.
    w.click("#given > p button");
    w.until("everything is gone", || given().is_empty().then_some(()));
    assert!(!w.shown("#report"), "an empty case has no report");
    assert_eq!(verdict(w), first);
    w.until("no case in the address", || (!w.url().contains("visitor%20") && !w.url().contains("page%20")).then_some(()));
    w.quiet();
}

/// What was only typed outlives a reload; answers about one address are put aside while another stands there, and the page says so.
pub fn typed_so_far(w: &World) {
    w.visit("diagnose/");
    w.put("#symptom", "503");
    w.put("#address", "https://www.one-shop.com/a");
    w.until("the case is in the address", || w.url().contains("one-shop").then_some(()));
    w.reload();
    w.until_ready();
    w.until_is("what was typed", ("503".to_owned(), "https://www.one-shop.com/a".to_owned()), || {
        (w.value("#symptom"), w.value("#address"))
    });
    let given = || texts(&w.js("return [...document.querySelectorAll('#given li[data-check]')].map(li => li.dataset.check)", vec![]));
    let case = "isitme case 1\nrole visitor\ncode 503\nurl https://www.one-shop.com/a\npage own-site works\nvisitor reload same-error\n";
    w.visit(&format!("diagnose/#case={}", encoded(case)));
    w.until_is("the answers", vec!["own-site".to_owned(), "reload".to_owned()], given);
    w.put("#address", "https://www.other-shop.com/");
    w.until_is("what is about the visitor's side", vec!["own-site".to_owned()], given);
    assert!(w.text("#address-says").contains("put aside"), "{}", w.text("#address-says"));
    w.put("#address", "https://www.one-shop.com/a");
    w.until_is("the answers are back", vec!["own-site".to_owned(), "reload".to_owned()], given);
    assert_eq!(w.text("#address-says"), "");
    w.quiet();
}

/// A clock that is two years off, told by the host's: the page finds it, says which way it is off, and comes to a verdict.
pub fn clock_wrong(w: &World) {
    const TWO_YEARS: i64 = 2 * 365 * 86_400;
    for (host, way) in [(TWO_YEARS, "behind"), (-TWO_YEARS, "ahead of")] {
        w.site.ahead(host);
        w.visit("diagnose/?code=certificate-date-invalid");
        w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
        let found = run(w);
        assert_eq!((&found["clock"], &found["internet"]), (&json!("wrong"), &json!("works")), "{found}");
        assert!(w.text("#check-clock").contains(way), "{}", w.text("#check-clock"));
        assert_eq!((&verdict(w)["top"], &verdict(w)["action"]), (&json!("device"), &json!("set-clock")), "{}", verdict(w));
    }
    let told = answer(w, |check, undo| match check {
        "other-site" | "other-device" => "works",
        "set-clock" if !undo => "works",
        "certificate" => "issuer-known",
        _ => "same-error",
    });
    assert!(told.len() <= 3, "{told:?}");
    let own = verdict(w);
    assert_eq!((&own["top"], &own["action"], &own["confident"]), (&json!("device"), &json!("set-clock"), &json!("yes")), "{told:?}: {own}");
    // The clock is right, and so it is no reason any more.
    w.site.ahead(0);
    w.visit("diagnose/?code=certificate-date-invalid");
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    assert_eq!(run(w)["clock"], "right");
    assert_ne!(verdict(w)["action"], "set-clock", "{}", verdict(w));
    w.quiet();
}

/// A question can be put aside and is not asked again until one wants it; the last answer can be taken back beside the question.
pub fn beside_the_question(w: &World) {
    w.visit("diagnose/?code=400");
    run(w);
    let asked = || w.attribute("#turn", "data-check");
    let first = w.until("a question", || asked().filter(|_| w.shown("#turn .answer")));
    assert!(!w.shown("#undo-answer"), "nobody has answered");
    w.click("#skip");
    w.until("another question", || asked().filter(|check| *check != first));
    assert!(!w.shown(&format!("#given li[data-check='{first}']")), "what was skipped is no answer");
    // All put aside: it says so, and asks again when told.
    for _ in 0..25 {
        let Some(check) = asked().filter(|_| w.shown("#skip")) else { break };
        w.click("#skip");
        w.until("the next", || (asked().as_deref() != Some(check.as_str())).then_some(()));
    }
    assert!(w.text("#turn .done").contains("skipped"), "{}", w.text("#turn"));
    // That stays so, but in a link for others.
    assert!(w.url().contains(&format!("&{first}")), "{}", w.url());
    assert!(!w.text("#report-link").contains('&'), "{}", w.text("#report-link"));
    w.reload();
    w.until("the case as it was", || w.shown("#ask-again").then_some(()));
    w.click("#ask-again");
    w.until_is("the first question again", Some(first.clone()), asked);
    w.click("#turn .answer[data-answer='works']");
    w.until("the answer is noted", || w.shown(&format!("#given li[data-check='{first}']")).then_some(()));
    w.click("#undo-answer");
    w.until_is("the question is back", Some(first), asked);
    w.quiet();
}

/// A change that holds is named before the next question; the way to the page's checks; the last answer leads to the verdict; and who comes back because it failed
/// again can say so.
pub fn what_holds_and_what_ends(w: &World) {
    let case = "isitme case 1\nrole visitor\ncode 403\nvisitor reload same-error\nvisitor other-network works\n";
    w.visit(&format!("diagnose/#case={}", encoded(case)));
    w.until("the change is named", || w.shown("#held").then_some(()));
    assert_eq!(w.attribute("#turn", "data-undo"), None, "{}", w.text("#turn"));
    w.visit("diagnose/?code=502");
    w.until("the page goes first", || w.shown("#to-run").then_some(()));
    assert!(!w.shown("#held"), "nothing was changed");
    w.click("#to-run");
    let focus = || w.js("return document.activeElement.id", vec![]);
    w.until("they are there", || (focus() == "page-h").then_some(()));
    run(w);
    answer(w, recovered);
    w.until("the answer", || (focus() == "verdict-h").then_some(()));
    assert_eq!(verdict(w)["now"], "works-now", "{}", verdict(w));
    w.click("#failed-again");
    w.until("it comes and goes", || (verdict(w)["now"] == "comes-and-goes").then_some(()));
    w.quiet();
}

/// The report in each form and for each who can act; and the way to watch the address.
pub fn report_forms(w: &World) {
    let lab = Lab::start();
    let url = format!("{}/open/down", lab.nginx.origin());
    begin(w, "502", &url);
    run(w);
    answer(w, outage);
    let text = || w.text("#report-text");
    let choose = |name: &str, nth: usize| {
        w.js("document.querySelectorAll(`input[name='${arguments[0]}']`)[arguments[1]].click()", vec![name.into(), nth.into()]);
    };
    assert!(text().starts_with("Hello, I met an error on your site."), "{}", text());
    let zone = w.js("return new Date().toString().match(/GMT[+-]\\d+/)[0]", vec![]);
    assert!(text().contains(zone.as_str().unwrap_or("?")) && text().contains("Linux"), "{}", text());
    choose("report-to", 1);
    w.until("it speaks to the network's admin", || text().contains("on your network").then_some(()));
    choose("report-form", 1);
    w.until("Markdown", || text().contains("**What:** 502 Bad Gateway").then_some(()));
    choose("report-form", 2);
    let json = w.until("JSON", || serde_json::from_str::<Value>(&text()).ok());
    assert_eq!((&json["url"], &json["now"]), (&json!(url), &json!("fails")), "{json}");
    assert!(json["checked"].as_array().is_some_and(|list| list.len() >= 3), "{json}");
    let mail = w.js("return decodeURIComponent(document.querySelector('a[href*=\"body=\"]').href)", vec![]).to_string();
    assert!(mail.contains("on your network") && !mail.contains('{'), "a mail is for people: {mail}");
    let watch = w.attribute("#watch-it", "href").unwrap_or_default();
    assert!(watch.contains("check/?url=") && watch.contains(&encoded(&url)), "{watch}");
    // Every station says what it shows.
    w.until("the stations", || (w.js("return document.querySelectorAll('.hops details').length", vec![]) == 8).then_some(()));
    // Each with its reason.
    let words = texts(&w.js("return [...document.querySelectorAll('.hops details > p')].map(p => p.textContent)", vec![]));
    assert!(words.iter().any(|line| line.contains("cleared")), "{words:#?}");
    assert!(words.iter().all(|line| line.matches(" · ").count() == 2), "{words:#?}");
    // Over the picture: a click or touch on the station in it, or the keyboard, opens its reason and closes the one before.
    let open = || texts(&w.js("return [...document.querySelectorAll('.hops details[open]')].map(own => own.dataset.hop)", vec![]));
    let over = "const at = document.querySelectorAll('.way .st')[arguments[0]].getBoundingClientRect();
        const hit = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2).closest('summary'); hit.click(); return hit.parentElement.dataset.hop";
    // Wherever the picture lies or stands.
    let apart = "return Math.max(...[...document.querySelectorAll('.hops summary')].map((own, nth) => {
        const is = own.getBoundingClientRect(), of = document.querySelectorAll('.way .st')[nth].getBoundingClientRect();
        return innerWidth < 700 ? Math.abs(is.y + is.height / 2 - of.y - of.height / 2) : Math.abs(is.x + is.width / 2 - of.x - of.width / 2);
    }))";
    for width in [360, 800, 1280] {
        w.resize(width, 900);
        assert!(w.js(apart, vec![]).as_f64().is_some_and(|most| most < 2.0), "at {width} px: {}", w.js(apart, vec![]));
    }
    w.js("document.querySelector('.way').scrollIntoView({ block: 'center' })", vec![]);
    assert_eq!(w.js(over, vec![json!(7)]), "origin");
    w.until("the origin's reason", || (open() == ["origin"]).then_some(()));
    assert_eq!(w.js(over, vec![json!(4)]), "dns");
    w.until("the other's", || open().contains(&"dns".to_owned()).then_some(()));
    w.js("document.querySelector('.hops details[data-hop=vpn] summary').focus()", vec![]);
    w.press(&[thirtyfour::Key::Enter]);
    w.until("by the keyboard", || open().contains(&"vpn".to_owned()).then_some(()));
    w.quiet();
}

/// From elsewhere, in the same click: the services are named before, get the address without what follows the question mark, and their answer moves the
/// verdict.
pub fn elsewhere(w: &World) {
    let lab = Lab::start();
    let setup = Setup { loopback: true, by_hand: false, ..Setup::new(|_, _| status(502)) };
    let service = Service::start(setup);
    let mut config: Value = serde_json::from_str(&w.desk.config()).expect("JSON");
    config["elsewhere"] = json!(service.url);
    w.site.replace("config.json", Some(config.to_string().into_bytes()));
    begin(w, "502", &format!("{}/closed/down?secret=s3cr3t", lab.nginx.origin()));
    w.click("fieldset.whole label:last-of-type input");
    assert!(service.requests().is_empty(), "asked before the click: {:?}", service.requests());
    // Who doesn't want that switches it off, and it is gone from the list.
    w.click("input[name=elsewhere]");
    w.until("it is not among the checks", || (!w.shown("#check-elsewhere")).then_some(()));
    w.click("input[name=elsewhere]");
    w.until("it is again", || w.shown("#check-elsewhere").then_some(()));
    let named = w.text("#check-elsewhere");
    assert!(named.contains("127.0.0.1") || named.contains("localhost"), "{named}");
    let found = run(w);
    assert_eq!(found["elsewhere"], "fails-everywhere", "{found}: {}", w.text("#check-elsewhere"));
    assert!(service.breaches().is_empty(), "the contract: {:?}", service.breaches());
    // Whatever the visitor lets the site itself see: a third party gets no query.
    let sent = service.posts().iter().map(Value::to_string).collect::<String>();
    assert!(!sent.is_empty() && !sent.contains("s3cr3t"), "{sent}");
    answer(w, outage);
    assert_eq!(verdict(w)["confident"], "yes");
    w.quiet();
}

/// Words that are no name of an error, but of a page, are read by the module that reads; what was typed stays.
pub fn words_of_a_page(w: &World) {
    w.visit("diagnose/");
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    let top = || w.attribute("#verdict", "data-top").unwrap_or_default();
    let says = || w.text("#symptom-says");
    let unknown = top();
    // Envoy's, with 503.
    let words = "upstream connect error or disconnect/reset before headers. reset reason: connection failure";
    w.fill("#symptom", words);
    w.until_is("it is known, and said", (true, String::from("Read as 503 Service Unavailable.")), || (top() != unknown, says()));
    assert_eq!(w.value("#symptom"), words);
    w.fill("#symptom", "nothing that anybody prints");
    w.until_is("that is not known, and the words before it are forgotten", (unknown.clone(), false), || (top(), says().is_empty()));
    w.quiet();
}

/// The owner is asked what only an owner can know; the visitor is told what that is.
pub fn owner(w: &World) {
    w.visit("diagnose/?code=502&role=owner");
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    assert!(!w.shown("#owners"));
    run(w);
    let told = answer(w, |check, _| match check {
        "edge-logs" | "origin-logs" => "error-there",
        "origin-direct" => "origin-error",
        "recent-deploy" => "yes",
        "firewall-rules" => "no",
        "upstream-health" => "unhealthy",
        other => outage(other, false),
    });
    let end = verdict(w);
    assert!(told.iter().any(|line| ["edge-logs", "origin-direct", "recent-deploy"].iter().any(|own| line.starts_with(own))), "{told:?}");
    assert_eq!(end["top"], "origin", "{told:?}, {end}");
    w.click("fieldset.role label:first-of-type input");
    w.until("the visitor is told what the owner can do", || w.shown("#owners").then_some(()));
    w.quiet();
}

/// Without an address the page still says something, and the case can be solved by answers alone.
pub fn without_an_address(w: &World) {
    w.visit("diagnose/");
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    assert!(!w.shown("#check-target"));
    w.fill("#symptom", "bad gateway");
    w.until_is("the verdict knows it", true, || w.text("#verdict .odds").len() > 10);
    w.fill("#symptom", "777");
    w.settle();
    w.fill("#symptom", "42");
    w.until("that is no code", || w.text("#symptom-says").contains("not a status code").then_some(()));
    w.fill("#symptom", "502");
    w.until_is("no message", String::new(), || w.text("#symptom-says"));
    w.fill("#symptom", "bad gatway");
    w.until_is("what it is read as", String::from("Read as 502 Bad Gateway."), || w.text("#symptom-says"));
    w.fill("#symptom", "502");
    w.fill("#address", "http://");
    w.until("that is no address", || w.text("#address-says").contains("name of the site").then_some(()));
    // Not every driver tells the page about a field that it clears.
    w.put("#address", "");
    w.until_is("no message", String::new(), || w.text("#address-says"));
    let found = run(w);
    assert!(found.get("target").is_none() && found.get("dns").is_none(), "{found}");
    let told = answer(w, outage);
    let end = verdict(w);
    assert!(SITE.contains(&end["top"].as_str().unwrap_or_default()), "{told:?}, {end}");
    // The steps are for this browser, and can be for another.
    w.quiet();
}

/// The steps are for the visitor's own browser, and for another one if they say so.
pub fn platforms(w: &World) {
    w.visit("diagnose/?code=400");
    run(w);
    for _ in 0..10 {
        if w.shown("#browser") {
            break;
        }
        w.until("a question", || w.shown("#turn .answer").then_some(()));
        let check = w.attribute("#turn", "data-check");
        w.click("#turn .answer[data-answer='cant-tell']");
        w.until("the next question", || (w.attribute("#turn", "data-check") != check).then_some(()));
    }
    let own = if w.engine == Engine::Firefox { "firefox-desktop" } else { "chrome-desktop" };
    assert_eq!((w.value("#browser"), w.value("#system")), (own.to_owned(), "linux".to_owned()));
    let steps = w.text("#turn .steps");
    let choose = |list: &str, own: &str| {
        let change = "const s = document.getElementById(arguments[0]); s.focus(); s.value = arguments[1]; s.dispatchEvent(new Event('change', { bubbles: true }))";
        w.js(change, vec![list.into(), own.into()]);
    };
    choose("browser", "safari-ios");
    w.until_is("the choice, and its system", ("safari-ios".to_owned(), "ios".to_owned()), || (w.value("#browser"), w.value("#system")));
    w.until("other steps", || (w.text("#turn .steps") != steps).then_some(()));
    choose("system", "windows");
    w.until_is("the choice, and its browser", ("chrome-desktop".to_owned(), "windows".to_owned()), || {
        (w.value("#browser"), w.value("#system"))
    });
    // Whoever chose with the keyboard goes on where they were.
    w.until_is("the focus stays", "system".to_owned(), || {
        w.js("return document.activeElement.id", vec![]).as_str().unwrap_or("").to_owned()
    });
    w.quiet();
}

/// A refusal that comes faster than any control host's answer never left this computer, and the page says so.
pub fn refused_on_the_device(w: &World) {
    let far = Desk::start(Duration::from_millis(120));
    w.site.replace("config.json", Some(far.config().into_bytes()));
    begin(w, "ERR_CONNECTION_REFUSED", &format!("http://127.0.0.1:{}/", refused_port()));
    // A busy machine can be too slow to tell; then the page must not claim it.
    for _ in 0..6 {
        let found = run(w);
        if found["target"] == "never-left-device" {
            assert!(w.text("#check-target").contains("failed faster than anything"), "{}", w.text("#check-target"));
            w.quiet();
            return;
        }
        assert_eq!(found["target"], "no-answer", "{found}");
    }
    let refusals = "const done = arguments[1], times = [];
        (async () => { for (let i = 0; i < 9; i++) { const began = performance.now(); try { await fetch(arguments[0], { mode: 'no-cors', cache: 'no-store' }); } catch (_) {} times.push(performance.now() - began); } done(Math.max(...times)); })();";
    let slowest = w.js_later(refusals, vec![format!("http://127.0.0.1:{}/", refused_port()).into()]).as_f64().unwrap_or(0.0);
    assert!(slowest > 6.0, "refused within {slowest} ms each time, and yet: {}", w.text("#check-target"));
}

/// The page's own host is gone, and everything else, too.
pub fn own_site_and_internet_down(w: &World) {
    let down = refused_port();
    let config = json!({
        "allowLoopback": true,
        "controls": [format!("http://127.0.0.1:{down}/"), format!("http://localhost:{down}/")],
        "resolvers": [format!("http://127.0.0.1:{down}/"), format!("http://localhost:{down}/")],
    });
    let site = Site::start(&w.site.dir, &config.to_string());
    w.ready(&site.url("diagnose/?code=ERR_CONNECTION_TIMED_OUT"));
    w.until("the hosts are named beforehand", || w.text("#check-internet").contains("localhost").then_some(()));
    let found = run(w);
    assert_eq!(
        (&found["own-site"], &found["internet"], &found["vpn-hints"]),
        (&json!("works"), &json!("fails"), &json!("cant-tell")),
        "{found}"
    );
    drop(site);
    let found = run(w);
    assert_eq!((&found["own-site"], &found["internet"]), (&json!("fails"), &json!("fails")), "{found}");
    // Chromium and WebKit put every failed request into their console; the page itself says nothing.
    w.quiet();
    let told = answer(w, |check, _| match check {
        "wifi-login" => "no-login",
        "certificate" => "issuer-known",
        "other-site" | "other-page" => "fails",
        "other-network" => "works",
        "status-page" => "none-found",
        _ => "same-error",
    });
    let end = verdict(w);
    assert_eq!(end["top"], "local-network", "{told:?}, {end}");
}
