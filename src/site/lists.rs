//! The lists for machines: the sitemap, robots.txt, and llms.txt, which says in Markdown what there is and where.

use std::fmt::Write as _;

use super::{Options, structured::reviewed};
use crate::{
    core::{
        catalog::{self, Entry, Key},
        platforms::{self, pages, products},
        route::Route,
        text::fill,
    },
    view::head,
};

/// What llms.txt says in words; the lists are filled in.
const LLMS: &str = include_str!("llms.md");

/// Escapes what XML reads as its own (sitemaps.org, *Entity escaping*).
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}

/// The sitemap (sitemaps.org/protocol.html): every page that may be found, with the day on which it was last reviewed where that is known. `root` is the
/// site's whole address with the last slash.
pub fn sitemap(root: &str) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for route in Route::all().filter(|route| *route != Route::NotFound && !route.is_embed()) {
        let date = reviewed(route).map_or(String::new(), |day| format!("<lastmod>{day}</lastmod>"));
        let _ = writeln!(out, "  <url><loc>{}{}</loc>{date}</url>", xml(root), xml(&route.path()[1..]));
    }
    out + "</urlset>\n"
}

/// What crawlers may do, and where the sitemap is. Read only at the root of a host (RFC 9309, section 2.3).
pub fn robots(root: Option<&str>) -> String {
    let sitemap = root.map_or(String::new(), |root| format!("\nSitemap: {root}sitemap.xml\n"));
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

/// What there is, for programs that read text (llmstxt.org): a heading, a summary, and lists of links with a line each.
pub fn llms(options: &Options) -> String {
    let root = options.root().unwrap_or_default();
    let line = |name: &str, path: &str, says: &str| {
        // A bracket in a name would end the link's text.
        let name = name.replace('[', "\\[").replace(']', "\\]");
        let below = path.trim_start_matches('/');
        // An empty link would be the file itself.
        let below = if root.is_empty() && below.is_empty() { "./" } else { below };
        format!("- [{name}]({root}{below}): {}\n", says.trim())
    };
    let entry = |entry: &'static Entry| line(&entry.label(), &Route::Entry(entry.key).path(), entry.answer);
    let page = |route: Route| {
        let head = head::head(route);
        line(head.title.trim_end_matches(" | isitme"), &route.path(), &head.description)
    };
    let documents = |wanted: &dyn Fn(&str) -> bool| {
        let all = pages().iter().enumerate().filter(|(_, own)| wanted(own.slug));
        all.map(|(at, _)| page(Route::Page(at as u16))).collect::<String>()
    };
    let product = |slug: &str| products().iter().any(|own| own.id == slug);
    let tools = [Route::Home, Route::Diagnose, Route::Read, Route::Check, Route::Codes, Route::Compare(0)].map(page).concat();
    let of_product = products().iter().map(|own| {
        let count = platforms::platforms().iter().filter(|error| error.product().id == own.id).count();
        let path = platforms::page(own.id).map_or_else(|| format!("/api/platforms/{}.json", own.id), |at| Route::Page(at).path());
        line(own.name, &path, &format!("{count} errors of its own, also as {root}api/platforms/{}.json.", own.id))
    });
    fill(
        LLMS,
        &[
            ("root", &root),
            ("tools", &tools),
            ("codes", &catalog::codes().map(entry).collect::<String>()),
            ("errors", &catalog::errors().filter(|own| matches!(own.key, Key::Error(_))).map(entry).collect::<String>()),
            ("products", &of_product.collect::<String>()),
            ("guides", &documents(&|slug| slug.starts_with("guides"))),
            ("owners", &documents(&|slug| slug.starts_with("owners"))),
            ("other", &documents(&|slug| !slug.starts_with("guides") && !slug.starts_with("owners") && !product(slug))),
        ],
    )
}
