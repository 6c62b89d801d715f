//! A verdict as a plain object: what the JavaScript API gives, and what an embedded diagnosis tells the page around it.

use super::json::Json;
use crate::core::{
    diagnose::{self, Verdict},
    path::{Hop, Party},
};

/// Decimal places of a probability.
const PLACES: usize = 9;
const ONE: u32 = 1_000_000_000;

/// Probabilities in parts of [`ONE`]; they add up to exactly that. The first takes what rounding leaves.
pub fn parts(probabilities: &[(usize, f32)]) -> Vec<(usize, u32)> {
    let sum: f64 = probabilities.iter().map(|&(_, p)| f64::from(p)).sum();
    let mut parts: Vec<(usize, u32)> = probabilities.iter().map(|&(at, p)| (at, (f64::from(p) / sum * f64::from(ONE)) as u32)).collect();
    let all: u32 = parts.iter().map(|own| own.1).sum();
    if let Some(first) = parts.first_mut() {
        first.1 = first.1.saturating_add(ONE.saturating_sub(all));
    }
    parts
}

/// Every hop and its probability, in parts of [`ONE`], under a name.
#[inline(never)]
pub fn by_hop(json: &mut Json, name: &str, hops: &[u32; 8]) {
    json.objects(Hop::ALL.iter().zip(hops), |json, (hop, p)| {
        json.put("hop", hop.id());
        json.key(name).share(*p, PLACES);
    });
}

/// `Verdict`
pub fn verdict(json: &mut Json, verdict: &Verdict) {
    let faults = diagnose::faults();
    let (mut hops, mut parties) = ([0_u32; 8], [0_u32; 4]);
    json.put("now", verdict.now.id());
    json.key("faults").list(parts(&verdict.faults), |json, (at, p)| {
        let Some(fault) = faults.get(at) else { return };
        hops[fault.hop.index()] += p;
        parties[fault.party as usize] += p;
        json.open();
        json.put("id", fault.id);
        json.put("hop", fault.hop.id());
        json.put("party", fault.party.id());
        json.key("p").share(p, PLACES);
        json.close();
    });
    json.key("hops");
    by_hop(json, "p", &hops);
    json.key("parties").objects(Party::ALL.into_iter().zip(parties), |json, (party, p)| {
        json.put("party", party.id());
        json.key("p").share(p, PLACES);
    });
    json.put("top", verdict.top.id());
    json.put("action", verdict.action.id);
    json.put_flag("confident", verdict.confident);
    json.key("because").objects(&verdict.because, |json, because| {
        json.put("check", because.check);
        json.put("answer", because.answer);
        if because.undo {
            json.put_flag("undo", true);
        }
        json.put("why", because.why);
    });
    json.key("cannotShow").texts(verdict.cannot_show.iter().copied());
    if let Some(next) = &verdict.next {
        json.key("next").open();
        json.put("check", next.check.id);
        json.put("runner", next.check.runner.id());
        if next.undo {
            json.put_flag("undo", true);
        }
        json.put("why", next.why);
        json.close();
    }
}
