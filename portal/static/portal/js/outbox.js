// On every page: what pages that are gone left behind is sent, one after the other, by one page for all; texts and files
// apart, so that no text waits for a large file. What still waits is said with its place, why it waits, and a link there.
import { forget, note, waiting } from "./queue.js";
import { sendFile, sendText } from "./sending.js";
import { askToSignIn } from "./sign_in.js";
import { exclusively, hear, isAlive, tell } from "./tabs.js";
import { percentOf } from "./transfer.js";
import { addressesHere } from "./typed.js";
import { showWaiting } from "./waiting.js";

const LONGEST_WAIT = 60_000;
const SETTLED = ["conflict", "refused", "paused"]; // wait for a person, not for the network
// `gone`, of the round: taken up by a page with their form, or thrown away. Each kind has its own: the other's start forgets.
const rounds = { text: { tries: 0, gone: new Set() }, file: { tries: 0, gone: new Set() } };
let underWay = null; // the file of this moment: { id, percent, stop }
let soon = null;

export function start(place) {
  const again = () => Object.keys(rounds).forEach((kind) => deliver(place, kind));
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  hear("signed-in", again);
  hear("queue", () => showSoon(place));
  hear("taken", leave);
  hear("dropped", leave);
  place.addEventListener("click", (event) => event.target.closest("[data-waiting-sign-in]") && askToSignIn());
  again();
  tell("signed-in"); // pages that were waiting for it try again, whichever way the person came
}

async function deliver(place, kind) {
  const round = rounds[kind];
  if (round.running) return;
  round.running = true;
  clearTimeout(round.timer);
  const stuck = await exclusively(`outbox-${kind}`, () => sendAll(place, kind)).finally(() => { round.running = false; });
  if (stuck) round.timer = setTimeout(() => deliver(place, kind), Math.min(LONGEST_WAIT, 2000 * 2 ** round.tries++));
  else round.tries = 0;
  await show(place);
}

// True when the network or the server was away, so that it is worth trying again. What the server fails at may be the fault
// of that one: those behind it go on, but for a later text of the same form, which builds on it.
async function sendAll(place, kind) {
  const { gone } = rounds[kind];
  const failed = new Set();
  gone.clear();
  for (const entry of await abandoned(kind)) {
    if (SETTLED.includes(entry.state) || gone.has(entry.id) || (kind === "text" && failed.has(entry.url))) continue;
    const outcome = await (kind === "file" ? sendKept(place, entry) : sendText(entry));
    if (outcome.how === "stopped") continue;
    if (outcome.how === "saved") await forget(entry);
    else await note(entry, outcome.how, outcome.reason);
    if (outcome.how === "offline" || outcome.tooMany) return true;
    if (["signedOut", "another"].includes(outcome.how)) return false;
    if (outcome.how === "busy") failed.add(entry.url);
  }
  return failed.size > 0;
}

// Left by a page that is gone, and not for a form of this page, which takes its own up.
async function abandoned(kind) {
  const here = addressesHere();
  const others = (await waiting()).filter((entry) => entry.kind === kind && !here.has(entry.url));
  const living = await Promise.all(others.map((entry) => isAlive(entry.page)));
  return others.filter((_, index) => !living[index]);
}

async function sendKept(place, entry) {
  underWay = { id: entry.id, percent: entry.percent ?? 0, stop: new AbortController() };
  const onProgress = (sent, total) => { underWay.percent = percentOf(sent, total); showSoon(place); };
  const outcome = await sendFile(entry, { onProgress, signal: underWay.stop.signal });
  underWay = null;
  return outcome;
}

function leave({ id }) {
  Object.values(rounds).forEach(({ gone }) => gone.add(id));
  if (underWay?.id === id) underWay.stop.abort();
}

function showSoon(place) {
  clearTimeout(soon);
  soon = setTimeout(() => show(place), 150);
}

async function show(place) {
  const entries = (await waiting()).map((entry) => (entry.id === underWay?.id ? { ...entry, state: "sending", percent: underWay.percent } : entry));
  showWaiting(place, entries.filter((entry) => entry.state));
}
