"""What `bin/bench` measures is the portal at work; the engine is fast enough for every filing of a country."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from cProfile import Profile
from pstats import Stats
from random import Random
from typing import Any

import pytest
from django.db import connection

from bench import scoring
from bench.browser import TOLD
from bench.budgets import BUDGETS, growth_of, misses
from bench.figures import Figures, percentile
from bench.jobs import TASKS
from bench.scenarios import SCENARIOS
from bench.table import lines_of
from bench.timing import HEADER, timed
from evaluations.scoring import score
from portal.embedded import ROOT
from tests.evaluations.conftest import Database


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
    assert all(row["score"] > 0 and row["with_words"] > 0 and row["explain"] > 0 for row in rows)
    assert all(str(row["score"]) in printed.err for row in rows)


def test_the_work_of_a_score_grows_with_the_items_and_no_faster() -> None:
    """Counted in calls, which are the same on every machine in every hour; `bin/bench scoring` tells the time."""
    smaller, larger = (calls_of(size) / size for size in scoring.SIZES)
    assert larger <= smaller * 1.1


def calls_of(size: int) -> int:
    definition = scoring.standard_of(size)
    answers = [scoring.answers_to(definition, Random(seed)) for seed in range(10)]  # noqa: S311
    profile = Profile()
    for one in answers:
        profile.runcall(score, definition, one)
    return int(Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.commands
@pytest.mark.xdist_group("commands")
def test_the_bench_of_rescoring_says_how_long_a_nation_takes(fresh: Callable[..., Database]) -> None:
    """A round of 60 filings in a database as the bench makes one, rescored by two processes; scaled to 600,000."""
    command = [sys.executable, "-c", "from bench import rescore; rescore.report(60, *rescore.measure(60))"]
    environ = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    environ |= fresh() | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    figures = json.loads(ended.stdout)
    assert (figures["filings"], figures["items"]) == (60, 60)
    assert figures["microseconds_per_filing"] > 0
    assert figures["minutes_for_600000"] > 0
    assert all(name in ended.stderr for name in figures)


def figures(name: str = "save", errors: int = 0, megabytes: int = 100, **measured: Any) -> Figures:
    return Figures(name, 200, errors, megabytes, **measured)


def test_every_scenario_and_every_kind_of_job_has_its_line_among_the_budgets() -> None:
    assert [*(scenario.name for scenario in SCENARIOS), *(task.name for task in TASKS)] == list(BUDGETS)


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(200, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [100, 190, 198, 200]
    assert percentile([7.04], 0.5) == 7.0
    assert percentile([], 0.95) == 0


def test_what_keeps_to_its_budget_is_not_named() -> None:
    assert list(misses("save", {2: figures(p50=10, p95=25, queries=8), 9: figures(p50=13, p95=25, queries=8)})) == []


def test_each_limit_that_is_exceeded_is_named_with_its_scale() -> None:
    found = {2: figures(p50=10, p95=25.1, queries=8), 9: figures(p50=13.1, p95=20, queries=9, errors=3, said="409")}
    assert list(misses("save", found)) == [
        "save at 2: p95 25.1, at most 25",
        "save at 9: 3 of 200 failed: 409",
        "save at 9: queries 9, at most 8",
        "save: grows 1.31 times, at most 1.3",
    ]
    night = {2: figures("summaries", seconds=91.0, megabytes=601)}
    assert list(misses("summaries", night)) == [
        "summaries at 2: seconds 91.0, at most 90",
        "summaries at 2: megabytes 601, at most 600",
    ]


def test_growth_is_of_the_smallest_scale_into_the_largest() -> None:
    found = {20: figures(p50=30), 2: figures(p50=10), 6: figures(p50=50)}
    assert growth_of(found) == 3
    assert growth_of({2: figures(p50=10)}) == 0
    assert growth_of({2: figures(seconds=2), 20: figures(seconds=5)}) == 2.5
    *_, smaller, larger = lines_of({"save": {2: figures(p50=10), 20: figures(p50=30)}})
    assert (smaller.split()[-1], larger.split()[-1]) == ("0", "3.0")


@pytest.mark.django_db
def test_an_answer_says_how_long_it_took_and_how_much_it_asked() -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        for _time in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.01)")
        start_response("200 OK", [("X-Own", environ["PATH_INFO"])])
        return [b"whole"]

    told: dict[str, str] = {}
    served = timed(application)({"PATH_INFO": "/home/"}, lambda _status, headers: told.update(headers))
    assert (served, told["X-Own"]) == ([b"whole"], "/home/")
    found = TOLD.search(told[HEADER])
    assert found
    assert float(found[1]) >= float(found[2]) >= 30
    assert int(found[3]) == 3
