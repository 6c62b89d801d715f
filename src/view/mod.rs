//! The pages, as Yew components. They render natively (prerendering) and in the browser; nothing here touches the browser itself,
//! that is what `crate::web` is for.
//!
//! `page/` has one file a page; `part/` what two pages or more share.

pub mod head;
pub mod nav;
pub mod page;
pub mod part;

use yew::prelude::*;

use crate::{
    core::{route::Route, ui::ui},
    view::{
        nav::{Here, Nav},
        part::theme::ThemeButton,
    },
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
    let here = use_state(|| Here::first(props.route));
    {
        let here = here.clone();
        let base = props.base.clone();
        use_effect_with((), move |()| {
            here.set(crate::web::history::now(&base, true));
            crate::web::dom::ready();
            let setter = here.setter();
            crate::web::history::listen(base, move |next| setter.set(next))
        });
    }
    use_effect_with((here.route, here.visit), |(route, visit)| {
        if *visit > 0 {
            crate::web::history::arrived(&head::head(*route).title);
        }
    });
    html! { <Shell base={props.base.clone()} here={(*here).clone()} /> }
}

/// The root when prerendering.
#[component]
pub fn StaticApp(props: &AppProps) -> Html {
    html! { <Shell base={props.base.clone()} here={Here::first(props.route)} /> }
}

#[derive(PartialEq, Properties)]
struct ShellProps {
    base: String,
    here: Here,
}

/// What every page has around it.
#[component]
fn Shell(props: &ShellProps) -> Html {
    let nav = Nav { base: props.base.clone().into(), here: props.here.clone() };
    let t = ui();
    let page = match props.here.route {
        Route::Home => html! { <page::home::Home /> },
        Route::Entry(_) => html! { <page::entry::EntryPage route={props.here.route} /> },
        Route::Diagnose => html! { <page::diagnose::Diagnose /> },
        Route::Codes => html! { <page::codes::Codes /> },
        Route::About => html! { <page::about::About /> },
        Route::NotFound => html! { <page::not_found::NotFound /> },
    };
    let current = |route: Route| (props.here.route == route).then_some("page");
    html! {
        <ContextProvider<Nav> context={nav.clone()}>
            <a class="skip" href="#main">{ t.shell_skip }</a>
            <header class="top">
                <a class="mark" href={nav.href(Route::Home)} aria-current={current(Route::Home)}>
                    <svg class="logo" viewBox="0 0 40 16" width="40" height="16" aria-hidden="true" focusable="false">
                        <path d="M6 8h8M26 8h8" class="logo-line" />
                        <circle cx="5" cy="8" r="4" class="logo-you" />
                        <circle cx="35" cy="8" r="4" class="logo-site" />
                    </svg>
                    <span>{ "isitme" }</span>
                </a>
                <nav class="menu" aria-label={t.shell_menu}>
                    <a href={nav.href(Route::Diagnose)} aria-current={current(Route::Diagnose)}>{ t.shell_diagnose }</a>
                    <a href={nav.href(Route::Codes)} aria-current={current(Route::Codes)}>{ t.shell_codes }</a>
                    <a href={nav.href(Route::About)} aria-current={current(Route::About)}>{ t.shell_about }</a>
                    <ThemeButton />
                </nav>
            </header>
            <main id="main" tabindex="-1">
                <div key={props.here.route.path()} class="page">{ page }</div>
            </main>
            <footer class="foot">
                <p>{ t.shell_foot }</p>
                <p><a href={nav.href(Route::About)}>{ t.shell_privacy }</a>{ " · " }<a href={nav.href(Route::Codes)}>{ t.shell_all }</a></p>
            </footer>
        </ContextProvider<Nav>>
    }
}
