//! Parts of a page that nobody sees: scripts, styles, comments. Every page may carry the names of all errors there.

use std::ops::Range;

/// How such a part opens and closes.
const PARTS: [[&str; 2]; 3] = [["<script", "</script"], ["<style", "</style"], ["<!--", "-->"]];

/// Where such parts stand, in order. One that never ends is none: the text was cut, or speaks of the tag.
pub fn parts(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let stands = |at: usize, words: &str| bytes.get(at..at + words.len()).is_some_and(|own| own.eq_ignore_ascii_case(words.as_bytes()));
    let mut out = Vec::new();
    // What closes nowhere behind a place is looked for once: the time stays linear.
    let mut endless = [false; PARTS.len()];
    let mut at = 0;
    while at < bytes.len() {
        let kind = (0..PARTS.len()).find(|kind| bytes[at] == b'<' && !endless[*kind] && stands(at, PARTS[*kind][0]));
        if let Some(kind) = kind {
            let closes = PARTS[kind][1];
            match (at..bytes.len()).find(|end| bytes[*end] == closes.as_bytes()[0] && stands(*end, closes)) {
                Some(end) => {
                    out.push(at..end);
                    at = end;
                }
                None => endless[kind] = true,
            }
        }
        at += 1;
    }
    out
}

/// Whether a place is in one of the parts.
pub fn among(parts: &[Range<usize>], at: usize) -> bool {
    parts.get(parts.partition_point(|own| own.end <= at)).is_some_and(|own| own.start <= at)
}

#[cfg(test)]
mod tests {
    use super::{among, parts};

    #[test]
    fn what_nobody_sees() {
        let text = "<p>a</p><!-- b --><SCRIPT>c</script><style>d</style>e<script>f";
        let hidden = parts(text);
        for (c, wanted) in [('a', false), ('b', true), ('c', true), ('d', true), ('e', false), ('f', false)] {
            let mark = [">", &c.to_string()].concat();
            let at = text.find(&mark).map_or_else(|| text.find(&format!(" {c} ")).map(|at| at + 1), |at| Some(at + 1));
            assert_eq!(among(&hidden, at.unwrap()), wanted, "{c}");
        }
    }

    /// Every tag looks for its end once.
    #[test]
    fn tags_without_an_end_take_no_longer() {
        assert!(parts(&"<script<!--<style".repeat(60_000)).is_empty());
    }
}
