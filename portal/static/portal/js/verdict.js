// The official's score: agree, lower and raise move the choice, radios or a list; autosave.js sends it. Keys come from shortcuts.js.
const form = document.querySelector("[data-verdict]");

function start() {
  form.querySelector("[data-verdict-buttons]").hidden = false;
  form.addEventListener("click", (event) => pick(event.target.closest("[data-pick]")?.dataset.pick));
  form.addEventListener("input", askForReason);
  askForReason();
}

function pick(verdict) {
  if (!verdict) return;
  const { rung } = form.elements;
  const rungs = [...(rung.options ?? rung)].filter((choice) => choice.value);
  const claimed = rungs.findIndex((choice) => choice.value === form.dataset.claim);
  const current = rungs.findIndex((choice) => choice.value === rung.value);
  const from = current < 0 ? claimed : current;
  const target = rungs[{ agree: claimed, lower: from - 1, raise: from + 1 }[verdict]];
  if (!target) return;
  rung.value = target.value;
  const changed = rung.options ? rung : target;
  changed.dispatchEvent(new Event("input", { bubbles: true }));
  changed.dispatchEvent(new Event("change", { bubbles: true }));
}

function askForReason() {
  const { rung, comment, flagged } = form.elements;
  const differs = Boolean(rung.value) && rung.value !== form.dataset.claim;
  form.querySelector("[data-reason-missing]").hidden = Boolean(comment.value.trim()) || !(differs || flagged.checked);
}

if (form) start();
