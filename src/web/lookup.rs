//! Asks public resolvers about a name, over HTTPS. What their answers mean is `core::probe::dns`'s to say.

use js_sys::{Array, JSON};
use web_sys::RequestMode;

use super::fetch::{self, Ask};
use crate::core::{address::Address, probe::dns};

/// Milliseconds for each question.
const LIMIT_MS: i32 = 8_000;

/// What two resolvers say about the name of an address.
pub async fn look_up(resolvers: &[String], address: &Address) -> dns::DnsOutcome {
    let name = ascii_host(address);
    let mut answers = Vec::new();
    for resolver in resolvers.iter().take(2) {
        answers.push(ask_resolver(resolver, &name).await);
    }
    dns::conclude(answers.first().and_then(Option::as_ref), answers.get(1).and_then(Option::as_ref))
}

/// The host as it goes into DNS: the browser turns Unicode names into their ASCII form.
fn ascii_host(address: &Address) -> String {
    web_sys::Url::new(&address.origin()).map_or_else(|_| address.host().to_owned(), |url| url.hostname())
}

/// The record types A and AAAA (RFC 1035, RFC 3596).
const ADDRESS: u16 = 1;
const ADDRESS_6: u16 = 28;

/// One resolver's answer over HTTPS, in the JSON form that Google and Cloudflare document; IPv6 is asked for where there is no IPv4.
async fn ask_resolver(resolver: &str, name: &str) -> Option<dns::Answer> {
    let first = ask_type(resolver, name, "A").await?;
    if first.status == 0 && first.addresses.is_empty() {
        return ask_type(resolver, name, "AAAA").await;
    }
    Some(first)
}

async fn ask_type(resolver: &str, name: &str, kind: &str) -> Option<dns::Answer> {
    let mut url = resolver.to_owned();
    url.push_str(if resolver.contains('?') { "&name=" } else { "?name=" });
    url.push_str(&crate::core::text::encode(name));
    url.push_str("&type=");
    url.push_str(kind);
    let answer = fetch::ask(Ask { accept: Some("application/dns-json"), ..Ask::new(&url, RequestMode::Cors, LIMIT_MS) }).await.ok()?;
    if !answer.response.ok() {
        return None;
    }
    let value = JSON::parse(&fetch::text(&answer.response, LIMIT_MS).await?).ok()?;
    let status = super::number(&value, "Status")? as u16;
    let truncated = super::get(&value, "TC").and_then(|flag| flag.as_bool()).unwrap_or(false);
    let records = super::get(&value, "Answer").filter(js_sys::Array::is_array).map(|list| Array::from(&list)).unwrap_or_default();
    let addresses = records
        .iter()
        .filter(|record| super::number(record, "type").is_some_and(|kind| [ADDRESS, ADDRESS_6].contains(&(kind as u16))))
        .filter_map(|record| super::string(&record, "data"))
        .collect();
    Some(dns::Answer { status, addresses, truncated })
}
