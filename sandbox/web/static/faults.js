// Faults: ready switches and a form for each service; below, what happened.

import { clock, el, get, painter, post, remove } from "./dom.js";

export function faultsPane() {
  const again = () => dispatchEvent(new Event("sandbox:refresh"));
  const services = el("div", { class: "services" });
  const active = el("div", { class: "card active" });
  const effects = el("table", { class: "journal" });
  const calls = el("table", { class: "journal" });
  const root = el("div", { class: "column" }, active, services,
    el("div", { class: "pair" },
      el("div", { class: "card" }, el("h2", {}, "What took effect"), effects),
      el("div", { class: "card" }, el("h2", {}, "What was called"), calls)));

  const same = (preset, fault) => fault.target === "" && Object.entries(preset).every(([name, value]) => name === "label" || name === "count" || fault[name] === value);

  const paintServices = painter(services, (list, faults) => list.filter((one) => one.kinds.length).map((service) =>
    el("div", { class: "card" },
      el("h2", {}, service.title, el("span", { class: "address" }, service.address)),
      ...service.presets.map((preset) => toggle(service, preset, faults.find((fault) => fault.service === service.name && same(preset, fault)))),
      custom(service))));

  function toggle(service, preset, on) {
    const box = el("input", { type: "checkbox", role: "switch" });
    box.checked = Boolean(on);
    const { label, ...how } = preset;
    box.addEventListener("change", () => (box.checked ? post("/api/faults", { service: service.name, ...how }) : remove(`/api/faults?id=${on.id}`)).finally(again));
    return el("label", { class: "switch" }, box, el("span", {}, label), on ? el("em", { class: "tag bad" }, `${on.used}×`) : null);
  }

  function custom(service) {
    const field = (name, placeholder) => el("input", { name, placeholder, "aria-label": name });
    const form = el("form", { class: "custom" },
      el("select", { name: "kind", "aria-label": "kind" }, ...service.kinds.map((kind) => el("option", {}, kind))),
      el("select", { name: "when", "aria-label": "when" }, el("option", { value: "" }, "usual moment"), el("option", {}, "before"), el("option", {}, "after")),
      field("operation", "operation"), field("target", "chat, number or mailbox"),
      field("count", "how often"), field("status", "status"), field("code", "code"), field("retry_after", "retry after"), field("seconds", "seconds"),
      field("text", "words of the error"),
      service.kinds.includes("garbage")
        ? el("select", { name: "garbage", "aria-label": "garbage" }, ...["html", "empty", "truncated", "length", "charset", "nulls", "bomb", "endless", "deep", "nan", "binary", "short", "unpacked", "strange", "chunks", "no_http", "headers"].map((one) => el("option", {}, one)))
        : el("span"),
      el("button", {}, "Add"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = { service: service.name };
      for (const [name, value] of new FormData(form)) {
        if (value !== "") told[name] = ["count", "status", "code", "retry_after", "seconds"].includes(name) ? Number(value) : value;
      }
      await post("/api/faults", told);
      again();
    });
    return el("details", {}, el("summary", {}, "Another fault…"), form);
  }

  const paintActive = painter(active, (faults) => [
    el("h2", {}, faults.length ? `${faults.length} in force` : "Everything is healthy"),
    ...faults.map((fault) => el("div", { class: "row" },
      el("em", { class: "tag bad" }, fault.service), el("span", { class: "grow" }, words(fault)),
      el("button", { onclick: () => remove(`/api/faults?id=${fault.id}`).then(again) }, "Lift"))),
    el("div", { class: "row wrap" },
      faults.length ? el("button", { class: "primary", onclick: () => remove("/api/faults").then(again) }, "Lift all") : null,
      el("button", { onclick: () => post("/api/clock", { advance: 61 }).then(again) }, "Advance the clock by a minute"),
      el("button", { class: "danger", onclick: () => confirm("Forget all chats, mail and SMS?") && post("/api/clear", {}).then(again) }, "Forget everything")),
  ]);

  function words(fault) {
    const parts = [fault.kind === "status" ? `answers ${fault.status}` : fault.kind, fault.kind === "kill" ? "" : fault.when];
    if (fault.kind === "refusal") parts.push(`code ${fault.code}`);
    if (fault.kind === "garbage") parts.push(fault.garbage);
    if (fault.seconds) parts.push(`${fault.seconds} s`);
    if (fault.operation) parts.push(`at ${fault.operation}`);
    parts.push(fault.target ? `for ${fault.target}` : "for all");
    parts.push(fault.count ? `${fault.used} of ${fault.count} used` : `used ${fault.used}×, until lifted`);
    return parts.filter(Boolean).join(" · ");
  }

  const row = (line, last) => el("tr", {}, el("td", {}, clock(line.at)), el("td", {}, line.service), el("td", {}, line.kind), el("td", {}, line.key), el("td", {}, last));
  const paintEffects = painter(effects, (lines) => lines.map((line) => row(line, line.detail.text || line.detail.subject || "")));
  const paintCalls = painter(calls, (lines) => lines.map((line) => row(line, el("b", { class: "bad" }, line.detail.faults.join(", ")))));

  async function refresh(state) {
    paintActive(state.faults);
    if (!services.contains(document.activeElement) || document.activeElement.type === "checkbox") {
      paintServices(state.services.map(({ counts, ...rest }) => rest), state.faults);
    }
    const [done, asked] = await Promise.all([get("/api/journal?limit=40"), get("/api/calls?limit=40")]);
    paintEffects(done.lines.reverse());
    paintCalls(asked.lines.reverse());
  }
  return { root, refresh };
}
