// Where nobody is signed in: the list of whoever was here before is gone, and after signing out everything else too.
// The answer to signing out has said so already; this is for browsers that do not listen.

localStorage.removeItem("mydoc.list");

if (location.pathname.endsWith("/signed-out/")) {
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  const worker = await navigator.serviceWorker?.getRegistration("/my/");
  await worker?.unregister();
}
