"""How an authority goes about a round: who sets it, what cannot be so, and its picture."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from evaluations.enums import FilingState, Step
from evaluations.models import AuthorityRound, Round
from evaluations.procedure import Procedure
from evaluations.procedure_chart import draw_days, draw_flow, list_days, reachable
from evaluations.procedure_rules import faults_of_procedure
from evaluations.services.authority_rounds import set_authority_round
from evaluations.workflow import NAMES, Flow
from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Stale
from portal.models import AuditEntry
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.world import _bureau
from tests.evaluations.factories import yearly_round
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def bureau_reviewer() -> Actor:
    bureau = _bureau(factories.authority(), "330100")
    return factories.member(bureau, Role.APPROVER)


def keep(actor: Actor, wanted: Procedure, version: int = 0) -> AuthorityRound:
    yearly = yearly_round()
    with scope(actor) as acting:
        return set_authority_round(actor=acting, yearly_round=yearly, wanted=wanted, version=version)


def day(month: int, number: int) -> date:
    return date(yearly_round().year, month, number)


def test_approvers_and_administrators_of_the_authority_set_it() -> None:
    saved = keep(factories.approver(), Procedure(formal_check=True, notice_days=5, validity_years=3))
    assert (saved.version, saved.scope) == (1, "/33/")
    again = keep(factories.member(factories.authority(), Role.ADMINISTRATOR), Procedure(), version=1)
    assert (again.version, again.notice_days) == (2, None)
    with seeding():
        assert AuditEntry.objects.filter(action="authority_round.set").count() == 2


@pytest.mark.parametrize("who", ["reviewer", "bureau", "officer", "filler"])
def test_nobody_else_does(who: str) -> None:
    people: dict[str, Callable[[], Actor]] = {
        "reviewer": factories.reviewer,
        "bureau": bureau_reviewer,
        "officer": factories.officer,
        "filler": lambda: factories.filler(factories.enterprise()),
    }
    with pytest.raises(NotPermitted):
        keep(people[who](), Procedure(formal_check=True))


def test_two_who_set_it_at_once_do_not_overwrite_each_other() -> None:
    keep(factories.approver(), Procedure(formal_check=True))
    with pytest.raises(Stale) as stale:
        keep(factories.approver(), Procedure(notice_days=5))
    assert stale.value.current["formal_check"] is True
    assert stale.value.attempted["notice_days"] == 5
    assert not stale.value.own


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"notice_days": 0}, "notice_days"),
    ({"notice_days": 31}, "notice_days"),
    ({"completion_days": 0}, "completion_days"),
    ({"city_sizes": ("small",)}, "city_by"),
    ({"city_by": 5, "city_divisions": ("C99",)}, "city_divisions"),
    ({"check_by": 20, "city_by": 10}, "city_by"),
    ({"city_by": 20, "review_by": 10}, "review_by"),
    ({"validity_years": 11}, "validity_years"),
    ({"check_by": -400}, "check_by"),
    ({"check_by": 20, "review_by": 10}, "review_by"),
    ({"check_by": 20, "publish_by": 10}, "publish_by"),
    ({"determine_by": 20, "notice_days": 5, "publish_by": 22}, "publish_by"),
]


@pytest.mark.parametrize(("values", "field"), FAULTS)
def test_what_cannot_be_so_is_said_beside_its_field(values: dict[str, Any], field: str) -> None:
    base = date(2026, 3, 2)
    given: dict[str, Any] = {
        name: base + timedelta(value) if name.endswith("_by") else value for name, value in values.items()
    }
    yearly = Round(year=2026, opens_on=date(2026, 3, 1), closes_on=date(2026, 11, 30))
    assert list(faults_of_procedure(Procedure(**given), yearly)) == [field]
    with pytest.raises(InvalidInput):
        keep(factories.approver(), replace(Procedure(**given), check_by=date(2000, 1, 1)))


def test_equal_days_and_a_notice_that_just_ends_are_fine() -> None:
    yearly = Round(year=2026, opens_on=date(2026, 3, 1), closes_on=date(2026, 11, 30))
    same = date(2026, 6, 1)
    assert not faults_of_procedure(Procedure(check_by=same, review_by=same, determine_by=same, publish_by=same), yearly)
    # five working days after Monday 1 June end on Monday 8 June
    notice = Procedure(determine_by=same, notice_days=5, publish_by=date(2026, 6, 9))
    assert not faults_of_procedure(notice, yearly)
    assert faults_of_procedure(replace(notice, publish_by=date(2026, 6, 8)), yearly)


@pytest.mark.parametrize(
    ("flow", "missing"),
    [
        (
            frozenset[Step](),
            {
                FilingState.ACCEPTED,
                FilingState.AT_CITY,
                FilingState.INCOMPLETE,
                FilingState.REFUSED,
                FilingState.ON_NOTICE,
            },
        ),
        (frozenset({Step.FORMAL_CHECK}), {FilingState.AT_CITY, FilingState.ON_NOTICE}),
        (
            frozenset({Step.CITY_REVIEW, Step.PUBLIC_NOTICE}),
            {FilingState.INCOMPLETE, FilingState.REFUSED, FilingState.ACCEPTED},
        ),
        (frozenset(Step), set()),
    ],
)
def test_the_states_that_a_round_reaches_follow_from_the_steps_it_uses(flow: Flow, missing: set[FilingState]) -> None:
    assert reachable(flow) == set(FilingState) - missing


def test_the_picture_shows_each_state_once_and_every_step_of_the_table() -> None:
    wanted = Procedure(formal_check=True, notice_days=5, city_by=date(2026, 6, 1))
    places = draw_flow(wanted)
    states = [place.state for place in places] + [branch.state for place in places for branch in place.branches]
    assert sorted(states) == sorted(FilingState)
    drawn = [step for place in places for step in (*place.onward, *place.back)]
    drawn += [step for place in places for branch in place.branches for step in (*branch.into, *branch.away)]
    assert {step.name for step in drawn} == set(NAMES)


def test_without_its_optional_steps_the_way_is_shorter() -> None:
    assert [place.state.value for place in draw_flow(Procedure())] == [
        "draft", "submitted", "in_review", "reviewed", "determined", "published",
    ]  # fmt: skip


def test_the_bar_ends_with_the_last_day() -> None:
    first, days = date(2026, 3, 1), list_days(Procedure(review_by=date(2026, 12, 1)), date(2026, 11, 30))
    option, table = draw_days(first, days)
    assert sum(series["data"][0] for series in option["series"]) == (date(2026, 12, 1) - first).days
    assert [row[1] for row in table["rows"]] == ["2026-03-01", "2026-11-30", "2026-12-01"]


def test_the_page_is_read_by_the_office_and_saved_by_an_approver() -> None:
    year = yearly_round().year
    read = client_of(factories.reviewer()).get(f"/procedure/{year}/")
    assert read.status_code == 200
    assert b"<form" not in read.content.split(b"<main")[1].split(b"</main")[0]
    browser = client_of(factories.approver())
    typed = {"version": "0", "formal_check": "on", "notice_days": "5", "check_by": day(3, 2).isoformat()}
    assert browser.post(f"/procedure/{year}/", typed).status_code == 302
    stale = browser.post(f"/procedure/{year}/", typed | {"notice_days": "7"})
    assert stale.status_code == 409
    assert 'value="7"' in stale.content.decode(), "what was typed stays"
    assert "您已在另一个窗口中保存了其他设置" in stale.content.decode()
    theirs = client_of(factories.approver()).post(f"/procedure/{year}/", typed | {"notice_days": "7"}).content.decode()
    assert "您已在另一个窗口中保存了其他设置" not in theirs
    assert "同事已保存了另一套设置" in theirs
    wrong = browser.post(f"/procedure/{year}/", typed | {"version": "1", "notice_days": "99"})
    assert wrong.status_code == 400
    assert 'value="99"' in wrong.content.decode()


def test_the_picture_follows_the_switches_and_keeps_nothing() -> None:
    year = yearly_round().year
    browser = client_of(factories.approver())
    without = browser.get(f"/procedure/{year}/picture/").content.decode()
    with_check = browser.get(f"/procedure/{year}/picture/?formal_check=on&notice_days=zz").content.decode()
    assert "形式审查退回" not in without
    assert "形式审查退回" in with_check
    with seeding():
        assert not AuthorityRound.objects.exists()


def test_programs_read_and_set_it() -> None:
    year = yearly_round().year
    browser = client_of(factories.approver())
    read = browser.get(f"/api/v1/rounds/{year}/procedure/").json()
    assert (read["version"], read["formal_check"]) == (0, False)
    done = browser.put(f"/api/v1/rounds/{year}/procedure/", read | {"notice_days": 5}, content_type="application/json")
    assert (done.status_code, done.json()["version"], done.json()["notice_days"]) == (200, 1, 5)
    stale = browser.put(f"/api/v1/rounds/{year}/procedure/", read, content_type="application/json")
    assert stale.status_code == 409
    company = client_of(factories.filler(factories.enterprise()))
    assert company.get(f"/api/v1/rounds/{year}/procedure/").json()["notice_days"] == 5
    assert client_of(factories.officer()).get(f"/api/v1/rounds/{year}/procedure/").status_code == 404
