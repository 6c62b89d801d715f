//! The parts of an entry's page that stand in its HTML and not in the module: written here once, shown by the prerendered page and, after a
//! navigation, fetched as `more.html`. The first piece is what to do now, the second everything from the contents on.

use std::fmt::Write as _;

use super::{
    catalog::rfc_url,
    diagnosis::Diagnosis,
    entries::{Entry, SharedSeo, Source},
    markdown::escape,
    outline::Shape,
    stacks::{CodeParameters, Send},
    ui::Ui,
};

/// What stands between the pieces in `more.html`: what to do now, everything else, the page's title.
pub const CUT: &str = "<!--cut-->";

/// What an entry's page says beside the entry.
pub struct Around<'a> {
    /// Entries that name this one, though it doesn't name them.
    pub back: Vec<&'a str>,
    /// How code sends it.
    pub code: Option<&'a CodeParameters>,
    /// The owner's lists that treat it, and the ready-made comparisons that it is in: what the link says, and the address.
    pub lists: Vec<(&'a str, &'a str)>,
    /// See `lists`.
    pub compared: Vec<(&'a str, String)>,
    /// What search engines do with it.
    pub seo: Option<&'a SharedSeo>,
    /// The faults and checks.
    pub diagnosis: &'a Diagnosis,
    /// The words.
    pub ui: &'a Ui,
    /// The label and the address of another entry.
    pub names: &'a dyn Fn(&str) -> (String, String),
}

/// An entry's two pieces.
pub fn pieces(entry: &Entry, around: &Around) -> [String; 2] {
    let Around { back, code, lists, compared, seo, diagnosis, ui, names } = around;
    let mut second = checks(entry, diagnosis, ui);
    second.push_str(&contents(ui));
    second.push_str(&with_lists(&with_code(&with_emitter(&entry.html, entry, ui), *code, ui), lists, ui));
    second.push_str(&meanings(entry, ui));
    second.push_str(&facts(entry, *seo, ui));
    second.push_str(&related(entry, back, compared, ui, *names));
    second.push_str(&sources(entry, ui));
    [now(entry, ui), second]
}

fn open(id: &str, title: &str) -> String {
    format!("<section id=\"{id}\" class=\"part\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{}</h2>\n", escape(title))
}

fn now(entry: &Entry, ui: &Ui) -> String {
    let mut out =
        format!("<h2 id=\"now\">{}</h2>\n<p>{}</p>\n<ol class=\"steps\">\n", escape(ui.word("entry_now")), escape(&entry.front.tell));
    for step in entry.front.steps.get_ref() {
        let _ = writeln!(out, "<li>{}</li>", escape(step));
    }
    out + "</ol>"
}

/// The long part with what there is to say about code that sends the status, before the example response.
fn with_code(html: &str, code: Option<&CodeParameters>, ui: &Ui) -> String {
    let Some(code) = code else { return html.to_owned() };
    let words = match code.send {
        Send::Never => format!("<p class=\"send\">{}</p>\n", escape(&code.why)),
        _ => format!("<p><a href=\"code/\">{}</a></p>\n", escape(&ui.word("samples_link").replace("{code}", &code.code.to_string()))),
    };
    html.replacen("<h3 id=\"example\">", &(words + "<h3 id=\"example\">"), 1)
}

/// Links in one line.
fn links<'a>(list: impl Iterator<Item = (&'a str, &'a str)>, up: &str) -> String {
    list.map(|(label, slug)| format!("<a href=\"{up}{slug}/\">{}</a>", escape(label))).collect::<Vec<_>>().join(" · ")
}

/// The owner's lists that treat it, at the end of what an owner reads.
fn with_lists(html: &str, lists: &[(&str, &str)], ui: &Ui) -> String {
    const PART: &str = "<section id=\"owner\"";
    const END: &str = "</section>";
    let Some(end) = html.find(PART).and_then(|start| html[start..].find(END).map(|length| start + length)).filter(|_| !lists.is_empty())
    else {
        return html.to_owned();
    };
    let line = format!("<p class=\"links\">{} {}</p>\n", escape(ui.word("entry_lists")), links(lists.iter().copied(), "../"));
    [&html[..end], &line, &html[end..]].concat()
}

/// The mark of what the visitor runs, as `view::part::icon::runner_mark` draws it.
fn visitor_mark(ui: &Ui) -> String {
    format!(
        "<span class=\"runner you\"><svg class=\"icon\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\"><path d=\"{}\"></path></svg><span>{}</span></span>",
        Shape::You.outline(),
        escape(ui.word("runner_visitor"))
    )
}

/// What the visitor can check: for every check that makes sense here, why.
fn checks(entry: &Entry, diagnosis: &Diagnosis, ui: &Ui) -> String {
    let mut out = open("checks", ui.word("entry_checks"));
    let visitor = entry.facts.meanings.first().map(|meaning| &meaning.visitor[..]).unwrap_or_default();
    if visitor.is_empty() {
        let _ = write!(out, "<p>{}</p>\n</section>\n", escape(ui.word("entry_no_checks")));
        return out;
    }
    let _ = writeln!(out, "<p>{}</p>\n<ul class=\"advice\">", escape(ui.word("entry_checks_lead")));
    for check in visitor {
        let own = entry.front.check.iter().find(|(id, _)| id.get_ref() == check.get_ref()).map(|(_, why)| why.as_str());
        let why = own.unwrap_or_else(|| diagnosis.tells(check.get_ref()));
        let title = diagnosis.title(check.get_ref());
        let _ = writeln!(out, "<li>{}<span><strong>{}</strong>. {}</span></li>", visitor_mark(ui), escape(title), escape(why));
    }
    out + "</ul>\n</section>\n"
}

fn contents(ui: &Ui) -> String {
    let mut out = format!("<nav class=\"toc\" aria-label=\"{}\"><ul>", escape(ui.word("entry_toc")));
    for id in ["meaning", "causes", "owner", "developers", "search", "questions", "facts"] {
        let _ = write!(out, "<li><a href=\"#{id}\">{}</a></li>", escape(ui.word(&format!("toc_{id}"))));
    }
    out + "</ul></nav>\n"
}

/// Below the heading of what it means: whose meaning that is, where it is not the registered one, and a mark if it is not simply in use.
fn with_emitter(html: &str, entry: &Entry, ui: &Ui) -> String {
    const HEADING: &str = "<h2 id=\"meaning-h\">";
    const END: &str = "</h2>\n";
    let Some(meaning) = entry.facts.meanings.first() else { return html.to_owned() };
    let mark = mark(meaning.standing(), ui);
    let line = match &meaning.emitter {
        Some(emitter) => format!("<p class=\"quiet\">{} {}{mark}</p>\n", escape(ui.word("entry_emitter")), escape(emitter)),
        None if mark.is_empty() => return html.to_owned(),
        None => format!("<p class=\"quiet\">{}</p>\n", mark.trim_start()),
    };
    let Some(at) = html.find(HEADING).and_then(|start| html[start..].find(END).map(|length| start + length + END.len())) else {
        return html.to_owned();
    };
    [&html[..at], &line, &html[at..]].concat()
}

/// What others mean by the same number.
fn meanings(entry: &Entry, ui: &Ui) -> String {
    let others: Vec<_> = entry.facts.meanings.iter().skip(1).collect();
    if others.is_empty() {
        return String::new();
    }
    let mut out = open("meanings", ui.word("entry_other_meanings"));
    for meaning in others {
        let Some(words) = meaning.id.as_ref().and_then(|id| entry.front.meaning.get(id)) else { continue };
        let _ = writeln!(
            out,
            "<div class=\"meaning\"><h3>{}{}</h3><p><strong>{}</strong></p><p>{}</p></div>",
            escape(meaning.emitter.as_deref().unwrap_or("")),
            mark(meaning.standing(), ui),
            escape(&words.short),
            escape(&words.means),
        );
    }
    out + "</section>\n"
}

/// A mark for a meaning that is not simply in use.
pub fn mark(standing: &str, ui: &Ui) -> String {
    if standing == "live" {
        return String::new();
    }
    format!(" <span class=\"unverified\">{}</span>", escape(ui.word(&format!("standing_{}", standing.replace('-', "_")))))
}

/// A mark for what we did not read ourselves.
pub fn unverified(verified: bool, ui: &Ui) -> String {
    if verified { String::new() } else { format!(" <span class=\"unverified\">{}</span>", escape(ui.word("mark_unverified"))) }
}

fn away(href: &str, word: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", escape(href), escape(word))
}

fn facts(entry: &Entry, seo: Option<&SharedSeo>, ui: &Ui) -> String {
    let mut out = open("facts", ui.word("entry_facts")) + "<dl class=\"facts\">\n";
    let mut row = |title: &str, fact: &str| {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{fact}</dd></div>", escape(ui.word(title)));
    };
    let facts = &entry.facts;
    if entry.code.is_some() {
        row("facts_registered", &escape(ui.word(if facts.registered { "facts_yes" } else { "facts_no" })));
        if let Some(spec) = &facts.spec {
            let words = format!("RFC {}{}{}", spec.rfc, ui.word("facts_section"), spec.section);
            row("facts_spec", &away(&rfc_url(&spec.rfc.to_string(), &spec.section), &words));
        }
        if let Some(draft) = &facts.draft {
            row(
                "facts_spec",
                &format!("{}{}", away(&format!("https://datatracker.ietf.org/doc/{draft}/"), draft), escape(ui.word("facts_draft"))),
            );
        }
    }
    let after = if facts.retry_after { ui.word("facts_retry_after") } else { "" };
    row("facts_retry", &escape(&format!("{}{after}", entry.front.retry)));
    if entry.code.is_some() {
        row("facts_repeat", &escape(ui.word(&format!("repeat_{}", facts.repeat))));
        row("facts_lasts", &escape(ui.word(&format!("lasts_{}", facts.lasts))));
    }
    row("facts_cache", &escape(&entry.front.cache));
    row("facts_indexing", &escape(&entry.front.indexing));
    row("facts_crawling", &escape(&entry.front.crawling));
    if let (Some(_), Some(seo)) = (entry.code, seo) {
        let source = seo.bing_source.as_ref();
        let source = source.map(|own| format!(" ({}){}", away(&own.url, &own.title), unverified(own.verified, ui)));
        row("facts_bing", &(escape(&seo.bing) + &source.unwrap_or_default()));
    }
    out += "</dl>\n";
    if !facts.aliases.is_empty() {
        let title = ui.word(if entry.code.is_some() { "facts_printed" } else { "facts_called" });
        let _ = write!(
            out,
            "<h3>{}</h3>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table><tbody>\n",
            escape(title),
            escape(ui.word("facts_called_table"))
        );
        for (by, name, says, verified) in &facts.aliases {
            let name = if name.is_empty() { String::new() } else { format!("<code>{}</code>", escape(name)) };
            let says = if says.is_empty() { String::new() } else { format!("<span class=\"says-line\">{}</span>", escape(says)) };
            let _ = writeln!(out, "<tr><th scope=\"row\">{}</th><td>{name}{says}{}</td></tr>", escape(by), unverified(*verified, ui));
        }
        out += "</tbody></table></div>\n";
    }
    out + "</section>\n"
}

/// What to compare with; `back`: entries that name this one, though it doesn't name them.
fn related(entry: &Entry, back: &[&str], compared: &[(&str, String)], ui: &Ui, names: &dyn Fn(&str) -> (String, String)) -> String {
    if entry.facts.related.is_empty() && back.is_empty() && compared.is_empty() {
        return String::new();
    }
    let mut out = open("related", ui.word("entry_related")) + "<ul class=\"related\">\n";
    let up = if entry.code.is_some() { "../" } else { "../../" };
    for key in &entry.facts.related {
        let (label, address) = names(key);
        let why = entry.front.related.iter().find(|(own, _)| own.get_ref() == key).map_or("", |(_, why)| why.as_str());
        let _ = writeln!(out, "<li><a href=\"{up}{address}\">{}</a><span>{}</span></li>", escape(&label), escape(why));
    }
    out += "</ul>\n";
    if !compared.is_empty() {
        let list = links(compared.iter().map(|(heading, slug)| (*heading, slug.as_str())), up);
        let _ = writeln!(out, "<p class=\"links\">{} {list}</p>", escape(ui.word("entry_compared")));
    }
    if !back.is_empty() {
        let links = back.iter().map(|key| {
            let (label, address) = names(key);
            format!("<a href=\"{up}{address}\">{}</a>", escape(&label))
        });
        let _ = writeln!(
            out,
            "<details><summary>{}</summary><p class=\"links\">{}</p></details>",
            escape(ui.word("entry_related_back")),
            links.collect::<Vec<_>>().join(" · ")
        );
    }
    out + "</section>\n"
}

fn sources(entry: &Entry, ui: &Ui) -> String {
    let list: Vec<_> =
        entry.facts.sources.iter().map(|Source { title, url, verified, .. }| (title.clone(), url.get_ref().clone(), *verified)).collect();
    source_list(&list, &entry.facts.reviewed, ui)
}

/// The sources with the date of the last review.
pub fn source_list(sources: &[(String, String, bool)], reviewed: &str, ui: &Ui) -> String {
    let mut out = open("sources", ui.word("entry_sources")) + "<ul class=\"sources\">\n";
    for (title, url, verified) in sources {
        let _ = writeln!(out, "<li>{}{}</li>", away(url, title), unverified(*verified, ui));
    }
    let _ = write!(
        out,
        "</ul>\n<p class=\"quiet\">{} <time datetime=\"{reviewed}\">{reviewed}</time>. {}</p>\n</section>\n",
        escape(ui.word("entry_reviewed")),
        escape(ui.word("entry_reviewed_note"))
    );
    out
}
