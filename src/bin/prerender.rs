//! Renders every route into the folder that Trunk staged. Trunk runs it as a hook and sets the variables. With `snip MODULE` it empties those functions
//! of a module that only say why it panics.

use std::{path::Path, process::ExitCode};

use isitme::site::{Options, build, snip::snip};

fn main() -> ExitCode {
    let mut given = std::env::args_os().skip(1);
    if let (Some(command), Some(module)) = (given.next(), given.next())
        && command == "snip"
    {
        let snipped = std::fs::read(&module).map_err(|error| error.to_string()).and_then(|wasm| {
            let (wasm, count) = snip(&wasm).map_err(|error| error.to_string())?;
            std::fs::write(&module, wasm).map_err(|error| error.to_string())?;
            Ok(count)
        });
        return match snipped {
            Ok(count) => {
                println!("prerender: {}: {count} functions emptied", Path::new(&module).display());
                ExitCode::SUCCESS
            }
            Err(wrong) => {
                eprintln!("prerender: {}: {wrong}", Path::new(&module).display());
                ExitCode::FAILURE
            }
        };
    }
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
