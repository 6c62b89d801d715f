//! A list: what is asked and of whom, how far it is, and what came back.

use std::rc::Rc;

use yew::Event;

use super::{Act, Page, model::Model};
use crate::{
    core::{
        check::pool::{CROWD, Caps},
        probe::Observation,
        text::fill,
        ui::check_ui,
    },
    view::{
        el::{El, On, el},
        host::Store,
        part::{
            choice::tick,
            icon::{Shape, icon},
        },
    },
    web::{
        self,
        run::{Kept, Run, State},
    },
};

/// A run that was kept, or is still in this tab, and is offered again.
#[derive(Clone)]
pub(super) struct Before {
    /// When it was made.
    pub made: i64,
    /// How many of its addresses have their result.
    pub done: usize,
    /// The run.
    pub run: Rc<Run>,
}

/// What is offered before anything runs: the kept run, and the list of the field.
pub(super) fn view(page: &Page) -> El {
    let model = page.model;
    let shown = model.run.is_none();
    el("div")
        .maybe(model.before.as_ref().filter(|_| shown).map(|before| offer(page, before)))
        .maybe((shown && model.list.items.len() > 1).then(|| panel(page)))
        .maybe(model.run.as_ref().map(|run| running(page, run)))
}

/// The run of another time.
fn offer(page: &Page, before: &Before) -> El {
    let t = check_ui();
    let values =
        [("date", &*crate::core::diagnose::iso(before.made)), ("done", &before.done.to_string()), ("all", &before.run.count.to_string())];
    let all = before.done == before.run.count || before.run.state() == State::Cancelled;
    let words = if before.run.kept() == Kept::Yes { t.run_found_before } else { t.run_found_here };
    el("section.panel|id=before").attr("aria-label", t.run_results).kid(el("p").text(fill(words, &values))).kid(
        el("p.call")
            .kid(el("button.primary|type=button|id=continue").on(On::Click, page.does(proceed)).text(if all {
                t.run_show
            } else {
                t.run_continue
            }))
            .kid(el("button.button|type=button|id=discard").on(On::Click, page.does(discard)).text(t.run_discard)),
    )
}

/// What a run over the list would do.
fn panel(page: &Page) -> El {
    let t = check_ui();
    let model = page.model;
    let start_words = if model.sends == 1 { t.run_start_one.to_owned() } else { fill(t.run_start, &[("count", &model.sends.to_string())]) };
    let hosts = if model.hosts == 1 {
        fill(t.run_contacts_one, &[("host", model.list.items[0].href.host())])
    } else {
        fill(t.check_hosts, &[("count", &model.hosts.to_string())])
    };
    let crowded = !model.crowded.is_empty();
    let lines = model
        .crowded
        .iter()
        .map(|(host, count)| el("li").key(host).text(fill(t.run_crowded_line, &[("host", host), ("count", &count.to_string())])));
    let crowd = crowded.then(|| {
        el("div.warns").kid(el("p").text(fill(t.run_crowded, &[("limit", &CROWD.to_string())]))).kid(el("ul").list(lines)).kid(tick(
            "crowd",
            model.crowd,
            t.run_crowded_agree,
            false,
            page.act(|event| Act::Crowd(web::dom::checked(event))),
        ))
    });
    let keep = if model.queries && model.whole == Some(true) { t.run_keep_whole } else { t.run_keep };
    let ready = !model.unread && !model.undecided() && (model.crowd || !crowded) && model.config.is_some();
    el("section.panel page-runs|aria-labelledby=run-h|id=list")
        .kid(el("h2|id=run-h").text(t.run_title))
        .kid(el("p").text(fill(t.run_contacts, &[("hosts", &hosts)])))
        .kid(el("p.quiet").text(fill(t.run_limit, &[("seconds", &(Observation::LIMIT_MS / 1000).to_string())])))
        .kid(el("p.quiet").text(t.run_names))
        .kid(el("p.quiet").text(t.run_tells).text(" ").kid(el("a|href=#curl").text(t.tells_shell_title)))
        .maybe(crowd)
        .kid(caps(page, model.caps, page.act(|event| Act::PerHost(number(event))), page.act(|event| Act::InAll(number(event)))))
        .kid(tick("keep", model.keeps(), keep, false, page.act(|event| Act::Keep(web::dom::checked(event)))))
        .kid(
            el("p.call")
                .kid(
                    el("button.primary|type=button|id=run-list")
                        .on(On::Click, page.does(start))
                        .flag("disabled", !ready)
                        .text(start_words)
                        .kid(icon(Shape::Arrow)),
                )
                .maybe(model.undecided().then(|| el("span.quiet").text(t.check_query_choose))),
        )
        .kid(el("p.says|role=status|id=run-says").text(model.run_says))
}

fn number(event: &Event) -> u8 {
    web::dom::value(event).parse().unwrap_or(0)
}

/// How many requests at a time.
fn caps(page: &Page, own: Caps, per_host: impl Fn(Event) + 'static, all: impl Fn(Event) + 'static) -> El {
    let t = check_ui();
    let _ = page;
    let select = |id: &'static str, label: &'static str, most: u8, now: u8, call: Box<dyn Fn(Event)>| {
        let options = (1..=most).map(|at| {
            let value = at.to_string();
            el("option").key(&value).attr("value", value.clone()).flag("selected", at == now).text(value)
        });
        el("p.files").kid(el("label").attr("for", id).text(label)).kid(el("select").id(id).on(On::Change, call).list(options))
    };
    el("details.caps")
        .kid(el("summary").text(t.run_caps))
        .kid(select("per-host", t.run_per_host, Caps::MAX_PER_HOST, own.per_host, Box::new(per_host)))
        .kid(select("in-all", t.run_all, Caps::MAX_ALL, own.all, Box::new(all)))
}

/// A run: how far it is, and what came back.
fn running(page: &Page, run: &Rc<Run>) -> El {
    let t = check_ui();
    let progress = run.progress();
    let state = run.state();
    let button = |id: &'static str, word: &'static str, call: fn(&Rc<Run>)| {
        let run = run.clone();
        el("button.button").key(id).attr("type", "button").id(id).text(word).on(On::Click, move |_| call(&run))
    };
    let mut buttons = Vec::new();
    match state {
        State::Going => {
            buttons.push(button("pause", t.run_pause, |run| run.pause()));
            buttons.push(button("cancel", t.run_cancel, |run| run.cancel()));
        }
        State::Ready | State::Paused => {
            buttons.push(
                el("button.primary").key("resume").attr("type", "button").id("resume").text(t.run_resume).on(On::Click, page.does(resume)),
            );
            buttons.push(button("cancel", t.run_cancel, |run| run.cancel()));
        }
        State::Done | State::Cancelled => {}
    }
    let (says, word) = match state {
        State::Going => ("going", t.run_going),
        State::Ready | State::Paused => ("paused", t.run_paused),
        State::Done => ("done", t.run_done),
        State::Cancelled => ("cancelled", t.run_cancelled),
    };
    let all = run.count;
    let mut line = fill(t.run_progress, &[("done", &progress.done.to_string()), ("all", &all.to_string())]);
    if state == State::Going {
        let mut add = |words: String| {
            line.push_str(" · ");
            line.push_str(&words);
        };
        if progress.rate >= 0.05 {
            add(fill(t.run_rate, &[("rate", &tenths(f64::from(progress.rate)))]));
        }
        if let Some(ms) = progress.left_ms {
            add(fill(t.run_left, &[("time", &super::outcome::duration(ms as f64 / 1000.0))]));
        }
    }
    let waiting = match progress.resting {
        0 => None,
        1 => Some(t.run_waiting_one.to_owned()),
        more => Some(fill(t.run_waiting, &[("count", &more.to_string())])),
    };
    let offline = (state == State::Going && run.offline()).then_some(t.run_offline);
    let kept = match run.kept() {
        Kept::No | Kept::Yes => None,
        Kept::Refused => Some(t.run_no_keep),
        Kept::Lost => Some(t.run_lost),
        Kept::Replaced => Some(t.run_replaced),
    };
    el("section.part|aria-labelledby=run-h|id=run")
        .attr("data-state", says)
        .attr("data-done", progress.done.to_string())
        .kid(el("h2|id=run-h|tabindex=-1").text(word))
        .kid(el("progress").attr("max", all.to_string()).attr("value", progress.done.to_string()).attr("aria-labelledby", "run-h"))
        .kid(el("p|id=run-line").text(line))
        // Said aloud when it changes, which a line that counts must not be.
        .kid(el("p.says|role=status").text(offline).text(" ").text(waiting).text(" ").text(kept).text(page.model.run_says))
        .kid(el("p.call").list(buttons.into_iter()))
        .kid(super::results::view(page, run))
}

/// `12.3`.
fn tenths(number: f64) -> String {
    let tenths = (number * 10.0).round() as u64;
    let mut out = (tenths / 10).to_string();
    if tenths < 100 {
        out.push('.');
        out.push_str(&(tenths % 10).to_string());
    }
    out
}

/// Starts a run over the list of the field.
fn start(store: &Store<Model>, _: &Event) {
    let model = store.now();
    if model.unread {
        return;
    }
    let (base, whole, keep, caps) = (model.base.clone(), model.whole == Some(true), model.keeps(), model.caps);
    let list = model.sendable(whole);
    let loopback = model.loopback();
    let store = store.clone();
    web::spawn(async move {
        // Not in the task of the click: the list may have ten thousand addresses.
        web::clock::wait(0).await;
        let run = Rc::new(Run::new(&base, list, Vec::new(), caps, web::clock::now_ms(), loopback, ticker(&store)));
        if !run.take().await {
            store.dispatch(Act::RunSays(check_ui().run_busy));
            return;
        }
        // In pieces, so that no task is long.
        let count = run.count as u32;
        for first in (0..count).step_by(PIECE as usize) {
            if first > 0 {
                web::clock::wait(0).await;
            }
            purposes(&run, first..count.min(first + PIECE));
        }
        if keep {
            run.keep(whole).await;
        }
        store.dispatch(Act::Starting);
        web::clock::wait(0).await;
        store.dispatch(Act::Run(Some(run.clone())));
        web::dom::focus_soon("run-h");
        // At once: until then it would be shown as one that is paused.
        run.go();
    });
}

/// Tells the page to draw anew.
pub(super) fn ticker(store: &Store<Model>) -> Box<dyn Fn()> {
    let store = store.clone();
    Box::new(move || store.dispatch(Act::Tick))
}

/// So many addresses are worked off in one task.
const PIECE: u32 = 2500;

/// Why the hosts of a list are asked.
fn purposes(run: &Run, which: std::ops::Range<u32>) {
    let rows = run.rows();
    which.for_each(|at| web::ledger::purpose(rows.address(at), check_ui().ledger_list));
}

/// Goes on with a run that is paused.
fn resume(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let Some(run) = model.run.clone() else { return };
    let store = store.clone();
    web::spawn(async move {
        if !run.take().await {
            store.dispatch(Act::RunSays(check_ui().run_busy));
            return;
        }
        store.dispatch(Act::RunSays(""));
        run.go();
    });
}

/// Goes on with the run of another time.
fn proceed(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let Some(before) = model.before.clone() else { return };
    let store = store.clone();
    web::spawn(async move {
        let all = matches!(before.run.state(), State::Done | State::Cancelled);
        let busy = !all && !before.run.take().await;
        purposes(&before.run, 0..before.run.count as u32);
        store.dispatch(Act::Run(Some(before.run.clone())));
        web::dom::focus_soon("run-h");
        if busy {
            store.dispatch(Act::RunSays(check_ui().run_busy));
        } else if !all {
            before.run.go();
        }
    });
}

/// Asks some addresses of a run again, unless another run asks.
pub(super) fn again(store: &Store<Model>, run: &Rc<Run>, which: Vec<u32>) {
    let (store, run) = (store.clone(), run.clone());
    web::spawn(async move {
        let says = if run.again(&which).await { "" } else { check_ui().run_busy };
        store.dispatch(Act::RunSays(says));
    });
}

/// Throws the run of another time away.
fn discard(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let (base, store) = (model.base.clone(), store.clone());
    let kept = model.before.as_ref().is_none_or(|before| before.run.kept() == Kept::Yes);
    web::spawn(async move {
        store.dispatch(Act::Before(None));
        if kept {
            web::bulk::forget(&base).await;
        } else {
            // What is kept is another one.
            look(&store).await;
        }
        web::dom::focus_soon("addresses");
    });
}

/// Back to the field. A run that goes on is paused and stays offered, also one that is not kept, as long as the tab is.
pub(super) fn close(store: &Store<Model>, _: &Event) {
    let model = store.now();
    if let Some(run) = &model.run {
        run.pause();
        run.leave();
        let before = Before { made: run.made, done: run.progress().done as usize, run: run.clone() };
        store.dispatch(Act::Before(Some(before)));
    }
    store.dispatch(Act::Run(None));
    web::dom::focus_soon("addresses");
}

/// Looks for a run that was kept, when the page has come alive.
pub(super) async fn look(store: &Store<Model>) {
    let model = store.now();
    let base = model.base.clone();
    let Some((about, lines)) = web::bulk::load(&base).await else { return };
    let Some((made, _, list)) = web::run::parse(&about, model.page_https, model.loopback()) else { return };
    let rows = lines.iter().filter_map(|(at, line)| Some((*at, crate::core::check::rows::Row::parse(line)?))).collect();
    let run = Run::new(&base, list, rows, Caps::default(), made, model.loopback(), ticker(store));
    run.was_kept();
    let done = run.progress().done as usize;
    store.dispatch(Act::Before(Some(Before { made, done, run: Rc::new(run) })));
}
