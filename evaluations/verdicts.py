"""What an official's score says about a claim: agreed, raised, lowered, or still open. Pure."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations.definition import Item, Text
from evaluations.enums import NOT_APPLICABLE
from evaluations.models import Answer, Score


class Verdict(models.TextChoices):
    OPEN = "open", _("Still open")
    AGREED = "agreed", _("Agreed")
    RAISED = "raised", _("Raised")
    LOWERED = "lowered", _("Lowered")


DIFFERING = (Verdict.RAISED, Verdict.LOWERED)


EXCLUDED = Text("不适用", "Not applicable")


def name_of(item: Item, code: str) -> Text | None:
    """The name of a claim or a verdict; None for neither."""
    if code == NOT_APPLICABLE:
        return EXCLUDED
    return item.scale.rung(code).name if code in item.scale else None


def words_of(item: Item, code: str) -> str:
    """A rung as people know it: by its number on a ladder, else by its name; NOT_APPLICABLE in words."""
    name = name_of(item, code)
    if name is None:
        return code
    number = item.scale.number_of(code) if code in item.scale else ""
    return number or name.in_language(get_language() or "")


@dataclass(frozen=True)
class ReviewedItem:
    """One item of a filing with the enterprise's claim and the official's score; either may be missing."""

    item: Item
    answer: Answer | None = None
    score: Score | None = None
    superseded: bool = False  # its answer or evidence was touched after the handing-in that the score was given to

    @property
    def claim(self) -> str:
        """The claimed rung's code, or NOT_APPLICABLE."""
        if self.answer is None:
            return ""
        return NOT_APPLICABLE if self.answer.not_applicable else self.answer.rung

    @property
    def rung(self) -> str:
        """The official's; none while it was given to an earlier answer and waits for another look."""
        return "" if self.again else self.former_rung

    @property
    def former_rung(self) -> str:
        """What the official said last, whichever answer that was said of."""
        if self.score is None:
            return ""
        return NOT_APPLICABLE if self.score.accepted_exclusion else self.score.rung

    @property
    def again(self) -> bool:
        """Scored or flagged as an earlier answer stood: to look at again."""
        return self.corrected or self.outdated

    @property
    def can_stand(self) -> bool:
        """The earlier verdict is one that the present answer can get as well."""
        accepts = self.former_rung == NOT_APPLICABLE == self.claim
        return self.again and (accepts or self.former_rung in self.item.scale)

    @property
    def outdated(self) -> bool:
        """Answered anew after the verdict without having been sent back: after a withdrawal, or as a move asked for."""
        if self.score is None or self.answer is None or self.score.flagged:
            return False
        off_scale = bool(self.score.rung) and self.score.rung not in self.item.scale
        return off_scale or self.superseded or self.answer.updated_at > self.score.updated_at

    @property
    def flagged(self) -> bool:
        """Marked for correction, not yet sent."""
        return bool(self.score and self.score.flagged and not self.score.released)

    @property
    def corrected(self) -> bool:
        """Was sent back to the enterprise and has had no fresh verdict since."""
        return bool(self.score and self.score.flagged and self.score.released)

    @property
    def lacks_reason(self) -> bool:
        """A score that differs, or a flag, tells the enterprise why [ours]."""
        if self.score is None or self.score.comment.strip():
            return False
        return self.score.flagged or bool(self.rung and self.rung != self.claim)

    @property
    def remark(self) -> str:
        return self.score.comment.strip() if self.score else ""

    @property
    def claim_words(self) -> str:
        return words_of(self.item, self.claim)

    @property
    def rung_words(self) -> str:
        return words_of(self.item, self.rung)

    @property
    def former_words(self) -> str:
        return words_of(self.item, self.former_rung)

    @property
    def verdict(self) -> Verdict:
        if not self.rung or self.lacks_reason:
            return Verdict.OPEN
        return self.compared

    @property
    def compared(self) -> Verdict:
        """Against the claim, whether or not a reason is given."""
        if self.rung == self.claim:
            return Verdict.AGREED
        return Verdict.RAISED if self._place(self.rung) > self._place(self.claim) else Verdict.LOWERED

    def _place(self, code: str) -> int:
        """What is not answered, or does not apply, scores nothing by itself."""
        return self.item.scale.position(code) if code in self.item.scale else -1


@dataclass(frozen=True)
class CityFound:
    """A city's verdicts and remarks, item by item; of `silent` items it said nothing.

    `conflict` names somebody who found something of it and should not judge the company, as it came to be known since.
    """

    lines: tuple[ReviewedItem, ...]
    silent: int
    conflict: str = ""

    @property
    def agreed(self) -> int:
        return sum(line.rung == line.claim for line in self.lines)

    @property
    def differing(self) -> int:
        return sum(line.rung not in ("", line.claim) for line in self.lines)

    @property
    def outdated(self) -> int:
        """Said of an answer that the company has changed since."""
        return sum(line.again for line in self.lines)

    @property
    def worded(self) -> tuple[ReviewedItem, ...]:
        return tuple(line for line in self.lines if line.remark or line.rung != line.claim)

    def line_of(self, reviewed: ReviewedItem) -> ReviewedItem | None:
        return next((line for line in self.lines if line.item.code == reviewed.item.code), None)


@dataclass(frozen=True)
class Tally:
    """How far a review is: items agreed, differing, open and flagged; `again` are those open for another look."""

    agreed: int
    differing: int
    open: int
    flagged: int
    again: int

    @property
    def done(self) -> int:
        return self.agreed + self.differing

    @property
    def total(self) -> int:
        return self.done + self.open


def tally_of(items: tuple[ReviewedItem, ...]) -> Tally:
    verdicts = [item.verdict for item in items]
    differing = sum(verdict in DIFFERING for verdict in verdicts)
    open_items = verdicts.count(Verdict.OPEN)
    return Tally(
        agreed=len(items) - differing - open_items,
        differing=differing,
        open=open_items,
        flagged=sum(item.flagged for item in items),
        again=sum(item.again for item in items),
    )
