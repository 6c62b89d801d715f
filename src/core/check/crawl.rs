//! A site's own links, followed to a depth and a count.
//!
//! A state machine without a clock or a network: it hands out what to ask for, is told what came, and keeps what leads where. Pages of the
//! start's origin are read for their links, breadth first; what lies elsewhere is only checked. It keeps to the site's robots.txt, to
//! `nofollow`, and to what must not be sent at all.
//!
//! ```text
//! next ─► Task ─► the caller asks ─► page ─► links ─► found: read | check | left out, and why
//! ```
//!
//! What it can't see: links that scripts make, and the robots.txt of other sites, whose addresses are asked for once, as a visitor's click would.

use std::collections::{HashMap, VecDeque};

use super::{
    href::{Href, Spread},
    links::{Via, links},
    robots::Robots,
    why::Bad,
};
use crate::core::address::{Address, Refusal};

/// How many pages that lead to an address are kept with it.
pub const FROM: usize = 5;

/// How many addresses that were left out are kept for each reason.
const EXAMPLES: usize = 50;

/// How many addresses that were left out are remembered, so that each counts once; from there on they are not counted.
const OUT: usize = 100_000;

/// How many links that lead nowhere are kept.
const BAD: usize = 1000;

/// Endings of what is no page and may be large: checked, never read.
const FILES: [&str; 48] = [
    "7z", "apk", "avi", "avif", "bin", "bmp", "bz2", "css", "csv", "deb", "dmg", "doc", "docx", "eot", "epub", "exe", "flac", "gif", "gz",
    "ico", "iso", "jpeg", "jpg", "js", "json", "m4a", "m4v", "mjs", "mov", "mp3", "mp4", "mpg", "msi", "odt", "ogg", "pdf", "png", "ppt",
    "pptx", "rar", "svg", "tar", "wav", "webm", "webp", "xls", "xlsx", "zip",
];

/// How far a crawl goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many links away from the start an address may be. Those at that distance are checked and not read; at 0 it is the start alone.
    pub depth: u16,
    /// How many pages are read.
    pub pages: usize,
    /// How many addresses are checked, pages included.
    pub addresses: usize,
    /// Whether `nofollow` is kept to.
    pub nofollow: bool,
    /// Whether addresses with a query are asked for: on some sites opening one signs out or unsubscribes. The start always is.
    pub queries: bool,
    /// See [`Address::refusal`].
    pub page_is_https: bool,
    /// See [`Address::refusal`].
    pub allow_loopback: bool,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            depth: 3,
            pages: 500,
            addresses: super::list::LIMIT,
            nofollow: true,
            queries: false,
            page_is_https: true,
            allow_loopback: false,
        }
    }
}

/// One address to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its number, for [`Crawl::page`] and [`Crawl::seen`].
    pub id: u32,
    /// What to ask for.
    pub href: Href,
    /// True: ask for the page itself (GET), follow redirects, and tell [`Crawl::page`] what came. False: it is only checked.
    pub read: bool,
}

/// A place that leads to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrer {
    /// The page: its number.
    pub page: u32,
    /// What the link says.
    pub text: Box<str>,
    /// What kind of link it is.
    pub via: Via,
    /// Its line in the page.
    pub line: u32,
}

/// An address that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is sent.
    pub href: Href,
    /// How many links away from the start.
    pub depth: u16,
    /// True if it is on another origin than the start.
    pub elsewhere: bool,
    /// The first [`FROM`] pages that lead there, each once.
    pub from: Vec<Referrer>,
    /// How many pages lead there.
    pub from_count: u32,
    /// The page that was counted last: links on one page count once.
    last: Option<u32>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not handed out yet.
    Waiting,
    /// Being read.
    Reading,
    /// Read, or only checked.
    Done,
}

/// Why an address was not asked for, or a page not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The site's robots.txt forbids it.
    Robots,
    /// Only links with `nofollow` lead there.
    Nofollow,
    /// It has a query.
    Query,
    /// It must not be sent.
    Refused(Refusal),
    /// Over [`Limits::addresses`].
    Addresses,
    /// Checked, not read: at [`Limits::depth`].
    Depth,
    /// Checked, not read: over [`Limits::pages`].
    Pages,
    /// Read, not followed: it was redirected to another origin.
    Redirected,
    /// Read, not followed: it was redirected to where robots.txt forbids to go.
    RedirectedToForbidden,
}

impl Left {
    /// The stable name used in tests and exports.
    pub const fn id(self) -> &'static str {
        match self {
            Left::Robots => "robots",
            Left::Nofollow => "nofollow",
            Left::Query => "query",
            Left::Refused(refusal) => refusal.id(),
            Left::Addresses => "addresses",
            Left::Depth => "depth",
            Left::Pages => "pages",
            Left::Redirected => "redirected",
            Left::RedirectedToForbidden => "redirected-to-forbidden",
        }
    }

    /// What to tell the visitor: a few words.
    pub const fn say(self) -> &'static str {
        match self {
            Left::Robots => "The site's robots.txt asks programs not to go there",
            Left::Nofollow => "The links to it ask programs not to follow them",
            Left::Query => "They have a part after the ?: opening such an address may do something",
            Left::Refused(refusal) => refusal.title(),
            Left::Addresses => "Over the number of addresses to check",
            Left::Depth => "Checked, but too many links away to be read for more",
            Left::Pages => "Checked, but over the number of pages to read for more",
            Left::Redirected => "Leads to another site, whose links are not followed",
            Left::RedirectedToForbidden => "Leads to where the site's robots.txt asks programs not to go",
        }
    }
}

/// What was left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The reason.
    pub why: Left,
    /// How many addresses.
    pub count: usize,
    /// The first of them.
    pub examples: Vec<Href>,
}

/// A link that leads nowhere, and the page it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLink {
    /// The page: its number.
    pub page: u32,
    /// The link.
    pub bad: Bad,
}

/// What a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Its links were followed: so many addresses are new.
    Read {
        /// How many.
        new: usize,
    },
    /// It was no page, or did not come.
    Nothing,
    /// It is one that was read already, under another address.
    Again,
    /// It was redirected to where its links are not followed.
    Away(Left),
    /// It was not being read: told twice, or never handed out to be read.
    Unasked,
}

/// A crawl of one site.
#[derive(Debug)]
pub struct Crawl {
    limits: Limits,
    robots: Robots,
    origin: Box<str>,
    found: Vec<Found>,
    /// The number of every address that was found.
    known: HashMap<Box<str>, u32, Spread>,
    /// Where pages that were read ended up: what two addresses lead to is read once.
    finals: HashMap<Box<str>, u32, Spread>,
    reads: VecDeque<u32>,
    checks: VecDeque<u32>,
    /// How many pages of every depth are being read.
    open: Vec<usize>,
    /// How many pages were handed out to be read.
    pages: usize,
    left: Vec<LeftOut>,
    /// Why an address is left out. Those that only `nofollow` keeps out may still come in.
    out: HashMap<Box<str>, Left, Spread>,
    bad: Vec<BadLink>,
    bad_count: usize,
    moved: Option<Href>,
}

impl Crawl {
    /// A crawl that begins at an address, with what its site permits.
    pub fn new(start: &Address, limits: Limits, robots: Robots) -> Crawl {
        // As links to it will be written.
        let start = Href::from(start).normal();
        let mut crawl = Crawl {
            limits,
            robots,
            origin: start.origin().into(),
            found: Vec::new(),
            known: HashMap::default(),
            finals: HashMap::default(),
            reads: VecDeque::new(),
            checks: VecDeque::new(),
            open: Vec::new(),
            pages: 0,
            left: Vec::new(),
            out: HashMap::default(),
            bad: Vec::new(),
            bad_count: 0,
            moved: None,
        };
        crawl.add(start, 0, None);
        crawl
    }

    /// What to ask for next. `None`: nothing now; more may come of the pages that are being read ([`Crawl::finished`]).
    #[expect(clippy::should_implement_trait, reason = "None is not the end: more may come")]
    pub fn next(&mut self) -> Option<Task> {
        // A page two links further than one that is still being read waits: what that one links to may be nearer than it seemed.
        let shallowest = self.open.iter().position(|count| *count > 0);
        let ready = self.reads.front().copied().filter(|id| shallowest.is_none_or(|open| usize::from(self.at(*id).depth) <= open + 1));
        let id = match (ready, self.checks.front().copied()) {
            (Some(read), Some(check)) if check < read => self.checks.pop_front(),
            (Some(_), _) => self.reads.pop_front(),
            (None, _) => self.checks.pop_front(),
        }?;
        let found = self.at(id);
        let (href, depth) = (found.href.clone(), found.depth);
        // What another address was redirected to is read already.
        let mut read = Some(id) == ready && !self.finals.contains_key(href.as_str());
        if read {
            let why = if depth >= self.limits.depth {
                Some(Left::Depth)
            } else if self.pages >= self.limits.pages {
                Some(Left::Pages)
            } else {
                None
            };
            if let Some(why) = why {
                read = false;
                self.leave(why, &href);
            }
        }
        if read {
            self.pages += 1;
            let depth = usize::from(depth);
            if self.open.len() <= depth {
                self.open.resize(depth + 1, 0);
            }
            self.open[depth] += 1;
        }
        self.found[id as usize].state = if read { State::Reading } else { State::Done };
        Some(Task { id, href, read })
    }

    /// Takes what came of a task with `read`. `landed`: the address that answered, if another one than was asked for did (redirects); its
    /// fragment doesn't matter. `html`: its text, if it is HTML; `None` for anything else and for failures, which must be told too.
    pub fn page(&mut self, id: u32, landed: Option<&Address>, html: Option<&str>) -> Page {
        let Some(found) = self.found.get_mut(id as usize).filter(|found| found.state == State::Reading) else { return Page::Unasked };
        found.state = State::Done;
        let (asked, depth) = (found.href.clone(), found.depth);
        if let Some(open) = self.open.get_mut(usize::from(depth)) {
            *open = open.saturating_sub(1);
        }
        let landed = landed.map_or_else(|| asked.clone(), |landed| Href::from(landed).normal());
        let away = if *landed.origin() != *self.origin {
            if id == 0 {
                self.moved = Some(landed.clone());
            }
            Some(Left::Redirected)
        } else if landed != asked && !self.robots.permits(landed.path_and_query()) {
            Some(Left::RedirectedToForbidden)
        } else {
            None
        };
        if let Some(why) = away {
            self.leave(why, &asked);
            return Page::Away(why);
        }
        let Some(html) = html else { return Page::Nothing };
        if self.finals.insert(landed.as_str().into(), id).is_some() {
            return Page::Again;
        }
        self.read(id, depth, &landed, html)
    }

    /// Everything that was found, by number; the first is the start, unless it was left out.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// One address that was found.
    pub fn seen(&self, id: u32) -> Option<&Found> {
        self.found.get(id as usize)
    }

    /// True if nothing is left to hand out and nothing is being read.
    pub fn finished(&self) -> bool {
        self.reads.is_empty() && self.checks.is_empty() && self.open.iter().all(|count| *count == 0)
    }

    /// How many addresses wait to be handed out.
    pub fn waiting(&self) -> usize {
        self.reads.len() + self.checks.len()
    }

    /// How many pages were handed out to be read.
    pub const fn pages(&self) -> usize {
        self.pages
    }

    /// What was left out, and why, in the order in which the reasons came up. An address counts once.
    pub fn left(&self) -> impl Iterator<Item = &LeftOut> {
        self.left.iter().filter(|left| left.count > 0)
    }

    /// Links that lead nowhere: the first thousand, and how many there were.
    pub fn bad(&self) -> (&[BadLink], usize) {
        (&self.bad, self.bad_count)
    }

    /// The pause between two requests that the site asks for, in milliseconds.
    pub const fn delay_ms(&self) -> Option<u32> {
        self.robots.delay_ms()
    }

    /// Where the start itself was redirected to, if that is another origin (`example.com` to `www.example.com`): then nothing was followed, and a
    /// crawl of that address, with that site's robots.txt, is what is wanted.
    pub const fn moved(&self) -> Option<&Href> {
        self.moved.as_ref()
    }

    fn at(&self, id: u32) -> &Found {
        &self.found[id as usize]
    }

    /// Reads a page's links.
    fn read(&mut self, id: u32, depth: u16, landed: &Href, html: &str) -> Page {
        let page = links(html, landed);
        let before = self.found.len();
        self.bad_count += page.bad.len();
        let room = BAD.saturating_sub(self.bad.len());
        self.bad.extend(page.bad.into_iter().take(room).map(|bad| BadLink { page: id, bad }));
        for link in page.links {
            let from = Referrer { page: id, text: link.text, via: link.via, line: link.line };
            if !self.limits.nofollow || !(page.nofollow || link.nofollow) {
                self.add(link.to, depth.saturating_add(1), Some(from));
            } else if let Some(known) = self.known.get(link.to.as_str()) {
                // It is asked for anyway; who looks for its links wants to know this one, too.
                self.found[*known as usize].led_from(from);
            } else {
                self.leave_out(Left::Nofollow, &link.to);
            }
        }
        Page::Read { new: self.found.len() - before }
    }

    /// Takes an address that a link leads to.
    fn add(&mut self, href: Href, depth: u16, from: Option<Referrer>) {
        if let Some(id) = self.known.get(href.as_str()) {
            let found = &mut self.found[*id as usize];
            // A later page may be nearer. Of pages none is, once they are being read: see `next`.
            if found.state != State::Reading {
                found.depth = found.depth.min(depth);
            }
            if let Some(from) = from {
                found.led_from(from);
            }
            return;
        }
        // What is left out for more than `nofollow` stays out.
        if self.out.get(href.as_str()).is_some_and(|why| *why != Left::Nofollow) {
            return;
        }
        let elsewhere = *href.origin() != *self.origin;
        let why = if let Some(refusal) = href.refusal(self.limits.page_is_https, self.limits.allow_loopback) {
            Some(Left::Refused(refusal))
        } else if !elsewhere && !self.robots.permits(href.path_and_query()) {
            Some(Left::Robots)
        } else if !self.limits.queries && from.is_some() && href.as_str().contains('?') {
            Some(Left::Query)
        } else if self.found.len() >= self.limits.addresses {
            Some(Left::Addresses)
        } else {
            None
        };
        if let Some(why) = why {
            return self.leave_out(why, &href);
        }
        if self.out.remove(href.as_str()).is_some() {
            self.take_back(&href);
        }
        let id = self.found.len() as u32;
        self.known.insert(href.as_str().into(), id);
        if elsewhere || !is_page(&href) {
            self.checks.push_back(id);
        } else {
            self.reads.push_back(id);
        }
        let mut found = Found { href, depth, elsewhere, from: Vec::new(), from_count: 0, last: None, state: State::Waiting };
        if let Some(from) = from {
            found.led_from(from);
        }
        self.found.push(found);
    }

    /// An address that is not asked for; it counts once.
    fn leave_out(&mut self, why: Left, href: &Href) {
        let full = self.out.len() >= OUT;
        match self.out.get_mut(href.as_str()) {
            None if full => return,
            None => {
                self.out.insert(href.as_str().into(), why);
            }
            Some(own) if *own == Left::Nofollow && why != Left::Nofollow => {
                *own = why;
                self.take_back(href);
            }
            Some(_) => return,
        }
        self.leave(why, href);
    }

    fn leave(&mut self, why: Left, href: &Href) {
        let at = self.left.iter().position(|left| left.why == why).unwrap_or_else(|| {
            self.left.push(LeftOut { why, count: 0, examples: Vec::new() });
            self.left.len() - 1
        });
        let left = &mut self.left[at];
        left.count += 1;
        if left.examples.len() < EXAMPLES {
            left.examples.push(href.clone());
        }
    }

    /// What `nofollow` kept out is asked for after all, or kept out for a better reason.
    fn take_back(&mut self, href: &Href) {
        if let Some(left) = self.left.iter_mut().find(|left| left.why == Left::Nofollow) {
            left.count = left.count.saturating_sub(1);
            left.examples.retain(|example| example != href);
        }
    }
}

impl Found {
    fn led_from(&mut self, from: Referrer) {
        if self.last != Some(from.page) {
            self.last = Some(from.page);
            self.from_count = self.from_count.saturating_add(1);
            if self.from.len() < FROM {
                self.from.push(from);
            }
        } else if let Some(own) = self.from.last_mut().filter(|own| own.page == from.page && own.text.is_empty()) {
            // The picture first, the words after it: the words say more.
            own.text = from.text;
        }
    }
}

/// May it be a page? What ends like a picture, a document or an archive is none.
fn is_page(href: &Href) -> bool {
    let name = href.path().rsplit('/').next().unwrap_or("");
    name.rsplit_once('.').is_none_or(|(_, ending)| !FILES.iter().any(|own| own.eq_ignore_ascii_case(ending)))
}

#[cfg(test)]
mod tests {
    use super::{Crawl, FILES, FROM, Left, Limits, Page, Task};
    use crate::core::{address::Address, check::robots::Robots};
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn crawl(start: &str, limits: Limits, robots: &str) -> Crawl {
        Crawl::new(&address(start), Limits { queries: true, ..limits }, Robots::parse(robots))
    }

    #[test]
    fn queries_are_left_out_unless_wanted() {
        let page = "<a href=/a>a</a><a href='/out?user=1'>bye</a><a href='/out?user=1'>bye</a><a href='https://example.org/?x'>b</a>";
        for (queries, found, left) in [(false, 2, Some(2)), (true, 4, None)] {
            let mut crawl =
                Crawl::new(&address("https://example.com/?start=1"), Limits { queries, ..Limits::default() }, Robots::parse(""));
            assert!(crawl.next().is_some_and(|task| task.id == 0 && task.read), "the start was chosen");
            crawl.page(0, None, Some(page));
            assert_eq!(crawl.found().len(), found);
            assert_eq!(crawl.left().find(|left| left.why == Left::Query).map(|left| left.count), left);
        }
    }

    /// All tasks that are ready: `number address`, with `+` for those to be read.
    fn ready(crawl: &mut Crawl) -> Vec<String> {
        std::iter::from_fn(|| crawl.next()).map(|Task { id, href, read }| format!("{id}{} {href}", if read { "+" } else { "" })).collect()
    }

    fn left(crawl: &Crawl) -> Vec<String> {
        crawl.left().map(|left| format!("{} {}", left.count, left.why.id())).collect()
    }

    #[test]
    fn a_small_site() {
        let mut site = crawl("https://a.de", Limits { depth: 2, ..Limits::default() }, "User-agent: *\nDisallow: /admin\nCrawl-delay: 2\n");
        assert_eq!(site.delay_ms(), Some(2000));
        assert_eq!(ready(&mut site), ["0+ https://a.de/"]);
        assert!(!site.finished() && site.next().is_none());
        let html = "<a href=/>Home</a>\n<a href=about#team>About</a><a href='/about'><img alt=Us></a><a href=/file.PDF>File</a>\n<a href=//b.de/x>B</a>\
            <a href=/admin/x>Admin</a><a href=https://10.0.0.1/>Router</a><a href=http://c.de/>Old</a><a href=/spam rel=nofollow>Spam</a>\
            <a href=https://x:y:z/>Odd</a><a href=mailto:a@b.de>Mail</a><a href=/admin/x>Again</a>";
        assert_eq!(site.page(0, None, Some(html)), Page::Read { new: 3 });
        assert_eq!(ready(&mut site), ["1+ https://a.de/about", "2 https://a.de/file.PDF", "3 https://b.de/x"]);
        assert_eq!(left(&site), ["1 robots", "1 private-address", "1 http-from-https", "1 nofollow"]);
        let (bad, count) = site.bad();
        assert_eq!((bad.len(), count, &*bad[0].bad.text, bad[0].page, bad[0].bad.line), (1, 1, "https://x:y:z/", 0, 3));
        // A page that answers under another address of the site: links are resolved against that.
        let html = "<a href=deep>Deep</a><a href=/>Start</a><a href=/spam>Not spam</a><a href=//b.de/x rel=nofollow></a>";
        assert_eq!(site.page(1, Some(&address("https://a.de/about/#x")), Some(html)), Page::Read { new: 2 });
        assert_eq!(ready(&mut site), ["4 https://a.de/about/deep", "5 https://a.de/spam"]);
        assert_eq!(left(&site), ["1 robots", "1 private-address", "1 http-from-https", "2 depth"]);
        assert!(site.finished() && site.waiting() == 0 && site.pages() == 2 && site.found().len() == 6);

        let told = |id: u32| {
            let found = site.seen(id).unwrap();
            let from: Vec<String> = found.from.iter().map(|from| format!("{}:{} {}", from.page, from.line, from.text)).collect();
            (found.depth, found.elsewhere, found.from_count, from.join(", "))
        };
        assert_eq!(told(0), (0, false, 2, "0:1 Home, 1:1 Start".into()));
        assert_eq!(told(1), (1, false, 1, "0:2 About".into()));
        assert_eq!(told(3), (1, true, 2, "0:3 B, 1:1 ".into()));
        assert_eq!(told(5), (2, false, 1, "1:1 Not spam".into()));
        assert!(site.seen(6).is_none() && site.moved().is_none());
    }

    #[test]
    fn told_wrongly() {
        let mut site = crawl("https://a.de/", Limits::default(), "");
        assert_eq!(site.page(0, None, Some("<a href=x>")), Page::Unasked);
        assert_eq!(site.page(9, None, None), Page::Unasked);
        site.next();
        assert_eq!(site.page(0, None, None), Page::Nothing);
        assert_eq!(site.page(0, None, Some("<a href=x>")), Page::Unasked);
        assert!(site.finished());
    }

    #[test]
    fn redirects() {
        // The start is elsewhere: nothing is followed, and it is said where to begin instead.
        let mut site = crawl("https://a.de/", Limits::default(), "");
        site.next();
        assert_eq!(site.page(0, Some(&address("https://www.a.de/")), Some("<a href=x>")), Page::Away(Left::Redirected));
        assert_eq!(site.moved().map(ToString::to_string).as_deref(), Some("https://www.a.de/"));
        assert!(site.finished() && left(&site) == ["1 redirected"]);

        let mut site = crawl("https://a.de/", Limits::default(), "User-agent: *\nDisallow: /login");
        site.next();
        site.page(0, None, Some("<a href=1><a href=2><a href=3><a href=4><a href=https://a.de:8443/>"));
        assert_eq!(ready(&mut site).len(), 5);
        assert_eq!(site.page(1, Some(&address("https://a.de/login?next=/1")), Some("<a href=x>")), Page::Away(Left::RedirectedToForbidden));
        assert_eq!(site.page(2, Some(&address("https://b.de/")), Some("<a href=x>")), Page::Away(Left::Redirected));
        assert!(site.moved().is_none());
        // Two that end up in one place are read once.
        assert_eq!(site.page(3, Some(&address("https://a.de/home")), Some("<a href=x>")), Page::Read { new: 1 });
        assert_eq!(site.page(4, Some(&address("https://a.de/home#x")), Some("<a href=y>")), Page::Again);
        assert_eq!(ready(&mut site), ["6+ https://a.de/x"]);
        assert_eq!(site.page(6, None, Some("<a href=home>")), Page::Read { new: 1 });
        assert_eq!(ready(&mut site), ["7 https://a.de/home"]);
        assert!(site.finished());
        assert_eq!(left(&site), ["1 redirected-to-forbidden", "1 redirected"]);
    }

    #[test]
    fn limits() {
        let many: String = (0..20).map(|n| format!("<a href=/{n}>")).collect::<Vec<_>>().concat();
        let mut site = crawl("https://a.de/", Limits { addresses: 10, pages: 3, ..Limits::default() }, "");
        site.next();
        site.page(0, None, Some(&many));
        let tasks = ready(&mut site);
        assert_eq!(tasks.iter().filter(|task| task.contains('+')).count(), 2);
        assert_eq!((site.found().len(), left(&site)), (10, vec!["11 addresses".into(), "7 pages".into()]));
        for page in 1..3 {
            site.page(page, None, Some(&many));
        }
        assert_eq!((site.found().len(), left(&site)), (10, vec!["11 addresses".into(), "7 pages".into()]));
        let left_out = site.left().next().unwrap();
        assert_eq!((left_out.why, left_out.examples.len(), left_out.examples[0].as_str()), (Left::Addresses, 11, "https://a.de/9"));

        let mut site = crawl("https://a.de/", Limits { depth: 0, ..Limits::default() }, "");
        assert_eq!(ready(&mut site), ["0 https://a.de/"]);
        assert!(site.finished() && left(&site) == ["1 depth"]);
    }

    #[test]
    fn what_the_site_asks_for() {
        let site = crawl("https://a.de/x", Limits::default(), "User-agent: isitme\nDisallow: /");
        assert!(site.finished() && site.found().is_empty() && left(&site) == ["1 robots"]);
        let site = crawl("https://localhost/", Limits::default(), "");
        assert!(site.finished() && left(&site) == ["1 loopback"]);
        let page = "<meta name=robots content=nofollow><a href=/1><a href=/1><a href=//b.de/>";
        for (nofollow, expected, out) in [(true, 0, vec!["2 nofollow"]), (false, 2, vec![])] {
            let mut site = crawl("https://a.de/", Limits { nofollow, ..Limits::default() }, "");
            site.next();
            assert_eq!(site.page(0, None, Some(page)), Page::Read { new: expected });
            assert_eq!(left(&site), out);
        }
        // Left out for nofollow first, then for a better reason.
        let mut site = crawl("https://a.de/", Limits::default(), "User-agent: *\nDisallow: /x");
        site.next();
        site.page(0, None, Some("<a rel=nofollow href=/x><a rel=nofollow href=/y><a href=/x><a href=/y>"));
        assert_eq!((left(&site), site.found().len()), (vec!["1 robots".into()], 2));
    }

    /// The address that a link writes in another way is the same one.
    #[test]
    fn one_address_one_task() {
        let mut site = crawl("HTTPS://A.de:443/ü/../x?q", Limits::default(), "");
        assert_eq!(ready(&mut site), ["0+ https://a.de/x?q"]);
        site.page(
            0,
            None,
            Some("<a href='/x?q#y'><a href='./x?q'><a href='HTTPS://A.DE/x?q'><a href='/x?r'><a href='/ö'><a href='/%C3%B6'>"),
        );
        assert_eq!(ready(&mut site), ["1+ https://a.de/x?r", "2+ https://a.de/%C3%B6"]);
    }

    #[test]
    fn first_pages_that_lead_there() {
        let mut site = crawl("https://a.de/", Limits::default(), "");
        site.next();
        let many: Vec<String> = (1..9).map(|n| format!("<a href=/{n}>")).collect();
        site.page(0, None, Some(&many.concat()));
        ready(&mut site);
        for page in 1..9 {
            site.page(page, None, Some("<a href=//b.de/><img alt=''></a><a href=//b.de/>Twice</a>"));
        }
        let found = site.found().last().unwrap();
        assert_eq!((found.from_count, found.from.len(), found.from[0].page, &*found.from[0].text), (8, FROM, 1, "Twice"));
    }

    /// Breadth first, even if one page takes long: what it links to may be nearer than it seemed.
    #[test]
    fn nearest_first() {
        let mut site = crawl("https://a.de/", Limits { depth: 3, ..Limits::default() }, "");
        site.next();
        site.page(0, None, Some("<a href=slow><a href=quick>"));
        assert_eq!(ready(&mut site), ["1+ https://a.de/slow", "2+ https://a.de/quick"]);
        site.page(2, None, Some("<a href=deep>"));
        assert_eq!(ready(&mut site), ["3+ https://a.de/deep"]);
        site.page(3, None, Some("<a href=deeper><a href=//b.de>"));
        // Three links away as far as is known, and only checked then; but `slow` is still being read.
        assert_eq!(ready(&mut site), ["5 https://b.de/"]);
        assert!(!site.finished());
        site.page(1, None, Some("<a href=deeper>"));
        assert_eq!(ready(&mut site), ["4+ https://a.de/deeper"]);
        assert_eq!(site.seen(4).unwrap().depth, 2);
    }

    #[test]
    fn sentences() {
        for left in [Left::Robots, Left::Nofollow, Left::Addresses, Left::Depth, Left::Pages, Left::Redirected, Left::RedirectedToForbidden]
        {
            assert!(!left.say().ends_with('.') && left.say().len() < 70 && !left.id().contains(' '));
        }
        assert!(FILES.is_sorted());
    }

    /// A site as a table of links, crawled in any order of answers.
    fn run(pages: &[Vec<usize>], limits: Limits, order: &[u8]) -> Crawl {
        let mut crawl = crawl("https://a.de/0", limits, "User-agent: *\nDisallow: /3$\n");
        let (mut open, mut turn, mut tasks) = (Vec::new(), order.iter().cycle(), 0);
        loop {
            let more = turn.next().is_none_or(|byte| byte % 2 == 0);
            if more || open.is_empty() {
                if let Some(task) = crawl.next() {
                    tasks += 1;
                    if task.read {
                        open.push(task);
                    }
                    continue;
                }
                if open.is_empty() {
                    break;
                }
            }
            let task = open.swap_remove(usize::from(*turn.next().unwrap_or(&0)) % open.len());
            let number: usize = task.href.path()[1..].parse().unwrap();
            let html: Vec<String> = pages[number]
                .iter()
                .map(|to| if *to < 10 { format!("<a href={to}>{to}</a>") } else { format!("<a href=//b.de/{to}>") })
                .collect();
            crawl.page(task.id, None, Some(&html.concat()));
        }
        assert!(crawl.finished() && tasks == crawl.found().len());
        crawl
    }

    proptest! {
        /// The depths are those of the shortest way, whatever the order of answers; every address is asked for once.
        #[test]
        fn any_site(
            pages in prop::collection::vec(prop::collection::vec(0_usize..13, 0..5), 10..11),
            depth in 0_u16..5,
            order in prop::collection::vec(any::<u8>(), 1..20),
        ) {
            let crawl = run(&pages, Limits { depth, ..Limits::default() }, &order);
            // The obvious way.
            let mut expected = BTreeMap::from([(0, 0)]);
            for far in 0..depth {
                let level: Vec<usize> = expected.iter().filter(|(_, own)| **own == far).map(|(page, _)| *page).collect();
                for to in level.into_iter().filter(|page| *page < 10).flat_map(|page| &pages[page]) {
                    if *to != 3 {
                        expected.entry(*to).or_insert(far + 1);
                    }
                }
            }
            let found: BTreeMap<usize, u16> = crawl.found().iter().map(|found| (found.href.path()[1..].parse().unwrap(), found.depth)).collect();
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(found.len(), crawl.found().len());
            for found in crawl.found() {
                let number: usize = found.href.path()[1..].parse().unwrap();
                let leading = expected.iter().filter(|(page, far)| **page < 10 && **far < depth && pages[**page].contains(&number)).count();
                prop_assert_eq!(found.from_count as usize, leading);
                let from: BTreeSet<u32> = found.from.iter().map(|from| from.page).collect();
                prop_assert!(from.len() == found.from.len() && from.len() == leading.min(FROM));
            }
        }

        #[test]
        fn any_limits(
            pages in prop::collection::vec(prop::collection::vec(0_usize..13, 0..5), 10..11),
            limits in (0_u16..4, 0_usize..5, 0_usize..12),
            order in prop::collection::vec(any::<u8>(), 1..20),
        ) {
            let limits = Limits { depth: limits.0, pages: limits.1, addresses: limits.2, ..Limits::default() };
            let crawl = run(&pages, limits, &order);
            prop_assert!(crawl.found().len() <= limits.addresses && crawl.pages() <= limits.pages);
            prop_assert!(crawl.found().iter().all(|found| found.depth <= limits.depth));
        }
    }
}
