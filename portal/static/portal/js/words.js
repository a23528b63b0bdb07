// The page carries what scripts say, in the reader's language.
const block = document.getElementById("ui-words");
const WORDS = block ? JSON.parse(block.textContent) : {};

export function say(key, values = {}) {
  return (WORDS[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
