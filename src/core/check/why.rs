//! What can't be checked, and why.

use crate::core::{
    address::{AddressError, Refusal},
    text::clip,
};

/// How much of a bad line is kept, in bytes: enough to find and correct it.
const KEPT: usize = 200;

/// Why something in a list is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Words, and no address among them.
    NoAddress,
    /// A part of an address, and nothing says of which site.
    Relative,
    /// Another scheme than http and https.
    Scheme,
    /// A scheme, but no host.
    NoHost,
    /// Spaces in the middle.
    HasSpaces,
    /// Something in it that no host name has.
    NotAnAddress,
    /// Not a port number.
    BadPort,
    /// Looks like an IP address, but is none.
    BadIp,
    /// Longer than [`crate::core::address::MAX_CHARS`].
    TooLong,
    /// The whole file is none that can be read as text.
    NotText,
    /// An address that must not be sent.
    Refused(Refusal),
}

impl Why {
    /// The stable name used in tests and exports.
    pub const fn id(self) -> &'static str {
        match self {
            Why::NoAddress => "no-address",
            Why::Relative => "relative",
            Why::Scheme => "scheme",
            Why::NoHost => "no-host",
            Why::HasSpaces => "has-spaces",
            Why::NotAnAddress => "not-an-address",
            Why::BadPort => "bad-port-number",
            Why::BadIp => "bad-ip",
            Why::TooLong => "too-long",
            Why::NotText => "not-text",
            Why::Refused(refusal) => refusal.id(),
        }
    }

    /// What to tell the visitor: a few words, without a period like [`Refusal::title`].
    pub const fn say(self) -> &'static str {
        match self {
            Why::NoAddress => "No web address found in this line",
            Why::Relative => "Only a part of an address: the site it belongs to is missing",
            Why::Scheme => "Not an http or https address",
            Why::NoHost => "The name of the site is missing",
            Why::HasSpaces => "A web address has no spaces",
            Why::NotAnAddress => "Not a web address",
            Why::BadPort => "What follows the colon is no port number",
            Why::BadIp => "Looks like an IP address, but isn't one",
            Why::TooLong => "Longer than 2,048 characters",
            Why::NotText => "Not a text file: save it as CSV or plain text first",
            Why::Refused(refusal) => refusal.title(),
        }
    }
}

impl From<AddressError> for Why {
    fn from(error: AddressError) -> Why {
        match error {
            AddressError::Empty => Why::NoAddress,
            AddressError::NoHost => Why::NoHost,
            AddressError::HasSpaces => Why::HasSpaces,
            // Addresses are told apart before they are read: what still looks like several has a comma in the host.
            AddressError::NotAnAddress | AddressError::List => Why::NotAnAddress,
            AddressError::BadPort => Why::BadPort,
            AddressError::BadIpv4 | AddressError::BadIpv6 => Why::BadIp,
            AddressError::Scheme(_) => Why::Scheme,
            AddressError::TooLong => Why::TooLong,
        }
    }
}

/// A line, a cell or a link that is not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its line, from 1.
    pub line: u32,
    /// What stands there, cut to 200 bytes.
    pub text: Box<str>,
    /// Why it is not checked.
    pub why: Why,
}

impl Bad {
    /// Keeps as much of the text as is needed to correct it.
    pub fn new(line: u32, text: &str, why: Why) -> Bad {
        let text = text.trim();
        let kept = clip(text, KEPT);
        let mut kept = String::from(kept);
        if kept.len() < text.len() {
            kept.push('…');
        }
        Bad { line, text: kept.into(), why }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bad, Why};
    use crate::core::address::{Address, Refusal};

    #[test]
    fn says() {
        for why in [
            Why::NoAddress,
            Why::Relative,
            Why::Scheme,
            Why::NoHost,
            Why::HasSpaces,
            Why::NotAnAddress,
            Why::BadPort,
            Why::BadIp,
            Why::TooLong,
            Why::NotText,
            Why::Refused(Refusal::Private),
        ] {
            assert!(why.say().len() < 70 && !why.say().ends_with('.') && !why.id().contains(' '), "{why:?}");
        }
        for (text, expected) in [
            ("", "no-address"),
            ("a b", "has-spaces"),
            ("https://", "no-host"),
            ("https://a,b/", "not-an-address"),
            ("https://a:b/", "bad-port-number"),
            ("https://1.2.3.999/", "bad-ip"),
            ("https://[::g]/", "bad-ip"),
            ("ftp://a.de/", "scheme"),
        ] {
            assert_eq!(Why::from(Address::parse(text).unwrap_err()).id(), expected, "{text}");
        }
        assert_eq!(Why::Refused(Refusal::Private).say(), Refusal::Private.title());
    }

    #[test]
    fn keeps_enough() {
        assert_eq!(&*Bad::new(1, " a b\t", Why::HasSpaces).text, "a b");
        let long = "ü".repeat(300);
        let bad = Bad::new(7, &long, Why::TooLong);
        assert!(bad.text.ends_with("ü…") && bad.text.len() == 200 + '…'.len_utf8());
    }
}
