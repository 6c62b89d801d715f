//! Character references: `&amp;`, `&#38;`, `&#x26;`.

use std::borrow::Cow;

/// Where a reference stands decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The text of an HTML page.
    Text,
    /// The value of an HTML attribute: `?a=1&copy=2` is no ©.
    Attribute,
    /// XML: five names, and always a semicolon.
    Xml,
}

/// Names that HTML 4 knows and those of ASCII characters, in byte order. `!`: read without a semicolon too (all of the standard's are here);
/// `=`: not. HTML has 2,125 of them; the others are mathematics, and 30 KB that no address and hardly a link's text would miss.
const NAMES: &str = "\
    AElig!Æ AMP!& Aacute!Á Acirc!Â Agrave!À Alpha=Α Aring!Å Atilde!Ã Auml!Ä Beta=Β COPY!© Ccedil!Ç Chi=Χ Dagger=‡ Delta=Δ \
    DiacriticalGrave=` ETH!Ð Eacute!É Ecirc!Ê Egrave!È Epsilon=Ε Eta=Η Euml!Ë GT!> Gamma=Γ Hat=^ Iacute!Í Icirc!Î Igrave!Ì Iota=Ι \
    Iuml!Ï Kappa=Κ LT!< Lambda=Λ Mu=Μ NewLine=\n NoBreak=\u{2060} NonBreakingSpace=\u{a0} Ntilde!Ñ Nu=Ν OElig=Œ Oacute!Ó Ocirc!Ô \
    Ograve!Ò Omega=Ω Omicron=Ο Oslash!Ø Otilde!Õ Ouml!Ö Phi=Φ Pi=Π Prime=″ Psi=Ψ QUOT!\" REG!® Rho=Ρ Scaron=Š Sigma=Σ THORN!Þ \
    Tab=\t Tau=Τ Theta=Θ Uacute!Ú Ucirc!Û Ugrave!Ù UnderBar=_ Upsilon=Υ Uuml!Ü VerticalLine=| Xi=Ξ Yacute!Ý Yuml=Ÿ \
    ZeroWidthSpace=\u{200b} Zeta=Ζ aacute!á acirc!â acute!´ aelig!æ agrave!à alefsym=ℵ alpha=α amp!& and=∧ ang=∠ apos=' aring!å \
    ast=* asymp=≈ atilde!ã auml!ä bdquo=„ beta=β bigstar=★ brvbar!¦ bsol=\\ bull=• cap=∩ ccedil!ç cedil!¸ cent!¢ check=✓ chi=χ \
    circ=ˆ clubs=♣ colon=: comma=, commat=@ cong=≅ copy!© crarr=↵ cross=✗ cup=∪ curren!¤ dArr=⇓ dagger=† darr=↓ deg!° delta=δ \
    diams=♦ divide!÷ dollar=$ eacute!é ecirc!ê egrave!è empty=∅ emsp=\u{2003} ensp=\u{2002} epsilon=ε equals== equiv=≡ eta=η eth!ð \
    euml!ë euro=€ excl=! exist=∃ fnof=ƒ forall=∀ frac12!½ frac14!¼ frac34!¾ frasl=⁄ gamma=γ ge=≥ grave=` gt!> hArr=⇔ \
    hairsp=\u{200a} harr=↔ hearts=♥ hellip=… horbar=― iacute!í icirc!î iexcl!¡ igrave!ì image=ℑ infin=∞ int=∫ iota=ι iquest!¿ \
    isin=∈ iuml!ï kappa=κ lArr=⇐ lambda=λ lang=⟨ laquo!« larr=← lbrace={ lbrack=[ lceil=⌈ lcub={ ldquo=“ le=≤ lfloor=⌊ lowast=∗ \
    lowbar=_ loz=◊ lpar=( lrm=\u{200e} lsaquo=‹ lsqb=[ lsquo=‘ lt!< macr!¯ mdash=— micro!µ midast=* middot!· minus=− mu=μ nabla=∇ \
    nbsp!\u{a0} ndash=– ne=≠ ni=∋ not!¬ notin=∉ nsub=⊄ ntilde!ñ nu=ν num=# numsp=\u{2007} oacute!ó ocirc!ô oelig=œ ograve!ò oline=‾ \
    omega=ω omicron=ο oplus=⊕ or=∨ ordf!ª ordm!º oslash!ø otilde!õ otimes=⊗ ouml!ö para!¶ part=∂ percnt=% period=. permil=‰ perp=⊥ \
    phi=φ phone=☎ pi=π piv=ϖ plus=+ plusmn!± pound!£ prime=′ prod=∏ prop=∝ psi=ψ puncsp=\u{2008} quest=? quot!\" rArr=⇒ radic=√ \
    rang=⟩ raquo!» rarr=→ rarrw=↝ rbrace=} rbrack=] rceil=⌉ rcub=} rdquo=” real=ℜ reg!® rfloor=⌋ rho=ρ rlm=\u{200f} rpar=) rsaquo=› \
    rsqb=] rsquo=’ sbquo=‚ scaron=š sdot=⋅ sect!§ semi=; shy!\u{ad} sigma=σ sigmaf=ς sim=∼ sol=/ spades=♠ star=☆ sub=⊂ sube=⊆ sum=∑ \
    sup=⊃ sup1!¹ sup2!² sup3!³ supe=⊇ szlig!ß tau=τ there4=∴ theta=θ thetasym=ϑ thinsp=\u{2009} thorn!þ tilde=˜ times!× trade=™ \
    uArr=⇑ uacute!ú uarr=↑ ucirc!û ugrave!ù uml!¨ upsih=ϒ upsilon=υ uuml!ü verbar=| vert=| weierp=℘ xi=ξ yacute!ý yen!¥ yuml!ÿ \
    zeta=ζ zwj=\u{200d} zwnj=\u{200c}";

/// What numbers from 128 to 159 stand for: bytes of windows-1252 (HTML standard, numeric character reference end state).
const WINDOWS: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018,
    0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

/// The text with its references read.
pub(super) fn decode(text: &str, place: Place) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return text.into() };
    let mut out = String::from(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest, place) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out.into()
}

/// The character, and how many bytes after the ampersand say so.
fn reference(text: &str, place: Place) -> Option<(char, usize)> {
    if let Some(digits) = text.strip_prefix('#') {
        let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (digits, 10),
        };
        let count = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let ended = digits[count..].starts_with(';');
        if count == 0 || (place == Place::Xml && !ended) {
            return None;
        }
        let number = digits[..count]
            .bytes()
            .fold(0_u32, |sum, byte| sum.saturating_mul(radix).saturating_add(char::from(byte).to_digit(radix).unwrap_or(0)));
        let number = match number {
            0 => 0xfffd,
            0x80..=0x9f if place != Place::Xml => u32::from(WINDOWS[number as usize - 0x80]),
            _ => number,
        };
        return Some((char::from_u32(number).unwrap_or('\u{fffd}'), text.len() - digits.len() + count + usize::from(ended)));
    }
    let length = text.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let name = &text[..length];
    if text[length..].starts_with(';')
        && let Some((c, _)) = named(name)
        && (place != Place::Xml || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"))
    {
        return Some((c, length + 1));
    }
    if place == Place::Xml {
        return None;
    }
    // The longest of the names without a semicolon has six letters.
    let (c, length) = (2..=length.min(6)).rev().find_map(|length| Some((named(&name[..length]).filter(|found| found.1)?.0, length)))?;
    let goes_on = text[length..].starts_with(|next: char| next == '=' || next.is_ascii_alphanumeric());
    (place == Place::Text || !goes_on).then_some((c, length))
}

/// The character of a name, and whether it is read without a semicolon.
fn named(name: &str) -> Option<(char, bool)> {
    let (mut low, mut high) = (0, NAMES.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        // The middle may be in the middle of a character: the entry around it begins after a space, and ends at one.
        let begin = NAMES.as_bytes()[low..middle].iter().rposition(|byte| *byte == b' ').map_or(low, |at| low + at + 1);
        let end = NAMES.as_bytes()[middle..high].iter().position(|byte| *byte == b' ').map_or(high, |at| middle + at);
        let (own, c) = NAMES[begin..end].split_once(['!', '=']).unwrap_or_default();
        match own.cmp(name) {
            std::cmp::Ordering::Equal => return Some((c.chars().next()?, NAMES.as_bytes()[begin + own.len()] == b'!')),
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = begin,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{NAMES, Place, decode, named};
    use proptest::prelude::*;

    #[test]
    fn reads() {
        for (text, attribute, in_text, xml) in [
            ("a&amp;b", "a&b", "a&b", "a&b"),
            ("a&amp;amp;b", "a&amp;b", "a&amp;b", "a&amp;b"),
            ("?a=1&b=2", "?a=1&b=2", "?a=1&b=2", "?a=1&b=2"),
            ("?a=1&copy=2", "?a=1&copy=2", "?a=1©=2", "?a=1&copy=2"),
            ("?a=1&copy;=2", "?a=1©=2", "?a=1©=2", "?a=1&copy;=2"),
            ("?a&copy", "?a©", "?a©", "?a&copy"),
            ("?a&copyright", "?a&copyright", "?a©right", "?a&copyright"),
            ("?a&notit;", "?a&notit;", "?a¬it;", "?a&notit;"),
            ("&lt;&gt;&quot;&apos;&#39;&#x27;&#X27;", "<>\"\'\'\'\'", "<>\"\'\'\'\'", "<>\"\'\'\'\'"),
            ("&nbsp;&ouml;&ouml&Ouml", "\u{a0}ööÖ", "\u{a0}ööÖ", "&nbsp;&ouml;&ouml&Ouml"),
            ("&euro;&hellip;&hellip", "€…&hellip", "€…&hellip", "&euro;&hellip;&hellip"),
            ("&colon;&sol;&Tab;&NewLine;", ":/\t\n", ":/\t\n", "&colon;&sol;&Tab;&NewLine;"),
            ("&#65&#x41&#0;", "AA\u{fffd}", "AA\u{fffd}", "&#65&#x41\u{fffd}"),
            ("&#128;&#x9f;", "€Ÿ", "€Ÿ", "\u{80}\u{9f}"),
            ("&#xd800;&#99999999999;", "\u{fffd}\u{fffd}", "\u{fffd}\u{fffd}", "\u{fffd}\u{fffd}"),
            ("&;&#;&#x;&&x;&", "&;&#;&#x;&&x;&", "&;&#;&#x;&&x;&", "&;&#;&#x;&&x;&"),
            ("&ü&am", "&ü&am", "&ü&am", "&ü&am"),
        ] {
            for (place, expected) in [(Place::Attribute, attribute), (Place::Text, in_text), (Place::Xml, xml)] {
                assert_eq!(decode(text, place), expected, "{text} {place:?}");
            }
        }
    }

    #[test]
    fn every_name_is_found() {
        let names: Vec<&str> = NAMES.split(' ').map(|entry| entry.split(['!', '=']).next().unwrap()).collect();
        assert!(names.is_sorted() && names.len() > 300);
        for name in &names {
            assert!(named(name).is_some(), "{name}");
            for wrong in [[name, "A"].concat(), name[..name.len() - 1].to_string()] {
                assert_eq!(named(&wrong).is_some(), names.contains(&wrong.as_str()), "{wrong}");
            }
        }
        let bare = names.iter().filter(|name| named(name).is_some_and(|found| found.1));
        assert_eq!(bare.count(), 106);
        assert_eq!(named(""), None);
    }

    proptest! {
        /// As html5gum reads it, which has all the names. None that we do without can be put together from these.
        #[test]
        fn as_others_read(pieces in prop::collection::vec(prop::sample::select(&[
            "&", "#", "x", "amp", "lt", "not", "zq", ";", "=", "a", "1", "9", "copy", "ouml", "euro", "darr", "frac12", " ", "ü", "colon", "AMP", "d800", "128",
        ][..]), 0..12)) {
            let text = pieces.concat();
            let html = ["<a b=\"", &text, "\">", &text].concat();
            let (mut attribute, mut body) = (String::new(), String::new());
            for token in html5gum::Tokenizer::new(html.as_str()).flatten() {
                match token {
                    html5gum::Token::StartTag(tag) => attribute = String::from_utf8_lossy(&tag.attributes[&b"b"[..]]).into_owned(),
                    html5gum::Token::String(text) => body.push_str(&String::from_utf8_lossy(&text)),
                    _ => {}
                }
            }
            prop_assert_eq!(decode(&text, Place::Attribute), attribute);
            prop_assert_eq!(decode(&text, Place::Text), body);
        }

        #[test]
        fn any_text(text in any::<String>(), near in "[&#x;a-f0-9=]{0,30}") {
            for text in [text, near] {
                for place in [Place::Text, Place::Attribute, Place::Xml] {
                    prop_assert!(decode(&text, place).len() <= text.len() * 3);
                }
            }
        }
    }
}
