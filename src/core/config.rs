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
        }
    }
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
}
