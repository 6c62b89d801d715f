//! Many addresses: reading a list, asking politely, keeping what came out, following a site's own links.
//!
//! ```text
//! pasted or dropped ─► list ─► addresses ─► pool (who is asked next) ─► web::observe ─► rows ─► view, export
//! a site's page ─► links ─► crawl (within robots) ─► addresses
//! ```

pub mod crawl;
pub mod export;
pub mod links;
pub mod list;
pub mod pool;
pub mod robots;
pub mod rows;
