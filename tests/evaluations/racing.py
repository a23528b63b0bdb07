"""Two people at once, each with a database connection of their own."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection

from portal.tenancy import Actor, scope

PATIENCE_SECONDS = 10
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def race(one: Actor, first: Callable[[Actor], Any], other: Actor, second: Callable[[Actor], Any]) -> Any:
    """What becomes of `second`, which begins after `first` has done its work and before that is committed.

    Call from a test marked `django_db(transaction=True)`.
    """
    with ThreadPoolExecutor(1) as pool:
        with scope(one) as actor:
            first(actor)
            late = pool.submit(_perform, other, second)
            _wait(late)
        return late.result()


def _perform(actor: Actor, work: Callable[[Actor], Any]) -> Any:
    try:
        with scope(actor) as own:
            return work(own)
    finally:
        connection.close()


def _wait(late: Future[Any]) -> None:
    """Until the other is done, or waits for what this transaction holds."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not late.done() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone():
                return
        time.sleep(0.01)
