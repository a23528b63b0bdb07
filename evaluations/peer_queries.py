"""How a filing's peers fare: counted beforehand, never fewer than five of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from evaluations.models import Filing, PeerMedian
from portal.models import Division


@dataclass(frozen=True)
class Peers:
    """The medians by dimension of the filings of the same round, standard, division and size class; `n` of them.

    `n` is 0 where there are too few to compare: then no figure is told.
    """

    n: int
    division: Division
    size: str
    medians: Mapping[str, Decimal]
    counted_at: datetime | None = None


@dataclass(frozen=True)
class Comparison:
    """In how many dimensions a filing lies above, at and below the median of its peers."""

    above: int
    level: int
    below: int


def compare_with(peers: Peers, scores: Mapping[str, Decimal]) -> Comparison | None:
    """None where there are too few peers; `scores` are the filing's own by dimension."""
    if not peers.n:
        return None
    signs = [
        (scores[code] > median) - (scores[code] < median) for code, median in peers.medians.items() if code in scores
    ]
    return Comparison(signs.count(1), signs.count(0), signs.count(-1))


def peers_of(filing: Filing) -> Peers:
    """One query. `filing` comes with its enterprise's record."""
    company = filing.enterprise.enterprise
    rows = list(
        PeerMedian.objects.filter(
            round_id=filing.round_id,
            standard_version_id=filing.evaluation.standard_version_id,
            division_id=company.division_id,
            size_class=company.size_class,
        )
    )
    return Peers(
        n=min((row.n for row in rows), default=0),
        division=company.division,
        size=company.get_size_class_display(),
        medians={row.group_code: row.median for row in rows},
        counted_at=rows[0].counted_at if rows else None,
    )
