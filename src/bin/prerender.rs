//! Renders every route into the folder that Trunk staged. Trunk runs it as a hook and sets the variables.

use std::process::ExitCode;

use isitme::site::{Options, build};

fn main() -> ExitCode {
    let Some(staging) = std::env::var_os("TRUNK_STAGING_DIR") else {
        eprintln!("prerender: TRUNK_STAGING_DIR is not set. Trunk runs this program; use `make dist`.");
        return ExitCode::FAILURE;
    };
    let base = std::env::var("TRUNK_PUBLIC_URL").unwrap_or_else(|_| "/".to_owned());
    let base = if base.ends_with('/') { base } else { base + "/" };
    let origin =
        std::env::var("ISITME_ORIGIN").ok().filter(|origin| !origin.is_empty()).map(|origin| origin.trim_end_matches('/').to_owned());
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("prerender: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(build(&Options { staging: staging.into(), base, origin })) {
        Ok(pages) => {
            println!("prerender: {pages} pages");
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            eprint!("{wrong}");
            ExitCode::FAILURE
        }
    }
}
