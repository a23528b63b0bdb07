// Sends one entry of the queue and says in one word what came of it: saved, offline, busy, signedOut, another (somebody
// else is signed in), conflict, refused, stopped (by whoever asked for it). Only "saved", "conflict" and "refused" say for
// certain whether it was stored.
import { forget, waiting } from "./queue.js";
import { headersOf, whoIsHere } from "./session.js";
import { tell } from "./tabs.js";
import { deliver, giveUp, keyOf, transfer } from "./transfer.js";
import { say } from "./words.js";

const KEEPALIVE_LIMIT = 60_000;

export async function sendText({ url, fields, version, edit, follows }, { leaving = false } = {}) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  if (version !== undefined) body.set("version", version);
  const size = fields.reduce((sum, [, value]) => sum + value.length * 3, 0);
  const headers = headersOf({ key: edit, follows });
  const options = { method: "POST", body, headers, redirect: "manual", keepalive: leaving && size < KEEPALIVE_LIMIT };
  try {
    const response = await fetch(url, options);
    const type = (response.headers.get("Content-Type") ?? "").split(";")[0];
    return settle(response.status, type, await (type === "application/json" ? response.json() : response.text()));
  } catch {
    return { how: "offline" };
  }
}

export async function sendFile({ url, file, edit }, { onProgress, signal } = {}) {
  try {
    const { status, type, body } = await transfer({ url, file, key: edit, onProgress, signal });
    return await settle(status, type, body);
  } catch (error) {
    return { how: error.name === "AbortError" ? "stopped" : "offline" };
  }
}

// Only to the server, under no address yet: `answer` is { id } of the upload.
export async function sendAhead(file, { purpose, onProgress, signal } = {}) {
  try {
    const { id, refused } = await deliver({ file, purpose, onProgress, signal });
    return refused ? await settle(refused.status, refused.type, refused.body) : { how: "saved", answer: { id } };
  } catch (error) {
    return { how: error.name === "AbortError" ? "stopped" : "offline" };
  }
}

// For good. What the server has of a file makes room, unless the same file waits for another place.
export async function discard(entry) {
  tell("dropped", { id: entry.id });
  await forget(entry);
  if (entry.kind !== "file") return;
  const others = (await waiting()).filter(({ kind, file }) => kind === "file" && keyOf(file) === keyOf(entry.file));
  if (!others.length) await giveUp(entry.file).catch(() => {}); // the server forgets it by itself, later
}

// Forbidden is who lost the session's token, or who may not do this although signed in.
async function settle(status, type, body) {
  if (status === 403 && (await whoIsHere()).how === "me") return { how: "refused", reason: body?.message || say("serverRefused") };
  return judge(status, type, body);
}

// A redirect (status 0 here, a page for a file) leads to the sign-in or to setting up a second factor.
function judge(status, type, body) {
  const json = type === "application/json" ? body : null;
  if (status >= 200 && status < 300 && json) return { how: "saved", answer: json };
  if (status === 409 && !json && body.includes("data-keep")) return { how: "conflict", html: body };
  if (status === 412) return { how: "another", reason: json?.message ?? "" };
  if ([0, 401, 403].includes(status) || status < 400) return { how: "signedOut" };
  const reason = Object.values(json?.errors ?? {}).flat().join(" ") || [json?.message, json?.remedy].filter(Boolean).join(" ");
  if (status === 429 || status >= 500) return { how: "busy", reason, tooMany: status === 429 };
  const why = reason || say(status === 404 ? "gone" : "serverRefused");
  return { how: "refused", reason: why, errors: json?.errors ?? {}, closed: Boolean(json?.closed) };
}
