// The chat window: header with "Talk to a person", banner, Web Chat, and the way on after a close.
import { createDirectLine } from "./firstline-directline.js";
import { bubble, createChoices } from "./render.js";

// Web Chat brings its own React and does not share it; a renderer may return a plain element object.
const element = (type, props, ref = null) =>
  ({ $$typeof: Symbol.for("react.element"), type, key: null, ref, props, _owner: null });
const mounted = (node) => element("div", { className: "fl-mount" }, (to) => to && !to.firstChild && to.append(node()));

const say = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

const LOOKS = {
  accent: "#1f5f8b",
  backgroundColor: "#f7f8fa",
  bubbleBackground: "#ffffff", bubbleBorderColor: "#dfe4ea", bubbleBorderRadius: 14, bubbleTextColor: "#1c2733",
  bubbleFromUserBackground: "#1f5f8b", bubbleFromUserBorderColor: "#1f5f8b", bubbleFromUserBorderRadius: 14,
  bubbleFromUserTextColor: "#ffffff", bubbleMaxWidth: 360, bubbleMinWidth: 0, bubbleMinHeight: 0,
  hideScrollToEndButton: false, paddingRegular: 12, paddingWide: 14,
  primaryFont: "inherit", monospaceFont: "ui-monospace, Consolas, monospace", fontSizeSmall: "80%",
  sendBoxTextWrap: true, sendBoxHeight: 48, sendBoxButtonColor: "#1f5f8b", sendBoxButtonColorOnHover: "#143f5d",
  sendBoxBorderTop: "1px solid #dfe4ea", sendBoxPlaceholderColor: "#5a6775", sendBoxTextColor: "#1c2733",
  subtleColor: "#5a6775", timestampColor: "#5a6775", groupTimestamp: 60000,
  suggestedActionLayout: "flow", suggestedActionBorderRadius: 18, suggestedActionBorderColor: "#1f5f8b",
  suggestedActionTextColor: "#1f5f8b", suggestedActionHeight: 36,
  suggestedActionBackgroundColorOnHover: "#eaf2f8",
  uploadAccept: "image/png,image/jpeg,image/gif,image/webp", uploadMultiple: false, enableUploadThumbnail: false, sendAttachmentOn: "attach",
  // The adapter itself repeats until the desk acknowledges; Web Chat's own clock must not give up earlier.
  sendTimeout: 300000, sendTimeoutForAttachments: 300000,
};

function script(src, nonce) {
  return new Promise((done, failed) => {
    const tag = document.createElement("script");
    Object.assign(tag, { src, nonce, onload: done, onerror: failed });
    document.head.append(tag);
  });
}

function shell({ words }) {
  const panel = document.createElement("section");
  panel.className = "fl-panel";
  panel.id = "firstline-panel";
  panel.setAttribute("aria-label", `${words.title}, ${words.subtitle}`);
  panel.innerHTML = `
    <header class="fl-header">
      <div class="fl-names"><strong class="fl-title"></strong><span class="fl-subtitle"></span></div>
      <button type="button" class="fl-person"></button>
      <button type="button" class="fl-close"><span aria-hidden="true">×</span></button>
    </header>
    <p class="fl-banner" role="status" hidden></p>
    <p class="fl-alert" role="alert" hidden></p>
    <div class="fl-chat"><p class="fl-loading"></p></div>
    <p class="fl-progress" role="status"></p>
    <footer class="fl-ended" hidden><p></p><button type="button" class="fl-new"></button></footer>`;
  const find = (name) => panel.querySelector(`.fl-${name}`);
  find("title").textContent = words.title;
  find("subtitle").textContent = words.subtitle;
  find("person").textContent = words.person;
  find("close").setAttribute("aria-label", words.close);
  find("loading").textContent = words.loading;
  find("ended").firstChild.textContent = words.holder_closed;
  find("new").textContent = words.new_conversation;
  return { panel, find };
}

function banner(state, words) {
  if (state.closed) return "";
  if (state.holder === "QUEUE") return state.place ? say(words.holder_queue, state) : words.holder_queue_unknown;
  if (state.holder === "AGENT") return state.agent ? say(words.holder_agent, { name: state.agent }) : words.holder_agent_unknown;
  return "";
}

function trouble(state, words) {
  if (state.signedOut) return words.signed_out;
  if (state.connection === "reconnecting") return words.reconnecting;
  if (state.refused !== undefined && state.refused !== null) {
    return state.refused ? say(words.refused, { reason: state.refused }) : words.refused_unknown;
  }
  return "";
}

function show(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

export function createPanel({ home, button, words, here, base, token, nonce }) {
  const { panel, find } = shell({ words });
  home.append(panel);
  button.setAttribute("aria-controls", panel.id);
  let line = null;
  const focusComposer = () => panel.querySelector('[data-id="webchat-sendbox-input"]')?.focus();

  function paint(state) {
    show(find("banner"), banner(state, words));
    show(find("alert"), trouble(state, words));
    if (find("progress").textContent !== state.progress) find("progress").textContent = state.progress;
    find("ended").hidden = !state.closed;
    panel.classList.toggle("fl-is-closed", state.closed);
    find("person").hidden = state.holder === "AGENT" || state.closed;
    panel.dataset.holder = state.holder;
    panel.dataset.connection = state.connection;
  }

  // What Web Chat shows: our bubbles instead of its own text, small centred lines for changes of holder.
  const attachmentMiddleware = (choices) => () => (next) => (...args) => {
    const [{ activity, attachment }] = args;
    const event = activity?.channelData?.firstline;
    const ours = event && event.from?.role !== "employee" && attachment.contentType === "text/markdown";
    if (ours || (event?.attachment && attachment.contentType.startsWith("text/"))) {
      return mounted(() => bubble(event, { words, choices }));
    }
    return next(...args);
  };
  const activityMiddleware = () => (next) => (...args) => {
    const event = args[0]?.activity?.channelData?.firstline;
    if (event?.kind === "status" && !event.buttons?.length && !event.card) {
      return () => element("p", { className: "fl-note", children: event.text });
    }
    return next(...args);
  };
  // A retry of Web Chat's keeps this id, so the desk sees one message however often it is sent.
  let blobs = [];
  const stamp = () => (next) => (action) => {
    if (action.type === "WEB_CHAT/SEND_MESSAGE") blobs = (action.payload.attachments || []).map((a) => a.blob);
    const activity = action.type === "DIRECT_LINE/POST_ACTIVITY" && action.payload.activity;
    if (!activity || activity.type !== "message" || activity.channelData?.["firstline:id"]) return next(action);
    const channelData = { ...activity.channelData, "firstline:id": crypto.randomUUID() };
    if (activity.attachments?.length) channelData["firstline:blobs"] = blobs;
    if (activity.value?.button) channelData.button = activity.value.button;
    return next({ ...action, payload: { ...action.payload, activity: { ...activity, channelData } } });
  };

  async function converse() {
    line?.end();
    const chat = document.createElement("div");
    chat.className = "fl-chat";
    find("chat").replaceWith(chat);
    const store = window.WebChat.createStore({}, stamp);
    const choices = createChoices({
      words,
      send: (id, title) => {
        store.dispatch({ type: "WEB_CHAT/SEND_MESSAGE_BACK", payload: { value: { button: id }, text: title, displayText: title } });
        focusComposer();
      },
    });
    const own = line = createDirectLine({
      base, token,
      onState: (state) => { if (line === own || !own) paint(state); },
      onEvent: (event) => choices.seen(event),
    });
    window.WebChat.renderWebChat({
      directLine: line, store, nonce, userID: "me", locale: "en-US",
      attachmentMiddleware: attachmentMiddleware(choices), activityMiddleware,
      styleOptions: LOOKS, sendTypingIndicator: true,
      overrideLocalizedStrings: { TEXT_INPUT_PLACEHOLDER: words.placeholder, ACTIVITY_BOT_SAID_ALT: `${words.title}:` },
    }, chat);
    paint(line.state());
    await line.start();
    if (line.state().holder === "NONE") welcome(line, words);
  }

  find("person").addEventListener("click", async () => {
    find("person").disabled = true;
    find("person").textContent = words.person_asked;
    await line?.askForPerson().catch(() => {});
    find("person").disabled = false;
    find("person").textContent = words.person;
    focusComposer();
  });
  find("new").addEventListener("click", async () => { await converse(); focusComposer(); });
  find("close").addEventListener("click", hide);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) hide(); });

  function hide() {
    panel.classList.remove("fl-open");
    button.setAttribute("aria-expanded", "false");
    button.hidden = false;
    button.focus();
  }

  async function begin() {
    try {
      await script(new URL("vendor/webchat.js", here).href, nonce);
      await converse();
    } catch (error) {
      console.error(error);
      find("loading") ? find("loading").textContent = words.load_failed : show(find("alert"), words.load_failed);
      started = null;
    }
  }

  let started = null;
  return {
    async show() {
      panel.classList.add("fl-open");
      button.setAttribute("aria-expanded", "true");
      button.hidden = true;
      find("close").focus();
      started ??= begin();
      await started;
      focusComposer();
    },
  };
}

function welcome(line, words) {
  const person = line.state().person;
  const name = person?.name ? ` ${person.name.split(" ")[0]}` : "";
  const text = say(words.welcome, { name });
  line.show({
    type: "message", id: "welcome", from: { id: "bot", role: "bot" }, text, textFormat: "markdown",
    timestamp: new Date().toISOString(),
    channelData: {
      "webchat:sequence-id": -1, "webchat:fallback-text": text,
      firstline: { seq: 0, kind: "welcome", from: { role: "bot" }, text: `${text}\n\n${words.welcome_note}` },
    },
    suggestedActions: { actions: words.suggestions.map((title) => ({ type: "imBack", title, value: title })) },
  });
}
