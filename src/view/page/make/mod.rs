//! The pages for site owners: what they type becomes a file or a snippet, in this browser.

pub mod builder;
pub mod error_page;
mod recipes;

use yew::Event;

use crate::{
    core::ui::make_ui,
    view::{
        el::{El, On, el},
        host::{Reduce, Store},
    },
    web,
};

/// Where the site lies until the browser says: the prerenderer does not know.
const SOMEWHERE: &str = "https://example.com/";

/// What a field is about.
struct Field<'a> {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: &'a str,
    wrong: Option<&'static str>,
}

/// A field with its label, its hint and, where it can't be used, what to change.
fn field(own: Field, call: impl Fn(Event) + 'static) -> El {
    let ids = [[own.id, "-hint"].concat(), [own.id, "-wrong"].concat()];
    let described = match (own.hint.is_empty(), own.wrong.is_some()) {
        (true, false) => None,
        (false, false) => Some(ids[0].clone()),
        (true, true) => Some(ids[1].clone()),
        (false, true) => Some(ids.join(" ")),
    };
    let input = el("input")
        .id(own.id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("aria-describedby", described)
        .attr("aria-invalid", own.wrong.map(|_| "true"))
        .value(own.value)
        .on(On::Input, call);
    el("div.made-field")
        .key(own.id)
        .kid(el("label").attr("for", own.id).text(own.label))
        .maybe((!own.hint.is_empty()).then(|| el("p.quiet").attr("id", ids[0].clone()).text(own.hint)))
        .kid(input)
        .kid(el("p.wrong").attr("id", ids[1].clone()).attr("role", "status").text(own.wrong))
}

/// A button that copies what an element shows; `told` says what became of it.
fn copy_button<T: Reduce>(
    id: String,
    word: &'static str,
    shown: String,
    text: String,
    store: &Store<T>,
    told: fn(String, &'static str) -> T::Act,
) -> El {
    let store = store.clone();
    el("button.button|type=button").attr("id", id).text(word).on(On::Click, move |_| {
        let (shown, text, store) = (shown.clone(), text.clone(), store.clone());
        web::spawn(async move {
            let t = make_ui();
            let words = match web::clipboard::copy(&text, &shown).await {
                web::clipboard::Copied::Yes => t.make_copied,
                web::clipboard::Copied::Selected => t.make_selected,
            };
            store.dispatch(told(shown, words));
        });
    })
}

/// Lines to copy: what they are, the lines, a button, what became of it.
fn lines<T: Reduce>(
    id: &'static str,
    word: &'static str,
    text: &str,
    said: &(String, &'static str),
    store: &Store<T>,
    told: fn(String, &'static str) -> T::Act,
) -> [El; 2] {
    let copy = copy_button(["copy-", id].concat(), word, id.to_owned(), text.to_owned(), store, told);
    let says = if said.0 == id { said.1 } else { "" };
    [
        el("pre|tabindex=0|role=group").attr("aria-label", word).kid(el("code").attr("id", id).text(text.to_owned())),
        el("p.call").kid(copy).kid(el("span.says|role=status").text(says)),
    ]
}
