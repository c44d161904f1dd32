// The one adapter between the desk's events and Web Chat's activities.
//
// Up: POST, one at a time and in order, each with a client_message_id that is repeated until the desk
// acknowledges it; what is not yet acknowledged survives a reload of the page. Down: server-sent events,
// resumed after the last seq; an event that comes twice is shown once.
//
// Web Chat is always told that it is online: when told that it is reconnecting it stops listening to its own
// send box, and what is typed meanwhile is lost. The state of the connection goes to `onState` instead.

const ONLINE = 2;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const OUTBOX = "firstline.outbox";

class Refused extends Error {}
class SignedOut extends Error {}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const waitFor = (tries) => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.75 + Math.random() / 2);

function observable(replay) {
  const observers = new Set();
  return {
    emit: (value) => observers.forEach((o) => o.next?.(value)),
    subscribe(observer) {
      const o = typeof observer === "function" ? { next: observer } : observer;
      observers.add(o);
      replay().forEach((value) => o.next?.(value));
      return { unsubscribe: () => observers.delete(o) };
    },
  };
}

const plain = (html, text) =>
  html ? new DOMParser().parseFromString(html, "text/html").body.textContent.trim() : text;

export function createDirectLine({ base, token, onState, onEvent, storage = sessionStorage }) {
  let csrf = "";
  let conversation = null;
  let source = null;
  let lastSeq = 0;
  let ended = false;
  let sending = false;
  const activities = new Map();  // seq -> activity
  const echoes = new Map();      // client_message_id -> Web Chat's clientActivityID
  const jobs = [];
  const state = {
    person: null, holder: "NONE", place: null, agent: "", progress: "", closed: false,
    connection: "connecting", signedOut: false,
  };

  const activity$ = observable(() => [...activities.values()]);
  const connectionStatus$ = observable(() => [ONLINE]);
  const update = (change) => { Object.assign(state, change); onState({ ...state }); };

  // --- talking to the desk -----------------------------------------------------------------

  async function call(path, { method = "GET", json, body } = {}) {
    const headers = { Accept: "application/json" };
    if (json !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET") headers["X-CSRF-Token"] = csrf;
    return fetch(new URL(path, base), {
      method, headers, credentials: "same-origin", body: json === undefined ? body : JSON.stringify(json),
    });
  }

  // Who am I? A signed token of the embedding page is exchanged for a session once; without one the person
  // is unverified. A session that ends later is not quietly replaced: the conversation belongs to it.
  async function identify({ first = false } = {}) {
    if (first && token) await call("/api/session", { method: "POST", json: { token } });
    let response = await call("/api/me");
    if (first && response.status === 401) {
      await call("/api/session", { method: "POST", json: {} });
      response = await call("/api/me");
    }
    if (response.status === 401) throw new SignedOut();
    if (!response.ok) throw new Error(`me: ${response.status}`);
    const me = await response.json();
    if (state.person && state.person.name !== me.person?.name) throw new SignedOut();
    csrf = me.csrf || "";
    update({ person: me.person || {}, signedOut: false });
  }

  async function resume() {
    const response = await call("/api/conversations/current");
    if (response.status === 404) return;
    if (!response.ok) throw new Error(`current: ${response.status}`);
    follow(await response.json());
  }

  function follow(found) {
    conversation = found.id;
    update({ holder: found.holder || "BOT" });
    listen();
  }

  async function ensureConversation() {
    if (conversation) return;
    const response = await call("/api/conversations", { method: "POST", json: {} });
    if (!response.ok) throw await failure(response);
    if (!conversation) follow(await response.json());
  }

  // --- down: events ------------------------------------------------------------------------

  function listen(tries = 0) {
    if (ended || !conversation) return;
    source?.close();
    const stream = new EventSource(new URL(`/api/conversations/${conversation}/events?after=${lastSeq}`, base));
    source = stream;
    stream.onopen = () => { tries = 0; update({ connection: "online" }); flush(); };
    stream.addEventListener("message", (event) => receive(JSON.parse(event.data)));
    stream.addEventListener("typing", (event) => typing(JSON.parse(event.data)));
    stream.addEventListener("status", (event) => standing(JSON.parse(event.data)));
    stream.addEventListener("progress", (event) => update({ progress: JSON.parse(event.data).text || "" }));
    stream.onerror = () => {
      stream.close();
      if (ended || source !== stream) return;
      update({ connection: "reconnecting" });
      retryListening(tries + 1);
    };
  }

  // EventSource does not say why it failed; asking who we are tells a restart from a lost session.
  async function retryListening(tries) {
    await sleep(waitFor(tries - 1));
    if (ended) return;
    try {
      await identify();
    } catch (error) {
      if (error instanceof SignedOut) return update({ signedOut: true });
      return retryListening(tries + 1);
    }
    listen(tries);
  }

  function receive(event) {
    if (event.seq <= lastSeq && activities.has(event.seq)) return;
    lastSeq = Math.max(lastSeq, event.seq);
    const mine = event.from?.role === "employee";
    const change = { holder: event.holder || state.holder };
    if (event.place) change.place = event.place;
    if (event.agent) change.agent = event.agent;
    else if (event.from?.role === "agent" && event.from.name) change.agent = event.from.name;
    if (!mine) change.progress = "";
    change.closed = Boolean(event.closed) || change.holder === "CLOSED" || state.closed;
    update(change);
    onEvent?.(event);
    settle(event.client_message_id);
    const activity = toActivity(event);
    activities.set(event.seq, activity);
    if (activity.type === "message") activity$.emit(activity);
  }

  // Who holds the conversation and one's place in the queue, sent whenever they change.
  function standing({ holder, place }) {
    update({ holder: holder || state.holder, place: place || null, closed: holder === "CLOSED" });
  }

  function toActivity(event) {
    const mine = event.from?.role === "employee";
    const shown = event.text || event.html || event.card || event.buttons?.length || event.attachment;
    return {
      type: shown ? "message" : "event",
      // The desk's welcome takes the place of the one shown before there was a conversation.
      id: event.kind === "notice" && event.seq <= 2 ? "welcome" : `${conversation}-${event.seq}`,
      timestamp: event.at,
      from: mine ? { id: "me", role: "user" } : { id: event.from?.role || "desk", name: event.from?.name || "", role: "bot" },
      text: plain(mine ? "" : event.html, event.text) || (event.attachment ? "\u200b" : " "),
      textFormat: mine ? "plain" : "markdown",
      channelData: {
        "webchat:sequence-id": event.seq,
        "webchat:fallback-text": plain(mine ? "" : event.html, event.text),
        clientActivityID: echoes.get(event.client_message_id) || event.client_message_id || undefined,
        firstline: event,
      },
    };
  }

  function typing({ role }) {
    if (role === "employee") return;
    activity$.emit({ type: "typing", id: `typing-${Date.now()}`, timestamp: new Date().toISOString(),
      from: { id: role || "bot", role: "bot", name: role === "agent" ? state.agent : "" } });
  }

  // --- up: what the person does ------------------------------------------------------------

  async function failure(response) {
    if (response.status === 429 || response.status >= 500) {
      const error = new Error(`busy: ${response.status}`);
      error.afterMs = 1000 * Number(response.headers.get("Retry-After") || 0);
      return error;
    }
    if (response.status === 401 || response.status === 403) return new SignedOut();
    const body = await response.json().catch(() => ({}));
    return new Refused(body.error?.message || "");
  }

  // Ends when the desk has acknowledged the job or refused it for good.
  async function deliver(job) {
    for (let tries = 0; ; tries += 1) {
      if (ended) throw new Refused("");
      if (job.settled) return;
      try {
        await attempt(job);
        return;
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (error instanceof SignedOut) await identify().catch((e) => { if (e instanceof SignedOut) update({ signedOut: true }); });
        else if (!(error.afterMs > 0)) update({ connection: "reconnecting" });
        await sleep(Math.max(error.afterMs || 0, waitFor(tries)));
      }
    }
  }

  async function attempt(job) {
    await ensureConversation();
    if (job.blob && !job.body.attachment) job.body.attachment = await upload(job.blob);
    const response = await call(`/api/conversations/${conversation}/${job.path}`, { method: "POST", json: job.body });
    if (!response.ok) throw await failure(response);
    if (state.connection !== "online" && source?.readyState === EventSource.OPEN) update({ connection: "online" });
  }

  async function upload({ blob, name }) {
    const form = new FormData();
    form.append("file", blob, name || "image");
    const response = await call(`/api/conversations/${conversation}/attachments`, { method: "POST", body: form });
    if (!response.ok) throw await failure(response);
    return (await response.json()).attachment;
  }

  function enqueue(job) {
    const known = jobs.find((j) => j.body.client_message_id === job.body.client_message_id);
    if (known) return known.done;
    job.done = new Promise((resolve, reject) => Object.assign(job, { resolve, reject }));
    job.done.catch(() => {});
    jobs.push(job);
    remember();
    flush();
    return job.done;
  }

  async function flush() {
    if (sending) return;
    sending = true;
    while (jobs.length && !ended) {
      const job = jobs[0];
      await deliver(job).then(job.resolve, job.reject);
      jobs.shift();
      remember();
    }
    sending = false;
  }

  // The event itself is an acknowledgement, when the answer to the POST was lost.
  function settle(id) {
    const job = id && jobs.find((j) => j.body.client_message_id === id);
    if (job) job.settled = true;
  }

  function remember() {
    const kept = jobs.filter((j) => !j.blob).map(({ path, body }) => ({ path, body, conversation }));
    try { storage.setItem(OUTBOX, JSON.stringify(kept)); } catch { /* private window: nothing is kept */ }
  }

  function recall() {
    try {
      const kept = JSON.parse(storage.getItem(OUTBOX) || "[]");
      kept.filter((j) => !j.conversation || j.conversation === conversation).forEach(({ path, body }) => enqueue({ path, body }));
    } catch { /* unreadable: nothing was kept */ }
  }

  async function jobsOf(activity) {
    const id = activity.channelData["firstline:id"] || activity.channelData.clientActivityID;
    const button = activity.channelData.button;
    const files = (activity.attachments || []).map((a, n) => ({ ...a, id: activity.text || n ? `${id}:${n}` : id }));
    const found = [];
    for (const [n, file] of files.entries()) {
      const blob = activity.channelData["firstline:blobs"]?.[n];
      if (!blob) throw new Refused("");
      found.push({ path: "messages", blob: { blob, name: file.name }, body: { client_message_id: file.id } });
    }
    if (button) found.push({ path: "messages", body: { client_message_id: id, button } });
    else if (activity.text) found.push({ path: "messages", body: { client_message_id: id, text: activity.text } });
    return { id, found };
  }

  function postActivity(activity) {
    return observableOf(async () => {
      if (activity.type === "typing") {
        if (state.holder === "AGENT") await call(`/api/conversations/${conversation}/typing`, { method: "POST", json: {} }).catch(() => {});
        return "typing";
      }
      const { id, found } = await jobsOf(activity);
      echoes.set(id, activity.channelData.clientActivityID);
      await Promise.all(found.map(enqueue)).catch((error) => { update({ refused: error.message }); throw error; });
      return activity.channelData.clientActivityID;
    });
  }

  function observableOf(work) {
    let running = null;
    return {
      subscribe(observer) {
        running ??= work();
        running.then((id) => { observer.next?.(id); observer.complete?.(); }, (error) => observer.error?.(error));
        return { unsubscribe() {} };
      },
    };
  }

  async function start(tries = 0) {
    try {
      await identify({ first: true });
      await resume();
      recall();
      update({ connection: "online", ready: true });
    } catch (error) {
      if (error instanceof SignedOut) return update({ signedOut: true, ready: true });
      update({ connection: "reconnecting", ready: true });
      await sleep(waitFor(tries));
      if (!ended) await start(tries + 1);
    }
  }

  return {
    activity$, connectionStatus$, postActivity,
    end() { ended = true; source?.close(); },
    start,
    askForPerson: () => enqueue({ path: "person", body: { client_message_id: crypto.randomUUID() } }),
    show: (activity) => { activities.set(`local-${activity.id}`, activity); activity$.emit(activity); },
    state: () => ({ ...state }),
  };
}
