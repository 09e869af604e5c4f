// Requests: the CSRF token, one at a time, and what to say when one fails.
const { say, meta, toast } = window.og;
const SAFE = new Set(["get", "head", "options"]);

document.addEventListener("htmx:configRequest", (event) => {
  if (!SAFE.has(event.detail.verb)) event.detail.headers["X-CSRFToken"] = meta("csrf-token");
});

// A second press while the first is on its way does nothing.
const buttonOf = (node, event) => event?.submitter || (node.matches("button, .btn") ? node : node.querySelector?.("[type=submit]"));
// Told before anybody is asked to confirm, or htmx would keep the second press and send it later.
document.addEventListener("htmx:confirm", (event) => {
  const { verb, elt } = event.detail;
  // What has hx-sync says itself what becomes of a second request.
  if (SAFE.has(verb) || !elt.dataset.busy || elt.hasAttribute("hx-sync")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (SAFE.has(requestConfig.verb)) return;
  elt.dataset.busy = "1";
  buttonOf(elt, requestConfig.triggeringEvent)?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  delete elt.dataset.busy;
  buttonOf(elt, requestConfig.triggeringEvent)?.removeAttribute("aria-busy");
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
  if (form.dataset.busy) { event.preventDefault(); return; }
  form.dataset.busy = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
// A page restored by the back button must not think that its form is still on its way.
addEventListener("pageshow", () => {
  document.querySelectorAll("[data-busy]").forEach((node) => delete node.dataset.busy);
  document.querySelectorAll(".btn[aria-busy]").forEach((node) => node.removeAttribute("aria-busy"));
});

// What is not possible now says why, and does nothing.
document.addEventListener("click", (event) => {
  const node = event.target.closest("[aria-disabled='true']");
  if (!node) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (node.title) toast({ text: node.title, level: "info" });
}, true);

// A session that ended answers with the sign-in page: go there rather than show it in a panel.
const signIn = meta("sign-in");
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (signIn && xhr.responseURL && new URL(xhr.responseURL).pathname === signIn && location.pathname !== signIn) {
    event.detail.shouldSwap = false;
    location.assign(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
  } else if ((xhr.status === 409 || xhr.status === 412) && xhr.getResponseHeader("HX-Retarget")) {
    // The server sent the difference to decide upon, and where to put it.
    Object.assign(event.detail, { shouldSwap: true, isError: false, swapOverride: "outerHTML" });
  }
});

const BY_STATUS = { 404: "missing", 409: "conflict", 410: "missing", 412: "conflict", 413: "too_large", 422: "refused", 429: "too_many" };
const reload = { label: say("reload"), act: () => location.reload() };
const explained = (xhr) => {
  if (!(xhr.getResponseHeader("Content-Type") || "").includes("json")) return "";
  try { return JSON.parse(xhr.responseText).detail || ""; } catch { return ""; }
};
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if ((xhr.getResponseHeader("HX-Trigger") || "").includes('"toast"')) return; // it has said so itself
  const csrf = xhr.status === 403 && xhr.responseText.includes("CSRF");
  const key = csrf ? "stale_form" : BY_STATUS[xhr.status] || (xhr.status === 403 ? "forbidden" : xhr.status >= 500 ? "server" : "refused");
  const stale = csrf || ["missing", "conflict"].includes(key);
  toast({ text: explained(xhr) || say(key), level: "error", action: stale ? reload : null });
});

let offline = null;
const quiet = (event) => event.detail.elt?.closest("[data-refresh], [data-poll]");
document.addEventListener("htmx:sendError", () => {
  if (!offline?.isConnected) offline = toast({ text: say("network"), level: "error" });
});
document.addEventListener("htmx:timeout", (event) => quiet(event) || toast({ text: say("slow"), level: "warning" }));
document.addEventListener("htmx:afterOnLoad", () => offline?.remove());
