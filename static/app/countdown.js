// Clocks in working time. The same arithmetic as config/kit/clocks.py: change both or neither.
const { say, words, now, sprite } = window.og;
const LAST_PART = 5; // red is the last fifth of the allowance
const SECONDS_SHOWN_BELOW = 300;
const DAY = 86400;
const read = new WeakMap();
const parts = new Map();

const promiseOf = (node) => {
  let promise = read.get(node);
  if (!promise || promise.due !== Date.parse(node.dataset.due) / 1000) {
    promise = {
      due: Date.parse(node.dataset.due) / 1000,
      good: node.dataset.good ? Date.parse(node.dataset.good) / 1000 : null,
      total: Number(node.dataset.totalS || 0),
      intervals: JSON.parse(node.dataset.openIntervals || "[]"),
      zone: node.dataset.zone || "UTC",
    };
    read.set(node, promise);
  }
  return promise;
};

const leftAt = ({ due, intervals }, at) => {
  if (at >= due || !intervals.length) return due - at;
  return intervals.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, due) - Math.max(a, at)), 0);
};

const resumesAt = ({ due, intervals }, at) => {
  if (at >= due || !intervals.length || intervals.some(([a, b]) => a <= at && at < b)) return null;
  const later = intervals.map(([a]) => a).filter((a) => a > at);
  return later.length ? Math.min(...later) : null;
};

const bandAt = ({ good, total }, left, at) => {
  if (left <= 0) return "late";
  if (total && left * LAST_PART <= total) return "red";
  return good && at >= good ? "amber" : "calm";
};

const two = (number) => String(number).padStart(2, "0");

const duration = (seconds, elapsed = false) => {
  const whole = Math.floor(seconds);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  if (h >= 48) return elapsed ? say("days_hours", { d: Math.floor(h / 24), h: h % 24 }) : say("hours", { h });
  if (h) return say("hours_minutes", { h, m: two(m) });
  if (whole >= SECONDS_SHOWN_BELOW) return say("minutes", { m });
  return say("minutes_seconds", { m, s: two(whole % 60) });
};

const local = (epoch, zone) => {
  if (!parts.has(zone)) {
    parts.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }));
  }
  const found = Object.fromEntries(parts.get(zone).formatToParts(epoch * 1000).map((p) => [p.type, p.value]));
  const date = Date.UTC(found.year, found.month - 1, found.day) / 1000;
  return { date, day: Number(found.day), month: found.month - 1, clock: `${found.hour}:${found.minute}` };
};

const moment = (epoch, at, zone) => {
  const there = local(epoch, zone);
  const days = Math.round((there.date - local(at, zone).date) / DAY);
  if (days === 0) return there.clock;
  if (days === 1) return say("tomorrow", { time: there.clock });
  if (days === -1) return say("yesterday", { time: there.clock });
  const weekday = words.weekdays[(new Date(there.date * 1000).getUTCDay() + 6) % 7];
  if (days > 1 && days < 7) return say("weekday", { weekday, time: there.clock });
  return say("date", { day: there.day, month: words.months[there.month], time: there.clock });
};

const put = (node, selector, text) => {
  const part = node.querySelector(selector);
  if (part && part.textContent !== text) part.textContent = text;
};

const wear = (node, band, paused) => {
  const href = `${sprite}#${paused && band === "calm" ? "clock-pause" : words.bands[band].icon}`;
  const use = node.querySelector(".cd-i use");
  if (use && use.getAttribute("href") !== href) use.setAttribute("href", href);
  if (node.dataset.band === band) return;
  node.classList.replace(`band-${node.dataset.band}`, `band-${band}`);
  node.dataset.band = band;
  const row = node.closest("[data-row]");
  if (row?.dataset.band) row.dataset.band = band;
  node.dispatchEvent(new CustomEvent("og:band", { bubbles: true, detail: { band } }));
};

const draw = (node, at) => {
  const promise = promiseOf(node);
  const left = leftAt(promise, at);
  const resumes = resumesAt(promise, at);
  const band = bandAt(promise, left, at);
  const due = moment(promise.due, at, promise.zone);
  wear(node, band, resumes !== null);
  put(node, ".cd-n", left > 0 ? say("left", { time: duration(left) }) : say("late_by", { time: duration(-left, true) }));
  const saysIt = band === "late" || (band === "calm" && resumes !== null); // its lines say it already
  put(node, ".cd-band", saysIt ? "" : words.bands[band].label);
  const second = resumes !== null
    ? say("paused", { moment: moment(resumes, at, promise.zone) })
    : say(left > 0 ? "until" : "since", { moment: due });
  put(node, ".cd-when", second);
};

const tick = () => {
  if (document.hidden) return;
  const at = now() / 1000;
  document.querySelectorAll("[data-countdown]").forEach((node) => draw(node, at));
};

window.og.tick = tick;
tick();
setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
document.addEventListener("htmx:afterSwap", tick);
