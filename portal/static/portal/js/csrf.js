// The token of the moment: after signing in again a form's own is stale, the cookie's is not.
export function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) || form.elements.csrfmiddlewaretoken?.value || "";
}
