//! What the page `/check/` sees beyond the plain pair of fetches, and what may be concluded from it: the boxed signal, readable headers,
//! a name that leads into a private network, an API that lost its CORS headers.
//!
//! The boxed signal (`research/browser.md` A.4, measured again on 2026-11-26 the way `web::boxed` does it): the address is opened as an
//! `<object>`, and where needed as an `<iframe>`, in a sandboxed frame in which no script runs. What was measured on loopback:
//!
//! | answer | Chromium 156, object | Firefox 153, object | iframe | `WebKitGTK` 2.50, object | iframe |
//! |---|---|---|---|---|---|
//! | 200; redirect to it | load | load | load | navigated | navigated |
//! | 404, 502; redirect to it | error | error | load | fallback | navigated |
//! | 200 or 502 that refuses framing | error | error | load | navigated | navigated |
//! | 200, CORP `same-origin` | load | error | load | navigated | navigated |
//! | 204, download | nothing | error | nothing | fallback | nothing |
//! | refused, reset, empty | error | error | nothing | fallback | nothing |
//! | not HTTP, on an odd port | error | load (HTTP/0.9) | load | fallback | nothing |
//!
//! `WebKit` fires no events where scripts may not run, but shows the object's fallback content. An iframe in Chromium fires `load` for
//! everything, and Firefox's `navigated` is true of its own error pages, too: neither is used.

use super::{
    conclude::{ANY_TEXT, ELSEWHERE, HIDDEN, Is, MAYBE_REDIRECT, OWN_TAB, Outcome, conclude, takes_any_text, was_sent},
    dns::{DnsIs, DnsOutcome},
    observation::{AttemptResult, Engine, Observation},
};

/// Headers that are shown where the page may read them: those of the Fetch standard's safelist that say something, and those that sites
/// expose and that name who answered, when, and until when to wait.
pub const SHOWN: [&str; 14] = [
    "content-type",
    "date",
    "age",
    "retry-after",
    "server",
    "via",
    "cache-control",
    "last-modified",
    "content-length",
    "cf-ray",
    "x-cache",
    "x-served-by",
    "x-amz-cf-id",
    "x-request-id",
];

/// What one element in the box showed until the time was over or the answer was clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Element {
    /// It fired `load`.
    pub load: bool,
    /// It fired `error`.
    pub error: bool,
    /// The content inside `<object>`, which stands in for what can't be shown, takes up space. Never with `<iframe>`.
    pub fallback: bool,
    /// Its document is another than the empty one it began with.
    pub navigated: bool,
}

/// The boxed signal: the address as elements of a sandboxed frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Boxed {
    /// As `<object>`.
    pub object: Element,
    /// As `<iframe>`. `None`: not tried.
    pub frame: Option<Element>,
}

/// What the page may add to an [`Observation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct More {
    /// The boxed signal. `None`: not agreed to, not needed, or switched off by its self-test ([`usable`]).
    pub boxed: Option<Boxed>,
    /// `navigator.onLine`. Firefox and `WebKit` say false where everything works (B.2): never more than a hint.
    pub online: Option<bool>,
    /// What public resolvers say about the name, asked before anything was sent. `None`: an IP address, or not asked.
    pub name: Option<DnsIs>,
}

/// How far the request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It failed or hung before it was sent: the name, the connection or the encryption.
    BeforeRequest,
    /// It was sent, so something took it.
    RequestSent,
}

/// How far the failed request got. Firefox alone shows it, undocumented: a hint.
pub fn phase(seen: &Observation) -> Option<Phase> {
    let decisive: Vec<_> = [seen.no_cors.as_ref(), seen.again.as_ref()].into_iter().flatten().collect();
    if decisive.iter().any(|attempt| !matches!(attempt.result, AttemptResult::Failed | AttemptResult::TimedOut)) {
        return None;
    }
    was_sent(seen, &decisive).map(|sent| if sent { Phase::RequestSent } else { Phase::BeforeRequest })
}

/// What the boxed signal shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// A success, shown.
    Success,
    /// A page that is no success, and no refusal to be framed.
    Error,
    /// A page; whether of a success, an error or a refusal to be framed, stays hidden.
    Page,
    /// An error, a refusal to be framed, or no answer.
    Unclear,
    /// Nothing.
    Nothing,
}

fn shows(engine: Engine, default_port: bool, boxed: &Boxed) -> Shows {
    let (object, frame) = (boxed.object, boxed.frame.unwrap_or_default());
    match engine {
        Engine::Chromium if object.load && !object.error => Shows::Success,
        // On other ports any text is a success to Firefox (row 24).
        Engine::Firefox if object.load && !object.error && default_port => Shows::Success,
        Engine::Firefox if object.load || frame.load => Shows::Page,
        Engine::WebKit if object.fallback && frame.navigated => Shows::Error,
        Engine::WebKit if object.navigated && !object.fallback => Shows::Page,
        Engine::Chromium | Engine::Firefox if object.error => Shows::Unclear,
        Engine::WebKit if object.fallback => Shows::Unclear,
        _ => Shows::Nothing,
    }
}

/// The self-test: whether the signal tells our own page that is there from one that is not. Where it doesn't, it is switched off: browsers
/// regard it as a leak (xsleaks.dev, *Error Events*) and may close it.
pub fn usable(engine: Engine, there: &Boxed, missing: &Boxed) -> bool {
    match engine {
        Engine::Chromium | Engine::Firefox => {
            shows(engine, true, there) == Shows::Success && missing.object.error && shows(engine, true, missing) != Shows::Success
        }
        Engine::WebKit => shows(engine, true, there) == Shows::Page && shows(engine, true, missing) == Shows::Error,
        Engine::Unknown => false,
    }
}

/// Whether the `<iframe>` would add something to what is known: it is another request to the address.
pub fn frame_helps(seen: &Observation, object: &Element) -> bool {
    match seen.engine {
        // Shows that something answered, where no fetch could.
        Engine::Firefox => !object.load && conclude(seen).is != Is::Answered,
        // Tells an error from a download, an empty answer and from none.
        Engine::WebKit => object.fallback,
        Engine::Chromium | Engine::Unknown => false,
    }
}

const BOXED_STATUS: &str = "Which status it was: successes look alike, and so do errors.";
const BOXED_CONTENT: &str = "Whether the page itself is the right one: a success can carry any text.";

/// Reads an observation with what was added to it. Claims no more than the signals show.
pub fn conclude_more(seen: &Observation, more: &More) -> Outcome {
    let mut outcome = conclude(seen);
    let hidden = matches!(outcome.is, Is::Answered | Is::NoAnswer | Is::NeverLeftDevice | Is::TimedOut);
    if let Some(boxed) = more.boxed.as_ref().filter(|_| hidden) {
        outcome = with_boxed(seen, boxed, outcome);
    }
    if matches!(outcome.is, Is::NoAnswer | Is::NeverLeftDevice | Is::TimedOut) {
        if more.online == Some(false) {
            outcome.because("Hint: the browser itself says that it is offline.");
        }
        match more.name {
            Some(DnsIs::Nxdomain) => outcome.because("Two public resolvers say that this name does not exist."),
            Some(DnsIs::Servfail) => outcome.because("Two public resolvers get no usable answer for this name."),
            Some(DnsIs::Resolves) => outcome.because("Public resolvers find the name, so it exists."),
            Some(DnsIs::PrivateAddress | DnsIs::CantTell) | None => {}
        }
    }
    outcome
}

fn with_boxed(seen: &Observation, boxed: &Boxed, plain: Outcome) -> Outcome {
    let answered = plain.is == Is::Answered;
    let outcome = |is, why| {
        let mut outcome = Outcome::new(is, plain.ms, why);
        if answered {
            outcome.because.clone_from(&plain.because);
        }
        outcome
    };
    let differs = "The ordinary requests failed: the site forbids other pages to make them, or it comes and goes.";
    match shows(seen.engine, seen.default_port, boxed) {
        Shows::Success => {
            let mut outcome =
                outcome(Is::AnsweredOk, "A server answered this browser with a success: the page opened. Its exact status stays hidden.");
            outcome.because("Opened invisibly in a frame, the address loaded; browsers say so of successes alone.");
            if !answered {
                outcome.because(differs);
            }
            outcome.unknown(&[BOXED_STATUS, BOXED_CONTENT, MAYBE_REDIRECT, OWN_TAB]);
            outcome
        }
        Shows::Error => {
            let mut outcome = outcome(Is::AnsweredError, "A server answered this browser with an error. Which one stays hidden.");
            outcome.because("Opened invisibly in a frame, the address led to a page, but this browser would not show it as a success.");
            if !answered {
                outcome.because(differs);
            }
            outcome.unknown(&[
                BOXED_STATUS,
                "Whether every request gets it: this rests on two of them.",
                "Which machine wrote it: a server in front of the site, or the site itself.",
                MAYBE_REDIRECT,
                OWN_TAB,
            ]);
            outcome
        }
        Shows::Page if answered => {
            let mut outcome = plain;
            outcome.because("Opened invisibly in a frame, the address led to a page, too.");
            outcome.unknown(&["Whether that page is the site's own or a refusal to be shown in a frame."]);
            outcome
        }
        Shows::Page => {
            let weak = takes_any_text(seen);
            let mut outcome = outcome(
                Is::Answered,
                if weak {
                    "Something answered this browser, most likely a web server. Whether with the page or with an error stays hidden."
                } else {
                    "A server answered this browser. Whether with the page or with an error stays hidden."
                },
            );
            outcome.because("Opened invisibly in a frame, the address led to a page; this browser does that only when an answer came.");
            outcome.because(differs);
            outcome.unknown(&[HIDDEN, MAYBE_REDIRECT, OWN_TAB]);
            if weak {
                outcome.unknown(&[ANY_TEXT]);
            }
            outcome
        }
        Shows::Unclear if answered => {
            let mut outcome = plain;
            outcome
                .unknown(&["Whether it is an error, a download or refuses to be shown in a frame: opened in a frame, those look alike."]);
            outcome
        }
        Shows::Unclear | Shows::Nothing => plain,
    }
}

/// The outcome of a public name that leads into a private network, seen before anything was sent: browsers would ask the visitor whether
/// this page may look for devices on their network (`research/browser.md` A.6). `None`: nothing speaks against asking the address itself.
pub fn private_name(name: &DnsOutcome) -> Option<Outcome> {
    (name.is == DnsIs::PrivateAddress).then(|| {
        let mut outcome = Outcome::new(
            Is::NotSent,
            None,
            "Nothing was sent: public resolvers say that this name leads to an address inside a private network, or to nowhere. \
             Open it in a new tab while you are on that network. If it is meant to be public, its DNS records are wrong.",
        );
        outcome.because("Every address that public resolvers give for the name is a private one.");
        outcome.unknown(&["Whether something answers there: no request was made to it.", ELSEWHERE]);
        outcome
    })
}

/// Why an answer should have been readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The same address gave a readable answer earlier.
    Read,
    /// The visitor says that it is an API that lets other pages read its answers.
    Said,
}

/// What the owner of an nginx changes so that error pages keep the header. Without `always` it is added to 200, 201, 204, 206, 301, 302,
/// 303, 304, 307 and 308 alone (nginx.org, `ngx_http_headers_module`).
pub const NGINX_ALWAYS: &str = "add_header Access-Control-Allow-Origin \"https://app.example.com\" always;";

/// An address that let pages read its answer, and now answers without. `earlier`: what came out for the *same address*; only a readable
/// status counts. `None`: it is not that.
pub fn lost_cors(earlier: &Outcome, now: &Observation) -> Option<Outcome> {
    if earlier.is == Is::Status { without_cors(Before::Read, now, &conclude(now)) } else { None }
}

/// The same where more is known, with the outcome that [`conclude_more`] gave.
///
/// From the browser's side *no permission to read* looks the same for a page and for an error; that it is most likely an error page is a
/// matter of experience (A.1, finding 10), so what was learned stays [`Is::Answered`].
pub fn without_cors(before: Before, now: &Observation, outcome: &Outcome) -> Option<Outcome> {
    let hidden = now.cors.result == AttemptResult::Failed
        && [&now.no_cors, &now.again].into_iter().flatten().any(|attempt| attempt.result == AttemptResult::Opaque);
    let weak = takes_any_text(now);
    if !hidden || weak || !matches!(outcome.is, Is::Answered | Is::AnsweredOk | Is::AnsweredError) {
        return None;
    }
    let mut lost = outcome.clone();
    let why = match (outcome.is, before) {
        (Is::AnsweredOk, Before::Read) => {
            "A server answers with a success, but no longer lets pages read it. It did before, so its CORS settings were changed."
        }
        (Is::AnsweredOk, Before::Said) => {
            "A server answers with a success, but doesn't let this page read it: its CORS settings are missing, or name other sites."
        }
        (Is::AnsweredError, _) => {
            "A server answers with an error, and the error page lacks the CORS headers. So a program sees a CORS problem where the error is \
             the cause."
        }
        (_, Before::Read) => {
            "A server answers, but no longer lets pages read the answer. It did before, so most likely it is serving an error page without \
             its CORS headers."
        }
        (_, Before::Said) => {
            "A server answers, but doesn't let this page read the answer. If the API normally does, it is most likely serving an error page \
             without its CORS headers."
        }
    };
    why.clone_into(&mut lost.why);
    lost.because(match before {
        Before::Read => "The same address let this page read its answer earlier.",
        Before::Said => "You said that this API lets other pages read its answers.",
    });
    if outcome.is != Is::AnsweredOk {
        lost.because(
            "Gateways write error pages of their own, often without CORS headers: nginx leaves them out unless add_header ends in always.",
        );
    }
    if outcome.is == Is::Answered {
        lost.unknown(&["Whether it is an error page, a login page, or the settings were changed: without the headers they look alike."]);
    }
    Some(lost)
}

#[cfg(test)]
mod tests {
    use super::super::{
        Attempt, AttemptResult, Engine, Is, Observation, Outcome, Timing, conclude,
        dns::{self, DnsIs},
    };
    use super::{
        Before, Boxed, Element, More, NGINX_ALWAYS, Phase, conclude_more, frame_helps, lost_cors, phase, private_name, usable, without_cors,
    };
    use AttemptResult::{Failed, Opaque, Status, TimedOut};
    use Engine::{Chromium, Firefox, Unknown, WebKit};

    fn element(text: &str) -> Element {
        let has = |word: &str| text.split(' ').any(|own| own == word);
        Element { load: has("load"), error: has("error"), fallback: has("fallback"), navigated: has("navigated") }
    }

    fn boxed(object: &str, frame: Option<&str>) -> Boxed {
        Boxed { object: element(object), frame: frame.map(element) }
    }

    fn seen(engine: Engine, cors: AttemptResult, no_cors: AttemptResult) -> Observation {
        let mut seen = Observation::new(engine, Attempt::new(cors, 90));
        if cors == Failed {
            seen.no_cors = Some(Attempt::new(no_cors, 90));
            seen.again = (no_cors == Failed).then(|| Attempt::new(no_cors, 90));
        }
        seen
    }

    fn sound(outcome: &Outcome, name: &str) {
        assert!(!outcome.cannot_tell.is_empty() && !outcome.because.is_empty() && outcome.why.ends_with('.'), "{name}");
        for words in [&[outcome.why.as_str()], &outcome.because[..], &outcome.cannot_tell[..]].concat() {
            assert!(words.ends_with('.') && !words.contains("  "), "{name}: {words}");
        }
        for (at, words) in outcome.cannot_tell.iter().enumerate() {
            assert!(!outcome.cannot_tell[..at].contains(words), "{name} says twice: {words}");
        }
    }

    /// As measured on loopback with the box as `web::boxed` makes it, 2026-11-26; the pair of fetches as in A.1.
    #[test]
    fn the_table_of_the_box() {
        use Is::{Answered, AnsweredError, AnsweredOk, NoAnswer};
        for (name, engine, no_cors, object, frame, is) in [
            ("200", Chromium, Opaque, "load navigated", None, AnsweredOk),
            ("404", Chromium, Opaque, "error fallback", None, Answered),
            ("200 that refuses framing", Chromium, Opaque, "error fallback", None, Answered),
            ("200, CORP", Chromium, Failed, "load navigated", None, AnsweredOk),
            ("502, CORP", Chromium, Failed, "error fallback", None, NoAnswer),
            ("204", Chromium, Opaque, "", None, Answered),
            ("a page that goes on loading", Chromium, Opaque, "navigated", None, Answered),
            ("refused", Chromium, Failed, "error fallback", None, NoAnswer),
            ("200", Firefox, Opaque, "load", None, AnsweredOk),
            ("502", Firefox, Opaque, "error fallback", None, Answered),
            ("200 that refuses framing", Firefox, Opaque, "error fallback", None, Answered),
            ("200, CORP", Firefox, Failed, "error fallback", Some("load navigated"), Answered),
            ("502, CORP", Firefox, Failed, "error fallback", Some("load navigated"), Answered),
            ("refused", Firefox, Failed, "error fallback", Some("navigated"), NoAnswer),
            ("reset", Firefox, Failed, "error fallback", Some("navigated"), NoAnswer),
            ("200", WebKit, Opaque, "navigated", None, Answered),
            ("502 that refuses framing", WebKit, Opaque, "navigated", None, Answered),
            ("404", WebKit, Opaque, "fallback", Some("navigated"), AnsweredError),
            ("502, CORP", WebKit, Failed, "fallback", Some("navigated"), AnsweredError),
            ("200, CORP", WebKit, Failed, "navigated", None, Answered),
            ("204", WebKit, Opaque, "fallback", Some(""), Answered),
            ("a download", WebKit, Opaque, "fallback", Some(""), Answered),
            ("refused", WebKit, Failed, "fallback", Some(""), NoAnswer),
            ("hangs", WebKit, Failed, "", None, NoAnswer),
            ("200", Unknown, Opaque, "load navigated", Some("load navigated"), Answered),
        ] {
            let observation = seen(engine, Failed, no_cors);
            let boxed = boxed(object, frame);
            let more = More { boxed: Some(boxed), ..More::default() };
            let outcome = conclude_more(&observation, &more);
            assert_eq!(outcome.is, is, "{name} in {}", engine.id());
            assert_eq!((outcome.status, outcome.ms), (None, Some(90)), "{name}");
            sound(&outcome, name);
            // Nothing is asked that would not help.
            if engine != Unknown {
                assert_eq!(frame_helps(&observation, &boxed.object), frame.is_some(), "{name} in {}", engine.id());
            }
            // A readable status needs no box, and is not changed by one.
            let plain = seen(engine, Status(502), Failed);
            assert_eq!(conclude_more(&plain, &more), conclude(&plain), "{name}");
        }
        // To Firefox any text on an odd port is a success.
        let garbage = Observation { default_port: false, ..seen(Firefox, Failed, Opaque) };
        let outcome = conclude_more(&garbage, &More { boxed: Some(boxed("load navigated", None)), ..More::default() });
        assert_eq!(outcome.is, Answered);
        assert!(outcome.cannot_tell.iter().any(|what| what.contains("a web server at all")));
        let garbage = Observation { default_port: false, ..seen(Firefox, Failed, Failed) };
        let outcome = conclude_more(&garbage, &More { boxed: Some(boxed("error", Some("load"))), ..More::default() });
        assert!(outcome.is == Answered && outcome.why.starts_with("Something"), "{}", outcome.why);
    }

    #[test]
    fn the_self_test() {
        for (engine, there, missing, on) in [
            (Chromium, boxed("load navigated", None), boxed("error fallback", None), true),
            (Firefox, boxed("load", None), boxed("error fallback", None), true),
            (WebKit, boxed("navigated", None), boxed("fallback", Some("navigated")), true),
            // The leak is closed: both alike, whichever way.
            (Chromium, boxed("load navigated", None), boxed("load navigated", None), false),
            (Chromium, boxed("error fallback", None), boxed("error fallback", None), false),
            (Chromium, boxed("load navigated", None), boxed("", None), false),
            (Firefox, boxed("load", None), boxed("load", None), false),
            (Firefox, boxed("", None), boxed("error", None), false),
            (WebKit, boxed("navigated", None), boxed("navigated", None), false),
            (WebKit, boxed("", None), boxed("fallback", Some("navigated")), false),
            (WebKit, boxed("navigated", None), boxed("fallback", Some("")), false),
            (Unknown, boxed("load", None), boxed("error", None), false),
        ] {
            assert_eq!(usable(engine, &there, &missing), on, "{} {there:?} {missing:?}", engine.id());
        }
    }

    #[test]
    fn what_is_only_a_hint_changes_nothing() {
        let dead = seen(Chromium, Failed, Failed);
        for name in [None, Some(DnsIs::Resolves), Some(DnsIs::Nxdomain), Some(DnsIs::Servfail), Some(DnsIs::CantTell)] {
            for online in [None, Some(true), Some(false)] {
                let outcome = conclude_more(&dead, &More { boxed: None, online, name });
                assert_eq!(outcome.is, Is::NoAnswer);
                assert_eq!(outcome.because.iter().any(|why| why.contains("offline")), online == Some(false));
                sound(&outcome, "hints");
                let answered = seen(WebKit, Failed, Opaque);
                assert_eq!(conclude_more(&answered, &More { boxed: None, online, name }), conclude(&answered));
            }
        }
    }

    #[test]
    fn how_far_it_got() {
        let with = |engine, result, zero| {
            let mut seen = seen(engine, Failed, Failed);
            let attempt = Attempt { timing: Some(Timing { zero, duration_ms: 0, response_status: None }), ..Attempt::new(result, 4) };
            (seen.no_cors, seen.again) = (Some(attempt.clone()), Some(attempt));
            phase(&seen)
        };
        assert_eq!(with(Firefox, Failed, true), Some(Phase::BeforeRequest));
        assert_eq!(with(Firefox, Failed, false), Some(Phase::RequestSent));
        assert_eq!(with(Firefox, TimedOut, true), Some(Phase::BeforeRequest));
        assert_eq!(with(Chromium, Failed, false), None);
        assert_eq!(with(Firefox, Opaque, false), None, "an answer says it better");
        assert_eq!(phase(&seen(Firefox, Status(200), Failed)), None);
    }

    #[test]
    fn a_name_that_leads_inside() {
        let answer = |address: &str| dns::Answer { status: 0, addresses: vec![address.to_owned()], truncated: false };
        let (inside, outside) = (answer("192.168.1.7"), answer("93.184.216.34"));
        let stopped = private_name(&dns::conclude(Some(&inside), Some(&inside))).unwrap();
        assert!(stopped.is == Is::NotSent && stopped.answer() == "cant-tell" && stopped.why.starts_with("Nothing was sent: "));
        sound(&stopped, "private");
        for (first, second) in [(Some(&outside), Some(&outside)), (Some(&inside), Some(&outside)), (None, None)] {
            assert_eq!(private_name(&dns::conclude(first, second)), None);
        }
    }

    #[test]
    fn lost() {
        let before = conclude(&seen(Chromium, Status(200), Failed));
        for engine in [Chromium, Firefox, WebKit] {
            let lost = lost_cors(&before, &seen(engine, Failed, Opaque)).unwrap();
            assert_eq!((lost.is, lost.status), (Is::Answered, None), "no more than was seen");
            assert!(lost.why.contains("error page without its CORS headers") && lost.because.iter().any(|why| why.contains("always")));
            sound(&lost, "lost");
        }
        // An answer that can be read, none at all, and one that never could be read.
        assert_eq!(lost_cors(&before, &seen(Chromium, Status(502), Failed)), None);
        assert_eq!(lost_cors(&before, &seen(Chromium, Failed, Failed)), None);
        assert_eq!(lost_cors(&before, &seen(Chromium, TimedOut, Failed)), None);
        assert_eq!(lost_cors(&conclude(&seen(Chromium, Failed, Opaque)), &seen(Chromium, Failed, Opaque)), None);
        // What Firefox takes for an answer on an odd port may be anything.
        assert_eq!(lost_cors(&before, &Observation { default_port: false, ..seen(Firefox, Failed, Opaque) }), None);
        // Blocked by our own page.
        assert_eq!(lost_cors(&before, &Observation { csp_blocked: true, ..seen(Chromium, Failed, Opaque) }), None);

        // The box knows more.
        let now = seen(Chromium, Failed, Opaque);
        let fine = conclude_more(&now, &More { boxed: Some(boxed("load navigated", None)), ..More::default() });
        for (before, words) in [(Before::Read, "were changed"), (Before::Said, "are missing")] {
            let lost = without_cors(before, &now, &fine).unwrap();
            assert!(lost.is == Is::AnsweredOk && lost.why.contains(words) && !lost.because.iter().any(|why| why.contains("nginx")));
            sound(&lost, "fine");
        }
        let now = seen(WebKit, Failed, Opaque);
        let error = conclude_more(&now, &More { boxed: Some(boxed("fallback", Some("navigated"))), ..More::default() });
        let lost = without_cors(Before::Said, &now, &error).unwrap();
        assert!(lost.is == Is::AnsweredError && lost.why.contains("the error page lacks"));
        sound(&lost, "error");
        assert!(without_cors(Before::Said, &now, &conclude(&now)).unwrap().why.contains("If the API normally does"));
        assert!(NGINX_ALWAYS.ends_with(" always;"));
    }

    /// Whatever the box shows, nothing is claimed that no signal shows.
    #[test]
    fn every_combination() {
        for engine in [Chromium, Firefox, WebKit, Unknown] {
            for bits in 0..512_u32 {
                let bit = |at: u32| bits >> at & 1 == 1;
                let element = |at: u32| Element { load: bit(at), error: bit(at + 1), fallback: bit(at + 2), navigated: bit(at + 3) };
                let boxed = Boxed { object: element(0), frame: bit(8).then(|| element(4)) };
                for (cors, no_cors) in [(Failed, Opaque), (Failed, Failed), (Failed, TimedOut), (TimedOut, Failed), (Status(502), Failed)] {
                    for default_port in [true, false] {
                        let observation = Observation { default_port, ..seen(engine, cors, no_cors) };
                        let outcome = conclude_more(&observation, &More { boxed: Some(boxed), ..More::default() });
                        sound(&outcome, "combination");
                        match outcome.is {
                            Is::AnsweredOk => assert!(
                                boxed.object.load && (engine == Chromium || engine == Firefox && default_port) && cors != Status(502)
                            ),
                            Is::AnsweredError => assert!(engine == WebKit && boxed.object.fallback && boxed.frame.unwrap().navigated),
                            _ => {}
                        }
                    }
                }
            }
        }
    }
}
