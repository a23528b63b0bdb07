// A list's rows by keyboard: j, k and x are buttons that shortcuts.js presses, the arrows go on from a row that has the focus.
export function start(body) {
  for (const button of document.querySelectorAll("[data-row-step]")) {
    button.addEventListener("click", () => step(body, Number(button.dataset.rowStep)));
  }
  for (const button of document.querySelectorAll("[data-row-mark]")) {
    button.addEventListener("click", () => document.activeElement?.closest("[data-rows] > tr")?.querySelector(".row-mark input")?.click());
  }
  body.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(body, by);
  });
}

// From no row the first step leads to the first.
function step(body, by) {
  const links = [...body.querySelectorAll("tr > th a")];
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1);
  links[next]?.focus();
}
