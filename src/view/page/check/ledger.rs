//! The ledger: every request that the page made, to whom, why and what was learned.

use std::{collections::HashMap, rc::Rc};

use super::{Act, Page};
use crate::{
    core::{
        check::{
            export::{Contact, How},
            rows::{Group, Row},
        },
        text::{decimal, fill, joined},
        ui::check_ui,
    },
    view::el::{El, On, el},
    web::{
        self,
        run::{Run, State},
        sitecheck::{self, SiteCheck},
    },
};

/// So many hosts are listed; the rest is counted.
const MOST: usize = 100;
/// With more than these the list is folded.
const FEW: usize = 12;

/// The part at the end of the page.
pub(super) fn view(page: &Page) -> El {
    let t = check_ui();
    let part = el("section.part|aria-labelledby=ledger-h").kid(el("h2|id=ledger-h").text(t.ledger_title));
    // Before anything is live the page has made none: what it rendered then is what was served.
    let model = page.model;
    let run = model.run.as_ref().or(model.before.as_ref().map(|before| &before.run));
    let earlier = run.map_or(0, |run| run.earlier);
    let earlier = (earlier > 0).then(|| el("p.quiet|id=ledger-earlier").text(fill(t.ledger_earlier, &[("count", &decimal(earlier))])));
    let run = run.filter(|run| run.state() != State::Going);
    let site = model.site.as_ref().filter(|site| site.state() != sitecheck::State::Going);
    let (lines, count) = if model.config.is_some() { lines(MOST, &showed(run, site)) } else { (Vec::new(), 0) };
    if lines.is_empty() {
        return part.kid(el("p.quiet").text(t.ledger_none)).maybe(earlier);
    }
    let head = [t.ledger_host, t.ledger_count, t.ledger_why, t.ledger_learned];
    let lines_shown = lines.len();
    let rows = lines.into_iter().map(|line| {
        el("tr")
            .key(&line.origin)
            .kid(el("th|scope=row").kid(el("code").text(line.origin.clone())))
            .kid(el("td").text(line.requests.to_string()))
            .kid(el("td").text(line.why))
            .kid(el("td").text(line.learned))
    });
    let folded = lines_shown > FEW;
    let table = el("table.ledger")
        .kid(el("thead").kid(el("tr").list(head.iter().enumerate().map(|(at, word)| el("th|scope=col").key_at(at).text(*word)))))
        .kid(el("tbody").list(rows));
    let table = el("div.wide|tabindex=0|role=group|aria-labelledby=ledger-h").kid(table);
    let body = if folded {
        // What nobody sees is not drawn while a run changes it all the time.
        let unseen = !page.model.ledger_open && page.model.run.as_ref().is_some_and(|run| run.state() == State::Going);
        el("details")
            .kid(el("summary").on(On::Click, page.act(|_| Act::Ledger)).text(fill(t.ledger_hosts, &[("count", &count.to_string())])))
            .maybe((!unseen).then_some(table))
    } else {
        el("div").kid(table)
    };
    part.kid(body)
        .maybe((count > MOST).then(|| el("p.quiet").text(fill(t.ledger_more, &[("count", &decimal(count - MOST))]))))
        .maybe(earlier)
        .kid(el("p.quiet").text(t.ledger_unseen))
}

/// A host's line, in words.
pub(super) struct Told {
    /// Scheme, host and port.
    pub origin: String,
    /// How many requests.
    pub requests: u32,
    /// What for.
    pub why: String,
    /// What was learned.
    pub learned: String,
}

/// The hosts that were asked, at most so many, with what a list or a site's links showed of them; and how many there are.
pub(super) fn lines(most: usize, showed: &HashMap<String, Counts>) -> (Vec<Told>, usize) {
    let t = check_ui();
    let own = web::platform::absolute("");
    let (lines, count) = web::ledger::lines(most);
    let told = lines.into_iter().map(|line| {
        let found = showed.get(line.origin.as_str());
        let (mut why, mut learned) = (line.why(), line.learned());
        if line.origin == own {
            why = joined([t.ledger_own, &*why].into_iter().filter(|text| !text.is_empty()), ", ");
        } else if why.is_empty() && found.is_some() {
            t.ledger_linked.clone_into(&mut why);
        }
        if let Some(found) = found.filter(|_| learned.is_empty()) {
            learned = counts(found);
        }
        Told { origin: line.origin, requests: line.requests, why, learned }
    });
    (told.collect(), count)
}

/// Makes a file and saves it, with the ledger of its own hosts: who gets it need not know what else was checked here.
pub(super) fn save(name: &str, kind: &str, whole: bool, run: Option<&Rc<Run>>, site: Option<&Rc<SiteCheck>>, make: &dyn Fn(How) -> String) {
    let showed = showed(run, site);
    let (mut lines, _) = lines(usize::MAX, &showed);
    lines.retain(|line| showed.contains_key(line.origin.as_str()));
    let contacts: Vec<Contact> = lines
        .iter()
        .map(|line| Contact { origin: &line.origin, requests: line.requests, why: &line.why, learned: &line.learned })
        .collect();
    web::bulk::save(name, kind, &make(How { made: web::clock::now_ms(), whole, contacts: &contacts }));
}

/// How many addresses of a host came out how.
pub(super) type Counts = [u32; Group::ALL.len()];

/// What a list or a site's links showed, by the hosts that were asked.
fn showed(run: Option<&Rc<Run>>, site: Option<&Rc<SiteCheck>>) -> HashMap<String, Counts> {
    let mut all: HashMap<String, Counts> = HashMap::new();
    let mut add = |href: &str, row: &Row| {
        let origin = web::ledger::origin(href);
        if !all.contains_key(origin) {
            all.insert(origin.to_owned(), Counts::default());
        }
        if let (Some(counts), Some(at)) = (all.get_mut(origin), Group::ALL.iter().position(|group| *group == row.group())) {
            counts[at] += 1;
        }
    };
    if let Some(run) = run {
        let rows = run.rows();
        for at in 0..run.count as u32 {
            if let Some(row) = rows.get(at) {
                add(rows.address(at), row);
            }
        }
    }
    if let Some(site) = site {
        for (id, found) in (0..).zip(site.crawl().found()) {
            if let Some(row) = site.row(id) {
                add(found.href.as_str(), &row);
            }
        }
    }
    all
}

/// `Success: 3, client error: 1`, without what there is none of.
fn counts(counts: &Counts) -> String {
    let there = Group::ALL.iter().zip(counts).filter(|(_, count)| **count > 0);
    joined(there.map(|(group, count)| group.label().to_owned() + ": " + &decimal(*count)), ", ")
}
