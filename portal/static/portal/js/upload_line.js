// One chosen file's line under an upload form: words, bar, and what can be done about it just now.
import { percentOf } from "./transfer.js";
import { say } from "./words.js";

export class Line {
  // `acts`: what each button does, by its name among the words; `note` stands below until the end.
  constructor(form, file, acts = {}, percent = 0, note = "") {
    Object.assign(this, { file, acts, percent });
    this.words = document.createElement("p");
    this.words.setAttribute("role", "status");
    this.bar = document.createElement("progress");
    Object.assign(this.bar, { max: 100, value: percent, ariaLabel: file.name });
    this.buttons = document.createElement("span");
    this.buttons.className = "upload-buttons";
    this.note = document.createElement("p");
    Object.assign(this.note, { className: "form-hint", textContent: note });
    const line = document.createElement("div");
    line.className = "upload-line";
    line.append(this.words, this.bar, this.buttons, ...(note ? [this.note] : []));
    form.querySelector("[data-upload-status]").append(line);
  }

  tell(sent, total) {
    this.percent = this.bar.value = percentOf(sent, total);
    this.show(sent < total ? "uploading" : "uploadChecking", { buttons: ["pause", "cancel"] });
  }

  end(key, { reason = "", bad = true } = {}) {
    this.bar.remove();
    this.note.remove();
    this.show(key, { reason, bad });
  }

  show(key, { buttons = [], reason = "", more = "", bad = false } = {}) {
    const said = [say(key, { name: this.file.name, percent: this.percent, reason }), more].filter(Boolean).join(" ");
    if (this.words.textContent !== said) this.words.textContent = said; // a status that is written anew is read out anew
    this.words.classList.toggle("is-bad", bad);
    if (this.shown === `${buttons}`) return;
    this.shown = `${buttons}`;
    this.buttons.replaceChildren(...buttons.map((name) => this.button(name)));
  }

  button(name) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm", textContent: say(name), ariaLabel: `${say(name)}: ${this.file.name}` });
    button.addEventListener("click", () => this.acts[name]());
    return button;
  }
}
