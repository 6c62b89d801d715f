(() => {
  let dead;
  // The application is gone: from here on the page is plain HTML, so nothing may swallow its clicks and keys.
  window.isitmeFailed = (why) => {
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
  const start = () => {
    @@MORE@@
    @@START@@
  };
  // After the first paint: the words come first. A tab that nobody sees is not painted, and is to be ready when it is looked at.
  const soon = () => document.hidden ? setTimeout(start) : requestAnimationFrame(() => setTimeout(start));
  if (document.readyState === "complete") soon(); else addEventListener("load", soon);
})();
