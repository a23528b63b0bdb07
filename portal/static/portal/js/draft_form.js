// A form with data-draft is sent by hand: what is typed stays on this computer until the page shows it as stored. With
// data-draft="unsaved" the page shows what was refused.
import { dropDraft, keepDraft, readDraft } from "./drafts.js";
import { fieldsOf, isTouched, putBack } from "./typed.js";
import { say } from "./words.js";

export function start(form) {
  restore(form);
  form.addEventListener("input", () => keepDraft(form, versionOf(form)));
  form.addEventListener("submit", () => { if (readDraft(form)) keepDraft(form, versionOf(form), { sent: true }); });
  form.querySelector("[data-draft-drop]")?.addEventListener("click", () => dropDraft(form));
}

// With the version it was written on, so that nobody's newer text is replaced unseen.
function restore(form) {
  if (form.dataset.draft === "unsaved" || isTouched(form)) return keepDraft(form, versionOf(form));
  const draft = readDraft(form);
  if (!draft) return undefined;
  const shown = plain(form);
  if (isOutdated(draft, versionOf(form)) || !putBack(form, draft.fields) || plain(form) === shown) return dropDraft(form);
  form.elements.version.value = draft.edit;
  return tell(form);
}

// Sent, and saved more than once since: the first of these saves was this one.
function isOutdated({ sent, edit }, version) {
  return sent && version !== edit && Number(version) !== Number(edit) + 1;
}

function versionOf(form) {
  return form.elements.version.value;
}

// The server strips what surrounds a text.
function plain(form) {
  return JSON.stringify(fieldsOf(form).map(([name, value]) => [name, value.trim()]));
}

function tell(form) {
  const line = document.createElement("p");
  Object.assign(line, { className: "form-hint", textContent: say("restored") });
  line.setAttribute("role", "status");
  form.prepend(line);
}
