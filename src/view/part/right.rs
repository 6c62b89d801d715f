//! *Was this right?*: a prefilled issue for the project's tracker. Opened only on click, redacted before it leaves the page.

use yew::prelude::*;

use crate::core::{text::encode, ui::ui};

/// Properties of [`Right`].
#[derive(PartialEq, Properties)]
pub struct RightProps {
    /// The title.
    pub title: String,
    /// What the reader sees before sending: the case in its text form, already redacted.
    pub body: String,
}

/// The project's repository: set when the site is built, else the package's.
pub const fn repository() -> &'static str {
    match option_env!("ISITME_REPOSITORY") {
        Some(address) => address,
        None => env!("CARGO_PKG_REPOSITORY"),
    }
}

/// The line with its link.
#[component]
pub fn Right(props: &RightProps) -> Html {
    let t = ui();
    let mut href = String::from(repository());
    href.push_str("/issues/new?title=");
    href.push_str(&encode(&props.title));
    href.push_str("&body=");
    href.push_str(&encode(&props.body));
    html! {
        <p class="right">{ t.right_ask }{ " " }
            <a {href} rel="noopener noreferrer" target="_blank">{ t.right_link }</a>{ " " }
            <span class="quiet">{ t.right_note }</span>
        </p>
    }
}
