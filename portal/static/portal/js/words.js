// The page carries what scripts say, in the reader's language.
const block = document.getElementById("ui-words");
const WORDS = block ? JSON.parse(block.textContent) : {};

export function say(key, values = {}) {
  return (WORDS[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const LONGEST_NAME = 60;

// A file's name within a sentence: of a long one its beginning, and the end by which files are told apart.
export function shortName(name) {
  const signs = [...name];
  return signs.length > LONGEST_NAME ? `${signs.slice(0, 36).join("")}…${signs.slice(-20).join("")}` : name;
}
