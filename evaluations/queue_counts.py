"""How many filings are behind each of several filters, counted while the page is made: no figure is older than its list."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet, Sum

from evaluations.enums import FilingState
from evaluations.models import Filing, FilingTally
from evaluations.queue_choices import ALL_STATES
from evaluations.review_queue import Queue, QueueFilter, in_authority, round_key
from portal.enums import OrganisationKind
from portal.paging import Exact, count_groups, count_rows
from portal.queries import under
from portal.tenancy import Actor

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
    by_state, numbers = _way_of(queue)(queue, each)
    counts = {one: sum((by_state.get(state, Exact(0)) for state in one.states), Exact(0)) for one in asked}
    return {**counts, **dict(zip(of_people, numbers, strict=True))}


def _way_of(queue: Queue) -> Callable[[Queue, Counted], tuple[dict[str, int], list[int]]]:
    if queue.is_plain:
        return _as_kept
    return _up_to_a_limit if _is_long(queue) else _to_the_end


def _as_kept(queue: Queue, others: Counted) -> tuple[dict[str, int], list[int]]:
    by_state, numbers = count_groups("state", tallies_for(queue.actor, queue.wanted), *others, number=Sum("number"))
    return {**by_state}, [*numbers]


def tallies_for(actor: Actor, wanted: QueueFilter) -> QuerySet[FilingTally]:
    """The counts that are kept of the year's filings with the actor, under the authority that `wanted` names."""
    tallies = under(FilingTally.objects.filter(round_id=round_key(wanted.year)), actor)
    if actor.kind == OrganisationKind.OPERATOR:
        return tallies.none()
    return in_authority(tallies, wanted.authority).filter(state__in=FilingState.with_authority())


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
