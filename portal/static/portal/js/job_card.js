// A job's card: what is pressed on it always comes to something that is seen, and nothing but a card takes its place.
import { takeOnly } from "./answered.js";

const MARK = 'id="job-';

export function start(card) {
  card.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { elt } = detail.requestConfig;
    if (elt.matches("form")) takeOnly(MARK, elt, detail);
    else detail.shouldSwap &&= detail.serverResponse.includes(MARK); // asking how far it is: it asks again soon
  });
  card.addEventListener("htmx:sendError", ({ target }) => target.matches("form") && target.submit());
}
