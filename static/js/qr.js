// Showing a QR: the whole screen for it, and a screen that stays lit. Without this script the page works as it is.

const shown = document.querySelector("[data-qr]");
const offer = document.querySelector("[data-full-screen]");

if (document.fullscreenEnabled) {
  offer.hidden = false;
  offer.firstElementChild.addEventListener("click", () => shown.requestFullscreen());
}

// A page that is put aside gives the lock back by itself.
async function keepLit() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // A low battery: the device decides.
  }
}

if ("wakeLock" in navigator) {
  document.addEventListener("visibilitychange", keepLit);
  keepLit();
}
