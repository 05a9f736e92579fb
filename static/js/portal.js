// Where somebody is signed in: keeps the list for days without a network, and puts the worker in place that shows it.
// Kept are titles, days and states, and when the list was seen: no name, no number, no picture.

if (/^\/my\/(en\/)?$/.test(location.pathname) && !location.search) {
  const documents = [...document.querySelectorAll("li[data-doc]")].map(({ dataset }) => ({
    title: dataset.title,
    issued: dataset.issued,
    status: dataset.status,
  }));
  const { lang } = document.documentElement;
  localStorage.setItem("mydoc.list", JSON.stringify({ seen: new Date().toISOString(), lang, documents }));
}

navigator.serviceWorker?.register("/my/sw.js", { scope: "/my/", updateViaCache: "none" });
