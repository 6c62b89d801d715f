//! What breaks: each situation, made for real. Only the lab's own side reads this; the visitor has no way to.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    afar::{COUNTRY, Neighbors},
    browser::Engine,
    device::{Account, Device, Extension},
    lab::{BROKEN_HTTP, Tcp},
    names::{Names, Says, Server, Stub, resolver, stub},
    net::{HOME, ISP_DNS, MOBILE, MOBILE_DNS, Net, ROUTER, VPN, VPN_DNS, tool},
    process::{Process, Scratch, program},
    world::{
        App, Asked, Certificates, Crowd, DEAD_IP, Does, Edge, INSIDE_IP, OLD_SITE, Program, Rest, SITE, SITE_IP, Site, addresses, haproxy,
        nginx, squid, true_names,
    },
};

/// Numbers that are the same in every run.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// From words.
    pub fn new(words: &str) -> Dice {
        // FNV-1a.
        Dice(words.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// The next below a limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        // splitmix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    /// True in so many of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A lane: a whole world for one case after the other.
pub struct Lane {
    /// The networks.
    pub net: Arc<Net>,
    /// The resolver of the visitor's device.
    pub stub: Arc<Stub>,
    names: Arc<Names>,
    certificates: Arc<Certificates>,
    site: Site,
    programs: Vec<Program>,
    crowd: Option<Crowd>,
    tcp: Vec<Tcp>,
    second: Arc<Stub>,
    neighbors: Arc<Neighbors>,
    // They end with the lane.
    _rest: Rest,
    _servers: Vec<Server>,
    _router: Process,
    _folder: Scratch,
}

/// What somebody did with their browser on earlier days.
#[derive(Debug, Clone)]
pub enum Past {
    /// Opened a page.
    Open(String),
    /// Opened a page that installs a service worker.
    Worker(String),
    /// Signed in.
    SignIn,
}

/// A situation as it is set up.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The address that fails.
    pub address: String,
    /// Words of the page that is wanted.
    pub wanted: &'static str,
    /// The visitor uses a VPN.
    pub vpn: bool,
    /// The visitor has an account at the site.
    pub account: Option<Account>,
    /// Their browser has an extension.
    pub extension: bool,
    /// Their clock can be off.
    pub clock: bool,
    /// How often they try until it fails.
    pub tries: u32,
    /// What they did before.
    pub past: Vec<Past>,
    edge: Edge,
    /// One of a few forms that it takes in life.
    form: u64,
}

/// Words of the site's front page.
pub const FRONT: &str = "Welcome to Harbor Books";
const ATLAS: &str = "Atlas of Harbors, third edition";
const ORDERS: &str = "Your orders of this year";

fn html(title: &str, body: &str) -> String {
    format!("<!doctype html>\n<html lang=\"en\"><head><title>{title}</title></head>\n<body>\n{body}\n</body></html>\n")
}

fn fine(title: &str, words: &str) -> Does {
    Does::Says(
        "200 OK",
        String::new(),
        html(title, &format!("<header>Harbor Books</header><h1>{words}</h1><p>In stock. Ships in two days.</p>")),
    )
}

fn error(status: &'static str, more: &str, words: &str) -> Does {
    let name = status.split_once(' ').map_or("", |(_, name)| name);
    Does::Says(status, more.to_owned(), html(status, &format!("<h1>{name}</h1>\n<p>{words}</p>")))
}

/// The application as it should be. Sessions: `session=…` with that value are valid.
fn healthy(asked: &Asked, session: Option<&str>) -> Does {
    let signed_in = session.is_some_and(|own| asked.cookies.get("session").is_some_and(|given| given == own));
    match asked.path.as_str() {
        "/" => fine("Harbor Books", FRONT),
        "/catalog/atlas" => fine("Atlas", ATLAS),
        "/login" if asked.body.contains("password=secret") => Does::Says(
            "303 See Other",
            format!("Location: /\r\nSet-Cookie: session={}; Path=/; HttpOnly; Secure\r\n", session.unwrap_or("none")),
            String::new(),
        ),
        "/login" => Does::Says("200 OK", String::new(), html("Sign in", FORM)),
        "/account/orders" if signed_in => fine("Orders", ORDERS),
        "/account/orders" | "/account/reports" => Does::Says(
            "401 Unauthorized",
            String::new(),
            html("401 Unauthorized", &format!("<h1>Unauthorized</h1><p>Please sign in to see this page.</p>{FORM}")),
        ),
        _ => error("404 Not Found", "", "The requested page was not found on this server."),
    }
}

const FORM: &str = "<form method=post action=/login><label>Name <input id=name name=name></label><label>Password <input id=password name=password type=password></label><button>Sign in</button></form>";

#[allow(clippy::unnecessary_wraps)] // as everybody takes it: there may be none
fn app(run: impl Fn(&Asked) -> Does + Send + Sync + 'static) -> Option<App> {
    Some(Arc::new(run))
}

fn well() -> Option<App> {
    app(|asked| healthy(asked, Some("s1")))
}

impl Lane {
    /// Builds one.
    pub fn new(nth: usize, certificates: Arc<Certificates>, dist: PathBuf) -> Lane {
        let net = Arc::new(Net::new(nth, &addresses()));
        let names = Arc::new(Names::default());
        true_names(&names);
        let neighbors = Arc::new(Neighbors::default());
        let (rest, mut servers) = net.world.within(|| {
            let at_home = names.clone();
            let mut servers = vec![resolver(ISP_DNS, move |name| at_home.at_home(name))];
            for address in [MOBILE_DNS, VPN_DNS] {
                let names = names.clone();
                servers.push(resolver(address, move |name| names.at_large(name)));
            }
            (Rest::start(&certificates, net.clone(), names.clone(), neighbors.clone(), &dist), servers)
        });
        let folder = Scratch::new("router");
        let router = net.home.within(|| {
            let mut command = std::process::Command::new(program(&["dnsmasq"]));
            command.args([
                "--keep-in-foreground",
                "--no-resolv",
                "--no-hosts",
                "--conf-file=/dev/null",
                "--bind-interfaces",
                "--cache-size=0",
                "--user=root",
                "--pid-file",
            ]);
            command.arg(format!("--server={ISP_DNS}")).arg(format!("--listen-address={ROUTER}"));
            Process::start(&mut command, &folder.path().join("output"))
        });
        let (visitor, server) = net.visitor.within(|| stub(ROUTER));
        servers.push(server);
        let (second, server) = net.second.within(|| stub(ROUTER));
        servers.push(server);
        Lane {
            net,
            stub: visitor,
            second,
            neighbors,
            names,
            certificates,
            site: Site::default(),
            programs: Vec::new(),
            crowd: None,
            tcp: Vec::new(),
            _rest: rest,
            _servers: servers,
            _router: router,
            _folder: folder,
        }
    }

    /// Everything is well again.
    pub fn calm(&mut self) {
        self.crowd = None;
        self.neighbors.behind.store(false, Ordering::SeqCst);
        self.programs.clear();
        // A server ends from where it listens.
        let (tcp, site) = (std::mem::take(&mut self.tcp), &mut self.site);
        self.net.home.within(move || drop(tcp));
        self.net.calm();
        self.net.world.within(|| site.stop());
        true_names(&self.names);
        self.stub.kept.clear();
        self.second.kept.clear();
    }

    fn restart(&mut self, edge: &Edge, app: Option<App>) {
        let (site, certificates) = (&mut self.site, &self.certificates);
        self.net.world.within(|| site.start(certificates, edge, app));
    }

    fn new_app(&mut self, app: Option<App>) {
        let site = &mut self.site;
        self.net.world.within(|| site.app(app));
    }

    /// Sets up what was before the fault, and says what the situation is like.
    pub fn before(&mut self, id: &str, dice: &mut Dice) -> Scene {
        self.calm();
        let form = dice.below(4);
        let edge = Edge { open: dice.chance(50), ..Edge::default() };
        let mut scene = Scene {
            address: format!("https://{SITE}/catalog/atlas"),
            wanted: ATLAS,
            vpn: false,
            account: None,
            extension: false,
            clock: false,
            tries: 1,
            past: Vec::new(),
            edge,
            form,
        };
        let account = Account { at: format!("https://{SITE}/login"), name: "jane".to_owned(), password: "secret".to_owned() };
        let mut before = well();
        match id {
            "origin-crashing" | "connection-poor" | "edge-limit" | "shared-limit" | "vpn-429" => scene.tries = 8,
            "origin-bug" | "origin-garbage" if dice.chance(30) => scene.account = Some(account),
            "access-denied" => {
                scene.account = Some(account);
                scene.address = format!("https://{SITE}/account/reports");
                scene.wanted = "Reports of the house";
                scene.past = vec![Past::SignIn];
            }
            "expired-session" => {
                scene.account = Some(account);
                scene.address = format!("https://{SITE}/account/orders");
                scene.wanted = ORDERS;
                scene.past = vec![Past::SignIn, Past::Open(scene.address.clone())];
            }
            "route-451" => scene.address = format!("http://{SITE}/catalog/atlas"),
            "stale-redirect" => {
                self.names.truth.set(OLD_SITE, Says::At(DEAD_IP));
                before = app(|asked| {
                    if asked.path == "/catalog/atlas" {
                        let to = format!("Location: https://{OLD_SITE}/catalog/old-atlas\r\nCache-Control: max-age=31536000\r\n");
                        return Does::Says("301 Moved Permanently", to, html("Moved", "<h1>Moved</h1>"));
                    }
                    if asked.path == "/catalog/old-atlas" { fine("Atlas", ATLAS) } else { healthy(asked, None) }
                });
                scene.past = vec![Past::Open(scene.address.clone())];
            }
            "stale-worker" => {
                let form = scene.form;
                before = app(move |asked| match asked.path.as_str() {
                    "/worker.js" => {
                        let (status, name) =
                            [(500, "Internal Server Error"), (503, "Service Unavailable")][usize::from(form.is_multiple_of(2))];
                        let page = format!(
                            "<!doctype html><title>{status} {name}</title><h1>{name}</h1><p>The shop is being moved. Please come back later.</p>"
                        );
                        let script = format!(
                            "self.addEventListener('install', () => self.skipWaiting()); self.addEventListener('activate', e => e.waitUntil(clients.claim())); self.addEventListener('fetch', e => {{ if (e.request.mode === 'navigate') e.respondWith(new Response('{page}', {{ status: {status}, statusText: '{name}', headers: {{ 'Content-Type': 'text/html' }} }})); }});"
                        );
                        let mut does = Does::Says("200 OK", String::new(), script);
                        if let Does::Says(_, more, _) = &mut does {
                            more.push_str("X-Kind: worker\r\n");
                        }
                        does
                    }
                    "/" => Does::Says(
                        "200 OK",
                        String::new(),
                        html("Harbor Books", &format!("<h1>{FRONT}</h1><script>navigator.serviceWorker.register('/worker.js')</script>")),
                    ),
                    _ => healthy(asked, None),
                });
                scene.edge.server = String::from(
                    "location = /worker.js { types { } default_type text/javascript; proxy_hide_header Content-Type; add_header Content-Type text/javascript always; proxy_pass http://127.0.0.1:9000; }",
                );
                scene.past = vec![Past::Worker(format!("https://{SITE}/"))];
            }
            "oversize-cookie" => {
                before = app(|asked| {
                    if let Some(nth) = asked.path.strip_prefix("/preferences/") {
                        let cookie = format!("Set-Cookie: p{nth}={}; Path=/; Max-Age=31536000; Secure\r\n", "x".repeat(3900));
                        return Does::Says("200 OK", cookie, html("Preferences", "<p>Saved."));
                    }
                    healthy(asked, None)
                });
                scene.past = ["1", "2", "3"].map(|nth| Past::Open(format!("https://{SITE}/preferences/{nth}"))).to_vec();
            }
            "broken-cookie" => {
                before = app(|asked| match healthy(asked, None) {
                    Does::Says(status, more, page) => {
                        Does::Says(status, more + "Set-Cookie: basket=v1.8f31; Path=/; Max-Age=31536000; Secure\r\n", page)
                    }
                    does => does,
                });
                scene.past = vec![Past::Open(format!("https://{SITE}/"))];
            }
            "extension-blocks" => scene.extension = true,
            "clock-wrong" => scene.clock = true,
            _ => {}
        }
        scene.vpn = id.starts_with("vpn-");
        self.neighbors.there.store(dice.chance(50), Ordering::SeqCst);
        let edge = scene.edge.clone();
        self.restart(&edge, before);
        scene
    }

    /// Makes the fault.
    pub fn begin(&mut self, id: &str, scene: &Scene) {
        let mut edge = scene.edge.clone();
        let site = SITE_IP;
        let behind = id.starts_with("route-") && self.neighbors.there.load(Ordering::SeqCst);
        self.neighbors.behind.store(behind, Ordering::SeqCst);
        match id {
            "origin-down" => self.new_app(None),
            "origin-slow" => self.new_app(app(|_| Does::Hangs)),
            "origin-crashing" => {
                let turn = std::sync::Mutex::new(Dice::new(&format!("crashes {}", scene.form)));
                self.new_app(app(move |asked| if crate::names::lock(&turn).chance(70) { Does::Dies } else { healthy(asked, Some("s1")) }));
            }
            "origin-overloaded" => self.new_app(app(|_| {
                error("503 Service Unavailable", "Retry-After: 120\r\n", "The server is overloaded. Please try again later.")
            })),
            "origin-bug" => self.new_app(app(|asked| {
                if asked.path == "/catalog/atlas" {
                    error("500 Internal Server Error", "", "Something went wrong.")
                } else {
                    healthy(asked, Some("s1"))
                }
            })),
            "origin-garbage" => self
                .new_app(app(|asked| if asked.path == "/catalog/atlas" { Does::Blurts(BROKEN_HTTP) } else { healthy(asked, Some("s1")) })),
            "maintenance" if scene.form.is_multiple_of(2) => {
                self.new_app(app(|_| {
                    error("503 Service Unavailable", "Retry-After: 3600\r\n", "We are down for maintenance and will be back soon.")
                }));
            }
            "maintenance" => {
                edge.server = String::from(
                    "error_page 503 @closed; location @closed { default_type text/html; return 503 '<!doctype html><title>Scheduled maintenance</title><h1>503 Service Unavailable</h1><p>This site is down for scheduled maintenance.'; } if ($request_uri) { return 503; }",
                );
                self.restart(&edge, well());
            }
            "page-gone" => self.new_app(app(|asked| {
                if asked.path == "/catalog/atlas" {
                    error("404 Not Found", "", "The requested page was not found on this server.")
                } else {
                    healthy(asked, Some("s1"))
                }
            })),
            "access-denied" => self.new_app(app(|asked| {
                if asked.path == "/account/reports" && asked.cookies.get("session").is_some_and(|own| own == "s1") {
                    error("403 Forbidden", "", "Your account does not have permission to see this page.")
                } else {
                    healthy(asked, Some("s1"))
                }
            })),
            "edge-misrouted" => {
                let (site, certificates) = (&mut self.site, &self.certificates);
                self.net.world.within(|| {
                    site.end_edge();
                    site.edge(haproxy(
                        certificates,
                        "  use_backend shop if { hdr(host) -i shop.harbor-books.com }\nbackend shop\n  server one 127.0.0.1:9000\n",
                    ));
                });
            }
            "edge-limit" => {
                edge.http = String::from("limit_req_zone $hostname zone=all:1m rate=2r/m;");
                edge.pass = String::from("limit_req zone=all burst=20 nodelay;");
                self.restart(&edge, well());
                self.crowd = Some(self.net.world.within(Crowd::start));
            }
            "edge-down" => {
                let site = &mut self.site;
                site.end_edge();
            }
            "edge-origin-blocked" => self
                .net
                .world
                .rules("table ip fault { chain out { type filter hook output priority 0; oifname lo tcp dport 9000 drop; }; }"),
            "edge-refuses" => {
                edge.server = format!("deny {HOME};");
                self.restart(&edge, well());
            }
            "country-refused" => {
                edge.http = format!("geo $country {{ default other; {HOME} here; {MOBILE} here; {COUNTRY} here; }}");
                edge.server = String::from(
                    "if ($country = here) { return 451 '<!doctype html><title>451 Unavailable For Legal Reasons</title><h1>Unavailable For Legal Reasons</h1><p>This content is not available in your country.'; }",
                );
                self.restart(&edge, well());
            }
            "certificate-expired" => {
                edge.certificate = "expired";
                self.restart(&edge, well());
            }
            "dns-gone" => self.names.truth.set(SITE, Says::Gone),
            "dns-wrong" => {
                self.names.truth.set(SITE, Says::At(INSIDE_IP));
                // Providers carry no private addresses.
                self.net.home.rules("table ip fault { chain way { type filter hook forward priority 0; ip daddr 10.0.0.0/8 drop; }; }");
                self.net.vpn.rules("table ip fault { chain way { type filter hook forward priority 0; ip daddr 10.20.0.0/16 drop; }; }");
                self.net.world.rules(&format!(
                    "table ip fault {{ chain in {{ type filter hook prerouting priority 0; ip daddr {INSIDE_IP} drop; }}; }}"
                ));
            }
            "dns-servfail" => self.names.truth.set(SITE, Says::Failed),
            "resolver-broken" => self.names.provider.set(SITE, if scene.form.is_multiple_of(2) { Says::Failed } else { Says::Gone }),
            "route-reset" => self.net.home.within(|| {
                tool(&format!(
                    "iptables -I FORWARD -p tcp -d {site} -m string --algo bm --string {SITE} -j REJECT --reject-with tcp-reset"
                ));
            }),
            // The connection is made; what asks for the site is lost.
            "route-dropped" => self.net.home.within(|| {
                tool(&format!("iptables -I FORWARD -p tcp -d {site} -m string --algo bm --string {SITE} -j DROP"));
            }),
            "route-451" => {
                let program = self.net.home.within(|| {
                    nginx(
                        &format!("  server {{ listen {ROUTER}:8451; location / {{ add_header Link '<https://provider.example.net/legal>; rel=\"blocked-by\"' always; return 451 '<!doctype html><title>451 Unavailable For Legal Reasons</title><h1>Unavailable For Legal Reasons</h1><p>Your internet provider blocks this site by order of a court.'; }} }}\n"),
                        (ROUTER, 8451).into(),
                    )
                });
                self.programs.push(program);
                self.net.home.rules(&format!(
                    "table ip fault {{ chain to {{ type nat hook prerouting priority dstnat; ip daddr {site} tcp dport 80 dnat to {ROUTER}:8451; }}; chain way {{ type filter hook forward priority 0; ip daddr {site} tcp dport 443 reject with tcp reset; }}; }}"
                ));
            }
            "proxy-502" | "proxy-blocks" => self.proxy(id == "proxy-blocks"),
            "proxy-tls" => {
                let tls = self.certificates.nginx("gateway");
                let program = self.net.home.within(|| {
                    nginx(
                        &format!("  server {{ listen {ROUTER}:8443 ssl; {tls} location / {{ return 200 'inspected'; }} }}\n"),
                        (ROUTER, 8443).into(),
                    )
                });
                self.programs.push(program);
                self.net.home.rules(&format!(
                    "table ip fault {{ chain to {{ type nat hook prerouting priority dstnat; iifname br0 tcp dport 443 dnat to {ROUTER}:8443; }}; }}"
                ));
            }
            "captive-portal" => {
                let program = self.net.home.within(|| {
                    nginx(
                        &format!("  server {{ listen {ROUTER}:8080; location / {{ return 200 '<!doctype html><title>Hotel Lighthouse</title><h1>Sign in to the Wi-Fi</h1><form><label>Room <input name=room></label><label>Password <input type=password></label><button>Connect</button></form>'; }} }}\n"),
                        (ROUTER, 8080).into(),
                    )
                });
                self.programs.push(program);
                let rest = if scene.form.is_multiple_of(2) { "reject with tcp reset" } else { "drop" };
                self.net.home.rules(&format!(
                    "table ip fault {{ chain to {{ type nat hook prerouting priority dstnat; iifname br0 tcp dport 80 dnat to {ROUTER}:8080; }}; chain way {{ type filter hook forward priority 0; iifname br0 meta l4proto tcp {rest}; }}; }}"
                ));
            }
            "wifi-down" => self.net.home.ip("link set wan down"),
            "connection-poor" => self
                .net
                .home
                .rules("table ip fault { chain way { type filter hook forward priority 0; numgen random mod 100 < 55 drop; }; }"),
            "shared-limit" | "vpn-429" => {
                edge.http = String::from("limit_req_zone $binary_remote_addr zone=each:1m rate=2r/m;");
                edge.pass = String::from("limit_req zone=each burst=20 nodelay; limit_req_status 429;");
                self.restart(&edge, well());
                let space = if id == "vpn-429" { &self.net.vpn } else { &self.net.second };
                self.crowd = Some(space.within(Crowd::start));
            }
            "vpn-403" => {
                edge.server = format!("deny {VPN};");
                self.restart(&edge, well());
            }
            "vpn-broken" => self.net.vpn.rules("table ip fault { chain way { type filter hook forward priority 0; drop; }; }"),
            "hosts-stale" => {
                let how = if scene.form.is_multiple_of(2) { "reject with tcp reset" } else { "drop" };
                self.net.world.rules(&format!(
                    "table ip fault {{ chain in {{ type filter hook input priority 0; ip daddr {DEAD_IP} meta l4proto tcp {how}; }}; }}"
                ));
                self.stub.kept.set(SITE, Says::At(DEAD_IP));
            }
            "device-firewall" => {
                let how = if scene.form.is_multiple_of(2) { "reject with tcp reset" } else { "drop" };
                self.net.visitor.rules(&format!(
                    "table ip fault {{ chain out {{ type filter hook output priority 0; ip daddr {site} meta l4proto tcp {how}; }}; }}"
                ));
            }
            "stale-redirect" => {
                if scene.form.is_multiple_of(2) {
                    self.names.truth.set(OLD_SITE, Says::Gone);
                }
                // Nothing listens at the old address any more.
                self.net.world.rules(&format!("table ip fault {{ chain in {{ type filter hook input priority 0; ip daddr {DEAD_IP} meta l4proto tcp reject with tcp reset; }}; }}"));
                self.new_app(well());
            }
            "stale-worker" | "oversize-cookie" => {
                edge.server.clear();
                self.restart(&edge, well());
            }
            "broken-cookie" => self.new_app(app(|asked| {
                if asked.cookies.get("basket").is_some_and(|own| own.starts_with("v1")) {
                    error("500 Internal Server Error", "", "An unexpected error occurred.")
                } else {
                    healthy(asked, None)
                }
            })),
            // Nobody knows the old session any more.
            "expired-session" => self.new_app(app(|asked| healthy(asked, Some("s2")))),
            "site-fine" => {
                let once = AtomicBool::new(true);
                self.new_app(app(move |asked| {
                    if asked.path == "/catalog/atlas" && once.swap(false, Ordering::SeqCst) {
                        Does::Dies
                    } else {
                        healthy(asked, Some("s1"))
                    }
                }));
            }
            // They are in the visitor's browser or clock.
            "extension-blocks" | "clock-wrong" => {}
            other => panic!("the lab does not know how to make {other}"),
        }
    }

    /// A company's gateway: it opens what is encrypted with an authority that its devices know, and hands it to Squid.
    fn proxy(&mut self, blocks: bool) {
        let rules = if blocks { format!("acl shop dstdomain {SITE}\nhttp_access deny shop") } else { String::new() };
        let tls = self.certificates.nginx("inspected");
        let (proxy, gateway) = self.net.home.within(|| {
            let proxy = squid(3128, &rules);
            let pass = "location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:3128; }";
            let gateway = nginx(
                &format!("  server {{ listen {ROUTER}:8443 ssl; {tls} {pass} }}\n  server {{ listen {ROUTER}:8080; {pass} }}\n"),
                (ROUTER, 8443).into(),
            );
            (proxy, gateway)
        });
        self.programs.extend([gateway, proxy]);
        let mut own = String::new();
        if !blocks {
            // What answers the proxy in the site's place hangs up without a word.
            let closes = self.net.home.within(crate::lab::closes);
            own = format!(
                "chain own {{ type nat hook output priority -100; ip daddr {SITE_IP} tcp dport 80 dnat to 127.0.0.1:{}; }};",
                closes.port()
            );
            self.tcp.push(closes);
            self.net.home.within(|| fs::write("/proc/sys/net/ipv4/conf/all/route_localnet", "1").ok());
        }
        self.net.home.rules(&format!(
            "table ip fault {{ {own} chain to {{ type nat hook prerouting priority dstnat; iifname br0 tcp dport 443 dnat to {ROUTER}:8443; iifname br0 tcp dport 80 dnat to {ROUTER}:8080; }}; }}"
        ));
    }
}

/// What the visitor did on earlier days.
pub fn live_through(device: &mut Device, past: &[Past], engine: Engine) {
    for own in past {
        match own {
            Past::Open(url) => {
                device.open(url, "");
            }
            Past::SignIn => {
                device.sign_in();
            }
            Past::Worker(url) => {
                let browser = device.site();
                let _ = browser.try_open(url);
                browser.until_js(
                    &format!("{engine:?} has a service worker"),
                    "return !!navigator.serviceWorker && navigator.serviceWorker.ready.then(r => !!r.active)",
                );
            }
        }
    }
}

/// An extension that blocks the site, as both engines take it.
pub fn extension(folder: &Scratch) -> Extension {
    let chromium = folder.path().join("chromium");
    fs::create_dir_all(&chromium).expect("a folder");
    fs::write(
        chromium.join("manifest.json"),
        r#"{"manifest_version":3,"name":"Page Shield","version":"1","permissions":["declarativeNetRequest"],"host_permissions":["<all_urls>"],"declarative_net_request":{"rule_resources":[{"id":"r","enabled":true,"path":"rules.json"}]}}"#,
    )
    .expect("a file");
    fs::write(
        chromium.join("rules.json"),
        r#"[{"id":1,"priority":1,"action":{"type":"block"},"condition":{"urlFilter":"||harbor-books.com^","resourceTypes":["main_frame","sub_frame","xmlhttprequest","image","script","stylesheet","other"]}}]"#,
    )
    .expect("a file");
    let firefox = folder.path().join("firefox");
    fs::create_dir_all(&firefox).expect("a folder");
    fs::write(
        firefox.join("manifest.json"),
        r#"{"manifest_version":2,"name":"Page Shield","version":"1","permissions":["webRequest","webRequestBlocking","<all_urls>"],"background":{"scripts":["background.js"]},"web_accessible_resources":["blocked.html"],"browser_specific_settings":{"gecko":{"id":"shield@lab.example"}}}"#,
    )
    .expect("a file");
    fs::write(
        firefox.join("background.js"),
        "browser.webRequest.onBeforeRequest.addListener(d => d.type === 'main_frame' ? { redirectUrl: browser.runtime.getURL('blocked.html') } : { cancel: true }, { urls: ['*://*.harbor-books.com/*'] }, ['blocking']);",
    )
    .expect("a file");
    fs::write(firefox.join("blocked.html"), "<!doctype html><meta charset=utf-8><title>Page blocked</title><h1>Page blocked</h1><p>Page Shield has prevented the following page from loading: www.harbor-books.com</p>").expect("a file");
    Extension { folder: chromium, file: firefox }
}
