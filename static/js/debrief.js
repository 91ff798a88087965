// The debrief's scrubber: shows the table at the moment that is chosen without loading the page
// anew. On paper everything that can be opened is open.

const form = document.querySelector("[data-scrubber]");

if (form) {
  const range = form.querySelector("input[type=range]");
  let wanted = 0;

  const show = async () => {
    const turn = ++wanted;
    const address = `${form.getAttribute("action").split("#")[0]}?part&at=${range.value}`;
    const answer = await fetch(address);
    if (!answer.ok || turn !== wanted) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const moment = page.getElementById("moment");
    document.getElementById("moment").replaceWith(moment);
    range.setAttribute("aria-valuetext", moment.getAttribute("aria-label"));
  };

  range.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  for (const link of form.querySelectorAll("[data-step]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      range.valueAsNumber += Number(link.dataset.step);
      show();
    });
  }
}

const opened = [];

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    opened.push(details);
  }
});

addEventListener("afterprint", () => {
  for (const details of opened.splice(0)) details.open = false;
});
