//! Many addresses: the pair of fetches and nothing else, so that a run of ten thousand costs little over ten thousand bare fetches. No
//! timing entries (they would pile up), no look at the name, no wait of a task after each fetch. What fetches is `src/site/check.js`, not `web::fetch`: every
//! call between Rust and the browser costs, and a bare fetch is a few of them (docs/ARCHITECTURE.md).

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use super::more;
use crate::{
    core::{
        address::Address,
        probe::{Attempt, AttemptResult, Engine, Observation, Outcome, retry::retry_after},
    },
    web::{bulk, clock, ledger, platform},
};

/// How many fetches leave their timing entry until all are dropped.
const KEEP: u32 = 200;
/// What the buffer holds during a run, so that the browser never has to say that it is full.
const ROOM: u32 = 2 * KEEP;
/// What it holds by default (Resource Timing, section 4.4).
const DEFAULT_ROOM: u32 = 250;

/// One run. Dropping it gives the page its timing entries back, and gives up what is on its way.
#[derive(Debug)]
pub struct Bulk {
    engine: Engine,
    https: bool,
    allow_loopback: bool,
    fetches: Cell<u32>,
}

impl Bulk {
    /// Begins a run. `allow_loopback`: the configuration's.
    pub fn new(allow_loopback: bool) -> Bulk {
        room(ROOM);
        Bulk {
            engine: Engine::from_user_agent(&platform::user_agent()),
            https: platform::on_https(),
            allow_loopback,
            fetches: Cell::new(0),
        }
    }

    /// One address: cors; no-cors if that failed; no-cors once more before "no answer". `Err`: it is never sent, and why.
    pub async fn observe(&self, address: &Address, limit_ms: u32) -> Result<Observation, Outcome> {
        let sent = more::sendable(address, self.https, self.allow_loopback)?;
        let url = sent.href();
        let tries = bulk::ask(&url, limit_ms).await;
        Ok(self.seen(&url, &tries))
    }

    /// What the tries at an address show, as [`Address::href`] writes it.
    fn seen(&self, url: &str, tries: &str) -> Observation {
        let mut tries = tries.lines().map(attempt);
        let mut seen = Observation::new(self.engine, tries.next().unwrap_or(Attempt::new(AttemptResult::Cancelled, 0)));
        seen.default_port = default_port(url);
        seen.no_cors = tries.next();
        seen.again = tries.next();
        let made = 1 + u32::from(seen.no_cors.is_some()) + u32::from(seen.again.is_some());
        ledger::note(url, made);
        let fetches = self.fetches.get() + made;
        self.fetches.set(if fetches >= KEEP { 0 } else { fetches });
        if fetches >= KEEP {
            clear();
        }
        seen
    }
}

/// What was seen of an address, by the number of its row; `Err`: it is never sent, and why.
pub type Seen = (u32, Result<Observation, Outcome>);

/// The addresses of a run. What is seen comes to one function, some at a time when it comes fast. Dropping it gives up what is on its way.
pub struct Many {
    bulk: Bulk,
    run: u32,
    asked: RefCell<Vec<(u32, Box<str>)>>,
    hears: Rc<dyn Fn(Vec<Seen>)>,
}

impl Many {
    /// Begins a run over these addresses, a line each, as [`Address::href`] writes them. None of them is one that is never sent: whoever made the list has left
    /// those out, and reading ten thousand once more costs as much as a twentieth of asking. `allow_loopback`: the configuration's.
    pub fn new(urls: &str, allow_loopback: bool, hears: Rc<dyn Fn(Vec<Seen>)>) -> Rc<Many> {
        Rc::new_cyclic(|own: &Weak<Many>| {
            let own = own.clone();
            let answers = Rc::new(move |answers| {
                if let Some(own) = own.upgrade() {
                    own.heard(answers);
                }
            });
            Many { bulk: Bulk::new(allow_loopback), run: bulk::listen(urls, answers), asked: RefCell::default(), hears }
        })
    }

    /// Asks one, by its number in the list. What is seen of it comes later, never at once.
    pub fn ask(self: &Rc<Many>, at: u32, url: &str) {
        if bulk::hear(self.run, at, Observation::LIMIT_MS) {
            self.asked.borrow_mut().push((at, url.into()));
        } else {
            self.look(at, url);
        }
    }

    /// The slow way: with a look at what the browser makes of the address before it is asked.
    fn look(self: &Rc<Many>, at: u32, url: &str) {
        let (own, address) = (self.clone(), Address::parse(url));
        crate::web::spawn(async move {
            if let Ok(address) = address {
                let seen = own.bulk.observe(&address, Observation::LIMIT_MS).await;
                (own.hears)(vec![(at, seen)]);
            }
        });
    }

    fn heard(self: &Rc<Many>, answers: Vec<(u32, String)>) {
        let asked = |at| {
            let mut asked = self.asked.borrow_mut();
            asked.iter().position(|own| own.0 == at).map(|place| asked.swap_remove(place).1)
        };
        let mut seen = Vec::new();
        for (at, tries) in answers {
            match asked(at) {
                // The browser would send another address.
                Some(url) if tries.is_empty() => self.look(at, &url),
                Some(url) => seen.push((at, Ok(self.bulk.seen(&url, &tries)))),
                None => {}
            }
        }
        if !seen.is_empty() {
            (self.hears)(seen);
        }
    }
}

impl Drop for Many {
    fn drop(&mut self) {
        // Nobody hears any more how often these were tried: once at least.
        for (_, url) in &*self.asked.borrow() {
            ledger::note(url, 1);
        }
        bulk::deafen(self.run);
    }
}

/// [`Address::default_port`] of an address as [`Address::href`] writes it: a port is a number behind the last of these, and hosts that are numbers have dots.
fn default_port(href: &str) -> bool {
    let last = ledger::origin(href).rsplit([':', ']', '/']).next();
    last.and_then(|port| port.parse::<u16>().ok()).is_none()
}

/// One try, as `src/site/check.js` tells it: how it ended, in how many milliseconds, where it was redirected to, until when to wait.
fn attempt(line: &str) -> Attempt {
    let mut parts = line.split('\t');
    let mut next = || parts.next().unwrap_or("");
    let result = match next() {
        "opaque" => AttemptResult::Opaque,
        "redirect" => AttemptResult::OpaqueRedirect,
        "failed" => AttemptResult::Failed,
        "late" => AttemptResult::TimedOut,
        status => status.parse().map_or(AttemptResult::Cancelled, AttemptResult::Status),
    };
    let mut attempt = Attempt::new(result, next().parse().unwrap_or(0));
    let to = next();
    if !to.is_empty() {
        attempt.redirected = true;
        attempt.final_url = Some(to.to_owned());
    }
    let wait = next();
    if !wait.is_empty() {
        attempt.retry_after = retry_after(wait, u64::try_from(clock::now_ms()).unwrap_or(0));
    }
    attempt
}

impl Drop for Bulk {
    fn drop(&mut self) {
        bulk::stop();
        clear();
        room(DEFAULT_ROOM);
    }
}

fn clear() {
    if let Some(performance) = crate::web::window().and_then(|window| window.performance()) {
        performance.clear_resource_timings();
    }
}

fn room(entries: u32) {
    if let Some(performance) = crate::web::window().and_then(|window| window.performance()) {
        performance.set_resource_timing_buffer_size(entries);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports() {
        for (typed, own) in [
            ("example.com", true),
            ("https://example.com:443/8080", true),
            ("http://example.com:443/", false),
            ("http://example.com:8080?a=http://other.example:80", false),
            ("http://127.0.0.1/", true),
            ("http://127.0.0.1:18300/open/1", false),
            ("http://2130706433/", true),
            ("http://[::1]/a:80", true),
            ("http://[::1]:8080/", false),
            ("https://[2001:db8::80]/", true),
        ] {
            let address = Address::parse(typed).expect(typed);
            assert_eq!((default_port(&address.href()), address.default_port()), (own, own), "{typed}");
        }
    }
}
