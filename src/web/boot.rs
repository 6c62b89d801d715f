//! Starting the application: take over the served page, or draw the page anew where the served one is another.

#[cfg(feature = "app")]
use std::{cell::Cell, rc::Rc};

use wasm_bindgen::JsValue;
#[cfg(feature = "app")]
use wasm_bindgen::closure::Closure;
use web_sys::Element;

use crate::{
    core::route::{Route, UNKEPT},
    view::{
        app,
        host::{Host, HostProps},
        nav::Here,
    },
};
#[cfg(feature = "app")]
use crate::{
    view::{island, page::home::ISLAND},
    web::{dom::begin, history},
};

/// Tells what started it (`site/start.js`) that the application is dead, so that the page goes on as plain HTML.
fn dead(message: &str) {
    if let Some(function) = super::function(&js_sys::global(), "isitmeFailed") {
        let _ = function.call1(&JsValue::NULL, &message.into());
    }
}

/// Starts. Hydrates only when the served page is the page of the address bar; the root says which it is.
pub fn start() {
    // Through Yew, which otherwise puts its own in place of ours.
    yew::set_custom_panic_hook(Box::new(|info| dead(&info.to_string())));
    let Some(root) = super::dom::root() else { return };
    let base = super::dom::base().unwrap_or_else(|| "/".to_owned());
    let route = super::history::route(&base);
    let page = root.get_attribute("data-path").unwrap_or_default();
    // It says itself that the page of the address bar is not kept, which nothing here knows better.
    if route == Route::NotFound && page == UNKEPT {
        super::early::taken();
        return;
    }
    let served = page == route.path();
    #[cfg(feature = "app")]
    if served && (route == Route::Home || route.is_still()) {
        sleep(root, base, route);
        return;
    }
    run(&root, &base, Here { served, ..Here::first(route) });
}

/// Takes the served page over, or draws another in its place.
fn run(root: &Element, base: &str, here: Here) {
    if here.served {
        take(root.clone(), app(base, here));
    } else {
        root.set_text_content(None);
        yew::Renderer::<Host>::with_root_and_props(root.clone(), app(base, here)).render();
    }
}

#[inline(never)]
fn take(root: Element, props: HostProps) {
    super::early::keep();
    yew::Renderer::<Host>::with_root_and_props(root, props).hydrate();
}

/// Leaves a page as it was served, in which nothing moves but one part: that one is taken over when somebody touches it, and all is drawn anew when somebody
/// goes on to another page. Who only reads has no use for more.
#[cfg(feature = "app")]
fn sleep(root: Element, base: String, route: Route) {
    let deaf: Rc<Cell<Option<Undo>>> = Rc::default();
    let (end, at) = (deaf.clone(), base.clone());
    deaf.set(Some(Box::new(history::listen(base.clone(), route, true, move |here| {
        if !here.served
            && let Some(deaf) = end.take()
        {
            deaf();
            run(&root, &at, here);
        }
    }))));
    begin(base.clone());
    let touched = Closure::<dyn Fn()>::new(move || {
        if let Some(place) = super::document().and_then(|document| document.get_element_by_id(ISLAND)) {
            take(place, island(&base));
        }
    });
    super::early::doze(&touched.into_js_value());
}

#[cfg(feature = "app")]
type Undo = Box<dyn FnOnce()>;
