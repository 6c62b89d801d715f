//! The content as it was compiled, and the errors that wrong content gives.

use isitme::core::{
    catalog::{self, Key, whole},
    diagnose,
    path::Hop,
    platforms::platforms,
    ui::ui,
};
use isitme::view::part::prose::long;

use isitme_content::{
    broken::{Broken, content},
    compile,
    counts::samples_run,
    problem::Problems,
    stacks,
};

#[test]
fn every_entry_is_whole() {
    for entry in catalog::entries() {
        let (name, whole) = (entry.label(), whole::of(entry));
        assert!(!entry.meanings.is_empty() && entry.meanings.len() == whole.meanings.len(), "{name}");
        for (meaning, rest) in entry.meanings.iter().zip(&whole.meanings) {
            assert_eq!(meaning.weighed().prior.len(), diagnose::faults().len(), "{name}");
            assert_eq!(meaning.weighed().prior.iter().map(|part| u32::from(*part)).sum::<u32>(), 10_000, "{name}");
            assert!(meaning.weighed().prior.iter().all(|part| *part > 0), "{name}: a fault with no chance can never be found");
            assert_eq!(meaning.weighed().suspects.iter().map(|part| u32::from(*part)).sum::<u32>(), 100, "{name}");
            assert!(!rest.means.is_empty() && !meaning.short.is_empty() && !meaning.weighed().fixers.is_empty(), "{name}");
            assert!(!rest.sources.is_empty() || meaning.emitter.is_some(), "{name}: a meaning without a source");
            assert_eq!(rest.whys.len(), meaning.weighed().visitor.len(), "{name}");
            for hop in Hop::ALL {
                let sum: u32 = diagnose::faults()
                    .iter()
                    .zip(meaning.weighed().prior)
                    .filter(|(fault, _)| fault.hop == hop)
                    .map(|(_, part)| u32::from(*part))
                    .sum();
                assert!(
                    u32::from(meaning.weighed().suspects[hop.index()]).abs_diff(sum / 100) <= 1,
                    "{name}: {hop:?} is the sum of its faults"
                );
            }
            for cause in &rest.causes {
                assert_eq!(diagnose::fault(cause.fault).map(|fault| fault.hop), Some(cause.hop), "{name}: {}", cause.id);
            }
            for source in &rest.sources {
                assert!(source.url.starts_with("https://") && !source.title.is_empty(), "{name}: {source:?}");
            }
        }
        assert_eq!(entry.related.len(), whole.related.len(), "{name}");
        for related in entry.related {
            assert!(catalog::entry(*related).is_some(), "{name}");
        }
    }
}

/// How much there is: what `/codes/` shows and `make bench` prints.
#[test]
fn the_catalog_has_all_that_it_promises() {
    let registered = catalog::codes().filter(|entry| entry.registered).count();
    let unofficial: Vec<_> = catalog::codes().filter(|entry| !entry.registered).collect();
    let meanings = catalog::codes().flat_map(|entry| entry.meanings).filter(|meaning| meaning.emitter.is_some()).count();
    let names = |browser: &str| {
        let aliases = catalog::errors().flat_map(|entry| whole::of(entry).aliases).filter(|alias| alias.by == browser);
        aliases.map(|alias| if alias.name.is_empty() { alias.says } else { alias.name }).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(registered, 64, "registered numbers");
    assert!(unofficial.len() >= 70, "{} unofficial numbers", unofficial.len());
    assert!(meanings >= 85, "{meanings} meanings by emitter");
    assert!(platforms().len() >= 250, "{} platform names", platforms().len());
    for (browser, least) in [("Chrome", 75), ("Firefox", 40), ("Safari", 20)] {
        assert!(names(browser) >= least, "{} names of {browser}", names(browser));
    }
    let mut problems = Problems::default();
    let run = samples_run(&stacks::read(&content(), &mut problems));
    assert!(run >= 400 && problems.0.is_empty(), "{run} samples run");
    // The build puts the numbers into the sentence of the page.
    let numbers = [
        registered,
        unofficial.len(),
        meanings,
        catalog::errors().len(),
        platforms().len(),
        names("Chrome"),
        names("Firefox"),
        names("Safari"),
        run,
    ];
    let said = ui().codes_counts;
    let found: Vec<usize> = said.split(|c: char| !c.is_ascii_digit()).filter_map(|own| own.parse().ok()).collect();
    assert_eq!(found, numbers, "{said}");
}

#[test]
fn codes_are_found_and_others_are_not() {
    for number in 0..=u16::MAX {
        let found = catalog::code(number);
        assert_eq!(found.is_some(), catalog::codes().any(|entry| entry.key == Key::Code(number)), "{number}");
    }
}

/// The IANA HTTP Status Code Registry (RFC 9110 section 16.2.1), `content/registry/iana-status-codes.csv`: code, phrase, RFC, section, note.
fn registry() -> Vec<(u16, String, String, String)> {
    let rows = include_str!("../../content/registry/iana-status-codes.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0].parse().unwrap(), fields[1].to_owned(), fields[2].to_owned(), fields[3].to_owned())
    })
    .collect()
}

#[test]
fn registered_codes_are_those_of_the_registry() {
    let registry = registry();
    assert_eq!(registry.len(), 64);
    for entry in catalog::codes() {
        let code = entry.code().unwrap();
        let row = registry.iter().find(|row| row.0 == code);
        assert_eq!(entry.registered, row.is_some(), "{code}");
        let Some((_, phrase, rfc, section)) = row else { continue };
        // Named exceptions: how the registry writes what is no name. One that no longer applies fails here.
        let ours = match code {
            306 | 418 => "(Unused)",
            104 => "Upload Resumption Supported",
            510 => "Not Extended",
            _ => entry.name,
        };
        assert!(phrase == ours || phrase.starts_with(ours), "{code}: the registry says {phrase}, we say {}", entry.name);
        let spec = whole::of(entry).spec;
        match spec {
            // The draft of 104 has no number.
            None => assert_eq!(code, 104),
            Some(spec) => {
                assert_eq!(&spec.rfc.to_string(), rfc, "{code}");
                assert!(section.is_empty() || spec.section == section, "{code}: section {section} in the registry, {} here", spec.section);
            }
        }
    }
}

/// Another list of names for the numbers: who keeps it, what it says, and every difference from ours with its reason.
struct Opinion {
    whose: &'static str,
    says: Vec<(u16, String)>,
    exceptions: &'static [Exception],
}

/// Number, their name (empty: they have none), why it differs.
type Exception = (u16, &'static str, &'static str);

const OLDER: &str = "the name of an older RFC";
const LOOSE: &str = "spelled differently, the same words";
const TEAPOT: &str = "from the joke in RFC 2324; the registry says unused";
const YOUNG: &str = "temporary in the registry, and younger than this list";
const UNUSED: &str = "the registry keeps it as unused";
const UNREGISTERED: &str = "not in the registry, and known by this name";

/// `data/status-names.txt`: what Node and Python print, a section for each.
fn printed(section: &str) -> Vec<(u16, String)> {
    let all = include_str!("data/status-names.txt");
    let own = all.split("\n[").find(|part| part.starts_with(section)).expect("a section of the fixture");
    let rows = own.lines().skip(1).filter_map(|line| line.split_once(' '));
    rows.map(|(code, name)| (code.parse().unwrap(), name.to_owned())).collect()
}

#[test]
fn other_lists_of_names_agree_but_for_named_exceptions() {
    let crate_http = (100..=999).filter_map(|code| Some((code, http::StatusCode::from_u16(code).ok()?.canonical_reason()?.to_owned())));
    let opinions = [
        Opinion {
            whose: "the http crate",
            says: crate_http.collect(),
            exceptions: &[
                (104, "", YOUNG),
                (203, "Non Authoritative Information", LOOSE),
                (306, "", UNUSED),
                (413, "Payload Too Large", OLDER),
                (418, "I'm a teapot", TEAPOT),
                (422, "Unprocessable Entity", OLDER),
            ],
        },
        Opinion {
            whose: "Node",
            says: printed("node"),
            exceptions: &[
                (104, "", YOUNG),
                (306, "", UNUSED),
                (413, "Payload Too Large", OLDER),
                (418, "I'm a Teapot", TEAPOT),
                (422, "Unprocessable Entity", OLDER),
                (509, "Bandwidth Limit Exceeded", UNREGISTERED),
            ],
        },
        Opinion {
            whose: "Python",
            says: printed("python"),
            exceptions: &[
                (104, "", YOUNG),
                (306, "", UNUSED),
                (413, "Request Entity Too Large", OLDER),
                (414, "Request-URI Too Long", OLDER),
                (416, "Requested Range Not Satisfiable", OLDER),
                (418, "I'm a Teapot", TEAPOT),
                (422, "Unprocessable Entity", OLDER),
            ],
        },
    ];
    let ours: std::collections::BTreeMap<u16, &str> =
        catalog::codes().filter(|entry| entry.registered).map(|entry| (entry.code().unwrap(), entry.name)).collect();
    let mut wrong = Vec::new();
    for Opinion { whose, says, exceptions } in &opinions {
        assert!(says.len() > 55, "{whose} has {} names only", says.len());
        let theirs: std::collections::BTreeMap<u16, &str> = says.iter().map(|(code, name)| (*code, name.as_str())).collect();
        let numbers: std::collections::BTreeSet<u16> = ours.keys().chain(theirs.keys()).copied().collect();
        let differ: Vec<(u16, &str)> = numbers
            .into_iter()
            .filter(|code| ours.get(code) != theirs.get(code))
            .map(|code| (code, theirs.get(&code).copied().unwrap_or("")))
            .collect();
        for (code, name) in &differ {
            if !exceptions.iter().any(|own| own.0 == *code && own.1 == *name) {
                wrong.push(format!("{whose} says {name:?} for {code}, we say {:?}", ours.get(code)));
            }
        }
        for (code, name, why) in *exceptions {
            if !differ.contains(&(*code, *name)) {
                wrong.push(format!("the exception {code} {name:?} of {whose} ({why}) no longer applies"));
            }
        }
    }
    // What Node says in another way stands on the page, as Node prints it.
    let node = opinions.iter().find(|own| own.whose == "Node").expect("an opinion");
    for (code, name, _) in node.exceptions.iter().filter(|own| !own.1.is_empty()) {
        let entry = catalog::code(*code).expect("an entry");
        let printed = format!("{code} {name}");
        if !entry.aliases.iter().any(|own| own.by == "Node.js" && own.name == printed) {
            wrong.push(format!("{code}: Node's {name:?} is no alias"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `data/meanings.txt`: who uses a number.
#[test]
fn nobody_who_uses_a_number_is_lost() {
    let lines = include_str!("data/meanings.txt").lines().filter(|line| !line.starts_with('#'));
    let mut wrong = Vec::new();
    let mut count = 0;
    for (code, who) in lines.filter_map(|line| line.split_once(' ')) {
        count += 1;
        let Some(entry) = catalog::code(code.parse().expect("a number")) else {
            wrong.push(format!("{code} is missing"));
            continue;
        };
        let there = if let Some(word) = who.strip_prefix('~') {
            long::of(entry.key).html.contains(word)
        } else {
            let emitters = entry.meanings.iter().filter_map(|own| own.emitter);
            emitters.chain(entry.aliases.iter().map(|own| own.by)).any(|own| own.contains(who))
        };
        if !there {
            wrong.push(format!("{code}: no word of {who}"));
        }
    }
    assert!(count > 90 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `data/rfc-sections.txt`: the sections that the RFCs have.
#[test]
fn cited_sections_of_rfcs_exist() {
    let known: std::collections::BTreeMap<&str, Vec<&str>> = include_str!("data/rfc-sections.txt")
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(rfc, list)| (rfc, list.split(' ').collect()))
        .collect();
    let mut cited = 0;
    for entry in catalog::entries() {
        let whole = whole::of(entry);
        let spec = whole.spec.map(|spec| (spec.rfc.to_string(), spec.section.to_owned()));
        let urls = whole.meanings.iter().flat_map(|meaning| &meaning.sources).filter_map(|source| {
            let (rfc, section) = source.url.strip_prefix("https://www.rfc-editor.org/rfc/rfc")?.split_once("#section-")?;
            Some((rfc.to_owned(), section.to_owned()))
        });
        for (rfc, section) in spec.into_iter().chain(urls).filter(|(_, section)| !section.is_empty()) {
            let sections = known.get(rfc.as_str()).unwrap_or_else(|| panic!("{}: RFC {rfc} is not in the fixture", entry.label()));
            assert!(sections.contains(&section.as_str()), "{}: RFC {rfc} has no section {section}", entry.label());
            cited += 1;
        }
    }
    assert!(cited > 100, "{cited} citations");
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

/// The line of the first place where a text stands in a content file.
fn line_of(file: &str, text: &str) -> usize {
    let whole = std::fs::read_to_string(content().join(file)).unwrap();
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
        (facts, "related = [500, 503,", "related = [500, 977,", "there is no entry 977"),
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
        let broken = Broken::new(&nth.to_string(), &[""]);
        broken.change(file, from, to);
        let problems = compile(&broken.0).err().unwrap_or_default();
        let found = problems.iter().find(|problem| problem.text.contains(says));
        let found = found.unwrap_or_else(|| panic!("{file}: {from:?} → {to:?} should say {says:?}, says {problems:#?}"));
        assert!(found.file.starts_with("content/codes/502/"), "{found}");
        if found.file.ends_with(file) && !["registred", "[check] reload", "no **Fix:**"].iter().any(|word| to.contains(word)) {
            let line = line_of(file, from);
            assert!(found.line.abs_diff(line) <= 3, "{found} should be near line {line}");
        }
    }
}

/// Ten kinds of mistake in one copy: ten problems, each with its file and its line.
#[test]
fn ten_mistakes_give_ten_problems() {
    let broken = Broken::new("ten", &[""]);
    let change = |file: &str, from: &str, to: &str| {
        broken.change(file, from, to);
        (format!("content/{file}"), line_of(file, from))
    };
    let wanted = [
        // A phrase that is not the registry's.
        change("codes/102/facts.toml", "name = \"Processing\"", "name = \"Working\""),
        // An unknown field.
        change("codes/404/facts.toml", "registered = true", "registred = true"),
        // A missing heading.
        change("codes/500/en.md", "## Search engines\n", ""),
        // The wrong class.
        change("codes/403/facts.toml", "seo = \"refused\"", "seo = \"failed\""),
        // A link that leads nowhere.
        change("codes/503/en.md", "](/429/)", "](/4290/)"),
        // An id given twice.
        change(
            "codes/504/facts.toml",
            "[[source]]\n",
            "[[source]]\nid = \"rfc9110\"\ntitle = \"The same\"\nurl = \"https://www.rfc-editor.org/rfc/rfc9110\"\nverified = true\n\n[[source]]\n",
        ),
        // A number that doesn't add up.
        change("codes/522/facts.toml", "p = ", "p = 9"),
        // A fault that there isn't.
        change("platforms/heroku.toml", "hop = \"origin\"", "hop = \"orgin\""),
        // Too long a title.
        change(
            "guides/en/error-pages.md",
            "title = \"",
            "title = \"A title that is far too long for any list of results that anybody has ever seen: ",
        ),
        // Raw HTML.
        change("errors/connection-refused/en.md", "## What it means\n", "## What it means\nA break.<br>\n\n"),
    ];
    let problems = compile(&broken.0).err().unwrap_or_default();
    assert_eq!(problems.len(), 10, "{problems:#?}");
    for (file, line) in &wanted {
        let found = problems.iter().find(|problem| problem.file == *file).unwrap_or_else(|| panic!("{file} is missing in {problems:#?}"));
        assert!(found.line.abs_diff(*line) <= 12, "{found} should be near line {line}");
    }
}

#[test]
fn all_problems_of_a_run_are_reported_at_once() {
    let broken = Broken::new("many", &[""]);
    broken.change("codes/502/facts.toml", "retry = \"after-delay\"", "retry = \"soon\"");
    broken.change("codes/404/facts.toml", "retry = \"no\"", "retry = \"never\"");
    std::fs::remove_file(broken.0.join("codes/500/en.md")).unwrap();
    let problems = compile(&broken.0).err().unwrap_or_default();
    for file in ["content/codes/404/facts.toml", "content/codes/500/en.md", "content/codes/502/facts.toml"] {
        assert!(problems.iter().any(|problem| problem.file == file), "{file} is missing in {problems:#?}");
    }
}

/// Adding a number is one folder: a copy of another, with the new number in it.
#[test]
fn a_copied_folder_is_a_new_code() {
    let copy = Broken::new("copied", &[""]);
    let (from, to) = (copy.0.join("codes/561"), copy.0.join("codes/588"));
    std::fs::create_dir(&to).unwrap();
    for file in ["facts.toml", "en.md"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
    copy.change("codes/588/facts.toml", "code = 561", "code = 588");
    let problems = compile(&copy.0).err().unwrap_or_default();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The words that must not stand beside a signature: one that is a single letter is wrong, and so are more different lists than the recognizer has room for.
#[test]
fn words_beside_a_signature() {
    let broken = Broken::new("unless", &[""]);
    let file = "signatures/http.toml";
    broken.change(file, "unless = [", "unless = [\"x\", ");
    let says = |broken: &Broken, what: &str| {
        let problems = compile(&broken.0).err().unwrap_or_default();
        assert!(problems.iter().any(|problem| problem.text.contains(what)), "should say {what:?}, says {problems:#?}");
    };
    says(&broken, "a word of `unless` is a mark, or has 2 to 90 bytes: \"x\"");
    broken.change(file, "unless = [\"x\", ", "unless = [");
    let sign = |nth: usize| {
        format!(
            "[[sign]]\nfind = [\"a text of test {nth} alone\"]\nin = \"words\"\nwhy = \"a test\"\nunless = [\"word {nth}\"]\nyes = [\"a text of test {nth} alone\"]\n\n"
        )
    };
    broken.change(file, "[[sign]]", &((0..128).map(sign).collect::<String>() + "[[sign]]"));
    says(&broken, "different lists in `unless`");
}
