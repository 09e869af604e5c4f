// The frame: tabs, the one-second pulse, and which pane is shown.

import { cainiaoPane } from "./cainiao.js";
import { el, get } from "./dom.js";
import { faultsPane } from "./faults.js";
import { mailPane } from "./mail.js";
import { novaPoshtaPane } from "./nova_poshta.js";
import { smsPane } from "./sms.js";
import { telegramPane } from "./telegram.js";
import { tradePartnerPane } from "./trade_partner.js";

const EVERY = 1000; // ms
const PANES = {
  telegram: ["Telegram", telegramPane],
  mail: ["Mail", mailPane],
  sms: ["SMS", smsPane],
  nova_poshta: ["Nova Poshta", novaPoshtaPane],
  cainiao: ["Cainiao", cainiaoPane],
  trade_partner: ["Trade partner", tradePartnerPane],
  faults: ["Faults", faultsPane],
};
const made = {};
let seen = {};

const current = () => (location.hash.slice(1).split("/")[0] in PANES ? location.hash.slice(1).split("/")[0] : "telegram");

function pane(name) {
  if (!made[name]) made[name] = PANES[name][1]();
  return made[name];
}

function paintTabs(state) {
  const counts = {};
  for (const service of state.services) counts[service.name] = service.counts.messages;
  counts.faults = state.faults.length;
  document.getElementById("tabs").replaceChildren(
    ...Object.entries(PANES).map(([name, [title]]) => tab(name, title, counts[name] || 0)),
  );
}

function tab(name, title, count) {
  const here = name === current();
  if (here) seen[name] = count;
  const fresh = !here && name !== "faults" && count > (seen[name] ?? 0);
  const alarm = name === "faults" && count > 0;
  const badge = count ? el("i", { class: `count${fresh ? " fresh" : ""}${alarm ? " alarm" : ""}` }, String(count)) : null;
  return el("a", { href: `#${name}`, role: "tab", "aria-selected": String(here) }, title, badge);
}

async function beat() {
  const pulse = document.getElementById("pulse");
  try {
    const state = await get("/api/state");
    paintTabs(state);
    const shown = pane(current());
    const box = document.getElementById("pane");
    if (box.firstChild !== shown.root) box.replaceChildren(shown.root);
    await shown.refresh(state);
    pulse.textContent = "live";
    pulse.className = "pulse on";
  } catch (trouble) {
    pulse.textContent = "no answer";
    pulse.className = "pulse off";
    console.warn(trouble);
  }
}

let busy = null;
export async function refresh() {
  if (!busy) busy = beat().finally(() => { busy = null; });
  return busy;
}

addEventListener("hashchange", refresh);
addEventListener("sandbox:refresh", refresh);
setInterval(refresh, EVERY);
refresh();
