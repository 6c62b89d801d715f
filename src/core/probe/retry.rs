//! `Retry-After` (RFC 9110, section 10.2.3) and the dates of HTTP.

use crate::core::text::whole;

/// `Retry-After` in seconds from now: a number of seconds or a date. A date in the past is 0. `now_ms`: Unix time in milliseconds.
pub fn retry_after(value: &str, now_ms: u64) -> Option<u32> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole(value).unwrap_or(u32::MAX));
    }
    let seconds = http_date(value)?.saturating_sub(now_ms).div_ceil(1000);
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// An IMF-fixdate (RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`) as Unix time in milliseconds. The obsolete forms
/// and dates before 1970 are `None`. The day of the week is not compared.
pub fn http_date(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 29
        && [(3, b','), (4, b' '), (7, b' '), (11, b' '), (16, b' '), (19, b':'), (22, b':'), (25, b' ')]
            .iter()
            .all(|&(at, byte)| bytes[at] == byte)
        && bytes.ends_with(b"GMT");
    if !shape {
        return None;
    }
    let number = |at: usize, len: usize| {
        bytes[at..at + len].iter().try_fold(0_u64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
    };
    let month = MONTHS.chunks(3).position(|month| month == &bytes[8..11])? as u64 + 1;
    let (day, year, hour, minute, second) = (number(5, 2)?, number(12, 4)?, number(17, 2)?, number(20, 2)?, number(23, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if year < 1970 || day == 0 || day > days || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970-01-01 in the Gregorian calendar, counted from March (Howard Hinnant's days_from_civil).
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000)
}

#[cfg(test)]
mod tests {
    use super::{http_date, retry_after};
    use proptest::prelude::*;

    #[test]
    fn dates() {
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199_000)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200_000)),
            ("Tue, 31 Dec 2069 12:00:00 GMT", Some(3_155_716_800_000)),
            ("Thu, 29 Feb 2023 00:00:00 GMT", None),
            ("Wed, 31 Dec 1969 23:59:59 GMT", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 UTC", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 06 nov 1994 08:49:37 GMT", None),
            ("Sun, ü6 Nov 1994 08:49:3 GMT", None),
            ("", None),
        ] {
            assert_eq!(http_date(text), expected, "{text}");
        }
    }

    #[test]
    fn waits() {
        let now = 784_111_777_000;
        for (value, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999", Some(u32::MAX)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:49:30 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(u32::MAX)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, now), expected, "{value}");
        }
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:38 GMT", now + 1), Some(1));
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>(), date in "[A-Z][a-z]{2}, [0-9]{2} (Jan|Feb|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT", now in any::<u64>()) {
            let _ = retry_after(&text, now);
            let _ = retry_after(&date, now);
        }
    }
}
