//! `config.json` as a self-hoster writes it, right and wrong (docs/SELF-HOSTING.md).

use serde_json::{Value, json};

use crate::World;

/// Serves the desk's configuration with these fields instead.
fn with(w: &World, fields: &Value) {
    let mut config: Value = serde_json::from_str(&w.desk.config()).expect("JSON");
    for (name, value) in fields.as_object().expect("fields") {
        config[name] = value.clone();
    }
    w.site.replace("config.json", Some(config.to_string().into_bytes()));
}

/// What the console says of it.
fn said(w: &World) -> Vec<String> {
    w.seen().into_iter().filter(|line| line.contains("config.json")).collect()
}

/// A file that can't be read is as none: the defaults, and one line about it, wherever one goes on the page.
pub fn config_unreadable(w: &World) {
    for body in [Some("{\"controls\": [}"), Some("[]"), Some("null"), Some("\"{}\""), Some(""), None] {
        w.site.replace("config.json", body.map(|body| body.as_bytes().to_vec()));
        w.visit("diagnose/?code=502");
        w.until("it is said", || (!said(w).is_empty()).then_some(()));
        w.until("the defaults", || w.text("#check-internet").contains("cloudflare.com").then_some(()));
        w.click(".menu a[href$='/codes/']");
        w.until("another page", || w.url().ends_with("/codes/").then_some(()));
        w.click(".menu a[href$='/diagnose/']");
        w.until("back", || w.shown("#check-internet").then_some(()));
        w.settle();
        assert_eq!(said(w), ["console.warn: config.json: it can't be read; everything is at its default."], "{body:?}");
    }
}

/// Every wrong field is named once, with the nearest right name; the right ones count all the same.
pub fn config_wrong_fields(w: &World) {
    with(w, &json!({"contorls": [], "theme": "black", "hide": ["onwer", "share"], "language": "de", "statusPage": "javascript:alert(1)"}));
    w.visit("diagnose/?code=502");
    let expected = [
        "there is no field contorls; did you mean controls?",
        "theme: expected is auto, light or dark.",
        "hide: there is no part onwer; did you mean owner?",
        "language: expected is en; no other language is there yet.",
        "statusPage: expected is an https address.",
    ];
    let complete = || {
        let mut lines = said(w);
        lines.sort();
        let mut all: Vec<String> = expected.iter().map(|line| format!("console.warn: config.json: {line}")).collect();
        all.sort();
        assert!(lines.len() <= all.len(), "{lines:#?}");
        (lines == all).then_some(())
    };
    w.until("every one is said", complete);
    w.until_is("the right part", "share ".to_owned(), || w.attribute("html", "data-hide").unwrap_or_default());
    // The module that asks reads it, too, and says nothing again.
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    w.click("#run");
    w.until("they have run", || w.shown("#contacted").then_some(()));
    assert!(!w.desk.hits().is_empty(), "the configured hosts were asked");
    complete().expect("nothing was said twice");
    assert_eq!(
        w.js("return document.querySelectorAll('.own-links a').length", vec![]),
        2,
        "the contact alone, beside the verdict and the report"
    );
}

/// The page that lists every host names those of this copy.
pub fn config_hosts(w: &World) {
    let hosts = |w: &World| {
        let script = "return ['controls', 'resolvers', 'elsewhere', 'whereami'].map(own => document.querySelector(`[data-config=${own}]`).textContent)";
        crate::site::texts(&w.js(script, vec![]))
    };
    let fields = json!({"controls": ["https://one-shop.com/a", "https://two-shop.com/"], "resolvers": ["https://names-shop.com/resolve"],
        "elsewhere": "https://afar-shop.com/api", "whereami": null});
    with(w, &fields);
    w.visit("about/");
    let off = "nobody: this copy has it switched off";
    w.until_is("this copy's", ["one-shop.com, two-shop.com", "names-shop.com", "afar-shop.com", off].map(str::to_owned).to_vec(), || {
        hosts(w)
    });
}

/// The site's own links stand beside the verdict and in the report.
pub fn config_own_links(w: &World) {
    with(w, &json!({"contact": "https://help.example.com/", "statusPage": "https://status.example.com/"}));
    w.visit("diagnose/?code=502");
    let links = |part: &str| {
        let script = "return [...document.querySelectorAll(arguments[0] + ' .own-links a')].map(a => a.getAttribute('href')).join(' ')";
        w.js(script, vec![part.into()]).as_str().unwrap_or_default().to_owned()
    };
    let both = "https://status.example.com/ https://help.example.com/".to_owned();
    w.until_is("beside the verdict", both.clone(), || links("#verdict"));
    assert!(w.shown("#verdict .own-links a"), "it is seen");
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    w.click("#run");
    w.until("the report", || w.shown("#report-text").then_some(()));
    assert_eq!(links("#report"), both);
    assert!(w.shown("#report .own-links a"), "it is seen");
    // Without a verdict there is nobody to turn to.
    w.visit("diagnose/");
    w.until("the configuration is read", || w.text("#check-internet").contains("127.0.0.1").then_some(()));
    assert_eq!(links("#verdict"), "");
    w.quiet();
}

/// The site's theme holds until the visitor chooses one.
pub fn config_theme(w: &World) {
    with(w, &json!({"theme": "dark", "accent": "#b00020"}));
    w.visit("502/");
    let theme = || w.js("return [document.documentElement.dataset.theme || 'auto', localStorage.getItem('isitme:/:theme')]", vec![]);
    w.until_is("the site's", json!(["dark", null]), theme);
    let accent = "return document.documentElement.style.getPropertyValue('--accent')";
    w.until("an accent that can be read on dark paper", || {
        w.js(accent, vec![]).as_str().filter(|own| own.starts_with("rgb(") && *own != "rgb(176 0 32)").map(str::to_owned)
    });
    w.click("button.theme");
    w.until_is("the visitor's", json!(["light", "light"]), theme);
    w.until_is("the accent as it was given", json!("rgb(176 0 32)"), || w.js(accent, vec![]));
    w.reload();
    w.until_ready();
    w.until_js(
        "the configuration is read",
        "return performance.getEntriesByType('resource').some(own => own.name.endsWith('/config.json'))",
    );
    w.settle();
    assert_eq!(theme(), json!(["light", "light"]), "what was chosen goes before the site's");
    w.click("button.theme");
    w.until_is("dark", json!(["dark", "dark"]), theme);
    w.click("button.theme");
    w.until_is("the site's again", json!(["dark", null]), theme);
    w.quiet();
}

/// Hidden parts are hidden, and nothing else is.
pub fn config_hides(w: &World) {
    let parts = ["owner", "developers", "seo", "share", "right", "theme", "check", "guides"];
    with(w, &json!({ "hide": parts }));
    w.visit("502/");
    w.until("it is applied", || w.attribute("html", "data-hide"));
    w.until("the styles are there", || (!w.shown("#owner")).then_some(()));
    for gone in [
        "#owner",
        "#developers",
        "#search",
        ".right",
        "button.theme",
        ".toc a[href='#owner']",
        ".menu a[href$='/check/']",
        ".menu a[href$='/guides/']",
    ] {
        assert!(!w.shown(gone), "{gone} is shown");
        assert_ne!(w.js("return document.querySelectorAll(arguments[0]).length", vec![gone.into()]), 0, "there is no {gone} to hide");
    }
    for there in ["#meaning", "#causes", "#facts", ".menu a[href$='/diagnose/']", ".toc a[href='#meaning']"] {
        assert!(w.shown(there), "{there} is not shown");
    }
    w.quiet();
}

/// What other pages embed obeys it, too, but where the page around asks for something else.
pub fn config_embedded(w: &World) {
    with(
        w,
        &json!({ "hide": ["owner", "developers", "theme"], "theme": "dark", "accent": "#7a1f5c", "statusPage": "https://status.example.com/" }),
    );
    w.visit("embed/?code=502");
    w.until_is("what is hidden", Some("owner developer".to_owned()), || w.attribute("html", "data-hide"));
    assert!(!w.shown("[data-part=owner]") && !w.shown("[data-part=developer]") && w.shown("[data-part=seo]"));
    assert_eq!(w.attribute("html", "data-theme").as_deref(), Some("dark"));
    w.until("the site's status page", || w.shown(".out a[href='https://status.example.com/']").then_some(()));
    assert_ne!(w.js("return document.documentElement.style.getPropertyValue('--accent')", vec![]), "");
    w.visit("embed/?code=502&theme=light&hide=seo&status-page=https%3A%2F%2Fother.example.com%2F");
    w.until_is("what is hidden", Some("owner developer seo".to_owned()), || w.attribute("html", "data-hide"));
    assert_eq!(w.attribute("html", "data-theme").as_deref(), Some("light"));
    assert!(w.shown(".out a[href='https://other.example.com/']") && !w.shown(".out a[href='https://status.example.com/']"));
    w.quiet();
}
