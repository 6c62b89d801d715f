//! A run: which request comes next, and what the answers to them add up to. No network and no clock of its own: time comes in as
//! milliseconds of any clock that only goes forward.

use super::{
    Answer, Place, Plan, Reply, Step, Waiting,
    read::{self, Entry, Measurement, Seen, Test},
    request::{self, Method},
    rows::{Ending, Group, Hop, Phase, Row, Summary, Trace, Window},
};
use crate::core::{address::Address, redact};

/// What the service asks for between two looks, counted from the answer (`public/v1/spec.yaml`, "Client guidelines").
const PAUSE_MS: u64 = 500;
/// What the service asks callers to allow beyond a test's own time, in milliseconds (`public/v1/components/schemas.yaml`, `timeout`).
const GRACE_MS: u64 = 10_000;
/// How long the service blocks who looks too often, in seconds (`src/lib/rate-limiter/rate-limiter-get.ts`), where it doesn't say.
const BLOCKED_S: u32 = 5;
/// Nobody waits longer than this for a permission to ask, in seconds.
const LONGEST_WAIT_S: u32 = 60;
/// Looks that may fail in a row before a measurement is given up.
const MOST_FAILURES: u32 = 3;
/// Cloudflare's own page, answered by its edge for every site behind it.
const TRACE_PATH: &str = "/cdn-cgi/trace";

/// Why a run ended before its end. What was seen until then is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The address is not one that may be sent, or that the service could measure; nothing was sent. A sentence for the visitor.
    Unfit(&'static str),
    /// The service could not be reached.
    Unreachable,
    /// The hour's tests are used up.
    Limit {
        /// Seconds until they are there again, if said.
        reset_s: Option<u32>,
        /// Tests that are left, if said.
        remaining: Option<u32>,
    },
    /// The service refuses the request; what it says (a stranger's text).
    Invalid(Option<String>),
    /// The service refuses this visitor; what it says (a stranger's text).
    Forbidden(Option<String>),
    /// No probe fits.
    NoProbes,
    /// The service failed with this status.
    Service(u16),
    /// What the service says could not be read.
    Unreadable,
    /// It was stopped.
    Stopped,
}

impl Trouble {
    /// What happened, and what can be done, in one or two sentences. What the service itself said is not in it.
    pub fn say(&self) -> String {
        let said = match self {
            Trouble::Unfit(said) => said,
            Trouble::Unreachable => "The service that asks from elsewhere could not be reached. It may be blocked or down.",
            Trouble::Limit { reset_s, .. } => {
                let mut said = String::from("The tests that the service gives to one internet connection in an hour are used up.");
                if let Some(seconds) = reset_s {
                    let minutes = seconds.div_ceil(60).max(1);
                    said.push_str(" There are new ones in ");
                    said.push_str(&minutes.to_string());
                    said.push_str(if minutes == 1 { " minute." } else { " minutes." });
                }
                return said;
            }
            Trouble::Invalid(_) => "The service does not test this address.",
            Trouble::Forbidden(_) => "The service does not take requests from your internet connection.",
            Trouble::NoProbes => "The service has no test server in these places right now.",
            Trouble::Service(_) => "The service that asks from elsewhere has a fault of its own. Try again later.",
            Trouble::Unreadable => "The answer of the service that asks from elsewhere could not be read.",
            Trouble::Stopped => "It was stopped before it was over.",
        };
        said.to_owned()
    }

    /// What the service itself said about it: a stranger's text, shortened.
    pub fn quote(&self) -> Option<&str> {
        match self {
            Trouble::Invalid(said) | Trouble::Forbidden(said) => said.as_deref(),
            _ => None,
        }
    }
}

/// What limits what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// A redirect was one too many.
    ManyRedirects,
    /// A redirect leads to where it came from.
    RedirectLoop,
    /// A redirect leads to where nothing may be sent.
    RedirectRefused,
    /// Something was not asked, because the plan's tests were used up.
    Budget,
    /// Something was not asked, because the service's tests for this hour are nearly used up.
    LimitNear,
    /// Tests were not over in time.
    Slow,
    /// The service was asked too often or answered wrongly, so that the last state of the tests is not known.
    Interrupted,
}

impl Note {
    /// What it means, in a sentence.
    pub const fn say(self) -> &'static str {
        match self {
            Note::ManyRedirects => "The address redirects more often than was followed, so the last page was not seen.",
            Note::RedirectLoop => {
                "The address redirects in a circle. Some sites do that to visitors without cookies, and test servers have none."
            }
            Note::RedirectRefused => "The address redirects to a place that was not asked.",
            Note::Budget => "Not everything was asked, to use no more tests than planned.",
            Note::LimitNear => "Not everything was asked, because the tests of this hour are nearly used up.",
            Note::Slow => "Some test servers did not finish in time. They were left out.",
            Note::Interrupted => "The service could not be asked to the end. What had come until then counts.",
        }
    }
}

/// The tests that the service still gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Tests that are left.
    pub remaining: u32,
    /// Seconds until all are there again, counted from the answer that said so.
    pub reset_s: Option<u32>,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is asked for now.
    pub address: String,
    /// Probes that are done with it.
    pub done: usize,
    /// Probes that were asked.
    pub of: usize,
}

/// What a run saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Every group that was to be asked, the nearest first, also where no probe was found.
    pub groups: Vec<Summary>,
    /// Every probe.
    pub rows: Vec<Row>,
    /// What limits it.
    pub notes: Vec<Note>,
    /// Why it ended early.
    pub trouble: Option<Trouble>,
    /// Tests that were used, at most: probes that went offline between two measurements cost nothing and are counted.
    pub spent: u32,
    /// Tests that are left.
    pub limit: Option<Limit>,
    /// When the site's certificates are valid.
    pub window: Option<Window>,
    /// The number of the first measurement, under which anyone can read it for seven days.
    pub id: Option<String>,
}

/// What is to be asked next of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Pending {
    Nothing,
    /// The same once more, as a browser asks.
    ByGet,
    /// Where it was sent on to.
    Redirect(Address),
    /// That would have to be asked, but can't be, or was to no avail.
    Unknown(Option<Note>),
}

/// The last thing that a probe met.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Last {
    Unfinished,
    Dropped,
    Silent(Phase, String),
    Answer(Box<Seen>),
}

/// A probe with its state.
#[derive(Debug, Clone)]
struct Probe {
    entry: Entry,
    group: Group,
    /// The addresses that it was asked for; the last is the present one.
    trail: Vec<Address>,
    hops: Vec<Hop>,
    last: Last,
    by_get: bool,
    pending: Pending,
    trace: Option<Trace>,
}

/// What a measurement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    First,
    ByGet,
    Redirect,
    Trace,
}

/// One measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Task {
    why: Why,
    address: Address,
}

/// A measurement that runs.
#[derive(Debug, Clone)]
struct Watched {
    task: Task,
    id: String,
    deadline: u64,
    failures: u32,
    /// It may wait once for as long as the service asks.
    patient: bool,
}

#[derive(Debug, Clone)]
enum State {
    /// A measurement is to be created, not before this moment.
    Create {
        task: Task,
        not_before: u64,
        patient: bool,
    },
    /// One runs, and is looked at next at this moment.
    Watch {
        at: Watched,
        due: u64,
        why: Waiting,
    },
    Over,
}

/// The machine. [`Run::next`] says what to do, [`Run::answer`] takes what came of it; [`Run::measured`] adds up at any time.
#[derive(Debug, Clone)]
pub struct Run {
    url: String,
    place: Place,
    plan: Plan,
    state: State,
    probes: Vec<Probe>,
    /// What the measurement at hand last showed.
    latest: Option<Measurement>,
    /// The first measurement's number.
    id: Option<String>,
    spent: u32,
    limit: Option<Limit>,
    notes: Vec<Note>,
    trouble: Option<Trouble>,
    followed: bool,
    traced: bool,
}

fn holds_secret(address: &Address) -> bool {
    let shown = address.without_query();
    redact::address(&shown) != shown
}

impl Run {
    /// Gets ready to ask for an address. What of it is sent (with or without its query) is up to the caller, and so is the host's ASCII form.
    /// `service`: the address below which `/v1/measurements` is.
    pub fn new(address: &Address, place: Place, service: &str, plan: Plan) -> Run {
        let mut url = service.trim_end_matches('/').to_owned();
        url.push_str("/v1/measurements");
        let unfit = match address.refusal(false, plan.allow_loopback) {
            Some(refusal) => Some(refusal.say()),
            // The caller can leave the query out; a token in the path cannot be left out without asking for another page.
            None if holds_secret(address) => Some(
                "Nothing was sent: the address holds what looks like a secret, such as a one-time link's, and other services get none. Try another page of the site.",
            ),
            None if !request::is_measurable(address) => Some("Nothing was sent: test servers need the name of the site in its ASCII form."),
            None => None,
        };
        let task = Task { why: Why::First, address: request::same(address) };
        Run {
            url,
            place,
            plan,
            state: if unfit.is_some() { State::Over } else { State::Create { task, not_before: 0, patient: true } },
            probes: Vec::new(),
            latest: None,
            id: None,
            spent: 0,
            limit: None,
            notes: Vec::new(),
            trouble: unfit.map(Trouble::Unfit),
            followed: false,
            traced: false,
        }
    }

    /// What to do now. Asking again before the answer is there gives the same.
    pub fn next(&self, now_ms: u64) -> Step {
        let wait = |until: u64, why| Step::Wait { ms: u32::try_from(until - now_ms).unwrap_or(u32::MAX), why };
        match &self.state {
            State::Create { not_before, .. } if now_ms < *not_before => wait(*not_before, Waiting::RateLimit),
            State::Create { task, .. } => {
                let locations = self.id.as_deref().map_or_else(|| request::locations(&self.place, &self.plan), Into::into);
                let method = if matches!(task.why, Why::ByGet | Why::Trace) { Method::Get } else { Method::Head };
                Step::Post { url: self.url.clone(), body: request::body(&task.address, method, locations, &self.plan) }
            }
            State::Watch { due, why, .. } if now_ms < *due => wait(*due, *why),
            State::Watch { at, .. } => {
                let mut url = self.url.clone();
                url.push('/');
                url.push_str(&at.id);
                Step::Get { url }
            }
            State::Over => Step::Done,
        }
    }

    /// Takes what came of the last post or get.
    pub fn answer(&mut self, answer: Answer, now_ms: u64) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Create { task, patient, .. } => self.created(task, patient, answer, now_ms),
            State::Watch { at, .. } => self.watched(at, answer, now_ms),
            State::Over => {}
        }
    }

    /// Ends it now. What has come so far counts.
    pub fn stop(&mut self) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Over => return,
            State::Watch { at, .. } => self.take_in(&at.task),
            State::Create { .. } => {}
        }
        self.trouble = Some(Trouble::Stopped);
    }

    /// How far it is. `None`: nothing is running.
    pub fn progress(&self) -> Option<Progress> {
        let task = match &self.state {
            State::Create { task, .. } => task,
            State::Watch { at, .. } => &at.task,
            State::Over => return None,
        };
        let results = self.latest.as_ref().map_or(&[][..], |seen| &seen.results);
        Some(Progress {
            address: task.address.href(),
            done: results.iter().filter(|entry| entry.test != Test::Waiting).count(),
            of: if results.is_empty() { self.probes.len() } else { results.len() },
        })
    }

    /// What was seen so far.
    pub fn measured(&self) -> Measured {
        let rows: Vec<Row> = self.probes.iter().map(Probe::row).collect();
        let mut notes = self.notes.clone();
        let over = matches!(self.state, State::Over) && self.trouble.is_none();
        for probe in &self.probes {
            match &probe.pending {
                Pending::Unknown(Some(note)) => add(&mut notes, *note),
                Pending::Redirect(_) | Pending::ByGet if over => add(&mut notes, Note::Budget),
                _ => {}
            }
        }
        if rows.iter().any(|row| row.ending == Ending::Unfinished) {
            add(&mut notes, Note::Slow);
        }
        let asked = |group: &Group| match group {
            Group::Network => self.place.asn.is_some() && self.plan.network > 0,
            Group::Country => self.place.country.is_some() && self.plan.country > 0,
            Group::World => true,
        };
        Measured {
            groups: Group::ALL.into_iter().filter(asked).map(|group| Summary::new(group, &rows)).collect(),
            window: Window::of(&rows),
            rows,
            notes,
            trouble: self.trouble.clone(),
            spent: self.spent,
            limit: self.limit,
            id: self.id.clone(),
        }
    }

    fn created(&mut self, task: Task, patient: bool, answer: Answer, now_ms: u64) {
        let Answer::Reply(reply) = answer else {
            self.trouble = Some(Trouble::Unreachable);
            return;
        };
        if let Some(remaining) = reply.remaining {
            self.limit = Some(Limit { remaining, reset_s: reply.reset });
        }
        let trouble = match reply.status {
            200..=299 => match read::created(&reply.body) {
                Some((id, count)) => {
                    self.spent += count;
                    self.id.get_or_insert_with(|| id.clone());
                    self.latest = None;
                    let deadline = now_ms + u64::from(self.plan.timeout_s.clamp(5, 30)) * 1000 + GRACE_MS;
                    let at = Watched { task, id, deadline, failures: 0, patient: true };
                    self.state = State::Watch { at, due: now_ms + PAUSE_MS, why: Waiting::Results };
                    return;
                }
                None => Trouble::Unreadable,
            },
            400 | 413..=415 => Trouble::Invalid(read::error(&reply.body)),
            401 | 403 => Trouble::Forbidden(read::error(&reply.body)),
            // The probes of the first measurement are gone.
            422 if !self.probes.is_empty() => return add(&mut self.notes, Note::Interrupted),
            422 => Trouble::NoProbes,
            429 => match reply.retry_after {
                Some(seconds) if patient && seconds <= LONGEST_WAIT_S => {
                    self.state = State::Create { task, not_before: now_ms + u64::from(seconds) * 1000, patient: false };
                    return;
                }
                _ => Trouble::Limit { reset_s: reply.reset.or(reply.retry_after), remaining: reply.remaining },
            },
            status => Trouble::Service(status),
        };
        self.trouble = Some(trouble);
    }

    fn watched(&mut self, mut at: Watched, answer: Answer, now_ms: u64) {
        let seen = match &answer {
            Answer::Reply(Reply { status: 200..=299, body, .. }) => read::measurement(body),
            _ => None,
        };
        let (pause, why) = if let Some(seen) = seen {
            let over = seen.is_final;
            self.latest = Some(seen);
            at.failures = 0;
            if over {
                return self.finish(&at.task, now_ms);
            }
            (PAUSE_MS, Waiting::Results)
        } else {
            let limited = match &answer {
                Answer::Reply(Reply { status: 429, retry_after, .. }) => Some(retry_after.unwrap_or(BLOCKED_S)),
                _ => None,
            };
            match limited {
                Some(seconds) if at.patient && seconds <= LONGEST_WAIT_S => {
                    at.patient = false;
                    (u64::from(seconds) * 1000, Waiting::RateLimit)
                }
                None if at.failures + 1 < MOST_FAILURES => {
                    at.failures += 1;
                    (PAUSE_MS << at.failures, Waiting::Results)
                }
                _ => return self.give_up(&at.task, answer, now_ms),
            }
        };
        if now_ms >= at.deadline {
            return self.finish(&at.task, now_ms);
        }
        self.state = State::Watch { at, due: now_ms + pause, why };
    }

    /// The results can't be had. Where there are some, they count.
    fn give_up(&mut self, task: &Task, answer: Answer, now_ms: u64) {
        if self.latest.is_some() || !self.probes.is_empty() {
            add(&mut self.notes, Note::Interrupted);
            return self.finish(task, now_ms);
        }
        self.trouble = Some(match answer {
            Answer::Failed => Trouble::Unreachable,
            Answer::Reply(Reply { status: 200..=299, .. }) => Trouble::Unreadable,
            Answer::Reply(Reply { status: 429, retry_after, .. }) => {
                Trouble::Limit { reset_s: retry_after, remaining: self.limit.map(|limit| limit.remaining) }
            }
            Answer::Reply(reply) => Trouble::Service(reply.status),
        });
    }

    /// A measurement is over: takes it in and chooses the next.
    fn finish(&mut self, task: &Task, now_ms: u64) {
        self.take_in(task);
        if let Some(task) = self.choose() {
            self.state = State::Create { task, not_before: now_ms, patient: true };
        }
    }

    fn take_in(&mut self, task: &Task) {
        let results = self.latest.take().map(|seen| seen.results).unwrap_or_default();
        if task.why == Why::First {
            for mut entry in results {
                let test = std::mem::replace(&mut entry.test, Test::Waiting);
                let mut probe = Probe {
                    group: self.group(&entry),
                    entry,
                    trail: vec![task.address.clone()],
                    hops: Vec::new(),
                    last: Last::Unfinished,
                    by_get: false,
                    pending: Pending::Nothing,
                    trace: None,
                };
                probe.meet(test, &self.plan);
                self.probes.push(probe);
            }
            return;
        }
        // The service keeps the order of the probes (`public/v1/components/schemas.yaml`, `MeasurementLocations`).
        let mut tests = results.into_iter().map(|entry| entry.test);
        for probe in &mut self.probes {
            let test = tests.next().unwrap_or(Test::Waiting);
            match task.why {
                Why::Trace => probe.trace = trace(&test),
                Why::ByGet if probe.pending == Pending::ByGet && probe.at() == &task.address => probe.again(test, &self.plan),
                Why::Redirect if matches!(&probe.pending, Pending::Redirect(to) if *to == task.address) => {
                    probe.follow(task.address.clone(), test, &self.plan);
                }
                _ => {}
            }
        }
    }

    fn group(&self, entry: &Entry) -> Group {
        let own_country = self.place.country.as_deref().is_none_or(|country| country == entry.country);
        if self.place.asn == Some(entry.asn) && own_country {
            Group::Network
        } else if self.place.country.is_some() && own_country {
            Group::Country
        } else {
            Group::World
        }
    }

    /// The next measurement, if one is needed and the plan and the service permit it.
    fn choose(&mut self) -> Option<Task> {
        let task = self.wanted()?;
        let cost = self.probes.len() as u32;
        let denied = if self.spent + cost > u32::from(self.plan.most) {
            Some(Note::Budget)
        } else {
            self.limit.filter(|limit| limit.remaining < cost).map(|_| Note::LimitNear)
        };
        if let Some(note) = denied {
            add(&mut self.notes, note);
            return None;
        }
        self.followed |= task.why == Why::Redirect;
        self.traced |= task.why == Why::Trace;
        Some(task)
    }

    /// The next measurement that would show more: first the same with GET, then where most probes were sent on to, at last Cloudflare's own
    /// page. A measurement asks all probes, so what concerns fewer than a fifth of them is left: that changes what is said about no group.
    fn wanted(&self) -> Option<Task> {
        let fifth = |count: usize| count > 0 && count * 5 >= self.probes.len();
        let get = most(self.probes.iter().filter(|probe| probe.pending == Pending::ByGet).map(Probe::at));
        if let Some((address, _)) = get.filter(|(_, count)| fifth(*count)) {
            return Some(Task { why: Why::ByGet, address: address.clone() });
        }
        let redirect = most(self.probes.iter().filter_map(|probe| match &probe.pending {
            Pending::Redirect(to) => Some(to),
            _ => None,
        }));
        // Where every country has its own page, one of them has to do.
        if let Some((address, _)) = redirect.filter(|(_, count)| !self.followed || fifth(*count)) {
            return Some(Task { why: Why::Redirect, address: address.clone() });
        }
        if !self.plan.edge || self.traced {
            return None;
        }
        let broken = self.probes.iter().filter(|probe| match &probe.last {
            Last::Silent(..) => true,
            Last::Answer(seen) => seen.status >= 500,
            Last::Unfinished | Last::Dropped => false,
        });
        if !fifth(broken.count()) {
            return None;
        }
        let behind = self.probes.iter().filter(|probe| matches!(&probe.last, Last::Answer(seen) if seen.cloudflare));
        let (site, _) = most(behind.map(Probe::at))?;
        let mut page = site.origin();
        page.push_str(TRACE_PATH);
        Some(Task { why: Why::Trace, address: Address::parse(&page).ok()? })
    }
}

/// The most frequent of a list; of equals the first.
fn most<'a>(list: impl Iterator<Item = &'a Address>) -> Option<(&'a Address, usize)> {
    let mut counts: Vec<(&Address, usize)> = Vec::new();
    for address in list {
        match counts.iter_mut().find(|(known, _)| *known == address) {
            Some((_, count)) => *count += 1,
            None => counts.push((address, 1)),
        }
    }
    counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn add(notes: &mut Vec<Note>, note: Note) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}

/// What Cloudflare's own page says. An error with Cloudflare's name on it is Cloudflare's answer as well: no other machine is asked for
/// this page.
fn trace(test: &Test) -> Option<Trace> {
    match test {
        Test::Answer(seen) if seen.cloudflare || (seen.status == 200 && seen.is_trace) => Some(Trace::Answers),
        Test::Answer(_) => Some(Trace::Other),
        Test::Silent(..) => Some(Trace::Silent),
        Test::Waiting | Test::Dropped => None,
    }
}

/// Whether an error may be about the method HEAD and not about the page. Servers should treat HEAD as GET (RFC 9110, section 9.3.2) and some
/// don't: they say 405 or 501, or, where HEAD has no route or no signature, 404, 403, 400 or 500. The rest are about who asks (401, 402, 407,
/// 429), about the page (410, 451), or a gateway's word about the machine behind it (502, 504, Cloudflare's 520 to 530).
const fn may_be_the_method(status: u16) -> bool {
    matches!(status, 400 | 403..=406 | 408 | 409 | 411..=428 | 430..=450 | 452..=501 | 503)
}

impl Probe {
    fn at(&self) -> &Address {
        // The trail begins with the address and only grows.
        &self.trail[self.trail.len() - 1]
    }

    fn meet(&mut self, test: Test, plan: &Plan) {
        self.pending = Pending::Nothing;
        self.last = match test {
            Test::Waiting => Last::Unfinished,
            Test::Dropped => Last::Dropped,
            Test::Silent(phase, said) => {
                // Some servers answer no HEAD at all; and nothing is called silent on one try, if a second one costs little.
                if !self.by_get && matches!(phase, Phase::Http | Phase::Cut | Phase::Timeout) {
                    self.pending = Pending::ByGet;
                }
                Last::Silent(phase, said)
            }
            Test::Answer(seen) => {
                self.pending = self.after(&seen, plan);
                Last::Answer(seen)
            }
        };
    }

    fn after(&self, seen: &Seen, plan: &Plan) -> Pending {
        if self.refuses_certificate(seen) || seen.protection.is_some() {
            return Pending::Nothing;
        }
        if let (301..=303 | 307 | 308, Some(location)) = (seen.status, &seen.location) {
            if plan.redirects == 0 {
                return Pending::Nothing;
            }
            let to = request::resolve(self.at(), location)
                .filter(|to| to.refusal(false, plan.allow_loopback).is_none() && request::is_measurable(to))
                .map(|to| request::same(&to));
            return match to {
                None => Pending::Unknown(Some(Note::RedirectRefused)),
                Some(to) if self.trail.contains(&to) => Pending::Unknown(Some(Note::RedirectLoop)),
                Some(_) if self.hops.len() >= usize::from(plan.redirects) => Pending::Unknown(Some(Note::ManyRedirects)),
                Some(to) => Pending::Redirect(to),
            };
        }
        if !self.by_get && may_be_the_method(seen.status) { Pending::ByGet } else { Pending::Nothing }
    }

    /// Takes the result of a second try with GET. One that says nothing takes nothing back.
    fn again(&mut self, test: Test, plan: &Plan) {
        if matches!(test, Test::Waiting | Test::Dropped) {
            self.pending = Pending::Unknown(None);
        } else {
            self.by_get = true;
            self.meet(test, plan);
        }
    }

    fn follow(&mut self, to: Address, test: Test, plan: &Plan) {
        let Last::Answer(seen) = &self.last else { return };
        if matches!(test, Test::Waiting | Test::Dropped) {
            self.pending = Pending::Unknown(None);
            return;
        }
        self.hops.push(Hop { status: seen.status, to: to.href() });
        self.trail.push(to);
        self.by_get = false;
        self.meet(test, plan);
    }

    fn refuses_certificate(&self, seen: &Seen) -> bool {
        let at = self.at();
        at.scheme() == "https" && seen.certificate.as_ref().is_some_and(|certificate| certificate.is_refused(at.ip().is_some()))
    }

    fn row(&self) -> Row {
        let seen = match &self.last {
            Last::Answer(seen) => Some(seen),
            _ => None,
        };
        let ending = match &self.last {
            Last::Unfinished => Ending::Unfinished,
            Last::Dropped => Ending::Dropped,
            Last::Silent(phase, _) => Ending::Silent(*phase),
            Last::Answer(seen) => {
                let status = seen.status;
                if self.refuses_certificate(seen) {
                    Ending::Certificate(status)
                } else if seen.protection.is_some() {
                    Ending::Protected(status)
                } else {
                    match (status, &self.pending) {
                        // By HEAD alone, these are about HEAD.
                        (405 | 501, _) if !self.by_get => Ending::Answered(status),
                        (300..=399, Pending::Redirect(_) | Pending::Unknown(_)) | (..200, _) => Ending::Answered(status),
                        (200..=399, _) => Ending::Ok(status),
                        _ => Ending::Error(status),
                    }
                }
            }
        };
        Row {
            group: self.group,
            city: self.entry.city.clone(),
            country: self.entry.country.clone(),
            asn: self.entry.asn,
            network: self.entry.network.clone(),
            at_home: self.entry.at_home,
            ending,
            by_get: self.by_get,
            protection: seen.and_then(|seen| seen.protection),
            message: match &self.last {
                Last::Silent(_, said) if !said.is_empty() => Some(said.clone()),
                _ => None,
            },
            ms: seen.and_then(|seen| seen.ms),
            resolved: seen.and_then(|seen| seen.resolved.clone()),
            hops: self.hops.clone(),
            certificate: seen.and_then(|seen| seen.certificate.clone()),
            cloudflare: seen.is_some_and(|seen| seen.cloudflare),
            cdn: seen.and_then(|seen| seen.cdn),
            trace: self.trace,
        }
    }
}
