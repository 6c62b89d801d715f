//! `/read/`: what a pasted text says. The text goes to the module that reads (`web::reader`) and nowhere else; what is shown again is masked.

use std::{cell::Cell, rc::Rc};

use yew::prelude::*;

use crate::{
    core::{
        catalog,
        diagnose::{Case, judge, parse, print},
        ops,
        platforms::{platform, platforms},
        route::Route,
        text::{decimal, encode, fill},
        typed::LIMIT,
        ui::ui,
    },
    view::{
        el::{El, On, el, group},
        host::{Hooks, Store},
        nav::Nav,
        part::{
            icon::{Shape, icon},
            way::{Station, from_verdict, way},
        },
    },
    web,
};

/// The text's place.
const TEXT: &str = "text";

#[derive(Clone, Default, PartialEq)]
struct State {
    text: String,
    message: &'static str,
    shown: String,
}

/// What the handlers share.
struct Now {
    state: Store<State>,
    turn: Rc<Cell<u32>>,
}

impl Now {
    fn take(self: &Rc<Now>, text: String) {
        let empty = text.trim().is_empty();
        web::reader::carry(&text);
        self.state.put(State {
            text: text.clone(),
            message: "",
            shown: if empty { String::new() } else { self.state.now().shown.clone() },
        });
        if empty {
            self.turn.set(self.turn.get() + 1);
            return;
        }
        let own = self.clone();
        web::reader::read_soon(
            text,
            false,
            &self.turn,
            Box::new(move |text, shown| {
                own.state.put(match shown {
                    // What was said meanwhile, as to a file that is no text, stays.
                    Some(shown) => State { text, shown, ..(*own.state.now()).clone() },
                    None => State { text, message: ui().read_failed, shown: String::new() },
                });
            }),
        );
    }

    /// A picture says nothing to us.
    fn paste(self: &Rc<Now>, event: &Event) {
        if web::dom::pastes_picture(event) {
            self.state.put(State { message: ui().field_picture, ..(*self.state.now()).clone() });
        }
    }

    fn file(self: &Rc<Now>, event: &Event) {
        let own = self.clone();
        web::reader::take_file(
            event,
            LIMIT,
            Box::new(move |text| match text {
                Ok(text) => own.take(text),
                Err(message) => own.state.put(State { message, ..(*own.state.now()).clone() }),
            }),
        );
    }
}

/// The page.
pub fn read(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = ui();
    let state = hooks.store(State::default);
    let turn = hooks.kept(Rc::new(Cell::new(0)));
    let now = Rc::new(Now { state, turn: (*turn).clone() });
    let state = now.state.now();
    let own = now.clone();
    hooks.change(
        None,
        Box::new(move || {
            let text = web::reader::carried();
            if !text.is_empty() {
                own.take(text);
            }
            None
        }),
    );
    let handler = |call: fn(&Rc<Now>, Event)| {
        let now = now.clone();
        move |event: Event| call(&now, event)
    };
    let area = el("textarea|autocomplete=off|autocapitalize=none|spellcheck=false|aria-describedby=text-says")
        .id(TEXT)
        .attr("placeholder", t.read_hint)
        .value(&state.text)
        .on(On::Input, handler(|now, event| now.take(web::dom::value(&event))))
        .on(On::Paste, handler(|now, event| now.paste(&event)))
        .on(On::Drop, handler(|now, event| now.file(&event)));
    let choose = el("input|id=file|type=file|accept=text/*,.log,.har,.json,.html,.txt,.csv,.eml")
        .on(On::Change, handler(|now, event| now.file(&event)));
    let form = el("div.reading")
        .kid(el("label").attr("for", TEXT).text(t.read_label))
        .kid(area)
        .kid(el("p.files").kid(el("label|for=file").text(t.read_file)).kid(choose))
        .kid(el("p.says|id=text-says|role=status").text(state.message));
    let said = el("div.answer-to|aria-live=polite");
    let said = if state.shown.is_empty() {
        said
    } else {
        let mut steps = state.shown.split(ops::NEXT);
        // The field's headline.
        steps.next();
        steps.next();
        said.kid(build(&mut steps, el("div").key(&decimal(turn.get())), &mut None, nav))
    };
    group()
        .kid(el("h1").text(t.read_title))
        .kid(el("p.lead").text(t.read_lead))
        .kid(form)
        .kid(said)
        .kid(el("p.quiet").text(t.read_promise))
        .inside()
}

/// What something is called: the catalog's name for a key, or the words after it.
pub fn name(words: &str) -> String {
    let (key, other) = words.split_once('\t').unwrap_or((words, words));
    entry(key)
        .map(catalog::Entry::label)
        .or_else(|| Some(platforms().get(usize::from(platform_at(key)?))?.label()))
        .unwrap_or(other.to_owned())
}

fn entry(key: &str) -> Option<&'static catalog::Entry> {
    catalog::error(key).or_else(|| catalog::code(key.parse().ok()?))
}

fn platform_at(key: &str) -> Option<u16> {
    let (product, name) = key.split_once('/')?;
    platform(product, name)
}

/// What it reads as, who wrote it, and what else is to be said in a line: the first three steps of a brief answer.
pub fn headline(answer: &str) -> String {
    let mut steps = answer.split(ops::NEXT);
    let mut next = || steps.next().and_then(|step| step.get(1..)).unwrap_or("");
    let mut out = fill(ui().field_reads_as, &[("what", &name(next()))]);
    for more in [next(), next()] {
        if !more.is_empty() {
            out.push(' ');
            out.push_str(more);
        }
    }
    out
}

/// Puts an answer together: the steps of [`ops`] until the open element closes.
fn build(steps: &mut std::str::Split<'_, char>, mut own: El, case: &mut Option<Case>, nav: &Nav) -> El {
    while let Some(step) = steps.next() {
        let mut chars = step.chars();
        let op = chars.next().unwrap_or(ops::CLOSE);
        let rest = chars.as_str();
        let at = usize::from(rest.bytes().next().unwrap_or(0).wrapping_sub(b'0'));
        own = match op {
            ops::OPEN => {
                let kid = build(steps, el(ops::SPECS.get(at).copied().unwrap_or_default()), case, nav);
                own.kid(kid)
            }
            ops::ATTR => own.attr(ops::ATTRS.get(at).copied().unwrap_or_default(), rest.get(1..).unwrap_or("").to_owned()),
            ops::TEXT => own.text(rest.to_owned()),
            ops::NAME => own.text(name(rest)),
            ops::ANSWER => own.text(entry(rest).map_or("", |entry| entry.answer)),
            ops::LINK => own.maybe(link(rest, nav)),
            ops::CASE => {
                *case = parse(rest).ok();
                match case {
                    Some(case) => judged(own, case),
                    None => own,
                }
            }
            ops::DIAGNOSE => match case {
                Some(case) => {
                    let path = String::from("diagnose/#case=") + &encode(&print(case));
                    own.kid(el("a.primary").attr("href", nav.to(&path)).text(ui().read_diagnose).kid(icon(Shape::Arrow)))
                }
                None => own,
            },
            _ => return own,
        };
    }
    own
}

/// A link to the page of an entry or of a platform's error.
fn link(key: &str, nav: &Nav) -> Option<El> {
    let route = match entry(key) {
        Some(entry) => Route::Entry(entry.key),
        None => Route::Platform(platform_at(key)?),
    };
    Some(el("a.button").attr("href", nav.href(route)).text(fill(ui().read_entry, &[("entry", &name(key))])))
}

/// The suspects, and what the visitor does. The hop that wrote the text is lit, be it a suspect or not.
fn judged(own: El, case: &Case) -> El {
    let verdict = judge(case);
    let mut stations = from_verdict(&verdict.hops, false, verdict.top, false);
    if let Some(hop) = case.written_by
        && stations[hop.index()] == Station::Quiet
    {
        stations[hop.index()] = Station::Wrote;
    }
    own.kid(way(stations))
        .maybe(verdict.tells().then(|| el("p").kid(el("strong").text(ui().read_you)).text(" ").text(verdict.action.title)))
}
