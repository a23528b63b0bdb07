// A 409 brings both texts as HTML: shown above the form, where one chooses one's own, the stored one, or both to edit.
export class Dispute {
  constructor(form, html, ways) {
    this.form = form;
    this.ways = ways;
    this.panel = document.createElement("div");
    this.panel.innerHTML = html;
    this.actions = this.panel.querySelector(".form-actions");
    this.actions.addEventListener("click", (event) => this.choose(event.target.closest("[data-keep]")));
    form.before(this.panel);
    this.heading.scrollIntoView({ block: "center" });
  }

  get heading() {
    return this.panel.querySelector("h2");
  }

  // The same person wrote the stored text, in another window.
  get isOwn() {
    return Boolean(this.panel.querySelector("[data-own]"));
  }

  choose(button) {
    if (!button) return;
    if (button.dataset.keep === "both") return this.join(button);
    const version = this.actions.querySelector("[data-version]").dataset.version;
    this.close();
    this.ways[button.dataset.keep](version);
  }

  // The merged text stands in the form like anything typed, so it is kept while somebody edits it; what to do with it
  // stands right below.
  join(button) {
    const field = this.form.elements[button.dataset.field];
    const oneLine = field instanceof HTMLInputElement;
    field.value = oneLine ? button.dataset.joined.replaceAll("\n", " ") : button.dataset.joined;
    field.dispatchEvent(new Event("dispute:joined"));
    button.remove();
    (field.closest("[data-rich]") ?? field).after(this.actions);
    field.focus();
    this.ways.both();
  }

  close() {
    this.panel.remove();
    this.actions.remove();
  }
}
