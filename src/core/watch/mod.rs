//! Outcomes over time: when to ask again, and what pattern they make.

pub mod pattern;
pub mod schedule;
