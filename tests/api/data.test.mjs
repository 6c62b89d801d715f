// The files of /api: every one against its schema (docs/API.md says what readers may rely on).
//   node --test tests/api/                     dist/ must be built; ISITME_DIST names another folder
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const API = path.join(path.resolve(process.env.ISITME_DIST ?? path.join(ROOT, "dist")), "api");
const tools = createRequire(path.join(ROOT, ".tools/node_modules/"));
const { Ajv2020 } = tools("ajv/dist/2020.js");
const formats = tools("ajv-formats");

const files = readdirSync(API, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
const read = (name) => JSON.parse(readFileSync(path.join(API, name), "utf8"));
const index = read("index.json");

/** The same schema, but for a field that it doesn't know: readers must bear one, we must not forget to describe it. */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (!schema || typeof schema !== "object") return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return all.properties && all.type ? { ...all, additionalProperties: false } : all;
}

const ajv = formats(new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }));
const kinds = index.files.map((own) => ({
  ...own,
  is: new RegExp(`^${own.path.replaceAll(".", "\\.").replace(/\{\w+\}/, "[^/]+")}$`),
  fits: ajv.compile(strict(read(own.schema))),
}));

test("every file is of one kind and fits its schema", () => {
  const count = new Map();
  for (const name of files.filter((own) => !own.endsWith(".schema.json"))) {
    const [kind, ...others] = kinds.filter((own) => own.is.test(name));
    assert.ok(kind, `index.json knows no ${name}`);
    assert.deepEqual(others, [], name);
    const data = read(name);
    assert.ok(kind.fits(data), `${name}: ${JSON.stringify(kind.fits.errors?.slice(0, 5))}`);
    if (!Array.isArray(data)) {
      assert.equal(path.join(path.dirname(name), data.$schema), kind.schema, `${name} names its schema`);
      assert.equal(data.version, index.version, name);
    }
    count.set(kind.path, (count.get(kind.path) ?? 0) + 1);
  }
  for (const kind of kinds) assert.ok(count.get(kind.path) >= 1, `there is no ${kind.path}`);
  assert.ok(count.get("codes/{code}.json") > 100 && count.get("errors/{id}.json") > 30 && count.get("platforms/{product}.json") > 20, [...count].join(" "));
});

test("the lists name every file, and nothing else", () => {
  for (const [list, folder, key] of [["codes.json", "codes", "code"], ["errors.json", "errors", "id"], ["platforms.json", "platforms", "product"]]) {
    const named = read(list).map((own) => `${own[key]}.json`).sort();
    assert.deepEqual(named, readdirSync(path.join(API, folder)).sort(), list);
    for (const own of read(list)) {
      const whole = read(`${folder}/${own[key]}.json`);
      for (const field of Object.keys(own)) assert.deepEqual(whole[field], own[field], `${list}: ${own[key]}: ${field}`);
    }
  }
});

test("a file that is wrong does not fit", () => {
  const { fits } = kinds.find((own) => own.path === "codes/{code}.json");
  const right = read("codes/502.json");
  assert.ok(fits(right));
  for (const [what, change] of [
    ["another version", (own) => (own.version = 2)], ["no name", (own) => delete own.name], ["an unknown field", (own) => (own.further = 1)],
    ["an unknown hop", (own) => (own.meanings[0].suspects[0].hop = "moon")], ["a weight above 1", (own) => (own.meanings[0].suspects[0].weight = 2)],
    ["a text for a number", (own) => (own.code = "502")], ["no date", (own) => (own.reviewed = "yesterday")],
  ]) {
    const wrong = structuredClone(right);
    change(wrong);
    assert.ok(!fits(wrong), what);
  }
});

test("readers bear a further field, and the version is what the addresses promise", () => {
  const loose = formats(new Ajv2020({ strictTypes: false, strictRequired: false })).compile(read("code.schema.json"));
  assert.ok(loose({ ...read("codes/502.json"), further: 1 }));
  // Another number needs other addresses (docs/API.md).
  assert.equal(index.version, 1);
});

test("what scripts install from npm is what tools.env names, each with its hash", () => {
  const env = Object.fromEntries([...readFileSync(path.join(ROOT, "tools.env"), "utf8").matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map((own) => [own[1], own[2]]));
  for (const folder of ["tools", "samples", "lab", "lighthouse"]) {
    const at = path.join(ROOT, "scripts/npm", folder);
    const wanted = JSON.parse(readFileSync(path.join(at, "package.json"), "utf8")).devDependencies;
    const lock = JSON.parse(readFileSync(path.join(at, "package-lock.json"), "utf8")).packages;
    assert.deepEqual(lock[""].devDependencies, wanted, folder);
    for (const [name, version] of Object.entries(wanted)) {
      const key = (name.startsWith("http-proxy") ? `node-${name}` : name).toUpperCase().replaceAll("-", "_");
      assert.equal(version, env[key], `${folder}: ${name}`);
    }
    for (const [name, own] of Object.entries(lock).filter(([name]) => name)) assert.match(own.integrity ?? "", /^sha512-/, `${folder}: ${name}`);
  }
});
