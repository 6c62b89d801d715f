//! The recipes of docs/recipes on real servers: their headers, and a page that runs under them.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Map, Value};

use crate::{
    World,
    lab::nginx::{self, Nginx},
    process::{Process, Scratch, command, program},
    site,
};

/// A part of a recipe that is another in a test: certificate, port and folder.
fn swap(recipe: &mut String, from: &str, to: &str) {
    assert!(recipe.contains(from), "the recipe has no {from:?}");
    *recipe = recipe.replace(from, to);
}

fn recipe(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The built site as a folder to which files can be added: those that it may not have yet.
fn folder() -> Scratch {
    let own = Scratch::new("hosting");
    fs::set_permissions(own.path(), fs::Permissions::from_mode(0o755)).expect("a folder that others may enter");
    for entry in fs::read_dir(site::main_dist()).expect("dist").flatten() {
        symlink(entry.path(), own.path().join(entry.file_name())).expect("a link");
    }
    for (name, text) in [
        ("embed/index.html", "<!doctype html><title>embed</title>"),
        ("embed/builder/index.html", "<!doctype html><title>builder</title>"),
        ("sw.js", "//"),
    ] {
        let path = own.path().join(name);
        if !path.exists() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
    }
    own
}

/// What the server says of the files, and a page below it that says nothing.
fn holds(w: &World, origin: &str) {
    w.log("browser");
    w.ready(&format!("{origin}/502/"));
    w.until("the configuration is read", || {
        let read = "return performance.getEntriesByType('resource').some(own => own.name.endsWith('/config.json') && own.responseEnd > 0)";
        w.js(read, vec![]).as_bool().filter(|read| *read).map(drop)
    });
    w.settle();
    let said = w.log("browser");
    assert!(said.is_empty(), "the page says under these headers: {said:#?}");
    let (js, wasm) = w.site.module();
    let headers = |path: &str| -> (u64, Map<String, Value>) {
        let script = "const [path, done] = arguments; fetch(path, { cache: 'no-store' }).then(a => done([a.status, Object.fromEntries(a.headers)]), e => done([0, { error: String(e) }]))";
        let answer = w.js_later(script, vec![path.into()]);
        (answer[0].as_u64().unwrap_or_default(), answer[1].as_object().cloned().unwrap_or_default())
    };
    let (own, any) = ("frame-ancestors 'self'", "frame-ancestors *");
    let (ask, keep) = ("no-cache", "public, max-age=31536000, immutable");
    for (path, status, ancestors, cache, kind) in [
        ("/", 200, own, ask, "text/html"),
        ("/502/", 200, own, ask, "text/html"),
        ("/check/", 200, own, ask, "text/html"),
        ("/no-such-page/", 404, own, ask, "text/html"),
        ("/embed/", 200, any, ask, "text/html"),
        ("/embed/builder/", 200, own, ask, "text/html"),
        ("/sw.js", 200, own, ask, "javascript"),
        ("/isitme.js", 200, own, ask, "javascript"),
        ("/isitme_bg.wasm", 200, own, ask, "application/wasm"),
        ("/config.json", 200, own, ask, "application/json"),
        ("/api/codes/502.json", 200, own, ask, "application/json"),
        (&format!("/{js}"), 200, own, keep, "javascript"),
        (&format!("/{wasm}"), 200, own, keep, "application/wasm"),
    ] {
        let (answered, headers) = headers(path);
        let header = |name: &str| headers.get(name).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(answered, status, "{path}: {headers:?}");
        for (name, value) in [
            ("content-security-policy", ancestors),
            ("cache-control", cache),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=31536000"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "*"),
        ] {
            assert_eq!(header(name), value, "{path}: {name}");
        }
        assert!(header("permissions-policy").contains("geolocation=()"), "{path}: {headers:?}");
        assert!(header("content-type").contains(kind), "{path}: {headers:?}");
    }
    // Another origin may embed what is made for it, and nothing else.
    let framed = |path: &str| {
        w.log("browser");
        w.open(&format!("{}/frame?width=600&src={origin}{path}", w.desk.origins()[0]));
    };
    framed("/502/");
    w.until("the refusal", || w.log("browser").iter().any(|line| line.contains("frame-ancestors")).then_some(()));
    for path in ["/embed/502/", "/embed/?code=502"] {
        framed(path);
        w.enter_frame();
        w.until_ready();
        w.until("the entry", || w.text("main").contains("Bad Gateway").then_some(()));
        w.leave_frames();
        let said = w.log("browser");
        assert!(said.is_empty(), "{path} says in a frame: {said:#?}");
    }
    // An opaque origin, as in a sandboxed frame, may read everything; the page runs there as it does elsewhere.
    w.log("browser");
    w.open(&format!("{origin}/404.html"));
    let missing = w.js("return document.querySelector('h1').textContent.length", vec![]);
    assert!(missing.as_u64().is_some_and(|length| length > 3), "the page for what is missing");
}

/// nginx.
pub fn recipe_of_nginx(w: &World) {
    let files = folder();
    let server = Nginx::run(1, |folder, ports| {
        let mut text = recipe("nginx.conf");
        swap(&mut text, "listen 443 ssl;", &format!("listen 127.0.0.1:{};", ports[0]));
        swap(&mut text, "  listen [::]:443 ssl;\n", "");
        swap(
            &mut text,
            "  ssl_certificate     /etc/ssl/errors.example.com.pem;\n  ssl_certificate_key /etc/ssl/errors.example.com.key;\n",
            "",
        );
        swap(&mut text, "/srv/www/isitme", &files.path().display().to_string());
        nginx::config(folder, &format!("  include /etc/nginx/mime.types;\n{text}"))
    });
    holds(w, &server.origin());
}

/// Waits until a server listens.
fn listens(process: &mut Process, port: u16, log: &Path) {
    let began = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(
            !process.ended() && began.elapsed() < Duration::from_secs(20),
            "the server did not start: {}",
            fs::read_to_string(log).unwrap_or_default()
        );
        thread::sleep(Duration::from_millis(10));
    }
}

fn root_runs() -> bool {
    fs::read_to_string("/proc/self/status").is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port").port()
}

/// Apache, with the recipe as a file in the site's folder.
pub fn recipe_of_apache(w: &World) {
    let files = folder();
    let own = Scratch::new("apache");
    let (at, port) = (own.path(), free_port());
    fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("a folder that others may enter");
    fs::write(files.path().join(".htaccess"), recipe("apache.htaccess")).expect("the recipe");
    let modules = ["mpm_event", "authz_core", "dir", "mime", "headers", "setenvif"]
        .map(|name| ["LoadModule ", name, "_module /usr/lib/apache2/modules/mod_", name, ".so\n"].concat())
        .concat();
    let (folder, root) = (at.display(), files.path().display());
    fs::write(at.join("mime.types"), "text/html html\ntext/css css\napplication/json json\ntext/plain txt\nimage/svg+xml svg\n")
        .expect("types");
    // It refuses to work as root.
    let user = if root_runs() { "User nobody\nGroup nogroup\n" } else { "" };
    let text = format!(
        "ServerRoot {folder}\nServerName localhost\nPidFile {folder}/pid\nDefaultRuntimeDir {folder}\nTypesConfig {folder}/mime.types\n{user}ErrorLog {folder}/error.log\n\
         Listen 127.0.0.1:{port}\n{modules}StartServers 1\nDocumentRoot {root}\nDirectoryIndex index.html\n<Directory {root}>\n  AllowOverride FileInfo\n  \
         Options FollowSymLinks\n  Require all granted\n</Directory>\n"
    );
    fs::write(at.join("httpd.conf"), text).expect("its configuration");
    let mut run = command(program(&["apache2", "httpd"]), at);
    // One process, in front, so that all of it ends with the test.
    run.arg("-X").arg("-f").arg(at.join("httpd.conf"));
    let mut process = Process::start(&mut run, &at.join("output"));
    listens(&mut process, port, &at.join("error.log"));
    holds(w, &format!("http://127.0.0.1:{port}"));
}

/// Caddy.
pub fn recipe_of_caddy(w: &World) {
    let files = folder();
    let own = Scratch::new("caddy");
    let (at, port) = (own.path(), free_port());
    let mut text = recipe("Caddyfile");
    swap(&mut text, "\nerrors.example.com {", &format!("\n{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{"));
    swap(&mut text, "/srv/www/isitme", &files.path().display().to_string());
    fs::write(at.join("Caddyfile"), text).expect("its configuration");
    let mut run = command(program(&["caddy"]), at);
    run.args(["run", "--adapter", "caddyfile", "--config"]).arg(at.join("Caddyfile"));
    let mut process = Process::start(&mut run, &at.join("output"));
    listens(&mut process, port, &at.join("output"));
    holds(w, &format!("http://127.0.0.1:{port}"));
}
