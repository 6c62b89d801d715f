// An error page as its reader sees it: the words that a browser would show, for the samples of kind "page".
// Error pages are simple; a whole parser would not read them better.
const BLOCKS = "address|article|blockquote|body|center|dd|div|dl|dt|footer|form|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tr|ul";
const ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&", hellip: "…", mdash: "—", copy: "©" };

export function page(html) {
  if (!/<\/?[a-z!]/i.test(html)) return html.trim();
  const kept = [];
  const text = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(script|style|title|template|svg)\b[\s\S]*?<\/\1>/gi, "")
    // What stands in <pre> keeps its lines.
    .replace(
      /<(pre|textarea)\b[^>]*>([\s\S]*?)<\/\1>/gi,
      (_, tag, inner) => `\n\u0000${kept.push(inner.replace(/<br\b[^>]*>/gi, "\n").replace(/<[^>]+>/g, "")) - 1}\u0000\n`,
    )
    .replace(/\s+/g, " ")
    .replace(/<br\b[^>]*>/gi, "\n")
    .replace(/<\/t[dh]>/gi, "\t")
    .replace(new RegExp(`</?(?:${BLOCKS})\\b[^>]*>`, "gi"), "\n")
    .replace(/<[^>]+>/g, "")
    .replace(/\u0000(\d+)\u0000/g, (_, index) => kept[index])
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)))
    .replace(/&([a-z]+);/gi, (whole, name) => ENTITIES[name.toLowerCase()] ?? whole);
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .map((line) => line.replace(/^ +/, ""))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
