// What the application can't do from Rust: import the modules that read and that ask, whose names only the build knows, and open a file.
const load = (js, wasm) => {
  let own;
  return () => own ??= import(js)
    .then((module) => module.default({ module_or_path: new URL(wasm, import.meta.url) }).then(() => module))
    .catch((why) => { own = null; throw why; });
};
const reads = load("./@@READ.JS@@", "@@READ.WASM@@");
const asks = load("./@@ASK.JS@@", "@@ASK.WASM@@");
// On a poor line a module may take minutes, and nobody would be told.
const soon = (promise) => Promise.race([promise, new Promise((_, late) => setTimeout(late, 30000))]);
globalThis.isitmeReader = (text, brief) => reads().then((module) => brief ? module.headline(text) : module.read(text));
// Without a check it only loads the module.
globalThis.isitmeAsk = (check, base, url) => soon(asks()).then((module) => check === "stop" ? module.stop() : check && module.ask(check, base, url));
// The text of the file that an event brings, the first bytes of it; rejects with whether it is a picture if it is no text.
globalThis.isitmeFile = async (event, most) => {
  const file = (event.dataTransfer ?? event.target)?.files?.[0];
  if (!file) return;
  event.preventDefault();
  if (/^image\//.test(file.type)) throw true;
  const text = await file.slice(0, most + 1).text().catch(() => "\0\0\0\0\0\0\0\0\0");
  if (text.slice(0, 2000).split(/[\0\ufffd]/).length > 8) throw false;
  return text;
};
