//! `/diagnose/`: the guided diagnosis. What do you see, what the page can check, what you can check, and the verdict, which moves with every
//! answer. Nothing is sent before a click.

mod answers;
mod model;
mod page_checks;
mod report;
mod turn;
mod verdict;

pub use model::{Act, Model, Target, symptom};

use yew::prelude::*;

use crate::{
    core::{
        diagnose::{Role, Verdict, steps},
        ops,
        text::decimal,
        ui::ui,
    },
    view::{
        el::{El, On, el},
        host::{Hooks, Store},
        nav::Nav,
        part::choice,
    },
    web,
};

/// The page.
pub fn diagnose(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = ui();
    let store = hooks.store(Model::default);
    let model = store.now();
    let (own, base, live) = (store.clone(), nav.base.clone(), nav.here.live.clone());
    // A fragment that names a place on the page is no new case.
    let case = |fragment: &String| if fragment.starts_with(model::CASE) { fragment.clone() } else { String::new() };
    hooks.change(
        live.as_ref().map(|(query, fragment)| query.clone() + &case(fragment)),
        Box::new(move || {
            if let Some((query, fragment)) = live {
                #[cfg(feature = "frame")]
                let around = query.clone();
                own.dispatch(Act::Load(query, fragment, web::platform::on_https(), web::platform::detect()));
                // Its own host gives both while that can still be reached.
                web::asking::prepare();
                let (steps, beside) = (own.clone(), base.clone());
                web::spawn(async move {
                    let mut all = String::new();
                    for hash in steps::HASHES {
                        let text = web::fetch::own_text(&(beside.as_str().to_owned() + &steps::file(hash))).await.unwrap_or_default();
                        if steps::is_ours(&text, hash) {
                            all += &text;
                        }
                        steps.dispatch(Act::Steps(all.clone()));
                    }
                });
                web::spawn(async move {
                    let config = web::config::load(&base).await;
                    #[cfg(feature = "frame")]
                    let config = web::embedded::configured(config, &around);
                    own.dispatch(Act::Configured(config));
                });
            }
            None
        }),
    );
    // The case lives in the address bar, so that a reload keeps it, also what was only typed so far; without secrets.
    let link = model.address_bar().filter(|_| model.loaded).map(|path| nav.to(&path));
    let round = model.round.clone();
    hooks.change(
        link.clone().map(|link| link + &nav.here.live.as_ref().map_or(String::new(), |(_, fragment)| fragment.clone())),
        Box::new(move || {
            if let Some(link) = link {
                web::history::replace(&link);
            }
            None
        }),
    );
    // What the checks are about has changed, or they begin anew: nobody is asked any further for the sake of the old ones.
    hooks.change(Some(decimal(round.get())), Box::new(|| Some(Box::new(web::asking::stop) as Box<dyn FnOnce()>)));
    // Leaving the page ends what it runs.
    hooks.change(None, Box::new(move || Some(Box::new(move || round.set(round.get().wrapping_add(1))) as Box<dyn FnOnce()>)));
    let verdict = model.verdict();
    #[cfg(feature = "frame")]
    {
        let (case, own) = (model.case.clone(), model.verdict());
        let about = model.loaded.then(|| crate::core::diagnose::print(&case));
        hooks.change(
            about.clone(),
            Box::new(move || {
                if about.is_some() {
                    web::embedded::tell(&case, &own);
                }
                None
            }),
        );
    }
    let page = Page { model: &model, verdict: &verdict, dispatch: &store, nav };
    el("div.diagnose")
        .kid(el("h1").text(t.diagnose_title))
        .kid(el("p.lead").text(t.diagnose_lead))
        .kid(form(&page))
        .kid(verdict::view(&page))
        .kid(page_checks::view(&page))
        .kid(turn::view(&page))
        .kid(turn::owners(&page))
        .kid(answers::view(&page))
        .kid(report::view(&page))
        .into()
}

/// What the parts of one rendering share.
struct Page<'a> {
    model: &'a Model,
    verdict: &'a Verdict,
    dispatch: &'a Store<Model>,
    nav: &'a Nav,
}

impl Page<'_> {
    /// A handler that makes an act of an event.
    fn act(&self, make: impl Fn(&Event) -> Act + 'static) -> Box<dyn Fn(Event)> {
        self.handler(Box::new(make))
    }

    /// (Not generic: the module has it once, and not once for each use.)
    fn handler(&self, make: Box<dyn Fn(&Event) -> Act>) -> Box<dyn Fn(Event)> {
        let dispatch = self.dispatch.clone();
        Box::new(move |event| dispatch.dispatch(make(&event)))
    }
}

/// The site's own links, as its configuration has them: what its people say of it, and how to reach them.
fn own_links(page: &Page) -> Option<El> {
    let config = page.model.config.as_ref()?;
    let t = ui();
    let both = [(&config.status_page, t.own_status), (&config.contact, t.own_contact)];
    let links = both.into_iter().filter_map(|(href, words)| Some(el("a.button").key(words).attr("href", href.clone()?).text(words)));
    (config.status_page.is_some() || config.contact.is_some()).then(|| el("p.buttons own-links").list(links))
}

/// One of a group of radio buttons.
fn radio(page: &Page, name: &'static str, checked: bool, word: &'static str, busy: bool, act: impl Fn() -> Act + 'static) -> El {
    choice::radio(name, checked, word, busy, page.act(move |_| act()))
}

/// Words that are no name of an error may be a page's title or a line of it: the module that reads knows more of them.
fn read_words(store: &Store<Model>, text: String) {
    let known = model::symptom(&text).is_some();
    // Also counts what is known: a text that is being read is then given up.
    let turn = store.now().reading.clone();
    if known || !text.trim().contains(' ') {
        turn.set(turn.get() + 1);
        return;
    }
    let own = store.clone();
    let tell = move |text, answer: Option<String>| {
        if let Some(case) = answer.as_deref().and_then(|answer| answer.split(ops::NEXT).find_map(|step| step.strip_prefix(ops::CASE))) {
            own.dispatch(Act::Read(text, case.to_owned()));
        }
    };
    web::reader::read_soon(text, false, &turn, Box::new(tell));
}

/// What was seen, where, and who asks.
fn form(page: &Page) -> El {
    let t = ui();
    let model = page.model;
    let url_message = match model.target() {
        Target::Wrong(error) => error.say(),
        Target::Refused(_, refusal) => refusal.say(),
        Target::Hidden => t.diagnose_hidden,
        Target::None | Target::Ready(_) if !model.aside.is_empty() => t.diagnose_aside,
        Target::None | Target::Ready(_) => "",
    };
    let symptom = el("input|id=symptom|type=text|inputmode=text|aria-describedby=symptom-says|spellcheck=false|autocapitalize=none")
        .attr("placeholder", t.diagnose_symptom_hint)
        .value(&model.symptom_text)
        .on(On::Input, {
            let dispatch = page.dispatch.clone();
            move |event| {
                let text = web::dom::value(&event);
                dispatch.dispatch(Act::Symptom(text.clone()));
                read_words(&dispatch, text);
            }
        });
    let address = el("input|id=address|type=text|inputmode=url|aria-describedby=address-says|spellcheck=false|autocapitalize=none")
        .attr("placeholder", t.diagnose_address_hint)
        .value(&model.url_text)
        .on(On::Input, page.act(|event| Act::Url(web::dom::value(event))));
    let line = |id: &'static str, label: &'static str, input: El, says: &'static str, message: String| {
        el("div.line").kid(el("label").attr("for", id).text(label)).kid(input).kid(el("p.says|role=status").id(says).text(message))
    };
    let role = |role: Role, word: &'static str| radio(page, "role", model.case.role == role, word, false, move || Act::Role(role));
    let broken =
        model.broken_link.as_ref().map(|what| el("p.says|role=alert").text(t.diagnose_broken_link).text(" (").text(what.clone()).text(")"));
    el("form.case|autocomplete=off")
        .on(On::Submit, |event| event.prevent_default())
        .kid(line("symptom", t.diagnose_symptom, symptom, "symptom-says", model.symptom_message()))
        .kid(line("address", t.diagnose_address, address, "address-says", url_message.to_owned()))
        .kid(
            el("fieldset.role")
                .kid(el("legend").text(t.diagnose_role))
                .kid(role(Role::Visitor, t.diagnose_role_visitor))
                .kid(role(Role::Owner, t.diagnose_role_owner)),
        )
        .maybe(broken)
}
