//! How to do a check, per browser and system: two texts of their own beside the diagnosis, which loads them, so that no other page carries them. The
//! visitor's comes first and is kept for a time without a network, where the owner's commands would lead nowhere.
//! `build/diagnosis.rs` writes it: a line `=` and the check's id, below it a line `:` and platforms (`!` after one: not verified there), below that the
//! steps, a line each, emphasis between `*`, keys and names of menus between `` ` ``.

use super::super::text::{decimal, find};

/// How to do a check on one platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps<'a> {
    /// `chrome-desktop`, `windows`, `any`…
    pub platform: &'a str,
    /// Whether we could verify the names of menus and keys.
    pub verified: bool,
    packed: &'a str,
}

/// What stands around emphasized words in packed steps.
const STRONG: char = '*';
/// What stands around keys and names of menus.
const CODE: char = '`';

/// The hashes of both texts: the visitor's, the owner's.
pub use super::table::STEPS_HASHES as HASHES;

/// The file that holds the text with that hash, below the site's base: its name changes with its contents.
pub fn file(hash: u32) -> String {
    let mut out = String::from("diagnose/steps-");
    out.push_str(&decimal(hash));
    out.push_str(".txt");
    out
}

/// Whether a text is the one with that hash.
pub fn is_ours(text: &str, hash: u32) -> bool {
    super::super::text::fnv1a(text.as_bytes()) == hash
}

/// The steps of a check for every platform that has some of its own.
pub fn of<'a>(text: &'a str, check: &str) -> Vec<Steps<'a>> {
    let mut all = Vec::new();
    let mut rest = text;
    let mut inside = false;
    while let Some((line, after)) = line(rest) {
        if let Some(id) = line.strip_prefix('=') {
            inside = id == check;
        } else if let Some(names) = line.strip_prefix(':').filter(|_| inside) {
            let end = find(after, "\n:").into_iter().chain(find(after, "\n=")).min().unwrap_or(after.len());
            for name in names.split(' ') {
                let (platform, verified) = name.strip_suffix('!').map_or((name, true), |name| (name, false));
                all.push(Steps { platform, verified, packed: after[..end].trim_end_matches('\n') });
            }
        }
        rest = after;
    }
    all
}

fn line(text: &str) -> Option<(&str, &str)> {
    (!text.is_empty()).then(|| text.split_once('\n').unwrap_or((text, "")))
}

/// The steps for the first platform of the chain that has some ("chrome-desktop", "windows"); else the general ones.
pub fn choose<'a>(all: &[Steps<'a>], chain: &[&str]) -> Option<Steps<'a>> {
    let own = |platform: &str| all.iter().find(|steps| steps.platform == platform);
    chain.iter().find_map(|platform| own(platform)).or_else(|| own("any")).copied()
}

impl<'a> Steps<'a> {
    /// The steps, in order.
    pub fn steps(self) -> impl Iterator<Item = impl Iterator<Item = Seg<'a>> + use<'a>> + use<'a> {
        self.packed.lines().map(|line| {
            let mut inside = None;
            line.split_inclusive([STRONG, CODE]).filter_map(move |piece| {
                let words = piece.trim_end_matches([STRONG, CODE]);
                let seg = match inside {
                    None => Seg::Text(words),
                    Some(STRONG) => Seg::Strong(words),
                    Some(_) => Seg::Code(words),
                };
                inside = match (inside, piece.chars().next_back()) {
                    (None, Some(mark @ (STRONG | CODE))) => Some(mark),
                    _ => None,
                };
                (!words.is_empty()).then_some(seg)
            })
        })
    }
}

/// A piece of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seg<'a> {
    /// Plain.
    Text(&'a str),
    /// Emphasized.
    Strong(&'a str),
    /// A key, a menu's name, something to type.
    Code(&'a str),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "=a\n:any\nDo it.\nPress `F5` or choose *Reload*.\n:windows! macos\n`x`\n=b\n:any!\nWait.\n";

    #[test]
    fn reads() {
        let all = of(TEXT, "a");
        assert_eq!(
            all.iter().map(|own| (own.platform, own.verified)).collect::<Vec<_>>(),
            [("any", true), ("windows", false), ("macos", true)]
        );
        let any = choose(&all, &["firefox-desktop", "linux"]).unwrap();
        let steps: Vec<Vec<Seg<'_>>> = any.steps().map(Iterator::collect).collect();
        assert_eq!(
            steps,
            [
                vec![Seg::Text("Do it.")],
                vec![Seg::Text("Press "), Seg::Code("F5"), Seg::Text(" or choose "), Seg::Strong("Reload"), Seg::Text(".")]
            ]
        );
        assert_eq!(choose(&all, &["chrome-desktop", "windows"]).unwrap().platform, "windows");
        assert_eq!(of(TEXT, "b").len(), 1);
        assert_eq!((of(TEXT, "c"), choose(&[], &["any"])), (vec![], None));
    }

    /// The real file has steps for every check that a person does, and all of them can be read.
    #[cfg(feature = "whole")]
    #[test]
    fn every_check_of_a_person_has_steps() {
        use super::super::{checks, table::STEPS};
        use crate::core::path::Runner;
        for (text, hash) in STEPS.into_iter().zip(HASHES) {
            assert!(is_ours(text, hash) && !is_ours("", hash) && file(hash).starts_with("diagnose/steps-"));
        }
        let both = STEPS.concat();
        for check in checks() {
            let all = of(&both, check.id);
            let own = choose(&all, &["chrome-desktop", "windows"]);
            assert_eq!(own.is_some(), check.runner != Runner::Page, "{}", check.id);
            assert!(all.iter().all(|own| own.steps().all(|mut step| step.next().is_some())), "{}", check.id);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[=:!a\n`*é]{0,60}") {
            for steps in of(&text, "a") {
                steps.steps().for_each(|step| { step.for_each(drop); });
            }
        }
    }
}
