//! `content/signatures`: the texts by which an error is recognized, one file a product. Compiled into bytes with typed holes (`core::recognise::pattern`), together
//! with what the catalog knows already: names of codes, of browsers' errors, of platforms' errors.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    beside::{LISTS, Words, part, unseen},
    catalog::{Columns, Table},
    diagnosis::{Diagnosis, HOPS},
    entries::Entry,
    fold::fold,
    pattern::{ANY, END, HOST, ID, IDS, Known, MORE, NAME, NUMBER, Page, SEP, SMALL, START, STATUS, WORD, hash, literal, lower},
    platforms::Product,
    problem::{File, Problems},
    reader_words::WORDS,
    ui::Ui,
};

const PLACES: [&str; 8] = ["page", "header", "access-log", "error-log", "client", "browser", "words", "source"];
/// From the inside to the outside; programs that are not named are libraries.
const LAYERS: [&str; 5] = ["language", "library", "sdk", "tool", "runner"];
const WHYS: [&str; 13] =
    ["named", "name", "error", "sentence", "platform", "page", "header", "access-log", "error-log", "client", "browser", "words", "source"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CausesFile {
    cause: Vec<CauseToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseToml {
    id: Spanned<String>,
    text: String,
    fix: String,
    fault: Spanned<String>,
    near: Option<Spanned<String>>,
    #[serde(default)]
    codes: Vec<u16>,
    #[serde(default)]
    mostly: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    common: Vec<String>,
    counted: Vec<String>,
    uncounted: Vec<String>,
    layers: BTreeMap<String, Vec<String>>,
    why: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductFile {
    product: Option<Spanned<String>>,
    name: Option<String>,
    hop: Option<Spanned<String>>,
    #[serde(default)]
    always: bool,
    sign: Vec<Spanned<SignToml>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignToml {
    find: Vec<Spanned<String>>,
    r#in: Spanned<String>,
    proves: Option<Spanned<u8>>,
    #[serde(default)]
    passed: bool,
    #[serde(default)]
    last: bool,
    #[serde(default)]
    spoken: bool,
    #[serde(default)]
    near: bool,
    #[serde(default)]
    fields: bool,
    hop: Option<Spanned<String>>,
    code: Option<Spanned<u16>>,
    #[serde(rename = "code-proves")]
    code_proves: Option<Spanned<u8>>,
    cause: Option<Spanned<String>>,
    error: Option<Spanned<String>>,
    why: Option<Spanned<String>>,
    client: Option<Spanned<String>>,
    platform: Option<Spanned<String>>,
    #[serde(default)]
    or: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    yes: Vec<Spanned<String>>,
    #[serde(default)]
    no: Vec<Spanned<String>>,
}

struct Cause {
    id: String,
    text: String,
    fix: String,
    fault: String,
    near: String,
    codes: Vec<u16>,
    mostly: Vec<String>,
}

/// What is looked for, and what it proves.
#[derive(Default, Clone)]
struct Sign {
    finds: Vec<(Vec<u8>, usize)>,
    products: Vec<usize>,
    place: usize,
    proves: u8,
    code_proves: u8,
    mark: char,
    hop: Option<usize>,
    code: Option<u16>,
    cause: Option<usize>,
    error: Option<usize>,
    why: String,
    client: String,
    platform: String,
    unless: String,
}

/// All signatures, checked.
#[derive(Default)]
pub struct Signatures {
    products: Vec<(String, String, Option<usize>, bool)>,
    causes: Vec<Cause>,
    signs: Vec<Sign>,
    why: BTreeMap<String, String>,
    /// Which programs use which others: the names of each of [`LAYERS`].
    layers: BTreeMap<String, Vec<String>>,
    /// Texts of platforms that others write as well.
    common: Vec<String>,
    /// Words behind a number that counts them, and those that only look so.
    counted: [String; 2],
    /// The folders of codes, and of errors without one in the order of their entries.
    codes: BTreeSet<String>,
    errors: Vec<String>,
}

/// Reads and checks every file.
pub fn read(
    content: &Path,
    (codes, errors): (&BTreeSet<String>, &BTreeSet<String>),
    entries: &[Entry],
    platforms: &[Product],
    diagnosis: &Diagnosis,
    problems: &mut Problems,
) -> Signatures {
    // By their folders: an entry that could not be read is a problem of its own.
    let mut all = Signatures { codes: codes.clone(), errors: errors.iter().cloned().collect(), ..Signatures::default() };
    if let Some(file) = File::read(content, "signatures/causes.toml", problems)
        && let Some(causes) = file.toml::<CausesFile>(problems)
    {
        for own in causes.cause {
            for fault in [Some(&own.fault), own.near.as_ref()].into_iter().flatten() {
                if !diagnosis.fault_ids.contains(fault.get_ref()) {
                    file.at(fault.span().start, format!("there is no fault {:?}", fault.get_ref()), problems);
                }
            }
            if all.causes.iter().any(|other| other.id == *own.id.get_ref()) {
                file.at(own.id.span().start, format!("the cause {} is there twice", own.id.get_ref()), problems);
            }
            for key in &own.mostly {
                let name = key.get_ref();
                if !all.codes.contains(name) && !all.errors.contains(name) && !["4xx", "5xx"].contains(&name.as_str()) {
                    file.at(key.span().start, format!("there is no status, error or class {name:?}"), problems);
                }
                if all.causes.iter().any(|other| other.mostly.contains(name)) {
                    file.at(key.span().start, format!("{name} comes mostly from another cause"), problems);
                }
            }
            all.causes.push(Cause {
                id: own.id.into_inner(),
                text: own.text,
                fix: own.fix,
                fault: own.fault.into_inner(),
                near: own.near.map(Spanned::into_inner).unwrap_or_default(),
                codes: own.codes,
                mostly: own.mostly.into_iter().map(Spanned::into_inner).collect(),
            });
        }
    }
    if let Some(file) = File::read(content, "signatures/shared.toml", problems)
        && let Some(shared) = file.toml::<SharedFile>(problems)
    {
        for key in WHYS {
            if !shared.why.contains_key(key) {
                file.at(0, format!("[why] needs `{key}`"), problems);
            }
        }
        all.why = shared.why;
        all.common = shared.common;
        all.counted = [unless(&shared.counted), unless(&shared.uncounted)];
        for key in shared.layers.keys().filter(|key| !LAYERS.contains(&key.as_str())) {
            file.at(0, format!("[layers] has no {key}: {}", LAYERS.join(", ")), problems);
        }
        all.layers = shared.layers;
    }
    let list = std::fs::read_dir(content.join("signatures")).map(|list| list.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let mut names: Vec<String> = list.iter().map(|item| item.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|own| own == "toml") && name != "causes.toml" && name != "shared.toml");
    names.sort();
    let mut files = Vec::new();
    for name in names {
        let Some(file) = File::read(content, &format!("signatures/{name}"), problems) else { continue };
        let Some(own) = file.toml::<ProductFile>(problems) else { continue };
        if let Some(id) = &own.product {
            let hop = own.hop.as_ref().and_then(|hop| place(&file, hop, &HOPS, "hop", problems));
            if all.products.iter().any(|other| other.0 == *id.get_ref()) {
                file.at(id.span().start, format!("the product {} is there twice", id.get_ref()), problems);
            }
            all.products.push((id.get_ref().clone(), own.name.clone().unwrap_or_else(|| id.get_ref().clone()), hop, own.always));
        }
        files.push((file, own));
    }
    for (file, own) in &files {
        for sign in &own.sign {
            all.sign(file, own, sign, platforms, problems);
        }
    }
    if all.products.len() > 250 || all.causes.len() > 250 {
        problems.0.push(super::problem::Problem {
            file: "content/signatures".to_owned(),
            line: 1,
            text: "more than 250 products or causes: core::recognise::table counts them in a byte".to_owned(),
        });
    }
    all.named(entries);
    all.error_names(entries);
    all.platforms(platforms);
    let lists: BTreeSet<&str> = all.signs.iter().map(|own| own.unless.as_str()).collect();
    if lists.len() > LISTS {
        problems.0.push(super::problem::Problem {
            file: "content/signatures".to_owned(),
            line: 1,
            text: format!("{} different lists in `unless`; core::recognise::beside has room for {LISTS}", lists.len()),
        });
    }
    all
}

fn place(file: &File, value: &Spanned<String>, list: &[&str], what: &str, problems: &mut Problems) -> Option<usize> {
    let found = list.iter().position(|own| own == value.get_ref());
    if found.is_none() {
        file.at(value.span().start, format!("{what} is one of {}", list.join(", ")), problems);
    }
    found
}

/// A platform file that is part of another product.
fn product_of(platform: &str) -> &str {
    match platform {
        "envoy-details" => "envoy",
        own => own,
    }
}

impl Signatures {
    fn product(&self, id: &str) -> Option<usize> {
        self.products.iter().position(|own| own.0 == id)
    }

    /// A program's name with its layer before it.
    fn layer(&self, client: &str) -> String {
        let named = |layer: &str| self.layers.get(layer).is_some_and(|own| own.iter().any(|own| own == client));
        let layer = LAYERS.iter().position(|layer| named(layer)).unwrap_or(1);
        if client.is_empty() { String::new() } else { format!("{layer}{client}") }
    }

    fn sign(&mut self, file: &File, owner: &ProductFile, sign: &Spanned<SignToml>, platforms: &[Product], problems: &mut Problems) {
        let own = sign.get_ref();
        let at = place(file, &own.r#in, &PLACES, "in", problems).unwrap_or(6);
        let mut finds = Vec::new();
        for find in &own.find {
            match compile(find.get_ref()) {
                Ok(found) => finds.push(found),
                Err(wrong) => file.at(find.span().start, format!("{:?}: {wrong}", find.get_ref()), problems),
            }
        }
        let (unless, wrong): (Vec<String>, Vec<String>) = own.unless.iter().cloned().partition(|word| {
            let folded = fold(word, false).bytes;
            !folded.is_empty() && folded.len() <= 90 && !(folded.len() == 1 && folded[0].is_ascii_alphanumeric())
        });
        for word in wrong {
            file.at(sign.span().start, format!("a word of `unless` is a mark, or has 2 to 90 bytes: {word:?}"), problems);
        }
        let matches = |text: &str| matches(&finds, text, &unless);
        for text in &own.yes {
            if !matches(text.get_ref()) {
                file.at(text.span().start, "no `find` of this signature matches this example", problems);
            }
        }
        for text in &own.no {
            if matches(text.get_ref()) {
                file.at(text.span().start, "this counterexample matches", problems);
            }
        }
        if own.yes.is_empty() {
            file.at(sign.span().start, "a signature has at least one example that must match: yes = [\"…\"]", problems);
        }
        // A header may say that its server made the answer itself: no page outweighs that.
        let itself = if PLACES[at] == "header" && !own.passed { 6 } else { 5 };
        let mut strength = |value: &Option<Spanned<u8>>, default: u8, most: u8| {
            let Some(value) = value else { return default };
            if *value.get_ref() > most {
                file.at(
                    value.span().start,
                    "a strength is 0 to 5; of what a product proves in a header that isn't only passed on, 6",
                    problems,
                );
            }
            *value.get_ref()
        };
        let has_status = finds.iter().any(|(bytes, _)| bytes.contains(&STATUS));
        let proves = strength(&own.proves, 3, itself);
        let code_proves = strength(&own.code_proves, if has_status && proves > 0 { 4.min(proves.max(3)) } else { proves.min(3) }, 5);
        let mut named = |value: &Option<Spanned<String>>, list: Vec<&str>, what: &str| {
            let value = value.as_ref()?;
            let found = list.iter().position(|id| id == value.get_ref());
            if found.is_none() {
                file.at(value.span().start, format!("there is no {what} {:?}", value.get_ref()), problems);
            }
            found
        };
        let cause = named(&own.cause, self.causes.iter().map(|own| own.id.as_str()).collect(), "cause");
        let error = named(&own.error, self.errors.iter().map(String::as_str).collect(), "error");
        let hop = own.hop.as_ref().and_then(|hop| place(file, hop, &HOPS, "hop", problems));
        let own_id = owner.product.as_ref().map_or("", |id| id.get_ref().as_str());
        let mut products: Vec<usize> = self.product(own_id).into_iter().collect();
        for other in &own.or {
            match self.product(other.get_ref()) {
                Some(place) => products.push(place),
                None => file.at(other.span().start, format!("no file has the product {:?}", other.get_ref()), problems),
            }
        }
        let has_name = finds.iter().any(|(bytes, _)| bytes.contains(&NAME));
        let platform = match &own.platform {
            Some(name) => {
                let full = if name.get_ref().contains('/') { name.get_ref().clone() } else { format!("{own_id}/{}", name.get_ref()) };
                let (product, bare) = full.split_once('/').unwrap_or((&full, ""));
                let known = platforms.iter().find(|own| own.id == product);
                if !known.is_some_and(|own| bare.is_empty() || own.errors.iter().any(|error| error.name == bare)) {
                    file.at(name.span().start, format!("content/platforms has no {full}"), problems);
                }
                full
            }
            // A name that stands in nobody's file is no product's.
            None if has_name && !own_id.is_empty() => format!("{own_id}/"),
            None => String::new(),
        };
        if let Some(code) = &own.code
            && !self.codes.contains(&code.get_ref().to_string())
        {
            file.at(code.span().start, format!("{} has no entry", code.get_ref()), problems);
        }
        let why = own.why.as_ref().map_or_else(|| self.why.get(PLACES[at]).cloned().unwrap_or_default(), |why| why.get_ref().clone());
        self.signs.push(Sign {
            finds,
            products,
            place: at,
            proves,
            code_proves,
            mark: match own {
                own if own.passed => 'x',
                own if own.last => 'l',
                own if own.spoken => 's',
                own if own.near => 'n',
                own if own.fields => 'f',
                _ => '-',
            },
            hop,
            code: own.code.as_ref().map(|code| *code.get_ref()),
            cause,
            error,
            why,
            client: own.client.as_ref().map_or(String::new(), |own| own.get_ref().clone()),
            platform,
            unless: measured(&unless),
        });
    }

    fn add(&mut self, texts: &[String], sign: Sign) {
        let finds: Vec<_> = texts.iter().filter_map(|text| compile(text).ok()).collect();
        if !finds.is_empty() {
            self.signs.push(Sign { finds, mark: if sign.mark == char::default() { '-' } else { sign.mark }, ..sign });
        }
    }

    /// Codes by their names: *502 Bad Gateway*, *Bad Gateway (502)*; long names alone in a line, and those of registered errors anywhere.
    fn named(&mut self, entries: &[Entry]) {
        let mut names: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
        let mut registered = BTreeSet::new();
        for entry in entries {
            let Some(code) = entry.code.filter(|code| *code >= 100) else { continue };
            let all = std::iter::once(&entry.facts.name).chain(entry.facts.aliases.iter().map(|alias| &alias.1));
            for name in all {
                let bare = name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([':', ' ', '-', '(']);
                if bare.len() >= 4
                    && !bare.contains(['{', '}', '…', '(', ')', '<', ';', '|'])
                    && bare.bytes().any(|b| b.is_ascii_alphabetic())
                {
                    names.entry(bare.to_lowercase()).or_default().insert(code);
                }
            }
            if entry.facts.registered && code >= 400 {
                registered.insert(entry.facts.name.to_lowercase());
            }
        }
        for (name, codes) in names {
            for code in &codes {
                let own = Sign { place: 6, code: Some(*code), code_proves: 4, why: self.why["named"].clone(), ..Sign::default() };
                self.add(&[format!("{{status}}{{sep}}{name}")], own.clone());
                if name.contains(' ') {
                    self.add(&[format!("{name}{{sep}}{{status}}")], Sign { code_proves: 3, ..own.clone() });
                    // `503.ServiceUnavailable`, as enumerations are printed.
                    if registered.contains(&name) {
                        self.add(&[format!("{{status}}{{sep}}{}", name.replace([' ', '-'], ""))], own);
                    }
                }
            }
            if let (1, true, true) = (codes.len(), name.contains(' '), name.len() >= 10) {
                let why = self.why["name"].clone();
                let common = self.common.iter().any(|own| own.eq_ignore_ascii_case(&name));
                let find = if registered.contains(&name) && !common { name } else { format!("^{name}$") };
                self.add(&[find], Sign { place: 6, code: codes.first().copied(), code_proves: 2, why, ..Sign::default() });
            }
        }
    }

    /// Errors without a code by the names and sentences of browsers and programs.
    fn error_names(&mut self, entries: &[Entry]) {
        let errors: Vec<&Entry> = entries.iter().filter(|entry| entry.code.is_none()).collect();
        let mut texts: BTreeMap<String, BTreeSet<(usize, usize, String)>> = BTreeMap::new();
        for (nth, entry) in errors.iter().enumerate() {
            for (by, name, says, _) in &entry.facts.aliases {
                let browser = ["Chrome", "Edge", "Firefox", "Safari", "Samsung Internet", "Opera", "Brave"].contains(&by.as_str());
                if by == "Any page" {
                    // What a script gets for every failure proves none.
                    continue;
                }
                // Only a text that names the program shows it: others print the same words.
                let names_it = says.to_lowercase().starts_with(&by.to_lowercase());
                let client = if browser || !names_it { String::new() } else { by.to_lowercase() };
                let place = if browser { 5 } else { 4 };
                if name.len() >= 6 && (name.contains('_') || name.bytes().skip(1).any(|b| b.is_ascii_uppercase())) {
                    texts.entry(name.clone()).or_default().insert((nth, place, client.clone()));
                }
                let sentence = says.trim().trim_end_matches('.').replace("www.example.com", "{host}").replace("example.com", "{host}");
                if sentence.len() >= 14 && sentence.contains(' ') {
                    texts.entry(sentence).or_default().insert((nth, place, client));
                }
            }
        }
        for (text, owners) in texts {
            let ids: BTreeSet<usize> = owners.iter().map(|own| own.0).collect();
            // A heading that several errors share says nothing by itself.
            let (Some((error, place, client)), 1) = (owners.first(), ids.len()) else { continue };
            let name = !text.contains(' ');
            let why = self.why[if name { "error" } else { "sentence" }].clone();
            let own = Sign {
                place: *place,
                error: Some(*error),
                code_proves: if name { 4 } else { 3 },
                // Of all that stands for an error in a text only this is a name that the catalog knows.
                mark: if name { 'e' } else { '-' },
                why,
                client: if owners.len() == 1 { client.clone() } else { String::new() },
                ..Sign::default()
            };
            self.add(&[text], own);
        }
    }

    /// Platforms' own names and words, where they belong to one error alone.
    fn platforms(&mut self, platforms: &[Product]) {
        let mut texts: BTreeMap<String, BTreeSet<(usize, usize)>> = BTreeMap::new();
        for (at, product) in platforms.iter().enumerate() {
            for (nth, error) in product.errors.iter().enumerate() {
                let name = &error.name;
                let special = !name.contains(' ')
                    && name.len() >= 7
                    && (name.contains('_')
                        || name.bytes().skip(1).any(|b| b.is_ascii_uppercase()) && name.bytes().any(|b| b.is_ascii_lowercase()))
                    || name.len() == 7 && name.starts_with("AH");
                // Plain words, and few of them, are everybody's; so is a number with a word before it.
                let own = |says: &&String| {
                    !(name.bytes().all(|b| b.is_ascii_digit()) && says.ends_with(name.as_str()))
                        && (says.len() >= 20
                            || says.len() >= 6 && says.bytes().any(|b| !(b.is_ascii_alphabetic() || b == b' ')) && !says.ends_with('.'))
                };
                let says = error.says.iter().filter(own).map(|says| says.replace(['{', '}'], " "));
                for text in says.chain(special.then(|| format!("{{={name}}}"))) {
                    if !self.common.iter().any(|own| text == *own || text == format!("{{={own}}}")) {
                        texts.entry(text).or_default().insert((at, nth));
                    }
                }
            }
        }
        for (text, owners) in texts {
            let (Some((at, nth)), 1) = (owners.first(), owners.len()) else { continue };
            let (product, error) = (&platforms[*at], &platforms[*at].errors[*nth]);
            let own = Sign {
                products: self.product(product_of(&product.id)).into_iter().collect(),
                place: match error.seen.as_str() {
                    "log" => 3,
                    "header" => 1,
                    _ => 0,
                },
                proves: 3,
                code: (error.status.len() == 1).then(|| error.status[0]),
                code_proves: 3,
                platform: format!("{}/{}", product.id, error.name),
                why: self.why["platform"].clone(),
                ..Sign::default()
            };
            self.add(&[text], own);
        }
    }
}

/// A signature's text as bytes, and the place of the four that are looked for; or what is wrong with it.
fn compile(text: &str) -> Result<(Vec<u8>, usize), String> {
    let mut out = Vec::new();
    let mut rest = text;
    if let Some(tail) = rest.strip_prefix('^') {
        out.push(START);
        rest = tail;
    }
    let ends = rest.ends_with('$') && !rest.ends_with("\\$");
    rest = rest.strip_suffix('$').filter(|_| ends).unwrap_or(rest);
    while !rest.is_empty() {
        let (literal, hole) = rest.split_once('{').map_or((rest, None), |(literal, tail)| (literal, Some(tail)));
        out.extend(fold(literal, false).bytes.into_iter().map(|b| if b == b'\n' { b' ' } else { b }));
        let Some(tail) = hole else { break };
        let Some((name, tail)) = tail.split_once('}') else { return Err("a { without its }".to_owned()) };
        rest = tail;
        match name {
            "any" => out.push(ANY),
            "more" => out.push(MORE),
            "status" => out.push(STATUS),
            "n" => out.push(NUMBER),
            "word" => out.push(WORD),
            "host" => out.push(HOST),
            "name" => out.push(NAME),
            "sep" => out.push(SEP),
            "{" => out.push(b'{'),
            exact if exact.starts_with('=') => {
                out.extend(exact.bytes().skip(1).map(|b| if b.is_ascii_lowercase() { SMALL + (b - b'a') } else { b }));
            }
            id => {
                let kind = id.strip_prefix("id:").and_then(|kind| IDS.iter().position(|own| *own == kind));
                out.push(ID + kind.ok_or_else(|| format!("there is no hole {{{name}}}"))? as u8);
            }
        }
    }
    if ends {
        out.push(END);
    }
    if out.windows(2).any(|two| [ANY, MORE].contains(&two[0]) && !literal(two[1])) {
        return Err("literal text must follow {any} and {more}".to_owned());
    }
    if out.last().is_some_and(|last| [ANY, MORE].contains(last)) {
        return Err("{any} and {more} can't stand at the end".to_owned());
    }
    // What stands behind {any} is found from what stands before it.
    let first = out.iter().position(|b| [ANY, MORE].contains(b)).unwrap_or(out.len());
    let windows = || out[..first].windows(4).enumerate().filter(|(_, four)| four.iter().all(|b| literal(*b)));
    let best = windows().max_by_key(|(_, four)| rare(four)).map(|(at, _)| at);
    best.map(|at| (out, at)).ok_or_else(|| "at least four literal characters must stand together".to_owned())
}

fn unless(words: &[String]) -> String {
    words.iter().map(|word| String::from_utf8_lossy(&fold(word, false).bytes).into_owned()).collect::<Vec<_>>().join("|")
}

/// Folded words, those of a part together, each behind a byte that is its length and 32.
fn measured(words: &[String]) -> String {
    let mut out = String::new();
    let mut words: Vec<String> = words.iter().map(|word| unless(std::slice::from_ref(word))).collect();
    words.sort_by_key(|word| part(word.as_bytes()));
    for folded in words {
        out.push(char::from(b' ' + folded.len() as u8));
        out.push_str(&folded);
    }
    out
}

/// Whether one of the texts stands in another, as the recognizer looks for it.
fn matches(finds: &[(Vec<u8>, usize)], text: &str, without: &[String]) -> bool {
    let measured = measured(without);
    let words = Words::new(vec!["", &measured]);
    [false, true].iter().any(|strip| {
        let page = Page { text: text.as_bytes(), folded: fold(text, *strip) };
        let mut seen = unseen();
        finds.iter().any(|(bytes, anchor)| {
            let wanted = four(&bytes[*anchor..]);
            page.fours().any(|(at, own)| {
                own == wanted
                    && page.fits(bytes, *anchor, at, &mut Known::default()).is_ok_and(|found| !words.beside(&page, 1, &found, &mut seen))
            })
        })
    })
}

/// Letters that are rare in English count: what is looked for should not stand in every second sentence.
fn rare(four: &[u8]) -> u32 {
    four.iter()
        .map(|b| {
            if b"etaoinshr ".contains(&lower(*b)) {
                0
            } else if lower(*b).is_ascii_lowercase() {
                1
            } else {
                2
            }
        })
        .sum()
}

/// The first four bytes as one number.
fn four(bytes: &[u8]) -> u32 {
    bytes[..4].iter().fold(0, |sum, b| sum << 8 | u32::from(lower(*b)))
}

/// Places of four literal bytes, before any `{any}`.
fn windows(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let first = bytes.iter().position(|b| [ANY, MORE].contains(b)).unwrap_or(bytes.len());
    (0..first.saturating_sub(3)).filter(move |at| bytes[*at..at + 4].iter().all(|b| literal(*b)) && *at < 150)
}

/// The generated files (name, content).
pub fn emit(all: &Signatures, entries: &[Entry], ui: &Ui) -> Vec<(&'static str, Vec<u8>)> {
    let mut table = Table::default();
    table.list(&all.products, |table, (id, name, hop, always)| {
        table.line(id);
        table.line(name);
        table.line(format!("{}{}", hop.map_or("-".to_owned(), |hop| hop.to_string()), if *always { "!" } else { "" }));
    });
    table.list(&all.causes, |table, own| {
        table.line(&own.id);
        table.line(&own.text);
        table.line(&own.fix);
        table.line(&own.fault);
        table.line(&own.near);
        table.line(own.codes.iter().map(u16::to_string).collect::<Vec<_>>().join(" "));
    });
    table.list(entries.iter().filter(|entry| entry.code.is_none()), |table, entry| {
        table.line(&entry.key);
        let name = entry.facts.aliases.iter().find(|own| own.0 == "Chrome" && !own.1.is_empty()).map_or(&entry.facts.name, |own| &own.1);
        table.line(name);
    });
    let codes: Vec<String> = entries.iter().filter_map(|entry| entry.code).map(|code| code.to_string()).collect();
    table.line(codes.join(" "));
    all.counted.iter().for_each(|words| table.line(words));
    // In the order in which signatures need them: most have one of their own, which is then the next, and takes no number.
    let mut whys: Vec<&str> = Vec::new();
    for own in &all.signs {
        if !whys.contains(&own.why.as_str()) {
            whys.push(&own.why);
        }
    }
    table.list(&whys, Table::line);
    // The first list is empty.
    let mut lists = vec![""];
    for own in &all.signs {
        if !lists.contains(&own.unless.as_str()) {
            lists.push(&own.unless);
        }
    }
    table.list(&lists, Table::line);
    table.list(WORDS, |table, word| table.line(ui.word(word)));
    // What is looked for is what the fewest other signatures have, too.
    let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
    for (bytes, _) in all.signs.iter().flat_map(|own| &own.finds) {
        for own in windows(bytes).map(|at| four(&bytes[at..])).collect::<BTreeSet<_>>() {
            *shared.entry(own).or_default() += 1;
        }
    }
    // In the signatures' own order, in which like stands by like and packs well; an empty line before each.
    let (mut patterns, mut columns, mut next) = (Vec::new(), Columns::default(), 0);
    let mut listed: BTreeMap<u32, Vec<Listed>> = BTreeMap::new();
    let mut count = 0;
    for own in &all.signs {
        let why = match whys.iter().position(|why| *why == own.why).unwrap_or(0) {
            new if new == next => {
                next += 1;
                String::new()
            }
            known => known.to_string(),
        };
        let optional = |value: Option<usize>| value.map_or(String::new(), |value| value.to_string());
        let fields = [
            own.products.iter().map(usize::to_string).collect::<Vec<_>>().join(","),
            format!("{}{}{}{}{}", own.place, own.proves, own.code_proves, own.mark, own.hop.map_or("-".to_owned(), |hop| hop.to_string())),
            own.code.map_or(String::new(), |code| code.to_string()),
            optional(own.cause),
            optional(own.error),
            why,
            all.layer(&own.client),
            own.platform.clone(),
            lists.iter().position(|list| *list == own.unless).filter(|at| *at > 0).map_or(String::new(), |at| at.to_string()),
        ];
        columns.row(0, fields);
        patterns.push(b'\n');
        for (bytes, anchor) in &own.finds {
            let cost = |at: &usize| (shared.get(&four(&bytes[*at..])).copied().unwrap_or(0), 9 - rare(&bytes[*at..at + 4]));
            let anchor = windows(bytes).min_by_key(cost).unwrap_or(*anchor);
            // A byte that is never a line end: where the four stand.
            patterns.push(b' ' + anchor.min(150) as u8);
            patterns.extend(bytes);
            patterns.push(b'\n');
            let tail = &bytes[anchor..];
            listed.entry(hash(four(tail))).or_default().push((four(tail), tail, anchor, count));
            count += 1;
        }
    }
    table.columns(&columns);
    let mut mostly = Table::default();
    for (key, cause) in all.causes.iter().flat_map(|own| own.mostly.iter().map(move |key| (key, &own.id))) {
        mostly.line(format!("{key} {cause}"));
    }
    vec![
        ("signatures.txt", table.0.into_bytes()),
        ("patterns.bin", patterns),
        ("order.bin", order(listed)),
        ("mostly.txt", mostly.0.into_bytes()),
    ]
}

/// A pattern in its list: its four bytes, those and what follows them, where they stand, and its number.
type Listed<'a> = (u32, &'a [u8], usize, usize);

/// The lists that are better not in the order of their signatures, because then neighbours share more bytes: the list's number, of two bytes, and for each place
/// in it the one where what belongs there stands otherwise.
fn order(lists: BTreeMap<u32, Vec<Listed>>) -> Vec<u8> {
    let shared = |two: &[Listed]| if two[0].0 == two[1].0 { two[0].1.iter().zip(two[1].1).take_while(|(a, b)| a == b).count() } else { 0 };
    let alike = |list: &[Listed]| list.windows(2).map(shared).sum::<usize>();
    let mut out = Vec::new();
    for (number, list) in lists {
        let mut sorted = list.clone();
        sorted.sort_unstable();
        // A place is one byte.
        if alike(&sorted) > alike(&list) && list.len() <= 256 {
            out.extend(u16::to_le_bytes(number as u16));
            out.extend(sorted.iter().filter_map(|own| list.iter().position(|other| other == own)).map(|place| place as u8));
        }
    }
    out
}
