//! Turns the application into files: every route rendered with the same components, plus what stands beside them. Native only.
//!
//! The whole output is a map from path to bytes, checked (links, titles) before the first file is written.

pub mod data;
pub mod icons;
pub mod lists;
pub mod npm;
pub mod offline;
pub mod order;
pub mod page;
pub mod picture;
pub mod redirects;
pub mod serve;
pub mod shrink;
pub mod snip;
pub mod social;
pub mod structured;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{
    core::{
        diagnose,
        route::{Route, UNKEPT},
        text::clip,
    },
    view::{
        head,
        host::Host,
        part::raw::{CLOSE, OPEN},
        part::{prose, right},
        static_app,
    },
};

/// What `web::config` calls where a configuration has an accent or something wrong: a file of its own, which most sites never load.
const CONFIG: &str = concat!(include_str!("accent.js"), include_str!("config.js"));
/// Stands at the end of the application's glue; `web::reader` and `web::asking` call it.
const READER: &str = include_str!("reader.js");
/// Stands at the end of every application's glue; the names of its module and of the further styles are filled in.
const START: &str = include_str!("start.js");
/// Stands at the end of the glue of every application but the embedded one; `web::early` calls it.
const EARLY: &str = include_str!("early.js");
/// Stands at the end of the glue of the page that checks addresses; `web::bulk` calls it.
const CHECK: &str = include_str!("check.js");

/// What other pages load, with a name that stays.
const EMBED: &str = include_str!("embed.js");

/// What the prerenderer is told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that Trunk staged: `index.html` is the shell.
    pub staging: PathBuf,
    /// Where the site will lie, starting and ending in a slash.
    pub base: String,
    /// The site's origin (`https://example.github.io`), where known: for canonical links and the sitemap.
    pub origin: Option<String>,
}

impl Options {
    /// The site's whole address with the last slash, where it is known: `https://example.github.io/isitme/`.
    pub fn root(&self) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}{}", self.base))
    }
}

/// A list of what is wrong with the output.
#[derive(Debug)]
pub struct Wrong(pub Vec<String>);

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// Renders one route to the inside of the root element.
///
/// # Panics
/// Where raw HTML begins with a text: see [`crate::view::part::raw`].
pub async fn render(route: Route, base: &str) -> String {
    let base = base.to_owned();
    let html = yew::ServerRenderer::<Host>::with_props(move || static_app(&base, route)).hydratable(!route.is_still()).render().await;
    let html = html
        .replace(&["<!--<#>-->", OPEN, "<!--</#>-->"].concat(), "<!--<#>-->")
        .replace(&["<!--<#>-->", CLOSE, "<!--</#>-->"].concat(), "<!--</#>-->");
    let text = naked(&html);
    assert!(text.is_none(), "{route:?}: a text lies directly in raw HTML, which part::raw does not allow: {text:?}");
    html
}

/// The beginning of raw HTML that begins with a text, if there is one. In what lies deeper Yew doesn't look.
fn naked(html: &str) -> Option<&str> {
    let (mut rest, mut depth) = (html, 0_usize);
    while let Some(at) = rest.find("#>-->") {
        let (before, after) = (&rest[..at], &rest[at + "#>-->".len()..]);
        rest = after;
        if before.ends_with("<!--<") {
            if depth == 0 && !after.starts_with('<') {
                return Some(clip(after, 60));
            }
            depth += 1;
        } else if before.ends_with("<!--</") {
            depth = depth.saturating_sub(1);
        }
    }
    None
}

/// Renders everything and writes it into the staging folder. Gives the number of pages.
pub async fn build(options: &Options) -> Result<usize, Wrong> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| Wrong(vec![format!("{}: {error}", path.display())]));
    let (index, modules) = shorten(&options.staging, read(&options.staging.join("index.html"))?).map_err(|problem| Wrong(vec![problem]))?;
    let shell = page::Shell::from_trunk(&index, &options.base, &modules, |href| read(&options.staging.join(href)))
        .map_err(|problem| Wrong(vec![problem]))?;
    let (files, pages) = files(&shell, options, &modules).await?;
    for (path, bytes) in &files {
        let target = options.staging.join(path.trim_start_matches('/'));
        let written = target.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&target, bytes));
        written.map_err(|error| Wrong(vec![format!("{}: {error}", target.display())]))?;
    }
    for used in &shell.inlined {
        let _ = std::fs::remove_file(options.staging.join(used));
    }
    Ok(pages)
}

/// The glue and the module of each program, and what goes with them, by their names in the staging folder.
#[derive(Debug, Default)]
pub struct Modules {
    /// The application.
    pub app: [String; 2],
    /// The page that checks addresses.
    pub check: [String; 2],
    /// What other pages embed.
    pub frame: [String; 2],
    /// The pages for site owners.
    pub make: [String; 2],
    /// What reads texts.
    pub read: [String; 2],
    /// What asks for the page's checks.
    pub ask: [String; 2],
    /// The further styles.
    pub more: String,
    /// The script beside every page ([`offline`]).
    pub offline: String,
    /// That of the page `/offline/`.
    pub kept: String,
}

/// The name of a file that is named after its contents.
fn named_after(bytes: &[u8], lead: &str, end: &str) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(8) {
        let _ = write!(hash, "{byte:02x}");
    }
    format!("{lead}-{hash}{end}")
}

/// Every file beside those of the modules, checked, and the number of pages.
pub async fn files(shell: &page::Shell, options: &Options, modules: &Modules) -> Result<(BTreeMap<String, Vec<u8>>, usize), Wrong> {
    // Social pictures need a whole address to be named with. They are drawn while the pages are rendered.
    let pictures = options.origin.is_some().then(|| std::thread::spawn(social::files));
    let (mut texts, pages) = texts(shell, options).await;
    texts.extend(package(&options.staging).map_err(|problem| Wrong(vec![problem]))?);
    let mut files = icons::files().map_err(Wrong)?;
    if let Some(pictures) = pictures {
        files.extend(pictures.join().map_err(|_| Wrong(vec!["the social pictures were not drawn".to_owned()]))?.map_err(Wrong)?);
    }
    check(&texts, &files.keys().cloned().collect(), options)?;
    let kept = offline::files(&texts, options, modules).map_err(|problem| Wrong(vec![problem]))?;
    files.extend(texts.into_iter().chain(kept).map(|(path, text)| (path, text.into_bytes())));
    Ok((files, pages))
}

/// Every file that is text, and the number of pages.
pub async fn texts(shell: &page::Shell, options: &Options) -> (BTreeMap<String, String>, usize) {
    let root = options.root();
    let mut texts = redirects::files(root.as_deref());
    let mut pages = 0;
    for route in Route::all() {
        let html = shell.page(route, &render(route, &options.base).await, options);
        let path = route.path();
        let file = if path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
        texts.insert(file, html);
        pages += 1;
        if let Route::Entry(key) = route {
            texts.insert(path + prose::FILE, prose::long::of(key).html.to_owned());
        }
    }
    texts.extend(data::files());
    for (text, hash) in diagnose::STEPS.into_iter().zip(diagnose::steps::HASHES) {
        texts.insert(String::from("/") + &diagnose::steps::file(hash), text.to_owned());
    }
    texts.insert("/.nojekyll".to_owned(), String::new());
    texts.insert("/embed.js".to_owned(), EMBED.to_owned());
    texts.insert(UNKEPT.to_owned(), shell.unkept());
    texts.insert("/manifest.webmanifest".to_owned(), icons::manifest(&options.base));
    texts.insert("/llms.txt".to_owned(), lists::llms(options));
    texts.insert("/robots.txt".to_owned(), lists::robots(root.as_deref()));
    if let Some(root) = &root {
        texts.insert("/sitemap.xml".to_owned(), lists::sitemap(root));
    }
    (texts, pages)
}

/// The package for npm: puts what lies beside the site into it, too, and gives the rest.
fn package(staging: &Path) -> Result<BTreeMap<String, String>, String> {
    let folder = staging.join("npm");
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(told)?;
    for name in npm::SHARED {
        std::fs::copy(staging.join(name), folder.join(name)).map_err(told)?;
    }
    let module = std::fs::read(staging.join("isitme_bg.wasm")).map_err(told)?;
    npm::files(&module, right::repository()).map_err(told)
}

/// Shortens the names in the modules. The files of all but the API module are named after their contents, so they get new names, in the page shell too, which is given back
/// with all the names.
fn shorten(staging: &Path, mut index: String) -> Result<(String, Modules), String> {
    let list = std::fs::read_dir(staging).map_err(|error| format!("{}: {error}", staging.display()))?;
    let names: Vec<String> = list.flatten().map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    let find = |lead: &str, end: &str| names.iter().find(|name| name.starts_with(lead) && name.ends_with(end)).cloned();
    let (mut reader, mut modules) = (READER.to_owned(), Modules::default());
    let staged = find("more-", ".css").ok_or("no more.css is staged")?;
    let read = |name: &str| std::fs::read_to_string(staging.join(name)).map_err(|error| format!("{name}: {error}"));
    let styles = page::queries(&read(&staged)?);
    modules.more = named_after(styles.as_bytes(), "more", ".css");
    std::fs::remove_file(staging.join(&staged))
        .and_then(|()| std::fs::write(staging.join(&modules.more), styles))
        .map_err(|error| format!("{}: {error}", modules.more))?;
    index = index.replace(&staged, &modules.more);
    let put = |lead: &str, script: String| {
        let name = named_after(script.as_bytes(), lead, ".js");
        std::fs::write(staging.join(&name), script).map_err(|error| format!("{name}: {error}")).map(|()| name)
    };
    modules.kept = put("kept", offline::panel())?;
    modules.offline = put("offline", offline::script(&modules.kept))?;
    let name = put("config", small(CONFIG).trim_start().to_owned())?;
    // Whatever becomes of them, the page goes on without.
    let bring = format!(
        "import(\"./{}\").catch(() => {{}});\n\
         for (const own of [\"isitmeConfigSays\", \"isitmeAccent\"]) globalThis[own] = (told) => import(\"./{name}\").then(() => globalThis[own](told), () => {{}});\n",
        modules.offline
    );
    for (lead, hashed) in
        [("read", true), ("ask", true), ("app-", true), ("check", true), ("frame", true), ("make", true), ("isitme", false)]
    {
        let (Some(js), Some(wasm)) = (find(lead, ".js"), find(lead, "_bg.wasm")) else {
            return Err(format!("there is no module {lead}*_bg.wasm with its glue in {}", staging.display()));
        };
        let told = |name: &str, error: &dyn std::fmt::Display| format!("{}: {error}", staging.join(name).display());
        let code = std::fs::read(staging.join(&wasm)).map_err(|error| told(&wasm, &error))?;
        let glue = std::fs::read_to_string(staging.join(&js)).map_err(|error| told(&js, &error))?;
        let (code, mut glue) = shrink::shrink(&code, &glue).map_err(|error| told(&wasm, &error))?;
        let code = order::order(&code).map_err(|error| told(&wasm, &error))?;
        if let "app-" | "frame" = lead {
            glue.push_str(&small(&reader));
        } else if lead == "check" {
            glue.push_str(&small(CHECK));
        }
        if let "app-" | "check" | "make" = lead {
            glue.push_str(&small(EARLY));
            glue.push_str(&bring);
        }
        if let "app-" | "check" | "make" | "frame" = lead {
            let module = named_after(&code, lead.trim_end_matches('-'), "_bg.wasm");
            glue.push_str(&small(START).replace("@@WASM@@", &module).replace("@@MORE@@", &modules.more));
        }
        let mut made = Vec::new();
        for (name, end, bytes) in [(js, ".js", glue.into_bytes()), (wasm, "_bg.wasm", code)] {
            let mut new = name.clone();
            if hashed {
                new = named_after(&bytes, lead.trim_end_matches('-'), end);
                index = index.replace(&name, &new);
                std::fs::remove_file(staging.join(&name)).map_err(|error| told(&name, &error))?;
            }
            std::fs::write(staging.join(&new), bytes).map_err(|error| told(&new, &error))?;
            made.push(new);
        }
        if let "read" | "ask" = lead {
            let name = lead.to_ascii_uppercase();
            reader = reader.replace(&format!("@@{name}.JS@@"), &made[0]).replace(&format!("@@{name}.WASM@@"), &made[1]);
        }
        let made = made.try_into().unwrap_or_default();
        match lead {
            "app-" => modules.app = made,
            "check" => modules.check = made,
            "frame" => modules.frame = made,
            "make" => modules.make = made,
            "read" => modules.read = made,
            "ask" => modules.ask = made,
            _ => {}
        }
    }
    Ok((index, modules))
}

/// A script without its comments and indents.
pub(crate) fn small(script: &str) -> String {
    script.lines().map(str::trim).filter(|line| !line.starts_with("//")).fold(String::from("\n"), |out, line| out + line + "\n")
}

/// Every link leads to a file, every fragment to an id on its page, no two pages share a title, and the social picture of a page is there. `pictures`: the
/// paths of the files that are no text.
pub fn check(files: &BTreeMap<String, String>, pictures: &BTreeSet<String>, options: &Options) -> Result<(), Wrong> {
    let mut wrong = Vec::new();
    let mut titles = BTreeSet::new();
    let known = |path: &str| {
        let path = path.split(['?', '#']).next().unwrap_or("");
        let file = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        files.contains_key(&file) || pictures.contains(&file) || options.staging.join(file.trim_start_matches('/')).is_file()
    };
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with("index.html") || *path == "/404.html" || *path == UNKEPT) {
        let folder = &path[..=path.rfind('/').unwrap_or(0)];
        let root = options.root();
        let image = text.split("<meta property=\"og:image\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
        for href in attributes(text, "href").into_iter().chain(image) {
            let own = root.as_ref().and_then(|root| href.strip_prefix(root));
            let target = if let Some(rest) = own {
                format!("/{rest}")
            } else if href.starts_with("https://") || href.starts_with("mailto:") {
                continue;
            } else if let Some(id) = href.strip_prefix('#') {
                if !text.contains(&format!("id=\"{id}\"")) {
                    wrong.push(format!("{path}: the link #{id} leads nowhere"));
                }
                continue;
            } else if let Some(rest) = href.strip_prefix(&options.base) {
                format!("/{rest}")
            } else if !href.starts_with('/') && !href.contains(':') {
                let mut up: Vec<&str> = folder.trim_matches('/').split('/').filter(|part| !part.is_empty()).collect();
                let mut rest = href;
                while let Some(next) = rest.strip_prefix("../") {
                    rest = next;
                    up.pop();
                }
                format!("/{}{}{rest}", up.join("/"), if up.is_empty() { "" } else { "/" })
            } else {
                wrong.push(format!("{path}: the link {href} is neither below {} nor https", options.base));
                continue;
            };
            if !known(&target) {
                wrong.push(format!("{path}: the link {href} leads nowhere"));
            }
        }
        let title = text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or("");
        if title.is_empty() || !(redirects::is_redirect(text) || titles.insert(title.to_owned())) {
            wrong.push(format!("{path}: the title {title:?} is empty or used twice"));
        }
        if text.contains("@@") {
            wrong.push(format!("{path}: a placeholder was not filled"));
        }
        if text.contains(" style=\"") {
            wrong.push(format!("{path}: a style attribute would be refused by the policy"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Wrong(wrong)) }
}

/// The values of an attribute in our own output; only inside tags, not in what a page shows of somebody else's.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let lead = format!(" {name}=\"");
    html.split('<').filter_map(|tag| tag.split('>').next()?.split(&lead).nth(1)?.split('"').next()).collect()
}

/// The head of a route, for tests.
pub fn title(route: Route) -> String {
    head::head(route).title
}

#[cfg(test)]
mod tests {
    use super::naked;

    #[test]
    fn raw_html_begins_with_an_element() {
        for (html, found) in [
            ("<p>a</p><!--<#>--><a>b</a>c<!--</#>-->", None),
            ("<!--<#>--><!--</#>-->text", None),
            ("<!--<#>--><p><!--<#>-->deeper<!--</#>--></p><!--</#>-->", None),
            ("<!--<#>--><p></p><!--</#>--><b><!--<#>-->bare<!--</#>--></b>", Some("bare<!--</#>--></b>")),
        ] {
            assert_eq!(naked(html), found, "{html}");
        }
    }
}
