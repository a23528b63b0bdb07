"""Standards of score bands without levels: how the next band is reached, in the engine, on the pages, in PDF and API."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.explanation_document import build_explanation
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.peer_queries import peers_of
from evaluations.scoring import apply_way, explain, find_shortest_way, score
from evaluations.what_if import try_changes, way_changes
from portal.tenancy import scope
from tests.evaluations.factories import Case
from tests.evaluations.mixed_standards import Data, group, item, level, rungs, standard, text_of, words
from tests.evaluations.schemes.reading import claims, shipped
from tests.evaluations.schemes.test_efqm_like import EXAMPLE
from tests.evaluations.standards import publish
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import opened

STARTS = {"LOW": 0, "MID": 40, "HIGH": 75}
STEPS = rungs(0, 30, 70, 100, codes="1234")
TREE = [group("A", *[item(f"A{n}", STEPS) for n in "12"]), group("B", *[item(f"B{n}", STEPS) for n in "123"])]
BANDS: list[Data] = [{"code": code, "name": words(f"{code} band"), "from": start} for code, start in STARTS.items()]
BANDED = text_of(TREE, bands=BANDS)
CODES = ("A1", "A2", "B1", "B2", "B3")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("1234"), min_size=5, max_size=5))
def test_the_way_to_a_band_is_the_way_to_a_level_that_asks_for_its_total(said: list[str]) -> None:
    banded = standard(TREE, bands=BANDS)
    levelled = standard(TREE, [level(code, {"total": {"min": start}}) for code, start in STARTS.items()])
    answers = claims(dict(zip(CODES, said, strict=True)))
    band, same = score(banded, answers), score(levelled, answers)
    assert band.band
    assert (band.band.code, band.next_band and band.next_band.code) == (same.level, same.next_level)
    assert find_shortest_way(banded, answers) == find_shortest_way(levelled, answers)


def test_476_points_of_1000_need_one_item_and_five_steps_to_500() -> None:
    """24 points are missing; one of the two results of K6 and K7, 100 points each in steps of 5, gives 25."""
    definition = shipped("efqm-like")
    result = explain(definition, EXAMPLE)
    assert result.next_band
    assert result.next_band.code == "B500"
    way = result.shortest_way
    assert way
    assert way.exact
    ((changed),) = way.changes
    assert changed.item.startswith(("K6.", "K7."))
    assert int(changed.to_rung or 0) - int(changed.from_rung or 0) == 25
    assert score(definition, apply_way(EXAMPLE, way)).total == 501


def test_at_the_top_band_there_is_no_way_and_a_climb_may_be_too_short() -> None:
    definition = standard(TREE, bands=BANDS)
    assert find_shortest_way(definition, claims(dict.fromkeys(CODES, "4"))) is None
    short = find_shortest_way(definition, claims(dict.fromkeys(CODES, "1")), climb=1)
    assert short
    assert not short.possible


def told(said: str) -> Case:
    return opened(publish(BANDED), dict.fromkeys(CODES, said))


@pytest.mark.django_db
def test_the_page_says_how_the_next_band_is_reached_and_speaks_of_no_stage() -> None:
    made = told("2")
    text = client_of(made.filler).get(url("standing", made)).content.decode()
    assert "升到“MID band”的最短路径" in text
    assert "即可达到更高评分档次" in text
    assert "LOW band" in text
    for word in ("各等级的条件", "经验级", "尚未作答"):
        assert word not in text
    taken = client_of(made.filler).post(url("what-if", made), {"take": "way"}, headers={"HX-Request": "true"})
    assert "可达到“MID band”" in taken.content.decode()


@pytest.mark.django_db
def test_the_api_and_the_document_say_the_same() -> None:
    made = told("2")
    with scope(made.filler) as actor:
        filing = own_filing(actor, made.filing.pk)
        found, peers = standpoint_of(filing), peers_of(filing)
    way = found.explanation.way
    assert way
    answer = client_of(made.filler).get(f"/api/v1/filings/{made.filing.pk}/explanation/").json()["explanation"]
    assert answer["next_band"]["en"] == "MID band"
    assert {step["item"] for step in answer["way"]["steps"]} == way.codes
    with scope(made.filler), translation.override("en"):
        text = str(build_explanation(filing, found, peers, None, timezone.localdate()))
    assert "The shortest way up to “MID band”" in text
    assert "('Band', 'LOW band')" in text
    assert "Provisional stage" not in text
    assert "What each stage asks for" not in text
    trial = try_changes(found.definition, found.answers, way_changes(found.detail["shortest_way"], found.answers))
    assert trial.rises
    assert trial.after
    assert trial.after.code == "MID"


@pytest.mark.django_db
def test_answers_that_reach_no_level_are_not_called_unanswered() -> None:
    text = text_of(TREE, [level("L1", {"total": {"min": 90}})])
    made = opened(publish(text), dict.fromkeys(CODES, "2"))
    panel = client_of(made.filler).get(url("standing", made), headers={"HX-Request": "true"}).content.decode()
    assert "尚未作答" not in panel
    assert "未达最低等级" in panel
    home = client_of(made.filler).get(reverse("evaluations:home")).content.decode()
    assert "尚未作答" not in home


def test_a_ladder_of_seven_levels_has_seven_steps() -> None:

    stages = [type("Stage", (), {"rank": n, "title_zh": f"第{n}档", "title_en": ""})() for n in range(1, 8)]
    page = Template("{% load ui %}{% ladder stage stages=stages %}").render(
        Context({"stage": stages[5], "stages": stages})
    )
    assert [word for word in (f"第{n}档" for n in range(1, 8)) if word not in page] == []
    assert page.count("is-climbed") == 6
