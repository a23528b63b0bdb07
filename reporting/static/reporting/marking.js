// Words selected in a section go into its form; the button is there while there is a selection, for pointer and keyboard.
let chosen = null;

function sectionOf(selection) {
  if (!selection || selection.isCollapsed || !selection.toString().trim()) return null;
  const within = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-mark-text]");
  const [start, end] = [within(selection.anchorNode), within(selection.focusNode)];
  return start && start === end ? start.closest("[data-markable]") : null;
}

function follow() {
  const selection = document.getSelection();
  const section = sectionOf(selection);
  if (!section && document.activeElement?.matches("[data-mark-button]")) return;
  chosen = section ? { section, words: selection.toString() } : null;
  for (const button of document.querySelectorAll("[data-mark-button]")) button.hidden = !section?.contains(button);
}

document.addEventListener("selectionchange", follow);
follow(); // words may have been selected before the script arrived

// The press must not take the selection away before the click is heard.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-mark-button]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-mark-button]") || !chosen) return;
  const { section, words } = chosen;
  const fold = section.querySelector("[data-mark-fold]");
  fold.open = true;
  fold.querySelector("[data-mark-quote]").value = words.trim();
  fold.querySelector("[data-mark-remark]").focus();
});
