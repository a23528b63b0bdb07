"""The portal as it is served in production, told to say with each answer how long it took and how much it asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from portal.wsgi import application as portal

HEADER = "Server-Timing"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django starts the response once it is whole and its transaction is over: until then is what counts."""
    began, asked = time.perf_counter(), 0

    def count(execute: Callable[..., Any], *call: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*call)

    def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        spent = (time.perf_counter() - began) * 1000
        told = (HEADER, f"app;dur={spent:.2f}, queries;desc={asked}")
        return start_response(status, [*headers, told], *rest)

    with connection.execute_wrapper(count):
        return portal(environ, answer)
