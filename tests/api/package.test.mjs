// The package for npm (dist/npm): packed, installed without a network, imported by its name in Node, and put into a bundle. The examples of its README are
// what is run: a line after `// →` is what the line before it prints.
//   node --test tests/api/                     dist/ must be built; ISITME_DIST names another folder
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const DIST = path.resolve(process.env.ISITME_DIST ?? path.join(ROOT, "dist"));
const PACKAGE = path.join(DIST, "npm");
const readme = readFileSync(path.join(PACKAGE, "README.md"), "utf8");
const about = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8"));

const scratch = mkdtempSync(path.join(tmpdir(), "isitme-npm-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

// npm without a network, and without anything of this account: a cache of its own.
const npm = (...args) =>
  execFileSync("npm", [...args, "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", `--cache=${path.join(scratch, "cache")}`], {
    cwd: scratch, encoding: "utf8", env: { ...process.env, NPM_CONFIG_USERCONFIG: path.join(scratch, "npmrc") },
  });

const [packed] = JSON.parse(npm("pack", "--json", PACKAGE));
writeFileSync(path.join(scratch, "package.json"), '{"private": true, "type": "module"}');
npm("install", `./${packed.filename}`);

/** The code of a README's block with that info string, and what it says that it prints. */
function example(info) {
  const block = readme.split(`\`\`\`${info}\n`)[1]?.split("```")[0];
  assert.ok(block, `the README has no example marked ${info}`);
  return { code: block, prints: [...block.matchAll(/\/\/ → (.*)$/gm)].map((own) => own[1]) };
}

const node = (file) => execFileSync(process.execPath, [file], { cwd: scratch, encoding: "utf8" }).trimEnd().split("\n");

test("the package holds what it needs and nothing else", () => {
  const expected = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "isitme.d.ts", "isitme.js", "isitme_bg.wasm", "node.js", "package.json"];
  assert.deepEqual(packed.files.map((own) => own.path).sort(), expected);
  const cargo = readFileSync(path.join(ROOT, "Cargo.toml"), "utf8");
  assert.equal(about.version, /^version = "(.*)"/m.exec(cargo)[1]);
  assert.equal(about.license, /^license = "(.*)"/m.exec(cargo)[1]);
  assert.equal(about.sideEffects, false);
  for (const key of ["dependencies", "devDependencies", "scripts", "bin"]) assert.equal(about[key], undefined, key);
  const named = Object.values(about.exports).flatMap((own) => (typeof own === "string" ? [own] : Object.values(own)));
  for (const file of [...named, about.types]) assert.ok(expected.includes(file.replace("./", "")), file);
  for (const file of ["isitme.js", "isitme_bg.wasm", "isitme.d.ts"]) {
    assert.deepEqual(readFileSync(path.join(PACKAGE, file)), readFileSync(path.join(DIST, file)), `${file} is the site's own`);
  }
});

test("the README says how large the module is", () => {
  const module = readFileSync(path.join(PACKAGE, "isitme_bg.wasm"));
  const [, raw, gzip] = /The module is (\d+) KB, and (\d+) KB on its way \(gzip\)/.exec(readme).map(Number);
  assert.equal(raw, Math.floor(module.length / 1000));
  // Two programs that compress differ a little.
  assert.ok(Math.abs(gzip - gzipSync(module, { level: 9 }).length / 1000) <= gzip / 100 + 1, `${gzip} KB`);
  assert.doesNotMatch(readme, /@@/);
});

test("the README's example runs in Node", () => {
  const { code, prints } = example("js");
  writeFileSync(path.join(scratch, "example.js"), code);
  assert.ok(prints.length >= 4);
  assert.deepEqual(node("example.js"), prints);
});

test("every function that the README names is there, and no other", () => {
  const named = [...readme.matchAll(/^\| `(\w+)\(/gm)].map((own) => own[1]).sort();
  writeFileSync(path.join(scratch, "names.js"), 'import * as all from "isitme"; console.log(Object.keys(all).sort().join(" "));');
  assert.deepEqual(node("names.js"), [[...named, "default", "initSync"].sort().join(" ")]);
});

test("in Node, init() is told once, several at once, or given bytes", () => {
  writeFileSync(
    path.join(scratch, "init.js"),
    `import { readFileSync } from "node:fs";
     import init, { codes } from "isitme";
     await Promise.all([init(), init(), init()]);
     await init();
     await init({ module_or_path: readFileSync(new URL(import.meta.resolve("isitme/isitme_bg.wasm"))) });
     console.log(codes().length > 100);`,
  );
  assert.deepEqual(node("init.js"), ["true"]);
});

test("a bundle of esbuild runs", async () => {
  const { build } = await import(pathToFileURL(path.join(ROOT, ".tools/node_modules/esbuild/lib/main.js")).href);
  const { code, prints } = example("js bundle");
  writeFileSync(path.join(scratch, "entry.js"), code);
  const options = { entryPoints: [path.join(scratch, "entry.js")], bundle: true, format: "esm", target: "es2022", platform: "browser", absWorkingDir: scratch, logLevel: "silent" };
  const whole = await build({ ...options, outfile: path.join(scratch, "bundle.js"), loader: { ".wasm": "binary" } });
  assert.deepEqual(whole.warnings, []);
  assert.deepEqual(node("bundle.js"), prints);
  // What is not used of the glue is left out, and nothing of Node is in it.
  assert.doesNotMatch(readFileSync(path.join(scratch, "bundle.js"), "utf8"), /node:fs|judge\(/);
  const apart = await build({ ...options, outdir: path.join(scratch, "apart"), loader: { ".wasm": "file" }, metafile: true });
  const wasm = Object.keys(apart.metafile.outputs).filter((own) => own.endsWith(".wasm"));
  assert.equal(wasm.length, 1, "the module is copied beside the bundle");
});
