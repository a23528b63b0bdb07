// Text that the server has not acknowledged, kept on this computer under person + address of the form.
const SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);

export function draftKey(form) {
  return `draft:${document.body.dataset.user}:${new URL(form.action).pathname}`;
}

export function keepDraft(form, edit) {
  const fields = [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
  try {
    localStorage.setItem(draftKey(form), JSON.stringify({ edit, fields, version: form.elements.version?.value }));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(form) {
  try {
    localStorage.removeItem(draftKey(form));
  } catch {
    // A browser without storage has nothing to drop.
  }
}

export function readDraft(form) {
  try {
    return JSON.parse(localStorage.getItem(draftKey(form)));
  } catch {
    return null;
  }
}

// Puts the kept text back; true when it differs from what the page shows.
export function putBack(form, draft) {
  const before = serialise(form);
  const values = new Map();
  for (const [name, value] of draft.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (control.name && !SKIPPED.has(control.name) && control.type !== "hidden") setValue(control, values.get(control.name) ?? []);
  }
  return serialise(form) !== before;
}

// Whether somebody typed before the script had arrived.
export function isTouched(form) {
  return [...form.elements].some((control) => {
    if (control.type === "hidden" || !control.name) return false;
    if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
    if (control instanceof HTMLTextAreaElement || control instanceof HTMLInputElement) return control.value !== control.defaultValue;
    return control instanceof HTMLSelectElement && !control.multiple && isChosen(control);
  });
}

// A select without a default shows its first option: that is no choice of anybody's.
function isChosen(select) {
  const preset = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex !== Math.max(preset, 0);
}

function serialise(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => !SKIPPED.has(name)));
}

function setValue(control, values) {
  if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
  else if (control instanceof HTMLSelectElement && control.multiple) {
    for (const option of control.options) option.selected = values.includes(option.value);
  } else if (!["file", "submit", "button"].includes(control.type)) control.value = values.shift() ?? "";
}
