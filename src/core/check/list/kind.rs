//! What a pasted text is.

use super::{Kind, csv, lines};
use crate::core::{
    check::markup::{Token, Tokens},
    text::find,
};

/// What a text most likely is. Documents are known by their first element, tables by their shape, the rest by the links in them.
pub(super) fn recognize(text: &str) -> Kind {
    if let Some(kind) = document(text.trim_start()) {
        kind
    } else if csv::is_table(text) {
        Kind::Csv
    } else if has_markdown_link(text) {
        Kind::Markdown
    } else if has_html_link(text) {
        Kind::Html
    } else {
        Kind::Text
    }
}

/// By the first element.
fn document(text: &str) -> Option<Kind> {
    text.strip_prefix('<')?;
    let root = Tokens::xml(text).find_map(|token| match token {
        Token::Start { name, .. } => Some(name.rsplit(':').next().unwrap_or("").to_ascii_lowercase()),
        _ => None,
    });
    let doctype = text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    Some(match root.as_deref().unwrap_or("") {
        "urlset" => Kind::Sitemap,
        "sitemapindex" => Kind::SitemapIndex,
        "rss" | "rdf" | "feed" => Kind::Feed,
        "html" | "head" | "body" => Kind::Html,
        _ if doctype => Kind::Html,
        _ => return None,
    })
}

/// `[text](address)` or `[name]: address`.
fn has_markdown_link(text: &str) -> bool {
    let inline = |line: &str| find(line, "](").is_some_and(|at| line[..at].contains('[') && line[at..].contains(')'));
    let definition = |line: &str| {
        let line = line.trim_start();
        line.starts_with('[') && !line.starts_with("[^") && find(line, "]: ").is_some_and(|at| find(&line[at..], "/").is_some())
    };
    lines(text).any(|(_, line)| inline(line) || definition(line))
}

/// `<a href=…>` or `<area href=…>`.
fn has_html_link(text: &str) -> bool {
    let mut tokens = Tokens::html(text);
    while let Some(token) = tokens.next() {
        if let Token::Start { name, .. } = token
            && (name.eq_ignore_ascii_case("a") || name.eq_ignore_ascii_case("area"))
            && tokens.value("href").is_some()
        {
            return true;
        }
    }
    false
}
