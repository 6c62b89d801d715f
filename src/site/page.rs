//! One page's file: the shell that Trunk staged, with the styles inlined (they are needed for the first paint), the application's
//! files taken out of the critical path, and the content security policy with the hashes of exactly what is inline.

use std::fmt::Write as _;

use base64::Engine;
use sha2::{Digest, Sha256};

use super::{Options, social, structured::structured};
use crate::{
    core::{route::Route, ui::ui},
    view::head,
};

/// Starts the application; the names of the module's files are filled in. Last in the page: nothing of it is painted.
const BOOT: &str = include_str!("boot.js");
/// Sets the stored theme before the first paint; says that the checks don't run in browsers without modules.
const THEME: &str = include_str!("theme.js");
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

impl Extra {
    /// What the page at a path (`/check/`) has.
    pub fn of(path: &str) -> Extra {
        if path == "/check/" { CHECK } else { Extra::default() }
    }
}

/// The shell, ready to be filled.
pub struct Shell {
    template: String,
    style: String,
    more: String,
    boot: String,
    /// The same for the page that checks addresses.
    boot_check: String,
    /// Loads the further styles, in the start script of pages that have them not inline.
    load_more: String,
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
    /// Reads what Trunk staged: takes its script, preloads and stylesheet out. `checker`: the glue and the module of the page that checks addresses;
    /// `read` gives a staged file's text.
    pub fn from_trunk<E: std::fmt::Display>(
        html: &str,
        base: &str,
        checker: &[String; 2],
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
        let boot = |js: &str, wasm: &str| lines(&BOOT.replace("@@JS@@", js).replace("@@WASM@@", wasm));
        let template = template.replace("@@HEAD@@", &format!("@@HEAD@@\n{kept}"));
        Ok(Shell {
            template,
            style: style.trim().to_owned(),
            more: more.trim().to_owned(),
            boot: boot(&js, &wasm),
            boot_check: boot(&format!("{base}{}", checker[0]), &format!("{base}{}", checker[1])),
            load_more: format!(
                "document.head.append(Object.assign(document.createElement(\"link\"), {{ rel: \"stylesheet\", href: \"{more_href}\" }}));"
            ),
            theme: lines(THEME),
            base: base.to_owned(),
            inlined,
        })
    }

    /// The policy, as in docs/SECURITY.md.
    /// `styles`: what is inline, one after the other.
    fn policy(&self, boot: &str, styles: &[&str], extra: Extra) -> String {
        let Extra { connect, directives, trusted } = extra;
        let styles = styles.iter().fold(String::new(), |out, style| out + " " + &hash(style));
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {} {}; style-src 'self'{styles}; img-src 'self'; manifest-src 'self'; \
             worker-src 'self'; connect-src 'self' https: http://127.0.0.1:* http://localhost:*{connect}; {directives}form-action 'self'; base-uri 'none'; \
             require-trusted-types-for 'script'; trusted-types isitme{trusted}",
            hash(&self.theme),
            hash(boot)
        )
    }

    /// A page's whole file.
    pub fn page(&self, route: Route, app: &str, options: &Options) -> String {
        let t = ui();
        let head = head::head(route);
        // An entry or a document is painted without the further styles; its start script loads them for the pages one goes to from there.
        let is_short = route.is_document() || matches!(route, Route::Entry(_));
        let boot = if route == Route::Check { &self.boot_check } else { &self.boot };
        let boot = boot.replace("@@MORE@@\n", &if is_short { self.load_more.clone() + "\n" } else { String::new() });
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
        if !is_short {
            styles.push(&self.more);
            let _ = write!(tags, "<style data-more>{}</style>", self.more);
        }
        let data = structured(route, &head, options.root().as_deref());
        // Structured data comes last: nothing of it is painted.
        let body = format!(
            "<div id=\"app\" data-base=\"{}\" data-path=\"{}\">{app}</div><p class=\"no-checks\" role=\"status\">{}</p><noscript><p class=\"no-checks-here\">{}</p></noscript>{data}<script>{}</script>",
            self.base,
            route.path(),
            escape(t.shell_failed),
            escape(t.shell_no_script),
            boot
        );
        self.template
            .replace(
                "@@POLICY@@",
                &format!(
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
                    self.policy(&boot, &styles, Extra::of(&route.path()))
                ),
            )
            .replace("@@TITLE@@", &escape(&head.title))
            .replace("@@HEAD@@", &tags)
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
    use super::{CHECK, Extra, Shell};

    #[test]
    fn one_page_alone_may_open_frames() {
        assert_eq!((Extra::of("/check/"), Extra::of("/"), Extra::of("/diagnose/")), (CHECK, Extra::default(), Extra::default()));
        let html = "<script src=a.js></script><link rel=modulepreload href=a.js><link rel=preload href=a.wasm>\
                    <link rel=stylesheet href=style.css><link rel=stylesheet href=more.css>";
        let shell = Shell::from_trunk(html, "/", &Default::default(), |_| Ok::<_, String>("p{}".to_owned())).unwrap();
        let (plain, wide) = (shell.policy("", &[], Extra::default()), shell.policy("", &[], CHECK));
        for wanted in ["frame-src", "object-src", "wss:", "isitme-box"] {
            assert!(wide.contains(wanted) && !plain.contains(wanted), "{wanted}");
        }
        let directives = |policy: &str| policy.split("; ").map(|own| own.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
        let (wide, plain) = (directives(&wide), directives(&plain));
        assert_eq!(wide.len(), plain.len() + 2, "{wide:?}");
        assert!(wide.iter().all(|name| name.ends_with("-src") || plain.contains(name)), "{wide:?}");
    }
}
