//! The addresses of the site. Pure: the browser's history and the prerenderer both use it.

use super::catalog::{self, Key};

/// A page of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `/`: the field, and the codes people meet most.
    Home,
    /// `/502/`, `/errors/connection-refused/`: one entry of the catalog.
    Entry(Key),
    /// `/diagnose/`: the guided diagnosis.
    Diagnose,
    /// `/codes/`: everything, filterable.
    Codes,
    /// `/about/`: how it works, privacy, every host that can ever be contacted.
    About,
    /// `/404.html`: what unknown addresses get.
    NotFound,
}

impl Route {
    /// Every page there is, in a stable order.
    pub fn all() -> impl Iterator<Item = Route> {
        [Route::Home, Route::Diagnose, Route::Codes, Route::About, Route::NotFound]
            .into_iter()
            .chain(catalog::keys().map(Route::Entry))
    }

    /// The address below the site's base, starting and (but for `404.html`) ending in a slash.
    ///
    /// ```
    /// use isitme::core::{catalog::Key, route::Route};
    /// assert_eq!(Route::Entry(Key::Code(502)).path(), "/502/");
    /// assert_eq!(Route::parse("/502"), Some(Route::Entry(Key::Code(502))));
    /// ```
    pub fn path(self) -> String {
        match self {
            Route::Home => "/".to_owned(),
            Route::Entry(Key::Code(code)) => {
                let mut path = String::from("/");
                path.push_str(&code.to_string());
                path.push('/');
                path
            }
            Route::Entry(Key::Error(id)) => {
                let mut path = String::from("/errors/");
                path.push_str(id);
                path.push('/');
                path
            }
            Route::Diagnose => "/diagnose/".to_owned(),
            Route::Codes => "/codes/".to_owned(),
            Route::About => "/about/".to_owned(),
            Route::NotFound => "/404.html".to_owned(),
        }
    }

    /// The page at a path below the base; a missing last slash and `index.html` are forgiven. `None`: there is no such page.
    pub fn parse(path: &str) -> Option<Route> {
        let path = path.split(['?', '#']).next().unwrap_or("");
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let path = path.trim_matches('/');
        match path {
            "" => Some(Route::Home),
            "diagnose" => Some(Route::Diagnose),
            "codes" => Some(Route::Codes),
            "about" => Some(Route::About),
            "404.html" => Some(Route::NotFound),
            _ => {
                if let Some(id) = path.strip_prefix("errors/") {
                    return catalog::error(id).map(|entry| Route::Entry(entry.key));
                }
                if path.len() != 3 || !path.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                catalog::code(path.parse().ok()?).map(|entry| Route::Entry(entry.key))
            }
        }
    }

    /// The catalog's entry, on an entry's page.
    pub fn entry(self) -> Option<&'static catalog::Entry> {
        match self {
            Route::Entry(key) => catalog::entry(key),
            _ => None,
        }
    }
}
