//! What the pages say of themselves to machines: structured data of schema.org as JSON-LD, with what Google asks for (developers.google.com/search/docs,
//! *Article*, *Breadcrumb*, *FAQ*, *Site name*).

use serde_json::{Value, json};

use super::social;
use crate::{
    core::{
        catalog,
        platforms::{self, pages},
        route::Route,
        ui::{make_ui, ui},
    },
    view::{
        head::{self, Head},
        page::document::documents,
        part::prose,
    },
};

/// The day on which a page was last reviewed, as `2026-11-22`.
pub fn reviewed(route: Route) -> Option<&'static str> {
    match route {
        Route::Entry(key) => catalog::whole::entry(key).map(|(_, whole)| whole.reviewed),
        _ => documents::of(route)?.html.rsplit_once("<time datetime=\"")?.1.split_once('"').map(|(day, _)| day),
    }
}

/// What fits the page as structured data of schema.org: where it stands (`BreadcrumbList`), what it is (`TechArticle`), its questions
/// (`FAQPage`).
pub fn structured(route: Route, head: &Head, root: Option<&str>) -> String {
    let mut list = Vec::new();
    // Who speaks: the site itself.
    let mut site = json!({"@type": "Organization", "name": "isitme"});
    if let Some(root) = root {
        site["url"] = json!(root);
    }
    if matches!(route, Route::Home) {
        let mut own = json!({"@type": "WebSite", "name": "isitme", "description": head.description});
        if let Some(root) = root {
            own["url"] = json!(root);
        }
        list.push(own);
    }
    let trail = trail(route);
    if trail.len() > 1
        && let Some(root) = root
    {
        let item = |(at, (name, path)): (usize, &(String, String))| {
            let mut own = json!({"@type": "ListItem", "position": at + 1, "name": name});
            // The last is the page itself and needs no address.
            if at + 1 < trail.len() {
                own["item"] = json!(format!("{root}{}", &path[1..]));
            }
            own
        };
        list.push(json!({"@type": "BreadcrumbList", "itemListElement": trail.iter().enumerate().map(item).collect::<Vec<_>>()}));
    }
    let is_article = route.is_document() || matches!(route, Route::Entry(_) | Route::Compare(1..));
    if is_article {
        let mut own = json!({"@type": "TechArticle", "headline": head.title, "author": site});
        if let Some(day) = reviewed(route) {
            own["dateModified"] = json!(day);
        }
        if let Some(root) = root {
            own["image"] = json!(format!("{root}{}", &social::card(route).path[1..]));
        }
        list.push(own);
    }
    if let Route::Entry(key) = route {
        let question = |(question, answer): &(&str, &str)| json!({"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}});
        list.push(json!({"@type": "FAQPage", "mainEntity": prose::long::of(key).questions.iter().map(question).collect::<Vec<Value>>()}));
    }
    if list.is_empty() {
        return String::new();
    }
    let data = json!({"@context": "https://schema.org", "@graph": list});
    // `</script>` in a text would end the block.
    format!("<script type=\"application/ld+json\">{}</script>", data.to_string().replace('<', "\\u003c"))
}

/// The way from the start page to a page: names and paths.
fn trail(route: Route) -> Vec<(String, String)> {
    let t = ui();
    let mut out = vec![("isitme".to_owned(), Route::Home.path())];
    let mut put = |name: &str, route: Route| out.push((name.to_owned(), route.path()));
    match route {
        Route::Home | Route::Embed(_) | Route::NotFound => return out,
        Route::Entry(key) => {
            put(t.shell_codes, Route::Codes);
            if let Some(entry) = catalog::entry(key) {
                put(&entry.label(), route);
            }
        }
        Route::Diagnose => put(t.shell_diagnose, route),
        Route::Read => put(t.shell_read, route),
        Route::ErrorPage => put(make_ui().make_title, route),
        Route::Builder => put(make_ui().build_title, route),
        Route::Check => put(t.shell_check, route),
        Route::Codes => put(t.shell_codes, route),
        Route::Compare(0) => put(t.compare_title, route),
        Route::Compare(_) => {
            put(t.compare_title, Route::Compare(0));
            put(&head::head(route).title, route);
        }
        Route::Samples(code) => {
            put(t.shell_codes, Route::Codes);
            if let Some(entry) = catalog::code(code) {
                put(&entry.label(), Route::Entry(entry.key));
            }
            put(&head::head(route).title, route);
        }
        Route::Page(at) => {
            let Some(page) = pages().get(usize::from(at)) else { return out };
            if let Some((lead, _)) = page.slug.split_once('/')
                && let Some(above) = platforms::page(lead)
            {
                put(pages()[usize::from(above)].heading, Route::Page(above));
            }
            put(page.heading, route);
        }
        Route::Platform(at) => {
            let Some(own) = platforms::platforms().get(usize::from(at)) else { return out };
            if let Some(above) = platforms::page(own.product().id) {
                put(own.product().name, Route::Page(above));
            }
            put(own.name, route);
        }
    }
    out
}
