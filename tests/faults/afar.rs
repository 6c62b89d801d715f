//! Test servers elsewhere: a measurement service as the product asks one, whose probes really go to the site, each from an address of its own. Half of
//! the visitors have a provider with probes in its network; those ask its resolver, and meet what it breaks on the way.

use std::{
    net::{Ipv4Addr, UdpSocket},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::Value;

use crate::{
    elsewhere::{Asked, Met, Probe, Service, Setup},
    names::{Names, Says},
    net::{HOME, MOBILE, Net, VPN},
    process::program,
};

/// What stands before `/v1/measurements`, and what tells which network one is in.
pub const SERVICES: [&str; 2] = ["api.probe-net.org", "stat.registry-net.org"];
/// The address of both.
pub const SERVICE_IP: Ipv4Addr = Ipv4Addr::new(194, 0, 17, 5);

/// The probes: where they are, the network, at home or in a data center, and the address.
const PROBES: [(&str, &str, &str, u32, bool, Ipv4Addr); 24] = [
    ("EU", "DE", "Berlin", 3209, true, Ipv4Addr::new(84, 21, 0, 11)),
    ("EU", "DE", "Bremen", 8881, true, Ipv4Addr::new(84, 21, 0, 12)),
    ("EU", "DE", "Stuttgart", 6805, true, Ipv4Addr::new(84, 21, 0, 13)),
    ("EU", "DE", "Cologne", 8422, true, Ipv4Addr::new(84, 21, 0, 14)),
    ("EU", "DE", "Falkenstein", 24940, false, Ipv4Addr::new(84, 21, 0, 15)),
    ("EU", "DE", "Frankfurt", 16276, false, Ipv4Addr::new(84, 21, 0, 16)),
    ("EU", "DE", "Hamburg", PROVIDER, true, Ipv4Addr::new(84, 21, 0, 21)),
    ("EU", "DE", "Munich", PROVIDER, true, Ipv4Addr::new(84, 21, 0, 22)),
    ("EU", "DE", "Leipzig", PROVIDER, true, Ipv4Addr::new(84, 21, 0, 23)),
    ("EU", "DE", "Kiel", PROVIDER, true, Ipv4Addr::new(84, 21, 0, 24)),
    ("EU", "NL", "Amsterdam", 1136, true, Ipv4Addr::new(145, 53, 0, 11)),
    ("EU", "NL", "Utrecht", 33915, true, Ipv4Addr::new(145, 53, 0, 12)),
    ("EU", "NL", "Rotterdam", 50266, true, Ipv4Addr::new(145, 53, 0, 13)),
    ("EU", "NL", "Haarlem", 60781, false, Ipv4Addr::new(145, 53, 0, 14)),
    ("EU", "FR", "Paris", 3215, true, Ipv4Addr::new(90, 1, 0, 11)),
    ("EU", "PL", "Warsaw", 5617, true, Ipv4Addr::new(83, 1, 0, 11)),
    ("NA", "US", "New York", 7922, true, Ipv4Addr::new(73, 1, 0, 11)),
    ("NA", "CA", "Toronto", 577, true, Ipv4Addr::new(70, 24, 0, 11)),
    ("AS", "JP", "Tokyo", 4713, true, Ipv4Addr::new(118, 1, 0, 11)),
    ("AS", "JP", "Osaka", 2516, true, Ipv4Addr::new(106, 128, 0, 11)),
    ("SA", "BR", "Sao Paulo", 28573, true, Ipv4Addr::new(177, 32, 0, 11)),
    ("OC", "AU", "Sydney", 1221, true, Ipv4Addr::new(120, 144, 0, 11)),
    ("AF", "ZA", "Johannesburg", 3741, true, Ipv4Addr::new(196, 2, 0, 11)),
    ("AF", "ZA", "Cape Town", 37457, true, Ipv4Addr::new(196, 10, 0, 11)),
];

/// A provider with probes in its network, and one without.
const PROVIDER: u32 = 3320;
const SMALL_PROVIDER: u32 = 20676;

/// What a case needs of them.
#[derive(Debug, Default)]
pub struct Neighbors {
    /// The visitor's provider has probes in its network.
    pub there: AtomicBool,
    /// Its customers all take the way that is broken.
    pub behind: AtomicBool,
}

/// The networks of the visitor's country, as far as probes are in them.
pub const COUNTRY: &str = "84.21.0.0/16";

/// The addresses of the probes.
pub fn addresses() -> impl Iterator<Item = Ipv4Addr> {
    PROBES.into_iter().map(|own| own.5)
}

/// Seconds that a probe takes at most, as the page asks for.
const PATIENCE: &str = "15";

/// Starts the service in the namespace that the thread is in.
pub fn service(net: Arc<Net>, names: Arc<Names>, neighbors: Arc<Neighbors>) -> Service {
    let provider = neighbors.clone();
    Service::start(Setup {
        probes: PROBES
            .into_iter()
            .map(|(continent, country, city, asn, at_home, _)| Probe::new(continent, country, city, asn, city, at_home))
            .collect(),
        site: Box::new(move |probe, asked| {
            let customer = probe.asn == PROVIDER && neighbors.there.load(Ordering::SeqCst);
            let go = || go(probe, asked, &names, customer);
            (0, if customer && neighbors.behind.load(Ordering::SeqCst) { net.second.within(go) } else { go() })
        }),
        // As many as all cases of a lane ask for: each stands for another visitor.
        tests: u32::MAX,
        by_hand: false,
        loopback: false,
        visitor: Box::new(move |from| {
            let network = if provider.there.load(Ordering::SeqCst) { PROVIDER } else { SMALL_PROVIDER };
            [(HOME, network, "DE"), (MOBILE, 12897, "DE"), (VPN, 9009, "NL")]
                .into_iter()
                .map(|(address, asn, country)| (address.to_string(), asn, country))
                .find(|own| from == Some(own.0.as_str()))
        }),
    })
}

/// Asks as a probe: the name by the resolver of its network, then the address, and says what came of it in the words of its program.
fn go(probe: &Probe, asked: &Asked, names: &Names, customer: bool) -> Met {
    let from = PROBES.iter().find(|own| own.2 == probe.city).map(|own| own.5);
    let host = asked.url.split("://").nth(1).unwrap_or_default().split(['/', '?', ':']).next().unwrap_or_default();
    let failed = |said: String| Met::Failed(Some("target"), said);
    let to = match if customer { names.at_home(host) } else { names.at_large(host) } {
        Says::Gone => return failed(format!("queryA ENOTFOUND {host}")),
        Says::Failed => return failed(format!("queryA ESERVFAIL {host}")),
        Says::At(to) if to.is_private() => return failed("Private IP ranges are not allowed.".to_owned()),
        Says::At(to) => to,
    };
    let mut curl = Command::new(program(&["curl"]));
    curl.args([
        "--silent",
        "--noproxy",
        "*",
        "--http1.1",
        "--insecure",
        "--globoff",
        "--path-as-is",
        "--max-time",
        PATIENCE,
        "--connect-timeout",
        "10",
    ]);
    curl.args([
        "--user-agent",
        "globalping probe (https://github.com/jsdelivr/globalping)",
        "--write-out",
        "%{stderr}%{json}\n%{header_json}",
    ]);
    if from.is_some_and(|from| UdpSocket::bind((from, 0)).is_ok()) {
        curl.arg("--interface").arg(from.map(|from| from.to_string()).unwrap_or_default());
    }
    for port in [80, 443] {
        curl.arg("--resolve").arg(format!("{host}:{port}:{to}"));
    }
    if asked.method == "HEAD" {
        curl.args(["--head", "--output", "/dev/null"]);
    }
    let Ok(out) = curl.arg(&asked.url).output() else { return Met::Failed(Some("internal"), "curl does not start".to_owned()) };
    let said = String::from_utf8_lossy(&out.stderr);
    let (about, headers) = said.split_once('\n').unwrap_or((&said, ""));
    let about: Value = serde_json::from_str(about).unwrap_or_default();
    let port = if asked.url.starts_with("https:") { 443 } else { 80 };
    match about["exitcode"].as_i64() {
        Some(0) => {}
        Some(7) => return failed(format!("connect ECONNREFUSED {to}:{port}")),
        Some(28) if about["time_connect"] == 0.0 => {
            return failed(format!("Connect Timeout Error (attempted address: {to}:{port}, timeout: 10000ms)"));
        }
        Some(28) => return failed("Request timeout.".to_owned()),
        Some(35) => return failed("Client network socket disconnected before secure TLS connection was established".to_owned()),
        Some(52) => return failed("other side closed".to_owned()),
        Some(56) => return failed("read ECONNRESET".to_owned()),
        // What is no HTTP.
        Some(1 | 8) => return failed("Parse Error: Expected HTTP/".to_owned()),
        other => return Met::Failed(Some("internal"), format!("curl {other:?}: {}", about["errormsg"])),
    }
    let headers: Value = serde_json::from_str(headers).unwrap_or_default();
    let first = |value: &Value| value.get(0).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut body = String::from_utf8_lossy(&out.stdout).into_owned();
    body.truncate(body.floor_char_boundary(10_000));
    Met::Http {
        status: about["http_code"].as_u64().unwrap_or(0) as u16,
        headers: headers.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), first(value))).collect(),
        body,
        certificate: certificate(about["ssl_verify_result"].as_i64().unwrap_or(0)),
    }
}

/// Node.js's names for what OpenSSL finds wrong (`X509_V_ERR_…`).
fn certificate(verified: i64) -> Option<&'static str> {
    match verified {
        0 => None,
        10 => Some("CERT_HAS_EXPIRED"),
        18 => Some("DEPTH_ZERO_SELF_SIGNED_CERT"),
        19 => Some("SELF_SIGNED_CERT_IN_CHAIN"),
        20 => Some("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        _ => Some("UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
    }
}
