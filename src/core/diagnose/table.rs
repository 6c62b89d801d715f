//! The faults, actions and checks: their types and look-ups, and the static tables that the build made of `content/`.

use std::sync::OnceLock;

use super::super::packed::Lines;
use super::super::path::{Hop, Party, Runner};
use super::case::Role;

/// One thing that can be broken. A closed set: `content/faults`.
#[derive(Debug)]
pub struct Fault {
    /// Stable, never reused: `vpn-exit-refused`.
    pub id: &'static str,
    /// Where it breaks.
    pub hop: Hop,
    /// Who can act.
    pub party: Party,
    /// In a few words.
    pub title: &'static str,
    /// What the visitor sees of it.
    #[cfg(feature = "whole")]
    pub sees: &'static str,
    /// Minutes in which half of such failures end by themselves; 0: practically never.
    pub half_life: u16,
    /// What the visitor should do.
    pub visitor: &'static Action,
    /// What the site's owner should do.
    pub owner: &'static Action,
}

impl Fault {
    /// What this reader should do about it.
    pub fn action(&self, role: Role) -> &'static Action {
        match role {
            Role::Visitor => self.visitor,
            Role::Owner => self.owner,
        }
    }
}

/// What to do about a fault. Several faults may share one.
#[derive(Debug)]
pub struct Action {
    /// Stable: `vpn-off`.
    pub id: &'static str,
    /// The headline: "Turn the VPN off for this site".
    pub title: &'static str,
    /// What to do, in one to three sentences.
    pub text: &'static str,
    /// Whom it is for.
    pub role: Role,
    /// Its place among the actions.
    pub(super) ix: u8,
}

/// Something that tells faults apart.
#[derive(Debug)]
pub struct Check {
    /// Stable: `private-window`.
    pub id: &'static str,
    /// Who runs it.
    pub runner: Runner,
    /// As an instruction: "Open the page in a private window".
    pub title: &'static str,
    /// What it tells apart, in a sentence: why it is worth doing.
    pub tells: &'static str,
    /// How long it takes the person who does it, in seconds.
    pub effort: u16,
    /// What its side effects are worth, in seconds of effort: it has to earn them.
    pub(super) burden: u16,
    /// What it costs ("Signs you out of that site"), or empty.
    pub costs: &'static str,
    /// What to beware of.
    pub warns: Option<&'static str>,
    /// How to take the change back, or empty.
    pub undo: &'static str,
    /// The question asked afterwards.
    pub asks: &'static str,
    /// A page's check: whom it contacts.
    pub contacts: &'static str,
    /// A page's check: what they learn.
    pub learns: &'static str,
    /// Whether the change can be taken back, so that the same address can be tried again without it.
    pub reversible: bool,
    /// Until it is taken back, everything else is tried with the change as well.
    pub(super) stays: bool,
    /// What the answer is about.
    pub about: About,
    /// The answer doesn't change when the fault ends by itself.
    pub(super) lasting: bool,
    /// A hint only: never enough for a confident verdict.
    pub hint: bool,
    /// The answers it can have; the last is always `cant-tell`.
    pub answers: &'static [Answer],
    /// Tags of what its answers may share with those of other checks beyond the fault.
    pub(super) shares: u32,
    /// So many of the first answers are given only by a site that lets other pages read it.
    pub(super) read: usize,
    /// Rows of likelihoods, one cell per informative answer, in percent. Where some answers have to be read, their cells say how likely each is
    /// among them, and one more cell at the end of the row how likely it is that one of them comes.
    pub(super) cells: &'static [u8],
    /// The row of every fault, where the symptom was an HTTP answer and where it was not.
    pub(super) rows: [&'static [u8]; 2],
    /// The row of a site that works.
    pub(super) working: u8,
}

impl Check {
    /// The answer of that id.
    pub fn answer(&self, id: &str) -> Option<&'static Answer> {
        self.answers.iter().find(|answer| answer.id == id)
    }

    /// Whether somebody can do it with this browser on this system.
    pub fn possible(&self, browser: &str, system: &str) -> bool {
        !IMPOSSIBLE.iter().any(|own| own.0 == self.id && (own.1 == browser || own.1 == system))
    }

    /// How many of its answers say something: all but `cant-tell`.
    pub(super) fn informative(&self) -> usize {
        self.answers.len().saturating_sub(1)
    }

    /// The place of an answer that says something; `cant-tell` and unknown ones have none.
    pub(super) fn informative_index(&self, id: &str) -> Option<usize> {
        self.answers.iter().take(self.informative()).position(|answer| answer.id == id)
    }

    /// A cell of the table; 1 for what isn't there, which says nothing.
    pub(super) fn cell(&self, row: u8, answer: usize) -> f32 {
        let width = self.width();
        let begin = usize::from(row) * width;
        let cell = |at: usize| self.cells.get(begin.saturating_add(at)).map_or(1.0, |&cell| f32::from(cell) * 1e-2);
        cell(answer) * if answer < self.read { cell(width - 1) } else { 1.0 }
    }

    /// Cells in a row.
    pub(super) fn width(&self) -> usize {
        self.informative() + usize::from(self.read > 0)
    }
}

/// What the answer of a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Whether the same address loads, mostly after a change.
    SameAddress,
    /// Another page or site.
    SomethingElse,
    /// The connection, the name, a log: nothing that loads.
    Other,
}

impl About {
    /// The stable name used in data.
    pub const fn id(self) -> &'static str {
        match self {
            About::SameAddress => "same-address",
            About::SomethingElse => "something-else",
            About::Other => "other",
        }
    }
}

/// An answer of a check.
#[derive(Debug)]
pub struct Answer {
    /// Stable: `same-error`.
    pub id: &'static str,
    /// As a button says it.
    pub label: &'static str,
    /// What it tells us, in a sentence.
    pub says: &'static str,
}

/// The tables, read when somebody asks for the first time.
struct Tables {
    actions: &'static [Action],
    faults: &'static [Fault],
    checks: &'static [Check],
}

fn tables() -> &'static Tables {
    static READ: OnceLock<Tables> = OnceLock::new();
    READ.get_or_init(|| {
        let mut lines = Lines::at(include_str!(concat!(env!("OUT_DIR"), "/diagnosis.txt")), 0);
        let mut actions = Vec::new();
        for ix in 0..lines.number() {
            let (id, marks) = (lines.text(), letters(lines.text()));
            let role = [Role::Visitor, Role::Owner][mark(marks, 0) % 2];
            actions.push(Action { id, title: lines.text(), text: lines.text(), role, ix: ix as u8 });
        }
        let actions: &'static [Action] = actions.leak();
        let mut faults = Vec::new();
        #[cfg(feature = "whole")]
        let mut sees = SEES.iter();
        for _ in 0..lines.number() {
            let (id, marks) = (lines.text(), letters(lines.text()));
            faults.push(Fault {
                id,
                hop: Hop::ALL[mark(marks, 0) % 8],
                party: Party::ALL[mark(marks, 1) % 4],
                title: lines.text(),
                #[cfg(feature = "whole")]
                sees: sees.next().copied().unwrap_or(""),
                half_life: lines.number() as u16,
                visitor: &actions[mark(marks, 2) % ACTION_COUNT],
                owner: &actions[mark(marks, 3) % ACTION_COUNT],
            });
        }
        Tables { actions, faults: faults.leak(), checks: lines.list(read).leak() }
    })
}

/// Numbers as characters, counted from `!`.
fn letters(text: &str) -> &'static [u8] {
    let mut all = Vec::new();
    all.extend(text.chars().map(|c| (c as u8).wrapping_sub(b'!')));
    all.leak()
}

fn mark(marks: &[u8], at: usize) -> usize {
    usize::from(marks.get(at).copied().unwrap_or(0))
}

/// Every fault.
pub fn faults() -> &'static [Fault] {
    tables().faults
}

/// The fault of that id.
pub fn fault(id: &str) -> Option<&'static Fault> {
    faults().iter().find(|fault| fault.id == id)
}

/// A fault's place in [`faults`].
pub fn fault_index(id: &str) -> Option<usize> {
    faults().iter().position(|fault| fault.id == id)
}

/// Every action, the visitor's first.
pub fn actions() -> &'static [Action] {
    tables().actions
}

/// The action of that id.
pub fn action(id: &str) -> Option<&'static Action> {
    actions().iter().find(|action| action.id == id)
}

/// Every check: the page's, the visitor's, the owner's.
pub fn checks() -> &'static [Check] {
    tables().checks
}

/// A check as `build/diagnosis.rs` packed it.
fn read(lines: &mut Lines) -> Check {
    let id = lines.text();
    let marks = letters(lines.text());
    let (effort, burden, shares) = (lines.number() as u16, lines.number() as u16, lines.number());
    let (title, tells, costs, warns) = (lines.text(), lines.text(), lines.text(), lines.text());
    let (undo, asks, contacts, learns) = (lines.text(), lines.text(), lines.text(), lines.text());
    let answers = lines.list(|lines| Answer { id: lines.text(), label: lines.text(), says: lines.text() }).leak();
    Check {
        id,
        runner: Runner::ALL[mark(marks, 0) % 3],
        title,
        tells,
        effort,
        burden,
        costs,
        warns: (!warns.is_empty()).then_some(warns),
        undo,
        asks,
        contacts,
        learns,
        reversible: mark(marks, 2) > 0,
        stays: mark(marks, 2) > 1,
        about: [About::SameAddress, About::SomethingElse, About::Other][mark(marks, 1) % 3],
        lasting: mark(marks, 3) == 1,
        hint: mark(marks, 4) == 1,
        answers,
        shares,
        read: mark(marks, 6),
        cells: letters(lines.text()),
        rows: [letters(lines.text()), letters(lines.text())],
        working: mark(marks, 5) as u8,
    }
}

/// The check of that id.
pub fn check(id: &str) -> Option<&'static Check> {
    checks().iter().find(|check| check.id == id)
}

/// How to do the visitor's checks, and the owner's: what `diagnose::steps` reads.
#[cfg(feature = "whole")]
pub const STEPS: [&str; 2] =
    [include_str!(concat!(env!("OUT_DIR"), "/steps.txt")), include_str!(concat!(env!("OUT_DIR"), "/steps_owner.txt"))];

include!(concat!(env!("OUT_DIR"), "/diagnosis.rs"));
