"""Reads of marks: what the ministry pointed at in a submission, and what the authority said to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from portal.differences import Effort
from portal.enums import Side
from portal.queries import under
from portal.tenancy import Actor
from reporting.attached import Attached, FileFate, fates_of
from reporting.attachment_queries import attached_now, attached_to
from reporting.enums import MarkedPart, Verdict
from reporting.models import Mark, MarkAnswer, Submission, Summary
from reporting.passages import Fate, Texts, TwoTexts
from reporting.queries import visible_summaries


@dataclass(frozen=True)
class MarkView:
    """A mark with the authority's answer and, once there is a later text, what became of the passage."""

    mark: Mark
    answer: MarkAnswer | None
    fate: Fate | FileFate | None = None

    @property
    def settled(self) -> bool:
        return bool(self.answer and (self.answer.settled or self.answer.text))

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0


Marks = dict[str, list[MarkView]]


@dataclass(frozen=True)
class Followed:
    """A submission and the later one: their texts, and their lists of attachments."""

    texts: tuple[Texts, Texts]
    files: tuple[Sequence[Attached], Sequence[Attached]]


def visible_marks(actor: Actor) -> QuerySet[Mark]:
    """The ministry's own, of all submissions; for an authority those of its submissions that were returned."""
    found = under(Mark.objects.filter(removed_at=None), actor)
    found = found.select_related("by", "submission__edition", "attachment__file")
    found = found.defer("submission__edition__narrative")
    found = found.filter(submission__summary__in=visible_summaries(actor).order_by())
    returned = found.filter(submission__decision__verdict=Verdict.RETURNED)
    return found if actor.side == Side.MINISTRY else returned


def visible_answers(actor: Actor) -> QuerySet[MarkAnswer]:
    """An authority's own; for the ministry those to marks of a submission that another one has followed."""
    found = under(MarkAnswer.objects.select_related("by"), actor)
    if actor.side != Side.MINISTRY:
        return found
    later = Submission.objects.filter(
        summary=OuterRef("mark__submission__summary"), number__gt=OuterRef("mark__submission__number")
    )
    return found.filter(Exists(later))


def marks_of(actor: Actor, submission: Submission, followed: Followed | None = None) -> Marks:
    """{section or part: marks of this submission}; with what followed it, what became of each passage and attachment."""
    return _views(actor, visible_marks(actor).filter(submission=submission), followed)


def marked_attachments(actor: Actor, summary: Summary) -> list[MarkView]:
    """Attachments that the latest return points at, each with what became of it among those that are there now."""
    views = marks_to_answer(actor, summary).get(MarkedPart.ATTACHMENTS, [])
    if not views:
        return []
    fates = fates_of(attached_to(views[0].mark.submission.edition), attached_now(summary))
    return [replace(view, fate=_fate_of_file(fates, view.mark)) for view in views]


def marks_to_answer(actor: Actor, summary: Summary) -> Marks:
    """{section: marks} of the latest return, for whoever writes on."""
    return _views(actor, _of_latest(actor, summary)) if summary.submitted_id else {}


def count_marks(actor: Actor, summary: Summary) -> int:
    """Marks of the latest submission that the actor may read."""
    return _of_latest(actor, summary).count() if summary.submitted_id else 0


def _of_latest(actor: Actor, summary: Summary) -> QuerySet[Mark]:
    latest = Submission.objects.filter(summary=summary).order_by("-number").values("pk")[:1]
    return visible_marks(actor).filter(submission=Subquery(latest))


def _views(actor: Actor, found: QuerySet[Mark], followed: Followed | None = None) -> Marks:
    marks = list(found)
    answers = {answer.mark_id: answer for answer in visible_answers(actor).filter(mark__in=marks)} if marks else {}
    views: Marks = {}
    fate_of = _fates(marks, followed) if followed else None
    for mark in marks:
        fate = fate_of(mark) if fate_of else None
        views.setdefault(mark.section, []).append(MarkView(mark, answers.get(mark.pk), fate))
    return views


def _fates(marks: list[Mark], followed: Followed) -> Callable[[Mark], Fate | FileFate | None]:
    """Each section is compared once for all its marks."""
    effort, files = Effort(), fates_of(*followed.files)
    before, after = followed.texts
    sections = {mark.section for mark in marks if mark.attachment_id is None}
    compared = {key: TwoTexts(before[key], after[key], effort) for key in sections}

    def fate_of(mark: Mark) -> Fate | FileFate | None:
        return _fate_of_file(files, mark) if mark.attachment else compared[mark.section].fate_of(mark.quote)

    return fate_of


def _fate_of_file(fates: dict[str, FileFate], mark: Mark) -> FileFate | None:
    return fates.get(mark.attachment.file.sha256) if mark.attachment else None
