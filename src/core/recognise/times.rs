//! Times as logs and pages write them. They are shown as they stand there, never computed with.

/// The first time in a line.
pub fn first(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    for at in 0..bytes.len().min(400) {
        // A digit, or the first letter of a month or a day.
        let opens = bytes[at].is_ascii_digit() || b"JFMASONDTW".contains(&bytes[at]);
        if !opens || at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        if let Some(length) = length(&bytes[at..]) {
            return line.get(at..at + length);
        }
    }
    None
}

/// The length of a time that starts here: `2026-11-26T10:00:00.123Z`, `2026/11/26 10:00:00`, `26/Nov/2026:10:00:00 +0000`, `Nov 26 10:00:00`, `14:02:11 UTC`.
fn length(bytes: &[u8]) -> Option<usize> {
    // d: a digit, a: a letter, everything else itself.
    const SHAPES: &[&str] = &[
        "dddd-dd-ddTdd:dd:dd",
        "dddd-dd-dd dd:dd:dd",
        "dddd/dd/dd dd:dd:dd",
        "dd/aaa/dddd:dd:dd:dd",
        "aaa aaa dd dd:dd:dd",
        // PHP, and the Date header. The API does without.
        #[cfg(not(feature = "api"))]
        "dd-aaa-dddd dd:dd:dd",
        #[cfg(not(feature = "api"))]
        "aaa, dd aaa dddd dd:dd:dd",
        "aaa dd dd:dd:dd",
        "aaa  d dd:dd:dd",
        "dd:dd:dd UTC",
        "dd:dd UTC",
    ];
    let fits = |shape: &&&str| {
        bytes.len() >= shape.len()
            && shape.bytes().zip(bytes).all(|(own, b)| match own {
                b'd' => b.is_ascii_digit(),
                b'a' => b.is_ascii_alphabetic(),
                own => own == *b,
            })
    };
    let mut end = SHAPES.iter().find(fits)?.len();
    // Parts of a second.
    if bytes.get(end).is_some_and(|b| b".,".contains(b)) {
        let digits = bytes[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        end += if digits > 0 { digits + 1 } else { 0 };
    }
    let zone = bytes[end..].strip_prefix(b" ").map_or((&bytes[end..], 0), |rest| (rest, 1));
    let length = match zone.0 {
        [b'Z', ..] if zone.1 == 0 => 1,
        [b'U', b'T', b'C', ..] => 3 + zone.1,
        #[cfg(not(feature = "api"))]
        [b'G', b'M', b'T', ..] => 3 + zone.1,
        [b'+' | b'-', a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()) => 6 + zone.1,
        [b'+' | b'-', a, b, c, d, ..] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()) => 5 + zone.1,
        _ => 0,
    };
    Some(end + length)
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn times_of_logs() {
        for (line, time) in [
            ("2026/11/26 02:10:11 [error] 8123#8123: *1 connect()", "2026/11/26 02:10:11"),
            ("127.0.0.1 - - [26/Nov/2026:02:10:11 +0000] \"GET / HTTP/1.1\" 502 157", "26/Nov/2026:02:10:11 +0000"),
            ("{\"ts\":\"2026-11-26T02:10:11.123Z\"}", "2026-11-26T02:10:11.123Z"),
            ("Nov 26 02:10:11 web1 haproxy[12]: x", "Nov 26 02:10:11"),
            ("[Thu Nov 26 02:10:11.123456 2026] [proxy:error]", "Thu Nov 26 02:10:11.123456"),
            ("[14-Nov-2026 10:02:33] WARNING: [pool www] x", "14-Nov-2026 10:02:33"),
            ("date: Sat, 14 Nov 2026 10:02:33 GMT", "Sat, 14 Nov 2026 10:02:33 GMT"),
            ("Your IP • 14:02 UTC", "14:02 UTC"),
        ] {
            assert_eq!(first(line), Some(time), "{line}");
        }
        assert_eq!(first("12:30 and 502"), None);
        assert_eq!(first("ä"), None);
    }
}
