//! The site's configuration, `config.json` beside it: which hosts the page may contact, a help centre's own links, its look. Every field is
//! optional; a wrong one is left at its default and named (docs/SELF-HOSTING.md has them all).

use super::address::Address;

/// The configuration with its defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Control hosts of different vendors: an answer from one of them shows that the internet works. The first that answers with a
    /// trace text (`key=value` lines) is also asked where the visitor's traffic comes out.
    pub controls: Vec<String>,
    /// DNS-over-HTTPS resolvers with a JSON interface (`?name=…&type=A`), of different vendors.
    pub resolvers: Vec<String>,
    /// Lets the page probe 127.0.0.1 and localhost. For tests and local development.
    pub allow_loopback: bool,
    /// Where a report can be sent: `mailto:…` or `https://…`.
    pub contact: Option<String>,
    /// The site's own status page.
    pub status_page: Option<String>,
    /// The service that asks for an address from elsewhere: what stands before `/v1/measurements`. `None`: switched off.
    pub elsewhere: Option<String>,
    /// The service that knows the visitor's network: what stands before `/data`. `None`: not asked.
    pub whereami: Option<String>,
    /// `light` or `dark`, where the visitor has chosen neither. `None`: as the visitor's system says.
    pub theme: Option<&'static str>,
    /// The accent, `#rgb` or `#rrggbb`; made darker or lighter where it could not be read (src/site/accent.js). Empty: our own.
    pub accent: String,
    /// The parts of [`PARTS`] that are not shown, each with a space after it.
    pub hide: String,
}

impl Default for Config {
    fn default() -> Self {
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
        Config {
            controls: list(&["https://cloudflare.com/cdn-cgi/trace", "https://www.gstatic.com/generate_204"]),
            resolvers: list(&["https://dns.google/resolve", "https://cloudflare-dns.com/dns-query"]),
            allow_loopback: false,
            contact: None,
            status_page: None,
            elsewhere: Some("https://api.globalping.io".to_owned()),
            whereami: Some("https://stat.ripe.net".to_owned()),
            theme: None,
            accent: String::new(),
            hide: String::new(),
        }
    }
}

/// What a field of `config.json` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// `null`.
    Null,
    /// A switch.
    Switch(bool),
    /// A text.
    Text(String),
    /// A list; what is no text in it is an empty one.
    List(Vec<String>),
    /// Something else.
    Other,
}

/// Every field. The sentence about another one names the nearest (src/site/config.js).
pub const FIELDS: [&str; 11] =
    ["controls", "resolvers", "elsewhere", "whereami", "allowLoopback", "contact", "statusPage", "language", "theme", "accent", "hide"];

/// What `hide` can name; static/more.css hides it.
pub const PARTS: [&str; 8] = ["owner", "developers", "seo", "share", "right", "theme", "check", "guides"];

impl Config {
    /// Takes the fields of a parsed `config.json`, by name. Gives the configuration and a sentence for everything that was wrong.
    pub fn read(fields: &[(String, Given)]) -> (Config, Vec<String>) {
        let mut config = Config::default();
        let mut wrong = Vec::new();
        // The addresses depend on it, wherever it stands.
        config.allow_loopback = fields.iter().any(|(name, given)| name == "allowLoopback" && *given == Given::Switch(true));
        for (name, given) in fields {
            let expected = config.take(name, given, &mut wrong);
            if !expected.is_empty() {
                wrong.push(name.to_owned() + ": expected is " + expected + ".");
            }
        }
        (config, wrong)
    }

    /// Takes one field. Gives what would have been right, or nothing.
    fn take(&mut self, name: &str, given: &Given, wrong: &mut Vec<String>) -> &'static str {
        let loopback = self.allow_loopback;
        match (name, given) {
            ("controls" | "resolvers", Given::List(list)) if list.len() <= 4 && list.iter().all(|url| permitted(url, loopback)) => {
                (if name == "controls" { &mut self.controls } else { &mut self.resolvers }).clone_from(list);
            }
            ("controls" | "resolvers", _) => return "a list of up to four https addresses",
            ("elsewhere" | "whereami", given) => {
                let service = match given {
                    Given::Null => None,
                    Given::Text(url) if !url.contains(['?', '#']) && permitted(url, loopback) => Some(url.clone()),
                    _ => return "an https address without a query, or null for off",
                };
                *(if name == "elsewhere" { &mut self.elsewhere } else { &mut self.whereami }) = service;
            }
            ("contact", Given::Text(url)) if (url.starts_with("mailto:") && url.contains('@')) || permitted(url, false) => {
                self.contact = Some(url.clone());
            }
            ("contact", _) => return "a mailto: or https address",
            ("statusPage", Given::Text(url)) if permitted(url, false) => self.status_page = Some(url.clone()),
            ("statusPage", _) => return "an https address",
            ("allowLoopback", Given::Switch(_)) => {}
            ("allowLoopback", _) => return "true or false",
            ("language", Given::Text(language)) if language == "en" => {}
            ("language", _) => return "en; no other language is there yet",
            ("theme", Given::Text(theme)) if theme == "auto" => {}
            ("theme", Given::Text(theme)) if theme == "light" => self.theme = Some("light"),
            ("theme", Given::Text(theme)) if theme == "dark" => self.theme = Some("dark"),
            ("theme", _) => return "auto, light or dark",
            ("accent", Given::Text(color)) if is_color(color) => self.accent.clone_from(color),
            ("accent", _) => return "a color such as #0b4f5c",
            ("hide", Given::List(parts)) => {
                for part in parts {
                    if PARTS.contains(&part.as_str()) {
                        self.hide.push_str(part);
                        self.hide.push(' ');
                    } else {
                        wrong.push("hide: there is no part ".to_owned() + part);
                    }
                }
            }
            ("hide", _) => return "a list of parts",
            _ => wrong.push("there is no field ".to_owned() + name),
        }
        ""
    }

    /// The host of an address of the configuration, for the sentence that names who will be contacted.
    pub fn host(url: &str) -> String {
        Address::parse(url).map_or_else(|_| url.to_owned(), |address| address.host().to_owned())
    }
}

/// `#rgb` or `#rrggbb`.
fn is_color(text: &str) -> bool {
    matches!(text.len(), 4 | 7) && text.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// An https address, or one on this machine where that is allowed.
fn permitted(url: &str, allow_loopback: bool) -> bool {
    (url.starts_with("https://") || (allow_loopback && url.starts_with("http://")))
        && Address::parse(url).is_ok_and(|address| address.refusal(true, allow_loopback).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Given {
        Given::Text(value.to_owned())
    }

    fn list(values: &[&str]) -> Given {
        Given::List(values.iter().map(|value| (*value).to_owned()).collect())
    }

    fn read(fields: &[(&str, Given)]) -> (Config, Vec<String>) {
        Config::read(&fields.iter().map(|(name, given)| ((*name).to_owned(), given.clone())).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_given_is_the_default() {
        assert_eq!(read(&[]), (Config::default(), Vec::new()));
    }

    /// Every field: what is right changes that field alone, what is wrong leaves everything at its default and is named.
    #[test]
    fn every_field() {
        let with = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            config
        };
        let some = |url: &str| Some(url.to_owned());
        let right: Vec<(&str, Given, Config)> = vec![
            (
                "controls",
                list(&["https://a.example.com/", "https://b.example.com/x"]),
                with(|own| {
                    own.controls = vec!["https://a.example.com/".into(), "https://b.example.com/x".into()];
                }),
            ),
            ("controls", list(&[]), with(|own| own.controls.clear())),
            (
                "resolvers",
                list(&["https://a.example.com/resolve"]),
                with(|own| own.resolvers = vec!["https://a.example.com/resolve".into()]),
            ),
            ("elsewhere", Given::Null, with(|own| own.elsewhere = None)),
            (
                "elsewhere",
                text("https://probes.example.com/api"),
                Config { elsewhere: some("https://probes.example.com/api"), ..Config::default() },
            ),
            ("whereami", Given::Null, with(|own| own.whereami = None)),
            ("whereami", text("https://who.example.com"), Config { whereami: some("https://who.example.com"), ..Config::default() }),
            ("allowLoopback", Given::Switch(true), with(|own| own.allow_loopback = true)),
            ("allowLoopback", Given::Switch(false), Config::default()),
            ("contact", text("mailto:help@example.com"), Config { contact: some("mailto:help@example.com"), ..Config::default() }),
            ("contact", text("https://help.example.com/"), Config { contact: some("https://help.example.com/"), ..Config::default() }),
            (
                "statusPage",
                text("https://status.example.com/"),
                Config { status_page: some("https://status.example.com/"), ..Config::default() },
            ),
            ("language", text("en"), Config::default()),
            ("theme", text("auto"), Config::default()),
            ("theme", text("light"), with(|own| own.theme = Some("light"))),
            ("theme", text("dark"), with(|own| own.theme = Some("dark"))),
            ("accent", text("#0b4"), with(|own| own.accent = "#0b4".to_owned())),
            ("accent", text("#0B4f5c"), with(|own| own.accent = "#0B4f5c".to_owned())),
            ("hide", list(&[]), Config::default()),
            ("hide", list(&PARTS), Config { hide: PARTS.map(|part| part.to_owned() + " ").concat(), ..Config::default() }),
        ];
        for field in FIELDS {
            assert!(right.iter().any(|own| own.0 == field), "no right value of {field} is tried");
        }
        for (name, given, expected) in right {
            assert_eq!(read(&[(name, given.clone())]), (expected, Vec::new()), "{name}: {given:?}");
        }

        let addresses =
            ["http://example.com/", "javascript:alert(1)", "https://192.168.0.1/", "https://", "", "https://user:secret@example.com/"];
        let mut wrong: Vec<(&str, Given, &str)> = Vec::new();
        for address in addresses {
            wrong.push(("controls", list(&["https://a.example.com/", address]), "a list of up to four https addresses"));
            wrong.push(("resolvers", list(&[address]), "a list of up to four https addresses"));
            wrong.push(("elsewhere", text(address), "an https address without a query, or null for off"));
            wrong.push(("whereami", text(address), "an https address without a query, or null for off"));
            wrong.push(("contact", text(address), "a mailto: or https address"));
            wrong.push(("statusPage", text(address), "an https address"));
        }
        for other in [Given::Other, Given::Switch(true), Given::Null, text("https://a.example.com/"), list(&["https://a.example.com/"; 5])]
        {
            wrong.push(("controls", other.clone(), "a list of up to four https addresses"));
            wrong.push(("resolvers", other, "a list of up to four https addresses"));
        }
        for other in [
            Given::Other,
            Given::Switch(false),
            list(&["https://a.example.com/"]),
            text("https://a.example.com/?x"),
            text("https://a.example.com/#x"),
        ] {
            wrong.push(("elsewhere", other.clone(), "an https address without a query, or null for off"));
            wrong.push(("whereami", other, "an https address without a query, or null for off"));
        }
        for other in [Given::Other, Given::Switch(true), Given::Null, list(&["https://a.example.com/"])] {
            wrong.push(("contact", other.clone(), "a mailto: or https address"));
            wrong.push(("statusPage", other.clone(), "an https address"));
            wrong.push(("language", other.clone(), "en; no other language is there yet"));
            wrong.push(("theme", other, "auto, light or dark"));
        }
        wrong.push(("contact", text("mailto:nobody"), "a mailto: or https address"));
        wrong.push(("statusPage", text("mailto:help@example.com"), "an https address"));
        for other in [Given::Other, Given::Null, text("true"), list(&[])] {
            wrong.push(("allowLoopback", other, "true or false"));
        }
        for other in ["de", "EN", ""] {
            wrong.push(("language", text(other), "en; no other language is there yet"));
        }
        for other in ["black", "Dark", ""] {
            wrong.push(("theme", text(other), "auto, light or dark"));
        }
        for other in ["#12", "#12345", "red", "#ggg", "#123;x", "", "0b4f5c1"] {
            wrong.push(("accent", text(other), "a color such as #0b4f5c"));
        }
        for other in [Given::Other, Given::Null, Given::Switch(true), text("owner")] {
            wrong.push(("hide", other, "a list of parts"));
        }
        for field in FIELDS {
            assert!(wrong.iter().any(|own| own.0 == field), "no wrong value of {field} is tried");
        }
        for (name, given, expected) in wrong {
            assert_eq!(read(&[(name, given.clone())]), (Config::default(), vec![format!("{name}: expected is {expected}.")]), "{given:?}");
        }
    }

    #[test]
    fn unknown_names_are_named() {
        for name in ["contorls", "Contact", "status_page", "__proto__", ""] {
            assert_eq!(read(&[(name, text("https://a.example.com/"))]), (Config::default(), vec![format!("there is no field {name}")]));
        }
        let (config, wrong) = read(&[("hide", list(&["share", "onwer", "", "seo"]))]);
        assert_eq!(
            (config.hide.as_str(), wrong),
            ("share seo ", vec!["hide: there is no part onwer".to_owned(), "hide: there is no part ".to_owned()])
        );
    }

    #[test]
    fn one_wrong_field_leaves_the_others() {
        let (config, wrong) = read(&[("controls", Given::Null), ("theme", text("dark")), ("contact", text("javascript:alert(1)"))]);
        assert_eq!((config.theme, config.contact, wrong.len()), (Some("dark"), None, 2));
    }

    #[test]
    fn loopback_needs_its_switch_wherever_it_stands() {
        let local = list(&["http://127.0.0.1:8080/ok"]);
        assert_eq!(read(&[("controls", local.clone()), ("allowLoopback", Given::Switch(true))]).0.controls, ["http://127.0.0.1:8080/ok"]);
        assert_eq!(read(&[("controls", local.clone())]).1.len(), 1);
        assert_eq!(read(&[("controls", local), ("allowLoopback", text("true"))]).1.len(), 2);
        let service = text("http://127.0.0.1:8080");
        assert_eq!(
            read(&[("allowLoopback", Given::Switch(true)), ("elsewhere", service)]).0.elsewhere.as_deref(),
            Some("http://127.0.0.1:8080")
        );
        let named = text("http://probes.example.com");
        assert_eq!(read(&[("allowLoopback", Given::Switch(true)), ("elsewhere", named)]).1.len(), 1);
    }

    /// The script that names the nearest knows the same names, and the styles hide the same parts.
    #[test]
    fn the_same_names_everywhere() {
        let script = include_str!("../site/config.js");
        assert!(script.contains(&format!("\"{}\"", FIELDS.join(" "))) && script.contains(&format!("\"{}\"", PARTS.join(" "))));
        let styles = include_str!("../../static/more.css");
        for part in PARTS {
            assert!(styles.contains(&format!("[data-hide~=\"{part}\"]")), "{part}");
        }
        assert_eq!(styles.matches("[data-hide~=").count(), PARTS.len());
    }
}
