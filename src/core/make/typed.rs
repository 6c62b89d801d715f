//! What an owner types, checked: each value is good, or there is a sentence that says what to change.

use super::color::Color;
use crate::core::{address::Address, ui::make_ui};

/// Characters of a name, at most.
pub const NAME: usize = 60;
/// Bytes of a link, at most.
pub const LINK: usize = 300;
/// Seconds until the first try.
pub const WAIT: std::ops::RangeInclusive<u32> = 2..=3600;

/// A good value, or what to change.
pub type Checked<T> = Result<T, &'static str>;

/// Characters that nobody sees, or that turn the direction of what follows.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A status code that is an error.
pub fn code(text: &str) -> Checked<u16> {
    text.trim().parse().ok().filter(|code| (400..600).contains(code)).ok_or(make_ui().wrong_code)
}

/// What the site calls itself.
pub fn name(text: &str) -> Checked<String> {
    let t = make_ui();
    let text = text.trim();
    if text.is_empty() {
        Err(t.wrong_name_empty)
    } else if text.chars().count() > NAME {
        Err(t.wrong_name_long)
    } else if text.chars().any(invisible) {
        Err(t.wrong_name_invisible)
    } else {
        Ok(text.to_owned())
    }
}

/// A color, or none where nothing is typed.
pub fn accent(text: &str) -> Checked<Option<Color>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Color::parse(text).map(Some).ok_or(make_ui().wrong_accent)
}

/// A web address with `https:`, or none where nothing is typed.
pub fn https(text: &str) -> Checked<Option<String>> {
    let t = make_ui();
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let address = Address::parse(text).map_err(|wrong| wrong.say())?;
    if address.scheme() != "https" {
        return Err(t.wrong_https);
    }
    let href = address.href();
    if href.len() > LINK {
        return Err(t.wrong_link_long);
    }
    if text.chars().any(|c| invisible(c) || c.is_whitespace()) {
        return Err(t.wrong_link);
    }
    Ok(Some(href))
}

/// Where people write to: an e-mail address, or a web address with `https:`. As a link.
pub fn contact(text: &str) -> Checked<Option<String>> {
    let t = make_ui();
    let text = text.trim();
    let mail = text.strip_prefix("mailto:").unwrap_or(text);
    let (Some((local, domain)), false) = (mail.split_once('@'), text.contains("://")) else {
        return if text.starts_with("mailto:") { Err(t.wrong_mail) } else { https(text) };
    };
    let plain = |part: &str, also: &[u8]| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || also.contains(&b));
    let host = domain.split('.').all(|label| plain(label, b"-")) && domain.contains('.');
    if mail.len() > LINK {
        Err(t.wrong_link_long)
    } else if plain(local, b".-_+") && host {
        Ok(Some(String::from("mailto:") + mail))
    } else {
        Err(t.wrong_mail)
    }
}

/// Seconds until the first try.
pub fn wait(text: &str) -> Checked<u32> {
    text.trim().parse().ok().filter(|seconds| WAIT.contains(seconds)).ok_or(make_ui().wrong_wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(name(" Größe & Söhne <b> "), Ok("Größe & Söhne <b>".to_owned()));
        let t = make_ui();
        assert_eq!(name("  "), Err(t.wrong_name_empty));
        assert_eq!(name(&"é".repeat(60)).map(|name| name.chars().count()), Ok(60));
        assert_eq!(name(&"é".repeat(61)), Err(t.wrong_name_long));
        for hostile in ["a\u{202e}b", "a\u{200b}b", "a\nb", "a\0b", "\u{2066}x", "a\u{feff}b"] {
            assert_eq!(name(hostile), Err(t.wrong_name_invisible), "{hostile:?}");
        }
    }

    #[test]
    fn links() {
        assert_eq!(https(""), Ok(None));
        assert_eq!(https("status.example.com"), Ok(Some("https://status.example.com/".to_owned())));
        assert_eq!(https("https://status.example.com/a?b=c#d"), Ok(Some("https://status.example.com/a?b=c".to_owned())));
        for wrong in
            ["http://status.example.com/", "javascript:alert(1)", "data:text/html,x", "https://", "a b", "https://x.example/\u{202e}"]
        {
            assert!(https(wrong).is_err(), "{wrong}");
        }
        assert!(https(&(String::from("https://a.example/") + &"x".repeat(300))).is_err());
    }

    #[test]
    fn contacts() {
        assert_eq!(contact(""), Ok(None));
        for mail in ["help@example.com", "mailto:help@example.com"] {
            assert_eq!(contact(mail), Ok(Some("mailto:help@example.com".to_owned())));
        }
        assert_eq!(contact("https://example.com/@help"), Ok(Some("https://example.com/@help".to_owned())));
        for wrong in
            ["help@", "@example.com", "a b@example.com", "mailto:x", "a@b", "a@b..c", "a@b.c?bcc=d@e.f", "mailto:a@b.c,d@e.f", "\"<>\"@b.c"]
        {
            assert!(contact(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!((code("502"), code(" 404 ")), (Ok(502), Ok(404)));
        assert_eq!((wait("2"), wait("3600")), (Ok(2), Ok(3600)));
        for wrong in ["", "200", "399", "600", "502.1", "-1", "１２３"] {
            assert!(code(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "1", "3601", "ten", "1e2"] {
            assert!(wait(wrong).is_err(), "{wrong}");
        }
    }
}
