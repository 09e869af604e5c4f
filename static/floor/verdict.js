// What a scan came to, in colour, sound and words. Green goes by itself; red until the next scan; STOP until
// somebody has confirmed it: by Enter alone (a scanner's Enter comes after a code), Escape or a touch.
const { say, sound, store } = window.floor;
const face = document.getElementById("verdict");
const strip = document.getElementById("said");
const report = document.getElementById("report");
const REFUSED = `floor-refused-${window.floor.person}`;
let fading = 0;

const hide = () => {
  face.hidden = true;
  face.className = "verdict";
  document.body.removeAttribute("data-verdict");
};

// A number that ends in the middle of a line is read wrong: N-10116 stays together.
const whole = (text) => text.split(/(\S*-\d\S*)/).map((part, n) =>
  (n % 2 ? Object.assign(document.createElement("span"), { className: "nb", textContent: part }) : part));

const show = (kind, title, text, hint = "") => {
  clearTimeout(fading);
  face.hidden = true;
  face.className = `verdict is-${kind}`;
  const [, head, body, foot] = face.children;
  head.textContent = title;
  body.replaceChildren(...whole(text));
  foot.textContent = hint;
  face.hidden = false;
  document.body.dataset.verdict = kind;
  if (kind === "ok") fading = setTimeout(hide, 420);
};

const remember = (kind, title, text) => {
  strip.className = `said is-${kind}`;
  strip.replaceChildren(Object.assign(document.createElement("b"), { textContent: title }), ` ${text}`);
};

const tell = ({ verdict, title = "", text = "" }) => {
  sound(verdict);
  if (verdict === "stop") show("stop", say("stop"), [title, text].filter(Boolean).join(". "), say("acknowledge"));
  else if (verdict === "wrong") show("wrong", title || say("wrong"), text, say("press"));
  else show("ok", title || say("ok"), "");
  const heads = { stop: say("stop"), wrong: say("wrong"), ok: say("ok") };
  remember(verdict === "ok" ? "ok" : "wrong", title || heads[verdict], text);
  document.body.dataset.answers = Number(document.body.dataset.answers || 0) + 1;
};

const stopped = () => face.classList.contains("is-stop") && !face.hidden;
const confirm = () => { if (!face.hidden && !face.classList.contains("is-ok")) { hide(); return true; } return false; };
face.addEventListener("click", confirm);

// Kept scans that were refused stay on a list until somebody says that they have seen it.
const row = ({ code, title, text, at }) => {
  const item = document.createElement("li");
  item.className = "is-bad";
  const what = document.createElement("div");
  const head = Object.assign(document.createElement("b"), { textContent: code });
  what.append(head, Object.assign(document.createElement("div"), { textContent: [title, text].filter(Boolean).join(". ") }));
  const when = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  item.append(what, Object.assign(document.createElement("span"), { className: "tag", textContent: when }));
  return item;
};
const showRefused = () => {
  const all = store.get(REFUSED) || [];
  if (!all.length) return;
  report.querySelector("h2").textContent = say("conflicts", { count: all.length });
  report.querySelector("p").textContent = say("conflicts_hint");
  report.querySelector("ul").replaceChildren(...all.map(row));
  if (!report.open) { report.showModal(); sound("wrong"); }
};
const refused = (more) => {
  const known = store.get(REFUSED) || [];
  const seen = new Set(known.map((one) => one.action_id));
  store.set(REFUSED, [...known, ...more.filter((one) => !seen.has(one.action_id))]);
  showRefused();
};
report.querySelector("button").addEventListener("click", () => { store.set(REFUSED, []); report.close(); });

window.floor.verdict = { tell, hide, stopped, confirm, remember, refused, showRefused, reporting: () => report.open };
