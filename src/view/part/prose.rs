//! An entry's long part: in the page that was served it is already there; after a navigation it is fetched from the same host, checked
//! against the hash in the catalog, and inserted through the one Trusted Types policy.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{Entry, Key, entry},
        diagnose::faults,
        report::hop_name,
        route::Route,
        text::sort,
        ui::ui,
    },
    view::{
        el::{El, el, group},
        host::Hooks,
        nav::Nav,
        page::entry::call,
        part::raw::raw,
    },
    web,
};

/// The long parts themselves, only in the prerenderer.
#[cfg(feature = "site")]
pub mod long {
    /// One entry's long part, and what else only its own page shows.
    pub struct Prose {
        /// The fragment: two pieces of HTML and the title, with [`CUT`](super::CUT) between.
        pub html: &'static str,
        /// Where the two pieces end.
        pub ends: [usize; 2],
        /// The page's title.
        pub title: &'static str,
        /// The page's description for search engines.
        pub description: &'static str,
        /// Its questions and answers as plain text.
        pub questions: &'static [(&'static str, &'static str)],
    }

    include!(concat!(env!("OUT_DIR"), "/prose.rs"));

    /// The long part of an entry.
    pub fn of(key: super::Key) -> &'static Prose {
        &LONG[crate::core::catalog::place(key).unwrap_or(0)]
    }
}

/// What prerendering writes; the browser never compares it when it takes the page over.
#[cfg(feature = "site")]
fn served_html(key: Key) -> [&'static str; 2] {
    let long = long::of(key);
    [&long.html[..long.ends[0]], &long.html[long.ends[0] + CUT.len()..long.ends[1]]]
}

#[cfg(not(feature = "site"))]
fn served_html(_key: Key) -> [&'static str; 2] {
    ["", ""]
}

/// What stands between the two pieces; `build/sections.rs` writes it.
pub const CUT: &str = "<!--cut-->";

/// The file beside an entry's page that holds the long part alone.
pub const FILE: &str = "more.html";

#[derive(Clone, Copy, PartialEq)]
enum State {
    Loading,
    Here,
    Missing,
}

/// The long part as it is served, with all of its words.
pub fn served(key: Key, nav: &Nav) -> Html {
    let [first, second] = served_html(key).map(raw);
    put(el("section.now|aria-labelledby=now").html(first), call(key, nav), el("div.prose").html(second))
}

fn put(now: El, middle: El, more: El) -> Html {
    group().kid(now).kid(middle).kid(more).inside()
}

/// The long part of the entry where we are, after a navigation. Key it by route.
pub fn prose(hooks: &mut Hooks, nav: &Nav) -> Html {
    let route = nav.here.route;
    let state = hooks.kept(State::Loading);
    let places = hooks.kept([NodeRef::default(), NodeRef::default()]);
    let (own, own_places, href) = (state.clone(), places.clone(), nav.href(route) + FILE);
    hooks.change(
        None,
        Box::new(move || {
            web::spawn(async move {
                // First the page, then what it fetches: asking alone takes the better part of a millisecond.
                web::clock::wait(0).await;
                let hash = route.entry().map_or(0, |entry| entry.long_hash);
                own.set(if web::fragment::load(&href, hash, CUT, &*own_places).await { State::Here } else { State::Missing });
            });
            None
        }),
    );
    let Route::Entry(key) = route else { return el("div.prose").into() };
    let waits = *state != State::Here;
    put(
        el("section.now|aria-labelledby=now").maybe(waits.then(|| el("h2|id=now").text(ui().entry_now))).kid(el("div").place(&places[0])),
        call(key, nav),
        el("div.prose").maybe(entry(key).filter(|_| waits).map(|entry| short(entry, *state))).kid(el("div").place(&places[1])),
    )
}

/// What is embedded of an entry's causes: the likely faults, and where they are.
pub fn causes(entry: &'static Entry) -> El {
    let mut faults: Vec<_> = faults().iter().zip(entry.meaning().weighed().prior).filter(|(_, part)| **part >= 500).collect();
    sort(&mut faults, |a, b| a.1 > b.1);
    let place = |hop| el("span.quiet").text(hop_name(hop));
    el("ul.causes-short").list(faults.iter().map(|(fault, _)| el("li").key(fault.id).text(fault.title).text(" · ").kid(place(fault.hop))))
}

/// The checks that the visitor can make, and what each tells.
pub fn checks(entry: &'static Entry) -> El {
    let checks = entry.meaning().weighed().visitor.iter();
    el("ul").list(checks.map(|check| el("li").key(check.id).kid(el("strong").text(check.title)).text(". ").text(check.tells)))
}

/// What others mean by the same number.
pub fn others(entry: &'static Entry) -> impl Iterator<Item = El> {
    entry.meanings[1..].iter().map(|own| el("p").key(own.id).kid(el("strong").text(own.emitter)).text(" ").text(own.short))
}

/// Sentences as a list.
pub fn sentences(list: &[&'static str]) -> El {
    el("ul").list(list.iter().enumerate().map(|(at, line)| el("li").key_at(at).text(*line)))
}

/// What is embedded, as long as the long part isn't here.
fn short(entry: &'static Entry, state: State) -> El {
    let t = ui();
    el("section.part|id=causes-short")
        .list(others(entry))
        .kid(el("h2").text(t.entry_causes))
        .kid(causes(entry))
        .kid(el("h2").text(t.entry_checks))
        .kid(checks(entry))
        .kid(el("h2").text(t.entry_facts))
        .kid(sentences(&[entry.retry_line(), entry.cache_line(), entry.seo.indexing, entry.seo.crawling]))
        .kid(el("p.quiet|role=status").text(if state == State::Loading { t.entry_long_loading } else { t.entry_long_missing }))
}
