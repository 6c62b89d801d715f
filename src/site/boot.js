(function () {
  var root = document.documentElement;
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
  // A panic is a trap: of a handler, or of something that was awaited.
  function trap(error) {
    if (window.WebAssembly && error instanceof WebAssembly.RuntimeError) window.isitmeFailed(error);
  }
  window.addEventListener("error", function (event) { trap(event.error); });
  window.addEventListener("unhandledrejection", function (event) { trap(event.reason); });
  function start() {
    if (!document.querySelector("[data-more]")) {
      var more = document.createElement("link");
      more.rel = "stylesheet";
      more.href = "@@MORE@@";
      document.head.appendChild(more);
    }
    @@START@@
  }
  // After the first paint: the words come first.
  function soon() { requestAnimationFrame(function () { setTimeout(start, 0); }); }
  if (document.readyState === "complete") soon(); else window.addEventListener("load", soon);
})();
