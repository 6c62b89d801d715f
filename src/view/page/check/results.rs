//! What came back: bars by outcome, a table of which only the rows in view exist, and the run as a file.

use std::rc::Rc;

use super::{Act, Page, outcome};
use crate::{
    core::{
        check::{
            export::{self, How, Item},
            rows::{By, Filter, Group, Row, Sort, cannot_tell},
        },
        probe::Is,
        redact,
        text::{encode, fill},
        ui::check_ui,
    },
    view::{
        el::{El, On, el},
        part::choice::tick,
    },
    web::{
        self,
        run::{Run, State, failed},
    },
};

/// The height of a row, in pixels: the same for all, so that only those in view need to exist. `more.css` has it, too.
pub(super) const ROW: u32 = 56;
/// So many rows exist, above and below what is in view. Each costs when the page is drawn, which it is all the time during a run.
const AROUND: usize = 6;
/// So many rows can be in view at most: the box is `min(35rem, 70vh)` high (`check.css`), and letters may be twice as large.
const VIEW: usize = 20;

/// So many rows can be in view in a window that is so high, in pixels.
fn in_view(window: u32) -> usize {
    ((window * 7 / 10).div_ceil(ROW) as usize + 1).min(VIEW)
}

/// How the results are looked at.
#[derive(Clone, Default)]
pub(super) struct Look {
    /// Only this outcome.
    pub group: Option<Group>,
    /// Only what has these words.
    pub text: String,
    /// In this order.
    pub sort: Sort,
    /// The first row in view.
    pub first: usize,
    /// Files get whole addresses, with whatever secrets they hold.
    pub whole: bool,
}

/// The part.
pub(super) fn view(page: &Page, run: &Rc<Run>) -> El {
    let t = check_ui();
    let look = &page.model.look;
    let rows = run.rows();
    let filter = Filter { group: look.group, text: &look.text };
    let shown = rows.view(&filter, look.sort);
    let broken: Vec<u32> = (0..run.count as u32).filter(|at| rows.get(*at).is_some_and(failed)).collect();
    let again = (!broken.is_empty() && run.state() != State::Going).then(|| {
        let words = match broken.len() {
            1 => t.run_again_failed_one.to_owned(),
            more => fill(t.run_again_failed, &[("count", &more.to_string())]),
        };
        let run = run.clone();
        // The button goes while they are asked.
        let ask = page.does(move |store, _| {
            super::run::again(store, &run, broken.clone());
            web::dom::focus_soon("run-h");
        });
        el("button.button|type=button|id=again-failed").text(words).on(On::Click, ask)
    });
    el("div.results")
        .kid(summary(page, run))
        .kid(
            el("div.results-tools").kid(el("label|for=results-text").text(t.run_filter)).kid(
                el("input|id=results-text|type=search|autocomplete=off|spellcheck=false")
                    .attr("placeholder", t.run_filter_hint)
                    .value(&look.text)
                    .on(On::Input, page.act(|event| Act::Find(web::dom::value(event)))),
            ),
        )
        .kid(el("p.says|role=status|id=results-say").text(fill(t.run_shown, &[("count", &shown.len().to_string())])))
        .maybe(run.queries.then(|| el("p.quiet").text(t.run_short)))
        .kid(table(page, run, &shown))
        .maybe(again.map(|button| el("p.call").kid(button)))
        .kid(exports(page, run))
}

/// The bars: every outcome that there is, worst first; a click shows only those.
fn summary(page: &Page, run: &Rc<Run>) -> El {
    let t = check_ui();
    let look = &page.model.look;
    let rows = run.rows();
    let lines = rows.summary().into_iter().map(|line| {
        let on = look.group == Some(line.group);
        let group = line.group;
        let width = (line.share * 100.0).max(0.5).to_string();
        let bar = el("svg.bar|viewBox=0 0 100 8|preserveAspectRatio=none|aria-hidden=true")
            .kid(el("rect").attr("width", width).attr("height", "8"));
        let button = el("button.plain|type=button")
            .attr("aria-pressed", if on { "true" } else { "false" })
            .on(On::Click, page.act(move |_| Act::Group(if on { None } else { Some(group) })))
            .text(group.label());
        el("tr")
            .key(group.label())
            .attr("data-group", group.id())
            .attr("data-tone", tone(group))
            .kid(el("th|scope=row").kid(button))
            .kid(el("td.number").text(line.count.to_string()))
            .kid(el("td.share").kid(el("div.share-line").kid(bar).kid(el("span").text(percent(line.share)))))
    });
    let head = [t.run_outcome, t.run_count, t.run_share];
    el("table.summary")
        .kid(el("caption").text(t.run_summary))
        .kid(el("thead").kid(el("tr").list(head.iter().enumerate().map(|(at, word)| el("th|scope=col").key_at(at).text(*word)))))
        .kid(el("tbody").list(lines))
}

/// `12%`; what is there is never `0%`, and what is not all never `100%`.
fn percent(share: f32) -> String {
    let percent = (share * 100.0).round();
    let shown = if share > 0.0 && share < 1.0 { percent.clamp(1.0, 99.0) } else { percent };
    let mut out = (shown as u32).to_string();
    out.push('%');
    out
}

fn tone(group: Group) -> &'static str {
    match group {
        Group::ServerError | Group::NoAnswer | Group::TimedOut | Group::NeverLeftDevice | Group::ClientError | Group::HiddenError => "bad",
        Group::Success | Group::Redirect => "good",
        Group::AskedToWait | Group::NotSent | Group::Answered | Group::NotYet => "unsure",
    }
}

/// The table. Rows that are far from view are two gaps.
fn table(page: &Page, run: &Rc<Run>, shown: &[u32]) -> El {
    let t = check_ui();
    let look = &page.model.look;
    let rows = run.rows();
    let view = in_view(web::dom::window_height());
    let top = look.first.min(shown.len().saturating_sub(view));
    let (first, last) = (top.saturating_sub(AROUND), (top + view + AROUND).min(shown.len()));
    let gap = |key: &'static str, count: usize| {
        el("tr.gap").key(key).attr("aria-hidden", "true").kid(el("td|colspan=5").attr("height", (count * ROW as usize).to_string()))
    };
    let body = shown[first..last].iter().enumerate().map(|(place, at)| row(page, run, *at, rows.get(*at), first + place));
    let column = |by: By, word: &'static str| {
        let on = look.sort.by == by;
        let state = match (on, look.sort.down) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        let button = el("button.plain|type=button")
            .attr("title", fill(t.run_sort, &[("what", word)]))
            .on(On::Click, page.act(move |_| Act::Sort(by)))
            .text(word);
        el("th|scope=col").attr("aria-sort", state).key(word).kid(button)
    };
    let head = el("tr").list(
        [
            column(By::ListOrder, t.run_number),
            column(By::Address, t.run_address),
            column(By::Outcome, t.run_outcome),
            column(By::Time, t.run_time),
            el("th|scope=col").key("do").text(t.run_actions),
        ]
        .into_iter(),
    );
    let list = (shown.is_empty()).then(|| el("p.quiet").text(t.run_none));
    el("div")
        .kid(
            el("div.rows|id=rows|tabindex=0|role=region")
                .attr("aria-label", t.run_results)
                .on(On::Scroll, page.act(|event| Act::Scroll(web::dom::scrolled(event) / ROW)))
                .kid(
                    el("table").attr("aria-rowcount", (shown.len() + 1).to_string()).kid(el("thead").kid(head)).kid(
                        el("tbody").list(
                            std::iter::once(gap("before", first)).chain(body).chain(std::iter::once(gap("after", shown.len() - last))),
                        ),
                    ),
                ),
        )
        .maybe(list)
}

/// One row.
fn row(page: &Page, run: &Rc<Run>, at: u32, own: Option<&Row>, place: usize) -> El {
    let t = check_ui();
    let rows = run.rows();
    let href = rows.address(at);
    let label = own.map_or_else(|| t.run_not_yet.to_owned(), Row::label);
    let tone = own.map_or("unsure", |row| tone(row.group()));
    let time = own.and_then(|row| row.ms).map(|ms| outcome::duration(f64::from(ms) / 1000.0));
    // Under the address: where it led, or else what can't be told about it.
    let more = own.map(|row| {
        let words = if let Some(to) = &row.redirected_to {
            String::from("→ ") + to
        } else {
            let untold = if matches!(row.is, Is::Status) { "" } else { cannot_tell(row.is).first().copied().unwrap_or_default() };
            untold.to_owned()
        };
        el("span.row-more").attr("title", words.clone()).text(words)
    });
    let again = |busy: bool| {
        let run = run.clone();
        el("button.plain|type=button")
            .attr("aria-disabled", busy.then_some("true"))
            .text(t.run_again)
            .on(On::Click, page.does(move |store, _| super::run::again(store, &run, vec![at])))
    };
    // Who pressed it by keyboard is still on it when the answer comes.
    let waits = || run.asked_again(at).then(|| el("span.row-do").kid(again(true)));
    let actions = own.map(|row| {
        let meaning = row.status.map(|status| el("a").attr("href", page.nav.to(&(status.to_string() + "/"))).text(t.run_meaning));
        let query = row.status.map_or(String::new(), |status| String::from("code=") + &status.to_string() + "&");
        let (told, why) = handed(href);
        let told = told.map(|address| String::from("url=") + &encode(address));
        // In a tab of its own: here the run goes on.
        let alone = told.as_ref().map(|told| {
            el("a")
                .attr("href", page.nav.to(&(String::from("check/?") + told)))
                .attr("target", "_blank")
                .attr("rel", "noopener")
                .attr("title", why)
                .text(t.run_watch)
        });
        let path = String::from("diagnose/?") + &query + &told.unwrap_or_default();
        let diagnose = el("a").attr("href", page.nav.to(path.trim_end_matches(['?', '&']))).attr("title", why).text(t.run_diagnose);
        el("span.row-do").kid(again(false)).maybe(meaning).maybe(alone).kid(diagnose)
    });
    el("tr")
        .key(&at.to_string())
        .attr("aria-rowindex", (place + 2).to_string())
        .attr("data-at", at.to_string())
        .attr("data-tone", tone)
        .kid(el("td.number").text((at + 1).to_string()))
        .kid(
            el("td.row-address")
                .kid(el("span").attr("title", href.to_owned()).text(href.strip_prefix("https://").unwrap_or(href).to_owned()))
                .maybe(more),
        )
        .kid(el("td.row-outcome").text(label))
        .kid(el("td.number").text(time.unwrap_or_default()))
        .kid(el("td").maybe(actions.or_else(waits)))
}

/// What a link to our own pages says of an address, and why it does not say all of it: the log of our host must not have the secrets of others, and an address
/// of which some was hidden is another one. So it is what stands before the question mark, or nothing.
fn handed(href: &str) -> (Option<&str>, Option<&'static str>) {
    let t = check_ui();
    let place = href.split('?').next().unwrap_or(href);
    if redact::address(place) == place { (Some(place), (place != href).then_some(t.run_short)) } else { (None, Some(t.run_secret)) }
}

/// The run as a file.
fn exports(page: &Page, run: &Rc<Run>) -> El {
    let t = check_ui();
    let whole = page.model.look.whole;
    let button = |id: &'static str, word: &'static str, kind: &'static str, make: fn(&[Item], How) -> String| {
        let run = run.clone();
        let name = String::from("isitme-check.") + id;
        el("button.button").key(id).attr("type", "button").attr("id", String::from("export-") + id).text(word).on(On::Click, move |_| {
            let rows = run.rows();
            let items: Vec<Item> =
                (0..run.count as u32).map(|at| Item { address: rows.address(at), row: rows.get(at), ..Item::default() }).collect();
            super::ledger::save(&name, kind, whole, Some(&run), None, &|how| make(&items, how));
        })
    };
    el("div.exports")
        .kid(el("h3").text(t.run_export))
        .kid(tick("whole-files", whole, t.run_whole_files, false, page.act(|event| Act::WholeFiles(web::dom::checked(event)))))
        .kid(
            el("p.call").list(
                [
                    button("csv", t.run_csv, "text/csv", export::csv),
                    button("json", t.run_json, "application/json", export::json),
                    button("md", t.run_markdown, "text/markdown", export::markdown),
                ]
                .into_iter(),
            ),
        )
}
