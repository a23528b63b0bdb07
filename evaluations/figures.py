"""Exact figures: fractions inside, decimals outside."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

# Seven layers of weights with four decimals need 49 digits; nothing that has an exact decimal is ever rounded.
EXACT = Context(prec=120)
PLACES = 12
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Unit:
    """Turns whole numbers into decimals: `shown(n)` is n × factor, exact or cut off after twelve places."""

    multiplier: int
    divisor: int
    places: int

    def shown(self, whole: int) -> Decimal:
        return EXACT.scaleb(Decimal(whole * self.multiplier // self.divisor), -self.places)


def unit_of(factor: Fraction) -> Unit:
    """The unit that one whole number stands for; exact when all its multiples have exact decimals."""
    places = _places(factor.denominator)
    if places is None:
        return Unit(factor.numerator * 10**PLACES, factor.denominator, PLACES)
    return Unit(factor.numerator * 10**places // factor.denominator, 1, places)


def as_decimal(figure: Fraction) -> Decimal:
    """Exactly, where the fraction has an exact decimal; else cut off, not rounded, after twelve places."""
    return unit_of(figure).shown(1)


def written(figure: Decimal) -> str:
    """A Decimal with every digit that counts, never in exponent form."""
    with localcontext(EXACT):
        return f"{figure.normalize():f}"


def _places(denominator: int) -> int | None:
    """How many decimals 1/denominator has; None when they never end."""
    places = {2: 0, 5: 0}
    for prime in places:
        while denominator % prime == 0:
            denominator //= prime
            places[prime] += 1
    return max(places.values()) if denominator == 1 else None


def cut_off(figure: Decimal, places: int) -> Decimal:
    """At most so many decimals, cut off and not rounded, so that an unmet need never looks met."""
    return figure.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)


# A result repeats the same few figures for every level.
@lru_cache(maxsize=4096)
def shown(figure: Decimal) -> str:
    """A figure for display: at most two decimals."""
    return f"{cut_off(figure, 2).normalize():f}"
