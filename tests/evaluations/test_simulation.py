"""A version tried on a round that is over: who would rise and fall, by stage, division and size."""

from dataclasses import replace

import pytest
from django.urls import reverse

import evaluations.tasks  # noqa: F401  (the handler of simulate_version)
from evaluations.models import Filing, Result, Simulation, StandardVersion
from evaluations.queries import definition_of
from evaluations.services.simulation import request_simulation
from evaluations.services.standards import load_standard
from evaluations.simulation_queries import matrix_option, outcome_of
from portal.documents.charts import render_svgs
from portal.errors import InvalidInput, NotPermitted
from portal.models import Job
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case
from tests.evaluations.standards import SYSTEM, publish, reworded, round_on, tiny
from tests.evaluations.test_applicability import submitted
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_moving import CODES, opened
from tests.portal.people import operator, perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
STRICTER = ("- total: {min: 50}", "- total: {min: 70}")


@pytest.fixture
def first() -> StandardVersion:
    return publish(tiny())


@pytest.fixture
def cases(first: StandardVersion) -> list[Case]:
    """Two filings that declare the second stage, one the first; a draft besides, which counts nowhere."""
    made = [submitted(opened(first, dict.fromkeys(CODES, rung))) for rung in ("2", "2", "1")]
    opened(first, dict.fromkeys(CODES, "3"))
    return made


def draft(*changes: tuple[str, str]) -> StandardVersion:
    with scope(SYSTEM) as actor:
        return load_standard(actor=actor, content=tiny("2", *changes).encode()).version


def run(version: StandardVersion, officer: Actor | None = None, *, same: bool = False) -> Simulation:
    with scope(officer or factories.officer()) as actor:
        first_round = round_on(publish(tiny()))
        request_simulation(actor=actor, version=version, yearly_round=first_round, treat_changed_as_same=same)
    perform_jobs("simulate_version")
    with seeding():
        return Simulation.objects.select_related("round__standard_version").latest("pk")


def moves(simulation: Simulation) -> dict[tuple[str, str], int]:
    with seeding():
        return {(move.from_level, move.to_level): move.count for move in simulation.moves.all()}


def test_it_counts_who_would_move_and_changes_no_filing(cases: list[Case]) -> None:
    with seeding():
        before = list(Filing.objects.order_by("pk").values()), Result.objects.count()
    assert moves(run(draft(STRICTER))) == {("L2", "L1"): 2, ("L1", "L1"): 1}
    with seeding():
        assert (list(Filing.objects.order_by("pk").values()), Result.objects.count()) == before


def test_the_same_standard_moves_nobody(cases: list[Case]) -> None:
    assert moves(run(draft())) == {("L2", "L2"): 2, ("L1", "L1"): 1}


def test_items_changed_in_meaning_count_as_not_answered_unless_told_otherwise(cases: list[Case]) -> None:
    version = draft(reworded("A1"))
    strict = run(version)
    assert strict.open_items == ["A1"]
    assert moves(strict) == {("L2", "L1"): 2, ("L1", "L1"): 1}
    assert moves(run(version, same=True)) == {("L2", "L2"): 2, ("L1", "L1"): 1}


def test_the_chart_names_every_stage_above_its_column(cases: list[Case]) -> None:
    version = draft(STRICTER)
    simulation = run(version)
    with seeding():
        outcome = outcome_of(simulation, definition_of(simulation.round.standard_version), definition_of(version))
    names = ("No stage reached", "Experience-based", "Inspection-based", "Assurance-based")
    (svg,) = render_svgs([matrix_option(replace(outcome, columns=names))[0]], width=480)
    assert [name for name in names if name not in svg] == []


def test_by_division_and_size(cases: list[Case]) -> None:
    version = draft(STRICTER)
    simulation = run(version)
    with seeding():
        outcome = outcome_of(simulation, definition_of(simulation.round.standard_version), definition_of(version))
        other = outcome_of(
            simulation, definition_of(simulation.round.standard_version), definition_of(version), size="large"
        )
    assert [(part.code, part.up, part.same, part.down) for part in outcome.divisions] == [("C36", 0, 1, 2)]
    assert {part.code: part.total for part in outcome.sizes} == {"large": 0, "medium": 0, "small": 3, "micro": 0}
    assert (outcome.whole.total, other.whole.total) == (3, 0)


def test_the_page_shows_the_newest_run_and_starts_another(cases: list[Case]) -> None:
    version, officer = draft(STRICTER), factories.officer()
    client, page = client_of(officer), reverse("evaluations:standard-simulate", args=[version.pk])
    assert "尚未模拟" in client.get(page).content.decode()
    year = cases[0].filing.round.year
    assert client.post(page, {"yearly_round": "1900"}).status_code == 400
    assert client.post(page, {"yearly_round": str(year)}).status_code == 302
    perform_jobs("simulate_version")
    text = client.get(page).content.decode()
    assert f"{year} 年度批次：3 份填报" in text
    assert "C36" in text
    narrowed = client.get(page + "?size=large&division=%00").content.decode()
    assert "去掉这个条件" in narrowed or "大型" in narrowed
    with seeding():
        job = Job.objects.get(kind="simulate_version")
        assert job.result_file
        assert job.result_file.name.endswith(".xlsx")


def test_it_is_for_the_ministry_alone(cases: list[Case]) -> None:
    version = draft(STRICTER)
    page = reverse("evaluations:standard-simulate", args=[version.pk])
    assert client_of(operator()).get(page).status_code == 403
    assert client_of(factories.reviewer()).get(page).status_code == 404
    with scope(factories.reviewer()) as actor, pytest.raises(NotPermitted):
        request_simulation(
            actor=actor, version=version, yearly_round=cases[0].filing.round, treat_changed_as_same=False
        )
    run(version)
    for actor in (cases[0].filler, factories.reviewer()):
        with scope(actor):
            assert not Simulation.objects.exists()


def test_a_round_of_another_standard_is_refused(cases: list[Case]) -> None:
    other = publish(tiny("9").replace("standard: {code: tiny", "standard: {code: tiny-b"))
    with scope(factories.officer()) as actor, pytest.raises(InvalidInput):
        request_simulation(actor=actor, version=other, yearly_round=cases[0].filing.round, treat_changed_as_same=False)


def test_the_api_starts_and_reads_a_run(cases: list[Case]) -> None:
    version, client = draft(STRICTER), client_of(factories.officer())
    path = f"/api/v1/standards/{version.pk}/simulations/"
    year = cases[0].filing.round.year
    started = client.post(path, {"year": year}, content_type="application/json")
    assert started.status_code == 202
    perform_jobs("simulate_version")
    [kept] = client.get(path).json()
    assert (kept["year"], kept["filings"]) == (year, 3)
    assert {(m["from_level"], m["to_level"]): m["count"] for m in kept["moves"]} == {("L2", "L1"): 2, ("L1", "L1"): 1}
