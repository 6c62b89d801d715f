//! What is out there: the site of the faults (its edge and its application), isitme's own host, the control hosts and resolvers that isitme asks,
//! other sites, and what networks put in between.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use isitme::site::serve;
use serde_json::json;

use crate::{
    afar::{self, Neighbors},
    elsewhere::Service,
    lab::{Tcp, head, nginx::config, readable},
    names::{Names, Says},
    net::{Net, VPN},
    process::{Process, Scratch, program},
};

/// The site that has the faults.
pub const SITE: &str = "www.harbor-books.com";
/// Where it was before.
pub const OLD_SITE: &str = "old.harbor-books.com";
/// Where isitme is.
pub const ISITME: &str = "www.isitme-lab.org";
/// A site that never fails by itself.
pub const OTHER: &str = "www.wikipedia.org";
/// What browsers ask whether a network wants a login.
pub const DETECT: &str = "detectportal.firefox.com";
const CONTROLS: [&str; 2] = ["trace.north-net.com", "ping.south-net.net"];
const RESOLVERS: [&str; 2] = ["dns.north-net.com", "dns.south-net.net"];

/// The site's address.
pub const SITE_IP: Ipv4Addr = Ipv4Addr::new(62, 210, 16, 20);
/// Where nothing is any more.
pub const DEAD_IP: Ipv4Addr = Ipv4Addr::new(62, 210, 16, 99);
/// Where nothing answers, inside some network.
pub const INSIDE_IP: Ipv4Addr = Ipv4Addr::new(10, 20, 30, 40);
const ISITME_IP: Ipv4Addr = Ipv4Addr::new(151, 101, 65, 10);
const OTHER_IP: Ipv4Addr = Ipv4Addr::new(91, 198, 174, 192);
const DETECT_IP: Ipv4Addr = Ipv4Addr::new(34, 107, 221, 82);
const DESK_IPS: [Ipv4Addr; 2] = [Ipv4Addr::new(104, 16, 10, 1), Ipv4Addr::new(142, 250, 10, 1)];

/// All addresses of the world.
pub fn addresses() -> Vec<Ipv4Addr> {
    use crate::net::{ISP_DNS, MOBILE_DNS, VPN_DNS};
    let mut all = vec![SITE_IP, DEAD_IP, ISITME_IP, OTHER_IP, DETECT_IP, ISP_DNS, MOBILE_DNS, VPN_DNS];
    all.extend(DESK_IPS);
    all.push(afar::SERVICE_IP);
    all.extend(afar::addresses());
    all
}

/// The names as they are when nothing is broken.
pub fn true_names(names: &Names) {
    names.truth.clear();
    names.provider.clear();
    for (name, address) in [(SITE, SITE_IP), (ISITME, ISITME_IP), (OTHER, OTHER_IP), (DETECT, DETECT_IP)] {
        names.truth.set(name, Says::At(address));
    }
    for name in afar::SERVICES {
        names.truth.set(name, Says::At(afar::SERVICE_IP));
    }
    for (nth, address) in DESK_IPS.into_iter().enumerate() {
        names.truth.set(CONTROLS[nth], Says::At(address));
        names.truth.set(RESOLVERS[nth], Says::At(address));
    }
}

/// Certificates, made anew for each run.
#[derive(Debug)]
pub struct Certificates(Scratch);

impl Certificates {
    /// A file of that name.
    pub fn file(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// What nginx needs for one.
    pub fn nginx(&self, name: &str) -> String {
        format!("ssl_certificate {}; ssl_certificate_key {};", self.file(&format!("{name}.pem")), self.file(&format!("{name}.key")))
    }

    /// Makes them: `good` and `expired` by an authority that browsers know, `gateway` by one that they don't, `inspected` by a company's that its own devices
    /// know.
    pub fn make() -> Certificates {
        let folder = Scratch::new("certificates");
        let at = folder.path();
        let faketime = faketime();
        let openssl = |days: &str, words: &str| {
            let mut command = Command::new(program(&["openssl"]));
            command.args(words.split(' ')).current_dir(at).env("LD_PRELOAD", &faketime).env("FAKETIME", days);
            let out = command.output().expect("openssl runs");
            assert!(out.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&out.stderr));
        };
        let mut all = vec![SITE, OLD_SITE, ISITME, OTHER, DETECT];
        all.extend(CONTROLS);
        all.extend(RESOLVERS);
        all.extend(afar::SERVICES);
        let list: Vec<String> = all.iter().map(|name| format!("DNS:{name}")).collect();
        fs::write(at.join("names"), format!("subjectAltName={}\n", list.join(","))).expect("a file");
        for (authority, name) in [("ca", "Lab-Authority"), ("own-ca", "Gateway-of-a-Company")] {
            openssl(
                "-800d",
                &format!("req -x509 -newkey rsa:2048 -nodes -keyout {authority}.key -out {authority}.pem -days 3650 -subj /CN={name}"),
            );
        }
        fs::write(at.join("authority"), "basicConstraints=critical,CA:TRUE\n").expect("a file");
        openssl("-700d", "req -new -newkey rsa:2048 -nodes -keyout company-ca.key -out company-ca.csr -subj /CN=Filter-of-a-Company");
        openssl(
            "-700d",
            "x509 -req -in company-ca.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out company-ca.pem -days 3000 -extfile authority",
        );
        for (name, authority, made, days) in [
            ("good", "ca", "-10d", 40),
            ("expired", "ca", "-90d", 89),
            ("gateway", "own-ca", "-10d", 40),
            ("inspected", "company-ca", "-10d", 40),
        ] {
            openssl(made, &format!("req -new -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN=lab"));
            openssl(
                made,
                &format!(
                    "x509 -req -in {name}.csr -CA {authority}.pem -CAkey {authority}.key -CAcreateserial -out {name}.pem -days {days} -extfile names"
                ),
            );
        }
        let chain = ["inspected.pem", "company-ca.pem"].map(|name| fs::read_to_string(at.join(name)).expect("a file")).concat();
        fs::write(at.join("inspected.pem"), chain).expect("a file");
        // nginx as root reads them, and so may everybody: they are made anew for each run.
        Certificates(folder)
    }
}

/// Debian's libfaketime.
pub fn faketime() -> String {
    let found = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path().join("faketime/libfaketime.so.1"));
    let found = found.into_iter().find(|path| path.is_file());
    found.expect("libfaketime is not installed: `make faults` installs it").display().to_string()
}

/// A request as the application sees it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The path.
    pub path: String,
    /// The cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// What a form sent.
    pub body: String,
}

/// What the application does with one.
#[derive(Debug, Clone)]
pub enum Does {
    /// It answers: status line, more header lines, page.
    Says(&'static str, String, String),
    /// It sends these bytes.
    Blurts(&'static [u8]),
    /// It dies.
    Dies,
    /// It takes longer than anybody waits.
    Hangs,
}

/// An application.
pub type App = Arc<dyn Fn(&Asked) -> Does + Send + Sync>;

/// The port of the application.
const APP: u16 = 9000;

/// Starts an application behind the edge.
fn application(app: App) -> Tcp {
    Tcp::on(SocketAddr::from((Ipv4Addr::LOCALHOST, APP)), move |mut stream, stopped| {
        let Ok(mut text) = head(&mut stream) else { return };
        let Some(path) = text.split(' ').nth(1).map(str::to_owned) else { return };
        let lower = text.to_ascii_lowercase();
        let length: usize = lower.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
        let end = text.find("\r\n\r\n").map_or(text.len(), |at| at + 4);
        while text.len() < end + length {
            let mut bytes = [0; 1024];
            match stream.read(&mut bytes) {
                Ok(count) if count > 0 => text.push_str(&String::from_utf8_lossy(&bytes[..count])),
                _ => break,
            }
        }
        let line = text[..end].lines().find_map(|line| line.strip_prefix("Cookie: ").or_else(|| line.strip_prefix("cookie: ")));
        let cookies = line.unwrap_or_default().split("; ").filter_map(|pair| pair.split_once('='));
        let asked = Asked {
            path,
            cookies: cookies.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: text[end..].to_owned(),
        };
        match app(&asked) {
            Does::Says(status, more, page) => {
                write!(stream, "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{more}Connection: close\r\n\r\n{page}", page.len()).ok();
            }
            Does::Blurts(bytes) => {
                stream.write_all(bytes).ok();
            }
            Does::Dies => {}
            Does::Hangs => {
                let began = Instant::now();
                while began.elapsed() < Duration::from_secs(30) && !stopped.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    })
}

/// A program that listens somewhere, with its folder.
#[derive(Debug)]
pub struct Program {
    _process: Process,
    _folder: Scratch,
}

impl Program {
    /// Starts it and waits until something listens there.
    fn start(name: &str, folder: Scratch, mut command: Command, ready: SocketAddr) -> Program {
        let log = folder.path().join("output");
        let mut process = Process::start(&mut command, &log);
        let began = Instant::now();
        while TcpStream::connect_timeout(&ready, Duration::from_millis(200)).is_err() {
            assert!(
                began.elapsed() < Duration::from_secs(20) && !process.ended(),
                "{name} does not start: {}",
                fs::read_to_string(&log).unwrap_or_default()
                    + fs::read_to_string(folder.path().join("error.log")).unwrap_or_default().as_str()
            );
            thread::sleep(Duration::from_millis(10));
        }
        Program { _process: process, _folder: folder }
    }
}

/// Starts nginx with these `server`s.
pub fn nginx(servers: &str, ready: SocketAddr) -> Program {
    let folder = Scratch::new("nginx");
    let at = folder.path().to_owned();
    let general = "  keepalive_timeout 0;\n  large_client_header_buffers 4 8k;\n  proxy_buffer_size 32k;\n  proxy_buffers 8 32k;\n  proxy_busy_buffers_size 64k;\n  proxy_http_version 1.1;\n";
    fs::write(at.join("nginx.conf"), config(&at, &format!("{general}{servers}"))).expect("a file");
    let mut command = Command::new(program(&["nginx"]));
    command.arg("-p").arg(&at).arg("-e").arg(at.join("error.log")).arg("-c").arg(at.join("nginx.conf"));
    Program::start("nginx", folder, command, ready)
}

/// Starts `HAProxy` at the site's address; with what stands in its front and behind.
pub fn haproxy(certificates: &Certificates, rest: &str) -> Program {
    let folder = Scratch::new("haproxy");
    let at = folder.path().to_owned();
    let read = |name: &str| fs::read_to_string(certificates.file(name)).expect("a file");
    fs::write(at.join("site.pem"), read("good.pem") + read("good.key").as_str()).expect("a file");
    fs::write(
        at.join("haproxy.cfg"),
        format!(
            "defaults\n  mode http\n  timeout connect 3s\n  timeout client 20s\n  timeout server 10s\nfrontend site\n  bind {SITE_IP}:80\n  bind {SITE_IP}:443 ssl crt {}\n{rest}",
            at.join("site.pem").display()
        ),
    )
    .expect("a file");
    let mut command = Command::new(program(&["haproxy"]));
    command.arg("-f").arg(at.join("haproxy.cfg")).arg("-db");
    Program::start("haproxy", folder, command, (SITE_IP, 443).into())
}

/// Starts Squid where requests come to be answered for others, with these rules before the last.
pub fn squid(port: u16, rules: &str) -> Program {
    let folder = Scratch::new("squid");
    let at = folder.path().display().to_string();
    fs::write(
        folder.path().join("squid.conf"),
        format!(
            "http_port 127.0.0.1:{port} accel vhost allow-direct\nvisible_hostname proxy.company.internal\npid_filename none\ncache deny all\ncache_log {at}/cache.log\naccess_log none\nlogfile_rotate 0\ncoredump_dir {at}\nshutdown_lifetime 0 seconds\ndns_nameservers 80.10.246.2\nconnect_timeout 4 seconds\nforward_max_tries 1\n{rules}\nhttp_access allow all\nalways_direct allow all\n",
        ),
    )
    .expect("a file");
    let mut command = Command::new(program(&["squid"]));
    command.args(["-N", "-f"]).arg(folder.path().join("squid.conf"));
    Program::start("squid", folder, command, (Ipv4Addr::LOCALHOST, port).into())
}

/// Others who use up a limit: they ask all the time, until this is dropped.
#[derive(Debug)]
pub struct Crowd(Arc<AtomicBool>, Option<JoinHandle<()>>);

impl Crowd {
    /// Starts one in the namespace that the thread is in.
    pub fn start() -> Crowd {
        let stopped = Arc::new(AtomicBool::new(false));
        let own = stopped.clone();
        let thread = thread::spawn(move || {
            while !own.load(Ordering::SeqCst) {
                if let Ok(mut stream) = TcpStream::connect_timeout(&(SITE_IP, 80).into(), Duration::from_millis(500)) {
                    stream.set_read_timeout(Some(Duration::from_millis(500))).ok();
                    write!(stream, "GET / HTTP/1.1\r\nHost: {SITE}\r\nConnection: close\r\n\r\n").ok();
                    let _read = stream.read(&mut [0; 256]);
                }
                thread::sleep(Duration::from_millis(40));
            }
        });
        Crowd(stopped, Some(thread))
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
        if let Some(thread) = self.1.take() {
            thread.join().ok();
        }
    }
}

/// How the site's edge is set up.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    /// Other pages may read the site's answers.
    pub open: bool,
    /// The name of its certificate; empty: the good one.
    pub certificate: &'static str,
    /// What stands before its server.
    pub http: String,
    /// What stands in its server.
    pub server: String,
    /// What stands where requests go on to the application.
    pub pass: String,
}

/// The site: its edge and its application. In the namespace that the thread is in.
#[derive(Debug, Default)]
pub struct Site {
    edge: Option<Program>,
    app: Option<Tcp>,
}

impl Site {
    /// Starts both, in place of what ran.
    pub fn start(&mut self, certificates: &Certificates, edge: &Edge, app: Option<App>) {
        self.stop();
        self.app = app.map(application);
        let Edge { open, certificate, http, server, pass } = edge;
        let certificate = certificates.nginx(if certificate.is_empty() { "good" } else { certificate });
        let open = if *open { "add_header Access-Control-Allow-Origin * always;" } else { "" };
        self.edge = Some(nginx(
            &format!(
                "{http}\n  server {{\n    listen {SITE_IP}:80; listen {SITE_IP}:443 ssl; listen {DEAD_IP}:443 ssl; {certificate}\n    {open}\n    {server}\n    location / {{ proxy_connect_timeout 3s; proxy_read_timeout 3s; proxy_set_header Host $host; {pass} proxy_pass http://127.0.0.1:{APP}; }}\n  }}\n"
            ),
            (SITE_IP, 443).into(),
        ));
    }

    /// Another program stands at the edge.
    pub fn edge(&mut self, program: Program) {
        self.edge = Some(program);
    }

    /// Ends the edge alone.
    pub fn end_edge(&mut self) {
        self.edge = None;
    }

    /// Another application, or none.
    pub fn app(&mut self, app: Option<App>) {
        self.app = None;
        self.app = app.map(application);
    }

    /// Ends both.
    pub fn stop(&mut self) {
        self.edge = None;
        self.app = None;
    }
}

/// What never fails by itself: isitme's host, the helpers that it asks, other sites.
pub struct Rest {
    _nginx: Program,
    _isitme: serve::Server,
    _desk: Tcp,
    _afar: Service,
}

impl Rest {
    /// Starts it in the namespace that the thread is in.
    pub fn start(certificates: &Certificates, net: Arc<Net>, names: Arc<Names>, neighbors: Arc<Neighbors>, dist: &Path) -> Rest {
        let isitme = serve::start(serve::Options { dir: dist.to_owned(), port: 0, base: "/".to_owned() }).expect("isitme is served");
        let config = json!({
            "controls": [format!("https://{}/cdn-cgi/trace", CONTROLS[0]), format!("https://{}/generate_204", CONTROLS[1])],
            "resolvers": [format!("https://{}/resolve", RESOLVERS[0]), format!("https://{}/dns-query", RESOLVERS[1])],
            "elsewhere": format!("https://{}", afar::SERVICES[0]), "whereami": format!("https://{}", afar::SERVICES[1]),
        });
        isitme.replace("config.json", Some(config.to_string().into_bytes()));
        let afar = afar::service(net, names.clone(), neighbors);
        let desk = Tcp::start(move |stream, _| desk(stream, &names));
        let at = |url: &str| url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let pass = |address: Ipv4Addr, port: &str| {
            format!(
                "  server {{ listen {address}:80; listen {address}:443 ssl; {} location / {{ proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr; proxy_pass http://{port}; }} }}\n",
                certificates.nginx("good")
            )
        };
        let mut servers = pass(ISITME_IP, &at(&isitme.url)) + pass(afar::SERVICE_IP, &at(&afar.url)).as_str();
        for address in DESK_IPS {
            servers += &pass(address, &format!("127.0.0.1:{}", desk.port()));
        }
        let page = "<!doctype html><title>Wikipedia</title><h1>Wikipedia</h1><p>The Free Encyclopedia";
        servers += &*format!(
            "  server {{ listen {OTHER_IP}:80; listen {OTHER_IP}:443 ssl; {} location / {{ return 200 '{page}'; }} }}\n  server {{ listen {DETECT_IP}:80; default_type text/plain; location / {{ return 200 'success'; }} }}\n",
            certificates.nginx("good")
        );
        let nginx = nginx(&servers, (ISITME_IP, 443).into());
        Rest { _nginx: nginx, _isitme: isitme, _desk: desk, _afar: afar }
    }
}

/// The control hosts and the public resolvers.
fn desk(mut stream: TcpStream, names: &Names) {
    let Ok(head) = head(&mut stream) else { return };
    let Some(target) = head.split(' ').nth(1) else { return };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let from = head.lines().find_map(|line| line.strip_prefix("X-Real-IP: ")).unwrap_or_default();
    let (status, kind, body) = match path {
        "/cdn-cgi/trace" => {
            let (colo, country) = if from == VPN.to_string() { ("AMS", "NL") } else { ("FRA", "DE") };
            let body = format!(
                "fl=1f1\nh=lab\nip={from}\nts=1\nvisit_scheme=https\ncolo={colo}\nsliver=none\nhttp=http/1.1\nloc={country}\ntls=TLSv1.3\nwarp=off\ngateway=off\n"
            );
            ("200 OK", "text/plain", body)
        }
        "/generate_204" => ("204 No Content", "text/plain", String::new()),
        "/resolve" | "/dns-query" => ("200 OK", "application/dns-json", resolve(query, names)),
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    readable(&mut stream, status, kind, &body);
}

fn resolve(query: &str, names: &Names) -> String {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or("").to_owned();
    let (name, kind) = (value("name"), if value("type") == "AAAA" || value("type") == "28" { 28 } else { 1 });
    let says = names.at_large(&name);
    let (status, answer) = match says {
        Says::At(address) if kind == 1 => (0, json!([{"name": format!("{name}."), "type": 1, "TTL": 300, "data": address.to_string()}])),
        Says::At(_) => (0, json!([])),
        Says::Gone => (3, json!([])),
        Says::Failed => (2, json!([])),
    };
    json!({"Status": status, "TC": false, "RD": true, "RA": true, "AD": false, "CD": false, "Question": [{"name": format!("{name}."), "type": kind}], "Answer": answer}).to_string()
}
