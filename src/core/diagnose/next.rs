//! Which check to do next: the one from which most is to be learned about *what to do*, for the effort it takes.

use super::super::catalog::Key;
use super::super::path::Runner;
use super::case::{Case, Evidence, Role, Symptom};
use super::engine::{Mind, Reading, last_try, plain, tries_unchanged};
use super::table::{self, About, Check, checks, faults};

/// Seconds that any check costs a person beside its own effort: to read what it is and to answer.
const OVERHEAD: f32 = 20.0;

/// Bits about what to do for a minute of effort: a check that promises less is not proposed, and one that takes ten minutes has to promise ten
/// times as much. Three percent of a coin's toss; below it, the answer would not be acted upon.
const LEAST: f32 = 0.03;

/// After so many answers of a visitor a question has to promise twice what the first had to, then three times: people give up. Our judgement.
const PATIENCE: f32 = 2.0;

/// A visitor is asked no more than so many questions: whoever has answered six gets what they led to.
/// Our judgement; it is also what the fault lab holds a diagnosis to.
const MOST_ASKED: usize = 6;

/// Seconds: a check that takes longer changes what is to be known while it runs.
const LONG: u16 = 300;

/// A proposal.
#[derive(Debug, Clone, Copy)]
pub struct Next {
    /// Which check.
    pub check: &'static Check,
    /// Take its change back and try the same address again.
    pub undo: bool,
    /// What it tells, in a sentence.
    pub why: &'static str,
}

/// How many answers a person has given.
fn asked(case: &Case) -> usize {
    case.evidence.iter().filter(|own| own.from != Runner::Page).count()
}

/// A visitor has answered so often that nothing more is asked, whatever may be left. An owner looks for as long as it takes.
pub fn tired(case: &Case) -> bool {
    case.role != Role::Owner && asked(case) >= MOST_ASKED
}

/// The best check that is left; `None` if nothing left is worth doing.
pub(super) fn propose(case: &Case, mind: &Mind, evidence: &[Evidence], lone: &[usize], available: &dyn Fn(&Check) -> bool) -> Option<Next> {
    let reversible = |own: &Evidence| table::check(own.check).is_some_and(|check| check.reversible);
    let held = lone.iter().filter_map(|&at| evidence.get(at)).any(reversible);
    // An owner looks for as long as it takes.
    let least = LEAST * if case.role == Role::Owner { 1.0 } else { 1.0 + asked(case) as f32 / PATIENCE };
    let tired = tired(case);
    // A reload that failed is not asked for again. Where other answers say since that the page works, a change has to tell that, too.
    let tried = mind.doubts_failure() && last_try(evidence).is_some_and(|last| last.fails());
    let mut best: Option<((u8, f32), Next)> = None;
    for check in checks() {
        let theirs = match check.runner {
            Runner::Page => true,
            Runner::Visitor => !tired,
            Runner::Owner => case.role == Role::Owner,
        };
        if !theirs || !can_be_done(case, check) || !available(check) {
            continue;
        }
        let done = evidence.iter().rposition(|own| own.check == check.id);
        let undo = match done {
            None => false,
            Some(at) if check.reversible && lone.contains(&at) && !evidence[at].undo => true,
            Some(_) => continue,
        };
        // While a change holds, trying again means trying with the change: taking it back is what tells.
        if held && !undo && tries_unchanged(check) {
            continue;
        }
        let gain = gain(case, mind, check, undo, tried);
        let effort = seconds(check, undo);
        if gain < least * (effort / 60.0).max(1.0) {
            continue;
        }
        let rank = match check.runner {
            // Whatever else is tried while a change holds is tried with the change.
            _ if undo && check.stays => 2,
            // It costs the visitor nothing but a look.
            Runner::Page => 1,
            _ => 0,
        };
        let score = (rank, gain / effort);
        if best.as_ref().is_none_or(|known| score > known.0) {
            best = Some((score, Next { check, undo, why: if undo { table::UNDO_WHY } else { check.tells } }));
        }
    }
    best.map(|best| best.1)
}

/// Whether there is something to ask or to look at: an address; a certificate where the browser warned of one, and beside an answer that came over https. One
/// that has expired was signed by whoever signed it when it was good, which tells nothing.
fn can_be_done(case: &Case, check: &Check) -> bool {
    match (check.id, case.symptom) {
        ("target" | "dns" | "edge" | "elsewhere", _) => case.url.is_some(),
        ("certificate", Symptom::Entry(Key::Error(id), _)) => id.starts_with("certificate") && id != "certificate-date-invalid",
        // Whose site it is asks nobody whether it has an incident.
        ("status-page", _) => case.role != Role::Owner,
        ("certificate", Symptom::Unknown) => false,
        ("certificate", _) => case.url.as_ref().is_none_or(|url| url.starts_with("https:")),
        _ => true,
    }
}

/// Why a check is proposed now: of every two faults with different things to do, those that its answer parts most. How likely both are, times how
/// differently they answer. Their titles, the likelier first.
pub fn parts(case: &Case, Next { check, undo, .. }: Next) -> Option<[&'static str; 2]> {
    let mind = Mind::of(case);
    let emissions: Vec<_> = (0..check.informative()).map(|answer| mind.emission(Reading { check, answer, undo })).collect();
    let mut best = (0.0, None);
    for (one, own) in faults().iter().enumerate() {
        for (other, their) in faults().iter().enumerate() {
            let differ: f32 = emissions.iter().map(|emission| (emission.failing[one] - emission.failing[other]).abs()).sum();
            let (likelier, less) = (mind.both(one), mind.both(other));
            let score = likelier * less * differ;
            if likelier >= less && score > best.0 && own.action(case.role).ix != their.action(case.role).ix {
                best = (score, Some([own.title, their.title]));
            }
        }
    }
    best.1
}

/// Seconds that a check costs a person, with what its side effects are worth. Taking a change back is half the work of making it.
pub(super) fn seconds(check: &Check, undo: bool) -> f32 {
    f32::from(check.effort) / if undo { 2.0 } else { 1.0 } + f32::from(check.burden) + OVERHEAD
}

/// Bits about what to do that the check is expected to tell. Any change of the visitor's tries the address again as well, which tells
/// whether it has recovered; that part a reload would tell too, and it is not the change's merit, unless one was `tried` in vain, and it
/// is doubtful now.
pub(super) fn gain(case: &Case, mind: &Mind, check: &'static Check, undo: bool, tried: bool) -> f32 {
    let mut then = mind.clone();
    then.pass(mind.gap(None, check));
    // Against what would be believed then without the answer. A long wait makes that vaguer by itself, which is no merit either.
    let before = if check.effort >= LONG { mind } else { &then };
    let before = entropy(&before.by_action(case.role, None));
    let own = before - expected(case, &then, check, undo);
    match plain() {
        Some(plain)
            if !undo && !tried && check.about == About::SameAddress && check.runner == Runner::Visitor && !tries_unchanged(check) =>
        {
            then.forget_repeats();
            own - (before - expected(case, &then, plain, false)).max(0.0)
        }
        _ => own,
    }
}

/// The entropy about what to do that is to be expected after the check's answer.
fn expected(case: &Case, then: &Mind, check: &'static Check, undo: bool) -> f32 {
    // Damped likelihoods don't add up to one over the answers, so the sum is divided by what they add up to.
    let (mut sum, mut mass) = (0.0, 0.0);
    for answer in 0..check.informative() {
        let emission = then.emission(Reading { check, answer, undo });
        let mut actions = then.by_action(case.role, Some(&emission));
        let total: f32 = actions.iter().sum();
        if total > 0.0 {
            for action in &mut actions {
                *action /= total;
            }
            sum += total * entropy(&actions);
            mass += total;
        }
    }
    if mass > 0.0 { sum / mass } else { 0.0 }
}

/// Shannon's, in bits.
fn entropy(weights: &[f32]) -> f32 {
    -weights.iter().filter(|&&p| p > 0.0).map(|&p| p * p.log2()).sum::<f32>()
}
