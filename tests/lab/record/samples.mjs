// What was recorded, and how it becomes files of the corpus: names, the lines between +++, the paths of this machine taken out.
// It exists so that no recorder can write a sample that lacks its expectation or shows where it was made.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { page } from "./page.mjs";

const KEYS = ["kind", "product", "hop", "code", "error", "platform", "client", "cause", "success", "also", "or", "follows", "made", "source"];
// Which files of a fault are wanted, by their short names.
const KINDS = { html: "html", headers: "headers", page: "page", access: "access-log", error: "error-log", client: "client" };

// Statuses that name their own cause, so that an access log's line or a bare page tells it.
const OWN = new Set([404, 405, 408, 413, 414, 429, 431, 494, 495, 496, 497, 499]);

// fnv1a, 32 bits.
export function fnv(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (value && typeof value === "object") {
    return `{ ${Object.entries(value)
      .map(([key, own]) => `${key} = ${toml(own)}`)
      .join(", ")} }`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

export class Samples {
  constructor(hidden) {
    this.files = new Map();
    this.problems = [];
    // [what, by what]: longest first, so that a folder in a folder is found.
    this.hidden = hidden.sort((a, b) => b[0].length - a[0].length);
  }

  clean(text) {
    for (const [what, by] of this.hidden) text = text.replaceAll(what, by);
    text = text.replaceAll(os.hostname(), "lab.example").replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    // The bytes that no editor shows, except a terminal's colors: people paste those.
    return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f]/g, "\ufffd").trimEnd();
  }

  // One file.
  add(name, about, text) {
    if (!text || !text.trim()) return this.problem(name, "nothing was recorded");
    if (this.files.has(name)) return this.problem(name, "two samples have this name");
    for (const key of ["kind", "product", "hop", "made", "source"]) {
      if (about[key] === undefined) return this.problem(name, `no ${key}`);
    }
    for (const key of Object.keys(about)) if (!KEYS.includes(key)) return this.problem(name, `what is ${key}?`);
    const lines = KEYS.filter((key) => about[key] !== undefined).map((key) => `${key} = ${toml(about[key])}`);
    this.files.set(name, { about, text: `+++\n${lines.join("\n")}\n+++\n${this.clean(text)}\n` });
  }

  // The files of a fault: wants names kinds of the shot, each with what differs: ['html', ['error', { cause }]].
  // A cause stands only where the text tells it: `told` names those kinds; without it, the error log and the statuses that name
  // their cause.
  keep(name, { told, says, ...about }, shot, wants) {
    if (about.code && shot.status !== undefined && shot.status && shot.status !== about.code) {
      return this.problem(name, `answered ${shot.status}, not ${about.code}: ${shot.headers.slice(0, 300)}`);
    }
    for (const want of wants) {
      let [kind, own] = Array.isArray(want) ? want : [want, {}];
      // A body of JSON or of plain words is no HTML: it is read as it is shown.
      if (kind === "html" && !/<[a-z!?]/i.test(shot.html)) kind = "page";
      if (kind === "page" && this.files.has(`${name}-page`)) continue;
      const tells = told ? told === "all" || told.includes(kind) : kind === "error" || kind === "client" || OWN.has(about.code);
      const whole = { ...about, ...(tells ? {} : { cause: undefined }), kind: KINDS[kind], ...own };
      const text = kind === "page" ? page(shot.html) : shot[kind];
      if (kind === "error" && says && !says.test(text)) this.problem(`${name}-${kind}`, `the log says otherwise: ${text.slice(0, 300)}`);
      this.add(`${name}-${kind}`, whole, text);
    }
  }

  // What another one holds.
  take(other) {
    for (const [name, file] of other.files) {
      if (this.files.has(name)) this.problem(name, "two samples have this name");
      this.files.set(name, file);
    }
    this.problems.push(...other.problems);
  }

  problem(name, what) {
    this.problems.push(`${name}: ${what}`);
  }

  // Empties the two folders and writes what there is; `only` keeps what the others recorded before.
  write(corpus, only) {
    const places = { seen: path.join(corpus, "seen/lab"), held: path.join(corpus, "held/lab") };
    for (const place of Object.values(places)) {
      if (!only) fs.rmSync(place, { recursive: true, force: true });
      fs.mkdirSync(place, { recursive: true });
    }
    for (const [name, { text }] of this.files) {
      const file = `${name}.txt`;
      fs.writeFileSync(path.join(fnv(file) % 3 === 0 ? places.held : places.seen, file), text);
    }
  }
}
