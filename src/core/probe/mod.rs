//! What one probe showed, and what may be concluded from it.
//!
//! The browser part (`web::observe`) fills an [`Observation`] with raw facts; [`conclude()`] reads it. The smaller checks of the
//! page are read the same way: [`dns`], [`controls`], [`trace`]. Ground: `research/browser.md`, A.1 to A.6 and B.2.

pub mod conclude;
pub mod controls;
pub mod dns;
#[cfg(feature = "check")]
pub mod more;
pub mod observation;
#[cfg(test)]
mod recorded;
pub mod retry;
pub mod told;
pub mod trace;

pub use conclude::{Is, Outcome, conclude};
pub use observation::{Attempt, AttemptResult, Engine, Observation, Timing};

/// What a check of the page says: one of the check's answers, and why, in the visitor's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// One of the answers that the check can have (`works`, `hint`, `cant-tell`…).
    pub answer: &'static str,
    /// What led to it, the strongest first. Never empty.
    pub why: Vec<&'static str>,
}
