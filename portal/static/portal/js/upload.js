// A form with data-upload sends each chosen or dropped file by itself, in parts, and tells how far it is, in words.
import { csrfToken } from "./csrf.js";
import { giveUp, transfer } from "./transfer.js";
import { say } from "./words.js";

const MEGABYTE = 1024 * 1024;
const RETRY = 15000;

export function start(form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector("[data-drop]");
  input.addEventListener("change", () => receive(form, input, [...input.files]));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    receive(form, input, [...event.dataTransfer.files]);
  });
}

async function receive(form, input, files) {
  const sendings = files.map((file) => new Sending(form, file, faultOf(file, form, input)));
  input.value = "";
  for (const sending of sendings) await sending.run();
}

function faultOf(file, form, input) {
  const limit = Number(form.dataset.limitMb) || Infinity;
  if (file.size > limit * MEGABYTE) return say("tooLarge", { limit });
  const accepted = input.accept.toLowerCase().split(",").map((part) => part.trim()).filter(Boolean);
  const fits = !accepted.length || accepted.some((ending) => file.name.toLowerCase().endsWith(ending));
  return fits ? "" : say("wrongType", { types: input.accept });
}

// The same file chosen again, after a reload or on another day, goes on where it stopped.
function keyOf(file) {
  const sum = [...file.name].reduce((hash, char) => Math.imul(hash ^ char.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  return `file-${file.size}-${file.lastModified}-${sum}`;
}

// One file's line: words, bar, and what can be done about it just now.
class Sending {
  constructor(form, file, fault) {
    Object.assign(this, { form, file, fault, key: keyOf(file), percent: 0 });
    this.words = document.createElement("p");
    this.words.setAttribute("role", "status");
    this.bar = document.createElement("progress");
    Object.assign(this.bar, { max: 100, value: 0, ariaLabel: file.name });
    this.buttons = document.createElement("span");
    this.buttons.className = "upload-buttons";
    this.line = document.createElement("div");
    this.line.className = "upload-line";
    this.line.append(this.words, this.bar, this.buttons);
    form.querySelector("[data-upload-status]").append(this.line);
    this.noLongerWaits();
    if (fault) this.end("uploadFailed", { reason: fault });
    else this.show("uploading", []); // its turn comes after those before it
  }

  // What the page said of it as it was loaded is told by this line from now on.
  noLongerWaits() {
    const waiting = this.form.querySelector("[data-upload-waiting]");
    waiting?.querySelector(`[data-file="${CSS.escape(`${this.file.size} ${this.file.name}`)}"]`)?.remove();
    if (!waiting?.querySelector("[data-file]")) waiting?.remove();
  }

  async run() {
    if (this.fault) return;
    clearTimeout(this.timer);
    this.stop = new AbortController();
    this.show("uploading", ["pause", "cancel"]);
    const values = { url: this.form.action, field: "file", file: this.file, key: this.key, csrf: csrfToken(this.form) };
    try {
      this.judge(await transfer({ ...values, signal: this.stop.signal, onProgress: (percent) => this.tell(percent) }));
    } catch (error) {
      if (error.name !== "AbortError") this.wait();
    }
  }

  tell(percent) {
    this.percent = this.bar.value = percent;
    this.show(percent < 100 ? "uploading" : "uploadChecking", ["pause", "cancel"]);
  }

  judge({ status, body }) {
    if (status >= 200 && status < 300) {
      place(this.form, body);
      return this.end("uploaded", {}, false);
    }
    if (status === 401 || status === 403) return this.show("uploadSignedOut", ["goOn", "cancel"], {}, true);
    const reason = Object.values(body?.errors ?? {}).flat().join(" ") || [body?.message, body?.remedy].filter(Boolean).join(" ");
    if (status === 429 || status >= 500) return this.show("uploadLater", ["tryAgain", "cancel"], { reason }, true);
    return this.end("uploadFailed", { reason: reason || say("serverRefused") });
  }

  // The line is lost: it goes on by itself when it is back.
  wait() {
    this.show("uploadWaiting", ["cancel"], {}, true);
    const again = () => { window.removeEventListener("online", again); if (this.line.isConnected && !this.ended) this.run(); };
    window.addEventListener("online", again);
    this.timer = setTimeout(again, RETRY);
  }

  pause() {
    this.stop.abort();
    this.show("uploadPaused", ["goOn", "cancel"]);
  }

  async cancel() {
    this.stop.abort();
    this.end("uploadCancelled", {}, false);
    await giveUp({ key: this.key, csrf: csrfToken(this.form) }).catch(() => {}); // the night takes what is left
  }

  end(words, values, bad = true) {
    clearTimeout(this.timer);
    this.ended = true;
    this.bar.remove();
    this.show(words, [], values, bad);
  }

  show(words, buttons, values = {}, bad = false) {
    const said = say(words, { name: this.file.name, percent: this.percent, ...values });
    if (this.words.textContent !== said) this.words.textContent = said;
    this.words.classList.toggle("is-bad", bad);
    if (this.shown === `${buttons}`) return;
    this.shown = `${buttons}`;
    this.buttons.replaceChildren(...buttons.map((name) => this.button(name)));
  }

  button(name) {
    const act = { pause: () => this.pause(), goOn: () => this.run(), tryAgain: () => this.run(), cancel: () => this.cancel() };
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm", textContent: say(name), ariaLabel: `${say(name)}: ${this.file.name}` });
    button.addEventListener("click", act[name]);
    return button;
  }
}

function place(form, answer) {
  const storage = form.querySelector(".storage-use");
  if (storage && answer.storage) storage.outerHTML = answer.storage;
  const list = document.getElementById(form.dataset.list);
  if (!list || !answer.html) return;
  list.insertAdjacentHTML("beforeend", answer.html);
  window.htmx?.process(list);
  form.dispatchEvent(new CustomEvent("upload:received", { bubbles: true, detail: answer }));
}
