//! `/502/`, `/errors/…/`: the answer first, then in the order in which a worried person asks.

use yew::prelude::*;

use crate::{
    core::{
        catalog::{Blame, Entry, Key},
        diagnose,
        path::Party,
        route::Route,
        text::encode,
        ui::ui,
    },
    view::{
        nav::{Nav, use_nav},
        part::{
            field::label,
            icon::{Shape, icon, runner_mark},
            prose::Prose,
            right::Right,
            way::{Way, from_suspects},
        },
    },
};

/// Properties of [`EntryPage`].
#[derive(PartialEq, Properties)]
pub struct EntryProps {
    /// The entry's route.
    pub route: Route,
}

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
#[component]
pub fn EntryPage(props: &EntryProps) -> Html {
    let t = ui();
    let nav = use_nav();
    let Some(entry) = props.route.entry() else { return html! { <div /> } };
    let meaning = entry.meaning();
    let blame = match entry.blame {
        Blame::Them => t.blame_them,
        Blame::You => t.blame_you,
        Blame::Either => t.blame_either,
    };
    let fixers = meaning.fixers.iter().map(|party| party_name(*party)).collect::<Vec<_>>().join(", ");
    html! {
        <article class="entry">
            <header class="opening">
                <h1 class="code-name">
                    if let Some(code) = entry.code() {
                        <span class="code">{ code }</span>{ " " }
                    }
                    <span class="name">{ entry.name }</span>
                </h1>
                <div class="said">
                    <p class="verdict-line">{ entry.text.answer }</p>
                    <p class="lead">{ entry.text.short }</p>
                    <p><strong class="blame">{ blame }</strong>{ " " }{ entry.text.tell }</p>
                </div>
            </header>
            <Way stations={from_suspects(&meaning.suspects)} />
            <p class="who">{ t.entry_who }{ " " }<strong>{ fixers }</strong></p>
            <section class="now" aria-labelledby="now">
                <h2 id="now">{ t.entry_now }</h2>
                <ol class="steps">
                    { for entry.text.steps.iter().enumerate().map(|(at, step)| html! { <li key={at}>{ *step }</li> }) }
                </ol>
                <p class="call">
                    <a class="primary" href={diagnose_href(&nav, entry)}>{ t.entry_diagnose }{ icon(Shape::Arrow) }</a>
                    <span class="quiet">{ t.entry_diagnose_note }</span>
                </p>
            </section>
            <nav class="toc" aria-label={t.entry_toc}>
                <ul>
                    { for [("meaning", t.toc_meaning), ("causes", t.toc_causes), ("checks", t.toc_checks), ("owner", t.toc_owner), ("developers", t.toc_developers),
                        ("search", t.toc_search), ("questions", t.toc_questions), ("facts", t.toc_facts)].into_iter().map(|(id, word)| html! {
                        <li key={id}><a href={fragment(id)}>{ word }</a></li>
                    }) }
                </ul>
            </nav>
            <section class="part" id="checks" aria-labelledby="checks-h">
                <h2 id="checks-h">{ t.entry_checks }</h2>
                if meaning.visitor.is_empty() {
                    <p>{ t.entry_no_checks }</p>
                } else {
                    <p>{ t.entry_checks_lead }</p>
                    <ul class="advice">
                        { for meaning.visitor.iter().filter_map(|advice| diagnose::check(advice.check).map(|check| (advice, check))).map(|(advice, check)| html! {
                            <li key={advice.check}>{ runner_mark(check.runner) }<span><strong>{ check.title }</strong>{ ". " }{ advice.why }</span></li>
                        }) }
                    </ul>
                }
            </section>
            <Prose key={props.route.path()} route={props.route} />
            { further(entry) }
            { facts(entry) }
            { related(entry, &nav) }
            { sources(entry) }
            <Right title={right_title(entry)} body={right_body(entry)} />
        </article>
    }
}

fn fragment(id: &str) -> String {
    let mut href = String::from("#");
    href.push_str(id);
    href
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
fn further(entry: &'static Entry) -> Html {
    let t = ui();
    let others = &entry.meanings[1..];
    html! {
        if !others.is_empty() {
            <section class="part" id="meanings" aria-labelledby="meanings-h">
                <h2 id="meanings-h">{ t.entry_other_meanings }</h2>
                { for others.iter().map(|meaning| html! {
                    <div key={meaning.id} class="meaning">
                        <h3>{ meaning.emitter.unwrap_or_default() }</h3>
                        <p><strong>{ meaning.short }</strong></p>
                        <p>{ meaning.means }</p>
                    </div>
                }) }
            </section>
        }
    }
}

/// The facts in a table.
fn facts(entry: &'static Entry) -> Html {
    let t = ui();
    let spec = entry.spec.map(|spec| {
        let mut href = String::from("https://www.rfc-editor.org/rfc/rfc");
        href.push_str(&spec.rfc.to_string());
        href.push_str("#section-");
        href.push_str(spec.section);
        let mut word = String::from("RFC ");
        word.push_str(&spec.rfc.to_string());
        word.push_str(t.facts_section);
        word.push_str(spec.section);
        html! { <a {href} rel="noopener noreferrer">{ word }</a> }
    });
    let code = entry.code().is_some();
    html! {
        <section class="part" id="facts" aria-labelledby="facts-h">
            <h2 id="facts-h">{ t.entry_facts }</h2>
            <dl class="facts">
                if code {
                    <div key="registered"><dt>{ t.facts_registered }</dt><dd>{ if entry.registered { t.facts_yes } else { t.facts_no } }</dd></div>
                }
                if let Some(spec) = spec {
                    <div key="spec"><dt>{ t.facts_spec }</dt><dd>{ spec }</dd></div>
                }
                <div key="retry"><dt>{ t.facts_retry }</dt><dd>{ entry.text.retry }{ if entry.retry_after { t.facts_retry_after } else { "" } }</dd></div>
                <div key="cache"><dt>{ t.facts_cache }</dt><dd>{ entry.text.cache }</dd></div>
                <div key="indexing"><dt>{ t.facts_indexing }</dt><dd>{ entry.text.indexing }</dd></div>
                <div key="crawling"><dt>{ t.facts_crawling }</dt><dd>{ entry.text.crawling }</dd></div>
            </dl>
            if !entry.aliases.is_empty() {
                <h3>{ if code { t.facts_printed } else { t.facts_called } }</h3>
                <div class="wide" tabindex="0" role="group" aria-label={t.facts_called_table}>
                <table>
                    <tbody>
                        { for entry.aliases.iter().enumerate().map(|(at, alias)| html! {
                            <tr key={at}>
                                <th scope="row">{ alias.by }</th>
                                <td>
                                    if !alias.name.is_empty() { <code>{ alias.name }</code> }
                                    if !alias.says.is_empty() { <span class="says-line">{ alias.says }</span> }
                                    if !alias.verified { <span class="unverified">{ t.mark_unverified }</span> }
                                </td>
                            </tr>
                        }) }
                    </tbody>
                </table>
                </div>
            }
        </section>
    }
}

fn related(entry: &'static Entry, nav: &Nav) -> Html {
    let t = ui();
    html! {
        <section class="part" id="related" aria-labelledby="related-h">
            <h2 id="related-h">{ t.entry_related }</h2>
            <ul class="related">
                { for entry.related.iter().filter_map(|related| crate::core::catalog::entry(related.key).map(|entry| (related, entry))).map(|(related, entry)| html! {
                    <li key={label(entry)}><a href={nav.href(Route::Entry(related.key))}>{ label(entry) }</a><span>{ related.why }</span></li>
                }) }
            </ul>
        </section>
    }
}

fn sources(entry: &'static Entry) -> Html {
    let t = ui();
    html! {
        <section class="part" id="sources" aria-labelledby="sources-h">
            <h2 id="sources-h">{ t.entry_sources }</h2>
            <ul class="sources">
                { for entry.sources.iter().map(|source| html! {
                    <li key={source.url}>
                        <a href={source.url} rel="noopener noreferrer">{ source.title }</a>
                        if !source.verified { <span class="unverified">{ t.mark_unverified }</span> }
                    </li>
                }) }
            </ul>
            <p class="quiet">{ t.entry_reviewed }{ " " }<time datetime={entry.reviewed}>{ entry.reviewed }</time>{ ". " }{ t.entry_reviewed_note }</p>
        </section>
    }
}
