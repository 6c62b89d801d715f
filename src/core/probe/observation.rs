//! The raw facts of one probe. Never an opinion.

use crate::core::text::has;

/// The browser's engine, as far as the page can tell. It only decides how signals are read, never whether to probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Chrome, Edge, Opera, Brave, most of Android.
    Chromium,
    /// Firefox and its relatives, except on iOS.
    Firefox,
    /// Safari, every browser on iOS, `WebKitGTK`.
    WebKit,
    /// Not recognized: no signal of one engine alone is used.
    #[default]
    Unknown,
}

impl Engine {
    /// The stable name used in the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::WebKit => "webkit",
            Engine::Unknown => "unknown",
        }
    }

    /// The engine of that name; anything else is [`Engine::Unknown`].
    pub fn from_id(id: &str) -> Engine {
        [Engine::Chromium, Engine::Firefox, Engine::WebKit].into_iter().find(|engine| engine.id() == id).unwrap_or_default()
    }

    /// The engine, from `navigator.userAgent`.
    pub fn from_user_agent(agent: &str) -> Engine {
        if has(agent, "Chrome/") || has(agent, "Chromium/") {
            Engine::Chromium
        } else if has(agent, "Firefox/") && has(agent, "Gecko/") {
            Engine::Firefox
        } else if has(agent, "AppleWebKit/") {
            Engine::WebKit
        } else {
            Engine::Unknown
        }
    }
}

/// How one fetch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptResult {
    /// It resolved with a readable response of this status.
    Status(u16),
    /// It resolved with `type: "opaque"`: no-cors, all hidden.
    Opaque,
    /// It resolved with `type: "opaqueredirect"`.
    OpaqueRedirect,
    /// It rejected with the one `TypeError` that browsers have for everything.
    Failed,
    /// The time limit of [`Observation::limit_ms`] ended it.
    TimedOut,
    /// The visitor or the caller stopped it.
    Cancelled,
}

impl AttemptResult {
    /// Those without a status, each behind the word for it (`AttemptResult` in `isitme.d.ts`).
    pub const NAMED: [(&'static str, AttemptResult); 5] = [
        ("opaque", AttemptResult::Opaque),
        ("opaque-redirect", AttemptResult::OpaqueRedirect),
        ("failed", AttemptResult::Failed),
        ("timed-out", AttemptResult::TimedOut),
        ("cancelled", AttemptResult::Cancelled),
    ];
}

/// The Resource Timing entry of one fetch, where there is one. `WebKit` has none for a failed fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// `duration === 0`, exactly. Firefox: the request was never sent. Not to be read off [`Timing::duration_ms`].
    pub zero: bool,
    /// `duration`, rounded to milliseconds.
    pub duration_ms: u32,
    /// `responseStatus`, where the engine has it and it is not 0.
    pub response_status: Option<u16>,
}

/// One fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// How it ended.
    pub result: AttemptResult,
    /// From the call to its end, in milliseconds of the page's clock, rounded.
    pub ms: u32,
    /// `Response.redirected`. Always false for an opaque response.
    pub redirected: bool,
    /// `Response.url` if the response was readable and redirected.
    pub final_url: Option<String>,
    /// `Retry-After` if it was readable, in seconds from now ([`super::retry::retry_after`]).
    pub retry_after: Option<u32>,
    /// Its Resource Timing entry.
    pub timing: Option<Timing>,
    /// The headers of a readable answer that are worth showing (`more::SHOWN`), as far as they could be read.
    #[cfg(feature = "check")]
    pub headers: Vec<(&'static str, String)>,
    /// The response is of a type that no other site's can have (`basic`, `default`): made by the page's own service worker.
    pub made_here: bool,
}

impl Attempt {
    /// A fetch that ended like this after so many milliseconds, with nothing else known.
    pub const fn new(result: AttemptResult, ms: u32) -> Attempt {
        Attempt {
            result,
            ms,
            redirected: false,
            final_url: None,
            retry_after: None,
            timing: None,
            #[cfg(feature = "check")]
            headers: Vec::new(),
            made_here: false,
        }
    }
}

/// All that one probe of one address showed. Every fetch is a GET without credentials, referrer, cache or headers of our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The browser's engine.
    pub engine: Engine,
    /// The first fetch, `mode: "cors"`.
    pub cors: Attempt,
    /// The second, `mode: "no-cors"`. `None` if the first was readable, or if it never ran.
    pub no_cors: Option<Attempt>,
    /// `mode: "no-cors"` once more, if the second failed: two trials before "no answer".
    pub again: Option<Attempt>,
    /// The fastest answer of a control host ([`super::controls::control_ms`]), in milliseconds: one round trip once its connection is
    /// open. `None`: not measured.
    pub control_ms: Option<u32>,
    /// The time limit of each fetch, in milliseconds.
    pub limit_ms: u32,
    /// The address uses the port of its scheme (443, 80).
    pub default_port: bool,
    /// `securitypolicyviolation` fired for this address: our own page's policy blocked it.
    pub csp_blocked: bool,
    /// The page's own service worker answered: not a network result. Seen by the type of the response. On other people's pages, where a worker may
    /// answer for other hosts from what it keeps, Resource Timing's `workerStart` > 0 counts as well; on ours it says only that the worker looked
    /// at the request and let it pass.
    pub own_service_worker: bool,
    /// A WebSocket to the same host closed with 1015. Says something in Firefox only. `None`: not tried.
    pub websocket_1015: Option<bool>,
}

impl Observation {
    /// A probe with one fetch, the default limit, and nothing else known.
    pub const fn new(engine: Engine, cors: Attempt) -> Observation {
        Observation {
            engine,
            cors,
            no_cors: None,
            again: None,
            control_ms: None,
            limit_ms: Observation::LIMIT_MS,
            default_port: true,
            csp_blocked: false,
            own_service_worker: false,
            websocket_1015: None,
        }
    }

    /// The default time limit of one fetch, in milliseconds.
    pub const LIMIT_MS: u32 = 10_000;
}
