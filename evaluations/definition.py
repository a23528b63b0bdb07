"""A standard as frozen data: scales, a weighted tree of groups and items, levels with gates.

Made by `evaluations.loader`; read by the scoring engine and the pages. Pure Python, hashable, safe to cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from evaluations.gates import Gate


@dataclass(frozen=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words for a language code such as `zh-hans` or `en`; Chinese unless English is asked for."""
        return self.en if language.lower().startswith("en") else self.zh

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class Rung:
    """One step of a scale; `points` from 0 to 100."""

    code: str
    points: Decimal
    name: Text


@dataclass(frozen=True)
class Scale:
    """Rungs from the lowest to the highest; points never fall."""

    code: str
    rungs: tuple[Rung, ...]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {rung.code: position for position, rung in enumerate(self.rungs)}

    def __contains__(self, rung: object) -> bool:
        return rung in self._positions

    def position(self, rung: str) -> int:
        """0 for the lowest rung. KeyError for a rung that is not on this scale."""
        return self._positions[rung]

    def rung(self, code: str) -> Rung:
        """KeyError for a rung that is not on this scale."""
        return self.rungs[self._positions[code]]

    @property
    def top(self) -> Rung:
        return self.rungs[-1]


@dataclass(frozen=True)
class Item:
    """One thing assessed; `weight` is its percentage among its siblings."""

    code: str
    title: Text
    question: Text
    weight: Decimal
    scale: Scale
    descriptors: tuple[tuple[str, Text], ...]
    guidance: Text | None = None
    evidence: tuple[Text, ...] = ()

    def descriptor(self, rung: str) -> Text:
        """What this rung means for this item. KeyError for a rung that is not on its scale."""
        return dict(self.descriptors)[rung]


@dataclass(frozen=True)
class Group:
    """A dimension or a part of one; its children are groups and items whose weights sum to 100."""

    code: str
    title: Text
    weight: Decimal
    children: tuple[Group | Item, ...]
    description: Text | None = None

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(child for child in self.children if isinstance(child, Group))

    @property
    def items(self) -> tuple[Item, ...]:
        """The items directly in this group."""
        return tuple(child for child in self.children if isinstance(child, Item))

    def all_items(self) -> Iterator[Item]:
        """Every item below this group, in order."""
        for child in self.children:
            if isinstance(child, Item):
                yield child
            else:
                yield from child.all_items()

    def all_groups(self) -> Iterator[Group]:
        """This group and every group below it, in order."""
        yield self
        for child in self.groups:
            yield from child.all_groups()


@dataclass(frozen=True)
class Level:
    """A stage of the ladder, reached when its gate and those of all levels below are met."""

    code: str
    name: Text
    gate: Gate


@dataclass(frozen=True)
class Veto:
    """A fact that bars every level whose gates ask for its absence (一票否决)."""

    code: str
    name: Text


@dataclass(frozen=True)
class Definition:
    """A whole standard. `digest` is the SHA-256 of the source text and identifies it in every result."""

    code: str
    version: str
    title: Text
    notice: Text | None
    scales: tuple[Scale, ...]
    groups: tuple[Group, ...]
    levels: tuple[Level, ...]
    vetoes: tuple[Veto, ...]
    digest: str

    def __hash__(self) -> int:
        return hash((self.code, self.version, self.digest))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the standard."""
        return tuple(item for group in self.groups for item in group.all_items())

    @cached_property
    def all_groups(self) -> tuple[Group, ...]:
        """Every group at any depth, parents before children."""
        return tuple(inner for group in self.groups for inner in group.all_groups())

    @cached_property
    def _items_by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def _groups_by_code(self) -> dict[str, Group]:
        return {group.code: group for group in self.all_groups}

    @cached_property
    def _levels_by_code(self) -> dict[str, Level]:
        return {level.code: level for level in self.levels}

    @cached_property
    def _parents(self) -> dict[str, Group]:
        return {child.code: group for group in self.all_groups for child in group.children}

    @cached_property
    def _items_by_scope(self) -> dict[str | None, tuple[Item, ...]]:
        scopes: dict[str | None, tuple[Item, ...]] = {g.code: tuple(g.all_items()) for g in self.all_groups}
        return scopes | {None: self.items}

    def has_item(self, code: str) -> bool:
        return code in self._items_by_code

    def item(self, code: str) -> Item:
        """KeyError for an unknown code."""
        return self._items_by_code[code]

    def group(self, code: str) -> Group:
        """KeyError for an unknown code."""
        return self._groups_by_code[code]

    def items_in(self, group: str | None) -> tuple[Item, ...]:
        """Every item below a group, or all items for None."""
        return self._items_by_scope[group]

    def ancestors(self, code: str) -> tuple[Group, ...]:
        """The groups above an item or group, outermost first; empty for a top-level group or an unknown code."""
        path: list[Group] = []
        parent = self._parents.get(code)
        while parent is not None:
            path.append(parent)
            parent = self._parents.get(parent.code)
        return tuple(reversed(path))

    def level(self, code: str) -> Level:
        """KeyError for an unknown code."""
        return self._levels_by_code[code]

    def level_position(self, code: str | None) -> int:
        """0 for the lowest level, -1 for None (no level reached). KeyError for an unknown code."""
        return -1 if code is None else self.levels.index(self.level(code))
