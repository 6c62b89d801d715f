try {
  var theme = localStorage.getItem("isitme:@@BASE@@:theme");
  if (theme === "light" || theme === "dark") document.documentElement.setAttribute("data-theme", theme);
} catch (_) {}
// Without modules the application can't start; nothing but this runs there.
if (!("noModule" in document.createElement("script"))) document.documentElement.setAttribute("data-state", "failed");
