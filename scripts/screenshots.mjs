// Takes the pictures for scripts/screenshots: node scripts/screenshots.mjs SITE DRIVER FOLDER PROFILES BROWSERS, with the pages on standard input, a line each.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const [site, driver, folder, profiles, browsers] = process.argv.slice(2);
// The start page is an empty line, or a slash.
const pages = (await text(process.stdin)).split("\n").slice(0, -1).map((line) => line.replace(/^\//, ""));
const open = new Set();

// A WebDriver command; its value.
async function ask(method, path, body) {
  const answer = await fetch(`${driver}/session${path}`, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${value?.message ?? answer.status}`);
  return value;
}

// Ending the session is what closes the browser.
async function close() {
  await Promise.all([...open].map((session) => ask("DELETE", `/${session}`).catch(() => {})));
  open.clear();
}

class Browser {
  static async start(nth) {
    const args = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run", "--hide-scrollbars", `--user-data-dir=${join(profiles, String(nth))}`];
    // Chromium's sandbox does not start for root.
    if (process.getuid() === 0) args.push("--no-sandbox");
    const options = { args, ...(process.env.CHROMIUM && { binary: process.env.CHROMIUM }) };
    const { sessionId } = await ask("POST", "", { capabilities: { alwaysMatch: { browserName: "chrome", "goog:chromeOptions": options } } });
    open.add(sessionId);
    const own = new Browser();
    own.at = `/${sessionId}`;
    return own;
  }

  devtools(cmd, params = {}) {
    return ask("POST", `${this.at}/goog/cdp/execute`, { cmd, params });
  }

  // Fonts are in, and what the page does after its first paint has been painted too.
  settle() {
    const script = "const done = arguments[0]; document.fonts.ready.then(() => requestIdleCallback(() => requestAnimationFrame(() => requestAnimationFrame(done)), { timeout: 1000 }))";
    return ask("POST", `${this.at}/execute/async`, { script, args: [] });
  }

  async size(width, height) {
    await this.devtools("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  }

  // Nothing moves on the way to it, so that the next picture has it whole.
  async scheme(value) {
    const features = [
      { name: "prefers-color-scheme", value },
      { name: "prefers-reduced-motion", value: "reduce" },
    ];
    await this.devtools("Emulation.setEmulatedMedia", { features });
  }

  async height() {
    return Math.ceil((await this.devtools("Page.getLayoutMetrics")).cssContentSize.height);
  }

  // The six of a page. It is loaded once: what depends on the width and on the scheme is the styles' alone.
  async pictures(page) {
    const name = page.replace(/\/$/, "").replace(/[^A-Za-z0-9]+/g, "-") || "home";
    await ask("POST", `${this.at}/url`, { url: site + page });
    for (const width of [360, 768, 1280]) {
      await this.size(width, 800);
      // What is far below is laid out when it comes near: a window as high as the page, until it grows no more by that.
      let height = await this.height();
      for (let turn = 0, before = 0; height !== before && turn < 4; turn++) {
        before = height;
        await this.size(width, height);
        await this.settle();
        height = await this.height();
      }
      const clip = { x: 0, y: 0, width, height, scale: 1 };
      for (const look of ["light", "dark"]) {
        await this.scheme(look);
        const { data } = await this.devtools("Page.captureScreenshot", { optimizeForSpeed: true, clip });
        await writeFile(join(folder, `${name}-${width}-${look}.png`), data, "base64");
      }
    }
  }
}

let next = 0;
async function share(nth) {
  const own = await Browser.start(nth);
  await own.scheme("light");
  while (next < pages.length) {
    const at = next++;
    await own.pictures(pages[at]);
    console.error(`    ${at + 1} of ${pages.length}: ${site}${pages[at]}`);
  }
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => close().then(() => process.exit(1)));
try {
  await Promise.all(Array.from({ length: Math.min(Number(browsers), pages.length) }, (_, nth) => share(nth)));
} catch (why) {
  console.error(`error: ${why.message}`);
  process.exitCode = 1;
  next = pages.length;
} finally {
  await close();
}
