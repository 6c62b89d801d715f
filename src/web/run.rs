//! A run over many addresses: asks as `core::check::pool` says, keeps every row at once, and tells when the page should be drawn anew. Lives beside the
//! page's state, which is drawn a few times a second, not for every answer.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use super::{
    bulk, clock,
    observe::bulk::{Many, Seen},
    online,
};
use crate::core::{
    address::Address,
    check::{
        pool::{Back, Caps, Next, Pool, Progress, Then},
        rows::{Row, Rows},
    },
    probe::{Is, conclude},
    text::{decimal, joined},
};

/// Milliseconds between two drawings while a run goes on, at least.
const TICK: f64 = 400.0;
/// After a drawing the next one waits so many times as long as the application worked for it. The browser works some three times as long to show it, so that is a
/// thirtieth of the time.
const REST: f64 = 120.0;
/// And no longer than this, in milliseconds, whatever the machine.
const LONGEST: f64 = 1500.0;

/// What got no answer within so many milliseconds before the network was said to be gone may have got none because of that.
const LATELY: i64 = 2000;
/// When the network is back, so many milliseconds pass until it is used: what was on its way still fails, and names may not be found at once.
const BACK: i32 = 1000;

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Read from what was kept, or made; nothing was asked yet.
    #[default]
    Ready,
    /// Asking.
    Going,
    /// The visitor paused it.
    Paused,
    /// Every address has its result.
    Done,
    /// The visitor ended it.
    Cancelled,
}

/// A run.
pub struct Run {
    /// How many addresses.
    pub count: usize,
    /// When it was made, in milliseconds since 1970.
    pub made: i64,
    /// So many answers were there when it was read from what was kept: whoever was asked for them was asked by an earlier page.
    pub earlier: usize,
    /// Some addresses have a part after the question mark.
    pub queries: bool,
    pool: RefCell<Pool>,
    rows: RefCell<Rows>,
    /// What those that are asked again answered before.
    before: RefCell<HashMap<u32, Row>>,
    state: Cell<State>,
    kept: Cell<Kept>,
    /// It is the one run of this origin now.
    locked: Cell<bool>,
    /// The network went away, and is not back.
    offline: Cell<bool>,
    /// Hears of that, once something is asked.
    heeds: RefCell<Option<online::Heed>>,
    /// A timer for when it is back.
    back: RefCell<Option<clock::Timer>>,
    base: String,
    asks: RefCell<Option<Rc<Many>>>,
    allow_loopback: bool,
    changed: Cell<bool>,
    tell: Box<dyn Fn()>,
    /// A timer for the next pause to end; dropping it takes it back.
    timer: RefCell<Option<clock::Timer>>,
}

/// Whether the run survives the tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kept {
    /// The visitor did not want it.
    #[default]
    No,
    /// It does.
    Yes,
    /// This browser keeps nothing here.
    Refused,
    /// It did, until there was no room.
    Lost,
    /// It did, until another tab kept another run in its place.
    Replaced,
}

/// The number of each address's host.
fn hosts(list: &[Box<str>]) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    list.iter()
        .map(|href| {
            let next = numbers.len() as u32;
            *numbers.entry(host(href)).or_insert(next)
        })
        .collect()
}

/// The host of an address of the list, with its port.
fn host(href: &str) -> &str {
    let start = href.find("://").map_or(0, |at| at + 3);
    let end = href[start..].find(['/', '?', '#']).map_or(href.len(), |at| start + at);
    &href[start..end]
}

impl Run {
    /// A run over these addresses, as [`Address::href`] writes them, none of them one that is never sent; `rows`: what is known already, in whatever order, and of some more than once.
    pub fn new(
        base: &str,
        list: Vec<Box<str>>,
        rows: Vec<(u32, Row)>,
        caps: Caps,
        made: i64,
        allow_loopback: bool,
        tell: Box<dyn Fn()>,
    ) -> Run {
        let of = hosts(&list);
        let (count, queries) = (list.len(), list.iter().any(|href| href.contains('?')));
        let mut known = vec![false; count];
        let mut all = Rows::new(list);
        for (at, row) in rows {
            // Of an address that was asked again the newest.
            if let Some(own) = known.get_mut(at as usize)
                && all.get(at).is_none_or(|before| before.at <= row.at)
            {
                *own = true;
                all.set(at, row);
            }
        }
        let earlier = known.iter().filter(|own| **own).count();
        let done = earlier == count;
        Run {
            earlier,
            pool: RefCell::new(Pool::going_on(&of, caps, |at| known.get(at as usize).copied().unwrap_or(false))),
            rows: RefCell::new(all),
            before: RefCell::default(),
            state: Cell::new(if done { State::Done } else { State::Ready }),
            kept: Cell::default(),
            locked: Cell::new(false),
            offline: Cell::new(false),
            heeds: RefCell::default(),
            back: RefCell::default(),
            base: base.to_owned(),
            asks: RefCell::default(),
            allow_loopback,
            changed: Cell::new(false),
            count,
            queries,
            made,
            tell,
            timer: RefCell::default(),
        }
    }

    /// What it is doing.
    pub fn state(&self) -> State {
        self.state.get()
    }

    /// Whether it survives the tab.
    pub fn kept(&self) -> Kept {
        self.kept.get()
    }

    /// Whether it waits for the network.
    pub fn offline(&self) -> bool {
        self.offline.get()
    }

    /// Whether an address that had an answer waits for another one.
    pub fn asked_again(&self, at: u32) -> bool {
        self.before.borrow().contains_key(&at)
    }

    /// Its rows.
    pub fn rows(&self) -> std::cell::Ref<'_, Rows> {
        self.rows.borrow()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.pool.borrow().progress(clock::ticks())
    }

    /// Other limits, from now on.
    pub fn caps(self: &Rc<Run>, caps: Caps) {
        self.pool.borrow_mut().set_caps(caps);
        self.drive();
        self.tell_now();
    }

    /// Keeps it from now on, if this browser does that.
    pub async fn keep(&self, whole: bool) {
        let kept = bulk::begin(&self.base, &self.about(whole)).await;
        self.kept.set(if kept { Kept::Yes } else { Kept::Refused });
    }

    /// Becomes the one run of this origin, which asks; `false`: another is. Looks whether what is kept is still this one.
    pub async fn take(&self) -> bool {
        if self.locked.get() {
            return true;
        }
        if bulk::lock(&self.base).await == Some(false) {
            return false;
        }
        self.locked.set(true);
        if self.kept.get() == Kept::Yes && bulk::mine().await == Some(false) {
            self.kept.set(Kept::Replaced);
        }
        true
    }

    /// Another run may ask.
    pub fn leave(&self) {
        if self.locked.replace(false) {
            bulk::unlock();
        }
    }

    /// It was read from what was kept.
    pub fn was_kept(&self) {
        self.kept.set(Kept::Yes);
    }

    /// The kept description: a version, when it was made, then an address a line.
    fn about(&self, whole: bool) -> String {
        let mut out = String::from("1\n");
        out.push_str(&decimal(self.made));
        out.push_str(if whole { "\nwhole" } else { "\n" });
        let rows = self.rows.borrow();
        for at in 0..self.count as u32 {
            out.push('\n');
            out.push_str(rows.address(at));
        }
        out
    }

    /// Begins, or goes on.
    pub fn go(self: &Rc<Run>) {
        if matches!(self.state.get(), State::Going | State::Done | State::Cancelled) {
            return;
        }
        self.state.set(State::Going);
        // What was on its way when it was paused still comes back.
        self.asks.borrow_mut().get_or_insert_with(|| {
            let own = Rc::downgrade(self);
            let hears = move |seen| {
                if let Some(own) = own.upgrade() {
                    own.heard(seen);
                }
            };
            let rows = self.rows.borrow();
            let urls = joined((0..self.count as u32).map(|at| rows.address(at)), "\n");
            Many::new(&urls, self.allow_loopback, Rc::new(hears))
        });
        self.heeds.borrow_mut().get_or_insert_with(|| {
            let own = Rc::downgrade(self);
            online::Heed::new(move |on| {
                if let Some(own) = own.upgrade() {
                    own.network(on);
                }
            })
        });
        self.drive();
        self.tell_now();
        let own = self.clone();
        super::spawn(async move {
            let mut rest = TICK;
            while own.state.get() == State::Going {
                clock::wait(rest as i32).await;
                if own.changed.replace(false) {
                    let began = clock::ticks();
                    (own.tell)();
                    clock::turn().await;
                    rest = ((clock::ticks() - began) * REST).clamp(TICK, LONGEST);
                }
            }
        });
    }

    /// Asks nobody else; what is on its way may come back.
    pub fn pause(&self) {
        if self.state.get() == State::Going {
            self.state.set(State::Paused);
            self.timer.take();
            self.tell_now();
        }
    }

    /// Ends it. What is on its way is given up, and what was asked again has the answer that it had.
    pub fn cancel(&self) {
        if !matches!(self.state.get(), State::Done) {
            self.state.set(State::Cancelled);
        }
        self.timer.take();
        {
            let (mut pool, mut rows) = (self.pool.borrow_mut(), self.rows.borrow_mut());
            pool.cancel();
            // Nothing of these is heard any more, and their places must be free if something is asked again.
            let flying: Vec<u32> = pool.in_flight().collect();
            for at in flying {
                pool.done(at, Back::Stopped, clock::ticks());
            }
            for (at, row) in self.before.take() {
                if rows.get(at).is_none() {
                    rows.set(at, row);
                    pool.stands(at);
                }
            }
        }
        bulk::stop();
        self.asks.take();
        self.leave();
        self.tell_now();
    }

    /// Asks some of them again; `false`: another run asks, and none of them was.
    pub async fn again(self: &Rc<Run>, which: &[u32]) -> bool {
        if !self.take().await {
            return false;
        }
        self.pool.borrow_mut().again(which);
        {
            let (mut rows, mut before) = (self.rows.borrow_mut(), self.before.borrow_mut());
            for at in which {
                if let Some(row) = rows.get(*at) {
                    before.insert(*at, row.clone());
                }
                rows.set(*at, None);
            }
        }
        if self.state.get() == State::Going {
            self.drive();
        } else {
            self.state.set(State::Paused);
            self.go();
        }
        true
    }

    /// The network is gone, or back. Without one every address fails, which says nothing about it.
    fn network(self: &Rc<Run>, on: bool) {
        if on {
            let own = self.clone();
            let timer = clock::later(
                BACK,
                Box::new(move || {
                    own.offline.set(false);
                    own.drive();
                    own.tell_now();
                }),
            );
            self.back.replace(Some(timer));
            return;
        }
        self.back.take();
        self.timer.take();
        self.offline.set(true);
        let since = clock::now_ms() - LATELY;
        let lately = |row: &Row| row.at >= since && silent(row.is);
        let lost: Vec<u32> = {
            let rows = self.rows.borrow();
            (0..self.count as u32).filter(|at| rows.get(*at).is_some_and(lately)).collect()
        };
        match self.state.get() {
            State::Going | State::Paused => {
                let mut rows = self.rows.borrow_mut();
                for at in &lost {
                    rows.set(*at, None);
                }
                self.pool.borrow_mut().again(&lost);
            }
            // The end of a list fails at once, before anybody says why.
            State::Done if !lost.is_empty() => {
                let own = self.clone();
                super::spawn(async move {
                    own.again(&lost).await;
                });
            }
            State::Ready | State::Done | State::Cancelled => {}
        }
        self.tell_now();
    }

    fn tell_now(&self) {
        self.changed.set(false);
        (self.tell)();
    }

    /// Asks as many as may be asked now.
    fn drive(self: &Rc<Run>) {
        // What is asked at once is asked at one time.
        let now = clock::ticks();
        while self.state.get() == State::Going && !self.offline.get() {
            let next = self.pool.borrow_mut().next(now);
            match next {
                Next::Ask(at) => self.ask(at),
                Next::Wait(ms) => {
                    let own = self.clone();
                    let timer = clock::later(ms.max(1) as i32, Box::new(move || own.drive()));
                    self.timer.replace(Some(timer));
                    return;
                }
                Next::Full | Next::Paused => return,
                Next::Done => {
                    // Of a run that was ended some may have been asked again.
                    let all = self.pool.borrow().progress(now).left_out == 0;
                    self.state.set(if all { State::Done } else { State::Cancelled });
                    self.before.take();
                    self.asks.take();
                    self.leave();
                    self.tell_now();
                    return;
                }
            }
        }
    }

    fn ask(&self, at: u32) {
        if let Some(asks) = &*self.asks.borrow() {
            asks.ask(at, self.rows.borrow().address(at));
        }
    }

    fn heard(self: &Rc<Run>, seen: Vec<Seen>) {
        if matches!(self.state.get(), State::Cancelled) {
            return;
        }
        let mut lines = String::new();
        let now = clock::ticks();
        for (at, seen) in seen {
            let outcome = seen.map_or_else(|never| never, |seen| conclude(&seen));
            let lost = self.offline.get() && silent(outcome.is);
            let back = if lost { Back::Stopped } else { Back::of(&outcome, js_sys::Math::random() as f32) };
            if self.pool.borrow_mut().done(at, back, now) == Then::Stands {
                let row = Row::from(&outcome, clock::now_ms());
                if !lines.is_empty() {
                    lines.push('\n');
                }
                lines.push_str(&decimal(at));
                lines.push('\t');
                lines.push_str(&row.print());
                self.rows.borrow_mut().set(at, row);
                self.before.borrow_mut().remove(&at);
            }
        }
        // Before anything else is asked: what a page that is left has not kept is no more than what is on its way.
        if self.kept.get() == Kept::Yes && !lines.is_empty() && !bulk::put(&lines) {
            self.kept.set(Kept::Lost);
        }
        self.changed.set(true);
        self.drive();
    }
}

/// A kept run, read again: every address is looked at as if it had been typed now.
pub fn parse(about: &str, page_is_https: bool, allow_loopback: bool) -> Option<(i64, bool, Vec<Box<str>>)> {
    let mut lines = about.lines();
    if lines.next()? != "1" {
        return None;
    }
    let made = lines.next()?.parse().ok()?;
    let whole = lines.next()? == "whole";
    let list: Option<Vec<Box<str>>> = lines
        .map(|href| {
            let address = Address::parse(href).ok()?;
            address.refusal(page_is_https, allow_loopback).is_none().then(|| address.href().into_boxed_str())
        })
        .collect();
    let list = list?;
    (!list.is_empty() && list.len() <= 10_000).then_some((made, whole, list))
}

/// Nothing came: the address, or the way there.
const fn silent(is: Is) -> bool {
    matches!(is, Is::NoAnswer | Is::NeverLeftDevice | Is::TimedOut)
}

/// An outcome that is worth another try.
pub fn failed(row: &Row) -> bool {
    !matches!((row.is, row.status), (Is::Status, Some(..400)) | (Is::Answered | Is::AnsweredOk | Is::NotSent, _))
}
