//! A watch over one address: asks when `core::watch::schedule` says, and tells when something changed. Lives beside the page's state.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use super::{
    bulk, clock,
    observe::{self, How},
};
use crate::core::{
    address::Address,
    probe::{Outcome, conclude},
    watch::{
        Sample, Seen,
        schedule::{Go, Now, Watch, Why, news},
    },
};

/// Milliseconds between two looks at the clock: what counts down is drawn so often.
const LOOK: i32 = 1000;

/// What a watch is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Asking right now.
    Asking,
    /// It asks again in so many seconds.
    Waiting(u32),
    /// The tab has been hidden for longer than was chosen.
    Paused,
    /// It is over.
    Over(Why),
    /// The visitor ended it.
    Stopped,
}

/// A watch.
pub struct Watcher {
    /// What is asked, as it is sent.
    pub address: Address,
    how: Cell<Watch>,
    samples: RefCell<Vec<Sample>>,
    last: RefCell<Rc<Outcome>>,
    doing: Cell<Doing>,
    notifies: Cell<bool>,
    random: Cell<f64>,
    told: Cell<bool>,
    hidden_since: Cell<Option<i64>>,
    title: String,
    tell: Box<dyn Fn()>,
}

/// Milliseconds since 1970 on a clock that nobody sets back while the page is open.
fn now_ms() -> i64 {
    thread_local! {
        static START: Cell<Option<f64>> = const { Cell::new(None) };
    }
    let ticks = clock::ticks();
    let start = START.get().unwrap_or_else(|| {
        let start = clock::now_ms() as f64 - ticks;
        START.set(Some(start));
        start
    });
    (start + ticks) as i64
}

fn hidden() -> bool {
    super::document().is_some_and(|document| super::flag(&document, "hidden"))
}

impl Watcher {
    /// Starts one from an outcome that is known. `title`: the page's own.
    pub fn start(address: Address, first: Rc<Outcome>, how: Watch, title: &str, tell: Box<dyn Fn()>) -> Rc<Watcher> {
        let own = Rc::new(Watcher {
            address,
            how: Cell::new(how),
            samples: RefCell::new(vec![Sample { at_ms: now_ms(), is: Seen::of(&first) }]),
            last: RefCell::new(first),
            doing: Cell::new(Doing::Waiting(0)),
            notifies: Cell::new(false),
            random: Cell::new(js_sys::Math::random()),
            told: Cell::new(false),
            hidden_since: Cell::default(),
            title: title.to_owned(),
            tell,
        });
        let run = own.clone();
        super::spawn(async move { run.watch().await });
        own
    }

    /// What it is doing.
    pub fn doing(&self) -> Doing {
        self.doing.get()
    }

    /// It goes on.
    pub fn goes_on(&self) -> bool {
        !matches!(self.doing.get(), Doing::Over(_) | Doing::Stopped)
    }

    /// Its tries so far.
    pub fn samples(&self) -> std::cell::Ref<'_, Vec<Sample>> {
        self.samples.borrow()
    }

    /// The last outcome.
    pub fn last(&self) -> Rc<Outcome> {
        self.last.borrow().clone()
    }

    /// How it watches.
    pub fn how(&self) -> Watch {
        self.how.get()
    }

    /// Other settings, from now on.
    pub fn set(&self, how: Watch) {
        self.how.set(how);
    }

    /// Whether it notifies.
    pub fn notifies(&self) -> bool {
        self.notifies.get()
    }

    /// Notifies from now on, or not.
    pub fn set_notifies(&self, on: bool) {
        self.notifies.set(on);
    }

    /// Ends it, and draws that.
    pub fn stop(&self) {
        if self.goes_on() {
            self.end();
            (self.tell)();
        }
    }

    /// Ends it without a word: what it is about is gone from the page.
    pub fn end(&self) {
        if self.goes_on() {
            self.doing.set(Doing::Stopped);
        }
        self.show_title("");
    }

    fn show_title(&self, news: &str) {
        let Some(document) = super::document() else { return };
        if news.is_empty() {
            document.set_title(&self.title);
        } else {
            let mut title = news.to_owned();
            title.push_str(" · ");
            title.push_str(self.address.host());
            document.set_title(&title);
        }
    }

    fn now(&self) -> Now {
        let at_ms = now_ms();
        let since = if hidden() { Some(self.hidden_since.get().unwrap_or(at_ms)) } else { None };
        self.hidden_since.set(since);
        Now {
            at_ms,
            random: self.random.get(),
            retry_after: self.last.borrow().retry_after,
            hidden_for_ms: since.map(|since| at_ms - since),
        }
    }

    async fn watch(self: Rc<Watcher>) {
        while self.goes_on() {
            let go = self.how.get().go(&self.samples.borrow(), &self.now());
            match go {
                Go::Stopped(why) => {
                    self.doing.set(Doing::Over(why));
                    self.say(why);
                    (self.tell)();
                    return;
                }
                Go::Paused(_) => {
                    self.doing.set(Doing::Paused);
                    (self.tell)();
                    clock::wait(LOOK).await;
                }
                Go::AskIn(0) => self.ask().await,
                Go::AskIn(ms) => {
                    self.doing.set(Doing::Waiting(ms.div_ceil(1000)));
                    (self.tell)();
                    clock::wait(i32::try_from(ms).unwrap_or(LOOK).min(LOOK)).await;
                }
            }
        }
    }

    async fn ask(&self) {
        self.doing.set(Doing::Asking);
        (self.tell)();
        let seen = observe::observe(&self.address, &How::default()).await;
        if !self.goes_on() {
            return;
        }
        let outcome = conclude(&seen);
        super::ledger::learned(&self.address.href(), crate::core::ui::check_ui().ledger_target, &outcome.why);
        self.samples.borrow_mut().push(Sample { at_ms: now_ms(), is: Seen::of(&outcome) });
        self.last.replace(Rc::new(outcome));
        self.random.set(js_sys::Math::random());
        let news = news(&self.samples.borrow());
        match news {
            Some(why) => self.say(why),
            None => self.told.set(false),
        }
    }

    /// Tells whoever looks elsewhere, once: in the tab's title, and with a notification where that was allowed.
    fn say(&self, why: Why) {
        if self.told.replace(true) {
            return;
        }
        self.show_title(why.title());
        if self.notifies.get() {
            let mut title = why.title().to_owned();
            title.push_str(": ");
            title.push_str(self.address.host());
            bulk::notify(&title, why.say());
        }
    }
}
