import pytest

from portal.documents.charts import ChartFailed, render_svgs
from portal.documents.theme import load_theme
from tests.portal.documents.samples import BARS, IMPOSSIBLE


def test_a_chart_is_drawn_with_the_shared_theme() -> None:
    (svg,) = render_svgs([BARS], height=240)
    assert svg.startswith('<svg width="600" height="240"')
    assert load_theme()["color"][0] in svg
    assert "Noto Sans CJK SC" in svg
    assert "经验级" in svg


def test_each_chart_may_have_its_own_height() -> None:
    heights = [svg.split('height="')[1].split('"')[0] for svg in render_svgs([BARS, BARS], height=[200, 300])]
    assert heights == ["200", "300"]


def test_names_cannot_become_markup() -> None:
    (svg,) = render_svgs([{**BARS, "legend": {"data": ["自评<b>"]}}])
    assert "<b>" not in svg
    assert "自评&lt;b&gt;" in svg


def test_nothing_to_draw() -> None:
    assert list(render_svgs([])) == []


def test_an_impossible_chart_is_reported() -> None:
    with pytest.raises(ChartFailed, match="could not be drawn"):
        list(render_svgs([IMPOSSIBLE]))
