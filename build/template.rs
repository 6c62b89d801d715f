//! The templates of `content/stacks/`: read into pieces, and how a stack writes a text in them.

/// How a stack writes a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quote {
    /// `"…"`, a double quote in it as `\"`.
    Double,
    /// `"…"`, or `'…'` around a double quote.
    Either,
    /// `'…'`.
    Single,
    /// `"…"`, or `` `…` `` around a double quote.
    Backtick,
    /// `"…"`, or `{"…"}` around a double quote.
    Long,
}

impl Quote {
    pub(crate) const NAMES: [(&str, Quote); 5] = [
        ("double", Quote::Double),
        ("either", Quote::Either),
        ("single", Quote::Single),
        ("backtick", Quote::Backtick),
        ("long", Quote::Long),
    ];

    /// The text as a literal. It has no other character that any stack treats specially: the content check sees to it.
    pub(crate) fn literal(self, text: &str, bare: bool) -> String {
        let word = |c: char| c.is_ascii_alphanumeric() || "-_./:=".contains(c);
        if bare && !text.is_empty() && text.chars().all(word) {
            return text.to_owned();
        }
        match self {
            Quote::Single => format!("'{text}'"),
            Quote::Double => format!("\"{}\"", text.replace('"', "\\\"")),
            _ if !text.contains('"') => format!("\"{text}\""),
            Quote::Either => format!("'{text}'"),
            Quote::Backtick => format!("`{text}`"),
            Quote::Long => format!("{{\"{text}\"}}"),
        }
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    Value(Value),
    Section { what: Section, inverted: bool, nodes: Vec<Node> },
}

/// What is put in: `{{status}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Status,
    Phrase,
    Type,
    Constant,
    Verb,
    CapitalVerb,
    Listen,
    Body,
    Location,
    Name,
    Content,
}

impl Value {
    const NAMES: [(&str, Value); 11] = [
        ("status", Value::Status),
        ("phrase", Value::Phrase),
        ("type", Value::Type),
        ("constant", Value::Constant),
        ("verb", Value::Verb),
        ("Verb", Value::CapitalVerb),
        ("listen", Value::Listen),
        ("body", Value::Body),
        ("location", Value::Location),
        ("name", Value::Name),
        ("value", Value::Content),
    ];
}

/// What stands there under a condition, or for each header: `{{#body}}…{{/body}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Header,
    Headers,
    Body,
    Type,
    Redirect,
    Error,
    Empty,
    Last,
}

impl Section {
    const NAMES: [(&str, Section); 8] = [
        ("header", Section::Header),
        ("headers", Section::Headers),
        ("body", Section::Body),
        ("type", Section::Type),
        ("redirect", Section::Redirect),
        ("error", Section::Error),
        ("empty", Section::Empty),
        ("last", Section::Last),
    ];
}

/// What goes by a name.
pub(crate) fn by_name<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(own, _)| *own == name).map(|(_, value)| *value)
}

/// Reads a template; a mistake is its byte offset and a sentence.
pub(crate) fn parse(text: &str) -> Result<Vec<Node>, (usize, String)> {
    let mut open: Vec<(&str, usize, Section, bool)> = Vec::new();
    // The nodes of the template, then those of each open section.
    let mut nodes: Vec<Vec<Node>> = vec![Vec::new()];
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let alone = only_sections(line);
        let mut rest = line;
        while let Some(mut start) = rest.find("{{") {
            // Of three braces the first one is text.
            start += usize::from(rest[start..].starts_with("{{{"));
            let at = offset + line.len() - rest.len() + start;
            let Some(length) = rest[start..].find("}}") else { return Err((at, "this {{ has no }} on its line".to_owned())) };
            let tag = &rest[start + 2..start + length];
            let last = nodes.last_mut().expect("the template's own nodes stay");
            if start > 0 && !alone {
                last.push(Node::Text(rest[..start].to_owned()));
            }
            rest = &rest[start + length + 2..];
            let unknown = || (at, format!("{{{{{tag}}}}} is no placeholder; build/template.rs lists them"));
            if let Some(name) = tag.strip_prefix(['#', '^']) {
                let what = by_name(&Section::NAMES, name).ok_or_else(unknown)?;
                let inverted = tag.starts_with('^');
                let in_header = open.iter().any(|(_, _, what, inverted)| *what == Section::Header && !inverted);
                if (what == Section::Last && !in_header) || (what == Section::Header && (in_header || inverted)) {
                    return Err((at, format!("{{{{{tag}}}}} can't stand here")));
                }
                open.push((name, at, what, inverted));
                nodes.push(Vec::new());
            } else if let Some(name) = tag.strip_prefix('/') {
                match open.pop() {
                    Some((own, _, what, inverted)) if own == name => {
                        let inner = nodes.pop().unwrap_or_default();
                        let outer = nodes.last_mut().expect("the template's own nodes stay");
                        outer.push(Node::Section { what, inverted, nodes: inner });
                    }
                    _ => return Err((at, format!("{{{{{tag}}}}} closes nothing that is open here"))),
                }
            } else {
                let value = by_name(&Value::NAMES, tag).ok_or_else(unknown)?;
                let in_header = open.iter().any(|(_, _, what, _)| *what == Section::Header);
                if matches!(value, Value::Name | Value::Content) && !in_header {
                    return Err((at, format!("{{{{{tag}}}}} stands inside {{{{#header}}}} only")));
                }
                last.push(Node::Value(value));
            }
        }
        if !alone && !rest.is_empty() {
            nodes.last_mut().expect("the template's own nodes stay").push(Node::Text(rest.to_owned()));
        }
        offset += line.len();
    }
    match open.pop() {
        Some((name, at, ..)) => Err((at, format!("{{{{#{name}}}}} is not closed"))),
        None => Ok(nodes.pop().unwrap_or_default()),
    }
}

/// The line holds section marks and blanks, nothing else.
fn only_sections(line: &str) -> bool {
    let (mut rest, mut any) = (line.trim(), false);
    while let Some(tag) = rest.strip_prefix("{{") {
        let Some(end) = tag.find("}}").filter(|_| tag.starts_with(['#', '^', '/'])) else { return false };
        rest = tag[end + 2..].trim_start();
        any = true;
    }
    any && rest.is_empty()
}

/// Whether a value is put in somewhere.
pub(crate) fn mentions(nodes: &[Node], value: Value) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) => false,
        Node::Value(own) => *own == value,
        Node::Section { nodes, .. } => mentions(nodes, value),
    })
}
