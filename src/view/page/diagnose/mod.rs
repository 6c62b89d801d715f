//! `/diagnose/`: the guided diagnosis. What do you see, what the page can check, what you can check, and the verdict, which moves with every
//! answer. Nothing is sent before a click.

mod answers;
mod model;
mod page_checks;
mod report;
mod turn;
mod verdict;

pub use model::{Act, Model, Target};

use yew::prelude::*;

use crate::{
    core::{diagnose::Role, ui::ui},
    view::nav::use_nav,
    web,
};

/// The page.
#[component]
pub fn Diagnose() -> Html {
    let t = ui();
    let nav = use_nav();
    let model = use_reducer(Model::default);
    {
        let model = model.dispatcher();
        let base = nav.base.clone();
        use_effect_with(nav.here.live.clone(), move |live| {
            if let Some((query, fragment)) = live.clone() {
                model.dispatch(Act::Load(query, fragment, web::platform::on_https(), web::platform::detect()));
                web::spawn(async move {
                    let config = web::config::load(&base).await;
                    model.dispatch(Act::Configured(config));
                });
            }
        });
    }
    {
        // The case lives in the address bar, so that a reload keeps it; without secrets.
        let link = (model.loaded && !model.case.evidence.is_empty()).then(|| nav.to(&model.link(false)));
        use_effect_with(link, |link| {
            if let Some(link) = link {
                web::history::replace(link);
            }
        });
    }
    let dispatch = model.dispatcher();
    let on = |make: fn(String) -> Act| {
        let dispatch = dispatch.clone();
        Callback::from(move |event: InputEvent| dispatch.dispatch(make(web::dom::value(&event))))
    };
    let verdict = model.verdict();
    let url_message = match model.target() {
        Target::Wrong(error) => error.say().to_owned(),
        Target::Refused(_, refusal) => refusal.say().to_owned(),
        Target::Hidden => t.diagnose_hidden.to_owned(),
        Target::None | Target::Ready(_) => String::new(),
    };
    let role = |role: Role, word: &'static str| {
        let dispatch = dispatch.clone();
        html! {
            <label class="choice">
                <input type="radio" name="role" checked={model.case.role == role} onchange={Callback::from(move |_: Event| dispatch.dispatch(Act::Role(role)))} />
                <span>{ word }</span>
            </label>
        }
    };
    html! {
        <div class="diagnose">
            <h1>{ t.diagnose_title }</h1>
            <p class="lead">{ t.diagnose_lead }</p>
            <form class="case" onsubmit={Callback::from(|event: SubmitEvent| event.prevent_default())} autocomplete="off">
                <div class="line">
                    <label for="symptom">{ t.diagnose_symptom }</label>
                    <input id="symptom" type="text" inputmode="text" spellcheck="false" autocapitalize="none" placeholder={t.diagnose_symptom_hint}
                        value={model.symptom_text.clone()} oninput={on(Act::Symptom)} aria-describedby="symptom-says" />
                    <p id="symptom-says" class="says" role="status">{ model.symptom_message() }</p>
                </div>
                <div class="line">
                    <label for="address">{ t.diagnose_address }</label>
                    <input id="address" type="text" inputmode="url" spellcheck="false" autocapitalize="none" placeholder={t.diagnose_address_hint}
                        value={model.url_text.clone()} oninput={on(Act::Url)} aria-describedby="address-says" />
                    <p id="address-says" class="says" role="status">{ url_message }</p>
                </div>
                <fieldset class="role">
                    <legend>{ t.diagnose_role }</legend>
                    { role(Role::Visitor, t.diagnose_role_visitor) }
                    { role(Role::Owner, t.diagnose_role_owner) }
                </fieldset>
                if let Some(what) = &model.broken_link {
                    <p class="says" role="alert">{ t.diagnose_broken_link }{ " (" }{ what.clone() }{ ")" }</p>
                }
            </form>
            { verdict::view(&model, &verdict) }
            { page_checks::view(&model, &dispatch, &nav.base) }
            <turn::Turn model={(*model).clone()} {dispatch} />
            { answers::view(&model, &model.dispatcher()) }
            <report::Report model={(*model).clone()} />
        </div>
    }
}
