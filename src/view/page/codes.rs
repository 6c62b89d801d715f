//! `/codes/`: everything we explain, filterable.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{self, Blame, Class, Entry},
        route::Route,
        search::search,
        ui::ui,
    },
    view::{nav::use_nav, part::field::label},
    web,
};

/// The list.
#[component]
pub fn Codes() -> Html {
    let t = ui();
    let nav = use_nav();
    let filter = use_state(String::new);
    let oninput = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| filter.set(web::dom::value(&event)))
    };
    let hits: Option<Vec<&'static Entry>> =
        (!filter.trim().is_empty()).then(|| search(&filter, usize::MAX).into_iter().map(|hit| hit.entry).collect());
    let shown = |entry: &&'static Entry| hits.as_ref().is_none_or(|hits| hits.iter().any(|own| own.key == entry.key));
    let group = |id: &'static str, title: &'static str, entries: Vec<&'static Entry>| {
        html! {
            <section class="part" key={id} aria-labelledby={id} hidden={entries.is_empty()}>
                <h2 {id}>{ title }</h2>
                <ul class="list">
                    { for entries.iter().map(|entry| html! {
                        <li key={label(entry)}>
                            <a href={nav.href(Route::Entry(entry.key))}>{ label(entry) }</a>
                            <span class="list-says">{ entry.text.short }</span>
                            <span class="list-blame">{ match entry.blame { Blame::Them => t.blame_them, Blame::You => t.blame_you, Blame::Either => t.blame_either } }</span>
                        </li>
                    }) }
                </ul>
            </section>
        }
    };
    let class = |class: Class| catalog::codes().iter().filter(|entry| entry.code().map(Class::of) == Some(class)).filter(shown).collect::<Vec<_>>();
    let errors: Vec<_> = catalog::errors().iter().filter(shown).collect();
    let (client, server) = (class(Class::ClientError), class(Class::ServerError));
    let count = errors.len() + client.len() + server.len();
    html! {
        <>
            <h1>{ t.codes_title }</h1>
            <p class="lead">{ t.codes_lead }</p>
            <div class="filter">
                <label for="filter">{ t.codes_filter }</label>
                <input id="filter" type="search" autocomplete="off" value={(*filter).clone()} {oninput} />
                <p class="says" role="status">{ if filter.trim().is_empty() { String::new() } else if count == 0 { t.codes_none.to_owned() } else { count.to_string() + " " + t.codes_found } }</p>
            </div>
            { group("server", t.codes_server, server) }
            { group("client", t.codes_client, client) }
            { group("none", t.codes_errors, errors) }
        </>
    }
}
