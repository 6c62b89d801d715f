//! The quality of the words: how easily a visitor's part reads, and paragraphs that stand on two pages. Used by the native tests and by `make bench`.

use std::collections::{BTreeMap, BTreeSet};

use isitme::{
    core::catalog::{self, Entry, whole},
    view::part::prose::long,
};

/// The text of some HTML of ours, a space for every tag.
pub fn text(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let words = piece.split_once('>').map_or(piece, |(_, words)| words);
        out.push_str(words);
        out.push(' ');
    }
    out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}

/// What a worried person reads of an entry: headline, what happened, what to do now, what it means, and the answers to questions.
pub fn visitor_part(entry: &Entry) -> String {
    let own = long::of(entry.key);
    let mut parts = vec![entry.answer.to_owned(), entry.short().to_owned()];
    parts.push(own.html[..own.ends[0]].replace("</li>", ". ").replace("</p>", ". "));
    parts.extend(whole::of(entry).meanings.first().map(|meaning| meaning.means.to_owned()));
    parts.extend(own.questions.iter().map(|(question, answer)| format!("{question} {answer}")));
    text(&parts.join(". "))
}

/// Flesch's reading ease: 206.835 − 1.015 × words per sentence − 84.6 × syllables per word (R. Flesch, 1948). Syllables are counted as groups of vowels, without a
/// silent e at the end; 60 and up is plain English.
pub fn flesch(text: &str) -> f64 {
    let sentences = text
        .split_inclusive(['.', '!', '?', ':'])
        .filter(|sentence| sentence.split_whitespace().filter(|word| word.bytes().any(|b| b.is_ascii_alphabetic())).count() > 1)
        .count()
        .max(1);
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.bytes().any(|b| b.is_ascii_alphabetic())).collect();
    let syllables: usize = words.iter().map(|word| self::syllables(word)).sum();
    206.835 - 1.015 * words.len() as f64 / sentences as f64 - 84.6 * syllables as f64 / words.len().max(1) as f64
}

fn syllables(word: &str) -> usize {
    let word: Vec<u8> = word.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase()).collect();
    let vowel = |b: u8| b"aeiouy".contains(&b);
    let groups = word.iter().enumerate().filter(|(at, b)| vowel(**b) && (*at == 0 || !vowel(word[at - 1]))).count();
    let silent = word.ends_with(b"e") && !word.ends_with(b"le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

/// The mean reading ease of all visitor parts, and the lowest with its entry.
pub fn reading_ease() -> (f64, f64, String) {
    let all: Vec<(f64, String)> = catalog::entries().map(|entry| (flesch(&visitor_part(entry)), entry.label())).collect();
    let mean = all.iter().map(|own| own.0).sum::<f64>() / all.len() as f64;
    let lowest = all.iter().min_by(|a, b| a.0.total_cmp(&b.0)).cloned().unwrap_or_default();
    (mean, lowest.0, lowest.1)
}

/// The paragraphs and the items of lists of a page. Without the parts that are put together from lists that entries share: checks and sources.
fn passages(html: &str) -> impl Iterator<Item = String> {
    let own = |part: &&str| !["id=\"checks\"", "id=\"sources\""].iter().any(|id| part.starts_with(id));
    html.split("<section ").filter(own).flat_map(|part| {
        ["<p>", "<li>"].into_iter().flat_map(move |open| {
            let ends = ["</p>", "</li>", "<p>", "<li>", "<pre", "<ul", "<ol", "<div"];
            part.split(open).skip(1).map(move |rest| {
                let end = ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
                text(&rest[..end])
            })
        })
    })
}

/// Pairs of paragraphs, or of items of lists, on two entries' pages of which most five-word sequences are the same.
pub fn near_duplicates() -> Vec<String> {
    let mut paragraphs: Vec<(String, String, BTreeSet<String>)> = Vec::new();
    for entry in catalog::entries() {
        for words in passages(long::of(entry.key).html) {
            let list: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
            if list.len() >= 12 {
                paragraphs.push((entry.label(), words, list.windows(5).map(|five| five.join(" ")).collect()));
            }
        }
    }
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, _, fives)) in paragraphs.iter().enumerate() {
        for five in fives {
            holders.entry(five).or_default().push(at);
        }
    }
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    // What stands on every page is the frame, not prose.
    for list in holders.values().filter(|list| list.len() > 1 && list.len() < 40) {
        for (nth, a) in list.iter().enumerate() {
            for b in &list[nth + 1..] {
                *common.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    let close = |&(&(a, b), &count): &(&(usize, usize), &usize)| {
        let (one, other) = (&paragraphs[a], &paragraphs[b]);
        one.0 != other.0 && count * 10 >= one.2.len().min(other.2.len()) * 6
    };
    common
        .iter()
        .filter(close)
        .map(|((a, b), _)| format!("{}: {}\n{}: {}", paragraphs[*a].0, paragraphs[*a].1, paragraphs[*b].0, paragraphs[*b].1))
        .collect()
}
