//! Ranks everything that has a page for a few typed words: numbers, names, what products and browsers print, what people say; by whole words, by
//! their beginnings and by one slip of the finger.
//!
//! The words are sorted into an index once, when somebody first searches ([`prepare`] does it ahead); a keystroke then looks its words up instead
//! of reading everything. A page's score is how well its best text for each typed word fits, words that many pages have counting less, and
//! much less if a word is found nowhere on the page.

use std::sync::OnceLock;

use super::{
    catalog::{self, Blame, Entry, Standing},
    platforms::{pages, platforms, products},
    route::Route,
};

/// One result.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// The page.
    pub route: Route,
    /// Higher is better; only the order means something.
    pub score: u32,
    /// The text that fitted best: the name, an alias or a keyword.
    pub matched: &'static str,
    /// The words name the page: every one was found there, and they are its number, one of its names, or more than one word that tells
    /// something. *error* is the name of no error, and *test* stands in a sentence of one.
    pub named: bool,
    /// Only to be offered: a word of its page, a few among others, or the number alone and nothing else of several words, none of which is
    /// of errors: *I paid 502 dollars*.
    pub weak: bool,
}

impl Hit {
    /// Whether the text that fitted best holds this number, whatever its sign.
    pub fn holds(&self, number: &str) -> bool {
        words(self.matched).any(|word| word.trim_start_matches('-') == number)
    }

    /// The entry, if it is one's page.
    pub fn entry(&self) -> Option<&'static Entry> {
        self.route.entry()
    }

    /// What to call the page.
    pub fn title(&self) -> String {
        match self.route {
            Route::Entry(_) => self.entry().map_or(String::new(), Entry::label),
            Route::Page(at) => pages().get(usize::from(at)).map_or(String::new(), |page| page.heading.to_owned()),
            Route::Platform(at) => platforms().get(usize::from(at)).map_or(String::new(), super::platforms::Platform::label),
            _ => String::new(),
        }
    }
}

/// How much a kind of text says about its page, in percent.
mod weight {
    pub const CODE: u16 = 130;
    pub const NAME: u16 = 100;
    pub const ALIAS: u16 = 92;
    pub const KEYWORD: u16 = 88;
    /// A product's name on the page about it: typed alone, it comes before what only has to do with the product.
    pub const OWN: u16 = 85;
    pub const TITLE: u16 = 84;
    pub const SENTENCE: u16 = 74;
    pub const PRODUCT: u16 = 70;
    pub const SHORT: u16 = 60;
    pub const STATUS: u16 = 30;
}

/// A text of a page.
struct Text {
    of: u16,
    weight: u16,
    words: &'static str,
}

/// Every word of every text, sorted; the text that holds it.
struct Index {
    texts: Vec<Text>,
    words: Vec<(&'static str, u16)>,
    /// Where each different word starts among them; then their number.
    starts: Vec<u32>,
    documents: usize,
}

/// More typed words than these are not read.
const MOST: usize = 8;

/// Words that say nothing about an error.
const EMPTY: [&str; 30] = [
    "a", "an", "and", "are", "at", "be", "by", "do", "does", "for", "from", "how", "i", "in", "is", "it", "me", "mean", "my", "of", "on",
    "or", "that", "the", "this", "to", "what", "when", "why", "with",
];

/// Words that nearly everybody types beside what tells, or that stand in every host's name: they help, and are not missed.
const WEAK: [&str; 17] = [
    "1.0", "1.1", "code", "com", "err", "error", "errors", "http", "https", "message", "page", "problem", "response", "site", "status",
    "website", "www",
];

/// The API gives hits as they are; which of them is a name, and which only an offer, is asked by our own fields.
const NAMES: bool = !cfg!(feature = "api");

/// Where a word of two or three is nowhere on the page, less than this is an accident: *hello world*.
const ENOUGH: u32 = 250;

fn among(list: &[&str], word: &str) -> bool {
    list.iter().any(|own| own.eq_ignore_ascii_case(word))
}

fn tells(word: &str) -> bool {
    !among(&WEAK, word) && !among(&EMPTY, word)
}

impl Index {
    fn add(&mut self, of: usize, weight: u16, text: &'static str) {
        let at = self.texts.len() as u16;
        for word in words(text) {
            self.words.push((word, at));
            // Not everybody types the sign.
            if SIGNS && let Some(number) = word.strip_prefix('-') {
                self.words.push((number, at));
            }
        }
        self.texts.push(Text { of: of as u16, weight, words: text });
    }

    fn build() -> Index {
        let mut index = Index { texts: Vec::new(), words: Vec::new(), starts: Vec::new(), documents: 0 };
        let mut of = 0;
        for entry in catalog::entries() {
            index.add(of, weight::NAME, entry.name);
            for alias in entry.aliases {
                index.add(of, weight::PRODUCT, alias.by);
                index.add(of, weight::ALIAS, alias.name);
                index.add(of, weight::SENTENCE, alias.says);
            }
            for keyword in entry.keywords.split(';') {
                index.add(of, weight::KEYWORD, keyword);
            }
            for meaning in entry.meanings {
                index.add(of, weight::PRODUCT, meaning.emitter.unwrap_or(""));
                index.add(of, weight::SHORT, meaning.short);
            }
            // *Nothing is broken* is not what is typed when something is.
            if entry.blame != Blame::Nobody {
                index.add(of, weight::SHORT, entry.answer);
            }
            of += 1;
        }
        for page in pages() {
            index.add(of, weight::TITLE, page.heading);
            let name = super::text::cut_last(page.slug, b'/').map_or(page.slug, |cut| cut.1);
            let product = products().iter().find(|own| own.id == page.slug);
            index.add(of, if product.is_some() || page.slug.starts_with("owners/") { weight::OWN } else { weight::TITLE }, name);
            index.add(of, weight::OWN, product.map_or("", |own| own.name));
            for keyword in page.keywords.split(';') {
                index.add(of, weight::TITLE, keyword);
            }
            of += 1;
        }
        for own in platforms() {
            index.add(of, weight::PRODUCT, own.product().name);
            index.add(of, weight::PRODUCT, own.product().id);
            index.add(of, weight::NAME, own.name);
            index.add(of, weight::TITLE, own.own_title());
            index.add(of, weight::STATUS, own.status);
            index.add(of, weight::SENTENCE, own.keywords);
            of += 1;
        }
        index.documents = of;
        sort_words(&mut index.words);
        let differs = |at: &usize| *at == 0 || !index.words[*at].0.eq_ignore_ascii_case(index.words[*at - 1].0);
        index.starts = (0..index.words.len()).filter(differs).chain([index.words.len()]).map(|at| at as u32).collect();
        index
    }

    /// The first word that is not before `word`.
    fn find(&self, word: &str) -> usize {
        self.words.partition_point(|own| folded(own.0).lt(folded(word)))
    }

    /// Whether there is a word that begins so.
    fn begins(&self, word: &str) -> bool {
        self.words.get(self.find(word)).is_some_and(|own| starts(own.0, word))
    }

    /// Two words typed without the space between: `badgateway`.
    fn apart<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        if word.len() < 6 || !word.is_ascii() || self.begins(word) {
            return None;
        }
        let is = |part: &str| self.words.get(self.find(part)).is_some_and(|own| own.0.eq_ignore_ascii_case(part));
        (3..word.len() - 2).map(|at| word.split_at(at)).find(|(head, tail)| is(head) && is(tail))
    }

    /// How well a typed word fits each page: the best of its texts, 100 for a whole word of its name.
    fn fits(&self, word: &str, best: &mut [(u16, u16)]) {
        let mut take = |at: u16, fit: u16| {
            let text = &self.texts[usize::from(at)];
            let own = &mut best[usize::from(text.of)];
            let fit = fit * text.weight / 100;
            if fit > own.0 {
                *own = (fit, at);
            }
        };
        let mut whole = false;
        let mut at = self.find(word);
        while let Some((own, text)) = self.words.get(at).filter(|own| starts(own.0, word)) {
            let rest = own.len() - word.len();
            whole |= rest == 0;
            at += 1;
            // A single letter begins too many words: names alone.
            if word.len() == 1 && rest > 0 && self.texts[usize::from(*text)].weight < weight::NAME {
                continue;
            }
            take(
                *text,
                if rest == 0 {
                    100
                } else if word.len() >= 3 {
                    90 - rest.min(12) as u16
                } else {
                    50
                },
            );
        }
        if word.len() < 4 {
            return;
        }
        // Another form of the same word, which begins the same: redirecting, redirects.
        if let Some(stem) = word.get(..5) {
            for (own, text) in self.words[self.find(stem)..].iter().take_while(|(own, _)| starts(own, stem)) {
                let same = own.bytes().zip(word.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
                if own.len() - same <= 3 && word.len() - same <= 3 {
                    take(*text, 78);
                }
            }
        }
        // Who typed a word that there is made no slip.
        if !whole {
            for pair in self.starts.windows(2) {
                let own = self.words[pair[0] as usize].0;
                if own.len() >= 4 && own.len().abs_diff(word.len()) <= 1 && one_slip(word.as_bytes(), own.as_bytes()) {
                    for (_, text) in &self.words[pair[0] as usize..pair[1] as usize] {
                        take(*text, 72);
                    }
                }
            }
        }
    }
}

/// Sorts by the words, folded: a merge from below, whose runs double. (The library's sorts cost the module 4 KB.)
fn sort_words(list: &mut Vec<(&'static str, u16)>) {
    let mut from = std::mem::take(list);
    let mut width = 1;
    while width < from.len() {
        let mut to = Vec::with_capacity(from.len());
        for pair in from.chunks(2 * width) {
            let (mut a, mut b) = pair.split_at(width.min(pair.len()));
            while let (Some((x, rest_a)), Some((y, rest_b))) = (a.split_first(), b.split_first()) {
                if folded(y.0).lt(folded(x.0)) {
                    to.push(*y);
                    b = rest_b;
                } else {
                    to.push(*x);
                    a = rest_a;
                }
            }
            to.extend_from_slice(a);
            to.extend_from_slice(b);
        }
        from = to;
        width *= 2;
    }
    *list = from;
}

fn folded(word: &str) -> impl Iterator<Item = u8> {
    word.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(Index::build)
}

/// Makes the index, so that the first keystroke finds it.
pub fn prepare() {
    index();
}

/// The page of a place in the index.
fn route(of: usize) -> Route {
    let entries = catalog::entries().len();
    if of < entries {
        return Route::Entry(catalog::at(of).key);
    }
    let (of, pages) = (of - entries, pages().len());
    if of < pages { Route::Page(of as u16) } else { Route::Platform((of - pages) as u16) }
}

/// The best pages for a query, best first, at most `limit`. Equal scores keep the order: codes, errors, documents, platforms.
///
/// ```
/// use isitme::core::{catalog::Key, route::Route, search::search};
/// assert_eq!(search("gatway timeout", 3)[0].route, Route::Entry(Key::Code(504)));
/// ```
pub fn search(query: &str, limit: usize) -> Vec<Hit> {
    let all: Vec<&str> = words(query).take(MOST).collect();
    let index = index();
    let mut typed = Vec::new();
    for word in all.iter().copied().filter(|word| !among(&EMPTY, word)) {
        match index.apart(word) {
            Some((head, tail)) => typed.extend([head, tail]),
            // A sign that tells nothing is a dash.
            None => typed.push(if !SIGNS || index.begins(word) { word } else { word.trim_start_matches('-') }),
        }
    }
    if typed.is_empty() {
        typed = all;
    }
    if typed.is_empty() {
        return Vec::new();
    }
    let (codes, entries) = (catalog::codes().len(), catalog::entries().len());
    let documents = entries + pages().len();
    let mut sums = vec![Sum::default(); index.documents];
    let mut best = vec![(0_u16, 0_u16); index.documents];
    let mut weights = 0;
    for (nth, word) in typed.iter().enumerate() {
        best.fill((0, 0));
        let number = word.bytes().all(|b| b.is_ascii_digit());
        // A number of Apple's, in a domain of its own, is nobody else's: WebKitErrorDomain:102.
        let foreign = number && typed[..nth].iter().rev().take(2).any(|own| own.ends_with("Domain"));
        if !foreign {
            index.fits(word, &mut best);
        }
        if number && !foreign {
            for (of, own) in best.iter_mut().enumerate().take(codes) {
                let code = catalog::at(of).code().unwrap_or(0);
                let digits = [b'0' + (code / 100) as u8, b'0' + (code / 10 % 10) as u8, b'0' + (code % 10) as u8];
                let whole = digits == word.as_bytes() || (code == 0 && *word == "0");
                if whole {
                    own.0 = weight::CODE;
                } else if word.len() == 2 && digits.starts_with(word.as_bytes()) {
                    own.0 = weight::NAME;
                }
            }
        }
        let found = best.iter().filter(|own| own.0 > 0).count() as u32;
        // What many pages have says less: from 10 for one page to 2 for all. What none has is mostly somebody's name.
        let rare = match found {
            _ if word.len() == 1 || among(&WEAK, word) => 1,
            0 => 4,
            _ => 10_u32.saturating_sub((found + 1).ilog2() * 8 / 10).max(2),
        };
        weights += rare;
        for (of, (sum, own)) in sums.iter_mut().zip(&best).enumerate() {
            if own.0 == 0 {
                continue;
            }
            sum.fits += u32::from(own.0) * rare;
            sum.found += rare;
            let text = &index.texts[usize::from(own.1)];
            // A platform's own number or name with digits in it: 1020, H12, AH01102.
            let named = of >= documents
                && text.weight == weight::NAME
                && word.bytes().any(|b| b.is_ascii_digit())
                && word.len() > 2
                && text.words.eq_ignore_ascii_case(word);
            sum.code |= (own.0 == weight::CODE && of < codes) || named;
            sum.product |= text.weight == weight::PRODUCT;
            sum.word |= !number;
            if own.0 > sum.best.0 {
                sum.best = *own;
            }
        }
    }
    let mut scores: Vec<u32> = sums
        .iter()
        .enumerate()
        .map(|(of, sum)| {
            // Half of it must be found; then the part of the words that was, squared.
            if sum.found * 2 < weights && !sum.code {
                return 0;
            }
            let score = sum.fits * 10 / weights * sum.found / weights * sum.found / weights;
            // The number itself, a platform's own before a page that also tells of it; and a platform's words only where the platform is named.
            let score = match of {
                _ if !sum.code => score,
                _ if of < documents => score + 250,
                _ => score + 500,
            };
            let percent = match of {
                _ if of < entries && catalog::at(of).meaning().standing != Standing::Live => 86,
                _ if of < entries || sum.code || (of >= documents && sum.product) => 100,
                _ if of < documents => 92,
                _ => 82,
            };
            score * percent / 100
        })
        .collect();
    // What was typed, word for word, is what was meant: the whole of a text, in the same case still more, or a part of one.
    let all_found = |sum: &Sum| sum.found == weights;
    // One or two letters are the beginning of nearly everything: nothing was said yet.
    let said = typed.iter().any(|word| word.len() > 2);
    // One or two digits tell as little as none.
    let telling = typed.iter().filter(|word| tells(word) && (word.len() > 2 || !word.as_bytes()[0].is_ascii_digit())).count();
    for (nth, text) in index.texts.iter().enumerate() {
        let of = usize::from(text.of);
        if !all_found(&sums[of]) {
            continue;
        }
        let own: Vec<&str> = words(text.words).filter(|word| !among(&EMPTY, word)).collect();
        let at = own.windows(typed.len()).position(|part| part.iter().zip(&typed).all(|(a, b)| a.eq_ignore_ascii_case(b)));
        // A code's keyword of one word is what stands beside the number (*wordpress*), and no name.
        let name = typed.len() > 1 || (own.len() == 1 && (of >= codes || text.weight != weight::KEYWORD));
        // One word is a name where it is the only one: *teapot*.
        let only = |word: &&&str| word.len() > 2 && word.as_bytes()[0].is_ascii_alphabetic() && tells(word);
        let sole = || {
            telling == 1
                && said
                && nth == usize::from(sums[of].best.1)
                && text.weight >= weight::ALIAS
                && own.iter().filter(only).count() == 1
        };
        let exact = NAMES && ((at.is_some() && name && text.weight != weight::PRODUCT) || sole());
        sums[of].exact |= exact;
        let quiet = if of < documents || sums[of].product { 1 } else { 3 };
        let bonus = match at {
            // The product's name alone is not the name of any of its errors.
            Some(_) if own.len() == typed.len() && text.weight != weight::PRODUCT => {
                let more = if text.weight == weight::OWN { 150 } else { 5 * u32::from(own == typed) };
                200 + u32::from(text.weight) + more
            }
            Some(_) if typed.len() > 1 => u32::from(text.weight),
            _ => 0,
        };
        // A name that says no more than was typed before one that says more.
        let short = if text.weight == weight::NAME { 20_usize.saturating_sub(own.len()) as u32 } else { 0 };
        // A name in the case in which it was typed: HAProxy's sH is not its SH.
        let case = if text.weight == weight::NAME && own.first().is_some_and(|name| typed.contains(name)) { 15 } else { 0 };
        sums[of].bonus = sums[of].bonus.max(if said { bonus / quiet + short + case } else { case });
    }
    for (score, sum) in scores.iter_mut().zip(&sums) {
        *score += sum.bonus;
    }
    let digits = typed.iter().any(|word| !word.as_bytes()[0].is_ascii_alphabetic());
    let plain = typed.len() > 2 && !typed.iter().any(|word| among(&WEAK, word));
    let floor = scores.iter().copied().max().unwrap_or(0) / 4;
    let mut best: Vec<Hit> = Vec::new();
    for (of, score) in scores.into_iter().enumerate().filter(|(_, score)| *score > floor) {
        let place = best.iter().rposition(|own| own.score >= score).map_or(0, |at| at + 1);
        if place < limit {
            let (sum, all) = (&sums[of], all_found(&sums[of]));
            // A number that is told of nearly nowhere else is one: 0x8007000d, -1009.
            let rare = telling == 1 && digits && weights as usize > 8 + typed.len();
            let named = NAMES && all && weights as usize > typed.len() && (sum.code || sum.exact || rare || said && telling > 1);
            best.insert(
                place,
                Hit {
                    route: route(of),
                    score,
                    matched: index.texts[usize::from(sum.best.1)].words,
                    named,
                    weak: NAMES
                        && (plain && sum.code && !sum.word || !(named || sum.code || said && !all && (score >= ENOUGH || telling > 3))),
                },
            );
            best.truncate(limit);
        }
    }
    best
}

/// What the typed words come to for one page.
#[derive(Clone, Default)]
struct Sum {
    /// How well each word fits, weighed.
    fits: u32,
    /// The weights of the words that fit at all.
    found: u32,
    /// The best fit and its text.
    best: (u16, u16),
    /// A word is the page's own number.
    code: bool,
    /// A word is the product's name.
    product: bool,
    /// A word that is no number fits.
    word: bool,
    /// A text that may be its name is what was typed, word for word.
    exact: bool,
    /// For a text that is what was typed.
    bonus: u32,
}

fn starts(own: &str, word: &str) -> bool {
    own.len() >= word.len() && own.as_bytes()[..word.len()].eq_ignore_ascii_case(word.as_bytes())
}

/// One letter more, fewer, other, or two swapped.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = |x: u8, y: u8| x.eq_ignore_ascii_case(&y);
    let head = a.iter().zip(b).take_while(|(x, y)| same(**x, **y)).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| same(**x, **y)).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    match (a, b) {
        ([] | [_], [] | [_]) => true,
        ([w, x], [y, z]) => same(*w, *z) && same(*x, *y),
        _ => false,
    }
}

/// A sign belongs to its number. In the API module, which has a limit of 60 KB, it is a dash like any other.
const SIGNS: bool = !cfg!(feature = "api");

fn words(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    // A dot between two digits belongs to the number: 500.19, HTTP/1.1; and so does a sign before it: NSURLErrorDomain -1009.
    let digit = move |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    text.split(move |c: char| {
        let here = at;
        at += c.len_utf8();
        let before = here.checked_sub(1);
        let numbers = match c {
            '.' => digit(before),
            '-' if SIGNS => before.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace),
            _ => false,
        };
        separates(c) && !(numbers && digit(Some(here + 1)))
    })
    .filter(|word| !word.is_empty())
}

/// What stands between words. Other signs that are not ASCII belong to a word: good enough here, without the tables of Unicode.
fn separates(c: char) -> bool {
    (c.is_ascii() && !c.is_ascii_alphanumeric()) || matches!(c, '’' | '‘' | '“' | '”' | '–' | '…')
}
