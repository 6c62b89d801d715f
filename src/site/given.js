// Asks for config.json in the place of `web::config`, which takes six times as long to ask, and calls it where the file says something or can't be had.
globalThis.isitmeConfig = async (href, told) => {
  globalThis.isitmeConfigGiven = 1;
  let text;
  try {
    // A line that loses most of what it is given can keep a request waiting for minutes.
    const answer = await fetch(href, { signal: AbortSignal.timeout?.(20000) });
    if (answer.ok) text = await answer.text();
  } catch {}
  globalThis.isitmeConfigGiven = text;
  if (text?.trim() !== "{}") told();
};
