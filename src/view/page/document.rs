//! Pages that are documents: guides, owner's lists, products, `/about/`, and every platform's own errors. Shown as they were served; what is in
//! the module stands in only where the served page is another, as when the network is off.

use yew::prelude::*;

use crate::{
    core::{
        config::Config,
        platforms::{pages, platforms},
        route::Route,
        text::{decimal, encode, fill, joined},
        ui::ui,
    },
    view::{
        el::{El, On, el, group},
        host::Hooks,
        nav::Nav,
        page::entry::{call_to, party_name},
        part::{
            raw::{raw, still},
            way::{Station, way},
        },
    },
    web,
};

/// The documents themselves, only in the prerenderer.
#[cfg(feature = "site")]
pub mod documents {
    /// What only a document's own page shows.
    pub struct Document {
        /// The page's title.
        pub title: &'static str,
        /// The page's description for search engines.
        pub description: &'static str,
        /// One or two sentences below the heading.
        pub lead: &'static str,
        /// The HTML below it.
        pub html: &'static str,
    }

    include!(concat!(env!("OUT_DIR"), "/documents.rs"));

    /// The document of a route, if it is one.
    pub fn of(route: super::Route) -> Option<&'static Document> {
        match route {
            super::Route::Page(at) => DOCUMENTS.get(usize::from(at)),
            super::Route::Samples(code) => SAMPLES.binary_search_by_key(&code, |own| own.0).ok().map(|at| &SAMPLES[at].1),
            super::Route::Platform(at) => DOCUMENTS.get(super::pages().len() + usize::from(at)),
            _ => None,
        }
    }
}

/// Lead and HTML as prerendered; the browser never compares the HTML when it takes the page over.
#[cfg(feature = "site")]
fn served(route: Route) -> (&'static str, &'static str) {
    documents::of(route).map_or(("", ""), |own| (own.lead, own.html))
}

#[cfg(not(feature = "site"))]
fn served(_route: Route) -> (&'static str, &'static str) {
    ("", "")
}

/// A document.
pub fn document(hooks: &mut Hooks, nav: &Nav) -> Html {
    let route = nav.here.route;
    let (base, about) = (nav.base.clone(), route == Route::about());
    hooks.change(
        None,
        Box::new(move || {
            if about {
                web::dom::check(SLASH, web::storage::get(web::history::SLASH_KEY).as_deref() != Some("off"));
                web::spawn(async move {
                    let config = web::config::load(&base).await;
                    let hosts = |urls: &[String]| match urls {
                        [] => ui().page_contacted_off.to_owned(),
                        _ => joined(urls.iter().map(|url| Config::host(url)), ", "),
                    };
                    for (id, urls) in [
                        ("controls", config.controls.as_slice()),
                        ("resolvers", config.resolvers.as_slice()),
                        ("elsewhere", config.elsewhere.as_slice()),
                        ("whereami", config.whereami.as_slice()),
                    ] {
                        web::dom::fill(id, &hosts(urls));
                    }
                });
            }
            None
        }),
    );
    let (lead, html) = served(route);
    // One element around what the module doesn't know, so that it can be taken over whatever it holds.
    let body = el("div.prose").on(On::Change, |event| {
        if web::dom::id(&event) == SLASH {
            if web::dom::checked(&event) {
                web::storage::remove(web::history::SLASH_KEY);
            } else {
                web::storage::set(web::history::SLASH_KEY, "off");
            }
        }
    });
    // Yew takes a raw node over, and can't make an empty one.
    let (served, empty) = (nav.here.served, el("div.lead"));
    let lead = if served { still(empty, nav, |own| own.kid(el("div").html(raw(lead)))) } else { empty };
    let body = if served { body.html(raw(html)) } else { body.kid(el("p|role=status").text(ui().entry_long_missing)) };
    match route {
        Route::Platform(at) => {
            let mut href = nav.href(Route::Diagnose);
            href.push_str("?code=");
            href.push_str(&encode(&route.path().trim_matches('/').replace('/', " ")));
            platform(el("article.entry platform-error"), el("h1.code-name"), at, lead).kid(call_to(href)).kid(body).into()
        }
        Route::Samples(code) => {
            let heading = fill(ui().sample_heading, &[("code", &decimal(code))]);
            el("article.document").kid(el("h1").text(heading)).kid(lead).kid(body).into()
        }
        Route::Page(at) => {
            let heading = pages().get(usize::from(at)).map_or("", |page| page.heading);
            el("article.document").kid(el("h1").text(heading)).kid(lead).kid(body).into()
        }
        _ => group().inside(),
    }
}

/// The checkbox that switches the `/` key off.
const SLASH: &str = "slash";

/// A platform's own error, the answer first: its name, what it means, the path picture, who can act. `name`: the heading, without its words; `lead`: what
/// stands below the meaning.
pub fn platform(page: El, name: El, at: u16, lead: El) -> El {
    let Some(own) = platforms().get(usize::from(at)) else { return page };
    let mut stations = [Station::Quiet; 8];
    stations[own.hop.index()] = Station::Suspect;
    let name = name.kid(el("span.platform").text(own.product().name)).text(" ").kid(el("span.code").text(own.name));
    page.kid(el("header.opening").kid(name).kid(el("div.said").kid(el("p.verdict-line").text(own.title())).kid(lead)))
        .kid(way(stations))
        .kid(el("p.who").text(ui().entry_who).text(" ").kid(el("strong").text(party_name(own.party))))
}
