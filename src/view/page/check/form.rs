//! The field: addresses, or a text or file with addresses in it, and what was read from it.

use yew::Event;

use super::{Act, Page, model::Model};
use crate::{
    core::{check::list::Kind, text::fill, ui::check_ui},
    view::{
        el::{El, On, el},
        host::Store,
        part::choice::radio,
    },
    web,
};

/// So many lines that can't be used are shown.
const BAD: usize = 20;
/// Typing rests after so many milliseconds without a key.
const RESTS_MS: i32 = 250;

/// The field, or a word about the list while a run is shown.
pub(super) fn view(page: &Page) -> El {
    let t = check_ui();
    let model = page.model;
    if model.starting || model.run.is_some() {
        // A run shows its own list, and a long text would be compared with the field's at every tick.
        return el("p.changing")
            .kid(el("button.plain|type=button|id=change").on(On::Click, page.does(super::run::close)).text(t.check_change));
    }
    let area = el("textarea|id=addresses|autocomplete=off|autocapitalize=none|spellcheck=false")
        .attr("placeholder", t.check_hint)
        .attr("aria-describedby", "addresses-say")
        .value(&model.text)
        .on(On::Input, page.does(typed));
    let choose = el("input|id=file|type=file|accept=text/*,.csv,.tsv,.md,.html,.htm,.xml,.gz,.txt,.log")
        .on(On::Change, page.does(super::files::take));
    el("form.reading")
        .on(On::Submit, |event| event.prevent_default())
        .kid(el("label|for=addresses").text(t.check_label))
        .kid(area)
        .kid(el("p.files").kid(el("label|for=file").text(t.check_file)).kid(choose))
        .kid(el("p.says|id=addresses-say|role=status").text(says(page)))
        .maybe(column(page))
        .maybe(bad(page))
        .maybe(query(page))
        .kid(el("p.quiet").text(t.check_promise))
}

/// The field changed. What is long is read when nothing more was typed for a while.
fn typed(store: &Store<Model>, event: &Event) {
    store.dispatch(Act::Text(web::dom::value(event)));
    let model = store.now();
    if model.unread {
        let (store, changes) = (store.clone(), model.changes);
        web::spawn(async move {
            web::clock::wait(RESTS_MS).await;
            store.dispatch(Act::Read(changes));
        });
    }
}

/// What was read, in a sentence or two.
fn says(page: &Page) -> String {
    let t = check_ui();
    let model = page.model;
    let list = &model.list;
    let mut out = model.message.clone();
    let mut add = |words: &str| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(words);
    };
    let brought = &model.brought;
    if brought.failed > 0 {
        add(t.sitemap_some_failed);
    }
    if brought.unread > 0 {
        add(&fill(t.sitemap_unread, &[("count", &brought.unread.to_string())]));
    }
    if model.text.trim().is_empty() {
        return out;
    }
    let found = list.items.len();
    match found {
        0 if !list.sitemaps.is_empty() => {}
        0 if list.bad.is_empty() => add(t.check_none),
        0 => {}
        1 => add(t.check_found_one),
        _ => {
            let hosts = model.hosts;
            let hosts = if hosts == 1 { t.check_host.to_owned() } else { fill(t.check_hosts, &[("count", &hosts.to_string())]) };
            add(&fill(t.check_found, &[("count", &found.to_string()), ("hosts", &hosts)]));
        }
    }
    if found > 1 || list.kind != Kind::Text {
        add(match list.kind {
            Kind::Text => t.check_as_text,
            Kind::Csv => t.check_as_csv,
            Kind::Markdown => t.check_as_markdown,
            Kind::Html => t.check_as_html,
            Kind::Sitemap => t.check_as_sitemap,
            Kind::SitemapIndex => t.check_as_index,
            Kind::Feed => t.check_as_feed,
        });
    }
    if list.duplicates > 0 {
        add(&fill(t.check_duplicates, &[("count", &list.duplicates.to_string())]));
    }
    let over = list.over + brought.over;
    if over > 0 {
        add(&fill(t.check_over, &[("count", &over.to_string()), ("limit", &super::model::MOST.to_string())]));
    }
    out
}

/// Which column of a table holds the addresses.
fn column(page: &Page) -> Option<El> {
    let list = &page.model.list;
    let t = check_ui();
    (list.kind == Kind::Csv && list.columns.len() > 1).then(|| {
        let options = list.columns.iter().enumerate().map(|(at, column)| {
            let name = if column.name.is_empty() { (at + 1).to_string() } else { column.name.to_string() };
            let words = fill(t.check_column_count, &[("name", &name), ("count", &column.addresses.to_string())]);
            el("option").key_at(at).attr("value", at.to_string()).flag("selected", list.column == Some(at)).text(words)
        });
        let select =
            el("select|id=column").on(On::Change, page.act(|event| Act::Column(web::dom::value(event).parse().ok()))).list(options);
        el("p.files").kid(el("label|for=column").text(t.check_column)).kid(select)
    })
}

/// The lines that can't be used, each with why.
fn bad(page: &Page) -> Option<El> {
    let t = check_ui();
    let (list, brought) = (&page.model.list, &page.model.brought);
    let named = list.bad.len() + brought.bad.len();
    let count = named + list.bad_over + brought.bad_over;
    let shown = if page.model.bad_all { named } else { BAD.min(named) };
    (count > 0).then(|| {
        let title = if count == 1 { t.check_bad_one.to_owned() } else { fill(t.check_bad, &[("count", &count.to_string())]) };
        let own = list.bad.iter().map(|bad| (None, bad));
        let lines = own.chain(brought.bad.iter().map(|(of, bad)| (Some(of), bad))).take(shown).enumerate().map(|(at, (of, bad))| {
            let line = bad.line.to_string();
            let place = match of {
                Some(sitemap) => fill(t.check_bad_line_of, &[("address", sitemap.as_str()), ("line", &line)]),
                None => fill(t.check_bad_line, &[("line", &line)]),
            };
            el("li").key_at(at).text(place).text(" ").kid(el("code").text(bad.text.to_string())).text(" ").text(bad.why.say())
        });
        // All of them scroll in a box of their own.
        let box_of = if page.model.bad_all { el("div.bad-all|tabindex=0|role=group").attr("aria-label", title.clone()) } else { el("div") };
        let all = (named > shown).then(|| {
            el("p").kid(
                el("button.plain|type=button|id=bad-all")
                    .text(fill(t.check_bad_all, &[("count", &named.to_string())]))
                    .on(On::Click, page.act(|_| Act::BadAll)),
            )
        });
        el("details.bad-lines")
            .flag("open", count <= 3 || page.model.bad_all)
            .kid(el("summary").text(title))
            .kid(box_of.kid(el("ul").list(lines)))
            .maybe((count > shown).then(|| el("p.quiet").text(fill(t.check_bad_more, &[("count", &(count - shown).to_string())]))))
            .maybe(all)
    })
}

/// Whole addresses, or without what follows the question mark: asked where it matters.
fn query(page: &Page) -> Option<El> {
    let t = check_ui();
    let model = page.model;
    model.queries.then(|| {
        let choice =
            |whole: bool, word: &'static str| radio("whole", model.whole == Some(whole), word, false, page.act(move |_| Act::Whole(whole)));
        el("fieldset.whole")
            .kid(el("legend").text(t.check_query))
            .kid(el("p.quiet").text(t.check_query_why))
            .kid(choice(false, t.check_query_without))
            .kid(choice(true, t.check_query_whole))
    })
}
