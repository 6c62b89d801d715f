//! The boxed signal: opens an address invisibly, in a frame in which nothing of it can run, and notes what the browser shows of it. Only
//! after the visitor agreed to that for one address (*opens that page invisibly; it may contact other companies*), never for a list.
//!
//! The box is an empty frame of our own with `sandbox="allow-same-origin"`: what is opened in it inherits the sandbox, so no script runs,
//! no window opens, nothing is submitted or downloaded, and nothing leads our page away. Everything listens on our side. The page's
//! pictures and styles are loaded, and a page that wants a password may make the browser ask for one (Firefox does). Which facts mean what
//! in which engine stands in `core::probe::more`. What it needs of the page's policy: docs/SECURITY.md.

use std::{cell::Cell, rc::Rc};

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, HtmlElement};

use super::{clock, heard, platform};
use crate::core::probe::{
    Engine, Observation,
    more::{Boxed, Element, frame_helps, usable},
};

/// Milliseconds for each element. A page that goes on loading for longer shows nothing.
const LIMIT_MS: f64 = 8_000.0;
/// Milliseconds for the empty frame itself.
const EMPTY_LIMIT_MS: i32 = 5_000;
/// How often it is looked at, in milliseconds.
const LOOK_MS: i32 = 25;

/// Opens addresses, after it has shown that this browser tells a page from an error.
#[derive(Debug)]
pub struct Opener {
    engine: Engine,
}

impl Opener {
    /// The self-test, on two pages of our own: one that is there and one that is not. `None`: this browser shows no difference (any more),
    /// or the page's policy forbids it. `base`: the site's own address, with a slash at its end.
    pub async fn tested(base: &str) -> Option<Opener> {
        let engine = Engine::from_user_agent(&platform::user_agent());
        let open = async |name: &str| {
            let mut url = base.to_owned();
            url.push_str(name);
            let object = look(engine, "object", &url).await?;
            let frame = if engine == Engine::WebKit { look(engine, "iframe", &url).await } else { None };
            Some(Boxed { object, frame })
        };
        let there = open("icon.svg").await?;
        let missing = open("self-test/no-such-page").await?;
        usable(engine, &there, &missing).then_some(Opener { engine })
    }

    /// Opens an address: as an object, and as a frame where that adds something to what was seen. `None`: it could not be opened.
    pub async fn open(&self, url: &str, seen: &Observation) -> Option<Boxed> {
        let object = look(self.engine, "object", url).await?;
        let frame = if frame_helps(seen, &object) { look(self.engine, "iframe", url).await } else { None };
        Some(Boxed { object, frame })
    }
}

/// The empty frame. Dropping it ends whatever goes on in it.
struct Sandbox(HtmlElement);

impl Sandbox {
    async fn make() -> Option<(Sandbox, Document)> {
        let document = super::document()?;
        let frame: HtmlElement = document.create_element("iframe").ok()?.unchecked_into();
        for (name, value) in [
            ("sandbox", "allow-same-origin"),
            // Chromium: without any cookie, whatever its settings.
            ("credentialless", ""),
            ("referrerpolicy", "no-referrer"),
            ("aria-hidden", "true"),
            ("tabindex", "-1"),
        ] {
            frame.set_attribute(name, value).ok()?;
        }
        // What has no place on the page is not loaded.
        let style = super::get(&frame, "style")?;
        let text = "position:fixed;inset-inline-start:0;inset-block-end:0;width:2px;height:2px;opacity:0;border:0;pointer-events:none";
        Reflect::set(&style, &"cssText".into(), &text.into()).ok()?;
        // Firefox replaces the first document by another empty one.
        let loaded = heard::first_of(&frame, &["load"], EMPTY_LIMIT_MS);
        document.body()?.append_child(&frame).ok()?;
        let frame = Sandbox(frame);
        loaded.await?;
        let inside = super::get(&frame.0, "contentDocument").filter(JsValue::is_object)?;
        // Of another realm, so no `instanceof` holds.
        Some((frame, inside.unchecked_into()))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Opens an address as an element of that name and looks until the answer is clear or the time is over.
async fn look(engine: Engine, name: &str, url: &str) -> Option<Element> {
    let (frame, document) = Sandbox::make().await?;
    let element = document.create_element(name).ok()?;
    let object = name == "object";
    let inner = document.create_element("p").ok()?;
    if object {
        inner.set_text_content(Some("-"));
        element.append_child(&inner).ok()?;
    }
    let heard = Heard::listen(&element);
    let (property, address) = if object { ("data", trust(url)?) } else { ("src", url.into()) };
    Reflect::set(&element, &property.into(), &address).ok().filter(|set| *set)?;
    #[cfg(feature = "view")]
    super::ledger::note(url, 1);
    document.body()?.append_child(&element).ok()?;
    let start = clock::ticks();
    loop {
        let seen = Element {
            load: heard.load.get(),
            error: heard.error.get(),
            fallback: object
                && super::function(&inner, "getClientRects")
                    .and_then(|rects| rects.call0(&inner).ok())
                    .is_some_and(|rects| super::number(&rects, "length") > Some(0.0)),
            navigated: navigated(&element),
        };
        let clear = match engine {
            Engine::WebKit => seen.fallback || seen.navigated,
            _ => seen.load || seen.error,
        };
        if clear || clock::ticks() - start > LIMIT_MS {
            drop(frame);
            return Some(seen);
        }
        clock::wait(LOOK_MS).await;
    }
}

/// There is a document in it, and it is not the empty one.
fn navigated(element: &web_sys::Element) -> bool {
    let there = super::get(element, "contentWindow").is_some_and(|window| window.is_object());
    let empty = super::get(element, "contentDocument")
        .filter(JsValue::is_object)
        .is_some_and(|document| super::string(&document, "URL").as_deref() == Some("about:blank"));
    there && !empty
}

/// What an element has fired.
struct Heard {
    load: Rc<Cell<bool>>,
    error: Rc<Cell<bool>>,
    _listeners: [Closure<dyn Fn()>; 2],
}

impl Heard {
    fn listen(element: &web_sys::Element) -> Heard {
        let (load, error) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
        let listeners = [("load", &load), ("error", &error)].map(|(name, flag)| {
            let flag = flag.clone();
            let listener = Closure::<dyn Fn()>::new(move || flag.set(true));
            let _ = element.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            listener
        });
        Heard { load, error, _listeners: listeners }
    }
}

/// The address in the form that the page's policy wants for `object.data` (Chromium counts it among the places where scripts come from).
/// The policy `isitme-box` takes nothing but the address that is about to be opened.
fn trust(url: &str) -> Option<JsValue> {
    let factory = super::get(&js_sys::global(), "trustedTypes")?;
    if factory.is_undefined() {
        return Some(url.into());
    }
    thread_local! {
        static POLICY: std::cell::RefCell<Option<JsValue>> = const { std::cell::RefCell::new(None) };
        static ALLOWED: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
    }
    let policy = if let Some(policy) = POLICY.with_borrow(Clone::clone) {
        policy
    } else {
        let rules = Object::new();
        let create = Closure::<dyn Fn(String) -> JsValue>::new(|url: String| {
            if ALLOWED.with_borrow(|allowed| *allowed == url) { url.into() } else { JsValue::NULL }
        });
        Reflect::set(&rules, &"createScriptURL".into(), &create.into_js_value()).ok()?;
        let make: Function = super::function(&factory, "createPolicy")?;
        let policy = make.call2(&factory, &"isitme-box".into(), &rules).ok()?;
        POLICY.set(Some(policy.clone()));
        policy
    };
    ALLOWED.set(url.to_owned());
    let create: Function = super::function(&policy, "createScriptURL")?;
    create.call1(&policy, &url.into()).ok()
}
