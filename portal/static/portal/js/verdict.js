// The official's score: agree, lower and raise move the radio; autosave.js sends it. Keys come from shortcuts.js.
const form = document.querySelector("[data-verdict]");

function start() {
  form.querySelector("[data-verdict-buttons]").hidden = false;
  form.addEventListener("click", (event) => pick(event.target.closest("[data-pick]")?.dataset.pick));
  form.addEventListener("input", askForReason);
  askForReason();
}

function pick(verdict) {
  if (!verdict) return;
  const radios = [...form.elements.rung];
  const claimed = radios.findIndex((radio) => radio.value === form.dataset.claim);
  const current = radios.findIndex((radio) => radio.checked);
  const from = current < 0 ? claimed : current;
  const target = radios[{ agree: claimed, lower: from - 1, raise: from + 1 }[verdict]];
  if (!target) return;
  target.checked = true;
  target.dispatchEvent(new Event("input", { bubbles: true }));
  target.dispatchEvent(new Event("change", { bubbles: true }));
}

function askForReason() {
  const { rung, comment, flagged } = form.elements;
  const differs = Boolean(rung.value) && rung.value !== form.dataset.claim;
  form.querySelector("[data-reason-missing]").hidden = Boolean(comment.value.trim()) || !(differs || flagged.checked);
}

if (form) start();
