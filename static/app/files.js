// A file dropped or chosen: its name and size shown, refused at once when it cannot be right.
const { say, toast, onContent, each } = window.og;
const MB = 1_000_000;

const whyNot = (drop, input, file) => {
  const limit = Number(drop.dataset.maxBytes || 0);
  const kinds = (input.accept || "").split(",").map((kind) => kind.trim().toLowerCase()).filter((kind) => kind.startsWith("."));
  if (limit && file.size > limit) return say("too_big", { name: file.name, size: (file.size / MB).toFixed(1), limit: Math.round(limit / MB) });
  if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return say("wrong_kind", { name: file.name, kinds: kinds.join(" ") });
  return "";
};

const show = (drop, input) => {
  const file = input.files[0];
  const name = drop.querySelector("[data-drop-name]");
  if (!file || !name) return;
  const refusal = whyNot(drop, input, file);
  if (refusal) { input.value = ""; toast({ text: refusal, level: "error" }); return; }
  const size = file.size < MB ? `${Math.ceil(file.size / 1000)} kB` : `${(file.size / MB).toFixed(1)} MB`;
  name.textContent = `${file.name} · ${size}`;
};

onContent((root) => each(root, "[data-drop]", (drop) => {
  const input = drop.querySelector("input[type=file]");
  if (drop.dataset.ready || !input) return;
  drop.dataset.ready = "1";
  // The input covers the field, so the browser itself takes the drop; we only dress it.
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, () => drop.classList.add("is-over"));
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("is-over"));
  input.addEventListener("change", () => show(drop, input));
}));
