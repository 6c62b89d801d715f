//! What each probe met, and what the probes of a group met together.

use crate::core::text::sort;

/// Whom a probe stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The visitor's own network, in the visitor's country where that is known.
    Network,
    /// The visitor's country, other networks.
    Country,
    /// Everywhere else.
    World,
}

impl Group {
    /// All of them, the nearest first.
    pub const ALL: [Group; 3] = [Group::Network, Group::Country, Group::World];

    /// The stable name used in tests and exports.
    pub const fn id(self) -> &'static str {
        match self {
            Group::Network => "same-network",
            Group::Country => "same-country",
            Group::World => "world",
        }
    }

    /// As a place in a sentence.
    pub const fn say(self) -> &'static str {
        match self {
            Group::Network => "in your own network",
            Group::Country => "in other networks of your country",
            Group::World => "in other parts of the world",
        }
    }
}

/// How far a probe without an answer came. Read off the message of the probe's program, which is meant for people (`rawOutput`: Node.js,
/// c-ares, undici), because a failed test has no timings: a hint, not a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The name was not found, or the probe's resolver failed.
    Dns,
    /// No connection: refused, unreachable.
    Connect,
    /// The handshake of TLS failed.
    Tls,
    /// The connection stood, and ended or broke the protocol before an answer was in.
    Http,
    /// The connection was cut, in TLS or after it: the message is the same.
    Cut,
    /// Out of time; nobody says where.
    Timeout,
    /// It failed in another way.
    Unknown,
}

impl Phase {
    /// The stable name used in tests and exports.
    pub const fn id(self) -> &'static str {
        match self {
            Phase::Dns => "dns",
            Phase::Connect => "tcp",
            Phase::Tls => "tls",
            Phase::Http => "http",
            Phase::Cut => "cut",
            Phase::Timeout => "timeout",
            Phase::Unknown => "unknown",
        }
    }

    /// What happened, as the end of a sentence.
    pub const fn say(self) -> &'static str {
        match self {
            Phase::Dns => "the name could not be looked up",
            Phase::Connect => "no connection could be made",
            Phase::Tls => "no secure connection could be made",
            Phase::Http => "the connection ended without a proper answer",
            Phase::Cut => "the connection was cut",
            Phase::Timeout => "nothing came in time",
            Phase::Unknown => "the request failed",
        }
    }
}

/// What a probe met in the end, after redirects and a second try with GET where one was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The page: 2xx, or a 3xx that leads nowhere else.
    Ok(u16),
    /// An error.
    Error(u16),
    /// The site's protection turned the probe away: the server is alive, what a person would get is unknown.
    Protected(u16),
    /// An answer that doesn't say whether the page works: a redirect that was not followed to its end, or a server that takes no HEAD.
    Answered(u16),
    /// An answer under a certificate that browsers refuse.
    Certificate(u16),
    /// No answer.
    Silent(Phase),
    /// The test was not over when time ran out. Says nothing.
    Unfinished,
    /// The probe or the service itself failed, or the probe went offline. Says nothing.
    Dropped,
}

/// The three ways in which an ending counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// The page is there.
    Works,
    /// Somebody is there.
    Alive,
    /// A person would not get the page.
    Fails,
    /// Nothing was learned.
    Nothing,
}

impl Ending {
    /// A refusal (403, 429) may be meant for automatic visitors alone, with or without a firewall's mark, so it never counts as failing.
    pub(super) const fn counts(self) -> Counts {
        match self {
            Ending::Ok(_) => Counts::Works,
            Ending::Protected(_) | Ending::Answered(_) | Ending::Error(403 | 429) => Counts::Alive,
            Ending::Error(_) | Ending::Certificate(_) | Ending::Silent(_) => Counts::Fails,
            Ending::Unfinished | Ending::Dropped => Counts::Nothing,
        }
    }

    /// The status of the last answer.
    pub const fn status(self) -> Option<u16> {
        match self {
            Ending::Ok(status)
            | Ending::Error(status)
            | Ending::Protected(status)
            | Ending::Answered(status)
            | Ending::Certificate(status) => Some(status),
            Ending::Silent(_) | Ending::Unfinished | Ending::Dropped => None,
        }
    }
}

/// A redirect that was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its status.
    pub status: u16,
    /// Where it led.
    pub to: String,
}

/// The certificate of an answer over https.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The probe's system trusts it for this name.
    pub authorized: bool,
    /// Why not: OpenSSL's or Node.js's name for it, such as `CERT_HAS_EXPIRED`. Text of a stranger.
    pub error: Option<String>,
    /// First day of validity, in milliseconds since 1970.
    pub from_ms: Option<u64>,
    /// Last day of validity, in milliseconds since 1970.
    pub until_ms: Option<u64>,
}

impl Certificate {
    /// Whether browsers refuse it, too. A chain without its intermediate certificate is not among the reasons: most browsers fetch or know
    /// the missing piece, and a probe's program does not. Nor is a name that doesn't fit where the address is a number: the probe gives its
    /// program no name then, and that compares with `localhost` (Node.js, `lib/internal/tls/wrap.js`, `onConnectSecure`).
    pub fn is_refused(&self, address_is_ip: bool) -> bool {
        if self.authorized {
            return false;
        }
        match self.error.as_deref() {
            Some("ERR_TLS_CERT_ALTNAME_INVALID" | "HOSTNAME_MISMATCH") => !address_is_ip,
            Some(
                "CERT_HAS_EXPIRED"
                | "CERT_NOT_YET_VALID"
                | "CERT_REVOKED"
                | "DEPTH_ZERO_SELF_SIGNED_CERT"
                | "SELF_SIGNED_CERT_IN_CHAIN"
                | "CERT_SIGNATURE_FAILURE"
                | "CERT_REJECTED"
                | "INVALID_CA"
                | "INVALID_PURPOSE",
            ) => true,
            _ => false,
        }
    }

    /// The reason in the visitor's words.
    pub fn say(&self) -> &'static str {
        match self.error.as_deref() {
            Some("CERT_HAS_EXPIRED") => "its certificate has expired",
            Some("CERT_NOT_YET_VALID") => "its certificate is not valid yet",
            Some("ERR_TLS_CERT_ALTNAME_INVALID" | "HOSTNAME_MISMATCH") => "its certificate is for another name",
            Some("DEPTH_ZERO_SELF_SIGNED_CERT" | "SELF_SIGNED_CERT_IN_CHAIN") => "its certificate comes from nobody whom browsers trust",
            Some("CERT_REVOKED") => "its certificate was revoked",
            _ => "its certificate is not trusted",
        }
    }
}

/// What Cloudflare's own page (`/cdn-cgi/trace`) answered to a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// Cloudflare answered.
    Answers,
    /// Nothing came.
    Silent,
    /// Another server answered.
    Other,
}

/// One probe. All texts are a stranger's: shortened, without control characters, and never to be used as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whom it stands for.
    pub group: Group,
    /// Its city, in English.
    pub city: String,
    /// Its country, two capital letters; empty: not said.
    pub country: String,
    /// Its network's number.
    pub asn: u32,
    /// Its network's name.
    pub network: String,
    /// It stands in a network of homes and offices (the tag `eyeball-network`).
    pub at_home: bool,
    /// What it met.
    pub ending: Ending,
    /// It was asked with GET at last, as a browser asks; otherwise with HEAD.
    pub by_get: bool,
    /// Who turned it away, with [`Ending::Protected`].
    pub protection: Option<&'static str>,
    /// What the probe's program said, without an answer.
    pub message: Option<String>,
    /// How long the last answer took, in milliseconds.
    pub ms: Option<u32>,
    /// The address that the name led to there.
    pub resolved: Option<String>,
    /// The redirects that were followed.
    pub hops: Vec<Hop>,
    /// The certificate of the last answer.
    pub certificate: Option<Certificate>,
    /// The last answer came through Cloudflare.
    pub cloudflare: bool,
    /// The network of servers in front of the site that the last answer names, other than Cloudflare.
    pub cdn: Option<&'static str>,
    /// What Cloudflare's own page answered, where it was asked.
    pub trace: Option<Trace>,
}

/// What a group's probes met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupIs {
    /// Fewer than three finished.
    NotEnough,
    /// At most a quarter fail, and most of the rest get the page.
    Works,
    /// They reach the site, but are turned away or stopped on the way: what a person would get is unknown.
    Alive,
    /// At least three quarters fail.
    Fails,
    /// Some fail and some don't.
    Split,
}

/// A group, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The group.
    pub group: Group,
    /// What its probes met.
    pub is: GroupIs,
    /// Probes that finished and say something about the site.
    pub finished: u16,
    /// Got the page (2xx, 3xx).
    pub ok: u16,
    /// Turned away by the site's protection.
    pub protected: u16,
    /// Got an answer that doesn't say whether the page works.
    pub answered: u16,
    /// Errors by status, the most frequent first.
    pub errors: Vec<(u16, u16)>,
    /// Without an answer by phase, the most frequent first.
    pub silent: Vec<(Phase, u16)>,
    /// Met a certificate that browsers refuse.
    pub certificates: u16,
    /// Left out: the probe or the service failed.
    pub dropped: u16,
    /// Left out: not over in time.
    pub unfinished: u16,
    /// Left out: in data centers, where enough in networks of homes and offices finished.
    pub spare: u16,
}

/// The fewest finished probes from which anything is concluded about a group (`research/browser.md` B.4).
pub const ENOUGH: u16 = 3;

impl Summary {
    /// Adds up the rows of a group. Data centers of the visitor's country are a reserve: countries block and sites turn away otherwise there.
    pub fn new(group: Group, rows: &[Row]) -> Summary {
        let mut sum = Summary {
            group,
            is: GroupIs::NotEnough,
            finished: 0,
            ok: 0,
            protected: 0,
            answered: 0,
            errors: Vec::new(),
            silent: Vec::new(),
            certificates: 0,
            dropped: 0,
            unfinished: 0,
            spare: 0,
        };
        let own = || rows.iter().filter(|row| row.group == group);
        let homes = own().filter(|row| row.at_home && row.ending.counts() != Counts::Nothing).count();
        let reserve = group == Group::Country && homes >= usize::from(ENOUGH);
        let (mut works, mut alive, mut fails) = (0, 0, 0);
        for row in own() {
            if reserve && !row.at_home {
                sum.spare += 1;
                continue;
            }
            match row.ending.counts() {
                Counts::Works => works += 1,
                Counts::Alive => alive += 1,
                Counts::Fails => fails += 1,
                Counts::Nothing => {}
            }
            match row.ending {
                Ending::Ok(_) => sum.ok += 1,
                Ending::Error(status) => count(&mut sum.errors, status),
                Ending::Protected(_) => sum.protected += 1,
                Ending::Answered(_) => sum.answered += 1,
                Ending::Certificate(_) => sum.certificates += 1,
                Ending::Silent(phase) => count(&mut sum.silent, phase),
                Ending::Unfinished => sum.unfinished += 1,
                Ending::Dropped => sum.dropped += 1,
            }
        }
        sort(&mut sum.errors, |a, b| a.1 > b.1);
        sort(&mut sum.silent, |a, b| a.1 > b.1);
        sum.finished = works + alive + fails;
        sum.is = if sum.finished < ENOUGH {
            GroupIs::NotEnough
        } else if fails * 4 <= sum.finished {
            if works > alive { GroupIs::Works } else { GroupIs::Alive }
        } else if (works + alive) * 4 <= sum.finished {
            GroupIs::Fails
        } else {
            GroupIs::Split
        };
        sum
    }
}

fn count<T: PartialEq>(list: &mut Vec<(T, u16)>, what: T) {
    match list.iter_mut().find(|(known, _)| *known == what) {
        Some((_, count)) => *count += 1,
        None => list.push((what, 1)),
    }
}

/// When certificates of the site are valid: a clock outside of it can't accept any of those that the probes were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The earliest first moment, in milliseconds since 1970.
    pub from_ms: u64,
    /// The latest last moment, in milliseconds since 1970.
    pub until_ms: u64,
}

impl Window {
    /// The window of all certificates that probes accepted. `None`: there was none.
    pub fn of(rows: &[Row]) -> Option<Window> {
        let mut window: Option<Window> = None;
        for certificate in rows.iter().filter_map(|row| row.certificate.as_ref()).filter(|certificate| certificate.authorized) {
            if let (Some(from_ms), Some(until_ms)) = (certificate.from_ms, certificate.until_ms)
                && from_ms < until_ms
            {
                let known = window.unwrap_or(Window { from_ms, until_ms });
                window = Some(Window { from_ms: known.from_ms.min(from_ms), until_ms: known.until_ms.max(until_ms) });
            }
        }
        window
    }

    /// Whether a clock that shows this time could accept one of the certificates.
    pub const fn accepts(&self, now_ms: u64) -> bool {
        self.from_ms <= now_ms && now_ms <= self.until_ms
    }
}
