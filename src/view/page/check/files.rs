//! Files: read in this browser, sent nowhere. And sitemaps, which are asked for after a click.

use yew::Event;

use super::{
    Act, Page,
    model::{Brought, MOST as MOST_ADDRESSES, Model},
};
use crate::{
    core::{
        address::Address,
        check::{
            href::{Href, resolve},
            list::{How, read},
        },
        text::fill,
        ui::check_ui,
    },
    view::{
        el::{El, On, el},
        host::Store,
        part::icon::{Shape, icon},
    },
    web::{self, inside::Inside},
};

/// So many sitemaps of an index are read.
const MOST_SITEMAPS: usize = 200;
/// At most so much of a sitemap, in bytes: what sitemaps.org permits.
const MOST_SITEMAP: u32 = 50_000_000;

/// At most so much of a file is read, in bytes (10,000 addresses are about 1 MB).
pub(super) const MOST: u32 = 5_000_000;

/// If the event brings a file: its text takes the place of what is in the field.
pub(super) fn take(store: &Store<Model>, event: &Event) {
    // A run shows its own list.
    let shown = |model: &Model| model.starting || model.run.is_some();
    let Some(file) = web::bulk::file(event).filter(|_| !shown(&store.now())) else { return };
    let own = store.clone();
    web::spawn(async move {
        let others = web::bulk::has_others(&file);
        let text = web::bulk::text(&file, MOST).await;
        if shown(&own.now()) {
            return;
        }
        let Some(text) = text else { return own.dispatch(Act::Message(check_ui().check_file_failed)) };
        own.dispatch(Act::File(text));
        if others {
            own.dispatch(Act::Message(check_ui().check_file_first));
        }
    });
}

/// The sitemaps that the field names: those of an index, or the one address where it looks like one.
fn sitemaps(model: &Model) -> Vec<Href> {
    if !model.list.sitemaps.is_empty() {
        // As an address of the field: without what follows the question mark, unless that was chosen.
        let sent = |href: &Href| match href.address() {
            Ok(address) if address.has_query() && model.whole != Some(true) => {
                Address::parse(&address.without_query()).map_or_else(|_| href.clone(), |address| Href::from(&address))
            }
            _ => href.clone(),
        };
        let mut all: Vec<Href> = model.list.sitemaps.iter().map(sent).collect();
        let mut seen = std::collections::HashSet::new();
        all.retain(|href| seen.insert(href.as_str().to_owned()));
        return all;
    }
    let looks = |href: &Href| {
        let path = href.path().to_ascii_lowercase();
        path.contains("sitemap") || [".xml", ".xml.gz", ".txt"].iter().any(|end| path.ends_with(end))
    };
    match model.list.items.as_slice() {
        [item] if looks(&item.href) => model.single().map(|address| Href::from(&address)).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Offers to read them.
pub(super) fn offer(page: &Page) -> Option<El> {
    let t = check_ui();
    let list = sitemaps(page.model);
    let first = list.first()?;
    let mut hosts: Vec<String> = list.iter().map(|href| href.host().to_owned()).collect();
    crate::core::text::sort(&mut hosts, |a, b| a < b);
    hosts.dedup();
    let words = if list.len() == 1 {
        fill(t.sitemap_one, &[("address", first.as_str())])
    } else {
        fill(t.sitemap_many, &[("count", &list.len().to_string())])
    };
    Some(
        el("section.panel page-runs|id=sitemap")
            .attr("aria-label", t.sitemap_title)
            .kid(el("p").text(words).text(" ").text(fill(t.sitemap_contacts, &[("hosts", &hosts.join(", "))])))
            .maybe(page.model.resolvers().map(|hosts| el("p.quiet").text(fill(t.sitemap_names, &[("hosts", &hosts)]))))
            .kid(
                el("p.call")
                    .kid(
                        el("button.button|type=button|id=read-sitemap")
                            .flag(
                                "disabled",
                                page.model.config.is_none() || page.model.unread || page.model.undecided() || page.model.reading,
                            )
                            .text(t.sitemap_read)
                            .kid(icon(Shape::Arrow))
                            .on(On::Click, page.does(fetch_sitemaps)),
                    )
                    .maybe(page.model.undecided().then(|| el("span.quiet").text(t.check_query_choose))),
            ),
    )
}

/// Asks for the sitemaps, and puts their addresses into the field.
fn fetch_sitemaps(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let t = check_ui();
    // The button may be pressed again before it is drawn as one that can't be.
    if model.unread || model.reading {
        return;
    }
    let queue = sitemaps(&model);
    let how = How { page_is_https: model.page_https, allow_loopback: model.loopback(), ..How::default() };
    let (turn, stop) = (model.stop.turn(), model.stop.clone());
    let (names, mut inside) = (Inside::new(&model.looks_up()), 0);
    let store = store.clone();
    store.dispatch(Act::Reading);
    web::spawn(async move {
        let (mut lines, mut count, mut next) = (String::new(), 0, 0);
        let mut brought = Brought { unread: queue.len().saturating_sub(MOST_SITEMAPS), ..Brought::default() };
        let mut queue = queue;
        queue.truncate(MOST_SITEMAPS);
        while let Some(href) = queue.get(next).cloned() {
            if stop.turn() != turn {
                return;
            }
            if count >= MOST_ADDRESSES {
                brought.unread += queue.len() - next;
                break;
            }
            next += 1;
            if href.refusal(how.page_is_https, how.allow_loopback).is_some() {
                brought.failed += 1;
                continue;
            }
            // Also those that a sitemap names: it was written by others.
            if let Ok(address) = href.address()
                && names.leads(&address).await
            {
                inside += 1;
                continue;
            }
            if stop.turn() != turn {
                return;
            }
            web::ledger::purpose(href.as_str(), t.ledger_sitemap);
            let Some(text) = web::bulk::fetch_text(href.as_str(), MOST_SITEMAP).await else {
                brought.failed += 1;
                continue;
            };
            let base = resolve(href.as_str(), None).ok();
            let list = read(&text, &How { base, ..how.clone() });
            // An index in an index is not foreseen; one level is followed.
            for own in list.sitemaps {
                if queue.contains(&own) {
                } else if queue.len() < MOST_SITEMAPS {
                    queue.push(own);
                } else {
                    brought.unread += 1;
                }
            }
            brought.over += list.over;
            brought.bad_over += list.bad_over;
            for bad in list.bad {
                if brought.bad.len() < MOST_ADDRESSES {
                    brought.bad.push((href.clone(), bad));
                } else {
                    brought.bad_over += 1;
                }
            }
            for item in list.items {
                lines.push_str(item.href.as_str());
                lines.push('\n');
                count += 1;
            }
        }
        if stop.turn() != turn {
            return;
        }
        brought.failed += inside;
        if count == 0 && brought.bad.is_empty() {
            let all = inside > 0 && brought.failed == inside;
            store.dispatch(Act::Message(if all { t.one_private } else { t.sitemap_failed }));
            return;
        }
        store.dispatch(Act::Sitemaps(lines, brought));
    });
}
