//! What any text that a person can paste says: which error, which product wrote it, where that product stands, and why it happened. Signatures are
//! data (`content/signatures`); here they are looked for, and what they prove is added up.

#[cfg(not(feature = "api"))]
mod asked;
mod beside;
mod fields;
mod fold;
mod hidden;
#[cfg(not(feature = "api"))]
mod near;
mod pattern;
mod shown;
mod spoken;
mod table;
mod times;
mod weigh;
mod words;

use super::{
    finding::{Finding, Group, Input, Kind, Read},
    text::{clip, has, line_start},
};
use fold::{fold, tagged};
use pattern::{Known, Page, hash, mix};
pub use shown::{headline, shown};
use table::{Place, Sign, WHOLE, table};

pub use super::typed::LIMIT;

/// The API module has a limit of 60 KB and does without what takes more than signatures: of texts in which none tells a status it says less than the
/// site does, and it takes what a page hides, a line of source or a count for one more readily.
const SIGNATURES_ALONE: bool = cfg!(feature = "api");

/// A log has no more different lines than these that anybody reads.
const MOST_GROUPS: usize = 60;

/// A signature that stands in the text.
#[derive(Clone)]
struct Hit {
    sign: u16,
    /// Byte offsets into the text.
    start: usize,
    end: usize,
    status: Option<u16>,
    name: Option<(usize, usize)>,
    /// Identifiers, each with its place among [`pattern::IDS`].
    ids: Vec<(String, u8)>,
}

impl Hit {
    #[cfg_attr(feature = "api", inline(never))]
    fn sign(&self) -> &'static Sign {
        &table().signs[usize::from(self.sign)]
    }
}

/// Reads a text; only the first [`LIMIT`] bytes count.
///
/// ```
/// use isitme::core::{finding::Kind, recognise::read};
/// let said = read("HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\n").finding;
/// assert_eq!((said.kind, said.code), (Kind::Error, Some(502)));
/// assert_eq!(read("Your order 502 costs $404.").finding.kind, Kind::Nothing);
/// ```
pub fn read(text: &str) -> Read {
    let text = clip(text, LIMIT);
    let mut hits = hits(text, None);
    if tagged(text) {
        hits = merged(hits, self::hits(text, Some(FAR)));
    }
    if !SIGNATURES_ALONE {
        let listed = fields::hits(text, &hits);
        if !listed.is_empty() {
            hits = merged(hits, listed);
        }
    }
    // What a browser does not show is no answer: there, only what a product signs with tells who wrote the page.
    let hidden = if SIGNATURES_ALONE { Vec::new() } else { hidden::parts(text) };
    let seen = |hit: &Hit| !hit.sign().products.is_empty() || !hidden::among(&hidden, hit.start);
    if !hidden.is_empty() {
        hits.retain(seen);
    }
    last_answer(&mut hits);
    if !SIGNATURES_ALONE {
        one_reading(text, &mut hits);
    }
    spoken::add(text, &mut hits);
    #[cfg(not(feature = "api"))]
    {
        near::add(text, &mut hits);
        hits.retain(seen);
    }
    // Those that were added stand behind the others.
    super::text::sort(&mut hits, |a, b| a.start < b.start);
    let mut read = Read { finding: weigh::weigh(text, &hits), groups: Vec::new() };
    let logged = hits.iter().filter(|hit| matches!(hit.sign().place, Place::Access | Place::ErrorLog)).count();
    if logged > 1 {
        read.groups = groups(text, &hits);
        if let [worst, _, ..] = &mut read.groups[..] {
            read.finding = std::mem::take(&mut worst.finding);
        }
    }
    #[cfg(not(feature = "api"))]
    {
        read.finding.url = weigh::url(text, &hits, &read.finding);
    }
    // Of several lines the table tells the times.
    let several = if SIGNATURES_ALONE { !read.groups.is_empty() } else { read.groups.iter().map(|own| own.count).sum::<usize>() > 1 };
    if read.finding.kind != Kind::Nothing
        && !several
        && let Some(time) = text.lines().take(40).find_map(times::first)
    {
        read.finding.ids.push(("time", time.to_owned()));
    }
    if read.finding.input == Input::Words {
        read.finding.input = alone(text).unwrap_or(Input::Words);
    }
    read
}

/// The answer that counts is the last one: a redirect or a proxy's own answer stands before it. Earlier answers go, with all that their words say and that
/// names nobody.
fn last_answer(hits: &mut Vec<Hit>) {
    let Some(last) = hits.iter().rfind(|hit| hit.sign().last).map(|hit| hit.start) else { return };
    let mut until = 0;
    hits.retain(|hit| {
        let earlier = hit.sign().last && hit.end <= last;
        if earlier {
            until = hit.end;
        }
        !earlier && (hit.start >= until || !hit.sign().products.is_empty())
    });
}

/// A line of an access log has one status: where a signature knows the line, another number where lines of others have theirs is none, as the bytes before the
/// request in a line of AWS's load balancers.
fn one_reading(text: &str, hits: &mut Vec<Hit>) {
    /// More signatures than these stand on no side of another in its line.
    const BESIDE: usize = 20;
    let of_line = |hit: &Hit| hit.sign().place == Place::Access && hit.status.is_some();
    let known = |hit: &Hit| of_line(hit) && hit.sign().code_proves == 5;
    let guess = |hit: &Hit| of_line(hit) && hit.sign().code_proves < 5 && hit.sign().products.is_empty();
    let together = |a: &Hit, b: &Hit| text.get(a.start.min(b.start)..a.end.max(b.end)).is_some_and(|line| !has(line, "\n"));
    let other = |at: usize| {
        let own = &hits[at];
        let near = &hits[at.saturating_sub(BESIDE)..(at + BESIDE).min(hits.len())];
        guess(own) && near.iter().any(|other| known(other) && other.status != own.status && together(own, other))
    };
    let others: Vec<usize> = (0..hits.len()).filter(|at| other(*at)).collect();
    let (mut at, mut others) = (0, others.into_iter().peekable());
    hits.retain(|_| {
        at += 1;
        others.next_if_eq(&(at - 1)).is_none()
    });
}

/// The ids of all causes, each with its fault's.
pub fn causes() -> impl Iterator<Item = (&'static str, &'static str)> {
    table().causes.iter().map(|own| (own.id, own.fault))
}

/// The signatures of both passes, in the order of their places, each once. Both are in that order already.
fn merged(raw: Vec<Hit>, stripped: Vec<Hit>) -> Vec<Hit> {
    let mut out: Vec<Hit> = Vec::with_capacity(raw.len());
    let mut lists = [raw.into_iter().peekable(), stripped.into_iter().peekable()];
    loop {
        let [first, second] = &mut lists;
        let next = match (first.peek(), second.peek()) {
            (Some(a), Some(b)) if b.start < a.start => second.next(),
            (None, _) => second.next(),
            _ => first.next(),
        };
        let Some(own) = next else { return out };
        // The same words seen twice begin near each other: a tag may stand between.
        if !out.iter().rev().take(40).any(|other| other.sign == own.sign && other.end >= own.start) {
            out.push(own);
        }
    }
}

/// The best reading alone; of a log, with what its other lines say as further ones.
pub fn finding(text: &str) -> Finding {
    let Read { mut finding, groups } = read(text);
    if groups.len() > 1 {
        finding.others.extend(groups.into_iter().skip(1).take(5).map(|own| own.finding));
    }
    finding
}

/// A number or an address and nothing else.
fn alone(text: &str) -> Option<Input> {
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let address = |word: &str| has(word, "://") || super::address::looks_like_address(word);
    match words.next() {
        None if address(first) => Some(Input::Url),
        None => (first.len() < 40).then_some(Input::Code),
        // In the API the first hundred tell.
        Some(second) => {
            let most = if SIGNATURES_ALONE { 98 } else { usize::MAX };
            (address(first) && address(second) && words.take(most).all(address)).then_some(Input::Urls)
        }
    }
}

/// Farther than this from its four bytes hardly a signature reaches: most are one line, what a hole takes is short, and `{more}` takes 400 bytes at most.
const FAR: usize = 1000;

/// Every signature in a text, in its order; or those within some bytes of a tag, without tags: farther from one a text reads as it does with its tags.
fn hits(text: &str, strip: Option<usize>) -> Vec<Hit> {
    let table = table();
    let page = Page { text: text.as_bytes(), folded: fold(text, strip.is_some()) };
    let mut out: Vec<Hit> = Vec::new();
    let mut known = vec![Known::default(); usize::from(table.open) + 1];
    let mut seen = beside::unseen();
    // Where the last number ends, and how surely it counts.
    let mut counted = (0, 0);
    let at = |place: usize| page.folded.at.get(place).copied().unwrap_or(text.len() as u32) as usize;
    let mut tags = page.folded.tags.iter().peekable();
    let (any, order, lists) = (&table.any[..], &table.order[..], &table.lists[..]);
    for (place, four) in page.fours() {
        let mix = mix(four);
        if any[mix as usize / 32] >> (mix % 32) & 1 == 0 {
            continue;
        }
        if let Some(far) = strip {
            while tags.next_if(|tag| **tag + far < place).is_some() {}
            if tags.peek().is_none_or(|tag| **tag > place + far) {
                continue;
            }
        }
        let list = hash(four) as usize;
        // What became of the signature before in the list: how many bytes decided that it does not stand here, or where it does.
        let mut decided = usize::MAX;
        let mut stands = None;
        for own in &order[usize::from(lists[list])..usize::from(lists[list + 1])] {
            if own.four != four || !page.between(own.around, place) {
                decided = usize::MAX;
                continue;
            }
            let (sign, shared) = (usize::from(own.sign), own.shared);
            let own = &table.signs[sign];
            let known = &mut known[usize::from(own.open)];
            if shared != WHOLE {
                stands = None;
                if usize::from(shared) < decided {
                    match page.fits(own.pattern, own.anchor, place, known) {
                        Ok(found) => (stands, decided) = (Some(found), usize::MAX),
                        Err(count) => decided = count,
                    }
                }
            }
            let Some(found) = stands else { continue };
            if own.code > 0 && found.status.is_some_and(|status| status != own.code)
                || table.unless.beside(&page, own.unless, &found, &mut seen)
            {
                continue;
            }
            // What announces a status may announce a number of things.
            if own.place == Place::Words && found.status.is_some() && !SIGNATURES_ALONE {
                if counted.0 != found.end {
                    counted = (found.end, page.counts(&table.counted, found.end));
                }
                if counted.1 > u8::from(own.code_proves >= 3) {
                    continue;
                }
            }
            let span = |(start, end): (usize, usize)| (at(start), at(end));
            let end = at(found.start) + text.get(at(found.start)..at(found.end)).map_or(0, |words| words.trim_ascii_end().len());
            let mut ids = Vec::new();
            for (start, end, kind) in found.ids.iter().flatten() {
                ids.push((page.plain(*start..*end), *kind));
            }
            let hit = Hit { sign: sign as u16, start: at(found.start), end, status: found.status, name: found.name.map(span), ids };
            // In the order of their places, those of one place in that of the signatures: the four bytes of one stand at its end, of another at its start.
            let later = out.iter().rev().take_while(|own| (own.start, own.sign) > (hit.start, hit.sign)).count();
            out.insert(out.len() - later, hit);
        }
    }
    out
}

/// The length of the container's name that Compose and kubectl put before a line.
fn prefix(line: &[u8]) -> usize {
    let at = line.iter().take(40).position(|b| b"|\"[{=".contains(b));
    at.filter(|at| line[*at..].starts_with(b"| ")).map_or(0, |at| at + 2)
}

/// Where a log's record ends that begins with a line: what is indented deeper belongs to it, the frames of a trace, and what has no time of its own where that line has
/// one and is no request of its own.
#[inline(never)]
fn record(text: &str, start: usize, mut end: usize, hits: &[Hit]) -> usize {
    const FRAMES: [&[u8]; 6] = [b"at ", b"Caused by", b"--->", b"... ", b"Traceback (", b"}"];
    let bytes = text.as_bytes();
    let time = |from: usize, until: usize| text.get(from..until).is_some_and(|line| times::first(clip(line, 80)).is_some());
    // Where the words of a line begin, and how deep it is indented.
    let own = |from: usize, until: usize| {
        let name = prefix(&bytes[from..until]);
        let indent = bytes[from + name..until].iter().take_while(|b| b" \t".contains(b)).count();
        (from + name, indent)
    };
    let (from, indent) = own(start, end);
    let (name, opens) = (&bytes[start..from], bytes.get(from + indent));
    let mut timed = None;
    while end + 1 < bytes.len() {
        let until = bytes[end + 1..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| end + 1 + at);
        let (next, deep) = own(end + 1, until);
        let line = &bytes[next + deep..until];
        let request = |hit: &Hit| hit.start > end && hit.sign().place == Place::Access;
        // Most lines of a log begin like the one before.
        let alike = line.first() == opens || line.first().is_some_and(u8::is_ascii_digit) && opens.is_some_and(u8::is_ascii_digit);
        let belongs = deep > indent
            || FRAMES.iter().any(|frame| line.starts_with(frame))
            || !alike
                && *timed.get_or_insert_with(|| time(start, end))
                && !time(next, until)
                && !hits.iter().take_while(|hit| hit.start < until).any(request);
        if line.is_empty() || bytes[end + 1..next] != *name || !belongs {
            break;
        }
        end = until;
    }
    end
}

/// A log's lines by what they say, worst first.
fn groups(text: &str, hits: &[Hit]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // The signatures of a line with their numbers, and its group.
    let mut keys: Vec<(u64, usize)> = Vec::new();
    let mut rest = hits;
    let mut start = 0;
    while let Some(first) = rest.first() {
        start += line_start(&text[start..first.start]);
        let end = record(text, start, text[first.start..].find('\n').map_or(text.len(), |at| first.start + at), rest);
        let (line, after) = rest.split_at(rest.iter().position(|hit| hit.start > end).unwrap_or(rest.len()));
        rest = after;
        if line.iter().any(|hit| matches!(hit.sign().place, Place::Access | Place::ErrorLog)) {
            // Most lines are like one before.
            let mix =
                |sum: u64, hit: &Hit| (sum ^ u64::from(hit.sign) ^ u64::from(hit.status.unwrap_or(0)) << 20).wrapping_mul(0x0100_0000_01b3);
            let key = line.iter().fold(0xcbf2_9ce4_8422_2325, mix);
            let plain = line.iter().all(|hit| hit.name.is_none());
            let known = keys.iter().find(|own| plain && own.0 == key).map(|own| own.1);
            let place = known.or_else(|| {
                let finding = weigh::weigh(text, line);
                let place = groups.iter().position(|own| same(&own.finding, &finding));
                if place.is_none() && groups.len() < MOST_GROUPS {
                    groups.push(Group { finding, count: 0, lines: [start..end, start..end] });
                    return Some(groups.len() - 1);
                }
                place
            });
            if let Some(at) = place {
                groups[at].count += 1;
                groups[at].lines[1] = start..end;
                if known.is_none() && plain && keys.len() < MOST_GROUPS {
                    keys.push((key, at));
                }
            }
        }
        start = end;
    }
    // The server's failures, then errors without a number, then what was wrong with requests, then what worked, then a log's own head; many before few.
    let rank = |group: &Group| match (group.finding.kind, group.finding.code) {
        (Kind::Error, Some(500..)) => 0,
        (Kind::Error, None) => 1,
        (Kind::Error, _) => 2,
        (Kind::Success, _) => 3,
        (Kind::Nothing, _) => 4,
    };
    // Of lines of one event the one that tells why.
    let told = |group: &Group| (rank(group), std::cmp::Reverse(group.count), group.finding.cause.is_none());
    super::text::sort(&mut groups, |a, b| told(a) < told(b));
    groups
}

/// Two lines say the same.
fn same(a: &Finding, b: &Finding) -> bool {
    let cause = |own: &Finding| own.cause.map(|cause| cause.id);
    (a.kind, a.code, &a.error, &a.product, &a.platform) == (b.kind, b.code, &b.error, &b.product, &b.platform) && cause(a) == cause(b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        pattern::{Known, Page, literal, lower},
        *,
    };

    /// A text that a signature may stand in, or nearly: its literals, with something in its holes.
    fn like(pattern: &[u8], filling: &str) -> String {
        let part = |b: &u8| if literal(*b) { char::from(lower(*b)).to_string() } else { filling.to_owned() };
        pattern.iter().map(part).collect()
    }

    /// Whether one of some words, each behind a byte that is its length and 32, stands beside what was found: as it is said, byte by byte.
    fn simply(page: &Page, words: &str, found: &pattern::Found) -> bool {
        let end = (found.end + 40).min(page.folded.bytes.len());
        let near = &page.folded.bytes[found.start.saturating_sub(40)..end];
        let mut words = words.as_bytes();
        while let [length, rest @ ..] = words {
            let word;
            (word, words) = rest.split_at(usize::from(length - b' '));
            if near.windows(word.len()).any(|own| own == word) {
                return true;
            }
        }
        false
    }

    /// Every signature in a text, each looked for by itself.
    fn each(text: &str) -> Vec<(u16, usize, Option<u16>)> {
        let table = table();
        let page = Page { text: text.as_bytes(), folded: fold(text, false) };
        let mut out = Vec::new();
        for (place, four) in page.fours() {
            let list = hash(four) as usize;
            for own in &table.order[usize::from(table.lists[list])..usize::from(table.lists[list + 1])] {
                let sign = &table.signs[usize::from(own.sign)];
                if own.four == four
                    && let Ok(found) = page.fits(sign.pattern, sign.anchor, place, &mut Known::default())
                    && !(sign.code > 0 && found.status.is_some_and(|status| status != sign.code))
                    && !simply(&page, table.unless.list(sign.unless), &found)
                    && !(!SIGNATURES_ALONE
                        && sign.place == Place::Words
                        && found.status.is_some()
                        && page.counts(&table.counted, found.end) > u8::from(sign.code_proves >= 3))
                {
                    out.push((own.sign, page.folded.at[found.start] as usize, found.status));
                }
            }
        }
        out.sort_by_key(|(sign, start, _)| (*start, *sign));
        out
    }

    /// A word of a list that was found says nothing about the list's other words.
    #[test]
    fn a_word_that_was_found_hides_no_other() {
        let text = "zip, a long way from there to the word that the list has first, which is port";
        let words = beside::Words::new(vec!["", "$port#zip"]);
        let page = Page { text: text.as_bytes(), folded: fold(text, false) };
        let mut seen = beside::unseen();
        for length in [text.len(), 1] {
            let found = pattern::Found { start: 0, end: length, ..Default::default() };
            assert!(words.beside(&page, 1, &found, &mut seen), "{length}");
        }
    }

    /// Two signatures of which the outer one's four bytes stand behind the inner one's, with a tag that only the outer one's are near to: which of them is read
    /// twice does not change their order.
    #[test]
    fn a_tag_that_is_nearly_too_far_changes_no_order() {
        for length in 0..FAR + 100 {
            let text = format!("you have sent too many requests in a given amount of time.{}<p>", " x".repeat(length / 2));
            let order = |far: usize| merged(hits(&text, None), hits(&text, Some(far))).iter().map(|hit| hit.sign).collect::<Vec<_>>();
            assert_eq!(order(FAR), order(1 << 30), "{length}");
        }
    }

    /// The build may order a list otherwise, and loses none.
    #[test]
    fn every_signature_is_in_its_list_once() {
        let table = table();
        let mut signs: Vec<usize> = table.order.iter().map(|own| usize::from(own.sign)).collect();
        signs.sort_unstable();
        assert!(signs.into_iter().eq(0..table.signs.len()));
        for (list, two) in table.lists.windows(2).enumerate() {
            assert!(table.order[usize::from(two[0])..usize::from(two[1])].iter().all(|own| hash(own.four) as usize == list));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        /// A text in which no tag may be is read once: a second reading would be the first.
        #[test]
        fn without_a_tag_there_is_one_reading(text in "([<>/! \n\u{a0}\r]|&lt;|a|<b>|é){0,12}") {
            prop_assert!(tagged(&text) || fold(&text, true).bytes == fold(&text, false).bytes, "{:?}", text);
        }

        /// A text far from its tags needs no second look without them.
        #[test]
        fn tags_far_away_hide_nothing(
            pieces in prop::collection::vec((any::<prop::sample::Index>(), 0..5_usize, "[ \\n]{0,2}|502|[a-z]{1,9}|<b>|502</h1>", 0..300_usize), 1..9),
        ) {
            let signs = &table().signs;
            let text: String = pieces.iter().map(|(which, kind, filling, length)| match kind {
                0 => "<p>".to_owned(),
                1 => "some words ".repeat(*length),
                2 => "one<br>line 502 ".to_owned(),
                _ => like(signs[which.index(signs.len())].pattern, filling),
            }).collect();
            let all = |far: usize| -> Vec<_> {
                let both = merged(hits(&text, None), hits(&text, Some(far)));
                both.into_iter().map(|hit| (hit.sign, hit.start, hit.end, hit.status)).collect()
            };
            prop_assert_eq!(all(FAR), all(1 << 30), "{:?}", text);
        }

        /// Signatures are told in the order of the places where they begin, wherever their rarest four bytes stand: whoever takes them line by line, or looks
        /// for one by its place, relies on it.
        #[test]
        fn signatures_come_in_the_order_of_their_places(
            pieces in prop::collection::vec((any::<prop::sample::Index>(), "[ \\n]{0,2}|502|[a-z]{1,9}|<b>|502</h1>", "[ \\n]|<br>|"), 1..9),
        ) {
            let signs = &table().signs;
            let mut text = String::new();
            for (which, filling, between) in &pieces {
                text += &like(signs[which.index(signs.len())].pattern, filling);
                text += between;
            }
            let all = merged(hits(&text, None), hits(&text, Some(FAR)));
            prop_assert!(all.is_sorted_by_key(|hit| hit.start), "{:?}", text);
        }

        /// What was seen of words changes no answer, wherever the next signature stands.
        #[test]
        fn words_are_seen_in_any_order(
            text in "(order|port|zip|x| ){1,120}",
            places in prop::collection::vec((any::<prop::sample::Index>(), 0..80_usize, 0..3_u8), 1..20),
        ) {
            let words = beside::Words::new(vec!["", "%order", "$port#zip"]);
            let page = Page { text: text.as_bytes(), folded: fold(&text, false) };
            let count = page.folded.bytes.len();
            let mut seen = beside::unseen();
            for (start, length, list) in places {
                let start = start.index(count);
                let found = pattern::Found { start, end: (start + length).min(count), ..Default::default() };
                let simply = simply(&page, words.list(list), &found);
                prop_assert_eq!(words.beside(&page, list, &found, &mut seen), simply, "{:?} at {} in {:?}", list, start, text);
            }
        }

        /// Runs are folded whole: that comes to what their characters come to, one by one.
        #[test]
        fn a_run_is_its_characters(text in "[a-cA-C0-1 \\t\r\n{}~\"'.:*`é…\u{a0}\u{ff21}]{0,60}") {
            let mut one = fold::Folded::default();
            for (at, c) in text.char_indices() {
                one.push(c, at as u32);
            }
            one.at.push(text.len() as u32);
            let all = fold(&text, false);
            prop_assert_eq!((all.bytes, all.at), (one.bytes, one.at), "{:?}", text);
        }

        /// What is known from places before changes no answer: neither what fits, nor whether a word beside it forbids that.
        #[test]
        fn what_is_known_saves_time_alone(
            which in any::<prop::sample::Index>(),
            pieces in prop::collection::vec((0..6_usize, "[ \n]{0,2}|502|[a-z]{1,9}|order|\n", any::<prop::sample::Index>()), 1..40),
        ) {
            let signs = &table().signs;
            // One signature and those beside it, which share words; whole, cut, and with words that must not stand beside it.
            let first = which.index(signs.len());
            let text: String = pieces.iter().map(|(nth, filling, cut)| {
                let sign = &signs[(first + nth / 3) % signs.len()];
                let whole = like(sign.pattern, filling);
                match nth % 3 {
                    0 => whole,
                    1 => whole.chars().take(cut.index(whole.len() + 1)).collect(),
                    _ => table().unless.list(sign.unless).chars().skip(1).take(cut.index(12)).collect(),
                }
            }).collect();
            let all: Vec<_> = hits(&text, None).iter().map(|hit| (hit.sign, hit.start, hit.status)).collect();
            prop_assert_eq!(all, each(&text), "{:?}", text);
            let page = Page { text: text.as_bytes(), folded: fold(&text, false) };
            for sign in [first, (first + 1) % signs.len()] {
                let sign = &signs[sign];
                let four = sign.pattern[sign.anchor..sign.anchor + 4].iter().fold(0, |sum, b| sum << 8 | u32::from(lower(*b)));
                let (mut known, mut seen) = (Known::default(), beside::unseen());
                for (at, _) in page.fours().filter(|own| own.1 == four) {
                    let found = page.fits(sign.pattern, sign.anchor, at, &mut known);
                    prop_assert_eq!(found, page.fits(sign.pattern, sign.anchor, at, &mut Known::default()), "{:?}", text);
                    if let Ok(found) = found {
                        let beside = table().unless.beside(&page, sign.unless, &found, &mut seen);
                        prop_assert_eq!(beside, simply(&page, table().unless.list(sign.unless), &found), "{:?}", text);
                    }
                }
            }
        }
    }
}
