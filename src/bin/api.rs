//! The JavaScript API as a module of its own: importing it mounts nothing and sends nothing. The functions are in `web::api`.

fn main() {}
