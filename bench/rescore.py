"""How long a round of 600,000 filings of 60 items takes to be scored once more: `bin/bench rescore [FILINGS]`.

A cluster of its own under .portal/bench/rescore, gone afterwards; filings come from the seeding, the rescoring is the command
that people run, with its two processes. What is measured is a sample; the figure for 600,000 is the sample's,
scaled by number: the work is a batch at a time, read by key, so no batch depends on how many there are.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from portal.embedded import ROOT, provide

STATE = ROOT / ".portal" / "bench" / "rescore"
FILINGS, ITEMS, NATION = 20_000, 60, 600_000
MICROSECONDS = 1_000_000
YEAR = 2025


@dataclass(frozen=True)
class Run:
    """Seconds until the first batch is done (two processes start), and seconds for each filing after that."""

    start: float
    each: float

    def minutes(self, filings: int) -> float:
        return round((self.start + self.each * filings) / 60, 1)


def main() -> None:
    filings = int(sys.argv[1]) if len(sys.argv) > 1 else FILINGS
    with provide(STATE, testing=True) as urls:
        os.environ |= urls | {"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "bench", "DEMO": "true"}
        report(filings, *measure(filings))
    shutil.rmtree(STATE, ignore_errors=True)


def measure(filings: int) -> tuple[Run, Run]:
    """A first run, which scores everything, and a second, which finds nothing to do."""
    import django  # noqa: PLC0415 - the addresses are known only now

    django.setup()
    from evaluations.seeding.plan import SUBMITTED, Plan  # noqa: PLC0415
    from evaluations.seeding.seed import seed_country  # noqa: PLC0415
    from evaluations.seeding.unused import set_up_unused  # noqa: PLC0415

    set_up_unused()
    seed_country(Plan(filings, YEAR, states=SUBMITTED, items=ITEMS), lambda _words: None)
    return run(), run()


def run() -> Run:
    from evaluations.services.rescoring import rescore_round  # noqa: PLC0415

    began = time.monotonic()
    marks = [(time.monotonic(), done) for done, _total, _counted in rescore_round(year=YEAR)]
    (first, before), (last, after) = marks[0], marks[-1]
    return Run(first - began, (last - first) / (after - before))


def report(filings: int, first: Run, again: Run) -> None:
    figures = {
        "filings": filings,
        "items": ITEMS,
        "seconds_to_start": round(first.start, 1),
        "microseconds_per_filing": round(first.each * MICROSECONDS),
        "minutes_for_600000": first.minutes(NATION),
        "microseconds_per_filing_unchanged": round(again.each * MICROSECONDS),
        "minutes_for_600000_unchanged": again.minutes(NATION),
    }
    for name, figure in figures.items():
        print(f"{name:>36} {figure}", file=sys.stderr)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
