//! Every request that the page made: to whom, how often, why, and what was learned. Noted where requests are made (`web::fetch`, lists, the invisible page, the
//! WebSocket), so that none is left out. What the browser asks for by itself, following a redirect or for what an invisible page is made of, no page can see.

use std::{cell::RefCell, collections::HashMap};

use crate::core::text::joined;

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
    /// What for, in the visitor's words, each with what was learned by that, which is empty so far: one host may be asked for several reasons.
    pub purposes: Vec<(&'static str, String)>,
}

impl Line {
    fn purpose(&mut self, why: &'static str) -> &mut String {
        let at = self.purposes.iter().position(|own| own.0 == why).unwrap_or_else(|| {
            self.purposes.push((why, String::new()));
            self.purposes.len() - 1
        });
        &mut self.purposes[at].1
    }

    /// What for, all of it; empty if nobody said.
    pub fn why(&self) -> String {
        joined(self.purposes.iter().map(|own| own.0), ", ")
    }

    /// What was learned, all of it; empty if nothing was.
    pub fn learned(&self) -> String {
        joined(self.purposes.iter().map(|own| &*own.1).filter(|text| !text.is_empty()), " · ")
    }
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
    BOOK.with_borrow_mut(|book| {
        book.line(url).purpose(why);
    });
}

/// What they showed, where they were made for that.
pub fn learned(url: &str, why: &'static str, what: &str) {
    BOOK.with_borrow_mut(|book| what.clone_into(book.line(url).purpose(why)));
}

/// The lines of hosts that were contacted, in the order of their first request, at most so many; and how many there are.
pub fn lines(most: usize) -> (Vec<Line>, usize) {
    BOOK.with_borrow(|book| {
        let asked = || book.lines.iter().filter(|line| line.requests > 0);
        (asked().take(most).cloned().collect(), asked().count())
    })
}
