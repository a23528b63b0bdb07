// Signing in again without leaving the page: the ordinary sign-in, asked by script. A second factor, and whatever else it
// may ask for, goes on in a new window; coming back here tries again.
import { csrfToken, whoIsHere } from "./session.js";
import { tell } from "./tabs.js";
import { say } from "./words.js";

const dialog = document.getElementById("sign-in-again");
const form = dialog?.querySelector("form");

export function askToSignIn() {
  if (!dialog) return window.open(document.body.dataset.login, "_blank", "noopener");
  if (!dialog.open) dialog.showModal();
  const { login, password } = form.elements;
  (login.value ? password : login).focus();
  return undefined;
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  signIn();
});
form?.querySelector("[data-sign-in-later]").addEventListener("click", () => dialog.close());
dialog?.addEventListener("close", () => { form.elements.password.value = ""; complain(""); });
window.addEventListener("focus", () => dialog?.open && check());

async function signIn() {
  complain("");
  const button = form.querySelector("[data-sign-in]");
  button.disabled = true;
  await ask().catch(() => complain(say("signInOffline")));
  button.disabled = false;
}

// Reading the page first brings a fresh token where the old one went with the session.
async function ask() {
  await fetch(form.action, { headers: { Accept: "text/html" } });
  const body = new URLSearchParams(new FormData(form));
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  const response = await fetch(form.action, { method: "POST", body, headers });
  if (response.status === 429) return complain(say("signInTooOften"));
  const answer = await response.json();
  if (response.status === 400) return complain(faultsOf(answer.form));
  return check(answer.location);
}

function faultsOf({ errors, fields }) {
  return [...errors, ...Object.values(fields).flatMap((field) => field.errors)].join(" ");
}

// Whether the person of this page is signed in now; `next` is where the sign-in wants to go on.
async function check(next = "") {
  const { how, reason } = await whoIsHere();
  if (how === "another") return complain(reason);
  if (how === "me") return done();
  if (next) return complain(say("signInGoesOn"), next);
  return undefined;
}

function done() {
  const token = csrfToken();
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  dialog.close();
  tell("signed-in");
}

function complain(text, next = "") {
  const place = form.querySelector("[data-sign-in-fault]");
  place.hidden = !text;
  place.querySelector("[data-sign-in-words]").textContent = text;
  if (next) form.querySelector("[data-sign-in-elsewhere]").href = next;
}
