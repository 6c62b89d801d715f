//! The browser application.

/// Half the size of the default allocator, which is made for several threads and for giving memory back.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {
    isitme::web::boot::start();
}
