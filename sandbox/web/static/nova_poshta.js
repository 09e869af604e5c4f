// Nova Poshta: every waybill with its life so far, and the buttons that lead it on.

import { el, empty, full, get, painter, post, short } from "./dom.js";

const HOUR = 3600; // seconds
const GOOD = ["9", "10", "11", "106"];
const BAD = ["2", "102", "103", "105", "108", "111"];
const REFUSABLE = ["7", "8", "14", "101", "111"];

export function novaPoshtaPane() {
  const again = () => dispatchEvent(new Event("sandbox:refresh"));
  const act = (path, body) => post(`/api/nova_poshta/${path}`, body).then(again);
  const now = el("b");
  const switches = el("div", { class: "row wrap" });
  const list = el("div", { class: "cards wide" });
  const number = el("input", { placeholder: "20450000000001", "aria-label": "Number of a waybill", inputmode: "numeric", maxlength: "14" });
  const life = el("select", { "aria-label": "Life" });
  const form = el("form", { class: "row wrap" }, "A waybill", number, "that will be", life, el("button", { class: "primary" }, "Take up"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await act("waybills", { number: number.value.replace(/\D/g, ""), life: life.value });
    number.value = "";
  });
  const later = (title, seconds) => el("button", { onclick: () => post("/api/clock", { advance: seconds }).then(again) }, title);
  const root = el("div", { class: "column" },
    el("div", { class: "card split" }, form,
      el("div", { class: "row wrap" }, "The sandbox's clock: ", now, later("An hour on", HOUR), later("A day on", 24 * HOUR))),
    switches, list);

  const paintLives = painter(life, (known) => known.map((name) => el("option", {}, name)));
  const paintSwitches = painter(switches, (enrols, limit) => {
    const box = el("input", { type: "checkbox", role: "switch" });
    box.checked = enrols;
    box.addEventListener("change", () => act("settings", { enrols: box.checked }));
    return [
      el("label", { class: "switch calm" }, box, el("span", {}, "Take up numbers that begin with 2045 or 5900 when they are first asked for")),
      limit ? el("button", { class: "chip", onclick: () => act("settings", { limit: 0 }) }, `at most ${limit} calls a minute ✕`) : null,
    ].filter(Boolean);
  });

  const paintList = painter(list, (waybills, statuses) => waybills.length
    ? waybills.map((one) => card(one, statuses))
    : empty("No waybills yet", "Take one up above, or enter a number that begins with 2045 in Otgruz: it is taken up when it is first asked for."));

  function card(one, statuses) {
    const last = one.history.at(-1);
    const tone = GOOD.includes(last.code) ? "good" : BAD.includes(last.code) ? "bad" : "";
    return el("article", { class: "sms waybill", id: `waybill-${one.number}` },
      el("header", {}, el("b", {}, one.number), el("span", {}, one.barcode || one.city),
        el("em", { class: `tag ${tone}` }, `${last.code} · ${last.words}`)),
      one.parent ? el("small", {}, "The way back of ", el("b", {}, one.parent)) : null,
      one.child ? el("small", {}, "Goes back as ", el("b", {}, one.child)) : null,
      el("ol", { class: "road" }, ...one.history.map((step) => el("li", { title: full(step.at) }, el("time", {}, short(step.at)), ` ${step.words}`, step.reason ? ` (${step.reason})` : ""))),
      buttons(one, statuses),
      el("footer", {}, one.due ? `The next step comes by itself on ${full(one.due)}` : "Nothing more comes by itself"));
  }

  function buttons(one, statuses) {
    const codes = el("select", { "aria-label": `Status of ${one.number}` },
      el("option", { value: "" }, "Make it…"), ...Object.entries(statuses).map(([code, words]) => el("option", { value: code }, `${code} · ${words}`)));
    codes.addEventListener("change", () => codes.value && act(`waybills/${one.number}/status`, { code: codes.value }));
    const refusable = !one.parent && REFUSABLE.includes(one.history.at(-1).code);
    return el("div", { class: "row wrap" },
      one.next ? el("button", { class: "primary", onclick: () => act(`waybills/${one.number}/step`) }, `Next: ${one.next}`) : null,
      refusable ? el("button", { class: "danger", onclick: () => act(`waybills/${one.number}/status`, { code: "103" }) }, "The buyer refuses") : null,
      codes);
  }

  async function refresh(state) {
    const told = await get("/api/nova_poshta/waybills");
    now.textContent = full(state.now);
    paintLives(told.lives);
    paintSwitches(told.enrols, told.limit);
    if (!list.contains(document.activeElement) || document.activeElement.tagName !== "SELECT") paintList(told.waybills, told.statuses);
  }
  return { root, refresh };
}
