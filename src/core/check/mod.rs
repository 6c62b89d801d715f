//! Many addresses: reading a list, asking politely, keeping what came out, following a site's own links.
//!
//! ```text
//! pasted or dropped ─► list ─► addresses ─► pool (who is asked next) ─► web::observe ─► rows ─► view, export
//! a site's page ─► links ─► crawl (within robots) ─► addresses
//! ```
//!
//! Under all of them: `href` (an address in one piece, links resolved), `why` (what can't be checked), `markup` and `entities` (HTML and XML).

pub mod crawl;
mod entities;
pub mod export;
pub mod href;
pub mod links;
pub mod list;
mod markup;
pub mod pool;
pub mod robots;
pub mod rows;
#[cfg(test)]
mod tests;
pub mod why;
