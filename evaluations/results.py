"""What the engine gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluations.definition import Band, Contradiction
from evaluations.figures import written
from evaluations.judging import GateVerdict, LevelVerdict
from evaluations.shortest_way import Way


@dataclass(frozen=True)
class Result:
    """One scoring. `scores` has every scored group and item by code, each in its own unit, in the standard's order.

    `total` is out of `maximum`. `level` is the highest level reached, None when not even the lowest is; `next_level`
    the one above, None at the top; `blocking` the unmet gates of that one. `next_band` is the one above `band`. `stages` has, in a staged standard, each
    group's highest level with no gap below it. `pending_exclusions` were said not to apply and count as not answered
    until accepted, `excluded` were accepted. `inputs_hash` is the SHA-256 of standard, answers and vetoes.
    """

    standard: str
    version: str
    engine_version: str
    inputs_hash: str
    total: Decimal
    scores: Mapping[str, Decimal]
    unanswered: tuple[str, ...]
    level: str | None
    next_level: str | None
    levels: tuple[LevelVerdict, ...]
    blocking: tuple[GateVerdict, ...]
    maximum: Decimal
    band: Band | None
    stages: Mapping[str, str | None]
    contradictions: tuple[Contradiction, ...]
    pending_exclusions: tuple[str, ...]
    excluded: tuple[str, ...]
    missing_evidence: tuple[str, ...]
    next_band: Band | None = None
    shortest_way: Way | None = None

    @property
    def clashing(self) -> tuple[str, ...]:
        """The items of the contradictions that bar submission."""
        blocking = [contradiction for contradiction in self.contradictions if contradiction.blocking]
        return tuple(dict.fromkeys(condition.item for found in blocking for condition in found.when))

    def as_dict(self) -> dict[str, object]:
        """Ready for JSON; scores are strings with every digit."""
        return {
            "standard": self.standard,
            "version": self.version,
            "engine_version": self.engine_version,
            "inputs_hash": self.inputs_hash,
            "total": written(self.total),
            "maximum": written(self.maximum),
            "band": self.band.as_dict() if self.band else None,
            "next_band": self.next_band.as_dict() if self.next_band else None,
            "scores": {code: written(score) for code, score in self.scores.items()},
            "stages": dict(self.stages),
            "unanswered": list(self.unanswered),
            "pending_exclusions": list(self.pending_exclusions),
            "excluded": list(self.excluded),
            "missing_evidence": list(self.missing_evidence),
            "contradictions": [contradiction.as_dict() for contradiction in self.contradictions],
            "level": self.level,
            "next_level": self.next_level,
            "levels": [level.as_dict() for level in self.levels],
            "blocking": [gate.as_dict() for gate in self.blocking],
            "shortest_way": self.shortest_way.as_dict() if self.shortest_way else None,
        }
