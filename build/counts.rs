//! How much there is: what `/codes/` shows, put into its sentence at build time, so that the application neither counts nor fills.

use std::collections::BTreeSet;

use super::{
    entries::Entry,
    platforms::Product,
    stacks::{Samples, suits},
};

/// The numbers by their placeholders.
pub fn counts(entries: &[Entry], products: &[Product], samples: &Samples) -> Vec<(&'static str, usize)> {
    let codes = || entries.iter().filter(|entry| entry.code.is_some());
    let registered = codes().filter(|entry| entry.facts.registered).count();
    let names = |browser: &str| {
        let aliases = entries.iter().filter(|entry| entry.code.is_none()).flat_map(|entry| &entry.facts.aliases);
        let own = aliases.filter(|alias| alias.0 == browser).map(|(_, name, says, _)| if name.is_empty() { says } else { name });
        own.collect::<BTreeSet<_>>().len()
    };
    vec![
        ("registered", registered),
        ("unofficial", codes().count() - registered),
        ("meanings", codes().flat_map(|entry| &entry.facts.meanings).filter(|meaning| meaning.emitter.is_some()).count()),
        ("errors", entries.len() - codes().count()),
        ("platforms", products.iter().map(|product| product.errors.len()).sum()),
        ("chrome", names("Chrome")),
        ("firefox", names("Firefox")),
        ("safari", names("Safari")),
        ("samples", samples_run(samples)),
    ]
}

/// The samples that `tests/samples` starts: a file for each code of each stack that it runs.
pub fn samples_run(samples: &Samples) -> usize {
    let run = samples.stacks.iter().filter(|stack| stack.verified_by_run);
    run.map(|stack| samples.codes.iter().filter(|code| suits(stack, code)).count()).sum()
}
