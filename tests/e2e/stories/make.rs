//! The pages for site owners: what is typed becomes a file or a snippet, by hand and by keyboard, and what can't be used is said beside its field.

use isitme::core::make::snippet::{ALLOW, SANDBOX};
use thirtyfour::Key;

use crate::World;

/// A page is made, shown, looked at and copied; the lines follow the code.
pub fn makes_a_page(w: &World) {
    w.visit("error-page/");
    let home = w.site.url("");
    w.until("where we are", || w.text("#source").contains(&format!("{home}diagnose/?code=502")).then_some(()));
    assert!(w.text("#size").starts_with("isitme-502.html, "), "{}", w.text("#size"));
    // By keyboard, from the field's label on.
    w.js("document.getElementById('code').focus(); document.getElementById('code').select()", vec![]);
    w.write("503");
    w.press(&[Key::Tab]);
    w.js("document.activeElement.select()", vec![]);
    w.write("A <b>& \"B\"</b>");
    w.until("the file", || w.text("#source").contains("A &lt;b&gt;&amp; &quot;B&quot;&lt;/b&gt;").then_some(()));
    assert!(
        w.text("#preview").contains("503 Service Unavailable") && w.text("#preview").contains("A <b>& \"B\"</b>"),
        "{}",
        w.text("#preview")
    );
    assert_eq!(w.js("return document.querySelectorAll('#preview b').length", vec![]), 1, "what is typed stays text");
    for (server, words) in [
        ("nginx", "error_page 503 /isitme-503.html;"),
        ("apache", "ErrorDocument 503"),
        ("haproxy", "http-error status 503"),
        ("caddy", "== 503"),
        ("cloudflare", "eq 503"),
        ("iis", "statusCode=\"503\""),
    ] {
        assert!(w.text(&format!("#{server}")).contains(words), "{server}: {}", w.text(&format!("#{server}")));
    }
    // The color that is too pale is told, and shown as it will be.
    w.put("#accent", "#ff0");
    w.until("a word about the color", || w.text(".made").contains("Too pale for the light page").then_some(()));
    w.until("the preview's color", || {
        let color = w.js("return getComputedStyle(document.querySelector('#preview .sheet-main')).backgroundColor", vec![]);
        (color != "rgb(255, 255, 0)" && color != "rgb(11, 79, 92)").then_some(())
    });
    w.put("#status-page", "status.example.com");
    w.put("#contact", "help@example.com");
    w.until("its links", || w.text("#source").contains("href=\"mailto:help@example.com\"").then_some(()));
    assert!(w.text("#source").contains("href=\"https://status.example.com/\""));
    // What the buttons give is what stands there.
    w.js(
        "window.__saved = null; const real = URL.createObjectURL; URL.createObjectURL = blob => { blob.text().then(text => { window.__saved = text; }); return real.call(URL, blob); };
         HTMLAnchorElement.prototype.click = function () { window.__name = this.download; };",
        vec![],
    );
    w.click("#download");
    w.until_js(
        "the file",
        "return window.__saved === document.getElementById('source').textContent && window.__name === 'isitme-503.html'",
    );
    w.click("#copy-file");
    w.until("what became of it", || (!w.text("#file-says").is_empty()).then_some(()));
    // A page that need not try again has no number for it in its lines.
    w.put("#code", "404");
    w.until("another code", || w.text("#nginx").contains("error_page 404").then_some(()));
    assert!(!w.text("#nginx").contains("Retry-After") && w.text(".made").contains("does not try by itself"));
    w.quiet();
}

/// What can't be used is said beside its field, and nothing can be taken along before it is mended.
pub fn says_what_is_wrong(w: &World) {
    w.visit("error-page/");
    for (field, text, words) in [
        ("code", "200", "400 to 599"),
        ("name", "", "name that visitors know"),
        ("accent", "red", "#0b4f5c"),
        ("status-page", "http://status.example.com/", "https://"),
        ("contact", "someone@", "e-mail address"),
        ("wait", "1", "2 to 3600"),
    ] {
        let css = format!("#{field}");
        let before = w.value(&css);
        w.put(&css, text);
        w.until(&format!("{field}: {words}"), || w.text(&format!("#{field}-wrong")).contains(words).then_some(()));
        assert_eq!(w.attribute(&css, "aria-invalid").as_deref(), Some("true"));
        assert!(w.attribute(&css, "aria-describedby").is_some_and(|ids| ids.contains(&format!("{field}-wrong"))));
        assert!(w.attribute("#download", "disabled").is_some() && w.text("#file-says").contains("Change the marked fields"));
        w.put(&css, &before);
        w.until("it is mended", || {
            (w.text(&format!("#{field}-wrong")).is_empty() && w.attribute("#download", "disabled").is_none()).then_some(())
        });
    }
    w.quiet();
}

/// The snippet in both forms, and the widget's frame.
pub fn builds_a_snippet(w: &World) {
    w.visit("embed/builder/");
    let home = w.site.url("");
    w.until("where we are", || w.text("#script").contains(&format!("src=\"{home}embed.js\"")).then_some(()));
    assert_eq!(w.js("return document.querySelectorAll('iframe').length", vec![]), 0, "nothing is loaded before it is asked for");
    w.put("#url", "https://example.com/a?b=\"c\"&d");
    w.put("#accent", "#0af");
    w.put("#contact", "help@example.com");
    w.put("#status-page", "https://status.example.com/");
    w.click("input[name=owner]");
    w.click("input[name=seo]");
    let script = format!(
        "<script src=\"{home}embed.js\" async></script>\n<is-it-me code=\"502\" url=\"https://example.com/a?b=&quot;c&quot;&amp;d\" lang=\"en\" accent=\"#00aaff\" contact=\"mailto:help@example.com\" status-page=\"https://status.example.com/\" hide=\"owner seo\"><a href=\"{home}502/\">502: what it means, and whether it is you</a></is-it-me>"
    );
    w.until_is("the script form", script, || w.text("#script"));
    let query = "code=502&url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D%22c%22%26d&lang=en&accent=%2300aaff&contact=mailto%3Ahelp%40example.com&status-page=https%3A%2F%2Fstatus.example.com%2F&hide=owner+seo";
    let address = format!("{home}embed/?{query}");
    assert!(w.text("#plain").contains(&format!("src=\"{}\"", address.replace('&', "&amp;"))), "{}", w.text("#plain"));
    assert!(w.text("#plain").contains(&format!("sandbox=\"{SANDBOX}\" allow=\"{ALLOW}\"")));
    w.click("#show");
    w.until_is("the frame", Some(address), || w.attribute("#frame", "src"));
    assert_eq!((w.attribute("#frame", "sandbox").as_deref(), w.attribute("#frame", "allow").as_deref()), (Some(SANDBOX), Some(ALLOW)));
    // A choice changes the frame; wrong values are left out and told.
    w.click("label.choice:nth-of-type(4) input[name=theme]");
    w.until("the frame follows", || w.attribute("#frame", "src").is_some_and(|src| src.contains("theme=dark")).then_some(()));
    w.put("#accent", "blue");
    w.until("a word about it", || w.text("#accent-wrong").contains("#0b4f5c").then_some(()));
    assert!(!w.text("#script").contains("accent"));
    assert!(w.text("main").contains("Zendesk") && w.text("main").contains("not verified"));
}
