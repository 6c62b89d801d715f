//! The pages. They render natively (prerendering) and in the browser; nothing here touches the browser itself, that is what `crate::web`
//! is for.
//!
//! What keeps state is a view behind the one component ([`host`]); everything else is a function that gives elements ([`el`]).
//!
//! `page/` has one file a page; `part/` what two pages or more share.

pub mod el;
pub mod head;
pub mod host;
pub mod nav;
pub mod page;
pub mod part;

use yew::prelude::*;

#[cfg(not(feature = "frame"))]
use crate::{core::text::decimal, view::host::Hooks, web::history};
use crate::{
    core::{route::Route, ui::ui},
    view::{
        el::{El, el, group},
        host::{HostProps, host},
        nav::{Here, Nav},
        part::{
            raw::{known, still},
            theme::theme_button,
        },
    },
};

/// The root in the browser: keeps the current address, follows links, moves focus and scroll.
pub fn app(base: &str, here: Here) -> HostProps {
    #[cfg(feature = "frame")]
    let live = page::embed::live;
    HostProps { view: live, nav: Nav { base: base.to_owned().into(), here } }
}

/// The part of the start page that moves, alone.
pub fn island(base: &str) -> HostProps {
    HostProps { view: part::field::field, ..app(base, Here::first(Route::Home)) }
}

/// The root when prerendering.
pub fn static_app(base: &str, route: Route) -> HostProps {
    #[cfg(feature = "embed")]
    if route.is_embed() {
        return HostProps { view: page::embed::still, ..app(base, Here::first(route)) };
    }
    HostProps { view: |_, nav| shell(nav), ..app(base, Here::first(route)) }
}

#[cfg(not(feature = "frame"))]
fn live(hooks: &mut Hooks, nav: &Nav) -> Html {
    let here = hooks.kept(nav.here.clone());
    let (own, base) = (here.clone(), nav.base.as_str().to_owned());
    hooks.change(
        None,
        Box::new(move || {
            if own.route.reads_address() {
                own.set(history::now(&base, own.served));
            }
            crate::web::dom::begin(base.clone());
            crate::web::early::taken();
            Some(Box::new(history::listen(base, own.route, own.served, move |next| own.set(next))))
        }),
    );
    let Here { route, visit, .. } = *here;
    hooks.change(
        Some(decimal(visit)),
        Box::new(move || {
            if visit > 0 {
                // What was served is gone, and its button with it.
                crate::web::theme::show();
                history::arrived(head::head(route).title);
            }
            None
        }),
    );
    shell(&Nav { base: nav.base.clone(), here: (*here).clone() })
}

/// A link to one of our pages, marked where we are on it; by its path, because the page that checks addresses knows no other page.
#[inline(never)]
fn link(nav: &Nav, own: &str, spec: &'static str, path: &str) -> El {
    el(spec).attr("href", nav.to(path)).attr("aria-current", (own == path).then_some("page"))
}

/// The whole page.
fn shell(nav: &Nav) -> Html {
    still(still(group(), nav, |all| above(all, nav)).kid(main(nav)), nav, |all| below(all, nav)).inside()
}

/// The page where we are, in its place.
fn main(nav: &Nav) -> El {
    let here = nav.here.route;
    let page = known("div.page", nav).key(&here.path());
    #[cfg(feature = "check")]
    let page = if here == Route::Check { page.html(host(page::check::check, nav, None)) } else { page };
    #[cfg(feature = "make")]
    let page = match here {
        Route::ErrorPage => page.html(host(page::make::error_page::error_page, nav, Some("error-page"))),
        Route::Builder => page.html(host(page::make::builder::builder, nav, Some("builder"))),
        _ => page,
    };
    #[cfg(feature = "pages")]
    let page = match here {
        #[cfg(feature = "check")]
        Route::Check => page,
        #[cfg(feature = "make")]
        Route::ErrorPage | Route::Builder => page,
        Route::Home => page::home::view(page, nav),
        Route::Entry(key) => page.kid(page::entry::view(key, nav)),
        Route::Diagnose => page.html(host(page::diagnose::diagnose, nav, None)),
        Route::Read => page.html(host(page::read::read, nav, None)),
        Route::Codes => page.html(host(page::codes::codes, nav, None)),
        Route::Compare(_) => page.html(host(page::compare::compare, nav, None)),
        Route::Page(_) | Route::Platform(_) | Route::Samples(_) => page.html(host(page::document::document, nav, None)),
        #[cfg(feature = "embed")]
        Route::Embed(_) => page,
        Route::NotFound => page.kid(page::not_found::view(nav)),
    };
    known("main|id=main|tabindex=-1", nav).kid(page)
}

/// What every page has above it.
#[inline(never)]
fn above(all: El, nav: &Nav) -> El {
    let t = ui();
    let own = nav.here.route.path();
    let link = |spec: &'static str, path: &'static str| link(nav, &own, spec, path);
    let logo = el("svg.logo|viewBox=0 0 40 16|width=40|height=16|aria-hidden=true")
        .kid(el("path.logo-line|d=M6 8h8M26 8h8"))
        .kid(el("circle.logo-you|cx=5|cy=8|r=4"))
        .kid(el("circle.logo-site|cx=35|cy=8|r=4"));
    let menu = el("nav.menu")
        .attr("aria-label", t.shell_menu)
        .kid(link("a", "/diagnose/").text(t.shell_diagnose))
        .kid(link("a", "/read/").text(t.shell_read))
        .kid(link("a", "/check/").text(t.shell_check))
        .kid(link("a", "/codes/").text(t.shell_codes))
        .kid(link("a", "/guides/").text(t.shell_guides))
        .kid(link("a", "/about/").text(t.shell_about))
        .kid(theme_button());
    let mark = link("a.mark", "/").kid(logo).kid(el("span").text("isitme"));
    all.kid(el("a.skip|href=#main").text(t.shell_skip)).kid(el("header.top").kid(mark).kid(menu))
}

/// And below.
#[inline(never)]
fn below(all: El, nav: &Nav) -> El {
    let t = ui();
    let own = nav.here.route.path();
    let link = |spec: &'static str, path: &'static str| link(nav, &own, spec, path);
    let links = [
        ("/owners/", t.shell_owners),
        ("/error-page/", t.shell_error_page),
        ("/embed/builder/", t.shell_builder),
        ("/compare/", t.shell_compare),
        ("/offline/", t.shell_offline),
    ];
    let first = el("p").kid(link("a", "/about/").text(t.shell_privacy));
    let links = links.into_iter().fold(first, |all, (path, words)| all.text(" · ").kid(link("a", path).text(words)));
    all.kid(el("footer.foot").kid(el("p").text(t.shell_foot)).kid(links))
}
