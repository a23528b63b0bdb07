"""What a filing's pages say of answers that were taken over: both wordings of an item, and what can be taken over."""

from dataclasses import dataclass

from evaluations.checklist import Checklist, ItemState
from evaluations.definition import Item, Text
from evaluations.enums import FilingState
from evaluations.models import Answer, Filing, Node, Rung, StandardVersion
from evaluations.queries import previous_filing
from evaluations.rules import comes_after
from evaluations.side_by_side import Wording, wording_of
from portal.differences import Effort


@dataclass(frozen=True)
class Carried:
    """An answer to confirm; `still` is what "still true" would answer: a rung, or that the item does not apply."""

    question: Wording
    descriptor: Wording | None
    rung: str
    name: Text | None
    still_possible: bool

    @property
    def differs(self) -> bool:
        return self.question.differs or self.descriptor is None or self.descriptor.differs


def describe_carried(answer: Answer | None, item: Item) -> Carried | None:
    """None for an answer that waits for nothing; one query otherwise."""
    if answer is None or answer.carried_from is None:
        return None
    node, code = answer.carried_from, answer.carried_rung
    rung = Rung.objects.filter(node=node, code=code).first() if code else None
    known, effort = code in item.scale, Effort()
    return Carried(
        question=wording_of(_text(node, "question"), item.question, effort),
        descriptor=wording_of(_text(rung, "descriptor"), item.descriptor(code), effort) if rung and known else None,
        rung=code,
        name=_text(rung, "name") if rung else None,
        still_possible=known if code else item.not_applicable is not None,
    )


def _text(row: Node | Rung, name: str) -> Text:
    return Text(getattr(row, f"{name}_zh"), getattr(row, f"{name}_en"))


@dataclass(frozen=True)
class Carrying:
    """For the task list: items to confirm, how many of them can be given back untouched, and what is on offer.

    `earlier` is the filing whose answers can be taken over, `newer` the round's version when this filing is behind.
    """

    to_confirm: int
    untouched: int
    earlier: Filing | None
    newer: StandardVersion | None


def describe_carrying(filing: Filing, checklist: Checklist) -> Carrying:
    """Asks for last year only while something here was never begun, for another version only where there is one."""
    waiting = [task.answer for task in checklist.tasks if task.state == ItemState.TO_CONFIRM and task.answer]
    draft = filing.state == FilingState.DRAFT
    begun = all(task.answer and (task.answer.version or task.answer.to_confirm) for task in checklist.tasks)
    other = filing.round.standard_version_id != filing.evaluation.standard_version_id
    wanted = filing.round.standard_version if other and filing.state in FilingState.editable() else None
    behind = wanted and not comes_after(filing.evaluation.standard_version, wanted)
    return Carrying(
        to_confirm=len(waiting),
        untouched=sum(answer.version == 0 for answer in waiting) if draft else 0,
        earlier=previous_filing(filing) if draft and not begun else None,
        newer=wanted if behind else None,
    )
