//! The quality of the words.

use crate::words::{flesch, near_duplicates, reading_ease};

#[test]
fn plain_words_read_easily_and_others_do_not() {
    assert!(flesch("The site works. Try it again in a minute.") > 90.0);
    assert!(flesch("Notwithstanding organizational responsibilities, infrastructural misconfiguration necessitates investigation.") < 0.0);
}

#[test]
fn what_visitors_read_is_plain() {
    let (mean, lowest, entry) = reading_ease();
    println!("reading ease: {mean:.1} on average, lowest {lowest:.1} ({entry})");
    assert!(mean >= 60.0, "reading ease is {mean:.1} on average");
}

#[test]
fn no_two_entries_share_a_paragraph() {
    let pairs = near_duplicates();
    assert!(pairs.is_empty(), "{} pairs:\n{}", pairs.len(), pairs.join("\n\n"));
}
