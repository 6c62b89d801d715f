// Beside every page: brings in the service worker, says when there is no network or a newer version, and fills the page /offline/. Loaded after
// the page is there; where a sandbox has no worker or no storage it does nothing.
const WORDS = @@WORDS@@;
const base = document.getElementById("app").dataset.base;
const prefix = `isitme:${base}:`;
const OFF = `${prefix}offline`;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const el = (name, text, more) => Object.assign(document.createElement(name), { textContent: text ?? "" }, more);
const button = (text, press, kind = "button") => el("button", text, { type: "button", className: kind, onclick: press });
// A sandbox throws where others answer.
const guarded = (call) => { try { return call(); } catch { return undefined; } };
const setting = (value) => guarded(() => value === undefined ? localStorage.getItem(OFF) : value ? localStorage.setItem(OFF, value) : localStorage.removeItem(OFF));
const workers = guarded(() => navigator.serviceWorker);
const kept = guarded(() => caches);

// One line at the foot of the window; the last of each kind stands.
function say(kind, text, ...buttons) {
  document.querySelector(`.notice[data-kind="${kind}"]`)?.remove();
  if (!text) return;
  const notice = el("aside", "", { className: "notice" });
  notice.dataset.kind = kind;
  // First there, then filled: what is added whole is not announced everywhere.
  const words = el("p", "");
  words.setAttribute("role", "status");
  notice.append(words, ...buttons);
  document.body.append(notice);
  requestAnimationFrame(() => { words.textContent = text; });
}

const dismiss = (kind, word) => button(word, () => say(kind, ""));

function network() {
  if (navigator.onLine === false) say("network", kept && workers?.controller ? WORDS.gone : WORDS.gone_unkept, dismiss("network", WORDS.close));
  else say("network", "");
}

let asked = false, failed = false;

function watch(registration) {
  const offer = () => {
    const waiting = registration.waiting;
    if (!waiting || !workers.controller) return;
    say("version", WORDS.newer, button(WORDS.use, () => { asked = true; waiting.postMessage("isitme:use"); }, "primary"), dismiss("version", WORDS.later));
  };
  const follow = () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => {
      if (next.state === "installed") offer();
      failed = next.state === "redundant";
      document.dispatchEvent(new Event("isitme:kept"));
    });
  };
  follow();
  registration.addEventListener("updatefound", follow);
  offer();
}

async function policy(url) {
  // Under Trusted Types the worker's address needs a policy; ours takes that one address.
  const types = window.trustedTypes;
  if (!types) return url;
  return types.createPolicy("isitme-worker", { createScriptURL: (given) => { if (given !== url) throw new TypeError("no address of ours"); return given; } }).createScriptURL(url);
}

let address;

async function bring() {
  if (!workers || !kept || setting() === "off") return;
  try {
    address ??= await policy(`${base}sw.js`);
    const registration = await workers.register(address, { scope: base, updateViaCache: "none" });
    watch(registration);
    return registration;
  } catch {
    // No worker here (a private window, a host that doesn't serve it): the site works as before.
  }
}

// The worker and what it keeps; the settings stay.
async function forget() {
  const registrations = await workers?.getRegistrations().catch(() => []) ?? [];
  for (const own of registrations) {
    if (new URL(own.scope).pathname !== base) continue;
    // It serves this page until that is left, and must keep nothing any more.
    own.active?.postMessage("isitme:stop");
    await own.unregister();
  }
  for (const name of await kept?.keys().catch(() => []) ?? []) if (name.startsWith(prefix)) await kept.delete(name);
}

// Everything that is ours in every storage of this host.
async function remove() {
  await forget();
  guarded(() => { for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name); });
  await new Promise((done) => {
    const gone = guarded(() => indexedDB.deleteDatabase(`${prefix}check`));
    if (!gone) return done();
    // Another tab may have it open: it goes when that closes.
    gone.onsuccess = gone.onerror = gone.onblocked = done;
  });
}

const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

// A version's cache, if there is one; asking must not make it.
async function cacheOf(version) {
  const name = `${prefix}${version}`;
  return await kept.has(name) ? kept.open(name) : undefined;
}

// The page about it.
async function panel(place) {
  const box = el("div", "", { className: "kept" });
  const state = el("p", WORDS.looking);
  state.setAttribute("role", "status");
  const bar = el("progress", "", { max: 1, value: 0, hidden: true });
  bar.setAttribute("aria-label", WORDS.saving_label);
  const row = el("p", "", { className: "call" });
  const pick = el("label", "", { className: "choice" });
  const tick = el("input", "", { type: "checkbox", id: "keep", checked: setting() !== "off" });
  pick.append(tick, el("span", WORDS.keep));
  box.append(state, bar, row, pick);
  place.closest("p").replaceWith(box);
  if (!workers || !kept) {
    state.textContent = WORDS.impossible;
    pick.remove();
    return;
  }
  let list, running, message = "";
  const get = async () => list ??= await fetch(`${base}offline.json`).then((answer) => answer.ok ? answer.json() : undefined).catch(() => undefined);

  async function show() {
    const have = list && await cacheOf(list.version);
    const held = new Set(have ? (await have.keys()).map((request) => new URL(request.url).pathname.slice(base.length)) : []);
    const files = list?.files ?? [];
    const missing = files.filter(([path]) => !held.has(path));
    const bytes = (some) => some.reduce((sum, [, own]) => sum + own, 0);
    const whole = held.size > 0 && files.filter(([, , core]) => core).every(([path]) => held.has(path));
    const words = !tick.checked ? WORDS.off : !list ? (workers.controller ? WORDS.unknown : WORDS.unreachable) : !whole ? (failed ? WORDS.failed : WORDS.not_yet)
      : missing.length ? fill(WORDS.some, { size: size(bytes(files) - bytes(missing)), n: String(missing.length) }) : fill(WORDS.all, { size: size(bytes(files)) });
    state.textContent = message ? `${message} ${words}` : words;
    const buttons = [];
    if (running) buttons.push(button(WORDS.cancel, () => running.abort()));
    else if (whole && tick.checked && missing.length) buttons.push(button(fill(WORDS.save, { size: size(bytes(missing)) }), () => save(have, missing), "primary"));
    buttons.push(button(WORDS.remove, gone));
    row.replaceChildren(...buttons);
    bar.hidden = !running;
  }

  async function save(cache, missing) {
    running = new AbortController();
    const { signal } = running;
    const all = missing.reduce((sum, [, own]) => sum + own, 0);
    const todo = [...missing];
    let done = 0, why;
    message = "";
    await show();
    const work = async () => {
      for (let next; (next = todo.shift()) && !signal.aborted && !why;) {
        try {
          const answer = await fetch(base + next[0], { signal });
          if (!answer.ok) throw new Error(String(answer.status));
          await cache.put(base + next[0], answer);
        } catch (error) {
          if (!signal.aborted) why = error;
          return;
        }
        done += next[1];
        bar.value = done / all;
        state.textContent = fill(WORDS.saving, { done: size(done), all: size(all) });
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    running = undefined;
    message = signal.aborted ? WORDS.cancelled : !why ? "" : why.name === "QuotaExceededError" ? WORDS.full : WORDS.broken;
    await show();
  }

  async function gone() {
    running?.abort();
    await remove();
    message = WORDS.removed;
    list = undefined;
    state.textContent = WORDS.removed;
    row.replaceChildren();
  }

  tick.addEventListener("change", async () => {
    message = "";
    if (tick.checked) {
      setting("");
      (await bring())?.active?.postMessage("isitme:start");
    } else {
      running?.abort();
      await forget();
      setting("off");
    }
    await get();
    await show();
  });
  document.addEventListener("isitme:kept", show);
  workers.addEventListener("message", (event) => { if (event.data === "isitme:kept") show(); });
  await get();
  await show();
}

// What another program shared with the installed application.
async function receive() {
  if (location.hash !== "#shared") return;
  const text = await fetch(`${base}shared`).then((answer) => answer.ok ? answer.text() : "").catch(() => "");
  guarded(() => history.replaceState(null, "", location.pathname));
  const area = document.getElementById("text");
  if (!text || !area) return;
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

if (window.parent === window) {
  workers?.addEventListener("controllerchange", () => { if (asked) location.reload(); });
  addEventListener("online", network);
  addEventListener("offline", network);
  const start = () => {
    network();
    bring();
    receive();
    const place = document.querySelector("[data-config=kept]");
    if (place) panel(place);
  };
  // The page and its program come first.
  const idle = () => window.requestIdleCallback ? requestIdleCallback(start, { timeout: 3000 }) : setTimeout(start, 300);
  if (document.querySelector("#app[data-ready]") || document.documentElement.dataset.state === "failed") idle();
  else new MutationObserver((_, own) => {
    if (!document.querySelector("#app[data-ready]") && document.documentElement.dataset.state !== "failed") return;
    own.disconnect();
    idle();
  }).observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["data-ready", "data-state"] });
}
