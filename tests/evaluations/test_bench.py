"""What `bin/bench scoring` measures is the engine at work, and fast enough for every filing of a country."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench import scoring
from portal.embedded import ROOT

# 600,000 filings on two processes in ten minutes leave two milliseconds for each, the database included.
MOST_MICROSECONDS = 2000


def test_the_larger_standard_is_the_sample_with_more_items() -> None:
    sample, larger = (scoring.standard_of(size) for size in scoring.SIZES)
    assert (len(sample.items), len(larger.items)) == (36, 60)
    assert [level.gate for level in larger.levels] == [level.gate for level in sample.levels]


def test_the_figures_are_printed_as_a_table_and_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scoring, "FILINGS", 10)
    monkeypatch.setattr(scoring, "EXPLAINED", 1)
    scoring.main()
    printed = capsys.readouterr()
    rows = json.loads(printed.out)["scoring"]
    assert [row["items"] for row in rows] == [36, 60]
    assert all(0 < row["score"] <= row["with_words"] < MOST_MICROSECONDS for row in rows)
    assert all(str(row["score"]) in printed.err for row in rows)


@pytest.mark.commands
@pytest.mark.xdist_group("commands")
def test_the_bench_of_rescoring_says_how_long_a_nation_takes() -> None:
    """A round of 60 filings in a cluster of its own, rescored by two processes; the figure is scaled to 600,000."""
    command = [sys.executable, "-m", "bench.rescore", "60"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    figures = json.loads(ended.stdout)
    assert (figures["filings"], figures["items"]) == (60, 60)
    assert figures["microseconds_per_filing"] > 0
    assert figures["minutes_for_600000"] > 0
    assert all(name in ended.stderr for name in figures)
