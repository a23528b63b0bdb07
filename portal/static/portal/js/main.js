// Loaded on every page: small manners, and each larger part only where the page asks for it.
import { askBeforeSending } from "./confirm.js";
import { copyOnClick } from "./copy.js";
import { keepMenusTidy } from "./menus.js";
import { listenForShortcuts } from "./shortcuts.js";

const PARTS = {
  "[data-autosave]": () => import("./autosave.js"),
  "[data-file-field]": () => import("./file_field.js"),
  "[data-upload]": () => import("./upload.js"),
  "[data-waiting]": () => import("./outbox.js"),
  "[data-chart]": () => import("./charts.js"),
  "[data-draft]": () => import("./draft_form.js"),
  "[data-comment]": () => import("./comments.js"),
  "[data-rows]": () => import("./rows.js"),
  ".job-card": () => import("./job_card.js"),
  "[data-presence]": () => import("./presence.js"),
  "[data-verdict]": () => import("./verdict.js"),
  "[data-ahead]": () => import("./ahead.js"),
};

const awake = Object.fromEntries(Object.keys(PARTS).map((selector) => [selector, new WeakSet()]));

// Fulfilled once every part that was asleep is at work.
function wake(root) {
  return Promise.all(Object.entries(PARTS).map(([selector, load]) => {
    const found = [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
    const fresh = found.filter((element) => !awake[selector].has(element));
    fresh.forEach((element) => awake[selector].add(element));
    return fresh.length && load().then(({ start }) => fresh.forEach((element) => start(element)));
  }));
}

function focusOnErrors() {
  document.querySelector("[data-error-summary]")?.focus();
}

document.documentElement.classList.add("has-script");
askBeforeSending(document);
copyOnClick(document);
keepMenusTidy(document);
listenForShortcuts(document);
focusOnErrors();
const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done)); // and with it htmx
Promise.allSettled([wake(document), parsed]).then(() => document.dispatchEvent(new Event("portal:awake"))); // to early.js
document.addEventListener("upload:received", () => wake(document));
document.addEventListener("ahead:opened", ({ detail }) => detail.until.push(wake(document)));
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) wake(event.detail.elt);
});
