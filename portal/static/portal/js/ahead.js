// Of the pages that data-ahead names, in their order, the next are fetched in advance and take the place of this one at once:
// by "save, next", or by a link with data-open. What is not sent yet of this one goes on being sent by autosave.js. Keys
// pressed before the next page stands are kept, and are the next page's: none is lost, or hits the wrong item.
import { settle, settleAll } from "./autosave.js";
import { actor } from "./session.js";
import { say } from "./words.js";

const AHEAD = 2;
const FRESH = 300_000;
const TRY_AGAIN = 2000;
const SLOW = 400;
const ACTING = /^(Arrow|Enter|Escape)/; // keys that would change the page that is being left
const fetched = new Map(); // address: { at, html }
const left = new Set(); // paths of the items that "save, next" left since the filing was last seen as a whole
let opening = null; // { keys, stopped }
let here = addressOf(location.href);

const pathOf = (address) => new URL(address, location.href).pathname;

window.addEventListener("keydown", keepKey, true);
document.addEventListener("click", follow);
document.addEventListener("submit", goOn, true);
window.addEventListener("popstate", () => addressOf(location.href) !== here && open(location.href, { back: true }));

export function start() {
  const following = document.querySelector(".score-nav [data-key=j]");
  const wanted = [...(following ? [following.href] : []), ...comingUp().filter((address) => !isWhole(address)).slice(0, AHEAD)];
  for (const address of wanted) fetchAhead(addressOf(address));
}

// The server names them as it knows them: what was done since on pages of this document may not have arrived there.
function comingUp() {
  const { ahead = "" } = document.querySelector("[data-ahead]")?.dataset ?? {};
  return ahead.split(" ").filter((address) => address && !left.has(pathOf(address)));
}

// This filing with all its items, which every save makes old.
function isWhole(address) {
  return location.pathname.startsWith(pathOf(address));
}

function addressOf(address) {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}

function fetchAhead(address) {
  const known = fetched.get(address);
  if (known && Date.now() - known.at < FRESH) return known.html;
  const html = load(address);
  fetched.set(address, { at: Date.now(), html });
  html.catch(() => fetched.delete(address));
  return html;
}

// The page as text; "" for what only the browser itself can open, such as the way to sign in. Fails without a network.
async function load(address) {
  const response = await fetch(address, { headers: { "X-Actor": actor }, redirect: "manual" });
  if (response.status >= 500) throw new Error(String(response.status));
  return response.ok ? response.text() : "";
}

function follow(event) {
  const link = event.target.closest("a[data-open]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link.href);
}

function goOn(event) {
  if (event.submitter?.value !== "next" || !event.target.matches("[data-verdict]")) return;
  left.add(pathOf(event.target.action));
  const [next] = comingUp();
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  open(next);
}

async function open(href, { back = false } = {}) {
  if (opening) return;
  const mine = { keys: [], stopped: false, slow: setTimeout(() => tell("opening"), SLOW), focused: document.activeElement };
  opening = mine;
  leaveAlone(true);
  const form = document.querySelector("[data-verdict]");
  if (form) settle(pathOf(form.action));
  const html = await arrive(addressOf(href), mine);
  if (mine.stopped) return;
  const page = html && new DOMParser().parseFromString(html, "text/html");
  const awake = page && show(page, href, back);
  await awake;
  stop();
  if (awake) replay(mine.keys);
  else window.location.assign(href);
}

// What this page may still be sending to the address goes first: what cannot be sent is put back by a page of its own, from
// the queue. Without a network it is tried again until somebody stops it.
async function arrive(address, mine) {
  while (!mine.stopped) {
    try {
      if (isWhole(address)) {
        await settleAll();
        fetched.delete(address);
      }
      const settled = await settle(pathOf(address));
      const html = await fetchAhead(address);
      return settled ? html : "";
    } catch {
      clearTimeout(mine.slow);
      if (!mine.stopped) tell("openLater");
      await new Promise((again) => setTimeout(again, TRY_AGAIN));
    }
  }
  return "";
}

function show(page, href, back) {
  const [old, fresh] = [document, page].map((where) => where.querySelector(".page-frame"));
  if (!fresh?.querySelector("[data-ahead]")) return null;
  const scrolled = old.querySelector(".review-items")?.scrollTop ?? 0;
  if (!back) history.pushState(null, "", href);
  here = addressOf(href);
  fetched.delete(here); // what is done on it now makes the copy old
  if (!fresh.querySelector("[data-verdict]")) left.clear();
  old.replaceWith(fresh);
  document.title = page.title;
  const place = document.getElementById(location.hash.slice(1));
  if (place) place.scrollIntoView();
  else window.scrollTo(0, 0);
  const list = fresh.querySelector(".review-items");
  if (list) list.scrollTop = scrolled;
  window.htmx?.process(fresh);
  (fresh.querySelector("#item-title") ?? fresh.querySelector("main")).focus({ preventScroll: true });
  const until = []; // what the page waits for before it answers to keys
  document.dispatchEvent(new CustomEvent("ahead:opened", { detail: { until } }));
  return Promise.all(until);
}

function stop() {
  if (!opening) return;
  const { slow, focused } = opening;
  clearTimeout(slow);
  opening.stopped = true;
  opening = null;
  tell("");
  if (leaveAlone(false)) focused.focus();
}

// What is being left takes neither a click nor a key; true when there was something to give back.
function leaveAlone(inert) {
  const frame = document.querySelector(".page-frame");
  const changes = frame.inert !== inert;
  frame.inert = inert;
  return changes;
}

function keepKey(event) {
  const letter = event.key.length === 1;
  if (!opening || event.ctrlKey || event.metaKey || event.altKey || !(letter || ACTING.test(event.key))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (letter) opening.keys.push(event.key);
  if (event.key === "Escape") stop();
}

// As if pressed now: a letter in a field is written, anything else goes to the shortcuts. A key that opens a page takes the
// rest along.
function replay(keys) {
  while (keys.length && !opening) {
    const key = keys.shift();
    const field = document.activeElement;
    if (field.matches("textarea") && key.length === 1) {
      field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
  opening?.keys.push(...keys);
}

function tell(word) {
  let place = document.getElementById("ahead-state");
  if (!place) {
    place = Object.assign(document.createElement("p"), { id: "ahead-state", className: "ahead-state" });
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  place.hidden = !word;
  place.textContent = word && say(word);
}
