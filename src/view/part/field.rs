//! The one field: *Error, code or web address*. Recognises while one types or pastes, offers the best entries, and says what is wrong
//! in its own place; what was typed stays.

use std::{cell::Cell, rc::Rc};

use yew::prelude::*;

use crate::{
    core::{
        address::Address,
        catalog::Blame,
        platforms::{pages, platforms},
        route::Route,
        search::{prepare, search},
        text::{clip, encode, fill},
        typed::{self, Reading},
        ui::ui,
    },
    view::{
        el::{On, el},
        host::{Hooks, Kept},
        nav::Nav,
        page::read::headline,
        part::icon::{Shape, icon},
    },
    web,
};

/// The field's id: shortcuts and links reach it.
pub const ID: &str = "field";
/// Milliseconds after which the search gets ready: the page has settled, and nobody has typed yet.
const PREPARE: i32 = 250;
/// More results than this help nobody.
const RESULTS: usize = 6;

/// Where Enter leads, or what is wrong.
enum Next {
    Go(String),
    Say(String),
}

/// Longer than this is no search, but a text to be read.
const SEARCH: usize = 80;

/// Whether a text is one to be read: several lines, or longer than what people type, and neither a number nor an address.
fn is_text(text: &str) -> bool {
    let text = text.trim();
    (text.len() > SEARCH || text.contains('\n')) && typed::read(text) == Reading::Words
}

/// The place of an entry, or of a web address, or a message.
fn next(text: &str, picked: Option<Route>) -> Next {
    let t = ui();
    if let Some(route) = picked {
        return Next::Go(route.path());
    }
    if is_text(text) {
        // What is not read need not be shown: five megabytes in a text area take some browsers half a minute.
        web::reader::carry(clip(text, typed::LIMIT + 4));
        return Next::Go(Route::Read.path());
    }
    match typed::read(text) {
        Reading::Empty => Next::Say(t.field_empty.to_owned()),
        Reading::Entry(entry) => Next::Go(Route::Entry(entry.key).path()),
        Reading::UnknownCode(code) => Next::Say(fill(t.field_unknown_code, &[("code", &code.to_string())])),
        Reading::NotACode(number) => Next::Say(fill(t.field_not_a_code, &[("number", &number)])),
        Reading::Addresses(count) => Next::Say(fill(t.field_addresses, &[("count", &count.to_string())])),
        Reading::Address(address) => match Address::parse(&address) {
            Ok(_) => {
                let mut path = String::from("diagnose/?url=");
                path.push_str(&encode(&address));
                Next::Go(path)
            }
            Err(error) => Next::Say(error.say().to_owned()),
        },
        Reading::Words => match search(text, 1).first() {
            Some(hit) => Next::Go(hit.route.path()),
            None => Next::Say(t.field_nothing.to_owned()),
        },
    }
}

/// The line under the field while one types: what the text is taken for.
fn hint(text: &str) -> String {
    let t = ui();
    match typed::read(text) {
        _ if is_text(text) => t.field_text.to_owned(),
        Reading::Address(_) => t.field_is_address.to_owned(),
        Reading::UnknownCode(code) => fill(t.field_unknown_code, &[("code", &code.to_string())]),
        Reading::Addresses(count) => fill(t.field_addresses, &[("count", &count.to_string())]),
        _ => match search(text, RESULTS).len() {
            0 => String::new(),
            count => fill(t.field_count, &[("count", &count.to_string())]),
        },
    }
}

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
#[derive(Clone, Default, PartialEq)]
struct Typed {
    text: String,
    message: String,
    picked: Option<usize>,
}

/// What the handlers of one rendering share.
struct Now {
    typed: Kept<Typed>,
    turn: Rc<Cell<u32>>,
    nav: Nav,
    hits: Vec<Route>,
}

impl Now {
    fn write(&self, text: String) {
        self.typed.set(Typed { message: hint(&text), text: text.clone(), picked: None });
        // Whatever was being read is not what stands there now.
        self.turn.set(self.turn.get() + 1);
        if is_text(&text) {
            let typed = self.typed.clone();
            let tell = move |text: String, answer: Option<String>| {
                if let Some(answer) = answer {
                    typed.set(Typed { message: headline(&answer), text, picked: None });
                }
            };
            web::reader::read_soon(text, true, &self.turn, Box::new(tell));
        }
    }

    fn say(&self, message: String) {
        self.typed.set(Typed { message, ..(*self.typed).clone() });
    }

    fn pick(&self, at: usize) {
        self.typed.set(Typed { picked: Some(at), ..(*self.typed).clone() });
    }

    fn go(&self) {
        match next(&self.typed.text, self.typed.picked.and_then(|at| self.hits.get(at).copied())) {
            Next::Go(path) => {
                web::history::go(&self.nav.to(&path));
            }
            Next::Say(say) => self.say(say),
        }
    }

    fn key(&self, event: &Event) {
        let (count, picked) = (self.hits.len(), self.typed.picked);
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
            Err(message) => typed.set(Typed { message: message.to_owned(), ..(*typed).clone() }),
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

/// The pages to offer for a text, best first.
fn offers(text: &str) -> Vec<Route> {
    if text.trim().is_empty() || text.len() > 200 {
        return Vec::new();
    }
    let mut hits: Vec<Route> = search(text, RESULTS).into_iter().map(|hit| hit.route).collect();
    if let Reading::Entry(entry) = typed::read(text) {
        let route = Route::Entry(entry.key);
        hits.retain(|own| *own != route);
        hits.insert(0, route);
    }
    hits.truncate(RESULTS);
    hits
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
    let typed = hooks.kept(Typed::default());
    let turn = hooks.kept(Rc::new(Cell::new(0)));
    let now = Rc::new(Now { hits: offers(&typed.text), typed, turn: (*turn).clone(), nav: nav.clone() });
    let (typed, open) = (&now.typed, !now.hits.is_empty());
    let active = typed.picked.filter(|at| *at < now.hits.len());
    let yes = |yes: bool| if yes { "true" } else { "false" };
    let handler = |call: fn(&Now, &Event)| {
        let now = now.clone();
        move |event: Event| call(&now, &event)
    };
    let area = el("textarea")
        .id(ID)
        .attr("name", "code")
        .attr("rows", "1")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "go")
        // A text area, because pages are pasted with their lines; so it can't be called a combobox, but it says what it controls.
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", "field-hits")
        .attr("aria-activedescendant", active.map(option_id))
        .attr("aria-describedby", "field-says")
        .attr("placeholder", t.field_placeholder)
        .value(&typed.text)
        .on(On::Input, handler(|now, event| now.write(web::dom::value(event))))
        .on(On::Focus, |_| {
            // Some tens of milliseconds on a phone: better before the first key than at it, and not for those who only read.
            web::spawn(async {
                web::clock::wait(PREPARE).await;
                prepare();
            });
        })
        .on(On::KeyDown, handler(Now::key))
        .on(On::Paste, handler(Now::paste))
        .on(On::Drop, handler(Now::drop));
    let button = el("button.primary").attr("type", "submit").text(t.field_go).kid(icon(Shape::Arrow));
    let hits = now.hits.iter().enumerate().map(|(at, route)| {
        let path = now.nav.href(*route);
        let (name, line) = says(*route);
        el("li.hit")
            .key(&path)
            .attr("id", option_id(at))
            .attr("role", "option")
            .attr("aria-selected", yes(active == Some(at)))
            .on(On::Click, move |_| {
                web::history::go(&path);
            })
            .kid(el("span.hit-name").text(name))
            .kid(el("span.hit-says").text(line))
    });
    let list = el("ul.hits").id("field-hits").attr("role", "listbox").attr("aria-label", t.field_results).flag("hidden", !open);
    el("form.field")
        .attr("role", "search")
        .attr("action", now.nav.to("diagnose/"))
        .attr("method", "get")
        .on(
            On::Submit,
            handler(|now, event| {
                event.prevent_default();
                now.go();
            }),
        )
        .kid(el("label").attr("for", ID).text(t.field_label))
        .kid(el("div.field-row").kid(area).kid(button))
        .kid(el("p.says").id("field-says").attr("role", "status").text(typed.message.clone()))
        .kid(list.list(hits))
        .into()
}

fn option_id(at: usize) -> String {
    let mut id = String::from("hit-");
    id.push_str(&at.to_string());
    id
}
