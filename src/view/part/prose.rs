//! An entry's long part: in the page that was served it is already there; after a navigation it is fetched from the same host, checked
//! against the hash in the catalog, and inserted through the one Trusted Types policy.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{Entry, Key},
        ui::ui,
    },
    view::{
        el::{El, el},
        hooks::{use_change, use_kept},
        nav::NavProps,
        part::way::hop_name,
    },
    web,
};

/// The long parts themselves, only in the prerenderer.
#[cfg(feature = "site")]
pub mod long {
    /// One entry's long part.
    pub struct Prose {
        /// The HTML fragment.
        pub html: &'static str,
        /// Its questions and answers as plain text.
        pub questions: &'static [(&'static str, &'static str)],
    }

    include!(concat!(env!("OUT_DIR"), "/prose.rs"));

    /// The long part of an entry.
    pub fn of(key: super::Key) -> &'static Prose {
        use crate::core::catalog;
        let at = |list: &'static [catalog::Entry]| list.iter().position(|entry| entry.key == key).unwrap_or(0);
        match key {
            super::Key::Code(_) => &CODES[at(catalog::codes())],
            super::Key::Error(_) => &ERRORS[at(catalog::errors())],
        }
    }
}

/// What prerendering writes; the browser never compares it when it takes the page over.
#[cfg(feature = "site")]
fn served_html(key: Key) -> &'static str {
    long::of(key).html
}

#[cfg(not(feature = "site"))]
fn served_html(_key: Key) -> &'static str {
    ""
}

/// The file beside an entry's page that holds the long part alone.
pub const FILE: &str = "more.html";

#[derive(Clone, Copy, PartialEq)]
enum State {
    Served,
    Loading,
    Here,
    Missing,
}

/// The long part of the entry where we are. Key it by route.
#[component]
pub fn Prose(props: &NavProps) -> Html {
    let nav = &props.nav;
    let route = nav.here.route;
    // Fixed at the first rendering, whatever `served` says after it.
    let state = use_kept(if nav.here.served { State::Served } else { State::Loading });
    let place = use_node_ref();
    let served = *state == State::Served;
    let (own, own_place, href) = (state.clone(), place.clone(), nav.href(route) + FILE);
    use_change(
        None,
        Box::new(move || {
            if !served {
                web::spawn(async move {
                    let hash = route.entry().map_or(0, |entry| entry.long_hash);
                    own.set(if web::fragment::load(&href, hash, &own_place).await { State::Here } else { State::Missing });
                });
            }
            None
        }),
    );
    let prose = el("div.prose");
    let Some(entry) = route.entry() else { return prose.into() };
    if served {
        return prose.html(Html::from_html_unchecked(AttrValue::Static(served_html(entry.key)))).into();
    }
    prose.maybe((*state != State::Here).then(|| short(entry, *state))).kid(el("div").place(&place)).into()
}

/// The causes by their titles, as long as the long part isn't here.
fn short(entry: &'static Entry, state: State) -> El {
    let t = ui();
    let causes = entry
        .meaning()
        .causes
        .iter()
        .map(|cause| el("li").key(cause.id).text(cause.title).text(" · ").kid(el("span.quiet").text(hop_name(cause.hop))));
    el("section.part")
        .id("causes-short")
        .kid(el("h2").text(t.entry_causes))
        .kid(el("ul.causes-short").list(causes))
        .kid(el("p.quiet").attr("role", "status").text(if state == State::Loading { t.entry_long_loading } else { t.entry_long_missing }))
}
