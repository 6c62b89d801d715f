//! The error page that `/error-page/` makes, behind real servers whose backend is down: the status is right, the visitor is back within one try, and no
//! form is lost or sent twice. The servers run the very lines that the page shows.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use isitme::core::make::{
    color::ACCENT,
    error_page::{Page, script},
    install::Server,
};

use super::accessible::{axe, violations};
use crate::{
    World,
    browser::Engine,
    lab::{
        Tcp, head,
        nginx::{Nginx, config},
    },
    process::{Process, Scratch, program},
    wire,
};

const FORM: &str = "<!doctype html><title>form</title><form method=post action=/order><textarea name=words id=words></textarea><button id=send>Send</button></form>";

/// A page of the site of the tests.
fn page(code: u16) -> Page {
    Page {
        code,
        name: "Acme & Söhne <Shop>".to_owned(),
        accent: ACCENT,
        status_page: Some("https://status.example.com/".to_owned()),
        contact: Some("mailto:help@example.com".to_owned()),
        wait: 2,
        home: Some("https://isitme.example.com/".to_owned()),
    }
}

/// A site behind a server: it can go down and come back, and counts what it was asked.
struct Backend {
    address: SocketAddr,
    server: Option<Tcp>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Backend {
    /// One that is down.
    fn new() -> Backend {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        Backend { address: free.local_addr().expect("its own address"), server: None, asked: Arc::default() }
    }

    fn up(&mut self) {
        let asked = self.asked.clone();
        self.server = Some(Tcp::on(self.address, move |mut stream, _| {
            let Ok(request) = head(&mut stream) else { return };
            let mut words = request.split(' ');
            let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            // Browsers ask for it when they like.
            if path != "/favicon.ico" {
                asked.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{method} {path}"));
            }
            let body = match (method, path) {
                (_, "/form") => FORM.to_owned(),
                ("POST", _) => "<!doctype html><title>thanks</title><p id=thanks>Thank you.".to_owned(),
                _ => "<!doctype html><title>fine</title><p id=fine>Fine. <a id=next href=/next>next</a>".to_owned(),
            };
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .ok();
        }));
    }

    fn down(&mut self) {
        self.server = None;
    }

    /// Method and path of what it was asked.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The lines that install a page, with the file beside the server's own.
fn lines(server: Server, page: &Page, folder: &Path) -> String {
    fs::write(folder.join(page.file_name()), page.file()).expect("the file is written");
    let at = folder.display().to_string();
    let lines = server.lines(page);
    let own = lines.replace("/var/www/errors", &at).replace("/etc/haproxy/errors", &at);
    assert_ne!(own, lines, "the lines name the file's folder");
    own
}

/// nginx in front of a backend, with the lines changed.
fn nginx_with(page: &Page, backend: &Backend, change: impl Fn(String) -> String) -> Nginx {
    let port = backend.address.port();
    Nginx::run(1, |folder, ports| {
        let lines = change(lines(Server::Nginx, page, folder));
        config(
            folder,
            &format!("server {{\nlisten 127.0.0.1:{};\n{lines}\nlocation / {{ proxy_pass http://127.0.0.1:{port}; }}\n}}\n", ports[0]),
        )
    })
}

/// nginx in front of a backend.
fn nginx(page: &Page, backend: &Backend) -> Nginx {
    nginx_with(page, backend, |lines| lines)
}

/// Another server that a test started.
struct Front {
    origin: String,
    _process: Process,
    _folder: Scratch,
}

/// Starts a server in front of a backend, with the lines that the page shows for it.
fn front(server: Server, page: &Page, backend: &Backend) -> Front {
    let folder = Scratch::new("front");
    let at = folder.path();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port").port();
    let lines = lines(server, page, at);
    let behind = backend.address.port();
    let file = at.join("main");
    let (text, name) = match server {
        Server::Haproxy => (
            format!(
                "defaults\n  mode http\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n  retries 0\nfrontend web\n  bind 127.0.0.1:{port}\n{lines}  default_backend app\nbackend app\n  server one 127.0.0.1:{behind}\n"
            ),
            "haproxy",
        ),
        Server::Apache => {
            let folders = ["/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules"];
            let modules = folders.into_iter().find(|folder| Path::new(folder).is_dir()).expect("a folder of Apache's modules");
            let mut text =
                format!("ServerRoot {}\nServerName localhost\nPidFile pid\nErrorLog /dev/stderr\nListen 127.0.0.1:{port}\n", at.display());
            for name in ["mpm_event", "authz_core", "headers", "alias", "proxy", "proxy_http"] {
                writeln!(text, "LoadModule {name}_module {modules}/mod_{name}.so").expect("a text takes it");
            }
            write!(
                text,
                "User nobody\nGroup nogroup\n<VirtualHost 127.0.0.1:{port}>\n{lines}ProxyPass / http://127.0.0.1:{behind}/ retry=0\n</VirtualHost>\n"
            )
            .expect("a text takes it");
            (text, "apache2")
        }
        Server::Caddy => (
            format!("{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n{lines}\n\treverse_proxy 127.0.0.1:{behind}\n}}\n"),
            "caddy",
        ),
        _ => panic!("{} is not one of these", server.name()),
    };
    fs::write(&file, text).expect("the configuration is written");
    // Apache's workers leave root.
    fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("a folder that others may enter");
    let mut command = Command::new(program(&[name]));
    match server {
        Server::Haproxy => command.arg("-db").arg("-f").arg(&file),
        Server::Apache => command.arg("-X").arg("-f").arg(&file),
        _ => command.env("XDG_DATA_HOME", at).env("XDG_CONFIG_HOME", at).args(["run", "--adapter", "caddyfile", "--config"]).arg(&file),
    };
    let log = at.join("output");
    let mut process = Process::start(&mut command, &log);
    let began = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(!process.ended() && began.elapsed() < Duration::from_secs(20), "{name}: {}", fs::read_to_string(&log).unwrap_or_default());
        thread::sleep(Duration::from_millis(10));
    }
    Front { origin: format!("http://127.0.0.1:{port}"), _process: process, _folder: folder }
}

/// What a request without a browser is answered: the head and the body.
fn ask(origin: &str, method: &str) -> (String, String) {
    use std::io::Read as _;
    let host = origin.strip_prefix("http://").expect("an http address");
    let mut stream = TcpStream::connect(host).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    write!(stream, "{method} /a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").expect("a request");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    (head.to_owned(), body.to_owned())
}

/// Waits until the page's script has started.
fn runs(w: &World) {
    w.until("the page tries by itself", || w.shown("#now").then_some(()));
}

/// What stands there for people.
fn says(w: &World, words: &str) {
    w.until(&format!("it says: {words}"), || w.text("#say").contains(words).then_some(()));
}

/// Status, headers and file of each server whose lines are tried, for a GET and for a form.
pub fn servers(_: &World) {
    for (server, code) in [(Server::Nginx, 502), (Server::Haproxy, 503), (Server::Apache, 503), (Server::Caddy, 502)] {
        let (page, backend) = (page(code), Backend::new());
        let (own, other);
        let origin = if server == Server::Nginx {
            own = nginx(&page, &backend);
            own.origin()
        } else {
            other = front(server, &page, &backend);
            other.origin.clone()
        };
        for method in ["GET", "POST"] {
            let (head, body) = ask(&origin, method);
            let lower = head.to_ascii_lowercase();
            assert!(head.lines().next().is_some_and(|line| line.contains(&format!(" {code}"))), "{} {method}: {head}", server.name());
            assert!(lower.contains("retry-after: 2"), "{} {method}: {head}", server.name());
            assert!(lower.contains("cache-control: no-store"), "{} {method}: {head}", server.name());
            assert!(lower.contains("content-type: text/html"), "{} {method}: {head}", server.name());
            assert!(head.contains(&format!("method;desc={method}")), "{} {method}: {head}", server.name());
            assert!(body.contains(&page.file()), "{} {method}: {body}", server.name());
        }
    }
}

/// Behind nginx: the page, then the site again, within one try after it is back, and with no more requests than that takes.
pub fn returns(w: &World) {
    let (page, mut backend) = (page(502), Backend::new());
    let nginx = nginx(&page, &backend);
    assert_eq!(wire::get(&format!("{}/a?b=c", nginx.origin())).0, 502);
    w.open(&format!("{}/a?b=c#d", nginx.origin()));
    runs(w);
    assert_eq!(w.text("h1"), "It's us, not you.");
    assert!(w.text("main").contains("Acme & Söhne <Shop>"));
    assert_eq!(w.js("return document.querySelectorAll('script, meta[http-equiv=refresh]').length", vec![]), 0, "the timed reload is gone");
    assert_eq!(
        w.attribute("#help", "href").unwrap_or_default(),
        format!("https://isitme.example.com/diagnose/?code=502&url={}%2Fa", nginx.origin().replace(':', "%3A").replace('/', "%2F"))
    );
    assert!(!w.shown("#sent") && !w.shown("#back"));
    // A try that fails says so, and another follows.
    says(w, "Still an error (502).");
    assert!(w.seen_text("main").contains("Next try in about"), "{}", w.seen_text("main"));
    backend.up();
    w.until("the site", || w.shown("#fine").then_some(()));
    assert_eq!(w.url(), format!("{}/a?b=c#d", nginx.origin()));
    assert_eq!(backend.asked(), ["GET /a?b=c", "GET /a?b=c"], "one try, then the page");
}

/// The same behind `HAProxy`.
pub fn returns_haproxy(w: &World) {
    let mut backend = Backend::new();
    let haproxy = front(Server::Haproxy, &page(503), &backend);
    w.open(&format!("{}/a", haproxy.origin));
    runs(w);
    assert_eq!(w.text(".c b"), "503");
    backend.up();
    w.until("the site", || w.shown("#fine").then_some(()));
    assert_eq!(backend.asked(), ["GET /a", "GET /a"], "one try, then the page");
}

/// Types a text into a form and sends it into a site that has gone down.
fn send(w: &World, origin: &str, backend: &mut Backend) -> String {
    let typed = format!("what took an hour to write, {}", w.js("return Date.now()", vec![]));
    backend.up();
    w.open(&format!("{origin}/form"));
    w.fill("#words", &typed);
    backend.down();
    w.click("#send");
    runs(w);
    assert_eq!(w.url(), format!("{origin}/order"));
    typed
}

/// A form that was sent into a dead backend is neither sent again nor lost.
pub fn form(w: &World) {
    for server in [Server::Nginx, Server::Haproxy] {
        let mut backend = Backend::new();
        let (own, other);
        let origin = if server == Server::Nginx {
            own = nginx(&page(502), &backend);
            own.origin()
        } else {
            other = front(server, &page(503), &backend);
            other.origin.clone()
        };
        let typed = send(w, &origin, &mut backend);
        let told = w.engine != Engine::WebKit || w.shown("#sent");
        if told {
            assert!(w.shown("#sent"), "it knows that a form was sent");
        }
        backend.up();
        w.until("the way back", || w.shown("#back").then_some(()));
        says(w, if told { "Your form was not sent again" } else { "If you were sending a form" });
        assert_eq!(w.shown("#open"), !told);
        assert!(w.js("return document.activeElement === document.body", vec![]) == true, "the focus is not taken away");
        // It stays there however long one waits for it: the site was asked once more, with GET.
        let posts = |backend: &Backend| backend.asked().iter().filter(|own| own.starts_with("POST")).count();
        assert_eq!((posts(&backend), backend.asked().last().map(String::as_str)), (0, Some("GET /order")), "{}", server.name());
        w.click("#back");
        w.until_is("what was typed", typed.clone(), || w.value("#words"));
        assert_eq!(posts(&backend), 0);
        w.click("#send");
        w.until("the answer", || w.shown("#thanks").then_some(()));
        assert_eq!(posts(&backend), 1);
    }
}

/// Where the server does not tell how it was asked, the page asks before it leaves what may be the answer to a form; not where nothing of the site led to it.
pub fn form_unknown(w: &World) {
    let mut backend = Backend::new();
    let nginx = nginx_with(&page(502), &backend, |lines| {
        let kept: Vec<&str> = lines.lines().filter(|line| !line.contains("Server-Timing")).collect();
        assert_eq!(kept.len() + 1, lines.lines().count());
        kept.join("\n")
    });
    let origin = nginx.origin();
    let typed = send(w, &origin, &mut backend);
    assert!(!w.shown("#sent"));
    backend.up();
    w.until("the way back", || w.shown("#back").then_some(()));
    says(w, "If you were sending a form");
    assert!(w.shown("#open"));
    w.click("#back");
    w.until_is("what was typed", typed, || w.value("#words"));
    // A link within the site: the page opens on a click.
    w.open(&format!("{origin}/a"));
    backend.down();
    w.click("#next");
    runs(w);
    backend.up();
    w.until("the way on", || w.shown("#open").then_some(()));
    w.click("#open");
    w.until("the site", || w.shown("#fine").then_some(()));
    assert_eq!(w.url(), format!("{origin}/next"));
    assert!(backend.asked().iter().all(|own| own.starts_with("GET")), "{:?}", backend.asked());
    // Straight from outside: by itself.
    backend.down();
    w.open("about:blank");
    w.open(&format!("{origin}/b"));
    runs(w);
    backend.up();
    w.until("the site", || w.shown("#fine").then_some(()));
}

/// A server in this process that answers with the page, counts when it was asked, and says with which headers.
fn bare(
    page: &Page,
    headers: fn(u32) -> String,
    file: impl Fn(String) -> String + Send + Sync + 'static,
) -> (Tcp, Arc<Mutex<Vec<Instant>>>) {
    let (times, count, text) = (Arc::new(Mutex::new(Vec::new())), AtomicU32::new(0), page.file());
    let noted = times.clone();
    let code = page.code;
    let server = Tcp::start(move |mut stream, _| {
        let Ok(request) = head(&mut stream) else { return };
        if !request.starts_with("GET / ") {
            return;
        }
        noted.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        let body = file(text.clone());
        let more = headers(count.fetch_add(1, Ordering::SeqCst));
        write!(stream, "HTTP/1.1 {code} Error\r\nContent-Type: text/html; charset=utf-8\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).ok();
    });
    (server, times)
}

fn count(times: &Arc<Mutex<Vec<Instant>>>) -> usize {
    times.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// `Retry-After` is obeyed, as a number and as a date; tries get rarer; *Stop trying* stops them; a tab that nobody sees waits.
pub fn patience(w: &World) {
    // The page, then three tries: after 5 s asked for, after as long as its own backoff takes, and so on.
    let (server, times) = bare(&page(503), |nth| if nth == 1 { "Retry-After: 6\r\n".to_owned() } else { String::new() }, |file| file);
    let origin = format!("http://127.0.0.1:{}/", server.port());
    w.open(&origin);
    runs(w);
    w.until("the second try", || (count(&times) == 3).then_some(()));
    let gaps: Vec<Duration> = times.lock().unwrap_or_else(PoisonError::into_inner).windows(2).map(|two| two[1] - two[0]).collect();
    assert!(gaps[0] >= Duration::from_millis(1900), "the first try came after {gaps:?}");
    assert!(gaps[1] >= Duration::from_millis(5900), "Retry-After was not obeyed: {gaps:?}");
    // Nobody looks: nothing is asked, however much time has passed.
    w.js("Object.defineProperty(document, 'hidden', { value: true, configurable: true }); window.Date.now = (real => () => real() + 86400000)(window.Date.now.bind(window.Date))", vec![]);
    w.until("the time is over", || w.text("#left").is_empty().then_some(()));
    let before = count(&times);
    w.js_later("setTimeout(arguments[0], 2500)", vec![]);
    assert_eq!(count(&times), before, "a hidden page asked");
    w.js("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))", vec![]);
    w.until("it asks when somebody looks", || (count(&times) == before + 1).then_some(()));
    says(w, "Still an error (503).");
    w.click("#stop");
    says(w, "Not trying any more by itself.");
    assert!(!w.shown("#stop") && w.js("return document.activeElement.id", vec![]) == "now", "the focus is on what is left to do");
    w.js("window.Date.now = (real => () => real() + 86400000)(window.Date.now.bind(window.Date))", vec![]);
    w.js_later("setTimeout(arguments[0], 2500)", vec![]);
    assert_eq!(count(&times), before + 1, "it asked after it was stopped");
    w.click("#now");
    w.until("it asks on a click", || (count(&times) == before + 2).then_some(()));
    says(w, "Still an error (503).");
    assert_eq!(w.text("#left"), "", "and no more by itself");
    // As a date; a page that does not try again by itself asks nothing.
    let (server, _) = bare(&page(429), |_| "Retry-After: Fri, 31 Dec 2999 23:59:59 GMT\r\n".to_owned(), |file| file);
    w.open(&format!("http://127.0.0.1:{}/", server.port()));
    // A day at most, and up to a quarter longer.
    w.until("it waits a day", || {
        let hours: u32 = w.text("#say").split("about ").nth(1)?.split(" hours").next()?.parse().ok()?;
        (24..=30).contains(&hours).then_some(())
    });
    let (server, times) = bare(&page(404), |_| String::new(), |file| file);
    w.open(&format!("http://127.0.0.1:{}/", server.port()));
    w.until("it can be asked", || w.shown("#now").then_some(()));
    assert!(!w.shown("#stop") && w.text("#say").is_empty() && count(&times) == 1);
}

/// Each try comes twice as late as the one before, up to a limit, and not at everybody's same moment.
pub fn backoff(w: &World) {
    let (server, times) = bare(&page(503), |_| String::new(), |file| file);
    w.open(&format!("http://127.0.0.1:{}/", server.port()));
    runs(w);
    // What the page says is left, in seconds. Its clock stands, so that a slow machine changes nothing (by its whole name: without it, it is Firefox's driver's).
    let left = || {
        let text = w.text("#left");
        let (minutes, seconds) = text.split_once(':')?;
        Some(minutes.parse::<u32>().ok()? * 60 + seconds.parse::<u32>().ok()?)
    };
    w.js(
        "window.__at = Date.now(); window.Date.now = () => window.__at; window.__chance = 0; window.Math.random = () => window.__chance",
        vec![],
    );
    let plan = |chance: f64| {
        let before = count(&times);
        w.js(
            "window.__chance = arguments[0]; window.__at += 86400000; document.dispatchEvent(new Event('visibilitychange'))",
            vec![chance.into()],
        );
        w.until("another try", || (count(&times) > before).then_some(()));
        w.until("the next one is planned", left)
    };
    let even: Vec<u32> = (0..9).map(|_| plan(0.0)).collect();
    assert!(even.windows(2).all(|two| two[1] == (two[0] * 2).min(300)), "twice as long each time, five minutes at most: {even:?}");
    assert!(even[0] < 60 && even[8] == 300, "{even:?}");
    // Up to a quarter later, by chance alone.
    assert_eq!([0.2, 0.5, 0.8].map(plan), [315, 338, 360]);
}

/// Under somebody's own strict policy: with the two hashes it works; with everything refused it is readable and loads itself again.
pub fn policies(w: &World) {
    static HASHES: Mutex<String> = Mutex::new(String::new());
    let [style, script_hash] = page(502).hashes();
    assert!(script().len() > 1000);
    let hashes = format!(
        "Content-Security-Policy: default-src 'none'; style-src {style}; script-src {script_hash}; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'\r\n"
    );
    hashes.clone_into(&mut HASHES.lock().unwrap_or_else(PoisonError::into_inner));
    let own = |_| HASHES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (server, times) = bare(&page(502), own, |file| file);
    w.open(&format!("http://127.0.0.1:{}/", server.port()));
    runs(w);
    w.until("a try", || (count(&times) == 2).then_some(()));
    assert_eq!(w.js("return getComputedStyle(document.querySelector('h1')).fontWeight", vec![]), "600", "the style is there");
    // Everything refused.
    let (server, times) = bare(
        &page(502),
        |_| "Content-Security-Policy: default-src 'none'\r\n".to_owned(),
        |file| {
            assert!(file.contains("content=\"60\""));
            // A minute is long for a test.
            file.replace("content=\"60\"", "content=\"3\"")
        },
    );
    w.open(&format!("http://127.0.0.1:{}/", server.port()));
    let seen = w.seen_text("main");
    for words in [
        "502",
        "It's us, not you.",
        "Nothing on your device will fix it.",
        "loads itself again",
        "Write to us",
        "What our status page says",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!w.shown("#now") && !w.shown("#stop"), "no button that does nothing");
    assert_ne!(w.js("return getComputedStyle(document.querySelector('h1')).fontFamily", vec![]), "Georgia, serif", "the style is refused");
    assert_eq!(w.attribute("#help", "href").as_deref(), Some("https://isitme.example.com/diagnose/?code=502"));
    w.until("it loads itself again", || (count(&times) >= 3).then_some(()));
    // Where the page may not ask, it loads itself instead, unless it may be the answer to a form.
    let (server, times) =
        bare(&page(502), |_| "Content-Security-Policy: connect-src 'none'\r\nServer-Timing: method;desc=GET\r\n".to_owned(), |file| file);
    w.open(&format!("http://127.0.0.1:{}/", server.port()));
    runs(w);
    w.until("it loads itself again", || (count(&times) >= 2).then_some(()));
}

/// By keyboard, on a narrow screen, light and dark, and for axe-core.
pub fn usable(w: &World) {
    let axe = axe();
    for code in [404, 502] {
        let (server, _) = bare(&page(code), |_| String::new(), |file| file);
        let mut found = Vec::new();
        for (width, dark) in [(1280, false), (320, true)] {
            w.resize(width, 800);
            w.open(&format!("http://127.0.0.1:{}/", server.port()));
            w.until("it runs", || w.shown("#now").then_some(()));
            if w.engine == Engine::Chromium {
                w.scheme(dark);
                // Not through the page: its policy permits no script but its own; the driver's are exempt.
                found.extend(violations(w, &axe));
            }
            let wide = w.js("return document.documentElement.scrollWidth - innerWidth", vec![]);
            assert!(wide.as_i64().is_some_and(|wide| wide <= 0), "{code} at {width} px: {wide} px too wide");
        }
        w.resize(1280, 900);
        assert!(found.is_empty(), "{code}: {found:#?}");
        let mut order = Vec::new();
        for _ in 0..5 {
            w.press(&[thirtyfour::Key::Tab]);
            w.settle();
            order.push(
                w.js("const e = document.activeElement; return e.id || e.textContent", vec![]).as_str().unwrap_or_default().to_owned(),
            );
        }
        let links = ["What our status page says", "Write to us", "help"];
        let wanted: Vec<&str> = if code == 502 { vec!["now", "stop"] } else { vec!["now"] }.into_iter().chain(links).collect();
        assert_eq!(order[..wanted.len()], wanted, "{code}");
    }
}
