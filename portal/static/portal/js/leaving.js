// A link that is followed right after typing waits for the save, so that the next page shows what was typed. It waits no
// longer than a moment, and never for a network that is away: what is not saved then goes as the page's last word.
const LONGEST = 1500;

// `pending`: whether a save is due or under way; `settle` sends what is due and is fulfilled with its answer.
export function holdLinks(pending, settle) {
  let wish = null; // the link held last, unless something else was asked for since
  window.addEventListener("submit", () => { wish = null; }, { capture: true });
  // On the window: whoever takes the link for something of its own has said so by then.
  window.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !leads(event, link)) return;
    wish = pending() ? link : null;
    if (!wish) return;
    event.preventDefault();
    await Promise.race([settle().catch(() => {}), new Promise((done) => setTimeout(done, LONGEST))]);
    if (wish === link) window.location.assign(link.href);
  });
}

// Whether the browser would leave this page for another one of the portal, here.
function leads(event, link) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  if ((link.target && link.target !== "_self") || link.hasAttribute("download") || link.origin !== window.location.origin) return false;
  return `${link.pathname}${link.search}` !== `${window.location.pathname}${window.location.search}`;
}
