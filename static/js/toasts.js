// Short notes at the edge of the page, made from the page's own template.

const SECONDS = { info: 5, done: 4, refused: 10 };

/** Show a note; with `stay` it stays until it is removed. Returns its element. */
export function toast(text, kind = "info", { stay = false } = {}) {
  const note = document
    .getElementById("toast-template")
    .content.firstElementChild.cloneNode(true);
  note.classList.remove("toast-info");
  note.classList.add(`toast-${kind}`);
  note.querySelector("[data-toast-text]").textContent = text;
  document.getElementById("toasts").append(note);
  if (!stay) {
    setTimeout(() => note.remove(), SECONDS[kind] * 1000);
    note.addEventListener("click", () => note.remove());
  }
  return note;
}
