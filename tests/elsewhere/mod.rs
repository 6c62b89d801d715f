//! A measurement service on this machine that speaks Globalping's contract, and the three calls of `RIPEstat`: the partner of the tests of
//! `core::elsewhere`, native and in browsers.
//!
//! Written from jsdelivr/globalping 52c0c19 (`public/v1/spec.yaml`, `src/measurement`, `src/lib/rate-limiter`, `src/lib/http/middleware`) and
//! jsdelivr/globalping-probe f86c41c (`src/command/handlers/http/undici.ts`). It holds its clients to the contract: a body that the schema
//! refuses is 400, the sixth look at a measurement within two seconds is 429 and five seconds of silence, tests beyond the hour's are 429, and
//! whatever the guidelines ask for and a client doesn't do is kept in [`Service::breaches`]. Its time is the wall's or, natively, one that its client
//! moves on, so that nothing depends on how busy the machine is.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
    io::{self, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};

/// A probe.
#[derive(Debug, Clone)]
pub struct Probe {
    pub continent: &'static str,
    pub country: &'static str,
    pub city: String,
    pub asn: u32,
    pub network: String,
    /// Tagged `eyeball-network`, else `datacenter-network`.
    pub at_home: bool,
    /// It is there for first measurements and gone afterwards.
    pub leaves: bool,
}

impl Probe {
    pub fn new(continent: &'static str, country: &'static str, city: &str, asn: u32, network: &str, at_home: bool) -> Probe {
        Probe { continent, country, city: city.to_owned(), asn, network: network.to_owned(), at_home, leaves: false }
    }
}

/// Probes as a visitor in Germany would find them: six in AS3320, one of AS3320 abroad, others in the country, and one or two on every
/// continent.
pub fn probes() -> Vec<Probe> {
    let mut list = Vec::new();
    for city in ["Berlin", "Hamburg", "Munich", "Cologne", "Leipzig", "Kiel"] {
        list.push(Probe::new("EU", "DE", city, 3320, "Deutsche Telekom AG", true));
    }
    for (city, asn, network, at_home) in [
        ("Berlin", 3209, "Vodafone GmbH", true),
        ("Bremen", 8560, "IONOS SE", true),
        ("Stuttgart", 6805, "Telefonica Germany", true),
        ("Cologne", 8422, "NetCologne GmbH", true),
        ("Munich", 8767, "M-net Telekommunikations GmbH", true),
        ("Oldenburg", 9145, "EWE TEL GmbH", true),
        ("Falkenstein", 24940, "Hetzner Online GmbH", false),
        ("Frankfurt", 16276, "OVH SAS", false),
        ("Nuremberg", 197540, "netcup GmbH", false),
    ] {
        list.push(Probe::new("EU", "DE", city, asn, network, at_home));
    }
    for (continent, country, city, asn, network) in [
        ("EU", "AT", "Vienna", 3320, "Deutsche Telekom AG"),
        ("EU", "FR", "Paris", 3215, "Orange"),
        ("NA", "US", "New York", 7922, "Comcast Cable Communications"),
        ("NA", "CA", "Toronto", 577, "Bell Canada"),
        ("AS", "JP", "Tokyo", 4713, "NTT Communications"),
        ("SA", "BR", "Sao Paulo", 28573, "Claro"),
        ("OC", "AU", "Sydney", 1221, "Telstra"),
        ("AF", "ZA", "Johannesburg", 3741, "Internet Solutions"),
    ] {
        list.push(Probe::new(continent, country, city, asn, network, true));
    }
    list
}

/// What a probe was asked to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `HEAD`, `GET` or `OPTIONS`.
    pub method: String,
    /// Scheme, host, port where it isn't the scheme's own, path and query.
    pub url: String,
}

/// What a probe met.
#[derive(Debug, Clone)]
pub enum Met {
    /// An answer.
    Http {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
        /// Node.js's name for what is wrong with the certificate.
        certificate: Option<&'static str>,
    },
    /// No answer: `failureSource` and `rawOutput`.
    Failed(Option<&'static str>, String),
    /// It never ends by itself.
    Never,
    /// This, whatever it is, as `result`.
    Raw(Value),
}

/// An answer with this status.
pub fn status(status: u16) -> Met {
    Met::Http { status, headers: vec![("server".to_owned(), "nginx".to_owned())], body: String::new(), certificate: None }
}

/// A redirect.
pub fn redirect(to: &str) -> Met {
    status(301).with("location", to)
}

/// No answer, for a reason of the site or the way to it.
pub fn fails(said: &str) -> Met {
    Met::Failed(Some("target"), said.to_owned())
}

impl Met {
    /// The same with one more header, or another value of it.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Met {
        if let Met::Http { headers, .. } = &mut self {
            headers.retain(|(known, _)| known != name);
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same through Cloudflare.
    #[must_use]
    pub fn through_cloudflare(self) -> Met {
        self.with("server", "cloudflare").with("cf-ray", "9a2f1e6b5d3c4a21-FRA")
    }

    /// The same with this body.
    #[must_use]
    pub fn saying(mut self, text: &str) -> Met {
        if let Met::Http { body, .. } = &mut self {
            text.clone_into(body);
        }
        self
    }

    /// The same under a certificate that the probe's system doesn't trust.
    #[must_use]
    pub fn under(mut self, error: &'static str) -> Met {
        if let Met::Http { certificate, .. } = &mut self {
            *certificate = Some(error);
        }
        self
    }
}

/// What the probes meet, and after how many milliseconds. Where the time is the wall's, each probe asks on a thread of its own, so that it may really go
/// there.
type Site = dyn Fn(&Probe, &Asked) -> (u64, Met) + Send + Sync;

/// Where the address that asks is.
type Visitor = dyn Fn(Option<&str>) -> Option<(String, u32, &'static str)> + Send + Sync;

/// A reply that takes the place of the right one.
#[derive(Debug, Clone)]
pub enum Canned {
    /// Closes the connection without a word.
    Hang,
    /// This reply.
    Reply(u16, Vec<(&'static str, String)>, String),
}

/// How the service is.
pub struct Setup {
    pub probes: Vec<Probe>,
    pub site: Box<Site>,
    /// Tests that this hour has left.
    pub tests: u32,
    /// Time stands still but for [`Service::wait`], and each request takes 20 ms. Otherwise it is the wall's: for browsers.
    pub by_hand: bool,
    /// Permits targets on this machine: for stories in which the site is there, too. The real service refuses them.
    pub loopback: bool,
    /// Where `RIPEstat` sees who asks: address, network, country. A proxy in front says in `X-Real-IP` who that is.
    pub visitor: Box<Visitor>,
}

impl Setup {
    /// The probes of [`probes`], a full hour of tests, and a site that answers them all after 80 ms.
    pub fn new(site: impl Fn(&Probe, &Asked) -> Met + Send + Sync + 'static) -> Setup {
        Setup {
            probes: probes(),
            site: Box::new(move |probe, asked| (80, site(probe, asked))),
            tests: 250,
            by_hand: true,
            loopback: false,
            visitor: Box::new(|_| Some(("93.184.216.34".to_owned(), 3320, "DE"))),
        }
    }
}

/// What one probe does.
struct Test {
    /// The probe.
    nth: usize,
    online: bool,
    /// When it is done, and with what; empty while it is under way.
    met: Arc<OnceLock<(u64, Met)>>,
}

/// A measurement.
struct Measurement {
    request: Value,
    asked: Asked,
    began: u64,
    timeout: u64,
    tests: Vec<Test>,
    looked: Vec<u64>,
    blocked_until: u64,
    /// When the last answer was sent.
    last: u64,
    seen_final: bool,
}

#[derive(Default)]
struct State {
    measurements: HashMap<String, Measurement>,
    tests: u32,
    posts: Vec<Value>,
    requests: Vec<String>,
    breaches: Vec<String>,
    posts_next: VecDeque<Canned>,
    looks_next: VecDeque<Canned>,
    not_before: u64,
}

struct Shared {
    setup: Setup,
    began: Instant,
    by_hand: AtomicU64,
    state: Mutex<State>,
    stopped: AtomicBool,
}

/// A running service; dropping it ends it.
pub struct Service {
    /// The address to configure, for the measurements and for `RIPEstat` alike.
    pub url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// How many looks at one measurement are permitted in how many milliseconds, and for how long the next ones are refused (`config/default.cjs`,
/// `src/lib/rate-limiter/rate-limiter-get.ts`).
const LOOKS: usize = 5;
const LOOKS_MS: u64 = 2_000;
const BLOCK_MS: u64 = 5_000;
/// Tests in an hour, probes in a measurement.
const TESTS: u32 = 250;
const MOST_PROBES: u64 = 50;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    /// Starts one on a free port of 127.0.0.1.
    pub fn start(setup: Setup) -> Service {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its own address");
        let state = State { tests: setup.tests, ..State::default() };
        let shared = Arc::new(Shared {
            setup,
            began: Instant::now(),
            by_hand: AtomicU64::new(0),
            state: Mutex::new(state),
            stopped: AtomicBool::new(false),
        });
        let accepting = thread::Builder::new().name("elsewhere".to_owned()).spawn({
            let shared = shared.clone();
            move || {
                for stream in listener.incoming() {
                    if shared.stopped.load(Ordering::SeqCst) {
                        return;
                    }
                    let Ok(stream) = stream else { continue };
                    let shared = shared.clone();
                    thread::spawn(move || shared.converse(stream).ok());
                }
            }
        });
        Service { url: format!("http://{address}"), address, shared, accepting: Some(accepting.expect("a thread")) }
    }

    /// Milliseconds since it started, in its own time.
    pub fn now(&self) -> u64 {
        self.shared.now()
    }

    /// Waits so many milliseconds of its own time.
    pub fn wait(&self, ms: u64) {
        if self.shared.setup.by_hand {
            self.shared.by_hand.fetch_add(ms, Ordering::SeqCst);
        } else {
            thread::sleep(Duration::from_millis(ms));
        }
    }

    /// The bodies of all measurements that were asked for.
    pub fn posts(&self) -> Vec<Value> {
        lock(&self.shared.state).posts.clone()
    }

    /// All requests: method and target.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.state).requests.clone()
    }

    /// Where a client didn't keep to the contract.
    pub fn breaches(&self) -> Vec<String> {
        lock(&self.shared.state).breaches.clone()
    }

    /// Tests that are left.
    pub fn tests(&self) -> u32 {
        lock(&self.shared.state).tests
    }

    /// The next requests for a new measurement are answered with these.
    pub fn spoil_posts(&self, canned: impl IntoIterator<Item = Canned>) {
        lock(&self.shared.state).posts_next.extend(canned);
    }

    /// The next looks at a measurement are answered with these.
    pub fn spoil_looks(&self, canned: impl IntoIterator<Item = Canned>) {
        lock(&self.shared.state).looks_next.extend(canned);
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        if let (Ok(_), Some(accepting)) = (TcpStream::connect(self.address), self.accepting.take()) {
            accepting.join().ok();
        }
    }
}

struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// One request with its body. `None`: the connection ended.
fn read(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut chunk)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.split("\r\n");
    let mut start = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (start.next().unwrap_or_default().to_owned(), start.next().unwrap_or_default().to_owned());
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let mut request = Request { method, target, headers, body: bytes.split_off(head + 4) };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while request.body.len() < length {
        match stream.read(&mut chunk)? {
            0 => break,
            count => request.body.extend_from_slice(&chunk[..count]),
        }
    }
    Ok(Some(request))
}

struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    fn json(status: u16, body: &Value) -> Reply {
        Reply { status, headers: Vec::new(), body: body.to_string() }
    }

    fn error(status: u16, kind: &str, message: &str) -> Reply {
        let documentation = "https://globalping.io/docs/api.globalping.io#post-/v1/measurements";
        Reply::json(status, &json!({"error": {"type": kind, "message": message}, "links": {"documentation": documentation}}))
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Reply {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// Headers that a browser or any plain client sends by itself and that need no preflight, or none that a page could avoid.
fn is_plain(name: &str) -> bool {
    name.starts_with("sec-")
        || [
            "host",
            "connection",
            "content-length",
            "accept",
            "accept-encoding",
            "accept-language",
            "user-agent",
            "origin",
            "cache-control",
            "pragma",
            "dnt",
            "priority",
            "te",
            "access-control-request-method",
            "access-control-request-headers",
        ]
        .contains(&name)
}

impl Shared {
    fn now(&self) -> u64 {
        if self.setup.by_hand { self.by_hand.load(Ordering::SeqCst) } else { self.began.elapsed().as_millis() as u64 }
    }

    fn converse(self: &Arc<Self>, mut stream: TcpStream) -> io::Result<()> {
        let Some(request) = read(&mut stream)? else { return Ok(()) };
        self.by_hand.fetch_add(20, Ordering::SeqCst);
        let path = request.target.split('?').next().unwrap_or_default().to_owned();
        let creates = path == "/v1/measurements";
        let looks_at = path.strip_prefix("/v1/measurements/").map(str::to_owned);
        let mut spoiled = None;
        {
            let mut state = lock(&self.state);
            state.requests.push(format!("{} {}", request.method, request.target));
            for (name, _) in &request.headers {
                if !(is_plain(name) || creates && request.method == "POST" && name == "content-type") {
                    state.breaches.push(format!("{} {} has the header {name}", request.method, request.target));
                }
            }
            if creates && request.method == "POST" {
                spoiled = state.posts_next.pop_front();
            } else if looks_at.is_some() && request.method == "GET" {
                spoiled = state.looks_next.pop_front();
            }
        }
        let reply = match spoiled {
            Some(Canned::Hang) => return Ok(()),
            Some(Canned::Reply(status, headers, body)) => {
                if let Some((_, seconds)) = headers.iter().find(|(name, _)| *name == "Retry-After") {
                    lock(&self.state).not_before = self.now() + seconds.parse::<u64>().unwrap_or(0) * 1000;
                }
                Reply { status, headers, body }
            }
            None => self.route(&request, creates, looks_at.as_deref()),
        };
        let mut head = format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n", reply.status, reply.body.len());
        // `src/lib/http/middleware/cors.ts`.
        head.push_str("Access-Control-Allow-Origin: *\r\nAccess-Control-Max-Age: 600\r\nCross-Origin-Resource-Policy: cross-origin\r\n");
        head.push_str("Timing-Allow-Origin: *\r\nContent-Type: application/json; charset=utf-8\r\n");
        head.push_str(if creates || path == "/v1/limits" {
            "Access-Control-Allow-Headers: Authorization, Content-Type\r\nAccess-Control-Expose-Headers: ETag, Link, Location, Retry-After, \
             X-RateLimit-Limit, X-RateLimit-Consumed, X-RateLimit-Remaining, X-RateLimit-Reset, X-Credits-Consumed, X-Credits-Remaining, \
             X-Request-Cost, X-Response-Time, Deprecation, Sunset\r\n"
        } else {
            "Access-Control-Allow-Headers: *\r\nAccess-Control-Expose-Headers: *\r\n"
        });
        for (name, value) in &reply.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        // Noted before it is sent: whoever waits half a second after reading it waited longer than that.
        if let Some(id) = looks_at
            && let Some(measurement) = lock(&self.state).measurements.get_mut(&id)
        {
            measurement.last = self.now();
        }
        stream.write_all(head.as_bytes())?;
        stream.write_all(reply.body.as_bytes())?;
        Ok(())
    }

    fn route(self: &Arc<Self>, request: &Request, creates: bool, looks_at: Option<&str>) -> Reply {
        let now = self.now();
        match (request.method.as_str(), creates, looks_at) {
            ("OPTIONS", _, _) => Reply { status: 200, headers: Vec::new(), body: String::new() },
            ("POST", true, _) => self.create(request, now),
            ("GET", _, Some(id)) => self.look(id, now),
            ("GET", ..) if request.target.starts_with("/data/") => self.ripe(request),
            ("GET", ..) if request.target == "/v1/limits" => {
                let left = lock(&self.state).tests;
                Reply::json(
                    200,
                    &json!({"rateLimit": {"measurements": {"create": {"type": "ip", "limit": TESTS, "remaining": left, "reset": 0}}}}),
                )
            }
            _ => Reply::error(404, "not_found", "Couldn't find the requested item."),
        }
    }

    fn create(self: &Arc<Self>, request: &Request, now: u64) -> Reply {
        let mut state = lock(&self.state);
        if now < state.not_before {
            let early = state.not_before - now;
            state.breaches.push(format!("asked {early} ms before Retry-After was over"));
        }
        // koa-bodyparser takes JSON alone; anything else leaves an empty object.
        let is_json = request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        let body = if is_json { serde_json::from_slice(&request.body).unwrap_or(Value::Null) } else { json!({}) };
        if body.is_null() || request.body.len() > 100 * 1024 {
            return Reply::error(400, "api_error", "invalid JSON, only supports object and array");
        }
        if let Err((field, message)) = valid(&body, self.setup.loopback) {
            let mut params = Map::new();
            params.insert(field, message.into());
            return Reply::json(
                400,
                &json!({"error": {"type": "validation_error", "message": "Parameter validation failed.", "params": params}}),
            );
        }
        state.posts.push(body.clone());
        let limited = |state: &State, cost: u64| {
            Reply::error(429, "rate_limit_exceeded", "This measurement exceeds the remaining hourly rate limit for your IP address.")
                .with("X-RateLimit-Limit", TESTS)
                .with("X-RateLimit-Consumed", 0)
                .with("X-RateLimit-Remaining", state.tests)
                .with("X-RateLimit-Reset", 1740)
                .with("X-Request-Cost", cost)
        };
        if let Some(list) = body["locations"].as_array() {
            let cost = list.iter().map(|entry| entry["limit"].as_u64().unwrap_or(1)).sum();
            if u64::from(state.tests) < cost {
                return limited(&state, cost);
            }
        }
        let picked = self.pick(&body["locations"], &state);
        if picked.is_empty() {
            return Reply::error(422, "no_probes_found", "No matching IPv4 probes available.");
        }
        let cost = picked.iter().filter(|(_, online)| *online).count() as u32;
        if state.tests < cost {
            return limited(&state, cost.into());
        }
        state.tests -= cost;
        let id = format!("2{:016x}0001{}", state.measurements.len() + 0xc0ffee, "aBcD");
        let asked = asked(&body);
        let tests = picked.iter().map(|(nth, online)| Test { nth: *nth, online: *online, met: self.test(*nth, &asked, now) }).collect();
        let timeout = body["timeout"].as_u64().unwrap_or(15) * 1000;
        let measurement = Measurement {
            request: body,
            asked,
            began: now,
            timeout,
            tests,
            looked: Vec::new(),
            blocked_until: 0,
            last: now,
            seen_final: false,
        };
        state.measurements.insert(id.clone(), measurement);
        Reply::json(202, &json!({"id": id, "probesCount": picked.len()}))
            .with("Location", format!("https://api.globalping.io/v1/measurements/{id}"))
            .with("X-RateLimit-Limit", TESTS)
            .with("X-RateLimit-Consumed", cost)
            .with("X-RateLimit-Remaining", state.tests)
            .with("X-RateLimit-Reset", 1740)
            .with("X-Request-Cost", cost)
    }

    /// Sends a probe there.
    fn test(self: &Arc<Self>, nth: usize, asked: &Asked, now: u64) -> Arc<OnceLock<(u64, Met)>> {
        let slot = Arc::new(OnceLock::new());
        let (shared, asked, met) = (self.clone(), asked.clone(), slot.clone());
        let go = move || {
            let (delay, what) = (shared.setup.site)(&shared.setup.probes[nth], &asked);
            met.set((now + delay, what)).ok();
        };
        if self.setup.by_hand {
            go();
        } else {
            thread::spawn(go);
        }
        slot
    }

    /// `src/probe/router.ts`: a number reuses its probes in their order, a list takes of every entry as many as its limit; each probe once.
    fn pick(&self, locations: &Value, state: &State) -> Vec<(usize, bool)> {
        if let Some(id) = locations.as_str() {
            let known = state.measurements.get(id).map_or_else(Vec::new, |known| known.tests.iter().map(|test| test.nth).collect());
            return known.into_iter().map(|nth| (nth, !self.setup.probes[nth].leaves)).collect();
        }
        let mut picked: Vec<usize> = Vec::new();
        for entry in locations.as_array().into_iter().flatten() {
            let limit = entry["limit"].as_u64().unwrap_or(1) as usize;
            let world = entry["magic"] == "world";
            let mut fit: Vec<usize> = (0..self.setup.probes.len())
                .filter(|nth| {
                    let probe = &self.setup.probes[*nth];
                    world
                        || (entry.get("asn").is_none_or(|asn| *asn == probe.asn)
                            && entry.get("country").is_none_or(|country| *country == probe.country)
                            && entry.get("tags").and_then(Value::as_array).is_none_or(|tags| {
                                tags.iter().all(|tag| tag == if probe.at_home { "eyeball-network" } else { "datacenter-network" })
                            }))
                })
                .collect();
            // The service shuffles; here the order is another one, and always the same.
            fit.sort_by_key(|nth| nth * 37 % 61);
            if world {
                // One continent after the other.
                let mut rank = HashMap::<&str, usize>::new();
                fit.sort_by_cached_key(|nth| {
                    let next = rank.entry(self.setup.probes[*nth].continent).or_default();
                    *next += 1;
                    *next
                });
            }
            for nth in fit.into_iter().take(limit) {
                if !picked.contains(&nth) {
                    picked.push(nth);
                }
            }
        }
        picked.into_iter().map(|nth| (nth, true)).collect()
    }

    fn look(&self, id: &str, now: u64) -> Reply {
        let mut state = lock(&self.state);
        let State { measurements, breaches, .. } = &mut *state;
        let Some(measurement) = measurements.get_mut(id) else {
            return Reply::error(404, "not_found", "Couldn't find the requested measurement.");
        };
        // Half a second after the answer; 10 ms are the rounding of two clocks.
        let pause = now - measurement.last.min(now);
        if pause < 490 {
            breaches.push(format!("looked again after {pause} ms"));
        }
        if measurement.seen_final {
            breaches.push("looked at a finished measurement".to_owned());
        }
        // A window that begins with its first look, as rate-limiter-flexible counts.
        if measurement.looked.first().is_some_and(|first| now - first >= LOOKS_MS) {
            measurement.looked.clear();
        }
        measurement.looked.push(now);
        if now < measurement.blocked_until {
            breaches.push("looked while it was asked to wait".to_owned());
        } else if measurement.looked.len() > LOOKS {
            measurement.blocked_until = now + BLOCK_MS;
        }
        if now < measurement.blocked_until {
            let seconds = (measurement.blocked_until - now).div_ceil(1000);
            return Reply::error(429, "too_many_requests", &format!("Too many requests. Please retry in {seconds} seconds."))
                .with("Retry-After", seconds);
        }
        let out_of_time = now >= measurement.began + measurement.timeout + 5_000;
        let mut running = false;
        let mut results = Vec::new();
        for Test { nth, online, met } in &measurement.tests {
            let done = met.get().filter(|(due, met)| *due <= now && !matches!(met, Met::Never));
            let result = if !online {
                json!({"status": "offline", "rawOutput": "This probe is currently offline. Please try again later."})
            } else if let Some((_, met)) = done {
                result(met, &measurement.asked)
            } else if out_of_time {
                json!({"status": "failed", "failureSource": "internal", "rawOutput": "The measurement timed out."})
            } else {
                running = true;
                json!({"status": "in-progress", "rawHeaders": "", "rawBody": "", "rawOutput": ""})
            };
            let probe = &self.setup.probes[*nth];
            results.push(json!({
                "probe": {
                    "continent": probe.continent, "region": "Western Europe", "country": probe.country, "state": null, "city": probe.city,
                    "asn": probe.asn, "longitude": 8.68, "latitude": 50.12, "network": probe.network,
                    "tags": [if probe.at_home { "eyeball-network" } else { "datacenter-network" }], "resolvers": ["private"],
                },
                "result": result,
            }));
        }
        measurement.seen_final = !running;
        let mut body = json!({
            "id": id, "type": "http", "status": if running { "in-progress" } else { "finished" }, "createdAt": "2026-11-27T10:00:00.000Z",
            "updatedAt": "2026-11-27T10:00:01.000Z", "target": measurement.request["target"], "probesCount": results.len(),
            "measurementOptions": measurement.request["measurementOptions"], "results": results,
        });
        if measurement.request["locations"].is_array() {
            body["locations"] = measurement.request["locations"].clone();
        }
        Reply::json(200, &body)
    }

    fn ripe(&self, request: &Request) -> Reply {
        let target = request.target.as_str();
        let Some((ip, asn, country)) = (self.setup.visitor)(request.header("x-real-ip")) else {
            return Reply::error(503, "api_error", "No.");
        };
        let ip = ip.as_str();
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let resource = query.split('&').find_map(|pair| pair.strip_prefix("resource="));
        if !query.contains("sourceapp=") {
            lock(&self.state).breaches.push(format!("{target} does not say which program asks"));
        }
        let data = match target.split('?').next().unwrap_or_default() {
            "/data/whats-my-ip/data.json" => json!({"ip": ip}),
            "/data/network-info/data.json" if resource == Some(ip) => json!({"asns": [asn.to_string()], "prefix": "93.184.216.0/24"}),
            "/data/maxmind-geo-lite/data.json" if resource == Some(ip) => {
                json!({"located_resources": [{"resource": ip, "locations": [{"country": country, "city": "", "covered_percentage": 100.0}]}]})
            }
            _ => return Reply::json(400, &json!({"status": "error", "status_code": 400, "data": {}})),
        };
        Reply::json(200, &json!({"messages": [], "version": "1.1", "status": "ok", "status_code": 200, "data": data}))
    }
}

/// The address that a body asks for.
fn asked(body: &Value) -> Asked {
    let (options, target) = (&body["measurementOptions"], body["target"].as_str().unwrap_or_default());
    let request = &options["request"];
    let scheme = if options["protocol"] == "HTTP" { "http" } else { "https" };
    let host = if target.contains(':') { format!("[{target}]") } else { target.to_owned() };
    let mut url = format!("{scheme}://{host}");
    if let Some(port) = options["port"].as_u64() {
        let _ = write!(url, ":{port}");
    }
    url.push_str(request["path"].as_str().unwrap_or("/"));
    if let Some(query) = request["query"].as_str().filter(|query| !query.is_empty()) {
        let _ = write!(url, "?{query}");
    }
    Asked { method: request["method"].as_str().unwrap_or("HEAD").to_owned(), url }
}

/// What a probe reports (`src/command/handlers/http/undici.ts`): an answer whole, a failure with everything else emptied.
fn result(met: &Met, asked: &Asked) -> Value {
    match met {
        Met::Never => Value::Null,
        Met::Raw(value) => value.clone(),
        Met::Failed(source, said) => {
            let mut value = json!({
                "status": "failed", "resolvedAddress": null, "headers": {}, "rawHeaders": null, "rawBody": null, "rawOutput": said,
                "truncated": false, "statusCode": null, "statusCodeName": null, "tls": null,
                "timings": {"total": null, "dns": null, "tcp": null, "tls": null, "firstByte": null, "download": null},
            });
            if let Some(source) = source {
                value["failureSource"] = (*source).into();
            }
            value
        }
        Met::Http { status, headers, body, certificate } => {
            let body = if asked.method == "HEAD" { "" } else { body };
            let list: Map<String, Value> = headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
            let raw = headers.iter().fold(String::new(), |raw, (name, value)| raw + name.as_str() + ": " + value.as_str() + "\n");
            let tls = if asked.url.starts_with("https:") {
                let mut tls = json!({
                    "authorized": certificate.is_none(), "protocol": "TLSv1.3", "cipherName": "TLS_AES_256_GCM_SHA384",
                    "createdAt": "2026-10-01T00:00:00.000Z", "expiresAt": "2026-12-30T23:59:59.000Z", "issuer": {"C": "US", "O": "Let's Encrypt", "CN": "E7"},
                    "subject": {"CN": "example.com", "alt": "DNS:example.com"}, "keyType": "EC", "keyBits": 256, "serialNumber": "04:0F",
                    "fingerprint256": "AA:BB", "publicKey": null,
                });
                if let Some(error) = certificate {
                    tls["error"] = (*error).into();
                }
                tls
            } else {
                Value::Null
            };
            json!({
                "status": "finished", "resolvedAddress": "93.184.216.34", "headers": list, "rawHeaders": raw,
                "rawBody": if body.is_empty() { Value::Null } else { body.into() }, "rawOutput": format!("HTTP/1.1 {status}\n{raw}\n{body}"),
                "truncated": false, "statusCode": status, "statusCodeName": "X", "tls": tls,
                "timings": {"total": 80, "dns": 5, "tcp": 10, "tls": 20, "firstByte": 40, "download": 5},
            })
        }
    }
}

type Invalid = (String, String);

/// `src/measurement/schema`: Joi refuses every key that a schema doesn't name.
fn valid(body: &Value, loopback: bool) -> Result<(), Invalid> {
    let known = |value: &Value, path: &str, keys: &[&str]| -> Result<(), Invalid> {
        let Some(map) = value.as_object() else { return Err((path.to_owned(), format!("\"{path}\" must be of type object"))) };
        match map.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err((format!("{path}.{key}"), format!("\"{key}\" is not allowed"))),
            None => Ok(()),
        }
    };
    let fail = |field: &str, what: &str| Err((field.to_owned(), format!("\"{field}\" {what}")));
    known(body, "body", &["type", "target", "measurementOptions", "timeout", "locations", "limit", "inProgressUpdates"])?;
    if body["type"] != "http" {
        return fail("type", "must be [http]; this service has no other");
    }
    let Some(target) = body["target"].as_str() else { return fail("target", "is required") };
    match target.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) if is_private(ip) && !(loopback && ip.is_loopback()) => return fail("target", "must not be a private hostname"),
        Err(_) if !(is_fqdn(target) || loopback && target == "localhost") => return fail("target", "must be a valid domain name"),
        Ok(_) | Err(_) => {}
    }
    if let Some(timeout) = body.get("timeout")
        && !timeout.as_u64().is_some_and(|timeout| (5..=30).contains(&timeout))
    {
        return fail("timeout", "must be between 5 and 30");
    }
    if body.get("inProgressUpdates").is_some_and(|flag| !flag.is_boolean()) {
        return fail("inProgressUpdates", "must be a boolean");
    }
    if let Some(options) = body.get("measurementOptions") {
        known(options, "measurementOptions", &["request", "resolver", "protocol", "port", "ipVersion"])?;
        if options.get("protocol").is_some_and(|protocol| !["HTTP", "HTTPS", "HTTP2"].iter().any(|known| protocol == known)) {
            return fail("measurementOptions.protocol", "must be one of [HTTP, HTTPS, HTTP2]");
        }
        if options.get("port").is_some_and(|port| port.as_u64().is_none_or(|port| port > 65535)) {
            return fail("measurementOptions.port", "must be a valid port");
        }
        if let Some(request) = options.get("request") {
            known(request, "measurementOptions.request", &["method", "host", "path", "query", "headers"])?;
            if request.get("method").is_some_and(|method| !["HEAD", "GET", "OPTIONS"].iter().any(|known| method == known)) {
                return fail("measurementOptions.request.method", "must be one of [HEAD, GET, OPTIONS]");
            }
            for field in ["path", "query"] {
                if request.get(field).is_some_and(|text| text.as_str().is_none_or(|text| text.len() > 16384 || text.is_empty())) {
                    return fail(field, "is not allowed to be empty");
                }
            }
        }
    }
    let Some(locations) = body.get("locations") else { return Ok(()) };
    if let Some(id) = locations.as_str() {
        return if id.len() <= 128 && !id.is_empty() { Ok(()) } else { fail("locations", "must be a string of up to 128 characters") };
    }
    let Some(list) = locations.as_array().filter(|list| list.len() <= 128) else { return fail("locations", "must be an array") };
    let mut sum = 0;
    for (nth, entry) in list.iter().enumerate() {
        let at = |field: &str| format!("locations.{nth}.{field}");
        let keys = ["continent", "region", "country", "state", "city", "network", "asn", "magic", "tags"];
        known(entry, &format!("locations.{nth}"), &[&keys[..], &["limit"]].concat())?;
        if !keys.iter().any(|key| entry.get(key).is_some()) {
            return fail(&format!("locations.{nth}"), "must contain at least one of [continent, region, country, …]");
        }
        if entry.get("asn").is_some_and(|asn| asn.as_u64().is_none_or(|asn| asn == 0)) {
            return fail(&at("asn"), "must be a positive number");
        }
        if entry.get("country").is_some_and(|code| !code.as_str().is_some_and(|code| COUNTRIES.split(' ').any(|known| known == code))) {
            return fail(&at("country"), "must be a valid two-letter ISO code");
        }
        if entry.get("tags").is_some_and(|tags| !tags.as_array().is_some_and(|tags| tags.iter().all(Value::is_string))) {
            return fail(&at("tags"), "must be an array");
        }
        let limit = entry.get("limit").map_or(Some(1), Value::as_u64);
        match limit {
            Some(limit @ 1..=MOST_PROBES) if body.get("limit").is_none() => sum += limit,
            _ => return fail(&at("limit"), "must be between 1 and 50, and is not allowed when a global limit is set"),
        }
    }
    if sum > MOST_PROBES { fail("locations", "the sum of limits must be less than or equal to 50") } else { Ok(()) }
}

/// Countries that the tests use; the service takes every code of ISO 3166-1 (`countries-list`).
const COUNTRIES: &str = "AT AU BR CA CH DE ES FR GB IE IN IT JP NL NO PL SE US ZA";

/// `src/lib/private-ip.ts`, as far as tests need it.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified() || ip.octets()[0] >= 224,
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || (ip.segments()[0] & 0xfe00) == 0xfc00,
    }
}

/// validator.js's `isFQDN` with underscores permitted: labels of letters, digits, hyphens inside; a last label of letters; no dot at the end.
fn is_fqdn(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c as u32 >= 0xa1)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = labels.last().copied().unwrap_or_default();
    let top = last.starts_with("xn--") || (last.chars().count() >= 2 && last.chars().all(|c| c.is_ascii_alphabetic() || c as u32 >= 0xa1));
    labels.len() >= 2 && labels.iter().all(label) && top
}
