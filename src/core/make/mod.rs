//! What the pages for site owners make: an error page in one file ([`error_page`]) with the lines that install it ([`install`]), and the snippet that
//! puts isitme into a help page ([`snippet`]). Everything is text made of text; whatever somebody typed is checked in [`typed`] and escaped in [`html`].

pub mod color;
pub mod error_page;
pub mod html;
pub mod install;
pub mod snippet;
pub mod typed;
