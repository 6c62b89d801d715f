//! What makes the site work without a network: the service worker with the names and hashes of what a version is made of, the script beside every
//! page, that of `/offline/`, and the list of everything that can be kept. What they do: `sw.js`, `offline.js`, `kept.js`.

use std::{collections::BTreeMap, fmt::Write as _};

use base64::Engine as _;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Modules, Options, small};
use crate::{
    core::{
        diagnose::steps,
        route::{Route, UNKEPT},
        ui::script_words,
    },
    view::part::prose,
};

const WORKER: &str = include_str!("sw.js");
const SCRIPT: &str = include_str!("offline.js");
const PANEL: &str = include_str!("kept.js");

/// The script beside every page, with its words; `panel`: the name of the other one's file.
pub fn script(panel: &str) -> String {
    worded(SCRIPT, "offline").replace("@@KEPT@@", panel)
}

/// The script of the page `/offline/`, with its words.
pub fn panel() -> String {
    worded(PANEL, "kept")
}

fn worded(script: &str, table: &str) -> String {
    let words: BTreeMap<_, _> = script_words(table).collect();
    small(&script.replace("@@WORDS@@", &json!(words).to_string())).trim_start().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// What the worker keeps of a version before anybody asks, by its path below the base. The configuration is not among it: whoever runs the site changes it at any time.
fn core_files(modules: &Modules) -> Vec<String> {
    let mut names: Vec<String> = modules.app.iter().chain(&modules.read).cloned().collect();
    names.extend([modules.more.clone(), modules.offline.clone(), steps::file(steps::HASHES[0]), UNKEPT.trim_start_matches('/').to_owned()]);
    names
}

/// `/sw.js` and `/offline.json`, by their paths. `files`: everything that the prerenderer writes; the modules stand in the staging folder.
pub fn files(files: &BTreeMap<String, String>, options: &Options, modules: &Modules) -> Result<BTreeMap<String, String>, String> {
    let bytes = |name: &str| match files.get(&format!("/{name}")) {
        Some(text) => Ok(text.clone().into_bytes()),
        None => std::fs::read(options.staging.join(name)).map_err(|error| format!("{name}: {error}")),
    };
    let core = core_files(modules);
    // Anything that differs makes another version: what is kept is shown first.
    let mut all = Sha256::new();
    all.update(WORKER);
    let mut hashes = Vec::new();
    for name in &core {
        // To tell versions apart; nobody else can answer here.
        let hash = hex(&Sha256::digest(bytes(name)?)[..8]);
        all.update(&hash);
        hashes.push(json!([name, hash]));
    }
    for (path, text) in files {
        all.update(path);
        all.update(text);
    }
    for name in modules.check.iter().chain(&modules.make).chain(&modules.ask).chain([&modules.kept]) {
        all.update(name);
    }
    let version = hex(&all.finalize()[..8]);
    let worker = small(
        &WORKER
            .replace("@@VERSION@@", &version)
            .replace("@@FILES@@", &json!(hashes).to_string())
            .replace("@@SHELL@@", UNKEPT.trim_start_matches('/'))
            .replace("@@APPS@@", &json!([modules.app[0], modules.check[0], modules.make[0]]).to_string()),
    );
    // Of an entry its long part is enough: the application draws the rest.
    let mut everything = Vec::new();
    let mut put = |name: &str, core: u8, bytes: &[u8]| {
        // Enough to tell versions apart, and the list stays short.
        let hash = base64::engine::general_purpose::STANDARD.encode(&Sha256::digest(bytes)[..12]);
        everything.push(json!([name, bytes.len(), core, hash]));
    };
    for name in &core {
        put(name, 1, &bytes(name)?);
    }
    let owners = steps::file(steps::HASHES[1]);
    for name in modules.check.iter().chain(&modules.make).chain(&modules.ask).chain([&modules.kept, &owners]) {
        put(name, 0, &bytes(name)?);
    }
    for route in Route::all().filter(|route| *route != Route::NotFound && !route.is_embed()) {
        let path = route.path();
        let (name, file) = match route {
            Route::Entry(_) => (path.clone() + prose::FILE, path.clone() + prose::FILE),
            _ => (path.clone(), path.clone() + "index.html"),
        };
        put(name.trim_start_matches('/'), 0, &bytes(file.trim_start_matches('/'))?);
    }
    let list = json!({"version": version, "files": everything}).to_string();
    Ok(BTreeMap::from([("/sw.js".to_owned(), worker.trim_start().to_owned()), ("/offline.json".to_owned(), list)]))
}
