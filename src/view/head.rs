//! Title and description of every page: for the prerenderer, and for the title after a navigation.

#[cfg(any(feature = "embed", not(feature = "site")))]
use crate::core::catalog;
#[cfg(feature = "embed")]
use crate::core::ui::embed_ui;
#[cfg(feature = "site")]
use crate::core::ui::{check_ui, make_ui};
use crate::core::{catalog::Key, route::Route, ui::ui};

/// What stands in a page's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
}

/// The head of a page. A description is made only where pages are: nobody sees it after a navigation.
pub fn head(route: Route) -> Head {
    // Its pages come with their titles, and naming the others would take the catalog.
    if Route::ALONE {
        return Head { title: String::new(), description: String::new() };
    }
    let t = ui();
    macro_rules! both {
        ($title:ident, $description:ident) => {{
            #[cfg(feature = "site")]
            let description = t.$description;
            #[cfg(not(feature = "site"))]
            let description = "";
            (t.$title, description)
        }};
    }
    let (title, description) = match route {
        Route::Home => both!(home_head_title, home_head_description),
        Route::Diagnose => both!(diagnose_head_title, diagnose_head_description),
        Route::Read => both!(read_head_title, read_head_description),
        // The application of that page has no other and goes to none.
        #[cfg(all(feature = "check", not(feature = "site")))]
        Route::Check => ("", ""),
        #[cfg(all(feature = "check", feature = "site"))]
        Route::Check => (check_ui().check_head_title, check_ui().check_head_description),
        // Between these one only goes by loading.
        #[cfg(all(feature = "make", not(feature = "site")))]
        Route::ErrorPage | Route::Builder => ("", ""),
        #[cfg(all(feature = "make", feature = "site"))]
        Route::ErrorPage => (make_ui().make_head_title, make_ui().make_head_description),
        #[cfg(all(feature = "make", feature = "site"))]
        Route::Builder => (make_ui().build_head_title, make_ui().build_head_description),
        Route::Codes => both!(codes_head_title, codes_head_description),
        Route::Compare(0) => both!(compare_head_title, compare_head_description),
        Route::Compare(_) | Route::Page(_) | Route::Platform(_) | Route::Samples(_) => return document(route),
        Route::NotFound => both!(missing_head_title, missing_head_description),
        Route::Entry(key) => return entry(key),
        #[cfg(feature = "embed")]
        Route::Embed(None) => (embed_ui().embed_head_title, embed_ui().embed_about),
        #[cfg(feature = "embed")]
        Route::Embed(Some(key)) => {
            let title = catalog::entry(key).map_or(String::new(), catalog::Entry::label) + ": " + embed_ui().embed_head_title;
            return Head { title, description: embed_ui().embed_about.to_owned() };
        }
    };
    Head { title: title.to_owned(), description: description.to_owned() }
}

/// A document's or a ready-made comparison's: only where the page is made.
fn document(route: Route) -> Head {
    #[cfg(feature = "site")]
    if let Some(own) = super::page::document::documents::of(route) {
        return Head { title: own.title.to_owned(), description: own.description.to_owned() };
    } else if let Route::Compare(at) = route
        && let Some([_, _, title, description]) = super::page::compare::compared::COMPARED.get(usize::from(at).wrapping_sub(1))
    {
        return Head { title: (*title).to_owned(), description: (*description).to_owned() };
    }
    let _ = route;
    Head { title: ui().compare_head_title.to_owned(), description: String::new() }
}

/// An entry's: in full where the page is made; after a navigation only its name is at hand.
fn entry(key: Key) -> Head {
    #[cfg(feature = "site")]
    {
        let long = super::part::prose::long::of(key);
        Head { title: long.title.to_owned(), description: long.description.to_owned() }
    }
    #[cfg(not(feature = "site"))]
    {
        let title = catalog::entry(key).map_or(String::new(), catalog::Entry::label) + ui().entry_head_end;
        Head { title, description: String::new() }
    }
}
