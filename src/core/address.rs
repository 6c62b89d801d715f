//! Web addresses as people type and paste them, and which of them are never sent.
//!
//! Not a URL library: what a browser makes of the same text is left to the browser, but everything that decides *where*
//! a request would go (scheme, userinfo, host, port) is read as the WHATWG URL standard reads it, so that no spelling of
//! a private address slips through.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::text::{cut, cut_last, decimal, has, whole};

/// The longest address that is checked, in characters without the fragment. 2,048 is the sitemap protocol's limit
/// (sitemaps.org, `loc`); many servers and CDNs refuse much more with 414.
pub const MAX_CHARS: usize = 2048;

/// The Fetch standard's bad ports (fetch.spec.whatwg.org, 2026-07-02): 83 ports that browsers refuse. Firefox 153 blocks all of
/// them, Chromium 156 all but 4190 and 6679 (`research/browser.md` A.5); `WebKit` could not be measured.
pub const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115,
    117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
    636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
    10080,
];

/// Schemes that people paste, are not followed by `//`, and must not be taken for `host:port`.
const OTHER_SCHEMES: [&str; 14] =
    ["about", "blob", "data", "file", "ftp", "intent", "javascript", "magnet", "mailto", "sms", "tel", "urn", "vbscript", "view-source"];

/// Endings of file names that are no top-level domains: `error.log` is not a web address.
const FILE_ENDINGS: [&str; 30] = [
    "asp", "aspx", "bak", "cfg", "cgi", "conf", "config", "css", "csv", "dll", "env", "exe", "gif", "htm", "html", "ini", "jpeg", "jpg",
    "js", "json", "jsp", "lock", "log", "pdf", "php", "png", "txt", "xml", "yaml", "yml",
];

/// Top-level names that mean something inside one network or one machine only: RFC 6762 (`local`), ICANN 2024 (`internal`),
/// RFC 8375 (`home.arpa`), ICANN's name-collision list (`home`, `corp`, `mail` is left out as nobody uses it), RFC 6761 (`test`,
/// which developers point at their own machine), and what routers hand out.
const LOCAL_NAMES: [&str; 10] = ["local", "internal", "home.arpa", "lan", "localdomain", "home", "corp", "intranet", "private", "test"];

/// Top-level names that can never be registered: RFC 6761 (`example`, `invalid`) and RFC 9476 (`alt`).
const RESERVED_NAMES: [&str; 3] = ["example", "invalid", "alt"];

/// Characters other than wide ones that browsers turn into plain ASCII or drop (UTS #46): `localhoſt` is localhost. None of
/// them belongs in the name of a site. First and last of each range.
const TURNS_PLAIN: [[u32; 2]; 48] = [
    [0x80, 0xa0],
    [0xaa, 0xaa],
    [0xad, 0xad],
    [0xb2, 0xb2],
    [0xb3, 0xb3],
    [0xb9, 0xb9],
    [0xba, 0xba],
    [0x132, 0x132],
    [0x133, 0x133],
    [0x13f, 0x13f],
    [0x140, 0x140],
    [0x149, 0x149],
    [0x17f, 0x17f],
    [0x1c4, 0x1cc],
    [0x1f1, 0x1f3],
    [0x2b0, 0x2b8],
    [0x2e0, 0x2e4],
    [0x34f, 0x34f],
    [0x37e, 0x37e],
    [0x61c, 0x61c],
    [0x115f, 0x115f],
    [0x1160, 0x1160],
    [0x17b4, 0x17b4],
    [0x17b5, 0x17b5],
    [0x180b, 0x180f],
    [0x1d2c, 0x1d78],
    [0x1d9b, 0x1dbf],
    [0x1fef, 0x1fef],
    [0x2000, 0x25ff],
    [0x2a74, 0x2a76],
    [0x2c7c, 0x2c7c],
    [0x2c7d, 0x2c7d],
    [0x3164, 0x3164],
    [0x3200, 0x33ff],
    [0xa7f2, 0xa7f9],
    [0xab5b, 0xab5f],
    [0xfb00, 0xfb06],
    [0xfb29, 0xfb29],
    [0xfe00, 0xfe6f],
    [0xfeff, 0xfeff],
    [0xff00, 0xffff],
    [0x10780, 0x107ba],
    [0x1bca0, 0x1bca3],
    [0x1d173, 0x1d17a],
    [0x1d400, 0x1d7ff],
    [0x1f100, 0x1f1ff],
    [0x1fbf0, 0x1fbf9],
    [0xe0000, 0x10ffff],
];

/// A web address: http or https, a host, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    original: String,
    https: bool,
    credentials: bool,
    host: String,
    ip: Option<IpAddr>,
    port: Option<u16>,
    path: String,
    query: Option<String>,
}

/// Why a text is not a web address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressError {
    /// Nothing, or only spaces and quotes.
    Empty,
    /// A scheme or a path, but no host.
    NoHost,
    /// Words, not an address.
    HasSpaces,
    /// Characters that no host name has.
    NotAnAddress,
    /// Not a number from 0 to 65535.
    BadPort,
    /// Ends in a number, but is no IPv4 address.
    BadIpv4,
    /// Looks like an IPv6 address, but is none.
    BadIpv6,
    /// Another scheme than http and https; in lower case.
    Scheme(String),
    /// More than [`MAX_CHARS`] characters.
    TooLong,
    /// Several addresses where one is expected.
    List,
}

impl AddressError {
    /// The stable name used in tests and links.
    pub const fn id(&self) -> &'static str {
        match self {
            AddressError::Empty => "empty",
            AddressError::NoHost => "no-host",
            AddressError::HasSpaces => "has-spaces",
            AddressError::NotAnAddress => "not-an-address",
            AddressError::BadPort => "bad-port-number",
            AddressError::BadIpv4 => "bad-ipv4",
            AddressError::BadIpv6 => "bad-ipv6",
            AddressError::Scheme(_) => "scheme",
            AddressError::TooLong => "too-long",
            AddressError::List => "list",
        }
    }

    /// What to tell the visitor.
    pub const fn say(&self) -> &'static str {
        match self {
            AddressError::Empty => "Type or paste a web address, such as example.com.",
            AddressError::NoHost => "The name of the site is missing. Type it like this: https://example.com/page",
            AddressError::HasSpaces => "A web address has no spaces. Paste the address alone, such as https://example.com/page",
            AddressError::NotAnAddress => "That doesn't look like a web address. One looks like this: https://example.com/page",
            AddressError::BadPort => "What follows the colon must be a port number from 0 to 65535, or nothing.",
            AddressError::BadIpv4 => "That looks like an IP address, but it isn't one: it should be four numbers from 0 to 255.",
            AddressError::BadIpv6 => "That looks like an IPv6 address, but it isn't one. Write it in brackets, such as [2001:db8::1].",
            AddressError::Scheme(_) => "This page only checks http and https addresses.",
            AddressError::TooLong => "That address is longer than 2,048 characters. Leave out the part after the question mark.",
            AddressError::List => "Those are several addresses. Paste one at a time.",
        }
    }
}

/// Why an address is never sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `user:password@` in the address: browsers refuse it, and it would end up in logs.
    Credentials,
    /// http: from a page on https: browsers block it (mixed content).
    HttpFromHttps,
    /// One of [`BAD_PORTS`].
    BadPort,
    /// The visitor's own device.
    Loopback,
    /// An IP address that only exists inside a network.
    Private,
    /// A name without a dot.
    SingleLabel,
    /// A name that only exists inside a network.
    LocalName,
    /// A Tor or I2P address.
    Onion,
    /// A name that can never exist.
    Reserved,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 9] = [
        Refusal::Credentials,
        Refusal::HttpFromHttps,
        Refusal::BadPort,
        Refusal::Loopback,
        Refusal::Private,
        Refusal::SingleLabel,
        Refusal::LocalName,
        Refusal::Onion,
        Refusal::Reserved,
    ];

    /// The stable name used in tests and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Refusal::Credentials => "credentials",
            Refusal::HttpFromHttps => "http-from-https",
            Refusal::BadPort => "bad-port",
            Refusal::Loopback => "loopback",
            Refusal::Private => "private-address",
            Refusal::SingleLabel => "single-label",
            Refusal::LocalName => "local-name",
            Refusal::Onion => "onion",
            Refusal::Reserved => "reserved-name",
        }
    }

    /// A few words.
    pub const fn title(self) -> &'static str {
        match self {
            Refusal::Credentials => "The address holds a name or password",
            Refusal::HttpFromHttps => "Browsers block http from this page",
            Refusal::BadPort => "Browsers block that port",
            Refusal::Loopback => "That is your own device",
            Refusal::Private => "That address is inside a network",
            Refusal::SingleLabel | Refusal::LocalName => "That name only works inside a network",
            Refusal::Onion => "Only a special browser can open that",
            Refusal::Reserved => "No site can have that name",
        }
    }

    /// Why it is not sent, and what to do instead.
    pub const fn say(self) -> &'static str {
        match self {
            Refusal::Credentials => {
                "Nothing was sent: the address holds a user name or password (the part before @). Browsers refuse such requests from a page, \
                 and the password could end up in logs. Remove that part and try again; if you shared this address anywhere, change the password."
            }
            Refusal::HttpFromHttps => {
                "Nothing was sent: this page is on https, and browsers don't let it contact addresses that start with http. \
                 Try the same address with https, or open it in a new tab to see what it answers."
            }
            Refusal::BadPort => {
                "Nothing was sent: the port (the number after the colon) belongs to another service, such as mail, and browsers refuse to open it. \
                 Firefox and the Fetch standard block all 83 such ports, Chrome and Edge all but 4190 and 6679. \
                 Check the number; a website should use another port."
            }
            Refusal::Loopback => {
                "Nothing was sent: this address means your own device, so nobody else can see it. \
                 If you run a server there, open the address in a new tab and look at that server's log."
            }
            Refusal::Private => {
                "Nothing was sent: this address only exists inside a home, company or VPN network, and a website has no business contacting it. \
                 Open it in a new tab while you are on that network. If it doesn't open, ask whoever runs the network."
            }
            Refusal::SingleLabel => {
                "Nothing was sent: a name without a dot is a device or site inside a company or home network. \
                 If you mean a public site, add its ending, such as .com. Otherwise open it in a new tab while you are on that network."
            }
            Refusal::LocalName => {
                "Nothing was sent: names with this ending only exist inside a home, company or test network. \
                 Open it in a new tab while you are on that network. If it doesn't open, ask whoever runs the network."
            }
            Refusal::Onion => {
                "Nothing was sent: an ordinary browser can't reach this kind of address, and asking for it would reveal that you tried. \
                 Open it in Tor Browser (or, for i2p, an I2P browser)."
            }
            Refusal::Reserved => {
                "Nothing was sent: this ending is reserved for examples and tests, so no site on the internet can have it. \
                 Check the address for a placeholder that was never filled in."
            }
        }
    }
}

impl Address {
    /// Reads what a person typed or pasted where one web address is expected. Without a scheme it is https.
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        read(text).map(|(address, _)| address)
    }

    /// An address whose parts a caller has told apart, as a program writes them: nothing is taken off their ends. `authority` is what stands
    /// between the slashes, userinfo included; `path` begins with `/`.
    pub(crate) fn of(https: bool, authority: &str, path: String, query: Option<String>, original: String) -> Result<Address, AddressError> {
        let (userinfo, place) = split_userinfo(authority);
        let (host, ip, port) = read_place(place)?;
        let port = port.filter(|&port| port != if https { 443 } else { 80 });
        let address = Address { original, https, credentials: !userinfo.is_empty(), host, ip, port, path, query };
        let parts = [&address.host, &address.path, address.query.as_deref().unwrap_or("")];
        let bytes = parts.map(str::len).iter().sum::<usize>() + "https://:65535?".len();
        // Characters are only counted if there may be too many.
        if (!MANY || bytes > MAX_CHARS) && address.href().chars().count() > MAX_CHARS {
            return Err(AddressError::TooLong);
        }
        Ok(address)
    }

    /// `http` or `https`.
    pub const fn scheme(&self) -> &'static str {
        if self.https { "https" } else { "http" }
    }

    /// The host in lower case: a name (Unicode as typed), four numbers, or an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host if it is an IP address, whatever way it was written.
    pub const fn ip(&self) -> Option<IpAddr> {
        self.ip
    }

    /// The port if it is not the scheme's own.
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// True for 80 with http and 443 with https.
    pub const fn default_port(&self) -> bool {
        self.port.is_none()
    }

    /// The path as typed; begins with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What follows `?`, as typed.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// True if something follows `?`: then the visitor is asked whether to send it.
    pub fn has_query(&self) -> bool {
        self.query.as_deref().is_some_and(|query| !query.is_empty())
    }

    /// What the visitor typed, fragment and userinfo included, without surrounding quotes.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// What a check would ask for: without userinfo and fragment.
    pub fn href(&self) -> String {
        let mut href = self.without_query();
        if let Some(query) = &self.query {
            href.push('?');
            href.push_str(query);
        }
        href
    }

    /// [`Address::href`] without `?` and what follows.
    pub fn without_query(&self) -> String {
        let mut href = self.origin();
        href.push_str(&self.path);
        href
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        let mut origin = String::from(self.scheme());
        origin.push_str("://");
        origin.push_str(&self.host);
        if let Some(port) = self.port {
            origin.push(':');
            origin.push_str(&decimal(port));
        }
        origin
    }

    /// The same address over https: what to offer instead of http. Userinfo is dropped.
    #[must_use]
    pub fn with_https(&self) -> Address {
        Address { https: true, credentials: false, port: self.port.filter(|&port| port != 443), ..self.clone() }
    }

    /// Why this address must not be sent, if so. `allow_loopback` is the configuration's and permits the visitor's own device,
    /// over http too, and nothing else.
    pub fn refusal(&self, page_is_https: bool, allow_loopback: bool) -> Option<Refusal> {
        if self.credentials {
            return Some(Refusal::Credentials);
        }
        let place = self.place();
        let own = place == Some(Refusal::Loopback) && allow_loopback;
        if place.is_some() && !own {
            return place;
        }
        if self.port.is_some_and(|port| BAD_PORTS.contains(&port)) {
            return Some(Refusal::BadPort);
        }
        (page_is_https && !self.https && !own).then_some(Refusal::HttpFromHttps)
    }

    /// Why the host must not be contacted, if so.
    fn place(&self) -> Option<Refusal> {
        if let Some(ip) = self.ip {
            return if is_loopback(ip) { Some(Refusal::Loopback) } else { is_private(ip).then_some(Refusal::Private) };
        }
        let host = self.host.strip_suffix('.').unwrap_or(&self.host);
        let under =
            |ends: &[&str]| ends.iter().any(|end| host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
        if under(&["localhost", "localhost.localdomain"]) {
            Some(Refusal::Loopback)
        } else if under(&LOCAL_NAMES) && has(host, ".") {
            Some(Refusal::LocalName)
        } else if under(&["onion", "i2p"]) {
            Some(Refusal::Onion)
        } else if under(&RESERVED_NAMES) {
            Some(Refusal::Reserved)
        } else {
            (!has(host, ".")).then_some(Refusal::SingleLabel)
        }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.href())
    }
}

/// True if the text is an IP address that only exists on a device or inside a network. For the answers of a resolver: no brackets.
pub fn is_private_ip(text: &str) -> bool {
    read_ip(text.trim()).is_some_and(|ip| is_loopback(ip) || is_private(ip))
}

/// An IP address as machines write it: four numbers, or IPv6 without brackets.
pub fn read_ip(text: &str) -> Option<IpAddr> {
    read_ipv6(text).or_else(|| read_dotted(text))
}

fn read_dotted(text: &str) -> Option<IpAddr> {
    if text.matches('.').count() == 3 { read_ipv4(text).ok()? } else { None }
}

/// For a field that takes anything: does the text look like a web address rather than like words, a number or a version?
pub fn looks_like_address(text: &str) -> bool {
    recognize(text).is_some()
}

/// What [`Address::parse`] says of a text that looks like a web address; `None` if it looks like words, a number or a version.
pub fn recognize(text: &str) -> Option<Result<Address, AddressError>> {
    let read = read(text);
    looks(text, &read).then(|| read.map(|(address, _)| address))
}

fn looks(text: &str, read: &Result<(Address, bool), AddressError>) -> bool {
    let (address, schemed) = match read {
        Ok((address, schemed)) => (address, *schemed),
        // It was meant as an address: that path explains what is wrong.
        Err(AddressError::Scheme(scheme)) => {
            return OTHER_SCHEMES.contains(&scheme.as_str()) || bare(unwrap(text))[scheme.len()..].starts_with("://");
        }
        Err(_) => return starts_with_scheme(unwrap(text)) && !unwrap(text).chars().any(char::is_whitespace),
    };
    if schemed {
        return true;
    }
    if address.credentials {
        return false; // someone@example.com
    }
    let typed = bare(unwrap(text));
    if address.ip.is_some() {
        let host = until(typed, "/?:");
        return typed.starts_with('[') || host.split('.').filter(|part| !part.is_empty()).count() == 4;
    }
    if address.host == "localhost" {
        return true;
    }
    let host = until(typed, "/\\?:");
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some((_, end)) = cut_last(host, b'.') else { return false };
    let lower = end.to_ascii_lowercase();
    let class_name = lower.ends_with("error")
        || lower.ends_with("exception")
        || end.bytes().zip(end.bytes().skip(1)).any(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase());
    let ending = !end.is_ascii()
        || lower.starts_with("xn--")
        || (end.len() >= 2 && end.bytes().all(|byte| byte.is_ascii_alphabetic()) && !class_name);
    let file = address.port.is_none() && address.path == "/" && FILE_ENDINGS.contains(&lower.as_str());
    ending && !file
}

fn starts_with_scheme(text: &str) -> bool {
    let name = until(text, ":");
    (name.eq_ignore_ascii_case("https") || name.eq_ignore_ascii_case("http")) && text[name.len()..].starts_with("://")
}

/// Without its fragment, and without what surrounds the rest.
#[cfg_attr(feature = "api", inline(never))]
fn bare(original: &str) -> &str {
    unwrap(until(original, "#"))
}

/// The text up to the first of some ASCII characters, or all of it.
fn until<'a>(text: &'a str, stops: &str) -> &'a str {
    // Plain loops: ten thousand addresses are read at once, and the module is built for size.
    for (at, byte) in text.bytes().enumerate() {
        for stop in stops.bytes() {
            if byte == stop {
                return &text[..at];
            }
        }
    }
    text
}

/// Is it a number, of digits alone?
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Takes away what surrounds a pasted address: spaces, quotes, angle brackets, a pair of parentheses, the comma of a list, and
/// characters without width.
fn unwrap(text: &str) -> &str {
    const AROUND: &str = "\"'`<>,;“”„‘’‚«»‹›\u{feff}\u{200b}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}";
    let around = |c: char| !c.is_ascii_alphanumeric() && (c.is_whitespace() || AROUND.chars().any(|own| own == c));
    let mut text = text.trim_matches(around);
    while let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        text = inner.trim_matches(around);
    }
    text
}

/// The address, and whether its scheme was typed.
fn read(text: &str) -> Result<(Address, bool), AddressError> {
    let original = unwrap(text);
    if original.is_empty() {
        return Err(AddressError::Empty);
    }
    // Most are: no spaces, no control characters, nothing to look at twice.
    let plain = MANY && original.bytes().all(|byte| byte > b' ' && byte < 0x7f);
    let mut words = original.split_whitespace();
    if !plain && let (Some(first), Some(second)) = (words.next(), words.next()) {
        // Where only the first has a scheme, a blank got into one address: `https://exa mple.com/`.
        let list = looks_like_address(first) && looks_like_address(second) && (!FIELD || has(second, "://") || !has(first, "://"));
        return Err(if list { AddressError::List } else { AddressError::HasSpaces });
    }
    if original.len() > 64 * 1024 {
        return Err(AddressError::TooLong);
    }
    if !plain && original.chars().any(char::is_control) {
        return Err(AddressError::NotAnAddress);
    }
    let text = bare(original);
    let (https, schemed, rest) = if read_ipv6(text).is_some() { (true, false, text) } else { split_scheme(text)? };
    let authority = until(rest, "/\\?");
    let mut path = rest[authority.len()..].replace('\\', "/");
    if until(authority, ",;") != authority || path.split(',').skip(1).any(starts_with_scheme) {
        return Err(AddressError::List);
    }
    path.truncate(until(&path, "?").len());
    let query = rest.get(authority.len() + path.len() + 1..).map(String::from);
    if path.is_empty() {
        path.push('/');
    }
    let address = Address::of(https, authority, path, query, original.to_string())?;
    if !schemed && matches!(address.ip, Some(IpAddr::V4(_))) && host_is_small_number(split_userinfo(authority).1) {
        return Err(AddressError::NotAnAddress);
    }
    Ok((address, schemed))
}

/// Whether it is https, whether that was typed, and what follows the slashes.
fn split_scheme(text: &str) -> Result<(bool, bool, &str), AddressError> {
    let name = until(text, ":");
    if let Some(rest) = text.get(name.len() + 1..)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        let name = name.to_ascii_lowercase();
        if name == "http" || name == "https" {
            return Ok((name == "https", true, after_slashes(rest)));
        }
        let authority = until(rest, "/\\?");
        let host = is_digits(authority) || has(authority, "@") || has(&name, ".") || name == "localhost";
        if rest.starts_with("//") || OTHER_SCHEMES.contains(&name.as_str()) || !host {
            return Err(AddressError::Scheme(name));
        }
    }
    // `https//example.com`: the colon was not hit.
    let slip = until(text, "/");
    let https = slip.eq_ignore_ascii_case("https");
    if FIELD && (https || slip.eq_ignore_ascii_case("http")) && text[slip.len()..].starts_with("//") {
        return Ok((https, true, after_slashes(&text[slip.len()..])));
    }
    if text.starts_with("//") || text.starts_with("\\\\") {
        return Ok((true, false, after_slashes(text)));
    }
    Ok((true, false, text))
}

fn after_slashes(text: &str) -> &str {
    text.trim_start_matches(['/', '\\'])
}

/// What people mistype in a field is understood where there is one; programs get an error for it.
const FIELD: bool = !cfg!(feature = "api");

/// Thousands of addresses are read at once, of a list or in a text that is nothing else: then what is plain takes the short way. It leads to the same, and to 0.2 KB more of a module.
const MANY: bool = cfg!(any(feature = "check", all(feature = "reader", not(feature = "api"))));

/// What stands before the last `@`, and what after it.
fn split_userinfo(authority: &str) -> (&str, &str) {
    cut_last(authority, b'@').unwrap_or(("", authority))
}

/// `502` is a code, not 0.0.1.246.
fn host_is_small_number(place: &str) -> bool {
    let number = until(place, ":");
    whole(number).is_some_and(|n| n < 1 << 24)
}

/// Host and port, from `host:port`.
fn read_place(place: &str) -> Result<(String, Option<IpAddr>, Option<u16>), AddressError> {
    if let Some(rest) = place.strip_prefix('[') {
        let (inside, after) = rest.split_once(']').ok_or(AddressError::BadIpv6)?;
        let ip = read_ipv6(inside).ok_or(AddressError::BadIpv6)?;
        let port = match after.strip_prefix(':') {
            Some(port) => read_port(port)?,
            None if after.is_empty() => None,
            None => return Err(AddressError::BadPort),
        };
        return Ok((bracketed(inside), Some(ip), port));
    }
    if place.matches(':').count() > 1 {
        let bare = place.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.');
        return match read_ipv6(place) {
            Some(ip) => Ok((bracketed(place), Some(ip), None)),
            None if bare => Err(AddressError::BadIpv6),
            None => Err(AddressError::BadPort),
        };
    }
    let (host, port) = match place.split_once(':') {
        Some((host, port)) => (host, read_port(port)?),
        None => (place, None),
    };
    let host = read_name(host)?;
    match read_ipv4(&host)? {
        Some(ip) => Ok((dotted(ip), Some(ip), port)),
        None => Ok((host, None, port)),
    }
}

fn bracketed(ip: &str) -> String {
    "[".to_owned() + &ip.to_ascii_lowercase() + "]"
}

fn dotted(ip: IpAddr) -> String {
    let mut out = String::new();
    if let IpAddr::V4(ip) = ip {
        for byte in ip.octets() {
            out.push_str(if out.is_empty() { "" } else { "." });
            out.push_str(&decimal(byte));
        }
    }
    out
}

fn read_port(text: &str) -> Result<Option<u16>, AddressError> {
    if text.is_empty() {
        return Ok(None);
    }
    whole(text).and_then(|port| u16::try_from(port).ok()).map(Some).ok_or(AddressError::BadPort)
}

/// The small letter of a capital one of the scripts that have them and that names are written in: Latin, Greek, Cyrillic. The standard
/// library's tables for all others cost the module 7 KB; the browser makes those small itself before it asks.
fn lower(c: char) -> char {
    let at = c as u32;
    let small = match at {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => at + 0x20,
        0x400..=0x40f => at + 0x50,
        0x100..=0x12f
        | 0x132..=0x137
        | 0x14a..=0x177
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f => at | 1,
        0x139..=0x148 | 0x179..=0x17e | 0x4c1..=0x4ce => at + (at & 1),
        _ => at,
    };
    char::from_u32(small).unwrap_or(c)
}

/// A host name in lower case, with the wide letters and dots of Chinese and Japanese keyboards made plain.
fn read_name(text: &str) -> Result<String, AddressError> {
    let name = if MANY && text.is_ascii() { text.to_ascii_lowercase() } else { read_wide(text)? };
    if name.is_empty() || name == "." {
        return Err(AddressError::NoHost);
    }
    let plain = |byte: u8| byte >= 0x80 || byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let long = |label: &str| label.is_empty() || (label.len() > 63 && label.chars().count() > 63);
    if name.len() > 1000 || !name.bytes().all(plain) || name.strip_suffix('.').unwrap_or(&name).split('.').any(long) {
        return Err(AddressError::NotAnAddress);
    }
    Ok(name)
}

/// Names beyond ASCII.
pub(super) fn read_wide(text: &str) -> Result<String, AddressError> {
    let mut name = String::new();
    for c in text.chars() {
        name.push(lower(match c {
            '\u{3002}' | '\u{ff61}' => '.',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c if c.is_ascii() || !TURNS_PLAIN.iter().any(|[from, to]| (*from..=*to).contains(&(c as u32))) => c,
            _ => return Err(AddressError::NotAnAddress),
        }));
    }
    Ok(name)
}

/// The WHATWG IPv4 parser: a host whose last label is a number is an IPv4 address or nothing. `0x7f.1` is 127.0.0.1.
fn read_ipv4(host: &str) -> Result<Option<IpAddr>, AddressError> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = cut_last(host, b'.').map_or(host, |cut| cut.1);
    let hex = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !hex && !is_digits(last) {
        return Ok(None);
    }
    let count = host.split('.').count();
    let mut address: u64 = 0;
    for (index, part) in host.split('.').enumerate() {
        let number = ipv4_number(part).ok_or(AddressError::BadIpv4)?;
        let limit = if index + 1 < count { 256 } else { 1 << (8 * (5_usize.saturating_sub(count))) };
        if count > 4 || number >= limit {
            return Err(AddressError::BadIpv4);
        }
        let shift = if index + 1 < count { 8 * (3 - index) } else { 0 };
        address += number << shift;
    }
    Ok(Some(IpAddr::V4(Ipv4Addr::from(address as u32))))
}

fn ipv4_number(part: &str) -> Option<u64> {
    let (digits, radix) = match part.strip_prefix("0x") {
        Some("") => return Some(0),
        Some(digits) => (digits, 16),
        None if part.len() > 1 && part.starts_with('0') => (part, 8),
        None => (part, 10),
    };
    // `from_str_radix` takes a sign; a part has none, as `+` is no host character and `-` is caught here.
    if digits.starts_with('-') { None } else { u64::from_str_radix(digits, radix).ok() }
}

/// An IPv6 address without brackets; a zone (`%eth0`) is refused, as the URL standard does.
fn read_ipv6(text: &str) -> Option<IpAddr> {
    let (head, tail) = cut(text, "::").unwrap_or((text, ""));
    let short = head.len() < text.len();
    let (mut all, mut last) = ([0; 8], [0; 8]);
    let (before, after) = (read_groups(head, &mut all, !short)?, read_groups(tail, &mut last, true)?);
    if if short { before + after > 7 } else { before < 8 } {
        return None;
    }
    all[8 - after..].copy_from_slice(&last[..after]);
    Some(IpAddr::from(all))
}

/// Reads `a:b:c` or `a:b:1.2.3.4` (if it may end so) and says how many groups that are.
fn read_groups(text: &str, groups: &mut [u16; 8], end: bool) -> Option<usize> {
    let mut count = 0;
    let mut rest = Some(text).filter(|text| !text.is_empty());
    while let Some(text) = rest {
        let part = until(text, ":");
        rest = text.get(part.len() + 1..);
        if end && rest.is_none() && has(part, ".") {
            let Some(IpAddr::V4(ip)) = read_dotted(part) else { return None };
            let [a, b, c, d] = ip.octets();
            *groups.get_mut(count)? = u16::from_be_bytes([a, b]);
            count += 1;
            *groups.get_mut(count)? = u16::from_be_bytes([c, d]);
        } else {
            let hex = (1..=4).contains(&part.len());
            *groups.get_mut(count)? = part.chars().try_fold(0, |sum, c| Some(sum << 4 | c.to_digit(16)? as u16)).filter(|_| hex)?;
        }
        count += 1;
    }
    Some(count)
}

/// The IPv4 address that an IPv6 address stands for: mapped (RFC 4291), compatible, NAT64 (RFC 6052) and 6to4 (RFC 3056).
fn inner_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, a, b] | [0x64, 0xff9b, 0, 0, 0, 0, a, b] | [0x2002, a, b, ..] => v4(a, b),
        _ => None,
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback() || inner_v4(ip).is_some_and(|ip| ip.is_loopback()),
    }
}

/// Not the public internet: IANA's special-purpose registries (without the documentation ranges, which lead nowhere), multicast.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => match ip.octets() {
            [0 | 10 | 224.., ..] | [192, 168, ..] | [169, 254, ..] | [192, 0, 0, _] => true,
            [100, b, ..] => b & 0xc0 == 64,
            [172, b, ..] => b & 0xf0 == 16,
            [198, b, ..] => b & 0xfe == 18,
            _ => false,
        },
        IpAddr::V6(ip) => match inner_v4(ip) {
            Some(v4) => is_private(IpAddr::V4(v4)),
            // Unique local fc00::/7; link local fe80::/10 and the old site local fec0::/10; multicast ff00::/8.
            None => matches!(ip.segments()[0], 0xfc00..=0xfdff | 0xfe80..=0xffff),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, AddressError, BAD_PORTS, MAX_CHARS, Refusal, is_private_ip, looks_like_address};
    use core::net::{IpAddr, Ipv6Addr};
    use proptest::prelude::*;

    fn href(text: &str) -> String {
        match Address::parse(text) {
            Ok(address) => address.href(),
            Err(error) => format!("! {}", error.id()),
        }
    }

    #[test]
    fn reads() {
        for (input, expected) in [
            ("example.com", "https://example.com/"),
            ("example.com/x", "https://example.com/x"),
            ("  \"https://Example.COM/X?Y=1#z\",\n", "https://example.com/X?Y=1"),
            ("<https://example.com>", "https://example.com/"),
            ("“example.com”", "https://example.com/"),
            ("(https://example.com/a)", "https://example.com/a"),
            ("https://example.com/a_(b)", "https://example.com/a_(b)"),
            ("\u{feff}example.com\u{200b}", "https://example.com/"),
            ("HTTP://example.com:80/", "http://example.com/"),
            ("https://example.com:443", "https://example.com/"),
            ("https://example.com:080/", "https://example.com:80/"),
            ("https://example.com:/", "https://example.com/"),
            ("example.com:8443/x", "https://example.com:8443/x"),
            ("localhost:3000", "https://localhost:3000/"),
            ("//example.com/x", "https://example.com/x"),
            ("https:example.com", "https://example.com/"),
            ("https:\\\\example.com\\x?a\\b", "https://example.com/x?a\\b"),
            ("https://example.com?x=1", "https://example.com/?x=1"),
            ("https://example.com/?", "https://example.com/?"),
            ("https://user:pass@example.com/x", "https://example.com/x"),
            ("https://evil.example\\@good.example/", "https://evil.example/@good.example/"),
            ("bücher.example/ü", "https://bücher.example/ü"),
            ("BÜCHER.de", "https://bücher.de/"),
            ("xn--bcher-kva.example", "https://xn--bcher-kva.example/"),
            ("例え。テスト", "https://例え.テスト/"),
            ("ｅｘａｍｐｌｅ．ｃｏｍ", "https://example.com/"),
            ("💩.la", "https://💩.la/"),
            ("foo_bar.example.com.", "https://foo_bar.example.com./"),
            // IPv4 in every form that browsers read.
            ("127.0.0.1", "https://127.0.0.1/"),
            ("0x7f.1", "https://127.0.0.1/"),
            ("2130706433", "https://127.0.0.1/"),
            ("127.1", "https://127.0.0.1/"),
            ("0177.0.0.1", "https://127.0.0.1/"),
            ("http://0x7F000001:8080/", "http://127.0.0.1:8080/"),
            ("http://502/", "http://0.0.1.246/"),
            ("http://1.2.3.4./", "http://1.2.3.4/"),
            ("http://0x/", "http://0.0.0.0/"),
            ("１２７。０。０。１", "https://127.0.0.1/"),
            ("[::1]:8080", "https://[::1]:8080/"),
            ("https://[2001:DB8:0:0::1]/x", "https://[2001:db8:0:0::1]/x"),
            ("2001:db8::1", "https://[2001:db8::1]/"),
            ("fe80::1", "https://[fe80::1]/"),
            // And what is none.
            ("", "! empty"),
            (" \"\" ", "! empty"),
            ("https://", "! no-host"),
            ("/path", "! no-host"),
            ("#top", "! no-host"),
            (".", "! no-host"),
            ("bad gateway", "! has-spaces"),
            ("https://example.com/a b", "! has-spaces"),
            ("example.com other.example", "! list"),
            ("https://a.example\nhttps://b.example", "! list"),
            ("a.example,b.example", "! list"),
            ("https://a.example/x,https://b.example/y", "! list"),
            ("502", "! not-an-address"),
            ("5o2!", "! not-an-address"),
            ("a..b", "! not-an-address"),
            (".com", "! not-an-address"),
            ("exa%6dple.com", "! not-an-address"),
            ("localhoſt", "! not-an-address"),
            ("exam\u{ad}ple.com", "! not-an-address"),
            ("exa\u{0}mple.com", "! not-an-address"),
            ("①②⑦.0.0.1", "! not-an-address"),
            ("1.2.3.4.5", "! bad-ipv4"),
            ("http://256.1.1.1/", "! bad-ipv4"),
            ("http://1.2.3.999/", "! bad-ipv4"),
            ("http://foo.09/", "! bad-ipv4"),
            ("http://4294967296/", "! bad-ipv4"),
            ("example.com:99999", "! bad-port-number"),
            ("example.com:abc", "! bad-port-number"),
            ("https://x:y:z/", "! bad-port-number"),
            ("https://[::1]x/", "! bad-port-number"),
            ("https://[::1", "! bad-ipv6"),
            ("https://[fe80::1%25eth0]/", "! bad-ipv6"),
            ("https://1:2:3/", "! bad-ipv6"),
            ("javascript:alert(1)", "! scheme"),
            ("JavaScript:1", "! scheme"),
            ("data:text/html,<script>", "! scheme"),
            ("file:///etc/passwd", "! scheme"),
            ("ftp://example.com", "! scheme"),
            ("mailto:bob@example.com", "! scheme"),
            ("ws://example.com", "! scheme"),
            ("C:\\Users", "! scheme"),
            ("foo:bar", "! scheme"),
        ] {
            assert_eq!(href(input), expected, "{input}");
        }
        assert_eq!(Address::parse("FTP://x"), Err(AddressError::Scheme("ftp".into())));
    }

    #[test]
    fn parts() {
        let address = Address::parse("\"http://u@Example.com:8080/a/b?c=d#e\"").unwrap();
        assert_eq!((address.scheme(), address.host(), address.port()), ("http", "example.com", Some(8080)));
        assert_eq!((address.path(), address.query(), address.has_query()), ("/a/b", Some("c=d"), true));
        assert_eq!(address.without_query(), "http://example.com:8080/a/b");
        assert_eq!(address.to_string(), "http://example.com:8080/a/b?c=d");
        assert_eq!(address.origin(), "http://example.com:8080");
        assert_eq!(address.original(), "http://u@Example.com:8080/a/b?c=d#e");
        assert_eq!(address.with_https().href(), "https://example.com:8080/a/b?c=d");
        assert!(!address.default_port() && !Address::parse("a.de?").unwrap().has_query());
        let long = "a".repeat(MAX_CHARS - "https://a.de/".len());
        assert!(Address::parse(&format!("a.de/{long}")).is_ok());
        assert_eq!(href(&format!("a.de/{long}a")), "! too-long");
        assert_eq!(href(&format!("a.de/#{long}{long}")), "https://a.de/");
        assert_eq!(href(&"a".repeat(5 << 20)), "! too-long");
    }

    #[test]
    fn refuses() {
        use Refusal::{BadPort, Credentials, HttpFromHttps, LocalName, Loopback, Onion, Private, Reserved, SingleLabel};
        for (input, expected) in [
            ("https://example.com/", None),
            ("https://1.1.1.1/", None),
            ("https://[2606:4700:4700::1111]/", None),
            ("https://172.32.0.1/", None),
            ("https://100.128.0.1/", None),
            ("https://localhost.example.com/", None),
            ("https://notlocal/", Some(SingleLabel)),
            ("https://mylocalhost/", Some(SingleLabel)),
            ("https://thelan.com/", None),
            ("https://u:p@example.com/", Some(Credentials)),
            ("https://u@example.com/", Some(Credentials)),
            ("https://u@127.0.0.1/", Some(Credentials)),
            ("http://example.com/", Some(HttpFromHttps)),
            ("http://10.0.0.1/", Some(Private)),
            ("https://example.com:25/", Some(BadPort)),
            ("https://example.com:0/", Some(BadPort)),
            ("https://example.com:10080/", Some(BadPort)),
            ("http://example.com:22/", Some(BadPort)),
            ("https://localhost/", Some(Loopback)),
            ("https://LOCALHOST./", Some(Loopback)),
            ("https://x.localhost:8080/", Some(Loopback)),
            ("https://127.255.0.1/", Some(Loopback)),
            ("https://0x7f.1/", Some(Loopback)),
            ("https://[::1]/", Some(Loopback)),
            ("https://[::ffff:127.0.0.1]/", Some(Loopback)),
            ("https://[64:ff9b::7f00:1]/", Some(Loopback)),
            ("https://0.0.0.0/", Some(Private)),
            ("https://[::]/", Some(Private)),
            ("https://192.168.0.1/", Some(Private)),
            ("https://0300.0250.1/", Some(Private)),
            ("https://172.16.0.1/", Some(Private)),
            ("https://172.31.255.255/", Some(Private)),
            ("https://169.254.169.254/latest/", Some(Private)),
            ("https://100.64.0.1/", Some(Private)),
            ("https://198.18.0.1/", Some(Private)),
            ("https://224.0.0.1/", Some(Private)),
            ("https://255.255.255.255/", Some(Private)),
            ("https://[fd00::1]/", Some(Private)),
            ("https://[fe80::1]/", Some(Private)),
            ("https://[ff02::1]/", Some(Private)),
            ("https://[::ffff:10.0.0.1]/", Some(Private)),
            ("https://[2002:c0a8:1::1]/", Some(Private)),
            ("intranet", Some(SingleLabel)),
            ("https://intranet./", Some(SingleLabel)),
            ("printer.local", Some(LocalName)),
            ("https://a.b.internal./", Some(LocalName)),
            ("router.home.arpa", Some(LocalName)),
            ("router.lan", Some(LocalName)),
            ("shop.test", Some(LocalName)),
            ("abc.onion", Some(Onion)),
            ("www.example", Some(Reserved)),
            ("www.invalid", Some(Reserved)),
        ] {
            assert_eq!(Address::parse(input).unwrap().refusal(true, false), expected, "{input}");
        }
        // Tests and local work: the own device, and nothing else.
        for (input, expected) in [
            ("http://127.0.0.1:8080/", None),
            ("http://localhost:8080/", None),
            ("http://[::1]:8080/", None),
            ("http://127.0.0.1:25/", Some(BadPort)),
            ("http://u:p@127.0.0.1/", Some(Credentials)),
            ("http://10.0.0.1/", Some(Private)),
            ("http://example.com/", Some(HttpFromHttps)),
        ] {
            assert_eq!(Address::parse(input).unwrap().refusal(true, true), expected, "{input}");
        }
        assert_eq!(Address::parse("http://example.com/").unwrap().refusal(false, false), None);
        assert_eq!(Address::parse("http://127.0.0.1/").unwrap().refusal(false, false), Some(Loopback));
        assert!(BAD_PORTS.is_sorted());
        for refusal in Refusal::ALL {
            assert!(refusal.say().starts_with("Nothing was sent: ") && refusal.title().len() < 50);
            assert!((2..=3).contains(&refusal.say().matches(". ").count().saturating_add(1)), "{}", refusal.id());
        }
    }

    #[test]
    fn private_ips() {
        for ip in ["10.1.2.3", " 127.0.0.1 ", "0.0.0.0", "::1", "fd12::1", "::ffff:192.168.1.1", "100.100.1.1"] {
            assert!(is_private_ip(ip), "{ip}");
        }
        for ip in ["8.8.8.8", "2606:4700::1111", "192.0.2.1", "example.com", "", "127.1", "[::1]"] {
            assert!(!is_private_ip(ip), "{ip}");
        }
    }

    #[test]
    fn looks() {
        for text in [
            "example.com",
            "https://x",
            "https://",
            "HTTP://a b".split(' ').next().unwrap(),
            "localhost:3000",
            "localhost",
            "192.168.0.1",
            "10.0.0.1:8080/x",
            "example.com/x y".split(' ').next().unwrap(),
            "https://example.com/502",
            "www.Example.Com",
            "bücher.de",
            "xn--bcher-kva.xn--p1ai",
            "[::1]:80",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.com",
            "example.com:8443",
            "printer.local",
            "hello.world",
            "example.com.",
            "\"example.com\"",
            "http://intranet/",
            "https://3.14/",
            "index.html/x",
            "abc.co.uk/error.log",
            "(“foo://x”)#y",
            "(example.com)#x",
            "https:\\\\example.com",
        ] {
            assert!(looks_like_address(text), "{text}");
        }
        for text in [
            "",
            "bad gateway",
            "502",
            "e.g.",
            "i.e.",
            "nginx/1.2",
            "3.14",
            "500.19",
            "404.0",
            "hello.world how are you",
            "https://example.com is down",
            "ERR_CONNECTION_REFUSED",
            "net::ERR_FAILED",
            "java.net.SocketException",
            "System.Net.WebException",
            "requests.exceptions.ConnectionError",
            "error.log",
            "index.html",
            "web.config",
            "bob@example.com",
            "error:502",
            "nginx:8080",
            "v1.2.x",
            "and/or",
            "n/a",
            "5o2",
            "...",
            "intranet",
            "Unexpected token: foo",
            "(“foo:x”)#y",
            "(‘to:me’)#1",
            "2130706433",
            "what?",
            "💥",
            "://",
            ":",
            "@",
            "a:b:c",
        ] {
            assert!(!looks_like_address(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text(
            text in any::<String>(),
            bytes in "[a-z0-9:/?#@.%\\[\\]\\\\ ,;()'\"<>xX-]{0,40}",
            // What surrounds an address, in and around what is not one.
            wrapped in "[(“]{0,3}([a-zü]{1,4}[:.])?[/\\\\]{0,2}[a-z]{0,3}[,)”]{0,3}(https?:)?[/\\\\]{0,2}[#?]?[a-z“(]{0,2}[)”]?",
        ) {
            for text in [text, bytes, wrapped] {
                let _ = looks_like_address(&text);
                let _ = is_private_ip(&text);
                if let Ok(address) = Address::parse(&text) {
                    let _ = address.refusal(true, true);
                    let again = Address::parse(&address.href()).map(|again| again.href());
                    prop_assert_eq!(again, Ok(address.href()), "{}", text);
                }
            }
        }

        #[test]
        fn ipv6_as_std_reads_it(
            text in "([0-9a-f]{0,4}::?){0,9}",
            tail in prop::sample::select(vec!["", "0", "ff02", "12345", "+1", "1.2.3.4", "256.1.1.1", "1.2.3", "1.2.3.4.5", "1%1"]),
        ) {
            let text = text + tail;
            prop_assert_eq!(super::read_ipv6(&text), text.parse::<Ipv6Addr>().ok().map(IpAddr::V6), "{}", text);
        }

        /// However a private address is spelled, it is refused.
        #[test]
        fn every_spelling(last in 0_u32..=0xffff, base in prop::sample::select(vec![0x7f00_0000_u32, 0x0a00_0000, 0xc0a8_0000, 0xa9fe_0000])) {
            let ip = base | last;
            let [a, b, c, d] = ip.to_be_bytes();
            for host in [
                format!("{ip}"), format!("0x{ip:X}"), format!("0{ip:o}"), format!("{a}.{b}.{c}.{d}"), format!("{a}.{}", ip & 0x00ff_ffff),
                format!("0x{a:x}.0{b:o}.{}", ip & 0xffff), format!("[::ffff:{a}.{b}.{c}.{d}]"), format!("[::ffff:{:x}:{:x}]", ip >> 16, ip & 0xffff),
                format!("{a}.{b}.{c}.{d}."), format!("{a}。{b}。{c}。{d}"),
            ] {
                let address = Address::parse(&format!("https://{host}/")).unwrap();
                prop_assert!(matches!(address.refusal(true, false), Some(Refusal::Loopback | Refusal::Private)), "{}", host);
            }
        }
    }
}
