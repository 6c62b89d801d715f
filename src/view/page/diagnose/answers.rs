//! The answers so far: each can be changed or taken back.

use yew::prelude::*;

use super::{Act, Model};
use crate::{
    core::{diagnose::check, path::Runner, ui::ui},
    view::part::icon::runner_mark,
    web,
};

/// The list; empty as long as there is nothing in it.
pub fn view(model: &Model, dispatch: &UseReducerDispatcher<Model>) -> Html {
    let t = ui();
    let evidence = &model.case.evidence;
    html! {
        <section class="part given" aria-labelledby="given-h" id="given" hidden={evidence.is_empty()}>
            <h2 id="given-h">{ t.given_title }</h2>
            <ul class="given-list">
                { for evidence.iter().enumerate().filter_map(|(at, own)| check(own.check).map(|check| (at, own, check))).map(|(at, own, check)| {
                    let change = {
                        let dispatch = dispatch.clone();
                        Callback::from(move |event: Event| {
                            let value = web::dom::value(&event);
                            if let Some(answer) = check.answer(&value) {
                                dispatch.dispatch(Act::Change(at, answer.id));
                            }
                        })
                    };
                    let remove = {
                        let dispatch = dispatch.clone();
                        Callback::from(move |_: MouseEvent| dispatch.dispatch(Act::Remove(at)))
                    };
                    let id = String::from("given-") + &at.to_string();
                    let says = check.answer(own.answer).map_or("", |answer| answer.says);
                    html! {
                        <li key={at} data-check={own.check} data-answer={own.answer}>
                            { runner_mark(check.runner) }
                            <div>
                                <label for={id.clone()}>{ check.title }{ if own.undo { t.report_undone } else { "" } }</label>
                                if check.runner == Runner::Page {
                                    <output {id}><strong>{ check.answer(own.answer).map_or("", |answer| answer.label) }</strong></output>
                                } else {
                                    <select {id} onchange={change}>
                                        { for check.answers.iter().map(|answer| html! { <option key={answer.id} value={answer.id} selected={answer.id == own.answer}>{ answer.label }</option> }) }
                                    </select>
                                }
                                <p class="quiet">{ says }</p>
                            </div>
                            <button type="button" class="plain" onclick={remove} aria-label={String::from(t.given_remove) + ": " + check.title}>{ t.given_remove }</button>
                        </li>
                    }
                }) }
            </ul>
            <p><button type="button" class="plain" onclick={let dispatch = dispatch.clone(); Callback::from(move |_: MouseEvent| dispatch.dispatch(Act::Reset))}>{ t.given_reset }</button></p>
        </section>
    }
}
