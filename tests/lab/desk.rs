//! What the page's checks ask besides the address: control hosts, with a trace as Cloudflare's, and resolvers that speak JSON as Google's and
//! Cloudflare's do. Two servers on two ports, one used as 127.0.0.1 and one as localhost, since two vendors are needed.

use std::{
    net::TcpStream,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use serde_json::json;

use super::{Tcp, head, readable};

/// One request as it came in.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The path with its query.
    pub target: String,
    /// The whole head, in lower case.
    pub head: String,
}

/// Both servers.
#[derive(Debug)]
pub struct Desk {
    servers: [Tcp; 2],
    hits: Arc<Mutex<Vec<Hit>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Starts both; every answer takes that long at least.
    pub fn start(delay: Duration) -> Desk {
        let hits = Arc::new(Mutex::new(Vec::new()));
        let server = || {
            let hits = hits.clone();
            Tcp::start(move |stream, _| answer(stream, &hits, delay))
        };
        Desk { servers: [server(), server()], hits: hits.clone() }
    }

    /// The origins, one by number and one by name.
    pub fn origins(&self) -> [String; 2] {
        [format!("http://127.0.0.1:{}", self.servers[0].port()), format!("http://localhost:{}", self.servers[1].port())]
    }

    /// The configuration that makes the page ask here.
    pub fn config(&self) -> String {
        let [one, two] = self.origins();
        json!({
            "allowLoopback": true,
            "controls": [format!("{one}/cdn-cgi/trace"), format!("{two}/generate_204")],
            "resolvers": [format!("{one}/resolve"), format!("{two}/dns-query")],
            "contact": "mailto:help@example.com",
            "elsewhere": null,
            "whereami": null,
        })
        .to_string()
    }

    /// Every request so far.
    pub fn hits(&self) -> Vec<Hit> {
        lock(&self.hits).clone()
    }
}

fn answer(mut stream: TcpStream, hits: &Mutex<Vec<Hit>>, delay: Duration) {
    let Ok(head) = head(&mut stream) else { return };
    let Some(target) = head.split(' ').nth(1).map(str::to_owned) else { return };
    // Browsers ask for an icon of the page with the frame by themselves.
    if !target.starts_with("/frame") && target != "/favicon.ico" {
        lock(hits).push(Hit { target: target.clone(), head: head.to_ascii_lowercase() });
    }
    thread::sleep(delay);
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let (status, kind, body) = match path {
        "/cdn-cgi/trace" => {
            ("200 OK", "text/plain", "fl=1f1\nh=lab\nip=203.0.113.7\nts=1\nvisit_scheme=https\ncolo=FRA\nsliver=none\nhttp=http/2\nloc=DE\ntls=TLSv1.3\nwarp=off\ngateway=off\n".to_owned())
        }
        // A page with the site in a frame of a given size: for engines whose windows do not get as narrow as a phone.
        "/frame" => {
            let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or("").to_owned();
            let sandbox = if value("sandbox").is_empty() { String::new() } else { format!(" sandbox=\"{}\"", value("sandbox").replace('+', " ")) };
            let (width, src) = (value("width"), value("src"));
            ("200 OK", "text/html", format!("<!doctype html><title>frame</title><iframe width=\"{width}\" height=\"800\" style=\"border:0\" src=\"{src}\"{sandbox}></iframe>"))
        }
        "/generate_204" => ("204 No Content", "text/plain", String::new()),
        "/resolve" | "/dns-query" => ("200 OK", "application/dns-json", resolve(query)),
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    readable(&mut stream, status, kind, &body);
}

/// The JSON of a lookup: names that begin with `gone.` do not exist, those with `inside.` lead into a private network, every other has an address
/// from the range for documentation's neighbor.
fn resolve(query: &str) -> String {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or("").to_owned();
    let (name, kind) = (value("name"), if value("type") == "AAAA" { 28 } else { 1 });
    let gone = name.starts_with("gone.");
    let answers = if gone || kind == 28 {
        json!([])
    } else {
        json!([{"name": format!("{name}."), "type": 1, "TTL": 300, "data": if name.starts_with("inside.") { "192.168.7.7" } else { "93.184.216.34" }}])
    };
    let question = json!([{"name": format!("{name}."), "type": kind}]);
    json!({"Status": if gone { 3 } else { 0 }, "TC": false, "RD": true, "RA": true, "AD": false, "CD": false, "Question": question, "Answer": answers}).to_string()
}
