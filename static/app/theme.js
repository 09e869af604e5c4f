// Runs before the first paint, so that a dark page is never white for a moment.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; }
  };
  const apply = () => {
    const choice = chosen();
    const dark = choice === "dark" || (choice === "auto" && system.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    root.dataset.themeChoice = choice;
    document.dispatchEvent(new CustomEvent("og:theme"));
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", (event) => event.key === "theme" && apply());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button || button === root) return;
    try { localStorage.setItem("theme", button.dataset.themeChoice); } catch { /* private window */ }
    apply();
    mark();
  });
  const mark = () => {
    for (const button of document.querySelectorAll("button[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen()));
    }
  };
  document.addEventListener("DOMContentLoaded", mark);
})();
