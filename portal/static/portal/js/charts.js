import { say } from "./words.js";

let library;

function loadLibrary() {
  library ??= Promise.all([addScript(document.body.dataset.echarts), fetchTheme()]).then(([, theme]) => {
    window.echarts.registerTheme("portal", theme);
    return window.echarts;
  });
  return library;
}

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function fetchTheme() {
  const response = await fetch(document.body.dataset.chartTheme);
  return response.json();
}

// Canvas and a rich-text tooltip: ECharts' SVG and HTML tooltips write style attributes, which the page's policy refuses.
// The caption is what a chart is called; ECharts writes it anew each time it draws, so it must know it.
function adapt(option, caption) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { ...option, animation: !still, tooltip: { trigger: "item", ...option.tooltip, renderMode: "richText" }, aria: { enabled: true, label: caption ? { description: caption } : {} } };
}

async function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  try {
    const echarts = await loadLibrary();
    const caption = canvas.getAttribute("aria-label");
    const chart = echarts.init(canvas, "portal", { renderer: "canvas" });
    chart.setOption(adapt(JSON.parse(document.getElementById(figure.dataset.chart).textContent), caption));
    new ResizeObserver(() => chart.resize()).observe(canvas);
  } catch {
    canvas.hidden = true;
    figure.querySelector(".chart-note").textContent = say("chartFailed");
    figure.querySelector(".chart-figures")?.setAttribute("open", "");
  }
}

export function start(figure) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw(figure);
  }, { rootMargin: "300px" });
  watcher.observe(figure);
}
