// The thumb bar of a phone: changes tabs without a reload and remembers the last one.

const place = () => `tab:${document.body.dataset.live ?? location.pathname}`;
let current = null;

const tabOf = (link) => link.dataset.tab;

/** What a tab shows: something of its name, or the panel of that name. */
const targetOf = (tab) =>
  document.getElementById(tab) ?? document.getElementById(`panel-${tab}`);

/** Show the chosen tab: its pane and the column around it, or a column of that name. */
export function applyTab() {
  if (!current) return;
  const links = [...document.querySelectorAll(".tab-bar [data-tab]")];
  const target = targetOf(current);
  const column = target?.closest(".column");
  if (!column || !links.some((link) => tabOf(link) === current)) return;
  for (const other of document.querySelectorAll(".column")) {
    other.classList.toggle("selected", other === column);
  }
  for (const pane of column.querySelectorAll(":scope > .pane")) {
    pane.classList.toggle("selected", pane.contains(target));
  }
  for (const link of links) {
    if (tabOf(link) === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function choose(tab) {
  current = tab;
  applyTab();
  try {
    sessionStorage.setItem(place(), tab);
  } catch {
    // Without storage a reload shows the first tab.
  }
}

/** Begin listening; the tab named in the address wins over the one remembered. */
export function startTabs() {
  if (!document.querySelector(".tab-bar")) return;
  const asked = new URLSearchParams(location.search).get("tab");
  try {
    current = asked ?? sessionStorage.getItem(place());
    current ??= document.querySelector(".tab-bar [aria-current]")?.dataset.tab ?? null;
  } catch {
    current = asked;
  }
  applyTab();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-tab], a[href^='?tab=']");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !plain) return;
    const asked = new URLSearchParams(link.search);
    const tab = link.dataset.tab ?? asked.get("tab");
    // A link that asks for more than a tab is for the server to answer.
    if ([...asked].length > 1 || !targetOf(tab)?.closest(".column")) return;
    event.preventDefault();
    choose(tab);
    history.replaceState(null, "", link.href);
    scrollTo({ top: 0 });
  });
}
