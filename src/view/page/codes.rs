//! `/codes/`: everything we explain, filterable.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{self, Class, Entry},
        route::Route,
        search::search,
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
    let (client, server) = (class(Class::ClientError), class(Class::ServerError));
    let count = errors.len() + client.len() + server.len();
    let says = match count {
        _ if !typed => String::new(),
        0 => t.codes_none.to_owned(),
        _ => count.to_string() + " " + t.codes_found,
    };
    let input = el("input").id("filter").attr("type", "search").attr("autocomplete", "off").value(&filter).on(On::Input, {
        let filter = filter.clone();
        move |event| filter.set(web::dom::value(&event))
    });
    group()
        .kid(el("h1").text(t.codes_title))
        .kid(el("p.lead").text(t.codes_lead))
        .kid(
            el("div.filter")
                .kid(el("label").attr("for", "filter").text(t.codes_filter))
                .kid(input)
                .kid(el("p.says").attr("role", "status").text(says)),
        )
        .kid(section(nav, "server", t.codes_server, &server))
        .kid(section(nav, "client", t.codes_client, &client))
        .kid(section(nav, "none", t.codes_errors, &errors))
        .inside()
}

/// The entries of one kind; hidden where there are none.
fn section(nav: &Nav, id: &'static str, title: &'static str, entries: &[&'static Entry]) -> El {
    let items = entries.iter().map(|entry| {
        let name = entry.label();
        el("li")
            .key(&name)
            .kid(el("a").attr("href", nav.href(Route::Entry(entry.key))).text(name))
            .kid(el("span.list-says").text(entry.short()))
            .kid(el("span.list-blame").text(blame(entry.blame)))
    });
    el("section.part")
        .key(id)
        .attr("aria-labelledby", id)
        .flag("hidden", entries.is_empty())
        .kid(el("h2").id(id).text(title))
        .kid(el("ul.list").list(items))
}
