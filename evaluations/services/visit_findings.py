"""What was found at a visit, item by item, with photographs; and the correction of the verdict that it states."""

import io
from dataclasses import dataclass
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.city_queries import city_said_of
from evaluations.city_rules import may_review_after_city
from evaluations.enums import FilingState, NodeKind, ResultKind, VisitState
from evaluations.models import Answer, Filing, Node, Review, Score, Visit, VisitFinding, VisitPhoto
from evaluations.queries import asked_answers, definition_of, standard_of
from evaluations.review_queries import board_with, members_of, review_of
from evaluations.review_rules import may_finish, may_judge
from evaluations.services.evaluating import record_result
from evaluations.services.interests import refuse_conflict
from evaluations.services.transitions import lock_filing, log_step
from evaluations.stages import gap_between
from evaluations.visit_queries import FoundItem, found_items, photo_of, scores_by_item, visit_of
from evaluations.visit_rules import finding_fault, may_write_findings
from portal.contents.looking import HEAD, PICTURES, Unacceptable, kind_of
from portal.contents.metadata import Unreadable, strip_metadata
from portal.enums import FilePurpose
from portal.errors import InvalidInput, Refused, Stale
from portal.models import StoredFile
from portal.presentation import shown
from portal.services.audit import record_audit
from portal.services.files import check_file, check_size, delete_unused_file, keep_file
from portal.services.notices import send_notice_to
from portal.tenancy import Actor

PHOTOS_PER_ITEM = 20


@dataclass(frozen=True)
class Typed:
    """What was typed of one item; `version` is the one the person saw, 0 for none yet."""

    rung: str
    text: str
    version: int


def save_finding(*, actor: Actor, visit: Visit, item_code: str, typed: Typed) -> VisitFinding:
    """Keep what was found on one item. It moves no verdict by itself. Raises InvalidInput by field, Stale, Refused."""
    locked, filing = _open(actor, visit)
    item = _item(filing, item_code)
    found = VisitFinding.objects.select_for_update(of=("self",)).filter(visit=locked, item=item).first()
    known = found or VisitFinding(visit=locked, filing=filing, item=item, scope=locked.scope, version=0)
    if known.version != typed.version:
        current = {"rung": known.rung, "text": known.text, "version": known.version}
        attempted = {"rung": typed.rung, "text": typed.text}
        raise Stale(current=current, attempted=attempted, own=actor.is_person(known.updated_by_id))
    _check(filing, item_code, typed)
    known.rung, known.text, known.version = typed.rung, typed.text.strip(), known.version + 1
    known.updated_by_id, known.updated_at = actor.person_id, timezone.now()
    known.found_on = locked.day or timezone.localdate()
    known.save()
    detail = {"item": item_code, "rung": known.rung, "text": known.text}
    record_audit(actor=actor, action="visit.find", target=locked, detail=detail, inside=True)
    return known


def add_photo(*, actor: Actor, visit: Visit, item_code: str, name: str, content: IO[bytes] | bytes) -> VisitPhoto:
    """A picture of what was found, without what the camera wrote into it. Raises InvalidInput for what is none."""
    locked, filing = _open(actor, visit)
    finding = VisitFinding.objects.filter(visit=locked, item__code=item_code).first()
    if finding is None:
        raise Refused(_("Say first what was found on this item, then add photographs."))
    if finding.photos.count() >= PHOTOS_PER_ITEM:
        raise Refused(_("An item holds at most %d photographs. Remove one first.") % PHOTOS_PER_ITEM)
    raw = content if isinstance(content, bytes) else content.read()
    check_size(name, len(raw), FilePurpose.VISIT_PHOTO)
    file, had_place = _picture(actor, filing, name, raw)
    photo = VisitPhoto.objects.create(
        finding=finding, file=file, scope=finding.scope, had_place=had_place, added_by_id=actor.person_id
    )
    detail = {"item": item_code, "sha256": file.sha256, "place_removed": had_place}
    record_audit(actor=actor, action="visit.photo", target=locked, detail=detail, inside=True)
    return photo


def _picture(actor: Actor, filing: Filing, name: str, raw: bytes) -> tuple[StoredFile, bool]:
    """Kept with the company's files, where whoever sees the filing finds it; the company meets it with its result."""
    try:
        if kind_of(raw[:HEAD], name) not in PICTURES:
            raise InvalidInput({"photo": [_("“%s” is no photograph. Choose PNG or JPEG.") % name]})
        cleaned = strip_metadata(raw)
    except Unacceptable as refused:
        raise InvalidInput({"photo": [refused.message]}) from refused
    except Unreadable as damaged:
        words = _("“%s” is a damaged picture: what the camera wrote into it cannot be read. Save it again as JPEG.")
        raise InvalidInput({"photo": [words % name]}) from damaged
    stream = io.BytesIO(cleaned.content)
    try:
        file = check_file(
            actor=actor, organisation=filing.enterprise, purpose=FilePurpose.VISIT_PHOTO, name=name, stream=stream
        )
    except InvalidInput as fault:
        raise InvalidInput({"photo": fault.errors.get("file", [])}) from fault
    return keep_file(actor=actor, file=file, stream=stream), cleaned.had_place


def remove_photo(*, actor: Actor, photo: VisitPhoto) -> None:
    found = photo_of(actor, photo.pk)
    locked, _filing = _open(actor, found.finding.visit)
    file, item = found.file, found.finding.item.code
    found.delete()
    delete_unused_file(actor=actor, file=file)
    detail = {"item": item, "sha256": file.sha256}
    record_audit(actor=actor, action="visit.photo_removed", target=locked, detail=detail, inside=True)


def correct_verdicts(*, actor: Actor, visit: Visit, expected: int) -> int:
    """Make the official's verdicts say what was found, each with the sentence that states it; returns how many.

    The company's own answers are never touched. `expected` is the number that the person confirmed. A review that is
    finished gets its result anew. Raises Refused with the reason.
    """
    locked, filing = _open(actor, visit)
    if refusal := may_review_after_city(actor, actor.person_id, city_said_of(filing)):
        raise Refused(refusal)
    review = review_of(filing)
    if review is None:
        raise Refused(_("Nobody has reviewed this filing yet: there is no verdict to correct."))
    due = [row for row in found_items(locked, filing) if row.to_correct]
    if len(due) != expected:
        words = _("%(now)d verdicts are to be corrected now, not %(then)d.") % {"now": len(due), "then": expected}
        raise Refused(words, _("Look at the list again, then confirm."))
    scores = scores_by_item(filing, [row.item.code for row in due])
    answers = {answer.item.code: answer for answer in asked_answers(filing).select_related("item")}
    changes = [_correct(actor, review, row, scores, answers) for row in due]
    _judge_again(actor, filing, review)
    log_step(actor=actor, filing=filing, name="site_visit", target=filing.state)
    record_audit(actor=actor, action="filing.site_visit", target=filing, detail={"items": changes}, inside=True)
    _tell_reviewer(actor, filing, review, len(due))
    return len(due)


def _correct(
    actor: Actor, review: Review, row: FoundItem, scores: dict[str, Score], answers: dict[str, Answer]
) -> dict[str, str]:
    finding = row.finding
    assert finding
    if row.item.code not in answers:
        raise Refused(_("The company gave no answer to %s; there is nothing to judge.") % row.item.code)
    score = scores.get(row.item.code) or Score(
        review=review, answer=answers[row.item.code], scope=review.scope, version=0
    )
    before, statement = row.reviewed.former_rung, _statement(finding)
    kept = score.comment.replace(finding.stated, "") if finding.stated else score.comment
    score.comment = "\n".join(filter(None, [kept.strip(), statement]))
    score.rung, score.accepted_exclusion, score.released = finding.rung, False, False
    score.version, score.updated_by_id = score.version + 1, actor.person_id
    score.save()
    finding.before_rung = finding.before_rung if finding.corrected_at else before
    finding.stated, finding.corrected_at, finding.corrected_by_id = statement, timezone.now(), actor.person_id
    finding.save(update_fields=["before_rung", "stated", "corrected_at", "corrected_by"])
    return {"item": row.item.code, "before": before, "after": finding.rung}


def _statement(finding: VisitFinding) -> str:
    words = _("Found at the site visit of %(day)s: %(text)s")
    return words % {"day": shown(finding.found_on), "text": finding.text}


def _judge_again(actor: Actor, filing: Filing, review: Review) -> None:
    """What an approver has open is no longer what they would decide on; where readers differ it is not settled yet."""
    if filing.state == FilingState.REVIEWED and not may_finish(board_with(filing, review).items):
        result = record_result(actor=actor, filing=filing, kind=ResultKind.REVIEWER)
        definition = definition_of(filing.evaluation.standard_version)
        review.gap = gap_between(definition, filing.declared_level, result.level)
        review.save(update_fields=["gap"])
    filing.version += 1
    filing.save(update_fields=["version"])


def _tell_reviewer(actor: Actor, filing: Filing, review: Review, count: int) -> None:
    if review.reviewer_id == actor.user_id:
        return
    send_notice_to(
        actor=actor,
        user_id=review.reviewer_id,
        organisation_id=actor.home_id,
        key=f"filing:{filing.pk}:{filing.version}:visit",
        subject=lambda: _("A site visit corrected your verdicts: %s") % filing.enterprise.name,
        body=lambda: (
            ngettext(
                "%(count)d verdict was corrected by %(who)s.", "%(count)d verdicts were corrected by %(who)s.", count
            )
            % {"count": count, "who": actor.user_name}
        ),
        link=f"/review/{filing.pk}/",
    )


def _open(actor: Actor, visit: Visit) -> tuple[Visit, Filing]:
    """The visit and its filing, locked, for somebody who may write findings now."""
    found = visit_of(actor, visit.pk)
    filing = lock_filing(actor=actor, pk=found.filing_id)
    if refusal := may_write_findings(actor, filing) or may_judge(actor, members_of(filing)):
        raise Refused(refusal)
    refuse_conflict(actor=actor, filing=filing)
    locked = Visit.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    if locked.state != VisitState.MADE:
        raise Refused(_("The visit is not entered as made yet."), _("Enter its day and choose “made” first."))
    return locked, filing


def _item(filing: Filing, code: str) -> Node:
    found = Node.objects.filter(version=filing.evaluation.standard_version_id, kind=NodeKind.ITEM, code=code).first()
    if found is None or not standard_of(filing).has_item(code):
        raise InvalidInput({"item": [_("The filing has no item %s.") % code[:20]]})
    return found


def _check(filing: Filing, code: str, typed: Typed) -> None:
    errors = {"text": [fault]} if (fault := finding_fault(typed.text)) else {}
    if typed.rung and typed.rung not in standard_of(filing).item(code).scale:
        words = _("“%(rung)s” is not a rung of item %(item)s. Choose one of those offered.")
        errors["rung"] = [words % {"rung": typed.rung[:20], "item": code}]
    if errors:
        raise InvalidInput(errors)
