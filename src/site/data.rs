//! The catalog as data: `/api/codes/502.json` with everything about a code, `/api/errors/<id>.json`, `/api/platforms/<product>.json`, the lists of
//! each, and the JSON Schema of a code. For programs that want more than the JavaScript API embeds, and for nothing that the pages load.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    core::{
        catalog::{self, Alias, Class, Entry, Key, whole},
        path::Hop,
        platforms::{Platform, platforms, products},
        route::Route,
    },
    view::part::prose::long,
};

/// The JSON Schema of `/api/codes/<number>.json`.
const SCHEMA: &str = include_str!("code.schema.json");

/// The files, by their path.
pub fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("/api/code.schema.json".to_owned(), SCHEMA.to_owned())]);
    let mut put = |path: String, value: Value| files.insert(path, value.to_string());
    for entry in catalog::codes() {
        put(format!("/api/codes/{}.json", entry.code().unwrap_or(0)), code(entry));
    }
    for entry in catalog::errors() {
        if let Key::Error(id) = entry.key {
            put(format!("/api/errors/{id}.json"), error(entry, id));
        }
    }
    for (at, product) in products().iter().enumerate() {
        let errors: Vec<Value> = platforms().iter().filter(|own| usize::from(own.product) == at).map(platform).collect();
        put(format!("/api/platforms/{}.json", product.id), json!({"product": product.id, "name": product.name, "errors": errors}));
    }
    let summary =
        |entry: &Entry| json!({"code": entry.code(), "name": entry.name, "path": Route::Entry(entry.key).path(), "answer": entry.answer});
    put("/api/codes.json".to_owned(), catalog::codes().map(summary).collect());
    put("/api/platforms.json".to_owned(), products().iter().map(|own| json!({"product": own.id, "name": own.name})).collect());
    files
}

/// Everything about a code.
pub fn code(entry: &'static Entry) -> Value {
    let (number, rest) = (entry.code().unwrap_or(0), whole::of(entry));
    let mut value = shared(entry, &rest);
    let spec =
        rest.spec.map(|spec| json!({"rfc": spec.rfc, "section": spec.section, "url": whole::rfc_url(&spec.rfc.to_string(), spec.section)}));
    let aliases: Vec<Value> = entry.aliases.iter().map(|alias| json!({"product": alias.by, "name": alias.name})).collect();
    merge(
        &mut value,
        json!({
            "$schema": "../code.schema.json",
            "code": number,
            "class": Class::of(number).id(),
            "registered": entry.registered,
            "spec": spec,
            "aliases": aliases,
            "cacheable": entry.cacheable.id(),
            "retry": entry.retry.id(),
            "retryAfter": entry.retry_after,
            "seo": {"indexing": rest.indexing, "crawling": rest.crawling},
        }),
    );
    value
}

fn error(entry: &'static Entry, id: &str) -> Value {
    let rest = whole::of(entry);
    let mut value = shared(entry, &rest);
    let called = |alias: &Alias| json!({"by": alias.by, "name": alias.name, "says": alias.says, "verified": alias.verified});
    let called: Vec<Value> = rest.aliases.iter().map(called).collect();
    merge(&mut value, json!({"id": id, "called": called, "retry": entry.retry.id()}));
    value
}

fn merge(value: &mut Value, more: Value) {
    if let (Value::Object(own), Value::Object(more)) = (value, more) {
        own.extend(more);
    }
}

/// What codes and errors have in common.
fn shared(entry: &'static Entry, rest: &whole::Whole) -> Value {
    let long = long::of(entry.key);
    let meanings: Vec<Value> = entry.meanings.iter().zip(&rest.meanings).enumerate().map(|(nth, (meaning, more))| {
        let suspects: Vec<Value> = Hop::ALL
            .iter()
            .zip(meaning.suspects)
            .filter(|(_, percent)| *percent > 0)
            .map(|(hop, percent)| json!({"hop": hop.id(), "weight": f64::from(percent) / 100.0}))
            .collect();
        json!({
            "emitter": meaning.emitter,
            "short": meaning.short,
            "means": more.means,
            "suspects": suspects,
            "causes": more.causes.iter().map(|cause| json!({"id": cause.id, "title": cause.title, "hop": cause.hop.id()})).collect::<Vec<_>>(),
            "fixers": meaning.fixers.iter().map(|party| party.id()).collect::<Vec<_>>(),
            "visitor": meaning.visitor.iter().enumerate().map(|(at, check)| json!({"check": check.id, "why": whole::why(entry, rest, nth, at)})).collect::<Vec<_>>(),
            "sources": more.sources.iter().map(|own| json!({"title": own.title, "url": own.url, "verified": own.verified})).collect::<Vec<_>>(),
        })
    }).collect();
    let related = entry.related.iter().zip(&rest.related).map(|(key, why)| match key {
        Key::Code(code) => json!({"code": code, "why": why}),
        Key::Error(id) => json!({"netError": id, "why": why}),
    });
    json!({
        "name": entry.name,
        "path": Route::Entry(entry.key).path(),
        "answer": entry.answer,
        "meanings": meanings,
        "related": related.collect::<Vec<_>>(),
        "reviewed": rest.reviewed,
        "questions": long.questions.iter().map(|(question, answer)| json!({"question": question, "answer": answer})).collect::<Vec<_>>(),
        "html": long.html[..long.ends[1]],
    })
}

fn platform(own: &Platform) -> Value {
    let rest = own.rest();
    let status: Vec<u16> = own.status.split(' ').filter_map(|code| code.parse().ok()).collect();
    json!({
        "name": own.name, "title": own.title(), "path": own.path(), "status": status, "hop": own.hop.id(), "party": own.party.id(),
        "means": rest.means, "fix": rest.fix, "visitor": rest.visitor, "verified": rest.verified,
    })
}
