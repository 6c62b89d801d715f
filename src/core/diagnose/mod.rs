//! Whose problem is it? The faults, the checks and the engine that weighs their answers.
//!
//! - [`Fault`], [`Action`] and [`Check`] are read from what `build/diagnosis.rs` packed of `content/faults` and `content/checks`. Beside
//!   every number in there stands a reason; nothing in this module hard-codes a verdict.
//! - [`judge`] reads a [`Case`] (symptom and evidence) and gives a [`Verdict`]: how likely each fault is, whether it still fails, what to do,
//!   and the check that would tell most about *what to do* for the effort it takes.
//! - [`steps`] says how to do a check, from a text beside the page.
//! - [`print`] and [`parse`] write a case as text, for share links, issues and the scenario tests.

mod case;
#[cfg(test)]
mod dialogues;
mod engine;
pub mod model;
mod next;
mod prior;
pub mod steps;
mod table;
#[cfg(test)]
mod tests;

pub use case::{Case, CaseError, Evidence, MAX_CASE_BYTES, Role, Symptom, from_iso, iso, parse, print};
pub use engine::{Because, CONFIDENT, Now, REPEATS_AT_MOST, Verdict, again, judge, judge_with, label, of_hops, says};
pub use next::{Next, parts, tired};
pub use prior::{Prior, spread, sums, unknown_prior};
#[cfg(feature = "whole")]
pub use table::STEPS;
pub use table::{About, Action, Answer, Check, FAULT_COUNT, Fault, action, actions, check, checks, fault, fault_index, faults};
