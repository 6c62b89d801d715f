//! The page's checks for the application, which is another module: each is asked for by name and told as a text (`core::probe::told`).

use std::cell::RefCell;

use web_sys::AbortController;

use super::{
    checks::{self, Found, Round},
    clock, config, elsewhere,
};
use crate::core::{
    address::Address,
    elsewhere as places,
    probe::told::{Told, print},
};

thread_local! {
    /// What one check of a round leaves for the next: how fast a control host is, and the visitor's country.
    static SHARED: RefCell<(Option<u32>, Option<String>)> = const { RefCell::new((None, None)) };
    /// Ends what runs.
    static STOP: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Runs one check and tells what it found. `base`: the site's base path; `url`: the address as the visitor allowed it to be sent, or nothing.
pub async fn run(check: &str, base: &str, url: &str) -> String {
    let (control_ms, country) = if check == "own-site" { (None, None) } else { SHARED.with_borrow(Clone::clone) };
    let mut round =
        Round { base: base.to_owned(), config: config::load(base).await, address: Address::parse(url).ok(), control_ms, country };
    if check == "elsewhere" {
        return print(&elsewhere(&round).await);
    }
    let found = checks::run(check, &mut round).await;
    SHARED.set((round.control_ms, round.country));
    print(&[told(check, &found)])
}

/// Ends what runs.
pub fn stop() {
    if let Some(controller) = STOP.take() {
        controller.abort();
    }
}

fn told(check: &str, found: &Found) -> Told {
    Told {
        because: owned(&found.because),
        cannot_tell: owned(&found.cannot_tell),
        ..plain(check, found.answer, found.why.clone(), &found.contacted, found.at)
    }
}

fn plain(check: &str, answer: &str, why: String, contacted: &[String], at: i64) -> Told {
    Told { check: check.to_owned(), answer: answer.to_owned(), why, contacted: contacted.to_owned(), at, ..Told::default() }
}

fn owned(list: &[&'static str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// Asks from elsewhere. What it sees tells three more checks something: whether the site's edge answers, if the site fails, whether the visitor's
/// clock lies within the time for which the site's certificate holds, and whether the visitor's own network is one that VPNs leave from.
async fn elsewhere(round: &Round) -> Vec<Told> {
    // Secrets go to no third party: the part after the question mark stays here, whatever the site itself may see.
    let Some(address) = round.address.as_ref().and_then(|address| Address::parse(&address.without_query()).ok()) else { return Vec::new() };
    let stop = AbortController::new().ok();
    let signal = stop.as_ref().map(AbortController::signal);
    STOP.set(stop);
    let wish = elsewhere::Wish { address, plan: places::Plan::default(), country: round.country.clone(), find_network: true };
    let Some(seen) = elsewhere::run(&round.config, &wish, signal.as_ref(), |_| ()).await else { return Vec::new() };
    let at = clock::now_ms();
    let outcome = places::elsewhere(&seen.measured);
    let why = seen.measured.trouble.as_ref().map_or(outcome.why, places::Trouble::say);
    let mut all = vec![Told {
        because: outcome.because,
        cannot_tell: owned(&outcome.cannot_tell),
        ..plain("elsewhere", outcome.is.id(), why, &seen.contacted, at)
    }];
    if let Some(edge) = places::edge_for_visitor(&seen.measured) {
        all.push(Told {
            because: edge.because,
            cannot_tell: owned(&edge.cannot_tell),
            ..plain("edge", edge.is.id(), edge.why, &seen.contacted, at)
        });
    }
    if seen.place.asn.is_some_and(places::hosts) {
        let why = "Your traffic leaves from the network of a hosting company, as that of most VPNs does. Is one on?";
        all.push(plain("vpn-hints", "hint", why.to_owned(), &seen.contacted, at));
    }
    let local = u64::try_from(at).unwrap_or(0);
    if let Some(window) = places::Window::of(&seen.measured.rows).filter(|window| !(window.from_ms..=window.until_ms).contains(&local)) {
        let why = if local > window.until_ms {
            "The site's certificate is valid now, and by your device's clock it has ended: the clock is ahead."
        } else {
            "The site's certificate is valid now, and by your device's clock it has not begun: the clock is behind."
        };
        all.push(plain("clock", "wrong", why.to_owned(), &seen.contacted, at));
    }
    all
}
