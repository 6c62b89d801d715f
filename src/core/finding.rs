//! What the recognizer says of a text.

use super::path::Hop;

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Something failed.
    Error,
    /// An answer that worked.
    Success,
    /// Nothing that could be told.
    #[default]
    Nothing,
}

/// What sort of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Input {
    /// A number or a name alone.
    Code,
    /// A web address.
    Url,
    /// Several.
    Urls,
    /// The words of a page.
    Page,
    /// A page's source.
    Html,
    /// Response headers, with or without a body.
    Headers,
    /// Lines of a log.
    Log,
    /// What a program that asked says.
    Trace,
    /// Sentences.
    #[default]
    Words,
}

impl Kind {
    /// The stable name used in the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Kind::Error => "error",
            Kind::Success => "success",
            Kind::Nothing => "nothing",
        }
    }
}

impl Input {
    /// The stable name used in the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Input::Code => "code",
            Input::Url => "url",
            Input::Urls => "urls",
            Input::Page => "page",
            Input::Html => "html",
            Input::Headers => "headers",
            Input::Log => "log",
            Input::Trace => "trace",
            Input::Words => "words",
        }
    }
}

/// How sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Confidence {
    /// One of several readings.
    #[default]
    Possible,
    /// The best reading by far.
    Likely,
    /// It says so itself.
    Certain,
}

impl Confidence {
    /// The stable name used in the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// The words that gave it away: byte offsets into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// Where they start.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What they say.
    pub why: &'static str,
}

/// What the text tells of the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Its id in `content/signatures/causes.toml`.
    pub id: &'static str,
    /// In a sentence.
    pub text: &'static str,
    /// What the owner does next.
    pub fix: &'static str,
    /// The id of the fault that it is.
    pub fault: &'static str,
}

/// A reading of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// What sort of text it is.
    pub input: Input,
    /// The status code.
    pub code: Option<u16>,
    /// The entry of an error without a code, and the name that stands in the text or that Chrome has for it.
    pub error: Option<(&'static str, String)>,
    /// A product's own name for it: product, name.
    pub platform: Option<(&'static str, String)>,
    /// Who wrote the text: id, name.
    pub product: Option<(&'static str, &'static str)>,
    /// Who met the error.
    pub client: Option<&'static str>,
    /// The address that it is about, where the text shows one clearly: without query and secrets.
    pub url: Option<String>,
    /// Where the writer stands.
    pub written_by: Option<Hop>,
    /// Why it happened, where the text tells.
    pub cause: Option<Cause>,
    /// How sure.
    pub confidence: Confidence,
    /// What gave it away, in the text's order.
    pub because: Vec<Because>,
    /// Identifiers: kind, value.
    pub ids: Vec<(&'static str, String)>,
    /// Products that the answer passed through, beside the one that wrote it: names.
    pub passed: Vec<&'static str>,
    /// Other readings of the same text, best first.
    pub others: Vec<Finding>,
}

/// Lines of a log that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// What they say.
    pub finding: Finding,
    /// How many.
    pub count: usize,
    /// The first and the last of them: byte offsets into the text.
    pub lines: [std::ops::Range<usize>; 2],
}

/// All that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// The best reading; of a log: that of its worst lines.
    pub finding: Finding,
    /// A log's lines, worst first; empty for anything else. Of several the worst group's finding stands above, and not in the group.
    pub groups: Vec<Group>,
}

impl Read {
    /// What each group says, and how many lines do.
    pub fn each(&self) -> impl Iterator<Item = (&Finding, &Group)> {
        let several = self.groups.len() > 1;
        self.groups.iter().enumerate().map(move |(at, own)| (if several && at == 0 { &self.finding } else { &own.finding }, own))
    }
}
