//! Which browser and system the visitor has: a first guess for the steps, which the visitor can change.

use js_sys::Reflect;

use crate::core::text;

/// A browser on a system, as the checks' steps name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// The id of its steps, `chrome-desktop`.
    pub browser: &'static str,
    /// The id of the system's steps, `windows`.
    pub system: &'static str,
}

impl Platform {
    /// With another browser, which may be on one system only.
    #[must_use]
    pub fn with(self, browser: &'static str) -> Platform {
        let system = SYSTEMS.iter().find(|own| browser.ends_with(own.0)).map_or(self.system, |own| own.0);
        Platform { browser, system }
    }

    /// On another system: with the same maker's browser there, or else the one that most people have on it.
    #[must_use]
    pub fn on(self, system: &'static str) -> Platform {
        let kind = if matches!(system, "android" | "ios") { system } else { "desktop" };
        let there = |own: &&(&str, &str)| own.0.ends_with(system) || own.0.ends_with(kind);
        let maker = |own: &&(&str, &str)| own.0.get(..4) == self.browser.get(..4);
        // The first of a system is what most people have there.
        let browser = BROWSERS.iter().find(|own| there(own) && maker(own)).or_else(|| BROWSERS.iter().find(there));
        Platform { browser: browser.map_or(self.browser, |own| own.0), system }
    }

    /// For people: `Firefox, Linux`. The steps are for Windows 11; a browser doesn't tell which Windows it is.
    pub fn say(self) -> String {
        let name = |list: &[(&str, &'static str)], id: &str| list.iter().find(|own| own.0 == id).map_or("", |own| own.1);
        let mut out = name(&BROWSERS, self.browser).to_owned();
        out.push_str(", ");
        let system = name(&SYSTEMS, self.system);
        out.push_str(system.strip_suffix(" 11").unwrap_or(system));
        out
    }
}

/// Every browser for which there may be steps, with the name people know. One that is on a single system ends with that system's id.
pub const BROWSERS: [(&str, &str); 12] = [
    ("chrome-desktop", "Chrome"),
    ("edge-desktop", "Edge"),
    ("firefox-desktop", "Firefox"),
    ("safari-macos", "Safari (Mac)"),
    ("chrome-android", "Chrome (Android)"),
    ("edge-android", "Edge (Android)"),
    ("firefox-android", "Firefox (Android)"),
    ("samsung-android", "Samsung Internet"),
    ("safari-ios", "Safari (iPhone, iPad)"),
    ("chrome-ios", "Chrome (iPhone, iPad)"),
    ("edge-ios", "Edge (iPhone, iPad)"),
    ("firefox-ios", "Firefox (iPhone, iPad)"),
];

/// Every system for which there may be steps.
pub const SYSTEMS: [(&str, &str); 5] =
    [("windows", "Windows 11"), ("macos", "macOS"), ("linux", "Linux"), ("android", "Android"), ("ios", "iPhone, iPad")];

/// What stands in a user agent string, and the browser that it means: the first that is there counts.
type Signs = &'static [(&'static str, &'static str)];
const DESKTOP: Signs = &[("Edg/", "edge-desktop"), ("Firefox", "firefox-desktop"), ("", "chrome-desktop")];
const MAC: Signs = &[("Edg/", "edge-desktop"), ("Firefox", "firefox-desktop"), ("Chrome", "chrome-desktop"), ("", "safari-macos")];
const ANDROID: Signs =
    &[("SamsungBrowser", "samsung-android"), ("EdgA/", "edge-android"), ("Firefox", "firefox-android"), ("", "chrome-android")];
const IOS: Signs = &[("CriOS", "chrome-ios"), ("EdgiOS", "edge-ios"), ("FxiOS", "firefox-ios"), ("", "safari-ios")];
/// The same for the systems, with the browsers of each.
const SIGNS: [(&str, &str, Signs); 6] = [
    ("iPhone", "ios", IOS),
    ("iPad", "ios", IOS),
    ("Android", "android", ANDROID),
    ("Windows", "windows", DESKTOP),
    ("Macintosh", "macos", MAC),
    ("", "linux", DESKTOP),
];

/// The guess from a user agent string; `touch`: the device has a touch screen (an iPad calls itself a Mac).
pub fn guess(agent: &str, touch: bool) -> Platform {
    let (mut system, mut signs) = ("", DESKTOP);
    for (sign, of, browsers) in SIGNS {
        if text::has(agent, sign) {
            (system, signs) = if touch && sign == "Macintosh" { ("ios", IOS) } else { (of, browsers) };
            break;
        }
    }
    let browser = signs.iter().find(|own| text::has(agent, own.0)).map_or("", |own| own.1);
    Platform { browser, system }
}

/// The guess for this visitor.
pub fn detect() -> Platform {
    let Some(window) = super::window() else { return guess("", false) };
    let navigator = window.navigator();
    let touch = super::number(&navigator, "maxTouchPoints").unwrap_or(0.0) > 1.0;
    guess(&user_agent(), touch)
}

/// The whole address of a path of ours, for links to share.
pub fn absolute(href: &str) -> String {
    let mut out = super::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    out.push_str(href);
    out
}

/// The page itself is on https.
pub fn on_https() -> bool {
    super::window().and_then(|window| window.location().protocol().ok()).is_some_and(|protocol| protocol == "https:")
}

/// The user agent string.
pub fn user_agent() -> String {
    let navigator = super::get(&js_sys::global(), "navigator").unwrap_or_default();
    super::string(&navigator, "userAgent").unwrap_or_default()
}

/// Whether the visitor's time zone is one of the country's. `None`: this browser can't tell.
pub fn zone_in_country(country: &str) -> Option<bool> {
    let intl = super::get(&js_sys::global(), "Intl")?;
    let make = |name: &str, args: &js_sys::Array| -> Option<wasm_bindgen::JsValue> {
        let class: js_sys::Function = super::get(&intl, name)?.into();
        Reflect::construct(&class, args).ok()
    };
    let call = |object: &wasm_bindgen::JsValue, name: &str| -> Option<wasm_bindgen::JsValue> {
        let function = super::get(object, name)?;
        if !function.is_function() {
            return None;
        }
        js_sys::Function::from(function).call0(object).ok()
    };
    let format = make("DateTimeFormat", &js_sys::Array::new())?;
    let own = super::string(&call(&format, "resolvedOptions")?, "timeZone")?;
    let mut tag = String::from("und-");
    tag.push_str(country);
    let locale = make("Locale", &js_sys::Array::of1(&tag.into()))?;
    let zones = call(&locale, "getTimeZones").or_else(|| super::get(&locale, "timeZones")).filter(wasm_bindgen::JsValue::is_object)?;
    Some(js_sys::Array::from(&zones).iter().any(|zone| zone.as_string().as_deref() == Some(own.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(agent: &str, touch: bool, browser: &str, system: &str) {
        let platform = guess(agent, touch);
        assert_eq!((platform.browser, platform.system), (browser, system));
    }

    /// A user agent string for each of the browsers on each of its systems, as they are sent.
    #[test]
    fn every_browser_on_every_system() {
        let chromium = |system: &str, rest: &str| format!("Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) {rest}");
        for (told, system) in [
            ("Windows NT 10.0; Win64; x64", "windows"),
            ("Macintosh; Intel Mac OS X 10_15_7", "macos"),
            ("X11; Linux x86_64", "linux"),
            ("X11; CrOS x86_64 14541.0.0", "linux"),
        ] {
            // A PC may have a touch screen; a Mac has none.
            for touch in [false, system != "macos"] {
                check(&chromium(told, "Chrome/156.0.0.0 Safari/537.36"), touch, "chrome-desktop", system);
                check(&chromium(told, "Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0"), touch, "edge-desktop", system);
            }
        }
        for (told, system) in
            [("Windows NT 10.0; Win64; x64", "windows"), ("Macintosh; Intel Mac OS X 10.15", "macos"), ("X11; Linux x86_64", "linux")]
        {
            check(&format!("Mozilla/5.0 ({told}; rv:153.0) Gecko/20100101 Firefox/153.0"), false, "firefox-desktop", system);
        }
        for told in ["Linux; Android 10; K", "Linux; Android 16; SM-S938B"] {
            check(&chromium(told, "Chrome/156.0.0.0 Mobile Safari/537.36"), true, "chrome-android", "android");
            check(&chromium(told, "Chrome/156.0.0.0 Mobile Safari/537.36 EdgA/156.0.0.0"), true, "edge-android", "android");
            check(&chromium(told, "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36"), true, "samsung-android", "android");
        }
        check("Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", true, "firefox-android", "android");
        check("Mozilla/5.0 (Android 16; Tablet; rv:153.0) Gecko/153.0 Firefox/153.0", true, "firefox-android", "android");
        let webkit = |system: &str, rest: &str| format!("Mozilla/5.0 ({system}) AppleWebKit/605.1.15 (KHTML, like Gecko) {rest}");
        for told in [
            "iPhone; CPU iPhone OS 18_7 like Mac OS X",
            "iPad; CPU OS 18_7 like Mac OS X",
            // An iPad that asks for desktop sites.
            "Macintosh; Intel Mac OS X 10_15_7",
        ] {
            check(&webkit(told, "Version/26.0 Mobile/15E148 Safari/604.1"), true, "safari-ios", "ios");
            check(&webkit(told, "CriOS/156.0.8078.44 Mobile/15E148 Safari/604.1"), true, "chrome-ios", "ios");
            check(&webkit(told, "Version/18.0 EdgiOS/156.0.3900.48 Mobile/15E148 Safari/604.1"), true, "edge-ios", "ios");
            check(&webkit(told, "FxiOS/153.0 Mobile/15E148 Safari/605.1.15"), true, "firefox-ios", "ios");
        }
        check(&webkit("Macintosh; Intel Mac OS X 10_15_7", "Version/26.0 Safari/605.1.15"), false, "safari-macos", "macos");
        check("", false, "chrome-desktop", "linux");
    }

    /// Who chooses a system means a browser that is there: their maker's, or the usual one.
    #[test]
    fn a_system_brings_a_browser_of_its_own() {
        for (browser, _) in BROWSERS {
            for (system, _) in SYSTEMS {
                let chosen = Platform { browser, system: "" }.on(system);
                let there = COMBINATIONS.iter().any(|own| own.0 == chosen.browser && own.1.contains(&system));
                assert!(there && chosen.system == system, "{browser} on {system}: {chosen:?}");
                if COMBINATIONS.iter().any(|own| own.0 == browser && own.1.contains(&system)) {
                    assert_eq!(chosen.browser, browser, "on {system}");
                }
            }
        }
        for (browser, system, expected) in [
            ("chrome-desktop", "ios", "chrome-ios"),
            ("safari-ios", "macos", "safari-macos"),
            ("safari-ios", "android", "chrome-android"),
            ("samsung-android", "ios", "safari-ios"),
            ("samsung-android", "windows", "chrome-desktop"),
            ("safari-macos", "linux", "chrome-desktop"),
        ] {
            assert_eq!(Platform { browser, system: "" }.on(system).browser, expected, "{browser} on {system}");
        }
    }

    /// Who chooses a browser that is on one system only means that system.
    #[test]
    fn a_browser_brings_its_system() {
        for (browser, systems) in COMBINATIONS {
            for (own, _) in SYSTEMS {
                let chosen = Platform { browser: "", system: own }.with(browser);
                assert_eq!(chosen, Platform { browser, system: if let [only] = systems { only } else { own } });
            }
        }
    }

    /// The report doesn't say more than a user agent string does.
    #[test]
    fn said_to_people() {
        assert_eq!(Platform { browser: "edge-ios", system: "ios" }.say(), "Edge (iPhone, iPad), iPhone, iPad");
        assert_eq!(Platform { browser: "chrome-desktop", system: "windows" }.say(), "Chrome, Windows");
    }

    /// The browsers of the world: Chrome, Edge and Firefox on all five systems, Safari on Apple's, Samsung Internet on Android.
    const COMBINATIONS: [(&str, &[&str]); 12] = [
        ("chrome-desktop", &["windows", "macos", "linux"]),
        ("edge-desktop", &["windows", "macos", "linux"]),
        ("firefox-desktop", &["windows", "macos", "linux"]),
        ("safari-macos", &["macos"]),
        ("chrome-android", &["android"]),
        ("edge-android", &["android"]),
        ("firefox-android", &["android"]),
        ("samsung-android", &["android"]),
        ("safari-ios", &["ios"]),
        ("chrome-ios", &["ios"]),
        ("edge-ios", &["ios"]),
        ("firefox-ios", &["ios"]),
    ];

    /// Visitor's checks that are done the same way everywhere, and why.
    const SAME_EVERYWHERE: [(&str, &str); 5] = [
        ("other-device", "what is done is done on the other device, whatever this one is"),
        ("sign-in-again", "the buttons are the site's own"),
        ("wait", "nothing is pressed"),
        ("other-site", "an address is opened, as any other"),
        ("status-page", "an address is opened, as any other"),
    ];

    /// Nobody gets general steps where a browser or a system has its own way.
    #[cfg(feature = "whole")]
    #[test]
    fn steps_are_for_the_browser_or_the_system() {
        use crate::core::{
            diagnose::{STEPS, checks, steps},
            path::Runner,
        };
        assert_eq!(COMBINATIONS.map(|own| own.0), BROWSERS.map(|own| own.0));
        assert!(SYSTEMS.iter().all(|(system, _)| COMBINATIONS.iter().any(|own| own.1.contains(system))));
        for check in checks().iter().filter(|check| check.runner == Runner::Visitor) {
            let all = steps::of(STEPS[0], check.id);
            let same = SAME_EVERYWHERE.iter().any(|own| own.0 == check.id);
            for (browser, systems) in COMBINATIONS {
                for system in systems {
                    let own = steps::choose(&all, &[browser, system]).map(|own| own.platform);
                    if !check.possible(browser, system) {
                        assert_eq!(own, None, "{}: {browser}, {system}", check.id);
                        continue;
                    }
                    let expected: &[&str] = if same { &["any"] } else { &[browser, system] };
                    assert!(own.is_some_and(|own| expected.contains(&own)), "{}: {browser}, {system} has the steps for {own:?}", check.id);
                }
            }
        }
        assert!(SAME_EVERYWHERE.iter().all(|own| checks().iter().any(|check| check.id == own.0)));
    }
}
