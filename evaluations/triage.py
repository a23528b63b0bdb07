"""How far a review is expected to differ from a claim: signals over plain values, a score of 0 to 100, and why. Pure.

Method and weights are this portal's own [ours]; a page says so. Nothing is decided by them: they order a list. Raise
METHOD with every change that can change a score: what was scored keeps the number of its method.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

METHOD = "1"
Figures = Mapping[str, float | str]


class Signal(StrEnum):
    """What a review may come to differ by."""

    EVIDENCE = "evidence"
    DIVISION = "division"
    LAST_YEAR = "last_year"
    STRAIGHT = "straight"
    COPIES = "copies"


# Points of a signal at its strongest; together a hundred.
WEIGHTS = {Signal.EVIDENCE: 30, Signal.DIVISION: 20, Signal.LAST_YEAR: 20, Signal.STRAIGHT: 10, Signal.COPIES: 20}
# A signal that is weaker than this is not worth a sentence.
LEAST_POINTS = 2
# Fewer filings say nothing about a division, fewer items nothing about how somebody answers.
FEWEST_PEERS, FEWEST_ITEMS = 10, 10
# Where a signal begins and where it is at its strongest: spreads above the middle of the division, the share of the
# commonest rung, stages above the last review, texts that others have too.
SPREADS, SAME_RUNG, STAGES_ABOVE, COPIED = (1.0, 3.0), (0.8, 1.0), (0, 2), (0, 5)


@dataclass(frozen=True)
class Peers:
    """The declared totals of a division's filings with the same office: how many, their quartiles."""

    count: int
    low: float
    middle: float
    high: float

    @property
    def spread(self) -> float:
        """Between the quartiles, as the standard deviation that a normal distribution would have."""
        return (self.high - self.low) / 1.349


@dataclass(frozen=True)
class Facts:
    """What is known of a filing as it was handed in. `rank` of the claimed stage counts from 1, 0 for none.

    `claimed` is the claim as a share of what can be claimed; `rungs` has the rung of each item that has one; `copied`
    counts its texts that are nearly the same as texts of other companies, `sharers` the most companies behind one.
    """

    rank: int
    stages: int
    claimed: float
    rungs: Sequence[str]
    with_files: int
    total: float
    peers: Peers | None = None
    found_rank: int | None = None
    found_year: int = 0
    copied: int = 0
    sharers: int = 0


@dataclass(frozen=True)
class Reason:
    """One signal that speaks: its points, and the figures that its sentence names."""

    signal: Signal
    points: int
    figures: Figures

    def as_dict(self) -> dict[str, float | str]:
        return {"signal": str(self.signal), "points": self.points, **self.figures}


@dataclass(frozen=True)
class Expectation:
    """The score and its reasons, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


def expect_difference(facts: Facts) -> Expectation:
    """What the signals say together; a filing of which nothing stands out has 0 and no reason."""
    found = [reason for reason in _reasons(facts) if reason.points >= LEAST_POINTS]
    return Expectation(sum(r.points for r in found), tuple(sorted(found, key=lambda r: (-r.points, r.signal))))


def _reasons(facts: Facts) -> Iterator[Reason]:
    yield _evidence(facts)
    yield _division(facts)
    yield _last_year(facts)
    yield _straight(facts)
    yield _copies(facts)


def _evidence(facts: Facts) -> Reason:
    """Much is claimed and few items show a file."""
    items = len(facts.rungs)
    covered = facts.with_files / items if items else 1.0
    figures = {"percent": round(covered * 100), "claimed": round(facts.claimed * 100)}
    return _speak(Signal.EVIDENCE, facts.claimed - covered, facts, figures)


def _division(facts: Facts) -> Reason:
    """The total lies far above the middle of the division."""
    peers, above = facts.peers, 0.0
    if peers and peers.count >= FEWEST_PEERS and peers.spread > 0:
        above = _between((facts.total - peers.middle) / peers.spread, *SPREADS)
    middle, count = (round(peers.middle, 2), peers.count) if peers else (0.0, 0)
    return _speak(Signal.DIVISION, above, facts, {"total": round(facts.total, 2), "middle": middle, "count": count})


def _last_year(facts: Facts) -> Reason:
    """More is claimed than the last review found."""
    above = 0 if facts.found_rank is None else facts.rank - facts.found_rank
    figures = {"found": facts.found_rank or 0, "year": facts.found_year}
    return _speak(Signal.LAST_YEAR, _between(above, *STAGES_ABOVE), facts, figures)


def _straight(facts: Facts) -> Reason:
    """Nearly every item has the same rung."""
    items = len(facts.rungs)
    rung, same = Counter(facts.rungs).most_common(1)[0] if items else ("", 0)
    alike = _between(same / items, *SAME_RUNG) if items >= FEWEST_ITEMS else 0.0
    return _speak(Signal.STRAIGHT, alike, facts, {"same": same, "items": items, "rung": rung})


def _copies(facts: Facts) -> Reason:
    figures = {"copied": facts.copied, "sharers": facts.sharers}
    return _speak(Signal.COPIES, _between(facts.copied, *COPIED), facts, figures)


def _speak(signal: Signal, strength: float, facts: Facts, figures: Figures) -> Reason:
    points = round(WEIGHTS[signal] * min(max(strength, 0.0), 1.0))
    return Reason(signal, points, {"rank": facts.rank, "stages": facts.stages, **figures})


def _between(value: float, start: float, end: float) -> float:
    return (value - start) / (end - start)


def lot_of(seed: str, filing: int, subject: str) -> float:
    """A number from 0 up to 1, the same whenever it is asked: what chance says of a filing."""
    digest = sha256(f"{seed}:{subject}:{filing}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def is_control(seed: str, filing: int, percent: int) -> bool:
    """Whether the filing is in the control slice. With a larger share those that were in it stay in it."""
    return lot_of(seed, filing, "control") * 100 < percent


def place_by_lot(seed: str, filing: int, scores: Sequence[int]) -> int:
    """An ordinary place: the score of an office's filing that is drawn; `scores` are in order."""
    return scores[int(lot_of(seed, filing, "place") * len(scores))] if scores else 0
