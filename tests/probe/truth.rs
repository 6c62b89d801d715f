//! What the servers of `tests/lab/faults.rs` really do, and what a page can know of it in each engine: written by hand, from the servers and
//! from what the signals can show (`research/browser.md` A.1 to A.4; docs/ARCHITECTURE.md names both), never from what the code answers.

/// One situation.
pub struct Truth {
    /// Its name.
    pub name: &'static str,
    /// What the server does, in words.
    pub does: &'static str,
    /// The status that arrives at the browser in the end; 0: none does.
    pub status: u16,
    /// How far it gets.
    pub far: Far,
    /// What curl says of the same address: a status, or its exit code after `exit `. Several where curl's versions differ.
    pub curl: &'static [&'static str],
    /// What may be said of the pair of fetches in Chromium, Firefox and `WebKit`. Several where the signals may or may not be there: each is true.
    pub pair: [&'static str; 3],
    /// The same with the box. Empty: as without.
    pub boxed: [&'static str; 3],
}

/// How far a request gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Far {
    /// Nobody is there to take it, or the browser does not send it.
    Nowhere,
    /// The encryption fails because of what the server shows or speaks.
    Handshake,
    /// The connection is cut or hangs before there is any encryption.
    Connection,
    /// A server takes it, and what comes back is no answer.
    Request,
    /// What comes back is no HTTP.
    NotHttp,
    /// A first server answers and sends the browser on to where nothing can be had.
    Hop,
    /// An answer's head comes back.
    Answer,
}
use Far::{Answer, Connection, Handshake, Hop, NotHttp, Nowhere, Request};

const fn row(
    name: &'static str,
    does: &'static str,
    status: u16,
    far: Far,
    curl: &'static [&'static str],
    pair: [&'static str; 3],
    boxed: [&'static str; 3],
) -> Truth {
    Truth { name, does, status, far, curl, pair, boxed }
}

const SAME: [&str; 3] = [""; 3];
const HIDDEN: [&str; 3] = ["answered"; 3];
const NONE: [&str; 3] = ["no-answer"; 3];
const LATE: [&str; 3] = ["timed-out"; 3];
/// A success that may be shown in a frame: Chromium and Firefox tell, to `WebKit` it may be a refusal to be framed.
const SUCCESS: [&str; 3] = ["answered-ok", "answered-ok", "answered"];
/// An error: to Chromium and Firefox it may be a refusal to be framed, which `WebKit` does not count among the errors.
const ERROR: [&str; 3] = ["answered", "answered", "answered-error"];

/// All of them.
pub const TRUTHS: &[Truth] = &[
    row("open-200", "200, readable", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("open-204", "204, readable", 204, Answer, &["204"], ["status 204"; 3], SAME),
    row("open-404", "404, readable", 404, Answer, &["404"], ["status 404"; 3], SAME),
    row("open-429-exposed", "429, readable with Retry-After", 429, Answer, &["429"], ["status 429"; 3], SAME),
    row("open-500", "500, readable", 500, Answer, &["500"], ["status 500"; 3], SAME),
    row("open-502", "a gateway's 502, readable", 502, Answer, &["502"], ["status 502"; 3], SAME),
    row("open-503", "503, readable, its Retry-After not", 503, Answer, &["503"], ["status 503"; 3], SAME),
    row("open-503-exposed", "503, readable with Retry-After", 503, Answer, &["503"], ["status 503"; 3], SAME),
    row("open-401", "401 that asks for a password, readable", 401, Answer, &["401"], ["status 401"; 3], SAME),
    row("closed-200", "200", 200, Answer, &["200"], HIDDEN, SUCCESS),
    row("closed-204", "204, nothing to show", 204, Answer, &["204"], HIDDEN, HIDDEN),
    row("closed-404", "404", 404, Answer, &["404"], HIDDEN, ERROR),
    row("closed-502", "a gateway's 502", 502, Answer, &["502"], HIDDEN, ERROR),
    row("closed-503", "503", 503, Answer, &["503"], HIDDEN, ERROR),
    row("closed-401", "401 that asks for a password", 401, Answer, &["401"], HIDDEN, SAME),
    row("corp-200", "200 for its own pages alone (CORP)", 200, Answer, &["200"], NONE, ["answered-ok", "answered", "answered"]),
    row("corp-502", "502 for its own pages alone (CORP)", 502, Answer, &["502"], NONE, ["no-answer", "answered", "answered-error"]),
    row("frame-refused-200", "200, refuses frames", 200, Answer, &["200"], HIDDEN, HIDDEN),
    row("frame-refused-502", "502, refuses frames", 502, Answer, &["502"], HIDDEN, HIDDEN),
    row("download", "200, a download", 200, Answer, &["200"], HIDDEN, HIDDEN),
    row("redirect-open-open", "redirect to 200, both readable", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("redirect-open-closed", "readable redirect to a closed 200", 200, Answer, &["200"], HIDDEN, SUCCESS),
    row("redirect-closed-open", "closed redirect to a readable 200", 200, Answer, &["200"], HIDDEN, SUCCESS),
    row("redirect-closed-closed", "closed redirect to a closed 502", 502, Answer, &["502"], HIDDEN, ERROR),
    row("redirect-open-404", "redirect to 404, both readable", 404, Answer, &["404"], ["status 404"; 3], SAME),
    // Firefox may show the status of the hop in its timing record.
    row(
        "redirect-open-dead",
        "readable redirect to a closed port",
        0,
        Hop,
        &["exit 7"],
        ["no-answer", "no-answer|answered", "no-answer"],
        SAME,
    ),
    row("redirect-closed-dead", "redirect to a closed port", 0, Hop, &["exit 7"], NONE, NONE),
    row("redirect-loop", "redirects to itself", 0, Hop, &["exit 47"], ["no-answer", "no-answer|answered", "no-answer"], SAME),
    row(
        "redirect-bad-port",
        "redirects to a port that browsers block",
        0,
        Hop,
        &["exit 7"],
        ["no-answer", "no-answer|answered", "no-answer"],
        SAME,
    ),
    row("redirect-to-http", "https redirects to http", 0, Hop, &[], ["no-answer", "no-answer|answered", "no-answer"], SAME),
    row("allows-another-origin", "200, readable for another site alone", 200, Answer, &["200"], HIDDEN, SUCCESS),
    row("allows-twice", "200 with the CORS header twice", 200, Answer, &["200"], HIDDEN, SUCCESS),
    row("cors-not-always-200", "an API, nginx without always: 200", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("cors-not-always-502", "the same API: 502", 502, Answer, &["502"], HIDDEN, ERROR),
    row("refuses-preflight", "200, readable; 405 for OPTIONS", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("sets-a-cookie", "200, readable, with a cookie", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("early-hints", "103, then 200, readable", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("status-999", "999, readable", 999, Answer, &["999"], ["status 999"; 3], SAME),
    row("refused", "nothing listens", 0, Nowhere, &["exit 7"], NONE, NONE),
    row("silent", "takes the request, says nothing", 0, Request, &["exit 28"], LATE, LATE),
    row("reset-after-request", "resets after the request", 0, Request, &["exit 56"], NONE, NONE),
    row("empty", "closes after the request", 0, Request, &["exit 52"], NONE, NONE),
    // On odd ports Firefox takes any text for HTTP/0.9; the outcome says so.
    row(
        "garbage",
        "answers nonsense",
        0,
        NotHttp,
        &["exit 1", "exit 8"],
        ["no-answer", "answered", "no-answer"],
        ["no-answer", "answered", "no-answer"],
    ),
    row("cut-short-open", "200, readable, half a body", 200, Answer, &["exit 18"], ["status 200"; 3], SAME),
    row(
        "cut-short-closed",
        "200, half a body",
        200,
        Answer,
        &["exit 18"],
        ["answered", "no-answer|answered", "answered"],
        ["answered|answered-ok", "no-answer|answered|answered-ok", "answered"],
    ),
    row("reset-in-body-open", "200, readable, reset in the body", 200, Answer, &["exit 56", "exit 18"], ["status 200"; 3], SAME),
    row(
        "reset-in-body-closed",
        "200, reset in the body",
        200,
        Answer,
        &["exit 56", "exit 18"],
        ["answered", "no-answer|answered", "answered"],
        ["answered|answered-ok", "no-answer|answered|answered-ok", "answered"],
    ),
    row("slow-open", "200 after 1.5 s, readable", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("slow-closed", "200 after 1.5 s", 200, Answer, &["200"], HIDDEN, SUCCESS),
    row("tls-good", "https, 200, readable", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("tls-self-signed", "https, self-signed certificate", 0, Handshake, &["exit 60"], NONE, NONE),
    row("tls-expired", "https, expired certificate", 0, Handshake, &["exit 60"], NONE, NONE),
    row("tls-other-name", "https, another name's certificate", 0, Handshake, &["exit 60"], NONE, NONE),
    row("tls-on-plain-port", "https to a port that speaks http", 0, Handshake, &["exit 35"], NONE, NONE),
    row("tls-closed", "closes on the TLS hello", 0, Connection, &["exit 35"], NONE, NONE),
    row("tls-reset", "resets on the TLS hello", 0, Connection, &["exit 35"], NONE, NONE),
    row("tls-silent", "says nothing to the TLS hello", 0, Connection, &["exit 28"], LATE, LATE),
    row("no-such-name", "no such name", 0, Nowhere, &["exit 6"], NONE, NONE),
    row("bad-port", "a port that browsers block", 0, Nowhere, &[], NONE, NONE),
    row("http-from-https", "http from a page on https", 0, Nowhere, &[], NONE, SAME),
    // WebKit blocks it as mixed content.
    row(
        "loopback-from-https",
        "this device's http from a page on https",
        200,
        Answer,
        &["200"],
        ["status 200", "status 200", "no-answer"],
        SAME,
    ),
    row("https-from-https", "https from a page on https", 200, Answer, &["200"], ["status 200"; 3], SAME),
    row("our-policy", "our own page's policy blocks it", 0, Nowhere, &[], ["not-sent"; 3], SAME),
    row("our-worker", "our own service worker answers 502", 0, Nowhere, &[], ["not-sent"; 3], SAME),
];
