//! The links of an HTML page: where they lead, and what a visitor reads on them.
//!
//! What counts as a link: `<a>` and `<area>` with an address, `<link rel=canonical>`, `<link rel=alternate hreflang>`, and a refresh that a
//! `<meta>` asks for. Feeds, styles, images and frames do not. Links that scripts make are not seen; what stands in a `<template>` is none yet.

use std::borrow::Cow;

use super::{
    entities::{Place, decode},
    href::{Href, resolve},
    markup::{Lines, Token, Tokens},
    why::{Bad, Why},
};
use crate::core::text::{clip, find};

/// How much of a link's text is kept, in bytes.
const TEXT: usize = 120;

/// How many links of one page are kept. The longest lists of links on the web have some thousands.
pub const MAX_LINKS: usize = 20_000;

/// What kind of link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// `<a>` or `<area>`: a visitor can follow it.
    Anchor,
    /// `<link rel=canonical>`: the address that search engines should show for the page.
    Canonical,
    /// `<link rel=alternate hreflang>`: the page in another language.
    Alternate,
    /// `<meta http-equiv=refresh>`: the page sends its visitors on.
    Refresh,
}

impl Via {
    /// The stable name used in tests and exports.
    pub const fn id(self) -> &'static str {
        match self {
            Via::Anchor => "link",
            Via::Canonical => "canonical",
            Via::Alternate => "alternate",
            Via::Refresh => "refresh",
        }
    }
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub to: Href,
    /// What a visitor reads on it, white space collapsed, at most 120 bytes: its text with the descriptions of images in it, else its label or
    /// title. Empty for all but anchors.
    pub text: Box<str>,
    /// What kind of link it is.
    pub via: Via,
    /// `rel=nofollow`: the page's author asks programs not to follow it.
    pub nofollow: bool,
    /// Its line in the page, from 1.
    pub line: u32,
}

/// What a page links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// In the order of the page; an address that is linked twice is here twice. Where an address must not be sent is the caller's to see.
    pub links: Vec<Link>,
    /// Links that lead nowhere.
    pub bad: Vec<Bad>,
    /// What links were resolved against: the page's `<base>`, or its own address.
    pub base: Href,
    /// `<meta name=robots content=nofollow>`: the page's author asks programs to follow no link of it.
    pub nofollow: bool,
    /// How many links more than [`MAX_LINKS`] there were.
    pub over: usize,
}

/// Reads a page that was asked for at an address. Links with other schemes (mailto, tel, javascript) are left out silently.
pub fn links(html: &str, page: &Href) -> Links {
    let found = gather(html);
    let base = found.base(Some(page)).unwrap_or_else(|| page.clone());
    let mut links = Links { links: Vec::new(), bad: Vec::new(), base, nofollow: found.nofollow, over: found.over };
    for raw in found.raws {
        match resolve(&raw.href, Some(&links.base)) {
            Ok(to) => links.links.push(Link { to, text: raw.text, via: raw.via, nofollow: raw.nofollow, line: raw.line }),
            Err(Why::Scheme) => {}
            Err(why) => links.bad.push(Bad::new(raw.line, &raw.href, why)),
        }
    }
    links
}

/// A link as it is written.
pub(super) struct Raw<'a> {
    pub href: Cow<'a, str>,
    pub text: Box<str>,
    pub via: Via,
    pub nofollow: bool,
    pub line: u32,
}

/// All that counts in a page, nothing resolved yet.
#[derive(Default)]
pub(super) struct Gathered<'a> {
    base: Option<Cow<'a, str>>,
    pub raws: Vec<Raw<'a>>,
    pub nofollow: bool,
    pub over: usize,
}

impl Gathered<'_> {
    /// What links are resolved against: `<base>`, if it leads anywhere, else the page.
    pub fn base(&self, page: Option<&Href>) -> Option<Href> {
        let own = self.base.as_ref().and_then(|base| resolve(base, page).ok());
        own.or_else(|| page.cloned())
    }
}

/// A link whose text is still being read.
struct Open<'a> {
    raw: Raw<'a>,
    text: String,
    label: Option<Cow<'a, str>>,
}

impl<'a> Open<'a> {
    /// White space is collapsed at once, so that a page's indentation leaves room for its words.
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if self.text.len() > TEXT + 4 {
                return;
            }
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    fn close(mut self) -> Raw<'a> {
        let text = if self.text.trim().is_empty() { short(self.label.as_deref().unwrap_or("")) } else { short(&self.text) };
        self.raw.text = text;
        self.raw
    }
}

/// White space collapsed, cut to what is kept of a text.
pub(super) fn short(text: &str) -> Box<str> {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(clip(word, TEXT + 4));
        if out.len() > TEXT {
            let kept = clip(&out, TEXT - '…'.len_utf8()).trim_end().len();
            out.truncate(kept);
            out.push('…');
            break;
        }
    }
    out.into()
}

/// True if a list of words, as in `rel`, has one.
fn has_word(list: &str, word: &str) -> bool {
    list.split(|c: char| c.is_ascii_whitespace() || c == ',').any(|own| own.eq_ignore_ascii_case(word))
}

/// Reads a page once.
pub(super) fn gather(html: &str) -> Gathered<'_> {
    let (mut found, mut tokens, mut lines) = (Gathered::default(), Tokens::html(html), Lines::of(html));
    let (mut open, mut templates) = (None::<Open>, 0_u32);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start { name, .. } if name.eq_ignore_ascii_case("template") => templates += 1,
            Token::End { name } if name.eq_ignore_ascii_case("template") => templates = templates.saturating_sub(1),
            _ if templates > 0 => {}
            Token::Text { text, .. } => {
                if let Some(open) = &mut open {
                    open.add(&decode(text, Place::Text));
                }
            }
            Token::End { name } => {
                if name.eq_ignore_ascii_case("a") {
                    found.keep(open.take());
                } else if let Some(open) = open.as_mut().filter(|_| !is_inline(name)) {
                    open.add(" ");
                }
            }
            Token::Start { name, .. } => {
                let (anchor, area) = (name.eq_ignore_ascii_case("a"), name.eq_ignore_ascii_case("area"));
                if anchor {
                    // A link ends where another begins: there are none within links.
                    found.keep(open.take());
                }
                if anchor || area {
                    // Links in drawings had their address in a namespace before SVG 2.
                    let href = tokens.value("href").or_else(|| tokens.value("xlink:href"));
                    let label =
                        ["aria-label", "title", "alt"].into_iter().find_map(|name| tokens.value(name).filter(|own| !own.trim().is_empty()));
                    if let Some(href) = href {
                        let nofollow = tokens.value("rel").is_some_and(|rel| has_word(&rel, "nofollow"));
                        let raw = Raw { href, text: Box::default(), via: Via::Anchor, nofollow, line: lines.line(tokens.began) };
                        let link = Open { raw, text: String::new(), label };
                        if anchor {
                            open = Some(link);
                        } else {
                            found.keep(Some(link));
                        }
                    }
                } else if let Some(open) = &mut open {
                    if name.eq_ignore_ascii_case("img") {
                        open.add(&tokens.value("alt").unwrap_or_default());
                    } else if !is_inline(name) {
                        open.add(" ");
                    }
                }
                if let Some(raw) = head(name, &tokens, &mut lines, &mut found) {
                    found.keep(Some(Open { raw, text: String::new(), label: None }));
                }
            }
        }
    }
    found.keep(open.take());
    found
}

/// What `<base>`, `<link>` and `<meta>` say.
fn head<'a>(name: &str, tokens: &Tokens<'a>, lines: &mut Lines, found: &mut Gathered<'a>) -> Option<Raw<'a>> {
    let (href, via) = if name.eq_ignore_ascii_case("base") {
        // The first one that has an address counts, for links before it too.
        found.base = found.base.take().or_else(|| tokens.value("href"));
        return None;
    } else if name.eq_ignore_ascii_case("link") {
        let rel = tokens.value("rel")?;
        let via = if has_word(&rel, "canonical") {
            Via::Canonical
        } else if has_word(&rel, "alternate") && tokens.value("hreflang").is_some() {
            Via::Alternate
        } else {
            return None;
        };
        (tokens.value("href")?, via)
    } else if name.eq_ignore_ascii_case("meta") {
        let content = tokens.value("content")?;
        let named = tokens.value("name").unwrap_or_default();
        let named = named.trim();
        if named.eq_ignore_ascii_case("robots") || named.eq_ignore_ascii_case(super::robots::TOKEN) {
            found.nofollow |= has_word(&content, "nofollow") || has_word(&content, "none");
        }
        tokens.value("http-equiv").filter(|own| own.trim().eq_ignore_ascii_case("refresh"))?;
        (Cow::Owned(refresh(&content)?.to_string()), Via::Refresh)
    } else {
        return None;
    };
    Some(Raw { href, text: Box::default(), via, nofollow: false, line: lines.line(tokens.began) })
}

/// The address of `5; url=/next` (HTML standard, shared declarative refresh steps). `None`: the page only reloads itself.
fn refresh(content: &str) -> Option<&str> {
    let rest = content.trim_start();
    let number = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let after = &rest[number..];
    let rest = after.trim_start();
    if number == 0 || (rest.len() == after.len() && !rest.starts_with([';', ','])) {
        return None;
    }
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_start();
    let named = rest.get(..3).filter(|name| name.eq_ignore_ascii_case("url")).and_then(|_| rest[3..].trim_start().strip_prefix('='));
    let rest = named.unwrap_or(rest).trim();
    let quoted = ['"', '\''].into_iter().find_map(|quote| rest.strip_prefix(quote).map(|rest| rest.split(quote).next().unwrap_or("")));
    Some(quoted.unwrap_or(rest)).filter(|url| !url.is_empty())
}

/// Elements that don't part words: `S<b>a</b>le` is one.
fn is_inline(name: &str) -> bool {
    const INLINE: &str =
        " a abbr b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u var wbr ";
    name.len() < 8 && find(INLINE, &[" ", &name.to_ascii_lowercase(), " "].concat()).is_some()
}

impl<'a> Gathered<'a> {
    fn keep(&mut self, link: Option<Open<'a>>) {
        let Some(link) = link else { return };
        if self.raws.len() < MAX_LINKS {
            self.raws.push(link.close());
        } else {
            self.over += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Href, Links, MAX_LINKS, Via, links, refresh, short};
    use crate::core::address::Address;
    use proptest::prelude::*;

    fn read(html: &str) -> Links {
        links(html, &Href::from(&Address::parse("https://example.com/shop/list?page=2").unwrap()))
    }

    /// `line kind address [text]`, with `!` for nofollow and `?` for what leads nowhere.
    fn told(html: &str) -> Vec<String> {
        let found = read(html);
        let good = found.links.iter().map(|link| {
            let text = if link.text.is_empty() { String::new() } else { format!(" [{}]", link.text) };
            format!("{} {}{} {}{text}", link.line, link.via.id(), if link.nofollow { "!" } else { "" }, link.to)
        });
        good.chain(found.bad.iter().map(|bad| format!("{} ? {} {}", bad.line, bad.text, bad.why.id()))).collect()
    }

    #[test]
    fn a_page() {
        let html = r##"<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8"><title>Shop <a href="/no">no</a></title>
  <link rel="stylesheet" href="/style.css"><link rel="icon" href="/icon.png">
  <link rel="alternate" type="application/rss+xml" href="/feed.xml">
  <link rel="canonical" href="https://example.com/shop/list?page=2&amp;sort=up">
  <link href='/de/' hreflang=de rel='alternate'>
  <script type="application/ld+json">{"url": "<a href='/no'>"}</script>
  <style>a::after { content: "<a href=/no>" }</style>
</head>
<body>
  <!-- <a href="/no">old</a> -->
  <nav><a class=logo href="/"><img src="logo.svg" alt="Example &amp; Sons"></a>
    <a href="../about.html#team">About
       <b>us</b></a> <a href="?page=3" rel="next nofollow">Next</a>
    <A HREF="//cdn.example.net:8443/x" REL="NOFOLLOW noopener">S<b>a</b>le<br>now</A>
    <a href="#main">Skip</a><a name="main">No link</a>
    <a href="mailto:a@example.com">Mail</a><a href="tel:+1">Call</a><a href="javascript:void(0)">Menu</a><a href="data:,x">Data</a>
    <a href="https://exa mple.com/">Broken</a><a href="https://user:pw@example.com/">Inside</a>
    <a href="/search?q=a b&lang=en" aria-label="Search"><svg><use href="#s"/></svg></a>
    <a href="/open">Never closed
    <a href=/next-one title="Title only"></a>
  </nav>
  <map name=m><area href="/map" alt="North" shape=rect></map>
  <template><a href="/no">no</a><template></template><a href="/no">no</a></template>
  <noscript><a href="/plain">Plain</a></noscript>
  <svg><a xlink:href="/drawn"><text>Drawn</text></a></svg>
  <textarea><a href="/no">no</a></textarea><iframe src="/no"><a href="/no"></a></iframe>
</body></html>"##;
        assert_eq!(
            told(html),
            [
                "7 canonical https://example.com/shop/list?page=2&sort=up",
                "8 alternate https://example.com/de/",
                "14 link https://example.com/ [Example & Sons]",
                "15 link https://example.com/about.html [About us]",
                "16 link! https://example.com/shop/list?page=3 [Next]",
                "17 link! https://cdn.example.net:8443/x [Sale now]",
                "18 link https://example.com/shop/list?page=2 [Skip]",
                "21 link https://example.com/search?q=a%20b&lang=en [Search]",
                "22 link https://example.com/open [Never closed]",
                "23 link https://example.com/next-one [Title only]",
                "25 link https://example.com/map [North]",
                "27 link https://example.com/plain [Plain]",
                "28 link https://example.com/drawn [Drawn]",
                "20 ? https://exa mple.com/ not-an-address",
                "20 ? https://user:pw@example.com/ credentials",
            ]
        );
        let found = read(html);
        assert!(!found.nofollow && found.over == 0 && found.base.as_str() == "https://example.com/shop/list?page=2");
    }

    #[test]
    fn base() {
        for (html, base, to) in [
            ("<base href=/x/y><a href=z>", "https://example.com/x/y", "https://example.com/x/z"),
            ("<a href=z><base target=_top><base href='https://b.de/'><base href=/no/>", "https://b.de/", "https://b.de/z"),
            ("<base href='data:,x'><a href=z>", "https://example.com/shop/list?page=2", "https://example.com/shop/z"),
            ("<base href=''><a href=z>", "https://example.com/shop/list?page=2", "https://example.com/shop/z"),
            ("<template><base href=/x/></template><a href=z>", "https://example.com/shop/list?page=2", "https://example.com/shop/z"),
        ] {
            let found = read(html);
            assert_eq!((found.base.as_str(), found.links[0].to.as_str()), (base, to), "{html}");
        }
    }

    #[test]
    fn nofollow() {
        for (html, expected) in [
            ("<meta name=robots content='noindex, nofollow'>", true),
            ("<META NAME=Robots CONTENT=NONE>", true),
            ("<meta name=isitme content=nofollow>", true),
            ("<meta name=robots content=noindex>", false),
            ("<meta name=googlebot content=nofollow>", false),
            ("<meta name=description content=nofollow>", false),
            ("<!-- <meta name=robots content=nofollow> -->", false),
        ] {
            assert_eq!(read(html).nofollow, expected, "{html}");
        }
        assert!(!read("<a href=/ rel='ugc sponsored'>").links[0].nofollow);
    }

    /// HTML standard, shared declarative refresh steps.
    #[test]
    fn refreshes() {
        for (content, expected) in [
            ("0; url=/next", Some("/next")),
            (" 5;URL='/a b' x", Some("/a b")),
            ("5, url = \"/q\"", Some("/q")),
            ("5 /next", Some("/next")),
            ("5;/next", Some("/next")),
            ("1.5; url=x", Some("x")),
            ("5", None),
            ("5;", None),
            ("5x", None),
            ("url=/x", None),
            ("", None),
        ] {
            assert_eq!(refresh(content), expected, "{content}");
        }
        let found = read("<meta http-equiv=Refresh content='0; url=../new/?a=1&amp;b'>");
        assert_eq!((found.links[0].to.as_str(), found.links[0].via), ("https://example.com/new/?a=1&b", Via::Refresh));
    }

    #[test]
    fn texts_are_short() {
        assert_eq!(&*short("  a \n\u{a0} b "), "a b");
        for text in ["ü".repeat(200), "ab ".repeat(100), "x".repeat(1000)] {
            let short = short(&text);
            assert!(short.len() <= 120 && short.len() > 110 && short.ends_with('…') && !short.contains(" …"), "{short}");
            assert_eq!(read(&format!("<a href=/>{}{text}<i>{text}</i></a>", "\n  ".repeat(100))).links[0].text, short);
        }
        assert_eq!(&*short(&"x".repeat(120)), "x".repeat(120));
    }

    #[test]
    fn many() {
        let found = read(&"<a href=x>".repeat(MAX_LINKS + 7));
        assert_eq!((found.links.len(), found.over), (MAX_LINKS, 7));
    }

    proptest! {
        #[test]
        fn any_page(
            text in any::<String>(),
            pieces in prop::collection::vec(prop::sample::select(&[
                "<a href='", "<a href=x>", "'>", "</a>", "<base href=", "/x>", "<img alt='ü &amp; b'>", "<b>", "</b>", " ", "words ", "<template>",
                "</template>", "<meta name=robots content=none>", "<meta http-equiv=refresh content='1;url=", "<link rel=canonical href=\"", "\">", "<!--", "-->",
                "<script>", "</script>", "<area href=//", "mailto:", "https://", "\n",
            ][..]), 0..30),
        ) {
            for html in [text, pieces.concat()] {
                let found = read(&html);
                let last = html.matches('\n').count() as u32 + html.matches('\r').count() as u32 + 1;
                for link in &found.links {
                    prop_assert!(link.text.len() <= 120 && (1..=last).contains(&link.line));
                    prop_assert!(html.contains('<') && link.to.address().is_ok());
                }
                // An address in a comment or a script is none.
                for hidden in [format!("<!-- {} -->", html.replace("--", "")), format!("<style>{}</style>", html.replace("</", "< /"))] {
                    let found = read(&hidden);
                    prop_assert!(found.links.is_empty() && found.bad.is_empty(), "{}", hidden);
                }
            }
        }
    }
}
