"""All that is measured at one scale: requests with the web server alone, then jobs with the worker."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median_high

from bench.browser import Browser, Reply
from bench.figures import Figures, percentile
from bench.jobs import TASKS, Task, are_over, failures, is_idle
from bench.scenarios import SCENARIOS, Call, Scenario
from bench.servers import Processes, await_answer, free_port, serve
from bench.world import World
from portal.tasks import ring_again

LONGEST = 3600
PAUSE = 0.1
# As many at once reach every worker: what each of them loads at its first request is not measured.
WORKERS = 8


def measure(folder: Path, names: set[str]) -> None:
    """Prints the figures of the scenarios and jobs of these names as JSON; the logs go to `folder`."""
    world = World(free_port())
    scenarios = [scenario for scenario in SCENARIOS if scenario.name in names]
    tasks = [task for task in TASKS if task.name in names]
    figures = _of_web(world, scenarios, folder) if scenarios else []
    figures += _of_worker(world, tasks, folder) if tasks else []
    print(json.dumps([asdict(found) for found in figures]))


def _of_web(world: World, scenarios: Iterable[Scenario], folder: Path) -> list[Figures]:
    """The worker is not there yet: what a request leaves to do is done later."""
    log = folder / "web.log"
    with serve("web", dict(os.environ), world.port, log) as processes:
        stranger = Browser(world.port)
        await_answer(lambda: stranger.get("/livez").status == 200, log)
        return [measure_requests(world, scenario, processes) for scenario in scenarios]


def _of_worker(world: World, tasks: Iterable[Task], folder: Path) -> list[Figures]:
    with serve("worker", dict(os.environ), world.port, folder / "worker.log") as processes:
        ring_again()  # as beat does: what was promised while nobody listened
        return [measure_jobs(world, task, processes) for task in tasks]


def measure_requests(world: World, scenario: Scenario, processes: Processes) -> Figures:
    print(scenario.name, file=sys.stderr, flush=True)
    calls = islice(scenario.calls(world), scenario.times + scenario.times // 10)
    with ThreadPoolExecutor(WORKERS) as people:
        list(people.map(Call.send, list(islice(calls, scenario.times // 10))))
    processes.reset()
    replies = [(reply, call.done(reply)) for call in calls for reply in [call.send()]]
    return _figures(scenario.name, replies, processes.look())


def _figures(name: str, replies: list[tuple[Reply, bool]], megabytes: int) -> Figures:
    spent = [reply.milliseconds for reply, _done in replies]
    failed = [str(reply) for reply, done in replies if not done]
    return Figures(
        name=name,
        count=len(replies),
        errors=len(failed),
        megabytes=megabytes,
        p50=percentile(spent, 0.5),
        p95=percentile(spent, 0.95),
        p99=percentile(spent, 0.99),
        database=percentile([reply.database for reply, _done in replies], 0.5),
        queries=max(reply.queries for reply, _done in replies),
        bytes=median_high(len(reply.body) for reply, _done in replies),
        said=next(iter(failed), ""),
    )


def measure_jobs(world: World, task: Task, processes: Processes) -> Figures:
    print(task.name, file=sys.stderr, flush=True)
    _until(is_idle, processes)
    processes.reset()
    began, done = time.monotonic(), list[int]()
    for keys in task.steps(world):
        _until(partial(are_over, keys), processes)
        done += keys
    spent, failed = round(time.monotonic() - began, 1), failures(done)
    said = next(iter(failed), "")
    return Figures(task.name, len(done), len(failed), processes.look(), seconds=spent, said=said)


def _until(over: Callable[[], bool], processes: Processes) -> None:
    deadline = time.monotonic() + LONGEST
    while not over():
        if time.monotonic() > deadline:
            raise RuntimeError(f"jobs are not done in {LONGEST} s")
        processes.look()
        time.sleep(PAUSE)
