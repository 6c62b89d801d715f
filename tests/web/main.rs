//! In a real browser: every route is rendered, put into the page and taken over, with nothing lost and nothing changed; and the glue that
//! has no other test.
#![cfg(target_arch = "wasm32")]

use isitme::{
    core::{address::Address, catalog::Key, config::Config, route::Route},
    view::{app, host::Host, nav::Here, static_app},
    web::{clipboard, clock, fragment, observe, platform, storage, theme},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

/// An empty place in the page.
fn place() -> web_sys::HtmlElement {
    let element: web_sys::HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&element).unwrap();
    element
}

/// Every page; of those that differ in their words alone, a few.
fn routes() -> impl Iterator<Item = Route> {
    Route::all().filter(|route| !matches!(route, Route::Platform(at) | Route::Samples(at) if at % 60 != 0))
}

/// Renders a route as the prerenderer does.
async fn served(route: Route) -> String {
    yew::ServerRenderer::<Host>::with_props(move || static_app("/", route)).render().await
}

/// The markup without comments: those are the marks for taking over, and gone afterwards.
fn markup(root: &web_sys::Element) -> String {
    let html = root.inner_html();
    let mut out = String::new();
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    out + rest
}

#[wasm_bindgen_test]
async fn every_route_is_taken_over_unchanged() {
    for route in routes() {
        let root = place();
        root.set_inner_html(&served(route).await);
        let before = markup(&root);
        assert!(before.len() > 500, "{route:?} is empty");
        let app = yew::Renderer::<Host>::with_root_and_props(root.clone().into(), static_app("/", route)).hydrate();
        yew::scheduler::flush().await;
        assert_eq!(markup(&root), before, "{route:?}");
        app.destroy();
        root.remove();
    }
}

/// The application itself, which then reads an address bar that names none of our pages: nothing panics.
#[wasm_bindgen_test]
async fn the_application_takes_over_every_route() {
    for route in routes() {
        let root = place();
        root.set_inner_html(&served(route).await);
        let app = yew::Renderer::<Host>::with_root_and_props(root.clone().into(), app("/", Here::first(route))).hydrate();
        yew::scheduler::flush().await;
        assert!(root.query_selector("h1").unwrap().is_some(), "{route:?}");
        app.destroy();
        yew::scheduler::flush().await;
        root.remove();
    }
}

#[wasm_bindgen_test]
async fn a_page_drawn_anew_equals_the_served_one() {
    for route in [Route::Home, Route::Codes, Route::Compare(0), Route::Compare(1), Route::Diagnose, Route::NotFound] {
        let (first, second) = (place(), place());
        first.set_inner_html(&served(route).await);
        let app = yew::Renderer::<Host>::with_root_and_props(second.clone().into(), static_app("/", route)).render();
        yew::scheduler::flush().await;
        assert_eq!(first.inner_text(), second.inner_text(), "{route:?}");
        app.destroy();
        first.remove();
        second.remove();
    }
}

#[wasm_bindgen_test]
fn settings_are_kept_and_forgotten() {
    storage::set("isitme-test", "1");
    assert_eq!(storage::get("isitme-test").as_deref(), Some("1"));
    storage::remove("isitme-test");
    assert_eq!(storage::get("isitme-test"), None);
}

#[wasm_bindgen_test]
fn the_theme_is_an_attribute_of_the_document() {
    let root = document().document_element().unwrap();
    theme::choose(theme::Theme::Dark);
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("dark"));
    assert_eq!(theme::stored(), theme::Theme::Dark);
    theme::choose(theme::Theme::Auto);
    assert!(!root.has_attribute("data-theme"));
    assert_eq!(theme::stored(), theme::Theme::Auto);
}

#[wasm_bindgen_test]
fn what_cannot_be_copied_is_selected() {
    let element = place();
    element.set_id("copy-me");
    element.set_inner_text("the report");
    clipboard::select("copy-me");
    assert_eq!(document().get_selection().unwrap().unwrap().to_string(), "the report");
    clipboard::select("nothing-has-this-id");
    element.remove();
}

#[wasm_bindgen_test]
async fn waiting_waits() {
    let start = clock::ticks();
    clock::wait(20).await;
    assert!(clock::ticks() - start >= 15.0);
}

#[wasm_bindgen_test]
fn addresses_are_observed_under_the_name_that_the_browser_gives_them() {
    let address = Address::parse("https://münchen.de/straße x").or_else(|_| Address::parse("https://münchen.de/straße")).unwrap();
    assert!(observe::as_sent(&address).starts_with("https://xn--mnchen-3ya.de/stra%C3%9Fe"));
}

#[wasm_bindgen_test]
fn the_time_zone_is_compared_with_a_country_or_not_at_all() {
    // Headless browsers run in UTC, which belongs to no country.
    assert_ne!(platform::zone_in_country("DE"), Some(true));
    assert_eq!(platform::zone_in_country("not a country"), None);
}

#[wasm_bindgen_test]
async fn a_fragment_that_is_not_ours_is_refused() {
    let place = yew::NodeRef::default();
    let hash = Route::Entry(Key::Code(502)).entry().unwrap().long_hash;
    assert!(!fragment::load("/nothing-here/more.html", hash, "<!--cut-->", &[place]).await);
}

#[wasm_bindgen_test]
async fn without_a_configuration_the_defaults_hold() {
    assert_eq!(isitme::web::config::load("/no-such-folder/").await, Config::default());
}
