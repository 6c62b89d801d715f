// What the page that checks addresses can't do from Rust in few words: keep a run in IndexedDB, hold the lock of the one run, read and write files, notify.
const open = {};
function database(name) {
  return (open[name] ??= new Promise((done, fail) => {
    const ask = indexedDB.open(name, 1);
    ask.onupgradeneeded = () => { ask.result.createObjectStore("run"); ask.result.createObjectStore("rows"); };
    ask.onsuccess = () => {
      const base = ask.result;
      // Another version of this page wants to change the database: let it.
      base.onversionchange = () => { base.close(); delete open[name]; };
      base.onclose = () => delete open[name];
      done(base);
    };
    ask.onerror = () => fail(ask.error);
    ask.onblocked = () => fail(new Error("blocked"));
  }).catch((why) => { delete open[name]; throw why; }));
}
function act(base, call) {
  return new Promise((done, fail) => {
    const deed = base.transaction(["run", "rows"], "readwrite", { durability: "relaxed" });
    const result = call(deed.objectStore("run"), deed.objectStore("rows"));
    deed.oncomplete = () => done(result?.result);
    deed.onabort = deed.onerror = () => fail(deed.error);
    deed.commit?.();
  });
}
// What is on its way, each with its own end. One timer for all of them, set to the nearest end: setting and clearing one costs the tenth part of a fetch.
const flying = new Set();
let alarm, rings = Infinity;
// The timer only rings: what a timer begins are chains of timers, which browsers slow down to one in a minute where nobody looks.
const bell = new MessageChannel();
bell.port1.onmessage = ring;
function wind(at) {
  clearTimeout(alarm);
  rings = at;
  alarm = setTimeout(() => bell.port2.postMessage(0), at - performance.now());
}
function ring() {
  const now = performance.now();
  let next = Infinity;
  for (const one of flying) {
    if (one.until <= now) { one.late = true; flying.delete(one); one.stop.abort(); } else if (one.until < next) next = one.until;
  }
  rings = Infinity;
  if (next < Infinity) wind(next);
}
// One try: how it ended, how many milliseconds until then, where it was redirected to, until when to wait. Told by a call: an async function costs more, ten
// thousand times, and so does a promise for every step.
function attempt(url, mode, limit, tell) {
  const stop = new AbortController(), began = performance.now(), one = { stop, until: began + limit, late: false };
  flying.add(one);
  if (one.until < rings) wind(one.until);
  const end = (how) => {
    flying.delete(one);
    return how + "\t" + Math.round(performance.now() - began);
  };
  fetch(url, { mode, signal: stop.signal, credentials: "omit", cache: "no-store", redirect: "follow", referrerPolicy: "no-referrer" }).then((answer) => {
    const { type, status } = answer;
    const told = end(type === "opaque" ? "opaque" : type === "opaqueredirect" ? "redirect" : type === "error" ? "failed" : status);
    // Headers are all that is wanted: nothing more is downloaded.
    answer.body?.cancel().catch(() => { });
    const wait = status < 400 ? null : answer.headers.get("retry-after");
    tell(answer.redirected || wait ? told + "\t" + (answer.redirected ? answer.url : "") + "\t" + (wait ?? "") : told);
  }, () => tell(end(one.late ? "late" : stop.signal.aborted ? "stopped" : "failed")));
}
// One address of a list: cors, no-cors if that failed, and once more before "no answer". A line for each try.
const MODES = ["cors", "no-cors", "no-cors"];
function tries(url, limit, tell, nth = 0, before = "") {
  attempt(url, MODES[nth], limit, (one) => {
    const told = before + one + "\n";
    if (one.startsWith("failed") && nth < 2) tries(url, limit, tell, nth + 1, told); else tell(told);
  });
}
// Whether the browser asks for what is written there. Reading one costs some 20 us, and a list has few origins: each is read once, as is what is not plain.
const PLAIN = /^[\w\-.~/?&=+,:;@!$*()]*$/, origins = new Map();
function read(url) {
  try { return new URL(url).href === url; } catch { return false; }
}
function same(url) {
  const path = url.indexOf("/", 8), rest = url.slice(path);
  if (path < 0 || rest.includes("/.") || !PLAIN.test(rest)) return read(url);
  const origin = url.slice(0, path + 1);
  if (!origins.has(origin)) origins.set(origin, read(origin));
  return origins.get(origin);
}
// Answers are told some at a time, which makes one call of them: as soon as they are no fewer than what is still on its way, and some milliseconds after the
// first, twice this many at most; at once in a tab that nobody sees, where browsers let timers wait for a second or a minute.
const HOLD = 4;
let answers = "", held = 0, since = 0, telling, hears;
function tell() {
  const told = answers;
  answers = ""; held = 0;
  hears(told);
}
// The timer runs on when there was no need of it, as most of the time: then it looks how long the first of what is held now has waited.
function late() {
  telling = undefined;
  if (!held) return;
  const left = since + HOLD - performance.now();
  if (left > 0) telling = setTimeout(late, left); else tell();
}
function answered(run, at, told) {
  answers += run + "\t" + at + "\n" + told + "\n";
  if (!held++) since = performance.now();
  if (held >= flying.size || document.hidden) tell(); else telling ??= setTimeout(late, HOLD);
}
// The addresses of each run, which are read here by their number: a text that goes from Rust to the browser costs what it is long.
const lists = new Map();
let kept, lost, release, url, journal, made, due;
// A transaction for every row would cost as much as asking. So rows are written some at a time, and until they are, they stand in a ring of lines in
// localStorage. A line costs a message to another process, so there is one every JOT milliseconds, and one when the page is left or hidden: a tab that is
// closed has asked nothing in vain, one that crashes little. What is written together is one record, a list, since most of what a record costs is not its
// size. Its key comes after those of single rows, which earlier versions of this page wrote under the rows' numbers.
const RING = 256, BATCH = 128, SOON = 200, JOT = 50, FIRST = 1e6;
let line = 0, record = FIRST, jots = "", jotting;
const none = () => ({ rows: [], lines: 0 });
let waiting = none(), writing = none();
function note(rows) {
  try {
    localStorage.setItem(journal + " " + line++ % RING, made + "\n" + rows);
    return true;
  } catch { return false; }
}
function jot() {
  clearTimeout(jotting);
  jotting = undefined;
  if (!jots) return;
  waiting.lines++;
  if (!note(jots)) flush();
  jots = "";
}
function forgetNotes() {
  jots = "";
  for (let at = 0; at < RING; at++) try { localStorage.removeItem(journal + " " + at); } catch { }
}
function flush() {
  clearTimeout(due);
  due = undefined;
  if (!kept || lost || writing.rows.length || !waiting.rows.length) return;
  [writing, waiting] = [waiting, none()];
  try {
    const deed = kept.transaction(["run", "rows"], "readwrite", { durability: "relaxed" }), own = made, { rows } = writing;
    // Another tab may have kept another run in place of this one: rows say only a number, and would be taken for its.
    deed.objectStore("run").get("whose").onsuccess = ({ target }) => {
      if (target.result !== own) lost = true; else deed.objectStore("rows").put(rows, record++);
      deed.commit?.();
    };
    deed.oncomplete = () => { writing = none(); if (waiting.rows.length >= BATCH) flush(); else if (waiting.rows.length) due ??= setTimeout(flush, SOON); };
    deed.onabort = deed.onerror = () => { lost = true; };
  } catch { lost = true; }
}
// What came is kept before the page may be gone.
function leave() {
  if (held) tell();
  jot();
}
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
// A file that is dropped beside the page's own parts would be opened by the browser in place of the page, and all that it shows would be gone.
for (const type of ["dragover", "drop"]) {
  addEventListener(type, (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
}
globalThis.isitmeCheck = {
  ask: (url, limit) => new Promise((done) => tries(url, limit, done)),
  // The addresses of a run, a line each; forgotten without any.
  list: (run, urls) => { if (urls) lists.set(run, urls.split("\n")); else lists.delete(run); },
  // Asks like `ask` for an address of a run, told to `hears`: the run, the row, a line for each try and an empty one. Without a try where the browser makes
  // another address of it.
  hear: (run, at, limit, own) => {
    hears = own;
    const url = lists.get(run)[at];
    if (same(url)) tries(url, limit, (told) => answered(run, at, told)); else Promise.resolve("").then((told) => answered(run, at, told));
  },
  // Gives up what is on its way.
  stop: () => { for (const { stop } of flying) stop.abort(); },
  // A new run: its description and list. From here on `put` keeps its rows.
  begin: async (name, about) => {
    kept = undefined; lost = false; waiting = none(); writing = none(); record = FIRST; journal = name;
    const base = await database(name), own = about.split("\n", 2)[1];
    await act(base, (run, rows) => { run.put(about, "run"); run.put(own, "whose"); rows.clear(); });
    forgetNotes();
    made = own;
    kept = base;
  },
  // Whether the run that is kept is still ours. What comes is put behind what another tab has added to it.
  mine: () => new Promise((done, fail) => {
    const deed = kept.transaction(["run", "rows"]);
    const whose = deed.objectStore("run").get("whose"), keys = deed.objectStore("rows").getAllKeys();
    deed.oncomplete = () => { record = Math.max(record, 1 + (keys.result.at(-1) ?? 0)); done(whose.result === made); };
    deed.onabort = () => fail(deed.error);
  }),
  // Rows, as soon as they are there, a line each: the number, a tab, the row. `false`: rows are being lost.
  put: (rows) => {
    if (!kept || lost) return !lost;
    waiting.rows.push(...rows.split("\n"));
    jots += (jots && "\n") + rows;
    if (document.hidden) jot(); else jotting ??= setTimeout(jot, JOT);
    // The ring must not come round to what isn't written yet.
    if (waiting.rows.length >= BATCH || waiting.lines >= RING / 2) flush(); else due ??= setTimeout(flush, SOON);
    if (waiting.lines + writing.lines >= RING) lost = true;
    return !lost;
  },
  // The kept run: its description, then the rows as `put` got them, one that was asked again more than once.
  load: async (name) => {
    const base = await database(name);
    const all = (store, what) => new Promise((done, fail) => {
      const ask = base.transaction(store).objectStore(store)[what]();
      ask.onsuccess = () => done(ask.result);
      ask.onerror = () => fail(ask.error);
    });
    const [about, whose] = await all("run", "getAll");
    if (about === undefined) return;
    const keys = await all("rows", "getAllKeys"), lines = await all("rows", "getAll");
    kept = base; lost = false; journal = name; jots = ""; writing = none(); waiting = none();
    record = Math.max(FIRST, 1 + (keys.at(-1) ?? 0));
    made = about.split("\n", 2)[1];
    // Earlier versions of this page didn't say whose rows they are.
    if (whose !== made) await act(base, (run) => run.put(made, "whose"));
    const stored = keys.flatMap((key, at) => (key < FIRST ? key + "\t" + lines[at] : lines[at])), known = new Set(stored);
    // What only the ring has goes where the others are.
    for (let at = 0; at < RING; at++) {
      let rows;
      try { rows = localStorage.getItem(name + " " + at)?.split("\n"); } catch { }
      if (rows?.shift() === made) waiting.rows.push(...rows.filter((row) => !known.has(row)));
    }
    const rows = [...waiting.rows];
    flush();
    return [about, ...stored, ...rows];
  },
  forget: async (name) => {
    kept = undefined; waiting = none(); writing = none(); journal = name;
    forgetNotes();
    await act(await database(name), (run, rows) => { run.clear(); rows.clear(); });
  },
  // One run at a time: true if it is ours, false if another tab has it; nothing where there are no locks.
  lock: (name) => {
    let locks;
    try { locks = navigator.locks; } catch { }
    if (!locks) return Promise.resolve();
    return new Promise((done) => {
      locks.request(name, { ifAvailable: true }, (lock) => {
        done(!!lock);
        return lock && new Promise((free) => { release = free; });
      }).catch(() => done());
    });
  },
  unlock: () => { release?.(); release = undefined; },
  // The text of a response, a file or a blob, gunzipped if it is compressed; cut at `most` bytes. Rejects if it is no text.
  text: async (source, most) => {
    const reader = (source.body ?? source.stream()).getReader();
    const parts = [];
    let size = 0, zip;
    let from = reader;
    for (;;) {
      const { done, value } = await from.read();
      if (done) break;
      if (!zip && from === reader && value.length > 1 && value[0] === 31 && value[1] === 139) {
        zip = true;
        const rest = new ReadableStream({
          start: (to) => to.enqueue(value),
          pull: async (to) => { const next = await reader.read(); next.done ? to.close() : to.enqueue(next.value); },
          cancel: () => reader.cancel(),
        });
        from = rest.pipeThrough(new DecompressionStream("gzip")).getReader();
        continue;
      }
      zip ??= false;
      parts.push(value);
      size += value.length;
      if (size > most) { from.cancel().catch(() => { }); break; }
    }
    const bytes = new Uint8Array(await new Blob(parts).slice(0, most + 1).arrayBuffer());
    // As spreadsheets and PowerShell write it.
    const wide = bytes[0] === 255 && bytes[1] === 254 ? "utf-16le" : bytes[0] === 254 && bytes[1] === 255 ? "utf-16be" : "utf-8";
    const text = new TextDecoder(wide).decode(bytes);
    if (text.slice(0, 2000).split(/[\0\ufffd]/).length > 8) throw false;
    return text;
  },
  // The file that an event brings, and how many others that nobody reads.
  file: (event) => {
    const files = (event.dataTransfer ?? event.target)?.files, file = files?.[0];
    if (!file) return;
    event.preventDefault();
    file.others = files.length - 1;
    // The same file may be chosen again once it was edited.
    if (!event.dataTransfer) event.target.value = "";
    return file;
  },
  save: (name, type, text) => {
    if (url) URL.revokeObjectURL(url);
    url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  },
  // Whether notifications are allowed, asked for if need be.
  permit: async () => {
    try { return (await Notification.requestPermission()) === "granted"; } catch { return false; }
  },
  // Phones only let a service worker notify: then there is none.
  notify: (title, body) => {
    try { new Notification(title, { body, tag: "isitme" }).onclick = () => window.focus(); return true; } catch { return false; }
  },
};
