"""Reads of appeals: a company's own whatever its state, for officials once it was submitted."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluations.definition import Item, Text
from evaluations.enums import AppealState
from evaluations.filing_queries import answers_by_item, released_scores
from evaluations.models import Answer, Appeal, ContestedItem, Evidence, Filing, Score
from evaluations.queries import asked_evidence, standard_of
from evaluations.verdicts import DIFFERING, ReviewedItem, name_of
from portal.enums import Side
from portal.queries import under
from portal.tenancy import Actor


@dataclass(frozen=True)
class AppealRow:
    """One item with both findings, what the company says to it, and the evidence it may point at."""

    reviewed: ReviewedItem
    contest: ContestedItem | None
    evidence: tuple[Evidence, ...]

    @property
    def item(self) -> Item:
        return self.reviewed.item

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def claimed(self) -> Text | None:
        return name_of(self.item, self.reviewed.claim)

    @property
    def found(self) -> Text | None:
        """As it was when the appeal was submitted; before that, as it is."""
        return name_of(self.item, (self.contest and self.contest.found_rung) or self.reviewed.rung)

    @property
    def differs(self) -> bool:
        return self.reviewed.verdict in DIFFERING

    @property
    def finding(self) -> str:
        """The official's reason."""
        return self.reviewed.score.comment if self.reviewed.score else ""

    @property
    def chosen(self) -> tuple[Evidence, ...]:
        """The evidence that the company asks to look at again."""
        files = self.contest.files if self.contest else []
        return tuple(row for row in self.evidence if row.file_id in files)


def appeal_of(actor: Actor, filing: Filing) -> Appeal | None:
    appeals = under(Appeal.objects.filter(filing=filing), actor).select_related("updated_by", "submitted_by", "filing")
    return (appeals if actor.side == Side.ENTERPRISE else appeals.exclude(state=AppealState.DRAFT)).first()


def contested_items(appeal: Appeal | None) -> dict[str, ContestedItem]:
    """By item code, in the order of the standard."""
    if appeal is None:
        return {}
    return {row.item.code: row for row in ContestedItem.objects.filter(appeal=appeal).select_related("item")}


def appeal_rows(filing: Filing, contested: Mapping[str, ContestedItem]) -> tuple[AppealRow, ...]:
    """Every item of the filing's standard; three queries."""
    answers, scores = answers_by_item(filing), released_scores(filing)
    files: dict[int, list[Evidence]] = {}
    for row in asked_evidence(filing).select_related("file"):
        files.setdefault(row.answer_id, []).append(row)
    return tuple(
        _row(item, answers.get(item.code), scores.get(item.code), contested.get(item.code), files)
        for item in standard_of(filing).items
    )


def _row(
    item: Item,
    answer: Answer | None,
    score: Score | None,
    contest: ContestedItem | None,
    files: Mapping[int, list[Evidence]],
) -> AppealRow:
    reviewed = ReviewedItem(item, answer, score)
    evidence = files.get(answer.pk, []) if answer else []
    return AppealRow(reviewed, contest, tuple(evidence))
