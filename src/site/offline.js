// Beside every page: brings in the service worker, and says when there is no network or a newer version; what fills the page /offline/ is a file of its
// own. Loaded after the page is there; where a sandbox has no worker or no storage it does nothing.
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

let asked = false;

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
      shared.failed = next.state === "redundant";
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

// What kept.js takes of this. failed: the last version that was brought did not come through.
const shared = { base, prefix, fill, el, button, guarded, setting, workers, kept, bring, failed: false };

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
    if (place) import("./@@KEPT@@").then((own) => own.panel(place, shared)).catch(() => {});
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
