// A section's text as it reads: an editor over the form's textarea, which stays what is sent. Every change is written there and
// told as typing, so saving, drafts and leaving know nothing of it; what they put back is shown here.
import { toHtml } from "./rich/copied.js";
import { Figure, knowFigures, valueOf } from "./rich/figure.js";
import { asMeant, toOps, toText } from "./rich/markup.js";
import { fromHtml, fromText } from "./rich/pasted.js";

const { Quill } = window;
const Delta = Quill.import("delta");
const FORMATS = ["bold", "header", "list", "figure"];
const MIRRORED = ["aria-labelledby", "aria-describedby", "aria-invalid"];
const OFF = ["tab", "indent", "outdent", "remove tab", "indent code-block", "outdent code-block", "italic", "underline"];

class Clipboard extends Quill.import("modules/clipboard") {
  onCopy(range) {
    const { quill } = this;
    const [line, offset] = quill.getLine(range.index + range.length);
    const isWhole = offset === line.length() - 1 && range.length >= offset; // then its end, which has its kind, belongs to it
    const { ops } = quill.getContents(range.index, range.length + (isWhole ? 1 : 0));
    return { html: toHtml(ops, valueOf), text: toText(ops) };
  }

  onPaste(range, { html, text }) {
    this.options.take(range, html ? fromHtml(html) : { text: fromText(text ?? ""), pictures: 0 });
  }
}

Quill.register({ "formats/figure": Figure, "modules/clipboard": Clipboard }, true);

class RichText {
  constructor(place) {
    this.field = place.querySelector("textarea");
    this.bar = place.querySelector("[data-rich-bar]");
    this.state = place.querySelector("[data-rich-state]");
    const holder = place.querySelector("[data-rich-text]");
    this.quill = new Quill(holder, {
      formats: FORMATS,
      modules: {
        keyboard: { bindings: bindings() },
        clipboard: { take: (range, pasted) => this.take(range, pasted) },
        uploader: { mimetypes: [] },
      },
    });
    this.root = this.quill.root;
    this.begin(place, holder);
  }

  begin(place, holder) {
    const { field, quill, root } = this;
    const wasHere = document.activeElement === field;
    this.show();
    this.dress();
    holder.hidden = this.bar.hidden = false;
    document.documentElement.classList.add("has-rich-text");
    field.classList.add("visually-hidden");
    field.tabIndex = -1;
    field.setAttribute("aria-hidden", "true");
    delete field.dataset.figureTarget;
    quill.on("text-change", (_change, _before, source) => {
      this.typed ||= source === "user";
      this.write();
    });
    quill.on("editor-change", () => this.press());
    this.listen(place, root);
    this.press();
    if (wasHere) quill.focus();
  }

  // A textbox as the textarea was; what is said of the field is said of it.
  dress() {
    const { field, root } = this;
    Object.entries({ role: "textbox", "aria-multiline": "true", "data-figure-target": "", spellcheck: "false" }).forEach(([name, value]) => root.setAttribute(name, value));
    const mirror = () => MIRRORED.forEach((name) => (field.hasAttribute(name) ? root.setAttribute(name, field.getAttribute(name)) : root.removeAttribute(name)));
    new MutationObserver(mirror).observe(field, { attributes: true, attributeFilter: MIRRORED });
    mirror();
  }

  listen(place, root) {
    const { field, quill } = this;
    root.addEventListener("input", (event) => event.stopPropagation()); // the field tells, once it has the text
    root.addEventListener("dragstart", (event) => event.preventDefault());
    root.addEventListener("dragover", (event) => event.preventDefault());
    root.addEventListener("drop", (event) => this.drop(event), { capture: true });
    root.addEventListener("paste", (event) => this.pasteFiles(event), { capture: true });
    root.addEventListener("figure:chosen", ({ detail }) => this.insertFigure(detail));
    root.addEventListener("blur", () => this.leave());
    root.addEventListener("keydown", ({ key }) => ["F2", "Tab"].includes(key) && quill.getSelection(), { capture: true }); // it is asked for later
    root.addEventListener("mousedown", () => { this.pointed = document.activeElement !== root; });
    root.addEventListener("focus", () => this.comeBack());
    for (const name of ["input", "dispute:joined"]) field.addEventListener(name, () => this.show());
    field.form.addEventListener("autosave:restored", () => this.show());
    field.addEventListener("focus", () => quill.focus());
    this.bar.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
    this.bar.addEventListener("click", (event) => this.act(event.target.closest("button")));
    this.bar.addEventListener("keydown", (event) => this.move(event));
    place.addEventListener("focusin", () => { this.state.textContent = ""; });
  }

  // The field's text, unless it is the editor's own.
  show() {
    if (this.field.value === this.written) return;
    this.written = this.field.value;
    this.typed = false;
    this.quill.setContents(toOps(this.written), "silent");
    this.quill.history.clear();
    const [start, end] = ["selectionStart", "selectionEnd"].map((place) => new Delta(toOps(this.written.slice(0, this.field[place]))).length() - 1);
    this.goTo({ index: start, length: end - start });
  }

  write() {
    this.written = toText(this.quill.getContents().ops);
    if (this.written === this.field.value) return;
    this.field.value = this.written;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  leave() {
    this.pointed = false;
    const isWindow = document.activeElement === this.root; // that was left, not the text
    if (this.typed && !isWindow && !this.quill.composition.isComposing) this.tidy();
  }

  // Signs that were typed by hand become what they mean once the text is left. The cursor is remembered and goes along with
  // the words; were it still in the text, Quill would set it again and take the focus back.
  tidy() {
    const { quill, quill: { selection } } = this;
    if (quill.composition.isComposing) return;
    this.typed = false;
    const now = quill.getContents();
    const change = now.diff(new Delta(asMeant(now.ops)));
    if (!change.length()) return;
    if (quill.getSelection()) document.getSelection().removeAllRanges();
    const { index, length } = selection.savedRange;
    quill.updateContents(change, "api");
    const [start, end] = [index, index + length].map((place) => change.transformPosition(place));
    selection.savedRange = { index: start, length: end - start };
  }

  // To where the cursor was, unless a pointer says where it goes.
  comeBack() {
    if (!this.pointed) this.quill.setSelection(this.quill.selection.savedRange, "silent");
    this.pointed = false;
  }

  // Now, or when the text is gone to.
  goTo(range) {
    if (this.quill.hasFocus()) this.quill.setSelection(range, "silent");
    else this.quill.selection.savedRange = range;
  }

  act(button) {
    if (!button) return;
    const { quill } = this;
    const { format, value = "true", history, picker } = button.dataset;
    if (picker !== undefined) return this.root.dispatchEvent(new CustomEvent("figure:wanted", { bubbles: true }));
    quill.focus();
    if (history) return quill.history[history]();
    const on = button.getAttribute("aria-pressed") === "true";
    const wanted = { bold: true, header: 3, list: value }[format];
    const other = { header: "list", list: "header" }[format]; // a line is of one kind
    if (other && !on) quill.format(other, false, "user");
    return quill.format(format, on ? false : wanted, "user");
  }

  press() {
    const range = this.quill.getSelection();
    if (!range) return;
    const formats = this.quill.getFormat(range);
    for (const button of this.bar.querySelectorAll("[data-format]")) {
      const { format, value } = button.dataset;
      button.setAttribute("aria-pressed", String(value ? formats[format] === value : Boolean(formats[format])));
    }
  }

  // One stop for the Tab key, arrows within.
  move(event) {
    const buttons = [...this.bar.querySelectorAll("button")];
    const from = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") this.quill.focus();
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  insertFigure(code) {
    this.quill.focus();
    const { index, length } = this.quill.getSelection(true);
    this.change(new Delta().retain(index).delete(length).insert({ figure: code }));
    this.quill.setSelection(index + 1, 0, "silent");
  }

  // A step of its own for who undoes.
  change(delta) {
    this.quill.history.cutoff();
    this.quill.updateContents(delta, "user");
    this.quill.history.cutoff();
  }

  // Pasted lines at the cursor: the first one runs on in the line that is there, if it is plain, and what stood behind the
  // cursor in the last one, as with typed words.
  take({ index, length }, { text, pictures }) {
    const { quill } = this;
    if (text.length > this.state.dataset.limit) return this.say("long", text.length);
    const [line, offset] = quill.getLine(index);
    const [rest, place] = quill.getLine(index + length);
    const pasted = joinLines(toOps(text), { line, isRunning: offset > 0, left: Math.max(rest.length() - 1 - place, 0) });
    const change = new Delta([{ retain: index }, { delete: length }, ...pasted].filter((op) => op.retain !== 0 && op.delete !== 0));
    if (text) this.change(change);
    const added = new Delta(pasted.filter(({ insert }) => insert)).length();
    quill.setSelection(index + (text ? added : 0), 0, "silent");
    quill.scrollSelectionIntoView();
    return this.say(pictures ? "pictures" : "", pictures);
  }

  // Word brings a picture of what is copied beside its words: the words are meant. A copied picture or file brings none.
  pasteFiles(event) {
    const { clipboardData: brought } = event;
    if (!brought?.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const pasted = wordsOf(brought);
    if (pasted.text) this.take(this.quill.getSelection(true), pasted);
    else this.say("files");
  }

  drop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { dataTransfer: brought } = event;
    if (brought.files.length) return this.say("files");
    const native = document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const at = native && this.root.contains(native.startContainer) && this.quill.selection.normalizeNative(native);
    const range = at ? this.quill.selection.normalizedToRange(at) : this.quill.getSelection(true);
    return this.take(range, wordsOf(brought));
  }

  say(word, count = 0) {
    const { dataset } = this.state;
    this.state.textContent = word ? dataset[word].replace("{count}", count) : "";
  }
}

function wordsOf(brought) {
  const html = brought.getData("text/html");
  return html ? fromHtml(html) : { text: fromText(brought.getData("text/plain")), pictures: 0 };
}

// What is pasted into `line`, of which `left` signs stand behind the cursor; `isRunning`: some stand before it.
function joinLines(ops, { line, isRunning, left }) {
  const last = ops.pop();
  const end = { insert: "\n", ...lineFormats(line) };
  const first = ops.findIndex(({ insert }) => insert === "\n");
  const isMany = first >= 0;
  const begun = isMany ? ops[first] : last;
  const start = begun.attributes && isRunning ? [end] : [];
  if (isMany && isRunning && !begun.attributes) ops[first] = end;
  const isOwn = last.attributes || (isMany && (isRunning || !left)); // the last line is of its own kind
  if (!isOwn) return [...start, ...ops];
  if (last.attributes && left) return [...start, ...ops, last];
  return [...start, ...ops, { retain: left }, { retain: 1, attributes: { header: null, list: null, ...last.attributes } }];
}

function lineFormats(line) {
  const formats = line.formats();
  return Object.keys(formats).length ? { attributes: formats } : {};
}

// `- `, `* ` and `#. ` begin a list and `## ` a subhead while one types; a number and a point are words.
function bindings() {
  return {
    ...Object.fromEntries(OFF.map((name) => [name, null])),
    "list autofill": { prefix: /^(-|\*|#\.)$/ },
    "subhead autofill": {
      key: " ", shiftKey: null, collapsed: true, prefix: /^##$/, format: { header: false },
      handler({ index }, { offset }) {
        if (offset !== 2) return true;
        this.quill.updateContents(new Delta().retain(index).insert(" "), "user");
        this.quill.history.cutoff();
        const [line] = this.quill.getLine(index);
        const change = new Delta().retain(index - 2).delete(3).retain(line.length() - 4).retain(1, { header: 3, list: null });
        this.quill.updateContents(change, "user");
        this.quill.history.cutoff();
        this.quill.setSelection(index - 2, 0, "silent");
        return false;
      },
    },
  };
}

const chips = document.querySelectorAll("[data-figure-list] [data-figure]");
knowFigures(new Map([...chips].map(({ dataset: { figure, name, value } }) => [figure, { name, value }])));
for (const place of document.querySelectorAll("[data-rich]")) new RichText(place);
