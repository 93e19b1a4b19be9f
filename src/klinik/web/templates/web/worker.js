// Keeps the files that every page needs, one page for when there is no line, and those with which a
// collector and a cashier work without a line, which know nobody. Other pages always come from the network and are
// never kept: they are about people and money.
{% autoescape off %}const CACHE = {{ cache }};
const FILES = {{ files }};
const STATICS = {{ statics }};
const OFFLINE = {{ offline }};
const WORKING = {{ working }};
{% endautoescape %}
addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...FILES, ...[OFFLINE, ...WORKING].map((page) => new Request(page, {cache: "reload"}))]);
    await skipWaiting();  // the new worker takes over at once: nobody is stuck with an old one
  };
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("klinik-") && name !== CACHE).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && WORKING.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (url.pathname.startsWith(STATICS)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
