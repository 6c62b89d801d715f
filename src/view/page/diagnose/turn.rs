//! Your turn: the one check that would tell most now, with the steps for this browser and system, and its answers as buttons.

use yew::Event;

use super::{Act, Page};
use crate::{
    core::{
        diagnose::{
            Next, Now, Role, again, checks, label, parts,
            steps::{self, Seg, Steps},
            tired,
        },
        path::Runner,
        text::{decimal, fill},
        ui::ui,
    },
    view::{
        el::{El, On, el},
        part::icon::{Shape, icon, runner_mark},
    },
    web::{
        self,
        platform::{BROWSERS, Platform, SYSTEMS},
    },
};

/// The panel.
pub(super) fn view(page: &Page) -> El {
    let t = ui();
    let next = page.verdict.next;
    let skipped = !page.model.skipped.is_empty();
    let page_first = next.is_some_and(|next| next.check.runner == Runner::Page);
    let body = match next {
        // Something may be left; nobody answers for ever.
        None if tired(&page.model.case) && !page.verdict.confident => el("p.done").text(t.turn_enough),
        None if skipped && !page.verdict.confident => el("p.done").text(t.turn_only_skipped),
        None => el("p.done").text(if page.verdict.confident { t.turn_done } else { t.turn_nothing_left }),
        Some(_) if page_first => el("p").text(t.turn_page_first),
        Some(next) => question(page, next),
    };
    // Who comes back because it fails again says so here.
    let again = (next.is_none() && page.verdict.now == Now::WorksNow).then(|| {
        let told = answers(page, again(&page.model.case), "same-error", false);
        el("button.plain|type=button|id=failed-again").key("failed-again").on(On::Click, told).text(t.turn_failed_again)
    });
    let told = page.model.told;
    let button = |id, word, then, act| quiet_button(page, id, word, then, act);
    let runner = next.map_or(Runner::Visitor, |next| next.check.runner);
    el("section.panel|aria-labelledby=turn-h|id=turn")
        .attr("data-check", next.map(|next| next.check.id))
        .attr("data-undo", next.is_some_and(|next| next.undo).then_some("yes"))
        .kid(head("turn-h", if runner == Runner::Owner { t.turn_owner_title } else { t.turn_title }, runner))
        // Whatever is tried while a change holds is tried with the change.
        .maybe(
            page.verdict
                .held
                .filter(|held| next.is_some_and(|next| !(next.undo && next.check.id == held.id)))
                .map(|held| el("p.warns|id=held").text(t.turn_held).text(" ").text(held.undo)),
        )
        .kid(body)
        .kid(
            el("p.beside")
                // Who will be asked, and what they learn, stands there before the button. (Nothing changes.)
                .maybe(page_first.then(|| button("to-run", t.turn_to_run, "page-h", Box::new(move || Act::Told(told)))))
                .maybe(again)
                .maybe(next.map(|next| button("skip", t.turn_skip, "turn-h", Box::new(move || Act::Skip(next.check.id)))))
                .maybe(
                    page.model
                        .last_answer()
                        .map(|at| button("undo-answer", t.turn_undo_answer, "turn-h", Box::new(move || Act::Remove(at)))),
                )
                .maybe((skipped && next.is_none()).then(|| button("ask-again", t.turn_ask_again, "turn-h", Box::new(|| Act::AskAgain)))),
        )
}

/// A quiet button, and what gets the focus then. (Not generic: the module has it once, and not once for each use.)
pub(super) fn quiet_button(page: &Page, id: &'static str, word: &'static str, then: &'static str, act: Box<dyn Fn() -> Act>) -> El {
    el("button.plain|type=button")
        .attr("id", Some(id).filter(|id| !id.is_empty()))
        .key(id)
        .on(
            On::Click,
            page.act(move |_| {
                web::dom::focus_soon(then);
                act()
            }),
        )
        .text(word)
}

/// A panel's head: its title and who runs what is in it.
pub(super) fn head(id: &'static str, title: &'static str, runner: Runner) -> El {
    el("header.panel-head").kid(el("h2|tabindex=-1").id(id).text(title)).kid(runner_mark(runner))
}

/// Notes an answer. Its button goes away with its question: the next one gets the focus. Where there is none, the verdict does: on a phone it stands some
/// screens above.
fn answers(page: &Page, check: &'static str, id: &'static str, undo: bool) -> Box<dyn Fn(Event)> {
    let dispatch = page.dispatch.clone();
    Box::new(move |_| {
        dispatch.dispatch(Act::Answer(check, id, undo, web::clock::now_ms()));
        let ends = dispatch.now().verdict().next.is_none();
        web::dom::focus_soon(if ends { "verdict-h" } else { "turn-h" });
    })
}

/// One check with its steps and answers.
fn question(page: &Page, next: Next) -> El {
    let Next { check, undo, why } = next;
    let t = ui();
    let platform = page.model.platform.unwrap_or(Platform { browser: "chrome-desktop", system: "windows" });
    let answers = check.answers.iter().map(|own| {
        el("button.answer")
            .key(own.id)
            .attr("type", "button")
            .attr("data-answer", own.id)
            .on(On::Click, self::answers(page, check.id, own.id, undo))
            .text(label(own, undo))
    });
    let body = el("div")
        .key(&(String::from(check.id) + if undo { "-undo" } else { "" }))
        .kid(el("h3.turn-check").text(if undo { t.turn_undo } else { check.title }))
        .kid(el("p").text(why))
        .maybe(
            parts(&page.model.case, next)
                .map(|[one, other]| el("p.quiet|id=parts").text(t.turn_parts).text(" ").text(one).text(" · ").text(other)),
        )
        .kid(
            el("p.cost")
                .kid(icon(Shape::Clock))
                .kid(el("span").text(duration(check.effort)))
                .maybe((!check.costs.is_empty() && !undo).then(|| el("span").text(check.costs))),
        )
        .maybe(check.warns.filter(|_| !undo).map(|warning| el("p.warns").text(warning)));
    let body = if undo {
        body.kid(el("p").text(check.undo))
    } else {
        let text = page.model.steps.as_deref();
        let all = steps::of(text.unwrap_or_default(), check.id);
        let own = steps::choose(&all, &[platform.browser, platform.system]);
        body.maybe((all.len() > 1).then(|| platforms(page, platform)))
            .maybe(own.map(list))
            .maybe((own.is_none() && text.is_some()).then(|| el("p.warns").text(t.turn_no_steps)))
            .maybe(
                own.is_some_and(|own| !own.verified)
                    .then(|| el("p.quiet").kid(el("span.unverified").text(t.mark_unverified)).text(" ").text(t.turn_unverified)),
            )
            .maybe((!check.undo.is_empty()).then(|| el("p.quiet").text(t.turn_undo_how).text(" ").text(check.undo)))
    };
    body.kid(el("p.asks|id=asks").text(check.asks)).kid(el("div.answers|role=group|aria-labelledby=asks").list(answers))
}

fn list(steps: Steps<'_>) -> El {
    let segment = |(at, seg): (usize, Seg<'_>)| {
        let (kind, text) = match seg {
            Seg::Text(text) => ("span", text),
            Seg::Strong(text) => ("strong", text),
            Seg::Code(text) => ("kbd", text),
        };
        el(kind).key_at(at).text(text.to_owned())
    };
    let items = steps.steps().enumerate();
    el("ol.steps").list(items.map(|(at, step)| el("li").key_at(at).list(step.enumerate().map(segment))))
}

/// `takes about 30 seconds`, `takes about 2 minutes`.
fn duration(seconds: u16) -> String {
    let t = ui();
    let (template, count) = if seconds < 90 { (t.turn_seconds, seconds) } else { (t.turn_minutes, (seconds + 30) / 60) };
    fill(template, &[("n", &decimal(count))])
}

type List = &'static [(&'static str, &'static str)];

/// The browser and the system, changeable.
fn platforms(page: &Page, platform: Platform) -> El {
    let t = ui();
    let select = |id: &'static str, list: List, chosen: &'static str, make: fn(Platform, &'static str) -> Platform| {
        let dispatch = page.dispatch.clone();
        let change = move |event| {
            let value = web::dom::value(&event);
            if let Some((chosen, _)) = list.iter().find(|(id, _)| *id == value) {
                // The list itself may be made anew by it.
                web::dom::focus_soon(id);
                dispatch.dispatch(Act::Platform(make(platform, chosen)));
            }
        };
        el("select").id(id).on(On::Change, change).list(list.iter().map(|(id, name)| option(id, name, chosen)))
    };
    el("p.platforms")
        .kid(el("label|for=browser").text(t.turn_browser))
        // Each is made anew with the other: what a person once chose from a list, no attribute changes.
        .kid(select("browser", &BROWSERS, platform.browser, Platform::with).key(platform.system))
        .kid(el("label|for=system").text(t.turn_system))
        .kid(select("system", &SYSTEMS, platform.system, Platform::on).key(platform.browser))
}

/// One of a select's options.
pub(super) fn option(id: &'static str, name: &'static str, chosen: &str) -> El {
    el("option").key(id).attr("value", id).flag("selected", id == chosen).text(name)
}

/// What only the owner can check, so that nobody else tries.
pub(super) fn owners(page: &Page) -> El {
    let t = ui();
    let theirs = checks().iter().filter(|check| check.runner == Runner::Owner);
    el("section.panel|aria-labelledby=owners-h|id=owners")
        .flag("hidden", page.model.case.role == Role::Owner)
        .kid(head("owners-h", t.owners_title, Runner::Owner))
        .kid(el("p").text(t.owners_lead))
        .kid(el("ul").list(theirs.map(|check| el("li").key(check.id).text(check.title))))
}
