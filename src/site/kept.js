// The page /offline/: what is kept on this device, saving everything, and removing it.
const WORDS = @@WORDS@@;

export async function panel(place, shared) {
  const { base, prefix, fill, el, button, guarded, setting, workers, kept, bring } = shared;

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

  // It was loaded before there was a worker that keeps it, and belongs to this page.
  workers?.addEventListener("controllerchange", () => fetch(import.meta.url).catch(() => {}));

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
  const get = async () => list ??= await fetch(`${base}offline.json`, { cache: "no-cache" }).then((answer) => answer.ok ? answer.json() : undefined).catch(() => undefined);
  const tell = (text) => { if (state.textContent !== text) state.textContent = text; };
  // The same two all along: a button that is made anew takes the focus with it.
  const act = button("", () => running ? running.abort() : todo()), wipe = button(WORDS.remove, gone);
  let todo;
  state.tabIndex = -1;

  function without(own) {
    const focused = document.activeElement === own;
    own.remove();
    if (focused) state.focus();
  }

  async function show() {
    const have = list && await cacheOf(list.version);
    const held = new Set(have ? (await have.keys()).map((request) => new URL(request.url).pathname.slice(base.length)) : []);
    const files = list?.files ?? [];
    const missing = files.filter(([path]) => !held.has(path));
    const bytes = (some) => some.reduce((sum, [, own]) => sum + own, 0);
    const whole = held.size > 0 && files.filter(([, , core]) => core).every(([path]) => held.has(path));
    const words = !tick.checked ? WORDS.off : !list ? (workers.controller ? WORDS.unknown : WORDS.unreachable) : !whole ? (shared.failed ? WORDS.failed : WORDS.not_yet)
      : missing.length ? fill(WORDS.some, { size: size(bytes(files) - bytes(missing)), n: String(missing.length) }) : fill(WORDS.all, { size: size(bytes(files)) });
    if (!running) tell(message ? `${message} ${words}` : words);
    todo = () => save(have, missing);
    act.textContent = running ? WORDS.cancel : fill(WORDS.save, { size: size(bytes(missing)) });
    act.className = running ? "button" : "primary";
    if (!running && !(whole && tick.checked && missing.length)) without(act);
    else if (!act.isConnected) row.prepend(act);
    if (!wipe.isConnected) row.append(wipe);
    bar.hidden = !running;
  }

  async function save(cache, missing) {
    running = new AbortController();
    const { signal } = running, { version } = list;
    const all = missing.reduce((sum, [, own]) => sum + own, 0);
    const rest = [...missing];
    let done = 0, told = -1, why;
    message = "";
    // The bar follows every file; the words, which are read aloud, every tenth.
    const progress = () => {
      bar.value = done / all;
      const tenth = Math.floor(done / all * 10);
      if (tenth === told) return;
      told = tenth;
      tell(fill(WORDS.saving, { done: size(done), all: size(all) }));
    };
    progress();
    await show();
    const work = async () => {
      for (let next; (next = rest.shift()) && !signal.aborted && !why;) {
        try {
          const answer = await fetch(base + next[0], { signal, cache: "no-cache" });
          if (!answer.ok) throw new Error(String(answer.status));
          const body = await answer.arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body), 0, 12);
          if (btoa(String.fromCharCode(...hash)) !== next[3]) throw new Error("other");
          await cache.put(base + next[0], new Response(body, { headers: { "Content-Type": answer.headers.get("Content-Type") ?? "" } }));
        } catch (error) {
          if (!signal.aborted) why = error;
          return;
        }
        done += next[1];
        progress();
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    message = signal.aborted ? WORDS.cancelled : !why ? "" : why.name === "QuotaExceededError" ? WORDS.full : WORDS.broken;
    if (message === WORDS.broken) {
      // Another version is out, something on the way changes what we send, or there is no network.
      list = undefined;
      if ((await get()) && list.version !== version) {
        message = WORDS.changed;
        workers.getRegistration(base).then((own) => own?.update()).catch(() => {});
      } else if (list && why.message === "other") message = WORDS.wrong;
    }
    running = undefined;
    await show();
  }

  async function gone() {
    running?.abort();
    await remove();
    message = WORDS.removed;
    list = undefined;
    tell(WORDS.removed);
    without(act);
    without(wipe);
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
