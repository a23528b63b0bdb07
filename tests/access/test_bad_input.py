"""Hostile bodies, addresses and query strings at every route: a sentence, never an error 500, and nothing half done."""

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeAlias

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from tests.access.matrix import Row, rows
from tests.access.walking import Walker, read_body, undone
from tests.access.world import ROLES, World
from tests.seeding import seeding

Walkers: TypeAlias = Callable[[str], Walker]
JUNK = "\u202e\ufffe🧨'\";--%s%00<script>{{7*7}}"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TEXTS = {"NUL": "\x00", "junk": JUNK, "a megabyte": "x" * 1_000_000, "huge": "-9" * 40, "not a number": "NaN"}
DAMAGED = {
    "half a JSON": (b'{"rung": ', JSON),
    "nothing": (b"", FORM),
    "damaged multipart": (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a',
        "multipart/form-data; boundary=x",
    ),
    "multipart without a boundary": (b"--x", "multipart/form-data"),
    "bytes of no encoding": (b"a=%ff%fe&\xff\xfe=\xff", FORM),
    "an unknown encoding": (b"a=b", f"{FORM}; charset=utf-99"),
    "a JSON list": (b"[[], null, {}]", JSON),
    "deep JSON": (b"[" * 5000, JSON),
    "another type": (b"<x/>", "application/xml"),
    "three megabytes": (b"a=" + b"x" * 3_000_000, FORM),
}
WRONG_TYPES: tuple[object, ...] = (None, [], {"a": [1]}, -1, 1e308, True, "\x00", 10**30, "\ud800", ["\ud800"])
NAMES = [
    "q",
    "after",
    "before",
    "page",
    "page_size",
    "cursor",
    "year",
    "state",
    "sort",
    "person",
    "target",
    "action",
    "since",
    "until",
    "column",
    "area",
    "division",
    "size",
    "code",
    "level",
    "reviewer",
    "authority",
    "city",
    "inline",
    "recount",
    "edition",
    "province",
    "county",
    "credit_code",
    "headcount",
    "revenue",
    "evidence",
    "filing",
    "figure",
    "office",
    "cities",
]
QUERIES = (JUNK, "9" * 40, "-1", "[]", "2026-13-45", "/", "x" * 4000)
KEYS = (
    '["x","y"]',
    "[null,null]",
    "[{},[]]",
    "[1,2,3]",
    f"[{10**30},{10**30}]",
    '["\\u0000",1]',
    '["\\ud800",1]',
    "7",
    '["2026-99-99",1]',
    "[1e400,1]",
)
# An unknown one of these is refused before anything else is looked at.
REFUSED_FIRST = {"format"}
CURSORS = ("p=\x00", "p=x&o=99999999999999999999&r=1", "r=1&p=2026-99-99", "o=-1")
# What an attempt may leave behind even when it is refused: its own trace.
TRACES = {
    "portal_auditentry",
    "portal_audithead",
    "django_session",
    "axes_accesslog",
    "axes_accessattempt",
    "axes_accessfailurelog",
}


@pytest.fixture(scope="module")
def walkers(world: World) -> Walkers:
    """Each person signs in once."""
    return cache(lambda role: Walker(world, role))


def writes() -> list[Row]:
    """Each write of each route once, on the object that it is meant for."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows():
        if row.method != "GET" and writer_of(row):
            found.setdefault((row.route, row.method), row)
    return list(found.values())


def writer_of(row: Row) -> str:
    """Somebody whom the row lets through to the point where the input is read, if anybody; '' for no such method."""
    able = [
        role for role in ("anonymous", *ROLES) if row.answers[role][0] in ("200", "201", "202", "204", "302", "400")
    ]
    if not able and row.answers["responsible"][0] != "405":
        able = [role for role in ROLES if row.answers[role][0] == "409"] or ["responsible"]
    return next(iter(able), "")


def reads() -> list[Row]:
    return [row for row in rows() if row.method == "GET" and reader_of(row)]


def reader_of(row: Row) -> str:
    return next((role for role in (*ROLES, "anonymous") if row.answers[role][0] == "200"), "")


def fingerprint() -> str:
    """A digest of every table's rows, but for the traces that a refusal leaves."""
    tables = sorted(set(connection.introspection.table_names()) - TRACES)
    sums = " || ' ' || ".join(
        f'(SELECT coalesce(sum(hashtext(t::text)::bigint), 0) FROM "{table}" t)' for table in tables
    )
    with seeding(), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5({sums})")
        return str(cursor.fetchone()[0])


def rows_written() -> int:
    """How many rows this transaction has written so far, also those that were taken back; traces do not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
            " WHERE NOT relname = ANY(%s) AND NOT relname LIKE 'portal_auditentry%%'",
            [list(TRACES)],
        )
        return int(cursor.fetchone()[0])


def hostile_bodies(row: Row) -> Iterator[tuple[str, Any, str]]:
    """(what it is, body, content type; '' for an ordinary form); few for a route that reads no fields."""
    for name, (body, content_type) in DAMAGED.items():
        yield name, body, content_type
    if not row.sent:
        return
    fields = [*row.sent, "unknown"]
    for name, text in TEXTS.items():
        yield name, dict.fromkeys(fields, text), JSON if row.is_api else ""
    for value in WRONG_TYPES if row.is_api else ():
        yield f"{value!r} everywhere", dict.fromkeys(fields, value), JSON


@pytest.mark.parametrize("row", writes(), ids=lambda row: f"{row.method} {row.route}")
def test_hostile_bodies(walkers: Walkers, row: Row) -> None:
    walker = walkers(writer_of(row))
    address = walker.address(row.route, row.address, "own")
    for name, body, content_type in hostile_bodies(row):
        left = ""
        with undone():
            written = rows_written()
            response = send(walker, row.method, address, body, content_type)
            read_body(response)
            assert response.status_code < 500, (name, address)
            if response.status_code >= 400 and rows_written() != written:
                left = fingerprint()
        assert not left or left == fingerprint(), f"{name} was refused and left something behind"
        walker.forget()
        if not has_read(response):
            break


def has_read(response: Any) -> bool:
    """Whether anything was taken from what was sent, or refused for its type; else any other body has the same answer."""
    request = response.wsgi_request
    return request._read_started or "_post" in vars(request) or response.status_code == 415


def send(walker: Walker, method: str, address: str, body: Any, content_type: str) -> Any:
    if isinstance(body, bytes):
        return walker.client.generic(method, address, body, content_type=content_type)
    ask = getattr(walker.client, method.lower())
    if content_type:
        return ask(address, body, content_type=content_type)
    return ask(address, body)


@pytest.mark.parametrize("row", reads(), ids=lambda row: f"{row.route} {dict(row.address) or ''}")
def test_hostile_query_strings(walkers: Walkers, row: Row) -> None:
    walker = walkers(reader_of(row))
    address = walker.address(row.route, row.address, "own")
    with names_looked_for() as names:
        walker.ask("GET", address)
    answers = {"NUL": walker.ask("GET", address, all_of("\x00", names))}
    for value in QUERIES if names - REFUSED_FIRST else ():
        answers[value] = walker.ask("GET", address, all_of(value, names))
    for query in damaged_queries(names, singly=answers["NUL"].status_code != 200):
        answers[str(query)] = walker.ask("GET", address, query)
    assert {what: answer.status_code for what, answer in answers.items() if answer.status_code >= 500} == {}


def all_of(value: str, names: Iterable[str] = ()) -> dict[str, str]:
    return dict.fromkeys([*NAMES, *(set(names) - REFUSED_FIRST)], value)


@contextmanager
def names_looked_for() -> Iterator[set[str]]:
    """The names that are looked for in the query of what is asked inside; where there are none, no value matters."""
    found: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("get", "getlist", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, name, _noting(found, getattr(QueryDict, name)), raising=False)
        yield found


def _noting(found: set[str], method: Callable[..., Any]) -> Callable[..., Any]:
    def noting(query: object, name: str, *rest: object, **named: object) -> Any:
        found.add(name)
        return method(query, name, *rest, **named)

    return noting


def damaged_queries(names: set[str], *, singly: bool) -> Iterator[dict[str, str]]:
    """Keys of pages that decode to something; `singly` each of the names alone, since what was refused hid other faults."""
    for name in names & {"cursor", "after", "before"}:
        for key in (*KEYS, *CURSORS):
            yield {name: base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")}
    for name in sorted(names if singly else names & REFUSED_FIRST):
        yield {name: "\x00"}


def addressed() -> list[Row]:
    found: dict[tuple[str, str], Row] = {}
    for row in rows():
        if row.address and (writer_of(row) if row.method != "GET" else reader_of(row)):
            found.setdefault((row.route, row.method), row)
    return list(found.values())


@pytest.mark.parametrize("row", addressed(), ids=lambda row: f"{row.method} {row.route}")
def test_hostile_addresses(walkers: Walkers, row: Row) -> None:
    walker = walkers(reader_of(row) if row.method == "GET" else writer_of(row))
    for part in row.address:
        for value in (0, 2**31, 2**63, 10**30, "\x00", JUNK, "字" * 300, "x" * 5000):
            try:
                address = reverse(row.route, kwargs=own_parts(walker, row) | {part: value})
            except NoReverseMatch:
                continue  # the route takes numbers only
            response = walker.ask(row.method, address, row.sent)
            assert response.status_code < 500, (part, str(value)[:40])
            assert len(read_body(response)) < 100_000


def own_parts(walker: Walker, row: Row) -> dict[str, Any]:
    key = walker.world.key
    shared = walker.world.shared
    return {
        n: key(walker.role, "own", p) if walker.world.is_object(p) else shared.get(p, p) for n, p in row.address.items()
    }
