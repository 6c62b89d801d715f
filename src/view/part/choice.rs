//! Choices: one of a group of radio buttons, and a box to tick.

use yew::Event;

use crate::view::el::{El, On, el};

fn choice(kind: &'static str, name: &'static str, on: bool, word: &'static str, busy: bool, call: impl Fn(Event) + 'static) -> El {
    let input = el("input").attr("type", kind).attr("name", name).checked(on).on(On::Change, call).flag("disabled", busy);
    el("label.choice").kid(input).kid(el("span").text(word))
}

/// One of a group of radio buttons.
pub fn radio(name: &'static str, on: bool, word: &'static str, busy: bool, call: impl Fn(Event) + 'static) -> El {
    choice("radio", name, on, word, busy, call)
}

/// A box to tick.
pub fn tick(name: &'static str, on: bool, word: &'static str, busy: bool, call: impl Fn(Event) + 'static) -> El {
    choice("checkbox", name, on, word, busy, call)
}
