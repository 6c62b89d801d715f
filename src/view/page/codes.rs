//! `/codes/`: everything we explain, filterable.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{self, Class, Entry},
        platforms::{page, products},
        route::Route,
        search::{Hit, search},
        text::decimal,
        ui::ui,
    },
    view::{
        el::{El, On, el, group},
        host::Hooks,
        nav::Nav,
        part::field::blame,
    },
    web,
};

/// The list.
pub fn codes(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = ui();
    let filter = hooks.kept(String::new());
    let typed = !filter.trim().is_empty();
    let hits = if typed { search(&filter, usize::MAX) } else { Vec::new() };
    let shown = |entry: &&'static Entry| !typed || hits.iter().any(|hit| hit.route == Route::Entry(entry.key));
    let class =
        |class: Class| catalog::codes().filter(|entry| entry.code().map(Class::of) == Some(class)).filter(shown).collect::<Vec<_>>();
    let errors: Vec<_> = catalog::errors().filter(shown).collect();
    let classes = [
        ("server", t.codes_server, class(Class::ServerError)),
        ("client", t.codes_client, class(Class::ClientError)),
        ("none", t.codes_errors, errors),
        ("redirection", t.codes_redirection, class(Class::Redirection)),
        ("success", t.codes_success, class(Class::Success)),
        ("informational", t.codes_informational, class(Class::Informational)),
        ("other", t.codes_other, class(Class::Other)),
    ];
    let named = if typed { named(&hits) } else { products_pages() };
    let count = named.len() + classes.iter().map(|(_, _, list)| list.len()).sum::<usize>();
    let says = match count {
        _ if !typed => String::new(),
        0 => t.codes_none.to_owned(),
        _ => decimal(count) + " " + t.codes_found,
    };
    let input = el("input|id=filter|type=search|autocomplete=off").value(&filter).on(On::Input, {
        let filter = filter.clone();
        move |event| filter.set(web::dom::value(&event))
    });
    group()
        .kid(el("h1").text(t.codes_title))
        .kid(el("p.lead").text(t.codes_lead))
        .kid(el("div.filter").kid(el("label|for=filter").text(t.codes_filter)).kid(input).kid(el("p.says|role=status").text(says)))
        .kid(el("p.quiet").text(t.codes_counts))
        .list(classes.iter().map(|(id, title, list)| section(nav, id, title, list)))
        .kid(products_list(nav, named))
        .inside()
}

/// The products whose own errors are explained, each with its page.
fn products_pages() -> Vec<(Route, String)> {
    products().iter().filter_map(|product| Some((Route::Page(page(product.id)?), product.name.to_owned()))).collect()
}

/// The platforms' own errors among what fits. They are too many for the page as it is served, but the search has them.
pub fn named(hits: &[Hit]) -> Vec<(Route, String)> {
    hits.iter().filter(|hit| matches!(hit.route, Route::Platform(_))).map(|hit| (hit.route, hit.title())).collect()
}

/// The products; while somebody filters, those of their errors that fit.
fn products_list(nav: &Nav, links: Vec<(Route, String)>) -> El {
    let t = ui();
    let empty = links.is_empty();
    let items = links.into_iter().map(|(route, name)| {
        let href = nav.href(route);
        el("li").key(&href).kid(el("a").attr("href", href).text(name))
    });
    el("section.part|aria-labelledby=products")
        .flag("hidden", empty)
        .kid(el("h2|id=products").text(t.codes_products))
        .kid(el("ul.ready").list(items))
        .kid(
            el("p")
                .kid(el("a").attr("href", nav.href(Route::Compare(0))).text(t.codes_compare))
                .maybe(page("owners").map(|at| el("a.apart").attr("href", nav.href(Route::Page(at))).text(t.codes_owners))),
        )
}

/// The entries of one kind; hidden where there are none.
fn section(nav: &Nav, id: &'static str, title: &'static str, entries: &[&'static Entry]) -> El {
    let items = entries.iter().map(|entry| {
        let name = entry.label();
        el("li")
            .key(&name)
            .kid(el("a").attr("href", nav.href(Route::Entry(entry.key))).text(name))
            .kid(el("span").text(entry.short()))
            .kid(el("span").text(blame(entry.blame)))
    });
    el("section.part")
        .key(id)
        .attr("aria-labelledby", id)
        .flag("hidden", entries.is_empty())
        .kid(el("h2").id(id).text(title))
        .kid(el("ul.list").list(items))
}
