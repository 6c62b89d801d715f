//! The simulation without the rest of `make bench`: `cargo run --profile tool --bin simulate` writes docs/SIMULATION.md as the
//! bench does; with a number of cases, and perhaps a seed, it only prints.

#[path = "mod.rs"]
mod simulate;

use std::path::Path;

fn main() {
    let args: Vec<u64> = std::env::args().skip(1).map(|arg| arg.parse().expect("a number")).collect();
    let found = simulate::run(args.first().map_or(simulate::CASES, |own| *own as usize), args.get(1).copied().unwrap_or(simulate::SEED));
    for row in &found.rows {
        let mark = if row.holds { "" } else { "  exceeded" };
        println!("{}: {} ({}) {}{mark}", row.what, row.value, row.beside, row.limit);
    }
    if args.is_empty() {
        found.write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).expect("docs/ can be written");
    } else {
        println!("\n{}", found.page);
    }
}
