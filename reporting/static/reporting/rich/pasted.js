// What somebody pastes, from Word, WPS or a page, as line markup: its words, heads, items and bold. The document that is made
// of it is never shown and loads nothing; no element, address or style of it gets into the section.
const LEFT_OUT = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "TEMPLATE", "NOSCRIPT", "OBJECT", "IFRAME", "XML", "XMP", "SELECT", "BUTTON", "DEL", "S", "STRIKE"]);
// Of Word's review: what was struck out, and the remarks, are no part of the text.
const REVIEW = ".msoDel, .msocomanchor";
const UNREAD = /mso-list:\s*ignore|display:\s*none|mso-element:\s*comment-list|text-decoration[^;]*line-through/i;
const FIGURE = /^[a-z]+\.[a-z]+$/;
const BREAK = "\u2028"; // a blank also between Chinese characters
const PICTURES = new Set(["IMG", "SVG", "PICTURE", "VIDEO", "AUDIO", "CANVAS", "EMBED", "V:SHAPE", "V:IMAGEDATA"]);
const BLOCKS = new Set(["P", "DIV", "LI", "UL", "OL", "DL", "DT", "DD", "TABLE", "TR", "TBODY", "CAPTION", "BLOCKQUOTE", "PRE", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "H1", "H2", "H3", "H4", "H5", "H6", "HR", "BODY"]);
const HEAD = /^H[1-6]$/;
const NUMBER = /[\d一二三四五六七八九十①-⑳]|[a-z]\s*[.)）、]/i; // 1. (1) 一、 a) of the label that Word writes before an item
// Word breaks its lines wherever they are full: between two Chinese characters there was never a blank.
const BROKEN = /(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef](?:\*\*)?)\n(?=(?:\*\*)?[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])/g;
const BULLETS = /^[ \t\u3000]*[•·●▪■◆‣]\s*/;

// { text, pictures }: the markup, and how many pictures stayed outside.
export function fromHtml(html) {
  const lines = new Lines();
  const { body } = new DOMParser().parseFromString(disarm(html), "text/html");
  cut(body);
  read(body, lines, {});
  lines.end();
  return { text: lines.all.join("\n"), pictures: lines.pictures };
}

// The portal's policy holds in that document too and forbids styles, handlers and bases, with a complaint for each: what is
// styled by an attribute is read as data, and the others come as elements that mean nothing.
function disarm(html) {
  const bare = html.replace(/<(\/?)(?:style|script)\b/gi, "<$1xmp").replace(/<(base|link|meta)\b/gi, "<x-$1");
  return bare.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)\s*=/gi, " data-$1="));
}

// What stands outside of the copied fragment, where the clipboard tells its ends, was not copied.
function cut(body) {
  const notes = [];
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) notes.push(walker.currentNode);
  const start = notes.find(({ data }) => data === "StartFragment");
  const end = notes.findLast(({ data }) => data === "EndFragment");
  if (!start || !end || notes.indexOf(end) < notes.indexOf(start)) return;
  const outside = body.ownerDocument.createRange();
  outside.setStart(body, 0);
  outside.setEndBefore(start);
  outside.deleteContents();
  outside.setStartAfter(end);
  outside.setEnd(body, body.childNodes.length);
  outside.deleteContents();
}

export function fromText(text) {
  return text.replace(/\u00a0/g, " ").split(/\r\n|\r|\n/).map((line) => line.replace(BULLETS, "- ").trim()).filter(Boolean).join("\n");
}

class Lines {
  constructor() {
    this.all = [];
    this.pictures = 0;
    this.begin("");
  }

  begin(sign) {
    this.sign = sign;
    this.runs = [];
  }

  add(text, bold) {
    if (!text) return;
    const last = this.runs.at(-1);
    if (last && last.bold === bold) last.text += text;
    else this.runs.push({ text, bold });
  }

  end(next = "") {
    const bold = this.sign !== "## "; // a head has its own face
    const typed = this.runs.map((run) => (bold && run.bold ? emphasize(run.text) : run.text)).join("");
    const blank = (run) => (run.includes("\n") && !run.includes(BREAK) ? "\n" : " ");
    const words = typed.replace(/\s+/g, blank).replace(BROKEN, "").replaceAll("\n", " ").trim();
    if (words) this.all.push(this.sign ? this.sign + words : words.replace(BULLETS, "- "));
    this.begin(next);
  }
}

// Blanks stay outside of the signs; what holds the sign itself cannot be bold.
function emphasize(text) {
  const words = text.trim();
  if (!words || words.includes("**")) return text;
  const start = text.indexOf(words);
  return `${text.slice(0, start)}**${words}**${text.slice(start + words.length)}`;
}

function read(node, lines, manner) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) addText(child.data, lines, manner);
    else if (child.nodeType === Node.ELEMENT_NODE) readElement(child, lines, manner);
  }
}

function addText(data, lines, { bold = false, kept = false }) {
  if (!kept) return lines.add(data, bold);
  data.split("\n").forEach((line, place) => {
    if (place) lines.end();
    lines.add(line, bold);
  });
}

function readElement(element, lines, manner) {
  const name = element.tagName.toUpperCase();
  const style = element.dataset?.style ?? "";
  if (PICTURES.has(name)) lines.pictures += 1;
  else if (LEFT_OUT.has(name) || UNREAD.test(style) || element.matches(REVIEW)) return;
  else if (name === "SPAN" && FIGURE.test(element.dataset.figure)) lines.add(`{${element.dataset.figure}}`, Boolean(manner.bold));
  else if (name === "BR" && lines.sign) lines.add(BREAK, Boolean(manner.bold));
  else if (name === "BR") lines.end();
  else if (name === "TR") readRow(element, lines);
  else if (BLOCKS.has(name)) readBlock(element, name, style, lines, manner);
  else read(element, lines, { ...manner, bold: boldOf(name, style, manner.bold) });
}

function boldOf(name, style, outer) {
  const [, weight] = style.match(/(?:^|[;\s])font-weight:\s*(\w+)/i) ?? [];
  if (weight) return /^(bold|bolder|[6-9]00)$/i.test(weight);
  return outer || name === "B" || name === "STRONG" || name === "TH";
}

function readBlock(element, name, style, lines, manner) {
  lines.end(signOf(element, name, style, lines.sign));
  read(element, lines, { ...manner, bold: boldOf(name, style, manner.bold), kept: manner.kept || name === "PRE" });
  lines.end();
}

// An item's own paragraph is the item; Word's items are paragraphs with a list in their style.
function signOf(element, name, style, outer) {
  if (HEAD.test(name) || /\bMso(Title|Heading)/.test(element.className)) return "## ";
  if (/mso-list:\s*(?!none)[^;]*\bl\d+/i.test(style)) return isNumbered(labelOf(element)) ? "#. " : "- ";
  if (name !== "LI") return element.parentElement.tagName === "LI" && element === element.parentElement.firstElementChild ? outer : "";
  const kind = element.dataset.list ?? (element.closest("ol, ul")?.tagName === "OL" ? "ordered" : "bullet");
  return kind === "ordered" ? "#. " : "- ";
}

function labelOf(element) {
  const label = [...element.querySelectorAll("[data-style]")].find((part) => /mso-list:\s*ignore/i.test(part.dataset.style));
  return label?.textContent ?? "";
}

const isNumbered = (label) => NUMBER.test(label);

// A row is a line; lines within a cell run on.
function readRow(row, lines) {
  lines.end();
  const cells = [...row.cells].map((cell) => {
    const inner = new Lines();
    read(cell, inner, {});
    inner.end();
    lines.pictures += inner.pictures;
    return inner.all.map((line) => line.replace(/^(?:## |- |#\. )/, "").replaceAll("**", "")).join(" ");
  });
  lines.add(cells.filter(Boolean).join("；"), false);
  lines.end();
}
