// One chosen file's line under an upload form: words, bar, and what can be done about it just now.
import { percentOf } from "./transfer.js";
import { say, shortName } from "./words.js";

// What can be done while it is held up, by the reason.
export const HELP = { offline: ["cancel"], busy: ["tryAgain", "cancel"], signedOut: ["signIn", "cancel"], another: ["cancel"] };
const MEGABYTE = 1024 * 1024;

// Why a chosen file need not be sent at all; "" for one that may go.
export function faultOf(file, input, limitMb) {
  const limit = Number(limitMb) || Infinity;
  if (file.size > limit * MEGABYTE) return say("tooLarge", { limit });
  const accepted = input.accept.toLowerCase().split(",").map((part) => part.trim()).filter(Boolean);
  const fits = !accepted.length || accepted.some((ending) => file.name.toLowerCase().endsWith(ending));
  return fits ? "" : say("wrongType", { types: input.accept });
}

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

  end(key, { bad = true, ...values } = {}) {
    this.bar.remove();
    this.note.remove();
    this.show(key, { ...values, bad });
  }

  show(key, { buttons = [], reason = "", kept = "", more = "", bad = false } = {}) {
    const said = [say(key, { name: shortName(this.file.name), percent: this.percent, reason, kept: shortName(kept) }), more].filter(Boolean).join(" ");
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
