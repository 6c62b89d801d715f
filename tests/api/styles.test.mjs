// The styles as they are published, after minifying.
//   node --test tests/api/                     dist/ must be built; ISITME_DIST names another folder
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const DIST = path.resolve(process.env.ISITME_DIST ?? path.join(ROOT, "dist"));

test("media queries are those that every browser of ours reads", () => {
  const names = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((name) => /\.(css|html)$/.test(name));
  const styles = names.map((name) => [name, readFileSync(path.join(DIST, name), "utf8")]).filter(([, text]) => text.includes("@media"));
  assert.ok(styles.some(([name]) => /^more-.*css$/.test(name)) && styles.length > 1000, `${styles.length} files have queries`);
  for (const [name, text] of styles) assert.doesNotMatch(text, /@media[^{]{0,200}[<>][^{]{0,200}\{/, name);
});
