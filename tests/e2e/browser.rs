//! One browser with its driver, for one test. Everything a story does goes through here, and every wait is for something.

use std::{
    fmt::{Debug, Write as _},
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};
use thirtyfour::{
    By, Capabilities, Key, TimeoutConfiguration, WebDriver, WebElement, WindowHandle,
    common::command::{Command as Wd, ExtensionCommand},
    error::WebDriverResult,
};
use tokio::runtime::Runtime;

use crate::{
    process::{Process, Scratch, command, program},
    site::texts,
    wire::Wire,
};

/// Longest wait for anything that is not slow by design; a loaded machine needs it.
pub const PATIENCE: Duration = Duration::from_secs(25);

/// The three engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `chromium` and `chromedriver`.
    Chromium,
    /// `firefox-esr` and `geckodriver`.
    Firefox,
    /// `WebKitGTK`'s `MiniBrowser` and `WebKitWebDriver`, on a screen of its own.
    WebKit,
}
use Engine::{Chromium, Firefox, WebKit};

/// What a story may want different.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// JavaScript is off from the start (Firefox; Chromium switches it later).
    pub no_script: bool,
    /// Chromium keeps a log of every request.
    pub requests: bool,
    /// Certificates that the browser is to accept.
    pub trust: Option<&'static Trust>,
}

/// An authority and a certificate of it for this machine. Every other certificate is refused as ever.
#[derive(Debug, PartialEq, Eq)]
pub struct Trust {
    /// The file of the authority's certificate.
    pub authority: String,
    /// The file of the certificate.
    pub certificate: String,
    /// The hash of its key.
    pub spki: String,
}

/// A browser of the fault lab: in a world of its own, where names are looked up for real.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// The file of an authority that whoever runs the device has installed.
    pub authority: String,
    /// Variables of its environment.
    pub environment: Vec<(String, String)>,
    /// The folder of an extension that it has from the start (Chromium).
    pub extension: Option<PathBuf>,
}

/// How long a page of the fault lab may take before a person stops waiting.
pub const STOPS_WAITING: Duration = Duration::from_secs(17);

/// A running browser.
pub struct Browser {
    /// Which one.
    pub engine: Engine,
    driver: Option<WebDriver>,
    runtime: Runtime,
    // In the order in which they may end.
    process: Process,
    _screen: Option<Process>,
    home: Scratch,
}

/// A driver's own command, beyond the standard.
#[derive(Debug)]
struct Beyond {
    endpoint: &'static str,
    body: Value,
}

impl ExtensionCommand for Beyond {
    fn parameters_json(&self) -> Option<Value> {
        Some(self.body.clone())
    }

    fn method(&self) -> http::Method {
        http::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.into()
    }
}

fn root() -> bool {
    fs::read_to_string("/proc/self/status").is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

/// A port for a program that cannot choose one and tell.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port").port()
}

/// Where `WebKitGTK`'s own browser is: beside the library, in a folder with the machine's name.
fn mini_browser() -> PathBuf {
    let found =
        fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path()).flat_map(|folder| {
            ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map(|version| folder.join(version).join("MiniBrowser"))
        });
    found
        .into_iter()
        .find(|path| path.is_file())
        .expect("MiniBrowser is not installed: Debian's webkit2gtk-driver brings it; `make test` installs it")
}

impl Browser {
    /// Starts a browser with nothing in it.
    pub fn start(engine: Engine, wish: Wish) -> Browser {
        Browser::begin(engine, wish, None, Scratch::new("browser"))
    }

    /// Starts one of the fault lab in a folder that may hold a profile.
    pub fn start_own(engine: Engine, own: &Own, home: Scratch) -> Browser {
        Browser::begin(engine, Wish::default(), Some(own), home)
    }

    /// Closes it and keeps its folder.
    pub fn close(mut self) -> Scratch {
        let home = std::mem::replace(&mut self.home, Scratch::new("closed"));
        drop(self);
        home
    }

    fn begin(engine: Engine, wish: Wish, own: Option<&Own>, home: Scratch) -> Browser {
        let at = home.path();
        if let Some(own) = own.filter(|_| engine == Chromium && !at.join(".pki").exists()) {
            trust_store(at, &own.authority);
        }
        let environment = || own.into_iter().flat_map(|own| own.environment.iter().cloned());
        let log = at.join("driver.log");
        let (process, port, screen) = match engine {
            Chromium => {
                let mut run = command(program(&["chromedriver"]), at);
                run.arg("--port=0").envs(environment());
                let (process, port) = Process::start_and_read(&mut run, &log, |line| {
                    line.split("successfully on port ").nth(1)?.trim_end_matches('.').trim().parse::<u16>().ok()
                });
                (process, port, None)
            }
            Firefox => {
                let mut run = command(program(&["geckodriver"]), at);
                run.args(["--port", "0", "--profile-root"]).arg(at).env("MOZ_HEADLESS", "1");
                if wish.trust.is_some() || own.is_some() {
                    run.arg("--allow-system-access");
                }
                let (process, port) = Process::start_and_read(&mut run, &log, |line| {
                    line.split("Listening on 127.0.0.1:").nth(1)?.trim().parse::<u16>().ok()
                });
                (process, port, None)
            }
            WebKit => {
                let mut run = command(program(&["Xvfb"]), at);
                run.args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
                let (screen, display) = Process::start_and_read(&mut run, &log, |line| line.trim().parse::<u32>().ok());
                let (process, port) = webkit_driver(at, &log, display);
                (process, port, Some(screen))
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let capabilities: Capabilities = capabilities(engine, wish, own, at).into();
        let connect = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities).client(Wire);
        let driver = runtime
            .block_on(connect.connect())
            .unwrap_or_else(|error| panic!("{engine:?} does not start: {error}\n{}", fs::read_to_string(&log).unwrap_or_default()));
        let browser = Browser { engine, driver: Some(driver), runtime, process, _screen: screen, home };
        browser.resize(1280, 900);
        if engine == Firefox {
            for authority in wish.trust.map(|trust| &trust.authority).into_iter().chain(own.map(|own| &own.authority)) {
                browser.take_authority(authority);
            }
        }
        if own.is_some() {
            browser.wait_for_pages(STOPS_WAITING);
        }
        browser
    }

    /// Starts one whose own start is over: what it still loads for itself after its first window is there (Chromium: the parts of its window, nearly a
    /// second of two cores) is not in what is measured.
    pub fn start_calm(engine: Engine) -> Browser {
        const STRETCH: Duration = Duration::from_millis(300);
        let browser = Browser::start(engine, Wish::default());
        let (mut from, mut before) = (Instant::now(), browser.process.used());
        browser.until("the browser has started", || {
            if from.elapsed() < STRETCH {
                return None;
            }
            let now = browser.process.used();
            // A tenth of one core: the clock's step is ten milliseconds.
            let calm = now.saturating_sub(before) <= STRETCH / 10;
            (from, before) = (Instant::now(), now);
            calm.then_some(())
        });
        browser
    }

    /// Makes Firefox accept an authority; there is no setting for that.
    fn take_authority(&self, authority: &str) {
        let pem = fs::read_to_string(authority).unwrap_or_else(|error| panic!("{authority}: {error}"));
        let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        self.chrome(
            "Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB).addCertFromBase64(arguments[0], 'CT,CT,CT');",
            vec![base64.into()],
        );
    }

    /// The answer of a script with the rights of Firefox's own windows.
    #[track_caller]
    pub fn chrome(&self, script: &str, arguments: Vec<Value>) -> Value {
        let context = |name: &str| {
            let own = Beyond { endpoint: "/moz/context", body: json!({"context": name}) };
            self.ask("the context", self.driver().cmd(Wd::ExtensionCommand(Box::new(own))));
        };
        context("chrome");
        let answer = self.try_js(script, arguments);
        context("content");
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Installs an extension for this session (Firefox).
    #[track_caller]
    pub fn install(&self, file: &Path) -> String {
        let own = Beyond { endpoint: "/moz/addon/install", body: json!({"path": file, "temporary": true}) };
        let answer = self.ask("an extension", self.driver().cmd(Wd::ExtensionCommand(Box::new(own))));
        answer.value_json().ok().and_then(|id| id.as_str().map(str::to_owned)).expect("its id")
    }

    /// Takes it away again.
    #[track_caller]
    pub fn uninstall(&self, id: &str) {
        let own = Beyond { endpoint: "/moz/addon/uninstall", body: json!({"id": id}) };
        self.ask("an extension", self.driver().cmd(Wd::ExtensionCommand(Box::new(own))));
    }

    /// Opens an address; why the driver says that it did not load, if so.
    pub fn try_open(&self, url: &str) -> Result<(), String> {
        self.runtime.block_on(self.driver().goto(url)).map_err(|error| error.to_string())
    }

    /// Loads the page again; why it did not load, if so.
    pub fn try_reload(&self) -> Result<(), String> {
        self.runtime.block_on(self.driver().refresh()).map_err(|error| error.to_string())
    }

    /// The tab that is in front.
    #[track_caller]
    pub fn tab(&self) -> WindowHandle {
        self.ask("the tab", self.driver().window())
    }

    /// Opens another tab and shows it.
    #[track_caller]
    pub fn new_tab(&self) -> WindowHandle {
        let tab = self.ask("a tab", self.driver().new_tab());
        self.show(&tab);
        tab
    }

    /// Shows a tab.
    #[track_caller]
    pub fn show(&self, tab: &WindowHandle) {
        self.ask("a tab", self.driver().switch_to_window(tab.clone()));
    }

    /// Deletes the cookies of the site that is shown.
    #[track_caller]
    pub fn delete_cookies(&self) {
        self.ask("cookies", self.driver().delete_all_cookies());
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the browser runs")
    }

    /// A command's answer; a failed one fails the test.
    #[track_caller]
    fn ask<T>(&self, what: &str, command: impl Future<Output = WebDriverResult<T>>) -> T {
        match self.runtime.block_on(command) {
            Ok(value) => value,
            Err(error) => panic!("{what}: {error}"),
        }
    }

    /// Waits until there is a value.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        self.within(PATIENCE, what, look)
    }

    /// The same with another limit.
    #[track_caller]
    pub fn within<T>(&self, limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(value) = look() {
                return value;
            }
            assert!(began.elapsed() < limit, "waited {} s in vain: {what}, at {}", limit.as_secs(), self.url());
            thread::sleep(Duration::from_millis(25));
        }
    }

    /// Waits until a script's answer is true. The page may be changing under it.
    #[track_caller]
    pub fn until_js(&self, what: &str, script: &str) {
        self.until(what, || self.try_js(script, vec![]).is_ok_and(|value| value == true).then_some(()));
    }

    /// Waits until a value is the wanted one, and says both if it never is.
    #[track_caller]
    pub fn until_is<T: PartialEq + Debug>(&self, what: &str, wanted: T, mut look: impl FnMut() -> T) {
        let began = Instant::now();
        loop {
            let seen = look();
            if seen == wanted {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{what}: {seen:?}, not {wanted:?}, at {}", self.url());
            thread::sleep(Duration::from_millis(25));
        }
    }

    /// Opens an address and waits for its load event.
    #[track_caller]
    pub fn open(&self, url: &str) {
        let page = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
        // On a busy machine Firefox's driver sometimes comes back before the old page has gone.
        let marked =
            page(&self.url()) != page(url) && self.try_js("window.__gone = 1; return true", vec![]).is_ok_and(|marked| marked == true);
        self.ask(url, self.driver().goto(url));
        if marked {
            self.until_js("the old page is gone", "return !window.__gone && document.readyState === 'complete'");
        }
    }

    /// Opens an address and waits until the application runs on it.
    #[track_caller]
    pub fn ready(&self, url: &str) {
        self.open(url);
        self.until_ready();
    }

    /// Waits until the application runs.
    #[track_caller]
    pub fn until_ready(&self) {
        self.until("the application takes the page over", || {
            let state = self.try_js(
                "const root = document.getElementById('app'); return document.documentElement.dataset.state === 'failed' ? 'failed' : !!root && root.hasAttribute('data-ready')",
                vec![],
            );
            match state {
                Ok(state) if state == "failed" => panic!("the application failed at {}: {:?}", self.url(), self.seen()),
                state => state.is_ok_and(|state| state == true).then_some(()),
            }
        });
        // Effects run in tasks of their own after the first render.
        self.settle();
    }

    /// Touches the part of the page that moves, where the application waits for that, and waits until it has taken it over or failed.
    #[track_caller]
    pub fn wake(&self) {
        self.js("document.getElementById('island')?.dispatchEvent(new Event('focusin'))", vec![]);
        self.until_js(
            "the application is awake",
            "const root = document.getElementById('app'); return !root || root.dataset.ready === '' || document.documentElement.dataset.state === 'failed'",
        );
    }

    /// Lets the page paint twice and run what it has queued.
    pub fn settle(&self) {
        let script = "const done = arguments[0]; requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 0)), 0)); setTimeout(done, 1000);";
        let _ = self.runtime.block_on(self.driver().execute_async(script, Vec::new()));
    }

    /// The address bar.
    pub fn url(&self) -> String {
        self.runtime.block_on(self.driver().current_url()).map_or_else(|error| format!("(unknown: {error})"), |url| url.to_string())
    }

    /// A script's answer.
    #[track_caller]
    pub fn js(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.try_js(script, arguments) {
            Ok(value) => value,
            Err(error) => panic!("{script}: {error}"),
        }
    }

    /// A script's answer, or why there is none.
    pub fn try_js(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<Value> {
        self.runtime.block_on(self.driver().execute(script, arguments)).map(|answer| answer.json().clone())
    }

    /// The answer of a script that calls its last argument.
    #[track_caller]
    pub fn js_later(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.ask("a script", self.driver().execute_async(script, arguments)).json().clone()
    }

    /// The text of an element as it is, shown or not; empty where there is none.
    pub fn text(&self, css: &str) -> String {
        let found = self.try_js("const e = document.querySelector(arguments[0]); return e ? e.textContent : ''", vec![css.into()]);
        found.ok().and_then(|text| text.as_str().map(|text| text.trim().to_owned())).unwrap_or_default()
    }

    /// The text that can be seen.
    pub fn seen_text(&self, css: &str) -> String {
        let found = self.try_js("const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", vec![css.into()]);
        found.ok().and_then(|text| text.as_str().map(|text| text.trim().to_owned())).unwrap_or_default()
    }

    /// An attribute of the first element that fits.
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let found = self.try_js(
            "const e = document.querySelector(arguments[0]); return e ? e.getAttribute(arguments[1]) : null",
            vec![css.into(), name.into()],
        );
        found.ok()?.as_str().map(str::to_owned)
    }

    /// The value of an input.
    pub fn value(&self, css: &str) -> String {
        let found = self.try_js("const e = document.querySelector(arguments[0]); return e ? e.value : ''", vec![css.into()]);
        found.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The text that can be seen on a page, without asking the page's own JavaScript: by the driver.
    #[track_caller]
    pub fn plain_text(&self, url: &str, css: &str) -> String {
        if self.url() != url {
            self.open(url);
        }
        let element = self.find(css);
        self.ask(css, element.text()).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// There is such an element, and it takes up space.
    pub fn shown(&self, css: &str) -> bool {
        let script = "const e = document.querySelector(arguments[0]); return !!e && e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible'";
        self.try_js(script, vec![css.into()]).is_ok_and(|value| value == true)
    }

    #[track_caller]
    fn find(&self, css: &str) -> WebElement {
        self.until(&format!("{css} is there"), || self.runtime.block_on(self.driver().find(By::Css(css))).ok())
    }

    /// Clicks as a person does: the element must be there, reachable and at rest.
    #[track_caller]
    pub fn click(&self, css: &str) {
        let began = Instant::now();
        loop {
            let element = self.find(css);
            // Drivers scroll an element to an edge, where something fixed may lie over it; and they click where it was when they looked.
            let rest = "const done = arguments[1], e = document.querySelector(arguments[0]);
                if (!e) { done(false); return; }
                e.scrollIntoView({ block: 'center', behavior: 'instant' });
                let last = '', same = 0, frames = 0;
                const look = () => {
                  const r = e.getBoundingClientRect(), now = [r.x, r.y, r.width, r.height].join();
                  same = now === last ? same + 1 : 0; last = now; frames += 1;
                  if (same >= 2 || frames > 60) done(true); else requestAnimationFrame(look);
                };
                look();
                setTimeout(() => done(true), 1500);";
            let _ = self.runtime.block_on(self.driver().execute_async(rest, vec![Value::from(css)]));
            match self.runtime.block_on(element.click()) {
                Ok(()) => return,
                // The page may have been drawn anew in between.
                Err(error) => assert!(began.elapsed() < Duration::from_secs(5), "{css} can't be clicked: {error}"),
            }
            thread::sleep(Duration::from_millis(25));
        }
    }

    /// Types into a field, in place of what it holds.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.ask(css, element.clear());
        // WebKit's driver takes no empty text.
        if !text.is_empty() {
            self.ask(css, element.send_keys(text));
        }
    }

    /// Puts a text into a field at once, as pasting does: for long texts, and for those that drivers cannot type.
    #[track_caller]
    pub fn put(&self, css: &str, text: &str) {
        self.js(
            "const e = document.querySelector(arguments[0]); e.focus(); e.value = arguments[1]; e.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));",
            vec![css.into(), text.into()],
        );
    }

    /// Chooses a file, as a person does in the file dialog.
    #[track_caller]
    pub fn choose_file(&self, css: &str, file: &Path) {
        let element = self.find(css);
        self.ask(css, element.send_keys(file.to_string_lossy().as_ref()));
    }

    /// Closes the tab with whatever runs in it; another one, empty, takes its place. Where the driver opens no second one, the tab goes to
    /// another page at once, which ends what runs as well.
    pub fn kill_tab(&self) {
        let killed: WebDriverResult<()> = self.runtime.block_on(async {
            let driver = self.driver();
            let old = driver.window().await?;
            let new = driver.new_tab().await?;
            driver.switch_to_window(old).await?;
            driver.close_window().await?;
            driver.switch_to_window(new).await
        });
        if killed.is_err() {
            self.open("about:blank");
        }
    }

    /// Presses keys, wherever the focus is.
    #[track_caller]
    pub fn press(&self, keys: &[Key]) {
        let mut chain = self.driver().action_chain();
        for key in keys {
            chain = chain.key_down(key.clone()).key_up(key.clone());
        }
        self.ask("keys", chain.perform());
    }

    /// Presses a letter while a key is held.
    #[track_caller]
    pub fn chord(&self, held: Key, letter: char) {
        self.ask("keys", self.driver().action_chain().key_down(held.clone()).key_down(letter).key_up(letter).key_up(held).perform());
    }

    /// Types where the focus is.
    #[track_caller]
    pub fn write(&self, text: &str) {
        self.ask("keys", self.driver().action_chain().send_keys(text).perform());
    }

    /// The browser's back button.
    #[track_caller]
    pub fn back(&self) {
        self.ask("back", self.driver().back());
    }

    /// The browser's forward button.
    #[track_caller]
    pub fn forward(&self) {
        self.ask("forward", self.driver().forward());
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        self.ask("reload", self.driver().refresh());
    }

    /// Makes the window so large, as far as the engine lets it.
    pub fn resize(&self, width: u32, height: u32) {
        if self.engine == Chromium {
            self.cdp(
                "Emulation.setDeviceMetricsOverride",
                json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
            );
        } else {
            let _ = self.runtime.block_on(self.driver().set_window_rect(0, 0, width, height));
        }
    }

    /// A command of Chromium's developer tools.
    #[track_caller]
    pub fn cdp(&self, method: &str, parameters: Value) -> Value {
        assert_eq!(self.engine, Chromium, "only Chromium has this protocol");
        let own = Beyond { endpoint: "/goog/cdp/execute", body: json!({"cmd": method, "params": parameters}) };
        self.ask(method, self.driver().cmd(Wd::ExtensionCommand(Box::new(own)))).value_json().expect("an answer")
    }

    /// The same, where it may fail: a page that does not come holds some commands up.
    pub fn try_cdp(&self, method: &str, parameters: Value) -> bool {
        let own = Beyond { endpoint: "/goog/cdp/execute", body: json!({"cmd": method, "params": parameters}) };
        self.runtime.block_on(self.driver().cmd(Wd::ExtensionCommand(Box::new(own)))).is_ok()
    }

    /// How long a page may take from now on.
    pub fn wait_for_pages(&self, limit: Duration) {
        let limits = TimeoutConfiguration::new(Some(PATIENCE * 2), Some(limit), None);
        self.ask("the limits", self.driver().update_timeouts(limits));
    }

    /// One of Chromium's logs since it was last read: messages for people.
    #[track_caller]
    pub fn log(&self, kind: &str) -> Vec<String> {
        self.ask(kind, self.driver().get_log(kind)).into_iter().map(|entry| entry.message).collect()
    }

    /// Every request that Chromium made since this was last asked, from its log of requests.
    #[track_caller]
    pub fn requests(&self) -> Vec<String> {
        self.log("performance")
            .iter()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|event| event["message"]["params"]["request"]["url"].as_str().map(str::to_owned))
            .collect()
    }

    /// What the page said since it was loaded: console, errors, refusals of its policy.
    pub fn seen(&self) -> Vec<String> {
        self.try_js("return window.__seen || ['the listener is missing']", vec![])
            .map_or_else(|error| vec![error.to_string()], |list| texts(&list))
    }

    /// The page said nothing.
    #[track_caller]
    pub fn quiet(&self) {
        let seen = self.seen();
        assert!(seen.is_empty(), "{} said: {seen:#?}", self.url());
    }

    /// Dark or light, as the system would ask for it (Chromium), or as chosen on the page.
    pub fn scheme(&self, dark: bool) {
        let name = if dark { "dark" } else { "light" };
        if self.engine == Chromium {
            self.cdp("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": name}]}));
        } else {
            self.js("document.documentElement.setAttribute('data-theme', arguments[0])", vec![name.into()]);
        }
        self.settle();
    }

    /// Goes into the first frame of the page.
    #[track_caller]
    pub fn enter_frame(&self) {
        let frame = self.find("iframe");
        self.ask("the frame", frame.enter_frame());
    }

    /// Goes into the frame that a script gives.
    #[track_caller]
    pub fn enter_element(&self, script: &str) {
        let found = self.ask("the frame", self.driver().execute(script.to_owned(), vec![]));
        let frame = found.element().expect("an element");
        self.ask("the frame", frame.enter_frame());
    }

    /// Back to the page itself.
    #[track_caller]
    pub fn leave_frames(&self) {
        self.ask("the page", self.driver().enter_default_frame());
    }

    /// Makes it as it was when it was new, but for what belongs to the story's own site. `false`: that did not work.
    pub fn cleaned(&self) -> bool {
        let blank = self.runtime.block_on(async {
            self.driver().enter_default_frame().await?;
            self.driver().goto("about:blank").await
        });
        if blank.is_err() {
            return false;
        }
        if self.engine == Chromium {
            self.cdp("Emulation.setEmulatedMedia", json!({"features": []}));
            self.cdp("Browser.resetPermissions", json!({}));
        }
        self.resize(1280, 900);
        true
    }

    /// What helps to see why a test failed: a picture and the page as it stands.
    pub fn keep(&self, name: &str) -> String {
        let folder = crate::kept();
        let picture = folder.join(format!("{name}.png"));
        let taken = self.runtime.block_on(self.driver().screenshot(&picture)).is_ok();
        let mut out = format!("at {}\nthe page said: {:?}\n", self.url(), self.seen());
        if let Ok(source) = self.runtime.block_on(self.driver().source()) {
            let page = folder.join(format!("{name}.html"));
            if fs::write(&page, source).is_ok() {
                let _ = writeln!(out, "its page: {}", page.display());
            }
        }
        if taken {
            let _ = writeln!(out, "a picture: {}", picture.display());
        }
        out
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session closes the browser; then the driver ends.
        let Some(driver) = self.driver.take() else { return };
        if let Err(error) = self.runtime.block_on(driver.quit()) {
            let log = fs::read_to_string(self.home.path().join("driver.log")).unwrap_or_default();
            eprintln!("{:?} was not closed: {error}\n{log}", self.engine);
        }
    }
}

/// `WebKit`'s driver takes no port 0: one that is free a moment before mostly is.
fn webkit_driver(home: &Path, log: &Path, display: u32) -> (Process, u16) {
    let driver = program(&["WebKitWebDriver"]);
    for _ in 0..8 {
        let port = free_port();
        let mut run = command(&driver, home);
        run.arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{display}"))
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1");
        if root() {
            run.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        let mut process = Process::start(&mut run, log);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) && !process.ended() {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return (process, port);
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
    panic!("WebKitWebDriver does not start: {}", fs::read_to_string(log).unwrap_or_default())
}

/// Chromium's store of authorities that somebody has installed, below a home.
fn trust_store(home: &Path, authority: &str) {
    let folder = home.join(".pki/nssdb");
    fs::create_dir_all(&folder).expect("a folder");
    let store = format!("sql:{}", folder.display());
    for words in [vec!["-N", "--empty-password"], vec!["-A", "-t", "C,,", "-n", "lab", "-i", authority]] {
        let done = std::process::Command::new(program(&["certutil"])).args(["-d", &store]).args(words).status().expect("certutil runs");
        assert!(done.success(), "certutil: {done}");
    }
}

fn capabilities(engine: Engine, wish: Wish, own: Option<&Own>, home: &Path) -> Map<String, Value> {
    let value = match engine {
        Chromium => {
            let mut arguments = vec![
                "--headless=new".to_owned(),
                "--disable-gpu".to_owned(),
                "--disable-dev-shm-usage".to_owned(),
                "--disable-background-networking".to_owned(),
                "--disable-component-update".to_owned(),
                "--no-first-run".to_owned(),
                "--lang=en-US".to_owned(),
                "--hide-scrollbars".to_owned(),
                format!("--user-data-dir={}", home.join("profile").display()),
            ];
            if root() {
                arguments.push("--no-sandbox".to_owned());
            }
            if let Some(own) = own {
                if let Some(folder) = &own.extension {
                    arguments.push(format!("--load-extension={}", folder.display()));
                    arguments.push("--disable-features=DisableLoadExtensionCommandLineSwitch".to_owned());
                }
            } else {
                // Nothing outside this machine can be asked, whatever a page tries.
                arguments.push("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.*, EXCLUDE localhost".to_owned());
            }
            if let Some(trust) = wish.trust {
                arguments.push(format!("--ignore-certificate-errors-spki-list={}", trust.spki));
            }
            let mut logs = json!({"browser": "ALL"});
            if wish.requests {
                logs["performance"] = "ALL".into();
            }
            json!({
                "browserName": "chrome",
                "goog:loggingPrefs": logs,
                "goog:chromeOptions": {"binary": program(&["chromium", "chromium-browser", "google-chrome"]), "args": arguments},
            })
        }
        Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": {
                "binary": program(&["firefox-esr", "firefox"]),
                "args": ["-headless"],
                "prefs": {
                    "intl.accept_languages": "en-US",
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                    "javascript.enabled": !wish.no_script,
                },
            },
        }),
        WebKit => {
            let certificates: Vec<Value> = wish
                .trust
                .iter()
                .flat_map(|trust| ["localhost", "127.0.0.1"].map(|host| json!({"host": host, "certificateFile": trust.certificate})))
                .collect();
            json!({
                "webkitgtk:browserOptions": {"binary": mini_browser(), "args": ["--automation"], "certificates": certificates},
            })
        }
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
