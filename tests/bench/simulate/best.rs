//! Small cases in which every order can be tried: the best there is, and how far others are from it.
//!
//! A small case is one where the page's checks have been answered and a few checks are left: those that would tell most about what to do, each by itself,
//! of those that share nothing with each other. All faults stay in. Every policy is tried: after every answer, any check that is left, taking back a
//! change that helped, or stopping. What answers are to be expected is reckoned here, by Bayes' rule over the tables, apart from the engine. What to do
//! is what the engine says at that point, for all of them: it is the order that is compared.

use isitme::core::{
    diagnose::{Case, Check, Evidence, Role, Verdict, check, checks, faults, judge, judge_with, model},
    path::Runner,
};

use super::dialogue::{LIST, Order, Pace, Rules, Talk};
use super::world::{Noise, Now as Fact, World, place};

/// What is believed at one moment, reckoned apart from the engine.
#[derive(Clone)]
pub struct Belief<'a> {
    world: &'a World,
    by_code: bool,
    /// The part of a person's answers that says nothing.
    wrong: f64,
    failing: Vec<f64>,
    working: Vec<f64>,
    blip: f64,
}

impl<'a> Belief<'a> {
    pub fn new(world: &'a World, case: &Case, by_code: bool, wrong: f64) -> Belief<'a> {
        let parts = model::prior(case.symptom);
        let failing = parts.iter().map(|&part| f64::from(part) / 10_000.0).collect();
        let blip = f64::from(model::blip(case.symptom));
        let mut belief = Belief { world, by_code, wrong, failing, working: vec![0.0; parts.len()], blip };
        for own in &case.evidence {
            let check = check(own.check).expect("a check");
            belief.pass(check);
            let answer = check.answers.iter().position(|answer| answer.id == own.answer).expect("an answer");
            belief = belief.after(check, own.undo, answer);
        }
        belief
    }

    fn pass(&mut self, check: &Check) {
        let minutes = model::gap(check);
        let back = f64::from(model::relapse(minutes));
        for (at, fault) in faults().iter().enumerate().filter(|own| own.1.half_life > 0) {
            let stays = (1.0 - self.blip) * (-f64::from(minutes) / f64::from(fault.half_life)).exp2();
            let (failing, working) = (self.failing[at], self.working[at]);
            self.failing[at] = failing * stays + working * back;
            self.working[at] = failing * (1.0 - stays) + working * (1.0 - back);
        }
        self.blip = 0.0;
    }

    /// How likely an answer is together with every fault. Time has passed already.
    fn weigh(&self, check: &Check, undo: bool, answer: usize, mut each: impl FnMut(Fact, f64)) {
        let wrong = if check.runner == Runner::Page { 0.0 } else { self.wrong };
        for fault in 0..self.failing.len() {
            for (failing, weights) in [(true, &self.failing), (false, &self.working)] {
                let now = Fact { fault, failing, by_code: self.by_code };
                let row = self.world.likely(check, undo, now);
                each(now, weights[fault] * (f64::from(row[answer]) * (1.0 - wrong) + wrong / row.len() as f64));
            }
        }
    }

    fn chance(&self, check: &Check, undo: bool, answer: usize) -> f64 {
        let mut sum = 0.0;
        self.weigh(check, undo, answer, |_, p| sum += p);
        sum
    }

    pub fn after(&self, check: &Check, undo: bool, answer: usize) -> Belief<'a> {
        let mut then = self.clone();
        let sum = self.chance(check, undo, answer);
        self.weigh(check, undo, answer, |now, p| {
            let own = if now.failing { &mut then.failing } else { &mut then.working };
            own[now.fault] = p / sum;
        });
        then
    }

    /// How likely a fault is.
    #[cfg(test)]
    pub fn fault(&self, at: usize) -> f64 {
        self.failing[at] + self.working[at]
    }

    /// How likely what a verdict says to do is right.
    fn right(&self, verdict: &Verdict) -> f64 {
        let of = |(at, fault): (usize, &isitme::core::diagnose::Fault)| {
            let failing = if fault.action(Role::Visitor).id == verdict.action.id { self.failing[at] } else { 0.0 };
            failing + if verdict.action.id == "carry-on" { self.working[at] } else { 0.0 }
        };
        faults().iter().enumerate().map(of).sum()
    }

    /// Bits that are open about what to do.
    fn open(&self) -> f64 {
        let mut sums = std::collections::BTreeMap::new();
        for (at, fault) in faults().iter().enumerate() {
            *sums.entry(fault.action(Role::Visitor).id).or_insert(0.0) += self.failing[at];
            *sums.entry("carry-on").or_insert(0.0) += self.working[at];
        }
        -sums.values().filter(|p| **p > 0.0).map(|p: &f64| p * p.log2()).sum::<f64>()
    }

    /// Bits about what to do that a check is expected to tell.
    fn tells(&self, check: &Check) -> f64 {
        let mut then = self.clone();
        then.pass(check);
        let answers = check.answers.len() - 1;
        self.open() - (0..answers).map(|answer| then.chance(check, false, answer) * then.after(check, false, answer).open()).sum::<f64>()
    }
}

/// At most so many steps are looked at one by one.
pub const STEPS: usize = 4;

/// What a wrong advice costs, in steps and in seconds. It follows from the threshold: at nine in ten the engine stops, and the next step, had it been sure to
/// tell, would have been worth a tenth of this.
pub const WRONG: [f64; 2] = [10.0, 600.0];

/// What is to be expected of one way to choose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expect {
    /// The cost until the end in steps and in seconds, with that of a wrong advice.
    pub cost: [f64; 2],
    /// How likely the advice is right if it has to be given after 0, 1, … steps.
    pub right: [f64; STEPS + 1],
}

impl Expect {
    /// To stop here, where the advice is this likely right.
    fn stop(right: f64) -> Expect {
        Expect { cost: WRONG.map(|wrong| wrong * (1.0 - right)), right: [right; STEPS + 1] }
    }

    pub fn add(&mut self, p: f64, other: &Expect) {
        self.cost.iter_mut().zip(other.cost).for_each(|(own, other)| *own += p * other);
        self.right.iter_mut().zip(other.right).for_each(|(own, other)| *own += p * other);
    }

    /// The same as a step later.
    fn later(&self, right: f64, seconds: f64) -> Expect {
        let mut own = Expect { cost: [self.cost[0] + 1.0, self.cost[1] + seconds], right: [right; STEPS + 1] };
        own.right[1..].copy_from_slice(&self.right[..STEPS]);
        own
    }
}

/// Who chooses.
#[derive(Debug, Clone, Copy, Default)]
pub struct Costs {
    /// Every number by the policy that is best for it.
    pub best: Expect,
    pub engine: Expect,
    pub random: Expect,
    pub fixed: Expect,
}

struct Small {
    /// In the order of the usual list, then the rest.
    list: Vec<&'static Check>,
    case: Case,
    before: usize,
    points: usize,
}

impl Small {
    fn walk(&mut self, belief: &Belief) -> Costs {
        self.points += 1;
        let list = &self.list;
        let verdict = judge_with(&self.case, &|check| list.iter().any(|own| own.id == check.id));
        let right = belief.right(&verdict);
        let stop = Expect::stop(right);
        let done = &self.case.evidence[self.before..];
        let mut moves: Vec<(&'static Check, bool)> = Vec::new();
        for (nth, own) in done.iter().enumerate() {
            let check = check(own.check).expect("a check");
            if check.reversible
                && own.answer == "works"
                && !own.undo
                && done[nth..].iter().all(|other| !other.undo || other.check != own.check)
            {
                moves.push((check, true));
            }
        }
        // A change that just helped.
        let undoing = moves.last().copied().filter(|own| done.last().is_some_and(|last| last.check == own.0.id));
        moves.extend(self.list.iter().filter(|check| done.iter().all(|own| own.check != check.id)).map(|check| (*check, false)));
        let same = |own: Option<(&Check, bool)>, other: (&Check, bool)| own.is_some_and(|own| (own.0.id, own.1) == (other.0.id, other.1));
        let engine = verdict.next.map(|next| (next.check, next.undo));
        // Others stop where the engine would, too.
        let any = engine.is_some();
        let fixed = undoing.or(moves.iter().copied().find(|own| !own.1)).filter(|_| any);
        let by_chance: Vec<(&Check, bool)> =
            if any { undoing.map_or_else(|| moves.iter().copied().filter(|own| !own.1).collect(), |own| vec![own]) } else { Vec::new() };
        let mut costs =
            Costs { best: stop, engine: stop, random: if by_chance.is_empty() { stop } else { Expect::default() }, fixed: stop };
        for (check, undo) in moves {
            let mut after = Costs::default();
            let mut then = belief.clone();
            then.pass(check);
            let table = if undo { model::tries_again().unwrap_or(check) } else { check };
            for answer in 0..table.answers.len() - 1 {
                let p = then.chance(check, undo, answer);
                let id = table.answers[answer].id;
                self.case.evidence.push(Evidence { check: check.id, answer: id, at: None, from: check.runner, undo });
                let own = self.walk(&then.after(check, undo, answer));
                self.case.evidence.pop();
                after.best.add(p, &own.best);
                after.engine.add(p, &own.engine);
                after.random.add(p, &own.random);
                after.fixed.add(p, &own.fixed);
            }
            let seconds = f64::from(model::seconds(check, undo));
            let later = |own: &Expect| own.later(right, seconds);
            let best = later(&after.best);
            costs.best.cost.iter_mut().zip(best.cost).for_each(|(own, other)| *own = own.min(other));
            costs.best.right.iter_mut().zip(best.right).for_each(|(own, other)| *own = own.max(other));
            if same(engine, (check, undo)) {
                costs.engine = later(&after.engine);
            }
            if same(fixed, (check, undo)) {
                costs.fixed = later(&after.fixed);
            }
            if by_chance.iter().any(|own| same(Some(*own), (check, undo))) {
                costs.random.add(1.0 / by_chance.len() as f64, &later(&after.random));
            }
        }
        costs
    }
}

/// A small case of so many checks; `None` where the page's checks have settled it or too few checks are left that tell anything. The second is how many
/// points of the tree were judged.
pub fn small(world: &World, seed: u64, many: usize) -> Option<(Costs, usize)> {
    let rules = Rules { role: Role::Visitor, order: Order::Engine, pace: Pace::Usual, noise: Noise::default() };
    let talk = Talk::new(world, rules, seed);
    let case = talk.case;
    judge(&case).next?;
    let belief = Belief::new(world, &case, talk.site.now.by_code, 0.0);
    let page: Vec<&Check> = checks().iter().filter(|check| check.runner == Runner::Page).collect();
    let mut telling: Vec<(f64, &'static Check)> =
        checks().iter().filter(|check| check.runner == Runner::Visitor).map(|check| (belief.tells(check), check)).collect();
    telling.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut own: Vec<&'static Check> = Vec::new();
    for (bits, check) in telling {
        let shares = |other: &&Check| model::share(other, check);
        if own.len() < many && bits > 0.0 && !page.iter().any(shares) && !own.iter().any(|other| model::share(other, check)) {
            own.push(check);
        }
    }
    if own.len() < many {
        return None;
    }
    let mut list: Vec<&'static Check> = LIST.iter().filter_map(|id| own.iter().copied().find(|check| check.id == *id)).collect();
    own.sort_by_key(|check| place(check));
    list.extend(own.iter().copied().filter(|check| !LIST.contains(&check.id)));
    let before = case.evidence.len();
    let mut small = Small { list, case, before, points: 0 };
    Some((small.walk(&belief), small.points))
}

#[cfg(test)]
mod tests {
    use super::super::world::Differs;
    use super::*;

    #[test]
    fn the_engine_believes_what_bayes_rule_says() {
        // Where no two answers share anything; the code of this file knows nothing of the engine's. No hints: what is said leaves them out.
        let world = World::new(Differs::Not, 0);
        for (number, evidence) in [
            (502, &[("other-page", "fails", false), ("vpn-off", "works", false), ("vpn-off", "same-error", true)][..]),
            (403, &[("own-site", "works", false), ("target", "answered", false), ("private-window", "works", false)]),
            (429, &[("clock", "right", false), ("wait", "works", false), ("other-page", "works", false)]),
        ] {
            let mut case = Case::new(isitme::core::diagnose::Symptom::UnknownCode(number));
            for (id, answer, undo) in evidence {
                let mut own = Evidence::new(id, answer, None).expect("there");
                own.undo = *undo;
                case.evidence.push(own);
            }
            let belief = Belief::new(&world, &case, true, f64::from(model::WRONG));
            for (at, p) in judge(&case).faults {
                assert!((f64::from(p) - belief.fault(at)).abs() < 1e-4, "{number} {}: {p} {}", faults()[at].id, belief.fault(at));
            }
        }
    }

    #[test]
    fn nothing_is_better_than_the_best() {
        let world = World::new(Differs::Not, 0);
        let mut seen = 0;
        for seed in 0..40 {
            let Some((costs, _)) = small(&world, seed, 2) else { continue };
            seen += 1;
            for own in [costs.engine, costs.random, costs.fixed] {
                assert!(own.cost.iter().zip(costs.best.cost).all(|(own, best)| *own >= best - 1e-6), "{costs:?}");
                assert!(own.right.iter().zip(costs.best.right).all(|(own, best)| *own <= best + 1e-6), "{costs:?}");
                assert!(own.right.iter().all(|p| (0.0..=1.0 + 1e-6).contains(p)), "{costs:?}");
                assert!((own.right[0] - costs.best.right[0]).abs() < 1e-9, "before the first step all are alike");
            }
            assert!(costs.best.right.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9), "more steps never hurt the best");
        }
        assert!(seen >= 5, "{seen}");
    }
}
