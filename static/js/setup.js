// The form for a new conference: while it is filled in, the server says what its rounds and minutes come to.

const form = document.getElementById("new");
/** Milliseconds without a key before the server is asked. */
const PAUSE = 150;
let waiting;
let asked = 0;

async function reckon() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  const text = await fetch(form.dataset.plan, { method: "POST", body })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .catch(() => "");
  const page = new DOMParser().parseFromString(text, "text/html");
  // Nothing, or the page to log in at; or something newer has been typed meanwhile.
  if (!page.getElementById(form.id) || mine !== asked) return;
  for (const shown of form.querySelectorAll("[data-reckoned]")) {
    shown.replaceChildren(...page.getElementById(shown.id).childNodes);
  }
  for (const field of form.querySelectorAll("#minutes input")) {
    field.placeholder = page.getElementById(field.id).placeholder;
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(reckon, PAUSE);
});
// A browser may have kept what was typed before the page was loaded again.
reckon();
