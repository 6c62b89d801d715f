//! Addresses in HTML, sitemaps and feeds.

use super::{Reading, Why};
use crate::core::check::{
    entities::{Place, decode},
    href::resolve,
    links::{gather, short},
    markup::{Lines, Token, Tokens},
};

/// The links of a page. Without a known address, only whole ones lead anywhere.
pub(super) fn html(text: &str, to: &mut Reading) {
    let found = gather(text);
    let base = found.base(to.how.base.as_ref());
    to.list.over += found.over;
    for raw in found.raws {
        to.link(raw.line, &raw.href, base.as_ref(), raw.text);
    }
}

/// A name without its namespace's prefix, and the prefix.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').map_or((name, ""), |(prefix, name)| (name, prefix))
}

/// Text between two tags, entities read.
#[derive(Default)]
struct Between {
    text: String,
    open: bool,
}

impl Between {
    fn open(&mut self) {
        self.text.clear();
        self.open = true;
    }

    fn add(&mut self, text: &str, plain: bool) {
        if self.open && self.text.len() < 16 * 1024 {
            self.text.push_str(&if plain { text.into() } else { decode(text, Place::Xml) });
        }
    }
}

/// The `<loc>` of every `<url>` and `<sitemap>` (sitemaps.org). Addresses of images and videos are in other namespaces and left out.
pub(super) fn sitemap(text: &str, to: &mut Reading) {
    let (mut tokens, mut lines) = (Tokens::xml(text), Lines::of(text));
    let (mut root, mut entry, mut loc, mut line) = (None, "", Between::default(), 1);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start { name, closed } => {
                let (local, prefix) = split(name);
                if prefix != *root.get_or_insert(prefix) {
                    continue;
                }
                match local {
                    "url" | "sitemap" => entry = local,
                    "loc" if !entry.is_empty() && !closed => {
                        loc.open();
                        line = lines.line(tokens.began);
                    }
                    _ => {}
                }
            }
            Token::Text { text, plain } => loc.add(text, plain),
            Token::End { name } => {
                let (local, prefix) = split(name);
                if root != Some(prefix) {
                    continue;
                }
                if local == entry {
                    entry = "";
                } else if local == "loc" && loc.open {
                    loc.open = false;
                    let typed = loc.text.trim();
                    // A sitemap names whole addresses; what is relative is a mistake, whatever it may be relative to.
                    let read = if typed.is_empty() { Err(Why::NoAddress) } else { resolve(typed, None) };
                    if entry == "sitemap" {
                        to.sitemap(line, typed, read);
                    } else {
                        to.href(line, typed, read, None);
                    }
                }
            }
        }
    }
}

/// The link of every `<item>` (RSS) and `<entry>` (Atom), with its title. `xml:base` is not read.
pub(super) fn feed(text: &str, to: &mut Reading) {
    let (mut tokens, mut lines) = (Tokens::xml(text), Lines::of(text));
    let (mut root, mut inside, mut line) = ("", false, 1);
    let (mut link, mut title, mut href) = (Between::default(), Between::default(), None::<String>);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start { name, closed } => {
                let (local, prefix) = split(name);
                if root.is_empty() {
                    root = name;
                }
                // RDF's items are in the namespace of RSS, whatever the root's.
                if !prefix.is_empty() && prefix != split(root).1 {
                    continue;
                }
                match local {
                    "item" | "entry" => {
                        (inside, href) = (true, None);
                        title.text.clear();
                    }
                    "title" if inside && !closed && title.text.is_empty() => title.open(),
                    "link" if inside && href.is_none() => {
                        let rel = tokens.value("rel");
                        let own = tokens.value("href").filter(|_| rel.as_deref().is_none_or(|rel| rel == "alternate"));
                        if let Some(own) = own {
                            (href, line) = (Some(own.into_owned()), lines.line(tokens.began));
                        } else if !closed && tokens.value("href").is_none() {
                            link.open();
                            line = lines.line(tokens.began);
                        }
                    }
                    _ => {}
                }
            }
            Token::Text { text, plain } => {
                link.add(text, plain);
                title.add(text, plain);
            }
            Token::End { name } => {
                let (local, prefix) = split(name);
                if !prefix.is_empty() && prefix != split(root).1 {
                    continue;
                }
                match local {
                    "title" => title.open = false,
                    "link" if link.open => {
                        link.open = false;
                        href = Some(link.text.trim().to_string()).filter(|text| !text.is_empty());
                    }
                    "item" | "entry" if inside => {
                        inside = false;
                        match href.take() {
                            Some(href) => to.link(line, &href, to.how.base.as_ref(), short(&title.text)),
                            None => to.list.ignored += 1,
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}
