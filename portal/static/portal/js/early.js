// Loaded before the page is drawn. What somebody clicks, presses or types while the page's parts are still on their way is kept
// and done once main.js says that they are awake: on a slow line no click is lost, and no key hits what is being left.
(() => {
  const LONGEST = 4000; // then the browser does it, as if there were no script
  const HELD = "button, a[data-open], a[hx-get]";
  const FIELD = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
  const kept = [];
  let longest;

  function keep(event) {
    if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = { click: clicked, keydown: pressed }[event.type]?.(event);
    if (!target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    longest ??= setTimeout(release, LONGEST);
    if (event.type === "click" && kept.some((one) => one.type === "click" && one.target === target)) return;
    kept.push({ type: event.type, target, key: event.key });
  }

  const clicked = (event) => !event.shiftKey && !event.button && event.target.closest(HELD);
  const pressed = (event) => event.key.length === 1 && event.key !== " " && !event.target.closest(FIELD) && event.target;

  // The browser does these itself; the parts only have to hear of them.
  function note({ type, target, isTrusted }) {
    if (isTrusted && target !== document && target !== window) kept.push({ type, target });
  }

  const HELD_EVENTS = ["click", "keydown"];
  const NOTED_EVENTS = ["focusin", "input", "change"];
  for (const type of HELD_EVENTS) window.addEventListener(type, keep, true);
  for (const type of NOTED_EVENTS) window.addEventListener(type, note, true);
  document.addEventListener("portal:awake", release);

  function release() {
    clearTimeout(longest);
    document.removeEventListener("portal:awake", release);
    for (const type of HELD_EVENTS) window.removeEventListener(type, keep, true);
    for (const type of NOTED_EVENTS) window.removeEventListener(type, note, true);
    for (const one of kept.splice(0)) if (one.target.isConnected) redo(one);
  }

  function redo({ type, target, key }) {
    if (type === "click") target.click();
    else if (type === "keydown") target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }));
    else target.dispatchEvent(new Event(type, { bubbles: true }));
  }
})();
