//! The JavaScript API as a package for npm, in `npm/`: the module with its glue and types as they lie beside the site, an entry for Node, and what a
//! package needs. `npm pack dist/npm` makes the file that is published.

use std::{collections::BTreeMap, io::Write as _};

const README: &str = include_str!("npm/README.md");
/// A text, because the order of its `exports` counts: what fits first is taken.
const PACKAGE: &str = include_str!("npm/package.json");
const NODE: &str = include_str!("npm/node.js");

/// The package's files but for those that lie beside the site too, by their path. `module`: the API module.
pub fn files(module: &[u8], repository: &str) -> std::io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut put = |name: &str, text: String| files.insert(format!("/npm/{name}"), text);
    put("package.json", package(repository));
    put("README.md", README.replace("@@RAW@@", &kilobytes(module.len())).replace("@@GZIP@@", &kilobytes(gzip(module)?)));
    put("node.js", NODE.to_owned());
    put("LICENSE-MIT", include_str!("../../LICENSE-MIT").to_owned());
    put("LICENSE-APACHE", include_str!("../../LICENSE-APACHE").to_owned());
    Ok(files)
}

/// The files of the API module, which the package has too.
pub const SHARED: [&str; 3] = ["isitme.js", "isitme_bg.wasm", "isitme.d.ts"];

fn package(repository: &str) -> String {
    [
        ("@@VERSION@@", env!("CARGO_PKG_VERSION")),
        ("@@DESCRIPTION@@", env!("CARGO_PKG_DESCRIPTION")),
        ("@@LICENSE@@", env!("CARGO_PKG_LICENSE")),
        ("@@REPOSITORY@@", repository),
    ]
    .iter()
    .fold(PACKAGE.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn kilobytes(bytes: usize) -> String {
    (bytes / 1000).to_string()
}

fn gzip(bytes: &[u8]) -> std::io::Result<usize> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes)?;
    Ok(out.finish()?.len())
}
