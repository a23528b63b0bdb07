// The line markup of a section (reporting/markup.py) and the editor's own form of it, a list of operations; no document.
// A line of the editor is a line of the text, blank ones too, so that what nobody touched is written as it was read.
const KINDS = [["## ", { header: 3 }], ["- ", { list: "bullet" }], ["#. ", { list: "ordered" }]];
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // as Python splits lines
// as markup.py has them; what a browser calls a blank differs
const BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const CODE = /\{([a-z]+\.[a-z]+)\}/;
const BOLD = "**";

export function toOps(text) {
  return text.split(LINE_END).flatMap((raw) => {
    const line = trim(raw);
    const [sign, attributes] = KINDS.find(([start]) => line.startsWith(start)) ?? ["", undefined];
    return [...wordsToOps(sign ? trim(line.slice(sign.length)) : raw), { insert: "\n", ...(attributes && { attributes }) }];
  });
}

function trim(text) {
  let [start, end] = [0, text.length];
  while (start < end && BLANKS.includes(text[start])) start += 1;
  while (start < end && BLANKS.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

const wordsToOps = (words) => turnsOf(words).flatMap(({ text, bold }) => runsToOps(text, bold ? { bold } : undefined));

// Pairs of signs, from the left; an empty pair and a sign without a partner are text.
function turnsOf(words) {
  const parts = words.split(BOLD);
  const turns = [];
  const add = (text, bold) => addRun(turns, text, bold);
  add(parts[0], false);
  for (let place = 1; place < parts.length; place += 2) {
    const [inner, after] = parts.slice(place, place + 2);
    if (after === undefined) add(BOLD + inner, false);
    else if (inner) {
      add(inner, true);
      add(after, false);
    } else add(BOLD + BOLD + after, false);
  }
  return turns;
}

function addRun(turns, text, bold) {
  if (text && turns.at(-1)?.bold === bold) turns.at(-1).text += text;
  else if (text) turns.push({ text, bold });
}

function runsToOps(text, attributes) {
  return text.split(CODE).map((part, place) => ({ insert: place % 2 ? { figure: part } : part, ...(attributes && { attributes }) }))
    .filter(({ insert }) => insert);
}

// The text of these operations; a line that has a kind and no words is blank.
export function toText(ops) {
  return linesOf(ops).map(writeLine).join("\n");
}

// These operations with the signs that were typed by hand as what they mean; a line without words waits for them as it is.
export function asMeant(ops) {
  return linesOf(ops).filter(({ end }) => end).flatMap((line) => {
    const text = writeLine(line);
    return trim(text) ? toOps(text) : [...line.ops, line.end];
  });
}

// [{ ops, end }]: what stands in each line, and the line end with its kind; the last has none where the operations do not end with one.
function linesOf(ops) {
  const lines = [{ ops: [] }];
  for (const { insert, attributes } of ops) {
    const kept = attributes && { attributes };
    const parts = typeof insert === "string" ? insert.split("\n") : [insert];
    parts.forEach((part, place) => {
      if (place) {
        lines.at(-1).end = { insert: "\n", ...kept };
        lines.push({ ops: [] });
      }
      if (part) lines.at(-1).ops.push({ insert: part, ...kept });
    });
  }
  return lines.at(-1).ops.length ? lines : lines.slice(0, -1);
}

function writeLine({ ops, end }) {
  const words = writeWords(ops);
  const kind = end?.attributes ?? {};
  const [sign] = KINDS.find(([, wanted]) => Object.entries(wanted).every(([name, value]) => kind[name] === value)) ?? [""];
  if (!sign) return words;
  return trim(words) ? sign + trim(words) : "";
}

// Words that would be read back otherwise, for the stars among them, are written without bold: no star is lost or gained.
function writeWords(ops) {
  const turns = [];
  for (const { insert, attributes } of ops) addRun(turns, typeof insert === "string" ? insert : `{${insert.figure}}`, Boolean(attributes?.bold));
  const words = turns.map(({ text }) => text).join("");
  const written = turns.map(({ text, bold }) => (bold ? BOLD + text + BOLD : text)).join("");
  return words.includes("*") && JSON.stringify(turnsOf(written)) !== JSON.stringify(turns) ? words : written;
}
