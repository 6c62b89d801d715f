// The service worker: what makes isitme work without a network. The build puts in what one version is made of; a version is kept whole or not at
// all, and none is ever mixed with another. What is kept, and who decides: docs/ARCHITECTURE.md, "Without a network".
const VERSION = "@@VERSION@@";
// Names below the base, each with the first half of the SHA-256 of what it holds.
const FILES = @@FILES@@;
const SHELL = "@@SHELL@@";
// Each application's script, which says by its name what it holds, the name of its module, too: a page that names another is of another version.
const APPS = @@APPS@@;

const BASE = new URL("./", self.location).pathname;
// All projects of one GitHub Pages user share an origin.
const PREFIX = `isitme:${BASE}:`;
const CACHE = PREFIX + VERSION;
// Files whose names say what they hold.
const NAMED = /-[0-9a-f]{16}(_bg)?\.(js|wasm|css)$|\/steps-\d+\.txt$/;
const LIMIT = 1 << 20;

let first = false;
// What is kept was removed: nothing is put back for the pages that are still open.
let stopped = false;
// What another program shared, until the page has taken it: in memory alone.
let shared = "";

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// As in src/core/text.rs.
const fnv1a = (bytes) => String(bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x1000193), 0x811c9dc5) >>> 0);

// Whether a file holds what its name, who asks for it or this version's list says; undefined if nobody does. Everything that stays has to: one login page
// of a Wi-Fi, or one file of the next version, would be in its place for as long as this version lasts.
async function fits({ pathname, search }, answer) {
  const path = pathname.slice(BASE.length), body = await answer.arrayBuffer();
  const sum = (/\/steps-(\d+)\.txt$/.exec(path) ?? /^\?(\d+)$/.exec(search))?.[1];
  if (sum) return fnv1a(new Uint8Array(body)) === sum;
  const hash = FILES.find(([own]) => own === path)?.[1] ?? /-([0-9a-f]{16})(_bg)?\.(js|wasm)$/.exec(path)?.[1];
  return hash && hex(await crypto.subtle.digest("SHA-256", body)).startsWith(hash);
}

// A copy without the marks of a redirect, which a navigation would refuse.
const plain = (body, answer) => new Response(body, { headers: { "Content-Type": answer.headers.get("Content-Type") ?? "application/octet-stream" } });

async function fetchFile(cache, path, hash) {
  // What an interrupted download left is whole: it was checked before it was put there.
  if (await cache.match(BASE + path)) return;
  const answer = await fetch(BASE + path, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const body = await answer.arrayBuffer();
  if (!hex(await crypto.subtle.digest("SHA-256", body)).startsWith(hash)) throw new Error(`${path} is of another version`);
  await cache.put(BASE + path, plain(body, answer));
}

async function install() {
  first = !self.registration.active;
  const cache = await caches.open(CACHE);
  try {
    for (const [path, hash] of FILES) await fetchFile(cache, path, hash);
  } catch (why) {
    // A full disk: half a version helps nobody, and the room is needed by the whole one.
    if (why?.name === "QuotaExceededError") await caches.delete(CACHE);
    throw why;
  }
}

// Older versions go when no window can be running one of them any more; a newer one is on its way.
async function tidy() {
  if (self.registration.installing || self.registration.waiting) return;
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.length > 1) return;
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
}

// What is framed elsewhere, and what programs read, stays the network's.
const isPage = (path) => path.startsWith(BASE) && !/^(api\/|npm\/|embed\/(?!builder\/))/.test(path.slice(BASE.length)) && !/\.(js|wasm|json|xml|txt|png|svg|css|webmanifest|ts|tgz|md)$/.test(path);

// Keeps a page if it is of this version.
async function keepPage(cache, path, answer) {
  if (!answer.ok || answer.redirected || stopped) return;
  const copy = answer.clone(), text = await answer.text();
  if (APPS.some((name) => text.includes(name))) await cache.put(path, copy);
}

async function page(event, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(url.pathname);
  event.waitUntil(tidy().catch(() => {}));
  if (kept) return kept;
  let answer;
  try {
    // Without the query: what a link carries stays in this browser.
    answer = await fetch(url.pathname, { cache: "no-cache" });
  } catch { }
  if (!answer || answer.status >= 500) {
    const whole = !url.pathname.endsWith("/") && await cache.match(`${url.pathname}/`);
    // The addresses that lead on (src/site/redirects.rs).
    const code = /^(?:codes?\/|status(?:-code)?\/|http[\/-]|errors?\/)(\d+)\/?$/.exec(url.pathname.slice(BASE.length))?.[1];
    return whole ? Response.redirect(`${url.pathname}/${url.search}`) : code ? Response.redirect(`${BASE}${code}/${url.search}`) : await cache.match(BASE + SHELL) ?? answer ?? Response.error();
  }
  if (answer.redirected) return Response.redirect(new URL(answer.url).pathname + url.search);
  event.waitUntil(keepPage(cache, url.pathname, answer.clone()).catch(() => {}));
  return answer;
}

// What tells itself which one it is: any version's copy will do, if it is the right one.
async function named(event, url) {
  for (const name of [CACHE, ...await caches.keys()]) {
    if (!name.startsWith(PREFIX)) continue;
    const kept = await (await caches.open(name)).match(url.pathname);
    // Ours was looked at before it was put there; older workers looked at nothing.
    if (kept && (name === CACHE && NAMED.test(url.pathname) || await fits(url, kept.clone()) !== false)) return kept;
  }
  // Past the browser's own cache: a long part has the same name in every version (who asks says which one is meant, src/web/fragment.rs), and a wrong answer
  // may have been kept there, too.
  const answer = await fetch(event.request, { cache: "no-cache" });
  const right = answer.ok ? await fits(url, answer.clone()) : undefined;
  // Nobody can use it, and a browser that got it would run it again out of its memory. What fails is asked for again.
  if (right === false) return Response.error();
  return right ? keep(event, url, answer) : answer;
}

function keep(event, url, answer) {
  if (answer.ok && !stopped) {
    const copy = answer.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(url.pathname, copy)).catch(() => {}));
  }
  return answer;
}

// The configuration is the host's to change at any time.
async function fresh(event, url) {
  try {
    const answer = await fetch(event.request);
    if (answer.status < 500) return keep(event, url, answer);
  } catch { }
  return await (await caches.open(CACHE)).match(url.pathname) ?? Response.error();
}

// What another program shares with the installed application: an address is diagnosed, everything else is read.
async function share(request) {
  const form = await request.formData();
  const texts = ["title", "text", "url"].map((name) => form.get(name)).filter((text) => typeof text === "string" && text.trim());
  const files = form.getAll("file").filter((file) => typeof file !== "string" && file.size);
  if (!files.length && texts.length === 1 && /^https?:\/\/\S+$/i.test(texts[0].trim())) {
    return Response.redirect(`${BASE}diagnose/?url=${encodeURIComponent(texts[0].trim())}`, 303);
  }
  for (const file of files) texts.push(await file.slice(0, LIMIT).text());
  shared = texts.join("\n").slice(0, LIMIT);
  return Response.redirect(`${BASE}read/#shared`, 303);
}

function taken() {
  const text = shared;
  shared = "";
  return new Response(text, { headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" } });
}

self.addEventListener("install", (event) => event.waitUntil(install()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await tidy();
  // The first version may serve the page that brought it, and keeps it; a later one waits for the next page or for a reload.
  if (!first) return;
  await self.clients.claim();
  const cache = await caches.open(CACHE);
  for (const client of await self.clients.matchAll({ type: "window" })) {
    const { pathname } = new URL(client.url);
    if (isPage(pathname)) await fetch(pathname).then((answer) => keepPage(cache, pathname, answer)).catch(() => {});
  }
})()));

self.addEventListener("message", (event) => {
  if (event.data === "isitme:use") self.skipWaiting();
  if (event.data === "isitme:stop") stopped = true;
  // Wanted again before the last page was left: the browser goes on with this worker, and installs none.
  if (event.data === "isitme:start") {
    stopped = false;
    event.waitUntil(install().catch(() => {}).then(() => event.source?.postMessage("isitme:kept")));
  }
});

self.addEventListener("fetch", (event) => {
  // Even to look into a cache makes it.
  if (stopped) return;
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || !url.pathname.startsWith(BASE)) return;
  const path = url.pathname.slice(BASE.length);
  if (request.method === "POST" && request.mode === "navigate" && path === "read/") return event.respondWith(share(request));
  // A check of our own host must reach it.
  if (request.method !== "GET" || request.cache === "no-store") return;
  if (path === "shared") return event.respondWith(taken());
  if (request.mode === "navigate") {
    if (request.destination === "document" && isPage(url.pathname)) event.respondWith(page(event, url));
  } else if (path === "config.json") event.respondWith(fresh(event, url));
  else if (NAMED.test(url.pathname) || path.endsWith("/more.html")) event.respondWith(named(event, url));
});
