var root = document.documentElement.dataset;
try {
  var theme = localStorage["isitme:@@BASE@@:theme"];
  if (/^(light|dark)$/.test(theme)) root.theme = theme;
} catch (_) {}
// Without modules the application can't start; nothing but this runs there.
if (!("noModule" in document.createElement("script"))) root.state = "failed";
