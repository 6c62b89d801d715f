//! The ledger: every request that the page made, to whom, why and what was learned.

use super::{Act, Page};
use crate::{
    core::{text::fill, ui::check_ui},
    view::el::{El, On, el},
    web::{self, run::State},
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
    let (lines, count) = if page.model.config.is_some() { web::ledger::lines(MOST) } else { (Vec::new(), 0) };
    if lines.is_empty() {
        return part.kid(el("p.quiet").text(t.ledger_none));
    }
    let own = web::platform::absolute("");
    let head = [t.ledger_host, t.ledger_count, t.ledger_why, t.ledger_learned];
    let lines_shown = lines.len();
    let rows = lines.into_iter().map(|line| {
        let why = if line.origin == own { t.ledger_own } else { line.why };
        el("tr")
            .key(&line.origin)
            .kid(el("th|scope=row").kid(el("code").text(line.origin.clone())))
            .kid(el("td").text(line.requests.to_string()))
            .kid(el("td").text(why))
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
    part.kid(body).maybe((count > MOST).then(|| el("p.quiet").text(fill(t.ledger_more, &[("count", &(count - MOST).to_string())]))))
}
