// A form with data-autosave saves itself: one request at a time, every outcome in words, no typing ever lost.
// The server's side of the agreement: 200 {version, saved_at}, 409 with both texts as HTML, 422 {errors}, 401/403 or a redirect when signed out.
import { csrfToken } from "./csrf.js";
import { dropDraft, isTouched, keepDraft, putBack, readDraft } from "./drafts.js";
import { say } from "./words.js";

const TYPING_PAUSE = 900;
const CHANGE_PAUSE = 80;
const LONGEST_WAIT = 30000;
const KEEPALIVE_LIMIT = 60000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.edit = null; // the idempotency key of text not yet acknowledged
    this.sending = null;
    this.tries = 0;
    this.blocked = false; // waiting for the reader: a conflict, a refusal or signing in
    this.kept = true;
  }

  begin() {
    this.form.addEventListener("input", (event) => this.changed(event, TYPING_PAUSE));
    this.form.addEventListener("change", (event) => this.changed(event, CHANGE_PAUSE));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("focus", () => this.signedOut && this.retryNow());
    window.addEventListener("pagehide", () => this.lastWord());
    window.addEventListener("beforeunload", (event) => this.guard(event));
    if (isTouched(this.form)) this.changed({ target: this.form }, TYPING_PAUSE);
    else this.restore();
  }

  restore() {
    const draft = readDraft(this.form);
    if (!draft) return;
    // The last word on leaving is sent without waiting for an answer: this page shows whether it arrived.
    if (draft.edit === this.form.dataset.savedKey || !putBack(this.form, draft)) return dropDraft(this.form);
    if (draft.version && this.form.elements.version) this.form.elements.version.value = draft.version;
    this.edit = draft.edit;
    this.show("restored");
    this.form.dispatchEvent(new CustomEvent("autosave:restored", { bubbles: true }));
    this.plan(CHANGE_PAUSE);
  }

  changed(event, pause) {
    if (event.target.closest("[data-autosave-ignore]")) return;
    this.edit = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.kept = keepDraft(this.form, this.edit);
    if (this.conflict) return;
    this.blocked = false;
    this.showUnlessSignedOut("unsaved");
    this.plan(pause);
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  save() {
    clearTimeout(this.timer);
    if (this.sending) return this.sending.then(() => this.save());
    if (!this.edit || this.blocked) return Promise.resolve();
    this.sending = this.send(this.edit).finally(() => { this.sending = null; });
    return this.sending;
  }

  async send(edit) {
    this.showUnlessSignedOut("saving");
    let response;
    try {
      response = await post(this.form, edit);
    } catch {
      return this.tryLater("offline");
    }
    return this.judge(response, edit);
  }

  async judge(response, edit) {
    if (response.ok) return this.acknowledged(await response.json(), edit);
    if (response.status === 409) return this.disputed(await response.text());
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return this.askToSignIn();
    if (response.status === 429 || response.status >= 500) return this.tryLater("busy");
    return this.refused(await reasonOf(response), edit);
  }

  acknowledged(answer, edit) {
    this.tries = 0;
    this.signedOut = false;
    if (this.form.elements.version && answer.version !== undefined) this.form.elements.version.value = answer.version;
    if (this.edit === edit) {
      this.edit = null;
      dropDraft(this.form);
      this.show("saved", { time: answer.saved_at ?? clock() }, "good");
    } else {
      this.kept = keepDraft(this.form, this.edit);
      this.plan(CHANGE_PAUSE);
    }
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: answer }));
  }

  tryLater(why) {
    this.signedOut = false;
    this.tries += 1;
    this.show(why, {}, "bad");
    this.plan(Math.min(LONGEST_WAIT, 1000 * 2 ** this.tries) * (0.75 + Math.random() / 2));
  }

  retryNow() {
    if (this.conflict || !this.edit) return;
    this.blocked = false;
    this.plan(0);
  }

  askToSignIn() {
    this.blocked = true;
    if (this.signedOut) return;
    this.signedOut = true;
    const link = document.createElement("a");
    Object.assign(link, { href: document.body.dataset.login, target: "_blank", rel: "noopener", textContent: say("signIn") });
    this.show("signedOut", {}, "bad", link);
  }

  refused(reason, edit) {
    this.signedOut = false;
    // Typed on while the answer was under way: the newer text goes on its own.
    if (this.edit !== edit) return this.plan(CHANGE_PAUSE);
    this.blocked = true;
    this.show("refused", { reason }, "bad");
  }

  disputed(html) {
    this.signedOut = false;
    this.blocked = true;
    this.show("conflict", {}, "bad");
    this.conflict?.remove();
    this.conflict = document.createElement("div");
    this.conflict.innerHTML = html;
    this.form.before(this.conflict);
    this.conflict.addEventListener("click", (event) => this.settle(event.target.closest("[data-keep]")));
    this.conflict.querySelector("h2, h3")?.scrollIntoView({ block: "center" });
  }

  settle(button) {
    if (!button) return;
    const current = this.conflict.querySelector("[data-version]")?.dataset.version;
    this.conflict.remove();
    this.conflict = null;
    if (button.dataset.keep === "theirs") return this.giveWay();
    if (this.form.elements.version && current) this.form.elements.version.value = current;
    this.edit = crypto.randomUUID?.() ?? `${Date.now()}`;
    this.blocked = false;
    this.save();
  }

  giveWay() {
    this.edit = null;
    dropDraft(this.form);
    window.location.reload();
  }

  // "Save and continue" waits for the save under way, so that nobody conflicts with himself.
  async submitted(event) {
    if (event.defaultPrevented || (!this.edit && !this.sending)) return;
    event.preventDefault();
    this.blocked = Boolean(this.conflict);
    await this.save();
    if (!this.edit) this.form.requestSubmit(event.submitter);
  }

  lastWord() {
    if (!this.edit || this.blocked) return;
    post(this.form, this.edit, true).catch(() => {});
  }

  guard(event) {
    if (this.edit && (this.tries || this.blocked || !this.kept)) {
      event.preventDefault();
      event.returnValue = say("leave");
    }
  }

  // Coming back to the window tries again: the link to sign in must not vanish under the pointer meanwhile.
  showUnlessSignedOut(key) {
    if (!this.signedOut) this.show(key);
  }

  show(key, values = {}, tone = "", link = null) {
    for (const place of document.querySelectorAll(`[data-save-state="${CSS.escape(this.form.id)}"]`)) {
      place.className = `save-state ${tone ? `is-${tone}` : ""}`;
      place.replaceChildren(say(key, values), ...(link ? [" ", link.cloneNode(true)] : []));
    }
  }
}

function post(form, edit, leaving = false) {
  const body = new FormData(form);
  body.delete("csrfmiddlewaretoken");
  const size = [...body.values()].reduce((sum, value) => sum + String(value).length * 3, 0);
  return fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken(form), "Idempotency-Key": edit },
    redirect: "manual",
    keepalive: leaving && size < KEEPALIVE_LIMIT,
  });
}

async function reasonOf(response) {
  try {
    const answer = await response.json();
    return Object.values(answer.errors ?? {}).flat().join(" ") || answer.message || "";
  } catch {
    return String(response.status);
  }
}

function clock() {
  return new Date().toTimeString().slice(0, 5);
}

export function start(form) {
  new Autosave(form).begin();
}
