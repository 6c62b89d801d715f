//! The pages for site owners, `/error-page/` and `/embed/builder/`: an application of its own, so that no other page carries it.

/// Half the size of the default allocator, as in the application.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {
    isitme::web::boot::start();
}
