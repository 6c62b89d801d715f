//! A small static server that answers as GitHub Pages does: for `make serve`, the end-to-end tests and the bench.
//!
//! It listens on loopback only. It stands on `std::net` because a stopped server must also drop the connections that a browser keeps
//! open (a test of the page without its host relies on it), and because a test swaps single files while it runs.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hasher as _;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::core::diagnose::iso;

/// More than any browser sends as the head of a request.
const MAX_HEAD: usize = 64 * 1024;
/// How long a silent connection stays open.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the built site.
    pub dir: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The path that the site was built for, `/` or `/isitme/`.
    pub base: String,
}

/// A running server; dropping it closes its port and every connection.
#[derive(Debug)]
pub struct Server {
    /// The address of the home page, with the base path.
    pub url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// Starts to serve; returns once the port answers.
pub fn start(options: Options) -> io::Result<Server> {
    let Options { dir, port, base } = options;
    if !base.starts_with('/') || !base.ends_with('/') {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("the base path {base:?} does not begin and end with /")));
    }
    let shown = dir.display().to_string();
    let dir = dir.canonicalize().map_err(|error| io::Error::new(error.kind(), format!("{shown}: {error}")))?;
    if !dir.join("index.html").is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("{shown} holds no index.html")));
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let address = listener.local_addr()?;
    let url = format!("http://{address}{base}");
    let shared = Arc::new(Shared {
        dir,
        base,
        stopped: AtomicBool::new(false),
        silent: AtomicBool::new(false),
        closed: AtomicBool::new(false),
        ahead: AtomicI64::new(0),
        open: Mutex::default(),
        replaced: Mutex::default(),
        adapted: Mutex::default(),
    });
    let accepting = thread::Builder::new().name("serve".into()).spawn({
        let shared = Arc::clone(&shared);
        move || accept(&listener, &shared)
    })?;
    Ok(Server { url, address, shared, accepting: Some(accepting) })
}

impl Server {
    /// From now on `name` (`config.json`, `502/index.html`) is answered with `body`, or is missing where that is `None`.
    pub fn replace(&self, name: &str, body: Option<Vec<u8>>) {
        lock(&self.shared.replaced).insert(name.to_owned(), body);
    }

    /// From now on every file that is not replaced is answered as `adapt` makes it, given its name and what it holds; `None`: as it is.
    pub fn adapt(&self, adapt: Option<Adapt>) {
        *lock(&self.shared.adapted) = adapt.map(Adapted);
    }

    /// Whether everybody is turned away without a word, as if the network were off.
    pub fn silence(&self, silent: bool) {
        self.shared.silent.store(silent, Ordering::SeqCst);
        if silent {
            for stream in lock(&self.shared.open).values() {
                stream.shutdown(Shutdown::Both).ok();
            }
        }
    }

    /// Whether answers go without the header that lets other origins read them, as on a host that doesn't send it.
    pub fn close(&self, closed: bool) {
        self.shared.closed.store(closed, Ordering::SeqCst);
    }

    /// Whether it takes the time for so many seconds later than it is, or earlier.
    pub fn ahead(&self, seconds: i64) {
        self.shared.ahead.store(seconds, Ordering::SeqCst);
    }

    /// Undoes every [`replace`](Self::replace) and [`adapt`](Self::adapt).
    pub fn restore(&self) {
        lock(&self.shared.replaced).clear();
        self.adapt(None);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes `accept`, which waits for a connection; if this fails, it is no longer waiting.
        let woken = TcpStream::connect(self.address);
        if let (Ok(_), Some(accepting)) = (woken, self.accepting.take()) {
            accepting.join().ok();
        }
        for stream in lock(&self.shared.open).values() {
            stream.shutdown(Shutdown::Both).ok();
        }
    }
}

#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    base: String,
    stopped: AtomicBool,
    /// Nobody gets an answer.
    silent: AtomicBool,
    /// Other origins may not read.
    closed: AtomicBool,
    /// Seconds that the time it tells is later than it is.
    ahead: AtomicI64,
    /// Every open connection, so that stopping can close it.
    open: Mutex<HashMap<u64, TcpStream>>,
    replaced: Mutex<HashMap<String, Option<Vec<u8>>>>,
    adapted: Mutex<Option<Adapted>>,
}

/// What a file becomes, by its name.
pub type Adapt = Arc<dyn Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync>;

struct Adapted(Adapt);

impl std::fmt::Debug for Adapted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Adapted")
    }
}

/// Compressed bodies by the hash of what they hold: a host has them ready, so the bench must not pay for them; nor each server of a test for the same.
static PACKED: Mutex<BTreeMap<u64, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for (id, stream) in (0_u64..).zip(listener.incoming()) {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if shared.silent.load(Ordering::SeqCst) {
            continue;
        }
        let Ok(kept) = stream.try_clone() else { continue };
        lock(&shared.open).insert(id, kept);
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A connection that ends in an error is the browser's business: it opens another.
            converse(&stream, &shared).ok();
            lock(&shared.open).remove(&id);
            stream.shutdown(Shutdown::Both).ok();
        });
    }
}

/// Answers the requests of one connection until either side closes it.
fn converse(mut stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(KEEP_ALIVE))?;
    let mut pending = Vec::new();
    loop {
        let Some(head) = read_head(&mut stream, &mut pending)? else { return Ok(()) };
        let (reply, close, bodiless) = match Request::parse(&head) {
            Some(request) => {
                let mut reply = shared.answer(&request);
                reply.closed = shared.closed.load(Ordering::SeqCst);
                (reply, request.close, request.method == Method::Head)
            }
            None => (Reply::text(400, "This is not a request that this server understands.\n"), true, false),
        };
        stream.write_all(&reply.to_bytes(close, bodiless, shared.ahead.load(Ordering::SeqCst)))?;
        if close {
            return Ok(());
        }
    }
}

/// The next head, up to its empty line; `None` at the end of the connection. What came after it stays in `pending`.
fn read_head(stream: &mut &TcpStream, pending: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let mut chunk = [0; 8 * 1024];
    loop {
        if let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = pending.split_off(end + 4);
            return Ok(Some(std::mem::replace(pending, rest)));
        }
        if pending.len() > MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        match stream.read(&mut chunk)? {
            0 => return Ok(None),
            count => pending.extend_from_slice(&chunk[..count]),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Get,
    Head,
    Other,
}

#[derive(Debug)]
struct Request {
    method: Method,
    target: String,
    gzip: bool,
    if_none_match: String,
    close: bool,
}

impl Request {
    fn parse(head: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(head).ok()?;
        let mut lines = text.split("\r\n");
        let mut start = lines.next()?.split(' ');
        let method = match start.next()? {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            _ => Method::Other,
        };
        let target = start.next().filter(|target| target.starts_with('/'))?.to_owned();
        let version = start.next().filter(|version| version.starts_with("HTTP/1."))?;
        let mut request = Request { method, target, gzip: false, if_none_match: String::new(), close: version == "HTTP/1.0" };
        for line in lines.take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':')?;
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "accept-encoding" => request.gzip = accepts_gzip(value),
                "if-none-match" => value.clone_into(&mut request.if_none_match),
                "connection" => request.close |= value.eq_ignore_ascii_case("close"),
                // A body is never read, so what follows it cannot be told from it.
                "content-length" => request.close |= value != "0",
                "transfer-encoding" => request.close = true,
                _ => {}
            }
        }
        Some(request)
    }
}

fn accepts_gzip(header: &str) -> bool {
    header.split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let quality: f32 = quality.trim().strip_prefix("q=").and_then(|value| value.parse().ok()).unwrap_or(1.0);
        matches!(name.trim(), "gzip" | "*") && quality > 0.0
    })
}

#[derive(Debug)]
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Arc<[u8]>,
    closed: bool,
}

impl Reply {
    fn text(status: u16, body: &str) -> Self {
        Reply { status, headers: vec![("Content-Type", media_type("txt").into())], body: body.as_bytes().into(), closed: false }
    }

    fn to_bytes(&self, close: bool, bodiless: bool, ahead: i64) -> Vec<u8> {
        let phrase = match self.status {
            200 => "OK",
            301 => "Moved Permanently",
            304 => "Not Modified",
            400 => "Bad Request",
            405 => "Method Not Allowed",
            _ => "Not Found",
        };
        let length = self.body.len().to_string();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let date = http_date(now.saturating_add_signed(ahead));
        let mut lines = vec![("Date", date.as_str())];
        if !self.closed {
            lines.push(("Access-Control-Allow-Origin", "*"));
        }
        lines.extend(self.headers.iter().map(|(name, value)| (*name, value.as_str())));
        if self.status != 304 {
            lines.push(("Content-Length", &length));
        }
        if close {
            lines.push(("Connection", "close"));
        }
        let mut bytes = format!("HTTP/1.1 {} {phrase}\r\n", self.status).into_bytes();
        for (name, value) in lines {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        if !bodiless {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// Seconds since 1970 as HTTP writes a date (RFC 9110, section 5.6.7).
fn http_date(seconds: u64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // 1970 began on a Thursday.
    let day = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(seconds / 86_400 % 7) as usize];
    let iso = iso(i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX));
    let month = iso[5..7].parse::<usize>().map_or("", |month| MONTHS[(month + 11) % 12]);
    format!("{day}, {} {month} {} {} GMT", &iso[8..10], &iso[..4], &iso[11..19])
}

/// What a path stands for.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// A file of the site, by its name in the folder.
    File(String),
    /// The same with a slash at its end.
    Folder(String),
    Missing,
    /// Not below the base path.
    Outside,
}

impl Shared {
    fn answer(&self, request: &Request) -> Reply {
        if request.method == Method::Other {
            let mut reply = Reply::text(405, "A static site knows GET and HEAD.\n");
            reply.headers.push(("Allow", "GET, HEAD".into()));
            return reply;
        }
        let (path, query) = match request.target.find('?') {
            Some(at) => request.target.split_at(at),
            None => (request.target.as_str(), ""),
        };
        match self.find(path) {
            Place::File(name) => match self.read(&name) {
                Some(body) => Self::file(request, &name, body),
                None => self.missing(request),
            },
            Place::Folder(path) => {
                let mut reply = Reply::text(301, "");
                reply.headers.push(("Location", path + query));
                reply
            }
            Place::Missing => self.missing(request),
            Place::Outside => Reply::text(404, &format!("Nothing is here: this server's site begins at {}\n", self.base)),
        }
    }

    fn find(&self, path: &str) -> Place {
        let Some(rest) = path.strip_prefix(&self.base) else {
            let at_base = path.len() + 1 == self.base.len() && self.base.starts_with(path);
            return if at_base { Place::Folder(self.base.clone()) } else { Place::Outside };
        };
        let Some(name) = percent_decode(rest).filter(|name| is_inside(name)) else { return Place::Missing };
        if name.is_empty() || name.ends_with('/') {
            return Place::File(name + "index.html");
        }
        if self.has(&name) {
            return Place::File(name);
        }
        if self.has(&format!("{name}/index.html")) {
            return Place::Folder(format!("{path}/"));
        }
        let page = name + ".html";
        if self.has(&page) { Place::File(page) } else { Place::Missing }
    }

    fn has(&self, name: &str) -> bool {
        match lock(&self.replaced).get(name) {
            Some(body) => body.is_some(),
            None => self.path(name).is_some(),
        }
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        if let Some(body) = lock(&self.replaced).get(name) {
            return body.clone();
        }
        let body = std::fs::read(self.path(name)?).ok()?;
        let adapt = lock(&self.adapted).as_ref().map(|adapted| Arc::clone(&adapted.0));
        Some(match adapt {
            Some(adapt) => adapt(name, body),
            None => body,
        })
    }

    /// The file's real path, if it is in the folder: a symbolic link out of it is not followed.
    fn path(&self, name: &str) -> Option<PathBuf> {
        self.dir.join(name).canonicalize().ok().filter(|path| path.starts_with(&self.dir) && path.is_file())
    }

    fn file(request: &Request, name: &str, body: Vec<u8>) -> Reply {
        let hash = hash(&body);
        let tag = format!("{hash:016x}");
        let packs = request.gzip && is_packed(extension(name));
        let mut headers = vec![
            ("Content-Type", media_type(extension(name)).into()),
            ("Cache-Control", "max-age=600".into()),
            ("ETag", if packs { format!("W/\"{tag}\"") } else { format!("\"{tag}\"") }),
            ("Vary", "Accept-Encoding".into()),
        ];
        let known = request.if_none_match.split(',').map(|known| known.trim().trim_start_matches("W/").trim_matches('"'));
        if known.into_iter().any(|known| known == tag || known == "*") {
            return Reply { status: 304, headers, body: Arc::default(), closed: false };
        }
        if packs {
            headers.push(("Content-Encoding", "gzip".into()));
        }
        let body = if packs { pack(hash, &body) } else { body.into() };
        Reply { status: 200, headers, body, closed: false }
    }

    fn missing(&self, request: &Request) -> Reply {
        let Some(body) = self.read("404.html") else { return Reply::text(404, "Not found.\n") };
        let mut headers = vec![("Content-Type", media_type("html").into()), ("Vary", "Accept-Encoding".into())];
        if !request.gzip {
            return Reply { status: 404, headers, body: body.into(), closed: false };
        }
        headers.push(("Content-Encoding", "gzip".into()));
        Reply { status: 404, headers, body: pack(hash(&body), &body), closed: false }
    }
}

fn pack(hash: u64, body: &[u8]) -> Arc<[u8]> {
    if let Some(packed) = lock(&PACKED).get(&hash) {
        return Arc::clone(packed);
    }
    let packed: Arc<[u8]> = gzip(body).into();
    lock(&PACKED).insert(hash, Arc::clone(&packed));
    packed
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory takes every byte")
}

/// Not a secret and not a signature: it only tells one content from another, the same in every run.
fn hash(body: &[u8]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first == b'%' {
            let digits = tail.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Only plain segments, so that no name can climb out of the folder.
fn is_inside(name: &str) -> bool {
    let plain = |segment: &str| !matches!(segment, "" | "." | "..");
    name.is_empty() || (!name.contains(['\0', '\\']) && name.strip_suffix('/').unwrap_or(name).split('/').all(plain))
}

fn extension(name: &str) -> &str {
    Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or("")
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        // Also `isitme.d.ts`: a declaration is for reading, and the registered type of `.ts` is a video.
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What is worth compressing, and what GitHub Pages compresses.
fn is_packed(extension: &str) -> bool {
    matches!(
        extension,
        "html" | "js" | "mjs" | "wasm" | "css" | "json" | "map" | "webmanifest" | "xml" | "svg" | "ico" | "txt" | "md" | "ts"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    /// A folder of its own for a test, gone after it.
    struct Site(PathBuf);

    impl Site {
        fn new() -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let name = format!("isitme-serve-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let site = Site(std::env::temp_dir().join(name));
            for (name, body) in [
                ("site/index.html", "home"),
                ("site/404.html", "no such page"),
                ("site/502/index.html", "bad gateway"),
                ("site/plain.html", "plain"),
                ("site/config.json", "{}"),
                ("site/app.wasm", "\0asm"),
                ("site/a b.txt", "spaced"),
                ("site/ü.svg", "<svg/>"),
                ("site/icon.png", "png"),
                ("site/empty/note.txt", "no index"),
                ("secret.txt", "secret"),
            ] {
                let path = site.0.join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, body).unwrap();
            }
            site
        }

        fn start(&self, base: &str) -> Server {
            start(Options { dir: self.0.join("site"), port: 0, base: base.into() }).unwrap()
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }

    fn ask(stream: &mut TcpStream, request: &str) -> io::Result<(String, Vec<u8>)> {
        stream.write_all(request.as_bytes())?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let length = header(&head, "Content-Length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; if request.starts_with("HEAD") { 0 } else { length }];
        stream.read_exact(&mut body)?;
        Ok((head, body))
    }

    fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    fn get(server: &Server, path: &str, headers: &str) -> (String, String) {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let (head, body) = ask(&mut stream, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n")).unwrap();
        (head, String::from_utf8_lossy(&body).into_owned())
    }

    fn status(head: &str) -> &str {
        &head[9..12]
    }

    /// The page's check of the clock reads it.
    #[test]
    fn the_date_is_one_of_http() {
        for (seconds, date) in [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        ] {
            assert_eq!(http_date(seconds), date);
            assert_eq!(crate::core::probe::retry::http_date(date), Some(seconds * 1000));
        }
    }

    #[test]
    fn pages_folders_and_misses() {
        let site = Site::new();
        for base in ["/", "/isitme/"] {
            let server = site.start(base);
            assert!(server.url.starts_with("http://127.0.0.1:") && server.url.ends_with(base), "{}", server.url);
            for (path, expected, text) in [
                ("", "200", "home"),
                ("?code=502", "200", "home"),
                ("index.html", "200", "home"),
                ("502/", "200", "bad gateway"),
                ("502/?url=a/../b", "200", "bad gateway"),
                ("plain", "200", "plain"),
                ("a%20b.txt", "200", "spaced"),
                ("%C3%BC.svg", "200", "<svg/>"),
                ("503/", "404", "no such page"),
                ("503", "404", "no such page"),
                ("empty", "404", "no such page"),
                ("empty/", "404", "no such page"),
                ("502//", "404", "no such page"),
                ("%zz", "404", "no such page"),
                ("%ff", "404", "no such page"),
                ("%", "404", "no such page"),
            ] {
                let (head, body) = get(&server, &format!("{base}{path}"), "");
                assert_eq!((status(&head), body.as_str()), (expected, text), "{base}{path}");
            }
            let (head, _) = get(&server, &format!("{base}502?a=b"), "");
            assert_eq!((status(&head), header(&head, "Location")), ("301", Some(format!("{base}502/?a=b").as_str())));
        }
    }

    #[test]
    fn outside_the_base_path() {
        let site = Site::new();
        let server = site.start("/isitme/");
        let (head, _) = get(&server, "/isitme", "");
        assert_eq!((status(&head), header(&head, "Location")), ("301", Some("/isitme/")));
        for path in ["/", "/502/", "/isitmee/", "/is"] {
            let (head, body) = get(&server, path, "");
            assert_eq!(status(&head), "404", "{path}");
            assert!(body.contains("/isitme/"), "{path}: {body}");
        }
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let site = Site::new();
        #[cfg(unix)]
        std::os::unix::fs::symlink(site.0.join("secret.txt"), site.0.join("site/link.txt")).unwrap();
        let server = site.start("/");
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/502/../../secret.txt",
            "/502/%2E%2E/%2e%2e/secret.txt",
            "/..%5csecret.txt",
            "/%00/secret.txt",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/./index.html",
            "/link.txt",
        ] {
            let (head, body) = get(&server, path, "");
            assert_eq!((status(&head), body.as_str()), ("404", "no such page"), "{path}");
        }
    }

    #[test]
    fn headers_like_github_pages() {
        let site = Site::new();
        let server = site.start("/");
        for (path, expected) in [
            ("/", "text/html; charset=utf-8"),
            ("/404", "text/html; charset=utf-8"),
            ("/app.wasm", "application/wasm"),
            ("/config.json", "application/json; charset=utf-8"),
            ("/icon.png", "image/png"),
        ] {
            let (head, _) = get(&server, path, "");
            assert_eq!(header(&head, "Content-Type"), Some(expected), "{path}");
            assert_eq!(header(&head, "Cache-Control"), Some("max-age=600"), "{path}");
            assert_eq!(header(&head, "Access-Control-Allow-Origin"), Some("*"), "{path}");
        }
        assert_eq!(media_type(extension("isitme.d.ts")), "text/plain; charset=utf-8");
        assert_eq!(media_type(extension("site.webmanifest")), "application/manifest+json");
        assert_eq!(media_type(extension("noextension")), "application/octet-stream");
    }

    #[test]
    fn compresses_what_is_worth_it() {
        let site = Site::new();
        let server = site.start("/");
        let mut stream = TcpStream::connect(server.address).unwrap();
        for path in ["/", "/app.wasm", "/no-such-page"] {
            let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n");
            let (head, body) = ask(&mut stream, &request).unwrap();
            assert_eq!(header(&head, "Content-Encoding"), Some("gzip"), "{path}");
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(body.as_slice()).read_to_end(&mut plain).unwrap();
            let expected: &[u8] = match path {
                "/" => b"home",
                "/app.wasm" => b"\0asm",
                _ => b"no such page",
            };
            assert_eq!(plain, expected, "{path}");
        }
        for (path, accepts) in [("/icon.png", "gzip"), ("/", "br"), ("/", "gzip;q=0"), ("/", "identity")] {
            let (head, _) = get(&server, path, &format!("Accept-Encoding: {accepts}\r\n"));
            assert_eq!(header(&head, "Content-Encoding"), None, "{path} {accepts}");
        }
    }

    #[test]
    fn a_known_tag_is_not_sent_again() {
        let site = Site::new();
        let server = site.start("/");
        let (head, _) = get(&server, "/502/", "Accept-Encoding: gzip\r\n");
        let tag = header(&head, "ETag").unwrap().to_owned();
        assert!(tag.starts_with("W/"));
        let (head, body) = get(&server, "/502/", &format!("If-None-Match: \"other\", {tag}\r\n"));
        assert_eq!((status(&head), body.as_str()), ("304", ""));
        let (head, _) = get(&server, "/", &format!("If-None-Match: {tag}\r\n"));
        assert_eq!(status(&head), "200");
    }

    #[test]
    fn one_connection_many_requests() {
        let site = Site::new();
        let server = site.start("/");
        let mut stream = TcpStream::connect(server.address).unwrap();
        let (head, body) = ask(&mut stream, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!((status(&head), header(&head, "Content-Length"), body.len()), ("200", Some("4"), 0));
        let (_, body) = ask(&mut stream, "GET /502/ HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!(body, b"bad gateway");
        let (head, _) = ask(&mut stream, "POST / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!((status(&head), header(&head, "Allow")), ("405", Some("GET, HEAD")));
        let (head, _) = ask(&mut stream, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        assert_eq!((status(&head), header(&head, "Connection")), ("200", Some("close")));
        assert_eq!(stream.read(&mut [0]).unwrap(), 0, "closed");
        let (head, _) = get(&server, "http://elsewhere/", "");
        assert_eq!(status(&head), "400");
    }

    #[test]
    fn files_can_be_replaced_and_taken_away() {
        let site = Site::new();
        let server = site.start("/");
        server.replace("config.json", Some(b"{\"allowLoopback\":true}".to_vec()));
        server.replace("app.wasm", None);
        server.replace("new/index.html", Some(b"new".to_vec()));
        assert_eq!(get(&server, "/config.json", "").1, "{\"allowLoopback\":true}");
        assert_eq!(status(&get(&server, "/app.wasm", "").0), "404");
        assert_eq!(status(&get(&server, "/new", "").0), "301");
        assert_eq!(get(&server, "/new/", "").1, "new");
        server.adapt(Some(Arc::new(|name, body| [name.as_bytes(), b": ", &body].concat())));
        assert_eq!(get(&server, "/config.json", "").1, "{\"allowLoopback\":true}");
        assert_eq!(get(&server, "/502/", "").1, "502/index.html: bad gateway");
        server.restore();
        assert_eq!(get(&server, "/502/", "").1, "bad gateway");
        assert_eq!(get(&server, "/config.json", "").1, "{}");
        assert_eq!(status(&get(&server, "/app.wasm", "").0), "200");
    }

    #[test]
    fn stopping_closes_the_port_and_what_is_kept_open() {
        let site = Site::new();
        let server = site.start("/");
        let address = server.address;
        let mut stream = TcpStream::connect(address).unwrap();
        ask(&mut stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        drop(server);
        assert!(ask(&mut stream, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").is_err());
        assert!(TcpStream::connect(address).is_err());
        // The port is free again at once, for a site that comes back.
        start(Options { dir: site.0.join("site"), port: address.port(), base: "/".into() }).unwrap();
    }

    #[test]
    fn what_cannot_start_says_why() {
        let site = Site::new();
        let server = site.start("/");
        let options = |dir: &str, port, base: &str| Options { dir: site.0.join(dir), port, base: base.into() };
        let taken = start(options("site", server.address.port(), "/")).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);
        assert_eq!(start(options("none", 0, "/")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(start(options("site/empty", 0, "/")).unwrap_err().to_string().contains("index.html"));
        assert_eq!(start(options("site", 0, "isitme")).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
