// What htmx brings for a form, refused or not, takes its place only when it is the part of the page that carries `mark`.
// Anything else, such as the page for signing in, the browser asks for itself and shows as the page that it is.
export function takeOnly(mark, form, answer) {
  if (answer.requestConfig.elt !== form) return;
  answer.shouldSwap = answer.serverResponse.includes(mark);
  answer.isError &&= !answer.shouldSwap;
  if (!answer.shouldSwap) form.submit();
}
