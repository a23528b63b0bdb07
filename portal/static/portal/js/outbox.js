// On every page: what pages that are gone left behind is sent, one after the other, by one page for all. What still waits
// is said with its place, why it waits, and a link there.
import { forget, note, waiting } from "./queue.js";
import { sendFile, sendText } from "./sending.js";
import { askToSignIn } from "./sign_in.js";
import { exclusively, hear, isAlive, tell } from "./tabs.js";
import { addressesHere } from "./typed.js";
import { showWaiting } from "./waiting.js";

const LONGEST_WAIT = 60_000;
const SETTLED = ["conflict", "refused"]; // wait for a person, not for the network
let tries = 0;
let timer = null;
let soon = null;
let running = false;

export function start(place) {
  const again = () => deliver(place);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  hear("signed-in", again);
  hear("queue", () => showSoon(place));
  place.addEventListener("click", (event) => event.target.closest("[data-waiting-sign-in]") && askToSignIn());
  again();
  tell("signed-in"); // pages that were waiting for it try again, whichever way the person came
}

async function deliver(place) {
  if (running) return;
  running = true;
  clearTimeout(timer);
  const stuck = await exclusively("outbox", sendAll).finally(() => { running = false; });
  if (stuck) timer = setTimeout(() => deliver(place), Math.min(LONGEST_WAIT, 2000 * 2 ** tries++));
  else tries = 0;
  await show(place);
}

// True when the network or the server was away, so that it is worth trying again.
async function sendAll() {
  for (const entry of await abandoned()) {
    if (SETTLED.includes(entry.state)) continue;
    const outcome = await (entry.kind === "file" ? sendFile(entry) : sendText(entry));
    if (outcome.how === "saved") await forget(entry);
    else await note(entry, outcome.how, outcome.reason);
    if (["offline", "busy"].includes(outcome.how)) return true;
    if (["signedOut", "another"].includes(outcome.how)) return false;
  }
  return false;
}

// Left by a page that is gone, and not for a form of this page, which takes its own up.
async function abandoned() {
  const here = addressesHere();
  const others = (await waiting()).filter((entry) => !here.has(entry.url));
  const living = await Promise.all(others.map((entry) => isAlive(entry.page)));
  return others.filter((_, index) => !living[index]);
}

function showSoon(place) {
  clearTimeout(soon);
  soon = setTimeout(() => show(place), 150);
}

async function show(place) {
  showWaiting(place, (await waiting()).filter((entry) => entry.state));
}
