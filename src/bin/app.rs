//! The browser application.

// A library's start is shorter than a program's: no arguments, no thread to set up.
#![cfg_attr(target_family = "wasm", no_main)]

/// Half the size of the default allocator, which is made for several threads and for giving memory back.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen::prelude::wasm_bindgen(start)]
fn start() {
    isitme::web::boot::start();
}

#[cfg(not(target_family = "wasm"))]
fn main() {}
