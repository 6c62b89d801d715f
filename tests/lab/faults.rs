//! Everything that can happen to a request and that loopback can make: real servers, each situation at an address of its own. What they did
//! and what a page can know of it stands in `tests/probe/truth.rs`.

use std::{fmt::Write as _, fs, path::Path, process::Command, time::Duration};

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::{
    GARBAGE, Tcp, blurts, breaks_off, closes,
    nginx::{Nginx, config},
    refused_port, resets, silent, slow,
};
use crate::process::program;

/// Which of the pages that record asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// `http://localhost`, with the policy of `/check/`.
    Http,
    /// The same on https.
    Https,
    /// Whose policy lets it connect to its own host alone.
    Narrow,
    /// Which has a service worker that answers 502 to everything elsewhere.
    Worked,
}

/// One situation.
#[derive(Debug, Clone)]
pub struct Situation {
    /// Its name, as in the table of truths.
    pub name: &'static str,
    /// The address that is in it.
    pub url: String,
    /// The page that asks.
    pub page: Page,
    /// The limit of each fetch in milliseconds; 0: the usual one.
    pub limit_ms: u32,
    /// The box is tried, too.
    pub boxed: bool,
}

/// All of them, running.
#[derive(Debug)]
pub struct Faults {
    /// The pages that record, and all that answers HTTP properly.
    pub nginx: Nginx,
    /// Every situation.
    pub situations: Vec<Situation>,
    /// Where the certificates are.
    pub certificates: Certificates,
    servers: Vec<Tcp>,
}

/// Made anew for each run, so that no key is ever kept.
#[derive(Debug)]
pub struct Certificates {
    folder: crate::process::Scratch,
    /// The hash of the good certificate's key, as Chromium's switch wants it.
    pub spki: String,
}

impl Certificates {
    /// A file of that name.
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn make() -> Certificates {
        let folder = crate::process::Scratch::new("certificates");
        let at = folder.path();
        let openssl = |words: &str| {
            let out = Command::new(program(&["openssl"])).args(words.split(' ')).current_dir(at).output().expect("openssl runs");
            assert!(out.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&out.stderr));
            out.stdout
        };
        // Names without spaces: the words above are cut at them.
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Lab-Authority");
        let sign = |name: &str, alternative: &str, days: u32| {
            fs::write(at.join("names"), format!("subjectAltName={alternative}\n")).expect("a file");
            openssl(&format!("req -new -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN=lab"));
            openssl(&format!(
                "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {name}.pem -days {days} -extfile names"
            ));
        };
        sign("good", "DNS:localhost,IP:127.0.0.1", 30);
        // Its time is over as soon as it is made.
        sign("expired", "DNS:localhost,IP:127.0.0.1", 0);
        sign("other-name", "DNS:shop.example", 30);
        openssl(
            "req -x509 -newkey rsa:2048 -nodes -keyout self-signed.key -out self-signed.pem -days 30 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1",
        );
        let key = openssl("x509 -in good.pem -pubkey -noout");
        fs::write(at.join("good.pub"), key).expect("a file");
        let der = openssl("pkey -pubin -in good.pub -outform der");
        let spki = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(der));
        Certificates { folder, spki }
    }
}

const OPEN: &str = "add_header Access-Control-Allow-Origin * always;";

/// What a head with permission to read begins with.
macro_rules! open {
    ($rest:literal) => {
        concat!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\n", $rest).as_bytes()
    };
}

/// The same without.
macro_rules! closed {
    ($rest:literal) => {
        concat!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", $rest).as_bytes()
    };
}

/// The waiting times of the situations that wait, in milliseconds: the limit is shorter than silence, and longer than slowness.
const HANGS_MS: u32 = 1500;
const SLOW: Duration = Duration::from_millis(1500);

impl Faults {
    /// Starts every server. `pages` is the folder with the pages that record.
    pub fn start(pages: &Path) -> Faults {
        let certificates = Certificates::make();
        let refused = refused_port();
        let locations = locations(refused);
        let page = |listen: &str| {
            format!(
                "  server {{\n    listen {listen};\n    root {};\n    location / {{ add_header Cache-Control no-store always; }}\n  }}\n",
                pages.display()
            )
        };
        let tls = |name: &str| {
            format!(
                "ssl;\n    ssl_certificate {};\n    ssl_certificate_key {}",
                certificates.file(&format!("{name}.pem")),
                certificates.file(&format!("{name}.key"))
            )
        };
        let nginx = Nginx::run(7, |folder, ports| {
            let at = |nth: usize, name: &str| {
                let tls = if name.is_empty() { String::new() } else { format!(" {}", tls(name)) };
                format!("127.0.0.1:{}{tls}", ports[nth])
            };
            let mut servers = String::from("  types { text/html html; text/javascript js; application/wasm wasm; image/svg+xml svg; }\n");
            servers += &page(&at(0, ""));
            servers += &page(&at(1, "good"));
            for (nth, name) in [(2, ""), (3, "good"), (4, "self-signed"), (5, "expired"), (6, "other-name")] {
                let _ = write!(servers, "  server {{\n    listen {};\n{locations}  }}\n", at(nth, name));
            }
            config(folder, &servers)
        });
        let mut lab = Faults { nginx, situations: Vec::new(), certificates, servers: Vec::new() };
        lab.answers(refused);
        lab.connections(refused);
        lab.encryption();
        lab.ours();
        lab
    }

    fn add(&mut self, name: &'static str, url: String) -> &mut Situation {
        self.situations.push(Situation { name, url, page: Page::Http, limit_ms: 0, boxed: true });
        self.situations.last_mut().expect("just added")
    }

    fn serve(&mut self, server: Tcp) -> u16 {
        let port = server.port();
        self.servers.push(server);
        port
    }

    fn raw(&mut self, name: &'static str, server: Tcp) -> &mut Situation {
        let port = self.serve(server);
        self.add(name, format!("http://127.0.0.1:{port}/"))
    }

    /// What nginx answers.
    fn answers(&mut self, refused: u16) {
        let plain = format!("http://127.0.0.1:{}", self.nginx.ports()[2]);
        for name in [
            "open-200",
            "open-204",
            "open-404",
            "open-429-exposed",
            "open-500",
            "open-502",
            "open-503",
            "open-503-exposed",
            "open-401",
            "closed-200",
            "closed-204",
            "closed-404",
            "closed-502",
            "closed-503",
            "corp-200",
            "corp-502",
            "frame-refused-200",
            "frame-refused-502",
            "download",
            "redirect-open-open",
            "redirect-open-closed",
            "redirect-closed-open",
            "redirect-closed-closed",
            "redirect-open-404",
            "redirect-open-dead",
            "redirect-closed-dead",
            "redirect-loop",
            "redirect-bad-port",
            "allows-another-origin",
            "allows-twice",
            "cors-not-always-200",
            "cors-not-always-502",
            "refuses-preflight",
            "sets-a-cookie",
        ] {
            self.add(name, format!("{plain}/{name}"));
        }
        // The box would make browsers ask for a password, and drivers stop at that.
        self.add("closed-401", format!("{plain}/closed-401")).boxed = false;
        let _ = refused;
    }

    /// What no server that works would do, and what a slow one does.
    fn connections(&mut self, refused: u16) {
        self.raw("early-hints", blurts(b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
        self.raw(
            "status-999",
            blurts(b"HTTP/1.1 999 Denied\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        );
        self.add("refused", format!("http://127.0.0.1:{refused}/"));
        self.raw("silent", silent()).limit_ms = HANGS_MS;
        self.raw("reset-after-request", resets());
        self.raw("empty", blurts(b""));
        self.raw("garbage", blurts(GARBAGE));
        self.raw("cut-short-open", blurts(open!("Content-Length: 1000\r\nConnection: close\r\n\r\nhalf")));
        self.raw("cut-short-closed", blurts(closed!("Content-Length: 1000\r\nConnection: close\r\n\r\nhalf")));
        self.raw("reset-in-body-open", breaks_off(open!("Content-Length: 1000\r\n\r\nhalf")));
        self.raw("reset-in-body-closed", breaks_off(closed!("Content-Length: 1000\r\n\r\nhalf")));
        self.raw("slow-open", slow(open!("Content-Length: 2\r\nConnection: close\r\n\r\nok"), SLOW));
        self.raw("slow-closed", slow(closed!("Content-Length: 2\r\nConnection: close\r\n\r\nok"), SLOW));
    }

    /// What happens before a request over https.
    fn encryption(&mut self) {
        let ports = self.nginx.ports().to_vec();
        for (name, port) in [("tls-good", ports[3]), ("tls-self-signed", ports[4]), ("tls-expired", ports[5]), ("tls-other-name", ports[6])]
        {
            self.add(name, format!("https://127.0.0.1:{port}/open-200"));
        }
        self.add("tls-on-plain-port", format!("https://127.0.0.1:{}/open-200", ports[2]));
        for (name, server) in [("tls-closed", closes()), ("tls-reset", resets()), ("tls-silent", silent())] {
            let port = self.serve(server);
            self.add(name, format!("https://127.0.0.1:{port}/"));
        }
        self.situations.last_mut().expect("just added").limit_ms = HANGS_MS;
    }

    /// What our own page or the browser decides.
    fn ours(&mut self) {
        let ports = self.nginx.ports().to_vec();
        // No resolver has an answer for it (RFC 6761, section 6.4).
        self.add("no-such-name", "https://no-such-name.invalid/".to_owned());
        self.add("bad-port", "http://127.0.0.1:6667/".to_owned());
        self.add("http-from-https", "http://shop.example.com/".to_owned()).page = Page::Https;
        self.add("loopback-from-https", format!("http://127.0.0.1:{}/open-200", ports[2])).page = Page::Https;
        self.add("https-from-https", format!("https://127.0.0.1:{}/open-200", ports[3])).page = Page::Https;
        self.add("redirect-to-http", format!("https://127.0.0.1:{}/redirect-to-http", ports[3])).page = Page::Https;
        self.add("our-policy", format!("http://127.0.0.1:{}/open-200", ports[2])).page = Page::Narrow;
        self.add("our-worker", format!("http://127.0.0.1:{}/open-200", ports[2])).page = Page::Worked;
        for name in ["http-from-https", "loopback-from-https", "https-from-https", "redirect-to-http", "our-policy", "our-worker"] {
            let own = self.situations.iter_mut().find(|own| own.name == name);
            own.expect("just added").boxed = false;
        }
    }
}

/// Every `location`, by the situation's name.
fn locations(refused: u16) -> String {
    let page = "return 200 '<!doctype html><title>fine</title><p>fine';";
    // A gateway in front of nothing.
    let gateway = format!("proxy_pass http://127.0.0.1:{refused};");
    let dead = format!("return 302 http://127.0.0.1:{refused}/;");
    let corp = "add_header Cross-Origin-Resource-Policy same-origin always;";
    let frame = "add_header X-Frame-Options DENY always;";
    let exposed = format!("{OPEN} add_header Access-Control-Expose-Headers 'Retry-After, Date, Server' always;");
    let not_always = "add_header Access-Control-Allow-Origin *;";
    let mut out = String::new();
    for (name, rules) in [
        ("open-200", format!("{OPEN} {page}")),
        ("open-204", format!("{OPEN} return 204;")),
        ("open-404", format!("{OPEN} return 404;")),
        ("open-429-exposed", format!("{exposed} add_header Retry-After 30 always; return 429;")),
        ("open-500", format!("{OPEN} return 500;")),
        ("open-502", format!("{OPEN} {gateway}")),
        ("open-503", format!("{OPEN} add_header Retry-After 120 always; return 503;")),
        ("open-503-exposed", format!("{exposed} add_header Retry-After 120 always; return 503;")),
        ("open-401", format!("{OPEN} add_header WWW-Authenticate 'Basic realm=lab' always; return 401;")),
        ("closed-200", page.to_owned()),
        ("closed-204", "return 204;".to_owned()),
        ("closed-404", "return 404;".to_owned()),
        ("closed-502", gateway.clone()),
        ("closed-503", "add_header Retry-After 120 always; return 503;".to_owned()),
        ("closed-401", "add_header WWW-Authenticate 'Basic realm=lab' always; return 401;".to_owned()),
        ("corp-200", format!("{corp} {page}")),
        ("corp-502", format!("{corp} {gateway}")),
        ("frame-refused-200", format!("{frame} {page}")),
        ("frame-refused-502", format!("{frame} {gateway}")),
        ("download", format!("add_header Content-Disposition 'attachment; filename=x.bin'; default_type application/octet-stream; {page}")),
        ("redirect-open-open", format!("{OPEN} return 302 /open-200;")),
        ("redirect-open-closed", format!("{OPEN} return 302 /closed-200;")),
        ("redirect-closed-open", "return 302 /open-200;".to_owned()),
        ("redirect-closed-closed", "return 302 /closed-502;".to_owned()),
        ("redirect-open-404", format!("{OPEN} return 302 /open-404;")),
        ("redirect-open-dead", format!("{OPEN} {dead}")),
        ("redirect-closed-dead", dead.clone()),
        ("redirect-loop", format!("{OPEN} return 302 /redirect-loop;")),
        ("redirect-bad-port", format!("{OPEN} return 302 http://127.0.0.1:6667/;")),
        ("redirect-to-http", format!("{OPEN} return 302 http://shop.example.com/;")),
        ("allows-another-origin", format!("add_header Access-Control-Allow-Origin https://app.example.com always; {page}")),
        ("allows-twice", format!("{OPEN} {OPEN} {page}")),
        ("cors-not-always-200", format!("{not_always} {page}")),
        ("cors-not-always-502", format!("{not_always} {gateway}")),
        ("refuses-preflight", format!("{OPEN} if ($request_method = OPTIONS) {{ return 405; }} {page}")),
        ("sets-a-cookie", format!("{OPEN} add_header Set-Cookie 'seen=1; Path=/; SameSite=None; Secure' always; {page}")),
    ] {
        let _ = writeln!(out, "    location = /{name} {{ {rules} }}");
    }
    out
}
