// A figure in the text: a chip that shows its name and value, goes and comes as one sign, and is stored as its code.
const Embed = window.Quill.import("blots/embed");
let figures = new Map(); // code → { name, value }

export function knowFigures(known) {
  figures = known;
}

// What stands for a figure outside of the portal.
export function valueOf(code) {
  return figures.get(code)?.value ?? `{${code}}`;
}

export class Figure extends Embed {
  static blotName = "figure";

  static tagName = "SPAN";

  static className = "rich-figure";

  static create(code) {
    const node = super.create();
    const known = figures.get(code);
    node.dataset.figure = node.title = code;
    node.classList.toggle("is-unknown", !known);
    node.append(part("rich-figure-name", known ? known.name : code), " ", part("rich-figure-value", known ? known.value : "?"));
    return node;
  }

  static value(node) {
    return node.dataset.figure;
  }

  // Typed beside the chip by an input method, a word comes as several changes of one guard; Quill 2.0.3 restores the guard at
  // each, and the cursor stands before the word (slab/quill#4213). Once is right.
  update(mutations, context) {
    const changed = new Set(mutations.filter(({ type }) => type === "characterData").map(({ target }) => target));
    for (const guard of [this.leftGuard, this.rightGuard]) {
      if (changed.has(guard)) context.range = this.restore(guard) ?? context.range;
    }
  }
}

function part(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}
