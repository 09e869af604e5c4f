// Cainiao: every parcel with its life so far, and the buttons that lead it on; each step is pushed to Otgruz.

import { el, empty, full, get, painter, post, short } from "./dom.js";

const HOUR = 3600; // seconds
const GOOD = ["GTMS_SIGNED", "GSTA_BUYER_SIGN"];
const BAD = ["PU_PICKUP_FAILURE", "GTMS_DEL_FAILURE", "GTMS_SIGN_FAILURE", "RT_INBOUND", "RT_OUTBOUND", "RT_DESTROY", "GWMS_CANCEL"];

export function cainiaoPane() {
  const again = () => dispatchEvent(new Event("sandbox:refresh"));
  const act = (path, body) => post(`/api/cainiao/${path}`, body).then(again);
  const now = el("b");
  const where = el("span", { class: "muted" });
  const list = el("div", { class: "cards wide" });
  const later = (title, seconds) => el("button", { onclick: () => post("/api/clock", { advance: seconds }).then(again) }, title);
  const root = el("div", { class: "column" },
    el("div", { class: "card split" }, where,
      el("div", { class: "row wrap" }, "The sandbox's clock: ", now, later("An hour on", HOUR), later("A day on", 24 * HOUR))),
    list);

  const paintList = painter(list, (parcels, actions, lives) => parcels.length
    ? parcels.map((one) => card(one, actions, lives))
    : empty("No parcels yet", "Confirm an AliExpress order of the demo shop in Otgruz: it is announced here, and gets its code and label."));

  function card(one, actions, lives) {
    const last = one.history.at(-1);
    const tone = GOOD.includes(last.code) ? "good" : BAD.includes(last.code) ? "bad" : "";
    return el("article", { class: "sms waybill", id: `parcel-${one.order_code}` },
      el("header", {}, el("b", {}, one.order_code), el("span", {}, one.out_id), el("em", { class: `tag ${tone}` }, `${last.code} · ${last.text}`)),
      el("small", {}, `${one.tracking} · ${one.partner}${one.handover ? ` · pickup ${one.handover}` : ""}`),
      el("ol", { class: "road" }, ...one.history.map((step) => el("li", { title: full(step.at) }, el("time", {}, short(step.at)), ` ${step.text}`, step.reason ? ` (${step.reason})` : ""))),
      buttons(one, actions, lives),
      el("footer", {}, one.due ? `The next step comes by itself on ${full(one.due)}` : one.has_left ? "Nothing more comes by itself" : "Waits until its seller scans it out"));
  }

  function buttons(one, actions, lives) {
    const codes = el("select", { "aria-label": `Action of ${one.order_code}` },
      el("option", { value: "" }, "Let happen…"), ...Object.entries(actions).map(([code, words]) => el("option", { value: code }, `${code} · ${words}`)));
    codes.addEventListener("change", () => codes.value && act(`parcels/${one.order_code}/action`, { code: codes.value }));
    const life = el("select", { "aria-label": `Life of ${one.order_code}` }, ...lives.map((name) => el("option", { value: name, selected: name === one.life }, name)));
    life.addEventListener("change", () => act(`parcels/${one.order_code}/life`, { life: life.value }));
    return el("div", { class: "row wrap" },
      one.next ? el("button", { class: "primary", onclick: () => act(`parcels/${one.order_code}/step`) }, `Next: ${one.next}`) : null,
      life, codes);
  }

  async function refresh(state) {
    const told = await get("/api/cainiao/parcels");
    now.textContent = full(state.now);
    where.textContent = told.push_url ? `Steps are pushed to ${told.push_url}` : "Nobody is told: no address is set for pushes";
    if (!list.contains(document.activeElement) || document.activeElement.tagName !== "SELECT") paintList(told.parcels, told.actions, told.lives);
  }
  return { root, refresh };
}
