//! Small text helpers that every realm shares.

/// FNV-1a, 32 bit: recognizes our own build's fragments (the build uses the same function). Not for secrets.
pub const fn fnv1a(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// A name as it stands in an address: lower case, everything but letters, digits and dots becomes one hyphen.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    if out.ends_with('-') {
        out.pop();
    }
    out
}

/// A name as a title: `no_healthy_upstream` is *No healthy upstream*.
///
/// ```
/// assert_eq!(isitme::core::text::title("DNS_HOSTNAME_EMPTY"), "DNS hostname empty");
/// ```
pub fn title(name: &str) -> String {
    let mut out = String::new();
    for word in name.split(['_', '.', ' ']) {
        if !out.is_empty() {
            out.push(' ');
        }
        let capitals = ["dns", "tls", "http", "ip", "url", "ssl", "alpn"].iter().any(|own| own.eq_ignore_ascii_case(word));
        out.extend(word.chars().map(|c| if capitals { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }));
    }
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    out
}

/// Replaces `{name}` by its value; unknown names stay as they are.
///
/// ```
/// assert_eq!(isitme::core::text::fill("Contacts {host}.", &[("host", "example.com")]), "Contacts example.com.");
/// ```
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        let Some(close) = tail.find('}') else { break };
        match values.iter().find(|(name, _)| *name == &tail[1..close]) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&tail[..=close]),
        }
        rest = &tail[close + 1..];
    }
    out.push_str(rest);
    out
}

/// A whole number in decimal digits; nothing is less than zero here. The library's way prepares for every way to write one and costs the application 1 KB.
///
/// ```
/// use isitme::core::text::decimal;
/// assert_eq!((decimal(502_u16), decimal(0_usize), decimal(u64::MAX)), ("502".to_owned(), "0".to_owned(), "18446744073709551615".to_owned()));
/// ```
pub fn decimal(number: impl TryInto<u64>) -> String {
    let number = number.try_into();
    debug_assert!(number.is_ok(), "less than zero");
    digits(number.unwrap_or_default())
}

#[inline(never)]
fn digits(number: u64) -> String {
    let mut out = if number > 9 { digits(number / 10) } else { String::new() };
    out.push((b'0' + (number % 10) as u8) as char);
    out
}

/// Texts with another one between them.
///
/// ```
/// assert_eq!(isitme::core::text::joined(["a", "b", "c"].into_iter(), ", "), "a, b, c");
/// ```
pub fn joined<W: AsRef<str>>(words: impl Iterator<Item = W>, between: &str) -> String {
    let mut out = String::new();
    words.for_each(|word| join(&mut out, between, word.as_ref()));
    out
}

/// Puts a text behind others, with another one between.
#[inline(never)]
pub fn join(out: &mut String, between: &str, word: &str) {
    if !out.is_empty() {
        out.push_str(between);
    }
    out.push_str(word);
}

/// Percent-encodes a query or fragment value (RFC 3986: everything but unreserved characters).
pub fn encode(value: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
    out
}

/// Undoes percent-encoding (and `+` for a space); broken sequences stay as they are, invalid UTF-8 is replaced.
///
/// ```
/// use isitme::core::text::{decode, encode};
/// assert_eq!(decode(&encode("a b&c=ü…")), "a b&c=ü…");
/// assert_eq!(decode("100%"), "100%");
/// ```
pub fn decode(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |byte: Option<&u8>| byte.and_then(|b| (*b as char).to_digit(16)).map(|d| d as u8);
        match (bytes[at], hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            (b'+', _, _) => {
                out.push(b' ');
                at += 1;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The value of a name in a query (`?code=502&url=…` with or without the question mark); the first one counts.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('=').or(Some((pair, ""))))
        .find(|(key, _)| decode(key) == name)
        .map(|(_, value)| decode(value))
}

/// Where a text stands in another. The library's search is made for long needles and costs the module 3 KB.
#[inline(never)]
pub fn find(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let Some(first) = needle.first() else { return Some(0) };
    let last = text.len().checked_sub(needle.len())?;
    let mut places = text[..=last].iter().zip(0..).filter(|own| own.0 == first);
    places.find(|own| text[own.1..].starts_with(needle)).map(|own| own.1)
}

/// The number that digits alone stand for; `None` for other texts, for none at all, and for one beyond 32 bits.
///
/// ```
/// use isitme::core::text::whole;
/// assert_eq!([whole("080"), whole("4294967295"), whole("4294967296"), whole("+1"), whole("")], [Some(80), Some(u32::MAX), None, None, None]);
/// ```
#[inline(never)]
pub fn whole(digits: &str) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.bytes().try_fold(0_u32, |sum, b| sum.checked_mul(10)?.checked_add(char::from(b).to_digit(10)?))
}

/// Whether a text stands in another.
pub fn has(text: &str, needle: &str) -> bool {
    find(text, needle).is_some()
}

/// What stands before and after the last place of an ASCII character.
///
/// ```
/// assert_eq!(isitme::core::text::cut_last("a.b.c", b'.'), Some(("a.b", "c")));
/// assert_eq!(isitme::core::text::cut_last("abc", b'.'), None);
/// ```
#[inline(never)]
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|b| b == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands behind the last line end: where a line begins.
pub fn line_start(before: &str) -> usize {
    cut_last(before, b'\n').map_or(0, |(lines, _)| lines.len() + 1)
}

/// What stands before and after the first place of a text in another.
///
/// ```
/// assert_eq!(isitme::core::text::cut("https://a", "://"), Some(("https", "a")));
/// ```
pub fn cut<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, needle)?;
    Some((&text[..at], &text[at + needle.len()..]))
}

/// A prefix of at most `limit` bytes that ends at a character.
pub fn clip(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Sorts a short list; equals keep their order. The library's sorts are made for long ones and cost the module 4 KB for each kind of list.
///
/// ```
/// let mut list = [3, 1, 2];
/// isitme::core::text::sort(&mut list, |a, b| a < b);
/// assert_eq!(list, [1, 2, 3]);
/// ```
pub fn sort<T>(list: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && before(&list[at], &list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}
