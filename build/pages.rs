//! Pages that are documents: `content/pages`, `content/guides` and `content/owners` (Markdown, one file a page), the products' lists and errors of
//! `content/platforms`, and the ready-made comparisons. They go into the prerenderer; the module knows their names alone (`core::platforms`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    catalog::{Columns, Table, words},
    diagnosis::{HOPS, PARTIES},
    emit::{slice, string},
    markdown::{self, breakable, escape},
    platforms::{Error, Product},
    problem::{File, Problems},
    sections::{mark, source_list, unverified},
    stacks::{self, CodeParameters, Samples, Send, Stack},
    ui::Ui,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: Spanned<String>,
    heading: Spanned<String>,
    description: Spanned<String>,
    lead: Spanned<String>,
    reviewed: Option<toml::value::Datetime>,
    #[serde(default)]
    keywords: Vec<String>,
    /// Of an owner's list: the product, as the pages of its codes link to it.
    name: Option<String>,
    /// Of an owner's list: the codes that it treats.
    #[serde(default)]
    codes: Vec<Spanned<u16>>,
    #[serde(default)]
    source: Vec<SourceToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceToml {
    #[allow(dead_code)]
    id: String,
    title: String,
    url: Spanned<String>,
    verified: bool,
}

/// A document.
pub struct Document {
    /// Its address without the slashes at both ends.
    pub slug: String,
    title: String,
    heading: String,
    description: String,
    lead: String,
    keywords: Vec<String>,
    html: String,
    /// An owner's list: the product's name, and the codes that it treats.
    pub list: Option<(String, Vec<u16>)>,
}

/// A comparison that is linked and prerendered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The codes, in the order in which they are shown.
    pub codes: Spanned<Vec<u16>>,
    title: Spanned<String>,
    description: Spanned<String>,
    /// Its question, as links show it.
    pub heading: String,
    lead: String,
}

impl Comparison {
    /// Its address without the slashes at both ends.
    pub fn slug(&self) -> String {
        format!("compare/{}", joined(self.codes.get_ref()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Comparisons {
    set: Vec<Comparison>,
}

/// The folders with Markdown pages, and where their pages stand.
const FOLDERS: [(&str, &str); 3] = [("pages/en", ""), ("guides/en", "guides/"), ("owners/en", "owners/")];

fn stems(content: &Path, folder: &str) -> Vec<String> {
    let list =
        std::fs::read_dir(content.join(folder)).map(|list| list.flatten().map(|item| item.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = list.into_iter().flatten().filter_map(|name| name.strip_suffix(".md").map(str::to_owned)).collect();
    names.sort();
    names
}

/// The addresses of every document, for links.
pub fn addresses(content: &Path, products: &[Product], comparisons: &[Comparison]) -> BTreeSet<String> {
    let mut out = BTreeSet::from(["guides".to_owned(), "owners".to_owned(), "compare".to_owned()]);
    for (folder, lead) in FOLDERS {
        out.extend(stems(content, folder).iter().map(|stem| format!("{lead}{stem}")));
    }
    for product in products {
        out.insert(product.id.clone());
        out.extend(product.errors.iter().map(|error| format!("{}/{}", product.id, error.slug)));
    }
    out.extend(comparisons.iter().map(Comparison::slug));
    out
}

fn joined(codes: &[u16]) -> String {
    codes.iter().map(u16::to_string).collect::<Vec<_>>().join("-")
}

/// Reads the ready-made comparisons; `codes`: the codes that have an entry.
pub fn comparisons(content: &Path, codes: &BTreeSet<String>, problems: &mut Problems) -> Vec<Comparison> {
    let Some(file) = File::read(content, "compare/en.toml", problems) else { return Vec::new() };
    let Some(all) = file.toml::<Comparisons>(problems) else { return Vec::new() };
    for set in &all.set {
        let list = set.codes.get_ref();
        if !(2..=6).contains(&list.len()) || list.iter().any(|code| !codes.contains(&code.to_string())) {
            file.at(set.codes.span().start, "a comparison has two to six codes that have an entry", problems);
        }
        length(&file, 0, &set.title, "title", 10..=65, problems);
        length(&file, 0, &set.description, "description", 70..=160, problems);
    }
    all.set
}

fn length(file: &File, base: usize, value: &Spanned<String>, what: &str, range: std::ops::RangeInclusive<usize>, problems: &mut Problems) {
    file.plain(base + value.span().start, value.get_ref(), problems);
    let n = value.get_ref().chars().count();
    if !range.contains(&n) {
        file.at(base + value.span().start, format!("{what} has {n} characters, {} to {} are right", range.start(), range.end()), problems);
    }
}

/// Reads every Markdown page and makes the products' lists.
pub fn read(content: &Path, products: &[Product], known: &BTreeSet<String>, ui: &Ui, problems: &mut Problems) -> Vec<Document> {
    let mut documents = Vec::new();
    for (folder, lead) in FOLDERS {
        for stem in stems(content, folder) {
            documents.extend(page(content, &format!("{folder}/{stem}.md"), &format!("{lead}{stem}"), known, ui, problems));
        }
    }
    for (kind, words) in [("guides", "guides"), ("owners", "lists")] {
        let list = list_of(kind, words, &documents, ui);
        documents.push(list);
    }
    documents.extend(products.iter().map(|product| product_list(product, ui)));
    documents.sort_by(|a, b| a.slug.cmp(&b.slug));
    documents
}

fn page(content: &Path, name: &str, slug: &str, known: &BTreeSet<String>, ui: &Ui, problems: &mut Problems) -> Option<Document> {
    let file = File::read(content, name, problems)?;
    let Some((range, body_start)) = markdown::front_matter(&file.text) else {
        file.at(0, "starts with front matter between two lines of +++", problems);
        return None;
    };
    let base = range.start;
    let front: Front = file.toml_part(base, &file.text[range], problems)?;
    length(&file, base, &front.title, "title", 10..=65, problems);
    length(&file, base, &front.heading, "heading", 5..=80, problems);
    length(&file, base, &front.description, "description", 70..=160, problems);
    length(&file, base, &front.lead, "lead", 20..=400, problems);
    for source in &front.source {
        if !source.url.get_ref().starts_with("https://") {
            file.at(base + source.url.span().start, "a source's address starts with https://", problems);
        }
    }
    if slug.contains('/') && front.source.len() < 3 {
        file.at(0, "a guide or list needs at least three sources", problems);
    }
    let place = markdown::Page { depth: slug.matches('/').count() + 1, known, free: true };
    let body = markdown::render(&file, body_start, &place, problems);
    let mut ids = BTreeSet::new();
    for heading in &body.headings {
        if !ids.insert(super::text::slug(&heading.text)) {
            file.at(heading.at, format!("the heading {} stands here twice", heading.text), problems);
        }
    }
    let list = owners_list(&file, base, slug, &front, known, problems);
    let mut html = placeholders(body.html);
    if !front.source.is_empty() {
        let sources: Vec<_> = front.source.iter().map(|own| (own.title.clone(), own.url.get_ref().clone(), own.verified)).collect();
        html.push_str(&source_list(&sources, &front.reviewed.map_or(String::new(), |date| date.to_string()), ui));
    }
    Some(Document {
        slug: slug.to_owned(),
        title: front.title.into_inner(),
        heading: front.heading.into_inner(),
        description: front.description.into_inner(),
        lead: front.lead.into_inner(),
        keywords: front.keywords,
        html,
        list,
    })
}

/// What only an owner's list has: each code that it names is one of ours, and stands in its text.
fn owners_list(
    file: &File,
    base: usize,
    slug: &str,
    front: &Front,
    known: &BTreeSet<String>,
    problems: &mut Problems,
) -> Option<(String, Vec<u16>)> {
    let owners = slug.starts_with("owners/");
    if owners != front.name.is_some() || owners == front.codes.is_empty() {
        file.at(base, "`name` and `codes` belong to an owner's list, and it needs both", problems);
    }
    let text = file.text.splitn(3, "+++").nth(2).unwrap_or_default();
    let numbers: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for code in &front.codes {
        let number = code.get_ref().to_string();
        if !known.contains(&number) {
            file.at(base + code.span().start, format!("{number} has no entry"), problems);
        } else if !numbers.contains(number.as_str()) {
            file.at(base + code.span().start, format!("this list says nothing about {number}"), problems);
        }
    }
    Some((front.name.clone()?, front.codes.iter().map(|code| *code.get_ref()).collect()))
}

/// What a page can show that no Markdown says: `{controls:…}` and `{resolvers:…}`, the hosts of the configuration, with the default ones until
/// it is read; `{slash:…}`, the switch for the key; `{repository}`.
fn placeholders(mut html: String) -> String {
    while let Some(start) = html.find("<code>{") {
        let Some(length) = html[start..].find("}</code>") else { break };
        let inside = &html[start + 7..start + length];
        let (name, words) = inside.split_once(':').unwrap_or((inside, ""));
        let repository = repository();
        let new = match name {
            "slash" => format!("<label class=\"choice\"><input type=\"checkbox\" id=\"slash\" checked><span>{words}</span></label>"),
            "repository" => format!("<a href=\"{0}\" rel=\"noopener noreferrer\">{0}</a>", escape(&repository)),
            _ => format!("<span data-config=\"{name}\">{words}</span>"),
        };
        html.replace_range(start..start + length + 8, &new);
    }
    html
}

/// The project's repository: set when the site is built, else the package's.
fn repository() -> String {
    let own = std::env::var("ISITME_REPOSITORY").ok().filter(|own| !own.is_empty());
    own.or_else(|| std::env::var("CARGO_PKG_REPOSITORY").ok()).unwrap_or_default()
}

/// `/guides/`, `/owners/`: what there is.
fn list_of(kind: &str, words: &str, documents: &[Document], ui: &Ui) -> Document {
    let word = |name: &str| ui.word(&format!("{words}_{name}")).to_owned();
    let mut html = String::from("<ul class=\"list\">\n");
    let lead = format!("{kind}/");
    for own in documents.iter().filter(|own| own.slug.starts_with(&lead)) {
        let _ = writeln!(html, "<li><a href=\"../{}/\">{}</a><span>{}</span></li>", own.slug, escape(&own.heading), escape(&own.lead));
    }
    html += "</ul>\n";
    Document {
        slug: kind.to_owned(),
        title: word("head_title"),
        heading: word("title"),
        description: word("head_description"),
        lead: word("lead"),
        keywords: Vec::new(),
        html,
        list: None,
    }
}

fn hop_word<'a>(error: &Error, ui: &'a Ui) -> &'a str {
    ui.word(&format!("hop_{}", error.hop.replace('-', "_")))
}

fn party_word<'a>(error: &Error, ui: &'a Ui) -> &'a str {
    ui.word(&format!("party_{}", error.party.replace('-', "_")))
}

/// `/heroku/`: every error of a product, with its meaning.
fn product_list(product: &Product, ui: &Ui) -> Document {
    let mut html = format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table class=\"errors\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>\n",
        escape(&product.name),
        escape(ui.word("platform_name")),
        escape(ui.word("platform_means")),
        escape(ui.word("platform_who"))
    );
    for error in &product.errors {
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\"><a href=\"{}/\"><code>{}</code></a></th><td><strong>{}.</strong> {}{}</td><td data-who=\"{}:\">{}</td></tr>",
            error.slug,
            breakable(&escape(&error.name)),
            escape(&error.title),
            escape(&error.means),
            mark(&error.standing, ui),
            escape(ui.word("platform_who")),
            escape(party_word(error, ui))
        );
    }
    html += "</tbody></table></div>\n";
    html.push_str(&source_list(&product.sources, &product.reviewed, ui));
    Document {
        slug: product.id.clone(),
        title: clip(&format!("{}: its error names explained", product.name), 60),
        heading: ui.word("platform_heading").replace("{product}", &product.name),
        description: description(&format!("{} Each with its meaning, whose side it is and the fix.", product.about)),
        lead: product.about.clone(),
        keywords: Vec::new(),
        html,
        list: None,
    }
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head).trim_end_matches([',', ':', ';', '.']))
}

/// As long as search engines show.
fn description(text: &str) -> String {
    clip(text, 160)
}

/// An error's page: what stands below its opening.
fn error_html(product: &Product, error: &Error, codes: &BTreeMap<u16, String>, ui: &Ui) -> String {
    let word = |name: &str| escape(ui.word(&format!("platform_{name}")));
    let mut html = format!("<section class=\"part\" aria-labelledby=\"fix\">\n<h2 id=\"fix\">{}</h2>\n", word("fix"));
    if !error.visitor.is_empty() {
        let _ = write!(html, "<h3>{}</h3>\n<p>{}</p>\n<h3>{}</h3>\n", word("visitor"), escape(&error.visitor), word("owner"));
    }
    let _ = write!(html, "<p>{}</p>\n</section>\n", escape(&error.fix));
    let _ = write!(
        html,
        "<section class=\"part\" aria-labelledby=\"facts-h\">\n<h2 id=\"facts-h\">{}</h2>\n<dl class=\"facts\">\n",
        escape(ui.word("entry_facts"))
    );
    let mut row = |title: &str, words: &str| {
        let _ = writeln!(html, "<div><dt>{title}</dt><dd>{words}</dd></div>");
    };
    row(&word("product"), &format!("<a href=\"../\">{}</a>", escape(&product.name)));
    row(&word("seen"), &word(&format!("seen_{}", error.seen)));
    let statuses: Vec<String> = error
        .status
        .iter()
        .map(|status| match codes.get(status) {
            Some(name) => format!("<a href=\"../../{status}/\">{status} {}</a>", escape(name)),
            None => status.to_string(),
        })
        .collect();
    if !statuses.is_empty() {
        row(&word("status"), &statuses.join(", "));
    }
    row(&word("hop"), &escape(hop_word(error, ui)));
    let says: Vec<String> = error.says.iter().map(|says| format!("<code>{}</code>", escape(says))).collect();
    if !says.is_empty() {
        row(&word("says"), &says.join("<br>"));
    }
    html += "</dl>\n</section>\n";
    let (title, url, _) = &product.sources[error.source];
    let _ = write!(
        html,
        "<section class=\"part\" aria-labelledby=\"sources-h\">\n<h2 id=\"sources-h\">{}</h2>\n<ul class=\"sources\"><li><a href=\"{}\" rel=\"noopener noreferrer\">{}</a>{}</li></ul>\n\
         <p class=\"quiet\">{} <time datetime=\"{}\">{}</time>.</p>\n</section>\n",
        escape(ui.word("entry_sources")),
        escape(url),
        escape(title),
        unverified(error.verified, ui),
        escape(ui.word("entry_reviewed")),
        product.reviewed,
        product.reviewed
    );
    html
}

/// More new words than these are not embedded; of a document one fewer, because its heading says much.
const MOST_NEW: usize = 4;

/// The words of some keywords that stand in none of the known texts, each once: all that the search gains by them.
pub fn new_words(keywords: &[String], known: &[&str], most: usize) -> String {
    let mut seen: BTreeSet<String> = known.iter().flat_map(|text| words(text)).collect();
    let mut all: Vec<String> = keywords.iter().flat_map(|keyword| words(keyword)).collect();
    // Numbers first: nobody can guess them.
    all.sort_by_key(|word| !word.bytes().any(|b| b.is_ascii_digit()));
    let empty =
        ["a", "an", "and", "at", "by", "for", "from", "in", "is", "it", "not", "of", "on", "the", "this", "to", "was", "with", "your"];
    all.into_iter()
        .filter(|word| !empty.contains(&word.as_str()))
        .filter(|word| seen.insert(word.clone()))
        .take(most)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The stacks that have something to say on a code.
fn shown<'a>(samples: &'a Samples, code: &'a CodeParameters) -> impl Iterator<Item = &'a Stack> {
    samples.stacks.iter().filter(|stack| stack.without.contains_key(&code.code) || stacks::suits(stack, code))
}

/// The samples of a code: applications first, then edge servers.
fn code_html(samples: &Samples, code: &CodeParameters, ui: &Ui) -> String {
    let word = |name: &str| ui.word(&format!("samples_{name}"));
    let mut html = format!("<p><a href=\"../\">{}</a></p>\n", escape(&word("back").replace("{code}", &code.code.to_string())));
    let _ = write!(html, "<nav class=\"toc\" aria-label=\"{}\"><ul>", escape(ui.word("entry_toc")));
    for stack in shown(samples, code) {
        let _ = write!(html, "<li><a href=\"#{}\">{}</a></li>", stack.id, escape(&stack.name));
    }
    html += "</ul></nav>\n";
    for stack in shown(samples, code) {
        let without = stack.without.get(&code.code);
        let _ = write!(
            html,
            "<section class=\"part\" aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1} <small class=\"quiet\">{2}</small>{3}</h2>\n",
            stack.id,
            escape(&stack.name),
            escape(&stack.version),
            if stack.verified_by_run { String::new() } else { format!(" <span class=\"unverified\">{}</span>", escape(word("not_run"))) }
        );
        let _ = match without {
            Some(why) => writeln!(html, "<p>{}</p>\n</section>", escape(why)),
            None => writeln!(
                html,
                "<pre tabindex=\"0\"><code class=\"language-{}\">{}</code></pre>\n<p class=\"quiet\"><code>{}</code>. {}</p>\n</section>",
                escape(&stack.language),
                escape(&stacks::sample(stack, code)),
                escape(&stack.file),
                markdown::inline(&stack.run)
            ),
        };
    }
    html
}

/// The generated files (name, text): names for the module, documents for the prerenderer.
pub fn emit(
    documents: &[Document],
    products: &[Product],
    comparisons: &[Comparison],
    codes: &BTreeMap<u16, String>,
    samples: &Samples,
    ui: &Ui,
) -> Vec<(&'static str, String)> {
    let mut table = Table::default();
    table.list(documents, |table, own| {
        table.line(&own.slug);
        table.line(&own.heading);
        table.line(new_words(&own.keywords, &[&own.heading, &own.slug], MOST_NEW - 1));
    });
    table.list(products, |table, own| {
        table.line(&own.id);
        table.line(&own.name);
    });
    let letter = |list: &[&str], id: &str| char::from(b'a' + list.iter().position(|own| *own == id).unwrap_or(0) as u8);
    let mut columns = Columns::default();
    for product in products {
        columns.row(0, [product.errors.len().to_string()]);
        for error in &product.errors {
            let title = match &error.title {
                own if *own == super::text::title(&error.name) => "",
                own if *own == error.name => "=",
                own => own,
            };
            let status: Vec<String> = error.status.iter().map(u16::to_string).collect();
            let known = [product.name.as_str(), &product.id, &error.name, &error.title];
            columns.row(
                1,
                [
                    error.name.clone(),
                    title.to_owned(),
                    format!("{}{}", letter(&HOPS, &error.hop), letter(&PARTIES, &error.party)),
                    status.join(" "),
                    new_words(&error.keywords, &known, MOST_NEW),
                ],
            );
        }
    }
    table.columns(&columns);
    let mut prose = String::from("/// The documents, in the order of the pages.\npub static DOCUMENTS: &[Document] = &[\n");
    let mut put = |title: &str, description: &str, lead: &str, html: &str| {
        let _ = writeln!(
            prose,
            "    Document {{ title: {}, description: {}, lead: {}, html: {} }},",
            string(title),
            string(description),
            string(&escape(lead)),
            string(html)
        );
    };
    for own in documents {
        put(&own.title, &own.description, &own.lead, &own.html);
    }
    for product in products {
        for error in &product.errors {
            let title = [
                // Where the name leaves room for some words of it, a long title is cut rather than left out.
                clip(
                    &format!("{} {}: {}", product.name, error.name, error.title),
                    if product.name.len() + error.name.len() < 40 { 60 } else { usize::MAX },
                ),
                format!("{} {}", product.name, error.name),
                format!("{} ({})", error.name, product.id),
            ];
            let title = title.iter().find(|title| title.chars().count() <= 60).unwrap_or(&error.name);
            let about = description(&format!("{} {}: {} {}", product.name, error.name, error.means, error.fix));
            put(title, &about, &error.means, &error_html(product, error, codes, ui));
        }
    }
    prose.push_str("];\n");
    prose.push_str("/// How code sends each status, by code.\npub static SAMPLES: &[(u16, Document)] = &[\n");
    for code in samples.codes.iter().filter(|code| code.send != Send::Never) {
        let Some(name) = codes.get(&code.code) else { continue };
        let (number, word) =
            (code.code.to_string(), |key: &str| ui.word(&format!("samples_{key}")).replace("{code}", &code.code.to_string()));
        let stacks: Vec<&str> = shown(samples, code).map(|stack| stack.name.as_str()).collect();
        let _ = writeln!(
            prose,
            "    ({number}, Document {{ title: {}, description: {}, lead: {}, html: {} }}),",
            string(&clip(&format!("{number} {name}: {}", word("title")), 60)),
            string(&description(&word("description").replace("{stacks}", &stacks.join(", ")))),
            string(&escape(&word("lead"))),
            string(&code_html(samples, code, ui))
        );
    }
    prose.push_str("];\n");
    let mut rests = Table::default();
    for error in products.iter().flat_map(|product| &product.errors) {
        for line in [error.means.as_str(), &error.fix, &error.visitor, if error.verified { "1" } else { "" }] {
            rests.line(line);
        }
    }
    let names = "static NAMES_TABLE: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/names.txt\"));\n\
                 #[cfg(feature = \"whole\")]\nstatic PLATFORM_RESTS: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/rests.txt\"));\n"
        .to_owned();
    let lists = format!("static COMPARISONS: &[&[u16]] = {};\n", slice(comparisons, |own| format!("&{:?}", own.codes.get_ref())));
    let heads = format!(
        "/// Heading, lead, title and description of every ready-made comparison.\npub static COMPARED: &[[&str; 4]] = {};\n",
        slice(comparisons, |own| format!(
            "[{}, {}, {}, {}]",
            string(&own.heading),
            string(&escape(&own.lead)),
            string(own.title.get_ref()),
            string(own.description.get_ref())
        ))
    );
    vec![
        ("names.rs", names),
        ("names.txt", table.0),
        ("rests.txt", rests.0),
        ("documents.rs", prose),
        ("comparisons.rs", lists),
        ("compared.rs", heads),
    ]
}
