// The bar at the foot of every page that says how many answers and files wait on this computer, and the list behind it.
import { discard } from "./sending.js";
import { addressesHere } from "./typed.js";
import { say, shortName } from "./words.js";

const UNSENT = ["offline", "busy", "signedOut", "another", "sending"];

export function showWaiting(place, entries) {
  place.hidden = !entries.length;
  if (!entries.length) return;
  const texts = entries.filter((entry) => entry.kind === "text").length;
  const counts = { texts, files: entries.length - texts };
  write(place.querySelector("[data-waiting-count]"), say(counts.texts && counts.files ? "waitingBoth" : texts ? "waitingTexts" : "waitingFiles", counts));
  place.querySelector("[data-waiting-sign-in]").hidden = !entries.some((entry) => entry.state === "signedOut");
  place.querySelector("[data-waiting-list]").replaceChildren(...entries.map(row));
  const details = place.querySelector("details");
  if (entries.some(isOrphanOfThisPage)) details.open = true;
}

// Its form is not here any more: what was typed has no other place to be seen.
function isOrphanOfThisPage({ address, url, state }) {
  const here = address.split("#")[0] === `${location.pathname}${location.search}`;
  return here && state === "refused" && !addressesHere().has(url);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text; // a status that is written anew is read out anew
}

function row(entry) {
  const item = make("li", "waiting-row");
  const link = make("a", "waiting-place", entry.title || entry.address);
  link.href = entry.address;
  item.append(link, " ", make("span", "waiting-kind", entry.kind === "file" ? say("aFile", { name: shortName(entry.words) }) : say("aText")), " ");
  item.append(make("span", "waiting-why", reasonOf(entry)));
  if (!UNSENT.includes(entry.state)) item.append(...help(entry));
  return item;
}

function reasonOf({ state, reason, percent }) {
  return say(`waiting_${state}`, { reason, percent });
}

function help(entry) {
  if (entry.kind === "file") return [discardButton(entry)];
  const copy = make("button", "btn btn-sm", say("copyText"));
  copy.type = "button";
  copy.dataset.copy = entry.words;
  return [make("blockquote", "waiting-words", entry.words), copy, " ", discardButton(entry)];
}

// Asked twice, in the same place: the first press asks, the second throws away.
function discardButton(entry) {
  const button = make("button", "btn btn-sm", say("discard"));
  button.type = "button";
  button.addEventListener("click", () => {
    if (button.dataset.sure) return discard(entry);
    button.dataset.sure = "yes";
    button.className = "btn btn-sm btn-danger";
    button.textContent = say("discardSure");
    return undefined;
  });
  return button;
}

function make(name, css, text = "") {
  const element = document.createElement(name);
  element.className = css;
  element.textContent = text;
  return element;
}
