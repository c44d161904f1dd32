// The picker of people: it does what an embedding page's server and page do, get a signed token and use it.
const form = document.getElementById("be");
const shown = document.getElementById("signed-in-as");

async function post(path, body) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

async function tell() {
  const response = await fetch("/api/me");
  const name = response.ok ? (await response.json()).person?.name : "";
  shown.textContent = name ? `You are ${name}.` : "You are not signed in.";
  for (const option of form.person.options) if (option.dataset.name === name) option.selected = true;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const person = form.person.value;
  const token = person ? (await (await post("/demo/sign-in", { person })).json()).token : "";
  await post("/api/session", token ? { token } : {});
  location.reload();
});

tell();
