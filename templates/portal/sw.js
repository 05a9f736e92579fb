// The worker of the citizens' app: when a page under /my/ cannot be reached, it shows the offline page instead.
// It keeps that page's shell and nothing else: no list, no document, no picture, no other page.

const SHELL = "mydoc-shell-{{ version }}";
const FILES = {{ files|safe }};

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlderShells()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => fromShell(pathname.startsWith("/my/en/") ? "/my/en/offline/" : "/my/offline/")));
  } else if (FILES.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => fromShell(pathname)));
  }
});

async function keepShell() {
  const shell = await caches.open(SHELL);
  // Without the cookie, so that what is kept is the same for everybody.
  await shell.addAll(FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function dropOlderShells() {
  const older = (await caches.keys()).filter((name) => name.startsWith("mydoc-shell-") && name !== SHELL);
  await Promise.all(older.map((name) => caches.delete(name)));
}

async function fromShell(path) {
  const shell = await caches.open(SHELL);
  return (await shell.match(path, { ignoreVary: true })) ?? Response.error();
}
