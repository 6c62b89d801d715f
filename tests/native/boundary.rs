//! The realms look to the left only: core ← view ← (web, site) ← bin.

use std::path::{Path, PathBuf};

/// Every source file below a folder, but for files that hold only tests.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for item in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = item.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// Lines of code that name something forbidden; comments may.
#[track_caller]
fn names_none_of(folder: &str, forbidden: &[&str]) {
    let mut wrong = Vec::new();
    for (path, text) in sources(folder) {
        for (nth, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for word in forbidden {
                if code.contains(word) {
                    wrong.push(format!("{}:{}: {folder} names {word}: {}", path.display(), nth + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn core_is_pure() {
    names_none_of(
        "src/core",
        &[
            "yew",
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "gloo",
            "tokio",
            "std::fs",
            "std::net",
            "std::env",
            "SystemTime",
            "Instant::now",
            "crate::view",
            "crate::web",
            "crate::site",
        ],
    );
}

#[test]
fn views_reach_the_browser_through_web_alone() {
    names_none_of(
        "src/view",
        &["web_sys", "js_sys", "wasm_bindgen::", "wasm_bindgen_futures", "gloo", "tokio", "std::fs", "std::net", "crate::site"],
    );
}

#[test]
fn the_browser_glue_knows_no_site() {
    names_none_of("src/web", &["crate::site", "tokio", "std::fs", "std::net", "std::env"]);
}

#[test]
fn raw_html_stands_in_one_place() {
    for (path, text) in sources("src") {
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
        for (word, home) in
            [("from_html_unchecked", "src/view/part/raw.rs"), ("innerHTML", "src/web/fragment.rs"), ("set_inner_html", "nowhere")]
        {
            let used = text.lines().any(|line| line.split("//").next().unwrap_or("").contains(word));
            assert!(!used || name == home, "{name} uses {word}; only {home} may");
        }
    }
}
