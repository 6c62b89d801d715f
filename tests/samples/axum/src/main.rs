//! A place holder: the test writes another one into its copy, with a module for each sample.

fn main() {}
