//! HTML and XML cut into tags and text, without a copy.
//!
//! HTML as the standard's tokenizer does it (HTML standard, 13.2.5), in one pass: quotes, comments, and what stands in scripts, styles and
//! titles, which is no markup. There is no tree, so CDATA sections of drawings within HTML are read as comments. The crate html5gum does the
//! same and more for 38 KB (brotli), mostly the names of all character references; it stands in the tests instead.

use std::borrow::Cow;

use super::entities::{Place, decode};
use crate::core::text::find;

/// One piece. Names are as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>`; its attributes are in [`Tokens::attributes`].
    Start { name: &'a str, closed: bool },
    /// `</name>`
    End { name: &'a str },
    /// Text, its character references not yet read; that of a CDATA section has none.
    Text { text: &'a str, plain: bool },
}

/// HTML elements whose content is no markup: raw text, script data, RCDATA. It is passed over.
const RAW: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// What is left of a text, and where it stands.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    xml: bool,
    /// How deep in drawings and formulas, where `<title/>` is closed.
    foreign: u32,
    /// Of the last start tag: names and values as they are written.
    pub attributes: Vec<(&'a str, &'a str)>,
    /// Where the last token began.
    pub began: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn html(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0, xml: false, foreign: 0, attributes: Vec::new(), began: 0 }
    }

    pub(super) fn xml(text: &'a str) -> Tokens<'a> {
        Tokens { xml: true, ..Tokens::html(text) }
    }

    /// The value of an attribute of the last start tag, read. The first one counts.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        let value = decode(value, if self.xml { Place::Xml } else { Place::Attribute });
        Some(if value.contains('\0') { value.replace('\0', "\u{fffd}").into() } else { value })
    }

    /// What is left from a place on.
    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or("")
    }

    /// Moves behind the next place of a text, or to the end.
    fn skip_behind(&mut self, from: usize, stop: &str) {
        self.at = find(self.rest(from), stop).map_or(self.text.len(), |at| from + at + stop.len());
    }

    /// The name of the tag that begins here; moves behind it.
    fn tag_name(&mut self, from: usize) -> &'a str {
        let rest = self.rest(from);
        let end = rest.bytes().position(ends_name).unwrap_or(rest.len());
        self.at = from + end;
        &rest[..end]
    }

    /// Attributes up to and with `>`. `None`: the text ends before. The answer: was there a slash right before?
    fn tag(&mut self) -> Option<bool> {
        self.attributes.clear();
        let bytes = self.text.as_bytes();
        loop {
            let mut slash = false;
            while let Some(byte) = bytes.get(self.at).filter(|byte| byte.is_ascii_whitespace() || **byte == b'/') {
                slash = *byte == b'/';
                self.at += 1;
            }
            let from = self.at;
            if *bytes.get(from)? == b'>' {
                self.at += 1;
                return Some(slash);
            }
            // A name may begin with `=`.
            let length = bytes[from + 1..].iter().position(|byte| ends_name(*byte) || *byte == b'=')?;
            let name_end = from + 1 + length;
            self.at = name_end;
            let spaces = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let after = name_end + spaces(name_end);
            let mut value = "";
            if bytes.get(after) == Some(&b'=') {
                let from = after + 1 + spaces(after + 1);
                let quote = *bytes.get(from)?;
                if quote == b'"' || quote == b'\'' {
                    let length = bytes[from + 1..].iter().position(|byte| *byte == quote)?;
                    value = &self.text[from + 1..from + 1 + length];
                    self.at = from + length + 2;
                } else {
                    let length = bytes[from..].iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
                    value = &self.text[from..from + length];
                    self.at = from + length;
                }
            }
            self.attributes.push((self.text.get(from..name_end).unwrap_or(""), value));
        }
    }

    /// Passes over what a raw element holds, up to its end tag.
    fn skip_raw(&mut self, name: &str) {
        let bytes = self.text.as_bytes();
        let named = |at: usize| {
            let end = at + name.len();
            bytes.get(at..end).is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
                && bytes.get(end).copied().is_some_and(ends_name)
        };
        // In a script, `<!-- <script>` asks for one `</script>` more (script data double escaped state).
        let script = name.eq_ignore_ascii_case("script");
        let (mut escaped, mut double) = (false, false);
        while let Some(byte) = bytes.get(self.at) {
            let rest = &bytes[self.at..];
            if script && *byte == b'-' && rest.starts_with(b"-->") {
                (escaped, double) = (false, false);
            } else if script && !escaped && rest.starts_with(b"<!--") {
                escaped = true;
                // The dashes may be those of the end, too: `<!-->`.
                self.at += 1;
            } else if *byte == b'<' && rest.get(1) == Some(&b'/') && named(self.at + 2) {
                if !double {
                    return;
                }
                double = false;
            } else if *byte == b'<' && escaped && named(self.at + 1) {
                double = true;
            }
            self.at += 1;
        }
    }

    /// Passes over what begins with `<!` or `<?` or is no tag; gives a CDATA section's text.
    fn skip_declaration(&mut self, from: usize) -> Option<Token<'a>> {
        let rest = self.rest(from);
        if rest.starts_with("<!--") {
            self.skip_comment(from + 4);
        } else if self.xml && rest.starts_with("<![CDATA[") {
            self.skip_behind(from + 9, "]]>");
            let end = if self.text[from + 9..self.at].ends_with("]]>") { self.at - 3 } else { self.at };
            return Some(Token::Text { text: &self.text[from + 9..end], plain: true });
        } else if self.xml && rest.starts_with("<?") {
            self.skip_behind(from + 2, "?>");
        } else {
            self.skip_behind(from + 1, ">");
        }
        None
    }

    /// A comment ends at `-->` or `--!>`, and `<!-->` and `<!--->` are whole ones.
    fn skip_comment(&mut self, from: usize) {
        let rest = self.rest(from);
        if !self.xml
            && let Some(length) = [">", "->"].iter().find(|end| rest.starts_with(**end)).map(|end| end.len())
        {
            self.at = from + length;
            return;
        }
        let mut at = from;
        while let Some(dashes) = find(self.rest(at), "--") {
            let after = self.rest(at + dashes + 2);
            let length = if after.starts_with('>') { 1 } else { 2 * usize::from(!self.xml && after.starts_with("!>")) };
            if length > 0 {
                self.at = at + dashes + 2 + length;
                return;
            }
            at += dashes + 1;
        }
        self.at = self.text.len();
    }
}

/// A name ends at white space, a slash or the tag's end.
const fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|own| own.eq_ignore_ascii_case(name))
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let from = self.at;
            self.began = from;
            let starts_name = |at: usize| {
                bytes
                    .get(at)
                    .is_some_and(|byte| byte.is_ascii_alphabetic() || (self.xml && (*byte == b'_' || *byte == b':' || !byte.is_ascii())))
            };
            let tag = bytes[from] == b'<';
            if tag && starts_name(from + 1) {
                let name = self.tag_name(from + 1);
                let Some(closed) = self.tag() else { break };
                if !self.xml {
                    if is_one_of(name, &["svg", "math"]) && !closed {
                        self.foreign += 1;
                    }
                    if is_one_of(name, &RAW) && !(closed && self.foreign > 0) {
                        self.skip_raw(name);
                    } else if name.eq_ignore_ascii_case("plaintext") {
                        self.at = bytes.len();
                    }
                }
                return Some(Token::Start { name, closed });
            }
            match bytes.get(from + 1) {
                Some(b'/') if tag && starts_name(from + 2) => {
                    let name = self.tag_name(from + 2);
                    if self.tag().is_none() {
                        break;
                    }
                    if is_one_of(name, &["svg", "math"]) {
                        self.foreign = self.foreign.saturating_sub(1);
                    }
                    return Some(Token::End { name });
                }
                Some(b'/') if tag && from + 2 < bytes.len() => self.skip_behind(from + 2, ">"),
                Some(b'!' | b'?') if tag => {
                    if let Some(text) = self.skip_declaration(from) {
                        return Some(text);
                    }
                }
                _ => {
                    // A lone `<` is text.
                    let length = bytes[from + 1..].iter().position(|byte| *byte == b'<').map_or(bytes.len() - from, |at| at + 1);
                    self.at = from + length;
                    return Some(Token::Text { text: &self.text[from..self.at], plain: false });
                }
            }
        }
        self.at = bytes.len();
        None
    }
}

/// Counts lines along a text: `\n`, `\r\n` and a lone `\r` end one.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Lines<'a> {
        Lines { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of a byte, from 1. Places are asked for in order.
    pub(super) fn line(&mut self, at: usize) -> u32 {
        let at = at.min(self.bytes.len());
        while self.at < at {
            let ends = match self.bytes[self.at] {
                b'\n' => true,
                b'\r' => self.bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line = self.line.saturating_add(u32::from(ends));
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Place, Token, Tokens, decode};
    use proptest::prelude::*;

    /// Tags with their attributes, and text, one after the other.
    fn told(mut tokens: Tokens) -> String {
        let mut out = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Start { name, closed } => {
                    let attributes: Vec<String> = tokens.attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
                    out.push(format!("<{name}{}{}>", attributes.concat(), if closed { "/" } else { "" }));
                }
                Token::End { name } => out.push(format!("</{name}>")),
                Token::Text { text, plain } => out.push(format!("{text:?}{}", if plain { "!" } else { "" })),
            }
        }
        out.concat()
    }

    #[test]
    fn html() {
        for (text, expected) in [
            ("a<b>c</b >d", r#""a"<b>"c"</b>"d""#),
            ("<a href=x>", r#"<a href="x">"#),
            ("<A HREF='x' id=\"y\"title=z/ checked>", r#"<A HREF="x" id="y" title="z/" checked="">"#),
            ("<a href = x href=y>", r#"<a href="x" href="y">"#),
            ("<a href=\"a>b\">", r#"<a href="a>b">"#),
            ("<a\nhref=x/>", r#"<a href="x/">"#),
            ("<br/><br / ><br/ x>", r#"<br/><br><br x="">"#),
            ("<a href=>x", r#"<a href="">"x""#),
            ("<a =x=y>", r#"<a =x="y">"#),
            ("<a \"x'>", r#"<a "x'="">"#),
            ("1 < 2 <3 <", r#""1 ""< 2 ""<3 ""<""#),
            ("<!-- <a> --><b>", "<b>"),
            ("<!--><b>", "<b>"),
            ("<!---><b>", "<b>"),
            ("<!-- --!><b>", "<b>"),
            ("<!-- -- > --->c", r#""c""#),
            ("<!-- <a>", ""),
            ("<!doctype html><?xml ?><![CDATA[<b>]]>", r#"<b>"]]>""#.trim_start_matches("<b>")),
            ("</><b></ x>c", r#"<b>"c""#),
            ("</", r#""</""#),
            ("<script><a></script><b>", "<script></script><b>"),
            ("<script><!-- <script> </script> <a> --> </script><b>", "<script></script><b>"),
            ("<script><!-- <script> <a>--></script><b>", "<script></script><b>"),
            ("<script><!--></script><b>", "<script></script><b>"),
            ("<script></scripty></script ><b>", "<script></script><b>"),
            ("<script src=x /><a></script>", r#"<script src="x"/></script>"#),
            ("<style><a></STYLE><title><a></title><textarea><a></textarea>", "<style></STYLE><title></title><textarea></textarea>"),
            ("<style><a></styl", "<style>"),
            ("<svg><title/><a></a></svg><title/><a>", "<svg><title/><a></a></svg><title/>"),
            ("<plaintext><a>", "<plaintext>"),
            ("<a href=\"x", ""),
            ("<a", ""),
            ("<a ", ""),
            ("<a b", ""),
            ("<ä><é", r#""<ä>""<é""#),
        ] {
            assert_eq!(told(Tokens::html(text)), expected, "{text}");
        }
        let mut tokens = Tokens::html("<a HREF='?a=1&amp;b\0' href=y>");
        tokens.next();
        assert_eq!(tokens.value("href").as_deref(), Some("?a=1&b\u{fffd}"));
        assert_eq!(tokens.value("id"), None);
    }

    #[test]
    fn xml() {
        for (text, expected) in [
            ("<?xml version='1.0'?><loc>a&amp;b</loc>", r#"<loc>"a&amp;b"</loc>"#),
            ("<?x > ?><a/>", "<a/>"),
            ("<loc><![CDATA[a&b<c>]]></loc>", r#"<loc>"a&b<c>"!</loc>"#),
            ("<![CDATA[x", r#""x"!"#),
            ("<title><b></title>", "<title><b></title>"),
            ("<ns:loc _x='1'/>", r#"<ns:loc _x="1"/>"#),
            ("<!-- --!> <a> --><b/>", "<b/>"),
        ] {
            assert_eq!(told(Tokens::xml(text)), expected, "{text}");
        }
    }

    #[test]
    fn lines() {
        let mut lines = Lines::of("a\nb\r\nc\rd");
        let found: Vec<u32> = (0..9).map(|at| lines.line(at)).collect();
        assert_eq!(found, [1, 1, 2, 2, 2, 3, 3, 4, 4]);
    }

    const PIECES: [&str; 46] = [
        "<",
        ">",
        "/",
        "!",
        "--",
        "-",
        "<!--",
        "-->",
        "--!>",
        "<a",
        "<a ",
        "</a",
        "</a>",
        "</",
        "<p>",
        "\"",
        "'",
        "=",
        " ",
        "\n",
        "href",
        "x",
        "&amp;",
        "<script>",
        "</script>",
        "<script",
        "</script",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<textarea>",
        "</TEXTAREA >",
        "<?",
        "<!",
        "<![CDATA[",
        "]]>",
        "<br/>",
        "<A HREF='",
        "<plaintext>",
        "<iframe>",
        "</iframe/",
        "ü",
        "<ü",
        "\t",
        "<xmp>",
    ];

    proptest! {
        /// The same tags and attributes as html5gum finds, which passes the tests of html5lib.
        #[test]
        fn as_others_cut(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)) {
            let text = pieces.concat();
            let mut emitter = html5gum::emitters::default::DefaultEmitter::<()>::default();
            emitter.naively_switch_states(true);
            let mut theirs = Vec::new();
            for token in html5gum::Tokenizer::new_with_emitter(text.as_str(), emitter).flatten() {
                match token {
                    html5gum::Token::StartTag(tag) => {
                        let attributes: Vec<String> = tag
                            .attributes
                            .iter()
                            .map(|(name, value)| format!(" {}={:?}", String::from_utf8_lossy(name), String::from_utf8_lossy(value)))
                            .collect();
                        theirs.push(format!("<{}{}", String::from_utf8_lossy(&tag.name), attributes.concat()));
                    }
                    html5gum::Token::EndTag(tag) => theirs.push(format!("</{}", String::from_utf8_lossy(&tag.name))),
                    _ => {}
                }
            }
            let (mut own, mut tokens) = (Vec::new(), Tokens::html(&text));
            while let Some(token) = tokens.next() {
                match token {
                    Token::Start { name, .. } => {
                        let mut attributes = std::collections::BTreeMap::new();
                        for (name, value) in &tokens.attributes {
                            attributes.entry(name.to_ascii_lowercase()).or_insert_with(|| decode(value, Place::Attribute).into_owned());
                        }
                        let told: Vec<String> = attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
                        own.push(format!("<{}{}", name.to_ascii_lowercase(), told.concat()));
                    }
                    Token::End { name } => own.push(format!("</{}", name.to_ascii_lowercase())),
                    Token::Text { .. } => {}
                }
            }
            prop_assert_eq!(own, theirs, "{}", text);
        }

        #[test]
        fn any_text(text in any::<String>(), pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)) {
            for text in [text, pieces.concat()] {
                for mut tokens in [Tokens::html(&text), Tokens::xml(&text)] {
                    let mut last = None;
                    while let Some(_) = tokens.next() {
                        prop_assert!(last.is_none_or(|last| last < tokens.began) && tokens.began < tokens.at && tokens.at <= text.len());
                        last = Some(tokens.began);
                    }
                }
            }
        }
    }
}
