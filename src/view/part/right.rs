//! *Was this right?*: a prefilled issue for the project's tracker. Opened only on click, redacted before it leaves the page.

use crate::{
    core::{text::encode, ui::ui},
    view::el::{El, el},
};

/// The project's repository: set when the site is built, else the package's.
pub const fn repository() -> &'static str {
    match option_env!("ISITME_REPOSITORY") {
        Some(address) => address,
        None => env!("CARGO_PKG_REPOSITORY"),
    }
}

/// The line with its link. `body`: what the reader sees before sending, the case in its text form, already redacted.
pub fn right(title: &str, body: &str) -> El {
    let t = ui();
    let mut href = String::from(repository());
    href.push_str("/issues/new?title=");
    href.push_str(&encode(title));
    href.push_str("&body=");
    href.push_str(&encode(body));
    el("p.right")
        .text(t.right_ask)
        .text(" ")
        .kid(el("a|rel=noopener noreferrer|target=_blank").attr("href", href).text(t.right_link))
        .text(" ")
        .kid(el("span.quiet").text(t.right_note))
}
