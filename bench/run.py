"""The whole application at several scales: `bin/bench [--scales 2000,20000] [--only save,queue] [--json FILE] [--keep]`.

Requests go through gunicorn with production's settings, jobs through its worker. The table goes to standard output; the
exit code is 1 when a budget of bench/budgets.py is missed or anything failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from pathlib import Path

from bench.budgets import BUDGETS, growth_of, misses
from bench.figures import Figures
from bench.scale import STATE, provide_scale
from bench.table import Found, lines_of
from portal.embedded import ROOT

SCALES = (2_000, 20_000)


def main() -> int:
    options = _parser().parse_args()
    found: Found = {name: {} for name in options.only}
    for scale in sorted(options.scales):
        for figures in measure_scale(scale, options.only, keep=options.keep):
            found[figures.name][scale] = figures
    missed = [line for name, by_scale in found.items() for line in misses(name, by_scale)]
    print("\n".join([*lines_of(found), *missed]))
    if options.json:
        options.json.write_text(json.dumps(as_json(found, missed), indent=2, ensure_ascii=False))
    return int(bool(missed))


def measure_scale(scale: int, names: list[str], *, keep: bool) -> list[Figures]:
    print(f"{scale} enterprises", file=sys.stderr, flush=True)
    with provide_scale(scale, keep=keep) as environ:
        command = [sys.executable, "-m", "bench.measure", str(STATE / str(scale)), *names]
        done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return [Figures(**figures) for figures in json.loads(done.stdout)]


def as_json(found: Found, missed: list[str]) -> dict[str, object]:
    scenarios = {
        name: {"growth": growth_of(by_scale), "scales": {scale: asdict(one) for scale, one in by_scale.items()}}
        for name, by_scale in found.items()
    }
    return {"scenarios": scenarios, "missed": missed}


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--scales", type=_scales, default=SCALES, help="numbers of enterprises, with commas between")
    parser.add_argument("--only", type=_names, default=list(BUDGETS), help=f"some of {', '.join(BUDGETS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same figures as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the databases in .portal/bench and use them again")
    return parser


def _scales(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(BUDGETS):
        raise ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
