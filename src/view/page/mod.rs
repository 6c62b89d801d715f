//! One file a page, each with one export.

#[cfg(feature = "check")]
pub mod check;
pub mod codes;
pub mod compare;
pub mod diagnose;
pub mod document;
#[cfg(feature = "embed")]
pub mod embed;
pub mod entry;
pub mod home;
#[cfg(feature = "make")]
pub mod make;
pub mod not_found;
pub mod read;
