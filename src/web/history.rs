//! The address bar. Written on `history` itself rather than on a wrapper: in a sandboxed frame `pushState` throws, and then the link
//! is followed by the browser instead.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, HtmlAnchorElement};

use super::dom;
use crate::{core::route::Route, view::nav::Here};

/// Tells the application about a new address; `true`: to another page.
type Tell = Rc<dyn Fn(bool)>;

thread_local! {
    static LISTENER: RefCell<Option<Tell>> = const { RefCell::new(None) };
    static VISIT: Cell<u32> = const { Cell::new(0) };
}

/// The path below the base.
fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    path.strip_prefix(base.trim_end_matches('/')).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The route of the address bar.
pub fn route(base: &str) -> Route {
    let path = super::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    below(&path, base).and_then(Route::parse).unwrap_or(Route::NotFound)
}

/// Where we are; `served`: nothing was navigated to yet.
pub fn now(base: &str, served: bool) -> Here {
    let location = super::window().map(|window| window.location());
    let part = |get: fn(&web_sys::Location) -> Result<String, JsValue>| location.as_ref().and_then(|own| get(own).ok()).unwrap_or_default();
    Here { route: route(base), live: Some((part(web_sys::Location::search), part(web_sys::Location::hash))), served, visit: VISIT.get() }
}

/// Follows links within the site, the back button and the theme button, and reports every new address; `first`: where we are, `served`: on the page
/// that was served. Gives the function that ends it.
pub fn listen(base: String, first: Route, served: bool, report: impl Fn(Here) + 'static) -> impl FnOnce() {
    let last = Rc::new(Cell::new(first));
    let tell: Tell = Rc::new({
        let (base, last) = (base.clone(), last.clone());
        move |moved| {
            if moved {
                VISIT.set(VISIT.get() + 1);
            }
            // A page that was drawn in place of the one that was served stays so.
            let here = now(&base, served && VISIT.get() == 0);
            last.set(here.route);
            report(here);
        }
    });
    LISTENER.set(Some(tell.clone()));
    let on_pop = Closure::<dyn Fn()>::new({
        let (tell, base, last) = (tell.clone(), base.clone(), last.clone());
        move || {
            let next = route(&base);
            let moved = last.replace(next) != next;
            if moved && !next.is_drawn() {
                // Back to the document that was served, in place of which another page is drawn.
                let _ = super::window().map(|window| window.location().reload());
            } else {
                tell(moved);
            }
        }
    });
    let on_click = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if super::theme::pressed(&event) {
            return;
        }
        if let Some(href) = followed(&event, &base)
            && go(&href)
        {
            event.prevent_default();
        }
    });
    let on_key = Closure::<dyn Fn(Event)>::new(shortcut);
    let window = super::window();
    let document = super::document();
    if let (Some(window), Some(document)) = (&window, &document) {
        let _ = window.add_event_listener_with_callback("popstate", on_pop.as_ref().unchecked_ref());
        let _ = document.add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
        let _ = document.add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
    }
    move || {
        if let (Some(window), Some(document)) = (window, document) {
            let _ = window.remove_event_listener_with_callback("popstate", on_pop.as_ref().unchecked_ref());
            let _ = document.remove_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
            let _ = document.remove_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
        }
        LISTENER.set(None);
    }
}

/// The address of a plain click on a link to one of our pages; not of one to a place on the same page, to a file or with a modifier.
fn followed(event: &Event, base: &str) -> Option<String> {
    let held = ["ctrlKey", "metaKey", "shiftKey", "altKey", "button", "defaultPrevented"];
    if held.iter().any(|name| super::flag(event, name)) {
        return None;
    }
    let anchor: HtmlAnchorElement = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()?;
    let location = super::window()?.location();
    if anchor.origin() != location.origin().ok()? || !anchor.target().is_empty() || anchor.has_attribute("download") {
        return None;
    }
    let path = anchor.pathname();
    if !Route::parse(below(&path, base)?)?.is_drawn() {
        return None;
    }
    if !anchor.hash().is_empty() && path == location.pathname().ok()? {
        return None;
    }
    Some(path + &anchor.search() + &anchor.hash())
}

/// Goes to an address of ours; falls back to a real navigation. `false`: neither worked.
pub fn go(href: &str) -> bool {
    let Some(window) = super::window() else { return false };
    // A document is loaded: the module holds no more than its name.
    let loads = dom::base().is_some_and(|base| below(href, &base).and_then(Route::parse).is_some_and(|route| !route.is_drawn()));
    let pushed = !loads && window.history().is_ok_and(|history| history.push_state_with_url(&JsValue::NULL, "", Some(href)).is_ok());
    if !pushed {
        return window.location().assign(href).is_ok();
    }
    if let Some(tell) = LISTENER.with_borrow(Clone::clone) {
        tell(true);
    }
    true
}

/// Changes the address bar without a new step in the history, and without telling anybody. A frame has none.
pub fn replace(href: &str) {
    if cfg!(feature = "frame") {
        return;
    }
    if let Some(history) = super::window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(href));
    }
}

/// After a navigation: the title, the top of the page (or the place that the fragment names) and the focus.
pub fn arrived(title: String) {
    let (Some(window), Some(document)) = (super::window(), super::document()) else { return };
    // The browser's own window can wait for the page.
    let own = document.clone();
    super::spawn(async move {
        super::clock::wait(0).await;
        own.set_title(&title);
    });
    // The shortcut may have reached the new page's field before this.
    if document.active_element().is_none_or(|own| own.id() != crate::view::part::field::ID) {
        dom::focus_in_place("main");
    }
    let hash = window.location().hash().unwrap_or_default();
    if let Some(element) = hash.strip_prefix('#').filter(|id| !id.is_empty()).and_then(|id| document.get_element_by_id(id)) {
        element.scroll_into_view();
    } else {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// The stored setting that switches the `/` key off.
pub const SLASH_KEY: &str = "slash";

/// `/` and Ctrl or Cmd + K reach the field; `/` only while no other control has the focus, and never in an embed.
fn shortcut(event: Event) {
    let Some(document) = super::document() else { return };
    let key = dom::key(&event);
    let command = super::flag(&event, "ctrlKey") || super::flag(&event, "metaKey");
    let with_k = command && key.eq_ignore_ascii_case("k");
    let slash = key == "/" && !command && !super::flag(&event, "altKey");
    if !with_k && !slash {
        return;
    }
    if slash {
        let busy = document.active_element().is_some_and(|element| {
            element.matches("a,button,input,textarea,select,summary,pre,[contenteditable],[role=option]").unwrap_or(true)
        });
        let embedded = super::window()
            .is_some_and(|window| window.parent().ok().flatten().is_some_and(|parent| !js_sys::Object::is(&parent, &window)));
        if busy || embedded || super::storage::get(SLASH_KEY).as_deref() == Some("off") {
            return;
        }
    }
    event.prevent_default();
    if !dom::focus(crate::view::part::field::ID) && go(&dom::base().unwrap_or_else(|| "/".to_owned())) {
        // The page with the field is drawn in one of the next tasks.
        super::spawn(async {
            for _ in 0..50 {
                super::clock::wait(10).await;
                if dom::focus(crate::view::part::field::ID) {
                    break;
                }
            }
        });
    }
}
