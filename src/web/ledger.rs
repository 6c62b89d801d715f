//! Every request that the page made: to whom, how often, why, and what was learned. Noted where requests are made (`web::fetch`), so that none
//! is left out.

use std::{cell::RefCell, collections::HashMap};

/// One host's line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Scheme, host and port.
    pub origin: String,
    /// How many requests.
    pub requests: u32,
    /// When the first and the last began, in milliseconds since 1970.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// What for, in the visitor's words; empty if nobody said.
    pub why: &'static str,
    /// What was learned, in the visitor's words; empty so far.
    pub learned: String,
}

#[derive(Default)]
struct Book {
    lines: Vec<Line>,
    places: HashMap<String, usize>,
}

thread_local! {
    static BOOK: RefCell<Book> = RefCell::default();
}

impl Book {
    fn line(&mut self, url: &str) -> &mut Line {
        let origin = origin(url);
        let at = self.places.get(origin).copied().unwrap_or_else(|| {
            self.places.insert(origin.to_owned(), self.lines.len());
            self.lines.push(Line { origin: origin.to_owned(), ..Line::default() });
            self.lines.len() - 1
        });
        &mut self.lines[at]
    }
}

/// Scheme, host and port of an address as it is sent.
pub fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    &url[..end]
}

/// So many requests begin, or were made just now.
pub fn note(url: &str, requests: u32) {
    let now = super::clock::now_ms();
    BOOK.with_borrow_mut(|book| {
        let line = book.line(url);
        line.requests += requests;
        line.last = now;
        if line.first == 0 {
            line.first = now;
        }
    });
}

/// What requests to this origin are for.
pub fn purpose(url: &str, why: &'static str) {
    BOOK.with_borrow_mut(|book| book.line(url).why = why);
}

/// What they showed.
pub fn learned(url: &str, what: &str) {
    BOOK.with_borrow_mut(|book| what.clone_into(&mut book.line(url).learned));
}

/// The lines of hosts that were contacted, in the order of their first request, at most so many; and how many there are.
pub fn lines(most: usize) -> (Vec<Line>, usize) {
    BOOK.with_borrow(|book| {
        let asked = || book.lines.iter().filter(|line| line.requests > 0);
        (asked().take(most).cloned().collect(), asked().count())
    })
}
