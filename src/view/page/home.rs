//! `/`: what is it, is it me? One field, the codes people meet most, and what the page does with their data.

use yew::prelude::*;

use crate::{
    core::{catalog, route::Route, ui::ui},
    view::{
        nav::use_nav,
        part::{field::Field, icon::runner_mark, way::{Station, Way}},
    },
};

/// What people meet most, by how often it is searched for.
const POPULAR: [u16; 8] = [502, 404, 500, 403, 503, 504, 429, 522];

/// The start page.
#[component]
pub fn Home() -> Html {
    let t = ui();
    let nav = use_nav();
    let mut stations = [Station::Cleared; 8];
    stations[6] = Station::Maybe;
    stations[7] = Station::Broken;
    html! {
        <>
            <section class="hero">
                <h1>{ t.home_title }</h1>
                <p class="lead">{ t.home_lead }</p>
                <Field />
                <p class="no-script">{ t.home_no_script }</p>
            </section>
            <section class="part" aria-labelledby="popular">
                <h2 id="popular">{ t.home_popular }</h2>
                <ul class="tiles">
                    { for POPULAR.iter().filter_map(|code| catalog::code(*code)).map(|entry| html! {
                        <li key={entry.code().unwrap_or(0)}>
                            <a class="tile" href={nav.href(Route::Entry(entry.key))}>
                                <span class="tile-code">{ entry.code().unwrap_or(0) }</span>
                                <span class="tile-name">{ entry.name }</span>
                                <span class="tile-says">{ entry.text.answer }</span>
                            </a>
                        </li>
                    }) }
                    { for catalog::errors().iter().map(|entry| html! {
                        <li key={entry.name}>
                            <a class="tile" href={nav.href(Route::Entry(entry.key))}>
                                <span class="tile-name">{ entry.name }</span>
                                <span class="tile-says">{ entry.text.answer }</span>
                            </a>
                        </li>
                    }) }
                </ul>
                <p><a href={nav.href(Route::Codes)}>{ t.home_all }</a></p>
            </section>
            <section class="part" aria-labelledby="how">
                <h2 id="how">{ t.home_how }</h2>
                <Way {stations} />
                <ol class="how">
                    <li>{ runner_mark(crate::core::path::Runner::Page) }<span>{ t.home_how_page }</span></li>
                    <li>{ runner_mark(crate::core::path::Runner::Visitor) }<span>{ t.home_how_you }</span></li>
                    <li>{ runner_mark(crate::core::path::Runner::Owner) }<span>{ t.home_how_owner }</span></li>
                </ol>
            </section>
            <section class="part" aria-labelledby="privacy">
                <h2 id="privacy">{ t.home_privacy }</h2>
                <p class="big">{ t.home_nothing }</p>
                <p>{ t.home_privacy_more }{ " " }<a href={nav.href(Route::About)}>{ t.home_privacy_link }</a></p>
            </section>
        </>
    }
}
