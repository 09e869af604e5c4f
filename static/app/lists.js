// Lists: the active row, selection, columns, and refreshing without pulling the rug.
const { say, store, onContent, each, typing } = window.og;
const HAND_AT_REST = 10_000;
const selected = new Set();
let active = "";
let lastMoved = 0;
let lastBox = null;

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
const activeRow = () => rows().find((row) => row.dataset.row === active) || null;
const activate = (row, { focus = true } = {}) => {
  document.querySelectorAll("[data-row].is-active").forEach((old) => old.classList.remove("is-active"));
  active = row?.dataset.row || "";
  if (!row) return;
  row.classList.add("is-active");
  if (focus) { row.tabIndex = -1; row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
};
const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.dataset.row === active);
  activate(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))]);
};
const openRow = (row) => row && (row.querySelector("a.open") ? row.querySelector("a.open").click() : row.dataset.href && location.assign(row.dataset.href));

const boxes = () => [...document.querySelectorAll("[data-select]")];
const paint = () => {
  const all = boxes();
  const on = all.filter((box) => box.checked);
  all.forEach((box) => box.closest("[data-row]")?.classList.toggle("is-selected", box.checked));
  document.querySelectorAll("[data-select-all]").forEach((head) => {
    head.checked = on.length > 0 && on.length === all.length;
    head.indeterminate = on.length > 0 && on.length < all.length;
  });
  document.querySelectorAll("[data-bulk]").forEach((bar) => {
    bar.hidden = on.length === 0;
    const text = bar.querySelector("[data-bulk-count]");
    if (text) text.textContent = say("selected", { n: on.length });
  });
};
const select = (box, checked) => {
  box.checked = checked;
  checked ? selected.add(box.value) : selected.delete(box.value);
};
const clear = () => { boxes().forEach((box) => select(box, false)); selected.clear(); paint(); };

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-select]");
  if (box) {
    const all = boxes();
    const [from, to] = [all.indexOf(lastBox), all.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && lastBox && from >= 0) all.slice(from, to + 1).forEach((one) => select(one, box.checked));
    select(box, box.checked);
    lastBox = box;
    paint();
    return;
  }
  if (event.target.closest("[data-select-none]")) { clear(); return; }
  const row = event.target.closest("[data-row]");
  if (row) activate(row, { focus: false });
});
document.addEventListener("dblclick", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, button, input, label, summary")) openRow(row);
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select-all]")) return;
  boxes().forEach((box) => select(box, event.target.checked));
  paint();
});
document.addEventListener("clear-selection", clear);

// Columns: a style sheet of our own hides them, so that rows arriving later obey too.
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const hideColumns = () => {
  const rules = [...document.querySelectorAll("[data-columns]")].flatMap((menu) => {
    const hidden = store.get(`columns:${menu.dataset.columns}`) || [];
    menu.querySelectorAll("input[data-col]").forEach((box) => { box.checked = !hidden.includes(box.dataset.col); });
    return hidden.map((name) => `:is(td, th)[data-col="${CSS.escape(name)}"] { display: none; }`);
  });
  sheet.replaceSync(rules.join("\n"));
};
document.addEventListener("change", (event) => {
  const menu = event.target.matches("input[data-col]") && event.target.closest("[data-columns]");
  if (!menu) return;
  const hidden = [...menu.querySelectorAll("input[data-col]:not(:checked)")].map((box) => box.dataset.col);
  store.set(`columns:${menu.dataset.columns}`, hidden);
  hideColumns();
});

// A region refreshes itself, but not under a moving hand, a menu, a dialog or somebody typing.
const disturbed = (region) =>
  document.hidden ||
  document.querySelector("dialog[open], .dropdown-menu.show, .why-text:popover-open") !== null ||
  (region.contains(document.activeElement) && typing(document.activeElement)) ||
  (region.matches(":hover") && Date.now() - lastMoved < HAND_AT_REST);
addEventListener("pointermove", () => { lastMoved = Date.now(); }, { passive: true });
addEventListener("keydown", () => { lastMoved = Date.now(); }, { passive: true });

document.addEventListener("htmx:beforeRequest", (event) => {
  const region = event.detail.elt;
  if (!region.matches("[data-refresh]") || event.detail.requestConfig.verb !== "get") return;
  if (disturbed(region)) { event.preventDefault(); region.dataset.stale = "1"; }
});
const catchUp = () => {
  document.querySelectorAll("[data-refresh][data-stale]").forEach((region) => {
    if (disturbed(region)) return;
    delete region.dataset.stale;
    window.htmx.trigger(region, "refresh");
  });
};
setInterval(catchUp, 2000);

// After a swap: the same rows selected, the same row active, the window where it was.
let scroll = 0;
document.addEventListener("htmx:beforeSwap", () => { scroll = scrollY; });
document.addEventListener("htmx:afterSettle", (event) => {
  boxes().forEach((box) => { box.checked = selected.has(box.value); });
  paint();
  const row = activeRow();
  if (row && !row.classList.contains("is-active")) activate(row, { focus: document.activeElement === document.body });
  if (event.detail.elt?.closest?.("[data-refresh]") && scrollY !== scroll) scrollTo(0, scroll);
});
addEventListener("pageshow", () => { boxes().forEach((box) => box.checked && selected.add(box.value)); paint(); });

// A strip of choices wider than the phone shows the present one.
const showCurrent = (strip) => {
  const current = strip.querySelector("[aria-current]");
  if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
};
onContent((root) => each(root, ".settings-nav, .chips, .tabs", showCurrent));

onContent((root) => each(root, "[data-columns]", hideColumns));
paint();
Object.assign(window.og, { rows, activeRow, activate, move, openRow, paint });
