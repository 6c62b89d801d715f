// Lighthouse's marks for a page of each kind, the median of five, in its mobile profile: `node tests/bench/lighthouse.mjs ADDRESS RESULT`. Prints a row for each and writes
// them to RESULT, for docs/BENCHMARKS.md. What others embed is not to be found by itself, so its mark for search engines is not asked for.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [address, result] = process.argv.slice(2);
const require = createRequire(new URL("../../.tools/lighthouse/package.json", import.meta.url));
const { default: lighthouse } = await import(require.resolve("lighthouse"));
const { launch } = await import(createRequire(require.resolve("lighthouse")).resolve("chrome-launcher"));

const RUNS = 5;
const KINDS = ["performance", "accessibility", "best-practices", "seo"];
const PAGES = [["", "the start page", KINDS], ["502/", "a code's page", KINDS], ["embed/502/", "what others embed", KINDS.slice(0, 3)]];
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

const rows = [];
for (const [path, what, kinds] of PAGES) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const chrome = await launch({
      chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
      chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    try {
      runs.push((await lighthouse(address + path, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: kinds })).lhr);
    } finally {
      chrome.kill();
    }
  }
  const metric = (name) => Math.round(median(runs.map((run) => run.audits[name].numericValue)));
  for (const kind of kinds) {
    const mark = Math.round(median(runs.map((run) => run.categories[kind].score)) * 100);
    const beside = kind === "performance" ? `first paint ${metric("first-contentful-paint")} ms, largest ${metric("largest-contentful-paint")} ms, blocked ${metric("total-blocking-time")} ms` : "";
    rows.push({ what: `Lighthouse, ${what}: ${kind}`, value: String(mark), beside, limit: "100", holds: mark === 100 });
    const lost = runs[0].categories[kind].auditRefs.filter((own) => own.weight > 0 && (runs[0].audits[own.id].score ?? 1) < 1);
    console.log(`${mark === 100 ? "  " : "! "}${what}: ${kind} ${mark}  ${beside}  ${lost.map((own) => `${own.id} ${runs[0].audits[own.id].displayValue ?? ""}`).join(", ")}`);
  }
  const shift = median(runs.map((run) => run.audits["cumulative-layout-shift"].numericValue));
  rows.push({ what: `Lighthouse, ${what}: layout shift`, value: shift.toFixed(3), beside: "", limit: "0", holds: shift === 0 });
}
if (result) writeFileSync(result, JSON.stringify(rows));
process.exitCode = rows.every((row) => row.holds) ? 0 : 1;
