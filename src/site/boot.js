(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("isitme-theme");
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
  } catch (_) {}
  var dead = false;
  // The application is gone: from here on the page is plain HTML, so nothing may swallow its clicks and keys.
  window.isitmeFailed = function (why) {
    if (dead) return;
    dead = true;
    root.setAttribute("data-state", "failed");
    ["click", "submit", "keydown", "input", "paste", "drop"].forEach(function (type) {
      window.addEventListener(type, function (event) { event.stopImmediatePropagation(); }, true);
    });
    console.error("isitme: the checks are not available.", why);
  };
  window.addEventListener("error", function (event) {
    if (window.WebAssembly && event.error instanceof WebAssembly.RuntimeError) window.isitmeFailed(event.error);
  });
  function start() {
    import("@@JS@@").then(function (app) { return app.default({ module_or_path: "@@WASM@@" }); }).catch(window.isitmeFailed);
  }
  // After the first paint: the words come first.
  function soon() { requestAnimationFrame(function () { setTimeout(start, 0); }); }
  if (document.readyState === "complete") soon(); else window.addEventListener("load", soon);
})();
