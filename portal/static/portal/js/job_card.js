// A job's card: what is pressed on it always comes to something that is seen, and nothing but a card takes its place.
import { takeOnly } from "./answered.js";

const MARK = 'id="job-';

// On the document: a card that has just taken another's place is heard from its first moment.
document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  const { elt } = detail.requestConfig;
  if (!target.matches(".job-card") || !target.contains(elt)) return;
  if (elt.matches("form")) takeOnly(MARK, elt, detail);
  else detail.shouldSwap &&= detail.serverResponse.includes(MARK); // asking how far it is: it asks again soon
});
document.addEventListener("htmx:sendError", ({ target }) => target.matches(".job-card form") && target.submit());

export function start() {
  // Loaded with the first card; there is nothing to do for each.
}
