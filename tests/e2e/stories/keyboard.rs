//! The keyboard alone.

use thirtyfour::Key;

use crate::{World, browser::Engine, everything, lab::nginx::Lab, site::texts};

/// Notes every element that gets the focus, and whether one can see that it has.
const NOTE: &str = "
    window.__focus = [];
    const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' ' + (e.getAttribute('href') || e.textContent || e.name || '').trim().slice(0, 40);
    document.addEventListener('focusin', event => {
      const e = event.target;
      e.__nth = window.__focus.length;
      // A switch may show it on its label.
      const shown = [e, e.nextElementSibling, e.parentElement].filter(Boolean).some((own, at) => {
        const s = getComputedStyle(own);
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 && (at === 0 || e.matches('input'));
      });
      // Browsers let the keys reach what can be scrolled, too, if it is wider than its place just then, for Firefox by a part of a pixel.
      const scrolls = e.tabIndex < 0 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
      window.__focus.push({ name: name(e), shown, scrolls });
      // Scrolling to it may come a moment later.
      const at = window.__focus.length - 1;
      const look = () => {
        const r = e.getBoundingClientRect();
        return r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
      };
      window.__focus[at].seen = look();
      requestAnimationFrame(() => setTimeout(() => { if (document.activeElement === e) window.__focus[at].seen = look(); }, 0));
    }, true);
    document.activeElement && document.activeElement.blur();
    getSelection().removeAllRanges();
    scrollTo(0, 0);
    window.__wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
      .filter(e => e.tabIndex >= 0 && !e.disabled && e.getClientRects().length && getComputedStyle(e).visibility === 'visible')
      // What stands in a closed part has its place, and can't be reached.
      .filter(e => !e.checkVisibility || e.checkVisibility())
      .filter(e => e.type !== 'radio' || e.checked || ![...document.querySelectorAll('input[type=radio]')].some(r => r.name === e.name && r.checked))
      .map((e, at) => { e.__at = at; return name(e); });
    return window.__wanted";

/// Every control of a page gets the focus by Tab, in the order in which they stand, and shows it.
#[track_caller]
fn reachable(w: &World, what: &str) {
    let wanted = texts(&w.js(NOTE, vec![]));
    // What others embed has little room.
    let least = if what.starts_with("embed/5") { 4 } else { 8 };
    assert!(wanted.len() > least, "{what}: {wanted:?}");
    // Firefox and WebKit scroll to the focus when they next draw.
    let at_once = if w.engine == Engine::Chromium { 20 } else { 1 };
    let mut more = wanted.len();
    let got = loop {
        for chunk in vec![Key::Tab; more].chunks(at_once) {
            w.press(chunk);
            if at_once == 1 {
                w.settle();
            }
        }
        w.settle();
        let got = w.js("return window.__focus", vec![]).as_array().cloned().unwrap_or_default();
        let scrolled = got.iter().filter(|own| own["scrolls"] == true).count();
        more = (wanted.len() + scrolled).saturating_sub(got.len());
        // What never gets the focus is found below; what scrolls has taken a key of the others.
        if more == 0 || scrolled == 0 || got.len() < wanted.len() {
            break got;
        }
    };
    let names: Vec<String> =
        got.iter().filter(|own| own["scrolls"] != true).map(|own| own["name"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(names, wanted, "{what}: the order of Tab (left) is not that of the page (right)");
    let hidden: Vec<_> = got.iter().filter(|own| own["shown"] != true).collect();
    assert!(hidden.is_empty(), "{what}: one can't see the focus on {hidden:#?}");
    let outside: Vec<_> = got.iter().filter(|own| own["seen"] != true).collect();
    assert!(outside.is_empty(), "{what}: the focus is outside of the window on {outside:#?}");
}

/// Tab reaches everything.
pub fn tab(w: &World) {
    for path in [
        "",
        "502/",
        "codes/",
        "about/",
        "404.html",
        "diagnose/?code=502",
        "check/",
        "error-page/",
        "embed/builder/",
        "embed/502/",
        "offline/",
        "cloudflare/1020/",
        "guides/",
    ] {
        // The long lists take a minute where keys go one by one.
        if ["codes/", "about/"].contains(&path) && w.engine != Engine::Chromium && !everything() {
            continue;
        }
        w.visit(path);
        if path.starts_with("502") {
            w.until_js("the long part", "return !!document.querySelector('#causes')");
        }
        if path.starts_with("diagnose") {
            w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
        }
        if path.starts_with("check") {
            w.until("the ledger has the page's own files", || w.shown(".ledger tbody tr").then_some(()));
        }
        if path.starts_with("offline") {
            w.until("what is kept", || w.shown(".kept .call button").then_some(()));
        }
        reachable(w, path);
    }
    w.visit("read/");
    let line = "10.0.0.1 - - [26/Nov/2026:02:10:11 +0000] \"GET /a HTTP/1.1\" 502 157 \"-\" \"x\"\n";
    // Without the focus, from which Tab would go on.
    w.js(
        "const e = document.getElementById('text'); e.value = arguments[0]; e.dispatchEvent(new Event('input', { bubbles: true }))",
        vec![line.repeat(2).into()],
    );
    w.until("what it says", || w.text("#said").contains("502").then_some(()));
    reachable(w, "read/, with a text");
}

/// The skip link is the first, and leads to the content.
pub fn skip(w: &World) {
    w.visit("502/");
    w.js("document.activeElement && document.activeElement.blur()", vec![]);
    w.press(&[Key::Tab]);
    w.until_js(
        "the skip link",
        "return document.activeElement.matches('a.skip') && document.activeElement.getBoundingClientRect().top >= 0",
    );
    w.press(&[Key::Enter]);
    w.until_js("the content has the focus", "return document.activeElement.id === 'main' || location.hash === '#main'");
    w.press(&[Key::Tab]);
    w.until_js(
        "the next one is in the content",
        "return document.activeElement.closest('main') !== null && document.activeElement.id !== 'main'",
    );
    w.quiet();
}

/// From the field to the report without a mouse.
pub fn whole_way(w: &World) {
    let lab = Lab::start();
    let url = format!("{}/open/down", lab.nginx.origin());
    w.visit("");
    w.js("document.activeElement && document.activeElement.blur()", vec![]);
    w.write("/");
    w.until_js("the field", "return document.activeElement.id === 'field'");
    w.write(&url);
    w.press(&[Key::Enter]);
    w.until_is("the address", url, || w.value("#address"));
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    tab_to(w, "#run");
    w.press(&[Key::Enter]);
    w.within(std::time::Duration::from_mins(1), "the checks end", || w.shown("#contacted").then_some(()));
    assert_eq!(w.attribute("#check-target", "data-answer").as_deref(), Some("status-5xx"));
    for _ in 0..20 {
        let Some(check) = w.attribute("#turn", "data-check") else { break };
        if !w.shown("#turn .answer") {
            break;
        }
        let answer = super::diagnose::outage(&check, false);
        let given = || w.js("return document.querySelectorAll('#given li[data-check]').length", vec![]);
        let before = given();
        tab_to(w, &format!("#turn .answer[data-answer='{answer}']"));
        w.write(" ");
        w.until("the answer is noted", || (given() != before).then_some(()));
        // The focus is not lost with the question.
        w.settle();
        assert_eq!(w.js("return document.activeElement === document.body", vec![]), false, "after answering {check} the focus is nowhere");
    }
    tab_to(w, "#copy-report");
    w.press(&[Key::Enter]);
    w.until("it says what became of it", || (!w.text("#report .says").is_empty()).then_some(()));
    // A station says its reason as soon as the keys reach it. Opened anew, with another page in between, since another
    // fragment alone is no new page: beyond the end of a page Firefox's own window has the focus.
    w.visit("about/");
    w.visit("diagnose/#case=isitme%20case%201%0Arole%20visitor%0Acode%20502%0Avisitor%20reload%20same-error");
    w.until("the stations", || w.shown("#verdict details[data-hop]").then_some(()));
    tab_to(w, "#verdict details[data-hop] summary");
    w.until_js("the station's reason", "return document.activeElement.parentElement.open");
    w.quiet();
}

/// Tabs forward until an element has the focus.
#[track_caller]
fn tab_to(w: &World, css: &str) {
    for _ in 0..120 {
        if w.js("const e = document.activeElement; return !!e && e.matches(arguments[0])", vec![css.into()]) == true {
            return;
        }
        w.press(&[Key::Tab]);
    }
    panic!("Tab never reaches {css}");
}
