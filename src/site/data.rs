//! The catalog as data: `/api/codes/502.json` with everything about a code, `/api/errors/<id>.json`, `/api/platforms/<product>.json`, the lists of
//! each, a JSON Schema for each kind (`schema/`), and `/api/index.json`, which names them all. For programs that want more than the JavaScript API
//! embeds, and for nothing that the pages load. What readers may rely on: docs/API.md.

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

/// The version of the files, and of what their addresses promise: a change that a reader could notice, other than a further field, needs another
/// number and other addresses.
pub const VERSION: u32 = 1;

/// Every kind of file with its schema: what the kind is called, where such files are, the schema.
pub const KINDS: [(&str, &str, &str); 7] = [
    ("index", "index.json", include_str!("schema/index.json")),
    ("codes", "codes.json", include_str!("schema/codes.json")),
    ("code", "codes/{code}.json", include_str!("schema/code.json")),
    ("errors", "errors.json", include_str!("schema/errors.json")),
    ("error", "errors/{id}.json", include_str!("schema/error.json")),
    ("platforms", "platforms.json", include_str!("schema/platforms.json")),
    ("platform", "platforms/{product}.json", include_str!("schema/platform.json")),
];

/// What several schemas say in the same words.
const DEFINITIONS: &str = include_str!("schema/defs.json");

/// The files, by their path.
pub fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put = |path: String, value: Value| files.insert(path, value.to_string());
    let definitions: Value = serde_json::from_str(DEFINITIONS).unwrap_or_default();
    let mut list = Vec::new();
    for (kind, path, text) in KINDS {
        let mut schema: Value = serde_json::from_str(text).unwrap_or_default();
        merge(&mut schema, json!({"$defs": definitions}));
        put(format!("/api/{kind}.schema.json"), schema);
        list.push(json!({"path": path, "schema": format!("{kind}.schema.json")}));
    }
    put("/api/index.json".to_owned(), json!({"$schema": "index.schema.json", "version": VERSION, "files": list}));
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
        let value = json!({"$schema": "../platform.schema.json", "version": VERSION, "product": product.id, "name": product.name, "errors": errors});
        put(format!("/api/platforms/{}.json", product.id), value);
    }
    let summary = |entry: &Entry| {
        let key = match entry.key {
            Key::Code(code) => json!({"code": code}),
            Key::Error(id) => json!({"id": id}),
        };
        let mut value = json!({"name": entry.name, "path": Route::Entry(entry.key).path(), "answer": entry.answer});
        merge(&mut value, key);
        value
    };
    put("/api/codes.json".to_owned(), catalog::codes().map(summary).collect());
    put("/api/errors.json".to_owned(), catalog::errors().map(summary).collect());
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
            "version": VERSION,
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
    merge(
        &mut value,
        json!({"$schema": "../error.schema.json", "version": VERSION, "id": id, "called": called, "retry": entry.retry.id()}),
    );
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
            .zip(meaning.weighed().suspects)
            .filter(|(_, percent)| *percent > 0)
            .map(|(hop, percent)| json!({"hop": hop.id(), "weight": f64::from(percent) / 100.0}))
            .collect();
        json!({
            "emitter": meaning.emitter,
            "short": meaning.short,
            "means": more.means,
            "suspects": suspects,
            "causes": more.causes.iter().map(|cause| json!({"id": cause.id, "title": cause.title, "hop": cause.hop.id()})).collect::<Vec<_>>(),
            "fixers": meaning.weighed().fixers.iter().map(|party| party.id()).collect::<Vec<_>>(),
            "visitor": meaning.weighed().visitor.iter().enumerate().map(|(at, check)| json!({"check": check.id, "why": whole::why(entry, rest, nth, at)})).collect::<Vec<_>>(),
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
