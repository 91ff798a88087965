// What the package being composed is worth to one's own delegation, asked of the server.

const PAUSE = 200;
let timer = 0;
let asking = null;

async function ask(form) {
  asking?.abort();
  asking = new AbortController();
  try {
    const response = await fetch(form.dataset.worth, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/html" },
      signal: asking.signal,
    });
    const place = document.getElementById("worth");
    if (!response.ok || !place) return;
    place.innerHTML = await response.text();
    place.dataset.asked = "true";
  } catch {
    // Either a newer question was asked or the connection is gone, which the page says elsewhere.
  }
}

/** Ask again for the composer on the page, if there is one. */
export function askWorth(form = document.querySelector("form[data-worth]")) {
  clearTimeout(timer);
  if (form) timer = setTimeout(ask, PAUSE, form);
}

/** Begin listening. */
export function startComposer() {
  askWorth();
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-worth]");
    if (form && event.target.tagName !== "TEXTAREA") askWorth(form);
  });
}
