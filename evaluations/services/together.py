"""Many filings moved in one transaction: locked by one statement, and written by few."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from evaluations.models import Filing, FilingEvent
from portal.queries import under
from portal.tenancy import Actor

_TOGETHER: ContextVar["Together | None"] = ContextVar("filings moved together", default=None)


@dataclass
class _Move:
    """What became of one filing in so many steps: the values before, and those that changed."""

    filing: Filing
    former: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    steps: int = 0


@dataclass
class Together:
    """Locked filings by key; what is done with them stands in the objects, and in the database once it is written."""

    filings: dict[int, Filing]
    at: datetime = field(default_factory=timezone.now)
    events: list[FilingEvent] = field(default_factory=list)
    moves: dict[int, _Move] = field(default_factory=dict)

    def holds(self, filing: Filing) -> bool:
        return self.filings.get(filing.pk) is filing

    def move(self, filing: Filing, fields: dict[str, Any]) -> None:
        """The filing has these values from now on, at the next version."""
        move = self.moves.setdefault(filing.pk, _Move(filing))
        for name, value in (fields | {"version": filing.version + 1}).items():
            move.former.setdefault(name, getattr(filing, name))
            setattr(filing, name, value)
        move.changed |= fields
        move.steps += 1

    @contextmanager
    def attempt(self, pk: int | None) -> Iterator[None]:
        """The step of one filing: when it fails half-way, the filing is as it was and nothing of it will be written."""
        logged = len(self.events)
        try:
            yield
        except BaseException:
            del self.events[logged:]
            if pk and (move := self.moves.pop(pk, None)):
                for name, value in move.former.items():
                    setattr(move.filing, name, value)
            raise

    def write(self, *, actor: Actor) -> None:
        """The history in one statement, and one for all filings that changed alike; each of them must be written."""
        FilingEvent.objects.bulk_create(self.events)
        for changed, steps, keys in self._alike():
            filings = under(Filing.objects.filter(pk__in=keys), actor)
            written = filings.update(**changed, version=F("version") + steps)
            if written != len(keys):
                raise DatabaseError(f"{written} of {len(keys)} filings could be written")
        self.events, self.moves = [], {}

    def _alike(self) -> list[tuple[dict[str, Any], int, list[int]]]:
        """(what changed, in how many steps, which filings)."""
        found: list[tuple[dict[str, Any], int, list[int]]] = []
        for pk, move in self.moves.items():
            known = (keys for changed, steps, keys in found if (changed, steps) == (move.changed, move.steps))
            if (keys := next(known, None)) is None:
                found.append((move.changed, move.steps, keys := []))
            keys.append(pk)
        return found


def moved_together() -> Together | None:
    """Those of the block that is open, if one is."""
    return _TOGETHER.get()


@contextmanager
def moving_together(*, actor: Actor, filings: dict[int, Filing]) -> Iterator[Together]:
    """Inside, the steps of these locked filings are gathered; they are written when the block ends without an error."""
    assert moved_together() is None, "what another block holds would be read again"
    together = Together(filings)
    token = _TOGETHER.set(together)
    try:
        yield together
        together.write(actor=actor)
    finally:
        _TOGETHER.reset(token)
