// Says at once and every 25 seconds that the page is before somebody's eyes; htmx asks the server who else is here.
const BEAT = 25000;

export function start(box) {
  let last = Date.now();
  const beat = () => {
    if (document.visibilityState !== "visible") return;
    last = Date.now();
    window.htmx?.trigger(box, "presence:beat");
  };
  beat();
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", () => { if (Date.now() - last > BEAT) beat(); });
}
