//! The engine's assumptions, opened: what a simulation needs to know to draw worlds in which they hold, or don't (`tests/bench/simulate`).
//! Nothing of the product calls this, so no module of the site carries it.

use super::case::{Case, Symptom};
use super::engine::{self, Mind, plain};
use super::next;
use super::prior::Prior;
use super::table::{Action, Check, actions};

/// The part of a person's answers that says nothing about what was seen.
pub const WRONG: f32 = engine::WRONG;

/// How likely each fault is when the symptom is all we know, in parts of 10,000.
pub fn prior(symptom: Symptom) -> &'static Prior {
    engine::prior(symptom)
}

/// How likely the symptom was a blip: gone when tried again. It holds for faults with a half-life.
pub fn blip(symptom: Symptom) -> f32 {
    engine::blip(symptom)
}

/// How likely a fault that ended is back at the next answer, so many minutes later.
pub fn relapse(minutes: f32) -> f32 {
    engine::relapse(minutes)
}

/// Minutes that pass before an answer when nobody notes the time.
pub fn gap(check: &Check) -> f32 {
    engine::usual_gap(check)
}

/// How likely each answer but `cant-tell` is while the fault breaks the page: where the symptom was an HTTP answer, where it was not.
pub fn failing(check: &Check, fault: usize) -> [Vec<f32>; 2] {
    check.rows.map(|rows| (0..check.informative()).map(|answer| check.cell(rows[fault], answer)).collect())
}

/// Which row of the check's table a fault has: two faults of one row share its numbers.
pub fn row(check: &Check, fault: usize) -> [u8; 2] {
    check.rows.map(|rows| rows[fault])
}

/// The same as [`failing`] for a site that works.
pub fn working(check: &Check) -> Vec<f32> {
    (0..check.informative()).map(|answer| check.cell(check.working, answer)).collect()
}

/// Whether the answer stays the same when the fault has ended.
pub fn lasting(check: &Check) -> bool {
    check.lasting
}

/// Whether the answers of two checks may share something beyond the fault.
pub fn share(one: &Check, other: &Check) -> bool {
    one.id == other.id || one.shares & other.shares != 0
}

/// The check that only tries the same address again; a change taken back is tried in the same way.
pub fn tries_again() -> Option<&'static Check> {
    plain()
}

/// Seconds that a check costs a person, with what its side effects are worth.
pub fn seconds(check: &Check, undo: bool) -> f32 {
    next::seconds(check, undo)
}

/// What the engine believes of every action: how likely it is the right one.
pub fn odds(case: &Case) -> Vec<(&'static Action, f32)> {
    let mind = Mind::of(case);
    actions().iter().zip(mind.by_action(case.role, None)).collect()
}
