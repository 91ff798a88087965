// Seats by dragging: somebody onto a place, or onto somebody else to exchange places. The form below
// does the same by keyboard and without scripts.

import { toast } from "./toasts.js";
import { words } from "./words.js";

let dragged = null;
let target = null;

/** Where a drop would lead: a place with a free seat, or in a full one a person to exchange with. */
function targetOf(element) {
  const place = element.closest?.("[data-place]");
  if (!place || place === dragged.closest("[data-place]")) return null;
  return place.hasAttribute("data-full") ? element.closest("[data-person]") : place;
}

function mark(element) {
  target?.classList.remove("drop-here");
  target = element;
  target?.classList.add("drop-here");
}

async function send(url, fields) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
    });
    if (response.status >= 500) throw new Error(String(response.status));
    if (!response.ok) toast((await response.json()).error.message, "refused");
  } catch (error) {
    toast(error instanceof TypeError ? words.unsent : words.failed, "refused");
  }
}

document.addEventListener("dragstart", (event) => {
  const person = event.target.closest?.("[data-seating] [data-person]");
  if (!person) return;
  dragged = person;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", person.textContent.trim());
  person.classList.add("dragged");
});

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  mark(targetOf(event.target));
  if (target) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!dragged || !target) return;
  event.preventDefault();
  const form = dragged.closest("[data-seating]");
  const participant = dragged.dataset.person;
  const { person: other, place } = target.dataset;
  if (other) send(form.dataset.swap, { participant, other });
  else send(form.getAttribute("action"), { participant, place });
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  mark(null);
  dragged = null;
});
