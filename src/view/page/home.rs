//! `/`: what is it, is it me? One field, the codes people meet most, and what the page does with their data.

use crate::{
    core::{
        catalog::{self, Entry},
        path::Runner,
        route::Route,
        text::decimal,
        ui::ui,
    },
    view::{
        el::{El, el},
        host::host,
        nav::Nav,
        part::{
            field::field,
            icon::runner_mark,
            way::{Station, way},
        },
    },
};

/// The id of the element around what moves: the field. The application takes it over alone (`web::boot`).
pub const ISLAND: &str = "island";

/// What people meet most, by how often it is searched for.
const POPULAR: [u16; 8] = [502, 404, 500, 403, 503, 504, 429, 522];

/// The errors without a code that people meet most.
const POPULAR_ERRORS: [&str; 4] = ["connection-refused", "dns-not-found", "certificate-date-invalid", "connection-timed-out"];

/// The start page, into the element around it.
pub fn view(page: El, nav: &Nav) -> El {
    let t = ui();
    let mut stations = [Station::Cleared; 8];
    stations[6] = Station::Maybe;
    stations[7] = Station::Broken;
    let tile = |entry: &'static Entry| {
        let code = entry.code().map(decimal);
        let link = el("a.tile")
            .attr("href", nav.href(Route::Entry(entry.key)))
            .maybe(code.clone().map(|code| el("span.tile-code").text(code)))
            .kid(el("span.tile-name").text(entry.name))
            .kid(el("span.tile-says").text(entry.answer));
        el("li").key(code.as_deref().unwrap_or(entry.name)).kid(link)
    };
    let popular = POPULAR.iter().filter_map(|code| catalog::code(*code)).chain(POPULAR_ERRORS.iter().filter_map(|id| catalog::error(id)));
    let how = |runner: Runner, words: &'static str| el("li").kid(runner_mark(runner)).kid(el("span").text(words));
    let link = |route: Route, word: &'static str| el("a").attr("href", nav.href(route)).text(word);
    let part = |id: &'static str, title: &'static str| el("section.part").attr("aria-labelledby", id).kid(el("h2").id(id).text(title));
    let hero = el("section.hero").kid(el("h1").text(t.home_title)).kid(el("p.lead").text(t.home_lead));
    let hero = hero.kid(el("div").id(ISLAND).html(host(field, nav, None))).kid(el("p.no-script").text(t.home_no_script));
    page.kid(hero)
        .kid(part("popular", t.home_popular).kid(el("ul.tiles").list(popular.map(tile))).kid(el("p").kid(link(Route::Codes, t.home_all))))
        .kid(
            part("how", t.home_how).kid(way(stations)).kid(
                el("ol.how")
                    .kid(how(Runner::Page, t.home_how_page))
                    .kid(how(Runner::Visitor, t.home_how_you))
                    .kid(how(Runner::Owner, t.home_how_owner)),
            ),
        )
        .kid(
            part("privacy", t.home_privacy)
                .kid(el("p.big").text(t.home_nothing))
                .kid(el("p").text(t.home_privacy_more).text(" ").kid(link(Route::about(), t.home_privacy_link))),
        )
}
