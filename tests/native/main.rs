//! The native tests in one binary: one link on a small machine.

#[allow(dead_code, missing_docs)]
#[path = "../../build/mod.rs"]
mod build;

mod boundary;
mod content;
mod recognise;
mod report;
mod routes;
mod search;
mod site;
