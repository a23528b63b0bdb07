// A form with data-autosave saves itself: one request at a time, every outcome in words, no typing ever lost.
// The server's side of the agreement: 200 {version, saved_at, replaced}, 409 with both texts as HTML, 422 {errors, closed}.
import { Dispute } from "./dispute.js";
import { firstFault, showFaults } from "./faults.js";
import { holdLinks } from "./leaving.js";
import { forget, keepText, waiting } from "./queue.js";
import { sendText } from "./sending.js";
import { actor } from "./session.js";
import { askToSignIn } from "./sign_in.js";
import { hear, isAlive, me, newKey } from "./tabs.js";
import { fieldsOf, isTouched, putBack, wordsOf } from "./typed.js";
import { say } from "./words.js";

const TYPING_PAUSE = 900;
const CHANGE_PAUSE = 80;
const CHOICES = "input[type=radio], input[type=checkbox], select"; // made in one act, however they tell of it
const LONGEST_WAIT = 30000;
const MOST_FOLLOWED = 20;

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = new URL(form.action).pathname;
    this.id = `${me}:${this.url}`; // of the entry in the queue
    this.address = `${location.pathname}${location.search}#${form.id}`;
    this.title = [document.querySelector("h1")?.firstChild?.textContent.trim(), form.dataset.name].filter(Boolean).join(" · ");
    this.edit = null; // the idempotency key of text not yet acknowledged
    this.sent = []; // keys since the version shown here, of unknown fate
    this.sending = null;
    this.tries = 0;
    this.trouble = ""; // why the last attempt failed
    this.kept = true;
  }

  begin() {
    this.form.addEventListener("input", (event) => this.changed(event, event.target.matches(CHOICES) ? CHANGE_PAUSE : TYPING_PAUSE));
    this.form.addEventListener("change", (event) => this.changed(event, CHANGE_PAUSE));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("focus", () => ["signedOut", "another"].includes(this.trouble) && this.retryNow());
    window.addEventListener("pagehide", () => this.lastWord());
    window.addEventListener("beforeunload", (event) => this.guard(event));
    hear("signed-in", () => this.retryNow());
    if (isTouched(this.form)) this.changed({ target: this.form }, TYPING_PAUSE);
    else this.restore();
  }

  // What a page that is gone left behind for this form. The last word on leaving is sent without waiting for an answer:
  // the key of the save that this page shows tells whether it arrived.
  async restore() {
    if (!this.here) return;
    const [left, ...older] = (await this.leftBehind()).reverse();
    if (!left || this.edit) return;
    if (left.edit === this.form.dataset.savedKey || !putBack(this.form, left.fields)) {
      await forget(left);
      return older.length ? this.restore() : undefined;
    }
    if (left.version !== undefined && this.form.elements.version) this.form.elements.version.value = left.version;
    this.edit = left.edit;
    this.sent = [...(left.follows ?? []), left.edit];
    this.keep();
    if (left.id !== this.id) forget(left);
    this.show("restored");
    this.form.dispatchEvent(new CustomEvent("autosave:restored", { bubbles: true }));
    this.plan(CHANGE_PAUSE);
  }

  // Worth a moment's patience.
  get pending() {
    return Boolean(this.sending || (this.edit && !this.dispute && !this.trouble));
  }

  // Another page may have taken this one's place meanwhile (ahead.js): what is left is sent all the same.
  get here() {
    return this.form.isConnected;
  }

  async leftBehind() {
    const mine = (await waiting()).filter((entry) => entry.kind === "text" && entry.url === this.url && entry.page !== me);
    const living = await Promise.all(mine.map((entry) => isAlive(entry.page)));
    return mine.filter((_, place) => !living[place]);
  }

  changed(event, pause) {
    if (event.target.closest("[data-autosave-ignore]")) return;
    const text = JSON.stringify(fieldsOf(this.form));
    if (text === this.text) return; // leaving a field tells of its change once more
    this.text = text;
    this.edit = newKey();
    if (this.trouble === "refused") this.trouble = ""; // that was another text
    this.keep();
    if (this.dispute) return;
    if (this.trouble !== "signedOut") this.show("unsaved");
    this.plan(pause);
  }

  entry() {
    const { form, url, id, edit, title, address } = this;
    return {
      id, actor, page: me, kind: "text", url, edit, title, at: Date.now(), fields: fieldsOf(form), words: wordsOf(form),
      version: form.elements.version?.value, follows: this.sent.filter((key) => key !== edit),
      address, state: this.trouble, reason: this.reason ?? "",
    };
  }

  keep() {
    this.kept = keepText(this.entry());
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  save() {
    clearTimeout(this.timer);
    if (this.sending) return this.sending.then(() => this.save());
    if (!this.edit || this.dispute) return Promise.resolve();
    this.sending = this.send(this.entry()).finally(() => { this.sending = null; });
    return this.sending;
  }

  async send(entry) {
    if (this.trouble !== "signedOut") this.show("saving");
    this.remember(entry.edit);
    const outcome = await sendText(entry);
    if (["conflict", "refused"].includes(outcome.how)) this.sent = this.sent.filter((key) => key !== entry.edit);
    this.reason = outcome.reason;
    showFaults(this.form, outcome.errors);
    if (outcome.how === "saved") return this.acknowledged(outcome.answer, entry);
    if (outcome.how === "conflict") return this.disputed(outcome.html);
    return this.failed(outcome, entry);
  }

  acknowledged(answer, entry) {
    const unchanged = this.edit === entry.edit;
    this.tries = 0;
    this.trouble = "";
    // Newer text than this is stored: what was typed since is compared with it, not put over it.
    if (answer.replaced) return unchanged ? this.giveWay() : this.plan(CHANGE_PAUSE);
    this.sent = [];
    if (this.form.elements.version && answer.version !== undefined) this.form.elements.version.value = answer.version;
    if (unchanged) this.rest(entry, answer);
    else {
      this.keep();
      this.plan(CHANGE_PAUSE);
    }
    (this.here ? this.form : document).dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: answer }));
  }

  rest(entry, answer) {
    this.edit = null;
    this.form.dataset.savedKey = entry.edit;
    this.show("saved", { time: answer.saved_at }, "good");
    forget(entry).then(() => this.restore());
  }

  failed({ how, reason, closed }, entry) {
    // Typed on while the answer was under way: the newer text goes on its own.
    if (how === "refused" && this.edit !== entry.edit) return this.plan(CHANGE_PAUSE);
    const again = how === this.trouble && how === "signedOut";
    this.trouble = how;
    this.keep();
    if (how === "offline" || how === "busy") this.tryLater();
    // Coming back to the window tries again: the button to sign in must not vanish under the pointer meanwhile.
    if (!again) this.show(how, { reason }, "bad", say(this.kept ? "kept" : "unkept"), this.helpFor(how, closed));
  }

  helpFor(how, closed) {
    if (how === "signedOut") return button(say("signIn"), () => askToSignIn());
    if (closed) return button(say("copyText"), () => {}, { copy: wordsOf(this.form) });
    return "";
  }

  tryLater() {
    this.tries += 1;
    this.plan(Math.min(LONGEST_WAIT, 1000 * 2 ** this.tries) * (0.75 + Math.random() / 2));
  }

  retryNow() {
    if (this.dispute || !this.edit) return;
    this.plan(0);
  }

  disputed(html) {
    this.trouble = "conflict";
    this.keep();
    this.dispute?.close();
    this.dispute = new Dispute(this.form, html, { mine: (version) => this.insist(version), theirs: () => this.giveWay(), both: () => this.joined() });
    this.show(this.dispute.isOwn ? "conflictOwn" : "conflict", {}, "bad", "", button(say("compare"), () => this.dispute.heading.focus()));
  }

  joined() {
    this.changed({ target: this.form }, TYPING_PAUSE);
    this.show("joined", {}, "bad");
  }

  insist(version) {
    this.dispute = null;
    if (this.form.elements.version && version) this.form.elements.version.value = version;
    this.trouble = "";
    this.sent = [];
    this.edit = newKey();
    this.keep();
    this.save();
  }

  async giveWay() {
    const entry = this.entry();
    this.edit = null;
    await forget(entry);
    if (this.here) window.location.reload();
  }

  // "Save and continue" waits for the save under way, so that nobody conflicts with himself.
  async submitted(event) {
    if (event.defaultPrevented || (!this.edit && !this.sending)) return;
    event.preventDefault();
    const asked = this.edit;
    await this.save();
    if (!this.edit) this.form.requestSubmit(event.submitter);
    else if (this.edit === asked || this.dispute) this.leadToFault(); // typing on meanwhile: it goes on undisturbed
  }

  // Asked to go on and cannot: to the reason, which may be far from the button.
  leadToFault() {
    const [place] = this.places;
    if (place) place.tabIndex = -1;
    (this.dispute?.heading ?? firstFault(this.form) ?? place)?.focus();
  }

  get places() {
    return document.querySelectorAll(`[data-save-state="${CSS.escape(this.form.id)}"]`);
  }

  lastWord() {
    if (!this.edit || this.dispute || this.trouble === "signedOut") return;
    sendText(this.entry(), { leaving: true });
    this.remember(this.edit); // should the browser bring this very page back
  }

  remember(key) {
    this.sent = [...new Set([...this.sent, key])].slice(-MOST_FOLLOWED);
  }

  guard(event) {
    if (this.edit && ((this.dispute && this.here) || !this.kept)) {
      event.preventDefault();
      event.returnValue = say("leave");
    }
  }

  show(key, values = {}, tone = "", ...more) {
    if (!this.here) return;
    for (const place of this.places) {
      place.className = `save-state ${tone ? `is-${tone}` : ""}`;
      place.replaceChildren(say(key, values), ...more.filter(Boolean).flatMap((part) => [" ", part]));
    }
  }
}

function button(text, press, data = {}) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn btn-sm", textContent: text });
  Object.assign(made.dataset, data);
  made.addEventListener("click", press);
  return made;
}

const begun = new Map(); // the newest of each address
holdLinks(() => [...begun.values()].some(({ pending }) => pending), settleAll);

export function start(form) {
  const autosave = new Autosave(form);
  begun.set(autosave.url, autosave);
  autosave.begin();
}

// Sends at once what the form of this address has not sent yet, though it may be gone from the page; true when nothing is left.
export async function settle(url) {
  const autosave = begun.get(url);
  await autosave?.save();
  return !autosave?.edit;
}

export function settleAll() {
  return Promise.all([...begun.keys()].map(settle));
}
