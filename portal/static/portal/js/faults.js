// What the server refuses of a form, said beside its field until the next answer. Sentences that came with the page carry
// data-fault as well, and their field names them in aria-describedby: they go the same way.
import { say } from "./words.js";

// `errors`: sentences by the name of the field; {} takes away what is said. A name that the form has not is told elsewhere.
export function showFaults(form, errors = {}) {
  for (const said of form.querySelectorAll("[data-fault]")) takeAway(form, said);
  for (const [name, sentences] of Object.entries(errors)) {
    const place = placeOf(form, name);
    if (place) tell(place, `${form.id}-${name}-fault`, say("refused", { reason: [sentences].flat().join(" ") }));
  }
}

// The first field that something is said about, to put the keyboard there.
export function firstFault(form) {
  const field = form.querySelector("[data-faulty]");
  return field?.matches("fieldset") ? (field.querySelector(":checked") ?? field.querySelector("input")) : field;
}

// A choice of several is one field: its sentence stands below their common question.
function placeOf(form, name) {
  const found = form.elements.namedItem(name);
  const control = found instanceof RadioNodeList ? found[0] : found;
  if (!control || control.type === "hidden") return null;
  const group = found instanceof RadioNodeList ? control.closest("fieldset") : null;
  if (group) return { field: group, put: (line) => group.querySelector("legend").after(line) };
  return { field: control, put: (line) => (control.closest("label") ?? control).before(line) };
}

function tell({ field, put }, id, sentence) {
  const line = document.createElement("p");
  Object.assign(line, { id, className: "field-error", textContent: sentence });
  line.dataset.fault = "";
  put(line);
  field.dataset.faulty = "";
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  if (field.matches("fieldset")) return; // a group cannot be invalid to a reader of the screen; its description says it
  field.setAttribute("aria-invalid", "true");
  field.classList.add("is-invalid");
  field.closest(".field")?.classList.add("has-error");
}

function takeAway(form, said) {
  for (const field of form.querySelectorAll(`[aria-describedby~="${CSS.escape(said.id)}"]`)) {
    const others = field.getAttribute("aria-describedby").split(" ").filter((id) => id !== said.id);
    if (others.length) field.setAttribute("aria-describedby", others.join(" "));
    else field.removeAttribute("aria-describedby");
    field.removeAttribute("aria-invalid");
    delete field.dataset.faulty;
    field.classList.remove("is-invalid");
    field.closest(".field")?.classList.remove("has-error");
  }
  said.remove();
}
