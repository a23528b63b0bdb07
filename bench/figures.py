"""What one scenario or one kind of job came to, as it is printed, compared and written as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Of many requests: milliseconds inside the server and, the median, in PostgreSQL, statements, bytes, the largest process. Of jobs: seconds in all."""

    name: str
    count: int
    errors: int
    megabytes: int
    p50: float = 0
    p95: float = 0
    p99: float = 0
    database: float = 0
    queries: int = 0
    bytes: int = 0
    seconds: float = 0
    said: str = ""  # of the first error


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed; 0 of none."""
    ordered = sorted(values)
    return round(ordered[max(math.ceil(share * len(ordered)) - 1, 0)], 1) if ordered else 0
