//! Raw HTML, the one place: fragments of our own build, fetched from our own host, compared with the hash that the build put into the catalog (which finds another
//! version and what broke on the way, no attack), and inserted through the Trusted Types policy `isitme`, which takes what is being inserted and nothing else.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsValue, closure::Closure};
use yew::NodeRef;

use crate::core::text::{self, decimal, fnv1a};

/// Fetches a fragment and puts its pieces (`cut` stands between them) into elements; a further piece is the page's title. `false`: it could not be fetched, or is not the one this
/// build made.
pub async fn load(href: &str, hash: u32, cut: &str, places: &[NodeRef]) -> bool {
    // The file has the same name in every version: with the hash behind it neither the browser nor our worker takes another version's for it, or keeps what is wrong.
    let href = href.to_owned() + "?" + &decimal(hash);
    let Ok(text) = super::fetch::own_text(&href).await else { return false };
    if fnv1a(text.as_bytes()) != hash {
        return false;
    }
    let mut rest = Some(text.as_str());
    let mut next = || {
        let own = rest?;
        let (piece, after) = text::cut(own, cut).map_or((own, None), |(piece, after)| (piece, Some(after)));
        rest = after;
        Some(piece)
    };
    for place in places {
        let Some(piece) = next() else { return false };
        let Some(element) = place.cast::<web_sys::Element>() else { return false };
        let Some(trusted) = trust(piece) else { return false };
        if !Reflect::set(&element, &"innerHTML".into(), &trusted).unwrap_or(false) {
            return false;
        }
    }
    // The page's own title comes last; until then it had one of its name.
    if let (Some(title), Some(document)) = (next(), super::document()) {
        document.set_title(title);
    }
    true
}

/// The text as `TrustedHTML`, or as it is where the browser has no Trusted Types.
fn trust(text: &str) -> Option<JsValue> {
    let hash = fnv1a(text.as_bytes());
    let factory = super::get(&js_sys::global(), "trustedTypes")?;
    if factory.is_undefined() {
        return Some(text.into());
    }
    thread_local! {
        static POLICY: std::cell::RefCell<Option<JsValue>> = const { std::cell::RefCell::new(None) };
        static ALLOWED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    let policy =
        if let Some(policy) = POLICY.with_borrow(Clone::clone) {
            policy
        } else {
            let rules = Object::new();
            let create = Closure::<dyn Fn(String) -> JsValue>::new(|html: String| {
                if fnv1a(html.as_bytes()) == ALLOWED.get() { html.into() } else { JsValue::NULL }
            });
            Reflect::set(&rules, &"createHTML".into(), &create.into_js_value()).ok()?;
            let make: Function = super::function(&factory, "createPolicy")?;
            let policy = make.call2(&factory, &"isitme".into(), &rules).ok()?;
            POLICY.set(Some(policy.clone()));
            policy
        };
    ALLOWED.set(hash);
    let create: Function = super::function(&policy, "createHTML")?;
    create.call1(&policy, &text.into()).ok()
}
