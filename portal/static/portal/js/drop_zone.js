// Files dropped on an element marked data-drop are handed over as those of a choice are.
export function takeDrops(zone, receive) {
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    receive([...event.dataTransfer.files]);
  });
}
