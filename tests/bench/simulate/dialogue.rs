//! One case: the page's checks all at once, then one check after another until nothing is worth doing; and what it came to.

use std::time::Instant;

use isitme::core::{
    diagnose::{Case, Check, Evidence, Now, Role, Verdict, check, checks, faults, judge, model, tired},
    path::{Party, Runner},
};

use super::random::Random;
use super::world::{self, Noise, Site, Told, World};

/// The list that other pages print, in their order; the ids of today's checks that there are.
pub const LIST: [&str; 9] =
    ["reload", "clear-site-data", "other-browser", "private-window", "extensions-off", "vpn-off", "other-network", "flush-dns", "wait"];

/// Who chooses what is done next. When to stop is the engine's word for all of them, but for its limit of questions, which is its own; and all take a
/// change back that helped, so that nothing but the order differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Engine,
    Fixed,
    Random,
}

/// How time passes between two answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As the engine takes it to be when nobody notes the time.
    Usual,
    /// In a person's way, and noted: half to three times what the check takes, one time in twenty after a break of five minutes to three hours.
    Noted,
}

/// What holds for all cases of a set.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub role: Role,
    pub order: Order,
    pub pace: Pace,
    pub noise: Noise,
}

/// What a case came to.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// Steps of a person.
    pub steps: usize,
    /// Their effort, in seconds.
    pub seconds: f32,
    pub confident: bool,
    /// How likely the engine takes what it says to do.
    pub p: f32,
    /// What it says to do is what to do.
    pub right: bool,
    /// The same, where what was broken counts and not whether it still is.
    pub right_of_fault: bool,
    pub right_hop: bool,
    pub right_party: bool,
}

/// A day that no case depends on.
const START: i64 = 1_795_341_600_000;

/// A case under way.
pub struct Talk<'a> {
    world: &'a World,
    rules: Rules,
    seed: u64,
    pub case: Case,
    pub site: Site,
    told: Vec<Told>,
    time: Random,
    clock: f64,
}

impl<'a> Talk<'a> {
    /// A symptom, what is behind it, and the answers of the page's checks.
    pub fn new(world: &'a World, rules: Rules, seed: u64) -> Talk<'a> {
        let mut random = Random::of(&[seed, 1]);
        let symptom = world.symptom(&mut random);
        let fault = random.place(world.prior(symptom));
        let symptom = world.symptom_at(symptom);
        let site = Site::new(symptom, fault, Random::of(&[seed, 2]));
        let at = (rules.pace == Pace::Noted).then_some(START);
        let case = Case { role: rules.role, at, ..Case::new(symptom) };
        let mut talk = Talk { world, rules, seed, case, site, told: Vec::new(), time: Random::of(&[seed, 3]), clock: 0.0 };
        // From the symptom to the page that asks about it.
        let until_asked = if rules.pace == Pace::Noted { talk.time.log_uniform(0.1, 10.0) } else { 0.0 };
        for (nth, check) in checks().iter().filter(|check| check.runner == Runner::Page).enumerate() {
            talk.ask(check, false, if nth == 0 { until_asked } else { 0.0 });
        }
        talk
    }

    /// Does a check after so many minutes of something else.
    pub fn ask(&mut self, check: &'static Check, undo: bool, before: f64) {
        let minutes = before
            + match self.rules.pace {
                Pace::Noted if check.runner == Runner::Page => 2.0 / 60.0,
                Pace::Noted => {
                    let pause = if self.time.chance(0.05) { self.time.log_uniform(5.0, 180.0) } else { 0.0 };
                    pause + (f64::from(check.effort) + 20.0) / 60.0 * self.time.log_uniform(0.5, 3.0)
                }
                Pace::Usual => f64::from(model::gap(check)),
            };
        self.site.pass(minutes);
        self.clock += minutes;
        let luck = &mut Random::of(&[self.seed, 4, world::place(check) as u64, u64::from(undo)]);
        let answer = world::answer(self.world, &self.site, &self.told, check, undo, self.rules.noise, luck);
        self.told.push(Told { check, undo, answer, failing: self.site.now.failing });
        let at = (self.rules.pace == Pace::Noted).then_some(START + (self.clock * 60_000.0) as i64);
        self.case.evidence.push(Evidence { check: check.id, answer, at, from: check.runner, undo });
    }

    /// What is to be done next, if anything.
    fn next(&self, list: &mut Vec<&'static Check>, verdict: &Verdict) -> Option<(&'static Check, bool)> {
        if self.rules.order == Order::Engine {
            return verdict.next.as_ref().map(|next| (next.check, next.undo));
        }
        // Asked so often, the engine proposes nothing more, whatever is left.
        let goes_on = verdict.next.is_some() || (tired(&self.case) && !verdict.confident && verdict.now != Now::WorksNow);
        if !goes_on {
            return None;
        }
        let last = self.told.last()?;
        if last.answer == "works" && last.check.reversible && !last.undo {
            return Some((last.check, true));
        }
        list.pop().map(|check| (check, false))
    }

    /// The checks of a person in the order of the rules; the last is the first to do.
    fn list(&self) -> Vec<&'static Check> {
        let own = |check: &&Check| check.runner == Runner::Visitor || (check.runner == Runner::Owner && self.rules.role == Role::Owner);
        let mut list: Vec<&'static Check> = match self.rules.order {
            Order::Engine => Vec::new(),
            Order::Fixed => LIST.iter().filter_map(|id| check(id)).collect(),
            Order::Random => checks().iter().filter(own).collect(),
        };
        if self.rules.order == Order::Random {
            Random::of(&[self.seed, 5]).shuffle(&mut list);
        }
        list.reverse();
        list
    }
}

/// Milliseconds that judging takes at every point of a case: the quickest of five, because a loaded machine interrupts.
pub fn times(world: &World, rules: Rules, seed: u64) -> Vec<f64> {
    let mut talk = Talk::new(world, rules, seed);
    let mut all = Vec::new();
    loop {
        let times = (0..5).map(|_| {
            let start = Instant::now();
            std::hint::black_box(judge(std::hint::black_box(&talk.case)));
            start.elapsed().as_secs_f64() * 1000.0
        });
        all.push(times.fold(f64::INFINITY, f64::min));
        let Some(next) = judge(&talk.case).next else { return all };
        talk.ask(next.check, next.undo, 0.0);
    }
}

/// Plays a case to its end.
pub fn play(world: &World, rules: Rules, seed: u64) -> Outcome {
    let mut talk = Talk::new(world, rules, seed);
    let mut list = talk.list();
    let (mut steps, mut seconds) = (0, 0.0);
    let verdict = loop {
        let verdict = judge(&talk.case);
        let Some((check, undo)) = talk.next(&mut list, &verdict) else { break verdict };
        talk.ask(check, undo, 0.0);
        steps += 1;
        seconds += model::seconds(check, undo);
        assert!(steps <= 2 * checks().len(), "the case runs for ever: {:?}", talk.case);
    };
    let fault = &faults()[talk.site.now.fault];
    let of_fault = fault.action(rules.role).id;
    let works = rules.role == Role::Visitor && !talk.site.now.failing;
    let odds = model::odds(&talk.case);
    let most = |of: &Party| verdict.parties[*of as usize];
    let party = Party::ALL.iter().max_by(|a, b| most(a).total_cmp(&most(b))).expect("four");
    Outcome {
        steps,
        seconds,
        confident: verdict.confident,
        p: odds.iter().find(|own| own.0.id == verdict.action.id).map_or(0.0, |own| own.1),
        right: verdict.action.id == if works { "carry-on" } else { of_fault },
        right_of_fault: verdict.action.id == of_fault || (works && verdict.action.id == "carry-on"),
        right_hop: verdict.top == fault.hop,
        right_party: *party == fault.party,
    }
}
