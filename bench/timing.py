"""A WSGI application told to say with each answer how long it took, how much of it in PostgreSQL, and how often it asked there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

HEADER = "Server-Timing"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def timed(portal: Application) -> Application:
    """Django starts the response once it is whole and its transaction is over: until then is what counts."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began, asked, waited = time.perf_counter(), 0, 0.0

        def count(execute: Callable[..., Any], *call: Any) -> Any:
            nonlocal asked, waited
            asked, sent = asked + 1, time.perf_counter()
            try:
                return execute(*call)
            finally:
                waited += time.perf_counter() - sent

        def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            spent = time.perf_counter() - began
            told = (HEADER, f"app;dur={spent * 1000:.2f}, db;dur={waited * 1000:.2f}, queries;desc={asked}")
            return start_response(status, [*headers, told], *rest)

        with connection.execute_wrapper(count):
            return portal(environ, answer)

    return application
