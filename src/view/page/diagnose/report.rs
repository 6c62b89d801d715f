//! The report: copied as text, sent by mail, shared as a link that keeps the case in its fragment. Secrets are taken out, and can be put
//! back by hand.

use yew::prelude::*;

use super::Model;
use crate::{
    core::{diagnose::print, redact, report, text::encode, ui::ui},
    view::{
        nav::use_nav,
        part::{
            icon::{Shape, icon},
            right::Right,
        },
    },
    web::{self, clipboard::Copied},
};

/// Properties of [`Report`].
#[derive(PartialEq, Properties)]
pub struct ReportProps {
    /// The state.
    pub model: Model,
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Text,
    Link,
}

/// The section.
#[component]
pub fn Report(props: &ReportProps) -> Html {
    let t = ui();
    let nav = use_nav();
    let model = &props.model;
    let whole = use_state(|| false);
    let told = use_state(|| "");
    let at = model.case.evidence.iter().filter_map(|own| own.at).max().unwrap_or(0);
    let ready = !model.case.evidence.is_empty();
    let case = model.outgoing(*whole);
    let text = if ready { report::report(&case, &model.verdict(), at) } else { String::new() };
    let secrets = model.case.url.as_ref().is_some_and(|url| redact::address(url) != *url);
    let mail = {
        let to = model.config.as_ref().and_then(|config| config.contact.clone()).filter(|contact| contact.starts_with("mailto:"));
        let mut href = to.unwrap_or_else(|| "mailto:".to_owned());
        href.push_str(if href.contains('?') { "&subject=" } else { "?subject=" });
        href.push_str(&encode(&(String::from(t.report_subject) + &report::symptom(model.case.symptom))));
        href.push_str("&body=");
        href.push_str(&encode(&text));
        href
    };
    let copy = |what: What| {
        let (text, path, told) = (text.clone(), nav.to(&model.link(*whole)), told.clone());
        Callback::from(move |_: MouseEvent| {
            let (text, path, told) = (text.clone(), path.clone(), told.clone());
            web::spawn(async move {
                let (value, id) = match what {
                    What::Text => (text, "report-text"),
                    What::Link => (web::history::absolute(&path), "report-link"),
                };
                told.set(match (web::clipboard::copy(&value, id).await, what) {
                    (Copied::Yes, What::Text) => ui().report_copied,
                    (Copied::Yes, What::Link) => ui().report_link_copied,
                    (Copied::Selected, _) => ui().report_selected,
                });
            });
        })
    };
    let toggle = {
        let whole = whole.clone();
        Callback::from(move |event: Event| whole.set(web::dom::checked(&event)))
    };
    html! {
        <section class="part report" aria-labelledby="report-h" id="report" hidden={!ready}>
            <h2 id="report-h">{ t.report_title }</h2>
            <p>{ t.report_lead }</p>
            <label class="choice" hidden={!secrets}>
                <input type="checkbox" checked={*whole} onchange={toggle} /><span>{ t.report_whole }</span>
            </label>
            <pre id="report-text" tabindex="0" role="region" aria-label={t.report_title}>{ text.clone() }</pre>
            <p class="buttons">
                <button type="button" class="primary" id="copy-report" onclick={copy(What::Text)}>{ icon(Shape::Copy) }{ t.report_copy }</button>
                <a class="button" href={mail}>{ t.report_mail }</a>
                <button type="button" class="button" id="copy-link" onclick={copy(What::Link)}>{ t.report_link }</button>
            </p>
            <p class="says" role="status">{ *told }</p>
            <p class="quiet link-line"><code id="report-link">{ nav.to(&model.link(*whole)) }</code></p>
            <Right title={String::from("Verdict: ") + &report::symptom(model.case.symptom)} body={String::from("The verdict and what was wrong with it:\n\n\n```\n") + &print(&model.outgoing(false)) + "```\n"} />
        </section>
    }
}
