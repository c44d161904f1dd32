// The launcher. It costs a page a few kilobytes; the chat itself is fetched when the button is first pressed.
const here = new URL(".", import.meta.url);
const own = document.querySelector("script[data-firstline]");

function styled() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("widget.css", here).href;
  const loaded = new Promise((done) => { link.onload = link.onerror = done; });
  document.head.append(link);
  return loaded;
}

function launcher(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fl-launcher";
  button.setAttribute("aria-expanded", "false");
  button.textContent = words.launcher;
  return button;
}

async function start() {
  const [words] = await Promise.all([fetch(new URL("words.en.json", here)).then((r) => r.json()), styled()]);
  const home = document.createElement("div");
  home.id = "firstline";
  const button = launcher(words);
  home.append(button);
  document.body.append(home);

  let panel = null;
  async function open() {
    if (!panel) {
      button.setAttribute("aria-busy", "true");
      const { createPanel } = await import("./panel.js");
      panel = createPanel({
        home, button, words, here,
        base: here.origin, token: own?.dataset.token || "", nonce: own?.nonce || "",
      });
      button.removeAttribute("aria-busy");
    }
    panel.show();
  }
  button.addEventListener("click", open);
  // Any button of the embedding page may open the chat too.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-firstline-open]")) open();
  });
}

start();
