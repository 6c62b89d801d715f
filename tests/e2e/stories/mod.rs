//! The stories.

pub mod accessible;
pub mod check;
pub mod config;
pub mod diagnose;
pub mod embed;
pub mod error_page;
pub mod field;
pub mod hostile;
pub mod hosting;
pub mod keyboard;
pub mod make;
pub mod navigation;
pub mod offline;
pub mod pages;
pub mod read;
pub mod without;
