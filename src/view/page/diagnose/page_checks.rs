//! What this page can check: after one click that says who will be contacted and what they learn.

use super::{Act, Model, Page, Target, radio, turn::head, verdict::sentences};
use crate::{
    core::{
        address::Address,
        config::Config,
        diagnose::{Check, check},
        path::Runner,
        probe::told::{self, ORDER, Told, contacts},
        text::{joined, sort},
        ui::ui,
    },
    view::{
        el::{El, On, el},
        part::{
            choice::tick,
            icon::{Shape, icon},
        },
    },
    web,
};

/// The panel.
pub(super) fn view(page: &Page) -> El {
    let t = ui();
    let model = page.model;
    let list: Vec<&'static Check> = ORDER.iter().filter_map(|id| check(id)).filter(|check| model.runnable(check)).collect();
    let (config, address) = (model.config.clone().unwrap_or_default(), model.sendable());
    let service = address.is_some() && config.elsewhere.is_some();
    let has_query = matches!(model.target(), Target::Ready(address) if address.has_query());
    let busy = model.running.is_some();
    let ran = !model.found.is_empty();
    let items = list.iter().map(|check| item(model, check, &config, address.as_ref()));
    let panel = el("section.panel page-runs|aria-labelledby=page-h|id=page-checks")
        .kid(head("page-h", t.page_title, Runner::Page))
        .kid(el("p").text(t.page_lead))
        .maybe(has_query.then(|| query(page, busy)))
        .maybe(service.then(|| {
            tick("elsewhere", model.elsewhere, t.page_elsewhere, busy, page.act(|event| Act::Elsewhere(web::dom::checked(event))))
        }))
        .kid(el("ul.checks").list(items))
        .maybe(address.is_none().then(|| el("p.quiet").text(t.page_no_address)));
    let button = el("button.primary|type=button|id=run")
        .on(On::Click, start(page, list, address))
        .flag("disabled", busy || model.config.is_none())
        .text(if ran { t.page_again } else { t.page_run })
        .kid(icon(Shape::Arrow));
    panel
        .kid(el("p.call").kid(button).kid(el("span.quiet").text(t.page_promise)))
        // Always there: what comes with its words is not read out everywhere.
        .kid(el("p.quiet|id=round|role=status").text(match model.running.and_then(check) {
            Some(check) => String::from(check.title) + " " + t.page_running,
            None => String::from(if ran { t.page_ended } else { "" }),
        }))
        .maybe((ran && !busy).then(|| el("p.quiet|id=contacted").text(t.page_contacted).text(" ").text(contacted(model))))
}

/// Runs the checks one after the other, until they are about something else than the page.
fn start(page: &Page, list: Vec<&'static Check>, address: Option<Address>) -> impl Fn(yew::Event) + 'static {
    let (dispatch, current, base) = (page.dispatch.clone(), page.model.round.clone(), page.nav.base.as_str().to_owned());
    let url = address.map_or_else(String::new, |address| address.href());
    move |_| {
        let (dispatch, list, current, base, url) = (dispatch.clone(), list.clone(), current.clone(), base.clone(), url.clone());
        let own = current.get().wrapping_add(1);
        current.set(own);
        web::spawn(async move {
            let mut before: Vec<Told> = Vec::new();
            // Each would wait for the module in vain again.
            let mut lost = false;
            for check in list {
                let pointless = told::pointless(check.id, &before);
                dispatch.dispatch(Act::Running(check.id));
                // Drawn before it begins: what it measures in milliseconds must not wait for that.
                web::clock::wait(50).await;
                let found = if pointless || lost { None } else { web::asking::run(check.id, &base, &url).await };
                if current.get() != own {
                    return;
                }
                lost |= found.is_none() && !pointless;
                let found = found
                    .filter(|found| !found.is_empty())
                    .unwrap_or_else(|| vec![unasked(check, if pointless { ui().page_pointless } else { ui().page_unasked })]);
                before.extend_from_slice(&found);
                dispatch.dispatch(Act::Found(found));
            }
        });
    }
}

/// What a check says when nothing was asked; where the module that asks can't be had, our own host didn't give it.
fn unasked(check: &'static Check, why: &str) -> Told {
    Told {
        check: check.id.to_owned(),
        answer: if check.id == "own-site" { "fails" } else { "cant-tell" }.to_owned(),
        why: why.to_owned(),
        at: web::clock::now_ms(),
        ..Told::default()
    }
}

/// The whole address, or without its query.
fn query(page: &Page, busy: bool) -> El {
    let t = ui();
    let choice = |whole: bool, word: &'static str| radio(page, "whole", page.model.whole == whole, word, busy, move || Act::Whole(whole));
    el("fieldset.whole")
        .kid(el("legend").text(t.page_query))
        .kid(el("p.quiet").text(t.page_query_why))
        .kid(choice(false, t.page_query_without))
        .kid(choice(true, t.page_query_whole))
}

/// One check, and what it found.
fn item(model: &Model, check: &'static Check, config: &Config, address: Option<&Address>) -> El {
    let t = ui();
    let found = model.found(check.id);
    let running = model.running == Some(check.id);
    let (spec, shape) = match found.map(|found| found.answer.as_str()) {
        None => ("li.check todo", Shape::Clock),
        Some("cant-tell" | "answered" | "hint" | "mixed" | "no-edge") => ("li.check unsure", Shape::Unknown),
        Some(
            "works" | "status-2xx" | "status-3xx" | "answered-ok" | "resolves" | "no-hint" | "right" | "edge-answers" | "works-everywhere",
        ) => ("li.check good", Shape::Tick),
        Some(_) => ("li.check bad", Shape::Cross),
    };
    let answer = found.and_then(|found| check.answer(&found.answer));
    let title = el("p.check-title")
        .text(check.title)
        .maybe(running.then(|| el("span.running").text(t.page_running)))
        .maybe(answer.map(|answer| el("strong.check-answer").text(answer.label)));
    let body = el("div").kid(title);
    let body = if let Some(found) = found {
        body.kid(el("p").text(found.why.clone())).maybe(more(found))
    } else {
        let hosts = contacts(check.id, config, address);
        let quiet = el("p.quiet");
        let quiet = if hosts.is_empty() {
            quiet
        } else {
            quiet.text(t.page_contacts).text(" ").kid(el("strong").text(joined(hosts.iter(), ", "))).text(". ")
        };
        body.kid(quiet.text(t.page_learns).text(" ").text(check.learns).text("."))
    };
    el(spec)
        .key(check.id)
        .attr("id", String::from("check-") + check.id)
        .attr("data-answer", found.map(|found| found.answer.clone()))
        .attr("aria-busy", if running { "true" } else { "false" })
        .kid(el("span.check-mark").kid(icon(shape)))
        .kid(body)
}

/// What showed it, and what it can't show.
fn more(found: &Told) -> Option<El> {
    let t = ui();
    let cannot = !found.cannot_tell.is_empty();
    (cannot || !found.because.is_empty()).then(|| {
        el("details")
            .kid(el("summary").text(t.page_more))
            .kid(sentences(&found.because))
            .maybe(cannot.then(|| el("p").text(t.page_cannot_tell)))
            .maybe(cannot.then(|| sentences(&found.cannot_tell)))
    })
}

/// Every host that was contacted, once.
fn contacted(model: &Model) -> String {
    let mut hosts: Vec<&str> = model.found.iter().flat_map(|found| found.contacted.iter().map(String::as_str)).collect();
    sort(&mut hosts, |a, b| a < b);
    hosts.dedup();
    if hosts.is_empty() { ui().page_contacted_nobody.to_owned() } else { joined(hosts.into_iter(), ", ") }
}
