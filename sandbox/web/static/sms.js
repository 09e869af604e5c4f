// SMS: what went to which number, in how many segments, and how far it got.

import { clock, el, empty, get, linked, painter, post } from "./dom.js";

const KINDS = { delivered: "good", read: "good", waiting: "", passed: "", delayed: "" };

export function smsPane() {
  const again = () => dispatchEvent(new Event("sandbox:refresh"));
  const table = el("div", { class: "cards" });
  const money = el("b");
  const rules = el("div", { class: "row wrap" });
  const number = el("input", { placeholder: "380671234567", "aria-label": "Number", inputmode: "numeric" });
  const outcome = el("select", { "aria-label": "Outcome" });
  const form = el("form", { class: "row wrap" }, "Later messages to", number, "become", outcome, el("button", {}, "Set"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await post(`/api/sms/numbers/${encodeURIComponent(number.value.replace(/\D/g, ""))}`, { outcome: outcome.value });
    again();
  });
  const root = el("div", { class: "column" },
    el("div", { class: "card split" }, form, el("div", {}, "Account: ", money)), rules, table);

  const paintOutcomes = painter(outcome, (known) => known.map((name) => el("option", {}, name)));
  const paintRules = painter(rules, (set) => Object.entries(set).filter(([, name]) => name !== "delivered").map(([to, name]) =>
    el("button", { class: "chip", title: "Deliver again", onclick: () => post(`/api/sms/numbers/${to}`, { outcome: "delivered" }).then(again) }, `${to}: ${name} ✕`)));
  const paintTable = painter(table, (messages) => messages.length
    ? messages.map((sms) => el("article", { class: "sms" },
        el("header", {}, el("b", {}, `+${sms.number}`), el("span", {}, `from ${sms.sender || "(no name)"}`),
          el("em", { class: `tag ${KINDS[sms.state] ?? "bad"}` }, sms.state)),
        el("p", {}, ...linked(sms.text)),
        el("footer", {}, `${sms.segments} ${sms.segments === 1 ? "segment" : "segments"} · ${sms.text.length} letters · ${sms.alphabet}`,
          el("span", {}, `${sms.gateway}${sms.channel === "viber" ? " by Viber" : ""} · ${clock(sms.accepted_at)} · ${sms.id}`))))
    : empty("No SMS yet", "smsc.ru answers below /sys and /rest, TurboSMS below /message and /user."));

  async function refresh() {
    const told = await get("/api/sms/messages");
    money.textContent = (told.balance / 100).toFixed(2);
    paintOutcomes(told.known_outcomes);
    paintRules(told.outcomes);
    paintTable(told.messages);
  }
  return { root, refresh };
}
