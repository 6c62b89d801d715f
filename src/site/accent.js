// Sets an accent that somebody else chose (config.json, an embedding page), or takes it away: as it was given, or as much darker or lighter as it takes to be read on
// the paper (WCAG 2.2, 1.4.3), anew whenever the theme changes. Through the style object, which the policy permits.
{
  const root = document.documentElement;
  const night = window.matchMedia?.("(prefers-color-scheme: dark)");
  const PAPER = { light: [[251, 250, 246], [26, 29, 32]], dark: [[20, 23, 26], [236, 233, 226]] };
  const light = (rgb) => rgb.map((own) => own / 255)
    .map((own) => own <= 0.03928 ? own / 12.92 : ((own + 0.055) / 1.055) ** 2.4)
    .reduce((sum, own, at) => sum + own * [0.2126, 0.7152, 0.0722][at], 0.05);
  let chosen = "";
  const dress = () => {
    if (!/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(chosen)) return root.style.removeProperty("--accent");
    const [paper, ink] = PAPER[root.dataset.theme ?? (night?.matches ? "dark" : "light")] ?? PAPER.light;
    const long = chosen.length === 4 ? chosen.replace(/\w/g, "$&$&") : chosen;
    let rgb = [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16));
    const apart = () => Math.max(light(rgb), light(paper)) / Math.min(light(rgb), light(paper));
    for (let step = 0; step < 20 && apart() < 4.5; step++) rgb = rgb.map((own, at) => Math.round(own + (ink[at] - own) * 0.12));
    root.style.setProperty("--accent", `rgb(${rgb.join(" ")})`);
  };
  night?.addEventListener?.("change", dress);
  new MutationObserver(dress).observe(root, { attributeFilter: ["data-theme"] });
  globalThis.isitmeAccent = (hex) => { chosen = hex; dress(); };
}
