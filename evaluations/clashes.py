"""Contradictions in a filing's answers, with what the enterprise says to each. Pure, from rows already read."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluations.definition import Contradiction, Definition, Item
from evaluations.models import OverrideReason


@dataclass(frozen=True)
class Clash:
    """A contradiction that the answers hold now; `reason` is what was said to it, and `holds` whether it still counts.

    A blocking one must be corrected; to a warning the enterprise says why it is right all the same, or corrects it.
    """

    contradiction: Contradiction
    items: tuple[Item, ...]
    basis: str
    reason: OverrideReason | None

    @property
    def code(self) -> str:
        return self.contradiction.code

    @property
    def blocking(self) -> bool:
        return self.contradiction.blocking

    @property
    def holds(self) -> bool:
        return not self.blocking and self.reason is not None and self.reason.basis == self.basis

    @property
    def text(self) -> str:
        """The reason that travels with the filing; '' when there is none."""
        return self.reason.text if self.reason and self.holds else ""

    def concerns(self, code: str) -> bool:
        return any(item.code == code for item in self.items)


def find_clashes(
    definition: Definition,
    found: Iterable[Contradiction],
    rungs: Mapping[str, str],
    reasons: Iterable[OverrideReason],
) -> tuple[Clash, ...]:
    """`found` are the contradictions that the engine found in the answers' `rungs` (by item); blocking ones first."""
    said = {reason.code: reason for reason in reasons}
    clashes = [
        Clash(one, _items(definition, one), basis_of(one, rungs), None if one.blocking else said.get(one.code))
        for one in found
    ]
    return tuple(sorted(clashes, key=lambda clash: not clash.blocking))


def _items(definition: Definition, contradiction: Contradiction) -> tuple[Item, ...]:
    return tuple(definition.item(condition.item) for condition in contradiction.when)


def basis_of(contradiction: Contradiction, rungs: Mapping[str, str]) -> str:
    """What a reason was given to: the rule as it was worded and the rungs that broke it, as SHA-256."""
    conditions = [[c.item, c.at_least, c.at_most, rungs.get(c.item, "")] for c in contradiction.when]
    words = [contradiction.text.zh, contradiction.text.en, conditions]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def unexplained(clashes: Iterable[Clash]) -> list[str]:
    """The items of warnings that nobody has given a reason for."""
    waiting = [clash for clash in clashes if not clash.blocking and not clash.holds]
    return list(dict.fromkeys(item.code for clash in waiting for item in clash.items))
