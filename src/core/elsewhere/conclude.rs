//! What may be concluded from what probes elsewhere met, and what may not (`research/browser.md` B.4).

use super::{
    rows::{Ending, Group, GroupIs, Phase, Row, Summary, Trace},
    run::{Measured, Note, Trouble},
};

/// The answers of the check `elsewhere`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// It works in the world, and in the visitor's country or network.
    WorksEverywhere,
    /// It fails in the world, and nowhere near the visitor does it work.
    FailsEverywhere,
    /// It fails in the visitor's network, and works in the world and not worse in the country.
    FailsSameIsp,
    /// It fails in the visitor's country, and works in the world.
    FailsSameCountry,
    /// It fails here and there, in another pattern.
    Mixed,
    /// Not enough was seen, or only refusals.
    CantTell,
}

impl Elsewhere {
    /// All of them.
    pub const ALL: [Elsewhere; 6] = [
        Elsewhere::WorksEverywhere,
        Elsewhere::FailsEverywhere,
        Elsewhere::FailsSameIsp,
        Elsewhere::FailsSameCountry,
        Elsewhere::Mixed,
        Elsewhere::CantTell,
    ];

    /// The answer of the check `elsewhere`.
    pub const fn id(self) -> &'static str {
        match self {
            Elsewhere::WorksEverywhere => "works-everywhere",
            Elsewhere::FailsEverywhere => "fails-everywhere",
            Elsewhere::FailsSameIsp => "fails-same-isp",
            Elsewhere::FailsSameCountry => "fails-same-country",
            Elsewhere::Mixed => "mixed",
            Elsewhere::CantTell => "cant-tell",
        }
    }
}

/// The answers of the check `edge`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Cloudflare's servers in front of the site answer.
    EdgeAnswers,
    /// They don't.
    EdgeSilent,
    /// Answers name no servers in front of the site.
    NoEdge,
    /// Not enough was seen, or the servers in front are of a kind that can't be asked by themselves.
    CantTell,
}

impl Edge {
    /// All of them.
    pub const ALL: [Edge; 4] = [Edge::EdgeAnswers, Edge::EdgeSilent, Edge::NoEdge, Edge::CantTell];

    /// The answer of the check `edge`.
    pub const fn id(self) -> &'static str {
        match self {
            Edge::EdgeAnswers => "edge-answers",
            Edge::EdgeSilent => "edge-silent",
            Edge::NoEdge => "no-edge",
            Edge::CantTell => "cant-tell",
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<Is> {
    /// What was found.
    pub is: Is,
    /// The outcome in one or two sentences.
    pub why: String,
    /// What showed it. Holds names of networks, so a stranger's text.
    pub because: Vec<String>,
    /// What it does not show. Never empty.
    pub cannot_tell: Vec<&'static str>,
}

const OWN_BROWSER: &str = "Whether your own browser gets the same answer: test servers send no cookies, log in nowhere and run no page.";
const CONTENT: &str = "Whether the page itself is right: an answer counts by its status, not by what it shows.";
const IPV6: &str = "How the site answers over IPv6: test servers ask over IPv4.";
const PROTECTED: &str = "What people get where the site's protection turned a test server away: it does that to machines first.";
const REFUSED: &str = "Whether a 403 or 429 is meant for everybody: sites give such answers to test servers alone, too.";
const NO_NETWORK: &str = "How it is in your own network: too few test servers there finished.";
const NO_COUNTRY: &str = "How it is in your country: too few test servers there finished.";
const UNPLACED: &str = "How it is in your country and in your own network: it is not known where you are.";
const UNASKED_NETWORK: &str = "How it is in your own network: it is not known which one that is.";
const ONE_OF_TWO: &str = "Whether only your network is concerned or all of your country.";
const NOTHING: &str = "Anything about the site.";

/// Reads what the groups met.
pub fn elsewhere(seen: &Measured) -> Outcome<Elsewhere> {
    let group = |group: Group| seen.groups.iter().find(|sum| sum.group == group);
    let is = |wanted: Group| group(wanted).map_or(GroupIs::NotEnough, |sum| sum.is);
    let (network, country, world) = (is(Group::Network), is(Group::Country), is(Group::World));
    let near = [network, country];
    let all = [network, country, world];
    // Whoever is turned away by a person's measure is not shut out by the network in between.
    let open = |is: GroupIs| matches!(is, GroupIs::Works | GroupIs::Alive);
    let none = |what: GroupIs| !all.contains(&what);

    let (answer, why): (Elsewhere, &str) = if all == [GroupIs::NotEnough; 3] {
        (Elsewhere::CantTell, nothing_seen(seen))
    } else if world == GroupIs::NotEnough {
        (Elsewhere::CantTell, "Too few test servers in other parts of the world finished to compare with.")
    } else if world == GroupIs::Fails && near.iter().all(|is| matches!(is, GroupIs::Fails | GroupIs::NotEnough)) {
        (Elsewhere::FailsEverywhere, "It fails for others, too, all over the world. So it is most likely the site's side, not yours.")
    } else if open(world) && network == GroupIs::Fails && !matches!(country, GroupIs::Fails | GroupIs::Split) {
        let how = silent_most(group(Group::Network));
        if how || world == GroupIs::Works {
            (
                Elsewhere::FailsSameIsp,
                "It fails in your own network as well, and works elsewhere. So it is most likely between your provider and the site.",
            )
        } else {
            (Elsewhere::CantTell, "It fails in your own network, and elsewhere test servers are turned away, so the two can't be compared.")
        }
    } else if open(world) && country == GroupIs::Fails && matches!(network, GroupIs::Fails | GroupIs::NotEnough) {
        if silent_most(group(Group::Country)) || world == GroupIs::Works {
            (
                Elsewhere::FailsSameCountry,
                "It fails in your country and works in other parts of the world. So your country or region is cut off from the site, or the site from it.",
            )
        } else {
            (Elsewhere::CantTell, "It fails in your country, and elsewhere test servers are turned away, so the two can't be compared.")
        }
    } else if none(GroupIs::Fails) && none(GroupIs::Split) {
        if near.contains(&GroupIs::Works) && world == GroupIs::Works {
            (
                Elsewhere::WorksEverywhere,
                "It works for others, near you and far away. So the site is up, and the cause is most likely on your side.",
            )
        } else if near.contains(&GroupIs::Works) {
            (
                Elsewhere::WorksEverywhere,
                "It works for others near you. Farther away the site turns test servers away, so it is alive there, too. The cause is most likely on \
                 your side.",
            )
        } else if near.contains(&GroupIs::Alive) || world == GroupIs::Alive {
            (
                Elsewhere::CantTell,
                "The site is alive, but it turns test servers away or sends them on, so what people there get can't be seen.",
            )
        } else {
            (
                Elsewhere::CantTell,
                "It works in other parts of the world, so the site is up there. Too few test servers near you finished to say more.",
            )
        }
    } else {
        (Elsewhere::Mixed, "It works in some places and fails in others.")
    };

    let mut outcome = Outcome { is: answer, why: why.to_owned(), because: Vec::new(), cannot_tell: Vec::new() };
    if seen.rows.is_empty() && seen.trouble.is_some() {
        outcome.because.extend(seen.trouble.as_ref().map(Trouble::say));
        outcome.cannot_tell.push(NOTHING);
        return outcome;
    }
    outcome.because.extend(seen.groups.iter().map(|sum| group_line(sum, &seen.rows)));
    outcome.because.extend(redirects_line(&seen.rows));
    outcome.because.extend(certificate_line(&seen.rows));
    outcome.because.extend(seen.notes.iter().map(|note| note.say().to_owned()));
    outcome.because.extend(seen.trouble.as_ref().map(Trouble::say));
    if all == [GroupIs::NotEnough; 3] {
        outcome.cannot_tell.push(NOTHING);
        return outcome;
    }
    let mut unknown = |when: bool, what: &'static str| {
        if when {
            outcome.cannot_tell.push(what);
        }
    };
    let placed = |wanted: Group| group(wanted).is_some();
    unknown(answer == Elsewhere::FailsSameIsp && country == GroupIs::NotEnough, ONE_OF_TWO);
    unknown(answer == Elsewhere::FailsSameCountry && network == GroupIs::NotEnough, NO_NETWORK);
    if answer != Elsewhere::FailsSameIsp && answer != Elsewhere::FailsSameCountry {
        let lost = |wanted: Group, is: GroupIs| placed(wanted) && is == GroupIs::NotEnough;
        unknown(!placed(Group::Network) && !placed(Group::Country), UNPLACED);
        unknown(!placed(Group::Network) && placed(Group::Country), UNASKED_NETWORK);
        unknown(lost(Group::Network, network), NO_NETWORK);
        unknown(lost(Group::Country, country), NO_COUNTRY);
    }
    unknown(seen.groups.iter().any(|sum| sum.protected > 0), PROTECTED);
    unknown(seen.rows.iter().any(|row| matches!(row.ending, Ending::Error(403 | 429))), REFUSED);
    unknown(seen.groups.iter().any(|sum| sum.ok > 0), CONTENT);
    unknown(true, OWN_BROWSER);
    unknown(seen.rows.iter().any(|row| matches!(row.ending, Ending::Silent(Phase::Dns | Phase::Connect))), IPV6);
    outcome
}

/// Why nothing is known at all.
fn nothing_seen(seen: &Measured) -> &'static str {
    match &seen.trouble {
        Some(Trouble::Unfit(said)) => said,
        Some(Trouble::Unreachable) => "The service that asks from elsewhere could not be reached.",
        Some(Trouble::Limit { .. }) => "The service gives no more tests to your internet connection for now.",
        Some(Trouble::Invalid(_)) => "The service does not test this address.",
        Some(Trouble::Forbidden(_)) => "The service does not take requests from your internet connection.",
        Some(Trouble::NoProbes) => "The service has no test server that could ask.",
        Some(Trouble::Service(_) | Trouble::Unreadable) => "The service that asks from elsewhere failed.",
        Some(Trouble::Stopped) => "It was stopped before enough test servers had finished.",
        None => "Too few test servers finished to say anything.",
    }
}

/// Whether most failures of a group are no answer at all.
fn silent_most(sum: Option<&Summary>) -> bool {
    let Some(sum) = sum else { return false };
    let silent: u16 = sum.silent.iter().map(|(_, count)| count).sum();
    let errors: u16 = sum.errors.iter().filter(|(status, _)| !matches!(status, 403 | 429)).map(|(_, count)| count).sum();
    silent > errors + sum.certificates
}

fn number(out: &mut String, number: impl Into<u64>) {
    out.push_str(&number.into().to_string());
}

/// One group in a sentence: *In your own network (Deutsche Telekom AG): 3 of 4 got the page, 1 got status 502.*
fn group_line(sum: &Summary, rows: &[Row]) -> String {
    let mut out = String::from(sum.group.say());
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let own = rows.iter().find(|row| row.group == Group::Network && !row.network.is_empty());
    if let (Group::Network, Some(row)) = (sum.group, own) {
        out.push_str(" (");
        out.push_str(&row.network);
        out.push(')');
    }
    out.push_str(": ");
    if sum.finished == 0 {
        out.push_str(if sum.dropped + sum.unfinished > 0 { "no test server finished." } else { "no test server was there." });
        return out;
    }
    let mut first = true;
    let mut part = |count: u16, say: &dyn Fn(&mut String)| {
        if count == 0 {
            return;
        }
        let begins = std::mem::take(&mut first);
        if !begins {
            out.push_str(", ");
        }
        number(&mut out, count);
        if begins {
            out.push_str(" of ");
            number(&mut out, sum.finished);
        }
        out.push(' ');
        say(&mut out);
    };
    part(sum.ok, &|out| out.push_str("got the page"));
    for &(status, count) in &sum.errors {
        part(count, &|out| {
            out.push_str("got status ");
            number(out, status);
        });
    }
    part(sum.protected, &|out| out.push_str("got turned away by the site's protection"));
    part(sum.answered, &|out| out.push_str("got an answer that leads on or says too little"));
    part(sum.certificates, &|out| out.push_str("met a certificate that browsers refuse"));
    for &(phase, count) in &sum.silent {
        part(count, &|out| {
            out.push_str("got no answer (");
            out.push_str(phase.say());
            out.push(')');
        });
    }
    out.push('.');
    if sum.is == GroupIs::NotEnough {
        out.push_str(" That is not enough.");
    }
    out
}

/// Where redirects led.
fn redirects_line(rows: &[Row]) -> Option<String> {
    let last = rows.iter().filter_map(|row| row.hops.last().map(|hop| (row.hops.len(), hop))).max_by_key(|(count, _)| *count)?;
    let mut out = String::from("Redirects were followed, to ");
    out.push_str(&last.1.to);
    out.push('.');
    Some(out)
}

/// What is wrong with the certificate, if it is.
fn certificate_line(rows: &[Row]) -> Option<String> {
    let mut refused = rows.iter().filter(|row| matches!(row.ending, Ending::Certificate(_)));
    let certificate = refused.find_map(|row| row.certificate.as_ref())?;
    let mut out = String::from("The site answers, but browsers refuse it: ");
    out.push_str(certificate.say());
    out.push('.');
    Some(out)
}

/// What the servers in front of the site tell of a visitor's case: only where the site fails for the test servers as well. Where it works for them, what
/// answers there says nothing of the visitor's own way, on which the page itself can see no more than that the edge answers.
pub fn edge_for_visitor(seen: &Measured) -> Option<Outcome<Edge>> {
    let outcome = edge(seen);
    (elsewhere(seen).is == Elsewhere::FailsEverywhere && outcome.is != Edge::CantTell).then_some(outcome)
}

/// Reads what was seen of the servers in front of the site.
pub fn edge(seen: &Measured) -> Outcome<Edge> {
    let count = |test: &dyn Fn(&Row) -> bool| seen.rows.iter().filter(|row| test(row)).count();
    let traced = count(&|row| row.trace.is_some()) > 0;
    // Where Cloudflare's own page was not asked for, the page that came through Cloudflare stands for it.
    let answers = count(&|row| if traced { row.trace == Some(Trace::Answers) } else { row.cloudflare });
    let silent = count(&|row| row.trace == Some(Trace::Silent));
    let answered = count(&|row| row.ending.status().is_some());
    let behind = count(&|row| row.cloudflare);
    let broken = count(&|row| matches!(row.ending, Ending::Error(500..) | Ending::Silent(_)));
    let cdn = seen.rows.iter().find_map(|row| row.cdn);

    let enough = |count: usize| count >= usize::from(super::rows::ENOUGH);
    let (is, why): (Edge, String) = if enough(answers) && answers >= 2 * silent {
        if broken * 2 > answered.max(1) || broken > answers {
            (
                Edge::EdgeAnswers,
                "Cloudflare's servers in front of the site answer, but the page fails behind them. So it is the site's own server, or what is between \
                 the two."
                    .to_owned(),
            )
        } else {
            (Edge::EdgeAnswers, "Cloudflare's servers in front of the site answer.".to_owned())
        }
    } else if enough(silent) && silent >= 2 * answers {
        (Edge::EdgeSilent, "The site is behind Cloudflare, and from most places Cloudflare's servers don't answer for it.".to_owned())
    } else if behind > 0 {
        (
            Edge::CantTell,
            "The site is behind Cloudflare, but too few test servers could ask Cloudflare's own page, or they disagree.".to_owned(),
        )
    } else if !enough(answered) {
        (Edge::CantTell, "Too few answers came to see whether servers of a network stand in front of the site.".to_owned())
    } else if let Some(name) = cdn {
        let mut why = String::from("The site is behind ");
        why.push_str(name);
        why.push_str(", whose servers can't be asked by themselves.");
        (Edge::CantTell, why)
    } else {
        (Edge::NoEdge, "The answers name no network of servers in front of the site.".to_owned())
    };

    let mut because = Vec::new();
    counted(
        &mut because,
        behind,
        " answer came through Cloudflare, by its headers.",
        " answers came through Cloudflare, by their headers.",
    );
    if traced {
        counted(
            &mut because,
            answers,
            " test server was answered by Cloudflare's own page.",
            " test servers were answered by Cloudflare's own page.",
        );
        counted(&mut because, silent, " test server got no answer from it.", " test servers got no answer from it.");
    }
    if because.is_empty() {
        counted(&mut because, answered, " answer was looked at.", " answers were looked at.");
    }
    if because.is_empty() {
        because.push("No test server got an answer.".to_owned());
    }
    let mut cannot_tell = vec![match is {
        Edge::EdgeAnswers => "Whether the site's own server is up: Cloudflare's servers answer for themselves.",
        Edge::EdgeSilent => "Whether Cloudflare itself has a fault, or the way there is cut.",
        Edge::NoEdge => "Whether a network of servers is there that leaves no trace in the answers.",
        Edge::CantTell => "Whether the servers in front of the site or the site's own are at fault.",
    }];
    if is == Edge::EdgeAnswers && broken > 0 && seen.notes.contains(&Note::Budget) {
        cannot_tell.push("How it looks from test servers that were not asked any more.");
    }
    Outcome { is, why, because, cannot_tell }
}

fn counted(because: &mut Vec<String>, count: usize, one: &str, many: &str) {
    if count > 0 {
        let mut out = String::new();
        number(&mut out, count as u64);
        out.push_str(if count == 1 { one } else { many });
        because.push(out);
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Elsewhere, edge, elsewhere};
    use crate::core::elsewhere::{
        rows::{Certificate, Ending, Group, GroupIs, Phase, Row, Summary, Trace, Window},
        run::{Measured, Note, Trouble},
    };
    use proptest::prelude::*;

    fn row(group: Group, ending: Ending) -> Row {
        Row {
            group,
            city: "Berlin".into(),
            country: "DE".into(),
            asn: 3320,
            network: "Deutsche Telekom AG".into(),
            at_home: true,
            ending,
            by_get: true,
            protection: None,
            message: None,
            ms: Some(40),
            resolved: None,
            hops: Vec::new(),
            certificate: None,
            cloudflare: false,
            cdn: None,
            trace: None,
        }
    }

    fn measured(rows: Vec<Row>, groups: &[Group]) -> Measured {
        Measured {
            groups: groups.iter().map(|group| Summary::new(*group, &rows)).collect(),
            window: Window::of(&rows),
            rows,
            notes: Vec::new(),
            trouble: None,
            spent: 14,
            limit: None,
            id: None,
        }
    }

    /// Groups in words, nearest first: one letter a probe. `o` the page, `5` status 502, `n` 404, `s` no answer, `f` 403, `p` protected, `a` says too
    /// little, `c` certificate, `d` dropped, `u` unfinished; `-` instead of a group: it was not asked for.
    fn world(text: &str) -> Measured {
        let mut rows = Vec::new();
        let mut groups = Vec::new();
        for (group, probes) in Group::ALL.into_iter().zip(text.split(' ')) {
            if probes == "-" {
                continue;
            }
            groups.push(group);
            for letter in probes.chars().filter(|letter| *letter != '.') {
                rows.push(row(
                    group,
                    match letter {
                        'o' => Ending::Ok(200),
                        '5' => Ending::Error(502),
                        'n' => Ending::Error(404),
                        's' => Ending::Silent(Phase::Connect),
                        'f' => Ending::Error(403),
                        'p' => Ending::Protected(403),
                        'a' => Ending::Answered(301),
                        'c' => Ending::Certificate(200),
                        'd' => Ending::Dropped,
                        'u' => Ending::Unfinished,
                        other => panic!("{other}"),
                    },
                ));
            }
        }
        measured(rows, &groups)
    }

    #[test]
    fn groups() {
        for (probes, expected) in [
            ("ooo", GroupIs::Works),
            ("oooo5", GroupIs::Works),
            ("ooo5", GroupIs::Works),
            ("oo5", GroupIs::Split),
            ("oo55", GroupIs::Split),
            ("o555", GroupIs::Fails),
            ("o55", GroupIs::Split),
            ("5s5", GroupIs::Fails),
            ("ccc", GroupIs::Fails),
            ("nnn", GroupIs::Fails),
            ("ppp", GroupIs::Alive),
            ("fff", GroupIs::Alive),
            ("aaa", GroupIs::Alive),
            ("oop", GroupIs::Works),
            ("opp", GroupIs::Alive),
            ("pp55", GroupIs::Split),
            ("oo", GroupIs::NotEnough),
            ("55ddu", GroupIs::NotEnough),
            ("ooddduuu", GroupIs::NotEnough),
            ("oooddduuu", GroupIs::Works),
            (".", GroupIs::NotEnough),
        ] {
            assert_eq!(world(probes).groups[0].is, expected, "{probes}");
        }
        let sum = &world("55ns5ppocdu").groups[0];
        assert_eq!((sum.finished, sum.ok, sum.protected, sum.certificates, sum.dropped, sum.unfinished), (9, 1, 2, 1, 1, 1));
        assert_eq!((sum.errors.as_slice(), sum.silent.as_slice()), (&[(502, 3), (404, 1)][..], &[(Phase::Connect, 1)][..]));
    }

    #[test]
    fn data_centers_of_the_country_are_a_reserve() {
        for (probes, homes, expected, finished, spare) in [
            ("sssoo", 3, GroupIs::Fails, 3, 2),
            ("sssdoo", 4, GroupIs::Fails, 3, 2),
            ("ssdoo", 3, GroupIs::Split, 4, 0),
            ("ooo", 0, GroupIs::Works, 3, 0),
        ] {
            for (group, same) in [(Group::Country, true), (Group::World, false)] {
                let text = if same { format!(". {probes} .") } else { format!(". . {probes}") };
                let mut seen = world(&text);
                for row in &mut seen.rows[homes..] {
                    row.at_home = false;
                }
                let sum = Summary::new(group, &seen.rows);
                if same {
                    assert_eq!((sum.is, sum.finished, sum.spare), (expected, finished, spare), "{probes}");
                } else {
                    assert_eq!(sum.spare, 0);
                }
            }
        }
    }

    #[test]
    fn verdicts() {
        use Elsewhere::{CantTell, FailsEverywhere, FailsSameCountry, FailsSameIsp, Mixed, WorksEverywhere};
        for (probes, expected, word) in [
            ("oooo ooooo ooooo", WorksEverywhere, "near you and far away"),
            ("- ooooo ooooo", WorksEverywhere, "near you and far away"),
            ("oooo . ooooo", WorksEverywhere, "near you and far away"),
            ("ooo oo ooooo", WorksEverywhere, "near you and far away"),
            ("oooo ooooo ppppp", WorksEverywhere, "Farther away"),
            // Nothing near: the two that matter can't be told apart.
            ("- - ooooo", CantTell, "Too few test servers near you"),
            ("oo o ooooo", CantTell, "Too few test servers near you"),
            ("5555 55555 55555", FailsEverywhere, "for others, too"),
            ("- - sssss", FailsEverywhere, "for others, too"),
            ("oo . 55555", FailsEverywhere, "for others, too"),
            ("cccc ccccc ccccc", FailsEverywhere, "for others, too"),
            ("nnnn nnnnn nnnnn", FailsEverywhere, "for others, too"),
            ("ssss ooooo ooooo", FailsSameIsp, "your provider"),
            ("ssss . ooooo", FailsSameIsp, "your provider"),
            ("ssss ooooo ppppp", FailsSameIsp, "your provider"),
            ("5555 ooooo ooooo", FailsSameIsp, "your provider"),
            ("5555 ooooo ppppp", CantTell, "can't be compared"),
            ("ssss sssss ooooo", FailsSameCountry, "your country"),
            (". sssss ooooo", FailsSameCountry, "your country"),
            ("- sssss ppppp", FailsSameCountry, "your country"),
            ("- 55555 ppppp", CantTell, "can't be compared"),
            ("oooo sssss ooooo", Mixed, "some places"),
            ("oooo ooooo sssss", Mixed, "some places"),
            ("oooo ooooo oo555", Mixed, "some places"),
            ("oo55 ooooo ooooo", Mixed, "some places"),
            ("ssss oo555 ooooo", Mixed, "some places"),
            ("ssss ppppp sssss", Mixed, "some places"),
            // Turned away is not down, with or without a mark.
            ("pppp ppppp ppppp", CantTell, "alive"),
            ("ffff fffff fffff", CantTell, "alive"),
            ("aaaa aaaaa aaaaa", CantTell, "alive"),
            ("oo o oo", CantTell, "Too few"),
            ("oooo ooooo oodd", CantTell, "other parts of the world"),
            ("dddd ddddd uuuuu", CantTell, "Too few"),
            (". . .", CantTell, "Too few"),
        ] {
            let outcome = elsewhere(&world(probes));
            assert_eq!(outcome.is, expected, "{probes}");
            assert!(outcome.why.contains(word), "{probes}: {}", outcome.why);
        }
    }

    #[test]
    fn what_it_says() {
        let outcome = elsewhere(&world("oo5s 55555 pdo"));
        assert_eq!(
            outcome.because,
            [
                "In your own network (Deutsche Telekom AG): 2 of 4 got the page, 1 got status 502, 1 got no answer (no connection could be made).",
                "In other networks of your country: 5 of 5 got status 502.",
                "In other parts of the world: 1 of 2 got the page, 1 got turned away by the site's protection. That is not enough.",
            ]
        );
        let outcome = elsewhere(&world("- . dd"));
        assert_eq!(
            outcome.because,
            ["In other networks of your country: no test server was there.", "In other parts of the world: no test server finished."]
        );
        assert_eq!(outcome.cannot_tell, ["Anything about the site."]);
        let outcome = elsewhere(&world("- ooooo ooooo"));
        assert!(outcome.cannot_tell.iter().any(|what| what.contains("not known which one")), "{outcome:?}");
        let outcome = elsewhere(&world("- - 55555"));
        assert!(outcome.cannot_tell.iter().any(|what| what.contains("not known where you are")), "{outcome:?}");
        let outcome = elsewhere(&world("ssss . ooooo"));
        assert!(outcome.cannot_tell.iter().any(|what| what.contains("all of your country")), "{outcome:?}");
        let outcome = elsewhere(&world("- fffff fffff"));
        assert!(outcome.cannot_tell.iter().any(|what| what.contains("403 or 429")), "{outcome:?}");
    }

    #[test]
    fn trouble_is_said() {
        for (trouble, word) in [
            (Trouble::Unfit("Nothing was sent: no."), "Nothing was sent"),
            (Trouble::Unreachable, "could not be reached"),
            (Trouble::Limit { reset_s: Some(1740), remaining: Some(3) }, "29 minutes"),
            (Trouble::Limit { reset_s: Some(1), remaining: None }, "1 minute."),
            (Trouble::Limit { reset_s: None, remaining: None }, "used up"),
            (Trouble::Invalid(Some("\"target\" must be a valid domain name".into())), "does not test this address"),
            (Trouble::Forbidden(None), "does not take requests"),
            (Trouble::NoProbes, "no test server"),
            (Trouble::Service(503), "fault of its own"),
            (Trouble::Unreadable, "could not be read"),
            (Trouble::Stopped, "stopped"),
        ] {
            let mut seen = world(". . .");
            seen.trouble = Some(trouble.clone());
            let outcome = elsewhere(&seen);
            assert_eq!((outcome.is, outcome.cannot_tell.len()), (Elsewhere::CantTell, 1));
            assert_eq!(outcome.because, [trouble.say()]);
            assert!(trouble.say().contains(word), "{}", trouble.say());
            assert_eq!(edge(&seen).is, Edge::CantTell);
            // What came before the trouble counts.
            let mut seen = world("5555 55555 55555");
            seen.trouble = Some(trouble.clone());
            let outcome = elsewhere(&seen);
            assert_eq!((outcome.is, outcome.because.last()), (Elsewhere::FailsEverywhere, Some(&trouble.say())));
        }
    }

    #[test]
    fn edges() {
        use Edge::{CantTell, EdgeAnswers, EdgeSilent, NoEdge};
        // One letter a probe for the site, as above, in capitals through Cloudflare; one for its own page: `a` answers, `s` silent, `x` another
        // server, `.` not known; none: it was not asked.
        for (site, trace, expected, word) in [
            ("OOOOO", "", EdgeAnswers, "in front of the site answer."),
            ("555555", "", NoEdge, "no network"),
            ("ooooo", "", NoEdge, "no network"),
            ("FFFF", "aaaa", EdgeAnswers, "fails behind them"),
            ("FFFF", "aasx", CantTell, "disagree"),
            ("FFFFF", "aaass", CantTell, "disagree"),
            ("FFFFFF", "aaasxx", EdgeAnswers, "fails behind them"),
            ("Fsss", "ssss", EdgeSilent, "don't answer"),
            ("Fsssss", "assss.", EdgeSilent, "don't answer"),
            ("OOOOsss", "aaaasss", CantTell, "disagree"),
            ("OOOOOOss", "aaaaaass", EdgeAnswers, "in front of the site answer."),
            ("Fsss", "....", CantTell, "behind Cloudflare"),
            ("Os", "", CantTell, "behind Cloudflare"),
            ("ssssso", "", CantTell, "Too few answers"),
            ("sssss", "", CantTell, "Too few answers"),
            ("ddd", "", CantTell, "Too few answers"),
        ] {
            let rows: Vec<Row> = site
                .chars()
                .enumerate()
                .map(|(nth, letter)| {
                    let mut row = row(
                        Group::World,
                        match letter.to_ascii_lowercase() {
                            'o' => Ending::Ok(200),
                            'f' | '5' => Ending::Error(522),
                            's' => Ending::Silent(Phase::Timeout),
                            _ => Ending::Dropped,
                        },
                    );
                    row.cloudflare = letter.is_ascii_uppercase();
                    row.trace = match trace.chars().nth(nth) {
                        Some('a') => Some(Trace::Answers),
                        Some('s') => Some(Trace::Silent),
                        Some('x') => Some(Trace::Other),
                        _ => None,
                    };
                    row
                })
                .collect();
            let outcome = edge(&measured(rows, &[Group::World]));
            assert_eq!(outcome.is, expected, "{site} {trace}");
            assert!(outcome.why.contains(word), "{site} {trace}: {}", outcome.why);
            assert!(!outcome.because.is_empty() && !outcome.cannot_tell.is_empty());
        }
        let mut seen = world("- - 55555");
        seen.rows[0].cdn = Some("Fastly");
        let outcome = edge(&seen);
        assert_eq!(outcome.is, CantTell);
        assert!(outcome.why.contains("behind Fastly"));
    }

    #[test]
    fn certificates() {
        let certificate = |error: Option<&str>, from: u64, until: u64| Certificate {
            authorized: error.is_none(),
            error: error.map(Into::into),
            from_ms: Some(from),
            until_ms: Some(until),
        };
        for (error, by_name, by_number) in [
            (None, false, false),
            (Some("CERT_HAS_EXPIRED"), true, true),
            (Some("ERR_TLS_CERT_ALTNAME_INVALID"), true, false),
            (Some("DEPTH_ZERO_SELF_SIGNED_CERT"), true, true),
            // Browsers find the missing piece of a chain.
            (Some("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), false, false),
            (Some("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), false, false),
            (Some("SOMETHING_NEW"), false, false),
        ] {
            let certificate = certificate(error, 1, 2);
            assert_eq!((certificate.is_refused(false), certificate.is_refused(true)), (by_name, by_number), "{error:?}");
        }
        let mut seen = world("- - ccooo");
        seen.rows[0].certificate = Some(certificate(Some("CERT_HAS_EXPIRED"), 1, 2));
        assert!(elsewhere(&seen).because.contains(&"The site answers, but browsers refuse it: its certificate has expired.".to_owned()));
        for (row, (from, until)) in seen.rows[2..].iter_mut().zip([(100, 200), (150, 300), (300, 100)]) {
            row.certificate = Some(certificate(None, from, until));
        }
        let window = Window::of(&seen.rows).unwrap();
        assert_eq!(window, Window { from_ms: 100, until_ms: 300 });
        assert!(window.accepts(100) && window.accepts(300) && !window.accepts(99) && !window.accepts(301));
        assert_eq!(Window::of(&world("- - ooo").rows), None);
    }

    proptest! {
        /// Whatever probes meet: something is said, nothing is claimed of a world that was not seen, and a group that fails is never called working.
        #[test]
        fn any_world(probes in "[o5nsfpacdu.]{0,6} [o5nsfpacdu.]{0,6} [o5nsfpacdu.]{0,6}", notes in any::<bool>()) {
            let mut seen = world(&probes);
            if notes {
                seen.notes = vec![Note::Budget, Note::Slow];
            }
            let outcome = elsewhere(&seen);
            prop_assert!(outcome.why.ends_with('.') && !outcome.because.is_empty() && !outcome.cannot_tell.is_empty());
            for line in &outcome.because {
                prop_assert!(line.ends_with('.'), "{}", line);
            }
            let is = |group: Group| seen.groups.iter().find(|sum| sum.group == group).unwrap().is;
            if is(Group::World) == GroupIs::NotEnough {
                prop_assert_eq!(outcome.is, Elsewhere::CantTell);
            }
            if outcome.is == Elsewhere::WorksEverywhere {
                prop_assert!(Group::ALL.into_iter().all(|group| !matches!(is(group), GroupIs::Fails | GroupIs::Split)));
            }
            if outcome.is == Elsewhere::FailsEverywhere {
                prop_assert!(Group::ALL.into_iter().all(|group| !matches!(is(group), GroupIs::Works | GroupIs::Alive)));
            }
            prop_assert!(!edge(&seen).cannot_tell.is_empty());
        }
    }
}
