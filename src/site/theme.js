try {
  var theme = localStorage.getItem("isitme-theme");
  if (theme === "light" || theme === "dark") document.documentElement.setAttribute("data-theme", theme);
} catch (_) {}
