// A scanner types like a keyboard, wherever the page's attention is: what it types becomes a scan.
// It may be set to another alphabet than ours (a Cyrillic layout), begin with a mark of the symbology, and
// end in Enter or Tab. A person may type into the fields of a panel; a scanner that shoots there is told
// from the person by its haste, and what it typed is taken out again (unless the field wants it: data-wedge="own").
const { verdict } = window.floor;
const field = document.getElementById("code");
const QUICK = 50; // ms between keys: no hand is as fast
const LEAST = 4;
const PLAIN = { Minus: "-_", Equal: "=+", Slash: "/?", Period: ".>", Comma: ",<", Semicolon: ";:", Space: "  ", Backslash: "\\|", Quote: "'\"", BracketLeft: "[{", BracketRight: "]}" };
const DIGITS = ")!@#$%^&*(";

// What the key stands for on the keyboard that scanners believe in.
const latin = ({ code, shift, key }) => {
  if (/^Key[A-Z]$/.test(code)) return shift ? code[3] : code[3].toLowerCase();
  if (/^Digit\d$/.test(code)) return shift ? DIGITS[code[5]] : code[5];
  return PLAIN[code]?.[shift ? 1 : 0] ?? key;
};
const foreign = (key) => key.codePointAt(0) > 127;

let burst = [];
let last = -Infinity;
let elsewhere = null; // the panel's field that is being typed into, and what stood there before

const editable = (node) => node instanceof Element && node !== field && node.closest("input, textarea, select");
const text = () => (burst.some(({ key }) => foreign(key)) ? burst.map(latin).join("") : burst.map(({ key }) => key).join(""));

const take = (code) => {
  burst = [];
  field.value = "";
  window.floor.scan(code);
};

const printable = (event, own) => {
  if (event.timeStamp - last > QUICK || (elsewhere && elsewhere.node !== own)) {
    if (own) burst = [];
    elsewhere = own ? { node: own, before: own.value } : null;
  }
  if (!own && burst.map(({ shown }) => shown).join("") !== field.value) burst = [];
  last = event.timeStamp;
  const stroke = { key: event.key, code: event.code, shift: event.shiftKey, shown: event.key };
  if (own) { burst.push(stroke); return; }
  event.preventDefault();
  if (!burst.length && field.value) burst = [...field.value].map((key) => ({ key, code: "", shown: key }));
  burst.push(stroke);
  field.value += event.key;
  field.focus({ preventScroll: true });
};

const ended = (event, own) => {
  const quick = event.timeStamp - last <= QUICK && burst.length >= LEAST;
  if (own) {
    if (!quick || own.dataset.wedge === "own" || elsewhere?.node !== own) return;
    event.preventDefault();
    const code = text();
    own.value = elsewhere.before;
    take(code);
  } else if (field.value.trim() && (event.key === "Enter" || quick)) {
    event.preventDefault();
    take(burst.length ? text() : field.value);
  } else if (event.key === "Enter" && !event.repeat && verdict.confirm()) {
    event.preventDefault();
  }
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const own = editable(event.target);
  if (event.key === "F2") { event.preventDefault(); window.floor.undo?.(); return; }
  if (event.key === "Enter" || event.key === "Tab") { ended(event, own); return; }
  if (event.key === "Escape" && !own) { field.value = ""; burst = []; verdict.confirm(); return; }
  if (event.key === "Backspace" && !own) { burst = []; return; }
  if (event.key.length !== 1) return;
  if (event.key === " " && !own && !field.value && event.target.closest?.("button, a")) return;
  printable(event, own);
}, true);

// Where a phone's own keyboard types, keys have no names: the form is sent.
document.getElementById("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value.trim()) take(field.value);
});

// While a label prints the page's scripts stand still, and what is scanned then lies in the field.
addEventListener("afterprint", () => { if (field.value.trim()) take(field.value); });

// The field is where the attention goes back to, unless somebody works in the panel.
const home = () => {
  const at = document.activeElement;
  if (!at || at === document.body) field.focus({ preventScroll: true });
};
document.addEventListener("focusout", () => setTimeout(home, 0));
document.addEventListener("visibilitychange", home);
addEventListener("focus", home);
home();
