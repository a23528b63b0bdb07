// Puts {figure.code} at the cursor of the section that was last edited; F2 goes from the text to the list and back.
const picker = document.querySelector("[data-figure-picker]");
const search = picker?.querySelector("[data-figure-search]");
const state = picker?.querySelector("[data-figure-state]");
const chips = () => [...picker.querySelectorAll("[data-figure]")].filter((chip) => !chip.parentElement.hidden);
let target = null;

function insert(chip) {
  if (!target?.isConnected) {
    state.textContent = state.dataset.nowhere;
    return;
  }
  if (target instanceof HTMLTextAreaElement) {
    target.setRangeText(`{${chip.dataset.figure}}`, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  } else target.dispatchEvent(new CustomEvent("figure:chosen", { detail: chip.dataset.figure })); // rich_text.js
  target.focus();
  search.value = "";
  filter();
  state.textContent = state.dataset.inserted.replace("{name}", chip.dataset.name);
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  for (const chip of picker.querySelectorAll("[data-figure]")) chip.parentElement.hidden = !chip.textContent.toLowerCase().includes(wanted);
}

function move(event, step) {
  const shown = chips();
  const next = shown[shown.indexOf(document.activeElement) + step];
  if (!next && step > 0) return;
  event.preventDefault();
  (next ?? search).focus();
}

function press(event) {
  const inText = event.target.closest("[data-figure-target]");
  const inPicker = event.target.closest("[data-figure-search], [data-figure-list]");
  if (event.key === "F2" && (inText || inPicker)) {
    event.preventDefault();
    (inText ? search : target)?.focus();
  } else if (inPicker && event.key === "Escape") target?.focus();
  else if (inPicker && event.key === "ArrowDown") move(event, 1);
  else if (inPicker && event.key === "ArrowUp") move(event, -1);
  else if (event.target === search && event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (chips().length) insert(chips()[0]);
  }
}

if (search) {
  picker.addEventListener("focusin", (event) => {
    const field = event.target.closest("[data-figure-target]") ?? event.target.closest("[data-rich]")?.querySelector("[data-figure-target]");
    if (field && !event.target.closest("[data-rich-bar]")) target = field; // early.js tells of a focus in the textarea that was
  });
  picker.addEventListener("figure:wanted", ({ target: text }) => {
    target = text;
    search.focus();
  });
  picker.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-figure]");
    if (chip) insert(chip);
  });
  picker.addEventListener("keydown", press);
  search.addEventListener("input", filter);
}
