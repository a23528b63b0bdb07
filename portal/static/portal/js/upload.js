// A form with data-upload sends each chosen or dropped file by itself and tells how far it is, in words. Until the server
// has acknowledged a file it is kept on this computer, so that neither a lost network nor a crash makes anybody choose it again.
import { takeDrops } from "./drop_zone.js";
import { forget, keepFile, note, waiting } from "./queue.js";
import { discard, sendFile } from "./sending.js";
import { actor } from "./session.js";
import { askToSignIn } from "./sign_in.js";
import { hear, isAlive, me, newKey, tell } from "./tabs.js";
import { keyOf } from "./transfer.js";
import { HELP, Line, faultOf } from "./upload_line.js";
import { say } from "./words.js";

const LONGEST_WAIT = 30_000;

class Upload {
  constructor(form) {
    this.form = form;
    this.url = new URL(form.action).pathname;
    this.input = form.querySelector("input[type=file]");
    this.zone = form.querySelector("[data-drop]");
    this.chosen = []; // in that order: { entry (of the queue), kept (is it there), line, stop }
    this.tries = 0;
  }

  begin() {
    this.input.addEventListener("change", () => this.receive([...this.input.files]));
    takeDrops(this.zone, (files) => this.receive(files));
    window.addEventListener("online", () => this.sendAll());
    window.addEventListener("beforeunload", (event) => this.guard(event));
    hear("signed-in", () => this.sendAll());
    hear("dropped", ({ id }) => this.drop(id));
    this.restored = this.restore();
    if (this.input.files.length) this.receive([...this.input.files]); // chosen before the script had arrived
  }

  async restore() {
    for (const entry of (await waiting()).filter(({ kind }) => kind === "file")) {
      this.goesByItself(entry.file);
      if (entry.url !== this.url || (await isAlive(entry.page))) continue;
      const adopted = { ...entry, page: me };
      this.add(adopted, await keepFile(adopted));
      tell("taken", { id: entry.id });
    }
    this.sendAll();
  }

  // The page, as it was loaded, asked for it to be chosen again.
  goesByItself(file) {
    const list = this.form.querySelector("[data-upload-waiting]");
    list?.querySelector(`[data-file="${CSS.escape(`${file.size} ${file.name}`)}"]`)?.remove();
    if (!list?.querySelector("[data-file]")) list?.remove();
  }

  async receive(files) {
    this.input.value = "";
    await this.restored;
    for (const file of files) {
      const fault = faultOf(file, this.input, this.form.dataset.limitMb);
      if (fault) new Line(this.form, file).end("uploadFailed", { reason: fault });
      else await this.take(file);
    }
    this.sendAll();
  }

  async take(file) {
    const known = this.chosen.find(({ entry }) => keyOf(entry.file) === keyOf(file));
    if (known) return this.goOn(known);
    const key = newKey();
    const entry = {
      id: key, edit: key, actor, page: me, kind: "file", url: this.url, file, words: file.name,
      title: document.querySelector("h1")?.firstChild?.textContent.trim() ?? "", at: Date.now(), state: "",
      address: `${location.pathname}${location.search}`,
    };
    this.goesByItself(file);
    return this.add(entry, await keepFile(entry));
  }

  add(entry, kept) {
    const item = { entry, kept, stop: null };
    const goOn = () => this.goOn(item);
    const acts = { pause: () => this.pause(item), goOn, tryAgain: goOn, signIn: askToSignIn, cancel: () => discard(item.entry) };
    item.line = new Line(this.form, entry.file, acts, entry.percent, kept ? "" : say("unkept"));
    this.chosen.push(item);
    if (entry.state === "paused") item.line.show("uploadPaused", { buttons: ["goOn", "cancel"] });
    else item.line.show("uploading", { buttons: ["cancel"] }); // its turn comes after those before it
  }

  async sendAll() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      while (await this.sendNext()) this.tries = 0;
    } finally {
      this.busy = false;
    }
  }

  moving() {
    return this.chosen.filter(({ entry }) => entry.state !== "paused");
  }

  // True when the first of the line is settled, for good or ill, and the next one may go.
  async sendNext() {
    const [item] = this.moving();
    if (!item) return false;
    const { signal } = (item.stop = new AbortController());
    item.line.show("uploading", { buttons: ["pause", "cancel"] });
    const onProgress = (sent, total) => signal.aborted || item.line.tell(sent, total);
    const outcome = await sendFile(item.entry, { onProgress, signal });
    if (outcome.how === "stopped") return true;
    if (["saved", "refused"].includes(outcome.how)) return this.settle(item, outcome);
    return this.hold(item, outcome);
  }

  async settle(item, { how, answer, reason, closed }) {
    this.chosen = this.chosen.filter((other) => other !== item);
    if (how === "saved") {
      this.place(answer);
      const [kept = item.entry.file.name] = answer.names ?? [];
      const renamed = kept.toLowerCase() !== item.entry.file.name.toLowerCase();
      item.line.end(renamed ? "uploadedAs" : "uploaded", { kept, bad: false });
    } else item.line.end("uploadFailed", { reason });
    // Refused because the item is closed: no fault of the file, so it stays where its owner finds it.
    await (closed && item.kept ? note(item.entry, "refused", reason) : forget(item.entry));
    return true;
  }

  // A busy server may have said it of this file alone; the rest concerns the whole line.
  hold(item, { how, reason }) {
    for (const held of how === "busy" ? [item] : this.moving()) {
      this.mark(held, how, reason);
      const more = held.kept ? say("keptFile") : "";
      held.line.show(how === "busy" && reason ? "uploadLater" : `upload_${how}`, { buttons: HELP[how], reason, more, bad: true });
    }
    this.tries += 1;
    if (how === "offline" || how === "busy") this.timer = setTimeout(() => this.sendAll(), Math.min(LONGEST_WAIT, 1000 * 2 ** this.tries));
    return false;
  }

  mark(item, state, reason = "") {
    item.entry = { ...item.entry, state, reason, percent: item.line.percent };
    note(item.entry, state, reason);
  }

  pause(item) {
    this.mark(item, "paused");
    item.stop.abort();
    item.line.show("uploadPaused", { buttons: ["goOn", "cancel"] });
  }

  goOn(item) {
    this.mark(item, "");
    if (!item.stop || item.stop.signal.aborted) item.line.show("uploading", { buttons: ["cancel"] });
    this.sendAll();
  }

  drop(id) {
    const item = this.chosen.find(({ entry }) => entry.id === id);
    if (!item) return;
    this.chosen = this.chosen.filter((other) => other !== item);
    item.stop?.abort();
    item.line.end("uploadCancelled", { bad: false });
  }

  // What the browser does not keep is lost with the page, paused or not.
  guard(event) {
    if (this.chosen.every(({ kept }) => kept)) return;
    event.preventDefault();
    event.returnValue = say("leave");
  }

  place(answer) {
    const storage = this.form.querySelector(".storage-use");
    if (storage && answer.storage) storage.outerHTML = answer.storage;
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

export function start(form) {
  new Upload(form).begin();
}
