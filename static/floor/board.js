// The board draws itself anew each quarter of a minute, and counts down each second by the server's clock.
const EVERY = 15000;
const board = document.getElementById("board");
let ahead = 0;

const learn = () => { ahead = Number(board.querySelector("[data-now]").dataset.now) * 1000 - Date.now(); };
const two = (n) => String(n).padStart(2, "0");
const tick = () => {
  const clock = board.querySelector("[data-until]");
  const left = Math.max(0, Math.round((Number(clock.dataset.until) * 1000 - Date.now() - ahead) / 1000));
  const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60;
  clock.textContent = `${hours}:${two(minutes)}:${two(left % 60)}`;
  clock.classList.toggle("is-near", left < 7200 && left >= 1800);
  clock.classList.toggle("is-here", left < 1800);
};
const fresh = async () => {
  const where = new URL(location.href);
  where.searchParams.set("part", "1");
  try {
    const response = await fetch(where, { signal: AbortSignal.timeout(EVERY - 2000) });
    if (response.redirected) { location.reload(); return; }
    if (!response.ok) throw new Error(response.status);
    board.innerHTML = await response.text();
    learn();
    tick();
    board.classList.remove("is-stale");
  } catch { board.classList.add("is-stale"); }
};

learn();
tick();
setInterval(tick, 1000);
setInterval(fresh, EVERY);
document.body.dataset.floor = "ready";
