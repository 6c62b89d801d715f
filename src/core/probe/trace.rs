//! What Cloudflare's `/cdn-cgi/trace` says about the way this browser takes to the internet, and the hints of a VPN in it.

use super::Reading;
use crate::core::address::read_ip;

/// More than this is no trace, in bytes.
const MAX_BYTES: usize = 4096;

/// The lines of a trace that are used. All of it is a stranger's text: checked for form, still never to be used as HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// The address that the visitor is seen with. Never stored, never sent on.
    pub ip: Option<String>,
    /// Its country, two capital letters (ISO 3166-1). `T1` is Tor; unknown (`XX`) is `None`.
    pub loc: Option<String>,
    /// The data center that answered, three letters (an airport's code).
    pub colo: Option<String>,
    /// `warp=on` or `plus`: Cloudflare's own VPN. `None`: not said.
    pub warp: Option<bool>,
    /// `gateway=on`: a company's Cloudflare filter. `None`: not said.
    pub gateway: Option<bool>,
}

impl Trace {
    /// Reads `key=value` lines. `None`: it is no trace.
    pub fn parse(text: &str) -> Option<Trace> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let mut trace = Trace::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
            let value = value.trim();
            let all = |test: fn(&u8) -> bool| value.as_bytes().iter().all(test);
            let switch = match value {
                "off" => Some(false),
                "on" | "plus" => Some(true),
                _ => None,
            };
            match key.trim() {
                "ip" => trace.ip = read_ip(value).map(|_| value.to_string()),
                "loc" => {
                    let code = value.len() == 2 && value != "XX" && all(|byte| byte.is_ascii_uppercase() || *byte == b'1');
                    trace.loc = code.then(|| value.to_string());
                }
                "colo" => trace.colo = (value.len() == 3 && all(u8::is_ascii_uppercase)).then(|| value.to_string()),
                "warp" => trace.warp = switch,
                "gateway" => trace.gateway = switch,
                _ => {}
            }
        }
        (trace.ip.is_some() || trace.loc.is_some()).then_some(trace)
    }
}

/// The check `vpn-hints`: hints, never proof. `zone_in_country`: whether the browser's time zone is one of the trace's
/// country; `None` if that isn't known.
pub fn vpn_hints(trace: Option<&Trace>, zone_in_country: Option<bool>) -> Reading {
    let Some(trace) = trace else {
        return Reading { answer: "cant-tell", why: vec!["The service that shows where your traffic leaves could not be read."] };
    };
    let mut why = Vec::new();
    if trace.warp == Some(true) {
        why.push("Your traffic seems to go through Cloudflare WARP, a VPN. Is it on?");
    }
    if trace.gateway == Some(true) {
        why.push("Your traffic seems to go through a company filter (Cloudflare Gateway).");
    }
    if trace.loc.as_deref() == Some("T1") {
        why.push("Your traffic seems to go through Tor.");
    } else if zone_in_country == Some(false) {
        why.push("Your traffic seems to leave in another country than your device's clock is set for. Travel and roaming look the same.");
    }
    if !why.is_empty() {
        return Reading { answer: "hint", why };
    }
    if zone_in_country == Some(true) && trace.loc.is_some() {
        return Reading {
            answer: "no-hint",
            why: vec!["Your traffic leaves in a country that fits your clock. A VPN in the same country looks the same."],
        };
    }
    Reading { answer: "cant-tell", why: vec!["It could not be seen where your traffic leaves."] }
}

/// The check `edge` from here: the site's own `/cdn-cgi/trace`. Where it can be read, Cloudflare's servers answer for the site; an answer that
/// can't be read says nothing, because other servers don't know that page. Documented: <https://developers.cloudflare.com/fundamentals/reference/cdn-cgi-endpoint/>.
pub fn edge(trace: Option<&Trace>) -> Reading {
    match trace {
        Some(_) => Reading {
            answer: "edge-answers",
            why: vec![
                "Cloudflare's servers in front of the site answer you. So an error comes from behind them, or is their own decision.",
            ],
        },
        None => Reading {
            answer: "cant-tell",
            why: vec!["The site doesn't show whether it has servers of Cloudflare in front. Most sites don't."],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Trace, edge, vpn_hints};

    const TRACE: &str = "fl=29f123\nh=one.one.one.one\nip=2001:db8::7\nts=1789.1\nvisit_scheme=https\nuag=Mozilla/5.0 a=b\ncolo=FRA\nloc=DE\n\
                         tls=TLSv1.3\nsni=plaintext\nwarp=off\ngateway=off\nrbi=off\nkex=X25519MLKEM768\n";

    #[test]
    fn reads() {
        let trace = Trace::parse(TRACE).unwrap();
        assert_eq!(trace.ip.as_deref(), Some("2001:db8::7"));
        assert_eq!((trace.loc.as_deref(), trace.colo.as_deref()), (Some("DE"), Some("FRA")));
        assert_eq!((trace.warp, trace.gateway), (Some(false), Some(false)));
        assert_eq!(Trace::parse(&TRACE.replace('\n', "\r\n")), Some(trace));
        for text in ["", "<html>ip=1", "ip=<b>", "loc=Germany", "ip=999.1.1.1", "loc=XX", &format!("{TRACE}{}", "a".repeat(4096))] {
            assert_eq!(Trace::parse(text), None, "{text}");
        }
        let odd = Trace::parse("ip=1.2.3.4\nloc=de\ncolo=<b>\nwarp=maybe").unwrap();
        assert_eq!((odd.loc, odd.colo, odd.warp, odd.gateway), (None, None, None, None));
    }

    #[test]
    fn edges() {
        assert_eq!(edge(Trace::parse(TRACE).as_ref()).answer, "edge-answers");
        assert_eq!(edge(Trace::parse("<!doctype html>").as_ref()).answer, "cant-tell");
    }

    #[test]
    fn hints() {
        let with = |from: &str, to: &str| Trace::parse(&TRACE.replace(from, to));
        for (trace, zone, answer, count) in [
            (Trace::parse(TRACE), Some(true), "no-hint", 1),
            (Trace::parse(TRACE), None, "cant-tell", 1),
            (Trace::parse(TRACE), Some(false), "hint", 1),
            (with("warp=off", "warp=plus"), Some(true), "hint", 1),
            (with("warp=off", "warp=on"), Some(false), "hint", 2),
            (with("gateway=off", "gateway=on"), None, "hint", 1),
            (with("loc=DE", "loc=T1"), Some(false), "hint", 1),
            (with("loc=DE", "loc=XX"), Some(true), "cant-tell", 1),
            (None, Some(false), "cant-tell", 1),
        ] {
            let reading = vpn_hints(trace.as_ref(), zone);
            assert_eq!((reading.answer, reading.why.len()), (answer, count), "{trace:?}");
        }
    }
}
