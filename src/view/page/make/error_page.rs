//! `/error-page/`: makes an error page in one file.
//!
//! The preview is drawn with the same words by elements of this page. A frame could show the file itself, but a document that a script makes
//! inherits this page's policy, which refuses the file's style and script; to let them in, this page would have to permit inline styles and a
//! further policy for Trusted Types (docs/SECURITY.md).

use yew::prelude::*;

use super::{Field, SOMEWHERE, copy_button, field, lines};
use crate::{
    core::{
        make::{
            color::Color,
            error_page::{Field as Which, Page, Typed, passes},
            install::Server,
        },
        text::fill,
        ui::make_ui,
    },
    view::{
        el::{El, On, el},
        host::{Hooks, Reduce, Store},
        nav::Nav,
        part::choice::{radio, tick},
    },
    web,
};

#[derive(Clone)]
struct Model {
    typed: Typed,
    home: String,
    dark: bool,
    said: (String, &'static str),
}

enum Act {
    Home(String),
    Type(Box<dyn FnOnce(&mut Typed)>),
    Dark(bool),
    Told(String, &'static str),
}

impl Reduce for Model {
    type Act = Act;

    fn reduce(&self, act: Act) -> Model {
        let mut next = self.clone();
        match act {
            Act::Home(home) => next.home = home,
            Act::Type(change) => {
                change(&mut next.typed);
                next.said = (String::new(), "");
            }
            Act::Dark(dark) => next.dark = dark,
            Act::Told(what, words) => next.said = (what, words),
        }
        next
    }
}

/// A handler that puts a field's text where it belongs.
fn types(store: &Store<Model>, put: fn(&mut Typed, String)) -> impl Fn(Event) + 'static {
    let store = store.clone();
    move |event: Event| {
        let text = web::dom::value(&event);
        store.dispatch(Act::Type(Box::new(move |typed| put(typed, text))));
    }
}

/// The page.
pub fn error_page(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = make_ui();
    let store = hooks.store(|| Model { typed: Typed::default(), home: SOMEWHERE.to_owned(), dark: false, said: (String::new(), "") });
    let model = store.now();
    let (own, base) = (store.clone(), nav.base.to_string());
    hooks.change(
        None,
        Box::new(move || {
            own.dispatch(Act::Home(web::platform::absolute(&base)));
            None
        }),
    );
    let (page, wrong) = model.typed.read(&model.home);
    let [light, dark] = page.shades();
    let shade = if model.dark { dark } else { light };
    hooks.change(
        Some([shade.hex(), shade.ink().hex()].concat()),
        Box::new(move || {
            web::made::set_property("preview", "--mine", &shade.hex());
            web::made::set_property("preview", "--on-mine", &shade.ink().hex());
            None
        }),
    );
    el("div.make-page")
        .kid(el("h1").text(t.make_title))
        .kid(el("p.lead").text(t.make_lead))
        .kid(el("div.make").kid(form(&model, &page, &wrong, &store)).kid(preview(&model, &page, &store)))
        .kid(file(&model, &page, wrong.is_empty(), &store))
        .kid(install(&model, &page, &store))
        .kid(el("p").kid(el("a").attr("href", nav.to("guides/error-pages/")).text(t.make_guide)))
        .kid(el("p").kid(el("a").attr("href", nav.to("embed/builder/")).text(t.make_builder)))
        .into()
}

fn form(model: &Model, page: &Page, wrong: &[(Which, &'static str)], store: &Store<Model>) -> El {
    let t = make_ui();
    let typed = &model.typed;
    let why = |which: Which| wrong.iter().find(|own| own.0 == which).map(|own| own.1);
    let text = |id: &'static str, label: &'static str, hint: &'static str, value: &str, which: Which, put: fn(&mut Typed, String)| {
        field(Field { id, label, hint, value, wrong: why(which) }, types(store, put))
    };
    let [light, dark] = page.shades();
    let note = |words: &str, shade: Color| (shade != page.accent).then(|| el("p.note").text(fill(words, &[("color", &shade.hex())])));
    let diagnosis = {
        let store = store.clone();
        tick("diagnosis", typed.diagnosis, t.make_diagnosis, false, move |event| {
            let on = web::dom::checked(&event);
            store.dispatch(Act::Type(Box::new(move |typed| typed.diagnosis = on)));
        })
    };
    el("form.made")
        .on(On::Submit, |event| event.prevent_default())
        .kid(text("code", t.make_code, t.make_code_hint, &typed.code, Which::Code, |typed, text| typed.code = text))
        .maybe((!passes(page.code)).then(|| el("p.note").text(t.make_no_wait)))
        .kid(text("name", t.make_name, "", &typed.name, Which::Name, |typed, text| typed.name = text))
        .kid(text("accent", t.make_accent, t.make_accent_hint, &typed.accent, Which::Accent, |typed, text| typed.accent = text))
        .kid(el("div|role=status").maybe(note(t.make_accent_light, light)).maybe(note(t.make_accent_dark, dark)))
        .kid(text("status-page", t.make_status_page, t.make_status_page_hint, &typed.status_page, Which::StatusPage, |typed, text| {
            typed.status_page = text;
        }))
        .kid(text("contact", t.make_contact, t.make_contact_hint, &typed.contact, Which::Contact, |typed, text| typed.contact = text))
        .kid(text("wait", t.make_wait, t.make_wait_hint, &typed.wait, Which::Wait, |typed, text| typed.wait = text))
        .kid(diagnosis)
        .kid(el("p.quiet").text(t.make_promise))
}

/// The page as it will look, drawn by hand.
fn preview(model: &Model, page: &Page, store: &Store<Model>) -> El {
    let t = make_ui();
    let choose = |dark: bool, word: &'static str| {
        let store = store.clone();
        radio("scheme", model.dark == dark, word, false, move |_| store.dispatch(Act::Dark(dark)))
    };
    let buttons = el("p")
        .kid(el("span.sheet-button sheet-main").text(t.page_now))
        .maybe(passes(page.code).then(|| el("span.sheet-button").text(t.page_stop)));
    let tries = passes(page.code).then(|| {
        let time = fill(t.page_seconds, &[("n", &page.wait.to_string())]);
        el("p").text(fill(t.page_next, &[("time", &time)]))
    });
    let links = page.links();
    let links =
        el("ul").list(links.into_iter().enumerate().map(|(at, (words, _))| el("li").key_at(at).kid(el("span.sheet-link").text(words))));
    let sheet = el("div.sheet|id=preview")
        .attr("data-dark", model.dark.then_some(""))
        .attr("role", "img")
        .attr("aria-label", [t.make_preview, ": ", page.headline(), " ", page.says()].concat())
        .kid(el("p.sheet-code").kid(el("b").text(page.code.to_string())).text(" ").text(page.code_name()))
        .kid(el("p.sheet-head").text(page.headline()))
        .kid(el("p").text(page.says()))
        .kid(row(page.code >= 500))
        .kid(el("p.sheet-ends").kid(el("span").text(t.page_you)).kid(el("span").text(page.name.clone())))
        .kid(el("div.sheet-again").maybe(tries).kid(buttons))
        .kid(links);
    el("section.make-preview|aria-labelledby=preview-h")
        .kid(el("h2|id=preview-h").text(t.make_preview))
        .kid(el("fieldset.scheme").attr("aria-label", t.make_preview).kid(choose(false, t.make_light)).kid(choose(true, t.make_dark)))
        .kid(sheet)
        .kid(el("p.quiet").text(t.make_preview_note))
}

/// The row of hops as the file has it.
fn row(broken: bool) -> El {
    let dots = (0..8_u32).map(|at| {
        let (spec, r) = match at {
            7 if broken => ("circle.sheet-broken", "9"),
            0 | 7 => ("circle.sheet-end", "6"),
            _ => ("circle.sheet-dot", "3"),
        };
        el(spec).key_at(at as usize).attr("cx", (7 + 44 * at).to_string()).attr("cy", "12").attr("r", r)
    });
    el("svg.sheet-row|viewBox=0 0 322 24|width=322|height=24|aria-hidden=true")
        .kid(el("path.sheet-track").attr("d", if broken { "M7 12H284M291 12h.01M297 12h.01" } else { "M7 12H315" }))
        .kid(el("g").list(dots))
        .maybe(broken.then(|| el("path.sheet-cross|d=M311.500 8.500l7 7m0-7l-7 7")))
}

/// The file: download, copy, look.
fn file(model: &Model, page: &Page, good: bool, store: &Store<Model>) -> El {
    let t = make_ui();
    let (name, text) = (page.file_name(), page.file());
    let about = fill(t.make_size, &[("name", &name), ("size", &text.len().to_string())]);
    let says = if model.said.0 == "source" { model.said.1 } else { "" };
    let download = {
        let text = text.clone();
        el("button.primary|type=button|id=download").flag("disabled", !good).text(t.make_download).on(On::Click, move |_| {
            web::made::save(&name, "text/html;charset=utf-8", &text);
        })
    };
    let copy =
        copy_button("copy-file".to_owned(), t.make_copy, "source".to_owned(), text.clone(), store, Act::Told).flag("disabled", !good);
    el("section.part|aria-labelledby=file-h")
        .kid(el("h2|id=file-h").text(t.make_file))
        .kid(el("p|id=size").text(about))
        .kid(el("p.call").kid(download).kid(copy).kid(el("span.says|id=file-says|role=status").text(if good { says } else { t.make_mend })))
        .kid(
            el("details")
                // What is to be copied by hand must be seen.
                .flag("open", says == t.make_selected)
                .kid(el("summary").text(t.make_source))
                .kid(el("pre.pasted|tabindex=0|role=group").attr("aria-label", t.make_source).kid(el("code|id=source").text(text))),
        )
}

/// The lines for every server, and the hashes.
fn install(model: &Model, page: &Page, store: &Store<Model>) -> El {
    let t = make_ui();
    let servers = Server::ALL.iter().map(|server| {
        let can = server.can(page.code);
        let [shown, copy] = lines(server.id(), t.make_copy_lines, &server.lines(page), &model.said, store, Act::Told);
        el("details.server")
            .key(server.id())
            .flag("open", *server == Server::Nginx)
            .kid(el("summary").text(server.name()))
            .maybe(can.then_some(shown))
            .maybe(can.then_some(copy))
            .kid(el("p").text(server.note(page)))
            .kid(el("p.quiet").text(if server.tested() { t.make_tested } else { t.make_untested }))
    });
    let [style, script] = page.hashes();
    let policy = ["script-src ", &script, "\nstyle-src ", &style, "\nconnect-src 'self'"].concat();
    let [shown, copy] = lines("policy", t.make_copy_lines, &policy, &model.said, store, Act::Told);
    el("section.part|aria-labelledby=install-h")
        .kid(el("h2|id=install-h").text(t.make_install))
        .kid(el("p").text(t.make_install_lead))
        .kid(el("div").list(servers))
        .kid(el("h3").text(t.make_policy))
        .kid(shown)
        .kid(copy)
        .kid(el("p.quiet").text(t.make_policy_why))
}
