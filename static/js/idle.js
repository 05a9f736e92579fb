// Before a session runs out somebody is asked whether they are still there; one press goes on. Without a script the
// session ends all the same, and signing in again leads back to the page.

const dialog = document.querySelector("dialog[data-idle]");
const { idle, ask, stay, out } = dialog.dataset;
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(warn, (idle - ask) * 1000);
}

function warn() {
  dialog.showModal();
  timer = setTimeout(() => location.replace(out), ask * 1000);
}

// Escape counts as being there, too.
dialog.addEventListener("close", async () => {
  const answer = await fetch(stay, { cache: "no-store" }).catch(() => null);
  if (answer?.status === 204) wait();
  else location.replace(out);
});
wait();
