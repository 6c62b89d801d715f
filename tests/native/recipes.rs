//! The two `_headers` files of docs/recipes, read as the services' published code reads them: Cloudflare Pages goes through the rules that fit in order, joins
//! the values and takes away what stands after `!` (cloudflare/workers-sdk, `pages-shared/asset-server/handler.ts`); what Netlify does with a header that two
//! rules set is not documented, so its file must have none. The other recipes run on real servers (tests/e2e/stories/hosting.rs).

use std::collections::BTreeMap;

use isitme::core::route::Route;

/// A rule: its path, and its lines with whether they take away.
struct Rule {
    path: String,
    lines: Vec<(bool, String, String)>,
}

fn rules(text: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        assert!(line.len() <= 2000, "a line is longer than Cloudflare takes");
        if let Some(own) = line.strip_prefix("  ") {
            let rule = rules.last_mut().expect("a path comes first");
            if let Some(name) = own.strip_prefix("! ") {
                rule.lines.push((true, name.to_owned(), String::new()));
            } else {
                let (name, value) = own.split_once(": ").unwrap_or_else(|| panic!("{line} is no header"));
                rule.lines.push((false, name.to_owned(), value.to_owned()));
            }
        } else {
            assert!(line.starts_with('/') && line.matches('*').count() <= 1, "{line}");
            rules.push(Rule { path: line.to_owned(), lines: Vec::new() });
        }
    }
    assert!(rules.len() <= 100, "Cloudflare takes no more");
    rules
}

fn fits(rule: &str, path: &str) -> bool {
    match rule.split_once('*') {
        Some((lead, end)) => path.len() >= lead.len() + end.len() && path.starts_with(lead) && path.ends_with(end),
        None => rule == path,
    }
}

fn headers(rules: &[Rule], path: &str, joined: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::<String, String>::new();
    for rule in rules.iter().filter(|rule| fits(&rule.path, path)) {
        for (_, name, _) in rule.lines.iter().filter(|line| line.0) {
            out.remove(name);
        }
        for (_, name, value) in rule.lines.iter().filter(|line| !line.0) {
            if let Some(before) = out.insert(name.clone(), value.clone()) {
                joined.push(format!("{path}: {name}: {before}, {value}"));
            }
        }
    }
    out
}

const CLOUDFLARE: &str = include_str!("../../docs/recipes/cloudflare/_headers");
const NETLIFY: &str = include_str!("../../docs/recipes/netlify/_headers");
const SELF: Option<&str> = Some("frame-ancestors 'self'");
const KEEP: &str = "public, max-age=31536000, immutable";

#[test]
fn every_file_has_its_headers_once() {
    let hashed = [
        "/app-111683e40c4e569e_bg.wasm",
        "/app-ea3582b71be5d876.js",
        "/ask-debe25a620b240af.js",
        "/check-e58e20e5eeab221d.js",
        "/read-1c9c648f3f478fcb.js",
        "/more-fb87ee7ec95c32d5.css",
        "/frame-c14a93fbdf75536e_bg.wasm",
        "/make-2f37582d8d2096f2.js",
        "/offline-fbde2222399ab468.js",
        "/config-0e775226d661bfee.js",
    ];
    let others = [
        "/sw.js",
        "/isitme.js",
        "/isitme_bg.wasm",
        "/config.json",
        "/api/codes/502.json",
        "/embed/",
        "/embed/builder/",
        "/error-page/",
        "/nothing/",
    ];
    let pages: Vec<String> = Route::all().map(Route::path).collect();
    for (text, everywhere) in [(CLOUDFLARE, true), (NETLIFY, false)] {
        let rules = rules(text);
        let mut joined = Vec::new();
        for path in pages.iter().map(String::as_str).chain(hashed).chain(others) {
            let headers = headers(&rules, path, &mut joined);
            let header = |name: &str| headers.get(name).map(String::as_str);
            for (name, value) in [
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Access-Control-Allow-Origin", "*"),
                ("Cross-Origin-Resource-Policy", "cross-origin"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Strict-Transport-Security", "max-age=31536000"),
            ] {
                assert_eq!(header(name), Some(value), "{path}: {name}");
            }
            assert_eq!(header("Cache-Control"), hashed.contains(&path).then_some(KEEP), "{path}");
            let framed = header("Content-Security-Policy");
            if path.starts_with("/embed/") && path != "/embed/builder/" {
                assert!(framed.is_none_or(|policy| policy == "frame-ancestors *"), "{path}: {framed:?}");
            } else if everywhere
                || ["/", "/diagnose/", "/read/", "/check/", "/codes/", "/about/", "/embed/builder/", "/error-page/"].contains(&path)
            {
                assert_eq!(framed, SELF, "{path}");
            }
        }
        assert_eq!(joined, Vec::<String>::new(), "two rules set the same header");
    }
}

/// Every recipe says the same.
#[test]
fn every_recipe_has_every_header() {
    for text in [
        CLOUDFLARE,
        NETLIFY,
        include_str!("../../docs/recipes/nginx.conf"),
        include_str!("../../docs/recipes/apache.htaccess"),
        include_str!("../../docs/recipes/Caddyfile"),
    ] {
        for part in [
            "frame-ancestors ",
            "'self'",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), display-capture=()",
            "nosniff",
            "no-referrer",
            "max-age=31536000",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "Access-Control-Allow-Origin",
            KEEP,
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}

/// Every test that the table of threats names is there: the name of a function in the file or module that stands before it.
#[test]
fn the_threats_name_real_tests() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = include_str!("../../docs/SECURITY.md");
    let table = table.split("what tests it\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the table");
    let mut sources = String::new();
    let mut folders = vec![root.join("src"), root.join("tests/native"), root.join("tests/e2e")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|kind| kind == "rs") {
                sources += &std::fs::read_to_string(entry.path()).expect("a source");
            }
        }
    }
    let mut named = 0;
    for row in table.lines().filter(|line| line.starts_with("| **")) {
        let test = row.trim_end_matches(" |").rsplit(" | ").next().expect("a cell");
        assert!(test.contains('`') || test.contains("not covered yet"), "{row}");
        for code in test.split('`').skip(1).step_by(2) {
            let Some((_, last)) = code.rsplit_once("::") else {
                let file = code.trim_end_matches("/*");
                assert!(!file.contains('/') || root.join(file).exists(), "{code}");
                continue;
            };
            // `{a, b}` are two; a module of tests and what comes from a macro name no function.
            let names = code.split_once('{').map_or(last, |(_, list)| list.trim_end_matches('}').split("}::").next().unwrap_or(last));
            for name in names.split(", ").filter(|name| !["tests", "recipes"].contains(name) && !code.ends_with("}::tests")) {
                assert!(sources.contains(&format!("fn {name}(")), "{code}: there is no {name}");
                named += 1;
            }
        }
    }
    assert!(named > 30, "{named}");
}
