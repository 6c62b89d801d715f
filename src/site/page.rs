//! One page's file: the shell that Trunk staged, with the styles inlined (they are needed for the first paint), the application's
//! files taken out of the critical path, and the content security policy with the hashes of exactly what is inline.

use std::{collections::BTreeMap, fmt::Write as _};

use base64::Engine;
use sha2::{Digest, Sha256};

use super::{Modules, Options, social, structured::structured};
use crate::{
    core::{
        catalog::{self, Entry, Key},
        route::{Route, UNKEPT},
        ui::{script_words, ui},
    },
    view::head,
};

/// Starts the application, by `start.js` in its glue. Last in the page: nothing of it is painted.
const BOOT: &str = include_str!("boot.js");
/// How the glue is loaded; its name is filled in.
const START: &str = "import(\"@@JS@@\").catch((why) => { failed(); throw why; });";
/// How it is loaded in a frame: what an inline script imports is not trusted, what a script adds to the page is (`'strict-dynamic'`).
const START_FRAME: &str = "const url = \"@@JS@@\", own = document.createElement(\"script\"), types = window.trustedTypes;
own.type = \"module\";
own.src = types ? types.createPolicy(\"isitme-frame\", { createScriptURL: (given) => given === url ? given : \"\" }).createScriptURL(url) : url;
own.onerror = failed;
document.head.append(own);";
/// What stands in place of the theme's script in what other pages embed.
const FRAME: &str = concat!(include_str!("accent.js"), include_str!("frame.js"));
/// The styles of what other pages embed, beside the others.
const EMBED: &str = include_str!("../../static/embed.css");
/// Sets the stored theme before the first paint; says that the checks don't run in browsers without modules.
const THEME: &str = include_str!("theme.js");
/// What the pages for site owners need beside the styles of all the application's pages.
const MAKE: &str = include_str!("make.css");
/// The same for the page that checks addresses.
const CHECKER: &str = include_str!("check.css");
/// What documents need beside the styles of all pages.
const DOCUMENT: &str = include_str!("document.css");

/// What the policy of one page permits beside that of all the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extra {
    /// Where scripts come from.
    pub script: &'static str,
    /// Further sources of `connect-src`; each begins with a space.
    pub connect: &'static str,
    /// Further directives; each ends with `; `.
    pub directives: &'static str,
    /// Further names of `trusted-types`; each begins with a space.
    pub trusted: &'static str,
}

/// What embedded parts need: in a frame with an origin of its own `WebKit` takes `'self'` for nobody. So there the start script alone says what is loaded: it is known by its hash, and
/// `'strict-dynamic'` (CSP Level 3) trusts what it imports, from wherever the site lies.
pub const EMBEDDED: Extra = Extra { script: "'strict-dynamic'", trusted: " isitme-frame", ..NONE };

const NONE: Extra = Extra { script: "'self'", connect: "", directives: "", trusted: "" };

/// What `/check/` needs: a WebSocket for the certificate hint, and the box (`web::boxed`). What that costs: docs/SECURITY.md.
pub const CHECK: Extra = Extra {
    script: "'self'",
    connect: " wss:",
    directives: "object-src 'self' https: http://127.0.0.1:* http://localhost:*; frame-src 'self' https: http://127.0.0.1:* http://localhost:*; ",
    trusted: " isitme-box",
};

/// What `/embed/builder/` needs: a frame with our own widget in it.
pub const BUILDER: Extra = Extra { directives: "frame-src 'self'; ", ..NONE };

impl Extra {
    /// What the page at a path (`/check/`) has.
    pub fn of(path: &str) -> Extra {
        match path {
            "/check/" => CHECK,
            "/embed/builder/" => BUILDER,
            _ if path.starts_with("/embed/") => EMBEDDED,
            _ => NONE,
        }
    }
}

/// The shell, ready to be filled.
pub struct Shell {
    template: String,
    style: String,
    more: String,
    /// What the pages for site owners have in its place.
    more_make: String,
    /// What the page that checks addresses has in its place.
    more_check: String,
    /// What documents have beside the styles of all pages.
    document: String,
    boot: String,
    /// The same for the page that checks addresses.
    boot_check: String,
    /// The same for the pages for site owners.
    boot_make: String,
    /// The same for what other pages embed.
    boot_frame: String,
    theme: String,
    frame: String,
    /// The same for the page that knows only by its address what it is about: with the names of the errors that have no number.
    frame_names: String,
    base: String,
    /// Files that went into the pages and are not needed any more.
    pub inlined: Vec<String>,
}

/// What stands inline in a page: the first script, the one that starts the program, and the styles.
struct Inline<'a> {
    early: &'a str,
    boot: &'a str,
    styles: &'a [&'a str],
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

/// The numbers that have a page, with spaces.
fn codes() -> String {
    catalog::codes().filter_map(Entry::code).map(|code| code.to_string()).collect::<Vec<_>>().join(" ")
}

/// The errors without a code that have a page: of each its id, and what browsers call it where that is one word; a semicolon between two.
fn errors() -> String {
    let of = |entry: &Entry| {
        let Key::Error(id) = entry.key else { return String::new() };
        let names = entry.aliases.iter().map(|own| own.name).filter(|name| !name.is_empty() && !name.contains([' ', ';', '"', '\\']));
        std::iter::once(id).chain(names).collect::<Vec<_>>().join(" ")
    };
    catalog::errors().map(of).collect::<Vec<_>>().join(";")
}

/// Styles without comments, line ends and indentation.
fn compact(css: &str) -> String {
    let mut rest = css.to_owned();
    take(&mut rest, "/*", "*/");
    rest.lines().map(str::trim).collect()
}

/// Media queries as every browser that runs the application reads them: those that minified styles have, `(width<=44rem)`, Chrome reads from 104 on and Safari from 16.4 on.
pub(super) fn queries(css: &str) -> String {
    css.replace("(width<=", "(max-width:").replace("(width>=", "(min-width:")
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
    /// Reads what Trunk staged: takes its script, preloads and stylesheet out. `modules`: the programs of their own; `read` gives a staged file's text.
    pub fn from_trunk<E: std::fmt::Display>(
        html: &str,
        base: &str,
        modules: &Modules,
        read: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Shell, String> {
        let mut template = html.to_owned();
        let scripts = take(&mut template, "<script", "</script>");
        let links: Vec<String> = take(&mut template, "<link ", ">");
        let (mut js, mut inlined, mut kept) = (None, Vec::new(), String::new());
        let (mut style, mut more) = (String::new(), None);
        for link in &links {
            let href = attribute(link, "href").unwrap_or("");
            if link.contains("stylesheet") {
                let file = href.strip_prefix(base).unwrap_or(href).trim_start_matches('/').to_owned();
                let text = read(&file).map_err(|error| format!("the stylesheet {file}: {error}"))?;
                if file.starts_with("more") {
                    more = Some(text.trim().to_owned());
                } else {
                    style += &queries(&text);
                    inlined.push(file);
                }
            } else if link.contains("modulepreload") || href.contains(".js") {
                js = Some(href.to_owned());
            } else if !link.contains("preload") {
                kept += link;
                kept += "\n";
            }
        }
        let (Some(js), Some(more)) = (js, more) else {
            return Err(format!("the staged index.html names no module or no more.css: {} scripts, links {links:?}", scripts.len()));
        };
        let lines = |script: &str| script.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n");
        let boot = |start: &str, js: &str| lines(&BOOT.replace("@@START@@", start).replace("@@JS@@", js));
        let apart = |start: &str, [js, _]: &[String; 2]| boot(start, &format!("{base}{js}"));
        let template = template.replace("@@HEAD@@", &format!("@@HEAD@@\n{kept}"));
        Ok(Shell {
            template,
            style: style.trim().to_owned(),
            boot: boot(START, &js),
            more_make: format!("{more}\n{}", compact(MAKE)),
            more_check: format!("{more}\n{}", compact(CHECKER)),
            more,
            document: compact(DOCUMENT),
            boot_check: apart(START, &modules.check),
            boot_make: apart(START, &modules.make),
            boot_frame: apart(START_FRAME, &modules.frame),
            theme: lines(&THEME.replace("@@BASE@@", base)),
            frame: lines(&FRAME.replace("@@CODES@@", &codes()).replace("@@ERRORS@@", "")),
            frame_names: lines(&FRAME.replace("@@CODES@@", &codes()).replace("@@ERRORS@@", &errors())),
            base: base.to_owned(),
            inlined,
        })
    }

    /// The policy, as in docs/SECURITY.md.
    fn policy(inline: &Inline, extra: Extra) -> String {
        let Extra { script, connect, directives, trusted } = extra;
        let hashes = |list: &[&str]| list.iter().fold(String::new(), |out, own| out + " " + &hash(own));
        let (scripts, styles) = (hashes(&[inline.early, inline.boot]), hashes(inline.styles));
        format!(
            "default-src 'none'; script-src {script} 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; img-src 'self'; manifest-src 'self'; \
             worker-src 'self'; connect-src 'self' https: http://127.0.0.1:* http://localhost:*{connect}; {directives}form-action 'self'; base-uri 'none'; \
             require-trusted-types-for 'script'; trusted-types isitme isitme-worker{trusted}"
        )
    }

    /// A page's whole file.
    pub fn page(&self, route: Route, app: &str, options: &Options) -> String {
        if route.is_embed() {
            return self.embed(route, app);
        }
        let head = head::head(route);
        // An entry or a document is painted without the further styles; `start.js` loads them for the pages one goes to from there.
        let is_short = route.is_document() || matches!(route, Route::Entry(_));
        let (boot, more) = match route {
            Route::Check => (&self.boot_check, &self.more_check),
            Route::ErrorPage | Route::Builder => (&self.boot_make, &self.more_make),
            _ => (&self.boot, &self.more),
        };
        let mut tags = format!("<meta name=\"description\" content=\"{}\">", escape(&head.description));
        if route == Route::NotFound {
            tags += "<meta name=\"robots\" content=\"noindex\">";
        }
        let mut put = |name: &str, content: &str| {
            let _ = write!(tags, "<meta property=\"og:{name}\" content=\"{}\">", escape(content));
        };
        put("title", &head.title);
        put("description", &head.description);
        put("type", if route == Route::Home { "website" } else { "article" });
        put("site_name", "isitme");
        if let Some(root) = options.root() {
            // What stands at an unknown address has no address of its own.
            if route != Route::NotFound {
                let address = format!("{root}{}", &route.path()[1..]);
                put("url", &address);
                let card = social::card(route);
                put("image", &format!("{root}{}", &card.path[1..]));
                put("image:width", &social::WIDTH.to_string());
                put("image:height", &social::HEIGHT.to_string());
                put("image:alt", &card.alt);
                let _ =
                    write!(tags, "<meta name=\"twitter:card\" content=\"summary_large_image\"><link rel=\"canonical\" href=\"{address}\">");
            }
        }
        let _ = write!(
            tags,
            "<link rel=\"manifest\" href=\"{0}manifest.webmanifest\"><link rel=\"apple-touch-icon\" href=\"{0}apple-touch-icon.png\">",
            self.base
        );
        let _ = write!(tags, "<style>{}</style><script>{}</script>", self.style, self.theme);
        let mut styles = vec![self.style.as_str()];
        if route.is_document() {
            styles.push(&self.document);
            let _ = write!(tags, "<style>{}</style>", self.document);
        }
        if !is_short {
            styles.push(more);
            let _ = write!(tags, "<style data-more>{more}</style>");
        }
        let data = structured(route, &head, options.root().as_deref());
        // Structured data comes last: nothing of it is painted.
        let inline = Inline { early: &self.theme, boot, styles: &styles };
        self.file(&route.path(), &head.title, &tags, &inline, &(String::from(app) + "</div>"), &data)
    }

    /// A part for other pages to embed: not to be found by itself, and every link of it leads out of the frame.
    fn embed(&self, route: Route, app: &str) -> String {
        let head = head::head(route);
        let style = format!("{}{}", self.style, compact(EMBED));
        let mut tags = format!(
            "<meta name=\"description\" content=\"{}\">\n<meta name=\"robots\" content=\"noindex\">\n<base target=\"_blank\">\n",
            escape(&head.description)
        );
        let early = if route == Route::Embed(None) { &self.frame_names } else { &self.frame };
        let _ = write!(tags, "<style>{style}</style>\n<script>{early}</script>\n<style data-more>{}</style>\n", self.more);
        let inline = Inline { early, boot: &self.boot_frame, styles: &[&style, &self.more] };
        self.file(&route.path(), &head.title, &tags, &inline, &(String::from(app) + "</div>"), "")
    }

    /// The page that stands in for one that is not kept, when the network is off ([`UNKEPT`]). The application draws in its place what it knows.
    pub fn unkept(&self) -> String {
        let words: BTreeMap<_, _> = script_words("unkept").collect();
        let word = |name: &str| escape(words.get(name).copied().unwrap_or_default());
        let mut links = String::new();
        for (path, name) in [("", "home"), ("codes/", "codes"), ("read/", "read"), ("diagnose/", "diagnose"), ("offline/", "offline")] {
            let _ = write!(links, "<li><a href=\"{}{path}\">{}</a></li>", self.base, word(name));
        }
        let app = format!(
            "<header class=\"top\"><a class=\"mark\" href=\"{}\">{}</a></header><main id=\"main\" tabindex=\"-1\"><div class=\"page\"><h1>{}</h1><p class=\"lead\">{}</p><h2>{}</h2><ul>{links}</ul></div></main></div>",
            self.base,
            word("mark"),
            word("title"),
            word("lead"),
            word("kept")
        );
        let tags = format!(
            "<meta name=\"robots\" content=\"noindex\">\n<style>{}</style>\n<style>{}</style>\n<script>{}</script>\n",
            self.style, self.document, self.theme
        );
        let inline = Inline { early: &self.theme, boot: &self.boot, styles: &[&self.style, &self.document] };
        self.file(UNKEPT, words.get("title").copied().unwrap_or_default(), &tags, &inline, &app, "")
    }

    /// A file out of its parts; `app` ends the root element.
    fn file(&self, path: &str, title: &str, tags: &str, inline: &Inline, app: &str, data: &str) -> String {
        let t = ui();
        let body = format!(
            "<div id=\"app\" data-base=\"{}\" data-path=\"{path}\">{app}<p class=\"no-checks\" role=\"status\">{}</p><noscript><p class=\"no-checks-here\">{}</p></noscript>{data}<script>{}</script>",
            self.base,
            escape(t.shell_failed),
            escape(t.shell_no_script),
            inline.boot
        );
        let policy = Shell::policy(inline, Extra::of(path));
        self.template
            .replace("@@POLICY@@", &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"))
            .replace("@@TITLE@@", &escape(title))
            .replace("@@HEAD@@", tags)
            .replace("@@BASE@@", &self.base)
            .replace("@@APP@@", &body)
    }
}

/// Escapes text for HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{BUILDER, CHECK, EMBEDDED, Extra, Inline, NONE, Shell};

    #[test]
    fn one_page_alone_may_open_frames() {
        assert_eq!((Extra::of("/check/"), Extra::of("/"), Extra::of("/diagnose/")), (CHECK, NONE, NONE));
        assert_eq!(Extra::of("/embed/502/"), EMBEDDED);
        // A frame of ours alone, and no script or text that the others have not.
        assert_eq!((Extra::of("/embed/builder/"), Extra::of("/error-page/")), (BUILDER, NONE));
        assert_eq!((BUILDER.script, BUILDER.connect, BUILDER.directives, BUILDER.trusted), ("'self'", "", "frame-src 'self'; ", ""));
        let inline = Inline { early: "", boot: "", styles: &[] };
        let (plain, wide) = (Shell::policy(&inline, NONE), Shell::policy(&inline, CHECK));
        for wanted in ["frame-src", "object-src", "wss:", "isitme-box"] {
            assert!(wide.contains(wanted) && !plain.contains(wanted), "{wanted}");
        }
        let directives = |policy: &str| policy.split("; ").map(|own| own.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
        let (wide, plain) = (directives(&wide), directives(&plain));
        assert_eq!(wide.len(), plain.len() + 2, "{wide:?}");
        assert!(wide.iter().all(|name| name.ends_with("-src") || plain.contains(name)), "{wide:?}");
    }
}
