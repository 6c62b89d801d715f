//! Colors, and whether one can read them (WCAG 2.2, *relative luminance* and *contrast ratio*).

/// An sRGB color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// The page's ground in light.
pub const PAPER: Color = Color([0xfb, 0xfa, 0xf6]);
/// The page's ground in the dark.
pub const NIGHT: Color = Color([0x14, 0x17, 0x1a]);
/// The accent where the owner chooses none.
pub const ACCENT: Color = Color([0x0b, 0x4f, 0x5c]);
/// The least contrast of text with its ground (WCAG 2.2, success criterion 1.4.3, level AA).
pub const READABLE: f64 = 4.5;

impl Color {
    /// Reads `#rgb` or `#rrggbb`.
    ///
    /// ```
    /// use isitme::core::make::color::Color;
    /// assert_eq!(Color::parse("#0AF"), Some(Color([0x00, 0xaa, 0xff])));
    /// assert_eq!(Color::parse("blue"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Color> {
        let digits: Vec<u8> = text.strip_prefix('#')?.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
        match digits.as_slice() {
            [r, g, b] => Some(Color([r * 17, g * 17, b * 17])),
            [a, b, c, d, e, f] => Some(Color([a * 16 + b, c * 16 + d, e * 16 + f])),
            _ => None,
        }
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut out = String::from("#");
        for part in self.0 {
            out.push(DIGITS[usize::from(part >> 4)] as char);
            out.push(DIGITS[usize::from(part & 15)] as char);
        }
        out
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The contrast of two colors, from 1 to 21.
    pub fn contrast(self, other: Color) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The color, or the nearest shade of it towards black or white that one can read on `ground`.
    #[must_use]
    pub fn readable_on(self, ground: Color) -> Color {
        let end = if ground.luminance() > 0.18 { 0.0 } else { 255.0 };
        let shade = |step: u8| Color(self.0.map(|part| (f64::from(part) + (end - f64::from(part)) * f64::from(step) / 50.0).round() as u8));
        (0..=50).map(shade).find(|shade| shade.contrast(ground) >= READABLE).unwrap_or(Color([end as u8; 3]))
    }

    /// What to write on this color: the page's light or its dark ground, whichever one can read better.
    #[must_use]
    pub fn ink(self) -> Color {
        if self.contrast(PAPER) >= self.contrast(NIGHT) { PAPER } else { NIGHT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let (black, white) = (Color([0; 3]), Color([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        // The gray that WCAG's own examples name as the lightest on white.
        assert!(Color::parse("#767676").unwrap().contrast(white) >= READABLE);
        assert!(Color::parse("#777777").unwrap().contrast(white) < READABLE);
    }

    #[test]
    fn every_color_becomes_readable_and_a_readable_one_stays() {
        for at in 0..4096_u32 {
            let own = Color([(at >> 8) as u8 * 17, (at >> 4 & 15) as u8 * 17, (at & 15) as u8 * 17]);
            for ground in [PAPER, NIGHT] {
                let shade = own.readable_on(ground);
                assert!(shade.contrast(ground) >= READABLE, "{} on {}", own.hex(), ground.hex());
                assert_eq!(shade == own, own.contrast(ground) >= READABLE, "{}", own.hex());
                assert!(shade.ink().contrast(shade) >= READABLE, "{} on {}", shade.ink().hex(), shade.hex());
            }
        }
    }

    #[test]
    fn reads_what_it_writes() {
        for color in [PAPER, NIGHT, ACCENT] {
            assert_eq!(Color::parse(&color.hex()), Some(color));
        }
        for wrong in ["", "#", "#ff", "#ffff", "#gggggg", "ff0000", "#ff000", "# ff0000", "#ｆff", "red;"] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }
}
