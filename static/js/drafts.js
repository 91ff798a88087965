// What is being written survives a reload, in this tab alone.

import { changesIn, formKey, putBack } from "./fields.js";
import { place as seat } from "./seat.js";

const restored = new WeakSet();

const place = (form) =>
  `draft:${document.body.dataset.live ?? location.pathname}:${seat()}:${formKey(form)}`;

/** Keep what the form holds now. */
export function keep(form) {
  const changes = changesIn(form);
  try {
    if (changes) sessionStorage.setItem(place(form), JSON.stringify(changes));
    else sessionStorage.removeItem(place(form));
  } catch {
    // A full or forbidden storage costs the draft, not the words on the screen.
  }
}

/** The form was accepted: its draft has done its work. */
export function drop(form) {
  try {
    sessionStorage.removeItem(place(form));
  } catch {
    // See keep().
  }
}

/** Put drafts back into forms that this page has not seen yet. */
export function restore() {
  for (const form of document.querySelectorAll("form[data-command]")) {
    if (restored.has(form)) continue;
    restored.add(form);
    try {
      const draft = sessionStorage.getItem(place(form));
      if (draft) putBack(form, JSON.parse(draft));
    } catch {
      drop(form);
    }
  }
}

/** Begin keeping. */
export function startDrafts() {
  restore();
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("form[data-command]");
      if (form) keep(form);
    });
  }
}
