//! What a site's robots.txt permits (RFC 9309).
//!
//! Not in the RFC, but in many files: `Crawl-delay`, read as a pause; `Sitemap`. Wrong spellings and a missing colon are read as they are
//! meant, as the reader that most sites are tested with does (github.com/google/robotstxt).

use crate::core::text::{clip, find};

/// The product token: what a robots.txt calls us (RFC 9309, section 2.2.1), and a page's `<meta name>`.
pub const TOKEN: &str = "isitme";

/// How much of a file is read, in bytes (section 2.5 asks for at least that much).
pub const MAX_BYTES: usize = 500 * 1024;

/// The longest `Crawl-delay` that is kept, in milliseconds. Some files ask for minutes; nobody would wait for a page that checks a site so.
pub const MAX_DELAY_MS: u32 = 30_000;

/// How many `Sitemap` lines are kept.
const MAX_SITEMAPS: usize = 1000;

/// What came of asking for `/robots.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetched<'a> {
    /// A 2xx answer, with its text.
    Text(&'a str),
    /// Another answer than 2xx, redirects followed.
    Status(u16),
    /// More redirects than are followed (five at least, section 2.3.1.2).
    Redirects,
    /// No answer: DNS, network, timeout.
    Unreachable,
    /// There is an answer, but the browser doesn't let a page of another site read it (CORS). The RFC knows no such case; what may be read
    /// there can't be told, so nothing is.
    Hidden,
}

/// What a file was, or stood for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was read.
    Read,
    /// There is none: everything is permitted (section 2.3.1.3).
    Missing,
    /// It could not be had: nothing is permitted (section 2.3.1.4).
    Unreachable,
    /// It may not be read: nothing is permitted.
    Hidden,
}

impl Standing {
    /// What it means, in a sentence.
    pub const fn say(self) -> &'static str {
        match self {
            Standing::Read => "The site's robots.txt was read and is kept to.",
            Standing::Missing => "The site has no robots.txt, so all of its pages may be read.",
            Standing::Unreachable => "The site's robots.txt could not be had. Until it answers, programs must not follow the site's links.",
            Standing::Hidden => "The site's robots.txt may not be read from here, so its links are not followed.",
        }
    }
}

/// The rules of one site, for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robots {
    standing: Standing,
    rules: Vec<Rule>,
    delay_ms: Option<u32>,
    sitemaps: Vec<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    path: Box<str>,
    /// The same with the reserved characters of its query encoded, if that makes a difference.
    strict: Option<Box<str>>,
}

impl Robots {
    /// Reads a file.
    pub fn parse(text: &str) -> Robots {
        Robots::parse_for(text, TOKEN)
    }

    /// What came of asking for a file, as section 2.3.1 reads it. 429 is no answer: the site is busy, which is not a missing file. (The RFC
    /// permits everything after any 4xx, and does not ask for it.)
    pub fn of(fetched: Fetched) -> Robots {
        let standing = match fetched {
            Fetched::Text(text) => return Robots::parse(text),
            Fetched::Status(429 | 500..) | Fetched::Unreachable => Standing::Unreachable,
            Fetched::Status(_) | Fetched::Redirects => Standing::Missing,
            Fetched::Hidden => Standing::Hidden,
        };
        Robots { standing, rules: Vec::new(), delay_ms: None, sitemaps: Vec::new() }
    }

    /// What the file was.
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// The pause that the file asks for between two requests, at most [`MAX_DELAY_MS`].
    pub const fn delay_ms(&self) -> Option<u32> {
        self.delay_ms
    }

    /// The values of its `Sitemap` lines, as they are written: to be resolved against the file's address.
    pub fn sitemaps(&self) -> &[Box<str>] {
        &self.sitemaps
    }

    /// May an address be asked for? `path_and_query` begins with `/`.
    pub fn permits(&self, path_and_query: &str) -> bool {
        match self.standing {
            Standing::Missing => return true,
            Standing::Unreachable | Standing::Hidden => return path_and_query == "/robots.txt",
            Standing::Read => {}
        }
        let path = path_and_query.split('#').next().unwrap_or("");
        let (path, strict) = (normal(path, false, false), normal(path, false, true));
        if path == "/robots.txt" {
            return true;
        }
        // The longest rule that fits counts, and of equals the one that allows. Nothing is sorted for it: sorting is 5 KB of code.
        let mut best = (0, true);
        for rule in &self.rules {
            let own = (rule.path.len(), rule.allow);
            let strictly = || (rule.strict.is_some() || path != strict) && matches(rule.strict.as_ref().unwrap_or(&rule.path), &strict);
            if own > best && (matches(&rule.path, &path) || strictly()) {
                best = own;
            }
        }
        best.1
    }

    fn parse_for(text: &str, token: &str) -> Robots {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut head = clip(text, MAX_BYTES);
        if head.len() < text.len() {
            // The last line may be half a rule.
            head = &head[..head.rfind(['\r', '\n']).unwrap_or(0)];
        }
        let (mut own, mut all) = (Group::default(), Group::default());
        let mut sitemaps = Vec::new();
        for line in head.split(['\r', '\n']) {
            let Some((key, value)) = record(line) else { continue };
            match key {
                Key::Agent => {
                    let agent = value.split(|c: char| !(c.is_ascii_alphabetic() || c == '_' || c == '-')).next().unwrap_or("");
                    own.agent(agent.eq_ignore_ascii_case(token));
                    all.agent(value.split_whitespace().next() == Some("*"));
                }
                Key::Allow | Key::Disallow => {
                    own.rule(key == Key::Allow, value);
                    all.rule(key == Key::Allow, value);
                }
                Key::Delay => {
                    own.delay(value);
                    all.delay(value);
                }
                Key::Sitemap => {
                    if sitemaps.len() < MAX_SITEMAPS && !value.is_empty() {
                        sitemaps.push(value.into());
                    }
                }
            }
        }
        let group = if own.named { own } else { all };
        Robots { standing: Standing::Read, rules: group.rules, delay_ms: group.delay_ms, sitemaps }
    }
}

/// The rules for one name, from all groups that name it (section 2.2.1).
#[derive(Default)]
struct Group {
    /// Was it named anywhere?
    named: bool,
    /// Is what is being read about it? A group begins with its names; a name after a rule begins the next one.
    open: bool,
    ruled: bool,
    /// The same for the pause: `Crawl-delay` is no rule and must not end a group, but where one stands between two names, it is about the first.
    open_delay: bool,
    delayed: bool,
    rules: Vec<Rule>,
    delay_ms: Option<u32>,
}

impl Group {
    fn agent(&mut self, own: bool) {
        self.open = own || (self.open && !self.ruled);
        self.open_delay = own || (self.open_delay && !self.ruled && !self.delayed);
        (self.ruled, self.delayed) = (false, false);
        self.named |= own;
    }

    fn rule(&mut self, allow: bool, value: &str) {
        self.ruled = true;
        // An empty rule is about nothing.
        if self.open && !value.is_empty() {
            let (path, strict) = (normal(value, true, false), normal(value, true, true));
            let strict = (strict != path).then(|| strict.into());
            self.rules.push(Rule { allow, path: path.into(), strict });
        }
    }

    fn delay(&mut self, value: &str) {
        self.delayed = true;
        if self.open_delay
            && let Some(delay) = milliseconds(value)
        {
            // Several: the most cautious.
            self.delay_ms = Some(self.delay_ms.unwrap_or(0).max(delay));
        }
    }
}

/// Seconds, with a fraction or not.
fn milliseconds(value: &str) -> Option<u32> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if value.len() == usize::from(value.contains('.')) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let mut delay = whole.bytes().fold(0_u32, |sum, byte| (sum * 10 + u32::from(byte - b'0')).min(MAX_DELAY_MS)) * 1000;
    for (byte, unit) in fraction.bytes().zip([100, 10, 1]) {
        delay += u32::from(byte - b'0') * unit;
    }
    Some(delay.min(MAX_DELAY_MS))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Agent,
    Allow,
    Disallow,
    Delay,
    Sitemap,
}

/// The names of records, and how people misspell them.
const KEYS: [(&str, Key); 14] = [
    ("user-agent", Key::Agent),
    ("useragent", Key::Agent),
    ("user agent", Key::Agent),
    ("allow", Key::Allow),
    ("disallow", Key::Disallow),
    ("dissallow", Key::Disallow), // typos:ignore
    ("dissalow", Key::Disallow),  // typos:ignore
    ("disalow", Key::Disallow),   // typos:ignore
    ("diasllow", Key::Disallow),  // typos:ignore
    ("disallaw", Key::Disallow),  // typos:ignore
    ("crawl-delay", Key::Delay),
    ("crawldelay", Key::Delay),
    ("sitemap", Key::Sitemap),
    ("site-map", Key::Sitemap),
];

/// What a line says, if anything.
fn record(line: &str) -> Option<(Key, &str)> {
    let line = line.split('#').next().unwrap_or("").trim();
    let (name, value) = line.split_once(':').or_else(|| {
        // `disallow /private`: the colon is missing, and it is clear what is meant.
        let (name, value) = line.split_once(char::is_whitespace)?;
        (!value.trim().contains(char::is_whitespace)).then_some((name, value))
    })?;
    let (_, key) = KEYS.iter().find(|(own, _)| own.eq_ignore_ascii_case(name.trim()))?;
    Some((*key, value.trim()))
}

/// A path in one form (section 2.2.2): unreserved characters plain, everything else that isn't reserved percent-encoded, in capitals. In a
/// rule, `*` and a last `$` keep their meaning (section 2.2.3); elsewhere they are encoded, so that `%2A` in a rule is a star in an address.
///
/// `strict` encodes the reserved characters of the query too, as the RFC's table does (`?baz=https://foo.bar`). Most sites and readers
/// compare them as they are written, so both forms are compared.
fn normal(path: &str, rule: bool, strict: bool) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = path.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8);
    let (mut out, mut query, mut at) = (String::with_capacity(path.len()), false, 0);
    while at < bytes.len() {
        let (mut byte, mut length, mut encoded) = (bytes[at], 1, false);
        if byte == b'%'
            && let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2))
        {
            (byte, length, encoded) = (high << 4 | low, 3, true);
        }
        at += length;
        let special = !encoded && rule && (byte == b'*' || (byte == b'$' && at == bytes.len()));
        let delimiter = b":/?#[]@".contains(&byte);
        let plain = byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || (!encoded && (b"!&'()+,;=".contains(&byte) || (delimiter && !(strict && query))));
        query |= byte == b'?' && !encoded;
        if plain || special {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// Does a rule fit the beginning of a path?
fn matches(rule: &str, path: &str) -> bool {
    let (rule, to_end) = rule.strip_suffix('$').map_or((rule, false), |rule| (rule, true));
    let mut pieces = rule.split('*');
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let Some(mut piece) = pieces.next() else { return !to_end || rest.is_empty() };
    // Every piece as early as it can be, which leaves the most for those behind it.
    for next in pieces {
        let Some(at) = find(rest, piece) else { return false };
        rest = &rest[at + piece.len()..];
        piece = next;
    }
    if to_end { rest.ends_with(piece) } else { find(rest, piece).is_some() }
}

#[cfg(test)]
mod tests {
    use super::{Fetched, MAX_BYTES, MAX_DELAY_MS, Robots, Standing};
    use proptest::prelude::*;

    #[track_caller]
    fn permits(file: &str, agent: &str, cases: &[(&str, bool)]) {
        let robots = Robots::parse_for(file, agent);
        for (path, expected) in cases {
            assert_eq!(robots.permits(path), *expected, "{agent} {path} in\n{file}");
        }
    }

    /// RFC 9309, section 5.1.
    #[test]
    fn simple_example() {
        let file = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\n\
            Allow:/example/page.html\nAllow:/example/allowed.gif\n\nUser-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\n\
            User-Agent: quxbot\n";
        permits(
            file,
            "foobot",
            &[
                ("/", false),
                ("/robots.txt", true),
                ("/example/page.html", true),
                ("/example/allowed.gif", true),
                ("/example/other.gif", false),
                ("/publications/", false),
            ],
        );
        for agent in ["barbot", "BazBot"] {
            permits(file, agent, &[("/example/page.html", false), ("/example/page.htm", true), ("/a.gif", true)]);
        }
        permits(file, "quxbot", &[("/example/", true), ("/a.gif", true)]);
        permits(
            file,
            "isitme",
            &[
                ("/", true),
                ("/a.gif", false),
                ("/a.gif?x", true),
                ("/example/page.html", false),
                ("/publications/", true),
                ("/publications/a.gif", true),
            ],
        );
    }

    /// RFC 9309, section 5.2.
    #[test]
    fn longest_match() {
        permits(
            "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n",
            "foobot",
            &[("/example/page/disallowed.gif", false), ("/example/page/", true), ("/example/page/allowed.gif", true), ("/", true)],
        );
        permits("User-agent: *\nAllow: /x\nDisallow: /x\n", "a", &[("/x", true)]);
        permits("User-agent: *\nDisallow: /x\nAllow: /x\n", "a", &[("/x", true)]);
        permits("User-agent: *\nDisallow: /x\nAllow: /x/\n", "a", &[("/x", false), ("/x/", true)]);
        permits("User-agent: *\nallow: /page\ndisallow: /*.html\n", "a", &[("/page.html", false), ("/page", true)]);
        permits("User-agent: *\nallow: /x/page.\ndisallow: /*.html\n", "a", &[("/x/page.html", true), ("/x/y.html", false)]);
        permits("User-agent: *\nallow: /$\ndisallow: /\n", "a", &[("/", true), ("/page.html", false), ("/?x", false)]);
    }

    /// RFC 9309, sections 2.1 and 2.2.1, and what google/robotstxt tests.
    #[test]
    fn groups() {
        let file = "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\nuser-agent: BarBot\ndisallow: /\nallow: /y/\n\n\nallow: /w/\n\
            user-agent: BazBot\n\nuser-agent: FooBot\nallow: /z/\ndisallow: /\n";
        permits(file, "FooBot", &[("/x/b", true), ("/z/d", true), ("/y/c", false), ("/foo/bar/", false)]);
        permits(file, "BarBot", &[("/y/c", true), ("/w/a", true), ("/z/d", false), ("/foo/bar/", false)]);
        permits(file, "BazBot", &[("/z/d", true), ("/x/b", false)]);
        permits(file, "isitme", &[("/foo/bar/", true), ("/", true)]);
        // The RFC's example of groups that are one.
        let file = "user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz\n";
        permits(file, "examplebot", &[("/foo", false), ("/bar", false), ("/baz", false), ("/", true)]);
        // Other records end no group.
        for other in ["Sitemap: https://foo.bar/sitemap", "Host: foo.bar", "Crawl-delay: 10", "# a comment", "nonsense", ""] {
            let file = format!("User-agent: BarBot\n{other}\nUser-agent: *\nDisallow: /\n");
            permits(&file, "BarBot", &[("/", false)]);
            permits(&file, "isitme", &[("/", false)]);
        }
        // A group of our own, even an empty one, is all that counts.
        permits("User-agent: *\nDisallow: /\nUser-agent: isitme\nDisallow:\n", "isitme", &[("/", true)]);
        permits("User-agent: isitme/1.0\nDisallow: /a\nUser-agent: *\nDisallow: /b\n", "isitme", &[("/a", false), ("/b", true)]);
        permits("User-agent: isitmenot\nDisallow: /\n", "isitme", &[("/", true)]);
        permits("User-agent: not-isitme\nDisallow: /\n", "isitme", &[("/", true)]);
        permits("User-agent: * \nDisallow: /a\nUser-agent: *bot\nDisallow: /b\n", "isitme", &[("/a", false), ("/b", true)]);
    }

    #[test]
    fn lines() {
        for end in ["\n", "\r\n", "\r", "\r\n\r\n"] {
            let file =
                ["\u{feff}USER-AGENT : *", "disallow\t:/x/ # no more", "  Allow: /x/y", "# Disallow: /", "Disallow: /a b#c"].join(end);
            permits(&file, "isitme", &[("/x/z", false), ("/x/y", true), ("/a%20b", false), ("/", true)]);
        }
        permits("user-agent *\ndisallow /\n", "isitme", &[("/", false)]);
        permits("foo: *\nbar: /\n", "isitme", &[("/", true)]);
        permits("User-agent: *\nDisalow: /a\nDissallow: /b\nthis is no rule /c\n", "isitme", &[("/a", false), ("/b", false), ("/c", true)]); // typos:ignore
        permits("<!doctype html><p>User-agent: *</p>\n<p>Disallow: /</p>", "isitme", &[("/", true)]);
        permits("", "isitme", &[("/", true)]);
        permits("User-agent: *\nDisallow: /X/\n", "isitme", &[("/x/", true), ("/X/", false)]);
        permits("User-agent: *\nDisallow: private\nDisallow: $\n", "isitme", &[("/private", true), ("/", true)]);
    }

    /// RFC 9309, section 2.2.2: its table of paths, both ways round.
    #[test]
    fn encoding() {
        for (rule, path, fits) in [
            ("/foo/bar?baz=quz", "/foo/bar?baz=quz", true),
            ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", true),
            ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", true),
            ("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", true),
            ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84", true),
            ("/foo/bar/%E3%83%84", "/foo/bar/\u{30c4}", true),
            ("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84", true),
            ("/foo/bar/%62%61%7A", "/foo/bar/baz", true),
            ("/foo/bar/baz", "/foo/bar/%62%61%7A", true),
            ("/a%2Fb", "/a/b", false),
            ("/a%3Fb", "/a?b", false),
            ("/a%2fb", "/a%2Fb", true),
            ("/a|b^c", "/a|b%5Ec", true),
            ("/100%", "/100%25", true),
            ("/*/private", "/?p=/private", true),
            ("/*?*sid=", "/a?b=c&sid=1", true),
            ("/*?", "/a", false),
            // Section 2.2.3.
            ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true),
            ("/path/file-with-a-%2A.html", "/path/file-with-a-b.html", false),
            ("/path/foo-%24", "/path/foo-$", true),
            ("/path/foo-%24", "/path/foo-", false),
            ("/a$b", "/a$bc", true),
            ("/this/path/exactly$", "/this/path/exactly", true),
            ("/this/path/exactly$", "/this/path/exactly/not", false),
            ("/this/*/exactly", "/this/path/exactly", true),
            ("/this/*/exactly", "/this/is/the/path/exactly/so", true),
            ("/this/*/exactly", "/this/exactly", false),
        ] {
            permits(&format!("User-agent: *\nDisallow: {rule}\n"), "isitme", &[(path, !fits)]);
        }
    }

    /// Google's documentation of path values.
    #[test]
    fn wildcards() {
        for (rule, fit, others) in [
            (
                "/fish",
                "/fish /fish.html /fish/salmon.html /fishheads /fishheads/yummy.html /fish.html?id=anything",
                "/Fish.asp /catfish /?id=fish",
            ),
            ("/fish*", "/fish /fish.html /fish/salmon.html /fish.html?id=anything", "/Fish.bar /catfish /?id=fish"),
            ("/fish/", "/fish/ /fish/?id=anything /fish/salmon.html", "/fish /fish.html /Fish/Salmon.html"),
            (
                "/*.php",
                "/filename.php /folder/filename.php?parameters /folder/any.php.file.html /index?f=filename.php/",
                "/ /windows.PHP /php/",
            ),
            ("/*.php$", "/filename.php /folder/filename.php", "/filename.php?parameters /filename.php/ /filename.php5 /aaaphpaaa"),
            ("/fish*.php", "/fish.php /fishheads/catfish.php?parameters", "/Fish.PHP"),
            ("/a*b*c$", "/abc /a-b-b-c /abcc", "/acb /abcd /bc"),
            ("/*a*a*$", "/aa /xaxax", "/a"),
            ("**/x", "/x /y/x", "/y"),
        ] {
            for (paths, permitted) in [(fit, false), (others, true)] {
                for path in paths.split(' ') {
                    permits(&format!("User-agent: *\nDisallow: {rule}\n"), "isitme", &[(path, permitted)]);
                }
            }
        }
    }

    #[test]
    fn delay_and_sitemaps() {
        for (file, expected) in [
            ("User-agent: *\nCrawl-delay: 5\n", Some(5000)),
            ("User-agent: *\nDisallow:\nCrawl-delay: 0.5\n", Some(500)),
            ("User-agent: *\nCrawl-delay: 1.2345\n", Some(1234)),
            ("User-agent: *\nCrawl-delay: .25\n", Some(250)),
            ("User-agent: *\nCrawl-delay: 99999999999999999999\n", Some(MAX_DELAY_MS)),
            ("User-agent: *\nCrawl-delay: 1\nCrawl-delay: 2\n", Some(2000)),
            ("User-agent: AhrefsBot\nCrawl-delay: 10\n\nUser-agent: *\nDisallow: /x\n", None),
            ("User-agent: AhrefsBot\nUser-agent: *\nCrawl-delay: 10\n", Some(10_000)),
            ("User-agent: *\nCrawl-delay: 10\nUser-agent: isitme\nDisallow: /x\n", None),
            ("Crawl-delay: 10\nUser-agent: *\n", None),
            ("User-agent: *\nCrawl-delay: soon\nCrawl-delay: -1\nCrawl-delay: .\nCrawl-delay:\nCrawl-delay: 1e3\n", None),
        ] {
            assert_eq!(Robots::parse(file).delay_ms(), expected, "{file}");
        }
        let robots = Robots::parse("Sitemap: https://example.com/a.xml\nUser-agent: x\nsitemap:/b.xml # main\nSitemap:\nDisallow: /\n");
        assert_eq!(robots.sitemaps().iter().map(|own| &**own).collect::<Vec<_>>(), ["https://example.com/a.xml", "/b.xml"]);
    }

    /// RFC 9309, section 2.3.1.
    #[test]
    fn what_came_of_asking() {
        for (fetched, standing, root) in [
            (Fetched::Text("User-agent: *\nDisallow: /\n"), Standing::Read, false),
            (Fetched::Text(""), Standing::Read, true),
            (Fetched::Status(404), Standing::Missing, true),
            (Fetched::Status(403), Standing::Missing, true),
            (Fetched::Status(410), Standing::Missing, true),
            (Fetched::Redirects, Standing::Missing, true),
            (Fetched::Status(429), Standing::Unreachable, false),
            (Fetched::Status(500), Standing::Unreachable, false),
            (Fetched::Status(503), Standing::Unreachable, false),
            (Fetched::Status(599), Standing::Unreachable, false),
            (Fetched::Unreachable, Standing::Unreachable, false),
            (Fetched::Hidden, Standing::Hidden, false),
        ] {
            let robots = Robots::of(fetched);
            assert_eq!((robots.standing(), robots.permits("/"), robots.permits("/a?b")), (standing, root, root), "{fetched:?}");
            assert!(robots.permits("/robots.txt") && standing.say().ends_with('.'));
        }
    }

    /// Section 2.5: at least 500 kibibytes are read; a rule that the limit cuts in half is none.
    #[test]
    fn long_files() {
        let line = "Disallow: /0123456789\n";
        let start = "User-agent: *\n";
        let mut file = String::from(start) + line.repeat(MAX_BYTES / line.len() - 2).as_str();
        file += "Disallow: /last\nDisallow: /";
        file += &"x".repeat(MAX_BYTES + 100 - file.len());
        file += "\nDisallow: /\n";
        permits(&file, "isitme", &[("/last", false), ("/xxx", true), ("/", true), ("/0123456789a", false)]);
    }

    /// The obvious, slow way.
    fn fits(rule: &[u8], path: &[u8]) -> bool {
        match (rule.split_first(), path.split_first()) {
            (None, _) => true,
            (Some((b'$', [])), rest) => rest.is_none(),
            (Some((b'*', rule)), _) => (0..=path.len()).any(|at| fits(rule, &path[at..])),
            (Some((own, rule)), Some((first, path))) => own == first && fits(rule, path),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn as_the_obvious_way_matches(rule in "/[ab*/]{0,8}[$]?", path in "/[ab/]{0,10}") {
            let robots = Robots::parse(&format!("user-agent: *\ndisallow: {rule}"));
            prop_assert_eq!(!robots.permits(&path), fits(rule.as_bytes(), path.as_bytes()), "{} {}", rule, path);
        }

        #[test]
        fn any_file(
            text in any::<String>(),
            lines in prop::collection::vec(prop::sample::select(&[
                "user-agent: *", "User-agent: isitme", "user-agent: x", "disallow: /", "disallow: /a*%61$", "allow: /a?b=%", "crawl-delay: 2", "sitemap: x", "",
                "#", ":", "\u{feff}", "disallow", "user-agent",
            ][..]), 0..12),
            path in "/[a-z%0-9?*$ü]{0,10}",
        ) {
            for file in [text, lines.join("\n")] {
                let robots = Robots::parse(&file);
                let _ = robots.permits(&path);
                prop_assert!(robots.permits("/robots.txt"));
                // Comments and blank lines change nothing.
                prop_assert_eq!(&robots, &Robots::parse(&file.trim_start_matches('\u{feff}').replace('\n', " # x\n\n#\n")));
            }
        }
    }
}
