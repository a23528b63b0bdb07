"""The demo's filings tell the truth about themselves, and a step that was cut short leaves nothing behind."""

from dataclasses import replace
from random import Random

import pytest
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from pytest_django.fixtures import Settings

from evaluations.demo import appeals
from evaluations.demo.appeals import answer_earlier
from evaluations.demo.companies import create_companies
from evaluations.demo.filings import create_filings
from evaluations.demo.library import ITEMS, POLICY, ensure_library
from evaluations.demo.procedure import PATH, People
from evaluations.demo.seed import ensure_filings
from evaluations.enums import AppealState, ResultKind
from evaluations.enums import FilingState as State
from evaluations.figures import cut_off
from evaluations.models import (
    Answer,
    Appeal,
    Document,
    DocumentVersion,
    Evidence,
    Filing,
    FilingEvent,
    Result,
    Submission,
)
from evaluations.queries import engine_scores, flagged_items, marked_items, standard_of
from evaluations.scoring import score
from evaluations.services.evaluating import judge_claim
from evaluations.submission_queries import find_handed_in
from evaluations.validity import Validity, validity_of
from portal.enums import Side
from portal.models import Enterprise, StoredFile, User
from portal.tenancy import Actor, scope
from reporting.management.commands import seed_demo
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
STATES = list(PATH)


@pytest.fixture
def people() -> People:
    return People(*(factories.user_of(factories.reviewer()) for _ in range(3)))


@pytest.fixture
def companies() -> list[Enterprise]:
    return create_companies(Random(161), total=len(STATES))  # noqa: S311 - the same each time


def seed(companies: list[Enterprise], people: People) -> list[Filing]:
    """One filing in each state, of the present year."""
    states = {company.pk: state for company, state in zip(companies, STATES, strict=False)}
    create_filings(companies, yearly_round(), states, people, Random(1))  # noqa: S311 - the same each time
    with seeding():
        return list(Filing.objects.select_related("round", "evaluation__standard_version").order_by("pk"))


def kept(filing: Filing, kind: ResultKind) -> Result | None:
    return Result.objects.filter(evaluation_id=filing.evaluation_id, kind=kind).first()


def test_every_kept_result_is_what_the_engine_says_of_the_rows(companies: list[Enterprise], people: People) -> None:
    filings = seed(companies, people)
    assert [filing.state for filing in filings] == list(STATES)
    with seeding():
        for filing in filings[1:]:
            declared, claim = kept(filing, ResultKind.SELF), judge_claim(filing)
            assert declared
            assert (filing.evaluation.division, filing.evaluation.size) == (filing.division_id[1:], filing.size_class)
            assert (declared.level, declared.inputs_hash) == (claim.level or "", claim.inputs_hash)
            assert (filing.declared_level, filing.content_hash) == (declared.level, declared.inputs_hash)
            assert declared.created_at == filing.submitted_at
        for state, kind in ((State.REVIEWED, ResultKind.REVIEWER), (State.DETERMINED, ResultKind.FINAL)):
            filing = filings[STATES.index(state)]
            result, scored = kept(filing, kind), score(standard_of(filing), engine_scores(filing))
            assert result
            assert (result.level, result.inputs_hash) == (scored.level or "", scored.inputs_hash)
            assert len(engine_scores(filing)) == Answer.objects.filter(evaluation_id=filing.evaluation_id).count()


def test_a_determined_filing_carries_its_final_result_and_the_others_none(
    companies: list[Enterprise], people: People
) -> None:
    *others, determined = seed(companies, people)
    with seeding():
        final = kept(determined, ResultKind.FINAL)
        assert final
        assert (determined.reviewed_level, determined.reviewed_total) == (final.level, cut_off(final.total, 2))
        assert determined.determined_at == determined.state_since
        steps = list(
            FilingEvent.objects.filter(filing=determined)
            .exclude(transition="appeal")
            .order_by("at")
            .values_list("transition", "at")
        )
    assert [step for step, _at in steps] == ["submit", "take", "finish", "determine"]
    assert (steps[0][1], steps[-1][1]) == (determined.submitted_at, determined.determined_at)
    assert not any(filing.reviewed_level or filing.determined_at for filing in others)


def test_a_step_that_was_cut_short_is_made_whole_by_the_next_start(companies: list[Enterprise], people: People) -> None:
    yearly = yearly_round()
    written: tuple[type[models.Model], ...] = (Filing, Answer, Evidence, Result, FilingEvent, StoredFile)

    def counts() -> list[int]:
        with seeding():
            return [model._default_manager.count() for model in written]

    before = counts()
    nobody = replace(people, approver=User())
    with pytest.raises(ValueError, match="unsaved"):  # at the last thing of all that is written
        ensure_filings(yearly, nobody, companies, past=False)
    assert counts() == before
    made = ensure_filings(yearly, people, companies, past=False)
    assert counts()[0] == before[0] + made > before[0]
    assert ensure_filings(yearly, people, companies, past=False) == 0


def test_what_was_submitted_can_be_read_again_and_checked(companies: list[Enterprise], people: People) -> None:
    draft, *handed_in = seed(companies, people)
    with seeding():
        assert not Submission.objects.filter(filing=draft).exists()
        for filing in handed_in:
            said, submission = find_handed_in(filing, "1")
            assert submission
            assert submission.content_hash == filing.content_hash
            assert len(said.said) == len(said.definition.items)
        contested = Appeal.objects.get()
        assert (contested.filing_id, contested.state) == (handed_in[-1].pk, "submitted")


def test_what_was_appealed_in_earlier_years_has_its_answer(companies: list[Enterprise], people: People) -> None:
    last = yearly_round(yearly_round().year - 1)
    create_filings(companies, last, {one.pk: State.DETERMINED for one in companies}, people, Random(1))  # noqa: S311
    judge = factories.user_of(factories.approver())
    with seeding():
        waiting = Appeal.objects.filter(state=AppealState.SUBMITTED, filing__scope__startswith="/33/").count()
    assert answer_earlier(yearly_round(), judge) == waiting > 0
    assert answer_earlier(yearly_round(), judge) == 0
    with seeding():
        assert set(Appeal.objects.filter(filing__scope__startswith="/33/").values_list("state", flat=True)) == {
            "rejected"
        }


def test_the_office_sees_the_demo_of_its_place_only(companies: list[Enterprise], people: People) -> None:
    seed(companies, people)
    with scope(Actor(side=Side.AUTHORITY, path="/44/")):
        assert {filing.scope[:4] for filing in Filing.objects.all()} == {"/44/"}


def test_what_came_back_is_open_where_it_was_marked_and_nowhere_else(
    companies: list[Enterprise], people: People
) -> None:
    seed(companies, people)
    with scope(Actor(side=Side.MINISTRY, path="/")):
        returned = list(Filing.objects.filter(state=State.RETURNED))
        assert returned
        assert all(flagged_items(filing) == set(marked_items(filing)) for filing in returned)


def test_the_shown_companys_library_has_life(companies: list[Enterprise], people: People) -> None:
    """One that expired, one with two versions that this year shows in the older one, one on several items."""
    own = companies[0]
    person = factories.user_of(factories.filler(own))
    last = yearly_round(yearly_round().year - 1)
    create_filings(companies, last, {own.pk: State.DETERMINED}, people, Random(1))  # noqa: S311 - the same each time
    seed(companies, people)
    assert ensure_library(own, person)
    assert not ensure_library(own, person), "a second start changes nothing"
    with seeding(), transaction.atomic():
        Document.objects.filter(title=POLICY).update(title="改名")
        assert not ensure_library(own, person), "nor does one after people have worked with it"
        transaction.set_rollback(True)
    with seeding():
        newest = DocumentVersion.objects.filter(document__enterprise=own.pk, number=F("document__latest"))
        today = timezone.localdate()
        found = {validity_of(row.effective_on, row.expires_on, today) for row in newest.select_related("document")}
        assert found == {Validity.EXPIRED, Validity.VALID, Validity.SOON, Validity.UNDATED}
        assert newest.filter(number=2).count() == 1
        shown = Evidence.objects.filter(document_version__document__title=POLICY)
        assert shown.count() == ITEMS
        handed = Evidence.objects.filter(answer__evaluation__filing__round=last)
        assert handed.exists()
        assert not handed.filter(handed_number=None).exists()


def test_what_a_visitor_appealed_and_what_the_judge_decided_waits_for_a_visitor(
    companies: list[Enterprise], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = yearly_round(yearly_round().year - 1)
    with monkeypatch.context() as visiting:
        visiting.setattr(appeals, "_REASON", "访客自己的理由")
        create_filings(companies, last, {one.pk: State.DETERMINED for one in companies}, people, Random(1))  # noqa: S311
    assert appeals.answer_earlier(yearly_round(), factories.user_of(factories.approver())) == 0
    monkeypatch.setattr(appeals, "_REASON", "访客自己的理由")
    assert appeals.answer_earlier(yearly_round(), people.approver) == 0, "who decided is no judge, and nothing fails"
    with seeding():
        assert Appeal.objects.get(filing__scope__startswith="/33/").state == AppealState.SUBMITTED


def test_a_second_start_answers_no_appeal(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.DEMO = True
    yearly_round()
    asked: list[int] = []
    monkeypatch.setattr(seed_demo, "answer_earlier", lambda yearly, _judge: asked.append(yearly.year))
    for _start in range(2):
        call_command("seed_demo", companies=24)
    assert asked == [yearly_round().year]
