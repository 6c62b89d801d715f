//! An entry's long part: in the page that was served it is already there; after a navigation it is fetched from the same host, checked
//! against the hash in the catalog, and inserted through the one Trusted Types policy.

use yew::prelude::*;

use crate::{
    core::{catalog::Key, route::Route, ui::ui},
    view::{nav::use_nav, part::way::hop_name},
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
    Loading,
    Here,
    Missing,
}

/// Properties of [`Prose`].
#[derive(PartialEq, Properties)]
pub struct ProseProps {
    /// The entry's key.
    pub route: Route,
}

/// The long part. Key it by route.
#[component]
pub fn Prose(props: &ProseProps) -> Html {
    let t = ui();
    let nav = use_nav();
    let served = *use_state(|| nav.here.served);
    let state = use_state(|| if served { State::Here } else { State::Loading });
    let place = use_node_ref();
    let Some(entry) = props.route.entry() else { return html! { <div class="prose" /> } };
    {
        let (state, place, route) = (state.clone(), place.clone(), props.route);
        let href = nav.href(route) + FILE;
        use_effect_with(route, move |_| {
            if !served {
                web::spawn(async move {
                    let hash = route.entry().map_or(0, |entry| entry.long_hash);
                    state.set(if web::fragment::load(&href, hash, &place).await { State::Here } else { State::Missing });
                });
            }
        });
    }
    if served {
        return html! { <div class="prose">{ Html::from_html_unchecked(AttrValue::Static(served_html(entry.key))) }</div> };
    }
    html! {
        <div class="prose">
            if *state != State::Here {
                <section class="part" id="causes-short">
                    <h2>{ t.entry_causes }</h2>
                    <ul class="causes-short">
                        { for entry.meaning().causes.iter().map(|cause| html! { <li key={cause.id}>{ cause.title }{ " · " }<span class="quiet">{ hop_name(cause.hop) }</span></li> }) }
                    </ul>
                    <p class="quiet" role="status">{ if *state == State::Loading { t.entry_long_loading } else { t.entry_long_missing } }</p>
                </section>
            }
            <div ref={place} />
        </div>
    }
}
