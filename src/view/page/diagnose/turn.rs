//! Your turn: the one check that would tell most now, with the steps for this browser and system, and its answers as buttons.

use yew::prelude::*;

use super::{Act, Model};
use crate::{
    core::{
        diagnose::{Check, Seg, checks},
        path::Runner,
        text::fill,
        ui::ui,
    },
    view::part::icon::{Shape, icon, runner_mark},
    web::{
        self,
        platform::{BROWSERS, Platform, SYSTEMS},
    },
};

/// Properties of [`Turn`].
#[derive(PartialEq, Properties)]
pub struct TurnProps {
    /// The state.
    pub model: Model,
    /// Where answers go.
    pub dispatch: UseReducerDispatcher<Model>,
}

/// The panel.
#[component]
pub fn Turn(props: &TurnProps) -> Html {
    let t = ui();
    let TurnProps { model, dispatch } = props;
    let verdict = model.verdict();
    let body = match verdict.next {
        None => html! { <p class="done">{ if verdict.confident { t.turn_done } else { t.turn_nothing_left } }</p> },
        Some(next) if next.check.runner == Runner::Page => html! { <p>{ t.turn_page_first }</p> },
        Some(next) => question(model, dispatch, next.check, next.undo, next.why),
    };
    let runner = verdict.next.map_or(Runner::Visitor, |next| next.check.runner);
    html! {
        <>
            <section class="panel" aria-labelledby="turn-h" id="turn" data-check={verdict.next.map(|next| next.check.id)} data-undo={verdict.next.is_some_and(|next| next.undo).then_some("yes")}>
                <header class="panel-head"><h2 id="turn-h">{ if runner == Runner::Owner { t.turn_owner_title } else { t.turn_title } }</h2>{ runner_mark(runner) }</header>
                { body }
            </section>
            { owners(model) }
        </>
    }
}

/// One check with its steps and answers.
fn question(model: &Model, dispatch: &UseReducerDispatcher<Model>, check: &'static Check, undo: bool, why: &'static str) -> Html {
    let t = ui();
    let platform = model.platform.unwrap_or(Platform { browser: "chrome-desktop", system: "windows" });
    let steps = check.steps_for(&[platform.browser, platform.system, "any"]);
    let answer = |id: &'static str, label: &'static str| {
        let dispatch = dispatch.clone();
        let check = check.id;
        html! {
            <button key={id} type="button" class="answer" data-answer={id}
                onclick={Callback::from(move |_: MouseEvent| dispatch.dispatch(Act::Answer(check, id, undo, web::clock::now_ms())))}>{ label }</button>
        }
    };
    html! {
        <div key={String::from(check.id) + if undo { "-undo" } else { "" }}>
            <h3 class="turn-check">{ if undo { t.turn_undo } else { check.title } }</h3>
            <p>{ why }</p>
            <p class="cost">
                { icon(Shape::Clock) }<span>{ duration(check.effort) }</span>
                if !check.costs.is_empty() && !undo { <span>{ check.costs }</span> }
            </p>
            if let Some(warning) = check.warns.filter(|_| !undo) {
                <p class="warns">{ warning }</p>
            }
            if undo {
                <p>{ check.undo }</p>
            } else {
                if check.steps.len() > 1 { { platforms(dispatch, platform) } }
                <ol class="steps">
                    { for steps.steps.iter().enumerate().map(|(at, step)| html! { <li key={at}>{ for step.iter().enumerate().map(|(at, seg)| segment(at, *seg)) }</li> }) }
                </ol>
                if !steps.verified {
                    <p class="quiet"><span class="unverified">{ t.mark_unverified }</span>{ " " }{ t.turn_unverified }</p>
                }
                if !check.undo.is_empty() { <p class="quiet">{ t.turn_undo_how }{ " " }{ check.undo }</p> }
            }
            <p class="asks" id="asks">{ check.asks }</p>
            <div class="answers" role="group" aria-labelledby="asks">
                { for check.answers.iter().map(|own| answer(own.id, own.label)) }
            </div>
        </div>
    }
}

fn segment(at: usize, seg: Seg) -> Html {
    match seg {
        Seg::Text(text) => html! { <span key={at}>{ text }</span> },
        Seg::Strong(text) => html! { <strong key={at}>{ text }</strong> },
        Seg::Code(text) => html! { <kbd key={at}>{ text }</kbd> },
    }
}

/// `takes about 30 seconds`, `takes about 2 minutes`.
fn duration(seconds: u16) -> String {
    let t = ui();
    if seconds < 90 {
        fill(t.turn_seconds, &[("n", &seconds.to_string())])
    } else {
        fill(t.turn_minutes, &[("n", &((seconds + 30) / 60).to_string())])
    }
}

/// The browser and the system, changeable.
fn platforms(dispatch: &UseReducerDispatcher<Model>, platform: Platform) -> Html {
    let t = ui();
    let choose = |make: fn(Platform, &'static str) -> Platform, list: &'static [(&'static str, &'static str)]| {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let value = web::dom::value(&event);
            if let Some((id, _)) = list.iter().find(|(id, _)| *id == value) {
                dispatch.dispatch(Act::Platform(make(platform, id)));
            }
        })
    };
    let options = |list: &'static [(&'static str, &'static str)], chosen: &str| -> Html {
        list.iter().map(|(id, name)| html! { <option key={*id} value={*id} selected={*id == chosen}>{ *name }</option> }).collect()
    };
    html! {
        <p class="platforms">
            <label for="browser">{ t.turn_browser }</label>
            <select id="browser" onchange={choose(|platform, browser| Platform { browser, ..platform }, &BROWSERS)}>{ options(&BROWSERS, platform.browser) }</select>
            <label for="system">{ t.turn_system }</label>
            <select id="system" onchange={choose(|platform, system| Platform { system, ..platform }, &SYSTEMS)}>{ options(&SYSTEMS, platform.system) }</select>
        </p>
    }
}

/// What only the owner can check, so that nobody else tries.
fn owners(model: &Model) -> Html {
    let t = ui();
    let owner = model.case.role == crate::core::diagnose::Role::Owner;
    html! {
        <section class="panel" aria-labelledby="owners-h" id="owners" hidden={owner}>
            <header class="panel-head"><h2 id="owners-h">{ t.owners_title }</h2>{ runner_mark(Runner::Owner) }</header>
            <p>{ t.owners_lead }</p>
            <ul>{ for checks().iter().filter(|check| check.runner == Runner::Owner).map(|check| html! { <li key={check.id}>{ check.title }</li> }) }</ul>
        </section>
    }
}
