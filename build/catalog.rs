//! Writes the catalog: one packed table for the module (`core::packed` reads it), and the long parts for the prerenderer. The table's order of
//! lines is that of `core::catalog::read`.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    diagnosis::Diagnosis,
    emit::{slice, string},
    entries::{Entry, SEO, Shared},
    pages::{Comparison, Document},
    sections::{Around, CUT, pieces},
    stacks::{Samples, Send},
    text::fnv1a,
    ui::Ui,
};

const CACHEABLE: [&str; 3] = ["heuristic", "explicit", "never"];
const RETRY: [&str; 4] = ["no", "now", "after-delay", "new-connection"];
const BLAME: [&str; 5] = ["them", "you", "either", "network", "nobody"];
const REPEAT: [&str; 3] = ["any", "idempotent", "none"];
const LASTS: [&str; 4] = ["blip", "outage", "either", "steady"];
const STANDING: [&str; 5] = ["live", "log-only", "historic", "myth", "reported"];

/// The address of a section of an RFC, as `core::catalog::rfc_url` makes it.
pub fn rfc_url(rfc: &str, section: &str) -> String {
    let section = if section.is_empty() { String::new() } else { format!("#section-{section}") };
    format!("https://www.rfc-editor.org/rfc/rfc{rfc}{section}")
}

/// A packed table that grows, a value a line.
#[derive(Default)]
pub struct Table(pub String);

impl Table {
    /// Adds a line. A line break inside a text becomes a space.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.0.extend(text.as_ref().chars().map(|c| if c == '\n' { ' ' } else { c }));
        self.0.push('\n');
    }

    /// Adds a list: its length, then what `write` adds for each.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Table, T)) {
        let items: Vec<T> = items.into_iter().collect();
        self.line(items.len().to_string());
        for item in items {
            write(self, item);
        }
    }

    /// Adds columns, a list each: like stands by like, which packs better than row by row.
    pub fn columns(&mut self, columns: &Columns) {
        for column in &columns.0 {
            self.list(column, Table::line);
        }
    }
}

/// Rows that become columns.
#[derive(Default)]
pub struct Columns(Vec<Vec<String>>);

impl Columns {
    /// Adds a row, whose cells belong to the columns from `first` on.
    pub fn row<const N: usize>(&mut self, first: usize, cells: [String; N]) {
        for (column, cell) in (first..).zip(cells) {
            if self.0.len() <= column {
                self.0.resize(column + 1, Vec::new());
            }
            self.0[column].push(cell);
        }
    }
}

/// Sources that any entry names, each once.
#[derive(Default)]
struct Sources {
    places: BTreeMap<(String, String, bool), usize>,
    table: Table,
}

impl Sources {
    fn place(&mut self, title: &str, url: &str, verified: bool) -> usize {
        let next = self.places.len();
        let (places, table) = (&mut self.places, &mut self.table);
        *places.entry((title.to_owned(), url.to_owned(), verified)).or_insert_with(|| {
            let derived = title.strip_prefix("RFC ").and_then(|rest| rest.split_once(", section ")).map(|(rfc, rest)| {
                let section = rest.split(':').next().unwrap_or("");
                rfc_url(rfc, section)
            });
            let bare = if derived.as_deref() == Some(url) { "" } else { url.strip_prefix("https://").unwrap_or(url) };
            table.line(title);
            table.line(format!("{}{bare}", if verified { "" } else { "?" }));
            next
        })
    }
}

/// The generated files (name, text).
pub fn emit(
    entries: &[Entry],
    shared: &Shared,
    diagnosis: &Diagnosis,
    samples: &Samples,
    (documents, comparisons): (&[Document], &[Comparison]),
    ui: &Ui,
) -> Vec<(&'static str, String)> {
    let mut columns = Columns::default();
    let (mut whole, mut whole_offsets, mut sources) = (Table::default(), Vec::new(), Sources::default());
    let mut prose = String::from("/// The long parts, in the order of the catalog's keys.\npub static LONG: &[Prose] = &[\n");
    let names = |key: &str| {
        let entry = entries.iter().find(|entry| entry.key == key);
        match entry.and_then(|entry| entry.code.map(|_| &entry.facts.name)) {
            Some(name) => (format!("{key} {name}"), format!("{key}/")),
            None => (entry.map_or(String::new(), |entry| entry.facts.name.clone()), format!("errors/{key}/")),
        }
    };
    for entry in entries {
        let names_it = |other: &&Entry| other.facts.related.contains(&entry.key) && !entry.facts.related.contains(&other.key);
        let back: Vec<&str> = entries.iter().filter(names_it).map(|other| other.key.as_str()).collect();
        let code = entry.code.and_then(|code| samples.codes.iter().find(|own| own.code == code));
        let treated = |own: &&Document| own.list.as_ref().is_some_and(|(_, codes)| codes.iter().any(|code| entry.code == Some(*code)));
        let lists = documents.iter().filter(treated).filter_map(|own| Some((own.list.as_ref()?.0.as_str(), own.slug.as_str()))).collect();
        let in_it = |own: &&Comparison| own.codes.get_ref().iter().any(|code| entry.code == Some(*code));
        let compared = comparisons.iter().filter(in_it).map(|own| (own.heading.as_str(), own.slug())).collect();
        let pieces =
            pieces(entry, &Around { back, code, lists, compared, seo: shared.seo.get(&entry.facts.seo), diagnosis, ui, names: &names });
        let long = [pieces[0].as_str(), &pieces[1], front_title(entry)].join(CUT);
        let sent = code.is_some_and(|code| code.send != Send::Never);
        pack(&mut columns, entry, diagnosis, sent, fnv1a(long.as_bytes()));
        whole_offsets.push(whole.0.len());
        pack_whole(&mut whole, entry, shared, diagnosis, &mut sources);
        let questions = slice(&entry.questions, |(q, a)| format!("({}, {})", string(q), string(a)));
        let _ = writeln!(
            prose,
            "    Prose {{ html: {}, ends: [{}, {}], title: {}, description: {}, questions: {questions} }},",
            string(&long),
            pieces[0].len(),
            pieces[0].len() + CUT.len() + pieces[1].len(),
            string(entry.front.title.get_ref()),
            string(entry.front.description.get_ref()),
        );
    }
    prose.push_str("];\n");
    let mut table = Table::default();
    table.columns(&columns);
    let codes: Vec<u16> = entries.iter().filter_map(|entry| entry.code).collect();
    let errors = slice(entries.iter().filter(|entry| entry.code.is_none()), |entry| string(&entry.key));
    let lines = |map: &BTreeMap<String, String>, keys: &[&str]| slice(keys, |key| string(map.get(*key).map_or("", String::as_str)));
    let seo = slice(SEO.iter().filter_map(|key| shared.seo.get(*key)), |seo| {
        format!("Seo {{ indexing: {}, crawling: {} }}", string(&seo.indexing), string(&seo.crawling))
    });
    let catalog = format!(
        "const ENTRY_COUNT: usize = {};\nstatic CODES: &[u16] = &{codes:?};\nstatic ERRORS: &[&str] = {errors};\n\
         static TABLE: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/catalog.txt\"));\n\
         static RETRY_LINES: &[&str] = {};\nstatic CACHE_LINES: &[&str] = {};\nstatic SEO: &[Seo] = {seo};\n",
        entries.len(),
        lines(&shared.retry, &RETRY),
        lines(&shared.cache, &CACHEABLE),
    );
    let whole_source = format!(
        "static OFFSETS: [u32; {}] = {whole_offsets:?};\nstatic TABLE: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/whole.txt\"));\n\
         static SOURCES: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/sources.txt\"));\n",
        entries.len(),
    );
    vec![
        ("catalog.rs", catalog),
        ("catalog.txt", table.0),
        ("whole.rs", whole_source),
        ("whole.txt", whole.0),
        ("sources.txt", sources.table.0),
        ("prose.rs", prose),
    ]
}

fn front_title(entry: &Entry) -> &str {
    entry.front.title.get_ref()
}

fn place(list: &[&str], id: &str) -> u8 {
    list.iter().position(|own| *own == id).unwrap_or(0) as u8
}

/// What the application embeds of an entry, in the columns of `catalog.txt` as `core::catalog` reads them: 8 of entries, 3 of their aliases, 6 of
/// their meanings.
fn pack(columns: &mut Columns, entry: &Entry, diagnosis: &Diagnosis, sent: bool, hash: u32) {
    let Entry { facts, front, .. } = entry;
    let marks = [
        u8::from(facts.registered),
        u8::from(facts.retry_after),
        place(&CACHEABLE, &facts.cacheable),
        place(&RETRY, &facts.retry),
        place(&BLAME, &facts.blame),
        place(&REPEAT, &facts.repeat),
        place(&LASTS, &facts.lasts),
        place(&SEO, &facts.seo),
        u8::from(sent),
    ];
    let aliases = first_aliases(entry);
    columns.row(
        0,
        [
            facts.name.clone(),
            marks.iter().map(|mark| char::from(b'0' + mark)).collect(),
            radix36(hash),
            front.answer.get_ref().clone(),
            keywords(entry).join(";"),
            aliases.len().to_string(),
            facts.related.join(" "),
            facts.meanings.len().to_string(),
        ],
    );
    for (by, name, says, verified) in aliases {
        columns.row(8, [format!("{}{by}", if *verified { "" } else { "?" }), name.clone(), says.clone()]);
    }
    for (nth, meaning) in facts.meanings.iter().enumerate() {
        let part = meaning.id.as_ref().filter(|_| nth > 0).and_then(|id| front.meaning.get(id));
        let pair = |at: usize| char::from_u32(u32::from(b'!') + at as u32).unwrap_or('!');
        let pairs =
            meaning.prior.iter().map(|prior| [pair(fault_place(prior.fault.get_ref(), diagnosis)), pair(usize::from(*prior.p.get_ref()))]);
        columns.row(
            11,
            [
                meaning.id.as_ref().map_or("", |id| id.get_ref()).to_owned(),
                meaning.emitter.clone().unwrap_or_default(),
                place(&STANDING, meaning.standing()).to_string(),
                part.map_or(&front.short, |part| &part.short).clone(),
                pairs.flatten().collect(),
                meaning.visitor.iter().map(|check| check.get_ref().as_str()).collect::<Vec<_>>().join(" "),
            ],
        );
    }
}

/// The keywords that the search gains by: not those that are a name of the entry, nor its number with words that everybody types.
fn keywords(entry: &Entry) -> Vec<String> {
    const COMMON: [&str; 12] = ["a", "code", "error", "http", "https", "in", "of", "page", "response", "status", "the", "website"];
    let own = entry.code.map(|code| code.to_string());
    let bare = |text: &str| -> Vec<String> {
        words(text).into_iter().filter(|word| Some(word) != own.as_ref() && !COMMON.contains(&word.as_str())).collect()
    };
    let names: Vec<Vec<String>> = std::iter::once(entry.facts.name.as_str())
        .chain(entry.facts.aliases.iter().flat_map(|(_, name, says, _)| [name.as_str(), says]))
        .map(bare)
        .collect();
    let gains = |keyword: &&String| {
        let words = bare(keyword);
        !words.is_empty() && !names.contains(&words)
    };
    // Its own number finds it anyway.
    let number = |word: &&str| Some(*word) != own.as_deref();
    let kept = entry.front.keywords.iter().filter(gains);
    kept.map(|keyword| keyword.split(' ').filter(number).collect::<Vec<_>>().join(" ")).collect()
}

/// A text's words, in lower case.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

type Alias = (String, String, String, bool);

fn pack_alias(table: &mut Table, (by, name, says, verified): &Alias) {
    table.line(format!("{}{by}", if *verified { "" } else { "?" }));
    table.line(name);
    table.line(says);
}

/// The aliases that the application's search gains by: without Edge's name for an error that Chrome calls the same.
fn first_aliases(entry: &Entry) -> Vec<&Alias> {
    let all = &entry.facts.aliases;
    let same = |alias: &&Alias| alias.0 == "Edge" && !alias.1.is_empty() && all.iter().any(|other| other.0 != "Edge" && other.1 == alias.1);
    all.iter().filter(|alias| !same(alias)).collect()
}

fn fault_place(id: &str, diagnosis: &Diagnosis) -> usize {
    diagnosis.fault_ids.iter().position(|own| own == id).unwrap_or(0)
}

/// The rest, as `core::catalog::whole` reads it.
fn pack_whole(table: &mut Table, entry: &Entry, shared: &Shared, diagnosis: &Diagnosis, sources: &mut Sources) {
    let Entry { facts, front, .. } = entry;
    table.line(facts.spec.as_ref().map_or(String::new(), |spec| format!("{} {}", spec.rfc, spec.section)));
    table.line(&facts.reviewed);
    // Of a code the first tier has every name.
    table.list(facts.aliases.iter().filter(|_| entry.code.is_none()), pack_alias);
    let seo = shared.seo.get(&facts.seo);
    for (own, common) in [
        (&front.retry, shared.retry.get(&facts.retry)),
        (&front.cache, shared.cache.get(&facts.cacheable)),
        (&front.indexing, seo.map(|seo| &seo.indexing)),
        (&front.crawling, seo.map(|seo| &seo.crawling)),
    ] {
        table.line(if common == Some(own) { "" } else { own });
    }
    table.list(&facts.related, |table, key| {
        table.line(front.related.iter().find(|(own, _)| own.get_ref() == key).map_or("", |(_, why)| why.as_str()));
    });
    table.list(facts.meanings.iter().enumerate(), |table, (nth, meaning)| {
        let part = meaning.id.as_ref().filter(|_| nth > 0).and_then(|id| front.meaning.get(id));
        let (means, whys) = part.map_or((&entry.means, &front.check), |part| (&part.means, &part.check));
        table.line(means);
        table.list(&meaning.cause, |table, cause| {
            let title = entry.causes.get(cause.id.get_ref()).map_or("", String::as_str);
            table.line(format!("{} {} {title}", cause.id.get_ref(), fault_place(cause.fault.get_ref(), diagnosis)));
        });
        table.list(&meaning.visitor, |table, check| {
            table.line(whys.iter().find(|(key, _)| key.get_ref() == check.get_ref()).map_or("", |(_, why)| why.as_str()));
        });
        let places = meaning.sources.iter().filter_map(|id| facts.sources.iter().find(|own| own.id.get_ref() == id.get_ref()));
        let places = places.map(|source| sources.place(&source.title, source.url.get_ref(), source.verified).to_string());
        table.line(places.collect::<Vec<_>>().join(" "));
    });
}

/// Base 36, as `u32::from_str_radix` reads it.
fn radix36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}
