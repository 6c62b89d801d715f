//! Who is asked next: politely, and as fast as that allows.
//!
//! Pure: it starts no request and knows no clock. The page calls [`Pool::next`], asks what it names, says with [`Pool::done`] how that went, and
//! calls [`Pool::next`] again. Times are milliseconds on one clock that never jumps (`web::clock::ticks`).
//!
//! ```text
//!             next()                    done(): it stands
//! waiting ────────────► asked ─────────────────────────────► done
//!    ▲  │  skip()         │ 429 or 503: the host rests,        │
//!    │  └──► left out     │ this address waits again           │
//!    └───────────┴────────┴───────────────────────── again() ──┘
//! ```
//!
//! Hosts take turns, and within a host addresses keep the order of the list. A host that answers 429 or 503 rests: as long as its `Retry-After` says,
//! at most [`MAX_REST_MS`], or 2 s, 4 s, 8 s… Then one request at a time tries whether it answers again. An address that got such an answer waits behind
//! the host's others, since that gives the host most time, and is asked again at most [`MAX_AGAIN`] times. A host that answers nothing but
//! 503 is down, which asking again can't mend: after [`OUTAGE`] of them in a row each one stands at once.
//!
//! Only answers whose status is readable slow a host down: most sites hide theirs from other pages, and then nothing tells that they want a pause.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

use crate::core::probe::{Is, Outcome};

/// The longest rest of a host, in milliseconds. Who asks for more gets this much, and [`Rest::asked_for`] says what was asked for.
pub const MAX_REST_MS: u32 = 600_000;
/// How often an address is asked again after 429 or 503. Then the answer stands.
pub const MAX_AGAIN: u8 = 2;
/// So many 503 in a row, and the host counts as down.
pub const OUTAGE: u8 = 5;
/// A host with more addresses than this is [crowded](Pool::crowded).
pub const CROWD: u32 = 200;

/// The first rest without a `Retry-After`, in milliseconds; each further one in a row is twice as long.
const FIRST_REST_MS: u64 = 2000;
/// How often the rest doubles: up to 64 s, the order of the windows that rate limits are commonly counted in.
const MAX_LEVEL: u8 = 6;
/// The shortest rest, in milliseconds: `Retry-After: 0` is no leave to hammer.
const MIN_REST_MS: u64 = 1000;
/// How far back [`Progress::rate`] looks, in seconds.
const WINDOW: usize = 10;
/// No address, and the end of a list of them.
const NONE: u32 = u32::MAX;

/// How many requests may be in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// To one host, 1 to [`Caps::MAX_PER_HOST`].
    pub per_host: u8,
    /// Altogether, 1 to [`Caps::MAX_ALL`].
    pub all: u8,
}

impl Caps {
    /// As many as browsers open to one host over HTTP/1.1.
    pub const MAX_PER_HOST: u8 = 6;
    /// The most requests in flight altogether.
    pub const MAX_ALL: u8 = 16;

    /// The same, each within its limits.
    #[must_use]
    pub const fn within(self) -> Caps {
        const fn clamp(value: u8, most: u8) -> u8 {
            if value == 0 {
                1
            } else if value > most {
                most
            } else {
                value
            }
        }
        Caps { per_host: clamp(self.per_host, Caps::MAX_PER_HOST), all: clamp(self.all, Caps::MAX_ALL) }
    }
}

impl Default for Caps {
    fn default() -> Caps {
        Caps { per_host: 2, all: 6 }
    }
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask this address. It counts as in flight until [`Pool::done`].
    Ask(u32),
    /// Nothing for so many milliseconds, since hosts rest; less if something comes back before.
    Wait(u32),
    /// Nothing until something comes back.
    Full,
    /// The visitor paused it: nothing until [`Pool::resume`].
    Paused,
    /// Nothing is left, and nothing in flight.
    Done,
}

/// How a request came back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Back {
    /// With whatever came out: it stands.
    Stands,
    /// With 429 or 503: the host wants to be asked less.
    SlowDown {
        /// It was a 503, which may also mean that the host is down.
        unavailable: bool,
        /// `Retry-After` in seconds, where readable.
        retry_after: Option<u32>,
        /// A random number from 0 to 1: lengthens a rest of our own by up to a half, so that not everybody comes back at once.
        jitter: f32,
    },
    /// The page stopped it before anything was learned: it waits again, unless it was skipped meanwhile.
    Stopped,
}

impl Back {
    /// How an outcome comes back. `jitter`: a random number from 0 to 1.
    pub fn of(outcome: &Outcome, jitter: f32) -> Back {
        Back::answered(outcome.status.filter(|_| outcome.is == Is::Status), outcome.retry_after, jitter)
    }

    /// The same of a status, where one could be read.
    pub const fn answered(status: Option<u16>, retry_after: Option<u32>, jitter: f32) -> Back {
        match status {
            Some(status @ (429 | 503)) => Back::SlowDown { unavailable: status == 503, retry_after, jitter },
            _ => Back::Stands,
        }
    }
}

/// What becomes of an address that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Its answer stands.
    Stands,
    /// It will be asked again.
    Again,
    /// It was skipped, and nothing was learned.
    LeftOut,
    /// It was not in flight: nothing changed.
    Ignored,
}

/// Where an address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// To be asked, perhaps again.
    Waiting,
    /// In flight.
    Asked,
    /// Its answer stands.
    Done,
    /// Skipped, or the run was canceled before its turn.
    LeftOut,
}

/// A host that rests and has addresses waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// Its number.
    pub host: u32,
    /// Until it is asked again, in milliseconds.
    pub left_ms: u32,
    /// The `Retry-After` that it rests for, in seconds, as the host said it: may be more than [`MAX_REST_MS`] allows.
    pub asked_for: Option<u32>,
    /// How many of its addresses wait.
    pub waiting: u32,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Addresses.
    pub all: u32,
    /// Those whose answer stands.
    pub done: u32,
    /// Those that were skipped or canceled.
    pub left_out: u32,
    /// Those in flight.
    pub asked: u32,
    /// Hosts that rest and have addresses waiting.
    pub resting: u32,
    /// Answers that stood, per second over the last ten.
    pub rate: f32,
    /// An estimate of what is left, in milliseconds. `None` while too little came back to tell, and while the visitor paused it.
    pub left_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    host: u32,
    /// The next of the same host's queue.
    next: u32,
    standing: Standing,
    /// It is in the queue. One that was skipped stays there until its turn.
    queued: bool,
    /// How often it was asked again.
    again: u8,
}

#[derive(Debug, Clone, Copy)]
struct Host {
    first: u32,
    last: u32,
    /// Addresses that wait. Those of the queue that were skipped don't count.
    waiting: u32,
    flying: u8,
    /// Rests in a row: what the next one doubles from.
    level: u8,
    /// 503 in a row.
    unavailable: u8,
    /// After a rest, until something else than 429 or 503 comes back: one request at a time.
    careful: bool,
    /// It is in the ring.
    ready: bool,
    /// Counts rests: an answer to what was asked before the last one tells nothing about the time after it.
    round: u16,
    /// It rests until then, in milliseconds.
    until: u64,
    /// How long the last rest was, in milliseconds.
    rest: u32,
    asked_for: Option<u32>,
    /// When the heap wakes it, or did last; 0 if it was taken out unused. Other entries of the heap are out of date.
    wakes: u64,
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    index: u32,
    at: u64,
    round: u16,
    skipped: bool,
}

/// Decides who is asked next.
#[derive(Debug, Clone)]
pub struct Pool {
    items: Vec<Item>,
    hosts: Vec<Host>,
    /// Hosts that may be asked, in turn.
    ring: VecDeque<u32>,
    /// Hosts that rest, by the time when they wake.
    resting: BinaryHeap<Reverse<(u64, u32)>>,
    flights: Vec<Flight>,
    caps: Caps,
    paused: bool,
    waiting: u32,
    done: u32,
    left_out: u32,
    /// The latest time that was passed in, in milliseconds.
    now: u64,
    pace: Pace,
}

impl Pool {
    /// A pool with everything to be asked. `hosts`: for each address the number of its host, from 0, in the order of first appearance or any other that
    /// has no gaps. Numbers beyond the count of addresses are taken for one and the same host, so that a mistake makes it slower, never ruder.
    pub fn new(hosts: &[u32], caps: Caps) -> Pool {
        Pool::going_on(hosts, caps, |_| false)
    }

    /// A pool of which some are already done: a run that goes on.
    pub fn going_on(hosts: &[u32], caps: Caps, is_done: impl Fn(u32) -> bool) -> Pool {
        // Indices are 32 bits wide and one is kept back. No list comes near that.
        let hosts = &hosts[..hosts.len().min(NONE as usize)];
        let last = (hosts.len() as u32).saturating_sub(1);
        let count = hosts.iter().map(|&host| host.min(last) + 1).max().unwrap_or(0);
        let mut pool = Pool {
            items: hosts.iter().map(|&host| Item::new(host.min(last))).collect(),
            hosts: vec![Host::new(); count as usize],
            ring: VecDeque::with_capacity(count as usize),
            resting: BinaryHeap::new(),
            flights: Vec::with_capacity(usize::from(Caps::MAX_ALL)),
            caps: caps.within(),
            paused: false,
            waiting: 0,
            done: 0,
            left_out: 0,
            now: 0,
            pace: Pace::default(),
        };
        for index in 0..pool.items.len() as u32 {
            if is_done(index) {
                pool.items[index as usize].standing = Standing::Done;
                pool.done += 1;
            } else {
                pool.wait(index, false);
                pool.settle(pool.items[index as usize].host);
            }
        }
        pool
    }

    /// One more address, of a host whose number is known or the next one: a crawl finds its addresses as it goes. Its own number.
    pub fn push(&mut self, host: u32) -> u32 {
        let index = self.items.len() as u32;
        let host = host.min(self.hosts.len() as u32);
        if host as usize == self.hosts.len() {
            self.hosts.push(Host::new());
        }
        self.items.push(Item::new(host));
        self.wait(index, false);
        self.settle(host);
        index
    }

    /// What to do now. Call it until it says something else than [`Next::Ask`], and again after each [`Pool::done`], when a [`Next::Wait`] is over, and
    /// after whatever else changes the pool.
    pub fn next(&mut self, now_ms: f64) -> Next {
        self.tick(now_ms);
        if self.waiting == 0 {
            return if self.flights.is_empty() { Next::Done } else { Next::Full };
        }
        if self.paused {
            return Next::Paused;
        }
        if self.flights.len() >= usize::from(self.caps.all) {
            return Next::Full;
        }
        self.wake();
        while let Some(host) = self.ring.pop_front() {
            self.hosts[host as usize].ready = false;
            if !self.may_be_asked(host) {
                self.settle(host);
                continue;
            }
            if let Some(index) = self.take(host) {
                self.take_off(index, host);
                self.settle(host);
                return Next::Ask(index);
            }
        }
        while let Some(&Reverse((at, host))) = self.resting.peek() {
            let resting = &mut self.hosts[host as usize];
            if resting.wakes == at && resting.waiting > 0 {
                return Next::Wait(u32::try_from(at.saturating_sub(self.now)).unwrap_or(MAX_REST_MS).max(1));
            }
            if resting.wakes == at {
                resting.wakes = 0;
            }
            self.resting.pop();
        }
        Next::Full
    }

    /// A request came back.
    pub fn done(&mut self, index: u32, back: Back, now_ms: f64) -> Then {
        self.tick(now_ms);
        let Some(place) = self.flights.iter().position(|flight| flight.index == index) else { return Then::Ignored };
        let flight = self.flights.swap_remove(place);
        let item = self.items[index as usize];
        let host = &mut self.hosts[item.host as usize];
        host.flying -= 1;
        let then = match back {
            Back::Stopped if flight.skipped => Then::LeftOut,
            Back::Stopped => Then::Again,
            Back::Stands => {
                if flight.round == host.round {
                    host.careful = false;
                    host.level = host.level.saturating_sub(1);
                    host.unavailable = 0;
                }
                Then::Stands
            }
            Back::SlowDown { unavailable, retry_after, jitter } => {
                // Rounded up: not even a part of a millisecond too early.
                host.slow_down(flight.round, unavailable, retry_after, jitter, self.now.max(now_ms.ceil() as u64));
                let hopeless = unavailable && host.is_down();
                if flight.skipped || hopeless || item.again >= MAX_AGAIN { Then::Stands } else { Then::Again }
            }
        };
        match then {
            Then::Stands => {
                self.items[index as usize].standing = Standing::Done;
                self.done += 1;
                self.pace.add(self.now, self.now.saturating_sub(flight.at));
            }
            Then::LeftOut => {
                self.items[index as usize].standing = Standing::LeftOut;
                self.left_out += 1;
            }
            _ => {
                let stopped = back == Back::Stopped;
                self.items[index as usize].again += u8::from(!stopped);
                self.wait(index, stopped);
            }
        }
        self.settle(item.host);
        then
    }

    /// Other caps, from now on. What is in flight stays there.
    pub fn set_caps(&mut self, caps: Caps) {
        self.caps = caps.within();
        for host in 0..self.hosts.len() as u32 {
            self.settle(host);
        }
    }

    /// The caps, within their limits.
    pub const fn caps(&self) -> Caps {
        self.caps
    }

    /// Nothing more is asked until [`Pool::resume`]. What is in flight may come back, or be stopped ([`Back::Stopped`]).
    pub const fn pause(&mut self) {
        self.paused = true;
    }

    /// Goes on after [`Pool::pause`].
    pub const fn resume(&mut self) {
        self.paused = false;
    }

    /// Whether the visitor paused it.
    pub const fn is_paused(&self) -> bool {
        self.paused
    }

    /// Ends the run: everything that waits is left out; what is in flight may still come back. [`Pool::again`] takes addresses back in.
    pub fn cancel(&mut self) {
        self.paused = false;
        for index in 0..self.items.len() as u32 {
            self.skip(index);
        }
    }

    /// Leaves an address out, unless it is done. One in flight may still come back with an answer, which then stands.
    pub fn skip(&mut self, index: u32) {
        let Some(item) = self.items.get_mut(index as usize) else { return };
        match item.standing {
            Standing::Waiting => {
                item.standing = Standing::LeftOut;
                self.hosts[item.host as usize].waiting -= 1;
                self.waiting -= 1;
                self.left_out += 1;
            }
            Standing::Asked => {
                for flight in &mut self.flights {
                    flight.skipped |= flight.index == index;
                }
            }
            Standing::Done | Standing::LeftOut => {}
        }
    }

    /// Of a host's addresses that wait, only the next `keep` stay. With 0 the host is left out.
    pub fn keep(&mut self, host: u32, keep: u32) {
        let Some(mut index) = self.hosts.get(host as usize).map(|host| host.first) else { return };
        let mut kept = 0;
        while let Some(item) = self.items.get(index as usize) {
            let next = item.next;
            if item.standing == Standing::Waiting {
                if kept < keep {
                    kept += 1;
                } else {
                    self.skip(index);
                }
            }
            index = next;
        }
    }

    /// Asks these once more, whether they are done or left out. Those that wait or are in flight anyway stay as they are.
    pub fn again(&mut self, indices: &[u32]) {
        for &index in indices {
            let Some(item) = self.items.get_mut(index as usize) else { continue };
            match item.standing {
                Standing::Done => self.done -= 1,
                Standing::LeftOut => self.left_out -= 1,
                Standing::Asked => {
                    for flight in &mut self.flights {
                        flight.skipped &= flight.index != index;
                    }
                    continue;
                }
                Standing::Waiting => continue,
            }
            item.again = 0;
            let host = item.host;
            self.wait(index, false);
            self.settle(host);
        }
    }

    /// What was left out has an answer after all: one from before.
    pub fn stands(&mut self, index: u32) {
        if let Some(item) = self.items.get_mut(index as usize).filter(|item| item.standing == Standing::LeftOut) {
            item.standing = Standing::Done;
            self.left_out -= 1;
            self.done += 1;
        }
    }

    /// Where an address stands. `None`: there is no such address.
    pub fn standing(&self, index: u32) -> Option<Standing> {
        self.items.get(index as usize).map(|item| item.standing)
    }

    /// The addresses in flight.
    pub fn in_flight(&self) -> impl Iterator<Item = u32> {
        self.flights.iter().map(|flight| flight.index)
    }

    /// Hosts with more than [`CROWD`] addresses to be asked, and how many; the most first. A visitor should agree to that much, or [keep](Pool::keep) some.
    pub fn crowded(&self) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> =
            (0..).zip(self.hosts.iter().map(|host| host.waiting)).filter(|(_, count)| *count > CROWD).collect();
        found.sort_by_key(|(_, count)| Reverse(*count));
        found
    }

    /// The hosts that rest and have addresses waiting, the longest first.
    pub fn rests(&self, now_ms: f64) -> Vec<Rest> {
        let now = self.now.max(now_ms as u64);
        let rest = |(number, host): (u32, &Host)| Rest {
            host: number,
            left_ms: u32::try_from(host.until - now).unwrap_or(MAX_REST_MS),
            asked_for: host.asked_for,
            waiting: host.waiting,
        };
        let mut found: Vec<Rest> = (0..).zip(&self.hosts).filter(|(_, host)| host.rests(now)).map(rest).collect();
        found.sort_by_key(|rest| Reverse(rest.left_ms));
        found
    }

    /// How far the run is. Looks at every host: meant for a few times a second.
    pub fn progress(&self, now_ms: f64) -> Progress {
        let now = self.now.max(now_ms as u64);
        Progress {
            all: self.items.len() as u32,
            done: self.done,
            left_out: self.left_out,
            asked: self.flights.len() as u32,
            resting: self.hosts.iter().filter(|host| host.rests(now)).count() as u32,
            rate: self.pace.rate(now),
            left_ms: self.left_ms(now),
        }
    }

    /// The longer of two: all that is left with every place in use, and the slowest host alone. Not from the rate, which is low after hosts rested though
    /// the rest goes quickly.
    fn left_ms(&self, now: u64) -> Option<u64> {
        let unfinished = u64::from(self.waiting) + self.flights.len() as u64;
        if unfinished == 0 {
            return Some(0);
        }
        if self.paused {
            return None;
        }
        let mean = self.pace.mean()?;
        let together = unfinished * mean / u64::from(self.caps.all);
        let of_host = |host: &Host| {
            let busy = u64::from(host.waiting) + u64::from(host.flying);
            // One that rested so often will rest after each; others are hoped to answer again.
            let hopeless = host.careful && host.level == MAX_LEVEL;
            let each = if hopeless { mean + u64::from(host.rest) } else { mean / u64::from(self.caps.per_host) };
            let rest = if host.waiting > 0 { host.until.saturating_sub(now) } else { 0 };
            rest + mean.max(busy.saturating_sub(u64::from(hopeless)) * each)
        };
        let alone = self.hosts.iter().filter(|host| host.waiting > 0 || host.flying > 0).map(of_host).max().unwrap_or(0);
        Some(together.max(alone))
    }

    /// Time goes on, never back.
    fn tick(&mut self, now_ms: f64) {
        self.now = self.now.max(now_ms as u64);
    }

    /// Puts an address into its host's queue.
    fn wait(&mut self, index: u32, at_front: bool) {
        let item = &mut self.items[index as usize];
        item.standing = Standing::Waiting;
        let number = item.host as usize;
        self.waiting += 1;
        self.hosts[number].waiting += 1;
        if item.queued {
            return;
        }
        item.queued = true;
        let host = &mut self.hosts[number];
        if host.first == NONE {
            item.next = NONE;
            (host.first, host.last) = (index, index);
        } else if at_front {
            item.next = host.first;
            host.first = index;
        } else {
            item.next = NONE;
            self.items[host.last as usize].next = index;
            host.last = index;
        }
    }

    /// The next address that waits, out of its host's queue.
    fn take(&mut self, host: u32) -> Option<u32> {
        let host = &mut self.hosts[host as usize];
        while let Some(item) = self.items.get_mut(host.first as usize) {
            let index = host.first;
            host.first = item.next;
            item.queued = false;
            if item.standing == Standing::Waiting {
                return Some(index);
            }
        }
        None
    }

    fn take_off(&mut self, index: u32, number: u32) {
        if self.flights.is_empty() && self.pace.recent(self.now) == 0 {
            self.pace.since = self.now;
        }
        self.items[index as usize].standing = Standing::Asked;
        let host = &mut self.hosts[number as usize];
        host.waiting -= 1;
        host.flying += 1;
        self.waiting -= 1;
        self.flights.push(Flight { index, at: self.now, round: host.round, skipped: false });
    }

    fn may_be_asked(&self, host: u32) -> bool {
        let host = &self.hosts[host as usize];
        let cap = if host.careful { 1 } else { self.caps.per_host };
        host.waiting > 0 && host.until <= self.now && host.flying < cap
    }

    /// Puts a host where it belongs: into the ring, to those that rest, or nowhere until something of it comes back.
    fn settle(&mut self, number: u32) {
        let ready = self.may_be_asked(number);
        let host = &mut self.hosts[number as usize];
        if ready && !host.ready {
            host.ready = true;
            self.ring.push_back(number);
        } else if host.rests(self.now) && host.wakes != host.until {
            host.wakes = host.until;
            self.resting.push(Reverse((host.until, number)));
        }
    }

    /// Lets the hosts go on whose rest is over.
    fn wake(&mut self) {
        while let Some(&Reverse((at, number))) = self.resting.peek()
            && at <= self.now
        {
            self.resting.pop();
            if self.hosts[number as usize].wakes == at {
                self.settle(number);
            }
        }
    }
}

impl Item {
    const fn new(host: u32) -> Item {
        Item { host, next: NONE, standing: Standing::Waiting, queued: false, again: 0 }
    }
}

impl Host {
    const fn new() -> Host {
        Host {
            first: NONE,
            last: NONE,
            waiting: 0,
            flying: 0,
            level: 0,
            unavailable: 0,
            careful: false,
            ready: false,
            round: 0,
            until: 0,
            rest: 0,
            asked_for: None,
            wakes: 0,
        }
    }

    const fn rests(&self, now: u64) -> bool {
        self.waiting > 0 && self.until > now
    }

    const fn is_down(&self) -> bool {
        self.unavailable > OUTAGE
    }

    /// 429 or 503 came back for what was asked in that round.
    fn slow_down(&mut self, round: u16, unavailable: bool, retry_after: Option<u32>, jitter: f32, now: u64) {
        // Several that were in flight together are one sign, not several.
        if round == self.round {
            self.round = self.round.wrapping_add(1);
            self.level = (self.level + 1).min(MAX_LEVEL);
            self.unavailable = if unavailable { self.unavailable.saturating_add(1) } else { 0 };
            self.careful = true;
        }
        let rest = if let Some(seconds) = retry_after {
            (u64::from(seconds) * 1000).clamp(MIN_REST_MS, u64::from(MAX_REST_MS))
        } else {
            // A host that is down gains nothing by ever longer rests.
            let doubled = if unavailable && self.is_down() { 0 } else { self.level.saturating_sub(1) };
            let rest = FIRST_REST_MS << doubled;
            let jitter = if (0.0..=1.0).contains(&jitter) { jitter } else { 0.0 };
            rest + (rest as f32 / 2.0 * jitter) as u64
        };
        let until = now.saturating_add(rest);
        if until >= self.until {
            self.until = until;
            self.rest = rest as u32;
            self.asked_for = retry_after;
        }
    }
}

/// How fast answers come.
#[derive(Debug, Clone, Default)]
struct Pace {
    /// Answers that stood, by the second, in a circle.
    counts: [u32; WINDOW],
    /// The second that was counted last.
    second: u64,
    /// Since when it runs without a break, in milliseconds.
    since: u64,
    /// The mean of how long a request takes, in milliseconds, the latest counting most.
    mean: f32,
    /// How many the mean is made of.
    seen: u32,
}

impl Pace {
    fn add(&mut self, now: u64, ms: u64) {
        let second = now / 1000;
        for passed in self.second + 1..=second.min(self.second + WINDOW as u64) {
            self.counts[passed as usize % WINDOW] = 0;
        }
        if second > self.second + WINDOW as u64 {
            self.counts = [0; WINDOW];
        }
        self.second = second;
        self.counts[second as usize % WINDOW] += 1;
        self.seen = self.seen.saturating_add(1);
        self.mean += (ms as f32 - self.mean) / self.seen.min(32) as f32;
    }

    /// Answers within the window.
    fn recent(&self, now: u64) -> u32 {
        let oldest = (now / 1000 + 1).saturating_sub(WINDOW as u64);
        let first = (self.second + 1).saturating_sub(WINDOW as u64);
        (first.max(oldest)..=self.second).map(|second| self.counts[second as usize % WINDOW]).sum()
    }

    fn rate(&self, now: u64) -> f32 {
        let window = (WINDOW as u64 - 1) * 1000 + now % 1000;
        let span = now.saturating_sub(self.since).min(window).max(1000);
        self.recent(now) as f32 * 1000.0 / span as f32
    }

    /// `None` while too few came back.
    fn mean(&self) -> Option<u64> {
        (self.seen > 2).then_some(self.mean.max(1.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::{Back, CROWD, Caps, MAX_AGAIN, MAX_REST_MS, Next, OUTAGE, Pool, Rest, Standing, Then};
    use crate::core::probe::{Attempt, AttemptResult, Engine, Observation, conclude};
    use proptest::prelude::*;

    const ONE_BY_ONE: Caps = Caps { per_host: 1, all: 1 };

    fn slow(unavailable: bool, retry_after: Option<u32>) -> Back {
        Back::SlowDown { unavailable, retry_after, jitter: 0.0 }
    }

    /// Everything that may be asked at once.
    fn burst(pool: &mut Pool, now: f64) -> (Vec<u32>, Next) {
        let mut asked = Vec::new();
        loop {
            match pool.next(now) {
                Next::Ask(index) => asked.push(index),
                other => return (asked, other),
            }
        }
    }

    #[test]
    fn hosts_take_turns_and_keep_their_order() {
        // One big host, and two small ones at the end of the list.
        let mut pool = Pool::new(&[0, 0, 0, 0, 0, 0, 1, 1, 2], ONE_BY_ONE);
        let mut order = Vec::new();
        while let Next::Ask(index) = pool.next(0.0) {
            order.push(index);
            assert_eq!(pool.done(index, Back::Stands, 0.0), Then::Stands);
        }
        assert_eq!(order, [0, 6, 8, 1, 7, 2, 3, 4, 5]);
        assert_eq!(pool.next(0.0), Next::Done);
    }

    #[test]
    fn caps_hold_and_change_while_it_runs() {
        let hosts: Vec<u32> = (0..40).map(|index| index % 4).collect();
        let mut pool = Pool::new(&hosts, Caps::default());
        assert_eq!(burst(&mut pool, 0.0), (vec![0, 1, 2, 3, 4, 5], Next::Full));
        pool.set_caps(Caps { per_host: 6, all: 255 });
        assert_eq!(pool.caps(), Caps { per_host: 6, all: 16 });
        assert_eq!(burst(&mut pool, 0.0).0.len(), 10);
        pool.set_caps(Caps { per_host: 0, all: 0 });
        assert_eq!(pool.caps(), ONE_BY_ONE);
        for index in 0..15 {
            pool.done(index, Back::Stands, 0.0);
            assert_eq!(pool.next(0.0), Next::Full, "{index}");
        }
        pool.done(15, Back::Stands, 0.0);
        assert_eq!(burst(&mut pool, 0.0), (vec![16], Next::Full));
        // One host alone is held by its own cap.
        let mut pool = Pool::new(&[0; 9], Caps { per_host: 3, all: 9 });
        assert_eq!(burst(&mut pool, 0.0), (vec![0, 1, 2], Next::Full));
    }

    #[test]
    fn a_host_rests_as_long_as_it_asks_and_the_others_go_on() {
        for (seconds, rest) in [(0, 1000), (1, 1000), (7, 7000), (600, 600_000), (3600, 600_000), (u32::MAX, 600_000)] {
            let mut pool = Pool::new(&[0, 0, 1], ONE_BY_ONE);
            assert_eq!(pool.next(100.5), Next::Ask(0));
            assert_eq!(pool.done(0, slow(false, Some(seconds)), 200.0), Then::Again);
            assert_eq!(pool.rests(200.0), [Rest { host: 0, left_ms: rest, asked_for: Some(seconds), waiting: 2 }]);
            assert_eq!(pool.next(200.0), Next::Ask(2), "another host goes on");
            pool.done(2, Back::Stands, 200.0);
            assert_eq!(pool.next(200.0), Next::Wait(rest));
            assert_eq!(pool.next(200.0 + f64::from(rest) - 0.5), Next::Wait(1), "not half a millisecond before");
            // The one that was refused waits behind the others of its host.
            let now = 200.0 + f64::from(rest);
            assert_eq!(burst(&mut pool, now), (vec![1], Next::Full));
            pool.done(1, Back::Stands, now);
            assert_eq!(burst(&mut pool, now), (vec![0], Next::Full));
        }
        assert_eq!(u64::from(MAX_REST_MS), 600_000);
    }

    #[test]
    fn what_comes_later_is_asked_as_politely() {
        let mut pool = Pool::new(&[], Caps { per_host: 2, all: 2 });
        assert_eq!(pool.next(0.0), Next::Done);
        // A number that would leave a gap is the next host's.
        assert_eq!([0, 0, 9, 0].map(|host| pool.push(host)), [0, 1, 2, 3]);
        assert_eq!(burst(&mut pool, 0.0), (vec![0, 2], Next::Full));
        assert_eq!(pool.done(0, slow(false, Some(5)), 10.0), Then::Again);
        assert_eq!(pool.done(2, Back::Stands, 10.0), Then::Stands);
        assert_eq!(pool.next(10.0), Next::Wait(5000));
        // What is found during the rest waits, too, unless it is on another host.
        assert_eq!([pool.push(0), pool.push(1), pool.push(2)], [4, 5, 6]);
        assert_eq!(burst(&mut pool, 20.0), (vec![5, 6], Next::Full));
        pool.done(5, Back::Stands, 30.0);
        pool.done(6, Back::Stands, 30.0);
        assert_eq!(pool.next(30.0), Next::Wait(4980));
        let mut order = Vec::new();
        while let Next::Ask(index) = pool.next(5010.0) {
            order.push(index);
            pool.done(index, Back::Stands, 5010.0);
        }
        assert_eq!(order, [1, 3, 0, 4]);
        assert_eq!(pool.next(5010.0), Next::Done);
    }

    #[test]
    fn rests_of_our_own_double_and_jitter_only_lengthens_them() {
        let mut pool = Pool::new(&[0; 20], ONE_BY_ONE);
        let mut now = 0.0;
        let mut rests = Vec::new();
        for _ in 0..8 {
            let Next::Ask(index) = pool.next(now) else { panic!("nothing to ask at {now}") };
            pool.done(index, slow(false, None), now);
            let Next::Wait(ms) = pool.next(now) else { panic!("no rest at {now}") };
            rests.push(ms);
            now += f64::from(ms);
        }
        assert_eq!(rests, [2000, 4000, 8000, 16_000, 32_000, 64_000, 64_000, 64_000]);
        // Each good answer takes one doubling back.
        for _ in 0..4 {
            let Next::Ask(index) = pool.next(now) else { panic!("nothing to ask at {now}") };
            pool.done(index, Back::Stands, now);
        }
        let Next::Ask(index) = pool.next(now) else { panic!("nothing to ask at {now}") };
        pool.done(index, slow(false, None), now);
        assert_eq!(pool.next(now), Next::Wait(8000));

        for (jitter, rest) in [(0.0, 2000), (0.5, 2500), (1.0, 3000), (-1.0, 2000), (7.0, 2000), (f32::NAN, 2000)] {
            let mut pool = Pool::new(&[0, 0], ONE_BY_ONE);
            pool.next(0.0);
            pool.done(0, Back::SlowDown { unavailable: true, retry_after: None, jitter }, 0.0);
            assert_eq!(pool.next(0.0), Next::Wait(rest), "{jitter}");
        }
    }

    #[test]
    fn an_answer_stands_after_two_more_tries() {
        let mut pool = Pool::new(&[0], Caps::default());
        let mut now = 0.0;
        for nth in 0..=MAX_AGAIN {
            assert_eq!(pool.next(now), Next::Ask(0));
            let then = pool.done(0, slow(false, Some(5)), now);
            assert_eq!(then, if nth < MAX_AGAIN { Then::Again } else { Then::Stands });
            now += 5000.0;
        }
        assert_eq!(pool.next(now), Next::Done);
        // Asked for once more by the visitor, it may be tried as often again.
        pool.again(&[0]);
        assert_eq!(pool.next(now), Next::Ask(0));
        assert_eq!(pool.done(0, slow(false, None), now), Then::Again);
    }

    #[test]
    fn two_refusals_in_flight_together_are_one_sign_and_one_request_tries_first() {
        let mut pool = Pool::new(&[0; 8], Caps { per_host: 3, all: 6 });
        assert_eq!(burst(&mut pool, 0.0).0, [0, 1, 2]);
        pool.done(0, slow(false, None), 10.0);
        pool.done(1, slow(false, Some(1)), 20.0);
        assert_eq!(pool.next(20.0), Next::Wait(1990), "the longer of both rests counts, and it didn't double");
        // What was asked before the rest says nothing about the time after it.
        pool.done(2, Back::Stands, 30.0);
        assert_eq!(burst(&mut pool, 2010.0), (vec![3], Next::Full));
        pool.done(3, Back::Stands, 2100.0);
        assert_eq!(burst(&mut pool, 2100.0), (vec![4, 5, 6], Next::Full));
    }

    #[test]
    fn a_host_that_is_down_is_asked_once_for_each_address_and_gently() {
        let mut pool = Pool::new(&[0; 100], Caps::default());
        let (mut now, mut asked) = (0.0, 0);
        loop {
            match pool.next(now) {
                Next::Ask(index) => {
                    asked += 1;
                    now += 50.0;
                    pool.done(index, slow(true, None), now);
                }
                Next::Wait(ms) => now += f64::from(ms),
                Next::Done => break,
                other => panic!("{other:?}"),
            }
        }
        assert!(asked <= 100 + 2 * u32::from(OUTAGE), "{asked}");
        assert!(now < 110.0 * 2050.0 + 62_000.0, "{now}");
        assert_eq!(pool.progress(now).done, 100);
        // One good answer, and it is no longer taken to be down.
        pool.again(&[0, 1]);
        now += 60_000.0;
        assert_eq!(burst(&mut pool, now).0, [0]);
        pool.done(0, Back::Stands, now);
        assert_eq!(pool.next(now), Next::Ask(1));
        assert_eq!(pool.done(1, slow(true, None), now), Then::Again);
    }

    #[test]
    fn the_visitor_pauses_skips_cancels_and_asks_again() {
        let mut pool = Pool::new(&[0, 0, 1, 1], Caps { per_host: 1, all: 6 });
        assert_eq!(burst(&mut pool, 0.0), (vec![0, 2], Next::Full));
        pool.pause();
        assert!(pool.is_paused());
        assert_eq!(pool.done(0, Back::Stands, 1.0), Then::Stands);
        assert_eq!(pool.done(2, Back::Stopped, 1.0), Then::Again);
        assert_eq!(pool.next(1.0), Next::Paused);
        assert_eq!(pool.progress(1.0).left_ms, None);
        pool.resume();
        assert_eq!(burst(&mut pool, 1.0), (vec![1, 2], Next::Full), "what was stopped comes first");
        pool.skip(3);
        pool.skip(2);
        pool.skip(99);
        assert_eq!(pool.done(2, Back::Stopped, 2.0), Then::LeftOut);
        assert_eq!(pool.done(2, Back::Stands, 2.0), Then::Ignored);
        assert_eq!(pool.done(77, Back::Stands, 2.0), Then::Ignored);
        assert_eq!(pool.next(2.0), Next::Full);
        pool.cancel();
        assert_eq!(pool.done(1, slow(false, None), 2.0), Then::Stands, "after the end nothing is asked again");
        assert_eq!(pool.next(2.0), Next::Done);
        let progress = pool.progress(2.0);
        assert_eq!((progress.all, progress.done, progress.left_out, progress.left_ms), (4, 2, 2, Some(0)));
        pool.again(&[3, 3, 0, 1, 99]);
        assert_eq!(burst(&mut pool, 2.0), (vec![3], Next::Wait(2000)), "the host's rest outlives the end of the run");
        assert_eq!(burst(&mut pool, 2002.0), (vec![0], Next::Full));
        pool.cancel();
        pool.again(&[0]);
        assert_eq!(pool.done(0, Back::Stopped, 2003.0), Then::Again, "taken back in while it was in flight");
        assert_eq!(pool.standing(0), Some(Standing::Waiting));
        assert_eq!(pool.standing(1), Some(Standing::LeftOut));
        assert_eq!(pool.standing(4), None);
    }

    #[test]
    fn a_run_goes_on_where_it_was() {
        let mut pool = Pool::going_on(&[0, 1, 0, 1, 2], Caps::default(), |index| index < 3);
        let progress = pool.progress(0.0);
        assert_eq!((progress.all, progress.done, progress.asked), (5, 3, 0));
        assert_eq!(burst(&mut pool, 0.0), (vec![3, 4], Next::Full));
        assert_eq!(pool.in_flight().collect::<Vec<_>>(), [3, 4]);
        assert_eq!(Pool::going_on(&[0, 1], Caps::default(), |_| true).next(0.0), Next::Done);
        assert_eq!(Pool::new(&[], Caps::default()).next(0.0), Next::Done);
    }

    #[test]
    fn again_after_it_was_canceled() {
        let mut pool = Pool::new(&[0; 6], Caps { per_host: 2, all: 6 });
        assert_eq!([pool.next(0.0), pool.next(0.0), pool.next(0.0)], [Next::Ask(0), Next::Ask(1), Next::Full]);
        assert_eq!(pool.done(0, Back::Stands, 1.0), Then::Stands);
        assert_eq!(pool.next(1.0), Next::Ask(2));
        // Canceled: what is in flight is given up.
        pool.cancel();
        let flying: Vec<u32> = pool.in_flight().collect();
        for index in flying {
            assert_eq!(pool.done(index, Back::Stopped, 2.0), Then::LeftOut);
        }
        assert_eq!(pool.next(2.0), Next::Done);
        // Only what is asked again, and neither a place that is never free nor the rest.
        pool.again(&[0, 4]);
        assert_eq!([pool.next(3.0), pool.next(3.0), pool.next(3.0)], [Next::Ask(4), Next::Ask(0), Next::Full]);
        pool.done(4, Back::Stands, 4.0);
        pool.cancel();
        pool.done(0, Back::Stopped, 5.0);
        pool.stands(0);
        assert_eq!(
            (pool.standing(0), pool.standing(4), pool.standing(3)),
            (Some(Standing::Done), Some(Standing::Done), Some(Standing::LeftOut))
        );
        let progress = pool.progress(5.0);
        assert_eq!((progress.done, progress.left_out, progress.asked), (2, 4, 0));
        pool.again(&[0]);
        assert_eq!(pool.next(6.0), Next::Ask(0));
    }

    #[test]
    fn crowds_are_named_and_cut() {
        let mut hosts = vec![0; CROWD as usize];
        hosts.extend(vec![1; CROWD as usize + 1]);
        hosts.extend(vec![2; CROWD as usize + 300]);
        let mut pool = Pool::new(&hosts, Caps::default());
        assert_eq!(pool.crowded(), [(2, CROWD + 300), (1, CROWD + 1)]);
        pool.keep(2, 10);
        pool.keep(1, 0);
        pool.keep(7, 0);
        assert_eq!(pool.crowded(), []);
        assert_eq!(pool.progress(0.0).left_out, CROWD + 1 + CROWD + 290);
        let first = CROWD * 2 + 1;
        assert_eq!(pool.standing(first + 9), Some(Standing::Waiting));
        assert_eq!(pool.standing(first + 10), Some(Standing::LeftOut));
    }

    #[test]
    fn numbers_with_gaps_share_a_host() {
        let mut pool = Pool::new(&[0, u32::MAX, 1_000_000, 1], Caps { per_host: 1, all: 16 });
        assert_eq!(burst(&mut pool, 0.0), (vec![0, 1, 3], Next::Full));
    }

    #[test]
    fn a_clock_that_goes_back_or_breaks_changes_nothing() {
        let mut pool = Pool::new(&[0, 0], ONE_BY_ONE);
        pool.next(5000.0);
        pool.done(0, slow(false, Some(2)), 5000.0);
        for now in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(pool.next(now), Next::Wait(2000), "{now}");
        }
        assert_eq!(pool.next(f64::INFINITY), Next::Ask(1));
        pool.done(1, slow(false, Some(2)), f64::INFINITY);
        let _ = (pool.next(f64::INFINITY), pool.progress(f64::INFINITY), pool.rests(f64::INFINITY));
    }

    #[test]
    fn the_rate_is_of_the_last_ten_seconds_and_the_rest_is_estimated() {
        let mut pool = Pool::new(&(0..1000).collect::<Vec<u32>>(), ONE_BY_ONE);
        assert_eq!(pool.progress(0.0).left_ms, None);
        let mut now = 1234.0;
        for nth in 0..200 {
            assert_eq!(pool.next(now), Next::Ask(nth));
            now += 100.0;
            pool.done(nth, Back::Stands, now);
        }
        let progress = pool.progress(now);
        assert!((progress.rate - 10.0).abs() < 0.5, "{}", progress.rate);
        let left = progress.left_ms.unwrap();
        assert!((76_000..84_000).contains(&left), "{left}");
        assert!(pool.progress(now + 60_000.0).rate < 0.01);
        // After a break the rate is of the time since, not diluted by the break.
        now += 3_600_000.0;
        for nth in 200..220 {
            assert_eq!(pool.next(now), Next::Ask(nth));
            now += 100.0;
            pool.done(nth, Back::Stands, now);
        }
        let rate = pool.progress(now).rate;
        assert!((rate - 10.0).abs() < 0.5, "{rate}");
    }

    #[test]
    fn the_estimate_knows_the_slowest_host() {
        // 10 addresses on hosts of their own, 100 on one that takes two at a time, a second each.
        let hosts: Vec<u32> = (0..10).chain([10; 100]).collect();
        let mut pool = Pool::new(&hosts, Caps { per_host: 2, all: 16 });
        let asked = burst(&mut pool, 0.0).0;
        assert_eq!(asked.len(), 12);
        for index in asked {
            pool.done(index, Back::Stands, 1000.0);
        }
        let left = pool.progress(1000.0).left_ms.unwrap();
        assert!((45_000..53_000).contains(&left), "{left}");
        // A rest is part of it.
        let index = burst(&mut pool, 1000.0).0[0];
        pool.done(index, slow(false, Some(300)), 1100.0);
        assert_eq!(pool.progress(1100.0).resting, 1);
        assert!(pool.progress(1100.0).left_ms.unwrap() > 300_000);
    }

    #[test]
    fn only_readable_429_and_503_slow_down() {
        let of = |result, retry_after| {
            let mut attempt = Attempt::new(result, 20);
            attempt.retry_after = retry_after;
            Back::of(&conclude(&Observation::new(Engine::Unknown, attempt)), 0.25)
        };
        let slow = |unavailable, retry_after| Back::SlowDown { unavailable, retry_after, jitter: 0.25 };
        assert_eq!(of(AttemptResult::Status(429), Some(3)), slow(false, Some(3)));
        assert_eq!(of(AttemptResult::Status(503), None), slow(true, None));
        for status in [200, 301, 404, 500, 502, 504] {
            assert_eq!(of(AttemptResult::Status(status), Some(3)), Back::Stands, "{status}");
        }
        for result in [AttemptResult::Opaque, AttemptResult::TimedOut, AttemptResult::Failed] {
            assert_eq!(of(result, None), Back::Stands, "{result:?}");
        }
    }

    /// 10,000 addresses, with hosts from one to all: nothing is worse than linear by much. A quadratic one takes minutes.
    #[test]
    fn ten_thousand() {
        const COUNT: u32 = 10_000;
        for hosts in [1, 3, 100, COUNT] {
            let mut pool = Pool::new(&(0..COUNT).map(|index| index % hosts).collect::<Vec<_>>(), Caps { per_host: 6, all: 16 });
            let mut now = 0.0;
            let mut flying = std::collections::VecDeque::new();
            let mut asked = 0;
            loop {
                match pool.next(now) {
                    Next::Ask(index) => {
                        asked += 1;
                        flying.push_back(index);
                    }
                    Next::Full => {
                        now += 1.0;
                        let index = flying.pop_front().unwrap();
                        let back = if index % 50 == 0 { slow(index % 100 == 0, None) } else { Back::Stands };
                        pool.done(index, back, now);
                    }
                    Next::Wait(ms) => match flying.pop_front() {
                        Some(index) => _ = pool.done(index, Back::Stands, now),
                        None => now += f64::from(ms),
                    },
                    Next::Paused => panic!("nobody paused it"),
                    Next::Done => break,
                }
            }
            assert!(asked >= COUNT);
            assert_eq!(pool.progress(now).done, COUNT);
        }
    }

    /// What a schedule may do between two requests.
    #[derive(Debug, Clone)]
    enum Act {
        Advance(u32),
        Back(u8, Reply),
        Pause,
        Resume,
        Skip(u16),
        Again(Vec<u16>),
        Keep(u8, u8),
        Caps(u8, u8),
        Cancel,
    }

    #[derive(Debug, Clone, Copy)]
    enum Reply {
        Stands,
        Slow(bool, Option<u32>, f32),
        Stopped,
    }

    fn reply() -> impl Strategy<Value = Reply> {
        prop_oneof![
            4 => Just(Reply::Stands),
            3 => (any::<bool>(), prop::option::of(prop_oneof![0..20_u32, any::<u32>()]), any::<f32>()).prop_map(|(down, after, jitter)| Reply::Slow(down, after, jitter)),
            1 => Just(Reply::Stopped),
        ]
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            6 => (0..5000_u32).prop_map(Act::Advance),
            12 => (any::<u8>(), reply()).prop_map(|(which, reply)| Act::Back(which, reply)),
            1 => Just(Act::Pause),
            2 => Just(Act::Resume),
            1 => any::<u16>().prop_map(Act::Skip),
            1 => prop::collection::vec(any::<u16>(), 0..6).prop_map(Act::Again),
            1 => (any::<u8>(), 0..4_u8).prop_map(|(host, keep)| Act::Keep(host, keep)),
            1 => (0..9_u8, 0..20_u8).prop_map(|(per_host, all)| Act::Caps(per_host, all)),
            1 => prop::bool::weighted(0.1).prop_map(|cancel| if cancel { Act::Cancel } else { Act::Resume }),
        ]
    }

    /// A second account of the same run, kept as plainly as possible.
    struct Model {
        hosts: Vec<u32>,
        caps: Caps,
        flying: Vec<u32>,
        /// No request to this host before that time.
        until: Vec<f64>,
        /// How often it was asked since the visitor wanted it.
        tries: Vec<u8>,
        /// How many of those were stopped.
        stopped: Vec<u8>,
        ever: Vec<bool>,
        now: f64,
    }

    impl Model {
        /// Takes everything that the pool gives, and checks each.
        fn drain(&mut self, pool: &mut Pool) -> Next {
            loop {
                match pool.next(self.now) {
                    Next::Ask(index) => {
                        let host = self.hosts[index as usize];
                        assert!(!pool.is_paused(), "asked while paused");
                        assert!(!self.flying.contains(&index), "{index} is in flight");
                        assert!(
                            self.until[host as usize] <= self.now,
                            "host {host} rests until {}, it is {}",
                            self.until[host as usize],
                            self.now
                        );
                        self.flying.push(index);
                        let of_host = self.flying.iter().filter(|flying| self.hosts[**flying as usize] == host).count();
                        assert!(of_host <= usize::from(self.caps.per_host), "{of_host} to host {host}");
                        assert!(self.flying.len() <= usize::from(self.caps.all), "{} in flight", self.flying.len());
                        self.tries[index as usize] += 1;
                        self.ever[index as usize] = true;
                        let tries = self.tries[index as usize] - self.stopped[index as usize];
                        assert!(tries <= MAX_AGAIN + 1, "{index} is asked {tries} times");
                    }
                    other => {
                        self.agree(pool, other);
                        return other;
                    }
                }
            }
        }

        fn agree(&self, pool: &Pool, next: Next) {
            let progress = pool.progress(self.now);
            let count = |wanted| (0..self.hosts.len() as u32).filter(|index| pool.standing(*index) == Some(wanted)).count() as u32;
            let waiting = count(Standing::Waiting);
            assert_eq!(progress.done, count(Standing::Done));
            assert_eq!(progress.left_out, count(Standing::LeftOut));
            assert_eq!(progress.asked as usize, self.flying.len());
            assert_eq!(count(Standing::Asked) as usize, self.flying.len());
            assert_eq!(progress.all, progress.done + progress.left_out + progress.asked + waiting);
            assert_eq!(progress.resting as usize, pool.rests(self.now).len());
            assert!(progress.rate.is_finite() && progress.rate >= 0.0);
            match next {
                Next::Done => assert!(waiting == 0 && self.flying.is_empty()),
                Next::Full => assert!(!self.flying.is_empty(), "full, but nothing is in flight"),
                Next::Wait(ms) => {
                    assert!(waiting > 0 && progress.resting > 0);
                    assert_eq!(pool.rests(self.now).iter().map(|rest| rest.left_ms).min(), Some(ms));
                }
                Next::Paused => assert!(pool.is_paused() && waiting > 0),
                Next::Ask(_) => unreachable!(),
            }
        }

        fn back(&mut self, pool: &mut Pool, which: usize, reply: Reply) {
            if self.flying.is_empty() {
                return;
            }
            let index = self.flying.remove(which % self.flying.len());
            let host = self.hosts[index as usize] as usize;
            let back = match reply {
                Reply::Stands => Back::Stands,
                Reply::Slow(unavailable, retry_after, jitter) => {
                    let rest = retry_after.map_or(2000.0, |seconds| (f64::from(seconds) * 1000.0).clamp(1000.0, 600_000.0));
                    self.until[host] = self.until[host].max(self.now + rest);
                    Back::SlowDown { unavailable, retry_after, jitter }
                }
                Reply::Stopped => {
                    self.stopped[index as usize] += 1;
                    Back::Stopped
                }
            };
            assert_ne!(pool.done(index, back, self.now), Then::Ignored);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_schedule(
            spread in 1..12_u32,
            seeds in prop::collection::vec(any::<u32>(), 0..60),
            caps in (0..9_u8, 0..20_u8),
            acts in prop::collection::vec(act(), 0..200),
            tail in prop::collection::vec(reply(), 1..30),
        ) {
            // Numbers without gaps, in the order of first appearance.
            let mut names = Vec::new();
            let hosts: Vec<u32> = seeds.iter().map(|seed| {
                let name = seed % spread;
                names.iter().position(|known| *known == name).unwrap_or_else(|| { names.push(name); names.len() - 1 }) as u32
            }).collect();
            let caps = Caps { per_host: caps.0, all: caps.1 };
            let mut pool = Pool::new(&hosts, caps);
            let count = hosts.len();
            let mut model = Model {
                caps: caps.within(), flying: Vec::new(), until: vec![0.0; names.len()], tries: vec![0; count], stopped: vec![0; count],
                ever: vec![false; count], now: 0.0, hosts,
            };
            let mut touched = vec![false; count];
            for act in acts {
                match act {
                    Act::Advance(ms) => model.now += f64::from(ms) + 0.25,
                    Act::Back(which, reply) => model.back(&mut pool, usize::from(which), reply),
                    Act::Pause => pool.pause(),
                    Act::Resume => pool.resume(),
                    Act::Skip(index) => {
                        let index = u32::from(index) % (count as u32 + 1);
                        pool.skip(index);
                        if let Some(touched) = touched.get_mut(index as usize) { *touched = true; }
                    }
                    Act::Again(indices) => {
                        let indices: Vec<u32> = indices.iter().map(|index| u32::from(*index) % (count as u32 + 1)).collect();
                        for index in &indices {
                            if matches!(pool.standing(*index), Some(Standing::Done | Standing::LeftOut)) {
                                model.tries[*index as usize] = 0;
                                model.stopped[*index as usize] = 0;
                            }
                        }
                        pool.again(&indices);
                    }
                    Act::Keep(host, keep) => {
                        let host = u32::from(host) % (names.len() as u32 + 1);
                        pool.keep(host, u32::from(keep));
                        for (touched, of) in touched.iter_mut().zip(&model.hosts) { *touched |= *of == host; }
                    }
                    Act::Caps(per_host, all) => {
                        pool.set_caps(Caps { per_host, all });
                        model.caps = pool.caps();
                    }
                    Act::Cancel => { pool.cancel(); touched.fill(true); }
                }
                model.drain(&mut pool);
            }
            // Left to itself, the run ends, whatever comes back.
            pool.resume();
            let mut nth = 0;
            for step in 0.. {
                prop_assert!(step < 2000, "it doesn't end");
                match model.drain(&mut pool) {
                    Next::Done => break,
                    Next::Wait(ms) if model.flying.is_empty() => {
                        model.now = model.now.floor() + f64::from(ms);
                        prop_assert!(matches!(pool.clone().next(model.now), Next::Ask(_)), "the wait was not the reason");
                    }
                    _ => {
                        model.now += 10.0;
                        let reply = match tail[nth % tail.len()] { Reply::Stopped if nth > 200 => Reply::Stands, reply => reply };
                        model.back(&mut pool, nth * 7, reply);
                        nth += 1;
                    }
                }
            }
            for ((index, touched), ever) in (0..).zip(touched).zip(model.ever) {
                let standing = pool.standing(index);
                prop_assert!(standing == Some(Standing::Done) || touched, "{} ended as {:?}", index, standing);
                prop_assert!(standing != Some(Standing::Done) || ever);
            }
        }

        /// However big another host is: with n hosts, a host's k-th address is among the first n × k asked.
        #[test]
        fn fair(sizes in prop::collection::vec(1..30_u32, 1..8)) {
            let hosts: Vec<u32> = sizes.iter().enumerate().flat_map(|(host, size)| vec![host as u32; *size as usize]).collect();
            let mut pool = Pool::new(&hosts, ONE_BY_ONE);
            let mut of_host = vec![0; sizes.len()];
            let mut asked = 0;
            while let Next::Ask(index) = pool.next(0.0) {
                let nth = &mut of_host[hosts[index as usize] as usize];
                *nth += 1;
                asked += 1;
                prop_assert!(asked <= sizes.len() * *nth);
                pool.done(index, Back::Stands, 0.0);
            }
            prop_assert_eq!(asked, hosts.len());
        }
    }
}
