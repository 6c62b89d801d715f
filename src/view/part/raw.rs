//! HTML that is taken over as it stands in the served page, without a look at each of its elements. The only place that makes any.

use yew::prelude::*;

use crate::view::{el::El, nav::Nav};

/// HTML that the build wrote. The browser makes none of it: it only takes over what was served.
pub fn raw(html: &'static str) -> Html {
    Html::from_html_unchecked(AttrValue::Static(html))
}

/// Where a part begins that is drawn like any other and taken over as raw HTML; `site::render` puts the mark of such HTML there.
#[cfg(feature = "site")]
pub const OPEN: &str = "@@still";
/// Where it ends.
#[cfg(feature = "site")]
pub const CLOSE: &str = "@@moves";

/// A part of a page in which nothing ever changes, drawn by `fill`: taken over as raw HTML where it was served.
pub fn still(page: El, nav: &Nav, fill: impl FnOnce(El) -> El) -> El {
    // The browser's unit tests prerender by themselves, without `site::render`.
    if !nav.here.served || cfg!(feature = "web-test") {
        return fill(page);
    }
    #[cfg(feature = "site")]
    return fill(page.html(raw(OPEN))).html(raw(CLOSE));
    #[cfg(not(feature = "site"))]
    page.html(raw(""))
}
