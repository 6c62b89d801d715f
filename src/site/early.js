// What happens to a page before the application takes it over: what was typed is kept, for taking a field over empties it, and given back to it; where one
// part of a page moves, nothing is done until somebody touches it.
{
  const fields = "textarea,input:not([type=checkbox],[type=radio])";
  const typed = () => [...document.querySelectorAll(fields)].filter((own) => own.value !== own.defaultValue);
  const touches = ["focusin", "input", "dragenter"];
  // Tests wait for this mark.
  const ready = (how) => { document.getElementById("app").dataset.ready = how; };
  let kept = [];
  globalThis.isitmeDoze = (wake) => {
    const place = document.getElementById("island");
    if (place && (typed().length || place.contains(document.activeElement))) return wake();
    ready(place ? "asleep" : "");
    const touched = () => {
      for (const what of touches) place.removeEventListener(what, touched);
      // A script that touches it may write in the same breath.
      queueMicrotask(wake);
    };
    for (const what of touches) place?.addEventListener(what, touched);
  };
  globalThis.isitmeKeep = () => { kept = typed().map((own) => [own, own.value, own.selectionStart, own.selectionEnd]); };
  globalThis.isitmeGive = () => {
    for (const [own, value, from, to] of kept.splice(0)) {
      own.value = value;
      if (from !== null) own.setSelectionRange(from, to);
      own.dispatchEvent(new Event("input", { bubbles: true }));
    }
    ready("");
  };
}
