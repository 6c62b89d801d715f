// The quick way of `/check/` to tell whether the browser asks for an address as it is written: the same answer as reading it.
//   node --test tests/api/                     needs nothing built: the functions are taken from the source
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const SOURCE = readFileSync(new URL("../../src/site/check.js", import.meta.url), "utf8");
const HOSTS = [
  "http://a.example", "https://a.example:443", "https://a.example:8443", "http://1.2", "http://127.0.0.1", "http://[::1]", "http://A.example",
  "http://xn--a", "https://u@a.example", "http://a_b.example", "http://a..b", "https://a.example.", "http:/", "https:/", "http:///a", "ftp://a.example",
];
const PARTS = [
  "a", "7", ".", "..", "/", "//", "?", "=", "&", "%2e", "%41", "%", "#", " ", "~", ":", "@", "\\", "'", '"', "<", "{", "|", "^", "`", "\u00e4", ";", ",", "+",
  "(", ")", "*", "!", "$", "[", "\t", "\n", "\u0000", "\ud800", "-", "_",
];

test("the quick way answers as reading does", () => {
  const from = SOURCE.indexOf("const PLAIN"), to = SOURCE.indexOf("\n}\n", SOURCE.indexOf("function same(")) + 3;
  assert.ok(from > 0 && to > from, "check.js has its functions under these names");
  const same = new Function(SOURCE.slice(from, to) + "return same;")();
  // A generator with a fixed start: a failure comes again.
  let state = 20_261_130;
  const below = (bound) => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0, Math.floor(state / 2 ** 32 * bound));
  const of = (list) => list[below(list.length)];
  const told = { true: 0, false: 0 };
  for (let count = 0; count < 300_000; count++) {
    const address = of(HOSTS) + (below(20) ? "/" : "") + Array.from({ length: below(8) }, () => of(PARTS)).join("");
    let read;
    try { read = new URL(address).href === address; } catch { read = false; }
    assert.equal(same(address), read, JSON.stringify(address));
    told[read]++;
  }
  assert.ok(told.true > 10_000 && told.false > 10_000, JSON.stringify(told));
});
