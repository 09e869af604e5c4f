// The trade partner: orders it hands over, labels that come later, and what it was told.

import { el, empty, full, get, painter, post } from "./dom.js";

export function tradePartnerPane() {
  const again = () => dispatchEvent(new Event("sandbox:refresh"));
  const act = (path, body) => post(`/api/trade_partner/${path}`, body).then(again);
  const sku = el("input", { placeholder: "KETTLE-1", "aria-label": "SKU" });
  const give = (title, label) => el("button", { class: label ? "primary" : "", onclick: () => act("orders", { sku: sku.value, with_label: label }) }, title);
  const orders = el("div", { class: "cards wide" });
  const taken = el("div", { class: "cards wide" });
  const root = el("div", { class: "column" },
    el("div", { class: "card row wrap" }, "A paid order for", sku, give("Hand over with its label", true), give("without a label", false)),
    orders, taken);

  const paintOrders = painter(orders, (rows) => rows.length ? rows.map((one) => el("article", { class: "sms" },
    el("header", {}, el("b", {}, one.external_id), el("span", {}, one.tracking), el("em", { class: `tag ${one.answer.status < 300 ? "good" : "bad"}` }, String(one.answer.status))),
    el("small", {}, one.answer.told.detail || one.answer.told.outcome || ""),
    one.has_label ? null : el("button", { onclick: () => act("labels", { external_id: one.external_id }) }, "Send its label"),
    one.is_cancelled ? null : el("button", { onclick: () => act("cancellations", { external_id: one.external_id }) }, "Its buyer cancels")))
    : empty("No orders yet", "Hand one over above: it stands in the second shop at once; without a label it is held."));
  const paintTaken = painter(taken, (rows) => rows.map((one) => el("article", { class: "sms" },
    el("header", {}, el("b", {}, one.key), el("span", {}, one.kind)), el("footer", {}, full(one.at)))));

  async function refresh() {
    const told = await get("/api/trade_partner/orders");
    paintOrders(told.orders);
    paintTaken(told.taken);
  }
  return { root, refresh };
}
