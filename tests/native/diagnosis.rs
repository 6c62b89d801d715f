//! The diagnosis' tables in `content/`: sound, and every mistake in them is named with its place.

use isitme_content::{
    broken,
    diagnosis::{emit, pack, read, spread},
    problem::Problems,
};

/// What `read` says of the content after one replacement in one file.
fn after(name: &str, file: &str, from: &str, to: &str) -> Vec<String> {
    let copy = broken::Broken::new(&format!("diagnosis-{name}"), &["faults", "checks"]);
    copy.change(file, from, to);
    let mut problems = Problems::default();
    read(&copy.0, &mut problems);
    problems.0.iter().map(ToString::to_string).collect()
}

#[test]
fn the_content_is_sound() {
    let mut problems = Problems::default();
    let all = read(&broken::content(), &mut problems);
    let texts: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
    assert!(texts.is_empty(), "{}", texts.join("\n"));
    assert_eq!(all.fault_ids.len(), 41);
    assert_eq!(all.fault("vpn-broken").map(|fault| fault.hop.as_str()), Some("vpn"));
    assert!(all.fault("nonsense").is_none());
    assert!(emit(&all).contains("static SEES"));
    assert!(pack(&all).contains("\nprivate-window\n"));
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    for (name, file, from, to, says) in [
        ("sum", "checks/reload/facts.toml", "works = 0.06", "works = 0.16", "adds up to 1.1"),
        ("cell", "checks/reload/facts.toml", "works = 0.06", "works = 0.01", "expected 0.02 to 1"),
        ("decimals", "checks/reload/facts.toml", "works = 0.06", "works = 0.065", "expected two decimals"),
        ("fault", "checks/reload/facts.toml", "\"deploying\"", "\"deployed\"", "is not a fault"),
        ("group", "checks/reload/facts.toml", "\"intermittent\"", "\"sometimes\"", "no fault is of group"),
        ("left-out", "checks/dns/facts.toml", "\"legal\"", "\"site-dns\"", "no row covers the fault \"legal-block\""),
        ("why", "checks/reload/facts.toml", "why = \"A tunnel that breaks now and then.\"", "why = \"\"", "is empty"),
        ("source", "checks/reload/facts.toml", "source = \"our judgement\"", "source = \"somebody\"", "source: expected"),
        ("answers", "checks/reload/facts.toml", "\"other-error\"", "\"another-error\"", "docs/API.md says"),
        ("key", "checks/reload/facts.toml", "effort = ", "efort = ", "unknown field"),
        ("working", "checks/dns/facts.toml", "working = true", "working = false", "working = true"),
        ("says", "checks/reload/en.md", "[answer.works]", "[answer.worked]", "has no words"),
        ("platform", "checks/vpn-off/en.md", "### windows", "### windos", "is not a platform"),
        ("any", "checks/wait/en.md", "### any", "### ios (unverified)", "need a part `### any`"),
        ("system", "checks/vpn-off/en.md", "### linux (unverified)", "### chrome-ios (unverified)", "need a part `### any`"),
        ("twice", "checks/vpn-off/en.md", "### linux", "### linux (unverified), windows", "\"windows\" is there twice"),
        ("read", "checks/vpn-off/en.md", "### linux (unverified)", "### linux", "nor named with its source"),
        ("tried", "checks/flush-dns/facts.toml", "[\"linux\"]", "[\"linux\", \"ios\"]", "\"ios\" has no steps in en.md that are verified"),
        ("from", "checks/reload/facts.toml", "source = \"https://source", "source = \"http://source", "expected an address or"),
        ("where", "checks/hard-reload/facts.toml", "\"android\"", "\"androit\"", "is no browser and no system"),
        ("possible", "checks/hard-reload/facts.toml", "\"android\"", "\"windows\"", "en.md has steps for windows"),
        ("step", "checks/vpn-off/en.md", "1. ", "3. ", "expected a step"),
        ("mark", "checks/vpn-off/en.md", "**VPN**", "**VPN", "is not closed"),
        ("front", "checks/vpn-off/en.md", "+++\n", "---\n", "front matter"),
        ("toml", "faults/facts.toml", "[[fault]]", "[[fault]", "unclosed"),
        ("hop", "faults/facts.toml", "hop = \"browser\"", "hop = \"brauser\"", "expected one of"),
        ("action", "faults/facts.toml", "visitor = \"vpn-off\"", "visitor = \"vpn-of\"", "is not an action for the visitor"),
        ("prior", "faults/facts.toml", "p = 18,", "p = 17,", "add up to 97"),
        ("shout", "faults/en.toml", "Wait: it's the site's side", "Wait!", "no exclamation marks"),
        ("word", "faults/en.toml", "undo-why", "undo-wy", "[words]"),
    ] {
        let problems = after(name, file, from, to);
        let found = problems.iter().find(|problem| problem.contains(says));
        let found = found.unwrap_or_else(|| panic!("{name}: expected {says:?}, got {problems:#?}"));
        let line: usize = found.split(':').nth(1).and_then(|line| line.parse().ok()).expect("a line");
        assert!(found.starts_with(&format!("content/{file}:")) && line > 0, "{found}");
    }
}

#[test]
fn garbage_never_panics() {
    for garbage in ["", "\u{feff}", "= = =", "+++\n+++\n", "[[row]]\np = 1", "a = \"é"] {
        let root = std::env::temp_dir().join(format!("isitme-garbage-{}", std::process::id()));
        for file in ["faults/facts.toml", "faults/en.toml", "checks/reload/facts.toml", "checks/reload/en.md", "checks/other/facts.toml"] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("creatable");
            std::fs::write(path, garbage).expect("writable");
        }
        let mut problems = Problems::default();
        let all = read(&root, &mut problems);
        assert!(!problems.0.is_empty());
        let _ = (emit(&all), pack(&all));
        std::fs::remove_dir_all(&root).expect("removable");
    }
}

#[test]
fn the_rest_is_spread() {
    let spread = spread(&[(0, 60), (2, 38)], 5);
    assert_eq!(spread.iter().map(|&p| u32::from(p)).sum::<u32>(), 10_000);
    assert_eq!((spread[0], spread[2]), (6000, 3800));
    assert!(spread[1] >= 66 && spread[4] >= 66);
}

/// What programs are told of the checks is what there is.
#[test]
fn the_checks_in_the_documentation() {
    let text = include_str!("../../docs/API.md");
    let told: Vec<&str> = text.lines().filter(|line| line.starts_with("| `") && line.contains("`cant-tell` |")).collect();
    let own: Vec<String> = isitme::core::diagnose::checks()
        .iter()
        .map(|check| {
            let answers: Vec<String> = check.answers.iter().map(|answer| format!("`{}`", answer.id)).collect();
            format!("| `{}` | {} | {} |", check.id, check.runner.id(), answers.join(" "))
        })
        .collect();
    assert_eq!(told, own);
}
