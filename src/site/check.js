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
const flying = new Set();
const plain = { credentials: "omit", cache: "no-store", redirect: "follow", referrerPolicy: "no-referrer" };
// One try: how it ended, how many milliseconds until then, where it was redirected to, until when to wait.
async function attempt(url, mode, limit) {
  const stop = new AbortController(), began = performance.now();
  let late = false;
  flying.add(stop);
  const timer = setTimeout(() => { late = true; stop.abort(); }, limit);
  const ms = () => "\t" + Math.round(performance.now() - began);
  try {
    const answer = await fetch(url, { mode, signal: stop.signal, ...plain });
    const took = ms();
    // Headers are all that is wanted: nothing more is downloaded.
    answer.body?.cancel().catch(() => { });
    if (answer.type === "opaque") return "opaque" + took;
    if (answer.type === "opaqueredirect") return "redirect" + took;
    if (answer.type === "error") return "failed" + took;
    const wait = answer.status < 400 ? null : answer.headers.get("retry-after");
    return answer.status + took + (answer.redirected || wait ? "\t" + (answer.redirected ? answer.url : "") + "\t" + (wait ?? "") : "");
  } catch {
    return (late ? "late" : stop.signal.aborted ? "stopped" : "failed") + ms();
  } finally {
    clearTimeout(timer);
    flying.delete(stop);
  }
}
let kept, lost, release, url, journal, made, waiting = [], writing = [], due;
// A transaction for every row would cost as much as asking. So rows are written some at a time, and until they are, they stand in a ring of lines in
// localStorage, which are written at once and cost next to nothing: a tab that is closed now has asked nothing in vain.
const RING = 128;
let turn = 0;
function note(at, line) {
  try {
    localStorage.setItem(journal + " " + turn++ % RING, made + "\t" + at + "\t" + line);
    return true;
  } catch { return false; }
}
function forgetNotes() {
  for (let at = 0; at < RING; at++) try { localStorage.removeItem(journal + " " + at); } catch { }
}
function flush() {
  clearTimeout(due);
  due = undefined;
  if (!kept || lost || writing.length || !waiting.length) return;
  [writing, waiting] = [waiting, []];
  try {
    const deed = kept.transaction("rows", "readwrite", { durability: "relaxed" });
    const rows = deed.objectStore("rows");
    for (const [at, line] of writing) rows.put(line, at);
    deed.oncomplete = () => { writing = []; if (waiting.length >= 32) flush(); else if (waiting.length) due ??= setTimeout(flush, 100); };
    deed.onabort = deed.onerror = () => { lost = true; };
    deed.commit?.();
  } catch { lost = true; }
}
globalThis.isitmeCheck = {
  // One address of a list: cors, no-cors if that failed, and once more before "no answer".
  ask: async (url, limit) => {
    let told = "";
    for (const mode of ["cors", "no-cors", "no-cors"]) {
      const one = await attempt(url, mode, limit);
      told += one + "\n";
      if (!one.startsWith("failed")) break;
    }
    return told;
  },
  // Gives up what is on its way.
  stop: () => { for (const stop of flying) stop.abort(); },
  // A new run: its description and list. From here on `put` keeps its rows.
  begin: async (name, about) => {
    kept = undefined; lost = false; waiting = []; writing = []; journal = name;
    const base = await database(name);
    await act(base, (run, rows) => { run.put(about, "run"); rows.clear(); });
    forgetNotes();
    made = about.split("\n", 2)[1];
    kept = base;
  },
  // A row, as soon as it is there. `false`: rows are being lost.
  put: (at, line) => {
    if (!kept || lost) return !lost;
    waiting.push([at, line]);
    // The ring must not come round to what isn't written yet.
    if (!note(at, line) || waiting.length >= 32) flush(); else due ??= setTimeout(flush, 100);
    if (waiting.length + writing.length >= RING) lost = true;
    return !lost;
  },
  // The kept run: its description, then one line a row.
  load: async (name) => {
    const base = await database(name);
    const all = (store, what) => new Promise((done, fail) => {
      const ask = base.transaction(store).objectStore(store)[what]();
      ask.onsuccess = () => done(ask.result);
      ask.onerror = () => fail(ask.error);
    });
    const [about] = await all("run", "getAll");
    if (about === undefined) return;
    const keys = await all("rows", "getAllKeys"), lines = await all("rows", "getAll");
    kept = base; lost = false; journal = name; writing = []; waiting = [];
    made = about.split("\n", 2)[1];
    // What only the ring has goes where the others are.
    for (let at = 0; at < RING; at++) {
      let line;
      try { line = localStorage.getItem(name + " " + at); } catch { }
      const [own, nth, ...rest] = (line ?? "").split("\t");
      if (own === made && rest.length) waiting.push([Number(nth), rest.join("\t")]);
    }
    const rows = waiting.map((row) => row.join("\t"));
    flush();
    return [about, ...keys.map((key, at) => key + "\t" + lines[at]), ...rows];
  },
  forget: async (name) => {
    kept = undefined; waiting = []; writing = []; journal = name;
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
  // The file that an event brings.
  file: (event) => {
    const file = (event.dataTransfer ?? event.target)?.files?.[0];
    if (file) event.preventDefault();
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
