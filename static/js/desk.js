// The clerk's desk: everything here also works as plain forms; the script saves round trips and keeps the cursor in its place.
const desk = document.getElementById("desk");
const said = document.getElementById("desk-said");
const JSON_ONLY = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
const POLL = 2000;

desk.classList.add("has-script");

function say(text) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
}

// What the server answers: pieces of the page by id, a sentence to say, or a refusal.
async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { ...options, headers: JSON_ONLY, credentials: "same-origin" });
  } catch {
    return { refused: "連線中斷，剛才的修改還沒有儲存。請確認網路後再試一次。" };
  }
  if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
    return { refused: answer.status === 404 ? "找不到這一列，請重新整理本頁。" : "沒有完成。請重新整理本頁，必要時重新登入。" };
  }
  const told = await answer.json();
  if (told.confirm) location.assign(told.confirm);
  return told;
}

// Put pieces in place; what somebody is typing elsewhere in a piece, and the cursor, survive.
function place(parts) {
  const active = document.activeElement;
  const at = active && active.id && { id: active.id, from: active.selectionStart, to: active.selectionEnd };
  for (const [id, html] of Object.entries(parts)) {
    const old = document.getElementById(id);
    if (!old) continue;
    const fresh = document.createElement("template");
    fresh.innerHTML = html.trim();
    for (const input of old.querySelectorAll(".a-in")) {
      const next = fresh.content.getElementById(input.id);
      if (next && isTyped(input) && input.dataset.sent !== input.value) next.dataset.kept = input.value;
    }
    old.replaceWith(fresh.content);
    for (const input of document.querySelectorAll("[data-kept]")) {
      input.value = input.dataset.kept;
      delete input.dataset.kept;
    }
  }
  const back = at && document.getElementById(at.id);
  if (back && back !== document.activeElement) {
    back.focus({ preventScroll: true });
    if (at.from != null && back.setSelectionRange) back.setSelectionRange(at.from, at.to);
  }
}

function isTyped(input) {
  if (input instanceof HTMLSelectElement) return ![...input.options].some((each) => each.selected && each.defaultSelected);
  return input.value !== input.defaultValue;
}

// ---- cells

const grid = desk.querySelector("[data-cells]");

function refuse(row, sentence) {
  const box = row.querySelector(".a-msg");
  let note = box.querySelector("[data-refused]");
  if (!note) {
    note = document.createElement("p");
    note.className = "a-why";
    note.dataset.refused = "";
    note.setAttribute("role", "alert");
    box.prepend(note);
  }
  note.textContent = sentence;
}

async function mend(row, form, changes, touched) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "seq", "back"]) body.set(name, form.elements[name].value);
  for (const [name, value] of changes) body.set(name, value);
  body.set("columns", grid.dataset.columns);
  body.set("touched", touched);
  const shared = [...grid.querySelectorAll("[data-shared]")].filter((each) => each !== row);
  body.set("beside", shared.map((each) => each.dataset.seq).join(","));
  row.setAttribute("aria-busy", "true");
  const told = await ask(grid.dataset.cells, { method: "POST", body });
  row.removeAttribute("aria-busy");
  if (told.refused) {
    for (const input of row.querySelectorAll(".a-in")) delete input.dataset.sent;
    refuse(row, told.refused);
    return;
  }
  if (!told.parts) return;
  if (told.state !== desk.dataset.state) {
    location.reload();
    return;
  }
  place(told.parts);
  say(told.said);
}

function save(input) {
  const row = input.closest("tr[data-seq]");
  if (!row || !isTyped(input) || input.dataset.sent === input.value) return;
  input.dataset.sent = input.value;
  mend(row, input.form, [[input.name, input.value]], input.name.replace("cell-", ""));
}

if (grid) {
  grid.addEventListener("change", (event) => {
    if (event.target.matches(".a-in") && event.target.closest("tr[data-seq]")) save(event.target);
  });
  grid.addEventListener("submit", (event) => {
    const row = document.getElementById(`r${event.target.elements.seq.value}`);
    if (!("row" in event.target.dataset) || !row) return;
    event.preventDefault();
    const button = event.submitter;
    if (button && button.name === "repair") {
      const input = document.getElementById(`c${row.dataset.seq}-${button.value}`);
      if (input) input.focus({ preventScroll: true });
      mend(row, event.target, [["repair", button.value]], button.value);
      return;
    }
    const typed = [...row.querySelectorAll(".a-in")].filter(isTyped);
    typed.forEach(save);
    if (!typed.length) say(`第 ${row.dataset.seq} 列沒有新的修改。`);
  });
}

// ---- previews: the next one in its place

desk.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.focus();
  const told = await ask(link.href);
  if (told.parts) {
    place(told.parts);
    say(told.said);
  } else {
    location.assign(link.href);
  }
});

// ---- filters

for (const form of desk.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => {
    for (const box of form.querySelectorAll("input[data-off]")) {
      if (box.checked) continue;
      box.type = "hidden";
      box.value = box.dataset.off;
    }
    form.requestSubmit();
  });
}

// ---- upload: choosing or dropping a file is enough

const upload = desk.querySelector("form[data-upload]");
if (upload) {
  const input = upload.querySelector("input[type=file]");
  const drop = upload.querySelector("[data-drop]");
  const busy = upload.querySelector("[data-busy]");
  const begin = () => {
    if (!input.files.length) return;
    busy.textContent = `正在上傳「${input.files[0].name}」，請稍候…`;
    upload.requestSubmit();
  };
  input.addEventListener("change", begin);
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    if (event.dataTransfer.files.length > 1) {
      busy.textContent = "一次只能上傳一個檔案，請只拖一個。";
      return;
    }
    input.files = event.dataTransfer.files;
    begin();
  });
}

// ---- one press is one press

for (const form of desk.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// ---- how far it is, and who else looks

async function look() {
  const told = await ask(desk.dataset.status);
  if (!told.state) return;
  if (told.state !== desk.dataset.state) {
    const typing = grid && [...grid.querySelectorAll(".a-in")].some(isTyped);
    if (!typing) location.reload();
    return;
  }
  const others = document.getElementById("desk-others");
  if (others && others.dataset.told !== told.others) {
    others.dataset.told = told.others;
    others.innerHTML = told.others;
  }
  const words = document.getElementById("desk-words");
  if (words && words.textContent !== told.words) words.textContent = told.words;
  const bar = document.getElementById("desk-progress");
  if (bar && told.total) {
    bar.max = told.total;
    bar.value = told.done;
  }
}

if (desk.dataset.status && !["done", "withdrawn"].includes(desk.dataset.state)) {
  setInterval(() => document.hidden || look(), POLL);
}

const first = desk.querySelector("[data-focus]");
if (first) first.focus();
