// Whose page this is. The server refuses what a page sends for one person while another is signed in.
export const actor = document.body.dataset.actor ?? "";

// The cookie's is the newest; a page's own may be older than the present session.
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function headersOf({ key = "", follows = [] } = {}) {
  const headers = { Accept: "application/json", "X-Actor": actor, "X-CSRFToken": csrfToken() };
  if (key) headers["Idempotency-Key"] = key;
  if (follows.length) headers["Idempotency-Follows"] = follows.join(",");
  return headers;
}

// "me", "another" with a sentence that names them, "nobody", or "offline".
export async function whoIsHere() {
  try {
    const response = await fetch(document.body.dataset.me, { headers: headersOf(), redirect: "manual" });
    if (response.status === 412) return { how: "another", reason: (await response.json()).message };
    return { how: response.ok ? "me" : "nobody" };
  } catch {
    return { how: "offline" };
  }
}
