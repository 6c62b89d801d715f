//! The JavaScript API as a module of its own: importing it mounts nothing and sends nothing. The functions are in `web::api`.

// Named, so that the library and with it the exports are linked.
pub use isitme::web::api;

fn main() {}
