//! The content as it was compiled, and the errors that wrong content gives.

use std::path::{Path, PathBuf};

use isitme::core::{
    catalog::{self, Key},
    diagnose,
    path::Hop,
};

use crate::build;

#[test]
fn every_entry_is_whole() {
    assert_eq!(catalog::codes().len(), 16);
    assert_eq!(catalog::errors().len(), 4);
    for entry in catalog::entries() {
        let name = entry.name;
        assert!(!entry.meanings.is_empty(), "{name}");
        for meaning in entry.meanings {
            assert_eq!(meaning.prior.len(), diagnose::faults().len(), "{name}");
            assert_eq!(meaning.prior.iter().map(|part| u32::from(*part)).sum::<u32>(), 10_000, "{name}");
            assert!(meaning.prior.iter().all(|part| *part > 0), "{name}: a fault with no chance can never be found");
            assert_eq!(meaning.suspects.iter().map(|part| u32::from(*part)).sum::<u32>(), 100, "{name}");
            assert!(!meaning.means.is_empty() && !meaning.short.is_empty(), "{name}");
            assert!(!meaning.fixers.is_empty() && !meaning.causes.is_empty(), "{name}");
            for hop in Hop::ALL {
                let sum: u32 = diagnose::faults()
                    .iter()
                    .zip(meaning.prior)
                    .filter(|(fault, _)| fault.hop == hop)
                    .map(|(_, part)| u32::from(*part))
                    .sum();
                assert!(u32::from(meaning.suspects[hop.index()]).abs_diff(sum / 100) <= 1, "{name}: {hop:?} is the sum of its faults");
            }
            for cause in meaning.causes {
                assert_eq!(diagnose::fault(cause.fault).map(|fault| fault.hop), Some(cause.hop), "{name}: {}", cause.id);
            }
        }
        for related in entry.related {
            assert!(catalog::entry(related.key).is_some(), "{name}");
        }
    }
}

#[test]
fn codes_are_found_and_others_are_not() {
    for number in 0..=u16::MAX {
        let found = catalog::code(number);
        assert_eq!(found.is_some(), catalog::codes().any(|entry| entry.key == Key::Code(number)), "{number}");
    }
}

#[test]
fn registered_names_are_those_of_the_registry() {
    // IANA HTTP Status Code Registry (RFC 9110 section 16.2.1), the registered ones among ours.
    let registry = [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (407, "Proxy Authentication Required"),
        (408, "Request Timeout"),
        (410, "Gone"),
        (429, "Too Many Requests"),
        (451, "Unavailable For Legal Reasons"),
        (500, "Internal Server Error"),
        (502, "Bad Gateway"),
        (503, "Service Unavailable"),
        (504, "Gateway Timeout"),
        (511, "Network Authentication Required"),
    ];
    for entry in catalog::codes() {
        let code = entry.code().unwrap();
        let registered = registry.iter().find(|(own, _)| *own == code);
        assert_eq!(entry.registered, registered.is_some(), "{code}");
        if let Some((_, name)) = registered {
            assert_eq!(entry.name, *name);
        }
    }
}

#[test]
fn every_browser_name_finds_its_error() {
    for (name, id) in [
        ("ERR_CONNECTION_REFUSED", "connection-refused"),
        ("net::ERR_CONNECTION_REFUSED", "connection-refused"),
        ("NS_ERROR_CONNECTION_REFUSED", "connection-refused"),
        ("DNS_PROBE_FINISHED_NXDOMAIN", "dns-not-found"),
        ("ERR_CERT_DATE_INVALID", "certificate-date-invalid"),
        ("SEC_ERROR_EXPIRED_CERTIFICATE", "certificate-date-invalid"),
        ("ERR_CONNECTION_TIMED_OUT", "connection-timed-out"),
        ("NS_ERROR_NET_TIMEOUT", "connection-timed-out"),
    ] {
        assert_eq!(catalog::error_by_name(name).map(|entry| entry.key), Some(Key::Error(id)), "{name}");
    }
    for entry in catalog::errors() {
        for alias in entry.aliases.iter().filter(|alias| !alias.name.is_empty()) {
            assert_eq!(catalog::error_by_name(alias.name).map(|own| own.key), Some(entry.key), "{}", alias.name);
        }
    }
    assert!(catalog::error_by_name("").is_none());
    assert!(catalog::error_by_name("net::").is_none());
}

/// A copy of the content in a folder of its own, with one file changed.
struct Broken(PathBuf);

impl Broken {
    fn new(name: &str, file: &str, from: &str, to: &str) -> Broken {
        let folder = std::env::temp_dir().join(format!("isitme-content-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &folder);
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} does not contain {from:?}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        Broken(folder)
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).unwrap();
        }
    }
}

/// The line of the first place where a text stands in a content file.
fn line_of(file: &str, text: &str) -> usize {
    let whole = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(file)).unwrap();
    whole[..whole.find(text).unwrap()].matches('\n').count() + 1
}

#[test]
fn wrong_content_is_named_with_file_and_line() {
    let facts = "codes/502/facts.toml";
    let words = "codes/502/en.md";
    for (nth, (file, from, to, says)) in [
        (facts, "code = 502", "code = 503", "code 503 stands in the folder 502"),
        (facts, "cacheable = \"explicit\"", "cacheable = \"heuristic\"", "RFC 9110 section 15.1"),
        (facts, "retry = \"after-delay\"", "retry = \"soon\"", "`soon` is not one of"),
        (facts, "blame = \"them\"", "blame = \"everyone\"", "`everyone` is not one of"),
        (facts, "related = [500, 503,", "related = [500, 999,", "there is no entry 999"),
        (facts, "visitor = [\"reload\"", "visitor = [\"relaod\"", "there is no check relaod"),
        (facts, "visitor = [\"reload\"", "visitor = [\"edge-logs\"", "edge-logs is run by the owner"),
        (facts, "fault = \"server-down\"\n  p = 22", "fault = \"server-gone\"\n  p = 22", "there is no fault server-gone"),
        (facts, "p = 22", "p = 23", "the priors add up to 99"),
        (facts, "url = \"https://www.rfc-editor.org", "url = \"http://www.rfc-editor.org", "starts with https://"),
        (facts, "registered = true", "registred = true", "unknown field"),
        (words, "answer = \"It's them, not you.\"", "answer = \"No.\"", "answer has 3 characters"),
        (words, "reload = \"A restart", "reloads = \"A restart", "[check] reloads is not in facts.toml"),
        (words, "### crashed: ", "### crash: ", "a cause's heading is"),
        (words, "**Fix:** start the process", "Fix it: start the process", "has no **Fix:** paragraph"),
        (words, "## If you own the site", "## For owners", "here the heading ## If you own the site is due"),
        (words, "[503](/503/)", "[503](/5o3/)", "is neither https:// nor one of our pages"),
        (words, "A blip does no harm", "A <b>blip</b> does no harm", "raw HTML is not allowed"),
        (words, "```http", "```", "name the language"),
    ]
    .into_iter()
    .enumerate()
    {
        let broken = Broken::new(&nth.to_string(), file, from, to);
        let problems = build::compile(&broken.0).err().unwrap_or_default();
        let found = problems.iter().find(|problem| problem.text.contains(says));
        let found = found.unwrap_or_else(|| panic!("{file}: {from:?} → {to:?} should say {says:?}, says {problems:#?}"));
        assert!(found.file.starts_with("content/codes/502/"), "{found}");
        if found.file.ends_with(file) && !["registred", "[check] reload", "no **Fix:**"].iter().any(|word| to.contains(word)) {
            let line = line_of(file, from);
            assert!(found.line.abs_diff(line) <= 3, "{found} should be near line {line}");
        }
    }
}

#[test]
fn all_problems_of_a_run_are_reported_at_once() {
    let broken = Broken::new("many", "codes/502/facts.toml", "retry = \"after-delay\"", "retry = \"soon\"");
    let other = broken.0.join("codes/404/facts.toml");
    let text = std::fs::read_to_string(&other).unwrap();
    std::fs::write(&other, text.replacen("retry = \"no\"", "retry = \"never\"", 1)).unwrap();
    std::fs::remove_file(broken.0.join("codes/500/en.md")).unwrap();
    let problems = build::compile(&broken.0).err().unwrap_or_default();
    for file in ["content/codes/404/facts.toml", "content/codes/500/en.md", "content/codes/502/facts.toml"] {
        assert!(problems.iter().any(|problem| problem.file == file), "{file} is missing in {problems:#?}");
    }
}
