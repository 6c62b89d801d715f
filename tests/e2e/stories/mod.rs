//! The stories.

pub mod check;
pub mod config;
pub mod diagnose;
pub mod field;
pub mod hostile;
pub mod hosting;
pub mod keyboard;
pub mod navigation;
pub mod pages;
pub mod read;
pub mod without;
