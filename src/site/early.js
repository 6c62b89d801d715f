// What happens to a page before the application takes it over: what was typed or chosen is kept, for taking a field over sets it back, and given back to it;
// where one part of a page moves, nothing is done until somebody touches it.
{
  const box = (own) => own.type === "checkbox" || own.type === "radio";
  const filled = () => [...document.querySelectorAll("textarea,input")]
    .filter((own) => box(own) ? own.checked !== own.defaultChecked : own.value !== own.defaultValue);
  const happens = (own, what) => own.dispatchEvent(new Event(what, { bubbles: true }));
  const touches = ["focusin", "input", "dragenter"];
  // Tests wait for this mark.
  const ready = (how) => { document.getElementById("app").dataset.ready = how; };
  let kept = [];
  globalThis.isitmeDoze = (wake) => {
    const place = document.getElementById("island");
    if (place && (filled().length || place.contains(document.activeElement))) return wake();
    ready(place ? "asleep" : "");
    // What has come into it meanwhile, as extensions put things beside fields, would be taken for something of ours.
    const all = () => [...place?.querySelectorAll("*") ?? []], served = new Set(all());
    const touched = () => {
      for (const what of touches) place.removeEventListener(what, touched);
      // A script that touches it may write in the same breath.
      queueMicrotask(() => {
        for (const own of all()) if (!served.has(own)) own.remove();
        wake();
      });
    };
    for (const what of touches) place?.addEventListener(what, touched);
  };
  const keep = () => {
    kept = filled().map((own) => ({ own, value: own.value, checked: own.checked, from: own.selectionStart, to: own.selectionEnd }));
  };
  globalThis.isitmeKeep = () => {
    keep();
    // Taking over comes a moment later, and somebody may be typing meanwhile.
    addEventListener("input", keep, true);
  };
  globalThis.isitmeGive = () => {
    removeEventListener("input", keep, true);
    for (const { own, value, checked, from, to } of kept.splice(0)) {
      if (box(own)) {
        // Of radio buttons the chosen one takes the choice from the other.
        if (own.checked !== checked && (checked || own.type === "checkbox")) own.click();
      } else if (own.type === "file") {
        // It stays; no script may choose a file.
        happens(own, "change");
      } else {
        // Enter, in a field of several lines that takes it for the end.
        const ended = own.getAttribute("enterkeyhint") === "go" && /^[^\n]+\n$/.test(value);
        own.value = ended ? value.slice(0, -1) : value;
        if (from !== null) own.setSelectionRange(from, to);
        happens(own, "input");
        // Not in the middle of taking over.
        if (ended) setTimeout(() => own.form.requestSubmit());
      }
    }
    ready("");
  };
}
