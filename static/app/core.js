// What the other scripts of the kit share: the page's words, the server's clock, small tools.
const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";

const words = read("i18n");
// The browser's clock may be wrong; the server's decides. A page brought back from the browser's own
// cache carries an old reading, so it takes the difference measured by the page before it.
const clockOffset = () => {
  const [visit] = performance.getEntriesByType("navigation");
  try {
    if (visit?.type === "back_forward") return Number(sessionStorage.getItem("clock-offset") || 0);
    const measured = Number(meta("server-now")) - (performance.timeOrigin + (visit?.responseStart || 0));
    const offset = meta("server-now") ? Math.round(measured) : 0;
    sessionStorage.setItem("clock-offset", offset);
    return offset;
  } catch { return 0; }
};
const offset = clockOffset();

const say = (key, gaps = {}) =>
  Object.entries(gaps).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, value),
    words[key] || key,
  );

const sprite = meta("icons");
const icon = (name, css = "") => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", `i ${css}`.trim());
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
};

const typing = (target) =>
  target instanceof Element &&
  (target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null);

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window */ } },
};

// Runs `make` on the page now and on everything that arrives later.
const onContent = (make) => {
  make(document);
  document.addEventListener("htmx:load", (event) => make(event.target));
};
const each = (root, selector, make) => {
  if (root instanceof Element && root.matches(selector)) make(root);
  root.querySelectorAll(selector).forEach(make);
};

window.og = { words, say, icon, meta, typing, store, onContent, each, sprite, now: () => Date.now() + offset };
