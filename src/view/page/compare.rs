//! `/compare/`: two to six codes side by side, and the ready-made comparisons at addresses of their own.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{self, Entry},
        route::Route,
        text::{decimal, encode, fill, join, joined, query_value},
        ui::ui,
    },
    view::{
        el::{El, On, el, group},
        host::Hooks,
        nav::Nav,
        page::entry::party_name,
        part::{
            raw::{raw, still},
            table::wide_table_with_head,
        },
    },
    web,
};

/// Heading, lead, title and description of the ready-made comparisons; only in the prerenderer.
#[cfg(feature = "site")]
pub mod compared {
    include!(concat!(env!("OUT_DIR"), "/compared.rs"));
}

/// More columns than these are not read side by side.
const MOST: usize = 6;

/// The codes of a text, the first six, with a sentence about what is wrong with it.
pub fn read(text: &str) -> (Vec<&'static Entry>, String) {
    let t = ui();
    let mut entries: Vec<&'static Entry> = Vec::new();
    let (mut unknown, mut more) = (String::new(), String::new());
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        match word.parse().ok().and_then(catalog::code) {
            Some(entry) if entries.iter().any(|own| own.key == entry.key) => {}
            Some(_) if entries.len() == MOST => join(&mut more, ", ", word),
            Some(entry) => entries.push(entry),
            None => join(&mut unknown, ", ", word),
        }
    }
    // What is unknown comes first: without it, there may not be too many.
    let (words, codes) = if unknown.is_empty() { (t.compare_many, more) } else { (t.compare_unknown, unknown) };
    let mut says = if codes.is_empty() { codes } else { fill(words, &[("code", &codes)]) };
    if entries.len() < 2 && says.is_empty() && !text.trim().is_empty() {
        t.compare_few.clone_into(&mut says);
    }
    (entries, says)
}

/// The page.
pub fn compare(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = ui();
    let route = nav.here.route;
    let ready = match route {
        Route::Compare(at) => Route::comparison(at),
        _ => None,
    };
    let typed = hooks.kept(String::new());
    let (own, live) = (typed.clone(), nav.here.live.clone());
    hooks.change(
        live.as_ref().map(|(query, _)| query.clone()),
        Box::new(move || {
            if let Some(codes) = live.and_then(|(query, _)| query_value(&query, "codes")) {
                own.set(codes);
            }
            None
        }),
    );
    let (entries, says) = match ready {
        Some(codes) => (codes.iter().filter_map(|code| catalog::code(*code)).collect(), String::new()),
        None => read(&typed),
    };
    let lists = (1..).map_while(|at| Some((Route::Compare(at), Route::comparison(at)?))).map(|(route, codes)| {
        let numbers = joined(codes.iter().map(|code| decimal(*code)), ", ");
        let names = joined(codes.iter().filter_map(|code| catalog::code(*code)).map(|entry| entry.name), " · ");
        let link = el("a").attr("href", nav.href(route)).text(numbers.clone());
        el("li").key(&numbers).kid(link).kid(el("span").text(names))
    });
    let form = ready.is_none().then(|| {
        let input = el("input|id=codes|name=codes|type=text|autocomplete=off|aria-describedby=codes-says")
            .attr("placeholder", t.compare_hint)
            .value(&typed)
            .on(On::Input, {
                let typed = typed.clone();
                move |event| typed.set(web::dom::value(&event))
            });
        let link = nav.to("compare/?codes=");
        el("form.filter")
            .on(On::Submit, move |event| {
                event.prevent_default();
                submit(&link);
            })
            .attr("action", nav.href(Route::Compare(0)))
            .kid(el("label|for=codes").text(t.compare_label))
            .kid(el("div.field-row").kid(input).kid(el("button.primary|type=submit").text(t.compare_go)))
            .kid(el("p.says|id=codes-says|role=status").text(says))
    });
    let lead = el("p.lead");
    let (title, lead) = match ready {
        None => (t.compare_title.to_owned(), lead.text(t.compare_lead)),
        Some(codes) if nav.here.served => (heading(codes), still(lead, nav, |lead| lead.kid(el("span").html(raw(served_lead(route)))))),
        Some(codes) => (heading(codes), lead.text(t.compare_lead)),
    };
    group()
        .kid(el("h1").text(title))
        .kid(lead)
        .maybe(form)
        .maybe((entries.len() > 1).then(|| table(&entries, nav)))
        .kid(el("section.part|aria-labelledby=ready").kid(el("h2|id=ready").text(t.compare_ready)).kid(el("ul.list").list(lists)))
        .inside()
}

/// The address gets what stands in the field: a key right before Enter is not drawn yet.
#[inline(never)]
fn submit(link: &str) {
    web::history::replace(&(String::from(link) + &encode(&web::dom::typed("codes"))));
}

/// `500, 502 or 503?`
fn heading(codes: &[u16]) -> String {
    let mut out = String::new();
    for (at, code) in codes.iter().enumerate() {
        if at > 0 {
            out.push_str(if at + 1 == codes.len() { ui().compare_or } else { ", " });
        }
        out.push_str(&decimal(*code));
    }
    out.push('?');
    out
}

/// A ready-made comparison's lead, as prerendered; the browser never compares it when it takes the page over.
#[cfg(feature = "site")]
fn served_lead(route: Route) -> &'static str {
    let Route::Compare(at) = route else { return "" };
    compared::COMPARED.get(usize::from(at).wrapping_sub(1)).map_or("", |own| own[1])
}

#[cfg(not(feature = "site"))]
fn served_lead(_route: Route) -> &'static str {
    ""
}

fn table(entries: &[&'static Entry], nav: &Nav) -> El {
    let t = ui();
    let column = |entry: &&'static Entry| {
        let link = el("a").attr("href", nav.href(Route::Entry(entry.key))).text(entry.label());
        el("th").key(entry.name).attr("scope", "col").kid(link)
    };
    let row = |title: &'static str, words: &dyn Fn(&'static Entry) -> String| {
        let cells = entries.iter().map(|entry| el("td").key(entry.name).text(words(entry)));
        el("tr").key(title).kid(el("th|scope=row").text(title)).list(cells)
    };
    let lasts = [t.lasts_blip, t.lasts_outage, t.lasts_either, t.lasts_steady];
    let rows = [
        row(t.compare_what, &|entry| entry.short().to_owned()),
        row(t.compare_who, &|entry| joined(entry.meaning().weighed().fixers.iter().map(|party| party_name(*party)), ", ")),
        row(t.compare_again, &|entry| entry.retry_line().to_owned()),
        row(t.compare_last, &|entry| lasts[entry.lasts as usize].to_owned()),
        row(t.compare_visitor, &|entry| {
            let checks = joined(entry.meaning().weighed().visitor.iter().map(|check| check.title), " · ");
            if checks.is_empty() { t.compare_nothing.to_owned() } else { checks }
        }),
        row(t.compare_cache, &|entry| entry.cache_line().to_owned()),
        row(t.compare_found, &|entry| entry.seo.indexing.to_owned()),
        row(t.compare_crawl, &|entry| entry.seo.crawling.to_owned()),
    ];
    let head = el("thead").kid(el("tr").kid(el("td")).list(entries.iter().map(column)));
    el("div.compare").kid(wide_table_with_head(t.compare_title, head, el("tbody").list(rows.into_iter())))
}
