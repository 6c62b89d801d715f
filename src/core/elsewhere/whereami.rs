//! Which network the visitor is in, from `RIPEstat`, a public service of the RIPE NCC (`research/browser.md` B.1).
//!
//! Three data calls: `whats-my-ip` (`data.ip`), `network-info` (`data.asns`, numbers as texts) and, where the country is not known
//! already, `maxmind-geo-lite` (`data.located_resources[].locations[].country`). Documented at stat.ripe.net/docs/data-api; the shapes are
//! those of its documentation and of answers that people keep; not tried against the service. The visitor's address goes nowhere else.

use serde_json::Value;

use super::{Answer, Place, Reply, Step, read};
use crate::core::{
    address::{is_private_ip, read_ip},
    text::encode,
};

/// What the service asks programs to send along, to know whom to ask about their requests.
const SOURCE: &str = "sourceapp=isitme";

/// Networks of hosting companies, in which VPN services have their exits and hardly anybody has a desk. Widely known numbers, not yet checked against the registries: Cloudflare's WARP, Amazon,
/// Google Cloud, Microsoft, Oracle, Alibaba, Tencent, OVH, Hetzner, `DigitalOcean`, Vultr, Linode, Contabo, Scaleway, Leaseweb, `QuadraNet`, M247,
/// Datacamp, 31173 Services, Performive, Clouvider, `HostRoyale`, `PacketHub`, Private Layer. Never all of them: a network that isn't here says nothing.
const HOSTING: [u32; 28] = [
    13335, 16509, 14618, 396_982, 8075, 31898, 45102, 132_203, 16276, 24940, 14061, 20473, 63949, 51167, 12876, 60781, 30633, 8100, 9009,
    60068, 212_238, 39351, 46562, 62240, 203_020, 147_049, 136_787, 51852,
];

/// Whether a network belongs to a hosting company: a hint at a VPN, no more.
pub fn hosts(asn: u32) -> bool {
    HOSTING.contains(&asn)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Ask {
    Ip,
    Network(String),
    Country(String),
    Over,
}

/// The machine: [`Lookup::next`] says what to fetch, [`Lookup::answer`] takes what came of it. Whatever fails is left out: nothing is asked
/// twice, because the place is a help and not a need.
#[derive(Debug, Clone)]
pub struct Lookup {
    base: String,
    ask: Ask,
    asn: Option<u32>,
    country: Option<String>,
}

impl Lookup {
    /// `service`: the address below which `/data` is. `country`: where it is known already (`loc` of Cloudflare's trace).
    pub fn new(service: &str, country: Option<&str>) -> Lookup {
        Lookup { base: service.trim_end_matches('/').to_owned(), ask: Ask::Ip, asn: None, country: Place::new(None, country).country }
    }

    /// What to fetch now.
    pub fn next(&self) -> Step {
        let (call, ip) = match &self.ask {
            Ask::Ip => ("whats-my-ip", None),
            Ask::Network(ip) => ("network-info", Some(ip)),
            Ask::Country(ip) => ("maxmind-geo-lite", Some(ip)),
            Ask::Over => return Step::Done,
        };
        let mut url = self.base.clone();
        url.push_str("/data/");
        url.push_str(call);
        url.push_str("/data.json?");
        if let Some(ip) = ip {
            url.push_str("resource=");
            url.push_str(&encode(ip));
            url.push('&');
        }
        url.push_str(SOURCE);
        Step::Get { url }
    }

    /// Takes what came of the last fetch.
    pub fn answer(&mut self, answer: Answer) {
        let value = match answer {
            Answer::Reply(Reply { status: 200..=299, body, .. }) => read::parse(&body),
            _ => None,
        };
        let data = value.as_ref().map_or(&Value::Null, |value| &value["data"]);
        self.ask = match std::mem::replace(&mut self.ask, Ask::Over) {
            Ask::Ip => match data["ip"].as_str().filter(|ip| read_ip(ip).is_some() && !is_private_ip(ip)) {
                Some(ip) => Ask::Network(ip.to_owned()),
                None => Ask::Over,
            },
            Ask::Network(ip) => {
                let first = &data["asns"][0];
                let asn =
                    first.as_str().and_then(|asn| asn.parse().ok()).or_else(|| first.as_u64().and_then(|asn| u32::try_from(asn).ok()));
                self.asn = Place::new(asn, None).asn;
                if self.country.is_some() { Ask::Over } else { Ask::Country(ip) }
            }
            Ask::Country(_) => {
                self.country = Place::new(None, data["located_resources"][0]["locations"][0]["country"].as_str()).country;
                Ask::Over
            }
            Ask::Over => Ask::Over,
        };
    }

    /// What is known so far.
    pub fn place(&self) -> Place {
        Place { asn: self.asn, country: self.country.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lookup, Place, hosts};
    use crate::core::elsewhere::{Answer, Reply, Step};
    use proptest::prelude::*;

    fn reply(body: &str) -> Answer {
        Answer::Reply(Reply { status: 200, body: body.to_owned(), ..Reply::default() })
    }

    const IP: &str = r#"{"status":"ok","status_code":200,"data":{"ip":"193.0.20.5"}}"#;
    const NETWORK: &str = r#"{"status":"ok","data":{"asns":["3333"],"prefix":"193.0.20.0/23"}}"#;
    const COUNTRY: &str = r#"{"status":"ok","data":{"located_resources":[{"resource":"193.0.20.5/32","locations":[{"country":"NL","city":"Amsterdam","resources":["193.0.20.5/32"],"latitude":52.3,"longitude":4.8,"covered_percentage":100.0}]}]}}"#;

    #[test]
    fn a_hosting_company_is_no_provider() {
        // Amazon and M247; Deutsche Telekom, Comcast, and a number for documentation.
        assert_eq!([16509, 9009, 3320, 7922, 64496].map(hosts), [true, true, false, false, false]);
    }

    /// Drives it with these answers; gives the place and what was fetched.
    fn drive(country: Option<&str>, answers: &[Answer]) -> (Place, Vec<String>) {
        let mut lookup = Lookup::new("https://stat.ripe.net/", country);
        let mut fetched = Vec::new();
        let mut answers = answers.iter();
        while let Step::Get { url } = lookup.next() {
            fetched.push(url);
            lookup.answer(answers.next().cloned().unwrap_or(Answer::Failed));
        }
        assert_eq!(lookup.next(), Step::Done);
        (lookup.place(), fetched)
    }

    #[test]
    fn the_three_calls() {
        let (place, fetched) = drive(None, &[reply(IP), reply(NETWORK), reply(COUNTRY)]);
        assert_eq!(place, Place::new(Some(3333), Some("NL")));
        assert_eq!(
            fetched,
            [
                "https://stat.ripe.net/data/whats-my-ip/data.json?sourceapp=isitme",
                "https://stat.ripe.net/data/network-info/data.json?resource=193.0.20.5&sourceapp=isitme",
                "https://stat.ripe.net/data/maxmind-geo-lite/data.json?resource=193.0.20.5&sourceapp=isitme",
            ]
        );
        let (place, fetched) = drive(Some("DE"), &[reply(&IP.replace("193.0.20.5", "2001:67c:2e8::5")), reply(NETWORK)]);
        assert_eq!((place, fetched.len()), (Place::new(Some(3333), Some("DE")), 2));
        assert!(fetched[1].contains("resource=2001%3A67c%3A2e8%3A%3A5&"), "{}", fetched[1]);
    }

    #[test]
    fn whatever_fails_is_left_out() {
        for (answers, country, expected, fetches) in [
            (vec![Answer::Failed], None, Place::default(), 1),
            (vec![Answer::Failed], Some("DE"), Place::new(None, Some("DE")), 1),
            (vec![reply("<html>")], None, Place::default(), 1),
            (vec![reply(r#"{"data":{"ip":"192.168.0.1"}}"#)], None, Place::default(), 1),
            (vec![reply(r#"{"data":{"ip":"1.2.3.4&x=y"}}"#)], None, Place::default(), 1),
            (vec![reply(IP), Answer::Failed, reply(COUNTRY)], None, Place::new(None, Some("NL")), 3),
            (vec![reply(IP), reply(r#"{"data":{"asns":[]}}"#), reply(COUNTRY)], None, Place::new(None, Some("NL")), 3),
            (vec![reply(IP), reply(r#"{"data":{"asns":[3333]}}"#), Answer::Failed], None, Place::new(Some(3333), None), 3),
            (vec![reply(IP), reply(r#"{"data":{"asns":["0"]}}"#), Answer::Failed], None, Place::default(), 3),
            (vec![reply(IP), reply(r#"{"data":{"asns":["AS1"]}}"#)], Some("T1"), Place::default(), 3),
            (vec![Answer::Reply(Reply { status: 429, retry_after: Some(1), ..Reply::default() })], None, Place::default(), 1),
        ] {
            let (place, fetched) = drive(country, &answers);
            assert_eq!((place, fetched.len()), (expected, fetches), "{answers:?}");
        }
    }

    proptest! {
        #[test]
        fn any_answers(bodies in prop::collection::vec(any::<String>(), 3)) {
            let answers: Vec<Answer> = bodies.iter().map(|body| reply(body)).collect();
            prop_assert_eq!(drive(None, &answers).0, Place::default());
        }
    }
}
