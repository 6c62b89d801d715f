//! Takes secrets out of addresses and texts before they go into reports, links, storage or to anyone else.
//!
//! Errs towards hiding. What it leaves alone on purpose: ids that help to find a request in a log (ray ids, request ids), IP addresses,
//! host names. Doing it twice changes nothing.

use super::text::{cut, has};

/// What stands for what was taken out.
pub const HIDDEN: &str = "…";

/// Words in a key that make its value a secret, wherever they stand (`X-Api-Key`, `accessToken`, `PHPSESSID`).
const SECRET_IN_KEY: [&str; 16] = [
    "passw",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "session",
    "sessid",
    "credential",
    "signature",
    "jwt",
    "csrf",
    "xsrf",
    "cookie",
];

/// Parts of a key that make its value a secret if they stand alone (`connect.sid`, `x-auth`), not within a word (`author`).
const SECRET_PART: [&str; 10] = ["auth", "oauth", "authorization", "sid", "sig", "pwd", "pin", "otp", "pass", "assertion"];

/// Words in front of a credential in an `Authorization` header.
const AUTH_SCHEMES: [&str; 6] = ["bearer", "basic", "digest", "token", "negotiate", "apikey"];

/// Options of curl and `HTTPie` behind which a name and a password stand.
const USER_OPTIONS: [&str; 6] = ["-u", "--user", "-U", "--proxy-user", "-a", "--auth"];

/// An address without its secrets: query values, userinfo, fragment, e-mail addresses and what looks like a token in the path.
/// The keys of the query stay. Takes any text, with or without a scheme.
pub fn address(text: &str) -> String {
    until_stable(text, address_once)
}

/// A free text (a pasted page, headers, a log) without its secrets: addresses in it as [`address()`] does, e-mail addresses, values of
/// `Authorization`, `Cookie` and `Set-Cookie`, bearer tokens, JWTs, and values of keys that sound secret.
pub fn text(text: &str) -> String {
    until_stable(text, text_once)
}

/// What was hidden may make its surroundings read differently; a second look settles that (tested). The bound is for safety alone.
fn until_stable(text: &str, once: fn(&str) -> String) -> String {
    let mut text = once(text);
    for _ in 0..8 {
        let next = once(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn address_once(text: &str) -> String {
    let text = text.split('#').next().unwrap_or("").trim();
    let (place, query) = match text.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (text, None),
    };
    let (scheme, rest) = match cut(place, "://") {
        Some((scheme, rest)) if is_scheme(scheme) => (&place[..scheme.len() + 3], rest),
        _ => ("", place),
    };
    let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    let mut out = String::with_capacity(text.len());
    out.push_str(scheme);
    out.push_str(authority.rsplit('@').next().unwrap_or(""));
    each(path, &['/', '\\'], &mut out, |segment, out| {
        let (name, parameters) = segment.split_at(segment.find(';').unwrap_or(segment.len()));
        out.push_str(if is_sensitive(name) { HIDDEN } else { name });
        hide_values(parameters, out);
    });
    if let Some(query) = query {
        out.push('?');
        hide_values(query, &mut out);
    }
    out
}

/// Calls `part` for everything between separators and copies the separators.
fn each(text: &str, separators: &[char], out: &mut String, part: fn(&str, &mut String)) {
    let mut rest = text;
    while let Some(at) = rest.find(separators) {
        part(&rest[..at], out);
        out.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    part(rest, out);
}

/// `a=1&b` becomes `a=…&b`.
fn hide_values(pairs: &str, out: &mut String) {
    each(pairs, &['&', ';'], out, |pair, out| {
        let (key, value) = pair.split_at(pair.find('=').unwrap_or(pair.len()));
        out.push_str(if is_sensitive(key) { HIDDEN } else { key });
        if !value.is_empty() {
            out.push('=');
            out.push_str(if value.len() > 1 { HIDDEN } else { "" });
        }
    });
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_sensitive(part: &str) -> bool {
    is_email(part) || is_token(part)
}

/// `someone@example.com`, also as `%40`; `@someone` and `package@1.2.3` are none.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@').or_else(|| cut(text, "%40")) else { return false };
    let last = domain.trim_end_matches('.').rsplit_once('.').map_or("", |(_, last)| last);
    !local.is_empty() && last.chars().count() >= 2 && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// A JWT begins with `{"` in base64.
fn is_jwt(text: &str) -> bool {
    text.starts_with("eyJ") && text.len() >= 16
}

/// Long and random: a UUID, a hash, base64, a JWT, a long number. Titles such as `how-to-fix-502-errors` are none.
fn is_token(text: &str) -> bool {
    if is_jwt(text) {
        return true;
    }
    let (mut plain, mut digits, mut turns) = (0, 0, 0);
    // The length of the present run of letters and digits, the digits in it, and whether there was a long mixed one.
    let (mut run, mut run_digits, mut long) = (0, 0, false);
    let mut only_hex = true;
    let mut last = b' ';
    let mut bytes = text.bytes();
    while let Some(mut byte) = bytes.next() {
        if byte == b'%' {
            // An escape is no letter and no digit of the token.
            bytes.nth(1);
            byte = b' ';
        }
        if byte.is_ascii_alphanumeric() {
            plain += 1;
            run += 1;
            run_digits += usize::from(byte.is_ascii_digit());
            long |= run >= 16 && run_digits > 0;
            let turn = last.is_ascii_digit() && byte.is_ascii_alphabetic()
                || last.is_ascii_alphabetic() && byte.is_ascii_digit()
                || last.is_ascii_lowercase() && byte.is_ascii_uppercase();
            turns += usize::from(turn);
            digits += usize::from(byte.is_ascii_digit());
            only_hex &= byte.is_ascii_hexdigit();
        } else {
            only_hex &= byte == b'-';
            (run, run_digits) = (0, 0);
        }
        last = byte;
    }
    plain >= 16 && digits > 0 && (long || turns >= 3 || only_hex)
}

/// Does the name of a field, header or variable announce a secret?
fn is_secret_key(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    let joined: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    SECRET_IN_KEY.iter().any(|word| has(&joined, word))
        // `Ocp-Apim-Subscription-Key`, `X-Functions-Key`, `account_key`.
        || lower.ends_with("-key")
        || lower.ends_with("_key")
        || lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| SECRET_PART.contains(&part))
}

/// Is a word after `Bearer` a credential rather than prose?
fn is_opaque(word: &str) -> bool {
    let turn = |(a, b): (u8, u8)| a.is_ascii_lowercase() && b.is_ascii_uppercase();
    word.len() >= 8
        && (word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'=')
            || word.bytes().zip(word.bytes().skip(1)).filter(|&pair| turn(pair)).count() > 1)
}

/// Ends an address in a text. An apostrophe may be part of one, unless it stands before it too.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"<>`".contains(c)
}

/// Ends a word in a text.
fn ends_word(c: char) -> bool {
    ends_address(c) || "'(){}[],;|&\\=:?".contains(c)
}

fn word_of(text: &str) -> &str {
    &text[..text.find(ends_word).unwrap_or(text.len())]
}

/// The address at the beginning of the text, without the punctuation of the sentence around it. `quote` stands before it.
fn address_of(text: &str, quote: Option<char>) -> &str {
    let end = text.find(|c| ends_address(c) || Some(c) == quote).unwrap_or(text.len());
    text[..end].trim_end_matches(|c| ".,:;!)]}'".contains(c))
}

/// The length of spaces and tabs at the beginning.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn text_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The quote just before the word, and the word before that (for `Session ID: …`).
    let mut quote = None;
    let mut before = "";
    // How much of the rest is known to hold no `=` before the next space.
    let mut no_query = 0_usize;
    while let Some(first) = rest.chars().next() {
        let (shown, used, hide) = if ends_word(first) {
            quote = "\"'`".contains(first).then_some(first);
            if !" \t".contains(first) {
                before = "";
            }
            (first.len_utf8(), first.len_utf8(), false)
        } else {
            let step = word_step(rest, quote, before, &mut no_query, &mut out);
            before = word_of(rest);
            quote = None;
            step
        };
        out.push_str(&rest[..shown]);
        if hide {
            out.push_str(HIDDEN);
        }
        rest = &rest[used..];
        no_query = no_query.saturating_sub(used);
    }
    out
}

/// What to do with the word at the beginning of `rest`: how many bytes to show, how many to use up, whether to put `…` between.
/// An address is written to `out` here, and nothing of it is left to show.
fn word_step(rest: &str, quote: Option<char>, before: &str, no_query: &mut usize, out: &mut String) -> (usize, usize, bool) {
    let word = word_of(rest);
    let after = &rest[word.len()..];
    let is_url = is_scheme(word) && after.starts_with("://");
    let has_query = after.starts_with('?') && *no_query < word.len() && {
        let found = address_of(rest, quote);
        *no_query = if has(found, "=") { 0 } else { found.len() };
        *no_query == 0
    };
    if is_url || has_query || (word.starts_with('/') && word.len() > 1) {
        let found = address_of(rest, quote);
        if !found.is_empty() {
            out.push_str(&address_once(found));
            return (0, found.len(), false);
        }
    }
    // `curl -u name:password`, `--user 'name:pass word'`.
    if USER_OPTIONS.contains(&word) {
        let gap = after.len() - after.trim_start_matches([' ', '=', '"', '\'']).len();
        let (lead, value) = after.split_at(gap);
        let end = value.find(|c| c == '\n' || if lead.ends_with(['"', '\'']) { lead.ends_with(c) } else { ends_address(c) });
        let value = &value[..end.unwrap_or(value.len())];
        if gap > 0
            && let Some(at) = value.find(':')
        {
            let shown = word.len() + gap + at + 1;
            let used = word.len() + gap + value.len();
            return (shown, used, used > shown);
        }
    }
    let bare = word.trim_end_matches('.');
    if is_email(bare) || is_jwt(bare) {
        return (0, bare.len(), true);
    }
    if AUTH_SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme)) {
        let gap = blanks(after);
        let value = secret_word(&after[gap..]);
        if gap > 0 && is_opaque(value) {
            return (word.len() + gap, word.len() + gap + value.len(), true);
        }
    }
    // `key=value`, `key: value`, `"key": "value"`, `key => value`.
    let mut at = after.len() - after.trim_start_matches([' ', '\t', '"', '\'', '`', '\\']).len();
    let tail = &after[at..];
    let equals = tail.starts_with('=');
    if !(equals || tail.starts_with(':') && !tail.starts_with("::")) {
        return (word.len(), word.len(), false);
    }
    let session_id = word.eq_ignore_ascii_case("id") && before.eq_ignore_ascii_case("session");
    let api_key = word.eq_ignore_ascii_case("key") && (equals || before.eq_ignore_ascii_case("api"));
    if !(session_id || api_key || is_secret_key(word)) {
        return (word.len(), word.len(), false);
    }
    at += 1 + usize::from(tail.starts_with("=>"));
    at += blanks(&after[at..]);
    let escaped = after[at..].starts_with('\\');
    at += usize::from(escaped);
    let value = &after[at..];
    let length = if let Some(open) = value.chars().next().filter(|&c| "\"'`".contains(c)) {
        at += 1;
        let value = &value[1..];
        let mut last = ' ';
        let end = value.find(|c| {
            let ends = c == '\n' || c == open && (escaped || last != '\\');
            last = c;
            ends
        });
        end.unwrap_or(value.len())
    } else if is_whole_line(word) {
        value.find(|c| c == '\n' || c == '\r' || Some(c) == quote).unwrap_or(value.len())
    } else {
        let first = secret_word(value);
        let gap = blanks(&value[first.len()..]);
        let second = secret_word(&value[first.len() + gap..]);
        let pair = AUTH_SCHEMES.iter().any(|scheme| first.eq_ignore_ascii_case(scheme));
        if pair { first.len() + gap + second.len() } else { first.len() }
    };
    (word.len() + at, word.len() + at + length, length > 0)
}

/// Headers whose value goes on to the end of the line.
fn is_whole_line(key: &str) -> bool {
    ["authorization", "proxy-authorization", "cookie", "set-cookie"].iter().any(|name| key.eq_ignore_ascii_case(name))
}

/// A value up to what may end one.
fn secret_word(text: &str) -> &str {
    &text[..text.find(|c| ends_address(c) || "',;&)]}|\\".contains(c)).unwrap_or(text.len())]
}

/// Names of a HAR's pairs whose values tell about an error and are nobody's secret; with `*`, all that start so. Every other header, cookie, query value and
/// parameter is hidden.
const HARMLESS: [&str; 58] = [
    ":method",
    ":scheme",
    ":status",
    "accept",
    "accept-*",
    "age",
    "akamai-grn",
    "allow",
    "alt-svc",
    "cache-control",
    "cf-cache-status",
    "cf-mitigated",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "expires",
    "fly-request-id",
    "host",
    "keep-alive",
    "last-modified",
    "pragma",
    "proxy-status",
    "retry-after",
    "server",
    "server-timing",
    "status",
    "strict-transport-security",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "via",
    "warning",
    "www-authenticate",
    "x-akamai-request-id",
    "x-amz-cf-*",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-azure-ref",
    "x-cache*",
    "x-correlation-id",
    "x-envoy-*",
    "x-fastly-request-id",
    "x-iinfo",
    "x-ms-request-id",
    "x-nf-request-id",
    "x-powered-by",
    "x-railway-*",
    "x-request-id",
    "x-served-by",
    "x-squid-error",
    "x-sucuri-*",
    "x-varnish",
    "x-vercel-*",
];

/// Hides what a HAR holds in pairs, `{"name": "X-Key", "value": "…"}`, and what was posted. [`text`] does not see it: there a secret's name stands in another value.
///
/// ```
/// let har = r#"[{"name":"X-Key","value":"k1"},{"name":"Server","value":"nginx"}]"#;
/// assert_eq!(isitme::core::redact::har(har), r#"[{"name":"X-Key","value":"…"},{"name":"Server","value":"nginx"}]"#);
/// ```
pub fn har(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('"') {
        let (before, word) = rest.split_at(at);
        out.push_str(before);
        // In a string within another one a backslash stands before every quote.
        let escaped = before.len() - before.trim_end_matches('\\').len();
        let found = secret_pair(word, escaped).or_else(|| posted(word, escaped));
        if let Some((start, end)) = found {
            out.push_str(&word[..start]);
            if end > start {
                out.push_str(HIDDEN);
            }
            rest = &word[end..];
        } else {
            out.push('"');
            rest = &word[1..];
        }
    }
    out + rest
}

/// Where the value stands in `"name": "X-Key", "value": "…`.
fn secret_pair(text: &str, escaped: usize) -> Option<(usize, usize)> {
    let name = member(text, 0, "name", escaped)?;
    let shown = text[name.0..name.1].to_ascii_lowercase();
    let harmless = |own: &str| own.strip_suffix('*').map_or(shown == own, |lead| shown.starts_with(lead));
    if HARMLESS.iter().any(|own| harmless(own)) {
        return None;
    }
    let after = name.1 + escaped + 1;
    let comma = after + space(text.get(after..)?);
    let next = text.get(comma..)?.strip_prefix(',')?;
    let at = text.len() - next.len() + space(next);
    member(text, at + text.get(at..)?.find('"').filter(|skipped| *skipped == escaped)?, "value", escaped)
}

/// Where the value stands in `"postData": {…, "text": "…`.
fn posted(text: &str, escaped: usize) -> Option<(usize, usize)> {
    text.strip_prefix("\"postData")?;
    let near = super::text::clip(text, 400);
    let at = super::text::find(near, "\"text")?;
    member(text, at, "text", escaped)
}

/// White space at the start, line ends too.
fn space(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Where the value of a member that starts at a quote stands, without its quotes: `"key": "value"`. A value without an end goes on to the text's.
fn member(text: &str, at: usize, key: &str, escaped: usize) -> Option<(usize, usize)> {
    let quote = "\\".repeat(escaped) + "\"";
    let rest = text.get(at..)?.strip_prefix('"')?.strip_prefix(key)?.strip_prefix(&quote)?;
    let rest = rest[space(rest)..].strip_prefix(':')?;
    let value = rest[space(rest)..].strip_prefix(&quote)?;
    let start = text.len() - value.len();
    let mut from = 0;
    let end = loop {
        let Some(found) = value[from..].find('"').map(|own| from + own) else { break value.len() };
        let slashes = found - value[..found].trim_end_matches('\\').len();
        if slashes == escaped {
            break found - escaped;
        }
        from = found + 1;
    };
    Some((start, start + end))
}

#[cfg(test)]
mod tests {
    use super::{address, har, text};
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        for (input, expected) in [
            ("https://example.com/", "https://example.com/"),
            ("https://user:secret@example.com/x", "https://example.com/x"),
            ("https://a@b@example.com", "https://example.com"),
            ("user:secret@example.com/x", "example.com/x"),
            ("https://example.com/x?a=1&b=two&c", "https://example.com/x?a=…&b=…&c"),
            ("https://example.com/x?a=1&amp;b=2", "https://example.com/x?a=…&amp;b=…"),
            ("https://example.com/?a=&b", "https://example.com/?a=&b"),
            ("https://example.com/?next=https://other.example/?token=1", "https://example.com/?next=…"),
            ("https://example.com/#access_token=abc", "https://example.com/"),
            ("https://example.com/?bob@example.com", "https://example.com/?…"),
            ("https://example.com/reset/3f2504e0-4f89-11d3-9a0c-0305e82c3301/now", "https://example.com/reset/…/now"),
            ("https://example.com/reset/d41d8cd98f00b204e9800998ecf8427e", "https://example.com/reset/…"),
            ("https://example.com/u/eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln", "https://example.com/u/…"),
            ("https://example.com/l/x7Fh-92kKs_d8sQp2Z", "https://example.com/l/…"),
            ("https://example.com/users/bob@example.com/x", "https://example.com/users/…/x"),
            ("https://example.com/users/bob%40example.com/x", "https://example.com/users/…/x"),
            ("https://example.com/app;jsessionid=8AF3B2?x=1", "https://example.com/app;jsessionid=…?x=…"),
            ("https://example.com/card/4111111111111111", "https://example.com/card/…"),
            // Titles, handles and versions stay.
            (
                "https://example.com/how-to-fix-502-bad-gateway-errors-in-2024",
                "https://example.com/how-to-fix-502-bad-gateway-errors-in-2024",
            ),
            ("https://example.com/internationalization-2024", "https://example.com/internationalization-2024"),
            ("https://example.com/@someone/pkg@1.2.3", "https://example.com/@someone/pkg@1.2.3"),
            (
                "https://example.com/wiki/%E4%BD%A0%E5%A5%BD%E4%B8%96%E7%95%8C",
                "https://example.com/wiki/%E4%BD%A0%E5%A5%BD%E4%B8%96%E7%95%8C",
            ),
            ("", ""),
            ("?", "?"),
            ("://", "://"),
        ] {
            assert_eq!(address(input), expected, "{input}");
        }
    }

    #[test]
    fn texts() {
        for (input, expected) in [
            ("", ""),
            ("502 Bad Gateway\nnginx/1.24.0", "502 Bad Gateway\nnginx/1.24.0"),
            ("see https://a.example/x?token=abc.", "see https://a.example/x?token=…."),
            ("(https://u:p@a.example/x)", "(https://a.example/x)"),
            ("write to Bob.Smith+x@mail.example.com.", "write to …."),
            ("Authorization: Bearer abc.def.ghi\nHost: a", "Authorization: …\nHost: a"),
            ("curl -H 'Authorization: Basic dXNlcjpwYXNz' -H 'Accept: x'", "curl -H 'Authorization: …' -H 'Accept: x'"),
            ("Cookie: a=b; c=d\r\nX: y", "Cookie: …\r\nX: y"),
            ("set-cookie: sid=1; Path=/; HttpOnly", "set-cookie: …"),
            ("token is Bearer AbCdEf123456 ok", "token is Bearer … ok"),
            ("Bearer authentication is needed", "Bearer authentication is needed"),
            ("WWW-Authenticate: Bearer realm=\"x\"", "WWW-Authenticate: Bearer realm=\"x\""),
            ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln end", "jwt … end"),
            ("{\"password\": \"two words\", \"user\": \"x\"}", "{\"password\": \"…\", \"user\": \"x\"}"),
            ("{\"password\":\"a\\\"b\"}", "{\"password\":\"…\"}"),
            ("{\\\"token\\\":\\\"abc\\\",1}", "{\\\"token\\\":\\\"…\",1}"),
            ("password=hunter2&x=1", "password=…&x=1"),
            ("api_key = k-123, retries = 3", "api_key = …, retries = 3"),
            ("X-Api-Key: abc\nX-Auth-Token: Bearer abc", "X-Api-Key: …\nX-Auth-Token: …"),
            ("Ocp-Apim-Subscription-Key: 0123abc\nHost: a", "Ocp-Apim-Subscription-Key: …\nHost: a"),
            ("-H 'x-functions-key: abc=='", "-H 'x-functions-key: …'"),
            ("api-key: abc\nFastly-Key: abc", "api-key: …\nFastly-Key: …"),
            ("curl -u bob:hunter2, https://a.example/", "curl -u bob:… https://a.example/"),
            ("curl --user bob:hunter2 -x p:1", "curl --user bob:… -x p:1"),
            ("curl --proxy-user='bob:two words' x", "curl --proxy-user='bob:…' x"),
            ("http -a bob:hunter2 a.example", "http -a bob:… a.example"),
            ("curl -u bob https://a.example/", "curl -u bob https://a.example/"),
            ("sort -u a.txt", "sort -u a.txt"),
            ("connect.sid=s%3Aabc", "connect.sid=…"),
            ("PHPSESSID=abc;x", "PHPSESSID=…;x"),
            ("Session ID: abc", "Session ID: …"),
            ("'secret' => 'x'", "'secret' => '…'"),
            ("GET /reset/d41d8cd98f00b204e9800998ecf8427e?mail=a%40b.c HTTP/1.1", "GET /reset/…?mail=… HTTP/1.1"),
            ("request: \"GET /x?token=abc HTTP/1.1\", host: \"a.example\"", "request: \"GET /x?token=… HTTP/1.1\", host: \"a.example\""),
            ("https://a.example/?q=it's&mail=bob", "https://a.example/?q=…&mail=…"),
            ("['https://a.example/?q=it','b']", "['https://a.example/?q=…','b']"),
            ("'see https://a.example/?q=it', b", "'see https://a.example/?q=…', b"),
            ("example.com/x?user=bob", "example.com/x?user=…"),
            // What helps the site's people stays.
            ("Ray ID: 8a1b2c3d4e5f6789", "Ray ID: 8a1b2c3d4e5f6789"),
            ("cf-ray: 8a1b2c3d4e5f6789-FRA", "cf-ray: 8a1b2c3d4e5f6789-FRA"),
            ("Request ID: 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "Request ID: 3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
            ("X-Amz-Cf-Id: k8hV3qZ1_abcDEF0123456789==", "X-Amz-Cf-Id: k8hV3qZ1_abcDEF0123456789=="),
            ("{\"requestId\":\"3f2504e04f8911d39a0c0305e82c3301\"}", "{\"requestId\":\"3f2504e04f8911d39a0c0305e82c3301\"}"),
            ("java.net.SocketException: reset", "java.net.SocketException: reset"),
            (":authority: example.com", ":authority: example.com"),
            ("author=Bob", "author=Bob"),
            ("why? because", "why? because"),
            ("<div></div>", "<div></div>"),
            ("net::ERR_FAILED", "net::ERR_FAILED"),
        ] {
            assert_eq!(text(input), expected, "{input}");
        }
    }

    #[test]
    fn hars() {
        for (input, expected) in [
            (r#"{"name":"Cookie","value":"a=b; c=d"}"#, r#"{"name":"Cookie","value":"…"}"#),
            ("{\"name\": \"X-Api-Key\",\n  \"value\": \"k\"}", "{\"name\": \"X-Api-Key\",\n  \"value\": \"…\"}"),
            (r#"{"name":"q","value":"a\"b"},{"name":"Via","value":"1.1 x"}"#, r#"{"name":"q","value":"…"},{"name":"Via","value":"1.1 x"}"#),
            (r#"{"name":"x-cache-hits","value":"1"}"#, r#"{"name":"x-cache-hits","value":"1"}"#),
            (r#"{\"name\":\"sid\",\"value\":\"abc\"}"#, r#"{\"name\":\"sid\",\"value\":\"…\"}"#),
            (
                r#""postData":{"mimeType":"application/json","text":"{\"a\":1}"},"x":1"#,
                r#""postData":{"mimeType":"application/json","text":"…"},"x":1"#,
            ),
            (r#"{"name":"Cookie","value":"cut off"#, r#"{"name":"Cookie","value":"…"#),
            (r#"{"name":"Bob","age":3}"#, r#"{"name":"Bob","age":3}"#),
            (r#"{"name":"a","value":""}"#, r#"{"name":"a","value":""}"#),
            ("no quotes", "no quotes"),
        ] {
            assert_eq!(har(input), expected, "{input}");
            assert_eq!(har(expected), expected, "{input}, twice");
        }
    }

    /// Nothing in it is quadratic: a mebibyte of the worst shapes takes well under a second each, even unoptimized.
    #[test]
    fn long_texts() {
        for unit in [
            "a?",
            "a ",
            "token=",
            "Bearer ",
            "https://",
            "\"",
            "\"name\":\"",
            "\"postData",
            "@a.bc",
            "'Cookie: ",
            "key\\",
            "/",
            "x://?=",
            "Session ID",
            ";",
            "((",
        ] {
            let _ = text(&unit.repeat((1 << 18) / unit.len()));
            let _ = har(&unit.repeat((1 << 18) / unit.len()));
        }
    }

    proptest! {
        #[test]
        fn any_text_twice(input in any::<String>()) {
            let once = text(&input);
            prop_assert_eq!(text(&once), once);
            let once = address(&input);
            prop_assert_eq!(address(&once), once);
        }

        /// Made of the pieces that mean something here.
        #[test]
        fn nasty_text_twice(pieces in proptest::collection::vec(prop::sample::select(vec![
            "https", "://", "/", "?", "#", "@", "a.bc", "user", ":", "=", "token", "Cookie", "Authorization", "Bearer", " ", "\n", "\"", "'", "\\",
            "…", "eyJhbGciOiJIUzI1NiJ9", "&", ";", ".", ",", ")", "id", "Session", "x", "%40", "%", "a1b2c3d4e5f6a7b8", "=>", "[", "<", ">", "key",
            "bob@a.bc", "\t", "::", "password", "-", "|", "-u", "--user", "-key",
        ]), 0..14)) {
            let input = pieces.concat();
            let once = text(&input);
            prop_assert_eq!(text(&once), once);
            let once = address(&input);
            prop_assert_eq!(address(&once), once);
        }

        #[test]
        fn secrets_never_stay(secret in "[A-Za-z0-9]{12,40}", host in "[a-z]{3,8}\\.com") {
            for template in [
                "https://H/x?k=S#f", "https://u:S@H/", "https://H/#S", "Authorization: Bearer S", "{\"access_token\": \"S\"}",
                "cookie: a=S; b=S", "password=S", "x-api-key: S", "mail S@H now", "GET /?a=S HTTP/1.1", "H/x?y=S", "curl -u bob:S https://H/", "X-Functions-Key: S",
            ] {
                let input = template.replace('S', &secret).replace('H', &host);
                prop_assert!(!text(&input).contains(&secret), "{}", text(&input));
            }
        }
    }
}
