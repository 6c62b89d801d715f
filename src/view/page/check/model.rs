//! What the page knows. What runs (a list, a watch) lives beside it and tells it when to draw anew.

use std::{cell::Cell, rc::Rc};

use crate::{
    core::{
        address::Address,
        check::{
            crawl::Limits,
            href::Href,
            list::{How, List, read},
            pool::{CROWD, Caps},
            rows::{By, Group},
            why::Bad,
        },
        config::Config,
        probe::Outcome,
        text::{clip, fill, joined, query_value},
        ui::check_ui,
    },
    view::host::Reduce,
};

use super::{one::One, places::Places, results::Look, run::Before};
use crate::{
    core::watch::schedule::Watch,
    web::{self, run::Run, sitecheck::SiteCheck, watcher::Watcher},
};

/// Addresses in one run, at most.
pub(super) const MOST: usize = 10_000;

/// A text longer than this, in bytes, is read when typing rests, not at every key: ten thousand lines take a tenth of a second.
const LONG: usize = 40_000;

/// Ends whatever runs when the page goes, or something else is to run.
#[derive(Clone, Default)]
pub(super) struct Stop(Rc<Cell<u32>>);

impl Stop {
    /// Everything that was begun before is stale.
    pub(super) fn call(&self) {
        self.0.set(self.0.get().wrapping_add(1));
    }

    /// The turn now; what began in it asks later whether it still is.
    pub(super) fn turn(&self) -> u32 {
        self.0.get()
    }
}

/// Everything the page knows.
#[derive(Clone, Default)]
pub(super) struct Model {
    /// Who may be contacted; `None`: the page is not live yet.
    pub config: Option<Config>,
    /// The page itself is on https.
    pub page_https: bool,
    /// What is in the field.
    pub text: String,
    /// How often that was changed.
    pub changes: u32,
    /// It was changed and not read yet: what was read is of before.
    pub unread: bool,
    /// The column of a table that the visitor chose.
    pub column: Option<usize>,
    /// What was read from the field.
    pub list: Rc<List>,
    /// All lines that can't be used are shown.
    pub bad_all: bool,
    /// How many addresses are sent: some may differ only in what is left out.
    pub sends: usize,
    /// On how many hosts the addresses are.
    pub hosts: usize,
    /// Some have a part after the question mark.
    pub queries: bool,
    /// Whether that is sent, too; `None`: not chosen yet.
    pub whole: Option<bool>,
    /// Something to say about the field.
    pub message: String,
    /// Sitemaps are being read.
    pub reading: bool,
    /// What the sitemaps held that the field got its addresses from, beside these.
    pub brought: Rc<Brought>,
    /// The site's base path.
    pub base: String,
    /// Hosts with more addresses than are asked without another question, and how many.
    pub crowded: Vec<(String, usize)>,
    /// It was agreed that they are asked that often.
    pub crowd: bool,
    /// How many requests at a time.
    pub caps: Caps,
    /// Whether the run is to be kept, if the visitor said so.
    pub keep: Option<bool>,
    /// The run of another time, if one was kept.
    pub before: Option<Before>,
    /// A run is about to be shown.
    pub starting: bool,
    /// The run that is shown.
    pub run: Option<Rc<Run>>,
    /// Something to say about it.
    pub run_says: &'static str,
    /// How its results are looked at.
    pub look: Look,
    /// The check of one address.
    pub one: One,
    /// How to watch.
    pub watch: Watch,
    /// Notifications are wanted, and allowed.
    pub notify: bool,
    /// They were wanted, and refused.
    pub notify_refused: bool,
    /// The watch.
    pub watcher: Option<Rc<Watcher>>,
    /// The last address whose answer was readable, and that answer: an API that loses its CORS headers is noticed by it.
    pub earlier: Option<(String, Rc<Outcome>)>,
    /// The site whose links are followed.
    pub site: Option<Rc<SiteCheck>>,
    /// How far they are followed.
    pub limits: Limits,
    /// What is known from elsewhere.
    pub places: Places,
    /// Stops what runs.
    pub stop: Stop,
    /// What became of copying a command.
    pub command: &'static str,
    /// The list of contacted hosts is unfolded.
    pub ledger_open: bool,
    /// Counts how often what lives beside this has changed.
    pub ticks: u32,
}

/// What sitemaps held beside the addresses that can be checked: nothing of them is lost silently.
#[derive(Default)]
pub(super) struct Brought {
    /// What can't be used, each with its sitemap; not all, if there are many.
    pub bad: Vec<(Href, Bad)>,
    /// How many more of these there were.
    pub bad_over: usize,
    /// How many addresses are over the limit.
    pub over: usize,
    /// How many sitemaps could not be read.
    pub failed: usize,
    /// How many were not asked for: over the limit, or after enough addresses.
    pub unread: usize,
}

/// What can happen.
pub(super) enum Act {
    /// The page is live: its query, who may be contacted, whether it is on https, the base path.
    Load(String, Box<Config>, bool, String),
    /// The field changed.
    Text(String),
    /// A long text is to be read now, if nothing has changed since.
    Read(u32),
    /// A file was read.
    File(String),
    /// Something to say about the field.
    Message(&'static str),
    /// Sitemaps are being read.
    Reading,
    /// They were: their addresses, a line each, and what else they held.
    Sitemaps(String, Brought),
    /// A command was copied.
    Command(&'static str),
    /// All lines that can't be used are to be shown.
    BadAll,
    /// Another column.
    Column(Option<usize>),
    /// Whole addresses, or without the part after the question mark.
    Whole(bool),
    /// An address gave a readable answer.
    Earlier(String, Rc<Outcome>),
    /// Whatever runs ends.
    StopOne,
    /// The check of one address changed.
    One(Box<dyn FnOnce(&mut One)>),
    /// Another way to watch.
    Watch(Watch),
    /// Notifications are on, or were refused.
    Notify(bool, bool),
    /// There is a site whose links are followed, or no more.
    Site(Option<Rc<SiteCheck>>),
    /// How far they are followed.
    Limits(Limits),
    /// Which network the visitor is in may be looked up, or not.
    Lookup(bool),
    /// What asks from elsewhere ends.
    StopPlaces,
    /// What is known from elsewhere changed.
    Places(Box<dyn FnOnce(&mut Places)>),
    /// There is a watch, or no more.
    Watcher(Option<Rc<Watcher>>),
    /// The crowded hosts may be asked that often.
    Crowd(bool),
    /// Requests at a time to one host.
    PerHost(u8),
    /// Requests at a time in all.
    InAll(u8),
    /// The run is to be kept, or not.
    Keep(bool),
    /// There is a run of another time, or no more.
    Before(Option<Before>),
    /// A run is about to be shown: the field goes first, which takes a task of its own where ten thousand lines are in it.
    Starting,
    /// A run is shown, or none.
    Run(Option<Rc<Run>>),
    /// Something to say about it.
    RunSays(&'static str),
    /// Only this outcome, or all.
    Group(Option<Group>),
    /// Only what has these words.
    Find(String),
    /// Another order; the same once more turns it round.
    Sort(By),
    /// The first row in view.
    Scroll(u32),
    /// Files get whole addresses, or not.
    WholeFiles(bool),
    /// The list of contacted hosts is folded or unfolded.
    Ledger,
    /// What lives beside this changed.
    Tick,
}

impl Reduce for Model {
    type Act = Act;

    fn reduce(&self, act: Act) -> Model {
        let mut next = self.clone();
        match act {
            Act::Load(query, config, https, base) => {
                next.config = Some(*config);
                next.base = base;
                next.page_https = https;
                if let Some(url) = query_value(&query, "url")
                    && next.text.is_empty()
                {
                    clip(&url, 8000).clone_into(&mut next.text);
                }
                next.read();
            }
            Act::Sitemaps(text, brought) => {
                next.text = text;
                next.column = None;
                next.message.clear();
                next.brought = Rc::new(brought);
                next.read();
            }
            Act::Text(text) => {
                next.brought = Rc::default();
                next.text = text;
                next.column = None;
                next.message.clear();
                next.changes = next.changes.wrapping_add(1);
                if next.text.len() > LONG {
                    next.unread = true;
                    next.forget();
                } else {
                    next.read();
                }
            }
            Act::Read(changes) => {
                if next.unread && next.changes == changes {
                    next.read();
                }
            }
            Act::File(text) => {
                next.brought = Rc::default();
                let most = super::files::MOST as usize;
                next.message.clear();
                if text.len() > most {
                    next.message = fill(check_ui().check_file_large, &[("mb", &(most / 1_000_000).to_string())]);
                }
                clip(&text, most).clone_into(&mut next.text);
                next.column = None;
                next.read();
            }
            Act::Message(message) => {
                message.clone_into(&mut next.message);
                next.reading = false;
            }
            Act::Reading => {
                check_ui().sitemap_reading.clone_into(&mut next.message);
                next.reading = true;
            }
            Act::Command(told) => next.command = told,
            Act::BadAll => next.bad_all = true,
            Act::Column(column) => {
                next.column = column;
                next.read();
            }
            Act::Whole(whole) => {
                next.whole = Some(whole);
                next.keep = next.keep.filter(|on| !on);
                next.sends = if whole { next.list.items.len() } else { next.sendable(false).len() };
                next.forget();
            }
            Act::Earlier(href, outcome) => next.earlier = Some((href, outcome)),
            Act::StopOne => {
                next.stop.call();
                next.one.step = None;
                next.reading = false;
            }
            Act::One(change) => change(&mut next.one),
            Act::Watch(how) => {
                next.watch = how;
                if let Some(watcher) = &next.watcher {
                    watcher.set(how);
                }
            }
            Act::Notify(on, refused) => {
                next.notify = on;
                next.notify_refused = refused;
                if let Some(watcher) = &next.watcher {
                    watcher.set_notifies(on);
                }
            }
            Act::Site(site) => next.site = site,
            Act::Limits(limits) => next.limits = limits,
            Act::Lookup(on) => next.places.lookup = on,
            Act::StopPlaces => {
                // What has come until now counts.
                if let Some(stop) = &next.places.stop {
                    stop.stop();
                }
            }
            Act::Places(change) => change(&mut next.places),
            Act::Watcher(watcher) => next.watcher = watcher,
            Act::Crowd(on) => next.crowd = on,
            Act::PerHost(count) => next.caps = Caps { per_host: count, ..next.caps }.within(),
            Act::InAll(count) => next.caps = Caps { all: count, ..next.caps }.within(),
            Act::Keep(on) => next.keep = Some(on),
            Act::Before(before) => next.before = before,
            Act::Starting => next.starting = true,
            Act::Run(run) => {
                next.starting = false;
                next.run = run;
                next.before = next.before.filter(|_| next.run.is_none());
                next.run_says = "";
                next.look = Look::default();
            }
            Act::RunSays(says) => next.run_says = says,
            Act::Group(group) => {
                next.look.group = group;
                next.look.first = 0;
            }
            Act::Find(text) => {
                next.look.text = text;
                next.look.first = 0;
            }
            Act::Sort(by) => {
                let down = next.look.sort.by == by && !next.look.sort.down;
                next.look.sort = crate::core::check::rows::Sort { by, down };
                next.look.first = 0;
            }
            Act::Scroll(first) => next.look.first = first as usize,
            Act::WholeFiles(on) => next.look.whole = on,
            Act::Ledger => next.ledger_open = !next.ledger_open,
            Act::Tick => next.ticks = next.ticks.wrapping_add(1),
        }
        next
    }
}

impl Model {
    /// Whether the page may ask the visitor's own device: only in tests and local development.
    pub fn loopback(&self) -> bool {
        self.config.as_ref().is_some_and(|config| config.allow_loopback)
    }

    /// Whom a name is looked up at before it is asked, for a sentence.
    pub fn resolvers(&self) -> Option<String> {
        let config = self.config.as_ref()?;
        let hosts = joined(config.resolvers.iter().take(2).map(|url| Config::host(url)), ", ");
        (!hosts.is_empty()).then_some(hosts)
    }

    /// The same, to be asked; the ledger says what for.
    pub fn looks_up(&self) -> Vec<String> {
        let resolvers = self.config.as_ref().map(|config| config.resolvers.clone()).unwrap_or_default();
        for url in &resolvers {
            web::ledger::purpose(url, check_ui().ledger_resolver);
        }
        resolvers
    }

    fn read(&mut self) {
        self.unread = false;
        let how = How {
            kind: None,
            column: self.column,
            base: None,
            page_is_https: self.page_https,
            allow_loopback: self.loopback(),
            limit: MOST,
        };
        let list = read(&self.text, &how);
        let mut hosts = std::collections::HashMap::<&str, usize>::new();
        self.queries = false;
        for item in &list.items {
            *hosts.entry(item.href.host()).or_default() += 1;
            self.queries |= item.href.as_str().contains('?');
        }
        self.queries |= list.sitemaps.iter().any(|href| href.as_str().contains('?'));
        self.hosts = hosts.len();
        self.crowded =
            hosts.iter().filter(|(_, count)| **count > CROWD as usize).map(|(host, count)| ((*host).to_owned(), *count)).collect();
        crate::core::text::sort(&mut self.crowded, |a, b| (b.1, &a.0) < (a.1, &b.0));
        self.crowd = false;
        self.list = Rc::new(list);
        self.bad_all = false;
        self.whole = None;
        // A yes was about that list, a no is about all of them.
        self.keep = self.keep.filter(|on| !on);
        self.sends = self.list.items.len();
        self.forget();
    }

    /// What was found is about something else now.
    fn forget(&mut self) {
        self.stop.call();
        self.run_says = "";
        if let Some(site) = self.site.take() {
            site.end();
        }
        if let Some(stop) = self.places.stop.take() {
            stop.forget();
        }
        self.places = Places { lookup: self.places.lookup, ..Places::default() };
        if let Some(watcher) = self.watcher.take() {
            watcher.end();
        }
        self.one = One { boxed: self.one.boxed, api: self.one.api, ..One::default() };
    }

    /// The one address of the field, as it may be sent.
    pub fn single(&self) -> Option<Address> {
        let [item] = self.list.items.as_slice() else { return None };
        let address = item.href.address().ok()?;
        if address.has_query() && self.whole != Some(true) {
            return Address::parse(&address.without_query()).ok();
        }
        Some(address)
    }

    /// The addresses of the field as they are sent, each once.
    pub fn sendable(&self, whole: bool) -> Vec<Box<str>> {
        let mut seen = std::collections::HashSet::new();
        let mut out = Vec::with_capacity(self.list.items.len());
        for item in &self.list.items {
            let mut href = item.href.as_str();
            if !whole {
                href = href.split('?').next().unwrap_or(href);
            }
            if seen.insert(href) {
                out.push(href.into());
            }
        }
        out
    }

    /// Whether the run is to be kept. Whole addresses may hold secrets: kept only when asked for.
    pub fn keeps(&self) -> bool {
        self.keep.unwrap_or(!self.queries || self.whole != Some(true))
    }

    /// A choice about the part after the question mark is still open.
    pub fn undecided(&self) -> bool {
        self.queries && self.whole.is_none()
    }
}
