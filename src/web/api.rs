//! The JavaScript API.
use wasm_bindgen::prelude::wasm_bindgen;

/// Not yet.
#[wasm_bindgen]
pub fn codes() -> u32 {
    0
}
