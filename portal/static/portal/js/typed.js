// What somebody typed into a form: read it, put it back, and tell whether there is any.
const SKIPPED = new Set(["csrfmiddlewaretoken", "version"]);
const WRITTEN = "textarea, input[type=text], input:not([type])";

// Addresses to which forms of this page save or send by themselves.
export function addressesHere() {
  return new Set([...document.querySelectorAll("[data-autosave], [data-upload]")].map((form) => new URL(form.action).pathname));
}

export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
}

// The words among the fields, for somebody to read or copy.
export function wordsOf(form) {
  return [...form.querySelectorAll(WRITTEN)].map((control) => control.value.trim()).filter(Boolean).join("\n");
}

// Puts the kept text back; true when it differs from what the page shows.
export function putBack(form, fields) {
  const before = JSON.stringify(fieldsOf(form));
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (control.name && !SKIPPED.has(control.name) && control.type !== "hidden") setValue(control, values.get(control.name) ?? []);
  }
  return JSON.stringify(fieldsOf(form)) !== before;
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

function setValue(control, values) {
  if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
  else if (control instanceof HTMLSelectElement && control.multiple) {
    for (const option of control.options) option.selected = values.includes(option.value);
  } else if (!["file", "submit", "button"].includes(control.type)) control.value = values.shift() ?? "";
}
