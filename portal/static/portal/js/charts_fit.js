// The same option on a narrow page: names take further lines or stand aslant, so that none lies on another or is cut.
// Where there is room, nothing changes, and the page shows what the document prints.
const LEGEND = { sign: 23, gap: 16, tight: 8, line: 28, edge: 12, most: 5 };
const SMALL = { fontSize: 11, lineHeight: 13 };
const SLANT = 40;

// `room`: width and height in pixels; `measure(text, size)` gives pixels. Returns the option, and by how many pixels its
// canvas has to be taller.
export function fit(option, room, measure) {
  const chart = structuredClone(option);
  const widest = (names, size) => Math.max(0, ...names.map((name) => measure(String(name?.value ?? name), size)));
  const legend = fitLegend(chart, room.width, measure);
  fitRows(chart, room, widest);
  fitRadar(chart, room.width, measure);
  fitFlows(chart, room.width, widest);
  return { option: chart, extra: legend + fitColumns(chart, room.width, widest) };
}

function fitLegend(chart, width, measure) {
  if (!chart.legend) return 0;
  const names = chart.legend.data ?? chart.series.flatMap((one) => (one.type === "radar" ? one.data : [one]).map((entry) => entry.name ?? []));
  const wide = names.map((name) => LEGEND.sign + measure(name, 13));
  if (linesOf(wide, LEGEND.gap, width) === 1) return 0;
  const lines = linesOf(wide, LEGEND.tight, width);
  if (lines > LEGEND.most && chart.legend.type === "scroll") return 0;
  Object.assign(chart.legend, { type: "plain", itemGap: LEGEND.tight });
  const needed = lines * LEGEND.line + LEGEND.edge;
  const side = chart.legend.bottom === undefined ? "top" : "bottom";
  const more = Math.max(0, needed - (chart.grid?.[side] ?? LEGEND.line));
  if (chart.grid) chart.grid[side] += more;
  return more;
}

function linesOf(wide, gap, width) {
  let [lines, used] = [1, 0];
  for (const one of wide) {
    if (used && used + one > width - LEGEND.edge - 6) [lines, used] = [lines + 1, 0];
    used += one + gap;
  }
  return lines;
}

function fitRows(chart, room, widest) {
  const axis = chart.yAxis;
  if (axis?.type !== "category" || !axis.data?.length) return;
  if (chart.xAxis.type === "value") chart.xAxis.splitNumber = Math.min(5, Math.floor(room.width / 110));
  const most = Math.round(room.width * 0.36);
  if (widest(axis.data, 12) + 8 <= most) return;
  const row = (room.height - (chart.grid?.top ?? 60) - (chart.grid?.bottom ?? 60)) / axis.data.length;
  axis.axisLabel = { ...axis.axisLabel, ...SMALL, width: most - 8, overflow: row < 3 * SMALL.lineHeight ? "truncate" : "break" };
  if (chart.grid && !chart.grid.containLabel) chart.grid.left = Math.min(chart.grid.left, most);
}

// The names below columns share what is left of the width.
function fitColumns(chart, width, widest) {
  const axis = chart.xAxis;
  if (axis?.type !== "category" || !axis.data?.length) return 0;
  const taken = (chart.grid?.left ?? 60) + (chart.grid?.right ?? 16);
  const slot = (width - Math.min(taken, width / 2)) / axis.data.length;
  if (slot < 24) for (const one of chart.series.filter((series) => series.type === "heatmap")) one.label = { ...one.label, fontSize: 10 };
  const wide = widest(axis.data, axis.axisLabel?.fontSize ?? 13);
  const folds = axis.axisLabel?.overflow === "break" && slot >= axis.axisLabel.width;
  if (folds || wide <= slot - 6 || slot < 14) return 0;
  const rotate = slot < 30 ? 90 : SLANT;
  axis.axisLabel = { ...axis.axisLabel, ...SMALL, interval: 0, rotate, width: undefined, overflow: undefined };
  const tall = Math.ceil(Math.sin((rotate * Math.PI) / 180) * widest(axis.data, SMALL.fontSize)) + 22;
  const more = Math.max(0, tall - (chart.grid.containLabel ? LEGEND.line : chart.grid.bottom));
  if (!chart.grid.containLabel) chart.grid.bottom += more;
  return more;
}

function fitRadar(chart, width, measure) {
  if (!chart.radar?.indicator) return;
  const radius = (parseFloat(chart.radar.radius) / 100) * (width / 2);
  const lines = chart.radar.indicator.flatMap((one) => one.name.split("\n"));
  if (Math.max(...lines.map((line) => measure(line, 13))) + 15 <= width / 2 - radius * 0.95) return;
  const reach = Math.round(width * 0.22);
  const fold = (name) => folded(name.replaceAll("\n", /[a-z]/i.test(name) ? " " : ""), width / 2 - reach - 17, measure);
  chart.radar = { ...chart.radar, radius: reach, axisName: { ...chart.radar.axisName, ...SMALL } };
  chart.radar.indicator = chart.radar.indicator.map((one) => ({ ...one, name: fold(one.name) }));
}

// ECharts breaks every name but those of a radar: between words, and within what has none.
function folded(name, most, measure) {
  const lines = [""];
  for (const part of name.match(/[\x21-\x7e]+ ?|./g)) {
    if (lines.at(-1) && measure(lines.at(-1) + part.trimEnd(), SMALL.fontSize) > most) lines.push("");
    lines.push(lines.pop() + part);
  }
  return lines.map((line) => line.trim()).join("\n");
}

function fitFlows(chart, width, widest) {
  for (const one of chart.series.filter((series) => series.type === "sankey")) {
    const most = width / 2 - 34;
    if (widest(one.data.map((node) => node.name), 13) > most) one.label = { ...one.label, ...SMALL, width: most, overflow: "break" };
  }
}
