// How large a thing is as it travels, and what a module is made of.
import { brotliCompressSync, constants } from "node:zlib";

/** Bytes in brotli 11. */
export function brotli(buffer) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: buffer.length };
  return brotliCompressSync(buffer, { params }).length;
}

/** The sections of a module: id, name of a custom section, contents. */
export function sections(module) {
  const found = [];
  let at = 8;
  const leb = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = module[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < module.length) {
    const begin = at;
    const id = module[at++];
    const size = leb();
    const end = at + size;
    let name = "";
    if (id === 0) {
      const length = leb();
      name = module.toString("utf8", at, at + length);
      at += length;
    }
    found.push({ id, name, all: module.subarray(begin, end), contents: module.subarray(at, end) });
    at = end;
  }
  return found;
}

/** A module without its data section, and that section. */
export function halves(module) {
  const parts = sections(module);
  const all = (wanted) => parts.filter(wanted).map((part) => part.all);
  return [Buffer.concat([module.subarray(0, 8), ...all((part) => part.id !== 11)]), Buffer.concat(all((part) => part.id === 11))];
}
