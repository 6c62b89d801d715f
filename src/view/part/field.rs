//! The one field: *Error, code or web address*. Shows while one types or pastes what `core::field` makes of it, and says what is wrong in its
//! own place; what was typed stays.

use std::{cell::Cell, rc::Rc};

use yew::prelude::*;

use crate::{
    core::{
        catalog::Blame,
        field::{Answer, Next, answer},
        platforms::{pages, platforms},
        route::Route,
        search::prepare,
        text::{clip, decimal},
        typed,
        ui::ui,
    },
    view::{
        el::{On, el},
        host::{Hooks, Store},
        nav::Nav,
        page::read::headline,
        part::{
            icon::{Shape, icon},
            raw::{known, still},
        },
    },
    web,
};

/// The field's id: shortcuts and links reach it.
pub const ID: &str = "field";
/// Milliseconds after which the search gets ready: the page has settled, and nobody has typed yet.
const PREPARE: i32 = 250;
/// Whose side it usually is, in a word or two.
pub fn blame(blame: Blame) -> &'static str {
    let t = ui();
    match blame {
        Blame::Them => t.blame_them,
        Blame::You => t.blame_you,
        Blame::Either => t.blame_either,
        Blame::Network => t.blame_network,
        Blame::Nobody => t.blame_nobody,
    }
}

/// What the field holds.
#[derive(Clone)]
struct Typed {
    text: String,
    answer: Rc<Answer>,
    message: String,
    picked: Option<usize>,
}

impl Typed {
    fn new(text: String) -> Typed {
        let answer = answer(&text);
        Typed { message: answer.says.clone(), text, answer: Rc::new(answer), picked: None }
    }

    /// As the page comes: nothing is there to be read.
    fn empty() -> Typed {
        Typed { text: String::new(), answer: Rc::new(Answer::empty()), message: String::new(), picked: None }
    }
}

/// What the handlers of one rendering share. What was typed is the latest: a key may come before the page is drawn for the one before it.
struct Now {
    typed: Store<Typed>,
    turn: Rc<Cell<u32>>,
    nav: Nav,
}

impl Now {
    fn write(&self, text: String) {
        let new = Typed::new(text.clone());
        let (typed, answer) = (self.typed.clone(), new.answer.clone());
        self.typed.put(new);
        // Whatever was being read is not what stands there now.
        self.turn.set(self.turn.get() + 1);
        if answer.next == Next::Read {
            let tell = move |text: String, read: Option<String>| {
                if let Some(read) = read {
                    typed.put(Typed { message: headline(&read), text, answer: answer.clone(), picked: None });
                }
            };
            web::reader::read_soon(text, true, &self.turn, Box::new(tell));
        }
    }

    fn say(&self, message: String) {
        self.typed.put(Typed { message, ..(*self.typed.now()).clone() });
    }

    fn pick(&self, at: usize) {
        self.typed.put(Typed { picked: Some(at), ..(*self.typed.now()).clone() });
    }

    fn go(&self) {
        let typed = self.typed.now();
        let Answer { offers, next, .. } = &*typed.answer;
        let path = match (typed.picked.and_then(|at| offers.get(at)), next) {
            (Some(route), _) => route.path(),
            (None, Next::Go(path)) => path.clone(),
            (None, Next::Read) => {
                // What is not read need not be shown: five megabytes in a text area take some browsers half a minute.
                web::reader::carry(clip(&typed.text, typed::LIMIT + 4));
                Route::Read.path()
            }
            (None, Next::Say(say)) => return self.say(say.clone()),
        };
        web::history::go(&self.nav.to(&path));
    }

    fn key(&self, event: &Event) {
        let typed = self.typed.now();
        let (count, picked) = (typed.answer.offers.len(), typed.picked);
        let key = web::dom::key(event);
        match key.as_str() {
            "ArrowDown" if count > 0 => self.pick(picked.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" if count > 0 => self.pick(picked.map_or(count - 1, |at| (at + count - 1) % count)),
            "Enter" if !web::dom::shift(event) => self.go(),
            "Escape" => return self.write(String::new()),
            _ => return,
        }
        event.prevent_default();
    }

    /// A file of text is read on its own page.
    fn drop(&self, event: &Event) {
        let (typed, to) = (self.typed.clone(), self.nav.to(&Route::Read.path()));
        let tell = move |text: Result<String, &'static str>| match text {
            Ok(text) => {
                web::reader::carry(&text);
                web::history::go(&to);
            }
            Err(message) => typed.put(Typed { message: message.to_owned(), ..(*typed.now()).clone() }),
        };
        web::reader::take_file(event, typed::LIMIT, Box::new(tell));
    }

    /// A picture says nothing to us.
    fn paste(&self, event: &Event) {
        if web::dom::pastes_picture(event) {
            event.prevent_default();
            self.say(ui().field_picture.to_owned());
        }
    }
}

/// Some tens of milliseconds on a phone: better before the first key than at it, and not for those who only read.
fn get_ready() {
    web::spawn(async {
        web::clock::wait(PREPARE).await;
        prepare();
    });
}

/// What to call a page, and what it says in a line.
fn says(route: Route) -> (String, String) {
    match route {
        Route::Entry(_) => route.entry().map_or_else(Default::default, |entry| (entry.label(), entry.answer.to_owned())),
        Route::Page(at) => {
            (pages().get(usize::from(at)).map_or(String::new(), |page| page.heading.to_owned()), ui().field_document.to_owned())
        }
        Route::Platform(at) => platforms().get(usize::from(at)).map_or_else(Default::default, |own| (own.label(), own.title())),
        _ => Default::default(),
    }
}

/// The field with its results.
pub fn field(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = ui();
    let typed = hooks.store(Typed::empty);
    let turn = hooks.kept(Rc::new(Cell::new(0)));
    if nav.here.served {
        // Taken over alone, because somebody touched it.
        hooks.change(
            None,
            Box::new(|| {
                web::early::taken();
                get_ready();
                None
            }),
        );
    }
    let now = Rc::new(Now { typed, turn: (*turn).clone(), nav: nav.clone() });
    let typed = now.typed.now();
    let offers = &typed.answer.offers;
    let active = typed.picked.filter(|at| *at < offers.len());
    let yes = |yes: bool| if yes { "true" } else { "false" };
    let handler = |call: fn(&Now, &Event)| {
        let now = now.clone();
        move |event: Event| call(&now, &event)
    };
    // A text area, because pages are pasted with their lines; so it can't be called a combobox, but it says what it controls.
    let area = known("textarea|name=code|rows=1|autocomplete=off|autocapitalize=none|spellcheck=false|enterkeyhint=go|aria-autocomplete=list|aria-controls=field-hits|aria-describedby=field-says", nav)
        .id(ID)
        .attr("aria-activedescendant", active.map(option_id))
        .attr("placeholder", t.field_placeholder)
        .value(&typed.text)
        .on(On::Input, handler(|now, event| now.write(web::dom::value(event))))
        .on(On::Focus, |_| get_ready())
        .on(On::KeyDown, handler(Now::key))
        .on(On::Paste, handler(Now::paste))
        .on(On::Drop, handler(Now::drop));
    let button = known("button.primary|type=submit", nav).text(t.field_go).kid(icon(Shape::Arrow));
    let hits = offers.iter().enumerate().map(|(at, route)| {
        let path = now.nav.href(*route);
        let (name, line) = says(*route);
        el("li.hit|role=option")
            .key(&path)
            .attr("id", option_id(at))
            .attr("aria-selected", yes(active == Some(at)))
            .on(On::Click, move |_| {
                web::history::go(&path);
            })
            .kid(el("span.hit-name").text(name))
            .kid(el("span.hit-says").text(line))
    });
    let list = known("ul.hits|id=field-hits|role=listbox", nav).attr("aria-label", t.field_results).flag("hidden", offers.is_empty());
    let form = known("form.field|role=search|method=get", nav).attr("action", now.nav.to("diagnose/")).on(
        On::Submit,
        handler(|now, event| {
            event.prevent_default();
            now.go();
        }),
    );
    still(form, nav, |form| form.kid(el("label").attr("for", ID).text(t.field_label)))
        .kid(known("div.field-row", nav).kid(area).kid(button))
        .kid(known("p.says|id=field-says|role=status", nav).text(typed.message.clone()))
        .kid(list.list(hits))
        .into()
}

fn option_id(at: usize) -> String {
    let mut id = String::from("hit-");
    id.push_str(&decimal(at));
    id
}
