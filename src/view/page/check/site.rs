//! A site's own links: followed to a depth and a count, as robots.txt permits; what is broken, with the page and the link that lead there.

use std::rc::Rc;

use yew::Event;

use super::{Act, Page, model::Model};
use crate::{
    core::{
        check::{
            crawl::Limits,
            export::{self, How, Item},
            rows::{Group, Row},
        },
        probe::Is,
        text::{decimal, fill},
        ui::check_ui,
    },
    view::{
        el::{El, On, el},
        host::Store,
        part::{
            choice::tick,
            icon::{Shape, icon},
        },
    },
    web::{
        self,
        run::failed,
        sitecheck::{SiteCheck, State},
    },
};

/// How deep links are followed.
const DEPTHS: [u8; 5] = [1, 2, 3, 4, 5];
/// How many pages are read.
const PAGES: [usize; 4] = [20, 100, 500, 2000];
/// Broken links that are shown; a file has them all.
const SHOWN: usize = 200;

/// The panel, if the field holds one address.
pub(super) fn view(page: &Page) -> Option<El> {
    let t = check_ui();
    let model = page.model;
    let address = model.single()?;
    model.config.as_ref()?;
    let site = model.site.as_ref();
    let goes_on = site.is_some_and(|site| site.state() == State::Going);
    let limits = model.limits;
    let options = |values: Vec<usize>, now: usize| {
        values.into_iter().map(move |value| {
            let value_words = value.to_string();
            el("option").key(&value_words).attr("value", value_words.clone()).flag("selected", value == now).text(value_words)
        })
    };
    let number = |event: &Event| web::dom::value(event).parse::<usize>().unwrap_or(1);
    let depth = el("select|id=depth")
        .flag("disabled", goes_on)
        .on(On::Change, page.act(move |event| Act::Limits(Limits { depth: number(event) as u16, ..limits })))
        .list(options(DEPTHS.iter().map(|depth| usize::from(*depth)).collect(), usize::from(limits.depth)));
    let pages = el("select|id=pages")
        .flag("disabled", goes_on)
        .on(On::Change, page.act(move |event| Act::Limits(Limits { pages: number(event), ..limits })))
        .list(options(PAGES.to_vec(), limits.pages));
    let button = if goes_on {
        el("button.button|type=button|id=site-run").text(t.one_stop).on(
            On::Click,
            page.does(|store, _| {
                if let Some(site) = &store.now().site {
                    site.end();
                }
            }),
        )
    } else {
        el("button.primary|type=button|id=site-run")
            .flag("disabled", model.unread || model.undecided())
            .text(if site.is_some() { t.site_again } else { t.site_run })
            .kid(icon(Shape::Arrow))
            .on(On::Click, page.does(start))
    };
    Some(
        el("section.panel page-runs|aria-labelledby=site-h|id=site")
            .kid(el("h2|id=site-h").text(t.site_title))
            .kid(el("p").text(fill(t.site_lead, &[("host", address.host())])))
            .maybe(model.resolvers().map(|hosts| el("p.quiet").text(fill(t.site_names, &[("hosts", &hosts)]))))
            .kid(el("p.quiet").text(t.site_needs))
            .kid(el("p.files").kid(el("label|for=depth").text(t.site_depth)).kid(depth))
            .kid(el("p.files").kid(el("label|for=pages").text(t.site_pages)).kid(pages))
            .kid(tick(
                "site-queries",
                limits.queries,
                t.site_queries,
                goes_on,
                page.act(move |event| Act::Limits(Limits { queries: web::dom::checked(event), ..limits })),
            ))
            .kid(el("p.quiet").text(t.site_queries_why))
            .kid(el("p.call").kid(button))
            .kid(el("p.says|role=status|id=site-says").text(model.run_says))
            .maybe(site.map(|site| course(page, site))),
    )
}

/// How far it is, and what is broken.
fn course(page: &Page, site: &Rc<SiteCheck>) -> El {
    let t = check_ui();
    let crawl = site.crawl();
    let says = match site.state() {
        State::Going => t.run_going,
        State::Done => t.run_done,
        State::Stopped => t.run_cancelled,
        State::Hidden => t.site_hidden,
        State::Refused => t.site_refused,
        State::Inside => t.one_private,
    };
    let id = match site.state() {
        State::Going => "going",
        State::Done => "done",
        State::Stopped => "stopped",
        State::Hidden => "hidden",
        State::Refused => "refused",
        State::Inside => "inside",
    };
    let count = crawl.found().len();
    let line = fill(t.site_line, &[("done", &site.done().to_string()), ("all", &count.to_string()), ("pages", &crawl.pages().to_string())]);
    let rows: Vec<_> = (0..count as u32).map(|id| site.row(id)).collect();
    let is = |at: u32, what: fn(&Row) -> bool| rows[at as usize].as_ref().is_some_and(what);
    // Who asks to be asked later says nothing about the link.
    let waits: fn(&Row) -> bool = |row| row.group() == Group::AskedToWait;
    let waiting = (0..count as u32).filter(|at| is(*at, waits)).count();
    let unsent = (0..count as u32).filter(|at| is(*at, |row| row.is == Is::NotSent)).count();
    let broken: Vec<u32> = (0..count as u32).filter(|at| is(*at, failed) && !is(*at, waits)).collect();
    let resting = match site.resting() {
        0 => None,
        1 => Some(t.run_waiting_one.to_owned()),
        more => Some(fill(t.run_waiting, &[("count", &decimal(more))])),
    };
    let head = [t.run_outcome, t.run_address, t.site_from];
    let lines = broken.iter().take(SHOWN).filter_map(|id| {
        let (found, row) = (crawl.seen(*id)?, site.row(*id)?);
        let from = found.from.iter().enumerate().map(|(at, from)| {
            let page = crawl.seen(from.page).map_or("", |page| page.href.as_str());
            let words = if from.text.is_empty() { t.site_no_text } else { &*from.text };
            el("li").key_at(at).kid(el("q").text(words.to_owned())).text(" · ").kid(el("code").text(page.to_owned()))
        });
        let more = found.from_count as usize - found.from.len().min(found.from_count as usize);
        Some(
            el("tr")
                .key(&id.to_string())
                .attr("data-tone", "bad")
                .kid(el("td.row-outcome").text(row.label()))
                .kid(el("td").kid(el("code").text(found.href.as_str().to_owned())))
                .kid(
                    el("td")
                        .kid(el("ul.plain-list").list(from))
                        .maybe((more > 0).then(|| el("span.quiet").text(fill(t.check_bad_more, &[("count", &more.to_string())])))),
                ),
        )
    });
    let notes = crawl.left().enumerate().map(|(at, left)| {
        let mut words = left.why.say().to_owned();
        words.push_str(": ");
        words.push_str(&left.count.to_string());
        el("li").key_at(at).attr("data-left", left.why.id()).text(words)
    });
    let (bad, bad_count) = crawl.bad();
    let bad_lines = bad.iter().take(SHOWN).enumerate().map(|(at, link)| {
        let page = crawl.seen(link.page).map_or("", |page| page.href.as_str());
        el("li")
            .key_at(at)
            .kid(el("code").text(link.bad.text.to_string()))
            .text(" ")
            .text(link.bad.why.say())
            .text(" · ")
            .kid(el("code").text(page.to_owned()))
    });
    let bad_links = (bad_count > 0).then(|| {
        el("details").kid(el("summary").text(fill(t.site_bad, &[("count", &bad_count.to_string())]))).kid(el("ul").list(bad_lines))
    });
    let over = site.state() != State::Going;
    let none = (over && broken.is_empty() && waiting == 0 && count > 1).then(|| el("p").text(t.site_none));
    let table = (!broken.is_empty()).then(|| {
        let table = el("table")
            .kid(el("caption").text(fill(t.site_broken, &[("count", &broken.len().to_string())])))
            .kid(el("thead").kid(el("tr").list(head.iter().enumerate().map(|(at, word)| el("th|scope=col").key_at(at).text(*word)))))
            .kid(el("tbody").list(lines));
        el("div.wide broken|tabindex=0|role=group|aria-labelledby=site-h").kid(table)
    });
    let files = (count > 1 && over).then(|| exports(page, site));
    el("div|id=site-course")
        .attr("data-state", id)
        .kid(el("p.says|role=status").text(says).text(" ").text(resting))
        .kid(el("p|id=site-line").text(line))
        .maybe(site.standing().map(|standing| el("p.quiet").text(standing.say())))
        .kid(el("ul").list(notes))
        .maybe((waiting > 0).then(|| el("p|data-left=asked-to-wait").text(fill(t.site_waits, &[("count", &decimal(waiting))]))))
        .maybe((unsent > 0).then(|| el("p|data-left=not-sent").text(fill(t.site_unsent, &[("count", &decimal(unsent))]))))
        .maybe(bad_links)
        .maybe(none)
        .maybe(table)
        .maybe(files)
}

/// Everything as a file, each address with the page and link that lead there.
fn exports(page: &Page, site: &Rc<SiteCheck>) -> El {
    let t = check_ui();
    let whole = page.model.look.whole;
    let button = |id: &'static str, word: &'static str, kind: &'static str, make: fn(&[Item], How) -> String| {
        let site = site.clone();
        let name = String::from("isitme-links.") + id;
        el("button.button").key(id).attr("type", "button").attr("id", String::from("site-") + id).text(word).on(On::Click, move |_| {
            let crawl = site.crawl();
            let rows: Vec<_> = (0..crawl.found().len() as u32).map(|id| site.row(id)).collect();
            let items: Vec<Item> = (0..crawl.found().len() as u32)
                .filter_map(|id| {
                    let found = crawl.seen(id)?;
                    let from = found.from.first();
                    Some(Item {
                        address: found.href.as_str(),
                        row: rows[id as usize].as_ref(),
                        found_on: from.and_then(|from| crawl.seen(from.page)).map(|page| page.href.as_str()),
                        link_text: from.map(|from| &*from.text),
                    })
                })
                .collect();
            super::ledger::save(&name, kind, whole, None, Some(&site), &|how| make(&items, how));
        })
    };
    el("p.call").list(
        [
            button("csv", t.run_csv, "text/csv", export::csv),
            button("json", t.run_json, "application/json", export::json),
            button("md", t.run_markdown, "text/markdown", export::markdown),
        ]
        .into_iter(),
    )
}

/// Begins.
fn start(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let Some(address) = model.single().filter(|_| !model.unread) else { return };
    let base = model.base.clone();
    let store = store.clone();
    web::spawn(async move {
        if web::bulk::lock(&base).await == Some(false) {
            store.dispatch(Act::RunSays(check_ui().run_busy));
            return;
        }
        let model = store.now();
        web::ledger::purpose(&address.href(), check_ui().ledger_robots);
        let resolvers = model.looks_up();
        let limits = Limits { page_is_https: model.page_https, allow_loopback: model.loopback(), ..model.limits };
        let site = SiteCheck::begin(address, limits, &resolvers, super::run::ticker(&store));
        store.dispatch(Act::RunSays(""));
        store.dispatch(Act::Site(Some(site)));
    });
}
