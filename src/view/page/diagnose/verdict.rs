//! The verdict so far: the path picture, whose problem it is, whether it fails now, what to do and why.

use yew::prelude::*;

use super::Model;
use crate::{
    core::{
        diagnose::{Symptom, Verdict, check, faults},
        report,
        ui::ui,
    },
    view::part::way::{Way, from_suspects, from_verdict, hop_name},
};

/// The verdict.
pub fn view(model: &Model, verdict: &Verdict) -> Html {
    let t = ui();
    let checked = model.case.evidence.iter().any(|own| own.answer != "cant-tell");
    let stations = if checked || model.case.symptom != Symptom::Unknown {
        from_verdict(&verdict.hops, verdict.confident, verdict.top, checked)
    } else {
        from_suspects(&[0; 8])
    };
    let (class, headline) = if !checked && model.case.symptom == Symptom::Unknown {
        ("verdict open", t.verdict_nothing)
    } else if verdict.confident {
        ("verdict sure", verdict.action.title)
    } else {
        ("verdict open", if checked { t.verdict_open } else { t.verdict_start })
    };
    html! {
        <section {class} aria-labelledby="verdict-h" id="verdict" data-top={verdict.top.id()} data-now={verdict.now.id()} data-action={verdict.action.id}
            data-confident={if verdict.confident { "yes" } else { "no" }}>
            <h2 id="verdict-h" class="verdict-line" role="status">{ headline }</h2>
            <Way {stations} />
            if checked {
                <p><strong>{ report::now(verdict.now) }</strong></p>
            }
            if verdict.confident {
                <p class="do">{ verdict.action.text }</p>
            }
            if checked || model.case.symptom != Symptom::Unknown {
                <div class="odds">
                    <h3>{ t.verdict_likely }</h3>
                    <ul>
                        { for verdict.faults.iter().take(4).filter(|(_, p)| *p >= 0.05).filter_map(|(at, p)| faults().get(*at).map(|fault| (fault, *p))).map(|(fault, p)| html! {
                            <li key={fault.id} data-fault={fault.id}>
                                <meter min="0" max="100" value={report::percent(p).to_string()} aria-label={fault.title}>{ report::percent(p) }</meter>
                                <span>{ fault.title }<span class="quiet">{ " · " }{ hop_name(fault.hop) }{ " · " }{ report::percent(p) }{ " %" }</span></span>
                            </li>
                        }) }
                    </ul>
                </div>
            }
            if !verdict.because.is_empty() {
                <div class="why">
                    <h3>{ t.verdict_because }</h3>
                    <ul>
                        { for verdict.because.iter().enumerate().map(|(at, because)| html! {
                            <li key={at}>{ because.why }<span class="quiet">{ " " }{ check(because.check).map_or("", |check| check.title) }{ if because.undo { t.verdict_undone } else { "" } }</span></li>
                        }) }
                    </ul>
                </div>
            }
            if checked && !verdict.cannot_show.is_empty() {
                <details class="cannot">
                    <summary>{ t.verdict_cannot }</summary>
                    <ul>{ for verdict.cannot_show.iter().map(|sentence| html! { <li key={*sentence}>{ *sentence }</li> }) }</ul>
                </details>
            }
        </section>
    }
}
