"""A stratified sample: how many of each stratum by the largest remainder, and which ones by a seed. Pure.

The same frame, size, minimum and seed give the same sample, on any machine and in any year: METHOD is raised with every
change of this file that could give another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

METHOD = "1"
# City, division, claimed stage.
Stratum = tuple[str, str, str]


class TooFew(ValueError):
    """The sample cannot hold the least that every stratum should have; `needed` is what could."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


@dataclass(frozen=True)
class Drawn:
    """A stratum with all filings it was drawn from, and those that were."""

    stratum: Stratum
    frame: tuple[int, ...]
    drawn: tuple[int, ...]


def draw_sample(frame: Mapping[Stratum, Sequence[int]], *, size: int, minimum: int, seed: str) -> list[Drawn]:
    """In the order of the strata. A size beyond the frame draws all of it; raises TooFew."""
    counts = allocate({stratum: len(filings) for stratum, filings in frame.items()}, size=size, minimum=minimum)
    return [
        Drawn(stratum, tuple(sorted(filings)), pick(filings, counts[stratum], seed))
        for stratum, filings in sorted(frame.items())
    ]


def allocate(sizes: Mapping[Stratum, int], *, size: int, minimum: int) -> dict[Stratum, int]:
    """How many of each: the minimum first (all of a smaller stratum), the rest in proportion to what is left of each.

    Whole numbers by the largest remainder; of equal ones the larger stratum comes first, then the order of the strata.
    """
    least = {stratum: min(minimum, count) for stratum, count in sizes.items()}
    left = min(size, sum(sizes.values())) - sum(least.values())
    if left < 0:
        raise TooFew(sum(least.values()))
    room = {stratum: count - least[stratum] for stratum, count in sizes.items()}
    spare = sum(room.values())
    shares = {stratum: Fraction(left * free, spare) if spare else Fraction(0) for stratum, free in room.items()}
    counts = {stratum: least[stratum] + int(share) for stratum, share in shares.items()}
    by_remainder = sorted(shares, key=lambda one: (int(shares[one]) - shares[one], -sizes[one], one))
    for stratum in by_remainder[: left - sum(int(share) for share in shares.values())]:
        counts[stratum] += 1
    return counts


def pick(filings: Sequence[int], count: int, seed: str) -> tuple[int, ...]:
    """The first so many in an order that the seed gives."""
    shuffled = sorted(filings, key=lambda filing: sha256(f"{seed}:visit:{filing}".encode()).digest())
    return tuple(sorted(shuffled[:count]))
