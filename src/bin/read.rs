//! The recognizer as a module of its own: the application loads it when a text is there to be read, so that a page costs no more for it.

// A library's start is shorter than a program's: no arguments, no thread to set up.
#![cfg_attr(target_family = "wasm", no_main)]

use wasm_bindgen::prelude::wasm_bindgen;

/// Half the size of the default allocator, as in the application.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// What a text says, and the text as it may be shown again: `core::recognise::shown`.
#[wasm_bindgen]
pub fn read(text: &str) -> String {
    isitme::core::recognise::shown(text)
}

/// The same in a line, for the field in which it is being typed: `core::recognise::headline`.
#[wasm_bindgen]
pub fn headline(text: &str) -> String {
    isitme::core::recognise::headline(text)
}

#[cfg(not(target_family = "wasm"))]
fn main() {}
