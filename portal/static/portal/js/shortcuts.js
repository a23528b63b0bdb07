import { say } from "./words.js";

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

// An element with data-key="n" is clicked by that key, or focused when it is a field; several keys stand apart, as in "d c".
// data-key-word names it in the "?" dialog.
export function listenForShortcuts(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") return openHelp(event);
    press(event);
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts-open]")) openHelp(event);
  });
}

function press(event) {
  const target = document.querySelector(`[data-key~="${CSS.escape(event.key)}"]`);
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.matches(TYPING)) target.focus();
  else target.click();
}

function openHelp(event) {
  const dialog = document.getElementById("shortcuts-dialog");
  if (!dialog) return;
  event.preventDefault();
  const list = dialog.querySelector("[data-shortcut-list]");
  const keys = [...document.querySelectorAll("[data-key]")];
  list.replaceChildren(...(keys.length ? keys.flatMap(line) : [part("dd", say("noShortcuts"))]));
  dialog.showModal();
}

function line(element) {
  const term = document.createElement("dt");
  term.append(...element.dataset.key.split(" ").map((key) => part("kbd", key)));
  return [term, part("dd", element.dataset.keyWord || element.getAttribute("aria-label") || element.textContent.trim())];
}

function part(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
