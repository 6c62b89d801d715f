//! What unknown addresses get: a helpful page, with the field.

use crate::{
    core::{route::Route, ui::ui},
    view::{
        el::{El, el},
        host::host,
        nav::Nav,
        part::field::field,
    },
};

/// The page.
pub fn view(nav: &Nav) -> El {
    let t = ui();
    el("section.hero")
        .kid(el("h1").text(t.missing_title))
        .kid(el("p.lead").text(t.missing_lead))
        .html(host(field, nav, None))
        .kid(el("p").kid(el("a").attr("href", nav.href(Route::Codes)).text(t.home_all)))
}
