//! The one field: *Error, code or web address*. Recognises while one types or pastes, offers the best entries, and says what is wrong
//! in its own place; what was typed stays.

use yew::prelude::*;

use crate::{
    core::{
        address::Address,
        catalog::Entry,
        recognise::{self, Reading, Why},
        route::Route,
        search::search,
        text::{encode, fill},
        ui::ui,
    },
    view::{nav::use_nav, part::icon::{Shape, icon}},
    web,
};

/// The field's id: shortcuts and links reach it.
pub const ID: &str = "field";
/// More results than this help nobody.
const RESULTS: usize = 6;

/// Where Enter leads, or what is wrong.
enum Next {
    Go(String),
    Say(String),
}

/// The place of an entry, or of a web address, or a message.
fn next(text: &str, picked: Option<&'static Entry>) -> Next {
    let t = ui();
    if let Some(entry) = picked {
        return Next::Go(Route::Entry(entry.key).path());
    }
    match recognise::read(text) {
        Reading::Empty => Next::Say(t.field_empty.to_owned()),
        Reading::Entry(entry, _) => Next::Go(Route::Entry(entry.key).path()),
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
            Some(hit) => Next::Go(Route::Entry(hit.entry.key).path()),
            None => Next::Say(t.field_nothing.to_owned()),
        },
    }
}

/// The line under the field while one types: what the text is taken for.
fn hint(text: &str) -> String {
    let t = ui();
    let mut out = match recognise::read(text) {
        Reading::Entry(entry, Why::Inside) => fill(t.field_reads_as, &[("what", &label(entry))]),
        Reading::Address(_) => t.field_is_address.to_owned(),
        Reading::UnknownCode(code) => fill(t.field_unknown_code, &[("code", &code.to_string())]),
        Reading::Addresses(count) => fill(t.field_addresses, &[("count", &count.to_string())]),
        _ => String::new(),
    };
    if text.len() > recognise::LIMIT {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(t.field_too_long);
    }
    out
}

/// `502 Bad Gateway`, or an error's name.
pub fn label(entry: &Entry) -> String {
    match entry.code() {
        Some(code) => {
            let mut out = code.to_string();
            out.push(' ');
            out.push_str(entry.name);
            out
        }
        None => entry.name.to_owned(),
    }
}

/// The field with its results.
#[component]
pub fn Field() -> Html {
    let t = ui();
    let nav = use_nav();
    let text = use_state(String::new);
    let message = use_state(String::new);
    let picked = use_state(|| None::<usize>);

    let hits: Vec<&'static Entry> = if text.trim().is_empty() || text.len() > 200 {
        Vec::new()
    } else {
        let mut hits: Vec<&'static Entry> = search(&text, RESULTS).into_iter().map(|hit| hit.entry).collect();
        if let Reading::Entry(entry, _) = recognise::read(&text) {
            hits.retain(|own| own.key != entry.key);
            hits.insert(0, entry);
        }
        hits.truncate(RESULTS);
        hits
    };

    let set_text = {
        let (text, message, picked) = (text.clone(), message.clone(), picked.clone());
        move |value: String| {
            message.set(hint(&value));
            picked.set(None);
            text.set(value);
        }
    };
    let oninput = {
        let set_text = set_text.clone();
        Callback::from(move |event: InputEvent| set_text(web::dom::value(&event)))
    };
    let go = {
        let (text, message, nav, hits, picked) = (text.clone(), message.clone(), nav.clone(), hits.clone(), picked.clone());
        Callback::from(move |()| match next(&text, picked.and_then(|at| hits.get(at).copied())) {
            Next::Go(path) => {
                web::history::go(&nav.to(&path));
            }
            Next::Say(say) => message.set(say),
        })
    };
    let onsubmit = {
        let go = go.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            go.emit(());
        })
    };
    let onkeydown = {
        let (picked, count, set_text, go) = (picked.clone(), hits.len(), set_text.clone(), go.clone());
        Callback::from(move |event: KeyboardEvent| match web::dom::key(&event).as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                picked.set(Some(picked.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                picked.set(Some(picked.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" if !web::dom::shift(&event) => {
                event.prevent_default();
                go.emit(());
            }
            "Escape" => set_text(String::new()),
            _ => {}
        })
    };
    let onpaste = {
        let message = message.clone();
        Callback::from(move |event: Event| {
            if web::dom::pastes_picture(&event) {
                event.prevent_default();
                message.set(ui().field_picture.to_owned());
            }
        })
    };
    let ondrop = {
        let message = message.clone();
        Callback::from(move |event: DragEvent| {
            if web::dom::drops_file(&event) {
                event.prevent_default();
                message.set(ui().field_picture.to_owned());
            }
        })
    };
    let open = !hits.is_empty();
    let active = picked.filter(|at| *at < hits.len());
    html! {
        <form class="field" role="search" action={nav.to("diagnose/")} method="get" {onsubmit}>
            <label for={ID}>{ t.field_label }</label>
            <div class="field-row">
                <textarea id={ID} name="code" rows="1" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="go"
                    role="combobox" aria-autocomplete="list" aria-expanded={if open { "true" } else { "false" }} aria-controls="field-hits"
                    aria-activedescendant={active.map(|at| option_id(at))} aria-describedby="field-says"
                    placeholder={t.field_placeholder} value={(*text).clone()} {oninput} {onkeydown} {onpaste} {ondrop} />
                <button type="submit" class="primary">{ t.field_go }{ icon(Shape::Arrow) }</button>
            </div>
            <p id="field-says" class="says" role="status">{ (*message).clone() }</p>
            <ul id="field-hits" class="hits" role="listbox" aria-label={t.field_results} hidden={!open}>
                { for hits.iter().enumerate().map(|(at, entry)| {
                    let path = nav.href(Route::Entry(entry.key));
                    html! {
                        <li key={path.clone()} id={option_id(at)} role="option" class="hit" aria-selected={if active == Some(at) { "true" } else { "false" }}
                            onclick={let path = path.clone(); Callback::from(move |_: MouseEvent| { web::history::go(&path); })}>
                            <span class="hit-name">{ label(entry) }</span>
                            <span class="hit-says">{ entry.text.answer }</span>
                        </li>
                    }
                }) }
            </ul>
        </form>
    }
}

fn option_id(at: usize) -> String {
    let mut id = String::from("hit-");
    id.push_str(&at.to_string());
    id
}
