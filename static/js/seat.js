// Whose page this is. Somebody who is given another seat must go on with nothing of the former one:
// neither what is on the screen, nor drafts, nor what still waits to be sent.

const body = document.body;
/** The dialog's name, which an address carries where a page has been loaded for a new seat. */
const SHOWN = "#new-seat";

/** The delegation and table of a seat "<table>:<delegation>:<role>"; the role is another matter. */
const placeOf = (seat) => (seat ?? "").split(":").slice(0, 2).join(":");

/** By what drafts are kept apart: nothing written for one delegation is put into another's page. */
export const place = () => placeOf(body.dataset.seat);

const keptAt = () => `seat:${body.dataset.person}`;

/** Whether the server says that the reader sits elsewhere than this page was made for. */
export function isForAnother(seat) {
  // Those who wait have a page without secrets: it is brought up to date like any other.
  if (!seat || body.dataset.live?.startsWith("wait:")) return false;
  return body.dataset.seat !== undefined && body.dataset.seat !== seat;
}

/** Take everything off the screen at once, and load the page of the seat that the reader has now. */
export function moveOn(seat) {
  const moved = placeOf(seat) !== place();
  for (const element of body.querySelectorAll("header, main, footer, .tab-bar")) {
    element.replaceChildren();
  }
  document.title = "";
  if (moved) dropDrafts();
  // Nothing of the former page's query is asked of the new one; a hash alone would not load it.
  const address = new URL(body.dataset.home, location.href);
  address.searchParams.set("seat", Date.now().toString(36));
  address.hash = SHOWN;
  location.replace(address);
}

function dropDrafts() {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("draft:")) sessionStorage.removeItem(key);
    }
  } catch {
    // Without storage there are no drafts.
  }
}

/** Whether this browser last showed the reader another seat of theirs. Remembers this one. */
function hasChanged() {
  try {
    const before = localStorage.getItem(keptAt());
    localStorage.setItem(keptAt(), body.dataset.seat);
    return before !== null && before !== body.dataset.seat;
  } catch {
    return false;
  }
}

/** Say in front of everything whom the reader represents now, if that has changed. */
export function startSeat() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form.leave-device")) forget();
  });
  const notice = document.getElementById("new-seat");
  if (!notice || !body.dataset.seat) return;
  const changed = hasChanged();
  if (!changed && location.hash !== SHOWN) return;
  dropDrafts();
  const others = [...body.children].filter((element) => element !== notice);
  for (const element of others) element.setAttribute("inert", "");
  notice.hidden = false;
  const button = notice.querySelector("button");
  button.focus();
  button.addEventListener("click", () => {
    notice.hidden = true;
    for (const element of others) element.removeAttribute("inert");
    history.replaceState(null, "", location.pathname);
    document.getElementById("main").focus();
  });
  notice.addEventListener("keydown", (event) => {
    if (event.key === "Escape") button.click();
    // There is nothing else to go to.
    if (event.key === "Tab") event.preventDefault();
  });
}

/** The reader leaves on this device: what they wrote and where they sat stays behind for nobody. */
function forget() {
  try {
    sessionStorage.clear();
    localStorage.removeItem(keptAt());
  } catch {
    // Without storage nothing was kept.
  }
}
