"""Reads of marks: what the ministry pointed at in a submission, and what the authority said to it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from portal.differences import Effort
from portal.enums import Side
from portal.queries import under
from portal.tenancy import Actor
from reporting.enums import Verdict
from reporting.models import Mark, MarkAnswer, Submission, Summary
from reporting.passages import Fate, Texts, TwoTexts
from reporting.queries import visible_summaries


@dataclass(frozen=True)
class MarkView:
    """A mark with the authority's answer and, once there is a later text, what became of the passage."""

    mark: Mark
    answer: MarkAnswer | None
    fate: Fate | None = None

    @property
    def settled(self) -> bool:
        return bool(self.answer and (self.answer.settled or self.answer.text))

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0


Marks = dict[str, list[MarkView]]


def visible_marks(actor: Actor) -> QuerySet[Mark]:
    """The ministry's own, of all submissions; for an authority those of its submissions that were returned."""
    found = under(Mark.objects.filter(removed_at=None), actor).select_related("by", "submission__edition")
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


def marks_of(actor: Actor, submission: Submission, after: Texts | None = None, before: Texts | None = None) -> Marks:
    """{section: marks of this submission}; with the texts of it and of a later edition, what became of each passage."""
    return _views(actor, visible_marks(actor).filter(submission=submission), after, before)


def marks_to_answer(actor: Actor, summary: Summary) -> Marks:
    """{section: marks} of the latest return, for whoever writes on."""
    return _views(actor, _of_latest(actor, summary)) if summary.submitted_id else {}


def count_marks(actor: Actor, summary: Summary) -> int:
    """Marks of the latest submission that the actor may read."""
    return _of_latest(actor, summary).count() if summary.submitted_id else 0


def _of_latest(actor: Actor, summary: Summary) -> QuerySet[Mark]:
    latest = Submission.objects.filter(summary=summary).order_by("-number").values("pk")[:1]
    return visible_marks(actor).filter(submission=Subquery(latest))


def _views(actor: Actor, found: QuerySet[Mark], after: Texts | None = None, before: Texts | None = None) -> Marks:
    marks = list(found)
    answers = {answer.mark_id: answer for answer in visible_answers(actor).filter(mark__in=marks)} if marks else {}
    views: Marks = {}
    effort, sections = Effort(), {mark.section for mark in marks}
    compared = {key: TwoTexts(before[key], after[key], effort) for key in sections} if before and after else {}
    for mark in marks:
        fate = compared[mark.section].fate_of(mark.quote) if compared else None
        views.setdefault(mark.section, []).append(MarkView(mark, answers.get(mark.pk), fate))
    return views
