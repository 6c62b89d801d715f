/* isitme: what an HTTP error means, and whether it is you. <is-it-me code="502" url="…" lang="en" theme="auto" accent="#…" contact="…" status-page="…" hide="…"> */
(() => {
  const NAMES = ["code", "url", "lang", "theme", "accent", "contact", "status-page", "hide"];
  const script = document.currentScript;
  if (!script || !window.customElements || customElements.get("is-it-me")) return;
  const home = new URL("./", script.src);
  class IsItMe extends HTMLElement {
    static observedAttributes = [...NAMES, "title"];
    #frame;
    #link;
    #root = this.attachShadow({ mode: "closed", delegatesFocus: true });
    #due;
    #hear = (event) => {
      const { source, data } = event;
      if (!this.#frame || source !== this.#frame.contentWindow || data?.isitme !== 1) return;
      const { type, value } = data;
      if (type === "size" && value > 0 && value < 1e5) {
        // It is there: the link that stood in for it goes.
        this.#link.hidden = true;
        Object.assign(this.#frame.style, { height: `${Math.ceil(value)}px`, visibility: "visible", position: "static" });
        if (this.#late) this.#set();
      } else if (type === "verdict" && value && typeof value === "object") {
        this.dispatchEvent(new CustomEvent("isitme:verdict", { detail: value, bubbles: true, composed: true }));
      }
    };
    #late = false;
    get #query() {
      const query = new URLSearchParams();
      // Firefox makes no address of what is much longer: it throws.
      for (const name of NAMES) if (this.getAttribute(name)?.length < 8e3) query.set(name, this.getAttribute(name));
      return `?${query}`;
    }
    // Two of them on a page are told apart.
    get #title() {
      const code = this.getAttribute("code");
      return this.getAttribute("title") || (code ? `isitme: ${code}` : "isitme");
    }
    connectedCallback() {
      addEventListener("message", this.#hear);
      const query = this.#query;
      const link = this.#link = document.createElement("a");
      const code = this.getAttribute("code");
      link.href = new URL(`diagnose/${query}`, home);
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = code ? `${code}: what it means, and whether it is you` : "What the error means, and whether it is you";
      const frame = this.#frame = document.createElement("iframe");
      frame.title = this.#title;
      frame.loading = "lazy";
      frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads");
      frame.allow = "clipboard-write";
      frame.referrerPolicy = "no-referrer";
      // Weaker than whatever the page around says of it, and no policy counts it as inline. Browsers from before 2023 have none.
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(":host{display:block}:host([hidden]){display:none}");
        this.#root.adoptedStyleSheets = [sheet];
      } catch {
        if (!this.hidden) this.style.display = "block";
      }
      // In place, so that it is loaded when it comes near, and out of sight until it is there.
      Object.assign(frame.style, { border: 0, width: "100%", height: "1px", visibility: "hidden", position: "absolute", colorScheme: "normal" });
      frame.src = new URL(`embed/${query}`, home);
      this.#root.append(link, frame);
    }
    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      cancelAnimationFrame(this.#due);
      this.#due = 0;
      this.#late = false;
      this.#root.replaceChildren();
      this.#frame = undefined;
    }
    attributeChangedCallback(name, before, after) {
      if (!this.#frame || before === after) return;
      if (name === "title") return void (this.#frame.title = this.#title);
      // Several at a time are one change.
      this.#late = true;
      this.#due ||= requestAnimationFrame(() => {
        this.#due = 0;
        this.#set();
      });
    }
    #set() {
      const query = this.#query;
      this.#frame.title = this.#title;
      this.#link.href = new URL(`diagnose/${query}`, home);
      this.#frame.contentWindow?.postMessage({ isitme: 1, type: "set", query }, "*");
      if (this.#link.hidden) this.#late = false;
    }
  }
  customElements.define("is-it-me", IsItMe);
})();
