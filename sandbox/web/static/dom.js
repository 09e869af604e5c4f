// Building elements from data. Text only ever becomes a text node, so nothing needs escaping.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export async function get(path) {
  const reply = await fetch(path);
  if (!reply.ok) throw new Error(`${reply.status} for ${path}`);
  return reply.json();
}

async function send(method, path, body) {
  const reply = await fetch(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const told = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    toast(told.error || `The sandbox answered ${reply.status}.`, "bad");
    throw new Error(told.error);
  }
  return told;
}

export const post = (path, body) => send("POST", path, body);
export const remove = (path) => send("DELETE", path);

export function toast(text, kind = "") {
  const box = el("div", { class: `toast ${kind}` }, text);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 5000);
}

// Replaces the children of a box only when the data behind them has changed.
export function painter(box, paint) {
  let shown = "";
  return (...data) => {
    const now = JSON.stringify(data);
    if (now === shown) return false;
    shown = now;
    box.replaceChildren(...[paint(...data)].flat());
    return true;
  };
}

const moment = (at) => new Date(typeof at === "number" ? at * 1000 : at);
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const clock = (at) => moment(at).toLocaleTimeString("en-GB", { ...TIME, second: "2-digit" });
export const full = (at) => moment(at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "medium" });

// The time if it is today, else the day.
export function short(at) {
  const then = moment(at);
  return then.toDateString() === new Date().toDateString()
    ? then.toLocaleTimeString("en-GB", TIME)
    : then.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";
}

export const face = (name, id) =>
  el("span", { class: `face c${Math.abs(Number(id) || hash(name)) % 7}`, "aria-hidden": "true" }, initials(name));

function hash(text) {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum;
}

export function linked(text) {
  const parts = [];
  let last = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g)) {
    parts.push(text.slice(last, match.index), link(match[0], match[0]));
    last = match.index + match[0].length;
  }
  return [...parts, text.slice(last)];
}

export function link(url, ...children) {
  const safe = /^(https?|tg|tel|mailto):/i.test(url) ? url : null;
  return el("a", { href: safe, target: "_blank", rel: "noreferrer noopener" }, ...children);
}

export const empty = (title, hint) => el("div", { class: "empty" }, el("b", {}, title), el("p", {}, hint));
