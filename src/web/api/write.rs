//! From the core's types to plain objects.

use crate::{
    core::{
        catalog::{
            self, Class, Entry, Key,
            whole::{self, Whole, rfc_url},
        },
        diagnose::{self, Case, Check, Symptom},
        finding::{Finding, Kind},
        path::Hop,
        platforms::{Platform, platform as place_of, platforms},
        probe::Outcome,
        route::Route,
        search::Hit,
        text::decimal,
    },
    web::{
        json::Json,
        verdict::{by_hop, parts},
    },
};

fn path(json: &mut Json, entry: &Entry) {
    json.put("path", &Route::Entry(entry.key).path());
}

/// `CodeSummary`
pub fn summary(json: &mut Json, entry: &Entry) {
    let code = entry.code().unwrap_or(0);
    json.put_number("code", code);
    json.put("name", entry.name);
    json.put("class", Class::of(code).id());
    json.put_flag("registered", entry.registered);
    path(json, entry);
}

/// `Code`
pub fn code(json: &mut Json, entry: &'static Entry) {
    let whole = whole::of(entry);
    summary(json, entry);
    if let Some(spec) = whole.spec {
        let url = rfc_url(&decimal(spec.rfc), spec.section);
        json.key("spec").open();
        json.put_number("rfc", spec.rfc);
        json.put("section", spec.section);
        json.put("url", &url);
        json.close();
    }
    json.key("aliases").objects(entry.aliases, |json, alias| {
        json.put("product", alias.by);
        json.put("name", alias.name);
    });
    meanings(json, entry, &whole);
    json.put("cacheable", entry.cacheable.id());
    json.put("retry", entry.retry.id());
    json.put_flag("retryAfter", entry.retry_after);
    json.key("seo").open();
    json.put("indexing", whole.indexing);
    json.put("crawling", whole.crawling);
    json.close();
    let codes = entry.related.iter().zip(&whole.related).filter(|(key, _)| matches!(key, Key::Code(_)));
    json.key("related").objects(codes, related);
    json.put("reviewed", whole.reviewed);
}

/// `NetError`
pub fn net_error(json: &mut Json, entry: &'static Entry) {
    let whole = whole::of(entry);
    key(json, "id", entry.key);
    json.put("name", entry.name);
    path(json, entry);
    json.key("called").objects(&whole.aliases, |json, alias| {
        json.put("by", alias.by);
        json.put("name", alias.name);
        json.put("says", alias.says);
        json.put_flag("verified", alias.verified);
    });
    meanings(json, entry, &whole);
    json.put("retry", entry.retry.id());
    json.key("related").objects(entry.related.iter().zip(&whole.related), related);
    json.put("reviewed", whole.reviewed);
}

/// A code as `code`, an error under another name.
fn key(json: &mut Json, error: &str, key: Key) {
    match key {
        Key::Code(code) => json.put_number("code", code),
        Key::Error(id) => json.put(error, id),
    }
}

fn related(json: &mut Json, (own, why): (&Key, &&str)) {
    key(json, "netError", *own);
    json.put("why", why);
}

fn meanings(json: &mut Json, entry: &Entry, whole: &Whole) {
    let pairs = entry.meanings.iter().zip(&whole.meanings).enumerate();
    json.key("meanings").objects(pairs, |json, (nth, (meaning, rest))| {
        match meaning.emitter {
            Some(emitter) => json.put("emitter", emitter),
            None => json.key("emitter").null(),
        }
        json.put("short", meaning.short);
        json.put("means", rest.means);
        let mut suspects: Vec<(Hop, u8)> =
            Hop::ALL.into_iter().zip(meaning.weighed().suspects).filter(|(_, percent)| *percent > 0).collect();
        crate::core::text::sort(&mut suspects, |a, b| a.1 > b.1);
        json.key("suspects").objects(suspects, |json, (hop, percent)| {
            json.put("hop", hop.id());
            json.key("weight").share(percent.into(), 2);
        });
        json.key("causes").objects(&rest.causes, |json, cause| {
            json.put("id", cause.id);
            json.put("title", cause.title);
            json.put("hop", cause.hop.id());
        });
        json.key("fixers").texts(meaning.weighed().fixers.iter().map(|party| party.id()));
        json.key("visitor").objects(meaning.weighed().visitor.iter().enumerate(), |json, (at, check)| {
            json.put("check", check.id);
            json.put("why", whole::why(entry, whole, nth, at));
        });
        json.key("sources").objects(&rest.sources, |json, source| {
            json.put("title", source.title);
            json.put("url", &source.url);
            json.put_flag("verified", source.verified);
        });
    });
}

/// `Hit`
pub fn hit(json: &mut Json, hit: Hit) {
    json.put("path", &hit.route.path());
    json.put("title", &hit.title());
    json.put_number("score", hit.score);
    json.put("matched", hit.matched);
    match hit.route {
        Route::Entry(own) => key(json, "netError", own),
        Route::Platform(at) => platform_name(json, at),
        _ => {}
    }
}

/// `platform` of a `Hit`
fn platform_name(json: &mut Json, at: u16) {
    let Some(own) = platforms().get(usize::from(at)) else { return };
    json.key("platform").open();
    json.put("product", own.product().id);
    json.put("name", own.name);
    json.close();
}

/// `Platform`
pub fn platform(json: &mut Json, own: &Platform) {
    json.put("product", own.product().id);
    json.put("productName", own.product().name);
    json.put("name", own.name);
    json.put("title", &own.title());
    json.put("path", &own.path());
    json.key("status").list(own.status.split(' ').filter(|code| !code.is_empty()), Json::raw);
    json.put("hop", own.hop.id());
    json.put("party", own.party.id());
    let rest = own.rest();
    json.put("means", rest.means);
    json.put("fix", rest.fix);
    if !rest.visitor.is_empty() {
        json.put("visitor", rest.visitor);
    }
    json.put_flag("verified", rest.verified);
}

/// `CheckInfo`
pub fn check(json: &mut Json, check: &Check) {
    json.put("id", check.id);
    json.put("runner", check.runner.id());
    json.put("title", check.title);
    json.put_number("effort", check.effort);
    json.key("answers").objects(check.answers, |json, answer| {
        json.put("id", answer.id);
        json.put("label", answer.label);
    });
    if let Some(warns) = check.warns {
        json.put("warns", warns);
    }
    json.put_flag("reversible", check.reversible);
}

/// `Outcome`
pub fn outcome(json: &mut Json, outcome: &Outcome) {
    json.put("is", outcome.is.id());
    if let Some(status) = outcome.status {
        json.put_number("status", status);
    }
    if let Some(seconds) = outcome.retry_after {
        json.put_number("retryAfter", seconds);
    }
    if let Some(url) = &outcome.redirected_to {
        json.put("redirectedTo", url);
    }
    if let Some(ms) = outcome.ms {
        json.put_number("ms", ms);
    }
    json.put("why", &outcome.why);
    json.key("because").texts(outcome.because.iter().copied());
    json.key("cannotTell").texts(outcome.cannot_tell.iter().copied());
}

/// Byte offsets of a text as JavaScript counts: UTF-16 units.
pub struct Units {
    /// Where bytes stand that are no unit of their own: of a character's bytes those beyond its units.
    beyond: Vec<usize>,
}

impl Units {
    /// Of a text.
    pub fn of(text: &str) -> Units {
        let mut beyond = Vec::new();
        for (at, two) in text.as_bytes().windows(2).enumerate() {
            // A character of four bytes is two units, and each other one.
            if two[1] & 0xc0 == 0x80 && two[0] < 0xf0 {
                beyond.push(at + 1);
            }
        }
        Units { beyond }
    }

    /// A byte offset in units.
    fn at(&self, offset: usize) -> u32 {
        (offset - self.beyond.partition_point(|at| *at < offset)) as u32
    }
}

/// `Finding`
pub fn finding(json: &mut Json, own: &Finding, units: &Units) {
    json.put("kind", own.kind.id());
    json.put("inputKind", own.input.id());
    if let Some(code) = own.code {
        json.put_number("code", code);
    }
    if let Some((_, name)) = &own.error {
        json.put("netError", name);
    }
    if let Some((product, name)) = &own.platform {
        json.key("platform").open();
        json.put("product", product);
        json.put("name", name);
        json.close();
    }
    if let Some((product, _)) = &own.product {
        json.put("product", product);
    }
    if let Some(client) = &own.client {
        json.put("client", client);
    }
    if let Some(hop) = own.written_by {
        json.put("writtenBy", hop.id());
    }
    json.key("suspects");
    if own.kind == Kind::Error {
        // What to ask next is nobody's question here, and most of the work.
        let verdict = diagnose::judge_with(&case(own), &|_| false);
        let mut hops = [0_u32; 8];
        for (at, p) in parts(&verdict.faults) {
            if let Some(fault) = diagnose::faults().get(at) {
                hops[fault.hop.index()] += p;
            }
        }
        by_hop(json, "weight", &hops);
    } else {
        json.texts([]);
    }
    if let Some(cause) = &own.cause {
        json.key("cause").open();
        json.put("id", cause.id);
        json.put("text", cause.text);
        json.close();
    }
    json.put("confidence", own.confidence.id());
    json.key("because").objects(&own.because, |json, because| {
        json.put_number("start", units.at(because.start));
        json.put_number("end", units.at(because.end));
        json.put("why", because.why);
    });
    json.key("ids").objects(&own.ids, |json, (kind, value)| {
        json.put("kind", kind);
        json.put("value", value);
    });
    json.key("others").objects(&own.others, |json, other| finding(json, other, units));
}

/// The case that a finding opens: its symptom, who wrote the text, and what it tells of the cause.
fn case(own: &Finding) -> Case {
    let product = own.product.map(|own| own.0.to_owned());
    let named = own.platform.as_ref();
    let by = product.as_deref().or(named.map(|own| own.0));
    let symptom = Symptom::of(own.code, own.error.as_ref().and_then(|own| catalog::error(own.0)), by);
    Case {
        written_by: own.written_by,
        product,
        platform: named.and_then(|(product, name)| place_of(product, name)),
        cause: own.cause.as_ref().and_then(|own| Some((own.id.to_owned(), diagnose::fault_index(own.fault)? as u8))),
        ..Case::new(symptom)
    }
}
