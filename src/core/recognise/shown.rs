//! What the page shows of a pasted text: masked, with the words that gave it away as pieces of their own, and what was read, as one text that
//! goes from the module that reads to the application.

use super::{LIMIT, read, table::table, times, words::WORDS};
use crate::core::{
    finding::{Because, Confidence, Finding, Kind, Read},
    ops, redact,
    text::{clip, decimal, fill, sort},
};

/// What an error without a cause mostly comes from, as far as the owner's first step goes: a status, an error's id or a class of statuses, and the cause
/// (`mostly` in content/signatures/causes.toml).
static MOSTLY: &str = include_str!(concat!(env!("OUT_DIR"), "/mostly.txt"));

/// More of a text than this is not shown again; the person has it.
const SHOWN: usize = 16_000;
/// This much of the text stands before what gave it away.
const BEFORE: usize = 2_000;

/// What a text says in a line: its name and who wrote it, the first two steps of [`shown`].
pub fn headline(text: &str) -> String {
    let mut out = Writer(String::new());
    out.headline(&read(text).finding);
    out.step(ops::TEXT, cut(text));
    out.0
}

/// What to say of a text that is longer than what is read.
fn cut(text: &str) -> &'static str {
    if text.len() > LIMIT { word("reader_too_long") } else { "" }
}

/// What to show of a text: its name and who wrote it, a step each, then the steps of [`ops`](crate::core::ops).
pub fn shown(text: &str) -> String {
    let read = read(text);
    let finding = &read.finding;
    let mut out = Writer(String::new());
    out.headline(finding);
    if text.len() > LIMIT {
        out.put("p", &[], cut(text));
    }
    if finding.kind == Kind::Nothing {
        out.section("said", |out| {
            out.put("h2", &[("id", "said")], word("reader_nothing"));
            if let Some((_, product)) = &finding.product {
                out.put("p", &[], &(by(product) + "."));
            }
            out.put("p", &[], word("reader_nothing_lead"));
        });
    } else {
        said(&mut out, finding);
        if read.groups.iter().map(|own| own.count).sum::<usize>() > 1 {
            groups(&mut out, text, &read);
        }
    }
    if !finding.because.is_empty() {
        the_text(&mut out, clip(text, LIMIT), &finding.because);
    }
    if !finding.ids.is_empty() {
        out.titled("ids", "reader_ids", |out| {
            out.within("dl.facts", |out| {
                for (kind, value) in &finding.ids {
                    out.within("div", |out| {
                        out.put("dt", &[], word(&format_name("reader_", kind)));
                        out.within("dd", |out| out.put("code", &[], value));
                    });
                }
            });
        });
    }
    let same = |other: &&Finding| !also(finding, other);
    if finding.others.iter().any(|other| same(&other)) {
        out.titled("others", "reader_others", |out| {
            out.within("ul", |out| {
                for other in finding.others.iter().filter(same) {
                    out.within("li", |out| {
                        out.name(other);
                        if let Some((_, product)) = &other.product {
                            out.step(ops::TEXT, &fill(word("reader_other_by"), &[("product", product)]));
                        }
                        out.step(ops::TEXT, word(if other.confidence == Confidence::Possible { "reader_less" } else { "reader_nearly" }));
                    });
                }
            });
        });
    }
    out.0
}

/// What it is, who wrote it, why, and what to do.
fn said(out: &mut Writer, finding: &Finding) {
    out.section("said", |out| {
        let sure = match finding.confidence {
            Confidence::Certain => "reader_certain",
            Confidence::Likely => "reader_likely",
            Confidence::Possible => "reader_possible",
        };
        out.put("p.quiet", &[], word(sure));
        out.within("h2", |out| {
            out.attr("id", "said");
            out.name(finding);
        });
        let key = key(finding);
        if finding.kind == Kind::Success {
            out.put("p.lead", &[], word("reader_success"));
        } else if !key.is_empty() {
            out.within("p.lead", |out| out.step(ops::ANSWER, &key));
        }
        if let Some(writers) = writers(finding) {
            let hop = finding.written_by.map_or("", |hop| word(&format_name("hop_", hop.id())));
            let at = if hop.is_empty() { String::new() } else { fill(word("reader_at"), &[("hop", hop)]) };
            out.within("p", |out| {
                out.put("strong", &[], &writers);
                out.step(ops::TEXT, &(at + "."));
            });
        }
        if let Some(client) = &finding.client {
            out.put("p", &[], &fill(word("reader_client"), &[("client", called(client))]));
        }
        if !finding.passed.is_empty() {
            out.put("p", &[], &fill(word("reader_passed"), &[("products", &finding.passed.join(", "))]));
        }
        if finding.kind == Kind::Error {
            out.step(ops::CASE, &case(finding));
        }
        if let Some(cause) = &finding.cause {
            out.put("h3", &[], word("reader_cause"));
            out.put("p", &[], cause.text);
        }
        if let Some(fix) = owner(finding) {
            out.within("p", |out| {
                out.put("strong", &[], word("reader_owner"));
                out.step(ops::TEXT, &(String::from(" ") + fix));
            });
        }
        out.within("p.call", |out| {
            if finding.kind == Kind::Error {
                out.step(ops::DIAGNOSE, "");
            }
            if !key.is_empty() {
                out.step(ops::LINK, &key);
            }
            if let Some((product, name)) = &finding.platform {
                out.step(ops::LINK, &[product, name.as_str()].join("/"));
            }
        });
    });
}

/// What the owner does: about the cause, or about what such a status mostly comes from. What a product's own error asks for stands on its page, to which a link
/// leads: all of them are 20 KB, which a first visit would have to keep.
fn owner(finding: &Finding) -> Option<&'static str> {
    if let Some(cause) = &finding.cause {
        return Some(cause.fix);
    }
    if finding.kind != Kind::Error {
        return None;
    }
    let key = key(finding);
    let class = finding.code.map(|code| decimal(code / 100) + "xx");
    let mostly = |wanted: &str| MOSTLY.lines().filter_map(|line| line.split_once(' ')).find(|own| own.0 == wanted);
    let (_, cause) = mostly(&key).or_else(|| mostly(&class?))?;
    table().causes.iter().find(|own| own.id == cause).map(|own| own.fix)
}

/// Another product that the same words fit as well.
fn also(finding: &Finding, other: &Finding) -> bool {
    other.product.is_some() && (other.code, &other.error, other.kind) == (finding.code, &finding.error, finding.kind)
}

/// The product that wrote it, and those that the same words fit as well.
fn writers(finding: &Finding) -> Option<String> {
    let (_, first) = finding.product.as_ref()?;
    let others = finding.others.iter().filter(|other| also(finding, other)).filter_map(|other| other.product.as_ref());
    let names: Vec<&str> = std::iter::once(*first).chain(others.map(|own| own.1)).collect();
    Some(by(&names.join(word("reader_or"))))
}

/// What people call a client whose id isn't its name.
fn called(client: &str) -> &str {
    match client {
        "ansible" => "Ansible",
        "chrome" => "Chrome",
        "cypress" => "Cypress",
        "docker" => "Docker",
        "dotnet" => ".NET",
        "firefox" => "Firefox",
        "git" => "Git",
        "go" => "Go",
        "gradle" => "Gradle",
        "helm" => "Helm",
        "insomnia" => "Insomnia",
        "java" => "Java",
        "jenkins" => "Jenkins",
        "maven" => "Maven",
        "node" => "Node.js",
        "okhttp" => "OkHttp",
        "openssl" => "OpenSSL",
        "php" => "PHP",
        "playwright" => "Playwright",
        "postman" => "Postman",
        "powershell" => "PowerShell",
        "prometheus" => "Prometheus",
        "puppeteer" => "Puppeteer",
        "r" => "R",
        "ruby" => "Ruby",
        "safari" => "Safari",
        "terraform" => "Terraform",
        "unity" => "Unity",
        "wget" => "Wget",
        other => other,
    }
}

fn by(product: &str) -> String {
    fill(word("reader_by"), &[("product", product)])
}

/// A code's number or an error's id.
fn key(finding: &Finding) -> String {
    match (finding.code, &finding.error) {
        (Some(code), _) => decimal(code),
        (None, Some((id, _))) => (*id).to_owned(),
        (None, None) => String::new(),
    }
}

/// The case that the finding opens, as `diagnose::parse` reads it.
fn case(finding: &Finding) -> String {
    let mut out = String::from("isitme case 1\n");
    let mut line = |words: &[&str]| {
        out.push_str(&words.join(" "));
        out.push('\n');
    };
    match (finding.code, &finding.error) {
        (Some(code), _) => line(&["code", &decimal(code)]),
        (None, Some((id, _))) => line(&["error", id]),
        (None, None) => line(&["unknown"]),
    }
    if let Some(url) = &finding.url {
        line(&["url", url]);
    }
    if let Some(hop) = finding.written_by {
        line(&["written-by", hop.id()]);
    }
    if let Some((product, _)) = &finding.product {
        line(&["product", product]);
    }
    if let Some((product, name)) = &finding.platform {
        line(&["platform", product, name]);
    }
    if let Some(cause) = &finding.cause {
        line(&["cause", cause.id, cause.fault]);
    }
    let ids: Vec<String> =
        finding.ids.iter().map(|(kind, value)| [word(&format_name("reader_", kind)), value.as_str()].join(" ")).collect();
    if !ids.is_empty() {
        line(&["note", &ids.join(", ")]);
    }
    out
}

/// A log's lines by what they say.
fn groups(out: &mut Writer, text: &str, read: &Read) {
    out.titled("lines", "reader_lines", |out| {
        out.within("div.wide", |out| {
            for (name, value) in [("tabindex", "0"), ("role", "group"), ("aria-label", word("reader_lines"))] {
                out.attr(name, value);
            }
            out.within("table", |out| {
                out.within("thead", |out| {
                    out.within("tr", |out| {
                        for name in ["reader_line", "reader_why", "reader_count", "reader_times"] {
                            out.put("th", &[("scope", "col")], word(name));
                        }
                    });
                });
                out.within("tbody", |out| {
                    for (finding, own) in read.each() {
                        out.within("tr", |out| {
                            out.within("th", |out| {
                                out.attr("scope", "row");
                                out.name(finding);
                            });
                            let [first, last] = own.lines.clone().map(|line| times::first(&text[line]).unwrap_or_default());
                            let times = if first == last { first.to_owned() } else { [first, last].join(" – ") };
                            let why = finding.cause.map_or("", |cause| cause.text);
                            for words in [why, &decimal(own.count), &times] {
                                out.put("td", &[], words);
                            }
                        });
                    }
                });
            });
        });
    });
}

/// The text, with what gave it away marked and numbered.
fn the_text(out: &mut Writer, text: &str, because: &[Because]) {
    out.titled("pasted", "reader_text", |out| {
        out.put("p.quiet", &[], word("reader_masked"));
        let mut order = Vec::new();
        out.within("pre.pasted", |out| {
            out.attr("tabindex", "0");
            for (reason, words) in pieces(text, because) {
                let Some(reason) = reason else {
                    out.put("span", &[], &words);
                    continue;
                };
                order.push(reason);
                out.within("mark", |out| {
                    out.step(ops::TEXT, &words);
                    out.put("sup", &[], &decimal(order.len()));
                });
            }
        });
        if !order.is_empty() {
            out.within("ol.reasons", |out| {
                for reason in order {
                    // With what other words say that stand in the same place.
                    let own = &because[reason];
                    let mut whys = vec![own.why];
                    for other in because.iter().filter(|other| other.start >= own.start && other.start < own.end) {
                        if !whys.contains(&other.why) {
                            whys.push(other.why);
                        }
                    }
                    out.put("li", &[], &whys.join("; "));
                }
            });
        }
    });
}

/// `data-center` as the name of a word.
fn format_name(lead: &str, id: &str) -> String {
    lead.chars().chain(id.chars().map(|c| if c == '-' { '_' } else { c })).collect()
}

fn word(name: &str) -> &'static str {
    WORDS.iter().position(|own| *own == name).and_then(|at| table().words.get(at)).copied().unwrap_or("")
}

struct Writer(String);

impl Writer {
    fn step(&mut self, op: char, words: &str) {
        self.0.push(op);
        self.0.extend(words.chars().map(|c| if c == ops::NEXT { ' ' } else { c }));
        self.0.push(ops::NEXT);
    }

    fn place(&mut self, op: char, list: &[&str], own: &str, value: &str) {
        let at = list.iter().position(|other| *other == own).unwrap_or(0) as u8;
        self.step(op, &(String::from(char::from(b'0' + at)) + value));
    }

    fn attr(&mut self, name: &str, value: &str) {
        self.place(ops::ATTR, &ops::ATTRS, name, value);
    }

    fn within(&mut self, spec: &str, write: impl FnOnce(&mut Writer)) {
        self.place(ops::OPEN, &ops::SPECS, spec, "");
        write(self);
        self.step(ops::CLOSE, "");
    }

    fn put(&mut self, spec: &str, attrs: &[(&str, &str)], words: &str) {
        self.place(ops::OPEN, &ops::SPECS, spec, "");
        for (name, value) in attrs {
            self.attr(name, value);
        }
        self.step(ops::TEXT, words);
        self.step(ops::CLOSE, "");
    }

    fn section(&mut self, id: &str, write: impl FnOnce(&mut Writer)) {
        self.within("section.part", |out| {
            out.attr("aria-labelledby", id);
            write(out);
        });
    }

    fn titled(&mut self, id: &str, title: &str, write: impl FnOnce(&mut Writer)) {
        self.section(id, |out| {
            out.put("h2", &[("id", id)], word(title));
            write(out);
        });
    }

    fn headline(&mut self, finding: &Finding) {
        self.name(finding);
        self.step(ops::TEXT, &writers(finding).map_or(String::new(), |writers| writers + "."));
    }

    /// What it is called; the application knows the names.
    fn name(&mut self, finding: &Finding) {
        let key = key(finding);
        let platform = finding.platform.as_ref().map(|(product, name)| [product, name.as_str()].join("/"));
        let known = if key.is_empty() { platform.clone().unwrap_or_default() } else { key };
        // One that the catalog has no name for.
        let status = finding.code.map(|code| [word("reader_status"), " ", &decimal(code)].concat());
        let words = match (finding.kind, &finding.cause, &finding.platform) {
            (Kind::Nothing, ..) => word("reader_nothing"),
            (.., Some((_, name))) => name,
            (_, Some(cause), _) => cause.text,
            _ => status.as_deref().unwrap_or(word("reader_error")),
        };
        self.step(ops::NAME, &[&known, words].join("\t"));
    }
}

/// A part of the text around the reasons, masked, cut where a reason starts or ends.
fn pieces(text: &str, because: &[Because]) -> Vec<(Option<usize>, String)> {
    let first = because.iter().map(|own| own.start).min().unwrap_or(0);
    let from = clip(text, first.saturating_sub(BEFORE)).len();
    let line = text[..from].rfind('\n').map_or(0, |at| at + 1);
    // A whole line, if it is not too long.
    let from = if from - line < BEFORE { line } else { from };
    // What a value is called may stand in the line before.
    let line = text[..clip(text, line.saturating_sub(BEFORE)).len()].rfind('\n').map_or(0, |at| at + 1);
    let end = clip(text, from + SHOWN).len();
    // Masked before it is cut: of half a secret, nobody could tell that it is one.
    let around = &text[line..clip(text, end + SHOWN).len()];
    let masked = redact::text(&redact::har(around));
    let places = align(around, &masked);
    let place = |offset: usize| offset.checked_sub(line).and_then(|offset| places.get(offset)).map(|place| *place as usize);
    let (mut at, end) = (place(from).unwrap_or(0), place(end).unwrap_or(masked.len()));
    let mut out = Vec::new();
    let mut put = |reason: Option<usize>, until: usize| {
        let until = until.min(end);
        if until > at {
            out.push((reason, masked[at..until].to_owned()));
            at = until;
        }
        at
    };
    let mut order: Vec<usize> = (0..because.len()).collect();
    let key = |nth: usize| (because[nth].start, std::cmp::Reverse(because[nth].end));
    sort(&mut order, |a, b| key(*a) < key(*b));
    let mut last = 0;
    for nth in order {
        let (Some(start), Some(end)) = (place(because[nth].start), place(because[nth].end)) else { continue };
        if start >= last {
            put(None, start);
            last = put(Some(nth), end);
        }
    }
    put(None, end);
    out
}

/// For every byte of a text its place in the masked one, which differs from it only where `…` stands for something.
fn align(text: &str, masked: &str) -> Vec<u32> {
    let mut out = Vec::with_capacity(text.len() + 1);
    let mut rest = masked;
    let mut place = 0;
    for (at, c) in text.char_indices() {
        let mut put = |place: usize| out.extend(std::iter::repeat_n(place as u32, c.len_utf8()));
        match rest.chars().next() {
            Some(own) if own == c => {
                put(place);
                place += c.len_utf8();
                rest = &rest[c.len_utf8()..];
            }
            Some('…') => {
                put(place);
                // What stands after the mask begins where the text goes on with it.
                let after = &rest['…'.len_utf8()..];
                let next: String = after.chars().take_while(|c| *c != '…').take(12).collect();
                let tail = &text[at + c.len_utf8()..];
                if next.is_empty() || tail.starts_with(&next) {
                    place += '…'.len_utf8();
                    rest = after;
                    if next.is_empty() && after.is_empty() {
                        place = masked.len();
                    }
                }
            }
            _ => put(place),
        }
    }
    out.push(masked.len() as u32);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn secrets_are_masked_and_reasons_stay_in_place() {
        let text = "> GET /a?token=abc123secret HTTP/1.1\n> Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk\n< HTTP/1.1 502 Bad Gateway\n< Server: nginx\n< Set-Cookie: session=verysecretvalue; Path=/\n";
        let shown = shown(text);
        for secret in ["abc123secret", "eyJhbGciOiJIUzI1NiJ9", "verysecretvalue"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        let read = read(text);
        let pieces = pieces(text, &read.finding.because);
        let marked: Vec<&str> = pieces.iter().filter(|own| own.0.is_some()).map(|own| own.1.as_str()).collect();
        assert!(marked.iter().any(|words| words.contains("HTTP/1.1 502")), "{marked:?}");
    }

    #[test]
    fn every_error_with_a_number_tells_its_owner_something() {
        for (text, fix) in [
            (
                "<title>503 Backend fetch failed</title><h1>Error 503 Backend fetch failed</h1><h3>Guru Meditation:</h3>",
                "Look at the server behind",
            ),
            ("HTTP/1.1 500 Internal Server Error\nServer: Caddy\n", "Read the stack trace"),
            ("406 Not Acceptable", "See who sends it"),
            (
                "Web server is returning an unknown error Error code 520\nVisit cloudflare.com for more information.",
                "Ask for the same address",
            ),
        ] {
            assert!(owner(&read(text).finding).is_some_and(|own| own.starts_with(fix)), "{text}: {:?}", owner(&read(text).finding));
        }
        assert_eq!(owner(&read("HTTP/1.1 200 OK\n").finding), None);
    }

    #[test]
    fn a_secret_is_masked_also_where_the_text_is_cut() {
        // One line, as a HAR is; the cut before the first reason and the one at the end fall into secrets, wherever they are.
        for shift in (0..120).step_by(7) {
            let secret =
                |name: &str| format!("{{\"name\":\"Cookie\",\"value\":\"{name}=s3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3t\"}},");
            let many: String = (0..400).map(|nth| secret(&format!("a{nth}"))).collect();
            let text = format!("{}{many}\"status\":502,\"statusText\":\"Bad Gateway\",{many}", " ".repeat(shift));
            let shown = shown(&text);
            assert!(shown.contains("502"), "the reason is shown");
            assert!(!shown.to_lowercase().contains("cr3t"), "a part of a secret is shown, shifted by {shift}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_shown(text in "(\\PC|[\n=&?:/ ]){0,200}") {
            let read = read(&text);
            let all: String = pieces(&text, &read.finding.because).into_iter().map(|own| own.1).collect();
            prop_assert_eq!(all, redact::text(&redact::har(&text)));
        }
    }
}
