//! The judge: reads what is true only after a run, and says which verdicts were right, with the numbers and the report.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use isitme::core::{
    diagnose::{Role, faults, judge, parse},
    path::{Hop, Party},
};
use serde_json::{Value, json};

/// How many seeds a whole run has.
pub const SEEDS: usize = 3;

/// The truth about one situation.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Truth {
    /// Its name.
    pub id: String,
    /// What may be said.
    pub hops: Vec<String>,
    /// See `hops`.
    pub parties: Vec<String>,
    /// See `hops`.
    pub actions: Vec<String>,
    /// See `hops`.
    pub now: Vec<String>,
    /// Engines that cannot make it.
    #[serde(default)]
    pub without: BTreeMap<String, String>,
}

#[derive(serde::Deserialize)]
struct File {
    fault: Vec<Truth>,
}

/// The file that holds it.
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/truth.toml")
}

/// All of it.
pub fn truth() -> Vec<Truth> {
    let path = file();
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str::<File>(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())).fault
}

/// What the engine makes of a case: the likeliest hop and party with how likely they are, and the action's.
pub fn weigh(case: &str) -> Option<Value> {
    let case = parse(case).ok()?;
    let verdict = judge(&case);
    let party = (0..verdict.parties.len()).fold(0, |best, at| if verdict.parties[at] > verdict.parties[best] { at } else { best });
    let party = Party::ALL[party];
    let action: f32 =
        verdict.faults.iter().filter(|(at, _)| faults()[*at].action(Role::Visitor).id == verdict.action.id).map(|(_, p)| p).sum();
    Some(json!({
        "top": verdict.top.id(), "p": verdict.hops[verdict.top.index()],
        "party": party.id(), "party_p": verdict.parties[party as usize],
        "action": verdict.action.id, "action_p": action, "now": verdict.now.id(), "confident": verdict.confident,
        "faults": verdict.faults.iter().take(4).map(|(at, p)| json!([faults()[*at].id, p])).collect::<Vec<_>>(),
    }))
}

/// The verdict after each answer: how likely it thought its hop, party and action, for the calibration.
pub fn course(case: &str) -> Vec<Value> {
    let lines: Vec<&str> = case.lines().collect();
    let is_answer = |line: &&&str| ["page ", "visitor ", "owner "].iter().any(|begin| line.starts_with(begin));
    let first = lines.iter().position(|line| is_answer(&line)).unwrap_or(lines.len());
    (first..=lines.len()).filter_map(|end| weigh(&(lines[..end].join("\n") + "\n"))).collect()
}

/// What the list of the model pages comes to: what made the page load, or the site.
pub fn list_verdict(steps: &[Value]) -> [&'static str; 4] {
    let helped = steps.iter().find(|step| step["answer"] == "works").and_then(|step| step["check"].as_str());
    // Hop, party, action, now.
    match helped {
        Some("reload") => ["origin", "site-owner", "carry-on", "works-now"],
        Some("clear-site-data") => ["browser", "visitor", "clear-site-data", "works-now"],
        Some("other-browser" | "private-window") => ["browser", "visitor", "clear-site-data", "fails"],
        Some("extensions-off") => ["browser", "visitor", "extension-off", "fails"],
        Some("vpn-off") => ["vpn", "visitor", "vpn-off", "fails"],
        Some("other-network") => ["local-network", "network-admin", "other-network", "fails"],
        Some("flush-dns") => ["device", "visitor", "flush-dns", "works-now"],
        _ => ["origin", "site-owner", "wait", "fails"],
    }
}

/// Whether hop, party, action and now are among what may be said.
pub fn right(truth: &Truth, said: [&str; 4]) -> [bool; 4] {
    let among = |list: &[String], word: &str| list.iter().any(|own| own == word);
    [among(&truth.hops, said[0]), among(&truth.parties, said[1]), among(&truth.actions, said[2]), among(&truth.now, said[3])]
}

/// Wilson's interval at 95 %, in percent.
pub fn wilson(good: usize, of: usize) -> (f64, f64, f64) {
    if of == 0 {
        return (0.0, 0.0, 100.0);
    }
    let (n, p, z) = (of as f64, good as f64 / of as f64, 1.959_964);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    (p * 100.0, (middle - half).max(0.0) * 100.0, (middle + half).min(1.0) * 100.0)
}

fn said(own: &Value) -> [&str; 4] {
    ["top", "party", "action", "now"].map(|name| own["verdict"][name].as_str().unwrap_or_default())
}

/// What a run came to.
#[derive(Debug, Default, Clone)]
pub struct Sums {
    /// Verdicts.
    pub n: usize,
    /// Right ones: hop, party, action, now.
    pub right: [usize; 4],
    /// Steps of each case.
    pub steps: Vec<usize>,
}

impl Sums {
    fn add(&mut self, right: [bool; 4], steps: usize) {
        self.n += 1;
        for (sum, own) in self.right.iter_mut().zip(right) {
            *sum += usize::from(own);
        }
        self.steps.push(steps);
    }

    fn median(&self) -> usize {
        let mut steps = self.steps.clone();
        steps.sort_unstable();
        steps.get(steps.len() / 2).copied().unwrap_or(0)
    }

    fn worst(&self) -> usize {
        self.steps.iter().copied().max().unwrap_or(0)
    }

    fn share(&self, nth: usize) -> String {
        let (p, low, high) = wilson(self.right[nth], self.n);
        format!("{}/{} = {p:.1} % ({low:.1}–{high:.1})", self.right[nth], self.n)
    }

    /// The four targets, and whether they hold.
    pub fn targets(&self) -> Vec<(String, bool)> {
        let percent = |nth: usize| if self.n == 0 { 0.0 } else { 100.0 * self.right[nth] as f64 / self.n as f64 };
        vec![
            (format!("right hop first ≥ 95 %: {}", self.share(0)), percent(0) >= 95.0),
            (format!("right party ≥ 98 %: {}", self.share(1)), percent(1) >= 98.0),
            (format!("median of the visitor's steps ≤ 2: {}", self.median()), self.median() <= 2),
            (format!("most of the visitor's steps ≤ 6: {}", self.worst()), self.worst() <= 6),
        ]
    }
}

/// How many steps a record's visitor took.
pub fn steps(own: &Value) -> usize {
    own["steps"].as_array().map_or(0, Vec::len)
}

/// Adds up records; the list's are counted beside.
pub fn sums(records: &[Value], truth: &[Truth]) -> (Sums, Sums) {
    let (mut ours, mut lists) = (Sums::default(), Sums::default());
    for own in records {
        let Some(truth) = truth.iter().find(|truth| own["fault"] == truth.id.as_str()) else { continue };
        if own["broke"].is_string() {
            continue;
        }
        ours.add(right(truth, said(own)), steps(own));
        if let Some(list) = own["list"]["steps"].as_array() {
            lists.add(right(truth, list_verdict(list)), list.len());
        }
    }
    (ours, lists)
}

/// One wrong verdict in words, with what led to it.
pub fn wrong(own: &Value, truth: &Truth) -> Option<String> {
    let is = right(truth, said(own));
    if own["broke"].is_string() || is[..3].iter().all(|right| *right) {
        return None;
    }
    let names = ["hop", "party", "action", "now"];
    let what: Vec<&str> = names.into_iter().zip(is).filter(|(_, right)| !right).map(|(name, _)| name).collect();
    let page: Vec<String> = own["page"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| format!("{} {}", pair[0].as_str().unwrap_or(""), pair[1].as_str().unwrap_or("")))
        .collect();
    let steps: Vec<String> = own["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| {
            format!(
                "{}{} {}",
                step["check"].as_str().unwrap_or(""),
                if step["undo"] == true { " (undone)" } else { "" },
                step["answer"].as_str().unwrap_or("")
            )
        })
        .collect();
    Some(format!(
        "{} seed {} ({}): wrong {}: said {:?}, p {:.2}, {}; saw {}; page: {}; visitor: {}; likeliest {}",
        own["fault"].as_str().unwrap_or(""),
        own["seed"],
        own["how"].as_str().unwrap_or(""),
        what.join(", "),
        said(own),
        own["verdict"]["p"].as_f64().unwrap_or(0.0),
        if own["verdict"]["confident"] == true { "confident" } else { "open" },
        own["first"].as_str().unwrap_or(""),
        page.join(", "),
        if steps.is_empty() { "nothing".to_owned() } else { steps.join(", ") },
        own["verdict"]["faults"],
    ))
}

/// How many hops were right, with Wilson's interval.
fn interval(sums: &Sums) -> String {
    let (_, low, high) = wilson(sums.right[0], sums.n);
    format!("{} ({low:.0}–{high:.0})", sums.right[0])
}

/// The report, from the recordings of every engine.
pub fn report(all: &BTreeMap<String, Vec<Value>>, truth: &[Truth], cannot: &[(&str, &str, &str)]) -> String {
    let records: Vec<Value> = all.values().flatten().cloned().collect();
    let (ours, lists) = sums(&records, truth);
    let mut out = String::from(
        "# The fault lab\n\nWritten by `make faults`; do not edit. Real programs, real browsers and network namespaces make each fault of `tests/lab/truth.toml`; a scripted\nvisitor does in the browser what the page asks for and answers what the browser showed. The visitor never sees the truth. Each case is one fault in one\nengine with one seed: the seed varies whether the site lets other pages read it, what is told (pasted or typed), and what the visitor has at hand.\n\nTwo things a driver can't do as a person does: where the page asks to wait, three seconds pass (no fault here is repaired meanwhile), and who signed a certificate\nis read off the connection with curl, because no driver opens the browser's own window about it. No site here has a status page. isitme itself asks a visitor six\nquestions at most, so the last target below holds by construction.\n\n",
    );
    let mut states: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (engine, own) in all.iter().flat_map(|(engine, records)| records.iter().map(move |own| (engine, own))) {
        *states.entry((engine, own["commit"].as_str().unwrap_or("unknown"))).or_default() += 1;
    }
    let tried: Vec<String> = states.iter().map(|((engine, commit), n)| format!("{engine} {n} at {commit}")).collect();
    let _ = writeln!(out, "What was tried, by commit: {}. Recordings: `tests/faults/recorded/`.\n", tried.join("; "));
    let whole = |engine: &str| {
        truth.iter().filter(|own| !own.without.contains_key(engine) && !cannot.iter().any(|no| no.0 == own.id && no.1 == engine)).count()
            * SEEDS
    };
    let possible: usize = ["chromium", "firefox", "webkit"].into_iter().map(whole).sum();
    let _ = writeln!(
        out,
        "Cases with a verdict: {} of {possible} ({SEEDS} seeds, every engine that can make the fault){}.\n",
        ours.n,
        if ours.n < possible { "; **the others were not run, or the lab broke in them (listed at the end)**" } else { "" }
    );
    let confident = records.iter().filter(|own| own["verdict"]["confident"] == true).count();
    let _ = writeln!(
        out,
        "Of these verdicts {confident} are confident; the others say what is likeliest, and count as right where that is. In {} of the {} faults the truth accepts more than \
         one hop, in {} more than one action, because nothing that a visitor can see tells them apart. The tables were judged by people who knew these faults, so this is no \
         measure of faults that are not among them; for that see [the simulation](SIMULATION.md). The truth was written (58e7724, 2026-11-26, not changed since) after the first engine (a39908a, 2026-11-22) and before what the engine is now: whoever tuned its tables could read it.\n",
        truth.iter().filter(|own| own.hops.len() > 1).count(),
        truth.len(),
        truth.iter().filter(|own| own.actions.len() > 1).count()
    );
    out += "## Against the targets\n\n| target | holds |\n|---|---|\n";
    for (text, holds) in ours.targets() {
        let _ = writeln!(out, "| {text} | {} |", if holds { "yes" } else { "**no**" });
    }
    out += "\nIn brackets: Wilson's interval at 95 %. A step is every question that the page asked the visitor, also one that was answered with *I can't do that*.\n\n";
    out +=
        "## By engine\n\n| engine | right hop | right party | right action | right now | median, most steps |\n|---|---|---|---|---|---|\n";
    let mut row = |name: &str, sums: &Sums| {
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {}, {} |",
            sums.share(0),
            sums.share(1),
            sums.share(2),
            sums.share(3),
            sums.median(),
            sums.worst()
        );
    };
    for (engine, records) in all {
        row(engine, &self::sums(records, truth).0);
    }
    row("**all**", &ours);
    let own = |record: &Value| record["list"]["commit"].as_str().map(str::to_owned);
    let earlier: BTreeSet<String> = all.values().flatten().filter_map(own).collect();
    row(if earlier.is_empty() { "the fixed list, same run" } else { "the fixed list" }, &lists);
    let beside: Vec<Value> = records.iter().filter(|own| own["list"].is_object()).cloned().collect();
    row("isitme, in the cases in which the list was followed", &self::sums(&beside, truth).0);
    if !earlier.is_empty() {
        let _ = write!(out, "\nThe list was followed in an earlier run: {}.\n", earlier.into_iter().collect::<Vec<_>>().join(", "));
    }
    out += "\nThe fixed list is what the model pages print: reload, delete cookies and data, another browser, a private window, extensions off, VPN off, another network, flush DNS. The\nsame visitor works through it in the same fault until the page loads; what made it load is its verdict, else *the site*.\n\n";
    out += "## Fault by fault\n\nhop, party, action: how many of the cases were right; behind the hop Wilson's interval in percent. *Seconds*: the median, from the symptom to the verdict. The list's verdicts are those of all cases in which it was followed.\n\n| fault | cases | hop | party | action | now | steps | seconds | verdicts | list: hop, party, steps |\n|---|---|---|---|---|---|---|---|---|---|\n";
    for own in truth {
        let mine: Vec<Value> = records.iter().filter(|record| record["fault"] == own.id.as_str()).cloned().collect();
        let (sums, list) = self::sums(&mine, truth);
        if sums.n == 0 {
            continue;
        }
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        let mut seconds = Vec::new();
        for record in mine.iter().filter(|record| !record["broke"].is_string()) {
            *said
                .entry(format!(
                    "{} / {}",
                    record["verdict"]["top"].as_str().unwrap_or(""),
                    record["verdict"]["action"].as_str().unwrap_or("")
                ))
                .or_default() += 1;
            seconds.push(record["seconds"].as_f64().unwrap_or(0.0));
        }
        seconds.sort_by(f64::total_cmp);
        let verdicts: Vec<String> = said.iter().map(|(said, count)| format!("{said} ({count})")).collect();
        let steps: Vec<String> = sums.steps.iter().map(usize::to_string).collect();
        let list_steps: Vec<String> = list.steps.iter().map(usize::to_string).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {:.0} | {} | {}/{}, {}/{}, {} |",
            own.id,
            sums.n,
            interval(&sums),
            sums.right[1],
            sums.right[2],
            sums.right[3],
            steps.join(" "),
            seconds.get(seconds.len() / 2).unwrap_or(&0.0),
            verdicts.join(", "),
            list.right[0],
            list.n,
            list.right[1],
            list.n,
            list_steps.join(" ")
        );
    }
    out += "\n## Wrong verdicts\n\n";
    let mut any = false;
    for (engine, records) in all {
        for own in records {
            if let Some(line) = truth.iter().find(|truth| own["fault"] == truth.id.as_str()).and_then(|truth| wrong(own, truth)) {
                any = true;
                let _ = writeln!(out, "- {engine}: {}", line.replace('|', "/").replace('<', "‹"));
            }
        }
    }
    if !any {
        out += "None.\n";
    }
    out += "\n## What an engine cannot make\n\n";
    for own in truth {
        for (engine, why) in &own.without {
            let _ = writeln!(out, "- {} in {engine}: {why}", own.id);
        }
    }
    for (fault, engine, why) in cannot {
        let _ = writeln!(out, "- {fault} in {engine}: {why}");
    }
    for (engine, records) in all {
        for own in records.iter().filter(|own| own["broke"].is_string()) {
            let broke: String = own["broke"].as_str().unwrap_or("").chars().take(300).collect();
            let _ = writeln!(
                out,
                "- {} seed {} in {engine} could not be made in this run: {}",
                own["fault"].as_str().unwrap_or(""),
                own["seed"],
                broke.replace('\n', " ")
            );
        }
    }
    out
}

/// Every hop's name: what the truth may say.
pub fn known(truth: &Truth) -> bool {
    truth.hops.iter().all(|hop| Hop::from_id(hop).is_some())
}
