"""How far two judgements of the same things agree, and how severe somebody judges. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Filings behind a person's severity before any total is adjusted by it [ours].
LEAST_FILINGS = 10

# (value of the one, value of the other, how often).
Pair = tuple[float, float, int]


@dataclass(frozen=True)
class Agreement:
    """Quadratic weighted kappa of `count` pairs; None where chance alone would agree as well: all values equal."""

    count: int = 0
    kappa: float | None = None


def agreement_of(pairs: Iterable[Pair]) -> Agreement:
    """Values are places on a scale, so that a disagreement counts by the square of its distance (Cohen 1968).

    With such weights kappa needs no table: what is observed is the mean square of the differences, what chance alone
    would give is the variance of both and the square of the distance of their means.
    """
    table = [pair for pair in pairs if pair[2]]
    count = sum(often for _first, _second, often in table)
    if not count:
        return Agreement()
    observed = sum((first - second) ** 2 * often for first, second, often in table) / count
    means = [sum(pair[side] * pair[2] for pair in table) / count for side in (0, 1)]
    spread = sum((pair[side] - means[side]) ** 2 * pair[2] for pair in table for side in (0, 1)) / count
    by_chance = spread + (means[0] - means[1]) ** 2
    return Agreement(count, 1 - observed / by_chance if by_chance > 0 else None)


@dataclass(frozen=True)
class Severity:
    """Mean difference over `count` filings, in points: of the reviewed total from the declared one, or from what all
    readers of a calibration filing found; below zero is severe."""

    count: int = 0
    mean: Decimal | None = None


def severity_of(sums: Iterable[tuple[Decimal, int]]) -> Severity:
    """From the sums of parts, each with its number of filings."""
    known = list(sums)
    count = sum(number for _total, number in known)
    return Severity(count, sum((total for total, _number in known), Decimal(0)) / count if count else None)


def adjusted_total(raw: Decimal, own: Severity, office: Severity) -> Decimal | None:
    """The total less what its reviewer gives beyond the office's mean [ours]; None where too little is known of them."""
    if own.count < LEAST_FILINGS or own.mean is None or office.mean is None:
        return None
    return raw - (own.mean - office.mean)


# {person: {month: (sum of differences, filings)}}
Months = Mapping[int, Mapping[date, tuple[Decimal, int]]]


def months_of(sums: Months) -> Sequence[date]:
    return sorted({month for of_person in sums.values() for month in of_person})
