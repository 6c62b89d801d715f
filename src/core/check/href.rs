//! An address as it is sent, in one piece, and how a link becomes one.
//!
//! [`Address`] keeps every part on its own, which is six allocations; ten thousand addresses want to be small. A link is resolved against
//! its page as browsers do it (WHATWG URL standard, basic URL parser, for the schemes http and https).

use std::{
    borrow::{Borrow, Cow},
    fmt,
    hash::{BuildHasherDefault, Hash, Hasher},
};

use super::why::Why;
use crate::core::address::{Address, AddressError, MAX_CHARS, Refusal};

/// What a check asks for: no userinfo, no fragment, scheme and host in lower case. Equal if the same is sent.
#[derive(Clone)]
pub struct Href {
    text: Box<str>,
    host_end: u16,
    path_at: u16,
}

impl Href {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True for https, false for http.
    pub fn https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// The host as [`Address::host`] gives it.
    pub fn host(&self) -> &str {
        &self.text[if self.https() { 8 } else { 7 }..usize::from(self.host_end)]
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.text[..usize::from(self.path_at)]
    }

    /// What follows the origin: the path, and the query with its question mark.
    pub fn path_and_query(&self) -> &str {
        &self.text[usize::from(self.path_at)..]
    }

    /// The path; begins with `/`.
    pub fn path(&self) -> &str {
        self.path_and_query().split('?').next().unwrap_or("/")
    }

    /// Why it must not be sent, if so (see [`Address::refusal`]).
    pub fn refusal(&self, page_is_https: bool, allow_loopback: bool) -> Option<Refusal> {
        match self.address() {
            Ok(address) => address.refusal(page_is_https, allow_loopback),
            // Can't be: it was made of an address. If it were, nothing should be sent.
            Err(_) => Some(Refusal::Reserved),
        }
    }

    /// The address with all its parts.
    pub fn address(&self) -> Result<Address, AddressError> {
        let authority = &self.origin()[if self.https() { 8 } else { 7 }..];
        let (path, query) = match self.path_and_query().split_once('?') {
            Some((path, query)) => (path, Some(String::from(query))),
            None => (self.path_and_query(), None),
        };
        Address::of(self.https(), authority, path.into(), query, self.text.as_ref().into())
    }

    /// The same address as a browser writes it: dot segments taken out, everything but plain characters percent-encoded.
    #[must_use]
    pub fn normal(&self) -> Href {
        let mut text = String::from(self.origin());
        let start = text.len();
        push_path(&mut text, start, self.path_and_query());
        Href { text: text.into(), ..self.clone() }
    }
}

impl From<&Address> for Href {
    fn from(address: &Address) -> Href {
        let text = address.href();
        // Hosts end before 2,048 characters of at most 4 bytes: `Address` sees to that.
        let host_end = if text.starts_with("https:") { 8 } else { 7 } + address.host().len();
        let path_at = text[host_end..].find('/').map_or(text.len(), |at| host_end + at);
        Href { text: text.into(), host_end: host_end as u16, path_at: path_at as u16 }
    }
}

impl PartialEq for Href {
    fn eq(&self, other: &Href) -> bool {
        self.text == other.text
    }
}

impl Eq for Href {}

impl PartialOrd for Href {
    fn partial_cmp(&self, other: &Href) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Href {
    fn cmp(&self, other: &Href) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Href {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Borrow<str> for Href {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Tables of addresses spread them with this: FNV-1a, 64 bit. The library's own hash draws random numbers and takes three times as long; who
/// makes addresses that collide slows down their own check alone.
pub(super) type Spread = BuildHasherDefault<Fnv>;

/// See [`Spread`].
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

const fn is_slash(byte: u8) -> bool {
    byte == b'/' || byte == b'\\'
}

/// Where a link leads. `base`: the address of its page, or what the page's `<base>` says. Without one only a whole address leads anywhere.
///
/// An address with userinfo is [`Why::Refused`]: an [`Href`] has no room for it, and browsers would not ask for it.
/// The query is encoded as UTF-8, whatever the page's own encoding; a host stays as it is written (Unicode, not punycode), and one with
/// percent signs is no address.
pub fn resolve(link: &str, base: Option<&Href>) -> Result<Href, Why> {
    let link = link.trim_matches(|c: char| c <= ' ');
    // Tab and line breaks are taken out wherever they stand, as browsers do.
    let link: Cow<str> = if link.contains(['\t', '\n', '\r']) { link.replace(['\t', '\n', '\r'], "").into() } else { link.into() };
    let link = link.split('#').next().unwrap_or("");
    let Some((scheme, rest)) = split_scheme(link) else {
        return match base {
            Some(base) => relative(link, base),
            None => Err(Why::Relative),
        };
    };
    let https = scheme.eq_ignore_ascii_case("https");
    if !https && !scheme.eq_ignore_ascii_case("http") {
        return Err(Why::Scheme);
    }
    match base {
        // `https:page` on a page of https is a relative link; on one of http it names a host.
        Some(base) if base.https() == https => relative(rest, base),
        _ => absolute(https, rest),
    }
}

/// True for a link that only points into its own page.
pub fn is_fragment(link: &str) -> bool {
    link.trim_start_matches(|c: char| c <= ' ').starts_with('#')
}

fn split_scheme(link: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = link.split_once(':')?;
    let letters = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (letters && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))).then_some((scheme, rest))
}

/// A link without a scheme, fragment taken off.
fn relative(link: &str, base: &Href) -> Result<Href, Why> {
    let bytes = link.as_bytes();
    let slashes = bytes.iter().take_while(|byte| is_slash(**byte)).count();
    if slashes > 1 {
        return absolute(base.https(), link);
    }
    let mut text = String::from(base.origin());
    let start = text.len();
    match bytes.first() {
        _ if slashes == 1 => {}
        None => push_path(&mut text, start, base.path_and_query()),
        Some(b'?') => push_path(&mut text, start, base.path()),
        Some(_) => {
            push_path(&mut text, start, base.path());
            let folder = text.rfind('/').unwrap_or(start);
            text.truncate(folder);
        }
    }
    match bytes.first() {
        None => {}
        Some(b'?') => push_query(&mut text, &link[1..]),
        Some(_) => push_path(&mut text, start, link),
    }
    finish(text, base.host_end, base.path_at)
}

/// What follows `https:`, with any number of slashes.
fn absolute(https: bool, rest: &str) -> Result<Href, Why> {
    let rest = rest.trim_start_matches(['/', '\\']);
    let end = rest.bytes().position(|byte| is_slash(byte) || byte == b'?').unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let address = Address::of(https, authority, String::from("/"), None, String::new())?;
    // Whoever types an IPv6 address may leave its brackets out; a browser follows no link without them.
    if address.host().starts_with('[') && !authority.contains('[') {
        return Err(Why::BadIp);
    }
    if address.refusal(false, true) == Some(Refusal::Credentials) {
        return Err(Why::Refused(Refusal::Credentials));
    }
    let root = Href::from(&address);
    let mut text = String::from(root.origin());
    push_path(&mut text, root.origin().len(), tail);
    finish(text, root.host_end, root.path_at)
}

fn finish(text: String, host_end: u16, path_at: u16) -> Result<Href, Why> {
    if text.chars().count() > MAX_CHARS { Err(Why::TooLong) } else { Ok(Href { text: text.into(), host_end, path_at }) }
}

/// Appends a path, and its query, to what begins at `start`: dot segments are carried out and what may not stand in an address is
/// percent-encoded (WHATWG URL standard, path state and query state).
fn push_path(out: &mut String, start: usize, path: &str) {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    let mut segments = path.strip_prefix(['/', '\\']).unwrap_or(path).split(['/', '\\']).peekable();
    while let Some(segment) = segments.next() {
        push_segment(out, start, segment, segments.peek().is_some());
    }
    if let Some(query) = query {
        push_query(out, query);
    }
}

fn push_query(out: &mut String, query: &str) {
    out.push('?');
    push_encoded(out, query, b"\"#<>'");
}

/// One segment of a path, and whether a slash follows it.
fn push_segment(out: &mut String, start: usize, segment: &str, slash: bool) {
    match dots(segment) {
        2 => {
            let parent = out[start..].rfind('/').map_or(start, |at| start + at);
            out.truncate(parent);
            if !slash {
                out.push('/');
            }
        }
        1 if slash => {}
        1 => out.push('/'),
        _ => {
            out.push('/');
            push_encoded(out, segment, b"\"#<>?^`{}");
        }
    }
}

/// 1 for a single-dot segment, 2 for a double-dot one, however they are encoded.
fn dots(segment: &str) -> usize {
    let mut rest = segment;
    let mut count = 0;
    while !rest.is_empty() {
        let encoded = rest.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("%2e"));
        rest = if encoded {
            &rest[3..]
        } else if let Some(rest) = rest.strip_prefix('.') {
            rest
        } else {
            return 0;
        };
        count += 1;
    }
    if count > 2 { 0 } else { count }
}

/// Percent-encodes everything but printable ASCII, and of that a set. What is encoded already stays.
fn push_encoded(out: &mut String, text: &str, set: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte <= b' ' || byte > b'~' || set.contains(&byte) {
            out.push_str(text.get(clean..at).unwrap_or(""));
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
            clean = at + 1;
        }
    }
    out.push_str(text.get(clean..).unwrap_or(""));
}

#[cfg(test)]
mod tests {
    use super::{Href, is_fragment, resolve};
    use crate::core::address::Address;
    use proptest::prelude::*;

    fn href(text: &str) -> Href {
        Href::from(&Address::parse(text).unwrap())
    }

    fn resolved(link: &str, base: &str) -> String {
        match resolve(link, Some(&href(base))) {
            Ok(href) => href.to_string(),
            Err(why) => format!("! {}", why.id()),
        }
    }

    #[test]
    fn parts() {
        for (text, origin, host, path, rest) in [
            ("https://Example.com/a/b?c=d#e", "https://example.com", "example.com", "/a/b", "/a/b?c=d"),
            ("http://example.com:8080?x/y", "http://example.com:8080", "example.com", "/", "/?x/y"),
            ("https://[2001:DB8::1]:444/", "https://[2001:db8::1]:444", "[2001:db8::1]", "/", "/"),
            ("https://bücher.de/ü", "https://bücher.de", "bücher.de", "/ü", "/ü"),
            ("0x7f.1/a?", "https://127.0.0.1", "127.0.0.1", "/a", "/a?"),
        ] {
            let href = href(text);
            assert_eq!((href.origin(), href.host(), href.path(), href.path_and_query()), (origin, host, path, rest), "{text}");
            assert_eq!(href.address().unwrap().href(), href.as_str());
            assert_eq!(href.https(), text != "http://example.com:8080?x/y");
        }
        assert_eq!(href("https://a.de/x/../ü?'x").normal().as_str(), "https://a.de/%C3%BC?%27x");
        assert_eq!(href("http://10.0.0.1/").refusal(true, true).unwrap().id(), "private-address");
        assert_eq!(href("https://a.de/").refusal(true, false), None);
        // 48 bytes in a list of ten thousand, and one allocation.
        assert!(size_of::<Href>() <= 24);
    }

    /// WHATWG URL standard, and what its test data (web-platform-tests, `url/resources/urltestdata.json`) says.
    #[test]
    fn as_browsers_resolve() {
        const BASE: &str = "https://example.com/a/b/c?d=e";
        for (link, expected) in [
            ("", "https://example.com/a/b/c?d=e"),
            ("#x", "https://example.com/a/b/c?d=e"),
            ("?x", "https://example.com/a/b/c?x"),
            ("?", "https://example.com/a/b/c?"),
            ("g", "https://example.com/a/b/g"),
            ("./g", "https://example.com/a/b/g"),
            ("g/", "https://example.com/a/b/g/"),
            ("/g", "https://example.com/g"),
            ("//g.de", "https://g.de/"),
            ("//g.de:443/x", "https://g.de/x"),
            ("\\\\g.de\\x", "https://g.de/x"),
            ("/\\g.de", "https://g.de/"),
            ("///g.de/x", "https://g.de/x"),
            ("\\g\\h", "https://example.com/g/h"),
            ("g?y#s", "https://example.com/a/b/g?y"),
            ("#s?y", "https://example.com/a/b/c?d=e"),
            (";x", "https://example.com/a/b/;x"),
            (".", "https://example.com/a/b/"),
            ("./", "https://example.com/a/b/"),
            ("..", "https://example.com/a/"),
            ("../", "https://example.com/a/"),
            ("../g", "https://example.com/a/g"),
            ("../..", "https://example.com/"),
            ("../../../../g", "https://example.com/g"),
            ("/./g", "https://example.com/g"),
            ("/../g", "https://example.com/g"),
            ("g.", "https://example.com/a/b/g."),
            (".g", "https://example.com/a/b/.g"),
            ("g..", "https://example.com/a/b/g.."),
            ("...", "https://example.com/a/b/..."),
            ("./../g", "https://example.com/a/g"),
            ("./g/.", "https://example.com/a/b/g/"),
            ("g/./h", "https://example.com/a/b/g/h"),
            ("g/../h", "https://example.com/a/b/h"),
            ("g;x=1/../y", "https://example.com/a/b/y"),
            ("g?y/./x", "https://example.com/a/b/g?y/./x"),
            ("%2e%2E/g", "https://example.com/a/g"),
            (".%2e/%2E./g", "https://example.com/g"),
            ("%2e/g", "https://example.com/a/b/g"),
            ("%2e%2e%2f", "https://example.com/a/b/%2e%2e%2f"),
            ("a//b///", "https://example.com/a/b/a//b///"),
            ("/a//../b", "https://example.com/a/b"),
            ("  \t g \n", "https://example.com/a/b/g"),
            ("/ex\nam\tp\rle", "https://example.com/example"),
            ("ht\ntps://\tg.de/", "https://g.de/"),
            ("a b", "https://example.com/a/b/a%20b"),
            ("/ü?ü=ß", "https://example.com/%C3%BC?%C3%BC=%C3%9F"),
            ("/\"<>`{}|^'", "https://example.com/%22%3C%3E%60%7B%7D|%5E'"),
            ("?\"<>`{}|^'", "https://example.com/a/b/c?%22%3C%3E`{}|^%27"),
            ("/100%", "https://example.com/100%"),
            ("/%zz%C3%bc", "https://example.com/%zz%C3%bc"),
            ("/\u{0}\u{7f}", "https://example.com/%00%7F"),
            ("/a,", "https://example.com/a,"),
            ("/it's'", "https://example.com/it's'"),
            ("https:g", "https://example.com/a/b/g"),
            ("https:/g", "https://example.com/g"),
            ("https://g.de/,;'", "https://g.de/,;'"),
            ("HTTPS:?x", "https://example.com/a/b/c?x"),
            ("http:g.de/x", "http://g.de/x"),
            ("http:/g.de", "http://g.de/"),
            ("http:\\\\\\g.de", "http://g.de/"),
            ("HTTP://G.DE:80", "http://g.de/"),
            ("https://g.de?q", "https://g.de/?q"),
            ("https://g.de\\@h.de/", "https://g.de/@h.de/"),
            ("https://web.archive.org/web/2020/https://x.de/,https://y.de", "https://web.archive.org/web/2020/https://x.de/,https://y.de"),
            ("https://0x7f.1/", "https://127.0.0.1/"),
            ("page:1", "! scheme"),
            ("./page:1", "https://example.com/a/b/page:1"),
            ("1:2", "https://example.com/a/b/1:2"),
            ("/x:y", "https://example.com/x:y"),
            ("?a:b", "https://example.com/a/b/c?a:b"),
            ("mailto:a@b.de", "! scheme"),
            ("javascript:void(0)", "! scheme"),
            ("java\nscript:void(0)", "! scheme"),
            ("tel:123", "! scheme"),
            ("data:,x", "! scheme"),
            ("file:///x", "! scheme"),
            ("//", "! no-host"),
            ("///", "! no-host"),
            ("http://", "! no-host"),
            ("https://?x", "! no-host"),
            ("https://a b/", "! not-an-address"),
            ("https://g.de:x/", "! bad-port-number"),
            ("https://1.2.3.256/", "! bad-ip"),
            ("https://[::1/", "! bad-ip"),
            ("https://2001:db8::1/", "! bad-ip"),
            ("//::/", "! bad-ip"),
            ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
            ("https://u:p@g.de/", "! credentials"),
            ("//u@g.de/", "! credentials"),
        ] {
            assert_eq!(resolved(link, BASE), expected, "{link:?}");
        }
        assert_eq!(resolved("x", "https://a.de?q"), "https://a.de/x");
        assert_eq!(resolved("x", "https://a.de//.."), "https://a.de/x");
        assert_eq!(resolved("?", "https://a.de/x/../y"), "https://a.de/y?");
        assert_eq!(resolved("", "https://a.de/ü"), "https://a.de/%C3%BC");
        assert_eq!(resolved("//b.de", "http://a.de:81/"), "http://b.de/");
        assert_eq!(resolved(&"a".repeat(2100), BASE), "! too-long");
        assert_eq!(resolve("/x", None).unwrap_err().id(), "relative");
        assert_eq!(resolve("x.de/y", None).unwrap_err().id(), "relative");
        assert_eq!(resolve("https:x.de", None).unwrap().as_str(), "https://x.de/");
        assert!(is_fragment(" #top") && !is_fragment("a#b"));
    }

    proptest! {
        #[test]
        fn any_link(link in any::<String>(), near in "[a-z:/?#@.%\\\\ 2eE\t]{0,30}", base in "https?://[a-z]{1,5}\\.de(/[a-z.%2eE]{0,4}){0,4}(\\?[a-z/]{0,3})?") {
            let base = href(&base);
            for link in [link, near] {
                if let Ok(to) = resolve(&link, Some(&base)) {
                    prop_assert_eq!(to.address().map(|address| address.href()), Ok(to.to_string()));
                    prop_assert_eq!(to.normal().to_string(), to.to_string());
                    prop_assert_eq!(resolve(to.as_str(), None), Ok(to.clone()));
                    prop_assert_eq!([to.origin(), to.path_and_query()].concat(), to.to_string());
                }
            }
        }

        /// The same as the crate `url`, which passes the standard's own tests, wherever that finds an address.
        #[test]
        fn as_others_resolve(
            link in "(https?:|ftp:|mailto:)?[/\\\\]{0,3}([a-z]{1,3}\\.de)?(:443|:80)?([/?#\\\\.%2eE a-zü\"'<>`{}|,;=&@:\t]{0,4}){0,5}",
            base in "https?://[a-z]{1,5}\\.de(:81)?(/([a-z.%2eEü']{0,4}[a-z.])?){0,4}(\\?([a-zü'/]{0,3}[a-z])?)?",
        ) {
            let theirs = url::Url::parse(&base).unwrap().join(&link).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            match (resolve(&link, Some(&href(&base))), theirs) {
                (Ok(own), Some(mut theirs)) => {
                    theirs.set_fragment(None);
                    // They write hosts in punycode.
                    let host = own.host().is_ascii();
                    // Behind `a:` they keep `..` from leading out of it, as the standard does in addresses of files alone.
                    let drive = |segment: &str| matches!(segment.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic());
                    prop_assert!(!host || link.split(['/', '\\', '?', '#']).any(drive) || own.as_str() == theirs.as_str(), "{} {}: {} {}", base, link, own, theirs);
                }
                (Err(why), theirs) => {
                    // Hosts without a name are hosts for them, and userinfo is no reason.
                    let stricter = matches!(why.id(), "not-an-address" | "credentials" | "bad-port-number");
                    let named = theirs.as_ref().is_some_and(|url| url.host_str() != Some("."));
                    prop_assert!(!named || stricter, "{} {}: {} {:?}", base, link, why.id(), theirs);
                }
                // They take no more than two slashes in a link without a scheme; the standard takes any number.
                (Ok(own), None) => prop_assert!(link.trim_start().starts_with(['/', '\\']), "{} {}: {}", base, link, own),
            }
        }
    }
}
