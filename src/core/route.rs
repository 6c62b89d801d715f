//! The addresses of the site. Pure: the browser's history and the prerenderer both use it.

use super::{
    catalog::{self, Key},
    platforms::{page, pages, platforms},
    text::{decimal, slug, whole},
};

/// The file that the service worker answers with where a page is not kept and the network is off: the application draws what it can in its place.
pub const UNKEPT: &str = "/unkept.html";

/// A page of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `/`: the field, and the codes people meet most.
    Home,
    /// `/502/`, `/errors/connection-refused/`: one entry of the catalog.
    Entry(Key),
    /// `/diagnose/`: the guided diagnosis.
    Diagnose,
    /// `/read/`: what a pasted text says.
    Read,
    /// `/check/`: one address or thousands, once or over time. An application of its own, of which the others know the address alone.
    #[cfg(feature = "check")]
    Check,
    /// `/embed/`: what other pages embed, of whichever error they name; `/embed/502/`: of one. An application of its own.
    #[cfg(feature = "embed")]
    Embed(Option<Key>),
    /// `/error-page/`: makes an error page for somebody's own site. An application of its own, with the next.
    #[cfg(feature = "make")]
    ErrorPage,
    /// `/embed/builder/`: makes the snippet that puts an explanation into somebody's help page.
    #[cfg(feature = "make")]
    Builder,
    /// `/codes/`: everything, filterable.
    Codes,
    /// `/compare/`: 0, any codes side by side; `/compare/500-502-503-504/`: from 1, one of the ready-made comparisons.
    Compare(u8),
    /// `/about/`, `/guides/…`, `/owners/…`, `/heroku/`: a document, by its place among the pages.
    Page(u16),
    /// `/cloudflare/1020/`: a platform's own error, by its place among the platforms.
    Platform(u16),
    /// `/503/code/`: server code that sends a status.
    Samples(u16),
    /// `/404.html`: what unknown addresses get.
    NotFound,
}

/// `502`; also `000`, which is how no status is written.
fn code(text: &str) -> Option<u16> {
    if text.len() == 3 || text == "0" { whole(text).map(|code| code as u16) } else { None }
}

/// The pages that programs of their own draw, by their paths; in such a program its pages are all there are.
const APART: &[(&str, Route)] = &[
    #[cfg(feature = "check")]
    ("check", Route::Check),
    #[cfg(feature = "make")]
    ("error-page", Route::ErrorPage),
    #[cfg(feature = "make")]
    ("embed/builder", Route::Builder),
];

impl Route {
    /// This is an application of few pages ([`Route::is_apart`]), which has no page but those, and neither the catalog that names the others.
    pub const ALONE: bool = cfg!(all(any(feature = "checker", feature = "maker"), not(feature = "pages")));

    /// Every page there is, in a stable order.
    pub fn all() -> impl Iterator<Item = Route> {
        [Route::Home, Route::Read, Route::Diagnose, Route::Codes, Route::NotFound]
            .into_iter()
            .chain(APART.iter().map(|(_, route)| *route))
            .chain((0..=COMPARISONS.len()).map(|at| Route::Compare(at as u8)))
            .chain(catalog::keys().map(Route::Entry))
            .chain(catalog::codes().filter(|entry| entry.samples).filter_map(catalog::Entry::code).map(Route::Samples))
            .chain((0..pages().len()).map(|at| Route::Page(at as u16)))
            .chain((0..platforms().len()).map(|at| Route::Platform(at as u16)))
            .chain(Route::embeds())
    }

    #[cfg(feature = "embed")]
    fn embeds() -> impl Iterator<Item = Route> {
        std::iter::once(Route::Embed(None)).chain(catalog::keys().map(|key| Route::Embed(Some(key))))
    }

    #[cfg(not(feature = "embed"))]
    fn embeds() -> impl Iterator<Item = Route> {
        std::iter::empty()
    }

    /// A part for other pages to embed: it stands in a frame, without what every page has around it, and is no page to be found.
    pub const fn is_embed(self) -> bool {
        #[cfg(feature = "embed")]
        return matches!(self, Route::Embed(_));
        #[cfg(not(feature = "embed"))]
        false
    }

    /// How it works, privacy, every host that can ever be contacted.
    pub fn about() -> Route {
        page("about").map_or(Route::NotFound, Route::Page)
    }

    /// A document is shown as it was served; going there loads it. The application draws every other page itself.
    pub const fn is_document(self) -> bool {
        matches!(self, Route::Page(_) | Route::Platform(_) | Route::Samples(_))
    }

    /// A program of its own draws the page.
    pub fn is_apart(self) -> bool {
        APART.iter().any(|(_, route)| *route == self)
    }

    /// Whether the page shows what the query or the fragment of its address asks for: in the browser, it is drawn once more when they are known.
    pub const fn reads_address(self) -> bool {
        #[cfg(feature = "check")]
        if matches!(self, Route::Check) {
            return true;
        }
        matches!(self, Route::Diagnose | Route::Compare(_))
    }

    /// Nothing of the page moves: the application leaves it as it was served.
    pub const fn is_still(self) -> bool {
        matches!(self, Route::Entry(_))
    }

    /// Whether the running application draws the page itself; going to any other loads it.
    pub fn is_drawn(self) -> bool {
        // Where a program has several pages, each has a policy of its own, so that one loads.
        if self.is_apart() {
            Route::ALONE && APART.len() == 1
        } else {
            !Route::ALONE && !self.is_document() && self.is_embed() == cfg!(feature = "frame")
        }
    }

    /// The address below the site's base, starting and (but for `404.html`) ending in a slash.
    ///
    /// ```
    /// use isitme::core::{catalog::Key, route::Route};
    /// assert_eq!(Route::Entry(Key::Code(502)).path(), "/502/");
    /// assert_eq!(Route::parse("/502"), Some(Route::Entry(Key::Code(502))));
    /// ```
    pub fn path(self) -> String {
        let mut out = String::from("/");
        if let Some((path, _)) = APART.iter().find(|(_, route)| *route == self) {
            out.push_str(path);
            out.push('/');
            return out;
        }
        if Route::ALONE {
            out.push_str("404.html");
            return out;
        }
        match self {
            #[cfg(feature = "check")]
            Route::Check => return out,
            #[cfg(feature = "make")]
            Route::ErrorPage | Route::Builder => return out,
            Route::Home => return out,
            Route::NotFound => {
                out.push_str("404.html");
                return out;
            }
            Route::Entry(Key::Code(code)) => out.push_str(&decimal(code)),
            Route::Entry(Key::Error(id)) => {
                out.push_str("errors/");
                out.push_str(id);
            }
            Route::Samples(code) => {
                out.push_str(&decimal(code));
                out.push_str("/code");
            }
            #[cfg(feature = "embed")]
            Route::Embed(key) => {
                out.push_str("embed");
                if let Some(key) = key {
                    return out + &Route::Entry(key).path();
                }
            }
            Route::Read => out.push_str("read"),
            Route::Diagnose => out.push_str("diagnose"),
            Route::Codes => out.push_str("codes"),
            Route::Compare(at) => {
                out.push_str("compare");
                if let Some(codes) = Route::comparison(at) {
                    let mut lead = '/';
                    for code in codes {
                        out.push(lead);
                        out.push_str(&decimal(*code));
                        lead = '-';
                    }
                }
            }
            Route::Page(at) => out.push_str(pages().get(usize::from(at)).map_or("", |page| page.slug)),
            Route::Platform(at) => return platforms().get(usize::from(at)).map_or(out, super::platforms::Platform::path),
        }
        out.push('/');
        out
    }

    /// The codes of a ready-made comparison.
    pub fn comparison(at: u8) -> Option<&'static [u16]> {
        COMPARISONS.get(usize::from(at).checked_sub(1)?).copied()
    }

    /// The page at a path below the base; a missing last slash and `index.html` are forgiven. `None`: there is no such page.
    pub fn parse(path: &str) -> Option<Route> {
        let path = path.split(['?', '#']).next().unwrap_or("");
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let path = path.trim_matches('/');
        if let Some((_, route)) = APART.iter().find(|(own, _)| *own == path) {
            return Some(*route);
        }
        if Route::ALONE {
            return Some(Route::NotFound);
        }
        match path {
            "" => Some(Route::Home),
            "read" => Some(Route::Read),
            "diagnose" => Some(Route::Diagnose),
            "codes" => Some(Route::Codes),
            "compare" => Some(Route::Compare(0)),
            "404.html" => Some(Route::NotFound),
            #[cfg(feature = "embed")]
            "embed" => Some(Route::Embed(None)),
            _ => Route::parse_named(path),
        }
    }

    fn parse_named(path: &str) -> Option<Route> {
        if let Some(code) = code(path) {
            return catalog::place(Key::Code(code)).map(|_| Route::Entry(Key::Code(code)));
        }
        if let Some(at) = page(path) {
            return Some(Route::Page(at));
        }
        let (lead, rest) = path.split_once('/')?;
        if rest == "code"
            && let Some(code) = code(lead)
        {
            return catalog::code(code).filter(|entry| entry.samples).map(|_| Route::Samples(code));
        }
        match lead {
            #[cfg(feature = "embed")]
            "embed" => match Route::parse(rest)? {
                Route::Entry(key) => Some(Route::Embed(Some(key))),
                _ => None,
            },
            "errors" => catalog::key(rest).map(Route::Entry),
            "compare" => {
                let same = |codes: &[u16]| rest.split('-').map(|own| own.parse().ok()).eq(codes.iter().map(|code| Some(*code)));
                COMPARISONS.iter().position(|codes| same(codes)).map(|at| Route::Compare(at as u8 + 1))
            }
            _ => {
                let found = platforms().iter().position(|own| own.product().id == lead && slug(own.name) == rest);
                found.map(|at| Route::Platform(at as u16))
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

include!(concat!(env!("OUT_DIR"), "/comparisons.rs"));
