"""A filled-in workbook against the answers as they are now, row by row. Pure, from rows already read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations.checklist import Checklist, Task
from evaluations.comparing import compare
from evaluations.definition import Definition, Item
from evaluations.rules import claim_faults
from evaluations.workbook.choices import choices_of, claim_of
from evaluations.workbook.marks import NOTHING_SAID, Base, Said, base_of, said_by
from evaluations.workbook.messages import Fault, fault
from evaluations.workbook.reading import Entry, FilledBook
from portal.registers.cells import plain

_SHOWN, _LISTED = 40, 8


class RowKind(models.TextChoices):
    """The values name the signs of portal.presentation."""

    REFUSED = "refused", _("Cannot be imported")
    CONFLICT = "conflict", _("Conflict")
    EMPTIED = "emptied", _("Would be emptied")
    CHANGED = "changed", _("Changed")
    NEW = "new", _("Newly answered")
    UNCHANGED = "unchanged", _("Unchanged")


# What is written only if somebody says so, and all that can be written.
ASKED = (RowKind.CONFLICT, RowKind.EMPTIED)
OFFERED = (*ASKED, RowKind.CHANGED, RowKind.NEW)


@dataclass(frozen=True)
class Difference:
    """One item: what the workbook says, what the portal says now, and what becomes of it.

    `seen` stands for the stored answer as it was shown; when it has changed since, the row is not written.
    """

    kind: RowKind
    entry: Entry
    item: Item | None = None
    written: Said = NOTHING_SAID
    stored: Said = NOTHING_SAID
    stored_by: str = ""
    stored_at: datetime | None = None
    version: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def asks(self) -> bool:
        return self.kind in ASKED

    @property
    def seen(self) -> str:
        return f"{self.version}-{self.stored.mark}"

    @property
    def written_choice(self) -> str:
        """As the item's list has it; what is on no list as it was typed."""
        return self._in_words(self.written.claim) or plain(self.entry.choice)[:_SHOWN]

    @property
    def stored_choice(self) -> str:
        return self._in_words(self.stored.claim)

    def _in_words(self, claim: str) -> str:
        return choices_of(self.item, get_language() or "").get(claim, claim) if self.item and claim else ""


@dataclass(frozen=True)
class Differences:
    """Every row of the workbook that speaks of an item; `old_version` is the workbook's where the filing moved on.

    `as_of` is when it was downloaded, `passed_over` names the sheets that were not read.
    """

    rows: tuple[Difference, ...]
    as_of: str
    old_version: str = ""
    passed_over: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> dict[RowKind, int]:
        kinds = [row.kind for row in self.rows]
        return {kind: kinds.count(kind) for kind in RowKind}

    @property
    def numbers(self) -> list[tuple[RowKind, int]]:
        """The counts that say something; the unchanged rows always do."""
        return [(kind, n) for kind, n in self.counts.items() if n or kind == RowKind.UNCHANGED]

    @property
    def offered(self) -> tuple[Difference, ...]:
        """What can be written, what somebody must decide first."""
        order = list(RowKind)
        return tuple(sorted((row for row in self.rows if row.kind in OFFERED), key=lambda row: order.index(row.kind)))

    @property
    def refused(self) -> tuple[Difference, ...]:
        return tuple(row for row in self.rows if row.kind == RowKind.REFUSED)

    @property
    def writable(self) -> bool:
        return bool(self.offered)


@dataclass(frozen=True)
class Terms:
    """What rows are judged by: the workbook's version of the standard, whole, the filing's, and the answers now.

    `refusal` says why an item is closed to the reader, '' when it is open.
    """

    source: Definition
    target: Definition
    checklist: Checklist
    refusal: Callable[[Task], str]

    @property
    def moved(self) -> bool:
        return self.source.digest != self.target.digest

    def item(self, code: str) -> Item | None:
        """The item as the workbook had it."""
        return self.source.item(code) if self.source.has_item(code) else None

    def meaning_changed(self, code: str) -> bool:
        return compare(self.source, self.target.whole).by_code[code].meaning_changed


def find_differences(book: FilledBook, terms: Terms) -> Differences:
    """In the order of the workbook; rows of one item that say the same count once."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in book.entries:
        place = (entry.code,) if entry.code else (entry.sheet, entry.code_at)
        found.setdefault(place, []).append(entry)
    rows = tuple(_judge(entries, book.bases.get(entries[0].code), terms) for entries in found.values())
    return Differences(rows, book.identity.as_of, terms.source.version if terms.moved else "", book.passed_over)


def _judge(entries: list[Entry], base: Base | None, terms: Terms) -> Difference:
    entry = entries[0]
    task, item = terms.checklist.find(entry.code), terms.item(entry.code)
    claim = claim_of(item, entry.choice) if item else None
    written, stored = Said(claim or "", entry.remark), said_by(task.answer if task else None)
    agreed = claim is not None and len({(plain(one.choice), one.remark) for one in entries}) == 1
    if agreed and ((base and written.mark == base.mark) or written == stored):
        return Difference(RowKind.UNCHANGED, entry)
    if task is None or item is None:
        return Difference(RowKind.REFUSED, entry, written=written, faults=(_no_item(entry, terms),))
    faults = _faults(entries, claim, written, task, terms)
    answer = task.answer
    return Difference(
        RowKind.REFUSED if faults else _kind(written, stored, base, base_of(answer)),
        entry,
        task.item,
        written,
        stored,
        stored_by=str(answer.updated_by or "") if answer else "",
        stored_at=answer.updated_at if answer else None,
        version=answer.version if answer else 0,
        faults=faults,
    )


def _kind(written: Said, stored: Said, base: Base | None, now: Base) -> RowKind:
    """Somebody else's work is a conflict, a text or choice that would go is named for what it is."""
    if (base is None and not stored.blank) or (base is not None and base != now):
        return RowKind.CONFLICT
    if stored.blank:
        return RowKind.NEW
    gone = (stored.claim and not written.claim) or (stored.remark and not written.remark)
    return RowKind.EMPTIED if gone else RowKind.CHANGED


def _no_item(entry: Entry, terms: Terms) -> Fault:
    if not entry.code:
        return fault(entry.code_at, "code_missing")
    if terms.target.whole.has_item(entry.code):
        return fault(entry.code_at, "not_for_you")
    known = terms.source.has_item(entry.code)
    return fault(entry.code_at, "no_longer_asked" if known else "code_unknown", code=entry.code)


def _faults(entries: list[Entry], claim: str | None, written: Said, task: Task, terms: Terms) -> tuple[Fault, ...]:
    """The first thing that keeps the row from being taken; what the rules of saving say may be two."""
    entry = entries[0]
    if len({(plain(one.choice), one.remark) for one in entries}) > 1:
        cells = ", ".join(f"{one.sheet}!{one.choice_at}" for one in entries)
        return (fault(entry.choice_at, "twice", cells=cells),)
    if entry.computed:
        return tuple(fault(at, "computed") for at in entry.computed)
    if claim is None:
        value = {"value": plain(entry.choice)[:_SHOWN], "choices": _offered(task.item)}
        return (fault(entry.choice_at, "unknown_choice", **value),)
    if terms.moved and terms.meaning_changed(entry.code):
        versions = {"old": terms.source.version, "new": terms.target.version}
        return (fault(entry.choice_at, "meaning_changed", **versions),)
    if refusal := terms.refusal(task):
        return (Fault(entry.choice_at, refusal),)
    return _refused_claim(entry, task.item, written)


def _refused_claim(entry: Entry, item: Item, written: Said) -> tuple[Fault, ...]:
    said = claim_faults(item, rung=written.rung, remark=written.remark, not_applicable=written.not_applicable)
    cells = {"rung": entry.choice_at, "remark": entry.remark_at}
    return tuple(Fault(cells[field], " ".join(sentences)) for field, sentences in said.items())


def _offered(item: Item) -> str:
    words = list(choices_of(item, get_language() or "").values())
    return " / ".join(words if len(words) <= _LISTED else [*words[:2], "…", words[-1]])
