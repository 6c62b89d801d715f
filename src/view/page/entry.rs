//! `/502/`, `/errors/…/`: the answer first, then in the order in which a worried person asks.

use crate::{
    core::{
        catalog::{Blame, Entry, Key, entry},
        path::Party,
        route::Route,
        text::{decimal, encode, joined},
        ui::ui,
    },
    view::{
        el::{El, el},
        host::host,
        nav::Nav,
        part::{
            field::blame,
            icon::{Shape, icon},
            prose::{prose, served},
            right::right,
            way::{from_suspects, way},
        },
    },
};

/// The link that opens the diagnosis for an entry.
fn diagnose_href(nav: &Nav, key: Key) -> String {
    let mut path = String::from("diagnose/?code=");
    match key {
        Key::Code(code) => path.push_str(&decimal(code)),
        Key::Error(id) => path.push_str(&encode(id)),
    }
    nav.to(&path)
}

/// A party's name for people.
pub fn party_name(party: Party) -> &'static str {
    let t = ui();
    match party {
        Party::Visitor => t.party_visitor,
        Party::NetworkAdmin => t.party_network_admin,
        Party::SiteOwner => t.party_site_owner,
        Party::Provider => t.party_provider,
    }
}

/// The answer first: what it is called, what happened, the path picture, who can fix it. `name`: the heading, without its words.
pub fn answer(page: El, name: El, entry: &'static Entry) -> El {
    let meaning = entry.meaning().weighed();
    let fixers = joined(meaning.fixers.iter().map(|party| party_name(*party)), ", ");
    let name = match entry.code() {
        Some(code) => name.kid(el("span.code").text(decimal(code))).text(" "),
        None => name,
    };
    let said = el("div.said")
        .kid(el("p.verdict-line").text(entry.answer))
        .kid(el("p.lead").text(entry.short()))
        .kid(el("p").kid(el("strong.blame").text(blame(entry.blame))));
    // Where nothing is wrong, nobody is suspect, and nobody has to fix it.
    let wrong = entry.blame != Blame::Nobody;
    let suspects = if wrong { meaning.suspects } else { [0; 8] };
    page.kid(el("header.opening").kid(name.kid(el("span.name").text(entry.name))).kid(said))
        .kid(way(from_suspects(&suspects)))
        .maybe(wrong.then(|| el("p.who").text(ui().entry_who).text(" ").kid(el("strong").text(fixers))))
}

/// An entry's page.
pub fn view(key: Key, nav: &Nav) -> El {
    let page = el("article.entry");
    let Some(entry) = entry(key) else { return page };
    let page = answer(page, el("h1.code-name"), entry);
    // On the page that was served nothing of it moves, and the browser doesn't come here.
    let page = if nav.here.served { page.html(served(key, nav)) } else { page.html(host(prose, nav, Some(&nav.here.route.path()))) };
    page.kid(right(&right_title(entry), &right_body(entry)))
}

/// The way to the diagnosis.
pub fn call(key: Key, nav: &Nav) -> El {
    call_to(diagnose_href(nav, key))
}

/// The same of a diagnosis at this address.
pub fn call_to(href: String) -> El {
    let t = ui();
    let call = el("a.primary").attr("href", href).text(t.entry_diagnose).kid(icon(Shape::Arrow));
    el("p.call").kid(call).kid(el("span.quiet").text(t.entry_diagnose_note))
}

fn right_title(entry: &Entry) -> String {
    let mut title = String::from("Entry: ");
    title.push_str(&entry.label());
    title
}

fn right_body(entry: &Entry) -> String {
    let mut body = String::from("Page: ");
    body.push_str(&Route::Entry(entry.key).path());
    body.push_str("\n\nWhat is wrong or missing:\n");
    body
}
