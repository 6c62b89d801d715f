//! The engine: Bayes' rule over the faults, with *recovered meanwhile* in the model.
//!
//! For every fault the engine keeps two weights: the fault is there and still breaks the page (*failing*), or it was the cause of what was
//! seen and has ended by itself (*working*). Between two answers time passes: a failing fault ends with its half-life, and once, right after
//! the symptom, with the chance that the symptom was a blip; a working one comes back now and then. Then the answer is weighed by how likely
//! it is under each fault. So `works` after a change is explained by the change or by recovery, and only undoing the change tells which.

use super::super::catalog::{self, Key};
use super::super::path::{Hop, Party, Runner};
use super::super::platforms::platforms;
use super::case::{Case, Evidence, Role, Symptom};
use super::next::{self, Next};
use super::prior::{Prior, unknown_prior};
use super::table::{
    self, ACTION_COUNT, About, Action, Answer, BLIP_4XX, BLIP_5XX, BLIP_CODES, BLIP_ERRORS, BLIP_NONE, BLIP_UNKNOWN, CARRY_ON, Check,
    FAULT_COUNT, Fault, PLAIN, UNKNOWN_NONE, WRITERS, actions, checks, faults,
};

/// A verdict is confident when what to do is at least this likely. One wrong advice in ten is what a careful friend would still give;
/// lower, and the visitor acts on a guess; higher, and a plain outage would need checks that tell nothing more.
pub const CONFIDENT: f32 = 0.90;

/// However often the same answer comes again (from the same check, or from one that declares to share something with it), all of them
/// together weigh at most like this many independent ones: the nth counts with the exponent 1/2ⁿ⁻¹. What stays undamped is whether the
/// fault is still there, because each try tells that anew.
pub const REPEATS_AT_MOST: f32 = 2.0;

/// Minutes between two answers of a person when nobody noted the time: about as long as reading a step and doing it takes.
const GAP: f32 = 1.0;

/// The same between two answers of the page.
const GAP_PAGE: f32 = 2.0 / 60.0;

/// Gaps longer than 30 days tell no more than 30 days.
const GAP_MOST: f32 = 43_200.0;

/// Minutes in which half of the faults that ended would come back if nothing had been repaired. Faults that come and go do so at the pace
/// of restarts and load peaks, which is minutes to an hour.
const RELAPSE: f32 = 30.0;

/// A fault that ended comes back between two answers at most this often: most recoveries last.
const RELAPSE_MOST: f32 = 0.1;

/// From this blip rate on, a symptom is of the kind that ends by itself so often that a lone `works` proves nothing.
const BLIPS: f32 = 0.05;

/// An answer is named as a reason when it speaks for the action by at least this many bits.
const REASON: f32 = 0.05;

/// Where a log or a page tells the cause, its fault has this share before any check: our judgement. The text is believed, but people paste the
/// line beside the one that matters, and one line may tell a consequence.
const CAUSE: f32 = 0.7;

/// The same where a proxy on the visitor's side tells what went wrong behind it: it sees the server only through the rest of that network, whose
/// filters and lines end connections in the same words. Our judgement.
const CAUSE_THROUGH: f32 = 0.5;

/// How much likelier a fault gets that has the hop and the party of the product's own name for the error: our judgement.
const NAMED: f32 = 4.0;

/// So large a part of a person's answers says nothing about what was seen: any of the answers, all equally often. The rows are what an attentive
/// person sees; people look at the wrong tab and press the wrong button. Our judgement, checked by the simulation (docs/SIMULATION.md, 20,000
/// cases a set): without it, visitors of whom one answer in ten is wrong got confident verdicts of which 89.8 % were right; with 0.03 it is 90.4 %, and
/// in worlds that the tables describe badly 93.3 % instead of 92.9 %, at no step more. 0.05 and 0.10 would fit such visitors better still, yet then a
/// change that was taken back twice proves too little (scenario 502-vpn-proved), and fewer cases end confident.
pub(super) const WRONG: f32 = 0.03;

/// How likely it is, over all faults, that the page's request meets no answer where the visitor's browser met none.
const TOLD: f32 = 0.5;

/// It fails as long as recovery is at most this likely.
const FAILS_BELOW: f32 = 0.4;

/// Whether it still fails is doubtful from here on, though *it fails* is said. Our judgement: with the limit above for both, a diagnosis right below it
/// proposed nothing more, as whatever a change would tell counted as what another reload would.
const DOUBTED_FROM: f32 = 0.25;

/// At most so much evidence is weighed: the latest.
const MOST: usize = 256;

/// Whether it fails now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// It does.
    Fails,
    /// The page loads.
    WorksNow,
    /// It loaded and failed again with nothing changed.
    ComesAndGoes,
    /// Nobody tried the address, or the answers don't agree.
    Unknown,
}

impl Now {
    /// The stable name used in data and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Now::Fails => "fails",
            Now::WorksNow => "works-now",
            Now::ComesAndGoes => "comes-and-goes",
            Now::Unknown => "unknown",
        }
    }
}

/// What a case comes to.
#[derive(Debug)]
pub struct Verdict {
    /// Whether it fails now.
    pub now: Now,
    /// Every fault (its place in [`table::faults`]) with how likely it is, most likely first. Adds up to 1.
    pub faults: Vec<(usize, f32)>,
    /// The faults' sums per hop.
    pub hops: [f32; 8],
    /// The faults' sums per party.
    pub parties: [f32; 4],
    /// The likeliest hop.
    pub top: Hop,
    /// What to do.
    pub action: &'static Action,
    /// How likely that is the right thing to do.
    pub odds: f32,
    /// What to do is likely enough to act on it: see [`CONFIDENT`].
    pub confident: bool,
    /// What to do is more likely right than not, also without what only hints at it.
    pub likely: bool,
    /// What speaks for it, strongest first.
    pub because: Vec<Because>,
    /// The change that was made last, still holds and goes on holding while other things are tried: it has to be taken back before them.
    pub held: Option<&'static Check>,
    /// What cannot be known from what was checked.
    pub cannot_show: Vec<&'static str>,
    /// The check that would tell most about what to do, for its effort. `None`: nothing left would change it.
    pub next: Option<Next>,
}

impl Verdict {
    /// What to do is worth saying: more likely right than not. Below that, any advice would be one of several.
    pub fn tells(&self) -> bool {
        self.confident || self.likely
    }

    /// What somebody with another role can do about it, where that is more likely right than not and it still fails: one of several guesses is nothing to
    /// ask of others.
    pub fn action_of(&self, role: Role) -> Option<&'static Action> {
        let mut odds = [0.0; ACTION_COUNT];
        for (fault, p) in self.faults.iter().filter_map(|(at, p)| Some((faults().get(*at)?, p))) {
            odds[usize::from(fault.action(role).ix)] += p;
        }
        let best = top(&odds);
        actions().get(best).filter(|_| odds[best] > 0.5 && self.now != Now::WorksNow)
    }

    /// Who can act, most likely.
    pub fn party(&self) -> Party {
        Party::ALL[top(&self.parties)]
    }
}

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Because {
    /// The check's id.
    pub check: &'static str,
    /// The answer's id.
    pub answer: &'static str,
    /// What it tells us, in a sentence.
    pub why: &'static str,
    /// The change had been taken back.
    pub undo: bool,
}

/// An answer that says something, as the tables name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) check: &'static Check,
    pub(super) answer: usize,
    pub(super) undo: bool,
}

impl Reading {
    /// `None`: the answer says nothing (`cant-tell`), or the tables don't know it.
    fn of(evidence: &Evidence) -> Option<Reading> {
        let check = table::check(evidence.check)?;
        let answer = check.informative_index(evidence.answer)?;
        if evidence.undo && (check.about != About::SameAddress || plain()?.informative_index(evidence.answer).is_none()) {
            return None;
        }
        Some(Reading { check, answer, undo: evidence.undo })
    }

    pub(super) fn answer_id(&self) -> &'static str {
        self.check.answers.get(self.answer).map_or("", |answer| answer.id)
    }

    /// The check whose rows hold: trying the same address again with the change taken back is what the plain check does.
    fn tries(&self) -> &'static Check {
        if self.undo { plain().unwrap_or(self.check) } else { self.check }
    }

    /// The same address was tried as it stands, with nothing changed.
    fn unchanged(&self) -> bool {
        self.undo || tries_unchanged(self.check)
    }

    fn works(&self) -> bool {
        self.check.about == About::SameAddress && self.answer_id() == "works"
    }

    pub(super) fn fails(&self) -> bool {
        self.check.about == About::SameAddress && matches!(self.answer_id(), "same-error" | "other-error")
    }

    fn because(&self) -> Because {
        Because { check: self.check.id, answer: self.answer_id(), why: self.why(), undo: self.undo }
    }

    fn why(&self) -> &'static str {
        match (self.undo, self.answer_id()) {
            (true, "same-error") => table::UNDO_FAILS,
            (true, "works") => table::UNDO_WORKS,
            (true, _) => table::UNDO_OTHER,
            (false, _) => self.check.answers.get(self.answer).map_or("", |answer| answer.says),
        }
    }
}

/// What to do about a fault, while it breaks the page and when it has ended. A visitor for whom the page loads again can carry on; an owner
/// still wants to know what it was.
fn actions_for(fault: &Fault, role: Role) -> (usize, usize) {
    let failing = usize::from(fault.action(role).ix) % ACTION_COUNT;
    (failing, if role == Role::Visitor { CARRY_ON } else { failing })
}

/// The check that only tries the same address again.
pub(super) fn plain() -> Option<&'static Check> {
    checks().get(PLAIN)
}

/// Whether a check tries the same address with nothing changed, at once or later.
pub(super) fn tries_unchanged(check: &Check) -> bool {
    is_plain(check) || check.id == "wait"
}

fn is_plain(check: &Check) -> bool {
    plain().is_some_and(|plain| plain.id == check.id)
}

/// Whether the symptom was an HTTP answer: which rows of the tables hold.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Code,
    NoCode,
    Unknown,
}

/// What is believed at one moment.
#[derive(Debug, Clone)]
pub(super) struct Mind {
    /// The fault is there and breaks the page.
    pub(super) failing: [f32; FAULT_COUNT],
    /// It was the cause and has ended by itself.
    pub(super) working: [f32; FAULT_COUNT],
    kind: Kind,
    clock: Option<i64>,
    blip: f32,
    seen: Vec<Reading>,
}

/// How likely an answer is under every fault, failing and working.
pub(super) struct Emission {
    pub(super) failing: [f32; FAULT_COUNT],
    pub(super) working: [f32; FAULT_COUNT],
}

impl Mind {
    pub(super) fn new(case: &Case) -> Mind {
        let mut failing = [0.0; FAULT_COUNT];
        for (own, &prior) in failing.iter_mut().zip(prior(case.symptom)) {
            *own = f32::from(prior);
        }
        if let Some(times) = case.written_by.and_then(|hop| WRITERS.get(hop.index())) {
            for (own, fault) in failing.iter_mut().zip(faults()) {
                *own *= f32::from(times.get(fault.hop.index()).copied().unwrap_or(100));
            }
        }
        // A platform's own name tells its hop and who can act: our judgement, not measured.
        if let Some(own) = case.platform.and_then(|at| platforms().get(usize::from(at))) {
            for (weight, fault) in failing.iter_mut().zip(faults()) {
                *weight *= match (fault.hop == own.hop, fault.party == own.party) {
                    (true, true) => NAMED,
                    (true, false) => NAMED / 2.0,
                    _ => 1.0,
                };
            }
        }
        // An error without a code is the browser's or a client's own: the cause in its text is the error by another name, and its prior knows that. But
        // what it says of the device that it runs on, it has measured.
        let named = matches!(case.symptom, Symptom::Entry(Key::Error(_), _));
        let counts = |fault: &usize| faults().get(*fault).is_some_and(|own| !named || own.hop == Hop::Device);
        if let Some(fault) = case.cause.as_ref().map(|own| usize::from(own.1)).filter(counts) {
            let others: f32 = failing.iter().enumerate().filter(|own| own.0 != fault).map(|own| own.1).sum();
            let own = faults().get(fault).map_or(0, |own| own.hop.index());
            let through =
                case.written_by.is_some_and(|hop| (Hop::Device.index()..=Hop::Vpn.index()).contains(&hop.index()) && hop.index() < own);
            let share = if through { CAUSE_THROUGH } else { CAUSE };
            failing[fault] = failing[fault].max(others * share / (1.0 - share));
        }
        let kind = match case.symptom {
            Symptom::Entry(Key::Code(_), _) | Symptom::UnknownCode(_) => Kind::Code,
            Symptom::Entry(Key::Error(_), _) => Kind::NoCode,
            Symptom::Unknown => Kind::Unknown,
        };
        let mut mind = Mind { failing, working: [0.0; FAULT_COUNT], kind, clock: case.at, blip: blip(case.symptom), seen: Vec::new() };
        mind.normalize();
        mind
    }

    /// Minutes until an answer.
    pub(super) fn gap(&self, at: Option<i64>, check: &Check) -> f32 {
        match (self.clock, at) {
            (Some(before), Some(at)) => (at.saturating_sub(before).max(0) as f32 / 60_000.0).min(GAP_MOST),
            _ => usual_gap(check),
        }
    }

    /// Time passes: faults end, or come back.
    pub(super) fn pass(&mut self, minutes: f32) {
        let relapse = relapse(minutes);
        for ((failing, working), fault) in self.failing.iter_mut().zip(&mut self.working).zip(faults()) {
            if fault.half_life == 0 {
                continue;
            }
            let ends = *failing * (1.0 - (1.0 - self.blip) * (-minutes / f32::from(fault.half_life)).exp2());
            let comes_back = *working * relapse;
            *failing += comes_back - ends;
            *working += ends - comes_back;
        }
        self.blip = 0.0;
    }

    /// How likely a reading is, damped where the like of it was seen before.
    pub(super) fn emission(&self, reading: Reading) -> Emission {
        let check = reading.tries();
        let answer = if reading.undo { check.informative_index(reading.answer_id()).unwrap_or(usize::MAX) } else { reading.answer };
        let wrong = if check.runner == Runner::Page { 0.0 } else { WRONG };
        let told = self.told(&reading);
        let cell = |row: u8| {
            let own = match told {
                Some(also) => check.cell(row, answer) + check.cell(row, also),
                None => check.cell(row, answer),
            };
            own * (1.0 - wrong) + wrong / check.informative() as f32
        };
        let mut failing = [1.0; FAULT_COUNT];
        let [code, no_code] = check.rows;
        for ((own, &code), &no_code) in failing.iter_mut().zip(code).zip(no_code) {
            *own = match self.kind {
                Kind::Code => cell(code),
                Kind::NoCode => cell(no_code),
                Kind::Unknown => f32::midpoint(cell(code), cell(no_code)),
            };
        }
        let lasting = check.lasting && !reading.undo;
        let like = |seen: &&Reading| {
            let before = seen.tries();
            seen.answer_id() == reading.answer_id() && (before.id == check.id || before.shares & check.shares != 0)
        };
        if told.is_some() {
            // Towards what is usual for it, whatever was found before: so the order of the answers doesn't matter.
            for own in &mut failing {
                *own = (*own * TOLD).sqrt();
            }
        }
        let before = self.seen.iter().filter(like).count();
        if before > 0 {
            // The part that tells faults apart is damped towards its mean, so that the part that tells failing from working stays whole.
            let weight = |at: usize| self.failing[at] + if lasting { self.working[at] } else { 0.0 };
            let (mut sum, mut mass) = (0.0, 0.0);
            for (at, own) in failing.iter().enumerate() {
                sum += weight(at) * own;
                mass += weight(at);
            }
            let mean = if mass > 0.0 { sum / mass } else { 1.0 };
            let exponent = (-(before.min(30) as f32)).exp2();
            for own in &mut failing {
                *own = mean * (exponent * (*own / mean).log2()).exp2();
            }
        }
        let working = if lasting { failing } else { [cell(check.working); FAULT_COUNT] };
        Emission { failing, working }
    }

    /// From here on, nothing that was tried counts as a repeat.
    pub(super) fn forget_repeats(&mut self) {
        self.seen.clear();
    }

    /// Where the browser met no answer, that the page's own request meets none either is in part the same observation: what the symptom says about
    /// the faults is in their priors already, also in which way it failed. So which of the ways it is counts for nothing, and the rest like a
    /// repeat. Gives the other way.
    fn told(&self, reading: &Reading) -> Option<usize> {
        let ways = ["no-answer", "timed-out"];
        let own = ways.iter().position(|way| *way == reading.answer_id())?;
        if matches!(self.kind, Kind::NoCode) { reading.check.informative_index(ways[1 - own]) } else { None }
    }

    pub(super) fn learn(&mut self, reading: Reading, emission: &Emission) {
        for (own, p) in self.failing.iter_mut().zip(&emission.failing) {
            *own *= p;
        }
        for (own, p) in self.working.iter_mut().zip(&emission.working) {
            *own *= p;
        }
        self.normalize();
        self.seen.push(reading);
    }

    fn normalize(&mut self) {
        let sum: f32 = self.failing.iter().chain(&self.working).sum();
        if sum > 0.0 && sum.is_finite() {
            for own in self.failing.iter_mut().chain(&mut self.working) {
                *own /= sum;
            }
        } else {
            self.failing = [1.0 / FAULT_COUNT as f32; FAULT_COUNT];
            self.working = [0.0; FAULT_COUNT];
        }
    }

    /// How likely a fault is, whether it still breaks the page or not.
    pub(super) fn both(&self, fault: usize) -> f32 {
        self.failing.get(fault).copied().unwrap_or(0.0) + self.working.get(fault).copied().unwrap_or(0.0)
    }

    /// Whether it still fails is not clear, or it works.
    pub(super) fn doubts_failure(&self) -> bool {
        self.working.iter().sum::<f32>() > DOUBTED_FROM
    }

    /// How likely each action is the right one; weighed by an emission where there is one.
    pub(super) fn by_action(&self, role: Role, emission: Option<&Emission>) -> [f32; ACTION_COUNT] {
        let mut sums = [0.0; ACTION_COUNT];
        for (at, fault) in faults().iter().enumerate() {
            let (failing, working) = actions_for(fault, role);
            let (p, q) = emission.map_or((1.0, 1.0), |emission| (emission.failing[at], emission.working[at]));
            sums[failing] += self.failing[at] * p;
            sums[working] += self.working[at] * q;
        }
        sums
    }

    /// How likely each hop is; weighed by an emission where there is one.
    fn by_hop(&self, emission: Option<&Emission>) -> [f32; 8] {
        let mut sums = [0.0; 8];
        for (at, fault) in faults().iter().enumerate() {
            let (p, q) = emission.map_or((1.0, 1.0), |emission| (emission.failing[at], emission.working[at]));
            sums[fault.hop.index()] += self.failing[at] * p + self.working[at] * q;
        }
        sums
    }

    /// All evidence in order.
    pub(super) fn of(case: &Case) -> Mind {
        Mind::read(case, latest(case), &|_| false, &mut |_, _, _| {})
    }

    /// All evidence in order, but for what `skip` says; the time that it took passes all the same, unless it is a hint, for which nobody has to wait.
    /// Not generic: the module has it once, and not once for each use.
    fn read(case: &Case, evidence: &[Evidence], skip: &dyn Fn(usize) -> bool, each: &mut dyn FnMut(&Mind, Reading, &Emission)) -> Mind {
        let mut mind = Mind::new(case);
        for (at, own) in evidence.iter().enumerate() {
            let Some(reading) = Reading::of(own) else { continue };
            // One span of time is not two: each brings another chance that the fault comes back.
            if reading.check.hint && skip(at) {
                continue;
            }
            let minutes = mind.gap(own.at, reading.check);
            mind.pass(minutes);
            mind.clock = match (mind.clock, own.at) {
                (_, Some(now)) => Some(now),
                (Some(before), None) => Some(before.saturating_add((minutes * 60_000.0) as i64)),
                (None, None) => None,
            };
            if !skip(at) {
                let emission = mind.emission(reading);
                each(&mind, reading, &emission);
                mind.learn(reading, &emission);
            }
        }
        mind
    }
}

/// Minutes until an answer when nobody noted the time.
pub(super) fn usual_gap(check: &Check) -> f32 {
    if check.runner == Runner::Page { GAP_PAGE } else { GAP.max(f32::from(check.effort) / 60.0) }
}

/// How likely a fault that ended is back after so many minutes.
pub(super) fn relapse(minutes: f32) -> f32 {
    (1.0 - (-minutes / RELAPSE).exp2()).clamp(0.0, RELAPSE_MOST)
}

pub(super) fn prior(symptom: Symptom) -> &'static Prior {
    let unknown = match symptom {
        Symptom::Entry(key, _) => unknown_prior(key),
        Symptom::UnknownCode(code) => unknown_prior(Key::Code(code)),
        Symptom::Unknown => &UNKNOWN_NONE,
    };
    match symptom {
        Symptom::Entry(key, meaning) => catalog::entry(key)
            .and_then(|entry| entry.meanings.get(usize::from(meaning)).or(entry.meanings.first()))
            .map_or(unknown, |meaning| meaning.weighed().prior),
        Symptom::UnknownCode(_) | Symptom::Unknown => unknown,
    }
}

/// How likely a symptom of this kind was a blip: gone when tried again.
pub(super) fn blip(symptom: Symptom) -> f32 {
    let parts = match symptom {
        Symptom::Entry(Key::Code(code), _) | Symptom::UnknownCode(code) => {
            let class = if (400..500).contains(&code) { BLIP_4XX } else { BLIP_5XX };
            BLIP_CODES.iter().find(|own| own.0 == code).map_or(class, |own| own.1)
        }
        Symptom::Entry(Key::Error(id), _) => BLIP_ERRORS.iter().find(|own| own.0 == id).map_or(BLIP_NONE, |own| own.1),
        Symptom::Unknown => BLIP_UNKNOWN,
    };
    f32::from(parts) * 1e-4
}

/// Whether symptoms of this kind end by themselves so often that one `works` proves nothing: every server error, and what blips.
fn ends_by_itself(symptom: Symptom) -> bool {
    matches!(symptom, Symptom::Entry(Key::Code(500..=599), _) | Symptom::UnknownCode(500..=599)) || blip(symptom) >= BLIPS
}

/// What the case comes to; any check of the tables may be proposed next.
pub fn judge(case: &Case) -> Verdict {
    judge_with(case, &|_| true)
}

/// What the case comes to; only checks that are `available` are proposed next.
pub fn judge_with(case: &Case, available: &dyn Fn(&Check) -> bool) -> Verdict {
    let evidence = latest(case);
    let mind = Mind::of(case);
    let lone = lone_works(evidence);
    let now = now(&mind, evidence);
    let last = last_try(evidence);
    let by_action = |mind: &Mind| {
        let mut sums = mind.by_action(case.role, None);
        if !last.is_some_and(|reading| reading.works()) {
            // Nobody saw it load: whatever time may have done, "it works again" is not ours to say.
            sums[CARRY_ON] = 0.0;
        }
        sums
    };
    // A hint is worth a question and no claim: what to ask next knows of it, and what is said does not. Not even once everything else carries it:
    // an answer that makes the verdict confident would bring the hint's weight with it, and could lower the very fault that it fits best.
    let hint = |at: usize| evidence.get(at).and_then(Reading::of).is_some_and(|reading| reading.check.hint);
    let without = |skip: &dyn Fn(usize) -> bool| Mind::read(case, evidence, skip, &mut |_, _, _| {});
    let said = without(&hint);
    let by_action = by_action(&said);
    let best = top(&by_action);

    let sure = |mind: &Mind| mind.by_action(case.role, None)[best] >= CONFIDENT;
    let alone = |at: usize| ends_by_itself(case.symptom) && lone.contains(&at);
    // That time may have healed it is no reason either: somebody must have seen it load.
    let loads = |at: usize| !alone(at) && evidence.get(at).and_then(Reading::of).is_some_and(|reading| reading.works());
    // What is left without lone `works` has to carry it, against the hints and without them: one that speaks against it is worth its question first.
    let carries = |skip: &dyn Fn(usize) -> bool| {
        let rest = without(skip);
        !rest.seen.is_empty() && sure(&rest)
    };
    let confident =
        sure(&said) && (best != CARRY_ON || (0..evidence.len()).any(loads)) && carries(&alone) && carries(&|at| hint(at) || alone(at));
    let likely = by_action[best] > 0.5;

    let mut because: Vec<(f32, Because)> = Vec::new();
    Mind::read(case, evidence, &hint, &mut |mind, reading, emission| {
        let (before, after) = (mind.by_action(case.role, None), mind.by_action(case.role, Some(emission)));
        let rest = |sums: &[f32; ACTION_COUNT]| sums.iter().sum::<f32>() - sums[best];
        let bits = ((after[best] * rest(&before)) / (rest(&after) * before[best])).log2();
        if bits >= REASON {
            because.push((bits, reading.because()));
        }
    });
    most_first(&mut because, |own| own.0);
    let mut reasons: Vec<Because> = Vec::with_capacity(because.len());
    for (_, reason) in because {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }

    let mut all: Vec<(usize, f32)> = (0..FAULT_COUNT).map(|at| (at, said.both(at))).collect();
    let (mut hops, mut parties) = ([0.0; 8], [0.0; 4]);
    for (&(_, p), fault) in all.iter().zip(faults()) {
        hops[fault.hop.index()] += p;
        parties[fault.party as usize] += p;
    }
    most_first(&mut all, |own| own.1);

    // It loads again with nothing changed, or after a change that stays: there is nothing left to find out for this visitor.
    let done = now == Now::WorksNow && last.is_some_and(|reading| reading.works() && (reading.unchanged() || !reading.check.reversible));
    let next = if confident || done { None } else { next::propose(case, &mind, evidence, &lone, available) };
    Verdict {
        now,
        faults: all,
        hops,
        parties,
        top: Hop::ALL[top(&hops)],
        action: &actions()[best],
        odds: by_action[best],
        confident,
        likely,
        because: reasons,
        held: lone.iter().rev().filter_map(|&at| Reading::of(evidence.get(at)?)).map(|reading| reading.check).find(|check| check.stays),
        cannot_show: cannot_show(case, &mind, evidence, now, &hops, unproved(evidence, &lone), best),
        next,
    }
}

/// For each hop what the answer says that speaks for it most, and what the one says that speaks against it most; nothing where none does.
pub fn of_hops(case: &Case) -> [[&'static str; 2]; 8] {
    let mut sides = [[(REASON, ""); 2]; 8];
    Mind::read(case, latest(case), &|_| false, &mut |mind, reading, emission| {
        let (before, after) = (mind.by_hop(None), mind.by_hop(Some(emission)));
        let (all_before, all_after) = (before.iter().sum::<f32>(), after.iter().sum::<f32>());
        for ((own, before), after) in sides.iter_mut().zip(before).zip(after) {
            let bits = ((after * (all_before - before)) / ((all_after - after) * before)).log2();
            let side = &mut own[usize::from(bits < 0.0)];
            if bits.abs() >= side.0 {
                *side = (bits.abs(), reading.why());
            }
        }
    });
    sides.map(|own| own.map(|side| side.1))
}

/// What an answer tells us, in a sentence; of one that was given with the change taken back, what that tells.
pub fn says(evidence: &Evidence) -> &'static str {
    match (Reading::of(evidence), table::check(evidence.check)) {
        (Some(reading), _) => reading.why(),
        (None, check) => check.and_then(|check| check.answer(evidence.answer)).map_or("", |answer| answer.says),
    }
}

/// An answer as it is asked for. With the change taken back nothing but trying again is left, and what is particular to the change falls away.
pub fn label(answer: &'static Answer, undo: bool) -> &'static str {
    let plainly = if undo { plain().and_then(|plain| plain.answer(answer.id)) } else { None };
    plainly.unwrap_or(answer).label
}

/// Under which check it is noted that it failed again: the last change, where it is still in force, and else a reload, with nothing changed.
pub fn again(case: &Case) -> &'static str {
    let tries = |own: &Reading| own.check.about == About::SameAddress && own.check.runner != Runner::Page;
    let last = case.evidence.iter().rev().filter_map(Reading::of).find(tries);
    last.filter(|own| !own.undo && own.works() && (own.check.stays || !own.check.reversible)).map_or("reload", |own| own.check.id)
}

/// The evidence that is weighed.
fn latest(case: &Case) -> &[Evidence] {
    &case.evidence[case.evidence.len().saturating_sub(MOST)..]
}

/// Sorts a short list by weight; equal ones stay in order. (The library's sort is made for long ones and costs kilobytes.)
fn most_first<T>(items: &mut [T], weight: impl Fn(&T) -> f32) {
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 && weight(&items[at]) > weight(&items[at - 1]) {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}

fn top(values: &[f32]) -> usize {
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = at;
        }
    }
    best
}

/// The last answer about the same address.
pub(super) fn last_try(evidence: &[Evidence]) -> Option<Reading> {
    evidence.iter().rev().filter_map(Reading::of).find(|reading| reading.works() || reading.fails())
}

/// Answers `works` that nothing has confirmed: the change was not taken back, nor was the address tried without it later.
fn lone_works(evidence: &[Evidence]) -> Vec<usize> {
    let works = |at: &usize| evidence.get(*at).and_then(Reading::of).is_some_and(|reading| reading.works() && !reading.undo);
    let confirmed = |at: usize| {
        let check = evidence[at].check;
        evidence[at + 1..].iter().filter_map(Reading::of).any(|later| {
            (later.undo && later.check.id == check) || (is_plain(later.check) && later.fails() && evidence[at].check != later.check.id)
        })
    };
    (0..evidence.len()).filter(works).filter(|&at| !confirmed(at)).collect()
}

/// A change after which it worked was not taken back, nor any other.
fn unproved(evidence: &[Evidence], lone: &[usize]) -> bool {
    let change = |&at: &usize| evidence.get(at).and_then(Reading::of).is_some_and(|reading| reading.check.reversible);
    lone.iter().any(change) && !evidence.iter().any(|own| own.undo && Reading::of(own).is_some())
}

fn now(mind: &Mind, evidence: &[Evidence]) -> Now {
    let (mut tried, mut loaded, mut worked, mut mixed) = (false, false, false, false);
    for reading in evidence.iter().filter_map(Reading::of) {
        tried |= reading.check.about == About::SameAddress;
        // That an answer came which may not be read is no page that loads.
        loaded |= reading.works() || matches!(reading.answer_id(), "status-2xx" | "answered-ok");
        if reading.unchanged() {
            mixed |= worked && reading.fails();
            worked |= reading.works();
        }
    }
    let working: f32 = mind.working.iter().sum();
    let last = last_try(evidence);
    // Works after a change that stays: whether by the change or by itself, it works.
    let repaired = last.is_some_and(|reading| reading.works() && !reading.unchanged() && !reading.check.reversible);
    // Whoever saw it fail last is not told that it works, whatever other answers make of it.
    let failed = last.is_some_and(|reading| reading.fails());
    match (tried, mixed) {
        (false, _) => Now::Unknown,
        (true, true) => Now::ComesAndGoes,
        _ if repaired => Now::WorksNow,
        _ if working >= 0.6 && !failed && loaded => Now::WorksNow,
        _ if working <= FAILS_BELOW => Now::Fails,
        _ => Now::Unknown,
    }
}

/// What cannot be known from what was checked.
fn cannot_show(case: &Case, mind: &Mind, evidence: &[Evidence], now: Now, hops: &[f32; 8], lone: bool, best: usize) -> Vec<&'static str> {
    let seen = |check: &str| mind.seen.iter().any(|reading| reading.check.id == check);
    let answered = |check: &str, answer: &str| evidence.iter().any(|own| own.check == check && own.answer == answer);
    let (edge, origin) = (hops[Hop::Edge.index()], hops[Hop::Origin.index()]);
    let by_owner = mind.seen.iter().any(|reading| reading.check.runner == Runner::Owner);
    let best = actions().get(best).map_or("", |action| action.id);
    let mut out = Vec::new();
    let mut say = |holds: bool, text: &'static str| {
        if holds {
            out.push(text);
        }
    };
    // (The API, where every byte of code counts, then says what every verdict leaves open.)
    say(!cfg!(feature = "api") && mind.seen.is_empty(), table::CANNOT_UNCHECKED);
    say(!by_owner && !seen("edge") && edge >= 0.03 && origin >= 0.03 && edge + origin >= 0.5, table::CANNOT_EDGE_OR_ORIGIN);
    say(!seen("elsewhere") && !mind.seen.is_empty(), table::CANNOT_ONE_PLACE);
    say(answered("vpn-hints", "hint") && !seen("vpn-off"), table::CANNOT_HINT);
    say(answered("target", "answered"), table::CANNOT_STATUS);
    say(lone, table::CANNOT_LONE_WORKS);
    say(now == Now::ComesAndGoes, table::CANNOT_RARE);
    say(case.role == Role::Visitor && matches!(best, "ask-access" | "sign-in"), table::CANNOT_ACCOUNT);
    say(case.role == Role::Visitor && best == "wait" && now != Now::WorksNow, table::CANNOT_HOW_LONG);
    if out.is_empty() {
        out.push(table::CANNOT_CAUSE);
    }
    out
}
