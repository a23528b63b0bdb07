"""Which items of a filing under review a page lists: all, or those changed since it came back. The choice is the URL."""

from dataclasses import dataclass
from functools import cached_property

from evaluations.definition import Group
from evaluations.enums import FilingState
from evaluations.review_queries import Board
from evaluations.verdicts import ReviewedItem, Verdict

CHANGED, ALL = "changed", "all"


@dataclass(frozen=True)
class Shown:
    """`wanted` is what the URL says; without a word a filing that came back opens on what changed."""

    board: Board
    wanted: str = ""
    reviewed: ReviewedItem | None = None

    @cached_property
    def changed_only(self) -> bool:
        """An item that did not change is shown among all."""
        changed = self.board.changed
        if not changed or (self.reviewed and self.reviewed not in changed):
            return False
        return self.wanted == CHANGED or (not self.wanted and self.board.filing.state in FilingState.scorable())

    @property
    def word(self) -> str:
        """As the URL says it; nothing while there is nothing to choose."""
        return (CHANGED if self.changed_only else ALL) if self.board.changed else ""

    @property
    def query(self) -> str:
        """What links carry on."""
        return f"?show={self.word}" if self.word else ""

    @property
    def items(self) -> tuple[ReviewedItem, ...]:
        return self.board.changed if self.changed_only else self.board.items

    @property
    def groups(self) -> tuple[tuple[Group, tuple[ReviewedItem, ...]], ...]:
        """Top-level groups with those of their items that are listed."""
        listed = {reviewed.item.code for reviewed in self.items}
        found = [(group, tuple(r for r in lines if r.item.code in listed)) for group, lines in self.board.groups]
        return tuple((group, lines) for group, lines in found if lines)

    def open_after(self, code: str) -> tuple[str, ...]:
        """The items left to do after `code`, beginning again at the top: first those listed, then all others."""
        listed = _open_after(self.items, code)
        others = _open_after(self.board.items, code)
        return (*listed, *(other for other in others if other not in listed))


def _open_after(items: tuple[ReviewedItem, ...], code: str) -> tuple[str, ...]:
    codes = [line.item.code for line in items]
    place = codes.index(code) + 1 if code in codes else 0
    # A flag with its comment waits for the return; nothing is left to do on it.
    left = [r for r in items[place:] + items[:place] if r.verdict == Verdict.OPEN and (not r.flagged or r.lacks_reason)]
    return tuple(r.item.code for r in left if r.item.code != code)
