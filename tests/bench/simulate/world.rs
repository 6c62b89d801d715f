//! A world in which sites break: how often which fault, what every check answers then, and when it ends by itself.

use isitme::core::{
    catalog::{self, Key},
    diagnose::{Check, Symptom, checks, faults, model},
};

use super::random::Random;

/// Symptoms that people meet every day; half of the cases have one of them, all equally often. Our judgement: nobody publishes how often people look up which.
const EVERYDAY: [u16; 10] = [400, 401, 403, 404, 408, 429, 500, 502, 503, 504];
/// The same without a number.
const EVERYDAY_ERRORS: [&str; 4] = ["connection-timed-out", "connection-refused", "dns-not-found", "certificate-date-invalid"];

/// Every symptom of the catalog in all its meanings, what is not in it, and how often each is drawn.
pub fn symptoms() -> (Vec<Symptom>, Vec<f32>) {
    let mut all: Vec<Symptom> =
        catalog::entries().flat_map(|entry| (0..entry.meanings.len()).map(|at| Symptom::Entry(entry.key, at as u8))).collect();
    all.extend([Symptom::Unknown, Symptom::UnknownCode(477), Symptom::UnknownCode(594)]);
    let everyday = |symptom: &Symptom| match symptom {
        Symptom::Entry(Key::Code(code), 0) => EVERYDAY.contains(code),
        Symptom::Entry(Key::Error(id), 0) => EVERYDAY_ERRORS.contains(id),
        _ => false,
    };
    let many = all.iter().filter(|symptom| everyday(symptom)).count() as f32;
    let rest = 0.5 / all.len() as f32;
    let weights = all.iter().map(|symptom| rest + if everyday(symptom) { 0.5 / many } else { 0.0 }).collect();
    (all, weights)
}

/// How a world differs from the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    Not,
    /// Every number is off by up to a factor of two, log-uniform; a row of the table is off for all faults that share it.
    EachRow,
    /// The same, and every fault is off in its own way.
    EachFault,
}

/// How likely each answer is, where the symptom was an HTTP answer and where it was not.
type Cells = [Vec<f32>; 2];

pub struct World {
    symptoms: Vec<Symptom>,
    often: Vec<f32>,
    priors: Vec<Vec<f32>>,
    failing: Vec<Vec<Cells>>,
    working: Vec<Vec<f32>>,
}

/// Every number times one half to two, then so that they add up to what they added up to.
fn off(numbers: &mut [f32], random: &mut Random) {
    let before: f32 = numbers.iter().sum();
    for own in &mut *numbers {
        *own *= random.log_uniform(0.5, 2.0) as f32;
    }
    let after: f32 = numbers.iter().sum();
    for own in numbers {
        *own *= before / after;
    }
}

impl World {
    pub fn new(differs: Differs, seed: u64) -> World {
        let (symptoms, often) = symptoms();
        let mut priors: Vec<Vec<f32>> =
            symptoms.iter().map(|symptom| model::prior(*symptom).iter().map(|&part| f32::from(part)).collect()).collect();
        let mut failing: Vec<Vec<Cells>> =
            checks().iter().map(|check| (0..faults().len()).map(|fault| model::failing(check, fault)).collect()).collect();
        let mut working: Vec<Vec<f32>> = checks().iter().map(model::working).collect();
        if differs != Differs::Not {
            for (at, own) in priors.iter_mut().enumerate() {
                off(own, &mut Random::of(&[seed, 1, at as u64]));
            }
            for (at, check) in checks().iter().enumerate() {
                off(&mut working[at], &mut Random::of(&[seed, 2, at as u64]));
                for (fault, kinds) in failing[at].iter_mut().enumerate() {
                    for (kind, own) in kinds.iter_mut().enumerate() {
                        // Both kinds have the same numbers where the table doesn't tell them apart.
                        let row = u64::from(model::row(check, fault)[kind]);
                        let whose = if differs == Differs::EachRow { 1000 + row } else { (fault as u64) << 16 | row << 32 };
                        off(own, &mut Random::of(&[seed, 3, at as u64, whose]));
                    }
                }
            }
        }
        World { symptoms, often, priors, failing, working }
    }

    pub fn symptom(&self, random: &mut Random) -> usize {
        random.place(&self.often)
    }

    pub fn symptom_at(&self, at: usize) -> Symptom {
        self.symptoms[at]
    }

    pub fn prior(&self, symptom: usize) -> &[f32] {
        &self.priors[symptom]
    }

    /// How likely each answer of a check is; a change taken back is tried as the plain check tries.
    pub fn likely(&self, check: &Check, undo: bool, now: Now) -> &[f32] {
        let check = if undo { model::tries_again().unwrap_or(check) } else { check };
        let at = place(check);
        if now.failing || (model::lasting(check) && !undo) {
            &self.failing[at][now.fault][usize::from(!now.by_code)]
        } else {
            &self.working[at]
        }
    }
}

pub fn place(check: &Check) -> usize {
    checks().iter().position(|own| std::ptr::eq(own, check)).expect("a check of the table")
}

/// What decides an answer.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub fault: usize,
    /// It breaks the page now.
    pub failing: bool,
    /// The symptom was an HTTP answer.
    pub by_code: bool,
}

/// What is true of one case.
pub struct Site {
    pub now: Now,
    /// Minutes since the symptom.
    clock: f64,
    ends: f64,
    random: Random,
}

impl Site {
    /// A site where the symptom was seen just now. When its outage ends is drawn now.
    pub fn new(symptom: Symptom, fault: usize, mut random: Random) -> Site {
        let by_code = match symptom {
            Symptom::Entry(Key::Code(_), _) | Symptom::UnknownCode(_) => true,
            Symptom::Entry(Key::Error(_), _) => false,
            Symptom::Unknown => random.chance(0.5),
        };
        let blip = random.chance(f64::from(model::blip(symptom)));
        let mut site = Site { now: Now { fault, failing: true, by_code }, clock: 0.0, ends: 0.0, random };
        site.ends = match faults()[fault].half_life {
            0 => f64::INFINITY,
            _ if blip => 0.0,
            _ => site.lasts(),
        };
        site
    }

    /// Minutes, drawn by the fault's half-life.
    fn lasts(&mut self) -> f64 {
        -(1.0 - self.random.unit()).log2() * f64::from(faults()[self.now.fault].half_life)
    }

    /// Time passes: an outage ends when it ends; one that has ended comes back as rarely as the model says.
    pub fn pass(&mut self, minutes: f64) {
        self.clock += minutes;
        if self.now.failing {
            self.now.failing = self.clock < self.ends;
        } else if self.random.chance(f64::from(model::relapse(minutes as f32))) {
            self.now.failing = true;
            self.ends = self.clock + self.lasts();
        }
    }
}

/// An answer that was given.
pub struct Told {
    pub check: &'static Check,
    pub undo: bool,
    pub answer: &'static str,
    pub failing: bool,
}

/// How often an answer only repeats an earlier one that it shares something with, after so many of them: so often that a repeat of an answer that
/// is nine times as likely under one fault as under another weighs what the engine lets it, 9 to the power of 1/2ⁿ.
pub fn repeats(before: usize) -> f64 {
    let weighs = 9_f64.powf(0.5_f64.powi(before.min(30) as i32));
    (0.9 - 0.1 * weighs) / (0.9 * weighs - 0.1)
}

/// How well people answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Noise {
    /// A person's answer is one of the others, whatever was seen.
    pub wrong: f64,
    /// No answer, the page's checks too.
    pub cant_tell: f64,
}

/// What a check answers. Whatever order the checks come in, the same check of the same case meets the same luck.
pub fn answer(
    world: &World,
    site: &Site,
    told: &[Told],
    check: &'static Check,
    undo: bool,
    noise: Noise,
    luck: &mut Random,
) -> &'static str {
    let row = world.likely(check, undo, site.now);
    let lasting = model::lasting(check) && !undo;
    let like = |own: &&Told| {
        own.undo == undo
            && (undo || model::share(own.check, check))
            && (lasting || (site.now.failing && own.failing))
            && check.answers.iter().any(|answer| answer.id == own.answer)
    };
    let before: Vec<&Told> = told.iter().filter(like).collect();
    // Each is drawn in any case, so that the luck of the next doesn't move.
    let (drawn, copied, silent, wrong, other) = (luck.place(row), luck.unit(), luck.unit(), luck.unit(), luck.unit());
    let mut answer = check.answers[drawn].id;
    if let Some(last) = before.last()
        && copied < repeats(before.len())
    {
        answer = last.answer;
    }
    if silent < noise.cant_tell {
        return "cant-tell";
    }
    if check.runner != isitme::core::path::Runner::Page && wrong < noise.wrong {
        let others: Vec<&str> = check.answers[..row.len()].iter().map(|own| own.id).filter(|id| *id != answer).collect();
        answer = others[(other * others.len() as f64) as usize];
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: usize = 10_000;

    /// Five standard errors of a share: thousands are compared.
    fn near(share: f64, p: f64, n: usize) -> bool {
        (share - p).abs() < 5.0 * (p * (1.0 - p) / n as f64).sqrt() + 1e-4
    }

    #[test]
    fn answers_are_drawn_as_the_table_says() {
        let world = World::new(Differs::Not, 0);
        for check in checks() {
            for fault in (0..faults().len()).step_by(7) {
                for failing in [true, false] {
                    let mut site = Site::new(Symptom::UnknownCode(594), fault, Random::of(&[1]));
                    site.now.failing = failing;
                    let row =
                        if failing || model::lasting(check) { model::failing(check, fault)[0].clone() } else { model::working(check) };
                    let mut counts = vec![0; row.len()];
                    for nth in 0..MANY {
                        let luck = &mut Random::of(&[2, fault as u64, nth as u64]);
                        let id = answer(&world, &site, &[], check, false, Noise::default(), luck);
                        counts[check.answers.iter().position(|own| own.id == id).expect("an answer")] += 1;
                    }
                    let sum: f32 = row.iter().sum();
                    for (count, p) in counts.into_iter().zip(&row) {
                        assert!(near(f64::from(count) / MANY as f64, f64::from(p / sum), MANY), "{} {fault}: {count} {row:?}", check.id);
                    }
                }
            }
        }
    }

    #[test]
    fn faults_are_drawn_as_the_prior_says() {
        let world = World::new(Differs::Not, 0);
        let symptom = world.symptoms.iter().position(|own| *own == Symptom::UnknownCode(594)).expect("there");
        let mut random = Random::of(&[3]);
        let mut counts = vec![0_u32; faults().len()];
        for _ in 0..MANY {
            counts[random.place(world.prior(symptom))] += 1;
        }
        for (count, &part) in counts.into_iter().zip(model::prior(Symptom::UnknownCode(594))) {
            assert!(near(f64::from(count) / MANY as f64, f64::from(part) / 10_000.0, MANY));
        }
    }

    #[test]
    fn outages_end_with_their_half_life_and_their_blips() {
        let (fault, own) = faults().iter().enumerate().find(|own| own.1.half_life > 10).expect("a fault that ends");
        let symptom = Symptom::UnknownCode(594);
        let blip = f64::from(model::blip(symptom));
        for (minutes, still) in [(0.0, 1.0), (f64::from(own.half_life), 0.5), (2.0 * f64::from(own.half_life), 0.25)] {
            let there = (0..MANY).filter(|&nth| {
                let mut site = Site::new(symptom, fault, Random::of(&[4, nth as u64]));
                site.pass(minutes);
                site.now.failing
            });
            assert!(near(there.count() as f64 / MANY as f64, (1.0 - blip) * still, MANY), "{minutes}");
        }
        let stays = faults().iter().position(|own| own.half_life == 0).expect("a fault that stays");
        let mut site = Site::new(symptom, stays, Random::of(&[5]));
        site.pass(1e9);
        assert!(site.now.failing);
    }

    #[test]
    fn noise_comes_as_often_as_it_says() {
        let world = World::new(Differs::Not, 0);
        let noise = Noise { wrong: 0.1, cant_tell: 0.2 };
        let check = model::tries_again().expect("there");
        let site = Site::new(Symptom::UnknownCode(594), 0, Random::of(&[6]));
        let (mut silent, mut wrong) = (0, 0);
        for nth in 0..MANY {
            let id = |noise| answer(&world, &site, &[], check, false, noise, &mut Random::of(&[7, nth as u64]));
            match id(noise) {
                "cant-tell" => silent += 1,
                own => wrong += usize::from(own != id(Noise::default())),
            }
        }
        assert!(near(f64::from(silent) / MANY as f64, 0.2, MANY), "{silent}");
        assert!(near(wrong as f64 / (MANY - silent as usize) as f64, 0.1, MANY), "{wrong}");
    }

    #[test]
    fn repeats_weigh_what_the_engine_lets_them() {
        for before in 1..5 {
            let copied = repeats(before);
            let weighs = (copied + (1.0 - copied) * 0.9) / (copied + (1.0 - copied) * 0.1);
            assert!((weighs - 9_f64.powf(0.5_f64.powi(before as i32))).abs() < 1e-9);
        }
    }

    #[test]
    fn a_perturbed_world_is_off_by_up_to_two_and_adds_up() {
        for differs in [Differs::EachRow, Differs::EachFault] {
            let world = World::new(differs, 8);
            let mut moved = 0;
            for (at, check) in checks().iter().enumerate() {
                for (fault, kinds) in world.failing[at].iter().enumerate() {
                    for (own, table) in kinds.iter().zip(model::failing(check, fault)) {
                        assert!((own.iter().sum::<f32>() - table.iter().sum::<f32>()).abs() < 1e-3);
                        for (a, b) in own.iter().zip(&table) {
                            // The factor, and what adding up takes back of it.
                            assert!((0.24..=4.1).contains(&(a / b)), "{a} {b}");
                            moved += usize::from((a / b).ln().abs() > 0.1);
                        }
                    }
                }
                let (one, other) = (0, faults().len() - 1);
                if differs == Differs::EachRow && model::row(check, one) == model::row(check, other) {
                    assert_eq!(world.failing[at][one], world.failing[at][other]);
                }
            }
            assert!(moved > 1000);
            assert_ne!(world.priors, World::new(differs, 9).priors, "another seed, another world");
            assert_eq!(world.priors, World::new(differs, 8).priors, "the same seed, the same world");
        }
    }
}
