//! Whether the diagnosis knows how sure it can be, and how many steps it needs: many made-up cases with known truth.
//!
//! # How a case is made
//! Symptom: half of the cases have one of the everyday ones (`world.rs` names them), the others any of the catalog in any meaning, all equally often. What
//! is broken: drawn from the symptom's prior. When that ends by itself: drawn from the fault's half-life and the symptom's chance of a blip; what ended
//! comes back as rarely as the engine takes it to. The page's checks are answered first, as one click does; then the engine proposes and the answer is
//! drawn from the row of what is broken, or of a site that works if it has ended. Checks that share something repeat each other's answers so often that
//! a repeat weighs what the engine lets it weigh (`world::repeats`).
//!
//! # The sets
//! - *tables*: as above. It shows whether the engine reckons rightly from its own numbers.
//! - *perturbed*: the tables are wrong. In each of a hundred worlds every cell and every prior is off by up to a factor of two; in half of the worlds a row is off
//!   for all faults that share it, in the other half every fault is off in its own way. The engine knows the tables only.
//! - *lab*: no made-up cases, but the fault lab's recordings (`recorded`).
//! - *outages*: the tables hold, people don't. One answer in ten is a wrong one, one in five *can't tell*, the times are a person's, with breaks.
//!
//! *Right* is what to do: the action of what is broken, or *carry on* for a visitor once it has ended. Everything is seeded; a result is the same whatever the
//! number of threads.

mod best;
mod dialogue;
mod picture;
mod random;
mod recorded;
mod tally;
mod world;

use std::{
    fmt::Write as _,
    fs, io,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use isitme::core::diagnose::Role;

use best::{Costs, Expect};
use dialogue::{Order, Pace, Rules, play};
use random::Random;
use tally::{BINS, Tally};
use world::{Differs, Noise, World};

/// The seed that the bench takes.
pub const SEED: u64 = 20_261_122;
/// Cases of every set, as the bench takes them.
pub const CASES: usize = 100_000;
/// Parts that are worked on apart; each perturbed one is a world of its own.
const PARTS: usize = 100;
/// Beside so many cases of the engine, one of another order or reader.
const OTHERS: usize = 5;

/// A line for docs/BENCHMARKS.md.
pub struct Line {
    pub what: String,
    pub value: String,
    pub beside: String,
    pub limit: String,
    pub holds: bool,
}

/// What the simulation found.
pub struct Found {
    pub rows: Vec<Line>,
    /// docs/SIMULATION.md.
    pub page: String,
    /// Pictures: the file's name and its SVG.
    pub pictures: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Tables,
    Perturbed,
    Outages,
}

impl Set {
    const ALL: [Set; 3] = [Set::Tables, Set::Perturbed, Set::Outages];

    fn id(self) -> &'static str {
        match self {
            Set::Tables => "tables",
            Set::Perturbed => "perturbed",
            Set::Outages => "outages",
        }
    }

    fn world(self, seed: u64, part: usize) -> World {
        match self {
            Set::Perturbed => World::new(
                if part.is_multiple_of(2) { Differs::EachRow } else { Differs::EachFault },
                Random::of(&[seed, 7, part as u64]).bits(),
            ),
            Set::Tables | Set::Outages => World::new(Differs::Not, 0),
        }
    }

    fn rules(self, role: Role, order: Order) -> Rules {
        match self {
            Set::Tables | Set::Perturbed => Rules { role, order, pace: Pace::Usual, noise: Noise::default() },
            Set::Outages => Rules { role, order, pace: Pace::Noted, noise: Noise { wrong: 0.1, cant_tell: 0.2 } },
        }
    }
}

/// Does the parts with both cores; what comes out is in order.
fn in_parts<T: Send>(parts: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let each = || {
            let mut own = Vec::new();
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= parts {
                    return own;
                }
                own.push((part, work(part)));
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(each)).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("no case panics")).collect()
    });
    done.sort_by_key(|own| own.0);
    done.into_iter().map(|own| own.1).collect()
}

/// One set by one reader in one order, part by part.
fn cases(set: Set, role: Role, order: Order, cases: usize, seed: u64) -> Vec<Tally> {
    let each = cases.div_ceil(PARTS);
    in_parts(PARTS, |part| {
        let world = set.world(seed, part);
        let mut tally = Tally::default();
        for nth in 0..each {
            // The same cases whoever chooses the order.
            let seed = Random::of(&[seed, set as u64, part as u64, nth as u64]).bits();
            tally.add(&play(&world, set.rules(role, order), seed));
        }
        tally
    })
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a Tally>) -> Tally {
    let mut all = Tally::default();
    for own in parts {
        all.join(own);
    }
    all
}

/// Small cases of so many checks.
struct Smalls {
    checks: usize,
    n: usize,
    points: usize,
    costs: Costs,
    /// How many of them the engine does within one percent of the best, in steps and in seconds.
    best: [usize; 2],
}

impl Smalls {
    fn by(&self) -> [(&'static str, &Expect); 4] {
        let costs = &self.costs;
        [("the best", &costs.best), ("the engine's", &costs.engine), ("random", &costs.random), ("fixed", &costs.fixed)]
    }
}

fn smalls(checks: usize, tried: usize, seed: u64) -> Smalls {
    let world = World::new(Differs::Not, 0);
    let found = in_parts(tried, |nth| best::small(&world, Random::of(&[seed, 8, checks as u64, nth as u64]).bits(), checks));
    let found: Vec<(Costs, usize)> = found.into_iter().flatten().collect();
    let mut all = Smalls { checks, n: found.len(), points: 0, costs: Costs::default(), best: [0; 2] };
    for (costs, points) in &found {
        let p = 1.0 / found.len() as f64;
        all.points += points;
        all.costs.best.add(p, &costs.best);
        all.costs.engine.add(p, &costs.engine);
        all.costs.random.add(p, &costs.random);
        all.costs.fixed.add(p, &costs.fixed);
        for (unit, count) in all.best.iter_mut().enumerate() {
            *count += usize::from(costs.engine.cost[unit] <= costs.best.cost[unit] * 1.01 + 1e-9);
        }
    }
    all
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

impl Found {
    /// Puts page and pictures where the documentation is.
    pub fn write(&self, docs: &Path) -> io::Result<()> {
        fs::write(docs.join("SIMULATION.md"), &self.page)?;
        self.pictures.iter().try_for_each(|(name, svg)| fs::write(docs.join("pictures").join(name), svg))
    }
}

/// Everything, with so many cases of every set.
pub fn run(many: usize, seed: u64) -> Found {
    println!("simulation: {many} cases of each set, seed {seed}");
    let start = Instant::now();
    let (mut rows, mut pictures) = (Vec::new(), Vec::new());
    let mut page = format!(
        "# The simulated diagnosis\n\nWritten by `make bench`; do not edit. How the cases are made and what the sets are: `tests/bench/simulate/mod.rs`. \
         {many} cases of each set for a visitor, a fifth of that for an owner and for each other order; seed {seed}.\n\n"
    );
    let mut calibration = String::from(
        "## Calibration\n\n*Right* is what to do: the action of what is broken, or *carry on* once it has ended. *Confident* is what the engine calls so; the \
         column after it counts a verdict as right if it fits what was broken, whether it has ended meanwhile or not. The last column is the mean distance \
         between the two axes of the curve. The engine itself takes three percent of a person's answers for noise (`WRONG` in `src/core/diagnose/engine.rs`): people are \
         not as careless as in *outages*, where one answer in ten is wrong.\n\n| set | reader | cases | confident | right of these | … or it had ended | right at 90 % and more | right of all | \
         hop | party | distance |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut steps = String::from(
        "## Steps\n\nSteps of a person until the diagnosis ends; the page's own checks are none. All orders end when the engine says that it is sure or that nothing is left, and take a \
         change back at once that helped, so they differ in nothing but the order, and in that the engine asks a visitor six questions at most. *Seconds* are a person's, with what side effects are worth. *Fixed* is the list that other \
         pages print: it ends after at most nine and what is taken back.\n\n| set | reader | order | steps: mean | median | 95 % | seconds | ends confident | right of all |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut bins = String::from(
        "## The curves in numbers\n\nFor a visitor: how sure the engine said it was on average → how often it was right, and how many verdicts.\n\n| said | tables | perturbed | outages | lab, after every answer |\n|---|---|---|---|---|\n",
    );
    let mut columns: Vec<Tally> = Vec::new();
    for set in Set::ALL {
        for role in [Role::Visitor, Role::Owner] {
            for order in [Order::Engine, Order::Fixed, Order::Random] {
                if role == Role::Owner && order == Order::Fixed {
                    continue;
                }
                let main = role == Role::Visitor && order == Order::Engine;
                let parts = cases(set, role, order, if main { many } else { many / OTHERS }, seed);
                let tally = joined(&parts);
                let (mean, median, most) = tally.steps();
                let order_name = match order {
                    Order::Engine => "the engine's",
                    Order::Fixed => "fixed",
                    Order::Random => "random",
                };
                let _ = writeln!(
                    steps,
                    "| {} | {} | {order_name} | {mean:.2} | {median} | {most} | {:.0} | {} | {} |",
                    set.id(),
                    role.id(),
                    tally.seconds(),
                    percent(tally.share(tally.confident.n)),
                    percent(tally.all.share())
                );
                if order == Order::Engine {
                    let _ = writeln!(
                        calibration,
                        "| {} | {} | {} | {} | {} | {} | {} of {} | {} | {} | {} | {} |",
                        set.id(),
                        role.id(),
                        tally.all.n,
                        percent(tally.share(tally.confident.n)),
                        percent(tally.confident.share()),
                        percent(tally.confident_of_fault as f64 / tally.confident.n.max(1) as f64),
                        percent(tally.ninety.share()),
                        tally.ninety.n,
                        percent(tally.all.share()),
                        percent(tally.share(tally.right_hop)),
                        percent(tally.share(tally.right_party)),
                        percent(tally.error())
                    );
                }
                if main {
                    pictures.push((format!("calibration-{}.svg", set.id()), picture::svg(&format!("Calibration: {}", set.id()), &tally)));
                    let (low, high) = tally.confident.interval();
                    let limited = set == Set::Perturbed;
                    rows.push(Line {
                        what: format!("simulation, {}: right of the verdicts given at 90 %", set.id()),
                        value: percent(tally.confident.share()),
                        beside: format!(
                            "{} to {} of {}; {} of {} cases end so; mean {mean:.2} steps, median {median}, 95 % {most}",
                            percent(low),
                            percent(high),
                            tally.confident.n,
                            percent(tally.share(tally.confident.n)),
                            tally.all.n
                        ),
                        limit: if limited { "≥ 88 %".to_owned() } else { String::new() },
                        holds: !limited || tally.confident.share() >= 0.88,
                    });
                    if set == Set::Perturbed {
                        let mut shares: Vec<f64> =
                            parts.iter().filter(|own| own.confident.n > 0).map(|own| own.confident.share()).collect();
                        shares.sort_by(f64::total_cmp);
                        let half = |odd: usize| joined(parts.iter().skip(odd).step_by(2)).confident.share();
                        let at = |share: f64| shares.get((shares.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
                        let _ = write!(
                            page,
                            "Perturbed worlds differ: of a hundred, the share of confident verdicts that are right is {} in the worst, {} in the tenth worst, {} in the \
                             middle. Where whole rows are off it is {}, where every fault is off in its own way {}.\n\n",
                            percent(at(0.0)),
                            percent(at(0.1)),
                            percent(at(0.5)),
                            percent(half(0)),
                            percent(half(1))
                        );
                    }
                    columns.push(tally);
                }
            }
        }
    }
    let lab = recorded::recorded(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut real = String::from(
        "## On real faults\n\nThe recordings of the fault lab (docs/FAULT-LAB.md), judged again by the engine as it is. *Right*: what it says to do is among what \
         `tests/lab/truth.toml` accepts. The verdicts on the way to one end are not independent of each other.\n\n\
         | verdicts | n | right at 90 % and more | confident | right of these | right of all | distance |\n|---|---|---|---|---|---|---|\n",
    );
    for (name, tally) in [("at the end of a case", &lab.ends), ("after every answer", &lab.all)] {
        let (low, high) = tally.ninety.interval();
        let at_90 = format!("{} of {} ({}–{})", percent(tally.ninety.share()), tally.ninety.n, percent(low), percent(high));
        let sure = if tally.confident.n > 0 { percent(tally.confident.share()) } else { String::new() };
        let _ = writeln!(
            real,
            "| {name} | {} | {at_90} | {} | {sure} | {} | {} |",
            tally.all.n,
            if tally.confident.n > 0 { tally.confident.n.to_string() } else { String::new() },
            percent(tally.all.share()),
            percent(tally.error())
        );
        rows.push(Line {
            what: format!("fault lab, {name}: right of the verdicts given at 90 %"),
            value: percent(tally.ninety.share()),
            beside: format!("{} to {} of {}; {} verdicts", percent(low), percent(high), tally.ninety.n, tally.all.n),
            limit: "≥ 88 %".to_owned(),
            holds: tally.ninety.share() >= 0.88,
        });
    }
    pictures.push(("calibration-lab.svg".to_owned(), picture::svg("Calibration: lab", &lab.all)));
    columns.push(lab.all);
    for (at, from) in BINS.iter().enumerate() {
        let to = BINS.get(at + 1).copied().unwrap_or(1.0);
        let cell = |tally: &Tally| {
            let bin = &tally.bins[at];
            if bin.n == 0 { "–".to_owned() } else { format!("{} → {}, n {}", percent(bin.stated()), percent(bin.share()), bin.n) }
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        let _ = writeln!(bins, "| {:.0} to {:.0} % | {} |", from * 100.0, to * 100.0, cells.join(" | "));
    }
    let judged = start.elapsed().as_secs_f64();
    let mut best = format!(
        "## Against the best order there is\n\nSmall cases, in which every policy is tried (`tests/bench/simulate/best.rs`). *Cost* is what is to be expected of steps, and \
         of seconds, with {:.0} steps or {:.0} seconds for a wrong advice at the end. Then how likely the advice is right if it has to be given after so many steps at \
         most; there the best is another policy for every column. *As good* is the share of cases where the engine's cost is within one percent of the best.\n\n\
         | checks | cases | order | cost in steps | as good | cost in seconds | as good | right at once | 1 step | 2 | 3 | 4 |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
        best::WRONG[0],
        best::WRONG[1]
    );
    let began = Instant::now();
    let smalls = [smalls(3, 200, seed), smalls(4, 60, seed)];
    for own in &smalls {
        for (nth, (name, expect)) in own.by().into_iter().enumerate() {
            let as_good = |unit: usize| if nth == 1 { percent(own.best[unit] as f64 / own.n.max(1) as f64) } else { String::new() };
            let right: Vec<String> = expect.right.iter().map(|p| percent(*p)).collect();
            let _ = writeln!(
                best,
                "| {} | {} | {name} | {:.2} | {} | {:.0} | {} | {} |",
                own.checks,
                own.n,
                expect.cost[0],
                as_good(0),
                expect.cost[1],
                as_good(1),
                right.join(" | ")
            );
        }
    }
    let looked = began.elapsed().as_secs_f64();
    if let Some(own) = smalls.iter().find(|own| own.checks == 4) {
        let over = |expect: &Expect| [0, 1].map(|unit| expect.cost[unit] / own.costs.best.cost[unit]);
        let (engine, random, fixed) = (over(&own.costs.engine), over(&own.costs.random), over(&own.costs.fixed));
        rows.push(Line {
            what: "simulation: what the engine's order costs against the best of all, four checks".to_owned(),
            value: format!("{:.2} × in steps, {:.2} × in seconds", engine[0], engine[1]),
            beside: format!(
                "random {:.2} × and {:.2} ×, fixed {:.2} × and {:.2} ×; {} cases, {} points",
                random[0], random[1], fixed[0], fixed[1], own.n, own.points
            ),
            limit: String::new(),
            holds: true,
        });
    }
    let world = World::new(Differs::Not, 0);
    let mut times: Vec<f64> = (0..500)
        .flat_map(|nth| {
            let role = if nth % 2 == 0 { Role::Visitor } else { Role::Owner };
            dialogue::times(&world, Set::Outages.rules(role, Order::Engine), Random::of(&[seed, 9, nth]).bits())
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let time = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    rows.push(Line {
        what: "judge a case, natively".to_owned(),
        value: format!("{:.3} ms", time(0.99)),
        beside: format!(
            "median {:.3} ms, {} points of dialogues; the simulation took {judged:.0} s, the small cases {looked:.0} s",
            time(0.5),
            times.len()
        ),
        limit: "≤ 1 ms, p99".to_owned(),
        holds: time(0.99) <= 1.0,
    });
    let shown: Vec<String> = pictures
        .iter()
        .map(|(name, _)| {
            format!(
                "![How sure the engine said it was against how often it was right; the numbers are in the table below](pictures/{name})"
            )
        })
        .collect();
    page = format!("{page}{}\n\n{calibration}\n{real}\n{steps}\n{best}\n{bins}", shown.join("\n"));
    Found { rows, page, pictures }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_is_calibrated_where_its_tables_hold() {
        let tally = joined(&cases(Set::Tables, Role::Visitor, Order::Engine, 1000, 1));
        let four = |n: u64, p: f64| 4.0 * (p * (1.0 - p) / n as f64).sqrt();
        // Four standard errors, and two percent for what damped repeats cost and what allows for wrong answers that nobody gives here.
        for bin in [tally.all, tally.ninety] {
            assert!((bin.share() - bin.stated()).abs() < 0.02 + four(bin.n, bin.stated()), "{bin:?}");
        }
        assert!(tally.ninety.n > 50);
    }

    #[test]
    fn a_seed_gives_the_same_cases() {
        let once = |seed| {
            let tally = joined(&cases(Set::Outages, Role::Visitor, Order::Engine, 300, seed));
            format!("{tally:?}")
        };
        assert_eq!(once(1), once(1));
        assert_ne!(once(1), once(2));
    }
}
