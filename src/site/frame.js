(function () {
  // Presentation of what other pages embed, before the first paint and whenever the page around changes it; and the words between the two. Nothing that
  // comes from outside is more than a word of a list, a color, or a query that is read as any link's is.
  var root = document.documentElement, framed = window.parent !== window, query = location.search;
  var dark = window.matchMedia ? matchMedia("(prefers-color-scheme: dark)") : { matches: false };
  var PARTS = ["diagnose", "owner", "developer", "seo"];
  function value(name) { try { return new URLSearchParams(query).get(name) || ""; } catch (_) { return ""; } }
  function light(rgb) {
    var part = rgb.map(function (own) { own /= 255; return own <= 0.03928 ? own / 12.92 : Math.pow((own + 0.055) / 1.055, 2.4); });
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  }
  // The accent as it was given, or as much darker or lighter as it takes to be read on the paper (WCAG 2.2, 1.4.3).
  function readable(hex, paper, ink) {
    var long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex;
    var rgb = [1, 3, 5].map(function (at) { return parseInt(long.slice(at, at + 2), 16); });
    for (var step = 0; step < 20; step++) {
      var one = light(rgb) + 0.05, other = light(paper) + 0.05;
      if (Math.max(one, other) / Math.min(one, other) >= 4.5) break;
      rgb = rgb.map(function (own, at) { return Math.round(own + (ink[at] - own) * 0.12); });
    }
    return "rgb(" + rgb.join(" ") + ")";
  }
  function dress() {
    var theme = value("theme"), accent = value("accent"), hide = value("hide").split(/[\s,]+/);
    var night = theme === "dark" || (theme !== "light" && dark.matches);
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme); else root.removeAttribute("data-theme");
    if (/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(accent)) {
      root.style.setProperty("--accent", night ? readable(accent, [20, 23, 26], [236, 233, 226]) : readable(accent, [251, 250, 246], [26, 29, 32]));
    } else root.style.removeProperty("--accent");
    root.setAttribute("data-hide", PARTS.filter(function (part) { return hide.indexOf(part) >= 0; }).join(" "));
  }
  window.isitmeQuery = function () { return query; };
  window.isitmeTell = function (type, told) { if (framed) parent.postMessage({ isitme: 1, type: type, value: told }, "*"); };
  window.addEventListener("message", function (event) {
    var said = event.data;
    if (!framed || event.source !== parent || !said || said.isitme !== 1 || said.type !== "set" || typeof said.query !== "string" || said.query.length > 16384) return;
    query = said.query;
    dress();
    window.dispatchEvent(new CustomEvent("isitme:set", { detail: query }));
  });
  if (dark.addEventListener) dark.addEventListener("change", dress);
  dress();
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
