"""Key-set paging: the page after (or before) a row, never the page at an offset."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
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


class Exact(int):
    """A number of rows that were all counted, however many; a sum with one that was not is not exact."""

    def __add__(self, other: int) -> int:
        return Exact(super().__add__(other)) if isinstance(other, Exact) else super().__add__(other)


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
    turn = _turn(params, order)
    found = _after(queryset if slim is None else slim, turn)[: size + 1]
    rows = list(found) if slim is None else list(_order(queryset.filter(pk__in=found.values("pk")), turn))
    return _page(rows, turn, size)


def scan_page(
    queryset: QuerySet[M],
    found: QuerySet[Any],
    params: Mapping[str, str],
    *,
    order: str,
    group: str,
    within: Iterable[str],
    others: Sequence[QuerySet[Any]] = (),
) -> tuple[Page[M], dict[str, Exact], list[Exact]]:
    """One page of `queryset` and the exact numbers beside it, `found` being read once for both.

    The page has those of `found` whose `group` is `within`; numbers are of all of `found` by each group, and of the others.
    """
    turn = _turn(params, order)
    try:
        sql, values = found.order_by().values_list("pk", group, turn.field).query.sql_with_params()
    except EmptyResultSet:
        return Page([], "", ""), *count_groups(group, found.none(), *others)
    after, bound = _bound(found, turn)
    way = "DESC" if turn.descending else "ASC"
    each = [_sql(one.order_by().values("pk")) for one in others]
    parts = [
        "(SELECT json_object_agg(value, number) FROM (SELECT value, count(*) FROM found GROUP BY 1) AS g (value, number))",
        f"ARRAY(SELECT pk FROM found WHERE value = ANY(%s){after} ORDER BY sort {way}, pk {way} LIMIT {PAGE_SIZE + 1})",  # noqa: S608
        *_counts_of(each),
    ]
    reading = f"WITH found (pk, value, sort) AS MATERIALIZED ({sql}) "
    asked = [("", (*values, list(within), *bound)), *each]
    by_value, keys, *numbers = _ask(parts, asked, reading)
    page = _page(list(_order(queryset.filter(pk__in=keys), turn)), turn, PAGE_SIZE)
    return page, {value: Exact(number) for value, number in (by_value or {}).items()}, [Exact(n) for n in numbers]


@dataclass(frozen=True)
class _Turn:
    """Where a page begins and which way it is read."""

    key: tuple[Any, Any] | None
    backwards: bool
    field: str
    descending: bool


def _turn(params: Mapping[str, str], order: str) -> _Turn:
    key, backwards = _decode(params.get("before") or params.get("after")), bool(params.get("before"))
    return _Turn(key, backwards, order.lstrip("-"), order.startswith("-") != backwards)


def _page(rows: list[M], turn: _Turn, size: int) -> Page[M]:
    """Of rows as they were read, one more than a page has where there are more."""
    more, rows = len(rows) > size, rows[:size]
    if turn.backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if turn.backwards else (turn.key is not None, more)
    return Page(
        rows=rows,
        next=_encode(rows[-1], turn.field) if rows and has_next else "",
        previous=_encode(rows[0], turn.field) if rows and has_previous else "",
    )


def _bound(found: QuerySet[Any], turn: _Turn) -> tuple[str, tuple[Any, ...]]:
    """The condition of a page that is not the first; a damaged key is the first page."""
    if turn.key is None:
        return "", ()
    try:
        fields = (_typed(found.model._meta.get_field(turn.field)), found.model._meta.pk)
        key = tuple(_clean(field, value) for field, value in zip(fields, turn.key, strict=True))
    except (TypeError, ValueError, OverflowError, ValidationError):
        return "", ()
    return f" AND (sort, pk) {'<' if turn.descending else '>'} (%s, %s)", key


def _typed(field: Any) -> Any:
    """What the database works out is of another field's type."""
    return getattr(field, "output_field", field)


def _clean(field: Any, value: Any) -> Any:
    cleaned = field.to_python(value)
    if cleaned is None:
        raise ValueError(field.name)
    field.run_validators(cleaned)
    return cleaned


def _order(queryset: QuerySet[M], turn: _Turn) -> QuerySet[M]:
    return queryset.order_by(*[F(name).desc() if turn.descending else F(name).asc() for name in (turn.field, "pk")])


def _after(queryset: QuerySet[M], turn: _Turn) -> QuerySet[M]:
    ordered, field = _order(queryset, turn), turn.field
    if turn.key is None:
        return ordered
    op, (value, pk) = "lt" if turn.descending else "gt", turn.key
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
    queries = [_sql(queryset.order_by().values("pk")[: COUNTED + 1]) for queryset in querysets]
    return _ask(_counts_of(queries), queries)


def count_groups(
    field: str, grouped: QuerySet[Any], *others: QuerySet[Any], number: Aggregate = _ROWS
) -> tuple[dict[str, Exact], list[Exact]]:
    """Exact numbers of rows: of `grouped` by each value of `field`, and of the others; one query for all of them.

    `number` says what a group counts when its rows are counts themselves.
    """
    groups = _sql(grouped.order_by().values(field).annotate(counted=number).values_list(field, "counted"))
    queries = [groups, *(_sql(queryset.order_by().values("pk")) for queryset in others)]
    parts = [f"(SELECT json_object_agg(value, number) FROM ({groups[0]}) AS counted (value, number))"]  # noqa: S608
    parts += _counts_of(queries[1:])
    by_value, *numbers = _ask(parts, queries)
    return {value: Exact(number) for value, number in (by_value or {}).items()}, [Exact(number) for number in numbers]


def _counts_of(queries: Iterable[tuple[str, tuple[Any, ...]]]) -> list[str]:
    return [f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _params in queries]  # noqa: S608 - Django's own


def _ask(parts: list[str], queries: list[tuple[str, tuple[Any, ...]]], head: str = "") -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"{head}SELECT {', '.join(parts)}", [value for _sql, params in queries for value in params])
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
