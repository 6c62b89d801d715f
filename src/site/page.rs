//! One page's file: the shell that Trunk staged, with the styles inlined (they are needed for the first paint), the application's
//! files taken out of the critical path, and the content security policy with the hashes of exactly what is inline.

use std::fmt::Write as _;

use base64::Engine;
use sha2::{Digest, Sha256};

use super::Options;
use serde_json::json;

use crate::{
    core::{
        catalog,
        platforms::{self, pages},
        route::Route,
        ui::{make_ui, ui},
    },
    view::{
        head::{self, Head},
        part::prose,
    },
};

/// Starts the application; the names of the module's files are filled in. Last in the page: nothing of it is painted.
const BOOT: &str = include_str!("boot.js");
/// Sets the stored theme before the first paint.
const THEME: &str = include_str!("theme.js");
/// What the pages for site owners need beside the styles of all the application's pages.
const MAKE: &str = include_str!("make.css");
/// For browsers without modules: say that the checks don't run.
const NO_MODULE: &str = "document.documentElement.setAttribute('data-state','failed')";

/// What the policy of one page permits beside that of all the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extra {
    /// Further sources of `connect-src`; each begins with a space.
    pub connect: &'static str,
    /// Further directives; each ends with `; `.
    pub directives: &'static str,
    /// Further names of `trusted-types`; each begins with a space.
    pub trusted: &'static str,
}

/// What `/check/` needs: a WebSocket for the certificate hint, and the box (`web::boxed`). What that costs: docs/SECURITY.md.
pub const CHECK: Extra = Extra {
    connect: " wss:",
    directives: "object-src 'self' https: http://127.0.0.1:* http://localhost:*; frame-src 'self' https: http://127.0.0.1:* http://localhost:*; ",
    trusted: " isitme-box",
};

/// What `/embed/builder/` needs: a frame with our own widget in it.
pub const BUILDER: Extra = Extra { connect: "", directives: "frame-src 'self'; ", trusted: "" };

impl Extra {
    /// What the page at a path (`/check/`) has.
    pub fn of(path: &str) -> Extra {
        match path {
            "/check/" => CHECK,
            "/embed/builder/" => BUILDER,
            _ => Extra::default(),
        }
    }
}

/// The program of a page that the application does not draw itself: the start of its files' names.
pub fn program(route: Route) -> Option<&'static str> {
    match route {
        Route::Check => Some("check"),
        Route::ErrorPage | Route::Builder => Some("make"),
        _ => None,
    }
}

/// The shell, ready to be filled.
pub struct Shell {
    template: String,
    style: String,
    more: String,
    /// What the pages for site owners have in its place.
    more_make: String,
    boot: String,
    /// The same for the pages of programs of their own.
    apart: Vec<(&'static str, String)>,
    theme: String,
    base: String,
    /// Files that went into the pages and are not needed any more.
    pub inlined: Vec<String>,
}

/// `sha256-…` of an inline script or style, as the policy wants it.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Removes every tag that starts with `open` (up to `close`) and gives the removed ones.
fn take(html: &mut String, open: &str, close: &str) -> Vec<String> {
    let mut taken = Vec::new();
    while let Some(start) = html.find(open) {
        let Some(length) = html[start..].find(close) else { break };
        let end = start + length + close.len();
        taken.push(html[start..end].to_owned());
        html.replace_range(start..end, "");
    }
    taken
}

/// The value of an attribute, quoted or (minified) not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let rest = tag.split(&format!("{name}=")).nth(1)?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split([' ', '>']).next().map(|value| value.trim_end_matches('/')),
    }
}

impl Shell {
    /// Reads what Trunk staged: takes its script, preloads and stylesheet out. `apart`: the programs of their own ([`program`]) with glue and module;
    /// `read` gives a staged file's text.
    pub fn from_trunk<E: std::fmt::Display>(
        html: &str,
        base: &str,
        apart: &[(&'static str, [String; 2])],
        read: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Shell, String> {
        let mut template = html.to_owned();
        let scripts = take(&mut template, "<script", "</script>");
        let links: Vec<String> = take(&mut template, "<link ", ">");
        let (mut js, mut wasm, mut inlined, mut kept) = (None, None, Vec::new(), String::new());
        let (mut style, mut more, mut more_href) = (String::new(), String::new(), None);
        for link in &links {
            let href = attribute(link, "href").unwrap_or("");
            if link.contains("stylesheet") {
                let file = href.strip_prefix(base).unwrap_or(href).trim_start_matches('/').to_owned();
                let text = read(&file).map_err(|error| format!("the stylesheet {file}: {error}"))?;
                if file.starts_with("more") {
                    more = text;
                    more_href = Some(href.to_owned());
                } else {
                    style += &text;
                    inlined.push(file);
                }
            } else if link.contains("modulepreload") || href.contains(".js") {
                js = Some(href.to_owned());
            } else if link.contains("preload") || href.contains(".wasm") {
                wasm = Some(href.to_owned());
            } else {
                kept += link;
                kept += "\n";
            }
        }
        let (Some(js), Some(wasm), Some(more_href)) = (js, wasm, more_href) else {
            return Err(format!("the staged index.html names no module or no more.css: {} scripts, links {links:?}", scripts.len()));
        };
        let lines = |script: &str| script.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n");
        let boot = |js: &str, wasm: &str| lines(&BOOT.replace("@@JS@@", js).replace("@@WASM@@", wasm).replace("@@MORE@@", &more_href));
        let own = |name: &String| format!("{base}{name}");
        let template = template.replace("@@HEAD@@", &format!("@@HEAD@@\n{kept}"));
        Ok(Shell {
            template,
            style: style.trim().to_owned(),
            more: more.trim().to_owned(),
            more_make: format!("{}\n{}", more.trim(), MAKE.trim()),
            boot: boot(&js, &wasm),
            apart: apart.iter().map(|(name, [js, wasm])| (*name, boot(&own(js), &own(wasm)))).collect(),
            theme: lines(THEME),
            base: base.to_owned(),
            inlined,
        })
    }

    /// The policy, as in docs/SECURITY.md.
    fn policy(&self, boot: &str, more: &str, extra: Extra) -> String {
        let Extra { connect, directives, trusted } = extra;
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {} {} {}; style-src 'self' {} {}; img-src 'self'; font-src 'self'; manifest-src 'self'; \
             worker-src 'self'; connect-src 'self' https: http://127.0.0.1:* http://localhost:*{connect}; {directives}form-action 'self'; base-uri 'none'; \
             require-trusted-types-for 'script'; trusted-types isitme{trusted}",
            hash(&self.theme),
            hash(boot),
            hash(NO_MODULE),
            hash(&self.style),
            hash(more)
        )
    }

    /// A page's whole file.
    pub fn page(&self, route: Route, app: &str, options: &Options) -> String {
        let t = ui();
        let head = head::head(route);
        let own = program(route).and_then(|name| self.apart.iter().find(|own| own.0 == name));
        let boot = own.map_or(&self.boot, |own| &own.1);
        let more = if program(route) == Some("make") { &self.more_make } else { &self.more };
        let mut tags = format!("<meta name=\"description\" content=\"{}\">\n", escape(&head.description));
        if route == Route::NotFound {
            tags += "<meta name=\"robots\" content=\"noindex\">\n";
        }
        let address = options.origin.as_ref().map(|origin| format!("{origin}{}{}", self.base.trim_end_matches('/'), route.path()));
        if let Some(address) = &address {
            let _ = write!(tags, "<link rel=\"canonical\" href=\"{address}\">\n<meta property=\"og:url\" content=\"{address}\">\n");
        }
        let _ = write!(
            tags,
            "<meta property=\"og:title\" content=\"{}\">\n<meta property=\"og:description\" content=\"{}\">\n<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"isitme\">\n",
            escape(&head.title),
            escape(&head.description)
        );
        let _ = write!(tags, "<style>{}</style>\n<script>{}</script>\n", self.style, self.theme);
        // An entry or a document is painted without it; its start script loads it for the pages one goes to from there.
        if !(route.is_document() || matches!(route, Route::Entry(_))) {
            let _ = writeln!(tags, "<style data-more>{more}</style>");
        }
        let data = structured(route, &head, address.as_deref());
        // Structured data comes last: nothing of it is painted.
        let body = format!(
            "<div id=\"app\" data-base=\"{}\" data-path=\"{}\">{app}</div>\n<p class=\"no-checks\" role=\"status\">{}</p>\n<noscript><p class=\"no-checks-here\">{}</p></noscript>\n{data}<script>{}</script>\n<script nomodule>{NO_MODULE}</script>\n",
            self.base,
            route.path(),
            escape(t.shell_failed),
            escape(t.shell_no_script),
            boot
        );
        self.template
            .replace(
                "@@POLICY@@",
                &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", self.policy(boot, more, Extra::of(&route.path()))),
            )
            .replace("@@TITLE@@", &escape(&head.title))
            .replace("@@HEAD@@", &tags)
            .replace("@@BASE@@", &self.base)
            .replace("@@APP@@", &body)
    }
}

/// What fits the page as structured data of schema.org: where it stands (`BreadcrumbList`), what it is (`TechArticle`), its questions
/// (`FAQPage`).
fn structured(route: Route, head: &Head, address: Option<&str>) -> String {
    let mut list = Vec::new();
    if matches!(route, Route::Home) {
        list.push(json!({"@type": "WebSite", "name": "isitme", "description": head.description}));
    }
    let trail = trail(route);
    if trail.len() > 1
        && let Some(address) = address
    {
        let root = &address[..=address.len() - route.path().len()];
        let items: Vec<_> = trail
            .iter()
            .enumerate()
            .map(|(at, (name, path))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": format!("{root}{}", path.trim_start_matches('/'))}))
            .collect();
        list.push(json!({"@type": "BreadcrumbList", "itemListElement": items}));
    }
    match route {
        Route::Entry(key) => {
            let entry = catalog::whole::entry(key).map_or("", |(_, whole)| whole.reviewed);
            list.push(json!({"@type": "TechArticle", "headline": head.title, "description": head.description, "dateModified": entry, "inLanguage": "en"}));
            let questions: Vec<_> = prose::long::of(key)
                .questions
                .iter()
                .map(|(question, answer)| {
                    json!({"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}})
                })
                .collect();
            list.push(json!({"@type": "FAQPage", "mainEntity": questions}));
        }
        Route::Page(_) | Route::Platform(_) | Route::Samples(_) | Route::Compare(1..) => {
            list.push(json!({"@type": "TechArticle", "headline": head.title, "description": head.description, "inLanguage": "en"}));
        }
        _ => {}
    }
    if list.is_empty() {
        return String::new();
    }
    let data = json!({"@context": "https://schema.org", "@graph": list});
    // `</script>` in a text would end the block.
    format!("<script type=\"application/ld+json\">{}</script>\n", data.to_string().replace('<', "\\u003c"))
}

/// The way from the start page to a page: names and paths.
fn trail(route: Route) -> Vec<(String, String)> {
    let t = ui();
    let mut out = vec![("isitme".to_owned(), Route::Home.path())];
    let mut put = |name: &str, route: Route| out.push((name.to_owned(), route.path()));
    match route {
        Route::Home | Route::NotFound => return out,
        Route::Entry(key) => {
            put(t.shell_codes, Route::Codes);
            if let Some(entry) = catalog::entry(key) {
                put(&entry.label(), route);
            }
        }
        Route::Diagnose => put(t.shell_diagnose, route),
        Route::Read => put(t.shell_read, route),
        Route::Check => put(t.shell_check, route),
        Route::ErrorPage => put(make_ui().make_title, route),
        Route::Builder => put(make_ui().build_title, route),
        Route::Codes => put(t.shell_codes, route),
        Route::Compare(0) => put(t.compare_title, route),
        Route::Compare(_) => {
            put(t.compare_title, Route::Compare(0));
            put(&head::head(route).title, route);
        }
        Route::Samples(code) => {
            put(t.shell_codes, Route::Codes);
            if let Some(entry) = catalog::code(code) {
                put(&entry.label(), Route::Entry(entry.key));
            }
            put(&head::head(route).title, route);
        }
        Route::Page(at) => {
            let Some(page) = pages().get(usize::from(at)) else { return out };
            if let Some((lead, _)) = page.slug.split_once('/')
                && let Some(above) = platforms::page(lead)
            {
                put(pages()[usize::from(above)].heading, Route::Page(above));
            }
            put(page.heading, route);
        }
        Route::Platform(at) => {
            let Some(own) = platforms::platforms().get(usize::from(at)) else { return out };
            if let Some(above) = platforms::page(own.product().id) {
                put(own.product().name, Route::Page(above));
            }
            put(own.name, route);
        }
    }
    out
}

/// Escapes text for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{BUILDER, CHECK, Extra, Shell};

    #[test]
    fn one_page_alone_may_open_frames() {
        assert_eq!((Extra::of("/check/"), Extra::of("/"), Extra::of("/diagnose/")), (CHECK, Extra::default(), Extra::default()));
        // A frame of ours alone, and no script or text that the others have not.
        assert_eq!((Extra::of("/embed/builder/"), Extra::of("/error-page/")), (BUILDER, Extra::default()));
        assert_eq!((BUILDER.connect, BUILDER.directives, BUILDER.trusted), ("", "frame-src 'self'; ", ""));
        let html = "<script src=a.js></script><link rel=modulepreload href=a.js><link rel=preload href=a.wasm>\
                    <link rel=stylesheet href=style.css><link rel=stylesheet href=more.css>";
        let shell = Shell::from_trunk(html, "/", &[], |_| Ok::<_, String>("p{}".to_owned())).unwrap();
        let (plain, wide) = (shell.policy("", "", Extra::default()), shell.policy("", "", CHECK));
        for wanted in ["frame-src", "object-src", "wss:", "isitme-box"] {
            assert!(wide.contains(wanted) && !plain.contains(wanted), "{wanted}");
        }
        let directives = |policy: &str| policy.split("; ").map(|own| own.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
        let (wide, plain) = (directives(&wide), directives(&plain));
        assert_eq!(wide.len(), plain.len() + 2, "{wide:?}");
        assert!(wide.iter().all(|name| name.ends_with("-src") || plain.contains(name)), "{wide:?}");
    }
}
