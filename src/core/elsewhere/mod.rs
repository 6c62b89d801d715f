//! The same address from elsewhere: a client of Globalping, without the network (`research/browser.md` B.3).
//!
//! ```text
//! whereami::Lookup ─► Place ─► Run ─► Step (post, get, wait) ─► web::elsewhere ─► Answer ─┐
//!                               ▲──────────────────────────────────────────────────────────┘
//!                               └► Measured ─► conclude: elsewhere, edge
//! ```
//!
//! One measurement asks probes in the visitor's network, in the visitor's country and around the world; which group a probe belongs to is
//! read off the probe's own network and country. Whatever follows (GET instead of HEAD, redirects, Cloudflare's own page) is asked of the
//! *same* probes, by the first measurement's number. Read at jsdelivr/globalping 52c0c19 (2026-08-07: `public/v1/spec.yaml`,
//! `src/measurement`, `src/lib/rate-limiter`, `config/default.cjs`) and jsdelivr/globalping-probe f86c41c (2026-08-19:
//! `src/command/handlers/http/undici.ts`); tried against a server that speaks this contract, not against the service itself.

pub mod conclude;
mod read;
mod request;
pub mod rows;
pub mod run;
pub mod whereami;

pub use conclude::{Edge, Elsewhere, Outcome, edge, edge_for_visitor, elsewhere};
pub use rows::{Certificate, Ending, Group, GroupIs, Hop, Phase, Row, Summary, Trace, Window};
pub use run::{Limit, Measured, Note, Progress, Run, Trouble};
pub use whereami::{Lookup, hosts};

/// What a measurement service learns, for the sentence before the click. The service keeps the origin of the page that asked with the
/// measurement (`src/measurement/runner.ts`), and anyone with the number can read results for seven days (`config/default.cjs`, `resultTTL`).
pub const SERVICE_LEARNS: &str = "It learns the address to test, your IP address and which site asked. Its test servers around the world then \
                                  ask for the address. Anyone who has the test's number can read the results for 7 days.";

/// What the service learns that tells which network the visitor is in.
pub const WHEREAMI_LEARNS: &str = "It learns your IP address and which site asked.";

/// Where the visitor is. Neither is required: without both, only the world is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The number of the visitor's network (autonomous system).
    pub asn: Option<u32>,
    /// The country, two capital letters (ISO 3166-1).
    pub country: Option<String>,
}

impl Place {
    /// A place from what other services say. What is no country (`T1` for Tor, `XX`, `EU`) and no network (0) is left out: one field that the
    /// service does not know would make it refuse the whole measurement.
    pub fn new(asn: Option<u32>, country: Option<&str>) -> Place {
        let country = country.filter(|code| {
            code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && !["AP", "EU", "XX", "ZZ"].contains(code)
        });
        Place { asn: asn.filter(|asn| *asn > 0), country: country.map(str::to_owned) }
    }
}

/// How much is asked for. One probe that asks once is one test of the service's 250 an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Probes in the visitor's own network.
    pub network: u8,
    /// Probes in the visitor's country. Two of three are asked for in networks of homes and offices, because sites turn away data centers
    /// more often, and countries block less in them; the others in data centers, as a reserve for countries with few probes. Some will be
    /// the same as those of the network: the service takes each once.
    pub country: u8,
    /// Probes around the world.
    pub world: u8,
    /// Redirects that are followed for each probe.
    pub redirects: u8,
    /// Ask Cloudflare's own page as well, where the site is behind Cloudflare and fails.
    pub edge: bool,
    /// No more tests than this in all; what would go beyond it is left out and said.
    pub most: u16,
    /// Seconds that one test may take: 5 to 30. 15 is the service's own default for HTTP.
    pub timeout_s: u8,
    /// Lets the address be on this machine: for tests against a service on this machine.
    pub allow_loopback: bool,
}

impl Default for Plan {
    /// 16 probes: with a few the same or lost, each group still has the three that it needs. 120 tests: the first measurement, five redirects
    /// and Cloudflare's page.
    fn default() -> Plan {
        Plan { network: 4, country: 6, world: 6, redirects: 5, edge: true, most: 120, timeout_s: 15, allow_loopback: false }
    }
}

impl Plan {
    /// The most probes that a measurement without an account may have (`config/default.cjs`, `anonymousTestsPerMeasurement`).
    pub const MOST_PROBES: u16 = 50;

    /// Tests that a run will use: at most so many if the first answer settles it, and so many in all. To be said before the click.
    pub fn tests(&self, place: &Place) -> (u16, u16) {
        let near = |asked: u8, known: bool| if known { u16::from(asked) } else { 0 };
        let first = near(self.network, place.asn.is_some()) + near(self.country, place.country.is_some()) + u16::from(self.world);
        let first = first.min(Plan::MOST_PROBES);
        (first, self.most.max(first))
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send this JSON, with `Content-Type: application/json` and no other header of our own: the service's preflight permits nothing else.
    Post {
        /// Where to.
        url: String,
        /// The JSON.
        body: String,
    },
    /// Fetch this, without any header of our own.
    Get {
        /// The address.
        url: String,
    },
    /// Ask again in so many milliseconds.
    Wait {
        /// Milliseconds.
        ms: u32,
        /// What for.
        why: Waiting,
    },
    /// Nothing is left to do.
    Done,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Results: the service asks for half a second between two looks.
    Results,
    /// The service asked to be left alone for a moment.
    RateLimit,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The service answered.
    Reply(Reply),
    /// No answer: offline, blocked, or out of time.
    Failed,
}

/// An answer of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `Retry-After`, in seconds from now.
    pub retry_after: Option<u32>,
    /// `X-RateLimit-Remaining`: tests that are left.
    pub remaining: Option<u32>,
    /// `X-RateLimit-Reset`: seconds until all tests are there again.
    pub reset: Option<u32>,
    /// The body.
    pub body: String,
}
