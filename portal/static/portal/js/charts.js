import { fit } from "./charts_fit.js";
import { say } from "./words.js";

let library;
let theme;
let pen;

function loadLibrary() {
  library ??= Promise.all([addScript(document.body.dataset.echarts), fetchTheme()]).then(() => {
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
  theme = await response.json();
  return theme;
}

function measure(text, size) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `${size}px ${theme.textStyle.fontFamily}`;
  return pen.measureText(text).width;
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
    const option = adapt(JSON.parse(document.getElementById(figure.dataset.chart).textContent), caption);
    const chart = echarts.init(canvas, "portal", { renderer: "canvas" });
    const height = canvas.clientHeight;
    let width;
    const show = () => {
      if (canvas.clientWidth !== width) {
        width = canvas.clientWidth;
        const fitted = fit(option, { width, height }, measure);
        canvas.style.height = `${height + fitted.extra}px`;
        chart.resize();
        chart.setOption(fitted.option, true);
      }
    };
    new ResizeObserver(show).observe(canvas);
    show();
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
