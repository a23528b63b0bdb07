"""How long a round of 600,000 filings of 60 items takes to be scored once more: `bin/bench rescore [FILINGS]`.

A cluster of its own under .portal/bench, gone afterwards; filings are made by the database itself, the rescoring is the
command that people run, with its two processes. What is measured is a sample; the figure for 600,000 is the sample's,
scaled by number: the work is a batch at a time, read by key, so no batch depends on how many there are.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

from portal.embedded import ROOT, provide

STATE = ROOT / ".portal" / "bench"
FILINGS, ITEMS, NATION = 20_000, 60, 600_000
YEAR = 2025


def main() -> None:
    filings = int(sys.argv[1]) if len(sys.argv) > 1 else FILINGS
    with provide(STATE, testing=True) as urls:
        os.environ |= urls | {"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "bench", "DEMO": "true"}
        report(filings, *measure(filings))
    shutil.rmtree(STATE, ignore_errors=True)


def measure(filings: int) -> tuple[float, float]:
    """Seconds of a first run, which scores everything, and of a second, which finds nothing to do."""
    import django  # noqa: PLC0415 - the addresses are known only now

    django.setup()
    from bench.country import seed_round  # noqa: PLC0415

    seed_round(filings, ITEMS, YEAR)
    return run(), run()


def run() -> float:
    from evaluations.services.rescoring import rescore_round  # noqa: PLC0415

    began, sums = time.monotonic(), {}
    for done, total, counted in rescore_round(year=YEAR):
        print(f"\r{done} of {total}", end="", file=sys.stderr)
        sums = dict(counted)
    print(f"\r{sums}", file=sys.stderr)
    return time.monotonic() - began


def report(filings: int, first: float, again: float) -> None:
    scale = NATION / filings
    figures = {
        "filings": filings,
        "items": ITEMS,
        "seconds": round(first, 1),
        "microseconds_per_filing": round(first / filings * 1_000_000),
        "minutes_for_600000": round(first * scale / 60, 1),
        "seconds_again": round(again, 1),
        "minutes_for_600000_again": round(again * scale / 60, 1),
    }
    for name, figure in figures.items():
        print(f"{name:>26} {figure}", file=sys.stderr)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
