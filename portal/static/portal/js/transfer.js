// Sends one file in parts (tus 1.0) that survive a lost line, then hands the finished upload over to `url`.
// The server knows an upload by its key: after a reload, a crash or a day the same key goes on where it stopped.
const UPLOADS = "/api/v1/uploads/";
const VERSION = { "Tus-Resumable": "1.0.0", Accept: "application/json" };
const LEAST = 256 * 1024;
const MOST = 8 * 1024 * 1024;
// A part that takes longer than this, in milliseconds, is followed by smaller ones, a quick one by larger ones.
const SLOW = 10000;
const QUICK = 2500;
const PAUSES = [500, 1500, 4000];
const AGAIN = [429, 460]; // too many at once; a part damaged on its way
const addresses = new Map();

// `onProgress(percent, sent, total)`. Gives {status, type, body}: the answer of `url`, or the one that refused the file;
// body is what JSON holds, else text; 401 is said for whoever is led to the sign-in page. Rejects when the line stays
// lost (TypeError) or `signal` aborts (AbortError): called again with the same key, it goes on.
export async function transfer({ url, file, key, csrf, onProgress = () => {}, signal }) {
  const ask = (address, method, headers = {}, body = undefined) =>
    insist(() => fetch(address, { method, body, signal, redirect: "manual", headers: { ...VERSION, "X-CSRFToken": csrf, ...headers } }), signal);
  const opened = await ask(UPLOADS, "POST", { "Upload-Length": file.size, "Upload-Metadata": labelOf(file), "Idempotency-Key": key });
  if (!opened.ok) return answerOf(opened);
  const upload = await opened.json();
  const address = `${UPLOADS}${upload.id}/`;
  addresses.set(key, address);
  const refused = await sendParts(ask, address, file, upload.offset, onProgress);
  if (refused) return answerOf(refused);
  const body = new FormData();
  body.set("upload", upload.id);
  return answerOf(await ask(url, "POST", { "Idempotency-Key": key }, body));
}

// Give up what was begun here under this key, so that it fills no storage.
export async function giveUp({ key, csrf }) {
  const address = addresses.get(key);
  if (address) await fetch(address, { method: "DELETE", headers: { ...VERSION, "X-CSRFToken": csrf } });
}

async function sendParts(ask, address, file, begin, onProgress) {
  let [offset, size] = [begin, LEAST];
  onProgress(percentOf(offset, file), offset, file.size);
  while (offset < file.size) {
    const part = file.slice(offset, offset + size);
    const began = performance.now();
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset, ...(await checksum(part)) };
    let response = await ask(address, "PATCH", headers, part);
    // The part had arrived, only its answer was lost; or another window sends the same file.
    if (response.status === 409) response = await ask(address, "HEAD");
    if (!response.ok) return response;
    offset = Number(response.headers.get("Upload-Offset"));
    size = nextSize(size, performance.now() - began);
    onProgress(percentOf(offset, file), offset, file.size);
  }
  return null;
}

function percentOf(sent, file) {
  return Math.floor((100 * sent) / (file.size || 1));
}

function nextSize(size, took) {
  if (took > SLOW) return Math.max(LEAST, size / 2);
  return took < QUICK ? Math.min(MOST, size * 2) : size;
}

// A short silence is bridged here; what lasts is for the caller, who knows what else is waiting.
async function insist(send, signal) {
  for (const pause of PAUSES) {
    try {
      const response = await send();
      if (response.status < 500 && !AGAIN.includes(response.status)) return response;
    } catch (error) {
      if (error.name === "AbortError") throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, pause); signal?.addEventListener("abort", resolve, { once: true }); });
    signal?.throwIfAborted();
  }
  return send();
}

function labelOf(file) {
  const bytes = new TextEncoder().encode(file.name);
  return `filename ${btoa(String.fromCharCode(...bytes))}`;
}

// Only where the browser offers it: over HTTPS and on this machine.
async function checksum(part) {
  if (!globalThis.crypto?.subtle) return {};
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
  return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...digest))}` };
}

async function answerOf(response) {
  if (response.type === "opaqueredirect") return { status: 401, type: "", body: "" };
  const type = response.headers.get("Content-Type") ?? "";
  const text = await response.text();
  return { status: response.status, type, body: type.includes("json") && text ? JSON.parse(text) : text };
}
