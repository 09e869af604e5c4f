// What the floor's scripts share: words, where we are, who works here, and the sounds.
const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");
const meta = (name) => document.querySelector(`meta[name="${name}"]`);
const words = read("floor-words");

const say = (key, gaps = {}) =>
  Object.entries(gaps).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, value),
    words[key] || key,
  );

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
};

// The cookie is fresher than the page, which may have been kept for a cut.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || meta("csrf-token")?.content || "";

// Tones are made, not fetched. No sound, no harm: colour and words say the same.
let audio = null;
const ready = () => {
  try { audio ||= new AudioContext(); if (audio.state === "suspended") audio.resume(); } catch { audio = null; }
};
addEventListener("keydown", ready, true);
addEventListener("pointerdown", ready, true);
const beep = (pitch, from, long, shape = "sine") => {
  const tone = audio.createOscillator(), loud = audio.createGain(), start = audio.currentTime + from;
  tone.type = shape;
  tone.frequency.value = pitch;
  loud.gain.setValueAtTime(0.3, start);
  loud.gain.exponentialRampToValueAtTime(0.001, start + long);
  tone.connect(loud).connect(audio.destination);
  tone.start(start);
  tone.stop(start + long);
};
const SOUNDS = {
  ok: [[1320, 0, 0.14]],
  kept: [[880, 0, 0.12]],
  wrong: [[196, 0, 0.5, "square"]],
  stop: [[147, 0, 0.4, "square"], [110, 0.45, 0.4, "square"], [147, 0.9, 0.4, "square"]],
};
const sound = (name) => {
  try { SOUNDS[name]?.forEach((tone) => beep(...tone)); } catch { /* works without */ }
};

// crypto.randomUUID asks for https; a floor on a plain address has getRandomValues.
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

// Whatever is scanned before the rest is ready waits for it.
const early = [];

window.floor = {
  early, scan: (...what) => early.push(what),
  say, read, store, token, sound, newId,
  home: meta("floor")?.content || "/",
  signIn: meta("sign-in")?.content || "",
  person: meta("person")?.content || "",
  who: meta("person")?.dataset.name || "",
};
