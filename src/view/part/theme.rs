//! The theme button: by the system, light or dark. The choice is applied to the document before the first paint by the page's first
//! script; here it is changed and kept.

use yew::prelude::*;

use crate::{
    core::ui::ui,
    view::part::icon::{Shape, icon},
    web::theme::{self, Theme},
};

/// Goes through the three themes.
#[component]
pub fn ThemeButton() -> Html {
    let chosen = use_state(|| Theme::Auto);
    {
        let chosen = chosen.clone();
        use_effect_with((), move |()| chosen.set(theme::stored()));
    }
    let t = ui();
    let (word, next) = match *chosen {
        Theme::Auto => (t.theme_auto, Theme::Light),
        Theme::Light => (t.theme_light, Theme::Dark),
        Theme::Dark => (t.theme_dark, Theme::Auto),
    };
    let onclick = Callback::from(move |_: MouseEvent| {
        theme::choose(next);
        chosen.set(next);
    });
    html! {
        <button type="button" class="theme" {onclick} title={t.theme_title}>
            { icon(Shape::Theme) }<span class="quiet-label">{ word }</span>
        </button>
    }
}
