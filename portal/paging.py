"""Key-set paging: the page after (or before) a row, never the page at an offset."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
PAGE_SIZE = 50
# Nobody reads on to the ten-thousandth row, and counting further would make every page as slow as the table is long.
COUNTED = 9999


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page with the keys of its neighbours ('' where there is none)."""

    rows: list[M]
    next: str
    previous: str


def page_by_key(
    queryset: QuerySet[M], params: Mapping[str, str], *, order: str, size: int = PAGE_SIZE, wide: bool = False
) -> Page[M]:
    """One page in the given order ('-submitted_at'); `after`/`before` in the URL's parameters are the keys.

    The order field must not be null in the rows paged; ties break by primary key. A damaged key is the first page.
    Of `wide` rows, which name much of other tables, the page's keys are found first and the rest for those alone.
    """
    key, backwards = _decode(params.get("before") or params.get("after")), bool(params.get("before"))
    descending = order.startswith("-") != backwards
    field = order.lstrip("-")
    found = _after(queryset, field, key, descending)[: size + 1]
    rows = _read_by_key(queryset, found) if wide else list(found)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if backwards else (key is not None, more)
    return Page(
        rows=rows,
        next=_encode(rows[-1], field) if rows and has_next else "",
        previous=_encode(rows[0], field) if rows and has_previous else "",
    )


def _read_by_key(queryset: QuerySet[M], found: QuerySet[M]) -> list[M]:
    """Two queries: sorting what an office has in hand is cheap as long as nothing is joined to each row."""
    keys = list(found.values_list("pk", flat=True))
    rows = queryset.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _after(queryset: QuerySet[M], field: str, key: tuple[Any, Any] | None, descending: bool) -> QuerySet[M]:
    expressions = [F(field), F("pk")]
    ordered = queryset.order_by(*[e.desc() if descending else e.asc() for e in expressions])
    if key is None:
        return ordered
    op, (value, pk) = "lt" if descending else "gt", key
    # The first condition repeats the second's bound so that an index on the field can start there.
    after = Q(**{f"{field}__{op}": value}) | Q(**{field: value, f"pk__{op}": pk})
    try:
        return ordered.filter(**{f"{field}__{op}e": value}).filter(after)
    except (TypeError, ValueError, OverflowError, ValidationError):
        return ordered


def _encode(row: Model, field: str) -> str:
    value: Any = row
    for part in field.split("__"):
        value = getattr(value, part)
    text = json.dumps([value, row.pk], cls=_Encoder)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class _Encoder(DjangoJSONEncoder):
    """Whole microseconds: the stock encoder cuts times to milliseconds and would skip rows."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _decode(key: str | None) -> tuple[Any, Any] | None:
    if not key:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    return (value, pk) if _is_storable(value) else None


def _is_storable(value: Any) -> bool:
    """PostgreSQL has no text with NUL or half a surrogate pair."""
    return not isinstance(value, str) or not any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value)


def count_rows(*querysets: QuerySet[Any]) -> list[int]:
    """How many rows each queryset has, COUNTED + 1 for more than COUNTED; one query for all of them."""
    queries = [_counting(queryset) for queryset in querysets]
    parts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _params in queries)  # noqa: S608 - Django's own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", [value for _sql, params in queries for value in params])
        return list(cursor.fetchone())


def _counting(queryset: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = queryset.order_by().values("pk")[: COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT WHERE false", ()
    return sql, params


def count_words(count: int) -> str:
    """`1,234`, and `9,999+` for what was not counted further."""
    return f"{count:,}" if count <= COUNTED else f"{COUNTED:,}+"
