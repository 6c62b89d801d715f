//! Follows a site's own links: reads its pages, as far as it lets this page do that, and asks what they lead to. Lives beside the page's state.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use web_sys::RequestMode;

use super::{
    bulk, clock,
    fetch::{self, Ask},
    observe::bulk::Bulk,
    stop::Stop,
};
use crate::core::{
    address::Address,
    check::{
        crawl::{Crawl, Limits, Task},
        href::Href,
        robots::{Fetched, Robots, Standing},
        rows::Row,
    },
    probe::{Is, Observation, conclude},
};

/// Requests at a time: most go to the one site.
const AT_ONCE: usize = 2;
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
    asks: Bulk,
    stop: Stop,
    flying: Cell<usize>,
    changed: Cell<bool>,
    delay_ms: Cell<u32>,
    next_at: Cell<f64>,
    tell: Box<dyn Fn()>,
}

impl SiteCheck {
    /// Begins.
    pub fn begin(address: Address, limits: Limits, tell: Box<dyn Fn()>) -> Rc<SiteCheck> {
        let start = Href::from(&address);
        let crawl = Crawl::new(&address, limits, Robots::parse(""));
        let own = Rc::new(SiteCheck {
            start,
            crawl: RefCell::new(crawl),
            rows: RefCell::default(),
            state: Cell::new(State::Going),
            standing: Cell::default(),
            asks: Bulk::new(limits.allow_loopback),
            address,
            stop: Stop::new(),
            flying: Cell::new(0),
            changed: Cell::new(true),
            delay_ms: Cell::new(0),
            next_at: Cell::new(0.0),
            tell,
        });
        let run = own.clone();
        super::spawn(async move { run.prepare(limits).await });
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
        self.stop.forget();
        bulk::stop();
        bulk::unlock();
        (self.tell)();
    }

    /// What may be read is asked first (RFC 9309).
    async fn prepare(self: Rc<SiteCheck>, limits: Limits) {
        let mut url = self.start.origin().to_owned();
        url.push_str("/robots.txt");
        let robots = match self.read(&url).await {
            Answer::Page { status: 200..=299, text, .. } => Robots::of(Fetched::Text(&text)),
            Answer::Page { status, .. } => Robots::of(Fetched::Status(status)),
            Answer::Hidden => return self.finish(State::Hidden),
            Answer::None => Robots::of(Fetched::Unreachable),
        };
        if self.state.get() != State::Going {
            return;
        }
        self.standing.set(Some(robots.standing()));
        self.delay_ms.set(robots.delay_ms().unwrap_or(0));
        let refused = !robots.permits(self.start.path_and_query());
        self.crawl.replace(Crawl::new(&self.address, limits, robots));
        if refused {
            return self.finish(State::Refused);
        }
        self.drive();
    }

    fn drive(self: &Rc<SiteCheck>) {
        while self.state.get() == State::Going && self.flying.get() < AT_ONCE {
            let task = self.crawl.borrow_mut().next();
            let Some(task) = task else {
                if self.flying.get() == 0 && self.crawl.borrow().finished() {
                    self.finish(State::Done);
                }
                return;
            };
            self.flying.set(self.flying.get() + 1);
            let own = self.clone();
            super::spawn(async move {
                own.one(task).await;
                own.flying.set(own.flying.get() - 1);
                own.changed.set(true);
                own.drive();
            });
        }
    }

    async fn one(&self, task: Task) {
        if task.href.origin() == self.start.origin() {
            self.pause().await;
        }
        if self.state.get() != State::Going {
            return;
        }
        let href = task.href.as_str().to_owned();
        if task.read {
            let began = clock::ticks();
            if let Answer::Page { status, url, text, html } = self.read(&href).await {
                let ms = (clock::ticks() - began).max(0.0) as u32;
                let redirected_to = (url != href).then(|| url.as_str().into());
                let row = Row { is: Is::Status, status: Some(status), ms: Some(ms), retry_after: None, redirected_to, at: clock::now_ms() };
                self.note(task.id, row);
                let page = (html && (200..300).contains(&status)).then_some(text.as_str());
                self.crawl.borrow_mut().page(task.id, Address::parse(&url).ok().as_ref(), page);
                return;
            }
            self.crawl.borrow_mut().page(task.id, None, None);
        }
        let Ok(address) = task.href.address() else { return };
        // What it may not be asked, it is not: the crawl leaves that out, and `Bulk` looks once more.
        let outcome = match self.asks.observe(&address, Observation::LIMIT_MS).await {
            Ok(seen) => conclude(&seen),
            Err(never) => never,
        };
        let hidden = task.id == 0 && outcome.is == Is::Answered;
        self.note(task.id, Row::from(&outcome, clock::now_ms()));
        if hidden && self.state.get() == State::Going {
            self.finish(State::Hidden);
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

    /// Reads a page.
    async fn read(&self, url: &str) -> Answer {
        let signal = self.stop.signal();
        let limit = Observation::LIMIT_MS as i32;
        let Ok(answer) = fetch::ask(Ask { signal: signal.as_ref(), ..Ask::new(url, RequestMode::Cors, limit) }).await else {
            // Hidden or not there: no-cors tells.
            let told = bulk::ask(url, Observation::LIMIT_MS).await;
            return if told.contains("opaque") { Answer::Hidden } else { Answer::None };
        };
        let status = answer.response.status();
        let kind = answer.response.headers().get("content-type").ok().flatten().unwrap_or_default();
        let html = kind.contains("html");
        let url = answer.response.url();
        if !html && !kind.contains("text/plain") {
            fetch::drop_body(&answer.response);
            return Answer::Page { status, url, text: String::new(), html };
        }
        let text = bulk::text(&answer.response, MOST).await.unwrap_or_default();
        Answer::Page { status, url, text, html }
    }
}

enum Answer {
    /// It may be read.
    Page { status: u16, url: String, text: String, html: bool },
    /// Something answered that this page may not read.
    Hidden,
    /// Nothing did.
    None,
}
