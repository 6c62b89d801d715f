//! Numbers as they are spoken: *five oh two*, *four hundred and four*.

use super::{Hit, table::table};

/// The second half of *four twenty nine* and *five eleven*.
const TENS: [(&str, u16); 18] = [
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Words without which such a pair is a time of day or a price.
const TOPIC: &str = "error|errors|code|status|http|response|responses|api|server";

const DIGITS: [(&str, u16); 12] = [
    ("oh", 0),
    ("o", 0),
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
];

/// One of these, somewhere in the text: else three spoken digits are a time, a price, a room.
const PLACE: &str = "page|pages|site|sites|website|webpage|url|link|browser|app|checkout|login|log|sign|signin|upload|download|shop|store|console|\
    request|requests|gateway|proxy|backend|endpoint|load|loads|loading|internet|online|web|webhook|dashboard|screen";
/// Or one of these right before them, with an article: *I am getting a*.
const MEETS: &str = "getting|get|gets|got|gives|giving|gave|throws|throwing|returns|returning|returned|hit|hitting|see|seeing|sees|showing";
/// These also without the article.
const TELLS: &str = "says|said|shows";
/// What is counted or priced behind them; plurals are as well.
const UNIT: &str =
    "am|pm|percent|pound|hundred|thousand|million|street|avenue|sharp|metres|jeans|bucks|grand|people|kg|km|dollar|euro|cents";
/// Plurals that are no unit.
const UNCOUNTED: &str = "errors|responses|pages|statuses|this|always|sometimes|across|unless|does|codes|returns|shows|comes|appears|happens|keeps|means|messages|access";
/// What has a number that is no status, within three words before it.
const NUMBERED: &str = "room|flight|bus|train|tram|area|zip|postal|route|highway|apartment|suite|gate|channel|chapter|verse|levi|levis|cost|costs|paid|pay|\
    price|priced|average|platform|invoice|bill|order|track|locker|extension|volume|seat";
/// What a number right behind it is no status: a time, a page of a book.
const RIGHT_BEFORE: &str = "at|until|till|by|around|page|line|section|born|level|floor|unit|studio|model";

fn among(list: &str, own: &str) -> bool {
    list.split('|').any(|other| other.eq_ignore_ascii_case(own))
}

/// Adds what is spoken in a short text: three digits of a status that the catalog has, from 400 on.
pub fn add(text: &str, hits: &mut Vec<Hit>) {
    let Some(sign) = table().signs.iter().position(|sign| sign.spoken) else { return };
    if text.len() > 2000 {
        return;
    }
    let mut words: Vec<(usize, &str)> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push((word.as_ptr() as usize - text.as_ptr() as usize, word));
    }
    let word = |at: usize| words.get(at).map_or("", |own| own.1);
    let digit = |at: usize| {
        let word = word(at);
        if let [b @ b'0'..=b'9'] = word.as_bytes() {
            return Some(u16::from(b - b'0'));
        }
        DIGITS.iter().find(|(own, _)| own.eq_ignore_ascii_case(word)).map(|(_, value)| *value)
    };
    let is = |at: usize, own: &str| word(at).eq_ignore_ascii_case(own);
    let tens = |at: usize| TENS.iter().find(|(own, _)| own.eq_ignore_ascii_case(word(at))).map(|(_, value)| *value);
    // What stands between the word at a place and the next one.
    let gap = |at: usize| {
        let (start, own) = words[at];
        words.get(at + 1).map_or("\n", |next| &text[start + own.len()..next.0])
    };
    // A number is spoken in one breath: 5.0.2 is a version, 4, 0, 4 a list.
    let parted = |at: usize, end: usize| (at..end).all(|at| gap(at).len() < 3 && gap(at).bytes().all(|b| b" -_".contains(&b)));
    let about = |at: usize| among(TOPIC, word(at));
    let topic = (0..words.len()).any(about);
    let line = |at: usize, end: usize| (at..end).all(|at| !gap(at).contains(['\n', '\r']));
    // *Error code five hundred*, *error 5 0 2*, *a five hundred error*.
    let beside = |at: usize, end: usize| {
        [1, 2].iter().any(|back| at >= *back && about(at - back) && line(at - back, at))
            || line(end - 1, end) && (is(end, "error") || is(end, "page"))
    };
    let before = |at: usize, back: usize| at.checked_sub(back).filter(|from| line(*from, at)).map_or("", word);
    // How far before the number the verb stands that tells it: *gets a*, *says*.
    let verb = |at: usize| {
        let article = usize::from(among("a|an", before(at, 1)));
        let verb = before(at, 1 + article);
        (among(TELLS, verb) || article == 1 && among(MEETS, verb)).then_some(1 + article)
    };
    // A time, a price, a room: the words beside it tell.
    let counts = |at: usize, end: usize| {
        let behind = if line(end - 1, end) { word(end) } else { "" };
        let plural = behind.len() > 3 && behind.ends_with('s') && !behind.ends_with("ss");
        // *The order page says*, but *the invoice says*.
        let numbered = match verb(at) {
            Some(back) => among(NUMBERED, before(at, back + 1)),
            None => (1..4).any(|back| among(NUMBERED, before(at, back))),
        };
        let page = among("page", before(at, 1)) && among(TOPIC, before(at, 2));
        among(UNIT, behind) || plural && !among(UNCOUNTED, behind) || among(RIGHT_BEFORE, before(at, 1)) && !page || numbered
    };
    let place = || topic || (0..words.len()).any(|at| among(PLACE, word(at)));
    let mut at = 0;
    while at < words.len() {
        let read = match (digit(at), digit(at + 1), digit(at + 2)) {
            (Some(a @ 4..=5), Some(b @ 0..=9), Some(c @ 0..=9)) if word(at).len() > 1 && word(at + 2).len() > 1 || beside(at, at + 3) => {
                Some((a * 100 + b * 10 + c, 3))
            }
            (Some(a @ 4..=5), None, _) if is(at + 1, "hundred") => {
                let and = usize::from(is(at + 2, "and"));
                // Five hundred of anything: the bare number is none.
                digit(at + 2 + and).map(|c| (a * 100 + c, 3 + and)).or_else(|| beside(at, at + 2).then_some((a * 100, 2)))
            }
            (Some(a @ 4..=5), None, c) if topic => match (tens(at + 1), c) {
                (Some(b @ 20..), Some(c @ 1..=9)) => Some((a * 100 + b + c, 3)),
                (Some(b), _) => Some((a * 100 + b, 2)),
                (None, _) => None,
            },
            _ => None,
        };
        let said = |count: usize| {
            let end = at + count;
            parted(at, end - 1) && !counts(at, end) && (verb(at).is_some() || words.len() == count || place())
        };
        let Some((code, count)) = read.filter(|(code, count)| table().has(*code) && said(*count)) else {
            at += 1;
            continue;
        };
        let (last, word) = words[at + count - 1];
        hits.push(Hit { sign: sign as u16, start: words[at].0, end: last + word.len(), status: Some(code), name: None, ids: Vec::new() });
        at += count;
    }
}
