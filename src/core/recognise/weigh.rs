//! What the signatures that stand in a text prove together. Every signature counts once; what is stronger counts twice what is one step weaker.

use super::{
    Hit, SIGNATURES_ALONE,
    table::{Place, Product, Sign, table},
};
use crate::core::{
    finding::{Because, Cause, Confidence, Finding, Input, Kind},
    packed::number,
    path::Hop,
    text::{find, has, sort},
};

/// The weight of each strength. The last is of a header in which a server says that it made the answer itself: anyone can copy a page, and no page outweighs it.
const WEIGHT: [u32; 7] = [0, 1, 2, 4, 8, 16, 64];
/// From this on, the text itself says it.
const CERTAIN: u32 = 8;
/// From this on, it is the likely reading.
const LIKELY: u32 = 4;
/// A number that the catalog doesn't have counts only where nothing but a status can stand.
const UNKNOWN_CODE: u8 = 4;
/// So many hits that were weighed last are remembered.
const WEIGHED: usize = 64;
/// More reasons than these nobody reads.
const MOST_REASONS: usize = 40;

fn weight(strength: u8) -> u32 {
    WEIGHT[usize::from(strength.min(6))]
}

/// Candidates with their weights, best first when all are in.
#[derive(Default)]
struct Scores(Vec<(u16, u32)>);

impl Scores {
    #[cfg_attr(feature = "api", inline(never))]
    fn add(&mut self, of: u16, weight: u32) {
        match self.0.iter_mut().find(|own| own.0 == of) {
            Some(own) => own.1 += weight,
            None => self.0.push((of, weight)),
        }
    }

    #[cfg_attr(feature = "api", inline(never))]
    fn ranked(mut self) -> Vec<(u16, u32)> {
        self.0.retain(|own| own.1 > 0);
        sort(&mut self.0, |a, b| a.1 > b.1);
        self.0
    }
}

/// What a hit says of the code.
pub fn code_of(hit: &Hit) -> Option<u16> {
    let sign = hit.sign();
    let code = hit.status.or((sign.code > 0).then_some(sign.code))?;
    (sign.code_proves >= UNKNOWN_CODE || table().has(code)).then_some(code)
}

/// The reading of some hits.
pub fn weigh(text: &str, hits: &[Hit]) -> Finding {
    let table = table();
    let answered = hits.iter().any(|hit| hit.sign().last);
    // Signatures that counted, alone and with a code.
    let mut counted: Vec<(u16, u16)> = Vec::new();
    let mut first = |says: u16, code: u16| match counted.binary_search(&(says, code)) {
        Ok(_) => false,
        Err(at) => {
            counted.insert(at, (says, code));
            true
        }
    };
    let (mut codes, mut errors, mut wrote, mut passed) = (Scores::default(), Scores::default(), Scores::default(), Scores::default());
    // Those weighed last: a text that repeats has them thousands of times.
    let mut weighed = [(u16::MAX, 0); WEIGHED];
    let source: Vec<&Hit> = hits.iter().filter(|hit| !SIGNATURES_ALONE && hit.sign().place == Place::Source).collect();
    for (nth, hit) in hits.iter().enumerate() {
        let sign = hit.sign();
        if sign.place == Place::Source {
            continue;
        }
        if !SIGNATURES_ALONE && !source.is_empty() && sign.products.is_empty() && in_source(text, &source, hit) {
            // Possible, and no more, however often it stands there.
            if let Some(code) = code_of(hit).filter(|code| first(u16::MAX, *code)) {
                codes.add(code, 1);
            }
            if let Some(error) = sign.error.filter(|error| first(u16::MAX - 1, u16::from(*error))) {
                errors.add(u16::from(error), 1);
            }
            continue;
        }
        let same = &mut weighed[usize::from(hit.sign) % WEIGHED];
        let own = (hit.sign, hit.status.unwrap_or(0));
        if *same == own {
            continue;
        }
        *same = own;
        if let Some(code) = code_of(hit)
            && first(sign.says, code)
        {
            codes.add(code, weight(sign.code_proves));
        }
        if !first(sign.says, 0) {
            continue;
        }
        if let Some(error) = sign.error {
            errors.add(u16::from(error), weight(sign.code_proves));
        }
        for product in &sign.products {
            // A page of a product that always sends a header of its own, without that header, is a copy or was passed on.
            let copied = sign.place == Place::Page
                && answered
                && table.products[usize::from(*product)].always
                && !hits.iter().any(|own| own.sign().place == Place::Header && own.sign().products.contains(product));
            // What a program that asked writes about its requests may look like a server's access log.
            let asked = sign.place == Place::Access && logged_by_client(text, hits, nth);
            let weight = weight(sign.proves) >> if copied || asked { 3 } else { 0 };
            if sign.passed { passed.add(u16::from(*product), weight) } else { wrote.add(u16::from(*product), weight) }
        }
    }
    let (codes, errors, wrote, passed) = (codes.ranked(), errors.ranked(), wrote.ranked(), passed.ranked());
    let best_code = codes.first().copied().unwrap_or_default();
    let best_error = errors.first().copied().unwrap_or_default();
    let by_code = best_code.1 > 0 && best_code.1 >= best_error.1;
    let code = by_code.then_some(best_code.0);
    let error = (!by_code && best_error.1 > 0).then_some(best_error.0 as u8);
    // Headers alone name the last server; an application's own answer is not that server's page.
    let data = !passed.is_empty() && (has(text, "\n{\"") || !SIGNATURES_ALONE && recorded_data(text, hits, code));
    let writer = wrote.first().or(passed.first().filter(|_| !data)).map(|own| own.0 as u8);
    let belongs = |sign: &Sign| sign.products.is_empty() || writer.is_some_and(|writer| sign.products.contains(&writer));
    // Of several the one that stands first.
    let strongest = |wanted: &dyn Fn(&Hit) -> bool| -> Option<&Hit> {
        let mut best = None;
        let mut most = 0;
        for hit in hits {
            let sign = hit.sign();
            let proves = 1 + if sign.products.is_empty() { sign.code_proves } else { sign.proves.max(sign.code_proves) };
            if proves > most && wanted(hit) {
                (best, most) = (Some(hit), proves);
            }
        }
        best
    };
    let cause = strongest(&|hit| hit.sign().cause.is_some() && belongs(hit.sign()) && tells(hits, hit, code));
    let named = strongest(&|hit| !hit.sign().platform.is_empty() && belongs(hit.sign()));
    let platform = named.and_then(|hit| {
        let (product, name) = hit.sign().platform.split_once('/')?;
        let own = hit.name.and_then(|(start, end)| text.get(start..end)).filter(|_| name.is_empty()).unwrap_or(name);
        // Where a name can stand, some print the status.
        let own = if hit.name.is_some() && own.bytes().all(|b| b.is_ascii_digit()) { "" } else { own };
        (!own.is_empty()).then(|| (product, own.to_owned()))
    });
    let page = wrote.first().is_some_and(|own| own.1 >= LIKELY);
    let kind = match code {
        Some(..400) if cause.is_none() => Kind::Success,
        Some(_) => Kind::Error,
        None if error.is_some() || platform.is_some() || cause.is_some() => Kind::Error,
        None => Kind::Nothing,
    };
    let score = best_code.1.max(best_error.1);
    let second = if by_code { codes.get(1).map_or(0, |own| own.1) } else { errors.get(1).map_or(0, |own| own.1) };
    let sure = match score {
        CERTAIN.. if second * 2 <= score => Confidence::Certain,
        LIKELY.. if second < score => Confidence::Likely,
        // Of several that weigh the same none is likelier, whoever wrote the page.
        _ if page && (second < score || score == 0) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let product = |place: u8| -> &'static Product { &table.products[usize::from(place)] };
    let named_product = |place: u8| (product(place).id, product(place).name);
    // The outer one; of several, the one that stands first.
    let clients = hits.iter().rev().map(Hit::sign).filter(|sign| !sign.client.is_empty());
    // A server's own trace shows its language as well.
    let clients = clients.filter(|sign| sign.layer > 0 || sign.proves > 1 || !page);
    let client = clients.max_by_key(|sign| sign.layer).map_or("", |sign| sign.client);
    let hop_of = |writer: u8| {
        let own = hits.iter().filter(|hit| hit.sign().products.contains(&writer) && hit.sign().hop.is_some());
        own.max_by_key(|hit| hit.sign().proves).and_then(|hit| hit.sign().hop).or(product(writer).hop)
    };
    if kind == Kind::Nothing {
        // Who wrote it may be plain all the same.
        let writer = writer.filter(|_| page);
        return Finding {
            input: input(text, hits),
            product: writer.map(named_product),
            written_by: writer.and_then(hop_of),
            because: because(hits, None, None, writer, ""),
            ..Finding::default()
        };
    }
    let on_the_way: Vec<u8> = passed.iter().map(|own| own.0 as u8).filter(|own| Some(*own) != writer).collect();
    let written_by = writer.and_then(hop_of);
    let near = matches!(written_by, Some(Hop::Device | Hop::LocalNetwork | Hop::Vpn));
    let mut finding = Finding {
        kind,
        input: input(text, hits),
        code,
        error: error.map(|error| error_name(text, hits, error)),
        platform,
        product: writer.map(named_product),
        client: (!client.is_empty()).then_some(client),
        url: None,
        written_by,
        cause: cause.and_then(|hit| hit.sign().cause).map(usize::from).or_else(|| plain_cause(code?)).map(|cause| {
            let own = &table.causes[cause];
            let fault = if near && !own.near.is_empty() { own.near } else { own.fault };
            Cause { id: own.id, text: own.text, fix: own.fix, fault }
        }),
        confidence: sure,
        because: because(hits, code, error, writer, client),
        ids: ids(hits),
        passed: on_the_way.iter().map(|own| product(*own).name).collect(),
        others: Vec::new(),
    };
    let mut others = Vec::new();
    // Products that the same words fit as well.
    for (other, weight) in wrote.iter().skip(1).take(4) {
        if weight * 4 >= wrote[0].1 * 3 {
            finding.confidence = finding.confidence.min(Confidence::Likely);
            let other = *other as u8;
            others.push(Finding {
                kind,
                input: finding.input,
                code,
                error: finding.error.clone(),
                product: Some(named_product(other)),
                written_by: hop_of(other),
                because: because(hits, code, error, Some(other), client),
                ..Finding::default()
            });
        }
    }
    let codes = codes.iter().filter(|own| Some(own.0) != code).take(3).map(|own| (own.1, Some(own.0), None));
    let errors = errors.iter().filter(|own| Some(own.0 as u8) != error).take(2).map(|own| (own.1, None, Some(own.0 as u8)));
    for (weight, code, error) in codes.chain(errors) {
        // A hint is worth showing where there is nothing but hints.
        if weight >= score.min(2) && weight * 4 >= score {
            others.push(Finding {
                kind: if code.is_some_and(|code| code < 400) { Kind::Success } else { Kind::Error },
                input: finding.input,
                code,
                error: error.map(|error| error_name(text, hits, error)),
                confidence: if weight * 2 >= score { Confidence::Likely } else { Confidence::Possible },
                because: because(hits, code, error, None, client),
                ..Finding::default()
            });
        }
    }
    finding.others = others;
    finding
}

/// The address that the error is about; the JavaScript API has no use for it. An access log's line holds those of others: the page that led there, and the robot's own.
#[cfg(not(feature = "api"))]
pub fn url(text: &str, hits: &[Hit], finding: &Finding) -> Option<String> {
    if finding.kind != Kind::Error || hits.iter().any(|hit| hit.sign().place == Place::Access) {
        return None;
    }
    let error = finding.error.as_ref().map(|own| own.0);
    let tells = |hit: &&Hit| match finding.code {
        Some(code) => code_of(hit) == Some(code),
        None => hit.sign().error.is_some_and(|own| Some(table().errors[usize::from(own)][0]) == error),
    };
    super::asked::address(text, hits.iter().filter(tells).take(8).map(|hit| (hit.start, hit.end)))
}

/// In a recording of the browser (HAR) an answer's type stands behind its status, and its body anywhere.
fn recorded_data(text: &str, hits: &[Hit], code: Option<u16>) -> bool {
    const TYPE: &str = "\"mimeType\":";
    let answer = hits.iter().find(|hit| hit.status.is_some() && hit.status == code);
    let behind = answer.and_then(|hit| text.get(hit.end..)).unwrap_or("");
    find(behind, TYPE).is_some_and(|at| behind[at + TYPE.len()..].trim_start().starts_with("\"application/json"))
}

/// Whether the cause of a hit may be that of a code: words in which a status stands tell the cause of that one, and of no other. What a product says of its
/// own errors holds whichever status it was sent with.
fn tells(hits: &[Hit], hit: &Hit, code: Option<u16>) -> bool {
    if code.is_none() || !hit.sign().products.is_empty() {
        return true;
    }
    let from = hits.partition_point(|own| own.start < hit.start);
    let within = hits[from..].iter().take_while(|own| own.start < hit.end);
    let mut codes = within.filter_map(|own| own.status).peekable();
    codes.peek().is_none() || codes.any(|own| Some(own) == code)
}

/// A program that asked stands before a hit in its line.
fn logged_by_client(text: &str, hits: &[Hit], nth: usize) -> bool {
    let line = hits[..nth].iter().rev().take(20);
    let line = line.take_while(|hit| text.get(hit.end..hits[nth].start).is_none_or(|between| !has(between, "\n")));
    line.into_iter().any(|hit| hit.sign().place == Place::Client && !hit.sign().client.is_empty())
}

/// Farther from each other than this, in bytes, two hits are in no line of source.
const LONGEST_LINE: usize = 300;

/// A hit stands in one line with what only source has. Both are in the order of their places.
fn in_source(text: &str, source: &[&Hit], hit: &Hit) -> bool {
    let at = source.partition_point(|own| own.start <= hit.start);
    let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|at| source.get(at));
    near.into_iter().any(|own| {
        let (start, end) = (own.start.min(hit.start), own.end.max(hit.end));
        end - start < LONGEST_LINE && text.get(start..end).is_some_and(|line| !has(line, "\n"))
    })
}

/// The cause that a status means by itself.
fn plain_cause(code: u16) -> Option<usize> {
    table().causes.iter().position(|own| own.codes.split(' ').any(|own| number(own) == u32::from(code)))
}

/// The entry of an error, and its name as it stands in the text, or the entry's own: one that the catalog knows, so that whoever gets it can ask what it means.
fn error_name(text: &str, hits: &[Hit], error: u8) -> (&'static str, String) {
    let [id, own] = table().errors[usize::from(error)];
    let printed = hits
        .iter()
        .filter(|hit| hit.sign().named && hit.sign().error == Some(error))
        .filter_map(|hit| text.get(hit.start..hit.end))
        // ERR_CONNECTION_REFUSED, ECONNREFUSED; not a class that a language has for it.
        .find(|name| name.len() > 4 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_-".contains(&b)));
    (id, printed.unwrap_or(own).to_owned())
}

fn because(hits: &[Hit], code: Option<u16>, error: Option<u8>, writer: Option<u8>, client: &str) -> Vec<Because> {
    let mut out: Vec<Because> = Vec::new();
    for hit in hits {
        if out.len() == MOST_REASONS {
            break;
        }
        let sign = hit.sign();
        let counts = code.is_some() && code_of(hit) == code
            || error.is_some() && sign.error == error
            || sign.passed
            || sign.cause.is_some()
            || !sign.client.is_empty() && sign.client == client
            || writer.is_some_and(|writer| sign.products.contains(&writer));
        if counts && !sign.why.is_empty() && !out.iter().any(|own| own.why == sign.why && own.end >= hit.end) {
            out.push(Because { start: hit.start, end: hit.end, why: sign.why });
        }
    }
    out
}

fn ids(hits: &[Hit]) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    for hit in hits {
        for (value, kind) in &hit.ids {
            let pair = (super::pattern::IDS[usize::from(*kind)], value.clone());
            if !out.contains(&pair) && out.len() < 8 {
                out.push(pair);
            }
        }
    }
    out
}

fn input(text: &str, hits: &[Hit]) -> Input {
    let (mut places, mut headers, mut answered) = (0_u32, 0, false);
    for sign in hits.iter().map(Hit::sign) {
        places |= 1 << sign.place as u32;
        headers += u32::from(sign.place == Place::Header);
        answered |= sign.last && sign.place != Place::Client;
    }
    let at = |place: Place| places >> place as u32 & 1 == 1;
    if at(Place::Access) || at(Place::ErrorLog) {
        Input::Log
    } else if headers > 1 || answered {
        Input::Headers
    } else if has(text, "<") && (has(text, "</") || has(text, "<!doctype") || has(text, "<!DOCTYPE")) {
        Input::Html
    } else if at(Place::Client) {
        Input::Trace
    } else if at(Place::Page) || at(Place::Browser) {
        Input::Page
    } else {
        Input::Words
    }
}
