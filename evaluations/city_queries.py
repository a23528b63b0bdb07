"""Reads of the cities' first review: what goes down to a city, what is late there, and what a city said."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluations.city_rules import CitySaid, may_hand_down
from evaluations.enums import FilingState, Step
from evaluations.models import AuthorityRound, Filing, FilingEvent, Score
from evaluations.procedure import procedure_of
from evaluations.review_rules import is_city_path
from evaluations.workflow import CITY_RESULTS, CITY_STEPS, Flow, next_steps
from portal.enums import OrganisationKind, Role
from portal.models import Membership, Organisation

CITY_STATES = (FilingState.SUBMITTED, FilingState.ACCEPTED)


def city_bureaus(settings: AuthorityRound) -> list[Organisation]:
    """The authority's bureaus of cities, not of counties, in which somebody reviews."""
    reviewing = Membership.objects.filter(organisation=OuterRef("pk"), active=True, roles__contains=[Role.REVIEWER])
    bureaus = Organisation.objects.filter(kind=OrganisationKind.BUREAU, parent=settings.authority_id)
    return [bureau for bureau in bureaus.filter(Exists(reviewing)) if is_city_path(bureau.scope)]


def bureau_for(settings: AuthorityRound, filing: Filing) -> Organisation | None:
    """Of the filing's city, where somebody reviews."""
    return next((bureau for bureau in city_bureaus(settings) if filing.scope.startswith(bureau.scope)), None)


def why_not_handed_down(settings: AuthorityRound | None, filing: Filing, today: date) -> str:
    """'' where a single filing can go to its city by hand, as far as city and day are concerned."""
    if settings is None or settings.city_by is None:
        return ""
    bureau, said = bureau_for(settings, filing), city_said_of(filing).steps
    return may_hand_down(city_by=settings.city_by, today=today, has_bureau=bureau is not None, said=said)


def _under(path: str) -> Q:
    return Q(scope__gte=path, scope__lt=f"{path}~")


def waiting_for_city(settings: AuthorityRound, path: str) -> QuerySet[Filing]:
    """Ready for review under this path, of the delegated kinds, and never handed to the city before."""
    procedure = procedure_of(settings)
    states = [state for state in CITY_STATES if _goes_down(state, procedure.flow)]
    filings = Filing.objects.filter(_under(path), round=settings.round_id, state__in=states)
    if procedure.city_divisions:
        filings = filings.filter(division_id__in=procedure.city_divisions)
    if procedure.city_sizes:
        filings = filings.filter(size_class__in=procedure.city_sizes)
    known = FilingEvent.objects.filter(filing=OuterRef("pk"), transition="delegate")
    return filings.filter(~Exists(known))


def _goes_down(state: FilingState, flow: Flow) -> bool:
    return any(step.name == "delegate" for step in next_steps(state, flow))


def at_city(settings: AuthorityRound) -> QuerySet[Filing]:
    return Filing.objects.filter(_under(settings.scope), round=settings.round_id, state=FilingState.AT_CITY)


def rounds_with_city_work(today: date) -> list[AuthorityRound]:
    """Settings of which something goes down to a city, or comes back because the day has passed."""
    delegating = AuthorityRound.objects.exclude(city_by=None).select_related("authority", "round", "updated_by")
    return [settings for settings in delegating if has_city_work(settings, today)]


def has_city_work(settings: AuthorityRound, today: date) -> bool:
    if settings.city_by is None or today > settings.city_by:
        return at_city(settings).exists()
    return any(waiting_for_city(settings, bureau.scope).exists() for bureau in city_bureaus(settings))


def city_words(filing: Filing, flow: Flow) -> FilingEvent | None:
    """The latest that a city said, or how it came back without that; None where the round has no such step."""
    if Step.CITY_REVIEW not in flow:
        return None
    return FilingEvent.objects.filter(filing=filing, transition__in=CITY_STEPS).order_by("-pk").first()


def city_said_of_many(filings: Collection[int]) -> dict[int, CitySaid]:
    """Of those filings that a city has had back; two queries, one where no city had any."""
    events = FilingEvent.objects.filter(filing__in=filings, transition__in=CITY_STEPS).order_by()
    steps, people = defaultdict[int, set[str]](set), defaultdict[int, set[int]](set)
    for filing, step, person in events.values_list("filing_id", "transition", "by_id"):
        steps[filing].add(step)
        people[filing].update([person] if step in CITY_RESULTS else [])
    for filing, person in _found_by(steps):
        people[filing].add(person)
    return {filing: CitySaid(frozenset(taken), frozenset(people[filing])) for filing, taken in steps.items()}


def _found_by(filings: Collection[int]) -> Iterable[tuple[int, int]]:
    """(filing, who wrote of what a city found in it)."""
    found = Score.objects.filter(review__filing__in=filings, review__city=True).order_by()
    return found.values_list("review__filing_id", "updated_by_id").distinct() if filings else ()


def city_said_of(filing: Filing) -> CitySaid:
    """What a city said of it and who did; nothing where no city had it."""
    return city_said_of_many([filing.pk]).get(filing.pk, CitySaid())


def was_at_city(filing: Filing) -> bool:
    """What its company may know as well: that a city has had it, not what the city said."""
    return FilingEvent.objects.filter(filing=filing, transition="delegate").exists()


def city_readers_of(filing: Filing) -> frozenset[int]:
    """Whoever gave the city's word on it or found something in it: somebody else reviews and decides afterwards."""
    said = FilingEvent.objects.filter(filing=filing, transition__in=CITY_RESULTS).order_by()
    return frozenset(said.values_list("by_id", flat=True)) | {person for _filing, person in _found_by([filing.pk])}
