// What somebody copies from a section, for other programs: heads, lists, bold words, and of a figure its value; our own editor
// reads the code beside it. Quill's own export is not used (CVE-2025-15056).
const HEAD = "H3";
const LISTS = { bullet: "UL", ordered: "OL" };

// `valueOf(code)`: what stands for a figure elsewhere.
export function toHtml(ops, valueOf) {
  const holder = document.createElement("div");
  let parts = [];
  for (const { insert, attributes = {} } of ops) {
    const texts = typeof insert === "string" ? insert.split("\n") : [insert];
    texts.forEach((text, place) => {
      if (place) {
        blockFor(holder, attributes).append(...parts);
        parts = [];
      }
      if (text) parts.push(run(text, attributes.bold, valueOf));
    });
  }
  if (parts.length) blockFor(holder, {}).append(...parts);
  return holder.innerHTML;
}

function blockFor(holder, { header, list }) {
  if (!list) return added(holder, header ? HEAD : "P");
  const name = LISTS[list];
  const open = holder.lastElementChild?.tagName === name ? holder.lastElementChild : added(holder, name);
  return added(open, "LI");
}

function added(holder, name) {
  return holder.appendChild(document.createElement(name));
}

function run(text, bold, valueOf) {
  const inner = typeof text === "string" ? document.createTextNode(text) : figure(text.figure, valueOf);
  if (!bold) return inner;
  const strong = document.createElement("strong");
  strong.append(inner);
  return strong;
}

function figure(code, valueOf) {
  const holder = document.createElement("span");
  holder.dataset.figure = code;
  holder.textContent = valueOf(code);
  return holder;
}
