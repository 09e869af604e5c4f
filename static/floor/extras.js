// Besides scanning: typing by hand, the camera, printing, signing by finger, pages for a cut.
const { say, verdict } = window.floor;
const field = document.getElementById("code");
const keyboard = document.getElementById("keyboard");
const cameraButton = document.getElementById("camera");

keyboard.addEventListener("click", () => {
  const on = field.inputMode === "none";
  field.inputMode = on ? "text" : "none";
  keyboard.setAttribute("aria-pressed", on);
  field.blur();
  field.focus();
});

// ---- the camera: the browser's own reader of barcodes, else one that is loaded when it is first asked for
const FORMATS = ["code_128", "ean_13", "ean_8", "upc_a", "qr_code", "data_matrix", "itf", "code_39"];
const eye = document.getElementById("eye");
const video = eye.querySelector("video");
let stream = null;
let loading = null;

const loadReader = () => {
  loading ||= new Promise((done, fail) => {
    const { content, dataset } = document.querySelector('meta[name="barcode-reader"]');
    const script = Object.assign(document.createElement("script"), { src: content, onerror: fail });
    script.onload = () => {
      window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => dataset.wasm } });
      done(window.ZXingWASM.readBarcodes);
    };
    document.head.append(script);
  });
  return loading;
};
const slate = document.createElement("canvas");
const frame = (picture) => {
  const width = picture.videoWidth || picture.width, height = picture.videoHeight || picture.height;
  Object.assign(slate, { width, height });
  const ink = slate.getContext("2d", { willReadFrequently: true });
  ink.drawImage(picture, 0, 0);
  return ink.getImageData(0, 0, width, height);
};
const builtIn = async () => {
  const known = await window.BarcodeDetector?.getSupportedFormats?.();
  if (!known?.includes("code_128")) return null;
  const detector = new BarcodeDetector({ formats: FORMATS.filter((one) => known.includes(one)) });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue;
};
// Returns a function that reads the first barcode of a picture or a film.
window.floor.reader = async () => {
  const own = await builtIn().catch(() => null);
  if (own) return own;
  const read = await loadReader();
  return async (picture) => (await read(frame(picture), { maxNumberOfSymbols: 1 }))[0]?.text;
};

const close = () => {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  if (eye.open) eye.close();
};
const look = async (read) => {
  if (!stream) return;
  const seen = await read(video).catch(() => "");
  if (seen) { close(); window.floor.scan(seen); } else setTimeout(() => look(read), 120);
};
const openEye = async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch { verdict.tell({ verdict: "wrong", text: say("camera_refused") }); return; }
  eye.showModal();
  video.srcObject = stream;
  await video.play();
  window.floor.reader().then(look, () => { close(); verdict.tell({ verdict: "wrong", text: say("no_camera") }); });
};
if (navigator.mediaDevices) {
  cameraButton.hidden = false;
  cameraButton.addEventListener("click", openEye);
}
eye.querySelector("button").addEventListener("click", close);
eye.addEventListener("close", close);

// ---- printing: a picture prints from this page, anything else opens beside it. Printing holds the page up
// and swallows keys, so it waits for the code that is just coming in.
const BETWEEN_KEYS = 100; // ms
const pressed = (act) => (field.value ? setTimeout(() => pressed(act), BETWEEN_KEYS) : act());
window.floor.print = (url) => {
  document.querySelector(".print-only")?.remove();
  const picture = Object.assign(new Image(), { className: "print-only", alt: "" });
  const done = () => { document.body.classList.remove("is-printing"); picture.remove(); };
  picture.onload = () => {
    document.body.classList.add("is-printing");
    addEventListener("afterprint", done, { once: true });
    pressed(() => window.print());
  };
  picture.onerror = () => {
    picture.remove();
    if (!window.open(url, "_blank")) verdict.remember("wrong", say("print_failed", { url }), "");
  };
  document.body.append(picture);
  picture.src = url;
};

// ---- signatures by finger: the picture goes into the form's field of that name
const pen = (canvas) => {
  const ink = canvas.getContext("2d");
  const size = canvas.getBoundingClientRect();
  Object.assign(canvas, { width: 600, height: Math.round((600 * size.height) / (size.width || 600)) });
  Object.assign(ink, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#0a1a4a" });
  const at = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    return [((clientX - box.left) * canvas.width) / box.width, ((clientY - box.top) * canvas.height) / box.height];
  };
  let drawing = false;
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    ink.beginPath();
    ink.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    ink.lineTo(...at(event));
    ink.stroke();
    canvas.dataset.drawn = "1";
    const target = canvas.closest("form").elements[canvas.dataset.sign];
    target.value = canvas.toDataURL("image/png");
  });
  // Whoever has no finger free signs by keys: Enter writes the name that stands above.
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    const form = canvas.closest("form");
    const name = form.elements[canvas.dataset.sign.replace("signature", "name")].value.trim();
    if (!name) return;
    ink.clearRect(0, 0, canvas.width, canvas.height);
    ink.font = `italic ${Math.min(64, Math.round(1000 / name.length))}px cursive`;
    ink.textBaseline = "middle";
    ink.fillStyle = ink.strokeStyle;
    ink.fillText(name, 24, canvas.height / 2, canvas.width - 48);
    canvas.dataset.drawn = "1";
    form.elements[canvas.dataset.sign].value = canvas.toDataURL("image/png");
  });
  const stop = () => { drawing = false; };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
};
const pens = (root) => root.querySelectorAll("canvas[data-sign]").forEach(pen);
pens(document);
document.addEventListener("floor:panel", (event) => pens(event.detail));

// ---- pages that open again during a cut: only where the browser allows it (https, or this machine itself)
const things = () => [
  location.href,
  ...[...document.querySelectorAll("a[data-keep]")].map((link) => link.href),
  ...performance.getEntriesByType("resource").map((one) => one.name).filter((name) => new URL(name).pathname.startsWith("/static/")),
];
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(`${window.floor.home}worker.js`, { scope: window.floor.home })
    .then(() => navigator.serviceWorker.ready)
    .then((worker) => worker.active.postMessage({ keep: things() }))
    .catch(() => { /* the open page goes on by itself */ });
}
// Who leaves takes along what their pages showed.
document.getElementById("sign-out")?.addEventListener("submit", async (event) => {
  if (!("caches" in window)) return;
  event.preventDefault();
  await Promise.all((await caches.keys()).map((name) => caches.delete(name))).catch(() => {});
  event.target.submit();
});
// A form that is too large for a scan (signatures) is posted by itself; its answer says where to go.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-post]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button:not([type=button])");
  if (button.disabled) return;
  button.disabled = true;
  try {
    const headers = { "X-CSRFToken": window.floor.token(), Accept: "application/json" };
    const response = await fetch(form.dataset.post, { method: "POST", body: new FormData(form), headers, signal: AbortSignal.timeout(30000) });
    const told = await response.json();
    if (response.ok) { verdict.tell({ verdict: "ok" }); setTimeout(() => location.assign(told.go), 450); return; }
    verdict.tell({ verdict: told.verdict || "wrong", text: told.detail });
  } catch { verdict.tell({ verdict: "wrong", text: say("needs_network") }); }
  button.disabled = false;
});
