//! Where the visitor is, handed down to whatever makes links: over [`crate::core::route`].

use yew::prelude::*;

use crate::core::route::Route;

/// The current address. The first render knows the route alone, whatever the address bar says: query and fragment come in an effect
/// afterwards, so that it equals the prerendered page.
#[derive(Debug, Clone, PartialEq)]
pub struct Here {
    /// The page.
    pub route: Route,
    /// The query and the fragment, once known (`?code=502`, `#causes`); of the page that was served, if it [reads](Route::reads_address) them.
    pub live: Option<(String, String)>,
    /// The page is the one that was served, in place of which nothing was navigated to yet.
    pub served: bool,
    /// Counts navigations; 0 for the served page.
    pub visit: u32,
}

impl Here {
    /// What the first render knows.
    pub fn first(route: Route) -> Here {
        Here { route, live: None, served: true, visit: 0 }
    }
}

/// The base path and the current address.
#[derive(Debug, Clone, PartialEq)]
pub struct Nav {
    /// Starts and ends in a slash.
    pub base: AttrValue,
    /// Where we are.
    pub here: Here,
}

impl Nav {
    /// A link to a page.
    pub fn href(&self, route: Route) -> String {
        self.to(&route.path())
    }

    /// A link to a path below the base, with or without query and fragment.
    pub fn to(&self, path: &str) -> String {
        let mut href = self.base.as_str().to_owned();
        href.push_str(path.trim_start_matches('/'));
        href
    }
}
