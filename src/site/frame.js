(function () {
  // Presentation of what other pages embed, before the first paint and whenever the page around changes it; and the words between the two. Nothing that
  // comes from outside is more than a word of a list, a color, or a query that is read as any link's is.
  var root = document.documentElement, framed = window.parent !== window, query = location.search, site = ["", "", ""];
  var PARTS = ["diagnose", "owner", "developer", "seo"];
  function value(name) { try { return new URLSearchParams(query).get(name) || ""; } catch (_) { return ""; } }
  function dress() {
    var theme = value("theme") || site[0], hide = (value("hide") + " " + site[2].replace("developers", "developer")).split(/[\s,]+/);
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme); else root.removeAttribute("data-theme");
    isitmeAccent(value("accent") || site[1]);
    root.setAttribute("data-hide", PARTS.filter(function (part) { return hide.indexOf(part) >= 0; }).join(" "));
  }
  // What the site's own configuration says of theme, accent and hidden parts.
  window.isitmeSite = function (theme, accent, hide) { site = [theme, accent, hide]; dress(); };
  window.isitmeQuery = function () { return query; };
  window.isitmeTell = function (type, told) { if (framed) parent.postMessage({ isitme: 1, type: type, value: told }, "*"); };
  window.addEventListener("message", function (event) {
    var said = event.data;
    if (!framed || event.source !== parent || !said || said.isitme !== 1 || said.type !== "set" || typeof said.query !== "string" || said.query.length > 16384) return;
    query = said.query;
    dress();
    still();
    window.dispatchEvent(new CustomEvent("isitme:set", { detail: query }));
  });
  dress();
  // Where the program can't start (a host that lets other origins read nothing), the answer as it was built is worth more than a question that nobody takes. Of that page the
  // program can't start either; it is where it should be, and stays.
  function still() {
    var app = document.getElementById("app"), code = value("code").trim().replace(/^net::/i, ""), own = "";
    if (root.getAttribute("data-state") !== "failed" || !app || app.hasAttribute("data-ready")) return;
    if (/^\d+$/.test(code)) own = " @@CODES@@ ".indexOf(" " + code + " ") < 0 ? "" : code;
    else "@@ERRORS@@".split(";").forEach(function (line) {
      var names = line.split(" ");
      if (code && names.some(function (name) { return name.toLowerCase() === code.toLowerCase(); })) own = own || "errors/" + names[0];
    });
    var path = app.getAttribute("data-base") + "embed/" + own + "/";
    if (own && path !== location.pathname) location.replace(path + query);
  }
  if (window.MutationObserver) new MutationObserver(still).observe(root, { attributes: true, attributeFilter: ["data-state"] });
  document.addEventListener("DOMContentLoaded", function () {
    var last = 0;
    function tell() {
      var height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height !== last) window.isitmeTell("size", last = height);
    }
    if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
    tell();
  });
})();
