"""A page of the queue, and how many filings are behind each of its tabs: no figure is older than its list."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import QuerySet, Sum

from evaluations.enums import FilingState
from evaluations.models import Filing, FilingTally
from evaluations.queue_choices import ALL_STATES
from evaluations.queue_rows import rows_for
from evaluations.review_queue import EXPECTED, Queue, QueueFilter, in_authority, round_key
from evaluations.tally_queries import visible_tallies
from portal.paging import Exact, Page, count_groups, count_rows, page_by_key, scan_page
from portal.tenancy import Actor

Counted = list[QuerySet[Filing]]


def read_page(
    queue: Queue, params: Mapping[str, str], asked: Iterable[QueueFilter]
) -> tuple[Page[Filing], dict[QueueFilter, int | None]]:
    """The page that the URL's parameters name, its rows as `rows_for` has them, and what `count_each` says."""
    rows, order = rows_for(queue.actor.user_id), queue.wanted.order
    if not _is_scanned(queue):
        return page_by_key(rows, params, order=order, slim=queue.page()), count_each(queue, asked)
    everything, within, of_people = queue.filings(state=ALL_STATES, reviewer=""), queue.wanted.states, _of_people(asked)
    each = _filings_of(queue, of_people)
    page, by_state, numbers = scan_page(
        rows, everything, params, order=order, group="state", within=within, others=each
    )
    return page, _told(asked, {**by_state}, dict(zip(of_people, numbers, strict=True)))


def count_each(queue: Queue, asked: Iterable[QueueFilter]) -> dict[QueueFilter, int | None]:
    """`asked` differ from the queue's filter in state and reviewer; one query for all of them.

    None is not counted: of the whole nation, a part of a name that too many companies bear.
    """
    if queue.is_national and queue.wanted.q and queue.few is None:
        return dict.fromkeys(asked)
    of_people = _of_people(asked)
    by_state, numbers = _way_of(queue)(queue, _filings_of(queue, of_people))
    return _told(asked, by_state, dict(zip(of_people, numbers, strict=True)))


def _is_scanned(queue: Queue) -> bool:
    """An office's filings are read from the first to the last anyhow: nothing is kept of what is asked, and no index has
    the page. Not of the nation, nor where a person's few filings are the page.
    """
    wanted = queue.wanted
    return not (queue.is_national or queue.is_plain or wanted.of_person or wanted.order.lstrip("-") == EXPECTED)


def _of_people(asked: Iterable[QueueFilter]) -> list[QueueFilter]:
    return [one for one in dict.fromkeys(asked) if one.of_person]


def _filings_of(queue: Queue, of_people: Iterable[QueueFilter]) -> Counted:
    return [queue.filings(state=one.state, reviewer=one.reviewer) for one in of_people]


def _told(
    asked: Iterable[QueueFilter], by_state: Mapping[str, int], of_people: Mapping[QueueFilter, int]
) -> dict[QueueFilter, int | None]:
    counts = {one: sum((by_state.get(state, Exact(0)) for state in one.states), Exact(0)) for one in asked}
    return {**counts, **of_people}


def _way_of(queue: Queue) -> Callable[[Queue, Counted], tuple[dict[str, int], list[int]]]:
    if queue.is_plain:
        return _as_kept
    return _up_to_a_limit if _is_long(queue) else _to_the_end


def _as_kept(queue: Queue, others: Counted) -> tuple[dict[str, int], list[int]]:
    by_state, numbers = count_groups("state", tallies_for(queue.actor, queue.wanted), *others, number=Sum("number"))
    return {**by_state}, [*numbers]


def tallies_for(actor: Actor, wanted: QueueFilter) -> QuerySet[FilingTally]:
    """The counts that are kept of the year's filings with the actor, under the authority that `wanted` names."""
    return in_authority(visible_tallies(actor, round_key(wanted.year)), wanted.authority)


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
