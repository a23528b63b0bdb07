// A form with data-upload sends each chosen or dropped file by itself and tells how far it is, in words. Until the server
// has acknowledged a file it is kept on this computer, so that neither a lost network nor a crash makes anybody choose it again.
import { forget, keepFile, note, waiting } from "./queue.js";
import { sendFile } from "./sending.js";
import { actor } from "./session.js";
import { askToSignIn } from "./sign_in.js";
import { hear, isAlive, me, newKey } from "./tabs.js";
import { say } from "./words.js";

const MEGABYTE = 1024 * 1024;
const LONGEST_WAIT = 30_000;

class Upload {
  constructor(form) {
    this.form = form;
    this.url = new URL(form.action).pathname;
    this.input = form.querySelector("input[type=file]");
    this.zone = form.querySelector("[data-drop]");
    this.line = []; // entries in the order in which they were chosen, each with its status line
    this.tries = 0;
  }

  begin() {
    this.input.addEventListener("change", () => this.receive([...this.input.files]));
    this.zone.addEventListener("dragover", (event) => { event.preventDefault(); this.zone.classList.add("is-over"); });
    this.zone.addEventListener("dragleave", () => this.zone.classList.remove("is-over"));
    this.zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.zone.classList.remove("is-over");
      this.receive([...event.dataTransfer.files]);
    });
    window.addEventListener("online", () => this.sendAll());
    hear("signed-in", () => this.sendAll());
    this.restore();
    if (this.input.files.length) this.receive([...this.input.files]); // chosen before the script had arrived
  }

  async restore() {
    for (const entry of await waiting()) {
      if (entry.kind !== "file" || entry.url !== this.url || (await isAlive(entry.page))) continue;
      const adopted = { ...entry, page: me };
      keepFile(adopted);
      this.line.push({ entry: adopted, status: this.addStatus(entry.file), kept: true });
    }
    this.sendAll();
  }

  async receive(files) {
    this.input.value = "";
    for (const file of files) {
      const status = this.addStatus(file);
      const fault = this.faultOf(file);
      if (fault) finish(status, "uploadFailed", { name: file.name, reason: fault });
      else await this.take(file, status);
    }
    this.sendAll();
  }

  async take(file, status) {
    const key = newKey();
    const entry = {
      id: key, edit: key, actor, page: me, kind: "file", url: this.url, field: this.input.name, file, words: file.name,
      title: document.querySelector("h1")?.firstChild?.textContent.trim() ?? "", at: Date.now(), state: "",
      address: `${location.pathname}${location.search}`,
    };
    this.line.push({ entry, status, kept: await keepFile(entry) });
  }

  faultOf(file) {
    const limit = Number(this.form.dataset.limitMb) || Infinity;
    if (file.size > limit * MEGABYTE) return say("tooLarge", { limit });
    const accepted = this.input.accept.toLowerCase().split(",").map((part) => part.trim()).filter(Boolean);
    const fits = !accepted.length || accepted.some((ending) => file.name.toLowerCase().endsWith(ending));
    return fits ? "" : say("wrongType", { types: this.input.accept });
  }

  addStatus(file) {
    const line = document.createElement("p");
    line.textContent = say("uploading", { name: file.name, percent: 0 });
    this.form.querySelector("[data-upload-status]").append(line);
    return line;
  }

  async sendAll() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      while (this.line.length && (await this.sendFirst())) this.tries = 0;
    } finally {
      this.busy = false;
    }
  }

  // True when the first of the line is settled, for good or ill, and the next one may go.
  async sendFirst() {
    const [{ entry, status, kept }] = this.line;
    const { name } = entry.file;
    const onProgress = (loaded, total) => { status.textContent = say("uploading", { name, percent: Math.floor((100 * loaded) / total) }); };
    const outcome = await sendFile(entry, { onProgress });
    if (outcome.how === "saved") this.place(outcome.answer);
    else if (outcome.how !== "refused") return this.hold(outcome, entry, status, kept);
    this.line.shift();
    if (outcome.how === "saved") finish(status, "uploaded", { name }, false);
    else finish(status, "uploadFailed", { name, reason: outcome.reason });
    // Refused because the item is closed: no fault of the file, so it stays where its owner finds it.
    await (outcome.closed && kept ? note(entry, "refused", outcome.reason) : forget(entry));
    return true;
  }

  hold({ how, reason }, entry, status, kept) {
    note(entry, how, reason);
    finish(status, `upload_${how}`, { name: entry.file.name, reason });
    status.append(" ", say(kept ? "keptFile" : "unkept"));
    if (how === "signedOut") status.append(" ", signInButton());
    this.tries += 1;
    if (how === "offline" || how === "busy") this.timer = setTimeout(() => this.sendAll(), Math.min(LONGEST_WAIT, 1000 * 2 ** this.tries));
    return false;
  }

  place(answer) {
    const list = document.getElementById(this.form.dataset.list);
    const row = document.createElement("template");
    row.innerHTML = answer.html ?? "";
    // Sent again because its answer got lost: the page may show it already.
    const known = row.content.querySelector("[id]")?.id;
    if (!list || !answer.html || (known && document.getElementById(known))) return;
    list.append(row.content);
    window.htmx?.process(list);
    this.form.dispatchEvent(new CustomEvent("upload:received", { bubbles: true, detail: answer }));
  }
}

function signInButton() {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn btn-sm", textContent: say("signIn") });
  button.addEventListener("click", () => askToSignIn());
  return button;
}

function finish(line, key, values, bad = true) {
  line.textContent = say(key, values);
  line.classList.toggle("is-bad", bad);
}

export function start(form) {
  new Upload(form).begin();
}
