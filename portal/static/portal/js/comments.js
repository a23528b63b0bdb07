// A comment's form: what is typed survives a lost session, and @ offers the names of colleagues by keyboard.
import { takeOnly } from "./answered.js";
import { dropDraft, keepDraft, readDraft } from "./drafts.js";
import { isTouched, putBack } from "./typed.js";
import { say } from "./words.js";

const MOST = 8;

export function start(form) {
  const key = form.elements.key?.value ?? form.elements.version.value;
  restore(form, key);
  form.addEventListener("input", () => keepDraft(form, key));
  form.closest("#comments").addEventListener("htmx:beforeSwap", (event) => takeOnly('id="comments"', form, event.detail));
  form.addEventListener("htmx:sendError", () => complain(form));
  new Mentions(form, form.elements.text);
}

function complain(form) {
  const line = form.querySelector("[role=alert]") ?? document.createElement("p");
  line.setAttribute("role", "alert");
  line.className = "field-error";
  line.textContent = say("notSent");
  form.elements.text.before(line);
}

// A comment that arrived carries the key it was sent with; a changed one has another version. What was refused is back in
// its form, under a new key or version, and has not arrived.
function restore(form, key) {
  if (isTouched(form)) return keepDraft(form, key);
  const draft = readDraft(form);
  if (!draft) return undefined;
  const refused = form.elements.text.getAttribute("aria-invalid") === "true";
  const differs = (refused || !hasArrived(form, draft)) && putBack(form, draft.fields);
  if (!refused && !differs) return dropDraft(form);
  form.closest("details")?.setAttribute("open", "");
  return keepDraft(form, key);
}

function hasArrived(form, draft) {
  if (form.elements.version) return draft.edit !== form.elements.version.value;
  return Boolean(document.querySelector(`[data-key="${CSS.escape(draft.edit)}"]`));
}

class Mentions {
  constructor(form, box) {
    this.box = box;
    this.names = JSON.parse(document.getElementById("handles").textContent);
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "mention-list", id: `${box.id}-names`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("colleagues"));
    form.append(this.list);
    for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": this.list.id })) box.setAttribute(name, value);
    box.addEventListener("input", () => this.offer());
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => { event.preventDefault(); this.take(event.target.textContent); });
  }

  offer() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const typed = /@([^\s@]*)$/.exec(before)?.[1];
    const found = typed === undefined ? [] : this.names.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed).slice(0, MOST);
    if (!found.length) return this.close();
    this.at = before.length - typed.length;
    this.list.replaceChildren(...found.map((name, place) => option(this.list.id, name, place)));
    this.list.hidden = false;
    this.choose(0);
  }

  choose(place) {
    const options = [...this.list.children];
    this.place = (place + options.length) % options.length;
    options.forEach((element, number) => element.setAttribute("aria-selected", String(number === this.place)));
    this.box.setAttribute("aria-activedescendant", options[this.place].id);
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return;
    const act = { ArrowDown: () => this.choose(this.place + 1), ArrowUp: () => this.choose(this.place - 1), Enter: () => this.take(this.list.children[this.place].textContent), Tab: () => this.take(this.list.children[this.place].textContent), Escape: () => this.close() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  take(name) {
    this.box.setRangeText(`${name} `, this.at, this.box.selectionStart, "end");
    this.close();
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }
}

function option(list, name, place) {
  const element = document.createElement("li");
  Object.assign(element, { id: `${list}-${place}`, textContent: name });
  element.setAttribute("role", "option");
  return element;
}
