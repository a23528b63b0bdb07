"""The demo's companies, rounds and filings. Each step is whole or absent, so a start that was killed goes on after it."""

from datetime import date
from random import Random

from django.utils import timezone

from evaluations.demo.companies import ALL_COMPANIES, create_companies
from evaluations.demo.filings import FIRST_YEAR, create_filings
from evaluations.demo.procedure import SHARES, People
from evaluations.enums import FilingState, VersionState
from evaluations.models import Filing, Round, StandardVersion
from portal.enums import Side
from portal.models import Enterprise
from portal.tenancy import Actor, scope

APPEAL_DAYS = 15


def ensure_companies(total: int = ALL_COMPANIES) -> list[Enterprise]:
    """The synthetic companies, about `total` made at the first call; the demo accounts' own first."""
    with scope(Actor.system("demo")):
        companies = list(Enterprise.objects.select_related("organisation").order_by("pk"))
    return companies or create_companies(Random(161), total)


def ensure_rounds(today: date | None = None) -> list[Round]:
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
        "appeal_days": APPEAL_DAYS,
    }
    return Round.objects.get_or_create(year=year, defaults=fields)[0]


def ensure_filings(yearly_round: Round, people: People, companies: list[Enterprise], *, past: bool) -> int:
    """Filings of most companies, determined in past years and in every state this year; 0 when they are there."""
    with scope(Actor.system("demo")):
        if Filing.objects.filter(round=yearly_round).exists():
            return 0
        random = Random(yearly_round.year)
        demo_company, *others = companies
        states = {company.pk: _state(random, past=past) for company in others if random.random() < 0.9}
        states[demo_company.pk] = FilingState.DETERMINED if past else FilingState.DRAFT
        return create_filings(companies, yearly_round, states, people, random)


def _state(random: Random, *, past: bool) -> FilingState:
    if past:
        return FilingState.DETERMINED
    return random.choices(list(SHARES), weights=list(SHARES.values()))[0]
