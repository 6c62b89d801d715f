//! The fault lab without its hour: its visitor is blind, and what its truth says can be said.

use std::{collections::BTreeSet, fs, path::Path};

use isitme::core::{
    diagnose::action,
    path::{Hop, Party},
};

#[test]
fn the_visitor_is_blind() {
    super::blind::visitor_is_blind();
}

fn list(fault: &toml::Table, name: &str) -> Vec<String> {
    let items = fault[name].as_array().unwrap_or_else(|| panic!("{name} of {} is a list", fault["id"]));
    items.iter().map(|item| item.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn the_truth_says_what_can_be_said_and_the_lab_makes_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let truth: toml::Table = fs::read_to_string(root.join("tests/lab/truth.toml")).unwrap().parse().unwrap();
    let makes = fs::read_to_string(root.join("tests/faults/breaks.rs")).unwrap();
    let makes = makes.split("pub fn begin").nth(1).expect("what makes them");
    let (mut ids, mut hops) = (BTreeSet::new(), BTreeSet::new());
    for fault in truth["fault"].as_array().unwrap() {
        let fault = fault.as_table().unwrap();
        let id = fault["id"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert!(makes.contains(&format!("\"{id}\"")), "the lab does not make {id}");
        for hop in list(fault, "hops") {
            assert!(Hop::from_id(&hop).is_some(), "{id}: {hop} is no hop");
            hops.insert(hop);
        }
        assert!(list(fault, "parties").iter().all(|party| Party::from_id(party).is_some()), "{id}: its parties");
        for own in list(fault, "actions") {
            assert!(action(&own).is_some(), "{id}: nobody is ever told {own}");
        }
        let now = ["fails", "works-now", "comes-and-goes"];
        assert!(list(fault, "now").iter().all(|own| now.contains(&own.as_str())), "{id}: its now");
    }
    assert!(ids.len() >= 30 && hops.len() == 8, "{} faults over {hops:?}", ids.len());
}
