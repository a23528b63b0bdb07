// The one way in which a file leaves this computer: in parts (tus 1.0) that survive a lost line; the finished upload is then
// handed over to `url`. The server knows an upload by what its file is, so that after a reload, a crash or a day the same
// file goes on where it stopped, also when it is chosen anew.
import { headersOf } from "./session.js";

const UPLOADS = "/api/v1/uploads/";
const LEAST = 256 * 1024;
const MOST = 8 * 1024 * 1024;
// A part that takes longer than this, in milliseconds, is followed by smaller ones, a quick one by larger ones.
const SLOW = 10000;
const QUICK = 2500;
const PAUSES = [500, 1500, 4000];
const AGAIN = [429, 460]; // too many at once; a part damaged on its way

// In: `url`, the File, the idempotency key under which it is handed over; onProgress(sent, total) in bytes. Out: { status,
// type (media type), body (what JSON holds, else text) } of `url`, or of what refused the file before; 401 is said for
// whoever is led to the sign-in page. Rejects with TypeError when the line stays lost, with AbortError when `signal` ends
// it: called again, it goes on.
export async function transfer({ url, file, key, onProgress = () => {}, signal }) {
  const { id, refused } = await deliver({ file, onProgress, signal });
  if (refused) return refused;
  const body = new FormData();
  body.set("upload", id);
  return answerOf(await ask(url, "POST", { key, body, signal }));
}

// As transfer, without handing it over; `purpose` where it is not the first of what this organisation sends. Out: { id } of the upload, all of it there, or { refused } with the answer.
export async function deliver({ file, purpose = "", onProgress = () => {}, signal }) {
  const opened = await open(file, purpose, signal);
  if (!opened.ok) return { refused: await answerOf(opened) };
  const { id, offset } = await opened.json();
  const refused = await sendParts(file, addressOf(id), offset, onProgress, signal);
  return refused ? { refused: await answerOf(refused) } : { id };
}

// What has arrived of it makes room, unless it was handed over before.
export async function giveUp(file, purpose = "") {
  const opened = await open(file, purpose);
  if (!opened.ok) return;
  const { id, file: taken } = await opened.json();
  if (!taken) await ask(addressOf(id), "DELETE");
}

// The same file for two purposes is two uploads.
export function keyOf({ name, size, lastModified }, purpose = "") {
  const sum = [...name].reduce((hash, char) => Math.imul(hash ^ char.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  return `${purpose || "file"}-${size}-${lastModified}-${sum}`;
}

export function percentOf(sent, total) {
  return Math.floor((100 * sent) / (total || 1));
}

// Opened again, it is the same upload.
function open(file, purpose, signal) {
  const headers = { "Upload-Length": file.size, "Upload-Metadata": labelOf(file, purpose) };
  return ask(UPLOADS, "POST", { key: keyOf(file, purpose), headers, signal });
}

async function sendParts(file, address, begin, onProgress, signal) {
  let [offset, size] = [begin, LEAST];
  onProgress(offset, file.size);
  while (offset < file.size) {
    const part = file.slice(offset, offset + size);
    const began = performance.now();
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset, ...(await checksum(part)) };
    let response = await ask(address, "PATCH", { headers, body: part, signal });
    // The part had arrived, only its answer was lost; or another window sends the same file.
    if (response.status === 409) response = await ask(address, "HEAD", { signal });
    if (!response.ok) return response;
    offset = Number(response.headers.get("Upload-Offset"));
    size = nextSize(size, performance.now() - began);
    onProgress(offset, file.size);
  }
  return null;
}

function nextSize(size, took) {
  if (took > SLOW) return Math.max(LEAST, size / 2);
  return took < QUICK ? Math.min(MOST, size * 2) : size;
}

// The headers are made for each attempt: somebody may have signed in again between two.
function ask(address, method, { key, headers = {}, body, signal } = {}) {
  const send = () => fetch(address, { method, body, signal, redirect: "manual", headers: { ...headersOf({ key }), "Tus-Resumable": "1.0.0", ...headers } });
  return insist(send, signal);
}

// A short silence is bridged here; what lasts, and a browser that knows that it is offline, is for the caller.
async function insist(send, signal) {
  for (const pause of PAUSES) {
    try {
      const response = await send();
      if (response.status < 500 && !AGAIN.includes(response.status)) return response;
    } catch (error) {
      if (error.name === "AbortError" || !navigator.onLine) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, pause); signal?.addEventListener("abort", resolve, { once: true }); });
    signal?.throwIfAborted();
  }
  return send();
}

function addressOf(id) {
  return `${UPLOADS}${id}/`;
}

function labelOf(file, purpose) {
  const bytes = new TextEncoder().encode(file.name);
  const name = `filename ${btoa(String.fromCharCode(...bytes))}`;
  return purpose ? `${name},purpose ${btoa(purpose)}` : name;
}

// Only where the browser offers it: over HTTPS and on this machine.
async function checksum(part) {
  if (!globalThis.crypto?.subtle) return {};
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
  return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...digest))}` };
}

async function answerOf(response) {
  if (response.type === "opaqueredirect") return { status: 401, type: "", body: "" };
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0];
  const text = await response.text();
  return { status: response.status, type, body: type === "application/json" && text ? JSON.parse(text) : text };
}
