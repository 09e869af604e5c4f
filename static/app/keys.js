// The keyboard. Letters are read by their place on the keys, so that a Ukrainian, Russian or
// Chinese layout works as a Latin one does.
const { say, typing, toast, activeRow, move, openRow } = window.og;
const SEQUENCE_MS = 1200;
let pending = "";
let pendingAt = 0;

const letterOf = (event) => {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : "";
};

const shown = (node) => node && node.offsetParent !== null && !node.closest("dialog:not([open])");
const actionFor = (letter) => {
  const css = `[data-key="${letter}"]`;
  const row = activeRow();
  const inRow = row && [...row.querySelectorAll(css)].find(shown);
  const ofMany = [...document.querySelectorAll(`[data-bulk] ${css}`)].find(shown); // rows are selected: it means them
  return ofMany || inRow || [...document.querySelectorAll(css)].find((node) => shown(node) && !node.closest("[data-row]"));
};

const press = (letter) => {
  const action = actionFor(letter);
  if (!action) {
    if (document.querySelector(`[data-row] [data-key="${letter}"]`)) toast({ text: say("nothing_active"), level: "info" });
    return false;
  }
  if (action.matches("input, select, textarea")) action.focus();
  else if (action.disabled) toast({ text: action.title || action.textContent.trim(), level: "info" });
  else action.click();
  return true;
};

// `x` selects a row; on a page without rows it is what the page says.
const toggleRow = () => { const box = activeRow()?.querySelector("[data-select]"); box ? box.click() : press("x"); };
// Sends the form in which the cursor stands as its own button would, from any field of it.
const sendForm = (event) => {
  const form = event.target.closest?.("form");
  const button = form && [...form.elements].find((one) => one.type === "submit" && shown(one));
  if (!button) return;
  event.preventDefault();
  if (!form.closest("dialog")) event.target.blur(); // what comes back would give the cursor to the field again
  button.click();
};
const goTo = (letter) => { document.querySelector(`[data-goto="${letter}"]`)?.click(); };

const focusSearch = () => {
  const field = [...document.querySelectorAll("[data-search]")].find(shown);
  field?.focus();
  field?.select();
  return Boolean(field);
};

// Lists the keys of this very page: the general ones are in the markup, actions add their own.
const help = () => {
  const dialog = document.querySelector("#keys");
  const list = dialog.querySelector("[data-keys-here]");
  const seen = new Map();
  document.querySelectorAll("[data-key][data-key-label]").forEach((node) => seen.set(node.dataset.key, node.dataset.keyLabel));
  list.replaceChildren(...[...seen].map(([key, label]) => {
    const line = document.createElement("div");
    const name = Object.assign(document.createElement("dt"), { textContent: label });
    const keys = document.createElement("dd");
    keys.append(Object.assign(document.createElement("kbd"), { className: "key", textContent: key }));
    line.append(name, keys);
    return line;
  }));
  if (!dialog.open) dialog.showModal();
};

const SINGLE = { j: () => move(1), k: () => move(-1), x: toggleRow };

const isQuestion = (event) => event.key === "?" || (event.code === "Slash" && event.shiftKey);
const isSlash = (event) => !event.shiftKey && (event.key === "/" || (event.code === "Slash" && event.key !== "-"));

const onLetter = (event) => {
  const letter = letterOf(event);
  if (!letter || event.shiftKey) return;
  // By when the keys were pressed: a page that is busy hears them later.
  if (pending === "g" && event.timeStamp - pendingAt < SEQUENCE_MS) { pending = ""; event.preventDefault(); goTo(letter); return; }
  pending = letter === "g" ? "g" : "";
  pendingAt = event.timeStamp;
  if (SINGLE[letter]) { event.preventDefault(); SINGLE[letter](); } else if (letter !== "g" && press(letter)) event.preventDefault();
};

// A dialog that has just closed keeps the cursor until the page is drawn anew: nobody writes there.
const writing = (target) => typing(target) && !target.closest("dialog:not([open])");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.repeat) sendForm(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (writing(event.target)) {
    if (event.key === "Escape" && event.target.matches("[data-search]")) event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (isQuestion(event)) {
    event.preventDefault();
    const why = document.activeElement?.closest?.("[data-why]");
    why ? why.click() : help();
  } else if (isSlash(event)) { if (focusSearch()) event.preventDefault(); }
  else if (event.key === "Enter" && document.activeElement?.matches("[data-row], body")) openRow(activeRow());
  else if (event.key === "Escape") document.dispatchEvent(new Event("clear-selection"));
  else onLetter(event);
});
