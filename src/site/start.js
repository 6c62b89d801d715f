// Starts the application and hears when it is gone. It stands in its glue, at the end: in the page it would come before the first paint.
{
  let dead;
  // The application is gone: from here on the page is plain HTML, so nothing may swallow its clicks and keys.
  globalThis.isitmeFailed = (why) => {
    if (dead) return;
    dead = true;
    document.documentElement.setAttribute("data-state", "failed");
    for (const type of ["click", "submit", "keydown", "input", "paste", "drop"])
      addEventListener(type, (e) => e.stopImmediatePropagation(), true);
    console.error("isitme: the checks are not available.", why);
  };
  // A panic is a trap: of a handler, or of something that was awaited.
  const trap = (e) => {
    if (window.WebAssembly && e instanceof WebAssembly.RuntimeError) isitmeFailed(e);
  };
  addEventListener("error", (e) => trap(e.error));
  addEventListener("unhandledrejection", (e) => trap(e.reason));
  const beside = (name) => new URL(name, import.meta.url);
  // A page that is painted without the further styles gets them for the pages one goes to from there.
  if (!document.querySelector("[data-more]")) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: beside("@@MORE@@") }));
  __wbg_init({ module_or_path: beside("@@WASM@@") }).catch(isitmeFailed);
}
