// A form is sent once: pressed again before the answer is there, it would spend a code that is good once, and the browser
// would show the second answer, which says so. After ten seconds, or back on the page, it can be sent again.

let sent = -Infinity;

addEventListener("submit", (event) => {
  if (event.timeStamp - sent < 10_000) event.preventDefault();
  else sent = event.timeStamp;
});
addEventListener("pageshow", () => (sent = -Infinity));
