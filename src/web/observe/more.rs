//! One address, with everything that the page `/check/` may add to the pair of fetches. Facts only; `core::probe::more` reads them.

use js_sys::{Array, Reflect};
use web_sys::Response;

use super::{How, as_sent, observe};
use crate::{
    core::{
        address::Address,
        config::Config,
        probe::{
            Engine, Is, Observation, Outcome, conclude,
            more::{More, SHOWN, private_name},
        },
    },
    web::{boxed::Opener, heard, lookup, platform},
};

/// How to probe one address.
#[derive(Debug)]
pub struct HowMore<'a> {
    /// The pair of fetches.
    pub how: How,
    /// The resolvers, and whether this device may be asked.
    pub config: &'a Config,
    /// Opens the address invisibly. Only where the visitor agreed to that for this very address, and its self-test passed.
    pub opener: Option<&'a Opener>,
}

/// What was seen of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The pair of fetches, with the certificate hint.
    pub observation: Observation,
    /// What was added.
    pub more: More,
    /// The hosts that were contacted, in order.
    pub contacted: Vec<String>,
}

/// Probes one address. `Err`: it is not sent, and why; the resolvers may have been asked all the same (see [`contacts`]).
///
/// A name that leads into a private network is stopped before the browser would ask the visitor about their network. Where no resolver
/// answers, or the visitor's own resolver says something else than the public ones, that can't be known, and the browser may ask.
pub async fn observe_more(address: &Address, how: &HowMore<'_>) -> Result<Seen, Outcome> {
    let sent = sendable(address, platform::on_https(), how.config.allow_loopback)?;
    let contacted = contacts(&sent, how.config);
    let mut name = None;
    if has_public_name(&sent) {
        let said = lookup::look_up(&how.config.resolvers, &sent).await;
        if let Some(stopped) = private_name(&said) {
            return Err(stopped);
        }
        name = Some(said.is);
    }
    let mut observation = observe(&sent, &how.how).await;
    let more = More { name, ..add_signals(&sent, &mut observation, how.opener).await };
    Ok(Seen { observation, more, contacted })
}

/// What can be added to a pair of fetches: the certificate hint, which goes into the observation, the boxed signal, and whether the browser
/// says that it is online.
pub async fn add_signals(sent: &Address, observation: &mut Observation, opener: Option<&Opener>) -> More {
    let is = conclude(observation).is;
    if observation.engine == Engine::Firefox && sent.scheme() == "https" && matches!(is, Is::NoAnswer | Is::NeverLeftDevice) {
        observation.websocket_1015 = closed_with_1015(sent).await;
    }
    let boxed = match opener.filter(|_| !matches!(is, Is::Status | Is::NotSent)) {
        Some(opener) => opener.open(&sent.href(), observation).await,
        None => None,
    };
    More { boxed, online: crate::web::online::now(), name: None }
}

/// Whom [`observe_more`] contacts: the resolvers, if the address has a name, and the site. With the boxed signal, whomever its page does.
pub fn contacts(address: &Address, config: &Config) -> Vec<String> {
    let mut hosts = Vec::new();
    if has_public_name(address) {
        hosts.extend(config.resolvers.iter().take(2).map(|url| Config::host(url)));
    }
    hosts.push(address.host().to_owned());
    hosts
}

/// Whether it has a name that resolvers may know: that of this device is nobody's to look up.
pub fn has_public_name(address: &Address) -> bool {
    address.ip().is_none() && address.host() != "localhost" && !address.host().ends_with(".localhost")
}

/// The address as the browser sends it, if it may be sent: what it makes of what was typed is checked as well.
pub fn sendable(address: &Address, page_is_https: bool, allow_loopback: bool) -> Result<Address, Outcome> {
    let href = as_sent(address);
    // Mostly the browser changes nothing; reading it again would cost more than all the rest.
    let read = if href == address.href() { Ok(address.clone()) } else { Address::parse(&href) };
    let sent = match read {
        Ok(sent) => sent,
        Err(error) => {
            return Err(Outcome {
                is: Is::NotSent,
                status: None,
                retry_after: None,
                redirected_to: None,
                ms: None,
                why: error.say().to_owned(),
                because: vec!["What the browser makes of the text is not one web address."],
                cannot_tell: vec!["Anything about this address: no request was made."],
            });
        }
    };
    // As typed, too: the sent form has lost a password.
    let refusal = [address, &sent].into_iter().find_map(|address| address.refusal(page_is_https, allow_loopback));
    refusal.map_or(Ok(sent), |refusal| Err(Outcome::not_sent(refusal)))
}

/// Those of [`SHOWN`] that this page may read. A long value is cut.
pub(super) fn headers(response: &Response) -> Vec<(&'static str, String)> {
    let headers = response.headers();
    let value = |name| headers.get(name).ok().flatten().map(|value| value.chars().take(200).collect());
    SHOWN.into_iter().filter_map(|name| Some((name, value(name)?))).collect()
}

/// How long a WebSocket may take to close, in milliseconds.
const SOCKET_LIMIT_MS: i32 = 5_000;

/// Opens a WebSocket to the host and tells whether it closed with 1015, Firefox's word for a failed TLS handshake. `None`: it could not be
/// tried. Only the host's front page is named, whatever the address.
async fn closed_with_1015(address: &Address) -> Option<bool> {
    let mut url = address.origin().replacen("https", "wss", 1);
    url.push('/');
    let class = crate::web::function(&js_sys::global(), "WebSocket")?;
    // Of the same host and port, so it stands with the others.
    #[cfg(feature = "view")]
    crate::web::ledger::note(&address.origin(), 1);
    let socket = Reflect::construct(&class, &Array::of1(&url.into())).ok()?;
    let event = heard::first_of(&socket, &["close", "open"], SOCKET_LIMIT_MS).await;
    if let Some(close) = crate::web::function(&socket, "close") {
        let _ = close.call0(&socket);
    }
    let event = event?;
    Some(event.type_() == "close" && crate::web::number(&event, "code") == Some(1015.0))
}
