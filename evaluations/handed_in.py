"""What a filing said at one moment, and how two such moments differ. Pure, from rows already read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from evaluations.definition import Definition, Item, Text
from evaluations.verdicts import name_of
from portal.differences import Effort, Pieces, mark_difference


@dataclass(frozen=True)
class Said:
    """One item's claim as it was: `rung` is a rung's code, NOT_APPLICABLE or '', `files` the names of its evidence."""

    rung: str = ""
    remark: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedIn:
    """Everything that a filing said, with the standard whose words it used."""

    definition: Definition
    said: Mapping[str, Said]

    def item(self, code: str) -> Item | None:
        return self.definition.item(code) if self.definition.has_item(code) else None


@dataclass(frozen=True)
class ItemChange:
    """One item then and now; an item that only one of the two asks for has None on the other side.

    `effort` is what the page has left for marking all its remarks.
    """

    code: str
    before: Item | None
    after: Item | None
    old: Said
    new: Said
    effort: Effort = field(compare=False, repr=False)

    @property
    def title(self) -> Text:
        item = self.after or self.before
        assert item
        return item.title

    @property
    def rungs(self) -> tuple[Text | None, Text | None]:
        return (
            name_of(self.before, self.old.rung) if self.before else None,
            name_of(self.after, self.new.rung) if self.after else None,
        )

    @property
    def rung_differs(self) -> bool:
        return self.old.rung != self.new.rung

    @cached_property
    def remarks(self) -> tuple[Pieces, Pieces]:
        return mark_difference(self.old.remark, self.new.remark, self.effort)

    @property
    def remark_differs(self) -> bool:
        return self.old.remark != self.new.remark

    @property
    def removed(self) -> tuple[str, ...]:
        return _without(self.old.files, self.new.files)

    @property
    def added(self) -> tuple[str, ...]:
        return _without(self.new.files, self.old.files)

    @property
    def kept(self) -> tuple[str, ...]:
        return _without(self.new.files, self.added)

    @property
    def differs(self) -> bool:
        on_one_side = (self.before is None) != (self.after is None)
        return on_one_side or self.rung_differs or self.remark_differs or bool(self.removed or self.added)


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The names left over when each of the others has taken one like it away."""
    left = list(others)
    found = []
    for name in names:
        if name in left:
            left.remove(name)
        else:
            found.append(name)
    return tuple(found)


def compare_handed_in(old: HandedIn, new: HandedIn, effort: Effort) -> tuple[ItemChange, ...]:
    """Every item of either, in the order of the newer standard; those that it no longer asks for come last."""
    codes = [item.code for item in new.definition.items]
    codes += [item.code for item in old.definition.items if item.code not in set(codes)]
    nothing = Said()
    return tuple(
        ItemChange(
            code, old.item(code), new.item(code), old.said.get(code, nothing), new.said.get(code, nothing), effort
        )
        for code in codes
    )
