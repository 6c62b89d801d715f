//! How the module that reads tells the application what to show: the steps of putting elements together, one after the other. The application knows these
//! elements and attributes and no others, and what a pasted text holds is only ever words.

/// The elements.
pub const SPECS: [&str; 27] = [
    "section.part",
    "h2",
    "h3",
    "p",
    "p.quiet",
    "p.call",
    "strong",
    "span",
    "mark",
    "sup",
    "pre.pasted",
    "ol.reasons",
    "ul",
    "li",
    "dl.facts",
    "div",
    "dt",
    "dd",
    "code",
    "div.wide",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "p.lead",
];

/// The attributes.
pub const ATTRS: [&str; 6] = ["id", "tabindex", "scope", "aria-labelledby", "aria-label", "role"];

/// Opens an element: its place among [`SPECS`], from `0`.
pub const OPEN: char = '<';
/// Closes it.
pub const CLOSE: char = '>';
/// An attribute of the open element: its place among [`ATTRS`], from `0`, and the value.
pub const ATTR: char = '=';
/// Words.
pub const TEXT: char = ' ';
/// What something is called: a code, an error's id or `product/name`, a tab, and words for what the catalog doesn't have.
pub const NAME: char = 'N';
/// What the catalog answers first about a code or an error.
pub const ANSWER: char = 'A';
/// A link to a code's, an error's or a platform's page.
pub const LINK: char = 'L';
/// A case: the path picture and what the visitor does.
pub const CASE: char = 'C';
/// The link to the diagnosis of that case.
pub const DIAGNOSE: char = 'D';
/// Stands between two steps; words may hold line ends.
pub const NEXT: char = '\u{1}';
