//! How likely each fault is when a symptom is all we know: from the catalog's packed pairs, or from the symptom's class.

use super::super::catalog::Key;
use super::super::path::Party;
use super::table::{FAULT_COUNT, UNKNOWN_4XX, UNKNOWN_5XX, UNKNOWN_NONE, faults};

/// In parts of 10,000, for every fault.
pub type Prior = [u16; FAULT_COUNT];

/// For a symptom that has no numbers of its own.
pub fn unknown_prior(key: Key) -> &'static Prior {
    match key {
        Key::Code(400..=499) => &UNKNOWN_4XX,
        Key::Code(1..) => &UNKNOWN_5XX,
        Key::Code(0) | Key::Error(_) => &UNKNOWN_NONE,
    }
}

/// From pairs of characters: the fault's place and its percent, each counted from `!`. The percents add up to 98; the other 2 are spread over
/// the faults not named, so that none is impossible.
pub fn spread(pairs: &str) -> Prior {
    let mut parts = [0; FAULT_COUNT];
    let mut chars = pairs.chars().map(|c| (c as u16).wrapping_sub(u16::from(b'!')));
    let mut left = 10_000_u16;
    let mut unnamed = FAULT_COUNT as u16;
    while let (Some(fault), Some(percent)) = (chars.next(), chars.next()) {
        if let Some(own) = parts.get_mut(usize::from(fault)) {
            *own = percent.saturating_mul(100);
            left = left.saturating_sub(*own);
            unnamed -= 1;
        }
    }
    for own in parts.iter_mut().filter(|own| **own == 0) {
        *own = left / unnamed.max(1);
        left -= *own;
        unnamed = unnamed.saturating_sub(1);
    }
    parts
}

/// The hops' sums in whole percents that add up to 100, and the parties with at least five percent, most likely first.
pub fn sums(prior: &Prior) -> ([u8; 8], Vec<Party>) {
    let (mut hops, mut parties) = ([0_u16; 8], [0_u16; 4]);
    for (fault, part) in faults().iter().zip(prior) {
        hops[fault.hop.index()] += part;
        parties[fault.party as usize] += part;
    }
    let mut percents = hops.map(|sum| (sum / 100) as u8);
    // What rounding leaves goes to those that lost most by it.
    let mut missing = 100_u8.saturating_sub(percents.iter().sum());
    let mut rests = hops.map(|sum| sum % 100);
    while missing > 0 {
        let most = (0..8).rev().max_by_key(|at| rests[*at]).unwrap_or(7);
        percents[most] += 1;
        rests[most] = 0;
        missing -= 1;
    }
    let mut order = Vec::new();
    while let Some(most) = (0..4).rev().max_by_key(|at| parties[*at]).filter(|at| parties[*at] >= 500) {
        order.push(Party::ALL[most]);
        parties[most] = 0;
    }
    (percents, order)
}
