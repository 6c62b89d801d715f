//! What this page can check: after one click that says who will be contacted and what they learn.

use yew::prelude::*;

use super::{Act, Model, Target};
use crate::{
    core::{diagnose::check, path::Runner, ui::ui},
    view::part::icon::{Shape, icon, runner_mark},
    web::{
        self,
        checks::{ORDER, Round, contacts, run},
    },
};

/// The panel.
pub fn view(model: &Model, dispatch: &UseReducerDispatcher<Model>, base: &AttrValue) -> Html {
    let t = ui();
    let address = model.sendable();
    let config = model.config.clone().unwrap_or_default();
    let list: Vec<_> = ORDER.iter().filter_map(|id| check(id)).filter(|check| model.runnable(check)).collect();
    let has_query = matches!(model.target(), Target::Ready(address) if address.has_query());
    let busy = model.running.is_some();
    let start = {
        let dispatch = dispatch.clone();
        let ids: Vec<&'static str> = list.iter().map(|check| check.id).collect();
        let round = Round { base: base.to_string(), config: config.clone(), address: address.clone(), control_ms: None };
        Callback::from(move |_: MouseEvent| {
            let (dispatch, ids, mut round) = (dispatch.clone(), ids.clone(), round.clone());
            web::spawn(async move {
                for id in ids {
                    dispatch.dispatch(Act::Running(id));
                    let found = run(id, &mut round).await;
                    dispatch.dispatch(Act::Found(id, found));
                }
            });
        })
    };
    let choose = |whole: bool| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: Event| dispatch.dispatch(Act::Whole(whole)))
    };
    let ran = !model.found.is_empty();
    html! {
        <section class="panel page-runs" aria-labelledby="page-h" id="page-checks">
            <header class="panel-head"><h2 id="page-h">{ t.page_title }</h2>{ runner_mark(Runner::Page) }</header>
            <p>{ t.page_lead }</p>
            if has_query {
                <fieldset class="whole">
                    <legend>{ t.page_query }</legend>
                    <p class="quiet">{ t.page_query_why }</p>
                    <label class="choice"><input type="radio" name="whole" checked={!model.whole} onchange={choose(false)} disabled={busy} /><span>{ t.page_query_without }</span></label>
                    <label class="choice"><input type="radio" name="whole" checked={model.whole} onchange={choose(true)} disabled={busy} /><span>{ t.page_query_whole }</span></label>
                </fieldset>
            }
            <ul class="checks">
                { for list.iter().map(|check| {
                    let found = model.found.get(check.id);
                    let running = model.running == Some(check.id);
                    let hosts = contacts(check.id, &config, address.as_ref());
                    let (class, shape) = match found.map(|found| found.answer) {
                        None => ("check todo", Shape::Clock),
                        Some("cant-tell") => ("check unsure", Shape::Unknown),
                        Some("works" | "status-2xx" | "status-3xx" | "answered-ok" | "resolves" | "no-hint") => ("check good", Shape::Tick),
                        Some("answered" | "hint") => ("check unsure", Shape::Unknown),
                        Some(_) => ("check bad", Shape::Cross),
                    };
                    let answer = found.and_then(|found| check.answer(found.answer));
                    html! {
                        <li key={check.id} class={class} id={String::from("check-") + check.id} data-answer={found.map(|found| found.answer)} aria-busy={if running { "true" } else { "false" }}>
                            <span class="check-mark">{ icon(shape) }</span>
                            <div>
                                <p class="check-title">{ check.title }
                                    if running { <span class="running" role="status">{ t.page_running }</span> }
                                    if let Some(answer) = answer { <strong class="check-answer">{ answer.label }</strong> }
                                </p>
                                if let Some(found) = found {
                                    <p>{ found.why.clone() }</p>
                                    if !found.because.is_empty() || !found.cannot_tell.is_empty() {
                                        <details>
                                            <summary>{ t.page_more }</summary>
                                            <ul>
                                                { for found.because.iter().map(|line| html! { <li key={*line}>{ *line }</li> }) }
                                            </ul>
                                            if !found.cannot_tell.is_empty() {
                                                <p>{ t.page_cannot_tell }</p>
                                                <ul>{ for found.cannot_tell.iter().map(|line| html! { <li key={*line}>{ *line }</li> }) }</ul>
                                            }
                                        </details>
                                    }
                                } else {
                                    <p class="quiet">
                                        if !hosts.is_empty() { <>{ t.page_contacts }{ " " }<strong>{ hosts.join(", ") }</strong>{ ". " }</> }
                                        { check.learns }
                                    </p>
                                }
                            </div>
                        </li>
                    }
                }) }
            </ul>
            if address.is_none() {
                <p class="quiet">{ t.page_no_address }</p>
            }
            <p class="call">
                <button type="button" class="primary" id="run" onclick={start} disabled={busy || !model.loaded}>{ if ran { t.page_again } else { t.page_run } }{ icon(Shape::Arrow) }</button>
                <span class="quiet">{ t.page_promise }</span>
            </p>
            if ran && !busy {
                <p class="quiet" id="contacted">{ t.page_contacted }{ " " }{ contacted(model) }</p>
            }
        </section>
    }
}

/// Every host that was contacted, once.
fn contacted(model: &Model) -> String {
    let mut hosts: Vec<&str> = model.found.values().flat_map(|found| found.contacted.iter().map(String::as_str)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if hosts.is_empty() { ui().page_contacted_nobody.to_owned() } else { hosts.join(", ") }
}
