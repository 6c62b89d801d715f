// What the application can't do from Rust: import the module that reads, whose name only the build knows, and open a file.
let own;
globalThis.isitmeReader = (text, brief) =>
  (own ??= import("./@@JS@@")
    .then((module) => module.default({ module_or_path: new URL("@@WASM@@", import.meta.url) }).then(() => module))
    .catch((why) => { own = null; throw why; })
  ).then((module) => brief ? module.headline(text) : module.read(text));
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
