// The JavaScript API in Node: what docs/API.md promises, hostile arguments, and what the module must not hold.
//   node --test tests/api/                     dist/ must be built; ISITME_DIST names another folder
//   ISITME_API_WASM=…/release/api.wasm         the module before wasm-bindgen, which still names its functions
//   ISITME_TEST_ALL=1                          more random arguments;  ISITME_SEED=… others
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { brotli, halves, sections } from "./sizes.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const DIST = path.resolve(process.env.ISITME_DIST ?? path.join(ROOT, "dist"));
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");
const RAW = process.env.ISITME_API_WASM ?? path.join(TARGET, "wasm32-unknown-unknown/release/api.wasm");
const FUNCTIONS = ["codes", "explain", "explainError", "explainPlatform", "search", "recognise", "checks", "judge", "conclude", "check"];
const dts = readFileSync(path.join(DIST, "isitme.d.ts"), "utf8");
const bytes = readFileSync(path.join(DIST, "isitme_bg.wasm"));

// Before the module is there: everything that could send counts.
let sent = 0;
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  sent += 1;
  return connect.apply(this, args);
};
const nodeFetch = globalThis.fetch;
let fetches = 0;
globalThis.fetch = (...args) => {
  fetches += 1;
  return nodeFetch(...args);
};
// A time limit outlives its request (web::fetch); it must not keep this process waiting.
const nodeTimeout = globalThis.setTimeout;
globalThis.setTimeout = (call, ms, ...args) => {
  const timer = nodeTimeout(call, ms, ...args);
  return ms > 1000 ? timer.unref() : timer;
};
const globals = Object.getOwnPropertyNames(globalThis).sort();
const api = await import(pathToFileURL(path.join(DIST, "isitme.js")).href);
const onlyImported = { sent, fetches, globals: Object.getOwnPropertyNames(globalThis).sort() };
const first = await api.default({ module_or_path: bytes });

// ---- Shapes, as docs/API.md has them -------------------------------------------------------------------------------------------------

const HOP = oneOf("browser", "device", "local-network", "vpn", "dns", "route", "edge", "origin");
const PARTY = oneOf("visitor", "network-admin", "site-owner", "provider");
const RUNNER = oneOf("page", "visitor", "owner");
const text = { say: "a text", is: (v) => typeof v === "string" && v.isWellFormed() };
const words = { say: "words", is: (v) => text.is(v) && v.trim().length > 0 };
const bool = { say: "a switch", is: (v) => typeof v === "boolean" };
const whole = { say: "a whole number", is: (v) => Number.isInteger(v) && v >= 0 && !Object.is(v, -0) };
const share = { say: "a share", is: (v) => typeof v === "number" && v >= 0 && v <= 1 };
const date = { say: "a date", is: (v) => /^\d{4}-\d\d-\d\d$/.test(v) };
const url = { say: "an address", is: (v) => URL.canParse(v) && v.startsWith("http") };
const place = { say: "a path", is: (v) => /^\/([\w.-]+\/)*$/.test(v) };
const code = { say: "a code", is: (v) => Number.isInteger(v) && (v === 0 || (v >= 100 && v <= 999)) };
function oneOf(...ids) {
  return { say: `one of ${ids.join(", ")}`, is: (v) => ids.includes(v) };
}
const list = (item) => ({ list: item });
const maybe = (item) => ({ maybe: item });
const orNull = (item) => ({ orNull: item });

const WEIGHT = { hop: HOP, weight: share };
const RETRY = oneOf("no", "now", "after-delay", "new-connection");
const MEANING = {
  emitter: orNull(words), short: words, means: words, suspects: list(WEIGHT), causes: list({ id: words, title: words, hop: HOP }),
  fixers: list(PARTY), visitor: list({ check: words, why: words }), sources: list({ title: words, url, verified: bool }),
};
const SUMMARY = {
  code, name: words, registered: bool, path: place,
  class: oneOf("informational", "success", "redirection", "client-error", "server-error", "other"),
};
const CODE = {
  ...SUMMARY, spec: maybe({ rfc: whole, section: words, url }), aliases: list({ product: words, name: words }), meanings: list(MEANING),
  cacheable: oneOf("heuristic", "explicit", "never"), retry: RETRY, retryAfter: bool, seo: { indexing: words, crawling: words },
  related: list({ code, why: words }), reviewed: date,
};
const NET_ERROR = {
  id: words, name: words, path: place, called: list({ by: words, name: text, says: text, verified: bool }), meanings: list(MEANING),
  retry: RETRY, related: list({ code: maybe(code), netError: maybe(words), why: words }), reviewed: date,
};
const PLATFORM_NAME = { product: words, name: words };
const HIT = {
  path: place, title: words, score: whole, matched: words, code: maybe(code), netError: maybe(words), platform: maybe(PLATFORM_NAME),
};
const PLATFORM = {
  product: words, productName: words, name: words, title: words, path: place, status: list(whole), hop: HOP, party: PARTY, means: words, fix: words,
  visitor: maybe(words), verified: bool,
};
const CHECK = {
  id: words, runner: RUNNER, title: words, effort: whole, answers: list({ id: words, label: words }), warns: maybe(words), reversible: bool,
};
const VERDICT = {
  now: oneOf("fails", "works-now", "comes-and-goes", "unknown"), faults: list({ id: words, hop: HOP, party: PARTY, p: share }),
  hops: list({ hop: HOP, p: share }), parties: list({ party: PARTY, p: share }), top: HOP, action: words, confident: bool,
  because: list({ check: words, answer: words, undo: maybe(bool), why: words }), cannotShow: list(words),
  next: maybe({ check: words, runner: RUNNER, undo: maybe(bool), why: words }),
};
const OUTCOME = {
  is: oneOf("status", "answered", "answered-ok", "answered-error", "no-answer", "never-left-device", "timed-out", "not-sent"),
  status: maybe(code), retryAfter: maybe(whole), redirectedTo: maybe(text), ms: maybe(whole), why: words, because: list(words),
  cannotTell: list(words),
};

const FINDING = {
  kind: oneOf("error", "success", "nothing"), inputKind: oneOf("code", "url", "urls", "page", "html", "headers", "log", "trace", "words"),
  code: maybe(code), netError: maybe(words), platform: maybe(PLATFORM_NAME), product: maybe(words), client: maybe(words), writtenBy: maybe(HOP),
  suspects: list(WEIGHT), cause: maybe({ id: words, text: words }), confidence: oneOf("certain", "likely", "possible"),
  because: list({ start: whole, end: whole, why: words }), ids: list({ kind: words, value: words }),
};
FINDING.others = list(FINDING);

/** The value has the shape, no field more and none less. */
function fits(value, shape, at) {
  if (shape.say) {
    assert.ok(shape.is(value), `${at} is ${JSON.stringify(value)}; expected ${shape.say}`);
  } else if (shape.list) {
    assert.ok(Array.isArray(value), `${at} is no list`);
    value.forEach((item, nth) => fits(item, shape.list, `${at}[${nth}]`));
  } else if ("orNull" in shape) {
    if (value !== null) fits(value, shape.orNull, at);
  } else {
    assert.equal(Object.getPrototypeOf(value), Object.prototype, `${at} is no plain object`);
    for (const name of Object.keys(value)) assert.ok(name in shape, `${at}.${name} is not in docs/API.md`);
    for (const [name, own] of Object.entries(shape)) {
      if (own.maybe) {
        if (name in value) fits(value[name], own.maybe, `${at}.${name}`);
      } else {
        assert.ok(name in value, `${at}.${name} is missing`);
        fits(value[name], own, `${at}.${name}`);
      }
    }
  }
}

const sum = (items, name) => items.reduce((all, item) => all + item[name], 0);
const near = (a, b, what) => assert.ok(Math.abs(a - b) < 1e-9, `${what}: ${a} instead of ${b}`);

/** The error is of that kind and says all of that. */
function throws(call, kind, ...says) {
  assert.throws(call, (error) => {
    assert.equal(Object.getPrototypeOf(error), kind.prototype, String(error));
    for (const part of says) assert.ok(error.message.includes(part), `"${error.message}" does not say "${part}"`);
    return true;
  });
}

// ---- The module ----------------------------------------------------------------------------------------------------------------------

test("importing sends nothing and leaves nothing behind", () => {
  assert.deepEqual(onlyImported, { sent: 0, fetches: 0, globals });
});

test("init can be called again", async () => {
  assert.equal(await api.default({ module_or_path: bytes }), first);
  assert.equal(await api.default(), first);
});

test("the module exports what docs/API.md lists and nothing else", () => {
  assert.deepEqual(Object.keys(api).sort(), [...FUNCTIONS, "default", "initSync"].sort());
});

test("isitme.d.ts has every function with its types, and every field", () => {
  for (const signature of [
    "codes(): CodeSummary[];",
    "explain(code: number, lang?: string): Code | undefined;",
    "explainError(name: string): NetError | undefined;",
    "explainPlatform(product: string, name: string): Platform | undefined;",
    "search(query: string, limit?: number): Hit[];",
    "recognise(text: string): Finding;",
    "checks(): CheckInfo[];",
    "judge(kase: Case): Verdict;",
    "conclude(observation: Observation): Outcome;",
    "check(url: string, options?: CheckOptions): Promise<Outcome>;",
  ]) {
    assert.match(dts, new RegExp(`\\*/\\nexport function ${signature.replace(/[()[\]?|.]/g, "\\$&")}\\n`), signature);
  }
  assert.match(dts, /export default function __wbg_init \(module_or_path\?: /);
  const body = (name) => dts.match(new RegExp(`export interface ${name}( extends \\w+)? \\{\\n([^]*?)\\n\\}`))?.[2];
  const shapes = { CodeSummary: SUMMARY, Code: CODE, Meaning: MEANING, NetError: NET_ERROR, Platform: PLATFORM, Hit: HIT, Finding: FINDING, CheckInfo: CHECK, Verdict: VERDICT, Outcome: OUTCOME };
  for (const [name, shape] of Object.entries(shapes)) {
    const own = body(name);
    assert.ok(own, `interface ${name}`);
    for (const [field, what] of Object.entries(shape)) {
      if (name === "Code" && field in SUMMARY) continue;
      const mark = what.maybe ? "\\?" : "";
      assert.match(own, new RegExp(`^ {4}${field}${mark}: `, "m"), `${name}.${field}`);
    }
  }
  const taken = {
    Case: ["role?", "code?", "netError?", "platform?", "product?", "writtenBy?", "cause?", "url?", "evidence?"],
    Evidence: ["check", "answer", "at?", "from?", "undo?"],
    CheckOptions: ["timeoutMs?", "allowLoopback?", "controls?", "signal?"],
    Observation: ["engine", "cors", "noCors?", "again?", "controlMs?", "limitMs?", "defaultPort?", "cspBlocked?", "ownServiceWorker?", "websocket1015?"],
    Attempt: ["result", "status?", "ms", "redirected?", "finalUrl?", "retryAfter?", "timing?"],
    Timing: ["zero", "durationMs", "responseStatus?"],
  };
  for (const [name, fields] of Object.entries(taken)) {
    const found = [...body(name).matchAll(/^ {4}(\w+\??): /gm)].map((match) => match[1]);
    assert.deepEqual(found, fields, name);
  }
  for (const name of ["Hop", "Party", "Runner", "Weight"]) assert.match(dts, new RegExp(`export type ${name} = `));
  for (const use of dts.matchAll(/[:|] (?:Promise<)?([A-Z]\w+)/g)) {
    const known = ["Promise", "AbortSignal", "InitInput", "InitOutput", "SyncInitInput", "RequestInfo", "URL", "Response", "BufferSource", "WebAssembly"];
    assert.ok(known.includes(use[1]) || new RegExp(`export (interface|type) ${use[1]}\\b`).test(dts), `${use[1]} is not defined`);
  }
});

// ---- Happy paths ---------------------------------------------------------------------------------------------------------------------

test("codes() lists every number, ascending", () => {
  const codes = api.codes();
  fits(codes, list(SUMMARY), "codes()");
  assert.ok(codes.length >= 134);
  codes.slice(1).forEach((own, nth) => assert.ok(codes[nth].code < own.code));
  for (const own of codes) assert.equal(own.path, `/${own.code}/`);
});

test("explain() has an entry for each of them", () => {
  const checks = new Map(api.checks().map((check) => [check.id, check]));
  for (const summary of api.codes()) {
    const own = api.explain(summary.code);
    fits(own, CODE, `explain(${summary.code})`);
    for (const name of Object.keys(SUMMARY)) assert.equal(own[name], summary[name]);
    assert.ok(own.meanings.length > 0);
    for (const meaning of own.meanings) {
      near(sum(meaning.suspects, "weight"), 1, `suspects of ${summary.code}`);
      meaning.suspects.slice(1).forEach((next, nth) => assert.ok(meaning.suspects[nth].weight >= next.weight));
      assert.ok(meaning.sources.length > 0 && meaning.fixers.length > 0, `${summary.code}: ${meaning.emitter}`);
      for (const { check } of meaning.visitor) assert.ok(checks.has(check), check);
    }
    for (const related of own.related) assert.ok(api.explain(related.code));
    if (own.spec) assert.equal(own.spec.url, `https://www.rfc-editor.org/rfc/rfc${own.spec.rfc}#section-${own.spec.section}`);
  }
  const own = api.explain(502, "en");
  assert.deepEqual([own.name, own.class, own.registered, own.path], ["Bad Gateway", "server-error", true, "/502/"]);
  assert.equal(own.meanings[0].emitter, null);
  assert.deepEqual(api.explain(502, "de"), own);
  assert.deepEqual(api.explain(502, null), own);
  for (const unknown of [1, 42, 477, 998, -1, 65536 + 502, -502, 2 ** 31, 2 ** 53, 1e300, -1e300]) assert.equal(api.explain(unknown), undefined);
  throws(() => api.explain("502"), TypeError, "explain: code", '"502"', "whole number");
  throws(() => api.explain(502.5), TypeError, "502.5");
  throws(() => api.explain(NaN), TypeError, "NaN");
  throws(() => api.explain(-Infinity), TypeError, "-Infinity");
  throws(() => api.explain(), TypeError, "undefined");
  throws(() => api.explain(502, 1), TypeError, "explain: lang");
});

test("explainError() takes every name there is", () => {
  const own = api.explainError("ERR_CONNECTION_REFUSED");
  fits(own, NET_ERROR, "explainError()");
  assert.equal(own.id, "connection-refused");
  assert.equal(own.path, "/errors/connection-refused/");
  const names = ["err_connection_refused", "net::ERR_CONNECTION_REFUSED", " connection-refused ", "NSURLErrorDomain -1004", "ECONNREFUSED"];
  for (const name of names) assert.deepEqual(api.explainError(name), own, name);
  for (const { by, name } of own.called) if (name) assert.ok(api.explainError(name), `${by}: ${name}`);
  for (const meaning of own.meanings) near(sum(meaning.suspects, "weight"), 1, "suspects");
  for (const related of own.related) {
    assert.ok(("code" in related) !== ("netError" in related));
    const entry = "code" in related ? api.explain(related.code) : api.explainError(related.netError);
    if ("netError" in related) fits(entry, NET_ERROR, related.netError);
    assert.ok(entry);
  }
  for (const unknown of ["", "   ", "ERR_NO_SUCH_THING", "\ud800", "__proto__", "constructor"]) assert.equal(api.explainError(unknown), undefined);
  throws(() => api.explainError(1004), TypeError, "explainError: name is 1004");
  throws(() => api.explainError("x".repeat(65537)), RangeError, "explainError: name has 65537 characters", "65536");
});

test("explainPlatform() takes the product by id or name", () => {
  const own = api.explainPlatform("heroku", "H12");
  fits(own, PLATFORM, "explainPlatform()");
  assert.deepEqual([own.path, own.status, own.hop], ["/heroku/h12/", [503], "origin"]);
  for (const [product, name] of [["Heroku", "h12"], [" heroku ", " H12 "]]) assert.deepEqual(api.explainPlatform(product, name), own);
  assert.equal(api.explainPlatform("IIS", "500.19").path, "/iis/500.19/");
  assert.notDeepEqual(api.explainPlatform("haproxy", "SH (abort)"), api.explainPlatform("haproxy", "sH (timeout)"));
  for (const [product, name] of [["heroku", "H0"], ["nobody", "H12"], ["", ""]]) assert.equal(api.explainPlatform(product, name), undefined);
  for (const hit of api.search("h12 heroku")) if (hit.platform) fits(api.explainPlatform(hit.platform.product, hit.platform.name), PLATFORM, hit.path);
  throws(() => api.explainPlatform("heroku"), TypeError, "explainPlatform: name");
  throws(() => api.explainPlatform(1020, "x"), TypeError, "explainPlatform: product is 1020");
});

test("search() finds by number, name and slip of the finger", () => {
  for (const [query, path] of [["502", "/502/"], ["gatewaz timeout", "/504/"], ["ERR_CONNECTION_REFUSED", "/errors/connection-refused/"]]) {
    const hits = api.search(query);
    fits(hits, list(HIT), `search(${query})`);
    assert.equal(hits[0].path, path, query);
    for (const hit of hits) assert.ok(["code", "netError", "platform"].filter((name) => name in hit).length <= 1);
    hits.slice(1).forEach((hit, nth) => assert.ok(hits[nth].score >= hit.score));
  }
  assert.equal(api.search("error", 3).length, 3);
  assert.equal(api.search("error", 0).length, 0);
  assert.ok(api.search("error").length <= 10);
  assert.ok(api.search("error", 2 ** 32 - 1).length > 10);
  assert.deepEqual(api.search(""), []);
  for (const wrong of [-1, 1.5, NaN, Infinity, "3", {}, 2 ** 32]) throws(() => api.search("x", wrong), TypeError, "search: limit");
  throws(() => api.search(502), TypeError, "search: query is 502");
  throws(() => api.search("x".repeat(1e6)), RangeError, "search: query");
});

test("recognise() says what a text says, and where", () => {
  const log = "ä🙂 2026/11/26 02:10:11 [error] 8#8: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 1.2.3.4";
  const own = api.recognise(log);
  fits(own, FINDING, "recognise()");
  assert.deepEqual([own.kind, own.code, own.product, own.writtenBy, own.cause.id, own.inputKind], ["error", 502, "nginx", "edge", "connection-refused", "log"]);
  near(sum(own.suspects, "weight"), 1, "suspects");
  assert.equal(own.suspects.toSorted((a, b) => b.weight - a.weight)[0].hop, "origin");
  assert.ok(own.because.some(({ start, end }) => log.slice(start, end).startsWith("connect() failed (111:")));
  // Places are counted in UTF-16 units, whichever lines stand before them: as in a text with as many units of one byte each.
  const lines = ["connect() failed (111: Connection refused) while connecting to upstream", "upstream timed out (110: Connection timed out) while reading response header from upstream"];
  const mixed = Array.from({ length: 40 }, (_, nth) => `ä🙂 2026/11/26 02:10:11 [error] 8#8: *${nth} ${lines[+(nth % 3 === 0)]}, client: 1.2.3.4`).join("\n");
  const [several, plain] = [mixed, mixed.replaceAll("ä🙂 ", "--- ")].map((text) => api.recognise(text));
  assert.ok(several.because.length > 0 && several.others.some(({ because }) => because.length > 0), JSON.stringify(several));
  assert.deepEqual([several, ...several.others].map(({ because }) => because), [plain, ...plain.others].map(({ because }) => because));
  const page = api.recognise("<title>example.com | 502: Bad gateway</title> Cloudflare Ray ID: <strong>8a1b2c3d4e5f6071</strong>");
  fits(page, FINDING, "a page");
  assert.equal(page.product, "cloudflare");
  assert.ok(page.ids.some(({ kind, value }) => kind === "ray" && value === "8a1b2c3d4e5f6071"), JSON.stringify(page.ids));
  assert.deepEqual(api.recognise("Your order 502 costs $404."), { kind: "nothing", inputKind: "words", suspects: [], confidence: "possible", because: [], ids: [], others: [] });
  assert.equal(api.recognise("HTTP/1.1 200 OK").kind, "success");
  assert.equal(api.recognise("curl: (7) Failed to connect to example.com port 443: Connection refused").netError, "ERR_CONNECTION_REFUSED");
  // What it finds is a case.
  const { code, product, writtenBy, cause } = own;
  const verdict = api.judge({ code, product, writtenBy, cause: cause.id, evidence: [] });
  assert.equal(verdict.faults[0].id, "server-down");
  assert.notDeepEqual(verdict.faults, api.judge({ code, evidence: [] }).faults);
  assert.equal(api.recognise("502 " + "x".repeat(2 ** 20 - 4)).kind, "nothing");
  throws(() => api.recognise("x".repeat(2 ** 20 + 1)), RangeError, "recognise: text has 1048577 characters");
  throws(() => api.recognise("🙂".repeat(2 ** 18 + 1)), RangeError, "recognise: text has 1048580 bytes");
  throws(() => api.recognise(502), TypeError, "recognise: text is 502");
  assert.deepEqual(api.judge({ code, cause: "bad luck" }), api.judge({ code }));
});

test("checks() lists runners and answers", () => {
  const checks = api.checks();
  fits(checks, list(CHECK), "checks()");
  const ids = checks.map((check) => check.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ["own-site", "internet", "target", "dns", "reload", "vpn-off", "origin-direct"]) assert.ok(ids.includes(id), id);
  for (const check of checks) assert.equal(check.answers.at(-1).id, "cant-tell");
});

test("judge() adds up, whatever the case", () => {
  const checks = api.checks();
  const random = generator(7);
  const cases = [{}, { code: 502, evidence: [] }, { code: 299 }, { netError: "ERR_CONNECTION_REFUSED" }, { netError: "no such name" }];
  for (const { code } of api.codes()) {
    const evidence = Array.from({ length: random(9) }, () => {
      const check = checks[random(checks.length)];
      return { check: check.id, answer: check.answers[random(check.answers.length)].id, undo: random(4) === 0 };
    });
    cases.push({ code, evidence, role: random(2) ? "owner" : "visitor", url: "anything: it is only kept" });
  }
  for (const kase of cases) {
    const said = JSON.stringify(kase);
    const verdict = api.judge(kase);
    fits(verdict, VERDICT, `judge(${said})`);
    for (const name of ["faults", "hops", "parties"]) near(sum(verdict[name], "p"), 1, `${name} of ${said}`);
    assert.deepEqual(verdict.hops.map((own) => own.hop), ["browser", "device", "local-network", "vpn", "dns", "route", "edge", "origin"]);
    assert.deepEqual(verdict.parties.map((own) => own.party), ["visitor", "network-admin", "site-owner", "provider"]);
    for (const { hop, p } of verdict.hops) near(sum(verdict.faults.filter((fault) => fault.hop === hop), "p"), p, hop);
    for (const { party, p } of verdict.parties) near(sum(verdict.faults.filter((fault) => fault.party === party), "p"), p, party);
    verdict.faults.slice(1).forEach((fault, nth) => assert.ok(verdict.faults[nth].p >= fault.p));
    assert.equal(new Set(verdict.faults.map((fault) => fault.id)).size, verdict.faults.length);
    const top = verdict.hops.find((own) => own.hop === verdict.top);
    assert.ok(verdict.hops.every((own) => own.p <= top.p + 1e-6), said);
    if (verdict.next) assert.ok(checks.some((check) => check.id === verdict.next.check && check.runner === verdict.next.runner));
    assert.deepEqual(api.judge(kase), verdict);
  }
});

test("judge() weighs what it is told", () => {
  const fails = [
    { check: "own-site", answer: "works", from: "page", at: "2026-11-22T10:00:00Z" },
    { check: "reload", answer: "same-error", at: "2026-11-22T10:01:00.500Z" },
  ];
  const before = api.judge({ code: 502 });
  const after = api.judge({ code: 502, evidence: fails });
  assert.equal(before.now, "unknown");
  assert.equal(after.now, "fails");
  assert.notDeepEqual(before.faults, after.faults);
  const back = (undo) => api.judge({ code: 403, evidence: [{ check: "vpn-off", answer: "works" }, { check: "vpn-off", answer: "same-error", undo }] });
  assert.ok(back(true).hops.find((own) => own.hop === "vpn").p > back(false).hops.find((own) => own.hop === "vpn").p);
  assert.notDeepEqual(api.judge({ code: 502, writtenBy: "edge" }).hops, api.judge({ code: 502, writtenBy: "origin" }).hops);
  // A field that isn't there, `undefined` and `null` are the same.
  assert.deepEqual(api.judge({ code: 502, role: null, url: undefined, evidence: null, platform: null, writtenBy: undefined }), before);
  // The product chooses among the meanings.
  const several = api.codes().map((own) => api.explain(own.code)).filter((own) => own.meanings.length > 1);
  for (const own of several) {
    const { emitter } = own.meanings[1];
    const chosen = api.judge({ code: own.code, product: emitter.toLowerCase() });
    // Two meanings that have no numbers of their own share those of their class.
    if (JSON.stringify(own.meanings[0].suspects) !== JSON.stringify(own.meanings[1].suspects)) {
      assert.notDeepEqual(chosen.faults, api.judge({ code: own.code }).faults, `${own.code} by ${emitter}`);
    }
    assert.deepEqual(api.judge({ code: own.code, platform: { product: emitter, name: "x" } }), chosen);
  }
});

test("judge() names the field that is wrong", () => {
  const evidence = (own) => ({ code: 502, evidence: [{ check: "reload", answer: "works" }, own] });
  for (const [kase, ...says] of [
    [undefined, "judge: kase is undefined", "{ code: 502, evidence: [] }"],
    [null, "judge: kase is null"],
    ["502", 'judge: kase is "502"'],
    [[], "judge: kase is an array"],
    [{ code: "502" }, 'judge: kase.code is "502"', "100 to 999"],
    [{ code: 99 }, "judge: kase.code is 99"],
    [{ code: 1e300 }, "judge: kase.code is 1e+300"],
    [{ code: 502n }, "judge: kase.code is a bigint"],
    [{ code: Symbol("x") }, "judge: kase.code is a symbol"],
    [{ role: "boss" }, 'judge: kase.role is "boss"', "visitor, owner"],
    [{ writtenBy: "moon" }, 'judge: kase.writtenBy is "moon"', "local-network", "origin"],
    [{ netError: 5 }, "judge: kase.netError is 5"],
    [{ platform: "cloudflare" }, "judge: kase.platform is"],
    [{ platform: { product: "cloudflare" } }, "judge: kase.platform.name is undefined"],
    [{ platform: { product: 1, name: "1020" } }, "judge: kase.platform.product is 1"],
    [{ product: {} }, "judge: kase.product is an object"],
    [{ cause: true }, "judge: kase.cause is true"],
    [{ url: 1 }, "judge: kase.url is 1"],
    [{ evidence: {} }, "judge: kase.evidence is an object"],
    [{ evidence: "reload" }, "judge: kase.evidence is"],
    [evidence(undefined), "judge: kase.evidence[1] is undefined"],
    [evidence({ answer: "works" }), "judge: kase.evidence[1].check is undefined", "checks()"],
    [evidence({ check: "raload", answer: "works" }), 'judge: kase.evidence[1].check is "raload"'],
    [evidence({ check: "reload", answer: "woks" }), 'judge: kase.evidence[1].answer is "woks"', "works, same-error, other-error, cant-tell"],
    [evidence({ check: "reload", answer: "works", at: "yesterday" }), 'judge: kase.evidence[1].at is "yesterday"', "2026-11-22T10:00:00Z"],
    [evidence({ check: "reload", answer: "works", at: 0 }), "judge: kase.evidence[1].at is 0"],
    [evidence({ check: "reload", answer: "works", from: "me" }), 'judge: kase.evidence[1].from is "me"', "page, visitor, owner"],
    [evidence({ check: "reload", answer: "works", undo: 1 }), "judge: kase.evidence[1].undo is 1", "true or false"],
    [{ role: "\n".repeat(100) }, `"${"\n".repeat(60)}…"`],
    [{ get code() { throw new Error("own"); } }, "judge: kase.code can't be read"],
    [new Proxy({}, { get() { throw "own"; } }), "judge: kase.role can't be read"],
    [revoked({}), "judge: kase is"],
    [{ evidence: revoked([]) }, "judge: kase.evidence is"],
  ]) {
    throws(() => api.judge(kase), TypeError, ...says);
  }
  throws(() => api.judge({ url: "x".repeat(65537) }), RangeError, "judge: kase.url has 65537 characters");
  throws(() => api.judge({ evidence: Array(201).fill({ check: "reload", answer: "works" }) }), RangeError, "judge: kase.evidence has 201 items", "200");
  throws(() => api.judge({ evidence: Array(2 ** 32 - 1) }), RangeError, "4294967295");
});

test("conclude() reads an observation", () => {
  const failed = (ms) => ({ result: "failed", ms });
  for (const [observation, is, more] of [
    [{ engine: "chromium", cors: { result: "status", status: 503, ms: 12.4, retryAfter: 120 } }, "status", { status: 503, retryAfter: 120, ms: 12 }],
    [
      { engine: "webkit", cors: { result: "status", status: 200, ms: 5, redirected: true, finalUrl: "https://example.com/\ud800" } },
      "status", { status: 200, redirectedTo: "https://example.com/\ufffd" },
    ],
    [{ engine: "firefox", cors: failed(80), noCors: { result: "opaque", ms: 90 } }, "answered", { ms: 90 }],
    [{ engine: "unknown", cors: failed(80), noCors: failed(81), again: failed(82) }, "no-answer", {}],
    [{ engine: "chromium", cors: failed(1), noCors: failed(2), again: failed(1), controlMs: 40 }, "never-left-device", {}],
    [{ engine: "chromium", cors: { result: "timed-out", ms: 3001 }, limitMs: 3000 }, "timed-out", { why: "No answer within 3 seconds, so the check stopped waiting." }],
    [{ engine: "chromium", cors: { result: "cancelled", ms: 5 } }, "not-sent", {}],
    [{ engine: "chromium", cors: failed(1), cspBlocked: true }, "not-sent", {}],
    [{ engine: "chromium", cors: { result: "status", status: 200, ms: 1 }, ownServiceWorker: true }, "not-sent", {}],
    [
      { engine: "firefox", cors: failed(50), noCors: { ...failed(50), timing: { zero: true, durationMs: 0, responseStatus: 0 } }, websocket1015: true },
      "no-answer", {},
    ],
    [{ engine: "firefox", cors: failed(50), noCors: { result: "opaque-redirect", ms: 1e300 }, defaultPort: false }, "answered", { ms: 4294967295 }],
  ]) {
    const outcome = api.conclude(observation);
    fits(outcome, OUTCOME, JSON.stringify(observation));
    assert.equal(outcome.is, is, JSON.stringify(observation));
    for (const [name, value] of Object.entries(more)) assert.equal(outcome[name], value, name);
    assert.ok(outcome.cannotTell.length > 0);
  }
  const cors = failed(1);
  for (const [observation, ...says] of [
    [undefined, "conclude: observation is undefined"],
    [{}, "conclude: observation.engine is undefined", "chromium, firefox, webkit, unknown"],
    [{ engine: "gecko", cors }, "conclude: observation.engine"],
    [{ engine: "firefox" }, "conclude: observation.cors is undefined"],
    [{ engine: "firefox", cors: { result: "ok", ms: 1 } }, "conclude: observation.cors.result", "opaque-redirect"],
    [{ engine: "firefox", cors: { result: "status", ms: 1 } }, "conclude: observation.cors.status is undefined"],
    [{ engine: "firefox", cors: { result: "status", status: 99, ms: 1 } }, "conclude: observation.cors.status is 99"],
    [{ engine: "firefox", cors: { result: "failed", ms: -1 } }, "conclude: observation.cors.ms is -1"],
    [{ engine: "firefox", cors: { result: "failed", ms: NaN } }, "conclude: observation.cors.ms is NaN"],
    [{ engine: "firefox", cors, noCors: [] }, "conclude: observation.noCors is an array"],
    [{ engine: "firefox", cors, again: { result: "failed" } }, "conclude: observation.again.ms is undefined"],
    [{ engine: "firefox", cors, limitMs: "10" }, 'conclude: observation.limitMs is "10"'],
    [{ engine: "firefox", cors, defaultPort: 0 }, "conclude: observation.defaultPort is 0"],
    [{ engine: "firefox", cors: { ...cors, timing: {} } }, "conclude: observation.cors.timing.zero is undefined"],
    [{ engine: "firefox", cors: { ...cors, retryAfter: 1.5 } }, "conclude: observation.cors.retryAfter is 1.5"],
  ]) {
    throws(() => api.conclude(observation), TypeError, ...says);
  }
});

test("all of that has sent nothing", () => {
  assert.deepEqual([sent, fetches], [0, 0]);
});

// ---- check() -------------------------------------------------------------------------------------------------------------------------

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://x");
  if (pathname === "/503") response.writeHead(503, { "Retry-After": "30" }).end("busy");
  else if (pathname === "/moved") response.writeHead(302, { Location: "/there" }).end();
  else if (pathname === "/cut") request.socket.destroy();
  else if (pathname !== "/silent") response.writeHead(200).end("fine");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const here = `http://127.0.0.1:${server.address().port}`;
// Nothing that answers comes near this limit, on a cold machine either.
const local = { allowLoopback: true, timeoutMs: 20000 };
after(() => {
  server.closeAllConnections();
  server.close();
});

test("check() tells what a server of this machine answers", async () => {
  for (const [way, options, is, more] of [
    ["/503", {}, "status", { status: 503, retryAfter: 30 }],
    ["/moved", {}, "status", { status: 200, redirectedTo: `${here}/there` }],
    ["/fine", { controls: [`${here}/control`] }, "status", { status: 200 }],
    ["/cut", {}, "no-answer", {}],
    ["/silent", { timeoutMs: 150 }, "timed-out", { why: "No answer within 0.1 seconds, so the check stopped waiting." }],
  ]) {
    const outcome = await api.check(here + way, { ...local, ...options });
    fits(outcome, OUTCOME, way);
    assert.equal(outcome.is, is, `${way}: ${JSON.stringify(outcome)}`);
    for (const [name, value] of Object.entries(more)) assert.equal(outcome[name], value, `${way}: ${name}`);
  }
});

test("check() gives not-sent for what must not be sent, and sends nothing", async () => {
  const before = [sent, fetches];
  for (const address of [
    "", "   ", "two words", "javascript:alert(1)", "https://user:password@example.com/", "http://127.0.0.1/", "https://localhost/", "https://[::1]/",
    "https://192.168.0.1/", "https://0x7f.1/", "https://example.com:25/", "intranet", "printer.local", "x.onion", "https://example.com/" + "x".repeat(4000),
    "https://a.com https://b.com", "\ud800", "https://\ud800.com/", "x".repeat(65536), "https://10.0.0.1\0.example.com/",
  ]) {
    const outcome = await api.check(address);
    fits(outcome, OUTCOME, address);
    assert.equal(outcome.is, "not-sent", address);
  }
  // Loopback alone is what the option permits.
  assert.equal((await api.check("https://192.168.0.1/", { allowLoopback: true })).is, "not-sent");
  assert.deepEqual([sent, fetches], before);
});

test("a page on https can't check http; Node and a page on http can", async () => {
  const stub = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve(new Response(null, { status: 204 }));
  const at = async (protocol) => {
    Object.defineProperty(globalThis, "location", { value: protocol && { protocol }, configurable: true });
    return (await api.check("http://example.com/", { timeoutMs: 20000 })).is;
  };
  try {
    for (const [protocol, is] of [
      [undefined, "status"], ["http:", "status"], ["file:", "status"], ["https:", "not-sent"], ["about:", "not-sent"], ["blob:", "not-sent"],
    ]) {
      assert.equal(await at(protocol), is, protocol);
    }
  } finally {
    delete globalThis.location;
    globalThis.fetch = stub;
  }
});

test("aborting gives not-sent, whatever the reason and whenever", async () => {
  const reasons = [undefined, null, "stop", 5, 5n, Symbol("x"), {}, [], new Error("x"), () => 1, revoked({}), new Proxy({}, { get() { throw 1; } })];
  for (const reason of reasons) {
    const already = [sent, fetches];
    const outcome = await api.check(`${here}/fine`, { ...local, signal: AbortSignal.abort(reason) });
    assert.equal(outcome.is, "not-sent");
    assert.deepEqual([sent, fetches], already);
    const controller = new AbortController();
    const running = api.check(`${here}/silent`, { ...local, controls: [`${here}/control`], signal: controller.signal });
    setTimeout(() => controller.abort(reason), 30);
    fits(await running, OUTCOME, "aborted");
    assert.equal((await running).is, "not-sent");
  }
  // Half a signal: it listens and never fires, or throws when asked.
  for (const signal of [
    { aborted: false, addEventListener() {} },
    { aborted: false, addEventListener() { throw new Error("x"); } },
    { aborted: false, addEventListener() {}, get removeEventListener() { throw new Error("x"); } },
    { aborted: false, addEventListener(_, call) { this.call = call; }, removeEventListener() {} },
  ]) {
    assert.equal((await api.check(`${here}/fine`, { ...local, signal })).is, "status");
  }
  const twice = { aborted: false, addEventListener(_, call) { call(); call(); } };
  assert.equal((await api.check(`${here}/fine`, { ...local, signal: twice })).is, "not-sent");
});

test("check() rejects wrong arguments, and never throws", async () => {
  const address = "https://example.com/";
  const before = [sent, fetches];
  for (const [args, kind, ...says] of [
    [[], TypeError, "check: url is undefined", "a web address"],
    [[502], TypeError, "check: url is 502"],
    [[new URL(address)], TypeError, "check: url is an object"],
    [["x".repeat(65537)], RangeError, "check: url has 65537 characters"],
    [[address, 5], TypeError, "check: options is 5"],
    [[address, []], TypeError, "check: options is an array"],
    ...[0, -1, 1.5, NaN, 600001, "5"].map((timeoutMs) => [[address, { timeoutMs }], TypeError, "check: options.timeoutMs", "1 to 600000"]),
    [[address, { allowLoopback: "yes" }], TypeError, "check: options.allowLoopback"],
    [[address, { controls: address }], TypeError, "check: options.controls"],
    [[address, { controls: Array(5).fill(address) }], RangeError, "check: options.controls has 5 items"],
    [[address, { controls: [address, "https://localhost/"] }], TypeError, 'check: options.controls[1] is "https://localhost/"'],
    [[address, { controls: [1] }], TypeError, "check: options.controls[0] is 1"],
    [[address, { signal: {} }], TypeError, "check: options.signal is an object", "AbortSignal"],
    [[address, { signal: new AbortController() }], TypeError, "check: options.signal"],
    [[address, { get signal() { throw 1; } }], TypeError, "check: options.signal can't be read"],
  ]) {
    const promise = api.check(...args);
    assert.ok(promise instanceof Promise);
    await assert.rejects(promise, (error) => {
      throws(() => { throw error; }, kind, ...says);
      return true;
    });
  }
  assert.deepEqual([sent, fetches], before);
});

test("check() survives a broken fetch", async () => {
  const stub = globalThis.fetch;
  try {
    for (const broken of [
      () => { throw new Error("x"); }, () => 5, () => Promise.reject(undefined), () => Promise.resolve({}), () => ({ then() { throw 1; } }),
    ]) {
      globalThis.fetch = broken;
      assert.equal((await api.check("https://example.com/", { timeoutMs: 20000 })).is, "no-answer", String(broken));
    }
    globalThis.fetch = undefined;
    assert.equal((await api.check("https://example.com/")).is, "not-sent");
  } finally {
    globalThis.fetch = stub;
  }
});

// ---- Hostile arguments ---------------------------------------------------------------------------------------------------------------

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Whole numbers under `most`, the same for the same seed. */
function generator(seed) {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % most;
  };
}

const FIELDS = [
  "role", "code", "netError", "platform", "product", "name", "writtenBy", "cause", "url", "evidence", "check", "answer", "at", "from", "undo", "engine",
  "cors", "noCors", "again", "result", "status", "ms", "timing", "zero", "durationMs", "responseStatus", "controlMs", "limitMs", "timeoutMs", "controls",
  "signal", "allowLoopback", "aborted", "addEventListener", "length", "__proto__", "toString", "then", "retryAfter", "finalUrl", "websocket1015",
];
const cyclic = { evidence: [] };
cyclic.self = cyclic;
cyclic.evidence.push(cyclic);
const PLAIN = [
  undefined, null, true, false, 0, -0, 1, -1, 502, 502.5, NaN, Infinity, -Infinity, 1e300, -1e300, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 0n, -1n, 2n ** 70n,
  "", " ", "502", "reload", "works", "status", "failed", "firefox", "visitor", "edge", "\ud800", "a\udfffb", "\0", "💥", "<script>", "__proto__",
  "x".repeat(65536), "x".repeat(65537), "\ud83d".repeat(70000), "2026-11-22T10:00:00Z", "9".repeat(400), "https://localhost/", Symbol("x"), Symbol.iterator,
  () => 1, class {}, async () => 1, function* () {}, Math.max, [], [[]], Array(1e6), Array(2 ** 32 - 1), [, 1], cyclic, cyclic.evidence, {}, Object.create(null),
  new Date(NaN), /x/, new Map(), new Set([1]), new WeakMap(), new Error("x"), Promise.resolve(1), new Uint8Array(9), new ArrayBuffer(8), new String("x"),
  new Number(1), Object(1n), Object(Symbol("x")), globalThis, api, JSON, Reflect, first, new Proxy([], {}), new Proxy(() => 1, {}), revoked({}), revoked([]),
  revoked(() => 1), Object.freeze({}), new (class { get code() { return this.missing.field; } })(),
];
const THROW = [new Error("own"), "own", undefined, null, 5, Symbol("own"), {}];

/** A value that is unlikely to be right, and may fight back. */
function hostile(random, depth = 0) {
  const pick = random(10);
  if (depth > 3 || pick < 4) return PLAIN[random(PLAIN.length)];
  if (pick === 4) return Array.from({ length: random(4) }, () => hostile(random, depth + 1));
  if (pick === 5) {
    const thrown = THROW[random(THROW.length)];
    const trap = () => { throw thrown; };
    const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor", "set", "apply", "construct"];
    return new Proxy(random(2) ? {} : [], Object.fromEntries(traps.filter(() => random(3)).map((name) => [name, trap])));
  }
  if (pick === 6) return new Proxy({}, { get: () => hostile(random, depth + 1) });
  const value = {};
  for (let left = random(6) + 1; left > 0; left -= 1) {
    const name = FIELDS[random(FIELDS.length)];
    const thrown = THROW[random(THROW.length)];
    const own = hostile(random, depth + 1);
    const get = [() => own, () => { throw thrown; }, () => api.judge(value), () => hostile(random, depth + 1)][random(12)];
    Object.defineProperty(value, name, get ? { get, enumerable: true, configurable: true } : { value: own, enumerable: true, configurable: true, writable: true });
  }
  return value;
}

/** A right argument with one to three fields replaced. */
function spoilt(random, good) {
  const copy = structuredClone(good);
  for (let left = random(3) + 1; left > 0; left -= 1) {
    let at = copy;
    for (;;) {
      const names = Object.keys(at);
      const name = names[random(names.length)];
      if (at[name] !== null && typeof at[name] === "object" && Object.getPrototypeOf(at[name]) !== null && Object.keys(at[name]).length && random(3)) {
        at = at[name];
      } else {
        at[name] = hostile(random);
        break;
      }
    }
    if (random(2)) break;
    return copy;
  }
  return copy;
}

const CASE = {
  role: "owner", code: 502, netError: "x", platform: { product: "cloudflare", name: "1020" }, product: "nginx", writtenBy: "edge", cause: "x", url: "x",
  evidence: [{ check: "reload", answer: "works", at: "2026-11-22T10:00:00Z", from: "page", undo: false }, { check: "vpn-off", answer: "cant-tell" }],
};
const SEEN = {
  engine: "firefox",
  cors: { result: "status", status: 200, ms: 5, redirected: true, finalUrl: "x", retryAfter: 5, timing: { zero: false, durationMs: 5, responseStatus: 200 } },
  noCors: { result: "opaque", ms: 5 }, again: { result: "failed", ms: 5 }, controlMs: 40, limitMs: 1000, defaultPort: true, cspBlocked: false,
  ownServiceWorker: false, websocket1015: false,
};
const OPTIONS = { timeoutMs: 50, allowLoopback: true, controls: ["https://example.com/"], signal: { aborted: true, addEventListener: {} } };

/** Only these two errors may come out. */
function mayThrow(error, what) {
  const own = error instanceof TypeError || error instanceof RangeError;
  assert.ok(own && /^(codes|explain|explainError|explainPlatform|search|recognise|checks|judge|conclude|check): /.test(error.message), `${what}: ${String(error?.stack ?? typeof error)}`);
  assert.ok(error.message.length < 1000, `${what}: ${error.message.length} characters`);
}

test("hostile arguments give a result or a TypeError or RangeError, and the module lives on", async () => {
  const seed = Number(process.env.ISITME_SEED ?? 20261122);
  const rounds = process.env.ISITME_TEST_ALL ? 20000 : 1500;
  const random = generator(seed);
  const expected = { codes: api.codes(), verdict: api.judge(CASE), outcome: api.conclude(SEEN) };
  const stub = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(THROW[random(THROW.length)]);
  const running = [];
  const run = (name, args) => {
    const what = `seed ${seed}: ${name}`;
    try {
      const result = api[name](...args);
      if (name === "check") {
        running.push(result.then((outcome) => fits(outcome, OUTCOME, what), (error) => mayThrow(error, what)));
      }
    } catch (error) {
      assert.notEqual(name, "check");
      mayThrow(error, what);
    }
  };
  try {
    // Every plain value in every place.
    for (const value of PLAIN) {
      for (const name of FUNCTIONS) {
        run(name, [value]);
        run(name, [value, value]);
      }
      run("explain", [502, value]);
      run("search", ["error", value]);
      run("check", ["https://example.com/", value]);
      for (const field of Object.keys(CASE)) run("judge", [{ ...CASE, [field]: value }]);
      for (const field of Object.keys(CASE.evidence[0])) run("judge", [{ ...CASE, evidence: [{ ...CASE.evidence[0], [field]: value }] }]);
      for (const field of Object.keys(SEEN)) run("conclude", [{ ...SEEN, [field]: value }]);
      for (const field of Object.keys(SEEN.cors)) run("conclude", [{ ...SEEN, cors: { ...SEEN.cors, [field]: value } }]);
      for (const field of Object.keys(SEEN.cors.timing)) run("conclude", [{ ...SEEN, cors: { ...SEEN.cors, timing: { ...SEEN.cors.timing, [field]: value } } }]);
      for (const field of Object.keys(OPTIONS)) run("check", ["https://example.com/", { ...OPTIONS, signal: undefined, [field]: value }]);
    }
    for (let left = rounds; left > 0; left -= 1) {
      run(FUNCTIONS[random(FUNCTIONS.length)], Array.from({ length: random(4) }, () => hostile(random)));
      run("judge", [spoilt(random, CASE)]);
      run("conclude", [spoilt(random, SEEN)]);
      if (left % 5 === 0) run("check", ["https://example.com/", spoilt(random, OPTIONS)]);
    }
    await Promise.all(running);
  } finally {
    globalThis.fetch = stub;
  }
  assert.deepEqual({ codes: api.codes(), verdict: api.judge(CASE), outcome: api.conclude(SEEN) }, expected);
});

test("a getter that calls the API without end is stopped", () => {
  const judging = { get evidence() { return api.judge(this); } };
  const both = { get engine() { return api.conclude(this); } };
  const deep = { get code() { return deep.code; } };
  const before = api.judge(CASE);
  for (let round = 0; round < 40; round += 1) {
    assert.throws(() => api.judge(judging), TypeError);
    assert.throws(() => api.conclude(both), TypeError);
    assert.throws(() => api.judge(deep), TypeError);
  }
  // Long before the engine's stack ends: where that ends, it does so anywhere, and what the module was putting in order stays as it is.
  let [depth, deepest] = [0, 0];
  const counting = {
    get evidence() {
      deepest = Math.max(deepest, ++depth);
      try {
        return api.judge(this);
      } finally {
        depth -= 1;
      }
    },
  };
  assert.throws(() => api.judge(counting), TypeError);
  assert.ok(deepest <= 10, `${deepest} calls within each other`);
  assert.deepEqual(api.judge(CASE), before);
});

test("memory does not grow with the number of calls", () => {
  const once = () => {
    for (let left = 300; left > 0; left -= 1) {
      api.judge(CASE);
      api.explain(502);
      assert.throws(() => api.judge({ ...CASE, evidence: [{ check: "x".repeat(60000) }] }), TypeError);
    }
    return first.memory.buffer.byteLength;
  };
  once();
  const before = once();
  once();
  assert.equal(once(), before);
});

// ---- What the module holds -----------------------------------------------------------------------------------------------------------

const holds = (module, word) => new RegExp(word, "i").test(module.toString("latin1"));

test("no view is linked: Yew is not among the crates", () => {
  const args = ["tree", "--no-default-features", "--features", "api", "--target", "wasm32-unknown-unknown", "-e", "normal", "--prefix", "none"];
  let tree;
  try {
    tree = execFileSync("cargo", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    assert.fail(`cargo tree: ${error.stderr ?? error}`);
  }
  assert.match(tree, /^wasm-bindgen v/m);
  assert.doesNotMatch(tree, /^yew/m);
});

test("no view is linked: no trace of Yew in the module", (t) => {
  assert.ok(!holds(bytes, "yew"), "the finished module names Yew");
  if (!existsSync(RAW)) {
    t.diagnostic(`${RAW} is not there: only the finished module was searched`);
    return;
  }
  const raw = readFileSync(RAW);
  const names = sections(raw).find((section) => section.name === "name")?.contents;
  assert.ok(names && holds(names, "isitme.*diagnose.*engine"), "the module's functions have no names");
  // The description of our own types holds no crate names; every other section might.
  for (const section of sections(raw)) {
    assert.ok(!holds(section.contents, "yew"), `section ${section.name || section.id} names Yew`);
  }
  // The same search finds it where it is.
  const app = path.join(path.dirname(RAW), "app.wasm");
  if (existsSync(app)) assert.ok(holds(readFileSync(app), "yew"), "Yew can't be found in the app either: this test sees nothing");
});

test("sizes", (t) => {
  const js = readFileSync(path.join(DIST, "isitme.js"));
  const [code, data] = halves(bytes);
  for (const [name, buffer] of Object.entries({ "module: code": code, "module: data": data, "whole module": bytes, "JavaScript": js })) {
    t.diagnostic(`${name}: ${buffer.length} bytes, brotli ${brotli(buffer)}, gzip ${gzipSync(buffer, { level: 9 }).length}`);
  }
  assert.ok(brotli(code) <= 60_000, `code: ${brotli(code)} bytes in brotli`);
});
