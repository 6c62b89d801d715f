//! The answers so far: each can be changed or taken back.

use super::{Act, Page, turn::quiet_button};
use crate::{
    core::{
        diagnose::{Check, Evidence, check, label, says},
        path::Runner,
        text::decimal,
        ui::ui,
    },
    view::{
        el::{El, On, el},
        part::icon::runner_mark,
    },
    web,
};

/// The list; hidden as long as there is nothing in it.
pub(super) fn view(page: &Page) -> El {
    let t = ui();
    let evidence = &page.model.case.evidence;
    let items = evidence.iter().enumerate().filter_map(|(at, own)| Some(item(page, at, own, check(own.check)?)));
    let reset = quiet_button(page, "reset", t.given_reset, "verdict-h", Box::new(|| Act::Reset));
    el("section.part given|aria-labelledby=given-h|id=given")
        .flag("hidden", evidence.is_empty())
        .kid(el("h2|id=given-h").text(t.given_title))
        .kid(el("ul.given-list").list(items))
        .kid(el("p").kid(reset))
}

fn item(page: &Page, at: usize, own: &Evidence, check: &'static Check) -> El {
    let t = ui();
    let id = String::from("given-") + &decimal(at);
    let answer = check.answer(own.answer);
    let value = if check.runner == Runner::Page {
        el("output").attr("id", id.clone()).kid(el("strong").text(answer.map_or("", |answer| answer.label)))
    } else {
        let dispatch = page.dispatch.clone();
        let change = move |event| {
            if let Some(answer) = check.answer(&web::dom::value(&event)) {
                dispatch.dispatch(Act::Change(at, answer.id));
            }
        };
        let options = check.answers.iter().map(|answer| super::turn::option(answer.id, label(answer, own.undo), own.answer));
        el("select").attr("id", id.clone()).on(On::Change, change).list(options)
    };
    let remove = quiet_button(page, "", t.given_remove, "turn-h", Box::new(move || Act::Remove(at)))
        .attr("aria-label", String::from(t.given_remove) + ": " + check.title);
    // The same check may stand here twice; its time tells which is which, so that removing one leaves the other's choice alone.
    let mut key = decimal(own.at.unwrap_or(at as i64).unsigned_abs());
    key.push_str(if own.undo { "-undo-" } else { "-" });
    key.push_str(own.check);
    el("li")
        .key(&key)
        .attr("data-check", own.check)
        .attr("data-answer", own.answer)
        .kid(runner_mark(check.runner))
        .kid(
            el("div")
                .kid(el("label").attr("for", id).text(check.title).text(if own.undo { t.report_undone } else { "" }))
                .kid(value)
                .kid(el("p.quiet").text(says(own))),
        )
        .kid(remove)
}
