//! What a person has at hand: a device with a browser, another browser, perhaps another device and another network. Everything is done for real;
//! nothing in here knows what is broken.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thirtyfour::WindowHandle;

use crate::{
    browser::{Browser, Engine, Own, STOPS_WAITING},
    names::{Stub, lock},
    net::{MOBILE, MOBILE_DNS, Net, ROUTER, VPN_DNS, Way},
    process::{Scratch, program},
};

/// What this person has and can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Has {
    /// Another device on the same network.
    pub device: bool,
    /// Mobile data.
    pub network: bool,
    /// Another browser on the same device.
    pub browser: bool,
    /// A VPN, which is on.
    pub vpn: bool,
}

/// What kind of failure a person recognizes in what a browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Not safe, not private.
    Certificate,
    /// The name was not found.
    Name,
    /// Nobody accepts the connection.
    Refused,
    /// It was cut.
    Reset,
    /// It takes too long.
    Timeout,
    /// Something on the device or in the browser blocks it.
    Blocked,
    /// No connection at all.
    Offline,
    /// Something else.
    Other,
}

/// What was to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shows {
    /// The page that was wanted.
    Page,
    /// A page with an error's number.
    Code(u16),
    /// A page that says no number and is not the one that was wanted.
    Else(String),
    /// The browser's own page.
    Own(Class),
}

/// A look at a browser's window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// What it was taken for.
    pub shows: Shows,
    /// The window's title and text.
    pub text: String,
    /// What stands largest: a page's title, or the first line of the browser's own page, for Firefox's windows have the same title for every error.
    pub heading: String,
    /// There is a form to sign in with.
    pub form: bool,
}

impl Sight {
    /// The page that was wanted.
    pub fn works(&self) -> bool {
        self.shows == Shows::Page
    }

    /// Nothing came, and the person stopped waiting.
    pub fn endless(&self) -> bool {
        self.text == ENDLESS
    }

    /// What a person would type of it: a number, the browser's name for the error, or its first words.
    pub fn code(&self) -> String {
        if let Shows::Code(code) = self.shows {
            return code.to_string();
        }
        let token = |word: &&str| {
            ["ERR_", "DNS_PROBE_", "SEC_ERROR_", "SSL_ERROR_", "MOZILLA_PKIX_", "PR_", "NS_ERROR_"]
                .iter()
                .any(|begin| word.starts_with(begin))
        };
        let words = self.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let own: Option<&str> = words.into_iter().find(|word| token(word));
        own.map_or_else(|| self.heading.clone(), str::to_owned)
    }
}

/// What a browser's own page says, as people understand it.
fn class(text: &str) -> Option<Class> {
    let text = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    [
        (
            Class::Certificate,
            &["err_cert", "not private", "security risk", "unacceptable tls", "sec_error", "mozilla_pkix", "certificate"][..],
        ),
        (Class::Blocked, &["err_blocked_by", "has been blocked by an extension", "has prevented the following page"]),
        (
            Class::Offline,
            &[
                "internet_disconnected",
                "err_address_unreachable",
                "network is unreachable",
                "no internet",
                "host unreachable",
                "no route to host",
                "err_network_changed",
            ],
        ),
        (
            Class::Name,
            &[
                "err_name_not_resolved",
                "dns_probe",
                "trouble finding that site",
                "error resolving",
                "can’t find that site",
                "server not found",
            ],
        ),
        (Class::Refused, &["err_connection_refused", "connection refused", "refused to connect", "unable to connect", "could not connect"]),
        (
            Class::Reset,
            &[
                "err_connection_reset",
                "connection was reset",
                "reset by peer",
                "err_empty_response",
                "err_connection_closed",
                "pr_connect_reset",
                "pr_end_of_file",
                "terminated unexpectedly",
            ],
        ),
        (Class::Timeout, &["err_timed_out", "err_connection_timed_out", "took too long", "has timed out", "timed out"]),
        (
            Class::Other,
            &[
                "err_",
                "this site can’t be reached",
                "ssl_error",
                "secure connection failed",
                "corrupted content",
                "operation was cancelled",
            ],
        ),
    ]
    .into_iter()
    .find(|(_, words)| any(words))
    .map(|(class, _)| class)
}

/// An error's number, as it stands in a title or at the beginning of a text.
fn number(text: &str) -> Option<u16> {
    let head: String = text.chars().take(400).collect();
    head.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 3)
        .find_map(|word| word.parse().ok().filter(|code| (400..600).contains(code)))
}

/// What a person says of a page that never comes.
const ENDLESS: &str = "The page does not load, it takes too long";

/// Looks at what a browser shows. `wanted` are words of the page that was wanted; `failed`: the driver gave up.
fn look(browser: &Browser, wanted: &str, failed: bool) -> Sight {
    let read = || {
        // Firefox draws its error pages in elements that keep their text to themselves.
        let seen = browser.try_js(
            "const deep = root => [...root.querySelectorAll('*')].filter(e => e.shadowRoot).map(e => [...e.shadowRoot.children].filter(c => !['STYLE', 'LINK', 'SCRIPT'].includes(c.tagName)).map(c => c.innerText || '').join('\\n') + '\\n' + deep(e.shadowRoot)).join('\\n');
             const body = document.body;
             return [document.title || '', body ? (body.innerText + '\\n' + deep(document)).trim() : '', !!document.querySelector('input[type=password]')]",
            vec![],
        );
        let seen = seen.unwrap_or(Value::Null);
        (seen[0].as_str().unwrap_or_default().to_owned(), seen[1].as_str().unwrap_or_default().trim().to_owned(), seen[2] == true)
    };
    let (mut title, mut body, mut form) = read();
    // Some error pages come a moment after the driver's word.
    let began = Instant::now();
    while body.is_empty() && began.elapsed() < Duration::from_millis(if failed { 600 } else { 2500 }) {
        thread::sleep(Duration::from_millis(50));
        (title, body, form) = read();
    }
    // The driver stopped what would have gone on.
    if body == "Operation was cancelled" {
        body.clear();
    }
    if body.contains("Advanced") && class(&body) == Some(Class::Certificate) {
        // What the error is called stands behind a button.
        let _ = browser.try_js("const b = document.querySelector('#advancedButton, #advanced-button'); if (b) b.click();", vec![]);
        let began = Instant::now();
        while began.elapsed() < Duration::from_millis(800) {
            let (_, more, _) = read();
            if more.contains("_ERROR_") || more.contains("ERR_") || more.contains("MOZILLA_PKIX") {
                body = more;
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    let text = if title.is_empty() || body.contains(&title) { body.clone() } else { format!("{title}\n{body}") };
    let shows = if !wanted.is_empty() && body.contains(wanted) {
        Shows::Page
    } else if body.is_empty() {
        Shows::Own(Class::Timeout)
    } else if let (Some(code), false) = (number(&text), text.contains("ERR_CERT")) {
        Shows::Code(code)
    } else if let Some(class) = class(&text) {
        Shows::Own(class)
    } else {
        Shows::Else(text.lines().next().unwrap_or_default().to_owned())
    };
    let text = if body.is_empty() { ENDLESS.to_owned() } else { text };
    let own = matches!(shows, Shows::Own(_)) && !body.is_empty();
    let heading = if own { &body } else { &text }.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned();
    Sight { shows, heading, text, form }
}

/// An account at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Where one signs in.
    pub at: String,
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// Fills in the form and sends it.
fn sign_in(browser: &Browser, account: &Account) {
    if browser.try_open(&account.at).is_err() {
        return;
    }
    let script = "const f = document.querySelector('form'); if (!f) return false; f.querySelector('#name').value = arguments[0]; f.querySelector('#password').value = arguments[1]; f.submit(); return true";
    if browser.try_js(script, vec![account.name.as_str().into(), account.password.as_str().into()]).is_ok_and(|sent| sent == true) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            let state =
                browser.try_js("return document.readyState === 'complete' && !document.querySelector('input[type=password]')", vec![]);
            if state.is_ok_and(|done| done == true) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// An extension as a browser takes it.
#[derive(Debug, Clone)]
pub struct Extension {
    /// Its folder (Chromium).
    pub folder: PathBuf,
    /// Its package (Firefox).
    pub file: PathBuf,
}

/// What belongs to the device and its owner.
#[derive(Debug, Clone, Default)]
pub struct Kit {
    /// How its browsers start.
    pub own: Own,
    /// The everyday browser's extension.
    pub extension: Option<Extension>,
    /// The file that says how far its clock is off.
    pub clock: Option<PathBuf>,
    /// The owner's account at the site.
    pub account: Option<Account>,
}

/// The device.
pub struct Device {
    net: Arc<Net>,
    stub: Arc<Stub>,
    /// What its owner has.
    pub has: Has,
    /// The browser that is used every day.
    pub engine: Engine,
    own: Own,
    extension: Option<Extension>,
    installed: Option<String>,
    clock: Option<PathBuf>,
    browser: Option<Browser>,
    isitme: Option<WindowHandle>,
    site: Option<WindowHandle>,
    way: Way,
    account: Option<Account>,
}

impl Device {
    /// A device with its browser open, at home or in the VPN.
    pub fn new(net: Arc<Net>, stub: Arc<Stub>, has: Has, engine: Engine, kit: Kit) -> Device {
        let mut device = Device {
            net,
            stub,
            has,
            engine,
            own: kit.own,
            extension: kit.extension,
            installed: None,
            clock: kit.clock,
            browser: None,
            isitme: None,
            site: None,
            way: Way::Home,
            account: kit.account,
        };
        device.go(if has.vpn { Way::Vpn } else { Way::Home });
        device.start(Scratch::new("browser"), true);
        device
    }

    fn start(&mut self, home: Scratch, extended: bool) {
        let mut own = self.own.clone();
        if let (Engine::Chromium, true, Some(extension)) = (self.engine, extended, &self.extension) {
            own.extension = Some(extension.folder.clone());
        }
        let browser = Browser::start_own(self.engine, &own, home);
        if let (Engine::Firefox, true, Some(extension)) = (self.engine, extended, &self.extension) {
            self.installed = Some(browser.install(&extension.file));
        }
        self.isitme = Some(browser.tab());
        self.browser = Some(browser);
    }

    /// The browser.
    pub fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("it is open")
    }

    /// Shows the tab with isitme.
    pub fn isitme(&self) -> &Browser {
        if let Some(tab) = &self.isitme {
            self.browser().show(tab);
        }
        self.browser()
    }

    /// Shows the tab with the site.
    pub fn site(&mut self) -> &Browser {
        if let Some(tab) = &self.site {
            self.browser().show(tab);
        } else {
            self.site = Some(self.browser().new_tab());
        }
        self.browser()
    }

    /// Opens isitme anew, beside the page that may have been open before; `false`: it does not come.
    pub fn open_isitme(&mut self, url: &str) -> bool {
        let before = self.isitme.clone();
        let tab = self.browser().new_tab();
        // There is one that was open before; nobody waits long for another.
        self.browser().wait_for_pages(Duration::from_secs(9));
        let opened = self.browser().try_open(url).is_ok();
        self.browser().wait_for_pages(STOPS_WAITING);
        if opened && self.engine == Engine::WebKit {
            // Its driver draws nothing in a second tab, so isitme waits there for ever: the first one takes its place.
            let reached = self.browser().try_js("return !!document.getElementById('app')", vec![]).is_ok_and(|there| there == true);
            self.isitme = before;
            if reached {
                self.isitme().ready(url);
            }
            return reached;
        }
        if opened {
            let began = Instant::now();
            while began.elapsed() < Duration::from_secs(8) {
                let ready = self
                    .browser()
                    .try_js("const root = document.getElementById('app'); return root ? root.hasAttribute('data-ready') : null", vec![]);
                match ready {
                    Ok(Value::Bool(true)) => {
                        self.isitme = Some(tab);
                        return true;
                    }
                    // Something else came.
                    Ok(Value::Null) if began.elapsed() > Duration::from_secs(2) => break,
                    _ => thread::sleep(Duration::from_millis(50)),
                }
            }
        }
        self.isitme = before;
        false
    }

    /// Opens an address in the site's tab.
    pub fn open(&mut self, url: &str, wanted: &str) -> Sight {
        let browser = self.site();
        let _ = browser.try_open("about:blank");
        let began = Instant::now();
        let opened = browser.try_open(url);
        if std::env::var_os("ISITME_VISITOR_DEBUG").is_some() {
            eprintln!("{:5.1} s {url}: {opened:?} at {}", began.elapsed().as_secs_f32(), browser.url());
        }
        let mut failed = opened.is_err();
        let mut sight = look(browser, wanted, failed);
        // Browsers drop what they are doing when the network changes; one tries again.
        let dropped = sight.endless() || sight.text.contains("ERR_NETWORK_CHANGED");
        if dropped && began.elapsed() < Duration::from_secs(7) {
            failed = browser.try_open(url).is_err();
            sight = look(browser, wanted, failed);
        }
        sight
    }

    /// Opens it and has more patience: the error that one comes with is the one at the end.
    pub fn open_patiently(&mut self, url: &str, wanted: &str) -> Sight {
        self.browser().wait_for_pages(Duration::from_secs(40));
        let sight = self.open(url, wanted);
        self.browser().wait_for_pages(STOPS_WAITING);
        sight
    }

    /// Reloads past the cache, where the browser can.
    pub fn hard_reload(&mut self, wanted: &str) -> Option<Sight> {
        let engine = self.engine;
        if engine == Engine::WebKit {
            return None;
        }
        let browser = self.site();
        let _ = browser.try_js("window.__gone = 1", vec![]);
        if engine == Engine::Chromium {
            browser.try_cdp("Page.reload", json!({"ignoreCache": true}));
        } else {
            browser.chrome("BrowserCommands.reloadSkipCache();", vec![]);
        }
        let began = Instant::now();
        while began.elapsed() < STOPS_WAITING {
            if browser.try_js("return !window.__gone && document.readyState === 'complete'", vec![]).is_ok_and(|gone| gone == true) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        Some(look(browser, wanted, true))
    }

    /// Looks with another browser; signs in there if that is what it asks for, and the first look wasn't about that.
    fn elsewhere(&self, engine: Engine, own: &Own, url: &str, wanted: &str, first: &Sight) -> Sight {
        let browser = Browser::start_own(engine, own, Scratch::new("other"));
        let mut failed = browser.try_open(url).is_err();
        let mut sight = look(&browser, wanted, failed);
        if let Some(account) = self.account.as_ref().filter(|_| sight.form && sight.shows != first.shows) {
            sign_in(&browser, account);
            failed = browser.try_open(url).is_err();
            sight = look(&browser, wanted, failed);
        }
        sight
    }

    /// A private window: nothing stored, no extensions.
    pub fn private(&self, url: &str, wanted: &str, first: &Sight) -> Sight {
        self.elsewhere(self.engine, &self.own, url, wanted, first)
    }

    /// Another browser on this device.
    pub fn other_browser(&self, url: &str, wanted: &str, first: &Sight) -> Option<Sight> {
        let other = match self.engine {
            Engine::Chromium => Engine::Firefox,
            Engine::Firefox | Engine::WebKit => Engine::Chromium,
        };
        // Firefox does not start where the clock is another for it alone.
        (self.has.browser && self.clock.is_none()).then(|| self.elsewhere(other, &self.own, url, wanted, first))
    }

    /// Another device on the same network.
    pub fn other_device(&self, url: &str, wanted: &str, first: &Sight) -> Option<Sight> {
        let own = Own { authority: self.own.authority.clone(), ..Own::default() };
        self.has.device.then(|| self.net.second.within(|| self.elsewhere(Engine::Chromium, &own, url, wanted, first)))
    }

    /// Takes another way.
    pub fn go(&mut self, way: Way) {
        let net = &self.net.visitor;
        let (via, resolver) = match way {
            Way::Home => (ROUTER.to_string(), ROUTER),
            Way::Mobile => ("77.111.240.5".to_owned(), MOBILE_DNS),
            Way::Vpn => ("10.8.0.1".to_owned(), VPN_DNS),
        };
        // An interface that is down has no address, by which browsers know that their connections there are over.
        for (device, address, up) in [
            ("eth0", "192.168.1.20/24".to_owned(), way != Way::Mobile),
            ("tun0", "10.8.0.2/24".to_owned(), way == Way::Vpn),
            ("mob0", format!("{MOBILE}/30"), way == Way::Mobile),
        ] {
            if up {
                net.try_ip(&format!("address add {address} dev {device}"));
            } else {
                net.try_ip(&format!("address flush dev {device}"));
            }
        }
        net.ip(&format!("route replace default via {via}"));
        *lock(&self.stub.upstream) = resolver;
        self.way = way;
    }

    /// The way that it takes every day.
    pub fn usual(&self) -> Way {
        if self.has.vpn { Way::Vpn } else { Way::Home }
    }

    /// Makes the device forget what it knows of names, and opens the browser anew: browsers keep names as well.
    pub fn flush_names(&mut self) {
        self.stub.kept.clear();
        match self.engine {
            Engine::Firefox => {
                self.browser().chrome("Services.dns.clearCache(true);", vec![]);
            }
            Engine::Chromium => self.open_anew(true),
            Engine::WebKit => {}
        }
    }

    /// Closes the browser and opens it again, with the pages that were open.
    fn open_anew(&mut self, extended: bool) {
        let isitme = self.isitme().url();
        let home = self.browser.take().expect("it is open").close();
        self.site = None;
        self.start(home, extended);
        let _ = self.isitme().try_open(&isitme);
        self.isitme().until_ready();
    }

    /// Sets the clock right; `false`: it was.
    pub fn set_clock(&self) -> bool {
        let Some(file) = &self.clock else { return false };
        fs::write(file, "0").expect("the clock");
        true
    }

    /// Deletes what the browser keeps of one site.
    pub fn clear_site(&mut self, host: &str) {
        let engine = self.engine;
        let browser = self.site();
        match engine {
            Engine::Chromium => {
                for scheme in ["https", "http"] {
                    browser.cdp("Storage.clearDataForOrigin", json!({"origin": format!("{scheme}://{host}"), "storageTypes": "all"}));
                }
            }
            Engine::Firefox => {
                browser.chrome(
                    "const c = Ci.nsIClearDataService; return new Promise(done => Services.clearData.deleteDataFromHost(arguments[0], true, c.CLEAR_COOKIES_AND_SITE_DATA ?? (c.CLEAR_COOKIES | c.CLEAR_DOM_STORAGES), { onDataDeleted() { done(true); } }));",
                    vec![host.into()],
                );
            }
            Engine::WebKit => {
                browser.delete_cookies();
                let _ = browser.try_js(
                    "return (async () => { try { localStorage.clear(); sessionStorage.clear(); for (const k of await caches.keys()) await caches.delete(k); for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister(); } catch (_) {} return true; })()",
                    vec![],
                );
            }
        }
    }

    /// Switches the extensions off or on again; `false`: there are none.
    pub fn extensions(&mut self, on: bool) -> bool {
        let Some(extension) = self.extension.clone() else { return false };
        match self.engine {
            Engine::Chromium => self.open_anew(on),
            Engine::Firefox => match (on, self.installed.take()) {
                (false, Some(id)) => self.browser().uninstall(&id),
                (true, None) => self.installed = Some(self.browser().install(&extension.file)),
                (_, installed) => self.installed = installed,
            },
            Engine::WebKit => return false,
        }
        true
    }

    /// Who signed the certificate of a host, as the browser's own window would name them; drivers can't open that.
    pub fn signed_by(host: &str) -> Option<String> {
        let mut curl = Command::new(program(&["curl"]));
        let address = format!("https://{host}/");
        let out = curl.args(["--silent", "--verbose", "--insecure", "--max-time", "8", "--output", "/dev/null", &address]).output().ok()?;
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        told.lines().find_map(|line| Some(line.split_once("issuer: ")?.1.to_owned()))
    }

    /// Signs in at the site; `false`: there is no account.
    pub fn sign_in(&mut self) -> bool {
        let Some(account) = self.account.clone() else { return false };
        sign_in(self.site(), &account);
        true
    }
}
