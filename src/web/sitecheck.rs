//! Follows a site's own links: reads its pages, as far as it lets this page do that, and asks what they lead to. Lives beside the page's state.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use web_sys::{RequestMode, Response};

use super::{
    bulk, clock,
    fetch::{self, Ask},
    inside::Inside,
    observe::{self, bulk::Bulk},
    stop::Stop,
};
use crate::core::{
    address::{Address, Refusal},
    check::{
        crawl::{Crawl, Limits, Task},
        href::Href,
        pool::{Back, Caps, Next, Pool, Then},
        robots::{Fetched, Robots, Standing},
        rows::Row,
    },
    probe::{Is, Observation, Outcome, conclude},
};

/// Requests at a time: most go to the one site.
const AT_ONCE: u8 = 2;
/// At most so much of a page is read, in bytes.
const MOST: u32 = 2_000_000;
/// Milliseconds between two drawings.
const TICK: i32 = 400;

/// What it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Asking.
    Going,
    /// There is nothing left.
    Done,
    /// The visitor ended it.
    Stopped,
    /// The site does not let this page read it.
    Hidden,
    /// The site's robots.txt permits none of it.
    Refused,
    /// The site's name leads into a private network, so nothing was asked.
    Inside,
}

/// What is asked.
#[derive(Clone)]
enum Job {
    /// What the site permits, before anything else.
    Robots,
    /// An address.
    Link(Task),
}

/// A site's links.
pub struct SiteCheck {
    /// Where it began.
    pub start: Href,
    address: Address,
    crawl: RefCell<Crawl>,
    rows: RefCell<Vec<Option<Row>>>,
    state: Cell<State>,
    standing: Cell<Option<Standing>>,
    limits: Limits,
    asks: Bulk,
    inside: Inside,
    stop: Stop,
    /// Who is asked next: hosts that want a pause get it, as with a list.
    pool: RefCell<Pool>,
    /// What the pool's numbers are.
    jobs: RefCell<Vec<Job>>,
    /// The pool's numbers of hosts.
    hosts: RefCell<HashMap<Box<str>, u32>>,
    /// A timer for the next pause to end; dropping it takes it back.
    timer: RefCell<Option<clock::Timer>>,
    changed: Cell<bool>,
    delay_ms: Cell<u32>,
    next_at: Cell<f64>,
    tell: Box<dyn Fn()>,
}

impl SiteCheck {
    /// Begins. `resolvers`: who is asked whether a name leads into a private network.
    pub fn begin(address: Address, limits: Limits, resolvers: &[String], tell: Box<dyn Fn()>) -> Rc<SiteCheck> {
        let start = Href::from(&address);
        let crawl = Crawl::new(&address, limits, Robots::parse(""));
        let own = Rc::new(SiteCheck {
            start,
            crawl: RefCell::new(crawl),
            rows: RefCell::default(),
            state: Cell::new(State::Going),
            standing: Cell::default(),
            limits,
            asks: Bulk::new(limits.allow_loopback),
            inside: Inside::new(resolvers),
            address,
            stop: Stop::new(),
            pool: RefCell::new(Pool::new(&[], Caps { per_host: AT_ONCE, all: AT_ONCE })),
            jobs: RefCell::default(),
            hosts: RefCell::default(),
            timer: RefCell::default(),
            changed: Cell::new(true),
            delay_ms: Cell::new(0),
            next_at: Cell::new(0.0),
            tell,
        });
        own.add(Job::Robots);
        own.drive();
        let draw = own.clone();
        super::spawn(async move {
            while draw.state.get() == State::Going {
                clock::wait(TICK).await;
                if draw.changed.replace(false) {
                    (draw.tell)();
                }
            }
        });
        own
    }

    /// What it is doing.
    pub fn state(&self) -> State {
        self.state.get()
    }

    /// What the site's robots.txt was.
    pub fn standing(&self) -> Option<Standing> {
        self.standing.get()
    }

    /// What was found.
    pub fn crawl(&self) -> std::cell::Ref<'_, Crawl> {
        self.crawl.borrow()
    }

    /// What came of an address.
    pub fn row(&self, id: u32) -> Option<Row> {
        self.rows.borrow().get(id as usize).cloned().flatten()
    }

    /// How many have an outcome.
    pub fn done(&self) -> usize {
        self.rows.borrow().iter().flatten().count()
    }

    /// How many hosts asked for a pause and have addresses waiting.
    pub fn resting(&self) -> u32 {
        self.pool.borrow().progress(clock::ticks()).resting
    }

    /// Ends it.
    pub fn end(&self) {
        if self.state.get() == State::Going {
            self.finish(State::Stopped);
        }
    }

    fn finish(&self, state: State) {
        // Once: the lock may be another's by then.
        if self.state.get() != State::Going {
            return;
        }
        self.state.set(state);
        self.timer.take();
        self.stop.forget();
        bulk::stop();
        bulk::unlock();
        (self.tell)();
    }

    fn add(&self, job: Job) {
        let origin = match &job {
            Job::Robots => self.start.origin(),
            Job::Link(task) => task.href.origin(),
        };
        // As in a list: http and https of one host are one.
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let next = self.hosts.borrow().len() as u32;
        let host = *self.hosts.borrow_mut().entry(host.into()).or_insert(next);
        self.pool.borrow_mut().push(host);
        self.jobs.borrow_mut().push(job);
    }

    /// Asks as many as may be asked now. The crawl hands out what is next when nothing that it handed out before may be asked.
    fn drive(self: &Rc<SiteCheck>) {
        while self.state.get() == State::Going {
            let next = self.pool.borrow_mut().next(clock::ticks());
            if let Next::Ask(at) = next {
                let own = self.clone();
                super::spawn(async move { own.ask(at).await });
                continue;
            }
            let flying = self.pool.borrow().in_flight().count();
            if flying >= usize::from(AT_ONCE) {
                return;
            }
            // What the site permits comes first.
            let task = self.standing.get().and_then(|_| self.crawl.borrow_mut().next());
            if let Some(task) = task {
                self.add(Job::Link(task));
                continue;
            }
            match next {
                Next::Wait(ms) => {
                    let own = self.clone();
                    let timer = clock::later(ms.max(1) as i32, Box::new(move || own.drive()));
                    self.timer.replace(Some(timer));
                }
                Next::Done if self.standing.get().is_some() && self.crawl.borrow().finished() => self.finish(State::Done),
                _ => {}
            }
            return;
        }
    }

    async fn ask(self: Rc<SiteCheck>, at: u32) {
        let job = self.jobs.borrow().get(at as usize).cloned();
        let answer = match &job {
            Some(Job::Link(task)) => self.look(task).await,
            _ => self.robots().await,
        };
        if self.state.get() != State::Going {
            return;
        }
        let back = Back::answered(answer.status(), answer.retry_after(), js_sys::Math::random() as f32);
        let then = self.pool.borrow_mut().done(at, back, clock::ticks());
        if then == Then::Stands {
            match &job {
                Some(Job::Link(task)) => self.take(task, &answer),
                _ => self.permits(&answer),
            }
        }
        self.changed.set(true);
        self.drive();
    }

    /// What may be read is asked first (RFC 9309).
    async fn robots(&self) -> Answer {
        if self.inside.leads(&self.address).await {
            return Answer::inside();
        }
        let mut url = self.start.origin().to_owned();
        url.push_str("/robots.txt");
        self.read(&url).await
    }

    fn permits(&self, answer: &Answer) {
        let robots = match answer {
            Answer::Page { status: 200..=299, text, .. } => Robots::of(Fetched::Text(text)),
            Answer::Page { status, .. } => Robots::of(Fetched::Status(*status)),
            Answer::Other(outcome) => match outcome.is {
                Is::NotSent => return self.finish(State::Inside),
                Is::Answered => return self.finish(State::Hidden),
                _ => Robots::of(Fetched::Unreachable),
            },
        };
        self.standing.set(Some(robots.standing()));
        self.delay_ms.set(robots.delay_ms().unwrap_or(0));
        if self.delay_ms.get() > 0 {
            // One at a time: what waits here for its turn must not be sent after the host has asked for a longer pause.
            self.pool.borrow_mut().set_caps(Caps { per_host: 1, all: AT_ONCE });
        }
        let refused = !robots.permits(self.start.path_and_query());
        self.crawl.replace(Crawl::new(&self.address, self.limits, robots));
        if refused {
            self.finish(State::Refused);
        }
    }

    /// Asks for one address.
    async fn look(&self, task: &Task) -> Answer {
        let Ok(address) = task.href.address() else { return Answer::inside() };
        if self.inside.leads(&address).await {
            return Answer::inside();
        }
        if task.href.origin() == self.start.origin() {
            self.pause().await;
        }
        if self.state.get() != State::Going {
            return Answer::inside();
        }
        if task.read {
            return self.read(task.href.as_str()).await;
        }
        // What it may not be asked, it is not: the crawl leaves that out, and `Bulk` looks once more.
        Answer::Other(self.asks.observe(&address, Observation::LIMIT_MS).await.map_or_else(|never| never, |seen| conclude(&seen)))
    }

    /// Takes what came of one address.
    fn take(&self, task: &Task, answer: &Answer) {
        match answer {
            Answer::Page { status, ms, retry_after, url, text, html } => {
                let redirected_to = (url.as_str() != task.href.as_str()).then(|| url.as_str().into());
                let row = Row {
                    is: Is::Status,
                    status: Some(*status),
                    ms: Some(*ms),
                    retry_after: *retry_after,
                    redirected_to,
                    at: clock::now_ms(),
                };
                self.note(task.id, row);
                let page = (*html && (200..300).contains(status)).then_some(text.as_str());
                self.crawl.borrow_mut().page(task.id, Address::parse(url).ok().as_ref(), page);
            }
            Answer::Other(outcome) => {
                if task.read {
                    self.crawl.borrow_mut().page(task.id, None, None);
                }
                self.note(task.id, Row::from(outcome, clock::now_ms()));
                if task.id == 0 && outcome.is == Is::Answered {
                    self.finish(State::Hidden);
                }
            }
        }
    }

    fn note(&self, id: u32, row: Row) {
        let mut rows = self.rows.borrow_mut();
        let at = id as usize;
        if rows.len() <= at {
            rows.resize(at + 1, None);
        }
        rows[at] = Some(row);
    }

    /// The pause that the site asks for between two requests.
    async fn pause(&self) {
        let delay = f64::from(self.delay_ms.get());
        if delay > 0.0 {
            let now = clock::ticks();
            let at = self.next_at.get().max(now);
            self.next_at.set(at + delay);
            clock::wait((at - now) as i32).await;
        }
    }

    /// Reads a page. One that this page may not read is looked at as the addresses of a list are.
    async fn read(&self, href: &str) -> Answer {
        let signal = self.stop.signal();
        let limit = Observation::LIMIT_MS as i32;
        let began = clock::ticks();
        let Ok(answer) = fetch::ask(Ask { signal: signal.as_ref(), ..Ask::new(href, RequestMode::Cors, limit) }).await else {
            let Some(address) = Address::parse(href).ok().filter(|_| self.state.get() == State::Going) else { return Answer::inside() };
            return Answer::Other(
                self.asks.observe(&address, Observation::LIMIT_MS).await.map_or_else(|never| never, |seen| conclude(&seen)),
            );
        };
        let ms = (clock::ticks() - began).max(0.0) as u32;
        let status = answer.response.status();
        let kind = header(&answer.response, "content-type");
        let html = kind.contains("html");
        let url = answer.response.url();
        let retry_after = observe::wait_asked(&answer.response);
        let text = if html || kind.contains("text/plain") {
            bulk::text(&answer.response, MOST).await.unwrap_or_default()
        } else {
            fetch::drop_body(&answer.response);
            String::new()
        };
        Answer::Page { status, ms, retry_after, url, text, html }
    }
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).ok().flatten().unwrap_or_default()
}

enum Answer {
    /// It may be read.
    Page { status: u16, ms: u32, retry_after: Option<u32>, url: String, text: String, html: bool },
    /// What was learned of what this page may not read, or did not ask.
    Other(Outcome),
}

impl Answer {
    /// Nothing was asked: the name leads inside, or the check was stopped, and then nobody takes this.
    fn inside() -> Answer {
        Answer::Other(Outcome::not_sent(Refusal::Private))
    }

    fn status(&self) -> Option<u16> {
        match self {
            Answer::Page { status, .. } => Some(*status),
            Answer::Other(outcome) => outcome.status.filter(|_| outcome.is == Is::Status),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Answer::Page { retry_after, .. } => *retry_after,
            Answer::Other(outcome) => outcome.retry_after,
        }
    }
}
