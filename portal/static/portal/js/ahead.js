// Pages that come next are fetched in advance, as data-ahead of this page names them, and take its place at once: by a link
// with data-open, or by "save, next" of a form with data-next. What that form has not sent yet goes on being sent by
// autosave.js. Keys pressed before the next page stands are kept, and are the next page's: none is lost, or hits the wrong item.
import { settle } from "./autosave.js";
import { actor } from "./session.js";
import { say } from "./words.js";

const FRESH = 300_000;
const TRY_AGAIN = 2000;
const SLOW = 400;
const ACTING = /^(Arrow|Enter|Escape)/; // keys that would change the page that is being left
const fetched = new Map(); // address: { at, html }
let opening = null; // { keys, stopped }
let here = addressOf(location.href);

const pathOf = (address) => new URL(address, location.href).pathname;

window.addEventListener("keydown", keepKey, true);
document.addEventListener("click", follow);
document.addEventListener("submit", goOn, true);
window.addEventListener("popstate", () => addressOf(location.href) !== here && open(location.href, { back: true }));

export function start(place) {
  for (const address of place.dataset.ahead.split(" ").filter(Boolean)) fetchAhead(addressOf(address));
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
  const next = event.submitter?.value === "next" && event.target.dataset.next;
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  open(next);
}

async function open(href, { back = false } = {}) {
  if (opening) return;
  const mine = { keys: [], stopped: false };
  opening = mine;
  const slow = setTimeout(() => tell("opening"), SLOW);
  const form = document.querySelector("[data-next]");
  if (form) settle(pathOf(form.action));
  const html = await arrive(addressOf(href), mine);
  clearTimeout(slow);
  if (mine.stopped) return;
  stop();
  const page = html && new DOMParser().parseFromString(html, "text/html");
  if (!page || !show(page, href, back)) return window.location.assign(href);
  setTimeout(() => replay(mine.keys)); // once the scripts of the page are awake
}

// What this page may still be sending to the address goes first: what cannot be sent is put back by a page of its own, from
// the queue. Without a network it is tried again until somebody stops it.
async function arrive(address, mine) {
  while (!mine.stopped) {
    try {
      const settled = await settle(pathOf(address));
      const html = await fetchAhead(address);
      return settled ? html : "";
    } catch {
      tell("openLater");
      await new Promise((again) => setTimeout(again, TRY_AGAIN));
    }
  }
  return "";
}

function show(page, href, back) {
  const [old, fresh] = [document, page].map((where) => where.querySelector(".page-frame"));
  if (!fresh?.querySelector("[data-ahead]")) return false;
  const scrolled = old.querySelector(".review-items")?.scrollTop ?? 0;
  if (!back) history.pushState(null, "", href);
  here = addressOf(href);
  fetched.delete(here); // what is done on it now makes the copy old
  old.replaceWith(fresh);
  document.title = page.title;
  window.scrollTo(0, 0);
  const list = fresh.querySelector(".review-items");
  if (list) list.scrollTop = scrolled;
  window.htmx?.process(fresh);
  (fresh.querySelector("#item-title") ?? fresh.querySelector("main")).focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("ahead:opened"));
  return true;
}

function stop() {
  opening.stopped = true;
  opening = null;
  tell("");
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
