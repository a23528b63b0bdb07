// What was typed into a form that is sent by hand, kept on this computer under person, address and what is answered (the
// forms of a page share their address) until it has arrived.
import { actor } from "./session.js";
import { fieldsOf } from "./typed.js";

const place = (form) => ["draft", actor, new URL(form.action).pathname, form.elements.reply_to?.value].filter((part) => part !== undefined).join(":");

export function keepDraft(form, edit, more = {}) {
  try {
    localStorage.setItem(place(form), JSON.stringify({ edit, fields: fieldsOf(form), ...more }));
  } catch {
    // A browser without storage keeps nothing.
  }
}

export function dropDraft(form) {
  try {
    localStorage.removeItem(place(form));
  } catch {
    // A browser without storage has nothing to drop.
  }
}

export function readDraft(form) {
  try {
    return JSON.parse(localStorage.getItem(place(form)));
  } catch {
    return null;
  }
}
