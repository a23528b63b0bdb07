// Draws one ECharts option to an SVG string; runs in the embedded V8, where there is neither a page nor a clock.
function renderChart(option, theme, width, height) {
  const chart = echarts.init(null, theme, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ ...option, animation: false });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
