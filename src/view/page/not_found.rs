//! What unknown addresses get: a helpful page, with the field.

use yew::prelude::*;

use crate::{
    core::{route::Route, ui::ui},
    view::{nav::use_nav, part::field::Field},
};

/// The page.
#[component]
pub fn NotFound() -> Html {
    let t = ui();
    let nav = use_nav();
    html! {
        <section class="hero">
            <h1>{ t.missing_title }</h1>
            <p class="lead">{ t.missing_lead }</p>
            <Field />
            <p><a href={nav.href(Route::Codes)}>{ t.home_all }</a></p>
        </section>
    }
}
