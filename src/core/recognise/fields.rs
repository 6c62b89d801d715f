//! W3C logs (IIS, `CloudFront` and others) tell in a line of their own what stands where, `#Fields: date time cs-method sc-status`, and everybody chooses: the
//! status is read by its name.

use super::Hit;
use crate::core::packed::number;

/// What such a line begins with.
const HEAD: &str = "#Fields:";

/// The statuses of the lines below such a line, in their order, if one is among the hits.
pub fn hits(text: &str, hits: &[Hit]) -> Vec<Hit> {
    let mut out = Vec::new();
    let Some(head) = hits.iter().find(|hit| hit.sign().fields) else { return out };
    let mut place = None;
    for line in text.lines() {
        if let Some(names) = line.strip_prefix(HEAD) {
            place = names.split_whitespace().position(|name| name == "sc-status");
        } else if !line.starts_with('#')
            && let Some(value) = place.and_then(|nth| line.split_whitespace().nth(nth))
            && value.len() == 3
            && (100..1000).contains(&number(value))
        {
            let start = value.as_ptr() as usize - text.as_ptr() as usize;
            out.push(Hit { sign: head.sign, start, end: start + 3, status: Some(number(value) as u16), name: None, ids: Vec::new() });
        }
    }
    out
}
