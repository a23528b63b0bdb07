// The one way in which a file leaves this computer. Whoever sends files in parts puts it behind this function.
// In: the address, the name of the form's field, the File or Blob, its idempotency key, the CSRF token; onProgress(loaded,
// total) in bytes. Out: { status, type (media type of the answer), body (parsed when JSON, else text) }.
// Rejects with TypeError when the network is lost, with AbortError when `signal` ends it.
import { headersOf } from "./session.js";

// XMLHttpRequest, because fetch cannot tell how much of a file has been sent.
export function transfer({ url, field, file, key, csrf, onProgress = () => {}, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.set(field, file, file.name);
    request.open("POST", url);
    for (const [name, value] of Object.entries(headersOf({ key, csrf }))) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded, event.total);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new TypeError("the network was lost"));
    request.onabort = () => reject(new DOMException("ended", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function answerOf(request) {
  const type = (request.getResponseHeader("Content-Type") ?? "").split(";")[0];
  const body = type === "application/json" ? JSON.parse(request.responseText) : request.responseText;
  return { status: request.status, type, body };
}
