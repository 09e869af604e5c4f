// The life of a scan: kept, sent, answered. One at a time and in order; what the network does not take now is
// told right or wrong by what the panel expects, kept, and sent again with the same action_id when it is back.
const { say, sound, token, newId, verdict, read } = window.floor;
const PATIENCE = 8000; // ms before a silent network counts as cut
const PAUSES = [1000, 2000, 4000, 8000];
const AT_ONCE = 100;

const task = document.getElementById("task");
const bar = document.getElementById("net");
const undoButton = document.getElementById("undo");
const here = task.dataset.screen || "";
let known = here ? read("floor-known") : { context: {}, expected: [] };
let cut = navigator.onLine === false;
let tries = 0, retry = 0, busy = false, again = false;
const fresh = new Map(); // action_id -> scan that its maker still looks at

const queue = await window.floor.queue;

const post = async (url, body) => {
  const patience = AbortSignal.timeout(body.scans ? 4 * PATIENCE : PATIENCE);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal: patience, credentials: "same-origin" });
};

// ---- the bar of the network
const paint = async () => {
  const all = await queue.all();
  const mine = all.filter((one) => one.person === window.floor.person);
  const other = all.find((one) => one.person !== window.floor.person);
  bar.hidden = !cut && !other && mine.every((one) => !one.told);
  let words = mine.length ? say("offline", { count: mine.length }) : say("offline_idle");
  if (!cut) words = mine.length ? say("sending", { count: mine.length }) : say("others", { count: all.length - mine.length, who: other?.who });
  if (cut && !queue.lasts) words += ` ${say("no_memory")}`;
  bar.querySelector("span").textContent = words;
};

// ---- what the panel shows
// What a hand has half written in a form that was not sent does not go with the old panel.
const unsent = (sent) => [...task.querySelectorAll("form[data-scan] :is(input, textarea)")]
  .filter((one) => one.value !== one.defaultValue && one.form.dataset.scan !== sent)
  .map((one) => [`form[data-scan="${CSS.escape(one.form.dataset.scan)}"] [name="${CSS.escape(one.name)}"]`, one.value]);
const prompt = () => task.querySelector(".prompt")?.textContent;
const settle = (answer, sent) => {
  if (!answer.panel || !here) return;
  const written = unsent(sent), asked = prompt();
  known = answer.known;
  task.innerHTML = answer.panel;
  if (prompt() !== asked) scrollTo(0, 0);
  for (const [place, value] of written) { const again = task.querySelector(place); if (again) again.value = value; }
  document.dispatchEvent(new CustomEvent("floor:panel", { detail: task }));
};
const follow = (data = {}) => {
  if (data.print) window.floor.print?.(data.print);
  if (data.go) location.assign(data.go);
};
// What was refused changes nothing: then it is still the scan before that may be taken back.
const undoTitle = undoButton?.title;
const mayUndo = (may, why) => {
  undoButton.disabled = !may;
  undoButton.title = may ? undoTitle : why || say("no_undo");
};
const tell = (answer) => {
  verdict.tell(answer);
  if (undoButton && answer.verdict === "ok") mayUndo(answer.can_undo, answer.data?.no_undo);
  follow(answer.data);
};

// ---- cut off: what the panel expects says right or wrong
const remaining = async (scan) => {
  const left = [...known.expected];
  for (const one of await queue.all()) {
    if (one.seq >= scan.seq || one.screen !== scan.screen || one.action) continue;
    const place = left.indexOf(one.code);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
};
const judge = async (scan) => {
  fresh.delete(scan.action_id);
  const plain = !scan.action && !scan.code.startsWith("CMD:") && !scan.code.startsWith("CELL:");
  const asked = plain && scan.screen === here && known.expected.length > 0;
  if (asked && !(await remaining(scan)).includes(scan.code)) {
    await queue.remove(scan.seq);
    verdict.tell({ verdict: "wrong", title: say("not_expected_title"), text: say("not_expected", { code: scan.code }) });
  } else {
    await queue.put({ ...scan, told: true });
    if (asked) verdict.tell({ verdict: "ok", title: say("kept_right") });
    else { sound("kept"); verdict.remember("kept", say("kept"), scan.code); }
  }
  if (undoButton) mayUndo(true);
};

// ---- sending
const sent = ({ action_id, code, action, device_at, context, fields }) => ({ action_id, code, action, device_at, context, fields });
const refusedRow = (scan, answer) => ({ action_id: scan.action_id, code: scan.code || scan.action, at: scan.device_at, title: answer.title, text: answer.text });

const goSignIn = () => location.assign(`${window.floor.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
const isSignIn = (response) => response.redirected && new URL(response.url).pathname === window.floor.signIn;

const problemOf = async (response) => {
  try { return (await response.json()).detail || ""; } catch { return ""; }
};

// Answers of one group; false when they have to wait for the network.
const deliver = async (group) => {
  const [first] = group;
  const one = group.length === 1;
  let response;
  try { response = await post(one ? first.scanUrl : first.scansUrl, one ? sent(first) : { scans: group.map(sent) }); } catch { return false; }
  if (isSignIn(response) || response.status === 401) { verdict.remember("wrong", say("signed_out"), ""); goSignIn(); return false; }
  if (response.status >= 500 || response.status === 429) return false;
  if (!response.ok) return turnedAway(group, await problemOf(response));
  let body;
  try { body = await response.json(); } catch { return false; }
  await answered(group, one ? [body] : body.answers, body);
  return true;
};

// One scan that cannot be read must not hold up those behind it.
const turnedAway = async (group, why) => {
  if (group.length > 1) {
    for (const scan of group) if (!(await deliver([scan]))) return false;
    return true;
  }
  const [scan] = group;
  const answer = { verdict: "wrong", title: "", text: why || say("refused") };
  await answered(group, [answer], {});
  return Boolean(scan);
};

const answered = async (group, answers, page) => {
  const bad = [];
  for (const [index, scan] of group.entries()) {
    await queue.remove(scan.seq);
    const answer = answers[index];
    if (!scan.told && fresh.delete(scan.action_id)) { if (scan.screen === here) settle(page, answer.verdict === "ok" ? scan.code : ""); tell(answer); }
    else if (answer.verdict !== "ok") bad.push(refusedRow(scan, answer));
  }
  if (group.some((scan) => scan.told) && group[0].screen === here) settle(page);
  if (bad.length) verdict.refused(bad);
};

// The next scans that one request may carry: of one person and one screen, in order.
const nextGroup = (all) => {
  const mine = all.filter((one) => one.person === window.floor.person);
  if (!mine.length) return [];
  const end = mine.findIndex((one) => one.scansUrl !== mine[0].scansUrl);
  const same = (end < 0 ? mine : mine.slice(0, end)).slice(0, AT_ONCE);
  return same.some((one) => one.told) ? same : same.slice(0, 1);
};

const locked = (act) => (navigator.locks ? navigator.locks.request("otgruz-floor", act) : act());

const sendOne = async () => {
  const group = nextGroup(await queue.all());
  if (!group.length) return false;
  const kept = group.some((scan) => scan.told);
  // What an answer taught the panel is what the next scan carries.
  if (!kept && group[0].screen === here && fresh.has(group[0].action_id)) group[0].context = known.context;
  if (!(await deliver(group))) { await broke(group); return false; }
  if (cut || kept) await healed();
  return true;
};
const broke = async (group) => {
  cut = true;
  for (const scan of group) if (fresh.has(scan.action_id)) await judge(scan);
  for (const scan of await queue.all()) if (fresh.has(scan.action_id)) await judge(scan);
  retry = setTimeout(() => pump(true), PAUSES[Math.min(tries++, PAUSES.length - 1)]);
};
const healed = async () => {
  cut = false;
  tries = 0;
  const left = (await queue.all()).some((one) => one.person === window.floor.person && one.told);
  if (!left && !verdict.reporting()) verdict.remember("ok", say("sent_all"), "");
};

const pump = async (forced = false) => {
  if (busy) { again = true; return; }
  if (cut && !forced) return;
  busy = true;
  clearTimeout(retry);
  document.body.classList.add("is-busy");
  try {
    do {
      again = false;
      await locked(async () => { while (await sendOne()) await paint(); });
    } while (again && !cut);
    if (cut && !(await queue.all()).some((one) => one.person === window.floor.person)) await probe();
  } finally {
    busy = false;
    document.body.classList.remove("is-busy");
    await paint();
  }
};

// Nothing kept to try the network with: ask whether it is there.
const probe = async () => {
  try {
    await fetch("/healthz", { signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
    cut = false;
    tries = 0;
  } catch {
    retry = setTimeout(() => pump(true), PAUSES[Math.min(tries++, PAUSES.length - 1)]);
  }
};

// ---- what may be scanned
const station = async (code) => {
  const body = new URLSearchParams({ code });
  try {
    const response = await fetch(`${window.floor.home}station/`, { method: "POST", body, headers: { "X-CSRFToken": token() }, signal: AbortSignal.timeout(PATIENCE) });
    if (isSignIn(response)) return goSignIn();
    if (!response.ok) return verdict.tell({ verdict: "wrong", text: (await problemOf(response)) || say("refused") });
    verdict.tell({ verdict: "ok", title: code ? say("station_at", { station: code }) : say("ok") });
    return setTimeout(() => location.reload(), 500);
  } catch {
    return verdict.tell({ verdict: "wrong", text: say("needs_network") });
  }
};

const clean = (code) => code.replace(/[\x00-\x1c\x1e\x1f]/g, "").trim().replace(/^\][A-Za-z][0-9]/, "");

const scan = async (raw, { action = "", fields = {} } = {}) => {
  const code = clean(raw);
  if (code === "CMD:OK" && (verdict.stopped() || verdict.confirm())) { verdict.hide(); return; }
  if (verdict.stopped() || verdict.reporting()) { sound("wrong"); return; }
  verdict.hide();
  if (code === "CMD:UNDO") { await scan("", { action: "undo" }); return; }
  if (code === "CMD:MENU") { location.assign(window.floor.home); return; }
  if (code.startsWith("ST:")) { await station(code.slice(3)); return; }
  if (!here) { verdict.tell({ verdict: "wrong", text: say("refused") }); return; }
  const made = await queue.add({
    action_id: newId(), code, action, fields, context: known.context, device_at: new Date().toISOString(),
    screen: here, scanUrl: task.dataset.scanUrl, scansUrl: task.dataset.scansUrl,
    person: window.floor.person, who: window.floor.who, told: false,
  });
  if (cut) { await judge(made); await paint(); return; }
  fresh.set(made.action_id, made);
  await pump();
};

const undo = () => scan("CMD:UNDO");
undoButton?.addEventListener("click", undo);
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-scan]:not(form)");
  if (!key || key.disabled) return;
  event.preventDefault();
  key.blur();
  scan(key.dataset.scan, { action: key.dataset.action || "" });
});
// A form of the panel is a scan with fields.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-scan]");
  if (!form) return;
  event.preventDefault();
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  scan(form.dataset.scan, { action: form.dataset.action || "", fields });
});

addEventListener("online", () => { cut = true; tries = 0; pump(true); });
addEventListener("offline", () => { cut = true; paint(); retry = setTimeout(() => pump(true), PAUSES[0]); });
Object.assign(window.floor, { scan, undo, settle, pump });
verdict.showRefused();
// What a page before this one kept has been told already.
for (const one of await queue.all()) if (!one.told) await queue.put({ ...one, told: true });
await paint();
pump(true);
for (const what of window.floor.early.splice(0)) scan(...what);
document.body.dataset.floor = "ready";
