//! The same address from elsewhere: asked only after a click that names the service and what it learns.

use std::rc::Rc;

use yew::Event;

use super::{Act, Page, model::Model};
use crate::{
    core::{
        address::Address,
        config::Config,
        elsewhere::{
            self, Edge, Elsewhere, Ending, GroupIs, Measured, Outcome, Place, Plan, Progress, Row, SERVICE_LEARNS, Summary, WHEREAMI_LEARNS,
        },
        redact,
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
    web::{self, elsewhere::Wish, stop::Stop},
};

/// What is known from elsewhere.
#[derive(Clone, Default)]
pub(super) struct Places {
    /// Which network the visitor is in may be looked up.
    pub lookup: bool,
    /// Ends what runs.
    pub stop: Option<Stop>,
    /// It runs.
    pub running: bool,
    /// How far it is.
    pub progress: Option<Progress>,
    /// What it saw.
    pub seen: Option<Rc<Seen>>,
}

/// What came of it.
pub(super) struct Seen {
    measured: Measured,
    elsewhere: Outcome<Elsewhere>,
    edge: Outcome<Edge>,
}

/// The panel, once there is an outcome, where a service is set up.
pub(super) fn view(page: &Page) -> Option<El> {
    let t = check_ui();
    let model = page.model;
    let config = model.config.as_ref()?;
    let service = config.elsewhere.as_ref()?;
    let address = model.single()?;
    model.one.outcome.as_ref().filter(|outcome| super::one::watchable(outcome))?;
    let places = &model.places;
    let busy = places.running;
    let host = Config::host(service);
    // Secrets go to no third party: the part after the question mark stays here.
    let sent = redact::address(&address.without_query());
    let (first, most) =
        Plan::default().tests(&if places.lookup { Place { asn: Some(1), country: Some("DE".to_owned()) } } else { Place::default() });
    let values = [("host", &*host), ("address", &sent)];
    let lookup = config.whereami.as_ref().map(|service| {
        let host = Config::host(service);
        el("div")
            .kid(tick("lookup", places.lookup, t.places_lookup, busy, page.act(|event| Act::Lookup(web::dom::checked(event)))))
            .kid(el("p.quiet").text(fill(t.places_lookup_why, &[("host", &host)])).text(" ").text(WHEREAMI_LEARNS))
    });
    let button = if busy {
        el("button.button|type=button|id=places-run").text(t.one_stop).on(On::Click, page.act(|_| Act::StopPlaces))
    } else {
        el("button.primary|type=button|id=places-run")
            .text(if places.seen.is_some() { t.places_again } else { t.places_run })
            .kid(icon(Shape::Arrow))
            .on(On::Click, page.does(start))
    };
    let says = match &places.progress {
        _ if !busy => String::new(),
        None => t.places_begins.to_owned(),
        Some(progress) => fill(
            t.places_progress,
            &[("address", &redact::address(&progress.address)), ("done", &progress.done.to_string()), ("of", &progress.of.to_string())],
        ),
    };
    Some(
        el("section.panel page-runs|aria-labelledby=places-h|id=places")
            .kid(el("h2|id=places-h").text(t.places_title))
            .kid(el("p").text(fill(t.places_contacts, &values)).text(" ").text(SERVICE_LEARNS))
            .kid(el("p.quiet").text(fill(t.places_cost, &[("first", &first.to_string()), ("most", &most.to_string())])))
            .maybe(lookup)
            .kid(el("p.call").kid(button))
            .kid(el("p.says|role=status|id=places-say").text(says))
            .maybe(places.seen.as_ref().map(|seen| result(seen))),
    )
}

/// What came of it: the conclusion, the groups, and every probe.
fn result(seen: &Seen) -> El {
    let t = check_ui();
    let Seen { measured, elsewhere, edge } = seen;
    let list = |words: Vec<String>| el("ul").list(words.into_iter().enumerate().map(|(at, word)| el("li").key_at(at).text(word)));
    let owned = |words: &[&'static str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let head = [t.places_group, t.places_found, t.places_finished];
    let groups = measured.groups.iter().map(|group| {
        el("tr")
            .key(group.group.id())
            .attr("data-group", group.group.id())
            .kid(el("th|scope=row").text(group.group.say()))
            .kid(el("td").text(group_says(group)))
            .kid(el("td.number").text(group.finished.to_string()))
    });
    let probes = measured.rows.iter().enumerate().map(|(at, row)| probe(at, row));
    let trouble = measured.trouble.as_ref().map(|trouble| {
        let said = el("p|role=alert").text(trouble.say());
        match trouble.quote() {
            Some(quote) => said.text(" ").kid(el("q").text(quote.to_owned())),
            None => said,
        }
    });
    let limit = measured.limit.map(|limit| {
        let left = fill(t.places_left, &[("count", &limit.remaining.to_string())]);
        let reset = limit.reset_s.map(|seconds| fill(t.places_reset, &[("time", &super::outcome::duration(f64::from(seconds)))]));
        el("p.quiet").text(left).text(" ").text(reset)
    });
    let show_edge = edge.is != Edge::CantTell;
    el("div|id=places-result")
        .attr("data-elsewhere", elsewhere.is.id())
        .attr("data-edge", edge.is.id())
        .maybe(trouble)
        .kid(el("p.outcome-label|role=status").text(label(elsewhere.is)))
        .kid(el("p").text(elsewhere.why.clone()))
        .kid(list(elsewhere.because.clone()))
        .kid(
            el("table")
                .kid(el("thead").kid(el("tr").list(head.iter().enumerate().map(|(at, word)| el("th|scope=col").key_at(at).text(*word)))))
                .kid(el("tbody").list(groups)),
        )
        .kid(el("ul").list(measured.notes.iter().enumerate().map(|(at, note)| el("li").key_at(at).text(note.say()))))
        .maybe(show_edge.then(|| el("h3").text(t.places_edge)))
        .maybe(show_edge.then(|| el("p").text(edge.why.clone())))
        .maybe(show_edge.then(|| list(edge.because.clone())))
        .kid(el("h4").text(t.one_cannot))
        .kid(list(owned(&elsewhere.cannot_tell)))
        .maybe(show_edge.then(|| list(owned(&edge.cannot_tell))))
        .kid(
            el("details")
                .kid(el("summary").text(fill(t.places_probes, &[("count", &measured.rows.len().to_string())])))
                .kid(el("ul.probes").list(probes)),
        )
        .maybe(limit)
}

fn label(is: Elsewhere) -> &'static str {
    let t = check_ui();
    match is {
        Elsewhere::WorksEverywhere => t.places_works_everywhere,
        Elsewhere::FailsEverywhere => t.places_fails_everywhere,
        Elsewhere::FailsSameIsp => t.places_fails_same_isp,
        Elsewhere::FailsSameCountry => t.places_fails_same_country,
        Elsewhere::Mixed => t.places_mixed,
        Elsewhere::CantTell => t.places_cant_tell,
    }
}

/// A group in a few words.
fn group_says(group: &Summary) -> String {
    let t = check_ui();
    let mut out = match group.is {
        GroupIs::NotEnough => t.places_not_enough,
        GroupIs::Works => t.places_works,
        GroupIs::Alive => t.places_alive,
        GroupIs::Fails => t.places_fails,
        GroupIs::Split => t.places_split,
    }
    .to_owned();
    let mut add = |count: u16, words: &str| {
        if count > 0 {
            out.push_str(" · ");
            out.push_str(&count.to_string());
            out.push_str(" × ");
            out.push_str(words);
        }
    };
    add(group.ok, t.places_got);
    add(group.protected, t.places_protected);
    add(group.answered, t.is_answered);
    for (status, count) in &group.errors {
        add(*count, &status.to_string());
    }
    for (phase, count) in &group.silent {
        add(*count, phase.say());
    }
    add(group.certificates, t.places_certificate);
    add(group.dropped + group.unfinished, t.places_dropped);
    out
}

/// One probe.
fn probe(at: usize, row: &Row) -> El {
    let t = check_ui();
    let met = match row.ending {
        Ending::Ok(status) | Ending::Error(status) | Ending::Answered(status) => status.to_string(),
        Ending::Protected(status) => status.to_string() + ", " + row.protection.unwrap_or(t.places_protected),
        Ending::Certificate(status) => status.to_string() + ", " + row.certificate.as_ref().map_or(t.places_certificate, |own| own.say()),
        Ending::Silent(phase) => phase.say().to_owned(),
        Ending::Unfinished | Ending::Dropped => t.places_dropped.to_owned(),
    };
    let mut place = row.city.clone();
    for more in [&row.country, &row.network] {
        if !more.is_empty() {
            place.push_str(", ");
            place.push_str(more);
        }
    }
    let ms = row.ms.map(|ms| super::outcome::duration(f64::from(ms) / 1000.0));
    el("li")
        .key_at(at)
        .kid(el("strong").text(met))
        .text(" ")
        .text(place)
        .text(" ")
        .kid(el("span.quiet").text(ms).text(" ").text(row.resolved.clone()))
}

/// Asks.
fn start(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let (Some(address), Some(config)) = (model.single(), model.config.clone()) else { return };
    let Some(service) = config.elsewhere.clone() else { return };
    let find_network = model.places.lookup && config.whereami.is_some();
    let t = check_ui();
    if let Some(service) = config.whereami.as_ref().filter(|_| find_network) {
        web::ledger::purpose(service, t.ledger_place);
    }
    web::ledger::purpose(&service, t.ledger_elsewhere);
    let address = Address::parse(&address.without_query()).unwrap_or(address);
    let wish = Wish { address, plan: Plan::default(), country: None, find_network };
    let stop = web::stop::Stop::new();
    let own = store.clone();
    store.dispatch(Act::Places(Box::new({
        let stop = stop.clone();
        move |places| {
            places.running = true;
            places.progress = None;
            places.seen = None;
            places.stop = Some(stop);
        }
    })));
    web::spawn(async move {
        let told = {
            let own = own.clone();
            move |progress: &Progress| {
                let progress = progress.clone();
                own.dispatch(Act::Places(Box::new(move |places| {
                    if places.running {
                        places.progress = Some(progress);
                    }
                })));
            }
        };
        let found = web::elsewhere::run(&config, &wish, stop.signal().as_ref(), told).await;
        if stop.gone() {
            return;
        }
        let seen = found.map(|found| {
            let seen =
                Seen { elsewhere: elsewhere::elsewhere(&found.measured), edge: elsewhere::edge(&found.measured), measured: found.measured };
            web::ledger::learned(&service, t.ledger_elsewhere, &seen.elsewhere.why);
            Rc::new(seen)
        });
        own.dispatch(Act::Places(Box::new(move |places| {
            places.running = false;
            places.stop = None;
            places.seen = seen;
        })));
    });
}
