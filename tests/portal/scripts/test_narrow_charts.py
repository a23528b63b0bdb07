"""Every kind of chart on a telephone, in English, whose names are long: no name lies on another or leaves the picture."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Page

from evaluations.charts import dimension_radar
from evaluations.procedure_chart import draw_days
from portal.documents.model import ChartOption
from reporting import desk_charts, figures
from tests.evaluations.schemes.reading import shipped
from tests.portal.scripts.served import ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
PAGE = """<!DOCTYPE html><html lang="en"><head><title>x</title><link rel="stylesheet" href="/static/portal/css/parts.css"></head>
<body data-echarts="/static/vendor/echarts/echarts.min.js" data-chart-theme="/static/portal/charts/theme.json">
{% load ui %}{% chart option None "Chart" %}
{% script_words %}<script type="module" src="/static/portal/js/main.js"></script></body></html>"""
# The texts that are drawn, each as the four corners of what is inked of its line; and those of two names that meet, or are cut.
COLLISIONS = """(canvas) => {
  const chart = echarts.getInstanceByDom(canvas), [width, height] = [chart.getWidth(), chart.getHeight()];
  const drawn = chart.getZr().storage.getDisplayList(true).filter((one) => one.type === 'tspan' && one.style.text.trim() && !one.invisible && one.style.opacity !== 0);
  const boxes = drawn.map((one) => {
    const box = one.getBoundingRect(), m = one.getComputedTransform() ?? [1, 0, 0, 1, 0, 0];
    const corners = [[box.x + 1, box.y + box.height / 5], [box.x + box.width - 1, box.y + box.height / 5], [box.x + box.width - 1, box.y + box.height * 4 / 5], [box.x + 1, box.y + box.height * 4 / 5]];
    return { of: one.parent, text: one.style.text, corners: corners.map(([x, y]) => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]]) };
  });
  const apart = (one, other, [ax, ay], [bx, by]) => {
    const [nx, ny] = [ay - by, bx - ax], along = (box) => box.corners.map(([x, y]) => nx * x + ny * y);
    return Math.max(...along(one)) <= Math.min(...along(other)) || Math.max(...along(other)) <= Math.min(...along(one));
  };
  const meet = (one, other) => ![one, other].some((box) => [0, 1].some((place) => apart(one, other, box.corners[place], box.corners[place + 1])));
  const found = boxes.filter((box) => box.corners.some(([x, y]) => x < -1 || y < -1 || x > width + 1 || y > height + 1)).map((box) => `cut: ${box.text}`);
  boxes.forEach((one, place) => boxes.slice(place + 1).forEach((other) => { if (one.of !== other.of && meet(one, other)) found.push(`${one.text} × ${other.text}`); }));
  return [boxes.length, found];
}"""
DRAWN = "() => window.echarts?.getInstanceByDom(document.querySelector('.chart-canvas'))?.getZr().storage.getDisplayList(true).length"
LEVELS = ["Experience-based", "Inspection-based", "Assurance-based", "Prevention-based", "Excellence-based"]
DIMENSIONS = [
    "Quality awareness and leadership", "Quality management system", "Drivers of quality development",
    "Digital quality management", "Quality performance",
]  # fmt: skip
SIZES = ["Large", "Medium", "Small", "Micro"]
BANDS = [f"{low}–{low + 10}" for low in range(0, 100, 10)]
COUNTS = [23, 46, 26, 5, 1]
COLOURED = list(zip(LEVELS, figures.ladder_colours(5), strict=True))
CHARTS = {
    "ladder": figures.ladder_option(LEVELS, [("Declared", COUNTS), ("Reviewed", [23, 54, 20, 3, 1])]),
    "funnel": figures.funnel_option([(name, 101) for name in ("Begun", "Submitted", "Review begun", "Determined")]),
    "radar": figures.radar_option(DIMENSIONS, [("2024", [50, 48, 47, 49, 50]), ("2025", [51, 50, 49, 50, 52])]),
    "cities": figures.bars_option([(f"杭州市{n}", COUNTS) for n in range(11)], LEVELS),
    "sizes": figures.heatmap_option([(name, COUNTS) for name in SIZES], LEVELS),
    "bands": figures.heatmap_option([(name, [0, 1, 13, 20, 19, 7, 2, 0, 0, 0]) for name in DIMENSIONS], BANDS, left=128),
    "moves": figures.sankey_option(
        [*COLOURED, ("Not determined last year", figures.NEW)],
        COLOURED,
        [(0, 0, 20), (0, 1, 10), (1, 1, 30), (1, 2, 8), (2, 2, 15), (3, 3, 6), (5, 1, 9), (5, 4, 6)],
    ),
    "spread": figures.boxplot_option([(name, [24, 42, 50, 60, 80]) for name in SIZES], "points"),
    "years": figures.years_option(["2024", "2025"], [(name, [20, 30]) for name in LEVELS], ("Mean total score", [48, 51])),
    "divisions": desk_charts.divisions_option([(f"C{n} Manufacture of general equipment", COUNTS) for n in range(8)], LEVELS),
    "provinces": desk_charts.compare_option([(f"新疆生产建设兵团{n}", n) for n in range(9)], "enterprises"),
    "track": desk_charts.track_option([2025, 2026, 2027], [90, 180, None], [None, 150, 300], [None, 180, 300]),
}  # fmt: skip


def drawn(page: Page, server: Server, option: ChartOption, width: int) -> tuple[int, list[str]]:
    with translation.override("en"):
        server.pages["/chart"] = Template(PAGE).render(Context({"option": option}))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{ORIGIN}/chart", wait_until="networkidle")
    page.wait_for_function(DRAWN)
    count, found = page.locator(".chart-canvas").evaluate(COLLISIONS)
    return count, found


@pytest.mark.parametrize("kind", CHARTS)
def test_no_name_lies_on_another_or_is_cut(kind: str, page: Page, server: Server) -> None:
    count, found = drawn(page, server, CHARTS[kind], 302)
    assert count >= 4
    assert not found, found


def test_a_legend_in_one_line_to_be_turned_over_takes_several(page: Page, server: Server) -> None:
    with translation.override("en"):
        days = [(day, date(2026, 7 + month, 1)) for month, day in enumerate(("Submission", *LEVELS))]
        option, _table = draw_days(date(2026, 6, 1), days)
    count, found = drawn(page, server, option, 302)
    assert count > len(days)
    assert not found, found


def test_a_dimension_radar_in_the_side_of_a_page(page: Page, server: Server) -> None:
    with translation.override("en"):
        definition = shipped("sample-2025")
        option, _table = dimension_radar(definition, [("Self-declared", {}), ("Found in review", {})])
    _count, found = drawn(page, server, option, 302)
    assert not found, found


def test_where_there_is_room_the_page_shows_what_the_document_prints(page: Page, server: Server) -> None:
    drawn(page, server, CHARTS["sizes"], 900)
    shown = page.locator(".chart-canvas").evaluate("(it) => echarts.getInstanceByDom(it).getOption()")
    assert shown["xAxis"][0]["axisLabel"]["width"] == figures.WRAPPED["width"]
    assert shown["grid"][0]["left"] == 72
