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
from django.db.models import Aggregate, Count, F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)
PAGE_SIZE = 50
CURSORS = ("after", "before")
# Nobody reads on to the ten-thousandth row, and counting further would make every page as slow as the table is long.
COUNTED = 9999
_ROWS = Count("*")


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page with the keys of its neighbours ('' where there is none)."""

    rows: list[M]
    next: str
    previous: str


def page_by_key(
    queryset: QuerySet[M],
    params: Mapping[str, str],
    *,
    order: str,
    size: int = PAGE_SIZE,
    slim: QuerySet[M] | None = None,
) -> Page[M]:
    """One page in the given order ('-submitted_at'); `after`/`before` in the URL's parameters are the keys.

    The order field must not be null in the rows paged; ties break by primary key. A damaged key is the first page.
    Where rows name much of other tables, `slim` finds the page's keys, and `queryset`, unfiltered, reads those alone.
    """
    key, backwards = _decode(params.get("before") or params.get("after")), bool(params.get("before"))
    descending = order.startswith("-") != backwards
    field = order.lstrip("-")
    found = _after(queryset if slim is None else slim, field, key, descending)[: size + 1]
    rows = list(found) if slim is None else list(_order(queryset.filter(pk__in=found.values("pk")), field, descending))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if backwards else (key is not None, more)
    return Page(
        rows=rows,
        next=_encode(rows[-1], field) if rows and has_next else "",
        previous=_encode(rows[0], field) if rows and has_previous else "",
    )


def _order(queryset: QuerySet[M], field: str, descending: bool) -> QuerySet[M]:
    return queryset.order_by(*[F(name).desc() if descending else F(name).asc() for name in (field, "pk")])


def _after(queryset: QuerySet[M], field: str, key: tuple[Any, Any] | None, descending: bool) -> QuerySet[M]:
    ordered = _order(queryset, field, descending)
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


class Exact(int):
    """A number of rows that were all counted, however many; a sum with one that was not is not exact."""

    def __add__(self, other: int) -> int:
        return Exact(super().__add__(other)) if isinstance(other, Exact) else super().__add__(other)


def count_rows(*querysets: QuerySet[Any]) -> list[int]:
    """How many rows each queryset has, COUNTED + 1 for more than COUNTED; one query for all of them."""
    queries = [_sql(queryset.order_by().values("pk")[: COUNTED + 1]) for queryset in querysets]
    return _ask([f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _params in queries], queries)  # noqa: S608 - Django's own


def count_groups(
    field: str, grouped: QuerySet[Any], *others: QuerySet[Any], number: Aggregate = _ROWS
) -> tuple[dict[str, Exact], list[Exact]]:
    """Exact numbers of rows: of `grouped` by each value of `field`, and of the others; one query for all of them.

    `number` says what a group counts when its rows are counts themselves.
    """
    groups = _sql(grouped.order_by().values(field).annotate(counted=number).values_list(field, "counted"))
    queries = [groups, *(_sql(queryset.order_by().values("pk")) for queryset in others)]
    parts = [f"(SELECT json_object_agg(value, number) FROM ({groups[0]}) AS counted (value, number))"]  # noqa: S608
    parts += [f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _params in queries[1:]]  # noqa: S608
    by_value, *numbers = _ask(parts, queries)
    return {value: Exact(number) for value, number in (by_value or {}).items()}, [Exact(number) for number in numbers]


def _ask(parts: list[str], queries: list[tuple[str, tuple[Any, ...]]]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for _sql, params in queries for value in params])
        return list(cursor.fetchone())


def _sql(queryset: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = queryset.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL, NULL WHERE false", ()
    return sql, params


def count_words(count: int) -> str:
    """`1,234`, and `9,999+` for what was not counted further."""
    return f"{count:,}" if count <= COUNTED or isinstance(count, Exact) else f"{COUNTED:,}+"
