// The official's score: agree, lower, raise and "stands" move the choice, radios or a list; autosave.js sends it. Keys come
// from shortcuts.js; Escape leads from the comment back to them.
export function start(form) {
  for (const buttons of form.querySelectorAll("[data-verdict-buttons]")) buttons.hidden = false;
  form.addEventListener("click", (event) => pick(form, event.target.closest("[data-pick]")));
  form.addEventListener("input", () => askForReason(form));
  form.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && event.target.blur());
  askForReason(form);
}

function pick(form, button) {
  if (!button) return;
  const { rung, comment } = form.elements;
  const rungs = [...(rung.options ?? rung)].filter((choice) => choice.value);
  const place = (code) => rungs.findIndex((choice) => choice.value === code);
  const claimed = place(form.dataset.claim);
  const from = rung.value ? place(rung.value) : claimed;
  const target = rungs[{ agree: claimed, lower: from - 1, raise: from + 1, stand: place(button.dataset.rung) }[button.dataset.pick]];
  if (!target) return;
  if (button.dataset.remark && !comment.value.trim()) comment.value = button.dataset.remark;
  rung.value = target.value;
  const changed = rung.options ? rung : target;
  changed.dispatchEvent(new Event("input", { bubbles: true }));
  changed.dispatchEvent(new Event("change", { bubbles: true }));
}

function askForReason(form) {
  const { rung, comment, flagged } = form.elements;
  const differs = Boolean(rung.value) && rung.value !== form.dataset.claim;
  form.querySelector("[data-reason-missing]").hidden = Boolean(comment.value.trim()) || !(differs || flagged?.checked);
}
