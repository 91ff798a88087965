// What the scripts themselves say. The page brings it in its reader's language (base.html).

export const words = Object.fromEntries(
  Array.from(document.getElementById("words").content.children, (said) => [said.dataset.word, said.textContent]),
);
