//! The pure core: everything isitme knows and concludes. `std` only; no browser, no clock, no randomness, no I/O,
//! so that every conclusion can be tested natively.

pub mod address;
pub mod catalog;
#[cfg(feature = "check")]
pub mod check;
pub mod config;
pub mod diagnose;
#[cfg(feature = "check")]
pub mod elsewhere;
pub mod field;
pub mod finding;
#[cfg(feature = "make")]
pub mod make;
#[cfg(any(feature = "check", feature = "make"))]
pub mod names;
pub mod ops;
pub mod packed;
pub mod path;
pub mod platforms;
pub mod probe;
#[cfg(feature = "reader")]
pub mod recognise;
pub mod redact;
pub mod report;
pub mod route;
pub mod search;
pub mod text;
pub mod typed;
pub mod ui;
#[cfg(feature = "check")]
pub mod watch;
