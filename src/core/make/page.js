// The one script of every error page that is made; the same for all, so that its hash is. What it says stands in the page.
(function () {
  var d = document, box = d.currentScript.parentNode;
  // Behind this script stands a timed reload for browsers in which it does not run. Where it runs, the parser now puts that into a part that is
  // in no document, and so it does nothing.
  box.parentNode.removeChild(box);
  d.addEventListener("DOMContentLoaded", function () {
    function $(id) { return d.getElementById(id); }
    var say = $("say"), left = $("left"), words = say.dataset, now = $("now"), stop = $("stop"), back = $("back"), open = $("open");
    var code = +words.code, first = +words.first, auto = first > 0, tries = 0, due = 0, busy = false, over = false, refused = false;
    // How this page was asked for: the server tells where it was set up so. Without that it may be the answer to a form whenever a page of the
    // same site led here, and then nothing is loaded in its place unasked.
    var form = false, method = "";
    try {
      (performance.getEntriesByType("navigation")[0].serverTiming || []).forEach(function (own) { if (own.name === "method") method = own.description; });
    } catch (error) {}
    try { form = method ? !/^(GET|HEAD)$/.test(method) : new URL(d.referrer).origin === location.origin; } catch (error) {}
    d.addEventListener("securitypolicyviolation", function (event) { if (event.effectiveDirective === "connect-src") refused = true; });

    function tell(text) { if (say.textContent !== text) say.textContent = text; }
    function time(s) {
      return s < 100 ? words.seconds.replace("{n}", Math.ceil(s)) : s < 5400 ? words.minutes.replace("{n}", Math.ceil(s / 60)) : words.hours.replace("{n}", Math.ceil(s / 3600));
    }
    // Retry-After in seconds: a number of them, or a date; a day at most.
    function asked(value) {
      var s = /^\s*\d+\s*$/.test(value || "") ? +value : (Date.parse(value || "") - Date.now()) / 1000;
      return s > 0 ? Math.min(s, 86400) : 0;
    }
    // Never earlier than the site asks for; twice as long after each try, and not everybody at the same moment.
    function plan(wait, why) {
      var s = Math.max(wait, Math.min(first * Math.pow(2, tries), Math.max(first, 300))) * (1 + Math.random() / 4);
      due = Date.now() + s * 1000;
      tell((why ? why + " " : "") + words.next.replace("{time}", time(s)));
      tick();
    }
    function tick() {
      var s = Math.ceil((due - Date.now()) / 1000);
      left.textContent = due && s > 0 ? Math.floor(s / 60) + ":" + ("0" + (s % 60)).slice(-2) : "";
      // A tab in the background waits until somebody looks.
      if (due && s <= 0 && !d.hidden) look();
    }
    function fail(wait, why) {
      tries += 1;
      if (auto) plan(wait, why); else tell(why);
    }
    // The page, asked for anew with GET; never the form again.
    function go() {
      over = true;
      tell(words.opening);
      if (/^(GET|HEAD)$/.test(method)) location.reload(); else location.replace(location.pathname + location.search);
    }
    function good() {
      due = 0;
      tick();
      if (!form) return go();
      over = true;
      tell(method ? words.form : words.maybe);
      now.hidden = stop.hidden = true;
      back.hidden = history.length < 2;
      open.hidden = !!method;
      d.title = words.done;
      (back.hidden ? open : back).className = "m";
    }
    function look() {
      if (busy || over) return;
      busy = true;
      due = 0;
      left.textContent = "";
      say.className = "on";
      tell(words.trying);
      var abort = window.AbortController ? new AbortController() : null;
      var limit = setTimeout(function () { if (abort) abort.abort(); }, 30000);
      function end() {
        clearTimeout(limit);
        busy = false;
        say.className = "";
      }
      fetch(location.href, { cache: "no-store", credentials: "same-origin", redirect: "manual", signal: abort ? abort.signal : undefined }).then(function (answer) {
        var status = answer.status, wait = asked(answer.headers.get("Retry-After"));
        end();
        // The status is enough: nothing more is downloaded.
        if (abort) abort.abort();
        if (answer.type === "opaqueredirect" || (status < 500 && status !== code && [408, 425, 429].indexOf(status) < 0)) good();
        else fail(wait, words.same.replace("{code}", status));
      }, function () {
        // A refusal by a policy is told a moment later.
        setTimeout(function () {
          end();
          if (!refused) fail(0, words.unreachable);
          else if (form) { stop.hidden = true; auto = false; open.hidden = false; now.hidden = true; back.hidden = history.length < 2; tell(words.maybe); }
          else go();
        }, 50);
      });
    }

    now.addEventListener("click", look);
    stop.addEventListener("click", function () {
      auto = false;
      due = 0;
      tick();
      stop.hidden = true;
      tell(words.stopped);
      now.focus();
    });
    back.addEventListener("click", function () { history.back(); });
    open.addEventListener("click", go);
    d.addEventListener("visibilitychange", tick);
    addEventListener("online", function () { if (due) due = Date.now(); });
    // The diagnosis gets the address without what follows the question mark, which may be personal.
    var help = $("help");
    if (help && /^http/.test(location.protocol)) help.href += "&url=" + encodeURIComponent(location.origin + location.pathname);
    now.hidden = false;
    if (method && form) $("sent").hidden = false;
    if (auto) {
      stop.hidden = false;
      setInterval(tick, 1000);
      plan(0, "");
    }
  });
})();
