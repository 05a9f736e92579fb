// Where somebody is signed in: keeps the list for days without a network, puts the worker in place that shows it, and
// asks whether anybody is still there before the session runs out.
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

// ---- still there? Without a script the session ends all the same, and signing in again leads back to the page.

const dialog = document.querySelector("dialog[data-idle]");
if (dialog) watch(dialog, dialog.dataset);

function watch(dialog, { idle, ask, stay, out }) {
  let timer;
  const wait = () => (timer = setTimeout(warn, (idle - ask) * 1000));
  const warn = () => {
    dialog.showModal();
    timer = setTimeout(() => location.replace(out), ask * 1000);
  };
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  // Escape counts as being there, too.
  dialog.addEventListener("close", async () => {
    clearTimeout(timer);
    const answer = await fetch(stay, { cache: "no-store" }).catch(() => null);
    if (answer?.status === 204) wait();
    else location.replace(out);
  });
  wait();
}
