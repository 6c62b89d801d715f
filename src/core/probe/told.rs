//! What the page's checks ask, and what one of them found as a text: the application and the module that asks (bin `ask`) are two programs.

use super::super::{address::Address, config::Config};

/// The page's checks in the order in which they run.
pub const ORDER: [&str; 8] = ["own-site", "clock", "internet", "target", "dns", "vpn-hints", "edge", "elsewhere"];

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The check.
    pub check: String,
    /// One of its answers.
    pub answer: String,
    /// The result in a sentence or two.
    pub why: String,
    /// What showed it.
    pub because: Vec<String>,
    /// What it can't show.
    pub cannot_tell: Vec<String>,
    /// The hosts that were contacted.
    pub contacted: Vec<String>,
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
}

/// Whether the page can run a check on this address. `config`: once it is loaded. `elsewhere` asks another service to ask for it, so it has to be one that everybody can reach.
pub fn runnable(check: &str, config: Option<&Config>, address: Option<&Address>) -> bool {
    match check {
        "target" => address.is_some(),
        "dns" => address.is_some_and(|address| address.ip().is_none()),
        // Cloudflare serves that page on its zones alone, and those have names.
        "edge" => address.is_some_and(|address| address.ip().is_none()),
        "elsewhere" => address.is_some() && config.is_none_or(|config| config.elsewhere.is_some()),
        _ => true,
    }
}

/// Milliseconds: a round that has taken so long asks no further. On a line that loses most packets each check waits for its time limit, and who waits for
/// minutes goes away before the first question.
const LONG: i64 = 60_000;

/// Whether a check could tell nothing after what the others told: in a dead network each would wait for its time limit, a minute in all, and have
/// nothing to compare or nobody to ask. Or it would come too late. `before`: what was told so far, in [`ORDER`].
pub fn pointless(check: &str, before: &[Told]) -> bool {
    let asks = |id: &str| matches!(id, "own-site" | "internet" | "target");
    let silent = |told: &Told| matches!(told.answer.as_str(), "fails" | "no-answer" | "timed-out");
    let mut asked = before.iter().filter(|told| asks(&told.check));
    match check {
        "own-site" | "internet" | "target" => false,
        // It compares with our own host's time.
        "clock" => asked.any(silent),
        _ => before.len() > 1 && (asked.all(silent) || before[before.len() - 1].at - before[0].at > LONG),
    }
}

/// Whom a check would contact.
pub fn contacts(check: &str, config: &Config, address: Option<&Address>) -> Vec<String> {
    let hosts = |urls: &mut dyn Iterator<Item = &String>| urls.map(|url| Config::host(url)).collect::<Vec<_>>();
    match check {
        "internet" => hosts(&mut config.controls.iter()),
        "target" | "edge" => address.map(|address| address.host().to_owned()).into_iter().collect(),
        "dns" if address.is_some_and(|address| address.ip().is_none()) => hosts(&mut config.resolvers.iter()),
        "vpn-hints" => hosts(&mut config.controls.iter().take(1)),
        "elsewhere" => hosts(&mut config.elsewhere.iter().chain(&config.whereami)),
        _ => Vec::new(),
    }
}

/// What was found, a fact a line: a letter and its text. An empty line stands between two checks.
#[cfg(feature = "check")]
pub fn print(list: &[Told]) -> String {
    let mut out = String::new();
    let mut line = |letter: char, text: &str| {
        out.push(letter);
        // A line break would begin another fact.
        out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        out.push('\n');
    };
    for own in list {
        line('k', &own.check);
        line('a', &own.answer);
        line('w', &own.why);
        line('t', &crate::core::text::decimal(own.at));
        for (letter, texts) in [('b', &own.because), ('n', &own.cannot_tell), ('c', &own.contacted)] {
            for text in texts {
                line(letter, text);
            }
        }
    }
    out
}

/// Reads [`print`]'s text; what it does not know, it leaves out.
///
/// ```
/// use isitme::core::probe::told::parse;
/// let found = parse("kinternet\naworks\nwOther sites answer.\nt5\ncexample.com\n");
/// assert_eq!((found[0].check.as_str(), found[0].at, found[0].contacted.len()), ("internet", 5, 1));
/// ```
pub fn parse(text: &str) -> Vec<Told> {
    let mut list: Vec<Told> = Vec::new();
    for line in text.lines() {
        let (Some(letter), Some(rest)) = (line.chars().next(), line.get(1..)) else { continue };
        let rest = rest.to_owned();
        if letter == 'k' {
            list.push(Told { check: rest, ..Told::default() });
        } else if let Some(own) = list.last_mut() {
            match letter {
                'a' => own.answer = rest,
                'w' => own.why = rest,
                't' => own.at = rest.parse().unwrap_or(0),
                'b' => own.because.push(rest),
                'n' => own.cannot_tell.push(rest),
                'c' => own.contacted.push(rest),
                _ => {}
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "check")]
    #[test]
    fn printed_and_read_again() {
        let one = Told {
            check: "elsewhere".to_owned(),
            answer: "mixed".to_owned(),
            why: "It differs.".to_owned(),
            because: vec!["In one place it works.".to_owned(), String::new()],
            cannot_tell: vec!["Ünïcode.".to_owned()],
            contacted: vec!["example.com".to_owned()],
            at: 1_789_000_000_000,
        };
        let two =
            Told { check: "edge".to_owned(), answer: "no-edge".to_owned(), why: "Two\nlines\r\u{2028}kx".to_owned(), ..Told::default() };
        let read = parse(&print(&[one.clone(), two]));
        assert_eq!(read[0], one);
        assert_eq!((read.len(), read[1].why.as_str()), (2, "Two lines \u{2028}kx"));
    }

    #[test]
    fn any_text_is_read() {
        for text in ["", "\n\n", "a", "a works", "k", "é", "kx\né", "kx\ntno number"] {
            parse(text);
        }
        assert_eq!(parse("aworks\nkx\naworks"), [Told { check: "x".to_owned(), answer: "works".to_owned(), ..Told::default() }]);
    }

    #[test]
    fn what_could_tell_nothing() {
        let told = |pairs: &[(&str, &str)]| -> Vec<Told> {
            pairs.iter().map(|own| Told { check: own.0.to_owned(), answer: own.1.to_owned(), ..Told::default() }).collect()
        };
        let dead = [("own-site", "fails"), ("clock", "cant-tell"), ("internet", "fails"), ("target", "timed-out")];
        for (nth, id) in ORDER.iter().enumerate() {
            let before = told(&dead[..nth.min(dead.len())]);
            assert_eq!(pointless(id, &before), !["own-site", "internet", "target"].contains(id), "{id}");
        }
        // Without an address there is no target. One answer is a network.
        assert!(pointless("vpn-hints", &told(&dead[..3])));
        for alive in [("own-site", "works"), ("internet", "works"), ("target", "answered")] {
            let before: Vec<Told> =
                told(&dead).into_iter().map(|own| if own.check == alive.0 { told(&[alive]).remove(0) } else { own }).collect();
            assert!(!pointless("dns", &before), "{alive:?}");
        }
        assert!(!pointless("clock", &told(&[("own-site", "works")])) && !pointless("dns", &[]));
        // Whoever has waited for a minute gets the first question; what tells most of the network and the address is asked for all the same.
        let mut late = told(&[("own-site", "works"), ("clock", "right"), ("internet", "works")]);
        late[2].at = LONG;
        assert!(ORDER.iter().all(|id| !pointless(id, &late)));
        late[2].at = LONG + 1;
        for id in ORDER {
            assert_eq!(pointless(id, &late), !["own-site", "clock", "internet", "target"].contains(&id), "{id}");
        }
    }

    #[test]
    fn whom() {
        let config = Config::default();
        let named = Address::parse("https://example.com/a").unwrap();
        let numbered = Address::parse("https://192.0.2.1/").unwrap();
        assert_eq!(contacts("edge", &config, Some(&named)), ["example.com"]);
        assert_eq!(contacts("elsewhere", &config, Some(&named)), ["api.globalping.io", "stat.ripe.net"]);
        assert!(contacts("clock", &config, Some(&named)).is_empty());
        assert!(contacts("dns", &config, Some(&numbered)).is_empty());
        assert!(!runnable("elsewhere", Some(&Config { elsewhere: None, ..config.clone() }), Some(&named)));
        for check in ["target", "dns", "edge", "elsewhere"] {
            assert!(
                runnable(check, Some(&config), Some(&named))
                    && runnable(check, None, Some(&named))
                    && !runnable(check, Some(&config), None),
                "{check}"
            );
        }
        assert!(!runnable("edge", None, Some(&numbered)) && !runnable("dns", None, Some(&numbered)));
    }
}
