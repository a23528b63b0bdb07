"""How many filings are behind each of several filters, counted while the page is made: no figure is older than its list."""

from collections.abc import Iterable

from django.db.models import QuerySet

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.queue_choices import ALL_STATES
from evaluations.review_queue import Queue, QueueFilter
from portal.paging import Exact, count_groups, count_rows

Counted = list[QuerySet[Filing]]


def count_each(queue: Queue, asked: Iterable[QueueFilter]) -> dict[QueueFilter, int | None]:
    """`asked` differ from the queue's filter in state and reviewer; one query for all of them.

    None is not counted: of the whole nation, a part of a name that too many companies bear.
    """
    asked = list(dict.fromkeys(asked))
    if queue.is_national and queue.wanted.q and queue.few is None:
        return dict.fromkeys(asked)
    of_people = [one for one in asked if one.of_person]
    each = [queue.filings(state=one.state, reviewer=one.reviewer) for one in of_people]
    by_state, numbers = (_up_to_a_limit if _is_long(queue) else _to_the_end)(queue, each)
    counts = {one: sum((by_state.get(state, Exact(0)) for state in one.states), Exact(0)) for one in asked}
    return {**counts, **dict(zip(of_people, numbers, strict=True))}


def _is_long(queue: Queue) -> bool:
    """The nation's filings by what stands in the index of the counts alone."""
    wanted = queue.wanted
    elsewhere = wanted.q or wanted.gap or wanted.flag or wanted.triage or wanted.why or wanted.figure
    return queue.is_national and not elsewhere


def _to_the_end(queue: Queue, others: Counted) -> tuple[dict[str, int], list[int]]:
    by_state, numbers = count_groups("state", queue.filings(state=ALL_STATES, reviewer=""), *others)
    return {**by_state}, [*numbers]


def _up_to_a_limit(queue: Queue, others: Counted) -> tuple[dict[str, int], list[int]]:
    """No state is in two of these, so that together they read each entry once at most."""
    states = FilingState.with_authority()
    numbers = count_rows(*(queue.filings(state=state, reviewer="") for state in states), *others)
    return dict(zip(states, numbers, strict=False)), numbers[len(states) :]
