"""Scores and steps of the authority: what is kept, what is refused, what the enterprise gets to see."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluations.enums import FilingState, ResultKind
from evaluations.models import Answer, FilingEvent, Result, Review, Score
from evaluations.queries import flagged_items
from evaluations.review_queries import board_of
from evaluations.services.reviews import (
    determine_filing,
    finish_review,
    release_filing,
    return_filing,
    send_back,
    take_filing,
)
from evaluations.services.scores import agree_with_rest, save_score
from evaluations.verdicts import Verdict
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, Job
from portal.repeats import Sent
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case, item_codes
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def taken(**traits: object) -> Case:
    """Submitted, taken by its reviewer, no scores yet."""
    made = case(rung="3", submitted=True, **traits)  # type: ignore[arg-type]
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    made.read()
    return made


def score(made: Case, code: str = "D1.1", actor: Actor | None = None, **fields: Any) -> Score:
    values: dict[str, Any] = {"rung": "3", "comment": "", "flagged": False, "version": 0}
    sent = Sent(fields.pop("key", ""))
    with scope(actor or made.reviewer) as official:
        return save_score(actor=official, filing=made.filing, item_code=code, sent=sent, **values | fields)


def verdict(made: Case, code: str = "D1.1") -> Verdict:
    with scope(made.reviewer):
        reviewed = board_of(made.filing).find(code)
    assert reviewed
    return reviewed.verdict


def test_a_score_is_kept_with_its_author_and_version() -> None:
    made = taken()
    kept = score(made, comment=" 记录齐全 ")
    assert (kept.rung, kept.comment, kept.version, kept.updated_by_id) == ("3", "记录齐全", 1, made.reviewer.user_id)
    assert verdict(made) == Verdict.AGREED


@pytest.mark.parametrize(
    ("rung", "comment", "found"),
    [
        ("3", "", Verdict.AGREED),
        ("2", "缺记录", Verdict.LOWERED),
        ("4", "超出", Verdict.RAISED),
        ("2", " ", Verdict.OPEN),
        ("", "", Verdict.OPEN),
    ],
)
def test_a_differing_score_counts_only_with_its_reason(rung: str, comment: str, found: Verdict) -> None:
    made = taken()
    score(made, rung=rung, comment=comment)
    assert verdict(made) == found


def test_the_claim_is_never_touched() -> None:
    made = taken()
    score(made, rung="1", comment="依据不足")
    with seeding():
        answer = Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code="D1.1")
    assert (answer.rung, answer.version) == ("3", 1)


def test_two_windows_never_overwrite_each_other_silently() -> None:
    made = taken()
    score(made, rung="2", comment="第一个窗口", key="one")
    with pytest.raises(Stale) as caught:
        score(made, rung="4", comment="第二个窗口", key="two")
    assert caught.value.current["comment"] == "第一个窗口"
    assert caught.value.attempted["comment"] == "第二个窗口"
    assert caught.value.current["version"] == 1


def test_a_repeated_send_is_one_save() -> None:
    made = taken()
    assert score(made, key="same").version == score(made, key="same").version == 1


@pytest.mark.parametrize(
    ("code", "fields", "field"),
    [
        ("D1.1", {"rung": "9"}, "rung"),
        ("D1.1", {"comment": "长" * 2001}, "comment"),
        ("D1.1", {"comment": "a\x00b"}, "comment"),
        ("D9.9", {}, "item"),
    ],
)
def test_what_cannot_be_a_score_is_named(code: str, fields: dict[str, Any], field: str) -> None:
    made = taken()
    with pytest.raises(InvalidInput) as caught:
        score(made, code, **fields)
    assert list(caught.value.errors) == [field]
    with seeding():
        assert not Score.objects.filter(review__filing=made.filing).exists()


def test_only_the_reviewer_who_took_it_scores() -> None:
    made = taken()
    for official in (factories.reviewer(), made.approver):
        with pytest.raises(Refused):
            score(made, actor=official)
    for stranger in (factories.officer(), made.filler):
        with pytest.raises(NotPermitted):
            score(made, actor=stranger)


def test_two_reviewers_take_at_once_and_one_wins() -> None:
    made = taken()
    with pytest.raises(Refused), scope(factories.reviewer()) as late:
        take_filing(actor=late, filing=made.filing)


def test_a_released_filing_carries_its_scores_to_the_next_reviewer() -> None:
    made, colleague = taken(), factories.reviewer()
    score(made, comment="已核对")
    with pytest.raises(Refused), scope(colleague) as actor:
        release_filing(actor=actor, filing=made.filing)
    with scope(made.reviewer) as actor:
        release_filing(actor=actor, filing=made.filing)
    with scope(colleague) as actor:
        take_filing(actor=actor, filing=made.read())
        board = board_of(made.read())
    assert board.review
    assert board.review.reviewer_id == colleague.user_id
    assert board.tally.agreed == 1


def test_agreeing_with_the_rest_names_its_number() -> None:
    made, total = taken(), len(item_codes())
    score(made, "D1.1", rung="2", comment="缺记录")
    score(made, "D1.2", rung="", comment="请补", flagged=True)
    with pytest.raises(Refused), scope(made.reviewer) as actor:
        agree_with_rest(actor=actor, filing=made.filing, expected=total)
    with scope(made.reviewer) as actor:
        assert agree_with_rest(actor=actor, filing=made.filing, expected=total - 2) == total - 2
        tally = board_of(made.filing).tally
    assert (tally.agreed, tally.differing, tally.open, tally.flagged) == (total - 2, 1, 1, 1)
    with seeding():
        assert AuditEntry.objects.filter(action="review.agree_with_rest", target_id=str(made.filing.pk)).count() == 1


def test_a_return_needs_flags_with_comments_and_a_reason() -> None:
    made = taken()
    for flagged, reason in ((False, "请补充"), (True, "请补充")):
        score(made, rung="", flagged=flagged, version=int(flagged))
        with pytest.raises(Refused), scope(made.reviewer) as actor:
            return_filing(actor=actor, filing=made.filing, reason=reason)
    score(made, rung="", flagged=True, comment="补充会议纪要", version=2)
    with pytest.raises(Refused), scope(made.reviewer) as actor:
        return_filing(actor=actor, filing=made.filing, reason="  ")
    assert made.read().state == FilingState.IN_REVIEW


def test_a_return_unlocks_and_shows_the_flagged_items_alone() -> None:
    made = taken()
    score(made, "D1.1", rung="2", comment="补充会议纪要", flagged=True)
    score(made, "D1.2", rung="2", comment="内部意见")
    with scope(made.reviewer) as actor:
        return_filing(actor=actor, filing=made.filing, reason="请补充材料")
    with scope(made.filler):
        assert flagged_items(made.read()) == {"D1.1"}
        assert list(Score.objects.values_list("comment", flat=True)) == ["补充会议纪要"]
    with seeding():
        assert Job.objects.filter(kind="deliver_notice", params__organisation=made.filing.enterprise_id).exists()


def test_finishing_keeps_the_reviewers_result_out_of_the_enterprises_sight() -> None:
    made = case(rung="3", reviewed=True, lowered=("D1.1", "D2.1"))
    with scope(made.approver):
        result = Result.objects.get(evaluation_id=made.filing.evaluation_id, kind=ResultKind.REVIEWER)
    with scope(made.filler):
        assert not Result.objects.filter(kind=ResultKind.REVIEWER).exists()
        assert not Score.objects.exists()
        assert not Review.objects.exists()
    assert made.filing.declared_total
    assert result.total < made.filing.declared_total


def test_nobody_determines_what_they_reviewed() -> None:
    made = case(rung="3", reviewed=True)
    both = Actor(**{**made.reviewer.__dict__, "roles": made.reviewer.roles | made.approver.roles})
    for step, fields in ((determine_filing, {}), (send_back, {"reason": "再看"})):
        with pytest.raises(Refused), scope(both) as actor:
            step(actor=actor, filing=made.filing, **fields)
    assert made.read().state == FilingState.REVIEWED


def test_a_colleague_who_scored_before_a_release_does_not_determine_either() -> None:
    made, total = taken(), len(item_codes())
    score(made, "D1.1")
    with scope(made.reviewer) as actor:
        release_filing(actor=actor, filing=made.filing)
    with scope(factories.reviewer()) as actor:
        take_filing(actor=actor, filing=made.read())
        agree_with_rest(actor=actor, filing=made.read(), expected=total - 1)
        finish_review(actor=actor, filing=made.read(), opinion="")
    first = Actor(**{**made.reviewer.__dict__, "roles": made.approver.roles})
    with pytest.raises(Refused), scope(first) as actor:
        determine_filing(actor=actor, filing=made.read())


def test_a_determination_fixes_the_stage_and_shows_everything() -> None:
    made = case(rung="3", reviewed=True, lowered=tuple(item_codes()))
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.filing, reason="同意", version=made.filing.version)
    filing = made.read()
    assert (filing.declared_level, filing.reviewed_level) == ("L3", "L2")
    assert filing.determined_at
    with scope(made.filler):
        assert Score.objects.count() == len(item_codes())
        assert Review.objects.get().opinion == "材料齐全"
        assert Result.objects.filter(kind=ResultKind.FINAL).count() == 1


def test_a_determination_of_something_that_moved_is_refused() -> None:
    made = case(rung="3", reviewed=True)
    with pytest.raises(Refused), scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.filing, version=made.filing.version - 1)
    with seeding():
        assert not Result.objects.filter(kind=ResultKind.FINAL).exists()


def test_what_the_approver_tells_the_reviewer_stays_in_the_office() -> None:
    made = case(rung="3", reviewed=True)
    with scope(made.approver) as actor:
        send_back(actor=actor, filing=made.filing, reason="D2.1 的依据再核")
    assert made.read().state == FilingState.IN_REVIEW
    with scope(made.reviewer):
        assert FilingEvent.objects.get(transition="send_back").reason == "D2.1 的依据再核"
    with scope(made.filler):
        assert not FilingEvent.objects.filter(transition="send_back").exists()


def test_the_ministry_writes_nothing() -> None:
    made, officer = taken(), factories.officer()
    steps: tuple[tuple[Callable[..., object], dict[str, str]], ...] = (
        (take_filing, {}),
        (release_filing, {}),
        (return_filing, {"reason": "x"}),
        (finish_review, {"opinion": ""}),
        (send_back, {"reason": "x"}),
        (determine_filing, {}),
    )
    for step, fields in steps:
        with pytest.raises(NotPermitted), scope(officer) as actor:
            step(actor=actor, filing=made.filing, **fields)
