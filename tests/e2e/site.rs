//! The built site, served as GitHub Pages would, with the tests' configuration and a first script that listens.

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use base64::Engine as _;
use isitme::{
    core::catalog::{self, Entry},
    site::{
        redirects,
        serve::{self, Server},
    },
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Notes everything that a page says or that its policy refuses, from before the page's own first script. It comes from the page's own host, so
/// the policy permits it and stays as it is.
const WATCH: &str = r#"(function () {
  var seen = (window.__seen = []);
  ["log", "info", "warn", "error", "debug", "trace", "assert"].forEach(function (name) {
    var own = console[name];
    console[name] = function () {
      seen.push("console." + name + ": " + Array.prototype.map.call(arguments, String).join(" "));
      return own.apply(console, arguments);
    };
  });
  addEventListener("error", function (event) {
    var from = event.target && (event.target.src || event.target.href);
    seen.push("error: " + (event.message || from || event.type));
  }, true);
  addEventListener("unhandledrejection", function (event) { seen.push("unhandled rejection: " + event.reason); });
  document.addEventListener("securitypolicyviolation", function (event) {
    seen.push("refused by the policy: " + event.effectiveDirective + " " + event.blockedURI + " " + event.sample);
  });
  // The words as they were served, before the application takes the page over.
  document.addEventListener("DOMContentLoaded", function () {
    var root = document.getElementById("app");
    window.__served = root ? root.textContent : null;
    var main = document.getElementById("main");
    window.__servedMain = main ? main.textContent : null;
  });
})();
"#;

const WATCH_FILE: &str = "e2e-watch.js";
const STRICT: &str = "'strict-dynamic'";
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\"";

/// A served site.
#[derive(Debug)]
pub struct Site {
    server: Server,
    /// The folder.
    pub dir: PathBuf,
    /// The path that it was built for.
    pub base: String,
    config: String,
}

/// Whether a file is a page, and none that only leads on.
fn is_page(name: &str) -> bool {
    static LEADS_ON: LazyLock<HashSet<String>> = LazyLock::new(|| {
        catalog::codes().filter_map(Entry::code).flat_map(redirects::paths).map(|path| format!("{}index.html", &path[1..])).collect()
    });
    Path::new(name).extension().is_some_and(|own| own == "html") && !name.ends_with("more.html") && !LEADS_ON.contains(name)
}

/// A page with the script that listens.
fn watched(base: &str, name: &str, html: &str) -> String {
    let at = html.find(POLICY).unwrap_or_else(|| panic!("{name} has no policy"));
    let end = at + html[at..].find('>').expect("a whole tag") + 1;
    // Where the policy trusts no host, it is named by its hash, as the page's own first script is.
    let strict = html[at..end].contains(STRICT);
    let script = if strict { format!("<script>{WATCH}</script>") } else { format!("<script src=\"{base}{WATCH_FILE}\"></script>") };
    let known = format!("{STRICT} 'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(WATCH)));
    format!("{}{script}{}", html[..end].replace(STRICT, &known), &html[end..])
}

/// The folder in a variable, or the default.
fn folder(name: &str, default: Option<&str>) -> Option<PathBuf> {
    let given = env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from).or(default.map(PathBuf::from))?;
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(given))
}

/// The site for the root of its host.
pub fn main_dist() -> PathBuf {
    let dir = folder("ISITME_DIST", Some("dist")).expect("a default");
    assert!(dir.join("index.html").is_file(), "{} holds no built site: `make dist` builds it, and so does `make test`", dir.display());
    dir
}

/// The site that was built for a path below its host, if there is one.
pub fn sub_dist() -> Option<PathBuf> {
    let target = env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    folder("ISITME_DIST_SUB", Some(&format!("{target}/dist-isitme"))).filter(|dir| dir.join("index.html").is_file())
}

/// Every file of a folder with that ending, by its path in it.
pub fn files(dir: &Path, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())).flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path.strip_prefix(dir).expect("below").to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

impl Site {
    /// Serves a folder. `config` takes the place of its `config.json`.
    pub fn start(dir: &Path, config: &str) -> Site {
        let home = fs::read_to_string(dir.join("index.html")).expect("index.html");
        let base = attribute(&home, "data-base").expect("the page names its base path");
        let server = serve::start(serve::Options { dir: dir.to_owned(), port: 0, base: base.clone() })
            .unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
        let adapt = {
            let base = base.clone();
            move |name: &str, body: Vec<u8>| {
                if is_page(name) { watched(&base, name, &String::from_utf8_lossy(&body)).into_bytes() } else { body }
            }
        };
        server.adapt(Some(Arc::new(adapt)));
        let site = Site { server, dir: dir.to_owned(), base, config: config.to_owned() };
        site.server.replace("config.json", Some(config.as_bytes().to_vec()));
        site.server.replace(WATCH_FILE, Some(WATCH.as_bytes().to_vec()));
        // What is served changes in most stories; a worker would go on with what it keeps.
        site.server.replace("sw.js", None);
        site
    }

    /// Every page, by its file, but those that only lead on.
    pub fn pages(&self) -> Vec<String> {
        files(&self.dir, ".html").into_iter().filter(|name| is_page(name)).collect()
    }

    /// Every page, by its path below the base; unless everything is to be tried, some of each kind.
    pub fn paths(&self) -> Vec<String> {
        let all = self.all();
        if crate::everything() { all } else { Self::some(all) }
    }

    /// Some pages of each kind: the kinds differ in their program, the pages of a kind in their words.
    pub fn sample(&self) -> Vec<String> {
        Self::some(self.all())
    }

    fn all(&self) -> Vec<String> {
        // What stands in for pages that are not kept is none to go to.
        let pages = self.pages().into_iter().filter(|name| name != "unkept.html");
        pages.map(|name| name.strip_suffix("index.html").map_or(name.clone(), str::to_owned)).collect()
    }

    fn some(all: Vec<String>) -> Vec<String> {
        let mut seen = std::collections::BTreeMap::<&str, usize>::new();
        all.into_iter()
            .filter(|path| {
                let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
                let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
                // One of so many of its kind.
                let (kind, step) = match parts.as_slice() {
                    [code] if number(code) => ("code", 24),
                    [code, "code"] if number(code) => ("samples", 25),
                    ["errors", _] => ("error", 14),
                    ["embed", "builder"] => ("", 1),
                    ["embed", _, ..] => ("embed", 60),
                    ["guides" | "owners" | "compare", _] => ("document", 12),
                    [_, _] => ("platform", 320),
                    [one]
                        if ![
                            "codes",
                            "about",
                            "check",
                            "diagnose",
                            "error-page",
                            "read",
                            "guides",
                            "owners",
                            "compare",
                            "offline",
                            "embed",
                            "404.html",
                        ]
                        .contains(one) =>
                    {
                        ("product", 27)
                    }
                    _ => ("", 1),
                };
                let nth = seen.entry(kind).or_default();
                *nth += 1;
                (*nth - 1).is_multiple_of(step) || path == "502/"
            })
            .collect()
    }

    /// Serves a page in another form; it keeps listening.
    pub fn change(&self, name: &str, change: impl FnOnce(String) -> String) {
        let html = watched(&self.base, name, &self.read(name));
        self.server.replace(name, Some(change(html).into_bytes()));
    }

    /// Serves the site exactly as it was built, with its service worker; the configuration stays the tests'.
    pub fn unchanged(&self) {
        self.server.restore();
        self.server.replace("config.json", Some(self.config.clone().into_bytes()));
    }

    /// The network is off, as far as this site is concerned, or on again.
    pub fn offline(&self, off: bool) {
        self.server.silence(off);
    }

    /// Other origins may not read what it answers.
    pub fn closed(&self) {
        self.server.close(true);
    }

    /// Takes the time for so many seconds later than it is, or earlier.
    pub fn ahead(&self, seconds: i64) {
        self.server.ahead(seconds);
    }

    /// Answers a file with something else, or not at all.
    pub fn replace(&self, name: &str, body: Option<Vec<u8>>) {
        self.server.replace(name, body);
    }

    /// A file as it was built.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The texts of a page's main part, piece by piece, without markup.
    pub fn words(html: &str) -> Vec<String> {
        let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default();
        let plain = |text: &str| {
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&#39;", "'")
                .replace("&nbsp;", "\u{a0}")
                .replace("&amp;", "&")
        };
        // The marks for taking over hold a `>`.
        main.replace("<!--<#>-->", "")
            .replace("<!--</#>-->", "")
            .split('<')
            .filter_map(|part| part.split_once('>'))
            .map(|(_, text)| plain(text).split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// The application's files: its JavaScript and its module.
    pub fn module(&self) -> (String, String) {
        let named = |text: &str, ending: &str| {
            let mut list: Vec<String> = files(&self.dir, ending).into_iter().filter(|name| text.contains(&format!("\"{name}\""))).collect();
            assert_eq!(list.len(), 1, "one {ending} is named: {list:?}");
            list.remove(0)
        };
        let home = self.read("index.html").replace(&format!("\"{}", self.base), "\"");
        let js = named(&home, ".js");
        // What reads and what asks has names of its own.
        let glue = self.read(&js).rsplit_once("isitmeFailed = ").expect("start.js").1.to_owned();
        let wasm = named(&glue, ".wasm");
        (js, wasm)
    }

    /// The whole address of a path below the base.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.url)
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        self.server.url.strip_suffix(&self.base).expect("the address ends in the base")
    }
}

/// The first value of an attribute in a page.
pub fn attribute(html: &str, name: &str) -> Option<String> {
    Some(html.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned())
}

/// A list of texts out of a script's answer.
pub fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
}
