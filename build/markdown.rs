//! Markdown to an HTML fragment with a closed set of headings: sections with fixed ids, causes, questions. Links become relative, so that a
//! fragment works under any path; raw HTML is refused.

use std::{collections::BTreeSet, fmt::Write as _, ops::Range};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{
    problem::{File, Problems},
    text::slug,
};

/// Where the fragment will stand.
pub struct Page<'a> {
    /// How many folders below the site's root the page is: 1 for `/502/`, 2 for `/errors/x/`.
    pub depth: usize,
    /// Codes, error ids and the addresses of documents that links may name.
    pub known: &'a BTreeSet<String>,
    /// The headings are the author's own, and get ids from their words.
    pub free: bool,
}

/// A heading of the source.
pub struct Heading {
    /// 2 or 3.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// The text of the level-2 heading above it (its own for level 2).
    pub section: String,
    /// Byte offset in the file.
    pub at: usize,
    /// For `### id: Title` under *Why it happens*: the id and the title.
    pub cause: Option<(String, String)>,
    /// A **Fix:** paragraph stands under it.
    pub has_fix: bool,
}

/// What [`render`] gives.
pub struct Body {
    /// The fragment.
    pub html: String,
    /// Every heading, in order.
    pub headings: Vec<Heading>,
    /// The first paragraph as plain text.
    pub first_paragraph: String,
    /// Questions with their answers, as plain text.
    pub questions: Vec<(String, String)>,
}

/// The range of the front matter and the offset at which the body begins.
pub fn front_matter(text: &str) -> Option<(Range<usize>, usize)> {
    let start = text.strip_prefix("+++\n").map(|_| 4)?;
    let end = start + text[start..].find("\n+++\n")? + 1;
    Some((start..end, end + 4))
}

/// The fixed id of a section, used in links to it.
fn section_id(heading: &str) -> &'static str {
    match heading {
        "What it means" => "meaning",
        "Why it happens" => "causes",
        "If you own the site" => "owner",
        "For developers" => "developers",
        "Search engines" => "search",
        "Logs and analytics" => "logs",
        "Questions" => "questions",
        _ => "more",
    }
}

/// Renders everything from `start` to the end of the file.
pub fn render(file: &File, start: usize, page: &Page, problems: &mut Problems) -> Body {
    let source = &file.text[start..];
    let events: Vec<(Event, Range<usize>)> =
        Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter().collect();
    let mut body = Body { html: String::new(), headings: Vec::new(), first_paragraph: String::new(), questions: Vec::new() };
    let (mut section, mut in_section, mut in_cause) = (String::new(), false, false);
    let mut at = 0;
    while at < events.len() {
        let (event, range) = &events[at];
        if let Event::Start(Tag::Heading { level, .. }) = event {
            let end = at + events[at..].iter().position(|(e, _)| matches!(e, Event::End(TagEnd::Heading(_)))).unwrap_or(0);
            let text = plain(&events[at..end]);
            let level = if *level == HeadingLevel::H2 { 2 } else { 3 };
            if !matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H2 | HeadingLevel::H3, .. })) {
                file.at(start + range.start, "headings are ## and ###", problems);
            }
            if std::mem::take(&mut in_cause) {
                body.html.push_str("</div>\n");
            }
            let mut cause = None;
            if level == 2 {
                if in_section {
                    body.html.push_str("</section>\n");
                }
                in_section = true;
                section.clone_from(&text);
                let id = if page.free { slug(&text) } else { section_id(&text).to_owned() };
                let _ = write!(
                    body.html,
                    "<section id=\"{id}\" class=\"part\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{}</h2>\n",
                    escape(&text)
                );
            } else if section == "Why it happens" && !page.free {
                let (id, title) = text.split_once(": ").unwrap_or(("", &text));
                if !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                    cause = Some((id.to_owned(), title.to_owned()));
                }
                in_cause = true;
                let _ = write!(body.html, "<div class=\"cause\" data-cause=\"{}\">\n<h3>{}</h3>\n", escape(id), escape(title));
            } else {
                if section == "Questions" {
                    body.questions.push((text.clone(), String::new()));
                }
                let own = format!(" id=\"{}\"", slug(&text));
                let id = match text.as_str() {
                    _ if page.free => own.as_str(),
                    "Example response" => " id=\"example\"",
                    "What the browser shows" => " id=\"shows\"",
                    "Common misinterpretation" => " id=\"misread\"",
                    _ => "",
                };
                let _ = writeln!(body.html, "<h3{id}>{}</h3>", escape(&text));
            }
            body.headings.push(Heading { level, text, section: section.clone(), at: start + range.start, cause, has_fix: false });
            at = end + 1;
            continue;
        }
        // One block: up to the next heading.
        let end = at + events[at..].iter().position(|(e, _)| matches!(e, Event::Start(Tag::Heading { .. }))).unwrap_or(events.len() - at);
        let block = &events[at..end];
        if !in_section {
            file.at(start + range.start, "text stands before the first heading", problems);
        }
        note_paragraphs(block, &section, &mut body);
        let converted: Vec<Event> = block.iter().map(|(event, range)| convert(event, file, start + range.start, page, problems)).collect();
        let mut out = String::new();
        html::push_html(&mut out, converted.into_iter());
        body.html.push_str(
            &breakable_cells(&out)
                .replace("<pre><code", "<pre tabindex=\"0\"><code")
                .replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>")
                .replace("</table>", "</table></div>"),
        );
        at = end;
    }
    if in_cause {
        body.html.push_str("</div>\n");
    }
    if in_section {
        body.html.push_str("</section>\n");
    }
    body
}

/// A name of a setting or an error with places where a line may break: after each underscore. What is copied has no more in it.
pub fn breakable(name: &str) -> String {
    name.replace('_', "_<wbr>")
}

/// The same for what stands as code in tables, whose columns are narrow.
fn breakable_cells(html: &str) -> String {
    let mut in_table = false;
    let mut out = String::with_capacity(html.len());
    for (nth, piece) in html.split("<code>").enumerate() {
        let (code, rest) = if nth == 0 { ("", piece) } else { piece.split_once("</code>").unwrap_or((piece, "")) };
        if nth > 0 {
            out.push_str("<code>");
            out.push_str(&if in_table { breakable(code) } else { code.to_owned() });
            out.push_str("</code>");
        }
        out.push_str(rest);
        in_table = match (rest.rfind("<table>"), rest.rfind("</table>")) {
            (None, None) => in_table,
            (begins, ends) => begins > ends,
        };
    }
    out
}

/// Collects the first paragraph, the answers and the **Fix:** marks.
fn note_paragraphs(block: &[(Event, Range<usize>)], section: &str, body: &mut Body) {
    let mut at = 0;
    while at < block.len() {
        if matches!(block[at].0, Event::Start(Tag::Paragraph)) {
            let end = at + block[at..].iter().position(|(e, _)| matches!(e, Event::End(TagEnd::Paragraph))).unwrap_or(0);
            let text = plain(&block[at..end]);
            if body.first_paragraph.is_empty() && section == "What it means" {
                body.first_paragraph.clone_from(&text);
            }
            if let Some(heading) = body.headings.last_mut().filter(|_| text.starts_with("Fix:")) {
                heading.has_fix = true;
            }
            at = end;
        }
        at += 1;
    }
    if let Some((_, answer)) = body.questions.last_mut().filter(|_| section == "Questions") {
        *answer = plain(block);
    }
}

/// The text without its markup.
fn plain(events: &[(Event, Range<usize>)]) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

fn convert<'a>(event: &Event<'a>, file: &File, at: usize, page: &Page, problems: &mut Problems) -> Event<'a> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => {
            file.at(at, format!("raw HTML is not allowed: {}", text.trim()), problems);
            Event::Text(text.clone())
        }
        Event::Start(Tag::Image { .. }) => {
            file.at(at, "pictures are not allowed here", problems);
            event.clone()
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest = link(dest_url, file, at, page, problems);
            Event::Start(Tag::Link { link_type: *link_type, dest_url: CowStr::from(dest), title: title.clone(), id: id.clone() })
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if language.is_empty() => {
            file.at(at, "name the language of a fenced block (sh, http, nginx, text …)", problems);
            event.clone()
        }
        _ => event.clone(),
    }
}

/// A link's address: routes become relative, other addresses stay.
fn link(dest: &str, file: &File, at: usize, page: &Page, problems: &mut Problems) -> String {
    if dest.starts_with("https://") || dest.starts_with('#') {
        return dest.to_owned();
    }
    let known = match dest.strip_prefix('/').and_then(|path| path.strip_suffix('/').or(path.split_once("/#").map(|(p, _)| p))) {
        Some(path) => {
            ["", "codes", "diagnose", "read", "check", "error-page", "embed/builder"].contains(&path)
                || page.known.contains(path.strip_prefix("errors/").unwrap_or(path))
        }
        None => dest == "/",
    };
    if !known {
        file.at(at, format!("{dest} is neither https:// nor one of our pages (/502/, /errors/connection-refused/)"), problems);
    }
    format!("{}{}", "../".repeat(page.depth), dest.trim_start_matches('/'))
}

/// A sentence with code between backquotes.
pub fn inline(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces.map(|(at, piece)| if at % 2 == 1 { format!("<code>{}</code>", escape(piece)) } else { escape(piece) }).collect()
}

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
