//! The theme button: by the system, light or dark. The choice is applied to the document before the first paint by the page's first script; what a press
//! does, and what the button says then, is `web::theme`'s, so that a served page need not be looked into for its sake.

use crate::{
    core::ui::ui,
    view::{
        el::{El, el},
        part::icon::{Shape, icon},
    },
};

/// The button, as it is where nothing was chosen.
pub fn theme_button() -> El {
    let t = ui();
    el("button.theme|type=button").attr("title", t.theme_title).kid(icon(Shape::Theme)).kid(el("span.quiet-label").text(t.theme_auto))
}
