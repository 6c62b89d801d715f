//! Reads `content/`, checks all of it and writes static tables into `OUT_DIR`. Every problem of a run is printed at once, as `file:line`.

fn main() {
    println!("cargo::rerun-if-changed=content");
    println!("cargo::rerun-if-env-changed=ISITME_REPOSITORY");
    let root = std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    match isitme_content::compile(&root.join("content")) {
        Ok(files) => {
            for (name, text) in files {
                std::fs::write(out.join(name), text).expect("OUT_DIR is writable");
            }
        }
        Err(problems) => {
            for problem in &problems {
                println!("cargo::error={problem}");
            }
            std::process::exit(1);
        }
    }
}
