"""The demo's companies, rounds and filings; the second call finds them and does nothing."""

from datetime import date
from random import Random

from django.utils import timezone

from evaluations.demo.companies import create_companies
from evaluations.demo.filings import SHARES, People, create_filings
from evaluations.enums import FilingState, VersionState
from evaluations.models import Filing, Round, StandardVersion
from portal.enums import Side
from portal.models import Enterprise
from portal.tenancy import Actor, scope

FIRST_YEAR = 2024


def create_rounds(today: date | None = None) -> list[Round]:
    """Rounds from FIRST_YEAR to this year, oldest first; demo windows last the whole year, so one is always open."""
    year = (today or timezone.localdate()).year
    version = StandardVersion.objects.filter(state=VersionState.PUBLISHED).latest("published_at")
    with scope(Actor(side=Side.MINISTRY, path="/")):
        return [_round(number, version) for number in range(FIRST_YEAR, year + 1)]


def _round(year: int, version: StandardVersion) -> Round:
    fields = {
        "standard_version": version,
        "opens_on": date(year, 1, 1),
        "closes_on": date(year, 12, 31),
        "summary_due_on": date(year, 12, 15),
    }
    return Round.objects.get_or_create(year=year, defaults=fields)[0]


def seed_evaluations(rounds: list[Round], people: People, demo_company: Enterprise, others: list[Enterprise]) -> int:
    """Filings of each round for most companies: past years determined, this year in every state."""
    random = Random(2025)
    written = 0
    for yearly_round in rounds:
        past = yearly_round != rounds[-1]
        states = {company.pk: _state(random, past=past) for company in others if random.random() < 0.9}
        states[demo_company.pk] = FilingState.DETERMINED if past else FilingState.DRAFT
        written += create_filings([demo_company, *others], yearly_round, states, people, random)
    return written


def _state(random: Random, *, past: bool) -> FilingState:
    if past:
        return FilingState.DETERMINED
    return random.choices(list(SHARES), weights=list(SHARES.values()))[0]


def is_seeded() -> bool:
    with scope(Actor.system()):
        return Filing.objects.exists()


def make_companies() -> list[Enterprise]:
    return create_companies(Random(161))
