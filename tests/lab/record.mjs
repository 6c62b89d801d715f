// Records the corpus anew: starts real servers on loopback, provokes faults, writes down what they send and log.
// `make lab` runs it; node tests/lab/record.mjs nginx haproxy records these alone and leaves the other files.
import { getServers } from "node:dns";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeCertificates } from "./record/certificates.mjs";
import { startResolver } from "./record/dns.mjs";
import { endAll } from "./record/kit.mjs";
import { Samples } from "./record/samples.mjs";
import { startStuck } from "./record/stuck.mjs";
import { startUpstreams } from "./record/upstreams.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const TOOLS = path.join(ROOT, ".tools/lab");
const HERE = path.join(ROOT, "tests/lab/record");
// What is no recorder: they export nothing called record.
const all = fs.readdirSync(HERE).filter((name) => /^export async function record\b/m.test(fs.readFileSync(path.join(HERE, name), "utf8")));
const only = process.argv.slice(2);
const chosen = all.filter((name) => !only.length || only.includes(name.replace(".mjs", "")));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lab-"));
// Servers leave root, and must still find their files.
fs.chmodSync(folder, 0o755);
const clean = () => {
  endAll();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
};
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => (clean(), process.exit(130)));

const base = fs.existsSync(`${TOOLS}/venv/pyvenv.cfg`)
  ? /^home = (.*)\/bin$/m.exec(fs.readFileSync(`${TOOLS}/venv/pyvenv.cfg`, "utf8"))?.[1]
  : "";
const hidden = [
  [folder, "/srv/lab"],
  [TOOLS, "/srv/lab/tools"],
  [ROOT, "/srv/lab/project"],
  [os.homedir(), "/home/jo"],
  // The resolver that this machine asks.
  ...getServers()
    .filter((own) => !own.startsWith("127."))
    .map((own) => [own, "127.0.0.53"]),
  ...(base && base !== "/usr" ? [[base, "/usr"]] : []),
];
const samples = new Samples(hidden);
const lab = {
  folder,
  tools: TOOLS,
  place(name) {
    const own = path.join(folder, name);
    fs.mkdirSync(own, { recursive: true });
    fs.chmodSync(own, 0o777);
    return own;
  },
};

let failed = false;
try {
  lab.certificates = await makeCertificates(path.join(folder, "tls"));
  lab.up = await startUpstreams(lab.certificates);
  const resolver = await startResolver();
  const stuck = await startStuck(lab);
  Object.assign(lab, { dns: resolver.port, stuck: stuck.port });
  // Most of the time is spent waiting for timeouts: three at a time are no load.
  const queue = [...chosen];
  const one = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) {
      const began = Date.now();
      const own = new Samples(hidden);
      try {
        const { record } = await import(path.join(HERE, name));
        await record({ ...lab, samples: own });
      } catch (error) {
        own.problem(name, error.stack);
      }
      const count = String(own.files.size).padStart(3);
      console.log(`${name.replace(".mjs", "").padEnd(16)} ${count} samples, ${((Date.now() - began) / 1000).toFixed(1)} s`);
      samples.take(own);
    }
  };
  await Promise.all([one(), one(), one()]);
  await stuck.end();
  resolver.close();
  lab.up.close();
  samples.write(path.join(ROOT, "tests/corpus"), only.length > 0);
} finally {
  clean();
}
for (const problem of samples.problems) {
  failed = true;
  console.error(`problem: ${problem}`);
}
console.log(`${samples.files.size} samples`);
process.exit(failed ? 1 : 0);
