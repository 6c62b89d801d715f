//! What other pages embed: the element, the frame alone, hostile hosts and guests. The page around is on another origin than the site.

use std::sync::{Arc, Mutex, PoisonError};

use isitme::core::make::snippet::{ALLOW, SANDBOX};
use serde_json::json;

use super::diagnose;
use crate::{
    World,
    browser::Engine,
    lab::{Tcp, head},
};

/// A help centre: one page on an origin of its own, with headers of its own.
pub struct Host {
    server: Tcp,
    page: Arc<Mutex<(String, String)>>,
}

impl Host {
    /// Serves this page, under this policy if it is not empty.
    pub fn start(policy: &str, body: &str) -> Host {
        let page = Arc::new(Mutex::new((policy.to_owned(), body.to_owned())));
        let shared = page.clone();
        let server = Tcp::start(move |mut stream, _| {
            use std::io::Write as _;
            let Ok(asked) = head(&mut stream) else { return };
            let (policy, body) = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let (status, body) = if asked.starts_with("GET / ") { ("200 OK", body) } else { ("404 Not Found", String::new()) };
            let policy = if policy.is_empty() { String::new() } else { format!("Content-Security-Policy: {policy}\r\n") };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{policy}Connection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(format!("{head}{body}").as_bytes()).ok();
        });
        Host { server, page }
    }

    /// By another name than the site's, so that it is another site too.
    pub fn url(&self) -> String {
        format!("http://localhost:{}/", self.server.port())
    }

    fn set(&self, body: &str) {
        body.clone_into(&mut self.page.lock().unwrap_or_else(PoisonError::into_inner).1);
    }
}

/// A page with the script and one or more elements. It keeps what it hears, and lets the test look into the closed shadow tree.
pub fn page(w: &World, elements: &str) -> String {
    format!(
        "<!doctype html><html lang=en><title>Help</title><meta name=viewport content='width=device-width'>
         <script>const own = Element.prototype.attachShadow; window.__roots = [];
           Element.prototype.attachShadow = function (how) {{ const root = own.call(this, how); __roots.push(root); return root; }};
           window.__before = Object.keys(window).length; window.__verdicts = []; window.__said = [];
           addEventListener('isitme:verdict', (event) => __verdicts.push(event.detail));
           addEventListener('error', (event) => __said.push(String(event.message)));
           addEventListener('securitypolicyviolation', (event) => __said.push(event.effectiveDirective + ' ' + event.blockedURI));</script>
         <script src='{}' async></script><p><a href='#before' id=before>before</a></p>{elements}<p><a href='#after' id=after>after</a></p></html>",
        w.site.url("embed.js")
    )
}

/// Enters the frame of the nth element.
#[track_caller]
pub fn enter(w: &World, nth: usize) {
    w.enter_element(&format!("return __roots[{nth}].querySelector('iframe')"));
}

/// Clicks in a frame. The driver of `WebKitGTK` aims where the element would stand without a frame of another site around it.
fn click(w: &World, css: &str) {
    if w.engine == Engine::WebKit {
        w.js("document.querySelector(arguments[0]).click()", vec![json!(css)]);
    } else {
        w.click(css);
    }
}

/// The frame of the nth element is there, and has its height.
#[track_caller]
pub fn there(w: &World, nth: usize) {
    w.until_js(
        &format!("the frame of element {nth}"),
        &format!("const root = window.__roots[{nth}]; const frame = root && root.querySelector('iframe'); return !!frame && frame.style.visibility === 'visible' && frame.clientHeight > 200 && root.querySelector('a').hidden"),
    );
}

/// The element in a page of another origin: it shows the answer, as high as it is; two on a page; taken away and put back; in little room and from right to left.
pub fn element(w: &World) {
    w.site.unchanged();
    let host = Host::start(
        "",
        &page(
            w,
            "<div style='width:280px'><is-it-me id=one code=502 contact='mailto:help@example.com' status-page='https://status.example.com/'></is-it-me></div><div id=far style='height:30000px'></div><is-it-me id=two code=ERR_CONNECTION_REFUSED theme=dark></is-it-me>",
        ),
    );
    w.open(&host.url());
    // Far below the window nothing is loaded: a plain link stands there until one comes near.
    there(w, 0);
    let loads = "return [...document.querySelectorAll('is-it-me')].map((own, nth) => {
        const [link, frame] = __roots[nth].children, there = performance.getEntriesByName(frame.src).length;
        return [there, link.getClientRects().length, link.protocol, link.textContent.includes(own.getAttribute('code')), frame.style.visibility];
    })[1]";
    assert_eq!(w.js(loads, vec![]), json!([0, 1, "http:", true, "hidden"]), "a link");
    w.js("document.getElementById('far').remove(); document.getElementById('two').scrollIntoView()", vec![]);
    there(w, 1);
    assert_eq!(w.js(loads, vec![])[4], "visible");
    // The test's own names and the driver's aside.
    let names = "return Object.keys(window).slice(__before).filter((own) => !/^__|^ret_nodes$/.test(own)).join()";
    assert_eq!(w.js(names, vec![]), "", "no name of its own in the page");
    let frame = w.js(
        "const own = __roots[0].querySelector('iframe'); return [own.getAttribute('sandbox'), own.getAttribute('allow'), own.title, own.loading, own.referrerPolicy]",
        vec![],
    );
    assert_eq!(frame, json!([SANDBOX, ALLOW, "isitme: 502", "lazy", "no-referrer"]));
    enter(w, 0);
    w.until_ready();
    assert!(w.text("main").contains("Bad Gateway") && w.text("main").contains("See the status page"), "{}", w.text("main"));
    assert_eq!(w.attribute(".out a[href^='mailto:']", "href").as_deref(), Some("mailto:help@example.com"));
    let narrow = "return document.documentElement.scrollWidth - innerWidth";
    assert!(w.js(narrow, vec![]).as_i64().is_some_and(|wide| wide <= 0), "it fits 280 px");
    assert_eq!(w.js("return document.documentElement.scrollHeight <= innerHeight + 1", vec![]), true, "nothing to scroll");
    assert_eq!(w.js("try { localStorage.length; return 'storage' } catch (error) { return 'none' }", vec![]), "none");
    w.leave_frames();
    // What is out of view does not run in every browser.
    w.js("document.getElementById('two').scrollIntoView()", vec![]);
    enter(w, 1);
    w.until_ready();
    assert!(w.text("main").contains("Connection refused"));
    assert_eq!(w.js("return document.documentElement.dataset.theme", vec![]), "dark");
    w.leave_frames();
    // Taken away and put back.
    w.js("const own = document.getElementById('one'); own.remove(); document.body.append(own)", vec![]);
    w.js("document.getElementById('one').scrollIntoView()", vec![]);
    there(w, 0);
    enter(w, 0);
    w.until_ready();
    assert!(w.text("main").contains("Bad Gateway"));
    w.leave_frames();
    // The page around decides whether it is seen.
    let shown = || w.js("return document.getElementById('one').getClientRects().length", vec![]);
    assert_eq!((shown(), w.js("return getComputedStyle(document.getElementById('one')).display", vec![])), (json!(1), json!("block")));
    w.js("document.getElementById('one').hidden = true", vec![]);
    assert_eq!(shown(), 0, "hidden by its attribute");
    w.js("const own = document.getElementById('one'); own.hidden = false; const sheet = new CSSStyleSheet(); sheet.replaceSync('.off { display: none }'); document.adoptedStyleSheets = [sheet]; own.className = 'off'", vec![]);
    assert_eq!(shown(), 0, "hidden by a style of the page around");
    // From right to left, and with the keyboard: into the frame and out again.
    host.set(&page(w, "<is-it-me code=502></is-it-me>").replacen("<html", "<html dir=rtl", 1));
    w.open(&host.url());
    there(w, 0);
    w.js("document.getElementById('before').focus()", vec![]);
    w.press(&[thirtyfour::Key::Tab]);
    w.until_js("the focus goes into the frame", "return document.activeElement.localName === 'is-it-me'");
    if w.engine != Engine::WebKit {
        for _ in 0..30 {
            w.press(&[thirtyfour::Key::Tab]);
            if w.js("return document.activeElement.id", vec![]) == "after" {
                break;
            }
        }
        assert_eq!(w.js("return document.activeElement.id", vec![]), "after", "the focus leaves the frame in order");
    }
    assert_eq!(w.js("return __said.join()", vec![]), "");
}

/// Under the strictest policy that a host can have and still embed; where it forbids the frame, a link remains.
pub fn strict_host(w: &World) {
    w.site.unchanged();
    let origin = w.site.origin();
    // The test's own script stands in a file in real life; here it is allowed by its hash alone, so nothing else inline is.
    let plain =
        format!("<!doctype html><title>Help</title><script src='{}' async></script><is-it-me code=502></is-it-me>", w.site.url("embed.js"));
    let policy = |frames: &str| {
        format!(
            "default-src 'none'; script-src 'self' {origin}; frame-src {frames}; require-trusted-types-for 'script'; trusted-types 'none'"
        )
    };
    let host = Host::start(&policy(origin), &plain);
    w.open(&host.url());
    w.until_js("the element takes its place", "return document.querySelector('is-it-me').clientHeight > 200");
    let refused = Host::start(&policy("'none'"), &plain);
    w.open(&refused.url());
    w.until_js("the link", "const own = document.querySelector('is-it-me'); return own.clientHeight > 5 && own.clientHeight < 200");
    // On a host that lets nobody read: what was served, and the link to the full page.
    w.site.closed();
    w.open(&Host::start("", &plain).url());
    w.open(&host.url());
    w.until_js("the element takes its place all the same", "return document.querySelector('is-it-me').clientHeight > 100");
}

/// Its attributes are followed; the verdict comes out as data, without the address.
pub fn follows(w: &World) {
    w.site.unchanged();
    w.site.replace("config.json", Some(w.desk.config().into_bytes()));
    let host = Host::start("", &page(w, "<is-it-me code=502></is-it-me>"));
    w.open(&host.url());
    there(w, 0);
    let set = |name: &str, value: &str| {
        w.js("const own = document.querySelector('is-it-me'); arguments[1] === '' ? own.removeAttribute(arguments[0]) : own.setAttribute(arguments[0], arguments[1])", vec![json!(name), json!(value)])
    };
    set("code", "404");
    set("accent", "#b00020");
    set("hide", "seo developer");
    enter(w, 0);
    w.until("the other code", || w.text("main").contains("Not Found").then_some(()));
    w.until_js("the accent", "return document.documentElement.style.getPropertyValue('--accent') === 'rgb(176 0 32)'");
    assert!(!w.shown("[data-part=seo]") && !w.shown("[data-part=developer]") && w.shown("[data-part=owner]"));
    // An accent that can't be read is made readable.
    w.leave_frames();
    set("accent", "#ffff00");
    set("url", "https://example.com/secret?token=1");
    enter(w, 0);
    w.until_js("the accent", "return /^rgb/.test(document.documentElement.style.getPropertyValue('--accent')) && document.documentElement.style.getPropertyValue('--accent') !== 'rgb(176 0 32)'");
    let accent = w.js("return getComputedStyle(document.querySelector('.out a')).color.match(/\\d+/g).map(Number)", vec![]);
    let light: f64 = accent
        .as_array()
        .expect("a color")
        .iter()
        .zip([0.2126, 0.7152, 0.0722])
        .map(|(own, part)| {
            let own = own.as_f64().unwrap_or(0.0) / 255.0;
            part * if own <= 0.03928 { own / 12.92 } else { ((own + 0.055) / 1.055).powf(2.4) }
        })
        .sum();
    assert!((0.955 + 0.05) / (light + 0.05) >= 4.4, "{accent}");
    w.click(".embed [data-part=diagnose] a");
    w.until("the diagnosis", || w.shown("#run").then_some(()));
    w.until_is("the address", "https://example.com/secret?token=1".to_owned(), || w.value("#address"));
    w.leave_frames();
    w.until_js("a verdict", "return __verdicts.length > 0");
    let told = w.js("return JSON.stringify(__verdicts[__verdicts.length - 1])", vec![]);
    let told = told.as_str().expect("a text");
    assert!(told.contains("\"code\":404") && told.contains("\"verdict\":{\"now\"") && !told.contains("secret"), "{told}");
    let before = w.js("return __verdicts.length", vec![]);
    enter(w, 0);
    // The page's own checks come first, unless one doesn't want them.
    click(w, "#skip");
    w.until("a question", || w.shown(".answers button").then_some(()));
    click(w, ".answers button");
    w.leave_frames();
    w.until("another verdict", || (w.js("return __verdicts.length", vec![]) != before).then_some(()));
    // Another look, or another link out, takes nothing away.
    enter(w, 0);
    w.js("document.getElementById('embed-back').focus()", vec![]);
    let given = w.js("return document.querySelectorAll('.given-list li').length", vec![]);
    assert_ne!(given, 0);
    w.leave_frames();
    for (name, value) in [("theme", "dark"), ("accent", "#b00020"), ("contact", "mailto:help@example.com")] {
        set(name, value);
    }
    enter(w, 0);
    w.until_js(
        "the other look",
        "return document.documentElement.dataset.theme === 'dark' && !!document.querySelector('.out a[href^=\"mailto:\"]')",
    );
    assert_eq!(w.js("return document.activeElement.id", vec![]), "embed-back", "the diagnosis is where it was");
    assert_eq!(w.js("return document.querySelectorAll('.given-list li').length", vec![]), given, "and every answer");
    w.leave_frames();
    // Another error is another visit.
    set("code", "503");
    enter(w, 0);
    w.until("the other code", || w.text("main").contains("Service Unavailable").then_some(()));
    assert!(!w.shown("#embed-back"));
    w.leave_frames();
    assert_eq!(w.js("return __said.join()", vec![]), "");
}

/// Copying in a frame with an origin of its own: to the clipboard where the page around lets it, and where not the text is selected.
pub fn copies(w: &World) {
    w.site.unchanged();
    w.site.replace("config.json", Some(w.desk.config().into_bytes()));
    let host = Host::start("", "");
    for allow in [ALLOW, ""] {
        let src = w.site.url("embed/?code=502");
        host.set(&format!(
            "<!doctype html><title>Help</title><iframe title=isitme width=700 height=1800 src='{src}' sandbox='{SANDBOX}' allow='{allow}'></iframe>"
        ));
        w.open(&host.url());
        w.enter_frame();
        w.until_ready();
        click(w, ".embed [data-part=diagnose] a");
        w.until("the diagnosis", || w.shown("#skip").then_some(()));
        click(w, "#skip");
        w.until("a question", || w.shown(".answers button").then_some(()));
        click(w, ".answers button");
        w.until("a report", || w.shown("#copy-report").then_some(()));
        let wanted = w.text("#report-text");
        click(w, "#copy-report");
        let status = || w.text("#report .says");
        w.until("it says what became of it", || (!status().is_empty()).then_some(()));
        let selected = w.js("return getSelection().toString()", vec![]).as_str().unwrap_or_default().replace("\r\n", "\n");
        if status().to_lowercase().contains("copied") {
            w.leave_frames();
            diagnose::pasted(w, &wanted);
        } else {
            assert_eq!(selected.trim(), wanted.trim(), "{}", status());
            w.leave_frames();
        }
    }
}

/// What docs/EMBED.md gives to paste, as it stands there but for the copy's address.
pub fn as_documented(w: &World) {
    w.site.unchanged();
    let text = include_str!("../../../docs/EMBED.md");
    let blocks: Vec<String> = text
        .split("```html\n")
        .skip(1)
        .map(|rest| rest.split("```").next().expect("its end").replace("https://example.github.io/isitme/", &w.site.url("")))
        .collect();
    let [element, frame] = &blocks[..] else { panic!("docs/EMBED.md gives {} pieces of HTML", blocks.len()) };
    let listener = text.split("```js\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the listener");
    let host = Host::start("", &format!("<!doctype html><title>Help</title><script>{listener}</script>{element}"));
    w.open(&host.url());
    w.until_js("the element takes its place", "return document.querySelector('is-it-me').clientHeight > 200");
    // The listener as it stands there understands what it gets.
    w.js(
        "window.__log = []; console.log = (...all) => __log.push(all);
         document.querySelector('is-it-me').dispatchEvent(new CustomEvent('isitme:verdict', { bubbles: true, detail: { code: 502, answers: 1, verdict: { top: 'server', action: 'wait', confident: true } } }))",
        vec![],
    );
    assert_eq!(w.js("return __log", vec![]), json!([[502, 1, "server", "wait", true]]));
    host.set(&format!("<!doctype html><title>Help</title>{frame}"));
    w.open(&host.url());
    w.enter_frame();
    w.until_ready();
    w.until("the entry", || w.text("main").contains("Bad Gateway").then_some(()));
    w.leave_frames();
}

/// Whatever is said between the two that is not what they say to each other changes nothing; nor do hostile attributes.
pub fn hostile(w: &World) {
    w.site.unchanged();
    let host = Host::start("", &page(w, "<is-it-me code=502></is-it-me>"));
    w.open(&host.url());
    there(w, 0);
    // The frame says once more how high it is when its application runs and its fonts are there.
    let given = |w: &World| w.js("return __roots[0].querySelector('iframe').style.height", vec![]);
    let height = w.until("the frame has its height for good", || {
        enter(w, 0);
        w.until_ready();
        let wanted = w.js("return Math.ceil(document.body.getBoundingClientRect().height) + 'px'", vec![]);
        w.leave_frames();
        (given(w) == wanted).then_some(wanted)
    });
    // To the page around: of the wrong source, of the wrong shape.
    w.js(
        "const all = [null, 1, 'size', {}, { isitme: 1 }, { isitme: 1, type: 'size', value: 5 }, { isitme: 1, type: 'size', value: '5' }, { isitme: 1, type: 'verdict', value: { code: 1 } }, { isitme: 2, type: 'size', value: 9 }];
         for (const own of all) postMessage(own, '*');
         const other = document.createElement('iframe'); other.src = 'about:blank'; document.body.append(other);
         for (const own of all) dispatchEvent(new MessageEvent('message', { data: own, source: other.contentWindow }));",
        vec![],
    );
    w.settle();
    assert_eq!((given(w), w.js("return __verdicts.length", vec![])), (height, json!(0)));
    // To the frame.
    w.js(
        "const frame = __roots[0].querySelector('iframe').contentWindow;
         const cycle = {}; cycle.own = cycle;
         for (const own of [null, 0, '', 'set', [], {}, cycle, { isitme: 1, type: 'set' }, { isitme: 1, type: 'set', query: 7 }, { isitme: 1, type: 'set', query: { toString: 1 } }, { isitme: 1, type: 'set', query: 'code=404'.padEnd(20000, 'x') }, { isitme: '1', type: 'set', query: '?code=404' }, { isitme: 1, type: 'get', query: '?code=404' }])
           frame.postMessage(own, '*');",
        vec![],
    );
    enter(w, 0);
    w.until_ready();
    w.settle();
    assert!(w.text("h1").contains("502"), "{}", w.text("h1"));
    w.leave_frames();
    let bad = [
        ("code", "<img src=x onerror=alert(1)>"),
        ("code", "javascript:alert(1)"),
        ("url", "javascript:alert(1)"),
        ("url", "\u{0}\u{202e}https://user:pass@example.com:99999/"),
        ("contact", "javascript:alert(1)"),
        ("contact", "data:text/html,<script>alert(1)</script>"),
        ("status-page", "http://example.com/"),
        ("status-page", "javascript:alert(1)//https://example.com"),
        ("accent", "red;background:url(https://example.com)"),
        ("accent", "#12345"),
        ("theme", "dark\" onload=\"alert(1)"),
        ("hide", "main body * </style>"),
        ("lang", "../../etc"),
    ];
    for (name, value) in bad {
        w.js("document.querySelector('is-it-me').setAttribute(arguments[0], arguments[1])", vec![json!(name), json!(value)]);
        w.settle();
        enter(w, 0);
        w.until_ready();
        let state = w.js(
            "return [[...document.querySelectorAll('a[href]')].every((own) => /^(https?|mailto):/.test(own.href)), !document.querySelector('img,script[src*=example]'), document.documentElement.style.length <= 1, document.documentElement.dataset.state !== 'failed', document.documentElement.dataset.hide]",
            vec![],
        );
        assert_eq!(state, json!([true, true, true, true, ""]), "{name}={value}");
        w.leave_frames();
    }
    assert_eq!(w.js("return __said.join()", vec![]), "");
}

/// The frame's address alone, for platforms without scripts; and what was served, for those without JavaScript.
pub fn alone(w: &World) {
    w.site.unchanged();
    let sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads";
    let frame = |src: &str, sandbox: &str| {
        format!(
            "<!doctype html><title>Help</title><iframe title=isitme width=320 height=900 src='{}' sandbox='{sandbox}' allow=clipboard-write></iframe>",
            w.site.url(src)
        )
    };
    let host = Host::start("", &frame("embed/?code=502&contact=https%3A%2F%2Fexample.com%2Fhelp&theme=light", sandbox));
    w.open(&host.url());
    w.enter_frame();
    w.until_ready();
    w.until("the entry", || w.text("main").contains("Bad Gateway").then_some(()));
    assert_eq!(w.attribute(".out a[href*='/help']", "href").as_deref(), Some("https://example.com/help"));
    w.leave_frames();
    // No script may run at all.
    host.set(&frame("embed/502/", ""));
    w.open(&host.url());
    w.enter_frame();
    w.until("the entry as it was served", || w.seen_text("main").contains("Bad Gateway").then_some(()));
    assert_eq!(w.attribute("base", "target").as_deref(), Some("_blank"));
    w.leave_frames();
    // No error is named: the frame asks.
    host.set(&frame("embed/", sandbox));
    w.open(&host.url());
    w.enter_frame();
    w.until_ready();
    w.put("#embed-field", "no such thing");
    click(w, ".ask .primary");
    w.until("a message", || (!w.text("#embed-says").is_empty()).then_some(()));
    assert_eq!(w.value("#embed-field"), "no such thing");
    // A platform's own name for an error is known, too; Enter shows it, though the page is not drawn for the last key yet.
    let enter = "const e = document.getElementById('embed-field'); e.value = 'cloudflare 1020';
        e.dispatchEvent(new InputEvent('input', { bubbles: true })); e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))";
    w.js(enter, vec![]);
    w.until("the platform's error", || w.text("h1").contains("1020").then_some(()));
    w.leave_frames();
    for name in ["cloudflare+1020", "1020"] {
        host.set(&frame(&format!("embed/?code={name}"), sandbox));
        w.open(&host.url());
        w.enter_frame();
        w.until_ready();
        w.until("the platform's error", || w.text("h1").contains("1020").then_some(()));
        w.leave_frames();
    }
    host.set(&frame("embed/", sandbox));
    w.open(&host.url());
    w.enter_frame();
    w.until_ready();
    w.put("#embed-field", "503");
    if w.engine == Engine::WebKit {
        click(w, ".ask .primary");
    } else {
        w.press(&[thirtyfour::Key::Enter]);
    }
    w.until("the entry", || w.text("main").contains("Service Unavailable").then_some(()));
    w.leave_frames();
}

/// A host that lets nobody read: what was served stays, says so, and leads to the full page.
pub fn closed_host(w: &World) {
    w.site.unchanged();
    w.site.closed();
    let src = w.site.url("embed/404/");
    let host = Host::start(
        "",
        &format!(
            "<!doctype html><title>Help</title><iframe title=isitme width=320 height=900 src='{src}' sandbox='allow-scripts allow-popups'></iframe>"
        ),
    );
    w.open(&host.url());
    w.enter_frame();
    w.until("the entry as it was served", || w.seen_text("main").contains("Not Found").then_some(()));
    w.until("that nothing can be checked", || w.shown(".no-checks").then_some(()));
    assert!(w.shown(".out a"));
    w.leave_frames();
    // The forms that are documented name it in the query: they come to the same, and follow.
    host.set(&format!(
        "<!doctype html><title>Help</title><iframe title=isitme width=320 height=900 src='{}' sandbox='allow-scripts allow-popups'></iframe>",
        w.site.url("embed/?code=404&theme=dark")
    ));
    w.open(&host.url());
    w.enter_frame();
    w.until("the entry as it was served", || w.seen_text("main").contains("Not Found").then_some(()));
    w.until("that nothing can be checked", || w.shown(".no-checks").then_some(()));
    assert_eq!(
        w.js("return location.pathname + location.search + document.documentElement.dataset.theme", vec![]),
        format!("{}embed/404/?code=404&theme=darkdark", w.site.base)
    );
    w.leave_frames();
    // An error without a number, by its id or by a browser's name for it, in whatever case.
    for name in ["connection-refused", "ERR_CONNECTION_REFUSED", "net%3A%3Aerr_connection_refused"] {
        host.set(&format!(
            "<!doctype html><title>Help</title><iframe title=isitme width=320 height=900 src='{}' sandbox='allow-scripts allow-popups'></iframe>",
            w.site.url(&format!("embed/?code={name}"))
        ));
        w.open(&host.url());
        w.enter_frame();
        w.until("the entry as it was served", || w.seen_text("main").contains("Connection refused").then_some(()));
        w.until("that nothing can be checked", || w.shown(".no-checks").then_some(()));
        let at = format!("{}embed/errors/connection-refused/?code={name}", w.site.base);
        assert_eq!(w.js("return location.pathname + location.search", vec![]), at);
        w.leave_frames();
    }
    host.set(&page(w, "<is-it-me code=502></is-it-me>"));
    w.open(&host.url());
    let served = |words: &str| {
        w.until(&format!("{words}, as it was served"), || {
            enter(w, 0);
            let there = w.seen_text("main").contains(words);
            w.leave_frames();
            there.then_some(())
        });
    };
    served("Bad Gateway");
    there(w, 0);
    w.js("document.querySelector('is-it-me').setAttribute('code', '503')", vec![]);
    served("Service Unavailable");
    // What names no page stays where it is.
    w.js("document.querySelector('is-it-me').setAttribute('code', '499 or so')", vec![]);
    w.settle();
    served("Service Unavailable");
}
