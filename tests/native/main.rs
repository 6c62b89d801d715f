//! The native tests in one binary: one link on a small machine.

#[path = "../words/mod.rs"]
mod words;

#[path = "../corpus/mod.rs"]
mod samples;

#[path = "../elsewhere/mod.rs"]
mod service;

#[path = "../faults/blind.rs"]
mod blind;

#[path = "../../build/template.rs"]
#[allow(dead_code)]
mod template;

mod blocks;
mod boundary;
mod content;
mod corpus;
mod diagnosis;
mod elsewhere;
mod faults;
mod field;
mod found;
mod make;
mod prose;
mod recipes;
mod recognise;
mod report;
mod routes;
mod search;
mod site;
mod stacks;
mod typed;
