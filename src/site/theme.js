try {
  var theme = localStorage.getItem("isitme:@@BASE@@:theme");
  if (theme === "light" || theme === "dark") document.documentElement.setAttribute("data-theme", theme);
} catch (_) {}
