"""What `bin/bench scoring` measures is the engine at work, and fast enough for every filing of a country."""

from __future__ import annotations

import json

import pytest

from bench import scoring

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
