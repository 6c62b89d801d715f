//! The one field: where it leads, and what it says to what it can't use.

use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::Key;

use crate::{World, browser::Engine, process::Scratch};

const NGINX_PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";

/// What leads to a page.
pub fn leads(w: &World) {
    for (text, path) in [
        ("502", "502/"),
        ("5o2", "502/"),
        (" http 502 ", "502/"),
        ("ERR_CONNECTION_REFUSED", "errors/connection-refused/"),
        ("err_connection_refused", "errors/connection-refused/"),
        ("bad gateway", "502/"),
        ("502 bad gateway", "502/"),
        (NGINX_PAGE, "read/"),
        ("502 Bad Gateway\nnginx/1.22.1", "read/"),
        ("DNS_PROBE_FINISHED_NXDOMAIN", "errors/dns-not-found/"),
        ("example.com/x", "diagnose/?url=example.com%2Fx"),
        ("https://example.com/a?b=c&d=e#f", "diagnose/?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc%26d%3De%23f"),
        ("http://[2001:db8::1]/", "diagnose/?url=http%3A%2F%2F%5B2001%3Adb8%3A%3A1%5D%2F"),
        ("502 https://example.com/", "diagnose/?code=502&url=https%3A%2F%2Fexample.com%2F"),
        ("502 503", "compare/?codes=502,503"),
        ("1020", "cloudflare/1020/"),
        ("xn--mnchen-3ya.de", "diagnose/?url=xn--mnchen-3ya.de"),
    ] {
        w.visit("");
        w.put("#field", text);
        w.press(&[Key::Enter]);
        w.until_is(&format!("where {text:?} leads"), w.site.url(path), || w.url());
        // Some of these load: the address changes before the page is there.
        w.until_ready();
        w.quiet();
    }
    // Not every engine spells this in the address bar the same way.
    w.visit("");
    w.put("#field", "https://münchen.de/straße");
    w.press(&[Key::Enter]);
    w.until("the diagnosis", || w.url().contains("/diagnose/?url=").then_some(()));
    w.until_is("the address", "https://münchen.de/straße".to_owned(), || w.value("#address"));
    // The button does what Enter does.
    w.visit("");
    w.fill("#field", "404");
    w.click("form.field button[type=submit]");
    w.until_is("where the button leads", w.site.url("404/"), || w.url());
    assert!(w.desk.hits().is_empty(), "typing asked somebody: {:?}", w.desk.hits());
}

/// What can't be used: a message in the field's place, and what was typed stays.
pub fn says(w: &World) {
    w.visit("");
    let home = w.url();
    for (text, says) in [
        ("", "Type what the page says"),
        ("   \n ", "Type what the page says"),
        ("42", "42 is not a status code"),
        ("12345", "12345 is not a status code"),
        ("977", "977 is not explained here yet"),
        ("javascript:alert(1)", "only checks http and https"),
        ("JaVaScRiPt:window.__pwned=1//", "only checks http and https"),
        ("data:text/html,<script>window.__pwned=1</script>", "only checks http and https"),
        ("file:///etc/passwd", "only checks http and https"),
        ("http://", "name of the site is missing"),
        ("https://a.example.com/\nhttps://b.example.com/", "Those are 2 addresses"),
        ("😀😀😀", "Nothing here matches"),
        ("<img src=x onerror=window.__pwned=1>", ""),
        ("\u{202e}\u{0}\u{7f}", ""),
        ("zzzzqqqq xxxxyyyy", "Nothing here matches"),
    ] {
        // The message of the text before must not be taken for this one's.
        w.put("#field", "");
        w.put("#field", text);
        let typed = w.value("#field");
        w.press(&[Key::Enter]);
        w.until(&format!("a message about {text:?}, which is {:?}", w.text("#field-says")), || {
            let said = w.text("#field-says");
            (!said.is_empty() && said.contains(says)).then_some(())
        });
        assert_eq!(w.value("#field"), typed, "what was typed stays");
        assert_eq!(w.url(), home, "{text:?} led away");
    }
    assert_eq!(w.js("return typeof window.__pwned", vec![]), "undefined");
    assert_eq!(w.js("return document.querySelectorAll('#app img, #app script').length", vec![]), 0);
    w.quiet();
}

/// The same script, but it waits until it is told.
fn hold(w: &World) {
    let name = w.site.module().0;
    w.site.replace("held.js", Some(w.site.read(&name).into_bytes()));
    let held = "await new Promise((go) => window.__go = go);
        await import('./held.js');";
    w.site.replace(&name, Some(held.into()));
}

/// What is typed or chosen before the application runs stays, and is read as soon as it does.
pub fn before_the_start(w: &World) {
    hold(w);
    for (path, field, text, reaction) in [
        ("", "field", "502", "return document.querySelectorAll('#field-hits .hit').length > 1"),
        ("read/", "text", "HTTP/1.1 502 Bad Gateway", "return document.getElementById('said')?.textContent.includes('502 Bad Gateway')"),
        ("codes/", "filter", "502", "return ![...document.querySelectorAll('main a[href$=\"/404/\"]')].some(own => own.checkVisibility())"),
    ] {
        w.open(&w.site.url(path));
        w.until_js("the script waits", "return typeof window.__go === 'function'");
        let field_is = format!("#{field}");
        w.fill(&field_is, text);
        w.js("document.activeElement.setSelectionRange(1, 1); window.__go()", vec![]);
        w.until_ready();
        w.until_js(&format!("/{path} reads what was typed"), reaction);
        assert_eq!(w.value(&field_is), text, "/{path}: what was typed stays");
        assert_eq!(w.js("return [document.activeElement.id, document.activeElement.selectionStart]", vec![]), json!([field, 1]), "/{path}");
    }
    // Several fields and a choice: all of it stays, also when the application draws the form anew.
    w.open(&w.site.url("diagnose/"));
    w.until_js("the script waits", "return typeof window.__go === 'function'");
    w.fill("#symptom", "50");
    w.fill("#address", "example.com/a");
    w.js("document.querySelectorAll('[name=role]')[1].click(); window.__go()", vec![]);
    w.until_ready();
    let all = || {
        w.js(
            "return [document.getElementById('symptom').value, document.getElementById('address').value, document.querySelectorAll('[name=role]')[1].checked]",
            vec![],
        )
    };
    assert_eq!(all(), json!(["50", "example.com/a", true]));
    w.fill("#symptom", "502");
    w.settle();
    assert_eq!(all(), json!(["502", "example.com/a", true]), "the application knows of all of it");
    // A file: it is read as if it had been chosen now.
    let folder = Scratch::new("early");
    let file = folder.path().join("page.txt");
    std::fs::write(&file, NGINX_PAGE).expect("a file");
    w.open(&w.site.url("read/"));
    w.until_js("the script waits", "return typeof window.__go === 'function'");
    w.choose_file("#file", &file);
    w.js("window.__go()", vec![]);
    w.until_ready();
    w.until_js("the file is read", "return document.getElementById('said')?.textContent.includes('502 Bad Gateway')");
    // Enter was pressed before anybody could hear it.
    w.open(&w.site.url(""));
    w.until_js("the script waits", "return typeof window.__go === 'function'");
    w.fill("#field", "502");
    w.press(&[Key::Enter]);
    assert_eq!(w.value("#field"), "502\n");
    w.js("window.__go()", vec![]);
    w.until_is("it leads on all the same", w.site.url("502/"), || w.url());
    w.until_ready();
    // And who only stands in the field is heard from the first key on.
    w.open(&w.site.url(""));
    w.until_js("the script waits", "return typeof window.__go === 'function'");
    w.js("document.getElementById('field').focus(); window.__go()", vec![]);
    w.until_ready();
    w.write("gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    w.quiet();
}

/// The application leaves the start page and an entry's as they were served: links, the keys and the theme go on, and a touch wakes the field.
pub fn sleeps(w: &World) {
    let ready = || w.attribute("#app", "data-ready");
    w.visit("");
    assert_eq!(ready().as_deref(), Some("asleep"));
    w.js("document.querySelector('nav.menu a').focus()", vec![]);
    w.settle();
    assert_eq!(ready().as_deref(), Some("asleep"), "a link is none of the field's");
    w.js("window.__field = document.getElementById('field'); window.__field.focus()", vec![]);
    w.until_is("a focus wakes it", Some(String::new()), ready);
    w.write("gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    assert_eq!(w.js("return window.__field === document.activeElement", vec![]), true, "it is the same field");
    w.press(&[Key::Down]);
    w.until("the first result", || w.shown("#field-hits [aria-selected=true]").then_some(()));
    w.press(&[Key::Enter]);
    w.until("another page", || (w.url() != w.site.url("")).then_some(()));
    w.until("one heading", || (w.js("return document.querySelectorAll('h1').length", vec![]) == 1).then_some(()));
    w.back();
    w.until_is("back", w.site.url(""), || w.url());
    w.until("the start page, drawn, with its empty field", || w.shown("#field").then_some(()));
    w.fill("#field", "504");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    // The styles of the pages that are drawn next come once, where the served page hasn't got them.
    for (path, count) in [("", 0), ("codes/", 0), ("502/", 1), ("about/", 1)] {
        w.visit(path);
        let further = "return document.querySelectorAll('link[rel=stylesheet][href*=\"/more-\"]').length";
        assert_eq!(w.js(further, vec![]), count, "/{path}");
    }
    // What is dragged over the field, as browsers tell of it, is taken when it is dropped.
    w.visit("");
    w.js(
        "const e = document.getElementById('field'); e.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true }))",
        vec![],
    );
    w.until_is("what is dragged in wakes it", Some(String::new()), ready);
    // What is typed between the touch and the taking over stays: Firefox's driver is that fast.
    w.visit("");
    w.fill("#field", "gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    assert_eq!(w.value("#field"), "gateway");
    // The button, the key and a link work while it sleeps.
    w.visit("502/");
    w.js("document.querySelector('button.theme').click()", vec![]);
    assert_eq!(w.js("return document.documentElement.dataset.theme", vec![]), "light");
    w.js("window.__mark = 1; window.__title = document.title; location.hash = 'causes'", vec![]);
    w.js("window.__main = document.getElementById('main')", vec![]);
    w.settle();
    assert_eq!(w.js("return window.__main === document.getElementById('main')", vec![]), true, "a place on the page moves nothing");
    w.js("document.querySelector('nav.menu a[href$=\"/read/\"]').click()", vec![]);
    w.until_is("the page of the link", w.site.url("read/"), || w.url());
    w.until_js("its title, and the focus", "return document.title !== window.__title && document.activeElement.id === 'main'");
    assert_eq!(w.js("return [window.__mark, document.querySelector('.theme .quiet-label').textContent]", vec![]), json!([1, "Light"]));
    w.visit("502/");
    w.js("window.__mark = 1", vec![]);
    w.write("/");
    w.until_js("the key leads to the field", "return window.__mark === 1 && document.activeElement.id === 'field'");
    w.quiet();
}

/// What an extension has put beside the field by the time that it gets the focus is not taken for something of ours.
pub fn extensions(w: &World) {
    w.visit("");
    w.js(
        "const field = document.getElementById('field');
         for (const where of ['beforebegin', 'afterend']) field.insertAdjacentElement(where, document.createElement('their-own'));
         field.form.prepend(document.createElement('span')); field.setAttribute('data-their-own', '');",
        vec![],
    );
    w.click("#field");
    w.until_js("the application is awake", "return document.getElementById('app').dataset.ready === ''");
    assert_eq!(w.js("return document.activeElement.id", vec![]), "field", "the focus stays");
    // Afterwards it may come back.
    w.js("document.getElementById('field').insertAdjacentElement('afterend', document.createElement('their-own'))", vec![]);
    w.write("504 Gate");
    w.until("results", || w.text("#field-hits").contains("504").then_some(()));
    w.press(&[Key::Enter]);
    w.until_is("its page", w.site.url("504/"), || w.url());
    w.quiet();
}

/// A browser that translates puts elements of its own in place of texts, also before the application takes the page over: it starts all the same, and keeps what was
/// typed; and goes on where that comes later.
pub fn translated(w: &World) {
    let translate = "const texts = document.createTreeWalker(document.getElementById('app'), NodeFilter.SHOW_TEXT), all = [];
         while (texts.nextNode()) if (texts.currentNode.data.trim()) all.push(texts.currentNode);
         for (const text of all) {
             const own = document.createElement('font');
             own.append(document.createElement('font'));
             own.firstChild.textContent = text.data.toUpperCase();
             text.replaceWith(own);
         }
         return all.length > 20";
    hold(w);
    for (path, field, text, reaction) in [
        ("", "field", "502", "return document.querySelectorAll('#field-hits .hit').length > 1"),
        ("read/", "text", "HTTP/1.1 502 Bad Gateway", "return document.getElementById('said')?.textContent.includes('502 Bad Gateway')"),
        ("codes/", "filter", "502", "return ![...document.querySelectorAll('main a[href$=\"/404/\"]')].some(own => own.checkVisibility())"),
        ("compare/", "codes", "500 502", "return document.querySelectorAll('.compare th[scope=col]').length === 2"),
        ("diagnose/", "symptom", "502", "return location.hash.includes('code%20502') && !!document.getElementById('verdict')"),
    ] {
        for typed in [true, false] {
            w.open(&w.site.url(path));
            w.until_js("the script waits", "return typeof window.__go === 'function'");
            if typed {
                w.fill(&format!("#{field}"), text);
            }
            assert_eq!(w.js(translate, vec![]), true, "/{path}");
            w.js("window.__go()", vec![]);
            if typed {
                w.until_ready();
            } else {
                w.until_js("it has started", "return 'ready' in document.getElementById('app').dataset");
                w.fill(&format!("#{field}"), text);
            }
            w.until_js(&format!("/{path} reads what was typed"), reaction);
            assert_eq!(w.value(&format!("#{field}")), text, "/{path}: what was typed stays");
            // It is translated once more, and something else is typed.
            w.js(translate, vec![]);
            w.fill(&format!("#{field}"), "404");
            w.fill(&format!("#{field}"), text);
            w.until_js(&format!("/{path} goes on"), reaction);
        }
    }
    // What is said next is not lost in a text that was taken away.
    w.open(&w.site.url("compare/?codes=1"));
    w.until_js("the script waits", "return typeof window.__go === 'function'");
    w.js("window.__go()", vec![]);
    w.until_ready();
    for (typed, says) in [("502", "two to six"), ("502, 5o4", "5o4"), ("502", "two to six")] {
        w.js(translate, vec![]);
        w.fill("#codes", typed);
        w.until(&format!("a message about {typed}"), || w.text("#codes-says").contains(says).then_some(()));
    }
    w.quiet();
}

/// Five megabytes: the first is read, that is said, and the page does not hang: it takes little longer than the browser itself needs for so
/// much text in a field.
pub fn five_megabytes(w: &World) {
    w.visit("");
    // What is not ours goes as the field is taken over.
    w.wake();
    // A field without an application, for comparison.
    let script = "const done = arguments[1]; const text = '502 Bad Gateway\\n' + 'x y '.repeat(1310720); window.__length = text.length;
        let e = document.getElementById('field');
        if (arguments[0]) { const own = e; e = document.createElement('textarea'); e.rows = 1; e.className = own.className; own.after(e); }
        const began = performance.now();
        e.focus(); e.value = text;
        e.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
        const turn = () => new Promise(next => setTimeout(next, 0));
        turn().then(turn).then(() => new Promise(requestAnimationFrame)).then(turn).then(() => { if (arguments[0]) e.remove(); done(performance.now() - began); });";
    // WebKit takes a quarter of a minute for that alone.
    let bare = if w.engine == Engine::WebKit { 15_000.0 } else { w.js_later(script, vec![true.into()]).as_f64().unwrap_or(f64::MAX) };
    let took = w.js_later(script, vec![false.into()]).as_f64().unwrap_or(f64::MAX);
    w.until("it says that it reads the first part", || w.text("#field-says").contains("1 MiB").then_some(()));
    assert!(took < 4.0 * bare + 2000.0, "it took {took} ms; a bare field takes {bare} ms");
    assert_eq!(w.js("return document.getElementById('field').value.length === window.__length", vec![]), true, "the text stays");
    let began = Instant::now();
    w.press(&[Key::Enter]);
    w.until_is("where it leads", w.site.url("read/"), || w.url());
    w.until("what it says", || w.text("#said").contains("502 Bad Gateway").then_some(()));
    let took = began.elapsed();
    assert!(took < Duration::from_secs(15), "Enter took {took:?}");
    w.quiet();
}

/// A picture is not text.
pub fn picture(w: &World) {
    for (path, field) in [("", "#field"), ("read/", "#text")] {
        w.visit(path);
        w.put(field, "kept");
        // Nobody pastes within the milliseconds that the field takes to wake.
        w.until_js("the application is awake", "return document.getElementById('app').dataset.ready === ''");
        let sent = w.js(
            "const data = new DataTransfer(); data.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'error.png', { type: 'image/png' }));
             const e = document.querySelector(arguments[0]);
             let event; try { event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }); } catch (_) { return 'none'; }
             if (!event.clipboardData || !event.clipboardData.items.length) return 'none';
             // With a key before it, for which the page is not drawn yet.
             e.value = 'kept too'; e.dispatchEvent(new InputEvent('input', { bubbles: true }));
             e.dispatchEvent(event); return 'sent'",
            vec![field.into()],
        );
        if sent == "sent" {
            w.until("what it says to a picture", || w.text(&format!("{field}-says")).contains("can't read pictures").then_some(()));
            assert_eq!(w.value(field), "kept too");
        } else {
            // Only Chromium lets a script make such an event.
            assert_ne!(w.engine, Engine::Chromium);
        }
    }
    w.quiet();
}

/// Results while one types, with the keyboard.
pub fn results(w: &World) {
    w.visit("");
    w.fill("#field", "gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    let selected = || w.text("#field-hits [aria-selected=true] .hit-name");
    assert_eq!(selected(), "", "nothing is picked by itself");
    w.press(&[Key::Down]);
    w.until("the first result", || (!selected().is_empty()).then_some(()));
    let first = selected();
    assert_eq!(w.attribute("#field", "aria-activedescendant"), w.attribute("#field-hits [aria-selected=true]", "id"));
    w.press(&[Key::Down]);
    w.until("the second result", || (selected() != first).then_some(()));
    let second = selected();
    w.press(&[Key::Up]);
    w.until_is("the first again", first.clone(), selected);
    w.press(&[Key::Up]);
    w.until("the last", || (selected() != first && !selected().is_empty()).then_some(()));
    w.press(&[Key::Down, Key::Down]);
    w.until_is("the second", second.clone(), selected);
    w.press(&[Key::Enter]);
    w.until("its page", || (w.url() != w.site.url("")).then_some(()));
    w.until_is("its name", second, || w.text("h1"));
    // With the mouse.
    w.visit("");
    w.fill("#field", "bad gateway");
    w.click("#field-hits .hit");
    w.until_is("its page", w.site.url("502/"), || w.url());
    // Escape empties.
    w.visit("");
    w.fill("#field", "gateway");
    w.until("results", || w.shown("#field-hits .hit").then_some(()));
    w.press(&[Key::Escape]);
    w.until_is("empty", String::new(), || w.value("#field"));
    w.until("no results", || (!w.shown("#field-hits")).then_some(()));
    w.quiet();
}

/// `/` and Ctrl + K reach the field; `/` only where nobody types, and it can be switched off.
pub fn shortcuts(w: &World) {
    let focused = || w.js("return document.activeElement ? document.activeElement.id : ''", vec![]);
    w.visit("");
    w.js("document.activeElement && document.activeElement.blur()", vec![]);
    w.write("/");
    w.until_is("the focus", "field".into(), focused);
    assert_eq!(w.value("#field"), "", "the key itself is not typed");
    w.write("/");
    w.until_is("in the field it is a letter", "/".to_owned(), || w.value("#field"));
    // From another page both lead to the start page's field.
    w.visit("502/");
    w.chord(Key::Control, 'k');
    w.until_is("the address", w.site.url(""), || w.url());
    w.until_is("the focus", "field".into(), focused);
    w.visit("codes/");
    w.write("/");
    w.until_is("the address", w.site.url(""), || w.url());
    w.until_is("the focus", "field".into(), focused);
    // Not while another control has the focus.
    w.visit("codes/");
    w.click("#filter");
    w.write("/");
    w.until_is("it is typed there", "/".to_owned(), || w.value("#filter"));
    assert_eq!(w.url(), w.site.url("codes/"));
    // Off.
    w.visit("about/");
    assert_eq!(w.js("return document.getElementById('slash').checked", vec![]), true);
    w.click("#slash");
    w.until_js("it is kept", "return localStorage.getItem('isitme:/:slash') === 'off'");
    w.visit("");
    w.js("document.activeElement && document.activeElement.blur()", vec![]);
    w.write("/");
    w.settle();
    assert_ne!(focused(), "field", "the key is off");
    w.press(&[Key::Escape]);
    w.js("window.focus()", vec![]);
    w.chord(Key::Control, 'k');
    w.until_is("Ctrl + K still works", "field".into(), focused);
    w.visit("about/");
    w.until_js("the box is empty", "return !document.getElementById('slash').checked");
    w.click("#slash");
    w.until_js("it is on again", "return localStorage.getItem('isitme:/:slash') === null");
    w.quiet();
}
