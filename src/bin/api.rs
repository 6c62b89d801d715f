//! The JavaScript API as a module of its own: importing it mounts nothing and sends nothing. The functions are in `web::api`.

// A library's start is shorter than a program's: no arguments, no thread to set up.
#![cfg_attr(target_family = "wasm", no_main)]

// Named, so that the library and with it the exports are linked.
pub use isitme::web::api;

/// Half the size of the default allocator, as in the application.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(not(target_family = "wasm"))]
fn main() {}
