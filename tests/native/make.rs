//! What the pages for site owners make: that nothing typed becomes markup, that a file is small, asks for nothing, and names the right hashes.

use base64::Engine as _;
use html5gum::{Token, Tokenizer};
use isitme::core::{
    catalog,
    make::{
        color::{Color, NIGHT, PAPER, READABLE},
        error_page::{LIMIT, Page, Typed, passes, script},
        install::Server,
        snippet,
        typed::{LINK, NAME},
    },
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

/// A page with the longest of everything, each character the one that grows most when it is escaped.
fn longest(code: u16) -> Page {
    let fill = |lead: &str| format!("{lead}{}", "&".repeat(LINK - lead.len()));
    Page {
        code,
        name: "\"".repeat(NAME),
        accent: Color([255, 255, 0]),
        status_page: Some(fill("https://status.example.com/?")),
        contact: Some(fill("https://example.com/?")),
        wait: 3600,
        home: Some("https://isitme.example.com/some/longer/path/".to_owned()),
    }
}

/// A tag: its name and its attributes.
type Tag = (String, Vec<(String, String)>);

fn tags(html: &str) -> (Vec<Tag>, String) {
    let (mut tags, mut text) = (Vec::new(), String::new());
    let own = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut emitter = html5gum::emitters::default::DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                tags.push((own(&tag.name), tag.attributes.iter().map(|(name, value)| (own(name), own(value))).collect()));
            }
            Token::String(part) => text += &own(&part),
            Token::Error(error) => panic!("{error:?} in {html}"),
            _ => {}
        }
    }
    (tags, text)
}

/// What stands between a tag and its end.
fn inside<'a>(html: &'a str, tag: &str) -> &'a str {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    assert_eq!((html.matches(&open).count(), html.matches(&close).count()), (1, 1), "one {tag}");
    html.split(&open).nth(1).unwrap().split(&close).next().unwrap()
}

#[test]
fn every_code_with_the_longest_of_everything_is_small() {
    let mut most = 0;
    for code in 400..600 {
        let file = longest(code).file();
        most = most.max(file.len());
        assert!(file.len() < LIMIT, "{code}: {} bytes", file.len());
    }
    // A limit that nothing comes near would say nothing.
    assert!(most > LIMIT / 2, "the largest has {most} bytes");
}

#[test]
fn every_code_of_the_catalog_has_its_name() {
    for entry in catalog::codes() {
        let Some(code) = entry.code().filter(|code| (400..600).contains(code)) else { continue };
        let page = Page { code, ..longest(502) };
        assert_eq!(format!("{code} {}", page.code_name()), entry.label());
        let (_, text) = tags(&page.file());
        assert!(text.contains(&page.code_name()) && text.contains(page.says()), "{code}");
    }
}

#[test]
fn the_hashes_are_those_of_what_is_inline() {
    for accent in ["#0b4f5c", "#ff0", "#000000", "#ffffff"] {
        let page = Page { accent: Color::parse(accent).unwrap(), ..longest(503) };
        let file = page.file();
        let hash = |text: &str| format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)));
        let [style, script] = page.hashes();
        assert_eq!((hash(inside(&file, "style")), hash(inside(&file, "script"))), (style.clone(), script.clone()));
        let policy = format!(
            "default-src 'none'; style-src {style}; script-src {script}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
        );
        assert!(file.contains(&format!("content=\"{policy}\"")), "{policy}");
    }
}

#[test]
fn it_asks_for_nothing_and_has_nothing_that_a_strict_policy_refuses() {
    for code in [404, 429, 502] {
        let file = Page { name: "Example".to_owned(), ..longest(code) }.file();
        let (tags, _) = tags(&file);
        for (tag, attributes) in &tags {
            assert!(!["img", "iframe", "object", "embed", "base", "form"].contains(&tag.as_str()), "{tag}");
            for (name, value) in attributes {
                assert!(!name.starts_with("on") && name != "style" && name != "src", "{tag} {name}={value}");
                assert!(name != "href" || tag == "a" || value == "data:,", "{tag} {name}={value}");
            }
        }
        let style = inside(&file, "style");
        assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("@@"), "{style}");
        // The timed reload stands behind the script, in the same part, and only where trying again may help.
        let refresh = file.find("http-equiv=\"refresh\"");
        assert_eq!(refresh.is_some(), passes(code), "{code}");
        assert!(refresh.is_none_or(|at| at > file.find("</script>").unwrap()));
    }
    let script = script();
    for word in ["innerHTML", "document.write", "eval", "//", "http:", "https:"] {
        assert!(!script.contains(word), "the script holds {word}");
    }
}

#[test]
fn what_waiting_can_not_mend_is_not_tried() {
    let list: Vec<u16> = (400..600).filter(|code| passes(*code)).collect();
    for code in [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524] {
        assert!(list.contains(&code), "{code}");
    }
    for code in [400, 401, 403, 404, 405, 410, 413, 451, 501, 505, 511] {
        assert!(!list.contains(&code), "{code}");
    }
}

#[test]
fn the_lines_are_whole_for_every_server_and_code() {
    for server in Server::ALL {
        for code in 400..600 {
            let page = longest(code);
            let lines = server.lines(&page);
            for left in ["{file}", "{code}", "{wait}", "{retry}"] {
                assert!(!lines.contains(left) && !server.note(&page).contains(left), "{}: {lines}", server.name());
            }
            assert_eq!(lines.contains("Retry-After"), passes(code) && server.tested(), "{} {code}: {lines}", server.name());
            assert!(lines.contains(&code.to_string()), "{lines}");
            assert_eq!(lines.matches('{').count(), lines.matches('}').count(), "{lines}");
        }
    }
}

#[test]
fn what_is_typed_becomes_a_page_or_a_sentence() {
    let (page, wrong) = Typed::default().read("https://isitme.example.com/");
    assert_eq!((page.code, page.wait, wrong.len()), (502, 10, 0));
    let bad = Typed {
        code: "200".to_owned(),
        name: String::new(),
        accent: "red".to_owned(),
        status_page: "javascript:alert(1)".to_owned(),
        contact: "nobody".to_owned() + "@",
        wait: "0".to_owned(),
        diagnosis: false,
    };
    let (page, wrong) = bad.read("https://isitme.example.com/");
    assert_eq!(wrong.len(), 6, "{wrong:?}");
    assert!(wrong.iter().all(|(_, why)| why.ends_with('.') || why.ends_with('/')), "{wrong:?}");
    // A page for the preview there is all the same, and nothing of what was wrong is in it.
    let file = page.file();
    assert!(!file.contains("alert(1)") && !file.contains("nobody@"));
}

/// Names that break out of elements, attributes, scripts and comments; and any others.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("</title><script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=alert(1)>".to_owned()),
        Just("' onclick='alert(1)".to_owned()),
        Just("<!--".to_owned()),
        Just("--><b>".to_owned()),
        Just("</style></script></body>".to_owned()),
        Just("]]>&lt;&#60;&amp;amp;".to_owned()),
        Just("@@LIGHT@@ {file} {time}".to_owned()),
        "[<>&\"'/=! -~]{1,60}",
        "\\PC{1,60}",
    ]
}

proptest! {
    #[test]
    fn no_name_becomes_markup(name in hostile(), code in 400_u16..600) {
        let plain = Page { name: "Example".to_owned(), ..longest(code) };
        let page = Page { name: name.clone(), ..plain.clone() };
        let (ours, text) = tags(&page.file());
        let (theirs, _) = tags(&plain.file());
        let shape = |tags: &[Tag]| tags.iter().map(|(tag, own)| (tag.clone(), own.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>())).collect::<Vec<_>>();
        prop_assert_eq!(shape(&ours), shape(&theirs));
        prop_assert!(text.contains(&name), "{}", name);
        // In the one attribute that holds it.
        let done = ours.iter().flat_map(|(_, own)| own).find(|(own, _)| own == "data-done").map(|(_, value)| value.clone());
        prop_assert!(done.is_some_and(|done| done.ends_with(&name)));
    }

    #[test]
    fn a_name_is_taken_as_it_is_or_refused(name in "\\PC{0,80}") {
        let typed = Typed { name: name.clone(), ..Typed::default() };
        let (page, wrong) = typed.read("");
        if wrong.is_empty() {
            prop_assert_eq!(page.name, name.trim());
        }
    }

    #[test]
    fn a_snippet_says_what_was_typed(url in "https://[a-z]{1,8}\\.example/[!-~]{0,40}", path in "[ -~]{0,30}", hide in any::<[bool; 4]>(), mail in "[a-z]{1,9}") {
        let typed = snippet::Typed {
            url: url.clone() + &path.replace(' ', ""),
            accent: "#0aF".to_owned(),
            contact: format!("{mail}@example.com"),
            status_page: "https://status.example.com/?a=1&b=\"2\"".to_owned(),
            hide,
            ..snippet::Typed::default()
        };
        let (own, wrong) = typed.read();
        let home = "https://isitme.example.com/";
        let (tags_of_script, _) = tags(&own.script(home));
        prop_assert_eq!(tags_of_script.len(), 3);
        // For where the script can't run.
        prop_assert_eq!(&tags_of_script[2].0, "a");
        prop_assert_eq!(&tags_of_script[2].1, &[("href".to_owned(), format!("{home}502/"))]);
        let values = &tags_of_script[1].1;
        prop_assert_eq!(&tags_of_script[1].0, "is-it-me");
        let (tags_of_frame, _) = tags(&own.frame(home));
        prop_assert_eq!(tags_of_frame.len(), 1);
        let of = |name: &str| tags_of_frame[0].1.iter().find(|own| own.0 == name).map(|own| own.1.clone()).unwrap_or_default();
        prop_assert_eq!(of("sandbox"), snippet::SANDBOX);
        prop_assert_eq!(of("allow"), snippet::ALLOW);
        // The frame's parameters are the element's attributes, as the standard for forms reads them.
        let address = url::Url::parse(&of("src")).unwrap();
        prop_assert_eq!(address.path(), "/embed/");
        let mut read: Vec<(String, String)> = address.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let mut given = values.clone();
        read.sort();
        given.sort();
        prop_assert_eq!(&read, &given);
        if wrong.is_empty() {
            let value = |name: &str| read.iter().find(|own| own.0 == name).map(|own| own.1.clone());
            prop_assert_eq!(value("accent"), Some("#00aaff".to_owned()));
            prop_assert_eq!(value("contact"), Some(format!("mailto:{mail}@example.com")));
            prop_assert_eq!(value("lang"), Some("en".to_owned()));
            prop_assert_eq!(value("theme"), None, "as the site is set");
            let parts: Vec<&str> = snippet::PARTS.iter().zip(hide).filter(|(_, own)| *own).map(|(part, _)| *part).collect();
            prop_assert_eq!(value("hide"), (!parts.is_empty()).then(|| parts.join(" ")));
        }
    }

    #[test]
    fn every_accent_can_be_read(r in any::<u8>(), g in any::<u8>(), b in any::<u8>()) {
        let [light, dark] = Page { accent: Color([r, g, b]), ..longest(502) }.shades();
        prop_assert!(light.contrast(PAPER) >= READABLE && dark.contrast(NIGHT) >= READABLE);
        prop_assert!(light.ink().contrast(light) >= READABLE && dark.ink().contrast(dark) >= READABLE);
    }
}
