//! Runs the page's own checks. Each asks, and hands what it saw to the core, which says what it means.

use std::pin::Pin;

use web_sys::RequestMode;

use super::{
    clock,
    fetch::{self, Ask},
    lookup,
    observe::{self, How, attempt},
    platform,
};
use crate::core::{
    address::Address,
    config::Config,
    probe::{
        self, AttemptResult,
        controls::{self, Control},
        told::contacts,
        trace::{self, Trace},
    },
};

/// What the checks of one round share.
#[derive(Debug, Clone)]
pub struct Round {
    /// The site's base path.
    pub base: String,
    /// Which hosts may be contacted.
    pub config: Config,
    /// The address to check, as the visitor allowed it to be sent. `None`: no address was given.
    pub address: Option<Address>,
    /// The fastest answer of a control host, once `internet` has run.
    pub control_ms: Option<u32>,
    /// The country in which the visitor's traffic comes out, once `vpn-hints` has run.
    pub country: Option<String>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// One of the check's answers.
    pub answer: &'static str,
    /// The result in a sentence or two.
    pub why: String,
    /// What showed it.
    pub because: Vec<&'static str>,
    /// What it can't show.
    pub cannot_tell: Vec<&'static str>,
    /// The hosts that were contacted.
    pub contacted: Vec<String>,
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
}

impl Found {
    fn new(answer: &'static str, why: &str) -> Found {
        Found { answer, why: why.to_owned(), because: Vec::new(), cannot_tell: Vec::new(), contacted: Vec::new(), at: clock::now_ms() }
    }

    fn read(reading: probe::Reading, contacted: Vec<String>) -> Found {
        let mut why = reading.why.into_iter();
        let mut found = Found::new(reading.answer, why.next().unwrap_or_default());
        found.because = why.collect();
        found.contacted = contacted;
        found
    }
}

/// Runs one check. `internet` notes the round trip for `target`.
pub async fn run(check: &str, round: &mut Round) -> Found {
    // Boxed: one call for all of them, instead of five futures unrolled into the caller's.
    let found: Pin<Box<dyn Future<Output = Found> + '_>> = match check {
        "own-site" => Box::pin(own_site(round)),
        "internet" => Box::pin(internet(round)),
        "target" => Box::pin(target(round)),
        "dns" => Box::pin(resolve(round)),
        "vpn-hints" => Box::pin(vpn_hints(round)),
        "clock" => Box::pin(clock_check(round)),
        "edge" => Box::pin(edge(round)),
        _ => return Found::new("cant-tell", ""),
    };
    found.await
}

const LIMIT: u32 = 8_000;

async fn own_site(round: &Round) -> Found {
    let seen = attempt(&own_file(round), RequestMode::SameOrigin, LIMIT, None).await;
    Found::read(controls::own_site(seen.result, false), Vec::new())
}

async fn internet(round: &mut Round) -> Found {
    let mut seen = Vec::new();
    for url in &round.config.controls {
        // Twice: the first request also opens the connection, the second one shows the round trip.
        let first = attempt(url, RequestMode::NoCors, LIMIT, None).await;
        let second = if first.result == AttemptResult::Opaque { attempt(url, RequestMode::NoCors, LIMIT, None).await } else { first };
        seen.push((vendor(url), second));
    }
    let list: Vec<Control> = seen.iter().map(|(vendor, attempt)| Control { vendor, result: attempt.result, ms: attempt.ms }).collect();
    round.control_ms = controls::control_ms(&list);
    Found::read(controls::internet(&list), contacts("internet", &round.config, None))
}

/// Hosts of one company mostly share the last two labels of their names; two of them fail together.
fn vendor(url: &str) -> String {
    let host = Config::host(url);
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    if Address::parse(url).is_ok_and(|address| address.ip().is_some()) { host } else { labels.join(".") }
}

async fn target(round: &Round) -> Found {
    let Some(address) = &round.address else { return Found::new("cant-tell", "") };
    if let Err(why) = permitted(round, address) {
        return Found::new("cant-tell", why);
    }
    let seen = observe::observe(address, &How { control_ms: round.control_ms, ..How::default() }).await;
    let outcome = probe::conclude(&seen);
    let mut found = Found::new(outcome.answer(), &outcome.why);
    found.because = outcome.because;
    found.cannot_tell = outcome.cannot_tell;
    found.contacted = contacts("target", &round.config, Some(address));
    found
}

/// Whether the address may be asked, or why not. What the browser makes of it is what would be sent, so that is what must be allowed.
fn permitted(round: &Round, address: &Address) -> Result<(), &'static str> {
    match Address::parse(&observe::as_sent(address)) {
        Ok(sent) => match sent.refusal(platform::on_https(), round.config.allow_loopback) {
            Some(refusal) => Err(refusal.say()),
            None => Ok(()),
        },
        Err(error) => Err(error.say()),
    }
}

async fn resolve(round: &Round) -> Found {
    let Some(address) = round.address.as_ref().filter(|address| address.ip().is_none()) else {
        return Found::new("cant-tell", "This address has no name to look up.");
    };
    let outcome = lookup::look_up(&round.config.resolvers, address).await;
    let mut found = Found::new(outcome.is.id(), outcome.why);
    found.cannot_tell = outcome.cannot_tell;
    found.contacted = contacts("dns", &round.config, round.address.as_ref());
    found
}

async fn vpn_hints(round: &mut Round) -> Found {
    let mut seen = None;
    if let Some(url) = round.config.controls.first() {
        seen = read_trace(url).await;
    }
    let zone = seen.as_ref().and_then(|trace| trace.loc.as_deref()).and_then(platform::zone_in_country);
    let found = Found::read(trace::vpn_hints(seen.as_ref(), zone), contacts("vpn-hints", &round.config, None));
    round.country = seen.and_then(|trace| trace.loc);
    found
}

/// Cloudflare's page about the way of a request, where an address has it and lets it be read.
async fn read_trace(url: &str) -> Option<Trace> {
    let answer = fetch::ask(Ask::new(url, RequestMode::Cors, LIMIT as i32)).await.ok()?;
    if !answer.response.ok() {
        return None;
    }
    Trace::parse(&fetch::text(&answer.response, LIMIT as i32).await?)
}

async fn edge(round: &Round) -> Found {
    let Some(address) = round.address.as_ref().filter(|address| permitted(round, address).is_ok()) else {
        return Found::new("cant-tell", "");
    };
    let mut url = address.origin();
    url.push_str("/cdn-cgi/trace");
    let seen = read_trace(&url).await;
    Found::read(trace::edge(seen.as_ref()), contacts("edge", &round.config, Some(address)))
}

async fn clock_check(round: &Round) -> Found {
    let answer = fetch::ask(Ask::new(&own_file(round), RequestMode::SameOrigin, LIMIT as i32)).await.ok();
    let local = u64::try_from(clock::now_ms()).unwrap_or(0);
    let header = |name: &str| answer.as_ref().and_then(|answer| answer.response.headers().get(name).ok().flatten());
    let reading = controls::clock(local, header("date").as_deref(), header("age").as_deref());
    if let Some(answer) = &answer {
        fetch::drop_body(&answer.response);
    }
    Found::read(reading, Vec::new())
}

/// A small file of our own host.
fn own_file(round: &Round) -> String {
    let mut href = platform::absolute(&round.base);
    href.push_str("config.json");
    href
}
