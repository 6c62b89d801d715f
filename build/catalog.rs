//! Writes the catalog: one packed table for the module (`core::packed` reads it), and the long parts for the prerenderer. The table's order of
//! lines is that of `core::catalog::read`.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    diagnosis::Diagnosis,
    emit::{slice, string},
    entries::{Entry, Meaning, SEO, Shared},
    sections::{CUT, pieces},
    ui::Ui,
};

const CACHEABLE: [&str; 3] = ["heuristic", "explicit", "never"];
const RETRY: [&str; 4] = ["no", "now", "after-delay", "new-connection"];
const BLAME: [&str; 5] = ["them", "you", "either", "network", "nobody"];
const REPEAT: [&str; 3] = ["any", "idempotent", "none"];
const LASTS: [&str; 4] = ["blip", "outage", "either", "steady"];
const STANDING: [&str; 5] = ["live", "log-only", "historic", "myth", "reported"];

/// FNV-1a, 32 bit: `core::text::fnv1a` recognizes our own fragments by it.
pub fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

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
pub fn emit(entries: &[Entry], shared: &Shared, diagnosis: &Diagnosis, ui: &Ui) -> Vec<(&'static str, String)> {
    let (mut table, mut sources, mut offsets) = (Table::default(), Sources::default(), Vec::new());
    let mut prose = String::from("/// The long parts, in the order of the catalog's keys.\npub static LONG: &[Prose] = &[\n");
    let names = |key: &str| {
        let entry = entries.iter().find(|entry| entry.key == key);
        match entry.and_then(|entry| entry.code.map(|_| &entry.facts.name)) {
            Some(name) => (format!("{key} {name}"), format!("{key}/")),
            None => (entry.map_or(String::new(), |entry| entry.facts.name.clone()), format!("errors/{key}/")),
        }
    };
    for entry in entries {
        let pieces = pieces(entry, ui, &names);
        let whole = pieces.join(CUT);
        offsets.push(table.0.len());
        pack(&mut table, entry, shared, diagnosis, &mut sources, fnv1a(whole.as_bytes()));
        let questions = slice(&entry.questions, |(q, a)| format!("({}, {})", string(q), string(a)));
        let _ = writeln!(
            prose,
            "    Prose {{ html: {}, cut: {}, title: {}, description: {}, questions: {questions} }},",
            string(&whole),
            pieces[0].len(),
            string(entry.front.title.get_ref()),
            string(entry.front.description.get_ref()),
        );
    }
    prose.push_str("];\n");
    let codes: Vec<u16> = entries.iter().filter_map(|entry| entry.code).collect();
    let errors = slice(entries.iter().filter(|entry| entry.code.is_none()), |entry| string(&entry.key));
    let lines = |get: &dyn Fn(&str) -> String, keys: &[&str]| slice(keys, |key| string(&get(key)));
    let seo = |get: &dyn Fn(&super::entries::SharedSeo) -> String| lines(&|key| shared.seo.get(key).map_or(String::new(), get), &SEO);
    let catalog = format!(
        "const ENTRY_COUNT: usize = {};\nstatic CODES: [u16; {}] = {codes:?};\nstatic ERRORS: [&str; {}] = {};\n\
         static OFFSETS: [u32; ENTRY_COUNT] = {offsets:?};\nstatic TABLE: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/catalog.txt\"));\n\
         static SOURCES: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/sources.txt\"));\n\
         static RETRY_LINES: [&str; {}] = {};\nstatic CACHE_LINES: [&str; {}] = {};\n\
         static INDEXING_LINES: [&str; {}] = {};\nstatic CRAWLING_LINES: [&str; {}] = {};\n",
        entries.len(),
        codes.len(),
        entries.len() - codes.len(),
        errors.trim_start_matches('&'),
        RETRY.len(),
        lines(&|key| shared.retry.get(key).cloned().unwrap_or_default(), &RETRY).trim_start_matches('&'),
        CACHEABLE.len(),
        lines(&|key| shared.cache.get(key).cloned().unwrap_or_default(), &CACHEABLE).trim_start_matches('&'),
        SEO.len(),
        seo(&|seo| seo.indexing.clone()).trim_start_matches('&'),
        SEO.len(),
        seo(&|seo| seo.crawling.clone()).trim_start_matches('&'),
    );
    vec![("catalog.rs", catalog), ("catalog.txt", table.0), ("sources.txt", sources.table.0), ("prose.rs", prose)]
}

fn place(list: &[&str], id: &str) -> u8 {
    list.iter().position(|own| *own == id).unwrap_or(0) as u8
}

fn pack(table: &mut Table, entry: &Entry, shared: &Shared, diagnosis: &Diagnosis, sources: &mut Sources, hash: u32) {
    let Entry { facts, front, .. } = entry;
    table.line(&facts.name);
    let marks = [
        u8::from(facts.registered),
        u8::from(facts.retry_after),
        place(&CACHEABLE, &facts.cacheable),
        place(&RETRY, &facts.retry),
        place(&BLAME, &facts.blame),
        place(&REPEAT, &facts.repeat),
        place(&LASTS, &facts.lasts),
        place(&SEO, &facts.seo),
    ];
    table.line(marks.iter().map(|mark| char::from(b'0' + mark)).collect::<String>());
    table.line(facts.spec.as_ref().map_or(String::new(), |spec| format!("{} {}", spec.rfc, spec.section)));
    table.line(&facts.reviewed);
    table.line(radix36(hash));
    table.line(front.answer.get_ref());
    let seo = shared.seo.get(&facts.seo);
    for (own, common) in [
        (&front.retry, shared.retry.get(&facts.retry)),
        (&front.cache, shared.cache.get(&facts.cacheable)),
        (&front.indexing, seo.map(|seo| &seo.indexing)),
        (&front.crawling, seo.map(|seo| &seo.crawling)),
    ] {
        table.line(if common == Some(own) { "" } else { own });
    }
    table.line(front.keywords.join(";"));
    table.list(&facts.aliases, |table, (by, name, says, verified)| {
        table.line(format!("{}{by}", if *verified { "" } else { "?" }));
        table.line(name);
        table.line(says);
    });
    table.list(&facts.related, |table, key| {
        let why = front.related.iter().find(|(own, _)| own.get_ref() == key).map_or("", |(_, why)| why.as_str());
        table.line(format!("{key} {why}"));
    });
    let mut nth = 0;
    table.list(&facts.meanings, |table, meaning| {
        pack_meaning(table, entry, meaning, nth, diagnosis, sources);
        nth += 1;
    });
}

fn pack_meaning(table: &mut Table, entry: &Entry, meaning: &Meaning, nth: usize, diagnosis: &Diagnosis, sources: &mut Sources) {
    let Entry { facts, front, .. } = entry;
    let id = meaning.id.as_ref().map(|id| id.get_ref().as_str());
    let part = meaning.id.as_ref().filter(|_| nth > 0).and_then(|id| front.meaning.get(id));
    let (short, means, why) = match part {
        Some(part) => (&part.short, &part.means, &part.check),
        None => (&front.short, &entry.means, &front.check),
    };
    let fault_place = |id: &str| diagnosis.fault_ids.iter().position(|own| own == id).unwrap_or(0);
    table.line(id.unwrap_or(""));
    table.line(meaning.emitter.as_deref().unwrap_or(""));
    table.line(place(&STANDING, meaning.standing.as_ref().map_or("live", |own| own.get_ref())).to_string());
    table.line(short);
    table.line(means);
    let pair = |at: usize| char::from_u32(u32::from(b'!') + at as u32).unwrap_or('!');
    table.line(
        meaning
            .prior
            .iter()
            .flat_map(|prior| [pair(fault_place(prior.fault.get_ref())), pair(usize::from(*prior.p.get_ref()))])
            .collect::<String>(),
    );
    table.list(&meaning.cause, |table, cause| {
        let title = entry.causes.get(cause.id.get_ref()).map_or("", String::as_str);
        table.line(format!("{} {} {title}", cause.id.get_ref(), fault_place(cause.fault.get_ref())));
    });
    table.list(&meaning.visitor, |table, check| {
        let why = why.iter().find(|(key, _)| key.get_ref() == check.get_ref()).map_or("", |(_, why)| why.as_str());
        table.line(if why.is_empty() { format!("{} ", check.get_ref()) } else { format!("{} {why}", check.get_ref()) });
    });
    let places: Vec<String> = meaning
        .sources
        .iter()
        .filter_map(|id| facts.sources.iter().find(|own| own.id.get_ref() == id.get_ref()))
        .map(|source| sources.place(&source.title, source.url.get_ref(), source.verified).to_string())
        .collect();
    table.line(places.join(" "));
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
