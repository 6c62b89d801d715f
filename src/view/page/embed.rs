//! `/embed/` and `/embed/502/`: what other pages embed. The answer first, as on the entry's own page, in little room; the diagnosis opens in its place.
//! Every link leads out of the frame (`<base target>` in the page's head).

use yew::prelude::*;

use crate::{
    core::{
        catalog::{self, Entry, Key},
        config::Config,
        platforms::numbered,
        route::Route,
        search::search,
        text::{decimal, encode, query_value},
        typed::{Reading, read},
        ui::embed_ui,
    },
    view::{
        el::{El, On, el},
        host::{Hooks, host},
        nav::{Here, Nav},
        page::{diagnose, document, entry},
        part::{
            icon::{Shape, icon},
            prose,
        },
    },
    web,
};

/// The field's id.
const FIELD: &str = "embed-field";
/// The heading's, which gets the focus when the explanation is back.
const HEADING: &str = "embed-h";
/// The button's that leads back to it, which gets the focus when the diagnosis opens.
const BACK: &str = "embed-back";

/// The root in the browser.
pub fn live(hooks: &mut Hooks, nav: &Nav) -> Html {
    let here = hooks.kept(nav.here.clone());
    let (own, base) = (here.clone(), nav.base.as_str().to_owned());
    hooks.change(
        None,
        Box::new(move || {
            let mut first = web::history::now(&base, true);
            if let (Some(query), Some((own, _))) = (web::embedded::query(), &mut first.live) {
                *own = query;
            }
            let subject = |query: &str| ["code", "url"].map(|key| query_value(query, key));
            let last = std::cell::RefCell::new((1, subject(first.live.as_ref().map_or("", |(query, _)| query))));
            own.set(first.clone());
            web::dom::ready();
            Some(Box::new(web::embedded::listen(move |query| {
                // Another error or address is another visit: what was opened or typed for the last one is gone. Another look is none.
                let mut last = last.borrow_mut();
                let now = subject(&query);
                if last.1 != now {
                    *last = (last.0 + 1, now);
                }
                own.set(Here { live: Some((query, String::new())), visit: last.0, ..first.clone() });
            })))
        }),
    );
    let key = decimal(here.visit);
    el("main|id=main").html(host(embed, &Nav { base: nav.base.clone(), here: (*here).clone() }, Some(&key))).into()
}

/// The root when prerendering.
pub fn still(_: &mut Hooks, nav: &Nav) -> Html {
    el("main|id=main").html(host(embed, nav, Some("0"))).into()
}

#[derive(Clone, Default, PartialEq)]
struct State {
    /// Typed here instead of what the page around asks about.
    typed: Option<String>,
    /// What the field holds.
    text: String,
    /// The diagnosis is open, about this: as it was when it was opened, so that a change around it takes no answer away.
    open: Option<String>,
    /// What was typed names no error.
    unknown: bool,
}

/// What a text names: an entry, or a platform's own error, which says more than the code that it stands for.
pub fn named(text: &str) -> Option<Route> {
    // Most ask for a number, which needs no search and so no index for one.
    match read(text) {
        Reading::Entry(entry) => Some(Route::Entry(entry.key)),
        Reading::UnknownCode(code) => numbered(&decimal(code)).map(Route::Platform),
        Reading::NotACode(number) => numbered(&number).map(Route::Platform),
        // The words of an address have nothing to do with it.
        Reading::Address(_) | Reading::Addresses(_) => None,
        _ => search(text, 5)
            .into_iter()
            .take_while(|hit| hit.named)
            .map(|hit| hit.route)
            .find(|own| matches!(own, Route::Entry(_) | Route::Platform(_))),
    }
}

/// The part.
fn embed(hooks: &mut Hooks, nav: &Nav) -> Html {
    let state = hooks.store(State::default);
    let now = state.now();
    let site = hooks.kept(Config::default());
    let (own, base) = (site.clone(), nav.base.clone());
    hooks.change(
        None,
        Box::new(move || {
            web::spawn(async move { own.set(web::embedded::by_site(&base).await) });
            None
        }),
    );
    let query = nav.here.live.as_ref().map_or("", |(query, _)| query.as_str());
    let asked = now.typed.clone().or_else(|| query_value(query, "code")).filter(|text| !text.trim().is_empty());
    let page = match (&asked, nav.here.route) {
        (Some(text), _) => named(text),
        (None, Route::Embed(key)) => key.map(Route::Entry),
        _ => None,
    };
    let part = el("article.embed");
    let name = || el("h1.code-name").id(HEADING).attr("tabindex", "-1");
    let part = match page {
        _ if now.open.is_some() => diagnosis(part, &state, nav),
        Some(Route::Platform(at)) => document::platform(part, name(), at, el("div.lead")),
        Some(Route::Entry(key)) => match catalog::entry(key) {
            Some(entry) => explained(entry::answer(part, name(), entry), entry, &state, nav, about(query, page, asked.as_deref())),
            None => part,
        },
        _ => part.kid(ask(&state, asked.is_some(), about(query, page, asked.as_deref()))),
    };
    part.kid(foot(nav, page, web::embedded::configured((*site).clone(), query))).into()
}

/// What to diagnose, as the diagnosis reads it.
fn about(query: &str, page: Option<Route>, asked: Option<&str>) -> String {
    let name = match page {
        Some(Route::Entry(Key::Code(code))) => decimal(code),
        Some(Route::Entry(Key::Error(id))) => id.to_owned(),
        _ => asked.unwrap_or_default().to_owned(),
    };
    let mut out = String::from("?");
    let given = ["url", "role", "contact", "status-page"].map(|key| (key, query_value(query, key)));
    for (key, value) in std::iter::once(("code", Some(name))).chain(given) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            if out.len() > 1 {
                out.push('&');
            }
            out.push_str(key);
            out.push('=');
            out.push_str(&encode(&value));
        }
    }
    out
}

type Store = crate::view::host::Store<State>;

fn opened(state: &Store, open: Option<String>) -> impl Fn(Event) + 'static {
    let state = state.clone();
    move |event: Event| {
        event.prevent_default();
        state.put(State { open: open.clone(), ..(*state.now()).clone() });
        web::dom::focus_soon(if open.is_some() { BACK } else { HEADING });
    }
}

/// The diagnosis in place of the explanation.
fn diagnosis(part: El, state: &Store, nav: &Nav) -> El {
    let about = state.now().open.clone().unwrap_or_default();
    let nav = Nav { base: nav.base.clone(), here: Here { live: Some((about, String::new())), ..nav.here.clone() } };
    let back = el("button.plain").id(BACK).attr("type", "button").on(On::Click, opened(state, None)).text(embed_ui().embed_back);
    part.kid(el("p").kid(back)).html(host(diagnose::diagnose, &nav, Some("diagnose")))
}

/// What follows an entry's answer; `asked`: the query of its diagnosis.
fn explained(part: El, entry: &'static Entry, state: &Store, nav: &Nav, asked: String) -> El {
    let t = embed_ui();
    let more =
        |part: &'static str, title: &'static str, body: El| el("details").attr("data-part", part).kid(el("summary").text(title)).kid(body);
    // What is between the page around and this frame is nothing for the other page.
    let href = String::from("diagnose/") + &about("", Some(Route::Entry(entry.key)), None);
    let call = el("a.primary")
        .attr("href", nav.to(&href))
        .on(On::Click, opened(state, Some(asked)))
        .text(t.embed_diagnose)
        .kid(icon(Shape::Arrow));
    let now = || el("section").kid(el("h2").text(t.embed_now)).kid(prose::checks(entry));
    part.maybe((!entry.meaning().weighed().visitor.is_empty()).then(now))
        .kid(el("p.call|data-part=diagnose").kid(call).kid(el("span.quiet").text(t.embed_diagnose_note)))
        .kid(
            el("div.more-parts")
                .maybe((entry.meanings.len() > 1).then(|| more("meanings", t.embed_other, el("div").list(prose::others(entry)))))
                .kid(more("owner", t.embed_owner, el("div").kid(el("p").text(t.embed_owner_lead)).kid(prose::causes(entry))))
                .kid(more("developer", t.embed_developer, prose::sentences(&[entry.retry_line(), entry.cache_line()])))
                .kid(more("seo", t.embed_seo, prose::sentences(&[entry.seo.indexing, entry.seo.crawling]))),
        )
}

/// Which error it is about, where the page around doesn't say.
fn ask(state: &Store, wrong: bool, about: String) -> El {
    let t = embed_ui();
    let (now, typing) = (state.now(), state.clone());
    // A sandbox without forms sends none, and says nothing of it: so it is no form.
    let send = |state: &Store| {
        let state = state.clone();
        move || {
            let now = state.now();
            let known = named(&now.text).is_some();
            let typed = if known { Some(now.text.clone()) } else { now.typed.clone() };
            state.put(State { typed, unknown: !known, ..(*now).clone() });
        }
    };
    let (by_key, by_button) = (send(state), send(state));
    let field = el("input")
        .id(FIELD)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("placeholder", t.embed_hint)
        .attr("aria-describedby", "embed-says")
        .value(&now.text)
        .on(On::KeyDown, move |event: Event| {
            if web::dom::key(&event) == "Enter" {
                by_key();
            }
        })
        .on(On::Input, move |event| typing.put(State { text: web::dom::value(&event), unknown: false, ..(*typing.now()).clone() }));
    let form = el("div.embed-ask")
        .kid(el("label").attr("for", FIELD).text(t.embed_label))
        .kid(field)
        .kid(el("button.primary|type=button").on(On::Click, move |_| by_button()).text(t.embed_show))
        .kid(el("p.says|id=embed-says|role=status").text(if now.unknown || wrong { t.embed_unknown } else { "" }));
    el("section.ask").kid(el("h1").id(HEADING).attr("tabindex", "-1").text(t.embed_title)).kid(form).kid(
        el("p.call|data-part=diagnose")
            .kid(el("button.button|type=button").on(On::Click, opened(state, Some(about))).text(t.embed_diagnose))
            .kid(el("span.quiet").text(t.embed_diagnose_note)),
    )
}

/// The links out.
fn foot(nav: &Nav, page: Option<Route>, links: Config) -> El {
    let t = embed_ui();
    let out = |href: String, words: &'static str| el("li").kid(el("a").attr("href", href).attr("rel", "noopener noreferrer").text(words));
    let full = nav.href(page.unwrap_or(Route::Home));
    let list = el("ul.out")
        .maybe(links.status_page.map(|href| out(href, t.embed_status)))
        .maybe(links.contact.map(|href| out(href, t.embed_contact)))
        .kid(out(full, t.embed_full));
    el("footer.embed-foot").kid(list).kid(el("p.quiet").text(t.embed_by))
}
