import { say } from "./words.js";

// A button with data-copy copies that text and says so in its own status line.
export function copyOnClick(root) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const line = button.querySelector("[role=status]") ?? button;
    const label = (button.dataset.label ??= line.textContent);
    line.textContent = await copied(button.dataset.copy);
    setTimeout(() => { line.textContent = label; }, 2500);
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return say("copied");
  } catch {
    return say("copyFailed");
  }
}
