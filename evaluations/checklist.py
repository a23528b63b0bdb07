"""The enterprise's task list: every item with what is done and what is left. Pure, from rows already read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.definition import Definition, Group, Item
from evaluations.enums import FilingState
from evaluations.models import Answer, Filing
from evaluations.rules import window_lets_write
from evaluations.verdicts import ReviewedItem, name_of


class ItemState(models.TextChoices):
    """The values name the signs of portal.presentation."""

    NOT_STARTED = "not_started", _("Not started")
    STARTED = "in_work", _("Started")
    ANSWERED = "answered", _("Answered")
    RETURNED = "returned", _("To be corrected")
    TO_CONFIRM = "to_confirm", _("To confirm")
    CORRECTED = "corrected", _("Corrected")
    LOCKED = "closed", _("Locked")


DONE = (ItemState.ANSWERED, ItemState.CORRECTED, ItemState.LOCKED)


@dataclass(frozen=True)
class Task:
    """One item; `share` is its percentage of the total score, `open` whether it may be changed now."""

    item: Item
    answer: Answer | None
    state: ItemState
    open: bool
    share: Decimal

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def done(self) -> bool:
        return self.state in DONE

    @property
    def rung_name(self) -> object:
        return name_of(self.item, ReviewedItem(self.item, self.answer).claim)


@dataclass(frozen=True)
class TaskGroup:
    group: Group
    tasks: tuple[Task, ...]

    @property
    def done(self) -> int:
        return sum(task.done for task in self.tasks)

    @property
    def left(self) -> int:
        return len(self.tasks) - self.done


@dataclass(frozen=True)
class Checklist:
    groups: tuple[TaskGroup, ...]

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for group in self.groups for task in group.tasks)

    @property
    def total(self) -> int:
        return len(self.tasks)

    @cached_property
    def done(self) -> int:
        return sum(task.done for task in self.tasks)

    @property
    def left(self) -> int:
        return self.total - self.done

    def find(self, code: str) -> Task | None:
        return next((task for task in self.tasks if task.code == code), None)

    def neighbours(self, code: str) -> tuple[Task | None, Task | None]:
        """The task before and the one after."""
        place = [task.code for task in self.tasks].index(code)
        following = self.tasks[place + 1 :]
        return (self.tasks[place - 1] if place else None), (following[0] if following else None)

    def next_open(self, code: str = "") -> Task | None:
        """The next task with something left to do after `code`, beginning again at the top."""
        codes = [task.code for task in self.tasks]
        place = codes.index(code) + 1 if code in codes else 0
        rotated = self.tasks[place:] + self.tasks[:place]
        return next((task for task in rotated if not task.done and task.code != code), None)


def build_checklist(
    definition: Definition, filing: Filing, answers: Mapping[str, Answer], flagged: Collection[str], today: date
) -> Checklist:
    """`answers` by item code; `flagged` are the items a return opened."""
    whole = filing.state in (FilingState.DRAFT, FilingState.INCOMPLETE)
    writable = whole and not window_lets_write(filing, today)
    groups = tuple(
        TaskGroup(
            group,
            tuple(
                _task(definition, filing, item, answers.get(item.code), writable or item.code in flagged)
                for item in group.all_items()
            ),
        )
        for group in definition.groups
    )
    return Checklist(groups)


def _task(definition: Definition, filing: Filing, item: Item, answer: Answer | None, is_open: bool) -> Task:
    returned = filing.state == FilingState.RETURNED
    state = _state_after_return(filing, item, answer, is_open) if returned else _state(answer)
    return Task(item, answer, state, is_open, share_of(definition, item))


def _state(answer: Answer | None) -> ItemState:
    if answer is None:
        return ItemState.NOT_STARTED
    if answer.to_confirm:
        return ItemState.TO_CONFIRM
    return ItemState.ANSWERED if answer.answered else ItemState.STARTED


def _state_after_return(filing: Filing, item: Item, answer: Answer | None, is_open: bool) -> ItemState:
    if not is_open:
        return ItemState.LOCKED
    if answer is not None and answer.to_confirm:
        return ItemState.TO_CONFIRM
    changed = answer is not None and answer.answered and answer.updated_at > filing.state_since
    return ItemState.CORRECTED if changed else ItemState.RETURNED


def share_of(definition: Definition, item: Item) -> Decimal:
    """An item's percentage of the total score."""
    share = item.weight
    for group in definition.ancestors(item.code):
        share = share * group.weight / 100
    return share
