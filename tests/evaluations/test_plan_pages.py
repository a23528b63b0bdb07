"""The plan on its page, in its file, and against the next filing; and that nobody else reads it."""

import io
from typing import Any

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from evaluations.enums import ActionState
from evaluations.models import Answer, ImprovementAction, ImprovementPlan
from evaluations.plan_queries import PlanView
from evaluations.plans import Outcome
from evaluations.scoring import Answer as EngineAnswer
from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import Case, answer_all, case
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_plans import RAISED, actions, change, plan_of, view
from tests.seeding import seeding
from tests.test_queries_per_page import MOST, queries

pytestmark = pytest.mark.django_db


def promise(company: Any, **answer: Any) -> PlanView:
    """A plan of last year (D1.1 to 4, D1.2 with evidence) against this year's filing with D1.1 answered so."""
    year = timezone.localdate().year
    before = case(company, year=year - 1, rung="3", submitted=True)
    plan = plan_of(before).plan
    now = case(company, year=year, answered=False)
    answer_all(now, "3")
    with seeding():
        Answer.objects.filter(evaluation_id=now.filing.evaluation_id, item__code="D1.1").update(**answer)
    return view(now, plan)


@pytest.mark.parametrize(
    ("rung", "outcome"), [("3", Outcome.NOT_YET), ("4", Outcome.KEPT), ("5", Outcome.EXCEEDED), ("", Outcome.NOT_YET)]
)
def test_next_years_filing_is_held_against_the_plan(rung: str, outcome: Outcome) -> None:
    found = promise(factories.enterprise(), rung=rung)
    assert {row.item.code: row.outcome for row in found.items} == {"D1.1": outcome, "D1.2": Outcome.NOT_YET}
    assert found.outcomes()[outcome] >= 1


def test_the_items_page_says_what_was_promised_and_whether_it_is_kept() -> None:
    company = factories.enterprise()
    found = promise(company, rung="4")
    assert found.later
    person = client_of(factories.filler(company))
    text = person.get(reverse("evaluations:item", args=[found.later.pk, "D1.1"])).content.decode()
    assert "改进计划的承诺" in text
    assert "已兑现" in text
    assert (
        "改进计划的承诺" not in person.get(reverse("evaluations:item", args=[found.later.pk, "D1.3"])).content.decode()
    )


def test_the_page_filters_by_state_owner_and_dimension() -> None:
    made = case(rung="3")
    plan = plan_of(made, RAISED | {"D2.1": EngineAnswer("4")}).plan
    rows = actions(plan)
    change(made, rows["D1.1"], owner=made.filler.user_id, state=ActionState.DOING)
    change(made, rows["D1.2"], owner_name="外部顾问")
    shown = {
        query: _shown(made, query)
        for query in (
            "",
            "state=doing",
            f"owner={made.filler.user_id}",
            "owner=other",
            "owner=none",
            "chapter=D2",
            "state=dropped",
        )
    }
    assert shown == {
        "": ["D1.1", "D1.2", "D2.1"],
        "state=doing": ["D1.1"],
        f"owner={made.filler.user_id}": ["D1.1"],
        "owner=other": ["D1.2"],
        "owner=none": ["D2.1"],
        "chapter=D2": ["D2.1"],
        "state=dropped": [],
    }


def _shown(made: Case, query: str) -> list[str]:
    text = client_of(made.filler).get(f"/plan/?{query}").content.decode()
    with seeding():
        rows = ImprovementAction.objects.filter(plan__enterprise_id=made.company.pk).select_related("item")
        return [row.item.code for row in rows if f'id="action-{row.pk}"' in text]


def test_no_official_reads_a_plan_not_even_past_the_filter() -> None:
    made = case(rung="3", determined=True)
    plan_of(made)
    for actor in (made.reviewer, made.approver, factories.officer()):
        with scope(actor):
            assert not ImprovementPlan.objects.exists()
            assert not ImprovementAction.objects.exists()
        assert client_of(actor).get("/plan/").status_code == 404


def test_an_empty_plan_leads_to_the_panel() -> None:
    made = case(rung="3")
    assert (
        reverse("evaluations:what-if", args=[made.filing.pk]) in client_of(made.filler).get("/plan/").content.decode()
    )
    assert client_of(factories.filler(factories.enterprise())).get("/plan/").status_code == 200


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "目标档位"), ("en", "Aim")])
def test_the_workbook_holds_every_action_as_text(language: str, word: str) -> None:
    made = case(rung="3")
    plan = plan_of(made).plan
    change(made, actions(plan)["D1.1"], note="=1+1")
    with translation.override(language):
        answer = client_of(made.filler).post(
            reverse("evaluations:plan-export", args=[plan.pk]), headers={"Accept-Language": language}
        )
    assert answer.status_code == 302
    current_app.loader.import_default_modules()
    with seeding():
        job = Job.objects.latest("pk")
        Job.objects.filter(pk=job.pk).update(params=job.params | {"language": language})
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        done = Job.objects.select_related("result_file").get(pk=job.pk)
        assert done.result_file
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(read_content(done.result_file))).get_sheet_by_index(0).to_python()
        )
    assert word in rows[1]
    assert [row[0] for row in rows[2:]] == ["D1.1", "D1.2"]
    assert rows[2][9] == "=1+1"


@pytest.mark.parametrize("page", ["/plan/", "result", "what-if"])
def test_no_page_asks_more_for_more_actions(page: str) -> None:
    made = case(rung="3", submitted=True)
    person = client_of(made.filler)
    address = page if page.startswith("/") else reverse(f"evaluations:{page}", args=[made.filing.pk])
    plan_of(made, {"D1.1": EngineAnswer("4")})
    person.get(address)  # the standard is read once a process
    at_one = queries(person, address)
    plan_of(made, {"D1.2": EngineAnswer("4"), "D2.1": EngineAnswer("4"), "D3.1": EngineAnswer("5")})
    at_four = queries(person, address)
    assert len(at_four) == len(at_one), "\n".join(at_four)
    assert len(at_four) <= MOST, "\n".join(at_four)
