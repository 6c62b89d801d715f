//! What asks other hosts for the page's checks, as a module of its own: the application loads it when the diagnosis opens, so that no other page carries it.

// A library's start is shorter than a program's: no arguments, no thread to set up.
#![cfg_attr(target_family = "wasm", no_main)]

use wasm_bindgen::prelude::wasm_bindgen;

/// Half the size of the default allocator, as in the application.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Runs one of the page's checks and tells what it found: `core::probe::told`.
#[wasm_bindgen]
pub async fn ask(check: String, base: String, url: String) -> String {
    isitme::web::asks::run(&check, &base, &url).await
}

/// Ends what is running.
#[wasm_bindgen]
pub fn stop() {
    isitme::web::asks::stop();
}

#[cfg(not(target_family = "wasm"))]
fn main() {}
