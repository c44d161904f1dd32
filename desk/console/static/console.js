// What HTML and htmx cannot do: no line twice, the reading place kept, Enter sends, local times, the title's badge.
(() => {
  const byId = (id) => document.getElementById(id);
  const log = () => byId("transcript");
  const atEnd = () => { const t = log(); return !t || t.scrollHeight - t.scrollTop - t.clientHeight < 80; };
  const toEnd = () => { const t = log(); if (t) t.scrollTop = t.scrollHeight; };
  const plainTitle = document.title;
  let follow = true;

  function localTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      const day = "day" in time.dataset ? { day: "numeric", month: "short", timeZoneName: "short" } : {};
      time.textContent = at.toLocaleString([], { ...day, hour: "2-digit", minute: "2-digit" });
      time.title = at.toLocaleString();
    }
  }

  function badge() {
    const waiting = Number(document.querySelector("[data-waiting]")?.dataset.waiting || 0);
    document.title = waiting ? `(${waiting}) ${plainTitle}` : plainTitle;
  }

  // A stream that reconnects may repeat lines and buttons; what the page has is left alone, focus and text with it.
  document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
    const { type, data } = event.detail;
    follow = atEnd();
    if (type === "line") {
      const id = /id="(e-\d+)"/.exec(data)?.[1];
      if (id && byId(id)) event.preventDefault();
      else if (data.includes('class="line them')) byId("typing").textContent = "";
    }
    if (type === "actions") {
      const state = /data-state="([^"]*)"/.exec(data)?.[1];
      if (state === document.querySelector("[data-state]")?.dataset.state) event.preventDefault();
    }
    if (type === "typing") { event.preventDefault(); typing(); }
  });
  document.body.addEventListener("htmx:sseMessage", () => {
    localTimes(document); badge();
    if (follow) toEnd();
  });
  document.body.addEventListener("htmx:sseError", () => { byId("line-state").hidden = false; document.body.dataset.live = "no"; });
  document.body.addEventListener("htmx:sseOpen", () => { byId("line-state").hidden = true; document.body.dataset.live = "yes"; });

  let clearing = 0;
  function typing() {
    const shown = byId("typing");
    if (!shown) return;
    shown.textContent = shown.dataset.text;
    clearTimeout(clearing);
    clearing = setTimeout(() => { shown.textContent = ""; }, 5000);
  }

  // Message or note: the same composer, another address.
  document.body.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-write]");
    const form = byId("composer");
    if (!tab || !form) return;
    for (const other of document.querySelectorAll("[data-write]")) other.setAttribute("aria-pressed", String(other === tab));
    const note = tab.dataset.write === "note";
    const to = note ? form.dataset.note : form.dataset.say;
    form.action = to;
    form.setAttribute("hx-post", to);
    form.classList.toggle("noting", note);
    form.querySelector("label").textContent = note ? "Note for colleagues" : "Message to the person";
    form.text.placeholder = note ? "A note for colleagues. The person never sees it." : "Write to the person. Enter sends, Shift+Enter makes a new line.";
    form.querySelector("button").textContent = note ? "Add note" : "Send";
    htmx.process(form);
    form.text.focus();
  });

  document.body.addEventListener("keydown", (event) => {
    if (event.target.id !== "text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  // Sent again after a failure, the message keeps its id: the person reads it once.
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "composer") event.detail.path = event.detail.elt.getAttribute("hx-post");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (form.id !== "composer" || !event.detail.successful) return;
    form.text.value = "";
    form.client_message_id.value = crypto.randomUUID();
    form.text.focus();
  });

  let told = 0;
  document.body.addEventListener("input", (event) => {
    const form = event.target.form;
    if (event.target.id !== "text" || !form || form.classList.contains("noting") || Date.now() - told < 3000) return;
    told = Date.now();
    fetch(form.dataset.typing, { method: "POST", headers: { "X-CSRF-Token": document.body.dataset.csrf } }).catch(() => {});
  });

  localTimes(document); badge(); toEnd();
  byId("text")?.focus();
})();
