// One event as the content of one bubble: who says it, the words, the card, the image, the buttons.
// Words arrive as HTML that the desk has sanitised; everything else is set as text.

const say = (template, values) => template.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

const when = (iso) => {
  const date = iso && new Date(iso);
  return date && !Number.isNaN(+date) ? date.toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "";
};

// Only what a browser opens as a page: never javascript: or data:.
const safeLink = (link) => {
  try {
    const url = new URL(link, location.href);
    return ["http:", "https:"].includes(url.protocol) ? url.href : "";
  } catch { return ""; }
};

function quoted(card, words) {
  const figure = make("figure", "fl-card fl-answer");
  const quote = make("blockquote", "fl-quote");
  if (card.passage_html) quote.innerHTML = card.passage_html;
  else quote.textContent = card.passage;
  const source = make("figcaption", "fl-source", say(words.quoted_from, card));
  figure.append(quote, source);
  const href = card.link && safeLink(card.link);
  if (href) {
    const link = make("a", "fl-link", words.read_article);
    Object.assign(link, { href, target: "_blank", rel: "noopener noreferrer" });
    source.append(document.createElement("br"), link);
  }
  return figure;
}

function ticketRow(ticket, words) {
  const row = make("li", "fl-ticket");
  const head = make("div", "fl-ticket-head");
  head.append(make("strong", "", ticket.number), make("span", "fl-state", ticket.state));
  row.append(head, make("div", "", ticket.short_description));
  const dated = ticket.updated_at ? say(words.ticket_updated, { when: when(ticket.updated_at) })
    : ticket.opened_at ? say(words.ticket_opened, { when: when(ticket.opened_at) }) : "";
  if (dated) row.append(make("div", "fl-muted", dated));
  if (ticket.last_comment) row.append(make("div", "fl-comment", ticket.last_comment));
  return row;
}

function tickets(card, words) {
  const section = make("section", "fl-card");
  section.append(make("h4", "fl-card-title", words.your_tickets));
  const list = make("ul", "fl-tickets");
  list.append(...card.items.map((t) => ticketRow(t, words)));
  section.append(list);
  return section;
}

function work(card, words) {
  const title = {
    proposed: words.ticket_draft,
    done: say(words.ticket_done, { number: card.number }),
    pending: say(words.ticket_pending, { number: card.reference }),
  }[card.state];
  if (!title) return null;
  const section = make("section", `fl-card fl-work fl-work-${card.state}`);
  section.append(make("h4", "fl-card-title", title));
  if (card.payload?.short_description) section.append(make("div", "", card.payload.short_description));
  return section;
}

const CARDS = { answer: quoted, tickets, work };

function image(attachment, words) {
  if (!/^image\//.test(attachment.type)) return null;
  const link = make("a", "fl-image");
  Object.assign(link, { href: safeLink(attachment.url), target: "_blank", rel: "noopener noreferrer" });
  const picture = make("img");
  Object.assign(picture, { src: safeLink(attachment.url), alt: words.image, loading: "lazy" });
  link.append(picture);
  return link;
}

function buttons(event, choices) {
  const group = make("div", event.kind === "survey" ? "fl-buttons fl-rating" : "fl-buttons");
  group.setAttribute("role", "group");
  for (const { id, title } of event.buttons) {
    const button = make("button", "fl-button", title);
    button.type = "button";
    button.addEventListener("click", () => choices.choose(event.seq, id, title));
    group.append(button);
  }
  choices.add(event.seq, group);
  return group;
}

export function bubble(event, { words, choices }) {
  const from = event.from || {};
  const content = make("div", from.role === "desk" ? "fl-bubble fl-from-desk" : "fl-bubble");
  if (from.role === "agent") content.append(make("div", "fl-from", `${from.name || words.desk} · ${words.desk}`));
  if (event.html) {
    const text = make("div", "fl-text");
    text.innerHTML = event.html;
    content.append(text);
  } else if (event.text) content.append(make("div", "fl-text fl-plain", event.text));
  const card = event.card && CARDS[event.card.card]?.(event.card, words);
  if (card) content.append(card);
  const picture = event.attachment && image(event.attachment, words);
  if (picture) content.append(picture);
  if (event.buttons?.length) content.append(buttons(event, choices));
  return content;
}

// The buttons of a message can be pressed until one was, the person wrote, or newer buttons came.
export function createChoices({ send, words }) {
  const groups = new Map();
  let open = 0;
  let pressed = 0;
  const refresh = () => groups.forEach((group, seq) => {
    const usable = seq === open && pressed !== seq;
    group.querySelectorAll("button").forEach((b) => { b.disabled = !usable; });
  });
  return {
    add(seq, group) { groups.set(seq, group); refresh(); },
    choose(seq, id, title) {
      if (seq !== open || pressed === seq) return;
      pressed = seq;
      groups.get(seq)?.querySelectorAll("button").forEach((b) => {
        if (b.textContent === title) { b.classList.add("fl-chosen"); b.setAttribute("aria-label", `${title}, ${words.chosen}`); }
      });
      refresh();
      send(id, title);
    },
    seen(event) {
      if (event.buttons?.length) open = event.seq;
      else if (event.from?.role === "employee" && event.seq > open) open = 0;
      refresh();
    },
  };
}
