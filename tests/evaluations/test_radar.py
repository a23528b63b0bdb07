"""The radar's axes are the dimensions that are scored, each as long as what the scheme gives for it."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from evaluations.charts import dimension_radar, group_minima
from evaluations.definition import Level, Text
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.gates import AllOf, EveryGroupAtLeast, GroupAtLeast
from evaluations.peer_queries import peers_of
from evaluations.radar import radar_series
from evaluations.scoring import Answer, score
from portal.documents.charts import render_svgs
from portal.tenancy import scope
from tests.evaluations.factories import case
from tests.evaluations.schemes.reading import shipped
from tests.evaluations.test_filing_pages import client_of, url

SCHEMES = {
    "innovative-sme": {"C1": 40, "C2": 30, "C3": 30},
    "smart-manufacturing": {"P": 5, "T": 5, "R": 5, "M": 5},
    "iso9004-like": dict.fromkeys(("E5", "E6", "E7", "E8", "E9", "E10", "E11"), 5),
    "efqm-like": {"K1": 100, "K2": 100, "K3": 100, "K4": 200, "K5": 100, "K6": 200, "K7": 200},
    "sample-2025": dict.fromkeys(("D1", "D2", "D3", "D4", "D5"), 100),
}


def axes(option: dict[str, Any]) -> list[float]:
    return [axis["max"] for axis in option["radar"]["indicator"]]


@pytest.mark.parametrize("name", SCHEMES)
def test_the_best_answers_reach_the_end_of_every_axis_and_facts_have_none(name: str) -> None:
    definition = shipped(name)
    best = {item.code: Answer(item.scale.top.code, 1) for item in definition.items}
    option, table = dimension_radar(definition, [("Best", score(definition, best).scores)])
    assert axes(option) == list(SCHEMES[name].values())
    assert option["series"][0]["data"][0]["value"] == axes(option)
    assert [row[0] for row in table["rows"]] == [definition.group(code).title.zh for code in SCHEMES[name]]


def test_half_the_points_lie_half_way_along_an_axis_of_its_own_length() -> None:
    definition = shipped("efqm-like")
    half = {item.code: Answer("50") for item in definition.items}
    option, _table = dimension_radar(definition, [("Half", score(definition, half).scores)])
    assert option["series"][0]["data"][0]["value"] == [end / 2 for end in axes(option)]


def test_a_dimension_that_counts_for_nobody_here_has_no_value_and_still_draws() -> None:
    definition = shipped("innovative-sme")
    option, table = dimension_radar(definition, [("Found", {"C1": Decimal("39.996"), "C2": Decimal(15)})])
    assert option["series"][0]["data"][0]["value"] == [39.99, 15, None]
    assert [row[1] for row in table["rows"]] == [39.99, 15, "—"]
    assert "NaN" not in next(render_svgs([option]))


def test_what_a_group_inside_a_dimension_needs_is_no_need_of_the_dimension() -> None:
    definition = shipped("smart-manufacturing")
    asked = AllOf((GroupAtLeast("P1", Decimal(2)), GroupAtLeast("T", Decimal(1)), EveryGroupAtLeast(Decimal("0.5"))))
    needs = group_minima(definition, Level("L", Text("级", "Level"), asked))
    assert needs == {"P": Decimal("0.5"), "T": 1, "R": Decimal("0.5"), "M": Decimal("0.5")}
    inner = AllOf((GroupAtLeast("P1", Decimal(2)),))
    assert group_minima(definition, Level("L", Text("级", "Level"), inner)) == {}


@pytest.mark.django_db
def test_the_page_holds_the_answers_against_what_the_next_stage_needs() -> None:
    """All at rung 3 is 60 of 100 and the third stage; the fourth asks 64 of each dimension and 68 of the fourth."""
    made = case(rung="3")
    with scope(made.filler) as actor, translation.override("en"):
        filing = own_filing(actor, made.filing.pk)
        found, peers = standpoint_of(filing), peers_of(filing)
        option, table = dimension_radar(found.definition, radar_series(found, peers))
    assert table["head"][1:] == ["Your answers", "Needed for the next stage"]
    assert [series["value"] for series in option["series"][0]["data"]] == [[60.0] * 5, [64.0, 64.0, 64.0, 68.0, 64.0]]
    page = client_of(made.filler).get(url("standing", made)).content.decode()
    assert "更高等级的最低要求" in page
    assert "[64.0, 64.0, 64.0, 68.0, 64.0]" in page
