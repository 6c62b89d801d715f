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
    /// For people: `Firefox, Linux`.
    pub fn say(self) -> String {
        let name = |list: &[(&str, &'static str)], id: &str| list.iter().find(|own| own.0 == id).map_or("", |own| own.1);
        let mut out = name(&BROWSERS, self.browser).to_owned();
        out.push_str(", ");
        out.push_str(name(&SYSTEMS, self.system));
        out
    }
}

/// Every browser for which there may be steps, with the name people know.
pub const BROWSERS: [(&str, &str); 9] = [
    ("chrome-desktop", "Chrome"),
    ("edge-desktop", "Edge"),
    ("firefox-desktop", "Firefox"),
    ("safari-macos", "Safari (Mac)"),
    ("chrome-android", "Chrome (Android)"),
    ("firefox-android", "Firefox (Android)"),
    ("samsung-internet", "Samsung Internet"),
    ("safari-ios", "Safari (iPhone, iPad)"),
    ("chrome-ios", "Chrome (iPhone, iPad)"),
];

/// Every system for which there may be steps.
pub const SYSTEMS: [(&str, &str); 5] =
    [("windows", "Windows"), ("macos", "macOS"), ("linux", "Linux"), ("android", "Android"), ("ios", "iPhone, iPad")];

/// The guess from a user agent string; `touch`: the device has a touch screen (an iPad calls itself a Mac).
pub fn guess(agent: &str, touch: bool) -> Platform {
    let has = |name: &str| text::has(agent, name);
    let ios = has("iPhone") || has("iPad") || (has("Macintosh") && touch);
    let system = if ios {
        "ios"
    } else if has("Android") {
        "android"
    } else if has("Windows") {
        "windows"
    } else if has("Macintosh") {
        "macos"
    } else {
        "linux"
    };
    let browser = match system {
        "ios" if has("CriOS") => "chrome-ios",
        "ios" => "safari-ios",
        "android" if has("SamsungBrowser") => "samsung-internet",
        "android" if has("Firefox") => "firefox-android",
        "android" => "chrome-android",
        _ if has("Edg/") => "edge-desktop",
        _ if has("Firefox") => "firefox-desktop",
        "macos" if !has("Chrome") => "safari-macos",
        _ => "chrome-desktop",
    };
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

    #[test]
    fn the_usual_browsers() {
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
            false,
            "chrome-desktop",
            "windows",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
            true,
            "edge-desktop",
            "windows",
        );
        check("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", false, "firefox-desktop", "linux");
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            false,
            "safari-macos",
            "macos",
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            true,
            "safari-ios",
            "ios",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1",
            true,
            "chrome-ios",
            "ios",
        );
        check(
            "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
            true,
            "samsung-internet",
            "android",
        );
        check("", false, "chrome-desktop", "linux");
    }
}
