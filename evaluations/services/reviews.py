"""The authority's steps with a filing: take, release, return, finish, send back, determine."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.city_queries import city_said_of
from evaluations.city_rules import may_review_after_city
from evaluations.enums import ResultKind
from evaluations.figures import cut_off
from evaluations.interest_queries import refuse_conflicted, refuse_conflicted_reader
from evaluations.lease_queries import has_lapsed
from evaluations.models import Filing, Result, Review
from evaluations.queries import definition_of
from evaluations.reading_queries import is_read_blind, readings_of
from evaluations.review_queries import board_of, board_with, deciders_of, members_of, review_of, scorers_of
from evaluations.review_rules import (
    COMMENT_LIMIT,
    may_decide,
    may_finish,
    may_give_up,
    may_judge,
    may_release,
    may_return,
)
from evaluations.services.evaluating import record_result
from evaluations.services.filing_notices import (
    tell_approvers,
    tell_enterprise,
    tell_former_reviewer,
    tell_of_conflict,
    tell_reviewers_again,
)
from evaluations.services.interests import drop_conflicted_scores, refuse_conflict
from evaluations.services.readings import drop_reading, end_reading, give_reading, reopen_readings, settle_differences
from evaluations.services.scores import open_review
from evaluations.services.transitions import lock_filing, perform_transition
from evaluations.services.visit_showing import show_findings
from evaluations.stages import gap_between
from portal.enums import Role, Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor


def take_filing(*, actor: Actor, filing: Filing) -> Review:
    """Assign a submitted filing to oneself; the scores of a reviewer who released it are carried on.

    Also one that a colleague took and left alone for longer than the round's lease.
    """
    locked = _locked(actor, filing)
    _refuse_member(actor, locked)
    refuse_conflict(actor=actor, filing=locked)
    if refusal := may_review_after_city(actor, actor.person_id, city_said_of(locked)):
        raise Refused(refusal)
    if is_read_blind(locked, readings_of(locked)):
        return _take_reading(actor, locked)
    if (review := review_of(locked)) and review.reviewer_id != actor.user_id and has_lapsed(locked, review):
        _free(actor, locked, review)
    taken = perform_transition(actor=actor, filing=filing, name="take")
    fields = {
        "reviewer_id": actor.person_id,
        "scope": taken.scope,
        "finished_at": None,
        "claimed_at": timezone.now(),
    }
    review, _created = Review.objects.update_or_create(filing=taken, ordinal=0, defaults=fields)
    return review


def _take_reading(actor: Actor, filing: Filing) -> Review:
    if not actor.has(Role.REVIEWER):
        raise Refused(_("Only a reviewer of the authority gives scores."))
    return give_reading(actor=actor, filing=filing, person_id=actor.person_id, claimed=True)


def _free(actor: Actor, filing: Filing, review: Review) -> None:
    """Whose it was is the office's own matter: the enterprise reads that it was released and taken."""
    tell_former_reviewer(actor=actor, filing=filing, person_id=review.reviewer_id)
    _put_back(actor, filing, audited=False)
    detail = {"from": str(review.reviewer)}
    record_audit(actor=actor, action="filing.take_over", target=filing, detail=detail, inside=True)


def release_filing(*, actor: Actor, filing: Filing, ordinal: int | None = None) -> Filing:
    """Put a filing back into the queue for others; scores given so far stay with it.

    Of several blind readings the own one, or for an administrator that of this `ordinal`; its verdicts go.
    """
    locked = _locked(actor, filing)
    readings = readings_of(locked)
    reading = next((row for row in readings.rows if row.ordinal == ordinal), readings.of(actor.user_id))
    if refusal := may_release(actor, review_of(locked)) or may_give_up(actor, readings, reading):
        raise Refused(refusal)
    if reading:
        return drop_reading(actor=actor, filing=locked, reading=reading)
    return _put_back(actor, locked, audited=True)


def _put_back(actor: Actor, filing: Filing, *, audited: bool) -> Filing:
    """Scores given so far stay, but for those of somebody with a conflict."""
    if review := review_of(filing):
        drop_conflicted_scores(actor=actor, filing=filing, review=review)
    return perform_transition(actor=actor, filing=filing, name="release", audited=audited)


def return_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """Send the flagged items back for correction with a reason; they alone unlock, their comments become visible."""
    locked = _locked(actor, filing)
    refuse_conflict(actor=actor, filing=locked)
    return return_flagged(actor=actor, filing=locked, reason=reason)


def return_flagged(*, actor: Actor, filing: Filing, reason: str, audited: bool = True) -> Filing:
    """The step itself, alone or as one of many, whose conflicts were asked for at once."""
    _check_text("reason", reason)
    locked, review = open_review(actor=actor, filing=filing)
    if refusal := may_return(board_with(locked, review).items, blind=bool(review.ordinal)):
        raise Refused(refusal)
    returned = perform_transition(actor=actor, filing=locked, name="return", reason=reason, audited=audited)
    _release_flagged(review)
    tell_enterprise(
        actor=actor,
        filing=returned,
        subject=lambda: _("Some items need correction: %s") % returned.number,
        body=reason,
        page="",
    )
    return returned


def _release_flagged(review: Review) -> None:
    review.scores.filter(flagged=True).update(released=True, updated_at=timezone.now())
    review.released, review.opinion = True, ""
    review.save(update_fields=["released", "opinion"])


def finish_review(*, actor: Actor, filing: Filing, opinion: str, blind: bool = False) -> Filing:
    """Hand the review to the approver with an opinion; every item has a verdict and none is flagged.

    The opinion stays with the review, not with the event: the enterprise reads it once the filing is determined.
    `blind`: a refusal for a conflict would tell whose filing it is; the approvers are told instead.
    """
    _check_text("opinion", opinion)
    locked, review = open_review(actor=actor, filing=filing)
    _refuse_member(actor, locked)
    if not blind:
        refuse_conflict(actor=actor, filing=locked)
    if refusal := may_finish(board_with(locked, review).items):
        raise Refused(refusal)
    if blind and refuse_conflicted(actor.person_id, locked):
        tell_of_conflict(actor=actor, filing=locked, step=f"ended:{review.pk}")
    if review.ordinal:
        return end_reading(actor=actor, filing=locked, reading=review, opinion=opinion.strip())
    result = record_result(actor=actor, filing=locked, kind=ResultKind.REVIEWER)
    finished = perform_transition(actor=actor, filing=locked, name="finish", result=result)
    review.opinion, review.finished_at, review.released = opinion.strip(), timezone.now(), False
    review.gap, review.total = _gap(finished, result), cut_off(result.total, 2)
    review.save(update_fields=["opinion", "finished_at", "released", "gap", "total"])
    tell_approvers(actor=actor, filing=finished)
    return finished


def send_back(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """The approver asks the reviewer to look again; the enterprise is not told."""
    _check_text("reason", reason)
    locked = _locked(actor, filing)
    _refuse_own(actor, locked)
    again = perform_transition(actor=actor, filing=locked, name="send_back", reason=reason)
    reopen_readings(actor=actor, filing=again)
    tell_reviewers_again(actor=actor, filing=again, reason=reason.strip())
    return again


def determine_filing(*, actor: Actor, filing: Filing, reason: str = "", version: int | None = None) -> Filing:
    """Fix the reviewed stage, by somebody who did not review; everything becomes visible to the enterprise.

    `version` is the filing's version the approver saw; Refused when it has moved since.
    """
    _check_text("reason", reason)
    locked = _locked(actor, filing)
    _refuse_own(actor, locked)
    if version is not None and version != locked.version:
        raise Refused(_("The filing has moved on since you opened it."), _("Reload the page and look again."))
    if conflict := refuse_conflicted_reader(locked):
        raise Refused(conflict, _("Send the review back; an administrator then gives it to somebody else."))
    if readings_of(locked).rows and (open_items := may_finish(board_of(locked).items)):
        raise Refused(open_items, _("Settle first what the readers differ in."))
    result = record_result(actor=actor, filing=locked, kind=ResultKind.FINAL)
    # From the determination on, the database lets nobody of the office write scores any more.
    _release_all(locked, _gap(locked, result))
    show_findings(actor=actor, filing=locked, released=True)
    determined = perform_transition(
        actor=actor, filing=locked, name="determine", reason=reason, result=result, changes=_determination(result)
    )
    tell_enterprise(
        actor=actor,
        filing=determined,
        subject=lambda: _("The result is determined: %s") % determined.number,
        body=lambda: _("See the reviewed stage, the differences and the reasons."),
        page="result/",
    )
    return determined


def _determination(result: Result) -> dict[str, object]:
    return {
        "reviewed_level": result.level,
        "reviewed_total": cut_off(result.total, 2),
        "determined_at": timezone.now(),
    }


def _gap(filing: Filing, result: Result) -> int:
    return gap_between(definition_of(filing.evaluation.standard_version), filing.declared_level, result.level)


def _release_all(filing: Filing, gap: int) -> None:
    for review in Review.objects.filter(filing=filing, ordinal=0):
        review.scores.update(released=True)
        Review.objects.filter(pk=review.pk).update(released=True, gap=gap)


def _refuse_own(actor: Actor, filing: Filing) -> None:
    if refusal := may_decide(actor, scorers_of(filing), members_of(filing), deciders_of(filing)):
        raise Refused(refusal)
    refuse_conflict(actor=actor, filing=filing)


def _refuse_member(actor: Actor, filing: Filing) -> None:
    if refusal := may_judge(actor, members_of(filing)):
        raise Refused(refusal)


def _locked(actor: Actor, filing: Filing) -> Filing:
    _only_the_office(actor)
    return lock_filing(actor=actor, pk=filing.pk)


def _only_the_office(actor: Actor) -> None:
    """The ministry reads and never writes; its database role could not even lock the row."""
    if actor.side != Side.AUTHORITY:
        raise NotPermitted(_("Only the authority in charge reviews and determines a filing."))


def _check_text(field: str, text: str) -> None:
    if len(text) > COMMENT_LIMIT or "\x00" in text:
        words = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
        raise InvalidInput({field: [words % {"limit": COMMENT_LIMIT, "count": len(text)}]})


def settle_reading(*, actor: Actor, filing: Filing, choices: Mapping[str, int]) -> Filing:
    """As `settle_differences`, by somebody who may determine the filing."""
    locked = _locked(actor, filing)
    if not actor.has(Role.APPROVER):
        raise NotPermitted(_("Only an approver settles what readers differ in."))
    _refuse_own(actor, locked)
    return settle_differences(actor=actor, filing=locked, choices=choices)
