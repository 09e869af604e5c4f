// Keeps the floor's pages and what they are made of, so that one opens again while the network is cut.
// Fresh from the network whenever it answers; scans are never kept here, they have a queue of their own.
const KEPT = "floor-1";
const PATIENCE = 5000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const worthKeeping = (response) => response.ok && !response.redirected && response.type === "basic";
const fetched = async (request) => {
  const response = await fetch(request);
  if (worthKeeping(response)) await (await caches.open(KEPT)).put(request, response.clone());
  return response;
};
const late = () => new Promise((_, no) => setTimeout(no, PATIENCE));
const freshOrKept = async (request) => {
  const kept = await (await caches.open(KEPT)).match(request, { ignoreVary: true });
  if (!kept) return fetched(request);
  try { return await Promise.race([fetched(request), late()]); } catch { return kept; }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" || pathname.startsWith("/static/")) event.respondWith(freshOrKept(request));
});

// The page that brought us was loaded before we were there: it says what to keep.
addEventListener("message", (event) => {
  const keep = (url) => fetched(new Request(url, { credentials: "same-origin" })).catch(() => {});
  if (event.data?.keep) event.waitUntil(Promise.all(event.data.keep.map(keep)));
});
