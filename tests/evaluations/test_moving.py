"""A filing that goes on under another version: what stays, what waits to be confirmed, what is no longer asked."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evaluations.tasks  # noqa: F401  (the handler of move_round)
from evaluations.checklist import ItemState
from evaluations.enums import FilingState
from evaluations.filing_queries import answers_by_item, checklist_of
from evaluations.models import FilingEvent, StandardVersion
from evaluations.queries import engine_answers, flagged_items, former_answers
from evaluations.review_queries import board_of
from evaluations.services.answers import save_answer
from evaluations.services.evaluating import judge_claim
from evaluations.services.evidence import add_evidence
from evaluations.services.filings import open_filing, submit_filing
from evaluations.services.moving import Moved, move_filing, request_move
from evaluations.services.reviews import finish_review, return_filing, take_filing
from evaluations.services.rounds import set_round
from evaluations.services.scores import save_score
from evaluations.verdicts import Verdict
from portal.enums import Role
from portal.errors import InvalidInput, Refused
from portal.models import AuditEntry, Job, Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case
from tests.evaluations.standards import publish, reworded, round_on, swapped, tiny, without_item_gates
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
CODES = ("A1", "A2", "B1", "B2")


def opened(version: StandardVersion, rungs: dict[str, str]) -> Case:
    """A filing on this version with these answers, saved as people do."""
    company = factories.enterprise()
    officials = (factories.reviewer(), factories.approver())
    made = Case(company, factories.filler(company), factories.responsible(company), *officials)
    with scope(made.filler) as actor:
        made.filing = open_filing(actor=actor, yearly_round=round_on(version))
        for code, rung in rungs.items():
            save_answer(actor=actor, filing=made.filing, item_code=code, rung=rung, remark=f"说明{code}", version=0)
    made.read()
    return made


def second(*changes: tuple[str, str]) -> StandardVersion:
    """A later version: A1 asks something else, B3 has taken the place of B2, weights of A changed."""
    told = changes or (reworded("A1"), *swapped("B2", "B3"), ("weight: 75", "weight: 60"), ("weight: 25", "weight: 40"))
    return publish(without_item_gates(tiny("2", *told)), later=1)


def move(made: Case, version: StandardVersion, actor: Actor | None = None) -> Moved:
    with scope(actor or made.filler) as moving:
        return move_filing(actor=moving, filing=made.filing, version=version)


def states(made: Case) -> dict[str, ItemState]:
    with scope(made.filler):
        filing = made.read()
        return {task.code: task.state for task in checklist_of(filing, answers_by_item(filing)).tasks}


def confirm(made: Case, code: str, rung: str) -> None:
    with scope(made.filler) as actor:
        now = answers_by_item(made.read())[code]
        save_answer(actor=actor, filing=made.filing, item_code=code, rung=rung, remark=now.remark, version=now.version)


def test_unchanged_answers_stay_changed_ones_wait_new_ones_are_blank_and_old_ones_are_kept() -> None:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "2"))
    assert move(made, second()) == Moved(carried=2, to_confirm=1, no_longer_asked=1, new=1)
    assert states(made) == {
        "A1": ItemState.TO_CONFIRM,
        "A2": ItemState.ANSWERED,
        "B1": ItemState.ANSWERED,
        "B3": ItemState.NOT_STARTED,
    }
    with scope(made.filler):
        filing = made.read()
        waiting = answers_by_item(filing)["A1"]
        assert (waiting.rung, waiting.carried_rung, waiting.remark) == ("", "2", "说明A1")
        assert waiting.carried_from
        assert waiting.carried_from.question_zh == "问A1"
        assert waiting.item.question_zh == "问新A1"
        assert [answer.item.code for answer in former_answers(filing)] == ["B2"]
        assert {code for code, answer in engine_answers(filing).items() if answer.rung} == {"A2", "B1"}


def test_evidence_stays_with_its_answer() -> None:
    made = opened(publish(tiny()), {"A1": "2"})
    with scope(made.filler) as actor:
        add_evidence(actor=actor, filing=made.filing, item_code="A1", name="证明.pdf", content=PDF)
    move(made, second())
    with scope(made.filler):
        assert engine_answers(made.read())["A1"].evidence == 1


def test_an_answer_to_confirm_never_counts_and_submission_names_it() -> None:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "3"))
    move(made, second(reworded("A1"), reworded("B2")))
    with scope(made.responsible) as actor, pytest.raises(Refused, match=r"2.*A1, B2"):
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    confirm(made, "A1", "3")
    confirm(made, "B2", "1")
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    assert made.read().state == FilingState.SUBMITTED


def test_a_remark_alone_confirms_nothing() -> None:
    made = opened(publish(tiny()), {"A1": "2"})
    move(made, second())
    confirm(made, "A1", "")
    assert states(made)["A1"] == ItemState.TO_CONFIRM
    confirm(made, "A1", "2")
    assert states(made)["A1"] == ItemState.ANSWERED


def test_it_is_history_for_all_audited_and_told_once() -> None:
    made = opened(publish(tiny()), {"A1": "2"})
    officer, version = factories.officer(), second()
    move(made, version, officer)
    perform_jobs("deliver_notice")
    with seeding():
        event = FilingEvent.objects.get(filing=made.filing)
        assert (event.transition, event.reason, event.by_id) == ("move", "1 → 2", officer.user_id)
        entry = AuditEntry.objects.get(action="filing.move")
        assert (entry.user_id, entry.detail["to_confirm"], entry.scope) == (officer.user_id, 1, made.filing.scope)
        assert Notice.objects.filter(recipient_id=made.filler.user_id).count() == 1
    with scope(made.filler), pytest.raises(Refused):
        move_filing(actor=made.filler, filing=made.read(), version=version)


def test_only_its_people_and_officers_move_an_open_filing_forward() -> None:
    first = publish(tiny())
    made, version = opened(first, dict.fromkeys(CODES, "2")), second(reworded("A1"))
    stranger = replace(factories.reviewer(), path=made.filing.scope)
    for actor in (stranger, factories.member(factories.ministry(), Role.ADMINISTRATOR)):
        with scope(actor), pytest.raises(Refused):
            move_filing(actor=actor, filing=made.filing, version=version)
    move(made, version)
    with scope(made.filler), pytest.raises(Refused):
        move_filing(actor=made.filler, filing=made.read(), version=first)
    confirm(made, "A1", "2")
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    third = publish(tiny("3"), later=2)
    with scope(made.filler), pytest.raises(Refused):
        move_filing(actor=made.filler, filing=made.read(), version=third)


def test_a_returned_filing_opens_what_the_move_left_to_do_and_is_scored_anew_there() -> None:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "2"))
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    _review_all(made, flagged="B1")
    with scope(made.reviewer) as actor:
        return_filing(actor=actor, filing=made.read(), reason="请补充")
    move(made, second())
    with scope(made.filler) as actor:
        assert flagged_items(made.read()) == {"A1", "B1", "B3"}
        with pytest.raises(Refused):
            save_answer(actor=actor, filing=made.filing, item_code="A2", rung="3", remark="", version=1)
        save_answer(actor=actor, filing=made.filing, item_code="B3", rung="3", remark="", version=0)
    confirm(made, "A1", "2")
    confirm(made, "B1", "3")
    assert states(made)["B3"] == ItemState.CORRECTED
    with scope(made.filler):
        assert flagged_items(made.read()) == {"A1", "B1", "B3"}, "what was filled in stays open until it is sent"
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    with scope(made.reviewer) as actor:
        verdicts = {line.item.code: line.verdict for line in board_of(made.read()).items}
        assert verdicts == {"A1": Verdict.OPEN, "A2": Verdict.AGREED, "B1": Verdict.OPEN, "B3": Verdict.OPEN}
        with pytest.raises(Refused, match="A1, B1, B3"):
            finish_review(actor=actor, filing=made.filing, opinion="")


def _review_all(made: Case, flagged: str) -> None:
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        for code in CODES:
            comment, bad = ("请补充", True) if code == flagged else ("", False)
            save_score(
                actor=actor, filing=made.filing, item_code=code, rung="2", version=0, comment=comment, flagged=bad
            )


def test_an_item_of_the_other_version_is_refused_by_its_code() -> None:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "2"))
    move(made, second())
    with scope(made.filler) as actor, pytest.raises(InvalidInput, match="B2"):
        save_answer(actor=actor, filing=made.read(), item_code="B2", rung="1", remark="", version=1)


def test_a_round_on_a_later_version_moves_every_open_filing_and_nothing_else() -> None:
    first = publish(tiny())
    drafts = [opened(first, dict.fromkeys(CODES, "2")) for _ in range(3)]
    with scope(drafts[2].responsible) as actor:
        submit_filing(actor=actor, filing=drafts[2].read(), pledged=True)
    officer, version, yearly = factories.officer(), second(), round_on(first)
    with scope(officer) as actor:
        days = {name: getattr(yearly, name) for name in ("opens_on", "closes_on", "summary_due_on")}
        set_round(actor=actor, year=yearly.year, version=version, **days)
    perform_jobs("move_round")
    now = [made.read().evaluation.standard_version_id for made in drafts]
    assert now == [version.pk, version.pk, first.pk]
    with seeding():
        job = Job.objects.get(kind="move_round")
        assert (job.state, job.result["counts"]["filings"], job.result["counts"]["to_confirm"]) == ("done", 2, 2)
    with scope(officer) as actor:
        request_move(actor=actor, yearly_round=round_on(version))
    perform_jobs("move_round")
    with seeding():
        again = Job.objects.filter(kind="move_round").latest("pk")
        assert again.result["counts"] == {}, "what is moved is passed over"


def test_a_round_in_use_takes_no_other_standard_and_no_earlier_version() -> None:
    first, version = publish(tiny()), second()
    opened(version, {"A1": "2"})
    officer, yearly = factories.officer(), round_on(version)
    days = {name: getattr(yearly, name) for name in ("opens_on", "closes_on", "summary_due_on")}
    with scope(officer) as actor, pytest.raises(InvalidInput) as caught:
        set_round(actor=actor, year=yearly.year, version=first, **days)
    assert "version" in caught.value.errors


rungs = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["1", "2", "3"]))
edits = st.lists(
    st.sampled_from(
        [reworded("A1"), reworded("A2"), reworded("B1"), ("weight: 75", "weight: 60"), ("weight: 25", "weight: 40")]
    ),
    unique=True,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=rungs, edits=edits, swap=st.booleans(), after=st.sampled_from(["1", "2", "3"]))
def test_a_moved_filing_scores_as_one_filled_in_afresh(
    before: dict[str, str], edits: list[tuple[str, str]], swap: bool, after: str
) -> None:
    """The same confirmed answers, whatever the way they came: same level, total, scores and hash."""
    weights = [change for change in edits if change[0].startswith("weight")]
    edits = [change for change in edits if len(weights) != 1 or change not in weights]
    with transaction.atomic():
        old = publish(without_item_gates(tiny()))
        new = publish(without_item_gates(tiny("2", *edits, *(swapped("B2", "B3") if swap else ()))), later=1)
        moved = opened(old, before)
        move(moved, new)
        with scope(moved.filler):
            for code, answer in answers_by_item(moved.read()).items():
                if answer.to_confirm:
                    confirm(moved, code, after)
            claims = {code: answer.rung or "" for code, answer in engine_answers(moved.read()).items()}
            result = judge_claim(moved.filing)
        fresh = opened(new, claims)
        with scope(fresh.filler):
            assert judge_claim(fresh.read()).as_dict() == result.as_dict()
        transaction.set_rollback(True)
