//! **isitme**: what an HTTP error means, and whether it is you.
//!
//! [`core`] names none of the other realms; `view` and `web` name each other, never `site`; only `web` touches the browser's crates.
//!
//! | realm | what belongs here |
//! |---|---|
//! | [`core`] | pure: the catalog, the checks, the verdicts, addresses, text. No browser, no clock, no I/O |
//! | `view` | Yew components: the pages and their parts. Render natively and in the browser |
//! | `web` | the only place that touches the browser: fetch, storage, clipboard, history, and the JavaScript API |
//! | `site` | native only: turns every route into files, and serves them |
#![forbid(unsafe_code)]
#![recursion_limit = "512"]

pub mod core;
#[cfg(feature = "site")]
pub mod site;
#[cfg(feature = "view")]
pub mod view;
#[cfg(feature = "browser")]
pub mod web;
