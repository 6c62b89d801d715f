//! `/502/`, `/errors/…/`: the answer first, then in the order in which a worried person asks.

use yew::html;

use crate::{
    core::{
        catalog::{self, Entry, Key, Meaning, Spec},
        diagnose,
        path::Party,
        route::Route,
        text::encode,
        ui::ui,
    },
    view::{
        el::{El, Words, el},
        nav::Nav,
        part::{
            field::{blame, label},
            icon::{Shape, icon, runner_mark},
            prose::Prose,
            right::right,
            table::wide_table,
            way::{from_suspects, way},
        },
    },
};

/// The link that opens the diagnosis for an entry.
fn diagnose_href(nav: &Nav, entry: &Entry) -> String {
    let mut path = String::from("diagnose/?code=");
    match entry.key {
        Key::Code(code) => path.push_str(&code.to_string()),
        Key::Error(id) => path.push_str(&encode(id)),
    }
    nav.to(&path)
}

fn party_name(party: Party) -> &'static str {
    let t = ui();
    match party {
        Party::Visitor => t.party_visitor,
        Party::NetworkAdmin => t.party_network_admin,
        Party::SiteOwner => t.party_site_owner,
        Party::Provider => t.party_provider,
    }
}

/// An entry's page.
pub fn view(entry: &'static Entry, nav: &Nav) -> El {
    let t = ui();
    let meaning = entry.meaning();
    let fixers = meaning.fixers.iter().map(|party| party_name(*party)).collect::<Vec<_>>().join(", ");
    let name = el("h1.code-name");
    let name = match entry.code() {
        Some(code) => name.kid(el("span.code").text(code.to_string())).text(" "),
        None => name,
    };
    let said = el("div.said")
        .kid(el("p.verdict-line").text(entry.text.answer))
        .kid(el("p.lead").text(entry.text.short))
        .kid(el("p").kid(el("strong.blame").text(blame(entry.blame))).text(" ").text(entry.text.tell));
    el("article.entry")
        .kid(el("header.opening").kid(name.kid(el("span.name").text(entry.name))).kid(said))
        .kid(way(from_suspects(&meaning.suspects)))
        .kid(el("p.who").text(t.entry_who).text(" ").kid(el("strong").text(fixers)))
        .kid(now(entry, nav))
        .kid(contents())
        .kid(checks(meaning))
        .html(html! { <Prose key={nav.here.route.path()} nav={nav.clone()} /> })
        .maybe(further(entry))
        .kid(facts(entry))
        .kid(related(entry, nav))
        .kid(sources(entry))
        .kid(right(&right_title(entry), &right_body(entry)))
}

/// A part of the page with its heading; `id` and the heading's id.
fn part(id: &'static str, heading: &'static str, title: &'static str) -> El {
    el("section.part").id(id).attr("aria-labelledby", heading).kid(el("h2").id(heading).text(title))
}

/// What to do now.
fn now(entry: &'static Entry, nav: &Nav) -> El {
    let t = ui();
    let call = el("a.primary").attr("href", diagnose_href(nav, entry)).text(t.entry_diagnose).kid(icon(Shape::Arrow));
    el("section.now")
        .attr("aria-labelledby", "now")
        .kid(el("h2").id("now").text(t.entry_now))
        .kid(el("ol.steps").list(entry.text.steps.iter().enumerate().map(|(at, step)| el("li").key_at(at).text(*step))))
        .kid(el("p.call").kid(call).kid(el("span.quiet").text(t.entry_diagnose_note)))
}

/// The page's contents.
fn contents() -> El {
    let t = ui();
    let list = [
        ("#meaning", t.toc_meaning),
        ("#causes", t.toc_causes),
        ("#checks", t.toc_checks),
        ("#owner", t.toc_owner),
        ("#developers", t.toc_developers),
        ("#search", t.toc_search),
        ("#questions", t.toc_questions),
        ("#facts", t.toc_facts),
    ];
    let items = list.iter().map(|(href, word)| el("li").key(href).kid(el("a").attr("href", *href).text(*word)));
    el("nav.toc").attr("aria-label", t.entry_toc).kid(el("ul").list(items))
}

/// What the visitor can check.
fn checks(meaning: &'static Meaning) -> El {
    let t = ui();
    let part = part("checks", "checks-h", t.entry_checks);
    if meaning.visitor.is_empty() {
        return part.kid(el("p").text(t.entry_no_checks));
    }
    let items = meaning.visitor.iter().filter_map(|advice| {
        let check = diagnose::check(advice.check)?;
        let words = el("span").kid(el("strong").text(check.title)).text(". ").text(advice.why);
        Some(el("li").key(advice.check).kid(runner_mark(check.runner)).kid(words))
    });
    part.kid(el("p").text(t.entry_checks_lead)).kid(el("ul.advice").list(items))
}

fn right_title(entry: &Entry) -> String {
    let mut title = String::from("Entry: ");
    title.push_str(&label(entry));
    title
}

fn right_body(entry: &Entry) -> String {
    let mut body = String::from("Page: ");
    body.push_str(&Route::Entry(entry.key).path());
    body.push_str("\nReviewed: ");
    body.push_str(entry.reviewed);
    body.push_str("\n\nWhat is wrong or missing:\n");
    body
}

/// Other meanings of the same number.
fn further(entry: &'static Entry) -> Option<El> {
    let others = entry.meanings.get(1..).filter(|others| !others.is_empty())?;
    let list = others.iter().map(|meaning| {
        el("div.meaning")
            .key(meaning.id)
            .kid(el("h3").text(meaning.emitter.unwrap_or_default()))
            .kid(el("p").kid(el("strong").text(meaning.short)))
            .kid(el("p").text(meaning.means))
    });
    Some(part("meanings", "meanings-h", ui().entry_other_meanings).list(list))
}

/// A link away from here.
fn away(href: impl Words, word: impl Words) -> El {
    el("a").attr("href", href).attr("rel", "noopener noreferrer").text(word)
}

fn spec_link(spec: &Spec) -> El {
    let rfc = spec.rfc.to_string();
    let mut href = String::from("https://www.rfc-editor.org/rfc/rfc");
    href.push_str(&rfc);
    href.push_str("#section-");
    href.push_str(spec.section);
    let mut word = String::from("RFC ");
    word.push_str(&rfc);
    word.push_str(ui().facts_section);
    word.push_str(spec.section);
    away(href, word)
}

fn unverified(verified: bool) -> Option<El> {
    (!verified).then(|| el("span.unverified").text(ui().mark_unverified))
}

/// The facts in a table.
fn facts(entry: &'static Entry) -> El {
    let t = ui();
    let code = entry.code().is_some();
    let row = |title: &'static str, fact: El| el("div").kid(el("dt").text(title)).kid(fact);
    let fact = |words: &'static str| el("dd").text(words);
    let list = el("dl.facts")
        .maybe(code.then(|| row(t.facts_registered, fact(if entry.registered { t.facts_yes } else { t.facts_no }))))
        .maybe(entry.spec.map(|spec| row(t.facts_spec, el("dd").kid(spec_link(&spec)))))
        .kid(row(t.facts_retry, fact(entry.text.retry).text(if entry.retry_after { t.facts_retry_after } else { "" })))
        .kid(row(t.facts_cache, fact(entry.text.cache)))
        .kid(row(t.facts_indexing, fact(entry.text.indexing)))
        .kid(row(t.facts_crawling, fact(entry.text.crawling)));
    let part = part("facts", "facts-h", t.entry_facts).kid(list);
    if entry.aliases.is_empty() {
        return part;
    }
    let rows = entry.aliases.iter().enumerate().map(|(at, alias)| {
        let names = el("td")
            .maybe((!alias.name.is_empty()).then(|| el("code").text(alias.name)))
            .maybe((!alias.says.is_empty()).then(|| el("span.says-line").text(alias.says)))
            .maybe(unverified(alias.verified));
        el("tr").key_at(at).kid(el("th").attr("scope", "row").text(alias.by)).kid(names)
    });
    part.kid(el("h3").text(if code { t.facts_printed } else { t.facts_called }))
        .kid(wide_table(t.facts_called_table, el("tbody").list(rows)))
}

fn related(entry: &'static Entry, nav: &Nav) -> El {
    let items = entry.related.iter().filter_map(|related| {
        let name = label(catalog::entry(related.key)?);
        let item = el("li").key(&name);
        Some(item.kid(el("a").attr("href", nav.href(Route::Entry(related.key))).text(name)).kid(el("span").text(related.why)))
    });
    part("related", "related-h", ui().entry_related).kid(el("ul.related").list(items))
}

fn sources(entry: &'static Entry) -> El {
    let t = ui();
    let items =
        entry.sources.iter().map(|source| el("li").key(source.url).kid(away(source.url, source.title)).maybe(unverified(source.verified)));
    let reviewed = el("p.quiet")
        .text(t.entry_reviewed)
        .text(" ")
        .kid(el("time").attr("datetime", entry.reviewed).text(entry.reviewed))
        .text(". ")
        .text(t.entry_reviewed_note);
    part("sources", "sources-h", t.entry_sources).kid(el("ul.sources").list(items)).kid(reviewed)
}
