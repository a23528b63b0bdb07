// The line markup of a section (reporting/markup.py) and the editor's own form of it, a list of operations; no document.
// A line of the editor is a line of the text, blank ones too, so that what nobody touched is written as it was read.
const KINDS = [["## ", { header: 3 }], ["- ", { list: "bullet" }], ["#. ", { list: "ordered" }]];
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // as Python splits lines
const CODE = /\{([a-z]+\.[a-z]+)\}/;
const BOLD = "**";

// `empty`: a sign without words is a line of its kind, as while somebody is about to write it.
export function toOps(text, { empty = false } = {}) {
  return text.split(LINE_END).flatMap((raw) => {
    const line = empty ? raw.trimStart() : raw.trim();
    const [sign, attributes] = KINDS.find(([start]) => line.startsWith(start)) ?? ["", undefined];
    return [...wordsToOps(sign ? line.slice(sign.length).trim() : raw), { insert: "\n", ...(attributes && { attributes }) }];
  });
}

// Pairs of signs, from the left; an empty pair and a sign without a partner are text.
function wordsToOps(words) {
  const parts = words.split(BOLD);
  const turns = [{ text: parts[0], bold: false }];
  const add = (text, bold) => {
    if (text && turns.at(-1).bold === bold) turns.at(-1).text += text;
    else if (text) turns.push({ text, bold });
  };
  for (let place = 1; place < parts.length; place += 2) {
    const [inner, after] = parts.slice(place, place + 2);
    if (after === undefined) add(BOLD + inner, false);
    else if (inner) {
      add(inner, true);
      add(after, false);
    } else add(BOLD + BOLD + after, false);
  }
  return turns.flatMap(({ text, bold }) => runsToOps(text, bold ? { bold } : undefined));
}

function runsToOps(text, attributes) {
  return text.split(CODE).map((part, place) => ({ insert: place % 2 ? { figure: part } : part, ...(attributes && { attributes }) }))
    .filter(({ insert }) => insert);
}

// The text of these operations; a line that has a kind and no words is blank unless `empty`.
export function toText(ops, { empty = false } = {}) {
  const lines = [];
  let words = "";
  let isBold = false;
  const turn = (bold) => {
    if (bold !== isBold) words += BOLD;
    isBold = bold;
  };
  for (const { insert, attributes = {} } of ops) {
    const parts = typeof insert === "string" ? insert.split("\n") : [`{${insert.figure}}`];
    parts.forEach((part, place) => {
      if (place) {
        turn(false);
        lines.push(withSign(words, attributes, empty));
        words = "";
      }
      // two stars within bold words would end them
      if (part) turn(Boolean(attributes.bold) && !part.includes(BOLD));
      words += part;
    });
  }
  turn(false);
  return words ? [...lines, words].join("\n") : lines.join("\n");
}

function withSign(words, attributes, empty) {
  const [sign] = KINDS.find(([, kind]) => Object.entries(kind).every(([name, value]) => attributes[name] === value)) ?? [""];
  if (!sign) return words;
  return words.trim() || empty ? sign + words.trim() : "";
}
