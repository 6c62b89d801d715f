// The same module for Node, whose fetch takes no file: addresses: `init()` reads the module that lies beside this file.
import { readFile } from "node:fs/promises";
import init from "./isitme.js";

export * from "./isitme.js";

let own;
export default (from) => from === undefined
  ? (own ??= readFile(new URL("./isitme_bg.wasm", import.meta.url)).then((bytes) => init({ module_or_path: bytes })).catch((why) => { own = undefined; throw why; }))
  : init(from);
