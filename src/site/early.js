// What happens to a page before the application takes it over: what was typed or chosen is kept, for taking a field over sets it back, and given back to it;
// where one part of a page moves, nothing is done until somebody touches it; and texts that a browser has translated away come back when they are needed.
{
  // Browsers that translate take texts away and put <font> in their places. The application knows the texts it made, and stops where one is gone: so each comes
  // back as soon as it does something with it. What translates goes on from there.
  const away = new WeakMap();
  const back = (text) => {
    const own = away.get(text);
    away.delete(text);
    delete text.nodeValue;
    own.replaceWith(text);
  };
  new MutationObserver((all) => {
    for (const { target, addedNodes, removedNodes, previousSibling, nextSibling } of all) {
      for (const text of removedNodes) {
        const own = [...addedNodes, previousSibling, nextSibling].find((own) => own?.localName === "font");
        if (!own || text.nodeType !== 3 || text.isConnected) continue;
        away.set(text, own);
        Object.defineProperty(text, "nodeValue", {
          configurable: true,
          set(words) {
            back(text);
            text.nodeValue = words;
          },
        });
        for (const what of ["insertBefore", "removeChild"]) {
          target[what] = (...nodes) => {
            for (const node of nodes) if (away.has(node)) back(node);
            return Node.prototype[what].apply(target, nodes);
          };
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
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
    // Nobody knows the texts yet: any are good that stand where they stood.
    for (const own of document.querySelectorAll("#app font")) own.replaceWith(own.textContent);
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
