//! One file a page, each with one export.

pub mod about;
pub mod codes;
pub mod diagnose;
pub mod entry;
pub mod home;
pub mod not_found;
