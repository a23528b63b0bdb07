// A form with a file among its fields (data-file-field): on being sent, the file leaves first, in parts that survive a lost line,
// and the form follows with the number of the upload in the file's place.
import { takeDrops } from "./drop_zone.js";
import { sendAhead } from "./sending.js";
import { askToSignIn } from "./sign_in.js";
import { hear } from "./tabs.js";
import { giveUp } from "./transfer.js";
import { HELP, Line, faultOf } from "./upload_line.js";

const AGAIN = 4000;

class FileField {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.purpose = form.dataset.purpose ?? "";
  }

  begin() {
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.input.addEventListener("change", () => this.drop());
    const zone = this.form.querySelector("[data-drop]");
    if (zone) takeDrops(zone, (files) => this.receive(files));
    window.addEventListener("online", () => this.held && this.send());
    window.addEventListener("beforeunload", (event) => this.stop && event.preventDefault());
    hear("signed-in", () => this.held && this.send());
  }

  // Dropped, it is chosen: it sets out with the form. Of several nobody could say which is meant.
  receive(files) {
    if (files.length !== 1) return void (files.length && new Line(this.form, files[0]).end("oneFile"));
    const box = new DataTransfer();
    box.items.add(files[0]);
    this.input.files = box.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    return undefined;
  }

  submitted(event) {
    const [file] = this.input.files;
    if (event.defaultPrevented || !file || this.input.disabled) return;
    if (event.submitter?.hasAttribute("data-without-file")) return void this.leaveOut();
    event.preventDefault();
    if (this.file === file) return;
    this.drop();
    Object.assign(this, { file, submitter: event.submitter });
    const again = () => this.send();
    this.line = new Line(this.form, file, { pause: () => this.pause(), goOn: again, tryAgain: again, signIn: askToSignIn, cancel: () => this.cancel() });
    const fault = faultOf(file, this.input, this.form.dataset.limitMb);
    if (fault) this.end(fault);
    else this.send();
  }

  // Another button of the form is pressed: what it does needs no file.
  leaveOut() {
    this.input.disabled = true;
    setTimeout(() => { this.input.disabled = false; });
  }

  async send() {
    clearTimeout(this.held);
    this.held = null;
    const { signal } = (this.stop = new AbortController());
    const { file } = this;
    this.line.show("uploading", { buttons: ["pause", "cancel"] });
    const onProgress = (sent, total) => signal.aborted || this.line.tell(sent, total);
    const outcome = await sendAhead(file, { purpose: this.purpose, onProgress, signal });
    if (signal.aborted) return;
    this.stop = null;
    if (outcome.how === "saved") this.handOver(outcome.answer.id);
    else if (outcome.how === "refused") this.end(outcome.reason);
    else this.hold(outcome);
  }

  handOver(id) {
    this.form.elements.upload.value = id;
    this.input.disabled = true; // it has arrived: only its number goes with the form
    this.form.requestSubmit(this.submitter);
    this.input.disabled = false;
    this.file = null; // sent once more, the server knows the upload by its file
  }

  hold({ how, reason }) {
    this.line.show(how === "busy" && reason ? "uploadLater" : `upload_${how}`, { buttons: HELP[how], reason, bad: true });
    this.held = setTimeout(() => ["offline", "busy"].includes(how) && this.send(), AGAIN);
  }

  pause() {
    this.stop?.abort();
    this.stop = null;
    this.line.show("uploadPaused", { buttons: ["goOn", "cancel"] });
  }

  cancel() {
    giveUp(this.file, this.purpose).catch(() => {}); // the server forgets it by itself, later
    this.line.end("uploadCancelled", { bad: false });
    this.forget();
  }

  end(reason) {
    this.line.end("uploadFailed", { reason });
    this.forget();
  }

  // Another file was chosen: what is under way of the former goes no further.
  drop() {
    if (this.file) this.line.end("uploadCancelled", { bad: false });
    this.form.elements.upload.value = "";
    this.forget();
  }

  forget() {
    this.stop?.abort();
    clearTimeout(this.held);
    Object.assign(this, { file: null, stop: null, held: null });
  }
}

export function start(form) {
  new FileField(form).begin();
}
