// What the server has not acknowledged yet, kept on this computer for the person who made it. A text is written to
// localStorage at once, which outlives the page, and moves on to IndexedDB, which outlives the browser; files go there alone.
import { tell } from "./tabs.js";

const STORE = "waiting";
const actor = document.body.dataset.actor ?? "";
const newest = new Map(); // entries on their way into the database
const writing = new Map();
const opened = open();

// Without a database (private windows of some browsers) files are not kept, and text as localStorage alone keeps it.
// entry: { id, actor, page (its document), kind, url, edit, at, … }. Returns whether the page may be left without losing it.
export function keepText(entry) {
  const kept = journal(entry);
  store(entry).then(announce, announce);
  return kept;
}

export async function keepFile(entry) {
  const kept = await store(entry).then(() => true, () => false);
  announce();
  return kept;
}

// Everything of this person that waits, the oldest first.
export async function waiting() {
  const found = new Map((await read()).map((entry) => [entry.id, entry]));
  for (const entry of journalled()) {
    if (!(found.get(entry.id)?.at > entry.at)) found.set(entry.id, entry);
  }
  return [...found.values()].sort((one, other) => one.at - other.at);
}

// Why it still waits, unless it was settled or taken up by another page in the meantime.
export async function note(entry, state, reason = "") {
  const marked = { ...entry, state, reason };
  if (journalled().some(({ id, edit }) => id === entry.id && edit === entry.edit)) return keepText(marked);
  await change(entry, (entries) => entries.put(marked));
  return announce();
}

// Only the edit that was acknowledged: what was typed since stays.
export async function forget({ id, edit }) {
  unjournal(id, edit);
  if (newest.get(id)?.edit === edit) newest.delete(id);
  await writing.get(id)?.catch(() => {});
  await change({ id, edit }, (entries) => entries.delete(id));
  announce();
}

function change({ id, edit }, work) {
  return run("readwrite", (entries) => {
    const found = entries.get(id);
    found.onsuccess = () => found.result?.edit === edit && work(entries);
    return found;
  }).catch(() => {});
}

function announce() {
  tell("queue");
}

function open() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("portal", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("actor", "actor");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

async function run(mode, work) {
  const database = await opened;
  if (!database) throw new Error("no database");
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// While one state of an entry is written, only the newest of those that follow is remembered.
function store(entry) {
  newest.set(entry.id, entry);
  if (!writing.has(entry.id)) writing.set(entry.id, drain(entry.id).finally(() => writing.delete(entry.id)));
  return writing.get(entry.id);
}

async function drain(id) {
  while (newest.has(id)) {
    const entry = newest.get(id);
    newest.delete(id);
    await run("readwrite", (entries) => entries.put(entry));
    unjournal(id, entry.edit);
  }
}

async function read() {
  return run("readonly", (entries) => entries.index("actor").getAll(actor)).catch(() => []);
}

const place = (id) => `${STORE}:${actor}:${id}`;

function journal(entry) {
  try {
    localStorage.setItem(place(entry.id), JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

function journalled() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(place(""))).map((key) => JSON.parse(localStorage.getItem(key)));
  } catch {
    return [];
  }
}

function unjournal(id, edit) {
  try {
    if (JSON.parse(localStorage.getItem(place(id)))?.edit === edit) localStorage.removeItem(place(id));
  } catch {
    // A browser without storage has nothing to drop.
  }
}
