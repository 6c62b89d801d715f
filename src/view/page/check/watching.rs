//! Watching an address: until it is back, with the pattern that it makes.

use std::rc::Rc;

use yew::Event;

use super::{Act, Page, model::Model, outcome};
use crate::{
    core::{
        text::fill,
        ui::check_ui,
        watch::{
            Fail, Seen, pattern,
            schedule::{Watch, sees},
            timeline,
        },
    },
    view::{
        el::{El, On, el},
        host::Store,
        part::choice::tick,
    },
    web::{
        self,
        watcher::{Doing, Watcher},
    },
};

/// How often, in seconds; the first is the shortest that a watch allows.
const INTERVALS: [u16; 5] = [15, 30, 60, 120, 300];
/// How long the tab may be hidden, in minutes; 0: for ever.
const HIDDEN: [u16; 4] = [10, 60, 240, 0];
/// How wide the picture of the tries is.
const WIDTH: u16 = 1000;

/// The panel, once there is an outcome.
pub(super) fn view(page: &Page) -> Option<El> {
    let t = check_ui();
    let model = page.model;
    let first = model.one.outcome.as_ref().filter(|outcome| super::one::watchable(outcome))?;
    let address = model.single()?;
    let watcher = model.watcher.as_ref();
    let goes_on = watcher.is_some_and(|watcher| watcher.goes_on());
    let how = model.watch;
    let button = if goes_on {
        el("button.button|type=button|id=watch").text(t.watch_stop).on(On::Click, page.does(stop))
    } else {
        let word = if watcher.is_some() { t.watch_again } else { t.watch_start };
        el("button.primary|type=button|id=watch").text(word).on(On::Click, page.does(start))
    };
    let panel = el("section.panel page-runs|aria-labelledby=watch-h|id=watching")
        .kid(el("h2|id=watch-h").text(t.watch_title))
        .kid(el("p").text(fill(t.watch_lead, &[("host", address.host())])))
        .kid(el("p.quiet").text(sees(first)))
        .kid(settings(page, how))
        .kid(el("p.call").kid(button));
    Some(match watcher {
        Some(watcher) => panel.kid(course(watcher)),
        None => panel,
    })
}

/// How it watches.
fn settings(page: &Page, how: Watch) -> El {
    let t = check_ui();
    let name = |minutes: u16| fill(t.watch_minutes, &[("n", &minutes.to_string())]);
    let intervals = INTERVALS.iter().map(|seconds| {
        let value = seconds.to_string();
        let word = if *seconds < 120 { fill(t.watch_seconds, &[("n", &value)]) } else { name(*seconds / 60) };
        el("option").key(&value).attr("value", value.clone()).flag("selected", how.interval == *seconds).text(word)
    });
    let hidden = HIDDEN.iter().map(|minutes| {
        let value = minutes.to_string();
        let word = if *minutes == 0 { t.watch_hidden_never.to_owned() } else { name(*minutes) };
        el("option").key(&value).attr("value", value.clone()).flag("selected", how.hidden_limit.unwrap_or(0) == *minutes).text(word)
    });
    let number = |event: &Event| web::dom::value(event).parse::<u16>().unwrap_or(0);
    let select = |id: &'static str, word: &'static str, call: Box<dyn Fn(Event)>, list: Vec<El>| {
        el("p.files").kid(el("label").attr("for", id).text(word)).kid(el("select").id(id).on(On::Change, call).list(list.into_iter()))
    };
    el("div")
        .kid(
            select(
                "interval",
                t.watch_interval,
                Box::new(page.act(move |event| Act::Watch(Watch { interval: number(event), ..how }))),
                intervals.collect(),
            )
            .kid(el("span.quiet").text(t.watch_interval_note)),
        )
        .kid(select(
            "hidden",
            t.watch_hidden,
            Box::new(page.act(move |event| Act::Watch(Watch { hidden_limit: Some(number(event)).filter(|minutes| *minutes > 0), ..how }))),
            hidden.collect(),
        ))
        .kid(tick(
            "keep-on",
            how.keep_on,
            t.watch_keep_on,
            false,
            page.act(move |event| Act::Watch(Watch { keep_on: web::dom::checked(event), ..how })),
        ))
        .kid(tick("notify", page.model.notify, t.watch_notify, false, page.does(notify)))
        .maybe(page.model.notify_refused.then(|| el("p.quiet").text(t.watch_notify_refused)))
}

/// What it does, what it saw, and what pattern that makes.
fn course(watcher: &Rc<Watcher>) -> El {
    let t = check_ui();
    let samples = watcher.samples();
    let doing = watcher.doing();
    let (word, title) = match doing {
        Doing::Asking => (t.watch_asking.to_owned(), None),
        Doing::Waiting(seconds) => (fill(t.watch_waiting, &[("time", &outcome::duration(f64::from(seconds)))]), None),
        Doing::Paused => (t.watch_paused.to_owned(), None),
        Doing::Stopped => (t.watch_stopped.to_owned(), None),
        Doing::Over(why) => (why.say().to_owned(), Some(why.title())),
    };
    let state = match doing {
        Doing::Asking => "asking",
        Doing::Waiting(_) => "waiting",
        Doing::Paused => "paused",
        Doing::Stopped => "stopped",
        Doing::Over(_) => "over",
    };
    let reading = pattern::read(&samples);
    let last = watcher.last();
    let reasons = reading.why.iter().enumerate().map(|(at, why)| el("li").key_at(at).text(why.clone()));
    let facts = [(t.watch_visitor, reading.visitor), (t.watch_owner, reading.owner), (t.watch_crawlers, reading.crawlers)];
    let facts = facts
        .into_iter()
        .filter(|(_, says)| !says.is_empty())
        .map(|(term, says)| el("div").key(term).kid(el("dt").text(term)).kid(el("dd").text(says)));
    el("div|id=course")
        .attr("data-doing", state)
        .attr("data-pattern", reading.pattern.id())
        .attr("data-tries", samples.len().to_string())
        // Said aloud: only what matters, and not the seconds that count down.
        .kid(el("p.outcome-label|role=status").text(title.unwrap_or("")))
        .kid(el("p").text(word))
        .kid(
            el("p.quiet")
                .text(fill(t.watch_latest, &[("what", &outcome::label(&last))]))
                .text(" · ")
                .text(fill(t.watch_tries, &[("count", &samples.len().to_string())])),
        )
        .kid(picture(&samples))
        .kid(el("h3").text(t.watch_pattern))
        .kid(el("p").kid(el("strong|role=status").text(reading.pattern.title())))
        .kid(el("ul").list(reasons))
        .kid(el("dl.facts").list(facts))
}

/// The tries on a line of time.
fn picture(samples: &[crate::core::watch::Sample]) -> El {
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return el("div") };
    let marks = timeline::marks(samples, first.at_ms, last.at_ms, WIDTH);
    let shapes = marks.into_iter().enumerate().map(|(at, mark)| {
        let (spec, y, height) = match mark.seen {
            Seen::Good => ("rect.good", "8", "24"),
            Seen::Bad(Fail::Client | Fail::Server | Fail::Silent) => ("rect.bad", "0", "40"),
            Seen::Hidden => ("rect.hidden", "14", "12"),
            Seen::Unknown => ("rect.unknown", "18", "4"),
        };
        el(spec).key_at(at).attr("x", mark.x.to_string()).attr("y", y).attr("width", mark.w.max(3).to_string()).attr("height", height)
    });
    let sentence = timeline::aloud(samples, web::clock::short);
    el("figure.timeline")
        .kid(el("svg|viewBox=0 0 1000 40|preserveAspectRatio=none|aria-hidden=true").kid(el("g").list(shapes)))
        .kid(el("figcaption").text(sentence))
}

/// Starts a watch.
fn start(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let (Some(address), Some(first)) = (model.single(), model.one.outcome.clone()) else { return };
    if let Some(old) = &model.watcher {
        old.stop();
    }
    web::ledger::purpose(&address.href(), check_ui().ledger_target);
    let first = model.watcher.as_ref().map_or(first, |old| old.last());
    let watcher = Watcher::start(address, first, model.watch, check_ui().check_head_title, super::run::ticker(store));
    watcher.set_notifies(model.notify);
    store.dispatch(Act::Watcher(Some(watcher)));
}

fn stop(store: &Store<Model>, _: &Event) {
    if let Some(watcher) = &store.now().watcher {
        watcher.stop();
    }
    web::dom::focus_soon("watch");
}

/// Notifications are asked for when the box is ticked, never before.
fn notify(store: &Store<Model>, event: &Event) {
    let on = web::dom::checked(event);
    let store = store.clone();
    web::spawn(async move {
        let allowed = on && web::bulk::may_notify().await;
        store.dispatch(Act::Notify(allowed, on && !allowed));
    });
}
