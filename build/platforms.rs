//! What platforms call their own errors: one file a product in `content/platforms/`, every error with its meaning, its side and its fix.

use std::{collections::BTreeSet, path::Path};

use serde::Deserialize;
use toml::Spanned;

use super::{
    problem::{File, Problems},
    text::slug,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductFile {
    product: Spanned<String>,
    name: String,
    about: Spanned<String>,
    reviewed: Spanned<toml::value::Datetime>,
    source: Vec<SourceFacts>,
    error: Vec<Spanned<ErrorFacts>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFacts {
    id: Spanned<String>,
    title: String,
    url: Spanned<String>,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorFacts {
    name: Spanned<String>,
    title: Spanned<String>,
    #[serde(default)]
    status: Vec<Spanned<u16>>,
    hop: Spanned<String>,
    party: Spanned<String>,
    seen: Spanned<String>,
    means: Spanned<String>,
    fix: Spanned<String>,
    #[serde(default)]
    visitor: String,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    keywords: Vec<String>,
    source: Spanned<String>,
    #[serde(default = "live")]
    standing: Spanned<String>,
    #[serde(default)]
    verified: Option<bool>,
}

fn live() -> Spanned<String> {
    Spanned::new(0..0, "live".to_owned())
}

/// One product with its errors, checked.
pub struct Product {
    /// As in addresses.
    pub id: String,
    /// As people write it.
    pub name: String,
    /// What the list is, in a sentence or two.
    pub about: String,
    /// Date of the last review.
    pub reviewed: String,
    /// Title, address, whether we read it.
    pub sources: Vec<(String, String, bool)>,
    /// The errors, in the file's order.
    pub errors: Vec<Error>,
}

/// One error of a platform.
pub struct Error {
    /// As printed.
    pub name: String,
    /// As in addresses.
    pub slug: String,
    /// In a few words.
    pub title: String,
    /// The HTTP status codes that go with it.
    pub status: Vec<u16>,
    /// Where it breaks.
    pub hop: String,
    /// Who can act.
    pub party: String,
    /// Where it is seen.
    pub seen: String,
    /// What it means.
    pub means: String,
    /// What the one who can act does.
    pub fix: String,
    /// What a visitor can do.
    pub visitor: String,
    /// What is printed.
    pub says: Vec<String>,
    /// What people also type.
    pub keywords: Vec<String>,
    /// Its place among the product's sources.
    pub source: usize,
    /// `live`, `historic`, `reported`…
    pub standing: String,
    /// Read in that source by ourselves.
    pub verified: bool,
}

/// Reads and checks every product.
pub fn read(content: &Path, problems: &mut Problems) -> Vec<Product> {
    let list = std::fs::read_dir(content.join("platforms")).map(|list| list.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let name = |item: &std::fs::DirEntry| item.file_name().to_string_lossy().strip_suffix(".toml").map(str::to_owned);
    let mut names: Vec<String> = list.iter().filter_map(name).collect();
    names.sort();
    let mut products = Vec::new();
    for name in names {
        let Some(file) = File::read(content, &format!("platforms/{name}.toml"), problems) else { continue };
        let Some(facts) = file.toml::<ProductFile>(problems) else { continue };
        products.push(product(&file, &name, facts, problems));
    }
    products
}

fn product(file: &File, stem: &str, facts: ProductFile, problems: &mut Problems) -> Product {
    let one_of = |value: &Spanned<String>, allowed: &[&str], problems: &mut Problems| {
        if !allowed.contains(&value.get_ref().as_str()) {
            file.at(value.span().start, format!("`{}` is not one of {}", value.get_ref(), allowed.join(", ")), problems);
        }
    };
    let length = |value: &Spanned<String>, what: &str, range: std::ops::RangeInclusive<usize>, problems: &mut Problems| {
        file.plain(value.span().start, value.get_ref(), problems);
        let n = value.get_ref().chars().count();
        if !range.contains(&n) {
            file.at(value.span().start, format!("{what} has {n} characters, {} to {} are right", range.start(), range.end()), problems);
        }
    };
    if facts.product.get_ref() != stem || slug(stem) != stem {
        file.at(facts.product.span().start, format!("the product {} stands in the file {stem}.toml", facts.product.get_ref()), problems);
    }
    length(&facts.about, "about", 30..=300, problems);
    if facts.reviewed.get_ref().date.is_none() || facts.reviewed.get_ref().time.is_some() {
        file.at(facts.reviewed.span().start, "reviewed is a date, 2026-11-22", problems);
    }
    let mut ids = BTreeSet::new();
    for source in &facts.source {
        if !ids.insert(source.id.get_ref().clone()) {
            file.at(source.id.span().start, format!("source {} is given twice", source.id.get_ref()), problems);
        }
        if !source.url.get_ref().starts_with("https://") {
            file.at(source.url.span().start, "a source's address starts with https://", problems);
        }
    }
    let mut slugs = BTreeSet::new();
    let mut errors = Vec::new();
    for own in facts.error {
        let own = own.into_inner();
        let slug = slug(own.name.get_ref());
        if slug.is_empty() || !slugs.insert(slug.clone()) {
            file.at(own.name.span().start, format!("{} is given twice, or has no letter or digit", own.name.get_ref()), problems);
        }
        length(&own.title, "title", 3..=70, problems);
        length(&own.means, "means", 20..=180, problems);
        length(&own.fix, "fix", 15..=200, problems);
        one_of(&own.hop, &super::diagnosis::HOPS, problems);
        one_of(&own.party, &super::diagnosis::PARTIES, problems);
        one_of(&own.seen, &["page", "log", "header", "body"], problems);
        one_of(&own.standing, &["live", "log-only", "historic", "myth", "reported"], problems);
        for status in &own.status {
            if !(100..=999).contains(status.get_ref()) {
                file.at(status.span().start, "a status code has three digits", problems);
            }
        }
        let source = facts.source.iter().position(|source| source.id.get_ref() == own.source.get_ref());
        if source.is_none() {
            file.at(own.source.span().start, format!("there is no source {}", own.source.get_ref()), problems);
        }
        let verified = own.verified.unwrap_or_else(|| source.is_some_and(|at| facts.source[at].verified));
        errors.push(Error {
            name: own.name.into_inner(),
            slug,
            title: own.title.into_inner(),
            status: own.status.into_iter().map(Spanned::into_inner).collect(),
            hop: own.hop.into_inner(),
            party: own.party.into_inner(),
            seen: own.seen.into_inner(),
            means: own.means.into_inner(),
            fix: own.fix.into_inner(),
            visitor: own.visitor,
            says: own.says,
            keywords: own.keywords,
            source: source.unwrap_or(0),
            standing: own.standing.into_inner(),
            verified,
        });
    }
    Product {
        id: stem.to_owned(),
        name: facts.name,
        about: facts.about.into_inner(),
        reviewed: facts.reviewed.get_ref().to_string(),
        sources: facts.source.into_iter().map(|source| (source.title, source.url.into_inner(), source.verified)).collect(),
        errors,
    }
}
