// Streamlit's front end has no languages: what it writes itself is English, and its sliders use decimal points.
// This puts its words into the language that app.py marks on the page, and decimal commas where they belong.
(() => {
  // The server's address, so that Streamlit need not probe for it under every page's address (404s in the console).
  const base = location.origin + location.pathname.replace(/[^/]*$/, "");
  window.__streamlit = { BACKEND_BASE_URL: base };

  // Streamlit completes an address in two steps, page first, choices after: one entry in the history, not two.
  const push = history.pushState;
  history.pushState = function (state, title, address) {
    const next = new URL(address ?? "", location.href);
    const completes = !location.search && next.pathname === location.pathname;
    return (completes ? history.replaceState : push).call(history, state, title, address);
  };

  // Charts are drawn for the width that the page has on screen: on paper it keeps it, as small as it must be to fit.
  const PAPER = ((210 - 2 * 10) / 25.4) * 96; // of shell.css: A4 without its margins, in CSS pixels
  addEventListener("beforeprint", () => {
    const block = document.querySelector(".stMainBlockContainer");
    if (!block) return;
    const { paddingLeft, paddingRight } = getComputedStyle(block);
    const wide = block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const ground = getComputedStyle(document.querySelector(".stApp")).colorScheme;
    document.documentElement.toggleAttribute("data-dark", ground.includes("dark"));
    document.documentElement.style.setProperty("--print-width", `${wide}px`);
    document.documentElement.style.setProperty("--print-zoom", Math.min(1, PAPER / wide));
  });

  const exact = new Map();
  const patterns = []; // with {name} for a part that varies
  for (const [english, vietnamese] of /*WORDS*/) {
    if (!english.includes("{")) exact.set(english, vietnamese);
    else {
      const escaped = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)");
      patterns.push([new RegExp(`^${escaped}$`), vietnamese]);
    }
  }

  let language = new URLSearchParams(location.search).get("ngon-ngu") === "en" ? "en" : "vi";

  function translated(text) {
    const key = text.trim();
    if (key.length < 2 || key.length > 250 || !/[A-Za-z]{2}/.test(key)) return text;
    if (exact.has(key)) return text.replace(key, () => exact.get(key));
    for (const [pattern, vietnamese] of patterns) {
      const groups = key.match(pattern)?.groups;
      if (groups) return text.replace(key, () => vietnamese.replace(/\{(\w+)\}/g, (_, name) => groups[name]));
    }
    return text;
  }

  const SLIDER = "[data-testid=stSliderThumbValue], [data-testid=stSliderTickBar]";
  const SEARCHABLE = "[role=option], [data-testid=stMultiSelect]";
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "data-title", "aria-valuetext"];
  const comma = (text) => text.replace(/(\d)\.(\d)/g, "$1,$2").replace(/^-(?=\d)/, "−");

  function inContext(node, text) {
    const parent = node.parentElement;
    if (!parent || parent.namespaceURI.endsWith("svg") || /^(SCRIPT|STYLE)$/.test(parent.tagName)) return text;
    if (text.includes("\t") && parent.closest(SEARCHABLE)) text = text.slice(0, text.indexOf("\t"));
    text = text.replace(/(\d) %/g, "$1\u00a0%").replace(/(\d)–(?=\d)/g, "$1\u2060–\u2060"); // no line ends inside these
    if (language !== "vi") return text;
    return parent.closest(SLIDER) ? comma(text) : translated(text);
  }

  // What Streamlit wrote into each text node ("") and attribute that we have changed, and what we made of it.
  const changed = new Map(["", ...ATTRIBUTES].map((name) => [name, new WeakMap()]));

  // If what stands there is our own doing, start again from what Streamlit wrote: the language may have changed.
  function settle(node, name, now, render, put) {
    const before = changed.get(name).get(node);
    const source = before?.shown === now ? before.source : now;
    const shown = render(source);
    if (shown !== source) changed.get(name).set(node, { source, shown });
    if (shown !== now) put(shown);
  }

  const settleText = (node) => settle(node, "", node.data, (text) => inContext(node, text), (text) => (node.data = text));

  function settleAttributes(element) {
    for (const name of ATTRIBUTES) {
      const now = element.getAttribute(name);
      if (!now) continue;
      const render = (text) => (language !== "vi" ? text : name === "aria-valuetext" ? comma(text) : translated(text));
      settle(element, name, now, render, (text) => element.setAttribute(name, text));
    }
  }

  function settleAll(root) {
    if (root.nodeType === Node.TEXT_NODE) return settleText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    settleAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) settleText(walker.currentNode);
      else settleAttributes(walker.currentNode);
    }
  }

  new MutationObserver((records) => {
    const marked = document.querySelector("[data-language]")?.dataset.language ?? language;
    if (marked !== language || document.documentElement.lang !== marked) {
      document.documentElement.lang = language = marked;
      if (document.body) settleAll(document.body);
    }
    for (const { type, target, addedNodes } of records) {
      if (type === "characterData") settleText(target);
      else if (type === "attributes") settleAttributes(target);
      else addedNodes.forEach(settleAll);
    }
  }).observe(document, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: [...ATTRIBUTES, "data-language"],
  });
})();
