"""Whom a standard is applied to, and what of it applies to whom."""

from __future__ import annotations

from dataclasses import dataclass

DIVISIONS = tuple(str(division) for division in range(13, 44))  # manufacturing, GB/T 4754-2017
SIZES = ("large", "medium", "small", "micro")


@dataclass(frozen=True)
class Applicant:
    """Division of GB/T 4754 (two digits) and size class; a profile named here outweighs the division's."""

    division: str = ""
    size: str = ""
    profile: str = ""


@dataclass(frozen=True)
class AppliesTo:
    """The divisions and sizes that a group or item is meant for; an empty set means all of them."""

    divisions: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()

    def includes(self, applicant: Applicant) -> bool:
        return (not self.divisions or applicant.division in self.divisions) and (
            not self.sizes or applicant.size in self.sizes
        )


EVERYBODY = AppliesTo()
