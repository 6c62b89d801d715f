//! The addresses under which people look for a code: `/code/502/`, `/status/502/`, `/http-502/`. A static host can't redirect, so each is a tiny
//! page that goes on by itself and names the right one. They stand in no sitemap.

use std::collections::BTreeMap;

use crate::core::{catalog, route::Route};

/// Before the number, behind the base.
const LEADS: [&str; 8] = ["code/", "codes/", "status/", "status-code/", "http/", "http-", "error/", "errors/"];

/// The other addresses of a code, starting and ending in a slash.
pub fn paths(code: u16) -> impl Iterator<Item = String> {
    LEADS.iter().map(move |lead| format!("/{lead}{code}/"))
}

/// The pages, by their file. `root` is the site's whole address with the last slash, where it is known.
pub fn files(root: Option<&str>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in catalog::codes() {
        let Some(code) = entry.code() else { continue };
        for path in paths(code) {
            // A page of its own goes before.
            if Route::parse(&path).is_none_or(|route| route.path() != path) {
                let up = "../".repeat(path.matches('/').count() - 1);
                files.insert(path + "index.html", page(&format!("{up}{code}/"), root.map(|root| format!("{root}{code}/")), &entry.label()));
            }
        }
    }
    files
}

fn page(to: &str, whole: Option<String>, label: &str) -> String {
    let (label, canonical) = (super::page::escape(label), whole.as_deref().unwrap_or(to));
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{label}</title><meta name=\"robots\" content=\"noindex\"><link rel=\"canonical\" href=\"{canonical}\">\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\"></head><body><p><a href=\"{to}\">{label}</a></p></body></html>\n"
    )
}

/// Whether a file is such a page.
pub fn is_redirect(html: &str) -> bool {
    html.contains("<meta http-equiv=\"refresh\"")
}
