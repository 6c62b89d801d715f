//! The site's configuration, `config.json` beside it: which hosts the page may contact, and a help centre's own links. Every field is
//! optional; a wrong one is left at its default and named.

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
        }
    }
}

/// What a field of `config.json` holds, where null has a meaning of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// It is not there.
    Nothing,
    /// `null`: off.
    Null,
    /// A text.
    Text(String),
    /// Something else.
    Other,
}

impl Config {
    /// Takes the fields of a parsed `config.json`: texts, lists of texts and switches by name. Gives the configuration and a sentence for
    /// every field that was wrong.
    pub fn from_fields(
        text: impl Fn(&str) -> Option<String>,
        list: impl Fn(&str) -> Option<Vec<String>>,
        switch: impl Fn(&str) -> Option<bool>,
    ) -> (Config, Vec<String>) {
        let mut config = Config::default();
        let mut wrong = Vec::new();
        config.allow_loopback = switch("allowLoopback").unwrap_or(false);
        for (name, target) in [("controls", &mut config.controls), ("resolvers", &mut config.resolvers)] {
            let Some(given) = list(name) else { continue };
            let good: Vec<String> = given.iter().filter(|url| permitted(url, config.allow_loopback)).cloned().collect();
            if good.len() != given.len() || good.len() > 4 {
                let mut sentence = String::from(name);
                sentence.push_str(": up to four https addresses are expected.");
                wrong.push(sentence);
            } else {
                *target = good;
            }
        }
        if let Some(contact) = text("contact") {
            if (contact.starts_with("mailto:") && contact.contains('@')) || permitted(&contact, false) {
                config.contact = Some(contact);
            } else {
                wrong.push("contact: a mailto: or https address is expected.".to_owned());
            }
        }
        if let Some(page) = text("statusPage") {
            if permitted(&page, false) {
                config.status_page = Some(page);
            } else {
                wrong.push("statusPage: an https address is expected.".to_owned());
            }
        }
        (config, wrong)
    }

    /// Takes the fields `elsewhere` and `whereami`: an https address, or null for off. A wrong one is named in `wrong`.
    pub fn read_services(&mut self, given: impl Fn(&str) -> Given, wrong: &mut Vec<String>) {
        for (name, target) in [("elsewhere", &mut self.elsewhere), ("whereami", &mut self.whereami)] {
            match given(name) {
                Given::Nothing => {}
                Given::Null => *target = None,
                Given::Text(url) if !url.contains(['?', '#']) && permitted(&url, self.allow_loopback) => *target = Some(url),
                Given::Text(_) | Given::Other => {
                    let mut sentence = String::from(name);
                    sentence.push_str(": an https address without a query is expected, or null.");
                    wrong.push(sentence);
                }
            }
        }
    }

    /// The host of an address of the configuration, for the sentence that names who will be contacted.
    pub fn host(url: &str) -> String {
        Address::parse(url).map_or_else(|_| url.to_owned(), |address| address.host().to_owned())
    }
}

/// An https address, or one on this machine where that is allowed.
fn permitted(url: &str, allow_loopback: bool) -> bool {
    (url.starts_with("https://") || (allow_loopback && url.starts_with("http://")))
        && Address::parse(url).is_ok_and(|address| address.refusal(true, allow_loopback).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(controls: &[&str], loopback: bool) -> (Config, Vec<String>) {
        let controls: Vec<String> = controls.iter().map(|url| (*url).to_owned()).collect();
        Config::from_fields(
            |_| None,
            |name| (name == "controls").then(|| controls.clone()),
            |name| (name == "allowLoopback").then_some(loopback),
        )
    }

    #[test]
    fn nothing_given_is_the_default() {
        let (config, wrong) = Config::from_fields(|_| None, |_| None, |_| None);
        assert_eq!(config, Config::default());
        assert!(wrong.is_empty());
    }

    #[test]
    fn a_wrong_list_is_named_and_left_at_its_default() {
        for bad in ["http://example.com/", "javascript:alert(1)", "https://192.168.0.1/", ""] {
            let (config, wrong) = read(&[bad], false);
            assert_eq!(config.controls, Config::default().controls, "{bad}");
            assert_eq!(wrong.len(), 1, "{bad}");
        }
    }

    #[test]
    fn loopback_needs_its_switch() {
        assert_eq!(read(&["http://127.0.0.1:8080/ok"], true).0.controls, ["http://127.0.0.1:8080/ok"]);
        assert_eq!(read(&["http://127.0.0.1:8080/ok"], false).1.len(), 1);
    }

    #[test]
    fn contact_takes_mail_and_https_alone() {
        let with = |value: &str| {
            let value = value.to_owned();
            Config::from_fields(move |name| (name == "contact").then(|| value.clone()), |_| None, |_| None).0.contact
        };
        assert_eq!(with("mailto:help@example.com").as_deref(), Some("mailto:help@example.com"));
        assert_eq!(with("javascript:alert(1)"), None);
    }

    #[cfg(feature = "check")]
    #[test]
    fn services_elsewhere() {
        use super::Given;
        let default = Config::default();
        for (given, loopback, expected, errors) in [
            (Given::Nothing, false, default.elsewhere.as_deref(), 0),
            (Given::Null, false, None, 0),
            (Given::Text("https://probes.example.com/api".into()), false, Some("https://probes.example.com/api"), 0),
            (Given::Text("http://127.0.0.1:8080".into()), true, Some("http://127.0.0.1:8080"), 0),
            (Given::Text("http://127.0.0.1:8080".into()), false, default.elsewhere.as_deref(), 1),
            (Given::Text("http://probes.example.com".into()), true, default.elsewhere.as_deref(), 1),
            (Given::Text("https://192.168.0.1/".into()), false, default.elsewhere.as_deref(), 1),
            (Given::Text("https://probes.example.com/?x".into()), false, default.elsewhere.as_deref(), 1),
            (Given::Text("javascript:alert(1)".into()), false, default.elsewhere.as_deref(), 1),
            (Given::Text(String::new()), false, default.elsewhere.as_deref(), 1),
            (Given::Other, false, default.elsewhere.as_deref(), 1),
        ] {
            let mut config = Config { allow_loopback: loopback, ..Config::default() };
            let mut wrong = Vec::new();
            config.read_services(|name| if name == "elsewhere" { given.clone() } else { Given::Nothing }, &mut wrong);
            assert_eq!((config.elsewhere.as_deref(), wrong.len()), (expected, errors), "{given:?}");
            assert_eq!(config.whereami, default.whereami);
        }
        let mut config = Config::default();
        config.read_services(|_| Given::Null, &mut Vec::new());
        assert_eq!((config.elsewhere, config.whereami), (None, None));
    }
}
