"""The nation on its way to the targets: stock, new ones and what is needed, each against numbers counted by hand."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from evaluations.queries import all_rounds, round_of
from portal.tenancy import scope
from reporting.targets import TARGETS
from reporting.tracker import Aim, Track, YearCount, track_targets
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import signed_in
from tests.reporting.factories import filing

DJANGO = pytest.mark.django_db


def tracks(year: int) -> dict[str, Track]:
    with scope(factories.officer()) as officer:
        latest = round_of(year)
        assert latest
        found = track_targets(officer, [latest, *all_rounds().filter(year__lt=year)])
    return {track.code: track for track in found}


@DJANGO
def test_stock_new_and_reached_by_year() -> None:
    one, other, third = (factories.enterprise() for _ in range(3))
    ningbo = factories.enterprise("330203", under="330200")
    for company, year, level in (
        (one, 2024, "L2"), (one, 2025, "L2"), (one, 2026, "L3"),
        (other, 2025, "L2"), (other, 2026, "L2"),
        (third, 2026, "L2"), (ningbo, 2026, "L2"),
    ):  # fmt: skip
        filing(company, year=year, declared=level, reviewed=level, total=60)
    found = tracks(2026)
    assert set(found) == {"L2", "L3", "L4", "L5"}
    assert found["L2"].years == (YearCount(2024, 1, 1, 1), YearCount(2025, 2, 1, 2), YearCount(2026, 3, 2, 4))
    assert found["L3"].years[-1] == YearCount(2026, 1, 1, 1)
    assert [aim.reached for aim in found["L2"].aims] == [2, 4], "what 2025 reached stays what it was"
    assert tracks(2025)["L2"].years[-1] == YearCount(2025, 2, 1, 2)


@pytest.mark.parametrize(
    ("aim", "left", "yearly"),
    [
        (Aim(2027, 10_000, 3_211, 2025), 6_789, 3_395),
        (Aim(2027, 10_000, 10_000, 2025), 0, None),
        (Aim(2025, 5_000, 4_000, 2025), 1_000, None),
        (Aim(2025, None, 0, 2024), 1, 1),
        (Aim(2025, None, 3, 2024), 0, None),
        (Aim(2027, 10, 0, 2026), 10, 10),
    ],
)
def test_what_is_needed_is_what_is_missing_over_the_rounds_left(aim: Aim, left: int, yearly: int | None) -> None:
    assert (aim.left, aim.yearly) == (left, yearly)


def test_the_arithmetic_is_shown() -> None:
    with translation.override("zh-hans"):
        assert "（10000−3211）÷2轮=每轮新增3395家" in Aim(2027, 10_000, 3_211, 2025).sentence.replace(" ", "")
    with translation.override("en"):
        assert (
            Aim(2027, 10_000, 3_211, 2025).sentence
            == "2027: (10,000 − 3,211) ÷ 2 rounds = 3,395 new ones in each round."
        )
        assert "short" in Aim(2025, 5_000, 4_000, 2025).sentence
        assert "reached" in Aim(2025, 5_000, 5_000, 2025).sentence


def test_the_line_of_what_is_needed_leads_to_the_target() -> None:
    aims = (Aim(2025, 5_000, 4_000, 2025), Aim(2027, 10_000, 4_000, 2025))
    track = Track("L2", "检验级", (YearCount(2024, 3_000, 3_000, 3_000), YearCount(2025, 3_500, 1_000, 4_000)), aims)
    lines: list[list[Any]] = [line["data"] for line in track.option["series"]]
    assert track.option["xAxis"]["data"] == ["2024", "2025", "2026", "2027"]
    assert lines == [[3000, 4000, None, None], [None, 5000, None, 10000], [None, 4000, 7000, 10000]]
    assert [row["target"] for row in track.rows] == [None, 5000, 10000]


@DJANGO
def test_only_published_targets_are_shown() -> None:
    yearly_round(2026)
    aims = {code: tuple((aim.year, aim.number) for aim in track.aims) for code, track in tracks(2026).items()}
    assert aims == {
        "L2": ((2025, 5_000), (2027, 10_000)),
        "L3": ((2025, 500), (2027, 1_000)),
        "L4": ((2025, 50), (2027, 100)),
        "L5": ((2025, None), (2027, 10)),
    }
    assert set(TARGETS) == {2025, 2027}


@DJANGO
def test_the_page_has_a_chart_and_a_table_for_each_level() -> None:
    filing(factories.enterprise(), year=2026, declared="L2", reviewed="L2", total=60)
    client = signed_in(factories.officer())
    text = client.get(reverse("reporting:targets", args=[2026])).content.decode()
    assert text.count("data-chart=") == 4
    assert "工信部联科〔2023〕249号" in text
    assert client.get(reverse("reporting:targets", args=[2031])).status_code == 404
