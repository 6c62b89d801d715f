//! `/embed/builder/`: makes the snippet that puts an explanation into somebody's help page, and shows it.

use yew::prelude::*;

use super::{Field, SOMEWHERE, field, lines, recipes};
use crate::{
    core::{
        make::snippet::{ALLOW, Field as Which, PARTS, SANDBOX, Snippet, Theme, Typed},
        ui::make_ui,
    },
    view::{
        el::{El, On, el},
        host::{Hooks, Reduce, Store},
        nav::Nav,
        part::choice::{radio, tick},
    },
    web,
};

#[derive(Clone)]
struct Model {
    typed: Typed,
    home: String,
    /// The address that the frame shows; empty: it was not asked for.
    shown: String,
    said: (String, &'static str),
}

enum Act {
    Home(String),
    Type(Box<dyn FnOnce(&mut Typed)>),
    /// What was typed is complete: the frame, if it is there, shows it.
    Settle,
    Show,
    Told(String, &'static str),
}

impl Model {
    /// A frame's address below our own base: the page's policy permits no other.
    fn frame(&self) -> String {
        self.typed.read().0.address(&self.home)
    }
}

impl Reduce for Model {
    type Act = Act;

    fn reduce(&self, act: Act) -> Model {
        let mut next = self.clone();
        match act {
            Act::Home(home) => next.home = home,
            Act::Type(change) => {
                change(&mut next.typed);
                next.said = (String::new(), "");
            }
            Act::Settle => {
                if !next.shown.is_empty() {
                    next.shown = next.frame();
                }
            }
            Act::Show => next.shown = next.frame(),
            Act::Told(what, words) => next.said = (what, words),
        }
        next
    }
}

/// The page.
pub fn builder(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = make_ui();
    let store =
        hooks.store(|| Model { typed: Typed::default(), home: SOMEWHERE.to_owned(), shown: String::new(), said: (String::new(), "") });
    let model = store.now();
    let (own, base) = (store.clone(), nav.base.to_string());
    hooks.change(
        None,
        Box::new(move || {
            own.dispatch(Act::Home(web::platform::absolute(&base)));
            None
        }),
    );
    let (snippet, wrong) = model.typed.read();
    el("div.make-page")
        .kid(el("h1").text(t.build_title))
        .kid(el("p.lead").text(t.build_lead))
        .kid(form(&model, &wrong, &store))
        .kid(preview(&model, &store))
        .kid(snippets(&model, &snippet, &store))
        .kid(recipes::view())
        .into()
}

/// A change to what was chosen, at once in the frame.
fn chooses(store: &Store<Model>, change: impl Fn(&mut Typed, &Event) + Clone + 'static) -> impl Fn(Event) + 'static {
    let store = store.clone();
    move |event: Event| {
        let change = change.clone();
        store.dispatch(Act::Type(Box::new(move |typed| change(typed, &event))));
        store.dispatch(Act::Settle);
    }
}

fn form(model: &Model, wrong: &[(Which, &'static str)], store: &Store<Model>) -> El {
    let t = make_ui();
    let typed = &model.typed;
    let text = |id: &'static str, label: &'static str, hint: &'static str, value: &str, which: Which, put: fn(&mut Typed, String)| {
        let why = wrong.iter().find(|own| own.0 == which).map(|own| own.1);
        let store = store.clone();
        field(Field { id, label, hint, value, wrong: why }, move |event: Event| {
            let text = web::dom::value(&event);
            store.dispatch(Act::Type(Box::new(move |typed| put(typed, text))));
        })
    };
    let themes = Theme::ALL.iter().map(|theme| {
        let word = match theme {
            Theme::Site => t.build_theme_site,
            Theme::Auto => t.build_theme_auto,
            Theme::Light => t.build_theme_light,
            Theme::Dark => t.build_theme_dark,
        };
        radio("theme", typed.theme == *theme, word, false, chooses(store, |typed, _| typed.theme = *theme)).key(theme.id())
    });
    let parts = [t.build_hide_diagnose, t.build_hide_owner, t.build_hide_developer, t.build_hide_seo];
    let hide = parts.into_iter().enumerate().map(|(at, word)| {
        tick(PARTS[at], typed.hide[at], word, false, chooses(store, move |typed, event| typed.hide[at] = web::dom::checked(event)))
            .key_at(at)
    });
    let settle = {
        let store = store.clone();
        move |_: Event| store.dispatch(Act::Settle)
    };
    el("form.made")
        .on(On::Submit, |event| event.prevent_default())
        .on(On::Change, settle)
        .kid(text("code", t.build_code, t.build_code_hint, &typed.code, Which::Code, |typed, text| typed.code = text))
        .kid(text("url", t.build_url, t.build_url_hint, &typed.url, Which::Url, |typed, text| typed.url = text))
        .kid(
            el("div.made-field")
                .kid(el("label|for=lang").text(t.build_lang))
                .kid(el("select|id=lang").kid(el("option|value=en").flag("selected", true).text(t.build_english))),
        )
        .kid(el("fieldset").kid(el("legend").text(t.build_theme)).kid(el("div").list(themes)))
        .kid(text("accent", t.make_accent, t.make_accent_hint, &typed.accent, Which::Accent, |typed, text| typed.accent = text))
        .kid(text("contact", t.make_contact, t.make_contact_hint, &typed.contact, Which::Contact, |typed, text| typed.contact = text))
        .kid(text("status-page", t.make_status_page, t.make_status_page_hint, &typed.status_page, Which::StatusPage, |typed, text| {
            typed.status_page = text;
        }))
        .kid(el("fieldset").kid(el("legend").text(t.build_hide)).kid(el("div").list(hide)))
        .kid(text("height", t.build_height, t.build_height_hint, &typed.height, Which::Height, |typed, text| typed.height = text))
        .kid(el("p.quiet").text(t.make_promise))
}

/// The widget itself, once it is asked for: it loads what a visitor's browser would load.
fn preview(model: &Model, store: &Store<Model>) -> El {
    let t = make_ui();
    let show = {
        let store = store.clone();
        el("button.primary|type=button|id=show").text(t.build_show).on(On::Click, move |_| store.dispatch(Act::Show))
    };
    let asked = !model.shown.is_empty();
    let frame = asked.then(|| {
        el("iframe.made-frame|id=frame")
            .attr("title", t.build_frame_title)
            .attr("sandbox", SANDBOX)
            .attr("allow", ALLOW)
            .attr("src", model.shown.clone())
    });
    el("section.part|aria-labelledby=preview-h")
        .kid(el("h2|id=preview-h").text(t.build_preview))
        .maybe((!asked).then(|| el("p.call").kid(show)))
        .maybe(frame)
}

fn snippets(model: &Model, snippet: &Snippet, store: &Store<Model>) -> El {
    let t = make_ui();
    let [script, copy_script] = lines("script", t.build_copy, &snippet.script(&model.home), &model.said, store, Act::Told);
    let [plain, copy_plain] = lines("plain", t.build_copy, &snippet.frame(&model.home), &model.said, store, Act::Told);
    el("section.part|aria-labelledby=snippet-h")
        .kid(el("h2|id=snippet-h").text(t.build_snippet))
        .kid(el("h3").text(t.build_with_script))
        .kid(el("p").text(t.build_with_script_why))
        .kid(script)
        .kid(copy_script)
        .kid(el("h3").text(t.build_plain))
        .kid(el("p").text(t.build_plain_why))
        .kid(plain)
        .kid(copy_plain)
}
