"""Every count of a snapshot against filings written by hand; other authorities' rows are never in it."""

import pytest

from evaluations.enums import FilingState
from evaluations.statistics import count_new_enterprises
from portal.enums import SizeClass
from portal.errors import Refused
from portal.models import Enterprise
from portal.tenancy import Actor, scope
from reporting.national import measure_targets
from reporting.services.snapshots import count_round, take_snapshot
from reporting.snapshot_schema import GroupRow, SnapshotData
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.reporting.factories import YEAR, filing, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
BEFORE = YEAR - 1


def in_division(company: Enterprise, division: str) -> Enterprise:
    with seeding():
        Enterprise.objects.filter(pk=company.pk).update(division_id=division)
    return company


@pytest.fixture
def zhejiang() -> Actor:
    """Three determined, one submitted, one returned, one draft in Zhejiang; one each in Ningbo and Guangdong."""
    lowered = factories.enterprise("330106")
    filing(lowered, declared="L3", reviewed="L2", total=50)
    filing(lowered, year=BEFORE, declared="L1", reviewed="L1", total=40)
    same = factories.enterprise("330106")
    filing(same, declared="L2", reviewed="L2", total=60)
    filing(same, year=BEFORE, declared="L2", reviewed="L2", total=50)
    raised = in_division(factories.enterprise("330402", size=SizeClass.LARGE), "C13")
    filing(raised, declared="L2", reviewed="L3", total=70)
    filing(factories.enterprise("330106"), state=FilingState.SUBMITTED, declared="L1")
    filing(factories.enterprise("330106"), state=FilingState.RETURNED, declared="L1")
    filing(factories.enterprise("330106"), state=FilingState.DRAFT)
    filing(factories.enterprise("330203", under="330200"), declared="L4", reviewed="L4", total=80)
    filing(factories.enterprise("440106", under="440000"), declared="L5", reviewed="L5", total=95)
    return factories.reviewer("330000")


def counted(actor: Actor, code: str = "330000") -> SnapshotData:
    with scope(actor):
        return count_round(actor=actor, authority=factories.authority(code), year=YEAR)


def by_code(rows: list[GroupRow]) -> dict[str, tuple[int, int, list[int]]]:
    return {row["code"]: (row["filings"], row["determined"], row["levels"]) for row in rows}


def figure(data: SnapshotData, code: str) -> int | float | None:
    return next(row["value"] for row in data["figures"] if row["code"] == code)


def test_states_and_ladder_are_counted(zhejiang: Actor) -> None:
    data = counted(zhejiang)
    none = dict.fromkeys(map(str, FilingState), 0)
    assert data["states"] == none | {"draft": 1, "submitted": 1, "returned": 1, "determined": 3}
    ladder = [(row["level"], row["declared"], row["reviewed"]) for row in data["ladder"]]
    assert ladder == [(0, 0, 0), (1, 0, 0), (2, 2, 2), (3, 1, 1), (4, 0, 0), (5, 0, 0)]
    assert data["agreement"] == {"equal": 1, "lower": 1, "higher": 1}


def test_groups_are_counted(zhejiang: Actor) -> None:
    data = counted(zhejiang)
    assert by_code(data["divisions"]) == {"C13": (1, 1, [0, 0, 0, 1, 0, 0]), "C36": (4, 2, [0, 0, 2, 0, 0, 0])}
    assert by_code(data["sizes"]) == {"large": (1, 1, [0, 0, 0, 1, 0, 0]), "small": (4, 2, [0, 0, 2, 0, 0, 0])}
    assert [row["code"] for row in data["sizes"]] == ["large", "small"]
    assert by_code(data["cities"]) == {
        "330100": (4, 2, [0, 0, 2, 0, 0, 0]),
        "330400": (1, 1, [0, 0, 0, 1, 0, 0]),
    }


def test_scores_and_moves_are_counted(zhejiang: Actor) -> None:
    data = counted(zhejiang)
    assert (data["mean_total"], data["mean_total_before"]) == (60.0, 45.0)
    assert {(row["mean"], row["median"], row["mean_before"]) for row in data["dimensions"]} == {(60.0, 60.0, 45.0)}
    moves = {(row["before"], row["after"]): row["count"] for row in data["moves"]}
    assert moves == {(1, 2): 1, (2, 2): 1, (None, 3): 1}
    spreads = {row["code"]: (row["count"], row["minimum"], row["median"], row["maximum"]) for row in data["spreads"]}
    assert spreads == {"large": (1, 70.0, 70.0, 70.0), "small": (2, 50.0, 55.0, 60.0)}


def test_headline_figures_follow(zhejiang: Actor) -> None:
    data = counted(zhejiang)
    expected = {
        "filings.started": 6,
        "filings.submitted": 5,
        "filings.determined": 3,
        "filings.completion": 60.0,
        "levels.agreement": 33.3,
        "levels.lowered": 1,
        "levels.raised": 1,
        "scores.mean": 60.0,
        "scores.change": 15.0,
        "moves.up": 1,
        "moves.same": 1,
        "moves.down": 0,
        "moves.new": 1,
        "coverage.divisions": 2,
        "coverage.cities": 2,
    }
    assert {code: figure(data, code) for code in expected} == expected


def test_a_separately_listed_city_counts_for_itself(zhejiang: Actor) -> None:
    data = counted(factories.reviewer("330200"), "330200")
    assert data["states"]["determined"] == 1
    assert [row["code"] for row in data["cities"]] == ["330200"]
    assert "330200" not in by_code(counted(zhejiang)["cities"])


def test_the_nation_counts_every_enterprise_once(zhejiang: Actor) -> None:
    officer = factories.officer()
    with scope(officer):
        data = count_round(actor=officer, authority=factories.ministry(), year=YEAR)
        found = count_new_enterprises(officer, [BEFORE, YEAR])
    assert data["nation"]
    assert data["states"]["determined"] == 5
    assert found[BEFORE] == {"L1": 1, "L2": 1, "L3": 0, "L4": 0, "L5": 0}
    assert found[YEAR] == {"L1": 1, "L2": 2, "L3": 1, "L4": 1, "L5": 1}


def test_an_enterprise_is_new_to_a_level_once() -> None:
    company, officer = factories.enterprise(), factories.officer()
    filing(company, year=BEFORE - 1, reviewed="L2", total=50)
    filing(company, year=BEFORE, reviewed="L3", total=70)
    filing(company, reviewed="L2", total=50)
    with scope(officer):
        assert count_new_enterprises(officer, [YEAR]) == {YEAR: {"L2": 1, "L3": 1}}


def test_targets_look_no_further_than_their_year(zhejiang: Actor) -> None:
    officer = factories.officer()
    with scope(officer):
        lines = measure_targets(officer, yearly_round(YEAR))
    goals = [[(goal.year, goal.number, goal.reached) for goal in line.goals] for line in lines]
    assert goals[0] == [(2025, 50_000, None), (2027, 100_000, None)]
    assert goals[1] == [(2025, 5_000, 1), (2027, 10_000, 2)]
    assert goals[4] == [(2025, None, 0), (2027, 10, 1)]
    assert lines[4].goals[1].share == 10.0


def test_an_empty_round_is_counted_too() -> None:
    yearly_round(YEAR)
    data = counted(factories.reviewer("460000"), "460000")
    assert set(data["states"].values()) == {0}
    assert [*data["divisions"], *data["moves"], *data["spreads"]] == []
    assert data["mean_total"] is None


def test_a_year_without_a_round_is_a_sentence() -> None:
    actor = factories.reviewer()
    with scope(actor), pytest.raises(Refused, match="2031"):
        count_round(actor=actor, authority=factories.authority(), year=2031)


def test_a_frozen_snapshot_stays_when_filings_move(zhejiang: Actor) -> None:
    made = summary(zhejiang)
    with scope(zhejiang):
        first = take_snapshot(actor=zhejiang, summary=made)
    filing(factories.enterprise("330106"), declared="L2", reviewed="L2", total=60)
    with scope(zhejiang):
        second = take_snapshot(actor=zhejiang, summary=made)
        first.refresh_from_db()
    assert figure(first.data, "filings.determined") == 3
    assert figure(second.data, "filings.determined") == 4
    assert first.data_hash != second.data_hash


def test_nobody_elses_name_is_in_a_snapshot(zhejiang: Actor) -> None:
    assert factories.CANARY not in str(counted(zhejiang))
