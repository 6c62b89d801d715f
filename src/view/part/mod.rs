//! What two pages or more share.

pub mod choice;
pub mod field;
pub mod icon;
pub mod outline;
pub mod prose;
pub mod raw;
pub mod right;
pub mod table;
pub mod theme;
pub mod way;
