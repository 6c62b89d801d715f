//! `/502/`, `/errors/…/`: the answer first, then in the order in which a worried person asks.

use crate::{
    core::{
        catalog::{Entry, Key, Meaning},
        diagnose,
        path::Party,
        route::Route,
        text::encode,
        ui::ui,
    },
    view::{
        el::{El, el},
        host::host,
        nav::Nav,
        part::{
            field::blame,
            icon::{Shape, icon, runner_mark},
            prose::prose,
            right::right,
            way::{from_suspects, way},
        },
    },
};

/// The link that opens the diagnosis for an entry.
fn diagnose_href(nav: &Nav, entry: &Entry) -> String {
    let mut path = String::from("diagnose/?code=");
    match entry.key {
        Key::Code(code) => path.push_str(&code.to_string()),
        Key::Error(id) => path.push_str(&encode(id)),
    }
    nav.to(&path)
}

fn party_name(party: Party) -> &'static str {
    let t = ui();
    match party {
        Party::Visitor => t.party_visitor,
        Party::NetworkAdmin => t.party_network_admin,
        Party::SiteOwner => t.party_site_owner,
        Party::Provider => t.party_provider,
    }
}

/// An entry's page.
pub fn view(entry: &'static Entry, nav: &Nav) -> El {
    let t = ui();
    let meaning = entry.meaning();
    let fixers = meaning.fixers.iter().map(|party| party_name(*party)).collect::<Vec<_>>().join(", ");
    let name = el("h1.code-name");
    let name = match entry.code() {
        Some(code) => name.kid(el("span.code").text(code.to_string())).text(" "),
        None => name,
    };
    let said = el("div.said")
        .kid(el("p.verdict-line").text(entry.text.answer))
        .kid(el("p.lead").text(entry.text.short))
        .kid(el("p").kid(el("strong.blame").text(blame(entry.blame))));
    el("article.entry")
        .kid(el("header.opening").kid(name.kid(el("span.name").text(entry.name))).kid(said))
        .kid(way(from_suspects(&meaning.suspects)))
        .kid(el("p.who").text(t.entry_who).text(" ").kid(el("strong").text(fixers)))
        .html(host(prose, nav, Some(&nav.here.route.path())))
        .kid(right(&right_title(entry), &right_body(entry)))
}

/// What stands between the two pieces of the long part: the way to the diagnosis, and what the visitor can check.
pub fn middle(entry: &'static Entry, nav: &Nav) -> El {
    let t = ui();
    let call = el("a.primary").attr("href", diagnose_href(nav, entry)).text(t.entry_diagnose).kid(icon(Shape::Arrow));
    el("div.middle").kid(el("p.call").kid(call).kid(el("span.quiet").text(t.entry_diagnose_note))).kid(checks(entry.meaning()))
}

/// A part of the page with its heading; `id` and the heading's id.
fn part(id: &'static str, heading: &'static str, title: &'static str) -> El {
    el("section.part").id(id).attr("aria-labelledby", heading).kid(el("h2").id(heading).text(title))
}

/// What the visitor can check.
fn checks(meaning: &'static Meaning) -> El {
    let t = ui();
    let part = part("checks", "checks-h", t.entry_checks);
    if meaning.visitor.is_empty() {
        return part.kid(el("p").text(t.entry_no_checks));
    }
    let items = meaning.visitor.iter().filter_map(|advice| {
        let check = diagnose::check(advice.check)?;
        let words = el("span").kid(el("strong").text(check.title)).text(". ").text(advice.why);
        Some(el("li").key(advice.check).kid(runner_mark(check.runner)).kid(words))
    });
    part.kid(el("p").text(t.entry_checks_lead)).kid(el("ul.advice").list(items))
}

fn right_title(entry: &Entry) -> String {
    let mut title = String::from("Entry: ");
    title.push_str(&entry.label());
    title
}

fn right_body(entry: &Entry) -> String {
    let mut body = String::from("Page: ");
    body.push_str(&Route::Entry(entry.key).path());
    body.push_str("\nReviewed: ");
    body.push_str(entry.reviewed);
    body.push_str("\n\nWhat is wrong or missing:\n");
    body
}
