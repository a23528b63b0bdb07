"""A standard as frozen data: scales, a weighted tree of groups and items, levels with gates, bands.

Made by `evaluations.loader`; read by the scoring engine and the pages. Pure Python, hashable, safe to cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from evaluations.applicants import EVERYBODY, Applicant
from evaluations.figures import HUNDRED, written
from evaluations.gates import Gate
from evaluations.tree import Group, Item, Rung, Scale, Text, keep, weigh

__all__ = [
    "Band",
    "Condition",
    "Contradiction",
    "Definition",
    "Group",
    "Item",
    "Level",
    "Profile",
    "Rollup",
    "Rung",
    "Scale",
    "Text",
    "Veto",
]


class Rollup(StrEnum):
    """How the total comes about: a weighted mean, a sum of points, or level by level."""

    MEAN = "mean"
    SUM = "sum"
    STAGED = "staged"


@dataclass(frozen=True)
class Level:
    """A stage of the ladder, reached when its gate and those of all levels below are met."""

    code: str
    name: Text
    gate: Gate


@dataclass(frozen=True)
class Band:
    """A name for the totals from `start` to the next band's."""

    code: str
    name: Text
    start: Decimal

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code, "name": self.name.as_dict(), "from": written(self.start)}


@dataclass(frozen=True)
class Veto:
    """A fact that bars every level whose gates ask for its absence (一票否决)."""

    code: str
    name: Text


@dataclass(frozen=True)
class Profile:
    """A set of weights for some divisions; the one without divisions is for all others."""

    code: str
    name: Text
    divisions: frozenset[str]


@dataclass(frozen=True)
class Condition:
    """An item's answer lies between two rungs; None leaves that side open. No answer lies nowhere."""

    item: str
    at_least: str | None
    at_most: str | None


@dataclass(frozen=True)
class Contradiction:
    """Answers that do not go together: found when all conditions hold. It never changes a score or a level."""

    code: str
    blocking: bool
    when: tuple[Condition, ...]
    text: Text

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "severity": "blocking" if self.blocking else "warning",
            "text": self.text.as_dict(),
            "items": [condition.item for condition in self.when],
        }


@dataclass(frozen=True, eq=False)
class Definition:
    """A whole standard, or what of it counts for one applicant.

    `digest` is the SHA-256 of the source text; with `variant`, the profile chosen and what was left out, it
    identifies the definition. `maximum` is what the total is out of; `met_at` the percentage at which a level of a
    staged standard is met; `left_out` the codes of what does not count here.
    """

    code: str
    version: str
    title: Text
    notice: Text | None
    scales: tuple[Scale, ...]
    groups: tuple[Group, ...]
    levels: tuple[Level, ...]
    vetoes: tuple[Veto, ...]
    digest: str
    rollup: Rollup = Rollup.MEAN
    maximum: Decimal = HUNDRED
    met_at: Decimal = Decimal(80)
    bands: tuple[Band, ...] = ()
    profiles: tuple[Profile, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    profile: str = ""
    left_out: frozenset[str] = frozenset()
    reduced_from: Definition | None = None

    @property
    def whole(self) -> Definition:
        """The standard with everything in it."""
        return self.reduced_from or self

    @cached_property
    def variant(self) -> str:
        """Empty for a standard without profiles, as written."""
        return " ".join([self.profile, *sorted(self.left_out)]).strip()

    @cached_property
    def _identity(self) -> tuple[str, ...]:
        return self.code, self.version, self.digest, self.variant

    @cached_property
    def _hash(self) -> int:
        return hash(self._identity)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Definition) and self._identity == other._identity)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, facts included, in the order of the standard."""
        return tuple(item for group in self.groups for item in group.all_items())

    @cached_property
    def all_groups(self) -> tuple[Group, ...]:
        """Every group at any depth, parents before children."""
        return tuple(inner for group in self.groups for inner in group.all_groups())

    @cached_property
    def scored_groups(self) -> tuple[Group, ...]:
        """The top-level groups without those that hold only facts."""
        return tuple(group for group in self.groups if group.scored)

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
    def _scored_items(self) -> dict[str | None, tuple[Item, ...]]:
        scopes: dict[str | None, tuple[Item, ...]] = {
            group.code: tuple(item for item in group.all_items() if item.share) for group in self.all_groups
        }
        return scopes | {None: tuple(item for item in self.items if item.share)}

    def has_item(self, code: str) -> bool:
        return code in self._items_by_code

    def item(self, code: str) -> Item:
        """KeyError for an unknown code."""
        return self._items_by_code[code]

    def group(self, code: str) -> Group:
        """KeyError for an unknown code."""
        return self._groups_by_code[code]

    def scored_items(self, group: str | None = None, level: str | None = None) -> tuple[Item, ...]:
        """The items that count below a group (None: anywhere) and for a level (None: any); none for unknown codes."""
        items = self._scored_items.get(group, ())
        return items if level is None else tuple(item for item in items if item.level == level)

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

    def for_applicant(self, applicant: Applicant) -> Definition:
        """What of the whole standard counts for an applicant: the weights of its profile, and what applies to it."""
        unmet = {node.code for node in self.whole._restricted if not node.applies_to.includes(applicant)}
        return _variant(self.whole, self._profile_of(applicant), frozenset(self.whole._with_inner(unmet)))

    def without(self, items: frozenset[str]) -> Definition:
        """The standard without some items; itself when nothing scored would remain."""
        fitted = _variant(self, self.profile, self.left_out | items)
        return fitted if fitted.scored_items() else self

    @cached_property
    def _restricted(self) -> tuple[Group | Item, ...]:
        nodes: tuple[Group | Item, ...] = (*self.all_groups, *self.items)
        return tuple(node for node in nodes if node.applies_to != EVERYBODY)

    def _with_inner(self, codes: set[str]) -> Iterator[str]:
        yield from codes
        for code in codes & self._groups_by_code.keys():
            for group in self.group(code).all_groups():
                yield from (child.code for child in group.children)

    def _profile_of(self, applicant: Applicant) -> str:
        """The profile named, else the one of the division, else the last; "" for a standard without profiles."""
        known = {profile.code for profile in self.profiles}
        if applicant.profile in known:
            return applicant.profile
        fitting = (profile.code for profile in self.profiles if applicant.division in profile.divisions)
        return next(fitting, self.profiles[-1].code if self.profiles else "")


@lru_cache(maxsize=512)
def _variant(whole: Definition, profile: str, left_out: frozenset[str]) -> Definition:
    if (profile, left_out) == (whole.profile, whole.left_out):
        return whole
    groups = weigh(whole.groups, profile) if profile != whole.profile else whole.groups
    groups = keep(groups, lambda node: node.code not in left_out)
    return replace(whole, groups=groups, profile=profile, left_out=left_out, reduced_from=whole.whole)
