//! Server code that sends a status: one template a stack in `content/stacks/<id>.toml`, what each code puts into it in
//! `content/stacks/codes.toml`. [`sample`] makes the text of the page; `tests/samples` runs it.
//!
//! The template language is small enough to be read in the templates:
//!
//! | written | gives |
//! |---|---|
//! | `{{status}}` `{{phrase}}` `{{type}}` | number, name, media type of the body |
//! | `{{constant}}` | the stack's own name of the number, from its `[constants]` |
//! | `{{verb}}` `{{Verb}}` | `get`, `Get`: the method of the request |
//! | `{{listen}}` | where the server listens, the only thing that a test changes |
//! | `{{body}}` `{{location}}` | a text with its quotes, as the stack's `quote` and `bare` say |
//! | `{{#header}}…{{/header}}` | once for each header; inside, `{{name}}` is bare and `{{value}}` has its quotes |
//! | `{{#x}}…{{/x}}` `{{^x}}…{{/x}}` | only if, only if not, with `x` one of those below |
//!
//! `headers`: there are any. `body`: there is one. `empty`: neither. `type`: the body is not text/plain. `redirect`: 301, 302, 303, 307, 308.
//! `error`: 400 and up. `last`: the last header.
//!
//! A line that holds nothing but such `{{#…}}`, `{{^…}}` and `{{/…}}` vanishes. A template with `{{location}}` writes a redirect's Location by
//! itself; in all others it is a header like the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    problem::{File, Problems},
    template::{Node, Quote, Section, Value, by_name, mentions, parse},
};

/// The file of the codes; every other one is a stack.
const CODES: &str = "stacks/codes.toml";

/// Codes whose response has no body, whatever sends it (RFC 9110).
const BODILESS: [u16; 3] = [204, 205, 304];

/// Codes by which a client goes to another address.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// Headers without which a code is wrong (RFC 9110 and 6585) or of little use.
const NEEDED: [(u16, &str); 15] = [
    (201, "Location"),
    (206, "Content-Range"),
    (301, "Location"),
    (302, "Location"),
    (303, "Location"),
    (307, "Location"),
    (308, "Location"),
    (401, "WWW-Authenticate"),
    (405, "Allow"),
    (407, "Proxy-Authenticate"),
    (416, "Content-Range"),
    (426, "Upgrade"),
    (426, "Connection"),
    (429, "Retry-After"),
    (503, "Retry-After"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StackFile {
    id: Spanned<String>,
    name: Spanned<String>,
    language: Spanned<String>,
    version: Spanned<String>,
    kind: Spanned<String>,
    run: Spanned<String>,
    file: Spanned<String>,
    verified_by_run: bool,
    quote: Spanned<String>,
    #[serde(default)]
    bare: bool,
    listen: Option<Spanned<String>>,
    template: Spanned<String>,
    constants: Option<Spanned<BTreeMap<String, String>>>,
    without: Option<BTreeMap<String, Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesFile {
    code: Vec<Spanned<CodeFacts>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFacts {
    codes: Vec<Spanned<u16>>,
    send: Spanned<String>,
    why: Option<Spanned<String>>,
    phrase: Option<Spanned<String>>,
    edge: Option<Spanned<bool>>,
    method: Option<Spanned<String>>,
    body: Option<Spanned<BodyFacts>>,
    r#type: Option<Spanned<String>>,
    headers: Option<Spanned<Vec<(String, String)>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum BodyFacts {
    None(bool),
    Text(String),
}

/// Of a code's facts, the name.
#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Who may send a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Send {
    /// An application.
    App,
    /// Only a gateway, a proxy or a web server.
    Edge,
    /// Nobody, from code of their own.
    Never,
}

/// What one code puts into the templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeParameters {
    /// The number.
    pub code: u16,
    /// Who may send it.
    pub send: Send,
    /// Shown instead of code for [`Send::Never`], else empty.
    pub why: String,
    /// The code's name.
    pub phrase: String,
    /// Configurations of edge servers answer with it, too.
    pub edge: bool,
    /// `GET`, `POST` or `PUT`.
    pub method: String,
    /// A short text; none for a response without a body.
    pub body: Option<String>,
    /// Media type of the body.
    pub media_type: String,
    /// Name and value.
    pub headers: Vec<(String, String)>,
}

impl CodeParameters {
    /// A client goes on to its Location.
    pub fn redirects(&self) -> bool {
        REDIRECTS.contains(&self.code)
    }

    fn location(&self) -> &str {
        self.headers.iter().find(|(name, _)| name == "Location").map_or("", |(_, value)| value)
    }
}

/// One stack, checked.
#[derive(Debug, Clone)]
pub struct Stack {
    /// As in addresses and of its file.
    pub id: String,
    /// As people write it.
    pub name: String,
    /// Of the fenced block.
    pub language: String,
    /// The version that the sample was run with, or for which it is written.
    pub version: String,
    /// An edge server; else the stack of an application.
    pub edge: bool,
    /// How to run it: a sentence with the command, in Markdown.
    pub run: String,
    /// The name of the sample's file.
    pub file: String,
    /// `tests/samples` runs it.
    pub verified_by_run: bool,
    /// Where it listens, if the sample says so.
    pub listen: String,
    /// Codes that this stack can't send though others can, and why: shown instead of code.
    pub without: BTreeMap<u16, String>,
    quote: Quote,
    bare: bool,
    /// What the language calls a status, where it has a name for it.
    pub constants: BTreeMap<u16, String>,
    template: Vec<Node>,
    /// The template has `{{location}}`.
    places_location: bool,
}

/// Everything below `content/stacks`.
#[derive(Debug, Default)]
pub struct Samples {
    /// Applications before edges, by name.
    pub stacks: Vec<Stack>,
    /// By number.
    pub codes: Vec<CodeParameters>,
}

/// A stack's page shows code for this status.
pub fn suits(stack: &Stack, code: &CodeParameters) -> bool {
    let sent = match code.send {
        Send::App => !stack.edge || code.edge,
        Send::Edge => stack.edge,
        Send::Never => false,
    };
    sent && !stack.without.contains_key(&code.code)
}

/// The whole text of the stack's file that sends the code. For a code that [`suits`] it.
pub fn sample(stack: &Stack, code: &CodeParameters) -> String {
    sample_at(stack, code, &stack.listen)
}

/// The same, listening elsewhere.
pub fn sample_at(stack: &Stack, code: &CodeParameters, listen: &str) -> String {
    let headers: Vec<(&str, &str)> = code
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !(stack.places_location && code.redirects() && *name == "Location"))
        .collect();
    let mut out = String::new();
    Rendering { stack, code, listen, headers: &headers }.add(&stack.template, None, &mut out);
    out
}

struct Rendering<'a> {
    stack: &'a Stack,
    code: &'a CodeParameters,
    listen: &'a str,
    headers: &'a [(&'a str, &'a str)],
}

impl Rendering<'_> {
    fn add(&self, nodes: &[Node], header: Option<usize>, out: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Value(value) => out.push_str(&self.value(*value, header)),
                Node::Section { what: Section::Header, nodes, .. } => {
                    for nth in 0..self.headers.len() {
                        self.add(nodes, Some(nth), out);
                    }
                }
                Node::Section { what, inverted, nodes } => {
                    if self.holds(*what, header) != *inverted {
                        self.add(nodes, header, out);
                    }
                }
            }
        }
    }

    fn holds(&self, what: Section, header: Option<usize>) -> bool {
        match what {
            Section::Header | Section::Headers => !self.headers.is_empty(),
            Section::Body => self.code.body.is_some(),
            Section::Type => self.code.media_type != "text/plain",
            Section::Redirect => self.code.redirects(),
            Section::Error => self.code.code >= 400,
            Section::Empty => self.headers.is_empty() && self.code.body.is_none() && !self.code.redirects(),
            Section::Last => header.is_some_and(|nth| nth + 1 == self.headers.len()),
        }
    }

    fn value(&self, value: Value, header: Option<usize>) -> String {
        let code = self.code;
        let literal = |text: &str| self.stack.quote.literal(text, self.stack.bare);
        let header = header.and_then(|nth| self.headers.get(nth)).copied().unwrap_or_default();
        let verb = code.method.to_ascii_lowercase();
        match value {
            Value::Status => code.code.to_string(),
            Value::Phrase => code.phrase.clone(),
            Value::Type => code.media_type.clone(),
            Value::Constant => self.stack.constants.get(&code.code).cloned().unwrap_or_else(|| code.code.to_string()),
            Value::Verb => verb,
            Value::CapitalVerb => verb.get(..1).unwrap_or("").to_ascii_uppercase() + verb.get(1..).unwrap_or(""),
            Value::Listen => self.listen.to_owned(),
            Value::Body => literal(code.body.as_deref().unwrap_or("")),
            Value::Location => literal(code.location()),
            Value::Name => header.0.to_owned(),
            Value::Content => literal(header.1),
        }
    }
}

/// Reads and checks every stack and every code.
pub fn read(content: &Path, problems: &mut Problems) -> Samples {
    let codes = read_codes(content, problems);
    let mut names: Vec<String> = std::fs::read_dir(content.join("stacks"))
        .map(|list| list.flatten().map(|item| item.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.retain(|name| Path::new(name).extension().is_some_and(|own| own == "toml") && format!("stacks/{name}") != CODES);
    names.sort();
    let mut stacks = Vec::new();
    for name in names {
        let Some(file) = File::read(content, &format!("stacks/{name}"), problems) else { continue };
        let Some(facts) = file.toml::<StackFile>(problems) else { continue };
        stacks.extend(stack(&file, name.trim_end_matches(".toml"), facts, &codes, problems));
    }
    stacks.sort_by_key(|stack: &Stack| (stack.edge, stack.name.to_lowercase()));
    Samples { stacks, codes }
}

/// Words of a page: no shouting, whole sentences.
fn sentences(file: &File, what: &str, text: &Spanned<String>, most: usize, problems: &mut Problems) {
    let (at, text) = (text.span().start, text.get_ref());
    let length = text.chars().count();
    if !(20..=most).contains(&length) {
        file.at(at, format!("{what} has {length} characters, 20 to {most} are right"), problems);
    }
    if !text.ends_with('.') {
        file.at(at, format!("{what} ends with a period"), problems);
    }
    if text.contains(['!', '\n']) {
        file.at(at, format!("{what} has no exclamation marks and stands on one line"), problems);
    }
}

fn stack(file: &File, stem: &str, facts: StackFile, codes: &[CodeParameters], problems: &mut Problems) -> Option<Stack> {
    let before = problems.0.len();
    if facts.id.get_ref() != stem {
        file.at(facts.id.span().start, format!("the stack {} stands in the file {stem}.toml", facts.id.get_ref()), problems);
    }
    for (what, text) in [("name", &facts.name), ("version", &facts.version), ("file", &facts.file)] {
        if text.get_ref().trim().is_empty() {
            file.at(text.span().start, format!("{what} is empty"), problems);
        }
    }
    if !facts.language.get_ref().bytes().all(|byte| byte.is_ascii_lowercase()) || facts.language.get_ref().is_empty() {
        file.at(facts.language.span().start, "language is the word after ```, in lower case", problems);
    }
    if facts.file.get_ref().contains('/') {
        file.at(facts.file.span().start, "file is a name without folders; say in `run` where it belongs", problems);
    }
    if !["app", "edge"].contains(&facts.kind.get_ref().as_str()) {
        file.at(facts.kind.span().start, format!("`{}` is not one of app, edge", facts.kind.get_ref()), problems);
    }
    sentences(file, "run", &facts.run, 320, problems);
    if facts.run.get_ref().matches('`').count() < 2 || facts.run.get_ref().matches('`').count() % 2 == 1 {
        file.at(facts.run.span().start, "run names the command `in backquotes`", problems);
    }
    let quote = by_name(&Quote::NAMES, facts.quote.get_ref());
    if quote.is_none() {
        file.at(
            facts.quote.span().start,
            format!("`{}` is not one of double, either, single, backtick, long", facts.quote.get_ref()),
            problems,
        );
    }
    let at = facts.template.span().start;
    // A multi-line string begins behind its quotes and the line break after them.
    let begin = at + file.text.get(at..).and_then(|text| text.find(facts.template.get_ref().as_str())).unwrap_or(0);
    let template = match parse(facts.template.get_ref()) {
        Ok(template) => template,
        Err((offset, text)) => {
            file.at(begin + offset, text, problems);
            return None;
        }
    };
    for (name, value) in [("name", Value::Name), ("value", Value::Content), ("body", Value::Body)] {
        if !mentions(&template, value) {
            file.at(at, format!("the template has no {{{{{name}}}}}"), problems);
        }
    }
    if !mentions(&template, Value::Status) && !mentions(&template, Value::Constant) {
        file.at(at, "the template has neither {{status}} nor {{constant}}", problems);
    }
    if mentions(&template, Value::Listen) != facts.listen.is_some() {
        file.at(at, "a template with {{listen}} needs the key listen, one without has no use for it", problems);
    }
    if mentions(&template, Value::Constant) != facts.constants.is_some() {
        file.at(at, "a template with {{constant}} needs the table [constants], one without has no use for it", problems);
    }
    let known =
        |number: &str| number.parse::<u16>().ok().filter(|number| codes.is_empty() || codes.iter().any(|code| code.code == *number));
    let (mut constants, mut without) = (BTreeMap::new(), BTreeMap::new());
    if let Some(table) = &facts.constants {
        for (number, constant) in table.get_ref() {
            match known(number) {
                Some(number) => _ = constants.insert(number, constant.clone()),
                None => file.at(table.span().start, format!("[constants] {number} is not in content/{CODES}"), problems),
            }
        }
    }
    for (number, why) in facts.without.unwrap_or_default() {
        sentences(file, "why", &why, 260, problems);
        match known(&number) {
            Some(number) => _ = without.insert(number, why.into_inner()),
            None => file.at(why.span().start, format!("[without] {number} is not in content/{CODES}"), problems),
        }
    }
    let stack = Stack {
        id: stem.to_owned(),
        name: facts.name.into_inner(),
        language: facts.language.into_inner(),
        version: facts.version.into_inner(),
        edge: facts.kind.get_ref() == "edge",
        run: facts.run.into_inner(),
        file: facts.file.into_inner(),
        verified_by_run: facts.verified_by_run,
        listen: facts.listen.map(Spanned::into_inner).unwrap_or_default(),
        quote: quote.unwrap_or(Quote::Double),
        bare: facts.bare,
        without,
        places_location: mentions(&template, Value::Location),
        constants,
        template,
    };
    if problems.0.len() > before {
        return None;
    }
    for code in codes.iter().filter(|code| suits(&stack, code)) {
        if mentions(&stack.template, Value::Constant) && !stack.constants.contains_key(&code.code) {
            let at = facts.constants.as_ref().map_or(at, |table| table.span().start);
            file.at(at, format!("[constants] has no {}", code.code), problems);
        }
        let text = sample(&stack, code);
        for (found, what) in [
            (text.contains("{{") || text.contains("}}"), "has {{ or }} left"),
            (text.contains("\n\n\n\n") || (text.contains("\n\n\n") && stack.language != "python"), "has too many empty lines"),
            (text.lines().any(|line| line.trim_end() != line), "has a blank at the end of a line"),
            (!text.ends_with('\n') || text.ends_with("\n\n") || text.starts_with('\n'), "does not begin and end with a line"),
        ] {
            if found {
                file.at(at, format!("the sample for {} {what}", code.code), problems);
            }
        }
    }
    Some(stack)
}

fn read_codes(content: &Path, problems: &mut Problems) -> Vec<CodeParameters> {
    let Some(file) = File::read(content, CODES, problems) else { return Vec::new() };
    let Some(facts) = file.toml::<CodesFile>(problems) else { return Vec::new() };
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for own in facts.code {
        let at = own.span().start;
        let own = own.into_inner();
        if own.codes.is_empty() {
            file.at(at, "codes is empty", problems);
        }
        for number in &own.codes {
            if !seen.insert(*number.get_ref()) {
                file.at(number.span().start, format!("{} is given twice", number.get_ref()), problems);
            }
            check_name(content, &file, &own, number, problems);
        }
        code(&file, at, own, &mut all, problems);
    }
    // A registered number has to say who sends it; an unofficial one may leave it open, so that adding it is one folder.
    let folders = std::fs::read_dir(content.join("codes")).into_iter().flatten().flatten();
    let registered = |item: &std::fs::DirEntry| {
        std::fs::read_to_string(item.path().join("facts.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim_end() == "registered = true"))
    };
    let mut missing: Vec<u16> = folders
        .filter(registered)
        .filter_map(|item| item.file_name().to_string_lossy().parse().ok())
        .filter(|number| !seen.contains(number))
        .collect();
    missing.sort_unstable();
    for number in missing {
        file.at(0, format!("{number} is missing: content/codes/{number} is there, so this file says who sends it"), problems);
    }
    all.sort_by_key(|code| code.code);
    all
}

/// The phrase is the name in the code's own facts, where it has some. What is wrong with those, `entries` says.
fn check_name(content: &Path, file: &File, own: &CodeFacts, number: &Spanned<u16>, problems: &mut Problems) {
    let Some(phrase) = &own.phrase else { return };
    let facts = std::fs::read_to_string(content.join(format!("codes/{}/facts.toml", number.get_ref()))).ok();
    if let Some(named) = facts.and_then(|text| toml::from_str::<Named>(&text).ok())
        && named.name != *phrase.get_ref()
    {
        file.at(phrase.span().start, format!("content/codes/{}/facts.toml names it {}", number.get_ref(), named.name), problems);
    }
}

/// A text that needs no escaping in any stack, but for the double quotes that [`Quote`] knows.
fn is_plain(text: &str, quotes: bool) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || " .,:;-_/?()<>=*+".contains(c) || (quotes && c == '"')) && !text.trim().is_empty()
}

fn code(file: &File, at: usize, own: CodeFacts, all: &mut Vec<CodeParameters>, problems: &mut Problems) {
    let numbers: Vec<u16> = own.codes.iter().map(|number| *number.get_ref()).collect();
    let send = match own.send.get_ref().as_str() {
        "app" => Send::App,
        "edge" => Send::Edge,
        "never" => Send::Never,
        other => return file.at(own.send.span().start, format!("`{other}` is not one of app, edge, never"), problems),
    };
    if let Some(why) = &own.why {
        sentences(file, "why", why, 260, problems);
    }
    if send == Send::Never {
        if own.why.is_none() {
            file.at(at, "a code that nobody should send needs `why`", problems);
        }
        let more = own.phrase.is_some() || own.edge.is_some() || own.method.is_some() || own.body.is_some();
        if more || own.r#type.is_some() || own.headers.is_some() {
            file.at(at, "a code that nobody should send has codes, send and why alone", problems);
        }
        let why = own.why.map(Spanned::into_inner).unwrap_or_default();
        all.extend(numbers.into_iter().map(|code| CodeParameters {
            code,
            send,
            why: why.clone(),
            phrase: String::new(),
            edge: false,
            method: "GET".to_owned(),
            body: None,
            media_type: "text/plain".to_owned(),
            headers: Vec::new(),
        }));
        return;
    }
    let [number] = numbers[..] else { return file.at(at, "a code that is sent stands alone in `codes`", problems) };
    if let Some(why) = &own.why {
        file.at(why.span().start, "why belongs to a code that nobody should send", problems);
    }
    if !(200..=599).contains(&number) {
        file.at(at, format!("{number} can't be sent as a final status"), problems);
    }
    if let Some(edge) = own.edge.as_ref().filter(|edge| send == Send::Edge || !edge.get_ref()) {
        file.at(edge.span().start, "edge = true is for a code with send = \"app\"; leave it out elsewhere", problems);
    }
    let phrase = match own.phrase {
        Some(phrase) if is_plain(phrase.get_ref(), false) => phrase.into_inner(),
        Some(phrase) => return file.at(phrase.span().start, "phrase is plain text without quotes", problems),
        None => return file.at(at, "phrase is missing", problems),
    };
    if let Some(method) = own.method.as_ref().filter(|method| !["POST", "PUT"].contains(&method.get_ref().as_str())) {
        file.at(
            method.span().start,
            format!("`{}` is not one of POST, PUT; GET is meant where it is left out", method.get_ref()),
            problems,
        );
    }
    let Some(body) = own.body else { return file.at(at, "body is missing: a short text, or false", problems) };
    let body_at = body.span().start;
    let body = match body.into_inner() {
        BodyFacts::None(given) => {
            if given {
                file.at(body_at, "body is a short text, or false", problems);
            }
            None
        }
        BodyFacts::Text(text) => {
            if !is_plain(&text, own.r#type.is_some()) || text.len() > 100 {
                file.at(body_at, "body has at most 100 letters, digits and .,:;-/?()", problems);
            }
            Some(text)
        }
    };
    let bodiless = BODILESS.contains(&number) || REDIRECTS.contains(&number);
    if body.is_some() == bodiless {
        file.at(body_at, format!("{number} {}", if bodiless { "has no body here: false" } else { "needs a body" }), problems);
    }
    if let Some(media_type) = own.r#type.as_ref().filter(|own| !is_plain(own.get_ref(), false) || !own.get_ref().contains('/')) {
        file.at(media_type.span().start, "type is a media type such as application/xml", problems);
    }
    let headers_at = own.headers.as_ref().map_or(at, |headers| headers.span().start);
    let headers = own.headers.map(Spanned::into_inner).unwrap_or_default();
    let mut names = BTreeSet::new();
    for (name, value) in &headers {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') || !is_plain(value, true) {
            file.at(headers_at, format!("{name}: {value} is not a name and a value of plain characters"), problems);
        }
        if ["content-type", "content-length", "transfer-encoding"].contains(&name.to_ascii_lowercase().as_str()) {
            file.at(headers_at, format!("{name} is the template's business"), problems);
        }
        if !names.insert(name.to_ascii_lowercase()) {
            file.at(headers_at, format!("{name} is given twice"), problems);
        }
    }
    for (_, needed) in NEEDED.iter().filter(|(own, needed)| *own == number && !names.contains(&needed.to_ascii_lowercase())) {
        file.at(headers_at, format!("{number} needs the header {needed}"), problems);
    }
    all.push(CodeParameters {
        code: number,
        send,
        why: String::new(),
        phrase,
        edge: own.edge.is_some_and(Spanned::into_inner),
        method: own.method.map_or_else(|| "GET".to_owned(), Spanned::into_inner),
        body,
        media_type: own.r#type.map_or_else(|| "text/plain".to_owned(), Spanned::into_inner),
        headers,
    });
}
