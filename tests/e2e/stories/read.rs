//! Reading pasted texts: what the page says, that nothing leaves, that secrets stay hidden.

use serde_json::Value;
use thirtyfour::Key;

use super::pages::same_origin;
use crate::{
    World,
    site::{self, texts},
};

const LOG: &str = "2026/11/26 02:10:11 [error] 8123#8123: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: shop.example.com, request: \"GET / HTTP/1.1\", upstream: \"http://127.0.0.1:3000/\", host: \"shop.example.com\"";

/// Waits until the page says what a text is.
fn said(w: &World, wanted: &str) {
    w.until(&format!("{wanted:?} is said"), || w.text("#said").contains(wanted).then_some(()));
}

/// From the field to the reading to the diagnosis, with everything that was found.
pub fn carries(w: &World) {
    w.visit("");
    w.put("#field", LOG);
    w.until("the field reads it", || w.text("#field-says").contains("502 Bad Gateway").then_some(()));
    w.until("and says who wrote it", || w.text("#field-says").contains("nginx").then_some(()));
    w.press(&[Key::Enter]);
    w.until_is("the reading page", w.site.url("read/"), || w.url());
    said(w, "502 Bad Gateway");
    let main = w.text("main");
    for words in ["Written by nginx", "Nothing accepts connections", "The site's owner:", "You:"] {
        assert!(main.contains(words), "{words:?} is missing in {main}");
    }
    assert_eq!(w.value("#text"), LOG, "the text came along");
    let marked = texts(&w.js("return [...document.querySelectorAll('mark')].map(mark => mark.firstChild.textContent)", vec![]));
    assert!(marked.iter().any(|words| words.contains("connect() failed (111:")), "{marked:?}");
    let reasons = w.js("return document.querySelectorAll('ol.reasons li').length", vec![]);
    assert_eq!(reasons.as_u64(), Some(marked.len() as u64), "every mark has its reason");
    assert!(w.shown(".way .row .st"), "the path picture");
    let lit = w.js("return document.querySelectorAll('.way .st')[6].getAttribute('class')", vec![]);
    assert!(!lit.as_str().unwrap_or_default().contains("quiet"), "the gateway wrote it, and is lit: {lit}");
    assert!(w.text(".answer-to").contains("All about 502 Bad Gateway"), "the link names what it leads to");
    w.click(".answer-to a.primary");
    w.until("the diagnosis", || w.url().contains("/diagnose/").then_some(()));
    w.until_is("its symptom", "502".to_owned(), || w.value("#symptom"));
    w.js("history.back()", vec![]);
    w.until_is("the text is still there", Some(LOG.to_owned()), || w.shown("#text").then(|| w.value("#text")));
    said(w, "502 Bad Gateway");
    assert!(w.desk.hits().is_empty(), "reading asked somebody: {:?}", w.desk.hits());
    w.quiet();
}

/// What is read, and what is left alone.
pub fn reads(w: &World) {
    w.visit("read/");
    for (text, wanted) in [
        ("HTTP/2 503 \r\nserver: cloudflare\r\ncf-ray: 8a1b2c3d4e5f6071-FRA\r\n", "503 Service Unavailable"),
        ("This site can\u{2019}t be reached\nexample.com refused to connect.\nERR_CONNECTION_REFUSED", "Connection refused"),
        ("I keep getting a five oh two on checkout", "502 Bad Gateway"),
        ("Your order 502 costs $404.", "Nothing we can tell"),
        ("<img src=x onerror=window.__pwned=1> 502 Bad Gateway", "502 Bad Gateway"),
    ] {
        w.put("#text", text);
        said(w, wanted);
    }
    assert_eq!(w.js("return typeof window.__pwned", vec![]), "undefined");
    assert_eq!(w.js("return document.querySelectorAll('main img').length", vec![]), 0);
    // Two products print these words, and both are named with their reasons; a product's own name for an error leads to its page.
    w.put("#text", "An error occurred in the application and your page could not be served. If you are the application owner, check your logs for details.");
    w.until("both products", || w.text(".answer-to").contains("Written by Heroku or Nuxt").then_some(()));
    let reasons = w.text("ol.reasons");
    assert!(reasons.contains("Heroku") && reasons.contains("Nuxt"), "{reasons}");
    w.put(
        "#text",
        "haproxy[12]: 10.0.0.1:57317 [26/Nov/2026:02:10:09.123] web app/a1 0/0/0/-1/2002 504 198 - - sH-- 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"",
    );
    said(w, "504 Gateway Timeout");
    w.until("its page", || w.shown("a[href$='/haproxy/sh-timeout/']").then_some(()));
    assert!(w.shown(".answer-to a.primary"), "it can be diagnosed");
    w.put("#text", "");
    w.until("nothing is said of nothing", || (!w.shown("#said")).then_some(()));
    w.quiet();
}

/// A log's lines are grouped and counted, worst first.
pub fn lines(w: &World) {
    w.visit("read/");
    let line = |at: usize, code: u16| {
        format!("10.0.0.1 - - [26/Nov/2026:02:10:{:02} +0000] \"GET /a HTTP/1.1\" {code} 157 \"-\" \"x\"\n", at % 60)
    };
    let log: String = (0..40).map(|at| line(at, if at % 4 == 0 { 502 } else { 200 })).collect();
    w.put("#text", &log);
    said(w, "502 Bad Gateway");
    let rows = texts(&w.js("return [...document.querySelectorAll('#pasted, .wide tbody tr')].map(row => row.textContent)", vec![]));
    assert!(rows.iter().any(|row| row.starts_with("502 Bad Gateway") && row.contains("10")), "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("200 OK") && row.contains("30")), "{rows:?}");
    w.quiet();
}

/// A HAR full of secrets: none is shown, none is in a link, and no request leaves.
pub fn har_secrets(w: &World) {
    w.visit("read/");
    // In every place where a HAR has one: query, headers under any name, cookies twice, what was posted and what was answered.
    let secrets = [
        "s3cr3tCookieValue",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
        "hunter2hunter2",
        "jane.doe@example.com",
        "tok_9f8e7d6c5b4a",
        "k3yOfAnyName",
        "b1scuit",
        "p0stedJson",
        "setC00kie",
    ];
    let har = format!(
        r#"{{"log":{{"entries":[{{"request":{{"method":"GET","url":"https://shop.example.com/pay?q={4}&email={3}","queryString":[{{"name":"q","value":"{4}"}}],"headers":[{{"name":"Cookie","value":"a={0}; b={6}"}},{{"name":"Authorization","value":"Bearer {1}"}},{{"name":"X-Any","value":"{5}"}}],"cookies":[{{"name":"a","value":"{0}"}},{{"name":"b","value":"{6}"}}],"postData":{{"mimeType":"application/json","text":"{{\"pass\":\"{2}\",\"note\":\"{7}\"}}"}}}},"response":{{"status":502,"statusText":"Bad Gateway","headers":[{{"name":"server","value":"nginx/1.22.1"}},{{"name":"set-cookie","value":"c={8}"}}]}}}}]}}}}"#,
        secrets[0], secrets[1], secrets[2], secrets[3], secrets[4], secrets[5], secrets[6], secrets[7], secrets[8]
    );
    // The module is there, so that what follows are the text's own requests.
    w.put("#text", "502 Bad Gateway");
    said(w, "502 Bad Gateway");
    w.settle();
    let requested = |w: &World| w.js("return performance.getEntriesByType('resource').map(own => own.name)", vec![]);
    let before = requested(w);
    w.put("#text", &har);
    w.until("it is read", || w.text("#pasted ~ pre, pre.pasted").contains("statusText").then_some(()));
    said(w, "502 Bad Gateway");
    let shown = w.js(
        "return document.querySelector('.answer-to').outerHTML + location.href + JSON.stringify({ ...localStorage, ...sessionStorage })",
        vec![],
    );
    let shown = shown.as_str().unwrap_or_default();
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    assert_eq!(requested(w), before, "reading a text made requests");
    w.click(".answer-to a.primary");
    w.until("the diagnosis", || w.url().contains("/diagnose/").then_some(()));
    let after = w.js("return document.querySelector('main').outerHTML + location.href", vec![]);
    for secret in secrets {
        assert!(!after.as_str().unwrap_or_default().contains(secret), "{secret} was carried over");
    }
    same_origin(w);
    assert!(w.desk.hits().is_empty(), "{:?}", w.desk.hits());
    w.quiet();
}

/// Files: a text is read, a picture and what is no text are refused with words.
pub fn files(w: &World) {
    w.visit("read/");
    let drop = |kind: &str, name: &str, bytes: Vec<u8>| {
        w.js(
            "const data = new DataTransfer(); data.items.add(new File([new Uint8Array(arguments[2])], arguments[1], { type: arguments[0] }));
             const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
             if (!event.dataTransfer || !event.dataTransfer.files.length) return 'none';
             document.getElementById('text').dispatchEvent(event); return 'sent'",
            vec![kind.into(), name.into(), Value::from(bytes)],
        )
    };
    if drop("text/plain", "error.log", LOG.as_bytes().to_vec()) != "sent" {
        // Not every engine lets a script make such an event.
        assert_ne!(w.engine, crate::browser::Engine::Chromium);
        return;
    }
    said(w, "502 Bad Gateway");
    assert_eq!(w.value("#text"), LOG);
    drop("image/png", "error.png", vec![137, 80, 78, 71]);
    w.until("what it says to a picture", || w.text("#text-says").contains("can't read pictures").then_some(()));
    drop("application/zip", "x.zip", vec![0; 400]);
    w.until("what it says to a file that is no text", || w.text("#text-says").contains("no text").then_some(()));
    assert_eq!(w.value("#text"), LOG, "what was there stays");
    // A key that comes while the file is looked at: what was typed stays, and so does the word about the file once the text is read.
    let both = "const data = new DataTransfer(), e = document.getElementById('text');
        data.items.add(new File([new Uint8Array(400)], 'x.zip', { type: 'application/zip' }));
        e.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        e.value = '503 Service Unavailable'; e.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    w.js(both, vec![]);
    said(w, "503 Service Unavailable");
    assert_eq!(w.value("#text"), "503 Service Unavailable");
    assert!(w.text("#text-says").contains("no text"), "{}", w.text("#text-says"));
    w.quiet();
}

/// The module that reads can't be loaded: that is said, the text stays, and the next change tries again.
pub fn reader_missing(w: &World) {
    let name = site::files(&site::main_dist(), ".wasm").into_iter().find(|name| name.starts_with("read-")).expect("the module that reads");
    w.site.replace(&name, None);
    w.visit("read/");
    w.put("#text", "502 Bad Gateway");
    w.until("that it is missing", || w.text("#text-says").contains("could not be loaded").then_some(()));
    assert_eq!(w.value("#text"), "502 Bad Gateway", "the text stays");
    let whole = std::fs::read(site::main_dist().join(&name)).expect("the module");
    w.site.replace(&name, Some(whole));
    w.put("#text", "503 Service Unavailable");
    said(w, "503 Service Unavailable");
    w.until_is("no message", String::new(), || w.text("#text-says"));
}
