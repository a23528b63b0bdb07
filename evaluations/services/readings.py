"""Blind readers, two or those of a calibration filing: given out, given up, ended, put together, settled where they differ.

The audit names the reading and not its filing, so that no reader who also reads the audit learns of the other.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState, ResultKind
from evaluations.figures import cut_off
from evaluations.lease_queries import has_lapsed
from evaluations.models import Calibration, Filing, Review, Score
from evaluations.queries import definition_of
from evaluations.reading_queries import differing_items, read_items, readings_of
from evaluations.readings import Readings, ReadItem
from evaluations.review_queries import board_with, review_of
from evaluations.services.evaluating import record_result
from evaluations.services.filing_notices import tell_approvers, tell_former_reader
from evaluations.services.transitions import lock_filing, perform_transition
from evaluations.services.visit_carrying import carry_corrections
from evaluations.stages import gap_between
from portal.errors import InvalidInput, Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor


def give_reading(*, actor: Actor, filing: Filing, person_id: int, claimed: bool) -> Review:
    """The next place among the readers of a locked filing; the first one brings it under review.

    Whoever asks has been asked already: role, conflict, company. Raises Refused where no place is free.
    """
    readings = readings_of(filing)
    place = None if readings.of(person_id) else readings.free or _place_of_lapsed(actor, filing, readings)
    if place is None:
        # In general words: they must not say who reads it.
        raise Refused(_("This filing has its readers, or this person is one of them."))
    if not readings.rows:
        name = "take" if claimed else "assign_reviewer"
        filing = perform_transition(actor=actor, filing=filing, name=name, audited=False, named=False)
    elif filing.state not in FilingState.scorable():
        raise Refused(_("The filing is now “%s”; nobody begins to read it.") % FilingState(filing.state).label)
    began = {"claimed_at": timezone.now() if claimed else None}
    made = Review.objects.create(filing=filing, ordinal=place, reviewer_id=person_id, scope=filing.scope, **began)
    record_audit(actor=actor, action="reading.give", target=made, inside=True)
    return made


def _place_of_lapsed(actor: Actor, filing: Filing, readings: Readings) -> int | None:
    """Of the first reader who took it and left it alone for longer than the lease; theirs is given up."""
    lapsed = next((row for row in readings.rows if not row.finished_at and has_lapsed(filing, row)), None)
    place = lapsed.ordinal if lapsed else None
    if lapsed:
        tell_former_reader(actor=actor, filing=filing, reading=lapsed)
        _give_up(actor, lapsed)
    return place


def drop_reading(*, actor: Actor, filing: Filing, reading: Review) -> Filing:
    """Give a reading up; its verdicts count no more. With the last one the filing waits for a reviewer like any other."""
    _give_up(actor, reading)
    if Review.objects.filter(filing=filing, ordinal__gt=0).exists():
        return filing
    Calibration.objects.filter(filing=filing).delete()
    return perform_transition(actor=actor, filing=filing, name="release", audited=False, named=False)


def _give_up(actor: Actor, reading: Review) -> None:
    """The row stays for its history; without an ordinal it is nobody's reading."""
    reading.scores.all().delete()
    Review.objects.filter(pk=reading.pk).update(ordinal=None, finished_at=timezone.now())
    record_audit(actor=actor, action="reading.give_up", target=reading, inside=True)


def end_reading(*, actor: Actor, filing: Filing, reading: Review, opinion: str) -> Filing:
    """It stays as it is; the last one that is wanted puts them together for the approver."""
    total = board_with(filing, reading).scored.total
    reading.opinion, reading.finished_at, reading.total = opinion, timezone.now(), cut_off(total, 2)
    reading.save(update_fields=["opinion", "finished_at", "total"])
    record_audit(actor=actor, action="reading.end", target=reading, inside=True)
    readings = readings_of(filing)
    return _put_together(actor, filing, readings) if readings.complete else filing


def _put_together(actor: Actor, filing: Filing, readings: Readings) -> Filing:
    """What counts, item by item, as `ReadItem.counting` says; where that is nobody's it stays open until it is settled."""
    items = read_items(filing, readings)
    opinions = [row.opinion.strip() for row in readings.rows if row.opinion.strip()]
    made = Review.objects.create(
        filing=filing,
        reviewer_id=readings.rows[0].reviewer_id,
        scope=filing.scope,
        opinion="\n\n".join(opinions)[:4000],
        finished_at=timezone.now(),
    )
    Score.objects.bulk_create(_score(made, read, read.verdict, read.comment) for read in items if read.verdict)
    corrected = carry_corrections(filing=filing, review=made)
    settled = all(read.verdict or read.item.item.code in corrected for read in items)
    result = record_result(actor=actor, filing=filing, kind=ResultKind.REVIEWER) if settled else None
    finished = perform_transition(actor=actor, filing=filing, name="finish", result=result)
    if result:
        _note_gap(finished, result.level)
    tell_approvers(actor=actor, filing=finished)
    return finished


def _score(review: Review, read: ReadItem, verdict: Score, comment: str) -> Score:
    return Score(
        review=review,
        answer_id=verdict.answer_id,
        scope=review.scope,
        rung=verdict.rung,
        accepted_exclusion=verdict.accepted_exclusion,
        comment=comment[:4000],
        updated_by_id=verdict.updated_by_id,
    )


def _note_gap(filing: Filing, level: str) -> None:
    definition = definition_of(filing.evaluation.standard_version)
    gap = gap_between(definition, filing.declared_level, level)
    Review.objects.filter(filing=filing, ordinal=0).update(gap=gap)


def settle_differences(*, actor: Actor, filing: Filing, choices: Mapping[str, int]) -> Filing:
    """Whoever determines says, item by item, whose verdict counts: {item: ordinal of the reading}.

    The caller has locked the filing and asked whether the actor may decide on it. Raises InvalidInput by item.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    counting = review_of(locked)
    differing = differing_items(locked, read_items(locked, readings_of(locked)))
    if locked.state != FilingState.REVIEWED or counting is None or not differing:
        raise Refused(_("There is nothing to settle in this filing."))
    if errors := _choice_faults(differing, choices):
        raise InvalidInput(errors)
    for code, ordinal in choices.items():
        _settle(actor, counting, differing[code], ordinal)
    record_audit(actor=actor, action="reading.settle", target=locked, detail={"items": sorted(choices)}, inside=True)
    if Score.objects.filter(review=counting, answer__in=_answers(differing)).count() == len(differing):
        result = record_result(actor=actor, filing=locked, kind=ResultKind.REVIEWER)
        _note_gap(locked, result.level)
    return locked


def _choice_faults(differing: Mapping[str, ReadItem], choices: Mapping[str, int]) -> dict[str, list[str]]:
    if not choices:
        return {"choices": [_("Choose whose verdict counts, for one item at least.")]}
    unknown = {code: [_("The readers do not differ in %s.") % code[:20]] for code in choices if code not in differing}
    known = {code: place for code, place in choices.items() if code in differing}
    wrong = {code: place for code, place in known.items() if not 1 <= place <= len(differing[code].lines)}
    return unknown | {code: [_("Choose one of the readings.")] for code in wrong}


def _settle(actor: Actor, counting: Review, read: ReadItem, ordinal: int) -> None:
    verdict = read.lines[ordinal - 1].score
    assert verdict
    fields: dict[str, Any] = {name: getattr(verdict, name) for name in ("rung", "accepted_exclusion", "comment")}
    kept, created = Score.objects.get_or_create(
        review=counting,
        answer_id=verdict.answer_id,
        defaults=fields | {"scope": counting.scope, "updated_by_id": actor.person_id},
    )
    if not created:
        Score.objects.filter(pk=kept.pk).update(**fields, version=kept.version + 1, updated_by_id=actor.person_id)


def _answers(differing: Mapping[str, ReadItem]) -> list[int]:
    return [read.item.answer.pk for read in differing.values() if read.item.answer]


def reopen_readings(*, actor: Actor, filing: Filing) -> None:
    """Sent back: what was put together counts no more, and each reader looks again, blind as before."""
    reviews = Review.objects.filter(filing=filing)
    if reviews.filter(ordinal__gt=0).exists():
        reviews.filter(ordinal=0).update(ordinal=None)
    reviews.filter(Q(ordinal__gte=0)).update(finished_at=None, gap=None, total=None)
