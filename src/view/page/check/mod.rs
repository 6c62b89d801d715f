//! `/check/`: what a browser may learn about an address, all of it: one or ten thousand, once or over time, from here and from elsewhere. Nothing
//! is sent before a click, whatever a link fills in.

mod files;
mod form;
mod ledger;
mod model;
mod one;
mod outcome;
mod places;
mod results;
mod run;
mod site;
mod tells;
mod watching;

use std::rc::Rc;

use yew::prelude::*;

use crate::{
    core::ui::check_ui,
    view::{
        el::{On, el},
        host::{Hooks, Store},
        nav::Nav,
    },
    web,
};

use model::{Act, Model};

/// The page.
pub fn check(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = check_ui();
    let store = hooks.store(Model::default);
    let model = store.now();
    let (own, base, live) = (store.clone(), nav.base.clone(), nav.here.live.clone());
    hooks.change(
        live.as_ref().map(|(query, _)| query.clone()),
        Box::new(move || {
            if let Some((query, _)) = live {
                web::spawn(async move {
                    let config = web::config::load(&base).await;
                    let first = own.now().config.is_none();
                    own.dispatch(Act::Load(query, Box::new(config), web::platform::on_https(), base.to_string()));
                    if first {
                        run::look(&own).await;
                    }
                });
            }
            None
        }),
    );
    let page = Page { model: &model, dispatch: &store, nav };
    el("div.check-page")
        .on(On::Drop, page.does(files::take))
        .kid(el("h1").text(t.check_title))
        .kid(el("p.lead").text(t.check_lead))
        .kid(form::view(&page))
        .maybe(files::offer(&page).filter(|_| model.run.is_none()))
        .maybe(one::view(&page).filter(|_| model.run.is_none()))
        .maybe(watching::view(&page).filter(|_| model.run.is_none()))
        .maybe(places::view(&page).filter(|_| model.run.is_none()))
        .maybe(site::view(&page).filter(|_| model.run.is_none()))
        .kid(run::view(&page))
        .kid(tells::view(&page))
        .kid(ledger::view(&page))
        .into()
}

/// What the parts of one rendering share.
struct Page<'a> {
    model: &'a Rc<Model>,
    dispatch: &'a Store<Model>,
    nav: &'a Nav,
}

impl Page<'_> {
    /// A handler that makes an act of an event.
    fn act(&self, make: impl Fn(&Event) -> Act + 'static) -> impl Fn(Event) + 'static {
        let dispatch = self.dispatch.clone();
        move |event: Event| dispatch.dispatch(make(&event))
    }

    /// A handler that does something with the state as it is then.
    fn does(&self, call: impl Fn(&Store<Model>, &Event) + 'static) -> impl Fn(Event) + 'static {
        let dispatch = self.dispatch.clone();
        move |event: Event| call(&dispatch, &event)
    }
}
