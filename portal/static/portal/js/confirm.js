// A form with data-confirm="dialog id" asks in that dialog before it posts.
export function askBeforeSending(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const dialog = form.dataset.confirm && document.getElementById(form.dataset.confirm);
    if (!dialog || form.dataset.confirmed) return;
    event.preventDefault();
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => send(form, dialog), { once: true });
    dialog.showModal();
  });
}

function send(form, dialog) {
  if (dialog.returnValue !== "yes") return;
  form.dataset.confirmed = "yes";
  form.requestSubmit();
}
