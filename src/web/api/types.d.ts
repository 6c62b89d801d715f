/** A stretch of the way from the visitor to the site where things can break, in that order. */
export type Hop = "browser" | "device" | "local-network" | "vpn" | "dns" | "route" | "edge" | "origin";
/** Who can act. `network-admin`: whoever runs the Wi-Fi, the company network, the VPN or the line. `provider`: the site's CDN or host. */
export type Party = "visitor" | "network-admin" | "site-owner" | "provider";
/** Who runs a check. */
export type Runner = "page" | "visitor" | "owner";
/** How likely a hop is the broken one. The weights of one list add up to 1. */
export type Weight = { hop: Hop; weight: number };

export interface CodeSummary {
  code: number;
  /** As registered; of an unofficial code, the emitter's own words. */
  name: string;
  class: "informational" | "success" | "redirection" | "client-error" | "server-error" | "other";
  /** In IANA's registry. */
  registered: boolean;
  /** Its page, below the address where the site lies: `/502/`. */
  path: string;
}

export interface Code extends CodeSummary {
  /** Where the code is defined. */
  spec?: { rfc: number; section: string; url: string };
  /** What products print for it. */
  aliases: { product: string; name: string }[];
  /** The registered one first, then one per emitter. */
  meanings: Meaning[];
  /** Whether a cache may keep the answer without being told to. */
  cacheable: "heuristic" | "explicit" | "never";
  /** Whether asking again helps. */
  retry: "no" | "now" | "after-delay" | "new-connection";
  /** May carry `Retry-After`. */
  retryAfter: boolean;
  /** What search engines do with the page, and what their crawlers do meanwhile. */
  seo: { indexing: string; crawling: string };
  related: { code: number; why: string }[];
  /** `YYYY-MM-DD` */
  reviewed: string;
}

export interface Meaning {
  /** Who gives the number this meaning; `null`: the standard. */
  emitter: string | null;
  /** One sentence, for a visitor. */
  short: string;
  /** A paragraph. */
  means: string;
  /** Most likely first. */
  suspects: Weight[];
  /** Most likely first. */
  causes: { id: string; title: string; hop: Hop }[];
  /** Most likely first. */
  fixers: Party[];
  /** Checks that make sense here, in a good order. */
  visitor: { check: string; why: string }[];
  /** `verified`: we read it ourselves. */
  sources: { title: string; url: string; verified: boolean }[];
}

/** An error without a status code. */
export interface NetError {
  /** Ours, stable: `connection-refused`. Wherever a `netError` is asked for, it is taken too. */
  id: string;
  /** What we call it. */
  name: string;
  /** Its page, below the address where the site lies: `/errors/connection-refused/`. */
  path: string;
  /** What browsers and programs call it. `name` is empty where only a sentence is shown, `says` where only a name is. */
  called: { by: string; name: string; says: string; verified: boolean }[];
  meanings: Meaning[];
  retry: "no" | "now" | "after-delay" | "new-connection";
  /** Either `code` or `netError` (an `id`) is there. */
  related: { code?: number; netError?: string; why: string }[];
  /** `YYYY-MM-DD` */
  reviewed: string;
}

/** An error that a platform has a name of its own for, such as Cloudflare 1020, Heroku H12 or IIS 500.19. */
export interface Platform {
  /** The product's id, as in addresses. */
  product: string;
  /** The product's name, for people. */
  productName: string;
  /** As printed. */
  name: string;
  /** In a few words. */
  title: string;
  /** Its page, below the address where the site lies: `/heroku/h12/`. */
  path: string;
  /** The HTTP status codes that go with it. */
  status: number[];
  /** Where it breaks. */
  hop: Hop;
  /** Who can act. */
  party: Party;
  means: string;
  /** What the one who can act does. */
  fix: string;
  /** What a visitor can do. */
  visitor?: string;
  /** We read it ourselves in a primary source. */
  verified: boolean;
}

export interface Hit {
  /** The page, below the address where the site lies. */
  path: string;
  /** The page's title. */
  title: string;
  /** Higher is better; only the order means something. */
  score: number;
  /** What matched: the name, an alias, a keyword. */
  matched: string;
  code?: number;
  /** The `id` of a `NetError`. */
  netError?: string;
  platform?: { product: string; name: string };
}

export interface CheckInfo {
  id: string;
  runner: Runner;
  /** As an instruction. */
  title: string;
  /** Seconds of the person's time. */
  effort: number;
  /** The last is always `cant-tell`. */
  answers: { id: string; label: string }[];
  /** What to beware of. */
  warns?: string;
  /** The change can be taken back, so that the same address can be tried again without it. */
  reversible: boolean;
}

export interface Finding {
  /** `nothing`: the text says nothing that could be told for sure; then most fields are missing. */
  kind: "error" | "success" | "nothing";
  /** What sort of text it is. */
  inputKind: "code" | "url" | "urls" | "page" | "html" | "headers" | "log" | "trace" | "words";
  code?: number;
  /** An error without a code: its name as it stands in the text, or the one that `explainError` knows. */
  netError?: string;
  /** A product's own name for it. */
  platform?: { product: string; name: string };
  /** Who wrote the text, in lower case: `nginx`, `cloudflare`, `haproxy`… */
  product?: string;
  /** Who met it, when the text shows that: `curl`, `python-requests`… */
  client?: string;
  /** Where the writer stands. */
  writtenBy?: Hop;
  /** Where it may be broken; empty if nothing failed. */
  suspects: Weight[];
  /** Why, when the text tells. */
  cause?: { id: string; text: string };
  /** `certain`: the text says so itself; `possible`: one of several readings. */
  confidence: "certain" | "likely" | "possible";
  /** What gave it away: offsets into the text as JavaScript counts (UTF-16), and what the words say. */
  because: { start: number; end: number; why: string }[];
  /** Identifiers for a report: `ray`, `request`, `data-center`, `incident`, `time`. */
  ids: { kind: string; value: string }[];
  /** Further readings of the same text, best first. */
  others: Finding[];
}

export interface Case {
  /** Who asks: somebody who met the error (if nothing is said), or one of the site's own people. */
  role?: "visitor" | "owner";
  /** A status code from 100 to 999. */
  code?: number;
  /** Any name of an error without a code, or its `id`. Counts if there is no `code`; a name that is not known says nothing. */
  netError?: string;
  /** Its product counts as `product` where there is none. */
  platform?: { product: string; name: string };
  /** Who wrote the error, in any case: chooses among the meanings of the code. */
  product?: string;
  /** The hop that wrote the error page. */
  writtenBy?: Hop;
  /** Of a `Meaning`. Taken, and not weighed so far. */
  cause?: string;
  /** Taken, and not weighed so far. */
  url?: string;
  /** In time order; the same check may appear again. At most 200. */
  evidence?: Evidence[];
}

export interface Evidence {
  /** The `id` of a check. */
  check: string;
  /** The `id` of one of its answers. */
  answer: string;
  /** When, in UTC, as `Date.prototype.toISOString` writes it. */
  at?: string;
  /** Who found it out; if nothing is said, the check's own runner. */
  from?: "page" | "visitor" | "owner";
  /** The change was taken back, and the same address tried again. */
  undo?: boolean;
}

export interface Verdict {
  now: "fails" | "works-now" | "comes-and-goes" | "unknown";
  /** Every fault, most likely first; adds up to 1. */
  faults: { id: string; hop: Hop; party: Party; p: number }[];
  /** All eight, from the visitor to the site; the faults' sums. */
  hops: { hop: Hop; p: number }[];
  /** All four; the faults' sums. */
  parties: { party: Party; p: number }[];
  /** The likeliest hop. */
  top: Hop;
  /** What to do: an id. */
  action: string;
  /** What to do is at least 0.9 likely, not by hints alone. */
  confident: boolean;
  /** What speaks for the action, strongest first. `undo`: said after the change was taken back. */
  because: { check: string; answer: string; undo?: boolean; why: string }[];
  /** What can't be known from what was checked. */
  cannotShow: string[];
  /** The check that would tell most about what to do, for its effort; absent when nothing left would change it, and for a visitor who has
   * answered six questions. */
  next?: { check: string; runner: Runner; undo?: boolean; why: string };
}

/** The raw signals of one probe of one address: facts, never opinions. Every fetch is a GET without credentials, cache and referrer. */
export interface Observation {
  /** The browser's engine; decides how signals are read. `unknown`: no signal that means something in one engine alone is used. */
  engine: "chromium" | "firefox" | "webkit" | "unknown";
  /** The first fetch, `mode: "cors"`. */
  cors: Attempt;
  /** The second, `mode: "no-cors"`; absent if the first was readable. */
  noCors?: Attempt;
  /** `mode: "no-cors"` once more, if the second failed: two trials before "no answer". */
  again?: Attempt;
  /** The fastest answer of another site over an open connection, in milliseconds: one round trip. Absent: not measured. */
  controlMs?: number;
  /** The time limit of each fetch, in milliseconds; if nothing is said, 10,000. */
  limitMs?: number;
  /** The address uses the port of its scheme (443, 80); if nothing is said, it does. */
  defaultPort?: boolean;
  /** `securitypolicyviolation` fired for this address: the page's own policy blocked it. */
  cspBlocked?: boolean;
  /** The page's own service worker answered (Resource Timing's `workerStart` is over 0): not a network result. */
  ownServiceWorker?: boolean;
  /** A WebSocket to the same host closed with 1015; says something in Firefox only. Absent: not tried. */
  websocket1015?: boolean;
}

/** One fetch. */
export interface Attempt {
  /**
   * How it ended. `status`: with a readable response; `opaque`, `opaque-redirect`: with a response of that type; `failed`: it rejected;
   * `timed-out`: the time limit ended it; `cancelled`: the visitor or the caller did.
   */
  result: "status" | "opaque" | "opaque-redirect" | "failed" | "timed-out" | "cancelled";
  /** `Response.status`, from 100 to 999; with `result: "status"`, and only there. */
  status?: number;
  /** From the call to its end, in milliseconds of the page's clock. */
  ms: number;
  /** `Response.redirected` */
  redirected?: boolean;
  /** `Response.url`, if the response was readable and redirected. */
  finalUrl?: string;
  /** `Retry-After`, if it was readable, in whole seconds from now. */
  retryAfter?: number;
  /** Its Resource Timing entry; absent if there is none (WebKit has none for a failed fetch). */
  timing?: Timing;
}

export interface Timing {
  /** `duration` is 0 exactly. In Firefox: the request was never sent. */
  zero: boolean;
  /** `duration` */
  durationMs: number;
  /** `responseStatus`, where the engine has it; 0 counts as absent. */
  responseStatus?: number;
}

export interface CheckOptions {
  /** The time limit of each request, from 1 to 600,000; if nothing is said, 10,000. */
  timeoutMs?: number;
  /** Permits this device (127.0.0.1, localhost), over http too. For tests and local development. */
  allowLoopback?: boolean;
  /**
   * Up to four addresses of other sites, asked before (twice each) to learn how long a round trip takes. Only with one that answered can
   * the outcome be `never-left-device`. If nothing is said, none is asked.
   */
  controls?: string[];
  /** Stops the probe; the outcome is then `not-sent`. */
  signal?: AbortSignal;
}

export interface Outcome {
  /**
   * `status`: the exact status. `answered`: a server answered, with what stays hidden. `answered-ok`, `answered-error`: the same, and
   * another signal shows which; one probe alone never says so. `no-answer`: none that this browser could use. `never-left-device`: it
   * failed faster than anything outside could have answered. `timed-out`: nothing within the limit. `not-sent`: nothing was learned,
   * because nothing was sent, or the check was stopped, or the page's own policy or service worker came between.
   */
  is: "status" | "answered" | "answered-ok" | "answered-error" | "no-answer" | "never-left-device" | "timed-out" | "not-sent";
  /** With `is: "status"`. */
  status?: number;
  /** Seconds until the site wants to be asked again, if it said so readably. */
  retryAfter?: number;
  /** Where the answer came from, if the request was redirected and that could be seen. */
  redirectedTo?: string;
  /** How long the deciding request took. */
  ms?: number;
  /** The outcome in one or two sentences. */
  why: string;
  /** What showed it. */
  because: string[];
  /** What it does not show. */
  cannotTell: string[];
}
