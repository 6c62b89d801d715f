//! HTML that is taken over as it stands in the served page, without a look at each of its elements. The only place that makes any.
//!
//! What lies directly between its marks are elements: a browser that translates the page puts others in the place of texts, which Yew would not find again.

use yew::prelude::*;

use crate::view::{
    el::{El, el, group},
    nav::Nav,
};

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

/// A part of a page in which nothing ever changes, drawn by `fill`: taken over as raw HTML where it was served. One child of what it gets into.
pub fn still(page: El, nav: &Nav, fill: impl FnOnce(El) -> El) -> El {
    // The browser's unit tests prerender by themselves, without `site::render`.
    if !nav.here.served || cfg!(feature = "web-test") {
        return page.html(fill(group()).inside());
    }
    #[cfg(feature = "site")]
    return if nav.here.route.is_still() { page.html(fill(group()).inside()) } else { fill(page.html(raw(OPEN))).html(raw(CLOSE)) };
    #[cfg(not(feature = "site"))]
    page.html(raw(""))
}

/// An element like [`el`]'s, of whose own attributes none ever changes: where it was served, it has them.
pub fn known(spec: &'static str, nav: &Nav) -> El {
    if !nav.here.served || cfg!(any(feature = "site", feature = "web-test")) {
        return el(spec);
    }
    el(spec.split(['.', '|']).next().unwrap_or(spec))
}
