//! The theme button: by the system, light or dark. The choice is applied to the document before the first paint by the page's first
//! script; here it is changed and kept.

use yew::prelude::*;

use crate::{
    core::ui::ui,
    view::{
        el::{On, el},
        host::Hooks,
        nav::Nav,
        part::icon::{Shape, icon},
    },
    web::theme::{self, Theme},
};

/// Goes through the three themes.
pub fn theme_button(hooks: &mut Hooks, _: &Nav) -> Html {
    let chosen = hooks.kept(Theme::Auto);
    let own = chosen.clone();
    hooks.change(
        None,
        Box::new(move || {
            let stored = theme::stored();
            // Setting draws the button again.
            if stored != Theme::Auto {
                own.set(stored);
            }
            None
        }),
    );
    let t = ui();
    let (word, next) = match *chosen {
        Theme::Auto => (t.theme_auto, Theme::Light),
        Theme::Light => (t.theme_light, Theme::Dark),
        Theme::Dark => (t.theme_dark, Theme::Auto),
    };
    el("button.theme|type=button")
        .on(On::Click, move |_| {
            theme::choose(next);
            chosen.set(next);
        })
        .attr("title", t.theme_title)
        .kid(icon(Shape::Theme))
        .kid(el("span.quiet-label").text(word))
        .into()
}
