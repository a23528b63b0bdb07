"""Reads of a filing that was handed in again: what was touched since, and each item then, now, and as it was judged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Max

from evaluations.definition import Item, Text
from evaluations.enums import NOT_APPLICABLE
from evaluations.handed_in import HandedIn, ItemChange, compare_handed_in
from evaluations.models import Filing, Score, Submission
from evaluations.submission_queries import answer_events, evidence_events, said_at, submissions_of
from evaluations.verdicts import ReviewedItem, name_of
from portal.differences import Effort


@dataclass(frozen=True)
class Later:
    """The handings-in of a filing, first to last; empty but for these while there is one alone.

    `files` is {answer: newest event of its evidence}, of those touched after the first handing-in; `sent_back` are the
    answers that were returned before the last, `said_anew` those written again for it.
    """

    submissions: tuple[Submission, ...] = ()
    files: Mapping[int, int] = field(default_factory=dict)
    sent_back: frozenset[int] = frozenset()
    said_anew: frozenset[int] = frozenset()

    @property
    def previous(self) -> Submission | None:
        """The one before the last: what the filing said when it was sent back, or withdrawn."""
        return self.submissions[-2] if len(self.submissions) > 1 else None

    @property
    def came_back(self) -> frozenset[int]:
        """Answers touched, or marked to be, between the last two handings-in."""
        until = self.previous.evidence_until if self.previous else 0
        return self.sent_back | self.said_anew | {answer for answer, event in self.files.items() if event > until}

    def judged(self, score: Score) -> Submission | None:
        """The handing-in that a score was given to."""
        before = [row for row in self.submissions if row.submitted_at <= score.updated_at]
        return before[-1] if before else next(iter(self.submissions), None)

    def supersedes(self, score: Score) -> bool:
        """The evidence was touched after the score; that the answer was, its own time tells."""
        judged = self.judged(score)
        return judged is not None and self.files.get(score.answer_id, 0) > judged.evidence_until


def later_of(filing: Filing) -> Later:
    """One query while the filing was handed in once, four after that."""
    submissions = tuple(submissions_of(filing))
    if len(submissions) < 2:
        return Later(submissions)
    touched = evidence_events(filing).filter(pgh_id__gt=submissions[0].evidence_until).order_by()
    files = dict(touched.values_list("answer_id").annotate(newest=Max("pgh_id")))
    previous = submissions[-2]
    since = {"updated_at__gt": previous.submitted_at}
    marked = _score_events(filing).filter(flagged=True, released=True, **since)
    # A move to another version of the standard writes rows too, and leaves the time of what was said.
    anew = answer_events(filing).filter(pgh_id__gt=previous.answers_until, **since)
    said = (rows.values_list(name, flat=True) for rows, name in ((marked, "answer_id"), (anew, "pgh_obj_id")))
    return Later(submissions, files, *map(frozenset, said))


def _score_events(filing: Filing) -> Any:
    events: Any = apps.get_model("evaluations", "ScoreEvent")._default_manager
    return events.filter(review__filing=filing, review__ordinal=0)


@dataclass(frozen=True)
class Former:
    """What the official said of an item before the filing was handed in again."""

    item: Item
    rung: str
    comment: str
    flagged: bool
    by: str
    at: datetime

    @property
    def name(self) -> Text | None:
        return name_of(self.item, self.rung)


@dataclass(frozen=True)
class Change:
    """One item as it was when it was judged, as it is now, and the verdict of then."""

    reviewed: ReviewedItem
    row: ItemChange
    since: Submission
    former: Former | None


def changes_in(filing: Filing, later: Later, items: Collection[ReviewedItem], effort: Effort) -> tuple[Change, ...]:
    """Of the `items`; none when the filing was handed in once. Queries for each handing-in compared, not for each item.

    All share the effort of the page.
    """
    if later.previous is None or not items:
        return ()
    bases = {reviewed.item.code: _base(later, reviewed) for reviewed in items}
    now = said_at(filing, later.submissions[-1])
    rows = {row.pk: _rows(said_at(filing, row), now, effort) for row in set(bases.values())}
    former = _former(filing, later.submissions[-1], items)
    return tuple(
        Change(reviewed, rows[bases[code].pk][code], bases[code], former.get(code))
        for code, reviewed in ((reviewed.item.code, reviewed) for reviewed in items)
    )


def _base(later: Later, reviewed: ReviewedItem) -> Submission:
    judged = later.judged(reviewed.score) if reviewed.again and reviewed.score else None
    assert later.previous
    return judged or later.previous


def _rows(old: HandedIn, now: HandedIn, effort: Effort) -> dict[str, ItemChange]:
    return {row.code: row for row in compare_handed_in(old, now, effort)}


def _former(filing: Filing, last: Submission, items: Collection[ReviewedItem]) -> dict[str, Former]:
    """By item, the last that was said before the last handing-in, from the row history."""
    of_answer = {reviewed.answer.pk: reviewed.item for reviewed in items if reviewed.answer}
    said = _score_events(filing).filter(answer_id__in=of_answer, updated_at__lt=last.submitted_at)
    rows = said.select_related("updated_by").order_by("answer_id", "-pgh_id").distinct("answer_id")
    return {of_answer[row.answer_id].code: _former_of(of_answer[row.answer_id], row) for row in rows}


def _former_of(item: Item, row: Any) -> Former:
    rung = NOT_APPLICABLE if row.accepted_exclusion else row.rung
    return Former(item, rung, row.comment, row.flagged, str(row.updated_by), row.updated_at)
