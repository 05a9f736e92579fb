// On the offline page: shows the list that portal.js kept, if there is one.

const kept = JSON.parse(localStorage.getItem("mydoc.list") ?? "null");
const part = (name) => document.querySelector(`[data-part="${name}"]`);

const language = document.documentElement.lang === "en" ? "en-GB" : "zh-Hant-TW";
const write = (moment, parts) => new Intl.DateTimeFormat(language, { timeZone: "Asia/Taipei", ...parts }).format(moment);

function said(moment) {
  const day = (when) => write(when, { month: "long", day: "numeric" });
  const time = write(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return day(moment) === day(new Date()) ? time : `${day(moment)} ${time}`;
}

function row({ title, issued, status }) {
  const made = part("row").content.cloneNode(true);
  for (const [name, text] of Object.entries({ title, issued, status })) {
    made.querySelector(`[data-part="${name}"]`).textContent = text;
  }
  return made;
}

if (kept) {
  const updated = part("updated");
  updated.textContent = updated.dataset.sentence.replace("{when}", said(new Date(kept.seen)));
  part("rows").append(...kept.documents.map(row));
  part("rows").lang = kept.lang;
  part("kept").hidden = false;
  part("nothing").hidden = true;
}
