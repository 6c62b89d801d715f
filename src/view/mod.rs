//! The pages. They render natively (prerendering) and in the browser; nothing here touches the browser itself, that is what `crate::web`
//! is for.
//!
//! What keeps state is a Yew component; everything else is a function that gives elements ([`el`]).
//!
//! `page/` has one file a page; `part/` what two pages or more share.

pub mod el;
pub mod head;
pub mod hooks;
pub mod nav;
pub mod page;
pub mod part;

use yew::prelude::*;

use crate::{
    core::{catalog, route::Route, ui::ui},
    view::{
        el::{el, group},
        hooks::{use_change, use_kept},
        nav::{Here, Nav},
        part::theme::ThemeButton,
    },
    web::history,
};

/// What both roots need to know.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct AppProps {
    /// The path under which the site lies, starting and ending in a slash.
    pub base: String,
    /// The page that was served.
    pub route: Route,
}

/// The root in the browser: keeps the current address, follows links, moves focus and scroll.
#[component]
pub fn App(props: &AppProps) -> Html {
    let here = use_kept(Here::first(props.route));
    let (own, base) = (here.clone(), props.base.clone());
    use_change(
        None,
        Box::new(move || {
            own.set(history::now(&base, true));
            crate::web::dom::ready();
            Some(Box::new(history::listen(base, move |next| own.set(next))))
        }),
    );
    let Here { route, visit, .. } = *here;
    use_change(
        Some(visit.to_string()),
        Box::new(move || {
            if visit > 0 {
                history::arrived(&head::head(route).title);
            }
            None
        }),
    );
    shell(&Nav { base: props.base.clone().into(), here: (*here).clone() })
}

/// The root when prerendering.
#[component]
pub fn StaticApp(props: &AppProps) -> Html {
    shell(&Nav { base: props.base.clone().into(), here: Here::first(props.route) })
}

/// What every page has around it.
fn shell(nav: &Nav) -> Html {
    let t = ui();
    let here = nav.here.route;
    let page = el("div.page").key(&here.path());
    let page = match here {
        Route::Home => page::home::view(page, nav),
        Route::Entry(key) => match catalog::entry(key) {
            Some(entry) => page.kid(page::entry::view(entry, nav)),
            None => page,
        },
        Route::Diagnose => page.html(html! { <page::diagnose::Diagnose nav={nav.clone()} /> }),
        Route::Codes => page.html(html! { <page::codes::Codes nav={nav.clone()} /> }),
        Route::About => page.html(html! { <page::about::About nav={nav.clone()} /> }),
        Route::NotFound => page.kid(page::not_found::view(nav)),
    };
    let link = |spec: &'static str, route: Route| el(spec).attr("href", nav.href(route));
    let current = |spec: &'static str, route: Route| link(spec, route).attr("aria-current", (here == route).then_some("page"));
    let logo = el("svg.logo")
        .attr("viewBox", "0 0 40 16")
        .attr("width", "40")
        .attr("height", "16")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .kid(el("path.logo-line").attr("d", "M6 8h8M26 8h8"))
        .kid(el("circle.logo-you").attr("cx", "5").attr("cy", "8").attr("r", "4"))
        .kid(el("circle.logo-site").attr("cx", "35").attr("cy", "8").attr("r", "4"));
    let menu = el("nav.menu")
        .attr("aria-label", t.shell_menu)
        .kid(current("a", Route::Diagnose).text(t.shell_diagnose))
        .kid(current("a", Route::Codes).text(t.shell_codes))
        .kid(current("a", Route::About).text(t.shell_about))
        .html(html! { <ThemeButton /> });
    let foot = el("p").kid(link("a", Route::About).text(t.shell_privacy)).text(" · ").kid(link("a", Route::Codes).text(t.shell_all));
    group()
        .kid(el("a.skip").attr("href", "#main").text(t.shell_skip))
        .kid(el("header.top").kid(current("a.mark", Route::Home).kid(logo).kid(el("span").text("isitme"))).kid(menu))
        .kid(el("main").id("main").attr("tabindex", "-1").kid(page))
        .kid(el("footer.foot").kid(el("p").text(t.shell_foot)).kid(foot))
        .inside()
}
