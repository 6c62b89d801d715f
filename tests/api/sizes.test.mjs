// The sizes that docs/BENCHMARKS.md shows, of every file that a visitor loads, against their limits at every push. KB are 1,000 bytes, in brotli 11.
//   node --test tests/api/                     dist/ must be built; ISITME_DIST names another folder
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotli, halves } from "./sizes.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const DIST = path.resolve(process.env.ISITME_DIST ?? path.join(ROOT, "dist"));
const read = (name) => readFileSync(path.join(DIST, name));
const top = readdirSync(DIST);

/** The one file at the top that is named so. */
function named(begin, end) {
  const [own, ...others] = top.filter((name) => name.startsWith(begin) && name.endsWith(end));
  assert.ok(own && others.length === 0, `${begin}…${end}: ${[own, ...others]}`);
  return own;
}

/** Fails above the limit; says the size either way. */
function holds(t, what, buffers, limit) {
  const size = buffers.reduce((sum, own) => sum + brotli(own), 0);
  t.diagnostic(`${what}: ${size} of ${limit} bytes`);
  assert.ok(size <= limit, `${what}: ${size} bytes, and ${limit} is the limit`);
}

test("the application's module, table and glue", (t) => {
  const [code, table] = halves(read(named("app-", "_bg.wasm")));
  holds(t, "code", [code], 110_000);
  holds(t, "embedded table", [table], 80_000);
  holds(t, "glue", [read(named("app-", ".js"))], 7_000);
});

test("embed.js", (t) => holds(t, "embed.js", [read("embed.js")], 3_000));

// What is small as it is can't be large in brotli.
const pages = readdirSync(DIST, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".html") && path.basename(name) !== "more.html")
  .map((name) => ({ name, html: read(name) }))
  .filter(({ html }) => html.length > 30_000)
  .map((page) => ({ ...page, size: brotli(page.html) }))
  .sort((one, other) => other.size - one.size);

test("every page's HTML", (t) => holds(t, `the largest, ${pages[0].name}`, [pages[0].html], 15_000));

test("what the first visit stores, be it to the largest page", (t) => {
  const worker = read("sw.js");
  const list = JSON.parse(/FILES = (.*?);\n/s.exec(worker.toString())[1]);
  assert.ok(list.length > 5, String(list));
  holds(t, "stored", [worker, pages[0].html, ...list.map(([name]) => read(name))], 400_000);
});
